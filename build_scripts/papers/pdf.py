"""A paper as PDF, which partners print and customers sign. Typst lays it out, as paper.typ says."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import typst

from build_scripts.places import PROGRAM
from build_scripts.read.paper import Paper

TEMPLATE = PROGRAM / "papers" / "paper.typ"


def as_pdf(paper: Paper, footing: str, fonts: Path) -> bytes:
    """A paper as PDF, on A4.

    :param footing: words at the foot of each page.
    :param fonts: folder with the site's font as TTF.
    """
    told = {**asdict(paper), "checked": "", "footing": footing}
    compiler = typst.Compiler(TEMPLATE, font_paths=[fonts], ignore_system_fonts=True)
    made = compiler.compile(format="pdf", sys_inputs={"paper": json.dumps(told)})
    assert isinstance(made, bytes), "a PDF is one file"
    return made
