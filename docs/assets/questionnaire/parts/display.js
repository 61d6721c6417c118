/** Puts a view on the page: the question, or the answer, and what stands around them; or the document instead. */

import { hasAnswers } from "../address/address.js";
import { clearLeft, layOutAhead, takeAhead } from "./ahead.js";
import { answerView, fetchAnswerViews } from "./answer-views.js";
import { watchBoot } from "./boot-status.js";
import { forgetCopy } from "../page/copy.js";
import { bootStage } from "../python/client.js";
import { fillValues, fitAnswer, showStatus } from "./facts.js";
import { chooseUntouched, markOthers, offer, questionForm, questionTemplate, showProblem } from "./form.js";
import { rememberOthers } from "../address/former.js";
import { afterPaint, clone, fillList, focusOn, lead, part, reveal, say, showOnly, template } from "../page/parts.js";
import { fillPath } from "./path.js";
import { freeNumber, withProduct } from "../address/plan-link.js";
import { answerAddress, planAddress } from "../address/site.js";
import { nameDocument } from "../page/titles.js";

/**
 * @typedef {import("../python/client.js").View} View
 * @typedef {import("../elements/questionnaire.js").Questionnaire} Questionnaire
 *
 * @typedef {"question" | "answer" | "document" | "waiting"} Mode
 * @typedef {"arrive" | "return" | "move" | "confirm"} How a view is opened: the page was loaded here; the reader went
 *   back or forward, or came from another page; went on by an answer or a link; the engine confirms what is shown
 */

/**
 * Puts the frame of questions and answers into the element, until undone.
 *
 * @param {Questionnaire} host
 * @returns {import("../page/parts.js").Undo[]}
 */
export function furnish(host) {
  const room = document.createElement("div");
  room.append(clone(template(host, "data-part", "shell")));
  host.append(room);
  return [() => room.remove(), watchBoot(host)];
}

/**
 * @param {Questionnaire} host
 * @param {View} view
 * @param {How} how
 */
export function show(host, view, how) {
  const stays = how === "confirm" && host.view !== null && samePlace(host.view, view);
  const focused = host.contains(document.activeElement);
  forgetCopy(host); // before an answer brings a place of its own for the message
  host.view = view;
  rememberOthers(view.carried, view["as-for"] ?? {});
  if (view.outcome !== null && !showAnswer(host, view, view.outcome, stays)) return setMode(host, "waiting");
  if (view.outcome !== null && how === "move") beginWithFirstScreen(host);
  if (view.question !== null) showQuestion(host, view, view.question, stays);
  setMode(host, view.outcome === null ? "question" : "answer");
  nameAfter(host, view);
  if (how === "move" || how === "return" || (!stays && focused)) focusOn(headingOf(host));
  clearLeft(host);
}

/**
 * Names the document after the question or the answer.
 *
 * @param {Questionnaire} host
 * @param {View} view
 */
function nameAfter(host, view) {
  const stage = part(host, "stage");
  const problem = stage?.querySelector("[data-part=problem]:not([hidden])");
  const title = view.title ?? stage?.querySelector("[data-part=verdict-title]")?.textContent ?? "";
  const short = view.short ?? questionTemplate(host, view.question ?? "")?.dataset["short"] ?? "";
  nameDocument(view.question === null ? title : short, problem instanceof HTMLElement ? problem.dataset["title"] : "");
}

/**
 * @param {View} one
 * @param {View} other
 */
function samePlace(one, other) {
  return one.question === other.question && one.outcome === other.outcome && one["to-here"] === other["to-here"];
}

/**
 * @param {Questionnaire} host
 * @param {View} view
 * @param {string} question
 * @param {boolean} stays the question is on screen already, perhaps half answered
 */
function showQuestion(host, view, question, stays) {
  const shown = stays ? questionShown(host) : null;
  if (!shown && !takeAhead(host, keyOf(view))) {
    part(host, "stage")?.replaceChildren(questionForm(host, question, view.offered, view.chosen) ?? "");
  }
  const form = questionShown(host);
  if (!form) return;
  if (shown) offer(form, view.offered);
  if (shown) chooseUntouched(form, view.chosen);
  fillValues(form, view.values ?? {});
  markOthers(host, form, view["as-for"]?.[question] ?? {});
  if (view.problem !== null) showProblem(form, view.problem);
}

