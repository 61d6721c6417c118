"""Changes of the site by day, from the revisions of answers and pages; and the feed of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from build_scripts.check.compiler import Compiled
from build_scripts.pages.written import HandWritten
from build_scripts.places import address_of
from decision_tree.dates import day_words

ATOM = "http://www.w3.org/2005/Atom"

PLANS = "One customer, several products"
"""Title of the page of plans."""

MOST_DAYS = 20
"""Days that the feed lists at most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """A page that changed."""

    title: str
    address: str
    """Address below the site's root."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DayOfChanges:
    """Day with its changes: `what` maps each description to the pages that changed."""

    on: date
    what: Mapping[str, tuple[Changed, ...]]


def changes(compiled: Mapping[str, Compiled], written: Mapping[str, HandWritten]) -> list[DayOfChanges]:
    """Days on which something changed, the newest first."""
    days: dict[date, dict[str, list[Changed]]] = defaultdict(lambda: defaultdict(list))
    for on, what, page in each_change(compiled, written):
        days[on][what].append(page)
    return [
        DayOfChanges(on=on, what={what: tuple(pages) for what, pages in days[on].items()})
        for on in sorted(days, reverse=True)
    ]


def each_change(
    compiled: Mapping[str, Compiled], written: Mapping[str, HandWritten]
) -> Iterator[tuple[date, str, Changed]]:
    """Revisions of pages, answers and plans: day, description, page."""
    for name, page in written.items():
        for revision in page.front.revisions:
            yield revision.on, revision.what, Changed(title=page.question(), address=address_of(Path(name)))
    for one in compiled.values():
        for outcome in one.flow.outcomes.values():
            address = f"answers/{one.flow.id}/{outcome.id}/"
            for revision in outcome.revisions:
                yield revision.on, revision.what, Changed(title=outcome.title, address=address)
        for revision in one.flow.plans.revisions if one.flow.plans else ():
            yield revision.on, revision.what, Changed(title=PLANS, address=f"plans/{one.flow.id}/")


def feed(days: list[DayOfChanges], site_address: str, site: str) -> str:
    """Atom feed (RFC 4287) of the changes. Its addresses are absolute, because feed readers open them elsewhere.

    :param site: name of the site.
    """
    top = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    say(top, "title", f"{site}: what changed")
    say(top, "id", site_address)
    say(top, "updated", moment(days[0].on if days else date(2026, 1, 1)))
    link(top, site_address, "alternate")
    link(top, f"{site_address}feed.xml", "self")
    say(ElementTree.SubElement(top, "author"), "name", site)
    for day in days[:MOST_DAYS]:
        entry = ElementTree.SubElement(top, "entry")
        say(entry, "title", f"Changes of {day_words(day.on)}")
        say(entry, "id", f"{site_address}changes/#{day.on.isoformat()}")
        say(entry, "updated", moment(day.on))
        link(entry, f"{site_address}changes/#{day.on.isoformat()}", "alternate")
        content = ElementTree.SubElement(entry, "content", {"type": "xhtml"})
        tell(content, day, site_address)
    ElementTree.indent(top)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(top, encoding="unicode")}\n'


def tell(content: ElementTree.Element, day: DayOfChanges, site_address: str) -> None:
    """Add the changes of a day to the content of a feed entry, as XHTML."""
    box = ElementTree.SubElement(content, "div", {"xmlns": "http://www.w3.org/1999/xhtml"})
    for what, pages in day.what.items():
        say(box, "p", what)
        items = ElementTree.SubElement(box, "ul")
        for page in pages:
            anchor = ElementTree.SubElement(
                ElementTree.SubElement(items, "li"), "a", {"href": f"{site_address}{page.address}"}
            )
            anchor.text = page.title


def say(parent: ElementTree.Element, tag: str, text: str) -> None:
    """Add an element with text."""
    ElementTree.SubElement(parent, tag).text = text


def link(parent: ElementTree.Element, href: str, rel: str) -> None:
    """Add a link element of the feed."""
    ElementTree.SubElement(parent, "link", {"href": href, "rel": rel})


def moment(day: date) -> str:
    """Timestamp for Atom: the beginning of the day, in UTC."""
    return f"{day.isoformat()}T00:00:00Z"
