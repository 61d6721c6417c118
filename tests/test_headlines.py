"""Headlines say what the facts say: over every path, the words beside what the engine works out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from filing import FILING, THREE
from ours import our_knowledge
from walks import TODAY, Given, compiled, every_path, knowledge_of

from build_scripts.check.headlines import headlines_by_case
from decision_tree import worth
from decision_tree.engine import Result, headline_of, resolve
from decision_tree.model import UNKNOWN, Flow

COMPILED = compiled("which-claim")

FLOW = COMPILED.flow

NUMBERS = {"one": 1, "two": 2, "three": 3}

TO_FILE = re.compile(r"\b[Ff]ile (one|two|three)(?: more)? claims?\b")

UNPAID = ("does not pay", "which do not pay", "Neither of them pays", "opts out")


def untrue(flow: Flow, found: Result, names: Mapping[str, str]) -> Iterator[str]:
    """What the title for a case says that its facts do not; `names`: the name of a claim → its id."""
    title, claims = headline_of(flow, found).title, () if isinstance(found.claims, str) else found.claims
    pays = {id: worth.pays(flow, id, found) for id in claims}
    yield from miscounted(title, claims, found.keeps)
    yield from mispaid(title, set(pays.values()) if isinstance(found.claims, tuple) else {UNKNOWN})
    if named := re.search(rf"\b({'|'.join(map(re.escape, names))}) (can pay|pays)\b", title):
        worth_it = "if-eligible" if named[2] == "can pay" else UNKNOWN
        if [id for id, paid in pays.items() if paid == worth_it] != [names[named[1]]]:
            yield f"{named[1]} is another claim than the one"


def miscounted(title: str, claims: tuple[str, ...], keeps: tuple[str, ...]) -> Iterator[str]:
    """What a title says wrongly of how many claims there are to file and to keep."""
    if (said := TO_FILE.search(title)) and NUMBERS[said[1]] != len(claims):
        yield f"there are {len(claims)} claims to file"
    if "Nothing left to file" in title and (claims or not keeps):
        yield "something is left to file, or nothing is held"
    if title.startswith("Keep") and not (claims and keeps):
        yield "nothing is held, or nothing is left to file"


def mispaid(title: str, pays: set[str]) -> Iterator[str]:
    """What a title says wrongly of the payment of the claims to file."""
    if "can pay" in title:
        if "if-eligible" not in pays:
            yield "no claim can pay"
        return
    if "if-eligible" in pays and "Partner Admin Link" not in title:
        yield "a claim can pay, and the title does not say “can pay”"
    if "not known" in title.lower():
        if "if-eligible" in pays or UNKNOWN not in pays:
            yield "what pays is known"
    elif any(words in title for words in UNPAID):
        if pays != {"none"}:
            yield "a claim pays, or may"
    elif "Nothing left" not in title and "pay" in title:
        yield "what it says of payment is none of the words that are compared here"


def test_headlines_of_the_site_say_what_the_facts_say() -> None:
    names = {claim.name: id for id, claim in our_knowledge().claims.items()}
    wrong = {
        f"{step.result.outcome}: “{headline_of(FLOW, step.result).title}”: {said}"
        for _, step in every_path("which-claim")
        if step.result and step.result.headline
        for said in untrue(FLOW, step.result, names)
    }
    assert wrong == set(), "mend the title of the headline, or the facts of its outcome"


HELD: Given = {**THREE, "circumstances": ("we-hold-build-intent",)}


@pytest.mark.parametrize(("answers", "title", "said"), [
    (THREE, "File three claims. Build intent can pay.", []),
    (THREE, "File two claims. Build intent can pay.", ["there are 3 claims to file"]),
    (THREE, "Nothing left to file. Build intent can pay.", ["something is left to file, or nothing is held"]),
    (THREE, "Keep it. Build intent can pay.", ["nothing is held, or nothing is left to file"]),
    (THREE, "File three claims.", ["a claim can pay, and the title does not say “can pay”"]),
    (THREE, "File three claims. Usage recognition can pay.", ["Usage recognition is another claim than the one"]),
    (THREE, "File three. What pays is not known, what can is.",
     ["a claim can pay, and the title does not say “can pay”", "what pays is known"]),
    (HELD, "Keep Build intent, and file two more claims, which do not pay.", []),
    (HELD, "Keep Build intent, and file two more claims. One can pay.", ["no claim can pay"]),
    (HELD, "Keep Build intent. The others may pay.",
     ["what it says of payment is none of the words that are compared here"]),
    ({**THREE, "circumstances": ("no-designation-yet",)}, "File three claims, which do not pay.",
     ["a claim pays, or may"]),
])  # fmt: skip
def test_a_headline_that_says_otherwise_is_found(answers: Given, title: str, said: list[str]) -> None:
    names = {claim.name: id for id, claim in knowledge_of("filing").claims.items()}
    outcome = FILING.outcomes["all-three-claims"]
    headlines = tuple(replace(it, title=title) for it in outcome.headlines)
    flow = replace(FILING, outcomes={**FILING.outcomes, outcome.id: replace(outcome, headlines=headlines)})
    found = resolve(flow, answers, TODAY).result
    assert found is not None
    assert list(untrue(flow, found, names)) == said


def test_outcomes_with_headlines_never_fall_back_to_the_general_words() -> None:
    for _, step in every_path("which-claim"):
        if step.result and FLOW.outcomes[step.result.outcome].headlines:
            assert step.result.headline, step.answers


def test_a_claim_that_never_pays_does_not_whatever_the_answer_does() -> None:
    for _, step in every_path("filing"):
        if step.result and step.result.outcome == "all-three-claims" and step.result.claims != UNKNOWN:
            assert worth.pays(FILING, "usage-recognition", step.result) == "none"
            assert worth.pays(FILING, "build-intent", step.result) == step.result.pays


def test_what_each_claim_counts_for_adds_up_to_what_the_answer_counts_for() -> None:
    for _, step in every_path("which-claim"):
        found = step.result
        if found is None or isinstance(found.claims, str):
            continue
        named = (*found.claims, *found.keeps, *found.routes)
        fed = {id for one in named for id, state in worth.metrics(FLOW, one, found).items() if state == "fed"}
        assert fed == {id for id, state in found.metrics.items() if state == "fed"}, step.answers


def test_a_case_is_told_where_its_condition_holds() -> None:
    for _, step in every_path("filing"):
        if step.result:
            ticked = "us-public-sector" in step.answers.get("circumstances", ())
            assert ("us-public-sector" in step.result.cases) is ticked
            assert ("modern-work" in step.result.cases) is (step.answers["area"] == ("modern-work",))


def test_the_headline_that_a_page_looks_up_is_the_one_that_the_engine_finds() -> None:
    by_outcome = {}
    for id, outcome in FLOW.outcomes.items():
        cases = headlines_by_case(COMPILED.walk, outcome)
        by_outcome[id] = cases.asks, {case: found for found, of in cases.headlines.items() for case in of}
    found = 0
    for given, step in every_path("which-claim"):
        if step.result is None:
            continue
        asks, headlines = by_outcome[step.result.outcome]
        chosen = {f"{question}={option}" for question, options in given.items() for option in options}
        case = "+".join(ask for ask in asks if ask in chosen) or "-"
        headline, kept = headlines.get(case, (None, ()))
        assert headline == step.result.headline, (given, case)
        assert set(kept) <= set(step.result.keeps), (given, case)
        assert not headline or not headline.title.startswith("Keep") or kept, (given, case)
        found += step.result.headline is not None
    assert found > 100


def test_a_page_has_few_cases_to_look_up() -> None:
    for outcome in FLOW.outcomes.values():
        assert sum(map(len, headlines_by_case(COMPILED.walk, outcome).headlines.values())) <= 64, outcome.id
