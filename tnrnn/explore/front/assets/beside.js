// A second circuit beside the one that is shown, with the same steps, split, mode and observation, and one table of both.

import { modelOptions } from "./models.js";
import { fieldsOfOther, holds, otherName, otherState, otherText, presetsOf, stateSize } from "./compared.js";
import { plainText } from "./list.js";
import { Loader } from "./loader.js";
import { Paper } from "./paper.js";
import { button, Part } from "./part.js";
import { toldOf } from "./plot.js";
import { Shown } from "./shown.js";
import { caseOf, isGiven, stateOf } from "./state.js";
import { clean } from "./svg.js";
import { askedHtml, captionOf, cellOf, verdictHtml } from "./table.js";

const PAUSE_TOLD = 600;  // milliseconds without a new case after which its numbers are read aloud

export class Beside extends Part {
  static slots() {
    return {
      bar: button("beside", "Compare", ' aria-pressed="false" aria-expanded="false"'),
      desk: `
  <div class="beside-head" role="group" aria-label="Second circuit" hidden></div>
  <div class="second" role="img" hidden></div>
  <p class="beside-notice" hidden><span></span> ${button("beside-stop", "Cancel")}</p>
  <div class="compared" hidden tabindex="0" role="group" aria-label="Bounds of both circuits"><table><caption></caption><thead></thead><tbody></tbody><tfoot></tfoot></table></div>`,
    };
  }

  get acts() {
    return {
      beside: () => this.choose(this.state.beside ? "" : this.first),
      "beside-close": () => { this.choose(""); this.find("[data-do=beside]").focus(); },
      "beside-stop": () => this.loader.cancel(),
    };
  }

  // What is compared first: another number of layers, or else another model, or the same circuit.
  get first() {
    const { layers, models } = presetsOf(this.source, this.state);
    return [...layers, ...models][0]?.[1] ?? otherText(this.grid, this.state);
  }

  // What is given has no sizes in common with a model.
  get comparing() { return Boolean(this.state.beside) && !isGiven(this.grid, this.state); }

  get other() { return otherState(this.grid, this.state, this.state.beside); }

  choose(text) {
    this.explorer.look({ beside: text });
    this.say(text ? `Compared with ${otherName(this.grid, this.other)}.` : "The second circuit is closed.");
  }

  start(signal) {
    this.second = new Shown(this.grid);
    this.loader = new Loader(this.source, this);
    this.paper = new Paper(this.find(".second"));
    this.find(".beside-head").addEventListener("change", ({ target }) => this.onChange(target), { signal });
    this.resizes = new ResizeObserver(() => this.fit());
    this.resizes.observe(this.find(".second"));
  }

  stop() {
    clearTimeout(this.clock);
    this.loader.cancel();
    this.resizes.disconnect();
  }

  onChange({ value, dataset: { preset, other: name } }) {
    if (preset !== undefined && value) this.choose(value);
    if (name === undefined || value === "") return;
    const { grid, source, other } = this, sizes = name === "model" ? { ...other, model: value } : { ...other, [name]: value };
    const wanted = otherText(grid, otherState(grid, this.state, otherText(grid, { ...other, ...sizes })));
    if (holds(source, otherState(grid, this.state, wanted))) this.choose(wanted);
    else this.notice("This page does not hold that case.", false);
  }

  // The second case. What is asked for while another one is computed waits for it, as with the first case.
  renderState() {
    const shown = this.comparing, opener = this.find("[data-do=beside]");
    opener.hidden = isGiven(this.grid, this.state);
    for (const name of ["aria-pressed", "aria-expanded"]) opener.setAttribute(name, shown);
    for (const name of [".beside-head", ".second", ".compared"]) this.find(name).hidden = !shown;
    this.explorer.element.classList.toggle("comparing", shown);
    if (!shown) {
      this.loader.cancel();
      this.find(".beside-notice").hidden = true;
      return;
    }
    this.renderHead();
    const now = caseOf(this.grid, this.other);
    if (!this.loader.computes(now) && !this.loader.has(now, this.second.case)) this.loader.want(now);
  }

  render() {
    if (!this.comparing) return;
    this.renderSecond();
    this.renderTable();
    const { revealing, step, payload } = this.explorer;
    this.find(".compared").hidden = revealing && payload.steps[step].shows !== "cut";  // in a talk the numbers come with the cut
  }

  renderHead() {
    const { source, state, grid, other } = this, { layers, models, size } = presetsOf(source, state);
    const head = this.find(".beside-head"), now = otherText(grid, other);
    const option = ([words, text]) => `<option value="${clean(text)}"${text === now ? " selected" : ""}>${clean(words)}</option>`;
    const names = Object.keys(grid.models).filter((model) => !isGiven(grid, { model })), fields = fieldsOfOther(grid, other);
    const words = `
      <label>Compare with <select data-preset><option value="">own choice</option>${layers.map(option).join("")}
      ${models.length ? `<optgroup label="equal state: ${size} numbers a layer">${models.map(option).join("")}</optgroup>` : ""}</select></label>
      ${names.length > 1 ? `<label><select data-other="model" aria-label="second circuit, model">${modelOptions(source, other.model)}</select></label>` : ""}
      ${fields.map((field) => fieldOf(field, other[field.name], grid)).join("")}
      <span class="gap"></span>${button("beside-close", "×", ' aria-label="Close the second circuit"')}`;
    if (words === this.written) return;
    const focused = head.contains(document.activeElement) ? document.activeElement.dataset : null;
    head.innerHTML = this.written = words;
    if (focused) head.querySelector(focused.other ? `[data-other="${focused.other}"]` : "[data-preset]")?.focus();
  }

