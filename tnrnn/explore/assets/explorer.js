// The explorer: controls, picture, table and talk. `mount(element, source, home)` puts it in an element of the class
// tnrnn-host.
// A source is { grid, look, lines, case(parameters, listener) -> promise of a payload }. A listener has an AbortSignal
// called `signal`, and functions `stage(words)`, `numbers(rows)` and `ended(error)`, which are called before and after
// the payload is there. bundle.js and lines.js have sources, homes.js has homes.

import { jsonOf, listOf, plainText } from "./list.js";
import { caseOf, fromWords, kin, mostOf, settled, sizesOf, stateOf, toWords, valuesOf, ZOOMS } from "./state.js";
import { clean, svgOf } from "./svg.js";
import { tikzOf } from "./tikz.js";
import { formulaOf, stepOf, weigh, withOwnCut } from "./weighing.js";

const SPLIT = { name: "split", letter: "split", words: "steps in the Start", kind: "number" };
const NEAREST = 26;
// The milliseconds after which the page says that it is computing, and after which a newer case ends the computation.
const PATIENCE = 300, GRACE = 600;

export function mount(element, source, home) {
  return new Explorer(element, source, home).start();
}

// Returns the beginning of the ids and names of one explorer. A notebook loads this module anew for each widget, so that
// numbers counted here would be the same in all of them, and their radio buttons would be one group.
const newId = () => `tnrnn-${Math.random().toString(36).slice(2)}`;

const field = (id) => ({ name, letter, words }) => `
  <div class="size"><label for="${id}-${name}"><b>${letter}</b> ${words}</label>
  <input type="range" id="${id}-${name}" data-size="${name}" step="1" aria-label="${letter}, ${words}">
  <input type="number" data-number="${name}" aria-label="${letter}, ${words}, as a number"></div>`;

const choices = (id, name, legend, items) => `
  <fieldset class="choices"><legend>${legend}</legend>${items.map(([value, words]) =>
    `<label><input type="radio" name="${id}-${name}" data-choice="${name}" value="${value}"><span>${words}</span></label>`).join("")}
  </fieldset>`;

const sameCase = (one, other) => [one, other].every((found) => Object.keys(found).every((name) => one[name] === other[name]));

const fields = (id, sizes) => sizes.map((size) => (size.kind === "number" ? field(id)(size)
  : choices(id, size.name, size.words[0].toUpperCase() + size.words.slice(1), size.choices.map((choice) => [String(choice), { true: "yes", false: "no" }[choice] ?? choice])))).join("");

const chooser = (id, models) => `
  <div class="model"${models.length < 2 ? " hidden" : ""}><label for="${id}-model">Model</label>
  <select id="${id}-model" data-model>${models.map((name) => `<option>${name}</option>`).join("")}</select></div>`;

const SEEN = [["scalar", "one value"], ["vector", "last step"], ["future", "all steps of the End"]];

const button = (name, words, more = "") => `<button type="button" data-do="${name}"${more}>${words}</button>`;

const page = (id, grid) => `
<section class="controls" aria-label="Controls">
  ${chooser(id, Object.keys(grid.models))}
  <div class="sizes"></div>
  ${choices(id, "mode", "Inputs", [["one-hot", "one-hot"], ["continuous", "continuous"]])}
  <div class="observed"${grid.observe.length < 2 ? " hidden" : ""}>${choices(id, "observe", "Observed", SEEN)}</div>
  ${choices(id, "view", "View", [["unrolled", "unrolled"], ["shared", "shared"]])}
  <p class="too-large" hidden>The unrolled network is too large to draw here, so the circuit is shown.</p>
  <table class="numbers"><caption>Bounds on the rank</caption><tbody></tbody></table>
  <fieldset class="choices own"><legend>Own cut: click a tensor to move it across</legend>
    ${button("min", "Min-cut")}${button("slice", "Slice")}
    <label><input type="checkbox" data-flag="matrices"><span>matrices one by one</span></label>
  </fieldset>
  <details class="severed"><summary>What it severs</summary><ul></ul></details>
  <details class="help"><summary>Keys and gestures</summary>
    <p>Drag the handle above the picture, or focus it and press the arrow keys, to move the split.
    Click a tensor to move it across the cut; its matrices go with it. In the picture, the arrow keys go from
    tensor to tensor, and the space bar moves one across. In a talk, the arrow keys go from step to step, and Escape
    ends the talk.</p></details>
</section>
<section class="stage" aria-label="Picture">
  <div class="bar" role="toolbar" aria-label="Picture and page">
    ${button("talk", "Talk", ' aria-pressed="false"')}${button("full", "Full screen")}
    ${button("type", "Large type", ' aria-pressed="false"')}${button("theme", "Dark", ' aria-pressed="false"')}
    ${button("smaller", "−", ' aria-label="Zoom out"')}${button("larger", "+", ' aria-label="Zoom in"')}
    <span class="gap"></span>${button("link", "Copy link")}${button("svg", "SVG")}${button("png", "PNG")}${button("tikz", "TikZ")}${button("python", "Python")}
  </div>
  <div class="desk">
    <div class="picture" tabindex="0" role="application" aria-roledescription="diagram"></div>
    <div class="notice" hidden><span></span> ${button("cancel", "Cancel")}</div>
  </div>
  <div class="talk" hidden><div><h2></h2><p></p></div>
    <span>${button("back", "◀", ' aria-label="Step back"')} <span class="count"></span> ${button("next", "▶", ' aria-label="Next step"')}</span></div>
  <dialog class="code" aria-label="Python lines"><pre tabindex="0" aria-label="Python"></pre>${button("copy", "Copy")}${button("save", "Save")}${button("close", "Close")}</dialog>
  <p class="said" role="status" aria-live="polite"></p>
  <p class="meanwhile" role="status" aria-live="polite"></p>
</section>`;

