"""Bar at the top of served pages with what `check` refuses, because authors look at the browser, not at a terminal.

It is added while a page is sent, and so can be in no site that is built.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from markupsafe import Markup

from build_scripts.read.faults import Diagnostic
from decision_tree.wording import count_words

MOST_SHOWN = 5
"""Most faults that are shown at once."""

BODY = re.compile(rb"<body\b[^>]*>")

BAR = Markup(
    '<div class="md-typeset"><aside class="cpor-banner" data-look="problem" aria-label="Faults">'
    "<p><strong>{}</strong></p><ul>{}</ul></aside></div>"
)

FAULT = Markup("<li><code>{}:{}:{}</code> {}{}</li>")


def bar(found: Sequence[Diagnostic], stays: str = "") -> Markup:
    """Bar with faults as text; empty where there are none.

    :param stays: sentence about the pages below, where they are older than the files.
    """
    if not found:
        return Markup()
    shown = [
        FAULT.format(one.file, one.span.line, one.span.column, one.message, f"; {one.help}" if one.help else "")
        for one in found[:MOST_SHOWN]
    ]
    if len(found) > MOST_SHOWN:
        shown.append(Markup("<li>and {} more: see the terminal</li>").format(len(found) - MOST_SHOWN))
    said = f"check refuses {count_words(len(found), 'thing')}. {stays}".strip()
    return BAR.format(said, Markup().join(shown))


def stopped(reason: str) -> Markup:
    """Bar for what stops a build, and is no fault of a file that we read."""
    return BAR.format("The site cannot be built. It stays as it was.", Markup("<li>{}</li>").format(reason))


def with_bar(application: WSGIApplication, shown: Callable[[], Markup]) -> WSGIApplication:
    """Application that answers as another one does, with a bar at the top of each page."""

    def answer(environment: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        begun: list[Any] = []
        content: Iterable[bytes] = application(environment, lambda *given: begun.extend(given))  # type: ignore[arg-type]
        status, headers = begun[:2]
        added = shown().encode()
        if added and dict(headers).get("Content-Type", "").startswith("text/html"):
            page = BODY.sub(lambda found: found[0] + added, b"".join(content), count=1)
            headers = [*(one for one in headers if one[0] != "Content-Length"), ("Content-Length", str(len(page)))]
            content = [page]
        start(status, headers)
        return content

    return answer
