"""What an edit of the rules does: texts and facts that changed, and readers who now get something else.

Two editions of a flow are compared by what their engine tells the readers whom the edit can concern.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from build_scripts.check.compiler import Compiled
from build_scripts.check.earlier_names import under_todays_names
from build_scripts.check.published import GRADED, deadline_of
from build_scripts.check.readers import Readers
from build_scripts.check.walk import Walk
from decision_tree.engine import Result, Step, headline_of, result_json
from decision_tree.model import Condition, Flow, Test
from decision_tree.reply import claims_by

NOTHING = "(nothing)"
"""Stands for a value that one of the two editions does not have."""

NOT_SHOWN = "(not shown)"
"""Stands for a note or a metric that an answer does not have."""


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
    day: str = ""
    """The ISO date from which it is so, because rules hold from a day; empty: today."""


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
    edits = (*edits_of(before.flow, now.flow, ()), *order_of_notes(before.flow, now.flow), *in_knowledge)
    readers = Readers(before, now, today) if edits else None
    return Difference(
        flow=now.flow.id,
        edits=edits,
        effects=tuple(effects(before, now, readers)) if readers else (),
        situations=len(readers.situations) if readers else 0,
    )


# ---------- what was edited


def edits_of(before: Any, now: Any, path: tuple[str, ...]) -> Iterator[Edit]:
    """Values that differ between two values of the same kind, in the order of their fields.

    Entries of a mapping are paired by their key, entries of a list by their id; where they have none, those between two
    that stayed by their place.
    """
    if before == now:
        return
    parts, others = rows_of(before, now) or (parts_of(before), parts_of(now))
    if parts is None or others is None:
        yield Edit(path=path, before=words_of(before), now=words_of(now))
        return
    for name in dict.fromkeys([*parts, *others]):
        yield from edits_of(parts.get(name, NOTHING), others.get(name, NOTHING), (*path, name))


def rows_of(before: Any, now: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Entries that changed of two lists without ids, by their number today, or their former one where they are gone."""
    if not (is_list(before) and is_list(now)) or any(hasattr(item, "id") for item in (*before, *now)):
        return None
    was: dict[str, Any] = {}
    new: dict[str, Any] = {}
    known = [*before, *now]
    alike = SequenceMatcher(a=[known.index(it) for it in before], b=[known.index(it) for it in now], autojunk=False)
    for _, start, end, first, last in (it for it in alike.get_opcodes() if it[0] != "equal"):
        both = min(end - start, last - first)
        was |= {str(first + at + 1): before[start + at] for at in range(both)}
        was |= {f"{at + 1} (before)": before[at] for at in range(start + both, end)}
        new |= {str(at + 1): now[at] for at in range(first, last)}
    return was, new


def is_list(value: Any) -> bool:
    """Whether a value is a list of parts that have parts themselves."""
    return isinstance(value, tuple) and any(is_dataclass(item) and not isinstance(item, Test) for item in value)


def parts_of(value: Any) -> dict[str, Any] | None:
    """Named parts of a value; None where it is compared as a whole."""
    if isinstance(value, Condition):
        return None
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value) if field.compare}
    if isinstance(value, Mapping):
        return {str(key): item for key, item in value.items()}
    if is_list(value):
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


def order_of_notes(before: Flow, now: Flow) -> Iterator[Edit]:
    """The order of notes that both editions have, where it is another one: their effects follow it."""
    was, new = ([id for id in one.notes if id in other.notes] for one, other in ((before, now), (now, before)))
    if was != new:
        yield Edit(path=("notes",), before=words_of(tuple(was)), now=words_of(tuple(new)))


# ---------- what they are told


def effects(before: Compiled, now: Compiled, readers: Readers) -> Iterator[Effect]:
    """Effects of an edit, those that most situations share first."""
    found: dict[tuple[str, str, str, str, str], list[str]] = {}
    for (link, day), (step_before, step_now) in sorted(readers.steps.items(), key=lambda one: (len(one[0][0]), one[0])):
        was, new = told(before, step_before), told(now, step_now)
        for part in differing(was, new):
            key = (was["ends"], part, was.get(part, NOT_SHOWN), new.get(part, NOT_SHOWN), day)
            found.setdefault(key, []).append(link)
    for (outcome, part, one, other, day), links in sorted(found.items(), key=lambda it: -len(it[1])):
        yield Effect(outcome=outcome, part=part, before=one, now=other, links=tuple(links), day=day)


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
    parts |= {f"case {id}": "met" for id in step.result.cases} | {f"note {id}": "shown" for id in notes}
    parts |= {f"fact {id}": it.value for id, it in flow.outcomes[step.result.outcome].says.items()}
    parts |= {f"metric {id}": state for id, state in metrics.items()}
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
    if outcome.about_claims:
        yield "claims", claims_by(flow, result).grade
        yield "pays", flow.notes[result.pays_by].grade if result.pays_by else outcome.pays.grade
    yield from ((f"fact {id}", it.grade) for id, it in outcome.says.items())
    for metric in flow.designations[outcome.credit].metrics if outcome.credit else ():
        if result.metrics.get(metric.id) in GRADED:
            yield f"metric {metric.id}", metric.grade
