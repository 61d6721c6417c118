/**
 * Addresses of a flow's pages and files, from the attributes that the build wrote on an element.
 *
 * They are made absolute when the element is connected, because instant navigation changes the location before it
 * replaces the page, and a relative address would then lead elsewhere.
 */

import { today } from "./address.js";

/**
 * @typedef {object} Site
 * @property {string} flow the flow's id
 * @property {string} artefact address of the flow's artefact
 * @property {string} words address of the words of the flow's answers
 * @property {string} views address of the file with the views of the flow's answers
 * @property {string} flowPage address of the flow's page
 * @property {string} answers address of the folder with the flow's answer pages
 * @property {string} plans address of the page of the flow's plans; empty where it has none
 */

/**
 * @param {HTMLElement} host
 * @returns {Site}
 */
export function siteOf(host) {
  const { flow = "", artefact, words, views, flowPage, answers, plans } = host.dataset;
  return {
    flow,
    artefact: absolute(artefact),
    words: absolute(words),
    views: absolute(views),
    flowPage: absolute(flowPage),
    answers: absolute(answers),
    plans: plans === undefined ? "" : absolute(plans),
  };
}

/** @param {string | undefined} address */
function absolute(address) {
  return new URL(address ?? "", document.baseURI).href;
}

/**
 * The page of an answer, with the answers that lead to it, if any.
 *
 * @param {Site} site
 * @param {string} outcome
 * @param {string} fragment without `#`
 */
export function answerAddress(site, outcome, fragment) {
  return `${site.answers}${outcome}/${fragment && `#${fragment}`}`;
}

/**
 * The link to an answer as it is copied: with the answers that lead to it, if any, and the day.
 *
 * @param {Site} site
 * @param {string} outcome
 * @param {string} fragment without `#`
 */
export function linkToCopy(site, outcome, fragment) {
  return answerAddress(site, outcome, fragment && `${fragment}&on=${today()}`);
}

/**
 * The flow's page with these answers; without any, its start.
 *
 * @param {Site} site
 * @param {string} fragment without `#`
 */
export function flowAddress(site, fragment) {
  return fragment ? `${site.flowPage}#${fragment}` : site.flowPage;
}

/**
 * The page of plans with these products; without any, the page as it was built.
 *
 * @param {Site} site
 * @param {string} fragment without `#`
 */
export function planAddress(site, fragment) {
  return fragment ? `${site.plans}#${fragment}` : site.plans;
}

/** Whether the reader has asked for fewer bytes. Only Chromium tells, so TypeScript has no type for it. */
export function savesData() {
  const { connection } = /** @type {{connection?: {saveData?: boolean}}} */ (/** @type {unknown} */ (navigator));
  return connection?.saveData === true;
}
