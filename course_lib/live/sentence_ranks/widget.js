// TextRank, one step after another. The mathematics first (tested in Node), then the drawing.

export function transitions(weights) {
  return weights.map((row) => {
    const sum = row.reduce((total, weight) => total + weight, 0);
    return row.map((weight) => (sum > 0 ? weight / sum : 1 / row.length));
  });
}

export function step(scores, rows, damping) {
  const n = scores.length;
  return scores.map((_, j) => (1 - damping) / n + damping * scores.reduce((sum, score, i) => sum + score * rows[i][j], 0));
}

export function walk(weights, damping, steps) {
  const rows = transitions(weights);
  let scores = weights.map((_, i) => (i === 0 ? 1 : 0));
  for (let k = 0; k < steps; k += 1) scores = step(scores, rows, damping);
  return scores;
}

export function moved(weights, damping, steps) {
  const scores = walk(weights, damping, steps);
  return step(scores, transitions(weights), damping).reduce((sum, score, i) => sum + Math.abs(score - scores[i]), 0);
}

export function best(scores, n) {
  const rounded = scores.map((score) => Math.round(score * 1e9));
  const order = scores.map((_, i) => i).sort((a, b) => rounded[b] - rounded[a] || a - b);
  return order.slice(0, n).sort((a, b) => a - b);
}

const SVG = "http://www.w3.org/2000/svg";
const SETTLED = 0.01;
const MOST_STEPS = 30;
let figures = 0;

function element(name, attributes = {}, ...children) {
  const node = name.startsWith("svg:") ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function slider(id, label, { min, max, step: by }, onInput) {
  const input = element("input", { type: "range", id, min, max, step: by });
  const shown = element("output", { for: id });
  const set = (value) => {
    input.value = value;
    shown.textContent = Number(value).toFixed(by < 1 ? 2 : 0);
    input.setAttribute("aria-valuetext", shown.textContent);
  };
  input.addEventListener("input", () => onInput(Number(input.value)));
  return { row: element("div", { class: "sr-slider" }, element("label", { for: id }, label), input, shown), set };
}

function render({ model, el }) {
  const id = `sr-${++figures}`;
  const sentences = model.get("sentences");
  const weights = model.get("weights");
  const goal = model.get("goal");
  const names = ["damping", "steps", "chosen"];
  const start = Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const change = (name, value) => {
    model.set(name, value);
    model.save_changes();
    draw();
  };

  const damping = slider(`${id}-d`, "Damping", { min: 0, max: 0.95, step: 0.05 }, (value) => change("damping", value));
  const steps = slider(`${id}-s`, "Steps", { min: 0, max: MOST_STEPS, step: 1 }, (value) => change("steps", value));
  const chosen = slider(`${id}-n`, "Sentences in the summary", { min: 1, max: 3, step: 1 }, (value) => change("chosen", value));
  const once = element("button", { type: "button" }, "One step");
  once.addEventListener("click", () => change("steps", Math.min(MOST_STEPS, model.get("steps") + 1)));
  const reset = element("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => {
    for (const name of names) model.set(name, start[name]);
    model.save_changes();
    draw();
  });

  const places = sentences.map((_, i) => {
    const turn = (2 * Math.PI * i) / sentences.length;
    return [Math.sin(turn), -Math.cos(turn)];
  });
  const heaviest = Math.max(...weights.flat());
  const edges = [];
  weights.forEach((row, i) =>
    row.forEach((weight, j) => {
      if (j <= i || weight <= 0) return;
      const [[x1, y1], [x2, y2]] = [places[i], places[j]];
      edges.push(element("svg:line", { class: "sr-edge", x1, y1, x2, y2, "stroke-width": (0.09 * weight) / heaviest }));
    }),
  );
  const dots = places.map(([cx, cy]) => element("svg:circle", { class: "sr-dot", cx, cy, r: 0.1 }));
  const numbers = places.map(([x, y], i) => element("svg:text", { class: "sr-number", x, y: y + 0.005 }, String(i + 1)));
  const ring = element("svg:svg", { viewBox: "-1.4 -1.4 2.8 2.8", role: "img", class: "sr-ring" }, ...edges, ...dots, ...numbers);

  const rows = sentences.map((sentence, i) => {
    const fill = element("div", { class: "sr-fill" });
    const score = element("span", { class: "sr-score" });
    const mark = element("span", { class: "sr-mark" });
    const text = element("span", { class: "sr-text" }, `${i + 1}. ${sentence} `, mark);
    const row = element("li", { class: "sr-row" }, text, element("div", { class: "sr-track" }, fill), score);
    return { row, fill, score, mark };
  });
  const list = element("ul", { class: "sr-list" }, ...rows.map((one) => one.row));
  const still = element("p", { class: "sr-still" });
  const verdict = element("p", { class: "sr-verdict", "aria-live": "polite" });

  el.append(
    element(
      "div",
      { class: "sr", role: "group", "aria-label": "Live figure: TextRank on a short story" },
      element(
        "p",
        { class: "sr-task" },
        `Task: let the walk settle, then set the damping until sentence ${goal + 1}, “${sentences[goal]}”, is in the summary of two sentences and the walk is still settled.`,
      ),
      element("div", { class: "sr-pictures" }, ring, list),
      element("div", { class: "sr-controls" }, steps.row, damping.row, chosen.row),
      element("div", { class: "sr-buttons" }, once, reset),
      still,
      verdict,
    ),
  );

  function draw() {
    const [d, k, n] = names.map((name) => model.get(name));
    damping.set(d);
    steps.set(k);
    chosen.set(n);
    const scores = walk(weights, d, k);
    const change_ = moved(weights, d, k);
    const summary = best(scores, n);
    scores.forEach((score, i) => {
      const inside = summary.includes(i);
      dots[i].setAttribute("r", 0.13 + 0.4 * Math.sqrt(score) * 0.6);
      dots[i].classList.toggle("sr-in", inside);
      rows[i].row.classList.toggle("sr-in", inside);
      rows[i].fill.style.width = `${100 * Math.min(1, score)}%`;
      rows[i].score.textContent = score.toFixed(3);
      rows[i].mark.textContent = inside ? "✓ in the summary" : "";
    });
    const said = summary.map((i) => i + 1).join(" and ");
    ring.setAttribute(
      "aria-label",
      `${sentences.length} sentences on a ring, lines between those that share words. The summary: ${said}.`,
    );
    const settled = change_ < SETTLED;
    still.textContent = `The next step would move ${change_.toFixed(3)} of the scores: ${settled ? "the walk has settled." : "not settled yet."}`;
    const reached = settled && n === 2 && summary.includes(goal);
    const words = reached ? `✓ Reached: at damping ${d.toFixed(2)} the summary is sentences ${said}.` : "";
    if (verdict.textContent !== words) verdict.textContent = words;
  }

  const heard = names.map((name) => `change:${name}`).join(" ");
  model.on(heard, draw);
  draw();
  model.send("running");
  return () => model.off(heard, draw);
}

export default { render };
