// The widget of a notebook. Its state is in a model that it shares with Python, and Python computes the cases.

const TRAITS = ["length", "layers", "inputs", "hidden", "split", "mode", "view", "type", "theme"];
const TRAIT = { model: "model", observe: "observed" };  // the traits of the words that state.js leaves out if they are usual
const OTHERS = ["own", ...Object.keys(OF_PARTS)];  // words that are neither traits nor sizes

const valueOf = (word) => (/^[0-9]+$/.test(word) ? Number(word) : { true: true, false: false }[word] ?? word);
const HEIGHT = "clamp(430px, 70vh, 660px)";  // so that it can be seen as a whole below the cell that shows it

function modelOf(model, element) {
  const shared = () => ({
    ...Object.fromEntries(TRAITS.map((name) => [name, String(model.get(name))])),
    ...Object.fromEntries(Object.entries(TRAIT).map(([name, trait]) => [name, model.get(trait)])),
    ...model.get("more"), own: model.get("_own"),
  });
  let written = {}, writing = false, known = shared();
  return {
    read: () => ({ ...Object.fromEntries(OTHERS.filter((name) => name in written).map((name) => [name, written[name]])), ...shared() }),
    write(words) {
      written = words;
      writing = true;
      for (const name of TRAITS.filter((name) => words[name] !== undefined)) {
        const value = typeof model.get(name) === "number" ? Number(words[name]) : words[name];
        if (model.get(name) !== value) model.set(name, value);
      }
      for (const [name, trait] of Object.entries(TRAIT)) {
        if (model.get(trait) !== (words[name] ?? USUAL[name])) model.set(trait, words[name] ?? USUAL[name]);
      }
      const sizes = Object.entries(words).filter(([name]) => ![...TRAITS, ...OTHERS, ...Object.keys(USUAL)].includes(name));
      const more = Object.fromEntries(sizes.map(([name, word]) => [name, name === "ends" ? word : valueOf(word)])), before = model.get("more");
      if (Object.keys({ ...more, ...before }).some((name) => more[name] !== before[name])) model.set("more", more);
      if (model.get("_own") !== (words.own ?? "")) model.set("_own", words.own ?? "");
      writing = false;
      known = shared();
      model.save_changes();
    },
    follow(changed, signal) {
      const heard = () => {
        if (writing) return;
        const before = known, now = known = shared();
        const changes = Object.keys({ ...before, ...now }).filter((name) => now[name] !== before[name]);
        if (changes.length) changed(Object.fromEntries(changes.map((name) => [name, now[name]])));
      };
      const all = [...TRAITS, ...Object.values(TRAIT), "more", "_own"];
      for (const name of all) model.on(`change:${name}`, heard);
      signal.addEventListener("abort", () => { for (const name of all) model.off(`change:${name}`, heard); });
    },
    figure: model.get("_figure") === undefined ? null : figureOf(model),
    keys: element,
    root: null,
    link: () => null,
  };
}

// The figure of the editor, which Python reads and sets as a text.
function figureOf(model) {
  const read = () => (model.get("_figure") ? JSON.parse(model.get("_figure")) : null);
  return {
    read,
    write(figure) {
      const text = JSON.stringify(figure);
      if (model.get("_figure") === text) return;
      model.set("_figure", text);
      model.save_changes();
    },
    follow(changed, signal) {
      const heard = () => changed(read());
      model.on("change:_figure", heard);
      signal.addEventListener("abort", () => model.off("change:_figure", heard));
    },
  };
}

const asked = (head, model) => answering(head, (kind, words, signal, take) => new Promise((resolve, reject) => {
  const id = `${performance.now()} ${Math.random()}`; // randomUUID needs https or localhost
  const end = (settle, value) => { model.off("msg:custom", hear); settle(value); };
  const hear = (message) => {
    if (message.ask !== id) return;
    try {
      if (message.done) end(resolve);
      else take(message);
    } catch (error) {
      end(reject, error);
    }
  };
  signal.addEventListener("abort", () => end(reject, signal.reason));
  model.on("msg:custom", hear);
  model.send({ ask: id, kind, words: kind === "case" ? { model: "rac", ...words } : words });
}), "the case, as soon as the kernel is free");

function render({ model, el }) {
  const host = document.createElement("div"); // not `el`, whose style Jupyter resets
  host.className = "tnrnn-host";
  host.style.height = HEIGHT;
  // Without this JupyterLab takes the arrow keys. Its bindings end in `:focus`, so that only the focused element can refuse.
  host.addEventListener("focusin", ({ target }) => { target.dataset.lmSuppressShortcuts = "true"; });
  el.append(host);
  const grid = Object.keys(model.get("_grid")).length ? model.get("_grid") : HEAD.grid;
  let kept = null;
  const keep = (talk) => { kept = JSON.stringify(talk); model.set("talk", talk); model.save_changes(); };
  const mounting = mount(host, { ...asked({ ...HEAD, grid }, model), talk: model.get("talk") ?? undefined, keep }, modelOf(model, host));
  const hear = () => mounting.then((explorer) => { if (JSON.stringify(model.get("talk")) !== kept) explorer.parts.talk.take(model.get("talk")); });
  model.on("change:talk", hear);
  return () => { model.off("change:talk", hear); mounting.then((explorer) => explorer.stop()); host.remove(); };
}

export default { render };
