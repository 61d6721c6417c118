"""What an edit of the rules does: texts and facts that changed, and readers who now get something else.

Two editions of a flow are compared by what their engine tells readers. Readers are told apart by every option that a
changed condition of either edition names, so that the numbers do not grow with parts of the flow that are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any

from build_scripts.check.compiler import Compiled
from build_scripts.check.earlier_names import under_todays_names
from build_scripts.check.published import GRADED, deadline_of
from build_scripts.check.walk import Walk, named_options
from decision_tree.browser import result_json
from decision_tree.engine import Result, Step, headline_of, settle
from decision_tree.kinds import kind_of
from decision_tree.links import parse, write
from decision_tree.model import Condition, Flow, Outcome, Question, Test
from decision_tree.reply import claims_by

NOTHING = "(nothing)"
"""Stands for a value that one of the two editions does not have."""

NOT_SHOWN = "(not shown)"
"""Stands for a note or a metric that an answer does not have."""

Answers = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """A value of a flow or of the knowledge that is another one now."""

    path: tuple[str, ...]
    """Field names and ids, such as outcomes, azure-csp, title."""
    before: str
    now: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """Readers who are told something else than before, all in the same way."""

    outcome: str
    """Outcome that they got, or `?` and the question that they were asked."""
    part: str
    """Part of the answer that differs; `ends` where they get another outcome."""
    before: str
    now: str
    links: tuple[str, ...]
    """Answers of one such reader for each situation, as a link writes them, the shortest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """Difference between two editions of a flow."""

    flow: str
    edits: tuple[Edit, ...]
    effects: tuple[Effect, ...]
    situations: int
    """Situations that were compared."""


def difference(before: Compiled, now: Compiled, today: date) -> Difference:
    """Difference between two editions of a flow, as it is told on a day. What was only renamed does not differ."""
    former = under_todays_names(before.flow, now.flow)
    if former is not before.flow:
        before = replace(before, flow=former, walk=Walk(former))
    limits = edits_of(before.limits, now.limits, ())
    in_knowledge = (replace(it, path=("claims", it.path[0], "limits", *it.path[1:])) for it in limits)
    edits = (*edits_of(before.flow, now.flow, ()), *in_knowledge)
    readers = readers_of(before, now, today) if edits else []
    concerned = [answers for answers, concerns in readers if concerns]
    return Difference(
        flow=now.flow.id,
        edits=edits,
        effects=tuple(effects(before, now, concerned, today)),
        situations=len(readers),
    )


# ---------- what was edited


def edits_of(before: Any, now: Any, path: tuple[str, ...]) -> Iterator[Edit]:
    """Values that differ between two values of the same kind, in the order of their fields.

    Entries of a mapping are paired by their key, entries of a list by their id, or by their place where they have none.
    """
    if before == now:
        return
    parts, others = parts_of(before), parts_of(now)
    if parts is None or others is None:
        yield Edit(path=path, before=words_of(before), now=words_of(now))
        return
    for name in dict.fromkeys([*parts, *others]):
        yield from edits_of(parts.get(name, NOTHING), others.get(name, NOTHING), (*path, name))


def parts_of(value: Any) -> dict[str, Any] | None:
    """Named parts of a value; None where it is compared as a whole."""
    if isinstance(value, Condition):
        return None
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value) if field.compare}
    if isinstance(value, Mapping):
        return {str(key): item for key, item in value.items()}
    if isinstance(value, tuple) and any(is_dataclass(item) and not isinstance(item, Test) for item in value):
        return {getattr(item, "id", str(number)): item for number, item in enumerate(value, start=1)}
    return None


def words_of(value: Any) -> str:
    """Value on one line, as somebody who edits the rules knows it."""
    if isinstance(value, Condition):
        return " or ".join(" and ".join(map(test_of, clause)) or "always" for clause in value.clauses) or "never"
    if isinstance(value, str):
        return value or NOTHING
    if is_dataclass(value):
        return ", ".join(words_of(part) for part in (parts_of(value) or {}).values() if part)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {words_of(item)}" for key, item in value.items()) or NOTHING
    if isinstance(value, tuple | frozenset):
        items = sorted(value) if isinstance(value, frozenset) else value
        return ", ".join(words_of(item) for item in items) or NOTHING
    return NOTHING if value is None else str(value)


