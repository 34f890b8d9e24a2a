// Byte-level byte-pair encoding: text to token ids and back, by the file tokenizer.json.
//
// To be read beside course_lib/tokenizers/bpe.py and byte_level.py: the same names.
// Held equal to them, on any string, by tests/live/test_in_page_bpe.py.
// Left out: half of a pair of surrogates, which Python refuses, is read as �.

// course_lib/tokenizers/byte_level.py: WHITE_SPACE; \s would be a little too wide
const WHITE_SPACE =
  "\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const GPT2 = new RegExp(
  "'s|'t|'re|'ve|'m|'ll|'d" +
    `| ?\\p{L}+| ?\\p{N}+| ?[^${WHITE_SPACE}\\p{L}\\p{N}]+` +
    `|[${WHITE_SPACE}]+(?![^${WHITE_SPACE}])|[${WHITE_SPACE}]+`,
  "gu",
);

// Pieces that no token may cross; joined, they are the text.
export function splitLikeGpt2(text) {
  return text.match(GPT2) ?? [];
}

// A visible character for each of the 256 bytes; those that Latin-1 does not show get the
// characters from 256 on.
export function byteAlphabet() {
  const ranges = [["!", "~"], ["¡", "¬"], ["®", "ÿ"]];
  const visible = (byte) =>
    ranges.some(([a, z]) => a.charCodeAt(0) <= byte && byte <= z.charCodeAt(0));
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCharCode(visible(byte) ? byte : next++),
  );
}

const CHARACTERS = byteAlphabet();
const BYTES = new Map(CHARACTERS.map((character, byte) => [character, byte]));

export function toVisibleBytes(text) {
  return Array.from(new TextEncoder().encode(text), (byte) => CHARACTERS[byte]);
}

export function toBytes(visible) {
  return Uint8Array.from(visible, (character) => BYTES.get(character));
}

// Merge the pair that was learned first, the leftmost of several, until none is left.
export function mergeByRank(symbols, ranks) {
  const word = [...symbols];
  for (;;) {
    let best = Infinity, first = -1;
    for (let n = 0; n + 1 < word.length; n++) {
      const rank = ranks.get(`${word[n]} ${word[n + 1]}`) ?? Infinity;
      if (rank < best) [best, first] = [rank, n];
    }
    if (first < 0) return word;
    word.splice(first, 2, word[first] + word[first + 1]);
  }
}

export class ByteBPETokenizer {
  // `file` is what tokenizer.json holds.
  constructor({ model, added_tokens: added, pre_tokenizer: before }) {
    if (model.type !== "BPE" || before?.type !== "ByteLevel" || before.add_prefix_space) {
      throw new Error("This tokenizer is no byte-level BPE as GPT-2's.");
    }
    this.vocab = new Map(Object.entries(model.vocab));
    this.specialTokens = added.map(({ content }) => content);
    for (const { content, id } of added) this.vocab.set(content, id);
    this.vocabulary = [];
    for (const [token, tokenId] of this.vocab) this.vocabulary[tokenId] = token;
    const pairs = model.merges.map((pair) => [pair].flat().join(" ")); // or "a b"
    this.ranks = new Map(pairs.map((pair, rank) => [pair, rank]));
    this.special = specialPattern(this.specialTokens);
  }

  encode(text) {
    const parts = this.special ? text.split(this.special) : [text];
    return parts.flatMap((part) =>
      this.specialTokens.includes(part)
        ? [this.vocab.get(part)]
        : splitLikeGpt2(part).flatMap((word) => this.encodeWord(word)),
    );
  }

  encodeWord(word) {
    const tokens = mergeByRank(toVisibleBytes(word), this.ranks);
    return tokens.map((token) => this.vocab.get(token));
  }

  // The bytes that a token stands for; a special token's are those of its name.
  bytesOf(tokenId) {
    const token = this.vocabulary[tokenId];
    if (this.specialTokens.includes(token)) return new TextEncoder().encode(token);
    return toBytes(token);
  }

  // data.decode("utf-8", errors="replace")
  decode(tokenIds) {
    return this.pieces(tokenIds).join("");
  }

  // What each token adds to the text; a character of several comes with the last.
  pieces(tokenIds) {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    const pieces = Array.from(tokenIds, (tokenId) =>
      decoder.decode(this.bytesOf(tokenId), { stream: true }),
    );
    pieces.push(decoder.decode()); // half a character at the end
    return pieces;
  }
}

function specialPattern(tokens) {
  if (!tokens.length) return null;
  const escaped = [...tokens]
    .sort((a, b) => b.length - a.length)
    .map((token) => token.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`(${escaped.join("|")})`);
}
