// A case that is shown: its payload, the reader's own cut of it, and what that severs.

import { listOf } from "./list.js";
import { kin } from "./state.js";
import { formulaOf, stepOf, weigh, withOwnCut } from "./weighing.js";

export class Shown {
  constructor(grid) {
    this.grid = grid;
    this.case = this.payload = this.own = this.weighed = null;
  }

  take(payload) {
    this.payload = payload;
    this.case = payload.parameters;
  }

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
    if (this.own && (structure === null || this.own.key !== kin(this.grid, this.case) || this.own.near.length !== structure.tensors.length)) this.own = null;
    this.weighed = null;
    if (structure === null) return;
    const near = this.near, count = structure.tensors.length;
    const isNear = this.own ? [...this.own.near.map(Boolean), ...near.slice(count)] : near;
    for (const place of structure.inputs) isNear[place] = near[place];
    if (this.own) this.own.near = isNear.slice(0, count);
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
    const near = this.own ? [...this.own.near] : this.near.slice(0, this.payload.structure.tensors.length), wanted = !free.every((place) => this.weighed.side[place]);
    for (const place of free) near[place] = wanted;
    this.choose(near);
    return wanted ? "near" : "far";
  }

  // Returns what a choice of near tensors (a list of booleans) severs, and what that costs.
  costOf(payload, isNear) {
    const { entries, value, powers, side } = weigh(payload.structure, payload.dims, isNear);
    return { entries, side, value: String(value), formula: formulaOf(powers) };
  }

  // Returns the display list of a view: that of the step of a talk, with the own cut, or as it came.
  list(type, view, step, showsOwn) {
    const list = listOf(this.payload.views[type][view]);
    if (step !== null) return stepOf(list, this.payload.steps[step]);
    return showsOwn ? withOwnCut(list, this.payload.structure, this.weighed) : list;
  }
}
