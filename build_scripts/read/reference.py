"""The timeline and the glossary: what happened when, and what the words mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from yaml.nodes import Node

from build_scripts.read.evidence import read_day, read_support
from build_scripts.read.faults import Fault, Place
from build_scripts.read.yaml_file import ID, YamlFile

LONGEST_TOOLTIP = 160
"""Characters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Something of the timeline."""

    id: str
    when: str
    """As readers see it; it may say "by" or "about"."""
    first: date
    last: date
    """The first and the last day on which it can have been, or on which it went on."""
    title: str
    text: str
    grade: str
    sources: tuple[str, ...]
    major: bool
    """Whether somebody who asks when the claims changed has to know it."""
    was: tuple[str, ...] = ()
    """The ids that it had before: links to them still lead to it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Era:
    """A stretch of the timeline that is drawn by itself."""

    id: str
    label: str
    first: date
    last: date | None
    """None: it goes on."""
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A word of the programme."""

    id: str
    label: str
    short: str
    """Plain text for a tooltip."""
    text: str
    grade: str
    sources: tuple[str, ...]
    long: str = ""
    """What an abbreviation stands for."""
    words: tuple[str, ...] = ()
    """How it stands in running text, where it is linked."""
    formerly: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    """Spellings that our own text must not have."""
    see: str = ""
    """The page that says more, below docs/."""
    was: tuple[str, ...] = ()
    """The ids that it had before: links to them still lead to it."""

    @property
    def tooltip(self) -> str:
        """What it means, in one line, with what it is short for."""
        tells = not self.long or self.long.casefold() in self.short.casefold()
        return self.short if tells else f"{self.long}: {self.short}"


# ---------- reading


def read_era(yaml: YamlFile, id: str, node: Node, place: Place) -> Era:
    """One stretch of the timeline."""
    record = yaml.record(node, place, needs=("label", "from", "text"), takes=("to",))
    return Era(
        id=id,
        label=yaml.text_of(record.get("label"), (*place, "label")),
        first=read_day(yaml, record.get("from"), (*place, "from")) or date.min,
        last=read_day(yaml, record.get("to"), (*place, "to")),
        text=yaml.text_of(record.get("text"), (*place, "text")),
    )


def read_event(yaml: YamlFile, id: str, node: Node, place: Place) -> Event:
    """One event."""
    needs = ("date", "from", "title", "text")
    record = yaml.record(node, place, needs=needs, takes=("to", "grade", "sources", "major", "was"))
    grade, sources = read_support(yaml, record, place)
    first = read_day(yaml, record.get("from"), (*place, "from")) or date.min
    return Event(
        id=id,
        when=yaml.text_of(record.get("date"), (*place, "date")),
        first=first,
        last=read_day(yaml, record.get("to"), (*place, "to")) or first,
        title=yaml.text_of(record.get("title"), (*place, "title")),
        text=yaml.text_of(record.get("text"), (*place, "text")),
        grade=grade,
        sources=sources,
        major=yaml.word_of(record.get("major"), (*place, "major"), ("true", "false"), "false") == "true",
        was=yaml.texts(record.get("was"), (*place, "was")),
    )


def read_term(yaml: YamlFile, id: str, node: Node, place: Place) -> Term:
    """One word of the programme."""
    needs, texts, lists = ("label", "short", "text"), ("long", "see"), ("words", "formerly", "wrong", "was")
    record = yaml.record(node, place, needs=needs, takes=(*texts, *lists, "grade", "sources"))
    grade, sources = read_support(yaml, record, place)
    label, short, text, long, see = (yaml.text_of(record.get(key), (*place, key)) for key in (*needs, *texts))
    words, formerly, wrong, was = (yaml.texts(record.get(key), (*place, key)) for key in lists)
    return Term(
        id=id,
        label=label,
        short=short,
        text=text,
        grade=grade,
        sources=sources,
        long=long,
        words=words,
        formerly=formerly,
        wrong=wrong,
        see=see,
        was=was,
    )


# ---------- checking


def order_faults(eras: Mapping[str, Era], events: Mapping[str, Event]) -> Iterator[Fault]:
    """Eras and events stand in order of time, and every event is in an era."""
    for before, after in pairwise(eras.values()):
        if before.last is None or before.last >= after.first:
            yield out_of_order(
                ("eras", after.id, "from"), f"the era '{after.id}' begins before '{before.id}' has ended"
            )
    for before_event, event in pairwise(events.values()):
        if event.first < before_event.first:
            yield out_of_order(("events", event.id, "from"), f"'{event.id}' is before '{before_event.id}'")
    for event in events.values():
        if event.last < event.first:
            yield out_of_order(("events", event.id, "to"), f"'{event.id}' ends before it begins")
        if not any(begins_in(event, era) for era in eras.values()):
            yield out_of_order(("events", event.id, "from"), f"'{event.id}' is in no era")


def out_of_order(place: Place, message: str) -> Fault:
    """Something of the timeline that does not stand where it belongs."""
    return Fault(name="out-of-order", message=message, place=place, help="mend the date, or move it")


def begins_in(event: Event, era: Era) -> bool:
    """Whether an event belongs to an era."""
    return era.first <= event.first and (era.last is None or event.first <= era.last)


def former_faults(key: str, things: Mapping[str, Event] | Mapping[str, Term]) -> Iterator[Fault]:
    """A former id leads to one thing, and is that of no other."""
    owners = {id: id for id in things}
    for id, it in things.items():
        for index, old in enumerate(it.was):
            place: Place = (key, id, "was", index)
            if not ID.fullmatch(old):
                message = f"'{old}' cannot have been an id"
                yield Fault(name="malformed-id", message=message, place=place, help="small letters, digits and hyphens")
            elif old in owners:
                message = f"the id '{old}' leads to '{owners[old]}' already"
                yield Fault(name="id-twice", message=message, place=place, help="leave it out in one of them")
            owners.setdefault(old, id)


def term_faults(terms: Mapping[str, Term]) -> Iterator[Fault]:
    """A word leads to one term, and a tooltip is short."""
    owners: dict[str, str] = {}
    for term in terms.values():
        if len(term.short) > LONGEST_TOOLTIP:
            message = f"the tooltip of '{term.id}' has {len(term.short)} characters; at most {LONGEST_TOOLTIP} fit"
            yield Fault(name="too-long", message=message, place=("terms", term.id, "short"), help="say more in 'text'")
        for index, word in enumerate(term.words):
            if word in owners:
                message = f"the word '{word}' leads to '{owners[word]}' already"
                place: Place = ("terms", term.id, "words", index)
                yield Fault(name="word-twice", message=message, place=place, help="leave it out in one of them")
            owners.setdefault(word, term.id)
