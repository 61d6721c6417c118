/**
 * The buttons that open the menu and the search on narrow screens.
 *
 * The theme opens both by labels of hidden checkboxes, which a keyboard never reaches. Each label becomes a button
 * here; without JavaScript it stays a label. The header outlives instant navigation, the menu beside the text does not.
 */

import { listen } from "./parts.js";

/** Screens on which the theme draws the navigation as a menu over the page, and not beside the text. */
const NARROW = matchMedia("(max-width: 76.234375em)");

/** Elements of the menu that can take the focus. */
const FOCUSABLE = "a[href], label[tabindex], button";

/** Elements that lie under the open menu. */
const BEHIND = ".md-skip, .md-header, .md-tabs, .md-content, .md-sidebar--secondary, .md-footer";

/** Replaces the theme's labels with buttons, and keeps the menu in step with its checkbox. */
export function connectMenu() {
  const search = checkbox("__search");
  if (search) asButton(search, "Search");
  const toggle = checkbox("__drawer");
  if (!toggle) return;
  const button = asButton(toggle, "Menu");
  listen(toggle, "change", () => {
    if (isOpen(toggle)) showTop();
    update(toggle, button);
    if (isOpen(toggle)) firstStop()?.focus({ preventScroll: true });
    else button?.focus({ preventScroll: true });
  });
  listen(NARROW, "change", () => update(toggle, button));
  listen(document, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape" && isOpen(toggle)) toggle.click();
  });
  update(toggle, button);
}

/** Updates the menu by its checkbox after instant navigation has brought a new page. */
export function menuArrived() {
  const toggle = checkbox("__drawer");
  if (toggle) update(toggle, document.querySelector("button[data-toggles=__drawer]"));
}

/**
 * The theme's checkbox of this id.
 *
 * @param {string} id
 * @returns {HTMLInputElement | null}
 */
function checkbox(id) {
  const found = document.getElementById(id);
  return found instanceof HTMLInputElement ? found : null;
}

/**
 * Puts a button in the place of the label in the header that works this checkbox.
 *
 * @param {HTMLInputElement} toggle
 * @param {string} name
 * @returns {HTMLButtonElement | null}
 */
function asButton(toggle, name) {
  const label = document.querySelector(`.md-header label[for="${toggle.id}"].md-header__button`);
  if (!label) return null;
  const button = document.createElement("button");
  button.type = "button";
  button.className = label.className;
  button.dataset["toggles"] = toggle.id;
  button.setAttribute("aria-label", name);
  button.append(...label.childNodes);
  button.addEventListener("click", () => toggle.click());
  label.replaceWith(button);
  return button;
}

/** @param {HTMLInputElement} toggle */
function isOpen(toggle) {
  return NARROW.matches && toggle.checked;
}

/**
 * Shows the top of the menu, where the section of this page is marked: the theme opens the innermost list that has the
 * page, from which the rest of the site is three steps away. On wide screens these lists stand beside the text, so that
 * they are opened again there.
 */
function showTop() {
  const opened = [...(menuOfPage()?.querySelectorAll("input.md-nav__toggle:checked") ?? [])];
  const boxes = opened.filter((box) => box instanceof HTMLInputElement);
  for (const box of boxes) {
    box.checked = false;
    // the theme lets no key open the section of the page, which is open in it from the start
    document.querySelector(`label.md-nav__link[for="${box.id}"]`)?.setAttribute("tabindex", "0");
  }
  const reopen = () => {
    for (const box of boxes) box.checked = true;
  };
  if (boxes.length) NARROW.addEventListener("change", reopen, { once: true });
}

/**
 * Makes what is out of sight inert, so that it takes no focus: the closed menu, and the page under the open one.
 *
 * @param {HTMLInputElement} toggle
 * @param {HTMLElement | null} button
 */
function update(toggle, button) {
  const open = isOpen(toggle);
  const menu = menuOfPage();
  if (menu) menu.inert = NARROW.matches && !open;
  for (const element of document.querySelectorAll(BEHIND)) {
    if (element instanceof HTMLElement) element.inert = open;
  }
  button?.setAttribute("aria-expanded", String(open));
}

/** @returns {HTMLElement | null} */
function menuOfPage() {
  return document.querySelector(".md-sidebar--primary");
}

/** The first link or section of the menu that can be seen. */
function firstStop() {
  const stops = [...(menuOfPage()?.querySelectorAll(FOCUSABLE) ?? [])];
  const seen = stops.find((stop) => stop.checkVisibility({ visibilityProperty: true }));
  return seen instanceof HTMLElement ? seen : null;
}
