"""Citations on the built pages: one system of numbers, and words for each of them beside its place."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from build_scripts.read.knowledge import Knowledge

CODE = re.compile(r"\bS\d\d[a-z]?\b")
"""An id of the register, which means nothing to a reader."""

CITING = ".cpor-cite, .cpor-source-link, .footnote-ref"

NAMING = ("title", "aria-label", "alt")
"""HTML attributes whose text is shown or read out."""


@pytest.fixture(scope="module")
def pages(built_site: Path) -> dict[str, BeautifulSoup]:
    """Each page, and each answer's view, by its path."""
    found = {
        str(path.relative_to(built_site)): BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in sorted(built_site.rglob("*.html"))
    }
    for path in built_site.glob("assets/answers/*.json"):
        for id, view in json.loads(path.read_text(encoding="utf-8")).items():
            found[f"{path.name}: {id}"] = BeautifulSoup(view, "html.parser")
    for page in found.values():
        for element in page(["script", "style"]):
            element.decompose()
    return found


def citations(pages: dict[str, BeautifulSoup]) -> Iterator[tuple[str, Tag, str]]:
    """Every link to a source: the page, the link, and the source's id. In templates too."""
    for name, page in pages.items():
        for link in page.select(CITING):
            yield name, link, re.sub(r"^.*#(fn:)?", "", str(link["href"]))


def test_no_page_shows_a_reader_the_id_of_a_source(pages: dict[str, BeautifulSoup]) -> None:
    for name, page in pages.items():
        assert CODE.findall(page.get_text(" ")) == [], name
        for attribute in NAMING:
            said = [str(element[attribute]) for element in page.select(f"[{attribute}]")]
            assert [words for words in said if CODE.search(words)] == [], name


def test_every_citation_has_the_number_of_the_register_and_is_called_by_its_name(
    pages: dict[str, BeautifulSoup], knowledge: Knowledge
) -> None:
    seen = 0
    for name, link, id in citations(pages):
        source = knowledge.sources[id]
        # Not `get_text()`, which leaves out what stands in a template.
        assert (link.string, link["aria-label"]) == (str(source.number), source.spoken), name
        seen += 1
    assert seen > 1000


def test_the_register_shows_the_same_numbers(pages: dict[str, BeautifulSoup], knowledge: Knowledge) -> None:
    register = pages["sources/index.html"]
    numbers = [element.get_text() for element in register.select(".cpor-source__id")]
    assert numbers == [str(source.number) for source in knowledge.sources.values()]
    for source in knowledge.sources.values():
        heading = register.find(id=source.id)
        assert heading is not None
        assert heading.get_text().startswith(f"{source.number}: {source.title}")


def test_there_is_a_note_for_each_citation_and_term(pages: dict[str, BeautifulSoup], built_site: Path) -> None:
    notes = json.loads((built_site / "assets" / "notes.json").read_text(encoding="utf-8"))
    cited = {id for _, _, id in citations(pages)}
    named = {str(link["href"]).partition("#")[2] for page in pages.values() for link in page.select(".cpor-term")}
    assert cited
    assert named
    assert cited | named <= set(notes)


def test_a_note_says_of_a_source_what_the_register_says(
    pages: dict[str, BeautifulSoup], knowledge: Knowledge, built_site: Path
) -> None:
    notes = json.loads((built_site / "assets" / "notes.json").read_text(encoding="utf-8"))
    for source in knowledge.sources.values():
        note = BeautifulSoup(notes[source.id], "html.parser")
        said = [" ".join(line.get_text().split()) for line in note.select("p:not(.cpor-popover__title)")]
        heading = pages["sources/index.html"].find(id=source.id)
        assert heading is not None
        there = [" ".join(line.get_text().split()) for line in heading.find_next_siblings("p")]
        assert said == there
        assert source.read in " ".join(said)
        assert not source.quotes or f"it is not {knowledge.words.site.texts_of} word" in " ".join(said)
