// A picture while it is being edited: marks, lines, labels and marks of cuts that move are moved in the SVG by script,
// and nothing is asked of Python. Shifts count from the places of the display list.

import { pointsOf, textsOf } from "../list.js";
import { extentOf } from "../names.js";

const NONE = [0, 0], ON_EDGE = 1e-5, PIECES = 8;
const put = (map, key, value) => (map.has(key) ? map.get(key).push(value) : map.set(key, [value]));
const lengthOf = ([ax, ay], [bx, by]) => Math.hypot(bx - ax, by - ay);

function sums(points) {
  const found = [0];
  for (let at = 1; at < points.length; at += 1) found.push(found[at - 1] + lengthOf(points[at - 1], points[at]));
  return found;
}

// Returns a smooth curve through points as the control points of a path, by the rule of the library: at each point the
// direction is that from the last to the next, and handles are a third of the way to a neighbour away.
export function smoothThrough(points) {
  const before = points.map((point) => point), after = [...before], last = points.length - 1;
  for (let at = 1; at < last; at += 1) {
    const [a, [x, y], b] = points.slice(at - 1, at + 2), chord = lengthOf(a, b) || 1;
    const [dx, dy] = [(b[0] - a[0]) / chord, (b[1] - a[1]) / chord], back = lengthOf(a, [x, y]) / 3, ahead = lengthOf([x, y], b) / 3;
    before[at] = [x - back * dx, y - back * dy];
    after[at] = [x + ahead * dx, y + ahead * dy];
  }
  const half = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  after[0] = half(points[0], before[1]);
  before[last] = half(points[last], after[last - 1]);
  return [points[0], ...points.slice(1).flatMap((point, at) => [after[at], before[at + 1], point])];
}

// The points of a path, on its curves as well.
function flat([, points, curve]) {
  if (!curve) return points;
  const found = [points[0]];
  for (let start = 0; start + 3 < points.length; start += 3) {
    for (let step = 1; step <= PIECES; step += 1) {
      const t = step / PIECES, u = 1 - t, weights = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
      found.push([0, 1].map((axis) => weights.reduce((sum, weight, at) => sum + weight * points[start + at][axis], 0)));
    }
  }
  return found;
}

export class Sketch {
  // `legs` are the bonds that can be turned; bends(pieces) returns the points through which the bonds of a line pass.
  constructor(paper, legs, bends) {
    Object.assign(this, { paper, legs, bends, shifts: new Map(), marks: new Map(), lines: [], at: new Map(), others: new Map(), notes: new Map() });
    const { list } = paper;
    this.marksOf = list.marks.map(({ name, parts }) => parts[0]?.[0] ?? name);
    this.owner = new Map(list.marks.flatMap(({ parts }, place) => parts.map(([part]) => [part, this.marksOf[place]])));
    this.elements = new WeakMap(); // the tensor, or the note, that an element is drawn for
    this.readMarks();
    this.readLines();
    this.readNotes();
    const others = [["labels", textsOf(list).map(({ of }) => of)], ...["strokes", "rings"].map((layer) => [layer, list[layer].map(({ name }) => name)])];
    for (const [layer, names] of others) this.readOthers(this.layer(layer), names);
  }

  layer(name) { return [...(this.paper.svg.querySelector(`:scope > g.${name}`)?.children ?? [])]; }

