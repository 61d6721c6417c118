"""Text of the pictures that forums and chats show beside a pasted link: one card for each answer and question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from build_scripts.pages.page import Page
from build_scripts.pages.replies import short_answer, sources_of_short_answer
from build_scripts.pages.site import Site
from build_scripts.pages.written import HandWritten
from build_scripts.read.evidence import Grade
from build_scripts.read.knowledge import Knowledge
from decision_tree import reply
from decision_tree.engine import Result
from decision_tree.model import UNKNOWN, Flow, Outcome
from decision_tree.wording import Wording

FOLDER = "assets/previews"

HOME = "index.md"
"""Page whose picture is shown for every page that has none of its own."""

OPTION = "option"
"""Look of a badge that is an option to choose instead of a grade."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Badge:
    """Short label whose look says what it is: a grade, or an option."""

    words: str
    look: str
    """How a grade is drawn, or `option`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """Fact of an answer."""

    name: str
    words: str = ""
    look: str = ""
    """Value of the fact, where it decides how the words look; empty elsewhere."""
    grade: Badge | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """Text of a picture, from its most important part to its least important."""

    name: str
    """Name of the site."""
    eyebrow: str
    title: str
    text: str = ""
    facts: tuple[Fact, ...] = ()
    badges: tuple[Badge, ...] = ()
    footing: str = ""


# ---------- the cards of a site


def cards(site: Site) -> dict[str, Card]:
    """Path of a page below the staged folder → card."""
    found = {HOME: site_card(site.knowledge)}
    for one in site.compiled.values():
        flow, wording = one.flow, site.wording(one.flow)
        found[f"{flow.id}/index.md"] = flow_card(flow)
        for outcome in flow.outcomes.values():
            found[f"answers/{flow.id}/{outcome.id}.md"] = answer_card(flow, wording, outcome, site.knowledge.grades)
    for name, page in site.written.items():
        if page.is_question:
            found[name] = question_card(page, site)
    return found


def site_card(knowledge: Knowledge) -> Card:
    """Card of the site as a whole."""
    return Card(
        name=knowledge.words.site.name,
        eyebrow=knowledge.words.site.for_whom,
        title=knowledge.words.pages.asks or knowledge.words.site.name,
        text="Each fact says who published it, when, and how sure it is. Where sources disagree, you see both sides.",
        badges=tuple(map(badge, knowledge.grades.values())),
        footing=reply.footing(None, knowledge.words.site),
    )


def flow_card(flow: Flow) -> Card:
    """Card of a questionnaire: its title, and its first question with the options."""
    start = flow.questions[flow.start]
    return Card(
        name=flow.site.name,
        eyebrow=flow.site.for_whom,
        title=flow.title,
        text=start.ask,
        badges=tuple(Badge(words=option.label, look=OPTION) for option in start.options),
        footing=reply.footing(None, flow.site),
    )


def answer_card(flow: Flow, wording: Wording, outcome: Outcome, grades: Mapping[str, Grade]) -> Card:
    """Card of an answer, in the words of the reply that holds for everybody."""
    found = reply.usual_result(flow, wording, outcome)
    return Card(
        name=flow.site.name,
        eyebrow=flow.title,
        title=outcome.title,
        text=" ".join(reply.taken_back(outcome, found)),
        facts=tuple(facts(flow, wording, found, grades)),
        footing=f"{reply.MORE} {reply.footing(outcome.checked, flow.site, reply.reach_words(flow, found))}",
    )


def facts(flow: Flow, wording: Wording, found: Result, grades: Mapping[str, Grade]) -> Iterator[Fact]:
    """Facts of an answer, each with its grade and its look."""
    claims = UNKNOWN if found.claims == UNKNOWN else "file" if found.claims else "none"
    looks = {reply.CLAIMS: claims, reply.PAYS: found.pays, reply.COUNTS: found.counts}
    for name, words, grade in reply.graded(flow, wording, found):
        sure = badge(grades[grade]) if grade else None
        yield Fact(name=name, words=words, look=looks.get(name, ""), grade=sure)


def question_card(page: HandWritten, site: Site) -> Card:
    """Card of a question page."""
    knowledge, words, cited = site.knowledge, site.knowledge.words.site, sources_of_short_answer(page)
    return Card(
        name=words.name,
        eyebrow=f"A question that {knowledge.words.pages.asked_by} ask",
        title=page.question(),
        text=short_answer(page, site.fragments),
        facts=tuple(
            Fact(name=f"{part or 'How sure'}:", grade=badge(knowledge.grades[of]))
            for part, of in page.front.grades.items()
        ),
        footing=reply.footing(page.front.checked, words, knowledge.reach_sentence(cited)),
    )


def badge(grade: Grade) -> Badge:
    """Badge of a grade, in the words of replies."""
    return Badge(words=grade.in_replies, look=grade.drawn_as)


# ---------- pictures in the head of pages


def picture_of(page: str) -> str:
    """Path of a page's picture below the root; `page` is the path of the page below the staged folder.

    >>> picture_of("answers/small/claim.md")
    'assets/previews/answers/small/claim.png'
    """
    return f"{FOLDER}/{PurePosixPath(page).with_suffix('.png')}"


def preview(page: Page, found: Mapping[str, Card], site_address: str) -> dict[str, dict[str, str]]:
    """Front matter that names the picture of a page, for overrides/main.html."""
    own = page.name if page.name in found else HOME
    return {"preview": {"image": f"{site_address}{picture_of(own)}", "says": said(found[own])}}


def said(card: Card) -> str:
    """Alternative text of a card, for readers who do not see it: all its words, in their order."""
    badges = "; ".join(one.words for one in card.badges)
    lines = [f"{card.name}. {card.eyebrow}", card.title, card.text, *map(fact_said, card.facts), badges, card.footing]
    return " ".join(sentence(line) for line in lines if line)


def fact_said(fact: Fact) -> str:
    """Words of a fact: name, value and grade."""
    grade = fact.grade.words if fact.grade else ""
    return f"{fact.name} {f'{fact.words} ({grade})' if fact.words and grade else fact.words or grade}"


def sentence(words: str) -> str:
    """Words with a full stop at the end, unless they end like a sentence already."""
    return words if words.endswith((".", "?", "!", "…")) else f"{words}."
