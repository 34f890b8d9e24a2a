// A service desk by rules: understanding, state, policy, wording. First what is computed (tested in Node), then the chat.

const SORRY = ["too late", "none", "refunded"];
const PATIENCE = 3;

const has = (pattern, text) => new RegExp(pattern, "i").test(text);

// ---- understanding -------------------------------------------------------------------------------------------------

export function whatCounts(desk, text) {
  const sentences = (text.replace(/"[^"]*"/g, "~.").match(/[^.?!]+[.?!]*/g) ?? []).map((one) => one.trim());
  const kept = sentences.filter((one) => /[A-Za-z0-9]/.test(one));
  return kept.filter((one) => !desk.stories.some((bad) => has(bad, one))).join(" ");
}

function slotsOf(desk, text) {
  const slots = {};
  let negated = false;
  const patterns = desk.patterns.map(([slot, values]) => [slot, new RegExp(`\\b(?:${values.join("|")})\\b`, "gi")]);
  const written = new Map(desk.patterns.flatMap(([, values]) => values.map((value) => [value.toLowerCase(), value])));
  for (const [slot, pattern] of [...patterns, ["name", new RegExp(desk.name, "g")]]) {
    for (const found of text.matchAll(pattern)) {
      if (/\bnot $/i.test(text.slice(0, found.index))) negated = true;
      else slots[slot] = written.get(found[0].toLowerCase()) ?? found[0];
    }
    text = text.replace(pattern, (found) => "~".repeat(found.length));
  }
  return { slots, negated, rest: text };
}

export function bestWish(desk, text) {
  let best = "";
  let most = 0;
  for (const [intent, wishes] of desk.wishes) {
    const count = wishes.filter((one) => has(one, text)).length;
    if (count > most) [best, most] = [intent, count];
  }
  return best;
}

function actOf(desk, rest, asked, slots, how, corrects) {
  const wish = bestWish(desk, rest);
  if (has(desk.give_up, rest)) return "goodbye";
  if (asked && !how && (asked in slots || has(desk.same, rest))) return corrects ? "correct" : "inform";
  if (wish && (how || !has(desk.affirm, rest))) return wish;
  const gives = Object.keys(slots).length > 0;
  if (corrects && gives) return "correct";
  if (has(desk.affirm, rest)) return "affirm";
  if (has(desk.goodbye, rest) && !how) return "goodbye";
  if (has(desk.deny, rest)) return "deny";
  return gives || has(desk.unknown, rest) || !rest.includes("?") ? "inform" : "out_of_scope";
}

export function read(desk, text, asked) {
  const { slots, negated, rest } = slotsOf(desk, whatCounts(desk, text));
  const how = (desk.cues.find(([, pattern]) => has(pattern, rest)) ?? [""])[0];
  const same = has(desk.same, rest) && !("address" in slots);
  return { act: actOf(desk, rest, asked, slots, how, negated || has(desk.correct, rest)), slots, how, same };
}

// ---- state ---------------------------------------------------------------------------------------------------------

export const EMPTY = {
  intent: "", slots: {}, waiting: [], confirmed: false, answered: false, offered: {}, useless: 0, leaving: false,
};

const needsOf = (desk, intent) => (desk.needs.find(([one]) => one === intent) ?? ["", []])[1];
const isIntent = (desk, act) => desk.needs.some(([one]) => one === act);
const orderOf = (desk, number) => desk.books.orders.find((one) => one.number === number);
const missing = (desk, belief) => needsOf(desk, belief.intent).filter((slot) => !(slot in belief.slots));

function withRequest(desk, belief, heard) {
  if (heard.act === belief.intent && !belief.answered) return belief;
  const isOpen = belief.intent && !belief.answered;
  const between = heard.how === "aside" || (!heard.how && desk.questions.includes(heard.act));
  const waiting = isOpen && between ? [...belief.waiting, belief.intent] : belief.waiting;
  return { ...belief, intent: heard.act, waiting, confirmed: false, answered: false, useless: 0 };
}

export function update(desk, belief, heard) {
  if (heard.act === "goodbye") return { ...belief, leaving: true };
  if (heard.act === "out_of_scope") return withRequest(desk, belief, heard);
  const given = Object.fromEntries(Object.entries(heard.slots).filter(([slot]) => slot !== "shop"));
  const news = heard.act === "affirm" ? { ...belief.offered, ...given } : given;
  const order = orderOf(desk, news.order_number ?? belief.slots.order_number ?? "");
  if (heard.same && order) news.address = order.address;
  const changed = Object.entries(news).some(([slot, value]) => belief.slots[slot] !== value);
  const told = changed || !["inform", "deny"].includes(heard.act);
  const next = {
    ...belief,
    slots: { ...belief.slots, ...news },
    confirmed: heard.act === "affirm" || (belief.confirmed && !changed),
    answered: belief.answered && (!changed || isIntent(desk, heard.act)), // a new request mends no old one
    offered: {},
    useless: told ? 0 : belief.useless + 1,
  };
  return isIntent(desk, heard.act) ? withRequest(desk, next, heard) : next;
}

// ---- the shop's books ----------------------------------------------------------------------------------------------

const crowns = (amount) => `${amount} crowns`;

function openAt(books, day, time) {
  const hours = books.hours[books.days.indexOf(day)];
  const at = books.times.indexOf(time);
  return hours !== null && hours[0] <= at && at < hours[1];
}

function freeAt(books, day, time) {
  if (openAt(books, day, time)) return { day, time };
  const start = books.days.indexOf(day);
  let step = 1;
  while (!books.hours[(start + step) % 7]) step += 1;
  return { day: books.days[(start + step) % 7], time: books.times[2] };
}

export function look(desk, intent, values) {
  const { books } = desk;
  const goodsOf = (thing) => books.goods.find((one) => one.thing === thing);
  const stock = (thing, colour) => {
    const goods = goodsOf(thing);
    if (!goods) return { outcome: "unknown" };
    return goods.colours.includes(colour) ? { outcome: "in stock" } : { outcome: "none", day: goods.day };
  };
  if (needsOf(desk, intent).includes("order_number")) {
    const order = orderOf(desk, values.order_number);
    const [facts, money] = [{ thing: order.thing }, { amount: crowns(order.price) }];
    const packed = order.status === "packed";
    if (intent === "track_order") return { ...facts, outcome: order.status, day: order.day };
    if (intent === "cancel_order") return packed ? { ...facts, outcome: "done", ...money } : { ...facts, outcome: "too late" };
    if (intent === "change_address") return { ...facts, outcome: packed ? "done" : "too late" };
    if (intent === "exchange_item")
      return { ...facts, outcome: stock(order.thing, values.colour).outcome === "in stock" ? "done" : "none" };
    if (intent === "report_damage") {
      const there = !order.colour || goodsOf(order.thing).colours.includes(order.colour);
      return there ? { ...facts, outcome: "replaced" } : { ...facts, outcome: "refunded", ...money };
    }
    return { ...facts, outcome: "done", ...money };
  }
  if (intent === "opening_hours") {
    const hours = books.hours[books.days.indexOf(values.day)];
    return hours ? { outcome: "open", opens: books.times[hours[0]], closes: books.times[hours[1]] } : { outcome: "closed" };
  }
  if (intent === "price") {
    const goods = goodsOf(values.thing);
    return goods ? { outcome: "known", amount: crowns(goods.price) } : { outcome: "unknown" };
  }
  return intent === "availability" ? stock(values.thing, values.colour) : { outcome: "done" };
}

// ---- policy --------------------------------------------------------------------------------------------------------

const action = (act, about = "", asks = "", values = {}) => ({ act, about, asks, values });
const isAnswer = ({ act, values }) => ["inform", "apologise", "refuse"].includes(act) && values.outcome !== "unknown";

function back(desk, belief, answer) {
  if (!belief.waiting.length) return answer;
  const again = { ...belief, intent: belief.waiting.at(-1) };
  return { ...answer, asks: missing(desk, again)[0] ?? "" };
}

export function decide(desk, belief) {
  const { intent } = belief;
  if (belief.leaving) return action("bye", intent);
  if (belief.useless >= PATIENCE || intent === "speak_to_human")
    return action("hand_over", "speak_to_human", "", { outcome: "done" });
  if (!intent || belief.answered) return action("ask_slot");
  if (intent === "out_of_scope") return back(desk, belief, action("refuse", intent, "", { outcome: "done" }));
  const lacks = missing(desk, belief);
  if (lacks.length) return action("ask_slot", intent, lacks[0]);
  const values = Object.fromEntries(needsOf(desk, intent).map((slot) => [slot, belief.slots[slot]]));
  if ("order_number" in values && !orderOf(desk, values.order_number))
    return action("apologise", intent, "order_number", { ...values, outcome: "unknown" });
  if (intent === "book_repair") {
    const free = freeAt(desk.books, values.day, values.time);
    if (free.day !== values.day || free.time !== values.time) return action("offer", intent, "", free);
  }
  if (desk.confirmed.includes(intent) && !belief.confirmed) {
    const { reason, ...said } = values;
    return action("confirm", intent, "", said);
  }
  const facts = look(desk, intent, values);
  const act = SORRY.includes(facts.outcome) ? "apologise" : "inform";
  return back(desk, belief, action(act, intent, "", { ...values, ...facts }));
}

function after(belief, done) {
  if (isAnswer(done)) {
    if (!belief.waiting.length) return { ...belief, answered: true };
    return { ...belief, intent: belief.waiting.at(-1), waiting: belief.waiting.slice(0, -1), confirmed: false };
  }
  return done.act === "offer" ? { ...belief, offered: done.values } : belief;
}

// ---- wording -------------------------------------------------------------------------------------------------------

function sectionsOf({ act, about, asks, values }) {
  const outcome = values.outcome ?? "";
  if (act === "ask_slot") return asks ? [`ask ${asks}`] : [];
  if (act === "confirm") return [`confirm ${about}`];
  if (outcome === "unknown") return ["unknown order"];
  return act === "inform" || act === "apologise" ? [`answer ${about} ${outcome}`] : [act];
}

export function words(desk, done, belief) {
  const known = { ...belief.slots, ...done.values, shop: desk.books.shop };
  const order = orderOf(desk, known.order_number ?? "");
  if (order && "order_number" in done.values) known.thing = order.thing;
  if (known.thing) known.a_thing = desk.articles[known.thing];
  if (known.thing && known.colour) {
    known.item = `${known.colour} ${known.thing}`;
    known.an_item = `${desk.articles[known.colour]} ${known.thing}`;
  }
  const say = (section) => {
    const filled = desk.sentences[section].replace(/\{(\w+)\}/g, (_, slot) => known[slot]);
    return filled[0].toUpperCase() + filled.slice(1);
  };
  const parts = sectionsOf(done).map(say);
  if (isAnswer(done) && belief.waiting.length) parts.push(say("back"), ...(done.asks ? [say(`ask ${done.asks}`)] : []));
  return parts.length ? parts.join(" ") : "What can I do for you?";
}

// What the desk makes of all that was said: one entry a turn.
export function replay(desk, said) {
  let belief = EMPTY;
  let asked = "";
  return said.map((text) => {
    const heard = read(desk, text, asked);
    const before = belief.slots;
    const believed = update(desk, belief, heard);
    const done = decide(desk, believed);
    belief = after(believed, done);
    asked = done.asks;
    const { same, ...shown } = heard;
    const { intent, slots, waiting } = belief;
    return { heard: shown, intent, slots, waiting, action: done, text: words(desk, done, believed), before };
  });
}

// The last slot that a customer gave and then changed: [slot, old value, new value], or null.
export function changedSlot(turns) {
  for (const { before, slots } of [...turns].reverse()) {
    const slot = Object.keys(slots).find((one) => one in before && before[one] !== slots[one]);
    if (slot) return [slot, before[slot], slots[slot]];
  }
  return null;
}

// ---- the chat ------------------------------------------------------------------------------------------------------

let figures = 0; // gives the labels of several figures on one page different ids

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const ACTS = { inform: "an answer", correct: "a correction", affirm: "a yes", deny: "a no", goodbye: "a goodbye" };
const plain = (name) => name.replaceAll("_", " ");

function render({ model, el }) {
  const id = `dc-${++figures}`;
  const desk = model.get("desk");
  const change = (said) => {
    model.set("said", said);
    model.save_changes();
    draw();
  };
  const say = (text) => {
    if (text.trim()) change([...model.get("said"), text.trim()]);
  };

  const log = element("div", { class: "dc-log", role: "log", "aria-live": "polite", "aria-label": "The talk", tabindex: "0" });
  const input = element("input", { type: "text", id: `${id}-say`, autocomplete: "off", spellcheck: "false", maxlength: "200" });
  const form = element(
    "form",
    { class: "dc-form" },
    element("label", { for: `${id}-say` }, "You say"),
    input,
    element("button", { type: "submit" }, "Send"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    say(input.value);
    input.value = "";
  });
  const quick = model.get("suggestions").map((text) => {
    const button = element("button", { type: "button", class: "dc-quick" }, text);
    button.addEventListener("click", () => say(text));
    return button;
  });
  const undo = element("button", { type: "button" }, "Take the last turn back");
  undo.addEventListener("click", () => change(model.get("said").slice(0, -1)));
  const reset = element("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => {
    change([]);
    input.value = "";
  });
  const heard = element("p", { class: "dc-heard" });
  const rows = element("tbody");
  const table = element(
    "table",
    { class: "dc-state" },
    element("caption", {}, "What the desk believes"),
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "slot"), element("th", { scope: "col" }, "value"))),
    rows,
  );
  const verdict = element("p", { class: "dc-verdict", "aria-live": "polite" });
  el.append(
    element(
      "div",
      { class: "dc", role: "group", "aria-label": "Live figure: a chat with the service desk" },
      element(
        "p",
        { class: "dc-task" },
        "Task: ask for something, answer the desk, then change one value that you gave, until the table marks the one slot that changes while the others stay.",
      ),
      element("div", { class: "dc-parts" }, element("div", {}, log, form), element("div", {}, heard, table, verdict)),
      element("div", { class: "dc-quicks", role: "group", "aria-label": "Turns to try" }, ...quick),
      element("div", { class: "dc-buttons" }, undo, reset),
    ),
  );

  const line = (speaker, text) =>
    element("p", { class: `dc-line dc-${speaker === "You" ? "you" : "desk"}` }, element("b", {}, `${speaker}: `), text);

  function rowOf(slot, value, mark) {
    const cell = element("td", {}, value);
    if (mark) cell.append(element("span", { class: "dc-mark" }, ` ${mark}`));
    return element("tr", mark ? { class: "dc-changed" } : {}, element("th", { scope: "row" }, plain(slot)), cell);
  }

  function draw() {
    const said = model.get("said");
    const turns = replay(desk, said);
    const lines = turns.flatMap((turn, i) => [["You", said[i]], ["Desk", turn.text]]);
    const wanted = [["Desk", model.get("greeting")], ...lines];
    while (log.children.length > wanted.length) log.lastChild.remove();
    wanted.forEach(([speaker, text], i) => {
      const there = log.children[i];
      if (there?.textContent === `${speaker}: ${text}`) return;
      const fresh = line(speaker, text); // only what is new is put in, so that only that is read aloud
      if (there) there.replaceWith(fresh);
      else log.append(fresh);
    });
    log.scrollTop = log.scrollHeight;
    const last = turns.at(-1);
    heard.textContent = last ? `The last turn was understood as ${ACTS[last.heard.act] ?? `a request: ${plain(last.heard.act)}`}.` : "Nothing has been said yet.";
    const slots = last ? last.slots : {};
    const needed = last ? needsOf(desk, last.intent) : [];
    const others = Object.keys(slots).filter((slot) => !needed.includes(slot));
    const markOf = (slot) => {
      if (!last || last.before[slot] === slots[slot]) return "";
      return slot in last.before ? `✎ changed, was ${last.before[slot]}` : "+ new";
    };
    rows.replaceChildren(
      rowOf("request", last?.intent ? plain(last.intent) : "none yet", ""),
      ...needed.map((slot) => rowOf(slot, slots[slot] ?? "? still to ask", slot in slots ? markOf(slot) : "")),
      ...others.map((slot) => rowOf(slot, slots[slot], markOf(slot))),
      ...(last?.waiting.length ? [rowOf("waiting", last.waiting.map(plain).join(", "), "")] : []),
    );
    undo.disabled = !said.length;
    const change = changedSlot(turns);
    const told = change ? `✓ Reached: ${plain(change[0])} changed from ${change[1]} to ${change[2]}; the other slots stayed.` : "";
    if (verdict.textContent !== told) verdict.textContent = told;
  }

  model.on("change:said", draw);
  draw();
  model.send("running");
  return () => model.off("change:said", draw);
}

export default { render };
