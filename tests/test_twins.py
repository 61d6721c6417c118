"""The pages as Markdown: what a twin has of its page, what it leaves out, and that it leads where the page leads."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import markdown
import pytest
from bs4 import BeautifulSoup
from conftest import SITE
from ours import OURS

from build_scripts.deliver import twins
from build_scripts.deliver.twins import address_in, twin, with_twin
from build_scripts.places import TWIN

ADDRESS = "https://example.org/cpor/a/"

PAGE = f'''\
<html><head><link rel="canonical" href="{ADDRESS}"></head><body><p>Around</p>
<article class="md-content__inner md-typeset">{{}}</article>
<div class="cpor-footer"><p data-part="independent">Not run
by <em>the carrier</em>.</p></div></body></html>'''


def of(article: str) -> str:
    """The twin of a page with this article, without its head."""
    return twin(PAGE.format(f"<h1>Title</h1>{article}"), ADDRESS).split("\n\n", 2)[2]


# ---------- the head


def test_a_twin_begins_with_its_title_its_address_who_says_it_and_of_when_it_is() -> None:
    page = PAGE.format(
        '<p class="kicker">Before</p><h1 id="t">The <em>title</em><a class="headerlink" href="#t">¶</a></h1>'
        '<p class="cpor-checked"><span class="cpor-grade">Our inference</span> Checked 3 May 2026</p><p>Text</p>'
    )
    assert twin(page, ADDRESS) == (
        "# The *title*\n\n"
        f"> Page: <{ADDRESS}>\n"
        "> Not run by *the carrier*.\n"
        "> *(Our inference)* Checked 3 May 2026\n\n"
        "Before\n\nText\n"
    )


def test_the_page_names_its_twin_which_lies_beside_it(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    [_, link] = BeautifulSoup(with_twin(page, PAGE.format("<p>A")), "html.parser").find_all("link")
    assert (link["rel"], link["type"], link["href"]) == (["alternate"], "text/markdown", "index.html.md")
    assert (tmp_path / "index.html.md").read_text().endswith("\n\nA\n")


def test_the_theme_does_not_take_a_twin_for_the_site_in_another_language(built_site: Path) -> None:
    script = next(built_site.glob("assets/javascripts/bundle.*.js")).read_text(encoding="utf-8")
    assert "link[rel=alternate]" in script, "it looks for them in another way: is the space in twins.LINK still wanted?"
    page = (built_site / "about/index.html").read_text(encoding="utf-8")
    others = [
        link for link in re.findall(r"<link rel=\"?alternate[\"> ][^>]*>", page) if 'rel="alternate "' not in link
    ]
    assert len(others) == 1 and "feed.xml" in others[0]


@pytest.mark.parametrize(
    "html",
    [
        PAGE.format("").replace("canonical", "other"),
        PAGE.format("").replace(
            "</head>", '<noscript><meta http-equiv="refresh" content="0; url=b"></noscript></head>'
        ),
    ],
    ids=("the page for what is not there", "a page that leads on"),
)
def test_a_page_that_says_nothing_of_its_own_has_no_twin_and_stays_as_it_was(html: str, tmp_path: Path) -> None:
    assert address_in(html) is None
    assert with_twin(tmp_path / "index.html", html) == html
    assert list(tmp_path.iterdir()) == []


# ---------- what is written, and how


@pytest.mark.parametrize(("article", "expected"), [
    pytest.param("<p>One\n   line  <b>more</b></p>", "One\nline **more**", id="lines stay, spaces do not"),
    pytest.param("<a href='../b/#c=d&amp;e='>B</a>", "[B](https://example.org/cpor/b/#c=d&e=)", id="absolute links"),
    pytest.param("<a href='https://example.com/x'>X</a>", "[X](https://example.com/x)", id="and those away stay"),
    pytest.param("<svg><title>A picture.</title><text>No</text></svg>", "Picture: A picture.", id="a picture is told"),
    pytest.param("<figure><svg><text>No</text></svg></figure><p>A</p>", "A", id="and where it says nothing, is not"),
    pytest.param("<p>So. <i class=cpor-grade>Our inference</i> And</p>", "So. *(Our inference)* And", id="a grade"),
    pytest.param("<h2><span class=cpor-grade>Known</span></h2><p>A</p>", "## Known\n\nA", id="and one in a heading"),
    pytest.param("<p class=cpor-tag>File it</p>", "**File it**", id="what comes of it"),
    pytest.param(
        "<article><p class=cpor-note__when>Area: A</p><h3>Note</h3><p>Text</p></article>",
        "### Note\n\nWhere this holds: Area: A\n\nText",
        id="a condition stands under the heading of its note",
    ),
    pytest.param(
        "<dl><div><dt>One</dt><dd>first</dd></div><div><dt>Two</dt><dd>second</dd></div></dl>",
        "- **One**: first\n- **Two**: second",
        id="definitions are a list",
    ),
    pytest.param(
        "<table><thead><tr><th>A</th><th>B</th><th>C</th></tr></thead><tbody>"
        "<tr><th rowspan=2>a</th><td colspan=2>b</td></tr><tr><td>c</td><td>d</td></tr>"
        "<tr><th rowspan=1>e</th><td>f</td><td>g</td></tr></tbody></table>",
        "| A | B | C |\n| --- | --- | --- |\n| a | b | b |\n| a | c | d |\n| e | f | g |",
        id="cells that reach further are repeated there and nowhere else",
    ),
    pytest.param("<details><summary>More</summary><p>A</p></details>", "**More**\n\nA", id="what is folded is open"),
    pytest.param(
        "<details><summary><h3>More</h3> <span class=cpor-block__count>3</span></summary><p>A</p></details>",
        "### More\n\nA",
        id="under its heading where it has one",
    ),
    pytest.param(
        "<ol><li><h3>Event</h3><p>A</p></li></ol>", "### Event\n\nA", id="what has headings is no list"
    ),
    pytest.param("<ul><li class=cpor-tick>Sign</li></ul>", "- [ ] Sign", id="what to tick has a box"),
    pytest.param(
        "<a href=b/><span>If A</span> <span class=cpor-way__to>Next: B</span></a>",
        "[If A → Next: B](https://example.org/cpor/a/b/)",
        id="what looks set apart is",
    ),
    pytest.param(
        "<p><span class=cpor-chip>One</span> <span class=cpor-chip>Two</span></p>", "One, Two", id="names in a row"
    ),
    pytest.param("<section><h2>Notes</h2><div> </div></section><p>A</p>", "A", id="no heading of nothing"),
])  # fmt: skip
def test_the_article_is_written_so_that_it_reads_well(article: str, expected: str) -> None:
    assert of(article) == f"{expected}\n"


@pytest.mark.parametrize("left_out", [
    "<p hidden>x</p>", "<template><p>x</p></template>", "<script>x</script>", "<dialog open><p>x</p></dialog>",
    "<button>x</button>", "<input value=x>", "<nav><a href=x>x</a></nav>", "<a class=headerlink href=#a>x</a>",
    "<span aria-hidden=true>x</span>", "<figcaption>x</figcaption>", "<p class=cpor-waiting>x</p>",
    "<div class=cpor-verdict__tools>x</div>", "<p class=cpor-verdict__spelled>x</p>",
])  # fmt: skip
def test_what_is_for_eyes_and_hands_alone_or_waits_for_javascript_is_left_out(left_out: str) -> None:
    assert of(f"<p>Before</p><div>{left_out}</div><p>after</p>") == "Before\n\nafter\n"


def test_what_is_hidden_from_eyes_alone_is_said() -> None:
    assert of('<p><span class="cpor-visually-hidden">Sources: </span>two</p>') == "Sources: two\n"


def test_citations_are_footnotes_with_the_ids_of_the_register() -> None:
    cited = (
        '<p>So<sup id="fnref:S05"><a class="footnote-ref" href="#fn:S05">1</a></sup>'
        '<sup class="cpor-also" id="fnref:S04"><a class="footnote-ref" href="#fn:S04">2</a></sup>.</p>'
        '<div class="footnote"><hr><ol><li id="fn:S05"><p>A page. <a class="footnote-backref" href="#x">↩</a></p></li>'
        '<li id="fn:S04"><p><a href="https://example.com/">Another</a>.</p></li></ol></div>'
    )
    assert of(cited) == "So[^S05][^S04].\n\n[^S04]: [Another](https://example.com/).\n[^S05]: A page.\n"


def test_a_citation_of_the_register_says_what_it_is_and_where_as_fully_as_the_page_does() -> None:
    cited = (
        '<p>So<sup><a class="cpor-cite" href="../sources/#S06" aria-label="Source 6: A page">6</a></sup>.</p>'
        '<p class="cpor-sources">Source: <a href="../sources/#S06" aria-label="Source 6: A page (2023)">6</a></p>'
        '<p>And<sup><a class="cpor-cite" href="../sources/#S06" aria-label="Source 6: A page">6</a></sup></p>'
    )
    assert of(cited) == (
        "So[^S06].\n\nSource: [^S06]\n\nAnd[^S06]\n\n[^S06]: A page (2023), <https://example.org/cpor/sources/#S06>\n"
    )


def test_words_of_the_glossary_are_explained_at_the_end() -> None:
    term = '<p>A <a class="cpor-term" href="../glossary/#poe" title="The proof.">POE</a> and</p>'
    assert of(term) == (
        "A POE and\n\nWords of the glossary on this page:\n\n"
        "- [POE](https://example.org/cpor/glossary/#poe): The proof.\n"
    )


# ---------- the twins of the site


@cache
def texts(folder: Path) -> dict[str, str]:
    """The twins by the addresses of their pages below the root."""
    return {
        path.relative_to(folder).as_posix().removesuffix(TWIN): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.md"))
    }


def test_every_page_has_a_twin_and_names_it_and_what_is_not_there_has_none(built_site: Path) -> None:
    pages = re.findall(r"<loc>(.*?)</loc>", (built_site / "sitemap.xml").read_text())
    assert {f"{SITE}{address}" for address in texts(built_site)} == set(pages)
    for address in texts(built_site):
        assert f'href="{TWIN}"></head>' in (built_site / address / "index.html").read_text()
    assert TWIN not in (built_site / "404.html").read_text()


def test_every_link_of_every_twin_to_the_site_leads_to_something_there(built_site: Path) -> None:
    ids: dict[Path, set[str]] = {}
    count = 0
    for address, text in texts(built_site).items():
        for link in [*re.findall(r"\]\(([^)\s]*)\)", text), *re.findall(r"<(https?:[^>]*)>", text)]:
            assert re.match(r"https?://", link), f"{address}: {link} is not absolute"
            if link.startswith(SITE):
                place, _, anchor = unquote(link.removeprefix(SITE)).partition("#")
                file = built_site / place / "index.html" if link.partition("#")[0].endswith("/") else built_site / place
                assert file.is_file(), f"{address}: {link}"
                if anchor and "=" not in anchor:
                    found = ids.setdefault(file, set(re.findall(r'\bid="([^"]+)"', file.read_text())))
                    assert anchor in found, f"{address}: {link}"
                count += 1
    assert count > 1000


class Shown(HTMLParser):
    """Collects the words of an article that are read without JavaScript, and those that are not."""

    HIDDEN = ("template", "dialog", "script", "style", "button", "nav", "svg", "figcaption")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.words: list[str] = []
        self.secret: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        classes = set((told.get("class") or "").split())
        away = tag in self.HIDDEN or "hidden" in told or told.get("aria-hidden") == "true" or classes & NOT_IN_TWINS
        if tag not in ("input", "br", "hr", "img"):
            self.open.append((tag, bool(away) or bool(self.open and self.open[-1][1])))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any(tag == "svg" for tag, _ in self.open):
            return  # told by its title
        if self.open and self.open[-1][1]:
            self.secret.append(" ".join(data.split()))
        else:
            self.words += words(data)


NOT_IN_TWINS = {
    "headerlink", "footnote-ref", "footnote-backref", "cpor-matrix__here", "cpor-figure__hands", "cpor-waiting",
    "cpor-verdict__tools", "cpor-verdict__spelled", "cpor-block__count", "cpor-cite", "cpor-source-link",
}  # fmt: skip


def words(text: str) -> list[str]:
    """The words of a text, without signs."""
    return re.findall(r"\w+", unescape(text))


def shown(built_site: Path, address: str) -> Shown:
    """What the article of a page says."""
    html = (built_site / address / "index.html").read_text(encoding="utf-8")
    parser = Shown()
    parser.feed(html[html.index("<article ") : html.rindex("</article>")])
    return parser


def test_a_twin_says_every_word_that_is_read_without_javascript_as_often_as_its_page(built_site: Path) -> None:
    for address, text in texts(built_site).items():
        missing = Counter(shown(built_site, address).words) - Counter(words(plain(text)))
        assert not missing, f"/{address} says, and its twin does not: {missing}"


def plain(text: str) -> str:
    """A twin as another program reads it: the words of its HTML, with the ids of citations."""
    html = markdown.markdown(re.sub(r"\[\^(S\w+)\]", r" \1 ", text), extensions=["tables", "sane_lists"])
    return BeautifulSoup(html, "html.parser").get_text(" ")


def test_a_twin_says_nothing_that_waits_for_javascript(built_site: Path) -> None:
    secrets: set[str] = set()
    for address, text in texts(built_site).items():
        page, said = shown(built_site, address), " ".join(text.split())
        visible = " ".join(page.words)
        for secret in page.secret:
            if len(secret.split()) > 2 and " ".join(words(secret)) not in visible:
                assert secret not in said, f"/{address}"
                secrets.add(secret)
    assert "In your case nothing is left to file." in secrets


def test_no_twin_has_what_is_left_of_buttons_empty_headings_or_two_titles(built_site: Path) -> None:
    for address, text in texts(built_site).items():
        assert re.findall(r"Copy link|Copy for a reply|Link to this|¶|↩|<(?!https?:)\w+", text) == [], address
        assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1, address
        for heading, following in headings(text):
            assert heading.strip("# "), f"{address}: an empty heading"
            assert following == "" or following.count("#") > heading.count("#") or not is_heading(following), (
                f"{address}: nothing stands under {heading!r}"
            )
        assert not re.search(r"\S  +\S| [,;]|\n\n\n|[ \t]$", re.sub(r"^ +", "", text, flags=re.MULTILINE)), address


def headings(text: str) -> Iterator[tuple[str, str]]:
    """Each heading with the line that follows."""
    lines = [line for line in text.splitlines() if line]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if is_heading(line):
            yield line, following


def is_heading(line: str) -> bool:
    return bool(re.match(r"#{1,6}( |$)", line))


def test_a_table_has_as_many_cells_in_each_row(built_site: Path) -> None:
    tables = 0
    for address, text in texts(built_site).items():
        for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            rows = [row.count(" | ") for row in table.splitlines()]
            assert len(set(rows)) == 1, f"/{address}: {table.splitlines()[0]} has rows of {set(rows)} cells"
            tables += 1
    assert tables > 50


def test_every_citation_is_explained(built_site: Path) -> None:
    for address, text in texts(built_site).items():
        explained = set(re.findall(r"^\[\^(S\w+)\]: ", text, re.MULTILINE))
        assert set(re.findall(r"\[\^(S\w+)\](?!:)", text)) == explained, address
    assert (
        "[^S04]: Submitting a CPOR claim, edition of October 2023. Microsoft, 10 October 2023."
        in (texts(built_site)["questions/must-i-use-the-template/"])
    )


def test_whatever_is_treated_in_a_way_of_its_own_stands_somewhere_on_the_site(built_site: Path) -> None:
    pages = [path.read_text(encoding="utf-8") for path in built_site.rglob("index.html")]
    classes = {name for page in pages for value in re.findall(r'class="([^"]*)"', page) for name in value.split()}
    named = " ".join([*twins.LEFT_OUT, twins.WITH_A_HEADING, twins.CHECKED, twins.CITATIONS])
    wanted = {*re.findall(r"\.([\w-]+)", named), *twins.SET_APART, *twins.VALUES}
    lost = any("\nformer:" in path.read_text(encoding="utf-8") for path in OURS.pages)
    assert wanted - classes == (set() if lost else {"cpor-gone"}), "a page has the class once it has lost a section"
