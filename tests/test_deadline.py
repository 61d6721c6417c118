"""The last days for filing claims: counted from a purchase, told in words, and written as a calendar file."""

import json
from datetime import date, timedelta

import pytest
from filing import FILING, THREE, words
from hypothesis import given
from hypothesis import strategies as st
from walks import TODAY

from decision_tree import artefact, browser
from decision_tree.deadline import (
    EARLIEST,
    NoPurchase,
    calendar,
    deadlines_json,
    due_of,
    in_words,
    purchase_day,
    short,
)
from decision_tree.ics import folded
from decision_tree.links import parse, write
from decision_tree.model import Limit

COMMUNITY = "reported by the community only"
ANSWER_OF_2024 = "a community answer of about mid-2024, for Enterprise Agreements"
BUILD_INTENT = ("build-intent",)
ADDRESS = "https://example.org/answers/filing/all-three-claims/#area=business-applications"


def told(purchased: str, today: date = TODAY) -> tuple[str, str, list[str]]:
    """The deadline of Build intent as the page has it: the words of the cell, the sentence, and each limit."""
    made = deadlines_json(words(), BUILD_INTENT, purchased, today, ADDRESS)
    assert made["problem"] is None
    one = made["claims"]["build-intent"]
    return one["short"], one["words"], one["limits"]


# ---------- the day of the purchase


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("yesterday", "“yesterday” is not a date. Please give the day on which the customer bought."),
        ("", "This is not a whole date. Please give the day on which the customer bought."),
        ("2026-02-30", "“2026-02-30” is not a date."),
        ("2026-W48-1", "is not a date."),
        ("<b>2026-01-01</b>", "is not a date."),
        ("2026-11-24", "24 November 2026 is after today, 23 November 2026."),
        ("2018-12-31", "31 December 2018 is before 2019, and no deadline that we know of is older."),
        ("0001-01-01", "1 January 1 is before 2019"),
    ],
)
def test_a_day_that_cannot_be_counted_from_gets_a_sentence(written: str, problem: str) -> None:
    with pytest.raises(NoPurchase) as refused:
        purchase_day(written, TODAY)
    assert problem in str(refused.value)
    made = deadlines_json(words(), BUILD_INTENT, written, TODAY, ADDRESS)
    assert (made["problem"], made["claims"], made["calendar"]) == (str(refused.value), {}, None)


def test_the_first_day_of_2019_and_today_are_taken() -> None:
    assert purchase_day("2019-01-01", TODAY) == EARLIEST
    assert purchase_day(TODAY.isoformat(), TODAY) == TODAY


@given(st.text(max_size=30))
def test_whatever_a_link_says_of_the_purchase_is_a_day_or_a_sentence(written: str) -> None:
    view = browser.view_of(FILING, f"{write(THREE)}&purchased={written}", TODAY)
    assert view["outcome"] == "all-three-claims"
    assert view["purchased"] is None or EARLIEST <= date.fromisoformat(view["purchased"]) <= TODAY


# ---------- the last days


def test_the_90_and_the_120_days_are_told_apart_each_with_who_says_so() -> None:
    assert told("2026-11-28", date(2026, 11, 28)) == (
        "By 26 February 2027",
        "File Build intent by 26 February 2027.",
        [
            "90 days, by a Microsoft page of 2019 (Microsoft, on one page): until 26 February 2027",
            f"120 days, by {ANSWER_OF_2024} ({COMMUNITY}): until 28 March 2027",
        ],
    )


def test_between_the_two_and_after_both_it_says_to_check_before_counting_on_money() -> None:
    between = told("2026-08-20")
    assert between[0] == "By 18 December 2026"
    assert between[1].startswith("File Build intent now: one deadline is over, and the next ends on 18 December 2026.")
    over = told("2025-11-01")
    assert over[0] == "Over since 1 March 2026"
    assert over[1].startswith("Every deadline that we know of is over: before you count on a payment for Build intent,")


@pytest.mark.parametrize(("days", "open_still"), [(0, True), (90, True), (91, False)])
def test_the_last_day_itself_is_in_time(days: int, open_still: bool) -> None:
    purchased = TODAY - timedelta(days=days)
    assert told(purchased.isoformat())[1].startswith("File Build intent by") == open_still


