// A CTC path: one symbol a frame. The mathematics first (tested in Node), then the drawing.

// Repeats become one, then blanks (0) go.
export function collapse(path) {
  return path.filter((symbol, i) => symbol !== 0 && symbol !== path[i - 1]);
}

export function pathProbability(probs, path) {
  return path.reduce((product, symbol, i) => product * probs[i][symbol], 1);
}

function withBlanks(labels) {
  return [0, ...labels.flatMap((label) => [label, 0])];
}

// May a path come to this state from two before it, past a blank?
function skips(states, s) {
  return s >= 2 && states[s] !== 0 && states[s] !== states[s - 2];
}

// The sum over all paths that read the labels: the forward algorithm.
export function labelProbability(probs, labels) {
  const states = withBlanks(labels);
  let alpha = states.map((symbol, s) => (s < 2 ? probs[0][symbol] : 0));
  for (const frame of probs.slice(1)) {
    alpha = states.map((symbol, s) => (alpha[s] + (s >= 1 ? alpha[s - 1] : 0) + (skips(states, s) ? alpha[s - 2] : 0)) * frame[symbol]);
  }
  return alpha[alpha.length - 1] + (alpha.length > 1 ? alpha[alpha.length - 2] : 0);
}

// How many paths of n frames read the labels: the same with ones for probabilities.
export function countPaths(nFrames, labels) {
  const ones = Array.from({ length: nFrames }, () => Array(Math.max(0, ...labels) + 1).fill(1));
  return labelProbability(ones, labels);
}

// The most probable path that reads the labels; of equals, the one that came the shorter way.
export function bestPath(probs, labels) {
  const states = withBlanks(labels);
  let best = states.map((symbol, s) => (s < 2 ? Math.log(probs[0][symbol]) : -Infinity));
  const back = [];
  for (const frame of probs.slice(1)) {
    const came = states.map((_, s) => {
      let chosen = s;
      if (s >= 1 && best[s - 1] > best[chosen]) chosen = s - 1;
      if (skips(states, s) && best[s - 2] > best[chosen]) chosen = s - 2;
      return chosen;
    });
    best = states.map((symbol, s) => best[came[s]] + Math.log(frame[symbol]));
    back.push(came);
  }
  const last = states.length - 1;
  let state = last > 0 && best[last - 1] > best[last] ? last - 1 : last;
  const path = [states[state]];
  for (const came of back.reverse()) {
    state = came[state];
    path.unshift(states[state]);
  }
  return path;
}

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function small(probability) {
  return probability < 0.001 ? probability.toPrecision(2) : probability.toFixed(4);
}

function spoken(symbol, i) {
  return i === 0 ? "blank" : symbol;
}

