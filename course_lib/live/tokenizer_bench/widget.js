// Three tokenizers on one text: cuts.js says how each cuts it, row.js how that looks.

import { cut } from "./cuts.js";
import { element } from "../in_page/parts.js";
import { chooser, radios } from "./parts.js";
import { measure } from "./round_trip.js";
import { row } from "./row.js";
import { tasks, TASKS } from "./tasks.js";
import { unpack } from "./unpack.js";

const MOST_CHARACTERS = 300;
const KINDS = ["BPE", "WordPiece", "Unigram"];
let figures = 0; // gives the labels of several figures on one page different ids

class Figure {
  constructor(model, el) {
    const task = tasks(Object.values(model.get("texts")));
    Object.assign(this, { model, task, benches: {} });
    this.start = { text: model.get("text"), learned: model.get("learned") };
    this.build(el, `tb-${++figures}`);
    this.update = this.update.bind(this);
    model.on("change:text change:learned", this.update);
    this.update();
    model.send("running"); // the still picture goes
  }

  build(el, id) {
    const take = (text) => this.change({ text });
    const learn = (learned) => this.change({ learned });
    this.input = element("textarea", { id: `${id}-text`, rows: 2, spellcheck: "false" });
    this.input.setAttribute("autocapitalize", "off");
    this.input.addEventListener("input", () => take(this.input.value));
    const own = () => this.input.focus();
    this.chooser = chooser(`${id}-choose`, this.model.get("texts"), take, own);
    this.radios = radios(id, "Learned from", Object.keys(this.model.get("files")), learn);
    this.rows = KINDS.map((kind) => row(`${id}-${kind}`, kind));
    this.verdict = element("p", { class: "tb-verdict", "aria-live": "polite" });
    const reset = element("button", { type: "button" }, "Reset");
    reset.addEventListener("click", () => this.reset());
    const label = "Live figure: three tokenizers on one text";
    el.append(
      element(
        "div",
        { class: "tb", role: "group", "aria-label": label },
        element("p", { class: "tb-task" }, TASKS),
        this.controls(id),
        ...this.rows.map(({ node }) => node),
        this.verdict,
        reset,
      ),
    );
  }

  controls(id) {
    const choose = element("label", { for: `${id}-choose` }, "A text");
    const text = element("label", { for: `${id}-text` }, "In words");
    const fields = [choose, this.chooser.node, text, this.input];
    return element("div", {}, element("div", { class: "tb-fields" }, ...fields), this.radios.node);
  }

  change(values) {
    const short = (text) => Array.from(text).slice(0, MOST_CHARACTERS).join("");
    if ("text" in values) values = { ...values, text: short(values.text) };
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.model.save_changes();
    this.update();
  }

  reset() {
    this.task.forget();
    this.shown = undefined; // draw it anew, even if the text is the same
    this.change(this.start);
  }

  // The three that learned from this; they are unpacked when they are first asked for.
  bench(learned) {
    const files = this.model.get("files")[learned];
    this.benches[learned] ??= Object.fromEntries(
      KINDS.map((kind) => [kind, unpack(files[kind])]),
    );
    return this.benches[learned];
  }

  update() {
    const text = this.model.get("text"), learned = this.model.get("learned");
    if (this.input.value !== text) this.input.value = text;
    if (this.shown === `${learned}: ${text}`) return;
    this.shown = `${learned}: ${text}`;
    this.chooser.show(text);
    this.radios.show(learned);
    const said = this.task.look(text, this.showRows(text, this.bench(learned)));
    if (this.verdict.textContent !== said) this.verdict.textContent = said;
  }

  // Draws the rows; returns what each tokenizer makes of the text, by name.
  showRows(text, bench) {
    const measures = KINDS.map((kind, n) => {
      const found = measure(bench[kind], text);
      this.rows[n].show(bench[kind], cut[kind](bench[kind], text), found);
      return [kind, found];
    });
    return Object.fromEntries(measures);
  }

  remove() {
    this.model.off("change:text change:learned", this.update);
  }
}

function render({ model, el }) {
  try {
    const figure = new Figure(model, el);
    return () => figure.remove();
  } catch ({ message }) {
    const said = `The tokenizers could not be read, so the picture stays: ${message}`;
    el.replaceChildren(element("p", { class: "tb-trouble", role: "status" }, said));
  }
}

export default { render };
