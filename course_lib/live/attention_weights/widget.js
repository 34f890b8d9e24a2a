// Attention over vectors of two numbers. The mathematics first (tested in Node), then the drawing.

export function fromPolar([angle, length]) {
  const radians = (angle * Math.PI) / 180;
  return [length * Math.cos(radians), length * Math.sin(radians)];
}

export function softmax(scores) {
  const highest = Math.max(...scores);
  const raised = scores.map((score) => Math.exp(score - highest));
  const total = raised.reduce((sum, number) => sum + number, 0);
  return raised.map((number) => number / total);
}

export function attentionWeights(query, keys, temperature) {
  const [qx, qy] = fromPolar(query);
  const scores = keys.map(fromPolar).map(([kx, ky]) => (qx * kx + qy * ky) / Math.sqrt(2) / temperature);
  return softmax(scores);
}

const SVG = "http://www.w3.org/2000/svg";
const REACH = 3.2; // the plane shows lengths up to this
const GOAL = 0.6;
let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = name.startsWith("svg:") ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function slider(id, label, { min, max, step, unit }, onInput) {
  const input = element("input", { type: "range", id, min, max, step });
  const shown = element("output", { for: id });
  const set = (value) => {
    input.value = value;
    const words = `${Number(value).toFixed(step < 1 ? 1 : 0)}${unit}`;
    shown.textContent = words;
    input.setAttribute("aria-valuetext", words);
  };
  input.addEventListener("input", () => onInput(Number(input.value)));
  return { row: element("div", { class: "aw-slider" }, element("label", { for: id }, label), input, shown), set };
}

function arrow(className) {
  const line = element("svg:line", { class: "aw-line" });
  const head = element("svg:path", { class: "aw-head", d: "M0 0 L-0.34 0.13 L-0.34 -0.13 Z" });
  const text = element("svg:text", { class: "aw-word" });
  const group = element("svg:g", { class: className }, line, head, text);
  const point = ([angle, length], word) => {
    const [x, y] = fromPolar([angle, length]);
    line.setAttribute("x2", x);
    line.setAttribute("y2", -y);
    head.setAttribute("transform", `translate(${x} ${-y}) rotate(${-angle})`);
    const [tx, ty] = fromPolar([angle, length + 0.2]);
    const sideways = tx / (length + 0.2); // the word leans away from the arrow: left, above, below or right of its head
    text.setAttribute("x", tx);
    text.setAttribute("y", -ty * 1.12);
    text.setAttribute("text-anchor", sideways > 0.4 ? "start" : sideways < -0.4 ? "end" : "middle");
    text.textContent = word;
  };
  return { group, point };
}

