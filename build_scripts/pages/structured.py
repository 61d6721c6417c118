"""What search engines are told of a page: where it stands, and the question it answers (schema.org, as JSON-LD)."""

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
"""First folder of a page → what stands between home and it: names, and addresses below the root."""

ANSWERS = "All answers"

ESCAPED = "\\u003c"
"""What JSON may write for a "<", without which no word ends a block of HTML."""

Trail = Sequence[tuple[str, str]]
"""Names, and addresses below the root, from home to the page."""


def trail(name: str, title: str) -> Trail:
    """How a page is reached.

    >>> trail("answers/small/claim.md", "File a claim")[-2:]
    [('All answers', 'answers/small/'), ('File a claim', 'answers/small/claim/')]
    """
    folder, *below = Path(name).parts[:-1] or ("",)
    between = [*SECTIONS.get(folder, ()), *(((ANSWERS, f"answers/{below[0]}/"),) if below else ())]
    here = (title, address_of(Path(name)))
    return [HOME, *(step for step in between if step[1] != here[1]), here]


def breadcrumbs(steps: Trail, site_address: str) -> dict[str, Any]:
    """A trail as a BreadcrumbList."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": f"{site_address}{address}"}
            for place, (name, address) in enumerate(steps, start=1)
        ],
    }


def faq(question: str, answer: str, address: str, site_address: str) -> dict[str, Any]:
    """A page with one question and its short answer as an FAQPage."""
    return {
        "@context": CONTEXT,
        "@type": "FAQPage",
        "url": f"{site_address}{address}",
        "mainEntity": [
            {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}},
        ],
    }


def structured(page: Page, site_address: str, more: Sequence[dict[str, Any]] = ()) -> dict[str, str]:
    """Front matter with which overrides/main.html tells search engines of a page.

    The home page, and one that leads to another address, stand nowhere: for them it is empty.
    """
    if "title" not in page.meta or "moved" in page.meta:
        return {}
    return {"structured": "".join(scripts([breadcrumbs(trail(page.name, page.meta["title"]), site_address), *more]))}


def scripts(data: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Data blocks of HTML. No word in them can end one."""
    for one in data:
        written = json.dumps(one, ensure_ascii=False, separators=(",", ":"))
        yield f'<script type="application/ld+json">{written.replace("<", ESCAPED)}</script>'