function render({ model, el }) {
  const symbols = model.get("symbols");
  const probs = model.get("probs");
  const target = model.get("target");
  const wanted = [...target].map((one) => symbols.indexOf(one));
  const start = model.get("path");
  const reads = (labels) => labels.map((label) => symbols[label]).join("") || "nothing";

  const change = (path) => {
    model.set("path", path);
    model.save_changes();
    draw();
  };
  const choose = (frame, symbol) => change(model.get("path").map((old, i) => (i === frame ? symbol : old)));

  const cells = symbols.map((symbol, s) =>
    probs.map((row, frame) => {
      const button = element("button", { type: "button", class: "cp-cell", tabindex: -1 }, row[s].toFixed(2).replace("0.", "."));
      button.style.setProperty("--cp-share", `${Math.round(100 * row[s])}%`);
      button.addEventListener("click", () => {
        choose(frame, s);
        button.focus();
      });
      button.addEventListener("keydown", (event) => {
        const [down, right] = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key] || [0, 0];
        const next = cells[s + down] && cells[s + down][frame + right];
        if (!(down || right) || !next) return;
        event.preventDefault();
        for (const one of cells.flat()) one.setAttribute("tabindex", -1);
        next.setAttribute("tabindex", 0);
        next.focus();
      });
      return button;
    }),
  );
  cells[0][0].setAttribute("tabindex", 0);
  const grid = element("div", { class: "cp-grid", role: "group", "aria-label": "One symbol a frame; arrow keys move, Enter chooses" });
  grid.style.setProperty("--cp-frames", probs.length);
  grid.append(element("span", { class: "cp-corner" }, "frame"), ...probs.map((_, frame) => element("span", { class: "cp-head" }, String(frame + 1))));
  cells.forEach((row, s) => grid.append(element("span", { class: "cp-symbol" }, symbols[s]), ...row));

  const steps = ["Path", "Repeats become one", "Blanks go"].map((name) => {
    const value = element("span", { class: "cp-text" });
    return { value, row: element("p", { class: "cp-step" }, element("span", { class: "cp-name" }, name), value) };
  });
  const numbers = element("p", { class: "cp-numbers" });
  const verdict = element("p", { class: "cp-verdict", "aria-live": "polite" });
  const greedy = element("button", { type: "button" }, "Best of each frame");
  greedy.addEventListener("click", () => change(probs.map((row) => row.indexOf(Math.max(...row)))));
  const reset = element("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => change(start));

  el.append(
    element(
      "div",
      { class: "cp", role: "group", "aria-label": "Live figure: a CTC path and what it reads" },
      element(
        "p",
        { class: "cp-task" },
        `Task: choose a symbol in every frame until the path reads ${target}. Then go on until it is the most probable path that does. Last, compare with “Best of each frame”.`,
      ),
      grid,
      ...steps.map((step) => step.row),
      numbers,
      element("div", { class: "cp-buttons" }, greedy, reset),
      verdict,
    ),
  );

  function draw() {
    const path = model.get("path");
    const labels = collapse(path);
    const same = labels.join() === wanted.join();
    const probability = pathProbability(probs, path);
    const best = bestPath(probs, wanted);
    const highest = pathProbability(probs, best);
    cells.forEach((row, s) =>
      row.forEach((button, frame) => {
        const on = path[frame] === s;
        button.setAttribute("aria-pressed", on ? "true" : "false");
        button.setAttribute("aria-label", `Frame ${frame + 1}: ${spoken(symbols[s], s)}, probability ${probs[frame][s].toFixed(2)}`);
      }),
    );
    const once = path.filter((symbol, i) => symbol !== path[i - 1]);
    steps[0].value.textContent = path.map((s) => symbols[s]).join(" ");
    steps[1].value.textContent = once.map((s) => symbols[s]).join(" ");
    steps[2].value.textContent = reads(labels);
    const all = labels.length ? labelProbability(probs, labels) : probs.reduce((product, row) => product * row[0], 1);
    const n = labels.length ? countPaths(probs.length, labels) : 1;
    numbers.textContent = `Your path has probability ${small(probability)}. ${n === 1 ? "It is the only path that reads" : `All ${n} paths that read`} ${reads(labels)}${n === 1 ? "." : ` have ${small(all)} together.`}`;

    let said = `It reads ${reads(labels)}, not ${target} yet.`;
    const lost = path.filter((s) => s !== 0).map((s) => symbols[s]);
    if (!same && lost.filter((one) => one === target[target.length - 1]).length > 1) said += " Equal neighbours become one: put a blank between two that you want to keep.";
    if (same) said = `✓ It reads ${target}. But there is a path with probability ${small(highest)} that reads the same.`;
    if (same && probability > highest * 0.999999) {
      const winner = collapse(probs.map((row) => row.indexOf(Math.max(...row))));
      const theirs = labelProbability(probs, winner);
      const ours = labelProbability(probs, wanted);
      said = `✓ Reached: no path of ${target} is more probable. All of them together have ${ours.toFixed(2)}; those of ${reads(winner)}, which the best of each frame reads, ${theirs.toFixed(2)}.`;
    }
    if (verdict.textContent !== said) verdict.textContent = said;
  }

  model.on("change:path", draw);
  draw();
  model.send("running");
  return () => model.off("change:path", draw);
}

export default { render };
