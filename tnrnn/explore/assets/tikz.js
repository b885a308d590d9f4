// A scene as TikZ: the text is that of tnrnn.drawing.tikz_writer, letter for letter; words come as TeX already.

import { colour } from "./look.js";

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

export function tikzOf(scene, look, style) {
  const thin = look.thinness(scene), cutThin = Math.max(thin, look.LEAST_CUT);
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
  const disc = (radius) => `${called("tn disc", "insert path={circle[radius=#1]}")}=${decimal(radius)}`;
  const dashPattern = (dashes, width) => {
    const lengths = dashes.map((dash) => points(dash * width)), pairs = [];
    for (let place = 0; place < lengths.length; place += 2) pairs.push(`on ${lengths[place]} off ${lengths[place + 1]}`);
    return `dash pattern=${pairs.join(" ")}`;
  };
  const item = (names, path, of = "") => ({ styles: names, path, of });

  const page = () => item(`${called("tn page", fill("background"))}, use as bounding box`, rectangle(scene.box));
  const sides = () => {
    const found = scene.regions.map(({ side, box }) => item(called(`tn region ${side}`, fill(side)), rectangle(box)));
    if (found.length) return found;
    return scene.marks.filter((mark) => mark.side).map((mark) =>
      item(called(`tn halo ${mark.side}`, fill(mark.side)), `${at([mark.x, mark.y])} [${disc(mark.radius * look.HALO)}]`));
  };
  const line = (each) => {
    const [name, wide, dashes] = look.stroke(each.role), width = style.line_width * wide * thin;
    called("tn line", `draw=${ink("ink")}, line width=${points(style.line_width * thin)}, line cap=round, line join=round`);
    const changes = ["tn line"];
    if (name !== "ink") changes.push(`draw=${ink(name)}`);
    if (wide !== 1) changes.push(`line width=${points(width)}`);
    if (dashes.length) changes.push(dashPattern(dashes, width));
    return item(called(`tn line ${each.role}`, changes.join(", ")), through(each.points, each.curve), each.bonds.join(", "));
  };
  const cutLine = (each) => {
    const width = look.CUT_LINE * style.cut_width * cutThin;
    const drawn = `draw=${ink(look.cutColour(each.cut))}, line width=${points(width)}, line join=round`;
    const dashes = each.kind === "line" ? `, ${dashPattern(look.DASHES, width)}` : "";
    return item(called(numbered("tn cut line", each.cut), drawn + dashes), through(each.points, each.kind === "curve"));
  };
  const shape = (mark) => {
    const corners = look.corners({ ...mark, x: 0, y: 0 });
    if (mark.height) {
      return rectangle([mark.x - mark.radius, mark.y - mark.height, mark.x + mark.radius, mark.y + mark.height]);
    }
    const size = look.radius(mark);
    if (!corners.length) return `${at([mark.x, mark.y])} [${disc(size)}]`;
    const angles = corners.map(([x, y]) => decimal(Number(((Math.atan2(y, x) * 180) / Math.PI).toFixed(4))));
    const name = SHAPE_NAMES[`${angles.length} ${angles[0]}`] ?? `polygon ${angles.length}`;
    const turns = angles.map((angle) => `+(${angle}:#1)`).join(" -- ");
    return `${at([mark.x, mark.y])} [${called(`tn ${name}`, `insert path={${turns} -- cycle}`)}=${decimal(size)}]`;
  };
  const drawnMark = (mark) => {
    const width = look.EDGE * style.line_width * thin;
    called("tn mark", `draw=${ink("ink")}, line join=round, line width=${points(width)}`);
    const name = look.fill(mark), [family, layer] = name.split("-");
    const edge = look.isBare(mark) && colour(style, name) !== style.background ? "" : "tn mark";
    if (layer) {
      const filled = called(`tn ${family} ${layer}`, fill(name));
      return item(`${filled}, ${called(`tn ${mark.role}`, edge)}`, shape(mark), mark.name);
    }
    return item(called(`tn ${mark.role}`, [edge, fill(name)].filter(Boolean).join(", ")), shape(mark), mark.name);
  };
  const key = (mark) => {
    const made = drawnMark(mark), width = points(look.EDGE * style.line_width);
    return { ...made, styles: `${made.styles}, ${called("tn key", `line width=${width}`)}` };
  };
  const cutInk = (mark) => `draw=${ink(look.cutColour(mark.cut))}, line width=${points(style.cut_width * cutThin)}`;
  const ring = (mark) =>
    item(called(numbered("tn ring", mark.cut), cutInk(mark)), `${at([mark.x, mark.y])} [${disc(mark.size)}]`, mark.name);
  const stroke = (mark) => {
    const gap = points(cutThin * (style.cut_width + look.STROKE_GAP));
    const behind = `preaction={draw=${ink("background")}, line width=${gap}}`;
    const name = called(numbered("tn cut", mark.cut), `${cutInk(mark)}, line cap=round, ${behind}`);
    const turns = [180, 0].map((turn) => `+(${decimal(mark.angle + turn)}:${decimal(mark.size)})`);
    return item(name, `${at([mark.x, mark.y])} ${turns.join(" -- ")}`, mark.name);
  };
  const label = (each) => {
    called("tn label", TYPE);
    const cut = look.ofTheCut(each) ? each.cut : 0, ground = look.rim(scene, each);
    const name = called(numbered(`tn label ${each.role}`, cut), `text=${ink(look.textColour(each))}`);
    const around = `fill=#1, draw=#1, rounded corners=${points(2 * RIM_POINTS)}, line width=${points(RIM_POINTS)}`;
    const rim = ground ? `${called("tn rim", around)}=${ink(ground)}, ` : "";
    const options = `tn label=${decimal(style.font_size * each.size)}, ${rim}${name}, anchor=${each.anchor}`;
    return `\\node[${options}] at ${at([each.x, each.y])} {${each.tex}};${comment(each.of)}`;
  };

  const isRing = (mark) => mark.kind === "hyperedge";
  const sections = [
    ["page", paths([page()])],
    ["sides", paths(sides())],
    ["lines", paths(scene.lines.map(line))],
    ["cut lines", paths(scene.cutLines.map(cutLine))],
    ["marks", paths(scene.marks.map(drawnMark))],
    ["rings of the cut", paths(scene.cutMarks.filter(isRing).map(ring))],
    ["legend", paths(scene.legend.filter((each) => each.mark).map((each) => key(each.mark)))],
    ["labels", [...scene.labels, ...scene.legend.map((each) => each.label)].map(label)],
    ["strokes of the cut", paths(scene.cutMarks.filter((mark) => !isRing(mark)).map(stroke))],
  ];
  const unit = `${decimal(scene.unit)}in`;
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
