// The two lists that stand on messages: one with fixed entries, one that is filled while a person types.
import { h, icon, isComposing, speak } from './dom.js';
import { Listbox } from './listbox.js';
import { t } from './texts.js';

const entryOf = (option) => ({ label: option.label, detail: option.description, value: option.value });

function button(label, extra = {}) {
  const shown = h('span', { class: 'picker-label' }, label);
  const element = h('button', { type: 'button', class: 'button picker', 'aria-expanded': 'false', ...extra }, shown, icon('chevron'));
  return { element, shown };
}

/** @param chosen called with the entry's value and the button */
export function select(control, chosen) {
  const { element, shown } = button(control.placeholder, { role: 'combobox', 'aria-haspopup': 'listbox', 'data-control': control.id });
  element.setAttribute('aria-label', control.placeholder);
  const entries = control.options.map(entryOf);
  const list = new Listbox({
    anchor: element,
    label: control.placeholder,
    closed: () => element.setAttribute('aria-expanded', 'false'),
    chosen: (entry) => {
      shown.textContent = entry.label;
      element.setAttribute('aria-label', `${control.placeholder}: ${entry.label}`);
      chosen(entry.value, element);
    },
  });
  const open = (active) => {
    list.show(entries, { active });
    element.setAttribute('aria-expanded', 'true');
  };
  let typed = '';
  let typing;
  element.addEventListener('click', () => (list.isOpen ? list.hide() : open(0)));
  element.addEventListener('blur', () => list.hide());
  element.addEventListener('keydown', (event) => {
    if (list.key(event)) return;
    if (event.key === ' ' && list.isOpen) {
      event.preventDefault();
      list.choose(entries.indexOf(list.active));
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      open(event.key === 'ArrowDown' ? 0 : entries.length - 1);
    } else if (event.key === 'Home' || event.key === 'End') {
      event.preventDefault();
      open(event.key === 'Home' ? 0 : entries.length - 1);
    } else if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      clearTimeout(typing);
      typed += event.key.toLowerCase();
      typing = setTimeout(() => (typed = ''), 700);
      const found = entries.findIndex((entry) => entry.label.toLowerCase().startsWith(typed));
      if (found >= 0) open(found);
    }
  });
  return element;
}

/**
 * @param suggest gives options for what was typed
 * @param chosen called with the entry's value and the button
 */
export function searchSelect(control, suggest, chosen) {
  const { element, shown } = button(control.placeholder, { 'aria-haspopup': 'dialog', 'data-control': control.id });
  const field = h('input', {
    type: 'text',
    role: 'combobox',
    class: 'search-field',
    'aria-label': control.placeholder,
    'aria-autocomplete': 'list',
    'aria-expanded': 'true',
    autocomplete: 'off',
    placeholder: t('typeToSearch'),
  });
  const list = new Listbox({
    anchor: element,
    focus: field,
    label: control.placeholder,
    inside: h('div', { class: 'search' }, icon('search'), field),
    closed: () => {
      element.setAttribute('aria-expanded', 'false');
      field.value = '';
    },
    chosen: (entry) => {
      shown.textContent = entry.label;
      element.focus();
      chosen(entry.value, element);
    },
  });
  let asked = 0;
  const look = async () => {
    const mine = ++asked;
    const options = await suggest(field.value.trim());
    if (mine !== asked || !list.isOpen) return;
    list.show(options.map(entryOf), { active: options.length > 0 ? 0 : -1, empty: t('noSuggestions') });
    speak(options.length > 0 ? t('suggestionCount', { count: options.length }) : t('noSuggestions'));
  };
  element.addEventListener('click', () => {
    if (list.isOpen) return list.hide();
    list.show([], { empty: t('loading') });
    element.setAttribute('aria-expanded', 'true');
    field.focus();
    look();
  });
  let waiting;
  field.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 120);
  });
  field.addEventListener('blur', () => list.hide());
  field.addEventListener('keydown', (event) => {
    if (isComposing(event)) return;
    const leaves = event.key === 'Escape' || event.key === 'Tab';
    if (list.key(event) && event.key === 'Escape') element.focus();
    else if (leaves) list.hide();
  });
  return element;
}
