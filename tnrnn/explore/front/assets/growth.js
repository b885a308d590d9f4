// How the rank and its bounds grow along one axis: a plot beside the picture, whose points lead to their cases.

import { button, Part } from "./part.js";
import { markOf, Plot, toldOf } from "./plot.js";
import { caseOf, listsOf, sizesOf, valuesOf } from "./state.js";
import { clean } from "./svg.js";

const PAUSE = 200;  // milliseconds without a new case, after which the app is asked for the growth of the last one
const WAITS = "being computed";
const OTHER_AXES = { split: ["split", "steps in the Start"], half: ["T", "split in the middle"] };

const isSize = (grid, { name, kind }) => kind === "number" && (grid.most || grid[name].length > 1);

// Returns [axis, letter, words] for each axis along which the source has more than one case.
function axesOf(grid, state) {
  const sizes = sizesOf(grid, state).filter((size) => isSize(listsOf(grid, state), size)).map(({ name, letter, words }) => [name, letter, words]);
  const all = sizes.flatMap((size) => (size[0] === "length" ? [size, ["half", ...OTHER_AXES.half]] : [size]));
  return state.length ? [["split", ...OTHER_AXES.split], ...all] : all;
}

const moveTo = (axis, value) => (axis === "half" ? { length: value, split: Math.floor(value / 2) } : { [axis]: value });

// Returns the place of a case on an axis, or null if it is not on it.
function placeOn(axis, found) {
  if (axis !== "half") return found[axis];
  return found.split === Math.floor(found.length / 2) ? found.length : null;
}

export class Growth extends Part {
  static slots() {
    return {
      bar: button("growth", "Growth", ' aria-pressed="false" aria-expanded="false"'),
      stage: `
  <section class="growth" aria-label="Growth" hidden>
    <div class="growth-head"><label>Along <select data-axis></select></label>
      <ul class="keys" aria-hidden="true"></ul>
      <span class="ends">${button("growth-table", "Table", ' aria-pressed="false"')} ${button("growth-close", "×", ' aria-label="Close the growth"')}</span></div>
    <div class="plot" role="group"></div>
    <p class="reading"><span></span> <span class="growth-work"></span> ${button("growth-stop", "Cancel", " hidden")}</p>
    <div class="growth-values unseen"><table><caption></caption><thead></thead><tbody></tbody></table></div>
  </section>`,
    };
  }

  get acts() {
    return {
      growth: () => this.open(!this.state.axis),
      "growth-close": () => { this.open(false); this.find("[data-do=growth]").focus(); },
      "growth-stop": () => this.work?.abort(),
      "growth-table": () => this.find("[data-do=growth-table]").setAttribute("aria-pressed", !this.find(".growth-values").classList.toggle("unseen")),
    };
  }

  open(wanted) {
    this.explorer.look({ axis: wanted ? this.axes[0][0] : "" });
    this.say(wanted ? "The growth of the rank and its bounds is shown." : "The growth is closed.");
  }

  get axes() { return axesOf(this.grid, this.state); }
  get axis() { return (this.axes.find(([name]) => name === this.state.axis) ?? this.axes[0] ?? [""])[0]; }
  get place() { return placeOn(this.axis, this.shown.case); }

  start(signal) {
    Object.assign(this, { at: [], points: new Map(), drawnKey: null, work: null });
    this.plot = new Plot(this.find(".plot"), (value) => this.go(value), (value) => this.read(value), signal);
    this.find("[data-axis]").addEventListener("change", ({ target }) => {
      this.explorer.look({ axis: target.value });
      this.say(`Growth along ${target.selectedOptions[0].textContent}.`);
    }, { signal });
    this.resizes = new ResizeObserver(() => this.draw());
    this.resizes.observe(this.find(".plot"));
  }

  stop() {
    clearTimeout(this.clock);
    this.work?.abort();
    this.resizes.disconnect();
  }

  renderState() {
    const { state, axes, axis, explorer: { element } } = this, shown = Boolean(state.axis) && axes.length > 0;
    const words = axes.map(([name, letter, said]) => `<option value="${name}"${name === axis ? " selected" : ""}>${clean(letter)}, ${clean(said)}</option>`).join("");
    const select = this.find("[data-axis]"), opener = this.find("[data-do=growth]");
    if (this.offered !== words) select.innerHTML = this.offered = words;
    opener.hidden = axes.length === 0;
    for (const name of ["aria-pressed", "aria-expanded"]) opener.setAttribute(name, shown);
    this.find(".growth").hidden = !shown;
    element.classList.toggle("growing", shown);
  }

  render() {
    clearTimeout(this.clock);
    if (this.find(".growth").hidden) {
      this.work?.abort();
      this.drawnKey = null;
      return;
    }
    const { axis, place, shown: { case: found } } = this, moved = new Set(Object.keys(moveTo(axis, 0)));
    const key = this.now = JSON.stringify([axis, Object.entries(found).filter(([name]) => !moved.has(name))]);
    const known = key === this.drawnKey && (place === null || this.at.includes(place));
    if (!known && this.source.numbers) this.take(key, axis, this.inPage(axis, found));
    else if (!known) this.clock = setTimeout(() => this.ask(key, axis, found), PAUSE);
    this.draw();
  }

