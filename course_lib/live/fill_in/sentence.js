// One sentence of the reader: the field, the tokens that BERT reads, and its guesses.

import { toggleGap } from "./gaps.js";
import { element } from "../in_page/parts.js";
import { bars, button, percent } from "./parts.js";

const MOST_LETTERS = 300;

export class Sentence {
  constructor(id, label, change) {
    this.change = change;
    const limits = { rows: 3, maxlength: MOST_LETTERS, spellcheck: "false" };
    this.field = element("textarea", { id, ...limits });
    this.field.addEventListener("input", () => change(this.field.value));
    const named = element("label", { for: id }, label);
    const hide = button("Hide the word at the cursor", () => this.toggle());
    this.caption = element("p", { class: "fi-caption" });
    this.tokens = element("ol", { class: "fi-tokens", "aria-label": "Tokens" });
    this.gaps = element("div");
    const parts = [named, this.field, hide, this.caption, this.tokens, this.gaps];
    this.node = element("div", { class: "fi-sentence" }, ...parts);
  }

  write(words) {
    if (this.field.value !== words) this.field.value = words;
  }

  // The button leaves the cursor where it was, so that another press undoes the first.
  toggle() {
    const { sentence, cursor } = toggleGap(this.field.value, this.field.selectionStart);
    this.field.value = sentence;
    this.field.setSelectionRange(cursor, cursor);
    this.change(sentence);
  }

  clear() {
    for (const part of [this.caption, this.tokens, this.gaps]) part.replaceChildren();
  }

  show({ read, input, guesses }, tokenizer) {
    const { tokenIds, segments, gaps } = input;
    const second = segments.includes(1) ? "; the underlined ones are of segment 1" : "";
    this.caption.textContent = `BERT reads ${tokenIds.length} tokens${second}:`;
    const tokens = tokenIds.map((tokenId, place) =>
      token(tokenizer.vocabulary[tokenId], segments[place], gaps.includes(place)),
    );
    this.tokens.replaceChildren(...tokens);
    const shown = guesses.map((guess, gap) => gapOf(gap, guess, read.hidden[gap]));
    this.gaps.replaceChildren(...shown);
  }
}

function token(name, segment, isGap) {
  const kind = `${segment ? " fi-second" : ""}${isGap ? " fi-gap" : ""}`;
  return element("li", { class: `fi-token${kind}` }, name);
}

function gapOf(gap, guess, word) {
  const name = `Gap ${gap + 1}${standing(guess, word)}`;
  const own = bars();
  own.show(guess.top, word);
  return element("div", {}, element("p", { class: "fi-who" }, name), own.node);
}

// How the hidden word does.
function standing({ p, place }, word) {
  if (!word) return "";
  if (p === null) return ` · “${word}” is no token of BERT's, so one gap can't hold it`;
  return ` · “${word}”: ${percent(p)}, place ${place.toLocaleString("en")}`;
}
