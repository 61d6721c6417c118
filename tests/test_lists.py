"""Facts and lists that a flow declares for itself: entries, last days, replies, calendar files, and pages."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from dateutil.rrule import FR, MO, TH, TU, WE, DAILY, rrule  # isort: skip - the days in their order
from hypothesis import given
from ours import OURS, made_up_knowledge, site_of
from walks import TODAY, anything, compiled, every_path, flow_of

from build_scripts.pages import ways_on
from build_scripts.pages.answer import answer_page
from build_scripts.pages.render import Pages
from build_scripts.pages.replies import wording_of
from decision_tree import browser, lists
from decision_tree.browser import view_of
from decision_tree.dates import add_business_days, business_days_left
from decision_tree.engine import resolve
from decision_tree.markup import FORMATS
from decision_tree.model import See
from decision_tree.reply import Places, of_answer, of_outcome, reply_supports
from decision_tree.why import changes

PLACES = Places(flow="https://x.example/returns/", answers="https://x.example/answers/returns/")
UNSEALED = {"state": ("unwanted",), "opened": ("unsealed",), "bought-on": ("2026-11-20",)}


def step_of(answers: dict[str, tuple[str, ...]], today: date = TODAY):
    """The step that answers to the made-up flow lead to."""
    return resolve(flow_of("returns"), answers, today)


# ---------- what an answer says


def test_an_answer_says_its_facts_its_lists_and_its_last_day() -> None:
    assert lists.expected(flow_of("returns"), step_of(UNSEALED)) == {
        "taken-back": "sure",
        "steps": ["pack-it"],
        "lacking": ["add-the-seal"],
        "deadline": "2026-12-10",
    }


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 11, 20), "Thursday, 10 December 2026: 14 business days left"),
        (date(2026, 11, 22), "Thursday, 10 December 2026: 14 business days left"),
        (date(2026, 12, 9), "Thursday, 10 December 2026: 1 business day left"),
        (date(2026, 12, 10), "Thursday, 10 December 2026: that is today"),
    ],
)
def test_the_last_day_is_told_with_the_time_that_is_left(today: date, words: str) -> None:
    due = lists.due_json(flow_of("returns"), step_of(UNSEALED, today), today)
    assert due == {"pack-it": {"day": "2026-12-10", "words": words, "remark": lists.HOLIDAYS}}


def test_after_the_last_day_another_answer_is_given_and_no_day() -> None:
    step = step_of(UNSEALED, date(2026, 12, 11))
    assert step.result.outcome == "keep-it"
    assert lists.due_json(flow_of("returns"), step, date(2026, 12, 11)) == {}


def test_every_last_day_of_a_business_band_is_a_business_day() -> None:
    flow = flow_of("returns")
    for _, step in every_path("returns"):
        assert all(day.weekday() < 5 for day in lists.last_days(flow, step).values())


@given(anything(flow_of("returns")))
def test_no_answer_whatever_raises(answers: dict[str, tuple[str, ...]]) -> None:
    flow = flow_of("returns")
    step = step_of(answers)
    for id, due in lists.due_json(flow, step, TODAY).items():
        assert date.fromisoformat(due["day"]) >= TODAY
        assert id in step.result.notes


# ---------- business days, against a library


def test_business_days_are_those_of_a_calendar_library_over_ten_years() -> None:
    week = rrule(DAILY, byweekday=(MO, TU, WE, TH, FR), dtstart=date(2020, 1, 1), until=date(2030, 12, 31))
    working = [day.date() for day in week]
    place = {day: number for number, day in enumerate(working)}
    for start in (date(2020, 1, 1) + timedelta(days=days) for days in range(3652)):
        before = start
        while before not in place:
            before -= timedelta(days=1)  # a count that begins on a weekend begins after the Friday before
            if before < working[0]:
                break
        if before in place:
            last = working[place[before] + 14]
            assert add_business_days(start, 14) == last
            assert business_days_left(start, last) == sum(start < day <= last for day in working[place[before] :][:16])


# ---------- where it is told


def test_a_reply_names_facts_entries_grades_and_the_last_day() -> None:
    step = step_of(UNSEALED)
    flow, wording = flow_of("returns"), wording_of(flow_of("returns"), made_up_knowledge(), {})
    text = FORMATS["text"](of_answer(flow, wording, step, TODAY, PLACES, carry=True).text)
    assert "Is it taken back? Yes, it is\n" in text
    assert "Pack it, until 10 December 2026. In its own box" in text
    assert "Put the seal back (reported by the community only)" in text
    assert "Claims to file" not in text
    assert "Does it pay" not in text


def test_a_reply_says_what_stands_in_place_of_an_empty_list() -> None:
    flow, wording = flow_of("returns"), wording_of(flow_of("returns"), made_up_knowledge(), {})
    text = FORMATS["text"](of_outcome(flow, wording, flow.outcomes["ask-the-carrier"], "https://x.example/").text)
    assert "What is missing: Nothing is missing." in text


def test_a_calendar_file_has_the_last_day_the_entry_and_the_link() -> None:
    browser.FLOWS["returns"] = flow_of("returns")
    asked = {"flow": "returns", "fragment": "state=broken&bought-on=2026-11-20", "today": "2026-11-23"}
    text = json.loads(browser.calendar_of(json.dumps({**asked, "note": "pack-it", "address": "https://x.example/#a"})))
    unfolded = text.replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20261210\r\n" in unfolded
    assert "SUMMARY:Last day: Pack it\r\n" in unfolded
    assert "https://x.example/#a" in unfolded
    assert json.loads(browser.calendar_of(json.dumps({**asked, "note": "call", "address": ""}))) is None


def test_another_entry_of_a_list_is_among_what_would_change_an_answer() -> None:
    step = step_of(UNSEALED)
    found = {(change.question, change.answer) for change in changes(flow_of("returns"), step, TODAY)}
    assert ("opened", ("sealed",)) in found


def test_a_page_has_every_entry_under_its_condition_and_the_words_for_an_empty_list() -> None:
    one = compiled("returns")
    page = answer_page(one, one.flow.outcomes["send-it-back"], made_up_knowledge(), TODAY)
    assert [(it.list.id, [entry.note.id for entry in it.entries], it.always) for it in page.lists] == [
        ("steps", ["pack-it", "call"], False),
        ("lacking", ["add-the-seal"], False),
    ]
    assert [entry.note.id for entry in page.notes] == ["also-broken"]
    text = Pages(site_of(one, knowledge=made_up_knowledge())).views(one.flow)
    html = json.loads(text)["send-it-back"]
    assert 'data-look="good"' in html
    assert "Nothing is missing." in html
    assert 'href="../filing/#area=azure"' in html
    assert "Does it pay" not in html


# ---------- where readers go on


@pytest.mark.parametrize(
    ("see", "address"),
    [
        (See(text="x", flow="filing"), "filing/"),
        (See(text="x", flow="filing", answers={"area": ("azure",)}), "filing/#area=azure"),
        (See(text="x", page="questions/index.md"), "questions/"),
        (See(text="x", page="about.md#who"), "about/#who"),
    ],
)
def test_a_link_to_where_readers_go_on_has_this_address(see: See, address: str) -> None:
    assert ways_on.address(see) == address


def test_links_that_lead_nowhere_are_told_with_what_was_meant() -> None:
    site = site_of(compiled("returns"), compiled("filing"), knowledge=made_up_knowledge(), repository=OURS)
    told = [(one.name, one.help) for one in ways_on.leading_nowhere(site, ["indx.md"])]
    assert told == [("page-link", "did you mean 'indx.md'?")]
    alone = site_of(compiled("returns"), knowledge=made_up_knowledge(), repository=OURS)
    assert [one.name for one in ways_on.leading_nowhere(alone, ["index.md"])] == ["unknown-flow"]


def test_a_site_without_events_says_so_on_its_timeline() -> None:
    known = replace(made_up_knowledge(), eras={}, events={})
    page = Pages(site_of(compiled("returns"), knowledge=known)).timeline("reference/timeline.md")
    assert "No event is listed yet." in page.body
    assert "<svg" not in page.body


def test_a_link_opened_after_its_last_day_says_which_day_that_was() -> None:
    link = "state=unwanted&opened=sealed&bought-on=2026-11-02"
    for on in ("&on=2026-11-03", ""):
        view = view_of(flow_of("returns"), link + on, TODAY, page="send-it-back")
        assert view["outcome"] == "keep-it"
        assert view["changed"][0] == {
            "on": "20 November 2026",
            "what": "That was the last day, counted from “Bought on”.",
        }
    assert view_of(flow_of("returns"), link, date(2026, 11, 20), page="send-it-back")["changed"] == []


def test_a_question_that_a_link_leaves_open_is_named_with_what_is_wrong_in_its_answer() -> None:
    view = view_of(flow_of("returns"), "state=broken&bought-on=2026-12-24", TODAY, page="send-it-back")
    assert view["asks"] == "When did you buy it?"
    assert view["problem"] == "24 December 2026 is after today, 23 November 2026. Please check the date."


def test_a_step_of_a_reply_has_its_text_without_marks_and_an_example_is_left_out() -> None:
    step = step_of({"state": ("broken",), "bought-on": ("2026-11-20",)})
    flow, wording = flow_of("returns"), wording_of(flow_of("returns"), made_up_knowledge(), {})
    text = FORMATS["text"](of_answer(flow, wording, step, TODAY, PLACES, carry=True).text)
    assert "Pack it, until 10 December 2026. In its own box, if it is there, by 7 December 2026; the rest" in text
    quiet = replace(flow, lists={id: replace(it, in_replies=False) for id, it in flow.lists.items()})
    assert "Pack it" not in FORMATS["text"](of_answer(quiet, wording, step, TODAY, PLACES, carry=True).text)


def test_a_reply_names_no_source_of_a_list_that_it_leaves_out() -> None:
    flow = flow_of("returns")
    found = step_of(UNSEALED).result
    quiet = replace(flow, lists={id: replace(it, in_replies=id != "lacking") for id, it in flow.lists.items()})
    wording = wording_of(flow, made_up_knowledge(), {})
    grades = [
        [grade for grade, _ in reply_supports(one, wording, one.outcomes["send-it-back"], found)]
        for one in (flow, quiet)
    ]
    assert "community" in grades[0]
    assert "community" not in grades[1]
