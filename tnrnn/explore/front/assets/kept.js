// A reader's own cut in another network: tensors that are still there keep their sides, and each new one takes that of
// its nearest neighbour. tnrnn.explore.showing.keeping has the same rule in Python.

// Returns the name without the number of the copy, and that number: `h[3,1]` is the first copy where there is only one.
function copyOf(name) {
  const [, base, number] = /^(.*?)(?:#([0-9]{1,9}))?$/s.exec(name);
  return { base, copy: Number(number ?? 1), symbol: base.split("[")[0] };
}

const wholeNumber = (value) => (Number.isInteger(value) ? value : 0);

// Returns what is remembered of a cut: the side of every tensor but the inputs, whose side the split decides.
export function sidesOf(structure, near, model) {
  const inputs = new Set(structure.inputs);
  const tensors = structure.tensors.map((name, place) => ({
    ...copyOf(name), layer: wholeNumber(structure.layers[place]), time: wholeNumber(structure.times[place]), near: Boolean(near[place]), input: inputs.has(place),
  }));
  return { model, tensors: tensors.filter(({ input }) => !input) };
}

// Returns the cut in another network as { near, same, of, fresh }: how many of its tensors are still there, of how many,
// and the sides of the new ones. Returns null if a whole side of the cut is not there.
export function keptIn(sides, structure, model) {
  if (sides.model !== model) return null;
  const keyOfCopy = ({ base, copy }) => `${base}#${copy}`;
  const known = new Map(sides.tensors.map((tensor) => [keyOfCopy(tensor), tensor])), nearest = neighbours(sides.tensors);
  const inputs = new Set(structure.inputs), fresh = [], there = [];
  const near = structure.tensors.map((name, place) => {
    if (inputs.has(place)) return false;
    const found = copyOf(name), before = known.get(keyOfCopy(found));
    if (before) {
      there.push(before.near);
      return before.near;
    }
    const side = nearest(wholeNumber(structure.layers[place]), wholeNumber(structure.times[place]), found).near;
    fresh.push(side);
    return side;
  });
  const whole = sides.tensors.every((tensor) => there.includes(tensor.near));
  return whole ? { near, same: there.length, of: sides.tensors.length, fresh } : null;
}

// Returns a function of a layer, a time and a name: the tensor of the nearest layer, in it at the nearest time, and of
// those of the same letters and with the nearest number of the copy. Of two that are equally near, it is the first.
function neighbours(tensors) {
  const layers = new Map();
  for (const tensor of tensors) {
    if (!layers.has(tensor.layer)) layers.set(tensor.layer, new Map());
    const times = layers.get(tensor.layer);
    times.set(tensor.time, [...(times.get(tensor.time) ?? []), tensor]);
  }
  const closest = (found, wanted) => [...found.keys()].reduce((best, value) => {
    const [one, other] = [Math.abs(value - wanted), Math.abs(best - wanted)];
    return one < other || (one === other && value < best) ? value : best;
  });
  return (layer, time, { symbol, copy }) => {
    const times = layers.get(closest(layers, layer)), found = times.get(closest(times, time));
    const far = (tensor) => (tensor.symbol === symbol ? 0 : 1e9) + Math.abs(tensor.copy - copy);
    return found.reduce((best, tensor) => (far(tensor) < far(best) ? tensor : best));
  };
}

export const isWhole = ({ same, of, fresh }) => same === of && !fresh.length;

// Says what has become of a cut.
export function keptWords(kept) {
  const { same, of, fresh } = kept;
  if (isWhole(kept)) return "Your cut is as you chose it.";
  const still = same === of ? `all ${of} tensors are still there` : `${same} of ${of} tensors are still there`;
  const [first] = fresh, alike = fresh.every((side) => side === first), side = first ? "near" : "far";
  const tail = !fresh.length ? "" : fresh.length === 1 ? `; the new one is ${side}`
    : alike ? `; the ${fresh.length} new ones are ${side}` : `; the ${fresh.length} new ones have the sides of their neighbours`;
  return `Your cut was kept: ${still}${tail}.`;
}
