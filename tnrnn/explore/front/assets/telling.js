// What is said after an act of the reader and about work that goes on meanwhile: it is read aloud, and shown for a while.

import { button, Part } from "./part.js";
import { powered } from "./table.js";

// Messages that are shown together, and the milliseconds that each stays: more for a long one, fewer if others wait.
const TOGETHER = 3, STAYS = 4000, FOR_A_LETTER = 40, SHORT = 60, AT_LEAST = 1200, TICK = 200;

export class Telling extends Part {
  static slots() {
    return {
      desk: `<div class="notice" hidden><span></span> ${button("cancel", "Cancel")}</div>
    <div class="toasts"></div>`,
      stage: `
  <p class="said" role="status" aria-live="polite"></p>
  <p class="meanwhile" role="status" aria-live="polite"></p>`,
    };
  }

  get acts() { return { cancel: () => this.explorer.loader.cancel() }; }

  // Tells screen readers what a reader's act has done, or in a place of its own what goes on meanwhile: they may never
  // read out what is written over at once.
  write(words, place = ".said") { this.find(place).textContent = words; }

  start(signal) {
    this.waiting = [];
    this.pointer = [-1, -1];
    window.addEventListener("pointermove", ({ clientX, clientY }) => { this.pointer = [clientX, clientY]; }, { signal });
  }

  stop() { clearInterval(this.clock); }

  // Shows words for a while. Those about one topic replace each other; of others, some wait until there is room.
  toast(words, topic) {
    const shown = [...this.find(".toasts").children].find((each) => topic && each.dataset.topic === topic);
    const waiting = this.waiting.find((each) => topic && each.topic === topic);
    if (shown) fill(shown, words);
    else if (waiting) waiting.words = words;
    else this.waiting.push({ words, topic });
    this.tick();
    this.clock ??= setInterval(() => this.tick(), TICK);
  }

  tick() {
    const box = this.find(".toasts"), now = performance.now();
    let needed = this.waiting.length - (TOGETHER - box.childElementCount);
    for (const each of [...box.children]) {
      const stays = STAYS + FOR_A_LETTER * Math.max(0, each.textContent.length - SHORT);
      if (this.isRead(each)) each.since = now;
      else if (now - each.since > (needed > 0 ? AT_LEAST : stays)) {
        each.remove();
        needed -= 1;
      }
    }
    while (this.waiting.length && box.childElementCount < TOGETHER) {
      const { words, topic } = this.waiting.shift(), made = document.createElement("p");
      made.tabIndex = 0;
      made.dataset.topic = topic;
      fill(made, words);
      box.append(made);
    }
    if (box.childElementCount) return;
    clearInterval(this.clock);
    this.clock = null;
  }

  // Whether the pointer is over a message, which does not catch it, or the message has the focus.
  isRead(shown) {
    const { left, right, top, bottom } = shown.getBoundingClientRect(), [x, y] = this.pointer;
    return shown === document.activeElement || (left <= x && x <= right && top <= y && y <= bottom);
  }

  // Escape takes all messages away, whatever else it does.
  key({ key }) {
    if (key === "Escape") this.find(".toasts").replaceChildren();
    return false;
  }

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

function fill(shown, words) {
  shown.innerHTML = powered(words);
  shown.since = performance.now();
}
