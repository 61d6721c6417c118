"""Figures that texts state, against those that words.yml declares."""

from functools import partial
from pathlib import Path

import pytest
from ours import OURS, our_knowledge

from build_scripts.check.stated import files_of, lines_of, misstated_in, nearest
from build_scripts.read.figures import Figure, Value, values_in
from build_scripts.read.sayings import pattern_of
from build_scripts.read.texts import sentences

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
        (
            "It takes 14 days.",
            ["'14 days' is stated, which no figure is; the nearest: 'filing' is 90 days, 'answer' is 14 business days"],
        ),
        (
            "From 11 to 30 seats.",
            ["'30 seats' is stated, which no figure is; the nearest: 'seats' is 11 seats or 300 seats"],
        ),
        ("File within 90 days of the purchase.[^S01] It takes 14 business days.", []),
        ("| 90 days | to answer |", []),
        ("It takes 2 points.", []),
    ],
)
def test_a_figure_is_judged_by_the_words_of_its_sentence(text: str, told: list[str], tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Page\n\n{text}\n", encoding="utf-8")
    found = list(misstated_in(page, FIGURES, {"filing": 9}))
    assert [one.message for one in found] == told
    assert all(one.line[one.span.column - 1 :].startswith(one.message[1:3]) for one in found)


def figure(id: str, *values: Value, where: str = "") -> Figure:
    """A figure that is spoken of by some words, or by none."""
    return Figure(id=id, values=values, where=pattern_of([where]) if where else None)


def test_of_many_figures_the_three_are_told_that_words_unit_and_number_are_nearest_to() -> None:
    days, business = (partial(Value, unit=unit) for unit in ("days", "business days"))
    many = [
        figure("consent", days(number=30), where="consent within"),
        figure("review", business(number=14), where="under review"),
        figure("activities", days(number=120)),
        figure("age-of-signature", days(number=900)),
        figure("show", days(number=7), where="to show"),
    ]
    told = [one.id for one in nearest(many, "The reviewer takes 31 days after they signed.", days(number=31))]
    assert told == ["age-of-signature", "review", "consent"]


def test_help_says_in_which_line_the_nearest_figures_are_declared(tmp_path: Path) -> None:
    words = tmp_path / "words.yml"
    words.write_text("pays: {filing: no}\n\nfigures:\n  # days\n  filing: {values: [90 days]}\n", encoding="utf-8")
    page = tmp_path / "page.md"
    page.write_text("It takes 14 days.\n", encoding="utf-8")
    assert lines_of(FIGURES, words) == {"filing": 5}
    [found] = misstated_in(page, FIGURES, lines_of(FIGURES, words))
    assert found.help.endswith("under 'figures:' in knowledge/words.yml ('filing' in line 5)")


def test_sentences_are_the_whole_text() -> None:
    text = "One. Two;[^S01] three | four\n\n- five: six"
    assert "".join(sentence for _, sentence in sentences(text)) == text


def test_most_figures_of_the_site_are_among_those_declared() -> None:
    figures = our_knowledge().words.figures.values()
    families = {value.family for one in figures for value in one.values}
    stated = [value for path in files_of(OURS) for _, one in sentences(path.read_text()) for value, _ in values_in(one)]
    assert len([value for value in stated if value.family in families]) > 0.95 * len(stated) > 300
