// One sentence under six objectives. What each makes of it first (tested in Node), then the drawing.

export const OBJECTIVES = ["causal", "masked", "next sentence", "permuted", "denoising", "span corruption"];
const CLS = "[CLS]";
const SEP = "[SEP]";
const MASK = "[MASK]";
const SENTINELS = ["<0>", "<1>", "<2>"];

// Numbers from 0 to 1, the same as in Python: the generator mulberry32.
export function draws(seed, n) {
  let state = seed >>> 0;
  return Array.from({ length: n }, () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  });
}

const triangle = (n) => Array.from({ length: n }, (_, query) => Array.from({ length: n }, (_, key) => (key <= query ? 1 : 0)));
const everywhere = (rows, columns) => Array.from({ length: rows }, () => Array(columns).fill(1));
const blank = (n) => Array(n).fill("");
const alone = (inputs, kinds, sees, targets, columns = inputs) => ({ inputs, kinds, reads: [], columns, sees, targets });

function withDecoder(inputs, targets, standIns) {
  const reads = [CLS, ...targets.slice(0, -1)];
  const kinds = inputs.map((token) => (standIns.includes(token) ? "sentinel" : ""));
  const sees = triangle(reads.length).map((row) => [...Array(inputs.length).fill(1), ...row]);
  return { inputs, kinds, reads, columns: [...inputs, ...reads], sees, targets };
}

export function twoSpans(n, u) {
  const first = Math.floor(u[0] * (n - 3));
  return [[first, 2], [first + 3 + Math.floor(u[1] * (n - first - 3)), 1]];
}

function masked(words, vocabulary, u) {
  const n = words.length;
  const smallest = Math.min(...u.slice(0, n));
  const kinds = words.map((_, i) => {
    if (u[i] >= 0.15 && u[i] > smallest) return "";
    return u[n + i] < 0.8 ? "masked" : u[n + i] < 0.9 ? "random" : "kept";
  });
  const random = (i) => vocabulary[Math.floor(u[2 * n + i] * vocabulary.length)];
  const read = words.map((word, i) => (kinds[i] === "masked" ? MASK : kinds[i] === "random" ? random(i) : word));
  const targets = words.map((word, i) => (kinds[i] ? word : ""));
  return alone([CLS, ...read, SEP], ["", ...kinds, ""], everywhere(n + 2, n + 2), ["", ...targets, ""]);
}

function spans(words, cut) {
  const kept = [];
  const missing = [];
  let place = 0;
  cut.forEach(([start, length], i) => {
    kept.push(...words.slice(place, start), SENTINELS[i]);
    missing.push(SENTINELS[i], ...words.slice(start, start + length));
    place = start + length;
  });
  return [[...kept, ...words.slice(place)], [...missing, SENTINELS[cut.length]]];
}

export function layOut(objective, texts, number, vocabulary, u) {
  const [words, following] = texts[number];
  const n = words.length;
  const framed = [CLS, ...words, SEP];
  switch (objective) {
    case "causal":
      return alone(framed.slice(0, -1), blank(n + 1), triangle(n + 1), framed.slice(1));
    case "masked":
      return masked(words, vocabulary, u);
    case "next sentence": {
      const isNext = u[0] < 0.5;
      const other = (number + 1 + Math.floor(u[1] * (texts.length - 1))) % texts.length;
      const inputs = [...framed, ...(isNext ? following : texts[other][1]), SEP];
      const size = inputs.length;
      const answer = isNext ? "follows" : "from elsewhere";
      return alone(inputs, blank(size), everywhere(size, size), [answer, ...blank(size - 1)]);
    }
    case "permuted": {
      const order = words.map((_, i) => i).sort((a, b) => u[a] - u[b]);
      const place = words.map((_, i) => order.indexOf(i));
      const first = n - Math.max(1, roundHalfEven(n / 6));
      const sees = place.map((query) => place.map((key) => (key < query ? 1 : 0)));
      return alone(words, blank(n), sees, words.map((word, i) => (place[i] >= first ? word : "")));
    }
    case "denoising": {
      const [[start, length]] = twoSpans(n, u);
      const inputs = [...words.slice(0, start), MASK, ...words.slice(start + length), SEP];
      return withDecoder(inputs, [...words, SEP], [MASK]);
    }
    default: {
      const [kept, missing] = spans(words, twoSpans(n, u));
      return withDecoder([...kept, SEP], [...missing, SEP], SENTINELS);
    }
  }
}

