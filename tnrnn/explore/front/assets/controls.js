// The controls: the model, its sizes, the split, and the choices that are words.

import { endsFieldOf, endsHtml, endsTurned } from "./ends.js";
import { modelsOf } from "./models.js";
import { button, choices, Part } from "./part.js";
import { listsOf, mostOf, sizesOf, VIEWS } from "./state.js";

const SPLIT = { name: "split", letter: "split", words: "steps in the Start", kind: "number" };
const SEEN = [["scalar", "one value"], ["vector", "last step"], ["future", "all steps of the End"]];

const field = (id, { name, letter, words }) => `
  <div class="size"><label for="${id}-${name}"><b>${letter}</b> ${words}</label>
  <input type="range" id="${id}-${name}" data-size="${name}" step="1" aria-label="${letter} ${words}">
  <input type="number" data-number="${name}" aria-label="${letter} ${words}, as a number"></div>`;

const fields = (id, sizes) => sizes.map((size) => (size.kind === "number" ? field(id, size)
  : size.kind === "fixed" ? `<p class="fixed"><b>${size.letter}</b> = ${size.default} ${size.words}</p>`
  : size.kind === "ends" ? endsHtml(size)
  : choices(id, size.name, size.words[0].toUpperCase() + size.words.slice(1), size.choices.map((choice) => [String(choice), { true: "yes", false: "no" }[choice] ?? choice])))).join("");

export class Controls extends Part {
  static slots(id, source) {
    return {
      controls: `
  ${modelsOf(id, source)}
  <div class="sizes"></div>
  ${choices(id, "mode", "Inputs", [["one-hot", "one-hot"], ["continuous", "continuous"]])}
  ${choices(id, "observe", "Observed", SEEN)}
  ${choices(id, "view", "View", VIEWS.map((name) => [name, name]))}
  <p class="too-large" role="status"></p>`,
      bar: button("type", "Large type", ' aria-pressed="false"') + button("theme", "Dark", ' aria-pressed="false"'),
    };
  }

  get acts() {
    const { state, explorer } = this;
    return {
      type: () => explorer.set({ type: state.type === "large" ? "normal" : "large" }),
      theme: () => explorer.set({ theme: state.theme === "dark" ? "light" : "dark" }),
    };
  }

  start(signal) {
    this.explorer.element.addEventListener("input", (event) => this.onInput(event), { signal });
    this.explorer.element.addEventListener("change", (event) => this.onChange(event), { signal });
  }

  renderState() {
    const { state, grid, explorer: { element } } = this;
    this.renderSizes();
    for (const { name, letter, words } of this.fields().filter(({ kind }) => kind === "number")) {
      const values = this.explorer.values(name), place = values.indexOf(state[name]);
      const range = this.find(`[data-size=${name}]`), number = this.find(`[data-number=${name}]`);
      Object.assign(range, { min: 0, max: values.length - 1, value: place, disabled: values.length < 2 });
      range.setAttribute("aria-valuetext", `${letter} = ${state[name]}, ${words}`);
      const most = name === "split" ? state.length - 1 : mostOf(grid, name, state);
      Object.assign(number, { min: values[0], max: most, disabled: values.length < 2 });
      if (this.editing !== name) number.value = state[name];
    }
    this.renderViews();
    const { mode, observe } = listsOf(grid, state), allowed = { mode, observe };
    for (const input of element.querySelectorAll("[data-choice]:not([data-choice=view])")) {
      const { choice } = input.dataset;
      input.checked = String(state[choice]) === input.value;
      input.disabled = choice in allowed && !allowed[choice].includes(input.value);
    }
    this.fieldset("mode").hidden = mode.length === 0;
    this.fieldset("observe").hidden = observe.length < 2;
    for (const input of element.querySelectorAll("[data-end]")) input.checked = state.ends[input.dataset.end] === "1";
    const pressed = { type: state.type === "large", theme: state.theme === "dark" };
    for (const [name, on] of Object.entries(pressed)) this.find(`[data-do=${name}]`).setAttribute("aria-pressed", on);
  }

  render() { this.find(".too-large").textContent = this.aboutView(); }

  // Says why another view is shown than the unrolled network.
  aboutView() {
    const { payload } = this.shown, { talking, shownView } = this.explorer;
    if (talking || shownView === "unrolled") return "";
    const now = shownView === "folded" ? "the circuit is shown, folded" : "the circuit is shown";
    if (payload.structure === null) return `The unrolled network is too large to draw here, so ${now}.`;
    if (this.state.view !== "auto") return "";
    return `The unrolled network has ${payload.structure.tensors.length} tensors, too many to read here, so ${now}.`;
  }

  // Shows in the list of views which one is shown: in a talk the step decides. An unrolled network that is too large stays
  // in the list, and `aboutView` gives the reason. There is no list of one view.
  renderViews() {
    const { explorer, shown: { payload } } = this, has = (name) => payload === null || Boolean(payload.views[this.state.type][name]);
    for (const input of explorer.element.querySelectorAll("[data-choice=view]")) {
      input.checked = input.value === explorer.shownView;
      input.disabled = explorer.talking || !has(input.value);
      input.parentElement.hidden = !has(input.value) && input.value !== "unrolled";
    }
    this.fieldset("view").hidden = VIEWS.filter((name) => name === "unrolled" || has(name)).length < 2;
  }

  // Makes the fields of the sizes, if the model is another.
  renderSizes() {
    const { model } = this.state, sizes = this.find(".sizes");
    this.find("select[data-model]").value = model;
    if (sizes.dataset.of === model) return;
    sizes.dataset.of = model;
    sizes.innerHTML = fields(this.explorer.id, this.fields());
  }

  fieldset(choice) { return this.find(`[data-choice=${choice}]`).closest("fieldset"); }

  // The fields of the case: numbers, with the split after the other ones, and then choices.
  fields() {
    const sizes = sizesOf(this.grid, this.state), isNumber = ({ kind }) => kind === "number" || kind === "fixed";
    return [...sizes.filter(isNumber), ...("split" in this.state ? [SPLIT] : []), ...sizes.filter((size) => !isNumber(size))];
  }

  // Moves an input or an open leg to the other side of the partition.
  turn(place) {
    const { explorer, state, grid } = this, ends = endsTurned(grid, state, place), label = endsFieldOf(grid, state).choices[place];
    if (ends === null) {
      this.renderState();
      this.say(listsOf(grid, state).ends ? `This page holds no case with ${label} on the other side.` : `${label} is alone on its side, and stays there.`);
    } else explorer.set({ ends }).then(() => explorer.sayNumbers());
  }

  onInput({ target }) {
    const name = target.dataset.size;
    this.editing = target.dataset.number ?? null;  // what is being typed stays in the field
    if (name) this.explorer.set({ [name]: this.explorer.values(name)[Number(target.value)] });
  }

  onChange({ target }) {
    const { size, number, choice, model, end } = target.dataset, { explorer } = this;
    const changed = (changes) => explorer.set(changes).then(() => explorer.sayNumbers());
    this.editing = null;
    if (model !== undefined) changed({ model: target.value, ...listsOf(this.grid, { model: target.value }).usual });
    if (end !== undefined) this.turn(Number(end));
    if (size) explorer.sayNumbers();
    else if (number && target.value === "") explorer.render();
    else if (number) changed({ [number]: target.value });
    else if (choice) changed({ [choice]: target.value });
  }
}
