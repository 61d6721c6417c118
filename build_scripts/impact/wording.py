"""What an edit does to readers in the words that they read: names of claims, notes and metrics, words for values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from build_scripts.check.differences import NOT_SHOWN, NOTHING, Difference, Effect
from build_scripts.read.knowledge import Knowledge
from decision_tree.dates import day_words
from decision_tree.model import Flow
from decision_tree.values import filled

PARTS = {
    "title": "Title",
    "answer": "First sentences",
    "claims": "Claims to file",
    "keeps": "Claims to keep",
    "routes": "Associations without a claim",
    "alternatives": "Accepted as well",
    "pays": "Payment",
    "counts": "What it counts for",
}
"""Key of a part of an answer, as in `Effect.part` → its name for readers."""

GRADE = re.compile(r"\(([\w-]+)\)")
"""Grade behind a deadline."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A part of an answer that is told otherwise."""

    part: str
    """Name of the part; empty where these readers get another answer."""
    before: str
    now: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """Readers of one answer to whom several parts of it are told otherwise."""

    outcome: str
    """Id of the answer that they got."""
    title: str
    """Its title; for a question, its words."""
    links: tuple[str, ...]
    """Answers of one such reader for each situation, the shortest first."""
    when: str
    """From which day it is so, in words with a comma before them; empty: today."""
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """Names of everything that an effect can name, in both editions; of what both have, the names of today."""

    nodes: Mapping[str, str]
    """Outcome id → its title, and `?` with a question id → the question."""
    notes: Mapping[str, str]
    associations: Mapping[str, str]
    metrics: Mapping[str, str]
    grades: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    """`pays`, `counts`, `metric` or a fact of the flow's own → the words for its values."""
    facts: Mapping[str, str]
    """Fact of the flow's own → its title."""


def names_of(flows: Sequence[Flow], knowledge: Sequence[Knowledge]) -> Names:
    """Names in editions of a flow and of the knowledge, the earlier one first."""
    return Names(
        nodes={
            **{it.id: it.title for flow in flows for it in flow.outcomes.values()},
            **{f"?{it.id}": it.ask for flow in flows for it in flow.questions.values()},
        },
        notes={it.id: filled(flow, it.title, {}) for flow in flows for it in flow.notes.values()},
        associations={it.id: it.label for one in knowledge for it in (*one.claims.values(), *one.routes.values())},
        metrics={id: label for one in knowledge for id, label in one.metrics.items()},
        grades={it.id: it.label for one in knowledge for it in one.grades.values()},
        values={
            **{key: getattr(knowledge[-1].words, key) for key in ("pays", "counts", "metric")},
            **{
                f"fact {it.id}": {word.id: word.label for word in it.words.values()}
                for one in flows
                for it in one.facts.values()
            },
        },
        facts={it.id: it.title for flow in flows for it in flow.facts.values()},
    )


def blocks(found: Difference, names: Names) -> Iterator[Block]:
    """Effects of an edit by answer; those that concern the same readers of it are one block."""
    together: dict[tuple[str, tuple[str, ...], str], list[Effect]] = {}
    for effect in found.effects:
        together.setdefault((effect.outcome, effect.links, effect.day), []).append(effect)
    outcomes = dict.fromkeys(effect.outcome for effect in found.effects)
    for outcome in outcomes:
        for (of, links, day), effects in together.items():
            if of == outcome:
                lines = tuple(line_of(effect, names) for effect in effects)
                when = f", from {day_words(date.fromisoformat(day))} on" if day else ""
                yield Block(outcome=outcome, title=node_of(outcome, names), links=links, when=when, lines=lines)


def line_of(effect: Effect, names: Names) -> Line:
    """An effect in the words of readers."""
    if effect.part == "ends":
        return Line(part="", before=node_of(effect.before, names), now=node_of(effect.now, names))
    part, say = part_of(effect.part, names)
    return Line(part=part, before=say(effect.before), now=say(effect.now))


def part_of(part: str, names: Names) -> tuple[str, Callable[[str], str]]:
    """Name of a part of an answer, and the function that says a value of it."""
    kind, _, id = part.removesuffix(" sure").partition(" ")
    if part.endswith(" sure"):
        name = PARTS.get(kind) or names.facts.get(id) or f"“{names.metrics.get(id, id)}”"
        return f"{name}: how sure", lambda value: said(value, names.grades)
    if kind == "metric":
        return names.metrics.get(id, id), lambda value: said(value, names.values["metric"])
    if kind == "fact":
        return names.facts.get(id, id), lambda value: said(value, names.values.get(part, {}))
    if kind == "case":
        return f"What is told in the case “{id}”", lambda value: "told" if value == "met" else "not told"
    if kind == "note":
        return f"Note “{names.notes.get(id, id)}”", lambda value: said(value, {})
    if kind == "deadline":
        return f"Deadline of {names.associations.get(id, id)}", lambda value: deadline(value, names)
    if kind in names.values:
        return PARTS[kind], lambda value: said(value, names.values[kind])
    if kind in ("claims", "keeps", "routes", "alternatives"):
        labels = {**names.associations, "unknown": names.values["pays"]["unknown"]}
        return PARTS[kind], lambda value: ", ".join(said(one, labels) for one in value.split(", "))
    return PARTS.get(kind, part), lambda value: said(value, {})


def said(value: str, words: Mapping[str, str]) -> str:
    """Value in words; what one of the editions does not have, without its brackets."""
    return value.strip("()") if value in (NOTHING, NOT_SHOWN) else words.get(value, value)


def deadline(value: str, names: Names) -> str:
    """Deadlines of a claim, each with the label of its grade."""
    return GRADE.sub(lambda grade: f"({names.grades.get(grade[1], grade[1])})", said(value, {})).replace(
        "business-days", "business days"
    )


def node_of(id: str, names: Names) -> str:
    """Outcome by its title, or question by its words."""
    return f"{'the question ' if id.startswith('?') else ''}“{names.nodes.get(id, id)}”"
