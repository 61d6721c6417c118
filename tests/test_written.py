"""Hand-written pages: what each kind must have, rules that nobody is cited for, and what becomes of lists and dates."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from ours import OURS, made_up_knowledge

from build_scripts.check.compiler import Compiled
from build_scripts.pages.counts import counts, with_counts
from build_scripts.pages.written import HandWritten, with_checked, with_pictures
from build_scripts.read.faults import terminal
from build_scripts.read.listings import ListWords
from build_scripts.staging import Staging

ROOT = Path(__file__).parent.parent

QUESTION = """\
---
title: New
description: A new page.
checked: 2026-11-23
grade: inferred
---

# What is new?

## Short answer

It is new.[^S04]

## The details

This is how.

## Evidence

Microsoft says so.[^S04]

## What is not publicly known

Why it is so.

## Related

- [Timeline](../reference/timeline.md)
"""
"""A page with everything that an answered question must have. The details stand in line 16."""


@pytest.fixture
def page(filing: Compiled, monkeypatch: pytest.MonkeyPatch):
    """A hand-written page of docs/, a question if nothing else is said, seen from the folder of the repository."""
    monkeypatch.chdir(ROOT)
    flows, known = {"filing": filing}, made_up_knowledge()
    return lambda text, name="questions/page.md": HandWritten(ROOT / "docs" / name, text, flows, known, OURS.today)


def told(page: HandWritten) -> list[str]:
    """The first line of each diagnostic."""
    return [terminal(found).splitlines()[0] for found in page.diagnostics]


def checked(page: HandWritten) -> list[str]:
    """What a check tells of a question page, without the file."""
    page.check()
    assert all(line.startswith("docs/questions/page.md:") for line in told(page))
    return [line.removeprefix("docs/questions/page.md:") for line in told(page)]


def in_details(text: str) -> str:
    """The question page with other words in its details."""
    return QUESTION.replace("This is how.", text)


# ---------- what a page says of itself


def test_a_question_page_with_all_it_must_have_has_no_faults(page) -> None:
    assert checked(page(QUESTION)) == []


@pytest.mark.parametrize(("old", "new", "said"), [
    ("title: New", "titel: New", ["2:1: error: the file has no key 'titel' [unknown-key]"]),
    ("checked: 2026-11-23\n", "", ["2:1: error: the file has no 'checked' [missing-key]"]),
    ("grade: inferred\n", "", ["2:1: error: the file has no 'grade' [missing-key]"]),
    ("description: A new page.", "description:", ["3:1: error: 'description' has no value [wrong-type]"]),
    ("2026-11-23", "2026-02-30", ["4:10: error: 'checked' must be a date, not '2026-02-30' [wrong-type]"]),
    ("2026-11-23", "today", ["4:10: error: 'checked' must be a date, not 'today' [wrong-type]"]),
    ("inferred", "certain", ["5:8: error: 'grade' cannot be 'certain' [unknown-word]"]),
    ("grade:", "revisions: [{on: 23 November, what: New.}]\ngrade:",
     ["5:18: error: 'revisions.1.on' must be a date, not '23 November' [wrong-type]"]),
    ("title: New", "title: New <b>page</b>",
     ["2:12: error: readers would see '<b>' as it is written [html-in-text]"]),
    ("A new page.", "'A new page.[^S04]'",
     ["3:26: error: readers would see '[^S04]' as it is written [mark-in-plain-text]"]),
    ("grade:", "revisions: [{on: 2026-11-23, what: '**New**.'}]\ngrade:",
     ["5:37: error: readers would see '**' as it is written [mark-in-plain-text]"]),
    ("title: New", "title: 'New", ["2:8: error: a quoted text begins here and never ends [yaml-syntax]"]),
])  # fmt: skip
def test_what_is_wrong_in_what_a_page_says_of_itself_is_told_at_its_line(old: str, new: str, said, page) -> None:
    assert sorted(checked(page(QUESTION.replace(old, new, 1)))) == said


@pytest.mark.parametrize(("name", "keys"), [
    ("questions/page.md", "'title: …', 'description: …', 'checked: …', 'grade: …'"),
    ("reference/page.md", "'title: …', 'description: …', 'checked: …'"),
    ("questions/index.md", "'title: …', 'description: …', 'checked: …'"),
])  # fmt: skip
def test_a_page_says_what_it_is_and_when_it_was_checked(name: str, keys: str, page) -> None:
    bare = page(QUESTION.partition("---\n\n")[2], name)
    bare.check()
    assert told(bare) == [
        f"docs/{name}:1:1: error: the page does not say what it is and when it was checked [missing-key]"
    ]
    assert bare.diagnostics[0].help == f"begin the file with a line '---', then {keys}, each on a line, then '---'"


def test_the_home_page_is_a_template_and_needs_to_say_nothing(page) -> None:
    home = page("You must see [^S04].\nYou must ask.\n", "index.md")
    home.check()
    assert told(home) == []


def test_a_remark_in_what_a_page_says_of_itself_is_no_heading(page) -> None:
    remarked = page(QUESTION.replace("title:", "# A remark\ntitle:"))
    assert checked(remarked) == []
    assert remarked.question() == "What is new?"
    assert "# A remark\ntitle: New" in with_checked(remarked.text, remarked.front)


# ---------- a question page


@pytest.mark.parametrize(("old", "new", "said"), [
    ("new?", "new", ["8:3: error: the page's heading 'What is new' is not a question [not-a-question]"]),
    ("Microsoft says so.[^S04]", "S04 says so.", ["19:1: error: the evidence names no source [no-evidence]"]),
    ("This is how.\n\n## Evidence\n\nMicrosoft says so.[^S04]", "This is how.[^S04]\n\n## Evidence\n\nMicrosoft.",
     ["19:1: error: the evidence names no source [no-evidence]"]),
    ("It is new.[^S04]", "It is new.", ["11:1: error: the short answer names no source [uncited-short-answer]"]),
    ("grade: inferred", "grade: unknown", []),
    ("It is new.", "word " * 61,
     ["11:1: error: the short answer has 61 words; at most 60 are read in a forum [too-long]"]),
    ("It is new.", "word " * 60, []),
    ("It is new.", "word[^S04]\n" * 60, []),
])  # fmt: skip
def test_a_question_is_asked_answered_shortly_and_proved(old: str, new: str, said: list[str], page) -> None:
    assert checked(page(QUESTION.replace(old, new))) == said


@pytest.mark.parametrize(
    "section", ["Short answer", "The details", "Evidence", "What is not publicly known", "Related"]
)
def test_a_section_that_is_missing_is_told(section: str, page) -> None:
    short = page(QUESTION.replace(f"## {section}", "## Something else"))
    assert checked(short) == [f"1:1: error: the page has no section '{section}' [missing-section]"]
    assert short.diagnostics[0].help == f"add '## {section}'"


def test_a_section_without_words_and_a_page_without_a_question_are_told(page) -> None:
    assert checked(page(QUESTION.replace("It is new.[^S04]", ""))) == [
        "10:4: error: the section 'Short answer' is empty [missing-section]"
    ]
    assert checked(page(QUESTION.replace("# What is new?", "What is new?"))) == [
        "1:1: error: the page has no heading [not-a-question]"
    ]


def test_a_picture_within_a_line_is_told(page) -> None:
    said = page("Look: {{ picture:deadlines }} there.\n{{ picture:deadlines }} \n", "reference/page.md")
    said.check_pictures(["deadlines"])
    assert with_pictures(said.text, {"deadlines": lambda: "<svg>"}) == "Look: {{ picture:deadlines }} there.\n<svg>\n"
    assert told(said) == ["docs/reference/page.md:1:7: error: a picture stands within a line [misplaced-picture]"]


@pytest.mark.parametrize("name", ["reference/page.md", "questions/index.md"])
def test_other_pages_are_no_questions(name: str, page) -> None:
    other = page(QUESTION.partition("## Short answer")[0].replace("new?", "new").replace("grade: inferred\n", ""), name)
    other.check()
    assert told(other) == []


# ---------- rules


@pytest.mark.parametrize(("sentence", "column", "word"), [
    ("You must sign it.", 5, "must"),
    ("Only one partner can.", 1, "only"),
    ("It is always so, and only so.", 7, "always"),
    ("It NEVER is.", 4, "never"),
    ("| It | must be |\n| --- | --- |", 8, "must"),
    ("“Only” and `must` and [must I?](only.md): never.", 43, "never"),
    ("Who has a “quotation” must sign.", 23, "must"),
    ("[You must](only.md) sign.", 6, "must"),
])  # fmt: skip
def test_a_rule_without_a_footnote_is_a_warning(sentence: str, column: int, word: str, page) -> None:
    ruled = page(in_details(sentence))
    assert checked(ruled) == [
        f"16:{column}: warning: the sentence says '{word}' and has no footnote [rule-without-source]"
    ]
    assert ruled.diagnostics[0].span.length == len(word)


@pytest.mark.parametrize(
    "text",
    [
        "You must sign it.[^S04]",
        "Run `must` and `only this`.",
        'It says “you must” and "never".',
        "[Must I only use the template?](must-i.md)",
        "See [the page](must-i-use-the-template.md).",
        "{{ question:must-i-use-the-template }}",
        "A mustard is commonly lonely.",
        "### What you must do",
        "```yaml\nmust: always\n\nnever: only\n```",
    ],
)
def test_what_states_no_rule_or_cites_needs_no_footnote(text: str, page) -> None:
    assert checked(page(in_details(text))) == []


@pytest.mark.parametrize(("old", "new"), [
    ("- [Timeline]", "- Only here: [Timeline]"),
    ("# What is new?", "# What is always new?"),
    ("A new page.", "You must read it."),
])  # fmt: skip
def test_related_and_headings_have_no_footnotes_and_need_none(old: str, new: str, page) -> None:
    assert checked(page(QUESTION.replace(old, new))) == []


def test_a_rule_is_looked_for_again_below_code_and_below_a_list_of_related_pages(page) -> None:
    text = in_details("```\nonly\n```\nYou must.") + "\n## More\n\nYou never do.\n"
    assert checked(page(text)) == [
        "19:5: warning: the sentence says 'must' and has no footnote [rule-without-source]",
        "35:5: warning: the sentence says 'never' and has no footnote [rule-without-source]",
    ]


def test_a_footnote_on_another_line_proves_nothing(page) -> None:
    assert checked(page(in_details("So it is.[^S04]\nYou must."))) == [
        "17:5: warning: the sentence says 'must' and has no footnote [rule-without-source]"
    ]


# ---------- Markdown


def test_faults_of_markdown_are_told_on_every_page_and_on_the_home_page_only_merges(page) -> None:
    assert checked(page(in_details("So <b>it</b> is."))) == [
        "16:4: error: '<b>' is HTML, which pages do not use [html-in-page]"
    ]
    home = page("<div>\n\n<<<<<<< HEAD\n", "index.md")
    home.check()
    assert told(home) == ["docs/index.md:3:1: error: a merge conflict is not resolved here [merge-marker]"]


# ---------- pictures and lists


def test_a_picture_is_drawn_where_it_is_named(page) -> None:
    drawn = page("One.\n\n{{ picture:deadlines }}\n\nTwo.\n")
    assert with_pictures(drawn.text, {"deadlines": lambda: r"<svg>\1</svg>"}) == ("One.\n\n<svg>\\1</svg>\n\nTwo.\n")
    assert told(drawn) == []


def test_a_picture_that_nobody_draws_is_told(page) -> None:
    drawn = page("One.\n\n{{ picture:deadline }}\n")
    drawn.check_pictures(["deadlines"])
    assert with_pictures(drawn.text, {"deadlines": str}) == "One.\n\n\n"
    assert told(drawn) == ["docs/questions/page.md:3:1: error: no picture is called 'deadline' [unknown-picture]"]
    assert drawn.diagnostics[0].help == "did you mean 'deadlines'?"


def test_a_question_in_a_list_is_asked_answered_and_graded(page) -> None:
    listing = page("- {{ question:page }}\n", "questions/index.md")
    assert listing.with_questions(listing.text, {"page": page(QUESTION)}) == (
        "- [What is new?](page.md)\n  It is new. {grade:inferred}\n"
    )
    assert told(listing) == []


@pytest.mark.parametrize(("answer", "begins"), [
    ("Yes.\nThis holds.\n" + "It holds " + "for long " * 6 + "now.\nNo more.",
     "Yes. This holds. It holds " + "for long " * 6 + "now."),
    ("a" * 60 + "\nNo more.", "a" * 60),
    ("a" * 59 + "\nMore.", "a" * 59 + " More."),
])  # fmt: skip
def test_a_list_takes_sentences_until_they_answer_something(answer: str, begins: str, page) -> None:
    listed = page(QUESTION.replace("It is new.", answer)).listed()
    assert listed == f"[What is new?](page.md)\n  {begins} {{grade:inferred}}"


def test_a_question_in_a_list_that_has_no_page_is_told(page) -> None:
    listing = page("# All\n\n- {{ question:pages }}\n", "questions/index.md")
    assert listing.with_questions(listing.text, {"page": page(QUESTION)}) == "# All\n\n- \n"
    assert told(listing) == [
        "docs/questions/index.md:3:3: error: no question has the page 'pages.md' [unknown-question]"
    ]
    assert listing.diagnostics[0].help == "did you mean 'page'?"


def test_the_list_of_questions_has_every_one(page) -> None:
    listing = page("# All\n\n- {{ question:page }}\n", "questions/index.md")
    listing.check_lists(dict.fromkeys(["zebra", "page", "aardvark"], page(QUESTION)))
    assert told(listing) == [
        "docs/questions/index.md:1:1: error: the question 'aardvark' is not in the list [unlisted-question]",
        "docs/questions/index.md:1:1: error: the question 'zebra' is not in the list [unlisted-question]",
    ]
    assert listing.diagnostics[0].help == "add '- {{ question:aardvark }}' where it belongs"


def test_what_nobody_knows_needs_no_source_in_its_short_answer(page) -> None:
    unknown = QUESTION.replace("grade: inferred", "grade: unknown").replace("It is new.[^S04]", "Nobody knows.")
    assert checked(page(unknown)) == []


# ---------- when it was checked


@pytest.mark.parametrize(("old", "new", "line"), [
    ("", "", "{grade:inferred} Checked 23 November 2026"),
    ("2026-11-23", "2026-01-02", "{grade:inferred} Checked 2 January 2026"),
    ("grade: inferred\n", "", "Checked 23 November 2026"),
])  # fmt: skip
def test_a_page_shows_under_its_heading_how_sure_it_is_and_when_it_was_checked(
    old: str, new: str, line: str, page
) -> None:
    said = page(QUESTION.replace(old, new, 1).replace("This is how.", "```sh\n# Run it\n```"))
    shown = with_checked(said.text, said.front)
    assert f"# What is new?\n\n{line}\n{{ .cpor-checked data-search-exclude }}\n\n## Short answer" in shown
    assert shown.count("Checked") == 1


def test_a_page_shows_beside_the_day_how_far_its_own_facts_reach(page) -> None:
    said = page(QUESTION)
    shown = with_checked(said.text, said.front, "Rests on Microsoft's score lists of mid-2026.")
    line = "Checked 23 November 2026. Rests on Microsoft's score lists of mid-2026."
    assert f"{line}\n{{ .cpor-checked data-search-exclude }}\n" in shown


def test_a_page_that_does_not_say_when_it_was_checked_shows_nothing_of_it(page) -> None:
    said = page(QUESTION.replace("checked: 2026-11-23\n", ""))
    assert with_checked(said.text, said.front) == said.text


# ---------- how sure


def too_strong(grade: str, own: int) -> str:
    """What is told of a grade that rests on too few sources in own words."""
    needs = {"microsoft-several": "2 sources", "microsoft-one": "1 source"}[grade]
    return f"the grade '{grade}' needs {needs} of the weight 'own-word', and stands on {own} [grade-too-strong]"


@pytest.mark.parametrize(("said", "own"), [
    ("{grade:microsoft-several} So it is.[^S04][^S05]", None),
    ("{grade:microsoft-several} So it is.[^S04]", (1, 1)),
    ("{grade:microsoft-several} So it is.[^S04][^S98]", (1, 1)),  # S98 quotes Microsoft
    ("{grade:microsoft-one} So it is.[^S98]", (1, 0)),
    ("{grade:community} So it is.[^S98]", None),
    ("{grade:microsoft-one} Nobody is cited.", None),
    ("| so it is[^S04] | {grade:microsoft-one} |\n| and so[^S98] | {grade:microsoft-one} |", (2, 0)),
])  # fmt: skip
def test_a_badge_is_no_stronger_than_the_sources_beside_it(said: str, own: tuple[int, int] | None, page) -> None:
    asked = page(QUESTION.replace("This is how.", said))
    asked.check()
    expected = []
    if own:
        row, texts = own
        grade = re.findall(r"{grade:(.*?)}", said)[row - 1]
        at = said.splitlines()[row - 1].index("{grade") + 1
        name = f"docs/questions/page.md:{15 + row}:{at}"
        expected = [f"{name}: error: {too_strong(grade, texts)}"]
    assert [line for line in told(asked) if "grade-too-strong" in line] == expected


@pytest.mark.parametrize(("grade", "cited", "own"), [
    ("microsoft-several", "[^S04][^S05]", None),
    ("microsoft-several", "[^S04][^S04]", 1),
    ("microsoft-several", "[^S04][^S98]", 1),  # S98 quotes Microsoft
    ("microsoft-one", "[^S98]", 0),
    ("community", "[^S98]", None),
])  # fmt: skip
def test_the_grade_of_a_page_is_no_stronger_than_all_that_the_page_cites(
    grade: str, cited: str, own: int | None, page
) -> None:
    graded = QUESTION.replace("grade: inferred", f"grade: {grade}").replace("[^S04]", cited)
    assert checked(page(graded)) == ([f"5:8: error: {too_strong(grade, own)}"] if own is not None else [])


PARTS = QUESTION.replace("grade: inferred\n", "grade:\n  When: microsoft-one\n  Why: unknown\n")


def test_a_page_may_have_a_grade_for_each_part_of_its_answer_of_which_the_least_sure_is_that_of_all(page) -> None:
    said = page(PARTS)
    assert checked(said) == []
    assert (said.front.grades, said.front.grade) == ({"When": "microsoft-one", "Why": "unknown"}, "unknown")
    lines = "When: {grade:microsoft-one}  \nWhy: {grade:unknown}  \nChecked 23 November 2026\n"
    assert f"\n\n{lines}" in with_checked(said.text, said.front)
    assert said.listed().endswith("It is new. When: {grade:microsoft-one} Why: {grade:unknown}")


@pytest.mark.parametrize(("grade", "fault"), [
    ("certain", "6:9: error: 'grade.When' cannot be 'certain' [unknown-word]"),
    ("microsoft-several",
     f"6:9: error: {too_strong('microsoft-several', 1)}"),
])  # fmt: skip
def test_what_is_wrong_in_the_grade_of_a_part_is_told_at_its_line(grade: str, fault: str, page) -> None:
    assert checked(page(PARTS.replace("microsoft-one", grade))) == [fault]


# ---------- the pages of the site


def test_the_pages_of_the_site_have_no_faults_and_state_no_rule_that_nobody_is_cited_for() -> None:
    staging = Staging(OURS)
    assert len(staging.questions) > 9
    for name, page in staging.site.written.items():
        staging.checked(name, page)
    assert [line for page in staging.site.written.values() for line in told(page)] == []


# ---------- numbers


def test_numbers_are_those_of_the_knowledge_wherever_they_stand(page) -> None:
    text = QUESTION.replace("# What is new?", "# Of {count:claims}, what is new?")
    known = made_up_knowledge()
    number = {4: "four", 3: "three"}[len(known.claims)]
    read = page(
        text.replace("title: ", "title: The {count:claims} claims. ").replace("This is how.", "{Count:claims}!")
    )
    assert read.front.title.startswith(f"The {number} claims. ")
    assert read.question() == f"Of {number}, what is new?"
    assert f"\n{number.capitalize()}!\n" in read.text
    assert checked(read) == []


def test_what_nobody_counts_is_told_once(page) -> None:
    wrong = page(in_details("All {count:claims} of {count:clams} and [^S999]."))
    assert checked(wrong) == [
        "16:23: error: nothing that is counted is called 'clams' [unknown-count]",
        "16:41: error: source 'S999' is not in the register [unknown-source]",
    ]
    assert wrong.diagnostics[0].help == "did you mean 'claims'?"
    assert wrong.diagnostics[0].line == "All {count:claims} of {count:clams} and [^S999]."


def test_numbers_are_words_up_to_twelve() -> None:
    known = {"a": 0, "b": 12, "c": 13}
    assert (
        with_counts("{count:a}, {Count:b}, {count:c}, {Count:c}, {count:d}", known) == "no, Twelve, 13, 13, {count:d}"
    )


def test_one_more_thing_is_one_more_on_pages() -> None:
    known = made_up_knowledge()
    [id, *_] = known.grades
    fewer = replace(known, grades={name: one for name, one in known.grades.items() if name != id})
    assert counts(fewer)["grades"] == counts(known)["grades"] - 1
    assert set(counts(known)) == {"claims", "routes", "designations", "grades", "sources", "second-hand-sources"}


# ---------- marks, dates, order


@pytest.mark.parametrize(
    "mark",
    ["[^s05]", "[S05]", "{{ pic:deadlines }}", "{{picture deadlines}}", "{{ questoin:x }}", "{grade: conflicting}"],
)
def test_what_looks_like_a_mark_and_is_none_is_told(mark: str, page) -> None:
    assert checked(page(in_details(f"So it is {mark} here."))) == [
        f"16:10: error: '{mark}' is no mark that anybody reads [unknown-mark]"
    ]


@pytest.mark.parametrize("address", ["Answer:filing", "answer:filing?area=business-applications& product=dynamics-365"])
def test_a_link_that_was_meant_to_lead_to_an_answer_is_told(address: str, page) -> None:
    said = checked(page(in_details(f"[This]({address}) is it.")))
    assert said == [f"16:6: error: '{address}' is no mark that anybody reads [unknown-mark]"]


@pytest.mark.parametrize(
    "text",
    [
        "So.[^S04] {grade:inferred}",
        "{{ picture:deadlines }}",
        "[This](answer:filing) and [that](answer:filing?area=azure&channel=csp-own).",
        "`[^s05]` and `{{ pic:x }}`",
        "```\n{{ pic:x }} [S05]\n```",
        "[S05](https://example.org/) is a link.",
    ],
)
def test_marks_that_are_read_and_code_are_left_alone(text: str, page) -> None:
    assert checked(page(in_details(text))) == []


def test_a_day_that_is_still_to_come_is_told(page) -> None:
    late = page(QUESTION.replace("checked: 2026-11-23", "checked: 2999-01-01"))
    assert checked(late) == ["4:10: error: 'checked' says 2999-01-01, which is still to come [future-date]"]


def test_sections_in_another_order_are_told(page) -> None:
    swapped = page(
        QUESTION.replace("## Evidence", "## x")
        .replace("## The details", "## Evidence")
        .replace("## x", "## The details")
    )
    assert "1:1: error: the sections stand in another order [missing-section]" in checked(swapped)


def test_the_question_of_the_template_is_no_question(page) -> None:
    asked = "The question as partners ask it?"
    assert checked(page(QUESTION.replace("What is new?", asked))) == [
        f"8:3: error: the page's heading '{asked}' is not a question [not-a-question]"
    ]
    template = (ROOT / "docs" / "questions" / "_new-question.md").read_text(encoding="utf-8")
    assert [line.partition("error: ")[2] for line in checked(page(template))] == [
        f"the page's heading '{asked}' is not a question [not-a-question]"
    ]


# ---------- what links rely on


def test_headings_have_the_ids_that_were_given_them_or_markdown_makes(page) -> None:
    text = QUESTION.replace("## The details", "## How it is (*really*) done { #the-details }").replace(
        "## Related", "## Evidence\n\n## Related"
    )
    assert page(text).anchors == [
        "evidence",
        "evidence_1",
        "related",
        "short-answer",
        "the-details",
        "what-is-new",
        "what-is-not-publicly-known",
    ]


def test_a_former_address_that_is_none_is_told_with_its_line(page) -> None:
    named = page(QUESTION.replace("grade: inferred", "grade: inferred\nwas: [/questions/old/, questions/older.md]"))
    named.check()
    assert named.front.was == ("/questions/old/", "questions/older.md")
    assert told(named) == [
        "docs/questions/page.md:6:24: error: 'was' names 'questions/older.md', which is no address [wrong-type]"
    ]


def test_a_part_of_a_grade_says_what_counts_for_the_designation_of_the_title(page: Callable[..., HandWritten]) -> None:
    text = QUESTION.replace("title: New", "title: Is Azure new?").replace(
        "grade: inferred", "grade: {A claim counts: inferred}"
    )
    known = replace(
        made_up_knowledge(),
        list_words=ListWords({"listed": ["ASSOCIATION counts"]}, {"azure": ["Azure"]}, {"build-intent": ["claim"]}),
    )
    written = page(text)
    written.knowledge = known
    written.check_listings()
    (said,) = [terminal(found).splitlines()[0] for found in written.diagnostics if found.name == "says-otherwise"]
    assert said == (
        "docs/questions/page.md:5:9: error: 'claim counts' is said of 'build-intent', "
        "and designations.yml does not list it for 'azure' [says-otherwise]"
    )
