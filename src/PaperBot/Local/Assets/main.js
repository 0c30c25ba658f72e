// The workspace: what is shown, what changes it, and what people do in it.
import { Composer } from './composer.js';
import { closeForm, confirm, openForm } from './dialogs.js';
import { byId, h, icon, notify, speak } from './dom.js';
import { readChannel, readHome, readSuggestions, readThread, readWorkspace, Refused, send, watch } from './server.js';
import { drawSettings, drawPerson, remember, remembered } from './settings.js';
import { drawIcons, loadTexts, speakIn, t, texts } from './texts.js';
import { nameOf, Timeline } from './timeline.js';

const narrow = matchMedia('(max-width: 900px)');
const state = { workspace: null, channel: null, thread: null, home: false, opener: null };
// Answers that only one person sees, by person and place. They live as long as the page.
const answers = new Map();

let channelTimeline;
let threadTimeline;
let channelComposer;
let threadComposer;

async function start() {
  try {
    state.workspace = await readWorkspace();
  } catch {
    setTimeout(start, 1500);
    return;
  }

  loadTexts(state.workspace.texts);
  channelTimeline = new Timeline(byId('messages'), { place: () => placeOf(null) });
  threadTimeline = new Timeline(byId('replies'), { place: () => placeOf(state.thread), inThread: true });
  const parts = { suggest: (typed) => suggest('paper', typed), isAdmin: () => person().isAdmin, limit: state.workspace.longestMessage };
  chooseLanguage();
  channelComposer = new Composer(byId('channel-composer'), {
    ...parts,
    label: () => t('writeIn', { channel: state.channel?.id ?? '' }),
    send: (text) => say(text, null),
  });
  threadComposer = new Composer(byId('thread-composer'), { ...parts, label: () => t('writeReply'), send: (text) => say(text, state.thread) });
  drawIcons();
  listen();
  byId('app').hidden = false;
  await route();
  const connection = { changed, connected: () => lost(false), lost: () => lost(true) };
  watch(state.workspace.change, connection);
}

const person = () => state.workspace.people.find(({ id }) => id === remembered('person')) ?? state.workspace.people[0];
const channelOf = (id) => state.workspace.channels.find((channel) => channel.id === id);
const lastRead = (channel) => Number(remembered(`read/${person().id}/${channel}`) ?? 0);

function answersIn(thread) {
  const key = `${person().id}/${state.channel.id}/${thread ?? ''}`;
  if (!answers.has(key)) answers.set(key, []);
  return answers.get(key);
}

/** Where a request comes from, as the program wants to know it. */
const origin = (thread) => ({ person: person().id, language: texts().language, channel: state.channel.id, thread });

/** What messages need to be drawn and to work. */
function placeOf(thread) {
  return {
    language: state.channel.language,
    base: state.workspace.address,
    suggest: (control, typed) => suggest(control, typed, thread),
    act: (control, value, element, question) => press(thread, control, value, element, question),
  };
}

async function suggest(control, typed, thread = null) {
  try {
    return await readSuggestions(origin(thread), control, typed);
  } catch {
    // A list that could not be filled offers nothing; what is typed can be sent all the same.
    return [];
  }
}

// What is shown -------------------------------------------------------------------------------------------------------------------

let routed = 0;

