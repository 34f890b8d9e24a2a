// A text that a model writes, token by token, and what it could have written instead.
//
// No drawing here: tests/live/test_writer.py runs it in Node, beside Python.

import { chances, distribution, drawn } from "../in_page/sampling.js";
import { penalizeRepetition, ranked, softmax } from "../in_page/sampling.js";

export const END = "<|endoftext|>"; // stands before a document and after it
export const N_SHOWN = 10;

export class Story {
  // `next(tokenIds)` gives a promise of { logits, milliseconds }; see in_page/worker.js.
  constructor(tokenizer, { next, contextLength }, opening) {
    Object.assign(this, { tokenizer, next, contextLength });
    this.endId = tokenizer.vocab.get(END);
    this.opening = [this.endId, ...tokenizer.encode(opening)];
    if (this.opening.length >= contextLength) {
      const most = contextLength - 2; // the end before it, and one token after
      const has = `The opening has ${this.opening.length - 1} tokens`;
      throw new Error(`${has}; the model reads at most ${most}. Shorten it.`);
    }
    this.written = []; // { tokenId, logits, settings, milliseconds }
    this.ahead = this.coming = null; // what the model says of the next token, or will
  }

  get tokenIds() {
    return [...this.opening, ...this.written.map(({ tokenId }) => tokenId)];
  }

  get ended() {
    return this.written.at(-1)?.tokenId === this.endId;
  }

  get full() {
    return this.tokenIds.length >= this.contextLength;
  }

  // Whether there can be one more token.
  get open() {
    return !this.ended && !this.full;
  }

  // Ask the model for the token to come, once.
  async look() {
    if (!this.open) return null;
    this.coming ??= this.next(this.tokenIds);
    const { coming } = this;
    try {
      const ahead = await coming;
      if (coming === this.coming) this.ahead = ahead; // nothing was drawn meanwhile
      return ahead;
    } catch (error) {
      this.coming = null;
      throw error;
    }
  }

  // Draw one more token. With the same seed the same text comes again.
  async step(settings) {
    const ahead = await this.look();
    const number = this.written.length;
    const chance = chances(settings.seed, number + 1)[number];
    const { after, order } = shares(ahead.logits, this.tokenIds, settings);
    this.written.push({ ...ahead, tokenId: drawn(after, order, chance), settings });
    this.ahead = this.coming = null;
  }

  // What the token at a place was drawn from; at the end, what the next one will be.
  choices(place, settings) {
    const token = this.written[place];
    const logits = (token ?? this.ahead)?.logits;
    if (!logits) return null;
    const before = this.tokenIds.slice(0, this.opening.length + place);
    return choices(logits, before, token?.settings ?? settings, token?.tokenId);
  }

  // The written tokens as texts; the end and parts of characters get a name.
  pieces() {
    const ids = this.written.map(({ tokenId }) => tokenId);
    const pieces = this.tokenizer.pieces(ids);
    return ids.map((tokenId, place) => {
      if (tokenId === this.endId) return "⟨end⟩";
      return pieces[place] || hexName(this.tokenizer.bytesOf(tokenId));
    });
  }

  // All that stands there, the opening too, without the marks of end.
  text() {
    const words = this.tokenIds.filter((tokenId) => tokenId !== this.endId);
    return this.tokenizer.decode(words);
  }
}

// A token as bars name it: spaces and ends of lines can be seen.
export function shown(tokenizer, tokenId) {
  if (tokenizer.vocabulary[tokenId] === END) return "⟨end⟩";
  const text = tokenizer.decode([tokenId]);
  if (text.includes("\ufffd")) return hexName(tokenizer.bytesOf(tokenId));
  return text.replaceAll(" ", "␣").replaceAll("\n", "↵");
}

function hexName(bytes) {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
  return `⟨${digits.join(" ").toUpperCase()}⟩`;
}

// The model's own probabilities, those that the settings make of them, and the order in
// which the tokens stand for a draw.
export function shares(logits, tokenIds, { temperature, top_k, top_p, penalty }) {
  const scores = penalizeRepetition(logits, tokenIds, penalty);
  return {
    before: softmax(logits),
    after: distribution(scores, temperature, top_k, top_p),
    order: ranked(scores),
  };
}

// The ten tokens likeliest for the model; the drawn one, if it is none of them; the rest.
function choices(logits, tokenIds, settings, drawnId) {
  const { before, after } = shares(logits, tokenIds, settings);
  const order = ranked(logits);
  const first = order.slice(0, N_SHOWN);
  if (drawnId !== undefined && !first.includes(drawnId)) first.push(drawnId);
  const rows = first.map((tokenId) => ({
    tokenId,
    rank: order.indexOf(tokenId) + 1,
    before: before[tokenId],
    after: after[tokenId],
    isDrawn: tokenId === drawnId,
  }));
  const rest = (all) => Math.max(0, first.reduce((left, one) => left - all[one], 1));
  const n = order.length - first.length;
  return {
    rows,
    others: { n, before: rest(before), after: rest(after) },
    left: after.filter((probability) => probability > 0).length,
    bits: drawnId === undefined ? undefined : surprise(before[drawnId]),
  };
}

// How surprised the model itself was, in bits: 1 for a toss of a coin, 0 if certain.
export function surprise(probability) {
  return -Math.log2(Math.max(probability, 2 ** -40)) || 0;
}

const LEVELS = [1, 3, 6]; // bits from which a token is marked more strongly
export function level(bits) {
  return LEVELS.filter((least) => bits >= least).length;
}

// A sentence of four words or more that stands in the text twice, or undefined.
export function repeatedSentence(text) {
  const sentences = text.match(/[^.!?\n]+[.!?]+["”]?/g) ?? [];
  const seen = new Set();
  return sentences
    .map((sentence) => sentence.trim().replace(/^["“ ]+/, ""))
    .filter((sentence) => sentence.split(/\s+/).length >= 4)
    .find((sentence) => seen.size === seen.add(sentence).size);
}
