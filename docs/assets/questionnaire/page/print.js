/** Printing of an answer, with its link as a visible address. The stylesheet for paper leaves out what is folded away. */

import { listen, say } from "./parts.js";

/**
 * Spells out the link of the answer that is shown, whenever the page is printed, until undone.
 *
 * @param {HTMLElement} host
 * @param {() => string} address
 * @returns {import("./parts.js").Undo}
 */
export function spellWhenPrinted(host, address) {
  return listen(window, "beforeprint", () => say(host, "spelled", address()));
}
