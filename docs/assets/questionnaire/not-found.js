/**
 * `<cpor-not-found>`: fills the search field of the page for missing addresses with the words of the address.
 *
 * Material opens its search for `?q=`, to which the form leads. Zensical's search reads no address: it is opened here,
 * by the button that only its header has, and the words are typed into it.
 */

/** Letters of an address that are worth searching for. */
const MOST = 80;

/** Milliseconds between two looks whether Zensical's search is there. */
const WAIT = 100;

export class NotFound extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input");
    if (field && !field.value) field.value = wordsOf(location.pathname);
    this.addEventListener("submit", this);
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const button = document.querySelector("button.md-search__button");
    const field = this.querySelector("input");
    if (!(button instanceof HTMLElement) || !field) return;
    event.preventDefault();
    button.click();
    void this.#type(field.value);
  }

  /**
   * Types the words as soon as Zensical has drawn its search, which takes an index.
   *
   * @param {string} words
   */
  async #type(words) {
    while (this.isConnected) {
      const box = searchBox();
      if (box) {
        box.value = words;
        box.dispatchEvent(new Event("input", { bubbles: true }));
        return;
      }
      await new Promise((done) => setTimeout(done, WAIT));
    }
  }
}

/** The field of Zensical's search, which lies in the shadow of an element at the end of the page. */
function searchBox() {
  const boxes = [...document.body.children].map((element) => element.shadowRoot?.querySelector("input"));
  return boxes.find((box) => box) ?? null;
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
