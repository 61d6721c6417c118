/**
 * `<cpor-answer>`: the page of an answer, fitted to the answers in the link.
 *
 * Without answers the page stays as it was built. With answers the engine replays them: the facts switch to the forms
 * for these answers, or, where they lead elsewhere by now, the page says so and links there.
 */

import { anchored, broughtByInstantNavigation, hasAnswers, push, watchAddress } from "../address/address.js";
import { typedWords } from "../address/kinds.js";
import { copyLink } from "../page/copy.js";
import { withPurchase } from "../parts/deadline.js";
import { SiteElement } from "./element.js";
import { view as engineView } from "../python/client.js";
import { claimsText, fitAnswer, showCase, showHeadlineOf, showStatus } from "../parts/facts.js";
import {
  clone,
  fillList,
  focusOn,
  lead,
  listen,
  part,
  reveal,
  revisionText,
  say,
  showOnly,
  template,
} from "../page/parts.js";
import { fillPath } from "../parts/path.js";
import { spellWhenPrinted } from "../page/print.js";
import { openReply, replyTo } from "./reply.js";
import { openReport } from "./report.js";
import { answerAddress, flowAddress, linkToCopy } from "../address/site.js";
import { join, split } from "../address/states.js";
import { nameDocument } from "../page/titles.js";

/**
 * @typedef {import("../python/client.js").View} View
 * @typedef {import("../page/parts.js").Undo} Undo
 */

export class Answer extends SiteElement {
  /** The answer view as it was built. @type {HTMLElement | null} */
  built = null;

  /** The engine's view for the address. @type {View | null} */
  view = null;

  /** @override */
  connect() {
    return connect(this);
  }
}

/**
 * @param {Answer} host
 * @returns {Undo[]}
 */
function connect(host) {
  host.built ??= copyOf(host.querySelector(".cpor-answer"));
  const undo = [
    listen(host, "click", (event) => clicked(host, event)),
    spellWhenPrinted(host, () => linkOf(host).address),
    ...watchAddress((fragment) => followLink(host, fragment), () => void open(host)),
  ];
  void open(host);
  if (broughtByInstantNavigation() && hasAnswers(location.hash)) focusOn(host.querySelector("h1, h2"));
  return undo;
}

/**
 * Shows the answer for the answers in the address.
 *
 * @param {Answer} host
 */
async function open(host) {
  const fragment = location.hash;
  const section = rebuild(host);
  if (!section || !hasAnswers(fragment)) return;
  showStatus(host, section, "checking");
  showHeadlineOf(section, fragment);
  showCase(section, host.site, fragment, inWords(host, fragment));
  const view = await engineView(host.site, fragment, host.dataset["pageOutcome"] ?? null);
  if (!host.isConnected || location.hash !== fragment) return;
  if (view) show(host, section, view);
  else showStatus(host, section, "failed");
}

/**
 * The answers of a link in words, as far as they can be read without the engine; none if the page has no words for one.
 *
 * @param {Answer} host
 * @param {string} fragment
 */
function inWords(host, fragment) {
  const answers = split(fragment)?.answers ?? new Map();
  const known = template(host, "data-part", "labels")?.content;
  const find = (/** @type {string} */ attribute, /** @type {string} */ value) =>
    known?.querySelector(`[${attribute}="${CSS.escape(value)}"]`);
  const label = (/** @type {string} */ question, /** @type {string} */ answer) => {
    const typed = find("data-typed", question);
    const [kind = "", currency = ""] = ["data-kind", "data-money"].map((name) => typed?.getAttribute(name) ?? "");
    return typed ? typedWords(kind, answer, currency) : (find("data-answer", `${question}=${answer}`)?.textContent ?? "");
  };
  const path = [...answers].map(([question, options]) => ({
    labels: options.map((/** @type {string} */ option) => label(question, option)),
    change: `${join(answers)}&at=${question}`,
  }));
  return path.every(({ labels }) => !labels.includes("")) ? path : [];
}

/**
 * Restores the page as it was before answers were known.
 *
 * @param {Answer} host
 */
