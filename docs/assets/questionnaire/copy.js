/** Links to copy: into the clipboard, else into a field where the reader can take them from. */

import { part, showOnly } from "./parts.js";

/**
 * @param {HTMLElement} host
 * @param {string} href
 */
export async function copyLink(host, href) {
  const url = new URL(href, document.baseURI).href;
  try {
    await navigator.clipboard.writeText(url);
    tell(host, "copied");
  } catch {
    offerByHand(host, url); // not a secure context, or not allowed
  }
}

/**
 * Takes back what was said about a copy.
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
  field.hidden = false;
  field.focus();
  field.select();
}

/**
 * @param {HTMLElement} host
 * @param {"copied" | "by-hand" | ""} what
 */
function tell(host, what) {
  showOnly(part(host, "copy")?.querySelector("[role=status]") ?? null, what);
  const field = part(host, "address");
  if (field) field.hidden = true;
}