/**
 * Lays out what a view shows before it is shown.
 *
 * @param {Questionnaire} host
 * @param {View} view
 */
export function prepare(host, view) {
  const { question, outcome, offered, chosen } = view;
  if (outcome !== null) layOutAhead(host, keyOf(view), () => answerView(host.site.views, outcome));
  else if (question !== null) layOutAhead(host, keyOf(view), () => questionForm(host, question, offered, chosen));
}

/**
 * What tells the form or the answer of a view from others.
 *
 * @param {View} view
 */
function keyOf({ question, outcome, offered, chosen }) {
  return question === null ? `${outcome}` : [question, ...offered, "", ...chosen].join(" ");
}

/**
 * Whether the answer is on the page now. It is not where its view has yet to be fetched: the caller then says that the
 * reader has to wait.
 *
 * @param {Questionnaire} host
 * @param {View} view
 * @param {string} outcome
 * @param {boolean} stays
 */
function showAnswer(host, view, outcome, stays) {
  if ((!stays || !answerShown(host)) && !takeAhead(host, keyOf(view))) {
    const found = answerView(host.site.views, outcome);
    part(host, "stage")?.replaceChildren(found ?? "");
    if (!found) {
      void showAnswerLater(host, view, outcome);
      return false;
    }
  }
  const section = answerShown(host);
  if (section) fitAnswer(host, host.site, section, view);
  lead(host, "answer-page", answerAddress(host.site, outcome, view.fragment));
  return true;
}

/**
 * Waits for the answers' views; where they cannot be had, the answer's own page shows it.
 *
 * @param {Questionnaire} host
 * @param {View} view
 * @param {string} outcome
 */
async function showAnswerLater(host, view, outcome) {
  await fetchAnswerViews(host.site.views);
  if (!host.isConnected || host.view?.outcome !== outcome) return;
  if (answerView(host.site.views, outcome)) show(host, host.view, "move");
  else location.assign(answerAddress(host.site, outcome, view.fragment));
}

/**
 * Shows the first screen of an answer now and the rest in the next frame, because style and layout of the rest take as
 * long again. Not used on the way back, because the browser restores the scroll position and needs the full height.
 *
 * @param {Questionnaire} host
 */
function beginWithFirstScreen(host) {
  host.dataset["begins"] = "";
  afterPaint(() => delete host.dataset["begins"]);
}

/**
 * The form on screen, if one is.
 *
 * @param {Questionnaire} host
 * @returns {HTMLFormElement | null}
 */
export function questionShown(host) {
  return part(host, "stage")?.querySelector("form") ?? null;
}

/**
 * The answer view on screen, if one is.
 *
 * @param {Questionnaire} host
 * @returns {HTMLElement | null}
 */
function answerShown(host) {
  return part(host, "stage")?.querySelector("[data-outcome]") ?? null;
}

/**
 * Shows that the reader has to wait for the engine.
 *
 * @param {Questionnaire} host
 */
export function showWaiting(host) {
  host.view = null;
  part(host, "stage")?.replaceChildren();
  setMode(host, "waiting");
  nameDocument("");
}

/**
 * Shows the whole flow as one page.
 *
 * @param {Questionnaire} host
 * @param {Element | null} section where to begin
 */
export function showDocument(host, section) {
  setMode(host, "document");
  nameDocument("");
  if (section instanceof HTMLElement) focusOn(section);
  section?.scrollIntoView({ block: "start" });
}

/**
 * Says at an answer that it could not be checked, and opens the document beside it.
 *
 * @param {Questionnaire} host
 */
export function showFailure(host) {
  const section = answerShown(host);
  if (section && !host.view?.facts) showStatus(host, section, "failed");
  reveal(documentOf(host), true);
}

