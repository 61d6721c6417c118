/**
 * The views of a flow's answers, as the build has rendered them: by the answer's id, HTML of the repository's own words.
 * They are too many to stand in the page, so they come beside it, once a tab, and only the one that is shown is parsed.
 */

/** @typedef {Readonly<Record<string, string>>} AnswerViews */

/** By the address of the file. @type {Map<string, Promise<AnswerViews>>} */
const coming = new Map();

/** Those that are here, by the address of the file. @type {Map<string, AnswerViews>} */
const here = new Map();

/**
 * Fetches a file; where it cannot be had, the next call tries again.
 *
 * @param {string} address
 */
export async function fetchAnswerViews(address) {
  const views = coming.get(address) ?? read(address).catch(() => ({}));
  coming.set(address, views);
  const found = await views;
  if (Object.keys(found).length > 0) here.set(address, found);
  else coming.delete(address);
}

/**
 * The view of an answer, ready to be put into the page; null where it is not here.
 *
 * @param {string} address of the file
 * @param {string} outcome
 */
export function answerView(address, outcome) {
  const views = here.get(address);
  if (!views || !Object.hasOwn(views, outcome)) return null;
  const parsed = document.createElement("template");
  parsed.innerHTML = views[outcome] ?? "";
  return document.importNode(parsed.content, true);
}

/**
 * @param {string} address
 * @returns {Promise<AnswerViews>}
 */
async function read(address) {
  const response = await fetch(address);
  return response.ok ? await response.json() : {};
}
