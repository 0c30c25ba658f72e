// The channel and the thread beside it: which of them is shown, by the page's address, and what changes in them.
import { Composer } from './composer.js';
import { byId, h, icon, notify, speak } from './dom.js';
import { readChannel, readHome, readThread, Refused } from './server.js';
import { drawPerson, remember } from './settings.js';
import { answersIn, channelOf, chosenLanguage, lastRead, markRead, origin, person, state, usualChannel } from './state.js';
import { language, speakIn, t, texts } from './texts.js';
import { nameOf, Timeline } from './timeline.js';

export const narrow = matchMedia('(max-width: 900px)');

let channelTimeline;
let threadTimeline;
let channelComposer;
let threadComposer;
let routes = 0;
let opener = null;

/**
 * @param placeOf gives what messages need to be drawn and to work, in the channel (null) or in a thread
 * @param say sends what was written
 * @param suggest gives options for a command's argument
 */
export function createPanes({ placeOf, say, suggest }) {
  const parts = { suggest, isAdmin: () => person().isAdmin, limit: state.workspace.longestMessage };
  channelTimeline = new Timeline(byId('messages'), { place: () => placeOf(null) });
  threadTimeline = new Timeline(byId('replies'), { place: () => placeOf(state.thread), inThread: true });
  speakChosen();
  channelComposer = new Composer(byId('channel-composer'), {
    ...parts,
    label: () => t('writeIn', { channel: state.channel?.id ?? '' }),
    send: (text) => say(text, null),
  });
  threadComposer = new Composer(byId('thread-composer'), {
    ...parts,
    label: () => t('writeReply'),
    send: (text) => say(text, state.thread),
  });
  byId('new-below').addEventListener('click', () => channelTimeline.toEnd());
  byId('messages').addEventListener('scroll', () => {
    if (channelTimeline.isAtEnd) byId('new-below').hidden = true;
  });
  byId('messages').addEventListener('click', (event) => {
    opener = event.target.closest('.thread-link, [data-thread]') ?? opener;
  });
}

/** The column that what is said in a place appears in. */
export const timelineOf = (thread) => (thread && thread === state.thread ? threadTimeline : channelTimeline);
export const composerOf = (thread) => (thread ? threadComposer : channelComposer);

