"""Geometry of the pictures that the build draws; templates in pages/templates/pictures/ make SVG of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from build_scripts.check.combinations import Leaf, leaves, picked
from build_scripts.figures.matrix import Grid
from build_scripts.read.knowledge import Knowledge
from build_scripts.read.matrix_layout import Layout
from build_scripts.read.reference import Era, Event, begins_in
from decision_tree.dates import length_words
from decision_tree.model import UNKNOWN, Flow, Metric, Unit

WIDTH = 960
"""Units across every picture; they are pixels where there is room."""

MARGIN = 24

LETTER = 6.6
"""Units that a letter of a label takes on average: the font is set by the stylesheet to 13 units."""

DOT = 24
"""Units that the number of an event takes."""

ENDS_AFTER = timedelta(days=60)
"""Time that the picture of an open-ended era goes on after its last event."""


# ---------- the timeline


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """An event in a picture."""

    event: Event
    number: int
    x: float
    to: float
    """Position of the event's end; equal to `x` for an event of one day."""
    lane: int
    before: bool
    """Whether the label stands left of the event, because there is no room to the right."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """A line with a label on the axis."""

    label: str
    x: float


@dataclass(frozen=True, kw_only=True, slots=True)
class StripBand:
    """Era in the overview of all eras."""

    era: Era
    x: float
    width: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Strip:
    """Picture of a stretch of time."""

    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    bands: tuple[StripBand, ...] = ()

    @property
    def lanes(self) -> int:
        """Number of rows that the labels need."""
        return 1 + max((mark.lane for mark in self.marks), default=0)


class Axis:
    """Axis from left to right that maps days to positions, in units."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.days = first, max(1, (last - first).days)

    def x(self, day: date) -> float:
        """Position of a day, in units; a day outside the axis is moved to its nearer end."""
        share = min(1.0, max(0.0, (day - self.first).days / self.days))
        return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)


def overview(knowledge: Knowledge, today: date) -> Strip | None:
    """Picture of all eras, with the major events; None where there are no eras."""
    events, eras = list(knowledge.events.values()), list(knowledge.eras.values())
    if not eras:
        return None
    last = after_last(events, today)
    axis = Axis(eras[0].first, last)
    return Strip(
        marks=tuple(
            marks(axis, [event for event in events if event.major], lambda event: len(event.title) * LETTER + DOT)
        ),
        ticks=tuple(Tick(label=str(year), x=axis.x(date(year, 1, 1))) for year in years(eras[0].first, last)),
        bands=tuple(
            StripBand(era=era, x=axis.x(era.first), width=round(axis.x(era.last or last) - axis.x(era.first), 1))
            for era in eras
        ),
    )


def strip(era: Era, knowledge: Knowledge, today: date) -> Strip:
    """Picture of one era; each event has the number that it has in the list."""
    events = [event for event in knowledge.events.values() if begins_in(event, era)]
    last = era.last or after_last(events, today)
    axis = Axis(era.first, last)

    def width(event: Event) -> float:
        return axis.x(event.last) - axis.x(event.first) + DOT / 2

    return Strip(marks=tuple(marks(axis, events, width)), ticks=tuple(ticks(axis, era.first, last)))


def after_last(events: Iterable[Event], today: date) -> date:
    """End of a picture that has no other end; without events, counted from today."""
    return max((event.last for event in events), default=today) + ENDS_AFTER


def marks(axis: Axis, events: Iterable[Event], width: Callable[[Event], float]) -> Iterator[Mark]:
    """Marks of events, each in the first row where it overlaps no other; `width` gives the units that one needs."""
    taken: list[list[tuple[float, float]]] = []
    for number, event in enumerate(events, start=1):
        x, room = axis.x(event.first), width(event)
        before = x + room > WIDTH
        start, end = (x - room, x + DOT / 2) if before else (x - DOT / 2, x + room)
        free = (lane for lane, spans in enumerate(taken) if all(end < one or start > other for one, other in spans))
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((start, end))
        yield Mark(event=event, number=number, x=x, to=axis.x(event.last), lane=lane, before=before)


def years(first: date, last: date) -> range:
    """Years that begin in a stretch of time."""
    return range(first.year + (first > date(first.year, 1, 1)), last.year + 1)


def ticks(axis: Axis, first: date, last: date) -> Iterator[Tick]:
    """Ticks at the years; on an axis of less than three years, at the quarters."""
    months = (1, 4, 7, 10) if axis.days < 3 * 365 else (1,)
    for year in range(first.year, last.year + 1):
        for month in months:
            day = date(year, month, 1)
            if first <= day <= last:
                yield Tick(label=str(year) if month == 1 else f"{day:%b}", x=axis.x(day))


# ---------- metrics, and which claims feed them