def test_a_single_limit_is_over_by_itself() -> None:
    limit = Limit(within=1, unit="months", said_by="a page", grade="community", sources=())
    (claim, due), *_ = due_of(words(), BUILD_INTENT, date(2026, 1, 31))
    assert claim == "build-intent"
    alone = (type(due[0])(limit=limit, day=date(2026, 2, 28)),)
    assert in_words("X", alone, TODAY).startswith("The deadline is over: before you count on a payment for X")
    assert short(alone, date(2026, 2, 28)) == "By 28 February 2026"


def test_claims_without_a_limit_have_no_date() -> None:
    made = deadlines_json(words(), ("influenced-revenue", "usage-recognition"), "2026-11-01", TODAY, ADDRESS)
    assert (made["claims"], made["calendar"]) == ({}, None)


# ---------- a calendar file


def unfolded(text: str) -> list[str]:
    """The content lines of a calendar file."""
    assert text.endswith("\r\n")
    return text[:-2].replace("\r\n ", "").split("\r\n")


def test_the_calendar_file_has_the_next_last_day_as_a_whole_day_with_a_reminder_and_the_link() -> None:
    made = deadlines_json(words(), BUILD_INTENT, "2026-11-02", TODAY, ADDRESS)
    lines = unfolded(made["calendar"])
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-1] == "END:VCALENDAR"
    for line in (
        "DTSTART;VALUE=DATE:20270131",
        "DTEND;VALUE=DATE:20270201",
        "SUMMARY:Last day to file the CPOR claim Build intent",
        "TRIGGER:-P7D",
        "DTSTAMP:20261123T000000Z",
        "UID:build-intent-2026-11-02@cpor-answers",
    ):
        assert line in lines, line
    [about] = [line for line in lines if line.startswith("DESCRIPTION:Bought")]
    assert "90 days\\, by a Microsoft page of 2019" in about and "until 2 March 2027" in about
    assert about.endswith(f"\\n{ADDRESS}")
    assert all(len(line.encode()) <= 75 for line in made["calendar"].split("\r\n"))


def test_after_the_first_limit_the_file_has_the_second_and_after_both_there_is_none() -> None:
    made = deadlines_json(words(), BUILD_INTENT, "2026-08-20", TODAY, ADDRESS)
    assert "DTSTART;VALUE=DATE:20261218" in unfolded(made["calendar"])
    due = dict(due_of(words(), BUILD_INTENT, date(2025, 1, 1)))
    assert calendar(words(), due, date(2025, 1, 1), TODAY, ADDRESS) is None


@given(st.text(st.characters(blacklist_characters="\r\n", blacklist_categories=["Cs"]), max_size=300))
def test_a_folded_line_is_the_line_again_and_never_too_long(line: str) -> None:
    assert folded(line).replace("\r\n ", "") == line
    assert all(len(part.encode()) <= 74 for part in folded(line).split("\r\n "))


# ---------- in links, and what the worker says


def test_the_purchase_rides_in_the_link_only_where_it_was_written_there() -> None:
    flow = FILING
    assert parse(f"{write(THREE)}&purchased=2026-11-02).", flow).purchased == "2026-11-02"
    assert parse(write(THREE), flow).purchased == ""
    view = browser.view_of(flow, f"{write(THREE)}&purchased=2026-11-02", TODAY)
    assert (view["purchased"], view["problems"]) == ("2026-11-02", [])
    assert "purchased" not in view["fragment"], "what is copied on has it only where the reader wants it"
    future = browser.view_of(flow, f"{write(THREE)}&purchased=2099-01-01", TODAY)
    assert future["purchased"] is None and "is after today" in future["problems"][0]


def test_the_worker_counts_for_the_claims_of_the_answer_and_says_null_where_there_is_none() -> None:
    browser.load(artefact.dump(FILING, []))
    browser.load(artefact.dump_wording(words()))
    asked = {"flow": "filing", "purchased": "2026-11-02", "today": TODAY.isoformat(), "address": ADDRESS}
    made = json.loads(browser.deadlines_of(json.dumps({**asked, "fragment": write(THREE)})))
    assert list(made["claims"]) == ["build-intent"]
    held = write({**THREE, "circumstances": ("we-hold-build-intent",)})
    assert json.loads(browser.deadlines_of(json.dumps({**asked, "fragment": held})))["claims"] == {}
    assert browser.deadlines_of(json.dumps({**asked, "fragment": "area=azure"})) == "null"
