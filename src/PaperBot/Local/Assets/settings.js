// Who one is, which language the page speaks, and whether it is light or dark: kept in the browser alone.
import { byId, h, icon } from './dom.js';
import { languages, t, texts } from './texts.js';
import { avatar } from './timeline.js';

// Each window may be somebody else, so that both people can be seen side by side; the rest is the browser's.
const storeOf = (name) => (name === 'person' ? sessionStorage : localStorage);

export function remembered(name) {
  try {
    return storeOf(name).getItem(`paperbot/${name}`);
  } catch {
    // Storage is switched off: nothing is remembered, and everything works.
    return null;
  }
}

export function remember(name, value) {
  try {
    if (value === null) storeOf(name).removeItem(`paperbot/${name}`);
    else storeOf(name).setItem(`paperbot/${name}`, value);
  } catch {
    // As above.
  }
}

export function applyAppearance() {
  const chosen = remembered('appearance');
  if (chosen) document.documentElement.dataset.appearance = chosen;
  else delete document.documentElement.dataset.appearance;
}

export function drawPerson(person) {
  byId('person').replaceChildren(
    avatar(person.id),
    h('span', { class: 'person-name' }, texts().people[person.id], h('small', {}, texts().roles[person.id])),
    icon('chevron'),
    h('span', { class: 'unseen' }, t('settings')),
  );
}

/** @param who gives { people, person } @param changed called when something was chosen */
export function drawSettings(who, changed) {
  const panel = byId('settings');
  const draw = () => {
    const { people, person } = who();
    panel.replaceChildren(
      group('person', t('actAs'), person.id, people.map(({ id }) => [id, `${texts().people[id]} (${texts().roles[id]})`])),
      group('language', t('showIn'), remembered('language') ?? '', [
        ['', t('asChannel')],
        ...languages().map(({ language, languageName }) => [language, languageName, language]),
      ]),
      group('appearance', t('appearance'), remembered('appearance') ?? '', [
        ['', t('asSystem')],
        ['light', t('light')],
        ['dark', t('dark')],
      ]),
    );
  };
  panel.addEventListener('beforetoggle', (event) => {
    if (event.newState === 'open') draw();
  });
  panel.addEventListener('toggle', (event) => {
    if (event.newState === 'open') panel.querySelector('input:checked').focus();
  });
  panel.addEventListener('change', ({ target }) => {
    remember(target.name, target.value || null);
    applyAppearance();
    changed();
    draw();
    panel.querySelector(`input[name="${target.name}"]:checked`).focus();
  });
}

function group(name, label, chosen, choices) {
  return h(
    'fieldset',
    {},
    h('legend', {}, label),
    choices.map(([value, text, lang]) =>
      h('label', { lang }, h('input', { type: 'radio', name, value, checked: value === chosen }), h('span', {}, text)),
    ),
  );
}