/** Shows what the address names: #/channel, #/channel/message, #/channel/thread/message, #/home. */
async function route() {
  const mine = ++routed;
  const [name, first, second] = location.hash.replace(/^#\//, '').split('/').map(decodeURIComponent);
  if (location.hash && !location.hash.startsWith('#/')) return;
  if (name === 'home') return showHome();
  const channel = channelOf(name) ?? channelOf(remembered('channel')) ?? state.workspace.channels[0];
  const isOther = state.home || state.channel !== channel;
  if (isOther) await showChannel(channel, first);
  // Somebody who clicks on while this loads wants the later one.
  if (mine !== routed) return;
  if (!first) return closeThread();
  if (!channelTimeline.find(first) && !(await loadBack(first))) {
    notify(t('notFound'));
    return closeThread();
  }

  await openThread(first, second, isOther);
}

async function showChannel(channel, from) {
  state.channel = channel;
  state.home = false;
  remember('channel', channel.id);
  chooseLanguage();
  closeMenu();
  await closeThread();
  const page = await readChannel(channel.id, { from });
  if (state.channel !== channel || state.home) return;
  const read = lastRead(channel.id);
  const unread = page.messages.find((message) => Number(message.id) > read && message.author !== person().id);
  // Where nothing was read yet everything is new, and a line that says so says nothing.
  channelTimeline.reset(page.messages, { answers: answersIn(null), older: page.older ? loadOlder : null, unreadFrom: read ? unread?.id : null });
  byId('channel-composer').hidden = false;
  channelComposer.draw();
  drawHead();
  settle(read === 0 && !page.older);
}

/** Where a channel is opened: at what its reader has not seen yet, at its beginning where that is everything, else at its end. */
function settle(isFirstVisit) {
  if (!location.hash.split('/')[2] && !channelTimeline.showUnread()) {
    if (isFirstVisit) channelTimeline.element.scrollTop = 0;
    else channelTimeline.toEnd();
  }

  markRead();
}

async function loadOlder() {
  const page = await readChannel(state.channel.id, { before: channelTimeline.oldest });
  channelTimeline.prepend(page.messages, page.older ? loadOlder : null);
}

async function loadBack(id) {
  const page = await readChannel(state.channel.id, { from: id });
  for (const message of page.messages) channelTimeline.take(message);
  return channelTimeline.find(id) !== null;
}

async function showHome() {
  state.home = true;
  state.channel ??= channelOf(remembered('channel')) ?? state.workspace.channels[0];
  chooseLanguage();
  closeMenu();
  await closeThread();
  channelTimeline.reset([]);
  byId('channel-composer').hidden = true;
  drawHead();
  const { message } = await readHome(origin(null)).catch(() => ({ message: null }));
  if (!state.home) return;
  const empty = { fallback: t('homeEmpty'), blocks: [{ type: 'paragraph', text: { parts: [{ type: 'text', value: t('homeEmpty') }] } }] };
  // It stands like an answer, so that what its buttons bring comes below it.
  channelTimeline.reset([], { answers: [{ message: message ?? empty, after: '0', plain: true, lang: texts().language }] });
  channelTimeline.element.scrollTop = 0;
}

async function openThread(id, reply, arrived) {
  const routedFrom = routed;
  if (state.thread !== id) {
    let page;
    try {
      page = await readThread(state.channel.id, id);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      notify(t('notFound'));
      return closeThread();
    }

    if (routedFrom !== routed) return;
    state.thread = id;
    byId('thread').hidden = false;
    threadTimeline.reset(page.messages, { answers: answersIn(id) });
    threadTimeline.element.scrollTop = 0;
    threadComposer.draw();
  }

  byId('thread-place').textContent = `#${state.channel.id}`;
  byId('app').classList.add('with-thread');
  byId('channel').inert = narrow.matches;
  if (arrived) channelTimeline.point(id);
  if (reply && !threadTimeline.point(reply)) notify(t('notFound'));
  byId('thread-title').focus({ preventScroll: true });
}

async function closeThread() {
  if (!state.thread) return;
  const id = state.thread;
  state.thread = null;
  byId('thread').hidden = true;
  byId('channel').inert = false;
  byId('app').classList.remove('with-thread');
  threadTimeline.reset([]);
  const node = channelTimeline.find(id);
  (state.opener?.isConnected ? state.opener : (node?.querySelector('.thread-link') ?? node))?.focus({ preventScroll: true });
  state.opener = null;
}

function drawHead() {
  const title = state.home ? t('home') : state.channel.id;
  byId('channel-title').replaceChildren(state.home ? icon('home') : icon('hash'), title);
  byId('channel-topic').textContent = state.home ? '' : texts().topics[state.channel.id];
  byId('page-title').textContent = document.title = `${state.home ? '' : '#'}${title} – PaperBot`;
  drawChannels();
}

function drawChannels() {
  byId('channels').replaceChildren(
    ...state.workspace.channels.map((channel) => {
      const current = !state.home && channel === state.channel;
      const unread = !current && channel.newest > lastRead(channel.id);
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
  const home = byId('home-link');
  if (state.home) home.setAttribute('aria-current', 'page');
  else home.removeAttribute('aria-current');
}

/** The menu's language, or the channel's where the menu leaves it to that. */
function chooseLanguage() {
  const chosen = remembered('language');
  const code = state.workspace.texts[chosen] ? chosen : (state.channel?.language ?? 'ja');
  if (texts().language === code) return;
  speakIn(code);
  drawPerson(person());
  threadComposer?.draw();
}

function redraw() {
  chooseLanguage();
  drawPerson(person());
  channelComposer.draw();
  threadComposer.draw();
  if (state.home) return showHome();
  channelTimeline.redraw(answersIn(null));
  if (state.thread) threadTimeline.redraw(answersIn(state.thread));
  drawHead();
}

// What changes it -----------------------------------------------------------------------------------------------------------------

function changed(messages) {
  for (const message of messages) {
    const channel = channelOf(message.channel);
    if (!channel) continue;
    if (!message.thread && !message.deleted) channel.newest = Math.max(channel.newest, Number(message.id));
    if (state.home || channel !== state.channel) continue;
    const wasAtEnd = channelTimeline.isAtEnd;
    const isNew = message.thread ? false : channelTimeline.take(message);
    const isNewReply = (message.thread ?? message.id) === state.thread ? threadTimeline.take(message) : false;
    if ((isNew || isNewReply) && message.author !== person().id) announce(message);
    if (isNew && !wasAtEnd) byId('new-below').hidden = false;
  }

  markRead();
  drawChannels();
}

function announce(message) {
  speak(t('announce', { who: nameOf(message.author), what: message.message?.fallback ?? '' }));
}

function markRead() {
  if (state.home || document.hidden || !state.channel) return;
  const newest = Math.max(lastRead(state.channel.id), state.channel.newest);
  remember(`read/${person().id}/${state.channel.id}`, String(newest));
}

let lostTimer;

function lost(is) {
  clearTimeout(lostTimer);
  if (is) lostTimer = setTimeout(() => notify(t('offline'), { stays: true }), 2500);
  else if (byId('notice').textContent === t('offline')) notify('');
}

// What people do ------------------------------------------------------------------------------------------------------------------

async function say(text, thread) {
  const composer = thread ? threadComposer : channelComposer;
  composer.busy(true);
  const arrived = await answerTo({ type: 'say', text }, thread, null);
  composer.busy(false);
  if (arrived && !text.startsWith('/')) timelineOf(thread).toEnd();
  return arrived;
}

async function press(thread, control, value, element, question) {
  if (element.getAttribute('aria-busy') === 'true') return;
  if (question && !(await confirm(question))) return;
  const source = timelineOf(thread).sourceOf(element);
  element.setAttribute('aria-busy', 'true');
  await answerTo({ type: 'press', control, value, message: source.id ?? null }, thread, source);
  element.removeAttribute('aria-busy');
}

const timelineOf = (thread) => (thread && thread === state.thread ? threadTimeline : channelTimeline);

/**
 * Sends an act and shows its replies, each in the place of the one before.
 * @param source what a pressed control stands on
 * @param accepted called before a reply is shown, unless it refuses a form
 * @returns whether the act arrived
 */
async function answerTo(act, thread, source, accepted = () => {}) {
  const place = origin(thread);
  const timeline = timelineOf(thread);
  let answer = null;
  const showAnswer = (message, inPlaceOf) => {
    answer = timeline.answer(message, { source, replaces: answer ?? inPlaceOf });
    if (source) answer.node.focus({ preventScroll: true });
    speak(`${t('onlyYou')}: ${message.fallback}`);
  };
  const dismiss = () => {
    if (answer) timeline.dismiss(answer);
    answer = null;
  };
  try {
    for await (const reply of send(place, act)) {
      if (reply.type !== 'errors') accepted();
      if (reply.type === 'shown') showAnswer(reply.message, null);
      else if (reply.type === 'replaced') showAnswer(reply.message, source?.node ? source : null);
      else dismiss();
      if (reply.type === 'form') openForm(reply.form, (fields) => submit(reply.form.id, fields, thread, source));
      if (reply.type === 'errors') return reply.errors;
    }

    return true;
  } catch (error) {
    notify(error instanceof Refused && error.status === 503 ? t('starting') : t('failed'));
    return false;
  }
}

/** @returns the errors by field where the form stays open */
async function submit(form, fields, thread, source) {
  const outcome = await answerTo({ type: 'submit', form, fields }, thread, source, closeForm);
  if (outcome === false) return {};
  return outcome === true ? null : outcome;
}

// Menus and keys ------------------------------------------------------------------------------------------------------------------

function openMenu() {
  byId('app').classList.add('with-menu');
  byId('backdrop').hidden = false;
  byId('channel').inert = true;
  byId('open-menu').setAttribute('aria-expanded', 'true');
  byId('close-menu').focus();
}

function closeMenu() {
  if (!byId('app').classList.contains('with-menu')) return;
  byId('app').classList.remove('with-menu');
  byId('backdrop').hidden = true;
  byId('channel').inert = narrow.matches && state.thread !== null;
  byId('open-menu').setAttribute('aria-expanded', 'false');
  byId('open-menu').focus();
}

function listen() {
  drawSettings(() => ({ people: state.workspace.people, person: person() }), redraw);
  drawPerson(person());
  addEventListener('hashchange', route);
  document.addEventListener('visibilitychange', () => {
    markRead();
    drawChannels();
  });
  byId('close-thread').addEventListener('click', leaveThread);
  byId('open-menu').addEventListener('click', openMenu);
  byId('close-menu').addEventListener('click', closeMenu);
  byId('backdrop').addEventListener('click', closeMenu);
  byId('channels').addEventListener('click', closeMenu);
  byId('new-below').addEventListener('click', () => channelTimeline.toEnd());
  byId('messages').addEventListener('scroll', () => {
    if (channelTimeline.isAtEnd) byId('new-below').hidden = true;
  });
  byId('messages').addEventListener('click', (event) => {
    const opener = event.target.closest('.thread-link, [data-thread]');
    if (opener) state.opener = opener;
  });
  for (const link of document.querySelectorAll('[data-skip]')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      const target = byId(link.dataset.skip);
      (target.querySelector('textarea') ?? target).focus();
    });
  }

  narrow.addEventListener('change', () => {
    closeMenu();
    byId('channel').inert = narrow.matches && state.thread !== null;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || byId('dialog').open || byId('settings').matches(':popover-open')) return;
    if (byId('app').classList.contains('with-menu')) closeMenu();
    else if (state.thread) leaveThread();
  });
}

function leaveThread() {
  location.hash = `#/${state.channel.id}`;
}

await start();