  readMarks() {
    const elements = this.layer("marks");
    this.paper.list.marks.forEach(({ form }, place) => {
      const name = this.marksOf[place], [, x, y] = form, extent = extentOf(form);
      const middle = typeof x === "number" ? [x, y] : [(extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2];
      this.marks.set(name, { name, element: elements[place], middle, extent, title: this.paper.list.marks[place].parts[0]?.[1] ?? name });
    });
    for (const { element, name } of this.marks.values()) this.elements.set(element, { tensor: name });
    this.byPlace = new Map([...this.marks.values()].map((mark) => [String(mark.middle.map((value) => value.toFixed(4))), mark]));
  }

  markAt([x, y]) {
    const holds = ({ extent: [left, low, right, high] }) => x >= left - ON_EDGE && x <= right + ON_EDGE && y >= low - ON_EDGE && y <= high + ON_EDGE;
    return this.byPlace.get(String([x, y].map((value) => value.toFixed(4)))) ?? [...this.marks.values()].find(holds);
  }

  // Each line goes with the marks at its ends, and the free end of a leg with its tensor.
  readLines() {
    const elements = this.layer("lines");
    let next = 0;
    for (const [row, { form, parts, kind, classes }] of this.paper.list.lines.entries()) {
      const pieces = (parts.length ? parts : [[null, "", null]]).map(([bond, title, part]) => ({ bond, title, form: part ?? form, element: elements[next++] }));
      const head = this.paper.list.heads.has(row) ? elements[next++] : null;
      if (form[0] !== "path" || classes.includes("note")) continue;
      const points = pointsOf(form), first = this.markAt(points[0]), last = this.markAt(points.at(-1));
      if (!first && !last) continue;
      const line = { form, pieces, kind, points, head, from: (first ?? last).name, to: (last ?? first).name, free: first ? (last ? null : points.length - 1) : 0 };
      this.shareOut(line);
      this.lines.push(line);
      for (const name of new Set([line.from, line.to])) put(this.at, name, line);
    }
    this.nameBonds();
  }

  // In the picture of a circuit several bonds may have one name; the name of the user then follows.
  nameBonds() {
    const counts = new Map(), all = this.lines.flatMap((line) => line.pieces.map((piece, at) => ({ line, piece, at })));
    for (const { piece: { bond } } of all) counts.set(bond, (counts.get(bond) ?? 0) + 1);
    const key = ({ line, piece: { bond }, at }) => (counts.get(bond) === 1 ? bond : `${bond} -> ${line.pieces[at + 1]?.bond ?? (line.free === null ? line.to : "")}`);
    this.byBond = new Map(all.filter(({ piece: { bond } }) => bond).map((found) => [key(found), found]));
    for (const [name, { piece }] of this.byBond) piece.key = name;
    this.bonds = new Set([...this.byBond.values()].map(({ piece: { bond } }) => bond));
  }

  readNotes() {
    const { list } = this.paper, items = [...["patches", "lines"].map((layer) => [layer, list[layer]]), ["labels", textsOf(list)]];
    for (const [layer, shapes] of items) {
      const elements = this.layer(layer);
      let next = 0;
      for (const [row, { name, of, classes, parts }] of shapes.entries()) {
        const element = elements[next], number = classes.includes("note") && /^note-(\d+)$/.exec(of ?? name)?.[1];
        next += layer === "lines" ? Math.max(1, parts.length) + list.heads.has(row) : 1;
        if (!number || !element) continue;
        this.elements.set(element, { note: Number(number) - 1 });
        put(this.notes, Number(number) - 1, element);
      }
    }
  }

  moveNote(note, shift) { for (const element of this.notes.get(note) ?? []) this.translate(element, shift); }

  // Returns { tensor } or { note } for an element of the picture, or {}.
  of(element) {
    for (let each = element; each && each !== this.paper.svg; each = each.parentNode) if (this.elements.has(each)) return this.elements.get(each);
    return {};
  }

  // Gives each point of each piece its share of the way.
  shareOut({ pieces }) {
    let done = 0;
    for (const piece of pieces) {
      const found = sums(pointsOf(piece.form));
      piece.shares = found.map((sum) => done + sum);
      done += found.at(-1);
    }
    for (const piece of pieces) piece.shares = piece.shares.map((sum) => sum / (done || 1));
  }

  // Labels and marks of cuts go with a tensor, or with the middle of a bond.
  readOthers(elements, names) {
    names.forEach((name, place) => {
      const element = elements[place], line = this.byBond.get(name)?.line, owner = this.owner.get(name);
      if (!element || !(owner || line)) return;
      const [from, to] = owner ? [owner, owner] : [line.from, line.to];
      for (const end of new Set([from, to])) put(this.others, end, { element, from, to });
    });
  }

  place(name) {
    const { middle: [x, y] } = this.marks.get(name), [dx, dy] = this.shiftOf(name);
    return [x + dx, y + dy];
  }

  isLeg(key) { return this.legs.has(key) && this.byBond.has(key) && this.byBond.get(key).line.free !== null; }

  // The points of a bond as it is drawn, without its curves.
  pathOf(key) {
    const { line, piece } = this.byBond.get(key), from = this.shiftOf(line.from), to = this.shiftOf(line.to), points = flat(piece.form);
    return points.map(([x, y], at) => {
      const share = piece.shares[0] + (at / (points.length - 1)) * (piece.shares.at(-1) - piece.shares[0]);
      return [x + from[0] + share * (to[0] - from[0]), y + from[1] + share * (to[1] - from[1])];
    });
  }

  // The free ends of legs, by the name of the bond.
  tips() {
    const legs = [...this.byBond].filter(([key]) => this.isLeg(key));
    return legs.map(([key, { line }]) => [key, line.points[line.free].map((value, axis) => value + this.shiftOf(line.from)[axis])]);
  }

  angleOf(key) {
    const { line } = this.byBond.get(key), [[ax, ay], [bx, by]] = line.free ? [line.points[0], line.points[line.free]] : [line.points.at(-1), line.points[0]];
    return (((Math.atan2(by - ay, bx - ax) * 180) / Math.PI) % 360 + 360) % 360;
  }

  shiftOf(name) { return this.shifts.get(name) ?? NONE; }

  // Returns what changes when these tensors move.
  plan(names) {
    const all = (map) => [...new Set(names.flatMap((name) => map.get(name) ?? []))];
    return { names, lines: all(this.at), others: all(this.others).filter(({ element }) => element) };
  }

  move({ names, lines, others }, shiftOf) {
    for (const name of names) {
      const shift = shiftOf(name);
      this.shifts.set(name, shift);
      this.translate(this.marks.get(name).element, shift);
    }
    for (const line of lines) this.drawLine(line);
    for (const { element, from, to } of others) {
      const one = this.shiftOf(from), other = this.shiftOf(to);
      this.translate(element, [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2]);
    }
  }

  translate(element, [dx, dy]) {
    const { scale } = this.paper;
    element.setAttribute("transform", `translate(${(dx * scale).toFixed(2)} ${(-dy * scale).toFixed(2)})`);
  }

  drawLine(line) {
    const from = this.shiftOf(line.from), to = this.shiftOf(line.to), bends = this.bends(line.pieces);
    const along = ([x, y], share) => [x + from[0] + share * (to[0] - from[0]), y + from[1] + share * (to[1] - from[1])];
    if (bends.length && line.pieces.length === 1) {
      this.draw(line.pieces[0].element, smoothThrough([along(line.points[0], 0), ...bends, along(line.points.at(-1), 1)]), true);
      return;
    }
    const same = from[0] === to[0] && from[1] === to[1];
    if (line.head) this.translate(line.head, [0, 1].map((axis) => (from[axis] + to[axis]) / 2));
    for (const piece of line.pieces) {
      if (same && !piece.drawn) this.translate(piece.element, from);
      else {
        if (!piece.drawn) piece.element.removeAttribute("transform");
        piece.drawn = true;
        this.draw(piece.element, pointsOf(piece.form).map((point, at) => along(point, piece.shares[at])), piece.form[2]);
      }
    }
  }

  // Draws a line through points of the list's coordinates.
  draw(element, points, curve) {
    const { scale, list: { box: [left, , , top] } } = this.paper;
    const texts = points.map(([x, y]) => `${((x - left) * scale).toFixed(2)} ${((top - y) * scale).toFixed(2)}`);
    element.removeAttribute("transform");
    element.setAttribute("d", `M${texts[0]}${curve ? "C" : "L"}${texts.slice(1).join(" ")}`);
  }
}
