"""Words by which sentences say whether claims pay and what they count for, as words.yml declares them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, product

from build_scripts.read.texts import sentences
from decision_tree.engine import metric_state
from decision_tree.model import UNKNOWN, Designation

Phrases = Mapping[str, Sequence[str]]
"""Value of a fact → words that say so. `…` in them stands for any words of the same sentence."""

METRIC = "METRIC"
"""Stands in words of `says-counts` for the name of a metric, or for several names with commas or `and` between them."""

BETWEEN = r"\s(?:[^.;:?!]*?\s)??"
"""Pattern of white space, with any words in it that end no sentence."""

SENTENCE_END = re.compile(r"(?<=[.;:?!])\s")


def pattern_of(words: Iterable[str], metric: str = METRIC) -> re.Pattern[str]:
    """Pattern that finds any of these words, with any white space between them.

    :param metric: pattern of what stands for METRIC.
    """
    either = "|".join(r"\s+".join(map(re.escape, one.split())) for one in words)
    either = either.replace(r"\s+…\s+", BETWEEN).replace(METRIC, metric)
    return re.compile(rf"\b(?:{either})\b", re.IGNORECASE)


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
        name = rf"(?!{any_of(self.named)}){any_of(self.ids)}"  # "usage" in "usage recognition" is no metric
        states: dict[str, set[str]] = {}
        for state, words in phrases.items():
            for one in words:
                states.setdefault(one, set()).add(state)
        listed = rf"({name}(?:(?:,|,?\s(?:and|or))\s+{name})*)"
        patterns = [(pattern_of([one], listed), one, frozenset(of)) for one, of in states.items()]
        self.of_metrics = [(pattern, of) for pattern, one, of in patterns if METRIC in one]
        self.besides = [(pattern, of) for pattern, one, of in patterns if METRIC not in one]
        self.metric, self.association = (re.compile(one, re.IGNORECASE) for one in (name, any_of(self.named)))

    def said_in(self, text: str) -> list[Said]:
        """What the sentences of a text say of metrics."""
        words = plain(text)
        if not any(name in words for name in self.ids):
            return []  # which is so for most texts
        besides = frozenset(state for pattern, of in self.besides if pattern.search(text) for state in of)
        return [said for sentence in SENTENCE_END.split(text) for said in self.said_by(sentence, besides)]

    def said_by(self, sentence: str, besides: frozenset[str]) -> Iterator[Said]:
        """What a sentence says of metrics. Of words that lie in other such words, it says nothing.

        :param besides: states that other sentences of the text say of some metric.
        """
        hits = [(hit, of) for pattern, of in self.of_metrics for hit in pattern.finditer(sentence)]
        for hit, of in hits:
            if not any(inside(hit.span(), other.span()) for other, _ in hits):
                associations = self.associations_for(sentence, hit)
                for name in self.metric.finditer(" ".join(hit.groups())):
                    for metric in self.ids[plain(name[0])]:
                        yield Said(words=hit[0], metric=metric, states=of | besides, associations=associations)

    def associations_for(self, sentence: str, hit: re.Match[str]) -> tuple[str, ...]:
        """Claims and routes that words in a sentence speak of: the last that it names before them, else all after."""
        found = [(one.start(), id) for one in self.association.finditer(sentence) for id in self.named[plain(one[0])]]
        before = [id for start, id in found if start < hit.start()]
        return tuple(before[-1:]) or tuple(dict.fromkeys(id for _, id in found))


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """What a sentence says of what counts for a designation."""

    words: str
    """Words that say it."""
    at: int
    """Index in the text at which they begin."""
    value: str
    """`listed`, `not-listed` or `unknown`."""
    designations: tuple[str, ...]
    """Ids of the designations that the name can mean."""
    associations: tuple[str, ...]
    """Ids of the claims and routes of which it is said, or of which the name can be meant; none where it names none."""


class ListWords:
    """Words of `says-listed`, found in texts.

    In a sentence, signs stand for names while words are looked for: patterns with all names in them take long to be
    compiled.
    """

    def __init__(self, phrases: Phrases, designations: Phrases, associations: Phrases) -> None:
        """Words, ready to be found.

        :param phrases: `listed`, `not-listed` or `unknown` → words that say so.
        :param designations: designation id → its names. Several designations can share one.
        :param associations: id of a claim or route → its names.
        """
        self.phrases = phrases
        self.designations, self.associations = by_name(designations), by_name(associations)

    @cached_property
    def name(self) -> re.Pattern[str]:
        """Regular expression for all names, longer ones first, so that none is found within another."""
        names = sorted([*self.designations, *self.associations], key=len, reverse=True)
        return re.compile(any_of(names), re.IGNORECASE)

    @cached_property
    def patterns(self) -> Sequence[tuple[re.Pattern[str], str]]:
        """Regular expressions for the words, with placeholders for names, each with the value that the words mean."""
        return [(pattern_with_signs(one), value) for value, words in self.phrases.items() for one in words]

    @cached_property
    def telling(self) -> re.Pattern[str]:
        """Regular expression for the longest word of each phrase, in lower case: a cheap test of a sentence."""
        each = (
            [one for one in words.split() if not NOT_LITERAL.search(one)] for words in chain(*self.phrases.values())
        )
        return re.compile("|".join(sorted({re.escape(max(words, key=len, default="")).lower() for words in each})))

    def said_in(self, text: str) -> Iterator[Listing]:
        """What the sentences of a text say of what counts for designations. Questions say nothing."""
        if self.can_say(text):  # as few texts can, and few sentences of a long one
            for start, sentence in sentences(text):
                for said in self.said_by(sentence, start) if self.can_say(sentence) else ():
                    if not ASKED.match(text, said.at + len(said.words)):
                        yield said

    def can_say(self, text: str) -> bool:
        """Whether a text has a telling word, and the name of a designation."""
        if not self.phrases or not self.telling.search(text.lower()):
            return False
        words = plain(text)
        return any(name in words for name in self.designations)

    def said_by(self, sentence: str, at: int) -> Iterator[Listing]:
        """What a sentence says that begins at an index of a text. Words that lie in other such words say nothing."""
        names = list(self.name.finditer(sentence))
        if not any(plain(name[0]) in self.designations for name in names):
            return
        signed, places = self.with_signs(sentence, names)
        hits = [(hit, value) for pattern, value in self.patterns for hit in pattern.finditer(signed)]
        for hit, value in hits:
            if not any(inside(hit.span(), other.span()) for other, _ in hits):
                start, end = places[hit.start()], places[hit.end()]
                within = [plain(one[0]) for one in names if start <= one.start() and one.end() <= end]
                named = [tuple(self.designations[name]) for name in within if name in self.designations]
                for designations, associations in product(named, self.associations_for(names, start, end) or [()]):
                    yield Listing(
                        words=sentence[start:end],
                        at=at + start,
                        value=value,
                        designations=designations,
                        associations=associations,
                    )

    def with_signs(self, sentence: str, names: Sequence[re.Match[str]]) -> tuple[str, list[int]]:
        """Sentence with placeholders for its names, and for each index in it the index in the original sentence."""
        signed, places, at = "", list[int](), 0
        for name in names:
            sign = DESIGNATION if plain(name[0]) in self.designations else ASSOCIATION
            signed += sentence[at : name.start()] + sign
            places += [*range(at, name.start()), name.start()]
            at = name.end()
        return signed + sentence[at:], [*places, *range(at, len(sentence) + 1)]

    def associations_for(self, names: Sequence[re.Match[str]], start: int, end: int) -> list[tuple[str, ...]]:
        """Claims and routes that the words between two indexes of a sentence speak of: for each name, what it can mean.

        They are those that are named there, else the last one that is named before.
        """
        named = [(name, tuple(self.associations[it])) for name in names if (it := plain(name[0])) in self.associations]
        within = [ids for name, ids in named if start <= name.start() and name.end() <= end]
        before = [ids for name, ids in named if name.end() <= start]
        return within or before[-1:]


DESIGNATION, ASSOCIATION = "\ue000", "\ue001"
"""Placeholder characters for the names of designations, and of claims and routes, so that one pattern fits every name.
They are private-use characters, which no text has."""

NOT_LITERAL = re.compile("DESIGNATION|ASSOCIATION|…")
"""Regular expression for the placeholders in `says-listed`, which are left out when the longest word is chosen."""

CITED = r"(?:\s*\[\^[\w-]+\])*"
"""Regular expression for any number of citations, also none."""

GAP = rf"{CITED}\s+"
"""Regular expression for the white space between two words, with the citations before it."""

ASKED = re.compile(r"(?:(?!\n\s*\n)[^.;:!?|])*\?")
"""Regular expression for the rest of a sentence up to its question mark, within one paragraph."""

JOINT = rf"{CITED}(?:,|,?{GAP}(?:and|or|nor)){GAP}(?:for{GAP})?(?:the{GAP})?"
"""Regular expression for the separator between two names of an enumeration: `, `, ` and `, ` or for the `."""


def pattern_with_signs(words: str) -> re.Pattern[str]:
    """Regular expression for words of `says-listed` in a sentence with placeholders. Where a name fits, a list does."""
    either = GAP.join(map(re.escape, words.split())).replace(f"{GAP}…{GAP}", BETWEEN)
    for name, sign in (("DESIGNATION", DESIGNATION), ("ASSOCIATION", ASSOCIATION)):
        either = either.replace(name, f"{sign}(?:{JOINT}{sign})*")
    return re.compile(rf"(?<!\w){either}(?!\w)", re.IGNORECASE)


def inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether a span is a part of another, longer one."""
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def by_name(names: Phrases) -> dict[str, list[str]]:
    """Name in small letters → the ids that have it; longer names first, so that they are found before their parts."""
    found: dict[str, list[str]] = {}
    for id, of in names.items():
        for name in filter(None, of):
            found.setdefault(plain(name), []).append(id)
    return dict(sorted(found.items(), key=lambda it: -len(it[0])))


def plain(words: str) -> str:
    """Words in small letters, with single spaces between them."""
    return " ".join(words.lower().split())


def any_of(names: Iterable[str]) -> str:
    """Pattern of any of these names; of nothing where there are none."""
    either = "|".join(r"\s+".join(map(re.escape, name.split())) for name in names)
    return rf"(?<!\w)(?:{either or '(?!)'})(?!\w)"


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


def contradicts(said: Listing, associations: Iterable[str], designations: Mapping[str, Designation]) -> bool:
    """Whether a sentence says otherwise than designations whether claims or routes count for them.

    Where a name can mean several of them, it must be so of each, since a sentence that is right for one half alone
    misleads the readers of the other.
    """
    each = [{is_listed(designations[id], one) for one in associations} for id in said.designations]
    return said.value != UNKNOWN and any(found and not {said.value, UNKNOWN} & found for found in each)


def is_listed(designation: Designation, association: str) -> str:
    """`listed` if a claim or route feeds a metric of a designation, be it disputed; `not-listed`, or `unknown`."""
    states = {metric_state(metric, {association}) for metric in designation.metrics}
    return "listed" if states & LISTED else UNKNOWN if UNKNOWN in states else "not-listed"
