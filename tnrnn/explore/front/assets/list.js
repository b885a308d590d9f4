// The display list of a picture. tnrnn.drawing.shapes takes all decisions about looks; the writers here print them.
// tnrnn.explore.showing.lists writes it as arrays, whose items have these names in this order.

const DRAWN = ["form", "fill", "kind", "classes", "pen", "beneath", "name", "title", "parts", "cut", "time", "side"];
const MARK = [...DRAWN.slice(0, -1), "halo"];
const TEXT = [
  "x", "y", "text", "math", "anchor", "size", "colour", "rim", "kind", "classes", "of", "cut", "time", "across", "down", "runs", "tex",
];
const LAYERS = ["regions", "patches", "lines", "cut_lines", "rings", "strokes"];
const SIDES = { n: "near", f: "far", "-": "" };

const named = (names, values) => Object.fromEntries(names.map((name, place) => [name, values[place]]));
const valued = (names, item) => names.map((name) => item[name]);

export function listOf(found) {
  const [view, box, unit, fontSize] = found.frame;
  const drawn = (name, items = DRAWN) => (values) => {
    const item = named(items, values);
    return { ...item, pen: item.pen ?? found.pens[name] };
  };
  const layers = LAYERS.map((name) => [name, (found[name] ?? []).map(drawn(name.replace("_", "-")))]);
  return {
    view, box, unit, fontSize, pens: found.pens, own: found.own, ...Object.fromEntries(layers),
    heads: new Map(found.heads ?? []), // the heads of arrows, by the place of the line
    marks: found.marks.map(drawn("marks", MARK)).map((mark, place) => ({ ...mark, side: SIDES[found.sides[place]] })),
    legend: found.legend.map(([shape, text]) => ({ shape: shape && drawn("legend")(shape), text: named(TEXT, text) })),
    labels: found.labels.map((values) => named(TEXT, values)),
  };
}

export function jsonOf(list) {
  const layers = LAYERS.filter((name) => name !== "patches" || list.patches.length)
    .map((name) => [name, list[name].map((item) => valued(DRAWN, item))]);
  return {
    frame: [list.view, list.box, list.unit, list.fontSize], pens: list.pens, own: list.own, ...Object.fromEntries(layers),
    marks: list.marks.map((mark) => valued(MARK, mark)),
    sides: list.marks.map(({ side }) => side.slice(0, 1) || "-").join(""),
    legend: list.legend.map(({ shape, text }) => [shape && valued(DRAWN, shape), valued(TEXT, text)]),
    labels: list.labels.map((text) => valued(TEXT, text)),
  };
}

// The discs behind the marks, which show the sides if there are no regions.
export function halosOf({ regions, marks }) {
  if (regions.length) return [];
  return ["near", "far"].flatMap((side) => marks.filter((mark) => mark.side === side)
    .map(({ form: [, x, y], halo }) => ({ form: ["disc", x, y, halo], fill: side, kind: "halo", classes: "halo", side, time: null })));
}

export const textsOf = ({ labels, legend }) => [...labels, ...legend.map(({ text }) => text)];

export function colour(style, name) {
  if (name.startsWith("#")) return name;
  const [family, number] = name.split("-");
  if (family === "layer") return style.layers[(Number(number) - 1) % style.layers.length];
  if (number) return style.other_cuts[(Number(number) - 2) % style.other_cuts.length];
  return style[name];
}

// The corners of a closed form, or the points of an open one. A disc has neither.
export function pointsOf([form, a, b, c, d, e]) {
  if (form === "path") return a;
  if (form === "outline") return c.map(([right, up]) => [a + right, b + up]);
  if (form === "block") return [[1, 1], [-1, 1], [-1, -1], [1, -1]].map(([right, up]) => [a + right * c, b + up * d]);
  const turned = (turn) => [a + c * Math.cos(turn), b + c * Math.sin(turn)], first = (e * Math.PI) / 180;
  if (form === "polygon") return Array.from({ length: d }, (_, place) => turned(first + (2 * Math.PI * place) / d));
  const turn = (c * Math.PI) / 180, dx = Math.cos(turn) * d, dy = Math.sin(turn) * d;
  return [[a - dx, b - dy], [a + dx, b + dy]];
}

// Returns a form at another place.
export function movedForm([form, a, b, ...more], dx, dy) {
  if (form === "path") return [form, a.map(([x, y]) => [x + dx, y + dy]), b, ...more];
  if (form === "area") return [form, [a[0] + dx, a[1] + dy, a[2] + dx, a[3] + dy], b, ...more];
  return [form, a + dx, b + dy, ...more];
}

// Where time steps stand: pairs [x, step] of the labels of a list, which leaves out some steps where there is no room.
const stepsAlong = ({ labels }) => labels.flatMap(({ kind, math, x }) => {
  const step = kind === "time" && /^t=(\d+)$/.exec(math);
  return step ? [[x, Number(step[1])]] : [];
});

// Returns the value at `at` of the straight lines through points (a, b), or null if there are fewer than two.
function between(points, at) {
  if (points.length < 2) return null;
  const after = points.findIndex(([a], place) => place > 0 && a >= at), place = after < 0 ? points.length - 1 : after;
  const [[a, b], [c, d]] = [points[place - 1], points[place]];
  return b + ((at - a) / (c - a)) * (d - b);
}

export const placeOfTime = (list, time) => between(stepsAlong(list).map(([x, step]) => [step, x]), time);
export const timeOfPlace = (list, x) => between(stepsAlong(list), x);

// A text on one line, without markup.
export const plainText = ({ text, runs }) =>
  `${text} ${runs.slice(text ? 1 : 0).map(([letters, , size, rise]) => (size === 1 ? "" : rise > 0 ? "^" : "_") + letters).join("")}`.trim();
