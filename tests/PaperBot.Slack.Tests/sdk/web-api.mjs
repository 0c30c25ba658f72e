// Slack's own client against every method that PaperBot calls. Prints the story as one JSON document.
import { WebClient, LogLevel } from '@slack/web-api';

const { SLACK_API, SLACK_BOT_TOKEN, SLACK_USER } = process.env;
const client = new WebClient(SLACK_BOT_TOKEN, { slackApiUrl: SLACK_API, logLevel: LogLevel.ERROR, retryConfig: { retries: 0 } });
const channel = 'C0GENERAL';
const section = (text) => [{ type: 'section', text: { type: 'plain_text', text } }];
const metadata = { event_type: 'sdk_check', event_payload: { delivery: 'abc' } };
const refusal = async (call) => {
  try {
    await call();
    return 'accepted';
  } catch (error) {
    return error.data?.error ?? error.code ?? String(error);
  }
};

const story = {};
const test = await client.auth.test();
story.team = test.team_id;
story.scopes = test.response_metadata.scopes;

const posted = await client.chat.postMessage({ channel, text: '論文 😀', blocks: section('論文 😀'), metadata, unfurl_links: false });
const reply = await client.chat.postMessage({ channel, text: 'reply', thread_ts: posted.ts });
await client.chat.update({ channel, ts: posted.ts, text: 'changed', blocks: section('changed'), metadata });
const history = await client.conversations.history({ channel, include_all_metadata: true, limit: 10 });
story.history = history.messages.map((message) => [message.text, message.metadata?.event_payload?.delivery]);
const bare = await client.conversations.history({ channel, limit: 10 });
story.bareMetadata = bare.messages[0].metadata;
const replies = await client.conversations.replies({ channel, ts: posted.ts });
story.replies = replies.messages.map((message) => message.text);
story.channel = (await client.conversations.info({ channel })).channel.name;
story.locale = (await client.users.info({ user: SLACK_USER, include_locale: true })).user.locale;
story.ephemeral = typeof (await client.chat.postEphemeral({ channel, user: SLACK_USER, text: 'you' })).message_ts;
await client.chat.delete({ channel, ts: reply.ts });

let pages = 0;
for await (const page of client.paginate('conversations.history', { channel, limit: 1 })) {
  pages += page.messages.length;
}
story.paged = pages;

story.refusals = {
  unknownChannel: await refusal(() => client.chat.postMessage({ channel: 'C0NOWHERE', text: 'x' })),
  noText: await refusal(() => client.chat.postMessage({ channel })),
  badBlocks: await refusal(() => client.chat.postMessage({ channel, text: 'x', blocks: [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }] })),
  gone: await refusal(() => client.chat.delete({ channel, ts: reply.ts })),
  badTrigger: await refusal(() => client.views.open({ trigger_id: 'x', view: { type: 'modal', title: { type: 'plain_text', text: 't' }, blocks: [] } })),
  badToken: await refusal(() => new WebClient('xoxb-wrong', { slackApiUrl: SLACK_API, logLevel: LogLevel.ERROR }).auth.test()),
};
process.stdout.write(JSON.stringify(story) + '\n');
