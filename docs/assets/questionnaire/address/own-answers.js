/**
 * The answers that the reader has given, so that those of a link that somebody else made are not called the reader's.
 *
 * They are kept in memory until the page is loaded anew, and stored nowhere, because the site promises that.
 */

import { split } from "./states.js";

/** @typedef {import("./states.js").Answers} Answers */

/** Flow and question → the answers that were given to it, as links write them. @type {Map<string, Set<string>>} */
const given = new Map();

/**
 * Notes the answers with which the reader went on. Those of a link are among them: going on from there, the reader has
 * made them their own.
 *
 * @param {string} flow
 * @param {Answers} answers
 */
export function noteGiven(flow, answers) {
  for (const [question, answer] of answers) {
    const key = `${flow} ${question}`;
    given.set(key, (given.get(key) ?? new Set()).add(answer.join(",")));
  }
}

/**
 * Whether the reader has given all answers of a link. After the page was loaded anew that is not known, and the answers
 * count as those of a link.
 *
 * @param {string} flow
 * @param {string} fragment
 */
export function areOwn(flow, fragment) {
  const answers = split(fragment)?.answers ?? new Map();
  return [...answers].every(([question, answer]) => given.get(`${flow} ${question}`)?.has(answer.join(",")));
}
