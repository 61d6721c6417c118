/**
 * `<cpor-plan>`: several products of one customer, added up by the engine.
 *
 * The fragment is the whole state: a product is added in the questionnaire, which carries the others along, and removed
 * by a link. Without products the page says how to begin.
 */

import { broughtByInstantNavigation, hasAnswers, push, today, watchAddress } from "../address/address.js";
import { copyLink } from "../page/copy.js";
import { SiteElement } from "./element.js";
import { plan as enginePlan, planReply } from "../python/client.js";
import { claimsText } from "../parts/facts.js";
import { clone, fillList, focusOn, lead, listen, part, reveal, revisionText, say, showOnly, template } from "../page/parts.js";
import { freeNumber } from "../address/plan-link.js";
import { spellWhenPrinted } from "../page/print.js";
import { openReply } from "./reply.js";
import { answerAddress, flowAddress, planAddress } from "../address/site.js";

/**
 * @typedef {import("../python/client.js").Named} Named
 * @typedef {import("../python/client.js").Plan} EnginePlan
 * @typedef {import("../python/client.js").PlannedProduct} Product
 * @typedef {import("../page/parts.js").Undo} Undo
 *
 * @typedef {object} Removal a product that the reader has removed
 * @property {Named} product the product, with the number that it had
 * @property {string} whole the fragment of the plan that had it
 */

export class Plan extends SiteElement {
  /** The engine's plan for the address. @type {EnginePlan | null} */
  plan = null;

  /** The fragment for which the plan is shown, with its `#`. */
  fragment = "";

  /** Products removed in this visit, by the fragment of the plan without the product. @type {Map<string, Removal>} */
  removals = new Map();

  /** @override */
  connect() {
    return connect(this);
  }
}

/**
 * @param {Plan} host
 * @returns {Undo[]}
 */
function connect(host) {
  const undo = [
    listen(host, "click", (event) => clicked(host, event)),
    spellWhenPrinted(host, () => linkOf(host)),
    ...watchAddress((fragment) => followLink(host, fragment), () => void open(host, "move")),
  ];
  reveal(part(host, "without-scripts"), false);
  void open(host, broughtByInstantNavigation() ? "move" : "arrive");
  return undo;
}

/**
 * Shows the plan for the address. The plan before stays until then, so that the page does not jump.
 *
 * @param {Plan} host
 * @param {"arrive" | "move"} how
 */
async function open(host, how) {
  const fragment = location.hash;
  showOnly(part(host, "live"), "");
  if (!hasAnswers(fragment)) showEmpty(host);
  else if (!(await addUp(host, fragment))) return;
  showRemoved(host);
  if (how === "move") focusOn(reachedBy(host, host.fragment));
  host.fragment = fragment;
}

/** @param {Plan} host */
function showEmpty(host) {
  host.plan = null;
  fillList(part(host, "problems"), []);
  showParts(host, "empty");
  showOnly(part(host, "status"), "");
}

/**
 * Lets the engine add up the products, and shows the plan; false where the reader is elsewhere by then.
 *
 * @param {Plan} host
 * @param {string} fragment
 */
async function addUp(host, fragment) {
  if (!host.plan) {
    showParts(host, "");
    showOnly(part(host, "status"), "checking");
  }
  setInert(host, true);
  const plan = await enginePlan(host.site, fragment);
  if (!host.isConnected || location.hash !== fragment) return false;
  setInert(host, false);
  host.plan = plan;
  showOnly(part(host, "status"), plan ? "" : "failed");
  if (plan) show(host, plan);
  else showParts(host, "");
  return true;
}

/**
 * Makes the plan on screen inert while the engine adds up the one of the new address.
 *
 * @param {Plan} host
 * @param {boolean} inert
 */
function setInert(host, inert) {
  const shown = part(host, "plan");
  if (shown) shown.inert = inert;
}

/**
 * The element that takes the focus: the link that undoes a removal, the product that is there again, or else the sum.
 *
 * @param {Plan} host
 * @param {string} from the address before, from its `#` on
 * @returns {HTMLElement | null | undefined}
 */
function reachedBy(host, from) {
  const undone = host.removals.get(from.slice(1));
  if (undone && `#${undone.whole}` === location.hash) {
    return /** @type {HTMLElement | undefined} */ (host.querySelectorAll(".cpor-product__name")[undone.product.number - 1]);
  }
  return part(host, "undo") ?? part(host, host.plan ? "total" : "empty");
}

/**
 * @param {Plan} host
 * @param {"plan" | "empty" | ""} shown
 */
function showParts(host, shown) {
  for (const name of ["plan", "empty"]) reveal(part(host, name), name === shown);
}

/**
 * @param {Plan} host
 * @param {EnginePlan} plan
 */
