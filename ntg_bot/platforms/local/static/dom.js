// Making elements without markup strings.

/** An element with attributes and children; `false`, `null` and `undefined` are left out. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== false && child !== null && child !== undefined));
  return element;
}

export function byId(id) {
  return document.getElementById(id);
}

/** Characters as people count them, so that an emoji is one. */
export function lengthOf(text) {
  return [...text].length;
}

/** Says something to a screen reader once. */
export function announce(words) {
  byId("says").textContent = words;
}
