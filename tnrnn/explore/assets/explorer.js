// The page: controls, picture, table, talk. `mount(element, source)`; see bundle.js for what a source is.

import { jsonOf, makeLook, sceneOf } from "./look.js";
import { clean, plainText, svgOf } from "./svg.js";
import { tikzOf } from "./tikz.js";
import { formulaOf, stepOf, weigh, withOwnCut } from "./weighing.js";

const SIZES = [
  ["length", "T", "time steps"], ["layers", "L", "layers"], ["inputs", "M", "input channels"],
  ["hidden", "R", "hidden channels"], ["split", "split", "steps in the Start"],
];
const NEAREST = 26, ZOOMS = [1, 1.5, 2, 3, 4];

export function mount(element, source) {
  return new Explorer(element, source).start();
}

const field = ([name, letter, words]) => `
  <div class="size"><label for="tx-${name}"><b>${letter}</b> ${words}</label>
  <input type="range" id="tx-${name}" data-size="${name}" step="1" aria-label="${letter}, ${words}">
  <input type="number" data-number="${name}" aria-label="${letter}, ${words}, as a number"></div>`;

const choices = (name, legend, items) => `
  <fieldset class="choices"><legend>${legend}</legend>${items.map(([value, words]) =>
    `<label><input type="radio" name="tx-${name}" data-choice="${name}" value="${value}"><span>${words}</span></label>`).join("")}
  </fieldset>`;

const button = (name, words, more = "") => `<button type="button" data-do="${name}"${more}>${words}</button>`;

const PAGE = `
<section class="controls" aria-label="Controls">
  ${SIZES.map(field).join("")}
  ${choices("mode", "Inputs", [["one-hot", "one-hot"], ["continuous", "continuous"]])}
  ${choices("view", "View", [["unrolled", "unrolled"], ["shared", "shared"]])}
  <table class="numbers"><caption>Bounds on the rank</caption><tbody></tbody></table>
  <fieldset class="choices own"><legend>Own cut: click a tensor to move it across</legend>
    ${button("min", "Min-cut")}${button("slice", "Slice")}
    <label><input type="checkbox" data-flag="matrices"><span>matrices one by one</span></label>
  </fieldset>
  <details class="severed"><summary>What it severs</summary><ul></ul></details>
  <details class="help"><summary>Keys and gestures</summary>
    <p>Drag the handle above the picture, or focus it and press the arrow keys, to move the split.
    Click a tensor to move it across the cut; its matrices go with it. In the picture the arrow keys lead from
    tensor to tensor, space moves one across. In a talk the arrow keys go from step to step, Escape ends it.</p></details>
</section>
<section class="stage" aria-label="Picture">
  <div class="bar" role="toolbar" aria-label="Picture and page">
    ${button("talk", "Talk", ' aria-pressed="false"')}${button("full", "Full screen")}
    ${button("type", "Large type", ' aria-pressed="false"')}${button("theme", "Dark", ' aria-pressed="false"')}
    ${button("smaller", "−", ' aria-label="Zoom out"')}${button("larger", "+", ' aria-label="Zoom in"')}
    <span class="gap"></span>${button("link", "Copy link")}${button("svg", "SVG")}${button("png", "PNG")}${button("tikz", "TikZ")}${button("python", "Python")}
  </div>
  <div class="picture" tabindex="0" role="application" aria-roledescription="diagram"></div>
  <div class="talk" hidden><div><h2></h2><p></p></div>
    <span>${button("back", "◀", ' aria-label="Step back"')} <span class="count"></span> ${button("next", "▶", ' aria-label="Next step"')}</span></div>
  <dialog class="code" aria-label="Python lines"><pre tabindex="0" aria-label="Python"></pre>${button("copy", "Copy")}${button("save", "Save")}${button("close", "Close")}</dialog>
  <p class="said" role="status" aria-live="polite"></p>
</section>`;

class Explorer {
  constructor(element, source) {
    this.element = element;
    this.source = source;
    this.look = makeLook(source.look);
    this.asked = 0;
    this.own = null;
    this.at = 0;
  }

  async start() {
    const element = this.element;
    element.classList.add("tnrnn-explorer");
    element.innerHTML = PAGE;
    this.picture = this.find(".picture");
    this.state = this.read();
    element.addEventListener("input", (event) => this.onInput(event));
    element.addEventListener("change", (event) => this.onChange(event));
    element.addEventListener("click", (event) => this.onButton(event.target.closest("[data-do]")));
    document.addEventListener("keydown", (event) => this.onKey(event));
    window.addEventListener("hashchange", () => { this.state = this.read(); this.show(); });
    new ResizeObserver(() => this.fit()).observe(this.picture);
    this.listenToPicture();
    await this.show();
    return this;
  }

