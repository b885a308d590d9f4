// The editor of a figure, a mode of the page. Python draws; while something is dragged, script moves it in the picture.

import { PARTS } from "../explorer.js";
import { listOf } from "../list.js";
import { button } from "../part.js";
import { Asking } from "./asking.js";
import { deedsOf } from "./deeds.js";
import { bendsOf, bent, BLANK, moved, movesOf, released, turned, unnoted } from "./figure.js";
import { editorForm } from "./form.js";
import { Overlay } from "./overlay.js";
import { Panel } from "./panel.js";
import { Edits } from "./edits.js";
import { Pointing } from "./pointing.js";
import { Selecting } from "./selecting.js";
import { Sketch } from "./sketch.js";
import { Typing } from "./typing.js";
import { Desk } from "./desk.js";

export class Editor extends Selecting {
  static slots(id, source) {
    return source.ask ? { bar: button("edit", "Edit", ' aria-pressed="false"'), desk: editorForm(id) } : {};
  }

  get acts() { return this.source.ask ? deedsOf(this) : {}; }

  start(signal) {
    if (!this.source.ask) return;
    this.element = this.find(".editor");
    this.canvas = this.find(".edit-paper");
    this.past = new Edits(this.explorer.home.figure?.read() ?? this.source.figure ?? BLANK);
    this.paper = new Desk(this.canvas);
    this.sketch = this.drawn = this.answer = null;
    this.open = this.begun = this.walking = false;
    this.cut = true;
    this.here = null;
    this.clear();
    this.life = new AbortController();
    signal.addEventListener("abort", () => this.life.abort());
    this.asking = new Asking((figure) => this.ask({ figure }), (answer, figure) => this.take(answer, figure), (error) => this.fail(error));
    this.overlay = new Overlay(this);
    this.pointing = new Pointing(this);
    this.pointing.start(this.canvas, signal);
    this.panel = new Panel(this, this.find(".edit-panel"));
    this.panel.start(signal);
    this.typing = new Typing(this);
    this.explorer.home.keys.addEventListener("keydown", (event) => this.onKey(event), { signal, capture: true });
    this.canvas.addEventListener("focus", () => this.walk(this.canvas.matches(":focus-visible")), { signal });
    this.canvas.addEventListener("blur", () => this.walk(false), { signal });
    this.find(".edit-file").addEventListener("change", ({ target }) => this.load(target), { signal });
    this.explorer.home.figure?.follow((figure) => this.takeFigure(figure, "The figure is set in Python."), signal);
  }

  // While the editor is open, its keys are not those of the page.
  onKey(event) {
    if (!this.open || this.find("dialog[open]")) return;
    if (this.explorer.element.contains(event.target) || event.target === document.body) {
      event.stopPropagation();
      this.typing.onKey(event, Boolean(event.target.closest?.("input, select, textarea")));
    }
  }

  // Opening.

  toggle() { return this.open ? this.close() : this.begin(); }

  async begin() {
    this.begun = true;
    if (this.explorer.talking) this.explorer.parts.talk.goTo(null);
    this.open = true;
    this.seen();
    this.paper.unit = null;
    this.fill();
    await this.want();
    if (this.open) this.canvas.focus({ focusVisible: false });
  }

  close() {
    this.open = false;
    this.asking.forget();
    this.seen();
    this.explorer.parts.picture.fit();
    this.find("[data-do=edit]").focus();
  }

  seen() {
    this.explorer.element.classList.toggle("editing", this.open);
    this.element.hidden = !this.open;
    this.find("[data-do=edit]").setAttribute("aria-pressed", this.open);
  }

  // The case may change under the figure.
  render() {
    if (this.source.figure && !this.begun && this.source.ask) this.begin(); // the app was started with a figure
    if (!this.open || this.asked === this.subject) return;
    this.clear();
    this.want();
  }

  get subject() { return JSON.stringify([this.shown.case, this.explorer.shownView, this.cut]); }

  // Asking.

  get figure() { return this.past.figure; }

  async ask(words, kind = "figure") {
    const asked = { case: this.shown.case, view: this.explorer.shownView, cut: this.cut, ...words };
    let found = null;
    await this.source.ask(kind, asked, this.life.signal, (message) => { found = message[kind] ?? message.file ?? found; });
    if (!found) throw new Error("there was no answer");
    return found;
  }

  want() {
    this.asked = this.subject;
    this.element.classList.add("edit-waits");
    return this.asking.want(this.figure);
  }

  take(answer, figure) {
    if (!this.open || this.life.signal.aborted) return;
    const gesture = this.pointing.gesture;
    if (gesture) this.pointing.stop(); // what it moves is replaced
    this.answer = answer;
    this.drawn = figure;
    if (this.fits) this.paper.unit = null;
    this.fits = false;
    this.paper.show(listOf(answer.list), answer.style ?? this.source.look.styles.light);
    this.paper.svg.classList.add("edit-svg");
    this.sketch = new Sketch(this.paper, new Set(Object.keys(answer.legs ?? {})), (pieces) => pieces.flatMap(({ key }) => (key ? bendsOf(this.figure, key) : [])));
    this.prune();
    this.sketchNow();
    this.overlay.show();
    this.element.classList.remove("edit-waits");
    this.fill();
    this.canvas.setAttribute("aria-label", `Figure of ${this.sketch.marks.size} tensors`);
    this.tellMissing();
  }

  // The library refused the figure: the last picture and its figure stay.
  fail(error) {
    if (this.life.signal.aborted) return;
    this.element.classList.remove("edit-waits");
    if (this.drawn) this.past.back(this.drawn);
    this.keep();
    if (this.sketch) this.sketchNow();
    this.fill();
    this.refused(error);
  }

