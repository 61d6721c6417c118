/** Finds, clones, shows and listens to the parts of a page, which the build has rendered. No words are made here. */

/** @typedef {() => void} Undo a function that removes a listener again */

/**
 * The first part of this name. What is only laid out ahead is no part of the page yet; see parts/ahead.js.
 *
 * @param {ParentNode} root
 * @param {string} name
 * @returns {HTMLElement | null}
 */
export function part(root, name) {
  return root.querySelector(`[data-part="${name}"]:not([data-ahead] *)`);
}

/**
 * The template with this attribute.
 *
 * @param {ParentNode} root
 * @param {"data-part" | "data-question"} attribute
 * @param {string} value
 * @returns {HTMLTemplateElement | null}
 */
export function template(root, attribute, value) {
  return root.querySelector(`template[${attribute}="${CSS.escape(value)}"]`);
}

/**
 * The content of a template, ready to be put into the page; empty where the build has rendered no such template.
 *
 * @param {HTMLTemplateElement | null} found
 */
export function clone(found) {
  return found ? document.importNode(found.content, true) : document.createDocumentFragment();
}

/**
 * Shows, of the children that carry `data-is`, exactly the one with this value.
 *
 * @param {Element | null} container
 * @param {string} value
 */
export function showOnly(container, value) {
  for (const child of container?.children ?? []) {
    if (child instanceof HTMLElement && child.dataset.is !== undefined) reveal(child, child.dataset.is === value);
  }
}

/**
 * Shows or hides an element. The attribute is set only where it changes, because browsers recompute styles whenever one
 * is set, even to the value that it has.
 *
 * @param {HTMLElement | null} element
 * @param {boolean} shown
 */
export function reveal(element, shown) {
  if (element && element.hidden === shown) element.hidden = !shown;
}

/**
 * Fills the list of a part with lines, and hides the part where there are none.
 *
 * @param {HTMLElement | null} container
 * @param {readonly string[]} lines
 */
export function fillList(container, lines) {
  if (!container) return;
  if (lines.length === 0 && container.hidden) return;
  const items = lines.map((line) => {
    const item = document.createElement("li");
    item.textContent = line;
    return item;
  });
  container.querySelector("ul")?.replaceChildren(...items);
  reveal(container, lines.length > 0);
}

/**
 * A line with a change and its day.
 *
 * @param {import("../python/client.js").Revision} revision
 */
export function revisionText({ on, what }) {
  return `${on}: ${what}`;
}

/**
 * @param {ParentNode} root
 * @param {string} name
 * @param {string} text
 */
export function say(root, name, text) {
  const found = part(root, name);
  if (found && found.textContent !== text) found.textContent = text;
}

/**
 * @param {ParentNode} root
 * @param {string} name
 * @param {string} href
 */
export function lead(root, name, href) {
  const found = part(root, name);
  if (found instanceof HTMLAnchorElement && found.getAttribute("href") !== href) found.href = href;
}

/**
 * @template {Event} E
 * @param {EventTarget} target
 * @param {string} type
 * @param {(event: E) => void} listener
 * @param {AddEventListenerOptions} [options]
 * @returns {Undo}
 */
export function listen(target, type, listener, options = {}) {
  const handler = /** @type {EventListener} */ (/** @type {unknown} */ (listener));
  target.addEventListener(type, handler, options);
  return () => target.removeEventListener(type, handler, options);
}

/**
 * Moves the focus to an element that is read out but not reached by the tab key, and scrolls it into view if necessary.
 *
 * @param {HTMLElement | null | undefined} target
 */
export function focusOn(target) {
  if (!target) return;
  if (target.tabIndex < 0) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  const { top, bottom } = target.getBoundingClientRect();
  const header = document.querySelector("header")?.getBoundingClientRect().bottom ?? 0;
  // the stylesheet's scroll-margin keeps it clear of the header
  if (top < Math.max(header, 0) || bottom > innerHeight) target.scrollIntoView({ block: "start" });
}

/**
 * Calls back once the browser has painted what is on the page now, so that further work does not delay it. Where the
 * page is not on screen, nothing is painted, and the work is done soon.
 *
 * @param {() => void} then
 */
export function afterPaint(then) {
  if (document.hidden) setTimeout(then);
  else requestAnimationFrame(() => setTimeout(then));
}
