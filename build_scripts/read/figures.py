"""Figures that many texts state, such as a limit of days, as words.yml declares them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90,
}  # fmt: skip
"""Number in words → the number."""

FAMILIES = {
    "business days": "days", "working days": "days", "days": "days", "months": "months", "years": "months",
    "seats": "seats", "points": "points", "%": "%", "percent": "%",
}  # fmt: skip
"""Unit → the units that it is compared with: so many days are not so many business days."""

UNITS = ("business days", "days", "months", "years", "seats", "points", "%")
"""Units as words.yml writes them."""

NUMBER = rf"(?:(?!(?:19|20)\d\d\b)\d[\d,]*|{'|'.join(NUMBERS)})"

UNIT = r"business[\s-]days?|working[\s-]days?|days?|months?|years?|seats?|points?|percent|%"

A_UNIT = re.compile("day|month|year|seat|point|percent|%")
"""Pattern of what every unit in small letters contains: found in a fifth of the time, and in few sentences."""

STATED = re.compile(
    rf"(?<![\w.,-])(?P<first>{NUMBER})(?:\s+(?:to|or|and|of)\s+(?P<last>{NUMBER}))?[\s-]*(?P<unit>{UNIT})(?!\w)",
    re.IGNORECASE,
)
"""Pattern of one or two numbers with a unit: `11 to 300 seats`, `fourteen business days`, `40 %`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """A number with its unit."""

    number: int
    unit: str

    @property
    def family(self) -> str:
        """Units that this one is compared with."""
        return FAMILIES[self.unit]

    def __str__(self) -> str:
        return f"{self.number} {self.unit}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """Values that texts may state of one thing."""

    id: str
    values: tuple[Value, ...]
    where: re.Pattern[str] | None
    """Words by which a sentence speaks of it, and then of no other figure; None: no words tell that."""


def values_in(text: str) -> Iterator[tuple[Value, tuple[int, int]]]:
    """Values that a text states, each with its span."""
    for found in STATED.finditer(text) if A_UNIT.search(text.lower()) else ():
        for part in ("first", "last"):
            if number := found[part]:
                yield Value(number=number_of(number), unit=unit_of(found["unit"])), (found.start(part), found.end())


def number_of(said: str) -> int:
    """Number from digits or a word."""
    return NUMBERS.get(said.lower()) or int(said.replace(",", ""))


def unit_of(said: str) -> str:
    """Unit in the plural, and business days under one name."""
    plain = re.sub(r"[\s-]+", " ", said.lower())
    plural = plain if plain in FAMILIES else f"{plain}s"
    return {"working days": "business days", "percent": "%"}.get(plural, plural)


def judging(figures: Sequence[Figure], sentence: str, value: Value) -> list[Figure]:
    """Figures that say whether a value can stand in a sentence: those that it speaks of, else those of its units."""
    alike = [one for one in figures if any(it.family == value.family for it in one.values)]
    return [one for one in alike if is_spoken_of(one, sentence)] or alike


def is_spoken_of(figure: Figure, sentence: str) -> bool:
    """Whether words of a sentence tell that it speaks of a figure."""
    return bool(figure.where and figure.where.search(sentence))
