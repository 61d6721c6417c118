/**
 * The other products of the same customer, which the fragment passes on under their numbers: `1=…&1.area=…`.
 *
 * They decide nothing while questions for one product are answered; the page of the plan adds them up.
 */

/** Most products of one plan. */
const MOST = 9;

/**
 * The numbers that are taken.
 *
 * @param {string} carried a fragment with numbered pairs alone, or empty
 * @returns {Set<number>}
 */
export function numbersIn(carried) {
  return new Set(carried.split("&").map((pair) => Number.parseInt(pair, 10)).filter((number) => number > 0));
}

/**
 * The first number that is free, or null where the plan is full.
 *
 * @param {string} carried
 * @returns {number | null}
 */
export function freeNumber(carried) {
  const taken = numbersIn(carried);
  const numbers = Array.from({ length: MOST }, (_, place) => place + 1);
  return numbers.find((number) => !taken.has(number)) ?? null;
}

/**
 * The fragment of a plan with one product more; unchanged where the plan is full.
 *
 * @param {string} carried
 * @param {string} outcome
 * @param {string} fragment the answers that lead to it, without `#`
 */
export function withProduct(carried, outcome, fragment) {
  const number = freeNumber(carried);
  if (number === null) return carried;
  const own = fragment.split("&").map((pair) => `${number}.${pair}`);
  return [carried, `${number}=${outcome}`, ...own].filter(Boolean).join("&");
}
