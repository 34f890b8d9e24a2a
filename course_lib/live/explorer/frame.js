// The explorer's parts, put in their places.

import { drawingControls, openingControls } from "../writer/controls.js";
import { element } from "../in_page/parts.js";
import { button } from "../writer/parts.js";
import { beforeAndAfter, headSwitch } from "./ablation.js";
import { headGrid, largeHead } from "./heads.js";
import { streamTable } from "./stream.js";
import { tokenRow } from "./tokens.js";

const CAPTION =
  "Choose a token: all below speaks of what the model makes at that place, to predict the " +
  "next one. In the grid, look for a high bar that stands alone: a head that knows where " +
  "to look. In the table of the stream, look for the layer at which the winner appears. " +
  "While heads are off, strips and stream show the model without them. Layers, heads and " +
  "tokens are counted from 0, as the code counts them: head 3.2 is head 2 of layer 3.";

// `on` has what the parts call; `sizes` has nLayers and nHeads; nameOf(tokenId).
export function explorerParts(id, model, sizes, nameOf, on) {
  const all = {
    opening: openingControls(id, model, on.type, "Text to look into"),
    drawing: drawingControls(id, model, on.change),
    count: element("p", { class: "mx-count" }),
    verdict: element("p", { class: "wr-verdict", "aria-live": "polite" }),
    tokens: tokenRow((place) => on.change({ place })),
    grid: headGrid(sizes.nLayers, sizes.nHeads, (layer, head) => on.change({ layer, head })),
    large: largeHead(),
    tick: headSwitch(`${id}-off`, on.toggle, () => on.change({ off: [] })),
    stream: streamTable(nameOf),
    compare: beforeAndAfter(nameOf),
    write: button("Write the next token", on.write),
  };
  return { ...all, ...explorerFrame(all) };
}

function explorerFrame(all) {
  const { opening, drawing, count, tokens, grid, large, tick, stream, compare } = all;
  const scroll = { class: "mx-scroll" };
  const heads = [element("div", scroll, grid.node), large.node, tick.node];
  const first = section("Where each head looks", ...heads);
  const second = section("What the stream would say", stream.node);
  const third = section("With heads switched off", ...compare.nodes, all.verdict);
  const fourth = section("One token more", all.write, drawingBox(drawing));
  const pairs = [
    element("div", {}, first, third),
    element("div", {}, second, fourth),
  ];
  return {
    inputs: element("div", { class: "wr-controls" }, ...opening.nodes),
    outputs: element(
      "div",
      {},
      tokens.node,
      count,
      element("div", { class: "mx-pair" }, ...pairs),
      element("p", { class: "mx-caption" }, CAPTION),
    ),
  };
}

function drawingBox({ nodes }) {
  const summary = element("summary", {}, "How it is drawn");
  return element("details", {}, summary, ...nodes);
}

function section(title, ...nodes) {
  const heading = element("p", { class: "mx-heading" }, title);
  const names = { class: "mx-section", role: "group", "aria-label": title };
  return element("div", names, heading, ...nodes);
}
