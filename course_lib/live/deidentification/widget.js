// Notes under de-identification. The mathematics first (tested in Node), then the drawing.

// A word is [text, what follows, score, kind, number of its mention or -1, whether it counts].
export function masked(word, threshold, optional, also) {
  const [, , score, kind] = word;
  return score >= threshold && (!optional.includes(kind) || also.includes(kind));
}

// Of each mention, whether all its words are masked.
export function gone(note, threshold, optional, also) {
  const found = note.mentions.map(() => true);
  for (const word of note.words) {
    if (word[4] >= 0 && word[5] && !masked(word, threshold, optional, also)) found[word[4]] = false;
  }
  return found;
}

// [names missed, other identifiers left, false alarms] of one note.
export function counts(note, threshold, optional, also) {
  const away = gone(note, threshold, optional, also);
  let [missed, left, alarms] = [0, 0, 0];
  note.mentions.forEach(([kind], at) => {
    if (away[at]) return;
    if (kind === "NAME") missed += 1;
    else if (!optional.includes(kind)) left += 1;
  });
  for (const word of note.words) {
    if (word[5] && word[4] < 0 && masked(word, threshold, optional, also)) alarms += 1;
  }
  return [missed, left, alarms];
}

// How many residents fit what is left of a note.
export function fits(note, threshold, optional, also) {
  const away = gone(note, threshold, optional, also);
  let people = note.people;
  note.mentions.forEach(([, some], at) => {
    if (some !== null && !away[at]) people = people.filter((one) => some.includes(one));
  });
  return people.length;
}

export const total = (notes, threshold, optional, also) =>
  notes
    .map((note) => counts(note, threshold, optional, also))
    .reduce((sum, one) => sum.map((n, i) => n + one[i]), [0, 0, 0]);

// The fewest false alarms at which no name is missed; null if a name is always missed.
export function fewestAlarms(notes, steps, optional, also) {
  const found = steps
    .map((threshold) => total(notes, threshold, optional, also))
    .filter(([missed]) => !missed)
    .map(([, , alarms]) => alarms);
  return found.length ? Math.min(...found) : null;
}

let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

// The note as it would be released, with what went wrong marked.
function paint(box, note, threshold, optional, also) {
  const away = gone(note, threshold, optional, also);
  const nodes = [];
  let run = "";
  const flush = () => {
    if (run) nodes.push(run);
    run = "";
  };
  for (const word of note.words) {
    const [text, after, , kind, mention, counting] = word;
    const label = mention >= 0 ? note.mentions[mention][0] : "";
    const leak = mention >= 0 && !away[mention] && !optional.includes(label);
    if (masked(word, threshold, optional, also)) {
      flush();
      if (mention < 0 && counting) {
        nodes.push(element("del", { class: "di-alarm", title: "false alarm" }, text));
      } else {
        nodes.push(element("span", { class: "di-mask", title: kind.toLowerCase() }, "█".repeat(text.length)));
      }
      run = after;
    } else if (leak && counting) {
      flush();
      nodes.push(element("mark", { class: "di-leak", title: `missed: ${label.toLowerCase()}` }, text));
      run = after;
    } else if (optional.includes(label)) {
      flush();
      nodes.push(element("span", { class: "di-fact", title: `left: ${label.toLowerCase()}` }, text));
      run = after;
    } else run += text + after;
  }
  flush();
  box.replaceChildren(...nodes);
}

function numbers(names) {
  const cells = names.map(() => [element("td"), element("td")]);
  const head = ["what", "this note", "all notes"].map((text) => element("th", { scope: "col" }, text));
  const rows = names.map((name, i) => element("tr", {}, element("th", { scope: "row" }, name), ...cells[i]));
  const table = element("table", { class: "di-table" }, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows));
  return { table, set: (values) => values.forEach((pair, i) => pair.forEach((value, j) => (cells[i][j].textContent = value))) };
}

