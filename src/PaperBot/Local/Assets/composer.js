// The box that people write into: messages, and commands that it helps to complete.
import { h, icon, isComposing, speak } from './dom.js';
import { Listbox } from './listbox.js';
import { t, texts } from './texts.js';

const pause = 120;
const shown = 10;

export class Composer {
  #form;
  #field;
  #list;
  #options;
  #asked = 0;
  #waiting;
  #taken = null;

  /**
   * @param send called with the text; the box is empty again when it returns
   * @param suggest gives options for what was typed after a command that takes a paper
   * @param isAdmin whether the commands of admins are offered
   * @param label what the box is for
   */
  constructor(form, { send, suggest, isAdmin, label, limit }) {
    this.#form = form;
    this.#options = { send, suggest, isAdmin, label };
    this.#field = h('textarea', { rows: '1', maxlength: String(limit), 'aria-autocomplete': 'list', autocomplete: 'off', enterkeyhint: 'send' });
    this.#field.addEventListener('input', () => this.#complete());
    this.#field.addEventListener('keydown', (event) => this.#key(event));
    this.#field.addEventListener('blur', () => this.#list.hide());
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    this.draw();
  }

  focus() {
    this.#field.focus();
  }

  /** Draws what is written in words, in the page's language. */
  draw() {
    this.#list?.hide();
    const label = this.#options.label();
    this.#field.setAttribute('aria-label', label);
    this.#field.placeholder = label;
    this.#list = new Listbox({ anchor: this.#form, focus: this.#field, label: t('suggestions'), above: true, chosen: (entry) => this.#take(entry) });
    const insert = (name, label, text) =>
      h('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick: () => this.insert(text) }, icon(name));
    this.#form.replaceChildren(
      this.#field,
      h(
        'div',
        { class: 'composer-foot' },
        insert('slash', t('insertCommand'), '/'),
        insert('at', t('insertMention'), '@paperbot '),
        h('span', { class: 'hint' }, t('sendHint')),
        h('button', { type: 'submit', class: 'icon-button send', 'aria-label': t('send'), title: t('send') }, icon('send')),
      ),
    );
  }

  insert(text) {
    // A command stands at the beginning, a mention wherever one writes.
    if (text === '/') this.#field.value = this.#field.value.startsWith('/') ? this.#field.value : `/${this.#field.value}`;
    else this.#field.setRangeText(text, this.#field.selectionStart, this.#field.selectionEnd, 'end');
    this.#field.focus();
    this.#complete();
  }

  busy(is) {
    if (is) this.#form.setAttribute('aria-busy', 'true');
    else this.#form.removeAttribute('aria-busy');
  }

  async #send() {
    const text = this.#field.value.trim();
    if (!text) return;
    this.#list.hide();
    this.#asked++;
    clearTimeout(this.#waiting);
    this.#field.value = '';
    if (!(await this.#options.send(this.#taken?.text === text ? (this.#taken.sends ?? text) : text)) && this.#field.value === '') {
      // It did not arrive; nobody should have to write it again.
      this.#field.value = text;
    }
  }

  #key(event) {
    if (isComposing(event) || this.#list.key(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.#form.requestSubmit();
    }
  }

  #complete() {
    const mine = ++this.#asked;
    clearTimeout(this.#waiting);
    const typed = this.#field.value.replace(/^／/, '/').replace(/\u3000/g, ' ');
    if (!typed.startsWith('/') || typed.includes('\n')) return this.#list.hide();
    const commands = this.#commands(typed);
    const paper = this.#paperArgument(typed);
    this.#offer(commands, typed);
    if (paper === null) return;
    this.#waiting = setTimeout(async () => {
      const papers = (await this.#options.suggest(paper)).slice(0, shown).map((option) => ({
        label: option.label,
        detail: option.description,
        text: `/paper ${option.label}`,
        // The label is for people; the value names exactly what was chosen.
        sends: `/paper ${option.value}`,
      }));
      if (mine !== this.#asked) return;
      this.#offer([...commands, ...papers], typed);
    }, pause);
  }

  #offer(entries, typed) {
    // While a command's name is being typed, Enter takes the first; later Enter sends what was typed unless one was chosen.
    const isName = !/\s/.test(typed) && !entries.some((entry) => entry.label === typed);
    if (entries.length > 0 && !(this.#list.isOpen && this.#list.size === entries.length)) {
      speak(t('suggestionCount', { count: entries.length }));
    }

    this.#list.show(entries, { active: isName && entries.length > 0 ? 0 : -1 });
  }

  #commands(typed) {
    const start = typed.toLowerCase();
    return texts()
      .commands.filter((command) => (!command.forAdmins || this.#options.isAdmin()) && command.name.startsWith(start))
      .map((command) => ({
        label: command.name,
        hint: command.arguments,
        detail: command.description,
        text: command.arguments ? `${command.name} ` : command.name,
      }))
      .filter((entry) => entry.text !== typed);
  }

  /** What was typed where a paper may stand; null where none may. */
  #paperArgument(typed) {
    const found = /^\/paper (.*)$/i.exec(typed);
    const isSubcommand = texts().commands.some(({ name }) => name.startsWith('/paper ') && `${typed} `.startsWith(`${name} `));
    return found && !isSubcommand ? found[1].trim() : null;
  }

  #take(entry) {
    this.#field.value = entry.text;
    this.#field.focus();
    this.#taken = entry;
    if (!entry.sends) this.#complete();
  }
}
