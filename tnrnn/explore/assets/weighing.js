// What a reader's own cut severs and what that costs: every hyperedge with members on both sides, once.

import { along } from "./look.js";

// As tnrnn.cut.sided: copy tensors follow the tensors around them; dangling legs are on no side.
export function weigh(structure, dims, isNear) {
  const side = [...isNear], entries = [];
  for (const [name, symbol, dim, members, legs, copies] of structure.edges) {
    const near = members.filter((member) => side[member]).length, far = members.length - near;
    const severed = near > 0 && far > 0;
    const alone = near === 1 ? members.findIndex((member) => side[member])
      : far === 1 ? members.findIndex((member) => !side[member]) : -1;
    if (severed) {
      const kind = copies.length && alone < 0 ? "hyperedge" : "bond";
      const called = copies.length && alone >= 0 ? legs[alone] : name;
      entries.push({ kind, name: called, symbol, dim: symbol ? dims[symbol] : dim });
    }
    const copiesNear = severed ? near !== 1 && far === 1 : near > 0;
    for (const copy of copies) side[copy] = copiesNear;
  }
  const value = entries.reduce((product, entry) => product * BigInt(entry.dim), 1n);
  return { side, entries, value, powers: powersOf(entries) };
}

// Numbers first, then symbols in their order, as tnrnn.monomial.formula.
function powersOf(entries) {
  const counts = new Map();
  for (const { symbol, dim } of entries) {
    if (!symbol && dim === 1) continue;
    const key = symbol ?? String(dim), found = counts.get(key) ?? { base: key, symbol: Boolean(symbol), dim, count: 0 };
    counts.set(key, { ...found, count: found.count + 1 });
  }
  const order = (power) => (power.symbol ? power.base : "");
  return [...counts.values()].sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : a.dim - b.dim));
}

export const formulaOf = (powers) =>
  powers.map(({ base, count }) => base + (count === 1 ? "" : `^${count}`)).join(" ") || "1";

const logOf = (powers) => powers.reduce((sum, { dim, count }) => sum + count * Math.log2(dim), 0);

// The label of one's own cut: what tnrnn.drawing.wording writes of a cut, with other words before it.
function formulaLabel({ powers, value }, like) {
  const latex = powers.map(({ base, symbol, count }, place) =>
    (place ? (symbol ? " \\, " : " \\cdot ") : "") + base + (count === 1 ? "" : `^{${count}}`)).join("") || "1";
  const runs = powers.flatMap(({ base, symbol, count }, place) => [
    ...(place ? [[symbol ? "\u2009" : "\u2009·\u2009", false, 1, 0]] : []),
    [base, symbol, 1, 0],
    ...(count === 1 ? [] : [[String(count), false, 0.7, 0.4]]),
  ]);
  const log = logOf(powers), plain = formulaOf(powers) === String(value);
  const shown = log > 30 ? ["≈", "\\approx", "2", log.toFixed(1)] : ["=", "=", String(value), ""];
  const tail = plain ? "" : ` ${shown[1]} ${shown[2]}${shown[3] ? `^{${shown[3]}}` : ""}`;
  const more = plain ? [] : [[` ${shown[0]} ${shown[2]}`, false, 1, 0], ...(shown[3] ? [[shown[3], false, 0.7, 0.4]] : [])];
  const first = powers.length ? runs : [["1", false, 1, 0]];
  const math = latex + tail;
  return { ...like, text: "own cut", math, cut: 0, runs: [...first, ...more], tex: `own cut\\enspace $${math}$` };
}

const tidy = (value) => Math.round(value * 1e6) / 1e6 + 0;

