/** The base of our elements: addresses of the flow, and listeners for as long as an element is on the page. */

import { beginAtTop } from "../address/address.js";
import { siteOf } from "../address/site.js";

/** @typedef {import("../page/parts.js").Undo} Undo */

export class SiteElement extends HTMLElement {
  /** Addresses of the flow's pages and files. */
  site = siteOf(this);

  /** @type {Undo[]} */
  #undo = [];

  /**
   * Adds listeners; returns the functions that remove them.
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
