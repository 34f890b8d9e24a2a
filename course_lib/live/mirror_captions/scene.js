// The town's pictures in the page: drawing, the mirror image, what can be said and what is true.
//
// To be read beside course_lib/applications/multimodal/scenes.py and course_lib/corpora/town/genres/pictures.py.
// A scene is { sky, objects: [[thing, colour, row, column], …] }. Held equal by tests/live/test_mirror_captions.py.

const SIDE = 32;
const CORNERS = [1, 12, 22]; // where the three places begin
const NUMBERS = ["", "a", "two", "three", "four"];
const RELATIONS = { "left of": "right of", "right of": "left of", above: "below", below: "above" };

// `art`: { shapes, colours, marks, skies: { name: { empty, outline } } }; returns rows of [red, green, blue] bytes.
export function drawScene({ sky, objects }, art) {
  const { empty, outline } = art.skies[sky];
  const pixels = Uint8Array.from(atob(empty), (character) => character.charCodeAt(0));
  for (const [thing, colour, row, column] of inOrder(objects)) {
    paint(pixels, art.shapes[thing].split(" "), CORNERS[row], CORNERS[column], shades(colour, outline, art), outline);
  }
  return pixels;
}

function shades(name, outline, art) {
  const plain = art.colours[name];
  const darker = plain.map((part) => Math.floor((part * 3) / 4));
  const lighter = plain.map((part) => Math.floor((part + 255) / 2));
  return { ...art.marks, "#": plain, "+": darker, "-": lighter, k: outline };
}

function paint(pixels, shape, top, left, colours, outline) {
  const filled = new Map();
  shape.forEach((row, y) => [...row].forEach((mark, x) => mark !== "." && filled.set(`${top + y},${left + x}`, mark)));
  const put = (y, x, colour) => pixels.set(colour, 3 * (y * SIDE + x));
  for (const [place, mark] of filled) {
    if (mark === "k") continue;
    const [y, x] = place.split(",").map(Number);
    for (const [v, u] of [[y - 1, x], [y + 1, x], [y, x - 1], [y, x + 1]]) {
      if (!filled.has(`${v},${u}`) && Math.max(v, u) < SIDE) put(v, u, outline);
    }
  }
  for (const [place, mark] of filled) put(...place.split(",").map(Number), colours[mark]);
}

function inOrder(objects) {
  return [...objects].sort((a, b) => a[2] - b[2] || a[3] - b[3]);
}

export function mirrored({ sky, objects }) {
  return { sky, objects: inOrder(objects.map(([thing, colour, row, column]) => [thing, colour, row, 2 - column])) };
}

const phrase = (count, thing, colour) => `${NUMBERS[count]} ${colour} ${thing}${count > 1 ? "s" : ""}`;

// The different colours with kinds of a scene, with how many there are and, if it is one, where.
function groupsOf({ objects }) {
  const groups = new Map();
  for (const [thing, colour, row, column] of inOrder(objects)) {
    const key = `${colour} ${thing}`;
    const count = (groups.get(key)?.count ?? 0) + 1;
    groups.set(key, { thing, colour, count, row, column });
  }
  return [...groups.values()];
}

// true_captions of scenes.py
export function trueCaptions(scene) {
  const groups = groupsOf(scene);
  const said = groups.filter(({ count }) => count < NUMBERS.length).map((g) => phrase(g.count, g.thing, g.colour));
  const alone = groups.filter(({ count }) => count === 1);
  for (const a of alone) {
    for (const b of alone) {
      const relation =
        a === b ? "" : a.row === b.row ? (a.column < b.column ? "left of" : "right of")
        : a.column === b.column ? (a.row < b.row ? "above" : "below") : "";
      if (relation) said.push(`${phrase(1, a.thing, a.colour)} ${relation} ${phrase(1, b.thing, b.colour)}`);
    }
  }
  return new Set(said);
}

// What the model chooses among: every colour with every kind, one to four of it; and of the scene's own things, up to
// four, each pair in each relation, with their own colours and with these exchanged.
export function candidates(scene, things, colours) {
  const texts = [];
  for (const thing of things) for (const colour of colours) for (let n = 1; n < NUMBERS.length; n++) texts.push(phrase(n, thing, colour));
  const groups = groupsOf(scene).slice(0, 4);
  for (const a of groups) {
    for (const b of groups) {
      if (a.thing === b.thing || a.colour === b.colour) continue;
      for (const relation of Object.keys(RELATIONS)) {
        texts.push(`${phrase(1, a.thing, a.colour)} ${relation} ${phrase(1, b.thing, b.colour)}`);
        texts.push(`${phrase(1, a.thing, b.colour)} ${relation} ${phrase(1, b.thing, a.colour)}`);
      }
    }
  }
  return [...new Set(texts)];
}

// The nearest captions of a picture, the nearest first: [text, cosine, is it true?].
export function ranked(clip, scene, state, texts) {
  const vector = clip.pictureVector(drawScene(scene, state.art));
  const right = trueCaptions(scene);
  const scored = texts.map((text) => {
    const tokenIds = [...text.split(" "), state.end].map((word) => state.vocabulary.indexOf(word));
    const other = clip.textVector(tokenIds);
    return [text, vector.reduce((sum, number, i) => sum + number * other[i], 0), right.has(text)];
  });
  return scored.sort((a, b) => b[1] - a[1]);
}
