// pass@k. The mathematics first (tested in Node), then the drawing.

// 1 - C(n - c, k) / C(n, k), multiplied out.
export function passAtK(n, c, k) {
  let none = 1;
  for (let i = n - c + 1; i <= n; i += 1) none *= 1 - k / i;
  return n - c < k ? 1 : 1 - none;
}

export const naive = (n, c, k) => 1 - (1 - c / n) ** k;

// Random numbers from 0 to 1 that a seed decides (mulberry32).
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// k different places of n, drawn by a source of random numbers.
export function draw(n, k, random) {
  const places = Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < k; i += 1) {
    const j = i + Math.floor(random() * (n - i));
    [places[i], places[j]] = [places[j], places[i]];
  }
  return places.slice(0, k);
}

// The first c places are the right ones: does the draw hold one?
export const holdsRight = (places, c) => places.some((place) => place < c);

// The smallest k with which pass@k reaches the goal; 0 if none does.
export function smallestK(n, c, goal) {
  for (let k = 1; k <= n; k += 1) if (passAtK(n, c, k) >= goal - 1e-12) return k;
  return 0;
}

// A setting with its numbers in range: c at most n, k from 1 to n.
export function inRange(n, c, k) {
  const whole = Math.min(30, Math.max(1, Math.round(n)));
  return [whole, Math.min(whole, Math.max(0, Math.round(c))), Math.min(whole, Math.max(1, Math.round(k)))];
}

const GOAL = 0.8;
const SVG = "http://www.w3.org/2000/svg";
let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = name.startsWith("svg:") ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const points = (n, f) => Array.from({ length: n }, (_, i) => `${(300 * i) / Math.max(n - 1, 1)} ${120 - 120 * f(i + 1)}`).join(" ");

function curves() {
  const exact = element("svg:polyline", { class: "pk-exact" });
  const rough = element("svg:polyline", { class: "pk-naive" });
  const dot = element("svg:circle", { class: "pk-dot", r: 4 });
  const square = element("svg:rect", { class: "pk-square", width: 7, height: 7 });
  const texts = [
    element("svg:text", { x: 150, y: 146, "text-anchor": "middle" }, "k, programs drawn"),
    element("svg:text", { x: 0, y: 134 }, "1"),
  ];
  const last = element("svg:text", { x: 300, y: 134, "text-anchor": "end" });
  for (const at of [0, 0.5, 1]) texts.push(element("svg:text", { x: -5, y: 123 - 120 * at, "text-anchor": "end" }, String(at)));
  const goal = element("svg:line", { class: "pk-goal", x1: 0, x2: 300, y1: 120 - 120 * GOAL, y2: 120 - 120 * GOAL });
  const frame = element("svg:path", { class: "pk-frame", d: "M0 0 V120 H300" });
  const plane = element("svg:svg", { viewBox: "-26 -8 336 160", class: "pk-plane", role: "img" }, frame, goal, rough, exact, square, dot, last, ...texts);
  const set = (n, c, k) => {
    const x = (300 * (k - 1)) / Math.max(n - 1, 1);
    exact.setAttribute("points", points(n, (one) => passAtK(n, c, one)));
    rough.setAttribute("points", points(n, (one) => naive(n, c, one)));
    dot.setAttribute("cx", x);
    dot.setAttribute("cy", 120 - 120 * passAtK(n, c, k));
    square.setAttribute("x", x - 3.5);
    square.setAttribute("y", 116.5 - 120 * naive(n, c, k));
    last.textContent = n > 1 ? String(n) : "";
    plane.setAttribute("aria-label", `pass@k over k from 1 to ${n}: ${passAtK(n, c, k).toFixed(2)} at k = ${k}, where the naive formula gives ${naive(n, c, k).toFixed(2)}.`);
  };
  return { plane, set };
}

function slider(id, text, least, change) {
  const input = element("input", { type: "range", id, min: least, max: 30, step: 1 });
  const shown = element("output", { for: id });
  input.addEventListener("input", () => change(Number(input.value)));
  const row = element("div", { class: "pk-slider" }, element("label", { for: id }, text), input, shown);
  const set = (value, most) => {
    input.max = most;
    input.value = value;
    shown.textContent = value;
  };
  return { row, set };
}

