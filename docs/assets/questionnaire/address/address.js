/**
 * The address bar, and the links and history entries that stay within this page.
 *
 * Material's instant navigation handles both as well. Within this page we keep them from it, because it would fetch
 * the page once more on the first of them, replace it under the reader's focus, and go back in history when a link
 * leads to the last address that it knows of. Between pages it handles everything. `hashchange` is of no use, because
 * it does not fire on pushState. Nothing is kept in history.state, because Material keeps the scroll position there.
 */

import { listen } from "../page/parts.js";
import { themeRuns } from "../page/theme.js";

/**
 * @typedef {import("../page/parts.js").Undo} Undo
 * @typedef {{next: (url: URL) => void}} Location$ Material's subject of the addresses that it is to follow
 */

/** The address that the page shows. */
let shown = "";

/**
 * Whether a fragment carries answers, also where somebody has encoded its equals signs; a section's anchor does not.
 *
 * @param {string} fragment
 */
export function hasAnswers(fragment) {
  return /=|%(25)*3d/i.test(fragment);
}

/**
 * The element that a plain anchor names.
 *
 * @param {string} fragment with `#`
 */
export function anchored(fragment) {
  if (hasAnswers(fragment)) return null;
  try {
    return document.getElementById(decodeURIComponent(fragment.slice(1)));
  } catch {
    return null; // not percent-encoding
  }
}

/**
 * Makes this fragment the address, as a new entry of the history; where it is the address already, nothing happens.
 *
 * @param {string} fragment without `#`; empty: the page itself
 * @returns {boolean} whether the address has changed
 */
export function push(fragment) {
  const next = new URL(fragment ? `#${fragment}` : location.pathname + location.search, location.href).href;
  if (next === location.href) return false;
  history.pushState(null, "", next);
  shown = location.href;
  return true;
}

/**
 * Opens an address as a click on a link does, so that instant navigation can take it and the worker lives on.
 *
 * @param {HTMLElement} host
 * @param {string} href
 */
export function visit(host, href) {
  const link = document.createElement("a");
  link.href = href;
  link.hidden = true;
  host.append(link);
  link.click();
  link.remove();
}

/**
 * Calls back on every move within this page, until undone.
 *
 * @param {(fragment: string) => void} onLink a link within the page was followed; the address is still the old one
 * @param {() => void} onMove the address has changed
 * @returns {Undo[]}
 */
export function watchAddress(onLink, onMove) {
  const page = location.pathname;
  shown = location.href;
  const look = () => {
    if (location.pathname !== page || location.href === shown) return;
    shown = location.href;
    onMove();
  };
  const follow = (/** @type {MouseEvent} */ event) => {
    const link = linkWithin(event);
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    closeDrawer();
    onLink(link.hash);
  };
  return [
    listen(document, "click", follow, { capture: true }),
    listen(window, "popstate", look),
    keepFromInstantNavigation(page, look),
  ];
}

/**
 * The link that was clicked, if it stays within this page and in this window.
 *
 * @param {MouseEvent} event
 */
function linkWithin(event) {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const elsewhere = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (!link?.href || link.target || link.hasAttribute("download") || elsewhere) return null;
  const stays = link.origin === location.origin && link.pathname === location.pathname;
  return stays && link.search === location.search ? link : null;
}

/** Material closes its drawer when it follows a link; the links we take have to do so themselves. */
function closeDrawer() {
  const toggle = document.querySelector("[data-md-toggle=drawer]:checked");
  if (toggle instanceof HTMLElement) toggle.click();
}

/**
 * Keeps moves within this page from instant navigation, until an address of another page comes.
 *
 * Instant navigation listens to popstate before us, and listeners on the window run in the order in which they were
 * added, capturing or not (Chromium 156). It passes addresses to a public subject, `location$`: we replace its `next`.
 *
 * @param {string} page
 * @param {() => void} onMove called also for moves that the theme makes itself, such as to a search result on this page
 * @returns {Undo}
 */
function keepFromInstantNavigation(page, onMove) {
  let leaving = false;
  let undo = () => {};
  void themeRuns.then(() => {
    const { location$ } = /** @type {{location$?: Location$}} */ (/** @type {unknown} */ (window));
    if (!location$ || leaving) return;
    const { next } = location$;
    location$.next = (url) => {
      leaving ||= url.pathname !== page;
      if (leaving) next.call(location$, url);
      else onMove();
    };
    undo = () => {
      location$.next = next;
    };
  });
  return () => {
    leaving = true;
    undo();
  };
}

/** The address that a link has opened and whose history entry has no scroll position yet; empty where there is none. */
let followed = "";

/**
 * Notes which addresses are opened by links, and not by going back or forward, from the theme's subject `location$`.
 */
export function watchFollowed() {
  const { location$ } = /** @type {{location$?: {subscribe: (seen: (url: URL) => void) => void}}} */ (
    /** @type {unknown} */ (window)
  );
  location$?.subscribe((url) => {
    followed = history.state === null ? url.href : "";
  });
}

/**
 * Makes a page that a link has opened begin at its top.
 *
 * Material stores the scroll position 100 ms after the last scrolling. When a link was followed meanwhile, it stores
 * the position of the old page in the history entry of the new one, and then scrolls the new page there, past its
 * heading. So a position that was stored before the new page is there is removed.
 */
export function beginAtTop() {
  if (followed === location.href && history.state !== null) history.replaceState(null, "");
  followed = "";
}

/**
 * Whether an element that is connected now came by instant navigation: then nothing has the focus, and the new element
 * has to take it. The elements of the first page are connected before the document is complete.
 */
export function broughtByInstantNavigation() {
  return document.readyState === "complete";
}

/** The reader's own date, such as "2026-11-23". */
export function today(now = new Date()) {
  const pad = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}
