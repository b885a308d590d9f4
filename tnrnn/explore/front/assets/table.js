// The table of bounds, and the reader's own cut beside it.

import { button, Part } from "./part.js";
import { verdictOf } from "./repeat.js";
import { clean } from "./svg.js";
import { formulaOf } from "./weighing.js";

const OBSERVED = { scalar: "one value", vector: "all channels of the last step", future: "all channels at all steps of the End" };

// Returns what the table is about: which rank it bounds.
export const captionOf = ({ mode, observe }) => (mode === undefined ? "Bounds on the rank" : `Bounds on the rank of ${OBSERVED[observe ?? "scalar"]}`);

export class Table extends Part {
  static slots() {
    return {
      found: `
  <table class="numbers"><caption>Bounds on the rank</caption><tbody></tbody></table>
  <p class="repeat"></p>
  <fieldset class="choices own" data-about="own_cut"><legend>Own cut: click a tensor to move it across</legend>
    ${button("min", "Min-cut")}${button("slice", "Slice")}
    <label><input type="checkbox" data-flag="matrices"><span>matrices one by one</span></label>
  </fieldset>`,
      controls: `
  <details class="severed"><summary>What it severs</summary><ul></ul></details>`,
    };
  }

  get acts() {
    const rowAt = (target) => target.closest("tr").dataset.row;
    return {
      min: () => this.chooses(null), slice: () => this.takeSlice(),
      digits: (target) => this.turn(rowAt(target)),
      "copy-digits": (target) => this.explorer.parts.downloads.copy(fullOf(this.rows().find(([name]) => name === rowAt(target))), "The number"),
    };
  }

  // Shows or hides all digits of a row.
  turn(name) {
    if (!this.open.delete(name)) this.open.add(name);
    this.render();
    this.explorer.parts.terms.render();
    this.find(`[data-row="${CSS.escape(name)}"] [data-do=digits]`)?.focus();
  }

  start(signal) {
    this.open = new Set();
    this.explorer.element.addEventListener("change", ({ target }) => {
      if (target.dataset.flag === "matrices") this.explorer.look({ matrices: target.checked });
    }, { signal });
  }

  renderState() {
    this.find("[data-flag=matrices]").checked = this.state.matrices;
    const drawn = this.explorer.shownView === "unrolled";
    for (const control of this.explorer.element.querySelectorAll(".own input, .own button")) control.disabled = !drawn;
  }

  // Hides what the network does not have: a straight cut in time, and matrices on its lines.
  renderOwn() {
    const { payload } = this.shown, { own } = this.explorer.list;
    this.find("[data-do=slice]").hidden = payload.structure !== null && payload.slice === null;
    this.find("[data-flag=matrices]").parentElement.hidden = own !== null && own.matrices.length === 0;
  }

  render() {
    this.find(".numbers caption").textContent = captionOf(this.shown.case);
    this.find(".numbers tbody").innerHTML = this.rows().map((row) => rowOf(row, this.open)).join("");
    const { repeat, numbers } = this.shown.payload;
    this.find(".repeat").innerHTML = repeat ? `<span class="about">The repeat</span>: ${askedHtml(repeat)} ${verdictHtml(repeat, numbers)}` : "";
    this.find(".severed ul").innerHTML = (this.shown.weighed?.entries ?? []).map(({ name, kind, dim, symbol }) =>
      `<li>${symbol ? `${clean(symbol)} = ${dim}` : dim}: ${clean(kind)} ${clean(name)}</li>`).join("");
    this.find(".severed").hidden = this.shown.weighed === null;
    this.renderOwn();
  }

  rows() {
    const { weighed, payload: { numbers } } = this.shown;
    return weighed && this.explorer.shownView === "unrolled" ? [this.ownRow(), ...numbers] : numbers;
  }

  ownRow() {
    const { value, powers } = this.shown.weighed, [least] = this.shown.payload.numbers;
    const said = least[3] === null ? "" : this.compared(value, BigInt(least[3]));
    return ["own_cut", "Own cut", "≤", String(value), formulaOf(powers), null, said];
  }

  compared(value, least) {
    if (this.shown.own === null) return "the min-cut";
    if (value === least) return "equal to the min-cut";
    if (least === 0n) return "";
    const hundredths = (value * 100n) / least, whole = value % least === 0n;
    const times = String(value / least);
    if (times.length > 24) return `about 10^${times.length - 1} times the min-cut`;
    return `${whole ? inThrees(times, "\u202f") : `about ${Number(hundredths) / 100}`} times the min-cut`;
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

function rowOf(row, open) {
  const [name, title, , amount, , log2] = row;
  return `
    <tr data-row="${clean(name)}"${amount !== null || log2 ? "" : ' class="none"'}><th scope="row">${clean(title)}</th>
    <td>${cellOf(row, open)}</td></tr>`;
}

// Returns what a row says beside its title: the value, the formula and the note. In the table all digits can be shown.
export function cellOf(row, open = null) {
  const [, , sign, amount, formula, log2, note] = row;
  const told = amount !== null || log2 ? `${sign === "=" && amount?.length > LONGEST ? "≈" : clean(sign)}\u00a0` : "";
  const number = amount === null ? log2 && `2<sup>${shortLog(log2)}</sup>` : `<data value="${clean(amount)}">${grouped(clean(amount), sign)}</data>`;
  const product = formula.replace(/(?<=\d) (?=\d)/g, " · ");
  return `${told ? `<span class="value">${told}${number}</span>${open ? digits(row, open) : ""}` : ""}
    <span class="formula">${formula === amount ? "" : powered(product)}</span>${note ? ` <small>${clean(note)}</small>` : ""}`;
}

const LONGEST = 24;
const shortLog = (log2) => Number(log2.toPrecision(6));
// Of a bound from above the last digit is rounded up, so that what is written is a bound, too.
function grouped(digits, sign) {
  if (digits.length <= LONGEST) return inThrees(digits);
  const first = String(Number(digits.slice(0, 3)) + (sign === "≤" && /[1-9]/.test(digits.slice(3)) ? 1 : 0));
  return `${first[0]}.${first.slice(1, 3)}·10<sup>${digits.length - 4 + first.length}</sup>`;
}

const inThrees = (digits, gap = "\u202f<wbr>") => digits.replace(/\B(?=(\d{3})+$)/g, gap);

// Returns all that is known of a number that the table shows in short, or null.
function fullOf([, , , amount, , log2]) {
  if (amount !== null) return amount.length > LONGEST ? amount : null;
  return log2 && shortLog(log2) !== log2 ? `2^${log2}` : null;
}

// Returns what the repeat takes, and what the numbers of a case say of it.
export const askedHtml = ({ words }) => powered(words);
export const verdictHtml = (repeat, rows) => verdictOf(repeat, rows, (number, sign) => grouped(String(number), sign));

function digits(row, open) {
  const [name, , , amount] = row, full = fullOf(row), isOpen = open.has(name);
  if (full === null) return "";
  const words = isOpen ? "in short" : amount === null ? "more digits" : `all ${full.length} digits`;
  const shown = isOpen ? `<span class="digits" tabindex="0" aria-label="All digits">${amount === null ? powered(full) : inThrees(clean(full))}</span>${button("copy-digits", "Copy")} ` : "";
  return `<span class="all">${shown}${button("digits", words, ` aria-expanded="${isOpen}"`)}</span>`;
}

export const powered = (formula) => clean(formula).replace(/\^(\d+(?:\.\d+)?)/g, "<sup>$1</sup>");
