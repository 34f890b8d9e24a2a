// A threshold among scores. The mathematics first (tested in Node), then the drawing.

// [wanted and marked, other and marked, wanted and missed, other and left alone]
export function counts(scores, isWanted, threshold) {
  const found = [0, 0, 0, 0];
  scores.forEach((score, i) => {
    found[(score >= threshold ? 0 : 2) + (isWanted[i] ? 0 : 1)] += 1;
  });
  return found;
}

const ratio = (part, whole) => (whole ? part / whole : 0);

export function results([right, alarms, missed, left]) {
  return {
    precision: ratio(right, right + alarms),
    recall: ratio(right, right + missed),
    f1: ratio(2 * right, 2 * right + alarms + missed),
    accuracy: ratio(right + left, right + alarms + missed + left),
  };
}

// The points [recall, precision] that thresholds give, from the highest score to the lowest.
export function curve(scores, isWanted) {
  return [...new Set(scores)]
    .sort((a, b) => b - a)
    .map((threshold) => results(counts(scores, isWanted, threshold)))
    .map(({ recall, precision }) => [recall, precision]);
}

// The fewest others that a threshold on the slider marks if no wanted one may be missed.
export function leastAlarms(scores, isWanted) {
  let least = Infinity;
  for (let step = 0; step <= 100; step += 1) {
    const found = counts(scores, isWanted, step / 100);
    if (!found[2]) least = Math.min(least, found[1]);
  }
  return least;
}

// The most wanted ones that a threshold on the slider finds with at least this precision.
export function mostFound(scores, isWanted, precision) {
  let most = 0;
  for (let step = 0; step <= 100; step += 1) {
    const found = counts(scores, isWanted, step / 100);
    if (results(found).precision >= precision) most = Math.max(most, found[0]);
  }
  return most;
}

const SVG = "http://www.w3.org/2000/svg";
let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = name.startsWith("svg:") ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function strip(model) {
  const [wanted, other] = [model.get("wanted"), model.get("other")];
  const isWanted = model.get("is_wanted");
  const ticks = model.get("scores").map((score, i) => {
    const top = isWanted[i] ? 8 : 44;
    return element("svg:line", { class: isWanted[i] ? "th-tick th-wanted" : "th-tick th-other", x1: 300 * score, x2: 300 * score, y1: top, y2: top + 26 });
  });
  const line = element("svg:line", { class: "th-line", y1: 2, y2: 76 });
  const shade = element("svg:rect", { class: "th-shade", y: 2, height: 74 });
  const axis = element("svg:g", { class: "th-axis" }, element("svg:line", { x1: 0, x2: 300, y1: 76, y2: 76 }));
  for (const at of [0, 0.25, 0.5, 0.75, 1]) {
    axis.append(element("svg:text", { x: 300 * at, y: 90, "text-anchor": "middle" }, String(at)));
  }
  const names = [
    element("svg:text", { class: "th-name", x: -6, y: 25, "text-anchor": "end" }, wanted),
    element("svg:text", { class: "th-name", x: -6, y: 61, "text-anchor": "end" }, other),
    element("svg:text", { class: "th-name", x: 150, y: 106, "text-anchor": "middle" }, `score for ${wanted}`),
  ];
  const plane = element("svg:svg", { viewBox: "-42 0 352 112", class: "th-strip", role: "img" }, shade, ...ticks, line, axis, ...names);
  const set = (threshold) => {
    const x = 300 * threshold;
    line.setAttribute("x1", x);
    line.setAttribute("x2", x);
    shade.setAttribute("x", x);
    shade.setAttribute("width", 300 - x);
  };
  return { plane, set };
}

function curvePicture(points) {
  const place = ([recall, precision]) => `${100 * recall} ${100 - 100 * precision}`;
  const path = element("svg:polyline", { class: "th-curve", points: points.map(place).join(" ") });
  const dot = element("svg:circle", { class: "th-dot", r: 3.4 });
  const frame = element("svg:path", { class: "th-frame", d: "M0 0 V100 H100" });
  const texts = [
    element("svg:text", { class: "th-name", x: 50, y: 121, "text-anchor": "middle" }, "recall"),
    element("svg:text", { class: "th-name", transform: "translate(-22 50) rotate(-90)", "text-anchor": "middle" }, "precision"),
  ];
  for (const at of [0, 0.5, 1]) {
    texts.push(element("svg:text", { class: "th-mark", x: 100 * at, y: 110, "text-anchor": "middle" }, String(at)));
    texts.push(element("svg:text", { class: "th-mark", x: -4, y: 103 - 100 * at, "text-anchor": "end" }, String(at)));
  }
  const plane = element("svg:svg", { viewBox: "-30 -6 138 130", class: "th-plane", role: "img" }, frame, path, dot, ...texts);
  const set = (recall, precision) => {
    dot.setAttribute("cx", 100 * recall);
    dot.setAttribute("cy", 100 - 100 * precision);
    plane.setAttribute("aria-label", `Precision over recall. The point is at recall ${recall.toFixed(2)}, precision ${precision.toFixed(2)}.`);
  };
  return { plane, set };
}

