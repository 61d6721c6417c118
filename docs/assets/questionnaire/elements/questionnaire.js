/**
 * `<cpor-questionnaire>`: one question at a time, or the answer, by the fragment of the address.
 *
 * The fragment is the whole state. The state graph shows at once where the fragment leads, and the engine confirms or
 * corrects that as soon as it runs. For everything else, and after a failure, the same page has the flow as a document.
 */

import { anchored, broughtByInstantNavigation, hasAnswers, push, watchAddress } from "../address/address.js";
import { fetchAnswerViews } from "../parts/answer-views.js";
import { copyLink } from "../page/copy.js";
import { withPurchase } from "../parts/deadline.js";
import {
  documentOf,
  furnish,
  prepare,
  questionShown,
  sectionOf,
  show,
  showDocument,
  showFailure,
  showWaiting,
} from "../parts/display.js";
import { SiteElement } from "./element.js";
import { boot, view as engineView, watchStages } from "../python/client.js";
import { answerChanged, answerOf, refuse, submittedAnswer } from "../parts/form.js";
import { forget, formerly, remember, rememberChoice } from "../address/former.js";
import { connectHome } from "./home.js";
import { noteGiven } from "../address/own-answers.js";
import { afterPaint, focusOn, listen } from "../page/parts.js";
import { spellWhenPrinted } from "../page/print.js";
import { hasOptions, hasWords, linkOf, quickView } from "../parts/quick-view.js";
import { openReply, replyTo } from "./reply.js";
import { openReport } from "./report.js";
import { flowAddress, linkToCopy, savesData } from "../address/site.js";
import { artefactAt, fetchArtefact, follow, join } from "../address/states.js";
import { comesFirst, themeRuns } from "../page/theme.js";

/**
 * @typedef {import("../parts/display.js").How} How
 * @typedef {import("../python/client.js").View} View
 * @typedef {import("../page/parts.js").Undo} Undo
 */

/** Milliseconds after which a page that is not idle starts the engine anyway. */
const PATIENCE = 3000;

export class Questionnaire extends SiteElement {
  /** The view that the reader sees. @type {View | null} */
  view = null;

  /** The fragment for which the view is shown. */
  fragment = "";

  /** The other products that the fragment carries. */
  carried = "";

  /** Fragment → the fragment from which it was reached, in this visit of the page. @type {Map<string, string>} */
  cameFrom = new Map();

  /** @override */
  connect() {
    return this.dataset["at"] === "home" ? connectHome(this) : connect(this);
  }
}

/**
 * @param {Questionnaire} host
 * @returns {Undo[]}
 */
function connect(host) {
  host.view = null;
  host.cameFrom.clear();
  const undo = [
    ...furnish(host),
    listen(host, "submit", (event) => submitted(host, event)),
    listen(host, "change", (event) => changed(host, event)),
    listen(host, "click", (event) => clicked(host, event)),
    ...watchAddress((fragment) => followLink(host, fragment), () => open(host, "return")),
    spellWhenPrinted(host, () => linkToAnswer(host)),
    watchStages((stage) => stage.name === "failed" && showFailure(host)),
    ...bootOnIntent(host),
  ];
  host.carried = "";
  beginProduct(host);
  remember(host.site.flow, linkOf(location.hash)?.answers ?? new Map());
  comesFirst(fetchArtefact(host.site.artefact));
  if (!savesData()) void themeRuns.then(() => fetchAnswerViews(host.site.views));
  open(host, broughtByInstantNavigation() && hasAnswers(location.hash) ? "return" : "arrive");
  return undo;
}

/**
 * Starts the engine at the first touch, or when the page has nothing else to do; where the reader saves data, at the
 * first touch only.
 *
 * @param {Questionnaire} host
 * @returns {Undo[]}
 */
function bootOnIntent(host) {
  const start = () => boot(host.site);
  const touches = ["pointerdown", "focusin", "keydown"].map((type) => listen(host, type, start, { once: true }));
  if (savesData()) return touches;
  if (typeof requestIdleCallback === "undefined") {
    const timer = setTimeout(start, PATIENCE);
    return [...touches, () => clearTimeout(timer)];
  }
  const idle = requestIdleCallback(start, { timeout: PATIENCE });
  return [...touches, () => cancelIdleCallback(idle)];
}

// ---------- opening an address

