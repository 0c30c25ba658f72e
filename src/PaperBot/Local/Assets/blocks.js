// A message's blocks as elements. What is drawn is exactly the neutral message that every platform gets.
import { h, icon } from './dom.js';
import { searchSelect, select } from './picker.js';
import { otherLanguage, t } from './texts.js';

/**
 * @param place { language, base, act, suggest }: the language around the text, the address that links to our own posts begin with,
 *   what a control calls with (id, value, element), and what fills a list while a person types
 */
export function drawBlocks(message, place) {
  return message.blocks.map((block) => draw[block.type](block, place));
}

const draw = {
  heading: ({ text }, place) => h('h3', { lang: otherLanguage(text, place.language) }, words(text)),
  paragraph: ({ text }, place) => h('p', {}, inline(text, place)),
  items: ({ lines, numbered, first }, place) =>
    h(
      numbered ? 'ol' : 'ul',
      { start: numbered && first !== 1 ? String(first) : null },
      lines.map((line) => h('li', {}, inline(line, place))),
    ),
  quote: ({ text }, place) => h('blockquote', {}, inline(text, place)),
  code: ({ text }) => h('pre', { tabindex: '0' }, h('code', {}, text)),
  context: ({ text }, place) => h('p', { class: 'context' }, inline(text, place)),
  divider: () => h('hr'),
  actions: ({ controls }, place) =>
    h(
      'div',
      { class: 'actions' },
      controls.map((control) => drawControl[control.type](control, place)),
    ),
  image: ({ source, alternativeText }) => picture(source, alternativeText),
};

const drawControl = {
  button: (control, place) =>
    h(
      'button',
      {
        type: 'button',
        class: `button ${control.style}`,
        'data-control': control.id,
        'aria-haspopup': control.confirm ? 'dialog' : null,
        onclick: (event) => place.act(control.id, null, event.currentTarget, control.confirm),
      },
      control.label,
    ),
  'link-button': (control) =>
    isWeb(control.target)
      ? h('a', { class: 'button', ...outside(control.target) }, control.label, icon('external'), unseen(t('newTab')))
      : h('span', { class: 'context' }, control.label),
  select: (control, place) => select(control, (value, element) => place.act(control.id, value, element)),
  'search-select': (control, place) =>
    searchSelect(
      control,
      (typed) => place.suggest(control.id, typed),
      (value, element) => place.act(control.id, value, element),
    ),
};

function inline(text, place) {
  return text.parts.map((part) => {
    if (part.type === 'code') return h('code', {}, part.value);
    if (part.type === 'link') return mark(link(part, place), part.marks);
    const lang = otherLanguage(part.value, place.language);
    return mark(lang ? h('span', { lang }, part.value) : words(part.value), part.marks);
  });
}

// Dates, pages, counts and names such as GPT-4, of which a line's end would make two.
const whole =
  /(?<date>\d{1,2} \p{Lu}\p{Ll}{2,8} \d{4}|\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{2}-\d{2}(?: ?[~–〜] ?\d{4}-\d{2}-\d{2})?)|p\.\d[\d,-]*|ほか\d+[名本件]|\p{Script=Latin}{2,}-\d[\d.]*\p{Script=Latin}*/gu;

function words(text) {
  const pieces = h('span', {});
  let end = 0;
  for (const found of text.matchAll(whole)) {
    pieces.append(text.slice(end, found.index), h('span', { class: found.groups.date ? 'whole date' : 'whole' }, found[0]));
    end = found.index + found[0].length;
  }

  if (end === 0) return document.createTextNode(text);
  pieces.append(text.slice(end));
  return pieces;
}

const tags = { bold: 'strong', italic: 'em', strike: 's' };

/** Marks come as words: "bold, italic". */
function mark(node, marks = 'none') {
  return marks
    .split(', ')
    .filter((name) => tags[name])
    .reduce((inner, name) => h(tags[name], {}, inner), node);
}

function link({ target, label }, place) {
  const lang = otherLanguage(label, place.language);
  if (target.startsWith(`${place.base}#/`)) return h('a', { href: target.slice(place.base.length), lang }, words(label));
  return isWeb(target) ? h('a', { ...outside(target), lang }, words(label)) : document.createTextNode(label);
}

const unseen = (text) => h('span', { class: 'unseen' }, ` (${text})`);

const outside = (target) => ({ href: target, target: '_blank', rel: 'noopener noreferrer' });

function isWeb(target) {
  return URL.canParse(target) && ['http:', 'https:'].includes(new URL(target).protocol);
}

/** A picture of our own is shown; one from elsewhere is named and linked, since the page loads nothing from other hosts. */
function picture(source, alternativeText) {
  if (URL.canParse(source) && new URL(source).origin === location.origin) {
    return h('img', { src: source, alt: alternativeText, loading: 'lazy' });
  }

  return isWeb(source)
    ? h('p', { class: 'picture' }, icon('picture'), h('a', outside(source), alternativeText || t('picture')))
    : h('p', { class: 'picture' }, icon('picture'), alternativeText);
}
