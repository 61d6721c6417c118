/**
 * The page's side of the worker. A tab has one worker, kept across instant navigation, which replaces the page but not
 * the modules.
 *
 * Each request is a promise, kept under its id. Watchers are called at each stage of the boot. When the engine fails,
 * it is started once more, in a new worker, and the requests without an answer are sent again. When that fails too,
 * every request fails, now and later: the page goes on without the engine.
 */

import { today } from "../address/address.js";
import { formerly } from "../address/former.js";
import { HERE } from "../here.js";
import { FILES } from "../runtime.js";

/**
 * @typedef {{name: "asleep" | "start-python" | "load-rules" | "ready"}
 *   | {name: "download", loaded: number, total: number}
 *   | {name: "failed", reason: string}} Stage
 *
 * @typedef {{on: string, what: string}} Revision a change, and its day in words
 *
 * @typedef {object} Hop a question on the path, in words
 * @property {string} question
 * @property {string} short the question in two or three words
 * @property {string} [ask] the question; the engine says it
 * @property {readonly string[]} [answer] ids of the options, or a date; the engine says it
 * @property {readonly string[]} labels the answer in words
 * @property {string} change the fragment that shows the question again and keeps the rest
 *
 * @typedef {object} View everything that the page shows for a fragment
 * @property {string} [flow] id of the flow; from the engine
 * @property {readonly string[]} problems messages about parts of the link that could not be used
 * @property {readonly string[]} [news] messages about questions asked only since the link was copied; from the engine
 * @property {readonly Revision[]} [changed] the changes because of which the link leads to another answer than its
 *   page's; from the engine
 * @property {readonly Revision[]} [turns] the days on which the same answers get another result; from the engine
 * @property {readonly Hop[]} path
 * @property {string | null} question the open question
 * @property {readonly string[]} offered its options
 * @property {readonly string[]} chosen the options that were chosen there before
 * @property {string | null} problem the message why the answer given there is not acceptable
 * @property {string} [asks] the open question in words; empty where there is none; from the engine
 * @property {string} [short] the same in two or three words; from the engine
 * @property {string | null} outcome the answer that was reached
 * @property {string} [title]
 * @property {string} [answer] one or two sentences
 * @property {string} [reach] the sentence how recent the texts are that its facts rest on
 * @property {readonly string[] | "unknown"} [claims]
 * @property {Readonly<Record<string, string>>} [facts] only the engine knows them
 * @property {readonly string[]} [keeps] claims that are held already
 * @property {readonly string[]} [routes]
 * @property {readonly string[]} [alternatives]
 * @property {string} [pays]
 * @property {string} [counts]
 * @property {Readonly<Record<string, string>>} [metrics] states by id
 * @property {string | null} [again] the question whose answer was "I don't know"
 * @property {readonly string[]} [notes] the ids of the notes that hold
 * @property {string | null} [on] the day on which the link was copied
 * @property {string | null} [purchased] the day of the purchase that the link carries, as an ISO date
 * @property {Readonly<Record<string, {day: string, words: string, remark: string}>>} [due] note id → the last day for
 *   what it says, as an ISO date and in words, and a remark how it is counted; from the engine
 * @property {Readonly<Record<string, string>>} [values] value id → the value in words; from the engine
 * @property {string} fragment the answers on the path
 * @property {string} carried the other products of a plan, as a fragment
 * @property {readonly string[]} [beside] the titles of these products; from the engine
 * @property {import("../address/former.js").AsFor} [as-for] their answers that are preselected; from the engine
 * @property {string} [given] the answers on the path, and those to questions that are not reached yet; from the engine
 * @property {string} to-here the answers before the open question
 *
 * @typedef {object} Named a product of a plan
 * @property {number} number
 * @property {string} title
 *
 * @typedef {object} PlannedProduct
 * @property {number} number
 * @property {string} title
 * @property {string} answers the fragment of its answers
 * @property {string} others the fragment of the other products, each with its number
 * @property {string} without the fragment of the plan without this product
 * @property {readonly (readonly [string, string])[]} carries its answers in words
 * @property {string | null} outcome
 * @property {readonly string[] | "unknown"} claims
 * @property {string} answer the title of its answer
 * @property {string} grade how sure its claims are, in words
 * @property {readonly (readonly [string, string])[]} told the name and the words of each fact of its answer
 * @property {readonly string[]} notes the titles of the notes that hold
 * @property {string} question the open question; empty where there is none
 * @property {string | null} problem why the answer given there is not acceptable, in words
 * @property {string | null} made-for the title of the answer that the link was written for, where it is another one
 * @property {readonly Revision[]} revised the changes of its answer since the link was copied
 * @property {readonly string[]} news messages about questions asked only since the link was copied
 *
 * @typedef {object} Plan several products of one customer
 * @property {readonly string[]} problems messages about parts of the link that could not be used
 * @property {string} fragment
 * @property {number} fewest the smallest number of claims, one for each role
 * @property {number} most the largest number of claims, where each product has a subscription of its own
 * @property {readonly string[]} because the rules by which these numbers come about: `role`, `shared`, `apart`
 * @property {readonly Revision[]} revised the changes of these rules since the link was copied
 * @property {string} reach the sentence how recent the texts are that its facts rest on
 * @property {string} weakest the weakest grade of the plan, in words; empty where there is no answer yet
 * @property {readonly {claim: string, most: number, held: readonly Named[],
 *   products: readonly (Named & {pays: string, metrics: Readonly<Record<string, string>>})[]}[]} claims
 * @property {readonly {route: string, products: readonly Named[]}[]} routes
 * @property {readonly {route: string, products: readonly Named[]}[]} alternatives
 * @property {readonly {label: string, having: readonly number[], lacking: readonly number[], agreed: string}[]} differences
 *   the options that hold for all products and are chosen for some; `agreed` is the fragment of the plan with the
 *     option chosen for all
 * @property {readonly number[]} unknown the products for which nobody knows whether there is a claim
 * @property {readonly number[]} unfinished the products whose answers lead to no outcome yet
 * @property {readonly PlannedProduct[]} products
 *
 * @typedef {{text: string, href?: string, strong?: boolean}} Span
 *
 * @typedef {object} Made a reply to paste
 * @property {string} address
 * @property {readonly (readonly [string, string])[]} carries the answers that the address carries, in words
 * @property {Readonly<Record<string, string>>} formats by html, markdown, bbcode, text, link
 * @property {readonly {listed: boolean, lines: readonly (readonly Span[])[]}[]} blocks its text, for the preview
 *
 * @typedef {object} Deadlines the last days for filing claims after a purchase
 * @property {string | null} problem the message why the day of the purchase is not acceptable
 * @property {Readonly<Record<string, {short: string, words: string, limits: readonly string[]}>>} claims by id
 * @property {string | null} calendar a calendar file with the next last days; null where all are over
 *
 * @typedef {object} Why
 * @property {readonly {short: string, labels: readonly string[], rules: readonly {words: string, at: string}[],
 *   sources: readonly string[], notes: readonly {title: string, grade: string, sources: readonly string[]}[]}[]} because
 *   the answers that decided
 * @property {readonly {question: string, short: string, words: string, fragment: string, outcome: string | null,
 *   title: string, facts: readonly string[]}[]} changes where single other answers lead
 *
 * @typedef {object} Score an estimate of a partner score, in words
 * @property {readonly {field: string, words: string}[]} problems what cannot be read
 * @property {readonly {label: string, words: string, adds: readonly string[]}[]} metrics
 * @property {string} total
 * @property {string} missing
 * @property {string} zero the metrics that are still at zero; empty where none is
 *
 * @typedef {object} HighWater the high-water marks of a text with counts by month
 * @property {readonly {line: number, words: string}[]} problems what cannot be read; `line` is 0 for the whole text
 * @property {readonly string[]} remarks how the text was read
 * @property {readonly {title: string, name: string, sum: string, rows: readonly (readonly string[])[], plot: string}[]}
 *   parts a table and a plot, as SVG, for each description of the mark
 *
 * @typedef {import("../address/site.js").Site} Site
 */

