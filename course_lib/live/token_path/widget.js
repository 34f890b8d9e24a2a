// One token's way through a GPT. The mathematics first (tested in Node), then the drawing.

// The share of each guess: exp(logit) over the sum of exp over all tokens, whose logarithm is `total`.
export function probabilities(logits, total) {
  return logits.map((logit) => Math.exp(logit - total));
}

// Where a token looks: its row of the lower triangle, of one head, or the mean of all (head -1). Sums to 1.
export function weightsOf(heads, token, head) {
  const chosen = head < 0 ? heads : [heads[head]];
  const from = (token * (token + 1)) / 2;
  const row = Array.from({ length: token + 1 }, (_, key) => chosen.reduce((sum, one) => sum + one[from + key], 0));
  const total = row.reduce((sum, number) => sum + number, 0);
  return row.map((number) => number / total);
}

// The stage from which on the right token is the first guess; -1 if it is not so at the end.
export function firstStage(right) {
  let first = right.length;
  while (first > 0 && right[first - 1][1] === 1) first -= 1;
  return first < right.length ? first : -1;
}

let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

// A space at the beginning of a token is part of it: show it.
function shown(token) {
  return token.replace(/ /g, "␣").replace(/\n/g, "⏎");
}

function percent(share) {
  return share > 0 && share < 0.01 ? "<1 %" : `${(100 * share).toFixed(0)} %`;
}

