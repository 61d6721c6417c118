"""Markdown extension of the site, for both generators: citations as footnotes, grades as badges, terms as links.

In pages, `[^S04]` becomes a footnote whose text comes from the register of sources. In the YAML of flows and
knowledge, which has no footnotes, it becomes a link to the register. Both show the number that the source
has in the register, so that a number means the same source on every page. Where a term of the glossary stands
on a page for the first time, it is linked, with its meaning as the tooltip.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.extensions import Extension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString
from markupsafe import Markup

from build_scripts.places import KNOWLEDGE, root_above
from build_scripts.read.evidence import GRADE, Grade, Source
from build_scripts.read.knowledge import Knowledge, read_knowledge
from build_scripts.read.reference import Term
from decision_tree.wording import CITATION

ROOT = "cpor-root"
"""Name of the link definition that holds the relative path from a page to the site's root: `[cpor-root]: ../../`.
A link definition that no link uses leaves no trace in the HTML."""

DIGEST = "cpor-knowledge"
"""Name of the link definition with the digest of what the page takes from the knowledge."""

WITHOUT_TERMS = frozenset({"a", "abbr", "button", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "sup", "th"})
"""Elements in which no term is linked; `em` is among them because italics mark names as they are written elsewhere."""


class Evident(Extension):
    """Extension of Python-Markdown for pages; mkdocs.yml names this module."""

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__()
        self.knowledge = knowledge

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        """Register the processors of this extension."""
        knowledge = self.knowledge
        md.preprocessors.register(CitationText(md, knowledge.sources), "citation-text", 26)
        md.inlinePatterns.register(GradeBadge(GRADE.pattern, md, knowledge.grades), "grade-badge", 176)
        # after MkDocs has checked the links between pages, because it knows the glossary by its file, not its address
        md.treeprocessors.register(TermLinks(md, knowledge.terms), "term-links", -10)
        md.treeprocessors.register(FootnoteNumbers(md, knowledge.sources), "footnote-numbers", -15)
        md.treeprocessors.register(Commas(md), "citation-commas", -20)
        md.treeprocessors.register(Boxes(md), "boxes", -30)
        md.treeprocessors.register(ShortAnswers(md), "short-answers", -40)
        md.treeprocessors.register(WideTables(md), "wide-tables", -50)


class EvidentFragment(Extension):
    """Extension for Markdown inside YAML, on pages from which `root`, such as "../", leads to the site's root."""

    def __init__(self, knowledge: Knowledge, root: str) -> None:
        super().__init__()
        self.knowledge, self.root = knowledge, root

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        """Register the processors of this extension."""
        md.inlinePatterns.register(
            CitationLink(rf"\s?{CITATION.pattern}", md, self.knowledge.sources, self.root), "citation-link", 177
        )
        md.inlinePatterns.register(GradeBadge(GRADE.pattern, md, self.knowledge.grades), "grade-badge", 176)
        md.treeprocessors.register(Commas(md), "citation-commas", -20)
        self.links = TermLinks(md, self.knowledge.terms, self.root)
        md.treeprocessors.register(self.links, "term-links", -10)


def makeExtension(knowledge: Knowledge | None = None) -> Evident:
    """Extension for pages. Python-Markdown calls this function to load it by the name of the module.

    Under MkDocs our hook passes the knowledge. Zensical has no hooks, so there the knowledge is read from the files.
    """
    return Evident(knowledge or knowledge_of_the_working_folder())


@cache
def knowledge_of_the_working_folder() -> Knowledge:
    """Knowledge of the repository around the working folder, memoised, for a generator that passes none."""
    return read_knowledge(root_above(Path.cwd()) / KNOWLEDGE)


class CitationText(Preprocessor):
    """Adds a footnote for each source that the page cites."""

    def __init__(self, md: markdown.Markdown, sources: Mapping[str, Source]) -> None:
        super().__init__(md)
        self.sources = sources

    def run(self, lines: list[str]) -> list[str]:
        """Lines of the page, followed by its footnotes."""
        cited = dict.fromkeys(id for line in lines for id in CITATION.findall(line))
        notes = [f"[^{id}]: {source_text(self.sources[id])}" for id in cited if id in self.sources]
        return [*lines, "", *notes] if notes else lines


