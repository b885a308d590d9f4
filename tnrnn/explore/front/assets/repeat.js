// What the rows of a table say of the repeat, which asks whether the last inputs repeat the first. `repeat` has the rank that
// it takes, and a sentence about it; tnrnn.explore.showing.repeats gives both.

// Returns the best of the numbers that rows give with one of the signs, or null.
function best(rows, signs, isBetter) {
  const found = rows.filter(([, , sign, amount]) => signs.includes(sign) && amount !== null).map(([, , , amount]) => BigInt(amount));
  return found.reduce((now, value) => (now === null || isBetter(value, now) ? value : now), null);
}

// Returns what the rows say of the rank and of the repeat: a sentence. `written(number, sign)` returns a number as text, and
// the sign says on which side the rank may lie.
export function verdictOf(repeat, rows, written) {
  const takes = BigInt(repeat.rank);
  const most = best(rows, "≤=", (one, other) => one < other), least = best(rows, "≥=", (one, other) => one > other);
  const rank = most === null ? "" : most === least ? `rank ${written(most, "=")}` : `rank up to ${written(most, "≤")}`;
  if (most !== null && most < takes) return `This network has ${rank}: no weights can do it.`;
  if (least !== null && least >= takes) {
    return `This network has ${most === least ? rank : `rank ${written(least, "≥")} or more`}: the rank does not forbid it.`;
  }
  return rank ? `This network has ${rank}: the bound does not forbid it.` : "The bounds do not forbid it.";
}
