/**
 * Python in the reader's browser: starts it from the site's own files and answers with our engine.
 *
 * The page sends `{id, type, args}` and gets `{id, result}` or `{id, error}`:
 *
 *   boot  {artefacts, again}   null once the rules are loaded. `artefacts` are the flows, as absolute addresses;
 *                              `again` says that an earlier start has failed: the cache is then bypassed
 *   load  {artefacts}          null once these flows are loaded as well
 *   view  {flow, fragment, today, answers?}   the view for a fragment: see View in client.js
 *   reply {flow, words, fragment, outcome, today, carry, places}   a reply to paste: see Made in client.js. `words` is
 *                              the address of the words of the flow's answers
 *   plan  {flow, words, fragment, today}   the plan for several products: see Plan in client.js
 *   plan-reply {flow, words, fragment, today, places}   the reply about a plan
 *   why   {flow, words, fragment, today}   the reasons for the answer: see Why in client.js
 *   deadlines {flow, words, fragment, purchased, today, address}   the last days for filing: see Deadlines in client.js
 *   calendar {flow, words, fragment, note, today, address}   a calendar file with the last day of a note, or null
 *   score {track, counts, rest, needed}   an estimate of a partner score: see Score in client.js
 *   high-water {text}          the high-water marks of the counts in a text: see HighWater in client.js
 *
 * While it boots, the worker sends `{stage}` without a request: `{name: "download", loaded, total}` in bytes; then
 * `start-python`, `load-rules`, `ready`. When Python could not start, or has crashed later, the worker sends
 * `{name: "failed", reason}`, with words for the console, and answers no further request.
 *
 * Requests are answered in their order, and wait for the boot. Only JSON text crosses into Python and back, so that
 * no object of one language keeps one of the other alive.
 */

import { startPython } from "./python/python.js";
import { FILES, LOCK } from "./runtime.js";

// exported for tests, which start Python from its snapshot, because the worker's modules are bundled into this one
export { restore } from "./python/python.js";
export { FILES, LOCK } from "./runtime.js";

/**
 * @typedef {{artefacts: string[], again: boolean}} BootArgs
 * @typedef {import("./python/python.js").Python} Python
 * @typedef {{name: string, size: number, sha256: string}} RuntimeFile its name on the site, its bytes, their digest
 */

const scope = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/** The folder of the runtime's files. */
const RUNTIME = new URL("../runtime/", import.meta.url).href;

/** Milliseconds between two reports of downloaded bytes. */
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
    if (hasCrashed(error)) report({ name: "failed", reason: String(error) });
    else scope.postMessage({ id, error: String(error) });
  }
}

/** The failure to fetch a file that one request needs, but Python itself does not. */
class NotThere extends Error {}

/** A request of a type that the worker does not know: a mistake in our script. Python was not called. */
class UnknownRequest extends Error {}

/**
 * Whether Python itself crashed, rather than raised an exception. After a crash it cannot answer any request.
 *
 * @param {unknown} error
 */
function hasCrashed(error) {
  const told = error instanceof Error && error.name === "PythonError";
  return !(told || error instanceof NotThere || error instanceof UnknownRequest);
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
    case "high-water":
      return JSON.parse(call(await python, "high_water_of", JSON.stringify(args)));
    case "score":
      return JSON.parse(call(await python, "score_of", JSON.stringify(args)));
    default:
      return JSON.parse(await callWithWords(type, args));
  }
}

/**
 * Type of a request → the function that answers it, for those that need the words of a flow's answers.
 *
 * @typedef {"reply_to" | "why_of" | "deadlines_of" | "calendar_of" | "plan_of" | "plan_reply_to"} WithWords
 * @type {Readonly<Record<string, WithWords>>}
 */
const WITH_WORDS = {
  reply: "reply_to",
  why: "why_of",
  deadlines: "deadlines_of",
  calendar: "calendar_of",
  plan: "plan_of",
  "plan-reply": "plan_reply_to",
};

/**
 * @param {string} type
 * @param {{words: string}} args
 */
async function callWithWords(type, args) {
  const name = WITH_WORDS[type];
  if (name === undefined) throw new UnknownRequest(`unknown request ${type}`);
  await bringWords(await python, args.words);
  return call(await python, name, JSON.stringify(args));
}

// ---------- booting

/**
 * @param {BootArgs} args
 * @returns {Promise<Python>}
 */
async function boot({ artefacts, again }) {
  /** @type {RequestInit} */
  const how = { cache: again ? "reload" : "default" };
  const flows = Promise.all(artefacts.map((url) => text(url, how)));
  const [started, texts] = await Promise.all([fetchAndStart(how), flows]);
  report({ name: "load-rules" });
  for (const flow of texts) call(started, "load", flow);
  report({ name: "ready" });
  return started;
}

/**
 * Starts Python while its files are still downloading, and returns it only after all files have been verified.
 *
 * @param {RequestInit} how
 * @returns {Promise<Python>}
 */
async function fetchAndStart(how) {
  const download = downloads(Object.values(FILES));
  const wasm = download(FILES.wasm, how);
  const response = handled(wasm.then((file) => file.response));
  const [snapshot, ...scripts] = [FILES.snapshot, FILES.loader, FILES.module].map((file) =>
    handled(download(file, how).then(({ bytes }) => bytes)),
  );
  // on the second start, fresh copies have to be in the cache before `import` reads the scripts from it
  if (how.cache === "reload") await Promise.all(scripts);
  const restore = answerPyodide(response);
  const all = Promise.all([wasm.then(({ bytes }) => bytes), snapshot, ...scripts]);
  const failed = all.then(() => new Promise(() => {}));
  const starting = start(/** @type {Promise<ArrayBuffer>} */ (snapshot));
  const started = await Promise.race([starting, /** @type {Promise<never>} */ (failed)]);
  await all;
  restore(); // not after a failure, because Pyodide may still fetch, and this worker answers no request any more
  return started;
}

