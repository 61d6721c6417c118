"""Readers whom an edit concerns: edits of a small flow that one reader alone notices, and the parts told otherwise."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from random_flows import Edition, changed
from test_edit_law import disagreement
from walks import TODAY, made_up_knowledge

from build_scripts.check.differences import difference
from build_scripts.read.flow import read_flow
from decision_tree.model import Flow, Limit

TEXT = """\
flow: made-up
title: Made up
start: signed
cases: {abroad: {extras: abroad}}
questions:
  signed: {ask: A, short: S, date: {bands: {new: {within: 30 days}, stale: otherwise}}, goto: area}
  area:
    ask: A
    short: S
    options: {near: {label: L, goto: decide}, far: {label: L, goto: work}, sea: {label: L, goto: yes}}
  work:
    ask: A
    short: S
    options: {much: {label: L, goto: extras}, little: {label: L, goto: decide}, none: {label: L, goto: no}}
  extras:
    ask: A
    short: S
    choose: several
    empty: true
    options: {held: {label: L}, abroad: {label: L, only-when: {signed: new}}, quiet: {label: L}}
    goto: decide
tables:
  decide:
    hit: first
    rows:
      - {when: {area: near, signed: new}, goto: yes}
      - {when: {area: near}, goto: no}
      - {when: {extras: quiet}, goto: no}
      - {when: {extras: held}, goto: yes}
      - {when: {}, goto: yes}
outcomes:
  yes:
    title: Yes
    answer: Yes.
    claims: {are: [build-intent], because: So., grade: microsoft-several, sources: [S04, S06]}
    pays: {is: if-eligible, because: So., grade: inferred, sources: [S04]}
    credit: dynamics-365
    revisions: [{on: 2026-11-23, what: First published.}]
  no:
    title: No
    answer: No.
    claims: {are: [], because: So., grade: inferred, sources: [S04]}
    pays: {is: none, because: So., grade: inferred, sources: [S04]}
    credit: dynamics-365
    revisions: [{on: 2026-11-23, what: First published.}]
notes:
  sea: {title: T, when: {area: sea}, text: T., grade: inferred, sources: [S04], effect: {claims: less-sure},
        headline: {title: Sail, answer: Sail.}}
  held: {title: T, when: {extras: held}, text: T., grade: inferred, sources: [S04],
         effect: {keep: [build-intent], pays: {if-eligible: none}}}
  abroad: {title: T, when: {extras: abroad}, text: T., grade: inferred, sources: [S04],
           effect: {pays: {if-eligible: unknown}}}
  quiet: {title: T, when: {extras: quiet}, text: T., grade: inferred, sources: [S04]}
"""


def small() -> Edition:
    """A flow in which people come to the same answer by different ways."""
    known = made_up_knowledge()
    flow = read_flow(TEXT, known.designations, known.counting, known.editions, known.grades).flow
    assert flow is not None
    limit = Limit(within=90, unit="days", said_by="a page", grade="inferred", sources=("S04",))
    return Edition(flow=flow, limits={"build-intent": (limit,)})


def with_row(flow: Flow, row: int, **parts: Any) -> Flow:
    rows = flow.tables["decide"].rows
    return changed(
        flow,
        "tables",
        "decide",
        rows=tuple(replace(it, **parts) if number == row else it for number, it in enumerate(rows)),
    )


def within(flow: Flow, days: int) -> Flow:
    new, stale = flow.questions["signed"].bands
    return changed(flow, "questions", "signed", bands=(replace(new, within=days), stale))


def with_goto(flow: Flow, question: str, option: str, goto: str) -> Flow:
    options = (replace(it, goto=goto) if it.id == option else it for it in flow.questions[question].options)
    return changed(flow, "questions", question, options=tuple(options))


def with_rows_swapped(flow: Flow) -> Flow:
    *others, quiet, held, rest = flow.tables["decide"].rows
    return changed(flow, "tables", "decide", rows=(*others, held, quiet, rest))


def with_notes_in_another_order(flow: Flow) -> Flow:
    return replace(flow, notes={id: flow.notes[id] for id in ("abroad", "held", "sea", "quiet")})


def with_another_grade(flow: Flow) -> Flow:
    return changed(flow, "outcomes", "yes", claims=replace(flow.outcomes["yes"].claims, grade="microsoft-one"))


EDITS: dict[str, tuple[Callable[[Flow], Flow], set[str]]] = {
    "days between two limits": (
        lambda flow: within(flow, 33),
        {"no ends", "no case abroad", "no note abroad", "yes case abroad", "yes note abroad", "yes pays"},
    ),
    "two notes that change the same": (with_notes_in_another_order, {"yes pays"}),
    "two rows that both match": (with_rows_swapped, {"no ends"}),
    "a grade that a note hides from some": (with_another_grade, {"yes claims sure"}),
    "a title that a note hides from some": (lambda flow: changed(flow, "outcomes", "yes", title="Do"), {"yes title"}),
    "one way of several to an answer": (lambda flow: with_row(flow, 4, goto="no"), {"yes ends"}),
    "questions that are asked now": (
        lambda flow: with_goto(flow, "area", "sea", "extras"),
        {f"yes {it}" for it in ("ends", "case abroad", "note abroad", "note held", "keeps", "claims", "pays")}
        | {"yes deadline build-intent"},
    ),
    "a case": (
        lambda flow: replace(flow, cases={"abroad": flow.notes["quiet"].when}),
        {"yes case abroad", "no case abroad"},
    ),
}


@pytest.mark.parametrize("what", EDITS)
def test_whom_an_edit_concerns(what: str) -> None:
    edit, parts = EDITS[what]
    before = small()
    now = replace(before, flow=edit(before.flow))
    assert before.passes() and now.passes()
    assert disagreement(before, now) == (set(), set())
    found = difference(before.compiled, now.compiled, TODAY)
    assert {f"{effect.outcome} {effect.part}" for effect in found.effects} == parts
