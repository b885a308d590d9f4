// The state of an explorer: model, sizes, split, mode, what is observed, view, type and theme. A grid lists the sizes that
// are allowed. If it has `most`, all sizes up to those are allowed, and its lists are the values of the sliders. Its
// `models` have a list of sizes each; a size is { name, letter, words, kind, choices, default }. `only` has lists that hold
// for one model alone; an empty list says that its cases lack that word, and `usual` are the sizes that it takes when it is
// chosen. `opens` is the model with which a page opens.

const LEAST = { length: 2 }, PREFERRED = { length: 6, layers: 1, inputs: 2, hidden: 3 };
export const ZOOMS = [1, 1.5, 2, 3, 4, 6, 8];
const USUAL = { model: "rac", observe: "scalar" };  // what a link and a payload leave out
export const VIEWS = ["unrolled", "shared", "folded", "cells"];
const OTHER = 2;  // the size preferred where neither this page nor the model says another

// Returns the sizes of the model of a state.
export const sizesOf = (grid, state) => grid.models[state.model];

export const listsOf = (grid, { model }) => ({ ...grid, ...grid.only?.[model] });

// Whether the model of a state is a circuit or a network that is given, which has no sizes to choose.
export const isGiven = (grid, state) => sizesOf(grid, state).some(({ kind }) => kind === "fixed" || kind === "ends");

// Returns the case of a state: model, sizes, split, mode and what is observed, without those that are usual.
export function caseOf(grid, state) {
  const names = ["model", ...sizesOf(grid, state).map(({ name }) => name), "split", "mode", "observe"];
  return Object.fromEntries(names.filter((name) => name in state && state[name] !== USUAL[name]).map((name) => [name, state[name]]));
}

// Returns the changes that make the case of a payload that of a state.
export const stateOf = (found) => ({ ...USUAL, ...found });

export function valuesOf(grid, name, state) {
  const lists = listsOf(grid, state);
  if (name === "split") return lists.split ?? Array.from({ length: state.length - 1 }, (_, place) => place + 1);
  const values = lists[name], now = state[name];
  return (!lists.most && !grid.further) || now === undefined || values.includes(now) ? values : [...values, now].sort((a, b) => a - b);
}

function nearest(values, wanted, otherwise) {
  const number = Number(wanted);
  if (wanted === undefined || wanted === null || wanted === "" || !Number.isFinite(number)) return otherwise;
  return values.reduce((best, value) => (Math.abs(value - number) < Math.abs(best - number) ? value : best));
}

// Returns the largest value of a size, given the other sizes of the state.
export function mostOf(grid, name, state) {
  const lists = listsOf(grid, state), { most } = lists;
  if (!most) return Math.max(...lists[name]);
  return name === "layers" ? Math.min(most.layers, Math.floor(most.vertices / state.length)) : most[name];
}

function wordOf(choices, wanted, usual) {
  return choices.find((choice) => String(choice) === String(wanted)) ?? choices.find((choice) => choice === usual) ?? choices[0];
}

function sizeOf(grid, name, state, wanted, usual) {
  const number = Math.round(Number(wanted)), lists = listsOf(grid, state), values = lists[name];
  if (!lists.most || wanted === undefined || wanted === null || wanted === "" || !Number.isFinite(number)) {
    return nearest(values, wanted, nearest(values, lists.usual?.[name] ?? PREFERRED[name] ?? usual ?? OTHER, values[0]));
  }
  return Math.max(LEAST[name] ?? 1, Math.min(mostOf(grid, name, state), number));
}

// Returns which ends are near, as a text of 0 and 1: those wanted if they are allowed, else the usual ones.
function endsOf({ ends }, choices, wanted, usual) {
  const allowed = (word) => (ends ? ends.includes(word) : /^(?=.*0)(?=.*1)[01]+$/.test(word) && word.length === choices.length);
  return [String(wanted ?? ""), usual].find(allowed) ?? ends[0];
}

// Sizes that the reader has chosen and that another choice does not allow, such as `split.5,layers.6`: they return as soon
// as they can.
const WANTED = /^[a-z_]+\.[A-Za-z0-9_-]+(,[a-z_]+\.[A-Za-z0-9_-]+)*$/;
const wantedOf = ({ wanted }) => Object.fromEntries(wanted ? wanted.split(",").map((each) => each.split(".")) : []);

// Returns the state after changes that the reader has chosen.
export function changed(grid, state, changes) {
  const asked = { ...state, ...wantedOf(state), ...changes }, found = settled(grid, asked);
  const names = new Set([...sizesOf(grid, state).map(({ name }) => name), "split", ...Object.keys(wantedOf(state))]);
  const lost = [...names].filter((name) => name in asked && !(name in changes) && String(found[name]) !== String(asked[name]));
  return { ...found, wanted: lost.map((name) => `${name}.${asked[name]}`).join(",") };
}

