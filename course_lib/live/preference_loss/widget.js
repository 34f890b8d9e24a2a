// The loss of DPO for one pair of answers. The mathematics first (tested in Node), then the drawing.

function softplus(x) {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}

// From the four log-probabilities and beta: implied rewards, margin, loss, and how hard the gradient pulls.
export function preferenceLoss({ chosen, rejected, reference_chosen, reference_rejected, beta }) {
  const rewardChosen = beta * (chosen - reference_chosen);
  const rewardRejected = beta * (rejected - reference_rejected);
  const margin = rewardChosen - rewardRejected;
  return { rewardChosen, rewardRejected, margin, loss: softplus(-margin), weight: Math.exp(-softplus(margin)) };
}

// The task: a smaller loss than at the start, though the chosen answer has become less likely than at the start.
export function isReached(now, start) {
  const sameReference = ["reference_chosen", "reference_rejected", "beta"].every((name) => now[name] === start[name]);
  return sameReference && now.chosen < start.chosen && preferenceLoss(now).loss < preferenceLoss(start).loss - 1e-9;
}

const NAMES = ["chosen", "rejected", "reference_chosen", "reference_rejected", "beta"];
const SLIDERS = {
  chosen: ["Model: chosen", { min: -40, max: 0, step: 1 }],
  rejected: ["Model: rejected", { min: -40, max: 0, step: 1 }],
  reference_chosen: ["Reference: chosen", { min: -40, max: 0, step: 1 }],
  reference_rejected: ["Reference: rejected", { min: -40, max: 0, step: 1 }],
  beta: ["β", { min: 0.01, max: 1, step: 0.01 }],
};
const REACH = 4; // the bars show rewards up to this
let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const written = (value, digits = 2) => value.toFixed(digits).replace("-", "−");

function slider(id, label, range, onInput) {
  const input = element("input", { type: "range", id, ...range });
  const shown = element("output", { for: id });
  const set = (value) => {
    input.value = value;
    const words = written(Number(value), range.step < 1 ? 2 : 0);
    shown.textContent = words;
    input.setAttribute("aria-valuetext", words);
  };
  input.addEventListener("input", () => onInput(Number(input.value)));
  return { row: element("div", { class: "pl-slider" }, element("label", { for: id }, label), input, shown), set };
}

function bar(label, className) {
  const fill = element("div", { class: "pl-fill" });
  const number = element("span", { class: "pl-number" });
  const track = element("div", { class: "pl-track", "aria-hidden": "true" }, fill, element("div", { class: "pl-middle" }));
  const row = element("div", { class: `pl-bar ${className}` }, element("span", {}, label), track, number);
  const set = (value) => {
    const share = 50 * Math.min(1, Math.abs(value) / REACH);
    fill.style.width = `${share}%`;
    fill.style.left = value < 0 ? `${50 - share}%` : "50%";
    number.textContent = written(value);
  };
  return { row, set };
}

function render({ model, el }) {
  const id = `pl-${++figures}`;
  const setting = () => Object.fromEntries(NAMES.map((name) => [name, model.get(name)]));
  const start = setting();

  const sliders = Object.fromEntries(
    NAMES.map((name) => [
      name,
      slider(`${id}-${name}`, ...SLIDERS[name], (value) => {
        model.set(name, value);
        model.save_changes();
        draw();
      }),
    ]),
  );
  const reset = element("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => {
    for (const name of NAMES) model.set(name, start[name]);
    model.save_changes();
    draw();
  });

  const chosenBar = bar("Reward: chosen", "pl-bar-chosen");
  const rejectedBar = bar("Reward: rejected", "pl-bar-rejected");
  const cells = {};
  const rows = ["loss", "margin of the rewards", "weight of the gradient"].map((name) => {
    cells[name] = element("td");
    cells[`${name} at the start`] = element("td");
    return element("tr", {}, element("th", { scope: "row" }, name), cells[`${name} at the start`], cells[name]);
  });
  const head = ["", "at the start", "now"].map((word) => element(word ? "th" : "td", word ? { scope: "col" } : {}, word));
  const table = element(
    "table",
    { class: "pl-table" },
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...rows),
  );
  const verdict = element("p", { class: "pl-verdict", "aria-live": "polite" });

  el.append(
    element(
      "div",
      { class: "pl", role: "group", "aria-label": "Live figure: the loss of DPO" },
      element(
        "p",
        { class: "pl-task" },
        "Task: move the two sliders of the model, and leave β and the reference, until the loss is smaller than at the start and the chosen answer is less likely than at the start.",
      ),
      element("div", { class: "pl-controls" }, ...NAMES.map((name) => sliders[name].row)),
      chosenBar.row,
      rejectedBar.row,
      table,
      verdict,
      reset,
    ),
  );

  function show(at, numbers) {
    cells[`loss${at}`].textContent = written(numbers.loss, 3);
    cells[`margin of the rewards${at}`].textContent = written(numbers.margin);
    cells[`weight of the gradient${at}`].textContent = written(numbers.weight, 3);
  }

  function draw() {
    const now = setting();
    const numbers = preferenceLoss(now);
    for (const name of NAMES) sliders[name].set(now[name]);
    chosenBar.set(numbers.rewardChosen);
    rejectedBar.set(numbers.rewardRejected);
    show("", numbers);
    show(" at the start", preferenceLoss(start));
    const said = isReached(now, start)
      ? "✓ Reached: the loss only compares. It fell because the rejected answer lost even more."
      : "";
    if (verdict.textContent !== said) verdict.textContent = said;
  }

  const changes = NAMES.map((name) => `change:${name}`).join(" ");
  model.on(changes, draw);
  draw();
  model.send("running");
  return () => model.off(changes, draw);
}

export default { render };
