/** "Your answers": what was answered on the way, each with the link that changes it and keeps the rest. */

import { clone, lead, part, say, template } from "./parts.js";
import { flowAddress } from "./site.js";

/**
 * Fills the list and shows it, or hides it where nothing has been answered.
 *
 * @param {HTMLElement | null} container the part that holds an `ol` and the template of its items
 * @param {readonly import("./engine.js").Hop[]} path
 * @param {import("./site.js").Site} site
 */
export function fillPath(container, path, site) {
  if (!container) return;
  container.querySelector("ol")?.replaceChildren(...path.map((hop) => item(container, hop, site)));
  container.hidden = path.length === 0;
}

/**
 * @param {HTMLElement} container
 * @param {import("./engine.js").Hop} hop
 * @param {import("./site.js").Site} site
 */
function item(container, hop, site) {
  const content = clone(template(container, "data-part", "path-item"));
  say(content, "short", hop.short);
  say(content, "change-what", hop.short);
  say(content, "labels", hop.labels.join(", ") || (part(content, "labels")?.dataset["none"] ?? ""));
  lead(content, "change", flowAddress(site, hop.change));
  return content;
}
