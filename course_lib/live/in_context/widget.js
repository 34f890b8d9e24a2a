// A GPT in the page: token ids in, scores of the next token out. The mathematics first (tested in Node), then the drawing.

function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

export function unpack(weights) {
  const found = {};
  for (const [name, { shape, data }] of Object.entries(weights)) {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    const numbers = Float64Array.from({ length: bytes.length / 2 }, (_, i) => half(view.getUint16(2 * i, true)));
    found[name] = { shape, numbers };
  }
  return found;
}

// weight · x + bias, for one vector
function linear(weights, name, x) {
  const { shape, numbers } = weights[`${name}.weight`];
  const bias = weights[`${name}.bias`].numbers;
  return Array.from({ length: shape[0] }, (_, row) => {
    let sum = bias[row];
    for (let i = 0; i < shape[1]; i++) sum += numbers[row * shape[1] + i] * x[i];
    return sum;
  });
}

function normalize(weights, name, x) {
  const scale = weights[`${name}.weight`].numbers;
  const bias = weights[`${name}.bias`].numbers;
  const mean = x.reduce((sum, number) => sum + number, 0) / x.length;
  const variance = x.reduce((sum, number) => sum + (number - mean) ** 2, 0) / x.length;
  return x.map((number, i) => ((number - mean) / Math.sqrt(variance + 1e-5)) * scale[i] + bias[i]);
}

// the error function by its series, and by its continued fraction where the series is slow
function erf(x) {
  const z = Math.abs(x);
  if (z > 6) return Math.sign(x);
  let sum = z;
  let term = z;
  for (let n = 1; n < 120; n++) {
    term *= (-z * z) / n;
    sum += term / (2 * n + 1);
  }
  return Math.sign(x) * Math.min(1, (2 / Math.sqrt(Math.PI)) * sum);
}

const gelu = (x) => (Math.abs(x) > 4 ? Math.max(0, x) : 0.5 * x * (1 + erf(x / Math.SQRT2)));

export function softmax(scores) {
  const highest = Math.max(...scores);
  const raised = scores.map((score) => Math.exp(score - highest));
  const total = raised.reduce((sum, number) => sum + number, 0);
  return raised.map((number) => number / total);
}

function attend(weights, name, stream, nHeads) {
  const projected = stream.map((x) => linear(weights, `${name}.query_key_value`, x));
  const width = stream[0].length;
  const dHead = width / nHeads;
  return stream.map((_, at) => {
    const gathered = new Array(width).fill(0);
    for (let head = 0; head < nHeads; head++) {
      const from = head * dHead;
      const scores = [];
      for (let j = 0; j <= at; j++) {
        let dot = 0;
        for (let i = from; i < from + dHead; i++) dot += projected[at][i] * projected[j][width + i];
        scores.push(dot / Math.sqrt(dHead));
      }
      softmax(scores).forEach((share, j) => {
        for (let i = from; i < from + dHead; i++) gathered[i] += share * projected[j][2 * width + i];
      });
    }
    return linear(weights, `${name}.output`, gathered);
  });
}

// The scores of every token after the last one.
export function logits(weights, tokens, nHeads) {
  const { shape, numbers } = weights["token_embedding.weight"];
  const width = shape[1];
  const places = weights["position_embedding.weight"].numbers;
  let stream = tokens.map((token, at) =>
    Array.from({ length: width }, (_, i) => numbers[token * width + i] + places[at * width + i]),
  );
  const add = (more) => (stream = stream.map((x, at) => x.map((number, i) => number + more[at][i])));
  for (let block = 0; weights[`blocks.${block}.norm_1.weight`]; block++) {
    const name = `blocks.${block}`;
    add(attend(weights, `${name}.attention`, stream.map((x) => normalize(weights, `${name}.norm_1`, x)), nHeads));
    add(
      stream.map((x) => {
        const inner = linear(weights, `${name}.feed_forward.0`, normalize(weights, `${name}.norm_2`, x));
        return linear(weights, `${name}.feed_forward.2`, inner.map(gelu));
      }),
    );
  }
  const last = normalize(weights, "final_norm", stream[stream.length - 1]);
  return Array.from({ length: shape[0] }, (_, token) => {
    let dot = 0;
    for (let i = 0; i < width; i++) dot += numbers[token * width + i] * last[i];
    return dot;
  });
}

// The probability of each shelf, given examples as [thing, shelf] and the thing that is asked for.
export function shelfProbabilities(weights, nHeads, things, shelves, examples, question) {
  const words = [...things, ...shelves];
  const tokens = [...examples.flat(), question].map((word) => words.indexOf(word));
  return softmax(logits(weights, tokens, nHeads).slice(things.length));
}

const GOAL = 0.9;
const MOST = 9;
let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function button(label, onPress, name) {
  const node = element("button", { type: "button" }, label);
  if (name) node.setAttribute("aria-label", name);
  node.addEventListener("click", onPress);
  return node;
}

