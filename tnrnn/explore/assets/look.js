// What the writers share: shapes, colours by name and widths, as tnrnn.drawing.look has them; its tables come with the page.

const MARK = ["name", "role", "x", "y", "radius", "layer", "tensors", "height"];
const LABEL = ["role", "x", "y", "text", "math", "anchor", "size", "of", "cut", "runs", "tex"];
const CUT_MARK = ["name", "kind", "x", "y", "angle", "size", "dim", "symbol", "count", "cut"];
const LINE = ["bonds", "role", "points", "stops", "curve", "between"];

const named = (names, values) => Object.fromEntries(names.map((name, place) => [name, values[place]]));
const valued = (names, item) => names.map((name) => item[name]);

export function sceneOf(found) {
  const [view, box, unit, fontSize, step, stroke, ring] = found.frame;
  const mark = (values) => ({ ...named(MARK, values), side: null });
  return {
    view, box, unit, fontSize, step, stroke, ring,
    marks: found.marks.map((values, place) => ({
      ...mark(values), side: { n: "near", f: "far" }[found.sides[place]] ?? null,
    })),
    lines: found.lines.map((values) => named(LINE, values)),
    labels: found.labels.map((values) => named(LABEL, values)),
    cutMarks: found.cut_marks.map((values) => named(CUT_MARK, values)),
    regions: found.regions.map(([side, corners]) => ({ side, box: corners })),
    legend: found.legend.map(([key, label]) => ({ mark: key && mark(key), label: named(LABEL, label) })),
    cutLines: found.cut_lines.map(([cut, kind, points]) => ({ cut, kind, points })),
  };
}

export function jsonOf(scene) {
  return {
    frame: [scene.view, scene.box, scene.unit, scene.fontSize, scene.step, scene.stroke, scene.ring],
    marks: scene.marks.map((mark) => valued(MARK, mark)),
    sides: scene.marks.map((mark) => ({ near: "n", far: "f" })[mark.side] ?? "-").join(""),
    lines: scene.lines.map((line) => valued(LINE, line)),
    labels: scene.labels.map((label) => valued(LABEL, label)),
    cut_marks: scene.cutMarks.map((mark) => valued(CUT_MARK, mark)),
    regions: scene.regions.map((region) => [region.side, region.box]),
    legend: scene.legend.map((key) => [key.mark && valued(MARK, key.mark), valued(LABEL, key.label)]),
    cut_lines: scene.cutLines.map((line) => [line.cut, line.kind, line.points]),
  };
}

export function makeLook(table) {
  const has = (name) => new Set(table[name]);
  const blocked = has("BLOCKED"), layered = has("LAYERED"), bare = has("BARE");
  const ofTheCut = has("OF_THE_CUT"), rimmed = has("RIMMED");
  const shapeOf = (mark) => {
    if (!blocked.has(mark.role)) return table.SHAPES[mark.role] ?? 0;
    return table.BLOCKS[Math.floor(((mark.layer || 1) - 1) / table.BLOCK) % table.BLOCKS.length];
  };
  const radius = (mark) => mark.radius * (table.SMALL[mark.role] ?? 1) * table.SCALES[String(shapeOf(mark))];
  const corners = (mark) => {
    if (mark.height) {
      return [[1, 1], [-1, 1], [-1, -1], [1, -1]].map(([a, b]) => [mark.x + a * mark.radius, mark.y + b * mark.height]);
    }
    const shape = shapeOf(mark), size = radius(mark), first = shape === 4 ? Math.PI / 4 : Math.PI / 2;
    return Array.from({ length: Math.abs(shape) }, (_, place) => {
      const turn = first + (2 * Math.PI * place) / Math.abs(shape);
      return [mark.x + size * Math.cos(turn), mark.y + size * Math.sin(turn)];
    });
  };
  const fill = (mark) => table.FILLS[mark.role] ?? (layered.has(mark.role) ? `layer-${mark.layer || 1}` : "weight");
  const cutColour = (cut) => (cut ? `cut-${cut + 1}` : "cut");
  const rim = (scene, { role, x, y }) => {
    if (!rimmed.has(role) && !(role === "count" && scene.cutLines.length)) return null;
    const inside = ({ box }) => box[0] <= x && x < box[2] && box[1] <= y && y <= box[3];
    return scene.regions.find(inside)?.side ?? "background";
  };
  return {
    ...table, shapeOf, radius, corners, fill, cutColour, rim,
    ofTheCut: (label) => ofTheCut.has(label.role),
    isBare: (mark) => bare.has(mark.role),
    stroke: (role) => table.STROKES[role] ?? table.STROKES[""],
    textColour: (label) => (ofTheCut.has(label.role) ? cutColour(label.cut) : table.TEXTS[label.role] ?? "ink"),
    thinness: (scene) => Math.max(table.THINNEST, Math.min(1, (scene.unit * scene.step) / table.FULL_UNIT)),
  };
}

export function colour(style, name) {
  const [family, number] = name.split("-");
  if (family === "layer") return style.layers[(Number(number) - 1) % style.layers.length];
  if (number) return style.other_cuts[(Number(number) - 2) % style.other_cuts.length];
  return style[name];
}

export function strokeEnds({ x, y, angle, size }) {
  const turn = (angle * Math.PI) / 180, dx = Math.cos(turn) * size, dy = Math.sin(turn) * size;
  return [[x - dx, y - dy], [x + dx, y + dy]];
}

export function pathOf(line) {
  if (!line.curve && line.kind !== "curve") return line.points;
  const found = [line.points[0]];
  for (let start = 0; start + 3 < line.points.length; start += 3) {
    const piece = line.points.slice(start, start + 4);
    for (let step = 1; step <= 16; step += 1) {
      const t = step / 16, u = 1 - t, weights = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
      found.push([0, 1].map((axis) => weights.reduce((sum, weight, k) => sum + weight * piece[k][axis], 0)));
    }
  }
  return found;
}

// The point at a fraction of a line's length, and the direction there.
export function along(line, fraction) {
  const path = pathOf(line);
  const steps = path.slice(1).map((end, place) => [path[place], end]);
  const lengths = steps.map(([a, b]) => Math.hypot(b[0] - a[0], b[1] - a[1]));
  let left = fraction * lengths.reduce((sum, length) => sum + length, 0);
  for (let place = 0; place < steps.length; place += 1) {
    const [a, b] = steps[place], length = lengths[place];
    if (left <= length && length > 0) {
      const dx = (b[0] - a[0]) / length, dy = (b[1] - a[1]) / length;
      return [a[0] + dx * left, a[1] + dy * left, dx, dy];
    }
    left -= length;
  }
  return [...path[path.length - 1], 1, 0];
}
