/**
 * Runs one file of requests through our engine under Pyodide, booted as the worker does it, and writes one file of
 * results: line by line the JSON that decision_tree.browser.view returned, as text.
 *
 *   node parity.mjs FOLDER        reads engine.zip, artefacts.jsonl and requests.jsonl there, writes results.jsonl
 *
 * The last line it prints is JSON: {"pyodide", "boot", "load", "views"}: its version, and times in milliseconds.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { loadPyodide } from "pyodide";

const folder = process.argv[2] ?? ".";

const lines = (name) => readFileSync(join(folder, name), "utf-8").split("\n").filter(Boolean);
const milliseconds = (since) => Math.round(performance.now() - since);

let since = performance.now();
const python = await loadPyodide();
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

writeFileSync(join(folder, "results.jsonl"), results.join("\n"));
console.log(JSON.stringify({ pyodide: python.version, boot, load: loading, views }));
