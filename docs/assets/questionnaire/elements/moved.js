/**
 * `<cpor-moved>`: redirects readers of a page that has moved to its new address, with the answers in their link.
 *
 * With `data-sections` only sections have moved: it redirects where the link names a section that is not on this page.
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
