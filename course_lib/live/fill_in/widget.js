// Fill in the blank: blank.js moves one over stored texts, own.js takes the reader's own.

import { Blank } from "./blank.js";
import { Own } from "./own.js";
import { element } from "../in_page/parts.js";
import { percent } from "./parts.js";

const STATE = ["text", "place", "left_only", "sentence", "other", "compare"];
let figures = 0; // gives the labels of several figures on one page different ids

class Figure {
  constructor(model, el) {
    const id = `fi-${++figures}`;
    this.model = model;
    this.start = Object.fromEntries(STATE.map((name) => [name, model.get(name)]));
    this.set = this.set.bind(this);
    this.update = this.update.bind(this);
    this.blank = new Blank(id, model, this.set, () => this.set(this.start));
    this.parts = [this.blank];
    if (model.get("checkpoint")) this.parts.push(new Own(id, model, this.set));
    const nodes = this.parts.map(({ node }) => node);
    const names = { role: "group", "aria-label": "Live figure: fill in the blank" };
    el.append(element("div", { class: "fi", ...names }, this.task(), ...nodes));
    this.events = STATE.map((name) => `change:${name}`).join(" ");
    model.on(this.events, this.update);
    this.update();
  }

  task() {
    const [enough, little] = ["enough", "little"].map((name) =>
      percent(this.model.get(name)),
    );
    const words =
      "Task 1: hide one word after the other (click it, or use the arrow keys) until " +
      "you find one that only its right side gives away: from both sides the first " +
      `guess, with at least ${enough}; from the left side alone less than ${little}.`;
    return element("p", { class: "fi-task" }, words);
  }

  set(changes) {
    for (const [name, value] of Object.entries(changes)) this.model.set(name, value);
    this.model.save_changes();
    this.update();
  }

  update() {
    for (const part of this.parts) part.update();
  }

  remove() {
    this.model.off(this.events, this.update);
    this.parts[1]?.remove();
  }
}

function render({ model, el }) {
  const figure = new Figure(model, el);
  model.send("running"); // the still picture goes
  return () => figure.remove();
}

export default { render };
