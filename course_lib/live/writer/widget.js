// The town's GPT writes in the page: story.js says what, the others how it looks.

import { ByteBPETokenizer } from "../in_page/byte_bpe.js";
import { softmax } from "../in_page/sampling.js";
import { bars } from "./bars.js";
import { controls, SETTINGS } from "./controls.js";
import { loader } from "../in_page/load.js";
import { element } from "../in_page/parts.js";
import { button } from "./parts.js";
import { Story } from "./story.js";
import { LENGTH, tasks, TASKS } from "./tasks.js";
import { legend, text } from "./text.js";

const TO_LOAD = {
  name: "the model",
  Tokenizer: ByteBPETokenizer,
  until: "Until it can, the picture shows what the model expects after one opening.",
  prefix: "wr",
};

let figures = 0; // gives the labels of several figures on one page different ids

class Figure {
  constructor(model, el) {
    Object.assign(this, { model, task: tasks(), run: 0, looking: -1, writing: null });
    this.names = ["opening", ...SETTINGS];
    this.start = Object.fromEntries(this.names.map((name) => [name, model.get(name)]));
    this.build(el);
    this.events = this.names.map((name) => `change:${name}`).join(" ");
    this.update = this.update.bind(this);
    model.on(this.events, this.update);
    this.update();
  }

  build(el) {
    const change = (values) => this.change(values);
    const begin = (opening) => this.begin(opening);
    const look = (place) => this.lookAt(place);
    this.controls = controls(`wr-${++figures}`, this.model, change, begin);
    this.text = text("Written tokens; arrows go from one to the next", look);
    this.bars = bars();
    this.left = element("p", { class: "wr-left" });
    this.status = element("p", { class: "wr-status", role: "status" });
    this.verdict = element("p", { class: "wr-verdict", "aria-live": "polite" });
    const output = [this.text.node, legend(), this.verdict, this.bars.node, this.left];
    this.workshop = [
      element("div", { hidden: "" }, this.controls.node, this.buttons()),
      element("div", { hidden: "" }, ...output),
    ];
    const say = (words) => this.say(words);
    const ready = (loaded) => this.loaded(loaded);
    const label = "Live figure: a GPT writes";
    const names = { class: "wr", role: "group", "aria-label": label };
    const [inputs, outputs] = this.workshop;
    const load = loader(this.model, TO_LOAD, say, ready);
    const task = element("p", { class: "wr-task" }, TASKS);
    el.append(element("div", names, task, load, inputs, this.status, outputs));
  }

  buttons() {
    const all = [
      (this.writeButton = button(`Write ${LENGTH} tokens`, () => {
        this.begin(this.model.get("opening"));
        this.write(LENGTH);
      })),
      button(`${LENGTH} more`, () => this.write(LENGTH)),
      button("One token", () => this.write(1)),
      button("Stop", () => this.stop()),
      button("Reset", () => this.reset()),
    ];
    return element("div", { class: "wr-buttons" }, ...all);
  }

  loaded({ network, tokenizer, hadFocus }) {
    Object.assign(this, { gpt: network, tokenizer });
    for (const part of this.workshop) part.hidden = false;
    this.say("The model is there.");
    this.begin(this.model.get("opening"));
    if (hadFocus) this.writeButton.focus();
    this.model.send("running"); // the still picture goes
  }

  settings() {
    return Object.fromEntries(SETTINGS.map((name) => [name, this.model.get(name)]));
  }

  change(values) {
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.model.save_changes();
    this.update();
  }

  say(words) {
    this.status.textContent = words;
  }

  reset() {
    this.task.forget();
    this.verdict.textContent = "";
    this.change(this.start);
    this.begin(this.start.opening);
    this.say("");
  }

  // A writing goes on as long as its number is the last one given.
  stop() {
    this.run += 1;
  }

