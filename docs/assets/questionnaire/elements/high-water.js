/**
 * `<cpor-high-water>`: counts by month, typed, pasted or of a file, and the high-water marks that the engine finds in them.
 *
 * The text stays in the field: it enters no address, no storage and no console, and is gone when the reader leaves. What
 * cannot be read is told by the engine, at its line, and the text stays as it is.
 */

import { SiteElement } from "./element.js";
import { watchBoot } from "../parts/boot-status.js";
import { bootAlone, highWater } from "../python/client.js";
import { clone, fillList, focusOn, listen, part, reveal, say, showOnly, template } from "../page/parts.js";
import { savesData } from "../address/site.js";

/**
 * @typedef {import("../page/parts.js").Undo} Undo
 * @typedef {import("../python/client.js").HighWater} Marks
 */

/** Bytes with which a text in UTF-16 begins, as spreadsheets write it. */
const LITTLE_ENDIAN = [0xff, 0xfe];

export class HighWater extends SiteElement {
  /** How often the marks were asked for, so that only the last request is shown. */
  asked = 0;

  /** What stood in the field before a file or the example replaced it. @type {string | null} */
  replaced = null;

  /** @override */
  connect() {
    return connect(this);
  }
}

/**
 * @param {HighWater} host
 * @returns {Undo[]}
 */
function connect(host) {
  const field = fieldOf(host);
  const file = host.querySelector("input[type=file]");
  if (!field || !(file instanceof HTMLInputElement)) return [];
  reveal(part(host, "without-scripts"), false);
  reveal(part(host, "entry"), true);
  return [
    watchBoot(host),
    listen(host, "click", (event) => clicked(host, field, event)),
    listen(field, "focus", () => savesData() || bootAlone()),
    listen(field, "input", () => edited(host)),
    listen(field, "beforeinput", (/** @type {InputEvent} */ event) => refuseTooMuch(host, field, event)),
    listen(file, "change", () => void fileChosen(host, field, file)),
  ];
}

/** @param {HighWater} host */
function fieldOf(host) {
  const field = host.querySelector("textarea");
  return field instanceof HTMLTextAreaElement ? field : null;
}

// ---------- what the reader does

/**
 * @param {HighWater} host
 * @param {HTMLTextAreaElement} field
 * @param {Event} event
 */
function clicked(host, field, { target }) {
  const button = target instanceof Element ? target.closest("[data-do]") : null;
  if (!(button instanceof HTMLElement)) return;
  const what = button.dataset["do"];
  if (what === "count") void count(host, field);
  if (what === "example") replaceText(host, field, field.dataset["example"] ?? "");
  if (what === "put-back") replaceText(host, field, host.replaced ?? "");
  if (what === "show-line") selectLine(field, Number(button.dataset["line"]));
}

/**
 * Says that what is shown is about the text as it was.
 *
 * @param {HighWater} host
 */
function edited(host) {
  host.asked += 1;
  fieldOf(host)?.removeAttribute("aria-invalid");
  const shown = part(host, "result")?.hidden === false || part(host, "problems")?.hidden === false;
  showOnly(part(host, "status"), shown ? "changed" : "");
}

/**
 * Refuses to paste or drop more than the engine reads, before the browser lays out a million lines.
 *
 * @param {HighWater} host
 * @param {HTMLTextAreaElement} field
 * @param {InputEvent} event
 */
function refuseTooMuch(host, field, event) {
  const text = event.data ?? event.dataTransfer?.getData("text/plain") ?? "";
  if (text.length <= mostLetters(field)) return;
  event.preventDefault();
  refuse(host, "pasted-too-much");
}

/**
 * @param {HighWater} host
 * @param {HTMLTextAreaElement} field
 * @param {HTMLInputElement} input
 */
async function fileChosen(host, field, input) {
  const file = input.files?.[0];
  if (!file) return;
  const request = (host.asked += 1);
  if (file.size > 4 * mostLetters(field)) refuse(host, "file-too-large");
  else {
    try {
      const text = decoded(new Uint8Array(await file.arrayBuffer()));
      if (request === host.asked) replaceText(host, field, text);
    } catch {
      refuse(host, "file-not-read");
    }
  }
  input.value = ""; // so that the same file can be chosen again, after it was edited
}

