/** What our elements have in common: where things are, and listeners for as long as they are on the page. */

import { beginAtTop } from "../address/address.js";
import { siteOf } from "../address/site.js";

/** @typedef {import("../page/parts.js").Undo} Undo */

export class SiteElement extends HTMLElement {
  /** Where things are. */
  site = siteOf(this);

  /** @type {Undo[]} */
  #undo = [];

  /**
   * Begins to listen; returns what takes that back.
   *
   * @returns {Undo[]}
   */
  connect() {
    return [];
  }

  connectedCallback() {
    beginAtTop();
    this.site = siteOf(this);
    this.#undo = this.connect();
  }

  disconnectedCallback() {
    for (const undo of this.#undo.splice(0)) undo();
  }
}
