"""The same answers under Pyodide as under CPython: one file of requests, both engines, the same bytes."""

import json
import subprocess
from collections.abc import Iterator
from datetime import date
from itertools import combinations, count
from pathlib import Path
from typing import Any

import pytest
from filing import words
from ours import OURS
from test_links import APPENDED, BEHIND, CANONICAL, GAPS, HOSTILE, OVERSIZED
from test_scenarios import ALL
from walks import NAMES, TODAY, Given, compiled, days_ago, every_path, every_path_of_all_times, flow_of

from build_scripts import toolchain
from build_scripts.python.packer import snapshot, trimmed
from decision_tree import artefact, browser
from decision_tree.engine import resolve, settle
from decision_tree.links import write, write_product

pytestmark = pytest.mark.slow

PARITY = Path(__file__).parent / "parity"


def request(flow: str, fragment: str, today: date = TODAY, **more: object) -> str:
    """What the page asks the worker."""
    return json.dumps({"flow": flow, "fragment": fragment, "today": today.isoformat(), **more})


# ---------- the requests


def cases() -> Iterator[str]:
    """Every situation of the case files: as it is written, and as a link would carry it to the answer."""
    for case in ALL:
        today = case.today or TODAY
        step, _ = settle(flow_of(case.flow), case.answers, today)
        yield request(case.flow, "#" + write(case.answers), today)
        yield request(case.flow, "#" + write(step.answers) + f"&on={TODAY}", today, answers={"area": "azure", "x": "y"})


def states(name: str) -> dict[int, tuple[Given, date]]:
    """The shortest answers that lead to each state of the graph, by the state's number, and a day on which they do."""
    graph: list[dict] = compiled(name).states
    found: dict[int, tuple[Given, date]] = {0: ({}, TODAY)}
    values = {question.id for question in flow_of(name).questions.values() if question.bands}
    for answers, step, today in every_path_of_all_times(name):
        begins = graph[0].get("from", {"": 0})
        state, given = begins[max(day for day in begins if day <= today.isoformat())], {}
        found.setdefault(state, (given, today))
        for hop in step.path:
            here = graph[state]
            if hop.question in values:
                state = here["bands"][next(iter(hop.chosen))]
            elif here["kind"] == "one":
                state = here["to"][hop.answer[0]]
            else:
                state = next(
                    one["to"]
                    for one in here["classes"]
                    if set(one["with"]) <= hop.chosen and hop.chosen.isdisjoint(one["without"])
                )
            given = {**given, hop.question: answers[hop.question]}
            if state not in found or len(given) < len(found[state][0]):
                found[state] = given, today
    assert set(found) == set(range(len(graph)))
    return found


def every_state(name: str) -> Iterator[str]:
    """A representative of every merged state, and each of its answers opened again."""
    for given, today in states(name).values():
        yield request(name, write(given), today)
        for question in given:
            yield request(name, f"{write(given)}&at={question}", today)


def some_paths(name: str) -> Iterator[str]:
    """Every 29th path, for the notes on answers that decide nothing: states do not tell these apart."""
    paths = list(every_path_of_all_times(name))
    yield from (request(name, write(step.answers), today) for _, step, today in paths[::29])


def circumstances(name: str) -> Iterator[str]:
    """Wherever circumstances are asked: none, each, and every two of those offered there."""
    flow = flow_of(name)
    for given, today in states(name).values():
        opened = resolve(flow, given, today).opened
        if opened is not None and flow.questions[opened.question].empty:
            for size in range(3):
                for chosen in combinations(opened.offered, size):
                    yield request(name, write({**given, opened.question: chosen}), today)


def dates() -> Iterator[str]:
    """Dates on the edges of their bands, leap days, and what is no date."""
    for today in (TODAY, date(2025, 2, 28), date(2024, 2, 29), date(2026, 11, 21), date(2026, 11, 22)):
        for day in ["2024-02-29", "2023-02-28", "2026-11-20", *(days_ago(days) for days in range(0, 40, 3))]:
            for given in (f"paper=letter&signed={day}", f"paper=mail&asked={day}"):
                yield request("everything", given, today)
                yield request("everything", f"{given}&sure=no&circumstances=quiet", today)
    for said in ("", "soon", "2026-13-01", "2025-02-29", "2026-W47-1", "２０２６-11-01", "9999-12-31", "0001-01-01"):
        yield request("everything", f"paper=letter&signed={said}")


