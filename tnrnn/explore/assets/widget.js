// The widget of a notebook. Its state is in a model that it shares with Python, and Python computes the cases.

const TRAITS = ["length", "layers", "inputs", "hidden", "split", "mode", "view", "type", "theme"];
const HEIGHT = "660px";

function modelOf(model, element) {
  let written = {}, writing = false;
  return {
    read: () => ({ ...written, ...Object.fromEntries(TRAITS.map((name) => [name, String(model.get(name))])), own: model.get("_own") }),
    write(words) {
      written = words;
      writing = true;
      for (const name of TRAITS) {
        const value = typeof model.get(name) === "number" ? Number(words[name]) : words[name];
        if (model.get(name) !== value) model.set(name, value);
      }
      if (model.get("_own") !== (words.own ?? "")) model.set("_own", words.own ?? "");
      writing = false;
      model.save_changes();
    },
    follow(changed, signal) {
      const heard = () => { if (!writing) changed(); };
      for (const name of [...TRAITS, "_own"]) model.on(`change:${name}`, heard);
      signal.addEventListener("abort", () => { for (const name of [...TRAITS, "_own"]) model.off(`change:${name}`, heard); });
    },
    keys: element,
    root: null,
    link: () => null,
  };
}

const asked = (head, model) => answering(head, (parameters, signal, take) => new Promise((resolve, reject) => {
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
  model.send({ ask: id, case: Object.values(parameters) });
}), "the case, as soon as the kernel is free");

function render({ model, el }) {
  const host = document.createElement("div"); // not `el`, whose style Jupyter resets
  host.className = "tnrnn-host";
  host.style.height = HEIGHT;
  // Without this JupyterLab takes the arrow keys. Its bindings end in `:focus`, so that only the focused element can refuse.
  host.addEventListener("focusin", ({ target }) => { target.dataset.lmSuppressShortcuts = "true"; });
  el.append(host);
  const mounting = mount(host, asked(HEAD, model), modelOf(model, host));
  return () => { mounting.then((explorer) => explorer.stop()); host.remove(); };
}

export default { render };
