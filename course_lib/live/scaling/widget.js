// Parameters, tokens and what they cost. The mathematics first (tested in Node), then the drawing.

export function loss([floor, a, b, alpha, beta], n, d) {
  return floor + a / n ** alpha + b / d ** beta;
}

// The parameters and tokens of lowest loss that `flops` operations can buy.
export function best([, a, b, alpha, beta], flops) {
  const ratio = ((alpha * a) / (beta * b)) ** (1 / (alpha + beta));
  const n = ratio * (flops / 6) ** (beta / (alpha + beta));
  return [n, flops / 6 / n];
}

export function tokensFor([floor, a, b, alpha, beta], n, goal) {
  const left = goal - floor - a / n ** alpha;
  return left > 0 ? (b / left) ** (1 / beta) : Infinity;
}

export function cost(law, n, goal, served) {
  return 6 * n * tokensFor(law, n, goal) + 2 * n * served;
}

// The parameters with which it is cheapest to reach a loss and then to serve that many tokens.
export function cheapest(law, goal, served) {
  const [floor, a, , alpha] = law;
  const smallest = (a / (goal - floor)) ** (1 / alpha);
  let low = Math.log(smallest * (1 + 1e-9));
  let high = Math.log(smallest * 1e6);
  for (let i = 0; i < 200; i++) {
    const step = ((high - low) * (3 - Math.sqrt(5))) / 2;
    if (cost(law, Math.exp(low + step), goal, served) < cost(law, Math.exp(high - step), goal, served)) high -= step;
    else low += step;
  }
  return Math.exp((low + high) / 2);
}

export function days(flops, gpus, peak, utilisation) {
  return flops / (gpus * peak * utilisation) / 86400;
}

export function kilowattHours(flops, rate, watts, pue) {
  return ((flops / rate) * watts * pue) / 3.6e6;
}

// All that the figure shows at one setting.
export function facts({ law, log_n, log_d, log_gpus, log_served, budget, goal_budget, hardware }) {
  const [n, d, served] = [10 ** log_n, 10 ** log_d, 10 ** log_served];
  const flops = 6 * n * d;
  const gpus = Math.round(10 ** log_gpus);
  const { peak, utilisation, watts, pue } = hardware;
  const [best_n, best_d] = best(law, budget);
  const goal = loss(law, ...best(law, goal_budget));
  const cheapest_n = cheapest(law, goal, served);
  return {
    flops,
    loss: loss(law, n, d),
    days_low: days(flops, gpus, peak, utilisation[1]),
    days_high: days(flops, gpus, peak, utilisation[0]),
    kwh_low: kilowattHours(flops, peak * utilisation[1], watts[0], pue[0]),
    kwh_high: kilowattHours(flops, peak * utilisation[0], watts[1], pue[1]),
    best_n,
    best_loss: loss(law, best_n, best_d),
    goal,
    cheapest_n,
    least_cost: cost(law, cheapest_n, goal, served),
    cost: flops + 2 * n * served,
  };
}