def hostile() -> Iterator[str]:
    """What strangers and forums make of links."""
    for said in HOSTILE:
        for fragment in (f"area={said}&channel=csp-own", f"{said}=x&area=azure", f"area=azure&{said}"):
            yield request("which-claim", fragment)
    for text in (*BEHIND, *(f"&{more}" for more in APPENDED), "%", "%zz", "%E0%A4%A", "%C0%AF", "&amp;amp;on=x"):
        yield request("which-claim", CANONICAL + text)
    for gap in GAPS:
        yield request("which-claim", CANONICAL.replace("-", f"-{gap}").title())
    for name in ("a value", "many keys", "other choices"):
        yield request("which-claim", OVERSIZED[name])
    yield request("which-claim", "area=security-microsoft-365&work=adoption,none-of-these&goal=both")
    yield request("which-claim", "area=azure&channel=perpetual")


def plans() -> Iterator[str]:
    """Plans of two and of nine products, what their links carry besides, and what strangers make of them."""
    every = [
        write_product(number % 9 + 1, step.answers, step.result)
        for number, (_, step) in enumerate(every_path("which-claim")[::97])
    ]
    for size in (2, 9):
        for first in range(0, len(every) - size, size):
            yield request("which-claim", f"{'&'.join(every[first : first + size])}&on={TODAY}", plan=True)
            yield request("which-claim", f"{'&'.join(every[first : first + size])}&area=azure")
    for said in HOSTILE:
        yield request("which-claim", f"1={said}&1.area={said}&2.{said}=azure&3.area=azure", plan=True)


def requests() -> list[str]:
    """All of them, each once."""
    parts = [cases(), dates(), hostile(), plans()]
    parts += [part(name) for name in NAMES for part in (every_state, some_paths, circumstances)]
    return list(dict.fromkeys(one for part in parts for one in part))


# ---------- both engines


def artefacts() -> list[str]:
    """What both are given: the flows, and the words that plans are told in."""
    return [*(compiled(name).artefact for name in NAMES), artefact.dump_wording(words("which-claim"))]


@pytest.fixture(scope="module")
def asked() -> list[str]:
    """The requests."""
    return requests()


def run_parity(folder: Path) -> dict[str, Any]:
    """Let Node answer the requests of a folder, from the snapshot that the site ships, and return what it tells."""
    done = subprocess.run(
        [toolchain.node() / "node", PARITY / "parity.mjs", folder, trimmed(OURS), snapshot(OURS)],
        capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def folder(asked: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Node is given."""
    folder = tmp_path_factory.mktemp("parity")
    (folder / "artefacts.jsonl").write_text("\n".join(artefacts()), encoding="utf-8")
    (folder / "requests.jsonl").write_text("\n".join(asked), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def told(folder: Path) -> dict[str, Any]:
    """What Node told of its run. It starts once for all requests."""
    return run_parity(folder)


@pytest.fixture(scope="module")
def under_pyodide(asked: list[str], folder: Path, told: dict[str, Any]) -> list[str]:
    """What the engine said in WebAssembly, from the snapshot that the site ships."""
    times = {name: told[name] for name in ("pyodide", "boot", "load", "views")}
    print(f"{len(asked)} requests; {times}")  # noqa: T201 - shown with -rP
    return (folder / "results.jsonl").read_text(encoding="utf-8").split("\n")


@pytest.fixture(scope="module")
def under_cpython(asked: list[str]) -> list[str]:
    """What the engine says here."""
    for loaded in artefacts():
        browser.load(loaded)
    return [(browser.plan_of if json.loads(one).get("plan") else browser.view)(one) for one in asked]


def test_both_engines_say_the_same_in_the_same_bytes(
    asked: list[str], under_pyodide: list[str], under_cpython: list[str]
) -> None:
    assert len(under_pyodide) == len(asked)
    for number, request, there, here in zip(count(), asked, under_pyodide, under_cpython, strict=False):
        assert there == here, f"request {number}: {request[:300]}"


def test_the_requests_reach_every_state_outcome_note_and_kind_of_problem(
    asked: list[str], under_cpython: list[str]
) -> None:
    assert len(asked) > 1000
    told = [json.loads(view) for view in under_cpython]
    assert sum("fewest" in view for view in told) > 50
    views = [view for view in told if "fewest" not in view]
    for name in NAMES:
        flow, mine = flow_of(name), [view for view in views if view["flow"] == name]
        assert {view["question"] for view in mine} - {None} == set(flow.questions)
        assert {view["outcome"] for view in mine} - {None} == set(flow.outcomes)
        assert {note for view in mine for note in view.get("notes", ())} == set(flow.notes)
    assert sum(bool(view["problems"]) for view in views) > 40
    assert sum(bool(view["problem"]) for view in views) > 5


def test_an_exception_is_told_in_the_words_of_python_although_there_is_no_library(told: dict[str, Any]) -> None:
    assert told["told"] == "PythonError: json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)"
