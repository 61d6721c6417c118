"""What values can come to: whatever readers answer, the checks have looked at the bands that their answers lead to."""

import json
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ours import ROOT, made_up_knowledge

from build_scripts import toolchain
from build_scripts.check import paths
from build_scripts.check.amounts import possible_bands, range_of_term
from build_scripts.check.compiler import Compiled, compile_flow
from build_scripts.check.readers import Readers
from build_scripts.check.walk import Situation
from build_scripts.read.knowledge import read_knowledge
from decision_tree.engine import Step, headline_of, resolve
from decision_tree.kinds import DateValue, kind_of, range_of, written_number
from decision_tree.model import TODAY, Question

EXAMPLES = ROOT / "decision_tree" / "examples"
PLACES = {
    path.stem: path
    for path in (
        EXAMPLES / "flows" / "with-values.yml",
        *(ROOT / "tests" / "outside" / "govuk" / "flows").glob("*.yml"),
    )
}
NAMES = sorted(PLACES)


@cache
def compiled(name: str) -> Compiled:
    """A flow whose values have bands or limits, with what is made of it."""
    path: Path = PLACES[name]
    return compile_flow(
        path, read_knowledge(EXAMPLES / "knowledge") if EXAMPLES in path.parents else made_up_knowledge()
    )


DAYS = st.dates(date(1988, 10, 6), date(2035, 12, 31))


@st.composite
def answered(draw: st.DrawFn, name: str) -> Step:
    """Where random answers lead: to an outcome, or to a question that accepts no answer that was tried."""
    flow, today = compiled(name).flow, draw(st.sampled_from([date(2026, 12, 1), date(2019, 2, 28), date(2024, 8, 31)]))
    answers: dict[str, tuple[str, ...]] = {}
    while True:
        step = resolve(flow, answers, today)
        if step.opened is None:
            return step
        question = flow.questions[step.opened.question]
        for _ in range(12):
            given_now = {**answers, question.id: (draw(value(question, step, today)),)}
            if not (tried := resolve(flow, given_now, today)).opened or tried.opened.question != question.id:
                answers = given_now
                break
        else:
            return step


def value(question: Question, step: Step, today: date) -> st.SearchStrategy[str]:
    """An answer to a question, often one near a day that is known by then."""
    kind = kind_of(question)
    if kind.named:
        return st.sampled_from(question.answers)
    if isinstance(kind, DateValue):
        known = [today, *(it for it in step.known.values() if isinstance(it, date) and date.min < it < date.max)]
        near = st.builds(
            lambda day, more: day + timedelta(days=more) if 1900 < day.year < 9000 else day,
            st.sampled_from(known),
            st.integers(-40, 400),
        )
        ends = near.map(lambda day: (day.replace(day=1) - timedelta(days=1)) if question.month_ends else day)
        return st.one_of(ends, DAYS).map(kind.written)
    first, last = range_of(question, question.bands[0].id)[0], range_of(question, question.bands[-1].id)[1]
    small = st.integers(first, min(last, first + 120))
    return st.one_of(small, st.integers(first, last)).map(lambda number: written_number(question, number))


def way_of(one: Compiled, step: Step) -> Iterator[Situation]:
    """The situations of the walk that a reader comes through, by the answers and the bands of values."""
    walk, flow = one.walk, one.flow
    bands = {hop.question: hop.chosen for hop in step.path} | dict(step.banded)
    here = walk.start
    while True:
        yield here
        if here.node in flow.outcomes or (step.opened and here.node == step.opened.question):
            return
        _, ways = walk.found[here.key]  # those of all situations that were merged with this one
        if here.node in flow.tables:
            [taken] = ways
        else:
            [taken] = [way for way in ways if way.chosen == bands[here.node]]
        here = taken.to


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_the_walk_has_the_way_of_every_reader(name: str, data: st.DataObject) -> None:
    one, step = compiled(name), data.draw(answered(name))
    assert TODAY not in one.flow.values
    for here in way_of(one, step):
        found, _ = one.walk.found[here.key]
        assert found.node == here.node
    if step.result:
        assert here.node == step.result.outcome


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_what_an_answer_comes_to_is_in_the_range_that_was_worked_out(name: str, data: st.DataObject) -> None:
    one, step = compiled(name), data.draw(answered(name))
    seen = {hop.question: hop.chosen for hop in step.path} | dict(step.banded)
    for id, amount in step.known.items():
        first, last = range_of_term(one.flow, id, seen)
        point = amount.toordinal() if isinstance(amount, date) else amount[0] / amount[1]
        assert first - 0.001 <= point <= last + 0.001, (id, amount, first, last)


