// The sides of the inputs or open legs of what is given: a text with a 1 for each that is near, and a 0 for each that is far.

import { listsOf, sizesOf } from "./state.js";
import { clean } from "./svg.js";

// Returns the field of the ends of a model, if it has one.
export const endsFieldOf = (grid, state) => sizesOf(grid, state).find(({ kind }) => kind === "ends");

export const endsHtml = ({ words, choices }) => `
  <fieldset class="choices ends" data-about="sides"><legend>Near ${clean(words)}; the others are far</legend>${choices.map((label, place) =>
    `<label><input type="checkbox" data-end="${place}"><span>${clean(label)}</span></label>`).join("")}
  </fieldset>`;

// Returns the ends with one of them on the other side. Of those that a page holds, the nearest are taken; null means that
// there are none, or that a side would be empty.
export function endsTurned(grid, state, place) {
  const { ends } = listsOf(grid, state), now = state.ends, other = now[place] === "1" ? "0" : "1";
  const wanted = now.slice(0, place) + other + now.slice(place + 1);
  if (!ends) return wanted.includes("0") && wanted.includes("1") ? wanted : null;
  const far = (word) => [...word].filter((bit, at) => bit !== wanted[at]).length;
  const fitting = ends.filter((word) => word[place] === other);
  return fitting.length ? fitting.reduce((best, word) => (far(word) < far(best) ? word : best)) : null;
}
