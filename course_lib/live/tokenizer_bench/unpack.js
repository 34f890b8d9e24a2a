// The three tokenizers, out of the texts that widget.py packs them into.

import { ByteBPETokenizer } from "../in_page/byte_bpe.js";
import { UnigramTokenizer } from "../in_page/unigram.js";
import { WordPieceTokenizer } from "../in_page/wordpiece.js";

const CLASSES = {
  BPE: ByteBPETokenizer,
  WordPiece: WordPieceTokenizer,
  Unigram: UnigramTokenizer,
};

// `file` is a tokenizer.json whose vocabulary, merges and scores are one text each,
// with a space between any two.
export function unpack({ model, ...file }) {
  const tokens = model.vocab.split(" ");
  const whole = { ...model, ...fillers[model.type](tokens, model) };
  return new CLASSES[model.type]({ ...file, model: whole });
}

const idOf = (tokens) => Object.fromEntries(tokens.map((token, id) => [token, id]));

const fillers = {
  BPE: (tokens, { merges }) => {
    const symbols = merges.split(" ");
    const pairs = symbols.flatMap((left, n) => (n % 2 ? [] : [[left, symbols[n + 1]]]));
    return { vocab: idOf(tokens), merges: pairs };
  },
  WordPiece: (tokens) => ({ vocab: idOf(tokens) }),
  Unigram: (tokens, { scores }) => {
    const numbers = scores.split(" ").map(Number);
    return { vocab: tokens.map((token, n) => [token, numbers[n]]) };
  },
};