// What to say of a choice: whether the task is reached, and if not, what is in the way.
export function judge(now, { serving, budget }) {
  if (serving) {
    if (now.loss > now.goal + 0.001) return [false, `The loss is still above ${now.goal.toFixed(3)}.`];
    if (now.cost > 1.13 * now.least_cost) return [false, `The loss is low enough. It can be had for less than ${power(now.cost)} in all.`];
    return [true, `✓ Reached: this loss can hardly be had for less. Training takes ${Math.round((100 * now.flops) / now.cost)} % of the cost.`];
  }
  if (now.flops > 1.001 * budget) return [false, `Over the budget: ${power(now.flops)}.`];
  if (now.loss > now.best_loss + 0.01) return [false, now.flops < 0.8 * budget ? "Within the budget: there is more to spend." : "Within the budget. A lower loss can be had."];
  return [true, "✓ Reached: no choice within the budget has a noticeably lower loss."];
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
export function power(number) {
  const exponent = Math.floor(Math.log10(number) + 1e-9);
  const raised = [...String(exponent)].map((digit) => SUPERSCRIPTS[Number(digit)]).join("");
  return `${(number / 10 ** exponent).toFixed(1)}·10${raised}`;
}

// 6.3 billion, rather than 6300000000
export function words(number) {
  for (const [size, name] of [[1e15, "quadrillion"], [1e12, "trillion"], [1e9, "billion"], [1e6, "million"]]) {
    if (number >= 0.9995 * size) return `${Number((number / size).toPrecision(3))} ${name}`;
  }
  return rounded(number);
}

export function rounded(number) {
  return number < 10 ? String(Number(number.toPrecision(2))) : Number(number.toPrecision(3)).toLocaleString("en-GB");
}

const SVG = "http://www.w3.org/2000/svg";
const [LEFT, RIGHT, BOTTOM, TOP] = [7, 12.5, 9, 14]; // powers of ten that the plane shows
const [WIDTH, HEIGHT] = [11, 10];
const SLIDERS = [
  ["log_n", "Parameters", LEFT, RIGHT, 0.05, words],
  ["log_d", "Training tokens", BOTTOM, TOP, 0.05, words],
  ["log_gpus", "GPUs", 0, 5, 0.25, (number) => Math.round(number).toLocaleString("en-GB")],
  ["log_served", "Tokens to serve", 10, 15, 0.25, words],
];
const STATE = ["log_n", "log_d", "log_gpus", "log_served", "law", "serving"];
let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = name.startsWith("svg:") ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const across = (logN) => ((logN - LEFT) / (RIGHT - LEFT)) * WIDTH;
const down = (logD) => HEIGHT - ((logD - BOTTOM) / (TOP - BOTTOM)) * HEIGHT;

function segment(className, points) {
  const d = points.map(([x, y], i) => `${i ? "L" : "M"}${across(x).toFixed(3)} ${down(y).toFixed(3)}`).join(" ");
  return element("svg:path", { class: className, d });
}

function sameCost(className, logFlops) {
  const sum = logFlops - Math.log10(6); // log n + log d
  return segment(className, [[LEFT, sum - LEFT], [RIGHT, sum - RIGHT]]);
}

function text(className, x, y, words, anchor = "start") {
  return element("svg:text", { class: className, x, y, "text-anchor": anchor }, words);
}

function axes() {
  const marks = [];
  for (const [k, word] of [[7, "10 million"], [9, "1 billion"], [11, "100 billion"]]) {
    marks.push(segment("bu-tick", [[k, BOTTOM], [k, TOP]]), text("bu-label", across(k), HEIGHT + 0.55, word, k === 7 ? "start" : "middle"));
  }
  for (const [k, word] of [[10, "10 bn"], [12, "1 tn"], [14, "100 tn"]]) {
    marks.push(segment("bu-tick", [[LEFT, k], [RIGHT, k]]), text("bu-label", 0.1, down(k) + (k === 14 ? 0.45 : -0.12), word));
  }
  return marks;
}

function render({ model, el }) {
  const id = `bu-${++figures}`;
  const get = (name) => model.get(name);
  const start = Object.fromEntries(STATE.map((name) => [name, get(name)]));
  const law = () => get("law_numbers")[get("law")];
  const change = (changes) => {
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    model.save_changes();
    draw();
  };

  const sliders = SLIDERS.map(([name, label, min, max, step, inWords]) => {
    const input = element("input", { type: "range", id: `${id}-${name}`, min, max, step });
    const shown = element("output", { for: `${id}-${name}` });
    input.addEventListener("input", () => change({ [name]: Number(input.value) }));
    const set = (value) => {
      input.value = value;
      shown.textContent = inWords(10 ** value);
      input.setAttribute("aria-valuetext", shown.textContent);
    };
    const row = element("div", { class: "bu-slider" }, element("label", { for: `${id}-${name}` }, label), input, shown);
    return { name, input, row, set };
  });
  const select = element("select", { id: `${id}-law` }, ...get("law_names").map((name, i) => element("option", { value: i }, name)));
  select.addEventListener("change", () => change({ law: Number(select.value) }));
  const serving = element("input", { type: "checkbox", id: `${id}-serving` });
  serving.addEventListener("change", () => change({ serving: serving.checked }));
  const reset = element("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => change(start));

  const budgetLine = sameCost("bu-budget", Math.log10(get("budget")));
  const ownLine = element("svg:path", { class: "bu-own" });
  const bestPath = element("svg:path", { class: "bu-best" });
  const goalPath = element("svg:path", { class: "bu-goal" });
  const dot = element("svg:circle", { class: "bu-dot", r: 0.24 });
  const models = get("model_names").flatMap((name, i) => {
    const [x, y] = get("model_places")[i].map(Math.log10);
    const left = x > 10.7 || y < 12.1; // the name stands where there is room
    return [
      element("svg:rect", { class: "bu-model", x: across(x) - 0.13, y: down(y) - 0.13, width: 0.26, height: 0.26 }),
      text("bu-name", across(x) + (left ? -0.25 : 0.25), down(y) + (x > 10.7 ? -0.2 : 0.15), name, left ? "end" : "start"),
    ];
  });
  const frame = element("svg:svg", { x: 0, y: 0, width: WIDTH, height: HEIGHT, viewBox: `0 0 ${WIDTH} ${HEIGHT}` });
  const lines = [19, 21, 23, 25].map((k) => sameCost("bu-cost", k));
  frame.append(...lines, budgetLine, bestPath, goalPath, ownLine, ...models, dot);
  const plane = element(
    "svg:svg",
    { viewBox: `-0.1 -0.7 ${WIDTH + 0.2} ${HEIGHT + 2}`, role: "img", class: "bu-plane" },
    ...axes(),
    text("bu-axis", 0, -0.25, "training tokens"),
    text("bu-axis", WIDTH, HEIGHT + 1.1, "parameters", "end"),
    frame,
  );
  const follow = (event) => {
    if (!plane.hasPointerCapture(event.pointerId)) return;
    const place = plane.createSVGPoint();
    [place.x, place.y] = [event.clientX, event.clientY];
    const { x, y } = place.matrixTransform(plane.getScreenCTM().inverse());
    const snap = (value, low, high) => Math.round(Math.min(high, Math.max(low, value)) * 20) / 20;
    change({
      log_n: snap(LEFT + (x / WIDTH) * (RIGHT - LEFT), LEFT, RIGHT),
      log_d: snap(BOTTOM + ((HEIGHT - y) / HEIGHT) * (TOP - BOTTOM), BOTTOM, TOP),
    });
  };
  plane.addEventListener("pointerdown", (event) => {
    plane.setPointerCapture(event.pointerId);
    follow(event);
  });
  plane.addEventListener("pointermove", follow);

  const names = ["Predicted loss", "Operations to train", "Operations to serve", "Tokens a parameter", "Days on the GPUs", "Energy, MWh"];
  const numbers = names.map(() => element("dd"));
  const readings = element("dl", { class: "bu-readings" }, ...names.flatMap((name, i) => [element("dt", {}, name), numbers[i]]));
  const task = element("p", { class: "bu-task" });
  const verdict = element("p", { class: "bu-verdict", "aria-live": "polite" });

  el.append(
    element(
      "div",
      { class: "bu", role: "group", "aria-label": "Live figure: spend a budget" },
      task,
      element("div", { class: "bu-pictures" }, plane, element("div", {}, readings, verdict)),
      element(
        "div",
        { class: "bu-controls" },
        sliders[0].row,
        sliders[1].row,
        sliders[2].row,
        element("div", { class: "bu-slider bu-wide" }, element("label", { for: `${id}-law` }, "Law of the loss"), select),
        element("div", { class: "bu-check" }, serving, element("label", { for: `${id}-serving` }, "Count serving too")),
        sliders[3].row,
      ),
      reset,
    ),
  );

  function draw() {
    const state = Object.fromEntries([...STATE, "budget", "goal_budget", "hardware"].map((name) => [name, get(name)]));
    const now = facts({ ...state, law: law() });
    for (const slider of sliders) slider.set(get(slider.name));
    sliders[3].input.disabled = !state.serving;
    select.value = state.law;
    serving.checked = state.serving;
    dot.setAttribute("cx", across(state.log_n));
    dot.setAttribute("cy", down(state.log_d));
    ownLine.setAttribute("d", sameCost("", Math.log10(now.flops)).getAttribute("d"));
    const ends = [15, 27].map((k) => best(law(), 10 ** k).map(Math.log10));
    bestPath.setAttribute("d", segment("", ends).getAttribute("d"));
    const reach = [];
    for (let x = LEFT; x <= RIGHT; x += 0.02) {
      const y = Math.log10(tokensFor(law(), 10 ** x, now.goal));
      if (y < TOP + 2) reach.push([x, y]);
    }
    goalPath.setAttribute("d", state.serving ? segment("", reach).getAttribute("d") : "");
    budgetLine.setAttribute("visibility", state.serving ? "hidden" : "visible");
    task.textContent = state.serving
      ? `Task 2: reach a loss of ${now.goal.toFixed(3)} or lower at the least cost in all, with ${words(10 ** state.log_served)} tokens to serve.`
      : `Task 1: find the lowest loss that ${power(state.budget)} operations can buy.`;
    const shown = [
      now.loss.toFixed(3),
      power(now.flops),
      state.serving ? power(now.cost - now.flops) : "not counted",
      rounded(10 ** (state.log_d - state.log_n)),
      `${rounded(now.days_low)} to ${rounded(now.days_high)}`,
      `${rounded(now.kwh_low / 1000)} to ${rounded(now.kwh_high / 1000)}`,
    ];
    shown.forEach((words, i) => (numbers[i].textContent = words));
    plane.setAttribute(
      "aria-label",
      `A plane of parameters and training tokens. The choice: ${words(10 ** state.log_n)} parameters, ${words(10 ** state.log_d)} tokens, ${power(now.flops)} operations, loss ${now.loss.toFixed(3)}.`,
    );
    const [reached, said] = judge(now, state);
    verdict.classList.toggle("bu-reached", reached);
    if (verdict.textContent !== said) verdict.textContent = said;
  }

  const events = STATE.map((name) => `change:${name}`).join(" ");
  model.on(events, draw);
  draw();
  model.send("running");
  return () => model.off(events, draw);
}

export default { render };
