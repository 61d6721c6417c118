"""A reply in the languages of forums: whatever its words are, readers of each language see these words and no others.

Each is read by a program that others have written: a Markdown renderer, an HTML sanitiser, a BBCode renderer.
"""

from html.parser import HTMLParser

import bbcode as boards
import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from walks import modest

from decision_tree.markup import FORMATS, Block, Document, Run, bbcode, html, markdown, paragraph, plain

ADDRESS = "https://example.org/answers/which-claim/x/#area=azure&work=presales,adoption&circumstances=&on=2026-11-23"

TAGS = {"p", "ul", "li", "strong", "a"}

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt; &amp; &copy;",
    "[a](javascript:alert(1))",
    "![a](https://example.org/b.png)",
    "**not strong** _nor this_ `nor code` ~~nor struck~~",
    "# no heading",
    "1. no list",
    "- no list",
    "> no quotation",
    "+ no list",
    "[b]not bold[/b] [url=https://example.org]no link[/url] [*] [/list]",
    "a \\ b \\* c",
    "| no | table |",
    "\"quoted\" 'and' so",
    "<https://example.org/>",
]


class Seen(HTMLParser):
    """What a reader of HTML sees: the words, the tags around them, and where links lead."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words, self.tags, self.links = "", set[str](), list[str]()
        self.attributes: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data


def words_of(document: Document) -> str:
    """The words of a document, without the blanks between them."""
    return "".join("".join(span.text for line in block.lines for span in line) for block in document).replace(" ", "")


def bare(text: str) -> str:
    """Words without white space and without what nobody sees."""
    return "".join(text.replace("\u2060", "").split())


RENDERERS = {
    "markdown": lambda document: MarkdownIt("commonmark").render(markdown(document)),
    "markdown with tables and links": lambda document: MarkdownIt("gfm-like", {"linkify": False}).render(
        markdown(document)
    ),
    "html": html,
    "html of a forum": lambda document: nh3.clean(html(document), tags=TAGS, link_rel=None),
    "bbcode": lambda document: boards.Parser(newline="\n", replace_cosmetic=False, replace_links=False).format(
        bbcode(document)
    ),
}
"""What a forum makes of each format: HTML."""

letters = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)
words = st.lists(letters | st.sampled_from(HOSTILE), min_size=1, max_size=4).map(" ".join)
spans = st.builds(Run, text=words, href=st.sampled_from(["", ADDRESS]), strong=st.booleans())
blocks = st.builds(
    Block, lines=st.lists(st.tuples(spans), min_size=1, max_size=3).map(tuple), listed=st.booleans()
).map(lambda block: block if block.listed else Block(lines=block.lines[:1]))
documents = st.lists(blocks, min_size=1, max_size=4).map(tuple)


@pytest.mark.parametrize("name", RENDERERS)
@pytest.mark.parametrize("text", HOSTILE)
def test_words_that_look_like_marks_are_words(name: str, text: str) -> None:
    seen = Seen(RENDERERS[name]((paragraph(Run(text=text)),)))
    assert bare(seen.words) == bare(text)
    assert seen.tags <= TAGS and seen.links == []


@pytest.mark.parametrize("name", RENDERERS)
def test_every_link_leads_where_it_led(name: str) -> None:
    document = (
        paragraph(Run(text="Title [one]", href=ADDRESS, strong=True)),
        Block(lines=((Run(text="a, "), Run(text="b", href="https://example.org/?a=b_c*d")),), listed=True),
    )
    assert Seen(RENDERERS[name](document)).links == [ADDRESS, "https://example.org/?a=b_c*d"]


@pytest.mark.parametrize("name", [name for name in RENDERERS if name != "bbcode"])
@modest
@given(documents)
def test_no_document_becomes_anything_but_what_it_is(name: str, document: Document) -> None:
    seen = Seen(RENDERERS[name](document))
    assert bare(seen.words) == bare(words_of(document))
    assert seen.tags <= TAGS and seen.attributes <= {"href"}
    assert set(seen.links) <= {ADDRESS}
    linked = sum(bool(span.href) for block in document for line in block.lines for span in line)
    assert len(seen.links) == linked


def test_strong_words_are_strong_whatever_stands_beside_them() -> None:
    document = (paragraph(Run(text="Claims to file:", strong=True), Run(text=" none")),)
    assert MarkdownIt("commonmark").render(markdown(document)) == "<p><strong>Claims to file:</strong> none</p>\n"


def test_a_list_in_bbcode_is_closed_and_has_its_items() -> None:
    document = (Block(lines=((Run(text="one"),), (Run(text="two"),)), listed=True),)
    assert bbcode(document) == "[list]\n[*]one\n[*]two\n[/list]"
    assert boards.render_html(bbcode(document)) == "<ul><li>one</li><li>two</li></ul>"


def test_in_plain_text_nothing_stands_behind_an_address() -> None:
    document = (
        paragraph(Run(text="Title", href=ADDRESS)),
        Block(lines=((Run(text="from "), Run(text="there", href=ADDRESS)),), listed=True),
    )
    assert plain(document) == f"Title\n{ADDRESS}\n\n- from there: {ADDRESS}"


def test_every_format_has_the_words_of_the_document() -> None:
    document = (paragraph(Run(text="one"), Run(text=" two", href=ADDRESS)),)
    assert all("one" in write(document) and "two" in write(document) for write in FORMATS.values())
