"""The matrix: which claim for every combination of the answers that `matrix:` of a flow names, by the engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from types import MappingProxyType

from decision_tree import links
from decision_tree.engine import Opened, Result, resolve
from decision_tree.model import Flow

NO_DAY = date.min
"""A flow with a matrix asks for no date: `matrix_faults` sees to it."""

Answers = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """The picture above the tables: a line for each table, a column for each way, and one field where they cross."""

    answers: Answers
    """Question id → the answer that the fields are for, to each question that is neither a line nor a column."""
    shows: str
    """The same answers in words that follow "For": `a partner who …`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """Which questions of a flow make the tables of its matrix, read from `matrix:` of the flow file."""

    tables: tuple[str, ...]
    """Question ids: each combination of their answers has a table."""
    ways: tuple[str, ...]
    """Question ids of the rows; the answers to those behind the first are named where they make a difference."""
    any_way: str
    """The words of a row for which it does not matter how these are answered."""
    kinds: str
    """The id of the question, of several choices, by whose answers rows are divided further."""
    any_kind: str
    """The words of a row for which it does not matter how that is answered."""
    shown: tuple[tuple[str, ...], ...]
    """The answers to it that are shown."""
    columns: str
    """The id of the question whose options are the columns."""
    without_pay: frozenset[str]
    """Options of it under which the payment is of no interest."""
    without_credit: frozenset[str]
    """Options of it under which it is of no interest what a claim counts for."""
    picture: Picture

    @property
    def questions(self) -> tuple[str, ...]:
        """Every question that the matrix is about."""
        return (*self.tables, *self.ways, self.kinds, self.columns)


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaf:
    """One combination with its answer."""

    id: str
    """The anchor of its cell."""
    answers: Answers
    result: Result
    fragment: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One field of the table: all combinations that end in the same answer there."""

    leaf: Leaf
    anchors: tuple[str, ...]
    columns: int
    about_pay: bool
    """Whether the field says of a claim that it does not pay."""
    about_credit: bool
    """Whether the field says of a claim that it is not sure what it counts for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One kind of work, or all."""

    heads: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """Ways that are answered alike: their names, and a row for each kind that makes a difference."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """The table of one combination of answers to the questions under `tables`."""

    id: str
    title: str
    name: str
    """The last part of the title, for a picture."""
    columns: tuple[str, ...]
    blocks: tuple[Block, ...]


def grids(flow: Flow, layout: Layout) -> Iterator[Grid]:
    """The tables of the flow, in its order."""
    by_group: dict[tuple[str, ...], list[Leaf]] = defaultdict(list)
    for leaf in leaves(flow, layout):
        by_group[picked(leaf, layout.tables)].append(leaf)
    columns = [option.id for option in flow.questions[layout.columns].options]
    for group, found in by_group.items():
        labels = [label_of(flow, id, answer) for id in layout.tables for answer in found[0].answers.get(id, ())]
        yield Grid(
            id=group[-1],
            title=": ".join(labels),
            name=labels[-1],
            columns=tuple(label_of(flow, layout.columns, id) for id in columns),
            blocks=tuple(blocks(flow, layout, found)),
        )


def leaves(flow: Flow, layout: Layout, fixed: Answers = MappingProxyType({})) -> Iterator[Leaf]:
    """Every combination of answers that is shown, with no circumstances.

    :param fixed: question id → the one answer that is tried where the question is asked and has it.
    """
    waiting: list[Answers] = [{}]
    while waiting:
        step = resolve(flow, waiting.pop(), NO_DAY)
        if step.result:
            yield Leaf(
                id=leaf_id(layout, step.answers), answers=step.answers, result=step.result, fragment=links.link_of(step)
            )
        elif step.opened and not step.opened.problem:
            more = shown_answers(flow, layout, step.opened, fixed)
            waiting += [{**step.answers, step.opened.question: answer} for answer in reversed(more)]


def shown_answers(flow: Flow, layout: Layout, opened: Opened, fixed: Answers) -> Sequence[tuple[str, ...]]:
    """The answers to the open question that are shown."""
    question = flow.questions[opened.question]
    if question.id in fixed:
        answers: Sequence[tuple[str, ...]] = [fixed[question.id]]
    elif question.id == layout.kinds:
        answers = layout.shown
    else:
        return [()] if question.empty else [(option,) for option in opened.offered]
    return [answer for answer in answers if set(answer) <= set(opened.offered)]


def leaf_id(layout: Layout, answers: Answers) -> str:
    """The anchor of a combination: what was answered, of the table's questions the last."""
    said = {question: answer for question, answer in answers.items() if answer}
    for question in [id for id in layout.tables if id in said][:-1]:
        del said[question]
    return "-".join(option for answer in said.values() for option in answer)


def picked(leaf: Leaf, questions: Sequence[str]) -> tuple[str, ...]:
    """What was answered to these questions, as far as they were asked."""
    return tuple(option for question in questions for option in leaf.answers.get(question, ()))


def blocks(flow: Flow, layout: Layout, found: Sequence[Leaf]) -> Iterator[Block]:
    """The combinations by their ways; ways that are answered alike stand together."""
    by_way: dict[tuple[str, ...], list[Leaf]] = defaultdict(list)
    for leaf in found:
        by_way[picked(leaf, layout.ways)].append(leaf)
    alike: dict[tuple[tuple[tuple[str, ...], str], ...], list[tuple[str, ...]]] = defaultdict(list)
    for way, its in by_way.items():
        alike[tuple((picked(leaf, (layout.kinds, layout.columns)), leaf.result.outcome) for leaf in its)].append(way)
    for ways in alike.values():
        same = [by_way[way] for way in ways]
        yield Block(heads=tuple(way_words(flow, layout, ways)), rows=tuple(rows(flow, layout, same)))


