// Getting a model: a button, how much has come, and in words what went wrong.

import { getBytes } from "./bytes.js";
import { element } from "./parts.js";
import { startModel } from "./worker.js";

const FILES = ["config.json", "tokenizer.json", "model.safetensors"];

// `how` has the model's `name`, the class that is its `Tokenizer`, a sentence `until`
// for the time without it, and the `prefix` of the figure's CSS classes.
// `ready({ network, tokenizer, hadFocus })` is called once; `say` shows a sentence.
export function loader(model, { name, Tokenizer, until, prefix }, say, ready) {
  const progress = element("progress", { max: 1, value: 0, hidden: "" });
  progress.setAttribute("aria-label", `Loading ${name}`);
  const megabytes = (bytesOf(model) / 1e6).toFixed(1);
  const words = `Load ${name} (${megabytes} MB)`;
  const start = element("button", { type: "button", class: `${prefix}-button` }, words);
  start.addEventListener("click", load);
  const node = element("div", { class: `${prefix}-load` }, start, progress);

  async function load() {
    if (start.ariaDisabled === "true") return;
    busy(true);
    say(`Loading ${name} …`);
    try {
      const loaded = await getModel(model, Tokenizer, (share) => (progress.value = share));
      const hadFocus = document.activeElement === start;
      node.hidden = true;
      ready({ ...loaded, hadFocus });
    } catch ({ message }) {
      start.textContent = "Try again";
      const subject = name[0].toUpperCase() + name.slice(1);
      say(`${subject} could not be loaded: ${message}. ${until}`);
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
async function getModel(model, Tokenizer, onProgress) {
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
    network: await startModel(model.get("_esm"), { config: json(config), weights }),
    tokenizer: new Tokenizer(json(tokenizer)),
  };
}
