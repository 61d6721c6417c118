"""The engine: replays answers through a flow, decides its tables, and applies the effects of notes.

Its functions are pure: the flow, the answers and today's date are arguments. The same code runs in the build, on the
command line, in the tests and in the reader's browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeAlias

from decision_tree.kinds import Amount, Asked, Hop, NotAcceptable, kind_of
from decision_tree.model import (
    TODAY,
    UNKNOWN,
    Chosen,
    Clause,
    Designation,
    Flow,
    Headline,
    Metric,
    Note,
    Outcome,
    Question,
    Table,
    Unknown,
)
from decision_tree.values import amount_of, as_asked, derive_more, filled, words_of

Answers: TypeAlias = Mapping[str, tuple[str, ...]]
"""Question id → answer: option ids, or one ISO date. An empty tuple means that no option was chosen."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """A table on the path, with the row that matched and the clause of its condition that holds."""

    table: str
    row: int
    """Index of the row, counted from 0."""
    clause: Clause


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """The question that is open now."""

    question: str
    offered: tuple[str, ...]
    """Ids of the options offered after these answers; none for a date."""
    problem: str | None = None
    """The message for the reader why the given answer is not acceptable."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """An outcome, with the effects of the notes that hold."""

    outcome: str
    claims: tuple[str, ...] | Unknown
    """Claims to file now."""
    keeps: tuple[str, ...]
    """Claims that are held already and are to be kept."""
    routes: tuple[str, ...]
    alternatives: tuple[str, ...]
    pays: str
    counts: str
    metrics: Mapping[str, str]
    """Metric id → `fed`, `disputed`, `not-fed` or `unknown`."""
    notes: tuple[str, ...]
    """The notes whose conditions hold, in the flow's order."""
    pays_by: str | None = None
    """Id of the note that changed `pays`, if one did."""
    headline: Headline | None = None
    """The headline for these answers; None: the outcome's own title and answer stand first."""
    cases: tuple[str, ...] = ()
    """Ids of the flow's cases whose conditions the answers meet. All of them where the answers are not known,
    because a page for everybody shows what any reader may need."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Value id → the value in words, for the values that are known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """The reader's position in a flow: an open question or a result, with the path that led there."""

    flow: str
    path: tuple[Hop, ...]
    opened: Opened | None = None
    result: Result | None = None
    decisions: tuple[Decision, ...] = ()
    deadlines: Mapping[str, date] = field(default_factory=dict)
    """Question id → the last day on which the date given there stays in its band."""
    ignored: tuple[str, ...] = ()
    """Questions that were answered but are not asked on this path."""
    days: Chosen = frozenset()
    """The days of the flow that have come, as conditions test them."""
    known: Mapping[str, Amount] = field(default_factory=dict)
    """Id → day or number, for the answers on the path that are values, and for what is derived from answers."""
    banded: Mapping[str, Chosen] = field(default_factory=dict)
    """Id of a derived value → id of the band into which it falls, in a set, as for a chosen option."""

    @property
    def answers(self) -> dict[str, tuple[str, ...]]:
        """The answers on the path, as a link writes them."""
        return {hop.question: hop.answer for hop in self.path}


# ---------- walking


def resolve(flow: Flow, answers: Answers, today: date, *, rules: date | None = None) -> Step:
    """The step that the answers lead to, replayed from the start.

    `rules` is the day whose rules hold, by default today: on a day to come, dates are still as old as they are today.

    Answers to questions that are not on the path have no effect and are named in `ignored`; an answer that is not
    acceptable leaves its question open, with the reason in words. Never raises for input of a reader.
    """
    path: list[Hop] = []
    decisions: list[Decision] = []
    deadlines: dict[str, date] = {}
    days = days_come(flow, rules or today)
    chosen = known_before(flow, days)
    known: dict[str, Amount] = {}
    if flow.values:
        derive_more(flow, known, chosen, deadlines, today)
    node = flow.node(flow.start)
    opened: Opened | None = None
    while not isinstance(node, Outcome):
        if isinstance(node, Table):
            decision = decide(node, chosen)
            decisions.append(decision)
            node = flow.node(node.rows[decision.row].goto)
            continue
        assert node is not None, "the compiler lets no flow pass that leads nowhere"
        offered = offered_options(node, chosen)
        if node.id not in answers:
            opened = Opened(question=node.id, offered=offered)
            break
        try:
            hop = kind_of(node).accept(Asked(as_asked(flow, node, known), offered, today, known), answers[node.id])
        except NotAcceptable as problem:
            said = filled(flow, str(problem), words_of(flow, known))
            opened = Opened(question=node.id, offered=offered, problem=said)
            break
        if hop.last:
            deadlines[node.id] = hop.last
        path.append(hop)
        chosen[node.id] = hop.chosen
        if (amount := amount_of(flow, hop)) is not None:
            known[node.id] = amount
        if flow.values:
            derive_more(flow, known, chosen, deadlines, today)
        node = flow.node(target(node, hop.chosen))
    asked = {hop.question for hop in path} | ({opened.question} if opened else set())
    found = result(flow, node, notes_that_hold(flow, chosen), chosen) if isinstance(node, Outcome) else None
    if found and flow.values:
        found = replace(found, values=words_of(flow, known))
    return Step(
        flow=flow.id,
        path=tuple(path),
        opened=opened,
        result=found,
        decisions=tuple(decisions),
        deadlines=deadlines,
        ignored=tuple(id for id in answers if id not in asked),
        days=days,
        known=known,
        banded={id: chosen[id] for id, value in flow.values.items() if value.bands and id in chosen},
    )


