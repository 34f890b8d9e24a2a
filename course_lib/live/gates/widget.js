// An LSTM cell of one number. The mathematics first (tested in Node), then the drawing.

const INPUTS = { 0: [0, 0], 1: [1, 1], 2: [-1, 0] }; // [value, mark]: nothing, a marked 1, an unmarked -1
const CANDIDATE_WEIGHT = 2;

export function sigmoid(x) {
  return 1 / (1 + Math.exp(-x));
}

// One step: the parts in the library's order are input gate, forget gate, candidate, output gate.
export function lstmStep([value, mark], cell, gates) {
  const write = sigmoid(gates.input_bias + gates.mark_weight * mark);
  const keep = sigmoid(gates.forget_bias);
  const candidate = Math.tanh(CANDIDATE_WEIGHT * value);
  const show = sigmoid(gates.output_bias);
  const after = keep * cell + write * candidate;
  return { write, keep, show, cell: after, hidden: show * Math.tanh(after) };
}

export function readAll(inputs, gates) {
  const steps = [];
  let cell = 0;
  for (const kind of inputs) {
    const step = lstmStep(INPUTS[kind], cell, gates);
    steps.push(step);
    cell = step.cell;
  }
  return steps;
}

// The task: step 16, fifteen steps after the first input, still above 0.5; and what is not marked changes nothing much.
export function judge(inputs, gates) {
  const steps = readAll(inputs, gates);
  const distractor = inputs.findIndex((kind, i) => i > 0 && i < 16 && kind === 2);
  const without = inputs.map((kind) => (kind === 2 ? 0 : kind));
  const calm = readAll(without, gates);
  const after = steps[15].cell;
  const moved = Math.max(...steps.slice(0, 16).map((step, i) => Math.abs(step.cell - calm[i].cell)));
  return { after, moved, distractor, kept: after > 0.5, ignored: distractor >= 0 && moved < 0.1 };
}

const NAMES = ["nothing", "a marked 1", "an unmarked −1"];
const SIGNS = ["·", "★", "−"];
const SLIDERS = [
  ["forget_bias", "Forget gate: bias", -4, 8],
  ["input_bias", "Input gate: bias", -8, 4],
  ["mark_weight", "Input gate: weight of the mark", 0, 12],
  ["output_bias", "Output gate: bias", -4, 8],
];
let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function signed(number) {
  return (number < -0.005 ? "−" : "") + Math.abs(number).toFixed(2);
}

