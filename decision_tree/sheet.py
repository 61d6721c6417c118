"""Counts by month, read from text: typed, pasted from a sheet, or of a CSV file. Faults are told at their place."""

from __future__ import annotations

import re
from _csv import Error  # not csv, whose other parts take 33 kB of the snapshot that readers fetch
from _csv import reader as csv_reader
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from decision_tree.cells import (
    NotACount,
    Reading,
    count_of,
    is_data,
    looks_like_count,
    month_and_count,
    month_words,
    read_month,
    separator_of,
    tidy,
)
from decision_tree.kinds import shortened

MOST_ROWS = 600
"""Most rows that are read: fifty years of months, so that a whole file by mistake is refused before it is read."""

MOST_LETTERS = 200_000
"""Most characters that are read: 600 rows of a wide sheet."""

MOST_COLUMNS = 100
"""Most columns that are read."""

MOST_PROBLEMS = 8
"""Most faults that are told one by one."""

HEADINGS: Mapping[str, tuple[re.Pattern[str], ...]] = {
    "users": (re.compile(r"\bactive\b.*\buser|\bmau\b", re.IGNORECASE),),
    "seats": tuple(
        re.compile(words, re.IGNORECASE)
        for words in (r"\bpaid\b.*(?:seat|licen|unit)|\bpau\b", r"seat|licen[cs]|lizenz", r"quantity|\bunits?\b")
    ),
}
"""What is counted → words of the heading of its column, the surest first."""

ZIPPED, NO_TEXT = "PK\x03\x04", "\x00"
"""Beginning of a workbook, and a character that no text has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """Something in the text that cannot be read."""

    line: int = 0
    """Line of the text, from 1; 0 where it is the text as a whole."""
    column: int = 0
    """Column of the sheet, from 1; 0 where it is the whole line."""
    words: str


class NotReadable(Exception):
    """A text from which no counts can be read, with all that is wrong."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("the text cannot be read")  # the reader's own words go into no message that may be logged
        self.faults = faults


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of the sheet that is not empty."""

    number: int
    """Its number in the text, from 1."""
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """A cell, by its index; empty where the line is shorter."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """The counts of one month."""

    line: int
    month: int | None
    """See cells.month_of; None where the sheet names no months."""
    counts: Mapping[str, int]
    """What is counted, `seats` or `users` → the count."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """Counts in the order of their months, and what was decided while they were read, in sentences."""

    rows: tuple[Row, ...]
    remarks: tuple[str, ...]


def read(text: str) -> Sheet:
    """The counts of a text. Raises NotReadable."""
    refuse_at_once(text)
    lines = cells_of(text)
    refuse_wide(lines)
    head, body = without_head(lines)
    if not body:
        raise NotReadable(
            Fault(words="There is no count yet. Please give one line for each month, such as 2026-01 250.")
        )
    if len(body) > MOST_ROWS:
        raise NotReadable(too_many(len(body)))
    refuse_across(head + body)
    columns = columns_of(head, body)
    remarks = [*columns.remarks(head, body)]
    rows = rows_of(columns, body, remarks)
    return Sheet(rows=in_order(rows, remarks), remarks=tuple(remarks))


# ---------- the text as lines of cells


def refuse_at_once(text: str) -> None:
    """Raise NotReadable for a text that is too large, or is none, before anything of it is read."""
    lines = text.count("\n") + 1
    if lines > 2 * MOST_ROWS:
        raise NotReadable(too_many(lines))
    if len(text) > MOST_LETTERS:
        words = f"This is too much text: {len(text):,} characters. Up to {MOST_LETTERS:,} are read."
        raise NotReadable(Fault(words=f"{words} Please copy the columns with months and counts alone."))
    if text.startswith(ZIPPED) or NO_TEXT in text:
        words = "This is not text. Of a workbook, save the sheet as CSV, or copy its cells and paste them here."
        raise NotReadable(Fault(words=words))


def refuse_wide(lines: Iterable[Line]) -> None:
    """Raise NotReadable for a line with more columns than a sheet of counts has."""
    for line in lines:
        if len(line.cells) > MOST_COLUMNS:
            words = f"There are {len(line.cells):,} columns. Up to {MOST_COLUMNS} are read."
            raise NotReadable(Fault(line=line.number, words=f"{words} Please copy those with months and counts alone."))


def too_many(lines: int) -> Fault:
    """The fault that there are too many lines."""
    return Fault(
        words=f"There are {lines:,} lines. Up to {MOST_ROWS:,} are read, one for each month. "
        "Please give the lines of one customer and one product alone."
    )


def cells_of(text: str) -> list[Line]:
    """Lines with their cells, without empty ones. Raises NotReadable."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first, said = 0, re.fullmatch(r'"?sep=(.)"?', lines[0])  # a line with which Excel names the separator
    sign = said[1] if said else separator(lines)
    if said:
        first, lines = 1, lines[1:]
    if not sign:
        return [Line(number=first + n, cells=parts([line])) for n, line in enumerate(lines, start=1) if tidy(line)]
    found = list(split(lines, sign, first))
    if sign == ",":
        refuse_wide(found)
        refuse_ambiguous(found)
    return found


