// The buttons of the editor, by their names.

import { aligned, ALIGNMENTS, distributed } from "./arranging.js";
import { noted } from "./figure.js";
import { FORMATS, NOTES } from "./form.js";

const MOST_AROUND = 1000;
const each = (names, deed) => Object.fromEntries(names.map(deed));

export function deedsOf(editor) {
  const places = () => [...editor.tensors].map((name) => [name, editor.sketch.place(name)]);
  return {
    edit: () => editor.toggle(),
    "edit-done": () => editor.close(),
    "edit-undo": () => editor.undo(),
    "edit-redo": () => editor.redo(),
    "edit-smaller": () => zoomed(editor, false),
    "edit-larger": () => zoomed(editor, true),
    "edit-fit": () => { editor.paper.whole(); editor.overlay.show(); },
    "edit-all": () => editor.selectAll(),
    "edit-none": () => editor.select([]),
    "edit-alike": () => editor.selectAlike(),
    "edit-kin": () => editor.selectAlike(({ kind }) => kind),
    "edit-release": () => (editor.tensors.size ? editor.release([...editor.tensors]) : editor.tell("No tensor is selected.")),
    "edit-release-all": () => editor.release(null),
    "edit-straight": () => editor.straighten(editor.bond),
    "edit-plain": () => editor.panel.plain(),
    "edit-note-delete": () => editor.removeNote(),
    "edit-load": () => editor.find(".edit-file").click(),
    ...each(ALIGNMENTS, (how) => [`edit-align-${how}`, () => editor.moveTo(aligned(places(), how), `${editor.tensors.size} tensors are aligned: ${how}.`)]),
    ...each([0, 1], (axis) => [`edit-spread-${axis}`, () => editor.moveTo(distributed(places(), axis), `${editor.tensors.size} tensors are distributed ${axis ? "down" : "across"}.`)]),
    ...each(Object.keys(NOTES), (kind) => [`edit-note-${kind}`, () => addNote(editor, kind)]),
    ...each(Object.keys(FORMATS), (format) => [`edit-save-${format}`, () => editor.save(format)]),
  };
}

function zoomed(editor, closer) {
  editor.paper.zoom(closer);
  editor.overlay.show();
}

// Adds a note around what is selected. An equation sign stands at a place of its own: right of the picture.
function addNote(editor, kind) {
  const names = [...editor.tensors].slice(0, MOST_AROUND);
  if (kind !== "sign" && !names.length) {
    editor.tell("Select the tensors first.");
    return;
  }
  const note = noteOf(editor, kind, names);
  const figure = noted(editor.figure, note);
  editor.clear();
  editor.panel.forget();
  editor.note = figure.notes.length - 1;
  editor.fits = kind === "sign"; // it stands beside what was seen
  editor.edit(figure, `${NOTES[kind]}: added.`);
  editor.overlay.show();
}

// An arrow leads from the first of two tensors to the other, or along a side of more.
function noteOf(editor, kind, names) {
  if (kind === "sign") return { kind, text: "=", at: placeOfSign(editor) };
  if (kind === "arrow" && names.length === 2) return { kind, around: names[0], to: names[1] };
  return { kind, around: names.length === 1 ? names[0] : names, ...(kind === "text" ? { text: "text" } : {}) };
}

function placeOfSign({ sketch, tensors }) {
  const names = tensors.size ? [...tensors] : [...sketch.marks.keys()], places = names.map((name) => sketch.place(name));
  const [xs, ys] = [0, 1].map((axis) => places.map((place) => place[axis]));
  return [Math.max(...xs) + 1, (Math.min(...ys) + Math.max(...ys)) / 2].map((value) => Math.round(value * 100) / 100);
}
