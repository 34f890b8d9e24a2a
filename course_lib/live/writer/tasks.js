// The two tasks: when they are reached, and what is then said.

import { repeatedSentence } from "./story.js";

export const LENGTH = 60; // tokens that "Write" writes

export const TASKS =
  "Task 1: turn the temperature down until the model writes the same sentence twice. " +
  `Task 2: leave the temperature there, and find what else lets it write ${LENGTH} ` +
  "tokens with no sentence twice.";

// Look at texts as they are finished; remembers what has been reached.
export function tasks() {
  let repeated; // what task 1 was reached with
  let solved = false;

  function look(story) {
    const sentence = repeatedSentence(story.text());
    const temperatures = story.written.map(({ settings }) => settings.temperature);
    const hottest = Math.max(...temperatures);
    const opening = story.opening.join();
    if (sentence && !repeated && hottest < 1) repeated = { sentence, hottest, opening };
    const isAlike = repeated?.opening === opening && hottest <= repeated.hottest;
    const isLong = story.written.length >= LENGTH;
    if (isAlike && isLong && !sentence) solved = true;
    return said(sentence, story);
  }

  function said(sentence, story) {
    const once = "No sentence stands here twice.";
    const now = sentence ? `It says twice: “${sentence}”` : once;
    const short = story.ended && story.written.length < LENGTH;
    return [
      now,
      short && `The model ended the text after ${story.written.length} tokens.`,
      repeated && "✓ Task 1 reached.",
      solved && "✓ Task 2 reached: the same temperature, and nothing twice.",
    ]
      .filter(Boolean)
      .join(" ");
  }

  return { look, forget: () => ([repeated, solved] = [undefined, false]) };
}
