"""HTML in texts of pages, flows and knowledge: how it is found, and the Markdown to write instead."""

from __future__ import annotations

import re

HTML = re.compile(r"<(?:(/?)([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])[^<>]*>|!--.*?-->|!\[?[A-Z]|\?)", re.DOTALL)
"""Tag, comment or declaration. `<https://…>` is an address in Markdown, and `a < b` is neither."""

INSTEAD = {
    **dict.fromkeys(("b", "strong"), "write '**words**'"),
    **dict.fromkeys(("i", "em", "cite"), "write '*words*'"),
    **dict.fromkeys(("code", "kbd", "tt"), "write '`words`'"),
    **dict.fromkeys(("ul", "ol", "li"), "begin each item with '- ', or with '1. '"),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "begin the heading with '#', '##' or '###'"),
    **dict.fromkeys(
        ("table", "thead", "tbody", "tr", "td", "th"),
        "write its rows with '|' between the cells, and a line of dashes below the first",
    ),
    **dict.fromkeys(("p", "br", "div", "hr"), "leave a blank line where a paragraph ends"),
    **dict.fromkeys(("script", "style", "iframe", "object", "embed"), "leave it out: pages bring no program along"),
    "a": "write '[words](address)'",
}
"""Tag → advice for whoever wrote it."""


def instead_of(tag: str) -> str:
    """Advice for somebody who wrote a tag; for a comment or a declaration, `tag` is empty."""
    if not tag:
        return "leave it out, or write '&lt;' for the sign"
    return INSTEAD.get(tag.lower(), "say it in Markdown; where the sign itself is meant, write '&lt;'")
