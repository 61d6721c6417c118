/** Progress of the engine's start: shown at every stage, with bytes, and read out by screen readers now and then. */

import { bootStage, watchStages } from "../python/client.js";
import { part, say, showOnly } from "../page/parts.js";

/** @typedef {import("../python/client.js").Stage} Stage */

/** Milliseconds between two announcements. A start that is over sooner is not announced at all. */
const PATIENCE = 3000;

/**
 * Shows the boot in the parts `boot` and `live`, until undone.
 *
 * @param {HTMLElement} host
 * @returns {import("../page/parts.js").Undo}
 */
export function watchBoot(host) {
  const announcer = announce((text) => say(host, "live", text));
  const show = (/** @type {Stage} */ stage) => {
    render(host, stage);
    announcer.tell(stage, () => shownText(host));
  };
  const unwatch = watchStages(show);
  show(bootStage());
  return () => {
    unwatch();
    announcer.stop();
  };
}

/**
 * @param {HTMLElement} host
 * @param {Stage} stage
 */
function render(host, stage) {
  const boot = part(host, "boot");
  showOnly(boot, stage.name);
  if (boot && stage.name === "download") {
    const bytes = part(boot, "bytes");
    if (bytes) bytes.textContent = bytesText(bytes.dataset["pattern"] ?? "", stage.loaded, stage.total);
  }
}

/**
 * @param {string} pattern such as "{loaded} of {total}"
 * @param {number} loaded bytes
 * @param {number} total bytes
 */
function bytesText(pattern, loaded, total) {
  return pattern.replace("{loaded}", megabytes(loaded)).replace("{total}", megabytes(total));
}

/** @param {number} bytes */
function megabytes(bytes) {
  const unit = { style: "unit", unit: "megabyte", minimumFractionDigits: 1, maximumFractionDigits: 1 };
  const language = document.documentElement.lang || "en";
  return new Intl.NumberFormat(language, /** @type {Intl.NumberFormatOptions} */ (unit)).format(bytes / 1e6);
}

/** @param {HTMLElement} host */
function shownText(host) {
  const shown = part(host, "boot")?.querySelector("[data-is]:not([hidden])");
  return shown?.textContent?.replace(/\s+/g, " ").trim() ?? "";
}

/**
 * An announcer that speaks at most every `PATIENCE` milliseconds, about the stage of that moment. It announces that the
 * engine is ready only where it has announced an earlier stage.
 *
 * @param {(text: string) => void} speak
 */
function announce(speak) {
  let spoken = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  return {
    stop,
    /**
     * @param {Stage} stage
     * @param {() => string} text
     */
    tell(stage, text) {
      if (stage.name === "asleep") return;
      if (stage.name === "failed" || stage.name === "ready") {
        stop();
        if (stage.name === "failed" || spoken) speak(text());
        return;
      }
      timer ??= setTimeout(() => {
        timer = undefined;
        spoken = true;
        speak(text());
      }, PATIENCE);
    },
  };
}
