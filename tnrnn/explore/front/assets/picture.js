// The picture of the case: the handle of the split, tensors that can be moved across the cut, and the keyboard's place.

import { listOf, placeOfTime, plainText, timeOfPlace } from "./list.js";
import { namesOf } from "./names.js";
import { Paper } from "./paper.js";
import { button, Part } from "./part.js";
import { ZOOMS } from "./state.js";
import { formulaOf } from "./weighing.js";

const NEAREST = 26, FREE = 9, WIDE = 7;  // pixels: of a click from a tensor; of the line of the split from one, and its width

export class Picture extends Part {
  static slots() {
    return {
      bar: button("smaller", "−", ' aria-label="Zoom out"') + button("larger", "+", ' aria-label="Zoom in"'),
      desk: '<div class="picture" tabindex="0" role="application" aria-roledescription="diagram"></div>',
    };
  }

  get acts() {
    const zoom = ZOOMS.indexOf(this.state.zoom), to = (place) => this.explorer.look({ zoom: ZOOMS[place] });
    return { smaller: () => to(Math.max(0, zoom - 1)), larger: () => to(Math.min(ZOOMS.length - 1, zoom + 1)) };
  }

  get list() { return this.paper.list; }
  get svg() { return this.paper.svg; }
  toPaper(point) { return this.paper.toPaper(point); }

  start(signal) {
    this.at = 0;
    this.element = this.find(".picture");
    this.paper = new Paper(this.element);
    this.resizes = new ResizeObserver(() => this.fit());
    this.resizes.observe(this.element);
    this.listen(signal);
  }

  stop() { this.resizes.disconnect(); }

  render() {
    this.paper.show(this.explorer.list, this.explorer.style());
    this.fit();
    this.element.setAttribute("aria-label", this.described());
  }

  described() {
    const formulas = this.list.labels.filter(({ kind }) => kind === "formula").map(plainText).join("; ");
    return `${this.explorer.shownView} diagram, ${this.list.marks.length} marks${formulas && `; ${formulas}`}`;
  }

  fit() {
    if (!this.list || !this.element.clientWidth) return;
    this.paper.fit(this.state.zoom);
    this.overlay();
  }

  // The overlay.

  get boundary() {
    const { split } = this.shown.case;
    return split ? placeOfTime(this.list, split + 0.5) : null;
  }

  overlay() {
    const focused = document.activeElement?.closest?.(".split");
    this.targets = this.listTargets();
    this.paper.overlay(`${this.handle()}${this.matrices()}${this.ends()}<circle class="here" r="0"/>`);
    if (focused) this.find(".split")?.focus();
    if (this.marking) this.markHere();
  }

  handle() {
    const { explorer, boundary: at, shown: { payload, case: { split, length } } } = this;
    if (at === null || (explorer.revealing && payload.steps[explorer.step].shows !== "cut")) return "";
    const [side] = listOf(payload.views[this.state.type][explorer.shownView]).regions;
    const [, low, , high] = side?.form[0] === "area" ? side.form[1] : this.list.box;
    const [x, bottom] = this.toPaper([at, low]), [, top] = this.toPaper([at, high]);
    const size = (matchMedia("(pointer: coarse)").matches ? 18 : 11) * this.paper.pixel;
    const said = `role="slider" tabindex="0" aria-label="split" aria-valuemin="1" aria-valuemax="${length - 1}" aria-valuenow="${split}" aria-valuetext="after step ${split}"`;
    const line = this.list.regions.length ? "" : `<line x1="${x}" x2="${x}" y1="${top}" y2="${bottom}"/>`;
    return `<g class="split" ${said}>${line}<rect class="grip" x="${x - size}" y="${top - size}" width="${2 * size}" height="${2.6 * size}"/><path d="M${x - size} ${top}l${0.7 * size} ${-0.6 * size}v${1.2 * size}zM${x + size} ${top}l${-0.7 * size} ${-0.6 * size}v${1.2 * size}z"/></g>`;
  }

  matrices() {
    if (!this.state.matrices || this.explorer.shownView !== "unrolled" || this.explorer.revealing) return "";
    return this.dots((each) => each.alone);
  }

  // Dots at the ends of legs, which show on which side they are.
  ends() { return this.explorer.revealing ? "" : this.dots((each) => each.end); }

  dots(which) {
    const radius = Math.max(0.042 * this.paper.scale, 3 * this.paper.pixel);
    return this.targets.filter(which).map((target) => {
      const [x, y] = this.toPaper([target.x, target.y]);
      return `<circle class="matrix ${this.sideOf(target)}-side" cx="${x}" cy="${y}" r="${radius}"/>`;
    }).join("");
  }

  sideOf({ places }) { return this.shown.weighed.side[places[0]] ? "near" : "far"; }

  // Returns what can be moved across the cut: a mark with all its tensors, or a single matrix on a line.
  listTargets() {
    if (this.explorer.shownView !== "unrolled") return [];
    const place = new Map(this.shown.payload.structure.tensors.map((name, number) => [name, number]));
    const marks = this.list.marks.filter(({ parts }) => parts.length)
      .map(({ form: [, x, y], parts }) => ({ x, y, name: parts[0][0], places: parts.map(([name]) => place.get(name)) }));
    marks.push(...this.listEnds());
    if (!this.state.matrices) return marks;
    return [...marks, ...this.list.own.matrices.map(([name, x, y]) => ({ x, y, name, alone: true, places: [place.get(name)] }))];
  }

