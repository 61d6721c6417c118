"""Characters that the font of preview pictures lacks: warned about where they are written, and staged as they are."""

from pathlib import Path

import pytest
from ours import OURS, ROOT, our_knowledge, site_of

from build_scripts.check.compiler import Compiled, compile_flow
from build_scripts.pages.render import Pages
from build_scripts.pages.written import HandWritten
from build_scripts.previews.font import Font
from build_scripts.previews.missing import UNUSUAL, missing_characters
from build_scripts.read.faults import terminal

PARTY = "\N{PARTY POPPER}"

PAGE = """\
# What is {0} new?

It is {0} new.

## Short answer

It is {1}new.
"""


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The small flow with other words in it."""
    monkeypatch.chdir(tmp_path)

    def compiled(*edits: tuple[str, str]) -> Compiled:
        text = (ROOT / "tests" / "flows" / "small.yml").read_text(encoding="utf-8")
        for old, new in edits:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / "small.yml").write_text(text, encoding="utf-8")
        return compile_flow(tmp_path / "small.yml", our_knowledge())

    return compiled


def first_lines(compiled: Compiled, page: HandWritten | None = None) -> list[str]:
    """First line of each warning about a site of one flow, and of one page if there is one."""
    site = site_of(compiled)
    site.written.update({"questions/page.md": page} if page else {})  # type: ignore[attr-defined]
    return [terminal(one).splitlines()[0] for one in missing_characters(site)]


def warning(place: str, character: str = PARTY) -> str:
    """Warning about one character, with its position."""
    return f"{place}: warning: the preview picture shows '…' for '{character}', which its font lacks [not-in-font]"


def test_a_character_on_a_picture_that_the_font_lacks_is_told_where_it_is_written(small) -> None:
    compiled = small(
        ("A small flow", f"A {PARTY} small {PARTY} flow"),
        ("ask: Which area?", "ask: Which area 中?"),
        ("{label: Azure", f"{{label: Azure {PARTY}"),
        ("title: File nothing", f"title: File nothing {PARTY}"),
    )
    assert first_lines(compiled) == [
        warning("small.yml:3:10"),
        warning("small.yml:7:21", "中"),
        warning("small.yml:10:28"),
        warning("small.yml:33:25"),
    ]


def test_what_stands_on_no_picture_is_not_told(small) -> None:
    compiled = small(("What did you do?", f"What {PARTY}?"), ("answer: Do not.", f"answer: Do {PARTY} not."))
    assert first_lines(compiled) == []


def test_of_a_page_its_question_and_its_short_answer_are_on_the_picture(small, tmp_path: Path) -> None:
    text = PAGE.format(PARTY, f"{PARTY} ")
    page = HandWritten(tmp_path / "questions" / "page.md", text, {}, our_knowledge(), OURS.today)
    assert first_lines(small(), page) == [warning("questions/page.md:1:11"), warning("questions/page.md:7:7")]


def test_a_letter_that_is_drawn_simpler_and_usual_signs_are_not_told(small) -> None:
    assert first_lines(small(("A small flow", "“A šmall flow” – naïve… ½ ×"))) == []


def test_the_font_has_every_character_that_it_is_not_asked_for() -> None:
    font = Font(OURS.font.read_bytes(), OURS.cache / "previews")
    usual = {character for character in map(chr, range(0x20, 0x2100)) if not UNUSUAL.match(character)}
    assert len(usual) > 190
    assert usual - font.characters - {"\xa0", "\xad"} == set()


def test_such_characters_are_staged_as_they_were_written(small) -> None:
    compiled = small(("A small flow", f"A {PARTY} flow"), ("title: File nothing", f"title: File {PARTY}"))
    pages = Pages(site_of(compiled))
    made = {name: make() for name, make in pages.flow_pages(compiled)}
    assert made["small/index.md"].meta["title"] == f"A {PARTY} flow"
    assert f"File {PARTY}" in made["answers/small/nothing.md"].dump().encode().decode()