/** Bytes of the runtime. */
const TOTAL = Object.values(FILES).reduce((sum, file) => sum + file.size, 0);

/** @type {Worker | null} */
let worker = null;

/** @type {Stage} */
let stage = { name: "asleep" };

/** @type {Set<(stage: Stage) => void>} */
const watchers = new Set();

/**
 * @typedef {"boot" | "load" | "view" | "reply" | "why" | "deadlines" | "calendar" | "plan" | "plan-reply" | "high-water" | "score"} RequestType
 *
 * @typedef {{type: RequestType, args: object, resolve: (result: any) => void,
 *   reject: (error: Error) => void}} Request
 *
 * @type {Map<number, Request>}
 */
const waiting = new Map();

/** Artefacts that the worker was asked to load. @type {Set<string>} */
const told = new Set();

/** Types of requests not to be sent again, because the next boot loads all flows. @type {ReadonlySet<RequestType>} */
const BOOTING = new Set(["boot", "load"]);

let lastId = 0;

/** Number of failures after which the engine is still started anew. */
let lives = 1;

/**
 * Starts Python, if it was not started in this tab before, and gives it the flow. Never throws: watch the stages.
 *
 * @param {Site} site
 */
export function boot({ artefact }) {
  if (stage.name === "failed" || told.has(artefact)) return;
  told.add(artefact);
  if (stage.name === "asleep") start({ again: false });
  else send("load", { artefacts: [artefact] });
}

