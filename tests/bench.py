"""Measures how long the engine takes: `make bench`, or `python tests/bench.py [NAME...]` for some of the tables.

Nothing here passes or fails: a time says something about one machine at one moment. Each function of BENCHES
measures one thing and returns a table; what is measured in a browser stands in the same list.
"""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter_ns

sys.path.insert(0, str(Path(__file__).parent))

from bench_browser import in_chromium
from test_scenarios import ALL
from walks import TODAY, compiled, flow_of

from decision_tree import artefact, browser
from decision_tree.engine import resolve, settle
from decision_tree.links import parse, write

ROUNDS = 50


@dataclass(frozen=True, kw_only=True)
class Row:
    """Times of one thing, in milliseconds, and what they should stay under at the percentile named."""

    what: str
    times: tuple[float, ...]
    target: str = ""

    def __str__(self) -> str:
        p95 = quantiles(self.times, n=20)[-1] if len(self.times) > 1 else self.times[0]
        times = f"{median(self.times):>10.3f}{p95:>10.3f}{max(self.times):>10.3f}"
        return f"{self.what:<60}{len(self.times):>8}{times}  {self.target}".rstrip()


@dataclass(frozen=True, kw_only=True)
class Table:
    """What was measured, and where."""

    title: str
    rows: tuple[Row, ...]

    def __str__(self) -> str:
        head = f"{'':<60}{'runs':>8}{'median':>10}{'p95':>10}{'max':>10}  target"
        return "\n".join([f"{self.title} (milliseconds)", head, *map(str, self.rows)])


def timed(work: Iterable[Callable[[], object]], rounds: int = ROUNDS) -> tuple[float, ...]:
    """How long each piece of work took in each round, after one round that does not count."""
    pieces = list(work)
    times = []
    for number in range(rounds + 1):
        for piece in pieces:
            start = perf_counter_ns()
            piece()
            if number:
                times.append((perf_counter_ns() - start) / 1e6)
    return tuple(times)


# ---------- what is measured


def cpython() -> Table:
    """The engine on this machine's Python, over all situations of the case files."""
    settled = [
        (flow_of(case.flow), settle(flow_of(case.flow), case.answers, case.today or TODAY)[0].answers, case)
        for case in ALL
    ]
    fragments = [(flow, write(answers)) for flow, answers, _ in settled]
    built = {case.flow: compiled(case.flow).artefact for case in ALL}
    return Table(
        title=f"Python {sys.version.split()[0]}, {len(settled)} situations",
        rows=(
            Row(
                what="resolve: answers to a step",
                times=timed(lambda f=flow, a=answers: resolve(f, a, TODAY) for flow, answers, _ in settled),
                target="median under 0.2",
            ),
            Row(
                what="parse: a link to answers",
                times=timed(lambda f=flow, t=text: parse(t, f) for flow, text in fragments),
            ),
            Row(
                what="view_of: a link to what the page shows",
                times=timed(lambda f=flow, t=text: browser.view_of(f, t, TODAY) for flow, text in fragments),
            ),
            Row(
                what="load: an artefact to a flow",
                times=timed((lambda t=text: artefact.load(t) for text in built.values()), rounds=20),
            ),
        ),
    )


def chromium() -> Table:
    """The questionnaire in Chromium, through the built site."""
    targets = {"answer to next question, on the page": "p95 at most 16"}
    return Table(
        title="Chromium, which-claim",
        rows=tuple(
            Row(what=what, times=tuple(times), target=targets.get(what, "")) for what, times in in_chromium().items()
        ),
    )


BENCHES: dict[str, Callable[[], Table]] = {"cpython": cpython, "chromium": chromium}
"""Name → what measures it. Add a function here, and `make bench` runs it."""


def main(names: list[str]) -> int:
    """Measure and print."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"there is no bench '{unknown[0]}'; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    for name in names or BENCHES:
        print(f"{BENCHES[name]()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
