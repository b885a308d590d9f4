// How the page uses its room: on a wide screen the controls stand beside the picture, on a narrow one below it, and on a
// phone behind a button. The order of the elements, and so of the tabulator key, is the order in which they are seen.

import { button, Part } from "./part.js";

const NARROW = 780, PHONE = 560;  // pixels, as in room.css

export class Room extends Part {
  static slots(id) {
    return { first: button("controls", "Controls", ` aria-expanded="false" aria-controls="${id}-controls"`) };
  }

  get acts() { return { controls: () => this.open(!this.opened) }; }

  get opened() { return this.explorer.element.classList.contains("opened"); }

  start() {
    this.sizes = new ResizeObserver(([{ contentRect }]) => this.arrange(contentRect.width));
    this.sizes.observe(this.explorer.element);
    this.arrange(this.explorer.element.getBoundingClientRect().width);
  }

  stop() { this.sizes.disconnect(); }

  arrange(width) {
    const { element } = this.explorer, controls = this.find(".controls"), below = width <= NARROW;
    element.dataset.room = width <= PHONE ? "phone" : below ? "narrow" : "wide";
    if ((element.lastElementChild === controls) === below) return;
    const { activeElement } = document;
    element.insertBefore(controls, below ? null : element.firstElementChild);
    if (controls.contains(activeElement)) activeElement.focus();
  }

  open(opened) {
    this.explorer.element.classList.toggle("opened", opened);
    this.find("[data-do=controls]").setAttribute("aria-expanded", opened);
  }
}