class Explorer {
  constructor(host, source, home) {
    this.host = host;
    this.element = document.createElement("div");
    this.source = source;
    this.home = home;
    this.life = new AbortController();
    this.work = null;
    this.own = null;
    this.at = 0;
  }

  async start() {
    const { element, life: { signal } } = this;
    element.classList.add("tnrnn-explorer");
    this.id = newId();
    element.innerHTML = page(this.id, this.source.grid);
    this.host.replaceChildren(element);
    this.picture = this.find(".picture");
    this.find("[data-do=link]").hidden = this.home.link() === null;
    this.read();
    element.addEventListener("input", (event) => this.onInput(event));
    element.addEventListener("change", (event) => this.onChange(event));
    element.addEventListener("click", (event) => this.onButton(event.target.closest("[data-do]")));
    this.home.keys.addEventListener("keydown", (event) => this.onKey(event), { signal });
    this.home.follow((changes) => { this.read(changes); this.show(); }, signal);
    this.resizes = new ResizeObserver(() => this.fit());
    this.resizes.observe(this.picture);
    this.listenToPicture();
    await this.show();
    this.host.dataset.ready = "";
    return this;
  }

  stop() {
    this.life.abort();
    this.work?.abort();
    this.resizes.disconnect();
    this.element.remove();
  }

  find(selector) { return this.element.querySelector(selector); }

  // State: what a link restores. `case` is the case that is shown. While the next one is computed, the state has it already.

  values(name) { return valuesOf(this.source.grid, name, this.state); }

  // Takes the state from its home. Of words that have changed there, only those: a choice whose case is still being
  // computed is not at home yet.
  read(changes) {
    const words = changes ? { ...toWords(this.state, this.own), ...changes } : this.home.read();
    const { state, own } = fromWords(this.source.grid, words);
    this.state = state;
    if (!changes || "own" in changes) this.own = own;
  }

  set(changes) {
    const split = "length" in changes && !("split" in changes) ? { split: Math.min(this.state.split, changes.length - 1) } : {};
    this.state = settled(this.source.grid, { ...this.state, ...changes, ...split });
    return this.show();
  }

  // Showing: one case is computed at a time, and then the latest one that is wanted.

  show() {
    const now = caseOf(this.source.grid, this.state), is = (found) => found && sameCase(found, now);
    if (this.showing && !this.wanted && is(this.work?.wanted)) { // the view has changed, but not the case
      this.renderControls();
      return this.showing;
    }
    if (!this.showing && is(this.case)) {
      this.state.step = this.step;
      this.weighOwn();
      this.render();
      return Promise.resolve();
    }
    this.wanted = now;
    this.renderControls();
    if (this.work && performance.now() - this.work.since > GRACE) this.work.abort();
    this.showing ??= this.showWanted().finally(() => { this.showing = null; });
    return this.showing;
  }

  async showWanted() {
    while (this.wanted) {
      const wanted = this.wanted;
      this.wanted = null;
      await this.showCase(wanted);
    }
  }

