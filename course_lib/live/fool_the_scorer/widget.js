// Fool the scorer: an essay with edits. The mathematics first (tested in Node), then the drawing.

const LONG = 7; // letters of a long word
const BY_COUNT = [5, 4, 3, 2, 2, 1]; // points for 0, 1, 2 … faults in language or spelling
const [LOWEST, HIGHEST] = [4, 20];

// The sentences after the chosen edits, each with whether it is as it was: [[text, isNew], ...]
export function edited(essay, edits, chosen) {
  const active = edits.filter((_, at) => chosen.includes(at));
  const found = [];
  essay.forEach((before, at) => {
    let sentence = before;
    for (const edit of active) {
      for (const [place, wrong, right] of edit.swap) {
        if (place === at) sentence = sentence.replace(wrong, () => right);
      }
    }
    if (!active.some((edit) => edit.drop.includes(at))) found.push([sentence, sentence !== before]);
    for (const edit of active) {
      for (const [place, text] of edit.add) if (place === at) found.push([text, true]);
    }
  });
  return active.some((edit) => edit.turn) ? found.reverse() : found;
}

// The points that the rubric gives: [content, organisation, language, spelling].
export function rubric(faults, edits, chosen) {
  const lost = (name) => Math.max(0, chosen.reduce((sum, at) => sum + (edits[at].faults[name] || 0), faults[name]));
  const whole = ["content", "organisation"].map((name) => Math.max(1, 5 - lost(name)));
  const words = ["language", "spelling"].map((name) => BY_COUNT[Math.min(5, lost(name))]);
  return [...whole, ...words];
}

// The features that the program counts, in the order of its weights.
export function counts(sentences, connectives, unknown) {
  const words = sentences.flatMap((one) => one.match(/[A-Za-z']+/g) || []).map((word) => word.toLowerCase());
  const known = new Set(unknown);
  const strange = words.filter((word) => known.has(word)).length;
  return [
    words.length,
    words.length / sentences.length,
    words.filter((word) => word.length >= LONG).length / words.length,
    new Set(words).size / words.length,
    sentences.filter((one) => connectives.some((connective) => one.startsWith(`${connective} `))).length,
    Math.min(5, strange),
  ];
}

export function machine(row, { weights, mean, spread, bias }) {
  const points = row.reduce((sum, value, i) => sum + ((value - mean[i]) / spread[i]) * weights[i], bias);
  return Math.min(HIGHEST, Math.max(LOWEST, points));
}

// What the two changes since the start amount to.
export function verdict(byMachine, byRubric, goal) {
  const shown = `program ${signed(byMachine)}, rubric ${signed(byRubric)}`;
  if (byMachine >= goal && byRubric <= 0) return `✓ Task 1 reached: ${shown}. The program has been fooled.`;
  if (byRubric >= goal && byMachine <= 0.5) return `✓ Task 2 reached: ${shown}. The essay is better, and the program has not noticed.`;
  if (byMachine === 0 && byRubric === 0) return "";
  return `${shown[0].toUpperCase()}${shown.slice(1)} points since the start.`;
}

const signed = (value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;

let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function meter(label) {
  const bar = element("span", { class: "fs-bar" });
  const mark = element("span", { class: "fs-start" });
  const value = element("span", { class: "fs-value" });
  const track = element("span", { class: "fs-track", role: "img" }, bar, mark);
  const place = (points) => `${(100 * (points - LOWEST)) / (HIGHEST - LOWEST)}%`;
  const set = (points, start) => {
    bar.style.width = place(points);
    mark.style.left = place(start);
    value.textContent = points.toFixed(1);
    track.setAttribute("aria-label", `${label}: ${points.toFixed(1)} points of ${HIGHEST}; at the start ${start.toFixed(1)}.`);
  };
  return { node: element("div", { class: "fs-meter" }, element("span", {}, label), track, value), set };
}

function render({ model, el }) {
  const id = `fs-${++figures}`;
  const [essay, edits, faults] = [model.get("essay"), model.get("edits"), model.get("faults")];
  const [connectives, unknown, goal] = [model.get("connectives"), model.get("unknown"), model.get("goal")];
  const line = model.get("line");
  const sum = (points) => points.reduce((a, b) => a + b, 0);
  const judged = (chosen) => {
    const found = edited(essay, edits, chosen);
    const row = counts(found.map(([text]) => text), connectives, unknown);
    return { found, row, byMachine: machine(row, line), byRubric: sum(rubric(faults, edits, chosen)) };
  };
  const start = judged([]);
  const change = (chosen) => {
    model.set("chosen", chosen);
    model.save_changes();
    draw();
  };

  const boxes = edits.map((edit, at) => {
    const box = element("input", { type: "checkbox", id: `${id}-${at}` });
    box.addEventListener("change", () => {
      const others = model.get("chosen").filter((one) => one !== at);
      change(box.checked ? [...others, at].sort((a, b) => a - b) : others);
    });
    return box;
  });
  const group = (title, honest) => {
    const rows = edits.map((edit, at) => (edit.honest === honest ? element("label", { for: `${id}-${at}` }, boxes[at], ` ${edit.name}`) : "")).filter(Boolean);
    return element("fieldset", { class: "fs-edits" }, element("legend", {}, title), ...rows);
  };
  const text = element("blockquote", { class: "fs-text", tabindex: "0", "aria-label": "The essay" });
  const program = meter("Program");
  const rule = meter("Rubric");
  const parts = element("p", { class: "fs-parts" });
  const said = element("p", { class: "fs-verdict", "aria-live": "polite" });
  const reset = element("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => change([]));

  el.append(
    element(
      "div",
      { class: "fs", role: "group", "aria-label": "Live figure: fool the scorer" },
      element("p", { class: "fs-task" }, `Task 1: switch edits on until the program gives at least ${goal} points more and the rubric none.`),
      element("p", { class: "fs-task" }, `Task 2: make the essay at least ${goal} points better by the rubric, until the program gives half a point more at most.`),
      text,
      program.node,
      rule.node,
      parts,
      element("div", { class: "fs-groups" }, group("Make it better", true), group("Make it look better", false)),
      said,
      reset,
    ),
  );

  function draw() {
    const chosen = model.get("chosen");
    const now = judged(chosen);
    boxes.forEach((box, at) => (box.checked = chosen.includes(at)));
    const spans = now.found.map(([sentence, isNew]) => element(isNew ? "mark" : "span", {}, sentence));
    text.replaceChildren(...spans.flatMap((span) => [span, " "]));
    program.set(now.byMachine, start.byMachine);
    rule.set(now.byRubric, start.byRubric);
    const [content, organisation, language, spelling] = rubric(faults, edits, chosen);
    parts.textContent = `Rubric: content ${content}, organisation ${organisation}, language ${language}, spelling ${spelling}. The program counts ${now.row[0]} words, ${now.row[4]} connectives, ${now.row[5]} unknown words.`;
    const words = verdict(now.byMachine - start.byMachine, now.byRubric - start.byRubric, goal);
    if (said.textContent !== words) said.textContent = words;
  }

  model.on("change:chosen", draw);
  draw();
  model.send("running");
  return () => model.off("change:chosen", draw);
}

export default { render };
