// The speaker's side of a talk: notes, own steps, their order, and the file that keeps all of it.

import { button, Part } from "./part.js";
import { MOST_TALK, MOST_TALK_STEPS, missingFrom, sessionOf, sessionText, TALK_FORMAT, TALK_TEXTS, TALK_VERSION } from "./session.js";
import { toWords } from "./state.js";

const stepField = (id, name, words, rows) => `
  <label for="${id}-step-${name}">${words}</label>${rows ? `<textarea id="${id}-step-${name}" data-step="${name}" rows="${rows}" maxlength="${TALK_TEXTS[name]}"></textarea>` : `<input type="text" id="${id}-step-${name}" data-step="${name}" maxlength="${TALK_TEXTS[name]}">`}`;

export class Script extends Part {
  static slots(id) {
    return {
      stage: `
  <section class="script" aria-label="The talk" hidden>
    <div><ol></ol></div>
    <form>${stepField(id, "title", "Title")}${stepField(id, "words", "Words", 2)}${stepField(id, "notes", "Notes, for you alone", 3)}</form>
    <div class="acts">${[
    ["add-step", "Add a step of what is shown"], ["whole", "Show the whole picture"], ["take-state", "Let the step show this"], ["earlier", "Earlier"], ["later", "Later"],
    ["delete-step", "Delete"], ["save-talk", "Save"], ["load-talk", "Load"], ["edit-talk", "Done"]].map(([name, words]) => button(name, words)).join("")}
      <input type="file" accept=".json,application/json" aria-label="File of a talk" hidden></div>
  </section>`,
    };
  }

  get acts() {
    return {
      "edit-talk": () => this.edit(!this.talk.editing),
      "add-step": () => this.add(),
      whole: () => { this.explorer.look({ step: null, frame: 1 }); this.say("The whole picture is shown."); },
      "take-state": () => this.takeState(),
      earlier: () => this.move(-1),
      later: () => this.move(1),
      "delete-step": () => this.remove(),
      "save-talk": () => this.save(),
      "load-talk": () => this.find(".script input[type=file]").click(),
    };
  }

  get talk() { return this.explorer.parts.talk; }
  get steps() { return this.talk.session.steps; }
  // The step that is being written, also when something else is shown.
  get place() { return Math.min(this.chosen ?? 0, this.steps.length - 1); }

  start(signal) {
    const section = this.find(".script");
    section.addEventListener("input", ({ target }) => this.write(target), { signal });
    section.addEventListener("submit", (event) => event.preventDefault(), { signal });
    section.addEventListener("click", ({ target }) => { if (target.dataset.place) this.choose(Number(target.dataset.place)); }, { signal });
    this.find(".script input[type=file]").addEventListener("change", ({ target }) => this.read(target), { signal });
  }

  // Begins or ends the writing. It begins with the steps of the case.
  edit(on) {
    const { talk } = this, { place } = talk;
    if (on && !talk.session) talk.session = this.written();
    if (!on) this.keep();
    talk.editing = on;
    this.chosen = place ?? this.chosen ?? 0;
    if (on) this.choose(this.place);
    else this.explorer.render();
    this.say(on ? "You are editing the talk." : "The talk is ready.");
  }

  written() {
    const { at, step, frame, ...state } = this.talk.now();
    const steps = this.shown.payload.steps.map(({ title, words }, place) => ({ title, words, notes: "", state: { ...state, step: String(place) } }));
    return { state, steps };
  }

  choose(place) {
    this.chosen = place;
    return this.talk.goTo(place);
  }

  add() {
    if (this.steps.length >= MOST_TALK_STEPS) {
      this.say(`A talk has at most ${MOST_TALK_STEPS} steps.`);
      return;
    }
    const step = { title: "Own step", words: "", notes: "", state: this.talk.now() };
    this.steps.splice(this.place + 1, 0, step);
    this.changed(this.place + 1, "A step is added.");
    this.find("[data-step=title]").select();
  }

  takeState() {
    this.steps[this.place].state = this.talk.now();
    this.changed(this.place, `Step ${this.place + 1} shows this now.`);
  }

  move(by) {
    const { steps, place } = this, to = place + by;
    if (to < 0 || to >= steps.length) return;
    steps.splice(to, 0, ...steps.splice(place, 1));
    this.changed(to, `The step is number ${to + 1} now.`);
  }

  remove() {
    if (this.steps.length === 1) {
      this.say("A talk has at least one step.");
      return;
    }
    this.steps.splice(this.place, 1);
    this.changed(this.place, "The step is deleted.");
  }

  // Gives the talk to whoever keeps it outside of the page.
  keep() {
    const { state, steps } = this.talk.session;
    this.source.keep?.({ format: TALK_FORMAT, version: TALK_VERSION, state, steps: steps.map((step) => ({ ...step })) });
  }

  changed(place, words) {
    this.chosen = place;
    this.explorer.look({ at: place });
    this.say(words);
  }

  write({ dataset: { step: name }, value }) {
    if (!name) return;
    this.steps[this.place][name] = value;
    this.renderList();
  }

  render() {
    const { talk } = this, editing = Boolean(talk.editing), section = this.find(".script");
    section.hidden = !editing;
    if (!editing) return;
    this.renderList();
    const step = this.steps[this.place];
    for (const each of section.querySelectorAll("[data-step]")) if (each.value !== step[each.dataset.step]) each.value = step[each.dataset.step];
    this.find("[data-do=earlier]").disabled = this.place === 0;
    this.find("[data-do=later]").disabled = this.place === this.steps.length - 1;
  }

  renderList() {
    const list = this.find(".script ol"), focused = list.contains(document.activeElement);
    list.replaceChildren(...this.steps.map(({ title, notes }, place) => {
      const item = document.createElement("li"), link = document.createElement("button");
      Object.assign(link, { type: "button", textContent: `${title || "Without a title"}${notes ? " ✎" : ""}` });
      link.dataset.place = place;
      if (place === this.place) link.setAttribute("aria-current", "step");
      item.append(link);
      return item;
    }));
    const here = list.querySelector("[aria-current]");
    if (focused) here?.focus();
    here?.scrollIntoView({ block: "nearest" });
  }

  save() {
    const { session } = this.talk, { step, at, frame, ...state } = toWords(this.state, this.explorer.own);
    this.explorer.parts.downloads.download("json", sessionText({ ...session, state }), "application/json", "talk.json");
  }

  async read(input) {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    try {
      if (file.size > MOST_TALK) throw new RangeError("the file is larger than 1 MiB");
      await this.take(sessionOf(await file.text()));
    } catch (error) {
      this.say(`The talk cannot be loaded: ${error.message}.`);
    }
  }

  async take(session) {
    const missing = missingFrom(this.grid, session.steps);
    this.talk.session = session;
    this.chosen = 0;
    this.keep();
    await this.talk.goTo(0);
    const lacks = missing.length ? ` This page has no case for ${missing.length === 1 ? "step" : "steps"} ${missing.join(", ")}: the nearest case is shown there.` : "";
    this.say(`The talk is loaded: ${session.steps.length} steps.${lacks}`);
  }
}
