// What is said: to a screen reader after an act of the reader, and to both about work that goes on meanwhile.

import { button, Part } from "./part.js";

export class Telling extends Part {
  static slots() {
    return {
      desk: `<div class="notice" hidden><span></span> ${button("cancel", "Cancel")}</div>`,
      stage: `
  <p class="said" role="status" aria-live="polite"></p>
  <p class="meanwhile" role="status" aria-live="polite"></p>`,
    };
  }

  get acts() { return { cancel: () => this.explorer.loader.cancel() }; }

  // Tells screen readers what a reader's act has done, or in a place of its own what goes on meanwhile: they may never
  // read out what is written over at once.
  write(words, place = ".said") { this.find(place).textContent = words; }

  // Shows words about work that goes on, which can then be cancelled, or about a case that cannot be shown.
  notice(words, working) {
    const found = this.find(".notice");
    found.hidden = !words;
    found.classList.toggle("working", working);
    if (found.firstChild.textContent.slice(0, 20) !== words.slice(0, 20)) this.write(words, ".meanwhile");
    found.firstChild.textContent = words;
    this.find("[data-do=cancel]").hidden = !working;
  }

  get told() { return !this.find(".notice").hidden; }
}
