// The list of models: in groups, with the titles that readers know. What has no title is the reader's own.

import { clean } from "./svg.js";

// Returns the options of a list of models, in groups.
export function modelOptions({ grid, families = [] }, chosen) {
  const names = new Set(Object.keys(grid.models)), groups = families.map(([words, models]) => [words, models.filter(([name]) => names.delete(name))]);
  const every = [["Yours", [...names].map((name) => [name, name])], ...groups].filter(([, models]) => models.length);
  const option = ([name, title]) => `<option value="${clean(name)}"${name === chosen ? " selected" : ""}>${clean(title)}</option>`;
  return every.map(([words, models]) => `<optgroup label="${clean(words)}">${models.map(option).join("")}</optgroup>`).join("");
}

// Returns the list of models of a grid, which is hidden if there is one model.
export const modelsOf = (id, source) => `
  <div class="model"${Object.keys(source.grid.models).length < 2 ? " hidden" : ""}><label for="${id}-model">Model</label>
  <select id="${id}-model" data-model>${modelOptions(source)}</select></div>`;