/**
 * Shows what belongs to this mode, and hides the rest. After a failure the document stays beside the questions.
 *
 * @param {Questionnaire} host
 * @param {Mode} mode
 */
function setMode(host, mode) {
  const view = mode === "document" ? null : host.view;
  host.dataset["view"] = mode;
  markOpened();
  reveal(part(host, "stage"), mode !== "document");
  reveal(documentOf(host), mode === "document" || bootStage().name === "failed");
  fillPath(part(host, "path"), view?.path ?? [], host.site, view?.fragment ?? "");
  placePath(host, mode);
  fillList(part(host, "problems"), view?.problems ?? []);
  fillList(part(host, "news"), view?.news ?? []);
  showTools(host, mode);
  showPlanned(host, view);
  lead(host, "document-link", `#${sectionOf(host)?.id ?? ""}`);
  forgetCopy(host);
}

/** Notes at the top of the page, as its head does before the first paint, whether the address has answers. */
function markOpened() {
  const { dataset } = document.documentElement;
  const opened = hasAnswers(location.hash) ? "answers" : "";
  if (dataset["opened"] !== opened) dataset["opened"] = opened;
}

/**
 * Moves the list of the reader's answers: before a question, and behind an answer, because an answer is read from its
 * top.
 *
 * @param {Questionnaire} host
 * @param {Mode} mode
 */
function placePath(host, mode) {
  const path = part(host, "path");
  const shell = host.querySelector(".cpor-shell");
  if (!path || !shell) return;
  if (mode === "answer") part(host, "stage")?.after(path);
  else if (shell.firstElementChild !== path) shell.prepend(path);
}

/**
 * Says that this is one of several products of a customer, and links to the plan.
 *
 * @param {Questionnaire} host
 * @param {View | null} view
 */
function showPlanned(host, view) {
  const bar = part(host, "planned");
  if (!bar) return;
  reveal(bar, Boolean(view?.carried));
  if (!view?.carried) return;
  const { carried, outcome, fragment } = view;
  say(bar, "planned-number", String(freeNumber(carried) ?? ""));
  nameOthers(bar, view);
  showOnly(part(bar, "planned-link"), outcome === null ? "question" : "answer");
  const plan = outcome === null ? carried : withProduct(carried, outcome, fragment);
  lead(bar, "planned-link", planAddress(host.site, plan));
}

/**
 * Names the other products. The names of the view before stay until the engine has given new ones.
 *
 * @param {HTMLElement} bar
 * @param {View} view
 */
function nameOthers(bar, { carried, beside }) {
  const box = part(bar, "planned-beside");
  if (!box || (!beside && box.dataset["for"] === carried)) return;
  box.dataset["for"] = carried;
  reveal(box, Boolean(beside?.length));
  say(box, "planned-others", (beside ?? []).join("; "));
}

/**
 * @param {Questionnaire} host
 * @param {Mode} mode
 */
function showTools(host, mode) {
  const atStart = !host.view?.path.length;
  for (const tool of host.querySelectorAll("[data-when]")) {
    if (!(tool instanceof HTMLElement)) continue;
    const leadsBack = ["back", "start-again"].includes(tool.dataset["do"] ?? "");
    reveal(tool, tool.dataset["when"]?.split(" ").includes(mode) === true && !(leadsBack && atStart));
  }
}

// ---------- what is where

/** @param {Questionnaire} host */
export function documentOf(host) {
  return document.getElementById(host.dataset["document"] ?? "");
}

/**
 * The section of the document for what the reader sees.
 *
 * @param {Questionnaire} host
 */
export function sectionOf(host) {
  const whole = documentOf(host);
  const section = document.getElementById(host.view?.question ?? host.view?.path.at(-1)?.question ?? "");
  return whole?.contains(section) ? section : (whole?.querySelector("[id]") ?? whole);
}

/**
 * @param {Questionnaire} host
 * @returns {HTMLElement | null}
 */
function headingOf(host) {
  return part(host, "stage")?.querySelector("legend [tabindex], h1, h2") ?? null;
}
