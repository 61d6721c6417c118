"""Sections that hand-written pages had once: a link to one opens the page with a sentence on what became of it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

from build_scripts.places import address_of, root_of
from build_scripts.read.forms import Entry, optional, required
from build_scripts.read.values import DAY, ID, TEXT, mapping_of
from decision_tree.dates import day_words


@dataclass(frozen=True, kw_only=True, slots=True)
class FormerSection:
    """A section that a page no longer has, although its anchor was published."""

    id: str
    """The anchor."""
    on: date
    """The day since which it is gone."""
    why: str
    """What became of it, for readers of older links, as plain text."""
    now: str = ""
    """Link to what took its place, as pages write links: `#evidence`, `deadlines.md#build-intent`; empty: nothing."""


FORMER_SECTIONS = mapping_of(
    Entry(
        FormerSection,
        "Former section",
        "A section that a page no longer has.",
        required("on", DAY, "The day since which it is gone."),
        required("why", TEXT, "What became of it, for the readers of older links."),
        optional("now", ID, "A link to what took its place, as pages write links; left out: nothing."),
    ),
    kebab=False,
)
"""What `former:` at the top of a page can be."""

HEADING = re.compile(r"^# .+$", re.MULTILINE)


def with_former(
    text: str, name: str, sections: Mapping[str, FormerSection], title_of: Callable[[str, str], str]
) -> str:
    """Markdown of a page, with a paragraph for each former section put below the heading.

    A style sheet shows the paragraph whose id is in the address, and hides the others, so that no script is needed.

    :param name: path of the page below the staged folder.
    :param title_of: gives the title of a page, or of its section, by the path of the page and the anchor.
    """
    if not sections:
        return text
    said = "\n\n".join(paragraph(section, name, title_of) for section in sections.values())
    heading = HEADING.search(text)
    place = heading.end() if heading else len(text)
    return f"{text[:place]}\n\n{said}\n{text[place:]}"


def paragraph(section: FormerSection, name: str, title_of: Callable[[str, str], str]) -> str:
    """HTML of the paragraph for readers of a link to a former section.

    It is no Markdown, so that it takes no footnote and no link to a term away from what all readers see.
    """
    gone = f"The section that your link names was taken out on {day_words(section.on)}."
    read_on = ""
    if section.now:
        path, anchor = target_of(section, name)
        address = f"{root_of(name)}{address_of(Path(path))}{f'#{anchor}' if anchor else ''}"
        read_on = f' Read on: <a href="{escape(address)}">{escape(title_of(path, anchor))}</a>.'
    why = escape(section.why, quote=False)
    return f'<p class="cpor-gone" id="{escape(section.id)}" data-search-exclude>{gone} {why}{read_on}</p>'


def target_of(section: FormerSection, name: str) -> tuple[str, str]:
    """Path below the staged folder, and anchor, of what took the place of a section; the anchor can be empty."""
    path, _, anchor = section.now.partition("#")
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name, anchor


def lines_of(sections: Iterable[str], addresses: Iterable[str]) -> list[str]:
    """Lines of the lock for sections of a page, at each of the addresses that the page has or had."""
    return [f"anchor {address}#{id}" for address in addresses for id in sections]
