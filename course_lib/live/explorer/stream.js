// The residual stream at the chosen place: what it would say if the model ended there.

import { element } from "../in_page/parts.js";
import { percent } from "../writer/parts.js";
import { stages } from "./measures.js";

// `nameOf(tokenId)` names a token.
export function streamTable(nameOf) {
  const caption = element("caption");
  const body = element("tbody");
  const node = element("table", { class: "mx-stream" }, caption, streamHead(), body);
  // `winner` is the likeliest token at the end, with all heads on.
  const show = (recording, here, winner) => {
    const all = stages(recording, winner);
    caption.textContent = `After “${here}”. The winner, with all heads on: “${nameOf(winner)}”`;
    const longest = Math.max(...all.map(({ length }) => length));
    body.replaceChildren(...all.map((stage) => stageRow(stage, longest, nameOf)));
  };
  return { node, show };
}

function streamHead() {
  const words = ["stage, length", "would say", "the winner"];
  const cells = words.map((word) => element("th", { scope: "col" }, word));
  return element("thead", {}, element("tr", {}, ...cells));
}

function stageRow({ name, length, best, winner }, longest, nameOf) {
  const size = element("span", { class: "mx-size" }, length.toFixed(1));
  const rule = element("span", { class: "mx-rule" });
  rule.style.width = `${(100 * length) / longest}%`;
  const chips = best.flatMap((one) => [chip(one, nameOf), " "]);
  const bar = element("span", { class: "mx-rise" });
  bar.style.width = `${100 * winner}%`;
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, name, size, rule),
    element("td", {}, ...chips),
    element("td", {}, element("span", { class: "mx-track" }, bar), percent(winner)),
  );
}

function chip({ tokenId, probability, isWinner }, nameOf) {
  const name = element(isWinner ? "strong" : "span", {}, nameOf(tokenId));
  const share = element("small", {}, percent(probability));
  const classes = isWinner ? "mx-chip mx-wins" : "mx-chip";
  return element("span", { class: classes }, name, " ", share);
}
