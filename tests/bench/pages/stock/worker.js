import { loadPyodide } from "../pyodide/pyodide.mjs";

const indexURL = new URL("../pyodide/", location).href;
const fetched = async (name) => {
  const response = await fetch(name);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response;
};

// everything at once, as somebody would who cares
const [pyodide, engine, flow, request] = await Promise.all([
  loadPyodide({ indexURL, packageBaseUrl: indexURL }),
  fetched("../flow/engine.zip").then((response) => response.arrayBuffer()),
  fetched("../flow/flow.json").then((response) => response.text()),
  fetched("../flow/request.json").then((response) => response.text()),
]);
pyodide.unpackArchive(engine, "zip", { extractDir: "/engine" });
pyodide.runPython("import sys; sys.path.insert(0, '/engine')");
const browser = pyodide.pyimport("decision_tree.browser");
browser.load(flow);
postMessage(browser.view(request));
