"""Faults as values: what is wrong and where, and the text that a terminal and a CI annotation show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

WIDEST = 200
"""Most characters of a file's line that the window of a message shows."""

MOST_CARETS = 60
"""Most carets below what is wrong, because where it begins is what one looks for."""

MOST_LINES = 4
"""Most lines that a message names as further places of the same fault."""

Severity: TypeAlias = Literal["error", "warning"]
"""Severity of a diagnostic: an error stops the build, a warning is only printed."""

Place: TypeAlias = tuple[str | int, ...]
"""Place of a value in a file: the keys and indexes that lead to it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """A mistake of an author, at a place. It knows neither file nor line: `locate` adds them."""

    name: str
    message: str
    """Description of the mistake: lower case, the value quoted, no full stop."""
    place: Place
    at: Literal["key", "value"] = "value"
    help: str = ""
    """Advice for the author."""
    words: str = ""
    """Part of the value that is wrong, as the file writes it; empty: the whole value."""
    also: tuple[tuple[str, Place], ...] = ()
    """Other places to look at: words for each, such as `row 1 stands`, to which `locate` adds the line."""


def fault(
    name: str,
    message: str,
    place: Place,
    *,
    at_key: bool = False,
    help: str = "",
    words: str = "",
    also: Iterable[tuple[str, Place]] = (),
) -> Fault:
    """A fault, at a key or at its value, or at some words of it."""
    at: Literal["key", "value"] = "key" if at_key else "value"
    return Fault(name=name, message=message, place=place, at=at, help=help, words=words, also=tuple(also))


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Span:
    """Part of one line; line and column are counted from 1, the length is in characters."""

    line: int
    column: int
    length: int = 1


class Spot(Protocol):
    """Positions of a key and of its value. An item of a list has its own span for both."""

    @property
    def key(self) -> Span:
        """Position of the key."""

    @property
    def value(self) -> Span:
        """Position of the value."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Spans:
    """A spot whose positions are known."""

    key: Span
    value: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnostic:
    """A fault with its file and position, ready to be shown."""

    file: str
    span: Span
    name: str
    message: str
    help: str = ""
    severity: Severity = "error"
    line: str = field(default="", compare=False)
    """Text of the line, for the window of the message."""


JUDGED_SINCE = frozenset(
    (
        *("date-differs", "decides-nothing", "foreign-address", "grade-too-strong", "html-in-text"),
        *("impossible-day", "mark-in-plain-text", "no-address", "page-link", "placeholder", "row-twice", "second-hand"),
        *("single-option", "stray-sign", "unknown-mark", "unlisted-source"),
    )
)
"""Names of faults that older revisions may have, because their checks are newer: `links --since` ignores them."""


class BadFile(Exception):
    """Files of the repository have faults, so that no site can be built. Carries every diagnostic of the run."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        # a dict keeps faults at one place in the order in which they were found; a set would shuffle them in every run
        each = dict.fromkeys(diagnostics)
        self.every = sorted(each, key=lambda found: (found.file, found.span, found.name))
        """Each fault at each place, sorted by place."""
        self.diagnostics = grouped(self.every)
        super().__init__("\n\n".join(map(terminal, self.diagnostics)))


def grouped(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Diagnostics, with a name that is unknown told once: at its first place, with the number of the others."""
    first: dict[tuple[str, str], list[Diagnostic]] = {}
    for found in diagnostics:
        key = (found.name, found.message) if found.name.startswith("unknown-") else (repr(found), "")
        first.setdefault(key, []).append(found)
    return [replace(found, message=f"{found.message}{also_in(found, rest)}") for found, *rest in first.values()]


def also_in(found: Diagnostic, others: Sequence[Diagnostic]) -> str:
    """Words for the other places of a fault; empty where there are none."""
    lines = list(dict.fromkeys(str(one.span.line) for one in others))
    if any(one.file != found.file for one in others) or len(lines) > MOST_LINES:
        return f", in {len(others) + 1} places"
    return f"; also in line {' and '.join(lines)}" if lines else ""


def locate(fault: Fault, file: str, source: str, spots: Mapping[Place, Spot]) -> Diagnostic:
    """Diagnostic of a fault, at its line and column, or at those of the nearest place around it that is in the file."""
    place, at = fault.place, fault.at
    while place not in spots and place:
        place, at = place[:-1], "key"
    spot = spots.get(place, Spans(key=Span(line=1, column=1), value=Span(line=1, column=1)))
    span = narrowed(spot.key if at == "key" else spot.value, fault.words, source)
    lines = source.splitlines()
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    also = [f"{words} in line {spots[other].key.line}" for words, other in fault.also if other in spots]
    help = "; ".join([*filter(None, [fault.help]), *also])
    return Diagnostic(
        file=file, span=span, name=fault.name, message=one_line(fault.message), help=one_line(help), line=line
    )


def at_lines_before(found: Iterable[Diagnostic], before: Mapping[str, str]) -> list[Diagnostic]:
    """Diagnostics of files that were edited, at the lines that these had before; one of a new line at its neighbour's.

    :param before: file as diagnostics name it → its text before the edit.
    """
    lines = {file: lines_before(read_text(Path(file)), text) for file, text in before.items()}
    return [
        replace(one, span=replace(one.span, line=lines[one.file][one.span.line - 1])) if one.file in lines else one
        for one in found
    ]


def lines_before(text: str, before: str) -> list[int]:
    """For each line of a text, from 1, the line that it was in an earlier state of the text."""
    blocks = SequenceMatcher(None, text.splitlines(), before.splitlines(), autojunk=False).get_opcodes()
    return [min(j1 + i - i1, max(j1, j2 - 1)) + 1 for _, i1, i2, j1, j2 in blocks for i in range(i1, i2)]