  // What the loader tells.

  take(payload, numbers) {
    this.second.take({ ...payload, numbers });
    this.taken = payload;
    this.second.weigh();
    this.notice("", false);
    if (this.explorer.list) this.render();
    this.tell();
  }

  takeNumbers(payload, numbers) {
    if (this.taken !== payload) return;
    this.second.payload.numbers = numbers;
    if (this.comparing && this.explorer.list) this.renderTable();
    this.tell();
  }

  // Has the numbers of the second circuit read aloud once they are all there and no others are on their way.
  tell() {
    clearTimeout(this.clock);
    const rows = this.second.payload.numbers;
    if (rows.at(-1)[6] === "being computed") return;
    this.clock = setTimeout(() => this.say(toldOf(`Second circuit, ${otherName(this.grid, stateOf(this.second.case))}`, rows), ".meanwhile"), PAUSE_TOLD);
  }

  failed(words) { this.notice(words || "The second circuit is not computed.", false); }

  ended(missing, failed) {
    if (!failed) this.notice("", false);
  }

  notice(words, working) {
    const found = this.find(".beside-notice");
    found.hidden = !words || !this.comparing;
    found.firstChild.textContent = words && working ? `Second circuit: ${words}` : words;
    this.find("[data-do=beside-stop]").hidden = !working;
  }

  // Drawing.

  // What the page shows of the second case: the same view, and in a talk the same step.
  get seen() {
    const { state, second, explorer: { revealing, step, shownView: view }, shown } = this;
    return { ...state, view, step: revealing ? stepLike(shown.payload.steps, step, second.payload.steps) : null };
  }

  renderSecond() {
    const { second, state, source } = this;
    if (!second.payload) return;
    const { seen } = this, list = second.list(seen), formulas = list.labels.filter(({ kind }) => kind === "formula").map(plainText).join("; ");
    this.paper.show(list, source.look.styles[state.theme]);
    this.find(".second").setAttribute("aria-label", `${otherName(this.grid, stateOf(second.case))}: ${second.viewIn(seen)} diagram, ${list.marks.length} marks${formulas && `; ${formulas}`}`);
    this.fit();
  }

  fit() {
    if (this.paper.list && this.comparing) this.paper.fit();
  }

  renderTable() {
    const { second, shown, grid, explorer } = this, table = this.find(".compared");
    if (!second.payload) return;
    const columns = [shown, second].map((each) => ({ of: stateOf(each.case), rows: each.payload.numbers, repeat: each.payload.repeat }));
    const [{ of: now }] = columns, names = columns.map(({ of }) => {
      const size = stateSize(grid, of);
      return `${clean(otherName(grid, of))}${size === null ? "" : ` <small>state ${size}</small>`}`;
    });
    const rows = shown.own ? [explorer.parts.table.ownRow()] : [];
    const titles = new Map([...rows, ...columns.flatMap((column) => column.rows)].map(([name, title]) => [name, title]));
    const cell = (all, name) => all.find((row) => row[0] === name);
    table.querySelector("caption").textContent = `${captionOf(now)}, T = ${now.length}, split after step ${now.split}, ${now.mode} inputs`;
    table.querySelector("thead").innerHTML = `<tr><td></td>${names.map((name) => `<th scope="col">${name}</th>`).join("")}</tr>`;
    table.querySelector("tbody").innerHTML = [...titles].map(([name, title]) => `<tr data-row="${clean(name)}"><th scope="row">${clean(title)}</th>${columns.map((column, place) => {
      const row = cell(place ? column.rows : [...rows, ...column.rows], name);
      return row ? `<td${row[3] === null && !row[5] ? ' class="none"' : ""}>${cellOf(row)}</td>` : "<td></td>";
    }).join("")}</tr>`).join("");
    table.querySelector("tfoot").innerHTML = columns.some(({ repeat }) => repeat) ? footOf(columns) : "";
    explorer.parts.terms.render();
  }
}

// Returns rows about the repeat: what it takes, in one cell if it is the same for both circuits, and what their numbers say.
function footOf(columns) {
  const cells = (texts) => texts.map((text) => `<td>${text}</td>`).join(""), asked = columns.map(({ repeat }) => (repeat ? askedHtml(repeat) : ""));
  const [one, two] = asked, said = columns.map(({ repeat, rows }) => (repeat ? verdictHtml(repeat, rows) : ""));
  return `<tr><th scope="row" rowspan="2"><span class="about">the repeat</span></th>${one === two ? `<td colspan="2">${one}</td>` : cells(asked)}</tr>
    <tr>${cells(said)}</tr>`;
}

function fieldOf({ name, letter, words, values, kind }, now, grid) {
  const said = `aria-label="second circuit, ${clean(words)}"`, shown = kind === "number" ? `<i>${clean(letter)}</i>` : clean(name.replace("_", " "));
  const word = (value) => ({ true: "yes", false: "no" }[value] ?? String(value));
  const field = values ? `<select data-other="${name}" ${said}>${values.map((value) => `<option value="${clean(value)}"${value === now ? " selected" : ""}>${clean(word(value))}</option>`).join("")}</select>`
    : `<input type="number" data-other="${name}" ${said} min="1" max="${grid.most[name]}" value="${now}">`;
  return `<label>${shown} ${field}</label>`;
}

// Returns the step of another circuit that shows the same as a step of this one, or else the last one before the cut that
// shows as much of it as this one.
function stepLike(steps, step, others) {
  const { title, view } = steps[step], same = others.findIndex((each) => each.title === title);
  return same >= 0 ? same : Math.max(0, others.findLastIndex((each) => each.view === view && each.shows !== "cut" && !each.motion));
}
