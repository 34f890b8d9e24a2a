// Small parts that a figure is put together of; each has a `node`, and a way to `show`.

import { element } from "../in_page/parts.js";

export function button(label, onClick) {
  const node = element("button", { type: "button" }, label);
  node.addEventListener("click", onClick);
  return node;
}

export function labelled(label, control, ...others) {
  const named = element("label", { for: control.id }, label);
  const width = others.length ? "wr-row" : "wr-row wr-wide";
  return element("div", { class: width }, named, control, ...others);
}

// A slider over `values`, which are shown in `words`.
export function slider(id, label, values, words, onInput) {
  const last = values.length - 1;
  const input = element("input", { type: "range", id, min: 0, max: last, step: 1 });
  const output = element("output", { for: id });
  input.addEventListener("input", () => onInput(values[Number(input.value)]));
  const show = (value) => {
    const place = values.findIndex((one) => one >= value - 1e-9);
    input.value = place < 0 ? last : place;
    output.textContent = words(value);
    input.setAttribute("aria-valuetext", words(value));
  };
  return { node: labelled(label, input, output), show };
}

export function percent(share) {
  if (share <= 0) return "0 %";
  return share < 0.001 ? "< 0.1 %" : `${(100 * share).toFixed(1)} %`;
}
