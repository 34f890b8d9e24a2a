// A batch of pairs on a circle. The mathematics first (tested in Node), then the drawing.

const radiansOf = (degrees) => (degrees * Math.PI) / 180;

export function softmax(logits) {
  const highest = Math.max(...logits);
  const raised = logits.map((logit) => Math.exp(logit - highest));
  const total = raised.reduce((sum, number) => sum + number, 0);
  return raised.map((number) => number / total);
}

// Angles in degrees, those of the first texts and then those of their partners; gradients are per radian.
export function contrastiveBatch(angles, temperature) {
  const n = angles.length / 2;
  const first = angles.slice(0, n).map(radiansOf);
  const second = angles.slice(n).map(radiansOf);
  const probabilities = first.map((a) => softmax(second.map((b) => Math.cos(a - b) / temperature)));
  const loss = -probabilities.reduce((sum, row, i) => sum + Math.log(row[i]), 0) / n;
  const gradients = angles.map(() => 0);
  first.forEach((a, i) =>
    second.forEach((b, j) => {
      const onCosine = (probabilities[i][j] - (i === j ? 1 : 0)) / (n * temperature);
      gradients[i] -= onCosine * Math.sin(a - b);
      gradients[n + j] += onCosine * Math.sin(a - b);
    }),
  );
  return { probabilities, loss, gradients };
}

// One step down the gradient, for all angles; they stay between -180 and 180.
export function step(angles, temperature, rate) {
  const { gradients } = contrastiveBatch(angles, temperature);
  return angles.map((angle, i) => within(angle - (rate * gradients[i] * 180) / Math.PI));
}

export function within(angle) {
  return angle - 360 * Math.round(angle / 360);
}

const SVG = "http://www.w3.org/2000/svg";
const RATE = 0.25;
const LONGEST = 45; // degrees: no arrow is longer
let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = name.startsWith("svg:") ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function slider(id, label, { min, max, step: by, unit }, onInput) {
  const input = element("input", { type: "range", id, min, max, step: by });
  const shown = element("output", { for: id });
  const set = (value) => {
    input.value = value;
    const words = `${Number(value).toFixed(by < 1 ? 2 : 0)}${unit}`;
    shown.textContent = words;
    input.setAttribute("aria-valuetext", words);
  };
  input.addEventListener("input", () => onInput(Number(input.value)));
  return { row: element("div", { class: "cb-slider" }, element("label", { for: id }, label), input, shown), set };
}

const place = (degrees, radius) => [radius * Math.cos(radiansOf(degrees)), -radius * Math.sin(radiansOf(degrees))];

function marker(isFirst, pair, name) {
  const shape = isFirst
    ? element("svg:circle", { r: 0.13 })
    : element("svg:rect", { x: -0.12, y: -0.12, width: 0.24, height: 0.24 });
  const text = element("svg:text", { class: "cb-name" });
  text.textContent = name;
  const pull = element("svg:path", { class: "cb-pull" });
  const head = element("svg:path", { class: "cb-head", d: "M0.09 0 L-0.06 0.07 L-0.06 -0.07 Z" });
  const group = element("svg:g", { class: `cb-point cb-pair-${pair}` }, pull, head, shape, text);
  const point = (angle, turn, chosen) => {
    const [x, y] = place(angle, 1);
    shape.setAttribute("transform", `translate(${x} ${y})`);
    const [tx, ty] = place(angle, isFirst ? 1.34 : 0.7);
    text.setAttribute("x", tx);
    text.setAttribute("y", ty);
    group.classList.toggle("cb-chosen", chosen);
    const radius = isFirst ? 1.17 : 0.87;
    const end = angle + turn;
    const [sx, sy] = place(angle, radius);
    const [ex, ey] = place(end, radius);
    pull.setAttribute("d", `M${sx} ${sy} A${radius} ${radius} 0 0 ${turn > 0 ? 0 : 1} ${ex} ${ey}`);
    const shown = Math.abs(turn) > 1.5 ? "visible" : "hidden";
    pull.setAttribute("visibility", shown);
    head.setAttribute("visibility", shown);
    head.setAttribute("transform", `translate(${ex} ${ey}) rotate(${-end + (turn > 0 ? -90 : 90)})`);
  };
  return { group, point };
}

