"""The reach of facts: the newest edition of each series of texts that their sources have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from decision_tree.model import Edition, SiteWords


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """The newest edition of one series of texts that the sources of some facts have."""

    series: str
    """Name of the series, such as `score lists`."""
    of: str
    """Date of the newest edition that was read in full, in words; empty where none was."""
    quoted: str
    """Date of a newer edition that somebody else quotes, in words; empty where nobody does."""


def reaches(sources: Iterable[str], editions: Mapping[str, Edition]) -> tuple[Reach, ...]:
    """The reach of each series, the newest first.

    `sources` are ids of the register. Those that belong to no series, or were read in part only, have no edition.
    """
    cited = [editions[id] for id in dict.fromkeys(sources) if id in editions]
    series = dict.fromkeys(edition.series for edition in sorted(cited, key=lambda edition: edition.day, reverse=True))
    return tuple(reach_of(name, [edition for edition in cited if edition.series == name]) for name in series)


def reach_of(series: str, editions: Iterable[Edition]) -> Reach:
    """The reach of one series with these editions."""
    by_age = sorted(editions, key=lambda edition: edition.day)
    full = next((edition for edition in reversed(by_age) if not edition.quoted), None)
    quoted = next((edition for edition in reversed(by_age) if edition.quoted), None)
    newer = quoted if quoted and (full is None or quoted.day > full.day) else None
    return Reach(series=series, of=full.of if full else "", quoted=newer.of if newer else "")


def reach_sentence(sources: Iterable[str], editions: Mapping[str, Edition], site: SiteWords) -> str:
    """Sentence that says how recent the texts are that facts rest on.

    Where they rest on none, it is the site's own for that, which may be empty.

    >>> from datetime import date
    >>> lists = Edition(series="score lists", of="mid-2026", day=date(2026, 7, 1))
    >>> pages = Edition(series="claim pages", of="October 2023", day=date(2023, 10, 10))
    >>> notes = Edition(series="claim pages", of="August 2026", day=date(2026, 8, 28), quoted=True)
    >>> site = SiteWords(texts_of="the carrier's", no_texts="Rests on no page that could be read in full.")
    >>> reach_sentence(["S1", "S2", "S3"], {"S1": pages, "S2": lists, "S3": notes}, site)
    "Rests on the carrier's claim pages of October 2023 (second-hand: August 2026) and score lists of mid-2026."
    >>> reach_sentence(["S4"], {"S1": pages}, site)
    'Rests on no page that could be read in full.'
    """
    parts = [part(one) for one in reaches(sources, editions)]
    whose = f"{site.texts_of} " if site.texts_of else ""
    return f"Rests on {whose}{in_a_sentence(parts)}." if parts else site.no_texts


def part(reach: Reach) -> str:
    """The reach of one series, worded to stand inside a sentence."""
    if not reach.of:
        return f"{reach.series} only second-hand ({reach.quoted})"
    return f"{reach.series} of {reach.of}" + (f" (second-hand: {reach.quoted})" if reach.quoted else "")


def times(sources: Iterable[str], editions: Mapping[str, Edition]) -> str:
    """The dates of the newest editions alone, for places with little room; empty where there is no edition.

    >>> from datetime import date
    >>> times(["S1"], {"S1": Edition(series="score lists", of="mid-2026", day=date(2026, 7, 1))})
    'mid-2026'
    """
    return in_a_sentence(
        list(dict.fromkeys(one.of or f"{one.quoted}, second-hand" for one in reaches(sources, editions)))
    )


def in_a_sentence(words: list[str]) -> str:
    """Words joined with commas and “and”.

    >>> in_a_sentence(["a", "b", "c"]), in_a_sentence([])
    ('a, b and c', '')
    """
    *most, last = words or [""]
    return f"{', '.join(most)} and {last}" if most else last