def test_of(test: Test) -> str:
    """Test as a link would be written, such as `area=azure|modern-work`."""
    wanted = [("", "|", test.any_of), ("all of ", "+", test.all_of), ("none of ", "+", test.none_of)]
    return " ".join(f"{test.question}={how}{joint.join(sorted(ids))}" for how, joint, ids in wanted if ids)


# ---------- whom it concerns


def readers_of(before: Compiled, now: Compiled, today: date) -> list[tuple[Answers, bool]]:
    """Answers of one reader for each situation that the changed conditions of both editions tell apart.

    With each, whether the edit can concern the reader at all, because asking the engine twice is what takes time.
    """
    changed = list(changed_tests(before.flow, now.flow))
    others = changed_entries(before, now)
    notes = [note for pair in notes_of(before.flow, now.flow) if pair[0] != pair[1] for note in pair if note]
    found: dict[str, tuple[Answers, bool]] = {}
    for walk in (before.walk, now.walk):
        named = named_options(test for test in changed if test.question in walk.flow.questions)
        for situation in walk.detailed(named, (Outcome,)):
            answers, seen = with_days(walk, situation.answers, today), walk.seen(situation)
            concerns = others is None or situation.node in others or any(note.when.holds(seen) for note in notes)
            link = write(answers)
            found[link] = (answers, concerns or (link in found and found[link][1]))
    return sorted(found.values(), key=lambda one: (sum(map(len, one[0].values())), write(one[0])))


def changed_entries(was: Compiled, new: Compiled) -> set[str] | None:
    """Ids of outcomes that say something else by themselves; None where readers may go another way than before."""
    before, now = was.flow, new.flow
    if before.former != now.former or any(next(changed_ways(*pair), None) for pair in ((before, now), (now, before))):
        return None
    return {
        id
        for id in {*before.outcomes, *now.outcomes}
        if before.outcomes.get(id) != now.outcomes.get(id)
        or designation_at(before, id) != designation_at(now, id)
        or deadlines_at(was, id) != deadlines_at(new, id)
    }


def deadlines_at(compiled: Compiled, outcome: str) -> object:
    """Deadlines of the claims of an outcome."""
    found = compiled.flow.outcomes.get(outcome)
    are = found.claims.are if found else ()
    return [compiled.limits.get(id) for id in (() if isinstance(are, str) else are)]


def designation_at(flow: Flow, outcome: str) -> object:
    """Designation that an outcome feeds; None where it feeds none, or the flow does not have it."""
    credit = flow.outcomes[outcome].credit if outcome in flow.outcomes else None
    return flow.designations[credit] if credit else None


def changed_tests(before: Flow, now: Flow) -> Iterator[Test]:
    """Tests of both editions that decide who is told something changed.

    Where an effect of a note or a fact of an outcome changed, those of all notes with effects are among them, because
    an effect can hide the change.
    """
    pairs = list(notes_of(before, now))
    for was, new in pairs:
        if was != new:
            yield from (test for note in (was, new) if note for test in note.when.tests())
    matters = [[note and (note.effect, note.when) for note in pair] for pair in pairs]
    if any(was != new for was, new in matters) or facts_of(before) != facts_of(now):
        yield from (test for pair in pairs for note in pair if note and note.effect for test in note.when.tests())
    for one, other in ((before, now), (now, before)):
        for id, case in one.cases.items():
            if other.cases.get(id) != case:
                yield from case.tests()
        for id, outcome in one.outcomes.items():
            there = other.outcomes.get(id)
            if there is None or there.headlines != outcome.headlines:
                yield from (test for headline in outcome.headlines for test in headline.when.tests())
        yield from changed_ways(one, other)


def facts_of(flow: Flow) -> object:
    """Everything that an answer says where no note changes it."""
    outcomes = {id: (it.claims.are, it.pays.value, it.routes, it.credit) for id, it in flow.outcomes.items()}
    return outcomes, flow.designations


def notes_of(before: Flow, now: Flow) -> Iterator[tuple[Any, Any]]:
    """Each note before and now; None for one that an edition does not have."""
    for id in dict.fromkeys([*before.notes, *now.notes]):
        yield before.notes.get(id), now.notes.get(id)


