// A guard's threshold, its two kinds of errors, and how rare danger is.
// The mathematics first (tested in Node), then the drawing.

// The guard stops what scores at least the threshold.
export function rates(scores, dangerous, threshold) {
  let [bad, good, missed, alarms] = [0, 0, 0, 0];
  scores.forEach((score, i) => {
    if (dangerous[i]) {
      bad += 1;
      if (score < threshold) missed += 1;
    } else {
      good += 1;
      if (score >= threshold) alarms += 1;
    }
  });
  return { misses: missed / bad, falseAlarms: alarms / good };
}

// Which part of the alarms is real, where `share` of all requests is dangerous.
export function realAlarms({ misses, falseAlarms }, share) {
  const [real, wrong] = [share * (1 - misses), (1 - share) * falseAlarms];
  return real + wrong ? real / (real + wrong) : 0;
}

// The lowest rate of false alarms on the slider at which at most `most` of the dangers are missed.
export function leastAlarms(scores, dangerous, most) {
  let least = 1;
  for (let step = 0; step <= 100; step += 1) {
    const found = rates(scores, dangerous, step / 100);
    if (found.misses <= most + 1e-9) least = Math.min(least, found.falseAlarms);
  }
  return least;
}

export const RARE = [1, 2, 5, 10, 20, 50, 100, 200, 500];

const SVG = "http://www.w3.org/2000/svg";
let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = name.startsWith("svg:") ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function picture(scores, dangerous) {
  const all = Array.from({ length: 101 }, (_, step) => rates(scores, dangerous, step / 100));
  const line = (name) => all.map((one, step) => `${3 * step} ${100 - 100 * one[name]}`).join(" ");
  const mark = element("svg:line", { class: "ge-line", y1: -4, y2: 104 });
  const dots = { misses: element("svg:circle", { class: "ge-dot ge-misses", r: 3.4 }), falseAlarms: element("svg:circle", { class: "ge-dot ge-alarms", r: 3.4 }) };
  const texts = [
    element("svg:text", { x: 150, y: 126, "text-anchor": "middle" }, "threshold"),
    element("svg:text", { transform: "translate(-26 50) rotate(-90)", "text-anchor": "middle" }, "rate"),
    element("svg:text", { class: "ge-misses-name", x: 245, y: 100 - 100 * all[100].misses + 11, "text-anchor": "end" }, "misses"),
    element("svg:text", { class: "ge-alarms-name", x: 34, y: 11, "text-anchor": "start" }, "false alarms"),
  ];
  for (const at of [0, 0.5, 1]) {
    texts.push(element("svg:text", { x: 300 * at, y: 114, "text-anchor": "middle" }, String(at)));
    texts.push(element("svg:text", { x: -5, y: 103 - 100 * at, "text-anchor": "end" }, String(at)));
  }
  const plane = element(
    "svg:svg",
    { viewBox: "-38 -10 348 140", class: "ge-plane", role: "img" },
    element("svg:path", { class: "ge-frame", d: "M0 0 V100 H300" }),
    element("svg:polyline", { class: "ge-curve ge-misses", points: line("misses") }),
    element("svg:polyline", { class: "ge-curve ge-alarms", points: line("falseAlarms") }),
    mark,
    ...Object.values(dots),
    ...texts,
  );
  const set = (threshold, found) => {
    for (const end of ["x1", "x2"]) mark.setAttribute(end, 300 * threshold);
    for (const [name, dot] of Object.entries(dots)) {
      dot.setAttribute("cx", 300 * threshold);
      dot.setAttribute("cy", 100 - 100 * found[name]);
    }
    plane.setAttribute("aria-label", `Misses and false alarms over the threshold. At ${threshold.toFixed(2)}: ${percent(found.misses)} of the dangers are missed, ${percent(found.falseAlarms)} of the harmless requests are stopped.`);
  };
  return { plane, set };
}

const percent = (share) => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;

function slider(id, name, attributes, change) {
  const input = element("input", { type: "range", id, ...attributes });
  const shown = element("output", { for: id });
  input.addEventListener("input", () => change(Number(input.value)));
  return { row: element("div", { class: "ge-slider" }, element("label", { for: id }, name), input, shown), input, shown };
}

