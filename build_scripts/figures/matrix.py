"""The matrix: tables of the outcomes of a flow, for all combinations of the answers that its `matrix:` names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from build_scripts.check.combinations import NO_DAY, Leaf, leaves, picked
from build_scripts.read.matrix_layout import Answers, Layout
from decision_tree.engine import resolve
from decision_tree.model import Flow


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
class MatrixRow:
    """Row of a table, for one answer to `kinds`, or for all."""

    heads: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class MatrixBlock:
    """Rows below one heading: the answers to `ways` that have the same outcomes."""

    heads: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """Table for one combination of answers to the questions under `tables`."""

    id: str
    title: str
    name: str
    """Last part of the title, for the overview."""
    columns: tuple[str, ...]
    blocks: tuple[MatrixBlock, ...]


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


def blocks(flow: Flow, layout: Layout, found: Sequence[Leaf]) -> Iterator[MatrixBlock]:
    """Blocks of a table: answers to `ways` that have the same outcomes share one."""
    by_way: dict[tuple[str, ...], list[Leaf]] = defaultdict(list)
    for leaf in found:
        by_way[picked(leaf, layout.ways)].append(leaf)
    alike: dict[tuple[tuple[tuple[str, ...], str], ...], list[tuple[str, ...]]] = defaultdict(list)
    for way, its in by_way.items():
        alike[tuple((picked(leaf, (layout.kinds, layout.columns)), leaf.result.outcome) for leaf in its)].append(way)
    for ways in alike.values():
        same = [by_way[way] for way in ways]
        yield MatrixBlock(heads=tuple(way_words(flow, layout, ways)), rows=tuple(rows(flow, layout, same)))


def rows(flow: Flow, layout: Layout, ways: Sequence[Sequence[Leaf]]) -> Iterator[MatrixRow]:
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
        yield MatrixRow(heads=heads, cells=tuple(cells(flow, layout, [by_work[work] for work in works])))


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
        outcome_id(flow, {**leaf.answers, layout.kinds: it}) == leaf.result.outcome for leaf in leaves for it in more
    )


def never_matters(flow: Flow, layout: Layout, leaf: Leaf) -> bool:
    """Whether all answers to `kinds` lead to the same outcome, including those that have no row."""
    if layout.kinds not in leaf.answers:
        return True
    ids = [option.id for option in flow.questions[layout.kinds].options]
    every = [some for size in range(1, len(ids) + 1) for some in combinations(ids, size)]
    outcomes = {outcome_id(flow, {**leaf.answers, layout.kinds: some}) for some in every}
    return outcomes <= {leaf.result.outcome, None}


def outcome_id(flow: Flow, answers: Answers) -> str | None:
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
