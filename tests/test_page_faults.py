"""Markdown of hand-written pages: merges, tables and HTML that readers would see otherwise than their author meant."""

import re
from dataclasses import replace
from itertools import product

import markdown
import pytest
from ours import OURS

from build_scripts import staging
from build_scripts.pages.markdown import Fragments
from build_scripts.pages.page_faults import broken_links, left_of_template, markdown_faults
from build_scripts.staging import pages_of


def told(text: str) -> list[str]:
    """Line, what is marked there, message and help of each fault of a page."""
    return [
        f"{text.count(chr(10), 0, one.at[0]) + 1}: {text[slice(*one.at)]!r}: {one.message} [{one.name}]; {one.help}"
        for one in markdown_faults(text)
    ]


def messages(text: str) -> list[str]:
    """Message of each fault of a page."""
    return [one.message for one in markdown_faults(text)]


def test_none_of_our_pages_has_such_a_fault() -> None:
    pages = pages_of(OURS.docs)
    assert len(pages) > 30
    for name, path in pages.items():
        if name != "index.md":
            assert told(path.read_text(encoding="utf-8")) == [], name


# ---------- the template

TEMPLATE = (OURS.docs / staging.TEMPLATE).read_text(encoding="utf-8")


def test_each_line_of_the_template_that_was_to_be_replaced_is_told() -> None:
    left = [TEMPLATE[slice(*one.at)] for one in left_of_template(TEMPLATE, TEMPLATE)]
    assert left == [
        "title: The question in at most 55 characters",
        next(line for line in TEMPLATE.splitlines() if line.startswith("description:")),
        "At most 60 words that lead with the answer and say its date.[^S04]",
        "Sources as everywhere, but no links: this is what gets pasted, with its sources.",
        "Each sentence that states a fact ends with its source.[^S04]",
        "A badge on a line of its own says how sure a paragraph is.",
        "Which texts say so, of when, and how much of them was read.[^S04]",
        "What stands against it.",
        "- What no text we could read says.",
    ]


def test_a_page_is_compared_with_the_template_as_it_is_staged() -> None:
    made = staging.Staging(OURS)
    name, page = next((name, page) for name, page in made.site.written.items() if page.is_question)
    page.text = page.as_written = page.text.replace("\n## Related\n", "\nWhat stands against it. \n\n## Related\n")
    made.checked(name, page)
    [found] = page.diagnostics
    assert (found.name, found.message) == (
        "left-of-template",
        "this line is the template's, and says what to write here",
    )
    assert (found.line.strip(), found.help) == ("What stands against it.", "write it, or remove the line")


# ---------- merges

CONFLICT = "<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> other\n"


def test_a_merge_that_is_not_resolved_is_told_once_and_without_the_faults_in_it() -> None:
    help = "keep one of the two versions, and remove the lines with '<<<<<<<', '=======' and '>>>>>>>'"
    said = f"'<<<<<<<': a merge conflict is not resolved here [merge-marker]; {help}"
    assert told(f"# A\n\n{CONFLICT}\n<b>\n\n{CONFLICT}") == [f"3: {said}", f"11: {said}"]


@pytest.mark.parametrize("left", ["<<<<<<< HEAD", "||||||| 1234567", "=======", ">>>>>>> other"])
def test_a_single_marker_that_was_left_is_told(left: str) -> None:
    assert messages(f"# A\n\nOne.\n{left}\nTwo.\n") == ["a merge conflict is not resolved here"]


def test_a_marker_in_front_matter_is_left_to_the_reader_of_yaml() -> None:
    assert messages(f"---\n{CONFLICT}---\n\n# A\n") == []


def test_lines_that_only_resemble_markers_are_text() -> None:
    for line in ("======", "========", "=======x", "a =======", "    <<<<<<<", "> > > quoted"):
        assert messages(f"# A\n\nWords\n{line}\n") == [], line


# ---------- tables

TABLE = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n"


@pytest.mark.parametrize(("old", "new", "said"), [
    ("| a |", "Words.\n| a |",
     [("4: '| a | b |': a table begins right below other text, so that readers see its pipes [broken-table]; "
      "put a blank line before it")]),
    ("|---|---|\n", "",
     [("3: '| a | b |': no line of dashes follows the heading of the table, so that readers see its pipes "
      "[broken-table]; write '| --- | --- |' below it")]),
    ("|---|---|\n| 1 | 2 |\n| 3 | 4 |\n", "",
     [("3: '| a | b |': no line of dashes follows the heading of the table, so that readers see its pipes "
      "[broken-table]; write '| --- | --- |' below it")]),
    ("|---|---|", "|---|",
     [("4: '|---|': the heading of the table has 2 cells, and the line of dashes 1, so that readers see its pipes "
      "[broken-table]; write '| --- | --- |'")]),
    ("| 3 | 4 |", "| 3 | 4 | 5 |",
     [("6: '| 3 | 4 | 5 |': row 2 of the table has 3 cells, and its heading 2: readers do not see the last "
      "[broken-table]; join two cells, or write '\\|' for a pipe inside a cell")]),
    ("| 1 | 2 |", "| 1 |",
     [("5: '| 1 |': row 1 of the table has 1 cell, and its heading 2 [broken-table]; "
      "add what is missing; a cell that stays empty is '| |'")]),
    ("| 3 | 4 |", "| 3 | 4 |\nWords.",
     [("7: 'Words.': text stands right below the table, which makes it row 3 [broken-table]; "
      "put a blank line before it")]),
])  # fmt: skip
def test_a_table_that_would_show_pipes_or_lose_a_cell_is_told_with_the_row(old: str, new: str, said: list[str]) -> None:
    assert told(f"# A\n\n{TABLE.replace(old, new)}\nEnd.\n") == said