/**
 * The engine's view for a fragment; null where there is no engine. Starts the engine if necessary.
 *
 * @param {Site} site
 * @param {string} fragment
 * @param {string | null} [page] the answer on whose page the link was opened
 * @returns {Promise<View | null>}
 */
export function view(site, fragment, page = null) {
  boot(site);
  const kept = [...formerly(site.flow)].map(([question, answer]) => [question, answer.join(",")]);
  const args = { flow: site.flow, fragment, today: today(), answers: Object.fromEntries(kept), page };
  return orNull("view", args, "the engine did not say where this leads:");
}

/**
 * A reply with the answer that a fragment leads to; null where there is no engine. Starts the engine if necessary.
 *
 * @param {Site} site
 * @param {string} fragment without `#`
 * @param {string | null} outcome the answer; where the fragment leads elsewhere, the reply has this answer as its page
 *   shows it to everybody. Null: the open question
 * @param {boolean} carry whether the link carries the answers
 * @returns {Promise<Made | null>}
 */
export function reply(site, fragment, outcome, carry) {
  boot(site);
  return orNull("reply", { ...about(site, fragment), outcome, carry, places: placesOf(site) }, "the engine wrote no reply:");
}

/**
 * The reasons for the answer that a fragment leads to, and the changes that would lead elsewhere; null where there is
 * no engine.
 *
 * @param {Site} site
 * @param {string} fragment without `#`
 * @returns {Promise<Why | null>}
 */
export function why(site, fragment) {
  boot(site);
  return orNull("why", about(site, fragment), "the engine did not say why:");
}

/**
 * The last days for filing the claims of the answer that a fragment leads to; null where there is no engine.
 *
 * @param {Site} site
 * @param {string} fragment without `#`
 * @param {string} purchased the day of the purchase as it was given
 * @param {string} address the link that a calendar file carries
 * @returns {Promise<Deadlines | null>}
 */
export function deadlines(site, fragment, purchased, address) {
  boot(site);
  return orNull("deadlines", { ...about(site, fragment), purchased, address }, "the engine counted no days:");
}

/**
 * A calendar file with the last day for what a note of an answer says; null where there is no engine.
 *
 * @param {Site} site
 * @param {string} fragment without `#`
 * @param {string} note
 * @param {string} address the link that the file carries
 * @returns {Promise<string | null>}
 */
export function calendar(site, fragment, note, address) {
  boot(site);
  return orNull("calendar", { ...about(site, fragment), note, address }, "the engine made no calendar file:");
}

/**
 * The plan for the products of a fragment; null where there is no engine. Starts the engine if necessary.
 *
 * @param {Site} site
 * @param {string} fragment
 * @returns {Promise<Plan | null>}
 */
export function plan(site, fragment) {
  boot(site);
  return orNull("plan", about(site, fragment), "the engine did not add up the products:");
}

/**
 * A reply with a plan; null where there is no engine.
 *
 * @param {Site} site
 * @param {string} fragment without `#`
 * @returns {Promise<Made | null>}
 */
export function planReply(site, fragment) {
  boot(site);
  return orNull("plan-reply", { ...about(site, fragment), places: placesOf(site) }, "the engine wrote no reply:");
}

/** Starts Python without a flow, if it was not started in this tab before. Never throws: watch the stages. */
export function bootAlone() {
  if (stage.name === "asleep") start({ again: false });
}

/**
 * The high-water marks of the counts in a text; null where there is no engine. The text goes nowhere but to the worker,
 * and a failure is not described in the console, where the text could appear.
 *
 * @param {string} text
 * @returns {Promise<HighWater | null>}
 */
