/**
 * The last days for filing the claims of an answer, counted from the day on which the customer bought.
 *
 * The engine counts and writes the words. The day stays in this tab; links carry it only where the reader wants that.
 */

import { today } from "../address/address.js";
import { download } from "../page/download.js";
import { deadlines } from "../python/client.js";
import { fillList, part, reveal, say, showOnly } from "../page/parts.js";
import { linkToCopy } from "../address/site.js";

/** The day of the purchase, as an ISO date; empty where it is not known. */
let purchased = "";

/** Whether links carry the day of the purchase. */
let inLinks = false;

/** The answers for which the day was given, as a fragment, because other answers may be about another customer. */
let given = "";

/**
 * A fragment with the day of the purchase, where the reader wants it in links.
 *
 * @param {string} fragment without `#`; without answers it stays as it is
 */
export function withPurchase(fragment) {
  return fragment && purchased && inLinks ? `${fragment}&purchased=${purchased}` : fragment;
}

/**
 * Asks for the day of the purchase, where a claim of the answer has to be filed within a time after the purchase.
 *
 * @param {import("../address/site.js").Site} site
 * @param {Element} section the answer view
 * @param {import("../python/client.js").View} view with facts
 */
export function askForPurchase(site, section, view) {
  const box = part(section, "purchase");
  const field = box?.querySelector("input[type=date]");
  const wanted = box?.querySelector("input[type=checkbox]");
  if (!box || !(field instanceof HTMLInputElement) || !(wanted instanceof HTMLInputElement)) return;
  reveal(box, section.querySelector("[data-part=due]:not([hidden])") !== null);
  if (view.fragment !== given) [purchased, inLinks, given] = ["", false, view.fragment];
  if (view.purchased) [purchased, inLinks] = [view.purchased, true];
  field.max = today();
  field.value = purchased;
  wanted.checked = inLinks;
  field.onchange = () => {
    purchased = field.value;
    void tell(site, section, box, view, purchased, field.validity.badInput);
  };
  wanted.onchange = () => {
    inLinks = wanted.checked;
  };
  if (!box.hidden && purchased) void tell(site, section, box, view, purchased, false);
}

/**
 * Shows the last days, or the problem with the day that was given.
 *
 * @param {import("../address/site.js").Site} site
 * @param {Element} section the answer view
 * @param {HTMLElement} box
 * @param {import("../python/client.js").View} view
 * @param {string} day as an ISO date; empty where the field is empty or holds no whole date
 * @param {boolean} isPart whether the field holds a part of a date
 */
async function tell(site, section, box, view, day, isPart) {
  const empty = !day && !isPart;
  showOnly(part(box, "purchase-status"), empty ? "" : "counting");
  if (empty) return show(section, box, null);
  const { outcome, fragment } = view;
  const made = await deadlines(site, fragment, day, linkToCopy(site, outcome ?? "", fragment));
  if (day !== purchased) return;
  show(section, box, made);
  say(box, "purchase-problem", made?.problem ?? "");
  showOnly(part(box, "purchase-status"), made === null ? "failed" : made.problem ? "problem" : "");
}

/**
 * @param {Element} section the answer view
 * @param {HTMLElement} box
 * @param {import("../python/client.js").Deadlines | null} made
 */
function show(section, box, made) {
  for (const slot of section.querySelectorAll("[data-part=due]")) {
    const due = made?.claims[slot.getAttribute("data-claim") ?? ""];
    say(slot, "due-words", due?.words ?? "");
    fillList(part(slot, "due-limits"), due?.limits ?? []);
  }
  for (const cell of section.querySelectorAll("[data-part=due-short]")) {
    const due = made?.claims[cell.getAttribute("data-claim") ?? ""];
    cell.textContent = due?.short ?? "";
    if (cell instanceof HTMLElement) reveal(cell, Boolean(due));
  }
  const tools = part(box, "purchase-tools");
  reveal(tools, made !== null && made.problem === null && Object.keys(made.claims).length > 0);
  const save = box.querySelector("[data-do=calendar]");
  if (!(save instanceof HTMLElement)) return;
  reveal(save, Boolean(made?.calendar));
  save.onclick = () => download("cpor-deadline.ics", "text/calendar", made?.calendar ?? "");
}
