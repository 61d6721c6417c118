"""Words by which sentences and cells say what counts for a whole designation, as words.yml declares them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, product

from build_scripts.read.sayings import BETWEEN, LISTED, Names, Phrases, Signed, Telling, by_name, inside, plain
from build_scripts.read.texts import sentences
from decision_tree.engine import metric_state
from decision_tree.model import UNKNOWN, Designation

Topic = str | tuple[str, ...]
"""Words around a text that can name the designation of which it speaks, or the ids of designations."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """Statement in a sentence or a table cell that something counts for a designation, or does not."""

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
    nearby: bool = False
    """Whether the designation is not named in the sentence, but in a topic around it."""


@dataclass(frozen=True)
class Phrase:
    """Words of `says-listed`."""

    words: str
    value: str
    """`listed`, `not-listed` or `unknown`."""

    @property
    def bare(self) -> bool:
        """Whether the words leave open which designation they speak of."""
        return "DESIGNATION" not in self.words

    @cached_property
    def gaps(self) -> bool:
        """Whether any words can stand between these."""
        return "…" in self.words

    @cached_property
    def signed(self) -> str:
        """The phrase in lower case with a placeholder for each name, as sentences are searched."""
        return plain(self.words.replace("DESIGNATION", DESIGNATION).replace("ASSOCIATION", ASSOCIATION))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Regular expression for the words in a sentence with placeholders, where they have gaps."""
        return re.compile(rf"(?<!\w){re.escape(self.signed).replace(GAP, BETWEEN)}(?!\w)")

    def spans_in(self, signed: str) -> Iterator[tuple[int, int]]:
        """Spans of the phrase in a sentence with placeholders. Without a gap, no pattern need be compiled."""
        if self.gaps:
            yield from (hit.span() for hit in self.pattern.finditer(signed))
            return
        start = signed.find(self.signed)
        while start >= 0:
            end = start + len(self.signed)
            if not (signed[start - 1 : start].isalnum() or signed[end : end + 1].isalnum()):
                yield start, end
            start = signed.find(self.signed, end)


