"""The kinds of question: the answers that each kind accepts, and the alternatives to a given answer.

Each kind is one class, so that a new kind is added in one place here. build_scripts/README.md lists what else a new
kind needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import ClassVar, TypeAlias

from decision_tree.dates import band_of, day_meant, day_words, iso_day, month_day, month_end, month_words, worded_day
from decision_tree.model import MOST, TODAY, Band, Chosen, Question

Amount: TypeAlias = date | tuple[int, int]
"""A day, or a number as a fraction: numerator and denominator, so that no digit is lost."""

Known: TypeAlias = Mapping[str, object]
"""Days and numbers by the ids of the questions and values that they were given to or derived for."""


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
    known: Known = field(default_factory=dict)
    """Days and numbers that were answered or derived before."""

    def settled(self) -> Question:
        """The question with days and numbers in place of what was answered or derived before."""
        question = self.question
        if not self.known:
            return question
        least, most = self.number(question.least), self.number(question.most)
        return replace(
            question,
            first_day=self.iso(question.first_day),
            last_day=self.iso(question.last_day),
            bands=tuple(replace(band, until=self.iso(band.until)) for band in question.bands),
            at_least=question.at_least if least is None else max(question.at_least, least),
            at_most=question.at_most if most is None else min(question.at_most, most),
        )

    def iso(self, limit: str) -> str:
        """A limit as an ISO date where it is another question or a value; others stay."""
        found = self.known.get(limit)
        return found.isoformat() if isinstance(found, date) else limit

    def number(self, limit: str) -> int | None:
        """The number that a limit of the question means, in its smallest unit; None where it has none."""
        found = self.known.get(limit)
        return found[0] * 10**self.question.decimals // found[1] if isinstance(found, tuple) else None


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

    def amount(self, question: Question, answer: str) -> Amount | None:  # noqa: ARG002
        """The day or the number that an accepted answer means; None where options are chosen."""
        return None

    def shown(self, question: Question, value: str) -> str:  # noqa: ARG002
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
    """The kind of question that asks for a date, by default not after today. Conditions test its band."""

    named = False
    words = "a date"
    empty_problem = "Please give a date."
    control = MappingProxyType({"type": "date"})

    def accept(self, asked: Asked, given: tuple[str, ...]) -> Hop:
        """The date, with the band that it is in today."""
        if not given or not given[0]:
            raise NotAcceptable(self.empty_problem)
        day = self.day(given[0]) if len(given) == 1 else None
        if day is None:
            raise NotAcceptable(self.unread(shortened(",".join(given)), asked.today))
        question = asked.settled()
        said = self.said(day)
        first, last = (day_meant(limit, asked.today) for limit in (question.first_day, question.last_day))
        if last and day > last:
            end = f"today, {day_words(last)}" if question.last_day == TODAY else self.said(last)
            raise NotAcceptable(question.if_above or f"{said} is after {end}. Please check the date.")
        if first and day < first:
            begin = f"today, {day_words(first)}" if question.first_day == TODAY else self.said(first)
            raise NotAcceptable(question.if_below or f"{said} is before {begin}. Please check the date.")
        if question.month_ends and day != month_end(day):
            such = day_words(month_end(day))
            raise NotAcceptable(f"{said} is not the last day of a month. Please give one, such as {such}.")
        band, stays = band_of(question.bands, day, asked.today)
        return Hop(question=question.id, answer=(self.written(day),), chosen=frozenset({band.id}), last=stays)

    def unread(self, said: str, today: date) -> str:
        """The message for an answer that is no date."""
        return f"“{said}” is not a date. Please give a day of the calendar with its year, such as {day_words(today)}."

    def day(self, said: str) -> date | None:
        """Date of an answer such as `2026-05-10` or `10 May 2026`; None where the text is no date."""
        return iso_day(said) or worded_day(said)

    def written(self, day: date) -> str:
        """A day as links write it."""
        return day.isoformat()

    def said(self, day: date) -> str:
        """Date in words, as messages show it."""
        return day_words(day)

    def amount(self, question: Question, answer: str) -> Amount:  # noqa: ARG002
        """The day."""
        return self.day(answer) or date.min

    def others(self, asked: Asked, chosen: Chosen) -> Iterator[tuple[str, ...]]:
        """A day in each other band, for the bands where one is found."""
        return values_elsewhere(self, asked, chosen)

    def value_in(self, question: Question, band: str, today: date) -> str | None:
        """A day in this band that is accepted; None where none of the days tried is."""
        asked = Asked(question, (), today)
        for day in days_tried(asked):
            said = self.written(day)
            try:
                if band in self.accept(asked, (said,)).chosen:
                    return said
            except NotAcceptable:
                continue
        return None

    def shown(self, question: Question, value: str) -> str:  # noqa: ARG002
        """The date with the month in words."""
        day = iso_day(value)
        return day_words(day) if day else value

    def is_value(self, text: str) -> bool:
        """Whether a text is an ISO date."""
        return iso_day(text) is not None


class MonthValue(DateValue):
    """The kind of question that asks for a month. Its first day decides the band, because bands are limited by days."""

    words = "a month"
    empty_problem = "Please give a month."
    control = MappingProxyType({"type": "month"})

    def unread(self, said: str, today: date) -> str:
        """The message for an answer that is no month."""
        return f"“{said}” is not a month and a year, such as {today.month}/{today.year} or {month_words(today)}."

    def day(self, said: str) -> date | None:
        """The first day of the month, which may be written as `2026-03`, `3/2026` or `March 2026`."""
        return month_day(said)

    def written(self, day: date) -> str:
        """The month as links write it."""
        return day.isoformat()[:7]

    def said(self, day: date) -> str:
        """The month in words."""
        return month_words(day)

    def shown(self, question: Question, value: str) -> str:  # noqa: ARG002
        """The month in words."""
        day = month_day(value)
        return month_words(day) if day else value

    def is_value(self, text: str) -> bool:
        """Whether a text is a year and a month as links write them."""
        return iso_day(f"{text}-01") is not None


LONGEST_NUMBER = len(str(MOST)) + 1
"""Digits of a number that are looked at."""

DIGITS = re.compile(
    r"[0-9]+"
    r"|[1-9][0-9]{0,2}(?P<sign>[.,'’ \u00a0\u202f])[0-9]{3}(?:(?P=sign)[0-9]{3})*"
    r"|[1-9][0-9]?(?:,[0-9]{2})*,[0-9]{3}"
)
"""A whole number as people write it: in digits, with or without signs between the thousands, or in lakhs."""

SIGNS: Mapping[str, str] = MappingProxyType(
    {"GBP": "£", "EUR": "€", "USD": "$", "CAD": "$", "AUD": "$", "NZD": "$", "INR": "₹", "JPY": "¥", "CNY": "¥"}
)
"""Currency → the sign that people write for it. Other currencies are written by their letters."""


class NumberValue(Kind):
    """The kind of question that asks for a number, whole unless it has decimals. Conditions test its band."""

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
        question = asked.settled()
        number = self.number(question, said)
        if number is None:
            raise NotAcceptable(self.unread(question, shortened(said)))
        if number > question.at_most:
            most = self.shown(question, written_number(question, question.at_most))
            raise NotAcceptable(question.if_above or self.too_much(shortened(said), most))
        if number < question.at_least:
            least = self.shown(question, written_number(question, question.at_least))
            raise NotAcceptable(question.if_below or self.too_little(shortened(said), least))
        chosen = frozenset({number_band(question, number).id})
        return Hop(question=question.id, answer=(written_number(question, number),), chosen=chosen)

    def unread(self, question: Question, said: str) -> str:
        """The message for an answer that is no number."""
        if question.decimals:
            return f"“{said}” is not a number. Please write it in digits, such as 7.5."
        return f"“{said}” is not a whole number. Please write it in digits, such as 250."

    def too_much(self, said: str, most: str) -> str:
        """The message for a number above the range."""
        return f"“{said}” is too large. Please give {self.words} up to {most}."

    def too_little(self, said: str, least: str) -> str:
        """The message for a number below the range."""
        return f"“{said}” is too small. Please give {self.words} from {least} on."

    def number(self, question: Question, said: str) -> int | None:
        """The number in the smallest unit, or None where a text is none, or could be two: `7.255` hours."""
        two = question.decimals and re.fullmatch("[0-9]{1,3}[.,][0-9]{3}", said)
        return None if two else read_number(said, question.decimals)

    def amount(self, question: Question, answer: str) -> Amount:
        """The number, as a fraction."""
        return read_number(answer, question.decimals) or 0, 10**question.decimals

    def others(self, asked: Asked, chosen: Chosen) -> Iterator[tuple[str, ...]]:
        """A number in each other band."""
        return values_elsewhere(self, asked, chosen)

    def value_in(self, question: Question, band: str, today: date) -> str | None:  # noqa: ARG002
        """The smallest number in this band."""
        return written_number(question, range_of(question, band)[0])

    def shown(self, question: Question, value: str) -> str:  # noqa: ARG002
        """The number with commas between the thousands."""
        whole, point, rest = value.partition(".")
        return f"{int(whole):,}{point}{rest}"

    def is_value(self, text: str) -> bool:
        """Whether a text is a number as links write it."""
        return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) is not None


class MoneyValue(NumberValue):
    """The kind of question that asks for an amount of money, kept in hundredths. Conditions test its band."""

    words = "an amount"
    empty_problem = "Please give an amount."
    control = MappingProxyType({"type": "text", "inputmode": "decimal", "autocomplete": "off"})

    def unread(self, question: Question, said: str) -> str:
        """The message for an answer that is no amount in the currency."""
        return f"“{said}” is not an amount in {question.money}. Please write it in digits, such as 250 or 1,250.50."

    def number(self, question: Question, said: str) -> int | None:
        """The amount in hundredths, or None. The currency and its sign may stand before or behind it."""
        for sign in (question.money, SIGNS.get(question.money, question.money)):
            bare = said.removeprefix(sign) if said.startswith(sign) else said.removesuffix(sign)
            said = bare.strip()
        return read_number(said.removesuffix(",-").removesuffix(".-").removesuffix(".–"), 2)

    def shown(self, question: Question, value: str) -> str:
        """The amount with its currency, and with commas between the thousands."""
        return f"{question.money} {super().shown(question, value)}"


class YearValue(NumberValue):
    """The kind of question that asks for a year. Conditions test the band into which it falls."""

    words = "a year"
    empty_problem = "Please give a year."

    def unread(self, question: Question, said: str) -> str:  # noqa: ARG002
        """The message for an answer that is no year."""
        return f"“{said}” is not a year. Please write it with four digits, such as 1990."

    def too_much(self, said: str, most: str) -> str:
        """The message for a year after the range."""
        return f"“{said}” is too late. Please give a year up to {most}."

    def too_little(self, said: str, least: str) -> str:
        """The message for a year before the range."""
        return f"“{said}” is too early. Please give a year from {least} on."

    def number(self, question: Question, said: str) -> int | None:  # noqa: ARG002
        """The year, or None where a text is none."""
        return int(said) if re.fullmatch("[0-9]{4}", said) else None

    def shown(self, question: Question, value: str) -> str:  # noqa: ARG002
        """The year in digits, without commas."""
        return value

    def is_value(self, text: str) -> bool:
        """Whether a text is a year."""
        return re.fullmatch("[0-9]{4}", text) is not None


KINDS: Mapping[str, Kind] = {
    "one": OneOption(),
    "several": SeveralOptions(),
    "date": DateValue(),
    "month": MonthValue(),
    "number": NumberValue(),
    "money": MoneyValue(),
    "year": YearValue(),
}


def kind_of(question: Question) -> Kind:
    """The kind of a question."""
    return KINDS[question.kind]


# ---------- what the kinds share


def values_elsewhere(kind: Kind, asked: Asked, chosen: Chosen) -> Iterator[tuple[str, ...]]:
    """A value in each band other than the chosen one, for the bands where one is found."""
    others = (band.id for band in asked.question.bands if band.id not in chosen)
    question = asked.settled()
    return ((value,) for id in others if (value := kind.value_in(question, id, asked.today)) is not None)


def read_number(said: str, decimals: int) -> int | None:
    """A number as people write it, in its smallest unit; None where a text is none.

    The last sign counts as the decimal one if no more digits follow it than the number may have.

    >>> read_number("1.250,50", 2), read_number("£ 3", 2), read_number("1,250", 2)
    (125050, None, 125000)
    """
    sign, rest = ("-", said[1:]) if said[:1] in ("-", "−") else ("", said.removeprefix("+"))
    parted = re.fullmatch(f"(.*[0-9])([.,])([0-9]{{1,{decimals}}})", rest) if decimals else None
    whole, mark, part = parted.groups() if parted else (rest, "", "")
    found = DIGITS.fullmatch(whole)
    if not found or (mark and (found["sign"] == mark or (mark == "," and "," in whole))):
        return None
    digits = (re.sub("[^0-9]", "", whole) + part.ljust(decimals, "0")).lstrip("0")
    return int(sign + (digits[: LONGEST_NUMBER + decimals] or "0"))  # a longer one is too large anyway


def written_number(question: Question, number: int) -> str:
    """A number as links write it, from its smallest unit.

    >>> written_number(Question(id="x", kind="money", ask="", short="", decimals=2, money="GBP"), 125050)
    '1250.50'
    """
    if not question.decimals:
        return str(number)
    whole, part = divmod(abs(number), 10**question.decimals)
    digits = f"{part:0{question.decimals}}"
    behind = digits if question.money else digits.rstrip("0")
    return f"{'-' if number < 0 else ''}{whole}" + (f".{behind}" if part else "")


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
"""Rough maximum of calendar days in one unit of a band. `days_tried` derives its days from it."""


def days_tried(asked: Asked) -> Iterator[date]:
    """Days on both sides of each limit of a question, those behind us first, the latest of them at the beginning."""
    bands, today = asked.question.bands, asked.today
    backs = [
        0,
        *(DAYS[band.unit] * band.within + more for band in bands if band.within is not None for more in (-31, 5)),
    ]
    days = [today - timedelta(days=max(back, 0)) for back in sorted(backs)]
    limits = (asked.question.first_day, asked.question.last_day, *(band.until for band in bands))
    for limit in filter(None, (day_meant(one, today) for one in dict.fromkeys(limits))):
        days += [limit + timedelta(days=more) for more in (0, 1, -1) if date.min < limit < date.max]
    if asked.question.month_ends:
        days = [end for day in days for end in (month_end(day), day.replace(day=1) - timedelta(days=1))]
    return iter(dict.fromkeys(days))
