/**
 * Runs one file of requests through our engine under Pyodide, booted as the worker does it, and writes one file of
 * results: line by line the JSON that decision_tree.browser.view returned, as text.
 *
 *   node parity.mjs FOLDER [LIBRARY]   reads engine.zip, artefacts.jsonl and requests.jsonl there, writes results.jsonl;
 *                                      LIBRARY is a zip of the standard library, else Pyodide's own is used
 *
 * The last line it prints is JSON: {"pyodide", "boot", "load", "views", "modules"}: its version, times in milliseconds,
 * and the files of the library that were imported, in the end also to tell of an exception.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { loadPyodide } from "pyodide";

const [folder = ".", library] = process.argv.slice(2);

const lines = (name) => readFileSync(join(folder, name), "utf-8").split("\n").filter(Boolean);
const milliseconds = (since) => Math.round(performance.now() - since);

let since = performance.now();
const python = await loadPyodide(library ? { stdLibURL: library } : {});
const boot = milliseconds(since);

since = performance.now();
python.unpackArchive(new Uint8Array(readFileSync(join(folder, "engine.zip"))), "zip", { extractDir: "/engine" });
python.runPython("import sys; sys.path.insert(0, '/engine')");
const { load, view } = python.pyimport("decision_tree.browser");
for (const artefact of lines("artefacts.jsonl")) load(artefact);
const loading = milliseconds(since);

since = performance.now();
const results = lines("requests.jsonl").map((request) => view(request));
const views = milliseconds(since);

try {
  view("no JSON"); // an exception that crosses into JavaScript is told by modules of its own
} catch {
  // as it should be
}
const files = python.runPython("import sys; '\\n'.join(getattr(one, '__file__', '') or '' for one in sys.modules.values())");
const modules = files.split("\n").filter((file) => file.includes(".zip/")).map((file) => file.split(".zip/")[1]);

writeFileSync(join(folder, "results.jsonl"), results.join("\n"));
console.log(JSON.stringify({ pyodide: python.version, boot, load: loading, views, modules }));
