// A blind test: was this text written by a model? The mathematics first (tested in Node), then the drawing.

const Z = 1.959963984540054; // the 97.5 % point of the normal distribution

// Wilson's interval of the true share, after `hits` right guesses of n.
export function winInterval(hits, n, z = Z) {
  if (n === 0) return [0, 1];
  const share = hits / n;
  const shrink = 1 + (z * z) / n;
  const middle = (share + (z * z) / (2 * n)) / shrink;
  const half = (z / shrink) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return [middle - half, middle + half];
}

// How many guesses are right, of all and of each kind: {all: [hits, n], story: [hits, n], ...}
export function score(items, guesses) {
  const found = { all: [0, 0] };
  guesses.forEach((guess, i) => {
    const right = guess === (items[i].by === "model") ? 1 : 0;
    for (const key of ["all", items[i].kind]) {
      found[key] = found[key] || [0, 0];
      found[key][0] += right;
      found[key][1] += 1;
    }
  });
  return found;
}

// What the guesses so far allow one to say.
export function verdict(hits, n, goal, total) {
  const [low, high] = winInterval(hits, n);
  const shown = `${hits} of ${n} right, interval ${low.toFixed(2)} to ${high.toFixed(2)}`;
  if (n < goal) return "";
  if (low > 0.5) return `✓ Task reached: ${shown}. The coin is outside: you can tell the model.`;
  if (high < 0.5) return `✓ Task reached: ${shown}. The coin is outside, below: you see a difference, and read it the wrong way round.`;
  if (n === total) return `All judged: ${shown}. The coin, 0.5, is still inside: so few judgements cannot tell you from a guesser.`;
  return `${shown}. The coin, 0.5, is still inside: go on.`;
}

let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function button(label, onPress) {
  const node = element("button", { type: "button" }, label);
  node.addEventListener("click", onPress);
  return node;
}

function intervalBar() {
  const range = element("span", { class: "bt-range" });
  const dot = element("span", { class: "bt-dot" });
  const track = element("div", { class: "bt-track", role: "img" }, element("span", { class: "bt-coin" }), range, dot);
  const marks = element("div", { class: "bt-marks", "aria-hidden": "true" }, element("span", {}, "0"), element("span", {}, "0.5: a coin"), element("span", {}, "1"));
  const set = (hits, n) => {
    const [low, high] = winInterval(hits, n);
    range.style.left = `${100 * low}%`;
    range.style.width = `${100 * (high - low)}%`;
    dot.style.left = `${n ? (100 * hits) / n : 50}%`;
    dot.hidden = n === 0;
    const words = n
      ? `Share of right guesses: ${(hits / n).toFixed(2)}; with 95 % confidence the true share lies between ${low.toFixed(2)} and ${high.toFixed(2)}.`
      : "No guesses yet: the true share may be anything from 0 to 1.";
    track.setAttribute("aria-label", words);
  };
  return { node: element("div", { class: "bt-bar" }, track, marks), set };
}

function render({ model, el }) {
  const id = `bt-${++figures}`;
  const items = model.get("items");
  const goal = model.get("goal");
  const change = (guesses) => {
    model.set("guesses", guesses);
    model.save_changes();
    draw();
  };
  const guess = (isModel) => {
    if (model.get("guesses").length < items.length) change([...model.get("guesses"), isModel]);
  };

  const place = element("p", { class: "bt-place", id });
  const text = element("blockquote", { class: "bt-text", tabindex: "0", "aria-labelledby": id });
  const answer = element("p", { class: "bt-answer", "aria-live": "polite" });
  const said = element("p", { class: "bt-verdict", "aria-live": "polite" });
  const list = element("dl", { class: "bt-scores" });
  const bar = intervalBar();
  const isModel = button("A model wrote it", () => guess(true));
  const isNot = button("No model wrote it", () => guess(false));
  const back = button("Take the last one back", () => change(model.get("guesses").slice(0, -1)));
  const reset = button("Reset", () => change([]));

  el.append(
    element(
      "div",
      { class: "bt", role: "group", "aria-label": "Live figure: a blind test" },
      element("p", { class: "bt-task" }, `Task: judge texts until the interval leaves the coin, 0.5, outside (at least ${goal}). Keys: M for a model, N for not.`),
      place,
      text,
      element("div", { class: "bt-controls" }, isModel, isNot, back, reset),
      answer,
      bar.node,
      list,
      said,
    ),
  );
  el.firstElementChild.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const pressed = event.key.toLowerCase();
    if (pressed !== "m" && pressed !== "n") return;
    event.preventDefault();
    guess(pressed === "m");
  });

  function draw() {
    const guesses = model.get("guesses");
    const n = guesses.length;
    const done = n === items.length;
    place.textContent = done ? `All ${items.length} texts are judged.` : `Text ${n + 1} of ${items.length} (${items[n].kind}). Who wrote it?`;
    text.textContent = done ? "" : items[n].text;
    text.hidden = done;
    isModel.disabled = done;
    isNot.disabled = done;
    back.disabled = n === 0;
    const last = items[n - 1];
    const right = n > 0 && guesses[n - 1] === (last.by === "model");
    answer.textContent = n ? `${right ? "✓ Right" : "✗ Wrong"}: text ${n} was written by ${last.by === "model" ? "the model" : last.by}.` : "";
    const found = score(items, guesses);
    bar.set(...found.all);
    const rows = Object.entries(found).map(([kind, [hits, of]]) => element("div", {}, element("dt", {}, kind), element("dd", {}, `${hits} of ${of}`)));
    list.replaceChildren(...rows);
    const words = n ? verdict(...found.all, goal, items.length) : "";
    if (said.textContent !== words) said.textContent = words;
  }

  model.on("change:guesses", draw);
  draw();
  model.send("running");
  return () => model.off("change:guesses", draw);
}

export default { render };
