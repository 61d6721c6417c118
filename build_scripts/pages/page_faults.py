"""Checks of the Markdown of hand-written pages: what a generator would publish otherwise than its author meant it.

A check is a generator of faults over the text of a page. It knows neither the file nor how to print.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from pathlib import Path
from urllib.parse import unquote

from build_scripts.pages.page import text_begins
from build_scripts.places import address_of
from build_scripts.read.faults import did_you_mean, similar
from build_scripts.read.texts import HTML, blanks, instead_of, without_code
from build_scripts.read.yaml_syntax import MERGE_MARKER

BLANK_LINES = re.compile(r"(\n(?:[ \t]*\n)+)")
"""Blank lines between two blocks of lines, captured, so that a text that is split at them stays whole."""

DASHES = re.compile(r" *(?=.*\|)\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *")
"""Line between the heading of a table and its rows."""

BOX = re.compile(r" *(?:!!!|\?\?\?\+?|===) ")
"""Line that begins a box or a tab. What stands right below it is its content."""

ALLOWED = re.compile(r'<a href="(?!\w+:)[^"<>]*">|</a>|</?cpor-moved\b[^<>]*>')
"""HTML that pages need: links to files of the site that are no pages, and headings that moved to another page."""

LINK = re.compile(
    r"\]\( *<?(?P<link>[^\s<>()]+)"
    r"|^ {0,3}\[[^\]^\n]+\]: *<?(?P<named>[^\s<>]+)"
    r'|\b(?:href|data-to)="(?P<html>[^"{}]+)"',
    re.MULTILINE,
)
"""Target of a link in Markdown, of a link definition, or of a link in HTML."""

AWAY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
"""Beginning of a target that is no page of the site: a scheme, such as `https:` or our `answer:`, or `//`."""

KEPT = re.compile(r"#|- \[|\{")
"""Beginning of a line of the template that a new page may keep: a heading, a link in a list, a badge."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PageFault:
    """A mistake in the text of a page."""

    at: tuple[int, int]
    """Start and end index of what is wrong."""
    name: str
    message: str
    help: str


def markdown_faults(text: str) -> Iterator[PageFault]:
    """Faults in the Markdown of a page. Both versions of a merge would repeat their faults, so markers are told alone.

    >>> [fault.message for fault in markdown_faults("Some <b>words</b>.")]
    ["'<b>' is HTML, which pages do not use"]
    """
    found = list(merge_markers(text))
    bare = prose(text)
    yield from found or chain(broken_tables(bare), html_in_page(bare))


def prose(text: str) -> str:
    """Text of a page with blanks for its front matter and for all code, so that every index stays the same."""
    start = text_begins(text)
    return blanks(text[:start]) + without_code(text[start:])


# ---------- checks


def merge_markers(text: str) -> Iterator[PageFault]:
    """A merge conflict is not resolved. Each is told once, at its first marker."""
    inside = False
    for found in MERGE_MARKER.finditer(text, text_begins(text)):
        sign = found[1][0]
        if sign == "<" or not inside:
            yield PageFault(
                at=found.span(1),
                name="merge-marker",
                message="a merge conflict is not resolved here",
                help="keep one of the two versions, and remove the lines with '<<<<<<<', '=======' and '>>>>>>>'",
            )
        inside = sign == "<" or (inside and sign != ">")


def broken_tables(text: str) -> Iterator[PageFault]:
    """A table would show its pipes, or a row of it would lose a cell."""
    start = 0
    for block in BLANK_LINES.split(text):
        if "|" in block:
            yield from faults_of_table(block.splitlines(), start)
        start += len(block)


def faults_of_table(lines: Sequence[str], start: int) -> Iterator[PageFault]:
    """Faults of the table in a block of lines, if it has one; `start` is the index of the block in the page."""
    first = next((number for number in range(len(lines)) if begins_table(lines, number)), None)
    if first is None:
        return
    ends = list(accumulate(len(line) + 1 for line in lines))
    spans = [(start + end - len(line) - 1, start + end - 1) for line, end in zip(lines, ends, strict=True)]
    heading, rows = lines[first].strip(), lines[first + 1 :]
    bordered = heading.startswith("|") or heading.endswith("|")
    columns = cells(heading, bordered)
    dashes = f"|{' --- |' * columns}"
    if first > 0 and not BOX.match(lines[first - 1]):
        message = "a table begins right below other text, so that readers see its pipes"
        yield broken(spans[first], message, "put a blank line before it")
    if not rows or not DASHES.fullmatch(rows[0]):
        message = "no line of dashes follows the heading of the table, so that readers see its pipes"
        yield broken(spans[first], message, f"write '{dashes}' below it")
    elif (count := cells(rows[0], bordered)) != columns:
        message = f"the heading of the table has {counted(columns)}, and the line of dashes {count}"
        help = f"write '{dashes}'" if bordered else "begin and end each line of the table with '|'"
        yield broken(spans[first + 1], f"{message}, so that readers see its pipes", help)
    else:
        for number, row in enumerate(rows[1:], start=1):
            if wrong := fault_of_row(row, number, columns, bordered):
                yield broken(spans[first + 1 + number], *wrong)


def fault_of_row(row: str, number: int, columns: int, bordered: bool) -> tuple[str, str] | None:
    """Message and help for a row below the dashes, counted from 1; None where it has a cell for each column."""
    if "|" not in row:
        return f"text stands right below the table, which makes it row {number}", "put a blank line before it"
    count = cells(row, bordered)
    message = f"row {number} of the table has {counted(count)}, and its heading {columns}"
    if count > columns:
        return f"{message}: readers do not see the last", "join two cells, or write '\\|' for a pipe inside a cell"
    return (message, "add what is missing; a cell that stays empty is '| |'") if count < columns else None


