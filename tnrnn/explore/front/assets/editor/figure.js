// A figure is the JSON of a figure file (docs/figure-files.md). It holds only what the hand did, never what a layout did.
// Every edit is a function that takes a figure and returns another, so that undoing is a list of figures.

export const BLANK = Object.freeze({ version: 1 });
const TABLES = ["version", "view", "legs", "looks", "notes", "style"];
const SELECTING = ["where", "tag", "kind"];

const isNothing = (value) => value === undefined || value === null || (typeof value === "object" && !Object.keys(value).length);
const nonEmpty = (entries) => Object.fromEntries(entries.filter(([, value]) => !isNothing(value)));

// Tables are made by Object.fromEntries, since a name may be "__proto__".
const changedTable = (table, changes) => nonEmpty([...new Map([...Object.entries(table ?? {}), ...Object.entries(changes)])]);

function withTable(figure, name, value) {
  const found = new Map([...Object.entries(figure), [name, value]]);
  return nonEmpty(TABLES.map((each) => [each, found.get(each)]));
}

const inView = (figure, name, value) => withTable(figure, "view", changedTable(figure.view, { [name]: value }));
const without = (table, names) => Object.fromEntries(Object.entries(table ?? {}).filter(([name]) => !names.has(name)));
const atEnd = (table, name, value) => Object.fromEntries([...Object.entries(without(table, new Set([name]))), ...(value === null ? [] : [[name, value]])]);

const rounded = (value) => Math.round(value * 1e4) / 1e4 + 0;
const pair = ([x, y]) => [rounded(x), rounded(y)];

const numbersOf = (figure, name) => new Map(Object.entries(figure.view?.[name] ?? {}));
export const movesOf = (figure) => numbersOf(figure, "moves");
export const notesOf = (figure) => figure.notes ?? [];

// The bends of a bond as a list of points.
export function bendsOf(figure, bond) {
  const bends = figure.view?.bends ?? {}, found = Object.hasOwn(bends, bond) ? bends[bond] : [];
  return typeof found[0] === "number" ? [found] : found;
}

// Moves tensors from where the layout has them: `moves` are pairs of a name and how far to the right and up.
export function moved(figure, moves) {
  const found = new Map([...movesOf(figure), ...[...moves].map(([name, move]) => [name, pair(move)])]);
  return inView(figure, "moves", Object.fromEntries([...found].filter(([, [dx, dy]]) => dx || dy)));
}

// Gives tensors back to the layout, or all.
export function released(figure, names = null) {
  const rest = (table) => (names ? without(figure.view?.[table], new Set(names)) : null);
  return inView(inView(figure, "moves", rest("moves")), "positions", rest("positions"));
}

// Turns an open leg to an angle in degrees, or gives it back. The last entry for a bond counts, and a pattern may be there.
export const turned = (figure, bond, degrees) =>
  withTable(figure, "legs", atEnd(figure.legs, bond, degrees === null ? null : rounded(((degrees % 360) + 360) % 360)));

// Bends a bond so that it passes through points; without any it is straight.
export const bent = (figure, bond, points) =>
  inView(figure, "bends", atEnd(figure.view?.bends, bond, points?.length ? points.map(pair) : null));

const selectorOf = (look) => JSON.stringify(SELECTING.map((name) => look[name] ?? null));
const isBare = (look) => Object.keys(look).every((name) => SELECTING.includes(name));

// Returns what the looks of a selector (where, tag, kind) say together.
export function lookOf(figure, who) {
  const same = (figure.looks ?? []).filter((look) => selectorOf(look) === selectorOf(who));
  return Object.assign({}, ...same);
}

// Sets fields of the look of a selector; null takes one away. The later of two looks wins, so that a look of the same
// selector takes the fields only if no later look has one of them.
export function looked(figure, who, changes) {
  const names = Object.keys(changes), wanted = nonEmpty(Object.entries(changes)), same = (look) => selectorOf(look) === selectorOf(who);
  const looks = (figure.looks ?? []).map((look) => (same(look) ? without(look, new Set(names)) : look));
  const last = looks.findLastIndex(same), hides = (look) => names.some((name) => name in look);
  if (Object.keys(wanted).length) {
    if (last >= 0 && !looks.slice(last + 1).some(hides)) looks[last] = { ...looks[last], ...wanted };
    else looks.push({ ...nonEmpty(Object.entries(who)), ...wanted });
  }
  return withTable(figure, "looks", looks.filter((look) => !same(look) || !isBare(look)));
}

export const noted = (figure, note) => withTable(figure, "notes", [...notesOf(figure), changedTable(note, {})]);
export const renoted = (figure, at, changes) =>
  withTable(figure, "notes", notesOf(figure).map((note, place) => (place === at ? changedTable(note, changes) : note)));
export const unnoted = (figure, at) => withTable(figure, "notes", notesOf(figure).filter((_, place) => place !== at));

// Sets fields of the view (labels, legend, width, ..) or of the style; null takes one away.
export const viewed = (figure, changes) => withTable(figure, "view", changedTable(figure.view, changes));
export const styled = (figure, changes) => withTable(figure, "style", changedTable(figure.style, changes));