function rebuild(host) {
  const section = copyOf(host.built);
  if (section) host.querySelector(".cpor-answer")?.replaceWith(section);
  host.view = null;
  nameDocument("");
  showOnly(part(host, "status"), "");
  showBanner(host, null);
  fillList(part(host, "problems"), []);
  fillList(part(host, "news"), []);
  fillPath(part(host, "path"), [], host.site, "");
  return section;
}

/**
 * @param {HTMLElement | null} section
 * @returns {HTMLElement | null}
 */
function copyOf(section) {
  return section && /** @type {HTMLElement} */ (section.cloneNode(true));
}

/**
 * @param {Answer} host
 * @param {HTMLElement} section
 * @param {View} view
 */
function show(host, section, view) {
  host.view = view;
  fillList(part(host, "problems"), view.problems);
  fillList(part(host, "news"), view.news ?? []);
  fillPath(yourAnswers(host), view.path, host.site, view.fragment);
  if (view.outcome === host.dataset["pageOutcome"]) {
    nameDocument(view.title ?? "");
    return fitAnswer(host, host.site, section, view);
  }
  const built = copyOf(host.built) ?? section; // anew, without the headline of a case for these answers
  section.replaceWith(built);
  showStatus(host, built, "");
  showBanner(host, view);
  if (view.outcome !== null) makeFormer(built);
}

/**
 * The list of answers, added here because the page as it was built does not have it.
 *
 * @param {Answer} host
 */
function yourAnswers(host) {
  const found = part(host, "path");
  if (found) return found;
  const built = template(host, "data-part", "your-answers");
  built?.after(clone(built));
  return part(host, "path");
}

/**
 * Marks the page's own answer as not the reader's.
 *
 * @param {HTMLElement} section
 */
function makeFormer(section) {
  section.dataset["formerOutcome"] ??= section.dataset["outcome"];
  delete section.dataset["outcome"];
  delete section.dataset["claims"];
}

/**
 * Says that the answers lead to another answer, or to none yet.
 *
 * @param {Answer} host
 * @param {View | null} view null: nothing to say
 */
function showBanner(host, view) {
  const banner = part(host, "banner");
  if (!banner) return;
  reveal(banner, view !== null);
  showOnly(banner, view === null ? "" : view.outcome === null ? "open" : "elsewhere");
  const said = banner.querySelector("[data-is]:not([hidden])");
  if (!view || !said) return;
  const { outcome, fragment, given, title = "", answer = "", claims = [], changed = [] } = view;
  const there = outcome === null ? flowAddress(host.site, given ?? fragment) : answerAddress(host.site, outcome, fragment);
  lead(said, "there", there);
  say(said, "title", title);
  say(said, "answer", answer);
  say(said, "asks", view["asks"] ?? "");
  say(said, "asks-problem", view.problem ?? "");
  fillList(part(said, "changed"), changed.map(revisionText));
  const now = part(said, "now");
  if (now && outcome !== null) Object.assign(now.dataset, { outcome, claims: claimsText(claims) });
}

// ---------- what the reader does

/**
 * Follows a link within the page. A link without answers leaves those in the address, so that the reader keeps them.
 *
 * @param {Answer} host
 * @param {string} fragment with `#`, or empty
 */
function followLink(host, fragment) {
  const target = anchored(fragment);
  if (!target || !hasAnswers(location.hash)) push(fragment.slice(1));
  if (target) focusOn(target);
  else void open(host);
}

/**
 * @param {Answer} host
 * @param {Event} event
 */
function clicked(host, event) {
  const tool = event.target instanceof Element ? event.target.closest("[data-do]")?.getAttribute("data-do") : null;
  const { address, fragment, outcome } = linkOf(host);
  if (tool === "copy-answer") void copyLink(host, address, fragment ? "answer-copied" : "copied");
  if (tool === "reply") openReply(replyTo(address, fragment, outcome));
  if (tool === "print") print();
  if (tool === "report") openReport(host.querySelector(".cpor-answer"), host.view);
}

/**
 * The link to this page, with the answers in the address where they lead here.
 *
 * @param {Answer} host
 */
function linkOf(host) {
  const outcome = host.dataset["pageOutcome"] ?? "";
  const fragment = withPurchase(host.view?.outcome === outcome ? host.view.fragment : "");
  return { outcome, fragment, address: linkToCopy(host.site, outcome, fragment) };
}
