// The explorer: a state, the case that it names, and the parts of the page that show both. `mount(element, source, home)`
// puts it in an element of the class tnrnn-host.
// A source is { grid, look, lines, families, glossary, case(parameters, listener) -> promise of a payload }. A listener has
// an AbortSignal called `signal`, and functions `stage(words)`, `numbers(rows)` and `ended(error)`, which are called before
// and after the payload is there. A source may also have `talk` and `figure`, with which the page begins; `keep(talk)`, which
// stores a talk; and `ask` (lines.js) if it computes, or `numbers` (bundle.js) if it holds its cases.
// homes.js says what a home is, and part.js what a part is.

import { Beside } from "./beside.js";
import { Controls } from "./controls.js";
import { Downloads } from "./downloads.js";
import { Embed } from "./embed.js";
import { Growth } from "./growth.js";
import { Past } from "./history.js";
import { Loader, sameCase } from "./loader.js";
import { Motion } from "./motion.js";
import { button } from "./part.js";
import { Picture } from "./picture.js";
import { Presenter } from "./presenter.js";
import { Printing } from "./printing.js";
import { Script } from "./script.js";
import { Room } from "./room.js";
import { Shown } from "./shown.js";
import { caseOf, changed, followed, ownOfWords, settled, stateOf, toWords, valuesOf } from "./state.js";
import { Table } from "./table.js";
import { Talk } from "./talk.js";
import { Telling } from "./telling.js";
import { Terms } from "./terms.js";

// The parts in the order in which they stand in each slot of the page. The editor, which is not in every page, adds itself.
export const PARTS = {
  past: Past, controls: Controls, table: Table, embed: Embed, picture: Picture, beside: Beside, growth: Growth, motion: Motion, talk: Talk,
  script: Script, presenter: Presenter, downloads: Downloads, printing: Printing, telling: Telling, room: Room, terms: Terms,
};

export function mount(element, source, home) {
  return new Explorer(element, source, home).start();
}

// Returns the beginning of the ids and names of one explorer. A notebook loads this module anew for each widget, so that
// numbers counted here would be the same in all of them, and their radio buttons would be one group.
const newId = () => `tnrnn-${Math.random().toString(36).slice(2)}`;

function page(id, source) {
  const found = Object.values(PARTS).map((part) => part.slots(id, source));
  const slot = (name) => found.map((slots) => slots[name] ?? "").join("");
  return `
<section class="controls" id="${id}-controls" aria-label="Controls"><div class="sets">${slot("controls")}
  <details class="help"><summary>Keys and gestures</summary>
    <p>Drag the handle above the picture, or focus it and press the arrow keys, to move the split.
    Click a tensor to move it across the cut; its matrices go with it. In the picture, the arrow keys go from
    tensor to tensor, and the space bar moves one across. In a talk, the arrow keys or a swipe go from step to step,
    N shows your notes, P opens the presenter's window, and Escape ends the talk. Ctrl+Z undoes, and Ctrl+Y does again.</p></details></div>
  <div class="found">${slot("found")}</div>
</section>
<section class="stage" aria-label="Picture">
  <div class="bar" role="group" aria-label="Picture and page">${slot("first")}${slot("bar")}${button("full", "Full screen")}
    <span class="gap"></span>${slot("tools")}</div>
  <div class="desk">${slot("desk")}</div>${slot("stage")}
</section>`;
}

class Explorer {
  constructor(host, source, home) {
    this.host = host;
    this.source = source;
    this.home = home;
    this.element = document.createElement("div");
    this.life = new AbortController();
    this.shown = new Shown(source.grid);
    this.loader = new Loader(source, this);
    this.parts = Object.fromEntries(Object.entries(PARTS).map(([name, Made]) => [name, new Made(this)]));
  }

  async start() {
    const { element, life: { signal }, parts } = this;
    element.classList.add("tnrnn-explorer");
    this.id = newId();
    element.innerHTML = page(this.id, this.source);
    this.host.replaceChildren(element);
    this.read();
    element.addEventListener("click", (event) => this.onButton(event.target.closest("[data-do]")), { signal });
    this.home.keys.addEventListener("keydown", (event) => this.onKey(event), { signal });
    this.home.follow((changes) => this.follow(changes), signal);
    for (const part of Object.values(parts)) part.start(signal);
    await this.show();
    this.host.dataset.ready = "";
    return this;
  }

  stop() {
    this.life.abort();
    this.loader.cancel();
    for (const part of Object.values(this.parts)) part.stop();
    this.element.remove();
  }

  find(selector) { return this.element.querySelector(selector); }

  // The case that is shown. While the next one is computed, the state has it already.
  get case() { return this.shown.case; }
  get payload() { return this.shown.payload; }
  get own() { return this.shown.own; }
  get weighed() { return this.shown.weighed; }
  get showing() { return this.loader.showing; }

  // State: what a link restores.

  values(name) { return valuesOf(this.source.grid, name, this.state); }

  // Takes the state from its home. Of words that have changed there, only those: a choice whose case is still being
  // computed is not at home yet.
  read(changes) {
    const { grid } = this.source, words = changes ?? this.parts.talk.opened(this.home.read());
    const found = Object.keys(words).length ? words : { model: grid.opens };
    this.state = changes ? followed(grid, this.state, changes) : settled(grid, found);
    if (!changes || "own" in changes) this.shown.given = { ...ownOfWords(grid, this.state, words), quiet: !changes };
  }

