// The workspace, from its first look at the program to the menus around it.
import { placeOf, say, suggest } from './acts.js';
import { byId, notify } from './dom.js';
import { coverChannel, createPanes, drawChannels, leaveThread, narrow, redraw, route, take } from './panes.js';
import { readWorkspace, watch } from './server.js';
import { applyAppearance, drawPerson, drawSettings } from './settings.js';
import { markRead, person, state } from './state.js';
import { drawIcons, loadTexts, t } from './texts.js';

applyAppearance();
await start();

async function start() {
  try {
    state.workspace = await readWorkspace();
  } catch {
    // The program is not there yet: the page was opened while it starts.
    setTimeout(start, 1500);
    return;
  }

  loadTexts(state.workspace.texts);
  drawIcons();
  createPanes({ placeOf, say, suggest: (typed) => suggest('paper', typed) });
  drawSettings(() => ({ people: state.workspace.people, person: person() }), redraw);
  drawPerson(person());
  listen();
  byId('app').hidden = false;
  await route();
  watch(state.workspace.change, { changed: take, connected: () => lost(false), lost: () => lost(true) });
}

function listen() {
  addEventListener('hashchange', () => {
    closeMenu();
    route();
  });
  document.addEventListener('visibilitychange', () => {
    markRead();
    drawChannels();
  });
  byId('close-thread').addEventListener('click', leaveThread);
  byId('open-menu').addEventListener('click', openMenu);
  byId('close-menu').addEventListener('click', closeMenu);
  byId('backdrop').addEventListener('click', closeMenu);
  byId('sidebar').addEventListener('click', (event) => {
    // Also where it leads to what is shown already, which changes no address.
    if (event.target.closest('a')) closeMenu();
  });
  narrow.addEventListener('change', () => {
    closeMenu();
    coverChannel();
  });
  document.addEventListener('keydown', (event) => {
    const isTaken = event.defaultPrevented || byId('dialog').open || byId('settings').matches(':popover-open');
    if (event.key !== 'Escape' || isTaken) return;
    if (byId('app').classList.contains('with-menu')) closeMenu();
    else if (state.thread) leaveThread();
  });
  for (const link of document.querySelectorAll('[data-skip]')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      const target = byId(link.dataset.skip);
      (target.querySelector('textarea') ?? target).focus();
    });
  }
}

function openMenu() {
  byId('app').classList.add('with-menu');
  byId('backdrop').hidden = false;
  byId('channel').inert = true;
  byId('open-menu').setAttribute('aria-expanded', 'true');
  byId('close-menu').focus();
}

function closeMenu() {
  if (!byId('app').classList.contains('with-menu')) return;
  byId('app').classList.remove('with-menu');
  byId('backdrop').hidden = true;
  coverChannel();
  byId('open-menu').setAttribute('aria-expanded', 'false');
  byId('open-menu').focus();
}

let lostTimer;

/** A connection that is back within moments is nothing to speak of. */
function lost(is) {
  clearTimeout(lostTimer);
  if (is) lostTimer = setTimeout(() => notify(t('offline'), { stays: true }), 2500);
  else if (byId('notice').textContent === t('offline')) notify('');
}
