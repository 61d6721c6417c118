"""What nobody has compared with its sources for long: pages, answers, and files of knowledge."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from build_scripts.pages.site import Site
from build_scripts.read.faults import relative
from decision_tree.model import Outcome

TIME = re.compile(r"(\d{1,4})([dwmy])")

DAYS = {"d": 1, "w": 7}
MONTHS = {"m": 1, "y": 12}


@dataclass(frozen=True, kw_only=True, slots=True)
class Unchecked:
    """Something to compare with its sources."""

    checked: date | None
    """When that was last done; None: nobody has said."""
    file: str
    what: str = ""
    """Which part of the file; empty: all of it."""


def day_before(time: str, today: date) -> date | None:
    """The day that is so long before today: days, weeks, months or years. None where it is no such time.

    >>> day_before("12m", date(2028, 2, 29))
    datetime.date(2027, 2, 28)
    """
    said = TIME.fullmatch(time.strip().lower())
    if not said:
        return None
    number, unit = int(said[1]), said[2]
    if unit in DAYS:
        return today - timedelta(days=number * DAYS[unit])
    months = today.year * 12 + today.month - 1 - number * MONTHS[unit]
    year, month = divmod(months, 12)
    if year < 1:
        return None
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def due(site: Site, before: date) -> list[Unchecked]:
    """Everything that was last checked before a day, the longest ago first."""
    late = [one for one in everything(site) if one.checked is None or one.checked < before]
    return sorted(late, key=lambda one: (one.checked or date.min, one.file, one.what))


def everything(site: Site) -> Iterator[Unchecked]:
    """All that has a date of checking."""
    for page in site.written.values():
        if page.needs:
            yield Unchecked(checked=page.front.checked, file=page.file)
    for one in site.compiled.values():
        for outcome in one.flow.outcomes.values():
            file = relative(one.file)
            yield Unchecked(checked=last_look(outcome), file=file, what=f"outcome {outcome.id}")
    for name, checked in site.knowledge.checked.items():
        yield Unchecked(checked=checked, file=relative(site.repository.knowledge / f"{name}.yml"))


def last_look(outcome: Outcome) -> date | None:
    """When somebody last compared an answer with its sources: who revises it does so as well."""
    return max([*filter(None, [outcome.checked]), *(revision.on for revision in outcome.revisions)], default=None)