function roundHalfEven(x) {
  const down = Math.floor(x);
  return x - down === 0.5 ? down + (down % 2) : Math.round(x);
}

const ABOUT = {
  causal: "Each position sees itself and those before it, and predicts the next token.",
  masked: "All see all. Chosen tokens are hidden, replaced, or left as they are; the model is to say what stood there.",
  "next sentence": "All see all. One question for the pair, answered at [CLS]: does the second sentence follow?",
  permuted: "A random order is drawn. Who predicts sees those earlier in the order, not itself. The last of the order are predicted.",
  denoising: "The encoder reads the damaged text, all of it. The decoder writes the whole text again, token after token.",
  "span corruption": "The encoder reads the text with a sentinel for each span. The decoder writes sentinels and spans, nothing else.",
};
const TASKS = [
  {
    ask: "find the objective that counts a loss at every token of a text to which nothing has been done",
    answer: "causal",
    praise: "nothing is damaged, and every position has a target.",
  },
  {
    ask: "find the one that sees both sides of a gap and writes the gap's words one after the other, and nothing but gaps",
    answer: "span corruption",
    praise: "the encoder sees both sides of each gap, and the decoder writes only what is missing.",
  },
];
const NOT_THE_SECOND = {
  causal: "no position sees what comes after it.",
  masked: "each hidden token is guessed at its own place, none after the other.",
  "next sentence": "it writes nothing; there is one answer for the whole pair.",
  permuted: "each token is guessed at its own place, which gives away how many are missing.",
  denoising: "the decoder writes the whole text again, not the gap alone.",
};

let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function button(label, onClick) {
  const node = element("button", { type: "button" }, label);
  node.addEventListener("click", onClick);
  return node;
}

