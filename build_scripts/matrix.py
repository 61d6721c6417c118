"""The matrix: which claim for which area, channel, work and goal, worked out by the engine for every combination."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from decision_tree import links
from decision_tree.engine import Result, Step, resolve
from decision_tree.model import Flow

GROUPS = ("area", "product")
"""Each combination of these has a table of its own."""

ROWS = ("channel", "seats")

WORK = (
    ("presales",),
    ("isv-solution",),
    ("adoption",),
    ("presales", "adoption"),
    ("adoption", "isv-solution"),
    ("none-of-these",),
)
"""The work that is shown: presales with a solution of one's own is answered as presales."""

COLUMN = "goal"

NO_DAY = date.min
"""This flow asks for no date."""

Answers = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaf:
    """One combination with its answer."""

    answers: Answers
    result: Result
    fragment: str

    @property
    def id(self) -> str:
        """The anchor of its cell: what was answered, without the area where the product says it."""
        said = {question: answer for question, answer in self.answers.items() if answer}
        if "product" in said:
            del said["area"]
        return "-".join(option for answer in said.values() for option in answer)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One field of the table: all combinations that end in the same answer there."""

    leaf: Leaf
    anchors: tuple[str, ...]
    columns: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One kind of work, or all."""

    heads: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """Ways of buying that are answered alike: their names, and a row for each kind of work that makes a difference."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """The table of one area or product."""

    id: str
    title: str
    columns: tuple[str, ...]
    """The goals."""
    blocks: tuple[Block, ...]


def grids(flow: Flow) -> Iterator[Grid]:
    """The tables of the flow, in its order."""
    by_group: dict[tuple[str, ...], list[Leaf]] = defaultdict(list)
    for leaf in leaves(flow, {}):
        by_group[picked(leaf, GROUPS)].append(leaf)
    goals = [option.id for option in flow.questions[COLUMN].options]
    for group, found in by_group.items():
        yield Grid(
            id=group[-1],
            title=": ".join(label_of(flow, question, id) for question, id in zip(GROUPS, group, strict=False)),
            columns=tuple(label_of(flow, COLUMN, goal) for goal in goals),
            blocks=tuple(blocks(flow, found, goals)),
        )


def leaves(flow: Flow, answers: Answers) -> Iterator[Leaf]:
    """Every combination of answers that is shown, with no circumstances."""
    step = resolve(flow, answers, NO_DAY)
    if step.result:
        yield Leaf(answers=step.answers, result=step.result, fragment=links.link_of(step))
        return
    for answer in shown_answers(flow, step):
        assert step.opened is not None
        yield from leaves(flow, {**answers, step.opened.question: answer})


def shown_answers(flow: Flow, step: Step) -> Sequence[tuple[str, ...]]:
    """The answers to the open question that are shown."""
    assert step.opened is not None
    question = flow.questions[step.opened.question]
    if question.id == "work":
        return [answer for answer in WORK if set(answer) <= set(step.opened.offered)]
    return [()] if question.empty else [(option,) for option in step.opened.offered]


def picked(leaf: Leaf, questions: Sequence[str]) -> tuple[str, ...]:
    """What was answered to these questions, as far as they were asked."""
    return tuple(option for question in questions for option in leaf.answers.get(question, ()))


def blocks(flow: Flow, found: Sequence[Leaf], goals: Sequence[str]) -> Iterator[Block]:
    """The combinations by the way of buying; ways that are answered alike stand together."""
    by_way: dict[tuple[str, ...], list[Leaf]] = defaultdict(list)
    for leaf in found:
        by_way[picked(leaf, ROWS)].append(leaf)
    alike: dict[tuple[tuple[tuple[str, ...], str], ...], list[tuple[str, ...]]] = defaultdict(list)
    for way, its in by_way.items():
        alike[tuple((picked(leaf, ("work", COLUMN)), leaf.result.outcome) for leaf in its)].append(way)
    for ways in alike.values():
        yield Block(heads=tuple(way_words(flow, ways)), rows=tuple(rows(flow, [by_way[way] for way in ways], goals)))


def rows(flow: Flow, ways: Sequence[Sequence[Leaf]], goals: Sequence[str]) -> Iterator[Row]:
    """A row for each kind of work; kinds that are answered alike share one."""
    by_work: dict[tuple[str, ...], list[tuple[Leaf, ...]]] = defaultdict(list)
    for same in zip(*ways, strict=True):
        by_work[same[0].answers.get("work", ())].append(same)
    alike: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for work, its in by_work.items():
        alike[tuple(same[0].result.outcome for same in its)].append(work)
    for works in alike.values():
        heads = ("Whatever your work",) if len(alike) == 1 else tuple(works_words(flow, by_work, works))
        yield Row(heads=heads, cells=tuple(cells([by_work[work] for work in works], len(goals))))


def cells(works: Sequence[Sequence[tuple[Leaf, ...]]], columns: int) -> Iterator[Cell]:
    """The fields of a row; one for all goals where the goal is not asked."""
    for same in zip(*works, strict=True):
        found = [leaf for leaves in same for leaf in leaves]
        width = 1 if COLUMN in found[0].answers else columns
        yield Cell(leaf=found[0], anchors=tuple(leaf.id for leaf in found), columns=width)


# ---------- words


def label_of(flow: Flow, question: str, option: str) -> str:
    """What readers see of an option."""
    found = flow.questions[question].option(option)
    return found.label if found else option


def works_words(
    flow: Flow, by_work: Mapping[tuple[str, ...], Sequence[tuple[Leaf, ...]]], works: Sequence[tuple[str, ...]]
) -> Iterator[str]:
    """Kinds of work that are answered alike. Where one of them decides, the others beside it are not named."""
    deciding = [work for work in works if decides(flow, work, [leaf for same in by_work[work] for leaf in same])]
    for work in works:
        if not any(set(other) < set(work) for other in deciding):
            yield work_words(flow, work) + (", with or without other work" if work in deciding else "")


def decides(flow: Flow, work: tuple[str, ...], leaves: Iterable[Leaf]) -> bool:
    """Whether work of this kind is answered alike whatever else was done, and something else is shown."""
    question = flow.questions["work"]
    others = [option.id for option in question.options if option.id not in (*work, *question.alone)]
    if not any(set(work) < set(other) for other in WORK):
        return False
    more = [(*work, *some) for size in range(1, len(others) + 1) for some in combinations(others, size)]
    return all(outcome_of(flow, {**leaf.answers, "work": it}) == leaf.result.outcome for leaf in leaves for it in more)


def outcome_of(flow: Flow, answers: Answers) -> str | None:
    """Where answers lead, if they lead to an answer."""
    step = resolve(flow, answers, NO_DAY)
    return step.result.outcome if step.result else None


def work_words(flow: Flow, work: tuple[str, ...]) -> str:
    """A kind of work in words."""
    return " + ".join(label_of(flow, "work", option) for option in work)


def way_words(flow: Flow, ways: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Ways of buying in words; the seats where they make a difference."""
    channels_of: dict[tuple[str, ...], list[str]] = defaultdict(list)
    seats_of: dict[str, list[str]] = defaultdict(list)
    for channel, *seats in filter(None, ways):
        seats_of[channel] += seats
    for channel, seats in seats_of.items():
        channels_of[tuple(seats)].append(channel)
    for numbers, channels in channels_of.items():
        if numbers and len(numbers) < len(flow.questions["seats"].options):
            yield ", ".join(label_of(flow, "seats", number) for number in numbers) + " seats:"
        yield from channel_list(flow, channels)
    if not channels_of:
        yield "However the customer buys"


def channel_list(flow: Flow, channels: Sequence[str]) -> Iterator[str]:
    """Ways of buying; where most are named, the others instead."""
    every = [option.id for option in flow.questions["channel"].options]
    others = [id for id in every if id not in channels]
    if len(others) > 1:
        yield from (label_of(flow, "channel", id) for id in channels)
    elif others:
        yield f"However the customer buys, except “{label_of(flow, 'channel', others[0])}”"
    else:
        yield "However the customer buys"
