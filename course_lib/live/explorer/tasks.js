// The two tasks, and what the figure says when a head is switched.

import { percent } from "../writer/parts.js";
import { divergence } from "./measures.js";
import { softmax } from "../in_page/sampling.js";
import { withoutHeads } from "./ablation.js";

export const MOST_LEFT = 0.1; // of the winner's probability, for task 1
export const MANY = 12; // heads, for task 2

export const EXPLORER_TASKS =
  "Task 1: switch one head off, and only one, until the likeliest next token has lost " +
  `nine tenths of its probability. Task 2: switch heads off until ${MANY} are silent ` +
  "and the same token is still the likeliest.";

// Look at one place of a text before and after; remembers what has been reached.
export function explorerTasks() {
  let reached = [false, false];

  // What to say, given logits before and after, and the heads that are off
  function look(before, after, off, nameOf) {
    if (!off.length) return said("");
    const { winner, p, q, holds } = fallOf(before, after);
    if (off.length === 1 && q <= MOST_LEFT * p) reached[0] = true;
    if (off.length >= MANY && holds) reached[1] = true;
    const fall = `“${nameOf(winner)}” from ${percent(p)} to ${percent(q)}`;
    const nats = `KL ${divergence(before, after).toFixed(3)} nats`;
    return said(`${capital(withoutHeads(off))}: ${fall}, ${nats}.`);
  }

  function said(words) {
    const ticks = reached.map((is, task) => is && `✓ Task ${task + 1} reached.`);
    return [words, ...ticks].filter(Boolean).join(" ");
  }

  return { look, forget: () => (reached = [false, false]) };
}

export function fallOf(before, after) {
  const p = softmax(before), q = softmax(after);
  const winner = p.indexOf(Math.max(...p));
  return { winner, p: p[winner], q: q[winner], holds: q[winner] === Math.max(...q) };
}

function capital(words) {
  return words[0].toUpperCase() + words.slice(1);
}
