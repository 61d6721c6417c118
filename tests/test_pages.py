"""What answer pages say: the reason for a fact is the reader's own, and nobody else's."""

from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from filing import site
from markupsafe import escape
from material.plugins.search.plugin import Parser
from ours import our_flows, site_of
from walks import compiled as compile_once

from build_scripts.check.compiler import compile_flow
from build_scripts.pages.answer import answer_page, reach_of_flow
from build_scripts.pages.render import Pages, outcome_groups
from build_scripts.read.knowledge import Knowledge

compiled = compile_once("which-claim")

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("outcome", compiled.flow.outcomes.values(), ids=lambda outcome: outcome.id)
def test_each_reason_why_something_does_or_does_not_pay_has_words_of_its_own(outcome, knowledge: Knowledge) -> None:
    for state in answer_page(compiled, outcome, knowledge, date(2026, 11, 23)).pays:
        if state.note:
            assert state.because == state.note.text
            assert state.form == f"{state.value}:{state.note.id}"
        else:
            assert state.because == outcome.pays.because
            assert state.form == state.value


def test_a_customer_with_few_seats_is_not_told_of_government_clouds() -> None:
    page = site("filing").answers["filing"]["modern-work-small-use-or-consume"]
    words = {state.form: state.because for state in page.pays}
    assert words["unknown:government-cloud-unknown"] == "No text says how claims work there."
    assert words["unknown:seat-minimum"] == "A forum gives 300 seats as the minimum [^S01]."


def test_a_page_without_answers_says_what_is_so_for_most_who_come_there() -> None:
    shown = {
        id: next(state.form for state in page.pays if state.default)
        for id, page in site("filing").answers["filing"].items()
    }
    small = "unknown:seat-minimum"  # money is wanted in two of three answers to what you want
    assert shown["modern-work-small-use-or-consume"] == small
    assert shown["modern-work-use-or-consume"] == shown["all-three-claims"] == "if-eligible"


def test_the_questionnaire_and_the_home_page_say_how_far_the_facts_reach() -> None:
    pages = Pages(site_of(compiled))
    words = escape(reach_of_flow(compiled.flow))
    assert words.startswith("Rests on Microsoft")
    assert words in dict(pages.generated())["which-claim/index.md"]().body
    home = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    assert words in pages.render_text(home, "index.md", flows=our_flows())


def test_words_of_neighbouring_cells_stay_apart_in_the_search() -> None:
    """The search knows no cells, and so puts together what no space stands between."""
    seen = 0
    for name, make in Pages(site("filing")).generated():
        body = make().body
        read = Parser()
        read.feed(body)
        read.close()
        found = BeautifulSoup(" ".join("".join(one.text) for one in read.data if not one.is_excluded()), "html.parser")
        words = set(found.get_text(" ").split())
        for cell in BeautifulSoup(body, "html.parser").find_all(["th", "td", "dt", "dd", "summary", "caption"]):
            last = [cell, *cell.descendants][-1]
            following = last.find_next(string=lambda text: bool(text.strip()))
            if cell.get_text().strip() and following:
                seen += 1
                joined = cell.get_text().split()[-1] + following.split()[0]
                assert joined not in words, name
    assert seen > 100


def test_an_answer_is_found_without_the_heads_of_its_table_and_without_parts_that_a_script_fills() -> None:
    page = dict(Pages(site("filing")).generated())["answers/filing/all-three-claims.md"]()
    read = Parser()
    read.feed(page.body)
    read.close()
    shown = [one for one in read.data if not one.is_excluded()]
    assert [one.id for one in shown if "path" in str(one.id)] == []
    text = "".join("".join(one.text) for one in shown)
    assert "Proof that the customer signs" not in text
    assert "Link copied" not in text
    assert " Pays? <p>" in text


@pytest.mark.parametrize(("first", "title"), [
    ("choose: several\n    empty: true\n    options: {a: {label: A}, b: {label: B}}", "Nothing chosen"),
    ("date: {bands: {fresh: {within: 2 days}, old: otherwise}}", "At most 2 days ago"),
], ids=["empty", "date"])  # fmt: skip
def test_answers_are_listed_whatever_the_first_question_asks(
    first: str, title: str, tmp_path: Path, knowledge: Knowledge
) -> None:
    text = (ROOT / "tests" / "flows" / "small.yml").read_text(encoding="utf-8")
    asked = f"start: kinds\nquestions:\n  kinds:\n    ask: Which?\n    short: Which\n    {first}\n    goto: area\n"
    name = "b" if "options" in first else "old"
    text = text.replace("start: area\nquestions:\n", asked)
    text = text.replace("{when: {work: presales}", f"{{when: {{work: presales, kinds: {{none-of: [{name}]}}}}")
    text = text.replace(
        "{when: {work: {none",
        f"{{when: {{work: presales, kinds: {name}}}, goto: claim}}\n      - {{when: {{work: {{none",
    )
    path = tmp_path / "small.yml"
    path.write_text(text, encoding="utf-8")
    [group] = outcome_groups(compile_flow(path, knowledge))
    assert (group.title, len(group.outcomes)) == (title, 2)
