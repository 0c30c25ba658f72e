// The forms and questions that stand in front of everything until they are answered.
import { byId, h } from './dom.js';
import { t } from './texts.js';

const dialog = () => byId('dialog');

function show(title, ...content) {
  const element = dialog();
  element.replaceChildren(h('h2', { id: 'dialog-title' }, title), ...content);
  const before = document.activeElement;
  element.onclose = () => {
    element.replaceChildren();
    before?.isConnected && before.focus();
  };
  element.showModal();
  return element;
}

/** Asks before a button takes effect; gives whether it may. */
export function confirm(question) {
  return new Promise((answer) => {
    let agreed = false;
    const close = (value) => () => {
      agreed = value;
      dialog().close();
    };
    const element = show(
      question.title,
      h('p', { class: 'dialog-text' }, question.text),
      h(
        'div',
        { class: 'dialog-actions' },
        h('button', { type: 'button', class: 'button', onclick: close(false), autofocus: true }, question.deny),
        h('button', { type: 'button', class: 'button danger', onclick: close(true) }, question.confirm),
      ),
    );
    element.addEventListener('close', () => answer(agreed), { once: true });
  });
}

export const closeForm = () => dialog().close();

/**
 * Opens a form.
 * @param submit sends the values, closes the form where they are accepted, and else gives what is wrong by field id
 */
export function openForm(form, submit) {
  const fields = form.fields.map(drawField);
  const send = h('button', { type: 'submit', class: 'button primary' }, form.submit);
  const element = h(
    'form',
    { novalidate: true, class: 'form' },
    fields.map((field) => field.element),
    h(
      'div',
      { class: 'dialog-actions' },
      h('button', { type: 'button', class: 'button', onclick: () => dialog().close() }, form.cancel),
      send,
    ),
  );
  element.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (element.getAttribute('aria-busy') === 'true') return;
    const missing = fields.filter((field) => field.required && !field.input.value.trim());
    if (missing.length > 0) return refuse(fields, Object.fromEntries(missing.map((field) => [field.id, t('required')])));
    element.setAttribute('aria-busy', 'true');
    send.textContent = t('working');
    try {
      const errors = await submit(Object.fromEntries(fields.map((field) => [field.id, field.input.value])));
      if (errors) refuse(fields, errors);
    } finally {
      element.removeAttribute('aria-busy');
      send.textContent = form.submit;
    }
  });
  show(form.title, element);
  fields[0]?.input.focus();
}

function drawField(field) {
  const id = `field-${field.id}`;
  const attributes = {
    id,
    name: field.id,
    maxlength: String(field.maxLength),
    placeholder: field.placeholder,
    'aria-describedby': `${id}-error`,
    'aria-required': field.required ? 'true' : null,
    autocomplete: 'off',
  };
  const input = field.multiline ? h('textarea', { ...attributes, rows: '5' }) : h('input', { ...attributes, type: 'text' });
  input.value = field.value ?? '';
  const error = h('p', { id: `${id}-error`, class: 'field-error' });
  const label = h('label', { for: id }, field.label, field.required ? null : h('span', { class: 'optional' }, t('optional')));
  return { id: field.id, required: field.required, input, error, element: h('div', { class: 'field' }, label, input, error) };
}

function refuse(fields, errors) {
  for (const field of fields) {
    const problem = errors[field.id];
    field.error.textContent = problem ?? '';
    if (problem) field.input.setAttribute('aria-invalid', 'true');
    else field.input.removeAttribute('aria-invalid');
  }

  fields.find((field) => errors[field.id])?.input.focus();
}
