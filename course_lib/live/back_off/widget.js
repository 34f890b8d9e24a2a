// N-gram counts of a short text, and four ways to combine them. The mathematics first (tested in Node), then the page.

export const ORDER = 3;

export function decode(base64) {
  const bytes = atob(base64);
  return Array.from({ length: bytes.length / 2 }, (_, i) => bytes.charCodeAt(2 * i) + 256 * bytes.charCodeAt(2 * i + 1));
}

function add(table, context, word, by = 1) {
  if (!table.has(context)) table.set(context, { total: 0, counts: new Map() });
  const followers = table.get(context);
  followers.total += by;
  followers.counts.set(word, (followers.counts.get(word) ?? 0) + by);
}

// One table for each length of context: the context's numbers, joined, lead to the counts of what followed.
export function countAll(ids) {
  const plain = Array.from({ length: ORDER }, () => new Map());
  for (let n = 0; n < ORDER; n++)
    for (let i = n; i < ids.length; i++) add(plain[n], ids.slice(i - n, i).join(" "), ids[i]);
  // Kneser-Ney's shorter contexts: after how many different words was the n-gram seen?
  const different = plain.map((table, n) => (n === ORDER - 1 ? table : new Map()));
  for (let n = 1; n < ORDER; n++)
    for (const [context, followers] of plain[n])
      for (const word of followers.counts.keys()) add(different[n - 1], context.split(" ").slice(1).join(" "), word);
  return { plain, different };
}

const NOTHING = { total: 0, counts: new Map() };

export function followersOf(tables, context) {
  const known = context.slice(-(ORDER - 1));
  return Array.from({ length: known.length + 1 }, (_, n) => tables[n].get(known.slice(known.length - n).join(" ")) ?? NOTHING);
}

// p of every word after a context; `setting` is the weight, the factor, the discount or k.
export function distribution(counted, context, method, setting, nWords) {
  const levels = followersOf(method === "kneser-ney" ? counted.different : counted.plain, context);
  let p = new Float64Array(nWords).fill(1 / nWords);
  if (method === "add-k") {
    const { total, counts } = levels[levels.length - 1];
    return p.map((_, word) => ((counts.get(word) ?? 0) + setting) / (total + setting * nWords));
  }
  levels.forEach(({ total, counts }, n) => {
    if (method === "stupid") {
      p = p.map((shorter, word) => (counts.has(word) ? counts.get(word) / total : n === 0 ? 0 : setting * shorter));
    } else if (total > 0 && method === "kneser-ney") {
      p = p.map((shorter, word) => (Math.max((counts.get(word) ?? 0) - setting, 0) + setting * counts.size * shorter) / total);
    } else if (total > 0) {
      p = p.map((shorter, word) => (setting * (counts.get(word) ?? 0)) / total + (1 - setting) * shorter);
    }
  });
  return p;
}

