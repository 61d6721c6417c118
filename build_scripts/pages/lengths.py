"""Warnings about labels and titles that are too long for where they stand: nothing breaks, but readers see it cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from build_scripts.check.compiler import Compiled
from build_scripts.check.flow_faults import plain_texts_of
from build_scripts.pages.written import HandWritten
from build_scripts.read.faults import Diagnostic, Fault, Place, locate


@dataclass(frozen=True, slots=True)
class Limit:
    """Most characters of a text, with the reason and with what else its author can do."""

    most: int
    fits: str
    help: str


FLOW_TITLE = Limit(60, "fit in two lines of the picture beside a pasted link", "say the rest in 'intro'")

OF_FLOWS = {
    "ask": Limit(70, "fit in three lines of a heading on a phone", "say the rest in 'help'"),
    "short": Limit(24, "fit at the head of a column and beside an answer", "say it in two or three words"),
    "label": Limit(60, "fit in two lines on a phone", "say the rest in 'hint'"),
    "hint": Limit(100, "fit in three lines on a phone", "say the rest in the 'help' of the question"),
    "brief": Limit(30, "fit beside the other answers in one line of a reply", "say it in two or three words"),
    "title": Limit(110, "fit in a heading on a phone and in the list of all answers", "say the rest in the text below"),
}
"""Key of a flow → limit of its texts. A phone is 360 pixels wide. Pictures cut titles from about 140 characters on."""

OF_PAGES = {
    "title": Limit(55, "are shown by search engines and in tabs", "the heading of the page may be longer"),
    "description": Limit(160, "are shown by search engines and forums", "say the rest on the page"),
}
"""Key of front matter → limit of its text."""

HEADING = Limit(110, "fit in three lines of the picture beside a pasted link", "ask it in fewer words")


def long_texts(compiled: Iterable[Compiled], pages: Iterable[HandWritten]) -> Iterator[Diagnostic]:
    """A warning for each text of flows and of pages that is longer than its limit."""
    for one in compiled:
        for text, place in plain_texts_of(one.flow):
            limit = FLOW_TITLE if place == ("title",) else OF_FLOWS.get(str(place[-1]))
            if limit and len(text) > limit.most:
                yield warning(one.diagnostic(fault(text, limit, place)))
    for page in pages:
        for text, place in page.front.plain_texts():
            limit = OF_PAGES.get(str(place[-1]))
            if limit and len(text) > limit.most:
                spots = page.front.yaml.spots
                yield warning(locate(fault(text, limit, place), page.file, page.text, spots))
        question = next((one for one in page.headings if one[1] == "#"), None)
        if page.is_question and question and len(question[2]) > HEADING.most:
            found = fault(question[2], HEADING, ("heading",))
            yield page.diagnostic(question.span(2), found.name, found.message, found.help, "warning")


def fault(text: str, limit: Limit, place: Place) -> Fault:
    """Fault of a text that is longer than its limit."""
    message = f"this {place[-1]} has {len(text)} characters; at most {limit.most} {limit.fits}"
    return Fault(name="too-long", message=message, place=place, help=limit.help)


def warning(found: Diagnostic) -> Diagnostic:
    """Copy of a diagnostic that is a warning, because it stops nothing."""
    return replace(found, severity="warning")