/**
 * Shows the view for the fragment of the address, or the section of the document that the fragment names.
 *
 * @param {Questionnaire} host
 * @param {How} how
 */
function open(host, how) {
  const fragment = location.hash;
  const section = anchored(fragment);
  if (section && documentOf(host)?.contains(section)) return showDocument(host, section);
  host.fragment = fragment;
  beginProduct(host);
  const quick = quickView(host, host.site, fragment);
  if (quick) showThenLookAhead(host, quick, how);
  else showWaiting(host);
  if (!quick) void confirm(host, fragment, how);
  else if (hasAnswers(fragment)) afterPaint(() => void confirm(host, fragment, "confirm"));
}

/**
 * Forgets what was chosen for one product as soon as the address is about another one of the same customer.
 *
 * @param {Questionnaire} host
 */
function beginProduct(host) {
  const carried = linkOf(location.hash)?.carried ?? host.carried;
  if (carried && carried !== host.carried) forget(host.site.flow);
  host.carried = carried;
}

/**
 * Shows the engine's view for the fragment; before that, the quick view, if the state graph has yet to arrive.
 *
 * @param {Questionnaire} host
 * @param {string} fragment
 * @param {How} how "confirm" where something is shown already
 */
async function confirm(host, fragment, how) {
  const stays = () => host.isConnected && location.hash === fragment;
  const answer = engineView(host.site, fragment);
  if (how !== "confirm") {
    await fetchArtefact(host.site.artefact);
    const quick = stays() ? quickView(host, host.site, fragment) : null;
    if (quick) showThenLookAhead(host, quick, how);
    if (quick) how = "confirm";
  }
  const view = await answer;
  if (!stays()) return;
  if (view) showThenLookAhead(host, view, how);
  else if (how === "confirm") showFailure(host);
  else showDocument(host, sectionOf(host));
}

/**
 * Shows a view, and lays out what follows if the reader keeps what is chosen in it.
 *
 * @param {Questionnaire} host
 * @param {View} view
 * @param {How} how
 */
function showThenLookAhead(host, view, how) {
  show(host, view, how);
  afterPaint(() => lookAhead(host));
}

// ---------- what the reader does

/**
 * Updates the form after a change, and lays out what the choice leads to.
 *
 * @param {Questionnaire} host
 * @param {Event} event
 */
function changed(host, event) {
  if (answerChanged(event)) afterPaint(() => lookAhead(host));
}

/**
 * Lays out what follows if the reader goes on with what the form holds now, as far as the state graph tells it.
 *
 * @param {Questionnaire} host
 */
function lookAhead(host) {
  const form = questionShown(host);
  const question = host.view?.question;
  if (!form || !question) return;
  const answers = new Map([...answersGiven(host), [question, answerOf(form)]]);
  const next = quickView(host, host.site, `#${carryingOn(host, join(answers))}`);
  if (next && next.question !== question) prepare(host, next);
}

/**
 * @param {Questionnaire} host
 * @param {Event} event
 */
async function submitted(host, event) {
  const question = host.view?.question;
  const form = event.target;
  event.preventDefault();
  const answer = form instanceof HTMLFormElement ? submittedAnswer(form) : null;
  if (!(form instanceof HTMLFormElement) || !question || !answer) return;
  const given = answersGiven(host);
  const answers = new Map([...given, [question, answer]]);
  noteGiven(host.site.flow, answers);
  rememberChoice(host.site.flow, given, question, answer, host.view?.offered ?? []);
  const artefact = artefactAt(host.site.artefact) ?? (await fetchArtefact(host.site.artefact));
  if (!form.isConnected) return;
  const place = artefact && follow(artefact, answers);
  const known = !place?.question || hasOptions(host, place.question, answers.get(place.question) ?? []);
  if (place && place.question !== question && known && hasWords(host, place)) goTo(host, join(place.whole));
  else void submitToEngine(host, form, question, join(answers));
}

/**
 * The answers in the address as the engine has read them, with the names of today, else as far as they can be read here.
 *
 * @param {Questionnaire} host
 */
function answersGiven(host) {
  const written = linkOf(location.hash);
  const read = host.view?.given ?? (written ? null : host.view?.fragment);
  const link = typeof read === "string" ? linkOf(`#${read}`) : written;
  const kept = written?.at ? formerly(host.site.flow) : new Map(); // changing one answer keeps all others
  return new Map([...kept, ...(link?.answers ?? [])]);
}

