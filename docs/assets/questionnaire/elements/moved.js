/**
 * `<cpor-moved>`: a page that has another address. It leads there, with the answers that are in the link.
 *
 * With `data-sections` only sections have moved: it leads there where the link names one that is not on this page.
 */

import { anchored, hasAnswers } from "../address/address.js";

export class Moved extends HTMLElement {
  connectedCallback() {
    const { hash } = location;
    const stays = hash.length < 2 || hasAnswers(hash) || anchored(hash) !== null;
    if ("sections" in this.dataset && stays) return;
    const to = new URL(this.dataset["to"] ?? "", document.baseURI);
    to.hash = hash;
    location.replace(to);
  }
}
