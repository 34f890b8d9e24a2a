// Number formats. The mathematics first (tested in Node), then the drawing.

export const FORMATS = [
  { name: "float32", exponent: 8, mantissa: 23, infinity: true },
  { name: "float16", exponent: 5, mantissa: 10, infinity: true },
  { name: "bfloat16", exponent: 8, mantissa: 7, infinity: true },
  { name: "float8 e4m3", exponent: 4, mantissa: 3, infinity: false },
  { name: "float8 e5m2", exponent: 5, mantissa: 2, infinity: true },
];

const biasOf = (format) => 2 ** (format.exponent - 1) - 1;

export function largestOf(format) {
  const bias = biasOf(format);
  if (!format.infinity) return (2 - 2 * 2 ** -format.mantissa) * 2 ** (bias + 1);
  return (2 - 2 ** -format.mantissa) * 2 ** bias;
}

function exponentOf(size) {
  let exponent = Math.floor(Math.log2(size));
  if (2 ** exponent > size) exponent -= 1;
  if (2 ** (exponent + 1) <= size) exponent += 1;
  return exponent;
}

export function roundHalfToEven(number) {
  const below = Math.floor(number);
  const rest = number - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
}

export function roundTo(value, format) {
  const size = Math.abs(value);
  if (size === 0) return value;
  const largest = largestOf(format);
  let rounded = size;
  if (Number.isFinite(size)) {
    const exponent = Math.max(exponentOf(size), 1 - biasOf(format));
    const step = 2 ** (exponent - format.mantissa);
    rounded = roundHalfToEven(size / step) * step;
  }
  if (rounded > largest) rounded = format.infinity ? Infinity : largest;
  return value < 0 ? -rounded : rounded;
}

export function bitsOf(value, format) {
  const rounded = roundTo(value, format);
  const sign = rounded < 0 || Object.is(rounded, -0) ? "1" : "0";
  const size = Math.abs(rounded);
  const write = (number, length) => number.toString(2).padStart(length, "0");
  if (size === Infinity) return sign + "1".repeat(format.exponent) + "0".repeat(format.mantissa);
  const bias = biasOf(format);
  let code = size === 0 ? 0 : exponentOf(size) + bias;
  let share = 0;
  if (code < 1) {
    code = 0;
    share = size / 2 ** (1 - bias);
  } else share = size / 2 ** (code - bias) - 1;
  return sign + write(code, format.exponent) + write(Math.round(share * 2 ** format.mantissa), format.mantissa);
}

export function valueOf(bits, format) {
  const exponent = bits.slice(1, 1 + format.exponent);
  const mantissa = bits.slice(1 + format.exponent);
  const code = parseInt(exponent, 2);
  const share = parseInt(mantissa, 2) / 2 ** format.mantissa;
  const bias = biasOf(format);
  const last = !exponent.includes("0");
  if (last && format.infinity) return share ? NaN : bits[0] === "1" ? -Infinity : Infinity;
  if (last && !mantissa.includes("0")) return NaN;
  const size = code ? (1 + share) * 2 ** (code - bias) : share * 2 ** (1 - bias);
  return bits[0] === "1" ? -size : size;
}

export function wholeNumber(value, largest) {
  const scale = largest / 127;
  const sign = value < 0 ? -1 : 1;
  const number = sign * Math.min(127, roundHalfToEven(Math.abs(value) / scale));
  return { number, value: number * scale };
}

export function plusOne(value) {
  const bfloat16 = FORMATS[2];
  return roundTo(roundTo(value, bfloat16) + 1, bfloat16);
}

export function heldByOneOnly(value) {
  // true: bfloat16 has a number for it, float16 has none
  return Number.isFinite(roundTo(value, FORMATS[2])) && Math.abs(roundTo(value, FORMATS[2])) > 0 && !Number.isFinite(roundTo(value, FORMATS[1]));
}

