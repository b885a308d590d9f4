// A talk: steps that reveal the construction, with a title and words each.

import { button, Part } from "./part.js";
import { powered } from "./table.js";

export class Talk extends Part {
  static slots() {
    return {
      bar: button("talk", "Talk", ' aria-pressed="false"'),
      stage: `
  <div class="talk" hidden><div><h2></h2><p></p></div>
    <span>${button("back", "◀", ' aria-label="Step back"')} <span class="count"></span> ${button("next", "▶", ' aria-label="Next step"')}</span></div>`,
    };
  }

  get acts() {
    return {
      talk: () => this.goTo(this.explorer.talking ? null : 0),
      back: () => this.goTo(this.state.step - 1),
      next: () => this.goTo(this.state.step + 1),
    };
  }

  get steps() { return this.shown.payload.steps; }

  renderState() {
    const { talking, element } = this.explorer;
    element.classList.toggle("talking", talking);
    this.find("[data-do=talk]").setAttribute("aria-pressed", talking);
  }

  render() {
    const { talking, step } = this.explorer;
    this.find(".talk").hidden = !talking;
    if (!talking) return;
    const [title, words] = this.steps[step], number = step + 1;
    this.find(".talk h2").textContent = title;
    this.find(".talk p").innerHTML = powered(words);
    this.find(".talk .count").textContent = `${number} / ${this.steps.length}`;
    this.find("[data-do=back]").disabled = number === 1;
    this.find("[data-do=next]").disabled = number === this.steps.length;
  }

  goTo(step) {
    if (step !== null && (step < 0 || step >= this.steps.length)) return;
    this.explorer.look({ step });
    if (step !== null) this.hear(`${this.steps[step][0]}. ${this.steps[step][1]}`);
  }

  key(event) {
    const turns = { ArrowRight: 1, PageDown: 1, " ": 1, ArrowLeft: -1, PageUp: -1 };
    if (!this.explorer.talking) return false;
    if (event.key === "Escape") this.goTo(null);
    else if (event.key in turns && !(event.key === " " && event.target.closest("button"))) this.goTo(this.state.step + turns[event.key]);
    else if (event.key === "Home") this.goTo(0);
    else if (event.key === "End") this.goTo(this.steps.length - 1);
    else return false;
    return true;
  }
}
