// The keyboard in the editor. Everything that the pointer does can be done with keys, and is said.

import { TURN } from "./arranging.js";
import { bendsOf, bent, turned } from "./figure.js";

const STEP = 0.1, FINE = 0.02;
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class Typing {
  constructor(editor) { this.editor = editor; }

  // Takes every key while the editor is open; `typed` says whether the focus is in a field.
  onKey(event, typed) {
    const { editor } = this, main = event.ctrlKey || event.metaKey, letter = event.key.toLowerCase();
    if (typed) return;
    const inPicture = editor.canvas.contains(event.target) || event.target === document.body;
    if (main && letter === "z") this.act(event, event.shiftKey ? "redo" : "undo");
    else if (main && letter === "y") this.act(event, "redo");
    else if (main && letter === "a" && inPicture) this.act(event, "selectAll");
    else if (!main && inPicture && editor.sketch && this.inPicture(event, letter)) event.preventDefault();
  }

  act(event, name) {
    event.preventDefault();
    this.editor[name]();
  }

  inPicture(event, letter) {
    const { editor } = this, way = WAYS[event.key];
    if (way) return this.arrow(way, event);
    if (event.altKey) return false;
    if (letter === " " || letter === "enter") return this.toggle();
    if (letter === "escape") return this.escape();
    if (letter === "delete" || letter === "backspace") return this.remove();
    if (letter === "b") return this.next([...editor.sketch.byBond.keys()], editor.bond, event.shiftKey, (bond) => editor.selectBond(bond));
    if (letter === "n") return this.next((editor.figure.notes ?? []).map((_, at) => at), editor.note, event.shiftKey, (note) => editor.selectNote(note));
    return false;
  }

  arrow(way, event) {
    const { editor } = this, step = event.altKey ? FINE : STEP, by = way.map((value) => value * step);
    if (event.shiftKey || !(editor.tensors.size || editor.bond !== null)) this.walk(way);
    else if (editor.tensors.size) editor.moveBy([...editor.tensors], by);
    else if (editor.isLeg) this.turn(way, event.altKey ? 1 : TURN);
    else this.bend(by);
    return true;
  }

  turn([dx, dy], by) {
    const { editor } = this, now = editor.angleOf(editor.bond), turn = dx < 0 || dy > 0 ? by : -by;
    const angle = (((Math.round(now / by) * by + turn) % 360) + 360) % 360;
    editor.edit(turned(editor.figure, editor.bond, angle), `${editor.bond} points to ${angle} degrees.`);
  }

  // Moves the last bend of a bond, or makes one in the middle.
  bend([dx, dy]) {
    const { editor } = this, { bond, figure } = editor, bends = bendsOf(figure, bond);
    const points = editor.sketch.pathOf(bond), middle = points[Math.floor(points.length / 2)];
    const from = bends.at(-1) ?? (points.length === 2 ? [0, 1].map((axis) => (points[0][axis] + points[1][axis]) / 2) : middle);
    const found = [from[0] + dx, from[1] + dy], all = bends.length ? [...bends.slice(0, -1), found] : [found];
    editor.edit(bent(figure, bond, all), `${bond} is bent.`);
  }

  // Goes to the nearest tensor in a direction.
  walk([dx, dy]) {
    const { editor } = this, { sketch } = editor, names = [...sketch.marks.keys()];
    if (!sketch.marks.has(editor.here)) [editor.here] = names;
    else {
      const [x, y] = sketch.place(editor.here);
      const cost = (name) => {
        const [px, py] = sketch.place(name), ahead = (px - x) * dx + (py - y) * dy, aside = Math.abs((px - x) * dy) + Math.abs((py - y) * dx);
        return ahead > 1e-6 ? ahead + 2 * aside : Infinity;
      };
      editor.here = names.reduce((best, name) => (cost(name) < cost(best) ? name : best), editor.here);
    }
    editor.walking = true;
    editor.overlay.walk();
    editor.say(`${editor.here}${editor.tensors.has(editor.here) ? ", selected" : ""}`);
  }

  toggle() {
    const { editor } = this, { here, tensors } = editor;
    if (!editor.sketch.marks.has(here)) return false;
    const had = tensors.has(here);
    editor.select(had ? [...tensors].filter((name) => name !== here) : [...tensors, here]);
    editor.say(`${here} is ${had ? "no longer " : ""}selected; ${editor.tensors.size} in all.`);
    return true;
  }

  escape() {
    const { editor } = this;
    if (editor.pointing.gesture) editor.pointing.stop();
    else {
      editor.select([]);
      editor.say("Nothing is selected.");
    }
    return true;
  }

  remove() {
    const { editor } = this;
    if (editor.note !== null) editor.removeNote();
    else if (editor.bond !== null) editor.straighten(editor.bond);
    else if (editor.tensors.size) editor.release([...editor.tensors]);
    return true;
  }

  next(list, now, back, choose) {
    if (!list.length) return true;
    const at = list.indexOf(now), step = back ? -1 : 1;
    choose(list[at < 0 ? (back ? list.length - 1 : 0) : (at + step + list.length) % list.length]);
    return true;
  }
}