/**
 * Goes on with answers for which only the engine can tell where they lead.
 *
 * @param {Questionnaire} host
 * @param {HTMLFormElement} form
 * @param {string} question
 * @param {string} fragment
 */
async function submitToEngine(host, form, question, fragment) {
  const here = location.hash;
  form.setAttribute("aria-busy", "true");
  const view = await engineView(host.site, fragment);
  form.removeAttribute("aria-busy");
  if (!form.isConnected || location.hash !== here) return;
  if (!view) return showDocument(host, sectionOf(host));
  if (view.question === question && view.problem !== null) return refuse(form, view.problem);
  leave(host, view.fragment);
  host.fragment = location.hash;
  showThenLookAhead(host, view, "move");
}

/**
 * @param {Questionnaire} host
 * @param {string} fragment without `#`
 */
function goTo(host, fragment) {
  leave(host, fragment);
  open(host, "move");
}

/**
 * Makes this fragment the address, and remembers the fragment before.
 *
 * @param {Questionnaire} host
 * @param {string} fragment without `#`
 */
function leave(host, fragment) {
  const from = location.hash;
  if (push(carryingOn(host, fragment))) host.cameFrom.set(location.hash, from);
}

/**
 * A fragment with the other products of the customer, unless it is the anchor of a section or has them already.
 *
 * @param {Questionnaire} host
 * @param {string} fragment without `#`
 */
function carryingOn(host, fragment) {
  const carried = host.view?.carried ?? host.carried;
  const isAnchor = fragment !== "" && !hasAnswers(fragment);
  if (!carried || isAnchor || linkOf(`#${fragment}`)?.carried) return fragment;
  return fragment ? `${fragment}&${carried}` : carried;
}

/**
 * Follows a link within the page: to a question or an answer, to a section of the document, or to anything else,
 * which must not cost the reader the answers in the address.
 *
 * @param {Questionnaire} host
 * @param {string} fragment with `#`, or empty
 */
function followLink(host, fragment) {
  const target = anchored(fragment);
  const leads = hasAnswers(fragment) || fragment.length < 2 || documentOf(host)?.contains(target);
  if (leads) goTo(host, fragment.slice(1));
  else if (target) focusOn(target);
}

/**
 * The link to the answer that is shown.
 *
 * @param {Questionnaire} host
 */
function linkToAnswer(host) {
  const { outcome, fragment = "" } = host.view ?? {};
  return linkToCopy(host.site, outcome ?? "", withPurchase(fragment));
}

/**
 * @param {Questionnaire} host
 * @param {Event} event
 */
function clicked(host, event) {
  const tool = event.target instanceof Element ? event.target.closest("[data-do]") : null;
  if (tool instanceof HTMLElement) tools[tool.dataset["do"] ?? ""]?.(host);
}

/** Actions of the buttons, by their data-do. @type {Readonly<Record<string, (host: Questionnaire) => void>>} */
const tools = {
  back(host) {
    const last = host.view?.path.at(-1);
    if (host.cameFrom.has(location.hash)) history.back();
    else if (last) goTo(host, last.change);
  },
  "start-again"(host) {
    forget(host.site.flow);
    goTo(host, "");
  },
  "copy-question"(host) {
    void copyLink(host, flowAddress(host.site, host.view?.["to-here"] ?? ""));
  },
  "copy-answer"(host) {
    void copyLink(host, linkToAnswer(host), "answer-copied");
  },
  reply(host) {
    const { outcome = null, fragment = "" } = host.view ?? {};
    const here = host.view?.["to-here"] ?? "";
    if (outcome === null) openReply(replyTo(flowAddress(host.site, here), here, null));
    else openReply(replyTo(linkToAnswer(host), withPurchase(fragment), outcome));
  },
  "leave-plan"(host) {
    const { "to-here": here = "", outcome = null, fragment = "" } = host.view ?? {};
    if (push(outcome === null ? here : fragment)) open(host, "move");
  },
  report(host) {
    openReport(host.querySelector(".cpor-answer"), host.view);
  },
  print() {
    window.print();
  },
  "show-document"(host) {
    goTo(host, sectionOf(host)?.id ?? "");
  },
  "show-questionnaire"(host) {
    goTo(host, host.fragment.slice(1));
  },
};
