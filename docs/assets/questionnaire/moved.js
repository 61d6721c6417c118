/**
 * `<cpor-moved>`: a page that has another address. It leads there, with the answers that are in the link.
 */

export class Moved extends HTMLElement {
  connectedCallback() {
    const to = new URL(this.dataset["to"] ?? "", document.baseURI);
    to.hash = location.hash;
    location.replace(to);
  }
}
