/** `<cpor-not-found>`: fills the search field of the page for missing addresses with the words of the address. */

/** Letters of an address that are worth searching for. */
const MOST = 80;

export class NotFound extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input");
    if (field && !field.value) field.value = wordsOf(location.pathname);
  }
}

/**
 * The words of the last part of an address: `/questions/signed-sow/` → `signed sow`.
 *
 * @param {string} path
 */
function wordsOf(path) {
  const last = path.split("/").filter(Boolean).at(-1) ?? "";
  const words = readable(last).replace(/\.\w+$/, "").split(/[^\p{L}\p{N}]+/u);
  return words.join(" ").trim().slice(0, MOST);
}

/**
 * @param {string} part percent-encoded, perhaps wrongly
 */
function readable(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
