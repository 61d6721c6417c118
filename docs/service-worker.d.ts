/** What build_scripts/deliver/delivery.py writes before service-worker.js. */
declare const SITE: { version: string; lasting: readonly string[]; later: readonly string[]; fresh: readonly string[] };
