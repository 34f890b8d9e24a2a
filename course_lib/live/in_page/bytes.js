// The bytes of a model's file: getBytes(model, "town_gpt/model.safetensors").
//
// On the site they come from `_static/models/`; where Python runs (JupyterLab, Colab),
// it sends the same bytes. Each file is fetched once a page, however many figures ask,
// and kept by the browser for the next visit where it can (Cache API).

const PATIENCE = 60_000; // milliseconds that Python may take
const KEPT = "course-models"; // the name of the cache
// path: promise of an ArrayBuffer, for all figures of the page
const fetched = (globalThis.courseModelFiles ??= new Map());

// `model` is the figure's; its trait `files` has { path: [number of bytes, version] }.
// `onProgress` is told how many bytes have come.
export function getBytes(model, path, onProgress = () => {}) {
  if (!fetched.has(path)) {
    const coming = onSite() ? fromSite(model, path, onProgress) : fromPython(model, path);
    fetched.set(path, coming);
    coming.catch(() => fetched.delete(path)); // another try begins anew
  }
  return fetched.get(path);
}

// Sphinx writes the way to the site's root on each of its pages.
function onSite() {
  return document.documentElement.dataset.content_root !== undefined;
}

async function fromSite(model, path, onProgress) {
  const [size, version] = model.get("files")[path];
  const root = document.documentElement.dataset.content_root;
  const address = new URL(`${root}_static/models/${path}?v=${version}`, document.baseURI);
  if (address.protocol === "file:") {
    throw new Error("a browser loads no model from a folder on disk, only from a server");
  }
  const cache = await openCache();
  const kept = await (await cache?.match(address.href))?.arrayBuffer();
  if (kept?.byteLength === size) return kept;
  const bytes = await download(address, onProgress);
  if (bytes.byteLength !== size) {
    throw new Error(`${path} must have ${size} bytes; ${bytes.byteLength} have come`);
  }
  await keep(cache, address, bytes);
  return bytes;
}

async function download(address, onProgress) {
  let response;
  try {
    response = await fetch(address);
  } catch {
    throw new Error("the server could not be reached");
  }
  if (!response.ok) throw new Error(`the server answers ${response.status}`);
  const parts = [], reader = response.body.getReader();
  let come = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    onProgress((come += part.value.length));
  }
  return new Blob(parts).arrayBuffer();
}

// Browsers have no cache in private windows, or where the page did not come by https.
async function openCache() {
  try {
    return await caches.open(KEPT);
  } catch {
    return undefined;
  }
}

// Keep this version of a file, and no older one.
async function keep(cache, address, bytes) {
  try {
    for (const old of (await cache?.keys()) ?? []) {
      if (new URL(old.url).pathname === address.pathname) await cache.delete(old);
    }
    await cache?.put(address.href, new Response(bytes));
  } catch {
    // The disk is full: the file is fetched anew next time.
  }
}

// Python answers { path, error } with the bytes beside it; see files.py.
function fromPython(model, path) {
  return new Promise((resolve, reject) => {
    const finish = (settle, value) => {
      clearTimeout(timer);
      model.off("msg:custom", hear);
      settle(value);
    };
    const hear = (content, buffers) => {
      if (content?.path !== path) return;
      if (content.error) finish(reject, new Error(content.error));
      else finish(resolve, wholeBuffer(buffers[0]));
    };
    const late = new Error("Python does not answer; run the cell again");
    const timer = setTimeout(() => finish(reject, late), PATIENCE);
    model.on("msg:custom", hear);
    model.send({ path });
  });
}

function wholeBuffer({ buffer, byteOffset, byteLength }) {
  return buffer.slice(byteOffset, byteOffset + byteLength);
}
