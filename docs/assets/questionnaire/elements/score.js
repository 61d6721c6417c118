/**
 * `<cpor-score>`: what a partner has, as numbers in fields, and the points that the engine estimates from them.
 *
 * The page has the fields of every track; those of the chosen one are shown. The numbers stay in the page.
 */

import { SiteElement } from "./element.js";
import { watchBoot } from "../parts/boot-status.js";
import { score } from "../python/client.js";
import { clone, fillList, focusOn, listen, part, reveal, say, showOnly, template } from "../page/parts.js";

/** @typedef {import("../page/parts.js").Undo} Undo */

export class Score extends SiteElement {
  /** How often an estimate was asked for, so that only the last request is shown. */
  asked = 0;

  /** @override */
  connect() {
    return connect(this);
  }
}

/**
 * @param {Score} host
 * @returns {Undo[]}
 */
function connect(host) {
  reveal(part(host, "without-scripts"), false);
  reveal(part(host, "entry"), true);
  choose(host);
  return [
    watchBoot(host),
    listen(host, "change", ({ target }) => target instanceof HTMLSelectElement && choose(host)),
    listen(host, "input", () => outdate(host)),
    listen(host, "click", ({ target }) => {
      if (target instanceof Element && target.closest("[data-do=estimate]")) void estimate(host);
    }),
  ];
}

/**
 * Shows the fields of the chosen track.
 *
 * @param {Score} host
 */
function choose(host) {
  showOnly(part(host, "tracks"), host.querySelector("select")?.value ?? "");
  outdate(host);
}

/**
 * Takes away an estimate of other numbers.
 *
 * @param {Score} host
 */
function outdate(host) {
  host.asked += 1;
  reveal(part(host, "result"), false);
  showOnly(part(host, "status"), "");
}

/** @param {Score} host */
async function estimate(host) {
  const fields = [...(part(host, "tracks")?.querySelector("[data-is]:not([hidden])")?.querySelectorAll("input") ?? [])];
  const track = fields[0]?.closest("[data-track]")?.getAttribute("data-track");
  if (!track) return;
  const request = (host.asked += 1);
  showOnly(part(host, "status"), "counting");
  const values = Object.fromEntries(fields.map(({ dataset, value }) => [dataset["field"] ?? "", value]));
  const { rest = "", ...counts } = values;
  const told = await score({ track: JSON.parse(track), counts, rest, needed: Number(host.dataset["needed"]) });
  if (request !== host.asked || !host.isConnected) return;
  showOnly(part(host, "status"), told ? "" : "failed");
  if (!told) return;
  const wrong = fields.filter((field) => tellProblem(field, told.problems));
  if (wrong[0]) return wrong[0].focus();
  const items = told.metrics.map((metric) => {
    const item = clone(template(host, "data-part", "metric"));
    say(item, "label", metric.label);
    say(item, "words", metric.words);
    fillList(part(item, "adds"), metric.adds);
    return item;
  });
  part(host, "metrics")?.replaceChildren(...items);
  for (const name of /** @type {const} */ (["total", "missing", "zero"])) say(host, name, told[name]);
  reveal(part(host, "result"), true);
  focusOn(part(host, "result"));
}

/**
 * Shows or clears the message at a field; returns whether there is one.
 *
 * @param {HTMLInputElement} field
 * @param {readonly {field: string, words: string}[]} problems
 */
function tellProblem(field, problems) {
  const problem = problems.find((one) => one.field === field.dataset["field"]);
  const message = field.parentElement && part(field.parentElement, "problem");
  if (message) message.textContent = problem?.words ?? "";
  field.toggleAttribute("aria-invalid", problem !== undefined);
  return problem !== undefined;
}
