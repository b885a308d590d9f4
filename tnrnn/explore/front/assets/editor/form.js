// The HTML of the editor: a bar, the paper, and a panel of fields and buttons.

import { button } from "../part.js";
import { ALIGNMENTS } from "./arranging.js";

const SHAPED = [
  "disc", "square", "diamond", "triangle-left", "triangle-right", "triangle-up", "triangle-down", "box", "pill",
  "half-disc", "half-disc-left", "half-disc-right", "half-disc-up", "half-disc-down", "ellipsis",
];
const DASHED = ["solid", "dashed", "dotted"], SIDED = ["above", "below", "left", "right"];
const PLACED = ["inside", "beside", "end", ...SIDED, "right above", "left above", "right below", "left below"];
const PALETTE = ["ink", "faint", "background", "cut", "near", "far", "copy", "state", "weight", "entry", "none", ...Array.from({ length: 8 }, (_, at) => `layer-${at + 1}`)];
export const NOTES = { hull: "Hull", box: "Box", brace: "Brace", arrow: "Arrow", text: "Text", sign: "Equation sign" };
export const FORMATS = { toml: "TOML", json: "JSON", png: "PNG", pdf: "PDF", svg: "SVG", tex: "TeX", py: "Python" };

// The fields: [name, words, kind, choices]. Those of a look have a list of what they are for.
const EDIT_LOOKS = [
  ["shape", "Shape", SHAPED, "tensor"], ["size", "Size", "text", "tensor"], ["fill", "Fill", "colour", "tensor"],
  ["stroke", "Stroke", "colour"], ["width", "Width, pt", "text"], ["dash", "Dash", DASHED, "bond"],
  ["arrow", "Arrow", ["forward", "backward", "isometry", "none"], "bond"], ["text", "Text", "text"], ["place", "Place of the text", PLACED], ["key", "Words in the legend", "text"],
];
const NOTED = [["text", "Words", "text"], ["side", "Side", SIDED], ["stroke", "Stroke", "colour"], ["fill", "Fill", "colour"], ["dash", "Dash", DASHED], ["at", "Place x, y", "text"]];
const LAID = [
  "stress", "planar", "columns", "neato", "sfdp", "dot", "chain", "ring", "star", "tree", "mera", "sandwich", "lattice", "torus", "oblique",
  "complete", "circuit", "brickwall",
];
const VIEWED = [["layout", "Layout", LAID], ["detail", "Detail", ["compact", "anatomy"]], ["labels", "Labels", ["none", "names", "dims", "all"]], ["legend", "Legend", ["no", "colour", "shape"]], ["width", "Width", "text"], ["height", "Height", "text"], ["pitch", "Step", "text"]];
const STYLED = [["theme", "Theme", ["print", "slides", "dark", "grey"]], ["font_size", "Type, pt", "text"]];
const HINTS = { size: "1 or 1, 0.5", width: "3.4in, 86mm, column", height: "3in", pitch: "0.4in", at: "1, 2" };

function control(id, table, [name, words, kind, only]) {
  const key = `${id}-${table}-${name}`, data = `id="${key}" data-field="${table}.${name}"`;
  const hint = table === "look" && name === "width" ? "1.5 or dim" : HINTS[name];
  const shown = Array.isArray(kind)
    ? `<select ${data}><option value="">as usual</option>${kind.map((each) => `<option>${each}</option>`).join("")}</select>`
    : kind === "colour"
      ? `<span class="edit-colour"><input ${data} list="${id}-palette" spellcheck="false" autocomplete="off" placeholder="as usual"><input type="color" data-colour="${key}" aria-label="${words}, a colour"></span>`
      : `<input ${data} spellcheck="false" autocomplete="off"${hint ? ` placeholder="${hint}"` : ""}>`;
  return `<div class="edit-field" data-of="${table}.${name}"${only ? ` data-only="${only}"` : ""}><label for="${key}">${words}</label>${shown}</div>`;
}

