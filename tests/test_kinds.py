"""The kinds of question: each is one class, and a kind that is added there is understood everywhere else."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ours import our_knowledge, site_of
from walks import flow_of

from build_scripts import toolchain
from build_scripts.ask import ask
from build_scripts.check.compiler import Compiled, compile_flow
from build_scripts.pages.render import Pages
from build_scripts.pages.words import label
from build_scripts.places import PROGRAM
from build_scripts.read import question_forms
from build_scripts.read.question_forms import QuestionForm
from decision_tree import artefact, links
from decision_tree.dates import band_of
from decision_tree.engine import resolve
from decision_tree.kinds import KINDS, Asked, DateValue, Hop, Kind, NotAcceptable, values_elsewhere
from decision_tree.model import Band, Chosen, Question
from decision_tree.reply import labels
from decision_tree.why import changes

TODAY = date(2026, 11, 30)

FLOW = """
flow: monthly
title: When was that?
intro: A flow with a kind of question that is made up here.
start: month
questions:
  month:
    ask: In which month was it?
    short: Month
    month: {bands: {recent: {within: 3 months}, old: otherwise}}
    goto: decide
tables:
  decide:
    hit: unique
    rows:
      - {when: {month: recent}, goto: now}
      - {when: {month: old}, goto: then}
"""

OUTCOME = """
  %s:
    title: %s
    answer: So it is.
    claims: {are: [], because: Made up., grade: inferred, sources: [S04]}
    pays: {is: none, because: Made up., grade: inferred, sources: [S04]}
    credit: azure
    checked: 2026-11-28
    revisions: [{on: 2026-11-28, what: First published.}]
