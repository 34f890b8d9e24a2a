// Byte-pair encoding, trained on one sentence. The mathematics first (tested in Node), then the drawing.

const SPACES = "\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const WORD = new RegExp(
  `'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^${SPACES}\\p{L}\\p{N}]+|[${SPACES}]+(?![^${SPACES}])|[${SPACES}]+`,
  "gu",
);
const MOST_CHARACTERS = 200;

// A visible character for each byte, as GPT-2 has them: the space is Ġ.
const isVisible = (byte) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
const VISIBLE = [];
for (let byte = 0, hidden = 0; byte < 256; byte++)
  VISIBLE.push(String.fromCharCode(isVisible(byte) ? byte : 256 + hidden++));
const BYTE = new Map(VISIBLE.map((character, byte) => [character, byte]));

export function words(text) {
  return (text.match(WORD) ?? []).map((word) => Array.from(new TextEncoder().encode(word), (byte) => VISIBLE[byte]));
}

export function countPairs(pieces) {
  const counts = new Map();
  for (const piece of pieces)
    for (let i = 0; i + 1 < piece.length; i++) {
      const key = `${piece[i]} ${piece[i + 1]}`; // no symbol holds a space
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  return counts;
}

export function mergePair(piece, left, right) {
  const merged = [];
  for (let i = 0; i < piece.length; i++)
    if (piece[i] === left && piece[i + 1] === right) {
      merged.push(left + right);
      i++;
    } else merged.push(piece[i]);
  return merged;
}

// All steps, from the bytes to one token a word: the tokens, the pairs from the most frequent on, and the ids.
export function grow(text) {
  const ids = new Map([...VISIBLE].sort().map((character, id) => [character, id]));
  const stages = [];
  let pieces = words(text);
  for (let merge = null; ; ) {
    const pairs = [...countPairs(pieces)].map(([key, count]) => {
      const [left, right] = key.split(" ");
      return { left, right, count, ids: [ids.get(left), ids.get(right)] };
    });
    pairs.sort((a, b) => b.count - a.count || a.ids[0] - b.ids[0] || a.ids[1] - b.ids[1]);
    stages.push({ merge, pairs, size: ids.size, tokens: pieces.flat().map((token) => ({ token, id: ids.get(token) })) });
    if (pairs.length === 0) return stages;
    const { left, right, count } = pairs[0];
    if (!ids.has(left + right)) ids.set(left + right, ids.size);
    const ties = pairs.filter((pair) => pair.count === count).length;
    merge = { left, right, count, ties, id: ids.get(left + right), ids: pairs[0].ids };
    pieces = pieces.map((piece) => mergePair(piece, left, right));
  }
}

// What a token says to a reader: its text, or its bytes where they are no whole character.
export function readable(token) {
  const bytes = Uint8Array.from(token, (character) => BYTE.get(character));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replaceAll(" ", "␣").replaceAll("\n", "⏎");
  } catch {
    return [...bytes].map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join("·");
  }
}

