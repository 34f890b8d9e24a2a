// What the reader sets: the opening, and how the next token is drawn.

import { element } from "../in_page/parts.js";
import { labelled, slider } from "./parts.js";

export const SETTINGS = ["temperature", "top_k", "top_p", "penalty", "seed"];
const TEMPERATURES = range(0, 2, 0.1);
const TOP_K = [1, 2, 3, 4, 5, 8, 10, 20, 50, 100, 500, Infinity]; // the last: all
const TOP_P = range(0.05, 1, 0.05);
const PENALTIES = range(1, 2, 0.05);
const MOST_LETTERS = 400; // of an opening

// `change({ name: value })` sets a setting, `begin(opening)` begins another text.
export function controls(id, model, change, begin) {
  const opening = openingControls(id, model, begin);
  const drawing = drawingControls(id, model, change);
  const nodes = [...opening.nodes, ...drawing.nodes];
  const node = element("div", { class: "wr-controls" }, ...nodes);
  const show = () => {
    opening.show();
    drawing.show();
  };
  return { node, show };
}

// How the next token is drawn
export function drawingControls(id, model, change) {
  const sliders = settingSliders(id, change);
  const seed = seedField(id, change);
  const nodes = Object.values(sliders).map(({ node }) => node);
  const show = () => {
    for (const [name, { show: showOne }] of Object.entries(sliders)) {
      showOne(name === "top_k" ? model.get(name) || Infinity : model.get(name));
    }
    if (document.activeElement !== seed) seed.value = model.get("seed");
  };
  return { nodes: [...nodes, labelled("Seed", seed)], show };
}

export function openingControls(id, model, begin, label = "Text to go on from") {
  const openings = model.get("openings");
  const options = openings.map((words) => element("option", { value: words }, words));
  const own = element("option", { value: "", hidden: "" }, "your own");
  const choice = element("select", { id: `${id}-choice` }, ...options, own);
  const limits = { rows: 2, maxlength: MOST_LETTERS, spellcheck: "false" };
  const field = element("textarea", { id: `${id}-field`, ...limits });
  choice.addEventListener("change", () => begin(choice.value));
  field.addEventListener("input", () => begin(field.value));
  const show = () => {
    const opening = model.get("opening");
    if (field.value !== opening) field.value = opening;
    choice.value = openings.includes(opening) ? opening : "";
  };
  const nodes = [labelled("Opening", choice), labelled(label, field)];
  return { nodes, show };
}

function settingSliders(id, change) {
  const temperature = (value) => (value ? value.toFixed(1) : "0, greedy");
  const count = (value) => (isFinite(value) ? String(value) : "all");
  const twoPlaces = (value) => value.toFixed(2);
  const one = (name, label, values, words, toState = (value) => value) =>
    slider(`${id}-${name}`, label, values, words, (value) =>
      change({ [name]: toState(value) }),
    );
  return {
    temperature: one("temperature", "Temperature", TEMPERATURES, temperature),
    top_k: one("top_k", "Top-k", TOP_K, count, (value) => (isFinite(value) ? value : 0)),
    top_p: one("top_p", "Top-p", TOP_P, twoPlaces),
    penalty: one("penalty", "Repetition penalty", PENALTIES, twoPlaces),
  };
}

function seedField(id, change) {
  const seed = element("input", { id: `${id}-seed`, type: "number", min: 1, max: 9999 });
  seed.addEventListener("input", () => {
    if (seed.value && seed.validity.valid) change({ seed: Number(seed.value) });
  });
  return seed;
}

function range(from, to, step) {
  const n = Math.round((to - from) / step) + 1;
  return Array.from({ length: n }, (_, i) => Math.round(100 * (from + i * step)) / 100);
}
