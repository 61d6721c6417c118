/**
 * The view by the state graph alone, in the words of the page's templates, for the time before Python is there.
 *
 * It has no facts and names no problems, because only the engine knows those.
 */

import { hasAnswers } from "../address/address.js";
import { questionTemplate } from "./form.js";
import { asForOthers, formerly } from "../address/former.js";
import { artefactAt, follow, join, split } from "../address/states.js";

/**
 * @typedef {import("../python/client.js").Hop} Hop
 * @typedef {import("../python/client.js").View} View
 * @typedef {import("../address/site.js").Site} Site
 * @typedef {import("../address/states.js").Answers} Answers
 * @typedef {import("../address/states.js").Place} Place
 */

/**
 * The view for a fragment. Null where only the engine can tell, or where the graph is not there yet; the start question
 * needs no graph.
 *
 * @param {HTMLElement} host
 * @param {Site} site
 * @param {string} fragment
 * @returns {View | null}
 */
export function quickView(host, site, fragment) {
  const artefact = artefactAt(site.artefact);
  const link = linkOf(fragment);
  const place = artefact && link ? follow(artefact, link.answers, link.at) : start(host, fragment);
  const known = place !== null && hasWords(host, place);
  return known ? inWords(host, site, place, link?.answers ?? new Map(), link?.carried ?? "") : null;
}

/**
 * The content of a fragment; a fragment without answers is the start. Null where only the engine can read it.
 *
 * @param {string} fragment
 */
export function linkOf(fragment) {
  return hasAnswers(fragment) ? split(fragment) : { answers: new Map(), at: null, carried: "" };
}

/**
 * @param {HTMLElement} host
 * @param {string} fragment
 * @returns {Place | null}
 */
function start(host, fragment) {
  const question = host.dataset["start"];
  if (hasAnswers(fragment) || !question) return null;
  return { answers: new Map(), whole: new Map(), question, offered: [], outcome: null };
}

/**
 * Whether the page has the words for a place and for the answers before it. It has not where a question names values,
 * because only the engine works these out.
 *
 * @param {HTMLElement} host
 * @param {Place} place
 */
export function hasWords(host, { answers, whole, question }) {
  const asked = [...answers.keys(), ...whole.keys(), question ?? ""];
  return asked.every((id) => questionTemplate(host, id)?.dataset["values"] === undefined);
}

/**
 * @param {HTMLElement} host
 * @param {Site} site
 * @param {Place} place
 * @param {Answers} given
 * @param {string} carried
 * @returns {View}
 */
function inWords(host, site, { answers, whole, question, offered, outcome }, given, carried) {
  const fragment = join(whole);
  const all = carried ? `${fragment}&${carried}` : fragment;
  const asFor = asForOthers(carried);
  const before = (/** @type {string} */ id) =>
    given.get(id) ?? formerly(site.flow).get(id) ?? Object.keys(asFor[id] ?? {});
  return {
    problems: [],
    path: [...answers].map(([id, answer]) => hop(host, id, answer, all)),
    question,
    offered,
    chosen: question === null ? [] : before(question),
    problem: null,
    outcome,
    fragment,
    carried,
    "as-for": asFor,
    "to-here": join(answers),
  };
}

/**
 * @param {HTMLElement} host
 * @param {string} question
 * @param {readonly string[]} answer
 * @param {string} fragment
 * @returns {Hop}
 */
function hop(host, question, answer, fragment) {
  const labelOf = (/** @type {string} */ id) =>
    optionOf(host, question, id)?.querySelector(".cpor-option__label")?.textContent ?? id;
  const short = questionTemplate(host, question)?.dataset["short"] ?? question;
  return { question, short, labels: answer.map(labelOf), change: `${fragment}&at=${question}` };
}

/**
 * Whether a question has these options. A link from long ago may name others, which the engine knows.
 *
 * @param {HTMLElement} host
 * @param {string} question
 * @param {readonly string[]} ids
 */
export function hasOptions(host, question, ids) {
  return ids.every((id) => optionOf(host, question, id));
}

/**
 * The element of an option, as the build has written it.
 *
 * @param {HTMLElement} host
 * @param {string} question
 * @param {string} id
 */
function optionOf(host, question, id) {
  return questionTemplate(host, question)?.content.querySelector(`[data-option="${CSS.escape(id)}"]`) ?? null;
}
