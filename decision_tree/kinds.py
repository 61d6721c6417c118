"""The kinds of question: the answers that each kind accepts, and the alternatives to a given answer.

Each kind is one class, so that a new kind is added in one place here. build_scripts/README.md lists what else a new
kind needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import ClassVar

from decision_tree.dates import band_of, day_words, iso_day
from decision_tree.model import MOST, Band, Chosen, Question


class NotAcceptable(Exception):
    """An answer that the question does not accept. The message is for the reader."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hop:
    """A question that was asked, with an answer that it accepts."""

    question: str
    answer: tuple[str, ...]
    """The answer as a link writes it: option ids in the question's order, or a value such as an ISO date."""
    chosen: Chosen
    """The answer as conditions see it: option ids, or the id of the band that the value falls into."""
    last: date | None = None
    """The last day on which the value is in this band; None where it stays there."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the options offered after the answers so far, and the day on which it is asked."""

    question: Question
    offered: tuple[str, ...]
    """Ids of the options that are offered."""
    today: date


class Kind:
    """A kind of question: accepts answers, and finds alternatives to them."""

    named: ClassVar[bool] = True
    """Whether an answer names options; otherwise it is a value, and conditions see the band that it falls into."""
    many: ClassVar[bool] = False
    """Whether an answer can name several options."""
    options_lead: ClassVar[bool] = False
    """Whether options may lead to nodes of their own."""
    words: ClassVar[str]
    """The form of an answer, worded to stand inside a sentence about the question."""
    empty_problem: ClassVar[str]
    """The message to a reader who has given no answer."""
    control: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """The attributes of the HTML control for a value; none where options are chosen."""

    def accept(self, asked: Asked, given: tuple[str, ...]) -> Hop:
        """The accepted answer. Raises NotAcceptable with a message for the reader."""
        raise NotImplementedError

    def others(self, asked: Asked, chosen: Chosen) -> Iterator[tuple[str, ...]]:
        """Answers that differ from the one given in one thing."""
        raise NotImplementedError

    def value_in(self, question: Question, band: str, today: date) -> str | None:  # noqa: ARG002
        """A value that falls into this band today; None where none of those tried does."""
        return None

    def shown(self, value: str) -> str:
        """A value as readers write it."""
        return value

    def is_value(self, text: str) -> bool:  # noqa: ARG002 - a kind that has values looks at it
        """Whether a text is a value of this kind. Kinds whose answers name options have no values."""
        return False


class OneOption(Kind):
    """The kind whose answer is one of several options."""

    options_lead = True
    words = "one option"
    empty_problem = "Please choose one."

    def accept(self, asked: Asked, given: tuple[str, ...]) -> Hop:
        """The chosen option."""
        refuse_strangers(asked, given)
        if not given:
            raise NotAcceptable(self.empty_problem)
        if len(set(given)) > 1:
            raise NotAcceptable("Only one of these can be so. Please choose one.")
        if given[0] not in asked.offered:
            label = label_of(asked.question, given[0])
            raise NotAcceptable(f"“{label}” does not go with your answers before. Please choose again.")
        return Hop(question=asked.question.id, answer=given[:1], chosen=frozenset(given))

    def others(self, asked: Asked, chosen: Chosen) -> Iterator[tuple[str, ...]]:
        """Each other option."""
        return ((id,) for id in asked.offered if id not in chosen)


class SeveralOptions(Kind):
    """The kind whose answer is any number of options. Some options may exclude all others."""

    many = True
    words = "several options"
    empty_problem = "Please choose at least one."

    def accept(self, asked: Asked, given: tuple[str, ...]) -> Hop:
        """The chosen options, in the question's order. Options that are not offered are left out."""
        refuse_strangers(asked, given)
        question = asked.question
        chosen = tuple(id for id in asked.offered if id in given)
        if not chosen and not question.empty:
            raise NotAcceptable(self.empty_problem)
        if len(chosen) > 1 and not question.alone.isdisjoint(chosen):
            alone = label_of(question, next(id for id in chosen if id in question.alone))
            raise NotAcceptable(f"“{alone}” goes with no other choice. Please choose either that or the others.")
        return Hop(question=asked.question.id, answer=chosen, chosen=frozenset(chosen))

    def others(self, asked: Asked, chosen: Chosen) -> Iterator[tuple[str, ...]]:
        """Answers with one option more or less. An option that excludes all others replaces them, and vice versa."""
        alone = asked.question.alone
        for id in asked.offered:
            toggled = chosen ^ {id}
            if id not in chosen:
                toggled = frozenset({id}) if id in alone else toggled - alone
            if toggled or asked.question.empty:
                yield tuple(option for option in asked.offered if option in toggled)