function render({ model, el }) {
  const id = `aw-${++figures}`;
  const words = model.get("words");
  const start = { query_arrow: model.get("query_arrow"), key_arrows: model.get("key_arrows"), temperature: model.get("temperature") };
  let chosen = words.indexOf(model.get("goal"));

  const change = (name, value) => {
    model.set(name, value);
    model.save_changes();
    draw();
  };
  const changeQuery = (index, value) => change("query_arrow", model.get("query_arrow").map((old, i) => (i === index ? value : old)));
  const changeKey = (index, value) =>
    change("key_arrows", model.get("key_arrows").map((key, k) => (k === chosen ? key.map((old, i) => (i === index ? value : old)) : key)));

  const angle = { min: -180, max: 180, step: 5, unit: "°" };
  const length = { min: 0, max: 3, step: 0.1, unit: "" };
  const queryAngle = slider(`${id}-qa`, "Query: angle", angle, (value) => changeQuery(0, value));
  const queryLength = slider(`${id}-ql`, "Query: length", length, (value) => changeQuery(1, value));
  const select = element("select", { id: `${id}-key` }, ...words.map((word, k) => element("option", { value: k }, word)));
  select.value = chosen;
  select.addEventListener("change", () => {
    chosen = Number(select.value);
    draw();
  });
  const keyAngle = slider(`${id}-ka`, "Key: angle", angle, (value) => changeKey(0, value));
  const keyLength = slider(`${id}-kl`, "Key: length", length, (value) => changeKey(1, value));
  const temperature = slider(`${id}-t`, "Temperature", { min: 0.1, max: 5, step: 0.1, unit: "" }, (value) =>
    change("temperature", value),
  );
  const reset = element("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => {
    for (const [name, value] of Object.entries(start)) model.set(name, value);
    model.save_changes();
    draw();
  });

  const keyArrows = words.map(() => arrow("aw-key"));
  const queryArrow = arrow("aw-query");
  const size = REACH + 0.4;
  const plane = element(
    "svg:svg",
    { viewBox: `${-size} ${-size} ${2 * size} ${2 * size}`, role: "img", class: "aw-plane" },
    element("svg:line", { class: "aw-axis", x1: -REACH, x2: REACH }),
    element("svg:line", { class: "aw-axis", y1: -REACH, y2: REACH }),
    ...keyArrows.map((key) => key.group),
    queryArrow.group,
  );
  plane.addEventListener("pointerdown", (event) => plane.setPointerCapture(event.pointerId));
  const follow = (event) => {
    if (!plane.hasPointerCapture(event.pointerId)) return;
    const box = plane.getBoundingClientRect();
    const x = event.clientX - box.left - box.width / 2;
    const y = box.height / 2 - (event.clientY - box.top);
    const turned = Math.round((Math.atan2(y, x) * 180) / Math.PI / 5) * 5;
    const reached = Math.round(((Math.hypot(x, y) / box.width) * 2 * size) * 10) / 10;
    change("query_arrow", [turned, Math.min(3, reached)]);
  };
  plane.addEventListener("pointerdown", follow);
  plane.addEventListener("pointermove", follow);

  const bars = words.map((word) => {
    const fill = element("div", { class: "aw-fill" });
    const number = element("span", { class: "aw-number" });
    const row = element("div", { class: "aw-bar" }, element("span", {}, word), element("div", { class: "aw-track" }, fill), number);
    return { fill, number, row };
  });
  const verdict = element("p", { class: "aw-verdict", "aria-live": "polite" });

  el.append(
    element(
      "div",
      { class: "aw", role: "group", "aria-label": "Live figure: attention weights" },
      element(
        "p",
        { class: "aw-task" },
        `Task: turn the query of “${model.get("query_word")}”, by slider or by dragging in the plane, until “${model.get("goal")}” gets more than 60\u00a0% of the attention.`,
      ),
      element("div", { class: "aw-pictures" }, plane, element("div", { class: "aw-bars" }, ...bars.map((bar) => bar.row), verdict)),
      element(
        "div",
        { class: "aw-controls" },
        queryAngle.row,
        queryLength.row,
        element("div", { class: "aw-slider" }, element("label", { for: `${id}-key` }, "Which key"), select, element("span")),
        keyAngle.row,
        keyLength.row,
        temperature.row,
      ),
      reset,
    ),
  );

  function draw() {
    const query = model.get("query_arrow");
    const keys = model.get("key_arrows");
    const weights = attentionWeights(query, keys, model.get("temperature"));
    queryAngle.set(query[0]);
    queryLength.set(query[1]);
    keyAngle.set(keys[chosen][0]);
    keyLength.set(keys[chosen][1]);
    temperature.set(model.get("temperature"));
    queryArrow.point(query, model.get("query_word"));
    keys.forEach((key, k) => {
      keyArrows[k].point(key, words[k]);
      keyArrows[k].group.classList.toggle("aw-chosen", k === chosen);
      const percent = (100 * weights[k]).toFixed(0);
      bars[k].fill.style.width = `${100 * weights[k]}%`;
      bars[k].number.textContent = `${percent} %`;
    });
    const shares = words.map((word, k) => `${word} ${(100 * weights[k]).toFixed(0)} %`).join(", ");
    plane.setAttribute("aria-label", `The query and the keys as arrows in a plane. Weights: ${shares}.`);
    const reached = weights[words.indexOf(model.get("goal"))] > GOAL;
    const said = reached ? `✓ Reached: “${model.get("goal")}” has most of the attention.` : "";
    if (verdict.textContent !== said) verdict.textContent = said;
  }

  model.on("change:query_arrow change:key_arrows change:temperature", draw);
  draw();
  model.send("running");
  return () => model.off("change:query_arrow change:key_arrows change:temperature", draw);
}

export default { render };
