"""The matrix: tables of the outcomes of a flow, for all combinations of the answers that its `matrix:` names."""

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
    """Overview above the tables: a line for each table, a column for each option of the first question of `ways`."""

    answers: Answers
    """Question id → the one answer that the overview is drawn for; of every other question, all answers are drawn."""
    shows: str
    """The same answers in words, which follow "For" below the overview: `a partner who …`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """Layout of the matrix, as `matrix:` of a flow file gives it: which questions are tables, rows and columns."""

    tables: tuple[str, ...]
    """Ids of the questions each combination of whose answers has a table."""
    ways: tuple[str, ...]
    """Ids of the questions whose answers head the rows. A row names the first answer, and the others only where they
    change the outcome."""
    any_way: str
    """Heading of a row that holds for all answers to `ways`."""
    kinds: str
    """Id of the question with several choices whose answers divide the rows."""
    any_kind: str
    """Heading of a row that holds for all answers to `kinds`."""
    shown: tuple[tuple[str, ...], ...]
    """Answers to `kinds` that have a row. There are too many combinations to show them all."""
    columns: str
    """Id of the question whose options are the columns."""
    without_pay: frozenset[str]
    """Ids of columns whose cells do not say that a claim does not pay, because these readers do not ask for pay."""
    without_credit: frozenset[str]
    """Ids of columns whose cells do not say that credit is unsure, because these readers do not ask for credit."""
    picture: Picture

    @property
    def questions(self) -> tuple[str, ...]:
        """Ids of the questions of tables, rows and columns."""
        return (*self.tables, *self.ways, self.kinds, self.columns)


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaf:
    """Combination of answers with its outcome."""

    id: str
    """Anchor of its cell."""
    answers: Answers
    offered: Answers
    """Question id → ids of the options that were offered when it was asked."""
    result: Result
    fragment: str
    """Answers as links write them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """Cell of a table: the combinations that end in the same outcome there, of which `leaf` is the first."""

    leaf: Leaf
    anchors: tuple[str, ...]
    columns: int
    about_pay: bool
    """Whether the cell says that a claim does not pay."""
    about_credit: bool
    """Whether the cell says that it is unsure what a claim counts for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """Row of a table, for one answer to `kinds`, or for all."""

    heads: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """Rows below one heading: the answers to `ways` that have the same outcomes."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """Table for one combination of answers to the questions under `tables`."""

    id: str
    title: str
    name: str
    """Last part of the title, for the overview."""
    columns: tuple[str, ...]
    blocks: tuple[Block, ...]


def grids(flow: Flow, layout: Layout) -> Iterator[Grid]:
    """Tables of the matrix, in the order of the flow."""
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
    """Combinations of answers that the matrix shows. Questions that may be left empty are left empty.

    :param fixed: question id → the only answer that is tried. Where it is not offered, there is no combination.
    """
    waiting: list[tuple[Answers, Answers]] = [({}, {})]
    while waiting:
        given, offered = waiting.pop()
        step = resolve(flow, given, NO_DAY)
        if step.result:
            yield Leaf(
                id=leaf_id(layout, step.answers),
                answers=step.answers,
                offered=offered,
                result=step.result,
                fragment=links.link_of(step),
            )
        elif step.opened and not step.opened.problem:
            here = {**offered, step.opened.question: step.opened.offered}
            more = shown_answers(flow, layout, step.opened, fixed)
            waiting += [({**step.answers, step.opened.question: answer}, here) for answer in reversed(more)]


def shown_answers(flow: Flow, layout: Layout, opened: Opened, fixed: Answers) -> Sequence[tuple[str, ...]]:
    """Answers to the open question that the matrix shows."""
    question = flow.questions[opened.question]
    if question.id in fixed:
        answers: Sequence[tuple[str, ...]] = [fixed[question.id]]
    elif question.id == layout.kinds:
        answers = layout.shown
    else:
        return [()] if question.empty else [(option,) for option in opened.offered]
    return [answer for answer in answers if set(answer) <= set(opened.offered)]


def leaf_id(layout: Layout, answers: Answers) -> str:
    """Anchor of a combination: its options, of the questions of `tables` only the last one."""
    said = {question: answer for question, answer in answers.items() if answer}
    for question in [id for id in layout.tables if id in said][:-1]:
        del said[question]
    return "-".join(option for answer in said.values() for option in answer)


def picked(leaf: Leaf, questions: Sequence[str]) -> tuple[str, ...]:
    """Options that were chosen at these questions, as far as they were asked."""
    return tuple(option for question in questions for option in leaf.answers.get(question, ()))


def blocks(flow: Flow, layout: Layout, found: Sequence[Leaf]) -> Iterator[Block]:
    """Blocks of a table: answers to `ways` that have the same outcomes share one."""
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
    """Rows of a block: answers to `kinds` that have the same outcomes share one."""
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
    """Cells of a row: one for all columns where their question is not asked."""
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
    """Label of an option."""
    found = flow.questions[question].option(option)
    return found.label if found else option


def works_words(
    flow: Flow,
    layout: Layout,
    by_work: Mapping[tuple[str, ...], Sequence[tuple[Leaf, ...]]],
    works: Sequence[tuple[str, ...]],
) -> Iterator[str]:
    """Headings of a row. Where one kind of work decides alone, combinations that contain it are not named."""
    deciding = [
        work for work in works if decides(flow, layout, work, [leaf for same in by_work[work] for leaf in same])
    ]
    for work in works:
        if not any(set(other) < set(work) for other in deciding):
            yield work_words(flow, layout, work) + (", with or without other work" if work in deciding else "")


def decides(flow: Flow, layout: Layout, work: tuple[str, ...], leaves: Iterable[Leaf]) -> bool:
    """Whether this kind of work has the same outcome with any other work, and the matrix shows it with some other."""
    question = flow.questions[layout.kinds]
    others = [option.id for option in question.options if option.id not in (*work, *question.alone)]
    if not any(set(work) < set(other) for other in layout.shown):
        return False
    more = [(*work, *some) for size in range(1, len(others) + 1) for some in combinations(others, size)]
    return all(
        outcome_of(flow, {**leaf.answers, layout.kinds: it}) == leaf.result.outcome for leaf in leaves for it in more
    )


def never_matters(flow: Flow, layout: Layout, leaf: Leaf) -> bool:
    """Whether all answers to `kinds` lead to the same outcome, including those that have no row."""
    if layout.kinds not in leaf.answers:
        return True
    ids = [option.id for option in flow.questions[layout.kinds].options]
    every = [some for size in range(1, len(ids) + 1) for some in combinations(ids, size)]
    outcomes = {outcome_of(flow, {**leaf.answers, layout.kinds: some}) for some in every}
    return outcomes <= {leaf.result.outcome, None}


def outcome_of(flow: Flow, answers: Answers) -> str | None:
    """Outcome id that answers lead to; None where a question is still open."""
    step = resolve(flow, answers, NO_DAY)
    return step.result.outcome if step.result else None


def work_words(flow: Flow, layout: Layout, work: tuple[str, ...]) -> str:
    """Labels of a kind of work, joined."""
    return " + ".join(label_of(flow, layout.kinds, option) for option in work)


def way_words(flow: Flow, layout: Layout, ways: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Headings of a block: labels of the first question of `ways`, below those of the others where they matter."""
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
    """Labels of options of the first question of `ways`. Where all but one are meant, the one is named instead."""
    others = [option.id for option in flow.questions[question].options if option.id not in ids]
    if len(others) > 1:
        yield from (label_of(flow, question, id) for id in ids)
    elif others:
        yield f"{layout.any_way}, except “{label_of(flow, question, others[0])}”"
    else:
        yield layout.any_way
