/**
 * `<cpor-report>`: the dialog in which a reader says that an answer is wrong. Each page has one.
 *
 * The whole report is shown while it is written. Nothing leaves the page unless the reader sends it: by a link to the
 * configured address that has the report in it, or by the clipboard. Answers are in it only if the reader ticks them.
 */

import { copyText } from "../page/copy.js";
import { SiteElement } from "./element.js";
import { listen, part, reveal, showOnly } from "../page/parts.js";
import { linkToCopy } from "../address/site.js";

/**
 * @typedef {import("../page/parts.js").Undo} Undo
 *
 * @typedef {object} Reported the answer that a report is about
 * @property {string} outcome
 * @property {string} title
 * @property {string} changed the day on which the answer last changed
 * @property {string} fragment the reader's answers, without `#`; empty where there are none
 * @property {readonly import("../python/client.js").Hop[]} path the same answers in words
 */

/** The digest in the file name of the delivered rules, which tells their versions apart. */
const HAS_VERSION = /\.([0-9a-f]{10})\.json$/;

export class Report extends SiteElement {
  /** @type {Reported | null} */
  subject = null;

  /** @override */
  connect() {
    return connect(this);
  }
}

/**
 * Opens the page's dialog for the answer that is shown.
 *
 * @param {Element | null} section the answer view
 * @param {import("../python/client.js").View | null} view the engine's view for the reader's answers
 */
export function openReport(section, view) {
  const host = document.querySelector("cpor-report");
  if (!(host instanceof Report) || !(section instanceof HTMLElement)) return;
  const { outcome = "", formerOutcome = outcome } = section.dataset;
  const own = view !== null && view.outcome === formerOutcome;
  host.subject = {
    outcome: formerOutcome,
    title: section.querySelector(".cpor-verdict__title")?.textContent?.trim() ?? "",
    changed: section.dataset["changed"] ?? "",
    fragment: own ? view.fragment : "",
    path: own ? view.path : [],
  };
  const carries = part(host, "report-carries");
  if (carries instanceof HTMLInputElement) carries.checked = false;
  const carry = part(host, "report-carry");
  reveal(carry, host.subject.fragment !== "");
  show(host);
  host.querySelector("dialog")?.showModal();
}

/**
 * @param {Report} host
 * @returns {Undo[]}
 */
function connect(host) {
  return [listen(host, "input", () => show(host)), listen(host, "click", (event) => clicked(host, event))];
}

/**
 * Shows the report as it stands, and puts it into the link.
 *
 * @param {Report} host
 */
function show(host) {
  const shown = part(host, "report");
  if (!shown || !host.subject) return;
  showOnly(part(host, "report-status"), "");
  const values = valuesOf(host, host.subject, shown);
  const text = filled(shown.dataset["pattern"] ?? "", values);
  shown.textContent = text;
  const link = part(host, "report-link");
  const title = filled(shown.dataset["title"] ?? "", values);
  if (link instanceof HTMLAnchorElement) link.href = addressOf(host, title, text);
}

/**
 * @param {Report} host
 * @param {Reported} subject
 * @param {HTMLElement} shown
 * @returns {Record<string, string>}
 */
function valuesOf(host, { outcome, title, changed, fragment, path }, shown) {
  const carries = part(host, "report-carries");
  const carry = carries instanceof HTMLInputElement && carries.checked && fragment !== "";
  const nothing = shown.dataset["nothing"] ?? "";
  const said = [...host.querySelectorAll("textarea")].map(({ name, value }) => [name, value.trim() || nothing]);
  const answers = path.map(({ short, labels }) => `${short}: ${labels.join("; ") || "–"}`).join(" · ");
  return {
    title,
    changed,
    version: HAS_VERSION.exec(host.site.artefact)?.[1] ?? nothing,
    address: linkToCopy(host.site, outcome, carry ? fragment : ""),
    answers: carry ? `${filled(shown.dataset["answers"] ?? "", { answers })}\n` : "",
    ...Object.fromEntries(said),
  };
}

/**
 * A pattern with its placeholders filled in. Braces in the reader's own words are not filled in.
 *
 * @param {string} pattern
 * @param {Readonly<Record<string, string>>} values
 */
function filled(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? (values[name] ?? "") : whole));
}

/**
 * The configured address with the report in it.
 *
 * @param {Report} host
 * @param {string} title
 * @param {string} body
 */
function addressOf(host, title, body) {
  const encoded = { title: encodeURIComponent(title), body: encodeURIComponent(body) };
  return filled(host.dataset["address"] ?? "", encoded);
}

/**
 * @param {Report} host
 * @param {Event} event
 */
function clicked(host, event) {
  const dialog = host.querySelector("dialog");
  const what = event.target instanceof Element ? event.target.closest("[data-do]")?.getAttribute("data-do") : null;
  if (what === "copy-report") void copy(host);
  else if (what === "close-report" || event.target === dialog) dialog?.close(); // or a click outside
}

/** @param {Report} host */
async function copy(host) {
  const shown = part(host, "report");
  if (!shown) return;
  const copied = await copyText(shown.textContent ?? "", shown);
  showOnly(part(host, "report-status"), copied ? "copied" : "by-hand");
}