"""


class Month(Kind):
    """A month, seen from its first day."""

    named = False
    words = "a month"
    empty_problem = "Please give a month."
    control = MappingProxyType({"type": "month"})

    def accept(self, asked: Asked, given: tuple[str, ...]) -> Hop:
        """The month, in the band that its first day is in."""
        if len(given) != 1 or not self.is_value(given[0]):
            raise NotAcceptable(self.empty_problem)
        band, last = band_of(asked.question.bands, date.fromisoformat(f"{given[0]}-01"), asked.today)
        return Hop(question=asked.question.id, answer=given, chosen=frozenset({band.id}), last=last)

    def others(self, asked: Asked, chosen: Chosen) -> Iterator[tuple[str, ...]]:
        """The months of the days that a date has."""
        return values_elsewhere(self, asked, chosen)

    def value_in(self, question: Question, band: str, today: date) -> str | None:
        """The month of a day in this band."""
        day = DateValue().value_in(question, band, today)
        return day and day[:7]

    def is_value(self, text: str) -> bool:
        """Whether it is a year and a month."""
        return len(text) == 7 and text[4] == "-" and text.replace("-", "", 1).isdigit()


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Compiled:
    """A flow that asks for a month, compiled where that kind is registered."""
    monkeypatch.setitem(KINDS, "month", Month())
    monkeypatch.setitem(question_forms.FORMS, "month", QuestionForm(key="month", prompt="Type a month as year-month"))
    path = tmp_path / "monthly.yml"
    outcomes = "".join(OUTCOME % (id, f"It was {id}") for id in ("now", "then"))
    path.write_text(f"{FLOW}outcomes:{outcomes}", encoding="utf-8")
    return compile_flow(path, our_knowledge())


def test_a_kind_is_registered_under_the_name_that_says_how_it_is_written() -> None:
    assert set(KINDS) == set(question_forms.FORMS)
    assert all(kind.words and kind.empty_problem for kind in KINDS.values())


def test_the_schema_of_published_flows_names_every_kind() -> None:
    schema = yaml.safe_load((PROGRAM / "programs" / "schemas" / "flows.schema.yml").read_text(encoding="utf-8"))
    assert schema["$defs"]["question"]["properties"]["kind"]["enum"] == list(KINDS)


def test_a_kind_says_how_it_judges_answers_and_finds_others() -> None:
    for name, kind in KINDS.items():
        for method in ("accept", "others"):
            assert getattr(type(kind), method) is not getattr(Kind, method), (name, method)


def test_a_new_kind_is_compiled_resolved_and_explained(compiled: Compiled) -> None:
    flow = compiled.flow
    assert flow.questions["month"].kind == "month"
    step = resolve(flow, {"month": ("2026-10",)}, TODAY)
    assert step.result is not None and step.result.outcome == "now"
    assert step.deadlines == {"month": date(2027, 1, 1)}
    [other] = changes(flow, step, TODAY)
    assert other.step.result is not None and other.step.result.outcome == "then"


def test_a_new_kind_is_read_from_links_and_refused_in_its_own_words(compiled: Compiled) -> None:
    arrived = links.parse("month=2026-10", compiled.flow)
    assert arrived.answers == {"month": ("2026-10",)}
    opened = resolve(compiled.flow, {"month": ("soon",)}, TODAY).opened
    assert opened is not None and opened.problem == "Please give a month."


def test_a_new_kind_has_states_and_survives_the_way_to_the_browser(compiled: Compiled) -> None:
    first = compiled.states[0]
    assert (first["kind"], set(first["bands"])) == ("month", {"recent", "old"})
    assert artefact.load(compiled.artefact) == compiled.flow


def test_a_new_kind_is_asked_on_the_page_and_in_the_terminal(compiled: Compiled) -> None:
    pages = dict(Pages(site_of(compiled)).flow_pages(compiled))
    page = pages["monthly/index.md"]().body
    assert '<input type="month" name="month">' in page
    assert 'data-problem-empty="Please give a month."' in page
    said: list[str] = []
    assert ask(compiled.flow, our_knowledge(), TODAY, lambda _: "2026-10", said.append) == "month=2026-10"
    assert "Type a month as year-month; 'b' goes back." in said[0]


@pytest.mark.parametrize(
    ("said", "number", "band"),
    [
        ("10", "10", "small"),
        ("11", "11", "middle"),
        ("1,200", "1200", "large"),
        ("1.200", "1200", "large"),
        ("1'200", "1200", "large"),
        ("1\u202f200", "1200", "large"),
        ("+7", "7", "small"),
        ("007", "7", "small"),
    ],
)
def test_a_number_is_read_as_people_write_it(said: str, number: str, band: str) -> None:
    [hop] = resolve(flow_of("counted"), {"seats": (said,)}, TODAY).path
    assert (hop.answer, hop.chosen) == ((number,), frozenset({band}))


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("", "Please give a number."),
        ("1.5", "“1.5” is not a whole number. Please write it in digits, such as 250."),
        ("1e3", "“1e3” is not a whole number."),
        ("1,2,3", "“1,2,3” is not a whole number."),
        ("\uff19", "is not a whole number."),
        ("0", "“0” is too small. Please give a number from 1 on."),
        ("-5", "“-5” is too small."),
        ("9" * 5000, "is too large. Please give a number up to 999,999,999."),
    ],
)
def test_a_number_that_is_not_accepted_is_named_with_the_reason(said: str, problem: str) -> None:
    opened = resolve(flow_of("counted"), {"seats": (said,)}, TODAY).opened
    assert opened is not None and opened.problem is not None
    assert problem in opened.problem and len(opened.problem) < 130


def test_a_link_keeps_a_number_with_signs_between_the_thousands() -> None:
    link = links.parse("seats=1,200&spent=1%20500", flow_of("counted"))
    assert link.problems == ()
    assert links.link_of(resolve(flow_of("counted"), link.answers, TODAY)) == "seats=1200&spent=1500"


def test_bands_of_numbers_are_worded_by_their_ranges() -> None:
    seats = flow_of("counted").questions["seats"]
    assert [label(seats, band.id) for band in seats.bands] == ["up to 10", "11 to 300", "301 or more"]
    assert labels(seats, ("1200",)) == ["1,200"]


# ---------- dates with limits, months, years, decimals and money


def asked(kind: str, **settings: object) -> Asked:
    """A question of a kind, with one band."""
    question = Question(id="x", kind=kind, ask="?", short="X", bands=(Band(id="any"),), **settings)  # type: ignore[arg-type]
    return Asked(question, (), TODAY)


def answer_to(one: Asked, said: str) -> str:
    """The answer that is accepted, as a link writes it, or the message why it is not."""
    try:
        return KINDS[one.question.kind].accept(one, (said,)).answer[0]
    except NotAcceptable as problem:
        return str(problem)


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("1234.50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1 234,5", "1234.50"),
        ("1\u202f234,50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("1,23,456.78", "123456.78"),
        ("£1,234", "1234"),
        ("GBP 1234", "1234"),
        ("1.234,50 £", "1234.50"),
        ("1234,-", "1234"),
        ("1.234", "1234"),
        ("0.5", "0.50"),
        (".50", "“.50” is not an amount in GBP. Please write it in digits, such as 250 or 1,250.50."),
        ("1,234,50", "“1,234,50” is not an amount in GBP. Please write it in digits, such as 250 or 1,250.50."),
        ("1.234.50", "“1.234.50” is not an amount in GBP. Please write it in digits, such as 250 or 1,250.50."),
        ("0.500", "“0.500” is not an amount in GBP. Please write it in digits, such as 250 or 1,250.50."),
        ("$5", "“$5” is not an amount in GBP. Please write it in digits, such as 250 or 1,250.50."),
        ("EUR 5", "“EUR 5” is not an amount in GBP. Please write it in digits, such as 250 or 1,250.50."),
        ("1e9", "“1e9” is not an amount in GBP. Please write it in digits, such as 250 or 1,250.50."),
        ("-1", "“-1” is too small. Please give an amount from GBP 0 on."),
        ("5000.01", "“5000.01” is too large. Please give an amount up to GBP 5,000."),
        ("", "Please give an amount."),
    ],
)
def test_money_is_read_as_people_write_it_in_many_countries(said: str, amount: str) -> None:
    most = 500_000 if said == "5000.01" else 99_999_999_999
    assert answer_to(asked("money", money="GBP", decimals=2, at_most=most), said) == amount


@given(st.integers(0, 99_999_999_999))
def test_no_hundredth_of_an_amount_is_lost(hundredths: int) -> None:
    one = asked("money", money="EUR", decimals=2, at_most=99_999_999_999)
    written = f"{hundredths // 100:,}.{hundredths % 100:02}"
    found = answer_to(one, written)
    assert KINDS["money"].amount(one.question, found) == (hundredths, 100)
    assert answer_to(one, KINDS["money"].shown(one.question, found)) == found
    assert answer_to(one, written.translate(str.maketrans(",.", ".,"))) == found


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("7.5", "7.5"),
        ("7,50", "7.5"),
        ("7", "7"),
        ("7.255", "“7.255” is not a number. Please write it in digits, such as 7.5."),
    ],
)
def test_a_number_has_as_many_decimals_as_its_question_says(said: str, number: str) -> None:
    assert answer_to(asked("number", decimals=2), said) == number


@pytest.mark.parametrize(
    ("said", "month"),
    [
        ("2026-03", "2026-03"),
        ("3/2026", "2026-03"),
        ("03.2026", "2026-03"),
        ("March 2026", "2026-03"),
        ("mar 2026", "2026-03"),
        ("2026-13", "“2026-13” is not a month and a year, such as 11/2026 or November 2026."),
        ("2026", "“2026” is not a month and a year, such as 11/2026 or November 2026."),
        ("2026-12", "December 2026 is after today, 30 November 2026. Please check the date."),
        ("", "Please give a month."),
    ],
)
def test_a_month_is_read_as_people_write_it(said: str, month: str) -> None:
    assert answer_to(asked("month"), said) == month


@pytest.mark.parametrize(
    ("said", "year"),
    [
        ("1990", "1990"),
        ("90", "“90” is not a year. Please write it with four digits, such as 1990."),
        ("1,990", "“1,990” is not a year. Please write it with four digits, such as 1990."),
        ("1899", "“1899” is too early. Please give a year from 1900 on."),
        ("2027", "“2027” is too late. Please give a year up to 2026."),
    ],
)
def test_a_year_has_four_digits(said: str, year: str) -> None:
    one = asked("year", at_least=1900, at_most=2026)
    assert answer_to(one, said) == year
    assert KINDS["year"].shown(one.question, "1990") == "1990"


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-05-10", "2026-05-10"),
        ("10 May 2026", "2026-05-10"),
        ("1 sep 2026", "2026-09-01"),
        ("30 February 2026", "“30 February 2026” is not a date. Please give a day"),
        ("May 2026", "“May 2026” is not a date. Please give a day of the calendar with its year, such as 30 November"),
        ("10 5 2026", "“10 5 2026” is not a date."),
        ("2026-12-01", "1 December 2026 is after today, 30 November 2026. Please check the date."),
    ],
)
def test_a_date_is_read_as_messages_write_it(said: str, day: str) -> None:
    assert answer_to(asked("date"), said).startswith(day)


def test_a_date_has_limits_of_its_own_and_messages_of_its_own() -> None:
    known = {"begun": date(2026, 10, 1)}
    one = replace(asked("date", first_day="begun", last_day="2026-12-31"), known=known)
    assert answer_to(one, "2026-10-01") == "2026-10-01"
    assert answer_to(one, "2026-12-31") == "2026-12-31", "a day to come"
    assert answer_to(one, "2026-09-30") == "30 September 2026 is before 1 October 2026. Please check the date."
    assert answer_to(one, "2027-01-01") == "1 January 2027 is after 31 December 2026. Please check the date."
    own = replace(one, question=replace(one.question, if_below="Too early.", if_above="Too late."))
    assert answer_to(own, "2026-09-30") == "Too early."
    assert answer_to(own, "2027-01-01") == "Too late."
    ends = asked("date", month_ends=True)
    assert answer_to(ends, "2024-02-29") == "2024-02-29"
    assert answer_to(ends, "2024-02-28").startswith("28 February 2024 is not the last day of a month.")


def test_a_value_is_found_in_each_band_that_days_limit() -> None:
    bands = (
        Band(id="old", until="2013-01-18"),
        Band(id="past", until="today"),
        Band(id="soon", until="due"),
        Band(id="later"),
    )
    question = Question(id="x", kind="date", ask="?", short="X", bands=bands, last_day="")
    one = Asked(question, (), TODAY, {"due": date(2027, 2, 1)})
    found = {band.id: answer for band, (answer,) in zip(bands, KINDS["date"].others(one, frozenset()), strict=True)}
    chosen = {id: KINDS["date"].accept(one, (answer,)).chosen for id, answer in found.items()}
    assert chosen == {band.id: frozenset({band.id}) for band in bands}


def test_a_link_keeps_an_amount_to_its_hundredth_also_that_of_another_product() -> None:
    flow = flow_of("counted")
    spent = replace(flow.questions["spent"], kind="money", money="USD", decimals=2)
    flow = replace(flow, questions={**flow.questions, "spent": spent})
    link = links.parse("seats=1200&spent=1.250,50).&2.seats=1&2.spent=1250.50", flow)
    assert link.problems == () and link.carried == "2.seats=1&2.spent=1250.50"
    assert links.link_of(resolve(flow, link.answers, TODAY)) == "seats=1200&spent=1250.50"


TYPED = {
    "date": ["2024-01-15", "2024-02-29", "1999-12-31", "2026-05-01"],
    "month": ["2026-05", "2024-02", "1999-12"],
    "year": ["1990", "2026"],
    "number": ["0", "12", "1200", "1234567", "-1200", "999999999"],
    "money": ["0.00", "12.50", "1234.05", "1000000.00", "1000000"],
}
"""Kind → values as links have them."""


def test_a_page_words_typed_values_as_the_engine_does_before_it_runs() -> None:
    """So that nothing moves when the engine has read a link; kinds.js has the words of these kinds once more."""
    assert set(TYPED) == {id for id, kind in KINDS.items() if not kind.named}, "a new kind: give kinds.js its words"
    module = PROGRAM.parent / "docs" / "assets" / "questionnaire" / "address" / "kinds.js"
    script = f"""
        import {{ typedWords }} from {json.dumps(module.as_uri())};
        const words = Object.entries({json.dumps(TYPED)}).map(([kind, values]) =>
          [kind, values.map((value) => typedWords(kind, value, "EUR"))]);
        console.log(JSON.stringify(Object.fromEntries(words)));
    """
    done = toolchain.run_node("--input-type=module", "--eval", script)
    assert done.returncode == 0, done.stderr
    asked = replace(flow_of("everything").questions["paper"], money="EUR")
    assert json.loads(done.stdout) == {
        id: [KINDS[id].shown(asked, value) for value in values] for id, values in TYPED.items()
    }


def test_what_no_calendar_has_is_left_to_the_engine() -> None:
    module = PROGRAM.parent / "docs" / "assets" / "questionnaire" / "address" / "kinds.js"
    script = f"""
        import {{ typedWords }} from {json.dumps(module.as_uri())};
        const wrong = [["date", "2024-02-31"], ["date", "soon"], ["month", "2024-13"], ["number", "1e3"]];
        console.log(JSON.stringify(wrong.map(([kind, value]) => typedWords(kind, value, "EUR"))));
    """
    assert json.loads(toolchain.run_node("--input-type=module", "--eval", script).stdout) == [""] * 4
