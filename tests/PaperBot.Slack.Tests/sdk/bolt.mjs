// A minimal app on Slack's own framework. It prints one JSON line for each thing that it hears, and answers as an app would.
import bolt from '@slack/bolt';

const { App, LogLevel } = bolt;
const { SLACK_API, SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, SLACK_MODE } = process.env;
const say = (what, more = {}) => process.stdout.write(JSON.stringify({ what, ...more }) + '\n');

const app = new App({
  token: SLACK_BOT_TOKEN,
  signingSecret: SLACK_SIGNING_SECRET,
  socketMode: SLACK_MODE === 'socket',
  appToken: SLACK_MODE === 'socket' ? SLACK_APP_TOKEN : undefined,
  logLevel: LogLevel.ERROR,
  clientOptions: { slackApiUrl: SLACK_API },
});

app.command('/paper', async ({ command, ack, respond }) => {
  await ack();
  say('command', { text: command.text, user: command.user_id });
  await respond({
    text: `found ${command.text}`,
    blocks: [
      { type: 'section', text: { type: 'plain_text', text: `found ${command.text}` } },
      { type: 'actions', elements: [{ type: 'button', action_id: 'next', text: { type: 'plain_text', text: 'next' } }] },
    ],
  });
});

app.command('/form', async ({ command, ack, client }) => {
  await ack();
  const opened = await client.views.open({
    trigger_id: command.trigger_id,
    view: {
      type: 'modal',
      callback_id: 'ask',
      title: { type: 'plain_text', text: 'Ask' },
      submit: { type: 'plain_text', text: 'Send' },
      blocks: [
        {
          type: 'input',
          block_id: 'q',
          label: { type: 'plain_text', text: 'Question' },
          element: { type: 'plain_text_input', action_id: 'value' },
        },
      ],
    },
  });
  say('opened', { view: opened.view.id });
});

app.action('next', async ({ ack, respond, action }) => {
  await ack();
  say('action', { id: action.action_id });
  await respond({
    text: 'page 2',
    blocks: [{ type: 'section', text: { type: 'plain_text', text: 'page 2' } }],
    replace_original: true,
  });
});

app.view('ask', async ({ ack, view }) => {
  const question = view.state.values.q.value.value;
  if (!question) {
    await ack({ response_action: 'errors', errors: { q: 'missing' } });
    return;
  }
  await ack();
  say('submission', { question });
});

app.options('find', async ({ ack, payload }) => {
  await ack({ options: [{ text: { type: 'plain_text', text: payload.value + '!' }, value: 'v' }] });
});

app.event('app_mention', async ({ event, client }) => {
  say('mention', { text: event.text });
  await client.chat.postMessage({ channel: event.channel, thread_ts: event.ts, text: 'heard' });
});

app.event('app_home_opened', async ({ event, client }) => {
  await client.views.publish({
    user_id: event.user,
    view: { type: 'home', blocks: [{ type: 'section', text: { type: 'plain_text', text: 'home' } }] },
  });
});

app.message(/./, async ({ message }) => say('message', { text: message.text, thread: message.thread_ts ?? null }));
app.error(async (error) => say('error', { message: String(error) }));

const server = await app.start(SLACK_MODE === 'socket' ? undefined : 0);
say('ready', { port: SLACK_MODE === 'socket' ? null : server.address().port });
process.stdin.on('end', () => process.exit(0)).resume();
