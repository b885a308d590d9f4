// What a step of a talk and a frame of a motion show of a display list.

import { withEntries } from "./legends.js";
import { extentOf } from "./names.js";

const TOUCH = 1e-3;
const CUT_LABELS = new Set(["formula", "multiplicity", "side"]);
const CUT_KEYS = /^(near side|far side|no line of|in the dots)/, COUNT_KEYS = /^numbers: copies/;

const layerOf = ({ classes }) => Number(/ layer-(\d+)/.exec(classes)?.[1] ?? 1);
const isInput = ({ kind }) => kind === "input" || kind === "margin";
const tensorsOf = (mark) => mark.parts.map(([name]) => name);

// The vertex that a tensor is a copy of, and the letters of a vertex: "W_H" of W_H[2,1]#3.
const vertexOf = (name) => name.replace(/^copy\((.*)\)$/, "$1").replace(/#\d+$/, "");
const lettersOf = (name) => vertexOf(name).replace(/\[.*$/, "");
// The tensor whose vector a line carries, and those at its ends.
const bondEnds = ([bond]) => bond.split("--");

// Returns a function that tells which of these marks an end of a line lies on.
function touchers(marks) {
  const places = marks.map((mark) => [mark, extentOf(mark.form)]);
  return ({ form: [, points] }) => [points[0], points.at(-1)].flatMap(([x, y]) => places
    .filter(([, [left, low, right, high]]) => x > left - TOUCH && x < right + TOUCH && y > low - TOUCH && y < high + TOUCH)
    .map(([mark]) => mark));
}

function legendWithout(list, keys) {
  const keeps = ({ text }) => !keys.test(text.text);
  return withEntries(list, keeps, keeps).legend;
}

// Returns the list without the cut, its sides and its words.
const withoutCut = (list) => ({
  ...list, marks: list.marks.map((mark) => ({ ...mark, side: "" })), regions: [], cut_lines: [], rings: [], strokes: [],
  labels: list.labels.filter(({ kind }) => !CUT_LABELS.has(kind)),
  legend: legendWithout(list, CUT_KEYS),
});

const withoutCounts = (list) => ({
  ...list, labels: list.labels.filter(({ kind }) => kind !== "count"),
  legend: legendWithout(list, COUNT_KEYS),
});

const within = ([left, low, right, high], x, y) => x > left && x < right && y > low && y < high;

// Returns the cells that hold one of these marks, and the extents of the others.
function cellsOf(cells, marks) {
  const places = [...marks].map(({ form: [, x, y] }) => [x, y]);
  const full = cells.filter(({ form }) => places.some(([x, y]) => within(extentOf(form), x, y)));
  return [full, cells.filter((cell) => !full.includes(cell)).map(({ form }) => extentOf(form))];
}

// Returns the list with the marks for which there(mark), and the lines between them.
function keptMarks(list, there, bare = false) {
  const tied = list.marks.filter((mark) => mark.parts.length), loose = list.marks.filter((mark) => !mark.parts.length);
  const shown = new Set(tied.filter(there)), touched = touchers(list.marks);
  const names = new Set([...shown].flatMap(tensorsOf)), gone = new Set(tied.filter((mark) => !shown.has(mark)).flatMap((mark) => [mark.name, ...tensorsOf(mark)]));
  const ends = new Map(list.lines.map((line) => [line, touched(line)]));
  const [cells, empty] = cellsOf(list.patches, shown), inEmpty = ({ form: [, x, y] }) => empty.some((extent) => within(extent, x, y));
  const lines = bare ? [] : list.lines.filter((line) => {
    const tied = ends.get(line).filter((mark) => mark.parts.length);
    if (ends.get(line).some((mark) => !mark.parts.length && inEmpty(mark))) return false;
    return tied.every((mark) => shown.has(mark)) && (tied.length > 0 || line.parts.some((part) => names.has(bondEnds(part)[0])));
  });
  const held = new Set(lines.flatMap((line) => ends.get(line)));
  const marks = list.marks.filter((mark) => (mark.parts.length ? shown.has(mark) : held.has(mark)));
  const whole = marks.length === list.marks.length, outputs = lines.some(({ kind }) => kind === "output");
  const labels = list.labels.filter(({ of, kind }) => !gone.has(of) && (kind !== "output" || outputs));
  const familyOf = (mark) => `${mark.kind} ${mark.kind === "site" ? layerOf(mark) : ""}`, families = new Set(marks.map(familyOf));
  const { legend } = withEntries(list, ({ shape }) => whole || families.has(familyOf(shape)) || shape.kind === "side", () => true);
  return { ...list, patches: cells, marks, lines, labels, legend };
}

const WHITE = new Set(["background", "entry", "weight"]), FILLED = "state";

// Returns the list with what isLit filled, and all else hollow and faint. isLit takes the name of a tensor or vertex.
function litList(list, isLit, carries) {
  const touched = touchers(list.marks.filter((mark) => mark.parts.length)), bright = (mark) => tensorsOf(mark).some(isLit);
  const ends = touchers(list.marks.filter((mark) => !mark.parts.length)), held = new Set();
  const faint = ([, width, dashes]) => ["faint", 0.6 * width, dashes];
  const lines = list.lines.map((line) => {
    const on = line.parts.some((part) => isLit(bondEnds(part)[0])) && carries(line) && touched(line).every(bright);
    if (on) for (const mark of ends(line)) held.add(mark);
    return on ? line : { ...line, pen: faint(line.pen) };
  });
  const dim = new Set();
  const marks = list.marks.map((mark) => {
    if (mark.parts.length ? bright(mark) : held.has(mark)) return WHITE.has(mark.fill) ? { ...mark, fill: FILLED } : mark;
    for (const name of [mark.name, ...tensorsOf(mark)]) dim.add(name);
    return { ...mark, fill: "background" };
  });
  const labels = list.labels.map((text) => (dim.has(text.of) ? { ...text, colour: "faint", rim: null } : text));
  return { ...list, marks, lines, labels };
}

// Returns the part of a list that a step of a talk shows.
export function stepOf(list, { layer = null, row = null, letters = [], shows = "" }) {
  const there = (mark) => (layer === null || isInput(mark) || (layer > 0 && layerOf(mark) <= layer))
    && (row === null || mark.kind === "margin" || mark.form[2] >= row);
  const base = shows === "cut" ? list : withoutCut(list), seen = shows === "counts" ? base : withoutCounts(base);
  const found = layer === null && row === null ? seen : keptMarks(seen, there, layer === 0);
  if (!letters.length) return found;
  return litList(found, (name) => letters.includes(lettersOf(name)), () => true);
}

// A motion has `frames` (how many there are), reached(name, frame), whether a tensor is there at a frame, and
// of(list, frame), the list of the frame. `payload` has what Python knows of it.
export function motionOf(kind, payload, view) {
  const { flow, growth, rows } = payload.motions ?? {};
  if (kind === "flow" && flow) return flowing(flow);
  if (kind === "growth" && growth) return growing(growth, view === "unrolled" && rows ? new Map(payload.structure.tensors.map((name, place) => [name, rows[place]])) : null);
  return null;
}

function flowing(flow) {
  const steps = new Map(flow.flatMap((names, step) => names.map((name) => [name, step])));
  const stepOfName = (name) => steps.get(name) ?? steps.get(vertexOf(name)) ?? 0;
  const reached = (name, frame) => stepOfName(name) > 0 && stepOfName(name) <= frame;
  return {
    frames: flow.length - 1,
    reached,
    of: (list, frame) => litList(list, (name) => reached(name, frame), ({ time }) => time === null || time <= frame),
  };
}

function growing(growth, rows) {
  const there = (mark, frame) => (rows === null || !mark.parts.length ? mark.time === null || mark.time <= frame
    : tensorsOf(mark).some((name) => (rows.get(name) ?? 0) <= frame));
  return {
    frames: growth.length,
    reached: (name, frame) => rows === null || (rows.get(name) ?? 0) <= frame,
    of: (list, frame) => {
      const plain = withoutCut(withoutCounts(list)), late = ({ kind, time }) => kind === "time" && time !== null && time > frame;
      const found = frame === growth.length ? plain : keptMarks(plain, (mark) => there(mark, frame));
      return { ...found, labels: found.labels.filter((text) => !late(text)) };
    },
  };
}
