// A case that is shown: its payload, the reader's own cut of it, and what that severs.

import { listOf } from "./list.js";
import { kin } from "./state.js";
import { motionOf, stepOf } from "./stages.js";
import { formulaOf, weigh, withOwnCut } from "./weighing.js";

export class Shown {
  constructor(grid) {
    this.grid = grid;
    this.case = this.payload = this.own = this.weighed = null;
  }

  take(payload) {
    this.payload = payload;
    this.case = payload.parameters;
  }

  get near() {
    const { structure, near } = this.payload, chosen = new Set(near);
    return structure.tensors.map((_, place) => chosen.has(place));
  }

  // Weighs the own cut, or without one the min-cut. The sides of inputs are those of the case.
  weigh() {
    const { structure, dims } = this.payload;
    if (this.own && (structure === null || this.own.key !== kin(this.grid, this.case) || this.own.near.length !== structure.tensors.length)) this.own = null;
    this.weighed = null;
    if (structure === null) return;
    const near = this.near, isNear = this.own ? this.own.near.map(Boolean) : near;
    for (const place of structure.inputs) isNear[place] = near[place];
    if (this.own) this.own.near = isNear;
    this.weighed = weigh(structure, dims, isNear);
  }

  // Takes a choice of near tensors, a list of booleans, as the reader's own cut; null is the min-cut.
  choose(near) {
    this.own = near && { key: kin(this.grid, this.case), near };
    this.weigh();
  }

  // Moves tensors across, and returns their new side, or null if all are inputs. If they are on both sides, all become
  // near.
  move(places) {
    const inputs = new Set(this.payload.structure.inputs), free = places.filter((place) => !inputs.has(place));
    if (!free.length) return null;
    const near = this.own ? [...this.own.near] : this.near, wanted = !free.every((place) => this.weighed.side[place]);
    for (const place of free) near[place] = wanted;
    this.choose(near);
    return wanted ? "near" : "far";
  }

  // Returns what a choice of near tensors (a list of booleans) severs, and what that costs.
  costOf(payload, isNear) {
    const { entries, value, powers, side } = weigh(payload.structure, payload.dims, isNear);
    return { entries, side, value: String(value), formula: formulaOf(powers) };
  }

  // What a state shows of the case: the step of a talk, the view, whether the own cut is there, the motion and its frame.

  stepIn({ step }) { return step === null ? null : this.payload.steps[Math.min(step, this.payload.steps.length - 1)]; }

  viewIn(state) { return this.payload.structure ? (this.stepIn(state) ?? state).view : "shared"; }

  showsOwnIn(state) { return this.own !== null && state.step === null && this.viewIn(state) === "unrolled"; }

  motionIn(state) { return motionOf((this.stepIn(state) ?? state).motion, this.payload, this.viewIn(state)); }

  // Returns the display list of a state.
  list(state) {
    const whole = listOf(this.payload.views[state.type][this.viewIn(state)]), step = this.stepIn(state), motion = this.motionIn(state);
    const list = step ? stepOf(whole, step) : this.showsOwnIn(state) ? withOwnCut(whole, this.payload.structure, this.weighed) : whole;
    return motion ? motion.of(list, Math.min(state.frame, motion.frames)) : list;
  }
}
