"""Numbers on pages that the knowledge knows, such as how many grades there are: `{count:grades}` becomes `six`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from build_scripts.read.evidence import SECOND_HAND
from build_scripts.read.knowledge import Knowledge

COUNT = re.compile(r"\{[Cc]ount:([\w-]*)\}")
"""Mark of a number: `{count:grades}`, and `{Count:grades}` at the beginning of a sentence."""

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def counts(knowledge: Knowledge) -> Mapping[str, int]:
    """Number of things of each kind that pages can name."""
    return {
        "claims": len(knowledge.claims),
        "routes": len(knowledge.routes),
        "designations": len(knowledge.designations),
        "grades": len(knowledge.grades),
        "sources": len(knowledge.sources),
        "second-hand-sources": sum(source.kind.weight == SECOND_HAND for source in knowledge.sources.values()),
    }


def with_counts(text: str, known: Mapping[str, int]) -> str:
    """Text with its numbers in words; numbers above twelve in figures. A mark with an unknown name stays.

    >>> with_counts("{Count:claims} claims, and {count:sources} sources", {"claims": 4, "sources": 107})
    'Four claims, and 107 sources'
    """
    return COUNT.sub(lambda mark: in_words(mark[0], known[mark[1]]) if mark[1] in known else mark[0], text)


def in_words(mark: str, number: int) -> str:
    """Number in words, with a capital where its mark has one."""
    words = WORDS[number] if number < len(WORDS) else str(number)
    return words.capitalize() if mark.startswith("{C") else words