def test_bands_that_no_answer_can_lead_to_are_left_out() -> None:
    flow = compiled("with-values").flow
    sent = {"last-month": frozenset({"first-half"}), "sent": frozenset({"in-time"})}
    assert possible_bands(flow, "days-late", sent) == ("none-late",)
    late = {**sent, "sent": frozenset({"late"})}
    assert possible_bands(flow, "days-late", late) == ("some", "many")
    assert possible_bands(flow, "sent", {}) == ("in-time", "late")


SUM = """
flow: sums
title: How much is it?
start: first
questions:
  first: {ask: One?, short: One, number: {bands: {low: {up-to: 10}, high: otherwise}}, at-most: 20, goto: second}
  second: {ask: Two?, short: Two, number: {bands: {any-number: otherwise}}, at-most: 10, goto: decide}
values:
  both:
    sum: [first, second]
    short: Both
    bands: {small: {up-to: 10}, middle: {up-to: 20}, large: otherwise}
    unknown: some
tables:
  decide:
    hit: unique
    rows:
      - {when: {both: [small, middle]}, goto: little}
      - {when: {both: large}, goto: much}
facts:
  size: {title: Is it much?, words: {so: {label: "Yes"}, not-so: {label: "No"}}}
outcomes:
  little:
    title: It is little
    answer: So it is.
    says: {size: {is: not-so, because: So., grade: inferred, sources: [S04]}}
    revisions: [{on: 2026-12-01, what: First published.}]
  much:
    title: It is much
    answer: So it is.
    says: {size: {is: so, because: So., grade: inferred, sources: [S04]}}
    revisions: [{on: 2026-12-01, what: First published.}]
"""


def test_answers_that_lead_to_other_bands_are_told_apart_although_no_condition_names_them(tmp_path: Path) -> None:
    path = tmp_path / "sums.yml"
    path.write_text(SUM, encoding="utf-8")
    one = compile_flow(path, made_up_knowledge())
    assert one.states == [
        {"question": "first", "kind": "number", "bands": {"low": 4, "high": 1}},
        {"question": "second", "kind": "number", "bands": {"any-number": 2}},
        {"value": "both", "bands": {"middle": 5, "large": 3}},
        {"outcome": "much"},
        {"question": "second", "kind": "number", "bands": {"any-number": 5}},
        {"outcome": "little"},
    ]
    assert paths.text_of(one).splitlines()[2:] == [
        "first: low → little",
        "first: high · both: middle → little",
        "first: high · both: large → much",
    ]


@pytest.mark.slow
def test_the_page_reads_amounts_in_links_and_asks_the_engine_where_the_band_of_a_value_decides() -> None:
    states = [
        {"question": "way", "kind": "one", "offered": ["a"], "to": {"a": 1}},
        {"value": "both", "bands": {"middle": 2, "large": 2}},
        {"outcome": "much"},
    ]
    module = (ROOT / "docs/assets/questionnaire/address/states.js").as_uri()
    code = f"""
    Object.assign(globalThis, {{ document: {{ querySelector: () => null }}, HTMLLinkElement: Object }});
    const {{ follow, join, split }} = await import("{module}");
    const states = {json.dumps(states)};
    const at = (answers) => follow({{ states, rules: new Map() }}, new Map(Object.entries(answers)));
    const links = ["bill=1250.50&area=a", "bill=1250.50.", "bill=.", "2.bill=0.05&area=a"].map(split);
    const read = links.map((link) => link && [join(link.answers), link.carried]);
    console.log(JSON.stringify([at({{}}).question, at({{ way: ["a"] }}), ...read]));
    """
    command = [toolchain.node() / "node", "--input-type=module", "--eval", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    links = [["bill=1250.50&area=a", ""], None, None, ["area=a", "2.bill=0.05"]]
    assert json.loads(done.stdout) == ["way", None, *links]


# ---------- what an edit does to readers


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("some: 100,", "some: 200,", "costs"),
        ("some: {up-to: 30}", "some: {up-to: 60}", "costs"),
        ("by: 30 days", "by: 29 days", "costs"),
        ("in: {old-rules: 1000", "in: {old-rules: 999", ""),
        ("small: {up-to: 999.99}", "small: {up-to: 999.98}", "costs"),
    ],
)
def test_readers_are_found_on_both_sides_of_a_limit_that_was_moved(
    was: str, now: str, told: str, tmp_path: Path
) -> None:
    before, path = compiled("with-values"), tmp_path / "with-values.yml"
    text = PLACES["with-values"].read_text(encoding="utf-8")
    assert text.count(was) == 1
    path.write_text(text.replace(was, now), encoding="utf-8")
    after = compile_flow(path, read_knowledge(EXAMPLES / "knowledge"))
    readers = Readers(before, after, date(2026, 12, 1))
    differing = {
        step.result.outcome
        for step, other in readers.steps.values()
        if step.result and other.result
        if headline_of(before.flow, step.result) != headline_of(after.flow, other.result)
    }
    assert (told in differing) if told else readers.situations
