"""Links in HTML as Zensical wants them: relative to the file. Under MkDocs this changes nothing.

Staging writes links in HTML relative to the address of the page, as a browser reads them, and MkDocs leaves them alone.
Zensical takes them, like links in Markdown, for relative to the file: where the address of a page has one folder more
than its file, it puts `../` in front. So one folder is taken away here, and the browser reads what was staged.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

import markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

CONTEXT = "rendering_context"
"""The preprocessor by which Zensical tells extensions what page it is at. MkDocs has none of this name."""

INDEX = ("index.md", "README.md")
"""Files whose address is their own folder."""

TAG = re.compile(r"""<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)

LINK = re.compile(r"""(?<=\s)(href|src)=(["'])(.+?)\2""", re.IGNORECASE)

STAYS = re.compile(r"[a-z][a-z0-9+.-]*:|[/#?]|[^#?]*\.md(?:[#?]|$)", re.IGNORECASE)
"""What Zensical does not move, and links to files, which it and MkDocs move alike."""


class RawLinks(Extension):
    """The extension; mkdocs.yml names it."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        """Register what it adds, where Zensical renders a page whose address has one folder more than its file."""
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
        """The page with its links moved."""
        return TAG.sub(lambda tag: LINK.sub(self.moved, tag[0]), text)

    def moved(self, link: re.Match[str]) -> str:
        """One attribute."""
        name, quote, href = link.groups()
        if STAYS.match(href):
            return link[0]
        below = href.removeprefix("../") or "./"
        return f"{name}={quote}{below if href.startswith('../') else f'{self.stem}/{href}'}{quote}"


def makeExtension(**options: object) -> RawLinks:
    """What Python-Markdown calls to load the extension by this module's name."""
    return RawLinks(**options)
