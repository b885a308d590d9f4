// Who a look is for: one tensor or bond, or all that are alike.

// What a name has in common with those that are alike: W_H of W_H[4,2].
export const startOf = (name) => /^[^\d[(#*?]*/.exec(name)[0];

// Returns a pattern for the names that begin as this one does, or null: W_H[4,2] is one of W_H*.
export function patternOf(name) {
  const start = startOf(name);
  return start && start !== name ? `${start}*` : null;
}

// Returns the choices for what is selected: [value, words, selector]. `items` are { name, kind, tags, twin }: in a circuit a
// bond has the name of the tensor that it comes from, its twin, so that the kind has to say which is meant.
export function scopesOf(items, general) {
  if (!items.length) return [["all", `all ${general}s`, { kind: general }]];
  const [{ name }] = items, one = items.length === 1, where = one ? name : items.map((item) => item.name);
  const of = items.some(({ twin }) => twin) ? { kind: general } : {};
  const pattern = patternOf(name), kinds = new Set(items.map(({ kind }) => kind));
  const found = [["this", one ? "this one" : `these ${items.length}`, { where, ...of }]];
  if (pattern) found.push(["like", `all like it: ${pattern}`, { where: pattern, ...of }]);
  if (kinds.size === 1 && items[0].kind && items[0].kind !== general) found.push(["kind", `all of kind ${items[0].kind}`, { kind: items[0].kind }]);
  for (const tag of (items[0].tags ?? []).slice(0, 20)) found.push([`tag ${tag}`, `tag ${tag}`, { tag }]);
  return [...found, ["all", `all ${general}s`, { kind: general }]];
}
