"""Parts of conditions that no answers meet, for messages about what never shows, is never offered or never matches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from build_scripts.check.walk import TooManySituations, Walk, named_options
from build_scripts.read.faults import Place
from decision_tree.kinds import kind_of
from decision_tree.model import TODAY, Chosen, Clause, Condition, Flow, Outcome, Question, Table, Test

MOST_SEARCHED = 10_000
"""Most situations that are searched for the words of a message, in some tenths of a second."""


class Part(NamedTuple):
    """Part of a condition that no answers meet."""

    words: str
    """The part as a file writes it, worded to follow “no answers meet”."""
    at: Place
    """Place of its first test below that of the condition; empty where the condition has none."""


def readers_at(
    walk: Walk, condition: Condition, kind: type[Question] | type[Table] | type[Outcome], node: str = ""
) -> Sequence[Mapping[str, Chosen]] | None:
    """Answers of the readers at nodes of a kind, as conditions see them, told apart by all tests of a condition.

    None where these are too many to be searched.

    The walk's own situations are of no use here, because it merges those in which one test of a clause fails with those
    in which another does.

    :param node: the only node that counts; empty: all of the kind.
    """
    found = walk.detailed(named_options(condition.tests()), (kind,), MOST_SEARCHED)
    try:
        return [walk.seen(situation) for situation in found if node in ("", situation.node)]
    except TooManySituations:
        return None


def unmet(flow: Flow, condition: Condition, readers: Sequence[Mapping[str, Chosen]] | None) -> Part:
    """Smallest part of each clause of a condition that none of these readers meets. The first clause has the place.

    :param readers: None where they were too many to be searched, so that the whole clauses are named.
    """
    parts = [clause if readers is None else unmet_tests(clause, readers) for clause in condition.clauses]
    words = ", nor ".join(dict.fromkeys(together(flow, part) for part in parts))
    return Part(words, (0, parts[0][0].question) if parts and parts[0] else ())


def unmet_tests(clause: Clause, readers: Sequence[Mapping[str, Chosen]]) -> Clause:
    """Fewest tests of a clause that no reader meets together."""
    for size in range(1, len(clause)):
        for part in combinations(clause, size):
            if not any(met(part, answers) for answers in readers):
                return part
    return clause


def met(tests: Iterable[Test], answers: Mapping[str, Chosen]) -> bool:
    """Whether answers meet all of these tests. A test of a question that was not asked fails."""
    return all(test.question in answers and test.holds(answers[test.question]) for test in tests)


def together(flow: Flow, tests: Clause) -> str:
    """Tests in a message, each in quotes."""
    return " and ".join(f"'{test_words(flow, test)}'" for test in tests) + (" together" if len(tests) > 1 else "")


def test_words(flow: Flow, test: Test) -> str:
    """Test as a file writes it. The day is only named, because a file writes the last day, and a test has the next."""
    if test.question == TODAY:
        return f"{TODAY}: …"
    lists = dict(listed(flow.tested(test.question), test))
    if list(lists) != ["any-of"]:
        return f"{test.question}: {{{', '.join(f'{key}: [{ids}]' for key, ids in lists.items())}}}"
    several = "," in lists["any-of"] or kind_of(flow.tested(test.question)).many
    return f"{test.question}: [{lists['any-of']}]" if several else f"{test.question}: {lists['any-of']}"


def listed(question: Question, test: Test) -> Iterator[tuple[str, str]]:
    """Keys of a test that name options, with these in the order of the question."""
    for key, ids in (("any-of", test.any_of), ("all-of", test.all_of), ("none-of", test.none_of)):
        if ids:
            yield key, ", ".join(id for id in question.answers if id in ids)
