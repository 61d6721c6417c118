/** "Why this answer": the answers that decided it, and where each single other answer would have led. */

import { why as engineWhy } from "../python/client.js";
import { clone, lead, part, reveal, say, showOnly, template } from "../page/parts.js";
import { answerAddress, flowAddress } from "../address/site.js";

/**
 * @typedef {import("../python/client.js").Why} Why
 * @typedef {import("../address/site.js").Site} Site
 */

/**
 * Fills the part `why` of an answer view. Without an engine, the part that holds for everybody stays.
 *
 * @param {HTMLElement} host
 * @param {Site} site
 * @param {HTMLElement} section the answer view
 * @param {string} fragment without `#`
 */
export async function explain(host, site, section, fragment) {
  const box = part(section, "why");
  const everybody = part(section, "why-static");
  if (!box || !everybody) return;
  const why = await engineWhy(site, fragment);
  if (!section.isConnected) return;
  reveal(everybody, why === null);
  reveal(box, why !== null);
  if (!why) return;
  box.querySelector("ol")?.replaceChildren(...why.because.map((reason) => reasonItem(host, site, reason)));
  part(box, "changes")?.replaceChildren(...changeGroups(host, site, why.changes));
}

/**
 * @param {HTMLElement} host
 * @param {Site} site
 * @param {Why["because"][number]} reason
 */
function reasonItem(host, site, { short, labels, rules, sources, notes }) {
  const item = clone(template(host, "data-part", "reason"));
  say(item, "short", short);
  say(item, "labels", labels.join(", ") || (part(item, "labels")?.dataset["none"] ?? ""));
  part(item, "rules")?.append(...listed(rules.map(({ words, at }) => anchor(words, flowAddress(site, at)))));
  cite(host, item, sources);
  const list = item.querySelector("ul");
  for (const { title, grade, sources: cited } of notes) {
    const note = clone(template(host, "data-part", "reason-note"));
    say(note, "title", title);
    say(note, "grade", grade);
    cite(host, note, cited);
    list?.append(note);
  }
  return item;
}

/**
 * Names sources by their links, as the build has written them.
 *
 * @param {HTMLElement} host
 * @param {ParentNode} item
 * @param {readonly string[]} sources
 */
function cite(host, item, sources) {
  const box = part(item, "sources");
  if (!box) return;
  const known = template(host, "data-part", "why-sources")?.content;
  for (const id of sources) {
    const link = known?.querySelector(`a[href$="#${CSS.escape(id)}"]`);
    if (link) box.append(" ", document.importNode(link, true));
  }
  reveal(box, sources.length > 0);
}

/**
 * The changes by question, each question in a group that folds.
 *
 * @param {HTMLElement} host
 * @param {Site} site
 * @param {Why["changes"]} changes
 */
function changeGroups(host, site, changes) {
  const questions = [...new Set(changes.map(({ question }) => question))];
  return questions.map((id) => {
    const ways = changes.filter(({ question }) => question === id);
    const group = clone(template(host, "data-part", "change-group"));
    say(group, "short", ways[0]?.short ?? "");
    say(group, "count", String(ways.length));
    group.querySelector("ul")?.append(...ways.map((way) => changeItem(host, site, way)));
    return group;
  });
}

/**
 * @param {HTMLElement} host
 * @param {Site} site
 * @param {Why["changes"][number]} change
 */
function changeItem(host, site, { words, fragment, outcome, title, facts }) {
  const item = clone(template(host, "data-part", "change"));
  say(item, "words", words);
  say(item, "title", facts.join(". ") || title);
  showOnly(part(item, "to"), outcome === null ? "question" : facts.length > 0 ? "same" : "answer");
  part(item, "to")?.toggleAttribute("data-answer", outcome !== null);
  lead(item, "there", outcome === null ? flowAddress(site, fragment) : answerAddress(site, outcome, fragment));
  return item;
}
/**
 * @param {string} words
 * @param {string} href
 */
function anchor(words, href) {
  const link = document.createElement("a");
  link.href = href;
  link.textContent = words;
  return link;
}

/**
 * Nodes with commas between them.
 *
 * @param {Node[]} nodes
 */
function listed(nodes) {
  return nodes.flatMap((node, place) => (place === 0 ? [node] : [", ", node]));
}
