// The table of bounds, and the reader's own cut beside it.

import { button, Part } from "./part.js";
import { clean } from "./svg.js";
import { formulaOf } from "./weighing.js";

const OBSERVED = { scalar: "one value", vector: "all channels of the last step", future: "all channels at all steps of the End" };

// Returns what the table is about: which rank it bounds.
export const captionOf = ({ observe }) => `Bounds on the rank of ${OBSERVED[observe ?? "scalar"]}`;

export class Table extends Part {
  static slots() {
    return {
      controls: `
  <table class="numbers"><caption>Bounds on the rank</caption><tbody></tbody></table>
  <fieldset class="choices own"><legend>Own cut: click a tensor to move it across</legend>
    ${button("min", "Min-cut")}${button("slice", "Slice")}
    <label><input type="checkbox" data-flag="matrices"><span>matrices one by one</span></label>
  </fieldset>
  <details class="severed"><summary>What it severs</summary><ul></ul></details>`,
    };
  }

  get acts() {
    return { min: () => this.chooses(null), slice: () => this.takeSlice() };
  }

  start(signal) {
    this.explorer.element.addEventListener("change", ({ target }) => {
      if (target.dataset.flag === "matrices") this.explorer.look({ matrices: target.checked });
    }, { signal });
  }

  renderState() {
    this.find("[data-flag=matrices]").checked = this.state.matrices;
    const drawn = this.explorer.shownView === "unrolled";
    for (const control of this.explorer.element.querySelectorAll(".own input, .own button")) control.disabled = !drawn;
  }

  render() {
    this.find(".numbers caption").textContent = captionOf(this.shown.case);
    this.find(".numbers tbody").innerHTML = this.rows().map(rowOf).join("");
    this.find(".severed ul").innerHTML = (this.shown.weighed?.entries ?? []).map(({ name, kind, dim, symbol }) =>
      `<li>${symbol ? `${clean(symbol)} = ${dim}` : dim}: ${clean(kind)} ${clean(name)}</li>`).join("");
    this.find(".severed").hidden = this.shown.weighed === null;
  }

  rows() {
    const { weighed, payload: { numbers } } = this.shown;
    return weighed && this.state.view === "unrolled" ? [this.ownRow(), ...numbers] : numbers;
  }

  ownRow() {
    const { value, powers } = this.shown.weighed, [least] = this.shown.payload.numbers;
    const said = least[3] === null ? "" : this.compared(value, BigInt(least[3]));
    return ["own_cut", "Own cut", "≤", String(value), formulaOf(powers), null, said];
  }

  compared(value, least) {
    if (this.shown.own === null) return "the min-cut; click a tensor to change it";
    if (value === least) return "equal to the min-cut";
    if (least === 0n) return "";
    const hundredths = (value * 100n) / least, whole = value % least === 0n;
    const times = String(value / least);
    if (times.length > 24) return `about 10^${times.length - 1} times the min-cut`;
    return `${whole ? grouped(times) : `about ${Number(hundredths) / 100}`} times the min-cut`;
  }

  takeSlice() {
    const chosen = new Set(this.shown.payload.slice);
    this.chooses(this.shown.payload.structure.tensors.map((_, place) => chosen.has(place)));
  }

  chooses(near) {
    this.shown.choose(near);
    this.explorer.render();
    this.explorer.sayNumbers();
  }
}

function rowOf(row) {
  const [name, title, , amount, , log2] = row;
  return `
    <tr data-row="${clean(name)}"${amount !== null || log2 ? "" : ' class="none"'}><th scope="row">${clean(title)}</th>
    <td>${cellOf(row)}</td></tr>`;
}

// Returns what a row says beside its title: the value, the formula and the note.
export function cellOf([, , sign, amount, formula, log2, note]) {
  const told = amount !== null || log2 ? `${clean(sign)} ` : "";
  const number = amount === null ? log2 && `2<sup>${Number(log2.toPrecision(6))}</sup>` : `<data value="${clean(amount)}">${grouped(clean(amount))}</data>`;
  return `${told ? `<span class="value">${told}${number}</span>` : ""}
    <span class="formula">${powered(formula)}</span>${note ? ` <small>${clean(note)}</small>` : ""}`;
}

const grouped = (digits) => (digits.length > 24 ? `${digits[0]}.${digits.slice(1, 3)}·10<sup>${digits.length - 1}</sup>` : digits.replace(/\B(?=(\d{3})+$)/g, "\u202f"));
export const powered = (formula) => clean(formula).replace(/\^(\d+)/g, "<sup>$1</sup>");
