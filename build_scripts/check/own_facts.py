"""Checks of what a flow declares for itself: the facts that its outcomes state, the lists of its answers, last days.

As in `flow_faults`, a check is a generator of faults, and has the name of its fault.
"""

from __future__ import annotations

from collections.abc import Iterator

from build_scripts.check.walk import Walk
from build_scripts.read.faults import Fault, Place, did_you_mean, fault
from decision_tree.model import Flow, Note, Question

OF_CLAIMS = ("alternatives", "claims", "counts", "keeps", "metrics", "not", "pays", "routes")

TAKEN = (*OF_CLAIMS, "deadline", "notes", "notes-not", "outcome", "problem", "question")
"""Ids that no fact and no list can have, because `expect` in scenarios has these keys for something else."""


# ---------- names


def taken_id(flow: Flow) -> Iterator[Fault]:
    """A fact or a list has an id that scenarios use for something else, or both have the same."""
    for group, ids, others in (("facts", flow.facts, ()), ("lists", flow.lists, flow.facts)):
        for id in ids:
            if id in TAKEN or id in others:
                what = "another fact of the flow" if id in others else "something else in scenarios"
                yield fault(
                    "taken-id", f"'{id}' is the name of {what}", (group, id), at_key=True, help="choose another id"
                )


def unknown_list(flow: Flow) -> Iterator[Fault]:
    """A note stands in a list that the flow does not have; where all do not, a list that has no note."""
    strays = [note for note in flow.notes.values() if note.in_list and note.in_list not in flow.lists]
    for note in strays:
        help = did_you_mean(note.in_list, flow.lists) or "add it under 'lists:', with its title"
        yield fault("unknown-list", f"there is no list '{note.in_list}'", ("notes", note.id, "list"), help=help)
    used = {*TAKEN, *(note.in_list for note in flow.notes.values())}
    for id in [] if strays else flow.lists:
        if id not in used:
            help = f"write 'list: {id}' in the notes that belong to it, or remove it"
            yield fault("unknown-list", f"no note stands in the list '{id}'", ("lists", id), at_key=True, help=help)


def unknown_fact(flow: Flow) -> Iterator[Fault]:
    """An outcome states an undeclared fact or value, or omits a declared fact; or no outcome states a value."""
    yield from list(misstated(flow)) or unstated(flow)


def misstated(flow: Flow) -> Iterator[Fault]:
    """Faults of outcomes that do not state exactly the facts of the flow, each with one of its values."""
    for outcome in flow.outcomes.values():
        place: Place = ("outcomes", outcome.id)
        for id, said in outcome.says.items():
            at = (*place, "says", id)
            if id not in flow.facts:
                help = did_you_mean(id, flow.facts) or "declare it under 'facts:', with its title and its words"
                yield fault("unknown-fact", f"the flow has no fact '{id}'", at, at_key=True, help=help)
            elif said.value not in flow.facts[id].words:
                help = did_you_mean(said.value, flow.facts[id].words)
                yield fault("unknown-fact", f"'{said.value}' is no value of '{id}'", (*at, "is"), help=help)
        for id in [] if outcome.says.keys() - flow.facts.keys() else flow.facts:
            if id not in outcome.says:
                lacks = f"outcome '{outcome.id}' does not state '{id}'"
                help = f"add it under 'says:': {{{id}: {{is: …, because: …, grade: …, sources: […]}}}}"
                yield fault("unknown-fact", lacks, place, at_key=True, help=help)


def unstated(flow: Flow) -> Iterator[Fault]:
    """Faults of values that no outcome states."""
    stated = {(id, said.value) for outcome in flow.outcomes.values() for id, said in outcome.says.items()}
    for fact in flow.facts.values():
        for value in fact.words:
            if (fact.id, value) not in stated:
                said, at = f"no outcome states '{value}' for '{fact.id}'", ("facts", fact.id, "words", value)
                yield fault("unknown-fact", said, at, at_key=True, help="state it where it holds, or remove it")


def no_last_day(flow: Flow) -> Iterator[Fault]:
    """A note has a deadline that does not end: its question is no date, or the note holds in a band without end."""
    for note in flow.notes.values():
        if note.deadline:
            yield from deadline_faults(flow, note, flow.questions.get(note.deadline))


def deadline_faults(flow: Flow, note: Note, question: Question | None) -> Iterator[Fault]:
    """Faults of the deadline of a note, whose question is given."""
    place: Place = ("notes", note.id, "deadline")
    dates = [id for id, it in flow.questions.items() if it.kind == "date"]
    if question is None or question.kind != "date":
        what = "is no question" if question is None else "asks for no date"
        help = did_you_mean(note.deadline, dates) or "name the question of the date from which the days are counted"
        yield fault("no-last-day", f"'{note.deadline}' {what}", place, help=help)
        return
    ending = frozenset(band.id for band in question.bands if band.within is not None)
    for clause in note.when.clauses:
        tested = next((test.any_of or test.all_of for test in clause if test.question == question.id), frozenset())
        if not tested or not tested <= ending:
            yield fault(
                "no-last-day",
                f"note '{note.id}' also holds where '{question.id}' is in no band that ends: there is no last day then",
                place,
                help=f"add '{question.id}: {min(ending, default='…')}' to its condition",
            )
            return


# ---------- what answers can reach


def nothing_told(walk: Walk) -> Iterator[Fault]:
    """An answer about no claim states nothing with evidence: neither a fact nor an entry of a list."""
    entries = [note for note in walk.flow.notes.values() if note.in_list]
    bare = [it for it in walk.flow.outcomes.values() if not it.about_claims and not it.says]
    ends = walk.told_apart(test for note in entries for test in note.when.tests())
    for outcome in bare:
        situations = ends.at_node(outcome.id)
        if any(not any(note.when.holds(seen) for note in entries) for seen in map(ends.seen, situations)):
            yield fault(
                "nothing-told",
                f"outcome '{outcome.id}' can be reached where no note of a list holds, so that nothing has a source",
                ("outcomes", outcome.id),
                at_key=True,
                help="add a note with 'list: …' whose condition holds there",
            )
