// A scene as SVG source: places and classes are those of tnrnn.drawing.svg_writer; colours are attributes only.

import { along, colour, pathOf, strokeEnds } from "./look.js";

const FAMILY = "DejaVu Sans, Verdana, sans-serif";
const ASCENT = 0.76, DESCENT = 0.208, RIM = 2, SHORT = 0.2;
const ROUND = ' stroke-linecap="round" stroke-linejoin="round"';
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

function stretches(line, gap) {
  const path = pathOf(line);
  if (line.bonds.length <= 1) return line.bonds.map((bond) => [bond, path]);
  const inner = line.stops.slice(1).map((stop, place) => (stop + line.stops[place]) / 2);
  const bounds = [0, ...inner, 1];
  const lengths = path.slice(1).map((b, place) => Math.hypot(b[0] - path[place][0], b[1] - path[place][1]));
  const whole = lengths.reduce((sum, length) => sum + length, 0) || 1;
  let done = 0;
  const corners = path.map((point, place) => [(done += place ? lengths[place - 1] : 0) / whole, point]);
  return line.bonds.map((bond, place) => {
    const [low, high] = [bounds[place], bounds[place + 1]];
    const short = Math.min(gap / whole, (high - low) / 4);
    const start = low ? low + short : 0, end = high < 1 ? high - short : 1;
    const between = corners.slice(1, -1).filter(([at]) => start < at && at < end).map(([, point]) => point);
    const first = low ? along(line, start).slice(0, 2) : path[0];
    const last = high < 1 ? along(line, end).slice(0, 2) : path[path.length - 1];
    return [bond, [first, ...between, last]];
  });
}

