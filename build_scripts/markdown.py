"""Our Markdown: citations as footnotes, grades as badges, answers as links. The same under either site generator.

In pages, `[^S04]` becomes a footnote whose text comes from the register of sources. In the YAML of flows and
knowledge, where there is no foot of the page, it becomes a link to the register.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor

from build_scripts.knowledge import CITATION, GRADE, Evidence, Grade, Knowledge, read_knowledge


class Evident(Extension):
    """The extension for pages; mkdocs.yml names it."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        """Register what it adds."""
        knowledge = known()
        md.preprocessors.register(CitationText(md, knowledge.sources), "citation-text", 26)
        md.inlinePatterns.register(GradeBadge(GRADE.pattern, md, knowledge.grades), "grade-badge", 176)


class EvidentFragment(Extension):
    """The extension for Markdown inside YAML."""

    def __init__(self, knowledge: Knowledge, root: str) -> None:
        super().__init__()
        self.knowledge, self.root = knowledge, root

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        """Register what it adds."""
        md.inlinePatterns.register(
            CitationLink(rf"\s?{CITATION.pattern}", md, self.knowledge.sources, self.root), "citation-link", 177
        )
        md.inlinePatterns.register(GradeBadge(GRADE.pattern, md, self.knowledge.grades), "grade-badge", 176)


def makeExtension(**options: object) -> Evident:
    """What Python-Markdown calls to load the extension by this module's name."""
    return Evident(**options)


@cache
def known() -> Knowledge:
    """The knowledge of this process. A site under `make serve` is told of an edit by `forget`."""
    return read_knowledge()


def forget() -> None:
    """Read the knowledge again when it is next needed."""
    known.cache_clear()


class CitationText(Preprocessor):
    """Adds the footnote of each source that the page cites."""

    def __init__(self, md: markdown.Markdown, sources: Mapping[str, Evidence]) -> None:
        super().__init__(md)
        self.sources = sources

    def run(self, lines: list[str]) -> list[str]:
        """The page with its footnotes below."""
        cited = dict.fromkeys(id for line in lines for id in CITATION.findall(line))
        notes = [f"[^{id}]: {evidence_text(self.sources[id])}" for id in cited if id in self.sources]
        return [*lines, "", *notes] if notes else lines


class CitationLink(InlineProcessor):
    """A citation where there are no footnotes: the id, linked to the register, with the source's title."""

    def __init__(self, pattern: str, md: markdown.Markdown, sources: Mapping[str, Evidence], root: str) -> None:
        super().__init__(pattern, md)
        self.sources, self.root = sources, root

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:  # type: ignore[override]
        """The link, or nothing where the source is unknown."""
        if m[1] not in self.sources:
            return None, None, None
        element = Element("sup")
        link = SubElement(element, "a", {"class": "cpor-cite", "href": f"{self.root}sources/#{m[1]}"})
        link.set("title", self.sources[m[1]].title)
        link.text = m[1]
        return element, m.start(0), m.end(0)


class GradeBadge(InlineProcessor):
    """How sure a statement is, as a badge with words."""

    def __init__(self, pattern: str, md: markdown.Markdown, grades: Mapping[str, Grade]) -> None:
        super().__init__(pattern, md)
        self.grades = grades

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:  # type: ignore[override]
        """The badge, or nothing where the grade is unknown."""
        if m[1] not in self.grades:
            return None, None, None
        badge = Element("span", {"class": "cpor-grade", "data-grade": m[1]})
        label = self.grades[m[1]].label
        badge.text = label[:1].upper() + label[1:]
        return badge, m.start(0), m.end(0)


def evidence_text(evidence: Evidence) -> str:
    """A source as the text of a footnote."""
    title = f"[{evidence.title}]({evidence.url})" if evidence.url else evidence.title
    see = f" See also [the current official page]({evidence.see})." if evidence.see else ""
    return f"{title}. {evidence.publisher}, {evidence.date}. Read: {evidence.read}.{see}".replace("..", ".")


def render(text: str, knowledge: Knowledge, root: str) -> str:
    """Markdown of a flow or of the knowledge as HTML. HTML in it is shown, not obeyed."""
    md = markdown.Markdown(extensions=["tables", "sane_lists", EvidentFragment(knowledge, root)])
    md.preprocessors.deregister("html_block")
    md.inlinePatterns.deregister("html")
    return md.convert(text)


def render_inline(text: str, knowledge: Knowledge, root: str) -> str:
    """One paragraph of Markdown without its paragraph."""
    html = render(text, knowledge, root)
    return html.removeprefix("<p>").removesuffix("</p>") if html.count("<p>") == 1 else html
