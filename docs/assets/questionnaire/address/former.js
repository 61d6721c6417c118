/**
 * The answers that were given in this tab, by flow, so that changing an early answer loses nothing.
 *
 * They decide nothing, because the fragment does. They are preselected when their question comes up again; so are those
 * that the engine takes over from other products of the same customer.
 */

/**
 * @typedef {import("./states.js").Answers} Answers
 *
 * @typedef {Readonly<Record<string, Readonly<Record<string, string>>>>} AsFor
 *   question id → option id → title of the product because of which the option is preselected
 */

/** @type {Map<string, Answers>} */
const former = new Map();

/**
 * Remembers the answers of a link that was opened.
 *
 * @param {string} flow
 * @param {Answers} answers
 */
export function remember(flow, answers) {
  former.set(flow, new Map([...formerly(flow), ...answers]));
}

/**
 * Remembers what is chosen at a question, and the answers given with it, which a new path may leave out. Options
 * chosen before that are not offered now stay chosen: they may be offered again.
 *
 * @param {string} flow
 * @param {Answers} given
 * @param {string} question
 * @param {readonly string[]} answer
 * @param {readonly string[]} offered empty: all options
 */
export function rememberChoice(flow, given, question, answer, offered) {
  const before = formerly(flow);
  const unseen = (before.get(question) ?? []).filter((id) => offered.length > 0 && !offered.includes(id));
  former.set(flow, new Map([...given, ...before, [question, [...answer, ...unseen]]]));
}

/**
 * @param {string} flow
 * @returns {Answers}
 */
export function formerly(flow) {
  return former.get(flow) ?? new Map();
}

/** @param {string} flow */
export function forget(flow) {
  former.delete(flow);
}

/** Preselected options, by the fragment that carries the other products. @type {Map<string, AsFor>} */
const takenOver = new Map();

/**
 * Remembers the options that are preselected for one more product of a customer.
 *
 * @param {string} carried
 * @param {AsFor} asFor
 */
export function rememberOthers(carried, asFor) {
  takenOver.set(carried, asFor);
}

/**
 * The options that are preselected for one more product of a customer; none until the engine has answered.
 *
 * @param {string} carried
 * @returns {AsFor}
 */
export function asForOthers(carried) {
  return takenOver.get(carried) ?? {};
}
