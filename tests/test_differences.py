"""What an edit does: every reader who is told something else is found, and no other; the command says it in words."""

import json
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from conftest import Copy
from hypothesis import given, settings
from hypothesis import strategies as st
from walks import TODAY, compiled, flow_of, paths

from build_scripts.check.differences import NOT_SHOWN, difference, told
from build_scripts.check.walk import Walk
from decision_tree.engine import settle
from decision_tree.links import write
from decision_tree.model import Flow

few = settings(max_examples=20, deadline=None, derandomize=True, database=None)


# ---------- a law over edits


@st.composite
def edited(draw: st.DrawFn, flow: Flow) -> Flow:
    """A flow with one rule, condition, effect or fact changed."""
    outcome, other = draw(st.permutations(list(flow.outcomes.values())))[:2]
    note, another = draw(st.permutations(list(flow.notes.values())))[:2]
    table = flow.tables["decide"]
    row = draw(st.integers(0, len(table.rows) - 1))
    rows = tuple(replace(it, goto=outcome.id) if number == row else it for number, it in enumerate(table.rows))
    sure = flow.questions["sure"]
    always = tuple(replace(option, only_when=None) for option in sure.options)
    return draw(
        st.sampled_from(
            [
                replace(flow, tables={**flow.tables, "decide": replace(table, rows=rows)}),
                replace(flow, notes={**flow.notes, note.id: replace(note, when=another.when)}),
                replace(flow, notes={**flow.notes, note.id: replace(note, effect=another.effect)}),
                replace(flow, notes={id: it for id, it in flow.notes.items() if id != note.id}),
                replace(flow, outcomes={**flow.outcomes, outcome.id: replace(outcome, pays=other.pays)}),
                replace(flow, outcomes={**flow.outcomes, outcome.id: replace(outcome, title="Another title")}),
                replace(flow, questions={**flow.questions, "sure": replace(sure, options=always)}),
            ]
        )
    )


@pytest.mark.slow
@few
@given(st.data())
def test_an_edit_tells_every_reader_whom_it_concerns_and_no_other(data: st.DataObject) -> None:
    before = flow_of("everything")
    now = data.draw(edited(before))
    found = difference(edition(before), edition(now), TODAY)  # type: ignore[arg-type]
    assert {(it.outcome, it.part, it.before, it.now) for it in found.effects} == by_every_path(before, now)
    assert all(effect.links for effect in found.effects)


def edition(flow: Flow) -> SimpleNamespace:
    """A flow with its walk, as the comparison takes it; whether it passes every check is of no matter here."""
    return SimpleNamespace(flow=flow, walk=Walk(flow), limits={})


def by_every_path(before: Flow, now: Flow) -> set[tuple[str, str, str, str]]:
    """Differences that readers of all answers see, each answered by the engine of both editions."""
    found = set()
    for answers in {write(answers): answers for flow in (before, now) for answers, _ in paths(flow, {})}.values():
        was, new = (told(edition(flow), settle(flow, answers, TODAY)[0]) for flow in (before, now))  # type: ignore[arg-type]
        for part in ["ends"] if was["ends"] != new["ends"] else {*was, *new}:
            pair = was.get(part, NOT_SHOWN), new.get(part, NOT_SHOWN)
            if pair[0] != pair[1]:
                found.add((was["ends"], part, *pair))
    return found


def test_the_same_rules_are_not_compared_at_all() -> None:
    found = difference(compiled("everything"), compiled("everything"), TODAY)
    assert (found.edits, found.effects, found.situations) == ((), (), 0)


# ---------- the command


def test_without_an_edit_nothing_is_told(versioned: Copy) -> None:
    done = versioned.run("diff")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "everything: the rules are the same",
        "small: the rules are the same",
        "",
        "knowledge: the same",
        "",
        "links: 0 of 0 pasted ones mean something else",
        "",
        "scenarios: 0 get another answer than they must",
    ]


def test_an_edit_is_told_with_whom_it_concerns_and_what_is_still_to_write(versioned: Copy) -> None:
    text = versioned.flow.read_text(encoding="utf-8")
    pays = "pays: {is: if-eligible"
    assert pays in text
    versioned.flow.write_text(text.replace(pays, "pays: {is: unknown"), encoding="utf-8")
    lines = versioned.run("diff").stdout.splitlines()
    assert "small: 1 value changed in the rules" in lines
    assert "  outcomes.claim.pays.value: if-eligible → unknown" in lines
    at = lines.index("  “File a claim” claim")
    assert lines[at + 1] == "    1 situation, such as http://127.0.0.1:8000/small/#area=other&work=presales"
    assert lines[at + 2] == "      Payment: Pays, if you are eligible → Not known"
    at = lines.index('with: python -m build_scripts revise --what "…"')
    assert re.fullmatch(r"  outcomes\.claim, decision_tree/flows/small\.yml:\d+", lines[at - 1])
    assert "readers: 1 of 2 distinct situations are told something else" in lines
    told = json.loads(versioned.run("diff", "--format", "json").stdout)
    [small] = [flow for flow in told["flows"] if flow["flow"] == "small"]
    assert [effect["part"] for effect in small["effects"]] == ["pays"]
    assert [one["entry"] for one in told["revisions"]] == ["outcomes.claim"]


def test_a_flow_that_is_new_and_one_that_is_gone_are_told(versioned: Copy) -> None:
    text = versioned.flow.read_text(encoding="utf-8")
    versioned.flow.with_name("other.yml").write_text(text.replace("flow: small", "flow: other", 1), encoding="utf-8")
    versioned.flow.unlink()
    lines = versioned.run("diff").stdout.splitlines()
    assert lines[:3] == ["everything: the rules are the same", "other: a new flow", "small: the flow is gone"]
    told = json.loads(versioned.run("diff", "--format", "json").stdout)
    assert (told["new"], told["gone"]) == (["other"], ["small"])


def test_a_revision_that_nobody_has_is_a_sentence(versioned: Copy) -> None:
    done = versioned.run("diff", "nowhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: the rules of 'nowhere' cannot be had")
