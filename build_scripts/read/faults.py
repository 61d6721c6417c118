"""What is wrong and where: faults as values, and how a terminal and a CI annotation show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, TypeAlias

WIDEST = 200
"""Characters of a line that a window shows."""

Severity: TypeAlias = Literal["error", "warning"]
"""An error stops the build; a warning is told and the site is built all the same."""

Place: TypeAlias = tuple[str | int, ...]
"""Where in a file: the keys and indexes that lead there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """Something wrong with a flow. It knows neither files nor lines."""

    name: str
    message: str
    """What is wrong: lower case, the value quoted, no full stop."""
    place: Place
    at: Literal["key", "value"] = "value"
    help: str = ""
    """What to do."""
    words: str = ""
    """The piece of the value that is meant, as the file writes it; empty: all of it."""


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Span:
    """A stretch of one line; line and column are counted from 1, the length is in characters."""

    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """Where a key and its value stand. An item of a list has its own span for both."""

    key: Span
    value: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnostic:
    """A fault in a file, ready to be shown."""

    file: str
    span: Span
    name: str
    message: str
    help: str = ""
    severity: Severity = "error"
    line: str = field(default="", compare=False)
    """The line of the file, for the window."""


JUDGED_SINCE = frozenset({"foreign-address", "grade-too-strong", "second-hand"})
"""Faults that were none when the rules of some earlier day were published: `links --since` reads over them."""


class BadFile(Exception):
    """Files of the repository that do not make a site. Carries every diagnostic of the run."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        # faults at one place stay in the order in which they were found: a set would shuffle them in every run
        each = dict.fromkeys(diagnostics)
        self.diagnostics = sorted(each, key=lambda found: (found.file, found.span, found.name))
        super().__init__("\n\n".join(map(terminal, self.diagnostics)))


def locate(fault: Fault, file: str, source: str, spots: dict[Place, Spot]) -> Diagnostic:
    """The fault at its line and column: those of the nearest thing around it that stands in the file."""
    place, at = fault.place, fault.at
    while place not in spots and place:
        place, at = place[:-1], "key"
    spot = spots.get(place, Spot(key=Span(line=1, column=1), value=Span(line=1, column=1)))
    span = narrowed(spot.key if at == "key" else spot.value, fault.words, source)
    lines = source.splitlines()
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    return Diagnostic(
        file=file, span=span, name=fault.name, message=one_line(fault.message), help=one_line(fault.help), line=line
    )


def narrowed(span: Span, words: str, source: str) -> Span:
    """Where some words stand first from a place on; the place itself where they do not."""
    lines = source.splitlines()
    for number in range(span.line, len(lines) + 1) if words else ():
        column = lines[number - 1].find(words, span.column - 1 if number == span.line else 0)
        if column >= 0:
            return Span(line=number, column=column + 1, length=len(words))
    return span


def terminal(found: Diagnostic) -> str:
    """A first line that greps and clicks, a window with a caret, and help."""
    number = str(found.span.line)
    margin = " " * len(number)
    line, before = window(found.line, found.span.column - 1)
    indent = "".join("\t" if char == "\t" else " " for char in line[:before])
    room = max(1, min(found.span.length, len(line) - before))
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
    """What of a line is shown, as a terminal can show it, and how much of that stands before the column."""
    start = max(0, column - WIDEST // 2) if len(line) > WIDEST else 0
    part = line[start : start + WIDEST]
    return "".join(char if char.isprintable() or char == "\t" else "�" for char in part), column - start


def one_line(text: str) -> str:
    """Words that quote what somebody wrote, on one line that every terminal can show."""
    return "".join(char if char.isprintable() else "�" for char in " ".join(text.split()))


def annotation(found: Diagnostic) -> str:
    """One line that GitHub shows beside the change."""
    text = found.message + (f"; {found.help}" if found.help else "")
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    where = f"file={found.file},line={found.span.line},col={found.span.column}"
    return f"::{found.severity} {where},title={found.name}::{escaped}"


def read_text(path: Path) -> str:
    """A text file of the repository. Raises BadFile where it cannot be read or is not UTF-8."""
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
    """A file that is not UTF-8, at the first byte that shows it."""
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
    """The path as somebody in this folder would type it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Help for a name that nobody knows: the nearest one, else all of them if they are few."""
    names = sorted(known)
    near = get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    if names and len(names) <= 12:
        return "known are " + ", ".join(f"'{name}'" for name in names)
    return ""