function render({ model, el }) {
  const id = `pk-${++figures}`;
  const names = ["n_samples", "n_correct", "k"];
  let [random, drawn, hits, draws] = [chance(1), [], 0, 0];
  const change = (values) => {
    const kept = names.map((name, i) => values[i] ?? model.get(name));
    inRange(...kept).forEach((value, i) => model.set(names[i], value));
    [drawn, hits, draws] = [[], 0, 0];
    model.save_changes();
    show();
  };
  const written = slider(`${id}-n`, "Programs written, n", 1, (value) => change([value]));
  const right = slider(`${id}-c`, "Right ones, c", 0, (value) => change([undefined, value]));
  const taken = slider(`${id}-k`, "Programs drawn, k", 1, (value) => change([undefined, undefined, value]));
  const row = element("div", { class: "pk-row", role: "img" });
  const picture = curves();
  const numbers = element("p", { class: "pk-numbers" });
  const counted = element("p", { class: "pk-counted", "aria-live": "polite" });
  const verdict = element("p", { class: "pk-verdict", "aria-live": "polite" });
  const button = (text, times) => {
    const node = element("button", { type: "button" }, text);
    node.addEventListener("click", () => drawSome(times));
    return node;
  };
  const reset = element("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => {
    random = chance(1);
    change(model.get("start"));
  });

  function drawSome(times) {
    const [n, c, k] = names.map((name) => model.get(name));
    for (let i = 0; i < times; i += 1) {
      drawn = draw(n, k, random);
      hits += holdsRight(drawn, c) ? 1 : 0;
    }
    draws += times;
    show();
  }

  el.append(
    element(
      "div",
      { class: "pk", role: "group", "aria-label": "Live figure: pass@k" },
      element("p", { class: "pk-task" }, `Task: leave n and c as they are and raise k until pass@k reaches ${GOAL}, with the smallest k that does. Where does the naive formula stand then?`),
      written.row,
      right.row,
      taken.row,
      row,
      element("p", { class: "pk-key" }, "✓ right, ✗ wrong; a thick frame: drawn. Full line: pass@k; broken line: naive, with putting back."),
      picture.plane,
      numbers,
      counted,
      verdict,
      element("div", { class: "pk-buttons" }, button("Draw k programs", 1), button("Draw 1,000 times", 1000), reset),
    ),
  );

  function show() {
    const [n, c, k] = names.map((name) => model.get(name));
    written.set(n, 30);
    right.set(c, n);
    taken.set(k, n);
    row.replaceChildren(
      ...Array.from({ length: n }, (_, i) => element("span", { class: `pk-one ${i < c ? "pk-right" : "pk-wrong"}${drawn.includes(i) ? " pk-drawn" : ""}` }, i < c ? "✓" : "✗")),
    );
    row.setAttribute("aria-label", `${n} programs, ${c} of them right${drawn.length ? `; drawn: ${drawn.filter((i) => i < c).length} right and ${drawn.filter((i) => i >= c).length} wrong` : ""}.`);
    picture.set(n, c, k);
    numbers.textContent = `pass@${k} = ${passAtK(n, c, k).toFixed(3)} · naive ${naive(n, c, k).toFixed(3)} · pass@1 = ${passAtK(n, c, 1).toFixed(3)}`;
    counted.textContent = draws ? `${hits} of ${draws} draws held a right program: ${(hits / draws).toFixed(3)}.` : "";
    const words = said(n, c, k);
    if (verdict.textContent !== words) verdict.textContent = words;
  }

  function said(n, c, k) {
    const [first, second] = model.get("start");
    if (n !== first || c !== second || passAtK(n, c, k) < GOAL - 1e-12) return "";
    const least = smallestK(n, c, GOAL);
    if (k > least) return `pass@${k} is ${passAtK(n, c, k).toFixed(2)}: a smaller k would do.`;
    return `✓ Reached with k = ${k}: pass@k is ${passAtK(n, c, k).toFixed(2)}, the naive formula says ${naive(n, c, k).toFixed(2)}.`;
  }

  for (const name of names) model.on(`change:${name}`, show);
  show();
  model.send("running");
  return () => {
    for (const name of names) model.off(`change:${name}`, show);
  };
}

export default { render };
