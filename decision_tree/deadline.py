"""The last days for filing claims, counted from the day of the purchase, and a calendar file that reminds of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from decision_tree.dates import day_words, iso_day, later, length_words
from decision_tree.ics import LastDay, calendar_file
from decision_tree.kinds import shortened
from decision_tree.model import Limit
from decision_tree.wording import Wording

EARLIEST = date(2019, 1, 1)
"""The earliest day of purchase that is accepted. No source on a deadline is older, so an earlier year is a mistake."""


class NoPurchase(ValueError):
    """A day of purchase that is not acceptable. The message is for the reader."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """The last day of one limit."""

    limit: Limit
    day: date

    def said(self, wording: Wording) -> str:
        """The limit in words: its length, who says so, how sure that is, and the last day."""
        length = length_words(self.limit.within, self.limit.unit)
        return f"{length}, by {self.limit.said_by} ({wording.grades[self.limit.grade]}): until {day_words(self.day)}"


def purchase_day(text: str, today: date) -> date:
    """The day of a purchase, written as year-month-day. Raises NoPurchase for no date, a later or a too early day."""
    day = iso_day(text)
    if day is None:
        said = f"“{shortened(text)}” is not a date." if text else "This is not a whole date."
        raise NoPurchase(f"{said} Please give the day on which the customer bought.")
    if day > today:
        raise NoPurchase(f"{day_words(day)} is after today, {day_words(today)}. Please check the day of the purchase.")
    if day < EARLIEST:
        raise NoPurchase(
            f"{day_words(day)} is before {EARLIEST.year}, and no deadline that we know of is older. "
            "Please check the year of the purchase."
        )
    return day


def due_days(limits: Iterable[Limit], purchased: date) -> tuple[Due, ...]:
    """The last day of each limit, the earliest first."""
    return tuple(Due(limit=limit, day=later(purchased, limit.within, limit.unit)) for limit in limits)


def next_due(due: Iterable[Due], today: date) -> Due | None:
    """The earliest last day that is not over; None where all are."""
    return next((one for one in due if one.day >= today), None)


def in_words(label: str, due: tuple[Due, ...], today: date) -> str:
    """An instruction with the last day for filing a claim; where limits are over, with a sentence that says so."""
    upcoming = next_due(due, today)
    if upcoming is None:
        over = "The deadline is over" if len(due) == 1 else "Every deadline that we know of is over"
        return f"{over}: before you count on a payment for {label}, check the current incentive guide."
    if upcoming is due[0]:
        return f"File {label} by {day_words(upcoming.day)}."
    return (
        f"File {label} now: one deadline is over, and the next ends on {day_words(upcoming.day)}. "
        "Check the current incentive guide before you count on a payment."
    )


def short(due: tuple[Due, ...], today: date) -> str:
    """The last day for filing, short enough for the cell of a table."""
    upcoming = next_due(due, today)
    return f"By {day_words(upcoming.day)}" if upcoming else f"Over since {day_words(due[-1].day)}"


def deadlines_json(wording: Wording, claims: Iterable[str], text: str, today: date, address: str) -> dict[str, Any]:
    """The deadlines of these claims as JSON, or the problem with the day of purchase, in words.

    `address` is the link of the answer, which the calendar file carries.
    """
    try:
        purchased = purchase_day(text, today)
    except NoPurchase as problem:
        return {"problem": str(problem), "claims": {}, "calendar": None}
    due = dict(due_of(wording, claims, purchased))
    return {
        "problem": None,
        "claims": {
            id: {
                "short": short(days, today),
                "words": in_words(wording.claims[id], days, today),
                "limits": [one.said(wording) for one in days],
            }
            for id, days in due.items()
        },
        "calendar": calendar(wording, due, purchased, today, address),
    }


def due_of(wording: Wording, claims: Iterable[str], purchased: date) -> Iterator[tuple[str, tuple[Due, ...]]]:
    """The claims that have a deadline after the purchase, each with its last days."""
    for id in claims:
        limits = wording.tasks[id].limits
        if limits:
            yield id, due_days(limits, purchased)


# ---------- a calendar file


def calendar(
    wording: Wording, due: Mapping[str, tuple[Due, ...]], purchased: date, today: date, address: str
) -> str | None:
    """A calendar file with the next last day of each claim; None where all are over."""
    entries = [
        entry(wording, id, one, days, purchased, address) for id, days in due.items() if (one := next_due(days, today))
    ]
    return calendar_file(entries, today, wording.site.name) if entries else None


def entry(wording: Wording, claim: str, one: Due, due: tuple[Due, ...], purchased: date, address: str) -> LastDay:
    """The calendar entry for the last day to file a claim."""
    site = wording.site
    about = [f"Bought on {day_words(purchased)}.", *(it.said(wording) for it in due), site.decides, address]
    return LastDay(
        id=f"{claim}-{purchased.isoformat()}",
        day=one.day,
        summary=f"{site.last_day} {wording.claims[claim]}".lstrip(),
        about="\n".join(line for line in about if line),
    )