class CitationLink(InlineProcessor):
    """Turns a citation into the source's number, linked to the register, in texts that have no footnotes."""

    def __init__(self, pattern: str, md: markdown.Markdown, sources: Mapping[str, Source], root: str) -> None:
        super().__init__(pattern, md)
        self.sources, self.root = sources, root

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:  # type: ignore[override]
        """Link with its start and end in `data`; three times None where the source is unknown."""
        if m[1] not in self.sources:
            return None, None, None
        element = Element("sup")
        link = SubElement(element, "a", {"class": "cpor-cite", "href": f"{self.root}sources/#{m[1]}"})
        label(link, self.sources[m[1]])
        return element, m.start(0), m.end(0)


def label(link: Element, source: Source) -> None:
    """Show the source's number in a link, with its title for screen readers, because "4" alone would tell nothing."""
    link.text = str(source.number)
    link.set("aria-label", source.spoken)


class FootnoteNumbers(Treeprocessor):
    """Gives the page's footnotes the numbers of the register instead of 1, 2, 3.

    The footnotes are sorted by these numbers, because a list that says 7, 3, 21 is hard to search.
    """

    FOOTNOTE = re.compile(r"#?fn:(?P<id>\w+)$")

    def __init__(self, md: markdown.Markdown, sources: Mapping[str, Source]) -> None:
        super().__init__(md)
        self.sources = sources

    def run(self, root: Element) -> None:
        """Number the footnotes of the whole document, and keep the numbers out of the search."""
        for mark in root.iter("sup"):
            if any(link.get("class") == "footnote-ref" for link in mark):
                mark.set("data-search-exclude", "")  # a result would begin with an answer that ends in "none.660"
        for element in root.iter():
            source = self.source(element.get("href", ""))
            if element.get("class") == "footnote-ref" and source:
                label(element, source)
            if element.get("class") == "footnote":
                for items in element.iter("ol"):
                    self.number(items)

    def source(self, at: str) -> Source | None:
        """Source that the address of a link or the id of a footnote names; None where it is not in the register."""
        found = self.FOOTNOTE.match(at)
        return self.sources.get(found["id"]) if found else None

    def number(self, items: Element) -> None:
        """Number and sort a list of footnotes; footnotes that the page writes itself follow in their own order."""
        for item in items:
            source = self.source(item.get("id", ""))
            if source:
                item.set("value", str(source.number))
        items[:] = sorted(items, key=lambda item: int(item.get("value", "0")) or len(self.sources) + 1)


class TermLinks(Treeprocessor):
    """Links each term of the glossary at its first occurrence."""

    def __init__(self, md: markdown.Markdown, terms: Mapping[str, Term], root: str | None = None) -> None:
        super().__init__(md)
        self.root = root
        self.before: frozenset[str] = frozenset()
        """Ids of the terms that were linked before this document or fragment."""
        self.named: set[str] = set()
        """Ids of the terms that occur in this document or fragment."""
        self.terms = {word: term for term in terms.values() for word in term.words}
        longest_first = sorted(map(re.escape, self.terms), key=len, reverse=True)
        self.word = re.compile(rf"(?<![\w-])(?:{'|'.join(longest_first)})(?![\w-])") if self.terms else None

    def run(self, root: Element) -> None:
        """Link the terms in a document, or in a fragment of one."""
        assert isinstance(self.md, markdown.Markdown)
        address = self.root if self.root is not None else self.md.references.get(ROOT, (None,))[0]
        if address is None or self.word is None:
            return
        self.address = str(address)
        self.told = set(self.before)
        self.in_raw_link = False
        self.visit(root)

    def visit(self, element: Element) -> None:
        """Link the terms in an element and its descendants, depth-first, which is the order of reading."""
        if element.get("class") == "footnote":
            return
        before = list(element)
        self.put(element, None, self.pieces(element.text))
        for child in before:
            if child.tag not in WITHOUT_TERMS:
                self.visit(child)
            self.put(element, child, self.pieces(child.tail))

    def put(self, parent: Element, after: Element | None, pieces: list[str | Element]) -> None:
        """Replace the text behind the child `after`, or at the beginning where that is None, by text and links."""
        if not any(isinstance(piece, Element) for piece in pieces):
            return
        place = 0 if after is None else list(parent).index(after) + 1
        if after is None:
            parent.text = None
        else:
            after.tail = None
        last = after
        for piece in pieces:
            if isinstance(piece, Element):
                parent.insert(place, piece)
                last, place = piece, place + 1
            elif last is None:
                parent.text = (parent.text or "") + piece
            else:
                last.tail = (last.tail or "") + piece

    def pieces(self, text: str | None) -> list[str | Element]:
        """Strings and links that replace a text; none for an atomic string, which other processors have finished."""
        if not text or isinstance(text, AtomicString):
            return []
        return list(self.split(text))

    def split(self, text: str) -> Iterator[str | Element]:
        """Strings and links that replace a text; inside a link that the page writes as raw HTML nothing is linked."""
        end = 0
        for placeholder in [*HTML_PLACEHOLDER_RE.finditer(text), None]:
            stretch = text[end : placeholder.start() if placeholder else len(text)]
            yield from [stretch] if self.in_raw_link else self.linked(stretch)
            if placeholder:
                yield placeholder[0]
                raw = str(self.md.htmlStash.rawHtmlBlocks[int(placeholder[1])])
                opens, closes = re.match(r"<a\s", raw, re.IGNORECASE), re.match(r"</a\b", raw, re.IGNORECASE)
                self.in_raw_link = bool(opens) or (self.in_raw_link and not closes)
                end = placeholder.end()

    def linked(self, text: str) -> Iterator[str | Element]:
        """Strings and links that replace a text without raw HTML: terms not linked before become links."""
        assert self.word is not None
        end = 0
        for match in self.word.finditer(text):
            term = self.terms[match[0]]
            self.named.add(term.id)
            if term.id in self.told:
                continue
            self.told.add(term.id)
            yield text[end : match.start()]
            link = Element("a", {"class": "cpor-term", "href": f"{self.address}reference/glossary/#{term.id}"})
            link.set("title", term.tooltip)
            link.text = AtomicString(match[0])
            yield link
            end = match.end()
        yield text[end:]