  follow(changes) {
    this.read(changes);
    this.parts.past.note();
    this.arrived = true;
    this.show();
  }

  // Shows a state that was shown before.
  restore(words) {
    const { grid } = this.source;
    this.state = settled(grid, words);
    this.shown.given = { ...ownOfWords(grid, this.state, words), quiet: true };
    return this.show();
  }

  // Changes the state, and returns a promise that is fulfilled when its case is shown.
  set(changes) {
    this.state = changed(this.source.grid, this.state, changes);
    this.shown.await(this.state);
    this.parts.past.note();
    return this.show();
  }

  // Changes what is seen of the case that is shown: the step of the talk, the zoom, the matrices.
  look(changes) {
    Object.assign(this.state, changes);
    this.parts.past.note();
    this.render();
  }

  // Showing.

  show() {
    const now = caseOf(this.source.grid, this.state);
    if (this.loader.computes(now)) { // the view has changed, but not the case
      this.renderState();
      return this.showing;
    }
    if (this.loader.has(now, this.case)) {
      this.settle();
      return Promise.resolve();
    }
    const showing = this.loader.want(now);
    this.renderState();
    return showing;
  }

  take(payload, numbers) {
    this.shown.take({ ...payload, numbers });
    this.taken = payload;
    this.settle();
  }

  takeNumbers(payload, numbers) {
    if (this.taken !== payload) return;
    this.payload.numbers = numbers;
    if (!this.list) return;
    this.parts.table.render();
    this.parts.terms.render();
  }

  // Goes back to the case that is shown, if there is one.
  failed(words) {
    if (this.life.signal.aborted) return;
    if (this.case) {
      this.state = settled(this.source.grid, { ...this.state, ...stateOf(this.case), wanted: this.wanted });
      this.shown.given = null;
      this.settle();
    }
    this.notice(words, false);
  }

  ended(missing, failed) {
    const { told } = this.parts.telling;
    this.notice("", false);
    if (missing) this.hear(`The rank is ${missing}.`, ".meanwhile");
    else if (told && !failed) this.sayNumbers(".meanwhile");
  }

  settle() {
    this.state.step = this.step;
    this.wanted = this.state.wanted;
    this.shown.weigh();
    this.render();
    if (this.shown.told) this.say(this.shown.told, ".said", "cut");
  }

  // Whether a step of the talk about the case is shown; a speaker's own step may show all of the case.
  get revealing() { return this.state.step !== null; }
  get talking() { return this.revealing || this.parts.talk.place !== null; }
  get step() { return this.revealing ? Math.min(this.state.step, this.payload.steps.length - 1) : null; }
  get shownView() { return this.payload ? this.shown.viewIn(this.state) : this.state.view === "auto" ? "unrolled" : this.state.view; }
  get showsOwn() { return this.shown.showsOwnIn(this.state); }
  get embedded() { return this.state.embed ?? Boolean(this.home.framed); }

  style() { return this.source.look.styles[this.state.theme + (this.showsOwn ? "-own" : "")]; }

  render() {
    this.list = this.shown.list(this.state);
    this.renderState();
    for (const part of Object.values(this.parts)) part.render();
    if (!sameCase(caseOf(this.source.grid, this.state), this.case)) return; // the next one is being computed
    const words = toWords(this.state, this.own), adds = this.parts.past.keep(words);
    this.home.write(words, adds && !this.arrived);
    this.arrived = false;
    this.parts.past.renderState();
  }

  renderState() {
    const { theme, type } = this.state;
    Object.assign(this.element.dataset, { theme, type });
    if (this.home.root) this.home.root.dataset.theme = theme;
    for (const part of Object.values(this.parts)) part.renderState();
  }

  // Telling.

  say(words, place = ".said", topic = "") {
    this.hear(words, place);
    if (place === ".said") this.parts.telling.toast(words, topic);
  }

  hear(words, place) { this.parts.telling.write(words, place); }
  notice(words, working) { this.parts.telling.notice(words, working); }

  async sayNumbers(place) {
    await this.showing;
    const words = (row) => [...row.querySelectorAll("th, .value, .formula, small")].map(({ textContent }) => textContent).join(" ");
    const rows = [...this.element.querySelectorAll(".numbers tr:not(.none)")].map((row) => words(row).replace(/\s+/g, " ").trim());
    const repeat = this.find(".repeat").textContent;
    this.hear([...(place || !this.shown.told ? [] : [this.shown.told]), rows.join("; ") + (repeat && "."), repeat].join(" ").trim(), place);
  }

  // Buttons and keys.

  onButton(target) {
    if (!target || !(this.list || target.dataset.do === "cancel")) return;
    const acts = Object.assign({ full: () => this.fullScreen() }, ...Object.values(this.parts).map((part) => part.acts));
    new Promise((done) => { done(acts[target.dataset.do](target)); }).catch((error) => this.say(`Not possible here: ${error.message}`));
  }

  fullScreen() { return document.fullscreenElement ? document.exitFullscreen() : this.host.requestFullscreen(); }

  onKey(event) {
    if (this.list && !this.find("dialog[open]") && this.parts.past.shortcut(event)) event.preventDefault();
    if (event.altKey || event.ctrlKey || event.metaKey || !this.list || this.find("dialog[open]")) return;
    if (Object.values(this.parts).some((part) => part.key(event))) event.preventDefault();
  }
}