// Returns the state after changes from outside. A split that follows from the other changes is not a choice.
export function followed(grid, state, { split, ...changes }) {
  const found = changed(grid, state, changes);
  return split === undefined || String(found.split) === String(split) ? found : changed(grid, state, { ...changes, split });
}

// What parts of the page keep in the state, beside the case and its look: the usual value, which a link leaves out;
// read, which makes a value of a text or another value; and write, which makes a text of it.
export const OF_PARTS = {
  step: { usual: null, read: (word) => (/^[0-9]{1,4}$/.test(word) ? Number(word) : null) },
  at: { usual: null, read: (word) => (/^[0-9]{1,4}$/.test(word) ? Number(word) : null) },
  frame: { usual: 1, read: (word) => (/^[1-9][0-9]{0,2}$/.test(word) ? Number(word) : 1) },
  motion: { usual: "", read: (word) => (["flow", "growth"].includes(word) ? word : "") },
  zoom: { usual: 1, read: (word) => (ZOOMS.includes(Number(word)) ? Number(word) : 1) },
  embed: { usual: null, read: (word) => (word === true || word === "1" ? true : word === false || word === "0" ? false : null), write: (on) => (on ? "1" : "0") },
  keys: { usual: null, read: (word) => (word === "reveal" ? word : null) },
  wanted: { usual: "", read: (word) => (WANTED.test(word) && word.length <= 400 ? word : "") },
  beside: { usual: "", read: (word) => (/^[a-z][a-z0-9_]{0,39}(\.[a-z_]{1,40}-[A-Za-z0-9_]{1,40}){0,30}$/.test(word) ? word : "") },
  axis: { usual: "", read: (word) => (/^[a-z_]{1,40}$/.test(word) ? word : "") },
  matrices: { usual: false, read: (word) => word === true || word === "1", write: () => "1" },
};

// Returns the state nearest to the given numbers or texts, any of which may be missing or wrong.
export function settled(grid, given) {
  const state = Object.fromEntries(Object.entries(OF_PARTS).map(([name, { usual, read }]) => [name, read(given[name] ?? usual)]));
  state.model = wordOf(Object.keys(grid.models), given.model, USUAL.model);
  const lists = listsOf(grid, state);
  for (const { name, kind, choices, default: usual } of sizesOf(grid, state)) {
    state[name] = kind === "number" ? sizeOf(grid, name, state, given[name], usual)
      : kind === "ends" ? endsOf(lists, choices, given[name], usual) : wordOf(choices, given[name], usual);
  }
  if ("length" in state) {
    const splits = valuesOf(grid, "split", state), half = nearest(splits, Math.floor(state.length / 2), splits[0]);
    state.split = nearest(splits, given.split, half);
  }
  if (lists.observe.length) state.observe = wordOf(lists.observe, given.observe, USUAL.observe);
  if (lists.mode.length) state.mode = lists.mode.includes(given.mode) ? given.mode : lists.mode[0];
  state.view = VIEWS.includes(given.view) ? given.view : "auto";
  state.type = given.type === "large" ? "large" : "normal";
  state.theme = given.theme === "dark" ? "dark" : "light";
  return { ...state, ...furtherCase(grid, given) };
}

// Returns the changes to a case beyond the lists of the grid that the page has for a step of a talk, if it is wanted.
function furtherCase(grid, given) {
  const wanted = (found) => Object.entries(stateOf(found)).every(([name, value]) => String(given[name] ?? USUAL[name]) === String(value));
  const found = (grid.further ?? []).find(wanted);
  return found ? stateOf(found) : {};
}

// Returns the reader's own cut of a state in a link: the side of each tensor, or null, and the key of its network.
export function ownOfWords(grid, state, { own }) {
  return { key: kin(grid, state), near: /^[01]+$/.test(own ?? "") ? Array.from(own, Number) : null };
}

export function toWords(state, own) {
  const usual = (name) => (name in OF_PARTS ? OF_PARTS[name].usual : USUAL[name]);
  const shown = Object.entries(state).filter(([name, value]) => value !== usual(name));
  const words = Object.fromEntries(shown.map(([name, value]) => [name, (OF_PARTS[name]?.write ?? String)(value)]));
  if (own) words.own = own.near.map((near) => (near ? 1 : 0)).join("");
  return words;
}

// Returns a key that is the same for cases with the same tensors. Of models other than an RAC only the split may differ.
export function kin(grid, given) {
  const { split, ends, ...found } = caseOf(grid, { ...USUAL, ...given });
  if (!found.model && !found.observe) return `${found.length} ${found.layers} ${found.mode}`;
  return Object.values(found).join(" ") + (found.observe === "future" ? ` ${split}` : "");
}
