// A text cut into tokens: for each its id, what is shown, what it stands for, and why.
//
// A cut is a list of { id, shown, text, unknown, explain }; `explain()` says in words
// how the tokenizer came to this token.

import { mergeByRank, splitLikeGpt2, toBytes, toVisibleBytes } from "../in_page/byte_bpe.js";
import { splitWords } from "../in_page/unigram.js";
import { basicTokens } from "../in_page/wordpiece.js";
import { hexadecimal, visible, visibleBytes } from "./visible.js";

const quoted = (text) => `“${visible(text)}”`;

function special(tokenizer, token) {
  const [id, unknown] = [tokenizer.vocab.get(token), token === tokenizer.unknown];
  const explain = () => "A special token: it is never cut, wherever it stands.";
  return { id, shown: token, text: token, unknown, explain };
}

// The tokens of each word, or the special token that was written out.
function cutParts(tokenizer, parts, words, cutWord) {
  return parts.flatMap((part) =>
    tokenizer.specialTokens.includes(part)
      ? [special(tokenizer, part)]
      : words(part).flatMap((word) => cutWord(tokenizer, word)),
  );
}

export const cut = {
  BPE: (one, text) => {
    const parts = one.special ? text.split(one.special) : [text];
    return cutParts(one, parts, splitLikeGpt2, bpeWord);
  },
  WordPiece: (one, text) => {
    const words = (part) => basicTokens(part, one.lowerCase);
    return cutParts(one, one.partsOf(text), words, wordPieceWord);
  },
  Unigram: (one, text) => {
    const words = (part) => splitWords(part, one.normalForm);
    return cutParts(one, one.partsOf(text), words, unigramWord);
  },
};

function bpeWord(tokenizer, word) {
  const symbols = toVisibleBytes(word);
  const steps = mergeSteps(symbols, tokenizer.ranks);
  let start = 0;
  return mergeByRank(symbols, tokenizer.ranks).map((token) => {
    const [from, to] = [start, (start += token.length)];
    const own = steps.filter((step) => from <= step.start && step.start < to);
    const explain = () => {
      const how = own.length ? merged(own, tokenizer.ranks.size) : alone(token);
      return `${how}${halves(word, from, to)}`;
    };
    const text = visibleBytes(toBytes(token));
    return { id: tokenizer.vocab.get(token), shown: text, text, token, unknown: false, explain };
  });
}

// The merges of a word, in the order in which mergeByRank makes them; `start` is the
// place of the pair's first byte.
export function mergeSteps(symbols, ranks) {
  let word = symbols.map((symbol, start) => ({ symbol, start }));
  const steps = [];
  for (;;) {
    const pairs = word.slice(1).map((right, n) => ({
      ...{ left: word[n].symbol, right: right.symbol, start: word[n].start, n },
      rank: ranks.get(`${word[n].symbol} ${right.symbol}`) ?? Infinity,
    }));
    const first = pairs.reduce((a, b) => (b.rank < a.rank ? b : a), { rank: Infinity });
    if (first.rank === Infinity) return steps;
    const { left, right, start, n, rank } = first;
    word.splice(n, 2, { symbol: left + right, start });
    steps.push({ left, right, start, rank });
  }
}

function merged(steps, nMerges) {
  const shown = (token) => visibleBytes(toBytes(token));
  const all = nMerges.toLocaleString("en");
  const said = steps.map(({ left, right, rank }) => `${rank + 1}: ${shown(left)} + ${shown(right)}`);
  const name = steps.length === 1 ? `one of the ${all} merges` : `${steps.length} of the ${all} merges`;
  return `Made by ${name}, ${said.join(", ")}.`;
}

function alone(token) {
  return `The byte ${hexadecimal(toBytes(token))}, which no merge took in.`;
}

// The characters of which a token, from one byte to another, has only a part.
function halves(word, from, to) {
  let end = 0;
  return Array.from(word, (character) => {
    const start = end, nBytes = new TextEncoder().encode(character).length;
    end += nBytes;
    const held = Math.min(to, end) - Math.max(from, start);
    if (held <= 0 || held === nBytes) return "";
    return ` It holds ${held} of the ${nBytes} bytes of ${quoted(character)}.`;
  }).join("");
}

function wordPieceWord(tokenizer, word) {
  const tokenIds = tokenizer.encodeWord(word);
  let left = Array.from(word);
  return tokenIds.map((id) => {
    const token = tokenizer.vocabulary[id];
    if (token === tokenizer.unknown) return unknownWord(tokenizer, word, id);
    const rest = left.join(""), goesOn = rest !== word;
    const length = Array.from(token).length - (goesOn ? 2 : 0);
    const text = left.slice(0, length).join("");
    left = left.slice(length);
    const explain = () => longest(token, rest, word, goesOn);
    return { id, shown: token, text, unknown: false, explain };
  });
}

function longest(token, rest, word, goesOn) {
  if (token === word) return "The whole word is a token, and the longest match is taken.";
  const of = goesOn ? `what was left of ${quoted(word)}, ${quoted(rest)}` : quoted(word);
  const mark = goesOn ? " ## marks a token that goes on a word." : "";
  return `The longest token that begins ${of}.${mark}`;
}

function unknownWord(tokenizer, word, id) {
  const explain = () => {
    const isLong = Array.from(word).length > tokenizer.longestWord;
    const why = isLong ? "it is too long" : "at some place no token fits";
    return `Stands for the whole word ${quoted(word)}: ${why}, so all of it is lost.`;
  };
  return { id, shown: tokenizer.unknown, text: word, unknown: true, explain };
}

function unigramWord(tokenizer, word) {
  return tokenizer.wordTokens(word).map(({ token, text }) => {
    const unknown = token === tokenizer.unknown;
    const why = unknown ? unseen(tokenizer, text) : chance(tokenizer.scores.get(token));
    const explain = () => `${why} ${compared(tokenizer, word)}`;
    const shown = visible(token);
    return { id: tokenizer.vocab.get(token), shown, text, unknown, explain };
  });
}

const logarithm = (score) => score.toFixed(2).replace("-", "−");
const chance = (score) => `Log-probability ${logarithm(score)}.`;

function unseen(tokenizer, text) {
  const n = Array.from(text).length;
  const each = `${n === 1 ? "counted" : "each counted"} with ${logarithm(tokenizer.unknownScore)}`;
  return `Stands for ${quoted(text)}, which no token has; ${each}, 10 below the rarest token.`;
}

// The word's best cut beside the best other one.
function compared(tokenizer, word) {
  const best = tokenizer.bestCut(word), other = tokenizer.runnerUp(word);
  if (Array.from(word).length === 1) return "";
  const sum = `${quoted(word)} comes to ${logarithm(best.score)} in all.`;
  if (!other) return `${sum} There is no other cut.`;
  const times = Math.exp(best.score - other.score);
  const pieces = other.pieces.map(visible).join(" | ");
  const less = `${rounded(times)} times less probable`;
  return `${sum} The best other cut, ${pieces}, has ${logarithm(other.score)}: ${less}.`;
}

function rounded(times) {
  if (times < 10) return times.toFixed(1);
  if (times < 1e6) return Math.round(times).toLocaleString("en");
  return `about 10^${Math.round(Math.log10(times))}`;
}
