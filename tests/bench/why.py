"""How long the engine takes to say where answers lead, and why, and what would change it; as the page waits for it."""

from browser.reader import Reader, Watch
from playwright.sync_api import Browser
from walks import every_path

from bench.contestants import FLOW
from bench.server import Host
from bench.tables import Row, Table, Target
from decision_tree.links import write

PATHS = 40
"""Of the longest paths there are, evenly spread."""

PAUSE = 30
"""Milliseconds between two questions to the engine."""

ASK = """async ([fragments, pause]) => {
  const { siteOf, view, why } = await import(document.querySelector("script[src*='/questionnaire.']").src);
  const site = siteOf(document.querySelector("cpor-questionnaire"));
  const times = { view: [], why: [] };
  for (const fragment of fragments) {
    for (const [name, ask] of [["view", () => view(site, `#${fragment}`)], ["why", () => why(site, fragment)]]) {
      await new Promise(done => setTimeout(done, pause));
      const start = performance.now();
      const said = await ask();
      times[name].push(performance.now() - start);
      if (!said) throw new Error(`the engine did not answer ${fragment}`);
    }
  }
  return times;
}"""
"""To the worker and back, Python's work and the JSON between them included."""


def why(host: Host, browser: Browser, rounds: int) -> list[Table]:
    """Milliseconds until the page has the engine's word."""
    longest = sorted((given for given, _ in every_path(FLOW)), key=len, reverse=True)
    fragments = [write(given) for given in longest[:: len(longest) // PATHS][:PATHS]]
    context = browser.new_context()
    context.set_default_timeout(120_000)
    reader = Reader(context.new_page(), host, Watch(context, host.url)).open(f"/{FLOW}/").wait_for_engine()
    reader.evaluate(ASK, [fragments[:5], 0])  # while the browser still compiles
    told = [reader.evaluate(ASK, [fragments, PAUSE]) for _ in range(rounds or 3)]
    reader.close()
    return [
        Table(
            group="Our engine in the browser (ms)",
            title=f"{len(fragments)} answers, {len(told)} times",
            p95=True,
            rows=tuple(
                Row(
                    what=what,
                    values=tuple(time for times in told for time in times[name]),
                    target=Target(of="p95", limit=16),
                )
                for name, what in (("view", "where answers lead"), ("why", "why, and what would change it"))
            ),
        )
    ]