  async showCase(wanted) {
    this.work?.abort();
    const work = this.work = new AbortController();
    work.since = performance.now();
    work.wanted = wanted;
    try {
      const payload = await this.source.case(wanted, {
        signal: work.signal,
        stage: (words) => this.tell(work, words),
        numbers: (rows) => { work.rows = rows; this.takeNumbers(work); },
        ended: (error) => this.end(work, error),
      });
      if (!work.signal.aborted) this.takePayload(work, payload);
    } catch (error) {
      if (!this.wanted) this.giveUp(work.signal.aborted ? "" : `This case cannot be shown: ${error.message}.`);
    }
  }

  takePayload(work, payload) {
    work.payload = this.payload = payload;
    this.case = payload.parameters;
    this.takeNumbers(work);
    this.state.step = this.step;
    this.weighOwn();
    this.render();
  }

  // Takes all numbers, or the reason why the rank is missing. They may come before the payload has been taken.
  takeNumbers(work) {
    if (!work.payload || this.payload !== work.payload) return;
    const waits = (row) => work.error && row[0] === "rank" && row[3] === null;
    this.payload.numbers = work.rows ?? this.payload.numbers.map((row) => (waits(row) ? [...row.slice(0, 6), work.error] : row));
    if (this.list) this.renderNumbers();
  }

  // Goes back to the case that is shown, if there is one.
  giveUp(words) {
    if (this.life.signal.aborted) return;
    if (this.case) {
      this.state = settled(this.source.grid, { ...this.state, ...stateOf(this.case) });
      this.weighOwn();
      this.render();
    }
    this.notice(words, false);
  }

  tell(work, words) {
    if (work !== this.work) return;
    work.stage = words;
    work.clock ??= setTimeout(() => this.tick(work), PATIENCE);
  }

  tick(work) {
    const seconds = Math.floor((performance.now() - work.since) / 1000);
    this.notice(`Computing ${work.stage}${seconds ? `: ${seconds} s` : ""} …`, true);
    work.clock = setTimeout(() => this.tick(work), 1000);
  }

  end(work, error) {
    clearTimeout(work.clock);
    if (error) {
      work.error = work.signal.aborted ? "cancelled" : `not computed: ${error.message}`;
      this.takeNumbers(work);
    }
    if (work !== this.work) return;
    const told = !this.find(".notice").hidden, failed = error && !work.signal.aborted;
    this.notice("", false);
    if (failed && work.payload) this.say(`The rank is ${work.error}.`, ".meanwhile");
    else if (told && !failed) this.sayNumbers(".meanwhile");
  }

  notice(words, working) {
    const found = this.find(".notice");
    found.hidden = !words;
    found.classList.toggle("working", working);
    if (found.firstChild.textContent.slice(0, 20) !== words.slice(0, 20)) this.say(words, ".meanwhile");
    found.firstChild.textContent = words;
    this.find("[data-do=cancel]").hidden = !working;
  }

  // Returns what a choice of near tensors (a list of booleans) severs in a payload, and what that costs.
  costOf({ structure, dims }, isNear) {
    const { entries, value, powers, side } = weigh(structure, dims, isNear);
    return { entries, side, value: String(value), formula: formulaOf(powers) };
  }

  weighOwn() {
    const { structure, dims, near } = this.payload;
    if (this.own && (structure === null || this.own.key !== kin(this.source.grid, this.case) || this.own.near.length !== structure.tensors.length)) this.own = null;
    this.weighed = null;
    if (structure === null) return;
    const chosen = new Set(near);
    const isNear = this.own ? this.own.near.map(Boolean) : structure.tensors.map((_, place) => chosen.has(place));
    for (const place of structure.inputs) isNear[place] = structure.times[place] <= this.case.split;
    if (this.own) this.own.near = isNear;
    this.weighed = weigh(structure, dims, isNear);
  }

  get talking() { return this.state.step !== null; }
  get step() { return this.talking ? Math.min(this.state.step, this.payload.steps.length - 1) : null; }
  get shownView() {
    if (!this.payload?.structure) return "shared";
    return this.talking ? this.payload.steps[this.step][2] : this.state.view;
  }
  get showsOwn() { return this.own !== null && !this.talking && this.shownView === "unrolled"; }

  current() {
    const list = listOf(this.payload.views[this.state.type][this.shownView]);
    if (this.talking) return stepOf(list, this.payload.steps[this.step]);
    return this.showsOwn ? withOwnCut(list, this.payload.structure, this.weighed) : list;
  }

