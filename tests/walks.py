"""Flows to walk through, and answers to walk with: every path there is, and paths drawn at random."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from ours import OURS, made_up_knowledge, our_knowledge

from build_scripts.check.compiler import Compiled, compile_flow
from build_scripts.read.knowledge import Knowledge
from decision_tree.engine import Step, resolve
from decision_tree.kinds import range_of
from decision_tree.model import Flow, Question

Given = dict[str, tuple[str, ...]]
"""Answers: question id → option ids, or one date."""

TODAY = date(2026, 11, 23)

PLACES = {path.stem: path for folder in (OURS.flows, Path(__file__).parent / "flows") for path in folder.glob("*.yml")}
"""Name of a flow → its file: the flows of the site, and those made up for tests."""

NAMES = sorted(PLACES)

modest = settings(max_examples=120, deadline=None, derandomize=True, database=None)
"""A hundred examples, the same in every run."""

MOST_SUBSETS = 4
"""Options of a several choice of which every subset is tried; of more, none, each, and every two."""


@cache
def compiled(name: str) -> Compiled:
    """A flow with what is made of it."""
    return compile_flow(PLACES[name], knowledge_of(name))


def knowledge_of(name: str) -> Knowledge:
    """The knowledge that belongs to a flow: the site's, or what is made up as the flow is."""
    return our_knowledge() if PLACES[name].parent == OURS.flows else made_up_knowledge()


def flow_of(name: str) -> Flow:
    """A flow."""
    return compiled(name).flow


# ---------- every path


@cache
def every_path(name: str, rules: date = TODAY) -> tuple[tuple[Given, Step], ...]:
    """All answers that lead to an outcome by the rules of a day, each with the step they lead to."""
    return tuple(paths(flow_of(name), {}, rules))


def times(name: str) -> list[date]:
    """A day of each time in which the rules of a flow are the same: today, and each day on which they change."""
    return [TODAY, *map(date.fromisoformat, flow_of(name).days)]


def every_path_of_all_times(name: str) -> Iterator[tuple[Given, Step, date]]:
    """All answers that lead to an outcome at some time, each with the step they lead to and a day of that time."""
    for day in times(name):
        yield from ((given, step, day) for given, step in every_path(name, day))


def paths(flow: Flow, given: Given, rules: date) -> Iterator[tuple[Given, Step]]:
    """All that can follow these answers."""
    step = resolve(flow, given, TODAY, rules=rules)
    if step.opened is None:
        yield given, step
        return
    assert step.opened.problem is None
    question = flow.questions[step.opened.question]
    for answer in answers_to(question, step.opened.offered):
        yield from paths(flow, {**given, question.id: answer}, rules)


def answers_to(question: Question, offered: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The answers that a question takes; of dates some in each band and on its edges."""
    if question.kind == "date":
        for days in (0, 17, 18, 20, 21, 30, 31, 364, 365, 366, 4000):
            yield (days_ago(days),)
    elif question.kind == "number":
        for band in question.bands:
            yield from ((str(number),) for number in range_of(question, band.id))
    elif question.kind == "one":
        yield from ((id,) for id in offered)
    else:
        yield from ((id,) for id in offered if id in question.alone)
        free = [id for id in offered if id not in question.alone]
        most = len(free) if len(free) <= MOST_SUBSETS else 2
        for size in range(0 if question.empty else 1, most + 1):
            yield from combinations(free, size)


def days_ago(days: int) -> str:
    """A day before today, as answers give it."""
    return (TODAY - timedelta(days=days)).isoformat()


# ---------- some path


@st.composite
def walks(draw: st.DrawFn, flow: Flow) -> Given:
    """Answers from the start to an outcome, in which also three circumstances and more come together."""
    given: Given = {}
    while (opened := resolve(flow, given, TODAY).opened) is not None:
        given[opened.question] = draw(some_answer(flow.questions[opened.question], opened.offered))
    return given


def some_answer(question: Question, offered: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """An answer that the question takes."""
    if question.kind == "date":
        return st.integers(0, 4000).map(lambda days: (days_ago(days),))
    if question.kind == "number":
        return st.integers(question.at_least, question.at_most).map(lambda number: (str(number),))
    if question.kind == "one":
        return st.sampled_from(offered).map(lambda id: (id,))
    free = [id for id in offered if id not in question.alone]
    several = st.lists(st.sampled_from(free), min_size=not question.empty, unique=True).map(tuple)
    return st.one_of(several, *(st.just((id,)) for id in offered if id in question.alone))


@st.composite
def beginnings(draw: st.DrawFn, flow: Flow) -> Given:
    """The first answers of a walk: none, some or all."""
    whole = list(draw(walks(flow)).items())
    return dict(whole[: draw(st.integers(0, len(whole)))])


def anything(flow: Flow) -> st.SearchStrategy[Given]:
    """Answers that nobody has checked: known and unknown questions, options of other questions, any text."""
    ids = [id for question in flow.questions.values() for id in question.answers]
    word = st.sampled_from([*ids, "", "2026-11-23", "2030-01-01", "0000-00-00", "__proto__"]) | st.text(max_size=12)
    question = st.sampled_from([*flow.questions, flow.start]) | word
    return st.dictionaries(question, st.lists(word, max_size=3).map(tuple), max_size=9)
