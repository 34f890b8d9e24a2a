// A view of the explorer in the page's address, and the link that copies it.

import { addressWriter, hasAddress, stateIn, withState } from "../in_page/address.js";
import { numberIn } from "../in_page/address.js";
import { element } from "../in_page/parts.js";

const NAME = "explorer";
const MOST_IN_ADDRESS = 400; // letters of a text

// model → { text, place, layer, head, off }, as texts; what is as at the start is null.
export function toAddress(view, start) {
  const texts = (one) => ({
    text: one.opening,
    place: String(one.place),
    layer: String(one.layer),
    head: String(one.head),
    off: one.off.map((head) => head.join(".")).join(" "),
  });
  const [now, first] = [texts(view), texts(start)];
  const changed = ([key, value]) => [key, value === first[key] ? null : value];
  return Object.fromEntries(Object.entries(now).map(changed));
}

// And back; what is missing or makes no sense is as at the start.
export function fromAddress(state, start, nLayers, nHeads) {
  const isHead = ([layer, head]) =>
    numberIn(layer, 0, nLayers - 1, -1) >= 0 && numberIn(head, 0, nHeads - 1, -1) >= 0;
  const pairs = (state.off ?? "").split(" ").map((one) => one.split("."));
  const off = pairs.filter(isHead).map(([layer, head]) => [Number(layer), Number(head)]);
  return {
    opening: state.text?.slice(0, MOST_IN_ADDRESS) ?? start.opening,
    place: numberIn(state.place, -1, 1000, start.place),
    layer: numberIn(state.layer, 0, nLayers - 1, start.layer),
    head: numberIn(state.head, 0, nHeads - 1, start.head),
    off: state.off === undefined ? start.off : off,
  };
}

// What the page's address says: null if nothing.
export function viewInAddress(start, nLayers, nHeads) {
  const state = hasAddress() ? stateIn(location.href, NAME) : {};
  if (!Object.keys(state).length) return null;
  return fromAddress(state, start, nLayers, nHeads);
}

// The link; `say` tells how it went.
export function viewLink(start, say) {
  const link = element("a", { class: "mx-link", href: "" }, "copy the address of this view");
  link.hidden = !hasAddress();
  const put = addressWriter(NAME);
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.href);
      say("The address of this view is copied.");
    } catch {
      say(`The browser lets no page copy here. The address is ${link.href}`);
    }
  });
  const show = (view) => {
    if (link.hidden) return;
    const state = toAddress(view, start);
    link.href = withState(location.href, NAME, state);
    put(state);
  };
  return { node: link, show };
}
