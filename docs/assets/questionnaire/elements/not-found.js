/**
 * `<cpor-not-found>`: on the page for missing addresses, offers the page that answers in the address lead to, and fills
 * the search field with the words of the address.
 *
 * Material opens its search for `?q=`, to which the form leads. Zensical's search reads no address: it is opened here,
 * by the button that only its header has, and the words are typed into it.
 */

import { hasAnswers } from "../address/address.js";
import { view as engineView } from "../python/client.js";
import { claimsText } from "../parts/facts.js";
import { lead, part, reveal, say, showOnly } from "../page/parts.js";
import { linkOf } from "../parts/quick-view.js";
import { answerAddress, flowAddress, planAddress, siteOf } from "../address/site.js";
import { fetchArtefact, follow } from "../address/states.js";

/** @typedef {import("../address/site.js").Site} Site */

/** Most characters of an address that are searched for. */
const MOST = 80;

/** Milliseconds between two checks whether Zensical's search is there. */
const WAIT = 100;

/** A `#` that was encoded on the way, so that the fragment behind it has come to the server as a part of the path. */
const ENCODED_HASH = /%(?:25)*23/;

export class NotFound extends HTMLElement {
  connectedCallback() {
    const [path = "", ...behind] = location.pathname.split(ENCODED_HASH);
    const field = this.querySelector("input");
    if (field && !field.value) field.value = wordsOf(path);
    this.addEventListener("submit", this);
    void offer(this, `${behind.join("&").replace(/\/+$/, "")}${location.hash}`.replace(/^#/, ""));
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
   * Types the words as soon as Zensical has drawn its search, which first needs its index.
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

/** The field of Zensical's search, which lies in the shadow root of an element at the end of the page. */
function searchBox() {
  const boxes = [...document.body.children].map((element) => element.shadowRoot?.querySelector("input"));
  return boxes.find((box) => box) ?? null;
}

// ---------- what answers lead to

/**
 * Offers the page that a fragment leads to: at once by the state graph, and then by the engine. The link carries the
 * fragment as it came, so that the page it leads to names the parts that cannot be used.
 *
 * @param {HTMLElement} host
 * @param {string} fragment without `#`
 */
async function offer(host, fragment) {
  if (!hasAnswers(fragment)) return;
  const site = siteOf(host);
  const said = engineView(site, fragment);
  if (await reachesAnything(site, fragment)) offerOne(host, "question", flowAddress(site, fragment));
  const view = await said;
  if (!view) return;
  const { outcome, title = "", answer = "", claims = [] } = view;
  if (outcome !== null) {
    offerOne(host, "answer", answerAddress(site, outcome, fragment));
    say(host, "title", title);
    say(host, "answer", answer);
    Object.assign(part(host, "now")?.dataset ?? {}, { outcome, claims: claimsText(claims) });
  } else if (view.path.length > 0) {
    offerOne(host, "question", flowAddress(site, fragment));
  } else if (view.carried && site.plans) {
    offerOne(host, "plan", planAddress(site, fragment));
  } else {
    part(host, "lost")?.setAttribute("hidden", "");
  }
}

/**
 * Whether the state graph knows an answer of a fragment.
 *
 * @param {Site} site
 * @param {string} fragment
 */
async function reachesAnything(site, fragment) {
  const artefact = await fetchArtefact(site.artefact);
  const link = linkOf(fragment);
  const place = artefact && link && follow(artefact, link.answers);
  return place !== null && place.answers.size > 0;
}

/**
 * @param {HTMLElement} host
 * @param {"answer" | "question" | "plan"} kind
 * @param {string} href
 */
function offerOne(host, kind, href) {
  const banner = part(host, "lost");
  const offered = banner?.querySelector(`[data-is=${kind}]`);
  if (!banner || !offered) return;
  lead(offered, "there", href);
  showOnly(banner, kind);
  reveal(banner, true);
}

// ---------- what is searched for

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
