"""Combinations of answers that a matrix shows, each with its outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from build_scripts.read.matrix_layout import Answers, Layout
from decision_tree import links
from decision_tree.engine import Opened, Result, days_come, resolve
from decision_tree.model import Flow

NO_DAY = date.max
"""Day for the engine, by which all days of a flow have come. For dates it does not matter, because `matrix_faults`
rejects a matrix of a flow that asks for one."""


def as_of(flow: Flow, day: date) -> Flow:
    """The flow by the rules of a day, as if no later one came."""
    return replace(flow, days=tuple(sorted(days_come(flow, day))))


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


def leaves(flow: Flow, layout: Layout, fixed: Answers = MappingProxyType({})) -> Iterator[Leaf]:
    """Combinations of answers that the matrix shows, with their outcomes. Questions outside the matrix are left empty.

    :param flow: as of the day whose rules the matrix shows.
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
    """Anchor of a combination: its options, without those of all but the last question of `tables`."""
    said = {question: answer for question, answer in answers.items() if answer}
    for question in [id for id in layout.tables if id in said][:-1]:
        del said[question]
    return "-".join(option for answer in said.values() for option in answer)


def picked(leaf: Leaf, questions: Sequence[str]) -> tuple[str, ...]:
    """Options that were chosen at these questions, as far as they were asked."""
    return tuple(option for question in questions for option in leaf.answers.get(question, ()))