  find(selector) { return this.element.querySelector(selector); }

  // State: what a link restores.

  values(name, state = this.state) {
    const { grid } = this.source;
    if (name !== "split") return grid[name];
    return grid.split ?? Array.from({ length: state.length - 1 }, (_, place) => place + 1);
  }

  settled(given) {
    const nearest = (values, wanted, otherwise) => {
      const number = Number(wanted);
      if (wanted === undefined || wanted === null || wanted === "" || !Number.isFinite(number)) return otherwise;
      return values.reduce((best, value) => (Math.abs(value - number) < Math.abs(best - number) ? value : best));
    };
    const { step = null, zoom = 1, matrices = false } = given, state = { step, zoom, matrices };
    for (const [name, preferred] of [["length", 6], ["layers", 2], ["inputs", 2], ["hidden", 3]]) {
      const values = this.values(name, state);
      state[name] = nearest(values, given[name], nearest(values, preferred, values[0]));
    }
    const splits = this.values("split", state), half = nearest(splits, Math.floor(state.length / 2), splits[0]);
    state.split = nearest(splits, given.split, half);
    state.mode = this.source.grid.mode.includes(given.mode) ? given.mode : this.source.grid.mode[0];
    state.view = given.view === "shared" ? "shared" : "unrolled";
    state.type = given.type === "large" ? "large" : "normal";
    state.theme = given.theme === "dark" ? "dark" : "light";
    return state;
  }

  read() {
    const given = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    const state = this.settled(given);
    const step = Number.parseInt(given.step, 10), zoom = Number(given.zoom);
    state.step = Number.isInteger(step) && step >= 0 ? step : null;
    state.zoom = ZOOMS.includes(zoom) ? zoom : 1;
    state.matrices = given.matrices === "1";
    this.own = /^[01]+$/.test(given.own ?? "") ? { key: this.kin(state), near: Array.from(given.own, Number) } : null;
    return state;
  }

  link() {
    const { step, zoom, matrices, ...kept } = this.state;
    const words = new URLSearchParams(kept);
    if (step !== null) words.set("step", step);
    if (zoom !== 1) words.set("zoom", zoom);
    if (matrices) words.set("matrices", "1");
    if (this.own) words.set("own", this.own.near.map((near) => (near ? 1 : 0)).join(""));
    return `#${words}`;
  }

  kin({ length, layers, mode } = this.state) { return `${length} ${layers} ${mode}`; }

  set(changes) {
    const split = "length" in changes && !("split" in changes) ? { split: Math.min(this.state.split, changes.length - 1) } : {};
    this.state = this.settled({ ...this.state, ...changes, ...split });
    return this.show();
  }

  // Showing.

  async show() {
    this.asked += 1;
    const asked = this.asked, { length, layers, inputs, hidden, split, mode } = this.state;
    let payload;
    try {
      payload = await this.source.case({ length, layers, inputs, hidden, split, mode });
    } catch (error) {
      if (asked === this.asked) this.say(`This case cannot be shown: ${error.message}`);
      return;
    }
    if (asked !== this.asked) return;
    this.payload = payload;
    this.state.step = this.state.step === null ? null : Math.min(this.state.step, payload.steps.length - 1);
    this.weighOwn();
    this.render();
  }

  // What a choice of near tensors (a list of booleans) severs in a payload, and what that costs.
  costOf({ structure, dims }, isNear) {
    const { entries, value, powers, side } = weigh(structure, dims, isNear);
    return { entries, side, value: String(value), formula: formulaOf(powers) };
  }

  weighOwn() {
    const { structure, dims, near } = this.payload;
    if (this.own && (this.own.key !== this.kin() || this.own.near.length !== structure.tensors.length)) this.own = null;
    const chosen = new Set(near);
    const isNear = this.own ? this.own.near.map(Boolean) : structure.tensors.map((_, place) => chosen.has(place));
    for (const place of structure.inputs) isNear[place] = structure.times[place] <= this.state.split;
    if (this.own) this.own.near = isNear;
    this.weighed = weigh(structure, dims, isNear);
  }

  get talking() { return this.state.step !== null; }
  get shownView() { return this.talking ? this.payload.steps[this.state.step][2] : this.state.view; }
  get showsOwn() { return this.own !== null && !this.talking && this.state.view === "unrolled"; }