const PAIRS_SHOWN = 6;
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
  const id = `bm-${++figures}`;
  const first = model.get("sentence");
  const goal = model.get("goal");
  const wanted = model.get("first_pair");
  let stages = grow(first);
  let trainedOn = first;

  const goTo = (step) => {
    model.set("step", Math.max(0, Math.min(stages.length - 1, step)));
    model.save_changes();
    draw();
  };
  const trainOn = (sentence) => {
    model.set("sentence", [...sentence].slice(0, MOST_CHARACTERS).join(""));
    model.set("step", 0);
    model.save_changes();
    draw();
  };

  const input = element("input", { id: `${id}-text`, type: "text", spellcheck: "false", autocomplete: "off" });
  input.addEventListener("input", () => trainOn(input.value));
  const back = button("Back", () => goTo(model.get("step") - 1));
  const next = button("Next merge", () => goTo(model.get("step") + 1));
  const slider = element("input", { id: `${id}-step`, type: "range", min: 0, step: 1 });
  slider.addEventListener("input", () => goTo(Number(slider.value)));
  const shownStep = element("output", { for: `${id}-step` });
  const reset = button("Reset", () => trainOn(first));

  const happened = element("p", { class: "bm-happened" });
  const tokens = element("ol", { class: "bm-tokens", "aria-label": "The sentence as tokens, each with its id" });
  const tally = element("p", { class: "bm-tally" });
  const rows = element("tbody");
  const verdict = element("p", { class: "bm-verdict", "aria-live": "polite" });
  const heads = ["pair", "times", "ids"].map((name) => element("th", { scope: "col" }, name));

  el.append(
    element(
      "div",
      { class: "bm", role: "group", "aria-label": "Live figure: byte-pair encoding, merge by merge" },
      element(
        "p",
        { class: "bm-task" },
        `Task 1: step until “${readable(goal)}” is one token. Task 2: write a sentence of your own whose first merge is `,
        element("b", {}, `${readable(wanted[0])} + ${readable(wanted[1])}`),
        ".",
      ),
      element("label", { for: `${id}-text` }, "Your sentence (a space is shown as ␣)"),
      input,
      element("div", { class: "bm-buttons" }, back, next, reset),
      element("div", { class: "bm-slider" }, element("label", { for: `${id}-step` }, "Merges"), slider, shownStep),
      happened,
      tokens,
      tally,
      element(
        "table",
        { class: "bm-pairs" },
        element("caption", {}, "The most frequent pairs now; the first is merged next"),
        element("thead", {}, element("tr", {}, ...heads)),
        rows,
      ),
      verdict,
    ),
  );

  function whatHappened(step) {
    const { merge } = stages[step];
    if (!merge) return "Nothing is merged yet: each token is one byte, and its id is less than 256.";
    const pair = `“${readable(merge.left)}” + “${readable(merge.right)}” became “${readable(merge.left + merge.right)}”, id ${merge.id}`;
    const times = merge.count === 1 ? "once" : `${merge.count} times`;
    if (merge.ties === 1) return `Merge ${step}: ${pair}. The pair occurred ${times}, more often than any other.`;
    return `Merge ${step}: ${pair}. ${merge.ties} pairs occurred ${times}; this one has the smallest ids (${merge.ids.join(", ")}).`;
  }

  function draw() {
    const sentence = model.get("sentence");
    if (sentence !== trainedOn) {
      stages = grow(sentence);
      trainedOn = sentence;
    }
    const step = Math.min(model.get("step"), stages.length - 1);
    const stage = stages[step];
    const { pairs, merge } = stage;
    if (input.value !== sentence) input.value = sentence;
    slider.max = stages.length - 1;
    slider.value = step;
    shownStep.textContent = `${step} of ${stages.length - 1}`;
    slider.setAttribute("aria-valuetext", shownStep.textContent);
    back.disabled = step === 0;
    next.disabled = step === stages.length - 1;
    happened.textContent = whatHappened(step);
    tokens.replaceChildren(
      ...stage.tokens.map(({ token, id: number }) => {
        const isNew = merge !== null && number === merge.id;
        const box = element("li", { class: isNew ? "bm-token bm-new" : "bm-token" });
        box.style.setProperty("--bm-hue", (number * 47) % 360);
        box.append(element("span", { class: "bm-text" }, readable(token)), element("span", { class: "bm-id" }, number));
        return box;
      }),
    );
    const nBytes = stages[0].tokens.length;
    tally.textContent = `${nBytes} bytes, ${stage.tokens.length} tokens, a vocabulary of ${stage.size}.`;
    rows.replaceChildren(
      ...pairs.slice(0, PAIRS_SHOWN).map((pair, place) =>
        element(
          "tr",
          place === 0 ? { class: "bm-next" } : {},
          element("td", {}, `${place === 0 ? "▶ " : ""}${readable(pair.left)} + ${readable(pair.right)}`),
          element("td", {}, pair.count),
          element("td", {}, pair.ids.join(", ")),
        ),
      ),
    );
    if (pairs.length === 0)
      rows.append(element("tr", {}, element("td", { colspan: 3 }, "None is left: each word is one token.")));
    const said = [];
    if (stage.tokens.some(({ token }) => token === goal)) said.push(`✓ Task 1: “${readable(goal)}” is one token.`);
    const merge1 = stages[1]?.merge;
    if (sentence !== first && merge1?.left === wanted[0] && merge1.right === wanted[1])
      said.push(`✓ Task 2: your sentence begins with ${readable(wanted[0])} + ${readable(wanted[1])}.`);
    if (verdict.textContent !== said.join(" ")) verdict.textContent = said.join(" ");
  }

  model.on("change:sentence change:step", draw);
  draw();
  model.send("running");
  return () => model.off("change:sentence change:step", draw);
}

export default { render };
