/**
 * Answers as links write them, and the place they lead to by the state graph that the build derived from the engine.
 *
 * So the page can go on before Python is there; the engine confirms every hop once it runs. No rule stands here,
 * because the artefact's states already hold every table and condition. Situations that agree on everything still to
 * come are merged into one state.
 */

import { today } from "./address.js";
import { hopFrom, isReadable } from "./kinds.js";

/**
 * @typedef {ReadonlyMap<string, readonly string[]>} Answers
 *   question id → option ids, or one ISO date; an empty list is an empty choice
 *
 * @typedef {{question: string, kind: "one", offered: string[], to: Record<string, number>}} One
 * @typedef {{question: string, kind: "several", offered: string[], classes: AnswerClass[]}} Several
 * @typedef {{question: string, kind: "date" | "month" | "number" | "money" | "year", bands: Record<string, number>}} Valued
 * @typedef {{value: string, bands: Record<string, number>}} Derived where the band of a value decides: only the engine can tell
 * @typedef {{with: string[], without: string[], to: number}} AnswerClass answers that lead to the same state
 * @typedef {One | Several | Valued} QuestionState
 * @typedef {{from: Record<string, number>}} Day the day from which → the state where readers begin; "" is before all days
 * @typedef {QuestionState | Day | Derived | {outcome: string}} State
 *
 * @typedef {{options?: {id: string}[], empty?: boolean, alone?: string[]}} Rules the flow's settings for a question
 * @typedef {{states: State[], rules: ReadonlyMap<string, Rules>}} Artefact
 *
 * @typedef {object} Place the question or answer that answers lead to
 * @property {Map<string, readonly string[]>} answers the answers before the place
 * @property {Map<string, readonly string[]>} whole the answers on the path, also after a question that is shown again
 * @property {string | null} question the open question
 * @property {string[]} offered its options
 * @property {string | null} outcome the answer that was reached
 */

const VERSION = 1;

/** A key and value. A point stands inside of an amount, and never at its end, where a sentence may have left it. */
const PAIR = /^([a-z0-9]+(?:-[a-z0-9]+)*)=((?:[a-z0-9-]|\.[0-9])*(?:,(?:[a-z0-9-]|\.[0-9])+)*)$/;

/** A key and value of one of several products; see plan-link.js. */
const NUMBERED = /^[1-9](?:\.[a-z0-9]+(?:-[a-z0-9]+)*)?=(?:[a-z0-9-]|\.[0-9])*(?:,(?:[a-z0-9-]|\.[0-9])+)*$/;

/** Keys that are no questions: the day the link was copied, the question to show again, the day of the purchase. */
const RESERVED = ["on", "at", "purchased"];

// ---------- links

/**
 * The answers of a well-formed fragment, the question to show again, and the other products that the fragment carries.
 * Null for anything else, because only the engine undoes what forums do to links, and names what it cannot use.
 *
 * @param {string} fragment with or without `#`
 * @returns {{answers: Map<string, readonly string[]>, at: string | null, carried: string} | null}
 */
export function split(fragment) {
  /** @type {Map<string, readonly string[]>} */
  const pairs = new Map();
  /** @type {string[]} */
  const carried = [];
  for (const part of fragment.replace(/^#/, "").split("&")) {
    if (NUMBERED.test(part)) {
      carried.push(part);
      continue;
    }
    const [, key, value] = PAIR.exec(part) ?? [];
    if (key === undefined || value === undefined || pairs.has(key)) return null;
    pairs.set(key, value === "" ? [] : value.split(","));
  }
  const at = pairs.get("at")?.[0] ?? null;
  for (const key of RESERVED) pairs.delete(key);
  return { answers: pairs, at, carried: carried.join("&") };
}

/**
 * The fragment, without `#`, that carries these answers.
 *
 * @param {Answers} answers
 */
export function join(answers) {
  return [...answers].map(([question, answer]) => `${question}=${answer.join(",")}`).join("&");
}

// ---------- the graph

/**
 * The place that answers lead to. Null where only the engine can tell: where a value leads it has to work out, an unknown
 * option may have another name now, and why an answer is not accepted stands above its question.
 *
 * @param {Artefact} artefact
 * @param {Answers} answers
 * @param {string | null} at a question to show again although it is answered
 * @returns {Place | null}
 */
export function follow(artefact, answers, at = null) {
  const reached = walk(artefact, answers, null);
  if (reached === null || at === null || !reached.answers.has(at)) return reached;
  const again = walk(artefact, answers, at);
  return again && { ...again, whole: reached.answers };
}

/**
 * @param {Artefact} artefact
 * @param {Answers} answers
 * @param {string | null} stop
 * @returns {Place | null}
 */
function walk({ states, rules }, answers, stop) {
  /** @type {Map<string, readonly string[]>} */
  const path = new Map();
  let state = states[begin(states[0], today())];
  while (state !== undefined && "question" in state) {
    const given = state.question === stop ? undefined : answers.get(state.question);
    if (given === undefined) return place(path, state);
    const rule = rules.get(state.question) ?? {};
    const hop = isReadable(state, given, rule) ? hopFrom(state, given, rule) : undefined;
    if (!hop) return null;
    path.set(state.question, hop.answer);
    state = states[hop.to];
  }
  return state === undefined || "from" in state || "value" in state ? null : place(path, state);
}

/**
 * The number of the state where readers begin on a day.
 *
 * @param {State | undefined} first
 * @param {string} today as an ISO date
 */
function begin(first, today) {
  if (first === undefined || !("from" in first)) return 0;
  const come = Object.keys(first.from).filter((day) => day <= today);
  return first.from[come.sort().at(-1) ?? ""] ?? 0;
}

/**
 * @param {Map<string, readonly string[]>} path
 * @param {Exclude<State, Day | Derived>} state
 * @returns {Place}
 */
function place(path, state) {
  const reached = { answers: path, whole: path };
  if ("outcome" in state) return { ...reached, question: null, offered: [], outcome: state.outcome };
  const offered = "offered" in state ? state.offered : [];
  return { ...reached, question: state.question, offered, outcome: null };
}

// ---------- the artefact

/** Artefacts that were fetched, by address. @type {Map<string, Artefact>} */
const known = new Map();

/** @type {Map<string, Promise<Artefact | null>>} */
const asked = new Map();

/**
 * The artefact at this address if it has been fetched already.
 *
 * @param {string} url
 * @returns {Artefact | null}
 */
export function artefactAt(url) {
  return known.get(url) ?? null;
}

/**
 * Fetches an artefact, once in a tab. Null where it cannot be fetched: then only the engine can lead on.
 *
 * @param {string} url
 * @returns {Promise<Artefact | null>}
 */
export function fetchArtefact(url) {
  const answer = asked.get(url) ?? download(url);
  asked.set(url, answer);
  return answer;
}

/**
 * @param {string} url
 * @returns {Promise<Artefact | null>}
 */
async function download(url) {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    known.set(url, read(await response.json()));
  } catch (error) {
    console.error("the questionnaire has no state graph:", error);
  }
  return artefactAt(url);
}

/**
 * @param {{artefact: number, flow: {questions: [string, Rules][]}, states: State[]}} json mappings come as pairs
 * @returns {Artefact}
 */
function read(json) {
  if (json.artefact !== VERSION) throw new Error(`the artefact is of version ${json.artefact}, not ${VERSION}`);
  return { states: json.states, rules: new Map(json.flow.questions) };
}
