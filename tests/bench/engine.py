"""How long our engine takes on this machine's Python."""

import sys
from collections.abc import Callable, Iterable
from time import perf_counter_ns

from test_scenarios import ALL
from walks import TODAY, compiled, flow_of

from bench.tables import Row, Table, Target
from decision_tree import artefact, browser
from decision_tree.engine import resolve, settle
from decision_tree.links import parse, write

ROUNDS = 50


def timed(work: Iterable[Callable[[], object]], rounds: int = ROUNDS) -> tuple[float, ...]:
    """How long each piece of work took in each round, in milliseconds, after one round that does not count."""
    pieces = list(work)
    times = []
    for number in range(rounds + 1):
        for piece in pieces:
            start = perf_counter_ns()
            piece()
            if number:
                times.append((perf_counter_ns() - start) / 1e6)
    return tuple(times)


def cpython(rounds: int) -> list[Table]:
    """The engine over all situations of the case files."""
    settled = [
        (flow_of(case.flow), settle(flow_of(case.flow), case.answers, case.today or TODAY)[0].answers) for case in ALL
    ]
    fragments = [(flow, write(answers)) for flow, answers in settled]
    built = {case.flow: compiled(case.flow).artefact for case in ALL}
    resolving = (lambda f=flow, a=answers: resolve(f, a, TODAY) for flow, answers in settled)
    parsing = (lambda f=flow, t=text: parse(t, f) for flow, text in fragments)
    viewing = (lambda f=flow, t=text: browser.view_of(f, t, TODAY) for flow, text in fragments)
    loading = (lambda t=text: artefact.load(t) for text in built.values())
    many, few = rounds or ROUNDS, rounds or 20
    return [
        Table(
            group="The engine on Python (ms)",
            title=f"Python {sys.version.split()[0]}, {len(settled)} situations",
            digits=3,
            p95=True,
            rows=(
                Row(what="resolve answers", values=timed(resolving, many), target=Target(of="median", limit=0.2)),
                Row(what="parse a link", values=timed(parsing, many)),
                Row(what="view of a link", values=timed(viewing, many)),
                Row(what="load an artefact", values=timed(loading, few)),
            ),
        )
    ]
