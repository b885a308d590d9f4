// What lies over the picture in the editor: guides, the band, the points of a bent bond, and the keyboard's place.

const SPACE = "http://www.w3.org/2000/svg";
const BEND = 5; // pixels

function made(name, attributes) {
  const element = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

export class Overlay {
  constructor(editor) { this.editor = editor; }

  get paper() { return this.editor.paper; }

  // Begins anew in a new picture, and shows what is selected.
  show() {
    const { editor, paper: { svg } } = this;
    svg.querySelector(":scope > g.overlay")?.remove();
    this.group = made("g", { class: "overlay" });
    this.guides = [made("line", { class: "edit-guide" }), made("line", { class: "edit-guide" })];
    this.rect = made("rect", { class: "edit-band", visibility: "hidden" });
    this.line = made("path", { class: "edit-preview" });
    this.bends = made("g", {});
    this.here = made("circle", { class: "here", r: 0 });
    this.group.append(...this.guides, this.rect, this.line, this.bends, this.here);
    svg.append(this.group);
    this.guide([null, null]);
    this.select();
    if (editor.bond !== null && !editor.isLeg) this.showBends(editor.bendsNow());
    this.walk();
  }

  select() {
    const { sketch, tensors, bond, note } = this.editor;
    for (const [name, { element }] of sketch.marks) element.classList.toggle("edit-chosen", tensors.has(name));
    for (const [name, { piece }] of sketch.byBond) piece.element.classList.toggle("edit-chosen", name === bond);
    for (const element of this.paper.svg.querySelectorAll(".note, .label-note")) element.classList.toggle("edit-chosen", note !== null && sketch.of(element).note === note);
  }

  guide(values) {
    const { paper: { list: { box: [left, bottom, right, top] } } } = this;
    values.forEach((value, axis) => {
      const line = this.guides[axis];
      line.setAttribute("visibility", value === null ? "hidden" : "visible");
      if (value === null) return;
      const ends = axis ? [[left, value], [right, value]] : [[value, bottom], [value, top]];
      const [[x1, y1], [x2, y2]] = ends.map((point) => this.paper.toPaper(point));
      for (const [key, place] of Object.entries({ x1, y1, x2, y2 })) line.setAttribute(key, place);
    });
  }

  band(one, other) {
    this.rect.setAttribute("visibility", one ? "visible" : "hidden");
    if (!one) return;
    const [[ax, ay], [bx, by]] = [one, other].map((point) => this.paper.toPaper(point));
    const places = { x: Math.min(ax, bx), y: Math.min(ay, by), width: Math.abs(ax - bx), height: Math.abs(ay - by) };
    for (const [key, value] of Object.entries(places)) this.rect.setAttribute(key, value);
  }

  preview(curve, bends) {
    const texts = curve.map((point) => this.paper.toPaper(point).map((value) => value.toFixed(2)).join(" "));
    this.line.setAttribute("d", `M${texts[0]}C${texts.slice(1).join(" ")}`);
    this.showBends(bends);
  }

  showBends(points) {
    const r = BEND * this.paper.pixel;
    this.bends.replaceChildren(...points.map((point, at) => {
      const [cx, cy] = this.paper.toPaper(point);
      return made("circle", { class: "edit-bend", "data-bend": at, cx, cy, r });
    }));
  }

  // Marks the tensor at which the keyboard is.
  walk() {
    const { sketch, here, walking } = this.editor, shown = walking && sketch.marks.has(here);
    this.here.setAttribute("r", shown ? 12 * this.paper.pixel : 0);
    if (!shown) return;
    const [cx, cy] = this.paper.toPaper(sketch.place(here));
    for (const [key, value] of Object.entries({ cx, cy })) this.here.setAttribute(key, value);
  }
}
