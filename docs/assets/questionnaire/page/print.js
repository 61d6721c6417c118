/** Printing of an answer, with its link as a visible address; readers can choose a shorter version of two sheets. */

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

/** Prints two sheets: what to do, what to prepare and the steps, without the reasons and the background. */
export function printSheet() {
  const { dataset } = document.documentElement;
  dataset["print"] = "sheet";
  addEventListener("afterprint", () => delete dataset["print"], { once: true });
  print();
}
