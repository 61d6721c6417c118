"""Context of the pages on which readers compute something: limits, and worked examples that the engine computes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from build_scripts.read.knowledge import Knowledge
from decision_tree import high_water
from decision_tree.model import Metric
from decision_tree.score import Measure, Track
from decision_tree.sheet import MOST_LETTERS, MOST_ROWS

NEEDED = 70
"""Points that a designation takes, of 100, by pages of 2023; docs/reference/score.md cites them."""

EXAMPLE = """\
Month\tPaid seats\tActive users
2026-01\t400\t250
2026-02\t420\t310
2026-03\t420\t340
2026-04\t380\t335
2026-05\t410\t360
2026-06\t450\t355
"""
"""Made-up counts: a customer who shrinks and grows back, and whose use grows at other times than its seats."""


def high_water_context() -> dict[str, Any]:
    """Context of the templates about the high-water mark."""
    return {
        "most_rows": MOST_ROWS,
        "most_letters": MOST_LETTERS,
        "example_text": EXAMPLE,
        "example": high_water.told(EXAMPLE, "example"),
    }


def score_context(knowledge: Knowledge) -> dict[str, Any]:
    """Context of the templates about the score: the tracks, and each as the browser's Python gets it."""
    return {
        "tracks": list(knowledge.tracks.values()),
        "needed": NEEDED,
        "track_json": {id: track_json(track, knowledge) for id, track in knowledge.tracks.items()},
    }


def track_json(track: Track, knowledge: Knowledge) -> dict[str, Any]:
    """A track as JSON data for `decision_tree.score.told`."""
    return {
        "rest": track.rest,
        "measures": [
            {
                "id": one.id,
                "label": knowledge.metrics[one.id],
                "most": one.most,
                "together": one.together,
                "adds": adds(one, track, knowledge),
                "ways": [{"id": way.id, "full": way.full, "step": way.step, "brings": way.brings} for way in one.ways],
            }
            for one in track.measures
        ],
    }


def adds(measure: Measure, track: Track, knowledge: Knowledge) -> list[str]:
    """Sentences which claims and routes count for a metric, one for each designation of the track."""
    designations = (knowledge.designations[id] for id in track.designations)
    return [
        f"{designation.label}: {counting(metric, knowledge)}"
        for designation in designations
        for metric in designation.metrics
        if metric.id == measure.id
    ]


def counting(metric: Metric, knowledge: Knowledge) -> str:
    """The claims and routes that count for a metric, and those of which sources say more than yes or no."""
    if isinstance(metric.fed_by, str):
        return "not known."
    names = {**knowledge.claims, **knowledge.routes}

    def listed(ids: Collection[str]) -> str:
        return ", ".join(association.name for id, association in names.items() if id in ids)

    said = listed(metric.fed_by - metric.disputed) or "nothing that we could read"
    if metric.disputed:
        said += f"; sources disagree on {listed(metric.disputed)}"
    if metric.qualified:
        said += f"; of {listed(metric.qualified)}, sources say more than yes or no"
    return f"{said}."
