/**
 * Stands at the address of the service worker where the site is built without one: removes what an earlier one has kept,
 * and then itself.
 */

const leaving = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

leaving.addEventListener("install", () => void leaving.skipWaiting());
leaving.addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  for (const name of await caches.keys()) if (name.startsWith("cpor-answers ")) await caches.delete(name);
  await leaving.registration.unregister();
}