def begins_table(lines: Sequence[str], number: int) -> bool:
    """Whether a table begins in a line: with a pipe, or above a line of dashes."""
    return lines[number].lstrip().startswith("|") or bool(DASHES.fullmatch("".join(lines[number + 1 : number + 2])))


def cells(row: str, bordered: bool) -> int:
    """Number of the cells in a row of a table. A pipe behind a backslash is a character of its cell.

    :param bordered: whether the heading begins or ends with a pipe; else every pipe stands between two cells.

    >>> cells("| a | b |", True), cells("a | b", False), cells("| a | b |", False)
    (2, 2, 4)
    """
    bare = row.strip().replace("\\|", "")
    return (bare.removeprefix("|").removesuffix("|") if bordered else bare).count("|") + 1


def counted(number: int) -> str:
    """Number of cells in a message."""
    return "1 cell" if number == 1 else f"{number} cells"


def broken(at: tuple[int, int], message: str, help: str) -> PageFault:
    """Fault of a table."""
    return PageFault(at=at, name="broken-table", message=message, help=help)


def html_in_page(text: str) -> Iterator[PageFault]:
    """A page has HTML that is not among what pages need. Elements are told once, where they begin."""
    begun = set[str]()
    for found in HTML.finditer(text):
        tag = (found[2] or "").lower()
        closes = found[1] == "/"
        if ALLOWED.fullmatch(found[0]) or (closes and tag in begun):
            continue
        begun.add(tag)
        shown = found[0].splitlines()[0]
        yield PageFault(
            at=(found.start(), found.start() + len(shown)),
            name="html-in-page",
            message=f"'{shown}' is HTML, which pages do not use",
            help=instead_of(tag),
        )


def broken_links(
    text: str, name: str, pages: Collection[str], files: Collection[str], anchors: Callable[[str], Collection[str]]
) -> Iterator[PageFault]:
    """A link leads to no page or file of the site, or to an anchor that its page does not have.

    :param name: path of the page below the staged folder; `pages` and `files` are such paths as well.
    :param anchors: gives the anchors of one of the pages. It is called only for links that have an anchor.
    """
    for found in LINK.finditer(prose(text)):
        kind = str(found.lastgroup)
        target, _, anchor = unquote(found[kind]).partition("#")
        if AWAY.match(target):
            continue
        html = kind == "html"
        folder = address_of(Path(name)) if html else posixpath.dirname(name)
        path = posixpath.normpath(posixpath.join(folder, target)) if target else name
        path = (html and page_at(path, pages)) or path
        if path not in pages and path not in files:
            message = f"the link leads to '{path}', which does not exist"
            if target.startswith("/"):
                message = f"the link '{target}' begins at the root of the address, where the site need not lie"
            near = nearest(path.lstrip("/"), pages, files)
            help = way(folder, near, html) if near else WAYS
        elif anchor and path in pages and "=" not in anchor and anchor not in anchors(path):
            message = f"the link leads to '#{anchor}', which the page '{path}' does not have"
            help = did_you_mean(f"#{anchor}", [f"#{one}" for one in anchors(path)]) or ANCHORS
        else:
            continue
        yield PageFault(at=found.span(kind), name="broken-link", message=message, help=help)


INDEX = "index.md"
"""Name of the page of a folder, which several folders have."""

WAYS = "write the way from the folder of this page, such as '../questions/index.md', or an address with 'https://'"

ANCHORS = "an anchor is a heading in small letters with hyphens, or the id in '{ #id }' behind a heading"


def nearest(path: str, pages: Collection[str], files: Collection[str]) -> str:
    """Path of what somebody meant: the page with this address, else what has a similar name; empty for neither."""
    if posixpath.basename(path) == INDEX:
        return similar(path, pages)
    names = {posixpath.basename(one): one for one in sorted({*pages, *files}) if not one.endswith(INDEX)}
    return page_at(path, pages) or names.get(similar(posixpath.basename(path), names), "")


def way(folder: str, path: str, html: bool) -> str:
    """Help that names the link from a folder to a page or file, as Markdown or HTML has it."""
    is_page = html and path.endswith(".md")
    link = posixpath.relpath(address_of(Path(path)) if is_page else path, folder or ".")
    return f"did you mean '{link}/'?" if is_page else f"did you mean '{link}'?"


def page_at(address: str, pages: Collection[str]) -> str:
    """Path of the page with an address; empty where there is none.

    >>> page_at("questions", ["about.md", "questions/index.md"])
    'questions/index.md'
    """
    paths = (f"{address}.md", posixpath.normpath(f"{address}/index.md"))
    return next((path for path in paths if path in pages), "")


def left_of_template(text: str, template: str) -> Iterator[PageFault]:
    """A page still has a line of the template for new pages that was to be replaced.

    Headings, badges and links to other pages may stay as the template has them.
    """
    start = text_begins(template)
    lines = {line for line in template[start:].splitlines() if line and not KEPT.match(line)}
    lines |= {line for line in template[:start].splitlines() if line.startswith(("title:", "description:"))}
    index = 0
    for line in text.splitlines(keepends=True):
        bare = line.rstrip()
        if bare in lines:
            yield PageFault(
                at=(index, index + len(bare)),
                name="left-of-template",
                message="this line is the template's, and says what to write here",
                help="write it, or remove the line",
            )
        index += len(line)
