"""Zensical moves links in HTML as if they were relative to the file; here they are made so, and only for Zensical."""

from collections.abc import Callable
from types import SimpleNamespace

import markdown
import pytest
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from build_scripts.pages.zensical import CONTEXT


class Context(Extension):
    """What Zensical puts before all other extensions: where the page is."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        context = Preprocessor(md)
        context.run = lambda lines: lines
        context.page = SimpleNamespace(path=self.path)
        md.preprocessors.register(context, CONTEXT, 0)


def under_zensical(path: str) -> Callable[[str], str]:
    """How Zensical renders the page in this file."""
    return markdown.Markdown(extensions=[Context(path), "attr_list", "build_scripts.pages.zensical"]).convert


@pytest.mark.parametrize(
    ("staged", "handed_on"),
    [
        ("../../which-claim/", "../which-claim/"),
        ("../../which-claim/#area=azure&amp;channel=csp-own", "../which-claim/#area=azure&amp;channel=csp-own"),
        ("../other/", "other/"),
        ("../", "./"),
        ("./", "page/./"),
        ("part/", "page/part/"),
    ],
)
def test_a_link_in_html_loses_the_folder_that_zensical_puts_in_front(staged: str, handed_on: str) -> None:
    assert under_zensical("questions/page.md")(f'<p><a class="x" href="{staged}">A link</a></p>') == (
        f'<p><a class="x" href="{handed_on}">A link</a></p>'
    )


def test_links_in_attributes_of_any_element_are_moved_and_other_attributes_are_not() -> None:
    html = "<p><img alt='a > b' src='../a.png'><span data-href=\"../a/\" title='href=\"../a/\"'>../a/</span></p>"
    assert under_zensical("page.md")(html) == html.replace("src='../a.png'", "src='a.png'")


def test_what_stands_in_text_and_in_code_is_no_link() -> None:
    text = '<p>href="../a/" and <code>&lt;a href="../a/"&gt;</code></p>'
    assert under_zensical("page.md")('href="../a/" and `<a href="../a/">`') == text


@pytest.mark.parametrize(
    "href", ["#anchor", "?q=1", "", "/a/", "//example.org/", "https://example.org/../a/", "mailto:a@b", "data:,"]
)
def test_what_zensical_does_not_move_stays(href: str) -> None:
    html = f'<p><a href="{href}">A link</a></p>'
    assert under_zensical("questions/page.md")(html) == html


@pytest.mark.parametrize("target", ["other.md", "../reference/glossary.md#csp"])
def test_links_to_files_stay_because_both_generators_move_them(target: str) -> None:
    assert f'href="{target}"' in under_zensical("questions/page.md")(f"[A link]({target})")


@pytest.mark.parametrize("path", ["index.md", "which-claim/index.md"])
def test_where_the_address_of_a_page_is_the_folder_of_its_file_nothing_changes(path: str) -> None:
    html = '<p><a href="../sources/">A link</a></p>'
    assert under_zensical(path)(html) == html


def test_under_mkdocs_nothing_changes() -> None:
    html = '<p><a href="../sources/">A link</a></p>'
    assert markdown.markdown(html, extensions=["build_scripts.pages.zensical"]) == html
