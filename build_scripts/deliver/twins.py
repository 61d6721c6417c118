"""Writes each page of a built site as Markdown as well, for programs and terminals: what is read without JavaScript.

It is made of the page's own article, so that a twin never says something else than its page, whichever generator has
built that. What is there for eyes and hands alone is left out; what only looks tell on the page is said in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from markdownify import ATX, MarkdownConverter

from build_scripts.places import TWIN
from decision_tree.reply import NOBODY

LINK = f'<link rel="alternate " type="text/markdown" href="{TWIN}">'
"""How a page names its twin. The space changes nothing for who reads `rel` as the list of words that it is; Material
takes every `link[rel=alternate]` for the site in another language, and would ask for a sitemap beside each page."""

CANONICAL = re.compile(r'<link rel="?canonical"? href="?([^">\s]+)')

LEADS_ON = re.compile(r'<meta http-equiv="?refresh"?')
"""A page that does nothing but lead to another address."""

ARTICLE = re.compile(r'<article class="[^"]*\bmd-content__inner\b.*</article>', re.DOTALL)
"""What the page says, without what stands around it on every page."""

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
    ".cpor-verdict__spelled": "shown on paper alone",
    ".cpor-block__count": "how long a list is that the page has folded",
}
"""What a twin does not have, as selectors, each with the reason."""

SET_APART: Mapping[str, str] = {
    "cpor-chip": ", ",
    "cpor-matrix__but": "; ",
    "cpor-matrix__or": " ",
    "cpor-way__to": " → ",
    "cpor-option__hint": ": ",
    "cpor-entry__long": ": ",
}
"""Classes of what the page sets apart from what stands before it by its looks, and what does that here."""

VALUES = ["cpor-state", "cpor-tag", "cpor-verdict__kicker"]
"""Classes of short words that say what comes of something."""

MAY_BE_EMPTY = ["section", "article", "details", "div", "p", "ul", "ol", "li", "span"]

WITH_A_HEADING = "article, .cpor-event__body"
"""Parts in which something small stands above the heading. In Markdown it would belong to the part before."""

CHECKED = ".cpor-checked, .cpor-reach__checked"
"""The line that says when somebody last compared the page with its sources."""

CITED = re.compile(r"#(?:fn:)?(S\w+)$")
"""How the address of a citation ends: in a footnote of the page, or in the register."""

NUMBER = re.compile(r"^Source \d+: ")
"""How the spoken name of a citation begins. A twin has the ids of the register in the place of numbers."""

CITATIONS = ".footnote-ref, .cpor-cite, .cpor-sources a"

HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]

SPACES = re.compile(r"\s+")

NO_BREAK = "\u00a0"
"""What Markdown's footnotes have before the way back."""

WRITER = MarkdownConverter(heading_style=ATX, bullets="-")


@dataclass(frozen=True, kw_only=True)
class Foot:
    """What a page names in its text and explains elsewhere."""

    citations: Mapping[str, str]
    """Source → what it is, as Markdown."""
    terms: Mapping[str, str]
    """Word of the glossary → the link to it, and what it means."""

    def __str__(self) -> str:
        """The end of a twin."""
        terms = ["Words of the glossary on this page:", "", *(self.terms[word] for word in self.terms)]
        sources = [f"[^{id}]: {self.citations[id]}" for id in sorted(self.citations)]
        parts = [terms if self.terms else [], sources]
        return "".join("\n" + "\n".join(part) + "\n" for part in parts if part)


def with_twins(pages: Mapping[Path, str]) -> dict[Path, str]:
    """Write the twins of these pages beside them, and return the pages with links to them."""
    return {path: with_twin(path, html) for path, html in pages.items()}


def with_twin(path: Path, html: str) -> str:
    """A page that says where its twin is, which is written; a page that has none as it was."""
    address = address_in(html)
    if address is None:
        return html
    path.with_name(TWIN).write_text(twin(html, address), encoding="utf-8")
    return html.replace("</head>", f"{LINK}</head>", 1)


def address_in(html: str) -> str | None:
    """The address of a page, by its own word. None of one that has no twin: it has no address, or only leads on."""
    found = CANONICAL.search(html)
    return found[1] if found and not LEADS_ON.search(html) else None


def twin(html: str, address: str) -> str:
    """The article of a page as Markdown. `address` is where the page is."""
    found = ARTICLE.search(html)
    article = BeautifulSoup(found[0] if found else "", "html.parser")
    leave_out(article)
    make_absolute(article, address)
    foot = Foot(citations=cite(article), terms=plain_terms(article))
    for change in CHANGES:
        change(article)
    title, checked = take(article, "h1"), take(article, CHECKED)
    return f"{head(title, checked, address)}\n{tidied(WRITER.convert_soup(article))}{foot}"


# ---------- the parts of a twin