function render({ model, el }) {
  const id = `cb-${++figures}`;
  const first = model.get("first");
  const n = first.length;
  const texts = [...first, ...model.get("second")];
  const names = texts.map((_, i) => (i < n ? `A${i + 1}` : `B${i - n + 1}`));
  const start = { angles: model.get("angles"), temperature: model.get("temperature") };
  const goal = model.get("goal");
  let chosen = 0;

  const change = (name, value) => {
    model.set(name, value);
    model.save_changes();
    draw();
  };
  const turn = (i, angle) => change("angles", model.get("angles").map((old, k) => (k === i ? angle : old)));

  const select = element("select", { id: `${id}-which` }, ...names.map((name, i) => element("option", { value: i }, name)));
  select.addEventListener("change", () => {
    chosen = Number(select.value);
    draw();
  });
  const angle = slider(`${id}-angle`, "Its angle", { min: -180, max: 180, step: 5, unit: "°" }, (value) => turn(chosen, value));
  const temperature = slider(`${id}-t`, "Temperature", { min: 0.05, max: 2, step: 0.05, unit: "" }, (value) =>
    change("temperature", value),
  );
  const stepButton = element("button", { type: "button" }, "Step down the gradient");
  stepButton.addEventListener("click", () => change("angles", step(model.get("angles"), model.get("temperature"), RATE)));
  const reset = element("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => {
    for (const [name, value] of Object.entries(start)) model.set(name, value);
    model.save_changes();
    draw();
  });

  const markers = names.map((name, i) => marker(i < n, i % n, name));
  const plane = element(
    "svg:svg",
    { viewBox: "-1.6 -1.6 3.2 3.2", role: "img", class: "cb-plane" },
    element("svg:circle", { class: "cb-circle", r: 1 }),
    ...markers.map((one) => one.group),
  );
  const angleOf = (event) => {
    const box = plane.getBoundingClientRect();
    const x = event.clientX - box.left - box.width / 2;
    const y = box.height / 2 - (event.clientY - box.top);
    return { degrees: (Math.atan2(y, x) * 180) / Math.PI, reach: (Math.hypot(x, y) / box.width) * 3.2 };
  };
  plane.addEventListener("pointerdown", (event) => {
    const { degrees, reach } = angleOf(event);
    const far = model.get("angles").map((one) => Math.abs(within(one - degrees)));
    const nearest = Math.min(...far);
    // Where two lie on one another, outside the circle takes the first text, inside the second.
    const close = far.map((one, i) => one - nearest < 6 && (i < n) === reach > 1);
    chosen = close.includes(true) ? close.indexOf(true) : far.indexOf(nearest);
    plane.setPointerCapture(event.pointerId);
    draw();
  });
  plane.addEventListener("pointermove", (event) => {
    if (plane.hasPointerCapture(event.pointerId)) turn(chosen, Math.round(angleOf(event).degrees / 5) * 5);
  });

  const cells = first.map(() => first.map(() => element("td")));
  const grid = element(
    "table",
    { class: "cb-grid" },
    element("caption", {}, "Probability that each A (row) gives each B (column)"),
    element("thead", {}, element("tr", {}, element("td"), ...names.slice(n).map((name) => element("th", { scope: "col" }, name)))),
    element(
      "tbody",
      {},
      ...cells.map((row, i) => element("tr", {}, element("th", { scope: "row" }, names[i]), ...row)),
    ),
  );
  const lossShown = element("p", { class: "cb-loss" });
  const verdict = element("p", { class: "cb-verdict", "aria-live": "polite" });
  const legend = element(
    "ul",
    { class: "cb-legend" },
    ...first.map((text, i) =>
      element("li", { class: `cb-pair-${i}` }, element("b", {}, `A${i + 1} `), `${text} `, element("b", {}, `B${i + 1} `), texts[n + i]),
    ),
  );

  el.append(
    element(
      "div",
      { class: "cb", role: "group", "aria-label": "Live figure: a contrastive batch" },
      element(
        "p",
        { class: "cb-task" },
        `Task: with the temperature at ${start.temperature} or more, turn the sentences, by slider or by dragging, until the loss is under ${goal}.`,
      ),
      legend,
      element("div", { class: "cb-pictures" }, plane, element("div", {}, grid, lossShown, verdict)),
      element(
        "div",
        { class: "cb-controls" },
        element("div", { class: "cb-slider" }, element("label", { for: `${id}-which` }, "Sentence"), select, element("span")),
        angle.row,
        temperature.row,
      ),
      element("div", { class: "cb-buttons" }, stepButton, reset),
    ),
  );

  function draw() {
    const angles = model.get("angles");
    const warmth = model.get("temperature");
    const { probabilities, loss, gradients } = contrastiveBatch(angles, warmth);
    select.value = chosen;
    angle.set(Math.round(angles[chosen]));
    temperature.set(warmth);
    markers.forEach((one, i) => {
      const pull = (-gradients[i] * 180) / Math.PI / 2;
      one.point(angles[i], Math.max(-LONGEST, Math.min(LONGEST, pull)), i === chosen);
    });
    cells.forEach((row, i) =>
      row.forEach((cell, j) => {
        cell.textContent = probabilities[i][j].toFixed(2);
        cell.style.setProperty("--cb-share", `${Math.round(55 * probabilities[i][j])}%`);
        cell.classList.toggle("cb-partner", i === j);
      }),
    );
    lossShown.textContent = `Loss ${loss.toFixed(3)}`;
    const said = names.map((name, i) => `${name} ${Math.round(angles[i])}°`).join(", ");
    plane.setAttribute("aria-label", `Six sentences on a circle: ${said}. Arrows show where the gradient pulls.`);
    const reached = loss < goal && warmth >= start.temperature;
    const tooCold = loss < goal && !reached;
    const words = reached
      ? `✓ Reached: partners lie together, and the pairs apart.`
      : tooCold
        ? `The loss is low because the temperature is: it must be ${start.temperature} or more.`
        : "";
    if (verdict.textContent !== words) verdict.textContent = words;
  }

  model.on("change:angles change:temperature", draw);
  draw();
  model.send("running");
  return () => model.off("change:angles change:temperature", draw);
}

export default { render };