function render({ model, el }) {
  const id = `di-${++figures}`;
  const [notes, steps, optional] = [model.get("notes"), model.get("steps"), model.get("optional")];
  const enough = model.get("enough");
  const start = { step: model.get("step"), also: model.get("also"), shown: model.get("shown") };
  const set = (values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
    draw();
  };

  const slider = element("input", { type: "range", id, min: 0, max: steps.length - 1, step: 1 });
  const value = element("output", { for: id });
  slider.addEventListener("input", () => set({ step: Number(slider.value) }));
  const chooser = element("select", { id: `${id}-note` }, ...notes.map((note, at) => element("option", { value: at }, `note ${at + 1}: ${note.title}`)));
  chooser.addEventListener("change", () => set({ shown: Number(chooser.value) }));
  const boxes = optional.map((kind) => {
    const box = element("input", { type: "checkbox" });
    box.addEventListener("change", () => {
      const others = model.get("also").filter((one) => one !== kind);
      set({ also: box.checked ? [...others, kind] : others });
    });
    return { kind, box, label: element("label", {}, box, ` ${kind.toLowerCase()}s`) };
  });
  const text = element("p", { class: "di-note", tabindex: 0, role: "group", "aria-label": "The note as it would be released" });
  const table = numbers(["names missed", "dates, numbers, addresses left", "false alarms", "people it fits"]);
  const verdict = element("p", { class: "di-verdict", "aria-live": "polite" });
  const reset = element("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => set(start));

  el.append(
    element(
      "div",
      { class: "di", role: "group", "aria-label": "Live figure: de-identification of notes" },
      element("p", { class: "di-task" }, "Task 1: lower the threshold until no name is missed in any note, with the fewest false alarms."),
      element("p", { class: "di-task" }, `Task 2: stay there, and tick what else must go until every note fits at least ${enough} people of the town.`),
      element("div", { class: "di-slider" }, element("label", { for: id }, "Threshold"), slider, value),
      element("fieldset", { class: "di-also" }, element("legend", {}, "Take out as well"), ...boxes.map((one) => one.label)),
      element("div", { class: "di-chooser" }, element("label", { for: `${id}-note` }, "Show"), chooser),
      text,
      element(
        "p",
        { class: "di-key" },
        element("span", { class: "di-mask" }, "███"),
        " masked  ",
        element("mark", { class: "di-leak" }, "missed"),
        "  ",
        element("del", { class: "di-alarm" }, "false alarm"),
        "  ",
        element("span", { class: "di-fact" }, "left on purpose"),
      ),
      table.table,
      verdict,
      reset,
    ),
  );

  function said([missed, , alarms], least) {
    if (missed) return "";
    const fewest = fewestAlarms(notes, steps, optional, model.get("also"));
    if (alarms > fewest) return `No name is missed, but ${alarms} words are masked for nothing; ${fewest} would be enough.`;
    if (least < enough) return `✓ Task 1 reached: no name missed, ${alarms} false alarms. And yet one note fits ${least === 1 ? "one person" : `${least} people`}.`;
    return `✓ Both tasks reached: no name missed, ${alarms} false alarms, and each note fits ${least} people or more.`;
  }

  function draw() {
    const [threshold, also, at] = [steps[model.get("step")], model.get("also"), model.get("shown")];
    slider.value = model.get("step");
    value.textContent = String(threshold);
    slider.setAttribute("aria-valuetext", `a word is masked from the score ${threshold} on`);
    chooser.value = at;
    boxes.forEach(({ kind, box }) => (box.checked = also.includes(kind)));
    paint(text, notes[at], threshold, optional, also);
    const here = counts(notes[at], threshold, optional, also);
    const all = total(notes, threshold, optional, also);
    const people = notes.map((note) => fits(note, threshold, optional, also));
    const least = Math.min(...people);
    table.set([...here.map((n, i) => [n, all[i]]), [people[at], `at least ${least}`]]);
    const words = said(all, least);
    if (verdict.textContent !== words) verdict.textContent = words;
  }

  const names = ["step", "also", "shown"].map((name) => `change:${name}`);
  names.forEach((name) => model.on(name, draw));
  draw();
  model.send("running");
  return () => names.forEach((name) => model.off(name, draw));
}

export default { render };
