// The least app on Slack's own framework that does what is measured: it answers /paper from what it holds in memory while it posts to
// many channels, one message a second each.
import bolt from '@slack/bolt';

const { App, LogLevel } = bolt;
const { SLACK_API, SLACK_BOT_TOKEN, SLACK_APP_TOKEN, CHANNELS, ANSWER } = process.env;
const say = (what, more = {}) => process.stdout.write(JSON.stringify({ what, ...more }) + '\n');
const section = (text) => [{ type: 'section', text: { type: 'plain_text', text } }];
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

const app = new App({
  token: SLACK_BOT_TOKEN,
  socketMode: true,
  appToken: SLACK_APP_TOKEN,
  logLevel: LogLevel.ERROR,
  clientOptions: { slackApiUrl: SLACK_API },
});

app.command('/paper', async ({ ack, respond }) => {
  await ack();
  await respond({ text: ANSWER, blocks: section(ANSWER) });
});

const postForEver = async (channel) => {
  for (;;) {
    await app.client.chat.postMessage({ channel, text: ANSWER, blocks: section(ANSWER) });
    await pause(1030);
  }
};

await app.start();
say('ready');
for (const channel of CHANNELS.split(',')) {
  postForEver(channel).catch((error) => say('error', { message: String(error) }));
}
process.stdin.on('end', () => process.exit(0)).resume();
