// What a tokenizer makes of a text, in numbers; and what is lost on the way back.
//
// To be read beside widget.py: Row and lost.

const CAPITAL = /\p{Lu}/gu;
const ACCENT = /\p{Mn}/gu;
const BLANK = /[\p{Z}\t\n\r]/gu;

const count = (text, pattern) => (text.match(pattern) ?? []).length;

export function measure(tokenizer, text) {
  const ids = tokenizer.encode(text);
  const unknownId = tokenizer.vocab.get(tokenizer.unknown); // BPE has none
  const unknown = ids.filter((tokenId) => tokenId === unknownId).length;
  const back = tokenizer.decode(ids);
  const known = ids.filter((tokenId) => tokenId !== unknownId);
  return {
    tokens: ids.length,
    perToken: ids.length ? Array.from(text).length / ids.length : 0,
    unknown,
    back,
    lost: back === text ? [] : lost(text, back, tokenizer.decode(known), unknown),
  };
}

// In words: what the text has and `known`, what came back without the unknown tokens,
// has not.
export function lost(text, back, known, unknown) {
  const accents = (one) => count(one.normalize("NFD"), ACCENT);
  const losses = [
    number(unknown, "unknown token"),
    number(count(text, CAPITAL) - count(known, CAPITAL), "capital"),
    number(accents(text) - accents(known), "accent"),
    spaces(count(back, BLANK) - count(text, BLANK)),
  ].filter(Boolean);
  return losses.length ? losses : [moved(text, back)];
}

function moved(text, back) {
  const bare = (one) => one.replace(BLANK, "");
  return bare(text) === bare(back) ? "the place of a space" : "other characters";
}

function spaces(more) {
  return more > 0 ? `${number(more, "space")} too many` : number(-more, "space");
}

function number(n, name) {
  return n > 0 ? `${n} ${name}${n === 1 ? "" : "s"}` : "";
}
