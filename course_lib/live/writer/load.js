// Getting the model: a button, how much has come, and in words what went wrong.

import { getBytes } from "../in_page/bytes.js";
import { ByteBPETokenizer } from "../in_page/byte_bpe.js";
import { startModel } from "../in_page/worker.js";
import { button, element } from "./parts.js";

const FILES = ["config.json", "tokenizer.json", "model.safetensors"];

const STILL = "what the model expects after one opening";

// `ready({ gpt, tokenizer })` is called once; `say` shows a sentence, and `still` says
// what the picture shows that stands there until then.
export function loader(model, say, ready, still = STILL) {
  const progress = element("progress", { max: 1, value: 0, hidden: "" });
  progress.setAttribute("aria-label", "Loading the model");
  const megabytes = (bytesOf(model) / 1e6).toFixed(1);
  const start = button(`Load the model (${megabytes} MB)`, load);
  const node = element("div", { class: "wr-load" }, start, progress);

  async function load() {
    if (start.ariaDisabled === "true") return;
    busy(true);
    say("Loading the model …");
    try {
      const loaded = await getModel(model, (share) => (progress.value = share));
      const hadFocus = document.activeElement === start;
      node.hidden = true;
      ready({ ...loaded, hadFocus });
    } catch ({ message }) {
      start.textContent = "Try again";
      say(
        `The model could not be loaded: ${message}. Until it can, ` +
          `the picture shows ${still}.`,
      );
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
    gpt: await startModel(model.get("_esm"), { config: json(config), weights }),
    tokenizer: new ByteBPETokenizer(json(tokenizer)),
  };
}
