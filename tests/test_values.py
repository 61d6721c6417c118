"""Values derived from answers: what they come to, where they stand in texts, and what stands there without answers."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ours import made_up_knowledge, site_of
from walks import TODAY, anything, compiled, days_ago, flow_of

from build_scripts.pages.render import Pages
from decision_tree.browser import view_of
from decision_tree.dates import add_business_days, add_months, day_words, earlier, later
from decision_tree.engine import headline_of, resolve
from decision_tree.model import Value
from decision_tree.values import derived, filled, in_words


def values(name: str, answers: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """The values for answers to a made-up flow, in words."""
    result = resolve(flow_of(name), answers, TODAY).result
    assert result
    return dict(result.values)


def test_days_are_counted_from_an_answer_and_from_another_value() -> None:
    assert values("returns", {"state": ("broken",), "bought-on": ("2026-11-20",)}) == {
        "back-by": "10 December 2026",
        "packed-by": "7 December 2026",
        "a-year-later": "20 November 2027",
    }


def test_numbers_and_money_are_derived_from_answers_and_constants() -> None:
    assert values("counted", {"seats": ("1500",), "spent": ("250",)}) == {
        "seats-free": "-1,200",
        "spent-a-year": "USD 3,000",
        "spent-at-least": "USD 250",
        "both": "1,751",
        "fewer": "10",
    }


def test_a_value_whose_question_was_not_asked_is_not_known() -> None:
    assert values("counted", {"seats": ("7",)}) == {"seats-free": "293", "fewer": "7"}


@given(st.integers(0, 4000))
def test_a_value_that_is_shown_is_the_value_that_is_computed(days: int) -> None:
    bought = date.fromisoformat(days_ago(days))
    flow = flow_of("returns")
    view = view_of(flow, f"state=broken&bought-on={bought.isoformat()}", TODAY)
    last = add_business_days(bought, 14)
    if last >= TODAY:
        assert view["title"] == f"Send it back by {day_words(last)}"
        assert view["due"]["pack-it"]["day"] == last.isoformat()
        assert view["values"]["back-by"] == day_words(last)
    else:
        assert view["title"] == "Send it back"
        assert "back-by" not in view["values"]
    assert view["values"]["a-year-later"] == day_words(add_months(bought, 12))


@given(anything(flow_of("counted")))
def test_no_answer_whatever_raises(answers: dict[str, tuple[str, ...]]) -> None:
    step = resolve(flow_of("counted"), answers, TODAY)
    if step.result:
        assert "{" not in headline_of(flow_of("counted"), step.result).title


@pytest.mark.parametrize("unit", ["days", "business-days", "months"])
@given(days=st.integers(0, 20_000), number=st.integers(0, 60))
def test_so_many_units_earlier_lead_back_by_as_many_later(unit: str, days: int, number: int) -> None:
    day = date(2000, 1, 1) + timedelta(days=days)
    before = earlier(day, number, unit)
    if unit == "business-days" and number:
        assert before.weekday() < 5
        monday_after = day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day
        assert later(before, number, unit) == monday_after
    elif unit == "months":  # 31 March has no month before it with a day 31
        assert timedelta(0) <= day - later(before, number, unit) <= timedelta(days=3)
    else:
        assert later(before, number, unit) == day


def test_a_day_that_no_calendar_has_is_not_known() -> None:
    value = Value(id="x", how="later", of=("day",), number=999_999, unit="months", unknown="some day")
    assert derived(value, {"day": TODAY}) is None
    assert (
        derived(Value(id="x", how="earlier", of=("day",), number=999_999, unit="days", unknown=""), {"day": TODAY})
        is None
    )


@pytest.mark.parametrize(("amount", "money", "words"), [(-1234567, "", "-1,234,567"), (0, "USD", "USD 0")])
def test_numbers_have_commas_and_money_its_currency(amount: int, money: str, words: str) -> None:
    assert in_words(Value(id="x", how="sum", of=(), money=money, unknown=""), amount) == words


def test_without_answers_the_words_for_them_stand_in_texts_and_pages() -> None:
    one = compiled("returns")
    assert filled(one.flow, "By {back-by}, {nothing}", {}) == "By the 14th business day, {nothing}"
    html = json.loads(Pages(site_of(one, knowledge=made_up_knowledge())).views(one.flow))["send-it-back"]
    assert '<span data-value="packed-by">three business days before</span>' in html
    assert "{" not in html.replace("{}", "")
