"""Measures the questionnaire in Chromium, for bench.py: from an answer to the next question, and until Python runs."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browser.reader import Reader, Watch
from served import chromium, served
from walks import every_path

ROUNDS = 30
"""Walks; each has five hops or more."""

BOOTS = 5

PAUSES = {"": 100, ", without a pause": 0}
"""Milliseconds between choosing and Continue, by what the row is called: a fast reader's, and none at all, in which
case the work of the choice and of the page before is still being done and counts as well."""

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

BOOT = """async () => {
  const script = document.querySelector("script[src*='/questionnaire.']").src;
  const { boot, watchStages } = await import(script.replace("index.js", "engine.js"));
  const { siteOf } = await import(script.replace("index.js", "site.js"));
  const host = document.querySelector("cpor-questionnaire");
  const start = performance.now();
  return new Promise((done, failed) => {
    watchStages(stage => {
      if (stage.name === "ready") done(performance.now() - start);
      if (stage.name === "failed") failed(new Error(stage.reason));
    });
    boot(siteOf(host));
  });
}"""
"""Starts Python as the first touch does, and takes the time until it answers."""


@contextmanager
def opened(address: str, times: int = 1) -> Iterator[Iterator[Reader]]:
    """The site, opened this often, each time in a new context."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as site, chromium() as browser:

        def readers() -> Iterator[Reader]:
            for _ in range(times):
                context = browser.new_context()
                context.set_default_timeout(120_000)
                yield Reader(context.new_page(), site, Watch(context, site.url)).open(address)
                context.close()

        yield readers()


def hops() -> dict[str, list[float]]:
    """Milliseconds from each submit until what follows stands on the page, and until the engine has confirmed it."""
    longest = sorted((given for given, _ in every_path("which-claim")), key=len, reverse=True)
    walks = [[[id, list(answer)] for id, answer in given.items()] for given in longest[:: len(longest) // ROUNDS]]
    with opened("/which-claim/") as readers:
        reader = next(readers).wait_for_engine()
        reader.evaluate(HOPS, [walks[:3], 0])  # while the browser still compiles
        times = {pace: reader.evaluate(HOPS, [walks, pause]) for pace, pause in PAUSES.items()}
    return {
        f"{what}, {'on the page' if until == 'shown' else 'confirmed'}{pace}": [
            hop[until] for hop in times[pace] if hop["to"] == to
        ]
        for pace in PAUSES
        for to, what in (("question", "answer to next question"), ("answer", "last answer to outcome"))
        for until in ("shown", "confirmed")
    }


def boots() -> list[float]:
    """Milliseconds from the first touch until Python answers, from a server on this machine."""
    with opened("/", BOOTS) as readers:
        return [reader.evaluate(BOOT) for reader in readers]


def in_chromium() -> dict[str, list[float]]:
    """Everything, each under the name of what was measured."""
    return {**hops(), "first touch to Python, files from loopback": boots()}
