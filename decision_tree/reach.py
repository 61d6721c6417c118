"""How far facts reach: the newest edition of each series of Microsoft's texts that their sources have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from decision_tree.model import Edition

NOWHERE = "Rests on no page of Microsoft's that could be read in full."


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """Up to when the sources of some facts know one series of texts."""

    series: str
    """What the series is called, such as `score lists`."""
    of: str
    """The newest edition that was read in full, in words; empty where none was."""
    quoted: str
    """A newer one that somebody else quotes, in words; empty where nobody does."""


def reaches(sources: Iterable[str], editions: Mapping[str, Edition]) -> tuple[Reach, ...]:
    """How far each series reaches, the newest first.

    `sources` are ids of the register; those that belong to no series, or were read in part only, tell nothing.
    """
    cited = [editions[id] for id in dict.fromkeys(sources) if id in editions]
    series = dict.fromkeys(edition.series for edition in sorted(cited, key=lambda edition: edition.day, reverse=True))
    return tuple(reach_of(name, [edition for edition in cited if edition.series == name]) for name in series)


def reach_of(series: str, editions: Iterable[Edition]) -> Reach:
    """How far these editions of one series reach."""
    by_age = sorted(editions, key=lambda edition: edition.day)
    full = next((edition for edition in reversed(by_age) if not edition.quoted), None)
    quoted = next((edition for edition in reversed(by_age) if edition.quoted), None)
    newer = quoted if quoted and (full is None or quoted.day > full.day) else None
    return Reach(series=series, of=full.of if full else "", quoted=newer.of if newer else "")


def reach_sentence(sources: Iterable[str], editions: Mapping[str, Edition]) -> str:
    """How far facts reach, as one sentence.

    >>> from datetime import date
    >>> lists = Edition(series="score lists", of="mid-2026", day=date(2026, 7, 1))
    >>> pages = Edition(series="claim pages", of="October 2023", day=date(2023, 10, 10))
    >>> notes = Edition(series="claim pages", of="August 2026", day=date(2026, 8, 28), quoted=True)
    >>> reach_sentence(["S1", "S2", "S3"], {"S1": pages, "S2": lists, "S3": notes})
    "Rests on Microsoft's claim pages of October 2023 (second-hand: August 2026) and score lists of mid-2026."
    >>> reach_sentence(["S4"], {"S1": pages})
    "Rests on no page of Microsoft's that could be read in full."
    """
    parts = [part(one) for one in reaches(sources, editions)]
    return f"Rests on Microsoft's {in_a_sentence(parts)}." if parts else NOWHERE


def part(reach: Reach) -> str:
    """How far one series reaches, inside a sentence."""
    if not reach.of:
        return f"{reach.series} only second-hand ({reach.quoted})"
    return f"{reach.series} of {reach.of}" + (f" (second-hand: {reach.quoted})" if reach.quoted else "")


def times(sources: Iterable[str], editions: Mapping[str, Edition]) -> str:
    """Only of when the newest editions are, for where there is little room; empty where nothing tells.

    >>> from datetime import date
    >>> times(["S1"], {"S1": Edition(series="score lists", of="mid-2026", day=date(2026, 7, 1))})
    'mid-2026'
    """
    return in_a_sentence(
        list(dict.fromkeys(one.of or f"{one.quoted}, second-hand" for one in reaches(sources, editions)))
    )


def in_a_sentence(words: list[str]) -> str:
    """Words in a sentence.

    >>> in_a_sentence(["a", "b", "c"]), in_a_sentence([])
    ('a, b and c', '')
    """
    *most, last = words or [""]
    return f"{', '.join(most)} and {last}" if most else last