export function svgOf(scene, look, style) {
  const scale = scene.unit * 72, [left, bottom, right, top] = scene.box;
  const length = (value) => number(value * scale);
  const x = (value) => number((value - left) * scale);
  const y = (value, below = 0) => number((top - value) * scale + below);
  const point = ([a, b]) => `${x(a)} ${y(b)}`;
  const path = (points, curve = false) => `M${point(points[0])}${curve ? "C" : "L"}${points.slice(1).map(point).join(" ")}`;
  const paint = (attribute, name) => ` ${attribute}="${colour(style, name)}"`;
  const thin = look.thinness(scene), cutThin = Math.max(thin, look.LEAST_CUT), cutWidth = style.cut_width * cutThin;
  const dashed = (dashes, width) =>
    dashes.length ? ` stroke-dasharray="${dashes.map((dash) => number(dash * width)).join(" ")}"` : "";
  const round = (mark, radius) => `cx="${x(mark.x)}" cy="${y(mark.y)}" r="${length(radius)}"`;

  const shading = () => {
    const shapes = scene.regions.map(({ side, box: [a, b, c, d] }) =>
      `<rect class="region ${side}-side" x="${x(a)}" y="${y(d)}" width="${length(c - a)}" height="${length(d - b)}"${paint("fill", side)}/>`);
    if (shapes.length) return group("regions", shapes, ' shape-rendering="crispEdges"');
    const halos = ["near", "far"].flatMap((side) => scene.marks.filter((mark) => mark.side === side).map((mark) =>
      `<circle class="halo ${side}-side" ${round(mark, mark.radius * look.HALO)}${paint("fill", side)}/>`));
    return group("halos", halos);
  };

  const drawnLine = (line) => {
    const [ink, wide, dashes] = look.stroke(line.role), width = style.line_width * wide * thin;
    let more = wide === 1 ? "" : ` stroke-width="${number(width)}"`;
    more += (ink === "ink" ? "" : paint("stroke", ink)) + dashed(dashes, width);
    const role = clean(line.role);
    if (!line.bonds.length) return [`<path class="${role}" d="${path(line.points, line.curve)}"${more}/>`];
    return stretches(line, (SHORT * width) / scale).map(([bond, points]) => {
      const whole = line.curve && line.bonds.length === 1;
      const kind = line.role === "bond" ? "bond" : `bond ${role}`;
      const said = title(`bond ${bond}${line.role === "bond" ? "" : ` (${line.role})`}`);
      const place = path(whole ? line.points : points, whole);
      return `<path class="${kind}" data-name="${clean(bond)}" d="${place}"${more}>${said}</path>`;
    });
  };

  const cutLine = (line) => {
    const width = look.CUT_LINE * cutWidth, ink = paint("stroke", look.cutColour(line.cut));
    const dashes = line.kind === "line" ? dashed(look.DASHES, width) : "";
    return `<path class="cut-line cut-${line.cut + 1}" d="${path(line.points, line.kind === "curve")}" stroke-width="${number(width)}"${ink}${dashes}/>`;
  };

  const shape = (mark) => {
    const name = look.fill(mark), ink = colour(style, name), corners = look.corners(mark);
    const painted = ` fill="${ink}"${look.isBare(mark) && ink !== style.background ? ' stroke="none"' : ""}`;
    return [painted, corners.length
      ? `<polygon points="${corners.map(point).join(" ")}"/>`
      : `<circle ${round(mark, look.radius(mark))}/>`];
  };
  const kind = (mark) => {
    const name = look.fill(mark);
    const layer = name.startsWith("layer-") ? name : mark.layer === null ? "" : `layer-${mark.layer}`;
    return `${clean(mark.role)} ${layer}`.trim();
  };
  const drawnMark = (mark) => {
    const [painted, drawn] = shape(mark), classes = `${kind(mark)}${mark.side ? ` ${mark.side}-side` : ""}`;
    if (!mark.tensors.length) {
      const said = title(`end of the leg ${mark.name}`);
      return `<g class="leg-end ${classes}" data-name="${clean(mark.name)}"${painted}>${said}${drawn}</g>`;
    }
    const [first, ...others] = mark.tensors;
    const said = title(`${mark.role} ${first}${others.length ? ` with ${others.join(", ")}` : ""}`);
    const inner = others.map((name) => `<g class="tensor" data-name="${clean(name)}">${title(name)}</g>`).join("");
    return `<g class="tensor ${classes}" data-name="${clean(first)}"${painted}>${said}${drawn}${inner}</g>`;
  };
  const edge = (factor) =>
    `${paint("stroke", "ink")} stroke-width="${number(look.EDGE * style.line_width * factor)}" stroke-linejoin="round"`;

  const cutMark = (mark, drawn) => {
    const size = mark.symbol ? `${mark.symbol} = ${mark.dim}` : `dimension ${mark.dim}`;
    const times = mark.count > 1 ? `, ${mark.count} times` : "";
    const said = title(`cut: ${mark.kind} ${mark.name}, ${size}${times}`);
    return `<g class="cut-mark cut-${mark.cut + 1}" data-name="${clean(mark.name)}">${said}${drawn}</g>`;
  };
  const ring = (mark) => cutMark(mark,
    `<circle class="ring" ${round(mark, mark.size)} fill="none" stroke-width="${number(cutWidth)}"${paint("stroke", look.cutColour(mark.cut))}/>`);
  const stroke = (mark) => {
    const ends = path(strokeEnds(mark)), wide = number(cutWidth + look.STROKE_GAP * cutThin);
    const gap = `<path class="gap" d="${ends}" stroke-width="${wide}"${paint("stroke", "background")}/>`;
    return cutMark(mark, `${gap}<path class="stroke" d="${ends}" stroke-width="${number(cutWidth)}"${paint("stroke", look.cutColour(mark.cut))}/>`);
  };

  const wording = (label, size) => {
    const spans = label.text ? [[label.text + (label.math ? "  " : ""), false, 1, 0]] : [];
    let rise = 0;
    return [...spans, ...label.runs].map(([text, italic, small, raised]) => {
      const up = raised * size;
      let more = italic ? ' font-style="italic"' : "";
      more += small === 1 ? "" : ` font-size="${number(small * size)}"`;
      more += up === rise ? "" : ` dy="${number(rise - up)}"`;
      rise = up;
      const shown = clean(text).replaceAll("  ", "\u00a0 ");
      return more ? `<tspan${more}>${shown}</tspan>` : shown;
    }).join("");
  };
  const drawnLabel = (label) => {
    const words = label.anchor.split(" "), size = style.font_size * label.size;
    const drops = { north: ASCENT, south: -DESCENT, base: 0 };
    const down = words.map((word) => drops[word]).find((drop) => drop !== undefined) ?? (ASCENT - DESCENT) / 2;
    const anchor = words.includes("west") ? "start" : words.includes("east") ? "end" : "middle";
    const role = clean(label.role), behind = look.rim(scene, label), ink = look.textColour(label);
    let more = anchor === "start" ? "" : ` text-anchor="${anchor}"`;
    more += label.size === 1 ? "" : ` font-size="${number(size)}"`;
    more += ink === "ink" ? "" : paint("fill", ink);
    if (behind) more += `${paint("stroke", behind)} stroke-width="${RIM}" stroke-linejoin="round" paint-order="stroke"`;
    more += label.of ? ` data-of="${clean(label.of)}"` : "";
    const classes = `label label-${role}${look.ofTheCut(label) ? ` cut-${label.cut + 1}` : ""}${behind ? ` on-${behind}` : ""}`;
    return `<text class="${classes}" x="${x(label.x)}" y="${y(label.y, down * size)}"${more}>${wording(label, size)}</text>`;
  };

  const width = length(right - left), height = length(top - bottom);
  const formulas = scene.labels.filter((label) => label.role === "formula").map(plainText);
  const keys = scene.legend.filter((key) => key.mark).map(({ mark }) => {
    const [painted, drawn] = shape(mark);
    return `<g class="key ${kind(mark)}"${painted}>${drawn}</g>`;
  });
  const labels = [...scene.labels, ...scene.legend.map((key) => key.label)].map(drawnLabel);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="tnrnn ${clean(scene.view)}" width="${width}pt" height="${height}pt" viewBox="0 0 ${width} ${height}" role="img" aria-label="${clean([scene.view, ...formulas].join("; "))}" font-family="${FAMILY}">`,
    `<rect class="background" width="${width}" height="${height}"${paint("fill", "background")}/>`,
    ...shading(),
    ...group("lines", scene.lines.flatMap(drawnLine), ` fill="none"${paint("stroke", "ink")} stroke-width="${number(style.line_width * thin)}"${ROUND}`),
    ...group("cut-lines", scene.cutLines.map(cutLine), ' fill="none"'),
    ...group("marks", scene.marks.map(drawnMark), edge(thin)),
    ...group("rings", scene.cutMarks.filter((mark) => mark.kind === "hyperedge").map(ring)),
    ...group("legend", keys, edge(1)),
    ...group("labels", labels, `${paint("fill", "ink")} font-size="${number(style.font_size)}"`),
    ...group("strokes", scene.cutMarks.filter((mark) => mark.kind !== "hyperedge").map(stroke), ' fill="none" stroke-linecap="round"'),
    "</svg>",
  ].join("\n");
}

export const plainText = (label) =>
  `${label.text} ${label.runs.map(([text, , small, rise]) => (small === 1 ? "" : rise > 0 ? "^" : "_") + text).join("")}`.trim();
