/**
 * Compiles Python's standard library to bytecode, under Pyodide itself: whatever Python runs the build, the bytecode is
 * that of the Python in the reader's browser. Compiling is pyodide-build's.
 *
 *   node compile.mjs SITE_PACKAGES LIBRARY COMPILED     the folder with pyodide-build, Pyodide's zip, the zip to write
 */

import { readFileSync, writeFileSync } from "node:fs";

import { loadPyodide } from "pyodide";

const [site = "", library = "", compiled = ""] = process.argv.slice(2);

// Node would show the line of Pyodide's code, which is a megabyte long
process.once("uncaughtException", (error) => {
  console.error(String(error));
  process.exit(1);
});

const env = {
  HOME: "/home/pyodide",
  // with a date from outside, py_compile writes bytecode that does not depend on when it was made
  SOURCE_DATE_EPOCH: "315532800",
  // no docstrings, no columns of tracebacks: nobody reads them in a browser, everybody would fetch them
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
from pyodide_build._py_compile import _compile
_compile(Path("/library.zip"), Path("/compiled.zip"), verbose=False, compression_level=0)
`);
writeFileSync(compiled, python.FS.readFile("/compiled.zip"));