// The scene of a network with one's own cut on it in place of the one that the scene came with.
export function withOwnCut(scene, structure, weighed) {
  const place = new Map(structure.tensors.map((name, number) => [name, number]));
  const sideOf = (name) => (weighed.side[place.get(name)] ? "near" : "far");
  const marks = scene.marks.map((mark) => {
    const sides = new Set(mark.tensors.map(sideOf));
    return { ...mark, side: sides.size === 1 ? [...sides][0] : null };
  });
  const bonds = new Map(scene.lines.flatMap((line) => line.bonds.map((bond, number) => [bond, [line, line.stops[number]]])));
  const holders = new Map(scene.marks.flatMap((mark) => mark.tensors.map((name) => [name, mark])));
  const cutMarks = weighed.entries.map((entry) => {
    const same = { name: entry.name, kind: entry.kind, dim: entry.dim, symbol: entry.symbol, count: 1, cut: 0 };
    if (entry.kind === "hyperedge") {
      const { x, y, radius } = holders.get(entry.name);
      return { ...same, x, y, angle: 0, size: tidy(radius + scene.ring) };
    }
    const [x, y, dx, dy] = along(...bonds.get(entry.name)), turn = (Math.atan2(dy, dx) * 180) / Math.PI;
    const angle = tidy((turn + (Math.abs(dx) >= Math.abs(dy) ? 60 : -70) + 360) % 180);
    return { ...same, x: tidy(x), y: tidy(y), angle, size: scene.stroke };
  });
  const dropped = new Set(["formula", "multiplicity"]);
  const labels = scene.labels.filter((label) => !dropped.has(label.role));
  const like = scene.labels.find((label) => label.role === "formula");
  const own = formulaLabel(weighed, like), em = scene.fontSize / 72 / scene.unit;
  const half = 0.5 * 0.65 * own.size * em * (own.text.length + own.runs.reduce((sum, run) => sum + run[0].length, 3));
  const [left, bottom, right, top] = scene.box;
  const box = [tidy(Math.min(left, own.x - half)), bottom, tidy(Math.max(right, own.x + half)), top];
  return { ...scene, box, marks, cutMarks, labels: [...labels, own], regions: [], cutLines: [] };
}

// What one step of a talk shows of a scene.
export function stepOf(scene, [, , , layer, height, cut]) {
  const isInput = (mark) => mark.role === "input" || mark.role === "margin";
  const there = (mark) =>
    (layer === null || isInput(mark) || (layer > 0 && (mark.layer ?? 1) <= layer)) && (height === null || mark.y <= height);
  const at = ([x, y]) => `${x} ${y}`;
  const shown = scene.marks.filter(there);
  const visible = new Set(shown.map((mark) => at([mark.x, mark.y])));
  const hidden = new Set(scene.marks.filter((mark) => !there(mark)).map((mark) => at([mark.x, mark.y])));
  const bare = layer === 0 ? new Set() : visible;
  const lines = scene.lines.filter((line) => {
    const ends = [line.points[0], line.points[line.points.length - 1]].map(at);
    return ends.some((end) => bare.has(end)) && !ends.some((end) => hidden.has(end));
  });
  const names = new Set(scene.marks.filter((mark) => !there(mark)).map((mark) => mark.name));
  const cutWords = new Set(["formula", "multiplicity", "side"]), drawn = new Set(lines.map((line) => line.role));
  const whole = hidden.size === 0;
  const labels = scene.labels.filter((label) => !names.has(label.of) && (cut || !cutWords.has(label.role))
    && (whole || label.role !== "count") && (label.role !== "output" || drawn.has("output")));
  const kinds = new Set(shown.map((mark) => `${mark.role} ${mark.role === "site" ? mark.layer : ""}`));
  const legend = whole ? scene.legend
    : scene.legend.filter(({ mark }) => mark && kinds.has(`${mark.role} ${mark.role === "site" ? mark.layer : ""}`));
  if (cut) return { ...scene, marks: shown, lines, labels };
  const marks = shown.map((mark) => ({ ...mark, side: null }));
  return { ...scene, marks, lines, labels, legend, regions: [], cutMarks: [], cutLines: [] };
}
