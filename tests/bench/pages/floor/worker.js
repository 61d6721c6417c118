const module = await WebAssembly.compileStreaming(fetch("../pyodide/pyodide.asm.wasm"));
postMessage(JSON.stringify({ exports: WebAssembly.Module.exports(module).length }));
