// Optimizers on a surface over a plane. The mathematics first (tested in Node), then the drawing.

export const SURFACES = {
  ravine: {
    says: "Ravine",
    height: (x, y) => (x * x + 20 * y * y) / 2,
    gradient: (x, y) => [x, 20 * y],
    minima: [[0, 0]],
  },
  saddle: {
    says: "Saddle",
    height: (x, y) => (x * x) / 2 - (y * y) / 2 + y ** 4 / 4 + 0.25,
    gradient: (x, y) => [x, y ** 3 - y],
    minima: [[0, 1], [0, -1]],
  },
  bend: {
    says: "Bend",
    height: (x, y) => (1 - x) ** 2 + 5 * (y - x * x) ** 2,
    gradient: (x, y) => [-2 * (1 - x) - 20 * x * (y - x * x), 10 * (y - x * x)],
    minima: [[1, 1]],
  },
};

// Each takes the gradient, the number of the step (from 1) and its own memory; it returns what is subtracted.
const DIRECTIONS = {
  SGD: (g) => g,
  Momentum: (g, n, memory) => {
    memory.velocity = (memory.velocity ?? 0) * 0.9 + g;
    return memory.velocity;
  },
  RMSProp: (g, n, memory) => {
    memory.square = 0.99 * (memory.square ?? 0) + 0.01 * g * g;
    return g / (Math.sqrt(memory.square) + 1e-8);
  },
  Adam: (g, n, memory) => {
    memory.mean = 0.9 * (memory.mean ?? 0) + 0.1 * g;
    memory.square = 0.999 * (memory.square ?? 0) + 0.001 * g * g;
    const mean = memory.mean / (1 - 0.9 ** n);
    const square = memory.square / (1 - 0.999 ** n);
    return mean / (Math.sqrt(square) + 1e-8);
  },
};
export const RACERS = Object.keys(DIRECTIONS);
const FAR = 1e3;

export function race(surface, racer, start, learningRate, nSteps) {
  const memories = [{}, {}];
  let point = [...start];
  const path = [point];
  for (let n = 1; n <= nSteps; n++) {
    const gradient = SURFACES[surface].gradient(...point);
    point = point.map((number, i) => number - learningRate * DIRECTIONS[racer](gradient[i], n, memories[i]));
    path.push(point);
    if (Math.max(...point.map(Math.abs)) > FAR) break;
  }
  return path;
}

export function outcome(surface, path) {
  const [x, y] = path.at(-1);
  if (Math.max(Math.abs(x), Math.abs(y)) > FAR) return "flew away";
  const near = Math.min(...SURFACES[surface].minima.map(([a, b]) => Math.hypot(x - a, y - b)));
  return near < 0.1 ? "arrived" : "on the way";
}

const SVG = "http://www.w3.org/2000/svg";
const REACH = 2.2;
const GRID = 60;
const LEVELS = 14;
const PER_SECOND = 30; // steps, while it plays
let figures = 0; // gives the labels of several figures on one page different ids

// Line pieces along which the surface has a given height: each square of the grid is cut where its sides cross it.
export function contour(height, level) {
  const at = (i) => -REACH + (2 * REACH * i) / GRID;
  const pieces = [];
  for (let i = 0; i < GRID; i++) {
    for (let j = 0; j < GRID; j++) {
      const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]].map(([a, b]) => [at(a), at(b)]);
      const cuts = [];
      corners.forEach(([x0, y0], k) => {
        const [x1, y1] = corners[(k + 1) % 4];
        const [h0, h1] = [height(x0, y0) - level, height(x1, y1) - level];
        if (h0 < 0 === h1 < 0) return;
        const share = h0 / (h0 - h1);
        cuts.push([x0 + share * (x1 - x0), y0 + share * (y1 - y0)]);
      });
      for (let c = 0; c + 1 < cuts.length; c += 2) pieces.push([cuts[c], cuts[c + 1]]);
    }
  }
  return pieces;
}

