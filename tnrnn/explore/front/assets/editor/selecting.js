// What is selected in the editor: tensors, or one bond, or one note.

import { Part } from "../part.js";
import { bendsOf } from "./figure.js";
import { startOf } from "./scopes.js";

// `sketch`, `answer`, `figure`, `panel`, `overlay` and fill() are those of the editor.
export class Selecting extends Part {
  get isLeg() { return this.bond !== null && Boolean(this.sketch?.isLeg(this.bond)); }
  angleOf(bond) { return this.sketch.angleOf(bond); }
  bendsNow() { return bendsOf(this.figure, this.bond); }

  // What is selected, for a look: names, kinds and tags.
  get items() {
    if (!this.sketch) return [];
    if (this.bond !== null) {
      const name = this.sketch.byBond.get(this.bond).piece.bond;
      return [{ name, kind: this.isLeg ? "leg" : "bond", twin: this.sketch.owner.has(name) }];
    }
    return [...this.tensors].map((name) => this.itemOf(name));
  }

  itemOf(name) {
    const { tensors } = this.answer, [kind, ...tags] = Object.hasOwn(tensors, name) ? tensors[name] : [null];
    return { name, kind, tags, twin: this.sketch.bonds.has(name) };
  }

  clear() { Object.assign(this, { tensors: new Set(), bond: null, note: null }); }

  // Keeps of the selection what is still there.
  prune() {
    this.tensors = new Set([...this.tensors].filter((name) => this.sketch.marks.has(name)));
    if (this.bond !== null && !this.sketch.byBond.has(this.bond)) this.bond = null;
    if (this.note !== null && this.note >= (this.figure.notes ?? []).length) this.note = null;
    if (!this.sketch.marks.has(this.here)) this.here = this.sketch.marks.keys().next().value ?? null;
  }

  select(names) {
    this.clear();
    this.tensors = new Set(names);
    if (names.length) this.here = names.at(-1);
    this.selected();
  }

  selectBond(bond) {
    this.clear();
    this.bond = bond;
    this.selected();
    this.say(`${this.isLeg ? "Leg" : "Bond"} ${bond}`);
  }

  selectNote(note) {
    this.clear();
    this.note = note;
    this.selected();
    if (note !== null) this.say(this.panel.field("note").selectedOptions[0].textContent);
  }

  selectAll() { if (this.sketch) this.select([...this.sketch.marks.keys()]); }

  // Selects all tensors that have something in common with those that are selected: by default how their names begin.
  selectAlike(common = ({ name }) => startOf(name)) {
    const wanted = new Set(this.items.map(common));
    if (wanted.size) this.select([...this.sketch.marks.keys()].filter((name) => wanted.has(common(this.itemOf(name)))));
  }

  selected() {
    this.panel.forget();
    if (this.sketch) this.overlay.show();
    this.fill();
  }
}
