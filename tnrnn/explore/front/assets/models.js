// The list of models: in groups, with the titles that readers know. What has no title is the reader's own.

import { clean } from "./svg.js";

const option = (name, title) => `<option value="${clean(name)}">${clean(title)}</option>`;

// Returns the list of models of a grid, which is hidden if there is one model.
export function modelsOf(id, { grid, families = [] }) {
  const names = new Set(Object.keys(grid.models)), groups = families.map(([words, models]) => [words, models.filter(([name]) => names.delete(name))]);
  const every = [["Yours", [...names].map((name) => [name, name])], ...groups].filter(([, models]) => models.length);
  const shown = every.map(([words, models]) => `<optgroup label="${clean(words)}">${models.map(([name, title]) => option(name, title)).join("")}</optgroup>`);
  return `
  <div class="model"${Object.keys(grid.models).length < 2 ? " hidden" : ""}><label for="${id}-model">Model</label>
  <select id="${id}-model" data-model>${shown.join("")}</select></div>`;
}
