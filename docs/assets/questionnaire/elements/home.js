/** The questionnaire's first question on the home page: Continue goes on from there on the flow page. */

import { visit } from "../address/address.js";
import { boot } from "../python/client.js";
import { answerChanged, questionForm, submittedAnswer } from "../parts/form.js";
import { formerly, remember } from "../address/former.js";
import { noteGiven } from "../address/own-answers.js";
import { listen, part } from "../page/parts.js";
import { flowAddress } from "../address/site.js";
import { fetchArtefact, join } from "../address/states.js";
import { nameDocument } from "../page/titles.js";

/**
 * @typedef {import("./questionnaire.js").Questionnaire} Questionnaire
 */

/**
 * Puts the form in the place of the links for readers without scripts, and starts the engine at the first touch.
 *
 * @param {Questionnaire} host
 * @returns {import("../page/parts.js").Undo[]}
 */
export function connectHome(host) {
  const question = host.querySelector("template")?.dataset["question"] ?? "";
  const form = questionForm(host, question, [], formerly(host.site.flow).get(question) ?? []);
  const fallback = part(host, "fallback");
  if (!form || !fallback) return [];
  fallback.replaceWith(form);
  nameDocument("");
  const touched = () => {
    boot(host.site);
    void fetchArtefact(host.site.artefact);
  };
  return [
    () => form.replaceWith(fallback),
    listen(form, "submit", (event) => submitted(host, form, question, event)),
    listen(form, "change", answerChanged),
    ...["pointerdown", "focusin", "keydown"].map((type) => listen(host, type, touched, { once: true })),
  ];
}

/**
 * @param {Questionnaire} host
 * @param {HTMLFormElement} form
 * @param {string} question
 * @param {Event} event
 */
function submitted(host, form, question, event) {
  event.preventDefault();
  const answer = submittedAnswer(form);
  if (!answer) return;
  const answers = new Map([[question, answer]]);
  remember(host.site.flow, answers);
  noteGiven(host.site.flow, answers);
  visit(host, flowAddress(host.site, join(answers)));
}
