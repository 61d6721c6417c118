"""Structured data for search engines (schema.org, as JSON-LD): a page's breadcrumb, and the question it answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from build_scripts.pages.page import Page
from build_scripts.places import address_of

CONTEXT = "https://schema.org"

HOME = ("Home", "")

SECTIONS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "questions": (("Questions", "questions/"),),
    "reference": (("Reference", "reference/"),),
    "answers": (("Reference", "reference/"),),
}
"""First folder of a page → breadcrumb steps between home and the page: names, and addresses below the root."""

ANSWERS = "All answers"

ESCAPED = "\\u003c"
"""JSON escape for "<", so that no text in a script element can end the element."""

Trail = Sequence[tuple[str, str]]
"""Breadcrumb from home to a page: names, and addresses below the root."""


def trail(name: str, title: str) -> Trail:
    """Breadcrumb of a page; `name` is its path below the staged folder.

    >>> trail("answers/small/claim.md", "File a claim")[-2:]
    [('All answers', 'answers/small/'), ('File a claim', 'answers/small/claim/')]
    """
    folder, *below = Path(name).parts[:-1] or ("",)
    between = [*SECTIONS.get(folder, ()), *(((ANSWERS, f"answers/{below[0]}/"),) if below else ())]
    here = (title, address_of(Path(name)))
    return [HOME, *(step for step in between if step[1] != here[1]), here]


def breadcrumbs(steps: Trail, site_address: str) -> dict[str, Any]:
    """BreadcrumbList of schema.org for a trail."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": f"{site_address}{address}"}
            for place, (name, address) in enumerate(steps, start=1)
        ],
    }


def faq(question: str, answer: str, address: str, site_address: str) -> dict[str, Any]:
    """FAQPage of schema.org for a page with one question and its short answer."""
    return {
        "@context": CONTEXT,
        "@type": "FAQPage",
        "url": f"{site_address}{address}",
        "mainEntity": [
            {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}},
        ],
    }


def structured(page: Page, site_address: str, more: Sequence[dict[str, Any]] = ()) -> dict[str, str]:
    """Front matter with the structured data that overrides/main.html writes into a page.

    Empty for the home page, and for pages that lead to another address, because neither has a breadcrumb.
    """
    if "title" not in page.meta or "moved" in page.meta:
        return {}
    return {"structured": "".join(scripts([breadcrumbs(trail(page.name, page.meta["title"]), site_address), *more]))}


def scripts(data: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Script elements that hold the data as JSON, escaped so that no text in it can end the element."""
    for one in data:
        written = json.dumps(one, ensure_ascii=False, separators=(",", ":"))
        yield f'<script type="application/ld+json">{written.replace("<", ESCAPED)}</script>'