def test_text_above_a_table_and_a_wrong_row_are_two_faults() -> None:
    assert len(messages(f"Words.\n{TABLE}| 5 |\n")) == 2


def test_whole_tables_and_pipes_that_make_none_are_left_alone() -> None:
    for text in (
        TABLE,
        TABLE.rstrip(),
        "a | b\n--- | ---\n1 | 2\n",
        "|a|\n|:-:|\n|1|\n",
        "| a | b |\n|:---|---:|\n| | |\n",
        "| a | b |\n|---|---|\n| `x | y` | c \\| d |\n",
        "!!! note\n    | a | b |\n    |---|---|\n    | 1 | 2 |\n",
        "- Item:\n\n    | a | b |\n    |---|---|\n    | 1 | 2 |\n",
        "```\n| a | b |\n| 1 |\n```\n",
        "One | two, and `a | b`.\n",
        "Words\n---\n",
    ):
        assert messages(text) == [], text


def test_exactly_what_markdown_makes_no_whole_table_of_is_told() -> None:
    """Our own reading of tables would drift from that of the library, if nothing compared the two."""
    rows = ["| {0}a | {0}b |", "| {0}a |", "| {0}a | {0}b | {0}c |", "{0}a | {0}b", r"| {0}a \| b | {0}c |"]
    for above, *lines in product(["", "Words.\n"], rows, [*rows, "|---|---|", "|---|", "---|---"], rows):
        text = above + "\n".join(row.format(f"x{number}") for number, row in enumerate(lines))
        made = markdown.markdown(text, extensions=["tables"])
        lost = set(re.findall(r"\w+", text)) - set(re.findall(r"\w+", made))
        whole = not lost and "<p>" not in made and "<td></td>" not in made
        if lines[0].startswith("|") or "---" in lines[1]:
            assert whole == (not messages(text)), f"{text}\n{made}"


# ---------- HTML


@pytest.mark.parametrize(("text", "html", "help"), [
    ("Some <b>bold</b> words.", "<b>", "write '**words**'"),
    ("One<br/>two", "<br/>", "leave a blank line where a paragraph ends"),
    ('<SCRIPT src="x.js"></SCRIPT>', '<SCRIPT src="x.js">', "leave it out: pages bring no program along"),
    ('<a href="https://x.org/">x</a>', '<a href="https://x.org/">', "write '[words](address)'"),
    ("<!-- later -->", "<!-- later -->", "leave it out, or write '&lt;' for the sign"),
    ("The <partner name> files.", "<partner name>", "say it in Markdown; where the sign itself is meant, write '&lt;'"),
])  # fmt: skip
def test_html_is_told_where_it_begins_with_what_to_write_instead(text: str, html: str, help: str) -> None:
    assert told(f"# A\n\n{text}\n") == [f"3: {html!r}: '{html}' is HTML, which pages do not use [html-in-page]; {help}"]


def test_an_end_without_a_beginning_is_told() -> None:
    assert messages("<em>One</em> and two.</div>") == [
        "'<em>' is HTML, which pages do not use",
        "'</div>' is HTML, which pages do not use",
    ]


def test_a_link_that_could_do_more_than_lead_to_a_file_is_told() -> None:
    for link in ('<a href="javascript:alert(1)">', '<a href="../x" onclick="y">', "<a name='x'>"):
        assert messages(f"{link}x</a>") == [f"'{link}' is HTML, which pages do not use"]


def test_what_pages_need_and_what_only_resembles_html_is_left_alone() -> None:
    for text in (
        '<a href="../llms.txt">llms.txt</a>',
        '<cpor-moved data-to="../which-claim-where/" data-sections></cpor-moved>',
        "Words.\n{ .cpor-more }",
        "a < b, <5 days, 3<x and <https://example.org/>, <me@example.org>",
        "`<b>` and\n\n```html\n<script>\n```",
        "# Title { #id }\n\n[words](page.md#id){ .x }",
    ):
        assert messages(text) == [], text


# ---------- links

PAGES = ("index.md", "about.md", "questions/index.md", "questions/may-i.md", "reference/glossary.md")
HEADINGS = ("short-answer", "S04")


