/**
 * Python in the reader's browser: boots Pyodide from the site's own files and answers with our engine.
 *
 * The page sends `{id, type, args}` and gets `{id, result}` or `{id, error}`:
 *
 *   boot  {runtime, engine, artefacts}   null once the rules are loaded. `runtime` is the folder of the runtime
 *                                        files, `engine` a zip of our package, `artefacts` the flows; absolute URLs
 *   load  {artefacts}                    null once these flows are loaded as well
 *   view  {flow, fragment, today, answers?}   what the page shows for a fragment: see View in engine.js
 *
 * Unasked it sends `{stage}` while it boots: `{name: "download", loaded, total}` in bytes, `total` null until every
 * file has told its size; then `start-python`, `load-rules`, `ready`; or `{name: "failed", reason}`, with words for
 * the console.
 *
 * Requests are answered in their order, and wait for the boot. Only JSON text crosses into Python and back, so that
 * no object of one language keeps one of the other alive.
 */

/**
 * @typedef {{runtime: string, engine: string, artefacts: string[]}} BootArgs
 * @typedef {object} Python the part of Pyodide that is used here
 * @property {(archive: Uint8Array, format: "zip", options: {extractDir: string}) => void} unpackArchive
 * @property {(code: string) => unknown} runPython
 * @property {(name: string) => ((text: string) => string) & {destroy: () => void}} pyimport
 *
 * @typedef {{loaded: number, total: number | null, done: boolean}} Download in bytes
 * @typedef {Map<string, Download>} Files by address
 */

const scope = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self));

const RUNTIME_FILES = ["pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"];

/** Milliseconds between two reports of bytes. */
const REPORT_EVERY = 100;

/** @type {Promise<Python>} */
let python = Promise.reject(new Error("not booted"));
python.catch(() => {});

scope.addEventListener("message", ({ data }) => void reply(data));

/** @param {{id: number, type: string, args: any}} request */
async function reply({ id, type, args }) {
  try {
    scope.postMessage({ id, result: await answer(type, args) });
  } catch (error) {
    scope.postMessage({ id, error: String(error) });
  }
}

/**
 * @param {string} type
 * @param {any} args
 */
async function answer(type, args) {
  switch (type) {
    case "boot":
      python = boot(args);
      await python;
      return null;
    case "load":
      python = python.then((ready) => loadFlows(ready, args.artefacts));
      await python;
      return null;
    case "view":
      return JSON.parse(call(await python, "view", JSON.stringify(args)));
    default:
      throw new Error(`unknown request ${type}`);
  }
}

// ---------- booting

/**
 * @param {BootArgs} args
 * @returns {Promise<Python>}
 */
async function boot(args) {
  try {
    const [started, archive, flows] = await fetchAndStart(args);
    report({ name: "load-rules" });
    install(started, archive);
    for (const flow of flows) call(started, "load", flow);
    report({ name: "ready" });
    return started;
  } catch (error) {
    report({ name: "failed", reason: String(error) });
    throw error;
  }
}

/**
 * @param {BootArgs} args
 * @returns {Promise<[Python, Uint8Array, string[]]>} Python, our package, and the flows
 */
async function fetchAndStart({ runtime, engine, artefacts }) {
  const { broken, stop } = watchDownloads([...RUNTIME_FILES.map((name) => runtime + name), engine, ...artefacts]);
  try {
    return await Promise.race([
      Promise.all([startPython(runtime), bytes(engine), Promise.all(artefacts.map(text))]),
      broken,
    ]);
  } finally {
    stop();
  }
}

/**
 * @param {string} runtime
 * @returns {Promise<Python>}
 */
async function startPython(runtime) {
  const { loadPyodide } = await import(`${runtime}pyodide.mjs`);
  // without a packageBaseUrl, packages would come from somebody else's server
  return loadPyodide({ indexURL: runtime, packageBaseUrl: runtime });
}

/**
 * Puts our package on Python's path.
 *
 * @param {Python} started
 * @param {Uint8Array} archive
 */
function install(started, archive) {
  started.unpackArchive(archive, "zip", { extractDir: "/engine" });
  started.runPython("import sys; sys.path.insert(0, '/engine')");
}