  // Forget what was written, and ask the model what comes after the opening.
  begin(opening) {
    this.stop();
    this.looking = -1;
    this.story = undefined;
    this.change({ opening });
    if (!this.gpt) return;
    try {
      this.story = new Story(this.tokenizer, this.gpt, opening);
    } catch ({ message }) {
      this.say(message);
    }
    this.update();
    this.look(this.story);
  }

  async look(story) {
    try {
      await story?.look();
    } catch ({ message }) {
      this.say(`The model stopped: ${message}.`);
    }
    if (story === this.story) this.update();
  }

  // Write n more tokens, once the writing before has stopped.
  async write(n) {
    const run = ++this.run;
    await this.writing;
    if (this.story && run === this.run) this.writing = this.writeOn(this.story, n, run);
  }

  async writeOn(story, n, run) {
    const first = story.written.length, started = performance.now();
    this.say(n > 1 ? "Writing …" : "");
    try {
      while (story.open && run === this.run && story.written.length < first + n) {
        await story.step(this.settings());
        if (story === this.story) this.update();
        await nextFrame();
      }
    } catch ({ message }) {
      this.say(`The model stopped: ${message}.`);
      return;
    }
    if (story !== this.story) return; // another text has begun
    this.say(report(story, story.written.slice(first), performance.now() - started));
    this.verdict.textContent = this.task.look(story);
    this.look(story);
  }

  lookAt(place) {
    this.looking = place;
    this.update();
  }

  update() {
    const { story } = this;
    this.controls.show();
    this.bars.node.hidden = this.left.hidden = !story;
    const probabilities = story?.written.map(ownProbability) ?? [];
    this.text.show(this.model.get("opening"), story?.pieces() ?? [], probabilities);
    if (story) this.showBars(story);
  }

  showBars(story) {
    const last = story.ahead ? story.written.length : story.written.length - 1;
    const place = this.looking < 0 ? last : this.looking;
    const choices = story.choices(place, this.settings());
    if (!choices) return; // the model is still reading the opening
    const piece = story.pieces()[place];
    const title = `Token ${place + 1}, “${piece}”, was drawn from these`;
    this.bars.show(piece ? title : "The next token", choices, this.tokenizer);
    const { left, bits } = choices, all = this.tokenizer.vocabulary.length;
    const count = `${left.toLocaleString("en")} of ${all.toLocaleString("en")}`;
    const drawn = bits === undefined ? "" : ` Surprise: ${bits.toFixed(1)} bits.`;
    this.left.textContent = `Tokens left to draw from: ${count}.${drawn}`;
  }

  remove() {
    this.stop();
    this.model.off(this.events, this.update);
    this.gpt?.close();
  }
}

// The page waits for the screen after each token, so that the text can be seen to grow.
function nextFrame() {
  return new Promise((go) => {
    const timer = setTimeout(go, 100); // where nothing is drawn, as in a hidden tab
    requestAnimationFrame(() => {
      clearTimeout(timer);
      go();
    });
  });
}

function report(story, tokens, milliseconds) {
  const taken = tokens.reduce((sum, token) => sum + token.milliseconds, 0);
  const speed = (time) => Math.round((1000 * tokens.length) / time).toLocaleString("en");
  const room = `The model can read no more than ${story.contextLength} tokens. `;
  const why = story.ended ? "The model has ended the text. " : story.full ? room : "";
  if (!tokens.length) return `${why}Nothing was written.`;
  const n = `${tokens.length} ${tokens.length === 1 ? "token" : "tokens"} written`;
  const each = `${speed(milliseconds)} a second on the screen`;
  return `${why}${n}: ${each}, ${speed(taken)} a second in the model alone.`;
}

// The model's own probability of a written token, worked out once.
function ownProbability(token) {
  token.probability ??= softmax(token.logits)[token.tokenId];
  return token.probability;
}

function render({ model, el }) {
  const figure = new Figure(model, el);
  return () => figure.remove();
}

export default { render };
