// A figure's state in the page's address, so that a view can be kept and sent on:
// …/explorer.html?explorer.text=Tom+lost&explorer.place=2
//
// Several figures share one address: each has its name before its keys, and leaves the
// rest as it is. Only on the site; a notebook's address belongs to Jupyter or to Colab.
// Tested by tests/live/test_in_page_address.py.

const CALM = 300; // milliseconds without a change before the address is written

export function hasAddress() {
  return document.documentElement.dataset.content_root !== undefined;
}

// What an address says of a figure, as texts: { text: "Tom lost", place: "2" }.
export function stateIn(address, name) {
  const own = [...new URL(address).searchParams].filter(([key]) =>
    key.startsWith(`${name}.`),
  );
  return Object.fromEntries(own.map(([key, value]) => [key.slice(name.length + 1), value]));
}

// The address with a figure's state in it; a value of null is left out.
export function withState(address, name, state) {
  const changed = new URL(address);
  for (const key of Object.keys(stateIn(address, name))) {
    changed.searchParams.delete(`${name}.${key}`);
  }
  for (const [key, value] of Object.entries(state)) {
    if (value !== null) changed.searchParams.set(`${name}.${key}`, value);
  }
  return changed.href;
}

// Returns put(state), which writes the page's address once the reader pauses.
export function addressWriter(name) {
  let timer;
  return (state) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      try {
        const changed = withState(location.href, name, state);
        if (changed !== location.href) history.replaceState(history.state, "", changed);
      } catch {
        // Some browsers refuse this for a page from a folder on disk.
      }
    }, CALM);
  };
}

// A whole number from `least` to `most` that an address gave, or the one in its place.
export function numberIn(text, least, most, otherwise) {
  const isWhole = /^-?\d{1,6}$/.test(text ?? "");
  const number = Number(text);
  return isWhole && number >= least && number <= most ? number : otherwise;
}