function render({ model, el }) {
  const id = `lg-${++figures}`;
  const names = ["inputs", ...SLIDERS.map(([name]) => name)];
  const start = Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const change = (name, value) => {
    model.set(name, value);
    model.save_changes();
    draw();
  };

  const sliders = SLIDERS.map(([name, label, min, max]) => {
    const input = element("input", { type: "range", id: `${id}-${name}`, min, max, step: 0.5 });
    const shown = element("output", { for: `${id}-${name}` });
    input.addEventListener("input", () => change(name, Number(input.value)));
    const set = (value) => {
      input.value = value;
      const words = value.toFixed(1).replace("-", "−");
      shown.textContent = words;
      input.setAttribute("aria-valuetext", words);
    };
    return { name, set, row: element("div", { class: "lg-slider" }, element("label", { for: `${id}-${name}` }, label), input, shown) };
  });

  const steps = start.inputs.map((_, i) => {
    const cell = element("span", { class: "lg-fill" });
    const hidden = element("span", { class: "lg-mark" });
    const sign = element("span", { class: "lg-sign" });
    const track = element("span", { class: "lg-track" }, cell, hidden);
    const button = element("button", { type: "button", class: "lg-step" }, element("span", { class: "lg-number" }, `${i + 1}`), sign, track);
    button.addEventListener("click", () => {
      const next = i === 0 ? model.get("inputs")[0] : (model.get("inputs")[i] + 1) % 3;
      change("inputs", model.get("inputs").map((old, k) => (k === i ? next : old)));
    });
    if (i === 0) button.setAttribute("aria-disabled", "true");
    return { button, cell, hidden, sign };
  });

  const gates = ["Input gate, marked", "Input gate, unmarked", "Forget gate", "Output gate"].map((label) => {
    const fill = element("div", { class: "lg-gate-fill" });
    const number = element("span", { class: "lg-gate-number" });
    return { fill, number, row: element("div", { class: "lg-gate" }, element("span", {}, label), element("div", { class: "lg-gate-track" }, fill), number) };
  });
  const reset = element("button", { type: "button", class: "lg-reset" }, "Reset");
  reset.addEventListener("click", () => {
    for (const [name, value] of Object.entries(start)) model.set(name, value);
    model.save_changes();
    draw();
  });
  const summary = element("p", { class: "lg-summary" });
  const verdict = element("p", { class: "lg-verdict", "aria-live": "polite" });

  el.append(
    element(
      "div",
      { class: "lg", role: "group", "aria-label": "Live figure: the gates of an LSTM cell" },
      element(
        "p",
        { class: "lg-task" },
        "Task: set the gates until the cell still holds more than 0.5 at step 16, fifteen steps after the marked 1 (★) came in, and the unmarked −1 changes it by less than 0.1.",
      ),
      element("div", { class: "lg-steps", role: "group", "aria-label": "Twenty steps; press one to change its input" }, ...steps.map((step) => step.button)),
      element("p", { class: "lg-legend" }, "Bar: the cell. Line: the hidden state, which the rest of the network sees. Tap a step: nothing (·), a marked 1 (★), an unmarked −1 (−)."),
      summary,
      verdict,
      element("div", { class: "lg-controls" }, ...sliders.map((slider) => slider.row)),
      element("div", { class: "lg-gates", role: "group", "aria-label": "How far each gate is open" }, ...gates.map((gate) => gate.row)),
      reset,
    ),
  );

  function draw() {
    const inputs = model.get("inputs");
    const set = Object.fromEntries(SLIDERS.map(([name]) => [name, model.get(name)]));
    sliders.forEach((slider) => slider.set(set[slider.name]));
    const read = readAll(inputs, set);
    const largest = Math.max(1, ...read.map((step) => Math.abs(step.cell)));
    read.forEach((step, i) => {
      const height = (50 * Math.abs(step.cell)) / largest;
      steps[i].cell.style.height = `${height}%`;
      steps[i].cell.style[step.cell < 0 ? "top" : "bottom"] = "50%";
      steps[i].cell.style[step.cell < 0 ? "bottom" : "top"] = "auto";
      steps[i].cell.classList.toggle("lg-negative", step.cell < 0);
      steps[i].hidden.style.top = `${50 - (50 * step.hidden) / largest}%`;
      steps[i].sign.textContent = SIGNS[inputs[i]];
      steps[i].button.dataset.kind = inputs[i];
      const words = `Step ${i + 1}: ${NAMES[inputs[i]]} comes in, cell ${signed(step.cell)}, hidden state ${signed(step.hidden)}`;
      steps[i].button.setAttribute("aria-label", words);
    });
    const open = [sigmoid(set.input_bias + set.mark_weight), sigmoid(set.input_bias), read[0].keep, read[0].show];
    gates.forEach((gate, i) => {
      gate.fill.style.width = `${100 * open[i]}%`;
      gate.number.textContent = `${(100 * open[i]).toFixed(0)} %`;
    });
    const found = judge(inputs, set);
    summary.textContent = `Step 16: cell ${signed(found.after)}. The unmarked inputs have moved it by at most ${found.moved.toFixed(2)}.`;
    let said = "";
    if (found.kept && found.ignored) said = "✓ Reached: the first input is kept, and the unmarked one ignored.";
    else if (found.kept && found.distractor < 0) said = "Kept. Now let an unmarked −1 come in, and keep it still.";
    else if (found.kept) said = "Kept, but the unmarked −1 still moves the cell.";
    else if (found.ignored) said = "The unmarked −1 is ignored, but the first input is lost, or was never written.";
    if (verdict.textContent !== said) verdict.textContent = said;
  }

  const watched = names.map((name) => `change:${name}`).join(" ");
  model.on(watched, draw);
  draw();
  model.send("running");
  return () => model.off(watched, draw);
}

export default { render };