def at_words(file: Path, words: str, **parts: Any) -> Diagnostic:
    """Diagnostic at the first occurrence of some words in a file, or at its first line where they do not occur.

    :param words: white space around them is searched for, and is not marked.
    :param parts: the other fields of the diagnostic.
    """
    lines = read_text(file).splitlines() or [""]
    number = next((number for number, line in enumerate(lines) if words in line), 0)
    line, shown = lines[number], words.strip() if words in lines[number] else lines[number]
    span = Span(line=number + 1, column=line.find(shown) + 1, length=max(1, len(shown)))
    return Diagnostic(file=relative(file), span=span, line=line, **parts)


def at_part(file: Path, text: str, start: int, end: int, **parts: Any) -> Diagnostic:
    """Diagnostic at the part of a file's text between two indexes; of a part of several lines, at the first one.

    :param parts: as for `at_words`.
    """
    span = span_at(text, start, end)
    line = text.splitlines()[span.line - 1] if text else ""
    span = replace(span, length=min(span.length, max(1, len(line) - span.column + 1)))
    return Diagnostic(file=relative(file), span=span, line=line, **parts)


def span_at(text: str, start: int, end: int) -> Span:
    """Span of the part of a text between two indexes."""
    return Span(
        line=text.count("\n", 0, start) + 1, column=start - text.rfind("\n", 0, start), length=max(1, end - start)
    )


def narrowed(span: Span, words: str, source: str) -> Span:
    """Span of the first occurrence of some words from a span on; the span itself where they do not occur.

    Words of a long text can go on in the next line, of which nothing is marked.
    """
    lines = source.splitlines(keepends=True)
    start = sum(map(len, lines[: span.line - 1])) + span.column - 1
    found = re.compile(r"\s+".join(map(re.escape, words.split()))).search(source, start) if words else None
    if not found:
        return span
    until, marked = source[: found.start() + 1].splitlines(), found[0].splitlines()[0]
    return Span(line=len(until), column=len(until[-1]), length=len(marked))


def terminal(found: Diagnostic) -> str:
    """Diagnostic as text: a first line that editors can open, a window with a caret below what is wrong, and help."""
    number = str(found.span.line)
    margin = " " * len(number)
    line, before = window(found.line, found.span.column - 1)
    indent = "".join("\t" if char == "\t" else " " for char in line[:before])
    room = max(1, min(found.span.length, len(line) - before, MOST_CARETS))
    shown = [
        f"{found.file}:{found.span.line}:{found.span.column}: {found.severity}: {found.message} [{found.name}]",
        f"{margin} |",
        f"{number} | {line}".rstrip(),
        f"{margin} | {indent}{'^' * room}",
    ]
    if found.help:
        shown.append(f"{margin} = help: {found.help}")
    return "\n".join(shown)


def window(line: str, column: int) -> tuple[str, int]:
    """Part of a line that is shown, with unprintable characters replaced, and the index of the column in that part."""
    start = max(0, column - WIDEST // 2) if len(line) > WIDEST else 0
    part = line[start : start + WIDEST]
    return "".join(char if char.isprintable() or char == "\t" else "�" for char in part), column - start


def one_line(text: str) -> str:
    """Text on one line, with unprintable characters replaced, because messages quote what somebody wrote."""
    return "".join(char if char.isprintable() else "�" for char in " ".join(text.split()))


def annotation(found: Diagnostic) -> str:
    """Diagnostic as a workflow command, which GitHub shows beside the changed line."""
    text = found.message + (f"; {found.help}" if found.help else "")
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    where = f"file={found.file},line={found.span.line},col={found.span.column}"
    return f"::{found.severity} {where},title={found.name}::{escaped}"


def read_text(path: Path) -> str:
    """Text of a file of the repository. Raises BadFile where it cannot be read or is not UTF-8."""
    file = relative(path)
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        start = Span(line=1, column=1)
        raise BadFile(
            [Diagnostic(file=file, span=start, name="unreadable-file", message=f"the file cannot be read: {reason}")]
        ) from None
    except UnicodeDecodeError as error:
        raise BadFile([not_utf8(file, error)]) from None


def not_utf8(file: str, error: UnicodeDecodeError) -> Diagnostic:
    """Diagnostic of a file that is not UTF-8, at its first invalid byte."""
    before = error.object[: error.start]
    line_start = before.rfind(b"\n") + 1
    line = error.object[line_start:].split(b"\n", 1)[0].decode(errors="replace").rstrip("\r")
    column = len(error.object[line_start : error.start].decode(errors="replace")) + 1
    return Diagnostic(
        file=file,
        span=Span(line=before.count(b"\n") + 1, column=column),
        name="not-utf-8",
        message=f"byte 0x{error.object[error.start]:02X} is not UTF-8",
        help="save the file as UTF-8",
        line=line,
    )


def relative(path: Path) -> str:
    """Path relative to the current folder; the path as it is where the file lies elsewhere."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def similar(word: str, known: Iterable[str]) -> str:
    """Most similar known name, whatever its capitals; empty where none is similar."""
    lower = {name.lower(): name for name in sorted(known, reverse=True)}
    near = get_close_matches(word.lower(), sorted(lower), n=1, cutoff=0.6)
    return lower[near[0]] if near else ""


MOST_NAMED = 15
"""Most known names that help lists; a question has as many keys."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Help for an unknown name: the most similar known name, else all known names if they are few, else nothing."""
    names = sorted(known)
    if near := similar(word, names):
        return f"did you mean '{near}'?"
    if names and len(names) <= MOST_NAMED:
        return "known are " + ", ".join(f"'{name}'" for name in names)
    return ""