  style() { return this.source.look.styles[this.state.theme + (this.showsOwn ? "-own" : "")]; }

  render() {
    this.list = this.current();
    const made = new DOMParser().parseFromString(svgOf(this.list, this.style()), "image/svg+xml");
    const svg = document.importNode(made.documentElement, true);
    svg.setAttribute("role", "presentation");
    svg.removeAttribute("aria-label");
    for (const part of svg.children) part.setAttribute("aria-hidden", "true");
    this.svg = svg;
    this.picture.replaceChildren(svg);
    this.renderControls();
    this.renderNumbers();
    this.renderTalk();
    this.fit();
    this.picture.setAttribute("aria-label", this.described());
    if (!this.wanted) this.home.write(toWords(this.state, this.own));
  }

  described() {
    const formulas = this.list.labels.filter(({ kind }) => kind === "formula").map(plainText).join("; ");
    return `${this.shownView} diagram, ${this.list.marks.length} marks${formulas && `; ${formulas}`}`;
  }

  fit() {
    if (!this.list) return;
    const [left, bottom, right, top] = this.list.box, points = 72 * this.list.unit;
    const width = (right - left) * points, height = (top - bottom) * points;
    const room = this.picture.getBoundingClientRect();
    const whole = Math.min((room.width - 12) / width, Math.max(room.height - 12, 160) / height);
    this.pixel = 1 / (whole * this.state.zoom);
    this.svg.setAttribute("width", width / this.pixel);
    this.svg.setAttribute("height", height / this.pixel);
    this.overlay();
  }

  renderControls() {
    const state = this.state, element = this.element;
    element.dataset.theme = state.theme;
    if (this.home.root) this.home.root.dataset.theme = state.theme;
    element.dataset.type = state.type;
    element.classList.toggle("talking", this.talking);
    this.renderSizes();
    for (const { name, letter, words } of [...sizesOf(this.source.grid, state), SPLIT].filter(({ kind }) => kind === "number")) {
      const values = this.values(name), place = values.indexOf(state[name]);
      const range = this.find(`[data-size=${name}]`), number = this.find(`[data-number=${name}]`);
      Object.assign(range, { min: 0, max: values.length - 1, value: place, disabled: values.length < 2 });
      range.setAttribute("aria-valuetext", `${letter} = ${state[name]}, ${words}`);
      const most = name === "split" ? state.length - 1 : mostOf(this.source.grid, name, state);
      Object.assign(number, { min: values[0], max: most, disabled: values.length < 2 });
      if (this.editing !== name) number.value = state[name];
    }
    for (const input of element.querySelectorAll("[data-choice]")) {
      input.checked = String(state[input.dataset.choice]) === input.value;
      const allowed = { mode: this.source.grid.mode, observe: this.source.grid.observe }[input.dataset.choice];
      input.disabled = allowed !== undefined && !allowed.includes(input.value);
    }
    const flag = this.find("[data-flag=matrices]");
    flag.checked = state.matrices;
    for (const control of element.querySelectorAll(".own input, .own button")) control.disabled = this.shownView !== "unrolled";
    const pressed = { talk: this.talking, type: state.type === "large", theme: state.theme === "dark" };
    for (const [name, on] of Object.entries(pressed)) this.find(`[data-do=${name}]`).setAttribute("aria-pressed", on);
  }

  // Makes the fields of the sizes, if the model is another.
  renderSizes() {
    const { model } = this.state, sizes = this.find(".sizes");
    this.find("select[data-model]").value = model;
    if (sizes.dataset.of === model) return;
    sizes.dataset.of = model;
    sizes.innerHTML = fields(this.id, [...sizesOf(this.source.grid, this.state), SPLIT]);
  }

  renderNumbers() {
    const rows = this.weighed && this.state.view === "unrolled" ? [this.ownRow(), ...this.payload.numbers] : this.payload.numbers;
    this.find(".numbers tbody").innerHTML = rows.map(([name, title, sign, amount, formula, log2, note]) => {
      const told = amount !== null || log2 ? `${clean(sign)} ` : "";
      const number = amount === null ? log2 && `2<sup>${Number(log2.toPrecision(6))}</sup>` : `<data value="${clean(amount)}">${grouped(clean(amount))}</data>`;
      return `
      <tr data-row="${clean(name)}"${told ? "" : ' class="none"'}><th scope="row">${clean(title)}</th>
      <td>${told ? `<span class="value">${told}${number}</span>` : ""}
      <span class="formula">${powered(formula)}</span>${note ? ` <small>${clean(note)}</small>` : ""}</td></tr>`;
    }).join("");
    this.find(".severed ul").innerHTML = (this.weighed?.entries ?? []).map(({ name, kind, dim, symbol }) =>
      `<li>${symbol ? `${clean(symbol)} = ${dim}` : dim}: ${clean(kind)} ${clean(name)}</li>`).join("");
    this.find(".severed").hidden = this.weighed === null;
    this.find(".too-large").hidden = this.payload.structure !== null;
  }