@dataclass(frozen=True, kw_only=True, slots=True)
class Feeds:
    """Metric of a designation, with the state of each claim and route: whether it feeds the metric."""

    designation: str
    """Label of the designation; empty where the row before has the same."""
    metric: str
    states: tuple[str, ...]
    """`fed`, `disputed`, `qualified`, `not-fed` or `unknown`, in the order of the columns."""


def feeding(knowledge: Knowledge, columns: Sequence[str]) -> Iterator[Feeds]:
    """Rows of the picture of all metrics; `columns` are ids of claims and routes."""
    for designation in knowledge.designations.values():
        for metric in designation.metrics:
            first = metric is designation.metrics[0]
            yield Feeds(
                designation=designation.label if first else "",
                metric=knowledge.metrics[metric.id],
                states=tuple(feeding_state(metric, id) for id in columns),
            )


def feeding_state(metric: Metric, id: str) -> str:
    """State of a claim or route for a metric, as in `Feeds.states`."""
    if id in metric.disputed:
        return "disputed"
    if id in metric.qualified:
        return "qualified"
    if isinstance(metric.fed_by, str):
        return UNKNOWN
    return "fed" if id in metric.fed_by else "not-fed"


# ---------- deadlines


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """Bar that shows a time limit for filing a claim after the purchase."""

    days: float
    """Calendar days."""
    length: str
    """The time in words."""
    said_by: str
    sources: tuple[str, ...]
    reported: bool
    """Whether its grade needs no source of the weight `own-word`."""


def limits(knowledge: Knowledge) -> Iterator[Bar]:
    """Bars of the limits for filing a claim after the purchase."""
    for claim in knowledge.claims.values():
        for limit in claim.limits:
            yield Bar(
                days=limit.within * DAYS[limit.unit],
                length=length_words(limit.within, limit.unit),
                said_by=limit.said_by,
                sources=limit.sources,
                reported=not knowledge.grades[limit.grade].own_words,
            )


DAYS: Mapping[Unit, float] = {"days": 1, "business-days": 7 / 5, "months": 30.4}
"""Calendar days of each unit of time, on average."""


# ---------- overview of the matrix


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """Field of the overview: the claims and routes of one outcome, or the words of its facts."""

    kind: str
    """`claim`, `route`, `none` or `unknown`; of facts the look of the first, or `said` where it has none."""
    words: tuple[str, ...]
    columns: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Line of the overview, for one table of the matrix."""

    title: str
    fields: tuple[Field, ...]


def lines(flow: Flow, layout: Layout, grids: Iterable[Grid], knowledge: Knowledge) -> Iterator[Line]:
    """Lines of the overview. A field is `–` where the flow does not offer the option of its column."""
    question = layout.ways[0]
    found = list(leaves(flow, layout, layout.picture.answers))
    for grid in grids:
        here = [leaf for leaf in found if picked(leaf, layout.tables)[-1] == grid.id]
        by_way = {way: leaf for leaf in here for way in leaf.answers.get(question, ("",))}
        ways = [option.id for option in flow.questions[question].options]
        if "" in by_way:
            fields = [field_of(flow, layout, by_way[""], knowledge, len(ways))]
        else:
            fields = [
                field_of(flow, layout, by_way[id], knowledge) if id in by_way else Field(kind="none", words=("–",))
                for id in ways
            ]
        yield Line(title=grid.name, fields=tuple(fields))


def field_of(flow: Flow, layout: Layout, leaf: Leaf, knowledge: Knowledge, columns: int = 1) -> Field:
    """Field with the claims and routes of an outcome, or with the words of its facts."""
    result, outcome = leaf.result, flow.outcomes[leaf.result.outcome]
    grade = outcome.says[layout.says[0]].grade if layout.says else outcome.claims.grade
    sure = (f"({knowledge.grades[grade].label})",) if grade == "inferred" else ()
    if layout.says:
        words = [flow.facts[id].words[outcome.says[id].value] for id in layout.says]
        return Field(kind=words[0].look or "said", words=(*(it.label for it in words), *sure), columns=columns)
    if result.claims == UNKNOWN:
        return Field(kind="unknown", words=("Not known",), columns=columns)
    claims = tuple(knowledge.claims[id].name for id in result.claims)
    routes = tuple(knowledge.routes[id].name for id in result.routes)
    if not claims and not routes:
        return Field(kind="none", words=("Nothing to claim", *sure), columns=columns)
    return Field(kind="claim" if claims else "route", words=claims + routes, columns=columns)


def way_heads(flow: Flow, layout: Layout) -> list[str]:
    """Column headings of the overview: the `brief` of each option, because labels are too long for a column."""
    return [option.brief or option.label for option in flow.questions[layout.ways[0]].options]