const WORD = /[\p{L}\p{N}_]+(?:['’][\p{L}\p{N}_]+)*|[^\p{L}\p{N}_\s]/gu;

// The numbers of a text's words, in whatever case they stand in the vocabulary; -1 for a word that it does not have.
export function parse(text, numbers) {
  return (text.match(WORD) ?? []).map((word) => {
    const lower = word.toLowerCase();
    return numbers.get(word) ?? numbers.get(lower) ?? numbers.get(lower[0].toUpperCase() + lower.slice(1)) ?? -1;
  });
}

// Whole contexts to offer while the last word is being typed: its most frequent completions.
export function suggestions(text, words) {
  const start = text.match(/[\p{L}\p{N}_'’]*$/u)[0];
  const before = text.slice(0, text.length - start.length);
  return words
    .filter((word) => word !== start && word.toLowerCase().startsWith(start.toLowerCase()) && /[\p{L}\p{N}]/u.test(word))
    .slice(0, 12)
    .map((word) => before + word);
}

// The likeliest words, with what they get.
export function top(p, n) {
  return Array.from(p, (value, word) => [word, value])
    .filter(([, value]) => value > 0)
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, n);
}

// The task: a pair of words never seen side by side, and yet a clear guess, because the second word alone decides.
export function reached(counted, context, p) {
  if (context.length < 2) return false;
  const [, one, two] = followersOf(counted.plain, context);
  return two.total === 0 && one.total >= 3 && Math.max(...p) > GOAL;
}

const GOAL = 0.5;
const METHODS = {
  interpolated: { name: "Interpolation", label: "Weight of the longer context", values: steps(0, 1, 20) },
  stupid: { name: "Stupid back-off", label: "Factor for a word given up", values: steps(0, 1, 20) },
  "kneser-ney": { name: "Kneser-Ney", label: "Discount D", values: steps(0, 1, 20) },
  "add-k": { name: "Add-k, two words of context", label: "k", values: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10] },
};
const HEADINGS = ["After nothing: unigram", "After one word: bigram", "After two words: trigram"];
let figures = 0; // gives the labels of several figures on one page different ids

function steps(from, to, n) {
  return Array.from({ length: n + 1 }, (_, i) => Math.round((from + ((to - from) * i) / n) * 100) / 100);
}

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function percent(value) {
  return value > 0 && value < 0.0005 ? "< 0.1 %" : `${(100 * value).toFixed(1)} %`;
}

function times(n) {
  return n === 1 ? "once" : `${n.toLocaleString("en")} times`;
}

function bars(nRows, onChoice) {
  const rows = Array.from({ length: nRows }, () => {
    const word = element("button", { type: "button", class: "bo-word" });
    const fill = element("div", { class: "bo-fill" });
    const number = element("span", { class: "bo-number" });
    const row = element("li", { class: "bo-bar" }, word, element("div", { class: "bo-track" }, fill), number);
    word.addEventListener("click", () => onChoice(word.textContent));
    return { word, fill, number, row };
  });
  const list = element("ol", { class: "bo-bars" }, ...rows.map(({ row }) => row));
  const show = (found, words) =>
    rows.forEach(({ word, fill, number, row }, i) => {
      row.hidden = i >= found.length;
      if (row.hidden) return;
      const [which, value] = found[i];
      word.textContent = words[which];
      word.title = words[which];
      word.setAttribute("aria-label", `${words[which]}, ${percent(value)}: append`);
      fill.style.width = `${Math.min(100, 100 * value)}%`;
      number.textContent = percent(value);
    });
  return { list, show };
}

function render({ model, el }) {
  const id = `bo-${++figures}`;
  const words = model.get("words").split(" ");
  const numbers = new Map(words.map((word, number) => [word, number]));
  const counted = countAll(decode(model.get("text")));
  const start = { context: model.get("context"), method: model.get("method"), settings: model.get("settings") };

  const change = (name, value) => {
    model.set(name, value);
    model.save_changes();
    draw();
  };
  const append = (word) => change("context", `${model.get("context").trim()} ${word}`.trim());

  const options = element("datalist", { id: `${id}-offers` });
  const field = element("input", {
    id: `${id}-context`,
    type: "text",
    list: `${id}-offers`,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
  });
  field.addEventListener("input", () => change("context", field.value));
  const shorter = element("button", { type: "button" }, "Remove last word");
  shorter.addEventListener("click", () => change("context", model.get("context").trim().replace(/\s*\S+$/u, "")));
  const reset = element("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => {
    for (const [name, value] of Object.entries(start)) model.set(name, value);
    model.save_changes();
    draw();
  });
  const used = element("p", { class: "bo-used" });

  const panels = HEADINGS.map((heading) => {
    const said = element("p", { class: "bo-seen" });
    const { list, show } = bars(5, append);
    const box = element("section", { class: "bo-panel", "aria-label": heading }, element("p", { class: "bo-heading" }, heading), said, list);
    return { box, said, show };
  });

  const select = element(
    "select",
    { id: `${id}-method` },
    ...Object.entries(METHODS).map(([value, { name }]) => element("option", { value }, name)),
  );
  select.addEventListener("change", () => change("method", select.value));
  const sliderLabel = element("label", { for: `${id}-setting` });
  const slider = element("input", { type: "range", id: `${id}-setting`, min: 0, step: 1 });
  const shown = element("output", { for: `${id}-setting` });
  slider.addEventListener("input", () => {
    const method = model.get("method");
    change("settings", { ...model.get("settings"), [method]: METHODS[method].values[Number(slider.value)] });
  });
  const combined = bars(8, append);
  const sums = element("p", { class: "bo-seen" });
  const verdict = element("p", { class: "bo-verdict", "aria-live": "polite" });

  el.append(
    element(
      "div",
      { class: "bo", role: "group", "aria-label": "Live figure: back-off" },
      element(
        "p",
        { class: "bo-task" },
        "Task: find two words that never stand side by side in this text, so that the trigram knows nothing, though the " +
          "second of them decides: the combined guess must give one word more than 50\u00a0%.",
      ),
      element(
        "div",
        { class: "bo-context" },
        element("label", { for: `${id}-context` }, "Context"),
        field,
        options,
        shorter,
        reset,
      ),
      used,
      element("div", { class: "bo-panels" }, ...panels.map(({ box }) => box)),
      element(
        "section",
        { class: "bo-panel bo-combined", "aria-label": "The three combined" },
        element("p", { class: "bo-heading" }, "The three combined"),
        element(
          "div",
          { class: "bo-controls" },
          element("label", { for: `${id}-method` }, "How"),
          select,
          element("span"),
          sliderLabel,
          slider,
          shown,
        ),
        combined.list,
        sums,
        verdict,
      ),
    ),
  );

  function draw() {
    const typed = model.get("context");
    const method = model.get("method");
    const setting = model.get("settings")[method];
    const parsed = parse(typed, numbers);
    const unknown = parsed.lastIndexOf(-1);
    const context = parsed.slice(unknown + 1).slice(-(ORDER - 1));
    const names = context.map((number) => words[number]);

    if (field.value !== typed) field.value = typed;
    options.replaceChildren(...suggestions(typed, words).map((value) => element("option", { value })));
    const about = context.length ? `The words that count: “${names.join(" ")}”.` : "No word of context counts.";
    const stranger = (typed.match(WORD) ?? [])[unknown];
    const left = `“${stranger}” is none of the ${words.length.toLocaleString("en")} words of this text. `;
    used.textContent = (unknown >= 0 ? left : "") + about;

    const found = followersOf(counted.plain, context);
    panels.forEach(({ said, show }, n) => {
      const { total, counts } = found[n] ?? NOTHING;
      const after = names.slice(names.length - n).join(" ");
      if (n > context.length) said.textContent = `Needs ${n === 1 ? "a word" : "two words"} of context.`;
      else if (n === 0) said.textContent = `${total.toLocaleString("en")} words, ${counts.size.toLocaleString("en")} different.`;
      else if (!total) said.textContent = `“${after}”: never followed by anything. No guess.`;
      else said.textContent = `“${after}”: followed ${times(total)}, by ${counts.size === 1 ? "one word" : `${counts.size} words`}.`;
      show(top([...counts].reduce((p, [word, count]) => ((p[word] = count / total), p), new Float64Array(words.length)), 5), words);
    });

    select.value = method;
    const { label, values } = METHODS[method];
    sliderLabel.textContent = label;
    slider.max = values.length - 1;
    slider.value = values.reduce((best, value, i) => (Math.abs(value - setting) < Math.abs(values[best] - setting) ? i : best), 0);
    shown.textContent = setting;
    slider.setAttribute("aria-valuetext", setting);

    const p = distribution(counted, context, method, setting, words.length);
    combined.show(top(p, 8), words);
    const last = found[found.length - 1].counts;
    const total = p.reduce((sum, value) => sum + value, 0);
    const unseen = p.reduce((sum, value, word) => sum + (last.has(word) ? 0 : value), 0);
    const nUnseen = (words.length - last.size).toLocaleString("en");
    sums.textContent =
      `All ${words.length.toLocaleString("en")} words together: ${percent(total)}. ` +
      `The ${nUnseen} words never seen after ${context.length ? `“${names.join(" ")}”` : "nothing"}: ${percent(unseen)}.`;

    const best = top(p, 1)[0];
    const done = best !== undefined && reached(counted, context, p);
    const said = done
      ? `✓ Reached: “${names.join(" ")}” never occurs, yet “${words[best[0]]}” gets ${percent(best[1])}: the counts after “${names[1]}” decide.`
      : "";
    if (verdict.textContent !== said) verdict.textContent = said;
  }

  model.on("change:context change:method change:settings", draw);
  draw();
  model.send("running");
  return () => model.off("change:context change:method change:settings", draw);
}

export default { render };
