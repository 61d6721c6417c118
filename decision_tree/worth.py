"""Payment and metrics of each single claim or route of an answer: the answer as a whole says only what all come to."""

from __future__ import annotations

from decision_tree.engine import Result, metric_state
from decision_tree.model import UNKNOWN, Flow

SURENESS = (UNKNOWN, "not-fed", "disputed", "fed")
"""The states of a metric, the weakest first, so that the minimum of two states is the one that may be claimed."""


def pays(flow: Flow, claim: str, found: Result) -> str:
    """The payment of one claim of an answer, as a value of `pays`.

    A kind of claim that never pays is `none`, even where the answer as a whole can pay.
    """
    kind = flow.plans.counting.kinds.get(claim) if flow.plans else None
    return "none" if kind and kind.pays.value == "none" else found.pays


def metrics(flow: Flow, association: str, found: Result) -> dict[str, str]:
    """The metrics that a claim or route feeds by itself, or may feed: metric id → `fed`, `disputed`, … .

    A metric is as weak here as in the answer, because a note may have made it weaker than its list says.
    """
    credit = flow.outcomes[found.outcome].credit
    return {
        metric.id: min(alone, found.metrics[metric.id], key=SURENESS.index)
        for metric in (flow.designations[credit].metrics if credit else ())
        if (alone := metric_state(metric, {association})) != "not-fed"
    }
