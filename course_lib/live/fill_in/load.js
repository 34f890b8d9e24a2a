// Getting the model: a button, how much has come, and in words what went wrong.

import { getBytes } from "../in_page/bytes.js";
import { WordPieceTokenizer } from "../in_page/wordpiece.js";
import { startModel } from "../in_page/worker.js";
import { button, element } from "./parts.js";

const FILES = ["config.json", "tokenizer.json", "model.safetensors"];

// `ready({ bert, tokenizer, hadFocus })` is called once; `tell` shows a sentence.
export function loader(model, tell, ready) {
  const progress = element("progress", { max: 1, value: 0, hidden: "" });
  progress.setAttribute("aria-label", "Loading BERT");
  const megabytes = (bytesOf(model) / 1e6).toFixed(1);
  const start = button(`Load BERT (${megabytes} MB)`, load);
  const node = element("div", { class: "fi-load" }, start, progress);

  async function load() {
    if (start.ariaDisabled === "true") return;
    busy(true);
    tell("Loading BERT …");
    try {
      const loaded = await getModel(model, (share) => (progress.value = share));
      const hadFocus = document.activeElement === start;
      node.hidden = true;
      tell("");
      ready({ ...loaded, hadFocus });
    } catch ({ message }) {
      start.textContent = "Try again";
      const until = "The blank above answers with stored guesses, as before.";
      tell(`BERT could not be loaded: ${message}. ${until}`);
    }
    busy(false);
  }

  function busy(isBusy) {
    start.ariaDisabled = isBusy;
    progress.hidden = !isBusy;
  }

  return node;
}

function bytesOf(model) {
  return Object.values(model.get("files")).reduce((sum, [bytes]) => sum + bytes, 0);
}

// Get the files side by side, and start the model with them.
async function getModel(model, onProgress) {
  const come = {}, total = bytesOf(model);
  const get = (file) => {
    const path = `${model.get("checkpoint")}/${file}`;
    return getBytes(model, path, (bytes) => {
      come[path] = bytes;
      onProgress(Object.values(come).reduce((sum, one) => sum + one, 0) / total);
    });
  };
  const [config, tokenizer, weights] = await Promise.all(FILES.map(get));
  const json = (bytes) => JSON.parse(new TextDecoder().decode(bytes));
  return {
    bert: await startModel(model.get("_esm"), { config: json(config), weights }),
    tokenizer: new WordPieceTokenizer(json(tokenizer)),
  };
}
