/**
 * Removes functions that nothing on this site can call from Pyodide's WebAssembly and the JavaScript beside it. Both
 * offer thousands of functions to packages that are linked while Python runs (graphics, sound, all of C's library);
 * every visitor's browser would fetch, validate and compile them.
 *
 *   node trim.mjs PYODIDE MODULE WASM USER…
 *       the folder of the npm package, the two files to write, and the scripts that use the module
 *
 * A name is kept where it is a word of any code that is kept, even by chance, so that nothing is removed that is used.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "acorn";
import binaryen from "binaryen";

const [pyodide = "", moduleTarget = "", wasmTarget = "", ...users] = process.argv.slice(2);

/** Name of the function that makes the module, and of the one in it that assigns the exports of the WebAssembly. */
const FACTORY = "_createPyodideModule";
const TAKES_EXPORTS = "assignWasmExports";

/** Name of the object with the imports of the WebAssembly. */
const IMPORTS = "wasmImports";

/** Types of expressions that do nothing when they are evaluated. */
const INERT = new Set(["FunctionExpression", "ArrowFunctionExpression", "Literal", "ObjectExpression", "Identifier"]);

/** Features of WebAssembly beyond its first version that Pyodide uses. All browsers in which Pyodide runs have them. */
const FEATURES = [
  "MutableGlobals",
  "NontrappingFPToInt",
  "SignExt",
  "BulkMemory",
  "BulkMemoryOpt",
  "ReferenceTypes",
  "Multivalue",
  "ExceptionHandling",
  "SIMD128",
  "ExtendedConst",
  "CallIndirectOverlong",
];

process.once("uncaughtException", (error) => {
  console.error(String(error));
  process.exit(1);
});

const { name, version, license } = JSON.parse(readFileSync(join(pyodide, "package.json"), "utf8"));
const script = readFileSync(join(pyodide, "pyodide.asm.mjs"), "utf8");
const wasm = readFileSync(join(pyodide, "pyodide.asm.wasm"));
const outside = users.map((file) => readFileSync(file, "utf8")).join("\n");

// the exports that the script uses decide what stays of the WebAssembly; its imports, what stays of the script
const named = wordsOf(trimmedScript(script, await importsOf(wasm), outside));
const trimmed = trimmedWasm(wasm, named);
const shorter = trimmedScript(script, await importsOf(trimmed), outside);
writeFileSync(wasmTarget, trimmed);
writeFileSync(moduleTarget, `// ${name} ${version}, ${license}, without what this site cannot call\n${shorter}`);

// ---------- JavaScript

/**
 * @typedef {{start: number, end: number, of: string}} Piece a statement, or an element of a list, that can be left out
 *   where no other code uses the name `of`
 * @typedef {{start: number, end: number, pieces: Piece[], frame: (rest: string) => string}} List pieces with commas
 *   between them; `frame` adds the code around those that stay
 */

/**
 * @param {string} source
 * @param {Set<string>} imported what the WebAssembly imports
 * @param {string} outside the scripts that use the module
 */
function trimmedScript(source, imported, outside) {
  const { alone, lists } = piecesOf(source, imported);
  const pieces = [...alone, ...lists.flatMap((list) => list.pieces)];
  const always = withChanges(source, pieces.map(({ start, end }) => ({ start, end, text: "" })));
  const living = livingOf(source, pieces, `${outside}\n${always}`);
  const text = ({ start, end }) => source.slice(start, end);
  return withChanges(source, [
    ...alone.filter((piece) => !living.has(piece)).map(({ start, end }) => ({ start, end, text: "" })),
    ...lists.map(({ start, end, pieces, frame }) => ({
      start,
      end,
      text: frame(pieces.filter((piece) => living.has(piece)).map(text).join(",")),
    })),
  ]);
}

/**
 * @param {string} source
 * @param {Set<string>} imported
 * @returns {{alone: Piece[], lists: List[]}}
 */
