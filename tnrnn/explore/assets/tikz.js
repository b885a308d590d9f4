// Prints a display list as TikZ, letter for letter as tnrnn.drawing.writers.tikz_writer does. Words are TeX source already.

import { colour, halosOf, pointsOf, textsOf } from "./list.js";

const OPENING = String.raw`% Compile this file with pdflatex, or \input it into a document that loads tikz.
% Styles and colours that the document defines before are kept, as \tikzset{tn site/.style={fill=green}}.
\ifx\tikzpicture\undefined
  \RequirePackage{fix-cm} % type of any size
  \documentclass[tikz, border=0pt]{standalone}
  \def\tnrnnend{\end{document}}
  \begin{document}
\else
  \let\tnrnnend\relax
\fi
`;
const CLOSING = "%\n\\tnrnnend\n";
const STYLE_UNLESS_KNOWN = String.raw`\def\tnstyle#1#2{\pgfkeysifdefined{/tikz/#1/.@cmd}{}{\tikzset{#1/.style={#2}}}}`;
const TYPE = String.raw`inner sep=0pt, outer sep=0pt, text height=0.72*#1 pt, text depth=0.22*#1 pt, font=\fontsize{#1}{#1}\selectfont`;
const RIM_POINTS = 0.5, LONGEST_COMMENT = 100, LONGEST_PATH = 200;
const SHAPE_NAMES = { "4 45": "square", "3 90": "triangle", "4 90": "diamond", "5 90": "pentagon" };

const decimal = (value) => {
  const text = value.toFixed(6).replace(/\.?0+$/, "");
  return text === "-0" ? "0" : text;
};
const at = ([x, y]) => `(${decimal(x)},${decimal(y)})`;
const rectangle = ([left, bottom, right, top]) => `${at([left, bottom])} rectangle ${at([right, top])}`;
const comment = (text) => {
  const shown = Array.from(text, (letter) => (/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(letter) ? "?" : letter));
  if (!shown.length) return "";
  return ` % ${shown.length <= LONGEST_COMMENT ? shown.join("") : `${shown.slice(0, LONGEST_COMMENT).join("")} ...`}`;
};
const byName = (one, two) => (one < two ? -1 : one > two ? 1 : 0);

function paths(items) {
  const alike = new Map();
  for (const item of items) alike.set(item.styles, [...(alike.get(item.styles) ?? []), item]);
  return [...alike].flatMap(([styles, all]) => {
    const found = [];
    for (let start = 0; start < all.length; start += LONGEST_PATH) {
      const part = all.slice(start, start + LONGEST_PATH);
      if (part.length === 1) found.push(`\\path[${styles}] ${part[0].path};${comment(part[0].of)}`);
      else found.push(`\\path[${styles}]`, ...part.map((item) => `  ${item.path}${comment(item.of)}`), ";");
    }
    return found;
  });
}

function through(points, curve) {
  if (!curve) return points.map(at).join(" -- ");
  let text = at(points[0]);
  for (let start = 1; start + 1 < points.length; start += 3) {
    const [first, second, end] = points.slice(start, start + 3);
    text += ` .. controls ${at(first)} and ${at(second)} .. ${at(end)}`;
  }
  return text;
}

