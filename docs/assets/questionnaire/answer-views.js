/**
 * The views of a flow's answers, as templates that the build has rendered. They are too many to stand in the page, so
 * they come beside it, once a tab.
 */

/** @typedef {readonly HTMLTemplateElement[]} AnswerViews */

/** By the address of the file. @type {Map<string, Promise<AnswerViews>>} */
const coming = new Map();

/**
 * The templates of a file; none where it cannot be had, and then the next call tries again.
 *
 * @param {string} address
 * @returns {Promise<AnswerViews>}
 */
export function fetchAnswerViews(address) {
  const views = coming.get(address) ?? read(address).catch(() => []);
  coming.set(address, views);
  void views.then((templates) => templates.length || coming.delete(address));
  return views;
}

/**
 * @param {string} address
 * @returns {Promise<AnswerViews>}
 */
async function read(address) {
  const response = await fetch(address);
  if (!response.ok) return [];
  const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
  return [...parsed.querySelectorAll("template")];
}

/**
 * Puts the templates into an element that has none yet, for as long as it is on the page.
 *
 * @param {HTMLElement} host
 * @param {string} address
 */
export async function bringAnswerViews(host, address) {
  const templates = await fetchAnswerViews(address);
  const has = host.querySelector("template[data-answer]");
  if (host.isConnected && !has) host.append(...templates.map((template) => document.importNode(template, true)));
}
