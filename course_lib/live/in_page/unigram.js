// Unigram: text to token ids and back, by the file tokenizer.json. Each token has a
// probability, and a word is cut in the most probable way (Viterbi).
//
// To be read beside course_lib/tokenizers/unigram.py: the same names.
// Held equal to it, on any string, by tests/live/test_in_page_unigram.py.
// Left out: training, drawing a cut by chance. What a page alone needs: `runnerUp`.

const SPACE = "▁";
const UNKNOWN_PENALTY = 10; // below the smallest log-probability of the vocabulary

// Write spaces as ▁, put one before the text, and begin a word at each.
export function splitWords(text, normalForm = null) {
  if (!text) return [];
  if (normalForm !== null) text = text.normalize(normalForm);
  text = text.replaceAll(" ", SPACE);
  if (!text.startsWith(SPACE)) text = SPACE + text;
  return text.match(/▁[^▁]*|[^▁]+/gu);
}

export class UnigramTokenizer {
  // `file` is what tokenizer.json holds.
  constructor({ model, normalizer, pre_tokenizer: before, added_tokens: added }) {
    if (model.type !== "Unigram" || before?.type !== "Metaspace") {
      throw new Error("This tokenizer is no Unigram as SentencePiece's.");
    }
    this.vocabulary = model.vocab.map(([token]) => token);
    this.vocab = new Map(this.vocabulary.map((token, tokenId) => [token, tokenId]));
    this.scores = new Map(model.vocab);
    this.specialTokens = added.map(({ content }) => content);
    this.unknown = this.vocabulary[model.unk_id];
    this.normalForm = normalizer?.type ?? null;
    this.unknownScore = Math.min(...this.scores.values()) - UNKNOWN_PENALTY;
    this.beginnings = new Set(this.vocabulary.flatMap(beginningsOf));
  }

  encode(text) {
    return this.partsOf(text).flatMap((part) =>
      this.specialTokens.includes(part)
        ? [this.vocab.get(part)]
        : splitWords(part, this.normalForm).flatMap((word) => this.encodeWord(word)),
    );
  }

  // The text, cut before and after each special token.
  partsOf(text) {
    const longestFirst = [...this.specialTokens].sort((a, b) => b.length - a.length);
    const escaped = longestFirst.map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return escaped.length ? text.split(new RegExp(`(${escaped.join("|")})`)) : [text];
  }

  encodeWord(word) {
    return this.wordTokens(word).map(({ token }) => this.vocab.get(token));
  }

  // The best pieces, with neighbouring unknown ones as one token; each with its text.
  wordTokens(word) {
    const tokens = [];
    for (const piece of this.bestCut(word).pieces) {
      const token = this.vocab.has(piece) ? piece : this.unknown;
      const last = tokens.at(-1);
      if (token === this.unknown && last?.token === token) last.text += piece;
      else tokens.push({ token, text: piece });
    }
    return tokens;
  }

  // For each position of the word, given as a list of characters, the tokens that end
  // there: [start, log-probability]. A character without a token is unknown.
  arrivals(characters) {
    const found = Array.from({ length: characters.length + 1 }, () => []);
    for (let start = 0; start < characters.length; start++) {
      if (!this.scores.has(characters[start])) {
        found[start + 1].push([start, this.unknownScore]);
      }
      let piece = "";
      for (let end = start + 1; end <= characters.length; end++) {
        piece += characters[end - 1];
        if (this.scores.has(piece)) found[end].push([start, this.scores.get(piece)]);
        if (!this.beginnings.has(piece)) break;
      }
    }
    return found;
  }

  // The most probable pieces and their log-probability; of equally probable cuts, that
  // with the longer piece at the end. One piece can be forbidden where it stands.
  bestCut(word, forbidden = [-1, -1]) {
    const characters = Array.from(word), arrivals = this.arrivals(characters);
    const best = [0], cameFrom = [0];
    for (let end = 1; end <= characters.length; end++) {
      [best[end], cameFrom[end]] = [-Infinity, end - 1];
      for (const [start, score] of arrivals[end]) {
        if (start === forbidden[0] && end === forbidden[1]) continue;
        const isBetter = best[start] + score > best[end];
        if (isBetter) [best[end], cameFrom[end]] = [best[start] + score, start];
      }
    }
    const pieces = [];
    for (let end = characters.length; end > 0; end = cameFrom[end]) {
      pieces.unshift(characters.slice(cameFrom[end], end).join(""));
    }
    return { pieces, score: best[characters.length] };
  }

  // The best cut but one; null if there is one cut only. Any other cut lacks a piece of
  // the best one: so forbid each of these in turn, and take the best that is left.
  runnerUp(word) {
    let start = 0;
    const others = this.bestCut(word).pieces.map((piece) => {
      const end = start + Array.from(piece).length;
      const other = this.bestCut(word, [start, end]);
      start = end;
      return other;
    });
    const best = others.reduce((a, b) => (b.score > a.score ? b : a));
    return best.score === -Infinity ? null : best;
  }

  decode(tokenIds) {
    const tokens = Array.from(tokenIds, (tokenId) => this.vocabulary[tokenId]);
    return tokens.join("").replaceAll(SPACE, " ").replace(/^ /, "");
  }
}

// "abc": "a" and "ab"
function beginningsOf(token) {
  const characters = Array.from(token);
  return characters.slice(1).map((_, n) => characters.slice(0, n + 1).join(""));
}
