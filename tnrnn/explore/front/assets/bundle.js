// The payloads in a page. They are unpacked once and found by their parameters.

const keyOf = (parameters) => Object.keys(parameters).sort().map((name) => `${name}=${parameters[name]}`).join(" ");

export async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

// Returns a source for `mount`: { grid, look, lines, case(parameters) -> promise of a payload }. It also has
// numbers(parameters), which returns the rows of the table of a case, or null if the page does not hold the case.
export function embedded(found) {
  const whole = new Set(found.whole), each = new Set(found.each), made = {};
  // Returns a part of a kind, which is opened once.
  const part = (kind, number) => {
    made[kind] ??= [];
    return made[kind][number] ??= opened(kind, found.parts[kind][number]);
  };
  const opened = (key, value) =>
    (each.has(key) && Array.isArray(value) ? value.map((number) => part(`${key}[]`, number)) : open(value));
  const open = (value) => {
    if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, whole.has(key) ? part(key, item) : opened(key, item)]));
  };
  const cases = new Map(found.cases.map((packed) => [keyOf(packed.parameters), packed]));
  return {
    grid: found.grid,
    look: found.look,
    lines: found.lines,
    talk: found.talk,
    glossary: found.glossary,
    numbers(parameters) {
      const packed = cases.get(keyOf(parameters));
      return packed ? open({ numbers: packed.numbers }).numbers : null;
    },
    families: found.families,
    async case(parameters) {
      const packed = cases.get(keyOf(parameters));
      if (!packed) throw new RangeError(`this page holds no case ${keyOf(parameters)}`);
      return open(packed);
    },
  };
}
