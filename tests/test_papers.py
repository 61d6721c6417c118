"""Papers to fill in: their words in both files, the same bytes each time, and what is wrong in them."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from docx import Document
from ours import OURS, our_knowledge
from pypdf import PageObject, PdfReader

from build_scripts.papers.form import Blank, fillable
from build_scripts.papers.pdf import as_pdf
from build_scripts.papers.word import as_word
from build_scripts.previews.font import Font
from build_scripts.read.faults import BadFile
from build_scripts.read.paper import Paper, read_papers
from decision_tree.model import SiteWords

SITE = SiteWords(name="Paper Answers", independent="Independent of everybody.")

KNOWN = our_knowledge()
PAPERS = read_papers(OURS.papers, KNOWN.grades, KNOWN.sources)


def words_of(paper: Paper) -> list[str]:
    """Everything that a paper says."""
    of_parts = [(it.title, it.help, it.text, *it.boxes, *it.columns, *it.fields, it.signature) for it in paper.parts]
    return [words for words in (paper.title, paper.disclaimer, *(one for part in of_parts for one in part)) if words]


def fonts() -> Path:
    """Folder of the site's font."""
    return Font(OURS.font.read_bytes(), OURS.cache / "previews").folder


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
def test_a_word_file_says_everything_and_is_the_same_each_time(paper: Paper) -> None:
    made = as_word(paper, SITE)
    assert made == as_word(paper, SITE)
    file = Document(io.BytesIO(made))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    said = "\n".join([*(it.text for it in file.paragraphs), *cells])
    assert all(words in said for words in words_of(paper))
    assert file.sections[0].footer.paragraphs[0].text == SITE.independent
    assert file.core_properties.author == SITE.name
    assert [it.text for it in file.paragraphs if it.style.name.startswith("Heading")][1:] == [
        part.title for part in paper.parts
    ]
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert parts.testzip() is None


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
def test_a_pdf_is_one_page_says_everything_and_is_the_same_each_time(paper: Paper) -> None:
    made = as_pdf(paper, SITE, fonts())
    assert made == as_pdf(paper, SITE, fonts())
    pages = pypdfium2.PdfDocument(made)
    assert len(pages) == 1
    said = " ".join(pages[0].get_textpage().get_text_bounded().split())
    assert all(" ".join(words.split()) in said for words in (*words_of(paper), SITE.independent))
    assert pypdfium2.PdfDocument(made).get_metadata_value("Author") == SITE.name


def fields_of(page: PageObject) -> list[Any]:
    """The fields of a page, in their order."""
    return [one.get_object() for one in page.get("/Annots", [])]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
def test_every_blank_but_a_signature_is_a_field_with_a_name_of_its_own(paper: Paper) -> None:
    fields = [one for page in PdfReader(io.BytesIO(as_pdf(paper, SITE, fonts()))).pages for one in fields_of(page)]
    names = [one["/TU"] for one in fields]
    assert (
        len({*names})
        == len(names)
        == sum(len(it.boxes) + len(it.columns) * it.rows + len(it.fields) for it in paper.parts)
    )
    for part in paper.parts:
        own = [(name.removeprefix(f"{part.title}: "), one["/FT"]) for name, one in zip(names, fields, strict=True)
               if name.startswith(f"{part.title}: ")]  # fmt: skip
        cells = [f"{words}, row {row}" for row in range(1, part.rows + 1) for words in part.columns]
        expected = [*((words, "/Btn") for words in part.boxes), *((words, "/Tx") for words in (*cells, *part.fields))]
        assert own == expected
    assert any(part.signature for part in paper.parts)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
def test_fields_lie_apart_on_the_page_and_each_beside_its_name(paper: Paper) -> None:
    made = as_pdf(paper, SITE, fonts())
    text = pypdfium2.PdfDocument(made)[0].get_textpage()
    [page] = PdfReader(io.BytesIO(made)).pages
    seen: list[tuple[float, ...]] = []
    for one in fields_of(page):
        left, bottom, right, top = map(float, one["/Rect"])
        assert 50 < left < right < 545 and 50 < bottom < top < 800
        assert all(left >= r or right <= x or bottom >= t or top <= y for x, y, r, t in seen), "two fields overlap"
        assert text.get_text_bounded(left, bottom, right, top).strip() == "", "a field covers words"
        if ", row " not in one["/TU"]:
            row = text.get_text_bounded(0, bottom, 595, top)
            assert one["/TU"].partition(": ")[2][:20] in row
        seen.append((left, bottom, right, top))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
def test_screen_readers_meet_each_field_where_its_blank_is_drawn(paper: Paper) -> None:
    reader = PdfReader(io.BytesIO(as_pdf(paper, SITE, fonts())))
    structure: Any = reader.root_object["/StructTreeRoot"]
    numbered = structure["/ParentTree"]["/Nums"]
    by_number = dict(zip(numbered[::2], numbered[1::2], strict=True))
    assert structure["/ParentTreeNextKey"] == max(by_number) + 1
    within = {"/Btn": "/LI", "/Tx": "/TD"}
    for one in fields_of(reader.pages[0]):
        element = by_number[one["/StructParent"]].get_object()
        assert (element["/S"], element["/K"]["/Obj"].get_object()["/TU"]) == ("/Form", one["/TU"])
        assert element["/P"]["/S"] == within[one["/FT"]]
        assert element in [it.get_object() for it in element["/P"]["/K"]]
    assert reader.pages[0]["/Tabs"] == "/S"


def test_a_paper_whose_blanks_have_no_place_in_its_structure_is_refused() -> None:
    made = as_pdf(PAPERS[0], SITE, fonts())
    with pytest.raises(ValueError, match="zip"):
        fillable(made, ["one"], [Blank(kind="line", page=1, x=0, y=0, width=1, height=1)])


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("{title: A}", "'parts.1' has nothing to fill in or to read"),
        ("{title: A, columns: [B]}", "'parts.1' has no 'rows'"),
        ("{title: A, rows: 2}", "'parts.1' has no 'columns'"),
        ("{title: A, feilds: [B]}", "'parts.1' has no key 'feilds'"),
        ("{title: A, columns: [B], rows: many}", "'parts.1.rows' must be a whole number, not 'many'"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(part: str, message: str, tmp_path: Path) -> None:
    text = f"title: A\ndisclaimer: B\nparts:\n  - {part}\ngrade: inferred\nsources: [S04]\n"
    (tmp_path / "a.yml").write_text(text, encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        read_papers(tmp_path, KNOWN.grades, KNOWN.sources)
    assert message in str(caught.value)
    assert "a.yml:4:" in str(caught.value)


def test_a_paper_rests_on_sources_of_the_register(tmp_path: Path) -> None:
    text = "title: A\ndisclaimer: B\nparts:\n  - {title: A, fields: [B]}\ngrade: microsoft-one\nsources: [S4O4]\n"
    (tmp_path / "a.yml").write_text(text, encoding="utf-8")
    with pytest.raises(BadFile, match="unknown-source"):
        read_papers(tmp_path, KNOWN.grades, KNOWN.sources)