const TASKS = [
  {
    text: "Find a number that bfloat16 can hold and that becomes infinite in float16.",
    done: (value) => heldByOneOnly(value),
    praise: "bfloat16 has the exponents of float32; float16 ends at 65,504.",
  },
  {
    text: "Find the smallest whole number above 0 that bfloat16 cannot hold.",
    done: (value) => value === 257,
    praise: "256 = 2⁸ is the last before the steps become 2: eight bits, with the leading 1, count no further.",
    near: (value) => Number.isInteger(value) && value > 257 && roundTo(value, FORMATS[2]) !== value,
    nearly: "bfloat16 cannot hold this one. There is a smaller one.",
  },
];

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function shown(value) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value < 0 ? "−∞" : "∞";
  const text = Number(value.toPrecision(9)).toString();
  return text.replace("-", "−").replace("e+", "e");
}

function judged(value, made) {
  if (made === value) return "exact";
  if (!Number.isFinite(made)) return "overflow: too large";
  if (made === 0) return "underflow: nothing is left";
  const error = Math.abs(made - value) / Math.abs(value);
  return `off by ${Number((100 * error).toPrecision(2))} %`;
}

let figures = 0; // gives the labels of several figures on one page different ids

function render({ model, el }) {
  const id = `fmt-${++figures}`;
  const start = { value: model.get("value"), largest: model.get("largest") };
  let task = 0;
  let said = "";

  const change = (name, value) => {
    if (!Number.isFinite(value)) {
      said = "Exponent bits that are all 1 stand for infinity or NaN (not a number): no number to go on with.";
      return draw();
    }
    said = "";
    model.set(name, value);
    model.save_changes();
    draw();
  };

  const input = element("input", { type: "text", inputmode: "decimal", id: `${id}-value`, autocomplete: "off", class: "fmt-input" });
  input.addEventListener("input", () => {
    const number = Number(input.value.trim().replace("−", "-").replace(",", ""));
    if (input.value.trim() && Number.isFinite(number)) change("value", number);
  });
  input.addEventListener("blur", () => draw());
  const power = element("input", { type: "range", id: `${id}-power`, min: -30, max: 40, step: 1 });
  power.addEventListener("input", () => {
    const value = model.get("value") || 1;
    change("value", value * 2 ** (Number(power.value) - exponentOf(Math.abs(value))));
  });
  const button = (text, action) => {
    const made = element("button", { type: "button" }, text);
    made.addEventListener("click", action);
    return made;
  };
  const largest = element("input", { type: "range", id: `${id}-largest`, min: -3, max: 10, step: 1 });
  const largestShown = element("output", { for: `${id}-largest` });
  largest.addEventListener("input", () => change("largest", 2 ** Number(largest.value)));
  const powerShown = element("output", { for: `${id}-power` });

  const rows = FORMATS.map((format) => {
    const bits = Array.from({ length: 1 + format.exponent + format.mantissa }, (_, place) => {
      const part = place === 0 ? "sign" : place <= format.exponent ? "exponent" : "mantissa";
      const bit = element("button", { type: "button", class: `fmt-bit fmt-${part}`, tabindex: place ? -1 : 0 });
      bit.addEventListener("click", () => {
        const now = bitsOf(model.get("value"), format);
        const flipped = now.slice(0, place) + (now[place] === "1" ? "0" : "1") + now.slice(place + 1);
        change("value", valueOf(flipped, format));
      });
      bit.addEventListener("keydown", (event) => {
        const to = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: bits.length - 1 }[event.key];
        if (to === undefined || !bits[to]) return;
        event.preventDefault();
        bit.tabIndex = -1;
        bits[to].tabIndex = 0;
        bits[to].focus();
      });
      return bit;
    });
    const cut = 1 + format.exponent;
    const groups = [bits.slice(0, 1), bits.slice(1, cut), bits.slice(cut)].map((some) => element("span", { class: "fmt-part" }, ...some));
    const label = `${format.name}: bits of sign, exponent and mantissa; arrow keys move, Enter flips`;
    const made = element("span", { class: "fmt-made" });
    const error = element("span", { class: "fmt-error" });
    const row = element(
      "div",
      { class: "fmt-row" },
      element("span", { class: "fmt-name" }, format.name),
      element("div", { class: "fmt-bits", role: "group", "aria-label": label }, ...groups),
      element("span", { class: "fmt-result" }, made, " ", error),
    );
    return { format, bits, made, error, row };
  });
  const whole = element("span", { class: "fmt-made" });
  const wholeError = element("span", { class: "fmt-error" });
  const wholeText = element("span", { class: "fmt-bits" });
  const wholeRow = element(
    "div",
    { class: "fmt-row" },
    element("span", { class: "fmt-name" }, "int8 · scale"),
    wholeText,
    element("span", { class: "fmt-result" }, whole, " ", wholeError),
  );

  const select = element("select", { id: `${id}-task` }, ...TASKS.map((each, k) => element("option", { value: k }, `Task ${k + 1}`)));
  select.addEventListener("change", () => {
    task = Number(select.value);
    draw();
  });
  const taskText = element("p", { class: "fmt-task" });
  const verdict = element("p", { class: "fmt-verdict", "aria-live": "polite" });

  el.append(
    element(
      "div",
      { class: "fmt", role: "group", "aria-label": "Live figure: number formats" },
      element("div", { class: "fmt-head" }, element("label", { for: `${id}-task` }, "Choose"), select, taskText),
      element(
        "div",
        { class: "fmt-controls" },
        element("div", { class: "fmt-line" }, element("label", { for: `${id}-value` }, "Number"), input),
        element("div", { class: "fmt-line" }, element("label", { for: `${id}-power` }, "Power of two"), power, powerShown),
        element("div", { class: "fmt-line" }, element("label", { for: `${id}-largest` }, "int8 reaches to"), largest, largestShown),
      ),
      element("div", { class: "fmt-legend" }, ...["sign", "exponent", "mantissa"].map((part) => element("span", { class: `fmt-key fmt-${part}` }, part))),
      ...rows.map((row) => row.row),
      wholeRow,
      verdict,
      element(
        "div",
        { class: "fmt-buttons" },
        button("Set to 256", () => change("value", 256)),
        button("Add 1 in bfloat16", () => {
          const before = roundTo(model.get("value"), FORMATS[2]);
          const after = plusOne(before);
          change("value", after);
          if (after === before) said = `In bfloat16, ${shown(before)} + 1 = ${shown(after)}: the 1 is lost.`;
          draw();
        }),
        button("Add 1", () => change("value", model.get("value") + 1)),
        button("Take 1", () => change("value", model.get("value") - 1)),
        button("Reset", () => {
          for (const [name, value] of Object.entries(start)) model.set(name, value);
          model.save_changes();
          task = 0;
          select.value = 0;
          said = "";
          draw();
        }),
      ),
    ),
  );

  function draw() {
    const value = model.get("value");
    if (document.activeElement !== input && el.getRootNode().activeElement !== input) input.value = shown(value);
    const exponent = value === 0 ? 0 : exponentOf(Math.abs(value));
    power.value = exponent;
    powerShown.textContent = `2^${exponent}`.replace("-", "−");
    power.setAttribute("aria-valuetext", `2 to the power of ${exponent}`);
    largest.value = Math.round(Math.log2(model.get("largest")));
    largestShown.textContent = shown(model.get("largest"));
    largest.setAttribute("aria-valuetext", shown(model.get("largest")));
    for (const { format, bits, made, error } of rows) {
      const digits = bitsOf(value, format);
      const becomes = roundTo(value, format);
      bits.forEach((bit, place) => {
        const part = place === 0 ? "sign" : place <= format.exponent ? "exponent" : "mantissa";
        bit.textContent = digits[place];
        bit.classList.toggle("fmt-on", digits[place] === "1");
        bit.setAttribute("aria-label", `${part} bit ${place}: ${digits[place]}`);
      });
      made.textContent = shown(becomes);
      error.textContent = judged(value, becomes);
    }
    const { number, value: becomes } = wholeNumber(value, model.get("largest"));
    wholeText.textContent = `${shown(number)} × ${shown(model.get("largest") / 127)}`;
    whole.textContent = shown(Number(becomes.toPrecision(6)));
    const cut = Math.abs(value) > model.get("largest") * (1 + 0.5 / 127);
    wholeError.textContent = cut ? "cut off: too large" : judged(value, becomes);
    const wanted = TASKS[task];
    taskText.textContent = wanted.text;
    const reached = wanted.done(value) ? `✓ Reached. ${wanted.praise}` : wanted.near?.(value) ? wanted.nearly : said;
    if (verdict.textContent !== reached) verdict.textContent = reached;
  }

  model.on("change:value change:largest", draw);
  draw();
  model.send("running");
  return () => model.off("change:value change:largest", draw);
}

export default { render };
