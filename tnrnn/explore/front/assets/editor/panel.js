// The panel of the editor: it shows what is selected in its fields, and makes an edit of a field that has changed.

import { lookOf, looked, notesOf, renoted, styled, turned, viewed } from "./figure.js";
import { scopesOf } from "./scopes.js";
import { NOTES } from "./form.js";

const numeric = (text) => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text);
const numbersIn = (text) => text.split(/[,;\s]+/).filter(Boolean).map(Number);
const short = (value) => String(Math.round(value * 1000) / 1000 + 0);
const EDIT_LISTED = 6;

// Returns the value of a field as a figure has it; null takes the field away.
function fieldValue(field, text) {
  if (text === "") return null;
  if (field === "view.legend") return text === "no" ? false : text;
  if (field === "look.size" || field === "note.at") {
    const found = numbersIn(text);
    return found.length === 1 ? found[0] : found;
  }
  return ["look.width", "style.font_size"].includes(field) ? numeric(text) : text;
}

function fieldText(value) {
  if (value === undefined || value === null) return "";
  if (value === false) return "no";
  return Array.isArray(value) ? value.join(", ") : String(value);
}

export class Panel {
  constructor(editor, element) {
    this.editor = editor;
    this.element = element;
    this.scope = "this";
    this.pattern = null;
  }

  start(signal) {
    this.element.addEventListener("change", ({ target }) => this.onChange(target), { signal });
  }

  find(selector) { return this.element.querySelector(selector); }
  field(name) { return this.find(`[data-field="${CSS.escape(name)}"]`); }

  get scopes() { return scopesOf(this.editor.items, this.general); }
  get general() { return this.editor.bond ? (this.editor.isLeg ? "leg" : "bond") : "tensor"; }

  // The selector of the look that the fields show.
  get who() {
    const found = this.scopes.find(([value]) => value === this.scope) ?? this.scopes[0];
    return found[0] === "like" && this.pattern ? { ...found[2], where: this.pattern } : found[2];
  }

  fill() {
    const { editor } = this, { figure } = editor, several = editor.tensors.size > 1;
    this.find(".edit-selected").textContent = this.selected();
    for (const [name, shown] of Object.entries({ several, bond: editor.bond !== null && !editor.isLeg })) this.find(`[data-with=${name}]`).hidden = !shown;
    this.show("tensor.place", editor.tensors.size === 1 ? editor.sketch?.place([...editor.tensors][0]).map(short).join(", ") : null);
    this.show("bond.turn", editor.isLeg ? short(editor.angleOf(editor.bond)) : null);
    this.fillLook(figure);
    this.fillNotes(figure);
    for (const table of ["view", "style"]) this.fillFields(table, figure[table] ?? {});
    this.field("cut").checked = editor.cut;
  }

  selected() {
    const { editor } = this, names = [...editor.tensors];
    if (editor.bond !== null) return `${editor.isLeg ? "Leg" : "Bond"} ${editor.bond}`;
    if (editor.note !== null) return `Note ${editor.note + 1}`;
    if (!names.length) return "Nothing is selected.";
    const more = names.length > EDIT_LISTED ? ` and ${names.length - EDIT_LISTED} more` : "";
    return `${names.length === 1 ? "Tensor" : `${names.length} tensors:`} ${names.slice(0, EDIT_LISTED).join(", ")}${more}`;
  }

  // Shows a text in a field, or hides the field if there is none.
  show(name, text) {
    this.find(`[data-of="${CSS.escape(name)}"]`).hidden = text === null || text === undefined;
    this.set(name, text ?? "");
  }

