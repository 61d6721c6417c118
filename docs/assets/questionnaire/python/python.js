/**
 * Starts Python from a snapshot of its memory, in which our engine is imported already. The build makes it
 * (build_scripts/python/pack/snapshot.mjs) and writes only bytes that differ from the memory of a WebAssembly module that
 * has just been instantiated. All numbers are 32 bits, little-endian:
 *
 *   the length of the header in bytes; the header as JSON, padded with spaces so that what follows is aligned;
 *   for each run of bytes, the gap between the end of the run before and its start; for each run, its length; the bytes
 *
 * Header: `{memory, sha256, runs, objects}`: the size of the memory in bytes and its digest, which tests compare, the
 * number of runs, and the JavaScript objects that Python holds, as Pyodide serialises them.
 */

/**
 * @typedef {{memory: number, sha256: string, runs: number, objects: object}} Head
 *
 * @typedef {object} Python the part of Pyodide that is used here
 * @property {(name: string) => ((text: string) => string) & {destroy: () => void}} pyimport
 *
 * @typedef {object} Module the part of Pyodide's instantiated WebAssembly module that is used here
 * @property {Uint8Array} HEAPU8
 * @property {{restoreSnapshot: () => object}} API
 *
 * @typedef {(options: object) => Promise<Python>} LoadPyodide
 * @typedef {(settings: object) => Promise<Module>} CreateModule
 */

/**
 * @param {LoadPyodide} loadPyodide from pyodide.mjs
 * @param {CreateModule | Promise<CreateModule>} createModule from pyodide.asm.mjs
 * @param {ArrayBuffer | Promise<ArrayBuffer>} snapshot
 * @param {object} options more options of loadPyodide
 * @returns {Promise<Python>} with `decision_tree` imported and nothing else to import from
 */
export async function startPython(loadPyodide, createModule, snapshot, options) {
  return loadPyodide({
    ...options,
    // a placeholder, so that Pyodide expects a snapshot; `restore` writes the real one into the memory
    _loadSnapshot: new Uint8Array(4),
    createPyodideModule: async (/** @type {object} */ settings) => {
      const module = await (await createModule)(settings);
      const bytes = await snapshot;
      module.API.restoreSnapshot = () => restore(module.HEAPU8, bytes);
      return module;
    },
  });
}

/**
 * @param {Uint8Array} memory of a module that was instantiated and has run nothing of Python
 * @param {ArrayBuffer} snapshot
 * @returns {object} the JavaScript objects that Python holds
 */
export function restore(memory, snapshot) {
  const length = new DataView(snapshot).getUint32(0, true);
  /** @type {Head} */
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(snapshot, 4, length)));
  if (head.memory !== memory.length) throw new Error("the snapshot is of another Pyodide");
  const gaps = new Uint32Array(snapshot, 4 + length, head.runs);
  const lengths = new Uint32Array(snapshot, 4 + length + 4 * head.runs, head.runs);
  const bytes = new Uint8Array(snapshot, 4 + length + 8 * head.runs);
  let read = 0;
  let at = 0;
  for (const [run, gap] of gaps.entries()) {
    const size = lengths[run] ?? 0;
    at += gap;
    memory.set(bytes.subarray(read, read + size), at);
    at += size;
    read += size;
  }
  return head.objects;
}