def rows(flow: Flow, layout: Layout, ways: Sequence[Sequence[Leaf]]) -> Iterator[Row]:
    """A row for each kind of work; kinds that are answered alike share one."""
    by_work: dict[tuple[str, ...], list[tuple[Leaf, ...]]] = defaultdict(list)
    for same in zip(*ways, strict=True):
        by_work[same[0].answers.get(layout.kinds, ())].append(same)
    alike: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for work, its in by_work.items():
        alike[tuple(same[0].result.outcome for same in its)].append(work)
    for works in alike.values():
        found = [leaf for work in works for same in by_work[work] for leaf in same]
        whatever = len(alike) == 1 and all(never_matters(flow, layout, leaf) for leaf in found)
        heads = (layout.any_kind,) if whatever else tuple(works_words(flow, layout, by_work, works))
        yield Row(heads=heads, cells=tuple(cells(flow, layout, [by_work[work] for work in works])))


def cells(flow: Flow, layout: Layout, works: Sequence[Sequence[tuple[Leaf, ...]]]) -> Iterator[Cell]:
    """The fields of a row; one for all columns where their question is not asked."""
    for same in zip(*works, strict=True):
        found = [leaf for leaves in same for leaf in leaves]
        column = next(iter(found[0].answers.get(layout.columns, ())), "")
        yield Cell(
            leaf=found[0],
            anchors=tuple(leaf.id for leaf in found),
            columns=1 if column else len(flow.questions[layout.columns].options),
            about_pay=column not in layout.without_pay,
            about_credit=column not in layout.without_credit,
        )


# ---------- words


def label_of(flow: Flow, question: str, option: str) -> str:
    """What readers see of an option."""
    found = flow.questions[question].option(option)
    return found.label if found else option


def works_words(
    flow: Flow,
    layout: Layout,
    by_work: Mapping[tuple[str, ...], Sequence[tuple[Leaf, ...]]],
    works: Sequence[tuple[str, ...]],
) -> Iterator[str]:
    """Kinds of work that are answered alike. Where one of them decides, the others beside it are not named."""
    deciding = [
        work for work in works if decides(flow, layout, work, [leaf for same in by_work[work] for leaf in same])
    ]
    for work in works:
        if not any(set(other) < set(work) for other in deciding):
            yield work_words(flow, layout, work) + (", with or without other work" if work in deciding else "")


def decides(flow: Flow, layout: Layout, work: tuple[str, ...], leaves: Iterable[Leaf]) -> bool:
    """Whether work of this kind is answered alike whatever else was done, and something else is shown."""
    question = flow.questions[layout.kinds]
    others = [option.id for option in question.options if option.id not in (*work, *question.alone)]
    if not any(set(work) < set(other) for other in layout.shown):
        return False
    more = [(*work, *some) for size in range(1, len(others) + 1) for some in combinations(others, size)]
    return all(
        outcome_of(flow, {**leaf.answers, layout.kinds: it}) == leaf.result.outcome for leaf in leaves for it in more
    )


def never_matters(flow: Flow, layout: Layout, leaf: Leaf) -> bool:
    """Whether every answer to the question of the kinds, also one that is not shown, leads to the same outcome."""
    if layout.kinds not in leaf.answers:
        return True
    ids = [option.id for option in flow.questions[layout.kinds].options]
    every = [some for size in range(1, len(ids) + 1) for some in combinations(ids, size)]
    outcomes = {outcome_of(flow, {**leaf.answers, layout.kinds: some}) for some in every}
    return outcomes <= {leaf.result.outcome, None}


def outcome_of(flow: Flow, answers: Answers) -> str | None:
    """Where answers lead, if they lead to an answer."""
    step = resolve(flow, answers, NO_DAY)
    return step.result.outcome if step.result else None


def work_words(flow: Flow, layout: Layout, work: tuple[str, ...]) -> str:
    """A kind of work in words."""
    return " + ".join(label_of(flow, layout.kinds, option) for option in work)


def way_words(flow: Flow, layout: Layout, ways: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Ways in words; the answers to the questions behind the first where they make a difference."""
    first, *others = layout.ways
    firsts_of: dict[tuple[str, ...], list[str]] = defaultdict(list)
    rest_of: dict[str, list[str]] = defaultdict(list)
    for id, *rest in filter(None, ways):
        rest_of[id] += rest
    for id, all_rest in rest_of.items():
        firsts_of[tuple(all_rest)].append(id)
    for its, ids in firsts_of.items():
        for question in others:
            named = [label_of(flow, question, id) for id in its if flow.questions[question].option(id)]
            if named and len(named) < len(flow.questions[question].options):
                yield f"{', '.join(named)} {flow.questions[question].short.lower()}:"
        yield from first_words(flow, layout, first, ids)
    if not firsts_of:
        yield layout.any_way


def first_words(flow: Flow, layout: Layout, question: str, ids: Sequence[str]) -> Iterator[str]:
    """Options of the first question of the ways; where most are named, the others instead."""
    others = [option.id for option in flow.questions[question].options if option.id not in ids]
    if len(others) > 1:
        yield from (label_of(flow, question, id) for id in ids)
    elif others:
        yield f"{layout.any_way}, except “{label_of(flow, question, others[0])}”"
    else:
        yield layout.any_way