function piecesOf(source, imported) {
  const program = parse(source, { ecmaVersion: "latest", sourceType: "module" });
  const factory = functionIn(program.body, FACTORY).body.body;
  const statements = [...factory, ...functionIn(factory, TAKES_EXPORTS).body.body];
  const alone = [];
  const lists = [];
  for (const { type, start, end, ...node } of statements) {
    if (type === "FunctionDeclaration" && node.id.name !== TAKES_EXPORTS) alone.push({ start, end, of: node.id.name });
    else if (type === "ExpressionStatement") {
      const of = handedOn(source, node.expression);
      if (of) alone.push({ start, end, of });
    } else if (type === "VariableDeclaration" && node.declarations[0].id.name === IMPORTS) {
      const { properties, ...object } = node.declarations[0].init;
      const pieces = properties.map(({ key, ...property }) => ({
        start: property.start,
        end: property.end,
        of: imported.has(key.name ?? key.value) ? IMPORTS : "",
      }));
      lists.push({ start: object.start, end: object.end, pieces, frame: (rest) => `{${rest}}` });
    } else if (type === "VariableDeclaration" && node.declarations.every(isInert)) {
      const pieces = node.declarations.map(({ id, ...one }) => ({ start: one.start, end: one.end, of: id.name }));
      lists.push({ start, end, pieces, frame: (rest) => rest && `${node.kind} ${rest};` });
    }
  }
  return { alone, lists };
}

function functionIn(statements, name) {
  const found = statements.find((node) => node.type === "FunctionDeclaration" && node.id.name === name);
  if (!found) throw new Error(`this Pyodide has no ${name}, so that nothing can be left out of it`);
  return found;
}

/** Whether a declaration gives a name to something that does nothing before it is called. */
function isInert({ id, init }) {
  return id.type === "Identifier" && (init === null || INERT.has(init.type));
}

/**
 * The name that a statement only hands on to others: `Module["x"] = x`, `x.sig = …`, and, for exports of the
 * WebAssembly, `_x = Module["_x"] = wasmExports["x"]`. Null for other statements.
 */
function handedOn(source, { type, left, right }) {
  if (type !== "AssignmentExpression") return null;
  if (left.type === "Identifier") {
    return source.slice(right.start, right.end).includes('wasmExports["') ? left.name : null;
  }
  if (left.property?.name === "sig" && left.object.type === "Identifier") return left.object.name;
  return left.object?.name === "Module" && right.type === "Identifier" ? right.name : null;
}

/**
 * The pieces that stay: those whose names are words of code that always stays, or of other pieces that stay.
 *
 * @param {string} source
 * @param {Piece[]} pieces
 * @param {string} always
 */
function livingOf(source, pieces, always) {
  /** @type {Map<string, Piece[]>} */
  const byName = new Map();
  for (const piece of pieces) byName.set(piece.of, [...(byName.get(piece.of) ?? []), piece]);
  const living = new Set();
  const words = wordsOf(always);
  // the loop also visits words that are added to the set while it runs
  for (const word of words) {
    for (const piece of byName.get(word) ?? []) {
      living.add(piece);
      for (const other of wordsOf(source.slice(piece.start, piece.end))) words.add(other);
    }
  }
  return living;
}

/** @param {string} text */
function wordsOf(text) {
  return new Set(text.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
}

/**
 * @param {string} text
 * @param {{start: number, end: number, text: string}[]} changes that do not overlap
 */
function withChanges(text, changes) {
  let done = "";
  let at = 0;
  for (const change of changes.toSorted((one, other) => one.start - other.start)) {
    done += text.slice(at, change.start) + change.text;
    at = change.end;
  }
  return done + text.slice(at);
}

// ---------- WebAssembly

/** @param {Uint8Array} bytes */
async function importsOf(bytes) {
  return new Set(WebAssembly.Module.imports(await WebAssembly.compile(bytes)).map((one) => one.name));
}

/**
 * @param {Uint8Array} bytes
 * @param {Set<string>} named the functions and variables that stay exported, where the module has them
 */
function trimmedWasm(bytes, named) {
  const module = binaryen.readBinary(bytes);
  for (let index = module.getNumExports() - 1; index >= 0; index--) {
    const { name, kind } = binaryen.getExportInfo(module.getExportByIndex(index));
    const callable = kind === binaryen.ExternalFunction || kind === binaryen.ExternalGlobal;
    if (callable && !named.has(name)) module.removeExport(name);
  }
  module.setFeatures(FEATURES.reduce((all, feature) => all | binaryen.Features[feature], binaryen.Features.MVP));
  module.runPasses(["remove-unused-module-elements"]);
  return module.emitBinary();
}
