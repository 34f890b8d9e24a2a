// The cross-attention of a translation. The mathematics first (tested in Node), then the drawing.

// weights: layer, head, target, source, in thousandths. -1 takes the mean over all layers, or heads.
export function tableOf(weights, layer, head) {
  const layers = layer < 0 ? weights : [weights[layer]];
  const tables = layers.flatMap((heads) => (head < 0 ? heads : [heads[head]]));
  return tables[0].map((row, t) => row.map((_, s) => tables.reduce((sum, table) => sum + table[t][s], 0) / tables.length / 1000));
}

export function bestOf(row) {
  return row.reduce((best, value, place) => (value > row[best] ? place : best), 0);
}

const SVG = "http://www.w3.org/2000/svg";
const CELL = 26;
let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = name.startsWith("svg:") ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function chooser(id, label, options, onChange) {
  const select = element("select", { id }, ...options.map(([value, text]) => element("option", { value }, text)));
  select.addEventListener("change", () => onChange(Number(select.value)));
  return { select, row: element("div", { class: "al-choice" }, element("label", { for: id }, label), select) };
}

function render({ model, el }) {
  const id = `al-${++figures}`;
  const sentences = model.get("sentences");
  const start = Object.fromEntries(["sentence", "layer", "head", "row"].map((name) => [name, model.get(name)]));
  const [nLayers, nHeads] = [sentences[0].weights.length, sentences[0].weights[0].length];
  const now = () => sentences[model.get("sentence")];
  let pressed = false; // the task is only won by pressing a word

  const change = (values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
    draw();
  };
  const numbered = (word, n) => [...Array(n).keys()].map((i) => [i, `${word} ${i}`]);
  const text = chooser(`${id}-s`, "Sentence", sentences.map((one, i) => [i, one.text]), (value) => {
    pressed = false;
    change({ sentence: value, row: 0 });
  });
  const layer = chooser(`${id}-l`, "Layer", [[-1, "mean of all"], ...numbered("layer", nLayers)], (value) => change({ layer: value }));
  const head = chooser(`${id}-h`, "Head", [[-1, "mean of all"], ...numbered("head", nHeads)], (value) => change({ head: value }));
  const reset = element("button", { type: "button", class: "al-reset" }, "Reset");
  reset.addEventListener("click", () => {
    pressed = false;
    change(start);
  });

  const targets = element("div", { class: "al-words", role: "group", "aria-label": "Chinese words: press one" });
  const sources = element("div", { class: "al-words", role: "group", "aria-label": "English words, and the share of attention that each gets" });
  const grid = element("svg:svg", { class: "al-grid", role: "img" });
  const said = element("p", { class: "al-said" });
  const verdict = element("p", { class: "al-verdict", "aria-live": "polite" });

  el.append(
    element(
      "div",
      { class: "al", role: "group", "aria-label": "Live figure: attention as alignment" },
      element("p", { class: "al-task" }, `Task: ${model.get("task")}`),
      element("div", { class: "al-choices" }, text.row, layer.row, head.row),
      targets,
      sources,
      said,
      verdict,
      grid,
      reset,
    ),
  );

  const choose = (row) => {
    pressed = true;
    change({ row });
  };
  const button = (word, gloss, place) => {
    const node = element(
      "button",
      { type: "button", class: "al-target", "aria-label": `${word}, ${gloss}` },
      element("span", { lang: "zh" }, word),
      element("small", {}, gloss),
    );
    node.addEventListener("click", () => choose(place));
    return node;
  };
  let shown = -1; // the sentence whose buttons are on the page

  function draw() {
    const { source, target, gloss, weights } = now();
    const row = Math.min(model.get("row"), target.length - 1);
    const table = tableOf(weights, model.get("layer"), model.get("head"));
    if (shown !== model.get("sentence")) {
      shown = model.get("sentence");
      targets.replaceChildren(...target.map((word, place) => button(word, gloss[place], place)));
      sources.replaceChildren(...source.map((word) => element("span", { class: "al-source" }, element("span", {}, word), element("small"))));
    }
    text.select.value = model.get("sentence");
    layer.select.value = model.get("layer");
    head.select.value = model.get("head");
    [...targets.children].forEach((node, place) => node.setAttribute("aria-pressed", String(place === row)));
    const best = bestOf(table[row]);
    [...sources.children].forEach((node, place) => {
      const share = table[row][place];
      node.style.setProperty("--al-share", `${(45 * share).toFixed(1)}%`);
      node.lastChild.textContent = `${(100 * share).toFixed(0)} %`;
      node.classList.toggle("al-best", place === best);
    });
    const top = `${(100 * table[row][best]).toFixed(0)}\u00a0%`;
    said.textContent = `“${target[row]}”, ${gloss[row]}, looks most at “${source[best]}”: ${top}.`;
    drawGrid(table, row);
    const won = pressed && model.get("sentence") === 0 && row === model.get("goal");
    const words = won ? `✓ Found: ${model.get("found")}` : pressed ? "Not this one." : "";
    if (verdict.textContent !== words) verdict.textContent = words;
  }

  function drawGrid(table, row) {
    const { source, target } = now();
    const [left, top] = [92, 78];
    const [width, height] = [left + CELL * source.length + 30, top + CELL * target.length + 4];
    grid.setAttribute("viewBox", `0 0 ${width} ${height}`);
    grid.style.maxWidth = `${width}px`;
    const links = table.map((each, t) => `${target[t]} on ${source[bestOf(each)]}`).join(", ");
    grid.setAttribute("aria-label", `A grid of weights, a row for each Chinese word. The largest in each row: ${links}.`);
    const parts = [];
    source.forEach((word, s) => {
      const at = `translate(${left + CELL * (s + 0.6)} ${top - 6}) rotate(-50)`;
      parts.push(element("svg:text", { class: "al-label", transform: at }, word));
    });
    target.forEach((word, t) => {
      const y = top + CELL * t;
      parts.push(element("svg:text", { class: "al-label", x: left - 6, y: y + CELL * 0.68, "text-anchor": "end", lang: "zh" }, word));
      table[t].forEach((share, s) => {
        const box = { x: left + CELL * s, y, width: CELL - 2, height: CELL - 2 };
        const cell = element("svg:rect", { ...box, class: "al-cell", style: `fill-opacity: ${(0.04 + 0.96 * share).toFixed(3)}` });
        cell.addEventListener("click", () => choose(t));
        parts.push(cell);
      });
      if (t === row) {
        const frame = { x: left - 2, y: y - 2, width: CELL * source.length + 2, height: CELL + 2 };
        parts.push(element("svg:rect", { ...frame, class: "al-frame" }));
      }
    });
    grid.replaceChildren(...parts);
  }

  const names = "change:sentence change:layer change:head change:row";
  model.on(names, draw);
  draw();
  model.send("running");
  return () => model.off(names, draw);
}

export default { render };