function render({ model, el }) {
  const id = `ic-${++figures}`;
  const things = model.get("things");
  const shelves = model.get("shelves");
  const walk = model.get("walk");
  const nHeads = model.get("sizes").n_heads;
  const weights = unpack(model.get("weights"));
  const truth = Object.fromEntries(walk); // this shop, as far as the walk shows it
  const start = { examples: model.get("examples"), question: model.get("question") };
  const done = ["", ""];

  const change = (examples) => {
    model.set("examples", examples);
    model.save_changes();
    update();
  };
  const now = () => model.get("examples").map((pair) => [...pair]);

  const add = button("Add the next example", () => {
    const examples = now();
    if (examples.length < MOST) change([...examples, [...walk[examples.length % walk.length]]]);
  });
  const question = element("select", { id: `${id}-q` }, ...things.map((thing) => element("option", { value: thing }, thing)));
  question.addEventListener("change", () => {
    model.set("question", question.value);
    model.save_changes();
    update();
  });
  const reset = button("Reset", () => {
    done.fill("");
    model.set("question", start.question);
    change(start.examples);
  });
  const list = element("ol", { class: "ic-list" });
  const empty = element("p", { class: "ic-empty" }, "No examples yet.");
  const bars = shelves.map((shelf) => {
    const fill = element("div", { class: "ic-fill" });
    const number = element("span", { class: "ic-number" });
    const row = element("div", { class: "ic-bar" }, element("span", {}, shelf), element("div", { class: "ic-track" }, fill), number);
    return { fill, number, row };
  });
  const verdict = element("p", { class: "ic-verdict", "aria-live": "polite" });

  el.append(
    element(
      "div",
      { class: "ic", role: "group", "aria-label": "Live figure: learning from examples" },
      element(
        "p",
        { class: "ic-task" },
        "Task 1: add examples until the right shelf has more than 90\u00a0% of the probability. How many did it take?",
      ),
      element("p", { class: "ic-task" }, "Task 2: then flip one label so that the model gives a wrong shelf more than half."),
      element("div", { class: "ic-controls" }, add, element("label", { for: `${id}-q` }, "Question: where is the"), question, reset),
      empty,
      list,
      element("div", { class: "ic-bars" }, ...bars.map((bar) => bar.row)),
      verdict,
    ),
  );

  function rowOf([thing, shelf], place, examples) {
    const rest = () => examples.filter((_, i) => i !== place);
    const flipped = () => {
      const next = shelves[(shelves.indexOf(shelf) + 1) % shelves.length];
      return examples.map((pair, i) => (i === place ? [thing, next] : pair));
    };
    const earlier = () => [...examples.slice(0, place - 1), examples[place], examples[place - 1], ...examples.slice(place + 1)];
    const act = (what, make) => () => {
      change(make());
      const row = list.children[Math.min(what === "Earlier" ? place - 1 : place, list.children.length - 1)];
      const again = row && ([...row.querySelectorAll("button")].find((one) => one.textContent === what) || row.querySelector("button"));
      (again || add).focus();
    };
    const number = place + 1;
    const buttons = [button("Flip", act("Flip", flipped), `Flip the label of example ${number}`)];
    if (place > 0) buttons.push(button("Earlier", act("Earlier", earlier), `Move example ${number} one place earlier`));
    buttons.push(button("Remove", act("Remove", rest), `Remove example ${number}`));
    const words = element("span", { class: "ic-words" }, `${thing} → ${shelf}`);
    if (truth[thing] !== shelf) words.append(element("em", {}, " (flipped)"));
    return element("li", {}, words, element("span", { class: "ic-buttons" }, ...buttons));
  }

  function update() {
    const examples = now();
    const asked = model.get("question");
    question.value = asked;
    add.disabled = examples.length >= MOST;
    empty.hidden = examples.length > 0;
    list.replaceChildren(...examples.map((pair, place) => rowOf(pair, place, examples)));
    const shares = shelfProbabilities(weights, nHeads, things, shelves, examples, asked);
    bars.forEach((bar, i) => {
      bar.fill.style.width = `${100 * shares[i]}%`;
      bar.number.textContent = `${(100 * shares[i]).toFixed(0)} %`;
      bar.row.classList.toggle("ic-right", shelves[i] === truth[asked]);
      bar.row.firstChild.textContent = shelves[i] === truth[asked] ? `${shelves[i]} (right)` : shelves[i];
    });
    const best = shares.indexOf(Math.max(...shares));
    const nFlipped = examples.filter(([thing, shelf]) => truth[thing] !== shelf).length;
    if (!nFlipped && shares[shelves.indexOf(truth[asked])] > GOAL && !done[0])
      done[0] = `✓ Task 1 reached with ${examples.length} example${examples.length === 1 ? "" : "s"}: the ${asked} stood among them.`;
    if (done[0] && nFlipped === 1 && shelves[best] !== truth[asked] && shares[best] > 0.5 && !done[1])
      done[1] = "✓ Task 2 reached: one label changed, and the model believes it.";
    const said = done.filter(Boolean).join(" ");
    if (verdict.textContent !== said) verdict.textContent = said;
  }

  model.on("change:examples change:question", update);
  update();
  model.send("running");
  return () => model.off("change:examples change:question", update);
}

export default { render };
