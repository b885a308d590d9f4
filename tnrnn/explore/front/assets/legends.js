// The legend of a picture that shows only some of its entries: the others close up, in rows as tnrnn.drawing.labels.legends
// makes them.

import { movedForm } from "./list.js";

// Ems between rows and between entries, and from the edge to the middle of a symbol.
const LEGEND = { row: 1.7, gap: 1.4, middle: 0.35 };

const emOf = ({ unit }, { size }) => size / 72 / unit;
const letterWidth = (letter) => (/[ijltfr.,:;'()|I ]/.test(letter) ? 0.38 : /[mwMW]/.test(letter) ? 0.95 : 0.64);
const widthOf = ({ runs }) => runs.reduce((sum, [letters, , size]) => sum + size * [...letters].reduce((all, letter) => all + letterWidth(letter), 0), 0);

// Returns the places of entries: where each begins, its row, and the room that it takes with the gap after it.
function entryPlaces(list) {
  const found = list.legend.map(({ shape, text }) => {
    const em = emOf(list, text), x = shape ? shape.form[1] - LEGEND.middle * em : text.x;
    return { em, x, y: text.y, room: text.x - x + (widthOf(text) + LEGEND.gap) * em };
  });
  const sameRow = (place) => found[place + 1]?.y === found[place].y;
  return found.map((entry, place) => (sameRow(place) ? { ...entry, room: found[place + 1].x - entry.x } : entry));
}

// Returns the list with those entries of the legend for which keeps(entry) is true. An entry without a symbol is the
// beginning of what follows, or a note: it is kept with the next one, or if keepsNote(entry) is true.
export function withEntries(list, keeps, keepsNote = () => false) {
  const kept = [];
  for (let place = list.legend.length - 1; place >= 0; place -= 1) {
    const entry = list.legend[place];
    kept[place] = entry.shape ? keeps(entry) : keepsNote(entry) || Boolean(list.legend[place + 1]?.shape && kept[place + 1]);
  }
  if (kept.every(Boolean)) return list;
  const places = entryPlaces(list), [first] = places, right = Math.max(...places.map(({ em, x, room }) => x + room - LEGEND.gap * em));
  let { x, y } = first;
  const legend = list.legend.flatMap((entry, place) => {
    if (!kept[place]) return [];
    const { em, room, ...from } = places[place];
    if (x > first.x && x + room - LEGEND.gap * em > right + 1e-6) [x, y] = [first.x, y - LEGEND.row * em];
    const [dx, dy] = [x - from.x, y - from.y];
    x += room;
    const text = { ...entry.text, x: entry.text.x + dx, y: entry.text.y + dy };
    return [{ shape: entry.shape && { ...entry.shape, form: movedForm(entry.shape.form, dx, dy) }, text }];
  });
  return { ...list, legend };
}
