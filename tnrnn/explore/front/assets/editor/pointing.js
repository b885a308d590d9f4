// The pointer in the editor: it selects, drags tensors, turns legs, bends bonds and draws a band around tensors.

import { linesOf, snapped, snappedTurn } from "./arranging.js";
import { bendsOf, bent, renoted, turned } from "./figure.js";
import { smoothThrough } from "./sketch.js";

const REACH = { tensor: 12, tip: 11, line: 8, snap: 6, drag: 3 }; // pixels
const SHIFTED = ["text", "brace", "arrow"];
const distance = ([ax, ay], [bx, by]) => Math.hypot(bx - ax, by - ay);
const plus = ([ax, ay], [bx, by]) => [ax + bx, ay + by];
const minus = ([ax, ay], [bx, by]) => [ax - bx, ay - by];

function distanceToPiece(point, a, b) {
  const along = minus(b, a), length = along[0] ** 2 + along[1] ** 2, [dx, dy] = minus(point, a);
  const share = length ? Math.max(0, Math.min(1, (dx * along[0] + dy * along[1]) / length)) : 0;
  return distance(point, plus(a, [share * along[0], share * along[1]]));
}

// A gesture has move(point, free), drop() and stop(). A point is in the units of the list; `free` turns snapping off.
class Dragging {
  constructor(editor, grabbed, start) {
    const { sketch } = editor, names = [...editor.tensors];
    Object.assign(this, { editor, start, names, plan: sketch.plan(names), shift: [0, 0] });
    this.anchor = sketch.place(grabbed);
    this.before = new Map(names.map((name) => [name, sketch.shiftOf(name)]));
    this.lines = linesOf([...sketch.marks.keys()].filter((name) => !editor.tensors.has(name)).map((name) => sketch.place(name)));
  }

  move(point, free, reach) {
    const { editor, anchor, before } = this, wanted = plus(anchor, minus(point, this.start));
    const { point: found, guides } = free ? { point: wanted, guides: [null, null] } : snapped(wanted, this.lines, reach);
    this.shift = minus(found, anchor);
    editor.sketch.move(this.plan, (name) => plus(before.get(name), this.shift));
    editor.overlay.guide(guides);
  }

  drop() {
    const { editor, names } = this;
    editor.overlay.guide([null, null]);
    editor.moveBy(names, this.shift);
  }

  stop() { this.editor.sketch.move(this.plan, (name) => this.before.get(name)); this.editor.overlay.guide([null, null]); }
}

class Turning {
  constructor(editor, bond) {
    const { line } = editor.sketch.byBond.get(bond);
    Object.assign(this, { editor, bond, line, angle: null, points: line.free === 0 ? [...line.points].reverse() : line.points });
    this.base = plus(this.points[0], editor.sketch.shiftOf(line.from));
    this.first = editor.sketch.angleOf(bond);
  }

  move(point, free) {
    const [dx, dy] = minus(point, this.base), degrees = (Math.atan2(dy, dx) * 180) / Math.PI;
    this.angle = free ? Math.round(degrees) : snappedTurn(degrees);
    const turn = ((this.angle - this.first) * Math.PI) / 180, [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    const points = this.points.map((each) => minus(each, this.points[0])).map(([x, y]) => plus(this.base, [cos * x - sin * y, sin * x + cos * y]));
    this.editor.sketch.draw(this.line.pieces[0].element, points, this.line.form[2]);
  }

  drop() {
    if (this.angle !== null) this.editor.edit(turned(this.editor.figure, this.bond, this.angle), `${this.bond} points to ${this.angle} degrees.`);
  }

  stop() { this.editor.sketch.drawLine(this.line); }
}

// Where a new point goes among those of a bond: there it makes the way longer by the least.
export function placeAmong(points, point) {
  const costs = points.slice(1).map((end, at) => distance(points[at], point) + distance(point, end) - distance(points[at], end));
  return costs.indexOf(Math.min(...costs));
}

class Bending {
  constructor(editor, bond, at, start) {
    const { sketch, figure } = editor, { line } = sketch.byBond.get(bond);
    Object.assign(this, { editor, bond, bends: [...bendsOf(figure, bond)], changed: false });
    this.others = line.pieces.map(({ key }) => (key === bond ? null : bendsOf(figure, key)));
    this.ends = [plus(line.points[0], sketch.shiftOf(line.from)), plus(line.points.at(-1), sketch.shiftOf(line.to))];
    this.lines = linesOf([...sketch.marks.keys()].map((name) => sketch.place(name)));
    this.at = at;
    if (at === null) {
      this.at = placeAmong([this.ends[0], ...this.bends, this.ends[1]], start);
      this.bends.splice(this.at, 0, start);
    }
  }

  move(point, free, reach) {
    const { point: found, guides } = free ? { point, guides: [null, null] } : snapped(point, this.lines, reach);
    this.bends[this.at] = found;
    this.changed = true;
    this.editor.overlay.guide(guides);
    this.editor.overlay.preview(smoothThrough([this.ends[0], ...this.others.flatMap((points) => points ?? this.bends), this.ends[1]]), this.bends);
  }

  drop() {
    this.editor.overlay.guide([null, null]);
    if (this.changed) this.editor.edit(bent(this.editor.figure, this.bond, this.bends), `${this.bond} is bent.`);
  }

  stop() { this.editor.overlay.show(); }
}

// A text, a brace or an arrow is shifted from where the library puts it; what has a place of its own goes to another.
class Shifting {
  constructor(editor, note, start) {
    const { kind, at, shift = [0, 0] } = editor.figure.notes[note];
    Object.assign(this, { editor, note, start, field: at ? "at" : "shift", from: at ?? shift, by: [0, 0], moves: at || SHIFTED.includes(kind) });
  }

