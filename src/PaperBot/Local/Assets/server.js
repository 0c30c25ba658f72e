// What the page asks of the program that serves it.

let token = '';

/** Thrown with the status where the program refused. */
export class Refused extends Error {
  constructor(status) {
    super(`status ${status}`);
    this.status = status;
  }
}

async function read(path, values = {}) {
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));
  const response = await fetch(query.size ? `${path}?${query}` : path, { cache: 'no-store' });
  if (!response.ok) throw new Refused(response.status);
  return response.json();
}

export async function readWorkspace() {
  const workspace = await read('local/workspace');
  token = workspace.token;
  return workspace;
}

export const readChannel = (channel, page = {}) => read(`local/channels/${encodeURIComponent(channel)}`, page);
export const readThread = (channel, thread) => read(`local/channels/${encodeURIComponent(channel)}/threads/${thread}`);
export const readSuggestions = (place, control, typed) => read('local/suggestions', { ...place, control, typed });
export const readHome = (place) => read('local/home', place);

/** Calls back with lists of messages, new ones and changed ones, whoever made them; goes on after a lost connection. */
export function watch(after, { changed, connected, lost }) {
  const source = new EventSource(`local/changes?after=${after}`);
  source.addEventListener('messages', (event) => changed(JSON.parse(event.data)));
  source.addEventListener('still', connected);
  source.addEventListener('error', lost);
  return source;
}

/** Sends what a person did and gives the replies as they come. */
export async function* send(place, act) {
  const submission = JSON.stringify({ requestId: requestId(), ...place, act });
  let response = await post(submission);
  if (response.status === 403) {
    // The program was started again and made a new token.
    await readWorkspace();
    response = await post(submission);
  }

  if (!response.ok) throw new Refused(response.status);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines) yield JSON.parse(line);
  }
}

// Not randomUUID: browsers give that to https and to loopback only.
const requestId = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16).padStart(8, '0')).join('');

const post = (body) =>
  fetch('local/requests', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-PaperBot-Token': token },
    body,
  });
