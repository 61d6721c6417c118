"""Writes a Markdown twin of each page of a built site for programs and terminals: the page as it is without JavaScript.

A twin is made from the article in the page's HTML, so that both say the same, whichever generator built the page.
Controls and decoration are left out; what the page shows only by its looks is put into words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from markdownify import ATX, MarkdownConverter

from build_scripts.places import TWIN

LINK = f'<link rel="alternate " type="text/markdown" href="{TWIN}">'
"""Link from a page to its twin. The trailing space is deliberate. Material takes each `link[rel=alternate]` for a
translation, and would request a sitemap beside every page; HTML ignores the space."""

CANONICAL = re.compile(r'<link rel="?canonical"? href="?([^">\s]+)')

LEADS_ON = re.compile(r'<meta http-equiv="?refresh"?')
"""Tag of a page that only leads to another address."""

ARTICLE = re.compile(r'<article class="[^"]*\bmd-content__inner\b.*</article>', re.DOTALL)
"""Article of a page, without the header, navigation and footer that every page has."""

LEFT_OUT: Mapping[str, str] = {
    "[hidden]": "shown by JavaScript alone, when it knows the reader's answers",
    "template": "what JavaScript builds from",
    "script, style": "for browsers",
    "dialog": "opened by JavaScript alone",
    "button, input": "for hands",
    "nav": "the way to other parts of the site, and of the page",
    ".headerlink, .footnote-backref, .cpor-matrix__here": "links to where the reader is",
    "[aria-hidden=true]": "for eyes, and said elsewhere in words",
    "figcaption": "which colour of a picture means what",
    ".cpor-figure__hands": "what the signs beside a cell do",
    ".cpor-verdict__tools": "not shown without JavaScript",
    ".cpor-waiting": "not shown without JavaScript",
    ".cpor-gone": "shown to readers alone whose link names a section that is gone",
    ".cpor-verdict__spelled": "shown on paper alone",
    ".cpor-block__count": "how long a list is that the page has folded",
}
"""Selectors of elements that a twin leaves out, each with the reason."""

SET_APART: Mapping[str, str] = {
    "cpor-chip": ", ",
    "cpor-matrix__but": "; ",
    "cpor-matrix__or": " ",
    "cpor-way__to": " → ",
    "cpor-option__hint": ": ",
    "cpor-entry__long": ": ",
}
"""Classes of elements that a page separates from the text before them by looks → separator in a twin."""

VALUES = ["cpor-state", "cpor-tag", "cpor-verdict__kicker"]
"""Classes of a few words that state a result; a twin has them in bold."""

MAY_BE_EMPTY = ["section", "article", "details", "div", "p", "ul", "ol", "li", "span"]

WITH_A_HEADING = "article, .cpor-event__body"
"""Parts with a small line above the heading, which in Markdown would belong to the part before."""

CHECKED = ".cpor-checked, .cpor-reach__checked"
"""Line that says when somebody last compared the page with its sources."""

INDEPENDENT = re.compile(r'<p data-part="?independent"?>.*?</p>', re.DOTALL)
"""Line at the foot of every page that says who does not stand behind the site."""

CITED = re.compile(r"#(?:fn:)?(S\w+)$")
"""End of a citation's address, with the source id: a footnote of the page, or an entry of the register."""

NUMBER = re.compile(r"^Source \d+: ")
"""Beginning of a citation's spoken name, which is cut off: a twin cites by source ids instead of numbers."""

CITATIONS = ".footnote-ref, .cpor-cite, .cpor-sources a"

HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]

SPACES = re.compile(r"\s+")

NO_BREAK = "\u00a0"
"""No-break space, which Python-Markdown writes before a footnote's link back."""

WRITER = MarkdownConverter(heading_style=ATX, bullets="-")


@dataclass(frozen=True, kw_only=True)
class Foot:
    """Foot of a twin, which explains the sources and terms that the text names."""

    citations: Mapping[str, str]
    """Source id → description of the source, as Markdown."""
    terms: Mapping[str, str]
    """Word of the glossary → item with its link and meaning, as Markdown."""

    def __str__(self) -> str:
        """Markdown for the end of a twin."""
        terms = ["Words of the glossary on this page:", "", *(self.terms[word] for word in self.terms)]
        sources = [f"[^{id}]: {self.citations[id]}" for id in sorted(self.citations)]
        parts = [terms if self.terms else [], sources]
        return "".join("\n" + "\n".join(part) + "\n" for part in parts if part)


