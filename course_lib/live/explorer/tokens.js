// The text as a row of buttons, one a token: choosing one chooses the place that all else
// speaks of. A bar behind each shows how much the chosen head looks at it.

import { element } from "../in_page/parts.js";
import { percent } from "../writer/parts.js";

const LEAST = 0.1; // weights from which the number is printed below the token

// `choose(place)` is told which token was chosen.
export function tokenRow(choose) {
  const label = "Tokens; arrows go from one to the next";
  const node = element("div", { class: "mx-tokens", role: "group", "aria-label": label });
  node.addEventListener("click", ({ target }) => {
    const token = target.closest("button");
    if (token) choose([...node.children].indexOf(token));
  });
  node.addEventListener("keydown", (event) => {
    const place = [...node.children].indexOf(event.target);
    const goal = tokenGoal(event.key, place, node.children.length - 1);
    if (goal === undefined) return;
    event.preventDefault();
    event.stopPropagation(); // in a notebook, arrows go from cell to cell
    choose(goal);
    node.children[goal].focus();
  });
  // The names of the tokens; the weights of the chosen place on them.
  const show = (names, place, weights) => {
    while (node.children.length > names.length) node.lastChild.remove();
    names.forEach((name, i) => {
      const token = node.children[i] ?? node.appendChild(tokenButton());
      showWord(token, name, i, place, weights[i]);
    });
  };
  return { node, show };
}

function tokenButton() {
  const word = element("span", { class: "mx-word" });
  const weight = element("span", { class: "mx-weight" });
  return element("button", { type: "button", class: "mx-token" }, word, weight);
}

function showWord(token, name, place, chosen, weight) {
  const [word, number] = token.children;
  word.textContent = name.replace(/^␣(?=.)/, " ");
  number.textContent = weight >= LEAST ? `${Math.round(100 * weight)} %` : "";
  token.style.setProperty("--mx-weight", `${100 * (weight ?? 0)}%`);
  const isChosen = place === chosen;
  token.tabIndex = isChosen ? 0 : -1;
  token.setAttribute("aria-pressed", isChosen);
  const seen = weight === undefined ? "comes later" : `weight ${percent(weight)}`;
  token.setAttribute("aria-label", `${name.replace("␣", "")}, token ${place}, ${seen}`);
  token.classList.toggle("mx-later", weight === undefined);
}

function tokenGoal(key, place, last) {
  const back = Math.max(place - 1, 0), on = Math.min(place + 1, last);
  return { ArrowLeft: back, ArrowRight: on, Home: 0, End: last }[key];
}
