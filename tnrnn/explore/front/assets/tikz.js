// Prints a display list as TikZ, letter for letter as tnrnn.drawing.writers.tikz_writer does. Words are TeX source already.

import { colour, halosOf, pointsOf, textsOf } from "./list.js";
import { extentOf, namesOf } from "./names.js";

const OPENING = String.raw`% Compile this file with pdflatex, or \input it into a document that loads tikz.
% Styles and colours that the document defines before are kept, as \tikzset{tn site/.style={fill=green}}.
\ifx\tikzpicture\undefined
  \RequirePackage{fix-cm} % type of any size
  \documentclass[tikz, border=0pt]{standalone}
  \def\tnrnnend{\end{document}}
  \begin{document}
\else
  \begingroup
  \def\tnrnnend{\endgroup}%
\fi
\csname ifpgfpicture\endcsname\let\tikzpicture\scope\let\endtikzpicture\endscope\fi % a scope in another picture
`;
const BOXES = String.raw`\def\tnbox#1#2{#1}\ifmmode\def\tnbox#1#2{#2}\fi % the second box in an equation
\csname ifpgfpicture\endcsname\def\tnbox#1#2{#2}\fi % and in another picture
`;
const OUTLINE = String.raw`\ifcsname pgf@sh@s@tn outline\endcsname\else % polygons and splines as nodes
  \gdef\tnshape#1#2#3{\def\tnasked{#1}\def\tnpoints{#2}\def\tncurve{#3}}%
  \gdef\tnat#1#2{\pgfpoint{(#1)*\tnlength}{(#2)*\tnlength}}%
  \gdef\tndrawn#1#2{\pgfpathmoveto{\tnat{#1}{#2}}\ifx\tncurve\empty\expandafter\tnsides\else\expandafter\tnbends\fi}%
  \gdef\tnsides#1#2{\ifx\relax#1\pgfpathclose\else\pgfpathlineto{\tnat{#1}{#2}}\expandafter\tnsides\fi}%
  \gdef\tnbends#1#2#3#4#5#6{\ifx\relax#1\pgfpathclose\else%
    \pgfpathcurveto{\tnat{#1}{#2}}{\tnat{#3}{#4}}{\tnat{#5}{#6}}\expandafter\tnbends\fi}%
  \gdef\tnborder#1{\pgfpointnormalised{#1}\pgfgetlastxy\tnacross\tnup\expandafter\tnedge\tnedges\relax\relax%
    \pgfpoint{\tnx*\tnlength}{\tny*\tnlength}}%
  \gdef\tnedge#1#2#3#4{\ifx\relax#3\let\tnnext\relax\else\def\tnnext{\tnedge{#3}{#4}}%
    \pgfmathsetmacro\tnone{(#1)*\tnup-(#2)*\tnacross}\pgfmathsetmacro\tntwo{(#3)*\tnup-(#4)*\tnacross}%
    \ifdim\tnone pt<0pt\else\ifdim\tntwo pt<0pt\pgfmathsetmacro\tnpart{\tnone/(\tnone-\tntwo)}%
      \pgfmathsetmacro\tnx{(#1)+\tnpart*((#3)-(#1))}\pgfmathsetmacro\tny{(#2)+\tnpart*((#4)-(#2))}\fi\fi\fi\tnnext}%
  \pgfdeclareshape{tn outline}{%
    \savedmacro\tnlength{\let\tnlength\tnasked}\savedmacro\tnedges{\let\tnedges\tnpoints}%
    \savedanchor\tntext{\pgfpoint{-.5\wd\pgfnodeparttextbox}{.5\dp\pgfnodeparttextbox-.5\ht\pgfnodeparttextbox}}%
    \anchor{text}{\tntext}\anchor{center}{\pgfpointorigin}\anchorborder{\tnborder{}}%
    \anchor{east}{\tnborder{\pgfpoint{1pt}{0pt}}}\anchor{north east}{\tnborder{\pgfpoint{1pt}{1pt}}}%
    \anchor{north}{\tnborder{\pgfpoint{0pt}{1pt}}}\anchor{north west}{\tnborder{\pgfpoint{-1pt}{1pt}}}%
    \anchor{west}{\tnborder{\pgfpoint{-1pt}{0pt}}}\anchor{south west}{\tnborder{\pgfpoint{-1pt}{-1pt}}}%
    \anchor{south}{\tnborder{\pgfpoint{0pt}{-1pt}}}\anchor{south east}{\tnborder{\pgfpoint{1pt}{-1pt}}}%
    \backgroundpath{\ifx\tncurve\empty\expandafter\tndrawn\tnpoints\relax\relax%
      \else\expandafter\tndrawn\tncurve\relax\relax\relax\relax\relax\relax\fi}%
  }%
\fi
`;
const NO_NAMES = "% There are too many tensors for TeX to remember their names: marks of one style are one path.\n";
const CLOSING = "\\tnrnnend\n";
const STYLE_UNLESS_KNOWN = String.raw`\def\tnstyle#1#2{\pgfkeysifdefined{/tikz/#1/.@cmd}{}{\tikzset{#1/.style={#2}}}}`;
const TYPE = String.raw`inner sep=0pt, outer sep=0pt, text height=0.72*#1 pt, text depth=0.22*#1 pt, font=\fontsize{#1}{#1}\selectfont`;
const RIM_POINTS = 0.5, LONGEST_COMMENT = 100, LONGEST_PATH = 200;
const SHAPE_NAMES = {
  "4 45": "square", "3 90": "triangle", "4 90": "diamond", "5 90": "pentagon", "3 180": "triangle left", "3 270": "triangle down",
  "3 0": "triangle right",
};
const WIDEST = 0.8, TALL = 0.77, DEPTH = 0.27, PAD_SIZES = 0.5, LIFT = 0.25, MOST_OF_THEM = 2 / 3;
const MOST_WORDS = 3200000, DISC_WORDS = 360, LINE_WORDS = 40, STROKE_WORDS = 140, LABEL_WORDS = 680, NODE_WORDS = 1100, PLACE_WORDS = 225;

