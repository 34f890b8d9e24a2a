// One tokenizer's row: the tokens as boxes, what they come to, and what is said of the
// one that is pointed at.
//
// One box can be reached by Tab, the others by arrows.

import { element, goalOf } from "../in_page/parts.js";
import { visible } from "./visible.js";

const RULES = {
  BPE: "bytes, merged in the order of training",
  WordPiece: "the longest token that fits, from left to right",
  Unigram: "the most probable of all cuts",
};
const INVITATION = "Choose a token to see how it came about.";

export function row(id, kind) {
  const size = element("span", { class: "tb-size" });
  const head = element("p", { class: "tb-head" }, element("b", {}, kind), `: ${RULES[kind]}`, size);
  const label = `${kind}, the tokens; arrows go from one to the next`;
  const list = element("div", { class: "tb-tokens", role: "listbox", "aria-label": label });
  list.setAttribute("aria-orientation", "horizontal");
  const numbers = element("p", { class: "tb-numbers" });
  const back = element("p", { class: "tb-back" });
  const why = element("p", { class: "tb-why", id: `${id}-why` });
  const node = element("section", { class: "tb-row", "aria-label": kind }, head, list, numbers, back, why);
  let tokens = [];
  const look = (place) => {
    why.textContent = tokens[place] ? described(tokens[place]) : tokens.length ? INVITATION : "";
  };
  listen(list, look);
  const show = (tokenizer, cut, measure) => {
    tokens = cut;
    size.textContent = ` (${tokenizer.vocabulary.length.toLocaleString("en")} tokens)`;
    list.replaceChildren(...tokens.map((token, place) => box(token, place, `${id}-why`)));
    list.hidden = tokens.length === 0; // a list without options is none
    numbers.textContent = counted(measure);
    back.replaceChildren(...comesBack(measure));
    look(-1);
  };
  return { node, show };
}

function box(token, place, describedBy) {
  const kind = token.unknown ? "tb-unknown" : `tb-${place % 2 ? "odd" : "even"}`;
  const names = { class: `tb-token ${kind}`, role: "option", "aria-describedby": describedBy };
  const node = element("span", names, token.shown);
  node.setAttribute("aria-label", `${token.shown}, id ${token.id}`);
  choose(node, false);
  if (place === 0) node.tabIndex = 0;
  return node;
}

function described({ id, shown, token, explain }) {
  const written = token && token !== shown ? `, written ${token}` : "";
  return `${shown}: id ${id}${written}. ${explain()}`;
}

export function counted({ tokens, perToken, unknown }) {
  const number = `${tokens} ${tokens === 1 ? "token" : "tokens"}`;
  return `${number} · ${perToken.toFixed(1)} characters a token · ${unknown} unknown`;
}

function comesBack({ back, lost }) {
  if (!lost.length) return ["Comes back as typed: ✓ yes."];
  const text = element("span", { class: "tb-returned" }, visible(back));
  return [`Comes back as typed: ✗ no, it differs by ${lost.join(", ")}: `, text];
}

function choose(box, isChosen) {
  box.setAttribute("aria-selected", isChosen);
  box.tabIndex = isChosen ? 0 : -1;
}

// What was chosen stays, also when the reader goes on to another row: nothing jumps.
function listen(list, onLook) {
  const placeOf = (node) => [...list.children].indexOf(node.closest("[role=option]"));
  const chosen = () => list.querySelector("[aria-selected=true]");
  const settle = () => onLook([...list.children].indexOf(chosen()));
  list.addEventListener("pointerover", ({ target }) => {
    if (target !== list) onLook(placeOf(target)); // in the gaps between boxes nothing changes
  });
  list.addEventListener("pointerleave", settle);
  list.addEventListener("focusin", ({ target }) => {
    for (const box of list.children) choose(box, box === target);
    settle();
  });
  list.addEventListener("click", ({ target }) => {
    target.closest("[role=option]")?.focus();
  });
  list.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      chosen()?.setAttribute("aria-selected", false);
      settle();
    }
    const goal = goalOf(event.key, placeOf(event.target), list.children.length - 1);
    if (goal === undefined) return;
    event.preventDefault();
    event.stopPropagation(); // in a notebook, arrows go from cell to cell
    list.children[goal].focus();
  });
}