  current() {
    const scene = sceneOf(this.payload.views[this.state.type][this.shownView]);
    if (this.talking) return stepOf(scene, this.payload.steps[this.state.step]);
    return this.showsOwn ? withOwnCut(scene, this.payload.structure, this.weighed) : scene;
  }

  style() {
    const style = this.source.look.styles[this.state.theme + (this.showsOwn ? "-own" : "")];
    return { ...style, font_size: this.scene.fontSize };
  }

  render() {
    this.scene = this.current();
    const made = new DOMParser().parseFromString(svgOf(this.scene, this.look, this.style()), "image/svg+xml");
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
    const link = this.link();
    if (location.hash !== link) history.replaceState(null, "", link);
  }

  described() {
    const formulas = this.scene.labels.filter((label) => label.role === "formula").map(plainText).join("; ");
    return `${this.shownView} diagram, ${this.scene.marks.length} marks${formulas && `; ${formulas}`}`;
  }

  fit() {
    if (!this.scene) return;
    const [left, bottom, right, top] = this.scene.box, points = 72 * this.scene.unit;
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
    document.documentElement.dataset.theme = state.theme;
    element.dataset.type = state.type;
    element.classList.toggle("talking", this.talking);
    for (const [name, letter, words] of SIZES) {
      const values = this.values(name), place = values.indexOf(state[name]);
      const range = this.find(`[data-size=${name}]`), number = this.find(`[data-number=${name}]`);
      Object.assign(range, { min: 0, max: values.length - 1, value: place, disabled: values.length < 2 });
      range.setAttribute("aria-valuetext", `${letter} = ${state[name]}, ${words}`);
      Object.assign(number, { min: values[0], max: values[values.length - 1], disabled: values.length < 2 });
      number.value = state[name];
    }
    for (const input of element.querySelectorAll("[data-choice]")) {
      input.checked = state[input.dataset.choice] === input.value;
      input.disabled = input.dataset.choice === "mode" && !this.source.grid.mode.includes(input.value);
    }
    const flag = this.find("[data-flag=matrices]");
    flag.checked = state.matrices;
    for (const control of element.querySelectorAll(".own input, .own button")) control.disabled = state.view !== "unrolled";
    const pressed = { talk: this.talking, type: state.type === "large", theme: state.theme === "dark" };
    for (const [name, on] of Object.entries(pressed)) this.find(`[data-do=${name}]`).setAttribute("aria-pressed", on);
  }

  renderNumbers() {
    const { entries, value, powers } = this.weighed, [least] = this.payload.numbers;
    const own = ["own_cut", "Own cut", "≤", String(value), formulaOf(powers), null, this.compared(value, BigInt(least[3]))];
    const rows = this.state.view === "unrolled" ? [own, ...this.payload.numbers] : this.payload.numbers;
    this.find(".numbers tbody").innerHTML = rows.map(([name, title, sign, amount, formula, , note]) => `
      <tr data-row="${clean(name)}"${amount === null ? ' class="none"' : ""}><th scope="row">${clean(title)}</th>
      <td>${amount === null ? "" : `<span class="value">${clean(sign)} <data value="${clean(amount)}">${clean(grouped(amount))}</data></span>`}
      <span class="formula">${powered(formula)}</span>${note ? ` <small>${clean(note)}</small>` : ""}</td></tr>`).join("");
    this.find(".severed ul").innerHTML = entries.map(({ name, kind, dim, symbol }) =>
      `<li>${symbol ? `${clean(symbol)} = ${dim}` : dim}: ${clean(kind)} ${clean(name)}</li>`).join("");
  }

  compared(value, least) {
    if (this.own === null) return "the min-cut; click a tensor to change it";
    if (value === least) return "as little as the min-cut";
    if (least === 0n) return "";
    const hundredths = (value * 100n) / least, whole = value % least === 0n;
    return `${whole ? grouped(String(value / least)) : `about ${Number(hundredths) / 100}`} times the min-cut`;
  }

  renderTalk() {
    const bar = this.find(".talk");
    bar.hidden = !this.talking;
    if (!this.talking) return;
    const [title, words] = this.payload.steps[this.state.step], number = this.state.step + 1;
    this.find(".talk h2").textContent = title;
    this.find(".talk p").innerHTML = powered(words);
    this.find(".talk .count").textContent = `${number} / ${this.payload.steps.length}`;
    this.find("[data-do=back]").disabled = number === 1;
    this.find("[data-do=next]").disabled = number === this.payload.steps.length;
  }

  say(words) { this.find(".said").textContent = words; }

