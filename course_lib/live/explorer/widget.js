// The town's GPT laid open: measures.js says what, the others how it looks.

import { ByteBPETokenizer } from "../in_page/byte_bpe.js";
import { ranked } from "../in_page/sampling.js";
import { loader } from "../in_page/load.js";
import { element } from "../in_page/parts.js";
import { button } from "../writer/parts.js";
import { SETTINGS } from "../writer/controls.js";
import { END, shown } from "../writer/story.js";
import { explorerParts } from "./frame.js";
import { headWeights, nextToken } from "./measures.js";
import { EXPLORER_TASKS, explorerTasks } from "./tasks.js";
import { viewInAddress, viewLink } from "./view.js";

const VIEW = ["opening", "place", "layer", "head", "off"];
const PAUSE = 150; // milliseconds without a key before a typed text is read
const TO_EXPLORE = {
  name: "the model",
  Tokenizer: ByteBPETokenizer,
  until:
    "Until it can, the picture shows when the winner of one opening appears in the stream.",
  prefix: "wr",
};

let explorers = 0; // gives the labels of several figures on one page different ids

class Explorer {
  constructor(model, el) {
    Object.assign(this, { model, task: explorerTasks(), run: 0, known: new Map() });
    this.names = [...VIEW, ...SETTINGS];
    this.start = this.state(this.names);
    const { n_layers: nLayers, n_heads: nHeads } = model.get("sizes");
    this.sizes = { nLayers, nHeads };
    const asked = viewInAddress(this.start, nLayers, nHeads);
    this.build(el, asked);
    this.events = this.names.map((name) => `change:${name}`).join(" ");
    this.react = this.react.bind(this);
    model.on(this.events, this.react);
    if (asked) {
      this.change(asked);
      this.load.querySelector("button").click();
    }
  }

  state(names) {
    return Object.fromEntries(names.map((name) => [name, this.model.get(name)]));
  }

  build(el, asked) {
    const say = (words) => (this.status.textContent = words);
    this.say = say;
    this.status = element("p", { class: "wr-status", role: "status" });
    this.parts = explorerParts(`mx-${++explorers}`, this.model, this.sizes, this.nameOf, {
      change: (values) => this.change(values),
      type: (opening) => this.change({ opening, place: -1 }),
      toggle: (isOff) => this.toggle(isOff),
      write: () => this.write(),
    });
    this.link = viewLink(this.start, say);
    const { inputs, outputs } = this.parts;
    const reset = button("Reset", () => this.reset());
    const foot = element("div", { class: "wr-buttons" }, reset, this.link.node);
    const ready = (loaded) => this.loaded(loaded, asked);
    this.load = loader(this.model, TO_EXPLORE, say, ready);
    this.work = element("div", { hidden: "" }, inputs, outputs, foot);
    const task = element("p", { class: "wr-task" }, EXPLORER_TASKS);
    const label = "Live figure: a GPT laid open";
    const names = { class: "wr mx", role: "group", "aria-label": label };
    el.append(element("div", names, task, this.load, this.status, this.work));
  }

  nameOf = (tokenId) => shown(this.tokenizer, tokenId);

  loaded({ network, tokenizer, hadFocus }, asked) {
    Object.assign(this, { gpt: network, tokenizer });
    this.parts.inputs.after(this.status);
    this.work.hidden = false;
    this.say("The model is there.");
    this.model.send("running"); // the still picture goes
    this.react();
    if (hadFocus) this.parts.inputs.querySelector("select").focus();
    if (asked) this.work.scrollIntoView();
  }

  change(values) {
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.model.save_changes();
    this.react();
  }

  // Do what has changed asks for, by whomever.
  react() {
    if (!this.gpt) return;
    const { opening, off } = this.state(VIEW);
    this.parts.opening.show();
    this.parts.drawing.show();
    if (opening !== this.text) this.begin(opening);
    else if (String(off) !== String(this.off)) this.read();
    else this.update();
  }

