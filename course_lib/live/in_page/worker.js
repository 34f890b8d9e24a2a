// The model in a thread of its own, so that the page answers while it computes.
//
// The worker's program is this whole module again, as the figure has it in `_esm`: there
// is no second file. Where a browser lets no worker start, `serve` runs in the page.

import { BertForPretraining } from "./bert.js";
import { Cache, GPT } from "./gpt.js";
import { readSafetensors } from "./safetensors.js";

// What can be asked of a GPT. The cache keeps the last text: of the next one, only the
// tokens after their common beginning are computed.
function gptAnswers(model) {
  const cache = new Cache(model.config);
  let read = [];
  return {
    // The logits of the token after these, and how many milliseconds each new one took.
    next({ tokenIds }) {
      const started = performance.now();
      const known = Math.min(sharedStart(read, tokenIds), tokenIds.length - 1);
      cache.shorten(known);
      read = []; // should the next line fail, nothing is known
      const logits = model.forward(tokenIds.slice(known), cache);
      read = [...tokenIds];
      const took = performance.now() - started;
      return { logits, milliseconds: took / (tokenIds.length - known) };
    },
    // For each token the logits of the next one, and all that the model made on its way:
    // attention weights and the residual stream, under the names that gpt.js gives them,
    // and what the stream would say if the model ended there; some heads may be `off`.
    record({ tokenIds, off }) {
      const fresh = new Cache(model.config);
      return tokenIds.map((tokenId) => {
        const seen = {};
        const note = (name, numbers) => (seen[name] = numbers);
        const logits = model.forward([tokenId], fresh, note, off);
        const stages = model.blocks.map((_, i) => seen[`blocks.${i}.after_feed_forward`]);
        const lens = [seen.embedded, ...stages].map((x) => model.lens(x));
        return { logits, lens, seen };
      });
    },
  };
}

// What can be asked of a BERT, which reads the whole text at once.
function bertAnswers(model) {
  return {
    // The logits at each wanted place, and how many milliseconds the text took.
    fill({ tokenIds, segmentIds, wanted }) {
      const started = performance.now();
      const logits = model.forward(tokenIds, segmentIds, wanted);
      return { logits, milliseconds: performance.now() - started };
    },
    // The logits at all places, and what the model made on its way; see bert.js.
    record({ tokenIds, segmentIds }) {
      const seen = {};
      const note = (name, numbers) => (seen[name] = numbers);
      return { logits: model.forward(tokenIds, segmentIds, undefined, note), seen };
    },
  };
}

// By config.json's model_type
const MODEL_KINDS = { gpt2: [GPT, gptAnswers], bert: [BertForPretraining, bertAnswers] };

// Answer the page's questions.
export function serve(port) {
  let kind, answers;
  const answer = (question, details) => {
    if (question === "load") return load(details);
    if (answers[question]) return answers[question](details);
    throw new Error(`A model of the kind ${kind} can't be asked for ${question}.`);
  };
  const load = ({ config, weights }) => {
    kind = config.model_type;
    const parts = MODEL_KINDS[kind] ?? MODEL_KINDS.gpt2; // which then says what it lacks
    const [Model, answersOf] = parts;
    const model = new Model(config, readSafetensors(weights));
    answers = answersOf(model);
    return model.config.contextLength;
  };
  port.onmessage = ({ data: { number, question, details } }) => {
    try {
      port.postMessage({ number, answer: answer(question, details) });
    } catch (error) {
      port.postMessage({ number, error: error.message });
    }
  };
}

function sharedStart(a, b) {
  const place = a.findIndex((tokenId, i) => tokenId !== b[i]);
  return place < 0 ? a.length : place;
}

// The page's side: ask(question, details) gives a promise of the answer.
function asking(port) {
  const waiting = new Map();
  let asked = 0;
  port.onmessage = ({ data: { number, answer, error } }) => {
    const { keep, refuse } = waiting.get(number);
    waiting.delete(number);
    if (error === undefined) keep(answer);
    else refuse(new Error(error));
  };
  port.onerror = (event) => {
    event.preventDefault?.();
    const error = new Error(event.message || "no worker could be started");
    for (const { refuse } of waiting.values()) refuse(error);
  };
  return (question, details) =>
    new Promise((keep, refuse) => {
      waiting.set(++asked, { keep, refuse });
      port.postMessage({ number: asked, question, details });
    });
}

function startWorker(source) {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(address, { type: "module" });
  return { ask: asking(worker), close: () => worker.terminate() };
}

function startInPage() {
  const { port1, port2 } = new MessageChannel();
  serve(port2);
  return { ask: asking(port1), close: () => port1.close() };
}

// Start a model. `source` is this module's text, config.json's content and the file of
// weights come in `files`.
// Returns { contextLength, record, close() }, and for a GPT next(tokenIds) and
// recordWithout(tokenIds, off), for a BERT fill(tokenIds, segmentIds, wanted); record
// gets token ids, and a BERT's segments too.
export async function startModel(source, files) {
  for (const start of [() => startWorker(source), startInPage]) {
    let thread;
    try {
      thread = start();
      const contextLength = await thread.ask("load", files);
      const next = (tokenIds) => thread.ask("next", { tokenIds });
      const fill = (tokenIds, segmentIds, wanted) =>
        thread.ask("fill", { tokenIds, segmentIds, wanted });
      const record = (tokenIds, segmentIds) =>
        thread.ask("record", { tokenIds, segmentIds });
      const recordWithout = (tokenIds, off) => thread.ask("record", { tokenIds, off });
      const ask = { next, fill, record, recordWithout };
      return { contextLength, ...ask, close: thread.close };
    } catch (error) {
      thread?.close();
      if (start === startInPage) throw error;
    }
  }
}

const isWorker = globalThis.WorkerGlobalScope && globalThis instanceof WorkerGlobalScope;
if (isWorker) serve(globalThis);
