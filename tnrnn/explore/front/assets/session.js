// A talk that a speaker has written: steps with a title, words, notes and the state that each shows, as one JSON file.

import { caseOf, settled } from "./state.js";

export const TALK_FORMAT = "tnrnn talk";
export const MOST_TALK = 2 ** 20, TALK_VERSION = 1;
export const MOST_TALK_STEPS = 200;
const MOST_STATE_WORDS = 60;
export const TALK_TEXTS = { title: 200, words: 4000, notes: 20000 };
const LONGEST_WORD = 4000;

export function sessionText({ state, steps }) {
  return `${JSON.stringify({ format: TALK_FORMAT, version: TALK_VERSION, state, steps }, null, 1)}\n`;
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function insist(holds, words) { if (!holds) throw new RangeError(words); }

function onlyFields(value, names, owner) {
  insist(isObject(value), `${owner} is not a table`);
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  insist(unknown === undefined, `${owner} has an unknown field ${JSON.stringify(String(unknown).slice(0, 40))}`);
}

// Returns the words of a state as texts.
function stateWordsOf(state, owner) {
  insist(isObject(state), `${owner} has no table of its state`);
  const words = Object.entries(state);
  insist(words.length <= MOST_STATE_WORDS, `${owner} has a state of more than ${MOST_STATE_WORDS} words`);
  return Object.fromEntries(words.map(([name, value]) => {
    insist(/^[a-z][a-z_]{0,39}$/.test(name), `${owner} has a word of its state that is not a name`);
    insist(["string", "number", "boolean"].includes(typeof value), `${owner} has a word ${name} that is no text, number or boolean`);
    insist(String(value).length <= LONGEST_WORD, `${owner} has a word ${name} that is too long`);
    return [name, String(value)];
  }));
}

function stepOfFile(given, place) {
  const owner = `step ${place + 1}`;
  onlyFields(given, [...Object.keys(TALK_TEXTS), "state"], owner);
  const texts = Object.entries(TALK_TEXTS).map(([name, most]) => {
    const text = given[name] ?? "";
    insist(typeof text === "string" && text.length <= most, `${owner} has ${name} that are no text of at most ${most} characters`);
    return [name, text];
  });
  return { ...Object.fromEntries(texts), state: stateWordsOf(given.state, owner) };
}

// Returns the talk of a file: { state, steps }. Throws an error with one sentence.
export function sessionOf(text) {
  insist(text.length <= MOST_TALK, "the file is larger than 1 MiB");
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    throw new RangeError("the file is not JSON");
  }
  return checkedSession(found);
}

export function checkedSession(found) {
  onlyFields(found, ["format", "version", "state", "steps"], "the file");
  insist(found.format === TALK_FORMAT, `the file is not a "${TALK_FORMAT}"`);
  insist(found.version === TALK_VERSION, `the file has a version other than ${TALK_VERSION}`);
  insist(Array.isArray(found.steps) && found.steps.length >= 1 && found.steps.length <= MOST_TALK_STEPS, `the file has not from 1 to ${MOST_TALK_STEPS} steps`);
  return { state: stateWordsOf(found.state, "the file"), steps: found.steps.map(stepOfFile) };
}

// Returns the numbers of the steps whose case a page does not hold.
export function missingFrom(grid, steps) {
  const holds = (words) => Object.entries(caseOf(grid, settled(grid, words)))
    .every(([name, value]) => !(name in words) || words[name] === String(value)) && (!("model" in words) || words.model in grid.models);
  return steps.map(({ state }, place) => (holds(state) ? 0 : place + 1)).filter(Boolean);
}
