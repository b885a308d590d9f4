// A display list on the screen: it fills an element, keeps its proportions, and has one overlay that is not part of it.

import { svgOf } from "./svg.js";

export class Paper {
  constructor(element) {
    this.element = element;
    this.list = this.svg = null;
    this.pixel = 1;
  }

  show(list, style) {
    const svg = elementOf(svgOf(list, style));
    svg.setAttribute("role", "presentation");
    svg.removeAttribute("aria-label");
    for (const part of svg.children) part.setAttribute("aria-hidden", "true");
    this.list = list;
    this.svg = svg;
    this.element.replaceChildren(svg);
  }

  // Makes the picture as large as its element allows, times the zoom. An element that is hidden allows nothing.
  fit(zoom = 1) {
    const room = this.element.getBoundingClientRect();
    if (!room.width) return;
    const [left, bottom, right, top] = this.list.box, points = this.scale;
    const width = (right - left) * points, height = (top - bottom) * points;
    const whole = Math.min((room.width - 12) / width, Math.max(room.height - 12, 160) / height);
    this.pixel = 1 / (whole * zoom);
    this.svg.setAttribute("width", width / this.pixel);
    this.svg.setAttribute("height", height / this.pixel);
  }

  // Points of the paper for each unit of the list.
  get scale() { return 72 * this.list.unit; }

  toPaper([x, y]) {
    const { box } = this.list;
    return [(x - box[0]) * this.scale, (box[3] - y) * this.scale];
  }

  fromScreen({ clientX, clientY }) {
    const room = this.svg.getBoundingClientRect(), [left, bottom, right, top] = this.list.box;
    const x = left + ((clientX - room.left) / room.width) * (right - left);
    const y = top - ((clientY - room.top) / room.height) * (top - bottom);
    return { x, y, pixel: room.width / (right - left) };
  }

  overlay(parts) {
    this.svg.querySelector(".overlay")?.remove();
    this.svg.append(elementOf(`<svg xmlns="http://www.w3.org/2000/svg"><g class="overlay">${parts}</g></svg>`).firstChild);
  }
}

const elementOf = (text) => document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);
