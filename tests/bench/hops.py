"""How fast our questionnaire is from an answer to what follows, on the page and by the engine's word."""

from typing import Any

from browser.reader import Reader, Watch
from playwright.sync_api import Browser
from walks import every_path

from bench.contestants import FLOW
from bench.progress import say
from bench.server import Host
from bench.tables import Row, Table, Target

WALKS = 30
"""Walks; each has five hops or more."""

PAUSES = {"after a pause": 100, "without a pause": 0}
"""Milliseconds between choosing and Continue: a fast reader's, and none at all, in which case the work of the choice
and of the page before is still being done and counts as well."""

TARGETS = {("after a pause", "question", "shown"): Target(of="p95", limit=16)}

HOPS = """async ([walks, pause]) => {
  const host = document.querySelector("cpor-questionnaire");
  const next = () => new Promise(done => { confirmed = done; });
  let confirmed = () => {};
  let view = host.view;
  Object.defineProperty(host, "view", {
    configurable: true,
    get: () => view,
    set: value => {
      view = value;
      // only the engine's word names the flow; the page is filled in the same task
      if (value?.flow !== undefined) queueMicrotask(confirmed);
    },
  });
  const painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(done, pause)));
  const times = [];
  for (const walk of walks) {
    document.querySelector("[data-do=start-again]").click();
    for (const [question, options] of walk) {
      const form = host.querySelector("form");
      if (form.querySelector("input").name !== question) throw new Error(`${question} is not what is asked`);
      for (const input of form.querySelectorAll("input")) {
        if (input.checked !== options.includes(input.value)) input.click();
      }
      if (pause) await painted();
      const said = next();
      const start = performance.now();
      form.requestSubmit();
      const shown = performance.now() - start;
      await said;
      times.push({ to: host.view.outcome ? "answer" : "question", shown, confirmed: performance.now() - start });
    }
  }
  return times;
}"""
"""Answers these questions, and takes the times from each submit: until it returns, with the page laid out and the focus
on what follows, and until the engine has said."""


def hops(host: Host, browser: Browser, rounds: int) -> list[Table]:
    """Milliseconds from each submit until what follows stands on the page, and until the engine has confirmed it."""
    longest = sorted((given for given, _ in every_path(FLOW)), key=len, reverse=True)
    walks = [
        [[id, list(answer)] for id, answer in given.items()] for given in longest[:: len(longest) // WALKS][:WALKS]
    ]
    context = browser.new_context()
    context.set_default_timeout(120_000)
    reader = Reader(context.new_page(), host, Watch(context, host.url)).open(f"/{FLOW}/").wait_for_engine()
    reader.evaluate(HOPS, [walks[:3], 0])  # while the browser still compiles
    tables = []
    for pace, pause in PAUSES.items():
        times = [hop for _ in range(rounds or 1) for hop in reader.evaluate(HOPS, [walks, pause])]
        say(f"{pace}: {len(times)} hops")
        tables.append(table(pace, times))
    reader.close()
    return tables


def table(pace: str, times: list[dict[str, Any]]) -> Table:
    """The hops of one pace."""
    return Table(
        group="Our questionnaire with its engine (ms)",
        title=f"{len(times)} hops, {pace}",
        p95=True,
        rows=tuple(
            Row(
                what=f"{what}, {'on the page' if until == 'shown' else 'confirmed'}",
                values=tuple(hop[until] for hop in times if hop["to"] == to),
                target=TARGETS.get((pace, to, until)),
            )
            for to, what in (("question", "answer to next question"), ("answer", "last answer to outcome"))
            for until in ("shown", "confirmed")
        ),
    )
