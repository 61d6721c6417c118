/** The list of the answers so far, each with the link that changes it and keeps the rest. */

import { areOwn } from "../address/own-answers.js";
import { clone, lead, part, reveal, say, showOnly, template } from "../page/parts.js";
import { flowAddress } from "../address/site.js";

/**
 * Fills the list and shows it, or hides it where nothing has been answered.
 *
 * @param {HTMLElement | null} container the part that holds an `ol` and the template of its items
 * @param {readonly import("../python/client.js").Hop[]} path
 * @param {import("../address/site.js").Site} site
 * @param {string} fragment the fragment that has the answers
 */
export function fillPath(container, path, site, fragment) {
  if (!container) return;
  const list = container.querySelector("ol");
  while (list && list.children.length > path.length) list.lastElementChild?.remove();
  for (const [place, hop] of path.entries()) {
    if (!list?.children[place]) list?.append(clone(template(container, "data-part", "path-item")));
    if (list?.children[place]) fillItem(list.children[place], hop, site);
  }
  showOnly(part(container, "path-title"), areOwn(site.flow, fragment) ? "own" : "link");
  reveal(container, path.length > 0);
}

/**
 * Fills an item, which stays from question to question, so that unchanged parts are not laid out again.
 *
 * @param {Element} item
 * @param {import("../python/client.js").Hop} hop
 * @param {import("../address/site.js").Site} site
 */
function fillItem(item, hop, site) {
  say(item, "short", hop.short);
  say(item, "change-what", hop.short);
  say(item, "labels", hop.labels.join(", ") || (part(item, "labels")?.dataset["none"] ?? ""));
  lead(item, "change", flowAddress(site, hop.change));
}
