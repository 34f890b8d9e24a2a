// A sentence with gaps, as a reader writes it, and what BERT says of each gap.
//
// A word in [brackets] is hidden; a new line begins the second text of a pair.
// To be read beside gaps.py. No drawing here: tests/live/test_fill_in_gaps.py runs it in
// Node, beside Python.

import { ranked, softmax } from "../in_page/sampling.js";
import { basicTokens } from "../in_page/wordpiece.js";

const MASK = "[MASK]";
const GAP = /\[([^[\]\n]*)\]/g;
const GAP_OR_WORD = /\[[^[\]\n]*\]|[\p{L}\p{M}\p{N}]+/gu;
const N_GUESSES = 5;

// What BERT gets, [MASK] for each gap, and the words that stood there; "" if none did.
export function readGaps(sentence) {
  const lines = sentence.split("\n").filter((line) => line.trim());
  if (lines.length > 2) {
    const must = "BERT reads one text or two, a line for each";
    throw new Error(`${must}; these are ${lines.length}.`);
  }
  const found = lines.flatMap((line) => [...line.matchAll(GAP)].map(([, word]) => word));
  const hidden = found.map((word) => (word.trim() === "MASK" ? "" : word.trim()));
  return { texts: lines.map((line) => line.replace(GAP, MASK)), hidden };
}

// A stored text as a reader would write it, with this word hidden.
export function bracketed({ words, spaced, n_first: cut }, place) {
  const parts = words.map((word, i) => {
    const space = i === cut ? "\n" : spaced[i] ? " " : "";
    return space + (i === place ? `[${word}]` : word);
  });
  return parts.join("");
}

// Token ids and segments of one text or two, and where in them the gaps are.
export function inputOf(tokenizer, { texts }) {
  const ids = texts.map((text) => tokenizer.encode(text));
  const { tokenIds, segments } = tokenizer.fill(ids.length ? ids : [[]]);
  const isGap = (place) => tokenIds[place] === tokenizer.vocab.get(MASK);
  return { tokenIds, segments, gaps: [...tokenIds.keys()].filter(isGap) };
}

// The likeliest tokens of a gap, and how the hidden word does, if it is one token.
export function guessOf(tokenizer, logits, word) {
  const shares = softmax(logits);
  const top = ranked(logits)
    .slice(0, N_GUESSES)
    .map((tokenId) => [tokenizer.vocabulary[tokenId], shares[tokenId]]);
  const ids = tokenizer.encode(word);
  const isKnown = ids.length === 1 && tokenizer.vocabulary[ids[0]] !== tokenizer.unknown;
  if (!isKnown) return { top, shares, p: null, place: null };
  const p = shares[ids[0]];
  const place = shares.filter((share) => share > p * (1 + 1e-6)).length + 1;
  return { top, shares, p, place };
}

// How much two distributions have in common: 1 if they are equal, 0 if nothing.
export function inCommon(shares, others) {
  return shares.reduce((sum, share, token) => sum + Math.min(share, others[token]), 0);
}

// The two words in which two sentences differ outside their gaps; null if not in one.
export function oneWordApart(one, other) {
  if (one.texts.length !== other.texts.length) return null;
  const words = ({ texts }) => texts.flatMap((text) => [...basicTokens(text), "\n"]);
  const [a, b] = [words(one), words(other)];
  const apart = [...a.keys()].filter((place) => a[place] !== b[place]);
  if (a.length !== b.length || apart.length !== 1) return null;
  return [a[apart[0]], b[apart[0]]];
}

// Hide the word at the cursor, or the last one before it; show it again if it is hidden.
// Returns the sentence, and the cursor, which stays in the word.
export function toggleGap(sentence, cursor) {
  const all = [...sentence.matchAll(GAP_OR_WORD)];
  const touched = all.find(({ index, 0: found }) => cursor <= index + found.length);
  const isAt = touched && touched.index <= cursor;
  const before = all.filter(({ index }) => index <= cursor).at(-1);
  const chosen = isAt ? touched : (before ?? all[0]);
  if (!chosen) return { sentence: `${sentence}${MASK}`, cursor: sentence.length + 1 };
  const { index, 0: word } = chosen;
  const put = word.startsWith("[") ? word.slice(1, -1) : `[${word}]`;
  const rest = sentence.slice(index + word.length);
  return { sentence: sentence.slice(0, index) + put + rest, cursor: index + 1 };
}
