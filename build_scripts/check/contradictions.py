"""Checks of sentences against the facts that stand beside them: whether claims pay, and what counts for which metric.

Words are compared that knowledge/words.yml lists under `says-pays`, `says-counts` and `says-listed`. Other words say
nothing that a check could know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from build_scripts.check.headlines import headline_tests
from build_scripts.check.walk import Situation, Situations, Walk
from build_scripts.read.faults import Fault, Place
from build_scripts.read.knowledge import Knowledge, listed_otherwise
from build_scripts.read.listings import Topic, states_in
from build_scripts.read.sayings import Phrases, Said, pattern_of, states_anywhere
from decision_tree import links, worth
from decision_tree.engine import Result, headline_for, paid, result
from decision_tree.kinds import kind_of
from decision_tree.model import Effect, Flow, Headline, Note, Outcome


def says_otherwise(walk: Walk, knowledge: Knowledge) -> Iterator[Fault]:
    """A text says of the payment, or of what counts, what does not hold for some answers that it is shown for."""
    yield from pays_otherwise(walk, knowledge.words.says_pays)
    counted = list(counts_otherwise(walk, knowledge))
    yield from counted
    told = {(fault.place, fault.words) for fault in counted}
    yield from (fault for fault in lists_otherwise(walk.flow, knowledge) if (fault.place, fault.words) not in told)
    yield from feeds_nothing(walk.flow)


# ---------- whether claims pay


def pays_otherwise(walk: Walk, phrases: Phrases) -> Iterator[Fault]:
    """Faults of titles and first sentences that say of the payment what does not hold for some answers.

    Answers about no claims say nothing of the payment that a rule could contradict.
    """
    patterns = {value: pattern_of(words) for value, words in phrases.items() if words}
    paying = [note for note in walk.flow.notes.values() if note.effect.pays]
    told: set[Place] = set()
    for outcome in (it for it in walk.flow.outcomes.values() if it.about_claims):
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
    words, link = (pattern.search(text) or [""])[0], link_of(flow, situation)
    return Fault(
        name="says-otherwise",
        message=f"'{words}' is shown where 'pays' is '{pays}', after {link.replace('&', ', ')}",
        place=place,
        words=words,
        help=f"mend the words, the rule, or add a headline for this case; try it: /{flow.id}/#{link}",
    )


def link_of(flow: Flow, situation: Situation) -> str:
    """Answers of a situation as a link writes them, without values, because any value of the same band will do."""
    return links.write({id: it for id, it in situation.answers.items() if kind_of(flow.questions[id]).named})


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


# ---------- ways that count for nothing


def feeds_nothing(flow: Flow) -> Iterator[Fault]:
    """An answer names a route that feeds no metric of the designation that the answer counts for.

    One of which the text of a metric says more than yes or no is left to that text.
    """
    for outcome in flow.outcomes.values():
        designation = flow.designations.get(outcome.credit or "")
        for index, route in enumerate(outcome.routes if designation else ()):
            if designation and states_in(designation, (route,), sides=True) == {"not-listed"}:
                yield Fault(
                    name="feeds-nothing",
                    message=f"route '{route}' feeds no metric of '{designation.id}', for which the answer counts",
                    place=("outcomes", outcome.id, "routes", index),
                    help="take it out of 'routes:', or mend 'fed-by' in designations.yml, or the answer's 'credit'",
                )


# ---------- what is on a list


def lists_otherwise(flow: Flow, knowledge: Knowledge) -> Iterator[Fault]:
    """Faults for sentences that contradict a designation on whether a claim or route counts for it."""
    told: set[Place] = set()  # a note's headline is a text of each outcome
    for text, place, topics in [*texts_before_answers(flow), *texts_of_answers(flow)]:
        if place not in told:
            told.add(place)
            yield from listed_otherwise(text, place, knowledge, topics=topics)


Texts = Iterator[tuple[str, Place, tuple[Topic, ...]]]
"""Triples of a text, its place, and the texts or ids around it that can name the designation it speaks of."""


def texts_before_answers(flow: Flow) -> Texts:
    """Texts of a flow that are shown before its answers."""
    yield flow.intro, ("intro",), ()
    yield from ((question.help, ("questions", id, "help"), ()) for id, question in flow.questions.items())
    yield from ((text, place, ()) for text, place in texts_of_questions(flow))


def texts_of_questions(flow: Flow) -> Iterator[tuple[str, Place]]:
    """Texts of the questions and their options that are no Markdown, with their places."""
    for question in flow.questions.values():
        place: Place = ("questions", question.id)
        yield from ((getattr(question, key), (*place, key)) for key in ("ask", "short"))
        yield from ((question.if_below, (*place, "if-below")), (question.if_above, (*place, "if-above")))
        for option in question.options:
            yield from (
                (getattr(option, key), (*place, "options", option.id, key)) for key in ("label", "hint", "brief")
            )
        yield from ((since.why, (*place, "since", index, "why")) for index, since in enumerate(question.since))


def texts_of_answers(flow: Flow) -> Texts:
    """Texts of outcomes, which speak of the designation that they feed, and of notes, each of that of its title."""
    for outcome in flow.outcomes.values():
        credit: tuple[Topic, ...] = ((outcome.credit,),) if outcome.credit else ()
        for text, place, _ in texts_of(flow, outcome):
            yield text, place, credit if place[0] == "outcomes" else ()
    for note in flow.notes.values():
        for text, place, _ in texts_of_note(note):
            yield text, place, (note.title,)


# ---------- what counts


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """What a text of an answer or a note says of a metric, and where it stands."""

    said: Said
    place: Place
    of: Headline | str | None
    """Headline, or id of the note, with which it is shown; None: the outcome's own title; empty: always."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """Answers after which an outcome comes with the same notes and the same headline."""

    notes: tuple[str, ...]
    headline: Headline | None


