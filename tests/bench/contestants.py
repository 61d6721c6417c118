"""Who is measured until their engine has answered: ours as the site ships it, stock Pyodide, PyScript, and the floor.

All get the same request, for the same flow, of the same engine, and must come to the same answer. Each stands on a
page of its own that does nothing else, and calls `answered` with what it was answered:

- ours: the site's own script, with the worker, the runtime and the addresses that the page of the flow names, and with
  whatever that page loads in advance;
- stock Pyodide: the unchanged files of the npm package in a module worker, everything fetched at once, and our engine
  as source from a zip;
- PyScript: the same Pyodide and zip in PyScript's own worker, from the npm package, by its own configuration, served
  with the headers that its documentation recommends;
- the floor: a worker that compiles pyodide.asm.wasm while it downloads, and does nothing with it. Nobody who ships
  that file can be faster.

"Our answer page" is what a reader gets who opens a link to an answer: the whole page, until the engine has confirmed
it. It stands beside the others, and no target is set on it, since theirs are empty pages.
"""

import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from served import ROOT
from walks import TODAY, compiled, flow_of

from bench.server import Host
from decision_tree.engine import resolve
from decision_tree.links import parse

HERE = Path(__file__).parent
PAGES = HERE / "pages"
PACKAGES = HERE / "node_modules"
PYODIDE = ROOT / "node_modules" / "pyodide"

FLOW = "which-claim"
FRAGMENT = "area=azure&channel=csp-own&circumstances="
OUTCOME = "azure-csp"

READY = """
const { promise, resolve } = Promise.withResolvers();
window.answer = promise;
window.answered = (text) => resolve({ at: performance.now(), text });
addEventListener("error", (event) => resolve({ failed: event.message }));
addEventListener("unhandledrejection", (event) => resolve({ failed: String(event.reason) }));
setTimeout(() => resolve({ failed: "no answer for three minutes" }), 180_000);
const look = () => {
  const shown = document.querySelector("[data-is=checked]")?.checkVisibility();
  if (shown) answered(JSON.stringify({ outcome: document.querySelector("[data-outcome]").dataset.outcome }));
  else requestAnimationFrame(look);
};
if (location.pathname.startsWith("/answers/")) look();
"""
"""Stands on every page from the start: `answer` resolves to the milliseconds since the navigation began."""

OURS = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Ours</title>
<base href="/{flow}/">
<link rel="icon" href="data:,">
{links}
<p>Our engine and nothing else.</p>
{host}
<script type="module">
  import {{ siteOf, view }} from "{script}";
  answered(JSON.stringify(await view(siteOf(document.querySelector("div")), "{fragment}")));
</script>
</html>
"""


@dataclass(frozen=True, kw_only=True)
class Contestant:
    """Somebody whose engine is waited for."""

    name: str
    address: str
    outcome: str | None = OUTCOME
    """What it must come to; None where it has no engine."""


OURS_BARE = Contestant(name="ours", address="/~bench/ours/")
STOCK = Contestant(name="stock Pyodide", address="/~bench/stock/")
PYSCRIPT = Contestant(name="PyScript", address="/~bench/pyscript/")
FLOOR = Contestant(name="floor: compile the wasm", address="/~bench/floor/", outcome=None)
OURS_PAGE = Contestant(name="our answer page", address=f"/answers/{FLOW}/{OUTCOME}/#{FRAGMENT}")

CONTESTANTS = (OURS_BARE, STOCK, PYSCRIPT, FLOOR, OURS_PAGE)


def set_up(host: Host, folder: Path) -> None:
    """Put the contestants beside the built site; what has to be made for them goes into the folder."""
    flow, request = flow_of(FLOW), {"flow": FLOW, "fragment": FRAGMENT, "today": TODAY.isoformat()}
    result = resolve(flow, parse(FRAGMENT, flow).answers, TODAY).result
    assert result is not None
    assert result.outcome == OUTCOME
    ours, shared = folder / "ours", folder / "flow"
    ours.mkdir()
    shared.mkdir()
    (ours / "index.html").write_text(our_page(host.folder), encoding="utf-8")
    (shared / "flow.json").write_text(compiled(FLOW).artefact, encoding="utf-8")
    (shared / "request.json").write_text(json.dumps(request), encoding="utf-8")
    with zipfile.ZipFile(shared / "engine.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted((ROOT / "decision_tree").glob("*.py")):
            archive.write(path, f"decision_tree/{path.name}")
    host.folders |= {f"/~bench/{page.name}/": page for page in PAGES.iterdir()}
    host.folders |= {
        "/~bench/ours/": ours,
        "/~bench/flow/": shared,
        "/~bench/pyodide/": PYODIDE,
        "/~bench/pyscript-core/": PACKAGES / "@pyscript" / "core" / "dist",
        "/~bench/survey-core/": PACKAGES / "survey-core",
        "/~bench/survey-js-ui/": PACKAGES / "survey-js-ui",
    }
    isolated = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"}
    host.extra["/~bench/"] = {"Cross-Origin-Resource-Policy": "same-origin"}
    host.extra["/~bench/pyscript"] = isolated


def our_page(site: Path) -> str:
    """A page that does nothing but ask our engine, by what the built page of the flow says of where things are."""
    html = (site / FLOW / "index.html").read_text(encoding="utf-8")
    _, attributes = found(r"<(cpor-\w+)(\s[^>]*\sdata-artefact=[^>]*)>", html)
    links = re.findall(r'<link\b[^>]*\brel="?(?:modulepreload|preload|prefetch)\b[^>]*>', html)
    (script,) = found(r'<script\b[^>]*\bsrc="?([^">\s]*questionnaire[^">\s]*/index\.js)', html)
    return OURS.format(
        flow=FLOW,
        fragment=FRAGMENT,
        links="\n".join(link for link in links if re.search(r"questionnaire|runtime|flows", link)),
        host=f"<div{attributes}></div>",
        script=script,
    )


def found(pattern: str, text: str) -> tuple[str, ...]:
    """The groups of the first match."""
    match = re.search(pattern, text)
    if match is None:
        raise LookupError(f"the built page has nothing like {pattern}: has the build changed?")
    return match.groups()