const fieldsetOf = (legend, parts, name) => `<fieldset data-group="${name}"><legend>${legend}</legend>${parts}</fieldset>`;
const row = (buttons) => `<div class="edit-row">${buttons.map(([name, words, more]) => button(`edit-${name}`, words, more)).join("")}</div>`;
const capital = (word) => word[0].toUpperCase() + word.slice(1);

export function editorForm(id) {
  const fields = (table, list) => list.map((field) => control(id, table, field)).join("");
  const selection = `<p class="edit-selected"></p>
    ${row([["all", "All"], ["alike", "All alike"], ["kin", "Same kind"], ["none", "None"]])}
    ${control(id, "tensor", ["place", "Place x, y", "text"])}
    <div data-with="several">${row(ALIGNMENTS.map((how) => [`align-${how}`, capital(how), ` aria-label="Align ${how}"`]))}
    ${row([["spread-0", "Distribute across"], ["spread-1", "Distribute down"]])}</div>
    ${control(id, "bond", ["turn", "Angle of the leg", "text"])}
    <div data-with="bond">${row([["straight", "Straighten"]])}</div>
    ${row([["release", "Give back to the layout"], ["release-all", "Give all back"]])}`;
  const look = `<div class="edit-field"><label for="${id}-scope">For</label><select id="${id}-scope" data-field="scope"></select></div>
    <div class="edit-field" data-of="pattern"><label for="${id}-pattern">Names</label><input id="${id}-pattern" data-field="pattern" spellcheck="false"></div>
    ${fields("look", EDIT_LOOKS)}${row([["plain", "As usual"]])}`;
  const notes = `${row(Object.entries(NOTES).map(([kind, words]) => [`note-${kind}`, words]))}
    <div class="edit-field"><label for="${id}-note">Note</label><select id="${id}-note" data-field="note"></select></div>
    ${fields("note", NOTED)}${row([["note-delete", "Delete the note"]])}`;
  const picture = `${fields("view", VIEWED)}${fields("style", STYLED)}
    <label class="edit-check"><input type="checkbox" data-field="cut"> Show the least cut</label>`;
  const file = `${row([["load", "Load a figure"], ...Object.entries(FORMATS).map(([format, words]) => [`save-${format}`, words, ` aria-label="Save as ${words}"`])])}
    <input type="file" class="edit-file" accept=".toml,.json" hidden aria-label="Figure file">`;
  return `<div class="editor" hidden>
  <div class="edit-bar" role="toolbar" aria-label="Editor">${button("edit-done", "Done")}${button("edit-undo", "Undo")}${button("edit-redo", "Redo")}
    ${button("edit-smaller", "−", ' aria-label="Zoom out"')}${button("edit-larger", "+", ' aria-label="Zoom in"')}${button("edit-fit", "Fit")}
    <span class="edit-told"></span></div>
  <div class="edit-body">
  <div class="edit-paper" tabindex="0" role="application" aria-roledescription="figure editor" aria-label="Figure"></div>
  <div class="edit-panel">${fieldsetOf("Selection", selection, "selection")}${fieldsetOf("Look", look, "look")}${fieldsetOf("Notes", notes, "notes")}${fieldsetOf("Picture", picture, "picture")}${fieldsetOf("File", file, "file")}
    <details class="edit-help"><summary>Keys</summary><p>In the picture, the arrow keys go from tensor to tensor, and the space bar selects. With tensors
    selected, the arrow keys move them (with Alt by less), and Shift with an arrow key goes on. B goes to the next bond or leg: the arrow keys bend it or turn
    it. N goes to the next note. Delete straightens, deletes or gives back; Escape ends the selection; Ctrl+Z and Ctrl+Y undo and redo. Alt while dragging
    turns snapping off, and a double click on a bond straightens it.</p></details></div></div>
  <datalist id="${id}-palette">${PALETTE.map((name) => `<option>${name}</option>`).join("")}</datalist>
</div>`;
}
