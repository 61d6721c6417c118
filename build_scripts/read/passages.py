"""Passages of a page in Markdown, each with the words above and beside it that say what it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

HEADING = re.compile(r"(#+) +(.+?)(?: *\{.*\})?$")
"""Regular expression for a heading: its signs, and its words without attributes."""

ITEM = re.compile(r"( *)(?:[-*]|\d+\.) +(?:\[[ x]\] +)?")
"""Regular expression for the beginning of an item of a list, with the spaces before it."""

ITEMS = frozenset("-*0123456789")
"""First characters of items, because most lines have none of them."""

LEAD = re.compile(r"\*\*(.+?)\*\*")
"""Regular expression for bold words at the beginning of a paragraph, which stand there as a heading does."""

DASHES = re.compile(r"[\s|:-]+")
"""Regular expression for the line between the heads of a table and its rows."""

CELL = re.compile(r"(?:^ *\|)?((?:\\\||[^|])*)\|")
"""Regular expression for a cell of a table, up to the bar behind it."""

BADGE = re.compile(r"\s*(?:\{grade:[\w-]*\}\s*)*")
"""Regular expression for badges that stand alone, which are no paragraph."""

YEAR = re.compile(r"\b20\d\d\b")
"""Regular expression for a year of this century."""

ADDRESS = re.compile(r"\]\([^()\s]*\)")
"""Regular expression for the address of a link, in which ids are no names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """A paragraph, an item of a list or a cell of a table."""

    text: str
    at: int
    """Index in the page at which it begins."""
    topics: tuple[str, ...]
    """Texts around it that say what it speaks of, the nearest first: lead, intro of a list, headings, title."""
    beside: tuple[str, ...] = ()
    """First cell of the row and head of the column, where it is a table cell. They are nearer than any topic."""


@dataclass(slots=True)
class Above:
    """Context of a line: headings, lead, list items and other text above it that say what it speaks of."""

    title: str
    headings: dict[int, str] = field(default_factory=dict)
    lead: str = ""
    """Bold words that began a paragraph in this section."""
    intro: str = ""
    """Paragraph before a list or a table that ends with a colon."""
    items: dict[int, str] = field(default_factory=dict)
    """Indent → the item of a list that is open there."""

    @property
    def topics(self) -> tuple[str, ...]:
        """Texts of the context, the nearest first."""
        items = [self.items[indent] for indent in sorted(self.items, reverse=True)]
        headings = [self.headings[level] for level in sorted(self.headings, reverse=True)]
        return tuple(filter(None, (*items, self.intro, self.lead, *headings, self.title)))

    def under(self, level: int, heading: str) -> None:
        """Begin a section."""
        self.headings = {it: words for it, words in self.headings.items() if it < level} | {level: heading}
        self.lead, self.intro, self.items = "", "", {}


def passages(text: str, title: str = "") -> Iterator[Passage]:
    """Passages of the text of a page, in its order. Headings are topics, and no passages."""
    above = Above(title=title)
    for at, lines in blocks(ADDRESS.sub(lambda found: "]" + " " * (len(found[0]) - 1), text)):
        first = lines[0].lstrip()
        if heading := HEADING.match(first):
            above.under(len(heading[1]), heading[2])
        elif first.startswith("|"):
            above.items = above.items if lines[0].startswith(" ") else {}
            yield from cells(at, lines, above)
        elif item := ITEM.match(lines[0]):
            indent = len(item[1])
            above.items = {it: words for it, words in above.items.items() if it < indent}
            yield Passage(text="".join(lines)[item.end() :], at=at + item.end(), topics=above.topics)
            above.items[indent] = lines[0][item.end() :]
        elif not BADGE.fullmatch(whole := "".join(lines)):
            above.items, above.intro = {}, ""
            if lead := LEAD.match(first):
                above.lead = lead[1]
            yield Passage(text=whole, at=at, topics=above.topics)
            above.intro = whole if whole.rstrip().endswith(":") else ""


def blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Pairs of a start index and the lines of the Markdown block there: a heading, table, list item or paragraph."""
    at, begins, open_, in_table = 0, 0, list[str](), False
    for line in text.splitlines(keepends=True):
        first = line.lstrip()[:1]
        head = first == "#" and bool(HEADING.match(line))
        if open_ and (not first or head or in_table != (first == "|") or (first in ITEMS and ITEM.match(line))):
            yield begins, open_
            open_ = []
        if head:
            yield at, [line.rstrip("\n")]
        elif first:
            begins, in_table = begins if open_ else at, first == "|"
            open_.append(line)
        at += len(line)
    if open_:
        yield begins, open_


def cells(at: int, lines: Sequence[str], above: Above) -> Iterator[Passage]:
    """Cells of a table, each beside the first one of its row and below the head of its column.

    Cells of former years are left out where the table names later ones, because what they say was so then.
    """
    heads, *rows = [(row_at, cells_of(line)) for row_at, line in with_indexes(at, lines) if not DASHES.fullmatch(line)]
    labels = [text for _, text in heads[1]] + [row[0][1] for _, row in rows if row]
    newest = max(map(year_of, labels), default="")
    topics = above.topics
    for row_at, row in rows:
        for column, (index, text) in enumerate(row):
            head = heads[1][column][1] if column < len(heads[1]) else ""
            beside = (row[0][1], head) if column else (head,)
            years = [found for found in map(year_of, beside) if found]
            if not years or max(years) == newest:
                yield Passage(text=text, at=row_at + index, topics=topics, beside=beside)


def with_indexes(at: int, lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Pairs of a start index and the line there."""
    for line in lines:
        yield at, line
        at += len(line)


def cells_of(line: str) -> list[tuple[int, str]]:
    """Pairs of an index in the line and the text of the table cell there."""
    return [(found.start(1), found[1]) for found in CELL.finditer(line)]


def year_of(label: str) -> str:
    """Latest year in a label, such as `2026`; empty where there is none."""
    return max(YEAR.findall(label), default="")
