// From a model's scores to a drawn token: unpacking them first (tested in Node), then the drawing.

import { chances, distribution, drawn, ranked } from "../in_page/sampling.js";
export { chances, distribution } from "../in_page/sampling.js";

export const N_SHOWN = 8;
export const N_DRAWS = 20;
const UNIT = 1000;

export function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / 2 }, (_, i) => view.getInt16(2 * i, true) / UNIT);
}

// One token for each chance of the seed.
export function draw(logs, probabilities, seed) {
  if (!seed) return [];
  const order = ranked(logs);
  return chances(seed, N_DRAWS).map((chance) => drawn(probabilities, order, chance));
}

const TOP_K = [1, 2, 3, 4, 5, 8, 10, 20, 50, 100, 500, 0]; // what the slider's places stand for
let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function slider(id, label, { min, max, step }, words, onInput) {
  const input = element("input", { type: "range", id, min, max, step });
  const shown = element("output", { for: id });
  const set = (place, value) => {
    input.value = place;
    shown.textContent = words(value);
    input.setAttribute("aria-valuetext", words(value));
  };
  input.addEventListener("input", () => onInput(Number(input.value)));
  return { row: element("div", { class: "sm-slider" }, element("label", { for: id }, label), input, shown), set };
}

const percent = (share) =>
  share === 0 ? "0 %" : share < 0.001 ? "< 0.1 %" : `${(100 * share).toFixed(1)} %`;

function render({ model, el }) {
  const id = `sm-${++figures}`;
  const vocabulary = model.get("vocabulary");
  const rows = model.get("logs").map(unpack);
  const names = ["seed", "prompt", "temperature", "top_k", "top_p"]; // the seed first: no setting keeps old draws
  const start = Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const done = [false, false];

  const change = (values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
    update();
  };

  const select = element(
    "select",
    { id: `${id}-prompt` },
    ...model.get("prompts").map((text, place) => element("option", { value: place }, `${text} …`)),
  );
  select.addEventListener("change", () => change({ seed: 0, prompt: Number(select.value) }));
  const temperature = slider(
    `${id}-t`, "Temperature", { min: 0.1, max: 3, step: 0.1 }, (value) => value.toFixed(1),
    (value) => change({ seed: 0, temperature: Math.round(10 * value) / 10 }),
  );
  const topK = slider(
    `${id}-k`, "Top-k", { min: 0, max: TOP_K.length - 1, step: 1 }, (value) => (value ? String(value) : "all"),
    (place) => change({ seed: 0, top_k: TOP_K[place] }),
  );
  const topP = slider(
    `${id}-p`, "Top-p", { min: 0.02, max: 1, step: 0.02 }, (value) => value.toFixed(2),
    (value) => change({ seed: 0, top_p: Math.round(100 * value) / 100 }),
  );
  const again = element("button", { type: "button" }, `Draw ${N_DRAWS} tokens`);
  let last = 0; // a new seed for each press, the same ones after a reset
  again.addEventListener("click", () => change({ seed: ++last }));
  const reset = element("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => {
    last = 0;
    change(start);
    done.fill(false);
    update();
  });

  const bars = Array.from({ length: N_SHOWN + 1 }, () => {
    const word = element("span", { class: "sm-word" });
    const before = element("div", { class: "sm-before" });
    const after = element("div", { class: "sm-after" });
    const number = element("span", { class: "sm-number" });
    const drawn = element("span", { class: "sm-drawn" });
    const track = element("div", { class: "sm-track" }, after, before);
    return { word, before, after, number, drawn, row: element("div", { class: "sm-bar" }, word, track, number, drawn) };
  });
  const left = element("p", { class: "sm-left" });
  const drawnText = element("p", { class: "sm-text" });
  const verdict = element("p", { class: "sm-verdict", "aria-live": "polite" });

  el.append(
    element(
      "div",
      { class: "sm", role: "group", "aria-label": "Live figure: sampling the next token" },
      element(
        "p",
        { class: "sm-task" },
        "Task 1: set the sliders so that, when you draw, the second word wins more than a third of the draws. " +
          "Task 2: reset, then set top-p so that exactly three tokens are left.",
      ),
      element(
        "div",
        { class: "sm-controls" },
        element("div", { class: "sm-slider sm-choice" }, element("label", { for: `${id}-prompt` }, "Prompt"), select),
        temperature.row,
        topK.row,
        topP.row,
      ),
      element("p", { class: "sm-legend" }, "Filled: what is drawn from. Outlined: what the model said. Right: how often drawn."),
      element("div", { class: "sm-bars" }, ...bars.map((bar) => bar.row)),
      left,
      element("div", { class: "sm-buttons" }, again, reset),
      drawnText,
      verdict,
    ),
  );

  function update() {
    const logs = rows[model.get("prompt")];
    const original = distribution(logs, 1, 0, 1);
    const now = distribution(logs, model.get("temperature"), model.get("top_k"), model.get("top_p"));
    const order = ranked(logs);
    const drawn = draw(logs, now, model.get("seed"));
    select.value = model.get("prompt");
    temperature.set(model.get("temperature"), model.get("temperature"));
    topK.set(TOP_K.indexOf(model.get("top_k")), model.get("top_k"));
    topP.set(model.get("top_p"), model.get("top_p"));
    const total = (list, shares) => list.reduce((sum, token) => sum + shares[token], 0);
    bars.forEach((bar, place) => {
      const tokens = place < N_SHOWN ? [order[place]] : order.slice(N_SHOWN);
      bar.word.textContent = place < N_SHOWN ? vocabulary[tokens[0]] : `${tokens.length} others`;
      bar.before.style.width = `${100 * total(tokens, original)}%`;
      bar.after.style.width = `${100 * total(tokens, now)}%`;
      bar.number.textContent = percent(total(tokens, now));
      const n = drawn.filter((token) => tokens.includes(token)).length;
      bar.drawn.textContent = drawn.length ? `${n} ×` : "";
    });
    const nLeft = now.filter((probability) => probability > 0).length;
    left.textContent = `Tokens left to draw from: ${nLeft.toLocaleString("en")} of ${logs.length.toLocaleString("en")}.`;
    drawnText.textContent = drawn.length ? `Drawn: ${drawn.map((token) => vocabulary[token]).join(" · ")}` : "";
    done[0] ||= drawn.filter((token) => token === order[1]).length > N_DRAWS / 3;
    done[1] ||= nLeft === 3 && model.get("top_p") < 1 && model.get("top_k") === 0;
    const said = [
      done[0] ? `✓ Task 1 reached: “${vocabulary[order[1]]}” won more than a third of the draws.` : "",
      done[1] ? "✓ Task 2 reached: three tokens are left." : "",
    ].join(" ").trim();
    if (verdict.textContent !== said) verdict.textContent = said;
  }

  const events = names.map((name) => `change:${name}`).join(" ");
  model.on(events, update);
  update();
  model.send("running");
  return () => model.off(events, update);
}

export default { render };
