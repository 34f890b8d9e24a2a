// Small parts that the figure is put together of.

import { element } from "../in_page/parts.js";

// Texts to choose from, by their names; `onChoose` is told the text.
export function chooser(id, texts, onChoose, onOwn) {
  const names = [...Object.keys(texts), "your own"];
  const options = names.map((name) => element("option", { value: name }, name));
  const select = element("select", { id }, ...options);
  select.addEventListener("change", () => {
    if (select.value in texts) onChoose(texts[select.value]);
    else onOwn();
  });
  const show = (text) => {
    const name = Object.keys(texts).find((one) => texts[one] === text);
    select.value = name ?? "your own";
  };
  return { node: select, show };
}

// One of several names; `onChoose` is told which.
export function radios(id, legend, names, onChoose) {
  const inputs = names.map((name) => {
    const input = element("input", { type: "radio", name: id, value: name });
    input.addEventListener("change", () => onChoose(name));
    return input;
  });
  const labels = inputs.map((input) => element("label", {}, input, ` ${input.value}`));
  const title = element("legend", {}, legend);
  const node = element("fieldset", { class: "tb-radios" }, title, ...labels);
  const show = (name) => inputs.forEach((input) => (input.checked = input.value === name));
  return { node, show };
}
