/** A question as a form: cloned from the page's templates, filled in and read. */

import { clone, focusOn, part, reveal, say, template } from "../page/parts.js";
import { markProblem } from "../page/titles.js";

/**
 * The form of a question; null where the page has none.
 *
 * @param {HTMLElement} host
 * @param {string} question
 * @param {readonly string[]} offered
 * @param {readonly string[]} chosen
 * @returns {HTMLFormElement | null}
 */
export function questionForm(host, question, offered, chosen) {
  const form = clone(questionTemplate(host, question)).querySelector("form");
  if (!form) return null;
  offer(form, offered);
  choose(form, chosen);
  return form;
}

/**
 * @param {HTMLElement} host
 * @param {string} question
 */
export function questionTemplate(host, question) {
  return template(host, "data-question", question);
}

/**
 * Leaves only these options to choose from; an empty list stands for all.
 *
 * @param {HTMLFormElement} form
 * @param {readonly string[]} offered
 */
export function offer(form, offered) {
  for (const option of form.querySelectorAll("[data-option]")) {
    const input = option.querySelector("input");
    if (!(option instanceof HTMLElement) || !input) continue;
    const shown = offered.length === 0 || offered.includes(input.value);
    reveal(option, shown);
    if (input.disabled === shown) input.disabled = !shown;
    if (!shown) input.checked = false;
  }
}

/**
 * Chooses the options that the engine says were chosen before, unless the reader has changed anything by then.
 *
 * @param {HTMLFormElement} form
 * @param {readonly string[]} chosen option ids, or one ISO date
 */
export function chooseUntouched(form, chosen) {
  if (form.dataset["touched"] === undefined) choose(form, chosen);
}

/**
 * Marks each option that was chosen for another product of the customer with the name of that product, so that the
 * reader knows why it is preselected.
 *
 * @param {HTMLElement} host
 * @param {HTMLFormElement} form
 * @param {Readonly<Record<string, string>>} asFor option id → title of the product
 */
export function markOthers(host, form, asFor) {
  for (const option of form.querySelectorAll("[data-option]")) {
    const title = asFor[option.getAttribute("data-option") ?? ""];
    option.querySelector(".cpor-option__as-for")?.remove();
    if (title === undefined) continue;
    const mark = clone(template(host, "data-part", "as-for"));
    say(mark, "as-for-what", title);
    option.querySelector(".cpor-option__text")?.append(mark);
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {readonly string[]} chosen option ids, or one ISO date
 */
function choose(form, chosen) {
  for (const input of form.querySelectorAll("input")) {
    if (isTicked(input)) input.checked = !input.disabled && chosen.includes(input.value);
    else input.value = chosen[0] ?? "";
  }
}

/**
 * The answer that the form holds: option ids in the question's order, or one ISO date.
 *
 * @param {HTMLFormElement} form
 * @returns {string[]}
 */
export function answerOf(form) {
  return [...form.querySelectorAll("input")]
    .filter((input) => (isTicked(input) ? input.checked && !input.disabled : input.value !== ""))
    .map((input) => input.value);
}

/**
 * Whether an input stands for an option; otherwise a value is typed into it.
 *
 * @param {HTMLInputElement} input
 */
function isTicked(input) {
  return input.type === "radio" || input.type === "checkbox";
}

/**
 * Unticks options that the changed one excludes, or that exclude it.
 *
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} changed
 */
function keepAlone(form, changed) {
  if (changed.type !== "checkbox" || !changed.checked) return;
  const alone = (/** @type {HTMLInputElement} */ input) => input.closest("[data-alone]") !== null;
  for (const input of form.querySelectorAll("input")) {
    if (input !== changed && (alone(changed) || alone(input))) input.checked = false;
  }
}

/**
 * The answer that the form holds; null where it holds none and needs one, after a message to the reader.
 *
 * @param {HTMLFormElement} form
 * @returns {string[] | null}
 */
export function submittedAnswer(form) {
  const answer = answerOf(form);
  const problem = answer.length === 0 ? form.dataset["problemEmpty"] : undefined;
  if (problem === undefined) return answer;
  refuse(form, problem);
  return null;
}

/**
 * Tells the reader why the answer is not acceptable, and moves the focus there.
 *
 * @param {HTMLFormElement} form
 * @param {string} words
 */
export function refuse(form, words) {
  showProblem(form, words);
  focusOn(part(form, "problem"));
}

/**
 * The form whose answer the reader has just changed, with its error removed and the options unticked that exclude the
 * new choice. Null where something outside a form has changed.
 *
 * Where a value was typed, the error stays until the form is submitted: a browser tells of the change when the button is
 * pressed, which would move away from under the finger, and the click would be lost.
 *
 * @param {Event} event
 */
export function answerChanged(event) {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.form) return null;
  input.form.dataset["touched"] = "";
  keepAlone(input.form, input);
  if (isTicked(input)) showProblem(input.form, null);
  return input.form;
}

/**
 * Shows why the answer is not acceptable, tied to the choices for screen readers; null removes the message.
 *
 * @param {HTMLFormElement} form
 * @param {string | null} words
 */
export function showProblem(form, words) {
  const problem = part(form, "problem");
  const fieldset = form.querySelector("fieldset");
  if (!problem || !fieldset) return;
  problem.textContent = words ?? "";
  reveal(problem, words !== null);
  markProblem(words === null ? "" : (problem.dataset["title"] ?? ""));
  const describing = fieldset.getAttribute("aria-describedby")?.split(" ") ?? [];
  const described = describing.filter((id) => id && id !== problem.id);
  if (words !== null) described.unshift(problem.id);
  setOrRemove(fieldset, "aria-describedby", described.join(" "));
  setOrRemove(fieldset, "aria-invalid", words === null ? "" : "true");
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {string} value empty: without the attribute
 */
function setOrRemove(element, name, value) {
  if (value) element.setAttribute(name, value);
  else element.removeAttribute(name);
}