  sayNumbers() {
    const shown = [...this.element.querySelectorAll(".numbers tr:not(.none)")].map((row) => row.textContent.replace(/\s+/g, " ").trim());
    this.say(shown.join("; "));
  }

  // What lies over the picture and is no part of it: the split's handle, the matrices, the place of the keyboard.

  boundary() {
    const label = this.scene.labels.find((each) => each.role === "time");
    return label ? this.state.split + 0.5 : null;
  }

  overlay() {
    const focused = document.activeElement?.closest?.(".split");
    this.svg.querySelector(".overlay")?.remove();
    const { unit, box } = this.scene, scale = unit * 72;
    this.toPaper = ([x, y]) => [(x - box[0]) * scale, (box[3] - y) * scale];
    const at = this.boundary(), parts = [];
    if (at !== null && !(this.talking && !this.payload.steps[this.state.step][5])) {
      const sides = sceneOf(this.payload.views[this.state.type][this.shownView]).regions;
      const [low, high] = sides.length ? [sides[0].box[1], sides[0].box[3]] : [box[1], box[3]];
      const [x, bottom] = this.toPaper([at, low]), [, top] = this.toPaper([at, high]), size = (matchMedia("(pointer: coarse)").matches ? 18 : 11) * this.pixel;
      const said = `role="slider" tabindex="0" aria-label="split" aria-valuemin="1" aria-valuemax="${this.state.length - 1}" aria-valuenow="${this.state.split}" aria-valuetext="after step ${this.state.split}"`;
      const line = this.scene.regions.length ? "" : `<line x1="${x}" x2="${x}" y1="${top}" y2="${bottom}"/>`;
      parts.push(`<g class="split" ${said}>${line}<rect class="grip" x="${x - size}" y="${top - size}" width="${2 * size}" height="${2.6 * size}"/><path d="M${x - size} ${top}l${0.7 * size} ${-0.6 * size}v${1.2 * size}zM${x + size} ${top}l${-0.7 * size} ${-0.6 * size}v${1.2 * size}z"/></g>`);
    }
    this.targets = this.listTargets();
    if (this.state.matrices && this.shownView === "unrolled" && !this.talking) {
      for (const target of this.targets.filter((each) => each.alone)) {
        const [x, y] = this.toPaper([target.x, target.y]);
        const side = this.weighed.side[target.places[0]] ? "near" : "far";
        parts.push(`<circle class="matrix ${side}" cx="${x}" cy="${y}" r="${Math.max(0.042 * scale, 3 * this.pixel)}"/>`);
      }
    }
    parts.push('<circle class="here" r="0"/>');
    const group = `<svg xmlns="http://www.w3.org/2000/svg"><g class="overlay">${parts.join("")}</g></svg>`;
    const made = new DOMParser().parseFromString(group, "image/svg+xml").documentElement.firstChild;
    this.svg.append(document.importNode(made, true));
    if (focused) this.find(".split")?.focus();
    if (this.marking) this.markHere();
  }

  // What can be moved across: a mark with all its tensors, or a matrix alone, where it sits on a line.
  listTargets() {
    if (this.shownView !== "unrolled") return [];
    const place = new Map(this.payload.structure.tensors.map((name, number) => [name, number]));
    const marks = this.scene.marks.filter((mark) => mark.tensors.length)
      .map((mark) => ({ x: mark.x, y: mark.y, name: mark.tensors[0], places: mark.tensors.map((name) => place.get(name)) }));
    if (!this.state.matrices) return marks;
    const ends = new Map(this.scene.lines.flatMap((line) => line.between.map((name, number) => {
      const stop = (line.stops[number] + line.stops[number + 1]) / 2;
      const [a, b] = [line.points[0], line.points[line.points.length - 1]];
      return [name, [a[0] + stop * (b[0] - a[0]), a[1] + stop * (b[1] - a[1])]];
    })));
    return [...marks, ...[...ends].map(([name, [x, y]]) => ({ x, y, name, alone: true, places: [place.get(name)] }))];
  }