class Commas(Treeprocessor):
    """Marks a citation directly behind another, so that the stylesheet puts a comma between: 1, 2 and not 12."""

    def run(self, root: Element) -> None:
        """Mark the citations of the whole document."""
        for parent in root.iter():
            for one, other in pairwise(parent):
                if one.tag == other.tag == "sup" and not (one.tail or "").strip():
                    other.set("class", "cpor-also")


class Boxes(Treeprocessor):
    """Turns `- [ ] …` into an item to tick on paper; an HTML checkbox would be a control without a purpose."""

    BOX = "[ ] "

    def run(self, root: Element) -> None:
        """Mark the items of the whole document."""
        for item in root.iter("li"):
            words = item if (item.text or "").strip() else next(iter(item), item)
            if (words.text or "").lstrip().startswith(self.BOX):
                words.text = (words.text or "").lstrip().removeprefix(self.BOX)
                item.set("class", "cpor-tick")


class ShortAnswers(Treeprocessor):
    """Wraps the heading “Short answer” in a box, so that the search result for the page begins with the answer.

    The search cuts a page into sections at its headings, and takes text behind such a box into the section before.
    """

    def run(self, root: Element) -> None:
        """Wrap the heading, and exclude it from the search."""
        for place, element in enumerate(root):
            if element.tag == "h2" and element.get("id") == "short-answer":
                box = Element("div", {"class": "cpor-short-answer"})
                box.append(element)
                element.set("data-search-exclude", "")
                root[place] = box


MOST_COLUMNS, LONG_CELL = 4, 40
"""Thresholds above which a table becomes cards on a phone: number of columns, average characters of a cell."""


class WideTables(Treeprocessor):
    """Wraps each table in a region that scrolls, takes the keyboard focus and is named by the columns.

    A table wider than a phone must show that it continues, and must scroll without a mouse. One of many columns with
    sentences in them is stacked there, each cell below the name of its column: a column would be three words wide.
    """

    def run(self, root: Element) -> None:
        """Wrap the tables."""
        for parent in list(root.iter()):
            for place, table in enumerate(list(parent)):
                if table.tag == "table":
                    columns = ["".join(cell.itertext()).strip() for cell in table.iterfind("./thead/tr/th")]
                    words = f"Table: {', '.join(filter(None, columns))}"
                    region = Element(
                        "div",
                        {"class": "cpor-figure__scroll cpor-figure__scroll--table", "tabindex": "0", "role": "group"},
                    )
                    region.set("aria-label", words)
                    if is_stacked(table):
                        table.set("class", "cpor-stacked")
                        for row in table.iterfind("./tbody/tr"):
                            for cell, column in zip(row, columns, strict=False):
                                cell.set("data-column", column)
                    region.tail, table.tail = table.tail, None
                    region.append(table)
                    parent[place] = region


def is_stacked(table: Element) -> bool:
    """Whether a table has many columns, and sentences in them."""
    cells = ["".join(cell.itertext()) for cell in table.iterfind("./tbody/tr/td")]
    columns = len(table.findall("./thead/tr/th"))
    return columns > MOST_COLUMNS and sum(map(len, cells)) > LONG_CELL * len(cells)