class DateValue(Kind):
    """The kind whose answer is a date that is not after today. Conditions see the band that the date is in."""

    named = False
    words = "a date"
    empty_problem = "Please give a date."
    control = MappingProxyType({"type": "date"})

    def accept(self, asked: Asked, given: tuple[str, ...]) -> Hop:
        """The date, with the band that it is in today."""
        if not given or not given[0]:
            raise NotAcceptable(self.empty_problem)
        day = iso_day(given[0]) if len(given) == 1 else None
        if day is None:
            said, such = shortened(",".join(given)), asked.today.isoformat()
            raise NotAcceptable(f"“{said}” is not a date of the form year-month-day, such as {such}.")
        if day > asked.today:
            raise NotAcceptable(f"{day.isoformat()} is after today, {asked.today.isoformat()}. Please check the date.")
        band, last = band_of(asked.question.bands, day, asked.today)
        return Hop(question=asked.question.id, answer=(day.isoformat(),), chosen=frozenset({band.id}), last=last)

    def others(self, asked: Asked, chosen: Chosen) -> Iterator[tuple[str, ...]]:
        """A day in each other band, for the bands where one is found."""
        return values_elsewhere(self, asked, chosen)

    def value_in(self, question: Question, band: str, today: date) -> str | None:
        """A day in this band."""
        day = day_in(question.bands, next(one for one in question.bands if one.id == band), today)
        return day.isoformat() if day else None

    def shown(self, value: str) -> str:
        """The date with the month in words."""
        day = iso_day(value)
        return day_words(day) if day else value

    def is_value(self, text: str) -> bool:
        """Whether a text is an ISO date."""
        return iso_day(text) is not None


LONGEST_NUMBER = len(str(MOST)) + 1
"""Digits of a number that are looked at."""

NUMBER = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}([.,'’ \u00a0\u202f][0-9]{3})+)")
"""A whole number as people write it: in digits, with or without signs between the thousands."""


class NumberValue(Kind):
    """The kind whose answer is a whole number. Conditions see the band that the number is in."""

    named = False
    words = "a number"
    empty_problem = "Please give a number."
    control = MappingProxyType({"type": "text", "inputmode": "numeric", "autocomplete": "off"})
    """Not `type=number`, because it loses what it cannot read."""

    def accept(self, asked: Asked, given: tuple[str, ...]) -> Hop:
        """The number in digits, with the band that it is in."""
        said = ",".join(given).strip()
        if not said:
            raise NotAcceptable(self.empty_problem)
        if not NUMBER.fullmatch(said):
            raise NotAcceptable(f"“{shortened(said)}” is not a whole number. Please write it in digits, such as 250.")
        question = asked.question
        digits = re.sub("[^0-9]", "", said).lstrip("0")[:LONGEST_NUMBER] or "0"  # a longer one is too large anyway
        number = -int(digits) if said.startswith("-") else int(digits)
        if number > question.at_most:
            raise NotAcceptable(f"“{shortened(said)}” is too large. Please give a number up to {question.at_most:,}.")
        if number < question.at_least:
            raise NotAcceptable(
                f"“{shortened(said)}” is too small. Please give a number from {question.at_least:,} on."
            )
        return Hop(question=question.id, answer=(str(number),), chosen=frozenset({number_band(question, number).id}))

    def others(self, asked: Asked, chosen: Chosen) -> Iterator[tuple[str, ...]]:
        """A number in each other band."""
        return values_elsewhere(self, asked, chosen)

    def value_in(self, question: Question, band: str, today: date) -> str | None:  # noqa: ARG002
        """The smallest number in this band."""
        return str(range_of(question, band)[0])

    def shown(self, value: str) -> str:
        """The number with commas between the thousands."""
        return f"{int(value):,}"

    def is_value(self, text: str) -> bool:
        """Whether a text is a whole number in digits."""
        return text.isascii() and text.removeprefix("-").isdigit()


KINDS: Mapping[str, Kind] = {
    "one": OneOption(),
    "several": SeveralOptions(),
    "date": DateValue(),
    "number": NumberValue(),
}


def kind_of(question: Question) -> Kind:
    """The kind of a question."""
    return KINDS[question.kind]


# ---------- what the kinds share


def values_elsewhere(kind: Kind, asked: Asked, chosen: Chosen) -> Iterator[tuple[str, ...]]:
    """A value in each band other than the chosen one, for the bands where one is found."""
    others = (band.id for band in asked.question.bands if band.id not in chosen)
    return ((value,) for id in others if (value := kind.value_in(asked.question, id, asked.today)) is not None)


def number_band(question: Question, number: int) -> Band:
    """The first band that a number is in. The last band takes every number."""
    return next(band for band in question.bands if band.up_to is None or number <= band.up_to)


def range_of(question: Question, band: str) -> tuple[int, int]:
    """The smallest and the largest number in a band."""
    first = question.at_least
    for one in question.bands:
        last = question.at_most if one.up_to is None else one.up_to
        if one.id == band:
            return first, last
        first = last + 1
    raise KeyError(band)


def refuse_strangers(asked: Asked, given: tuple[str, ...]) -> None:
    """Raise NotAcceptable where an answer names something that is no option of the question."""
    for id in given:
        if id not in asked.offered and asked.question.option(id) is None:
            raise NotAcceptable(f"“{shortened(id)}” is not one of the choices here. Please choose again.")


def label_of(question: Question, id: str) -> str:
    """The label of an option that the question has."""
    option = question.option(id)
    assert option is not None, "refuse_strangers lets no other id pass"
    return option.label


def shortened(text: str) -> str:
    """Text from a link, cut to 40 characters so that a message can quote it."""
    return text if len(text) <= 40 else text[:39] + "…"


DAYS = {"days": 1, "business-days": 2, "months": 31}
"""Rough maximum of calendar days in one unit of a band. `day_in` derives the days that it tries from it."""


def day_in(bands: tuple[Band, ...], wanted: Band, today: date) -> date | None:
    """A day that falls into this band today; None where none of the days tried does."""
    tried = [
        0,
        *(DAYS[band.unit] * band.within + more for band in bands if band.within is not None for more in (-31, 5)),
    ]
    for back in sorted(tried):
        day = today - timedelta(days=max(back, 0))
        if band_of(bands, day, today)[0].id == wanted.id:
            return day
    return None
