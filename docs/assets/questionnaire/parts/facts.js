/** Turns a pre-rendered answer into the reader's own: shows, for each fact, the form that the engine computed. */

import { askForPurchase } from "./deadline.js";
import { areOwn } from "../address/own-answers.js";
import { showLastDays } from "./last-day.js";
import { fillList, lead, part, reveal, revisionText, say, showOnly } from "../page/parts.js";
import { freeNumber, withProduct } from "../address/plan-link.js";
import { flowAddress } from "../address/site.js";
import { join, split } from "../address/states.js";
import { explain } from "./why.js";

/** @typedef {import("../python/client.js").View} View */

/**
 * Fits an answer view to a view, as far as it is known, and says in the part `status` whether the engine checked it.
 *
 * @param {HTMLElement} host
 * @param {import("../address/site.js").Site} site
 * @param {HTMLElement} section the answer view
 * @param {View} view without facts where it is by the state graph only
 */
export function fitAnswer(host, site, section, view) {
  showStatus(host, section, view.facts ? "checked" : "checking");
  if (view.facts) switchFacts(section, view.facts);
  if (view.reach) for (const words of section.querySelectorAll("[data-part=reach]")) words.textContent = view.reach;
  if (view.facts) showIndex(section);
  if (view.facts) askForPurchase(site, section, view);
  showLastDays(site, section, view);
  fillValues(section, view.values ?? {});
  if (view.facts) void explain(host, site, section, view.fragment);
  if (!view.facts) showHeadlineOf(section, view.fragment);
  if (view.title) say(section, "verdict-title", view.title);
  if (view.answer) say(section, "verdict-answer", view.answer);
  showCase(section, site, view.fragment, view.path);
  showRevisions(section, view);
  fillList(part(section, "turns"), (view.turns ?? []).map(revisionText));
  leadToNextProduct(section, site, view);
  if (view.claims !== undefined) section.dataset["claims"] = claimsText(view.claims);
  const again = section.querySelector("a[data-again]");
  if (again instanceof HTMLAnchorElement) again.href = flowAddress(site, without(view, again.dataset["again"] ?? ""));
}

/**
 * Shows the headline of the case that a link is for, as the build has prepared it, so that nothing below moves when the
 * engine confirms it. Where a link is not so simple, the general headline stays until then.
 *
 * @param {HTMLElement} section the answer view
 * @param {string} fragment with or without `#`
 */
export function showHeadlineOf(section, fragment) {
  const asks = section.dataset["asks"]?.split(" ") ?? [];
  const answers = asks.length > 0 ? split(fragment)?.answers : undefined;
  if (!answers) return;
  const chosen = asks.filter((ask) => {
    const [question = "", option = ""] = ask.split("=");
    return answers.get(question)?.includes(option);
  });
  const key = chosen.join("+") || "-";
  for (const { dataset } of section.querySelectorAll("template")) {
    if (!dataset["cases"]?.split(" ").includes(key)) continue;
    say(section, "verdict-title", dataset["title"] ?? "");
    say(section, "verdict-answer", dataset["answer"] ?? "");
    // the table must not say "File" for a claim that the headline says to keep
    for (const claim of dataset["keep"]?.split(" ") ?? []) {
      const rows = section.querySelectorAll(`.cpor-do__table [data-fact="claim:${CSS.escape(claim)}"]`);
      for (const row of rows) showOnly(row, "keep");
    }
  }
}

/**
 * Names the reader's answers that this answer is for, with the link to change them.
 *
 * @param {Element} section the answer view
 * @param {import("../address/site.js").Site} site
 * @param {string} fragment
 * @param {readonly Pick<import("../python/client.js").Hop, "labels" | "change">[]} path
 */
