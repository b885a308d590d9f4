// Undo and redo: the states that were shown, one for each act of the reader. A drag, or a key that is held, is one act.

import { button, Part } from "./part.js";
import { caseOf, sizesOf, settled } from "./state.js";

const MOST = 500;
const TYPED = "input[type=number], input[type=text], input[type=search], input:not([type]), textarea, [contenteditable]";

const placeInTalk = (place) => (place === null ? "outside of the talk" : `step ${place + 1}`);

// What is said of a word of a state that is no size. Some say nothing by themselves.
const IN_WORDS = {
  own: ({ own }) => (own ? "your cut" : "the min-cut"),
  ends: () => "the sides",
  split: ({ split }) => `split = ${split}`,
  view: ({ view }) => (view === "auto" ? "the view that suits the case" : `the ${view} view`),
  observe: ({ observe }) => `observed: ${observe}`,
  step: ({ step }) => placeInTalk(step),
  at: ({ at }) => placeInTalk(at),
  motion: ({ motion }) => ({ flow: "the motion of information", growth: "the motion of copies" }[motion] ?? "no motion"),
  frame: ({ frame }) => `frame ${frame}`,
  beside: ({ beside }) => (beside ? "two circuits" : "one circuit"),
  axis: ({ axis }) => (axis ? `growth along ${axis}` : "no growth"),
  zoom: ({ zoom }) => `zoom ${zoom}`,
  matrices: ({ matrices }) => (matrices ? "matrices one by one" : "matrices with their tensors"),
  type: ({ type }) => `${type} type`,
  embed: ({ embed }) => (embed ? "the picture only" : "all controls"),
  wanted: () => "",
  keys: () => "",
};

export class Past extends Part {
  static slots() {
    return { bar: button("undo", "↶", ' aria-label="Undo" title="Undo (Ctrl+Z)"') + button("redo", "↷", ' aria-label="Redo" title="Redo (Ctrl+Y)"') };
  }

  constructor(explorer) {
    super(explorer);
    this.entries = [];
    this.at = -1;
    this.count = 0;
    this.held = this.cause = this.target = null;
  }

  get acts() { return { undo: () => this.turn(-1), redo: () => this.turn(1) }; }

  start(signal) {
    const { element, home: { keys } } = this.explorer;
    const begin = () => { this.held = ++this.count; }, end = () => { this.held = null; };
    element.addEventListener("pointerdown", begin, { signal, capture: true });
    keys.addEventListener("keydown", ({ repeat }) => { if (!repeat) begin(); }, { signal, capture: true });
    for (const name of ["pointerup", "pointercancel", "keyup", "blur"]) window.addEventListener(name, end, { signal, capture: name !== "blur" });
  }

  renderState() {
    for (const [name, there] of [["undo", this.at > 0], ["redo", this.at < this.entries.length - 1]]) {
      this.find(`[data-do=${name}]`).setAttribute("aria-disabled", !there);
    }
  }

  // Remembers what the reader does now: what follows from it may be shown later.
  note() {
    this.cause = this.held ?? ++this.count;
    this.target = null;
  }

  // Keeps the state that is shown, and returns whether it is another case than before, by another act.
  keep(words) {
    const text = textOf(words), last = this.entries[this.at], cause = this.cause ?? this.held ?? ++this.count;
    const entry = { words, text, cause, case: textOf(caseOf(this.grid, this.state)) };
    this.cause = null;
    if (this.target) return this.arrive(entry);
    if (last?.text === text) return false;
    const merges = last?.cause === cause || (last && still(last.words) === still(words)); // a motion is no act
    this.entries.splice(merges ? this.at : this.at + 1, Infinity, entry);
    if (merges && this.entries.at(-2)?.text === text) this.entries.pop(); // a drag that ends where it began
    this.entries.splice(0, this.entries.length - MOST);
    this.at = this.entries.length - 1;
    return last !== undefined && !merges && last.case !== entry.case;
  }

  // A state that was asked for is shown, or that from which it was asked for, if the other cannot be.
  arrive(entry) {
    const { target } = this, from = this.entries.indexOf(target);
    this.target = null;
    if (target.text === entry.text) this.at = from;
    else this.entries[this.at] = { ...entry, words: this.entries[this.at].words };
    return target.case !== entry.case;
  }

  turn(step) {
    if (Object.values(this.explorer.parts).some((part) => part.turns(step))) return undefined;
    const from = this.entries[this.at], to = this.entries[this.at + step], did = step < 0 ? "Undone" : "Redone";
    if (!to) {
      this.say(`There is nothing to ${step < 0 ? "undo" : "redo"}.`, ".said", "undo");
      return undefined;
    }
    this.at += step;
    this.target = from;
    this.renderState();
    return this.explorer.restore(to.words).then(() => {
      if (this.entries[this.at]?.words === to.words) this.say(`${did}: ${this.described(from.words, to.words)}.`, ".said", "undo");
    });
  }

  // Says in what a state differs from another.
  described(from, to) {
    const state = settled(this.grid, to), letters = Object.fromEntries(sizesOf(this.grid, state).map(({ name, letter }) => [name, letter]));
    const size = (name) => (letters[name] ? `${letters[name].replaceAll("_", " ")} = ${state[name]}` : String(state[name]));
    const names = Object.keys({ ...from, ...to }).filter((name) => from[name] !== to[name]);
    const said = names.map((name) => (name in IN_WORDS ? IN_WORDS[name]({ ...state, own: to.own }) : name in state ? size(name) : ""));
    return said.filter(Boolean).join(", ") || "the state before";
  }

  // Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y, unless something is being typed.
  shortcut({ key, ctrlKey, metaKey, altKey, shiftKey, target }) {
    const name = key.toLowerCase();
    if (!(ctrlKey || metaKey) || altKey || !(name === "z" || (name === "y" && !shiftKey)) || target.closest?.(TYPED)) return false;
    this.turn(name === "z" && !shiftKey ? -1 : 1);
    return true;
  }
}

const still = ({ frame, ...words }) => textOf(words);
const textOf = (words) => JSON.stringify(Object.entries(words).sort(([one], [other]) => (one < other ? -1 : 1)));
