// Elements are made here and text only ever becomes text nodes: nothing in this program parses markup.

/**
 * An element with attributes and children. Names that begin with "on" are listeners; null, undefined and false leave an
 * attribute or a child out.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const strokes = {
  close: 'M6 6l12 12M18 6L6 18',
  menu: 'M4 7h16M4 12h16M4 17h16',
  home: 'M4 11l8-7 8 7M6.500 9.500V20h11V9.500M10 20v-5.500h4V20',
  book: 'M12 6.500C10 5 7 4.500 4 5v13.500c3-.500 6 0 8 1.500 2-1.500 5-2 8-1.500V5c-3-.500-6 0-8 1.500zM12 6.500V20',
  hash: 'M9.500 4l-2 16M16.500 4l-2 16M4.500 9h16M3.500 15h16',
  reply: 'M20 12c0 4-3.600 7-8 7-1.100 0-2.200-.200-3.200-.500L4 20l1.400-3.800C4.500 15 4 13.500 4 12c0-4 3.600-7 8-7s8 3 8 7z',
  link: 'M10 14a4 4 0 0 0 5.700 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1',
  send: 'M4.500 12L20 4.500 15.500 20l-4-6.500zM11.500 13.500L20 4.500',
  slash: 'M15 4L9 20',
  at: 'M16 12a4 4 0 1 0-8 0 4 4 0 0 0 8 0zM16 8.500V13c0 1.700 1 2.500 2.200 2.500S21 14.500 21 12a9 9 0 1 0-3.500 7.100',
  eye: 'M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM14.700 12a2.700 2.700 0 1 1-5.400 0 2.700 2.700 0 0 1 5.400 0z',
  chevron: 'M7 10l5 5 5-5',
  down: 'M12 5v14M6 13l6 6 6-6',
  search: 'M16.500 11a5.500 5.500 0 1 1-11 0 5.500 5.500 0 0 1 11 0zM15 15l5 5',
  external: 'M13 5h6v6M19 5l-8 8M10 6H6v12h12v-4',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9.500h.010',
};

const svg = 'http://www.w3.org/2000/svg';

/** A line drawing that says nothing to a screen reader; the element around it does. */
export function icon(name) {
  const drawing = document.createElementNS(svg, 'svg');
  drawing.setAttribute('viewBox', '0 0 24 24');
  drawing.setAttribute('class', 'icon');
  drawing.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svg, 'path');
  path.setAttribute('d', strokes[name]);
  drawing.append(path);
  return drawing;
}

export const byId = (id) => document.getElementById(id);

/** Tells those who listen to the page, without moving the focus. */
export function speak(text) {
  const place = byId('spoken');
  place.textContent = '';
  // The same text twice is a change only when there was nothing in between.
  requestAnimationFrame(() => {
    place.textContent = text;
  });
}

let noticeTimer;

/** A line at the foot of the window that goes away by itself. */
export function notify(text, { stays = false } = {}) {
  const place = byId('notice');
  clearTimeout(noticeTimer);
  place.textContent = text;
  if (text && !stays) noticeTimer = setTimeout(() => notify(''), 5000);
}

/** Whether an Enter belongs to an input method that is still turning kana into kanji. */
export const isComposing = (event) => event.isComposing || event.keyCode === 229;
