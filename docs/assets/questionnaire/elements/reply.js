/**
 * `<cpor-reply>`: the dialog in which a reply is chosen, seen, and copied or shared. Each page has one.
 *
 * Replies that need no answers were made in the build and are fetched as a file; the engine makes the others. Until a
 * reply is there, and where none can be made, the dialog offers the address.
 */

import { copyRich, copyText } from "../page/copy.js";
import { SiteElement } from "./element.js";
import { reply as engineReply } from "../python/client.js";
import { fillList, listen, part, reveal, showOnly } from "../page/parts.js";
import { linkToCopy } from "../address/site.js";

/**
 * @typedef {import("../python/client.js").Made} Made
 * @typedef {import("../page/parts.js").Undo} Undo
 * @typedef {import("../address/site.js").Site} Site
 *
 * @typedef {object} Subject the answer, plan or page that a reply is about
 * @property {string} address the address, which can be copied at once
 * @property {boolean} [whole] whether the reply would say nothing without its answers
 * @property {(site: Site, carry: boolean) => Promise<Made | null>} make
 */

/** The format that was chosen last, in this tab. */
let format = "html";

export class Reply extends SiteElement {
  /** @type {Subject | null} */
  subject = null;

  /** The reply, as soon as there is one. @type {Made | null} */
  made = null;

  /** State of the reply; empty where it is there. @type {"making" | "failed" | ""} */
  status = "";

  /** @override */
  connect() {
    return connect(this);
  }
}

/**
 * Opens the page's dialog.
 *
 * @param {Subject} subject
 */
export function openReply(subject) {
  const host = document.querySelector("cpor-reply");
  if (!(host instanceof Reply)) return;
  host.subject = subject;
  const carries = part(host, "carries");
  if (carries instanceof HTMLInputElement) carries.checked = true;
  for (const input of host.querySelectorAll("input[name=reply-format]")) {
    if (input instanceof HTMLInputElement) input.checked = input.value === format;
  }
  host.querySelector("dialog")?.showModal();
  void make(host);
}

/**
 * The reply with an answer, or with the question that a fragment leads to.
 *
 * @param {string} address
 * @param {string} fragment without `#`
 * @param {string | null} outcome the answer that the reply has where the fragment leads elsewhere
 * @returns {Subject}
 */
export function replyTo(address, fragment, outcome) {
  return { address, make: (site, carry) => engineReply(site, fragment, outcome, carry) };
}

/**
 * @param {Reply} host
 * @returns {Undo[]}
 */
function connect(host) {
  const share = part(host, "share");
  reveal(share, "share" in navigator);
  return [
    listen(document, "click", (event) => asked(host, event)),
    listen(host, "click", (event) => clicked(host, event)),
    listen(host, "change", (event) => changed(host, event)),
  ];
}

/**
 * Opens the dialog for a button that names its subject: a reply of the build by its id, or an answer.
 *
 * @param {Reply} host
 * @param {Event} event
 */
function asked(host, event) {
  const button = event.target instanceof Element ? event.target.closest("[data-do=reply]") : null;
  if (!(button instanceof HTMLElement)) return;
  const { reply, of: outcome, given = "" } = button.dataset;
  if (outcome !== undefined) {
    openReply(replyTo(linkToCopy(host.site, outcome, given), given, outcome));
  } else if (reply !== undefined) {
    const page = location.origin + location.pathname;
    openReply({ address: reply === "page" ? page : `${page}#${reply}`, make: () => madeBefore(host, reply) });
  }
}

/**
 * A reply that was made in the build.
 *
 * @param {Reply} host
 * @param {string} id
 * @returns {Promise<Made | null>}
 */
async function madeBefore(host, id) {
  try {
    const response = await fetch(host.dataset["replies"] ?? "");
    return response.ok ? ((await response.json())[id] ?? null) : null;
  } catch {
    return null; // no network
  }
}

// ---------- showing

