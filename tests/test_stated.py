"""Figures that texts state, against those that words.yml declares."""

from pathlib import Path

import pytest
from ours import OURS, our_knowledge

from build_scripts.check.stated import files_of, misstated_in, sentences
from build_scripts.read.figures import Figure, Value, values_in
from build_scripts.read.sayings import pattern_of

FIGURES = {
    "filing": Figure(id="filing", values=(Value(number=90, unit="days"),), where=pattern_of(["of the purchase"])),
    "answer": Figure(id="answer", values=(Value(number=14, unit="business days"),), where=pattern_of(["to answer"])),
    "seats": Figure(id="seats", values=(Value(number=11, unit="seats"), Value(number=300, unit="seats")), where=None),
}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("within fourteen business days", ["14 business days"]),
        ("about five working days, or thirty days", ["5 business days", "30 days"]),
        ("with 11 to 300 seats", ["11 seats", "300 seats"]),
        ("above 40 % of 1,000 seats", ["40 %", "1000 seats"]),
        ("a 14-day limit of 1 month", ["14 days", "1 months"]),
        ("the reply of 2026 points to a page, and S30 days later", []),
        ("in 12.5 days", []),
    ],
)
def test_numbers_with_a_unit_are_found_in_digits_and_in_words(text: str, values: list[str]) -> None:
    assert [str(value) for value, _ in values_in(text)] == values


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("File within 90 days of the purchase.", []),
        ("File within 14 business days of the purchase.", ["'14 business days' is stated, and 'filing' is 90 days"]),
        ("You have 14 days to answer.", ["'14 days' is stated, and 'answer' is 14 business days"]),
        ("You have 14 business\ndays to answer.", []),
        ("It takes 90 days.", []),
        ("It takes 14 days.", ["'14 days' is stated, and 'filing' or 'answer' is 90 days, 14 business days"]),
        ("From 11 to 30 seats.", ["'30 seats' is stated, and 'seats' is 11 seats, 300 seats"]),
        ("File within 90 days of the purchase.[^S01] It takes 14 business days.", []),
        ("| 90 days | to answer |", []),
        ("It takes 2 points.", []),
    ],
)
def test_a_figure_is_judged_by_the_words_of_its_sentence(text: str, told: list[str], tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Page\n\n{text}\n", encoding="utf-8")
    found = list(misstated_in(page, FIGURES))
    assert [one.message for one in found] == told
    assert all(one.line[one.span.column - 1 :].startswith(one.message[1:3]) for one in found)


def test_sentences_are_the_whole_text() -> None:
    text = "One. Two;[^S01] three | four\n\n- five: six"
    assert "".join(sentence for _, sentence in sentences(text)) == text


def test_most_figures_of_the_site_are_among_those_declared() -> None:
    figures = our_knowledge().words.figures.values()
    families = {value.family for one in figures for value in one.values}
    stated = [value for path in files_of(OURS) for _, one in sentences(path.read_text()) for value, _ in values_in(one)]
    assert len([value for value in stated if value.family in families]) > 0.95 * len(stated) > 300
