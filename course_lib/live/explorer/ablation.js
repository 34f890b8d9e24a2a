// What the model says with all heads, and with some of them switched off, side by side.

import { element } from "../in_page/parts.js";
import { button, percent } from "../writer/parts.js";
import { comparison, divergence } from "./measures.js";

// `toggle(isOff)` switches the chosen head, `allOn()` all of them.
export function headSwitch(id, toggle, allOn) {
  const tick = element("input", { type: "checkbox", id });
  tick.addEventListener("change", () => toggle(tick.checked));
  const label = element("label", { for: id });
  const reset = button("Switch all on", allOn);
  const node = element("div", { class: "mx-switch" }, tick, label, reset);
  const show = ([layer, head], isOff) => {
    tick.checked = isOff;
    label.textContent = `switch this head off (layer ${layer}, head ${head})`;
  };
  return { node, show };
}

export function beforeAndAfter(nameOf) {
  const caption = element("caption");
  const body = element("tbody");
  const node = element("table", { class: "mx-compare" }, caption, compareHead(), body);
  const said = element("p", { class: "mx-said" });
  const show = (before, after, off) => {
    caption.textContent = `Next token: ${withoutHeads(off)}`;
    const rows = comparison(before, after).map((row) => compareRow(row, nameOf));
    body.replaceChildren(...rows);
    const nats = divergence(before, after).toFixed(3);
    said.textContent = `KL(before ‖ after) = ${nats} nats`;
  };
  return { nodes: [node, said], show };
}

export function withoutHeads(off) {
  if (!off.length) return "all heads are on";
  if (off.length > 6) return `without ${off.length} heads`;
  const names = off.map(([layer, head]) => `${layer}.${head}`).join(", ");
  return `without ${off.length === 1 ? "head" : "heads"} ${names}`;
}

function compareHead() {
  const head = (text) => element("th", { scope: "col" }, text);
  const cells = [head("token"), element("td"), head("before"), head("after")];
  return element("thead", {}, element("tr", {}, ...cells));
}

function compareRow({ tokenId, before, after }, nameOf) {
  const bars = [["wr-after", after], ["wr-before", before]].map(([name, share]) => {
    const bar = element("div", { class: name });
    bar.style.width = `${100 * share}%`;
    return bar;
  });
  const number = (share) => element("td", { class: "wr-number" }, percent(share));
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, nameOf(tokenId)),
    element("td", { class: "wr-track" }, element("div", {}, ...bars)),
    number(before),
    number(after),
  );
}
