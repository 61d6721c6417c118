"""Readers whom an edit of a flow can concern: answers of one for each situation that the edit tells apart."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import product
from typing import Literal

from build_scripts.check.compiler import Compiled
from build_scripts.check.published import deadline_of
from build_scripts.check.value_faults import limits
from build_scripts.check.walk import Named, Walk, ends_first, merged, named_options, targets
from decision_tree.dates import band_of, day_meant
from decision_tree.engine import Step, days_come, offered_options, resolve, seen, settle
from decision_tree.kinds import Asked, DateValue, NotAcceptable, kind_of, written_number
from decision_tree.links import parse, write
from decision_tree.model import ALWAYS, TODAY, Band, Condition, Flow, Note, Outcome, Question, Row, Table

Answers = Mapping[str, tuple[str, ...]]

Reader = tuple[str, str]
"""Answers of a reader, as a link writes them, and the ISO date from which the rules hold that the reader asks; empty:
today's rules."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A part of answers that can be told otherwise, and whom that concerns."""

    outcomes: Collection[str] = ()
    """Ids of outcomes all of whose readers it concerns."""
    conditions: Collection[Condition] = ()
    """Conditions of which one holds for every other reader whom it concerns."""
    decide: Collection[Condition] = ()
    """Conditions that decide what is told."""


