// A list to choose from that stands above everything else, beside the element that it belongs to. The focus stays on that element, which
// says by aria-activedescendant which entry is meant.
import { h } from './dom.js';

let count = 0;
let open = null;

export class Listbox {
  #entries = [];
  #active = -1;
  #options;

  /**
   * @param anchor the element that the list stands beside
   * @param focus the element that has the focus while somebody chooses
   * @param label what a screen reader calls the list
   * @param chosen called with the entry
   * @param above whether it opens upwards where there is room
   */
  constructor({ anchor, focus = anchor, label, chosen, closed = () => {}, above = false, inside = null }) {
    this.#options = { anchor, focus, chosen, closed, above };
    this.element = h('ul', { id: `listbox-${++count}`, role: 'listbox', 'aria-label': label, class: 'listbox' });
    // With a field of its own the list is a part of a panel, and the panel is what opens.
    this.panel = inside ? h('div', { class: 'panel', popover: 'manual' }, inside, this.element) : this.element;
    if (!inside) this.panel.setAttribute('popover', 'manual');
    this.element.addEventListener('pointerdown', (event) => event.preventDefault());
    this.element.addEventListener('click', (event) => {
      const option = event.target.closest('[role=option]');
      if (option) this.choose(Number(option.dataset.index));
    });
  }

  get isOpen() {
    return open === this;
  }

  get active() {
    return this.#entries[this.#active];
  }

  get size() {
    return this.#entries.length;
  }

  /** Shows entries { label, detail, hint }; the one at `active` is the one that Enter takes, -1 for none. */
  show(entries, { active = -1, empty = null } = {}) {
    this.#entries = entries;
    this.element.replaceChildren(...entries.map((entry, index) => this.#draw(entry, index)));
    if (entries.length === 0 && empty) this.element.append(h('li', { class: 'empty', role: 'presentation' }, empty));
    if (entries.length === 0 && !empty) return this.hide();
    if (!this.isOpen) {
      open?.hide();
      open = this;
      (this.#options.anchor.closest('.pane') ?? document.body).append(this.panel);
      this.panel.showPopover();
      this.#options.focus.setAttribute('aria-controls', this.element.id);
      addEventListener('pointerdown', this.#leave, true);
      addEventListener('resize', this.#close);
      addEventListener('scroll', this.#scrolled, true);
    }
    this.#place();
    this.#activate(active);
  }

  hide() {
    if (!this.isOpen) return;
    open = null;
    removeEventListener('pointerdown', this.#leave, true);
    removeEventListener('resize', this.#close);
    removeEventListener('scroll', this.#scrolled, true);
    this.panel.hidePopover();
    this.panel.remove();
    this.#options.focus.removeAttribute('aria-activedescendant');
    this.#options.focus.removeAttribute('aria-controls');
    this.#active = -1;
    this.#options.closed();
  }

  choose(index) {
    const entry = this.#entries[index];
    this.hide();
    this.#options.chosen(entry);
  }

  /** Handles the keys that every list knows; says whether it did. */
  key(event) {
    if (!this.isOpen) return false;
    const last = this.#entries.length - 1;
    const to = {
      ArrowDown: this.#active >= last ? 0 : this.#active + 1,
      ArrowUp: this.#active <= 0 ? last : this.#active - 1,
      PageDown: Math.min(last, this.#active + 8),
      PageUp: Math.max(0, this.#active - 8),
    }[event.key];
    if (to !== undefined && last >= 0) {
      this.#activate(to);
    } else if (event.key === 'Escape') {
      this.hide();
    } else if ((event.key === 'Enter' || event.key === 'Tab') && this.#active >= 0 && !event.shiftKey) {
      this.choose(this.#active);
    } else {
      return false;
    }

    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  activate(index) {
    this.#activate(index);
  }

  #draw(entry, index) {
    return h(
      'li',
      { role: 'option', id: `${this.element.id}-${index}`, 'data-index': String(index), 'aria-selected': 'false' },
      h('span', { class: 'option-label' }, entry.label, entry.hint ? h('span', { class: 'option-hint' }, ` ${entry.hint}`) : null),
      entry.detail ? h('span', { class: 'option-detail' }, entry.detail) : null,
    );
  }

  #activate(index) {
    this.element.children[this.#active]?.setAttribute('aria-selected', 'false');
    this.#active = index;
    const option = this.element.children[index];
    if (!option) {
      this.#options.focus.removeAttribute('aria-activedescendant');
      return;
    }

    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    this.#options.focus.setAttribute('aria-activedescendant', option.id);
  }

  #place() {
    const gap = 6;
    const edge = 12;
    const anchor = this.#options.anchor.getBoundingClientRect();
    const roomAbove = anchor.top - gap - edge;
    const roomBelow = innerHeight - anchor.bottom - gap - edge;
    const above = this.#options.above ? roomAbove > 160 : roomBelow < 220 && roomAbove > roomBelow;
    const style = this.panel.style;
    const width = Math.min(innerWidth - 2 * edge, Math.max(anchor.width, 288));
    style.minWidth = `${width}px`;
    style.maxWidth = `${Math.min(innerWidth - 2 * edge, Math.max(width, 544))}px`;
    style.maxHeight = `${Math.min(384, above ? roomAbove : roomBelow)}px`;
    style.left = `${Math.max(edge, Math.min(anchor.left, innerWidth - this.panel.offsetWidth - edge))}px`;
    style.top = above ? 'auto' : `${anchor.bottom + gap}px`;
    style.bottom = above ? `${innerHeight - anchor.top + gap}px` : 'auto';
  }

  #close = () => this.hide();

  #scrolled = (event) => {
    if (!this.panel.contains(event.target)) this.hide();
  };

  #leave = (event) => {
    if (!this.panel.contains(event.target) && !this.#options.anchor.contains(event.target)) this.hide();
  };
}
