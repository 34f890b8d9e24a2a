// BM25 over a handful of passages. The mathematics first (tested in Node), then the drawing.

export function terms(text) {
  return text.toLowerCase().replace(/['’]s(?![\p{L}\p{N}_])/gu, "").match(/[\p{L}\p{N}]+/gu) ?? [];
}

export function idf(nPassages, nWith) {
  return Math.log(1 + (nPassages - nWith + 0.5) / (nWith + 0.5));
}

// For each passage what each word of the question adds, the words in the question's order.
export function search(passages, question, k1, b) {
  const cut = passages.map(terms);
  const mean = cut.reduce((sum, words) => sum + words.length, 0) / cut.length;
  const asked = terms(question);
  const words = [...new Set(asked)];
  const rarity = words.map((word) => idf(cut.length, cut.filter((one) => one.includes(word)).length));
  const parts = cut.map((passage) =>
    words.map((word, i) => {
      const count = passage.filter((one) => one === word).length;
      const times = asked.filter((one) => one === word).length;
      const long = 1 - b + (b * passage.length) / mean;
      return count ? (times * rarity[i] * count * (k1 + 1)) / (count + k1 * long) : 0;
    }),
  );
  const scores = parts.map((row) => row.reduce((sum, part) => sum + part, 0));
  return { words, rarity, parts, scores, lengths: cut.map((one) => one.length) };
}

export function best(scores, k) {
  return scores
    .map((score, row) => [score, row])
    .sort((one, other) => other[0] - one[0] || one[1] - other[1])
    .slice(0, k)
    .map(([, row]) => row);
}

// The sentence of a passage whose words of the question are worth the most.
export function cited(passage, { words, rarity }) {
  const sentences = passage.split(/(?<=[.?!]) /);
  const worth = sentences.map((one) => {
    const held = terms(one);
    return words.reduce((sum, word, i) => sum + (held.includes(word) ? rarity[i] : 0), 0);
  });
  return sentences[worth.indexOf(Math.max(...worth))];
}

const SHOWN = 5;
let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function slider(id, label, { min, max, step }, onInput) {
  const input = element("input", { type: "range", id, min, max, step });
  const shown = element("output", { for: id });
  const set = (value) => {
    input.value = value;
    shown.textContent = Number(value).toFixed(2);
    input.setAttribute("aria-valuetext", shown.textContent);
  };
  input.addEventListener("input", () => onInput(Number(input.value)));
  return { row: element("div", { class: "ps-field" }, element("label", { for: id }, label), input, shown), set };
}

function render({ model, el }) {
  const id = `ps-${++figures}`;
  const passages = model.get("passages");
  const questions = model.get("questions");
  const goal = model.get("goal");
  const start = { question: questions[0], k1: model.get("k1"), b: model.get("b") };
  let opened = -1; // the passage that is shown in full

  const change = (name, value) => {
    model.set(name, value);
    model.save_changes();
    draw();
  };
  const select = element(
    "select",
    { id: `${id}-choose` },
    ...questions.map((one, i) => element("option", { value: i }, one)),
    element("option", { value: "own" }, "your own"),
  );
  const typed = element("input", { type: "text", id: `${id}-own`, autocomplete: "off", spellcheck: "false" });
  select.addEventListener("change", () => {
    if (select.value === "own") typed.focus();
    else change("question", questions[Number(select.value)]);
  });
  typed.addEventListener("input", () => change("question", typed.value));
  const k1 = slider(`${id}-k1`, "k1: repeats", { min: 0, max: 3, step: 0.05 }, (value) => change("k1", value));
  const b = slider(`${id}-b`, "b: length", { min: 0, max: 1, step: 0.05 }, (value) => change("b", value));
  const reset = element("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => {
    opened = -1;
    for (const [name, value] of Object.entries(start)) model.set(name, value);
    model.save_changes();
    draw();
  });

  const list = element("ol", { class: "ps-list" });
  const answer = element("p", { class: "ps-answer" });
  const verdict = element("p", { class: "ps-verdict", "aria-live": "polite" });
  el.append(
    element(
      "div",
      { class: "ps", role: "group", "aria-label": "Live figure: search word by word" },
      element(
        "p",
        { class: "ps-task" },
        `Task: ask “${start.question}” and turn b until the long lists fall behind and the notice that answers stands first.`,
      ),
      element("div", { class: "ps-field" }, element("label", { for: `${id}-choose` }, "Question"), select),
      element("div", { class: "ps-field" }, element("label", { for: `${id}-own` }, "In words"), typed),
      element("div", { class: "ps-sliders" }, k1.row, b.row),
      list,
      answer,
      verdict,
      reset,
    ),
  );

  function row(passage, place, found, longest) {
    const bar = element("div", { class: "ps-bar" });
    const said = [];
    found.words.forEach((word, i) => {
      const part = found.parts[passage][i];
      if (!part) return;
      const piece = element("div", { class: `ps-part ps-part-${i % 6}` });
      piece.style.width = `${(100 * part) / longest}%`;
      bar.append(piece);
      const key = element("span", { class: `ps-key ps-part-${i % 6}`, "aria-hidden": "true" });
      said.push(element("span", { class: "ps-word" }, key, `${word} ${part.toFixed(2)}`));
    });
    const score = found.scores[passage].toFixed(2);
    const button = element(
      "button",
      { type: "button", class: "ps-text", "aria-expanded": opened === passage },
      opened === passage || passages[passage].length < 90 ? passages[passage] : `${passages[passage].slice(0, 88)}…`,
    );
    button.addEventListener("click", () => {
      opened = opened === passage ? -1 : passage;
      draw();
      list.children[place].querySelector("button").focus();
    });
    const head = element(
      "div",
      { class: "ps-head" },
      element("b", {}, `Passage ${passage}`),
      ` · ${found.lengths[passage]} words · score `,
      element("b", { class: "ps-score" }, score),
    );
    return element("li", { "data-passage": passage }, head, bar, element("div", { class: "ps-words" }, ...said), button);
  }

  function draw() {
    const question = model.get("question");
    const found = search(passages, question, model.get("k1"), model.get("b"));
    const rows = best(found.scores, SHOWN);
    const longest = Math.max(found.scores[rows[0]], 1e-9);
    k1.set(model.get("k1"));
    b.set(model.get("b"));
    if (document.activeElement !== typed) typed.value = question;
    const chosen = questions.indexOf(question);
    select.value = chosen < 0 ? "own" : chosen;
    list.replaceChildren(...rows.map((passage, place) => row(passage, place, found, longest)));
    const any = found.scores[rows[0]] > 0;
    answer.textContent = any
      ? `Cited: “${cited(passages[rows[0]], found)}” [passage ${rows[0]}]`
      : "No passage holds a word of the question: there is nothing to cite.";
    const reached = question === start.question && rows[0] === goal;
    const words = reached ? `✓ Reached: passage ${goal}, which answers, stands first.` : "";
    if (verdict.textContent !== words) verdict.textContent = words;
  }

  model.on("change:question change:k1 change:b", draw);
  draw();
  model.send("running");
  return () => model.off("change:question change:k1 change:b", draw);
}

export default { render };
