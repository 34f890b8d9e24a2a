// A blank that moves over a text, with the guesses of two models for it. The mathematics first (tested in Node).

// Does the right side alone give the hidden word away?
export function reached(both, left, enough, little) {
  return both.place === 1 && both.p >= enough && left.p < little;
}

// The next word in this direction that can be hidden; the same one at the end.
export function nextPlace(both, place, step) {
  for (let to = place + step; to >= 0 && to < both.length; to += step) if (both[to]) return to;
  return place;
}

export function leftOf({ words, spaced }, place) {
  return words.slice(0, place).map((word, i) => (spaced[i] ? " " : "") + word).join("");
}

export function percent(p) {
  return p > 0 && p < 0.01 ? "< 1 %" : `${(100 * p).toFixed(0)} %`;
}

let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function render({ model, el }) {
  const id = `fi-${++figures}`;
  const texts = model.get("texts");
  const start = { text: model.get("text"), place: model.get("place"), left_only: model.get("left_only") };

  const set = (changes) => {
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    model.save_changes();
    draw();
  };

  const select = element(
    "select",
    { id: `${id}-text` },
    ...texts.map((text, i) => element("option", { value: i }, `${i + 1}: ${leftOf(text, 4)} …`)),
  );
  select.addEventListener("change", () => {
    const text = Number(select.value);
    set({ text, place: nextPlace(texts[text].both, -1, 1) });
  });
  const left = element("input", { id: `${id}-left`, type: "checkbox" });
  left.addEventListener("change", () => set({ left_only: left.checked }));
  const reset = element("button", { type: "button", class: "fi-button" }, "Reset");
  reset.addEventListener("click", () => set(start));

  const passage = element("div", { class: "fi-passage", role: "radiogroup", "aria-label": "The word that is hidden" });
  const choose = (place) => {
    set({ place });
    passage.querySelector("[aria-checked=true]").focus();
  };
  passage.addEventListener("keydown", (event) => {
    const both = texts[model.get("text")].both;
    const place = model.get("place");
    const to = {
      ArrowRight: () => nextPlace(both, place, 1),
      ArrowDown: () => nextPlace(both, place, 1),
      ArrowLeft: () => nextPlace(both, place, -1),
      ArrowUp: () => nextPlace(both, place, -1),
      Home: () => nextPlace(both, -1, 1),
      End: () => nextPlace(both, both.length, -1),
    }[event.key];
    if (!to) return;
    event.preventDefault();
    choose(to());
  });

  const who = element("p", { class: "fi-who" });
  const rows = Array.from({ length: 5 }, () => {
    const word = element("span", { class: "fi-guess" });
    const fill = element("div", { class: "fi-fill" });
    const number = element("span", { class: "fi-number" });
    const mark = element("span", { class: "fi-mark" });
    const row = element("li", { class: "fi-bar" }, word, element("div", { class: "fi-track" }, fill), number, mark);
    return { word, fill, number, mark, row };
  });
  const cell = (text) => element("td", {}, text);
  const both = element("tr");
  const leftRow = element("tr");
  const table = element(
    "table",
    { class: "fi-table" },
    element("thead", {}, element("tr", {}, ...["The true word", "probability", "place"].map((text) => element("th", { scope: "col" }, text)))),
    element("tbody", {}, both, leftRow),
  );
  const verdict = element("p", { class: "fi-verdict", "aria-live": "polite" });

  el.append(
    element(
      "div",
      { class: "fi", role: "group", "aria-label": "Live figure: fill in the blank" },
      element(
        "p",
        { class: "fi-task" },
        "Task: hide one word after the other (click it, or use the arrow keys) until you find one that only its right side gives away: " +
          `from both sides the first guess, with at least ${percent(model.get("enough"))}; from the left side alone less than ${percent(model.get("little"))}.`,
      ),
      element(
        "div",
        { class: "fi-controls" },
        element("label", { for: `${id}-text` }, "Text"),
        select,
        element("span", { class: "fi-switch" }, left, element("label", { for: `${id}-left` }, "Left side only")),
        reset,
      ),
      passage,
      who,
      element("ol", { class: "fi-bars" }, ...rows.map(({ row }) => row)),
      table,
      verdict,
    ),
  );

  function drawPassage(text, place, leftOnly) {
    const nodes = [];
    text.words.forEach((word, i) => {
      if (text.spaced[i]) nodes.push(" ");
      const unread = leftOnly && i > place ? " fi-unread" : "";
      if (!text.both[i]) {
        nodes.push(element("span", { class: `fi-plain${unread}`, title: "a word of several pieces: it can't be hidden here" }, word));
        return;
      }
      const here = i === place;
      const button = element(
        "button",
        { type: "button", role: "radio", class: `fi-word${unread}`, "aria-checked": here, tabindex: here ? 0 : -1, "aria-label": here ? `${word}, hidden` : word },
        here ? "[MASK]" : word,
      );
      button.addEventListener("click", () => choose(i));
      nodes.push(button);
    });
    passage.replaceChildren(...nodes);
  }

  function draw() {
    const text = texts[model.get("text")];
    const place = model.get("place");
    const leftOnly = model.get("left_only");
    if (!text.both[place]) return; // the text has changed, and the place has not yet
    const word = text.words[place];
    const shown = text[leftOnly ? "left" : "both"][place];
    select.value = model.get("text");
    left.checked = leftOnly;
    drawPassage(text, place, leftOnly);
    who.textContent = leftOnly
      ? "A GPT that reads the left side only guesses:"
      : "BERT, which reads both sides, guesses:";
    rows.forEach(({ word: node, fill, number, mark, row }, i) => {
      const [guess, p] = shown.top[i];
      const right = guess.toLowerCase() === word.toLowerCase();
      node.textContent = guess;
      fill.style.width = `${100 * p}%`;
      number.textContent = percent(p);
      mark.textContent = right ? "✓" : "";
      row.classList.toggle("fi-right", right);
    });
    const line = (name, { p, place: at }) => [element("th", { scope: "row" }, name), cell(percent(p)), cell(at)];
    both.replaceChildren(...line(`“${word}”, from both sides`, text.both[place]));
    leftRow.replaceChildren(...line(`“${word}”, from the left side`, text.left[place]));
    const done = reached(text.both[place], text.left[place], model.get("enough"), model.get("little"));
    const said = done
      ? `✓ Reached: “${word}” is the first guess from both sides (${percent(text.both[place].p)}); the left side alone gives it ${percent(text.left[place].p)}.`
      : "";
    if (verdict.textContent !== said) verdict.textContent = said;
  }

  model.on("change:text change:place change:left_only", draw);
  draw();
  model.send("running");
  return () => model.off("change:text change:place change:left_only", draw);
}

export default { render };