export async function highWater(text) {
  return askInSilence("high-water", { text });
}

/**
 * An estimate of a partner score; null where there is no engine. As with the marks, a failure is not described.
 *
 * @param {{track: object, counts: Readonly<Record<string, string>>, rest: string, needed: number}} request
 * @returns {Promise<Score | null>}
 */
export async function score(request) {
  return askInSilence("score", request);
}

/**
 * @param {"high-water" | "score"} type
 * @param {object} args
 */
async function askInSilence(type, args) {
  bootAlone();
  try {
    return await ask(type, args);
  } catch {
    console.error("the engine could not compute this:", type);
    return null;
  }
}

/**
 * The fields shared by all requests that need the words of a flow's answers.
 *
 * @param {Site} site
 * @param {string} fragment
 */
function about({ flow, words }, fragment) {
  return { flow, words, fragment, today: today() };
}

/** @param {Site} site */
function placesOf({ flowPage, answers, plans }) {
  return { flow: flowPage, answers, plan: plans };
}

/**
 * The engine's answer; null where there is none, with the failure in the console.
 *
 * @param {RequestType} type
 * @param {object} args
 * @param {string} failure
 * @returns {Promise<any>}
 */
async function orNull(type, args, failure) {
  try {
    return await ask(type, args);
  } catch (error) {
    console.error(failure, error);
    return null;
  }
}

/** The present stage of the boot. */
export function bootStage() {
  return stage;
}

/**
 * Calls the watcher at every stage from now on, until undone.
 *
 * @param {(stage: Stage) => void} watcher
 * @returns {import("../page/parts.js").Undo}
 */
export function watchStages(watcher) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/**
 * Starts a worker with all flows that were asked for.
 *
 * @param {{again: boolean}} whether an earlier one has failed
 */
function start({ again }) {
  try {
    worker = newWorker();
    tell({ name: "download", loaded: 0, total: TOTAL });
    send("boot", { artefacts: [...told], again });
  } catch (error) {
    lives = 0;
    fail(String(error));
  }
}

function newWorker() {
  if (typeof Worker === "undefined") throw new Error("this browser has no workers");
  if (typeof WebAssembly === "undefined") throw new Error("this browser has no WebAssembly");
  const started = new Worker(new URL("worker.js", HERE), { type: "module" });
  started.addEventListener("message", ({ data }) => receive(data));
  started.addEventListener("error", (event) => fail(event.message || "the worker could not be loaded"));
  return started;
}

/**
 * Sends a request whose answer matters only when it fails.
 *
 * @param {"boot" | "load"} type
 * @param {object} args
 */
function send(type, args) {
  ask(type, args).catch((error) => fail(String(error)));
}

/**
 * @param {RequestType} type
 * @param {object} args
 * @returns {Promise<any>}
 */
function ask(type, args) {
  return new Promise((resolve, reject) => {
    if (!worker) return reject(new Error("there is no engine"));
    const id = ++lastId;
    waiting.set(id, { type, args, resolve, reject });
    worker.postMessage({ id, type, args });
  });
}

/** @param {{stage: Stage} | {id: number, result: any} | {id: number, error: string}} message */
function receive(message) {
  if ("stage" in message) {
    return message.stage.name === "failed" ? fail(message.stage.reason) : tell(message.stage);
  }
  const asked = waiting.get(message.id);
  waiting.delete(message.id);
  if ("error" in message) asked?.reject(new Error(message.error));
  else asked?.resolve(message.result);
}

/** @param {string} reason */
function fail(reason) {
  if (stage.name === "failed") return;
  worker?.terminate();
  worker = null;
  const owed = [...waiting];
  waiting.clear();
  if (lives > 0) {
    lives -= 1;
    console.error("Python has failed and is started once more:", reason);
    start({ again: true });
    for (const [id, request] of owed) if (!BOOTING.has(request.type)) askAgain(id, request);
    return;
  }
  console.error("the questionnaire goes on without Python:", reason);
  tell({ name: "failed", reason });
  for (const [, { reject }] of owed) reject(new Error(reason));
}

/**
 * @param {number} id
 * @param {Request} request
 */
function askAgain(id, request) {
  if (!worker) return request.reject(new Error("there is no engine"));
  waiting.set(id, request);
  worker.postMessage({ id, type: request.type, args: request.args });
}

/** @param {Stage} next */
function tell(next) {
  stage = next;
  for (const watcher of watchers) watcher(next);
}
