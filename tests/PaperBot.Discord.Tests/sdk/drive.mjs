// discord.js against the stand-in. Each step prints one line of JSON; the test reads them and plays the people.
import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  ChannelType,
  Client,
  EmbedBuilder,
  Events,
  GatewayIntentBits,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  SlashCommandBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';

const say = (what, more = {}) => console.log(JSON.stringify({ what, ...more }));

const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent],
  rest: { api: process.env.DISCORD_API, version: '10', retries: 0 },
});

client.on(Events.Error, (error) => say('error', { message: String(error) }));
client.on(Events.ShardResume, (id, replayed) => say('resumed', { id, replayed }));
client.on(Events.MessageCreate, (message) => {
  if (!message.author.bot) say('message', { content: message.content, mentions: message.mentions.users.has(client.user.id) });
});

client.on(Events.InteractionCreate, async (interaction) => {
  try {
    if (interaction.isAutocomplete()) {
      await interaction.respond([{ name: `see ${interaction.options.getFocused()}`, value: '2305.18290' }]);
      return;
    }

    if (interaction.isChatInputCommand() && interaction.commandName === 'paper') {
      const response = await interaction.reply({
        content: `asked ${interaction.options.getString('query')}`,
        flags: MessageFlags.Ephemeral,
        components: [new ActionRowBuilder().addComponents(new ButtonBuilder().setCustomId('more').setLabel('more').setStyle(ButtonStyle.Primary))],
        withResponse: true,
      });
      say('answered', {
        id: response.resource.message.id,
        locale: interaction.locale,
        admin: interaction.memberPermissions?.has('ManageGuild') ?? null,
      });
      return;
    }

    if (interaction.isChatInputCommand()) {
      await interaction.deferReply();
      const original = await interaction.editReply({ content: 'deferred and done' });
      const more = await interaction.followUp({ content: 'and more', flags: MessageFlags.Ephemeral });
      await interaction.webhook.editMessage(more.id, { content: 'and more, changed' });
      const read = await interaction.fetchReply();
      say('deferred', { same: original.id === read.id, content: read.content });
      return;
    }

    if (interaction.isButton()) {
      await interaction.showModal(
        new ModalBuilder()
          .setCustomId('form')
          .setTitle('Ask')
          .addLabelComponents(
            new LabelBuilder()
              .setLabel('question')
              .setTextInputComponent(new TextInputBuilder().setCustomId('q').setStyle(TextInputStyle.Paragraph).setMaxLength(200)),
          ),
      );
      return;
    }

    if (interaction.isModalSubmit()) {
      await interaction.update({ content: `typed ${interaction.fields.getTextInputValue('q')}`, components: [] });
    }
  } catch (error) {
    say('failed', { message: String(error), code: error.code });
  }
});

await client.login(process.env.DISCORD_TOKEN);
if (!client.isReady()) await new Promise((resolve) => client.once(Events.ClientReady, resolve));
const guild = client.guilds.cache.get(process.env.DISCORD_GUILD);
say('ready', { user: client.user.id, application: client.application.id, guild: guild.name, channels: guild.channels.cache.size });

const commands = await client.application.commands.set([
  new SlashCommandBuilder()
    .setName('paper')
    .setDescription('Ask')
    .setDescriptionLocalizations({ ja: '尋ねる' })
    .addStringOption((option) => option.setName('query').setDescription('words').setAutocomplete(true)),
  new SlashCommandBuilder().setName('slow').setDescription('Takes long'),
]);
const read = await client.application.commands.fetch({ withLocalizations: true });
say('registered', { names: [...commands.values()].map((command) => command.name), ja: read.find((c) => c.name === 'paper').descriptionLocalizations.ja });

const text = await client.channels.fetch(process.env.DISCORD_TEXT);
const post = {
  embeds: [new EmbedBuilder().setTitle('論文').setDescription('概要').setURL('https://discord.com/#pb1:x')],
  components: [new ActionRowBuilder().addComponents(new ButtonBuilder().setCustomId('a:1').setLabel('開く').setStyle(ButtonStyle.Secondary))],
  nonce: 'abc',
  enforceNonce: true,
};
const first = await text.send(post);
const again = await text.send(post);
const thread = await first.startThread({ name: '論文', autoArchiveDuration: 10080 });
const reply = await thread.send('概要');
await reply.edit('改めた概要');
const history = await thread.messages.fetch({ limit: 10 });
say('posted', {
  same: first.id === again.id,
  thread: thread.id === first.id,
  edited: history.get(reply.id).content,
  title: first.embeds[0].title,
  button: first.components[0].components[0].customId,
});

const forum = await client.channels.fetch(process.env.DISCORD_FORUM);
const made = await forum.threads.create({ name: '論文', message: { content: '概要' } });
await made.setArchived(true);
const archived = await forum.threads.fetchArchived();
await made.setArchived(false);
const active = await guild.channels.fetchActiveThreads();
say('forum', { type: made.type === ChannelType.PublicThread, archived: archived.threads.size, active: active.threads.size });

const refusals = {};
const refuse = async (name, call) => {
  try {
    await call();
    refusals[name] = 'accepted';
  } catch (error) {
    refusals[name] = error.code;
  }
};
await refuse('empty', () => client.rest.post(`/channels/${text.id}/messages`, { body: {} }));
await refuse('long', () => text.send('x'.repeat(2001)));
await refuse('unknown', () => client.rest.get('/channels/1'));
await refuse('gone', () => client.rest.patch(`/channels/${text.id}/messages/1`, { body: { content: 'x' } }));
await refuse('twice', () => first.startThread({ name: 'again' }));
await refuse('forum', () => client.rest.post(`/channels/${forum.id}/messages`, { body: { content: 'x' } }));
say('refused', refusals);
