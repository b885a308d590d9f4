// A talk: the steps that Python gives for the case, or those that a speaker has written, with a title and words each.

import { button, Part } from "./part.js";
import { checkedSession } from "./session.js";
import { toWords } from "./state.js";
import { powered } from "./table.js";

const SWIPE = 50;  // pixels
const LOOKS = ["type", "theme", "embed", "keys", "wanted"];  // what a step leaves as the speaker has it

export class Talk extends Part {
  static slots() {
    return {
      bar: button("talk", "Talk", ' aria-pressed="false"'),
      stage: `
  <div class="talk" hidden><div><h2></h2><p class="words"></p><p class="notes" hidden></p></div>
    <div class="acts">${[["notes", "Notes"], ["presenter", "Presenter"], ["print", "Print"], ["edit-talk", "Edit"]].map(([name, words]) => button(name, words)).join("")}</div>
    <span>${button("back", "◀", ' aria-label="Step back"')} <span class="count"></span> ${button("next", "▶", ' aria-label="Next step"')}</span></div>`,
    };
  }

  get acts() {
    return {
      talk: () => this.goTo(this.explorer.talking ? null : 0),
      back: () => this.turn(-1),
      next: () => this.turn(1),
      notes: () => this.showNotes(),
    };
  }

  start(signal) {
    this.session = null;
    if (this.source.talk) {
      this.session = checkedSession(this.source.talk);
      const words = this.explorer.home.read();
      this.explorer.restore(Object.keys(words).length ? this.opened(words) : this.session.state);
    }
    if (this.place === null) this.state.at = null;
    const picture = this.find(".picture");
    picture.addEventListener("touchstart", (event) => { this.touched = event.touches.length === 1 ? event.touches[0] : null; }, { signal, passive: true });
    picture.addEventListener("touchend", (event) => this.onSwipe(event.changedTouches[0]), { signal, passive: true });
  }

  // Takes a talk that was given from outside, or none.
  take(given) {
    this.session = given ? checkedSession(given) : null;
    this.goTo(null);
  }

  // The steps of the talk, and the place in them; a speaker's steps have a state each.
  get steps() { return this.session?.steps ?? this.shown.payload?.steps ?? []; }
  get place() {
    const { at, step } = this.state;
    return this.session ? (at !== null && at < this.session.steps.length ? at : null) : step;
  }

  // Returns the words of an address. If they name a step and no case, the step says the rest.
  opened(words) {
    const step = words.length === undefined && this.session?.steps[words.at];
    return step ? { ...step.state, ...words } : words;
  }

  renderState() {
    const { talking, element } = this.explorer;
    element.classList.toggle("talking", talking && !this.editing);
    this.find("[data-do=talk]").setAttribute("aria-pressed", talking);
  }

  render() {
    const { place } = this;
    this.find(".talk").hidden = place === null || Boolean(this.editing);
    if (place !== null) this.renderStep(this.steps[place], place);
  }

  renderStep({ title, words, notes = "" }, place) {
    this.find(".talk h2").textContent = title;
    this.find(".talk .words").innerHTML = powered(words);
    this.find(".talk .notes").textContent = notes || "There are no notes for this step.";
    this.find(".talk .notes").hidden = !this.noted;
    this.find("[data-do=notes]").setAttribute("aria-pressed", Boolean(this.noted));
    this.find(".talk .count").textContent = `${place + 1} / ${this.steps.length}`;
    this.find("[data-do=back]").disabled = place === 0 && !this.canTurn(-1);
    this.find("[data-do=next]").disabled = place === this.steps.length - 1 && !this.canTurn(1);
  }

  canTurn(step) {
    const { motion } = this.explorer.parts, at = motion.motion && motion.frame + step;
    return Boolean(motion.motion) && at >= 1 && at <= motion.motion.frames;
  }

  // Goes to the next frame of the step's motion, or else to the next step; and the same backwards.
  turn(step) {
    if (!this.explorer.parts.motion.turn(step)) this.goTo(this.place + step, step < 0);
  }

  async goTo(place, atEnd = false) {
    if (place !== null && (place < 0 || place >= this.steps.length)) return;
    if (place === null) this.explorer.look({ step: null, at: null, frame: 1, motion: this.session ? "" : this.state.motion });
    else if (this.session) await this.show(place, atEnd);
    else this.explorer.look({ step: place, frame: atEnd ? 999 : 1 });
    if (place !== null) this.hear(`${this.steps[place].title}. ${this.steps[place].words}`);
  }

  // Shows the state of a speaker's step, in the look of now.
  show(place, atEnd) {
    const { state, step } = { state: this.steps[place].state, step: this.explorer.state };
    const look = Object.fromEntries(LOOKS.map((name) => [name, step[name]]));
    return this.explorer.restore({ ...state, ...look, at: String(place), ...(atEnd ? { frame: "999" } : {}) });
  }

  // The state of now as the words of a step.
  now() {
    const words = toWords(this.state, this.explorer.own);
    for (const name of [...LOOKS, "at"]) delete words[name];
    return words;
  }

  onSwipe({ clientX, clientY }) {
    const { touched } = this;
    this.touched = null;
    if (!touched || !this.explorer.talking || this.editing || this.state.zoom > 1) return;
    const dx = clientX - touched.clientX, dy = clientY - touched.clientY;
    if (Math.abs(dx) > SWIPE && Math.abs(dx) > 2 * Math.abs(dy)) this.turn(dx < 0 ? 1 : -1);
  }

  key(event) {
    const turns = { ArrowRight: 1, PageDown: 1, " ": 1, ArrowLeft: -1, PageUp: -1 };
    if (!this.explorer.talking || this.editing || event.defaultPrevented) return false;
    if (event.key !== "Escape" && event.target.closest?.("select, input, textarea")) return false;
    if (event.key === "Escape") this.goTo(null);
    else if (event.key in turns && !(event.key === " " && event.target.closest?.("button"))) this.turn(turns[event.key]);
    else if (event.key === "Home") this.goTo(0);
    else if (event.key === "End") this.goTo(this.steps.length - 1, true);
    else if (event.key.toLowerCase() === "n") this.showNotes();
    else if (event.key.toLowerCase() === "p") this.explorer.parts.presenter.open();
    else return false;
    return true;
  }

  showNotes() {
    this.noted = !this.noted;
    this.render();
    this.hear(this.noted ? "The notes are shown." : "The notes are hidden.");
  }
}
