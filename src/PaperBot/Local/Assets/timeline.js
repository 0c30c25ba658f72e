// A column of messages: a channel's or a thread's. It keeps what it shows in order and touches only what changed.
import { drawBlocks } from './blocks.js';
import { h, icon, notify } from './dom.js';
import { clock, day, moment, recently, sameDay, t, texts } from './texts.js';

const bot = 'paperbot';
const together = 10 * 60 * 1000;

export class Timeline {
  #element;
  #place;
  #inThread;
  #messages = new Map();
  #answers = [];
  #days = new Map();
  #older = null;
  #unreadFrom = null;
  #awaited = null;

  /**
   * @param place { language, base, act, suggest } for the messages of what is shown now
   * @param inThread whether it shows one thread, beginning with the message that the thread hangs under
   */
  constructor(element, { place, inThread = false }) {
    this.#element = element;
    this.#place = place;
    this.#inThread = inThread;
  }

  get element() {
    return this.#element;
  }

  get isAtEnd() {
    return this.#element.scrollHeight - this.#element.scrollTop - this.#element.clientHeight < 96;
  }

  get oldest() {
    return this.#sorted()[0]?.message.id;
  }

  get newest() {
    return this.#sorted().at(-1)?.message.id;
  }

  /** Shows other messages than before, with the answers that only this person sees. */
  reset(messages, { answers = [], older = null, unreadFrom = null } = {}) {
    this.#messages.clear();
    this.#days.clear();
    this.#answers = answers;
    this.#older = older;
    this.#unreadFrom = unreadFrom;
    this.#element.replaceChildren();
    for (const message of messages) this.#keep(message);
    for (const answer of answers) answer.node = this.#drawAnswer(answer);
    this.#arrange();
  }

  /** Older messages above the ones that stand; what is seen stays where it is. */
  prepend(messages, older) {
    const fromEnd = this.#element.scrollHeight - this.#element.scrollTop;
    this.#older = older;
    for (const message of messages) this.#keep(message);
    this.#arrange();
    this.#element.scrollTop = this.#element.scrollHeight - fromEnd;
  }

