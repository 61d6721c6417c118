"""Cells of a sheet as people write them: counts with the separators of any country, and months in several ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from decision_tree.dates import MONTHS
from decision_tree.kinds import shortened

LARGEST = 999_999_999
"""Largest count that is read: far above any customer, and short enough for every table and plot."""

LONGEST = 60
"""Most characters of a cell that can hold a month and a count. No more are searched, so that no cell takes long."""

GAPS = " \u00a0\u2009\u202f"
"""Spaces that stand between thousands."""

UNSEEN = re.compile("[\ufeff\u200b-\u200f\u202a-\u202e\u2060]")
"""Characters without width, which sheets and web pages leave in what is copied from them."""

WHOLE = re.compile(rf"(?:\d{{1,3}}(?:([.,'’{GAPS}])\d{{3}})(?:\1\d{{3}})*|\d{{1,2}}(,)\d\d(?:,\d\d)*,\d{{3}}|\d+)")
"""A whole number: in thousands, as India groups it, or in digits alone. The groups are the sign between thousands."""

NOTHING_BEHIND = re.compile(r"([.,])0{1,2}")
"""Decimals that say nothing, as in `120.00`."""

EXPONENT = re.compile(r"[+-]?\d+(?:[.,]\d+)?[Ee][+-]?\d+")
CHANGE = re.compile(r"[-−–+(]\s*\d.*")
LIKE = re.compile(rf"\d[\d.,'’/{GAPS}-]*")
FRACTION = re.compile(rf"[\d.,'’{GAPS}]*\d[.,]\d+")

NAMES = {name.casefold()[:length]: number for number, name in enumerate(MONTHS, start=1) for length in (3, 9)} | {
    "sept": 9
}
"""Name of a month, whole or cut to three letters → its number."""

YEAR, NAME = r"(?P<year>(?:19|20)\d\d)", r"(?P<name>[a-z]+)"
SHORT_YEAR = r"(?P<year>(?:19|20)\d\d|\d\d)"

WAYS = tuple(
    re.compile(way)
    for way in (
        rf"{YEAR}[-/.](?P<month>\d\d?)",
        rf"{YEAR}(?P<month>0[1-9]|1[0-2])",
        rf"{YEAR}([-/.])(?P<month>\d\d?)\2(?P<day>\d\d?)(?:[t ].*)?",
        rf"(?P<month>\d\d?)[-/. ]{YEAR}",
        rf"(?P<day>\d\d?)\.(?P<month>\d\d?)\.{SHORT_YEAR}(?:[ ,].*)?",
        rf"(?P<one>\d\d?)([-/])(?P<other>\d\d?)\2{SHORT_YEAR}(?:[t ,].*)?",
        rf"{NAME}[-. ]*{YEAR}",
        rf"{NAME}\.?[- ]?['’]?(?P<year>(?<=[-'’])\d\d)",
        rf"{YEAR}[-. ]*{NAME}",
        rf"(?P<day>\d\d?)(?:\.|st|nd|rd|th)?[- ]*{NAME}[-.,' ]*{YEAR}",
        rf"{NAME}\.? *(?P<day>\d\d?)(?:st|nd|rd|th)?,? *{YEAR}",
    )
)
"""Ways to write a month, or a day in it. In `one` and `other` either may be the day."""

Reading = tuple[int | None, int | None]
"""A month as read with the day first, and with the month first; None where it cannot be read so."""


class NotACount(Exception):
    """A cell that holds no count. The message is for the reader."""


def tidy(cell: str) -> str:
    """A cell without what nobody sees, and without spaces and quotation marks around it."""
    return UNSEEN.sub("", cell).strip(f'{GAPS}\t"“”').strip()


def count_of(cell: str) -> int:
    """The count that a cell holds. Raises NotACount.

    >>> [count_of(cell) for cell in ("250", "1,234", "1.234", "1 234", "1'234", "1.234,00")]
    [250, 1234, 1234, 1234, 1234, 1234]
    """
    if not looks_like_count(cell):
        raise NotACount(why_not(cell))
    digits = re.sub(r"\D", "", whole_part(cell)).lstrip("0") or "0"
    if len(digits) > len(str(LARGEST)):
        raise NotACount(f"“{shortened(cell)}” is too large. Counts up to {LARGEST:,} are read.")
    return int(digits)


def looks_like_count(cell: str) -> bool:
    """Whether a cell is written as a whole number that is not negative."""
    return len(cell) <= LONGEST and WHOLE.fullmatch(whole_part(cell)) is not None


def whole_part(cell: str) -> str:
    """A number without decimals that say nothing; a cell in which these may be thousands stays as it is."""
    found = re.fullmatch(rf"(.*\d){NOTHING_BEHIND.pattern}", cell)
    return found[1] if found and found[2] != separator_of(found[1]) else cell


def separator_of(cell: str) -> str:
    """The sign between the thousands of a number; empty where there is none, or where the cell is no number."""
    found = WHOLE.fullmatch(cell)
    return (found[1] or found[2] or "") if found else ""


def why_not(cell: str) -> str:
    """The message that a cell holds no count."""
    said = f"“{shortened(cell)}”"
    if not cell:
        return "The count is missing. Please give one, or leave the line out."
    cell = cell[:LONGEST]
    if cell.isdigit():
        return f"{said} is too large. Counts up to {LARGEST:,} are read."
    if EXPONENT.fullmatch(cell):
        return f"{said} is shortened by an exponent. Please write out the whole number, such as 1200."
    if CHANGE.fullmatch(cell):
        return f"{said} has a sign before it. Please give the count at that time, not a change."
    if FRACTION.fullmatch(cell):
        return f"{said} is not a whole number. Please write it without decimals, such as 250."
    return f"{said} is not a whole number. Please write it in digits, such as 250."


# ---------- months


def month_of(year: int, month: int) -> int:
    """A month as a number that counts on from one year to the next; `month` is 1 to 12."""
    return year * 12 + month - 1


def month_words(month: int) -> str:
    """A month as readers write it.

    >>> month_words(month_of(2026, 1))
    'January 2026'
    """
    return f"{MONTHS[month % 12]} {month // 12}"


def read_month(cell: str) -> Reading | None:
    """The month that a cell names, in both orders of day and month; None where it names none.

    >>> read_month("Jan 2026") == read_month("2026-01") == read_month("31.1.2026") == (24312, 24312)
    True
    >>> read_month("03/04/2026")
    (24315, 24314)
    """
    for way in WAYS if len(cell) <= LONGEST else ():
        found = way.fullmatch(cell.casefold())
        read = reading(found.groupdict()) if found else (None, None)
        if read != (None, None):
            return read
    return None


def reading(parts: dict[str, str]) -> Reading:
    """The month of a cell from the parts of it."""
    year = int(parts["year"])
    year += 2000 if year < 100 else 0
    if "one" in parts:
        one, other = int(parts["one"]), int(parts["other"])
        return valid(year, other, one), valid(year, one, other)
    month = NAMES.get(parts["name"], 0) if "name" in parts else int(parts["month"])
    read = valid(year, month, int(parts.get("day") or 1))
    return read, read


def valid(year: int, month: int, day: int) -> int | None:
    """The month of a day; None where there is no such day."""
    try:
        date(year, month, day)
    except ValueError:
        return None
    return month_of(year, month)


def month_and_count(cell: str) -> tuple[str, str] | None:
    """The month with which a cell begins and what follows it, as in `Jan 2026: 1 234`; None where it has not both."""
    return next(((before, after) for before, after in cuts(cell) if read_month(before) and after), None)


def is_data(cell: str) -> bool:
    """Whether a cell is a month, a number of any kind, or something like either, and so no heading."""
    cell = cell[:LONGEST]
    return bool(
        looks_like_count(cell) or read_month(cell) or any(way.fullmatch(cell) for way in (EXPONENT, CHANGE, LIKE))
    )


def cuts(cell: str) -> Iterator[tuple[str, str]]:
    """The two parts of a cell for each of its spaces, colons and equals signs."""
    for found in re.finditer(rf"[{GAPS},:=]+", cell[:LONGEST]):
        yield tidy(cell[: found.start()]), tidy(cell[found.end() :])
