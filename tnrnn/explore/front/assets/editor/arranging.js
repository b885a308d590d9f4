// Where tensors go that are aligned, distributed or snapped. Places are pairs of a name and a point.

export const GRID = 0.5, TURN = 15;

const ALIGNED = {
  left: [0, (values) => Math.min(...values)],
  centre: [0, (values) => (Math.min(...values) + Math.max(...values)) / 2],
  right: [0, (values) => Math.max(...values)],
  top: [1, (values) => Math.max(...values)],
  middle: [1, (values) => (Math.min(...values) + Math.max(...values)) / 2],
  bottom: [1, (values) => Math.min(...values)],
};

export const ALIGNMENTS = Object.keys(ALIGNED);

const placedAt = ([x, y], axis, value) => (axis ? [x, value] : [value, y]);

// Returns the places with one coordinate in common: "left", "centre", "right", "top", "middle" or "bottom".
export function aligned(places, how) {
  const [axis, common] = ALIGNED[how], value = common(places.map(([, place]) => place[axis]));
  return places.map(([name, place]) => [name, placedAt(place, axis, value)]);
}

// Returns the places with equal distances along an axis (0 is horizontal) between the two that are outermost.
export function distributed(places, axis) {
  const sorted = [...places].sort(([, one], [, other]) => one[axis] - other[axis]);
  const first = sorted[0][1][axis], step = (sorted.at(-1)[1][axis] - first) / Math.max(1, sorted.length - 1);
  return sorted.map(([name, place], at) => [name, placedAt(place, axis, first + at * step)]);
}

// What snaps: the coordinates of tensors that stand still, sorted, one list for each axis.
export const linesOf = (points) => [0, 1].map((axis) => [...new Set(points.map((point) => point[axis]))].sort((a, b) => a - b));

function nearestOf(sorted, value) {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  const below = sorted[low - 1], above = sorted[low];
  return below === undefined || (above !== undefined && above - value < value - below) ? above : below;
}

// Returns where a point snaps, and for each axis the coordinate of the tensors that it is aligned with, or null.
export function snapped(point, lines, reach) {
  const guides = [null, null];
  const found = point.map((value, axis) => {
    const near = nearestOf(lines[axis], value), grid = Math.round(value / GRID) * GRID;
    if (near !== undefined && Math.abs(near - value) <= reach) {
      guides[axis] = near;
      return near;
    }
    return Math.abs(grid - value) <= reach ? grid : value;
  });
  return { point: found, guides };
}

export const snappedTurn = (degrees) => Math.round(degrees / TURN) * TURN;
