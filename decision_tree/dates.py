"""Arithmetic and wording of days, and the band that a day falls into today."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from decision_tree.model import TODAY, Band, Unit

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_words(day: date) -> str:
    """A date as readers write it.

    >>> day_words(date(2026, 11, 3))
    '3 November 2026'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_words(day: date) -> str:
    """The month of a day as readers write it.

    >>> month_words(date(2026, 11, 3))
    'November 2026'
    """
    return f"{MONTHS[day.month - 1]} {day.year}"


def month_day(text: str) -> date | None:
    """The first day of a month as people write it, or None.

    >>> [month_day(text) for text in ("2026-03", "3/2026", "march 2026")] == [date(2026, 3, 1)] * 3
    True
    """
    said = text.strip().lower()
    for number, name in enumerate(MONTHS, 1):
        for word in (name.lower(), name[:3].lower()):
            if said.startswith(f"{word} "):
                said = f"{number}/{said.removeprefix(word).strip()}"
    year_first = re.fullmatch("([0-9]{4})[-/.]([0-9]{1,2})", said)
    month_first = re.fullmatch("([0-9]{1,2})[-/. ]([0-9]{4})", said)
    year, month = year_first.groups() if year_first else month_first.groups()[::-1] if month_first else ("", "")
    return iso_day(f"{year}-{month:0>2}-01")


def worded_day(text: str) -> date | None:
    """The day written with its month in words, or None.

    >>> worded_day("10 May 2026"), worded_day("30 February 2026")
    (datetime.date(2026, 5, 10), None)
    """
    found = re.fullmatch("([0-9]{1,2}) ([A-Za-z]{3,9} [0-9]{4})", text)
    month = month_day(found[2]) if found else None
    return iso_day(f"{month.isoformat()[:8]}{found[1]:0>2}") if found and month else None


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weekday_words(day: date) -> str:
    """The day of the week.

    >>> weekday_words(date(2026, 12, 4))
    'Friday'
    """
    return WEEKDAYS[day.weekday()]


def iso_day(text: str) -> date | None:
    """The day written as year-month-day, or None. Other ISO formats, such as `2026-W48-1`, are not accepted.

    >>> iso_day("2026-11-23")
    datetime.date(2026, 11, 23)
    """
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later; the last day of that month where it has no such day.

    >>> add_months(date(2024, 2, 29), 12)
    datetime.date(2025, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    next_month = date(year, month, 1) + timedelta(days=31)
    return date(year, month, min(day.day, (next_month.replace(day=1) - timedelta(days=1)).day))


def month_end(day: date) -> date:
    """The last day of the month of a day.

    >>> month_end(date(2024, 2, 1))
    datetime.date(2024, 2, 29)
    """
    return add_months(day.replace(day=1), 1) - timedelta(days=1) if day < date(9999, 12, 1) else date.max


def months_between(first: date, last: date) -> int:
    """Number of whole months from one day to another; negative where the other is the earlier one.

    >>> months_between(date(2024, 1, 31), date(2024, 2, 29)), months_between(date(2024, 3, 1), date(2024, 1, 2))
    (1, -1)
    """
    if last < first:
        return -months_between(last, first)
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - (add_months(first, months) > last)


def add_business_days(day: date, days: int) -> date:
    """The day so many business days later (Monday to Friday). From a weekend, the count starts at the Friday before.

    >>> add_business_days(date(2026, 11, 16), 14)
    datetime.date(2026, 12, 4)
    """
    if days:
        day -= timedelta(days=max(0, day.weekday() - 4))
    weeks, rest = divmod(days, 5)
    day += timedelta(weeks=weeks)
    while rest:
        day += timedelta(days=1)
        rest -= day.weekday() < 5
    return day


def business_days_left(today: date, last: date) -> int:
    """Number of business days (Monday to Friday) after today, up to the last day and with it; 0 where none is left.

    >>> business_days_left(date(2026, 11, 23), date(2026, 12, 4))
    9
    """
    weeks, rest = divmod(max(0, (last - today).days), 7)
    return weeks * 5 + sum((today + timedelta(days=back)).weekday() < 5 for back in range(1, rest + 1))


def last_day(band: Band, day: date) -> date | None:
    """The last day on which `day` is still in the band; None where the band has no end.

    Raises OverflowError or ValueError past the year 9999.
    """
    return None if band.within is None else later(day, band.within, band.unit)


def later(day: date, number: int, unit: Unit) -> date:
    """The day so many units after a day. Raises OverflowError or ValueError past the year 9999.

    >>> later(date(2026, 11, 28), 90, "days")
    datetime.date(2027, 2, 26)
    """
    if unit == "months":
        return add_months(day, number)
    return add_business_days(day, number) if unit == "business-days" else day + timedelta(days=number)


def earlier(day: date, number: int, unit: Unit) -> date:
    """The day so many units before a day. Raises OverflowError or ValueError before the year 1.

    >>> earlier(date(2026, 12, 4), 14, "business-days")
    datetime.date(2026, 11, 16)
    """
    if unit == "months":
        return add_months(day, -number)
    if unit == "days":
        return day - timedelta(days=number)
    if number and day.weekday() > 4:
        day += timedelta(days=7 - day.weekday())  # from a weekend, the count starts at the Monday after
    weeks, rest = divmod(number, 5)
    day -= timedelta(weeks=weeks)
    while rest:
        day -= timedelta(days=1)
        rest -= day.weekday() < 5
    return day


def length_words(number: int, unit: Unit) -> str:
    """A length of time as readers write it.

    >>> length_words(90, "days"), length_words(1, "months"), length_words(14, "business-days")
    ('90 days', '1 month', '14 business days')
    """
    words = f"{number} {unit.replace('-', ' ')}"
    return words.removesuffix("s") if number == 1 else words


NO_DAYS: Mapping[str, object] = MappingProxyType({})


def day_meant(limit: str, today: date, known: Mapping[str, object] = NO_DAYS) -> date | None:
    """The day that a limit means: a day, today, or what was answered or derived under an id; None where it is no day.

    >>> day_meant("2013-01-18", date(2026, 12, 1)), day_meant("started", date(2026, 12, 1))
    (datetime.date(2013, 1, 18), None)
    """
    found = known.get(limit)
    return today if limit == TODAY else found if isinstance(found, date) else iso_day(limit)


def band_of(
    bands: tuple[Band, ...], day: date, today: date, known: Mapping[str, object] = NO_DAYS
) -> tuple[Band, date | None]:
    """The first band that `day` is in today, and the last day on which it is. The last band takes every day.

    :param known: the days that bands can name by the ids of questions and values.
    """
    for band in bands[:-1]:
        if band.until:
            end = day_meant(band.until, today, known)
            if end is not None and day <= end:
                return band, None
            continue
        try:
            last = last_day(band, day)
        except (OverflowError, ValueError):
            last = date.max
        if last is None or today <= last:
            return band, last
    return bands[-1], None
