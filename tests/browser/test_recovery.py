"""Python fails, and is started once more; what is broken is named in the console."""

import re

from playwright.sync_api import expect
from served import Site

from browser.conftest import Open
from browser.reader import ENGINE, Reader

FILES = ("pyodide.??????????.mjs", "pyodide.asm.*.mjs", "pyodide.asm.*.wasm", "python.*.bin")

CRASH = "setTimeout(() => { throw new Error('crash') })"

RESTORED = """async (worker) => {
  const { restore, FILES, LOCK } = await import(worker);
  const file = (role) => new URL("../runtime/" + FILES[role].name, worker).href;
  const [{ loadPyodide }, { default: createModule }] = await Promise.all(
    ["loader", "module"].map((role) => import(file(role))),
  );
  const snapshot = await (await fetch(file("snapshot"))).arrayBuffer();
  const head = new Uint8Array(snapshot, 4, new DataView(snapshot).getUint32(0, true));
  const told = JSON.parse(new TextDecoder().decode(head)).sha256;
  const plain = self.fetch;
  self.fetch = (input, init) => {
    const url = String(input.url ?? input);
    if (url.endsWith("/pyodide.asm.wasm")) return plain(file("wasm"));
    return url.endsWith("/python_stdlib.zip") ? Promise.resolve(new Response(new Uint8Array())) : plain(input, init);
  };
  let memory;
  await loadPyodide({
    indexURL: new URL("../runtime/", worker).href,
    lockFileContents: LOCK,
    _loadSnapshot: new Uint8Array(4),
    createPyodideModule: async (settings) => {
      const module = await createModule(settings);
      module.API.restoreSnapshot = () => {
        restore(module.HEAPU8, snapshot);
        memory = module.HEAPU8.slice();
        // where Pyodide keeps what this browser can do: the snapshot leaves it alone
        const own = module.__PyRuntime + module.HEAP32[module.__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET / 4];
        new DataView(memory.buffer).setUint32(own, 0);
        throw new Error("far enough");
      };
      return module;
    },
  }).catch((error) => {
    if (error.message !== "far enough") throw error;
  });
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", memory));
  return [told, [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("")];
}"""
"""Puts the snapshot into the memory of a second Python, in the worker, and digests that memory before anything runs."""


def console(reader: Reader) -> list[str]:
    """What the page's console will have been told of errors."""
    told: list[str] = []
    reader.page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    return told


def is_checked(reader: Reader, site: Site) -> None:
    """An answer is given, and Python has said that it is so."""
    reader.answer("area", "azure").answer("channel", "csp-own").answer("circumstances").sees_answer("azure-csp", "")
    assert not site.altered_once


def test_a_file_that_came_broken_once_is_fetched_again_past_the_cache_that_has_kept_it(
    open_context: Open, site: Site
) -> None:
    for file in FILES:
        site.keeps = True
        site.altered_once.add(f"/assets/runtime/{file}")
        reader = open_context()
        told = console(reader)
        reader.watch.expects("started once more")
        reader.open("/which-claim/").wait_for_engine()
        is_checked(reader, site)
        assert len(reader.engines) == 2
        [line] = told
        assert line.startswith("Python has failed and is started once more: ")
        assert re.search(file.replace(".", r"\.").replace("?", r"\w").replace("*", r"\w+"), line), line


def test_python_that_crashes_later_is_started_anew_and_answers_what_was_asked(reader: Reader) -> None:
    reader.watch.expects("started once more", "page error: crash")
    reader.open("/which-claim/").wait_for_engine()
    reader.answer("area", "azure").sees_question("channel")
    reader.engines[0].evaluate(CRASH)
    reader.choose("csp-own").go_on().answer("circumstances").sees_answer("azure-csp", "")
    reader.wait_for_engine()
    assert len(reader.engines) == 2
    assert reader.engines[0] not in reader.page.workers


ASK = """async address => {
  const worker = new Worker(address, { type: "module" });
  const heard = [];
  await new Promise((done) => {
    worker.onmessage = ({ data }) => heard.push(data) && data.id === 1 && done();
    worker.postMessage({ id: 1, type: "nonsense", args: {} });
    setTimeout(done, 20_000);
  });
  worker.terminate();
  return heard;
}"""
"""What the worker at this address answers to a request that it does not know."""


def test_a_request_that_the_worker_does_not_know_is_refused_and_is_not_the_end_of_python(reader: Reader) -> None:
    reader.open("/which-claim/").wait_for_engine()
    assert reader.evaluate(ASK, reader.engines[0].url) == [{"id": 1, "error": "Error: unknown request nonsense"}]


def test_python_that_crashes_twice_is_left_alone_and_the_reader_goes_on(reader: Reader) -> None:
    reader.watch.expects("started once more", "goes on without Python", "page error: crash", "did not say")
    with reader.page.expect_worker(lambda worker: bool(ENGINE.search(worker.url))):
        reader.open("/which-claim/")
    reader.wait_for_engine()
    with reader.page.expect_worker(lambda worker: bool(ENGINE.search(worker.url))):
        reader.engines[0].evaluate(CRASH)
    reader.wait_for_engine()
    reader.engines[1].evaluate(CRASH)
    expect(reader.page.locator("[data-part=boot] [data-is=failed]")).to_be_visible()
    reader.answer("area", "azure").answer("channel", "csp-own").answer("circumstances")
    expect(reader.shown_answer).to_have_attribute("data-outcome", "azure-csp")
    assert not set(reader.engines) & set(reader.page.workers)


def test_the_restored_memory_is_the_memory_of_which_the_snapshot_was_made_byte_for_byte(reader: Reader) -> None:
    with reader.page.expect_worker(lambda worker: bool(ENGINE.search(worker.url))):
        reader.open("/which-claim/")
    reader.wait_for_engine()
    [worker] = reader.engines
    told, restored = worker.evaluate(RESTORED, worker.url)
    assert restored == told
