"""Calendar files (RFC 5545) with last days, so that a reader's own calendar reminds of them.

Written here, because a library would have to be loaded into the reader's browser for these lines.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

REMIND = timedelta(days=7)
"""Time between the reminder of the calendar file and the last day."""

LINE = 73
"""Most octets of a line in a calendar file. RFC 5545 allows 75, with the space that begins a folded line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LastDay:
    """An entry of a calendar: a last day, with what it is for."""

    id: str
    """An id that is the same whenever the same day is saved again, so that a calendar replaces the entry."""
    day: date
    summary: str
    about: str


def calendar_file(entries: Iterable[LastDay], today: date, site: str) -> str:
    """The text of a calendar file with these entries, each an event of one day. `site` is the name of the site."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{site}//Deadlines//EN"]
    lines += [line for entry in entries for line in event(entry, today, site)] + ["END:VCALENDAR"]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def event(entry: LastDay, today: date, site: str) -> list[str]:
    """The lines of one all-day event."""
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.id}@{'-'.join(site.lower().split())}",
        f"DTSTAMP:{today:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(entry.summary)}",
        f"DESCRIPTION:{escaped(entry.about)}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escaped(entry.summary)}",
        f"TRIGGER:-P{REMIND.days}D",
        "END:VALARM",
        "END:VEVENT",
    ]


def escaped(text: str) -> str:
    r"""Text as a value of a calendar file.

    >>> escaped("a, b; c")
    'a\\, b\\; c'
    """
    for character in "\\,;":
        text = text.replace(character, f"\\{character}")
    return text.replace("\n", "\\n")


def folded(line: str) -> str:
    r"""A line of a calendar file, broken so that no part is longer than the format allows.

    >>> folded("x" * 80).split("\r\n ")
    ['xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'xxxxxxx']
    """
    parts, part = [], ""
    for character in line:
        if len((part + character).encode()) > LINE:
            parts.append(part)
            part = ""
        part += character
    return "\r\n ".join([*parts, part])
