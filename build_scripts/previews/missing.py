"""Warnings about characters on preview pictures that their font lacks, so that an ellipsis is drawn in their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from build_scripts.check.compiler import Compiled
from build_scripts.pages.site import Site
from build_scripts.pages.written import SHORT_ANSWER, HandWritten
from build_scripts.previews.font import ELLIPSIS, Font
from build_scripts.read.faults import Diagnostic, Fault, Place

UNUSUAL = re.compile(r"[^\n -~\xa0-\xb4\xb6-\xff–—‘’“”…]")
"""Character that the font may lack. It has all others, so that it is opened only where a text has such a character."""

Told: TypeAlias = Callable[[str, str, str], Diagnostic]
"""Function that gives the warning about a character, from the character, a message and advice."""


def missing_characters(site: Site) -> Iterator[Diagnostic]:
    """A warning for the first character of each text that the pictures cannot show."""
    font: Font | None = None
    for text, told in drawn_texts(site):
        for character in UNUSUAL.findall(text):
            font = font or Font(site.repository.font.read_bytes(), site.repository.cache / "previews")
            if font.instead_of(character) == ELLIPSIS:
                message = f"the preview picture shows '{ELLIPSIS}' for '{character}', which its font lacks"
                yield told(character, message, "leave it out, or say it in letters")
                break


def drawn_texts(site: Site) -> Iterator[tuple[str, Told]]:
    """Texts of flows and pages that stand on pictures, each with the function that gives a warning about it."""
    for one in site.compiled.values():
        for text, place in texts_of_flow(one):
            yield text, partial(in_flow, one, place)
    for page in site.written.values():
        if page.is_question:
            for at in (next((one.span(2) for one in page.headings), None), page.section(SHORT_ANSWER)):
                if at:
                    yield page.text[slice(*at)], partial(on_page, page, at[0])


def texts_of_flow(one: Compiled) -> Iterator[tuple[str, Place]]:
    """Texts of a flow that stand on the pictures of its questionnaire and of its answers, with their places."""
    flow, start = one.flow, one.flow.questions[one.flow.start]
    yield flow.title, ("title",)
    yield start.ask, ("questions", start.id, "ask")
    yield from ((option.label, ("questions", start.id, "options", option.id, "label")) for option in start.options)
    yield from ((outcome.title, ("outcomes", id, "title")) for id, outcome in flow.outcomes.items())


def in_flow(one: Compiled, place: Place, character: str, message: str, help: str) -> Diagnostic:
    """Warning about a character in a flow."""
    fault = Fault(name="not-in-font", message=message, place=place, help=help, words=character)
    return replace(one.diagnostic(fault), severity="warning")


def on_page(page: HandWritten, start: int, character: str, message: str, help: str) -> Diagnostic:
    """Warning about a character of a page, at its first occurrence behind an index."""
    index = page.text.index(character, start)
    return page.diagnostic((index, index + 1), "not-in-font", message, help, "warning")