  take(key, axis, points) {
    Object.assign(this, { drawnKey: key, drawn: axis, points, at: [...points.keys()] });
  }

  // The points of a page that has its cases: those that differ from the one that is shown only along the axis.
  inPage(axis, found) {
    const state = { ...this.state, ...found }, values = valuesOf(this.grid, axis === "half" ? "length" : axis, state);
    return new Map(values.flatMap((value) => {
      const numbers = this.source.numbers(caseOf(this.grid, { ...state, ...moveTo(axis, value) }));
      return numbers ? [[value, numbers]] : [];
    }));
  }

  // Asks for the points: first for all bounds, then for the ranks, one at a time, so that whoever answers has time for
  // other questions. Those with the least bounds come first, since they are computed fastest.
  async ask(key, axis, found) {
    this.work?.abort();
    const work = this.work = new AbortController(), words = { ...found, axis };
    const given = (message) => {
      if (work.signal.aborted) return;
      if (message.at) this.take(key, axis, new Map(message.at.map((value) => [value, null])));
      else this.points.set(message.point, message.numbers);
      this.tell(work, `${[...this.points.values()].filter(Boolean).length} of ${this.at.length} points`);
      this.draw();
    };
    try {
      this.tell(work, "the points");
      await this.source.ask("growth", words, work.signal, given);
      const waiting = this.at.filter((value) => rankOf(this.points.get(value))?.[6] === WAITS).sort((a, b) => leastOf(this.points.get(a)) - leastOf(this.points.get(b)));
      for (const [done, value] of waiting.entries()) {
        this.tell(work, `rank ${done + 1} of ${waiting.length}`);
        await this.source.ask("growth", { ...words, at: [value] }, work.signal, ({ point, numbers }) => this.points.set(point, numbers));
        this.draw();
      }
      this.tell(work, "");
    } catch (error) {
      this.tell(work, "", work.signal.aborted ? "Cancelled: some points are missing." : `Some points are missing: ${error.message}.`);
    }
  }

  tell(work, stage, words = "") {
    if (work !== this.work) return;
    this.find(".growth-work").textContent = stage ? `Computing ${stage} …` : words;
    this.find("[data-do=growth-stop]").hidden = !stage;
    if (words) this.say(words, ".meanwhile");
  }

  // Drawing.

  get letter() { return OTHER_AXES[this.drawn]?.[0] ?? sizesOf(this.grid, this.state).find(({ name }) => name === this.drawn)?.letter ?? ""; }

  draw() {
    this.find(".plot").classList.toggle("stale", this.now !== this.drawnKey);
    if (this.find(".growth").hidden || !this.list.length || this.drawn !== this.axis) return;
    const { list, place, letter } = this, series = seriesOf(list);
    this.plot.draw({ list, series, place, letter, ends: [this.at[0], this.at.at(-1)] });
    this.find(".plot").setAttribute("aria-label", `Rank and bounds along ${letter}; the arrow keys go from point to point, and Enter shows its case`);
    this.find(".keys").innerHTML = series.map(([name, title]) => `<li><svg class="key" viewBox="-9 -9 18 18">${markOf(name, 0, 0, 6)}</svg>${clean(title)}</li>`).join("");
    this.tabulate(series);
    this.read(null);
  }

  // The points that are known, as [value, rows].
  get list() { return this.at.filter((value) => this.points.get(value)).map((value) => [value, this.points.get(value)]); }

  read(value) {
    const at = value ?? this.place, rows = this.points.get(at);
    this.find(".reading").firstChild.textContent = rows ? toldOf(`${this.letter} = ${at}`, rows) : "";
  }

  tabulate(series) {
    const { letter, list, place } = this, values = this.find(".growth-values");
    const cell = (rows, name) => rows.find((row) => row[0] === name);
    values.querySelector("caption").textContent = `Growth along ${letter}`;
    values.querySelector("thead").innerHTML = `<tr><th scope="col">${clean(letter)}</th>${series.map(([, title]) => `<th scope="col">${clean(title)}</th>`).join("")}</tr>`;
    values.querySelector("tbody").innerHTML = list.map(([value, rows]) => `<tr${value === place ? ' aria-current="true"' : ""}><th scope="row">${value}</th>${series.map(([name]) => {
      const [, , sign, digits, , log2, note] = cell(rows, name) ?? [];
      return `<td>${digits ? `<data value="${clean(digits)}">${sign === "=" ? "" : sign}${clean(digits)}</data>` : log2 ? `2^${log2}` : `<small>${clean(note ?? "")}</small>`}</td>`;
    }).join("")}</tr>`).join("");
  }

  async go(value) {
    await this.explorer.set(moveTo(this.axis, value));
    this.plot.focus(value);
    this.explorer.sayNumbers();
  }
}

const rankOf = (rows) => rows?.find(([name]) => name === "rank");
const leastOf = (rows) => Math.min(...rows.filter(([, , sign]) => sign === "≤").map(([, , , , , log2]) => log2 ?? Infinity));

// The names and titles of the rows that have a value at any point, in their order.
function seriesOf(list) {
  const all = new Map(), known = new Set();
  for (const [name, title, , digits, , log2] of list.flatMap(([, rows]) => rows)) {
    all.set(name, title);
    if (digits !== null || log2) known.add(name);
  }
  return [...all].filter(([name]) => known.has(name));
}
