// Text as it can be seen: spaces and the like as marks, bytes that are no whole
// character as numbers.

const MARKS = { " ": "␣", "\n": "⏎", "\t": "⇥" };

export function visible(text) {
  return text.replace(/[\p{Z}\p{C}]/gu, (character) => MARKS[character] ?? codePoint(character));
}

function codePoint(character) {
  const number = character.codePointAt(0).toString(16).toUpperCase();
  return `U+${number.padStart(4, "0")}`;
}

export function hexadecimal(bytes) {
  const words = Array.from(bytes, (byte) => byte.toString(16).toUpperCase());
  return words.map((word) => word.padStart(2, "0")).join("·");
}

// Whole characters as such, and the bytes between them as numbers: “静E6·80”.
export function visibleBytes(bytes) {
  const shown = [];
  let loose = []; // bytes that wait for one that ends the row
  const settle = () => {
    if (loose.length) shown.push(hexadecimal(loose));
    loose = [];
  };
  for (let start = 0; start < bytes.length; ) {
    const part = bytes.slice(start, start + lengthFrom(bytes[start]));
    const character = decoded(part);
    if (character === null) loose.push(bytes[start++]);
    else {
      settle();
      shown.push(visible(character));
      start += part.length;
    }
  }
  settle();
  return shown.join("");
}

// How many bytes a character has that begins with this one.
function lengthFrom(byte) {
  return byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

function decoded(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
