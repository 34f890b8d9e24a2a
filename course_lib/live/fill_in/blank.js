// A blank that moves over a few texts, with the stored guesses of two models for it.
//
// To be read beside widget.py; the first functions are tested in Node.

import { element } from "../in_page/parts.js";
import { bars, button, checkbox, percent, say } from "./parts.js";

// Does the right side alone give the hidden word away?
export function reached(both, left, enough, little) {
  return both.place === 1 && both.p >= enough && left.p < little;
}

// The next word in this direction that can be hidden; the same one at the end.
export function nextPlace(both, place, step) {
  for (let to = place + step; to >= 0 && to < both.length; to += step) {
    if (both[to]) return to;
  }
  return place;
}

export function leftOf({ words, spaced }, place) {
  const parts = words.slice(0, place).map((word, i) => (spaced[i] ? " " : "") + word);
  return parts.join("");
}

// `set({ name: value })` changes the figure's state, `reset()` puts all of it back.
export class Blank {
  constructor(id, model, set, reset) {
    Object.assign(this, { model, set, texts: model.get("texts") });
    this.passage = this.buildPassage();
    this.who = element("p", { class: "fi-who" });
    this.bars = bars();
    this.rows = [element("tr"), element("tr")];
    this.verdict = element("p", { class: "fi-verdict", "aria-live": "polite" });
    const guesses = [this.who, this.bars.node, this.table(), this.verdict];
    const parts = [this.controls(id, reset), this.passage, ...guesses];
    this.node = element("div", { class: "fi-blank" }, ...parts);
  }

  controls(id, reset) {
    const name = (text, i) => `${i + 1}: ${leftOf(text, 4)} …`;
    const options = this.texts.map((text, i) =>
      element("option", { value: i }, name(text, i)),
    );
    this.select = element("select", { id: `${id}-text` }, ...options);
    this.select.addEventListener("change", () => {
      const text = Number(this.select.value);
      this.set({ text, place: nextPlace(this.texts[text].both, -1, 1) });
    });
    const leftOnly = (left_only) => this.set({ left_only });
    this.left = checkbox(`${id}-left`, "Left side only", leftOnly);
    const label = element("label", { for: `${id}-text` }, "Text");
    const nodes = [label, this.select, this.left.node, button("Reset", reset)];
    return element("div", { class: "fi-controls" }, ...nodes);
  }

  buildPassage() {
    const name = { role: "radiogroup", "aria-label": "The word that is hidden" };
    const passage = element("div", { class: "fi-passage", ...name });
    passage.addEventListener("keydown", (event) => {
      const { both } = this.texts[this.model.get("text")];
      const to = wordGoal(event.key, both, this.model.get("place"));
      if (to === undefined) return;
      event.preventDefault();
      event.stopPropagation(); // in a notebook, arrows go from cell to cell
      this.choose(to);
    });
    return passage;
  }

  choose(place) {
    this.set({ place });
    this.passage.querySelector("[aria-checked=true]").focus();
  }

  table() {
    const head = (text) => element("th", { scope: "col" }, text);
    const names = ["The true word", "probability", "place"].map(head);
    const top = element("thead", {}, element("tr", {}, ...names));
    const body = element("tbody", {}, ...this.rows);
    return element("table", { class: "fi-table" }, top, body);
  }

  update() {
    const text = this.texts[this.model.get("text")], place = this.model.get("place");
    if (!text.both[place]) return; // the text has changed, and the place has not yet
    const leftOnly = this.model.get("left_only"), word = text.words[place];
    this.select.value = this.model.get("text");
    this.left.input.checked = leftOnly;
    this.passage.replaceChildren(...this.words(text, place, leftOnly));
    this.who.textContent = leftOnly
      ? "A GPT that reads the left side only guesses:"
      : "BERT, which reads both sides, guesses:";
    this.bars.show(text[leftOnly ? "left" : "both"][place].top, word);
    const sides = [["both sides", text.both[place]], ["the left side", text.left[place]]];
    sides.forEach(([side, guess], i) => {
      const name = element("th", { scope: "row" }, `“${word}”, from ${side}`);
      const cells = [percent(guess.p), guess.place].map((one) => element("td", {}, one));
      this.rows[i].replaceChildren(name, ...cells);
    });
    this.judge(word, text.both[place], text.left[place]);
  }

  judge(word, both, left) {
    const [enough, little] = ["enough", "little"].map((name) => this.model.get(name));
    const said =
      `✓ Reached: “${word}” is the first guess from both sides (${percent(both.p)}); ` +
      `the left side alone gives it ${percent(left.p)}.`;
    say(this.verdict, reached(both, left, enough, little) ? said : "");
  }

  words({ words, spaced, both }, place, leftOnly) {
    return words.flatMap((word, i) => {
      const unread = leftOnly && i > place ? " fi-unread" : "";
      const isHere = i === place;
      const node = both[i] ? this.word(word, i, isHere, unread) : plain(word, unread);
      return spaced[i] ? [" ", node] : [node];
    });
  }

  word(word, i, isHere, unread) {
    const node = button(isHere ? "[MASK]" : word, () => this.choose(i));
    node.className = `fi-word${unread}`;
    node.tabIndex = isHere ? 0 : -1;
    const label = isHere ? `${word}, hidden` : word;
    const state = { role: "radio", "aria-checked": isHere, "aria-label": label };
    for (const [name, value] of Object.entries(state)) node.setAttribute(name, value);
    return node;
  }
}

function plain(word, unread) {
  const title = "a word of several pieces: it can't be hidden here";
  return element("span", { class: `fi-plain${unread}`, title }, word);
}

function wordGoal(key, both, place) {
  const on = nextPlace(both, place, 1), back = nextPlace(both, place, -1);
  const goals = { ArrowRight: on, ArrowDown: on, ArrowLeft: back, ArrowUp: back };
  const first = nextPlace(both, -1, 1), last = nextPlace(both, both.length, -1);
  return { ...goals, Home: first, End: last }[key];
}