def with_twins(pages: Mapping[Path, str]) -> dict[Path, str]:
    """Write the twins of these pages beside them, and return the pages with links to them."""
    return {path: with_twin(path, html) for path, html in pages.items()}


def with_twin(path: Path, html: str) -> str:
    """HTML of a page that links to its twin, which is written beside it; unchanged for a page without a twin."""
    address = address_in(html)
    if address is None:
        return html
    path.with_name(TWIN).write_text(twin(html, address), encoding="utf-8")
    return html.replace("</head>", f"{LINK}</head>", 1)


def address_in(html: str) -> str | None:
    """Canonical address of a page; None where it gives none or only leads on, because such a page has no twin."""
    found = CANONICAL.search(html)
    return found[1] if found and not LEADS_ON.search(html) else None


def twin(html: str, address: str) -> str:
    """Markdown of the article of a page. `address` is the absolute address of the page."""
    found = ARTICLE.search(html)
    article = BeautifulSoup(found[0] if found else "", "html.parser")
    leave_out(article)
    make_absolute(article, address)
    foot = Foot(citations=cite(article), terms=plain_terms(article))
    for change in CHANGES:
        change(article)
    title, checked = take(article, "h1"), take(article, CHECKED)
    independent = INDEPENDENT.search(html)
    said = [
        in_one_line(part) for part in (independent and BeautifulSoup(independent[0], "html.parser"), checked) if part
    ]
    return f"{head(title, said, address)}\n{tidied(WRITER.convert_soup(article))}{foot}"


# ---------- the parts of a twin


def head(title: Tag | None, said: Iterable[str], address: str) -> str:
    """Head of a twin in Markdown: its title, its address, and these lines as a quotation."""
    lines = "".join(f"> {line}\n" for line in (f"Page: <{address}>", *said))
    return f"# {in_one_line(title) if title else address}\n\n{lines}"