def changed_ways(flow: Flow, other: Flow) -> Iterator[Test]:
    """Tests that tell apart who goes another way than in the other edition.

    These are the tests of rows that it does not have in that table, and every option of a question that differs.
    """
    for id, table in flow.tables.items():
        there = other.tables[id].rows if id in other.tables else ()
        yield from (test for row in table.rows if row not in there for test in row.when.tests())
    for id, question in flow.questions.items():
        if id not in other.questions or ways_of(other.questions[id]) != ways_of(question):
            yield Test(question=id, any_of=frozenset(question.answers))
            yield from (test for option in question.options if option.only_when for test in option.only_when.tests())


def ways_of(question: Question) -> tuple[object, ...]:
    """Everything about a question by which readers can go another way."""
    options = [(option.id, option.goto, option.only_when) for option in question.options]
    return options, question.bands, question.alone, question.empty, question.goto, question.kind


def with_days(walk: Walk, answers: Answers, today: date) -> Answers:
    """Answers with a day in place of each band, as a reader would give it."""
    given = dict(answers)
    for id, (band, *_) in ((id, answer) for id, answer in answers.items() if answer):
        question = walk.flow.questions[id]
        if not kind_of(question).named:
            value = kind_of(question).value_in(question, band, today)
            given[id] = (value,) if value is not None else ()
    return given


# ---------- what they are told


def effects(before: Compiled, now: Compiled, readers: Sequence[Answers], today: date) -> Iterator[Effect]:
    """Effects of an edit, those that most situations share first. What was renamed is followed, as links are."""
    found: dict[tuple[str, str, str, str], list[str]] = {}
    renamed = now.flow.former != before.flow.former
    for answers in readers:
        link = write(answers)
        given = parse(link, now.flow).answers if renamed else answers
        was = told(before, settle(before.flow, answers, today)[0])
        new = told(now, settle(now.flow, given, today)[0])
        ends = was["ends"], new["ends"]
        for part in differing(was, new):
            key = (ends[0], part, was.get(part, NOT_SHOWN), new.get(part, NOT_SHOWN))
            found.setdefault(key, []).append(link)
    for (outcome, part, one, other), links in sorted(found.items(), key=lambda it: -len(it[1])):
        yield Effect(outcome=outcome, part=part, before=one, now=other, links=tuple(links))


def differing(was: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Parts that readers see differ; of another outcome, only that it is another."""
    if was["ends"] != new["ends"]:
        return ["ends"]
    return [part for part in dict.fromkeys([*was, *new]) if was.get(part) != new.get(part)]


def told(compiled: Compiled, step: Step) -> dict[str, str]:
    """Everything that a reader is told at a step, by the public words for its parts: each note and metric by itself."""
    if step.result is None:
        assert step.opened is not None
        return {"ends": f"?{step.opened.question}"}
    flow, claims = compiled.flow, step.result.claims
    headline = headline_of(flow, step.result)
    parts = {"title": headline.title, "answer": headline.answer, **result_json(step.result)}
    notes, metrics = parts.pop("notes"), parts.pop("metrics")
    parts |= {f"note {id}": "shown" for id in notes} | {f"metric {id}": state for id, state in metrics.items()}
    for id in () if isinstance(claims, str) else claims:
        if id in compiled.limits:
            limits = deadline_of(compiled.limits, id)
            parts[f"deadline {id}"] = ", ".join(f"{within} {unit} ({grade})" for within, unit, grade in limits)
    parts |= {f"{fact} sure": grade for fact, grade in grades_of(flow, step.result)}
    return {"ends": step.result.outcome} | {
        name: words_of(tuple(value) if isinstance(value, list) else value) for name, value in parts.items()
    }


def grades_of(flow: Flow, result: Result) -> Iterator[tuple[str, str]]:
    """Grades that an answer page shows: the name of the fact, and its grade."""
    outcome = flow.outcomes[result.outcome]
    yield "claims", claims_by(flow, result).grade
    yield "pays", flow.notes[result.pays_by].grade if result.pays_by else outcome.pays.grade
    for metric in flow.designations[outcome.credit].metrics if outcome.credit else ():
        if result.metrics.get(metric.id) in GRADED:
            yield f"metric {metric.id}", metric.grade
