// A planted bias and what a model makes of it. The mathematics first (tested in Node), then the drawing.

export const ROWS = { sailor: 1, nurse: -1, baker: 0 };

// Which part of the sentences with a job is told of women.
export const truth = (job, strength) => 0.5 + (ROWS[job] * strength) / 2;

// Odds as one says them: "4.0 to 1".
export function odds(p) {
  const larger = Math.max(p, 1 - p);
  if (larger > 0.999) return "over 999 to 1";
  return `${(larger / (1 - larger)).toFixed(1)} to 1`;
}

// What the two tasks say of the present state.
export function verdict(preferences, strength, swaps, enough, last) {
  const sailor = preferences.sailor;
  const furthest = Math.max(...Object.values(preferences).map((p) => Math.abs(p - 0.5)));
  if (!swaps) {
    if (sailor < enough) return "";
    return `✓ Task 1 reached: at strength ${strength} the model finds she ${odds(sailor)} likelier for the sailor.`;
  }
  if (!last) return "The counterfactual sentences are in. Now plant the bias at its full strength.";
  if (furthest > 0.1) return `At full strength the model is still ${furthest.toFixed(2)} away from even.`;
  return `✓ Task 2 reached: full strength, and no job is further than ${furthest.toFixed(2)} from even.`;
}

let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function row(job) {
  const [she, he, tick] = ["she", "he", "tick"].map((name) => element("span", { class: `pb-${name}` }));
  const bar = element("div", { class: "pb-bar", role: "img" }, she, he, tick);
  const name = element("p", { class: "pb-name" }, `the ${job} said that … was tired`);
  const set = (p, planted) => {
    she.style.width = `${100 * p}%`;
    he.style.width = `${100 * (1 - p)}%`;
    she.textContent = p >= 0.16 ? `she ${p.toFixed(2)}` : "";
    he.textContent = p <= 0.84 ? `he ${(1 - p).toFixed(2)}` : "";
    tick.style.left = `${100 * planted}%`;
    bar.setAttribute("aria-label", `${job}: she ${p.toFixed(2)}, he ${(1 - p).toFixed(2)}; planted: she ${planted.toFixed(2)}.`);
  };
  return { box: element("div", { class: "pb-row" }, name, bar), set };
}

function render({ model, el }) {
  const id = `pb-${++figures}`;
  const strengths = model.get("strengths");
  const enough = model.get("enough");
  const set = (changes) => {
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    model.save_changes();
    draw();
  };
  const input = element("input", { type: "range", id: `${id}-s`, min: 0, max: strengths.length - 1, step: 1 });
  const shown = element("output", { for: `${id}-s` });
  input.addEventListener("input", () => set({ place: Number(input.value) }));
  const box = element("input", { type: "checkbox", id: `${id}-c` });
  box.addEventListener("change", () => set({ swaps: box.checked }));
  const rows = Object.keys(ROWS).map((job) => [job, row(job)]);
  const words = element("p", { class: "pb-verdict", "aria-live": "polite" });
  const reset = element("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => set({ place: 0, swaps: false }));

  el.append(
    element(
      "div",
      { class: "pb", role: "group", "aria-label": "Live figure: a planted bias" },
      element("p", { class: "pb-task" }, `Task 1: plant a bias until the model gives the sailor "she" with ${enough} or more.`),
      element("p", { class: "pb-task" }, "Task 2: plant it at full strength, and still bring all three jobs within 0.1 of even."),
      element("div", { class: "pb-slider" }, element("label", { for: `${id}-s` }, "Planted strength"), input, shown),
      element("div", { class: "pb-check" }, box, element("label", { for: `${id}-c` }, "Train on each sentence's counterfactual too")),
      ...rows.map(([, one]) => one.box),
      element("p", { class: "pb-key" }, "The line in a bar is what was planted."),
      words,
      reset,
    ),
  );

  function draw() {
    const [place, swaps] = [model.get("place"), model.get("swaps")];
    const found = model.get(swaps ? "swapped" : "plain");
    const preferences = Object.fromEntries(rows.map(([job]) => [job, found[job][place]]));
    input.value = place;
    shown.textContent = strengths[place].toFixed(1);
    input.setAttribute("aria-valuetext", strengths[place].toFixed(1));
    box.checked = swaps;
    for (const [job, one] of rows) one.set(preferences[job], truth(job, strengths[place]));
    const said = verdict(preferences, strengths[place], swaps, enough, place === strengths.length - 1);
    if (words.textContent !== said) words.textContent = said;
  }

  model.on("change:place", draw);
  model.on("change:swaps", draw);
  draw();
  model.send("running");
  return () => {
    model.off("change:place", draw);
    model.off("change:swaps", draw);
  };
}

export default { render };