def settle(
    flow: Flow, answers: Answers, today: date, *, rules: date | None = None
) -> tuple[Step, dict[str, tuple[str, ...]]]:
    """The step that the answers lead to, and the answers that were assumed on the way.

    An open question that may be left empty is taken as left empty, and one with an answer to assume as answered so. For
    the command line, case files and links in Markdown, where nobody can be asked.
    """
    assumed: dict[str, tuple[str, ...]] = {}
    while True:
        step = resolve(flow, {**answers, **assumed}, today, rules=rules)
        open_now = flow.questions[step.opened.question] if step.opened and not step.opened.problem else None
        if open_now is None or (open_now.assumed is None and not open_now.empty):
            return step, assumed
        assumed[open_now.id] = () if open_now.assumed is None else (open_now.assumed,)


def unasked(flow: Flow) -> dict[str, Chosen]:
    """An empty choice for each question that may be left empty, so that conditions can test it even if not asked."""
    return {question.id: frozenset() for question in flow.questions.values() if question.empty}


def known_before(flow: Flow, days: Chosen) -> dict[str, Chosen]:
    """Everything that conditions see before a question is asked: that of `unasked`, and the days that have come."""
    return {TODAY: days, **unasked(flow)}


def days_come(flow: Flow, today: date) -> Chosen:
    """The days that the flow names and that are not after today, as ISO dates."""
    return frozenset(day for day in flow.days if day <= today.isoformat())


def seen(flow: Flow, step: Step) -> dict[str, Chosen]:
    """The options chosen on a path, by question, as conditions see them, with what they see before."""
    return {**known_before(flow, step.days), **{hop.question: hop.chosen for hop in step.path}, **step.banded}


def offered_options(question: Question, chosen: Mapping[str, Chosen]) -> tuple[str, ...]:
    """Ids of the options offered after these answers, in the question's order."""
    return tuple(option.id for option in question.options if option.only_when is None or option.only_when.holds(chosen))


def target(question: Question, chosen: Chosen) -> str:
    """Id of the node that follows an answer."""
    for option in question.options:
        if option.id in chosen and option.goto is not None:  # only in questions with one answer
            return option.goto
    assert question.goto is not None, "the compiler lets no dead end pass"
    return question.goto


def decide(table: Table, chosen: Mapping[str, Chosen]) -> Decision:
    """The decision by the first row that matches. The compiler has proved that one does, and for `unique` only one."""
    for number, row in enumerate(table.rows):
        clause = row.when.deciding(chosen)
        if clause is not None:
            return Decision(table=table.id, row=number, clause=clause)
    raise AssertionError(f"table {table.id!r} has a gap, which the compiler lets no flow have")


def question_at(flow: Flow, step: Step, id: str) -> Question:
    """A question on the path of a step, or its open one, in the words for the answers before it."""
    return as_asked(flow, flow.questions[id], step.known)


# ---------- outcomes


def notes_that_hold(flow: Flow, chosen: Mapping[str, Chosen]) -> list[Note]:
    """The notes whose conditions hold for these answers."""
    return [note for note in flow.notes.values() if note.when.holds(chosen)]


