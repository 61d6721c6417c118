/** The last days for what the entries of an answer say. The engine counts them and writes the words. */

import { download } from "../page/download.js";
import { calendar } from "../python/client.js";
import { part, reveal, say } from "../page/parts.js";
import { linkToCopy } from "../address/site.js";

/**
 * Shows the last day of each entry that has one, and lets the reader save it for a calendar.
 *
 * @param {import("../address/site.js").Site} site
 * @param {Element} section the answer view
 * @param {import("../python/client.js").View} view
 */
export function showLastDays(site, section, { due = {}, outcome, fragment }) {
  for (const line of section.querySelectorAll("[data-part=last-day]")) {
    if (!(line instanceof HTMLElement)) continue;
    const note = line.dataset["note"] ?? "";
    const last = due[note];
    reveal(line, last !== undefined);
    if (!last) continue;
    say(line, "last-day-words", last.words);
    say(line, "last-day-remark", last.remark);
    const save = line.querySelector("[data-do=last-day-calendar]");
    if (!(save instanceof HTMLElement)) continue;
    save.onclick = async () => {
      const text = await calendar(site, fragment, note, linkToCopy(site, outcome ?? "", fragment));
      reveal(part(line, "last-day-failed"), text === null);
      if (text) download(`cpor-${note}.ics`, "text/calendar", text);
    };
  }
}
