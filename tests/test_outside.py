"""Flows of GOV.UK, as an outside test of the format: questions, options and bounds, and what must come of answers.

They are our own translation of its structure and of the expectations of its tests, without its sentences or its code.
Each expectation is one key under `expect` in `tests/outside/govuk/scenarios/`, and of `values` each value.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from ours import made_up_knowledge

from build_scripts.check.compiler import Compiled, compile_flow
from build_scripts.check.scenarios import Case, read_cases, run
from decision_tree.engine import resolve
from decision_tree.values import MARK, words_of

GOVUK = Path(__file__).parent / "outside" / "govuk"
NAMES = sorted(path.stem for path in (GOVUK / "flows").glob("*.yml"))
TODAY = date(2026, 12, 1)

EXPECTATIONS = {
    "calculate-agricultural-holiday-entitlement": 27,
    "calculate-employee-redundancy-pay": 59,
    "calculate-inheritance-tax-interest": 14,
    "calculate-married-couples-allowance": 36,
    "estimate-self-assessment-penalties": 174,
    "part-year-profit-tax-credits": 58,
    "plan-adoption-leave": 23,
    "simplified-expenses-checker": 67,
    "state-pension-age": 578,
    "towing-rules": 38,
    "vat-payment-deadlines": 51,
}
"""Flow → the number of its expectations, so that none gets lost."""


@cache
def compiled(name: str) -> Compiled:
    """The flow of this name, which has no fault."""
    return compile_flow(GOVUK / "flows" / f"{name}.yml", made_up_knowledge())


@cache
def cases(name: str) -> tuple[Case, ...]:
    """The situations of the flow of this name."""
    return tuple(read_cases(GOVUK / "scenarios" / f"{name}.yml"))


def expectations(case: Case) -> int:
    """How many expectations a situation has."""
    return sum(len(wanted) if isinstance(wanted, Mapping) else 1 for wanted in case.expect.values())


@pytest.mark.parametrize("name", NAMES)
def test_every_expectation_of_an_outside_flow_is_met(name: str) -> None:
    verdicts = list(run(cases(name), {name: compiled(name).flow}, TODAY))
    assert [str(verdict) for verdict in verdicts if verdict.differences] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_question_is_asked_when_every_value_that_it_names_is_known(name: str) -> None:
    flow = compiled(name).flow
    for case in cases(name):
        for number in range(len(case.answers) + 1):
            step = resolve(flow, dict([*case.answers.items()][:number]), case.today or TODAY)
            if step.opened:
                question = flow.questions[step.opened.question]
                offered = [option for option in question.options if option.id in step.opened.offered]
                texts = [text for it in (question, *offered) for text in it.patterns.values()]
                named = {mark[1] for text in texts for mark in MARK.finditer(text)}
                assert named <= words_of(flow, step.known).keys(), (case.id, question.id)


def test_there_are_so_many_expectations() -> None:
    assert {name: sum(map(expectations, cases(name))) for name in NAMES} == EXPECTATIONS


def test_an_expectation_that_is_not_met_is_told() -> None:
    [first, *_] = cases(NAMES[0])
    [verdict] = run(
        [replace(first, expect={"values": {}, "question": "x"})], {NAMES[0]: compiled(NAMES[0]).flow}, TODAY
    )
    assert verdict.differences