  ownRow() {
    const { value, powers } = this.weighed, [least] = this.payload.numbers;
    const said = least[3] === null ? "" : this.compared(value, BigInt(least[3]));
    return ["own_cut", "Own cut", "≤", String(value), formulaOf(powers), null, said];
  }

  compared(value, least) {
    if (this.own === null) return "the min-cut; click a tensor to change it";
    if (value === least) return "equal to the min-cut";
    if (least === 0n) return "";
    const hundredths = (value * 100n) / least, whole = value % least === 0n;
    const times = String(value / least);
    if (times.length > 24) return `about 10^${times.length - 1} times the min-cut`;
    return `${whole ? grouped(times) : `about ${Number(hundredths) / 100}`} times the min-cut`;
  }

  renderTalk() {
    const bar = this.find(".talk");
    bar.hidden = !this.talking;
    if (!this.talking) return;
    const [title, words] = this.payload.steps[this.step], number = this.step + 1;
    this.find(".talk h2").textContent = title;
    this.find(".talk p").innerHTML = powered(words);
    this.find(".talk .count").textContent = `${number} / ${this.payload.steps.length}`;
    this.find("[data-do=back]").disabled = number === 1;
    this.find("[data-do=next]").disabled = number === this.payload.steps.length;
  }

  // Tells screen readers what a reader's act has done, or in a place of its own what goes on meanwhile: they may never
  // read out what is written over at once.
  say(words, place = ".said") { this.find(place).textContent = words; }

  async sayNumbers(place) {
    await this.showing;
    const shown = [...this.element.querySelectorAll(".numbers tr:not(.none)")].map((row) => row.textContent.replace(/\s+/g, " ").trim());
    this.say(shown.join("; "), place);
  }

  // The overlay is not part of the picture: the handle of the split, the matrices, and the place of the keyboard.

  boundary() {
    const text = this.list.labels.find(({ kind }) => kind === "time");
    return text ? this.case.split + 0.5 : null;
  }

  overlay() {
    const focused = document.activeElement?.closest?.(".split");
    this.svg.querySelector(".overlay")?.remove();
    const { unit, box } = this.list, scale = unit * 72;
    this.toPaper = ([x, y]) => [(x - box[0]) * scale, (box[3] - y) * scale];
    const at = this.boundary(), parts = [];
    if (at !== null && !(this.talking && !this.payload.steps[this.step][5])) {
      const [side] = listOf(this.payload.views[this.state.type][this.shownView]).regions;
      const [, low, , high] = side?.form[0] === "area" ? side.form[1] : box;
      const [x, bottom] = this.toPaper([at, low]), [, top] = this.toPaper([at, high]), size = (matchMedia("(pointer: coarse)").matches ? 18 : 11) * this.pixel;
      const said = `role="slider" tabindex="0" aria-label="split" aria-valuemin="1" aria-valuemax="${this.case.length - 1}" aria-valuenow="${this.case.split}" aria-valuetext="after step ${this.case.split}"`;
      const line = this.list.regions.length ? "" : `<line x1="${x}" x2="${x}" y1="${top}" y2="${bottom}"/>`;
      parts.push(`<g class="split" ${said}>${line}<rect class="grip" x="${x - size}" y="${top - size}" width="${2 * size}" height="${2.6 * size}"/><path d="M${x - size} ${top}l${0.7 * size} ${-0.6 * size}v${1.2 * size}zM${x + size} ${top}l${-0.7 * size} ${-0.6 * size}v${1.2 * size}z"/></g>`);
    }
    this.targets = this.listTargets();
    if (this.state.matrices && this.shownView === "unrolled" && !this.talking) {
      for (const target of this.targets.filter((each) => each.alone)) {
        const [x, y] = this.toPaper([target.x, target.y]);
        const side = this.weighed.side[target.places[0]] ? "near" : "far";
        parts.push(`<circle class="matrix ${side}-side" cx="${x}" cy="${y}" r="${Math.max(0.042 * scale, 3 * this.pixel)}"/>`);
      }
    }
    parts.push('<circle class="here" r="0"/>');
    const group = `<svg xmlns="http://www.w3.org/2000/svg"><g class="overlay">${parts.join("")}</g></svg>`;
    const made = new DOMParser().parseFromString(group, "image/svg+xml").documentElement.firstChild;
    this.svg.append(document.importNode(made, true));
    if (focused) this.find(".split")?.focus();
    if (this.marking) this.markHere();
  }

