// A map of words, their neighbours and analogies. The mathematics first (tested in Node), then the drawing.

export function decode(coded, nWords) {
  const bytes = Int8Array.from(atob(coded), (letter) => (letter.charCodeAt(0) << 24) >> 24);
  const size = bytes.length / nWords;
  return Array.from({ length: nWords }, (_, word) => direction(Array.from(bytes.slice(word * size, (word + 1) * size))));
}

export function dot(first, second) {
  return first.reduce((sum, number, i) => sum + number * second[i], 0);
}

export function direction(vector) {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map((number) => number / length);
}

// The n words whose directions have the highest cosine with a point, without those excluded.
export function nearest(vectors, point, excluded, n) {
  const towards = direction(point);
  return vectors
    .map((vector, word) => ({ word, cosine: dot(vector, towards) }))
    .filter(({ word }) => !excluded.includes(word))
    .sort((one, other) => other.cosine - one.cosine)
    .slice(0, n);
}

// a is to b as c is to …: the point b - a + c.
export function analogy(vectors, [a, b, c]) {
  return vectors[a].map((number, i) => vectors[b][i] - number + vectors[c][i]);
}

// The plane through a, b and c: y along the step from a to b, x at a right angle towards c. It keeps steps, being
// linear: the analogy's point lies at b - a + c here too.
export function questionPlane(vectors, [a, b, c]) {
  const less = (first, second) => first.map((number, i) => number - second[i]);
  const along = direction(less(vectors[b], vectors[a]));
  const toC = less(vectors[c], vectors[a]);
  const across = direction(less(toC, along.map((number) => number * dot(toC, along))));
  return vectors.map((vector) => {
    const way = less(vector, vectors[a]);
    return [dot(way, across), dot(way, along)];
  });
}

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 400;
const HEIGHT = 330;
const NEIGHBOURS = 8;
const REACH = 18; // how far from a point a click may be, in the map's units
const MARKS = [
  "M-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0-6.4 0Z",
  "M-2.8-2.8h5.6v5.6h-5.6Z",
  "M0-4.2L4.2 0L0 4.2L-4.2 0Z",
  "M0-4L3.8 3L-3.8 3Z",
  "M0 4L3.8-3L-3.8-3Z",
  "M-1.3-4h2.6v2.7h2.7v2.6h-2.7v2.7h-2.6v-2.7h-2.7v-2.6h2.7Z",
  "M-4-2.6L-2.6-4L0-1.4L2.6-4L4-2.6L1.4 0L4 2.6L2.6 4L0 1.4L-2.6 4L-4 2.6L-1.4 0Z",
  "M0-4.6L1.2-1.5L4.4-1.4L1.9.6L2.8 3.8L0 2L-2.8 3.8L-1.9.6L-4.4-1.4L-1.2-1.5Z",
];
let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = name.startsWith("svg:") ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function render({ model, el }) {
  const id = `wm-${++figures}`;
  const words = model.get("words");
  const kinds = model.get("kinds");
  const kindNames = [...new Set(kinds)].sort();
  const vectors = decode(model.get("coded"), words.length);
  const start = { chosen: model.get("chosen"), question: model.get("question") };
  const goal = model.get("goal");
  let layout = "neighbours";
  let step = 0;
  let hovered = -1;

  let places = []; // x and y of each word, and of the analogy's point
  const place = () => {
    if (layout === "neighbours") {
      places = model.get("places").map(([x, y]) => [x * WIDTH, (1 - y) * HEIGHT]);
      return;
    }
    const [a, b, c] = model.get("question").map((word) => words.indexOf(word));
    const plane = questionPlane(vectors, [a, b, c]);
    plane.push([plane[c][0] + plane[b][0] - plane[a][0], plane[c][1] + plane[b][1] - plane[a][1]]);
    const corners = [a, b, c, words.length].map((word) => plane[word]);
    const [low, high] = [Math.min, Math.max].map((end) => [0, 1].map((axis) => end(...corners.map((corner) => corner[axis]))));
    const scale = 0.64 / Math.max((high[0] - low[0]) / WIDTH, (high[1] - low[1]) / HEIGHT, 1e-6);
    places = plane.map(([x, y]) => [
      WIDTH / 2 + (x - (low[0] + high[0]) / 2) * scale,
      HEIGHT / 2 - (y - (low[1] + high[1]) / 2) * scale,
    ]);
  };
  const at = (word) => places[word];
  const choose = (word) => {
    model.set("chosen", words[word]);
    model.save_changes();
    step = 0;
    draw();
  };

  // The map.
  const dots = words.map((_, word) =>
    element("svg:path", { d: MARKS[kindNames.indexOf(kinds[word])], class: `wm-dot wm-kind-${kindNames.indexOf(kinds[word])}` }),
  );
  const lines = element("svg:g", { class: "wm-lines" });
  const labels = element("svg:g", { class: "wm-labels" });
  const arrowHead = element(
    "svg:marker",
    { id: `${id}-head`, viewBox: "0 0 8 8", refX: 7, refY: 4, markerUnits: "userSpaceOnUse", markerWidth: 8, markerHeight: 8, orient: "auto" },
    element("svg:path", { d: "M0 0L8 4L0 8Z", class: "wm-head" }),
  );
  const map = element(
    "svg:svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: "wm-map" },
    element("svg:defs", {}, arrowHead),
    ...dots,
    lines,
    labels,
  );
  const closest = (event) => {
    const box = map.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDTH;
    const y = ((event.clientY - box.top) / box.height) * HEIGHT;
    const far = words.map((_, word) => Math.hypot(at(word)[0] - x, at(word)[1] - y));
    const best = far.indexOf(Math.min(...far));
    return far[best] <= REACH ? best : -1;
  };
  map.addEventListener("pointermove", (event) => {
    const found = event.pointerType === "mouse" ? closest(event) : -1;
    if (found === hovered) return;
    hovered = found;
    drawMap();
  });
  map.addEventListener("pointerleave", () => {
    hovered = -1;
    drawMap();
  });
  map.addEventListener("click", (event) => {
    const found = closest(event);
    if (found >= 0) choose(found);
  });
  const legend = element(
    "p",
    { class: "wm-legend" },
    ...kindNames.map((kind, k) =>
      element(
        "span",
        {},
        element("svg:svg", { viewBox: "-5 -5 10 10", "aria-hidden": "true" }, element("svg:path", { d: MARKS[k], class: `wm-dot wm-kind-${k}` })),
        kind,
      ),
    ),
  );

  // The list beside it.
  const heading = element("p", { class: "wm-heading" });
  const list = element("ol", { class: "wm-list" });

  // The controls.
  const options = element("datalist", { id: `${id}-words` }, ...[...words].sort().map((word) => element("option", { value: word })));
  const message = element("span", { class: "wm-message", role: "status" });
  const field = (name, label, onWord) => {
    const input = element("input", { id: `${id}-${name}`, list: `${id}-words`, autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
    input.addEventListener("change", () => {
      const word = words.indexOf(input.value.trim());
      message.textContent = word < 0 && input.value.trim() ? `“${input.value.trim()}” is not on the map.` : "";
      if (word >= 0) onWord(word);
      else draw();
    });
    return { input, row: element("div", { class: "wm-field" }, element("label", { for: `${id}-${name}` }, label), input) };
  };
  const search = field("search", "Find a word", choose);
  const select = element(
    "select",
    { id: `${id}-layout` },
    element("option", { value: "neighbours" }, "neighbours together (t-SNE)"),
    element("option", { value: "question" }, "the analogy's own plane"),
  );
  select.addEventListener("change", () => {
    layout = select.value;
    step = 0;
    draw();
  });
  const asked = ["a", "b", "c"].map((name, place) =>
    field(name, ["Analogy:", "is to", "as"][place], (word) => {
      model.set("question", model.get("question").map((old, i) => (i === place ? words[word] : old)));
      model.save_changes();
      step = 0;
      draw();
    }),
  );
  asked.forEach(({ input }, place) => input.setAttribute("aria-label", `Analogy: word ${"abc"[place]}`));
  const next = element("button", { type: "button" });
  next.addEventListener("click", () => {
    step = step === 3 ? 1 : step + 1;
    layout = "question";
    draw();
  });
  const allowed = element("input", { type: "checkbox", id: `${id}-allowed` });
  allowed.addEventListener("change", () => draw());
  const reset = element("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => {
    for (const [name, value] of Object.entries(start)) model.set(name, value);
    model.save_changes();
    [layout, step, hovered, allowed.checked] = ["neighbours", 0, -1, false];
    message.textContent = "";
    draw();
  });
  const said = element("p", { class: "wm-said", "aria-live": "polite" });
  const verdict = element("p", { class: "wm-verdict", "aria-live": "polite" });

  el.append(
    element(
      "div",
      { class: "wm", role: "group", "aria-label": "Live figure: a map of words" },
      element("p", { class: "wm-task" }, `Task: set three words, none of them “${goal}”, until their analogy leads to “${goal}”. Take the three steps each time.`),
      options,
      element(
        "div",
        { class: "wm-controls" },
        search.row,
        element("div", { class: "wm-field" }, element("label", { for: `${id}-layout` }, "Layout"), select),
      ),
      element("div", { class: "wm-pictures" }, element("div", {}, map, legend), element("div", {}, heading, list)),
      element(
        "div",
        { class: "wm-question" },
        ...asked.map(({ row }) => row),
        element("span", {}, "is to … ?"),
        next,
        reset,
      ),
      element("div", { class: "wm-check" }, allowed, element("label", { for: `${id}-allowed` }, "A word of the question may be the answer")),
      message,
      said,
      verdict,
    ),
  );

  let taken = []; // the boxes of the labels that stand already
  function label(word, className) {
    const [x, y] = at(word);
    const long = 6.8 * words[word].length + 4;
    const free = ([left, top]) =>
      left > 0 && left + long < WIDTH && top > 0 && top + 13 < HEIGHT &&
      taken.every(([l, t, w]) => left > l + w || left + long < l || top > t + 13 || top + 13 < t);
    const tries = [-14, 2, -27, 15, -40, 28, -53, 41].flatMap((down) => [[x + 6, y + down], [x - 6 - long, y + down]]);
    const [left, top] = tries.find(free) || tries[0];
    taken.push([left, top, long]);
    labels.append(element("svg:text", { x: left, y: top + 11, class: className }, words[word]));
  }

  function arrow([x1, y1], [x2, y2], className) {
    lines.append(element("svg:line", { x1, y1, x2, y2, class: className, "marker-end": `url(#${id}-head)` }));
  }

  function state() {
    const chosen = words.indexOf(model.get("chosen"));
    const question = model.get("question").map((word) => words.indexOf(word));
    if (step < 3) return { chosen, question, found: nearest(vectors, vectors[chosen], [chosen], NEIGHBOURS) };
    const excluded = allowed.checked ? [] : question;
    return { chosen, question, found: nearest(vectors, analogy(vectors, question), excluded, NEIGHBOURS) };
  }

  function drawMap() {
    const { chosen, question, found } = state();
    lines.replaceChildren();
    labels.replaceChildren();
    dots.forEach((mark, word) => {
      const [x, y] = at(word);
      mark.style.transform = `translate(${x}px, ${y}px)`;
    });
    taken = [];
    const shown = new Set();
    const name = (word, className) => {
      if (!shown.has(word)) label(word, className);
      shown.add(word);
    };
    if (step === 0) {
      name(chosen, "wm-name wm-chosen");
      for (const { word } of found.slice(0, 5)) {
        const [[x1, y1], [x2, y2]] = [at(chosen), at(word)];
        lines.append(element("svg:line", { x1, y1, x2, y2, class: "wm-thread" }));
        name(word, "wm-name");
      }
    } else {
      const [a, b, c] = question.map(at);
      const end = at(words.length);
      arrow(a, b, "wm-arrow");
      if (step > 1) arrow(c, end, "wm-arrow wm-carried");
      if (step > 2) {
        const [x2, y2] = at(found[0].word);
        lines.append(element("svg:line", { x1: end[0], y1: end[1], x2, y2, class: "wm-thread" }));
        name(found[0].word, "wm-name wm-chosen");
      }
      question.slice(0, step > 1 ? 3 : 2).forEach((word) => name(word, "wm-name"));
    }
    if (hovered >= 0) name(hovered, "wm-name wm-hovered");
  }

  function draw() {
    const { chosen, question, found } = state();
    const [a, b, c] = model.get("question");
    select.value = layout;
    search.input.value = words[chosen];
    asked.forEach(({ input }, place) => (input.value = model.get("question")[place]));
    next.textContent = ["Step 1: from a to b", "Step 2: carry it to c", "Step 3: the nearest word", "Step 1 again"][step];
    const answer = words[found[0].word];
    heading.textContent = step < 3 ? `Nearest to “${words[chosen]}” (${kinds[chosen]})` : `Nearest to ${b} − ${a} + ${c}`;
    list.replaceChildren(
      ...found.map(({ word, cosine }) => {
        const button = element("button", { type: "button", "aria-label": `${words[word]}, cosine ${cosine.toFixed(2)}` }, words[word]);
        button.addEventListener("click", () => {
          choose(word);
          list.querySelector("button").focus();
        });
        const fill = element("span", { class: "wm-fill" });
        fill.style.width = `${100 * Math.max(0, cosine)}%`;
        return element("li", {}, button, element("span", { class: "wm-track" }, fill), element("span", { class: "wm-number" }, cosine.toFixed(2)));
      }),
    );
    const steps = [
      "",
      `From “${a}” to “${b}”: a step of ${vectors[0].length} numbers, seen here from the side.`,
      `The same step, from “${c}”.`,
      `“${a}” is to “${b}” as “${c}” is to “${answer}”.`,
    ];
    if (said.textContent !== steps[step]) said.textContent = steps[step];
    const reached = step === 3 && answer === goal && !question.includes(words.indexOf(goal));
    const words_ = reached ? `✓ Reached: the analogy leads to “${goal}”. Does it still, with another a and b?` : "";
    if (verdict.textContent !== words_) verdict.textContent = words_;
    place();
    const few = found.slice(0, 5).map(({ word }) => words[word]);
    map.setAttribute("aria-label", `${words.length} words as points. ${heading.textContent}: ${few.join(", ")}.`);
    drawMap();
  }

  model.on("change:chosen change:question", draw);
  draw();
  model.send("running");
  return () => model.off("change:chosen change:question", draw);
}

export default { render };
