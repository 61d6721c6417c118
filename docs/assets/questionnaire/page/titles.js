/** The document's title, for tabs, the history and screen readers. It begins with the question or answer on show. */

/** Title of what the page shows; empty: the page as it was built. */
let shown = "";

/** The pattern of a title while a problem is shown, such as "Error: {title}"; empty where there is none. */
let pattern = "";

/**
 * Names the document after what it shows.
 *
 * @param {string} words empty: as the page was built
 * @param {string} [problem] the pattern of a title, where a problem is shown
 */
export function nameDocument(words, problem = "") {
  shown = words;
  markProblem(problem);
}

/**
 * Says in the title that a problem is shown, or removes that from the title.
 *
 * @param {string} problem the pattern of a title; empty: no problem
 */
export function markProblem(problem) {
  pattern = problem;
  queueMicrotask(write); // instant navigation writes the title of a page after it has connected the page's elements
}

function write() {
  const site = said("og:site_name");
  const title = [...new Set([shown || said("og:title"), site])].join(" - ");
  document.title = pattern.includes("{title}") ? pattern.replace("{title}", () => title) : title;
}

/**
 * The content of a meta element, which the build wrote and which stays when the title changes.
 *
 * @param {string} property
 */
function said(property) {
  return document.querySelector(`meta[property="${property}"]`)?.getAttribute("content") ?? "";
}