/**
 * The text of a file as spreadsheets save it: UTF-16 with a byte order mark, UTF-8, or Windows' own encoding.
 *
 * @param {Uint8Array} bytes
 */
function decoded(bytes) {
  if (LITTLE_ENDIAN.every((byte, at) => bytes[at] === byte)) return new TextDecoder("utf-16le").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/**
 * Puts another text into the field, keeps the one before for `put-back`, and counts.
 *
 * @param {HighWater} host
 * @param {HTMLTextAreaElement} field
 * @param {string} text
 */
function replaceText(host, field, text) {
  host.replaced = field.value;
  field.value = text;
  const offer = host.querySelector("[data-do=put-back]");
  if (offer instanceof HTMLElement) reveal(offer, host.replaced.trim() !== "" && host.replaced !== text);
  void count(host, field);
}

/**
 * @param {HTMLTextAreaElement} field
 */
function mostLetters(field) {
  return Number(field.dataset["most"]);
}

/**
 * Selects a line of the field and scrolls to it.
 *
 * @param {HTMLTextAreaElement} field
 * @param {number} number from 1
 */
function selectLine(field, number) {
  const lines = field.value.split("\n");
  const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
  field.focus();
  field.setSelectionRange(start, start + (lines[number - 1]?.length ?? 0));
  field.scrollTop = ((number - 2) * field.scrollHeight) / lines.length;
}

// ---------- showing

/**
 * Lets the engine count, and shows what it says.
 *
 * @param {HighWater} host
 * @param {HTMLTextAreaElement} field
 */
async function count(host, field) {
  const request = (host.asked += 1);
  showOnly(part(host, "status"), "counting");
  const marks = await highWater(field.value);
  if (request !== host.asked || !host.isConnected) return;
  showOnly(part(host, "status"), marks ? "" : "failed");
  if (!marks) return;
  field.toggleAttribute("aria-invalid", marks.problems.length > 0);
  showProblems(host, marks);
  showResult(host, marks);
  focusOn(part(host, marks.problems.length > 0 ? "problems" : "result"));
}

/**
 * Refuses what was pasted or chosen. The field keeps its text.
 *
 * @param {HighWater} host
 * @param {"pasted-too-much" | "file-too-large" | "file-not-read"} why
 */
function refuse(host, why) {
  host.asked += 1;
  showOnly(part(host, "status"), why);
}

/**
 * @param {HighWater} host
 * @param {Marks} marks
 */
function showProblems(host, { problems }) {
  const items = problems.map(({ line, words }) => {
    const item = clone(template(host, "data-part", "problem"));
    say(item, "words", words);
    const button = item.querySelector("button");
    if (button) {
      button.dataset["line"] = String(line);
      reveal(button, line > 0);
    }
    return item;
  });
  part(host, "problem-list")?.replaceChildren(...items);
  reveal(part(host, "problems"), items.length > 0);
}

/**
 * @param {HighWater} host
 * @param {Marks} marks
 */
function showResult(host, { parts, remarks }) {
  fillList(part(host, "remarks"), remarks);
  part(host, "parts")?.replaceChildren(...parts.map((one) => partOf(host, one)));
  reveal(part(host, "result"), parts.length > 0);
}

/**
 * @param {HighWater} host
 * @param {Marks["parts"][number]} shown
 */
function partOf(host, { title, name, sum, rows, plot }) {
  const made = clone(template(host, "data-part", "part"));
  say(made, "title", title);
  say(made, "sum", sum);
  say(made, "name", name);
  part(made, "plot")?.replaceChildren(drawn(plot));
  const cells = rows.map((row) => {
    const line = clone(template(host, "data-part", "row"));
    for (const [at, cell] of [...line.querySelectorAll("th, td")].entries()) cell.textContent = row[at] ?? "";
    return line;
  });
  part(made, "rows")?.replaceChildren(...cells);
  return made;
}

/**
 * A picture of the engine, which makes it of numbers alone.
 *
 * @param {string} svg
 */
function drawn(svg) {
  return document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
}
