"""Links in HTML, made relative to the file as Zensical expects; under MkDocs nothing changes.

Staging writes links in HTML relative to the address of the page, as a browser reads them, and MkDocs leaves them alone.
Zensical takes them for relative to the file, like links in Markdown: where the address of a page has one folder more
than its file, it prefixes `../`. So this module removes one folder first, and the browser gets the link as staged.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

import markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

CONTEXT = "rendering_context"
"""Name of the preprocessor that tells extensions the page that Zensical renders; MkDocs has none of this name."""

INDEX = ("index.md", "README.md")
"""Files whose address is their own folder."""

TAG = re.compile(r"""<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)

LINK = re.compile(r"""(?<=\s)(href|src)=(["'])(.+?)\2""", re.IGNORECASE)

STAYS = re.compile(r"[a-z][a-z0-9+.-]*:|[/#?]|[^#?]*\.md(?:[#?]|$)", re.IGNORECASE)
"""Links that Zensical leaves alone, and links to `.md` files, which both generators rewrite."""


class RawLinks(Extension):
    """Extension of Python-Markdown; mkdocs.yml names this module."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        """Register the postprocessor, where Zensical renders a page whose address has one folder more than its file."""
        if CONTEXT not in md.preprocessors:
            return
        context: Any = md.preprocessors[CONTEXT]
        path = PurePosixPath(context.page.path)
        if path.name not in INDEX:
            # last, when all HTML is in place
            md.postprocessors.register(FromFile(md, path.stem), "links-from-file", -10)


class FromFile(Postprocessor):
    """Turns links that are relative to a page's address into links that are relative to its file."""

    def __init__(self, md: markdown.Markdown, stem: str) -> None:
        super().__init__(md)
        self.stem = stem

    def run(self, text: str) -> str:
        """HTML of the page with its links relative to the file."""
        return TAG.sub(lambda tag: LINK.sub(self.moved, tag[0]), text)

    def moved(self, link: re.Match[str]) -> str:
        """Attribute `href` or `src` with its link relative to the file."""
        name, quote, href = link.groups()
        if STAYS.match(href):
            return link[0]
        below = href.removeprefix("../") or "./"
        return f"{name}={quote}{below if href.startswith('../') else f'{self.stem}/{href}'}{quote}"


def makeExtension(**options: object) -> RawLinks:
    """Extension; Python-Markdown calls this function to load it by the name of the module."""
    return RawLinks(**options)