  // Returns what can be moved across the cut: a mark with all its tensors, or a single matrix on a line.
  listTargets() {
    if (this.shownView !== "unrolled") return [];
    const place = new Map(this.payload.structure.tensors.map((name, number) => [name, number]));
    const marks = this.list.marks.filter(({ parts }) => parts.length)
      .map(({ form: [, x, y], parts }) => ({ x, y, name: parts[0][0], places: parts.map(([name]) => place.get(name)) }));
    if (!this.state.matrices) return marks;
    return [...marks, ...this.list.own.matrices.map(([name, x, y]) => ({ x, y, name, alone: true, places: [place.get(name)] }))];
  }

  fromScreen(event) {
    const room = this.svg.getBoundingClientRect(), [left, bottom, right, top] = this.list.box;
    const x = left + ((event.clientX - room.left) / room.width) * (right - left);
    const y = top - ((event.clientY - room.top) / room.height) * (top - bottom);
    return { x, y, pixel: room.width / (right - left) };
  }

  listenToPicture() {
    const picture = this.picture;
    let drag = null;
    picture.addEventListener("pointerdown", (event) => {
      if (event.target.closest(".split") || this.onLine(event)) {
        drag = event.pointerId;
        picture.setPointerCapture(drag);
        event.preventDefault();
      }
    });
    picture.addEventListener("pointermove", (event) => {
      if (drag !== event.pointerId) return;
      const { x } = this.fromScreen(event), wanted = Math.max(1, Math.min(this.state.length - 1, Math.round(x - 0.5)));
      if (wanted !== this.state.split) this.set({ split: wanted });
    });
    const end = (event) => {
      if (drag !== event.pointerId) return;
      drag = null;
      this.dragged = true;
      setTimeout(() => { this.dragged = false; });
      this.find(".split")?.focus();
      this.sayNumbers();
    };
    picture.addEventListener("pointerup", end);
    picture.addEventListener("pointercancel", end);
    picture.addEventListener("click", (event) => {
      if (this.dragged || event.target.closest(".grip, .split path") || !this.svg.contains(event.target)) return;
      const { x, y, pixel } = this.fromScreen(event);
      const distance = (target) => Math.hypot(target.x - x, target.y - y) * pixel;
      const found = this.targets.reduce((best, target) => (best && distance(best) <= distance(target) ? best : target), null);
      if (found && distance(found) <= NEAREST) {
        this.at = this.targets.indexOf(found);
        this.move(found);
      }
    });
    picture.addEventListener("focus", () => { this.marking = true; this.markHere(); });
    picture.addEventListener("blur", () => { this.marking = false; this.markHere(); });
    picture.addEventListener("keydown", (event) => this.onPictureKey(event));
  }

  // Whether the pointer is on the line of the split, and not on a tensor.
  onLine(event) {
    const line = this.find(".split");
    if (!line || event.button !== 0) return false;
    const { x, y, pixel } = this.fromScreen(event);
    const free = this.targets.every((target) => Math.hypot(target.x - x, target.y - y) * pixel > 9);
    return free && Math.abs(x - this.boundary()) * pixel < 7;
  }

  // Moves a target across. If its tensors are on both sides, all become near. The split sets the side of inputs.
  move(target) {
    const { structure } = this.payload, inputs = new Set(structure.inputs);
    if (this.talking || this.shownView !== "unrolled") return;
    const free = target.places.filter((place) => !inputs.has(place));
    if (!free.length) {
      this.say(`${target.name} is an input: the split decides its side.`);
      return;
    }
    const near = this.own ? [...this.own.near] : structure.tensors.map((_, place) => this.payload.near.includes(place));
    const wanted = !free.every((place) => this.weighed.side[place]);
    for (const place of free) near[place] = wanted;
    this.own = { key: kin(this.source.grid, this.case), near };
    this.weighOwn();
    this.render();
    this.say(`${target.name} is ${wanted ? "near" : "far"}. Own cut ${formulaOf(this.weighed.powers)} = ${this.weighed.value}; min-cut ${this.payload.numbers[0][3]}.`);
  }

