"""Labels and titles that are too long for where they stand: a warning at each, and none at the limit."""

from pathlib import Path

import pypdfium2
import pytest
from ours import OURS, ROOT, our_knowledge

from build_scripts.check.compiler import compile_flow
from build_scripts.pages.lengths import FLOW_TITLE, HEADING, OF_FLOWS, OF_PAGES, Limit, long_texts
from build_scripts.pages.written import HandWritten
from build_scripts.previews.cards import Card
from build_scripts.previews.draw import Pictures

IN_FLOW = [
    ("title: A small flow", "title: ", "3:8", FLOW_TITLE, "fit in two lines of the picture beside a pasted link"),
    ("ask: Which area?", "ask: ", "7:10", OF_FLOWS["ask"], "fit in three lines of a heading on a phone"),
    ("short: Area", "short: ", "8:12", OF_FLOWS["short"], "fit at the head of a column and beside an answer"),
    ("label: Other", "label: ", "11:22", OF_FLOWS["label"], "fit in two lines on a phone"),
    ("label: Azure", "label: A, hint: ", "10:31", OF_FLOWS["hint"], "fit in three lines on a phone"),
    ("label: Azure", "label: A, brief: ", "10:32", OF_FLOWS["brief"],
     "fit beside the other answers in one line of a reply"),
    ("title: File a claim", "title: ", "26:12", OF_FLOWS["title"],
     "fit in a heading on a phone and in the list of all answers"),
    ("title: Evidence", "title: ", "41:12", OF_FLOWS["title"],
     "fit in a heading on a phone and in the list of all answers"),
]  # fmt: skip
"""A line of the small flow, what stands there before a text, its place, its limit, and why there is one."""


def words(length: int) -> str:
    """Text of this length, in characters."""
    return ("word " * length)[: length - 1].rstrip().ljust(length, "x")


def told(compiled: list, pages: list) -> list[str]:
    """Place, severity, message and help of each warning."""
    return [
        f"{one.span.line}:{one.span.column} {one.severity} {one.name}: {one.message}; {one.help}"
        for one in long_texts(compiled, pages)
    ]


def expected(place: str, key: str, limit: Limit, fits: str) -> str:
    """The warning about a text with one character too many."""
    message = f"this {key} has {limit.most + 1} characters; at most {limit.most} {fits}"
    return f"{place} warning too-long: {message}; {limit.help}"


@pytest.mark.parametrize(("old", "new", "place", "limit", "fits"), IN_FLOW)
def test_a_text_of_a_flow_is_told_from_one_character_beyond_its_limit(
    old: str, new: str, place: str, limit: Limit, fits: str, tmp_path: Path
) -> None:
    text, said = (ROOT / "tests" / "flows" / "small.yml").read_text(encoding="utf-8"), {}
    for length in (limit.most, limit.most + 1):
        path = tmp_path / "small.yml"
        path.write_text(text.replace(old, new + words(length), 1), encoding="utf-8")
        said[length] = told([compile_flow(path, our_knowledge())], [])
    key = new.rsplit(maxsplit=1)[-1].removesuffix(":")
    assert said == {limit.most: [], limit.most + 1: [expected(place, key, limit, fits)]}


def test_title_description_and_question_of_a_page_have_limits(tmp_path: Path) -> None:
    def page(more: int) -> HandWritten:
        title, description, heading = (
            words(one.most + more) for one in (OF_PAGES["title"], OF_PAGES["description"], HEADING)
        )
        text = f"---\ntitle: {title}\ndescription: {description}\n---\n\n# {heading}\n"
        return HandWritten(tmp_path / "questions" / "page.md", text, {}, our_knowledge(), OURS.today)

    assert told([], [page(0)]) == []
    other = page(1)
    other.path = tmp_path / "reference" / "page.md"  # its heading stands on no picture
    assert len(told([], [other])) == 2
    assert told([], [page(1)]) == [
        expected("2:8", "title", OF_PAGES["title"], "are shown by search engines and in tabs"),
        expected("3:14", "description", OF_PAGES["description"], "are shown by search engines and forums"),
        expected("6:3", "heading", HEADING, "fit in three lines of the picture beside a pasted link"),
    ]


def test_a_picture_shows_the_whole_of_the_longest_title() -> None:
    pictures = Pictures(OURS)
    for length, whole in ((HEADING.most, True), (OF_FLOWS["title"].most, True), (200, False)):
        card = Card(
            name="Answers", eyebrow="An answer", title=("Influenced Revenue or usage of it? " * 9)[:length].strip()
        )
        shown = pypdfium2.PdfDocument(pictures.laid_out(card, "pdf"))[0].get_textpage().get_text_range()
        assert ("…" not in shown) == whole, length
