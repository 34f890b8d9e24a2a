// The text as it grows: the opening, then a list of tokens that can be pointed at.
//
// One token can be reached by Tab, the others by arrows. `onLook(place)` is told which
// one is pointed at or has the focus, -1 if none.

import { element, goalOf } from "../in_page/parts.js";
import { percent } from "./parts.js";
import { level, surprise } from "./story.js";

const MARKS = ["under 1 bit", "1 to 3", "3 to 6", "6 bits or more"]; // see story.js

export function text(label, onLook) {
  const opening = element("span", { class: "wr-opening" });
  const list = element("span", { role: "listbox", "aria-label": label });
  list.setAttribute("aria-orientation", "horizontal");
  const node = element("p", { class: "wr-text" }, opening, list);
  listen(list, onLook);
  const show = (start, pieces, probabilities) => {
    opening.textContent = start;
    list.hidden = pieces.length === 0;
    while (list.children.length > pieces.length) list.lastChild.remove();
    pieces.forEach((piece, i) => showToken(list, i, piece, probabilities[i]));
    const reached = list.querySelector("[tabindex='0']");
    if (list.firstChild && !reached) list.firstChild.tabIndex = 0;
  };
  return { node, show };
}

// A token that stands there already stays, and keeps the focus.
function showToken(list, place, piece, probability) {
  const known = list.children[place];
  if (known?.textContent === piece && known.probability === probability) return;
  const token = known ?? list.appendChild(element("span", { role: "option" }));
  Object.assign(token, { textContent: piece, probability });
  const bits = surprise(probability);
  token.className = `wr-token wr-level-${level(bits)}`;
  const name = piece.trim() || "end of line";
  const words = `${name}, ${percent(probability)}, ${bits.toFixed(1)} bits of surprise`;
  token.setAttribute("aria-label", words);
  choose(token, false);
}

function choose(token, isChosen) {
  token.setAttribute("aria-selected", isChosen);
  token.tabIndex = isChosen ? 0 : -1;
}

function listen(list, onLook) {
  const placeOf = (node) => [...list.children].indexOf(node.closest("[role=option]"));
  const settle = () => onLook([...list.children].indexOf(document.activeElement));
  list.addEventListener("pointerover", ({ target }) => onLook(placeOf(target)));
  list.addEventListener("pointerleave", settle);
  list.addEventListener("focusin", ({ target }) => {
    for (const token of list.children) choose(token, token === target);
    settle();
  });
  list.addEventListener("focusout", () => setTimeout(() => {
    if (!list.contains(document.activeElement)) onLook(-1); // it has left the text
  }));
  list.addEventListener("click", ({ target }) => {
    target.closest("[role=option]")?.focus();
  });
  list.addEventListener("keydown", (event) => {
    if (event.key === "Escape") onLook(-1);
    const goal = goalOf(event.key, placeOf(event.target), list.children.length - 1);
    if (goal === undefined) return;
    event.preventDefault();
    event.stopPropagation(); // in a notebook, arrows go from cell to cell
    list.children[goal].focus();
  });
}

// What the marks below tokens mean.
export function legend() {
  const marks = MARKS.map((words, place) =>
    element("span", { class: `wr-token wr-level-${place}` }, words),
  );
  const parts = marks.flatMap((mark) => [" ", mark]);
  return element("p", { class: "wr-legend" }, "How surprised the model was:", ...parts);
}
