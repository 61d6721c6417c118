/**
 * The theme's own script: search, instant navigation, colours.
 *
 * It lays the page out several times over while it starts. So a site that `make build` has made ready names it in a
 * link, and it is run here once the page can be read. Where the page itself runs it (`make serve`), it has run by now.
 */

/** Milliseconds for which the theme's script waits for what comes first. */
const PATIENCE = 1000;

/** What comes first. @type {Promise<unknown>[]} */
const first = [];

/** Settled when the theme's script has run, or could not be had: the page goes on without it. */
export const themeRuns = run();

/**
 * Lets the theme's script wait until something is there without which the reader's first click leads nowhere.
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

/** When the page has been painted once. A page that nobody sees is not painted; it does not wait. */
function painted() {
  return new Promise((resolve) => {
    if (document.hidden) resolve(undefined);
    else requestAnimationFrame(() => setTimeout(resolve));
  });
}

/** When the page has nothing else to do, such as to follow a click; not every browser tells. */
function idle() {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === "undefined") setTimeout(resolve);
    else requestIdleCallback(resolve);
  });
}
