/**
 * Runs one file of requests through our engine under Pyodide, started as the worker does it, and writes one file of
 * results: line by line the JSON that decision_tree.browser.view returned, as text; plan_of where the request is a plan's.
 *
 *   node parity.mjs FOLDER PYODIDE SNAPSHOT   reads artefacts.jsonl and requests.jsonl there, writes results.jsonl
 *
 * The last line it prints is JSON: {"pyodide", "boot", "load", "views", "told"}: its version, times in milliseconds, and
 * how an exception is told.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { startPython } from "../../docs/assets/questionnaire/python/python.js";

const [folder = ".", pyodide = "", snapshot = ""] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(pyodide, "pyodide.mjs")).href);
const { default: createModule } = await import(pathToFileURL(join(pyodide, "pyodide.asm.mjs")).href);

const lines = (name) => readFileSync(join(folder, name), "utf-8").split("\n").filter(Boolean);
const milliseconds = (since) => Math.round(performance.now() - since);

let since = performance.now();
const { info } = JSON.parse(readFileSync(join(pyodide, "pyodide-lock.json"), "utf-8"));
const bytes = readFileSync(snapshot);
writeFileSync(join(folder, "no-library.zip"), "");
const python = await startPython(loadPyodide, createModule, bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length), {
  lockFileContents: JSON.stringify({ info, packages: {} }),
  stdLibURL: join(folder, "no-library.zip"),
});
const boot = milliseconds(since);

since = performance.now();
const load = python.pyimport("decision_tree.browser.load");
const view = python.pyimport("decision_tree.browser.view");
const plan = python.pyimport("decision_tree.browser.plan_of");
for (const artefact of lines("artefacts.jsonl")) load(artefact);
const loading = milliseconds(since);

since = performance.now();
const results = lines("requests.jsonl").map((request) => (JSON.parse(request).plan ? plan : view)(request));
const views = milliseconds(since);

let told = "";
try {
  view("no JSON");
} catch (error) {
  told = `${error.name}: ${error.message.trim().split("\n").at(-1)}`;
}

writeFileSync(join(folder, "results.jsonl"), results.join("\n"));
console.log(JSON.stringify({ pyodide: python.version, boot, load: loading, views, told }));
