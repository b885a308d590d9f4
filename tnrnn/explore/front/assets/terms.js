// Words and signs that the page uses: each is a button, whose meaning is shown when the pointer or the focus is on it.
// Pressed, it opens the list of all words there. tnrnn.explore.front.glossary has their meanings.

import { button, Part } from "./part.js";
import { sizesOf } from "./state.js";

const WORDS_OF_CHOICE = {
  mode: ["one-hot", "continuous"], observe: ["observed", "scalar", "vector", "future"], view: ["unrolled", "shared-view", "folded", "cells"],
};
const NOTATION = {
  multiset: /\(\(/, koszul: /\bK\(/, binomial: /\bC\(/, degree: /\bn_l\b/, end: /\bn\b(?!_)/, product: /prod_l/, sum: /sum_i/, least: /min\{/, more: / \.\.$/,
};
const LABELS = { side: "start_end", formula: "min_cut", count: "copies", multiplicity: "copies", output: "observed" }; // of the picture
const OPENS_AFTER = 150, CLOSES_AFTER = 300; // milliseconds before a meaning is shown, and after which it goes

export class Terms extends Part {
  static slots(id) {
    return {
      controls: `<p class="all-words">${button("words", "All words and signs")}</p>`,
      stage: `
  <div class="tip" id="${id}-tip" role="tooltip" popover="manual" hidden></div>
  <dialog class="words" aria-label="Words and signs"><dl></dl>${button("close-words", "Close")}</dialog>`,
    };
  }

  get acts() { return { words: () => this.openAt(null), "close-words": () => this.find("dialog.words").close(), term: (target) => this.act(target) }; }
  get words() { return this.source.glossary?.words ?? {}; }

  start(signal) {
    const { element } = this.explorer;
    this.tip = this.find(".tip");
    this.at = null;
    element.addEventListener("pointerover", (event) => this.point(event), { signal });
    element.addEventListener("pointerleave", (event) => this.leave(event), { signal });
    element.addEventListener("pointerdown", ({ target }) => this.press(target), { signal, capture: true });
    element.addEventListener("focusin", ({ target }) => { if (target.matches(".term")) this.open(target); }, { signal });
    element.addEventListener("focusout", ({ target }) => { if (target === this.at) this.close(); }, { signal });
    window.addEventListener("scroll", () => this.close(), { signal, capture: true });
    window.addEventListener("keydown", (event) => this.escape(event), { signal, capture: true });
  }

  stop() { clearTimeout(this.clock); }

  renderState() {
    const { element } = this.explorer;
    for (const label of element.querySelectorAll(".size > label")) this.name(label, label.parentElement.querySelector("[data-size]")?.dataset.size);
    for (const legend of element.querySelectorAll(".controls legend")) {
      const { about } = legend.parentElement.dataset, choice = legend.parentElement.querySelector("[data-choice]")?.dataset.choice;
      this.wrap(legend, about ? [about] : WORDS_OF_CHOICE[choice] ?? [choice]);
    }
  }

  render() {
    const { element } = this.explorer;
    for (const caption of element.querySelectorAll(".numbers caption")) this.wrap(caption, ["bounds", "rank"]);
    for (const about of element.querySelectorAll(".about")) this.wrap(about, ["repeat"]);
    for (const row of element.querySelectorAll("tr[data-row]")) this.wrap(row.querySelector("th"), [row.dataset.row]);
    for (const formula of element.querySelectorAll("tr[data-row] .formula")) this.wrap(formula, this.signsOf(formula.textContent));
    if (!this.at || this.at.isConnected) return;
    const { dataset: { words }, textContent } = this.at, again = [...element.querySelectorAll(".term")].find((each) => each.dataset.words === words && each.textContent === textContent);
    this.close();
    if (again && document.activeElement === document.body) again.focus();
  }

  signsOf(formula) {
    const letters = new Set(formula.replace(/\b[KC]\(/g, "").match(/[A-Z]/g));
    const sizes = sizesOf(this.grid, this.state).filter(({ letter }) => letters.has(letter)).map(({ name }) => name);
    return [...sizes, ...Object.keys(NOTATION).filter((name) => NOTATION[name].test(formula))];
  }

  // Makes a button of what an element contains.
  wrap(element, names) {
    const known = names.filter((name) => name in this.words);
    if (!element || !known.length || element.querySelector(".term")) return;
    const made = this.made(known);
    made.append(...element.childNodes);
    element.append(made);
  }

  // Makes a button of the words of a label, beside it: it would otherwise be a control within the label of another.
  name(label, name) {
    if (!(name in this.words)) return;
    const row = document.createElement("div"), made = this.made([name]), [letter] = label.children;
    row.className = "named";
    made.append(...[...label.childNodes].filter((node) => node !== letter));
    label.before(row);
    row.append(label, made);
  }

  made(names) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "term" });
    Object.assign(made.dataset, { do: "term", words: names.join(" ") });
    return made;
  }

  // The meaning that is shown.

  // Returns the button or the label of the picture whose meaning is meant, if any.
  termAt(target) {
    const label = target.closest?.(".picture .label"), word = LABELS[/label-(\w+)/.exec(label?.getAttribute("class"))?.[1]];
    if (word && word in this.words) label.dataset.words = word;
    return word ? label : target.closest?.(".term");
  }

  point(event) {
    clearTimeout(this.clock);
    const term = this.termAt(event.target);
    if (term && term !== this.at) this.clock = setTimeout(() => this.open(term), this.at ? 0 : OPENS_AFTER);
    else if (!term && !event.target.closest?.(".tip")) this.leave(event);
  }

  // A finger that is lifted leaves: it may be about to touch the meaning.
  leave({ pointerType }) {
    if (pointerType === "touch") return;
    clearTimeout(this.clock);
    if (this.at && this.at !== document.activeElement) this.clock = setTimeout(() => this.close(), CLOSES_AFTER);
  }

  press(target) {
    this.before = this.at;
    if (this.at && !target.closest?.(".tip") && this.termAt(target) !== this.at) this.close();
  }

  open(term) {
    clearTimeout(this.clock);
    if (!term.isConnected || this.find("dialog[open]")) return;
    this.close();
    this.at = term;
    term.setAttribute("aria-describedby", this.tip.id);
    this.tip.replaceChildren(...term.dataset.words.split(" ").map((name) => this.paragraph(name)));
    this.tip.hidden = false;
    this.tip.showPopover?.();
    const { left, top, bottom } = term.getBoundingClientRect(), { width, height } = this.tip.getBoundingClientRect();
    this.tip.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
    this.tip.style.top = `${bottom + height + 12 < innerHeight ? bottom + 4 : Math.max(8, top - height - 4)}px`;
  }

  close() {
    clearTimeout(this.clock);
    if (!this.at) return;
    this.at.removeAttribute("aria-describedby");
    this.at = null;
    this.tip.hidePopover?.();
    this.tip.hidden = true;
  }

  paragraph(name) {
    const [term, meaning] = this.words[name], made = document.createElement("p"), strong = document.createElement("b");
    strong.textContent = term;
    const size = sizesOf(this.grid, this.state).find((each) => each.name === name && each.kind === "number");
    made.append(strong, `: ${meaning}${size ? ` Here ${size.letter} = ${this.state[name]}.` : ""} `, this.link(name));
    return made;
  }

  // Returns a link to the definition, or where the documentation has no address, to the word in the list.
  link(name) {
    const [term, , place] = this.words[name], { at } = this.source.glossary;
    const made = document.createElement(at ? "a" : "button");
    if (at) Object.assign(made, { href: `${at.replace(/\/$/, "")}/${place.replace(".md", ".html")}`, target: "_blank", rel: "noopener noreferrer" });
    else Object.assign(made, { type: "button", className: "definition" });
    if (!at) Object.assign(made.dataset, { do: "term", words: name });
    made.textContent = "Definition";
    made.setAttribute("aria-label", `Definition of ${term}`);
    return made;
  }

  // A tap shows the meaning first, since a finger does not hover.
  act(target) {
    if (target.matches(".term") && matchMedia("(hover: none)").matches && this.before !== target) this.open(target);
    else this.openAt(target.dataset.words.split(" ")[0]);
  }

  escape(event) {
    if (event.key !== "Escape" || !this.at) return;
    event.stopPropagation();
    this.close();
  }

  // The list of all words.

  openAt(name) {
    const dialog = this.find("dialog.words"), list = dialog.querySelector("dl");
    this.close();
    list.replaceChildren(...Object.entries(this.words).flatMap(([each, word]) => this.entry(each, word, each === name)));
    dialog.showModal();
    const found = list.querySelector(".here");
    found?.focus();
    found?.scrollIntoView({ block: "center" });
  }

  entry(name, [term, meaning, place], here) {
    const [title, words] = ["dt", "dd"].map((tag) => document.createElement(tag)), where = document.createElement("small");
    title.textContent = term;
    title.classList.toggle("here", here);
    if (here) title.tabIndex = -1;
    if (this.source.glossary.at) where.append(this.link(name));
    else where.textContent = `docs/${place}`;
    words.append(`${meaning} `, where);
    return [title, words];
  }
}
