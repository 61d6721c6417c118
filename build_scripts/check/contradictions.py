"""Checks of titles and first sentences against the fact that stands below them: whether the claims pay.

Words are compared that knowledge/words.yml lists under `says-pays`. Other words say nothing that a check could know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from build_scripts.check.headlines import headline_tests
from build_scripts.check.walk import Situation, Situations, Walk
from build_scripts.read.faults import Fault, Place
from decision_tree import links
from decision_tree.engine import headline_for, paid
from decision_tree.kinds import kind_of
from decision_tree.model import Flow, Headline, Outcome

Phrases = Mapping[str, Sequence[str]]
"""Value of `pays` → words that say so. `…` in them stands for any words of the same sentence."""


def says_otherwise(walk: Walk, phrases: Phrases) -> Iterator[Fault]:
    """A title or a first sentence says of the payment what does not hold for some answers that it is shown for."""
    patterns = {value: pattern_of(words) for value, words in phrases.items() if words}
    paying = [note for note in walk.flow.notes.values() if note.effect.pays]
    told: set[Place] = set()
    for outcome in walk.flow.outcomes.values():
        if not any(said_in(text, patterns) for text, _ in texts_at(walk.flow, outcome)):
            continue
        tests = [*headline_tests(walk.flow, outcome), *(test for note in paying for test in note.when.tests())]
        ends = walk.told_apart(tests)
        for situation in ends.at_node(outcome.id):
            pays = pays_at(ends, outcome, situation)
            for text, place in shown_at(ends, outcome, situation):
                said = said_in(text, patterns)
                if said and pays not in said and place not in told:
                    told.add(place)
                    yield contradiction(walk.flow, text, place, patterns[said[0]], pays, situation)


def contradiction(
    flow: Flow, text: str, place: Place, pattern: re.Pattern[str], pays: str, situation: Situation
) -> Fault:
    """Fault of a text whose words say another thing of the payment than the rules."""
    words = (pattern.search(text) or [""])[0]
    named = {id: answer for id, answer in situation.answers.items() if kind_of(flow.questions[id]).named}
    return Fault(
        name="says-otherwise",
        message=f"'{words}' is shown where 'pays' is '{pays}', after {links.write(named).replace('&', ', ')}",
        place=place,
        words=words,
        help=f"mend the words, the rule, or add a headline for this case; try it: /{flow.id}/#{links.write(named)}",
    )


def pattern_of(words: Sequence[str]) -> re.Pattern[str]:
    """Pattern that finds any of these words."""
    either = "|".join(re.escape(one).replace("…", r"[^.;:?!]*?") for one in words)
    return re.compile(rf"\b(?:{either})\b", re.IGNORECASE)


def said_in(text: str, patterns: Mapping[str, re.Pattern[str]]) -> list[str]:
    """Values of `pays` that a text says."""
    return [value for value, pattern in patterns.items() if pattern.search(text)]


def pays_at(ends: Situations, outcome: Outcome, situation: Situation) -> str:
    """Value of `pays` in a situation."""
    seen = ends.seen(situation)
    return paid(outcome, [note for note in ends.flow.notes.values() if note.effect.pays and note.when.holds(seen)])[0]


def shown_at(ends: Situations, outcome: Outcome, situation: Situation) -> Iterator[tuple[str, Place]]:
    """Title and first sentence that are shown in a situation, with their places."""
    seen = ends.seen(situation)
    notes = [note for note in ends.flow.notes.values() if note.headline and note.when.holds(seen)]
    headline = headline_for(outcome, notes, seen)
    yield from ((text, place) for text, place, of in placed_texts(ends.flow, outcome) if of is headline)


def texts_at(flow: Flow, outcome: Outcome) -> Iterator[tuple[str, Place]]:
    """Every title and first sentence that an outcome can have, with their places."""
    yield from ((text, place) for text, place, _ in placed_texts(flow, outcome))


def placed_texts(flow: Flow, outcome: Outcome) -> Iterator[tuple[str, Place, Headline | None]]:
    """Titles and first sentences with their places: of the outcome (None), of its headlines, and of those of notes."""
    here: Place = ("outcomes", outcome.id)
    headlines: list[tuple[Headline | Outcome, Place]] = [
        *((it, (*here, "headlines", number)) for number, it in enumerate(outcome.headlines)),
        *((note.headline, ("notes", note.id, "headline")) for note in flow.notes.values() if note.headline),
        (outcome, here),
    ]
    for it, place in headlines:
        of = it if isinstance(it, Headline) else None
        yield it.title, (*place, "title"), of
        yield it.answer, (*place, "answer"), of
