/** Copying into the clipboard or, where that is not allowed, from a field or a selection by hand. */

import { part, reveal, showOnly } from "./parts.js";

/**
 * @param {HTMLElement} host
 * @param {string} href
 * @param {"copied" | "answer-copied"} said the message that the page shows then
 */
export async function copyLink(host, href, said = "copied") {
  const url = new URL(href, document.baseURI).href;
  try {
    await navigator.clipboard.writeText(url);
    tell(host, said);
  } catch {
    offerByHand(host, url); // not a secure context, or not allowed
  }
}

/**
 * Copies text; returns whether that was possible. Where it was not, the text is left selected.
 *
 * @param {string} text
 * @param {HTMLElement} shown where it is shown
 */
export async function copyText(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(shown);
  }
}

/**
 * Copies formatted text, with a plain version for editors that take none; returns whether that was possible. Where it
 * was not, the text is left selected.
 *
 * @param {string} html
 * @param {string} text
 * @param {HTMLElement} shown where it is shown as it will be pasted
 */
export async function copyRich(html, text, shown) {
  const blob = (/** @type {string} */ data, /** @type {string} */ type) => new Blob([data], { type });
  try {
    const item = new ClipboardItem({
      "text/html": blob(html, "text/html"),
      "text/plain": blob(text, "text/plain"),
    });
    await navigator.clipboard.write([item]);
    return true;
  } catch {
    return copySelected(shown);
  }
}

/**
 * Copies by the deprecated command: selects the element, and lets the browser copy the selection.
 *
 * @param {HTMLElement} shown
 */
function copySelected(shown) {
  getSelection()?.selectAllChildren(shown);
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  }
}

/**
 * Clears the message about a copy.
 *
 * @param {HTMLElement} host
 */
export function forgetCopy(host) {
  tell(host, "");
}

/**
 * @param {HTMLElement} host
 * @param {string} url
 */
function offerByHand(host, url) {
  tell(host, "by-hand");
  const field = part(host, "address");
  if (!(field instanceof HTMLInputElement)) return;
  field.value = url;
  reveal(field, true);
  field.focus();
  field.select();
}

/**
 * @param {HTMLElement} host
 * @param {"copied" | "answer-copied" | "by-hand" | ""} what
 */
function tell(host, what) {
  showOnly(part(host, "copy")?.querySelector("[role=status]") ?? null, what);
  reveal(part(host, "address"), false);
}
