// A case that is shown: its payload, the reader's own cut of it, and what that severs.

import { isWhole, keptIn, keptWords, sidesOf } from "./kept.js";
import { listOf } from "./list.js";
import { kin } from "./state.js";
import { motionOf, stepOf } from "./stages.js";
import { weigh, withOwnCut } from "./weighing.js";

export class Shown {
  constructor(grid) {
    this.grid = grid;
    this.case = this.payload = this.own = this.weighed = null;
    this.sides = null; // the cut that the reader chose, from which that of every other network follows
    this.given = null; // a cut from outside, { key, near, quiet }, until its case is shown; near is null for the min-cut
    this.told = ""; // what has become of the reader's cut
    this.whole = true; // whether all of it is there, and nothing else
  }

  take(payload) {
    this.payload = payload;
    this.case = payload.parameters;
  }

  get model() { return this.case.model ?? "rac"; }

  // The sides of the tensors, and then those of the ends of legs that have a side.
  get near() {
    const { structure: { tensors, ends = [] }, near } = this.payload, chosen = new Set(near);
    return [...tensors, ...ends].map((_, place) => chosen.has(place));
  }

  // The number of the end whose side is that of some tensors or of an end; -1 if there is none.
  endOf(places) { return (this.payload.structure.labels ?? []).findIndex((members) => places.every((place) => members.includes(place))); }

  // Weighs the own cut, or without one the min-cut. The sides of inputs are those of the case.
  weigh() {
    const { structure, dims } = this.payload;
    this.keep();
    this.weighed = null;
    if (structure === null) return;
    const near = this.near, count = structure.tensors.length;
    const isNear = this.own ? [...this.own.near.map(Boolean), ...near.slice(count)] : near;
    for (const place of structure.inputs) isNear[place] = near[place];
    if (this.own) this.own.near = isNear.slice(0, count);
    this.weighed = weigh(structure, dims, isNear);
  }

  // Forgets the cut of a link if another network is shown after all.
  await(state) { if (this.given?.key !== kin(this.grid, state)) this.given = null; }

  // Finds the own cut of the case: the one that a link has given, the one that was there, or what is left of it.
  keep() {
    const key = kin(this.grid, this.case), { given } = this, fits = given?.key === key;
    this.told = "";
    if (!fits && (this.own ? this.own.key === key : this.at === key)) return;
    const kept = this.kept(), moved = this.at !== undefined && this.at !== key;
    this.at = key;
    if (fits) {
      this.given = null;
      this.own = this.fitting(given.near) ? { key, near: given.near } : null;
      this.remember(kept);
    } else this.own = kept && { key, near: kept.near };
    if (this.sides && moved && !(fits && given.quiet)) this.told = this.tell(kept);
    this.whole = kept !== null && isWhole(kept);
  }

  // Returns what the remembered cut is in the network of the case, or null.
  kept() {
    const { structure } = this.payload;
    return this.sides && structure && keptIn(this.sides, structure, this.model);
  }

  fitting(near) { return near !== null && near.length === this.payload.structure?.tensors.length; }

  // Remembers the own cut, unless it is what the remembered one has become: then that can return.
  remember(kept = this.kept()) {
    const { own, payload: { structure } } = this;
    if (this.sides && own === null && kept === null) return;
    if (own && kept && same(structure, own.near, kept.near)) return;
    this.sides = own && sidesOf(structure, own.near, this.model);
  }

  tell(kept) {
    if (kept) return this.whole && isWhole(kept) ? "" : keptWords(kept);
    if (this.payload.structure === null) return "Your cut is set aside: this network is too large to draw.";
    if (this.sides.model !== this.model) return `Your cut is set aside: ${this.model} is made of other tensors.`;
    return "Your cut is set aside: none of its near tensors is in this network.";
  }

  // Takes a choice of near tensors, a list of booleans, as the reader's own cut; null is the min-cut.
  choose(near) {
    const kept = this.kept();
    this.own = near && { key: kin(this.grid, this.case), near };
    this.remember(kept);
    this.weigh();
  }

  // Moves tensors across, and returns their new side, or null if all are inputs. If they are on both sides, all become
  // near.
  move(places) {
    const inputs = new Set(this.payload.structure.inputs), free = places.filter((place) => !inputs.has(place));
    if (!free.length) return null;
    const near = this.own ? [...this.own.near] : this.near.slice(0, this.payload.structure.tensors.length), wanted = !free.every((place) => this.weighed.side[place]);
    for (const place of free) near[place] = wanted;
    this.choose(near);
    return wanted ? "near" : "far";
  }

  // What a state shows of the case: the step of a talk, the view, whether the own cut is there, the motion and its frame.

  stepIn({ step }) { return step === null ? null : this.payload.steps[Math.min(step, this.payload.steps.length - 1)]; }

  // The view: that of the step of a talk, or the reader's choice, or the one that Python takes for the best.
  viewIn(state) {
    const { best, views } = this.payload, there = views[state.type];
    const chosen = state.view !== "auto" ? state.view : this.own ? "unrolled" : best, found = this.stepIn(state)?.view ?? chosen;
    const step = this.stepIn(state), whole = step && found === "unrolled" && best !== "unrolled" && (step.shows === "cut" || step.motion === "growth");
    if (step && there.cells && (found === "shared" || whole)) return "cells"; // so a step about gates shows them
    if (whole && there.shared) return "shared"; // the cut of a network that is too small to read
    if (there[found]) return found;
    return found === "unrolled" && there.folded ? "folded" : there.shared ? "shared" : "unrolled";
  }

  showsOwnIn(state) { return this.own !== null && state.step === null && this.viewIn(state) === "unrolled"; }

  motionIn(state) { return motionOf((this.stepIn(state) ?? state).motion, this.payload, this.viewIn(state)); }

  // Returns the display list of a state.
  list(state) {
    const whole = listOf(this.payload.views[state.type][this.viewIn(state)]), step = this.stepIn(state), motion = this.motionIn(state);
    const list = step ? stepOf(whole, step) : this.showsOwnIn(state) ? withOwnCut(whole, this.payload.structure, this.weighed) : whole;
    return motion ? motion.of(list, Math.min(state.frame, motion.frames)) : list;
  }
}

function same(structure, one, other) {
  const inputs = new Set(structure.inputs);
  return one.every((near, place) => inputs.has(place) || Boolean(near) === Boolean(other[place]));
}
