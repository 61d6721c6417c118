/** What build_scripts/python/files.py writes as runtime.js. */
type RuntimeFile = { name: string; size: number; sha256: string };
export const FILES: { loader: RuntimeFile; module: RuntimeFile; wasm: RuntimeFile; snapshot: RuntimeFile };
export const LOCK: string;
