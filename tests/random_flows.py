"""Random small flows that pass every check, and random edits of them. Everything about them is made up."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from random import Random
from typing import Any

from edits import rename_option, rename_outcome, rename_question, retire_option, unpublished

from build_scripts.check.compiler import Compiled
from build_scripts.check.flow_faults import REACH, SHAPE, first
from build_scripts.check.walk import Walk, targets
from decision_tree.model import (
    ALWAYS,
    UNKNOWN,
    Band,
    Claims,
    Condition,
    Designation,
    Effect,
    Flow,
    Headline,
    Limit,
    Metric,
    Note,
    Option,
    Outcome,
    Question,
    Row,
    StatedValue,
    Table,
    Test,
)

CLAIMS = ("build-intent", "influenced-revenue", "usage-recognition")
ROUTES = ("pal", "csp", "dpor")
METRICS = ("adds", "deployments")
GRADES = ("microsoft-several", "inferred", "unknown")
PAYS = ("if-eligible", "none", "not-applicable", UNKNOWN)
STATES = ("fed", "disputed", "not-fed", UNKNOWN)
TODAYS = "todays-name"
TITLES = ("One", "Two", "Three")
OPTIONS = ("a", "b", "c")

Limits = Mapping[str, tuple[Limit, ...]]

Way = tuple[tuple[str, frozenset[str]], ...]
"""Questions on a way through a flow, each with the answers that go this way. Conditions are not looked at."""


@dataclass(frozen=True)
class Edition:
    """A flow with the deadlines of its claims."""

    flow: Flow
    limits: Limits

    @cached_property
    def compiled(self) -> Compiled:
        """The flow as commands have it, without what is made of it for pages."""
        walk = Walk(self.flow)
        made = {"states": [], "artefact": "", "matrix": None, "file": Path(), "spots": {}}
        return Compiled(flow=self.flow, walk=walk, limits=self.limits, **made)

    def passes(self) -> bool:
        """Whether the flow passes the checks that need no knowledge."""
        return not (first(SHAPE, self.flow) or first(REACH, self.compiled.walk))


# ---------- flows


def random_edition(rng: Random) -> Edition:
    """A flow that passes every check."""
    while True:
        edition = Edition(flow=draft(rng), limits=random_limits(rng))
        if edition.passes():
            return edition


def draft(rng: Random) -> Flow:
    """A flow that has a place for everything, and may still have gaps and what nobody reaches."""
    nodes = [f"q{number}" for number in range(rng.randint(2, 4))]
    nodes.insert(rng.randint(1, len(nodes)), "middle")
    nodes.append("end")
    outcomes = [f"answer-{number}" for number in range(rng.randint(2, 4))]
    flow = Flow(
        id="made-up",
        title="Made up",
        start="q0",
        questions={},
        tables={},
        outcomes={id: random_outcome(rng, id) for id in outcomes},
        notes={},
        designations={id: random_designation(rng, id) for id in ("business", "security")},
        grades=GRADES,
    )
    for number, id in enumerate(nodes):
        later = partial(somewhere, rng, nodes[number + 1 :], outcomes)
        if id.startswith("q"):
            flow = replace(flow, questions={**flow.questions, id: random_question(rng, id, later)})
        else:
            rows = tuple(Row(when=ALWAYS, goto=later()) for _ in range(rng.randint(2, 3)))
            flow = replace(flow, tables={**flow.tables, id: Table(id=id, hit="first", rows=rows)})
    for number, id in enumerate(nodes):
        flow = with_conditions(rng, flow, id, partial(somewhere, rng, nodes[number + 1 :], outcomes))
    flow = replace(flow, notes={id: random_note(rng, flow, id) for id in ("n0", "n1", "n2", "n3")[rng.randint(0, 2) :]})
    if rng.random() < 0.3:
        flow = replace(flow, cases={"abroad": random_condition(rng, flow, list(flow.outcomes))})
    return with_headlines(rng, flow, rng.choice(outcomes)) if rng.random() < 0.4 else flow


def somewhere(rng: Random, later: Sequence[str], outcomes: Sequence[str]) -> str:
    """A node that may follow: mostly the next one."""
    if later and rng.random() < 0.6:
        return later[0]
    return rng.choice([*later, *outcomes])


def random_question(rng: Random, id: str, later: Callable[[], str]) -> Question:
    kind = rng.choice(("one", "one", "several", "date"))
    options = tuple(Option(id=one, label=one, goto=later() if kind == "one" else None) for one in some(rng, OPTIONS, 2))
    question = Question(id=id, kind=kind, ask="Which?", short="Which", goto=None if kind == "one" else later())
    if kind == "date":
        return replace(question, bands=random_bands(rng))
    alone = frozenset({options[-1].id}) if kind == "several" and rng.random() < 0.3 else frozenset[str]()
    return replace(question, options=options, alone=alone, empty=kind == "several" and rng.random() < 0.5)


def random_bands(rng: Random) -> tuple[Band, ...]:
    """Two bands or three, each of which takes some days."""
    first, second = rng.choice((("days", "days"), ("business-days", "business-days"), ("days", "months")))
    ends = [(rng.randint(1, 12), first), (rng.randint(1, 3) + 12 * (second != "months"), second)][rng.randint(0, 1) :]
    return tuple(
        Band(id=id, within=within, unit=unit)  # type: ignore[arg-type]
        for id, (within, unit) in zip(OPTIONS, [*ends, (None, "days")], strict=False)
    )


def with_conditions(rng: Random, flow: Flow, id: str, later: Callable[[], str]) -> Flow:
    """The flow in which a table has its rows, or some options of a question are offered to some readers only."""
    if id in flow.tables:
        table = random_table(rng, flow, flow.tables[id], later)
        return replace(flow, tables={**flow.tables, id: table})
    if flow.start == id or rng.random() < 0.6:
        return flow
    return changed(flow, "questions", id, options=with_only_when(rng, flow, flow.questions[id]))


def with_only_when(rng: Random, flow: Flow, question: Question) -> tuple[Option, ...]:
    """The options of a question, of which one is offered to some readers only."""
    at = rng.randrange(len(question.options) or 1)
    when = rng.choice((None, random_condition(rng, flow, [question.id])))
    return tuple(
        replace(option, only_when=when if number == at else option.only_when)
        for number, option in enumerate(question.options)
    )


def random_table(rng: Random, flow: Flow, table: Table, later: Callable[[], str]) -> Table:
    """A table with rows for everybody: the first one counts, or each reader meets one."""
    if rng.random() < 0.5:
        whens = [*(random_condition(rng, flow, [table.id]) for _ in table.rows[1:]), ALWAYS]
        rows = [Row(when=when, goto=row.goto) for when, row in zip(whens, table.rows, strict=True)]
        return replace(table, hit="first", rows=tuple(rows))
    found = [Row(when=when, goto=later()) for when in divided(rng, flow, [table.id])]
    return replace(table, hit="unique", rows=tuple(found))


def divided(rng: Random, flow: Flow, at: Sequence[str]) -> list[Condition]:
    """Conditions of which each reader at these nodes meets one."""
    asked = known(flow, paths_to(flow, at))
    if not asked:
        return [ALWAYS]
    id = rng.choice(asked)
    question = flow.questions[id]
    if question.kind == "several":
        named = frozenset(some(rng, question.answers, 1)[:2])
        tests = [Test(question=id, any_of=named), Test(question=id, none_of=named)]
    else:
        tests = [Test(question=id, any_of=frozenset({one})) for one in question.answers]
    return [Condition(clauses=((test,),)) for test in tests]


def with_headlines(rng: Random, flow: Flow, id: str) -> Flow:
    """The flow in which an outcome has a headline for each reader."""
    whens = divided(rng, flow, [id])
    said = tuple(Headline(title=rng.choice(TITLES), answer=rng.choice(TITLES), when=when) for when in whens)
    return changed(flow, "outcomes", id, headlines=said)


def random_outcome(rng: Random, id: str) -> Outcome:
    claims = rng.choice((UNKNOWN, (), some(rng, CLAIMS, 1), some(rng, CLAIMS, 2)))
    return Outcome(
        id=id,
        title=rng.choice(TITLES),
        answer=rng.choice(TITLES),
        claims=Claims(are=claims, because="So.", grade=rng.choice(GRADES), sources=()),
        pays=StatedValue(value=rng.choice(PAYS), because="So.", grade=rng.choice(GRADES), sources=()),
        routes=some(rng, ROUTES, 0)[:2],
        credit=rng.choice(("business", "security", None)),
    )


def random_designation(rng: Random, id: str) -> Designation:
    return Designation(id=id, label=id, metrics=tuple(random_metric(rng, one) for one in METRICS))


def random_metric(rng: Random, id: str) -> Metric:
    fed_by, disputed = frozenset(some(rng, CLAIMS + ROUTES, 1)[:3]), frozenset(some(rng, CLAIMS + ROUTES, 0)[:2])
    nobody_knows = rng.random() < 0.15
    return Metric(
        id=id,
        fed_by=UNKNOWN if nobody_knows else fed_by,
        disputed=disputed - fed_by,
        text="So.",
        grade=rng.choice(GRADES),
        sources=(),
    )


def random_note(rng: Random, flow: Flow, id: str) -> Note:
    return Note(
        id=id,
        title=id,
        when=random_condition(rng, flow, list(flow.outcomes)),
        text="So.",
        grade=rng.choice(GRADES),
        sources=(),
        effect=random_effect(rng),
        headline=Headline(title=rng.choice(TITLES), answer="By a note.") if rng.random() < 0.15 else None,
    )


def random_effect(rng: Random) -> Effect:
    """Nothing, or one or two changes."""
    kinds: dict[str, Any] = {
        "keep": some(rng, CLAIMS, 1)[:2],
        "claims_unknown": True,
        "claims_less_sure": True,
        "routes": some(rng, ROUTES, 1)[:2],
        "alternatives": some(rng, ROUTES, 1)[:2],
        "pays": {rng.choice(("any", *PAYS[:3])): rng.choice(PAYS)},
        "metrics": {rng.choice(METRICS): rng.choice(STATES)},
    }
    return Effect(**{kind: kinds[kind] for kind in some(rng, tuple(kinds), 0)[:2]})


def random_limits(rng: Random) -> Limits:
    return {id: random_limit(rng) for id in some(rng, CLAIMS, 0)}


def random_limit(rng: Random) -> tuple[Limit, ...]:
    grade = rng.choice(GRADES)
    return (Limit(within=rng.choice((30, 60)), unit="days", said_by="a page", grade=grade, sources=()),)


def some(rng: Random, of: Sequence[str], least: int) -> tuple[str, ...]:
    """Some of these, in their order."""
    number = rng.randint(least, len(of))
    return tuple(sorted(rng.sample(of, number), key=of.index))


# ---------- conditions that always can be evaluated


def random_condition(rng: Random, flow: Flow, at: Sequence[str]) -> Condition:
    """A condition on what everybody has been asked who comes to these nodes and meets the tests before."""
    clauses = [random_clause(rng, flow, at) for _ in range(rng.choice((1, 1, 2)))]
    return Condition(clauses=tuple(dict.fromkeys(filter(None, clauses)))) if any(clauses) else ALWAYS


def random_clause(rng: Random, flow: Flow, at: Sequence[str]) -> tuple[Test, ...]:
    """Tests that must all hold."""
    there = paths_to(flow, at)
    tests: dict[str, Test] = {}
    for _ in range(rng.choice((1, 1, 2, 3))):
        asked = [id for id in known(flow, there) if id not in tests and flow.questions[id].answers]
        if asked:
            id = rng.choice(asked)
            tests[id] = random_test(rng, flow.questions[id])
            there = [path for path in there if may_hold(tests[id], path)]
    return tuple(tests.values())


def random_test(rng: Random, question: Question) -> Test:
    named = frozenset(some(rng, question.answers, 1)[:2])
    how = rng.choice(("any_of", "any_of", "none_of", "all_of"))
    if how == "all_of" and question.kind != "several":
        how = "any_of"
    return Test(question=question.id, **{how: named})


def may_hold(test: Test, path: Way) -> bool:
    """Whether some answers of a path pass a test of a question with one answer; every other path may."""
    return all(id != test.question or any(test.holds(frozenset({one})) for one in ids) or not ids for id, ids in path)


def known(flow: Flow, there: Sequence[Way]) -> list[str]:
    """Questions that every path has asked, or that count as left empty where they are not asked."""
    asked = [{id for id, _ in path} for path in there] or [set[str]()]
    return [id for id, question in flow.questions.items() if question.empty or all(id in one for one in asked)]


def paths_to(flow: Flow, at: Sequence[str]) -> list[Way]:
    """Every way to one of these nodes."""
    return [path for node, path in ways_through(flow, flow.start, ()) if node in at]


def ways_through(flow: Flow, node: str, path: Way) -> Iterator[tuple[str, Way]]:
    """Every node with every way to it."""
    yield node, path
    question = flow.questions.get(node)
    for follower in targets(flow, node):
        if question:
            leading = {it.id for it in question.options if (it.goto or question.goto) == follower}
            ids = frozenset(leading) if question.kind == "one" else frozenset[str]()
            yield from ways_through(flow, follower, (*path, (node, ids)))
        else:
            yield from ways_through(flow, follower, path)


# ---------- edits


EDITS_OF_ONE = 25
"""Edits of one flow, each of what the one before left, because most of the time goes into flows that pass."""


def random_edits(rng: Random, number: int, most: int = 3) -> Iterator[tuple[Edition, Edition]]:
    """Editions before and after an edit of one value or, at most, so many."""
    for rest in range(number, 0, -EDITS_OF_ONE):
        before = random_edition(rng)
        for _ in range(min(rest, EDITS_OF_ONE)):
            now = random_edit(rng, before, most)
            yield before, now
            before = replace(now, flow=unpublished(now.flow))


def random_edit(rng: Random, before: Edition, most: int) -> Edition:
    """The edition with one value or several changed, so that it still passes every check."""
    while True:
        now = before
        for _ in range(rng.choice((1, 1, *range(1, most + 1)))):
            now = rng.choice(EDITS)(rng, now)
        differs = now.flow != before.flow or now.limits != before.limits or orders(now.flow) != orders(before.flow)
        if differs and now.passes():
            return now


def orders(flow: Flow) -> list[str]:
    """Ids of notes in the order of the file, in which their effects are applied."""
    return list(flow.notes)


def changed(flow: Flow, kind: str, id: str, **parts: Any) -> Flow:
    """The flow in which one question, table, outcome or note has other parts."""
    those = getattr(flow, kind)
    return replace(flow, **{kind: {**those, id: replace(those[id], **parts)}})


def of_flow(edit: Callable[[Random, Flow], Flow]) -> Callable[[Random, Edition], Edition]:
    """An edit of a flow as one of an edition."""
    return lambda rng, edition: replace(edition, flow=edit(rng, edition.flow))


def nodes_after(flow: Flow, node: str) -> list[str]:
    """Nodes to which a node may lead without a circle."""
    before = {id for id in (*flow.questions, *flow.tables) if any(node == it for it, _ in ways_through(flow, id, ()))}
    return [id for id in (*flow.questions, *flow.tables, *flow.outcomes) if id not in before]


def a_goto(rng: Random, flow: Flow) -> Flow:
    question = rng.choice(list(flow.questions.values()))
    goto = rng.choice(nodes_after(flow, question.id))
    if question.kind != "one":
        return changed(flow, "questions", question.id, goto=goto)
    at = rng.choice(question.options).id
    options = (replace(option, goto=goto) if option.id == at else option for option in question.options)
    return changed(flow, "questions", question.id, options=tuple(options))


def a_row(rng: Random, flow: Flow) -> Flow:
    """A row leads elsewhere, has another condition, is added, goes, or comes later."""
    table = rng.choice(list(flow.tables.values()))
    rows = list(table.rows)
    at = rng.randrange(len(rows))
    goto = rng.choice(nodes_after(flow, table.id))
    match rng.choice(("goto", "goto", "when", "add", "remove", "move")):
        case "goto":
            rows[at] = replace(rows[at], goto=goto)
        case "when":
            rows[at] = replace(rows[at], when=random_condition(rng, flow, [table.id]))
        case "add":
            rows.insert(at, Row(when=random_condition(rng, flow, [table.id]), goto=goto))
        case "remove" if len(rows) > 1:
            del rows[at]
        case _:
            rows.append(rows.pop(at))
    return changed(flow, "tables", table.id, rows=tuple(rows))


def a_table(rng: Random, flow: Flow) -> Flow:
    """A table divides readers in another way."""
    table = rng.choice(list(flow.tables.values()))
    return changed(
        flow, "tables", table.id, hit="unique",
        rows=random_table(rng, flow, table, lambda: rng.choice(nodes_after(flow, table.id))).rows,
    )  # fmt: skip


def a_hit(rng: Random, flow: Flow) -> Flow:
    table = rng.choice(list(flow.tables.values()))
    return changed(flow, "tables", table.id, hit="first" if table.hit == "unique" else "unique")


def a_question(rng: Random, flow: Flow) -> Flow:
    """A question has another text, other options or bands, or takes other answers."""
    question = rng.choice(list(flow.questions.values()))
    goto = question.options[0].goto if question.options else None
    parts: list[dict[str, Any]] = [{"ask": "What?"}]
    if question.kind == "date":
        parts += [{"bands": random_bands(rng)}] * 3
    else:
        fourth = () if question.option("d") else (Option(id="d", label="d", goto=goto),)  # no file has an id twice
        more = (*question.options, *fourth)
        parts += [{"options": more}, {"options": question.options[:-1], "alone": frozenset()}]
        parts += [{"options": with_only_when(rng, flow, question)}] * 2
    if question.kind == "several":
        parts += [{"empty": not question.empty}, {"alone": frozenset(some(rng, question.answers, 0)[:1])}]
    return changed(flow, "questions", question.id, **rng.choice(parts))


def another_question(rng: Random, flow: Flow) -> Flow:
    """A question is asked before a node, or before all others."""
    node = rng.choice([flow.start, *flow.outcomes])
    if "new" in flow.questions:
        return flow
    question = random_question(rng, "new", lambda: node)
    flow = replace(flow, questions={**flow.questions, "new": question})
    if node == flow.start:
        return replace(flow, start="new")
    table = rng.choice(list(flow.tables.values()))
    rows = (replace(row, goto="new") if row.goto == node else row for row in table.rows)
    return changed(flow, "tables", table.id, rows=tuple(rows))


def an_outcome(rng: Random, flow: Flow) -> Flow:
    outcome, other = rng.choice(list(flow.outcomes.values())), random_outcome(rng, "other")
    key = rng.choice(("title", "answer", "claims", "pays", "routes", "credit", "order"))
    if key == "order":
        are = outcome.claims.are
        claims = replace(outcome.claims, are=are if isinstance(are, str) else are[::-1])
        return changed(flow, "outcomes", outcome.id, claims=claims, routes=outcome.routes[::-1])
    value = getattr(other, key)
    if key in ("claims", "pays") and rng.random() < 0.5:
        value = replace(getattr(outcome, key), grade=value.grade)
    return changed(flow, "outcomes", outcome.id, **{key: value})


def a_headline(rng: Random, flow: Flow) -> Flow:
    outcome = rng.choice(list(flow.outcomes.values()))
    if outcome.headlines and rng.random() < 0.7:
        at = rng.randrange(len(outcome.headlines))
        said = (replace(it, title="Four") if number == at else it for number, it in enumerate(outcome.headlines))
        return changed(flow, "outcomes", outcome.id, headlines=rng.choice((tuple(said), ())))
    return with_headlines(rng, flow, outcome.id)


def a_note(rng: Random, flow: Flow) -> Flow:
    """A note has another effect, condition, grade or headline, is added, goes, or comes later."""
    other = random_note(rng, flow, "n9")
    id = rng.choice([*flow.notes, "n9"])
    kept = {one: note for one, note in flow.notes.items() if one != id}
    if id not in flow.notes:
        return replace(flow, notes={**flow.notes, "n9": other})
    match rng.choice(("effect", "effect", "when", "when", "grade", "headline", "title", "remove", "move")):
        case "remove":
            return replace(flow, notes=kept)
        case "move":
            return replace(flow, notes={**kept, id: flow.notes[id]})
        case key:
            return changed(flow, "notes", id, **{key: getattr(other, key)})


def a_case(rng: Random, flow: Flow) -> Flow:
    return replace(flow, cases={"abroad": random_condition(rng, flow, list(flow.outcomes))})


def a_designation(rng: Random, flow: Flow) -> Flow:
    """A metric is fed by something else, is surer, or is not counted."""
    id = rng.choice(list(flow.designations))
    metrics = list(flow.designations[id].metrics)
    at = rng.randrange(len(metrics))
    other = random_metric(rng, metrics[at].id)
    key = rng.choice(("fed_by", "disputed", "grade"))
    metrics[at] = rng.choice((other, replace(metrics[at], **{key: getattr(other, key)})))
    if len(metrics) > 1 and rng.random() < 0.15:
        del metrics[at]
    return changed(flow, "designations", id, metrics=tuple(metrics))


def a_limit(rng: Random, edition: Edition) -> Edition:
    id = rng.choice(CLAIMS)
    others = {one: limit for one, limit in edition.limits.items() if one != id}
    return replace(edition, limits=rng.choice((others, {**others, id: random_limit(rng)})))


def a_name(rng: Random, edition: Edition) -> Edition:
    """A question, an option or an outcome has another name, or an option is gone, and links are told."""
    flow = edition.flow
    if TODAYS in repr(flow):  # one name at a time can be followed
        return edition
    options = [(asked.id, option.id) for asked in flow.questions.values() for option in asked.options]
    kind = rng.choice(("outcome", "question", "option" if options else "outcome"))
    if kind == "option":
        asked, id = rng.choice(options)
        gone = rng.random() < 0.5
        return replace(edition, flow=retire_option(flow, asked, id) if gone else rename_option(flow, asked, id, TODAYS))
    rename, ids = (rename_outcome, flow.outcomes) if kind == "outcome" else (rename_question, flow.questions)
    return replace(edition, flow=rename(flow, rng.choice(list(ids)), TODAYS))


EDITS: tuple[Callable[[Random, Edition], Edition], ...] = (
    *map(of_flow, (a_goto, a_row, a_row, a_table, a_hit, a_question, a_question, another_question)),
    *map(of_flow, (an_outcome, an_outcome, a_headline, a_note, a_note, a_note, a_case, a_designation, a_designation)),
    a_limit,
    a_name,
)