class GradeBadge(InlineProcessor):
    """Turns `{grade:…}` into a badge with the label of the grade."""

    def __init__(self, pattern: str, md: markdown.Markdown, grades: Mapping[str, Grade]) -> None:
        super().__init__(pattern, md)
        self.grades = grades

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:  # type: ignore[override]
        """Badge with its start and end in `data`; three times None where the grade is unknown."""
        if m[1] not in self.grades:
            return None, None, None
        badge = Element(
            "span", {"class": "cpor-grade", "data-grade": self.grades[m[1]].drawn_as, "data-search-exclude": ""}
        )
        label = self.grades[m[1]].label
        badge.text = label[:1].upper() + label[1:]
        return badge, m.start(0), m.end(0)


def knowledge_digest(text: str, knowledge: Knowledge) -> str:
    """Digest of the sources, terms and grades that our extension adds to a hand-written page.

    The digest is staged with the page, so that the staged file changes with the knowledge and a generator that skips
    unchanged files builds the page again.
    """
    cited = [knowledge.sources[id] for id in dict.fromkeys(CITATION.findall(text)) if id in knowledge.sources]
    terms = [term for term in knowledge.terms.values() if any(word in text for word in term.words)]
    return hashlib.sha256(repr((cited, terms, knowledge.grades)).encode()).hexdigest()[:10]


def source_text(source: Source) -> str:
    """Footnote text for a source, as Markdown."""
    title = f"[{source.title}]({source.url})" if source.url else source.title
    if source.language:
        title += f" (in {source.language})"
    if source.quotes:
        title = f"Second-hand: {source.quotes}, as quoted in “{title}”"
    see = f" See also [the current official page]({source.see})." if source.see else ""
    return f"{title}. {source.publisher}, {source.date}. Read: {source.read}.{see}".replace("..", ".")


@dataclass(frozen=True, slots=True)
class Fragment:
    """HTML of one text on pages that are equally far from the root."""

    named: frozenset[str]
    """Ids of the terms that the text names."""
    html: dict[frozenset[str], str]
    """Ids of named terms that the page has linked before → HTML that does not link these again."""


class Fragments:
    """HTML of the Markdown in flows and knowledge, memoised. Raw HTML in the Markdown is escaped.

    Most texts stand in several answers, and converting them each time took half of staging.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.renderers: dict[str, tuple[markdown.Markdown, TermLinks]] = {}
        self.made: dict[tuple[str, str], Fragment] = {}

    def block(self, text: str, root: str, linked: set[str]) -> str:
        """HTML of a text on a page from which `root`, such as "../", leads to the site's root.

        `linked` holds the ids of the terms that the page has linked before; those that are linked here are added.
        """
        made = self.made.get((text, root))
        if made is None or made.named.intersection(linked) not in made.html:
            html, named = self.convert(text, root, linked)
            made = self.made.setdefault((text, root), Fragment(named, {}))
            made.html[named.intersection(linked)] = html
        html = made.html[made.named.intersection(linked)]
        linked |= made.named
        return html

    def inline(self, text: str, root: str, linked: set[str]) -> str:
        """HTML of a text without the `<p>` of a single paragraph; several paragraphs stay as `block` gives them."""
        html = self.block(text, root, linked)
        return html.removeprefix("<p>").removesuffix("</p>") if html.count("<p>") == 1 else html

    def plain(self, text: str) -> str:
        """Plain text of Markdown, without citations and the addresses of links."""
        return str(Markup(self.inline(CITATION.sub("", text), "", set())).striptags())

    def convert(self, text: str, root: str, linked: set[str]) -> tuple[str, frozenset[str]]:
        """HTML of a text, and the ids of the terms that it names."""
        md, links = self.renderer(root)
        links.before, links.named = frozenset(linked), set()
        return md.reset().convert(text), frozenset(links.named)

    def renderer(self, root: str) -> tuple[markdown.Markdown, TermLinks]:
        """Python-Markdown for pages with this path to the root, and its processor that links terms; memoised."""
        if root not in self.renderers:
            extension = EvidentFragment(self.knowledge, root)
            md = markdown.Markdown(extensions=[TableExtension(), SaneListExtension(), extension])
            md.preprocessors.deregister("html_block")
            md.inlinePatterns.deregister("html")
            self.renderers[root] = md, extension.links
        return self.renderers[root]
