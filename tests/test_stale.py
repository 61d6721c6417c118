"""What nobody has checked for long: how long that is, what has a date, and what the command line says of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import walks
from conftest import Copy
from hypothesis import given
from hypothesis import strategies as st
from ours import OURS
from walks import modest

from build_scripts.pages.markdown import Fragments
from build_scripts.pages.site import Rules, Site
from build_scripts.pages.stale import Unchecked, day_before, due, everything, last_look
from build_scripts.pages.written import HandWritten
from build_scripts.read.knowledge import Knowledge
from decision_tree.model import Revision

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 23)

todays = st.dates(date(2026, 1, 1), date(2126, 12, 31))
numbers = st.integers(0, 9999)


# ---------- a time


@pytest.mark.parametrize(("time", "today", "day"), [
    ("0d", TODAY, TODAY),
    ("90d", TODAY, date(2026, 8, 25)),
    ("6w", TODAY, date(2026, 10, 12)),
    ("10m", TODAY, date(2026, 1, 23)),
    ("11m", TODAY, date(2025, 12, 23)),
    ("12m", TODAY, date(2025, 11, 23)),
    ("2y", TODAY, date(2024, 11, 23)),
    ("2025y", TODAY, date(1, 11, 23)),
    ("9999m", TODAY, date(1193, 8, 23)),
    ("9999w", TODAY, date(1835, 4, 6)),
    ("9999d", TODAY, date(1999, 7, 9)),
    (" 2Y ", TODAY, date(2024, 11, 23)),
    ("1m", date(2026, 3, 31), date(2026, 2, 28)),
    ("1m", date(2028, 3, 31), date(2028, 2, 29)),
    ("1y", date(2028, 2, 29), date(2027, 2, 28)),
    ("4y", date(2028, 2, 29), date(2024, 2, 29)),
    ("1d", date(2028, 3, 1), date(2028, 2, 29)),
])  # fmt: skip
def test_a_time_is_days_weeks_months_or_years(time: str, today: date, day: date) -> None:
    assert day_before(time, today) == day


@pytest.mark.parametrize(
    "time",
    [
        "",
        "m",
        "12",
        "12 m",
        "-1d",
        "1.5y",
        "1y6m",
        "12x",
        "12months",
        "2026y",
        "9999y",
        "12345d",
        "9" * 999 + "d",
        "²y",
    ],
)
def test_what_is_no_time_and_what_is_before_all_years_has_no_day(time: str) -> None:
    assert day_before(time, TODAY) is None


@modest
@given(numbers, st.sampled_from("dwmy"), todays)
def test_every_time_has_a_day_that_is_not_after_today_unless_it_is_longer_than_the_calendar(
    number: int, unit: str, today: date
) -> None:
    day = day_before(f"{number}{unit}", today)
    if day is None:
        assert unit == "y"
        assert number >= today.year
    else:
        assert (day == today) == (number == 0)
        assert day <= today


@modest
@given(numbers, todays)
def test_a_week_is_seven_days_and_a_year_twelve_months(number: int, today: date) -> None:
    assert day_before(f"{number % 1400}w", today) == day_before(f"{number % 1400 * 7}d", today)
    assert day_before(f"{number % 800}y", today) == day_before(f"{number % 800 * 12}m", today)


# ---------- what has a date


@pytest.fixture
def site(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch):
    """A site of the small flow and of pages, each with the day of its check, seen from the folder of the repository."""
    monkeypatch.chdir(ROOT)

    def written(name: str, checked: str) -> HandWritten:
        return HandWritten(
            ROOT / "docs" / name, f"---\nchecked: {checked}\n---\n" if checked else "", {}, knowledge, TODAY
        )

    def made(pages: Mapping[str, str] = {}, compiled: Mapping = {}, **checked: date) -> Site:
        pages_of = {name: written(name, day) for name, day in pages.items()}
        known = replace(knowledge, checked=checked)
        return Site(
            repository=OURS,
            written=pages_of,
            rules=Rules(fragments=Fragments(known), compiled=compiled, today=OURS.today),
        )

    return made


def test_pages_that_need_a_date_have_one_or_are_due(site) -> None:
    pages = {"index.md": "", "about.md": "2026-11-23", "questions/index.md": "2026-11-22", "questions/new.md": ""}
    assert list(everything(site(pages))) == [
        Unchecked(checked=date(2026, 11, 23), file="docs/about.md"),
        Unchecked(checked=date(2026, 11, 22), file="docs/questions/index.md"),
        Unchecked(checked=None, file="docs/questions/new.md"),
    ]


def test_every_outcome_of_a_flow_has_a_date(site) -> None:
    file = "tests/flows/small.yml"
    assert list(everything(site(compiled={"small": walks.compiled("small")}))) == [
        Unchecked(checked=date(2026, 11, 23), file=file, what="outcome claim"),
        Unchecked(checked=date(2026, 11, 23), file=file, what="outcome nothing"),
    ]


def test_every_file_of_knowledge_that_has_facts_of_sources_has_a_date(site, knowledge: Knowledge) -> None:
    assert list(everything(site(claims=TODAY, glossary=date(2020, 1, 1)))) == [
        Unchecked(checked=TODAY, file="decision_tree/knowledge/claims.yml"),
        Unchecked(checked=date(2020, 1, 1), file="decision_tree/knowledge/glossary.yml"),
    ]
    said = {path.stem for path in OURS.knowledge.glob("*.yml") if "\nchecked: " in path.read_text(encoding="utf-8")}
    assert set(knowledge.checked) == said
    assert {"claims", "routes", "designations", "timeline", "glossary"} <= said


@pytest.mark.parametrize(("checked", "revised", "last"), [
    (None, [], None),
    (date(2026, 1, 1), [], date(2026, 1, 1)),
    (date(2026, 1, 1), [date(2026, 2, 2), date(2025, 3, 3)], date(2026, 2, 2)),
    (date(2026, 3, 3), [date(2026, 2, 2)], date(2026, 3, 3)),
    (None, [date(2025, 3, 3), date(2026, 2, 2)], date(2026, 2, 2)),
])  # fmt: skip
def test_an_answer_was_looked_at_when_it_was_checked_or_last_revised(checked, revised, last) -> None:
    outcome = walks.flow_of("small").outcomes["claim"]
    revisions = tuple(Revision(on=on, what="So.") for on in revised)
    assert last_look(replace(outcome, checked=checked, revisions=revisions)) == last


def test_what_was_never_checked_stands_first_then_the_longest_ago(site) -> None:
    pages = {"new.md": "2026-11-20", "b.md": "2020-01-01", "z.md": "", "a.md": "2020-01-01", "old.md": "2019-05-05"}
    late = due(site(pages, claims=date(2020, 1, 1)), TODAY)
    assert [one.file for one in late] == [
        "docs/z.md",
        "docs/old.md",
        "decision_tree/knowledge/claims.yml",
        "docs/a.md",
        "docs/b.md",
        "docs/new.md",
    ]


def test_what_was_checked_on_the_day_itself_is_not_due(site) -> None:
    pages = {"day-before.md": (TODAY - timedelta(days=1)).isoformat(), "day.md": TODAY.isoformat()}
    assert [one.file for one in due(site(pages), TODAY)] == ["docs/day-before.md"]


# ---------- the command line


def test_stale_lists_what_is_due_and_counts_it(repository: Copy) -> None:
    (repository.root / "docs" / "old.md").write_text("---\nchecked: 2001-02-03\n---\n")
    (repository.root / "docs" / "never.md").write_text("# Never\n")
    done = repository.run("stale", "--older-than", "12m")
    *listed, last = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert listed[:2] == ["never       docs/never.md", "2001-02-03  docs/old.md"]
    assert last == f"{len(listed)} not checked since {day_before('12m', date.today())}"  # noqa: DTZ011


@pytest.mark.parametrize("time", ["soon", "9999y"])
def test_a_time_that_is_none_is_told_in_a_sentence(time: str, repository: Copy) -> None:
    done = repository.run("stale", "--older-than", time)
    assert (done.returncode, done.stdout, done.stderr) == (
        1, "", f"error: --older-than is '{time}', which is not a time such as 90d, 6w, 12m or 2y\n"
    )  # fmt: skip
