"""Values that are derived from the reader's answers by declared arithmetic, and the texts in which they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeAlias

from decision_tree.dates import day_words, earlier, later
from decision_tree.kinds import Hop
from decision_tree.model import Flow, Value

Amount: TypeAlias = date | int

MARK = re.compile(r"\{([a-z0-9]+(?:-[a-z0-9]+)*)\}")
"""Place of a value in a text, such as `{answer-by}`."""


def worked_out(flow: Flow, path: Iterable[Hop], last_days: Mapping[str, date]) -> dict[str, str]:
    """Value id → the value in words, for the values whose questions were answered.

    :param last_days: question id → the last day on which the date given there stays in its band.
    """
    given = {hop.question: amount for hop in path if (amount := amount_of(flow, hop)) is not None}
    found: dict[str, Amount] = {}
    for id, value in flow.values.items():
        amount = last_days.get(value.of[0]) if value.how == "end-of" else derived(value, {**given, **found})
        if amount is not None:
            found[id] = amount
    return {id: in_words(flow.values[id], amount) for id, amount in found.items()}


def amount_of(flow: Flow, hop: Hop) -> Amount | None:
    """The date or number that was given to a question; None for one with options."""
    kind = flow.questions[hop.question].kind
    if kind == "date":
        return date.fromisoformat(hop.answer[0])
    return int(hop.answer[0]) if kind == "number" else None


def derived(value: Value, known: Mapping[str, Amount]) -> Amount | None:
    """The amount of a value; None where an answer that it needs was not given, or no calendar has the day."""
    terms = [int(term) if is_number(term) else known.get(term) for term in value.of]
    if value.how in ("later", "earlier"):
        count = later if value.how == "later" else earlier
        try:
            return count(terms[0], value.number, value.unit) if isinstance(terms[0], date) else None
        except (OverflowError, ValueError):
            return None
    numbers = [term for term in terms if isinstance(term, int)]
    if len(numbers) < len(terms):
        return None
    if value.how == "sum":
        return sum(numbers)
    if value.how == "difference":
        return numbers[0] - sum(numbers[1:])
    if value.how == "product":
        product = 1
        for number in numbers:
            product *= number
        return product
    return max(numbers) if value.how == "larger" else min(numbers)


def is_number(term: str) -> bool:
    """Whether a term is a whole number and no id."""
    return term.isascii() and term.removeprefix("-").isdigit()


def in_words(value: Value, amount: Amount) -> str:
    """An amount as readers write it: a day, a number, or an amount of money."""
    if isinstance(amount, date):
        return day_words(amount)
    return f"{value.money} {amount:,}" if value.money else f"{amount:,}"


def filled(flow: Flow, text: str, values: Mapping[str, str]) -> str:
    """A text with its values; where one is not known, with the words that stand for it then."""
    if not flow.values:
        return text
    return MARK.sub(
        lambda mark: values.get(mark[1], flow.values[mark[1]].unknown) if mark[1] in flow.values else mark[0], text
    )
