"""The high-water mark of counts by month: it illustrates two descriptions in Microsoft's texts, and is not its sum.

The mark is the highest count so far, and growth is what lies above the mark of the months before. Which count it is,
paid seats or active users, the texts say differently, so that each has a mark of its own here. No money is computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from decision_tree.cells import month_words
from decision_tree.dates import MONTHS
from decision_tree.plot import Bar, plot
from decision_tree.sheet import NotReadable, Row, Sheet, problems_json, read

TITLES: Mapping[str, str] = {
    "seats": "If the mark counts paid seats",
    "users": "If the mark counts monthly active users",
}
"""What is counted → the title of its part."""

NAMES: Mapping[str, str] = {"seats": "Paid seats", "users": "Active users"}

MISSING: Mapping[str, str] = {
    "seats": "By the other description, the mark counts paid seats. "
    "To see both, add a column with the heading “Paid seats”.",
    "users": "By the other description, the mark counts monthly active users. "
    "To see both, add a column with the heading “Active users”.",
}
"""Advice for seeing the other mark as well, by the kind of count that a sheet lacks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """A count with the mark that it leaves."""

    count: int
    growth: int
    """What lies above the mark before; 0 for the first count, because no mark was known before it."""
    mark: int


def levels(counts: Sequence[int]) -> Iterator[Level]:
    """The mark after each count, and the growth above the mark before it.

    >>> [(level.growth, level.mark) for level in levels([100, 120, 110, 130])]
    [(0, 100), (20, 120), (0, 120), (10, 130)]
    """
    mark = counts[0] if counts else 0
    for count in counts:
        growth = max(0, count - mark)
        mark += growth
        yield Level(count=count, growth=growth, mark=mark)


def told(text: str, whose: str) -> dict[str, Any]:
    """The marks of a text's counts as JSON data, in words for readers.

    `problems`: what cannot be read, each with its `line` and `words`; then nothing else. `remarks`: how the text was
    read. `parts`: for each description its `kind`, `title`, `name` of the counts, `sum` in words, `rows` (month, count,
    mark, growth) and `plot` as SVG. `whose` makes ids unique in the page.
    """
    try:
        sheet = read(text)
    except NotReadable as refused:
        return {"problems": problems_json(refused.faults), "remarks": [], "parts": []}
    parts = [part_json(kind, sheet, whose) for kind in TITLES if kind in sheet.rows[0].counts]
    missing = [words for kind, words in MISSING.items() if kind not in sheet.rows[0].counts]
    return {"problems": [], "remarks": [*sheet.remarks, *missing], "parts": parts}


def part_json(kind: str, sheet: Sheet, whose: str) -> dict[str, Any]:
    """One description with its table and plot, as JSON data."""
    found = list(levels([row.counts[kind] for row in sheet.rows]))
    names = [name_of(row, number) for number, row in enumerate(sheet.rows, start=1)]
    title = (
        f"{NAMES[kind]} as bars, what lies above the mark set apart, and the high-water mark as a line: "
        f"{found[0].mark:,} in {names[0]}, {found[-1].mark:,} in {names[-1]}. The table below has the numbers."
    )
    bars = [
        Bar(at=number if row.month is None else row.month, label=label, **parts_of(level))
        for (number, row), level, label in zip(enumerate(sheet.rows), found, labels(sheet.rows), strict=True)
    ]
    return {
        "kind": kind,
        "title": TITLES[kind],
        "name": NAMES[kind],
        "sum": sum_words(found),
        "rows": [
            [name, f"{level.count:,}", f"{level.mark:,}", f"{level.growth:,}"]
            for name, level in zip(names, found, strict=True)
        ],
        "plot": plot(bars, title, f"high-water-{kind}-{whose}"),
    }


def parts_of(level: Level) -> dict[str, int]:
    """Count, growth and mark of a level by their names."""
    return {"count": level.count, "growth": level.growth, "mark": level.mark}


def name_of(row: Row, number: int) -> str:
    """The month of a row in words; its number where the sheet names none."""
    return f"Month {number:,}" if row.month is None else month_words(row.month)


def labels(rows: Sequence[Row]) -> Iterator[str]:
    """The months of rows, short enough to stand below a bar."""
    for number, row in enumerate(rows, start=1):
        yield str(number) if row.month is None else f"{MONTHS[row.month % 12][:3]} {row.month // 12}"


def sum_words(found: Sequence[Level]) -> str:
    """The growth of all months together, as a sentence."""
    first, last = found[0].mark, found[-1].mark
    if len(found) == 1:
        return f"One month sets the mark, {first:,}; growth takes a second one."
    growing = sum(level.growth > 0 for level in found)
    if not growing:
        return f"The mark stays at {first:,}, so nothing lies above it."
    months = "one month" if growing == 1 else f"{growing:,} months"
    growth = f"growth of {last - first:,} above it, in {months} of {len(found):,}"
    return f"The mark rises from {first:,} to {last:,}: {growth}."