  move(point) {
    if (!this.moves) return;
    this.by = minus(point, this.start);
    this.editor.sketch.moveNote(this.note, this.by);
  }

  drop() {
    const { editor, note, field, from, by } = this;
    if (this.moves) editor.edit(renoted(editor.figure, note, { [field]: plus(from, by).map((value) => Math.round(value * 1000) / 1000) }), "The note is moved.");
  }

  stop() { this.editor.sketch.moveNote(this.note, [0, 0]); }
}

class Banding {
  constructor(editor, start, adds) { Object.assign(this, { editor, start, end: start, before: adds ? [...editor.tensors] : [] }); }

  move(point) {
    this.end = point;
    this.editor.overlay.band(this.start, point);
  }

  drop() {
    const [left, right] = [this.start[0], this.end[0]].sort((a, b) => a - b), [low, high] = [this.start[1], this.end[1]].sort((a, b) => a - b);
    const { sketch } = this.editor, inside = [...sketch.marks.keys()].filter((name) => {
      const [x, y] = sketch.place(name);
      return x >= left && x <= right && y >= low && y <= high;
    });
    this.stop();
    this.editor.select([...this.before, ...inside]);
  }

  stop() { this.editor.overlay.band(null); }
}

export class Pointing {
  constructor(editor) {
    this.editor = editor;
    this.gesture = null;
  }

  start(canvas, signal) {
    this.canvas = canvas;
    const listen = (name, act) => canvas.addEventListener(name, act, { signal });
    listen("pointerdown", (event) => this.take(event));
    listen("pointermove", (event) => this.move(event));
    listen("pointerup", (event) => this.drop(event));
    listen("pointercancel", () => this.stop());
    listen("dblclick", (event) => this.again(event));
  }

  point(event) {
    const { x, y, pixel } = this.editor.paper.fromScreen(event);
    this.pixel = pixel;
    return [x, y];
  }

  // Returns what is at a point: { bend }, { tensor }, { leg }, { bond }, { note } or {}.
  target(element, point) {
    const { sketch } = this.editor, handle = element.closest?.("[data-bend]");
    if (handle) return { bend: Number(handle.dataset.bend) };
    const near = (reach) => reach / this.pixel, { tensor, note } = sketch.of(element);
    if (tensor !== undefined) return { tensor };
    const closest = [...sketch.marks.keys()].map((name) => [distance(sketch.place(name), point), name]).sort(([a], [b]) => a - b)[0];
    if (closest && closest[0] < near(REACH.tensor)) return { tensor: closest[1] };
    const tip = sketch.tips().find(([, end]) => distance(end, point) < near(REACH.tip));
    if (tip) return { leg: tip[0] };
    const found = this.bondAt(point, near(REACH.line));
    if (found) return { bond: found };
    return note === undefined ? {} : { note };
  }

  bondAt(point, reach) {
    let best = null, least = reach;
    const { sketch } = this.editor;
    for (const bond of sketch.byBond.keys()) {
      const points = sketch.pathOf(bond);
      for (let at = 1; at < points.length; at += 1) {
        const found = distanceToPiece(point, points[at - 1], points[at]);
        if (found < least) [best, least] = [bond, found];
      }
    }
    return best;
  }

  take(event) {
    const { editor } = this;
    if (event.button !== 0 || !editor.sketch || !editor.paper.svg.contains(event.target) && event.target !== this.canvas) return;
    const start = this.point(event), found = this.target(event.target, start), more = event.shiftKey;
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    event.preventDefault();
    Object.assign(this, { from: event, start, far: false, click: null });
    this.gesture = this.begin(found, start, more);
  }

  begin({ bend, tensor, leg, bond, note }, start, more) {
    const { editor } = this;
    if (bend !== undefined) return new Bending(editor, editor.bond, bend, start);
    if (tensor !== undefined) return this.beginTensor(tensor, start, more);
    if (leg !== undefined || bond !== undefined) {
      editor.selectBond(leg ?? bond);
      if (editor.isLeg) return new Turning(editor, editor.bond);
      return new Bending(editor, editor.bond, null, start);
    }
    if (note !== undefined) {
      editor.selectNote(note);
      return new Shifting(editor, note, start);
    }
    this.click = () => { if (!more) editor.select([]); };
    return new Banding(editor, start, more);
  }

  beginTensor(name, start, more) {
    const { editor } = this, had = editor.tensors.has(name);
    if (!had) editor.select(more ? [...editor.tensors, name] : [name]);
    else this.click = () => editor.select(more ? [...editor.tensors].filter((each) => each !== name) : [name]);
    return new Dragging(editor, name, start);
  }

  move(event) {
    if (!this.gesture) return;
    this.far ||= distance([event.clientX, event.clientY], [this.from.clientX, this.from.clientY]) >= REACH.drag;
    if (this.far) this.gesture.move(this.point(event), event.altKey, REACH.snap / this.pixel);
  }

  drop() {
    const { gesture, far, click } = this;
    this.gesture = null;
    if (far) gesture?.drop();
    else click?.();
  }

  stop() {
    const { gesture } = this;
    this.gesture = null;
    gesture?.stop();
  }

  again(event) {
    const { editor } = this, { bend, bond, tensor } = this.target(event.target, this.point(event));
    if (bend !== undefined) editor.edit(bent(editor.figure, editor.bond, bendsOf(editor.figure, editor.bond).filter((_, at) => at !== bend)), "A bend is taken away.");
    else if (bond !== undefined && bendsOf(editor.figure, bond).length) editor.straighten(bond);
    else if (tensor !== undefined) editor.selectAlike();
  }
}