/**
 * @param {Promise<ArrayBuffer>} snapshot
 * @returns {Promise<Python>}
 */
async function start(snapshot) {
  const [{ loadPyodide }, { default: createModule }] = await Promise.all([
    import(RUNTIME + FILES.loader.name),
    import(RUNTIME + FILES.module.name),
  ]);
  // without a packageBaseUrl, packages would come from somebody else's server
  return startPython(loadPyodide, createModule, snapshot, {
    indexURL: RUNTIME,
    packageBaseUrl: RUNTIME,
    lockFileContents: LOCK,
  });
}

/**
 * @param {Python} started
 * @param {string[]} artefacts
 */
async function loadFlows(started, artefacts) {
  for (const flow of await Promise.all(artefacts.map((url) => text(url, {})))) call(started, "load", flow);
  return started;
}

/** Words that are loading or loaded, by the address of the file. @type {Map<string, Promise<void>>} */
const words = new Map();

/**
 * Loads the words of a flow's answers, once. If that fails, Python runs on, and the next request tries again.
 *
 * @param {Python} started
 * @param {string} address
 */
async function bringWords(started, address) {
  const coming = words.get(address) ?? text(address, {}).then((wording) => void call(started, "load", wording));
  words.set(address, coming);
  try {
    await coming;
  } catch (error) {
    words.delete(address);
    throw new NotThere(String(error));
  }
}

/**
 * Calls a function of decision_tree.browser.
 *
 * @param {Python} started
 * @param {"load" | "view" | "high_water_of" | "score_of" | WithWords} name
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

/**
 * Answers what Pyodide fetches: its WebAssembly, which is downloading already under another name, and the standard
 * library, which can be empty because the snapshot holds what was imported from it. WebAssembly that does not compile
 * is reported, because Pyodide would wait for it forever.
 *
 * @param {Promise<Response>} wasm
 * @returns {() => void} undoes it
 */
function answerPyodide(wasm) {
  const { fetch } = scope;
  const { instantiateStreaming } = WebAssembly;
  scope.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url === `${RUNTIME}pyodide.asm.wasm`) return wasm;
    if (url === `${RUNTIME}python_stdlib.zip`) return new Response(new Uint8Array());
    return fetch(input, init);
  };
  WebAssembly.instantiateStreaming = async (source, imports) => {
    try {
      return await instantiateStreaming(source, imports);
    } catch (error) {
      report({ name: "failed", reason: `${FILES.wasm.name}: ${error}` });
      return new Promise(() => {});
    }
  };
  return () => {
    scope.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  };
}

// ---------- downloads

/**
 * A function that fetches one of these files, reports the bytes of all files together, and verifies each file: its size
 * and, where the browser lets pages compute digests, its SHA-256 must be those that the build has written down.
 *
 * @param {RuntimeFile[]} files
 */
function downloads(files) {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  let loaded = 0;
  let told = 0;
  const count = (/** @type {number} */ bytes) => {
    loaded += bytes;
    if (loaded === total) report({ name: "start-python" });
    else if (performance.now() - told > REPORT_EVERY) {
      told = performance.now();
      report({ name: "download", loaded, total });
    }
  };
  /**
   * @param {RuntimeFile} file
   * @param {RequestInit} how
   * @returns {Promise<{response: Response, bytes: Promise<ArrayBuffer>}>} as soon as the first bytes are there
   */
  return async (file, how) => {
    const response = await fetched(RUNTIME + file.name, how);
    const bytes = handled(read(response.clone(), file, count));
    return { response: asWebAssembly(response, file), bytes };
  };
}

/**
 * @param {Response} response
 * @param {RuntimeFile} file the expected size and digest
 * @param {(bytes: number) => void} count
 * @returns {Promise<ArrayBuffer>}
 */
async function read(response, file, count) {
  const bytes = new Uint8Array(file.size);
  let length = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    if (length + part.value.length <= file.size) bytes.set(part.value, length);
    length += part.value.length;
    count(part.value.length);
  }
  if (length !== file.size) throw new Error(`${file.name} has ${length} bytes instead of ${file.size}`);
  if (crypto.subtle && (await digest(bytes)) !== file.sha256) throw new Error(`${file.name} is not what it was`);
  return bytes.buffer;
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function digest(bytes) {
  const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return btoa(String.fromCharCode(...sha256));
}

/**
 * The response with the type that browsers need to compile during the download; some hosts do not send this type.
 *
 * @param {Response} response
 * @param {RuntimeFile} file
 */
function asWebAssembly(response, file) {
  const type = "application/wasm";
  if (file !== FILES.wasm || response.headers.get("content-type")?.startsWith(type)) return response;
  return new Response(response.body, { headers: { "content-type": type } });
}

/**
 * @param {string} url
 * @param {RequestInit} how
 */
async function text(url, how) {
  return (await fetched(url, how)).text();
}

/**
 * @param {string} url
 * @param {RequestInit} how
 */
async function fetched(url, how) {
  const response = await fetch(url, how);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response;
}

/**
 * The same promise, marked as handled: another promise waits for it and reports its failure, so that the browser need
 * not report an unhandled rejection.
 *
 * @template T
 * @param {Promise<T>} promise
 */
function handled(promise) {
  promise.catch(() => {});
  return promise;
}

/** @param {import("./python/client.js").Stage} stage */
function report(stage) {
  scope.postMessage({ stage });
}
