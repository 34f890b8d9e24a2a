// The table of bars: for each token what the model said, and what is drawn from.

import { element } from "../in_page/parts.js";
import { percent } from "./parts.js";
import { N_SHOWN, shown } from "./story.js";

export function bars() {
  const lines = Array.from({ length: N_SHOWN + 2 }, barLine); // one drawn, one: others
  const caption = element("caption");
  const body = element("tbody", {}, ...lines.map(({ node }) => node));
  const node = element("table", { class: "wr-bars" }, caption, tableHead(), body);
  const show = (title, { rows, others }, tokenizer) => {
    caption.textContent = title;
    const name = ({ tokenId }) => shown(tokenizer, tokenId);
    const named = rows.map((row) => ({ ...row, name: name(row) }));
    const rest = { ...others, name: `${others.n.toLocaleString("en")} others` };
    lines.forEach((line, place) => line.show([...named, rest][place]));
  };
  return { node, show };
}

function tableHead() {
  const head = (text) => element("th", { scope: "col" }, text);
  const numbers = [head("the model"), head("drawn from")];
  const cells = [head("token"), element("td"), ...numbers];
  return element("thead", {}, element("tr", {}, ...cells));
}

function barLine() {
  const name = element("th", { scope: "row" });
  const before = element("div", { class: "wr-before" });
  const after = element("div", { class: "wr-after" });
  const track = element("td", { class: "wr-track" }, element("div", {}, after, before));
  const said = element("td", { class: "wr-number" });
  const now = element("td", { class: "wr-number" });
  const node = element("tr", {}, name, track, said, now);
  const show = (row) => {
    node.hidden = !row;
    if (!row) return;
    const isCut = row.after === 0;
    node.classList.toggle("wr-cut", isCut);
    node.classList.toggle("wr-drawn", Boolean(row.isDrawn));
    const word = element(isCut ? "s" : "span", {}, row.name);
    name.replaceChildren(...(row.isDrawn ? ["▸ ", word, drawnNote(row)] : [word]));
    before.style.width = `${100 * row.before}%`;
    after.style.width = `${100 * row.after}%`;
    said.textContent = percent(row.before);
    now.replaceChildren(isCut ? element("s", {}, "cut off") : percent(row.after));
  };
  return { node, show };
}

function drawnNote({ rank }) {
  return rank > N_SHOWN ? ` drawn, rank ${rank.toLocaleString("en")}` : " drawn";
}
