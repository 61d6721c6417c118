/**
 * The address of this folder, whether the modules are bundled or not: esbuild puts them into index.js and worker.js,
 * which lie in this folder too.
 */

export const HERE = new URL(".", import.meta.url).href;
