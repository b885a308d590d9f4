// Prints a display list as SVG, with the places and classes of tnrnn.drawing.writers.svg_writer. Colours are attributes only.

import { colour, halosOf, plainText, pointsOf, textsOf } from "./list.js";
import { namesOf } from "./names.js";

const FAMILY = "DejaVu Sans, Verdana, sans-serif";
const ASCENT = 0.76, DESCENT = 0.208, RIM = 2;
const DROPS = { top: ASCENT, bottom: -DESCENT, baseline: 0, center: (ASCENT - DESCENT) / 2 };
const ANCHORS = { left: "", center: ' text-anchor="middle"', right: ' text-anchor="end"' };
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };

export const clean = (text) => String(text)
  .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
  .replace(/[&<>"']/g, (letter) => ESCAPES[letter]);

const number = (value) => {
  const text = value.toFixed(2).replace(/\.?0+$/, "");
  return text === "-0" ? "0" : text;
};
const group = (name, parts, more = "") => (parts.length ? [`<g class="${name}"${more}>`, ...parts, "</g>"] : []);
const title = (text) => `<title>${clean(text)}</title>`;
const classes = ({ classes: words, side, time }) =>
  ` class="${clean(words)}${side ? ` ${side}-side` : ""}${time === null ? "" : ` t-${time}`}"`;
const dataName = (name, node) => ` data-name="${clean(name)}"${node ? ` data-node="${node}"` : ""}`;
const dashed = ([, width, dashes]) =>
  (dashes.length ? ` stroke-dasharray="${dashes.map((dash) => number(dash * width)).join(" ")}"` : "");

export function svgOf(list, style) {
  const scale = list.unit * 72, [left, bottom, right, top] = list.box;
  const length = (value) => number(value * scale);
  const x = (value) => number((value - left) * scale);
  const y = (value, below = 0) => number((top - value) * scale + below);
  const point = ([a, b]) => `${x(a)} ${y(b)}`;
  const paint = (attribute, name) => ` ${attribute}="${name === "none" ? name : colour(style, name)}"`;
  const pen = ([ink, width, dashes]) => ` stroke-width="${number(width)}"${paint("stroke", ink)}${dashed([ink, width, dashes])}`;
  const path = (form) => {
    const points = pointsOf(form), closed = form[0] === "outline", curve = closed || (form[0] === "path" && form[2]);
    return `M${point(points[0])}${curve ? "C" : "L"}${points.slice(1).map(point).join(" ")}${closed ? "Z" : ""}`;
  };
  const drawn = (form, kind = "", more = "") => {
    const [name, a, b, c] = form;
    if (name === "disc") return `<circle${kind} cx="${x(a)}" cy="${y(b)}" r="${length(c)}"${more}/>`;
    if (name === "area") return `<rect${kind} x="${x(a[0])}" y="${y(a[3])}" width="${length(a[2] - a[0])}" height="${length(a[3] - a[1])}"${more}/>`;
    if (["path", "stroke", "outline"].includes(name)) return `<path${kind} d="${path(form)}"${more}/>`;
    return `<polygon${kind} points="${pointsOf(form).map(point).join(" ")}"${more}/>`;
  };

  const side = (shape) => drawn(shape.form, classes(shape), paint("fill", shape.fill));
  const patch = (shape) => drawn(shape.form, classes(shape), `${dataName(shape.name)}${paint("fill", shape.fill)}${pen(shape.pen)}`);
  const names = namesOf(list);
  const line = (each, row) => {
    const [ink, width] = list.pens.lines, same = each.pen[1] === width;
    const more = (same ? "" : ` stroke-width="${number(each.pen[1])}"`) + (each.pen[0] === ink ? "" : paint("stroke", each.pen[0])) + dashed(each.pen);
    const points = list.heads.get(row)?.map(point).join(" ");
    const head = points ? [`<polygon class="head" stroke="none"${paint("fill", each.pen[0])} points="${points}"/>`] : [];
    if (!each.parts.length) return [drawn(each.form, classes(each), more), ...head];
    return each.parts.map(([name, said, part], place) => `<path${classes(each)}${dataName(name, names.places[row][place].name)} d="${path(part ?? each.form)}"${more}>${title(said)}</path>`).concat(head);
  };
  const cutLine = (each) => drawn(each.form, classes(each), pen(each.pen));
  const token = (shape, [ink, wide] = list.pens.marks) => {
    const [[first, said], ...others] = shape.parts.length ? shape.parts : [[shape.name, shape.title]];
    const inner = others.map(([name, words]) => `<g class="tensor"${dataName(name)}>${title(words)}</g>`).join("");
    const edge = (shape.pen[0] === ink ? "" : paint("stroke", shape.pen[0])) + (shape.pen[1] === wide ? "" : ` stroke-width="${number(shape.pen[1])}"`);
    return { shape, first, said, inner, fill: paint("fill", shape.fill) + edge };
  };
  const mark = (shape, place) => {
    const { first, said, inner, fill } = token(shape);
    return `<g${classes(shape)}${dataName(first, names.marks[place])}${fill}>${title(said)}${drawn(shape.form)}${inner}</g>`;
  };
  const key = (shape) => `<g${classes(shape)}${token(shape, list.pens.legend).fill}>${drawn(shape.form)}</g>`;
  const cutMark = (each) => {
    const gap = each.beneath ? drawn(each.form, ' class="gap"', pen(each.beneath)) : "";
    const shown = drawn(each.form, ` class="${each.kind}"`, (each.beneath ? "" : ' fill="none"') + pen(each.pen));
    return `<g${classes(each)}${dataName(each.name)}>${title(each.title)}${gap}${shown}</g>`;
  };

  const wording = ({ runs, size }) => {
    let rise = 0;
    return runs.map(([letters, italic, small, raised]) => {
      const up = raised * size;
      let more = italic ? ' font-style="italic"' : "";
      more += small === 1 ? "" : ` font-size="${number(small * size)}"`;
      more += up === rise ? "" : ` dy="${number(rise - up)}"`;
      rise = up;
      const shown = clean(letters).replaceAll("  ", "\u00a0 ");
      return more ? `<tspan${more}>${shown}</tspan>` : shown;
    }).join("");
  };
  const text = (each) => {
    let more = ANCHORS[each.across];
    more += each.size === list.fontSize ? "" : ` font-size="${number(each.size)}"`;
    more += each.colour === "ink" ? "" : paint("fill", each.colour);
    if (each.rim) more += `${paint("stroke", each.rim)} stroke-width="${RIM}" stroke-linejoin="round" paint-order="stroke"`;
    more += each.of ? ` data-of="${clean(each.of)}"` : "";
    return `<text${classes(each)} x="${x(each.x)}" y="${y(each.y, DROPS[each.down] * each.size)}"${more}>${wording(each)}</text>`;
  };

  const width = length(right - left), height = length(top - bottom);
  const said = [list.view, ...list.labels.filter(({ kind }) => kind === "formula").map(plainText)].join("; ");
  const common = ([ink, wide]) => `${paint("stroke", ink)} stroke-width="${number(wide)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="tnrnn ${clean(list.view)}" width="${width}pt" height="${height}pt" viewBox="0 0 ${width} ${height}" role="img" aria-label="${clean(said)}" font-family="${FAMILY}">`,
    `<rect class="background" width="${width}" height="${height}"${paint("fill", "background")}/>`,
    ...group("regions", list.regions.map(side), list.regions.every(({ form }) => form[0] === "area") ? ' shape-rendering="crispEdges"' : ""),
    ...group("halos", halosOf(list).map(side)),
    ...group("patches", list.patches.map(patch)),
    ...group("lines", list.lines.flatMap(line), ` fill="none"${common(list.pens.lines)} stroke-linecap="round" stroke-linejoin="round"`),
    ...group("cut-lines", list.cut_lines.map(cutLine), ' fill="none"'),
    ...group("marks", list.marks.map(mark), `${common(list.pens.marks)} stroke-linejoin="round"`),
    ...group("rings", list.rings.map(cutMark)),
    ...group("legend", list.legend.filter(({ shape }) => shape).map(({ shape }) => key(shape)), `${common(list.pens.legend)} stroke-linejoin="round"`),
    ...group("labels", textsOf(list).map(text), `${paint("fill", "ink")} font-size="${number(list.fontSize)}"`),
    ...group("strokes", list.strokes.map(cutMark), ' fill="none" stroke-linecap="round"'),
    "</svg>",
  ].join("\n");
}