function show(host, plan) {
  fillList(part(host, "problems"), plan.problems);
  showParts(host, plan.products.length > 0 ? "plan" : "empty");
  fillVerdict(host, plan);
  fillDifferences(host, plan);
  for (const card of host.querySelectorAll("[data-claim]")) fillClaim(host, card, plan);
  reveal(part(host, "claims"), plan.claims.length > 0);
  for (const card of host.querySelectorAll("[data-route]")) fillRoute(host, card, plan);
  reveal(part(host, "routes"), plan.routes.length + plan.alternatives.length > 0);
  part(host, "products")?.replaceChildren(...plan.products.map((product) => productItem(host, product)));
  const full = freeNumber(plan.fragment) === null;
  lead(host, "add-link", flowAddress(host.site, plan.fragment));
  reveal(part(host, "add"), !full);
  reveal(part(host, "full"), full);
}

/**
 * Shows the number of claims, and the products for which it is not known.
 *
 * @param {Plan} host
 * @param {EnginePlan} plan
 */
function fillVerdict(host, { fewest, most, because, revised, products, unknown, unfinished, weakest, reach }) {
  say(host, "count", String(products.length));
  showOnly(part(host, "products-word"), products.length === 1 ? "one" : "several");
  showOnly(part(host, "total"), totalOf(fewest, most, unknown.length + unfinished.length));
  for (const name of ["fewest", "least"]) say(host, name, String(fewest));
  say(host, "most", String(most));
  say(host, "unknown", titlesOf(products, unknown));
  say(host, "unfinished", titlesOf(products, unfinished));
  say(host, "weakest", weakest);
  say(host, "reach", reach);
  reveal(part(host, "weakest-words"), weakest !== "");
  for (const rule of host.querySelectorAll("[data-rule]")) {
    if (rule instanceof HTMLElement) reveal(rule, because.includes(rule.dataset["rule"] ?? ""));
  }
  fillRevised(part(host, "counting-revised"), revised);
  reveal(part(host, "unknown-words"), unknown.length > 0);
  reveal(part(host, "unfinished-words"), unfinished.length > 0);
}

/**
 * Fills the list of differences: the options that hold for a customer as a whole, and were chosen for some products
 * only. Each has a link that chooses it for the others too.
 *
 * @param {Plan} host
 * @param {EnginePlan} plan
 */
function fillDifferences(host, { differences, products }) {
  const items = differences.map(({ label, having, lacking, agreed }) => {
    const item = clone(template(host, "data-part", "difference"));
    for (const what of ["difference-what", "agree-what"]) say(item, what, label);
    say(item, "having", titlesOf(products, having));
    for (const where of ["lacking", "agree-for"]) say(item, where, titlesOf(products, lacking));
    lead(item, "agree", planAddress(host.site, agreed));
    return item;
  });
  part(host, "difference-list")?.replaceChildren(...items);
  reveal(part(host, "differences"), items.length > 0);
}

/**
 * @param {HTMLElement | null} banner
 * @param {EnginePlan["revised"]} revised
 */
function fillRevised(banner, revised) {
  fillList(banner, revised.map(revisionText));
}

/**
 * @param {number} fewest
 * @param {number} most
 * @param {number} open number of products for which it is not known, or not yet, whether there is a claim
 */
function totalOf(fewest, most, open) {
  if (most > fewest) return "between";
  if (fewest > 0) return fewest > 1 ? "several" : "one";
  return open > 0 ? "none-yet" : "none";
}

/**
 * @param {readonly Product[]} products
 * @param {readonly number[]} numbers
 */
function titlesOf(products, numbers) {
  return products
    .filter(({ number }) => numbers.includes(number))
    .map(({ number, title }) => `${number}. ${title}`)
    .join("; ");
}

/**
 * @param {Plan} host
 * @param {Element} card
 * @param {EnginePlan} plan
 */
function fillClaim(host, card, plan) {
  const claim = plan.claims.find((one) => one.claim === card.getAttribute("data-claim"));
  if (card instanceof HTMLElement) reveal(card, Boolean(claim));
  if (!claim) return;
  const { products, held, most } = claim;
  reveal(part(card, "file"), products.length > 0);
  reveal(part(card, "keep"), products.length === 0);
  part(card, "shares")?.replaceChildren(...products.map((product) => shareItem(host, product)));
  part(card, "held")?.replaceChildren(...held.map((product) => servedItem(host, product)));
  reveal(part(card, "held-box"), held.length > 0);
  say(card, "card-most-number", String(most));
  reveal(part(card, "card-most"), most > 1);
}

/**
 * @param {Plan} host
 * @param {EnginePlan["claims"][number]["products"][number]} product
 */
function shareItem(host, product) {
  const item = clone(template(host, "data-part", "share"));
  nameProduct(item, product);
  showOnly(part(item, "pays"), product.pays);
  const metrics = Object.entries(product.metrics).map(([metric, state]) => {
    const line = clone(template(host, "data-part", "share-metric"));
    showOnly(part(line, "metric"), metric);
    showOnly(part(line, "state"), state);
    return line;
  });
  part(item, "metrics")?.append(...metrics);
  return item;
}

/**
 * @param {Plan} host
 * @param {Named} product
 */
function servedItem(host, product) {
  const item = clone(template(host, "data-part", "served"));
  nameProduct(item, product);
  return item;
}

