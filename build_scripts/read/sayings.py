"""Words by which sentences say whether claims pay and for which metrics they count, as words.yml declares them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from string import ascii_lowercase, ascii_uppercase

from decision_tree.engine import metric_state
from decision_tree.model import Designation

Phrases = Mapping[str, Sequence[str]]
"""Value of a fact → words that say so. `…` in them stands for any words of the same sentence."""

METRIC = "METRIC"
"""Stands in words of `says-counts` for the name of a metric, or for several names with commas or `and` between them."""

PLACEHOLDER = re.compile("METRIC|DESIGNATION|ASSOCIATION|…")
"""Regular expression for what stands for other words in a phrase."""

CITED_GAP = r"(?:\s*\[\^[\w-]+\])*\s+"
"""Regular expression for the space between two words, where citations such as `[^S01]` may stand before it."""

BETWEEN = r"\s(?:[^.;:?!]*?\s)??"
"""Pattern of white space, with any words in it that end no sentence."""

SENTENCE_END = re.compile(r"(?<=[.;:?!])\s")


def pattern_of(words: Iterable[str], metric: str = METRIC) -> re.Pattern[str]:
    """Pattern that finds any of these words, with any white space between them.

    :param metric: pattern of what stands for METRIC.
    """
    either = "|".join(r"\s+".join(map(re.escape, one.split())) for one in words)
    either = either.replace(r"\s+…\s+", BETWEEN).replace(METRIC, metric)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


class Names:
    """Matcher for a set of names in texts."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = set(names)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Regular expression for the names, longer ones first, so that none is found within another.

        It does not look at what stands before a name, so that Python jumps to the letters with which names begin.
        """
        longest = sorted(self.names, key=len, reverse=True)
        either = "|".join(r"\s+".join(map(re.escape, name.split())) for name in longest)
        return re.compile(rf"(?:{either or '(?!)'})(?!\w)")

    def begin(self, text: str) -> bool:
        """Whether a text begins with a name."""
        return bool(self.pattern.match(lowercase(text)))

    def found_in(self, text: str) -> list[re.Match[str]]:
        """Matches of the names in a text, in upper or lower case."""
        small = lowercase(text)
        return [it for it in self.pattern.finditer(small) if not small[: it.start()][-1:].isalnum()]


@dataclass(frozen=True, slots=True)
class Signed:
    """Sentence in lower case with placeholders for its names, so that patterns need not contain all names."""

    text: str
    starts: Sequence[int]
    """Index in the original sentence at which each character begins."""
    ends: Sequence[int]
    """Index in the original sentence at which each character ends."""

    @classmethod
    def of(cls, sentence: str) -> Signed:
        """The sentence without placeholders."""
        each = range(len(sentence) + 1)
        return cls(lowercase(sentence), each[:-1], each[1:])

    def without(self, parts: Iterable[re.Match[str]], instead: Callable[[re.Match[str]], str]) -> Signed:
        """Sentence in which each of these parts is replaced by one character, or by none."""
        pieces, starts, ends, at = [""], list[int](), list[int](), 0
        for found in parts:
            begin, end = found.span()
            sign = instead(found)
            pieces += [self.text[at:begin], sign]
            starts += [*self.starts[at:begin], *([self.starts[begin]] * len(sign))]
            ends += [*self.ends[at:begin], *([self.ends[end - 1]] * len(sign))]
            at = end
        if not at:
            return self
        return Signed("".join([*pieces, self.text[at:]]), [*starts, *self.starts[at:]], [*ends, *self.ends[at:]])


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What a sentence says of a metric."""

    words: str
    """Words that say it."""
    metric: str
    states: frozenset[str]
    """States of the metric that these words can mean."""
    associations: tuple[str, ...]
    """Ids of the claims and routes of which it is said; none where the sentence names none."""


