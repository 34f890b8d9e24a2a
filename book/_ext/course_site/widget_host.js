// Runs live figures on a page that has no Python behind it. Each is an anywidget, saved in the notebook with its state:
// its module is imported from there and given a model whose changes stay in the page.
// A still picture stands in for a figure until it says that it is running, and stays if it never does.

const scripts = (kind) => document.querySelectorAll(`script[type="application/vnd.jupyter.widget-${kind}+json"]`);
const saved = Object.assign({}, ...[...scripts("state")].map((script) => JSON.parse(script.textContent).state));
const modules = new Map(), models = new Map();

function load(source) {
  if (!modules.has(source)) {
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    modules.set(source, import(address).then(({ default: made }) => (typeof made === "function" ? made() : made)));
  }
  return modules.get(source);
}

function unpack({ state, buffers = [] }) {
  for (const { path, data } of buffers) {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    path.slice(0, -1).reduce((part, key) => part[key], state)[path.at(-1)] = new DataView(bytes.buffer);
  }
  return state;
}

function makeModel(state) {
  const listeners = new Map();
  const tell = (event, ...details) => listeners.get(event)?.forEach((listener) => listener(...details));
  const model = {
    get: (name) => state[name],
    set(name, value) {
      if (state[name] === value) return;
      state[name] = value;
      tell(`change:${name}`, model, value);
      tell("change", model);
    },
    on(events, listener) {
      for (const event of events.split(" ")) listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
    },
    off(events, listener) {
      for (const event of events?.split(" ") ?? [...listeners.keys()]) {
        if (listener) listeners.get(event)?.delete(listener);
        else listeners.delete(event);
      }
    },
    save_changes() {},
    send: (content) => tell("sent", content), // nobody but this page hears it
    widget_manager: { get_model: (reference) => getModel(reference.replace("IPY_MODEL_", "")) },
  };
  return model;
}

function getModel(id) {
  if (!models.has(id)) {
    const state = unpack(saved[id]), model = makeModel(state);
    models.set(id, load(state._esm).then(async (module) => {
      await module.initialize?.({ model, signal: new AbortController().signal });
      return model;
    }));
  }
  return models.get(id);
}

function addStyle(css) {
  if (!css || document.adoptedStyleSheets.some((sheet) => sheet.source === css)) return;
  const sheet = Object.assign(new CSSStyleSheet(), { source: css });
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
}

function say(place, sentence) {
  place.className = "live-figure-note";
  place.textContent = sentence;
}

async function show(view) {
  const { model_id: id } = JSON.parse(view.textContent), place = document.createElement("div");
  view.after(place);
  if (saved[id]?.model_module !== "anywidget") {
    say(place, "This control needs Python: open the notebook in Colab or on your machine to use it.");
    return;
  }
  try {
    const model = await getModel(id), { render } = await load(model.get("_esm"));
    addStyle(model.get("_css"));
    const still = view.parentElement.closest(".live-figure")?.querySelector(".still");
    model.on("sent", (content) => content === "running" && still?.setAttribute("hidden", ""));
    await render({ model, el: place, signal: new AbortController().signal });
  } catch (error) {
    say(place, `This live figure could not start (${error.message}); the picture shows its first state.`);
  }
}

scripts("view").forEach(show);
