// Small parts that figures are put together of.

export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

// The place in a list to which a key leads from another one; `last` is the last place.
export function goalOf(key, place, last) {
  const back = Math.max(place - 1, 0), on = Math.min(place + 1, last);
  const goals = { ArrowLeft: back, ArrowUp: back, ArrowRight: on, ArrowDown: on };
  return { ...goals, Home: 0, End: last }[key];
}
