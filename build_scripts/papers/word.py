"""A paper as a Word file, which partners fill in on their own computers. python-docx writes it."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time

from docx import Document
from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from build_scripts.read.paper import Paper, Part
from decision_tree.model import SiteWords

BOX = "☐ "

OLDEST = (1980, 1, 1, 0, 0, 0)
"""Time of every part of the file, so that equal papers give equal bytes. A ZIP file knows no earlier one."""


def as_word(paper: Paper, site: SiteWords) -> bytes:
    """A paper as .docx, on A4. What the site says of itself stands at the foot of each page."""
    file = Document()
    page = file.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(1.6)
    file.styles["Normal"].font.name, file.styles["Normal"].font.size = "Calibri", Pt(10)
    page.footer.paragraphs[0].text = site.independent
    page.footer.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    about = file.core_properties
    about.title, about.author, about.language, about.comments = paper.title, site.name, "en", ""
    about.last_modified_by = about.author
    about.created = about.modified = datetime.combine(paper.checked, time()) if paper.checked else datetime(2026, 1, 1)  # noqa: DTZ001 - a day, without a time
    file.add_heading(paper.title, 1)
    small(file, paper.disclaimer)
    for part in paper.parts:
        add_part(file, part)
    written = io.BytesIO()
    file.save(written)
    return without_times(written.getvalue())


def add_part(file: WordFile, part: Part) -> None:
    """Add a part to the file: heading, help, text, boxes, table, lines to fill in."""
    file.add_heading(part.title, 2)
    if part.help:
        small(file, part.help)
    if part.text:
        file.add_paragraph(part.text)
    for box in part.boxes:
        close(file.add_paragraph(BOX + box))
    if part.columns:
        table = file.add_table(rows=1 + part.rows, cols=len(part.columns), style="Table Grid")
        for cell, words in zip(table.rows[0].cells, part.columns, strict=True):
            cell.paragraphs[0].add_run(words).bold = True
        repeat_first_row(table)
    if part.lines:
        table = file.add_table(rows=len(part.lines), cols=2, style="Table Grid")
        for row, words in zip(table.rows, part.lines, strict=True):
            row.cells[0].width, row.cells[1].width = Cm(5), Cm(12)
            row.cells[0].text = words


def small(file: WordFile, words: str) -> None:
    """Add a paragraph in small italic type."""
    run = close(file.add_paragraph()).add_run(words)
    run.italic, run.font.size = True, Pt(8.5)


def close(paragraph: Paragraph) -> Paragraph:
    """A paragraph with little room below it."""
    paragraph.paragraph_format.space_after = Pt(2)
    return paragraph


def repeat_first_row(table: Table) -> None:
    """Mark the first row as the heads of the columns, for screen readers and on every page."""
    marked = OxmlElement("w:tblHeader")
    marked.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(marked)  # noqa: SLF001 - python-docx has no other way


def without_times(file: bytes) -> bytes:
    """The same ZIP file with one time for every part."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, OLDEST), source.read(name), zipfile.ZIP_DEFLATED)
    return written.getvalue()