  fromScreen(event) {
    const room = this.svg.getBoundingClientRect(), [left, bottom, right, top] = this.scene.box;
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

  // Beside the split's line, and not on a tensor.
  onLine(event) {
    const line = this.find(".split");
    if (!line || event.button !== 0) return false;
    const { x, y, pixel } = this.fromScreen(event);
    const free = this.targets.every((target) => Math.hypot(target.x - x, target.y - y) * pixel > 9);
    return free && Math.abs(x - this.boundary()) * pixel < 7;
  }

  // A mark whose tensors stand on both sides goes near first; inputs stay where the split has them.
  move(target) {
    const { structure } = this.payload, inputs = new Set(structure.inputs);
    if (this.talking || this.state.view !== "unrolled") return;
    const free = target.places.filter((place) => !inputs.has(place));
    if (!free.length) {
      this.say(`${target.name} is an input: the split says its side.`);
      return;
    }
    const near = this.own ? [...this.own.near] : structure.tensors.map((_, place) => this.payload.near.includes(place));
    const wanted = !free.every((place) => this.weighed.side[place]);
    for (const place of free) near[place] = wanted;
    this.own = { key: this.kin(), near };
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
    for (const [name, value] of [["cx", x], ["cy", y], ["r", 0.15 * this.scene.unit * 72]]) here.setAttribute(name, value);
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
    if (name) this.set({ [name]: this.values(name)[Number(target.value)] });
  }

  onChange({ target }) {
    const { size, number, choice, flag } = target.dataset;
    if (size) this.sayNumbers();
    else if (number && target.value === "") this.render();
    else if (number) this.set({ [number]: target.value }).then(() => this.sayNumbers());
    else if (choice) this.set({ [choice]: target.value }).then(() => this.sayNumbers());
    else if (flag) { this.state.matrices = target.checked; this.at = 0; this.render(); }
  }

  onButton(target) {
    if (!target) return;
    const { state } = this, zoom = ZOOMS.indexOf(state.zoom);
    const acts = {
      talk: () => this.goTo(this.talking ? null : 0),
      back: () => this.goTo(state.step - 1),
      next: () => this.goTo(state.step + 1),
      full: () => (document.fullscreenElement ? document.exitFullscreen() : this.element.requestFullscreen()),
      type: () => this.set({ type: state.type === "large" ? "normal" : "large" }),
      theme: () => this.set({ theme: state.theme === "dark" ? "light" : "dark" }),
      smaller: () => this.zoom(ZOOMS[Math.max(0, zoom - 1)]),
      larger: () => this.zoom(ZOOMS[Math.min(ZOOMS.length - 1, zoom + 1)]),
      min: () => { this.own = null; this.weighOwn(); this.render(); this.sayNumbers(); },
      slice: () => this.takeSlice(),
      link: () => this.copy(location.href, "The link"),
      svg: () => this.download("svg", `<?xml version="1.0" encoding="UTF-8"?>\n${this.source_("svg")}\n`, "image/svg+xml"),
      tikz: () => this.download("tex", this.source_("tikz"), "text/x-tex"),
      png: () => this.png(),
      python: () => { this.find(".code pre").textContent = this.python(); this.find(".code").showModal(); },
      copy: () => this.copy(this.python(), "The lines"),
      save: () => this.download("py", this.python(), "text/x-python"),
      close: () => this.find(".code").close(),
    };
    Promise.resolve(acts[target.dataset.do]()).catch((error) => this.say(`Not possible here: ${error.message}`));
  }

  zoom(zoom) { this.state.zoom = zoom; this.render(); }

  takeSlice() {
    const chosen = new Set(this.payload.slice);
    this.own = { key: this.kin(), near: this.payload.structure.tensors.map((_, place) => chosen.has(place)) };
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

  // Downloads: the picture without what lies over it.

  source_(kind) { return (kind === "svg" ? svgOf : tikzOf)(this.scene, this.look, this.style()); }
  sceneJson() { return jsonOf(this.scene); }

  download(ending, content, type) {
    const link = document.createElement("a"), { length, layers, inputs, hidden, split } = this.state;
    link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
    link.download = `rac-T${length}-L${layers}-M${inputs}-R${hidden}-split${split}.${ending}`;
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
      ...state, near: listed(names), view: this.shownView,
      style: state.theme === "dark" ? "dark" : "print", unfolding: state.mode === "one-hot" ? "joined" : "repeated",
      page: this.source.look.pages[state.type].join(", "), font_size: this.scene.fontSize,
      halos: Object.entries(this.source.look.halos[state.theme]).map(([side, ink]) => `, ${side}="${ink}"`).join(""),
    };
    return this.source.lines[this.showsOwn ? "own" : this.shownView].replace(/\{(\w+)\}/g, (_, name) => words[name]);
  }

  async copy(text, what) {
    try {
      await navigator.clipboard.writeText(text);
      this.say(`${what}: copied.`);
    } catch {
      this.say(`${what} could not be copied here; the address line and the Python window have them.`);
    }
  }
}

const grouped = (digits) => (digits.length > 24 ? `≈ ${Number(digits).toExponential(2)}` : digits.replace(/\B(?=(\d{3})+$)/g, "\u202f"));
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
