"""The case files: situations with the answers they must get, ours and, where they are at hand, those we were given."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from ours import OURS
from walks import TODAY, flow_of

from build_scripts.check.scenarios import Case, Expected, differences, read_cases, run
from build_scripts.read.faults import BadFile
from decision_tree.engine import settle

ROOT = Path(__file__).parent.parent
SCENARIOS = sorted(OURS.scenarios.glob("*.yml"))
GIVEN = ROOT.parent / "shared" / "domain" / "cases.yml"
"""Worked out by those who asked for the site. Not in the repository, so it may be missing."""

KNOWN = {path.stem for path in OURS.flows.glob("*.yml")}
CASES = [case for path in SCENARIOS for case in read_cases(path)]
GIVEN_CASES = [case for case in (read_cases(GIVEN) if GIVEN.is_file() else []) if case.flow in KNOWN]
ALL = [*CASES, *GIVEN_CASES]


# `python -m build_scripts check` reports every case of ours that gets another answer. The tests on our own cases fail
# where something new in the flow has no case yet, and name it.


def test_a_situation_that_was_given_to_us_gets_the_answer_worked_out_for_it() -> None:
    wrong = {
        case.id: [str(one) for one in differences(case, flow_of(case.flow), case.today or TODAY)]
        for case in GIVEN_CASES
    }
    assert {id: told for id, told in wrong.items() if told} == {}


def outcome_of(case: Case) -> str | None:
    """The id of the outcome that a case ends at; None where it ends at a question."""
    step, _ = settle(flow_of(case.flow), case.answers, case.today or TODAY)
    return step.result.outcome if step.result else None


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_outcome_has_a_case_of_ours(name: str) -> None:
    lacking = set(flow_of(name).outcomes) - {outcome_of(case) for case in CASES if case.flow == name}
    assert lacking == set(), "write a situation for each: python -m build_scripts scenario add 'LINK'"


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_note_is_expected_by_a_case_of_ours_and_ruled_out_by_another(name: str) -> None:
    for key in ("notes", "notes-not"):
        keys = (key, *flow_of(name).lists)  # a list is compared as a whole, so that it rules out all others
        told = {note for case in CASES if case.flow == name for one in keys for note in case.expect.get(one, ())}
        lacking = set(flow_of(name).notes) - told
        assert lacking == set(), f"name each under '{key}' of a situation in decision_tree/scenarios/{name}.yml"


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_option_is_given_by_a_case_of_ours(name: str) -> None:
    used = {
        (question, id) for case in CASES if case.flow == name for question, ids in case.answers.items() for id in ids
    }
    asked = flow_of(name).questions.values()
    lacking = {(question.id, option.id) for question in asked for option in question.options} - used
    assert lacking == set(), "write a situation that gives each: python -m build_scripts scenario add 'LINK'"


def test_every_case_of_ours_says_what_to_file_what_pays_and_what_counts() -> None:
    lacking = {case.id: {"claims", "pays", "counts"} - set(case.expect) for case in CASES if case.flow == "which-claim"}
    assert {id: keys for id, keys in lacking.items() if keys} == {}


def test_no_two_cases_of_ours_have_the_same_id_or_the_same_title() -> None:
    assert len({case.id for case in CASES}) == len({case.title for case in CASES}) == len(CASES)


def test_a_case_names_its_sources() -> None:
    assert [case.id for case in CASES if not case.sources] == []


# ---------- that a case can fail


def case(**expect: Expected) -> Case:
    """A case of which the answer is known: presales for money, on Dynamics 365 and an Enterprise Agreement."""
    answers = {
        "area": ("business-applications",),
        "product": ("dynamics-365",),
        "channel": ("volume-licensing",),
        "work": ("presales",),
        "goal": ("incentive",),
        "circumstances": ("we-resell-the-agreement", "we-hold-influenced-revenue"),
    }
    return Case(id="x", flow="filing", title="", answers=answers, today=None, expect=expect)


def test_what_is_so_is_no_difference() -> None:
    right = case(
        **{
            "claims": ("build-intent",),
            "not": ("influenced-revenue",),
            "keeps": ("influenced-revenue",),
            "routes": (),
            "alternatives": ("dpor",),
            "pays": "if-eligible",
            "counts": "partly",
            "metrics": {"net-customer-adds": "fed", "usage-growth": "not-fed"},
            "notes": ("build-intent-deadline",),
            "notes-not": ("arbitration",),
        }
    )
    assert list(differences(right, flow_of("filing"), TODAY)) == []


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("claims", ()),
        ("claims", ("build-intent", "influenced-revenue")),
        ("claims", "unknown"),
        ("not", ("build-intent",)),
        ("keeps", ("build-intent",)),
        ("routes", ("pal",)),
        ("alternatives", ("pal",)),
        ("pays", "none"),
        ("counts", "full"),
        ("counts", "all"),
        ("metrics", {"usage-growth": "fed"}),
        ("metrics", {"usage-growth": "counted"}),
        ("metrics", {"usage": "fed"}),
        ("notes-not", ("arbitraton",)),
        ("not", ("build-intnet",)),
        ("notes", ("arbitration",)),
        ("notes-not", ("build-intent-deadline",)),
        ("verdict", "ready"),
    ],
)
def test_what_is_otherwise_is_told(key: str, wrong: Expected) -> None:
    told = list(differences(case(**{key: wrong}), flow_of("filing"), TODAY))
    assert [one.key for one in told] == [key]


def test_a_situation_that_ends_at_a_question_is_told() -> None:
    unfinished = Case(id="x", flow="filing", title="", answers={"area": ("azure",)}, today=date(2026, 1, 1), expect={})
    [told] = differences(unfinished, flow_of("filing"), TODAY)
    assert str(told) == "the answers end at question 'channel'"


def test_a_case_may_expect_a_question_its_problem_or_an_outcome() -> None:
    flow = flow_of("everything")
    early = {"paper": ("letter",), "signed": ("2031-01-01",)}
    at_question = Case(
        id="x", flow=flow.id, title="", answers=early, today=date(2026, 11, 23),
        expect={
            "question": "signed", "problem": "1 January 2031 is after today, 23 November 2026. Please check the date.",
        },
    )  # fmt: skip
    assert list(differences(at_question, flow, TODAY)) == []
    elsewhere = replace(at_question, expect={"question": "paper", "problem": "none"})
    assert [one.key for one in differences(elsewhere, flow, TODAY)] == ["question", "problem"]
    [told] = differences(case(question="channel"), flow_of("filing"), TODAY)
    assert str(told) == "question: expected channel, got none"
    [told] = differences(case(outcome="azure-csp"), flow_of("filing"), TODAY)
    assert str(told).startswith("outcome: expected azure-csp, got ")


def test_a_situation_with_another_answer_is_told_at_what_its_file_expects(tmp_path: Path) -> None:
    path = tmp_path / "cases.yml"
    path.write_text(
        "- id: a\n  flow: filing\n  title: t\n  answers: {area: azure, channel: csp-own}\n"
        "  expect: {counts: full, pays: none, claim: []}\n",
        encoding="utf-8",
    )
    [verdict] = run(read_cases(path), {"filing": flow_of("filing")}, TODAY)
    told = list(verdict.diagnostics())
    assert [(one.span.line, one.span.column, one.name) for one in told] == [
        (5, 32, "failed-scenario"),
        (5, 38, "failed-scenario"),
    ]
    assert told[0].message == "situation 'a' gets another answer: pays: expected none, got not-applicable"
    assert told[1].message == "situation 'a' cannot be tried: no answer has a 'claim'"
    assert told[1].help == "did you mean 'claims'?"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("flow: x\n", "wrong-type"),
        ("- {id: a, flow: b, title: c, answers: {}, expect: {}, colour: red}\n", "unknown-key"),
        ("- {id: a, flow: b, title: c, answers: {}}\n", "missing-key"),
        ("- {id: a, flow: b, title: c, answers: {d: {e: f}}, expect: {}}\n", "wrong-type"),
        ("- {id: a, flow: b, title: c, answers: {}, expect: {}, today: soon}\n", "wrong-type"),
        ("- {id: a\n", "yaml-syntax"),
    ],
)
def test_a_case_file_that_cannot_be_read_is_told_with_its_place(tmp_path: Path, text: str, name: str) -> None:
    path = tmp_path / "cases.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        read_cases(path)
    assert caught.value.diagnostics[0].name == name
