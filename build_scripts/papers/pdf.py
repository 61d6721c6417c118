"""A paper as PDF, which partners fill in on screen or on paper, and customers sign.

Typst lays it out, as paper.typ says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import typst

from build_scripts.papers.form import Blank, fillable
from build_scripts.places import PROGRAM
from build_scripts.read.paper import Paper, Part
from decision_tree.model import SiteWords

TEMPLATE = PROGRAM / "papers" / "paper.typ"


def as_pdf(paper: Paper, site: SiteWords, fonts: Path) -> bytes:
    """A paper as PDF, on A4.

    :param site: what the site says of itself, at the foot of each page.
    :param fonts: folder with the site's font as TTF.
    """
    told = {**asdict(paper), "checked": "", "footing": site.independent, "author": site.name}
    words = {"paper": json.dumps(told)}
    compiler = typst.Compiler(TEMPLATE, font_paths=[fonts], ignore_system_fonts=True, sys_inputs=words)
    made = compiler.compile(format="pdf")
    assert isinstance(made, bytes), "a PDF is one file"
    blanks = [Blank(**one) for one in json.loads(compiler.query("<blank>", field="value"))]
    return fillable(made, [name for part in paper.parts for name in names_of(part)], blanks)


def names_of(part: Part) -> Iterator[str]:
    """Names of the blanks of a part, in the order in which paper.typ draws them."""
    cells = (f"{column}, row {row + 1}" for row in range(part.rows) for column in part.columns)
    yield from (f"{part.title}: {words}" for words in (*part.boxes, *cells, *part.lines))
