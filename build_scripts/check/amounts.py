"""Ranges of days and numbers: from the bands of answers, what a value can come to, and so which bands it can be in.

A range may be too wide where a flow asks the same thing twice, such as for two values of one date; it is never too
narrow. So everything that readers can meet is checked, and a table may have to decide what nobody can meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import product
from math import inf
from typing import TypeAlias

from decision_tree.dates import earlier, iso_day, later, months_between
from decision_tree.kinds import kind_of
from decision_tree.model import Band, Chosen, Flow, Question, Value
from decision_tree.values import NUMBER, day_by_day, fraction, of_days, to_whole

Point: TypeAlias = Fraction | float
"""A number, or a day as the number of days since the year 1; infinite where nothing limits it."""

Range: TypeAlias = tuple[Point, Point]
"""A closed interval: its smallest and its largest point."""

EVERYTHING: Range = (-inf, inf)


def terms_of(value: Value) -> tuple[str, ...]:
    """Everything that a value is derived from: its terms, and the entries among which one is looked up."""
    return (*value.of, *value.entries.values())


def limits_of(question: Question) -> tuple[str, ...]:
    """The limits of a question for a value: days, `today`, or ids of questions and values."""
    if question.kind not in ("date", "month"):
        return tuple(filter(None, (question.least, question.most)))
    return tuple(filter(None, (question.first_day, question.last_day, *(band.until for band in question.bands))))


def needed_by(flow: Flow, terms: Iterable[str]) -> set[str]:
    """Ids of the questions, and of the values with bands, whose answers and bands decide what these terms come to."""
    found: set[str] = set()
    waiting = list(terms)
    while waiting:
        id = waiting.pop()
        if id in flow.questions:
            found.add(id)
        elif id in flow.values and id not in found:
            value = flow.values[id]
            if value.bands:
                found.add(id)
            waiting += [*terms_of(value), *(band.until for band in value.bands)]
    return found


def unknown_questions(flow: Flow, term: str, seen: Mapping[str, Chosen]) -> Iterator[str]:
    """Ids of the questions without whose answers a term is not known, among those that have not been asked.

    Of a look-up, only the entry counts that the answers choose.
    """
    if term in flow.questions:
        if term not in seen:
            yield term
        return
    value = flow.values.get(term)
    if value is None:
        return
    if value.how != "look-up":
        for one in value.of:
            yield from unknown_questions(flow, one, seen)
        if value.how == "end-of" and not ends(flow, value.of[0], seen):
            yield value.of[0]
        return
    [subject] = value.of
    missing = [*unknown_questions(flow, subject, seen)]
    yield from missing
    chosen = seen.get(subject)
    if not missing and chosen is not None:
        for id in chosen:
            yield from unknown_questions(flow, value.entries.get(id, ""), seen)


def ends(flow: Flow, question: str, seen: Mapping[str, Chosen]) -> bool:
    """Whether the answered date is in a band limited by the time that has passed, and so leaves it some day."""
    chosen = seen.get(question, frozenset())
    return any(band.within is not None for band in flow.questions[question].bands if band.id in chosen)


def is_known(flow: Flow, term: str, seen: Mapping[str, Chosen]) -> bool:
    """Whether answers decide what a term comes to."""
    return next(unknown_questions(flow, term, seen), None) is None


# ---------- ranges


def possible_bands(flow: Flow, id: str, seen: Mapping[str, Chosen]) -> tuple[str, ...]:
    """Ids of the bands that a question or a value can be in after these answers, in their order."""
    tested = flow.tested(id)
    lowest, highest = range_of_term(flow, id, {it: chosen for it, chosen in seen.items() if it != id})
    found = []
    for band, (above, last) in zip(tested.bands, ranges_of_bands(flow, tested, seen), strict=True):
        if lowest <= last and highest > above:
            found.append(band.id)
    return tuple(found)


def ranges_of_bands(flow: Flow, tested: Question, seen: Mapping[str, Chosen]) -> Iterator[Range]:
    """For each band, its lower bound, which is not in it, and its upper bound, which is."""
    above: Point = -inf
    for band in tested.bands:
        lowest, highest = limit_of(flow, tested, band, seen)
        yield above, highest
        above = max(above, lowest)


def limit_of(flow: Flow, tested: Question, band: Band, seen: Mapping[str, Chosen]) -> Range:
    """Range in which the largest amount of a band lies; what no band before takes is without end."""
    if band.up_to is not None:
        limit = Fraction(band.up_to, 10**tested.decimals)
        return limit, limit
    if band.until:
        return range_of_term(flow, band.until, seen)
    return -inf, inf


def range_of_term(flow: Flow, term: str, seen: Mapping[str, Chosen]) -> Range:
    """Range of what a term can come to. A day of the calendar says nothing of `today`, which can be any day."""
    if NUMBER.fullmatch(term):
        return (number := Fraction(*fraction(term))), number
    if day := iso_day(term):
        return (point := Fraction(day.toordinal())), point
    if term in flow.questions:
        return range_of_answer(flow, flow.questions[term], seen)
    if term not in flow.values:
        return EVERYTHING
    value = flow.values[term]
    found = range_of_value(flow, value, seen)
    return within_band(flow, value.asked, found, seen) if value.bands else found


def range_of_answer(flow: Flow, question: Question, seen: Mapping[str, Chosen]) -> Range:
    """Range of the values that a question accepts, in the band that was chosen."""
    if question.kind in ("date", "month"):
        first = range_of_term(flow, question.first_day, seen)[0] if question.first_day else -inf
        last = range_of_term(flow, question.last_day, seen)[1] if question.last_day else inf
        return within_band(flow, question, (first, last), seen, Fraction(1))
    if kind_of(question).named:
        return EVERYTHING
    units = 10**question.decimals
    least, most = Fraction(question.at_least, units), Fraction(question.at_most, units)
    accepted = (
        max(least, range_of_term(flow, question.least, seen)[0]) if question.least else least,
        min(most, range_of_term(flow, question.most, seen)[1]) if question.most else most,
    )
    return within_band(flow, question, accepted, seen, Fraction(1, units))


def within_band(
    flow: Flow, tested: Question, found: Range, seen: Mapping[str, Chosen], step: Fraction = Fraction(0)
) -> Range:
    """Part of a range that lies in the band that was chosen; all of it where none was.

    :param step: the least by which two answers differ; 0 where that is not known.
    """
    chosen = seen.get(tested.id)
    if chosen is None:
        return found
    parts = zip(tested.bands, ranges_of_bands(flow, tested, seen), strict=True)
    inside = [(max(found[0], above + step), min(found[1], last)) for band, (above, last) in parts if band.id in chosen]
    return joined(inside) if inside else found


def joined(ranges: Iterable[Range]) -> Range:
    """The smallest range that contains all of these."""
    firsts, lasts = zip(*ranges, strict=True)
    return min(firsts), max(lasts)


def range_of_value(flow: Flow, value: Value, seen: Mapping[str, Chosen]) -> Range:
    """Range of what a value can come to, whatever its own bands are."""
    if value.how == "look-up":
        chosen = seen.get(value.of[0], frozenset(value.entries))
        entries = [value.entries[id] for id in value.entries if id in chosen] or [*value.entries.values()]
        found = joined(range_of_term(flow, entry, seen) for entry in entries)
        return rounded_range(value, found)
    terms = [range_of_term(flow, term, seen) for term in value.of]
    if value.how in ("later", "earlier", "month-end", "year-end"):
        first, last = (moved(value, point) for point in terms[0])
        return first, last
    if value.how == "end-of":
        return EVERYTHING
    if value.how == "each-day":
        return rounded_range(value, range_of_days(value, *terms))
    if value.how in ("days-between", "months-between", "years-between"):
        (first, last), (other_first, other_last) = terms[0], terms[-1]
        least, most = apart(flow, value.of[0], value.of[-1], seen)
        if value.how != "days-between":  # a day more may be no month more
            least = min(least, 0)
        return max(between(value, last, other_first), least), min(between(value, first, other_last), most)
    return rounded_range(value, of_ranges(value, terms))


def range_of_days(value: Value, first: Range, last: Range) -> Range:
    """Range of a sum over days: from the fewest to the most of them, where no number is negative."""
    days = [day_at(point) for point in (first[1], last[0], first[0], last[1])]
    if None in days or any(fraction(rate)[0] < 0 for rate in value.entries.values()):
        return EVERYTHING
    few_first, few_last, many_first, many_last = (day for day in days if day)
    few, many = (
        Fraction(*day_by_day(value.entries, *pair)) for pair in ((few_first, few_last), (many_first, many_last))
    )
    return few, many


def apart(flow: Flow, first: str, last: str, seen: Mapping[str, Chosen]) -> Range:
    """Range of the days from one term to another, as far as one of them limits the other."""
    least, most = after_limit(flow, last, first, seen)
    if (least, most) != EVERYTHING:
        return least, most
    least, most = after_limit(flow, first, last, seen)
    return -most, -least


def after_limit(flow: Flow, term: str, limit: str, seen: Mapping[str, Chosen]) -> Range:
    """Range of the days by which the answer to a question can be after something that limits it or one of its bands."""
    question = flow.questions.get(term)
    if question is None or question.kind != "date":
        return EVERYTHING
    least: Point = 0 if question.first_day == limit else -inf
    most: Point = 0 if question.last_day == limit else inf
    passed = False
    for band in question.bands:
        if term in seen and band.id in seen[term] and passed:
            least = 1
        passed |= band.until == limit
        if term in seen and band.id in seen[term] and band.until == limit:
            most = 0
    return least, most


def of_ranges(value: Value, terms: list[Range]) -> Range:
    """Range of numbers, or of the later or earlier of days."""
    lows, highs = [one[0] for one in terms], [one[1] for one in terms]
    if value.how == "sum":
        return sum(lows), sum(highs)
    if value.how == "difference":
        return lows[0] - sum(highs[1:]), highs[0] - sum(lows[1:])
    if value.how == "larger":
        return max(lows), max(highs)
    if value.how == "smaller":
        return min(lows), min(highs)
    if value.how == "quotient":
        terms[1:] = [(Fraction(1) / Fraction(low),) * 2 for low in lows[1:]]
    found = terms[0]
    for term in terms[1:]:
        corners = [0 if 0 in (one, other) else one * other for one, other in product(found, term)]
        found = Fraction(0) + min(corners), Fraction(0) + max(corners)
    return found


def day_at(point: Point) -> date | None:
    """The day of a point; None for one without end, and past the calendar."""
    return date.fromordinal(int(point)) if date.min.toordinal() <= point <= date.max.toordinal() else None


def moved(value: Value, point: Point) -> Point:
    """The point to which a day is moved. A later day is moved no less far than an earlier one."""
    day = day_at(point)
    try:
        if day is None:
            return point
        if value.how in ("month-end", "year-end"):
            moved_to = of_days(value, [day])
            return Fraction(moved_to.toordinal()) if isinstance(moved_to, date) else point
        return Fraction((later if value.how == "later" else earlier)(day, value.number, value.unit).toordinal())
    except (OverflowError, ValueError):
        return inf if value.how == "later" else -inf


def between(value: Value, first: Point, last: Point) -> Point:
    """Time between two points, as the value counts it."""
    one, other = day_at(first), day_at(last)
    if one is None or other is None:
        return last - first if last != first else -inf  # both without end
    if value.how == "days-between":
        return Fraction((other - one).days)
    months = months_between(one, other)
    return Fraction(months if value.how == "months-between" else int(months / 12))


def rounded_range(value: Value, found: Range) -> Range:
    """A range, rounded as the value is."""
    if not value.rounded:
        return found
    step = Fraction(*fraction(value.step))

    def at(point: Point) -> Point:
        if not isinstance(point, Fraction):
            return point
        steps = point / step
        return to_whole((steps.numerator, steps.denominator), value.rounded) * step

    return at(found[0]), at(found[1])
