// The best path through a lattice of tags. The mathematics first (tested in Node), then the drawing.

export const FORBIDDEN = -10; // at this setting and below, a step is out of the question

export function stepScore(setting) {
  return setting <= FORBIDDEN ? -Infinity : setting;
}

export function bestPath(emissions, transitions) {
  let best = emissions[0];
  const cameFrom = [];
  for (const scores of emissions.slice(1)) {
    const before = scores.map((_, next) => {
      let chosen = 0;
      for (let label = 1; label < best.length; label++) {
        const better = best[label] + stepScore(transitions[label][next]);
        if (better > best[chosen] + stepScore(transitions[chosen][next])) chosen = label;
      }
      return chosen;
    });
    cameFrom.push(before);
    best = scores.map((score, next) => best[before[next]] + stepScore(transitions[before[next]][next]) + score);
  }
  const score = Math.max(...best);
  const labels = [best.indexOf(score)];
  for (const before of cameFrom.reverse()) labels.unshift(before[labels[0]]);
  return { labels, score };
}

function logSumExp(numbers) {
  const highest = Math.max(...numbers);
  if (highest === -Infinity) return -Infinity;
  return highest + Math.log(numbers.reduce((sum, number) => sum + Math.exp(number - highest), 0));
}

export function logPartition(emissions, transitions) {
  let alpha = emissions[0];
  for (const scores of emissions.slice(1)) {
    alpha = scores.map((score, next) => logSumExp(alpha.map((sum, label) => sum + stepScore(transitions[label][next]))) + score);
  }
  return logSumExp(alpha);
}

export function misplaced(tags) {
  return tags.filter((tag, i) => tag.startsWith("I-") && (i === 0 || tags[i - 1].slice(2) !== tag.slice(2)));
}

export function bioTransitions(labels) {
  return labels.map((before) => labels.map((after) => (after.startsWith("I-") && before.slice(2) !== after.slice(2) ? FORBIDDEN : 0)));
}

const SVG = "http://www.w3.org/2000/svg";
const WIDE = 118; // between two columns
const HIGH = 62; // between two rows
let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = name.startsWith("svg:") ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function written(setting) {
  return setting <= FORBIDDEN ? "forbidden" : setting.toFixed(1).replace("-", "−");
}