def counts_otherwise(walk: Walk, knowledge: Knowledge) -> Iterator[Fault]:
    """Faults of texts that say of a metric what does not hold for some answers that they are shown for.

    A note that makes the claims unknown is left out, because it says itself that the rest of the answer is not known.
    """
    flow = walk.flow
    notes = [note for note in flow.notes.values() if not note.effect.claims_unknown]
    of_notes = [one for note in notes for one in sentences(knowledge, texts_of_note(note))]
    spoken = {one.of for one in of_notes}
    matter = [note for note in notes if note.headline or note.id in spoken or changes_counts(note.effect)]
    texts = {outcome.id: [*sentences(knowledge, texts_of(flow, outcome)), *of_notes]
             for outcome in flow.outcomes.values() if outcome.credit}  # fmt: skip
    tests = [test for note in matter for test in note.when.tests()]
    tests += [test for id in texts for it in flow.outcomes[id].headlines for test in it.when.tests()]
    ends = walk.told_apart(tests) if any(texts.values()) else Situations(walk, ())
    wrong: dict[tuple[Place, str], Fault] = {}
    for id, found in texts.items():
        for case, situation in cases_of(ends, flow.outcomes[id], matter).items():
            given = result(flow, flow.outcomes[id], [flow.notes[note] for note in case.notes])
            for one in (one for one in found if one.of in ("", case.headline, *case.notes)):
                states = states_of(one.said, given, flow, knowledge)
                if one.said.states.isdisjoint(states):
                    fault = miscounted(flow, one, states[0], knowledge, situation)
                    wrong.setdefault((one.place, one.said.words), fault)
    yield from wrong.values()


def changes_counts(effect: Effect) -> bool:
    """Whether an effect can change the metrics that an outcome feeds."""
    return bool(effect.keep or effect.metrics or effect.routes or effect.claims_unknown)


def cases_of(ends: Situations, outcome: Outcome, notes: Sequence[Note]) -> dict[Case, Situation | None]:
    """Cases of an outcome, each with its first situation; first the one of readers who have given no answers."""
    found: dict[Case, Situation | None] = {Case(notes=(), headline=None): None}
    for situation in ends.at_node(outcome.id):
        seen = ends.seen(situation)
        hold = [note for note in notes if note.when.holds(seen)]
        case = Case(notes=tuple(note.id for note in hold), headline=headline_for(outcome, hold, seen))
        found.setdefault(case, situation)
    return found


def sentences(knowledge: Knowledge, texts: Iterable[tuple[str, Place, Headline | str | None]]) -> Iterator[Sentence]:
    """What texts say of metrics."""
    for text, place, of in texts:
        yield from (Sentence(said=said, place=place, of=of) for said in knowledge.metric_words.said_in(text))


def texts_of(flow: Flow, outcome: Outcome) -> Iterator[tuple[str, Place, Headline | str | None]]:
    """Texts of an outcome with their places, and with what they are shown."""
    yield from placed_texts(flow, outcome)
    yield from ((fact.because, ("outcomes", outcome.id, *at, "because"), "") for at, fact in outcome.stated())
    yield outcome.body, ("outcomes", outcome.id, "body"), ""


def texts_of_note(note: Note) -> Iterator[tuple[str, Place, str]]:
    """Texts of a note with their places. Those of its headline are texts of outcomes."""
    yield note.title, ("notes", note.id, "title"), note.id
    yield note.text, ("notes", note.id, "text"), note.id


def states_of(said: Said, found: Result, flow: Flow, knowledge: Knowledge) -> list[str]:
    """States of a metric that a sentence can mean in an answer.

    They are those for the claim or route that it names, wherever this belongs; else that of the answer, and those for
    each of its claims and routes alone.
    """
    here = (*(() if isinstance(found.claims, str) else found.claims), *found.keeps, *found.routes)
    states = [] if said.associations else [found.metrics.get(said.metric, "not-fed")]
    for id in said.associations or here:
        if id in here:
            states.append(worth.metrics(flow, id, found).get(said.metric, "not-fed"))
        else:
            states += sorted(states_anywhere(knowledge.designations.values(), id, said.metric))
    return states


def miscounted(flow: Flow, one: Sentence, state: str, knowledge: Knowledge, situation: Situation | None) -> Fault:
    """Fault of a text whose words say another thing of a metric than the rules."""
    label, link = knowledge.metrics[one.said.metric], link_of(flow, situation) if situation else ""
    return Fault(
        name="says-otherwise",
        message=f"'{one.said.words}' is shown where the rules come to '{label}: {knowledge.words.metric[state]}'"
        + (f", after {link.replace('&', ', ')}" if link else ""),
        place=one.place,
        words=one.said.words,
        help="mend the words, or what counts in designations.yml" + (f"; try it: /{flow.id}/#{link}" if link else ""),
    )
