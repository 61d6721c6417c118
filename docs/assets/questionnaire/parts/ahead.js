/**
 * Prepares the next view: a second stage beside the one that is shown, with the form or answer that the choice leads to,
 * already laid out but hidden, because style and layout take most of the time between Continue and the next view.
 *
 * Nothing of it can be seen, reached by keyboard or read out: the stylesheet hides its content in the way that lets the
 * browser keep the layout. `visibility` would do, too, but is worked out anew for each element when it changes, and so
 * is all that stands beside an element when that leaves the page; hence an empty stage is removed only later.
 */

import { afterPaint, part } from "../page/parts.js";

/**
 * The hidden stage with the next view; null where nothing is laid out ahead.
 *
 * @param {ParentNode} host
 * @returns {HTMLElement | null}
 */
function aheadIn(host) {
  return host.querySelector("[data-ahead]:not([data-ahead=''])");
}

/**
 * Lays out what comes next, unless it is laid out already. Making it and laying it out are two tasks, so that none is
 * long on a slow device.
 *
 * @param {HTMLElement} host
 * @param {string} key what it is, for `takeAhead`
 * @param {() => Node | null} make null where it cannot be made yet
 */
export function layOutAhead(host, key, make) {
  if (aheadIn(host)?.dataset["ahead"] === key) return;
  forgetAhead(host);
  const made = make();
  if (!made) return;
  const next = document.createElement("div");
  next.className = "cpor-stage";
  next.dataset["ahead"] = key;
  next.append(made);
  part(host, "stage")?.after(next); // behind it, so that what is shown is found first
  afterPaint(() => next.firstElementChild?.getBoundingClientRect()); // which lays out also what is not shown
}

/**
 * Puts what was laid out ahead on the stage if it is what is wanted now, and removes it otherwise.
 *
 * @param {HTMLElement} host
 * @param {string} key what is wanted
 * @returns {boolean} whether it is on the stage now
 */
export function takeAhead(host, key) {
  const next = aheadIn(host);
  const stage = part(host, "stage");
  if (!next || !stage || next.dataset["ahead"] !== key) {
    forgetAhead(host);
    return false;
  }
  delete next.dataset["ahead"];
  next.dataset["part"] = "stage";
  delete stage.dataset["part"];
  stage.dataset["ahead"] = "";
  return true;
}

/**
 * Empties the former stage, whose `data-ahead` is empty. Called after the focus has moved, because a browser lays out
 * the page once more when the focused element is removed.
 *
 * @param {HTMLElement} host
 */
export function clearLeft(host) {
  const left = host.querySelector("[data-ahead='']");
  left?.replaceChildren();
  if (left) afterPaint(() => left.remove());
}

/** @param {HTMLElement} host */
function forgetAhead(host) {
  aheadIn(host)?.remove();
}