  refused({ message }) { this.tell(`Not possible: ${message}${/[.!?]$/.test(message) ? "" : "."}`); }

  tellMissing() {
    const missing = this.answer.missing ?? [];
    if (missing.length) this.tell(`The figure also speaks of ${missing.length} names that this picture does not have, such as ${missing[0]}; it keeps them.`);
  }

  tell(words) {
    if (!this.open) super.say(words);
    else {
      this.find(".edit-told").textContent = words; // where messages of the page would be, there is the picture
      this.explorer.parts.telling.write(words);
    }
  }

  say(words) { this.tell(words); }

  // Edits.

  edit(figure, words) {
    this.past.push(figure, words);
    this.changed(words);
  }

  changed(words) {
    this.keep();
    if (this.sketch) this.sketchNow();
    this.fill();
    this.tell(words);
    return this.want();
  }

  keep() { this.explorer.home.figure?.write(this.figure); }

  takeFigure(figure, words) {
    if (JSON.stringify(figure ?? BLANK) === JSON.stringify(this.figure)) return;
    this.past.push(figure ?? BLANK, words);
    if (this.open) this.changed(words);
  }

  undo() { this.step(this.past.undo(), "Undone"); }
  redo() { this.step(this.past.redo(), "Done again"); }

  // While the editor is open, the page's own undo and redo are those of the figure.
  turns(step) {
    if (this.open) this[step < 0 ? "undo" : "redo"]();
    return this.open;
  }

  step(words, what) {
    if (words === null) this.tell(`Nothing can be ${what === "Undone" ? "undone" : "done again"}.`);
    else {
      this.clear();
      this.changed(`${what}: ${words}`);
    }
  }

  // Moves what has moved since Python drew.
  sketchNow() {
    const { sketch } = this, now = this.shifts(this.figure), before = this.shifts(this.drawn);
    const names = [...sketch.marks.keys()].filter((name) => now.has(name) || before.has(name) || sketch.shifts.has(name));
    const of = (map, name) => map.get(name) ?? [0, 0];
    sketch.move(sketch.plan(names), (name) => [0, 1].map((axis) => of(now, name)[axis] - of(before, name)[axis]));
  }

  // How far a figure moves each mark: by the first of its tensors that is named.
  shifts(figure) {
    const found = new Map();
    for (const [name, move] of movesOf(figure)) {
      const owner = this.sketch.owner.get(name);
      if (owner !== undefined && !found.has(owner)) found.set(owner, move);
    }
    return found;
  }

  moveBy(names, [dx, dy]) {
    if (!dx && !dy) return;
    const now = this.shifts(this.figure), inside = new Set(names);
    const hidden = [...movesOf(this.figure).keys()].filter((name) => inside.has(this.sketch.owner.get(name)) && !inside.has(name));
    const base = hidden.length ? moved(this.figure, hidden.map((name) => [name, [0, 0]])) : this.figure;
    const moves = names.map((name) => [name, [0, 1].map((axis) => (now.get(name)?.[axis] ?? 0) + [dx, dy][axis])]);
    this.edit(moved(base, moves), names.length === 1 ? `${names[0]} is moved.` : `${names.length} tensors are moved.`);
  }

  // Puts tensors at places, by their distance from where they are.
  moveTo(places, words) {
    const now = this.shifts(this.figure);
    const moves = places.map(([name, place]) => {
      const at = this.sketch.place(name), move = now.get(name) ?? [0, 0];
      return [name, [0, 1].map((axis) => move[axis] + place[axis] - at[axis])];
    });
    this.edit(moved(this.figure, moves), words);
  }

  release(names) {
    const inside = names && new Set(names), parts = names && [...this.sketch.owner].filter(([, owner]) => inside.has(owner)).map(([part]) => part);
    this.edit(released(this.figure, parts), names ? `The layout has ${names.length === 1 ? names[0] : `${names.length} tensors`} again.` : "The layout has all tensors again.");
  }

  straighten(bond) {
    if (this.sketch.isLeg(bond)) this.edit(turned(bent(this.figure, bond, null), bond, null), `The layout turns ${bond} again.`);
    else this.edit(bent(this.figure, bond, null), `${bond} is straight.`);
  }

  removeNote() {
    const { note } = this;
    this.note = null;
    this.edit(unnoted(this.figure, note), "The note is deleted.");
  }

  showCut(shown) {
    this.cut = shown;
    this.tell(shown ? "The least cut is shown." : "The least cut is not shown.");
    this.want();
  }

  walk(walking) {
    this.walking = walking;
    if (this.sketch) this.overlay.walk();
  }

  fill() {
    this.panel.fill();
    this.find("[data-do=edit-undo]").disabled = !this.past.undoes;
    this.find("[data-do=edit-redo]").disabled = !this.past.redoes;
  }

  // Files.

  async load(field) {
    const [file] = field.files;
    if (!file) return;
    field.value = "";
    try {
      const { figure } = await this.ask({ text: await file.text() });
      this.clear();
      this.edit(figure, `${file.name} is loaded.`);
    } catch (error) {
      this.refused(error);
    }
  }

  async save(format) {
    try {
      const { name, type, base64 } = await this.ask({ figure: this.figure, format }, "save");
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      this.explorer.parts.downloads.download(format, new Blob([bytes], { type }), type, name);
      this.tell(`${name} is saved.`);
    } catch (error) {
      this.refused(error);
    }
  }
}

PARTS.editor = Editor;
