"""The calendar of bands: months, business days, leap days, and the last day that still counts."""

import doctest
import importlib
import pkgutil
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from walks import modest

import decision_tree
from decision_tree.dates import add_business_days, add_months, band_of, iso_day, last_day
from decision_tree.model import Band

MODULES = sorted(module.name for module in pkgutil.iter_modules(decision_tree.__path__))

THREE = (
    Band(id="quick", within=14, unit="business-days"),
    Band(id="fresh", within=12, unit="months"),
    Band(id="stale"),
)

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2025, 11, 23), 12, date(2026, 11, 23)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2023, 2, 28), 12, date(2024, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 11, 30), 0, date(2026, 11, 30)),
        (date(2026, 10, 31), 14, date(2027, 12, 31)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


@pytest.mark.parametrize(
    ("day", "number", "then"),
    [
        (date(2026, 11, 16), 14, date(2026, 12, 4)),  # Monday
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday
        (date(2026, 11, 20), 5, date(2026, 11, 27)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # Saturday
        (date(2026, 11, 21), 5, date(2026, 11, 27)),
        (date(2026, 11, 22), 10, date(2026, 12, 4)),  # Sunday
        (date(2026, 11, 22), 14, date(2026, 12, 10)),
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
    ],
)
def test_business_days_are_monday_to_friday(day: date, number: int, then: date) -> None:
    assert add_business_days(day, number) == then


@modest
@given(day=days, number=st.integers(0, 80))
def test_business_days_are_what_counting_day_by_day_gives(day: date, number: int) -> None:
    counted = day
    for _ in range(number):
        counted += timedelta(days=1)
        while counted.isoweekday() > 5:
            counted += timedelta(days=1)
    assert add_business_days(day, number) == counted


@modest
@given(day=days, months=st.integers(0, 60))
def test_months_later_is_in_the_month_that_is_so_many_later(day: date, months: int) -> None:
    then = add_months(day, months)
    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == months
    assert then.day == day.day or (then.day < day.day and (then + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("band", "last"),
    [
        (Band(id="x", within=30), date(2026, 12, 23)),
        (Band(id="x", within=12, unit="months"), date(2027, 11, 23)),
        (Band(id="x", within=14, unit="business-days"), date(2026, 12, 11)),
        (Band(id="x"), None),
    ],
)
def test_the_last_day_of_a_band_is_counted_in_its_unit(band: Band, last: date | None) -> None:
    assert last_day(band, date(2026, 11, 23)) == last


@pytest.mark.parametrize(
    ("today", "band"),
    [
        (date(2026, 3, 2), "quick"),
        (date(2026, 3, 20), "quick"),  # the last day is included
        (date(2026, 3, 21), "fresh"),
        (date(2027, 3, 2), "fresh"),
        (date(2027, 3, 3), "stale"),
    ],
)
def test_a_band_includes_its_last_day_and_the_next_one_begins_after_it(today: date, band: str) -> None:
    assert band_of(THREE, date(2026, 3, 2), today)[0].id == band


def test_the_last_band_has_no_end() -> None:
    assert band_of(THREE, date(2020, 1, 1), date(2026, 11, 23)) == (THREE[-1], None)


def test_a_band_that_would_end_after_the_calendar_ends_with_it() -> None:
    for unit in ("days", "business-days", "months"):
        bands = (Band(id="x", within=9_999, unit=unit), Band(id="y"))  # type: ignore[arg-type]
        assert band_of(bands, date(9998, 1, 1), date(9999, 12, 31)) == (bands[0], date.max)


@modest
@given(day=days, later=st.integers(0, 800))
def test_with_time_a_date_only_moves_on_to_later_bands(day: date, later: int) -> None:
    order = [band.id for band in THREE]
    today, then = (band_of(THREE, day, day + timedelta(days=days))[0].id for days in (later, later + 1))
    assert order.index(today) <= order.index(then)


@modest
@given(day=st.dates())
def test_every_day_is_read_as_it_is_written(day: date) -> None:
    assert iso_day(day.isoformat()) == day


@modest
@given(text=st.text(max_size=12) | st.from_regex(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}", fullmatch=True))
def test_only_year_month_day_is_read_as_a_date(text: str) -> None:
    day = iso_day(text)
    assert day is None or day.isoformat() == text


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_hold(name: str) -> None:
    found = doctest.testmod(importlib.import_module(f"decision_tree.{name}"), optionflags=doctest.ELLIPSIS)
    assert found.failed == 0


def test_there_are_examples_to_hold() -> None:
    finder = doctest.DocTestFinder()
    modules = [importlib.import_module(f"decision_tree.{name}") for name in MODULES]
    assert sum(len(test.examples) for module in modules for test in finder.find(module)) >= 5
