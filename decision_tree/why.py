"""Reasons for an answer: the reader's answers that decided it, and the single changes that would lead elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from decision_tree.engine import (
    Decision,
    Result,
    Step,
    headline_of,
    known_before,
    note_title,
    offered_options,
    question_at,
    resolve,
    seen,
)
from decision_tree.kinds import Asked, Hop, kind_of
from decision_tree.links import link_of
from decision_tree.model import Chosen, Flow, Note, Question
from decision_tree.reply import fact_words, labels
from decision_tree.values import rests_on
from decision_tree.wording import CITATION, Wording

# ---------- why


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """An answer of the reader, with everything that it decided."""

    hop: Hop
    leads: tuple[str, ...]
    """Ids of the nodes that the chosen options themselves lead to."""
    rules: tuple[Decision, ...]
    """The table rows whose conditions the answer met."""
    notes: tuple[str, ...]
    """Ids of the notes that hold because of the answer, and that changed the result."""
    sources: tuple[str, ...]
    """Ids of the sources that the question cites as the reason why it is asked at all."""


def reasons(flow: Flow, step: Step) -> Iterator[Reason]:
    """The answers that decided something, in the order of the path."""
    chosen = seen(flow, step)
    held = [flow.notes[id] for id in step.result.notes] if step.result else []
    for hop in step.path:
        question = flow.questions[hop.question]
        leads = tuple(own_ways(question, hop.chosen))
        rules = tuple(
            one for one in step.decisions if any(rests_on(flow, test.question, hop.question) for test in one.clause)
        )
        notes = tuple(note.id for note in held if note.effect and decided_by(flow, note, hop.question, chosen))
        if leads or rules or notes:
            sources = tuple(dict.fromkeys(CITATION.findall(question.help)))
            yield Reason(hop=hop, leads=leads, rules=rules, notes=notes, sources=sources)


def own_ways(question: Question, chosen: Chosen) -> Iterator[str]:
    """Ids of the nodes that the chosen options themselves lead to, each once."""
    yield from dict.fromkeys(option.goto for option in question.options if option.id in chosen and option.goto)


def decided_by(flow: Flow, note: Note, question: str, chosen: Mapping[str, Chosen]) -> bool:
    """Whether a note that holds does so because of this question's answer."""
    clause = note.when.deciding(chosen)
    return clause is not None and any(test.options and rests_on(flow, test.question, question) for test in clause)