  set(name, text) {
    const field = this.field(name);
    if (field.tagName === "SELECT" && text !== "" && ![...field.options].some(({ value }) => value === text)) field.add(new Option(text, text));
    field.value = text;
    const colour = field.id && this.find(`[data-colour="${CSS.escape(field.id)}"]`);
    if (colour && /^#[0-9a-f]{6}$/i.test(text)) colour.value = text;
  }

  fillFields(table, values) {
    for (const field of this.element.querySelectorAll(`[data-field^="${table}."]`)) {
      const name = field.dataset.field.slice(table.length + 1);
      this.set(field.dataset.field, fieldText(Object.hasOwn(values, name) ? values[name] : null));
    }
  }

  fillLook(figure) {
    const { scopes } = this;
    if (!scopes.some(([value]) => value === this.scope)) [[this.scope]] = scopes;
    this.field("scope").replaceChildren(...scopes.map(([value, words]) => new Option(words, value, false, value === this.scope)));
    this.show("pattern", this.scope === "like" ? this.pattern ?? scopes.find(([value]) => value === "like")[2].where : null);
    for (const each of this.element.querySelectorAll("[data-only]")) each.hidden = (each.dataset.only === "tensor") !== (this.general === "tensor");
    this.fillFields("look", lookOf(figure, this.who));
  }

  fillNotes(figure) {
    const { note } = this.editor, notes = notesOf(figure), words = ({ kind, text }, at) => `${at + 1}. ${NOTES[kind] ?? kind}${text ? `: ${text}` : ""}`;
    const options = notes.map((each, at) => new Option(words(each, at), at, false, at === note));
    this.field("note").replaceChildren(new Option("none", "", false, note === null), ...options);
    const kind = notes[note]?.kind, has = (names) => kind !== undefined && names.includes(kind);
    const shown = { text: kind !== undefined, side: has(["text", "brace", "arrow", "box", "hull"]), stroke: kind !== undefined, fill: has(["box", "hull"]), dash: has(["brace", "arrow", "box", "hull"]), at: notes[note]?.at !== undefined };
    for (const [name, seen] of Object.entries(shown)) this.find(`[data-of="note.${name}"]`).hidden = !seen;
    this.fillFields("note", notes[note] ?? {});
    this.find("[data-do=edit-note-delete]").disabled = kind === undefined;
  }

  forget() {
    this.scope = "this";
    this.pattern = null;
  }

  // Edits.

  onChange(target) {
    const { editor } = this;
    if (target.dataset.colour) {
      const field = this.find(`#${CSS.escape(target.dataset.colour)}`);
      field.value = target.value;
      this.onChange(field);
      return;
    }
    const field = target.dataset.field, [table, name] = field?.split(".") ?? [], text = target.value.trim();
    if (!field) return;
    if (field === "scope") { this.scope = target.value; this.pattern = null; this.fill(); }
    else if (field === "pattern") { this.pattern = text || null; this.fill(); }
    else if (field === "note") editor.selectNote(target.value === "" ? null : Number(target.value));
    else if (field === "cut") editor.showCut(target.checked);
    else if (field === "tensor.place") this.place(numbersIn(text));
    else if (field === "bond.turn") this.turn(text);
    else this.change(table, name, fieldValue(field, text), target);
  }

  place(found) {
    const { editor } = this, [name] = editor.tensors;
    if (found.length !== 2 || !found.every(Number.isFinite)) this.refuse("A place is two numbers, such as 1, 2.");
    else editor.moveTo([[name, found]], `${name} is at ${found.map(short).join(", ")}.`);
  }

  turn(text) {
    const { editor } = this, { bond } = editor, degrees = text === "" ? null : Number(text);
    if (degrees !== null && !Number.isFinite(degrees)) this.refuse("An angle is a number of degrees.");
    else editor.edit(turned(editor.figure, bond, degrees), degrees === null ? `The layout turns ${bond}.` : `${bond} points to ${short(degrees)} degrees.`);
  }

  refuse(words) {
    this.editor.tell(words);
    this.fill();
  }

  change(table, name, value, target) {
    const { editor } = this, { figure } = editor, changes = { [name]: value };
    const words = `${target.labels?.[0]?.textContent ?? name}: ${value === null ? "as usual" : fieldText(value)}.`;
    if (table === "look") editor.edit(looked(figure, this.who, changes), words);
    else if (table === "view") editor.edit(viewed(figure, changes), words);
    else if (table === "style") editor.edit(styled(figure, changes), words);
    else if (editor.note !== null) editor.edit(renoted(figure, editor.note, changes), words);
  }

  // Takes away all that the look of the present selector says.
  plain() {
    const { editor } = this, { where, tag, kind, ...fields } = lookOf(editor.figure, this.who);
    editor.edit(looked(editor.figure, this.who, Object.fromEntries(Object.keys(fields).map((name) => [name, null]))), "The look is as usual.");
  }
}
