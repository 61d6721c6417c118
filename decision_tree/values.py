"""Values that are derived from the reader's answers by declared arithmetic, and the texts in which they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, TypeAlias

from decision_tree.dates import band_of, day_meant, day_words, earlier, later, month_end, month_words, months_between
from decision_tree.kinds import Amount, Hop, kind_of, number_band
from decision_tree.model import Chosen, Flow, Question, Value

Number: TypeAlias = tuple[int, int]
"""A fraction: numerator and denominator, which is above 0. `fractions` imports `decimal`, which readers would fetch."""

MARK = re.compile(r"\{([a-z0-9]+(?:-[a-z0-9]+)*)\}")
"""Place of a value in a text, such as `{answer-by}`."""

NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+|/[1-9][0-9]*)?")
"""A number as the terms of values are written: `12`, `0.05` or `1/366`."""

NO_CHOICE: Mapping[str, Chosen] = MappingProxyType({})


def derive_more(
    flow: Flow, known: dict[str, Amount], chosen: dict[str, Chosen], last_days: Mapping[str, date], today: date
) -> None:
    """Add to `known` the values that can be derived by now, and to `chosen` the bands that they are in."""
    for id, value in flow.values.items():
        if id in known:
            continue
        amount = last_days.get(value.of[0]) if value.how == "end-of" else derived(value, known, chosen, today)
        if amount is not None:
            known[id] = amount
            if value.bands:
                chosen[id] = frozenset({band_id(value, amount, today, known)})


def amount_of(flow: Flow, hop: Hop) -> Amount | None:
    """The day or the number that was given to a question; None for one with options."""
    question = flow.questions[hop.question]
    return None if question.options else kind_of(question).amount(question, hop.answer[0])


def band_id(value: Value, amount: Amount, today: date, known: Mapping[str, Amount]) -> str:
    """Id of the band that a value is in."""
    if isinstance(amount, date):
        return band_of(value.bands, amount, today, known)[0].id
    asked = value.asked
    return number_band(asked, ceiling(product(amount, (10**asked.decimals, 1)))).id


def derived(
    value: Value, known: Mapping[str, Amount], chosen: Mapping[str, Chosen] = NO_CHOICE, today: date | None = None
) -> Amount | None:
    """The amount of a value; None where an answer that it needs was not given, or no calendar has the day."""
    if value.how == "look-up":
        [subject] = value.of
        entry = next((value.entries[id] for id in chosen.get(subject, ()) if id in value.entries), None)
        terms = [None if entry is None else meant(entry, known, today)]
    else:
        terms = [meant(term, known, today) for term in value.of]
    if any(term is None for term in terms):
        return None
    days = [term for term in terms if isinstance(term, date)]
    try:
        if len(days) == len(terms):
            return of_days(value, days)
        return None if days else rounded(value, of_numbers(value, [it for it in terms if isinstance(it, tuple)]))
    except (OverflowError, ValueError):
        return None


def meant(term: str, known: Mapping[str, Amount], today: date | None) -> Amount | None:
    """The amount that a term means; None where nothing is known of it."""
    if NUMBER.fullmatch(term):
        return fraction(term)
    return known[term] if term in known else day_meant(term, today) if today else None


def of_days(value: Value, days: list[date]) -> Amount:
    """The day or the number that is derived from days. Raises OverflowError or ValueError where no calendar has it."""
    first, last = days[0], days[-1]
    if value.how in ("later", "earlier"):
        return (later if value.how == "later" else earlier)(first, value.number, value.unit)
    if value.how in ("month-end", "year-end"):
        return month_end(first if value.how == "month-end" else date(first.year, 12, 1))
    if value.how == "each-day":
        return rounded(value, day_by_day(value.entries, first, last))
    if value.how == "days-between":
        return (last - first).days, 1
    if value.how in ("months-between", "years-between"):
        months = months_between(first, last)
        return (months if value.how == "months-between" else int(months / 12)), 1
    return min(days) if value.how == "smaller" else max(days)


def day_by_day(entries: Mapping[str, str], first: date, last: date) -> Number:
    """The sum of what counts for each day from the first to the last, both included."""
    starts = [date.fromisoformat(day) for day in entries]
    ends = [*(day - timedelta(days=1) for day in starts[1:]), last]
    total: Number = (0, 1)
    for start, end, rate in zip(starts, ends, entries.values(), strict=True):
        days = (min(end, last) - max(start, first)).days + 1
        if days > 0:
            total = added(total, product((days, 1), fraction(rate)), 1)
    return total


def added(one: Number, other: Number, sign: int) -> Number:
    """The sum of two fractions; their difference where the sign is -1."""
    return one[0] * other[1] + sign * other[0] * one[1], one[1] * other[1]


def of_numbers(value: Value, numbers: list[Number]) -> Number:
    """The number that is derived from numbers."""
    first, *rest = numbers
    if value.how in ("larger", "smaller"):
        for number in rest:
            if (number[0] * first[1] > first[0] * number[1]) == (value.how == "larger"):
                first = number
        return first
    for number in rest:
        if value.how == "product":
            first = product(first, number)
        elif value.how == "quotient":
            first = product(first, inverse(number))
        else:
            first = added(first, number, -1 if value.how == "difference" else 1)
    return first


def product(one: Number, other: Number) -> Number:
    """The product of two fractions."""
    return one[0] * other[0], one[1] * other[1]


def inverse(number: Number) -> Number:
    """1 divided by a number that is not 0.

    >>> inverse((-2, 3))
    (-3, 2)
    """
    above, below = number
    return (below, above) if above > 0 else (-below, -above)


def ceiling(number: Number) -> int:
    """The smallest whole number that is not below a number."""
    return -(-number[0] // number[1])


def rounded(value: Value, number: Number) -> Number:
    """A number, rounded as the value says."""
    if not value.rounded:
        return number
    step = fraction(value.step)
    steps = product(number, (step[1], step[0]))
    return product((to_whole(steps, value.rounded), 1), step)


def to_whole(number: Number, how: str) -> int:
    """A whole number near a number: above it for `up`, below it for `down`, else the nearest, a half away from 0."""
    if how == "up":
        return ceiling(number)
    if how == "down":
        return number[0] // number[1]
    half = (abs(number[0]) * 2 + number[1]) // (2 * number[1])
    return half if number[0] >= 0 else -half


def fraction(term: str) -> Number:
    """The number that a term says.

    >>> fraction("-0.05"), fraction("1/366"), fraction("12")
    ((-5, 100), (1, 366), (12, 1))
    """
    whole, slash, below = term.partition("/")
    if slash:
        return int(whole), int(below)
    whole, _, part = whole.partition(".")
    return int(whole + part), 10 ** len(part)


def is_number(term: str) -> bool:
    """Whether a term is a number and no id."""
    return NUMBER.fullmatch(term) is not None


def in_words(value: Value, amount: Amount | int) -> str:
    """An amount as readers write it: a day or its month, a number, a count of things, or an amount of money.

    Money has two decimals unless it is whole.
    """
    if isinstance(amount, date):
        return month_words(amount) if value.shown_as == "month" else day_words(amount)
    hundredths = to_whole(product((amount, 1) if isinstance(amount, int) else amount, (100, 1)), "nearest")
    whole, part = divmod(abs(hundredths), 100)
    behind = f".{part:02}" if part else ""
    number = f"{'-' if hundredths < 0 else ''}{whole:,}{behind if value.money else behind.rstrip('0')}"
    if value.count:
        return f"{number} {value.count[0 if number == '1' else -1]}"
    return f"{value.money} {number}" if value.money else number


def rests_on(flow: Flow, tested: str, question: str) -> bool:
    """Whether what a condition tests is this question, or a value that is derived from its answer."""
    found = [tested]
    for id in found:
        if value := flow.values.get(id):
            found += [term for term in (*value.of, *value.entries.values()) if term not in found]
    return question in found


def words_of(flow: Flow, known: Mapping[str, Amount]) -> dict[str, str]:
    """Value id → the value in words, for the values that are known."""
    return {id: in_words(value, known[id]) for id, value in flow.values.items() if id in known}


def filled(flow: Flow, text: str, values: Mapping[str, str]) -> str:
    """A text with its values; where one is not known, with the words that stand for it then."""
    if not flow.values:
        return text
    return MARK.sub(
        lambda mark: values.get(mark[1], flow.values[mark[1]].unknown) if mark[1] in flow.values else mark[0], text
    )


def as_asked(flow: Flow, question: Question, known: Mapping[str, Amount]) -> Question:
    """The question with the values in its texts and in those of its options.

    A value there is known before the question is asked, and stays, so that `known` may be of a later step as well.
    """
    if not (flow.values and question.names_values):
        return question
    words = words_of(flow, known)

    def said(patterns: Mapping[str, str]) -> dict[str, Any]:
        return {key: filled(flow, text, words) for key, text in patterns.items()}

    options = tuple(replace(option, **said(option.patterns)) for option in question.options)
    return replace(question, options=options, **said(question.patterns))