function render({ model, el }) {
  const id = `tp-${++figures}`;
  const names = ["text", "token", "stage"];
  const start = Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const stages = model.get("stages");
  const texts = model.get("tokens");
  const nHeads = model.get("attention")[0][0].length;
  let head = -1;
  let visited = new Set();

  const change = (values) => {
    if ("text" in values || "token" in values) visited = new Set();
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
    draw();
  };

  const textSelect = element("select", { id: `${id}-text` }, ...texts.map((some, i) => element("option", { value: i }, some.join(""))));
  textSelect.addEventListener("change", () => change({ text: Number(textSelect.value), token: 0, stage: 0 }));
  const headSelect = element(
    "select",
    { id: `${id}-head` },
    element("option", { value: -1 }, "mean of all heads"),
    ...Array.from({ length: nHeads }, (_, h) => element("option", { value: h }, `head ${h + 1}`)),
  );
  headSelect.addEventListener("change", () => {
    head = Number(headSelect.value);
    draw();
  });
  const slider = element("input", { type: "range", id: `${id}-stage`, min: 0, max: stages.length - 1, step: 1 });
  slider.addEventListener("input", () => change({ stage: Number(slider.value) }));
  const stageName = element("output", { for: `${id}-stage`, class: "tp-stage-name" });

  const tokenRow = element("div", { class: "tp-tokens", role: "group", "aria-label": "The tokens of the text; press one to follow it" });
  const looking = element("p", { class: "tp-looking" });
  const rows = Array.from({ length: 6 }, () => {
    const word = element("span", { class: "tp-word" });
    const fill = element("span", { class: "tp-fill" });
    const number = element("span", { class: "tp-number" });
    return { word, fill, number, row: element("li", { class: "tp-guess" }, word, element("span", { class: "tp-track" }, fill), number) };
  });
  const path = stages.map((name, s) => {
    const guess = element("span", { class: "tp-first" });
    const button = element("button", { type: "button", class: "tp-step" }, element("span", {}, name), guess);
    button.addEventListener("click", () => change({ stage: s }));
    return { guess, button };
  });
  const size = element("p", { class: "tp-size" });
  const verdict = element("p", { class: "tp-verdict", "aria-live": "polite" });
  const reset = element("button", { type: "button", class: "tp-reset" }, "Reset");
  reset.addEventListener("click", () => {
    head = -1;
    headSelect.value = -1;
    change(start);
  });

  el.append(
    element(
      "div",
      { class: "tp", role: "group", "aria-label": "Live figure: one token's path through a model" },
      element(
        "p",
        { class: "tp-task" },
        "Task: follow the marked token, stage by stage, until the token that really comes next (★) has become the first guess and stays it. Then find a token for which the model needs fewer stages.",
      ),
      element("div", { class: "tp-row" }, element("label", { for: `${id}-text` }, "Text"), textSelect),
      tokenRow,
      element("div", { class: "tp-row" }, element("label", { for: `${id}-stage` }, "Stage"), slider),
      stageName,
      looking,
      element("div", { class: "tp-row tp-heads" }, element("label", { for: `${id}-head` }, "Attention of"), headSelect),
      element(
        "div",
        { class: "tp-columns" },
        element(
          "div",
          {},
          element("p", { class: "tp-title" }, "If the model ended here, it would guess:"),
          element("ol", { class: "tp-guesses", "aria-label": "The best guesses at this stage" }, ...rows.map((one) => one.row)),
          size,
        ),
        element(
          "div",
          {},
          element("p", { class: "tp-title" }, "First guesses on the way, where you have been:"),
          element("div", { class: "tp-path", role: "group", "aria-label": "The stages; press one to go there" }, ...path.map((one) => one.button)),
        ),
      ),
      verdict,
      reset,
    ),
  );

  let drawnText = -1;
  let tokenButtons = [];

  function drawTokens(text) {
    if (drawnText === text) return;
    drawnText = text;
    tokenButtons = texts[text].map((token, i) => {
      const bar = element("span", { class: "tp-look-fill" });
      const button = element("button", { type: "button", class: "tp-token" }, element("span", {}, shown(token)), element("span", { class: "tp-look" }, bar));
      if (i === texts[text].length - 1) button.setAttribute("aria-disabled", "true");
      else button.addEventListener("click", () => change({ token: i, stage: 0 }));
      return { bar, button };
    });
    tokenRow.replaceChildren(...tokenButtons.map((one) => one.button));
  }

  function draw() {
    const [text, token, stage] = names.map((name) => model.get(name));
    visited.add(stage);
    const some = texts[text];
    const next = some[token + 1];
    const at = (name) => model.get(name)[text][token];
    const right = at("right");
    const total = at("totals")[stage];
    const layer = model.get("layer_of_stage")[stage];

    textSelect.value = text;
    slider.value = stage;
    slider.setAttribute("aria-valuetext", stages[stage]);
    stageName.textContent = stages[stage];
    drawTokens(text);

    const weights = layer < 0 ? [] : weightsOf(model.get("attention")[text][layer], token, head);
    tokenButtons.forEach(({ bar, button }, i) => {
      const weight = weights[i] || 0;
      bar.style.height = `${100 * weight}%`;
      button.setAttribute("aria-pressed", i === token ? "true" : "false");
      button.classList.toggle("tp-next", i === token + 1);
      const look = layer < 0 ? "" : `, gets ${percent(weight)} of the attention`;
      const role = i === token ? ", followed" : i === token + 1 ? ", comes next" : "";
      button.setAttribute("aria-label", `${some[i].trim() || "line break"}${role}${look}`);
    });
    headSelect.disabled = layer < 0;
    if (layer < 0) looking.textContent = "At this stage no token looks at another one.";
    else {
      const most = weights.indexOf(Math.max(...weights));
      looking.textContent = `“${shown(some[token])}” looks most at “${shown(some[most])}”${most === token ? ", itself" : ""}: ${percent(weights[most])} (bars above).`;
    }

    const guesses = at("guesses")[stage];
    const shares = probabilities(at("logits")[stage], total);
    const [rightLogit, rank] = right[stage];
    const [rightShare] = probabilities([rightLogit], total);
    rows.forEach(({ word, fill, number, row }, i) => {
      const extra = i === guesses.length;
      row.hidden = extra && rank <= guesses.length;
      const isRight = extra || i + 1 === rank;
      const share = extra ? rightShare : shares[i];
      word.textContent = `${extra ? `${rank}. ` : `${i + 1}. `}${isRight ? "★ " : ""}${shown(extra ? next : guesses[i])}`;
      fill.style.width = `${100 * share}%`;
      number.textContent = percent(share);
      row.classList.toggle("tp-right", isRight);
    });
    path.forEach(({ guess, button }, s) => {
      const known = visited.has(s);
      const isRight = known && right[s][1] === 1;
      guess.textContent = known ? `${isRight ? "★ " : ""}${shown(at("guesses")[s][0])}` : "?";
      button.classList.toggle("tp-right", isRight);
      button.setAttribute("aria-pressed", s === stage ? "true" : "false");
    });
    const added = stage === 0 || stage === stages.length - 1 ? "" : ` This part has added a vector of length ${at("added")[stage].toFixed(1)}.`;
    size.textContent = `Length of the token's vector: ${at("lengths")[stage].toFixed(1)}.${added}`;

    const first = firstStage(right);
    let said = `Not yet: “${shown(guesses[0])}” leads. “${shown(next)}” comes next.`;
    if (first < 0) said = stage < stages.length - 1 ? said : `This guess stays wrong: the model ends with “${shown(guesses[0])}”. Follow another token.`;
    else if (stage === first && first > 0) said = `✓ Found: from “${stages[first]}” on, “${shown(next)}” is the first guess.`;
    else if (stage === first) said = `“${shown(next)}” leads from the very start: the token alone is enough. Follow another one.`;
    else if (stage > first) said = `“${shown(next)}” leads, and has led for ${stage - first} stage${stage - first > 1 ? "s" : ""}. Go back to where it took the lead.`;
    else if (rank === 1) said = `“${shown(next)}” leads here, but will lose the lead again.`;
    if (verdict.textContent !== said) verdict.textContent = said;
  }

  const watched = names.map((name) => `change:${name}`).join(" ");
  model.on(watched, draw);
  draw();
  model.send("running");
  return () => model.off(watched, draw);
}

export default { render };
