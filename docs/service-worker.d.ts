/** What build_scripts/delivery.py writes before service-worker.js. */
declare const SITE: { version: string; core: readonly string[]; later: readonly string[] };