def separator(lines: Iterable[str]) -> str:
    """The sign between the cells; empty where each line is one cell."""
    some = [line for line in lines if tidy(line)]
    if sign := next((sign for sign in "\t;" if any(sign in line for line in some)), ""):
        return sign
    whole = [line for line in some if "," in line and not is_whole(tidy(line))]
    return "," if whole else ""


def is_whole(line: str) -> bool:
    """Whether a line without a separator can be read, although it has commas: `1,234` or `Jan 2026 1,234`."""
    both = month_and_count(line)
    return looks_like_count(line) or (both is not None and looks_like_count(both[1]) and f"{both[0]}," not in line)


def split(lines: Sequence[str], sign: str, first: int) -> Iterator[Line]:
    """Lines split at a sign; quotation marks keep signs and line ends together. Raises NotReadable."""
    reader = csv_reader((f"{line}\n" for line in lines), delimiter=sign, skipinitialspace=True, strict=True)
    begun = 0
    try:
        for cells in reader:
            if any(tidy(cell) for cell in cells):
                yield Line(number=first + begun + 1, cells=parts(cells))
            begun = reader.line_num
    except Error:
        words = "A quotation mark is not closed, or text follows it. Please remove it, or close it in the same cell."
        raise NotReadable(Fault(line=first + begun + 1, words=words)) from None


def parts(cells: Sequence[str]) -> tuple[str, ...]:
    """Cells, tidied. A line of one cell with month and count is two."""
    tidied = tuple(tidy(cell) for cell in cells)
    filled = [cell for cell in tidied if cell]
    return (len(filled) == 1 and month_and_count(filled[0])) or tidied


def refuse_ambiguous(lines: Sequence[Line]) -> None:
    """Raise NotReadable where commas may stand between cells and between thousands, as in `2026-01,1,234`."""
    widths = {len(line.cells) for line in lines if any(map(looks_like_count, line.cells))}
    found = [line for line in lines if re.search(r"(?:^|\n)\d{1,3}\n\d{3}(?:\n|$)", "\n".join(line.cells))]
    if found and (len(widths) > 1 or len(found) == len(lines)):
        words = (
            "A comma here may stand between columns or between thousands. "
            "Please write counts without commas, or columns with semicolons or tabs between them."
        )
        raise NotReadable(Fault(line=found[0].number, words=words))


# ---------- headings and columns