/**
 * @param {ParentNode} item
 * @param {Named} product
 */
function nameProduct(item, { number, title }) {
  say(item, "number", String(number));
  say(item, "title", title);
}

/**
 * @param {Plan} host
 * @param {Element} card
 * @param {EnginePlan} plan
 */
function fillRoute(host, card, plan) {
  const routes = card.getAttribute("data-look") === "use" ? plan.routes : plan.alternatives;
  const route = routes.find((one) => one.route === card.getAttribute("data-route"));
  if (card instanceof HTMLElement) reveal(card, Boolean(route));
  part(card, "served-products")?.replaceChildren(...(route?.products ?? []).map((one) => servedItem(host, one)));
}

// ---------- a product

/**
 * @param {Plan} host
 * @param {Product} product
 */
function productItem(host, product) {
  const item = clone(template(host, "data-part", "product"));
  const { site } = host;
  const { title, answers, others, outcome, claims, question } = product;
  const inQuestionnaire = flowAddress(site, [answers, others].filter(Boolean).join("&"));
  nameProduct(item, product);
  if (outcome !== null) Object.assign(item.querySelector("li")?.dataset ?? {}, { outcome, claims: claimsText(claims) });
  fillAnswer(host, item, product);
  reveal(part(item, "unanswered"), outcome === null);
  say(item, "go-on", question);
  fillFacts(host, part(item, "answers"), product.carries);
  for (const way of ["go-on", "change"]) lead(item, way, inQuestionnaire);
  lead(item, "remove", planAddress(site, product.without));
  for (const what of ["change-what", "remove-what"]) say(item, what, title);
  return item;
}

/**
 * Says, where a product stood, that it was removed, and leads back to the plan that had it.
 *
 * @param {Plan} host
 */
function showRemoved(host) {
  const removal = host.removals.get(location.hash.slice(1));
  part(host, "removed-last")?.replaceChildren();
  if (!removal) return;
  const { title, number } = removal.product;
  const note = clone(template(host, "data-part", "removed"));
  for (const what of ["removed-what", "undo-what"]) say(note, what, title);
  lead(note, "undo", planAddress(host.site, removal.whole));
  const list = part(host, host.plan ? "products" : "removed-last");
  list?.insertBefore(note, list.children[number - 1] ?? null);
  say(host, "live-what", title);
  showOnly(part(host, "live"), "removed");
}

/**
 * @param {Plan} host
 * @param {ParentNode} item
 * @param {Product} product
 */
function fillAnswer(host, item, product) {
  const { outcome, answer, answers, grade, told, notes, revised, news } = product;
  const madeFor = product["made-for"];
  reveal(part(item, "answered"), outcome !== null);
  reveal(part(item, "elsewhere"), madeFor !== null);
  say(item, "made-for", madeFor ?? "");
  showOnly(part(item, "leads"), outcome === null ? "open" : "elsewhere");
  fillRevised(part(item, "revised"), revised);
  fillList(part(item, "news"), news);
  say(item, "answer", answer);
  say(item, "grade", grade);
  if (outcome !== null) lead(item, "answer", answerAddress(host.site, outcome, answers));
  fillFacts(host, part(item, "facts"), told);
  fillList(part(item, "notes"), notes);
}

/**
 * @param {Plan} host
 * @param {HTMLElement | null} list
 * @param {readonly (readonly [string, string])[]} facts
 */
function fillFacts(host, list, facts) {
  const items = facts.map(([name, value]) => {
    const item = clone(template(host, "data-part", "fact"));
    say(item, "name", name);
    say(item, "value", value);
    return item;
  });
  list?.replaceChildren(...items);
}

// ---------- what the reader does

/**
 * Follows a link within the page: the plan with fewer products, or a section.
 *
 * @param {Plan} host
 * @param {string} fragment with `#`, or empty
 */
function followLink(host, fragment) {
  const section = hasAnswers(fragment) ? null : document.getElementById(fragment.slice(1));
  if (section) return focusOn(section);
  const removed = host.plan?.products.find(({ without }) => without === fragment.slice(1));
  if (removed) host.removals.set(removed.without, { product: removed, whole: location.hash.slice(1) });
  push(fragment.slice(1));
  void open(host, "move");
}

/**
 * @param {Plan} host
 * @param {Event} event
 */
function clicked(host, event) {
  const tool = event.target instanceof Element ? event.target.closest("[data-do]")?.getAttribute("data-do") : null;
  const fragment = host.plan?.fragment ?? "";
  if (tool === "copy-plan") void copyLink(host, linkOf(host));
  if (tool === "reply") {
    openReply({ address: linkOf(host), whole: true, make: (site) => planReply(site, fragment) });
  }
  if (tool === "print") print();
}

/**
 * The link to this plan, with today's date.
 *
 * @param {Plan} host
 */
function linkOf(host) {
  const fragment = host.plan?.fragment;
  return planAddress(host.site, fragment ? `${fragment}&on=${today()}` : "");
}
