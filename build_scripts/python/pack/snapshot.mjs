/**
 * Makes the snapshot from which Python starts in the browser: its memory after our engine was imported and warmed up.
 * Its format is described in docs/assets/questionnaire/python/python.js, which reads it.
 *
 *   node snapshot.mjs PYODIDE LIBRARY ENGINE WARM_UP SNAPSHOT
 *       the folder with Pyodide, the standard library as a zip, the folder decision_tree, warm_up.py, the file to write
 *
 * The same input gives the same bytes: clock, random numbers and the folder where this runs leave no trace.
 */

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [pyodide = "", library = "", engine = "", warmUp = "", target = ""] = process.argv.slice(2);

/** Longest gap between runs, in bytes, that is written with them although it is unchanged: a run costs eight bytes. */
const SMALL_GAP = 64;

/** Bytes of a page: the unit in which the script notes what the start has written. */
const PAGE = 4096;

/** Runs begin and end at multiples of this many bytes, a power of two. */
const ALIGNED = 8;

// Node would print the line of Pyodide's code that failed, which is a megabyte long
process.once("uncaughtException", (error) => {
  console.error(String(error));
  process.exit(1);
});

const LONG_AGO = Date.UTC(2020, 0, 1);

const { loadPyodide } = await import(pathToFileURL(join(pyodide, "pyodide.mjs")).href);
const { default: createModule } = await import(pathToFileURL(join(pyodide, "pyodide.asm.mjs")).href);
const { initial, started, python } = await bootPython();
importEngine(python);
wipeFreeMemory(python._module);
writeFileSync(target, written(initial, started, python.makeMemorySnapshot()));

/**
 * Boots Python and copies its memory at two moments: when it holds only the module's own data, and before Python runs.
 */
async function bootPython() {
  standStill();
  const { instantiate } = WebAssembly;
  let initial = new Uint8Array();
  let started = new Uint8Array();
  WebAssembly.instantiate = async (...args) => {
    const result = await instantiate(...args);
    const { memory } = result.instance?.exports ?? {};
    if (memory) initial = new Uint8Array(memory.buffer).slice();
    return result;
  };
  const python = await loadPyodide({
    _makeSnapshot: true,
    _sysExecutable: "python",
    stdLibURL: library,
    env: {
      HOME: "/home/pyodide",
      LANG: "en_US.UTF-8",
      PYTHONHASHSEED: "0",
      PYTHONOPTIMIZE: "2",
      PYTHONNODEBUGRANGES: "1",
      PYTHONDONTWRITEBYTECODE: "1",
    },
    createPyodideModule: (settings) => {
      settings.onRuntimeInitialized = () => {
        started = settings.HEAPU8.slice();
      };
      return createModule(settings);
    },
  });
  return { initial, started, python };
}

/**
 * Stops the clock, fixes random numbers, and claims to be the browser with the fewest features. Pyodide decides about
 * further features when it starts there, and keeps a word in memory for them, which the snapshot must not overwrite.
 */
function standStill() {
  Object.defineProperty(globalThis, "navigator", { value: { userAgent: "iPhone" } });
  Date.now = () => LONG_AGO;
  performance.now = () => 0;
  Math.random = () => 0.5;
  globalThis.crypto.getRandomValues = (array) => array.fill(0);
}

/** Imports the engine, warms it up, and calls it once as the worker does, with input on which it fails. */
function importEngine(python) {
  copyInto(python, engine, "/engine/decision_tree");
  python.FS.writeFile("/engine/warm_up.py", readFileSync(warmUp));
  python.runPython("import sys; sys.path.insert(0, '/engine'); import warm_up; warm_up.warm_up()");
  const view = python.pyimport("decision_tree.browser.view");
  try {
    view("no JSON");
  } catch {
    // the modules that describe an exception are imported now
  }
  view.destroy();
  python.runPython("import warm_up; warm_up.forget(); del warm_up");
}

function copyInto(python, from, to) {
  python.FS.mkdirTree(to);
  for (const name of readdirSync(from).sort()) {
    if (name.endsWith(".py")) python.FS.writeFile(`${to}/${name}`, readFileSync(join(from, name)));
  }
}

/**
 * Overwrites memory that Python has freed: allocates pieces, from large to small, as long as the heap does not grow,
 * fills them with zeros, and frees them.
 */
function wipeFreeMemory(module) {
  const taken = [];
  let end = module._sbrk(0);
  for (let size = 1 << 20; size >= 16; size -= size > 64 ? size >> 1 : 8) {
    for (;;) {
      const piece = module._malloc(size);
      if (module._sbrk(0) !== end) {
        end = module._sbrk(0);
        module._free(piece);
        break;
      }
      module.HEAPU8.fill(0, piece, piece + size);
      taken.push(piece);
    }
  }
  for (const piece of taken.reverse()) module._free(piece);
}

/**
 * @param {Uint8Array} initial the memory with only the module's own data
 * @param {Uint8Array} started the memory before Python runs: what the start has written must be written again
 * @param {Uint8Array} snapshot in Pyodide's format: lengths at 4 and 8, the objects as JSON at 48, then the memory
 */
function written(initial, started, snapshot) {
  const lengths = new DataView(snapshot.buffer, snapshot.byteOffset);
  const memory = snapshot.subarray(lengths.getUint32(4, true));
  const objects = JSON.parse(new TextDecoder().decode(snapshot.subarray(48, 48 + lengths.getUint32(8, true))));
  if (memory.length !== initial.length) throw new Error("the engine needs more memory than Pyodide starts with");
  const runs = runsOf(memory, initial, started);
  const gaps = runs.map(([start], run) => start - (runs[run - 1]?.[1] ?? 0));
  const sizes = runs.map(([start, end]) => end - start);
  const sha256 = createHash("sha256").update(memory).digest("hex");
  const head = JSON.stringify({ memory: memory.length, sha256, runs: runs.length, objects });
  const aligned = Buffer.from(head.padEnd(Math.ceil(Buffer.byteLength(head) / 4) * 4));
  return Buffer.concat([
    numbers([aligned.length]),
    aligned,
    numbers(gaps),
    numbers(sizes),
    ...runs.map(([start, end]) => memory.subarray(start, end)),
  ]);
}

/**
 * Runs in which the memory differs from the initial one, as pairs of the first byte and the byte after the last. Pages
 * that the start has written to are kept whole, because its data, such as the program's name, depend on where it runs.
 */
function runsOf(memory, initial, started) {
  const touched = pagesWithDifference(started, initial);
  const runs = [];
  let start = -1;
  let last = -1;
  const close = () => runs.push([start & -ALIGNED, (last + ALIGNED) & -ALIGNED]);
  for (let byte = 0; byte < memory.length; byte++) {
    if (memory[byte] === initial[byte] && !touched.has(Math.floor(byte / PAGE))) continue;
    if (start >= 0 && byte - last > SMALL_GAP) {
      close();
      start = -1;
    }
    if (start < 0) start = byte;
    last = byte;
  }
  close();
  return runs;
}

/** The numbers of the pages in which two memories differ. */
function pagesWithDifference(one, other) {
  const pages = new Set();
  for (let byte = 0; byte < one.length; byte++) if (one[byte] !== other[byte]) pages.add(Math.floor(byte / PAGE));
  return pages;
}

function numbers(values) {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, 4 * index);
  return bytes;
}
