"""Names of the parts of an answer and their sources. No rule needs them, so they are a file beside the flow."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from decision_tree.model import Limit, SiteWords, Statement

CITATION = re.compile(r"\[\^(S\w+)\]")
"""A citation in Markdown, such as `[^S04]`: a source of the register."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Citation:
    """A source as a reply names it."""

    title: str
    publisher: str
    dated: str
    """Publication date as the register words it, such as “October 2023”."""
    newest: date = date.min
    """The latest day that these words name, to sort sources by; a source without a date sorts as the oldest."""
    url: str = ""
    """Address of the text that was read; empty where readers may not be sent there."""
    see: str = ""
    """Address of the current official page, to link to instead."""
    language: str = ""
    """Language of the text at `url`; empty where it is English alone."""
    quotes: str = ""
    """The texts that a second-hand source quotes, in words; empty for all others."""
    community: bool = False
    """Whether the source is an answer in a forum. Replies avoid these, because they may go into that very thread."""

    @property
    def today(self) -> str:
        """Address of the current official page, where a reply links to it: English goes before another language."""
        return self.see if self.language or not self.url else ""

    @property
    def read_at(self) -> str:
        """Address of the text that was read, where a reply links to it."""
        return "" if self.today else self.url


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """A claim or route as a task, in the few words of the table on an answer page, as plain text."""

    aim: str = ""
    """The purpose, shown behind the name: `for your presales work`."""
    by_when: tuple[Statement, ...] = ()
    """Statements about the deadline. A reply has those whose case holds."""
    proof: tuple[Statement, ...] = ()
    """Statements about the evidence that the customer signs. A reply has those whose case holds."""
    limits: tuple[Limit, ...] = ()
    """The times after the purchase within which the claim must be filed, the shortest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """The words of one flow's answers, by public id."""

    flow: str
    claims: Mapping[str, str]
    routes: Mapping[str, str]
    grades: Mapping[str, str]
    """Grade → its words, the strongest first."""
    pays: Mapping[str, str]
    counts: Mapping[str, str]
    sources: Mapping[str, Citation]
    tasks: Mapping[str, Task] = field(default_factory=dict)
    """Id of the claim or route → its task."""
    shared_proof: tuple[Statement, ...] = ()
    """Statements about the evidence for several claims at once, in fewer words than those of each claim."""
    site: SiteWords = field(default_factory=SiteWords)
    usual: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Outcome id → ids of the notes that its page applies while it knows no answers."""


def count_words(number: int, thing: str) -> str:
    """A number and its noun, in the singular or the plural.

    >>> count_words(1, "claim"), count_words(3, "claim")
    ('1 claim', '3 claims')
    """
    return f"{number} {thing}{'' if number == 1 else 's'}"
