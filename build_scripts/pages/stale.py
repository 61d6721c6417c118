"""Pages, answers and files of knowledge that nobody has compared with their sources for a long time."""

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
    """Page, answer or file of knowledge to compare with its sources."""

    checked: date | None
    """Day on which somebody last did so; None: not recorded."""
    file: str
    what: str = ""
    """Part of the file; empty: the whole file."""


def day_before(time: str, today: date) -> date | None:
    """Day that lies a time such as `90d`, `6w`, `12m` or `2y` before today; None for another form, or too long a time.

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
    """Pages, answers and files of knowledge last checked before a day, or never; the longest ago first."""
    late = [one for one in everything(site) if one.checked is None or one.checked < before]
    return sorted(late, key=lambda one: (one.checked or date.min, one.file, one.what))


def everything(site: Site) -> Iterator[Unchecked]:
    """Pages, answers and files of knowledge, each with the day of its last check."""
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
    """Day of the last check of an answer with its sources; a revision counts as one, because it includes a check."""
    return max([*filter(None, [outcome.checked]), *(revision.on for revision in outcome.revisions)], default=None)