def told_of_links(text: str) -> list[str]:
    """What is marked, message and help of each broken link of the page `questions/may-i.md`."""
    faults = broken_links(text, "questions/may-i.md", PAGES, ["llms.txt"], lambda _: HEADINGS)
    return [f"{text[slice(*one.at)]}: {one.message}; {one.help}" for one in faults]


LEADS_NOWHERE = "which does not exist; did you mean"


@pytest.mark.parametrize(("text", "said"), [
    ("[x](../reference/glosary.md)",
     f"../reference/glosary.md: the link leads to 'reference/glosary.md', {LEADS_NOWHERE} '../reference/glossary.md'?"),
    ("[x](may-i.html 'title')", f"may-i.html: the link leads to 'questions/may-i.html', {LEADS_NOWHERE} 'may-i.md'?"),
    ("[x](../reference/glossary/)",
     f"../reference/glossary/: the link leads to 'reference/glossary', {LEADS_NOWHERE} '../reference/glossary.md'?"),
    ("[x](question/index.md)",
     f"question/index.md: the link leads to 'questions/question/index.md', {LEADS_NOWHERE} 'index.md'?"),
    ("[x][y]\n\n[y]: about.md", f"about.md: the link leads to 'questions/about.md', {LEADS_NOWHERE} '../about.md'?"),
    ("[x](/about/)",
     ("/about/: the link '/about/' begins at the root of the address, where the site need not lie; "
      "did you mean '../about.md'?")),
    ("[x](learn.example.org)",
     ("learn.example.org: the link leads to 'questions/learn.example.org', which does not exist; write the way from "
      "the folder of this page, such as '../questions/index.md', or an address with 'https://'")),
    ('<a href="../../abuot/">x</a>', f"../../abuot/: the link leads to 'abuot', {LEADS_NOWHERE} '../../about/'?"),
    ('<a href="../llms.txt">x</a>',
     f"../llms.txt: the link leads to 'questions/llms.txt', {LEADS_NOWHERE} '../../llms.txt'?"),
    ("[x](#shrt-answer)",
     ("#shrt-answer: the link leads to '#shrt-answer', which the page 'questions/may-i.md' does not have; "
      "did you mean '#short-answer'?")),
    ("[x](../about.md#s04)",
     "../about.md#s04: the link leads to '#s04', which the page 'about.md' does not have; did you mean '#S04'?"),
])  # fmt: skip
def test_a_link_to_nothing_is_told_with_the_way_to_what_is_meant(text: str, said: str) -> None:
    assert told_of_links(f"---\ntitle: '[x](gone.md)'\n---\n\n{text}\n") == [said]


def test_links_that_lead_somewhere_or_away_are_left_alone() -> None:
    for text in (
        "[x](../reference/glossary.md#S04) [x](index.md) [x](../index.md) [x](#short-answer) [x](<../about.md>)",
        "[x](https://example.org/gone.md) [x](//example.org) [x](mailto:me@example.org) [x](answer:gone?area=azure)",
        '<a href="../../llms.txt">x</a> <a href="../../about/#S04">x</a> <a href="../../">x</a> <a href="../">x</a>',
        "`[x](gone.md)` and\n\n```\n[x](gone.md)\n```",
        '<a href="{{ root }}gone/">x</a>',
    ):
        assert told_of_links(text) == [], text


def test_anchors_of_pictures_and_generated_pages_are_known_and_others_are_told() -> None:
    made = staging.Staging(OURS)
    name, page = next((name, page) for name, page in made.site.written.items() if page.is_question)
    term, source, designation = (
        next(iter(ids))
        for ids in (made.site.knowledge.terms, made.site.knowledge.sources, made.site.knowledge.designations)
    )
    targets = [
        f"reference/glossary.md#{term}",
        f"sources.md#{source}",
        f"reference/designation-metrics.md#{designation}",
    ]
    page.text += "".join(f"\n[x](../{target}) [x](../{target}-not)\n" for target in targets)
    with pytest.raises(staging.BadFile):
        made.rehearse()
    said = [one.message.partition("'")[2].partition("'")[0] for one in page.diagnostics]
    assert said == [f"#{target.partition('#')[2]}-not" for target in targets], name


def test_a_page_that_says_that_it_rests_on_no_text_read_in_full_cites_none_that_was() -> None:
    made = staging.Staging(OURS)
    assert list(made.unread_sources()) == []
    rules, sources = made.site.rules, made.site.knowledge.sources
    bare = replace(made.site.knowledge, sources={id: replace(it, edition=None) for id, it in sources.items()})
    made.site = replace(made.site, rules=replace(rules, fragments=Fragments(bare)))
    found = list(made.unread_sources())
    assert found
    for one in found:
        assert (one.name, one.severity) == ("no-edition", "warning")
        name, id = re.findall(r"'(.+?)'", one.message)
        assert id in made.site.written[name].cited()
        assert one.line.strip() == f"{id}:"
        assert (sources[id].publisher, sources[id].read[:9]) == ("Microsoft", "full text")
