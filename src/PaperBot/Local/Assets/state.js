// What the page knows: the workspace, what of it is shown, and who looks at it.
import { remember, remembered } from './settings.js';
import { texts } from './texts.js';

export const state = { workspace: null, channel: null, thread: null, home: false };

// Answers that only one person sees, by person and place. They live as long as the page.
const answers = new Map();

export const person = () => state.workspace.people.find(({ id }) => id === remembered('person')) ?? state.workspace.people[0];
export const channelOf = (id) => state.workspace.channels.find((channel) => channel.id === id);
export const usualChannel = () => channelOf(remembered('channel')) ?? state.workspace.channels[0];

/** The language that the person chose, else the channel's. */
export function chosenLanguage() {
  const chosen = remembered('language');
  return state.workspace.texts[chosen] ? chosen : (state.channel?.language ?? 'ja');
}

/** Where a request comes from, as the program wants to know it. */
export const origin = (thread) => ({ person: person().id, language: texts().language, channel: state.channel.id, thread });

/** What this person was told alone, in a channel (thread null) or in a thread of it. */
export function answersIn(thread) {
  const key = `${person().id}/${state.channel.id}/${thread ?? ''}`;
  if (!answers.has(key)) answers.set(key, []);
  return answers.get(key);
}

const readKey = (channel) => `read/${person().id}/${channel.id}`;

/** The number of the newest message of a channel that this person has had before his eyes; 0 for none. */
export const lastRead = (channel) => Number(remembered(readKey(channel)) ?? 0);

export function markRead() {
  if (state.home || document.hidden || !state.channel) return;
  remember(readKey(state.channel), String(Math.max(lastRead(state.channel), state.channel.newest)));
}
