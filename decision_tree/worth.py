"""What each claim or route of an answer is worth by itself: whether it can pay, and which metrics it counts for."""

from __future__ import annotations

from decision_tree.engine import Result, metric_state
from decision_tree.model import UNKNOWN, Flow

SURENESS = (UNKNOWN, "not-fed", "disputed", "fed")
"""What may be said of a metric, the least first."""


def pays(flow: Flow, claim: str, found: Result) -> str:
    """Whether one claim of an answer can pay: a word of `pays`.

    One that never pays does not, whatever the answer as a whole does.
    """
    kind = flow.plans.counting.kinds.get(claim) if flow.plans else None
    return "none" if kind and kind.pays.value == "none" else found.pays


def metrics(flow: Flow, association: str, found: Result) -> dict[str, str]:
    """The metrics that a claim or route feeds by itself, or may feed: metric id → `fed`, `disputed`, … .

    A note may have made a metric less sure than the list of what feeds it says.
    """
    credit = flow.outcomes[found.outcome].credit
    return {
        metric.id: min(alone, found.metrics[metric.id], key=SURENESS.index)
        for metric in (flow.designations[credit].metrics if credit else ())
        if (alone := metric_state(metric, {association})) != "not-fed"
    }