def without_head(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Lines before the first one that has a month or something like a number, and the lines from there on."""
    first = next((n for n, line in enumerate(lines) if any(map(is_data, line.cells))), len(lines))
    if first == len(lines) and lines:
        column = next(n for n, cell in enumerate(lines[-1].cells) if cell)
        said = shortened(lines[-1].cell(column))
        words = f"“{said}” is neither a count nor a month. Please give one line for each month, such as 2026-01 250."
        raise NotReadable(Fault(line=lines[-1].number, column=column + 1, words=words))
    return lines[:first], lines[first:]


def refuse_across(lines: Iterable[Line]) -> None:
    """Raise NotReadable where months stand beside each other, because each needs a line of its own."""
    for line in lines:
        if sum(read_month(cell) is not None and not looks_like_count(cell) for cell in line.cells) > 2:
            words = "Several months stand in one line. Please give each a line of its own: sheets can paste transposed."
            raise NotReadable(Fault(line=line.number, words=words))


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """Which columns are read, by index."""

    month: int | None
    counts: Mapping[str, int]
    """What is counted → its column."""
    named: bool
    """Whether a heading named what is counted."""

    def remarks(self, head: Sequence[Line], body: Sequence[Line]) -> Iterator[str]:
        """Which columns were read, where there were others, and what was taken for a heading."""
        width = max(len(line.cells) for line in body)
        if len(head) > 1:
            yield f"Lines {head[0].number} to {head[-1].number} are taken for headings."
        elif head:
            yield f"Line {head[0].number} is taken for a heading."
        for column in self.counts.values():
            said = heading(head, column)
            if said:
                yield f"Counts are read from column {column + 1}, “{shortened(said)}”."
            elif width - (self.month is not None) > 1:
                yield f"Counts are read from column {column + 1}, the last one with whole numbers."
        if self.month is None and len(body) > 1:
            yield "No months are named, so the lines are taken to be months in order."


def heading(head: Sequence[Line], column: int) -> str:
    """Heading of a column: the lowest cell above it that says something."""
    return next((line.cell(column) for line in reversed(head) if line.cell(column)), "")


def columns_of(head: Sequence[Line], body: Sequence[Line]) -> Columns:
    """The columns with months and with counts. Raises NotReadable."""
    width = max(len(line.cells) for line in body)
    counts = named_columns(head, width)
    month = month_column(body, [n for n in range(width) if n not in counts.values()])
    named = bool(counts)
    if not counts:
        others = [n for n in range(width) if n != month]
        numeric = [n for n in others if mostly_counts(body, n)]
        filled = [n for n in others if any(line.cell(n) for line in body)]
        if not numeric and not filled:
            line = body[0]
            words = (
                f"“{shortened(line.cell(month or 0))}” has no count beside it. Please write both, such as 2026-01 250."
            )
            raise NotReadable(Fault(line=line.number, words=words))
        counts = {"seats": (numeric or filled)[-1]}
    if month is None:
        refuse_names(body, [n for n in range(width) if n not in counts.values()])
    return Columns(month=month, counts=counts, named=named)


def named_columns(head: Sequence[Line], width: int) -> dict[str, int]:
    """What is counted → the last column whose heading names it most surely."""
    found: dict[str, int] = {}
    for kind, patterns in HEADINGS.items():
        free = [n for n in range(width) if n not in found.values()]
        for pattern in patterns:
            if named := [n for n in free if pattern.search(heading(head, n))]:
                found[kind] = named[-1]
                break
    return dict(sorted(found.items()))


def month_column(body: Sequence[Line], columns: Sequence[int]) -> int | None:
    """The column with the most months, the first of several; None where none has any, or nothing else would be left."""
    months = {n: sum(read_month(line.cell(n)) is not None for line in body) for n in columns}
    best = max(months, key=lambda n: months[n], default=None)
    if best is None or not months[best]:
        return None
    alone = not any(line.cell(n) for line in body for n in range(len(line.cells)) if n != best)
    return None if alone and mostly_counts(body, best) else best


def mostly_counts(body: Sequence[Line], column: int) -> bool:
    """Whether more than half of the filled cells of a column are counts."""
    filled = [line.cell(column) for line in body if line.cell(column)]
    return sum(map(looks_like_count, filled)) * 2 > len(filled)


def refuse_names(body: Sequence[Line], others: Sequence[int]) -> None:
    """Raise NotReadable if lines name no months, because each may be a customer or a product instead of a month."""
    for line in body:
        for column in others:
            cell = line.cell(column)
            if cell and not looks_like_count(cell):
                raise NotReadable(Fault(line=line.number, column=column + 1, words=no_month(cell)))


def no_month(cell: str) -> str:
    """The message that a cell names no month."""
    if not cell:
        return "The month is missing. Please name it, such as 2026-01."
    said = f"“{shortened(cell)}” is not a month that can be read here"
    return f"{said}. Please write it like 2026-01, or leave the line out."


# ---------- rows


def rows_of(columns: Columns, body: Sequence[Line], remarks: list[str]) -> list[Row]:
    """Rows in the order of the text; notes remarks. Raises NotReadable with every fault of every line."""
    faults: list[Fault] = []
    months = months_of(columns, body, faults, remarks)
    told = {fault.line for fault in faults}  # of a line with one cell, one fault is enough
    counts = [
        counts_of(columns, line, faults) for line in body if line.number not in told or sum(map(bool, line.cells)) > 1
    ]
    faults += mixed_separators(columns, body)
    faults += [] if faults else twice(months, body)
    if faults:
        raise NotReadable(*sorted(faults, key=lambda fault: (fault.line, fault.column)))
    remarks += grouped(columns, body)
    return [
        Row(line=line.number, month=month, counts=count)
        for line, month, count in zip(body, months, counts, strict=True)
    ]


def counts_of(columns: Columns, line: Line, faults: list[Fault]) -> dict[str, int]:
    """The counts of a line; notes faults."""
    found = {}
    for kind, column in columns.counts.items():
        try:
            found[kind] = count_of(line.cell(column))
        except NotACount as message:
            faults.append(Fault(line=line.number, column=column + 1, words=str(message)))
    return found


def mixed_separators(columns: Columns, body: Sequence[Line]) -> Iterator[Fault]:
    """A fault where one line writes thousands with a point and another with a comma: either may be wrong."""
    seen: dict[str, int] = {}
    for line in body:
        for column in columns.counts.values():
            sign = separator_of(line.cell(column))
            if sign not in (".", ","):
                continue
            seen.setdefault(sign, line.number)
            if len(seen) > 1:
                other = next(number for mark, number in seen.items() if mark != sign)
                said = f"“{line.cell(column)}” groups its digits by “{sign}”, line {other} by another sign"
                words = f"{said}. Please write all counts alike."
                yield Fault(line=line.number, column=column + 1, words=words)
                return


def grouped(columns: Columns, body: Sequence[Line]) -> Iterator[str]:
    """A remark on the first count whose point could be taken for a decimal one."""
    for line in body:
        for column in columns.counts.values():
            cell = line.cell(column)
            if separator_of(cell) == ".":
                said = f"“{cell}” in line {line.number} is read as {count_of(cell):,}"
                yield f"{said}, because only whole numbers are counted."
                return


def months_of(columns: Columns, body: Sequence[Line], faults: list[Fault], remarks: list[str]) -> list[int | None]:
    """The month of each line, all read with the day first or all with the month first; notes faults and remarks."""
    column = columns.month
    if column is None:
        return [None] * len(body)
    read = [read_month(line.cell(column)) for line in body]
    for line, found in zip(body, read, strict=True):
        if found is None:
            faults.append(Fault(line=line.number, column=column + 1, words=no_month(line.cell(column))))
    first = day_first(read)
    unsure = next((n for n, found in enumerate(read) if found and found[0] != found[1]), None)
    if unsure is None:
        return [found[0] if found else None for found in read]
    cell, number = body[unsure].cell(column), body[unsure].number
    if first is None:
        words = f"“{shortened(cell)}” may name two months. Please write it like 2026-01."
        faults.append(Fault(line=number, column=column + 1, words=words))
        return [None] * len(body)
    remarks.append(f"Dates such as “{shortened(cell)}” are read with the {'day' if first else 'month'} first.")
    return [month_in_order(found, line, column, faults, first=first) for found, line in zip(read, body, strict=True)]


def month_in_order(found: Reading | None, line: Line, column: int, faults: list[Fault], *, first: bool) -> int | None:
    """The month of a line in the order of the others; notes a fault where it has none."""
    month = found[0 if first else 1] if found else None
    if found and month is None:
        order = "day" if first else "month"
        said = f"“{shortened(line.cell(column))}” is no date with the {order} first, as other lines have it"
        words = f"{said}. Please write it like 2026-01."
        faults.append(Fault(line=line.number, column=column + 1, words=words))
    return month


def day_first(read: Sequence[Reading | None]) -> bool | None:
    """Whether dates have the day first: as most can be read, else so that no month stands twice. None if both fit."""
    known = [found for found in read if found]
    days, months = ([found[order] for found in known] for order in (0, 1))
    fewest = days.count(None), months.count(None)
    if fewest[0] != fewest[1]:
        return fewest[0] < fewest[1]
    repeats = len(days) - len(set(days)), len(months) - len(set(months))
    return repeats[0] < repeats[1] if repeats[0] != repeats[1] else None


def twice(months: Sequence[int | None], body: Sequence[Line]) -> Iterator[Fault]:
    """A fault for each month that stands in an earlier line as well."""
    lines: dict[int, int] = {}
    for month, line in zip(months, body, strict=True):
        if month in lines:
            words = (
                f"{month_words(month)} stands in line {lines[month]} already. Please add the two up, or leave one out."
            )
            yield Fault(line=line.number, words=words)
        elif month is not None:
            lines[month] = line.number


def in_order(rows: Sequence[Row], remarks: list[str]) -> tuple[Row, ...]:
    """Rows in the order of their months; notes remarks on another order and on months without a line."""
    found = tuple(sorted(rows, key=lambda row: row.month or 0))
    if list(found) != list(rows):
        remarks.append("The lines are put into the order of their months.")
    gaps = [
        month
        for one, other in pairwise(found)
        if one.month is not None and other.month is not None
        for month in range(one.month + 1, other.month)
    ]
    if gaps:
        more = f" and {len(gaps) - 1} more" if len(gaps) > 1 else ""
        remarks.append(f"There is no line for {month_words(gaps[0])}{more}. The mark stays as it is over a gap.")
    return found


def problems_json(faults: Sequence[Fault]) -> list[dict[str, object]]:
    """Faults as JSON data, each as a sentence with its place; the last one counts those that are left out."""
    shown = [{"line": fault.line, "words": f"{place(fault)}{fault.words}"} for fault in faults[:MOST_PROBLEMS]]
    left = Counter(fault.line for fault in faults[MOST_PROBLEMS:])
    if left:
        shown.append(
            {"line": next(iter(left)), "words": f"And {left.total():,} more, from line {next(iter(left)):,} on."}
        )
    return shown


def place(fault: Fault) -> str:
    """The place of a fault, as a sentence begins with it."""
    if not fault.line:
        return ""
    return f"Line {fault.line:,}, column {fault.column}: " if fault.column else f"Line {fault.line:,}: "