class ListWords:
    """Matcher for the phrases of `says-listed` in texts.

    Words without DESIGNATION speak of the designation that stands nearest: before them in the sentence, else behind
    them, else in a sentence before or in a topic. Where a topic names several, nothing is said that could be checked.
    In a sentence, one sign stands for each name or list of names while words are looked for, because patterns with all
    names in them take long to be compiled.
    """

    def __init__(self, phrases: Phrases, designations: Phrases, associations: Phrases) -> None:
        """Matcher for phrases.

        :param phrases: `listed`, `not-listed` or `unknown` → words that say so.
        :param designations: designation id → its names. Several designations can share one.
        :param associations: id of a claim or route → its names.
        """
        self.phrases = phrases
        self.each = [Phrase(one, value) for value, words in phrases.items() for one in words]
        self.designations, self.associations = by_name(designations), by_name(associations)
        self.names = Names([*self.designations, *self.associations])
        self.meant: dict[str, set[tuple[str, ...]]] = {}
        """Topic → designations that its names can mean, because many passages stand below the same topics."""
        self.labels: dict[str, list[tuple[str, ...]]] = {}
        """Label of a row or column → claims and routes of which it asks whether they count."""

    @cached_property
    def telling(self) -> Telling:
        """Test whether a text can have one of the phrases."""
        return Telling(chain(*self.phrases.values()))

    # ---------- sentences

    def said_in(self, text: str, topics: Sequence[Topic] = ()) -> Iterator[Listing]:
        """Statements of the sentences of a text about what counts for designations. Questions state nothing.

        :param topics: what stands around the text, the nearest first.
        """
        if not self.telling.can_have(text):  # as few texts can, and few sentences of a long one
            return
        around = list(topics)
        for start, sentence in sentences(text):
            for said in self.said_by(sentence, start, around) if self.telling.can_have(sentence) else ():
                if not ASKED.match(text, said.at + len(said.words)):
                    yield said
            around.insert(0, sentence)

    def said_by(self, sentence: str, at: int, topics: Sequence[Topic]) -> Iterator[Listing]:
        """Statements of a sentence that begins at an index of a text. A phrase inside a longer one is no statement.

        :param topics: as for `said_in`.
        """
        if not (names := self.names.found_in(sentence)):
            return
        signed = self.signed(sentence, names)
        written = (phrase for phrase in self.each if phrase.gaps or phrase.signed in signed.text)
        hits = [(span, phrase) for phrase in written for span in phrase.spans_in(signed.text)]
        for span, phrase in hits:
            if any(inside(span, other) for other, _ in hits) or (phrase.bare and in_part(signed.text, *span)):
                continue
            start, end = signed.starts[span[0]], signed.ends[span[1] - 1]
            near = self.nearest(names, start, end) if phrase.bare else ()
            nearby = phrase.bare and not near
            named = [self.first_of(topics)] if nearby else [near] if near else self.within(names, start, end)
            for designations, associations in product(named, self.associations_for(names, start, end) or [()]):
                yield Listing(
                    words=sentence[start:end],
                    at=at + start,
                    value=phrase.value,
                    designations=narrowed(designations, topics),
                    associations=associations,
                    nearby=nearby,
                )

    # ---------- cells

    def said_in_cell(self, text: str, label: str, head: str) -> Iterator[Listing]:
        """Statements of a table cell that holds no sentence, but "Yes", "–", or only names of claims and routes.

        :param label: first cell of its row, or what stands before it and a colon.
        :param head: head of its column.
        """
        for topic, other in ((label, head), (head, label)):
            if designations := self.first_of([topic]):
                asked = () if self.first_of([other]) else self.asked(other)
                for words, value, associations in self.yes_or_no(text, asked) if asked else self.only_names(text):
                    yield Listing(
                        words=words,
                        at=text.index(words),
                        value=value,
                        designations=designations,
                        associations=associations,
                    )
                return
        if COUNTS_FOR.fullmatch(head):
            yield from self.counts_for(text, label)

    def counts_for(self, text: str, label: str) -> Iterator[Listing]:
        """Statements of a cell that lists what a claim or route counts for; the first cell of its row names that one.

        Of "Business Applications: usage of Dynamics 365", it is the narrower name.
        """
        named = [(name, ids) for name in self.names.found_in(text) if (ids := self.ids(name))]
        meant = [(name, ids) for name, ids in named if not EXCEPT.search(text, 0, name.start())]
        for of in self.names.found_in(label)[:1]:
            for name, ids in meant:
                if not any(set(other) < set(ids) for _, other in named):
                    yield Listing(
                        words=text[slice(*name.span())],
                        at=name.start(),
                        value="listed",
                        designations=ids,
                        associations=tuple(self.associations.get(plain(of[0]), ())),
                    )

    def asked(self, label: str) -> list[tuple[str, ...]]:
        """Claims and routes of which the label of a row or column asks whether they count; for each name, its ids."""
        if label not in self.labels:
            names = self.names.found_in(label)
            asks = ASKS.fullmatch(self.signed(label, names).text)
            self.labels[label] = [tuple(self.associations.get(plain(name[0]), ())) for name in names] if asks else []
        return self.labels[label]

    def yes_or_no(self, text: str, asked: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Triples for a cell that says yes or no: its words, `listed` or `not-listed`, and ids of claims and routes."""
        if words := text.strip():
            yield from ((words, "not-listed" if NO.match(words) else "listed", ids) for ids in asked)

    def only_names(self, text: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Triples for a cell of names and numbers: each name, `listed`, and ids of the claims and routes it means."""
        names = self.names.found_in(text) if self.names.begin(text.lstrip(BEFORE_NAMES)) else []
        if names and ONLY_NAMES.fullmatch(self.signed(text, names).text):
            each = {tuple(self.associations[plain(name[0])]): text[slice(*name.span())] for name in reversed(names)}
            yield from ((words, "listed", ids) for ids, words in each.items())

    # ---------- names

    def ids(self, name: re.Match[str]) -> tuple[str, ...]:
        """Designations that a name can mean; none where it is that of a claim or route."""
        return tuple(self.designations.get(plain(name[0]), ()))

    def within(self, names: Iterable[re.Match[str]], start: int, end: int) -> list[tuple[str, ...]]:
        """Designations that are named between two indexes of a sentence: for each name, what it can mean."""
        return [ids for name in names if start <= name.start() and name.end() <= end and (ids := self.ids(name))]

    def nearest(self, names: Sequence[re.Match[str]], start: int, end: int) -> tuple[str, ...]:
        """Designations of the last name before words in a sentence, else of all names behind them."""
        before = [ids for name in names if name.end() <= start and (ids := self.ids(name))]
        behind = [id for name in names if name.start() >= end for id in self.ids(name)]
        return before[-1] if before else tuple(behind)

    def first_of(self, topics: Iterable[Topic]) -> tuple[str, ...]:
        """Designations of the first topic that names any; none where it names several."""
        for topic in topics:
            if isinstance(topic, tuple):
                return topic
            if topic not in self.meant:
                self.meant[topic] = {ids for name in self.names.found_in(topic) if (ids := self.ids(name))}
            if found := self.meant[topic]:
                return next(iter(found)) if len(found) == 1 else ()
        return ()

    def signed(self, sentence: str, names: Sequence[re.Match[str]]) -> Signed:
        """Sentence in which placeholders stand for its names."""
        with_names = Signed.of(sentence).without(names, self.sign)
        in_line = with_names.without(SPACE.finditer(with_names.text), space)
        return in_line.without(LIST.finditer(in_line.text), lambda found: found[0][-1])

    def sign(self, name: re.Match[str]) -> str:
        """Placeholder for a name."""
        return DESIGNATION if plain(name[0]) in self.designations else ASSOCIATION

    def associations_for(self, names: Iterable[re.Match[str]], start: int, end: int) -> list[tuple[str, ...]]:
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

SPACE = re.compile(r"(?:\s*\[\^[\w-]+\])+\s*|[^\S ]\s*| \s+")
"""Regular expression for white space that is not one blank, and for citations with the white space around them."""

LIST = re.compile(
    rf"([{DESIGNATION}{ASSOCIATION}])"
    r"(?:(?: as well)?(?:,|,? (?:and|or|nor))(?:,? by [\w-]+,?)? (?:(?:for|in) )?(?:the )?\1)+"
)
"""Regular expression for a list of names, with `, `, ` and `, ` or for the ` or ` and, by 2026, for ` between them."""

GAP = re.escape(" … ")
"""Any words of a sentence, as they stand in an escaped phrase."""

ASKED = re.compile(r"(?:(?!\n\s*\n)[^.;:!?|])*\?")
"""Regular expression for the rest of a sentence up to its question mark, within one paragraph."""

PART = re.compile(
    r"\b(?:whether|if|(?<!since )when|once|unless|how|which|than|not|no|nor|neither|without) "
    r"(?:(?:the|your|own|a|an|any|both) )*$"
)
"""Regular expression for what makes the words behind it part of a condition, a comparison or a negation."""

ALONE = re.compile(
    r"[^\w ]|$| (?:[^\w ]|$|is not known\b|of (?!reasons|causes|errors)"
    r"|(?:too|as well|by|beside|there|here|now|automatically|with|in|and|but|also|again|alone|alike|at)\b)"
)
"""Regular expression for what can stand behind words that say something in general, and not of one thing only."""

ASKS = re.compile(rf"[ *_]*{ASSOCIATION}[ *_]*| *(?:do|does) (?:(?:the|your|my) )?{ASSOCIATION} count\b.*")
"""Regular expression for the label of a row or column whose cells say whether something counts, with placeholders."""

COUNTS_FOR = re.compile(r"\s*(?:what it )?counts for\s*", re.IGNORECASE)
"""Regular expression for the head of a column whose cells name what the first cells of their rows count for."""

EXCEPT = re.compile(r"\b(?:without|except|not)\s+$", re.IGNORECASE)

NO = re.compile(r"(?:no|not|none|nothing|neither)\b|[–—-]", re.IGNORECASE)
"""Regular expression for the beginning of a cell that says no."""

ONLY_NAMES = re.compile(rf"(?:{ASSOCIATION}|\{{grade:[\w-]+\}}|(?:or|and|by)\b|[\d .,;%*_()])+")
"""Regular expression for a cell that holds names of claims and routes, and numbers, with placeholders."""


BEFORE_NAMES = " *_0123456789,.;%"
"""Characters that can stand before the first name of such a cell."""


def space(found: re.Match[str]) -> str:
    """A space for white space, and nothing for citations that have none behind them."""
    return " " if found[0][-1].isspace() else ""


def in_part(signed: str, start: int, end: int) -> bool:
    """Whether a phrase states nothing by itself, because it is in a condition or holds for one thing only."""
    return not ALONE.match(signed, end) or bool(PART.search(signed, 0, start))


def narrowed(designations: tuple[str, ...], topics: Iterable[Topic]) -> tuple[str, ...]:
    """Designations of a name that several share, narrowed to those of a topic; all of them where no topic says so."""
    meant = {id for topic in topics if isinstance(topic, tuple) for id in topic}
    return tuple(id for id in designations if id in meant) or designations


def contradicted(said: Listing, associations: Sequence[str], designations: Mapping[str, Designation]) -> list[str]:
    """Ids of the designations that a statement contradicts.

    Where a name can mean several of them, it must be so of each, since a sentence that is right for one half alone
    misleads the readers of the other. Less is asked of a sentence that leaves the designation to a heading above: it
    may tell one side of what sources disagree on, and CPOR in it may be the claim of one of the designations.
    """
    if said.value == UNKNOWN:
        return []
    each = {id: states_in(designations[id], associations, sides=said.nearby) for id in said.designations}
    wrong = [id for id, found in each.items() if found and not {said.value, UNKNOWN} & found]
    either = said.nearby and len(associations) > 1
    return [] if either and len(wrong) < len(each) else wrong


def states_in(designation: Designation, associations: Sequence[str], *, sides: bool) -> set[str]:
    """Whether claims or routes feed a metric of a designation, be it disputed: `listed`, `not-listed` or `unknown`.

    :param sides: whether it is also unknown where the text of a metric says more of it than yes or no.
    """
    states = {is_listed(designation, id) for id in associations}
    qualified = any(not metric.qualified.isdisjoint(associations) for metric in designation.metrics)
    return {*states, UNKNOWN} if sides and qualified else states


def is_listed(designation: Designation, association: str) -> str:
    """`listed` if a claim or route feeds a metric of a designation, be it disputed; `not-listed`, or `unknown`."""
    states = {metric_state(metric, {association}) for metric in designation.metrics}
    return "listed" if states & LISTED else UNKNOWN if UNKNOWN in states else "not-listed"
