/**
 * The address of this folder. Bundled or not, it is the same: this module lies beside index.js and worker.js, into which
 * esbuild puts all others, and `import.meta.url` is then that of the bundle.
 */

export const HERE = new URL(".", import.meta.url).href;