/** @param {Reply} host */
async function make(host) {
  const { subject } = host;
  if (!subject) return;
  host.made = null;
  host.status = "making";
  show(host);
  const made = await subject.make(host.site, withAnswers(host));
  if (host.subject !== subject || !host.isConnected) return;
  host.made = made;
  host.status = made ? "" : "failed";
  show(host);
}

/** @param {Reply} host */
function show(host) {
  const { made, subject, status } = host;
  const preview = part(host, "preview");
  showOnly(part(host, "reply-status"), status);
  for (const input of host.querySelectorAll("input[name=reply-format]")) {
    if (input instanceof HTMLInputElement) input.disabled = status === "failed" && input.value !== "link";
  }
  fillAnswers(host, made?.carries ?? []);
  const carry = part(host, "carry");
  if (made) reveal(carry, subject?.whole !== true && (made.carries.length > 0 || !withAnswers(host)));
  preview?.toggleAttribute("data-rich", made !== null && format === "html");
  if (made && format === "html") preview?.replaceChildren(...made.blocks.map(blockOf));
  else preview?.replaceChildren(made?.formats[format] ?? subject?.address ?? "");
}

/**
 * @param {Reply} host
 * @param {readonly (readonly [string, string])[]} carries
 */
function fillAnswers(host, carries) {
  const lines = carries.map(([short, chosen]) => `${short}: ${chosen}`);
  fillList(part(host, "carried"), lines);
}

/**
 * A paragraph or list as the page shows it. What comes from the engine never becomes HTML here.
 *
 * @param {Made["blocks"][number]} block
 */
function blockOf({ listed, lines }) {
  const items = lines.map((spans) => {
    const line = document.createElement(listed ? "li" : "p");
    line.append(...spans.map(spanOf));
    return line;
  });
  if (!listed) return items[0] ?? "";
  const list = document.createElement("ul");
  list.append(...items);
  return list;
}

/** @param {import("../python/client.js").Span} span */
function spanOf({ text, href, strong }) {
  /** @type {Node} */
  let node = document.createTextNode(text);
  for (const [tag, wanted] of /** @type {const} */ ([["a", href], ["strong", strong]])) {
    if (!wanted) continue;
    const around = document.createElement(tag);
    if (around instanceof HTMLAnchorElement) Object.assign(around, { href, tabIndex: -1 });
    around.append(node);
    node = around;
  }
  return node;
}

/** @param {Reply} host */
function withAnswers(host) {
  const carries = part(host, "carries");
  return carries instanceof HTMLInputElement && carries.checked;
}

// ---------- what the reader does

/**
 * @param {Reply} host
 * @param {Event} event
 */
function changed(host, { target }) {
  if (!(target instanceof HTMLInputElement)) return;
  if (target.type === "checkbox") return void make(host);
  format = target.value;
  show(host);
}

/**
 * @param {Reply} host
 * @param {Event} event
 */
function clicked(host, event) {
  const dialog = host.querySelector("dialog");
  const what = event.target instanceof Element ? event.target.closest("[data-do]")?.getAttribute("data-do") : null;
  if (what === "copy-reply") void copy(host);
  else if (what === "share-reply") void share(host);
  else if (what === "close-reply" || event.target === dialog) dialog?.close(); // or a click outside
}

/** @param {Reply} host */
async function copy(host) {
  const { made, subject } = host;
  const preview = part(host, "preview");
  const status = part(host, "reply-status");
  if (!preview) return;
  showOnly(status, ""); // so that screen readers read out the same words again
  const rich = made && format === "html";
  const copied = rich
    ? await copyRich(made.formats["html"] ?? "", made.formats["text"] ?? "", preview)
    : await copyText(made?.formats[format] ?? subject?.address ?? "", preview);
  showOnly(status, copied ? "copied" : "by-hand");
}

/** @param {Reply} host */
async function share(host) {
  const { made, subject } = host;
  const alone = format === "link" || !made;
  const text = made?.formats[format === "html" ? "text" : format] ?? "";
  try {
    await navigator.share(alone ? { url: made?.address ?? subject?.address ?? "" } : { text });
  } catch {
    // the reader has cancelled sharing
  }
}