function render({ model, el }) {
  const id = `ge-${++figures}`;
  const [scores, dangerous, most] = [model.get("scores"), model.get("dangerous"), model.get("most_missed")];
  const start = { threshold: model.get("threshold"), in_thousand: model.get("in_thousand") };
  const set = (changes) => {
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    model.save_changes();
    draw();
  };
  const threshold = slider(`${id}-t`, "Threshold", { min: 0, max: 1, step: 0.01 }, (value) => set({ threshold: Math.round(100 * value) / 100 }));
  const rare = slider(`${id}-r`, "Dangers in 1,000", { min: 0, max: RARE.length - 1, step: 1 }, (value) => set({ in_thousand: RARE[value] }));
  const curves = picture(scores, dangerous);
  const follow = (event) => {
    if (!curves.plane.hasPointerCapture(event.pointerId)) return;
    const box = curves.plane.getBoundingClientRect();
    const value = ((348 * (event.clientX - box.left)) / box.width - 38) / 300;
    set({ threshold: Math.round(100 * Math.min(1, Math.max(0, value))) / 100 });
  };
  curves.plane.addEventListener("pointerdown", (event) => {
    curves.plane.setPointerCapture(event.pointerId);
    follow(event);
  });
  curves.plane.addEventListener("pointermove", follow);
  const cells = [0, 1, 2, 3].map(() => element("td"));
  const heading = (text, scope) => element("th", { scope }, text);
  const table = element(
    "table",
    { class: "ge-table" },
    element("caption", {}, "Of 10,000 requests"),
    element("thead", {}, element("tr", {}, element("td"), heading("stopped", "col"), heading("let through", "col"))),
    element("tbody", {}, element("tr", {}, heading("dangerous", "row"), cells[0], cells[1]), element("tr", {}, heading("harmless", "row"), cells[2], cells[3])),
  );
  const real = element("p", { class: "ge-real" });
  const verdict = element("p", { class: "ge-verdict", "aria-live": "polite" });
  const reset = element("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => set(start));
  const least = leastAlarms(scores, dangerous, most);

  el.append(
    element(
      "div",
      { class: "ge", role: "group", "aria-label": "Live figure: a guard's two kinds of errors" },
      element("p", { class: "ge-task" }, `Task 1: miss at most ${percent(most)} of the dangers, with as few false alarms as you can.`),
      element("p", { class: "ge-task" }, "Task 2: let 10 requests in 1,000 be dangerous, as a busy desk may see. Find a threshold at which at least half of the alarms are real."),
      threshold.row,
      rare.row,
      element("div", { class: "ge-below" }, curves.plane, element("div", {}, table, real)),
      verdict,
      reset,
    ),
  );

  function said(found, share, part) {
    if (share === 0.01 && found.misses < 1) {
      if (part >= 0.5) return `✓ Task 2 reached: ${percent(part)} of the alarms are real. The price: ${percent(found.misses)} of the dangers get through.`;
      return `With 10 dangers in 1,000, ${percent(part)} of the alarms are real.`;
    }
    if (found.misses > most + 1e-9) return "";
    if (found.falseAlarms > least + 1e-9) return `${percent(found.misses)} missed, ${percent(found.falseAlarms)} false alarms: fewer false alarms are possible.`;
    return `✓ Task 1 reached: ${percent(found.misses)} missed, and ${percent(found.falseAlarms)} of the harmless requests are stopped. Fewer can't be had.`;
  }

  function draw() {
    const [at, thousand] = [model.get("threshold"), model.get("in_thousand")];
    const found = rates(scores, dangerous, at);
    const share = thousand / 1000;
    const part = realAlarms(found, share);
    threshold.input.value = at;
    threshold.shown.textContent = at.toFixed(2);
    threshold.input.setAttribute("aria-valuetext", at.toFixed(2));
    rare.input.value = Math.max(0, RARE.indexOf(thousand));
    rare.shown.textContent = String(thousand);
    rare.input.setAttribute("aria-valuetext", `${thousand} in 1,000`);
    curves.set(at, found);
    const bad = 10000 * share;
    const stopped = Math.round(bad * (1 - found.misses));
    const alarms = Math.round((10000 - bad) * found.falseAlarms);
    [stopped, bad - stopped, alarms, 10000 - bad - alarms].forEach((n, i) => (cells[i].textContent = n.toLocaleString("en")));
    real.textContent = stopped + alarms ? `Of 100 alarms, ${(100 * part).toFixed(0)} are real.` : "There are no alarms.";
    const words = said(found, share, part);
    if (verdict.textContent !== words) verdict.textContent = words;
  }

  model.on("change:threshold", draw);
  model.on("change:in_thousand", draw);
  draw();
  model.send("running");
  return () => {
    model.off("change:threshold", draw);
    model.off("change:in_thousand", draw);
  };
}

export default { render };
