"""Checks of derived values: what they are derived from, where texts name them, and whether they are known there.

As in `flow_faults`, a check is a generator of faults, and has the name of its fault.
"""

from __future__ import annotations

from collections.abc import Iterator

from build_scripts.check.walk import Walk
from build_scripts.read.faults import Fault, Place, did_you_mean, fault
from decision_tree.model import Condition, Flow, Headline, Outcome, Test, Value
from decision_tree.values import MARK, is_number

OF_DATES = ("end-of", "later", "earlier")
"""Arithmetic whose result is a day."""

DECLARE = "declare it under 'values:', or write the words themselves"


# ---------- names


def wrong_value(flow: Flow) -> Iterator[Fault]:
    """A value is derived from something that does not exist, comes after it, or is of another kind."""
    before: dict[str, str] = {id: it.kind for id, it in flow.questions.items() if it.kind in ("date", "number")}
    for id, value in flow.values.items():
        yield from terms_of(flow, value, before)
        if id in flow.questions:
            help = "give the value another id"
            yield fault("wrong-value", f"'{id}' is the id of a question", ("values", id), at_key=True, help=help)
        before[id] = "date" if value.how in OF_DATES else "number"


def terms_of(flow: Flow, value: Value, before: dict[str, str]) -> Iterator[Fault]:
    """Faults of the terms of a value. `before` maps questions and earlier values to `date` or `number`."""
    dates = value.how in OF_DATES
    fitting = [id for id, kind in before.items() if (kind == "date") == dates]
    for index, term in enumerate(value.of):
        place = ("values", value.id, value.how, index) if len(value.of) > 1 else ("values", value.id, value.how)
        if is_number(term) and not dates:
            continue
        if term not in before:
            later = term in flow.values
            said = f"value '{term}' comes after it" if later else f"'{term}' is no question for a value, and no value"
            help = "move that value before this one" if later else did_you_mean(term, fitting)
            yield fault("wrong-value", said, place, help=help)
        elif term not in fitting:
            said = f"'{term}' is a {before[term]}, and '{value.how}' takes {'a date' if dates else 'numbers'}"
            yield fault("wrong-value", said, place, help=did_you_mean(term, fitting))
        elif value.how == "end-of" and term not in flow.questions:
            yield fault("wrong-value", f"'{term}' is no question, and only answers are in a band", place)
    if (dates and len(value.of) > 1) or (value.how in ("difference", "larger", "smaller") and len(value.of) < 2):
        said = f"'{value.how}' takes {'one date' if dates else 'two numbers or more'}"
        yield fault("wrong-value", said, ("values", value.id, value.how))


def unknown_value(flow: Flow) -> Iterator[Fault]:
    """A text names a value that the flow does not have, or no text names one that it has."""
    named: set[str] = {term for value in flow.values.values() for term in value.of}
    strays = []
    for text, place, _, _ in uses(flow):
        for mark in MARK.finditer(text):
            named.add(mark[1])
            if mark[1] not in flow.values:
                help = did_you_mean(mark[1], flow.values) or DECLARE
                strays.append(fault("unknown-value", f"there is no value '{mark[1]}'", place, help=help, words=mark[0]))
    yield from strays
    for id in [] if strays else flow.values:
        if id not in named:
            help = f"write '{{{id}}}' in a headline or in the text of a note, or remove it"
            yield fault("unknown-value", f"no text names the value '{id}'", ("values", id), at_key=True, help=help)


def uses(flow: Flow) -> Iterator[tuple[str, Place, Condition, Outcome | None]]:
    """Texts that can name values, with their places, the condition under which they are shown, and their outcome."""
    for outcome in flow.outcomes.values():
        for number, headline in enumerate(outcome.headlines):
            yield from of_headline(headline, ("outcomes", outcome.id, "headlines", number), headline.when, outcome)
    for note in flow.notes.values():
        yield note.text, ("notes", note.id, "text"), note.when, None
        if note.headline:
            yield from of_headline(note.headline, ("notes", note.id, "headline"), note.when, None)


def of_headline(
    headline: Headline, place: Place, when: Condition, outcome: Outcome | None
) -> Iterator[tuple[str, Place, Condition, Outcome | None]]:
    """The two texts of a headline, as `uses` gives them."""
    yield headline.title, (*place, "title"), when, outcome
    yield headline.answer, (*place, "answer"), when, outcome


# ---------- what answers can reach


def value_not_known(walk: Walk) -> Iterator[Fault]:
    """A text names a value where a question that it is derived from is not asked on every path."""
    flow = walk.flow
    for text, place, when, outcome in uses(flow):
        for id in dict.fromkeys(mark[1] for mark in MARK.finditer(text)):
            needed = questions_of(flow, id)
            tests = [Test(question=question, any_of=frozenset(flow.questions[question].answers)) for question in needed]
            ends = walk.told_apart([*when.tests(), *tests])
            here = (ends.seen(one) for node, one in ends.here(Outcome) if outcome is None or node is outcome)
            lacking = next((lacks for seen in here if when.holds(seen) and (lacks := needed - seen.keys())), None)
            if lacking:
                said = f"'{{{id}}}' is not known where question '{min(lacking)}' is not asked"
                help = "add to its condition what leads to that question"
                yield fault("value-not-known", said, place, help=help, words=f"{{{id}}}")


def questions_of(flow: Flow, id: str) -> set[str]:
    """Ids of the questions from whose answers a value is derived."""
    terms = flow.values[id].of
    own = {term for term in terms if term in flow.questions}
    return own.union(*(questions_of(flow, term) for term in terms if term in flow.values))
