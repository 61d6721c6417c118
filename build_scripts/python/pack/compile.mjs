/**
 * Compiles Python's standard library to bytecode with pyodide-build's `py-compile`, under Pyodide itself, so that the
 * bytecode is for the Python in the reader's browser, whichever Python runs the build.
 *
 *   node compile.mjs SITE_PACKAGES LIBRARY COMPILED     the folder with pyodide-build, Pyodide's zip, the zip to write
 */

import { readFileSync, writeFileSync } from "node:fs";

import { loadPyodide } from "pyodide";

const [site = "", library = "", compiled = ""] = process.argv.slice(2);

// Node would print the line of Pyodide's code that failed, which is a megabyte long
process.once("uncaughtException", (error) => {
  console.error(String(error));
  process.exit(1);
});

const env = {
  HOME: "/home/pyodide",
  // makes py_compile write a hash of the source in place of its time, so that equal source gives equal bytes
  SOURCE_DATE_EPOCH: "315532800",
  // no docstrings and no columns in tracebacks, because nobody reads them in a browser and everybody would fetch them
  PYTHONOPTIMIZE: "2",
  PYTHONNODEBUGRANGES: "1",
};
const python = await loadPyodide({ env });
python.FS.mkdirTree("/host");
python.FS.mount(python.FS.filesystems.NODEFS, { root: site }, "/host");
python.FS.writeFile("/library.zip", readFileSync(library));
python.runPython(`
import sys
from pathlib import Path
sys.path.append("/host")
from pyodide_build.cli.py_compile import main
main(Path("/library.zip"), silent=True, keep=False, compression_level=0)
`);
writeFileSync(compiled, python.FS.readFile("/library.zip"));