class MetricWords:
    """Words of `says-counts`, found in texts."""

    def __init__(self, phrases: Phrases, metrics: Phrases, associations: Phrases) -> None:
        """Words, ready to be found.

        :param phrases: state of a metric → words that say so. Without METRIC they say that it is so for some metric.
        :param metrics: metric id → its names. Several metrics can share one.
        :param associations: id of a claim or route → its names.
        """
        self.ids, self.named = by_name(metrics), by_name(associations)
        self.names = Names([*self.ids, *self.named])  # "usage" in "usage recognition" is no metric
        states: dict[str, set[str]] = {}
        for state, words in phrases.items():
            for one in words:
                states.setdefault(one, set()).add(state)
        patterns = [(pattern_of([one], SIGNS), one, frozenset(of)) for one, of in states.items()]
        self.of_metrics = [(pattern, of) for pattern, one, of in patterns if METRIC in one]
        self.besides = [(pattern, of) for pattern, one, of in patterns if METRIC not in one]
        self.telling = Telling(one for one in states if METRIC in one)

    def said_in(self, text: str) -> list[Said]:
        """What the sentences of a text say of metrics."""
        if not self.telling.can_have(text):
            return []  # which is so for most texts
        besides = frozenset(state for pattern, of in self.besides if pattern.search(text) for state in of)
        return [said for sentence in SENTENCE_END.split(text) for said in self.said_by(sentence, besides)]

    def said_by(self, sentence: str, besides: frozenset[str]) -> Iterator[Said]:
        """What a sentence says of metrics. Of words that lie in other such words, it says nothing.

        :param besides: states that other sentences of the text say of some metric.
        """
        names = self.names.found_in(sentence)
        metrics = [name for name in names if plain(name[0]) in self.ids]
        if not metrics:
            return
        signed = Signed.of(sentence).without(metrics, lambda _: SIGN)
        hits = [(hit.span(), of) for pattern, of in self.of_metrics for hit in pattern.finditer(signed.text)]
        for span, of in hits:
            if not any(inside(span, other) for other, _ in hits):
                start, end = signed.starts[span[0]], signed.ends[span[1] - 1]
                associations = self.associations_for(names, start)
                for name in (it for it in metrics if start <= it.start() and it.end() <= end):
                    for metric in self.ids[plain(name[0])]:
                        words = sentence[start:end]
                        yield Said(words=words, metric=metric, states=of | besides, associations=associations)

    def associations_for(self, names: Iterable[re.Match[str]], start: int) -> tuple[str, ...]:
        """Claims and routes that words in a sentence speak of: the last that it names before them, else all after."""
        found = [(name.start(), id) for name in names for id in self.named.get(plain(name[0]), ())]
        before = [id for at, id in found if at < start]
        return tuple(before[-1:]) or tuple(dict.fromkeys(id for _, id in found))


SIGN = "\ue002"
"""Placeholder character for the name of a metric. It is a private-use character, which no text has."""

SIGNS = rf"{SIGN}(?:(?:,|,?\s(?:and|or))\s+{SIGN})*"
"""Regular expression for placeholders of one metric, or of a list of them."""


class Telling:
    """Pre-filter that tells texts without any of many phrases, because trying every phrase is slow."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Pre-filter by the longest run of words of each phrase, and before that by the longest word of the run."""
        rows = {tuple(max(PLACEHOLDER.split(one), key=len).lower().split()) for one in phrases}
        words = {max(row, key=len, default="") for row in rows}  # one of names alone has the empty word, as any text
        shortest = [word for word in words if not any(other != word and other in word for other in words)]
        self.word, self.row = (
            re.compile("|".join(sorted(patterns)) if rows else "(?!)")
            for patterns in (map(re.escape, shortest), (CITED_GAP.join(map(re.escape, row)) for row in rows))
        )

    def can_have(self, text: str) -> bool:
        """False for a text without the longest literal run of words of any phrase; then it has none of the phrases."""
        small = text.lower()
        return bool(self.word.search(small)) and bool(self.row.search(small))


def lowercase(text: str) -> str:
    """Text in lower case, of the same length, so that indexes stay: only A to Z where a letter would become two."""
    small = text.lower()
    return small if len(small) == len(text) else text.translate(TO_LOWERCASE)


TO_LOWERCASE = str.maketrans(ascii_uppercase, ascii_lowercase)
"""Translation table from A to Z to a to z, for `str.translate`."""


def inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether a span is a part of another, longer one."""
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def by_name(names: Phrases) -> dict[str, list[str]]:
    """Name in small letters → the ids that have it; longer names first, so that they are found before their parts."""
    found: dict[str, list[str]] = {}
    for id, of in names.items():
        for name in dict.fromkeys(plain(name) for name in filter(None, of)):
            found.setdefault(name, []).append(id)
    return dict(sorted(found.items(), key=lambda it: -len(it[0])))


def plain(words: str) -> str:
    """Words in small letters, with single spaces between them."""
    return " ".join(words.lower().split())


def states_anywhere(designations: Iterable[Designation], association: str, metric: str) -> frozenset[str]:
    """States that a metric has for a claim or route in the designations that list it; `not-fed` where none does."""
    found: set[str] = set()
    for designation in designations:
        states = {it.id: metric_state(it, {association}) for it in designation.metrics}
        if not LISTED.isdisjoint(states.values()):
            found.add(states.get(metric, "not-fed"))
    return frozenset(found or {"not-fed"})


LISTED = frozenset(("fed", "disputed"))
"""States of a metric for a claim or route that its designation lists."""
