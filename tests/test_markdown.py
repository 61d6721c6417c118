"""Our Markdown: citations, grades and terms, in pages and in the YAML; HTML in the YAML is shown and not obeyed."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import markdown
import pytest
from ours import OURS

from build_scripts.check.compiler import Compiled
from build_scripts.pages.markdown import ROOT, Fragments, TermLinks, source_text
from build_scripts.pages.written import HandWritten
from build_scripts.read.knowledge import Knowledge
from build_scripts.read.reference import Term

DOCS = Path(__file__).parent.parent / "docs"

SAFE = re.compile(r"</?(?:p|strong|em|ul|ol|li|code|pre|blockquote|h[1-6]|hr|br|table|thead|tbody|tr|t[hd])( /)?>")


@pytest.fixture
def html(knowledge: Knowledge):
    """What becomes of Markdown in the YAML, on a page two folders below the root."""
    fragments = Fragments(knowledge)
    return lambda text: fragments.block(text, "../../", set())


@pytest.fixture
def page():
    """What becomes of a hand-written page."""
    return markdown.Markdown(extensions=["footnotes", "build_scripts.pages.markdown"]).convert


# ---------- in the YAML


def test_a_citation_links_to_the_register_by_number_and_is_called_by_the_sources_name(
    html, knowledge: Knowledge
) -> None:
    source = knowledge.sources["S04"]
    assert html("So it is [^S04].") == (
        f'<p>So it is<sup><a aria-label="Source {source.number}: {source.title} ({source.date})" class="cpor-cite" '
        f'href="../../sources/#S04">{source.number}</a></sup>.</p>'
    )


def test_a_second_hand_source_is_called_so_where_it_is_cited(html, knowledge: Knowledge) -> None:
    quoted = next(source for source in knowledge.sources.values() if source.quotes)
    assert f'aria-label="Source {quoted.number}: as quoted in: {quoted.title} (' in html(f"So it is [^{quoted.id}].")


def test_two_citations_can_stand_side_by_side(html) -> None:
    assert html("So it is [^S04][^S06].").count('class="cpor-cite"') == 2


def badge_of(grade: str, knowledge: Knowledge) -> str:
    """The badge of a grade, with its label as the beginning of a sentence."""
    label = knowledge.grades[grade].label
    words = label[0].upper() + label[1:]
    return f'<span class="cpor-grade" data-grade="{grade}" data-search-exclude="">{words}</span>'


def test_a_grade_is_a_badge_in_words(html, knowledge: Knowledge) -> None:
    badge = badge_of("inferred", knowledge)
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
    fragments = Fragments(knowledge)
    assert fragments.inline("So *it* is.", "", set()) == "So <em>it</em> is."
    assert fragments.inline("One.\n\nTwo.", "", set()) == "<p>One.</p>\n<p>Two.</p>"


# ---------- in pages


def test_a_table_stands_in_a_region_that_scrolls_takes_the_focus_and_is_named_by_its_columns() -> None:
    html = markdown.Markdown(extensions=["tables", "build_scripts.pages.markdown"]).convert(
        "| Role | **Pays** |\n| --- | --- |\n| a | b |\n\nAfter."
    )
    assert re.search(
        r'<div aria-label="Table: Role, Pays" class="cpor-figure__scroll cpor-figure__scroll--table" '
        r'role="group" tabindex="0">\s*<table>',
        html,
    )
    assert re.search(r"</table>\s*</div>\s*<p>After.</p>", html)


@pytest.mark.parametrize(("columns", "cell", "stacked"), [
    (5, "A sentence of more than forty letters stands here.", True),
    (4, "A sentence of more than forty letters stands here.", False),
    (5, "Few letters", False),
])  # fmt: skip
def test_a_table_of_many_columns_with_sentences_is_stacked_on_phones(columns: int, cell: str, stacked: bool) -> None:
    names = [f"C{number}" for number in range(columns)]
    rows = [names, ["---"] * columns, [cell] * columns]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    html = markdown.Markdown(extensions=["tables", "build_scripts.pages.markdown"]).convert(table)
    assert ('class="cpor-stacked"' in html) == stacked
    assert (f'<td data-column="C1">{cell}</td>' in html) == stacked


def test_the_number_of_a_citation_is_kept_out_of_the_search(page) -> None:
    assert re.search(r'<sup[^>]* data-search-exclude=""[^>]*><a [^>]*class="footnote-ref"', page("So it is [^S04]."))


def test_a_citation_is_a_footnote_with_the_text_of_the_register(page, knowledge: Knowledge) -> None:
    said = page("So it is [^S04].")
    source = knowledge.sources["S04"]
    assert f'<a aria-label="{source.spoken}" class="footnote-ref" href="#fn:S04">{source.number}</a>' in said
    assert f"{source.title}. {source.publisher}, {source.date}. Read: {source.read}." in said
    assert f'<a href="{source.see}">the current official page</a>' in said


def test_a_source_that_is_cited_twice_has_one_footnote(page) -> None:
    said = page("So it is [^S04], and so [^S04].")
    assert (said.count('<li id="fn:S04"'), said.count('class="footnote-ref"')) == (1, 2)


def test_footnotes_have_the_numbers_of_the_register_and_stand_in_their_order(page, knowledge: Knowledge) -> None:
    said = page("So [^S30], so [^S19b] and so [^S04].")
    numbers = [knowledge.sources[id].number for id in ("S04", "S19b", "S30")]
    assert numbers == sorted(numbers)
    assert re.findall(r'<li id="fn:(\w+)" value="(\d+)"', said) == list(
        zip(("S04", "S19b", "S30"), map(str, numbers), strict=True)
    )


def test_a_footnote_of_the_pages_own_stands_behind_those_of_the_register(page) -> None:
    said = page("So [^own] and so [^S04].\n\n[^own]: Our own words.")
    assert re.findall(r'<li id="fn:(\w+)"', said) == ["S04", "own"]


def test_a_page_without_citations_has_no_footnotes(page) -> None:
    assert page("So it is.") == "<p>So it is.</p>"


def test_a_grade_in_a_page_is_a_badge_in_words(page, knowledge: Knowledge) -> None:
    assert page("{grade:conflicting}") == f"<p>{badge_of('conflicting', knowledge)}</p>"


def test_every_source_can_be_a_footnote(knowledge: Knowledge) -> None:
    for source in knowledge.sources.values():
        said = source_text(source)
        assert source.title in said
        assert source.url in said
        assert source.see in said
        assert not re.search(r"\s\.|\.\.|,\.|\n", said), said


# ---------- terms

POE = Term(
    id="poe",
    label="POE",
    short='What "proves" <a claim> & more',
    text="",
    grade="",
    sources=(),
    words=("POE", "proof of execution", "POE template"),
)
PAL = replace(POE, id="pal", label="PAL", short="Another link.", long="Partner Admin Link", words=("PAL",))
SHORT = replace(POE, id="short", label="template", short="A form.", words=("template", "proof"))
TERMS = {term.id: term for term in (POE, PAL, SHORT)}

LINK = re.compile(r'<a class="cpor-term"[^>]*>(.*?)</a>', re.DOTALL)


def converted(text: str, terms: Mapping[str, Term] = TERMS, root: str = "[cpor-root]: ../../") -> str:
    """A page two folders below the root, with the terms of a made-up glossary linked."""
    md = markdown.Markdown(extensions=["footnotes", "tables"])
    md.treeprocessors.register(TermLinks(md, terms), "term-links", -10)
    return md.convert(f"{text}\n\n{root}\n")


def linked(text: str) -> str:
    """The same with each linked term in brackets."""
    return LINK.sub(r"[\1]", converted(text))


def test_a_term_is_a_link_to_the_glossary_with_its_meaning() -> None:
    assert converted("The PAL.") == (
        '<p>The <a class="cpor-term" href="../../reference/glossary/#pal" title="Partner Admin Link: Another link.">'
        "PAL</a>.</p>"
    )


def test_the_meaning_of_a_term_cannot_break_out_of_its_tooltip() -> None:
    assert 'title="Partner Admin Link: What &quot;proves&quot; &lt;a claim&gt; &amp; more"' in converted(
        "PAL", {"pal": replace(PAL, short=POE.short)}
    )


def test_a_page_that_does_not_say_where_the_root_is_has_no_links_of_terms() -> None:
    assert converted("The PAL.", root="") == "<p>The PAL.</p>"


def test_a_glossary_without_words_links_nothing() -> None:
    assert converted("The PAL.", {}) == "<p>The PAL.</p>"
    assert converted("The PAL.", {"pal": replace(PAL, words=())}) == "<p>The PAL.</p>"


@pytest.mark.parametrize(("text", "html"), [
    ("POE and POE.", "<p>[POE] and POE.</p>"),
    ("POE, proof of execution.", "<p>[POE], proof of execution.</p>"),
    ("POE, PAL and PAL.", "<p>[POE], [PAL] and PAL.</p>"),
    ("PAL\n\nPAL", "<p>[PAL]</p>\n<p>PAL</p>"),
    ("**PAL** PAL", "<p><strong>[PAL]</strong> PAL</p>"),
    ("a **b** PAL **c** PAL", "<p>a <strong>b</strong> [PAL] <strong>c</strong> PAL</p>"),
    ("- a\n- PAL", "<ul>\n<li>a</li>\n<li>[PAL]</li>\n</ul>"),
])  # fmt: skip
def test_a_term_is_linked_where_it_stands_for_the_first_time(text: str, html: str) -> None:
    assert linked(text) == html


@pytest.mark.parametrize("text", ["PALs", "pal", "Pal", "OPAL", "PAL-like", "pre-PAL", "PAL_1", "P AL"])
def test_what_is_only_nearly_a_term_is_no_term(text: str) -> None:
    assert linked(text) == f"<p>{text}</p>"


@pytest.mark.parametrize("text", ["PAL's", "(PAL)", "“PAL”", "PAL/POE", "PAL.", "PAL: x", "—PAL—"])
def test_a_term_ends_where_its_word_ends(text: str) -> None:
    assert "[PAL]" in linked(text)


def test_of_terms_that_begin_alike_the_longest_is_meant() -> None:
    assert linked("A POE template, a template.") == "<p>A [POE template], a [template].</p>"
    assert linked("A proof of execution, a proof.") == "<p>A [proof of execution], a [proof].</p>"


@pytest.mark.parametrize(("text", "html"), [
    ("# PAL", "<h1>PAL</h1>"),
    ("###### PAL", "<h6>PAL</h6>"),
    ("## **PAL**", "<h2><strong>PAL</strong></h2>"),
    ("[PAL](x)", '<p><a href="x">PAL</a></p>'),
    ("[**PAL**](x)", '<p><a href="x"><strong>PAL</strong></a></p>'),
    ("`PAL`", "<p><code>PAL</code></p>"),
    ("    PAL", "<pre><code>PAL\n</code></pre>"),
    ('<a href="x">PAL</a>', '<p><a href="x">PAL</a></p>'),
    ('a <a href="x">b **PAL** c</a>', '<p>a <a href="x">b <strong>PAL</strong> c</a></p>'),
    ("*PAL*", "<p><em>PAL</em></p>"),
    ("<div>PAL</div>\n", "<div>PAL</div>\n"),
])  # fmt: skip
def test_in_headings_links_code_and_italics_no_term_is_linked_and_the_next_is_the_first(text: str, html: str) -> None:
    assert linked(f"{text}\n\nPAL") == f"{html}\n<p>[PAL]</p>"


def test_after_a_link_of_the_page_terms_are_linked_again() -> None:
    assert linked('<a href="x">PAL</a> PAL <b>POE</b>') == '<p><a href="x">PAL</a> [PAL] <b>[POE]</b></p>'


def test_in_the_head_of_a_table_no_term_is_linked() -> None:
    said = linked("| PAL |\n|---|\n| PAL |")
    assert "<th>PAL</th>" in said
    assert "<td>[PAL]</td>" in said


def test_in_footnotes_no_term_is_linked() -> None:
    said = linked("So[^1].\n\n[^1]: PAL, says the note.")
    assert "<p>PAL, says the note." in said
    assert "[PAL]" not in said


def test_fragments_of_one_page_link_a_term_once(knowledge: Knowledge) -> None:
    fragments, seen = Fragments(replace(knowledge, terms=TERMS)), {"poe"}
    first = fragments.inline("The PAL and POE.", "../", seen)
    assert LINK.sub(r"[\1]", first) == "The [PAL] and POE."
    assert 'href="../reference/glossary/#pal"' in first
    assert seen == {"poe", "pal"}
    assert fragments.inline("The PAL.", "../", seen) == "The PAL."
    assert LINK.sub(r"[\1]", fragments.block("The PAL.", "../", set())) == "<p>The [PAL].</p>"


def test_a_fragment_that_was_made_before_links_what_this_page_has_not_linked(knowledge: Knowledge) -> None:
    kept, text = Fragments(replace(knowledge, terms=TERMS)), "The PAL and POE."
    for before in [set(), {"poe"}, {"pal"}, {"pal", "poe"}, {"pal"}, set()]:
        fresh, seen, again = Fragments(replace(knowledge, terms=TERMS)), set(before), set(before)
        assert kept.inline(text, "../", seen) == fresh.inline(text, "../", again)
        assert seen == again == {"pal", "poe"}
    assert kept.inline(text, "", set()) != kept.inline(text, "../", set())


def test_a_link_defined_in_one_fragment_is_none_in_the_next(knowledge: Knowledge) -> None:
    fragments = Fragments(knowledge)
    assert "<a " in fragments.block("[here]\n\n[here]: https://example.org/", "", set())
    assert fragments.block("[here]", "", set()) == "<p>[here]</p>"


def test_a_page_begins_with_no_term_linked_whatever_was_made_before() -> None:
    md = markdown.Markdown(extensions=[])
    md.treeprocessors.register(TermLinks(md, TERMS), "term-links", -10)
    pages = [md.reset().convert('PAL <a href="x">\n\n[cpor-root]: ./') for _ in range(2)]
    assert pages[0] == pages[1]
    assert len(LINK.findall(pages[1])) == 1


PAGES = sorted(path for path in DOCS.rglob("*.md") if "decisions" not in path.parts)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(DOCS).as_posix())
def test_links_of_terms_are_all_that_they_add_to_a_page(
    path: Path, which_claim: Compiled, knowledge: Knowledge
) -> None:
    written = HandWritten(path, path.read_text(encoding="utf-8"), {"which-claim": which_claim}, knowledge, OURS.today)
    text = written.with_links("../../")
    extensions = ["admonition", "attr_list", "footnotes", "md_in_html", "tables", "build_scripts.pages.markdown"]
    without = markdown.Markdown(extensions=extensions).convert(text)
    with_terms = markdown.Markdown(extensions=extensions).convert(f"{text}\n\n[{ROOT}]: ../../\n")
    assert 'class="cpor-term"' not in without
    assert LINK.sub(r"\1", with_terms) == without
    titles = re.findall(r'<a class="cpor-term" href="\.\./\.\./reference/glossary/#([\w-]+)"', with_terms)
    assert len(titles) == len(set(titles)) == with_terms.count('class="cpor-term"')
    assert set(titles) <= set(knowledge.terms)


def test_most_pages_have_terms(page) -> None:
    said = [page(f"{path.read_text(encoding='utf-8')}\n\n[{ROOT}]: ./\n") for path in PAGES]
    assert sum('class="cpor-term"' in one for one in said) > len(PAGES) / 2


# ---------- footnotes in a row


@pytest.mark.parametrize(("text", "also"), [
    ("So [^S04].", []),
    ("So [^S04][^S06].", ["S06"]),
    ("So [^S04] [^S06].", ["S06"]),
    ("So [^S04][^S06][^S02].", ["S06", "S02"]),
    ("So [^S04], and so [^S06].", []),
    ("So [^S04]*and*[^S06].", []),
    ("- So [^S04]\n- and so [^S06].", []),
    ("So [^S04].\n\n[^S06] says so.", []),
])  # fmt: skip
def test_a_footnote_directly_behind_another_is_marked(text: str, also: list[str], page) -> None:
    marks = re.findall(r'<sup( class="cpor-also")?(?: data-search-exclude="")? id="fnref:(S\d+)">', page(text))
    assert [id for marked, id in marks if marked] == also
    assert len(marks) == text.count("[^")
