// The paper of the editor: one distance of the picture keeps its pixels, and what stands still keeps its place on the
// screen when another list replaces the picture.

import { Paper } from "../paper.js";

const MARGIN = 24, CLOSER = 1.25, SMALLEST = 4, LARGEST = 600; // pixels, and pixels for each unit

export class Desk extends Paper {
  constructor(element) {
    super(element);
    this.unit = null; // pixels for each unit of the list
    this.origin = [0, 0]; // where the point (0, 0) is in the element
  }

  show(list, style) {
    super.show(list, style);
    if (this.unit === null) this.whole();
    else this.lay();
  }

  toScreen([x, y]) {
    const room = this.svg.getBoundingClientRect(), [left, , , top] = this.list.box;
    return [room.left + (x - left) * this.unit, room.top + (top - y) * this.unit];
  }

  // Shows the whole picture in the middle.
  whole() {
    const [left, bottom, right, top] = this.list.box, room = this.element.getBoundingClientRect();
    const free = [room.width, room.height].map((side) => Math.max(80, side - 2 * MARGIN)), sides = [right - left, top - bottom];
    this.unit = Math.max(SMALLEST, Math.min(LARGEST, free[0] / sides[0], free[1] / sides[1]));
    const rest = [room.width, room.height].map((side, axis) => (side - sides[axis] * this.unit) / 2);
    this.origin = [rest[0] - left * this.unit, rest[1] + top * this.unit];
    this.spacer?.remove();
    this.element.scrollTo(0, 0);
    this.lay();
  }

  zoom(closer) {
    const { element } = this, middle = [element.scrollLeft + element.clientWidth / 2, element.scrollTop + element.clientHeight / 2];
    const unit = Math.max(SMALLEST, Math.min(LARGEST, this.unit * (closer ? CLOSER : 1 / CLOSER))), by = unit / this.unit;
    this.origin = this.origin.map((value, axis) => middle[axis] + (value - middle[axis]) * by);
    this.unit = unit;
    this.lay();
  }

  lay() {
    const [left, bottom, right, top] = this.list.box, { unit, svg, element } = this;
    this.pixel = this.scale / unit;
    svg.setAttribute("width", (right - left) * unit);
    svg.setAttribute("height", (top - bottom) * unit);
    const corner = [this.origin[0] + left * unit, this.origin[1] - top * unit], over = corner.map((value) => Math.max(0, MARGIN - value));
    const room = [element.scrollLeft + over[0], element.scrollTop + over[1]]; // what lies beyond the corner cannot be scrolled to
    this.origin = this.origin.map((value, axis) => value + over[axis]);
    this.at(corner.map((value, axis) => value + over[axis]), [room[0] + element.clientWidth, room[1] + element.clientHeight]);
    element.scrollTo(...room);
  }

  // The spacer is as far away as can be scrolled.
  at([left, top], [right, bottom]) {
    this.spacer ??= Object.assign(document.createElement("i"), { className: "edit-spacer" });
    if (this.spacer.parentNode !== this.element) this.element.append(this.spacer);
    Object.assign(this.spacer.style, { left: `${right - 1}px`, top: `${bottom - 1}px` });
    Object.assign(this.svg.style, { left: `${left}px`, top: `${top}px` });
  }
}
