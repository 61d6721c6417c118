/**
 * Keeps the site for the time without a network: what the questionnaire needs as soon as the worker is installed, the
 * pages as they are read, and Python's files once Python has run.
 *
 * The build writes `SITE` before this file: the version; the files whose addresses carry a digest of their content, those
 * to be fetched at once (`lasting`) and those when a page has used them (`later`); what else is fetched at once (`fresh`).
 * Each version has a cache of its own. A new version takes over when no page of the old one is open any more; then it
 * deletes the old cache.
 *
 * Files with a digest come from the cache; everything else from the network as long as there is one, so that nobody is
 * shown an old page who could have the new one. A page names its files by digest, so it never runs with another
 * version's.
 */

const PREFIX = "cpor-answers ";

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const cacheName = PREFIX + SITE.version;

/** @param {string} address */
const url = (address) => new URL(address, worker.registration.scope).href;

const lasting = new Set([...SITE.lasting, ...SITE.later].map(url));

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(takeOver()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(worker.registration.scope)) return;
  event.respondWith(lasting.has(request.url) ? lastingFile(request) : freshFile(request));
});
worker.addEventListener("message", ({ data }) => {
  if (data === "python-runs") void keepLater();
});

/** Fetches what every page needs, and again the pages that the former version has kept; takes over from it what has not changed. */
async function install() {
  const cache = await caches.open(cacheName);
  const former = await formerPages();
  await Promise.all([...SITE.lasting, ...SITE.fresh].map((address) => keep(cache, url(address))));
  for (const page of former) await keep(cache, page).catch(() => {});
  for (const address of SITE.later.map(url)) {
    const kept = await caches.match(address);
    if (kept) await cache.put(address, kept);
  }
}

/** @returns {Promise<string[]>} addresses of the pages in caches of other versions */
async function formerPages() {
  const pages = [];
  for (const name of await otherCaches()) {
    for (const { url: address } of await (await caches.open(name)).keys()) if (address.endsWith("/")) pages.push(address);
  }
  return pages;
}

async function otherCaches() {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== cacheName);
}

async function takeOver() {
  for (const name of await otherCaches()) await caches.delete(name);
  await worker.clients.claim();
}

/** Keeps Python's files. The page has just fetched them: the browser need not do so again. */
async function keepLater() {
  const cache = await caches.open(cacheName);
  await Promise.all(SITE.later.map((address) => keep(cache, url(address))));
}

/**
 * @param {Cache} cache
 * @param {string} address
 */
async function keep(cache, address) {
  const hasDigest = lasting.has(address);
  if (hasDigest && (await cache.match(address))) return;
  const kept = hasDigest ? await caches.match(address) : undefined;
  const response = kept ?? (await fetch(address, { cache: hasDigest ? "default" : "no-cache" }));
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  await cache.put(address, response);
}

/**
 * @param {Request} request for a file with a digest in its address
 * @returns {Promise<Response>}
 */
async function lastingFile(request) {
  // whoever asks past the caches has found the kept file broken
  const kept = request.cache === "reload" ? undefined : await caches.match(request.url);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await (await caches.open(cacheName)).put(request.url, response.clone());
  return response;
}

/**
 * @param {Request} request
 * @returns {Promise<Response>}
 */
async function freshFile(request) {
  const address = request.url.replace(/[?#].*/s, "");
  try {
    const response = await fetch(request);
    if (response.ok && !response.redirected) await (await caches.open(cacheName)).put(address, response.clone());
    return response;
  } catch (error) {
    const kept = await caches.match(address);
    if (kept) return kept;
    if (request.mode === "navigate") return notRead();
    throw error;
  }
}

/** The page for what is not there, saying that there is no network. */
async function notRead() {
  const page = (await (await caches.match(url("404.html")))?.text()) ?? "There is no network.";
  const text = page
    .replace('data-when="missing"', "hidden")
    .replace('data-when="offline" hidden', "")
    .replace(/<title>[^<]*/, "<title>No network");
  return new Response(text, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
}