const decimal = (value, digits = 6) => {
  const text = value.toFixed(digits).replace(/\.?0+$/, "");
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

const total = (numbers) => numbers.reduce((sum, one) => sum + one, 0);

// Whether pdflatex has the memory for a node of each mark and a name of each bond.
function roomForNames({ marks, lines, cut_lines, rings, strokes, ...list }) {
  const around = DISC_WORDS * (halosOf({ marks, ...list }).length + rings.length) + STROKE_WORDS * strokes.length
    + LINE_WORDS * total([...lines, ...cut_lines, ...[...list.regions, ...list.patches].filter(({ form }) => form[0] === "outline")].map(({ form }) => pointsOf(form).length)) + LABEL_WORDS * textsOf(list).length;
  return around + NODE_WORDS * marks.length + PLACE_WORDS * total(lines.map(({ parts }) => parts.length)) <= MOST_WORDS;
}

// A box that holds a text in the type of any document.
function roomOf({ x, y, size, across, down, runs }, unit) {
  const em = size / 72 / unit, width = em * WIDEST * total(runs.map(([letters, , small]) => Array.from(letters).length * small));
  const below = { top: TALL + DEPTH, bottom: 0, baseline: DEPTH }[down] ?? (TALL + DEPTH) / 2;
  const before = { left: 0, right: 1 }[across] ?? 0.5, left = x - before * width, bottom = y - below * em;
  return [left, bottom, left + width, bottom + (TALL + DEPTH) * em];
}

// The least box that is known to hold all lines and marks and, as long as it has no margin, all texts.
function tightBox(list) {
  const pad = (PAD_SIZES * list.fontSize) / 72 / list.unit, [left, bottom, right, top] = list.box;
  const keys = list.legend.map(({ shape }) => shape).filter(Boolean);
  const drawn = [list.regions, list.patches, list.lines, list.cut_lines, list.marks, list.rings, keys, list.strokes].flat();
  const inks = [...halosOf(list).map(({ form }) => extentOf(form)), ...drawn.map(({ form, pen }) => {
    const half = pen[1] / 2 / 72 / list.unit, [a, b, c, d] = extentOf(form);
    return [a - half, b - half, c + half, d + half];
  })];
  if (!inks.length) return list.box;
  const rooms = [...inks, ...textsOf(list).map((text) => roomOf(text, list.unit))];
  const least = (boxes, axis) => boxes.reduce((found, box) => Math.min(found, box[axis]), Infinity);
  const most = (boxes, axis) => boxes.reduce((found, box) => Math.max(found, box[axis]), -Infinity);
  return [
    Math.max(left, Math.min(least(inks, 0), Math.max(left + pad, least(rooms, 0)))),
    Math.max(bottom, Math.min(least(inks, 1), Math.max(bottom + pad, least(rooms, 1)))),
    Math.min(right, Math.max(most(inks, 2), Math.min(right - pad, most(rooms, 2)))),
    Math.min(top, Math.max(most(inks, 3), Math.min(top - pad, most(rooms, 3)))),
  ];
}

function mainRow({ marks, box }) {
  const heights = marks.map(({ form: [, , y] }) => Number(y.toFixed(6))), many = new Map();
  if (!heights.length) return (box[1] + box[3]) / 2;
  for (const height of heights) many.set(height, (many.get(height) ?? 0) + 1);
  const [row, count] = [...many].reduce((best, one) => (one[1] > best[1] ? one : best));
  const [lowest, highest] = [Math.min(...heights), Math.max(...heights)];
  return count >= MOST_OF_THEM * heights.length ? row : (lowest + highest) / 2;
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
  const fill = (name) => (name === "none" ? "" : `fill=${ink(name)}`);
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
    return called(`tn ${polygonName(count, turn)}`, `insert path={${angles.map((angle) => `+(${angle}:#1)`).join(" -- ")} -- cycle}`);
  };
  const polygonName = (count, turn) => SHAPE_NAMES[`${count} ${turn}`] ?? `polygon ${count} ${decimal(turn)}`;
  const size = (value) => `${decimal(value * list.unit * 72.27, 3)}pt`;
  const nodeShape = ([kind, , , a, b, c]) => {
    if (kind === "disc") return `${called("tn node disc", "circle, inner sep=0pt, minimum size=#1")}=${size(2 * a)}`;
    if (kind === "block") return `${called("tn node box", "rectangle, inner sep=0pt")}, minimum width=${size(2 * a)}, minimum height=${size(2 * b)}`;
    const name = `tn node ${polygonName(b, c)}`;
    if (b === 4 && c === 45) return `${called(name, "rectangle, inner sep=0pt, minimum size=#1")}=${size(Math.sqrt(2) * a)}`;
    const corners = pointsOf(["polygon", 0, 0, 1, b, c]);
    const listed = [...corners, corners[0]].flat().map((value) => `{${decimal(value)}}`).join("");
    return `${called(name, `shape=tn outline, /utils/exec=\\tnshape{#1}{${listed}}{}`)}=${size(a)}`;
  };
  const path = (form) => {
    const [kind, a, b, c, d] = form;
    if (kind === "area") return rectangle(a);
    if (kind === "block") return rectangle([a - c, b - d, a + c, b + d]);
    if (kind === "path") return through(a, b);
    if (kind === "outline") return `${through(pointsOf(form), true)} -- cycle`;
    if (kind === "stroke") return `${at([a, b])} ${[180, 0].map((turn) => `+(${decimal(c + turn)}:${decimal(d)})`).join(" -- ")}`;
    const name = kind === "disc" ? called("tn disc", "insert path={circle[radius=#1]}") : polygon(form);
    return `${at([a, b])} [${name}=${decimal(c)}]`;
  };
  const item = (names, form, of = "") => ({ styles: names, path: path(form), of });

  const page = () => `\\path[${called("tn page", fill("background"))}, use as bounding box] \\tnbox{${rectangle(list.box)}}{${rectangle(tightBox(list))}};`;
  const side = (shape) => item(called(`tn ${shape.kind} ${shape.side}`, fill(shape.fill)), shape.form);
  const line = (each) => {
    const [plain, width] = list.pens.lines, changes = ["tn line"];
    called("tn line", `${pen(list.pens.lines)}, line cap=round, line join=round`);
    if (each.pen[0] !== plain) changes.push(`draw=${ink(each.pen[0])}`);
    if (each.pen[1] !== width) changes.push(`line width=${points(each.pen[1])}`);
    return item(called(`tn line ${each.kind}`, changes.join(", ") + dashed(each.pen)), each.form, each.parts.map(([name]) => name).join(", "));
  };
  const patch = (shape) => item(called(`tn note ${shape.kind}`, [fill(shape.fill), shape.pen[0] === "none" ? "" : pen(shape.pen), `line join=round${dashed(shape.pen)}`].filter(Boolean).join(", ")), shape.form);
  const cutLine = (each) => item(called(numbered("tn cut line", each.cut), `${pen(each.pen)}, line join=round${dashed(each.pen)}`), each.form);
  const styled = (shape) => {
    called("tn mark", pen(list.pens.marks, "line join=round, "));
    const [family, layer] = shape.fill.split("-"), edge = shape.pen[0] === "none" ? "" : "tn mark";
    return layer ? `${called(`tn ${family} ${layer}`, fill(shape.fill))}, ${called(`tn ${shape.kind}`, edge)}`
      : called(`tn ${shape.kind}`, [edge, fill(shape.fill)].filter(Boolean).join(", "));
  };
  const mark = (shape) => item(styled(shape), shape.form, shape.name);
  const rounded = list.marks.some(({ form }) => form[0] === "outline");  // such marks are drawn without nodes
  const names = roomForNames(list) && !rounded ? namesOf(list) : null;
  const said = (name, of) => (name === of ? "" : comment(of));
  const node = (shape, place) => {
    const { form, name } = shape;
    return `\\node[${styled(shape)}, ${nodeShape(form)}] (${names.marks[place]}) at ${at(form.slice(1, 3))} {};${said(names.marks[place], name)}`;
  };
  const place = (each) => `\\coordinate (${each.name}) at ${at(each.at)};${said(each.name, each.of)}`;
  const key = (shape) => {
    const made = mark(shape), width = points(list.pens.legend[1]);
    return { ...made, styles: `${made.styles}, ${called("tn key", `line width=${width}`)}` };
  };
  const ring = (shape) => item(called(numbered("tn ring", shape.cut), `${pen(shape.pen)}${dashed(shape.pen)}`), shape.form, shape.name);
  const stroke = (each) => {
    const drawn = `${pen(each.pen)}, line cap=round, preaction={${pen(each.beneath)}${each.pen[2].length ? ", solid" : ""}}${dashed(each.pen)}`;
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
    ["page", [page()]],
    ["sides", paths([...list.regions, ...halosOf(list)].map(side))],
    ["frames of notes", paths(list.patches.map(patch))],
    ["lines", paths(list.lines.map(line))],
    ["cut lines", paths(list.cut_lines.map(cutLine))],
    ["marks", names ? list.marks.map(node) : paths(list.marks.map(mark))],
    ["rings of the cut", paths(list.rings.map(ring))],
    ["legend", paths(list.legend.filter(({ shape }) => shape).map(({ shape }) => key(shape)))],
    ["labels", textsOf(list).map(label)],
    ["strokes of the cut", paths(list.strokes.map(stroke))],
    ["middles of bonds and ends of legs", names ? names.places.flat().map(place) : []],
  ];
  const unit = `${decimal(list.unit)}in`, [west, , east] = tightBox(list);
  const body = sections.filter(([, lines]) => lines.length)
    .map(([head, lines]) => `% ${head}\n${lines.map((each) => `  ${each}\n`).join("")}`);
  return [
    OPENING,
    BOXES,
    [...styles.values()].some((definition) => definition.includes("shape=tn outline")) ? OUTLINE : "",
    `\\begin{tikzpicture}[x=${unit}, y=${unit}, baseline={([yshift=${decimal(-LIFT)}em]tn-base)}]\n`,
    `  \\coordinate (tn-base) at ${at([(west + east) / 2, mainRow(list)])};\n`,
    names ? "" : NO_NAMES,
    "% colours\n",
    ...[...colours.keys()].sort(byName).map((name) => `  \\providecolor{${name}}{HTML}{${colours.get(name)}}\n`),
    `% styles\n  ${STYLE_UNLESS_KNOWN}\n`,
    ...[...styles.keys()].sort(byName).map((name) => `  \\tnstyle{${name}}{${styles.get(name)}}\n`),
    "  \\tikzset{tn picture/.try}\n",
    ...body,
    "\\end{tikzpicture}%\n",
    CLOSING,
  ].join("");
}
