// The model in a thread of its own, so that the page answers while it computes.
//
// The worker's program is this whole module again, as the figure has it in `_esm`: there
// is no second file. Where a browser lets no worker start, `serve` runs in the page.

import { Cache, GPT } from "./gpt.js";
import { readSafetensors } from "./safetensors.js";

// Answer the page's questions. The cache keeps the last text: of the next one, only the
// tokens after their common beginning are computed.
export function serve(port) {
  let model, cache, read = [];
  const answers = {
    load({ config, weights }) {
      model = new GPT(config, readSafetensors(weights));
      cache = new Cache(model.config);
      return model.config.contextLength;
    },
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
    // attention weights and the residual stream, under the names that gpt.js gives them.
    record({ tokenIds }) {
      const fresh = new Cache(model.config);
      return tokenIds.map((tokenId) => {
        const seen = {};
        const note = (name, numbers) => (seen[name] = numbers);
        return { logits: model.forward([tokenId], fresh, note), seen };
      });
    },
  };
  port.onmessage = ({ data: { number, question, details } }) => {
    try {
      port.postMessage({ number, answer: answers[question](details) });
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
// Returns { contextLength, next(tokenIds), record(tokenIds), close() }.
export async function startModel(source, files) {
  for (const start of [() => startWorker(source), startInPage]) {
    let thread;
    try {
      thread = start();
      const contextLength = await thread.ask("load", files);
      const next = (tokenIds) => thread.ask("next", { tokenIds });
      const record = (tokenIds) => thread.ask("record", { tokenIds });
      return { contextLength, next, record, close: thread.close };
    } catch (error) {
      thread?.close();
      if (start === startInPage) throw error;
    }
  }
}

const isWorker = globalThis.WorkerGlobalScope && globalThis instanceof WorkerGlobalScope;
if (isWorker) serve(globalThis);
