// The reader's own sentences: BERT fills their gaps in the page, while they type.

import { bracketed, guessOf, inCommon, inputOf, oneWordApart, readGaps } from "./gaps.js";
import { loader } from "../in_page/load.js";
import { element } from "../in_page/parts.js";
import { WordPieceTokenizer } from "../in_page/wordpiece.js";
import { button, checkbox, percent, say } from "./parts.js";
import { Sentence } from "./sentence.js";

const TO_LOAD = {
  name: "BERT",
  Tokenizer: WordPieceTokenizer,
  until: "The blank above answers with stored guesses, as before.",
  prefix: "fi",
};
const PAUSE = 150; // milliseconds after the last key
const SENTENCES = { sentence: "Your sentence", other: "The other sentence" };

// What is said of two sentences that are compared; `reached` tells whether they solve the
// task: one word apart, and less than `little` in common in some gap.
export function compared(one, other, little) {
  const pair = oneWordApart(one.read, other.read);
  const n = one.guesses.length;
  if (!pair || n === 0 || n !== other.guesses.length) {
    const words = "To compare, let the two differ in one word outside their gaps.";
    return { words, reached: false };
  }
  const shares = one.guesses.map(({ shares }, gap) =>
    inCommon(shares, other.guesses[gap].shares),
  );
  const reached = shares.some((share) => share < little);
  const inGap = (gap) => (n > 1 ? ` in gap ${gap + 1}` : "");
  const parts = shares.map((share, gap) => `${percent(share)} in common${inGap(gap)}`);
  const words = `“${pair[0]}” or “${pair[1]}”: the guesses have ${parts.join(", ")}.`;
  return { words: reached ? `✓ Reached. ${words}` : words, reached };
}

export class Own {
  constructor(id, model, set) {
    Object.assign(this, { model, set, run: 0 });
    this.status = element("p", { class: "fi-status", role: "status" });
    this.verdict = element("p", { class: "fi-verdict", "aria-live": "polite" });
    const compare = (ticked) => this.set({ compare: ticked });
    this.compare = checkbox(`${id}-compare`, "Compare two sentences", compare);
    this.sentences = Object.entries(SENTENCES).map(([name, label]) => {
      const change = (words) => this.set({ [name]: words });
      return new Sentence(`${id}-${name}`, label, change);
    });
    const nodes = this.sentences.map(({ node }) => node);
    const columns = element("div", { class: "fi-columns" }, ...nodes);
    this.take = button("Take the text from above", () => this.takeText());
    const controls = [this.take, this.compare.node];
    const choices = element("div", { class: "fi-controls" }, ...controls);
    this.workshop = element("div", { hidden: "" }, this.help(), choices);
    this.workshop.append(columns, this.verdict);
    this.node = element("div", { class: "fi-own" }, this.task(), this.load());
    this.node.append(this.status, this.workshop);
  }

  task() {
    const little = percent(this.model.get("little_common"));
    const words =
      "Task 2, with a sentence of your own: load BERT, compare two sentences, and " +
      "change one word of the second, outside its gap, until the guesses for the gap " +
      `have less than ${little} in common.`;
    return element("p", { class: "fi-task" }, words);
  }

  help() {
    const words = "A word in [brackets] is hidden. A new line begins a second text.";
    return element("p", { class: "fi-help" }, words);
  }

  // The text and the blank of the figure's first half: there is more to try with them.
  takeText() {
    const text = this.model.get("texts")[this.model.get("text")];
    const sentence = bracketed(text, this.model.get("place"));
    this.set({ sentence, other: sentence });
  }

  load() {
    const tell = (words) => say(this.status, words);
    return loader(this.model, TO_LOAD, tell, ({ network, tokenizer, hadFocus }) => {
      tell("");
      Object.assign(this, { bert: network, tokenizer });
      this.workshop.hidden = false;
      if (hadFocus) this.take.focus();
      this.update();
    });
  }

  // Show the sentences at once; ask the model when the reader pauses.
  update() {
    const both = this.model.get("compare");
    this.compare.input.checked = both;
    this.sentences[1].node.hidden = !both;
    Object.keys(SENTENCES).forEach((name, i) => {
      this.sentences[i].write(this.model.get(name));
    });
    const asked = [both, ...Object.keys(SENTENCES).map((name) => this.model.get(name))];
    if (!this.bert || this.asked === String(asked)) return;
    this.asked = String(asked);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    const run = ++this.run, wanted = this.model.get("compare") ? 2 : 1;
    const names = Object.keys(SENTENCES).slice(0, wanted);
    try {
      const asked = names.map((name) => this.guess(this.model.get(name)));
      const answers = await Promise.all(asked);
      if (run === this.run) this.show(answers);
    } catch ({ message }) {
      if (run === this.run) this.refuse(message);
    }
  }

  refuse(message) {
    for (const sentence of this.sentences) sentence.clear();
    say(this.status, message);
    say(this.verdict, "");
  }

  async guess(words) {
    const read = readGaps(words), input = inputOf(this.tokenizer, read);
    const { contextLength } = this.bert, n = input.tokenIds.length;
    if (n > contextLength) {
      const most = `BERT reads at most ${contextLength} tokens, [CLS] and [SEP] too`;
      throw new Error(`${most}; these are ${n}. Shorten the text.`);
    }
    const { tokenIds, segments, gaps } = input;
    const { logits } = await this.bert.fill(tokenIds, segments, gaps);
    const guesses = logits.map((row, gap) =>
      guessOf(this.tokenizer, row, read.hidden[gap]),
    );
    return { read, input, guesses };
  }

  show(answers) {
    answers.forEach((answer, i) => this.sentences[i].show(answer, this.tokenizer));
    const isEmpty = answers.some(({ guesses }) => !guesses.length);
    say(this.status, isEmpty ? "Hide a word: put it in [brackets]." : "");
    say(this.verdict, answers.length > 1 ? this.judge(answers) : best(answers[0]));
  }

  judge([one, other]) {
    return compared(one, other, this.model.get("little_common")).words;
  }

  remove() {
    this.run += 1;
    clearTimeout(this.timer);
    this.bert?.close();
  }
}

function best({ guesses }) {
  const firsts = guesses.map(({ top: [[word, p]] }) => `“${word}” (${percent(p)})`);
  return firsts.length ? `BERT's first guess: ${firsts.join(", then ")}.` : "";
}