function render({ model, el }) {
  const id = `ob-${++figures}`;
  const texts = model.get("texts");
  const vocabulary = [...new Set(texts.flat(2))].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const start = { objective: model.get("objective"), text: model.get("text"), seed: model.get("seed") };
  let task = 0;
  let row = 0;
  let said = "";

  const change = (values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
    said = "";
    draw();
  };
  const choices = OBJECTIVES.map((name) => {
    const input = element("input", { type: "radio", name: `${id}-objective`, value: name });
    input.addEventListener("change", () => {
      row = 0;
      change({ objective: name });
    });
    return { name, input, label: element("label", { class: "ob-choice" }, input, element("span", {}, name)) };
  });
  const select = element(
    "select",
    { id: `${id}-text` },
    ...texts.map(([first], i) => element("option", { value: i }, first.join(" "))),
  );
  select.addEventListener("change", () => change({ text: Number(select.value) }));
  const redraw = button("Draw again", () => change({ seed: model.get("seed") + 1 }));
  const answer = button("This is it", judge);
  const reset = button("Reset", () => {
    task = 0;
    row = 0;
    change(start);
  });
  const slider = element("input", { type: "range", id: `${id}-row`, min: 0, step: 1 });
  slider.addEventListener("input", () => {
    row = Number(slider.value);
    draw();
  });

  const ask = element("p", { class: "ob-task" });
  const about = element("p", { class: "ob-about" });
  const reads = element("p", { class: "ob-reads" });
  const inputs = element("ol", { class: "ob-tokens" });
  const grid = element("div", { class: "ob-grid", role: "img" });
  const tally = element("p", { class: "ob-tally" });
  const look = element("p", { class: "ob-look", "aria-live": "polite" });
  const verdict = element("p", { class: "ob-verdict", "aria-live": "polite" });

  el.append(
    element(
      "div",
      { class: "ob", role: "group", "aria-label": "Live figure: one sentence under six objectives" },
      ask,
      element("div", { class: "ob-choices", role: "radiogroup", "aria-label": "Objective" }, ...choices.map((one) => one.label)),
      element("div", { class: "ob-text" }, element("label", { for: `${id}-text` }, "Sentence"), select),
      element("div", { class: "ob-buttons" }, redraw, answer, reset),
      verdict,
      about,
      reads,
      inputs,
      tally,
      grid,
      element("div", { class: "ob-slider" }, element("label", { for: `${id}-row` }, "Position"), slider),
      look,
    ),
  );

  function view() {
    return layOut(model.get("objective"), texts, model.get("text"), vocabulary, draws(model.get("seed"), 64));
  }

  function judge() {
    const objective = model.get("objective");
    const { targets } = view();
    if (task < TASKS.length && objective === TASKS[task].answer) {
      said = `✓ Task ${task + 1}: ${TASKS[task].praise}`;
      task += 1;
      if (task === TASKS.length) said += " Both tasks are done.";
    } else if (task === 0) {
      const n = targets.filter(Boolean).length;
      said =
        n < targets.length
          ? `Not this one: it counts a loss at ${n} of ${targets.length} positions.`
          : "Not this one: there is a loss at every position of the decoder, but the text that is read has been damaged.";
    } else if (task === 1) said = `Not this one: ${NOT_THE_SECOND[objective]}`;
    draw();
  }

  function draw() {
    const objective = model.get("objective");
    const { inputs: tokens, kinds, reads: decoder, columns, sees, targets } = view();
    const rows = decoder.length ? decoder : tokens;
    row = Math.min(row, rows.length - 1);
    ask.textContent =
      task < TASKS.length
        ? `Task ${task + 1}: ${TASKS[task].ask}, and press “This is it”.`
        : "Both tasks are done. Go on and look: draw again, and take other sentences.";
    answer.disabled = task >= TASKS.length;
    for (const { name, input } of choices) input.checked = name === objective;
    select.value = model.get("text");
    about.textContent = ABOUT[objective];
    reads.textContent = decoder.length ? "The encoder reads:" : "The model reads:";
    inputs.replaceChildren(
      ...tokens.map((token, i) =>
        element(
          "li",
          { class: kinds[i] ? "ob-token ob-changed" : "ob-token" },
          element("span", {}, token),
          ...(kinds[i] && kinds[i] !== "sentinel" ? [element("small", {}, kinds[i])] : []),
        ),
      ),
    );
    const n = targets.filter(Boolean).length;
    const where = decoder.length ? "positions of the decoder" : "positions";
    tally.textContent = `Loss at ${n} of ${targets.length} ${where}. Below: a row for each of them, a filled square where it may look, and behind the arrow what it is to predict.`;
    drawGrid(rows, columns, sees, targets, decoder.length ? tokens.length : 0);
    slider.max = rows.length - 1;
    slider.value = row;
    slider.setAttribute("aria-valuetext", `${row + 1} of ${rows.length}: ${rows[row]}`);
    const seen = columns.filter((_, j) => sees[row][j]);
    const target = targets[row] ? `It is to predict “${targets[row]}”.` : "No loss is counted here.";
    const words = `Position ${row + 1}, “${rows[row]}”, sees ${seen.length} of ${columns.length}: ${seen.join(" ") || "nothing"}. ${target}`;
    if (look.textContent !== words) look.textContent = words;
    grid.setAttribute("aria-label", `Who may look at whom, ${rows.length} rows by ${columns.length} columns. Choose a position with the slider to hear what it sees.`);
    if (verdict.textContent !== said) verdict.textContent = said;
  }

  function drawGrid(rows, columns, sees, targets, nSource) {
    grid.style.setProperty("--ob-columns", columns.length);
    const cells = [element("span", { class: "ob-corner" })];
    columns.forEach((name, j) =>
      cells.push(element("span", { class: j === nSource && nSource ? "ob-column ob-gap" : "ob-column" }, element("span", {}, name))),
    );
    cells.push(element("span", {}));
    rows.forEach((name, i) => {
      const chosen = i === row ? " ob-row-chosen" : "";
      cells.push(element("span", { class: `ob-name${chosen}` }, name));
      columns.forEach((_, j) => {
        const gap = j === nSource && nSource ? " ob-gap" : "";
        cells.push(element("span", { class: `ob-cell${sees[i][j] ? " ob-sees" : ""}${gap}${chosen}` }));
      });
      cells.push(element("span", { class: `ob-target${chosen}` }, targets[i] ? `→ ${targets[i]}` : ""));
    });
    grid.replaceChildren(...cells);
  }

  grid.addEventListener("pointerdown", (event) => {
    const place = [...grid.children].indexOf(event.target.closest(".ob-grid > *"));
    const width = Number(grid.style.getPropertyValue("--ob-columns")) + 2;
    if (place >= width) {
      row = Math.floor(place / width) - 1;
      draw();
    }
  });

  model.on("change:objective change:text change:seed", draw);
  draw();
  model.send("running");
  return () => model.off("change:objective change:text change:seed", draw);
}

export default { render };
