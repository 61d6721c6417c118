"""Reader of the timeline and the glossary: events and eras, and terms with their meanings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from build_scripts.read.evidence import DATE, DATE_IN_WORDS, FACT, first_day
from build_scripts.read.faults import Fault, Place
from build_scripts.read.forms import Entry, optional, required
from build_scripts.read.values import DAY, FLAG, IDS, MARKDOWN, TEXT, TEXTS
from build_scripts.read.yaml_file import ID

LONGEST_TOOLTIP = 160
"""Most characters of a tooltip."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """An event of the timeline."""

    id: str
    when: str
    """Date in words, as readers see it; it may say "by" or "about"."""
    first: date
    last: date
    """`first` and `last` are the days between which the event happened, or during which it went on."""
    title: str
    text: str
    grade: str
    sources: tuple[str, ...]
    major: bool
    """Whether the event is among those that everybody has to know."""
    was: tuple[str, ...] = ()
    """Former ids: links to them still lead to the event."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Era:
    """A period of the timeline that is drawn by itself."""

    id: str
    label: str
    first: date
    last: date | None
    """Last day; None: the era has not ended."""
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A term of the site's subject, with its meaning."""

    id: str
    label: str
    short: str
    """Plain text for a tooltip."""
    text: str
    grade: str
    sources: tuple[str, ...]
    long: str = ""
    """Full words of an abbreviation; empty for other terms."""
    words: tuple[str, ...] = ()
    """Spellings in running text, which become links to the term."""
    formerly: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    """Spellings that our own texts must not use."""
    see: str = ""
    """Path below docs/ of the page that says more."""
    was: tuple[str, ...] = ()
    """Former ids: links to them still lead to the term."""

    @property
    def tooltip(self) -> str:
        """Meaning in one line, after the full words of an abbreviation where the meaning does not contain them."""
        tells = not self.long or self.long.casefold() in self.short.casefold()
        return self.short if tells else f"{self.long}: {self.short}"


# ---------- reading


ERA = Entry(
    Era,
    "Era",
    "A period of the timeline that is drawn by itself.",
    required("label", TEXT, "Its name."),
    required("from", DAY, "Its first day.", goes_to="first"),
    optional("to", DAY, "Its last day; left out: it has not ended.", goes_to="last", default=None),
    required("text", TEXT, "What was so then, in a sentence."),
)


def make_event(*, first: date, last: date | None, **values: Any) -> Event:
    """Event from the values of its keys."""
    return Event(first=first, last=last or first, **values)


EVENT = Entry(
    make_event,
    "Event",
    "Something that happened, on the timeline. Events stand in the order of `from`.",
    required("date", DATE_IN_WORDS, "When it happened, in words, as readers see it.", goes_to="when"),
    required("from", DAY, "The day on which it happened, or the first on which it can have.", goes_to="first"),
    optional("to", DAY, "The last day on which it can have happened; left out: `from`.", goes_to="last", default=None),
    required("title", TEXT, "What happened, in a few words."),
    required("text", MARKDOWN, "What happened, in one or two sentences."),
    *FACT,
    optional("major", FLAG, "Whether readers who ask when the claims changed have to know it."),
    optional("was", IDS, "Ids that it had before; links to them still lead to it."),
)

TERM = Entry(
    Term,
    "Term",
    "A word of the glossary.",
    required("label", TEXT, "The word as a heading."),
    optional("long", TEXT, "The full words of an abbreviation."),
    required("short", TEXT, f"Its meaning for a tooltip: plain text of at most {LONGEST_TOOLTIP} characters."),
    required("text", MARKDOWN, "Its meaning for the glossary."),
    optional("words", TEXTS, "How it stands in running text, to be linked there; left out: it is linked nowhere."),
    optional("formerly", TEXTS, "Old names, under which people search."),
    optional("wrong", TEXTS, "Spellings that our own texts must not use."),
    optional("see", TEXT, "The page that says more: its path below `docs/`."),
    *FACT,
    optional("was", IDS, "Ids that it had before; links to them still lead to it."),
)


# ---------- checking


def order_faults(eras: Mapping[str, Era], events: Mapping[str, Event]) -> Iterator[Fault]:
    """Faults of eras and events that are out of order of time, and of events that are in no era."""
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


def date_faults(events: Mapping[str, Event]) -> Iterator[Fault]:
    """Faults of events that are drawn at another date than readers are told.

    Only a whole date is compared; words such as "before" or "between" say that the days are others.
    """
    for event in events.values():
        found = DATE.fullmatch(event.when)
        if found:
            told = first_day(*(group or "" for group in found.groups()))
            parts = 3 if found[1] else 2 if found[2] else 1
            if told.timetuple()[:parts] != event.first.timetuple()[:parts]:
                yield Fault(
                    name="date-differs",
                    message=f"the event is drawn at {event.first}, and readers are told '{event.when}'",
                    place=("events", event.id, "from"),
                    help="mend one of the two",
                )


def out_of_order(place: Place, message: str) -> Fault:
    """Fault of an era or an event that is in the wrong position of the timeline."""
    return Fault(name="out-of-order", message=message, place=place, help="mend the date, or move it")


def begins_in(event: Event, era: Era) -> bool:
    """Whether an event belongs to an era."""
    return era.first <= event.first and (era.last is None or event.first <= era.last)


def former_faults(key: str, things: Mapping[str, Event] | Mapping[str, Term]) -> Iterator[Fault]:
    """Faults of former ids that cannot have been ids, or that lead to more than one thing."""
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
    """Faults of words that lead to more than one term, and of tooltips that are too long."""
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
