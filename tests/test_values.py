"""Values derived from answers: what they come to, where they stand in texts, and what stands there without answers."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ours import ROOT, made_up_knowledge, site_of
from walks import TODAY, anything, compiled, days_ago, flow_of

from build_scripts.ask import ask
from build_scripts.check.amounts import range_of_value
from build_scripts.check.compiler import compile_flow
from build_scripts.pages.render import Pages
from build_scripts.pages.replies import wording_of
from build_scripts.read.knowledge import read_knowledge
from decision_tree.browser import view_of
from decision_tree.dates import add_business_days, add_months, day_words, earlier, later
from decision_tree.engine import headline_of, note_title, question_at, resolve, seen
from decision_tree.links import link_of
from decision_tree.model import Condition, Value
from decision_tree.reply import Places, carried, in_brief, of_question
from decision_tree.values import as_asked, day_by_day, derived, filled, in_words, rounded
from decision_tree.why import Change, change_json, reasons


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
        "parcel": "USD 0",
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


# ---------- values of all kinds

EXAMPLES = read_knowledge(ROOT / "decision_tree" / "examples" / "knowledge")
EXAMPLE = compile_flow(ROOT / "decision_tree" / "examples" / "flows" / "with-values.yml", EXAMPLES)
GIVEN = {
    "year": ("2026",),
    "last-month": ("2026-10",),
    "sent": ("2027-01-15",),
    "sent-by": ("form",),
    "paid-until": ("2027-01-31",),
    "bill": ("1250.50",),
    "hours": ("7.5",),
}


def known(**given: str) -> dict[str, object]:
    """Everything that is known where the answers of the example lead, some of them other ones."""
    step = resolve(EXAMPLE.flow, {**GIVEN, **{key: (value,) for key, value in given.items()}}, date(2026, 12, 1))
    return dict(step.known)


def test_a_value_has_a_band_as_soon_as_it_is_known_and_conditions_test_it() -> None:
    before = resolve(EXAMPLE.flow, {id: GIVEN[id] for id in ("year", "last-month")}, date(2026, 12, 1))
    assert before.banded == {} and before.known["due"] == date(2026, 11, 30)
    after = resolve(EXAMPLE.flow, {id: GIVEN[id] for id in ("year", "last-month", "sent")}, date(2026, 12, 1))
    assert after.banded == {"days-late": frozenset({"many"})}
    whole = resolve(EXAMPLE.flow, GIVEN, date(2026, 12, 1))
    assert whole.result and whole.result.outcome == "costs"
    assert seen(EXAMPLE.flow, whole)["days-late"] == frozenset({"many"})


def test_a_limit_that_was_derived_is_told_with_its_words() -> None:
    step = resolve(EXAMPLE.flow, {**GIVEN, "sent": ("2028-01-01",)}, date(2026, 12, 1))
    assert step.opened and step.opened.problem == "Please give a day until 31 December 2027."
    step = resolve(EXAMPLE.flow, {**GIVEN, "hours": ("2000.01",)}, date(2026, 12, 1))
    assert step.opened and step.opened.problem == "No more than 2,000 hours fit into that time."


def test_a_title_with_a_value_has_its_words_where_the_answers_are_not_known() -> None:
    step = resolve(EXAMPLE.flow, {**GIVEN, "sent": ("2026-11-30",)}, date(2026, 12, 1))
    assert step.result and step.result.outcome == "free"
    assert headline_of(EXAMPLE.flow, step.result).title == "It costs nothing until 30 November 2026"
    assert EXAMPLE.flow.outcomes["free"].title == "It costs nothing until 30 days after that month"


def test_the_title_of_a_note_has_the_values_of_the_answers() -> None:
    step = resolve(EXAMPLE.flow, {**GIVEN, "paid-until": ("2100-01-31",)}, date(2026, 12, 1))
    assert step.result and "next-century" in step.result.notes
    told = note_title(EXAMPLE.flow, EXAMPLE.flow.notes["next-century"], step.result)
    assert told == "Paid on 31 January 2100"
    site = site_of(EXAMPLE, knowledge=EXAMPLES)
    html = json.loads(Pages(site).views(EXAMPLE.flow))["costs"]
    assert 'Paid on <span data-value="paid-at-last">one of the two days</span></h3>' in html
    assert "{paid-at-last}" not in json.dumps(view_of(EXAMPLE.flow, link_of(step), date(2026, 12, 1)))


def test_the_answers_from_which_a_value_is_derived_are_those_that_decided() -> None:
    step = resolve(EXAMPLE.flow, GIVEN, date(2026, 12, 1))
    deciding = {reason.hop.question: [rule.table for rule in reason.rules] for reason in reasons(EXAMPLE.flow, step)}
    assert deciding == {"last-month": ["decide"], "sent": ["decide"]}


def test_what_is_looked_up_is_what_belongs_to_the_band() -> None:
    assert known(sent="2026-11-30")["fine"] == (0, 1)
    assert known(sent="2026-12-01")["fine"] == (100, 1)
    assert known(sent="2027-01-15")["fine"] == (125050 * 5, 100 * 10)


def test_rates_are_added_up_from_day_to_day() -> None:
    rates = {"2020-01-01": "0.5", "2020-01-03": "2"}
    assert Fraction(*day_by_day(rates, date(2019, 12, 30), date(2020, 1, 4))) == Fraction("0.5") * 2 + 2 * 2
    assert day_by_day(rates, date(2020, 1, 4), date(2020, 1, 1)) == (0, 1), "the last day is before the first"


@given(
    st.lists(st.tuples(st.dates(date(2019, 1, 1), date(2021, 1, 1)), st.integers(-9, 9)), min_size=1, max_size=5),
    st.dates(date(2018, 1, 1), date(2022, 1, 1)),
    st.integers(-5, 900),
)
def test_a_sum_over_days_is_that_of_each_of_them(rates: list[tuple[date, int]], first: date, more: int) -> None:
    table = {day.isoformat(): f"{rate}/7" for day, rate in sorted(dict(rates).items())}
    days = [first + timedelta(days=number) for number in range(more + 1)]
    each = [max((start for start in table if start <= day.isoformat()), default="") for day in days]
    total = sum(Fraction(table[start]) if start else Fraction(0) for start in each)
    assert Fraction(*day_by_day(table, first, first + timedelta(days=more))) == total


@pytest.mark.parametrize(
    ("terms", "quotient"),
    [(["x", "7"], "22/7"), (["x", "-0.5"], "-44"), (["x", "1/3", "11"], "6"), (["x", "2.50"], "44/5")],
)
def test_a_number_is_divided_by_numbers(terms: list[str], quotient: str) -> None:
    value = Value(id="q", how="quotient", of=tuple(terms), unknown="")
    above, below = derived(value, {"x": (22, 1)})  # type: ignore[misc]
    assert below > 0 and Fraction(above, below) == Fraction(quotient)
    of_hours, young = replace(value, of=("hours", *terms[1:])), {"year": frozenset({"old-rules"})}
    most = Fraction(1000) * Fraction(quotient) / 22
    assert range_of_value(EXAMPLE.flow, of_hours, young) == (min(0, most), max(0, most))


@given(st.fractions(-1000, 1000, max_denominator=997), st.sampled_from(["1", "0.01", "5", "1/3"]))
def test_a_number_is_rounded_to_the_step_above_below_or_next_to_it(number: Fraction, step: str) -> None:
    pair, unit = number.as_integer_ratio(), Fraction(step)
    up, down, nearest = (
        Fraction(*rounded(Value(id="x", how="sum", of=(), unknown="", rounded=how, step=step), pair))
        for how in ("up", "down", "nearest")
    )
    assert down <= number <= up and up - down in (0, unit)
    assert nearest in (up, down) and abs(nearest - number) * 2 <= unit
    if abs(nearest - number) * 2 == unit:
        assert abs(nearest) > abs(number), "a half goes away from 0"


@pytest.mark.parametrize(
    ("amount", "money", "words"),
    [
        ((5, 2), "", "2.5"),
        ((1, 3), "GBP", "GBP 0.33"),
        ((5, 2), "GBP", "GBP 2.50"),
        ((-1, 200), "", "-0.01"),
        ((4, 2), "GBP", "GBP 2"),
    ],
)
def test_fractions_have_two_decimals_at_most(amount: tuple[int, int], money: str, words: str) -> None:
    assert in_words(Value(id="x", how="sum", of=(), money=money, unknown=""), amount) == words


@pytest.mark.parametrize(
    ("amount", "words"), [((1, 1), "1 day"), ((0, 1), "0 days"), ((1500, 1), "1,500 days"), ((1, 2), "0.5 days")]
)
def test_a_count_has_the_noun_of_what_is_counted(amount: tuple[int, int], words: str) -> None:
    assert in_words(Value(id="x", how="sum", of=(), count=("day", "days"), unknown=""), amount) == words


def test_a_day_is_shown_as_its_month_where_it_says_so() -> None:
    assert in_words(Value(id="x", how="month-end", of=(), shown_as="month", unknown=""), TODAY) == "November 2026"
    assert in_words(Value(id="x", how="month-end", of=(), shown_as="date", unknown=""), TODAY) == day_words(TODAY)


def test_pages_of_a_flow_with_values_leave_no_mark_and_say_what_bands_mean() -> None:
    pages = dict(Pages(site_of(EXAMPLE, knowledge=EXAMPLES)).flow_pages(EXAMPLE))
    bodies = {name: page().body for name, page in pages.items()}
    document = bodies["with-values/index.md"]
    for words in (
        "Until June 2026",
        "After June 2026",
        "After 30 days after that month; Days late: 1 to 30",
        "any day",
    ):
        assert words in document or words.capitalize() in document, words
    assert "Up to USD 999.99" in document and "Up to 2024" in document and "2025 or more" in document
    assert "Paid at last: after 31 December 2099" in bodies["answers/with-values/free.md"]
    assert not [name for name, body in bodies.items() if "{due}" in body or "{fine}" in body]


@given(anything(EXAMPLE.flow))
def test_no_message_about_an_answer_writes_a_day_in_digits(answers: dict[str, tuple[str, ...]]) -> None:
    for known in ({}, GIVEN):
        step = resolve(EXAMPLE.flow, {**known, **answers}, date(2026, 12, 1))
        problem = (step.opened and step.opened.problem) or ""
        assert not re.search(r"[0-9]{4}-[0-9]{2}", re.sub("“[^”]*”", "", problem)), problem


def test_the_terminal_asks_and_answers_in_the_words_for_what_was_typed() -> None:
    typed = iter(["2026", "2026-10", "15 January 2027", "letter", "2027-01-31", "1250.50", "7.5"])
    said: list[str] = []
    ask(EXAMPLE.flow, EXAMPLES, date(2026, 12, 1), lambda _: next(typed), said.append)
    told = "\n".join(said)
    assert "When do you send the report? It is due 30 November 2026." in told
    assert "1  By letter, after 30 November 2026 (With up to 2,000 hours)" in told
    assert "It costs USD 625.25 and USD 11.75\n\nIt is 1 months late." in told


# ---------- in questions

DAY = date(2026, 12, 1)
BEFORE = "year=2026&last-month=2026-10"


def test_an_open_question_has_the_values_of_the_answers_before() -> None:
    said = view_of(EXAMPLE.flow, BEFORE, DAY)
    assert said["asks"] == "When do you send the report? It is due 30 November 2026."
    assert (said["short"], said["values"]["month-ends"]) == ("Sent", "31 October 2026")
    sent = question_at(
        EXAMPLE.flow, resolve(EXAMPLE.flow, {id: GIVEN[id] for id in ("year", "last-month")}, DAY), "sent"
    )
    assert sent.help == "The work ended in October 2026, by 31 October 2026. A day to come is an answer, too."


def test_answers_are_told_in_the_words_in_which_they_were_given() -> None:
    step = resolve(EXAMPLE.flow, {**GIVEN, "sent-by": ("letter",)}, DAY)
    said = view_of(EXAMPLE.flow, link_of(step), DAY)
    [path] = [hop for hop in said["path"] if hop["question"] == "sent-by"]
    assert path["labels"] == ["By letter, after 30 November 2026"]
    assert "Letter after 30 November 2026" in in_brief(EXAMPLE.flow, step.path, step.known)
    assert ("Sent by", "By letter, after 30 November 2026") in [*carried(EXAMPLE.flow, step.path, step.known)]
    wording = wording_of(EXAMPLE.flow, EXAMPLES, {})
    change = Change(question="sent-by", answer=("letter",), step=step)
    told = change_json(EXAMPLE.flow, wording, resolve(EXAMPLE.flow, {**GIVEN, "last-month": ("2026-09",)}, DAY), change)
    assert told["words"] == "By letter, after 30 October 2026"


def test_a_question_is_pasted_in_the_words_for_the_answers_that_its_link_carries() -> None:
    step = resolve(EXAMPLE.flow, {id: GIVEN[id] for id in ("year", "last-month", "sent")}, DAY)
    places = Places(flow="https://x/", answers="https://x/answers/", plan="")
    own, for_all = (of_question(EXAMPLE.flow, step, "sent-by", places, carry=carry) for carry in (True, False))
    assert "By letter, after 30 November 2026" in str(own.text)
    assert "By letter, after 30 days after that month" in str(for_all.text)


def test_a_message_names_an_option_as_it_was_offered() -> None:
    step = resolve(EXAMPLE.flow, {**GIVEN, "sent-by": ("letter", "form")}, DAY)
    assert step.opened and step.opened.problem == "Only one of these can be so. Please choose one."
    several = flow_of("returns").questions["state"]
    option = replace(several.options[0], label="x", patterns={"label": "Broken by {back-by}"})
    question = replace(several, options=(option, *several.options[1:]))
    assert as_asked(flow_of("returns"), question, {"back-by": DAY}).options[0].label == "Broken by 1 December 2026"
    assert as_asked(flow_of("returns"), question, {}).options[0].label == "Broken by the 14th business day"


def test_a_message_about_an_option_that_does_not_go_with_the_answers_has_its_values() -> None:
    flow = EXAMPLE.flow
    letter, form = flow.questions["sent-by"].options
    never = replace(letter, only_when=Condition(clauses=()))
    asked = replace(flow.questions["sent-by"], options=(never, form))
    step = resolve(
        replace(flow, questions={**flow.questions, "sent-by": asked}), {**GIVEN, "sent-by": ("letter",)}, DAY
    )
    assert step.opened and str(step.opened.problem).startswith("“By letter, after 30 November 2026” does not go with")


def test_pages_of_questions_have_the_words_for_everybody_and_places_for_the_values() -> None:
    pages = dict(Pages(site_of(EXAMPLE, knowledge=EXAMPLES)).flow_pages(EXAMPLE))
    form, _, document = pages["with-values/index.md"]().body.partition('id="flow-document"')
    slot = '<span data-value="{}">{}</span>'
    due = slot.format("due", "30 days after that month")
    assert f"When do you send the report? It is due {due}." in form
    month = slot.format("work-month", "that month")
    assert f"The work ended in {month}, by {slot.format('month-ends', 'the end of that month')}." in form
    assert f"By letter, after {due}" in form
    assert "It is due 30 days after that month.</h2>" in document and "data-value" not in document
    asked = [question for question in EXAMPLE.flow.questions if f'"{question}" data-short' in form]
    engine = [id for id in asked if re.search(rf'data-question="{id}" data-short="[^"]*" data-values>', form)]
    assert engine == ["sent", "sent-by"], "the page leaves these to the engine"
    labels = (
        pages["answers/with-values/free.md"]()
        .body.partition('<template data-part="labels"')[2]
        .partition("</template>")[0]
    )
    assert 'data-answer="sent-by=form"' in labels and 'data-answer="sent-by=letter"' not in labels


def test_a_value_in_a_question_stays_as_it_was_when_more_is_known() -> None:
    at = question_at(EXAMPLE.flow, resolve(EXAMPLE.flow, {id: GIVEN[id] for id in ("year", "last-month")}, DAY), "sent")
    assert question_at(EXAMPLE.flow, resolve(EXAMPLE.flow, GIVEN, DAY), "sent") == at
