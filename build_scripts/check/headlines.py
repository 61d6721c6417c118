"""Headlines of outcomes by case: which one is shown for which answers, computed over the whole flow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from build_scripts.check.walk import Situation, Situations, Walk
from build_scripts.read.faults import Place
from decision_tree.engine import headline_for
from decision_tree.kinds import kind_of
from decision_tree.model import TODAY, Flow, Headline, Outcome, Test


def headline_tests(flow: Flow, outcome: Outcome) -> Iterator[Test]:
    """The tests of every headline that an outcome can have, its own and those of notes."""
    for when in (
        *(it.when for it in outcome.headlines),
        *(note.when for note in flow.notes.values() if note.headline),
    ):
        yield from when.tests()


def headlined(walk: Walk) -> Iterator[tuple[Situations, Outcome, Sequence[Situation]]]:
    """Situations told apart by case, the outcome, and its own situations; for each outcome that can have a headline."""
    by_notes = [note for note in walk.flow.notes.values() if note.headline]
    for outcome in walk.flow.outcomes.values():
        if outcome.headlines or by_notes:
            whens = (*(it.when for it in outcome.headlines), *(note.when for note in by_notes))
            ends = walk.told_apart(test for when in whens for test in when.tests())
            yield ends, outcome, ends.at_node(outcome.id)


def headlines_in(ends: Situations, outcome: Outcome, situation: Situation) -> list[Place]:
    """Places of the headlines for a situation: those of notes, or else the outcome's own.

    An outcome without headlines has its title for every case, which counts as one.
    """
    seen = ends.seen(situation)
    by_notes: list[Place] = [
        ("notes", note.id) for note in ends.flow.notes.values() if note.headline and note.when.holds(seen)
    ]
    own: list[Place] = [
        ("outcomes", outcome.id, "headlines", number)
        for number, it in enumerate(outcome.headlines)
        if it.when.holds(seen)
    ]
    return by_notes or own or ([] if outcome.headlines else [("outcomes", outcome.id, "title")])


@dataclass(frozen=True, kw_only=True, slots=True)
class Cases:
    """Headlines of an outcome by case. A page looks one up by the options in its link, before the engine runs."""

    asks: tuple[str, ...] = ()
    """Options that tell the cases apart, as links write them: `circumstances=holds-it`."""
    headlines: Mapping[tuple[Headline, tuple[str, ...]], tuple[str, ...]]
    """Headline with the claims to keep → its cases. A case is the chosen options of `asks`, in their order and joined
    by `+`; `-` where none of them was chosen."""


NO_CASES = Cases(headlines={})


def headlines_by_case(walk: Walk, outcome: Outcome) -> Cases:
    """The headline for each case of an outcome, so that a page needs no engine to show it.

    A case is left out where the chosen options alone do not decide: where a condition asks for a value or the day, or
    where it matters whether a question was asked.
    """
    flow = walk.flow
    tests = list(headline_tests(flow, outcome))
    if not tests or any(test.question == TODAY or not kind_of(flow.tested(test.question)).named for test in tests):
        return NO_CASES
    asks = tuple(dict.fromkeys(f"{test.question}={option}" for test in tests for option in sorted(test.options)))
    told = set(asks)
    notes = [
        note
        for note in flow.notes.values()
        if note.headline
        or all(f"{test.question}={option}" in told for test in note.when.tests() for option in test.options)
    ]
    ends = walk.told_apart(tests)
    found: dict[str, set[tuple[Headline, tuple[str, ...]] | None]] = {}
    for situation in ends.at_node(outcome.id):
        seen = ends.seen(situation)
        chosen = {f"{question}={option}" for question, options in seen.items() for option in options}
        case = "+".join(ask for ask in asks if ask in chosen) or "-"
        holding = [note for note in notes if note.when.holds(seen)]
        headline = headline_for(outcome, holding, seen)
        kept = tuple(dict.fromkeys(claim for note in holding for claim in note.effect.keep))
        found.setdefault(case, set()).add((headline, kept) if headline else None)
    cases: dict[tuple[Headline, tuple[str, ...]], list[str]] = {}
    for case, shown in found.items():
        [only] = shown if len(shown) == 1 else [None]
        if only:
            cases.setdefault(only, []).append(case)
    return Cases(asks=asks, headlines={key: tuple(of) for key, of in cases.items()})
