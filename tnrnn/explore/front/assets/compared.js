// Which other circuits a reader may want to see beside the one that is shown, and how a link names one.

import { caseOf, listsOf, settled, sizesOf, valuesOf } from "./state.js";

const SHARED = ["length", "split", "mode", "observe"];
const MOST_FACTOR = 100;

// The other circuit is one text: its model, and its sizes as name-value, separated by dots.
function wordsOf(text) {
  const [model, ...sizes] = text.split(".");
  return { model, ...Object.fromEntries(sizes.map((size) => size.split("-"))) };
}

// Returns the state of the other circuit: what both share is that of the first.
export function otherState(grid, state, text) {
  const shared = Object.fromEntries(SHARED.map((name) => [name, state[name]]));
  return settled(grid, { ...wordsOf(text), ...shared });
}

export function otherText(grid, other) {
  const sizes = sizesOf(grid, other).filter(({ name }) => !SHARED.includes(name));
  return [other.model, ...sizes.map(({ name }) => `${name}-${other[name]}`)].join(".");
}

// The sizes of the other circuit that a reader may choose, with their values; null stands for any up to a limit.
export const fieldsOfOther = (grid, other) => sizesOf(grid, other).filter(({ name }) => !SHARED.includes(name)).map((size) => ({
  ...size, values: size.kind !== "number" ? size.choices : grid.most ? null : valuesOf(grid, size.name, other),
}));

// Returns the size of the state of a layer, or null if the model hands none on.
export function stateSize(grid, state) {
  const factors = sizesOf(grid, state).filter((size) => size.state);
  return factors.length ? factors.reduce((product, size) => product * size.state * state[size.name], 1) : null;
}

// Returns values of sizes whose product, with their numbers, is `wanted`: those that differ least; or null.
function factored(grid, sizes, wanted) {
  const [{ name, state: times }, ...others] = sizes, allowed = grid.most ? null : grid[name];
  let best = null;
  for (let value = 1; value <= Math.min(MOST_FACTOR, wanted / times); value += 1) {
    if (wanted % (value * times) || (allowed && !allowed.includes(value))) continue;
    const left = wanted / (value * times), rest = others.length ? factored(grid, others, left) : left === 1 ? {} : null;
    const found = rest && { [name]: value, ...rest };
    if (found && (!best || spread(found) < spread(best))) best = found;
  }
  return best;
}

const spread = (found) => Math.max(...Object.values(found)) - Math.min(...Object.values(found));

// Returns [name, text of the other circuit] for each preset: fewer or more layers, and other models at equal state.
export function presetsOf(source, state) {
  const { grid } = source;
  const made = (changes) => {
    const other = otherState(grid, state, otherText(grid, settled(grid, { ...state, ...changes })));
    const same = Object.entries(changes).every(([name, value]) => other[name] === value);
    return same && holds(source, other) ? otherText(grid, other) : null;
  };
  const numbers = "layers" in state ? [1, 2, ...(state.layers > 1 ? [state.layers + 1] : [])] : [];
  const layers = numbers.filter((number) => number !== state.layers).map((number) => [number === 1 ? "one layer" : `${number} layers`, made({ layers: number })]);
  const size = stateSize(grid, state);
  const models = size === null ? [] : Object.keys(grid.models).filter((model) => model !== state.model).map((model) => {
    const factors = grid.models[model].filter((each) => each.state), usual = ({ name }) => name !== "heads";
    const found = factors.length ? factored(listsOf(grid, { model }), factors.filter(usual), size) : null;
    const words = factors.filter(usual).map(({ letter, state: times }) => (times === 1 ? letter : `${times} ${letter}`)).join(" ");
    return [`${model}, ${words} = ${size}`, found && made({ model, ...found, ...(factors.every(usual) ? {} : { heads: 1 }) })];
  });
  const offered = (list) => list.filter(([, text]) => text !== null);
  return { layers: offered(layers), models: offered(models), size };
}

// Whether the source has the case of a state; one that computes has all.
export const holds = (source, state) => !source.numbers || source.numbers(caseOf(source.grid, state)) !== null;

// Returns a circuit in a few words, without what both share.
export function otherName(grid, state) {
  const sizes = sizesOf(grid, state).filter(({ name }) => !SHARED.includes(name));
  return [state.model, ...sizes.filter((size) => size.kind === "number" || state[size.name] !== size.default)
    .map(({ name, letter, kind }) => (kind === "number" ? `${letter}=${state[name]}` : `${name}=${state[name]}`))].join(" ");
}
