// What a reader's own cut severs, and what that costs: every hyperedge with members on both sides counts once.

import { withEntries } from "./legends.js";

// As in tnrnn.cuts.cut.sided, copy tensors follow the tensors around them, and dangling legs are on no side.
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

// Returns numbers first and then symbols in order, as tnrnn.basics.monomial.formula does.
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

// Returns the formula of the own cut as tnrnn.drawing.scenes.wording writes that of a cut, with other words before it.
function formulaText({ powers, value }, like) {
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
  return { ...like, text: "own cut", math, runs: [["own cut  ", false, 1, 0], ...first, ...more], tex: `own cut\\enspace $${math}$` };
}

const ABOUT_CUT = /^(no line of|in the dots)/;  // the notes of a legend that are about the cut that a list came with
const tidy = (value) => Math.round(value * 1e6) / 1e6 + 0;

// Returns the list with the marks of the own cut in place of those of the cut that it came with.
export function withOwnCut(list, structure, weighed) {
  const { own } = list, place = new Map(structure.tensors.map((name, number) => [name, number]));
  const sideOf = ([name]) => (weighed.side[place.get(name)] ? "near" : "far");
  const marks = list.marks.map((mark) => {
    const sides = new Set(mark.parts.map(sideOf));
    return { ...mark, side: sides.size === 1 ? [...sides][0] : "" };
  });
  const switchedOn = (wanted, kind, forms, beneath) => weighed.entries.filter((entry) => entry.kind === wanted).map(({ name, symbol, dim }) => ({
    form: forms[name], fill: beneath ? null : "none", kind, classes: "cut-mark cut-1", pen: own.pen, beneath, name,
    title: `cut: ${wanted} ${name}, ${symbol ? `${symbol} = ${dim}` : `dimension ${dim}`}`, parts: [], side: "", cut: 0, time: null,
  }));
  const dropped = new Set(["formula", "multiplicity"]);
  const labels = list.labels.filter(({ kind }) => !dropped.has(kind));
  const text = formulaText(weighed, list.labels.find(({ kind }) => kind === "formula"));
  const half = 0.5 * 0.65 * (text.size / 72 / list.unit) * text.runs.reduce((sum, [letters]) => sum + letters.length, 1);
  const [left, bottom, right, top] = list.box;
  const legend = withEntries(list, () => true, ({ text }) => !ABOUT_CUT.test(text.text)).legend;
  return {
    ...list, legend, box: [tidy(Math.min(left, text.x - half)), bottom, tidy(Math.max(right, text.x + half)), top],
    marks, labels: [...labels, text], regions: [], cut_lines: [],
    rings: switchedOn("hyperedge", "ring", own.rings, null), strokes: switchedOn("bond", "stroke", own.strokes, own.beneath),
  };
}
