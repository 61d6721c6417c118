/**
 * Suggestions where the search has found nothing: the questionnaire, and questions of each kind.
 *
 * Zensical draws its search by itself, in a shadow root; there nothing is offered.
 */

import { clone, listen, template } from "./parts.js";

/** Offers questions whenever nothing is found. Called once, because the search outlives instant navigation. */
export function connectSearch() {
  const room = document.querySelector(".cpor-nothing");
  const list = room?.parentElement?.querySelector("ol");
  const field = document.querySelector(".md-search__input");
  const offered = template(document, "data-part", "nothing-found");
  if (!(room instanceof HTMLElement) || !list || !(field instanceof HTMLInputElement) || !offered) return;
  makeAbsolute(offered.content);
  const look = () => {
    const nothing = list.childElementCount === 0 && list.parentElement?.firstElementChild?.textContent === room.dataset["none"];
    if (!nothing) room.replaceChildren();
    else if (room.childElementCount === 0) room.append(clone(offered));
  };
  new MutationObserver(look).observe(room.parentElement ?? room, { childList: true, subtree: true, characterData: true });
  listen(field, "keydown", (/** @type {KeyboardEvent} */ event) => {
    const first = room.querySelector("a");
    if (event.key !== "Enter" || !first) return;
    event.preventDefault(); // the theme would follow the first link, which nobody has looked at
    event.stopPropagation();
    first.focus();
  });
}

/**
 * Lets links lead to the same pages from everywhere: a relative one means something else after instant navigation.
 *
 * @param {DocumentFragment} content
 */
function makeAbsolute(content) {
  for (const link of content.querySelectorAll("a")) {
    link.setAttribute("href", new URL(link.getAttribute("href") ?? "", document.baseURI).href);
  }
}