export function showCase(section, site, fragment, path) {
  const line = part(section, "for");
  if (!line) return;
  reveal(line, path.length > 0);
  showOnly(part(line, "for-whom"), areOwn(site.flow, fragment) ? "own" : "link");
  const labels = path.map((hop) => hop.labels.join(" + ")).filter((words) => words !== "");
  say(line, "for-words", labels.join(" · "));
  lead(line, "for-change", flowAddress(site, path[0]?.change ?? ""));
}

/**
 * Sets the link to the questions for another product of the customer. It carries this product; the ninth is the last.
 *
 * @param {Element} section the answer view
 * @param {import("../address/site.js").Site} site
 * @param {View} view
 */
function leadToNextProduct(section, site, { carried, outcome, fragment }) {
  const link = part(section, "add-product");
  if (!(link instanceof HTMLAnchorElement) || outcome === null) return;
  const plan = withProduct(carried, outcome, fragment);
  link.href = flowAddress(site, plan);
  reveal(link, freeNumber(plan) !== null);
}

/**
 * Says whether an answer view has been fitted to the reader's answers. Meanwhile the view has `data-checking` and not
 * aria-busy, which would keep it from screen readers, because its content is right for everybody.
 *
 * @param {HTMLElement} host
 * @param {Element} section the answer view
 * @param {"checking" | "checked" | "failed" | ""} status
 */
export function showStatus(host, section, status) {
  section.toggleAttribute("data-checking", status === "checking");
  showOnly(part(host, "status"), status);
}

/**
 * Shows the form of each `data-fact` that the engine has found, and hides lines that are only for unknown answers
 * (`data-static`). A fact that the engine does not name, such as a claim that is not part of this answer, is "no".
 *
 * @param {Element} section the answer view
 * @param {Readonly<Record<string, string>>} facts
 */
function switchFacts(section, facts) {
  for (const container of section.querySelectorAll("[data-fact]")) {
    const name = container.getAttribute("data-fact") ?? "";
    showOnly(container, Object.hasOwn(facts, name) ? (facts[name] ?? "no") : "no");
  }
  for (const line of section.querySelectorAll("[data-static]")) {
    if (line instanceof HTMLElement) reveal(line, false);
  }
}

/** Entries that fit into a first screen: for more, the list has an index of their titles. */
const FEW = 2;

/**
 * Shows the links to the entries of a list where more than a few hold, and hides them elsewhere.
 *
 * @param {Element} section the answer view
 */
function showIndex(section) {
  const index = part(section, "entries-index");
  reveal(index, (index?.querySelectorAll("a:not([hidden])").length ?? 0) > FEW);
}

/**
 * Fills in the values that the engine has worked out; where there is none, the words that stand for it stay.
 *
 * @param {Element} section the answer view, or the form of a question
 * @param {Readonly<Record<string, string>>} values
 */
export function fillValues(section, values) {
  for (const slot of section.querySelectorAll("[data-value]")) {
    const id = slot.getAttribute("data-value") ?? "";
    if (Object.hasOwn(values, id)) slot.textContent = values[id] ?? "";
  }
}

/**
 * Shows the changes of the answer and of the notes that hold since the day on which the link was copied. That day is
 * included, because the link may have been copied before the change.
 *
 * @param {Element} section the answer view
 * @param {View} view
 */
function showRevisions(section, { on, notes = [] }) {
  const box = part(section, "revised");
  if (!box) return;
  for (const item of box.querySelectorAll("li")) {
    const { revised = "", note } = item.dataset;
    reveal(item, Boolean(on && revised >= on && (note === undefined || notes.includes(note))));
  }
  reveal(box, box.querySelector("li:not([hidden])") !== null);
}

/**
 * Claims as `data-claims` carries them.
 *
 * @param {readonly string[] | "unknown"} claims
 */
export function claimsText(claims) {
  return claims === "unknown" ? claims : claims.join(" ");
}

/**
 * The fragment of all answers but one.
 *
 * @param {View} view
 * @param {string} question
 */
function without(view, question) {
  const answers = split(view.fragment)?.answers ?? new Map();
  answers.delete(question);
  return join(answers);
}
