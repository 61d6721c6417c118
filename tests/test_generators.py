"""MkDocs and Zensical build the same site from the same staged files."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from html.parser import HTMLParser
from itertools import zip_longest
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from conftest import SITE
from ours import OURS, ROOT
from served import build
from walks import flow_of

pytestmark = pytest.mark.slow

ADDRESSES = ("href", "src", "action")
"""Attributes that are compared by where they lead."""

NOT_LEFT_IN = "data-search-exclude"
"""Zensical obeys it and takes it out of the page."""

SKIP = '<a id="__skip" tabindex="-1"></a>'
"""Where Zensical's link to the content leads: the beginning of the article. Material's leads to the first heading."""

THEMES_OWN = re.compile(rf"href={SITE}assets/stylesheets/all\.|href={SITE}assets/javascripts/bundle\.")
"""What each of the two brings along."""

THEMES_WORDS = ("Skip to content", "Material for MkDocs", "Zensical")
"""Links around the article that only one of the two has."""


@dataclass
class Page:
    """What a page says to browsers, search engines and readers."""

    head: list[tuple[str, ...]] = field(default_factory=list)
    """Title, metadata, styles and scripts, without those that stand in the page itself."""
    headings: list[Any] = field(default_factory=list)
    """The headings of the article with their ids, and everything in them."""
    article: list[Any] = field(default_factory=list)
    """Tags with their attributes, and texts, in order."""
    around: list[tuple[str, str]] = field(default_factory=list)
    """Links outside the article with their words: header, tabs, navigation, breadcrumbs, table of contents, foot."""


class Parser(HTMLParser):
    """Reads the page of an address."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.page = address, Page()
        self.open: list[str] = []
        self.link = ("", "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: urljoin(self.address, value) if name in ADDRESSES else value or "" for name, value in attrs}
        said = (tag, *(f"{name}={value}" for name, value in sorted(given.items()) if name != NOT_LEFT_IN))
        if tag not in ("br", "hr", "img", "input", "link", "meta", "wbr"):
            self.open.append(tag)
        if "article" in self.open:
            self.tell(said)
        elif tag in ("meta", "link", "script") and given:
            self.page.head.append(said)
        elif tag == "a":
            self.link = (given.get("href", ""), "")

    def handle_endtag(self, tag: str) -> None:
        if "article" in self.open:
            self.tell(f"</{tag}>")
        elif tag == "a" and self.link[1] not in THEMES_WORDS and "template" not in self.open:
            self.page.around.append(self.link)
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and "article" in self.open:
            self.tell(text)
        elif text and "a" in self.open:
            self.link = (self.link[0], f"{self.link[1]} {text}".strip())
        elif text and self.open[-1:] == ["title"] and "head" in self.open:
            self.page.head.append(("title", text))

    def tell(self, part: Any) -> None:
        """A part of the article."""
        self.page.article.append(part)
        if re.search(r"\bh[1-6]\b", " ".join(self.open)):
            self.page.headings.append(part)


def page(address: str, html: str) -> Page:
    """A page as it is compared."""
    parser = Parser(SITE + address)
    parser.feed(html.replace(SKIP, ""))
    themes = ("name=generator", "id=__config", "http-equiv=Content-Security-Policy", "name=cpor-version")
    parser.page.head = [
        said for said in parser.page.head if not any(part in themes or THEMES_OWN.match(part) for part in said)
    ]
    return parser.page


@dataclass
class Built:
    """A site that one of the two has built."""

    folder: Path

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Its pages by their addresses."""
        files = [*self.folder.rglob("index.html"), self.folder / "404.html"]
        addresses = {file.relative_to(self.folder).as_posix().removesuffix("index.html"): file for file in files}
        return {address: page(address, file.read_text(encoding="utf-8")) for address, file in addresses.items()}

    def text(self, name: str) -> str:
        """A file."""
        return (self.folder / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def mkdocs(built_site: Path) -> Built:
    """What MkDocs has built."""
    return Built(built_site)


@pytest.fixture(scope="module")
def zensical(mkdocs: Built, tmp_path_factory: pytest.TempPathFactory) -> Built:  # noqa: ARG001 - one after the other
    """What Zensical has built."""
    folder = tmp_path_factory.mktemp("zensical")
    build(folder, SITE.rstrip("/"), "zensical")
    return Built(folder)


# ---------- the same site


def test_both_have_the_same_pages(mkdocs: Built, zensical: Built) -> None:
    assert mkdocs.pages.keys() == zensical.pages.keys()
    assert {"", "404.html", "which-claim/", "answers/which-claim/csp-counts-by-itself/"} < mkdocs.pages.keys()


def test_what_is_staged_beside_pages_is_taken_over_as_it_is(mkdocs: Built, zensical: Built) -> None:
    staged = [
        path for path in OURS.staged.rglob("*") if path.is_file() and path.suffix != ".md" and path.name[0] != "."
    ]
    names = [path.relative_to(OURS.staged).as_posix() for path in staged]
    kept = [name for name in names if not name.startswith(NAMED_ANEW)]
    assert {"feed.xml", "assets/images/logo.svg"} < set(kept)
    for built in (mkdocs, zensical):
        assert [name for name in kept if (built.folder / name).read_bytes() != (OURS.staged / name).read_bytes()] == []
    named = [
        {path.relative_to(built.folder).as_posix() for path in built.folder.glob("assets/[afqw]*/*") if path.is_file()}
        for built in (mkdocs, zensical)
    ]
    assert named[0] == named[1], "by their content"
    assert {"which-claim", "index", "worker"} <= {name.rpartition("/")[2].split(".")[0] for name in named[0]}


NAMED_ANEW = (
    *(f"assets/{name}/" for name in ("flows", "answers", "words", "questionnaire", "stylesheets")),
    "service-worker",
)
"""What the build makes ready: it has other names in a built site, by its content."""


def test_both_have_the_same_twins_in_markdown(mkdocs: Built, zensical: Built) -> None:
    one, other = ({path.relative_to(it.folder): path for path in it.folder.rglob("*.md")} for it in (mkdocs, zensical))
    assert len(one) > 60 and one.keys() == other.keys()
    assert [name for name, path in one.items() if path.read_bytes() != other[name].read_bytes()] == []


@pytest.mark.parametrize("aspect", ["head", "headings", "article", "around"])
def test_every_page_is_the_same(aspect: str, mkdocs: Built, zensical: Built) -> None:
    one, other = (
        {address: getattr(page, aspect) for address, page in built.pages.items()} for built in (mkdocs, zensical)
    )
    assert all(one.values()), "every page has some"
    assert {address: first(one[address], other[address]) for address in one if one[address] != other[address]} == {}


def first(one: list[Any], other: list[Any]) -> tuple[Any, Any]:
    """Where two pages begin to differ."""
    return next(pair for pair in zip_longest(one, other) if pair[0] != pair[1])


def test_every_page_names_a_picture_that_was_built_and_loads_none(mkdocs: Built) -> None:
    for address, page in mkdocs.pages.items():
        metas = [said for said in page.head if said[0] == "meta" and len(said) == 3]
        told = {said[2].partition("=")[2]: said[1].removeprefix("content=") for said in metas}
        images = [told.get(name, "") for name in ("og:image", "twitter:image")]
        if address == "404.html":
            assert images == ["", ""], "nobody pastes it"
        else:
            name = images[0].removeprefix(f"{SITE}assets/previews/")
            assert (mkdocs.folder / "assets" / "previews" / name).read_bytes().startswith(b"\x89PNG"), address
            assert images[0] == images[1]
            own = name.removesuffix("index.png").removesuffix(".png").rstrip("/")
            assert own in ("", address.rstrip("/"))
        html = mkdocs.text(address if address == "404.html" else f"{address}index.html")
        assert html.count("assets/previews/") == len([image for image in images if image]), "it is only named"


def test_both_tell_search_engines_of_the_same_addresses(mkdocs: Built, zensical: Built) -> None:
    one, other = (set(re.findall(r"<loc>(.*?)</loc>", built.text("sitemap.xml"))) for built in (mkdocs, zensical))
    assert one == other
    assert one == {SITE + address for address in mkdocs.pages if address != "404.html"}


def test_both_search_the_same_words(mkdocs: Built, zensical: Built) -> None:
    one = searched(json.loads(mkdocs.text("search/search_index.json"))["docs"])
    other = searched(json.loads(zensical.text("search.json"))["items"])
    assert {place: (one.get(place), words) for place, words in other.items() if words != one.get(place)} == {}
    assert one.keys() == other.keys()
    assert "In your case nothing is left to file" in mkdocs.text("answers/which-claim/all-three-claims/index.html")
    assert not any("case nothing is left to file" in " ".join(words) for words in one.values()), "it is excluded"


def test_the_search_tells_of_a_question_its_short_answer_first(mkdocs: Built, zensical: Built) -> None:
    one = searched(json.loads(mkdocs.text("search/search_index.json"))["docs"])
    other = searched(json.loads(zensical.text("search.json"))["items"])
    for page in (ROOT / "docs" / "questions").glob("[!_]*.md"):
        _, heading, text = page.read_text(encoding="utf-8").partition("\n## Short answer\n")
        words = re.findall(r"\w+", re.sub(r"\[\^\w+\]", "", text))[:5]
        found = f"questions/{page.stem}/"
        assert not heading or (one[found][:5], other[found][:5]) == (words, words), page.stem
    answer = "answers/which-claim/azure-csp/"
    words = re.findall(r"\w+", flow_of("which-claim").outcomes["azure-csp"].answer)[:6]
    assert one[answer][:6] == other[answer][:6] == words
    explained = "how-sure-are-we/#the-date-on-each-page"
    assert [place for place, words in one.items() if words[:1] in (["Checked"], ["Checking"])] == [explained]


def searched(sections: list[dict[str, str]]) -> dict[str, list[str]]:
    """The words of each section, without their marks."""
    return {one["location"]: re.findall(r"\w+", unescape(re.sub("<[^>]*>", " ", one["text"]))) for one in sections}


# ---------- what is not the same is told

SMALL = """\
<html><head><title>A page</title><meta name="description" content="What for."><link rel="canonical" href="."></head>
<body><a href="../b/">Elsewhere</a>
<article><h1 id="a">A page</h1><p>Words <a href="../b/#c">and more</a>.</p></article></body>
</html>
"""


@pytest.mark.parametrize(
    ("aspect", "old", "new"),
    [
        ("head", "A page</title>", "Another</title>"),
        ("head", "What for", "What else for"),
        ("head", 'href="."', 'href=".."'),
        ("headings", 'id="a"', 'id="b"'),
        ("headings", "A page</h1>", "Another</h1>"),
        ("headings", "h1", "h2"),
        ("article", "Words", "Other words"),
        ("article", "../b/#c", "../../b/#c"),
        ("article", "<p>", "<p hidden>"),
        ("around", "../b/", "../../b/"),
        ("around", "Elsewhere", "Somewhere"),
    ],
)
def test_a_difference_is_seen(aspect: str, old: str, new: str) -> None:
    assert old in SMALL
    assert getattr(page("a/", SMALL), aspect) != getattr(page("a/", SMALL.replace(old, new)), aspect)


def test_the_same_address_written_in_another_way_is_no_difference() -> None:
    assert page("a/", SMALL) == page("a/", SMALL.replace("../b/", "./../b/"))


@pytest.mark.parametrize("link", ["[a page](not-there.md)", "[a place](sources.md#not-there)"])
def test_zensical_does_not_build_a_site_with_a_broken_link(link: str, tmp_path: Path, mkdocs: Built) -> None:
    assert mkdocs.folder.is_dir()  # so everything has been staged
    for folder in (ROOT / "overrides", OURS.staged):
        shutil.copytree(folder, tmp_path / folder.name)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    shutil.copytree(OURS.knowledge, tmp_path / "decision_tree" / "knowledge")
    with (tmp_path / OURS.staged.name / "about.md").open("a", encoding="utf-8") as about:
        about.write(f"\n{link}\n")
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert done.returncode
    assert "does not exist" in done.stdout + done.stderr
    assert "about.md" in done.stdout + done.stderr
