// The names by which TikZ and SVG call tensors, bonds and the ends of legs, as tnrnn.drawing.shapes.nodes gives them.

import { pointsOf } from "./list.js";

const GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma tau upsilon phi chi psi omega".split(" ");
const CAPITAL = 0x391, SMALL = 0x3b1, LONGEST_NAME = 60, TOUCHED = 1.02;
const SIGNS = { "'": "prime", "\u2032": "prime", "\u2020": "dagger", "*": "star", "+": "plus" };

function spelled(letter) {
  const code = letter.codePointAt(0);
  if (SIGNS[letter]) return ` ${SIGNS[letter]} `;
  if (code < 128) return letter;
  if (/\p{M}/u.test(letter)) return "";
  const [capital, small] = [GREEK[code - CAPITAL], GREEK[code - SMALL]];
  if (small) return small;
  if (capital) return capital[0].toUpperCase() + capital.slice(1);
  return /\p{L}/u.test(letter) ? `U${code.toString(16).toUpperCase().padStart(4, "0")}` : " ";
}

export function nodeName(name) {
  const text = Array.from(name.normalize("NFKD"), spelled).join("").replace(/[^A-Za-z0-9_-]+/g, "-").replace(/-{3,}/g, "-");
  return text.slice(0, LONGEST_NAME).replace(/^-+|-+$/g, "") || "node";
}

// The left, lower, right and upper edge of a closed form, or of the points of an open one.
export function extentOf(form) {
  const [kind, x, y, radius] = form;
  if (kind === "area") return x;
  if (kind === "disc") return [x - radius, y - radius, x + radius, y + radius];
  const points = pointsOf(form), xs = points.map(([a]) => a), ys = points.map(([, b]) => b);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function flattened(points) {
  const found = [points[0]];
  for (let start = 0; start + 1 < points.length; start += 3) {
    const piece = points.slice(start, start + 4);
    for (let step = 1; step <= 16; step += 1) {
      const t = step / 16, u = 1 - t, weights = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
      found.push([0, 1].map((axis) => Number(piece.reduce((sum, point, place) => sum + weights[place] * point[axis], 0).toFixed(6))));
    }
  }
  return found;
}

function middle([, points, curve]) {
  const path = curve ? flattened(points) : points;
  const lengths = path.slice(1).map(([x, y], place) => Math.sqrt((x - path[place][0]) * (x - path[place][0]) + (y - path[place][1]) * (y - path[place][1])));
  let left = lengths.reduce((sum, length) => sum + length, 0) / 2;
  for (const [place, length] of lengths.entries()) {
    const [[ax, ay], [bx, by]] = [path[place], path[place + 1]];
    if (left <= length && length > 0) return [ax + (left / length) * (bx - ax), ay + (left / length) * (by - ay)];
    left -= length;
  }
  return path.at(-1);
}

// The names of the marks, and the named places of the bonds of each line, in the order of drawing.
export function namesOf({ marks, lines }) {
  const taken = new Map();
  const given = (wanted, otherwise) => {
    let name = taken.has(wanted) && otherwise ? `${wanted}-${otherwise}` : wanted;
    while (taken.has(name)) {
      taken.set(name, taken.get(name) + 1);
      name = `${name}-${taken.get(name)}`;
    }
    taken.set(name, 1);
    return name;
  };
  const wanted = marks.map(({ name }) => nodeName(name)), own = [];
  for (const first of [true, false]) {
    wanted.forEach((name, place) => {
      if ((name === marks[place].name) === first) own[place] = given(name);
    });
  }
  const middles = new Set(marks.map(({ form: [, x, y] }) => `${x} ${y}`)), boxes = marks.map(({ form }) => extentOf(form));
  const ends = new Set(marks.filter(({ parts }) => !parts.length).map(({ name }) => name));
  const touches = ([left, bottom, right, top], [x, y]) =>
    Math.abs(x - (left + right) / 2) <= (TOUCHED * (right - left)) / 2 && Math.abs(y - (bottom + top) / 2) <= (TOUCHED * (top - bottom)) / 2;
  const marked = (point) => middles.has(`${point[0]} ${point[1]}`) || boxes.some((box) => touches(box, point));
  const placed = (line, place) => {
    const [name, , part] = line.parts[place], last = line.parts.length - 1, points = pointsOf(line.form);
    if (line.kind === "output" && !ends.has(name)) {
      if (place === last && !marked(points.at(-1))) return [points.at(-1), true];
      if (place === 0 && !marked(points[0])) return [points[0], true];
    }
    return [middle(part ?? line.form), false];
  };
  const places = lines.map((line) => line.parts.map(([name], place) => {
    const [at, free] = placed(line, place);
    return { name: given(nodeName(name), free ? "end" : "bond"), of: name, at };
  }));
  return { marks: own, places };
}
