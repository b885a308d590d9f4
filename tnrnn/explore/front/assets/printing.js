// The talk on paper: each step with its picture, title and words, and notes if they are asked for.

import { button, Part } from "./part.js";
import { Shown } from "./shown.js";
import { caseOf, ownOfWords, settled } from "./state.js";
import { svgOf } from "./svg.js";
import { powered } from "./table.js";

const UNHEARD = { stage() {}, numbers() {}, ended() {} };

export class Printing extends Part {
  static slots() {
    return {
      stage: `
  <dialog class="printing" aria-label="Print the talk">
    <label><input type="checkbox" data-print="two"><span>two steps on a page</span></label>
    <label><input type="checkbox" data-print="notes"><span>with notes</span></label>
    <p>${button("print-now", "Print")}${button("print-close", "Close")}</p></dialog>`,
    };
  }

  get acts() {
    return {
      print: () => this.dialog.showModal(),
      "print-close": () => this.dialog.close(),
      "print-now": () => this.print(),
    };
  }

  get dialog() { return this.find(".printing"); }
  stop() { this.clear(); }

  async print() {
    const [two, notes] = ["two", "notes"].map((name) => this.find(`[data-print=${name}]`).checked);
    this.dialog.close();
    this.clear();
    this.sheets = document.createElement("div");
    this.sheets.className = `tnrnn-sheets ${two ? "two" : "one"}`;
    for (const [place, step] of this.explorer.parts.talk.steps.entries()) this.sheets.append(await this.sheet(step, place, notes));
    document.body.append(this.sheets);
    document.documentElement.classList.add("tnrnn-printing");
    window.addEventListener("afterprint", () => this.clear(), { once: true });
    window.print();
  }

  clear() {
    this.sheets?.remove();
    this.sheets = null;
    document.documentElement.classList.remove("tnrnn-printing");
  }

  async sheet({ title, words, notes, state }, place, withNotes) {
    const sheet = document.createElement("section"), text = withNotes ? notes ?? "" : "";
    const [head, said, more] = ["h2", "p", "p"].map((name) => document.createElement(name));
    head.textContent = title;
    said.innerHTML = powered(words);
    more.className = "notes";
    more.textContent = text;
    const { svg, error } = await this.picture(state, place);
    const picture = document.createElement("div");
    picture.className = "sheet-picture";
    if (error) picture.textContent = error;
    else picture.append(svg);
    sheet.append(head, picture, said, ...(text ? [more] : []));
    return sheet;
  }

  // The picture of a step, light. A speaker's step may be of another case, which is got first.
  async picture(words, place) {
    try {
      const { shown, state } = words ? await this.other(words) : { shown: this.shown, state: { ...this.state, step: place, frame: 999 } };
      const paper = { ...state, theme: "light" }, look = this.source.look.styles[shown.showsOwnIn(paper) ? "light-own" : "light"];
      const text = svgOf(shown.list(paper), look);
      return { svg: document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true) };
    } catch (error) {
      return { error: `This case cannot be shown: ${error.message}.` };
    }
  }

  async other(words) {
    const state = settled(this.grid, words), shown = new Shown(this.grid);
    shown.take(await this.source.case(caseOf(this.grid, state), { signal: new AbortController().signal, ...UNHEARD }));
    shown.given = { ...ownOfWords(this.grid, state, words), quiet: true };
    shown.weigh();
    return { shown, state: { ...state, type: this.state.type, frame: words.frame ? state.frame : 999 } };
  }
}