  begin(text) {
    const isFirst = this.text === undefined;
    this.text = text;
    const endId = this.tokenizer.vocab.get(END);
    const tokenIds = [endId, ...this.tokenizer.encode(text)];
    const most = this.model.get("most_tokens"), n = tokenIds.length - 1;
    this.tokenIds = n > most ? null : tokenIds;
    this.parts.outputs.hidden = n > most;
    if (n > most) {
      this.run += 1; // what is being read is no longer wanted
      this.say(`The text has ${n} tokens; there is room for ${most} here. Shorten it.`);
    } else {
      this.say("");
      this.read(isFirst ? 0 : PAUSE);
    }
  }

  // Ask the model for all that it makes of the text, with all heads and without some.
  async read(pause = 0) {
    const run = ++this.run;
    const tokenIds = this.tokenIds, off = (this.off = this.model.get("off"));
    if (!tokenIds) return;
    if (pause) await new Promise((go) => setTimeout(go, pause));
    try {
      if (run !== this.run) return;
      const before = await this.recorded(tokenIds);
      const after = off.length ? await this.gpt.recordWithout(tokenIds, off) : before;
      if (run !== this.run) return;
      this.shown = { tokenIds, before, after };
      this.update();
    } catch ({ message }) {
      this.say(`The model stopped: ${message}`);
    }
  }

  // The last text with all heads on is kept.
  async recorded(tokenIds) {
    const key = tokenIds.join();
    if (!this.known.has(key)) {
      const recording = await this.gpt.record(tokenIds);
      this.known.clear();
      this.known.set(key, recording);
    }
    return this.known.get(key);
  }

  toggle(isOff) {
    const { layer, head, off } = this.state(VIEW);
    const others = off.filter(([l, h]) => l !== layer || h !== head);
    this.change({ off: isOff ? [...others, [layer, head]].sort(byPlace) : others });
  }

  // Draw one token, by the model as it is now, and put it behind the text.
  async write() {
    const most = this.model.get("most_tokens");
    const { tokenIds, after } = this.shown ?? {};
    if (tokenIds !== this.tokenIds) return; // it is still reading
    if (tokenIds.length > most) return this.say(`There is room for ${most} tokens here.`);
    const tokenId = nextToken(after.at(-1).logits, tokenIds, this.state(SETTINGS));
    if (tokenId === tokenIds[0]) return this.say("The model ends the text here.");
    this.tokenIds = [...tokenIds, tokenId];
    this.text = this.tokenizer.decode(this.tokenIds.slice(1));
    this.say(`Written: “${this.nameOf(tokenId)}”`);
    const reading = this.read();
    this.change({ opening: this.text, place: -1 });
    await reading;
  }

  reset() {
    this.task.forget();
    this.say("");
    this.change(this.start);
  }

  update() {
    if (!this.shown || this.shown.tokenIds !== this.tokenIds) return;
    const { parts, shown: { tokenIds, before, after } } = this;
    const { place: wanted, layer, head, off } = this.state(VIEW);
    const place = wanted < 0 || wanted >= tokenIds.length ? tokenIds.length - 1 : wanted;
    const names = tokenIds.map(this.nameOf), sofar = names.slice(0, place + 1);
    const isOff = (l, h) => off.some(([layer, head]) => l === layer && h === head);
    const weights = headWeights(after[place], layer, head, place + 1);
    parts.tokens.show(names, place, weights);
    parts.count.textContent = this.countWords(tokenIds.length - 1, place, names[place]);
    parts.grid.show(after[place], sofar, [layer, head], isOff);
    parts.large.show(weights, sofar, [layer, head]);
    parts.tick.show([layer, head], isOff(layer, head));
    parts.stream.show(after[place], names[place], ranked(before[place].logits)[0]);
    parts.compare.show(before[place].logits, after[place].logits, off);
    this.link.show(this.state(VIEW));
    const [all, fewer] = [before[place].logits, after[place].logits];
    const words = this.task.look(all, fewer, off, this.nameOf);
    if (parts.verdict.textContent !== words) parts.verdict.textContent = words;
  }

  countWords(n, place, name) {
    const most = this.model.get("most_tokens");
    return `${n} tokens of at most ${most}, after ⟨end⟩. Chosen: token ${place}, “${name}”.`;
  }

  remove() {
    this.run += 1;
    this.model.off(this.events, this.react);
    this.gpt?.close();
  }
}

function byPlace([a, b], [c, d]) {
  return a - c || b - d;
}

function render({ model, el }) {
  const figure = new Explorer(model, el);
  return () => figure.remove();
}

export default { render };
