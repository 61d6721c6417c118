"""A paper as PDF, which partners print and customers sign. Typst lays it out, as paper.typ says."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import typst

from build_scripts.places import PROGRAM
from build_scripts.read.paper import Paper
from decision_tree.model import SiteWords

TEMPLATE = PROGRAM / "papers" / "paper.typ"


def as_pdf(paper: Paper, site: SiteWords, fonts: Path) -> bytes:
    """A paper as PDF, on A4.

    :param site: what the site says of itself, at the foot of each page.
    :param fonts: folder with the site's font as TTF.
    """
    told = {**asdict(paper), "checked": "", "footing": site.independent, "author": site.name}
    compiler = typst.Compiler(TEMPLATE, font_paths=[fonts], ignore_system_fonts=True)
    made = compiler.compile(format="pdf", sys_inputs={"paper": json.dumps(told)})
    assert isinstance(made, bytes), "a PDF is one file"
    return made