class Readers:
    """Readers of two editions of a flow, told apart by what the edit can change for them.

    First by what decides a changed way; then, for each part of an answer that can have changed, also by what decides
    that part. By everything at once they would be millions.
    """

    def __init__(self, before: Compiled, now: Compiled, today: date) -> None:
        self.before, self.now, self.today = before, now, today
        self.ways = merged([changed_ways(before, now.flow), changed_ways(now, before.flow)])
        if before.flow.values != now.flow.values:  # anybody's answers can lead to another band, day or amount
            self.ways = merged([self.ways, *(deciding_after(it.walk, it.flow.start) for it in (before, now))])
        self.derives = any(value.bands for flow in (before.flow, now.flow) for value in flow.values.values()) or any(
            limit for flow in (before.flow, now.flow) for _, _, limit in limits(flow) if names_answer(flow, limit)
        )
        self.renamed = before.flow.former != now.flow.former
        self.values = values_in_bands(before.flow, now.flow, today)
        self.situations: set[Reader] = set()
        """One reader for each situation."""
        self.steps: dict[Reader, tuple[Step, Step]] = {}
        """Each reader whom the edit can concern → where the answers lead before and now."""
        self.walks = (before.walk, now.walk) if self.ways or self.renamed else (now.walk,)
        if self.ways or self.renamed:
            self.tell_apart(Change(conditions=[ALWAYS]))
        asked = {id for was, new in self.steps.values() for id in asked_otherwise(before.flow, was, now.flow, new)}
        for change in changes(before, now, asked):
            # Where an edition asks otherwise, the other one can hold a condition that this one does not.
            self.tell_apart(replace(change, conditions=[ALWAYS]) if asked else change)

    def tell_apart(self, change: Change) -> None:
        """Meet one reader for each situation that a change, and what decides a changed way, tell apart.

        Where all go the same way, situations of one outcome in which the same conditions hold are the same.
        """
        told, met = merged([self.ways, tested(change.decide)]), set()
        for walk in self.walks:
            known = {id: options for id, options in told.items() if id in walk.flow.questions or id in walk.derived}
            known[TODAY] = frozenset(walk.flow.days)  # each time by itself, since some may be over
            for situation in walk.detailed(known, (Outcome,)):
                seen = walk.seen(situation)
                day = still_to_come(situation.day, walk.flow, self.today)
                same = situation.node, day, tuple(one.holds(seen) for one in change.decide)
                if day is not None and (len(self.walks) > 1 or same not in met):
                    met.add(same)
                    concerned = situation.node in change.outcomes or any(one.holds(seen) for one in change.conditions)
                    for answers in self.with_values(walk, situation.answers):
                        self.meet(answers, day, concerned=concerned)

    def meet(self, answers: Answers, day: str, *, concerned: bool) -> None:
        """Ask both editions what they say to a reader whom the edit can concern."""
        reader = write(answers), day
        self.situations.add(reader)
        if concerned and reader not in self.steps:
            today = parse(reader[0], self.now.flow).answers if self.renamed else answers
            rules = date.fromisoformat(day) if day else self.today
            was, _ = settle(self.before.flow, answers, self.today, rules=rules)
            self.steps[reader] = was, settle(self.now.flow, today, self.today, rules=rules)[0]

    def with_values(self, walk: Walk, answers: Answers) -> Iterator[Answers]:
        """Answers with a value in place of each band: one for each band that the other edition has for such values."""
        if self.derives:
            yield from self.tried(walk.flow, answers)
            return
        banded = {id: chosen[0] for id, chosen in answers.items() if not kind_of(walk.flow.questions[id]).named}
        at = 0 if walk is self.before.walk else 1
        values = [[value for bands, value in self.values[id].items() if bands[at] == band]
                  for id, band in banded.items()]  # fmt: skip
        for chosen in product(*values):
            yield {**answers, **{id: (value,) for id, value in zip(banded, chosen, strict=True)}}

    def tried(self, flow: Flow, answers: Answers) -> Iterable[Answers]:
        """Answers with values in place of bands, on both sides of the limits of both editions, at most MOST_TRIED."""
        found: list[dict[str, tuple[str, ...]]] = [{}]
        for id, given in answers.items():
            question = flow.questions[id]
            if kind_of(question).named:
                found = [{**one, id: given} for one in found]
            else:
                found = [
                    {**one, id: (value,)} for one in found for value in self.values_near(flow, one, question, given)
                ]
            found = found[:: len(found) // MOST_TRIED + 1]
        return found

    def values_near(self, flow: Flow, answers: Answers, question: Question, band: tuple[str, ...]) -> Iterator[str]:
        """Values in a band of a question that is asked after these answers, near every limit that is known by then."""
        step = resolve(flow, answers, self.today)
        if step.opened and step.opened.question == question.id:
            asked = Asked(question, (), self.today, step.known)
            found = dict.fromkeys([*values_at(asked.settled(), self.today), *self.near_known(asked)])
            yield from (value for value in found if band_of_value(asked, value) in band)

    def near_known(self, asked: Asked) -> Iterator[str]:
        """Values as far from what is known as a limit of a derived value says, and a little further."""
        derived = [value for flow in (self.before.flow, self.now.flow) for value in flow.values.values()]
        limits = {band.up_to // 10**it.decimals for it in derived for band in it.bands if band.up_to is not None}
        steps = sorted({0, *(limit + more for limit in limits for more in (0, 1))})
        kind = kind_of(asked.question)
        if isinstance(kind, DateValue):
            days = [self.today, *(it for it in asked.known.values() if isinstance(it, date))]
            ends = (day.toordinal() + step for day in days for step in steps)
            yield from (kind.written(date.fromordinal(end)) for end in ends if 0 < end < date.max.toordinal())
        else:
            units = 10**asked.question.decimals
            yield from (written_number(asked.question, step * units) for step in steps)


MOST_TRIED = 40
"""Most answers with values that are tried for one situation of a flow that derives bands or limits."""


def names_answer(flow: Flow, limit: str) -> bool:
    """Whether a limit is the id of a question or a value, and no fixed day or number."""
    return limit in flow.questions or limit in flow.values


def band_of_value(asked: Asked, value: str) -> str:
    """Id of the band that a value falls into; empty where it is not accepted."""
    try:
        return next(iter(kind_of(asked.question).accept(asked, (value,)).chosen))
    except NotAcceptable:
        return ""


# ---------- who goes another way


def changed_ways(compiled: Compiled, other: Flow) -> Named:
    """Options that tell apart who goes another way than in the other edition, and where both ways end."""
    flow, walk = compiled.flow, compiled.walk
    parts: list[Named] = [] if flow.start == other.start else [deciding_after(walk, flow.start)]
    for id, table in flow.tables.items():
        if rows := changed_rows(table, other.tables.get(id)):
            parts += [tested(row.when for row in rows), *around(walk, id)]
    for id, question in flow.questions.items():
        if changed := changed_options(question, other.questions.get(id)):
            limited = (it.only_when for it in question.options if it.only_when and it.id in changed)
            parts += [{id: changed}, tested(limited), *around(walk, id)]
    return merged(parts)


def around(walk: Walk, changed: str) -> Iterator[Named]:
    """Options that tell apart who comes by a changed node, and where readers go from there."""
    yield from (deciding_after(walk, node) for node in targets(walk.flow, changed))
    everywhere, elsewhere = nodes_after(walk.flow), nodes_after(walk.flow, without=changed)
    ends = everywhere[changed] & walk.flow.outcomes.keys()
    for node, after in everywhere.items():
        if changed in after and node != changed:
            ways = targets(walk.flow, node)
            by = {way for way in ways if changed in everywhere[way]}
            past = {way for way in ways if way != changed and not ends.isdisjoint(elsewhere[way])}
            if past and len(by | past) > 1:
                yield deciding_at(walk.flow, node)


def nodes_after(flow: Flow, *, without: str = "") -> dict[str, set[str]]:
    """Node id → ids of itself and of all nodes that can follow it, except those behind one node."""
    after: dict[str, set[str]] = {}
    for node in ends_first(flow.start, partial(targets, flow)):
        after[node] = {node}.union(*(after[it] for it in targets(flow, node) if it != without))
    return after


def deciding_at(flow: Flow, node: str) -> Named:
    """Options that decide which way readers go from a question or a table."""
    if node in flow.tables:
        return tested(row.when for row in flow.tables[node].rows)
    return {node: frozenset(flow.questions[node].answers)}


def changed_rows(table: Table, other: Table | None) -> Iterable[Row]:
    """Rows that decide otherwise than in the other edition. Where the first one counts, each can rest on all others."""
    if other is None or (table.rows != other.rows and "first" in (table.hit, other.hit)):
        return table.rows
    return [row for row in table.rows if row not in other.rows]


def changed_options(question: Question, other: Question | None) -> frozenset[str]:
    """Options of a question that lead elsewhere than in the other edition, or are offered to others.

    All of them where the question takes other answers, or where an answer without such an option may not do.
    """
    every = frozenset(question.answers)
    if other is None or form_of(question) != form_of(other):
        return every
    ways, others = ({one.id: (one.goto, one.only_when) for one in it.options} for it in (question, other))
    changed = frozenset(id for id in {*ways, *others} if ways.get(id) != others.get(id))
    return changed if question.kind == "one" or question.empty or not changed else every


def form_of(question: Question) -> object:
    """Everything about a question but its options by which readers can go another way."""
    accepted = question.at_least, question.at_most, question.least, question.most, question.month_ends
    dates = question.first_day, question.last_day
    return question.kind, question.bands, question.alone, question.empty, question.goto, accepted, dates


def deciding_after(walk: Walk, node: str) -> Named:
    """Options that decide which way readers go from a node on."""
    flow = walk.flow
    after = [flow.questions[id] for id in ends_first(node, partial(targets, flow)) if id in flow.questions]
    forks = [it.id for it in after if len(targets(flow, it.id)) > 1 or can_be_refused(it)]
    return merged([walk.ahead[node], *(deciding_at(flow, id) for id in forks)])


def can_be_refused(question: Question) -> bool:
    """Whether an answer may not be acceptable to readers who came another way, because its options are not offered."""
    return not question.empty and any(option.only_when for option in question.options)


def asked_otherwise(before: Flow, was: Step, now: Flow, new: Step) -> Iterator[str]:
    """Questions that a reader of the same outcome is asked in one edition only, or with other options."""
    if was.result and new.result and was.result.outcome == new.result.outcome:
        here, there = choices(before, was), choices(now, new)
        yield from (id for id in {*here, *there} if here.get(id) != there.get(id))


def choices(flow: Flow, step: Step) -> dict[str, frozenset[str]]:
    """Question id → what a reader has chosen; of several choices everything that is offered."""
    known = seen(flow, step)
    return {
        hop.question: frozenset(offered_options(question, known)) if kind_of(question).many else hop.chosen
        for hop in step.path
        for question in [flow.questions[hop.question]]
    }


# ---------- what can be told otherwise


def changes(before: Compiled, now: Compiled, asked: set[str]) -> Iterator[Change]:
    """Parts of answers that can be told otherwise: each case, each note that changes nothing else, and all other facts.

    :param asked: questions that some reader is asked in one edition only, or with other options.
    """
    was, new = before.flow, now.flow
    notes = [{id: it.when for id, it in flow.notes.items() if not (it.effect or it.headline)} for flow in (was, new)]
    for one, other in (notes, (was.cases, new.cases)):
        for id in dict.fromkeys([*one, *other]):
            conditions = [there[id] for there in (one, other) if id in there]
            if one.get(id) != other.get(id) or named(conditions, asked):
                yield Change(conditions=conditions, decide=conditions)
    conditions, changed = notes_with("headline", was, new, asked)
    headlines = [one.when for flow in (was, new) for it in flow.outcomes.values() for one in it.headlines]
    changed += named(headlines, asked)
    outcomes = differing(before, now, headlines_of)
    if outcomes or changed:
        yield Change(outcomes=outcomes, conditions=changed, decide=[*conditions, *headlines])
    conditions, changed = notes_with("effect", was, new, asked)
    outcomes = differing(before, now, facts_of)
    if outcomes or changed:
        yield Change(outcomes=outcomes, conditions=changed, decide=conditions)


def notes_of(before: Flow, now: Flow) -> list[tuple[Note | None, Note | None]]:
    """Each note before and now; None for one that an edition does not have."""
    return [(before.notes.get(id), now.notes.get(id)) for id in dict.fromkeys([*before.notes, *now.notes])]


def notes_with(
    part: Literal["headline", "effect"], before: Flow, now: Flow, asked: set[str]
) -> tuple[list[Condition], list[Condition]]:
    """Conditions of all notes with a headline or an effect, and of those that can change answers otherwise now."""
    pairs = [pair for pair in notes_of(before, now) if any(note and getattr(note, part) for note in pair)]
    both = [was.id for was, new in pairs if was and new]
    moved = both != [id for id in now.notes if id in both]
    changed = [pair for pair in pairs if moved or said(pair[0], part) != said(pair[1], part)]
    every = conditions_of(pairs)
    return every, [*conditions_of(changed), *named(every, asked)]


def said(note: Note | None, part: str) -> object:
    """Everything about a note by which it changes a part of an answer."""
    return note and (note.when, note.grade, getattr(note, part))


def conditions_of(pairs: Iterable[tuple[Note | None, Note | None]]) -> list[Condition]:
    """Conditions of notes, of both editions."""
    return [note.when for pair in pairs for note in pair if note]


def named(conditions: Iterable[Condition], asked: set[str]) -> list[Condition]:
    """Those of these conditions that name one of these questions."""
    return [one for one in conditions if not asked.isdisjoint(tested([one]))]


def tested(conditions: Iterable[Condition]) -> Named:
    """Options that conditions test."""
    return named_options(test for one in conditions for test in one.tests())


def differing(before: Compiled, now: Compiled, part: Callable[[Compiled, Outcome], object]) -> set[str]:
    """Ids of outcomes whose own part of an answer is another one; of those that one edition lacks, too."""
    ids = {*before.flow.outcomes, *now.flow.outcomes}
    pairs = {id: [part(one, it) if (it := one.flow.outcomes.get(id)) else None for one in (before, now)] for id in ids}
    return {id for id, (was, new) in pairs.items() if was != new}


def headlines_of(_: Compiled, outcome: Outcome) -> object:
    """Title and first sentence of an outcome, for everybody and for each case."""
    return outcome.title, outcome.answer, outcome.headlines


def facts_of(compiled: Compiled, outcome: Outcome) -> object:
    """Everything else that an outcome tells readers where no note changes it."""
    flow, claims, pays = compiled.flow, outcome.claims, outcome.pays
    metrics = flow.designations[outcome.credit].metrics if outcome.credit else None
    return (
        (claims.are, claims.grade, pays.value, pays.grade, flow.grades, outcome.routes),
        metrics and [(metric.id, metric.fed_by, metric.disputed, metric.grade) for metric in metrics],
        [(id, it.value, it.grade) for id, it in outcome.says.items()],
        [deadline_of(compiled.limits, claim) for claim in (() if isinstance(claims.are, str) else claims.are)],
    )


# ---------- days and numbers


def still_to_come(day: str, flow: Flow, today: date) -> str | None:
    """The day from which rules hold, if it is to come; empty for today's rules; None where these rules are over."""
    if day > today.isoformat():
        return day
    return "" if day == max(days_come(flow, today), default="") else None


def values_in_bands(before: Flow, now: Flow, today: date) -> dict[str, dict[tuple[str, str], str]]:
    """Question id → the bands of a value in both editions → such a value; empty where an edition does not accept it."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    for id in dict.fromkeys([*before.questions, *now.questions]):
        was, new = (flow.questions.get(id) for flow in (before, now))
        for value in dict.fromkeys(value for one in (was, new) if one and one.bands for value in values_at(one, today)):
            pair = band_at(was, value, today), band_at(new, value, today)
            found.setdefault(id, {}).setdefault(pair, value)
    return found


def band_at(question: Question | None, value: str, today: date) -> str:
    """Id of the band that a value falls into; empty where the question is not asked, or does not accept it."""
    if question is None or not question.bands:
        return ""
    return band_of_value(Asked(question, (), today), value)


def values_at(question: Question, today: date) -> Iterator[str]:
    """Values on both sides of each edge of the bands, the latest day and the smallest number first."""
    kind = kind_of(question)
    if isinstance(kind, DateValue):
        backs = {0, *(first_outside(band, today) for band in question.bands if band.within is not None)}
        days = [today - timedelta(days=back) for back in sorted(backs)]
        limits = (question.first_day, question.last_day, *(band.until for band in question.bands))
        ends = [day for limit in limits if (day := day_meant(limit, today)) and date.min < day < date.max]
        yield from map(
            kind.written, dict.fromkeys([*days, *(end + timedelta(days=more) for end in ends for more in (-1, 0, 1))])
        )
    else:
        edges = [band.up_to for band in question.bands if band.up_to is not None]
        tried = {question.at_least, question.at_most, *edges, *(edge + 1 for edge in edges)}
        yield from (written_number(question, number) for number in sorted(tried))


def first_outside(band: Band, today: date) -> int:
    """Number of days since the latest day that is not in a band any more, if there is no other band before it."""
    rest = Band(id="")

    def outside(back: int) -> bool:
        return band_of((band, rest), today - timedelta(days=back), today)[0] is rest

    return bisect_left(range(today.toordinal() - 1), True, key=outside)
