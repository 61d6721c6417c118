"""Laws of random edits: `diff` names what the engine tells some reader differently, and the lock demands revisions."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations
from os import environ
from pathlib import Path
from random import Random
from typing import Any

from random_flows import TODAYS, Edition, random_edits
from walks import TODAY, Given

from build_scripts.check.differences import Effect, difference
from build_scripts.check.published import Lock, facts_by, unrevised
from decision_tree.dates import band_of
from decision_tree.engine import headline_of, resolve, result, settle
from decision_tree.links import parse, write
from decision_tree.model import Band, Flow, Former, Question
from decision_tree.reply import claims_by

EDITS = int(environ.get("EDITS", "400"))
"""Number of random edits: `EDITS=10000 python -m pytest tests/test_edit_law.py` takes some minutes."""

SEED = int(environ.get("SEED", "0"))

Told = dict[str, Any]


# ---------- every reader


def everybody(edition: Edition, days: dict[str, list[str]], given: Given) -> Iterator[Given]:
    """All answers that lead to an outcome, every one of them by itself."""
    step = resolve(edition.flow, given, TODAY)
    if step.opened is None:
        yield given
        return
    assert not step.opened.problem, f"offered and refused: {given}, {step.opened.problem}"
    question = edition.flow.questions[step.opened.question]
    for answer in answers_to(question, step.opened.offered, days):
        yield from everybody(edition, days, {**given, question.id: answer})


def answers_to(question: Question, offered: tuple[str, ...], days: dict[str, list[str]]) -> Iterator[tuple[str, ...]]:
    """Every answer that a question takes."""
    if question.kind == "date":
        yield from ((day,) for day in days[question.id])
    elif question.kind == "one":
        yield from ((id,) for id in offered)
    else:
        yield from ((id,) for id in offered if id in question.alone)
        free = [id for id in offered if id not in question.alone]
        for size in range(0 if question.empty else 1, len(free) + 1):
            yield from combinations(free, size)


def days_that_differ(*editions: Edition) -> dict[str, list[str]]:
    """Question id → days of which each is in other bands than those before it, by looking at every day."""
    asked: dict[str, list[tuple[Band, ...]]] = {}
    for edition in editions:
        for question in edition.flow.questions.values():
            if question.bands:
                asked.setdefault(question.id, []).append(question.bands)
    found: dict[str, list[str]] = {}
    for id, bands in asked.items():
        seen = None
        for back in range(120):
            day = TODAY - timedelta(days=back)
            now = [band_of(one, day, TODAY)[0].id for one in bands]
            if now != seen:
                found.setdefault(id, []).append(day.isoformat())
                seen = now
    return found


def told(edition: Edition, answers: Given) -> Told:
    """Everything that the engine says to a reader, part by part, and what the page says beside it."""
    flow, step = edition.flow, settle(edition.flow, answers, TODAY)[0]
    found = step.result
    if found is None:
        return {"ends": f"?{step.opened.question}"}  # type: ignore[union-attr]
    outcome, headline = flow.outcomes[found.outcome], headline_of(flow, found)
    designation = flow.designations[outcome.credit] if outcome.credit else None
    grades = {one.id: one.grade for one in designation.metrics} if designation else {}
    filed = () if isinstance(found.claims, str) else found.claims
    return {
        "ends": found.outcome,
        "title": headline.title,
        "answer": headline.answer,
        "claims": found.claims,
        "keeps": found.keeps,
        "routes": found.routes,
        "alternatives": found.alternatives,
        "pays": found.pays,
        "counts": found.counts,
        "claims sure": claims_by(flow, found).grade,
        "pays sure": flow.notes[found.pays_by].grade if found.pays_by else outcome.pays.grade,
        **{f"metric {id}": state for id, state in found.metrics.items()},
        **{f"metric {id} sure": grades[id] for id, state in found.metrics.items() if state in ("fed", "not-fed")},
        **{f"note {id}": True for id in found.notes},
        **{f"case {id}": True for id in found.cases},
        **{
            f"deadline {id}": [(one.within, one.unit, one.grade) for one in edition.limits[id]]
            for id in filed
            if id in edition.limits
        },
    }


def differences(before: Edition, now: Edition, answers: Given) -> set[tuple[str, str, str, str]]:
    """Outcome, part, and what is said of it by both editions, where they tell a reader something else."""
    was, new = told(before, answers), told(now, parse(write(answers), now.flow).answers if now.flow.former else answers)
    former = now.flow.former
    if was["ends"].removeprefix("?") in {*former.outcomes, *former.questions}:
        was["ends"] = re.sub(r"[\w-]+", TODAYS, was["ends"])
    parts = ["ends"] if was["ends"] != new["ends"] else {*was, *new}
    return {
        (was["ends"], part, repr(was.get(part)), repr(new.get(part)))
        for part in parts
        if was.get(part) != new.get(part)
    }


def formerly(answers: Given, former: Former) -> Given:
    """Answers under the names that the earlier edition had."""
    asked = {moved.now: id for id, moved in former.questions.items()}
    options = {moved.now: id for ids in former.options.values() for id, moved in ids.items()}
    return {asked.get((id,), id): tuple(options.get((one,), one) for one in chosen) for id, chosen in answers.items()}


def by_everybody(before: Edition, now: Edition) -> set[tuple[str, str, str, str]]:
    """What any reader at all is told differently."""
    days = days_that_differ(before, now)
    readers = [*everybody(before, days, {}), *(formerly(one, now.flow.former) for one in everybody(now, days, {}))]
    different = {write(given): given for given in readers}.values()
    return {one for given in different for one in differences(before, now, given)}


def by_links(effect: Effect, before: Edition, now: Edition) -> set[tuple[str, str, str, str]]:
    """What the links of an effect show of its part."""
    found = set()
    for link in effect.links:
        given = formerly(read(link), now.flow.former)
        said = {one for one in differences(before, now, given) if one[1] == effect.part}
        found |= said or {(effect.outcome, effect.part, "no difference", link)}
    return found


def read(link: str) -> Given:
    """Answers of a link as they stand there, whatever either edition knows of them."""
    pairs = (pair.split("=") for pair in link.split("&"))
    return {id: tuple(filter(None, answer.split(","))) for id, answer in pairs}


# ---------- the law


def disagreement(before: Edition, now: Edition) -> tuple[set, set]:
    """What is told to some reader and not named, and what is named and told to nobody."""
    effects = difference(before.compiled, now.compiled, TODAY).effects
    named = {one for effect in effects for one in by_links(effect, before, now)}
    told = by_everybody(before, now)
    assert len(effects) == len(named) or told != named
    return told - named, named - told


def test_an_edit_tells_everything_that_any_reader_is_told_differently_and_nothing_else() -> None:
    for number, (before, now) in enumerate(random_edits(Random(SEED), EDITS)):
        assert disagreement(before, now) == (set(), set()), number


# ---------- the lock


def due(before: Edition, now: Edition) -> set[tuple[str, str]]:
    """Kind and id of each entry that the lock demands a revision of."""
    published = {one.name: one for one in facts_by(before.compiled)}
    lock = Lock(ids={}, facts=published, file=Path())
    return {
        (str(fault.place[0]), str(fault.place[1])) for fault in unrevised(lock, now.compiled, facts_by(now.compiled))
    }


def told_otherwise(before: Edition, now: Edition) -> set[tuple[str, str]]:
    """Kind and id of each entry that says something else itself, or by which some reader is told other metrics."""
    was, new = before.flow, now.flow
    formerly = {moved.now: id for id, moved in new.former.outcomes.items()}
    pairs = {id: formerly.get((id,), id) for id in new.outcomes}
    results = [resolve(new, one, TODAY).result for one in everybody(now, days_that_differ(now), {})]
    together = {(one.outcome, one.notes) for one in results if one}
    metrics = {
        id
        for id, ids in together
        if pairs[id] in was.outcomes and metrics_of(before, pairs[id], ids, new) != metrics_of(now, id, ids, new)
    }
    own = {id for id, old in pairs.items() if old in was.outcomes and own_facts(before, old) != own_facts(now, id)}
    notes = {id for id in was.notes.keys() & new.notes.keys() if effect_of(was, id) != effect_of(new, id)}
    added = {
        id for outcome, ids in together if pairs[outcome] in was.outcomes for id in added_to(outcome, ids, was, new)
    }
    return {("outcomes", id) for id in own | metrics} | {("notes", id) for id in notes | added}


def added_to(outcome: str, notes: tuple[str, ...], was: Flow, new: Flow) -> Iterator[str]:
    """New notes without which an answer would tell readers something else; none where one has gone, and may be it."""
    named = {id for moved in new.former.notes.values() for id in moved.now}
    if not was.notes.keys() - new.notes.keys() - new.former.notes.keys():
        for id in set(notes) - was.notes.keys() - named:
            if said_with(new, outcome, notes) != said_with(new, outcome, tuple(one for one in notes if one != id)):
                yield id


def said_with(flow: Flow, outcome: str, notes: tuple[str, ...]) -> list[Any]:
    """What an answer says where these notes hold."""
    found = result(flow, flow.outcomes[outcome], [flow.notes[id] for id in notes])
    sure = claims_by(flow, found).grade
    return [found.claims, found.keeps, found.routes, found.alternatives, found.pays, dict(found.metrics), sure]


def metrics_of(edition: Edition, id: str, notes: tuple[str, ...], new: Flow) -> list[tuple[str, str, str]]:
    """States of the metrics of an outcome, with the grades that readers see beside them, where these notes hold."""
    outcome = edition.flow.outcomes[id]
    states = result(edition.flow, outcome, [new.notes[one] for one in notes]).metrics
    metrics = edition.flow.designations[outcome.credit].metrics if outcome.credit else ()
    return sorted((one.id, states[one.id], one.grade * (states[one.id] in ("fed", "not-fed"))) for one in metrics)


def own_facts(edition: Edition, id: str) -> list[Any]:
    """Facts of an outcome that its page shows to everybody."""
    outcome = edition.flow.outcomes[id]
    claims, pays = outcome.claims, outcome.pays
    are = set() if claims.are == "unknown" else set(claims.are)
    deadlines = {one: [(it.within, it.unit, it.grade) for it in edition.limits.get(one, ())] for one in are}
    return [claims.are == "unknown", are, claims.grade, pays.value, pays.grade, set(outcome.routes), deadlines]


def effect_of(flow: Flow, id: str) -> tuple[Any, str]:
    """Effect of a note and its grade."""
    return flow.notes[id].effect, flow.notes[id].grade


def test_a_revision_is_due_where_an_edit_changes_what_the_lock_keeps_and_nowhere_else() -> None:
    for number, (before, now) in enumerate(random_edits(Random(SEED), EDITS // 2, most=1)):
        assert due(before, now) == told_otherwise(before, now), number


def test_no_change_escapes_the_lock_where_one_edit_makes_several() -> None:
    for number, (before, now) in enumerate(random_edits(Random(SEED), EDITS)):
        assert told_otherwise(before, now) <= due(before, now), number