/** Shows what the address names: #/channel, #/channel/message, #/channel/thread/message, #/home. */
export async function route() {
  if (location.hash && !location.hash.startsWith('#/')) return;
  const mine = ++routes;
  const isLate = () => mine !== routes;
  const [name, first, second] = location.hash.replace(/^#\//, '').split('/').map(decodeURIComponent);
  if (name === 'home') return showHome(isLate);
  const channel = channelOf(name) ?? usualChannel();
  const arrives = state.home || state.channel !== channel;
  if (arrives) await showChannel(channel, first, isLate);
  if (isLate()) return;
  if (!first) return closeThread();
  if (!channelTimeline.find(first) && !(await loadBack(first))) {
    notify(t('notFound'));
    return closeThread();
  }

  await openThread(first, second, arrives, isLate);
}

export function leaveThread() {
  location.hash = `#/${state.channel.id}`;
}

/** Where there is room for one column, the thread is in front of the channel. */
export function coverChannel() {
  byId('channel').inert = narrow.matches && state.thread !== null;
}

/** Draws everything again: somebody else looks, or in another language. */
export function redraw() {
  speakChosen();
  drawPerson(person());
  channelComposer.draw();
  threadComposer.draw();
  if (state.home) return route();
  channelTimeline.redraw(answersIn(null));
  if (state.thread) threadTimeline.redraw(answersIn(state.thread));
  drawHead();
}

/** Takes in messages that are new or changed. */
export function take(messages) {
  for (const message of messages) {
    const channel = channelOf(message.channel);
    if (!channel) continue;
    if (!message.thread && !message.deleted) channel.newest = Math.max(channel.newest, Number(message.id));
    if (state.home || channel !== state.channel) continue;
    const wasAtEnd = channelTimeline.isAtEnd;
    const isNew = !message.thread && channelTimeline.take(message);
    const isNewReply = state.thread === (message.thread ?? message.id) && threadTimeline.take(message);
    if ((isNew || isNewReply) && message.author !== person().id) {
      speak(t('announce', { who: nameOf(message.author), what: message.message.fallback }));
    }

    if (isNew && !wasAtEnd) byId('new-below').hidden = false;
  }

  markRead();
  drawChannels();
}

export function drawChannels() {
  byId('channels').replaceChildren(
    ...state.workspace.channels.map((channel) => {
      const current = !state.home && channel === state.channel;
      const unread = !current && channel.newest > lastRead(channel);
      return h(
        'li',
        {},
        h(
          'a',
          { href: `#/${channel.id}`, class: unread ? 'unread' : null, 'aria-current': current ? 'page' : null },
          icon('hash'),
          h('span', {}, channel.id),
          unread ? h('span', { class: 'unread-mark' }, t('new')) : null,
        ),
      );
    }),
  );
  const pages = byId('pages-link');
  pages.hidden = !state.workspace.hasPages;
  pages.href = `${language()}/`;
  const home = byId('home-link');
  if (state.home) home.setAttribute('aria-current', 'page');
  else home.removeAttribute('aria-current');
}

async function showChannel(channel, from, isLate) {
  state.channel = channel;
  state.home = false;
  remember('channel', channel.id);
  speakChosen();
  closeThread();
  const page = await readChannel(channel.id, { from });
  if (isLate()) return;
  const read = lastRead(channel);
  const unread = page.messages.find((message) => Number(message.id) > read && message.author !== person().id);
  channelTimeline.reset(page.messages, {
    answers: answersIn(null),
    older: page.older ? loadOlder : null,
    // Where nothing was read yet everything is new, and a line that says so says nothing.
    unreadFrom: read ? unread?.id : null,
  });
  byId('new-below').hidden = true;
  byId('channel-composer').hidden = false;
  channelComposer.draw();
  drawHead();
  if (!from) settle(read === 0 && !page.older);
  markRead();
}

/** Where a channel is opened: at what its reader has not seen yet, at its beginning where that is everything, else at its end. */
function settle(isFirstVisit) {
  if (channelTimeline.showUnread()) return;
  if (isFirstVisit) channelTimeline.element.scrollTop = 0;
  else channelTimeline.toEnd();
}

async function loadOlder() {
  const page = await readChannel(state.channel.id, { before: channelTimeline.oldest });
  channelTimeline.prepend(page.messages, page.older ? loadOlder : null);
}

async function loadBack(id) {
  const page = await readChannel(state.channel.id, { from: id });
  channelTimeline.prepend(page.messages, page.older ? loadOlder : null);
  return channelTimeline.find(id) !== null;
}

async function showHome(isLate) {
  state.home = true;
  state.channel ??= usualChannel();
  speakChosen();
  closeThread();
  channelTimeline.reset([]);
  byId('new-below').hidden = true;
  byId('channel-composer').hidden = true;
  drawHead();
  const { message } = await readHome(origin(null)).catch(() => ({ message: null }));
  if (isLate()) return;
  // It stands like an answer, so that what its buttons bring comes below it.
  channelTimeline.reset([], { answers: [{ message: message ?? plain(t('homeEmpty')), after: '0', plain: true, lang: texts().language }] });
  channelTimeline.element.scrollTop = 0;
}

const plain = (text) => ({ fallback: text, blocks: [{ type: 'paragraph', text: { parts: [{ type: 'text', value: text }] } }] });

async function openThread(id, reply, arrives, isLate) {
  if (state.thread !== id) {
    let page;
    try {
      page = await readThread(state.channel.id, id);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      notify(t('notFound'));
      return closeThread();
    }

    if (isLate()) return;
    state.thread = id;
    byId('thread').hidden = false;
    byId('app').classList.add('with-thread');
    threadTimeline.reset(page.messages, { answers: answersIn(id) });
    threadTimeline.element.scrollTop = 0;
    threadComposer.draw();
  }

  byId('thread-place').textContent = `#${state.channel.id}`;
  coverChannel();
  if (arrives) channelTimeline.point(id);
  if (reply && !threadTimeline.point(reply)) notify(t('notFound'));
  byId('thread-title').focus({ preventScroll: true });
}

function closeThread() {
  if (!state.thread) return;
  const root = channelTimeline.find(state.thread);
  state.thread = null;
  byId('thread').hidden = true;
  byId('app').classList.remove('with-thread');
  coverChannel();
  threadTimeline.reset([]);
  (opener?.isConnected ? opener : (root?.querySelector('.thread-link') ?? root))?.focus({ preventScroll: true });
  opener = null;
}

function drawHead() {
  const title = state.home ? t('home') : state.channel.id;
  byId('channel-title').replaceChildren(icon(state.home ? 'home' : 'hash'), title);
  byId('channel-topic').textContent = state.home ? '' : texts().topics[state.channel.id];
  document.title = `${state.home ? '' : '#'}${title} – PaperBot`;
  byId('page-title').textContent = document.title;
  drawChannels();
}

function speakChosen() {
  const code = chosenLanguage();
  if (texts().language === code) return;
  speakIn(code);
  drawPerson(person());
  threadComposer?.draw();
}