  /** Takes in a message that is new or changed; says whether it is new. */
  take(message) {
    const isNew = !this.#messages.has(message.id);
    const follow = isNew && (this.isAtEnd || message.id === this.#awaited);
    this.#keep(message);
    this.#arrange();
    if (follow) this.toEnd();
    return isNew && !message.deleted;
  }

  /** Draws everything again, in another language or for another person. */
  redraw(answers = this.#answers) {
    const messages = this.#sorted().map(({ message }) => message);
    const { scrollTop } = this.#element;
    this.reset(messages, { answers, older: this.#older, unreadFrom: this.#unreadFrom });
    this.#element.scrollTop = scrollTop;
  }

  /**
   * Shows a message that the asker alone sees: in the place of another one, else below the message that it answers, else at the end.
   * @returns the answer, to be replaced or taken away later
   */
  answer(message, { source = null, replaces = null } = {}) {
    const after = replaces?.after ?? source?.after ?? source?.id ?? this.newest ?? '0';
    const answer = { message, after };
    answer.node = this.#drawAnswer(answer);
    this.#answers.splice(this.#positionOf(source, replaces), replaces ? 1 : 0, answer);
    this.#arrange();
    this.show(answer.node);
    return answer;
  }

  /** The newest answer to a control stands nearest to it; answers to commands stand in their order. */
  #positionOf(source, replaces) {
    if (replaces) return this.#answers.indexOf(replaces);
    if (source?.node) return this.#answers.indexOf(source) + 1;
    const first = source?.id ? this.#answers.findIndex((answer) => answer.after === source.id) : -1;
    return first < 0 ? this.#answers.length : first;
  }

  dismiss(answer) {
    const position = this.#answers.indexOf(answer);
    if (position < 0) return;
    const hadFocus = answer.node.contains(document.activeElement);
    this.#answers.splice(position, 1);
    this.#arrange();
    if (hadFocus) this.#element.focus({ preventScroll: true });
  }

  /** The answer or message that a control stands on: { after, node } or { id }. */
  sourceOf(control) {
    const node = control.closest('.message');
    return this.#answers.find((answer) => answer.node === node) ?? { id: node.dataset.message };
  }

  find(id) {
    return this.#messages.get(id)?.node ?? null;
  }

  /** Goes to the end when a message of one's own arrives there, or has arrived already. */
  follow(id) {
    if (this.find(id)) this.toEnd();
    else this.#awaited = id;
  }

  toEnd() {
    this.#element.scrollTop = this.#element.scrollHeight;
  }

  /** Brings an element to where it is seen, and no further. */
  show(node) {
    const view = this.#element.getBoundingClientRect();
    const box = node.getBoundingClientRect();
    if (box.top < view.top || box.height > view.height) this.#element.scrollTop += box.top - view.top - 16;
    else if (box.bottom > view.bottom) this.#element.scrollTop += box.bottom - view.bottom + 16;
  }

  /** Points at a message for a moment. */
  point(id) {
    const node = this.find(id);
    if (!node) return false;
    this.#element.scrollTop += node.getBoundingClientRect().top - this.#element.getBoundingClientRect().top - 56;
    node.classList.remove('pointed');
    requestAnimationFrame(() => node.classList.add('pointed'));
    return true;
  }

  showUnread() {
    const line = this.#element.querySelector('.unread-line');
    if (line) this.#element.scrollTop += line.getBoundingClientRect().top - this.#element.getBoundingClientRect().top - 48;
    return line !== null;
  }

  #sorted() {
    return [...this.#messages.values()].sort((left, right) => Number(left.message.id) - Number(right.message.id));
  }

  #keep(message) {
    const kept = this.#messages.get(message.id);
    if (message.deleted && message.replies === 0) {
      this.#messages.delete(message.id);
    } else if (kept && kept.message.editedAt === message.editedAt && kept.message.deleted === message.deleted) {
      kept.message = message;
      kept.node.querySelector('.thread-foot').replaceChildren(...this.#threadLink(message));
    } else {
      this.#messages.set(message.id, { message, node: this.#drawMessage(message, kept?.node) });
    }
  }

  #arrange() {
    const wanted = this.#older ? [this.#olderButton()] : [];
    if (this.#messages.size === 0 && this.#answers.length === 0 && !this.#inThread) wanted.push(h('p', { class: 'nothing' }, t('channelEmpty')));
    const answers = [...this.#answers];
    const answersUpTo = (id) => {
      const due = answers.filter((answer) => Number(answer.after) <= Number(id));
      for (const answer of due) answers.splice(answers.indexOf(answer), 1);
      return due.map((answer) => answer.node);
    };
    let before = null;
    for (const { message, node } of this.#sorted()) {
      if (!this.#inThread && !(before && sameDay(before.postedAt, message.postedAt))) wanted.push(this.#dayLine(message.postedAt));
      const isUnread = message.id === this.#unreadFrom;
      if (isUnread) wanted.push(h('div', { class: 'unread-line', role: 'separator' }, h('span', {}, t('new'))));
      const continued =
        before?.author === message.author &&
        message.postedAt - before.postedAt < together &&
        !isUnread &&
        wanted.at(-1)?.matches?.('.message:not(.answer)');
      node.classList.toggle('continued', Boolean(continued));
      wanted.push(node, ...answersUpTo(message.id));
      if (this.#inThread && !message.thread) wanted.push(this.#replyLine(message));
      before = message;
    }

    wanted.push(...answers.map((answer) => answer.node));
    arrange(this.#element, wanted);
  }

  #dayLine(postedAt) {
    const label = day(postedAt);
    if (!this.#days.has(label)) this.#days.set(label, h('div', { class: 'day-line', role: 'separator' }, h('span', {}, label)));
    return this.#days.get(label);
  }

  #replyLine(message) {
    return h('div', { class: 'reply-line' }, h('span', {}, countReplies(message.replies)));
  }

  #olderButton() {
    return h('button', { type: 'button', class: 'button older', onclick: this.#older }, t('older'));
  }

  #drawMessage(message, replaced) {
    const focused = replaced?.contains(document.activeElement) ? document.activeElement.dataset.control : null;
    const key = `${this.#inThread ? 't' : 'm'}${message.id}`;
    const here = `#/${message.channel}/${message.thread ? `${message.thread}/` : ''}${message.id}`;
    const time = this.#inThread ? stamp(message.postedAt) : clock(message.postedAt);
    const place = this.#place();
    const node = h(
      'article',
      {
        id: key,
        class: `message ${message.author === bot ? 'by-bot' : 'by-person'}`,
        tabindex: '-1',
        'aria-labelledby': `${key}-name ${key}-time`,
        'data-message': message.id,
      },
      avatar(message.author),
      h(
        'div',
        { class: 'message-body' },
        h(
          'header',
          { class: 'byline' },
          h('span', { class: 'name', id: `${key}-name` }, nameOf(message.author)),
          message.author === bot ? h('span', { class: 'badge' }, t('app')) : null,
          h(
            'a',
            { class: 'time', id: `${key}-time`, href: here, title: moment(message.postedAt) },
            h('time', { datetime: new Date(message.postedAt).toISOString() }, time),
          ),
        ),
        h(
          'div',
          { class: 'content', lang: place.language },
          message.deleted ? h('p', { class: 'context' }, t('deleted')) : drawBlocks(message.message, place),
        ),
        h('div', { class: 'thread-foot' }, this.#threadLink(message)),
      ),
      this.#tools(message, here),
    );
    replaced?.replaceWith(node);
    if (focused) node.querySelector(`[data-control="${CSS.escape(focused)}"]`)?.focus();
    return node;
  }

  #drawAnswer(answer) {
    if (answer.plain) {
      return h('article', { class: 'message home' }, h('div', { class: 'content', lang: answer.lang }, drawBlocks(answer.message, this.#place())));
    }

    return h(
      'article',
      { class: 'message answer by-bot', tabindex: '-1', 'aria-label': `${nameOf(bot)} – ${t('onlyYou')}` },
      avatar(bot),
      h(
        'div',
        { class: 'message-body' },
        h(
          'header',
          { class: 'byline' },
          h('span', { class: 'name' }, nameOf(bot)),
          h('span', { class: 'badge' }, t('app')),
          h('span', { class: 'only-you' }, icon('eye'), t('onlyYou')),
          h('button', { type: 'button', class: 'quiet', onclick: () => this.dismiss(answer) }, t('dismiss')),
        ),
        h('div', { class: 'content', lang: this.#place().language }, drawBlocks(answer.message, this.#place())),
      ),
    );
  }

  #threadLink(message) {
    if (this.#inThread || message.replies === 0) return [];
    return [
      h(
        'a',
        { class: 'thread-link', href: `#/${message.channel}/${message.id}` },
        icon('reply'),
        h('span', { class: 'thread-count' }, countReplies(message.replies)),
        h('span', { class: 'thread-time' }, t('lastReply', { time: recently(message.lastReplyAt) })),
      ),
    ];
  }

  #tools(message, here) {
    if (message.deleted) return null;
    return h(
      'div',
      { class: 'tools', role: 'group', 'aria-label': t('messageActions') },
      this.#inThread
        ? null
        : h('a', { class: 'icon-button', href: `#/${message.channel}/${message.id}`, 'data-thread': message.id, title: t('replyInThread'), 'aria-label': t('replyInThread') }, icon('reply')),
      h(
        'button',
        {
          type: 'button',
          class: 'icon-button',
          title: t('copyLink'),
          'aria-label': t('copyLink'),
          onclick: () => copy(`${this.#place().base}${here}`),
        },
        icon('link'),
      ),
    );
  }
}

const countReplies = (count) => (count === 1 ? t('oneReply') : t('replies', { count }));
const stamp = (milliseconds) => (sameDay(milliseconds, Date.now()) ? clock(milliseconds) : `${recently(milliseconds)} ${clock(milliseconds)}`);

export const nameOf = (author) => (author === bot ? t('workspace') : texts().people[author]);

export function avatar(author) {
  return author === bot
    ? h('img', { class: 'avatar', src: 'local/assets/paperbot.svg', alt: '', width: '36', height: '36' })
    : h('span', { class: `avatar person-${author}`, 'aria-hidden': 'true' }, nameOf(author).charAt(0));
}

async function copy(address) {
  try {
    await navigator.clipboard.writeText(address);
    notify(t('copied'));
  } catch {
    // No right to the clipboard: the address is shown instead, to be taken by hand.
    notify(address, { stays: true });
  }
}

/** Makes an element's children these, moving as little as can be. */
function arrange(element, wanted) {
  let next = element.firstChild;
  for (const node of wanted) {
    if (node === next) next = next.nextSibling;
    else element.insertBefore(node, next);
  }

  while (next) {
    const after = next.nextSibling;
    next.remove();
    next = after;
  }
}
