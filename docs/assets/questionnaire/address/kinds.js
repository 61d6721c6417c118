/**
 * The way on from each kind of question with the answers of a link, before the engine runs. One function for each kind
 * that names options, as decision_tree/kinds.py has one class for each kind. The answers to all other kinds are values.
 */

/**
 * @typedef {import("./states.js").QuestionState} QuestionState
 * @typedef {import("./states.js").Rules} Rules
 * @typedef {{answer: readonly string[], to: number}} Hop
 */

/**
 * A part of the calendar with its month in words; empty where the calendar does not have it.
 *
 * @param {string} written its beginning in ISO 8601, such as `2026-05`
 * @param {string} first what makes a whole date of it, such as `-01`
 * @param {Intl.DateTimeFormatOptions} parts
 */
function monthInWords(written, first, parts) {
  const day = new Date(`${written}${first}T00:00Z`);
  const exists = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(written);
  return exists ? day.toLocaleDateString("en-GB", { ...parts, month: "long", year: "numeric", timeZone: "UTC" }) : "";
}

/**
 * The number with commas between the thousands, its decimals unchanged; empty for a text that is no number.
 *
 * @param {string} written
 */
function withCommas(written) {
  const [, whole, rest = ""] = /^(-?\d{1,15})(\.\d+)?$/.exec(written) ?? [];
  return whole ? `${Number(whole).toLocaleString("en-US")}${rest}` : "";
}

/**
 * Words for a value that readers type, by the kind of its question.
 *
 * @type {Readonly<Record<string, (value: string, currency: string) => string>>}
 */
const TYPED = {
  date: (value) => monthInWords(value, "", { day: "numeric" }),
  month: (value) => monthInWords(value, "-01", {}),
  year: (value) => value,
  number: withCommas,
  money: (value, currency) => withCommas(value) && `${currency} ${withCommas(value)}`,
};

/**
 * A typed value as decision_tree/kinds.py words it, for the time before the engine runs; empty where only the engine
 * has words for it.
 *
 * @param {string} kind of the question
 * @param {string} value as links have it
 * @param {string} currency of an amount; empty elsewhere
 */
export function typedWords(kind, value, currency) {
  return TYPED[kind]?.(value, currency) ?? "";
}

/**
 * Whether an answer can be read without the engine; otherwise only the engine can tell where the answer leads.
 *
 * @param {QuestionState} state
 * @param {readonly string[]} given
 * @param {Rules} rules
 */
export function isReadable(state, given, rules) {
  if (!("offered" in state)) return false; // where a value leads the engine works out: its band, and what is derived from it
  return state.kind === "one" || given.every((id) => rules.options?.some((option) => option.id === id));
}

/**
 * The hop for an answer, or undefined where the answer is not acceptable: the engine then says why.
 *
 * @param {QuestionState} state
 * @param {readonly string[]} given
 * @param {Rules} rules
 * @returns {Hop | undefined}
 */
export function hopFrom(state, given, rules) {
  if (state.kind === "one") return hopFromOne(state, given);
  return state.kind === "several" ? hopFromSeveral(state, given, rules) : undefined;
}

/**
 * @param {import("./states.js").One} state
 * @param {readonly string[]} given
 * @returns {Hop | undefined}
 */
function hopFromOne(state, given) {
  const [id, ...more] = given;
  const to = id !== undefined && Object.hasOwn(state.to, id) ? state.to[id] : undefined;
  return to === undefined || more.length > 0 ? undefined : { answer: given, to };
}

/**
 * @param {import("./states.js").Several} state
 * @param {readonly string[]} given
 * @param {Rules} rules
 * @returns {Hop | undefined}
 */
function hopFromSeveral(state, given, rules) {
  const answer = state.offered.filter((id) => given.includes(id));
  const alone = answer.length > 1 && answer.some((id) => rules.alone?.includes(id));
  const found = state.classes.find(
    (one) => one.with.every((id) => answer.includes(id)) && !one.without.some((id) => answer.includes(id)),
  );
  return !found || alone || (answer.length === 0 && !rules.empty) ? undefined : { answer, to: found.to };
}
