"""The checks of words and of the built site, with the tools that do them: what is told, where, and in which words."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Copy
from ours import OURS

from build_scripts.check import built_site
from build_scripts.check.built_site import Link, aims_at, is_rooted
from build_scripts.check.compiler import Compiled
from build_scripts.places import Repository
from build_scripts.read.faults import BadFile, Diagnostic, Span, terminal
from build_scripts.read.reference import Term

ABOVE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Page</title>
</head>
<body>
<h1 id="top">Page</h1>
"""

BELOW = """\
</body>
</html>
"""

FIRST = len(ABOVE.splitlines()) + 1
"""The line in which the text of a page begins."""

ANSWER = "answers/filing/azure-csp/"


def write(site: Path, page: str, text: str) -> None:
    """A page of a site."""
    (site / page).parent.mkdir(parents=True, exist_ok=True)
    (site / page).write_text(ABOVE + text + BELOW, encoding="utf-8")


def of_words(folder: Path) -> Repository:
    """Repository with the words of this folder, and our tools."""
    if not (folder / "node_modules").exists():
        (folder / "node_modules").symlink_to(OURS.packages)
    return replace(OURS, root=folder)


def said(found: Sequence[Diagnostic]) -> list[str]:
    """The first line of each diagnostic, in the order in which they are shown."""
    return [terminal(one).splitlines()[0] for one in BadFile(found).diagnostics]


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A small repository of words: its files are checked in place of ours."""
    monkeypatch.chdir(tmp_path)

    def add(name: str, text: str) -> None:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    return add


# ---------- a site without faults


def test_of_a_site_without_faults_nothing_is_told(
    words, tmp_path: Path, filing: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    words("docs/index.md", "# Words that the dictionary has\n")
    site = tmp_path / "site"
    write(
        site, "index.html", f'<p><a href="a/#top">A</a> <a href="{ANSWER}#area=azure&amp;channel=csp-own">B</a></p>\n'
    )
    write(site, "a/index.html", '<p><a href="../">Up</a> <a href="../a.txt">Text</a> <a href="#top">Top</a></p>\n')
    write(site, f"{ANSWER}index.html", "<p>Yes.</p>\n")
    write(site, "assets/drawn.html", '<a href="nowhere/">A piece, and no page</a>\n')
    (site / "a.txt").write_text("Text.\n")
    monkeypatch.chdir(site)  # a folder in which no tool runs
    assert built_site.check_site(Path(), of_words(tmp_path), {"filing": filing}, {}) == 3


# ---------- links

LINKS = {
    '<a href="a/">x</a>': None,
    '<a href="a/#top">x</a>': None,
    '<a href="#top">x</a>': None,
    '<a href="a/index.html#top">x</a>': None,
    '<a href="a/%66ile.txt">x</a>': None,
    '<a href="gone/">x</a>': "10: error: the link 'gone/' leads nowhere: there is no /gone/ [broken-link]",
    '<a href="./a/../gone/">x</a>': (
        "10: error: the link './a/../gone/' leads nowhere: there is no /gone/ [broken-link]"
    ),
    '<a href="a/#gone">x</a>': ("10: error: the link 'a/#gone' leads nowhere: there is no 'gone' on /a/ [broken-link]"),
    '<a href="#gone">x</a>': "10: error: the link '#gone' leads nowhere: there is no 'gone' on / [broken-link]",
    '<a href="a/gone.pdf">x</a>': (
        "10: error: the link 'a/gone.pdf' leads nowhere: there is no /a/gone.pdf [broken-link]"
    ),
    '<img src="gone.png" alt="x">': (
        "11: error: the link 'gone.png' leads nowhere: there is no /gone.png [broken-link]"
    ),
    '<a href="gone-page/#top">x</a>': (
        "10: error: the link 'gone-page/#top' leads nowhere: there is no /gone-page/ [broken-link]"
    ),
    '<a href="gone-answer/#area=azure">x</a>': (
        "10: error: the link 'gone-answer/#area=azure' leads nowhere: there is no /gone-answer/ [broken-link]"
    ),
    '<a href="/gone-too/">x</a>': (
        "10: error: the link '/gone-too/' leads nowhere: there is no /gone-too/ [broken-link]"
    ),
    '<a href="gön/">x</a>': "10: error: the link 'gön/' leads nowhere: there is no /gön/ [broken-link]",
    "<a href='single/'>x</a>": "10: error: the link 'single/' leads nowhere: there is no /single/ [broken-link]",
    '<a\nhref="begins-a-line/">x</a>': (
        "7: error: the link 'begins-a-line/' leads nowhere: there is no /begins-a-line/ [broken-link]"
    ),
    '<a href="a/">x</a> <a href="x/">x</a>': ("29: error: the link 'x/' leads nowhere: there is no /x/ [broken-link]"),
    '<a href="/a/">x</a>': (
        "10: error: the link '/a/' begins at the root of the address, where the site need not lie [rooted-link]"
    ),
    '<a href="../a/">x</a>': (
        "10: error: the link '../a/' begins at the root of the address, where the site need not lie [rooted-link]"
    ),
    f'<a href="{ANSWER}#area=azure&amp;channel=csp-own">x</a>': None,
    f'<a href="{ANSWER}#area=azure&amp;channel=mca-e&amp;circumstances=">x</a>': (
        f"10: error: the answers of '{ANSWER}#area=azure&channel=mca-e&circumstances=' do not lead to 'azure-csp'"
        " [broken-answer-link]"
    ),
    f'<a href="{ANSWER}#area=azure&amp;channel=csp-ours">x</a>': (
        f"10: error: the answers of '{ANSWER}#area=azure&channel=csp-ours' do not lead to 'azure-csp'"
        " [broken-answer-link]"
    ),
    f'<a href="{ANSWER}#area=azure&amp;channel=csp-own&amp;seat=1">x</a>': (
        f"10: error: the answers of '{ANSWER}#area=azure&channel=csp-own&seat=1' do not lead to 'azure-csp'"
        " [broken-answer-link]"
    ),
    f'<a href="{ANSWER}#area=azure">x</a>': (
        f"10: error: the answers of '{ANSWER}#area=azure' do not lead to 'azure-csp' [broken-answer-link]"
    ),
    f'<a href="{ANSWER}#area=azure&amp;channel=csp-own&amp;seats=over-300">x</a>': (
        f"10: error: '{ANSWER}#area=azure&channel=csp-own&seats=over-300' answers seats, which is not asked there"
        " [broken-answer-link]"
    ),
    '<a href="mailto:somebody@example.com">x</a>': None,
    '<a href="https://example.org/">x</a>': None,
    '<a href="//example.org/two/">x</a>': None,
    '<img src="https://example.org/three.png" alt="x">': None,
    '<a href="a/?way=back#top">x</a>': None,
}
"""What stands on a line or two → what is told of the last, from the column on; None: nothing."""


STYLES = """\
a { background: url(file.txt); }
b { background: url("data:image/gif;base64,R0lGODlhAQABAAAAACw="); }
c { src: url(gone.woff2); }
"""


@pytest.fixture(scope="module")
def told_of_links(filing: Compiled, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Page or stylesheet → what is told of its links, from the line on."""
    site = tmp_path_factory.mktemp("broken") / "site"
    write(site, "index.html", "".join(f"{link}\n" for link in LINKS))
    write(site, "a/index.html", "")
    (site / "a" / "file.txt").write_text("Text.\n")
    (site / "a" / "a.css").write_text(STYLES)
    write(site, "film/index.html", '<video poster="gone.png" controls></video>\n')
    write(site, "later/index.html", '<a href="../a/#found-later">x</a>\n')
    write(site, f"{ANSWER}index.html", "")
    write(site, "nobody-links-here/index.html", '<a href="../gone-from-there/">x</a>\n')
    write(site, "404.html", '<a href="/cpor/a/">x</a>\n')
    pages = sorted(site.rglob("*.html"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(site)
        lines = said([
            *built_site.broken_links(site, pages),
            *built_site.broken_answers(site, pages, {"filing": filing}, OURS.today),
        ])  # fmt: skip
    told: dict[str, list[str]] = {}
    for line in lines:
        file, _, rest = line.partition(":")
        told.setdefault(file, []).append(rest)
    return told


@pytest.mark.parametrize("link", LINKS)
def test_of_each_link_is_told_where_it_leads_and_nothing_of_one_that_leads_somewhere(
    link: str, told_of_links: dict[str, list[str]]
) -> None:
    before = list(LINKS)[: list(LINKS).index(link) + 1]
    number = FIRST - 1 + sum(one.count("\n") + 1 for one in before)
    told = [rest.removeprefix(f"{number}:") for rest in told_of_links["index.html"] if rest.startswith(f"{number}:")]
    assert told == ([LINKS[link]] if LINKS[link] else [])


def test_everything_that_is_told_of_a_page_is_told_of_a_line_of_it(told_of_links: dict[str, list[str]]) -> None:
    assert len(told_of_links["index.html"]) == sum(told is not None for told in LINKS.values())


def test_an_anchor_that_is_missing_is_told_of_every_page_that_links_to_it(
    told_of_links: dict[str, list[str]],
) -> None:
    assert told_of_links["later/index.html"] == [
        f"{FIRST}:10: error: the link '../a/#found-later' leads nowhere: there is no 'found-later' on /a/ [broken-link]"
    ]


def test_what_leads_nowhere_and_is_no_link_is_told_too(told_of_links: dict[str, list[str]]) -> None:
    poster = f"{FIRST}:16: error: the link 'gone.png' leads nowhere: there is no /film/gone.png [broken-link]"
    assert told_of_links["film/index.html"] == [poster]


def test_a_stylesheet_loads_nothing_that_is_not_there(told_of_links: dict[str, list[str]]) -> None:
    gone = "3:14: error: the link 'gone.woff2' leads nowhere: there is no /a/gone.woff2 [broken-link]"
    assert told_of_links["a/a.css"] == [gone]


def test_the_links_of_a_page_that_no_page_links_to_are_checked(told_of_links: dict[str, list[str]]) -> None:
    assert told_of_links["nobody-links-here/index.html"] == [
        f"{FIRST}:10: error: the link '../gone-from-there/' leads nowhere: there is no /gone-from-there/ [broken-link]"
    ]


def test_the_page_that_is_shown_in_place_of_others_may_link_from_the_root(
    told_of_links: dict[str, list[str]],
) -> None:
    assert len(told_of_links) == 5
    assert "404.html" not in told_of_links


SITE = Path("/built")


@pytest.mark.parametrize(("page", "href", "aim"), [
    ("index.html", "a/", "a/"),
    ("index.html", "a/b.pdf", "a/b.pdf"),
    ("index.html", "./", ""),
    ("index.html", "#x", "#x"),
    ("a/index.html", "#x", "a/#x"),
    ("a/index.html", "", "a/"),
    ("a/index.html", ".", "a/"),
    ("a/index.html", "..", ""),
    ("a/index.html", "../", ""),
    ("a/index.html", "../#x", "#x"),
    ("a/index.html", "../b/#x", "b/#x"),
    ("a/index.html", "../a", "a"),
    ("a/index.html", "index.html", "a/index.html"),
    ("a/index.html", "/b/", "b/"),
    ("a/index.html", "/", ""),
    ("a/index.html", "b%20c/#%C3%A9", "a/b c/#é"),
    ("a/b/index.html", "../../../../c/", "c/"),
    ("404.html", "#x", "404.html#x"),
    ("404.html", "a/", "a/"),
    ("a/index.html", "mailto:somebody@example.com", ""),
    ("a/index.html", "MAILTO:somebody@example.com", ""),
    ("a/index.html", "https://example.com/b/#x", ""),
    ("a/index.html", "//example.com/b/", ""),
    ("a/index.html", "data:image/png;base64,AA", ""),
])  # fmt: skip
def test_a_link_is_followed_as_a_browser_follows_it(page: str, href: str, aim: str) -> None:
    assert aims_at(SITE, SITE / page, href) == aim


@pytest.mark.parametrize(("page", "href", "rooted"), [
    ("a/index.html", "/b/", True),
    ("a/index.html", "../../b/", True),
    ("index.html", "../", True),
    ("index.html", "..", True),
    ("a/index.html", "b/../../../c/", True),
    ("a/index.html", "../b/", False),
    ("a/index.html", "b/../../", False),
    ("a/index.html", "..b/", False),
    ("index.html", "", False),
    ("index.html", "#/../../x", False),
    ("a/index.html", "https://example.com/", False),
    ("a/index.html", "//example.com/", False),
    ("404.html", "/b/", False),
    ("a/404.html", "/b/", True),
])  # fmt: skip
def test_a_link_that_leaves_the_folder_of_the_site_needs_it_at_the_root(page: str, href: str, rooted: bool) -> None:
    assert is_rooted(SITE, Link(file=SITE / page, line=1, column=1, href=href)) == rooted


# ---------- HTML

FAULTS = """\
<p id="twice">One.</p>
<p id="twice">Two.</p>
<form action="#"><label for="__drawer">Open</label>
<input id="__drawer" type="checkbox" autocomplete="off">
<label for="other">Open</label>
<input id="other" type="checkbox" autocomplete="off"></form>
<div><p>Never closed.</p>
"""


def test_faults_of_html_are_told_with_their_place_except_those_of_the_theme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "right.html", "<p>One.</p>\n")
    write(tmp_path, "wrong.html", FAULTS)
    found = list(built_site.invalid_html(OURS, [tmp_path / "right.html", tmp_path / "wrong.html"]))
    checkbox = 'autocomplete attribute cannot be used on <input type="checkbox">'
    assert said(found) == [
        f'wrong.html:{FIRST + 1}:8: error: duplicate ID "twice" [html-no-dup-id]',
        f"wrong.html:{FIRST + 5}:35: error: {checkbox} [html-valid-autocomplete]",
        f"wrong.html:{FIRST + 6}:2: error: unclosed element '<div>' [html-close-order]",
        f"wrong.html:{FIRST + 7}:2: error: end tag '</body>' seen but there were open elements [html-close-order]",
        f"wrong.html:{FIRST + 8}:2: error: end tag '</html>' seen but there were open elements [html-close-order]",
    ]
    assert {one.help for one in found} == {"mend the page in docs/ or the template that this page is made from"}


# ---------- words


def test_words_that_no_dictionary_has_are_told_and_what_is_no_prose_is_not(words) -> None:
    words("docs/page.md", "A custommer.\n`custommer` [so](https://example.com/custommer/) {{ picture: custommer }}\n")
    words("docs/nearly.md", "The favorite of teh customers.\n")
    words("decision_tree/flows/a.yml", "title: My custommer {grade:custommer} [^S0custommer]\n")
    words("other/page.md", "Another custommer.\n")
    found = BadFile(built_site.spelling(of_words(Path.cwd()))).diagnostics
    assert said(found) == [
        "decision_tree/flows/a.yml:1:11: error: 'custommer' is not in the dictionary [spelling]",
        "docs/nearly.md:1:5: error: 'favorite' is not in the dictionary [spelling]",
        "docs/nearly.md:1:17: error: 'teh' is not in the dictionary [spelling]",
        "docs/page.md:1:3: error: 'custommer' is not in the dictionary [spelling]",
    ]
    assert [one.help.partition("?")[0] for one in found] == [
        "did you mean 'customer'",
        "did you mean 'favourite'",
        "did you mean 'the'",
        "did you mean 'customer'",
    ]
    assert found[0].help.endswith("? if it is right, add it to build_scripts/check/words.txt")


SOW = Term(
    id="sow",
    label="SoW",
    short="",
    text="",
    grade="",
    sources=(),
    wrong=("SOW", "Statement of Work", "Statement"),
)


@pytest.mark.parametrize(("name", "text", "told"), [
    ("docs/a.md", "A SoW.\nA signed SOW.\n", ["docs/a.md:2:10: error: the glossary does not write 'SOW'"]),
    ("docs/a/b.md", "One Statement of Work.\n",
     ["docs/a/b.md:1:5: error: the glossary does not write 'Statement of Work'"]),
    ("decision_tree/flows/a.yml", "a: SOW, SOW\n", [
        "decision_tree/flows/a.yml:1:4: error: the glossary does not write 'SOW'",
        "decision_tree/flows/a.yml:1:9: error: the glossary does not write 'SOW'",
    ]),
    ("docs/a.md", "SOWs, pre-SOW, SOW-like, sow, MySOW\n", []),
    ("decision_tree/knowledge/glossary.yml", "wrong: [SOW]\n", []),
    ("docs/decisions/0001.md", "The SOW.\n", []),
    ("README.md", "The SOW.\n", []),
])  # fmt: skip
def test_a_term_that_is_written_in_another_way_than_in_the_glossary_is_told(
    name: str, text: str, told: list[str], words
) -> None:
    words(name, text)
    found = list(built_site.wrong_terms(Path.cwd(), {"sow": SOW}))
    assert said(found) == [f"{one} [wrong-spelling]" for one in told]
    assert {one.help for one in found} <= {"write 'SoW', or as the glossary has it"}


def test_without_wrong_spellings_in_the_glossary_no_term_is_wrong(words) -> None:
    words("docs/a.md", "The SOW.\n")
    assert list(built_site.wrong_terms(Path.cwd(), {"sow": replace(SOW, wrong=())})) == []


def test_a_repository_in_a_folder_of_any_name_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "decisions"
    (root / "docs").mkdir(parents=True)
    (root / "docs" / "a.md").write_text("The SOW.\n")
    monkeypatch.chdir(root)
    assert len(list(built_site.wrong_terms(Path.cwd(), {"sow": SOW}))) == 1


# ---------- on the command line


def refused(repository: Copy, folder: str) -> str:
    """The one sentence in which the command refused."""
    done = repository.run("check-site", folder, PATH=os.environ["PATH"])
    assert (done.returncode, done.stdout) == (1, "")
    [sentence] = done.stderr.splitlines()
    return sentence


def test_a_folder_that_is_no_site_is_refused_in_one_sentence(repository: Copy) -> None:
    assert refused(repository, "docs") == "error: docs is no built site: run 'make build' first"
    assert refused(repository, "nowhere") == "error: nowhere is no built site: run 'make build' first"


def test_a_tool_that_is_not_installed_is_missed_in_one_sentence(repository: Copy) -> None:
    (repository.root / "node_modules").unlink()
    write(repository.root / "site", "index.html", "")
    assert refused(repository, "site") == "error: cspell is not installed: run 'make check', or 'npm ci'"


def test_a_tool_that_fails_is_quoted_in_one_sentence(repository: Copy) -> None:
    (repository.root / "node_modules").unlink()
    tool = repository.root / "node_modules" / ".bin" / "cspell"
    tool.parent.mkdir(parents=True)
    tool.write_text("#!/bin/sh\necho >&2\necho 'No such dictionary.' >&2\necho 'at line 1' >&2\nexit 1\n")
    tool.chmod(0o755)
    write(repository.root / "site", "index.html", "")
    assert refused(repository, "site") == "error: cspell failed: no such dictionary"


def test_everything_that_is_wrong_is_told_at_once(
    words, tmp_path: Path, filing: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    words("docs/a.md", "The SOW.\n")
    link = '<p id="a"><a href="gone/">x</a> <a href="answers/filing/azure-csp/#area=azure">x</a></p>\n'
    write(tmp_path / "site", "index.html", link + '<p id="a"></p>\n')
    write(tmp_path / "site", f"{ANSWER}index.html", "")
    spelt = Diagnostic(file="docs/a.md", span=Span(line=1, column=1), name="spelling", message="said by another test")
    monkeypatch.setattr(built_site, "spelling", lambda _: iter([spelt]))
    with pytest.raises(BadFile) as bad:
        built_site.check_site(tmp_path / "site", of_words(tmp_path), {"filing": filing}, {"sow": SOW})
    assert [one.name for one in bad.value.diagnostics] == [
        "spelling",
        "wrong-spelling",
        "broken-link",
        "broken-answer-link",
        "html-no-dup-id",
    ]