  markHere() {
    const here = this.svg?.querySelector(".here"), target = this.targets?.[this.at];
    if (!here) return;
    here.setAttribute("r", 0);
    if (!this.marking || !target) return;
    const [x, y] = this.toPaper([target.x, target.y]);
    for (const [name, value] of [["cx", x], ["cy", y], ["r", 0.15 * this.list.unit * 72]]) here.setAttribute(name, value);
  }

  onPictureKey(event) {
    if (event.target.closest?.(".split")) {
      const turn = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
      if (!turn || this.talking) return;
      event.preventDefault();
      const splits = this.values("split"), place = splits.indexOf(this.state.split) + turn;
      if (place >= 0 && place < splits.length) {
        this.set({ split: splits[place] }).then(() => { this.find(".split")?.focus(); this.sayNumbers(); });
      }
      return;
    }
    if (this.talking || !this.targets.length) return;
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (way) {
      event.preventDefault();
      this.go(way);
    } else if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      this.move(this.targets[Math.min(this.at, this.targets.length - 1)]);
    }
  }

  go([dx, dy]) {
    const from = this.targets[Math.min(this.at, this.targets.length - 1)];
    const cost = ({ x, y }) => {
      const ahead = (x - from.x) * dx + (y - from.y) * dy, aside = Math.abs((x - from.x) * dy) + Math.abs((y - from.y) * dx);
      return ahead > 1e-6 ? ahead + 2 * aside : Infinity;
    };
    const best = this.targets.reduce((found, target) => (cost(target) < cost(found) ? target : found), from);
    this.at = this.targets.indexOf(best);
    this.markHere();
    const side = this.weighed.side[best.places[0]] ? "near" : "far";
    this.say(`${best.name}, ${side}`);
  }

  // Controls.

  onInput({ target }) {
    const name = target.dataset.size;
    this.editing = target.dataset.number ?? null;  // what is being typed stays in the field
    if (name) this.set({ [name]: this.values(name)[Number(target.value)] });
  }

  onChange({ target }) {
    const { size, number, choice, flag, model } = target.dataset;
    this.editing = null;
    if (model !== undefined) this.set({ model: target.value }).then(() => this.sayNumbers());
    if (size) this.sayNumbers();
    else if (number && target.value === "") this.render();
    else if (number) this.set({ [number]: target.value }).then(() => this.sayNumbers());
    else if (choice) this.set({ [choice]: target.value }).then(() => this.sayNumbers());
    else if (flag) { this.state.matrices = target.checked; this.at = 0; this.render(); }
  }

  onButton(target) {
    if (!target || !(this.list || target.dataset.do === "cancel")) return;
    const { state } = this, zoom = ZOOMS.indexOf(state.zoom);
    const acts = {
      talk: () => this.goTo(this.talking ? null : 0),
      back: () => this.goTo(state.step - 1),
      next: () => this.goTo(state.step + 1),
      full: () => (document.fullscreenElement ? document.exitFullscreen() : this.host.requestFullscreen()),
      type: () => this.set({ type: state.type === "large" ? "normal" : "large" }),
      theme: () => this.set({ theme: state.theme === "dark" ? "light" : "dark" }),
      smaller: () => this.zoom(ZOOMS[Math.max(0, zoom - 1)]),
      larger: () => this.zoom(ZOOMS[Math.min(ZOOMS.length - 1, zoom + 1)]),
      min: () => { this.own = null; this.weighOwn(); this.render(); this.sayNumbers(); },
      slice: () => this.takeSlice(),
      link: () => this.copy(this.home.link(), "The link"),
      svg: () => this.download("svg", `<?xml version="1.0" encoding="UTF-8"?>\n${this.source_("svg")}\n`, "image/svg+xml"),
      tikz: () => this.download("tex", this.source_("tikz"), "text/x-tex"),
      png: () => this.png(),
      python: () => { this.find(".code pre").textContent = this.python(); this.find(".code").showModal(); },
      copy: () => this.copy(this.python(), "The lines"),
      save: () => this.download("py", this.python(), "text/x-python"),
      cancel: () => this.work.abort(),
      close: () => this.find(".code").close(),
    };
    Promise.resolve(acts[target.dataset.do]()).catch((error) => this.say(`Not possible here: ${error.message}`));
  }

  zoom(zoom) { this.state.zoom = zoom; this.render(); }

  takeSlice() {
    const chosen = new Set(this.payload.slice);
    this.own = { key: kin(this.source.grid, this.case), near: this.payload.structure.tensors.map((_, place) => chosen.has(place)) };
    this.weighOwn();
    this.render();
    this.sayNumbers();
  }

  goTo(step) {
    if (step !== null && (step < 0 || step >= this.payload.steps.length)) return;
    this.state.step = step;
    this.render();
    if (step !== null) this.say(`${this.payload.steps[step][0]}. ${this.payload.steps[step][1]}`);
  }

  onKey(event) {
    if (!this.talking || event.altKey || event.ctrlKey || event.metaKey || this.find(".code").open) return;
    const steps = { ArrowRight: 1, PageDown: 1, " ": 1, ArrowLeft: -1, PageUp: -1 };
    if (event.key === "Escape") this.goTo(null);
    else if (event.key in steps && !(event.key === " " && event.target.closest("button"))) this.goTo(this.state.step + steps[event.key]);
    else if (event.key === "Home") this.goTo(0);
    else if (event.key === "End") this.goTo(this.payload.steps.length - 1);
    else return;
    event.preventDefault();
  }

  // Downloads: the picture without the overlay.

  source_(kind) { return (kind === "svg" ? svgOf : tikzOf)(this.list, this.style()); }
  listJson() { return jsonOf(this.list); }

  download(ending, content, type) {
    const link = document.createElement("a"), { model = "rac", split, observe } = this.case;
    const sizes = sizesOf(this.source.grid, { model }).map(({ name, letter, kind }) => `${kind === "number" ? letter : `${name}-`}${this.case[name]}`);
    link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
    link.download = `${[model, ...sizes, ...(observe ? [observe] : []), `split${split}`].join("-")}.${ending}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    this.say(`${link.download} is saved.`);
  }

  async png() {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(this.source_("svg"))}`;
    await image.decode();
    const scale = 200 / 96, canvas = document.createElement("canvas");
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    this.download("png", await new Promise((done) => { canvas.toBlob(done, "image/png"); }));
  }

  python() {
    const { state, payload } = this, { structure } = payload;
    const names = this.showsOwn ? structure.tensors.filter((_, place) => this.weighed.side[place]) : [];
    const words = {
      ...this.case, length: this.case.length + (this.case.observe ? 1 : 0), circuit: this.pythonCircuit(), near: listed(names), view: this.shownView,
      style: state.theme === "dark" ? "dark" : "print",
      page: this.source.look.pages[state.type].join(", "), font_size: this.list.fontSize,
      halos: Object.entries(this.source.look.halos[state.theme]).map(([side, ink]) => `, ${side}="${ink}"`).join(""),
    };
    return this.source.lines[this.showsOwn ? "own" : this.shownView].replace(/\{(\w+)\}/g, (_, name) => words[name]);
  }

  // The circuit of the picture in Python. If more than one value is observed, it has one step more, that of the probe.
  pythonCircuit() {
    const { model = "rac", observe, length, split, mode } = this.case;
    const written = (value) => (typeof value === "number" ? value : { true: "True", false: "False" }[value] ?? `"${value}"`);
    const sizes = sizesOf(this.source.grid, { model }).map(({ name }) => `${name}=${written(this.case[name])}`).join(", ");
    const circuit = `tnrnn.${model === "rac" ? "rac" : `models.${model}`}(${sizes})`;
    return observe ? `tnrnn.models.Case(${circuit}, tnrnn.Partition.start_end(${length}, ${split}), "${mode}", "${observe}").matrix.circuit` : circuit;
  }

  async copy(text, what) {
    try {
      await navigator.clipboard.writeText(text);
      this.say(`${what}: copied.`);
    } catch {
      this.say(`${what} could not be copied here; copy it from the address line or from the Python window.`);
    }
  }
}

const grouped = (digits) => (digits.length > 24 ? `${digits[0]}.${digits.slice(1, 3)}·10<sup>${digits.length - 1}</sup>` : digits.replace(/\B(?=(\d{3})+$)/g, "\u202f"));
const listed = (names) => {
  const lines = [""];
  for (const name of names) {
    const word = `${JSON.stringify(name)},`;
    if (lines.at(-1).length + word.length > 100) lines.push("");
    lines[lines.length - 1] += (lines.at(-1) ? " " : "    ") + word;
  }
  return `[\n${lines.join("\n")}\n]`;
};
const powered = (formula) => clean(formula).replace(/\^(\d+)/g, "<sup>$1</sup>");
