"""Worked examples: scenarios that readers are shown, each with the answer that the rules give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from build_scripts.check.scenarios import Case
from decision_tree.engine import headline_of, settle
from decision_tree.links import link_of
from decision_tree.model import Flow


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """A situation in words, the headline of its answer, and the address that opens both."""

    situation: str
    headline: str
    address: str
    """Address below the root, with the answers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ExampleGroup:
    """Examples with the same answer to the first question."""

    title: str
    examples: Sequence[Example]


def shown(cases: Iterable[Case], flow: Flow) -> list[Case]:
    """Those cases of a flow that readers are shown."""
    return [case for case in cases if case.example and case.flow == flow.id]


def example_groups(flow: Flow, cases: Iterable[Case], today: date) -> list[ExampleGroup]:
    """Examples by the answer to the first question, in the order of its options."""
    start = flow.questions[flow.start]
    chosen = shown(cases, flow)
    groups = (
        ExampleGroup(title=option.label, examples=tuple(examples(flow, chosen, option.id, today)))
        for option in start.options
    )
    return [group for group in groups if group.examples]


def examples(flow: Flow, cases: Iterable[Case], first: str, today: date) -> Iterator[Example]:
    """Examples whose answer to the first question is this option."""
    for case in cases:
        step, _ = settle(flow, case.answers, case.today or today)
        if step.result and step.path[0].answer == (first,):
            yield Example(
                situation=case.title,
                headline=headline_of(flow, step.result).title,
                address=f"answers/{flow.id}/{step.result.outcome}/#{link_of(step)}",
            )