def result(flow: Flow, outcome: Outcome, notes: Sequence[Note], chosen: Mapping[str, Chosen] | None = None) -> Result:
    """The outcome with the effects of the notes that hold, in the flow's order.

    `chosen` is what conditions see of the reader's answers. None means that the answers are not known: then the
    outcome's own title and answer stand first, and `cases` has every case.
    """
    keeps = unique(claim for note in notes for claim in note.effect.keep)
    routes = unique([*outcome.routes, *(route for note in notes for route in note.effect.routes)])
    alternatives = unique(route for note in notes for route in note.effect.alternatives)
    named = UNKNOWN if any(note.effect.claims_unknown for note in notes) else outcome.claims.are
    designation = flow.designations[outcome.credit] if outcome.credit else None
    metrics = metric_states(designation, named, {*keeps, *routes}, notes)
    pays, pays_by = paid(outcome, notes)
    return Result(
        outcome=outcome.id,
        claims=named if isinstance(named, str) else tuple(claim for claim in named if claim not in keeps),
        keeps=keeps,
        routes=routes,
        alternatives=tuple(route for route in alternatives if route not in routes),
        pays=pays,
        pays_by=pays_by,
        counts=credit_of(metrics),
        metrics=metrics,
        notes=tuple(note.id for note in notes),
        headline=None if chosen is None else headline_for(outcome, notes, chosen),
        cases=tuple(id for id, condition in flow.cases.items() if chosen is None or condition.holds(chosen)),
    )


def headline_for(outcome: Outcome, notes: Sequence[Note], chosen: Mapping[str, Chosen]) -> Headline | None:
    """The headline for these answers: that of a note that holds, before the outcome's own; None where neither has one.

    The compiler has proved that no second one fits.
    """
    of_notes = (note.headline for note in notes if note.headline)
    return next(of_notes, None) or next((it for it in outcome.headlines if it.when.holds(chosen)), None)


def headline_of(flow: Flow, found: Result) -> Headline:
    """The title and the answer that stand first for a result."""
    outcome, own = flow.outcomes[found.outcome], found.headline
    if own is None:
        return Headline(title=outcome.title, answer=outcome.answer)
    title, answer = (filled(flow, text, found.values) for text in (own.title, own.answer))
    return replace(own, title=title, answer=answer)


def note_title(flow: Flow, note: Note, found: Result | None) -> str:
    """The title of a note, its placeholders such as `{due}` replaced by the values of a result."""
    return filled(flow, note.title, found.values if found else {})


def paid(outcome: Outcome, notes: Iterable[Note]) -> tuple[str, str | None]:
    """The value of `pays` after the effects of notes, and the note that changed it. `unknown` never changes."""
    value, by = outcome.pays.value, None
    for note in notes:
        changed = note.effect.pays.get(value, note.effect.pays.get("any", value))
        if changed != value and value != UNKNOWN:
            value, by = changed, note.id
    return value, by


def metric_states(
    designation: Designation | None,
    named: tuple[str, ...] | Unknown,
    others: set[str],
    notes: Iterable[Note],
) -> dict[str, str]:
    """Metric id → state, for each metric of the designation; all `unknown` where the claims are unknown."""
    if designation is None:
        return {}
    if isinstance(named, str):
        return {metric.id: UNKNOWN for metric in designation.metrics}
    states = {metric.id: metric_state(metric, {*named, *others}) for metric in designation.metrics}
    for note in notes:
        states.update({id: state for id, state in note.effect.metrics.items() if id in states})
    return states


def metric_state(metric: Metric, associations: set[str]) -> str:
    """The state of a metric for these claims and routes: `fed`, `disputed`, `not-fed` or `unknown`."""
    if isinstance(metric.fed_by, str):
        return UNKNOWN
    if not metric.fed_by.isdisjoint(associations):
        return "fed"
    return "disputed" if not metric.disputed.isdisjoint(associations) else "not-fed"


def credit_of(metrics: Mapping[str, str]) -> str:
    """The designation credit for these states of its metrics: `full`, `partly`, `none`, `conflicting` or `unknown`."""
    states = set(metrics.values())
    if not states or UNKNOWN in states:
        return UNKNOWN
    if "disputed" in states:
        return "conflicting"
    if states == {"fed"}:
        return "full"
    return "partly" if "fed" in states else "none"


def unique(ids: Iterable[str]) -> tuple[str, ...]:
    """Each id once, in order."""
    return tuple(dict.fromkeys(ids))


def result_json(result: Result) -> dict[str, Any]:
    """An answer as JSON data, by the public names of its parts."""
    return {
        "claims": result.claims if isinstance(result.claims, str) else list(result.claims),
        "keeps": list(result.keeps),
        "routes": list(result.routes),
        "alternatives": list(result.alternatives),
        "pays": result.pays,
        "counts": result.counts,
        "metrics": dict(result.metrics),
        "notes": list(result.notes),
    }
