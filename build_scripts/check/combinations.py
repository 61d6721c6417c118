"""Combinations of answers that a matrix shows, each with its outcome."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType

from build_scripts.read.matrix_layout import Answers, Layout
from decision_tree import links
from decision_tree.engine import Result, days_come, decide, known_before, offered_options, resolve, target
from decision_tree.kinds import Asked, Hop, NotAcceptable, kind_of
from decision_tree.model import Chosen, Flow, Outcome, Question, Table

NO_DAY = date.max
"""Day for the engine, by which all days of a flow have come. For dates it does not matter, because `matrix_faults`
rejects a matrix of a flow that asks for one."""


def as_of(flow: Flow, day: date) -> Flow:
    """The flow by the rules of a day, as if no later one came."""
    return replace(flow, days=tuple(sorted(days_come(flow, day))))


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """Combination of answers that leads to an outcome."""

    flow: Flow
    id: str
    """Anchor of its cell."""
    answers: Answers
    offered: Answers
    """Question id → ids of the options that were offered when it was asked."""

    @cached_property
    def result(self) -> Result:
        """Outcome, with the effects of notes. Worked out when it is drawn, since checks look only at the answers."""
        found = resolve(self.flow, self.answers, NO_DAY).result
        assert found is not None, "the answers of a leaf lead to an outcome"
        return found

    @property
    def fragment(self) -> str:
        """Answers as links write them."""
        return links.write(self.answers)


def leaves(flow: Flow, layout: Layout, fixed: Answers = MappingProxyType({})) -> Iterator[Leaf]:
    """Combinations of answers that the matrix shows. Questions outside the matrix are left empty.

    They are found step by step with the engine's own rules, because to replay each way from the start took three times
    as long.

    :param flow: as of the day whose rules the matrix shows.
    :param fixed: question id → the only answer that is tried. Where it is not offered, there is no combination.
    """
    start = known_before(flow, days_come(flow, NO_DAY))
    waiting: list[tuple[str, Mapping[str, Chosen], Answers, Answers]] = [(flow.start, start, {}, {})]
    while waiting:
        id, chosen, given, offered = waiting.pop()
        node = flow.node(id)
        if isinstance(node, Outcome):
            yield Leaf(flow=flow, id=leaf_id(layout, given), answers=given, offered=offered)
        elif isinstance(node, Table):
            waiting.append((node.rows[decide(node, chosen).row].goto, chosen, given, offered))
        elif isinstance(node, Question):
            asked = Asked(node, offered_options(node, chosen), NO_DAY)
            here = {**offered, node.id: asked.offered}
            waiting += [
                (target(node, hop.chosen), {**chosen, node.id: hop.chosen}, {**given, node.id: hop.answer}, here)
                for answer in reversed(shown_answers(layout, asked, fixed))
                if (hop := accepted(asked, answer))
            ]


def shown_answers(layout: Layout, asked: Asked, fixed: Answers) -> Sequence[tuple[str, ...]]:
    """Answers to a question that the matrix shows."""
    id = asked.question.id
    if id in fixed:
        answers: Sequence[tuple[str, ...]] = [fixed[id]]
    elif id == layout.kinds:
        answers = layout.shown
    else:
        return [()] if asked.question.empty else [(option,) for option in asked.offered]
    return [answer for answer in answers if set(answer) <= set(asked.offered)]


def accepted(asked: Asked, answer: tuple[str, ...]) -> Hop | None:
    """Hop that the engine makes of an answer; None where it does not take it."""
    try:
        return kind_of(asked.question).accept(asked, answer)
    except NotAcceptable:
        return None


def leaf_id(layout: Layout, answers: Answers) -> str:
    """Anchor of a combination: its options, without those of all but the last question of `tables`."""
    said = {question: answer for question, answer in answers.items() if answer}
    for question in [id for id in layout.tables if id in said][:-1]:
        del said[question]
    return "-".join(option for answer in said.values() for option in answer)


def picked(leaf: Leaf, questions: Sequence[str]) -> tuple[str, ...]:
    """Options that were chosen at these questions, as far as they were asked."""
    return tuple(option for question in questions for option in leaf.answers.get(question, ()))