function element(name, attributes = {}, ...children) {
  const node = name.startsWith("svg:") ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function slider(id, label, { min, max, step }, words, onInput) {
  const input = element("input", { type: "range", id, min, max, step });
  const shown = element("output", { for: id });
  const set = (value) => {
    input.value = value;
    shown.textContent = words(value);
    input.setAttribute("aria-valuetext", words(value));
  };
  input.addEventListener("input", () => onInput(Number(input.value)));
  return { row: element("div", { class: "or-slider" }, element("label", { for: id }, label), input, shown), set };
}

const rounded = (number, digits) => Number(number.toFixed(digits));
const inView = (number) => Math.max(-50, Math.min(50, number)); // far points are drawn outside, not at infinity

function render({ model, el }) {
  const id = `or-${++figures}`;
  const names = ["surface", "start", "learning_rate"];
  const first = Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const total = model.get("n_steps");
  const hidden = new Set();
  let shownSteps = total;
  let timer = 0;
  let paths = {};

  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  };
  const change = (name, value) => {
    stop();
    model.set(name, value);
    model.save_changes();
  };

  const plain = (value) => rounded(Number(value), 1).toFixed(1);
  const place = { min: -2, max: 2, step: 0.1 };
  const startX = slider(`${id}-x`, "Start: x", place, plain, (value) => change("start", [value, model.get("start")[1]]));
  const startY = slider(`${id}-y`, "Start: y", place, plain, (value) => change("start", [model.get("start")[0], value]));
  const rate = slider(
    `${id}-lr`,
    "Learning rate",
    { min: -3, max: 0, step: 0.05 }, // its logarithm
    (value) => (10 ** value).toPrecision(2),
    (value) => change("learning_rate", 10 ** value),
  );
  const steps = slider(`${id}-n`, "Steps", { min: 0, max: total, step: 1 }, String, (value) => {
    stop();
    shownSteps = value;
    draw();
  });
  const select = element(
    "select",
    { id: `${id}-s` },
    ...Object.entries(SURFACES).map(([name, { says }]) => element("option", { value: name }, says)),
  );
  select.addEventListener("change", () => change("surface", select.value));

  const button = (text, onClick) => {
    const node = element("button", { type: "button" }, text);
    node.addEventListener("click", onClick);
    return node;
  };
  const play = button("Play", () => {
    if (timer) return stop();
    if (shownSteps >= total) shownSteps = 0;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      shownSteps = total; // no movement: the end at once
      return draw();
    }
    play.textContent = "Pause";
    timer = setInterval(() => {
      if (!el.isConnected || ++shownSteps >= total) stop();
      draw();
    }, 1000 / PER_SECOND);
    draw();
  });
  const step = button("One step", () => {
    stop();
    shownSteps = shownSteps >= total ? 1 : shownSteps + 1;
    draw();
  });
  const reset = button("Reset", () => {
    stop();
    hidden.clear();
    shownSteps = total;
    for (const [name, value] of Object.entries(first)) model.set(name, value);
    model.save_changes();
    update();
  });

  const lines = element("svg:path", { class: "or-contours" });
  const goals = element("svg:g", {});
  const walkers = RACERS.map((name, k) => {
    const path = element("svg:polyline", { class: `or-path or-${k}` });
    const dot = element("svg:circle", { class: `or-dot or-${k}`, r: 0.12 });
    const letter = element("svg:text", { class: "or-letter" }, name[0]);
    return { path, dot, letter, group: element("svg:g", {}, path, dot, letter) };
  });
  const beginning = element("svg:rect", { class: "or-start", x: -0.06, y: -0.06, width: 0.12, height: 0.12 });
  const plane = element(
    "svg:svg",
    { viewBox: `${-REACH} ${-REACH} ${2 * REACH} ${2 * REACH}`, role: "img", class: "or-plane" },
    lines,
    goals,
    beginning,
    element("svg:text", { class: "or-axis", x: REACH - 0.12, y: REACH - 0.15 }, "x →"),
    element("svg:text", { class: "or-axis", x: -REACH + 0.32, y: -REACH + 0.25 }, "↑ y"),
    ...walkers.map((walker) => walker.group),
  );
  const follow = (event) => {
    if (!plane.hasPointerCapture(event.pointerId)) return;
    const box = plane.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width - 0.5) * 2 * REACH;
    const y = (0.5 - (event.clientY - box.top) / box.height) * 2 * REACH;
    change("start", [x, y].map((number) => Math.max(-2, Math.min(2, rounded(number, 1)))));
  };
  plane.addEventListener("pointerdown", (event) => {
    plane.setPointerCapture(event.pointerId);
    follow(event);
  });
  plane.addEventListener("pointermove", follow);

  const rows = RACERS.map((name, k) => {
    const box = element("input", { type: "checkbox", id: `${id}-r${k}` });
    box.addEventListener("change", () => {
      if (box.checked) hidden.delete(name);
      else hidden.add(name);
      draw();
    });
    const sample = element(
      "svg:svg",
      { viewBox: "0 -0.15 1.2 0.3", class: "or-sample", "aria-hidden": "true" },
      element("svg:line", { class: `or-path or-${k}`, x1: 0, x2: 1.2, y1: 0, y2: 0 }),
    );
    const height = element("td", { class: "or-number" });
    const state = element("td", {});
    const head = element("th", { scope: "row" }, box, element("label", { for: `${id}-r${k}` }, ` ${name} `), sample);
    return { box, height, state, row: element("tr", {}, head, height, state) };
  });
  const heading = element("tr", {}, ...["show", "height now", "at the end"].map((text) => element("th", { scope: "col" }, text)));
  const table = element("table", { class: "or-table" }, element("thead", {}, heading), element("tbody", {}, ...rows.map((each) => each.row)));
  const verdict = element("p", { class: "or-verdict", "aria-live": "polite" });

  el.append(
    element(
      "div",
      { class: "or", role: "group", "aria-label": "Live figure: a race of optimizers" },
      element(
        "p",
        { class: "or-task" },
        "Task: on the ravine, change the learning rate until SGD flies away and Adam still arrives. (Choose the start by the sliders, or tap in the plane.)",
      ),
      element("div", { class: "or-pictures" }, plane, element("div", {}, table, verdict)),
      element(
        "div",
        { class: "or-controls" },
        element("div", { class: "or-slider" }, element("label", { for: `${id}-s` }, "Surface"), select, element("span")),
        rate.row,
        startX.row,
        startY.row,
        steps.row,
      ),
      element("div", { class: "or-buttons" }, play, step, reset),
    ),
  );

  function update() {
    const { height, minima } = SURFACES[model.get("surface")];
    const highest = Math.max(height(-REACH, -REACH), height(REACH, -REACH), height(-REACH, REACH), height(REACH, REACH));
    const levels = Array.from({ length: LEVELS - 1 }, (_, i) => highest * ((i + 1) / LEVELS) ** 3);
    const pieces = levels.flatMap((level) => contour(height, level));
    lines.setAttribute("d", pieces.map(([[x0, y0], [x1, y1]]) => `M${x0.toFixed(3)} ${(-y0).toFixed(3)}L${x1.toFixed(3)} ${(-y1).toFixed(3)}`).join(""));
    goals.replaceChildren(
      ...minima.map(([x, y]) => element("svg:path", { class: "or-goal", d: `M${x - 0.08} ${-y - 0.08}l.16 .16m0 -.16l-.16 .16` })),
    );
    paths = Object.fromEntries(
      RACERS.map((name) => [name, race(model.get("surface"), name, model.get("start"), model.get("learning_rate"), total)]),
    );
    draw();
  }

  function draw() {
    const surface = model.get("surface");
    const start = model.get("start");
    select.value = surface;
    rate.set(Math.log10(model.get("learning_rate")));
    startX.set(start[0]);
    startY.set(start[1]);
    steps.set(shownSteps);
    beginning.setAttribute("transform", `translate(${start[0]} ${-start[1]})`);
    const ends = {};
    RACERS.forEach((name, k) => {
      const walked = paths[name].slice(0, shownSteps + 1);
      const [x, y] = walked.at(-1);
      const { path, dot, letter, group } = walkers[k];
      path.setAttribute("points", walked.map(([a, b]) => `${inView(a).toFixed(3)},${inView(-b).toFixed(3)}`).join(" "));
      dot.setAttribute("cx", inView(x));
      dot.setAttribute("cy", inView(-y));
      letter.setAttribute("x", inView(x));
      letter.setAttribute("y", inView(-y));
      group.style.display = hidden.has(name) ? "none" : "";
      rows[k].box.checked = !hidden.has(name);
      const now = SURFACES[surface].height(x, y);
      rows[k].height.textContent = now > 999 ? "over 999" : now.toFixed(3);
      ends[name] = outcome(surface, paths[name]);
      rows[k].state.textContent = ends[name];
    });
    const said = RACERS.map((name) => `${name} ${ends[name]}`).join(", ");
    plane.setAttribute("aria-label", `Contour lines of the ${surface}, and four paths. After ${total} steps: ${said}.`);
    const reached = surface === "ravine" && ends.SGD === "flew away" && ends.Adam === "arrived";
    const words = reached ? "✓ Reached: SGD flies away, Adam arrives." : "";
    if (verdict.textContent !== words) verdict.textContent = words;
  }

  const events = names.map((name) => `change:${name}`).join(" ");
  model.on(events, update);
  update();
  model.send("running");
  return () => {
    stop();
    model.off(events, update);
  };
}

export default { render };
