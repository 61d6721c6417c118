"""Parts of conditions that no answers meet, compared with everybody's answers."""

from itertools import combinations
from random import Random

import pytest
from random_flows import random_condition, random_edition, random_test
from test_edit_law import days_that_differ, everybody
from walks import TODAY

from build_scripts.check import impossible
from build_scripts.check.impossible import readers_at, together, unmet, unmet_tests
from decision_tree.engine import resolve, seen
from decision_tree.model import TODAY as THE_DAY
from decision_tree.model import Chosen, Condition, Flow, Option, Outcome, Question, Test

CONDITIONS = 120


def holds(tests: tuple[Test, ...], answers: dict[str, Chosen]) -> bool:
    """Whether answers meet these tests, by the engine's own rule."""
    return Condition(clauses=(tests,)).holds(answers)


def test_the_part_that_is_named_is_met_by_nobody_and_each_smaller_one_by_somebody() -> None:
    rng, tried = Random(0), 0
    while tried < CONDITIONS:
        edition = random_edition(rng)
        flow, walk = edition.flow, edition.compiled.walk
        readers = [seen(flow, resolve(flow, one, TODAY)) for one in everybody(edition, days_that_differ(edition), {})]
        for _ in range(40):
            [clause, *_] = random_condition(rng, flow, list(flow.outcomes)).clauses
            asked = rng.choice([one for one in flow.questions.values() if one.answers])
            clause = (*(test for test in clause if test.question != asked.id), random_test(rng, asked))
            condition = Condition(clauses=(clause,))
            if any(condition.holds(one) for one in readers):
                continue
            tried += 1
            part = unmet_tests(clause, readers_at(walk, condition, Outcome) or ())
            assert not any(holds(part, one) for one in readers)
            for smaller in combinations(part, len(part) - 1):
                assert any(holds(smaller, one) for one in readers)
            assert unmet(flow, condition, readers).at == (0, part[0].question)


def test_of_too_many_readers_the_whole_condition_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    edition = random_edition(Random(0))
    asked = next(one for one in edition.flow.questions.values() if len(one.answers) > 1)
    tests = tuple(Test(question=asked.id, any_of=frozenset({id}), none_of=frozenset({id})) for id in asked.answers[:2])
    never = Condition(clauses=(tests,))
    assert len(unmet_tests(tests, readers_at(edition.compiled.walk, never, Outcome) or ())) == 1
    monkeypatch.setattr(impossible, "MOST_SEARCHED", 1)
    assert readers_at(edition.compiled.walk, never, Outcome) is None
    assert unmet(edition.flow, never, None).words == together(edition.flow, tests)


def with_options(id: str, kind: str, *options: str) -> Question:
    """A question with these options."""
    return Question(id=id, kind=kind, ask="?", short=id, options=tuple(Option(id=one, label=one) for one in options))


def test_tests_are_written_as_in_a_file() -> None:
    flow = Flow(
        id="made-up",
        title="Made up",
        start="area",
        questions={
            it.id: it
            for it in (
                with_options("area", "one", "azure", "other"),
                with_options("work", "several", "advice", "training"),
            )
        },
        tables={},
        outcomes={},
        notes={},
        designations={},
    )
    one, both = frozenset({"azure"}), frozenset({"training", "advice"})
    said = [
        Test(question="area", any_of=one),
        Test(question="area", any_of=frozenset({"other", "azure"})),
        Test(question="work", any_of=frozenset({"advice"})),
        Test(question="work", all_of=both),
        Test(question="work", any_of=frozenset({"advice"}), none_of=frozenset({"training"})),
        Test(question=THE_DAY, all_of=frozenset({"2027-01-01"})),
    ]
    assert [together(flow, (test,)) for test in said] == [
        "'area: azure'",
        "'area: [azure, other]'",
        "'work: [advice]'",
        "'work: {all-of: [advice, training]}'",
        "'work: {any-of: [advice], none-of: [training]}'",
        "'today: …'",
    ]
    assert together(flow, tuple(said[:2])) == "'area: azure' and 'area: [azure, other]' together"
