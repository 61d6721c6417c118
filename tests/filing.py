"""The made-up questionnaire in tests/flows/filing.yml: its words, some answers to it, and the replies with them."""

from functools import cache

from ours import site_of
from walks import TODAY, Given, compiled, flow_of, knowledge_of

from build_scripts.pages.site import Site
from decision_tree import artefact
from decision_tree.engine import resolve
from decision_tree.reply import Places, Reply, of_answer
from decision_tree.wording import Wording

FILING = flow_of("filing")

PLACES = Places(
    flow="https://example.org/filing/",
    answers="https://example.org/answers/filing/",
    plan="https://example.org/plans/filing/",
)

THREE: Given = {
    "area": ("business-applications",),
    "product": ("dynamics-365",),
    "channel": ("volume-licensing",),
    "work": ("presales", "adoption"),
    "goal": ("both",),
    "circumstances": (),
}
"""Answers that lead to three claims."""


@cache
def site(name: str = "filing") -> Site:
    """A site with one questionnaire alone."""
    return site_of(compiled(name), knowledge=knowledge_of(name))


@cache
def words(name: str = "filing") -> Wording:
    """The words of a questionnaire's answers, as the browser has them."""
    loaded = artefact.load(artefact.dump_wording(site(name).wording(flow_of(name))))
    assert isinstance(loaded, Wording)
    return loaded


def answered(answers: Given, name: str = "filing", *, carry: bool = True) -> Reply:
    """The reply with an answer."""
    flow = flow_of(name)
    return of_answer(flow, words(name), resolve(flow, answers, TODAY), TODAY, PLACES, carry=carry)
