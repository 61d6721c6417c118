"""Our Markdown: citations, grades and answers, in pages and in the YAML; HTML in the YAML is shown and not obeyed."""

import re

import markdown
import pytest

from build_scripts.knowledge import Knowledge
from build_scripts.markdown import evidence_text, render, render_inline

SAFE = re.compile(r"</?(?:p|strong|em|ul|ol|li|code|pre|blockquote|h[1-6]|hr|br|table|thead|tbody|tr|t[hd])( /)?>")


@pytest.fixture
def html(knowledge: Knowledge):
    """What becomes of Markdown in the YAML, on a page two folders below the root."""
    return lambda text: render(text, knowledge, "../../")


@pytest.fixture
def page():
    """What becomes of a hand-written page."""
    return markdown.Markdown(extensions=["footnotes", "build_scripts.markdown"]).convert


# ---------- in the YAML


def test_a_citation_links_to_the_register_and_names_the_source(html, knowledge: Knowledge) -> None:
    assert html("So it is [^S04].") == (
        '<p>So it is<sup><a class="cpor-cite" href="../../sources/#S04" '
        f'title="{knowledge.sources["S04"].title}">S04</a></sup>.</p>'
    )


def test_two_citations_can_stand_side_by_side(html) -> None:
    assert html("So it is [^S04][^S06].").count('class="cpor-cite"') == 2


def test_a_grade_is_a_badge_in_words(html) -> None:
    badge = '<span class="cpor-grade" data-grade="inferred">Our inference</span>'
    assert html("So it is {grade:inferred}.") == f"<p>So it is {badge}.</p>"


def test_what_is_no_source_and_no_grade_stays_as_it_was_written(html) -> None:
    assert html("So [^S404] {grade:certain} {grade:}") == "<p>So [^S404] {grade:certain} {grade:}</p>"


def test_what_stands_in_code_is_no_citation_and_no_grade(html) -> None:
    assert html("`[^S04]` `{grade:inferred}`") == "<p><code>[^S04]</code> <code>{grade:inferred}</code></p>"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a <b onclick='alert(1)'>b</b>",
        "<div>\n\n<script>alert(1)</script>\n\n</div>",
        "<!-- a remark -->",
        "<!-- never closed",
        "<!DOCTYPE html>",
        "<?php phpinfo() ?>",
        "- <i>in a list</i>",
        "> <i>in a quotation</i>",
        "| a |\n|---|\n| <i>in a table</i> |",
        "`<i>in code</i>`",
        "<b\nover two lines>",
        "</p></div>",
        "<svg/onload=alert(1)>",
    ],
)
def test_html_in_the_yaml_is_shown_and_not_obeyed(hostile: str, html) -> None:
    said = html(hostile)
    assert "&lt;" in said
    assert "<" not in SAFE.sub("", said)


def test_the_text_of_a_link_cannot_break_out_of_it(html) -> None:
    assert html("[a](b '\"><script>')") == '<p><a href="b" title="&quot;&gt;&lt;script&gt;">a</a></p>'


def test_one_paragraph_can_stand_in_a_line(knowledge: Knowledge) -> None:
    assert render_inline("So *it* is.", knowledge, "") == "So <em>it</em> is."
    assert render_inline("One.\n\nTwo.", knowledge, "") == "<p>One.</p>\n<p>Two.</p>"


# ---------- in pages


def test_a_citation_is_a_footnote_with_the_text_of_the_register(page, knowledge: Knowledge) -> None:
    said = page("So it is [^S04].")
    source = knowledge.sources["S04"]
    assert '<a class="footnote-ref" href="#fn:S04">1</a>' in said
    assert f"{source.title}. {source.publisher}, {source.date}. Read: {source.read}." in said
    assert f'<a href="{source.see}">the current official page</a>' in said


def test_a_source_that_is_cited_twice_has_one_footnote(page) -> None:
    said = page("So it is [^S04], and so [^S04].")
    assert (said.count('<li id="fn:S04">'), said.count('class="footnote-ref"')) == (1, 2)


def test_a_page_without_citations_has_no_footnotes(page) -> None:
    assert page("So it is.") == "<p>So it is.</p>"


def test_a_grade_in_a_page_is_a_badge_in_words(page) -> None:
    assert page("{grade:conflicting}") == (
        '<p><span class="cpor-grade" data-grade="conflicting">Sources disagree</span></p>'
    )


def test_every_source_can_be_a_footnote(knowledge: Knowledge) -> None:
    for source in knowledge.sources.values():
        said = evidence_text(source)
        assert source.title in said
        assert source.url in said
        assert source.see in said
        assert not re.search(r"\s\.|\.\.|,\.|\n", said), said
