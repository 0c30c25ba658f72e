// A minimal bot on discord.js: posts what it is given, channel by channel side by side, and answers one command meanwhile.
import { readFileSync } from 'node:fs';
import { Client, Events, GatewayIntentBits, Options } from 'discord.js';

const api = process.env.DISCORD_API;
const digests = JSON.parse(readFileSync(process.env.DISCORD_DIGESTS, 'utf8'));
const say = (what, more = {}) => process.stdout.write(JSON.stringify({ what, ...more }) + '\n');

const client = new Client({
  intents: [GatewayIntentBits.Guilds],
  makeCache: Options.cacheWithLimits({ MessageManager: 0 }),
  rest: { api, version: '10' },
});

client.on(Events.InteractionCreate, async (interaction) => {
  if (interaction.isAutocomplete()) return void (await interaction.respond([{ name: 'DPO', value: 'dpo' }]));
  await interaction.reply({ embeds: [{ title: 'DPO', description: 'Direct Preference Optimization' }], flags: 64 });
});

async function post({ channel, posts }) {
  const standing = {};
  for (const { part, kind, parent, body } of posts) {
    const place = kind === 'Reply' ? standing[parent] : channel;
    const made =
      kind === 'Thread'
        ? await client.rest.post(`/channels/${channel}/messages/${standing[parent]}/threads`, { body: body.thread })
        : await client.rest.post(`/channels/${place}/messages`, { body: body.message });
    standing[part] = made.id;
  }
}

client.once(Events.ClientReady, async () => {
  say('ready');
  await Promise.all(digests.map(post));
  say('posted');
});

await client.login(process.env.DISCORD_TOKEN);
