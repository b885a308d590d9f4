// What a reader takes along: the link, the picture as it is shown (without the overlay), and the Python lines for it.

import { jsonOf } from "./list.js";
import { nodeName } from "./names.js";
import { button, Part } from "./part.js";
import { sizesOf } from "./state.js";
import { svgOf } from "./svg.js";
import { tikzOf } from "./tikz.js";

const SCALE = 200 / 96;  // dots of a PNG for each pixel of a screen: 200 dpi

export class Downloads extends Part {
  static slots() {
    return {
      tools: [["link", "Copy link"], ["svg", "SVG"], ["png", "PNG"], ["tikz", "TikZ"], ["python", "Python"]].map(([name, words]) => button(name, words)).join(""),
      stage: `
  <dialog class="code" aria-label="Python lines"><pre tabindex="0" role="group" aria-label="Python lines"></pre>${button("copy", "Copy")}${button("save", "Save")}${button("close", "Close")}</dialog>`,
    };
  }

  get acts() {
    return {
      link: () => this.copy(this.explorer.home.link(), "The link"),
      svg: () => this.download("svg", `<?xml version="1.0" encoding="UTF-8"?>\n${this.text("svg")}\n`, "image/svg+xml"),
      tikz: () => this.download("tex", this.text("tikz"), "text/x-tex"),
      png: () => this.png(),
      python: () => { this.find(".code pre").textContent = this.python(); this.find(".code").showModal(); },
      copy: () => this.copy(this.python(), "The lines"),
      save: () => this.download("py", this.python(), "text/x-python"),
      close: () => this.find(".code").close(),
    };
  }

  start() { this.find("[data-do=link]").hidden = this.explorer.home.link() === null; }

  text(kind) { return (kind === "svg" ? svgOf : tikzOf)(this.explorer.list, this.explorer.style()); }
  json() { return jsonOf(this.explorer.list); }

  name(ending) {
    const { model = "rac", split, observe } = this.shown.case;
    if (this.given()) return `${nodeName(model)}${split ? `-split${split}` : ""}.${ending}`;
    const sizes = sizesOf(this.grid, { model }).map(({ name, letter, kind }) => `${kind === "number" ? letter : `${name}-`}${this.shown.case[name]}`);
    return `${[model, ...sizes, ...(observe ? [observe] : []), `split${split}`].join("-")}.${ending}`;
  }

  download(ending, content, type, name = this.name(ending)) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    this.say(this.explorer.home.framed ? `${link.download} is saved, if the page around this frame allows it.` : `${link.download} is saved.`);
  }

  async png() {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(this.text("svg"))}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.naturalWidth * SCALE);
    canvas.height = Math.round(image.naturalHeight * SCALE);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    this.download("png", await new Promise((done) => { canvas.toBlob(done, "image/png"); }));
  }

  python() {
    const { explorer, state, shown: { payload: { structure }, weighed, case: now }, source: { look, lines } } = this;
    const names = explorer.showsOwn ? structure.tensors.filter((_, place) => weighed.side[place]) : [];
    const words = {
      mode: now.mode, partition: this.partition(), circuit: this.circuit(), near: listed(names),
      style: state.theme === "dark" ? "dark" : "print", page: look.pages[state.type].join(", "), font_size: explorer.list.fontSize,
      halos: Object.entries(look.halos[state.theme]).map(([side, ink]) => `, ${side}="${ink}"`).join(""),
    };
    const kind = !("mode" in now) ? "network" : explorer.showsOwn ? "own" : explorer.shownView;
    return lines[kind === "network" && explorer.showsOwn ? "own_network" : kind].replace(/\{(\w+)\}/g, (_, name) => words[name]);
  }

  given() { return sizesOf(this.grid, { model: "rac", ...this.shown.case }).find(({ kind }) => kind === "fixed" || kind === "ends"); }

  partition() {
    const { length, split, ends, observe } = this.shown.case;
    if (!ends) return `tnrnn.Partition.start_end(${length + (observe ? 1 : 0)}, ${split})`;
    const side = (bit) => this.given().written.filter((_, place) => ends[place] === bit).join(", ");
    return `tnrnn.Partition(near=[${side("1")}], far=[${side("0")}])`;
  }

  // The circuit of the picture in Python. If more than one value is observed, it has one step more, that of the probe.
  circuit() {
    const { model = "rac", observe, length, split, mode } = this.shown.case;
    const written = (value) => (typeof value === "number" ? value : { true: "True", false: "False" }[value] ?? `"${value}"`);
    const sizes = sizesOf(this.grid, { model }).map(({ name }) => `${name}=${written(this.shown.case[name])}`).join(", ");
    const circuit = this.given() ? 'tnrnn.explore.given_of("circuit.json").subject' : `tnrnn.${model === "rac" ? "rac" : `models.${model}`}(${sizes})`;
    return observe ? `tnrnn.models.Case(${circuit}, tnrnn.Partition.start_end(${length}, ${split}), "${mode}", "${observe}").matrix.circuit` : circuit;
  }

  async copy(text, what) {
    try {
      await navigator.clipboard.writeText(text);
      this.say(`${what}: copied.`);
    } catch {
      const instead = this.explorer.home.framed ? "open the page by itself, outside of this frame" : "copy it from the address line or from the Python window";
      this.say(`${what} could not be copied here; ${instead}.`);
    }
  }
}

const listed = (names) => {
  const lines = [""];
  for (const name of names) {
    const word = `${JSON.stringify(name)},`;
    if (lines.at(-1).length + word.length > 100) lines.push("");
    lines[lines.length - 1] += (lines.at(-1) ? " " : "    ") + word;
  }
  return `[\n${lines.join("\n")}\n]`;
};
