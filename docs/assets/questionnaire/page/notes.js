/**
 * The note that opens beside a citation or a term of the glossary, so that nobody leaves the page to see what it is.
 *
 * Without this script, or with a key that opens links elsewhere, a citation or term is an ordinary link. The note is
 * inserted behind the link, so that the tab key goes from one to the other, and the note lies above an open dialog.
 */

import { part, showOnly } from "./parts.js";

/** The links that open a note. */
const NOTED = ".cpor-cite, .cpor-source-link, .footnote-ref, .cpor-term";

/** Distance between a link and its note, in pixels. */
const GAP = 6;

/** HTML of the notes, written by the build, by the id of a source or a term. @type {Promise<Readonly<Record<string, string>>> | null} */
let words = null;

/** The link that the note was opened with last. @type {HTMLAnchorElement | null} */
let opener = null;

/** Opens notes on all pages of this tab, because the box is outside the part that instant navigation replaces. */
export function connectNotes() {
  const box = part(document, "note-box");
  if (!box || !("showPopover" in box)) return;
  const address = new URL(box.dataset["notes"] ?? "", document.baseURI).href;
  box.querySelector("[data-do=close-note]")?.addEventListener("click", () => box.hidePopover());
  // the browser itself gives the focus back only from a popover that does not lie above another one
  box.addEventListener("beforetoggle", (event) => {
    if (event.newState === "closed" && box.contains(document.activeElement)) opener?.focus({ preventScroll: true });
  });
  // before the theme, which would follow the link
  document.addEventListener("click", (event) => opened(box, address, event), { capture: true });
}

/**
 * @param {HTMLElement} box
 * @param {string} address of the file with the words
 * @param {MouseEvent} event
 */
function opened(box, address, event) {
  const link = event.target instanceof Element ? event.target.closest(NOTED) : null;
  const elsewhere = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!(link instanceof HTMLAnchorElement) || elsewhere) return;
  event.preventDefault();
  event.stopPropagation();
  void open(box, address, link);
}

/**
 * @param {HTMLElement} box
 * @param {string} address
 * @param {HTMLAnchorElement} link
 */
async function open(box, address, link) {
  if (box.matches(":popover-open")) box.hidePopover();
  opener = link;
  (link.closest("sup, .cpor-sources") ?? link).after(box);
  const way = part(box, "note-link");
  if (way instanceof HTMLAnchorElement) way.href = link.href;
  showOnly(way, kindOf(link));
  showName(box, link.getAttribute("aria-label") ?? link.textContent ?? "");
  box.showPopover();
  place(box, link);
  box.focus({ preventScroll: true });
  const html = (await notes(address))[idOf(link)];
  if (!html || opener !== link) return;
  write(box, html);
  place(box, link);
}

/** @param {HTMLAnchorElement} link */
function kindOf(link) {
  if (link.matches(".cpor-term")) return "term";
  return link.matches(".footnote-ref") ? "footnote" : "source";
}

/** @param {HTMLAnchorElement} link */
function idOf(link) {
  return link.hash.replace(/^#(fn:)?/, "");
}

/**
 * @param {HTMLElement} box
 * @param {string} html
 */
function write(box, html) {
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  part(box, "note-words")?.replaceChildren(parsed.content);
}

/**
 * Shows the name of the source or term until the words of the note are here. Where they cannot be fetched, it stays.
 *
 * @param {HTMLElement} box
 * @param {string} name
 */
function showName(box, name) {
  const line = document.createElement("p");
  line.className = "cpor-popover__title";
  line.textContent = name;
  part(box, "note-words")?.replaceChildren(line);
}

/**
 * Places the note below the link, or above it where there is no room below, and never over the edge of the window.
 *
 * @param {HTMLElement} box
 * @param {HTMLElement} link
 */
function place(box, link) {
  const at = link.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = at.bottom + GAP;
  const top = below + height <= innerHeight ? below : Math.max(GAP, at.top - GAP - height);
  const left = Math.max(GAP, Math.min(at.left, document.documentElement.clientWidth - width - GAP));
  box.style.top = `${top + scrollY}px`;
  box.style.left = `${left + scrollX}px`;
}

/**
 * The words of all notes, fetched once. After a failure there are none, and the next note fetches again.
 *
 * @param {string} address
 */
async function notes(address) {
  words ??= read(address);
  try {
    return await words;
  } catch {
    words = null;
    return {};
  }
}

/**
 * @param {string} address
 * @returns {Promise<Readonly<Record<string, string>>>}
 */
async function read(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return await response.json();
}
