"""The high-water mark: laws about marks, and the ways in which people write months and counts, rightly or wrongly."""

import json
import re
import time
from datetime import date
from itertools import pairwise
from random import Random
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_scripts.pages.calculators import EXAMPLE
from decision_tree import browser
from decision_tree.cells import NotACount, count_of, month_of, read_month
from decision_tree.high_water import levels, told
from decision_tree.plot import Bar, plot
from decision_tree.sheet import MOST_LETTERS, MOST_PROBLEMS, MOST_ROWS, NotReadable, read

COUNTS = st.lists(st.integers(0, 999_999_999), min_size=1, max_size=40)


def rows(text: str) -> list[tuple[int | None, dict[str, int]]]:
    return [(row.month, dict(row.counts)) for row in read(text).rows]


def faults(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(NotReadable) as refused:
        read(text)
    return [(fault.line, fault.column, fault.words) for fault in refused.value.faults]


def number(shown: str) -> int:
    return int(shown.replace(",", ""))


# ---------- laws


@given(COUNTS)
def test_the_mark_never_falls_and_is_the_highest_count_so_far(counts: list[int]) -> None:
    found = list(levels(counts))
    assert all(one.mark <= other.mark for one, other in pairwise(found))
    assert [level.mark for level in found] == [max(counts[: end + 1]) for end in range(len(counts))]


@given(COUNTS)
def test_all_growth_together_is_the_last_mark_less_the_first(counts: list[int]) -> None:
    found = list(levels(counts))
    assert sum(level.growth for level in found) == found[-1].mark - found[0].mark
    assert all(level.growth >= 0 for level in found)


@given(COUNTS)
def test_what_lies_below_the_mark_changes_nothing_later(counts: list[int]) -> None:
    found = list(levels([*counts, 0, *counts]))
    assert all(level.growth == 0 for level in found[len(counts) :])


@given(COUNTS, st.randoms(use_true_random=False))
def test_lines_with_months_may_stand_in_any_order(counts: list[int], random: Random) -> None:
    lines = [f"{2000 + n // 12}-{n % 12 + 1:02};{count}" for n, count in enumerate(counts)]
    mixed = lines[:]
    random.shuffle(mixed)
    assert told("\n".join(mixed), "x")["parts"] == told("\n".join(lines), "x")["parts"]


@given(COUNTS)
def test_a_value_shown_is_the_value_computed(counts: list[int]) -> None:
    [part] = told("\n".join(map(str, counts)), "x")["parts"]
    shown = [tuple(map(number, row[1:])) for row in part["rows"]]
    assert shown == [(level.count, level.mark, level.growth) for level in levels(counts)]
    stated = [number(found) for found in re.findall(r"\d[\d,]*\d|\d", part["sum"])]
    first, last = shown[0][1], shown[-1][1]
    assert stated[:1] == [first]
    assert last == first or stated[1:3] == [last, last - first]


@given(st.text(max_size=300))
def test_whatever_is_typed_gets_marks_or_sentences_and_is_never_an_error(text: str) -> None:
    found = json.loads(browser.high_water_of(json.dumps({"text": text})))
    assert bool(found["problems"]) != bool(found["parts"])
    assert all(problem["words"].endswith((".", "?")) for problem in found["problems"])


SHEETS = st.lists(st.text("0123456789.,;'\t \"\n-eEJan/", max_size=12), max_size=12).map("\n".join)


@given(SHEETS)
def test_whatever_looks_like_a_sheet_is_told_at_a_line_that_it_has(text: str) -> None:
    found = told(text, "x")
    assert all(0 <= problem["line"] <= text.count("\n") + 1 for problem in found["problems"])


@given(COUNTS)
def test_a_plot_is_well_formed_and_stays_inside(counts: list[int]) -> None:
    [part] = told("\n".join(map(str, counts)), "x")["parts"]
    svg = ElementTree.fromstring(part["plot"])
    _, _, width, height = map(float, svg.attrib["viewBox"].split())
    for bar in svg.iter("{http://www.w3.org/2000/svg}rect"):
        x, y, across, down = (float(bar.attrib[name]) for name in ("x", "y", "width", "height"))
        assert 0 <= x <= x + across <= width
        assert 0 <= y <= y + down <= height
    assert svg.find("{http://www.w3.org/2000/svg}title") is not None


# ---------- counts


@pytest.mark.parametrize(
    ("cell", "count"),
    {
        "0": 0, "250": 250, "007": 7, "1,234": 1234, "1.234": 1234, "1 234": 1234, "1'234": 1234, "1’234": 1234,
        "1\u00a0234": 1234, "1\u202f234": 1234, "1.234.567": 1234567, "1,00,000": 100000, "120.00": 120,
        "1.234,00": 1234, "1,234.0": 1234, "999999999": 999999999,
    }.items(),
)  # fmt: skip
def test_a_count_is_read_with_the_separators_of_any_country(cell: str, count: int) -> None:
    assert count_of(cell) == count


@pytest.mark.parametrize(
    ("cell", "words"),
    {
        "": "missing", "1E+03": "exponent", "1,2e3": "exponent", "-5": "sign", "−5": "sign", "(5)": "sign",
        "+5": "sign", "12.5": "decimals", "1.234,50": "decimals", "1,23": "decimals", "1000000000": "too large",
        "9" * 5000: "too large", "abc": "in digits", "12 %": "in digits", "$120": "in digits",
    }.items(),
)  # fmt: skip
def test_what_is_no_count_is_told_why(cell: str, words: str) -> None:
    with pytest.raises(NotACount, match=words):
        count_of(cell)


# ---------- months


@pytest.mark.parametrize(
    "cell",
    [
        "2026-01", "2026/1", "2026.01", "202601", "01/2026", "1/2026", "1.2026", "01-2026", "Jan 2026", "jan 2026",
        "January 2026", "Jan-26", "Jan '26", "Jan. 2026", "2026 Jan", "2026-01-31", "2026-01-31T00:00:00", "31.01.2026",
        "31.1.26", "31 Jan 2026", "31-Jan-2026", "31st January 2026", "January 31, 2026", "JANUARY 2026",
    ],
)  # fmt: skip
def test_a_month_is_read_in_every_usual_way(cell: str) -> None:
    assert read_month(cell) == (month_of(2026, 1),) * 2


@pytest.mark.parametrize(
    "cell", ["", "2026-13", "2026-00", "30.02.2026", "26-Jan", "Smarch 2026", "2026", "13", "Q1 2026"]
)
def test_what_is_no_month_is_none(cell: str) -> None:
    assert read_month(cell) is None


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_is_in_its_month_in_whatever_order_it_is_written(day: date) -> None:
    assert read_month(f"{day.day}/{day.month}/{day.year}")[0] == month_of(day.year, day.month)  # type: ignore[index]
    assert read_month(f"{day.month}/{day.day}/{day.year}")[1] == month_of(day.year, day.month)  # type: ignore[index]


def test_dates_are_read_in_the_order_that_makes_sense_of_all_of_them() -> None:
    assert [month for month, _ in rows("1/2/2026,5\n1/3/2026,6\n1/4/2026,7")] == [month_of(2026, m) for m in (2, 3, 4)]
    assert [month for month, _ in rows("2/1/2026,5\n3/1/2026,6\n4/1/2026,7")] == [month_of(2026, m) for m in (2, 3, 4)]
    assert [month for month, _ in rows("1/31/2026,5\n2/3/2026,6")] == [month_of(2026, m) for m in (1, 2)]
    assert faults("02/03/2026;4\n01/02/2026;5")[0][:2] == (1, 1)
    assert "no date with the day first" in faults("31/01/2026;4\n28/02/2026;5\n03/31/2026;6")[0][2]


# ---------- sheets


@pytest.mark.parametrize(
    "text",
    [
        "2026-01 1234\n2026-02 1300",
        "2026-01\t1.234\n2026-02\t1.300",
        "2026-01 1 234\n2026-02 1 300",
        "Jan 2026: 1,234\nFeb 2026: 1,300",
        "Jan 2026, 1234\nFeb 2026, 1300",
        '\ufeff"Month","Seats"\r\n"2026-01","1,234"\r\n"2026-02","1,300"\r\n',
        "sep=;\nMonth;Seats\n2026-01;1234\n2026-02;1300",
        "Report of a customer\n\nMonth;Name;Seats;Assigned\n2026-01;E3;1234;9\n\n2026-02;E3;1300;9\n",
        "2026-02;1300\n2026-01;1234",
        "Month\rx\r2026-01;1234\r2026-02;1300",
        "Price;Month;Seats\n12,50;2026-01;1'234\n13,50;2026-02;1'300",
    ],
)
def test_one_customer_written_in_many_ways_is_the_same(text: str) -> None:
    assert rows(text) == [(month_of(2026, 1), {"seats": 1234}), (month_of(2026, 2), {"seats": 1300})]


def test_without_months_the_lines_are_months_in_order() -> None:
    assert rows("120\n1,234\n") == [(None, {"seats": 120}), (None, {"seats": 1234})]
    assert "No months are named" in read("120\n130").remarks[0]


def test_the_column_that_was_read_is_said() -> None:
    remarks = read("Month;Total;Paid seats;Price\n2026-01;9;120;5").remarks
    assert remarks == ("Line 1 is taken for a heading.", "Counts are read from column 3, “Paid seats”.")
    assert "column 3, the last one" in " ".join(read("2026-01;9;120").remarks)


def test_both_counts_are_read_where_headings_name_both() -> None:
    found = told(EXAMPLE, "x")
    assert [part["kind"] for part in found["parts"]] == ["seats", "users"]
    assert [row[3] for row in found["parts"][0]["rows"]] != [row[3] for row in found["parts"][1]["rows"]]
    [alone] = told("Month\tMAU\n2026-01\t5", "x")["parts"]
    assert alone["kind"] == "users"


def test_where_one_count_is_given_the_other_description_is_named() -> None:
    assert "monthly active users" in told("5", "x")["remarks"][-1]
    assert "paid seats" in told("Month;Active users\n2026-01;5", "x")["remarks"][-1]


def test_a_gap_is_said_and_left_free_in_the_plot() -> None:
    found = told("2026-01;5\n2026-04;9", "x")
    assert any("February 2026 and 1 more" in remark for remark in found["remarks"])
    assert found["parts"][0]["plot"].count("<rect") == 3
    assert "Several" not in plot([Bar(at=1, label="a", count=0, growth=0, mark=0)], "t", "i")


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 0, 0, "no count yet"),
        ("hello", 1, 1, "neither a count nor a month"),
        ("2026-01 5\n2026-02 -5", 2, 2, "sign"),
        ("2026-01\t5\n2026-02\t1E+03", 2, 2, "exponent"),
        ("2026-01;5\n2026-02;", 2, 2, "missing"),
        ("2026-01;5\n;6", 2, 1, "month is missing"),
        ("2026-01;5\nTotal;5", 2, 1, "“Total” is not a month"),
        ("2026-13 5\n2026-01 5", 1, 1, "not a month"),
        ("12.5\n13", 1, 1, "decimals"),
        ("2026-01;5\n2026-01;5", 2, 0, "January 2026 stands in line 1 already"),
        ("Contoso;5\nFabrikam;6", 1, 1, "“Contoso” is not a month"),
        ("2026-01,1,234\n2026-02,998", 1, 0, "between columns or between thousands"),
        ("2026-01,1,234\n2026-02,1,300", 1, 0, "between columns or between thousands"),
        ("2026-01;1.234\n2026-02;1,300", 2, 2, "alike"),
        ('2026-01;5\n2026-02;"6\n2026-03;7', 2, 0, "quotation mark"),
        ("Jan 2026\tFeb 2026\tMar 2026\n5\t6\t7", 1, 0, "line of its own"),
        ("PK\x03\x04…", 0, 0, "workbook"),
        ("Jan 2026", 1, 0, "no count beside it"),
        ("x" * (MOST_LETTERS + 1), 0, 0, "too much text"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_place(text: str, line: int, column: int, words: str) -> None:
    first = faults(text)[0]
    assert first[:2] == (line, column)
    assert words in first[2]


def test_all_faults_are_told_at_once_in_order_and_many_are_counted() -> None:
    found = told("2026-01;x\n2026-02;5\ny;6", "x")["problems"]
    assert [problem["line"] for problem in found] == [1, 3]
    many = told("\n".join(f"{2000 + n // 12}-{n % 12 + 1:02};x" for n in range(30)), "x")["problems"]
    assert len(many) == MOST_PROBLEMS + 1
    assert many[-1]["words"] == f"And {30 - MOST_PROBLEMS} more, from line {MOST_PROBLEMS + 1} on."


def test_a_million_lines_are_refused_in_words_and_at_once() -> None:
    text, begun = "2026-01;5\n" * 1_000_000, time.perf_counter()
    [(line, _, words)] = faults(text)
    assert time.perf_counter() - begun < 1
    assert line == 0
    assert "1,000,001 lines" in words
    assert f"Up to {MOST_ROWS}" in words
    assert len(faults("5\n" * (MOST_ROWS + 1))) == 1
    assert len(read("5\n" * MOST_ROWS).rows) == MOST_ROWS


@pytest.mark.parametrize(
    "text",
    {
        "many spaces": "1 " * 99_000, "one cell": "9" * 199_000, "many columns": ",1" * 99_000,
        "many groups": "1,234" + ",234" * 40_000, "many months": "Jan 2026 " * 20_000, "many points": "1.2" * 60_000,
        "many quotes": '"' * 199_000, "long lines": ("Jan 2026 " + "1 " * 150) * 600, "many signs": "-" * 199_000,
        "long cells": "\n".join(["1,1" * 100] * 600), "many tabs": "\t" * 199_000,
    }.values(),
)  # fmt: skip
def test_nothing_that_is_read_takes_long(text: str) -> None:
    begun = time.perf_counter()
    assert told(text, "x")["problems"]
    assert time.perf_counter() - begun < 1


def test_what_was_typed_is_in_no_message_of_an_exception() -> None:
    with pytest.raises(NotReadable) as refused:
        read("2026-01;secret")
    assert "secret" not in str(refused.value)
