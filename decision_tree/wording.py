"""What the parts of an answer are called and what they rest on. No rule needs it, so it comes beside the flow."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from decision_tree.model import Limit, Statement

CITATION = re.compile(r"\[\^(S\w+)\]")
"""`[^S04]` in Markdown: a source of the register."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Citation:
    """A source as a reply names it."""

    title: str
    publisher: str
    dated: str
    """Of when it is, in words."""
    newest: date = date.min
    """The latest day that these words name; a source without a date is older than every other."""
    url: str = ""
    """Only where a reader may be sent to what was read."""
    see: str = ""
    """The current official page instead."""
    quotes: str = ""
    """Which pages of Microsoft's it quotes, where it is second-hand; empty for all others."""
    community: bool = False
    """Whether it is an answer in a forum: a reply may well go into that very thread."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """A claim or route as something to do, in the few words of the table of an answer, as plain text."""

    aim: str = ""
    """The purpose, shown behind the name: `for your presales work`."""
    by_when: tuple[Statement, ...] = ()
    """Statements about the deadline. A reply tells those whose case holds."""
    proof: tuple[Statement, ...] = ()
    """Statements about the evidence that the customer signs. A reply tells those whose case holds."""
    limits: tuple[Limit, ...] = ()
    """The times after the purchase within which a claim is to be filed, the shortest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """The words of one flow's answers, by public id."""

    flow: str
    claims: Mapping[str, str]
    routes: Mapping[str, str]
    grades: Mapping[str, str]
    """The strongest first."""
    pays: Mapping[str, str]
    counts: Mapping[str, str]
    sources: Mapping[str, Citation]
    tasks: Mapping[str, Task] = field(default_factory=dict)
    """By the id of the claim or route."""
    shared_proof: tuple[Statement, ...] = ()
    """Statements about the evidence for several claims at once, in fewer words than those of each claim."""
    usual: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Outcome → the notes that its page applies while it knows no answers."""
