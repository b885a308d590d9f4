// A plot of rows of the table along an axis. Its columns, one for each point of the axis, can be focused and pressed.

import { clean } from "./svg.js";

const EXACT = 15;  // digits that a number of JavaScript has
const STEEP = 5;  // the logarithm, in bits, of the largest value from which on the heights are logarithms
const TICKS = 6;

// Returns the base-2 logarithm of the value of a row, or null if it has none.
export function log2Of([, , , digits, , log2]) {
  if (log2 !== null && log2 !== undefined && !(log2 === 0 && digits === null)) return log2;
  if (digits === null || digits === "0") return null;
  const left = Math.max(0, digits.length - EXACT);
  return Math.log2(Number(digits.slice(0, digits.length - left))) + left * Math.log2(10);
}

function numberText([, , , digits, , log2]) {
  if (digits === null) return `2^${Number(log2.toPrecision(6))}`;
  return digits.length > 24 ? `about 10^${digits.length - 1}` : digits.replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

// Returns in words what is known of a case, whose name is `what`.
export function toldOf(what, rows) {
  const known = rows.filter((row) => log2Of(row) !== null || row[3] === "0").map((row) => `${row[1]} ${row[2]} ${numberText(row)}`);
  return `${what}: ${known.join(", ") || "nothing is known"}`;
}

// Marks of several sizes and forms, so that those at one place can be told apart, also without colours.
const SHAPES = {
  rank: (x, y, r) => `<circle cx="${x}" cy="${y}" r="${0.5 * r}"/>`,
  min_cut: (x, y, r) => `<circle cx="${x}" cy="${y}" r="${r}"/>`,
  symmetric_cut: (x, y, r) => `<path d="M${x} ${y - 1.4 * r}l${1.4 * r} ${1.4 * r}l${-1.4 * r} ${1.4 * r}l${-1.4 * r} ${-1.4 * r}z"/>`,
  slice: (x, y, r) => `<path d="M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z"/>`,
  theorem_1: (x, y, r) => `<path d="M${x} ${y - r}l${r} ${1.7 * r}h${-2 * r}z"/>`,
};
const CROSS = (x, y, r) => `<path d="M${x - r} ${y - r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}"/>`;

export const markOf = (name, x, y, r, more = "") => `<g class="series ${clean(name)}${more}">${(SHAPES[name] ?? CROSS)(x, y, r)}</g>`;

const round = (value) => Math.round(value * 10) / 10;

// Returns at most `most` round numbers from `low` to `high`.
function ticksOf(low, high, most) {
  for (let unit = 1; ; unit *= 10) {
    for (const step of [unit, 2 * unit, 5 * unit]) {
      const first = Math.ceil(low / step), count = Math.floor(high / step) - first + 1;
      if (count <= most) return Array.from({ length: count }, (_, place) => (first + place) * step);
    }
  }
}

// Heights: values, or logarithms if they grow. Returns { steep, low, high, heightOf(row), ticks }, of which a tick is
// [height, text, raised text].
function heightsOf(rows) {
  const logs = rows.map(log2Of).filter((log2) => log2 !== null), steep = Math.max(...logs) > STEEP;
  const heightOf = (row) => (log2Of(row) === null ? (row[3] === "0" && !steep ? 0 : null) : steep ? log2Of(row) : 2 ** log2Of(row));
  const high = Math.max(1, Math.ceil(Math.max(...rows.map(heightOf)) - 1e-6));
  const ticks = ticksOf(0, high, TICKS).map((tick) => (!steep ? [tick, tick, ""] : tick < 14 ? [tick, 2 ** tick, ""] : [tick, 2, tick]));
  return { steep, low: 0, high, heightOf, ticks };
}

export class Plot {
  // `go` is called with the value of a column that is pressed, `read` with that of one that is pointed at, or null.
  constructor(element, go, read, signal) {
    this.element = element;
    const columnOf = ({ target }) => target.closest(".column"), valueOf = (event) => Number(columnOf(event).dataset.value);
    const on = (name, act) => element.addEventListener(name, (event) => { if (columnOf(event)) act(event); }, { signal });
    on("click", (event) => go(valueOf(event)));
    on("pointerover", (event) => read(valueOf(event)));
    on("focusin", (event) => { read(valueOf(event)); this.rove(columnOf(event)); });
    on("keydown", (event) => this.onKey(event, go, valueOf(event)));
    element.addEventListener("pointerleave", () => read(null), { signal });
  }

  get columns() { return [...this.element.querySelectorAll(".column")]; }

  onKey(event, go, value) {
    const { columns } = this, at = columns.findIndex(({ dataset }) => Number(dataset.value) === value);
    const to = { ArrowRight: at + 1, ArrowUp: at + 1, ArrowLeft: at - 1, ArrowDown: at - 1, Home: 0, End: columns.length - 1 }[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey || (to === undefined && event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    event.stopPropagation();
    if (to === undefined) go(value);
    else columns[Math.max(0, Math.min(columns.length - 1, to))].focus();
  }

  rove(column) { for (const each of this.columns) each.setAttribute("tabindex", each === column ? 0 : -1); }

  focus(value) { this.element.querySelector(`[data-value="${value}"]`)?.focus(); }

  // `list` has [value, rows] for each point that is known, `series` [name, title] for each curve, `place` is the value of
  // the case, and `ends` are the first and the last value of the axis.
  draw({ list, series, place, letter, ends: [first, last] }) {
    const room = this.element.getBoundingClientRect(), em = parseFloat(getComputedStyle(this.element).fontSize);
    if (room.width < 60 || room.height < 60) return;
    const focused = this.element.contains(document.activeElement) ? document.activeElement.dataset.value : null;
    const heights = heightsOf(list.flatMap(([, rows]) => rows));
    const left = 3.6 * em, right = room.width - 1.2 * em, top = 0.9 * em, bottom = room.height - 2.1 * em;
    const width = right - left, inset = Math.min(1.2 * em, width / 4);
    const xOf = (value) => round(first === last ? (left + right) / 2 : left + inset + ((value - first) / (last - first)) * (width - 2 * inset));
    const yOf = (height) => round(bottom - ((height - heights.low) / (heights.high - heights.low)) * (bottom - top));
    const size = { left, right, top, bottom, em };
    this.element.innerHTML = `<svg width="${room.width}" height="${room.height}" aria-hidden="false">
      ${rulesOf(heights, size, yOf)}${valuesAlong(list, place, letter, size, xOf)}
      ${series.map(([name]) => curveOf(name, list, heights, 0.34 * em, xOf, yOf)).join("")}
      <text class="axis" x="${left - 0.5 * em}" y="${bottom + 1.2 * em}" text-anchor="end">${clean(letter)}</text></svg>`;
    const now = this.columns.find(({ dataset }) => dataset.value === (focused ?? String(place))) ?? this.columns[0];
    this.rove(now);
    if (focused !== null) now.focus();
  }
}

function rulesOf({ ticks }, { left, right, em }, yOf) {
  return ticks.map(([height, text, raised]) => {
    const y = yOf(height), power = raised === "" ? "" : `<tspan dy="${-0.4 * em}" font-size="0.75em">${raised}</tspan>`;
    return `<path class="rule" d="M${left} ${y}H${right}"/><text x="${left - 0.5 * em}" y="${y + 0.35 * em}" text-anchor="end">${text}${power}</text>`;
  }).join("");
}

function valuesAlong(list, place, letter, { left, right, top, bottom, em }, xOf) {
  const middles = list.slice(1).map(([value], number) => (xOf(list[number][0]) + xOf(value)) / 2), edges = [left, ...middles, right];
  let free = -Infinity;
  return list.map(([value, rows], number) => {
    const now = value === place, x = xOf(value), wide = (0.65 * String(value).length + 0.7) * em;
    const width = edges[number + 1] - edges[number], half = Math.min(1.6 * em, width / 2), tall = `y="${top - 0.5 * em}" height="${bottom - top + 2 * em}"`;
    const fits = now || (x - wide / 2 >= free && (place === null || Math.abs(x - xOf(place)) > wide));
    if (fits) free = x + wide / 2;
    return `<g class="column${now ? " now" : ""}" role="button" tabindex="-1" data-value="${value}"${now ? ' aria-current="true"' : ""} aria-label="${clean(toldOf(`${letter} = ${value}`, rows))}">
      <rect x="${edges[number]}" width="${width}" ${tall}/><rect class="band" x="${x - half}" width="${2 * half}" ${tall}/>
      ${fits ? `<text x="${x}" y="${bottom + 1.2 * em}" text-anchor="middle">${value}</text>` : ""}</g>`;
  }).join("");
}

// A curve has a gap where its row does not apply, and where a point is missing.
function curveOf(name, list, heights, radius, xOf, yOf) {
  const points = list.map(([value, rows]) => {
    const row = rows.find(([each]) => each === name), height = row ? heights.heightOf(row) : null;
    return height === null ? null : { x: xOf(value), y: yOf(height), open: name === "rank" && row[2] !== "=" };
  });
  const path = points.map((point, number) => (point ? `${points[number - 1] ? "L" : "M"}${point.x} ${point.y}` : "")).join("");
  const marks = points.filter(Boolean).map(({ x, y, open }) => markOf(name, x, y, radius, open ? " open" : "")).join("");
  return `<g class="curve ${clean(name)}"><path d="${path}"/>${marks}</g>`;
}
