// The two tasks: when they are reached, and what is then said.

export const LENGTH = 20; // characters that a text must have

export const TASKS =
  `Task 1: write a text of your own, at least ${LENGTH} characters long, that all three ` +
  "give back exactly as you typed it. Task 2: then one that only BPE gives back, " +
  "though no token is unknown.";

// `measures` has, by name, what measure() says of each tokenizer; `given` are the texts
// to choose from.
export function reached(text, measures, given) {
  const isOwn = Array.from(text).length >= LENGTH && !given.includes(text);
  const others = [measures.WordPiece, measures.Unigram];
  const comesBack = ({ lost }) => lost.length === 0;
  const none = others.every(({ unknown }) => unknown === 0);
  return [
    isOwn && [measures.BPE, ...others].every(comesBack),
    isOwn && comesBack(measures.BPE) && none && !others.some(comesBack),
  ];
}

// Looks at each text; remembers what has been reached.
export function tasks(given) {
  let done = [false, false];
  const said = [
    "✓ Task 1 reached: all three give it back.",
    "✓ Task 2 reached: every piece is known, and still only BPE gives it back.",
  ];
  const look = (text, measures) => {
    const now = reached(text, measures, given);
    done = done.map((before, n) => before || now[n]);
    return said.filter((_, n) => done[n]).join(" ");
  };
  return { look, forget: () => (done = [false, false]) };
}
