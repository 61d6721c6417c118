/**
 * The theme's own script: search, instant navigation, colours.
 *
 * The script causes several layouts while it starts. So a delivered site (`make build`) names it in a link, and this
 * module runs it after the first paint. Where the page itself runs the script (`make serve`), it has run by now.
 */

/** Milliseconds for which the theme's script waits at most for the promises in `first`. */
const PATIENCE = 1000;

/** The promises that the theme's script waits for. @type {Promise<unknown>[]} */
const first = [];

/** A promise that is settled when the theme's script has run or could not be loaded: the page goes on without it. */
export const themeRuns = run();

/**
 * Lets the theme's script wait for a promise, because the reader's first click leads nowhere before it is settled.
 *
 * @param {Promise<unknown>} needed
 */
export function comesFirst(needed) {
  first.push(needed);
}

async function run() {
  const link = document.querySelector("link[data-is=theme]");
  if (!(link instanceof HTMLLinkElement)) return;
  await painted();
  await Promise.race([Promise.allSettled(first).then(idle), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  await new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = link.href;
    script.addEventListener("load", resolve);
    script.addEventListener("error", resolve);
    document.head.append(script);
  });
}

/** A promise for the first paint. A hidden page is not painted, so that the promise does not wait for it. */
function painted() {
  return new Promise((resolve) => {
    if (document.hidden) resolve(undefined);
    else requestAnimationFrame(() => setTimeout(resolve));
  });
}

/** A promise for the time when the page has nothing else to do, such as to follow a click; not every browser tells. */
function idle() {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === "undefined") setTimeout(resolve);
    else requestIdleCallback(resolve);
  });
}
