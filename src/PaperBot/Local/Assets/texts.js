// What the page says by itself, in the language that it is shown in, and how that language writes times.
import { icon } from './dom.js';

let all = {};
let current = {};

export function loadTexts(texts) {
  all = texts;
}

export const languages = () => Object.values(all);
export const language = () => current.language;
export const texts = () => current;

/** A text with its places filled in: t('replies', { count: 3 }). */
export function t(name, values = {}) {
  return current[name].replace(/\{(\w+)\}/g, (_, place) => values[place] ?? '');
}

/** Changes the language of the page and of everything in it that stands in index.html. */
export function speakIn(code) {
  current = all[code];
  document.documentElement.lang = code;
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = current[element.dataset.text];
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', current[element.dataset.label]);
    if (element.matches('button')) element.title = current[element.dataset.label];
  }
}

export function drawIcons() {
  for (const element of document.querySelectorAll('[data-icon]')) element.replaceChildren(icon(element.dataset.icon));
}

const format = (milliseconds, options) => new Intl.DateTimeFormat(current.language, options).format(milliseconds);
const dayNumber = (milliseconds) => {
  const date = new Date(milliseconds);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
};

export const sameDay = (left, right) => dayNumber(left) === dayNumber(right);
export const clock = (milliseconds) => format(milliseconds, { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });
export const moment = (milliseconds) => format(milliseconds, { dateStyle: 'long', timeStyle: 'short' });

/** Today, yesterday, or the whole date with its weekday. */
export function day(milliseconds) {
  const distance = dayNumber(milliseconds) - dayNumber(Date.now());
  return distance > -2 && distance < 1
    ? capital(new Intl.RelativeTimeFormat(current.language, { numeric: 'auto' }).format(distance, 'day'))
    : format(milliseconds, { year: 'numeric', month: 'long', day: 'numeric', weekday: 'short' });
}

/** As short as it stays clear: the time today, the day before that. */
export const recently = (milliseconds) =>
  sameDay(milliseconds, Date.now()) ? clock(milliseconds) : format(milliseconds, { year: 'numeric', month: 'short', day: 'numeric' });

const capital = (text) => text.charAt(0).toLocaleUpperCase() + text.slice(1);

const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const latinWords = /\p{Script=Latin}{2,}/u;

/** The language of a piece of text where it is plainly another one than its surroundings, such as a paper's English title. */
export function otherLanguage(text, around) {
  if (around === 'ja') return !japanese.test(text) && latinWords.test(text) ? 'en' : null;
  return kana.test(text) ? 'ja' : null;
}