# ---------- what would change it


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A different answer to one question, and the step that all answers then lead to."""

    question: str
    answer: tuple[str, ...]
    step: Step


def changes(flow: Flow, step: Step, today: date) -> Iterator[Change]:
    """Changes of one answer that change the result: another outcome, other facts, or a question still to answer.

    For several options, each option is added or removed in turn; for a date, a day in each other band is tried.
    """
    chosen = known_before(flow, step.days)
    given = step.answers
    for hop in step.path:
        question = flow.questions[hop.question]
        asked = Asked(question, offered_options(question, chosen), today, step.known)
        for answer in kind_of(question).others(asked, hop.chosen):
            led = resolve(flow, {**given, hop.question: answer}, today)
            if differs(flow, step, led):
                yield Change(question=hop.question, answer=answer, step=led)
        chosen[hop.question] = hop.chosen


def differs(flow: Flow, one: Step, other: Step) -> bool:
    """Whether two steps tell a reader different things."""
    return outcome_id(one) != outcome_id(other) or compared_facts(flow, one.result) != compared_facts(
        flow, other.result
    )


def outcome_id(step: Step) -> str | None:
    """Id of the outcome that a step has reached; None where a question is still open."""
    return step.result.outcome if step.result else None


def compared_facts(flow: Flow, result: Result | None) -> tuple[object, ...]:
    """The facts of an answer and the entries of its lists, without the notes that only add something."""
    if result is None:
        return ()
    listed = [id for id in result.notes if flow.notes[id].in_list]
    return listed, result.claims, result.keeps, result.routes, result.alternatives, result.pays, result.counts


# ---------- as JSON


def why_json(flow: Flow, wording: Wording, step: Step, today: date) -> dict[str, Any]:
    """JSON for the reasons and the changes, in words, with the fragments of links."""
    return {
        "because": [reason_json(flow, wording, step, reason) for reason in reasons(flow, step)],
        "changes": [change_json(flow, wording, step, change) for change in changes(flow, step, today)],
    }


def reason_json(flow: Flow, wording: Wording, step: Step, reason: Reason) -> dict[str, Any]:
    """JSON for one deciding answer: the answer, and the table rows that it decided, each with its anchor."""
    question = question_at(flow, step, reason.hop.question)
    return {
        "short": question.short,
        "labels": labels(question, reason.hop.answer),
        "rules": [
            *({"words": leads_words(flow, step, goto), "at": question.id} for goto in reason.leads),
            *(
                {
                    "words": leads_words(flow, step, flow.tables[one.table].rows[one.row].goto),
                    "at": row_anchor(one.table, one.row),
                }
                for one in reason.rules
            ),
        ],
        "sources": list(reason.sources),
        "notes": [
            {
                "title": note_title(flow, flow.notes[id], step.result),
                "grade": wording.grades[flow.notes[id].grade],
                "sources": list(flow.notes[id].sources),
            }
            for id in reason.notes
        ],
    }


def leads_words(flow: Flow, step: Step, goto: str) -> str:
    """Text of the link to a rule, such as “then “Product””: the question, table or answer to which it leads."""
    if goto in flow.questions:
        return f"then “{question_at(flow, step, goto).short}”"
    return "then this answer" if goto in flow.outcomes else f"then “{table_words(goto)}”"


def change_json(flow: Flow, wording: Wording, step: Step, change: Change) -> dict[str, Any]:
    """JSON for one change: the outcome or question that it leads to; for the same outcome, the facts that differ."""
    question, led = question_at(flow, step, change.question), change.step
    return {
        "question": question.id,
        "short": question.short,
        "words": change_words(question, step.answers[question.id], change.answer),
        "fragment": link_of(led),
        "outcome": outcome_id(led),
        "title": headline_of(flow, led.result).title if led.result else question_at(flow, led, asked_in(led)).ask,
        "facts": list(other_facts(flow, wording, step.result, led.result))
        if outcome_id(step) == outcome_id(led)
        else [],
    }


def other_facts(flow: Flow, wording: Wording, before: Result | None, after: Result | None) -> Iterator[str]:
    """The facts that differ between two results of the same outcome, in words."""
    was, now = (dict(fact_words(flow, wording, one)) if one else {} for one in (before, after))
    for name in {**now, **was}:
        if was.get(name) != now.get(name):
            yield f"{name} {now.get(name, 'none')}"


def change_words(question: Question, before: tuple[str, ...], after: tuple[str, ...]) -> str:
    """Words for a change: the other choice, or the options that are added or left out."""
    if not kind_of(question).many:
        return "; ".join(labels(question, after))
    more, less = (
        "; ".join(f"“{label}”" for label in labels(question, set_))
        for set_ in (
            [id for id in after if id not in before],
            [id for id in before if id not in after],
        )
    )
    if more and less:
        return f"{more} instead"
    return f"Also {more}" if more else f"Without {less}"


def asked_in(step: Step) -> str:
    """Id of the open question."""
    assert step.opened is not None
    return step.opened.question


def table_words(id: str) -> str:
    """Title of a table on the flow's page.

    >>> table_words("after-channel")
    'After channel'
    """
    words = id.replace("-", " ")
    return words[:1].upper() + words[1:]


def row_anchor(table: str, row: int) -> str:
    """The anchor of a row on the flow's page; `row` counts from 0.

    >>> row_anchor("decide", 0)
    'decide-1'
    """
    return f"{table}-{row + 1}"
