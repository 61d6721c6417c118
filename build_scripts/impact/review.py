"""Impact of an edit for reviewers: Markdown for a pull request, and a page with before and after side by side."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from build_scripts.impact.report import Impact
from build_scripts.impact.text import (
    LINE_FOR_PAGE,
    REVISE,
    concerned,
    differing_words,
    link_of,
    sentence_words,
    shortened_around,
)
from build_scripts.impact.wording import blocks
from decision_tree.wording import count_words

Item = TypeVar("Item")

MOST_LISTED = 40
"""Most entries of a list in a comment, because GitHub takes 65,536 characters."""


def markdown(impact: Impact) -> str:
    """Impact as a comment on a pull request."""
    return rendered("impact.md.j2", impact)


def page(impact: Impact) -> str:
    """Impact as a page in HTML that needs no other file, with before and after side by side."""
    return rendered("impact.html.j2", impact)


def rendered(template: str, impact: Impact) -> str:
    """Text of a template of this folder."""
    environment = Environment(
        loader=PackageLoader("build_scripts.impact"),
        autoescape=template.endswith(".html.j2"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"cell": cell, "first": first}
    made = environment.get_template(template).render(
        impact=impact, concerned=concerned, blocks=blocks, link_of=link_of, compared=compared, count=count_words,
        differing_words=differing_words, sentence_words=sentence_words, revise=REVISE, line_for_page=LINE_FOR_PAGE,
    )  # fmt: skip
    return f"{made.strip()}\n"


def cell(words: str) -> str:
    """Words as they can stand in a cell of a table in Markdown, where `<` and `|` would be marks."""
    plain = shortened_around(words).replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"\\{char}" if char in "\\`*_[]|" else char for char in plain)


def first(items: Sequence[Item]) -> Sequence[Item]:
    """As many entries of a list as a comment has room for."""
    return items[:MOST_LISTED]


def compared(before: str, now: str) -> tuple[Markup, Markup]:
    """HTML of two texts, with `<del>` and `<ins>` around the words that differ."""
    one, other = before.split(), now.split()
    left, right = [], []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        left.append(marked(" ".join(one[i1:i2]), "" if kind == "equal" else "del"))
        right.append(marked(" ".join(other[j1:j2]), "" if kind == "equal" else "ins"))
    return Markup(" ").join(filter(None, left)), Markup(" ").join(filter(None, right))


def marked(words: str, element: str) -> Markup:
    """Words in HTML, inside an element where one is named."""
    if not words or not element:
        return escape(words)
    return Markup("<{0}>{1}</{0}>").format(Markup(element), words)
