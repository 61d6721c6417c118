"""An estimate of the customer side of a partner score, by thresholds that Microsoft's pages state. Not Microsoft's sum.

Where a page says how points grow, points are computed. Where it says only what all points take, anything between none
and all is a range from none to all, because how points grow up to there is not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from decision_tree.cells import NotACount, count_of, tidy

BEST, SUM = "best", "sum"
"""How several ways to points of one metric go together."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """A way to points of a metric: something that is counted."""

    id: str
    label: str
    """What is counted, as the label of a field."""
    text: str
    grade: str
    sources: tuple[str, ...]
    full: int = 0
    """Count that brings all points; 0 where no page says."""
    step: int = 0
    """Count that brings points; 0 where how points grow is not known."""
    brings: int = 0
    """Points of each step."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """A metric in a track, with its points and the ways to them."""

    id: str
    most: int
    """Points that it brings at most."""
    text: str
    grade: str
    sources: tuple[str, ...]
    ways: tuple[Way, ...]
    together: str = BEST


@dataclass(frozen=True, kw_only=True, slots=True)
class Track:
    """A designation in one size of customers, as it is scored."""

    id: str
    label: str
    designations: tuple[str, ...]
    """Ids of the designations whose metrics say which associations count."""
    rest: int
    """Points of the metrics that are not about customers: skilling, or certifications."""
    text: str
    grade: str
    sources: tuple[str, ...]
    measures: tuple[Measure, ...]


Span = tuple[int, int]
"""Fewest and most points that a count can bring."""


def way_span(way: Way, count: int, most: int) -> Span:
    """Points of a count.

    >>> step = Way(id="w", label="", text="", grade="", sources=(), step=125, brings=1)
    >>> way_span(step, 0, 20), way_span(step, 250, 20), way_span(step, 260, 20), way_span(step, 9999, 20)
    ((0, 0), (2, 2), (2, 3), (20, 20))
    """
    if not count:
        return 0, 0
    if way.full and count >= way.full:
        return most, most
    if not way.step:
        return 0, most
    whole, part = divmod(count, way.step)
    low = min(most, whole * way.brings)
    return low, min(most, low + (way.brings if part else 0))


def measure_span(measure: Measure, counts: Mapping[str, int]) -> Span:
    """Points of a metric: of its best way, or of all together, never more than it can bring."""
    spans = [way_span(way, counts.get(way.id, 0), measure.most) for way in measure.ways]
    join = sum if measure.together == SUM else max
    low, high = (min(measure.most, join(side)) for side in zip(*spans, strict=True))
    return low, high


def told(request: Mapping[str, Any]) -> dict[str, Any]:
    """An estimate in words, as JSON data.

    The request has the `track` as the page carries it, the `counts` by way and the points of `rest` as they were typed,
    and the points that are `needed`. `problems`: what cannot be read, with the id of its `field`; then nothing else.
    `metrics`: label, words and `adds`, sentences which associations would add points. The rest are sentences.
    """
    track = request["track"]
    problems: list[dict[str, str]] = []
    measures = [measure_from(one) for one in track["measures"]]
    ways = [way for measure in measures for way in measure.ways]
    counts = {way.id: typed(request["counts"].get(way.id, ""), way.id, problems) or 0 for way in ways}
    rest = typed(request["rest"], "rest", problems)
    if rest is not None and rest > track["rest"]:
        problems.append({"field": "rest", "words": f"{rest:,} is more than the {track['rest']} that there are."})
    if problems:
        return {"problems": problems, "metrics": [], "total": "", "missing": "", "zero": ""}
    spans = [measure_span(measure, counts) for measure in measures]
    total = sum(low for low, _ in spans), sum(high for _, high in spans)
    most = sum(measure.most for measure in measures)
    return {
        "problems": [],
        "metrics": [
            {
                "label": one["label"],
                "words": measure_words(span, measure.most),
                "adds": one["adds"] if span[0] < measure.most else [],
            }
            for one, measure, span in zip(track["measures"], measures, spans, strict=True)
        ],
        "total": f"Customer side, estimated: {span_words(total)} of {most} points.",
        "missing": missing_words(total, most, track["rest"], rest, request["needed"]),
        "zero": zero_words([one["label"] for one, span in zip(track["measures"], spans, strict=True) if span[1] == 0]),
    }


def measure_from(data: Mapping[str, Any]) -> Measure:
    """A metric from its JSON data, as far as counting needs it."""
    ways = tuple(
        Way(
            id=one["id"],
            label="",
            text="",
            grade="",
            sources=(),
            **{key: one[key] for key in ("full", "step", "brings")},
        )
        for one in data["ways"]
    )
    return Measure(
        id=data["id"], most=data["most"], text="", grade="", sources=(), ways=ways, together=data["together"]
    )


def typed(said: str, field: str, problems: list[dict[str, str]]) -> int | None:
    """The number in a field; None where it is empty. Notes a problem where it is none."""
    cell = tidy(said).removesuffix("%").strip()
    if not cell:
        return None
    try:
        return count_of(cell)
    except NotACount as message:
        problems.append({"field": field, "words": str(message)})
        return None


def measure_words(span: Span, most: int) -> str:
    """The points of a metric in words."""
    low, high = span
    if low == high:
        return f"{low} of {most} points."
    if (low, high) == (0, most):
        return f"Between 0 and {most} points: how they grow up to there is not known."
    return f"{low} to {high} of {most} points: whether a part of a step counts is not known."


def span_words(span: Span) -> str:
    """Points in words."""
    return str(span[0]) if span[0] == span[1] else f"{span[0]} to {span[1]}"


def missing_words(total: Span, most: int, rest_most: int, rest: int | None, needed: int) -> str:
    """What is missing on the customer side for the points that are needed, as sentences."""
    wanted = needed - (rest_most if rest is None else rest)
    have = f"Even with all {rest_most} other points" if rest is None else f"With your {rest} other points"
    low, high = total
    if wanted > most:
        return f"{have}, the customer side would have to bring {wanted}, which is more than its {most}."
    lead = f"{have}, the customer side has to bring {max(0, wanted)} of the {needed}"
    if low >= wanted:
        return f"{lead}: by this estimate, nothing is missing."
    if high < wanted and low == high:
        return f"{lead}: {wanted - low} are missing."
    if high < wanted:
        return f"{lead}: {wanted - high} to {wanted - low} are missing."
    return f"{lead}: up to {wanted - low} are missing, or none. Nobody outside Microsoft can say."


def zero_words(labels: Sequence[str]) -> str:
    """The sentence that metrics are at zero; empty where none is."""
    return f"Still at zero, where each has to be above it: {', '.join(labels)}." if labels else ""