def tidied(text: str) -> str:
    """Markdown with one empty line between blocks, one space between words, and none at the ends of lines."""
    text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    text = re.sub(r"(?<=\S) {2,}", " ", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def in_one_line(element: Tag) -> str:
    """An element as Markdown in one line."""
    return SPACES.sub(" ", WRITER.convert_soup(element)).strip(" #")


def take(article: Tag, selector: str) -> Tag | None:
    """First element that the selector finds, removed from the article; None where there is none."""
    found = article.select_one(selector)
    return found.extract() if found else None


# ---------- citations, words of the glossary


def cite(article: Tag) -> dict[str, str]:
    """Replace every citation by the mark of a Markdown footnote, and return source id → text of the footnote."""
    told: dict[str, str] = {}
    for link in article.select(CITATIONS):
        found = CITED.search(str(link["href"]))
        if found is None:
            continue
        told[found[1]] = max(told.get(found[1], ""), registered(link), key=len)
        (link.parent if link.parent and link.parent.name == "sup" else link).replace_with(f"[^{found[1]}]")
    return {**told, **footnotes(article)}


def registered(link: Tag) -> str:
    """Name and address of a source, from a link to the register, for pages without a footnote that says more."""
    name = NUMBER.sub("", str(link.get("aria-label", "")))
    return f"{name}, <{link['href']}>" if name else f"<{link['href']}>"


def footnotes(article: Tag) -> dict[str, str]:
    """Source id → text of the page's own footnote, with all of these removed from the article."""
    notes = take(article, "div.footnote")
    told: dict[str, str] = {}
    for item in notes.select("li[id]") if notes else []:
        item.name = "div"
        told[str(item["id"]).removeprefix("fn:")] = in_one_line(item).replace(NO_BREAK, "")
    return told


def plain_terms(article: Tag) -> dict[str, str]:
    """Unlink the words of the glossary, because links would clutter the text, and return word → item for the foot."""
    terms: dict[str, str] = {}
    for link in article.find_all("a", class_="cpor-term"):
        terms[link.get_text()] = f"- [{link.get_text()}]({link['href']}): {link['title']}"
        link.unwrap()
    return terms


# ---------- changes to the article, before it is converted


def leave_out(article: Tag) -> None:
    """Remove the elements that a twin leaves out."""
    for element in article.select(", ".join(LEFT_OUT)):
        element.decompose()


def make_absolute(article: Tag, page: str) -> None:
    """Make the links absolute, because a twin is read elsewhere."""
    for link in article.find_all("a", href=True):
        link["href"] = urljoin(page, str(link["href"]))


def tell_pictures(article: Tag) -> None:
    """Replace each picture by its title."""
    for picture in article.find_all("svg"):
        title = picture.find("title")
        picture.name, picture.attrs = "p", {}
        picture.string = f"Picture: {title.get_text()}" if title else ""


def grade(article: Tag) -> None:
    """Put grades in brackets and italics, and results in bold."""
    for badge in article.find_all(class_="cpor-grade"):
        if not badge.find_parent(["dt", *HEADINGS]):
            badge.name = "em"
            badge.string = f"({badge.get_text()})"
            badge.insert_after(" ")
    for value in article.find_all(class_=VALUES):
        value.string = value.get_text()
        value.wrap(new("p") if value.name == "p" else new("span"))
        value.name = "strong"


def set_apart(article: Tag) -> None:
    """Insert the separators of `SET_APART`, and words before the condition of a note."""
    for element in article.find_all(class_=list(SET_APART)):
        before = element.previous_sibling
        if isinstance(before, NavigableString):
            before.replace_with(before.rstrip())
        if "".join(map(str, element.previous_siblings)):
            element.insert_before(SET_APART[element["class"][0]])
    for when in article.find_all(class_="cpor-note__when"):
        when.insert(0, "Where this holds: ")


def list_definitions(article: Tag) -> None:
    """Turn definition lists into plain lists, because few programs know the definition lists of Markdown."""
    for definitions in article.find_all("dl"):
        definitions.name = "ul"
        for term in definitions.find_all("dt"):
            item = term.wrap(new("li"))
            term.name = "strong"
            item.append(": ")
            for meaning in [*item.find_next_siblings("dd")]:
                item.append(meaning.extract())
                meaning.unwrap()
        for group in definitions.find_all("div", recursive=False):
            group.unwrap()
        for space in [child for child in definitions.children if not str(child).strip()]:
            space.extract()


def fill_spans(article: Tag) -> None:
    """Repeat a table cell in every row and column that it spans, because tables in Markdown have no spans."""
    for cell in article.find_all(colspan=True):
        for _ in range(int(str(cell.attrs.pop("colspan"))) - 1):
            cell.insert_after(copy(cell))
    for row in article.find_all("tr"):
        for place, cell in enumerate(row.find_all(["th", "td"])):
            more = int(str(cell.attrs.pop("rowspan", "1"))) - 1
            for below in row.find_next_siblings("tr")[:more]:
                below.insert(place, copy(cell))


def open_up(article: Tag) -> None:
    """Unfold folded parts, make plain blocks of lists that contain headings, and draw boxes to tick."""
    for title in article.find_all(["summary", "caption"]):
        if title.find(HEADINGS):
            title.unwrap()
        else:
            title.name = "strong"
            title.wrap(new("p"))
    for items in article.find_all(["ul", "ol"]):
        if items.find(HEADINGS):
            for element in (items, *items.find_all("li", recursive=False)):
                element.name = "div"
    for item in article.find_all("li", class_="cpor-tick"):
        item.insert(0, "[ ] ")


def headings_first(article: Tag) -> None:
    """Move the heading of a part to its beginning, because text above it would belong to the part before."""
    for part in article.select(WITH_A_HEADING):
        heading = part.find(HEADINGS)
        if heading:
            part.insert(0, heading.extract())


def drop_empty(article: Tag) -> None:
    """Remove elements without text, and sections that have nothing but a heading."""
    for element in reversed(article.find_all(MAY_BE_EMPTY)):
        if not says_something(element):
            element.decompose()


def says_something(element: Tag) -> bool:
    """Whether an element has text; for a section, text beside its headings."""
    if element.name == "section":
        return any(text.strip() and not text.find_parent(HEADINGS) for text in element.find_all(string=True))
    return bool(element.get_text(strip=True))


def new(name: str) -> Tag:
    """Empty element."""
    return Tag(name=name)


CHANGES: tuple[Callable[[Tag], None], ...] = (
    tell_pictures,
    drop_empty,
    grade,
    set_apart,
    list_definitions,
    fill_spans,
    open_up,
    headings_first,
)
"""Changes to an article, in the order in which they are made."""