export function tikzOf(list, style) {
  const styles = new Map(), colours = new Map();
  const called = (name, definition) => {
    if (!styles.has(name)) styles.set(name, definition);
    return name;
  };
  const ink = (name) => {
    if (!colours.has(`tn-${name}`)) colours.set(`tn-${name}`, colour(style, name).slice(1).toUpperCase());
    return `tn-${name}`;
  };
  const fill = (name) => `fill=${ink(name)}`;
  const points = (value) => `${decimal(value)}pt`;
  const numbered = (name, cut) => (cut ? `${name} ${cut + 1}` : name);
  const pen = ([name, width], between = "") => `draw=${ink(name)}, ${between}line width=${points(width)}`;
  const dashed = ([, width, dashes]) => {
    const lengths = dashes.map((dash) => points(dash * width)), pairs = [];
    for (let place = 0; place < lengths.length; place += 2) pairs.push(`on ${lengths[place]} off ${lengths[place + 1]}`);
    return pairs.length ? `, dash pattern=${pairs.join(" ")}` : "";
  };
  const polygon = ([, , , radius, count, turn]) => {
    const angles = pointsOf(["polygon", 0, 0, radius, count, turn])
      .map(([x, y]) => decimal(Number(((Math.atan2(y, x) * 180) / Math.PI).toFixed(4))));
    const name = SHAPE_NAMES[`${count} ${angles[0]}`] ?? `polygon ${count}`;
    return called(`tn ${name}`, `insert path={${angles.map((angle) => `+(${angle}:#1)`).join(" -- ")} -- cycle}`);
  };
  const path = (form) => {
    const [kind, a, b, c, d] = form;
    if (kind === "area") return rectangle(a);
    if (kind === "block") return rectangle([a - c, b - d, a + c, b + d]);
    if (kind === "path") return through(a, b);
    if (kind === "stroke") return `${at([a, b])} ${[180, 0].map((turn) => `+(${decimal(c + turn)}:${decimal(d)})`).join(" -- ")}`;
    const name = kind === "disc" ? called("tn disc", "insert path={circle[radius=#1]}") : polygon(form);
    return `${at([a, b])} [${name}=${decimal(c)}]`;
  };
  const item = (names, form, of = "") => ({ styles: names, path: path(form), of });

  const page = () => item(`${called("tn page", fill("background"))}, use as bounding box`, ["area", list.box]);
  const side = (shape) => item(called(`tn ${shape.kind} ${shape.side}`, fill(shape.fill)), shape.form);
  const line = (each) => {
    const [plain, width] = list.pens.lines, changes = ["tn line"];
    called("tn line", `${pen(list.pens.lines)}, line cap=round, line join=round`);
    if (each.pen[0] !== plain) changes.push(`draw=${ink(each.pen[0])}`);
    if (each.pen[1] !== width) changes.push(`line width=${points(each.pen[1])}`);
    return item(called(`tn line ${each.kind}`, changes.join(", ") + dashed(each.pen)), each.form, each.parts.map(([name]) => name).join(", "));
  };
  const cutLine = (each) => item(called(numbered("tn cut line", each.cut), `${pen(each.pen)}, line join=round${dashed(each.pen)}`), each.form);
  const mark = (shape) => {
    called("tn mark", pen(list.pens.marks, "line join=round, "));
    const [family, layer] = shape.fill.split("-"), edge = shape.pen[0] === "none" ? "" : "tn mark";
    const names = layer ? `${called(`tn ${family} ${layer}`, fill(shape.fill))}, ${called(`tn ${shape.kind}`, edge)}`
      : called(`tn ${shape.kind}`, [edge, fill(shape.fill)].filter(Boolean).join(", "));
    return item(names, shape.form, shape.name);
  };
  const key = (shape) => {
    const made = mark(shape), width = points(list.pens.legend[1]);
    return { ...made, styles: `${made.styles}, ${called("tn key", `line width=${width}`)}` };
  };
  const ring = (shape) => item(called(numbered("tn ring", shape.cut), pen(shape.pen)), shape.form, shape.name);
  const stroke = (each) => {
    const drawn = `${pen(each.pen)}, line cap=round, preaction={${pen(each.beneath)}}`;
    return item(called(numbered("tn cut", each.cut), drawn), each.form, each.name);
  };
  const label = (each) => {
    called("tn label", TYPE);
    const name = called(numbered(`tn label ${each.kind}`, each.cut), `text=${ink(each.colour)}`);
    const around = `fill=#1, draw=#1, rounded corners=${points(2 * RIM_POINTS)}, line width=${points(RIM_POINTS)}`;
    const rim = each.rim ? `${called("tn rim", around)}=${ink(each.rim)}, ` : "";
    const options = `tn label=${decimal(each.size)}, ${rim}${name}, anchor=${each.anchor}`;
    return `\\node[${options}] at ${at([each.x, each.y])} {${each.tex}};${comment(each.of)}`;
  };

  const sections = [
    ["page", paths([page()])],
    ["sides", paths([...list.regions, ...halosOf(list)].map(side))],
    ["lines", paths(list.lines.map(line))],
    ["cut lines", paths(list.cut_lines.map(cutLine))],
    ["marks", paths(list.marks.map(mark))],
    ["rings of the cut", paths(list.rings.map(ring))],
    ["legend", paths(list.legend.filter(({ shape }) => shape).map(({ shape }) => key(shape)))],
    ["labels", textsOf(list).map(label)],
    ["strokes of the cut", paths(list.strokes.map(stroke))],
  ];
  const unit = `${decimal(list.unit)}in`;
  const body = sections.filter(([, lines]) => lines.length)
    .map(([head, lines]) => `% ${head}\n${lines.map((each) => `  ${each}\n`).join("")}`);
  return [
    OPENING,
    `\\begin{tikzpicture}[x=${unit}, y=${unit}]\n`,
    "% colours\n",
    ...[...colours.keys()].sort(byName).map((name) => `  \\providecolor{${name}}{HTML}{${colours.get(name)}}\n`),
    `% styles\n  ${STYLE_UNLESS_KNOWN}\n`,
    ...[...styles.keys()].sort(byName).map((name) => `  \\tnstyle{${name}}{${styles.get(name)}}\n`),
    "  \\tikzset{tn picture/.try}\n",
    ...body,
    "\\end{tikzpicture}\n",
    CLOSING,
  ].join("");
}
