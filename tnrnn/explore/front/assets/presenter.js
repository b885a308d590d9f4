// The speaker's window: the notes of the step, the title of the next one, and a clock. Both windows follow each other.

import { Part } from "./part.js";
import { powered } from "./table.js";

const SPEAKER_STYLE = `
  body { margin: 0; padding: 1.2em 1.6em; background: #14171c; color: #e8e6e1; font: 20px/1.45 system-ui, "DejaVu Sans", sans-serif; }
  header { display: flex; justify-content: space-between; align-items: center; gap: 1em; color: #a9adb5; }
  .clock { font-variant-numeric: tabular-nums; font-size: 1.6em; color: #e8e6e1; }
  h1 { font-size: 1.5em; margin: .5em 0 .1em; } .words { margin: 0; color: #a9adb5; }
  .notes { font-size: 1.35em; white-space: pre-wrap; overflow-wrap: anywhere; min-height: 5em; }
  button { font: inherit; padding: .2em .9em; border: 1px solid #3a414b; border-radius: 5px; background: #1b2027; color: inherit; cursor: pointer; }
  :focus-visible { outline: 3px solid #7cc0f5; }`;

const SPEAKER_PAGE = `
<header><span class="count"></span><span class="clock" role="timer">0:00</span><button type="button" data-act="again">Start the clock again</button></header>
<h1></h1><p class="words"></p><p class="notes"></p>
<p>Next: <b class="following"></b></p>
<p><button type="button" data-act="back" aria-label="Step back">◀ Back</button> <button type="button" data-act="next" aria-label="Next step">Next ▶</button></p>`;

export class Presenter extends Part {
  get acts() { return { presenter: () => this.open() }; }
  get talk() { return this.explorer.parts.talk; }
  get there() { return Boolean(this.window && !this.window.closed); }

  stop() { this.window?.close(); }

  async open() {
    if (this.there) {
      this.window.focus();
      return;
    }
    this.window = window.open("", "", "popup,width=760,height=620");
    if (!this.window) {
      this.say("The browser has blocked the presenter's window; allow windows of this page and press the button again.");
      return;
    }
    this.fill(this.window);
    if (this.talk.place === null) await this.talk.goTo(0);
    this.render();
    this.say("The presenter's window is open.");
  }

  fill(other) {
    const { document: page } = other, sheet = new other.CSSStyleSheet();
    sheet.replaceSync(SPEAKER_STYLE);
    page.adoptedStyleSheets = [sheet];
    page.documentElement.lang = "en";
    page.title = "Presenter";
    page.body.innerHTML = SPEAKER_PAGE;
    this.since = performance.now();
    page.addEventListener("keydown", (event) => this.onKey(event));
    page.addEventListener("click", ({ target }) => this.onAct(target.dataset.act));
    other.setInterval(() => this.tick(), 1000);
  }

  onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.key.toLowerCase() === "p") return;
    if (event.key === "Escape") this.window.close();
    else if (this.talk.key(event)) event.preventDefault();
  }

  onAct(act) {
    if (act === "again") this.since = performance.now();
    else if (act) this.talk.turn(act === "next" ? 1 : -1);
    this.tick();
  }

  tick() {
    const seconds = Math.floor((performance.now() - this.since) / 1000);
    this.in(".clock").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  in(selector) { return this.window.document.querySelector(selector); }

  render() {
    if (!this.there) return;
    const { steps, place } = this.talk, step = place === null ? null : steps[place], motion = this.find(".motion .caption").textContent;
    this.in(".count").textContent = step ? `Step ${place + 1} of ${steps.length}` : "The talk is over.";
    this.in("h1").textContent = step?.title ?? "";
    this.in(".words").innerHTML = powered(step?.words ?? "") + (this.find(".motion").hidden ? "" : `<br>${powered(motion)}`);
    this.in(".notes").textContent = step ? step.notes || "No notes." : "";
    this.in(".following").textContent = step ? steps[place + 1]?.title ?? "the end" : "";
  }
}
