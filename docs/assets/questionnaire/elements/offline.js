/**
 * The version of the site that this tab runs, and the service worker that keeps it for the time without a network.
 *
 * Both exist only in a delivered site (`make build`), not while it is written (`make serve`).
 */

import { HERE } from "../here.js";
import { bootStage, watchStages } from "../python/client.js";
import { savesData } from "../address/site.js";

/** The site's root: this module is in assets/questionnaire.…/. */
const ROOT = new URL("../../", HERE).href;

/** The version of the page with which this tab began. */
const BEGAN = versionOf(document);

/** @param {Document} page */
function versionOf(page) {
  return page.querySelector("meta[name=cpor-version]")?.getAttribute("content") ?? null;
}

/**
 * Loads the page anew where instant navigation has brought one of another version, because old scripts must not run on
 * it. Called after every navigation.
 */
export function leaveFormerVersion() {
  if (versionOf(document) !== BEGAN) location.reload();
}

/** Registers the service worker when the page has nothing else to do. */
export function keepForOffline() {
  const wanted = document.querySelector("meta[name=cpor-version][data-offline]");
  if (!wanted || !("serviceWorker" in navigator) || savesData()) return;
  if (document.readyState === "complete") void register();
  else addEventListener("load", () => void register(), { once: true });
}

async function register() {
  try {
    await navigator.serviceWorker.register(`${ROOT}service-worker.js`, { scope: ROOT, updateViaCache: "none" });
  } catch (error) {
    console.info("this site is not kept for the time without a network:", error);
    return;
  }
  const tell = (/** @type {import("../python/client.js").Stage} */ stage) => {
    if (stage.name === "ready") void navigator.serviceWorker.ready.then(({ active }) => active?.postMessage("python-runs"));
  };
  // Python's files are large, so they are kept only once the reader has needed Python
  watchStages(tell);
  tell(bootStage());
}