function matrixTable(wanted, other) {
  const cells = [0, 1, 2, 3].map(() => element("td"));
  const heading = (text, scope) => element("th", { scope }, text);
  const table = element(
    "table",
    { class: "th-table" },
    element("caption", {}, "How many texts"),
    element("thead", {}, element("tr", {}, element("td"), heading(`marked as ${wanted}`, "col"), heading("not marked", "col"))),
    element("tbody", {}, element("tr", {}, heading(`truly ${wanted}`, "row"), cells[0], cells[2]), element("tr", {}, heading(`truly ${other}`, "row"), cells[1], cells[3])),
  );
  return { table, set: (found) => found.forEach((n, i) => (cells[i].textContent = n)) };
}

function numberList() {
  const names = { precision: "Precision", recall: "Recall", f1: "F1", accuracy: "Accuracy" };
  const shown = {};
  const list = element("dl", { class: "th-numbers" });
  for (const [name, text] of Object.entries(names)) {
    shown[name] = element("dd");
    list.append(element("div", {}, element("dt", {}, text), shown[name]));
  }
  return { list, set: (found) => Object.keys(names).forEach((name) => (shown[name].textContent = found[name].toFixed(2))) };
}

function render({ model, el }) {
  const id = `th-${++figures}`;
  const [scores, isWanted] = [model.get("scores"), model.get("is_wanted")];
  const [wanted, other, asked] = [model.get("wanted"), model.get("other"), model.get("precision")];
  const start = model.get("threshold");
  const change = (value) => {
    model.set("threshold", Math.round(100 * Math.min(1, Math.max(0, value))) / 100);
    model.save_changes();
    draw();
  };

  const input = element("input", { type: "range", id, min: 0, max: 1, step: 0.01 });
  const shown = element("output", { for: id });
  input.addEventListener("input", () => change(Number(input.value)));
  const ticks = strip(model);
  ticks.plane.addEventListener("pointerdown", (event) => ticks.plane.setPointerCapture(event.pointerId));
  const follow = (event) => {
    if (!ticks.plane.hasPointerCapture(event.pointerId)) return;
    const box = ticks.plane.getBoundingClientRect();
    change(((352 * (event.clientX - box.left)) / box.width - 42) / 300);
  };
  ticks.plane.addEventListener("pointerdown", follow);
  ticks.plane.addEventListener("pointermove", follow);
  const picture = curvePicture(curve(scores, isWanted));
  const table = matrixTable(wanted, other);
  const numbers = numberList();
  const verdict = element("p", { class: "th-verdict", "aria-live": "polite" });
  const reset = element("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => change(start));
  const [least, most] = [leastAlarms(scores, isWanted), mostFound(scores, isWanted, asked)];

  el.append(
    element(
      "div",
      { class: "th", role: "group", "aria-label": "Live figure: a decision threshold" },
      element("p", { class: "th-task" }, `Task 1: move the threshold until no ${wanted} gets through. How many texts of ${other} do you lose?`),
      element("p", { class: "th-task" }, `Task 2: bring the precision to ${asked} or more, and still catch as much ${wanted} as you can.`),
      ticks.plane,
      element("div", { class: "th-slider" }, element("label", { for: id }, "Threshold"), input, shown),
      element("div", { class: "th-below" }, element("div", {}, table.table, numbers.list), picture.plane),
      verdict,
      reset,
    ),
  );

  function said(found, { precision }) {
    if (!found[2]) {
      const lost = found[1] === least ? "as few as can be" : `${least} would be enough`;
      return `✓ Task 1 reached: no ${wanted} gets through; ${found[1]} of ${other} are lost, ${lost}.`;
    }
    if (precision < asked || found[0] === 0) return "";
    const share = `${found[0]} of ${found[0] + found[2]} caught`;
    if (found[0] < most) return `Precision ${precision.toFixed(2)}, ${share}: more can be caught at this precision.`;
    return `✓ Task 2 reached: precision ${precision.toFixed(2)}, ${share}; ${found[2]} of ${wanted} get through.`;
  }

  function draw() {
    const threshold = model.get("threshold");
    const found = counts(scores, isWanted, threshold);
    const numbersNow = results(found);
    input.value = threshold;
    shown.textContent = threshold.toFixed(2);
    input.setAttribute("aria-valuetext", threshold.toFixed(2));
    ticks.set(threshold);
    ticks.plane.setAttribute(
      "aria-label",
      `The scores of all texts, those of ${wanted} above, those of ${other} below. From ${threshold.toFixed(2)} on a text is marked: ${found[0]} of ${wanted}, ${found[1]} of ${other}.`,
    );
    table.set(found);
    numbers.set(numbersNow);
    picture.set(numbersNow.recall, numbersNow.precision);
    const words = said(found, numbersNow);
    if (verdict.textContent !== words) verdict.textContent = words;
  }

  model.on("change:threshold", draw);
  draw();
  model.send("running");
  return () => model.off("change:threshold", draw);
}

export default { render };
