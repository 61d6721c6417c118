"""What a site says of itself stands in its words.yml, and nowhere in the code: another site says something else."""

from dataclasses import replace
from datetime import date
from functools import cache

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