/**
 * @param {Python} started
 * @param {string[]} artefacts
 */
async function loadFlows(started, artefacts) {
  for (const flow of await Promise.all(artefacts.map(text))) call(started, "load", flow);
  return started;
}

/**
 * Calls a function of decision_tree.browser.
 *
 * @param {Python} started
 * @param {"load" | "view"} name
 * @param {string} json
 */
function call(started, name, json) {
  const called = started.pyimport(`decision_tree.browser.${name}`);
  try {
    return called(json);
  } finally {
    called.destroy();
  }
}

// ---------- downloads

/**
 * Counts the bytes of every file, and notices what Pyodide would wait for without end: a file that is not there, and
 * WebAssembly that does not compile. Whoever waits for such a file waits on; the boot is over.
 *
 * @param {string[]} expected
 * @returns {{broken: Promise<never>, stop: () => void}}
 */
function watchDownloads(expected) {
  /** @type {Files} */
  const files = new Map(expected.map((url) => [url, { loaded: 0, total: null, done: false }]));
  const tell = reporter(files);
  const { fetch: download } = scope;
  const { instantiateStreaming: instantiate } = WebAssembly;
  /** @type {(reason: unknown) => Promise<never>} */
  let giveUp;
  /** @type {Promise<never>} */
  const broken = new Promise((_, reject) => {
    giveUp = (reason) => {
      reject(reason);
      return new Promise(() => {});
    };
  });

  scope.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    try {
      const response = await download(input, init);
      if (!response.ok) throw new Error(`${url}: ${response.status}`);
      const file = files.get(url);
      if (file) count(response.clone(), file, tell).catch(giveUp);
      return url.endsWith(".wasm") ? asWebAssembly(response) : response;
    } catch (error) {
      return giveUp(error);
    }
  };
  WebAssembly.instantiateStreaming = (source, imports) => instantiate(source, imports).catch(giveUp);

  const stop = () => {
    scope.fetch = download;
    WebAssembly.instantiateStreaming = instantiate;
    files.clear();
  };
  return { broken, stop };
}

/**
 * Reports the bytes so far, not too often, and the start of Python once everything is there.
 *
 * @param {Files} files empty: nothing is reported any more
 * @returns {() => void}
 */
function reporter(files) {
  let last = 0;
  return () => {
    const all = [...files.values()];
    const done = all.every((file) => file.done);
    if (all.length === 0 || (!done && performance.now() - last < REPORT_EVERY)) return;
    last = performance.now();
    const total = all.reduce((sum, file) => (file.total === null ? NaN : sum + file.total), 0);
    const loaded = all.reduce((sum, file) => sum + file.loaded, 0);
    report(done ? { name: "start-python" } : { name: "download", loaded, total: Number.isNaN(total) ? null : total });
  };
}

/**
 * The bytes that will come, where the host says so: of a compressed file it tells only the compressed size, and what
 * arrives here is unpacked.
 *
 * @param {Response} response
 */
function size(response) {
  const length = Number(response.headers.get("content-length"));
  return length > 0 && !response.headers.has("content-encoding") ? length : null;
}

/**
 * @param {Response} response a clone: the original streams into the compiler
 * @param {Download} file
 * @param {() => void} tell
 */
async function count(response, file, tell) {
  file.total = size(response);
  const reader = response.body?.getReader();
  for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
    file.loaded += read.value.byteLength;
    tell();
  }
  file.done = true;
  tell();
}

/**
 * The response in the type without which no browser compiles while it downloads; some hosts do not know it.
 *
 * @param {Response} response
 */
function asWebAssembly(response) {
  const type = "application/wasm";
  if (response.headers.get("content-type")?.startsWith(type)) return response;
  return new Response(response.body, { headers: { "content-type": type } });
}

/** @param {string} url */
async function bytes(url) {
  return new Uint8Array(await (await fetched(url)).arrayBuffer());
}

/** @param {string} url */
async function text(url) {
  return (await fetched(url)).text();
}

/** @param {string} url */
async function fetched(url) {
  const response = await scope.fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response;
}

/** @param {import("./engine.js").Stage} stage */
function report(stage) {
  scope.postMessage({ stage });
}
