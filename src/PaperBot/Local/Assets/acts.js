// What people do: they write, press, choose and fill in, and what comes back is shown where it belongs.
import { closeForm, confirm, openForm } from './dialogs.js';
import { notify, speak } from './dom.js';
import { composerOf, timelineOf } from './panes.js';
import { readSuggestions, Refused, send } from './server.js';
import { origin, state } from './state.js';
import { t } from './texts.js';

/** What messages need to be drawn and to work: see blocks.js. */
export const placeOf = (thread) => ({
  language: state.channel.language,
  base: state.workspace.address,
  suggest: (control, typed) => suggest(control, typed, thread),
  act: (control, value, element, question) => press(thread, control, value, element, question),
});

export async function suggest(control, typed, thread = null) {
  try {
    return await readSuggestions(origin(thread), control, typed);
  } catch {
    // A list that could not be filled offers nothing; what is typed can be sent all the same.
    return [];
  }
}

/** @returns whether it arrived */
export async function say(text, thread) {
  const composer = composerOf(thread);
  composer.busy(true);
  const arrived = await answerTo({ type: 'say', text }, thread, null);
  composer.busy(false);
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

/** @returns the errors by field where the form stays open */
async function submit(form, fields, thread, source) {
  const outcome = await answerTo({ type: 'submit', form, fields }, thread, source, closeForm);
  if (outcome === false) return {};
  return outcome === true ? null : outcome;
}

/**
 * Sends an act and shows its replies, each in the place of the one before.
 * @param source what a pressed control stands on
 * @param accepted called before a reply is shown, unless it refuses a form
 * @returns whether the act arrived, or the errors of a form
 */
async function answerTo(act, thread, source, accepted = () => {}) {
  const timeline = timelineOf(thread);
  let answer = null;
  const show = (message, inPlaceOf) => {
    answer = timeline.answer(message, { source, replaces: answer ?? inPlaceOf });
    if (source) answer.node.focus({ preventScroll: true });
    speak(`${t('onlyYou')}: ${message.fallback}`);
  };
  const dismiss = () => {
    if (answer) timeline.dismiss(answer);
    answer = null;
  };
  try {
    for await (const reply of send(origin(thread), act)) {
      if (reply.type === 'errors') return reply.errors;
      accepted();
      if (reply.type === 'shown') show(reply.message, null);
      else if (reply.type === 'replaced') show(reply.message, source?.node ? source : null);
      else dismiss();
      if (reply.type === 'posted') timeline.follow(reply.number);
      if (reply.type === 'form') openForm(reply.form, (fields) => submit(reply.form.id, fields, thread, source));
    }

    return true;
  } catch (error) {
    notify(error instanceof Refused && error.status === 503 ? t('starting') : t('failed'));
    return false;
  }
}
