// The figure itself: a picture to compose, its mirror image, and the nearest captions of both.

import { Clip } from "./model.js";
import { candidates, drawScene, mirrored, ranked } from "./scene.js";

const PIXELS = 32;
const SPOTS = [1, 2].flatMap((row) => [0, 1, 2].map((column) => [row, column]));
const ROWS = ["top", "middle", "bottom"];
const COLUMNS = ["left", "centre", "right"];
const LEFT = [1 / PIXELS, 12 / PIXELS, 22 / PIXELS];
let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function button(text, onClick, attributes = {}) {
  const node = element("button", { type: "button", ...attributes }, text);
  node.addEventListener("click", onClick);
  return node;
}

// A row of buttons of which one is pressed.
function choice(label, id, names, onChoose) {
  const buttons = names.map((name) => button(name, () => onChoose(name)));
  const row = element("div", { class: "mc-choice", role: "group", "aria-labelledby": id }, element("span", { id, class: "mc-label" }, label), ...buttons);
  const set = (chosen) => buttons.forEach((one, i) => one.setAttribute("aria-pressed", names[i] === chosen));
  return { row, set };
}

function show(canvas, scene, art, withPatches) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(PIXELS, PIXELS);
  drawScene(scene, art).forEach((value, i) => (image.data[Math.floor(i / 3) * 4 + (i % 3)] = value));
  for (let i = 3; i < image.data.length; i += 4) image.data[i] = 255;
  context.putImageData(image, 0, 0);
  canvas.parentElement.classList.toggle("mc-patches", withPatches);
}

const inWords = (objects) =>
  objects.map(([thing, colour, row, column]) => `${colour} ${thing}, ${ROWS[row]} ${COLUMNS[column]}`).join("; ") || "nothing";

// Of picture and mirror image, the same caption is nearest, and it is true of one of them only.
export function isFooled(best, bestOfMirror) {
  return best[0] === bestOfMirror[0] && best[2] !== bestOfMirror[2];
}

function render({ model, el }) {
  const id = `mc-${++figures}`;
  const state = Object.fromEntries(["art", "vocabulary", "end", "things", "colours", "layout", "weights"].map((name) => [name, model.get(name)]));
  const start = Object.fromEntries(["objects", "sky", "model_name"].map((name) => [name, model.get(name)]));
  const clips = {};
  let thing = state.things[0], colour = state.colours[0], withPatches = false;

  const change = (name, value) => {
    model.set(name, value);
    model.save_changes();
    draw();
  };
  const at = (row, column) => model.get("objects").find((one) => one[2] === row && one[3] === column);
  const place = (row, column) => {
    const there = at(row, column);
    const rest = model.get("objects").filter((one) => one !== there);
    const isSame = there && there[0] === thing && there[1] === colour;
    change("objects", isSame ? rest : [...rest, [thing, colour, row, column]]);
  };

  const spots = SPOTS.map(([row, column]) => {
    const node = button("", () => place(row, column), { class: "mc-spot" });
    node.style.left = `${100 * LEFT[column]}%`;
    node.style.top = `${100 * LEFT[row]}%`;
    return node;
  });
  const canvases = [0, 1].map(() => element("canvas", { width: PIXELS, height: PIXELS, role: "img" }));
  const lists = [0, 1].map(() => element("ol", { class: "mc-list" }));
  const panels = ["Your picture", "Its mirror image"].map((title, i) =>
    element(
      "div",
      { class: "mc-panel" },
      element("p", { class: "mc-title", id: `${id}-title-${i}` }, title),
      element("div", { class: "mc-frame" }, canvases[i], ...(i ? [] : spots)),
      element("p", { class: "mc-title" }, "Nearest captions"),
      lists[i],
    ),
  );
  const things = choice("Thing", `${id}-thing`, state.things, (name) => ((thing = name), draw()));
  const colours = choice("Colour", `${id}-colour`, state.colours, (name) => ((colour = name), draw()));
  const skies = choice("Sky", `${id}-sky`, Object.keys(state.art.skies), (name) => change("sky", name));
  const models = choice("Trained", `${id}-model`, Object.keys(state.weights), (name) => change("model_name", name));
  const patches = element("input", { type: "checkbox", id: `${id}-patches` });
  patches.addEventListener("change", () => ((withPatches = patches.checked), draw()));
  const empty = button("Empty", () => change("objects", []));
  const reset = button("Reset", () => {
    [thing, colour, withPatches] = [state.things[0], state.colours[0], (patches.checked = false)];
    for (const [name, value] of Object.entries(start)) model.set(name, value);
    model.save_changes();
    draw();
  });
  const verdict = element("p", { class: "mc-verdict", "aria-live": "polite" });

  el.append(
    element(
      "div",
      { class: "mc", role: "group", "aria-label": "Live figure: a picture, its mirror image and their captions" },
      element("p", { class: "mc-task" }, "Task: choose a thing and a colour, press a place of the picture to put it there or take it away, until the model can’t tell the picture from its mirror image: the same caption comes first for both, and is false of one."),
      things.row,
      colours.row,
      element("div", { class: "mc-pictures" }, ...panels),
      verdict,
      skies.row,
      models.row,
      element("div", { class: "mc-choice" }, patches, element("label", { for: `${id}-patches` }, "Show the 16 patches"), empty, reset),
    ),
  );

  function draw() {
    const scenes = [{ sky: model.get("sky"), objects: model.get("objects") }];
    scenes.push(mirrored(scenes[0]));
    const name = model.get("model_name");
    clips[name] ??= new Clip(state.layout, state.weights[name]);
    const texts = candidates(scenes[0], state.things, state.colours);
    const found = scenes.map((scene) => ranked(clips[name], scene, state, texts));
    scenes.forEach((scene, i) => {
      show(canvases[i], scene, state.art, withPatches);
      canvases[i].setAttribute("aria-label", `${i ? "Its mirror image" : "Your picture"}: ${inWords(scene.objects)}.`);
      lists[i].replaceChildren(
        ...found[i].slice(0, 3).map(([text, value, isTrue]) =>
          element(
            "li",
            { class: isTrue ? "mc-true" : "mc-false" },
            element("span", {}, text),
            element("span", { class: "mc-number" }, ` ${value.toFixed(2)} ${isTrue ? "✓ true" : "✗ false"}`),
          ),
        ),
      );
    });
    spots.forEach((node, i) => {
      const [row, column] = SPOTS[i], there = at(row, column);
      const isSame = there && there[0] === thing && there[1] === colour;
      const what = there ? `${there[1]} ${there[0]}` : "empty";
      node.setAttribute("aria-label", `${ROWS[row]} ${COLUMNS[column]}: ${what}; press to ${isSame ? "take it away" : `put a ${colour} ${thing}`}`);
    });
    things.set(thing);
    colours.set(colour);
    skies.set(model.get("sky"));
    models.set(name);
    const fooled = isFooled(found[0][0], found[1][0]);
    const said = fooled ? `✓ Reached: of both pictures the model says “${found[0][0][0]}”, which is false of one.` : "";
    if (verdict.textContent !== said) verdict.textContent = said;
  }

  model.on("change:objects change:sky change:model_name", draw);
  draw();
  model.send("running");
  return () => model.off("change:objects change:sky change:model_name", draw);
}

export default { render };