function render({ model, el }) {
  const id = `bp-${++figures}`;
  const words = model.get("words");
  const labels = model.get("labels");
  const emissions = model.get("emissions");
  const start = model.get("transitions");
  const atFirst = bestPath(emissions, start).labels.join();
  const [taskFrom, taskTo] = model.get("task");
  let from = 0;
  let to = 0;

  const change = (transitions) => {
    model.set("transitions", transitions);
    model.save_changes();
    draw();
  };

  const choice = (name, set) => {
    const select = element("select", { id: `${id}-${name}` }, ...labels.map((label, i) => element("option", { value: i }, label)));
    select.addEventListener("change", () => {
      set(Number(select.value));
      draw();
    });
    return select;
  };
  const selectFrom = choice("from", (value) => (from = value));
  const selectTo = choice("to", (value) => (to = value));
  const input = element("input", { type: "range", id: `${id}-score`, min: FORBIDDEN, max: 5, step: 0.5 });
  const shown = element("output", { for: `${id}-score` });
  input.addEventListener("input", () => {
    const value = Number(input.value);
    change(model.get("transitions").map((row, i) => row.map((old, j) => (i === from && j === to ? value : old))));
  });
  const rules = element("button", { type: "button" }, "BIO rules");
  rules.addEventListener("click", () => change(bioTransitions(labels)));
  const reset = element("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => {
    from = to = 0;
    change(start);
  });

  const x = (place) => 62 + place * WIDE;
  const y = (label) => 34 + label * HIGH;
  const edges = [];
  for (let place = 0; place + 1 < words.length; place++) {
    for (let i = 0; i < labels.length; i++) {
      for (let j = 0; j < labels.length; j++) {
        const ends = { x1: x(place) + 25, y1: y(i), x2: x(place + 1) - 25, y2: y(j) };
        const line = element("svg:line", { class: "bp-edge", ...ends });
        const wide = element("svg:line", { class: "bp-touch", ...ends });
        wide.addEventListener("click", () => {
          from = i;
          to = j;
          draw();
        });
        edges.push({ place, i, j, line, wide });
      }
    }
  }
  const nodes = [];
  for (let place = 0; place < words.length; place++) {
    for (let i = 0; i < labels.length; i++) {
      const box = element("svg:rect", { class: "bp-node", x: x(place) - 25, y: y(i) - 17, width: 50, height: 34, rx: 6 });
      const text = element("svg:text", { class: "bp-number", x: x(place), y: y(i) });
      text.textContent = emissions[place][i].toFixed(1).replace("-", "−");
      nodes.push({ place, i, box, text });
    }
  }
  const wordTexts = words.map((word, place) => {
    const text = element("svg:text", { class: "bp-word", x: x(place), y: y(labels.length - 1) + 44 });
    text.textContent = word;
    return text;
  });
  const labelTexts = labels.map((label, i) => {
    const text = element("svg:text", { class: "bp-label", x: x(0) - 33, y: y(i) - 24 });
    text.textContent = label;
    return text;
  });
  const width = x(words.length - 1) + 40;
  const height = y(labels.length - 1) + 56;
  const picture = element(
    "svg:svg",
    { viewBox: `0 0 ${width} ${height}`, role: "img", class: "bp-picture" },
    ...edges.map((edge) => edge.line),
    ...edges.map((edge) => edge.wide),
    ...nodes.flatMap((node) => [node.box, node.text]),
    ...wordTexts,
    ...labelTexts,
  );
  const numbers = element("p", { class: "bp-numbers" });
  const verdict = element("p", { class: "bp-verdict", "aria-live": "polite" });

  el.append(
    element(
      "div",
      { class: "bp", role: "group", "aria-label": "Live figure: the best path through a lattice of tags" },
      element(
        "p",
        { class: "bp-task" },
        `Task: an I- must go on with an entity of its own label. Let the other steps to it cost more and more, until the best path has no misplaced I-; and make ${taskFrom} → ${taskTo} impossible.`,
      ),
      picture,
      numbers,
      element(
        "div",
        { class: "bp-controls" },
        element("div", { class: "bp-control" }, element("label", { for: `${id}-from` }, "From"), selectFrom),
        element("div", { class: "bp-control" }, element("label", { for: `${id}-to` }, "To"), selectTo),
        element("div", { class: "bp-control bp-slider" }, element("label", { for: `${id}-score` }, "Score of this step"), input, shown),
      ),
      element("div", { class: "bp-buttons" }, rules, reset),
      verdict,
    ),
  );

  function draw() {
    const transitions = model.get("transitions");
    const { labels: path, score } = bestPath(emissions, transitions);
    const logSum = logPartition(emissions, transitions);
    const tags = path.map((label) => labels[label]);
    selectFrom.value = from;
    selectTo.value = to;
    input.value = transitions[from][to];
    shown.textContent = written(transitions[from][to]);
    input.setAttribute("aria-valuetext", written(transitions[from][to]));
    for (const { place, i, j, line } of edges) {
      line.classList.toggle("bp-best", path[place] === i && path[place + 1] === j);
      line.classList.toggle("bp-chosen", i === from && j === to);
      line.classList.toggle("bp-forbidden", transitions[i][j] <= FORBIDDEN);
    }
    for (const { place, i, box } of nodes) box.classList.toggle("bp-on", path[place] === i);
    const share = (100 * Math.exp(score - logSum)).toFixed(0);
    const said = words.map((word, place) => `${word} ${tags[place]}`).join(", ");
    picture.setAttribute("aria-label", `Words as columns, tags as rows. Best path: ${said}.`);
    numbers.textContent = `Best path: ${tags.join(" ")}. Score ${score.toFixed(1).replace("-", "−")}, log of the sum over all paths ${logSum.toFixed(2).replace("-", "−")}: this path has ${share} % of the probability.`;
    const wrong = misplaced(tags);
    const forbidden = transitions[labels.indexOf(taskFrom)][labels.indexOf(taskTo)] <= FORBIDDEN;
    let word = "";
    if (path.join() !== atFirst && !wrong.length) {
      word = forbidden
        ? `✓ Reached: ${taskFrom} → ${taskTo} is impossible, and the path is a legal one.`
        : `✓ The path has changed, and is legal. Now take the score of ${taskFrom} → ${taskTo} all the way to “forbidden”.`;
    }
    if (verdict.textContent !== word) verdict.textContent = word;
  }

  model.on("change:transitions", draw);
  draw();
  model.send("running");
  return () => model.off("change:transitions", draw);
}

export default { render };