def head(title: Tag | None, checked: Tag | None, address: str) -> str:
    """What every twin begins with: the title, where the page is, who says it, of when it is."""
    said = [f"Page: <{address}>", NOBODY, *([in_one_line(checked)] if checked else [])]
    lines = "".join(f"> {line}\n" for line in said)
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
    """The first element of this kind, out of its place."""
    found = article.select_one(selector)
    return found.extract() if found else None


# ---------- citations, words of the glossary


def cite(article: Tag) -> dict[str, str]:
    """Write every citation as Markdown's footnotes are, and return what each stands for."""
    told: dict[str, str] = {}
    for link in article.select(CITATIONS):
        found = CITED.search(str(link["href"]))
        if found is None:
            continue
        told[found[1]] = max(told.get(found[1], ""), registered(link), key=len)
        (link.parent if link.parent and link.parent.name == "sup" else link).replace_with(f"[^{found[1]}]")
    return {**told, **footnotes(article)}


def registered(link: Tag) -> str:
    """What a link to the register says of a source. The footnotes of a page say more, and stand in the page itself."""
    name = NUMBER.sub("", str(link.get("aria-label", "")))
    return f"{name}, <{link['href']}>" if name else f"<{link['href']}>"


def footnotes(article: Tag) -> dict[str, str]:
    """The page's own footnotes by source, out of their place."""
    notes = take(article, "div.footnote")
    told: dict[str, str] = {}
    for item in notes.select("li[id]") if notes else []:
        item.name = "div"
        told[str(item["id"]).removeprefix("fn:")] = in_one_line(item).replace(NO_BREAK, "")
    return told


def plain_terms(article: Tag) -> dict[str, str]:
    """Take the links from words of the glossary, and return these: in the text they would hide it."""
    terms: dict[str, str] = {}
    for link in article.find_all("a", class_="cpor-term"):
        terms[link.get_text()] = f"- [{link.get_text()}]({link['href']}): {link['title']}"
        link.unwrap()
    return terms


# ---------- what is changed before it is written


def leave_out(article: Tag) -> None:
    """Remove what a twin does not have."""
    for element in article.select(", ".join(LEFT_OUT)):
        element.decompose()


def make_absolute(article: Tag, page: str) -> None:
    """A twin is read elsewhere: let its links say where they lead from anywhere."""
    for link in article.find_all("a", href=True):
        link["href"] = urljoin(page, str(link["href"]))


def tell_pictures(article: Tag) -> None:
    """Put the title of a picture in its place."""
    for picture in article.find_all("svg"):
        title = picture.find("title")
        picture.name, picture.attrs = "p", {}
        picture.string = f"Picture: {title.get_text()}" if title else ""


def grade(article: Tag) -> None:
    """Set how sure a fact is in brackets, and what comes of it in strong letters."""
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
    """Say in signs what looks tell on the page."""
    for element in article.find_all(class_=list(SET_APART)):
        before = element.previous_sibling
        if isinstance(before, NavigableString):
            before.replace_with(before.rstrip())
        if "".join(map(str, element.previous_siblings)):
            element.insert_before(SET_APART[element["class"][0]])
    for when in article.find_all(class_="cpor-note__when"):
        when.insert(0, "Where this holds: ")


def list_definitions(article: Tag) -> None:
    """Write a list of definitions as a list: few programs know Markdown's own."""
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
    """Repeat a cell of a table in every row and column over which it reaches: Markdown knows no such cells."""
    for cell in article.find_all(colspan=True):
        for _ in range(int(str(cell.attrs.pop("colspan"))) - 1):
            cell.insert_after(copy(cell))
    for row in article.find_all("tr"):
        for place, cell in enumerate(row.find_all(["th", "td"])):
            more = int(str(cell.attrs.pop("rowspan", "1"))) - 1
            for below in row.find_next_siblings("tr")[:more]:
                below.insert(place, copy(cell))


def open_up(article: Tag) -> None:
    """Unfold what the page folds, and let what has headings be no list."""
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
    """Let a part begin with its heading: what stands above it would belong to the part before."""
    for part in article.select(WITH_A_HEADING):
        heading = part.find(HEADINGS)
        if heading:
            part.insert(0, heading.extract())


def drop_empty(article: Tag) -> None:
    """Remove what has nothing left to say, and parts that have nothing but a heading."""
    for element in reversed(article.find_all(MAY_BE_EMPTY)):
        if not says_something(element):
            element.decompose()


def says_something(element: Tag) -> bool:
    """Whether an element has words; a section, others than those of its headings."""
    if element.name == "section":
        return any(text.strip() and not text.find_parent(HEADINGS) for text in element.find_all(string=True))
    return bool(element.get_text(strip=True))


def new(name: str) -> Tag:
    """An element with nothing in it."""
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
"""In the order in which they are made."""
