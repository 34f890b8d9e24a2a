// Where every head looks: a strip for each head of each layer, and the chosen one larger.

import { element } from "../in_page/parts.js";
import { percent } from "../writer/parts.js";
import { headWeights, largest } from "./measures.js";

const N_PRINTED = 3;

// `choose(layer, head)` is told which strip was chosen.
export function headGrid(nLayers, nHeads, choose) {
  const strips = Array.from({ length: nLayers }, (_, layer) =>
    Array.from({ length: nHeads }, (_, head) => strip(() => choose(layer, head))),
  );
  const node = element("table", { class: "mx-grid" }, gridHead(nHeads), body(strips));
  node.addEventListener("keydown", (event) => {
    const row = strips.findIndex((all) => all.some((one) => one.node === event.target));
    const column = strips[row]?.findIndex((one) => one.node === event.target);
    const goal = row >= 0 && gridGoal(event.key, row, column, nLayers, nHeads);
    if (!goal) return;
    event.preventDefault();
    event.stopPropagation();
    choose(...goal);
    strips[goal[0]][goal[1]].node.focus();
  });
  const show = (recording, names, chosen, isOff) => {
    strips.forEach((row, layer) =>
      row.forEach((one, head) => {
        const weights = headWeights(recording, layer, head, names.length);
        const isChosen = layer === chosen[0] && head === chosen[1];
        one.show(layer, head, weights, names, isChosen, isOff(layer, head));
      }),
    );
  };
  return { node, show };
}

function gridHead(nHeads) {
  const heads = Array.from({ length: nHeads }, (_, head) =>
    element("th", { scope: "col" }, `head ${head}`),
  );
  return element("thead", {}, element("tr", {}, element("td"), ...heads));
}

function body(strips) {
  const rows = strips.map((row, layer) => {
    const cells = row.map(({ node }) => element("td", {}, node));
    const name = element("th", { scope: "row" }, `layer ${layer}`);
    return element("tr", {}, name, ...cells);
  });
  return element("tbody", {}, ...rows);
}

function gridGoal(key, row, column, nLayers, nHeads) {
  const goals = {
    ArrowLeft: [row, Math.max(column - 1, 0)],
    ArrowRight: [row, Math.min(column + 1, nHeads - 1)],
    ArrowUp: [Math.max(row - 1, 0), column],
    ArrowDown: [Math.min(row + 1, nLayers - 1), column],
    Home: [row, 0],
    End: [row, nHeads - 1],
  };
  return goals[key];
}

// One cell a token, as high as the weight on it.
function strip(onClick) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = svg.appendChild(document.createElementNS(svg.namespaceURI, "path"));
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const node = element("button", { type: "button", class: "mx-strip" }, svg);
  node.addEventListener("click", onClick);
  const show = (layer, head, weights, names, isChosen, isOff) => {
    svg.setAttribute("viewBox", `0 0 ${weights.length} 1`);
    path.setAttribute("d", [...weights].map(cell).join(""));
    node.tabIndex = isChosen ? 0 : -1;
    node.setAttribute("aria-pressed", isChosen);
    node.classList.toggle("mx-off", isOff);
    const [first] = largest(weights, 1);
    const most = `looks most at ${names[first]}, ${percent(weights[first])}`;
    const off = isOff ? ", switched off" : "";
    node.setAttribute("aria-label", `Layer ${layer}, head ${head}${off}: ${most}`);
  };
  return { node, show };
}

function cell(weight, place) {
  return `M${place + 0.1} 1v${-weight}h.8v${weight}z`;
}

// The chosen head, larger: a column a token, the largest weights with their number.
export function largeHead() {
  const title = element("p", { class: "mx-title" });
  const columns = element("div", { class: "mx-columns", role: "img" });
  const words = element("p", { class: "mx-said" });
  const node = element("div", {}, title, columns, words);
  const show = (weights, names, [layer, head]) => {
    const printed = largest(weights, N_PRINTED);
    const here = names.at(-1);
    title.textContent = `Layer ${layer}, head ${head}, from “${here}”`;
    const one = (name, place) => column(name, weights[place], printed.includes(place));
    columns.replaceChildren(...names.map(one));
    const list = printed.map((place) => `“${names[place]}” ${percent(weights[place])}`);
    words.textContent = `Looks most at ${list.join(", ")}.`;
    columns.setAttribute("aria-label", `Weights on ${names.length} tokens`);
  };
  return { node, show };
}

function column(name, weight, isPrinted) {
  const number = isPrinted ? Math.round(100 * weight) : "";
  const bar = element("span", { class: "mx-bar" });
  bar.style.height = `${100 * weight}%`;
  const room = element("span", { class: "mx-room" }, element("b", {}, number), bar);
  const label = element("span", { class: "mx-under" }, name);
  return element("span", { class: "mx-column" }, room, label);
}
