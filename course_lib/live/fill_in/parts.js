// Small parts that the figure is put together of.

import { element } from "../in_page/parts.js";

export function button(label, onClick) {
  const node = element("button", { type: "button", class: "fi-button" }, label);
  node.addEventListener("click", onClick);
  return node;
}

// A box to tick, beside its label.
export function checkbox(id, label, onChange) {
  const input = element("input", { id, type: "checkbox" });
  input.addEventListener("change", () => onChange(input.checked));
  const named = element("label", { for: id }, label);
  return { input, node: element("span", { class: "fi-switch" }, input, named) };
}

export function percent(p) {
  if (p > 0 && p < 0.01) return "< 1 %";
  return p > 0.99 && p < 1 ? "> 99 %" : `${(100 * p).toFixed(0)} %`;
}

// Put a sentence where a screen reader hears it, if it is a new one.
export function say(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

// The likeliest words, each with a bar; the true one has a mark.
export function bars() {
  const rows = Array.from({ length: 5 }, barRow);
  const node = element("ol", { class: "fi-bars" }, ...rows.map(({ row }) => row));
  const show = (top, word) => rows.forEach((row, i) => row.show(...top[i], word));
  return { node, show };
}

function barRow() {
  const [guess, number, mark] = ["fi-guess", "fi-number", "fi-mark"].map((name) =>
    element("span", { class: name }),
  );
  const fill = element("div", { class: "fi-fill" });
  const track = element("div", { class: "fi-track" }, fill);
  const row = element("li", { class: "fi-bar" }, guess, track, number, mark);
  const show = (name, p, word) => {
    const isRight = name.toLowerCase() === word.toLowerCase();
    guess.textContent = name;
    fill.style.width = `${100 * p}%`;
    number.textContent = percent(p);
    mark.textContent = isRight ? "✓" : "";
    row.classList.toggle("fi-right", isRight);
  };
  return { row, show };
}
