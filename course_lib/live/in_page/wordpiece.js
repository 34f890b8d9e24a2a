// WordPiece, BERT's tokenizer: text to token ids and back, by the file tokenizer.json.
//
// To be read beside course_lib/tokenizers/wordpiece.py and batches.py: the same names.
// Held equal to them, on any string, by tests/live/test_in_page_wordpiece.py.
// Left out: training. A page's tables of Unicode are newer than Python's; the few marks
// and letters that were added since are what a page may read otherwise.

const PREFIX = "##";
// The blocks of Chinese characters that BERT knows
const CHINESE = new RegExp(
  "[\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff" +
    "\\u{20000}-\\u{2a6df}\\u{2a700}-\\u{2b73f}\\u{2b740}-\\u{2b81f}" +
    "\\u{2b920}-\\u{2ceaf}\\u{2f800}-\\u{2fa1f}]",
  "u",
);

// Cut a text at white space, and set each punctuation mark and Chinese character apart.
// Lower-casing takes the accents off, too.
export function basicTokens(text, lowerCase = true) {
  text = Array.from(text, cleanCharacter).join("");
  if (lowerCase) text = Array.from(text.normalize("NFD"), lowerCharacter).join("");
  return Array.from(text, setApart).join("").split(" ").filter(Boolean);
}

// Drop control characters, and make all white space a space.
function cleanCharacter(character) {
  if ("\t\n\r".includes(character)) return " ";
  if (character === "\ufffd" || /\p{C}/u.test(character)) return "";
  if (/\p{Z}/u.test(character)) return " ";
  return CHINESE.test(character) ? ` ${character} ` : character;
}

// One by one: "ΟΔΟΣ" as a word would end on another sigma.
function lowerCharacter(character) {
  return /\p{Mn}/u.test(character) ? "" : character.toLowerCase();
}

// All ASCII that is no letter, digit or space counts as punctuation ($, +, ^ …).
function setApart(character) {
  return /[!-/:-@[-`{-~\p{P}]/u.test(character) ? ` ${character} ` : character;
}

// Cut a word from left to right, always with the longest token; null if none fits.
export function longestMatch(word, vocab) {
  const characters = Array.from(word), tokens = [];
  for (let start = 0, end; start < characters.length; start = end) {
    const mark = start ? PREFIX : "";
    const token = () => mark + characters.slice(start, end).join("");
    end = characters.length;
    while (end > start && !vocab.has(token())) end--;
    if (end === start) return null;
    tokens.push(token());
  }
  return tokens;
}

export class WordPieceTokenizer {
  // `file` is what tokenizer.json holds.
  constructor({ model, normalizer, added_tokens: added }) {
    const isBert = model.type === "WordPiece" && normalizer?.type === "BertNormalizer";
    if (!isBert || model.continuing_subword_prefix !== PREFIX) {
      throw new Error("This tokenizer is no WordPiece as BERT's.");
    }
    this.vocab = new Map(Object.entries(model.vocab));
    this.specialTokens = added.map(({ content }) => content);
    for (const { content, id } of added) this.vocab.set(content, id);
    this.vocabulary = [];
    for (const [token, tokenId] of this.vocab) this.vocabulary[tokenId] = token;
    this.unknown = model.unk_token;
    this.lowerCase = normalizer.lowercase;
    this.longestWord = model.max_input_chars_per_word;
  }

  encode(text) {
    return this.partsOf(text).flatMap((part) =>
      this.specialTokens.includes(part)
        ? [this.vocab.get(part)]
        : basicTokens(part, this.lowerCase).flatMap((word) => this.encodeWord(word)),
    );
  }

  // The text, cut before and after each special token.
  partsOf(text) {
    const longestFirst = [...this.specialTokens].sort((a, b) => b.length - a.length);
    const literal = (token) => token.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    if (!longestFirst.length) return [text];
    return text.split(new RegExp(`(${longestFirst.map(literal).join("|")})`));
  }

  encodeWord(word) {
    const isShort = Array.from(word).length <= this.longestWord;
    const tokens = isShort && longestMatch(word, this.vocab);
    return (tokens || [this.unknown]).map((token) => this.vocab.get(token));
  }

  // course_lib/tokenizers/batches.py: [CLS] text [SEP], or [CLS] text [SEP] text [SEP]
  fill(texts) {
    const tokenIds = [this.vocab.get("[CLS]")], segments = [0];
    texts.forEach((text, segment) => {
      const part = [...text, this.vocab.get("[SEP]")];
      tokenIds.push(...part);
      segments.push(...part.map(() => segment));
    });
    return { tokenIds, segments };
  }

  // Spaces between words, and none before . , ! and ?; case and other spaces are lost.
  decode(tokenIds) {
    const tokens = Array.from(tokenIds, (tokenId) => this.vocabulary[tokenId]);
    const text = tokens.join(" ").replaceAll(` ${PREFIX}`, "");
    return text.replace(/ (?=[.,!?])/g, "");
  }
}
