"""What a site says of itself stands in its words.yml, and nowhere in the code: another site says something else."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from filing import PLACES, THREE
from ours import OURS, made_up_knowledge, site_of
from walks import PLACES as FLOWS
from walks import TODAY

from build_scripts.check.compiler import compile_flow
from build_scripts.pages.render import Pages
from build_scripts.pages.site import Site
from build_scripts.previews.cards import cards
from build_scripts.read.knowledge import Knowledge
from decision_tree.deadline import calendar, due_days
from decision_tree.engine import resolve
from decision_tree.markup import FORMATS
from decision_tree.model import SiteWords
from decision_tree.reply import Reply, of_answer, of_question

CARRIER = SiteWords(
    decides="The carrier decides in the end.",
    independent="We are not the carrier.",
    unofficial="Not by the carrier.",
    texts_of="the carrier's",
    no_texts="Rests on nothing that the carrier wrote.",
    no_claim="nothing to hand in",
    last_day="Last day for",
    for_whom="For senders.",
)

OF_OURS = ("Microsoft decides", "is not Microsoft", "Not by Microsoft", "CPOR claim to file", "the CPOR claim")
"""Beginnings of what our site says of itself."""

PAGES = ("answers/filing/all-three-claims.md", "filing/index.md", "plans/filing.md", "sources.md")


def known(words: SiteWords) -> Knowledge:
    """The made-up knowledge, of a site that says this of itself."""
    knowledge = made_up_knowledge()
    return replace(knowledge, words=replace(knowledge.words, site=words))


@cache
def site(words: SiteWords) -> Site:
    """A site of one questionnaire that says this of itself."""
    return site_of(compile_flow(FLOWS["filing"], known(words)), knowledge=known(words))


def text(reply: Reply) -> str:
    """A reply as plain text."""
    return FORMATS["text"](reply.text)


def told(words: SiteWords) -> dict[str, str]:
    """Name → everything that a site of one questionnaire tells readers: its pages, replies, pictures, calendars."""
    its = site(words)
    flow = its.compiled["filing"].flow
    wording = its.wording(flow)
    step, asked = resolve(flow, THREE, TODAY), resolve(flow, {}, TODAY)
    bought = date(2026, 11, 2)
    due = {"build-intent": due_days(wording.tasks["build-intent"].limits, bought)}
    return {
        **{name: make().body for name, make in Pages(its).generated() if name in PAGES},
        "reply": text(of_answer(flow, wording, step, TODAY, PLACES, carry=True)),
        "reply with a question": text(of_question(flow, asked, flow.start, PLACES, carry=False)),
        "calendar": calendar(wording, due, bought, TODAY, PLACES.flow) or "",
        "picture": str(cards(its)["filing/index.md"]),
    }


def test_another_site_says_its_own_words_and_none_of_ours() -> None:
    found = told(CARRIER)
    assert [(name, words) for name, text in found.items() for words in OF_OURS if words in text] == []
    assert CARRIER.decides in found["answers/filing/all-three-claims.md"]
    assert "Nothing to hand in" in found["plans/filing.md"]
    assert CARRIER.unofficial in found["reply"]
    assert ", on the carrier's score lists" in found["reply"]
    assert "it is not the carrier&#39;s word" in found["sources.md"]
    assert found["reply with a question"].rstrip().endswith(CARRIER.unofficial)
    assert "Last day for Build intent" in found["calendar"]
    assert CARRIER.decides in found["calendar"].replace("\r\n ", "")
    assert CARRIER.for_whom in found["picture"]
    assert CARRIER.independent in found["picture"]


def test_a_site_without_such_words_leaves_them_out() -> None:
    found = told(SiteWords())
    assert [(name, words) for name, text in found.items() for words in OF_OURS if words in text] == []
    assert "No claim to file" in found["plans/filing.md"]
    assert "Rests on score lists" in found["answers/filing/all-three-claims.md"]
    assert ", on score lists" in found["reply"]
    assert not found["reply with a question"].endswith(" ")
    assert "\\n\\n" not in found["calendar"]


def test_the_foot_of_every_page_says_who_decides_as_the_words_of_the_site_do(knowledge: Knowledge) -> None:
    foot = OURS.config.read_text(encoding="utf-8").partition("\ncopyright:")[2].partition("\n\n")[0]
    assert knowledge.words.site.decides in " ".join(foot.split())


@pytest.mark.parametrize("words", [CARRIER, SiteWords()])
def test_a_site_finds_the_same_answers_whatever_it_says_of_itself(words: SiteWords) -> None:
    flow, ours = site(words).compiled["filing"].flow, site(made_up_knowledge().words.site).compiled["filing"].flow
    assert resolve(flow, THREE, TODAY) == resolve(ours, THREE, TODAY)


# ---------- what the tools say

SUBJECT = re.compile(r"CPOR|Microsoft|Partner Center|Azure|Dynamics 365|Influenced|Solutions Partner")
"""Names of our subject."""

NAMED_IN_CODE = {
    "decision_tree/score.py": "the estimate of a score says who alone knows it; only sites with score.yml have one",
}
"""Code that may name our subject to readers, each with the reason."""


def strings(path: Path) -> Iterator[str]:
    """The strings of a module that are no docstrings; of a template all of its text."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield text
        return
    nodes = [*ast.walk(ast.parse(text))]
    said = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    yield from (
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
    )


def test_no_string_of_the_tools_names_our_subject() -> None:
    folders = (OURS.root / "build_scripts", OURS.root / "overrides", OURS.docs / "assets" / "questionnaire")
    files = [*(path for folder in folders for path in folder.rglob("*")), *OURS.engine.glob("*.py")]
    files += [OURS.docs / "service-worker.js", OURS.docs / "service-worker-gone.js"]
    texts = [path for path in files if path.suffix in (".py", ".j2", ".html", ".typ", ".js", ".yml")]
    named = {path.relative_to(OURS.root).as_posix() for path in texts for it in strings(path) if SUBJECT.search(it)}
    assert named == set(NAMED_IN_CODE)