  // Returns the ends of legs that have a side.
  listEnds() {
    const { tensors, ends = [] } = this.shown.payload.structure, place = new Map(ends.map((name, number) => [name, tensors.length + number]));
    if (!ends.length) return [];
    return namesOf(this.list).places.flat().filter(({ of }) => place.has(of))
      .map(({ of, at: [x, y] }) => ({ x, y, name: of, end: true, places: [place.get(of)] }));
  }

  // Pointers.

  listen(signal) {
    const { element } = this;
    element.addEventListener("pointerdown", (event) => this.take(event), { signal });
    element.addEventListener("pointermove", (event) => this.drag(event), { signal });
    for (const name of ["pointerup", "pointercancel"]) element.addEventListener(name, (event) => this.drop(event), { signal });
    element.addEventListener("click", (event) => this.onClick(event), { signal });
    element.addEventListener("focus", () => { this.marking = true; this.markHere(); }, { signal });
    element.addEventListener("blur", () => { this.marking = false; this.markHere(); }, { signal });
    element.addEventListener("keydown", (event) => this.onPictureKey(event), { signal });
  }

  take(event) {
    if (!event.target.closest(".split") && !this.onLine(event)) return;
    this.held = event.pointerId;
    this.element.setPointerCapture(this.held);
    event.preventDefault();
  }

  drag(event) {
    if (this.held !== event.pointerId) return;
    const { x } = this.paper.fromScreen(event), wanted = Math.max(1, Math.min(this.state.length - 1, Math.round(timeOfPlace(this.list, x) - 0.5)));
    if (wanted !== this.state.split) this.explorer.set({ split: wanted });
  }

  drop(event) {
    if (this.held !== event.pointerId) return;
    this.held = null;
    this.dragged = true;
    setTimeout(() => { this.dragged = false; });
    this.find(".split")?.focus();
    this.explorer.sayNumbers();
  }

  onClick(event) {
    if (this.dragged || event.target.closest(".grip, .split path") || !this.svg.contains(event.target)) return;
    const { x, y, pixel } = this.paper.fromScreen(event);
    const distance = (target) => Math.hypot(target.x - x, target.y - y) * pixel;
    const found = this.targets.reduce((best, target) => (best && distance(best) <= distance(target) ? best : target), null);
    if (!found || distance(found) > NEAREST) return;
    this.at = this.targets.indexOf(found);
    this.move(found);
  }

  // Whether the pointer is on the line of the split, and not on a tensor.
  onLine(event) {
    if (!this.find(".split") || event.button !== 0) return false;
    const { x, y, pixel } = this.paper.fromScreen(event);
    const free = this.targets.every((target) => Math.hypot(target.x - x, target.y - y) * pixel > FREE);
    return free && Math.abs(x - this.boundary) * pixel < WIDE;
  }

  // Moves a target across. The split sets the side of inputs.
  move(target) {
    const { explorer, shown } = this;
    if (explorer.revealing || explorer.shownView !== "unrolled") return;
    const end = shown.endOf(target.places);
    if (end >= 0) {
      explorer.parts.controls.turn(end);
      return;
    }
    const side = shown.move(target.places);
    if (side === null) {
      this.say(`${target.name} is an input: the split says its side.`, ".said", "cut");
      return;
    }
    explorer.render();
    const { powers, value } = shown.weighed;
    this.say(`${target.name} is ${side}. Own cut ${formulaOf(powers)} = ${value}; min-cut ${shown.payload.numbers[0][3]}.`, ".said", "cut");
  }

  // Keys.

  markHere() {
    const here = this.svg?.querySelector(".here"), target = this.targets?.[this.at];
    if (!here) return;
    here.setAttribute("r", 0);
    if (!this.marking || !target) return;
    const [x, y] = this.toPaper([target.x, target.y]);
    for (const [name, value] of [["cx", x], ["cy", y], ["r", 0.15 * this.paper.scale]]) here.setAttribute(name, value);
  }

  onPictureKey(event) {
    if (this.explorer.talking && !this.explorer.parts.talk.editing) return; // the keys turn the steps
    if (event.target.closest?.(".split")) this.onHandleKey(event);
    else if (!this.explorer.revealing && this.targets.length) this.onTargetKey(event);
  }

  onHandleKey(event) {
    const turn = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!turn || this.explorer.revealing) return;
    event.preventDefault();
    const splits = this.explorer.values("split"), place = splits.indexOf(this.state.split) + turn;
    if (place < 0 || place >= splits.length) return;
    this.explorer.set({ split: splits[place] }).then(() => { this.find(".split")?.focus(); this.explorer.sayNumbers(); });
  }

  onTargetKey(event) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!way && event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    if (way) this.go(way);
    else this.move(this.targets[Math.min(this.at, this.targets.length - 1)]);
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
    this.say(`${best.name}, ${this.sideOf(best)}`, ".said", "here");
  }
}
