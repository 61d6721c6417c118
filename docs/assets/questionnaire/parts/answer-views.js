/**
 * The views of a flow's answers, as the build has rendered them: outcome id → HTML of the repository's own words. They
 * are too many to stand in the page, so a tab fetches them as one file, and parses only the view that is shown.
 */

/** @typedef {Readonly<Record<string, string>>} AnswerViews */

/** Views that are loading or loaded, by the address of the file. @type {Map<string, Promise<AnswerViews>>} */
const coming = new Map();

/** Views that are loaded, by the address of the file. @type {Map<string, AnswerViews>} */
const here = new Map();

/**
 * Fetches a file; if that fails, the next call tries again.
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
 * The view of an answer as nodes, ready to be put into the page; null where it is not loaded. They are parsed in the
 * page's own document and not in a template's, so that inserting them need not adopt two thousand nodes first.
 *
 * @param {string} address of the file
 * @param {string} outcome
 */
export function answerView(address, outcome) {
  const views = here.get(address);
  if (!views || !Object.hasOwn(views, outcome)) return null;
  const box = document.createElement("div");
  box.innerHTML = views[outcome] ?? "";
  const view = document.createDocumentFragment();
  view.append(...box.childNodes);
  return view;
}

/**
 * @param {string} address
 * @returns {Promise<AnswerViews>}
 */
async function read(address) {
  const response = await fetch(address);
  return response.ok ? await response.json() : {};
}
