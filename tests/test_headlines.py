"""Headlines say what the facts say: over every path, the words beside what the engine works out."""

import re

from ours import our_knowledge
from walks import compiled, every_path

from build_scripts.check.headlines import headlines_by_case
from decision_tree import worth
from decision_tree.engine import Result, headline_of
from decision_tree.model import UNKNOWN, Flow

COMPILED = compiled("which-claim")

FLOW = COMPILED.flow

NUMBERS = {"one": 1, "two": 2, "three": 3}

TO_FILE = re.compile(r"\b[Ff]ile (one|two|three)(?: more)? claims?\b")

UNPAID = ("does not pay", "which do not pay", "Neither of them pays", "opts out")


def paying(flow: Flow, found: Result) -> set[str]:
    """What may be said of the payment of the claims to file: the words of `pays`."""
    claims = () if isinstance(found.claims, str) else found.claims
    return {worth.pays(flow, id, found) for id in claims}


def results() -> list[Result]:
    """The answers of all paths that have a headline of their own."""
    found = [step.result for _, step in every_path("which-claim") if step.result]
    return [result for result in found if result.headline]


def test_outcomes_with_headlines_never_fall_back_to_the_general_words() -> None:
    for _, step in every_path("which-claim"):
        if step.result and FLOW.outcomes[step.result.outcome].headlines:
            assert step.result.headline, step.answers


def test_the_number_of_claims_to_file_is_the_number_that_there_are() -> None:
    for found in results():
        title = headline_of(FLOW, found).title
        claims = () if isinstance(found.claims, str) else found.claims
        if said := TO_FILE.search(title):
            assert NUMBERS[said[1]] == len(claims), (title, found)
        if "Nothing left to file" in title:
            assert claims == () and found.keeps, (title, found)
        if title.startswith("Keep"):
            assert claims and found.keeps, (title, found)


def test_what_the_title_says_of_the_payment_is_so() -> None:
    for found in results():
        title, pays = headline_of(FLOW, found).title, paying(FLOW, found)
        if "can pay" in title:
            assert "if-eligible" in pays, (title, found)
        elif "not known" in title.lower():
            assert "if-eligible" not in pays and (UNKNOWN in pays or found.claims == UNKNOWN), (title, found)
        elif any(words in title for words in UNPAID):
            assert pays == {"none"}, (title, found)
        elif "Nothing left" not in title:
            assert "pay" not in title, title


def test_the_claim_that_the_title_names_as_paying_is_the_one_that_can() -> None:
    names = {claim.name: id for id, claim in our_knowledge().claims.items()}
    told = re.compile(rf"\b({'|'.join(names)}) (can pay|pays)\b")
    said = {"can pay": 0, "pays": 0}
    for found in results():
        if named := told.search(headline_of(FLOW, found).title):
            worth_it = "if-eligible" if named[2] == "can pay" else UNKNOWN
            assert [id for id in found.claims if worth.pays(FLOW, id, found) == worth_it] == [names[named[1]]], found
            said[named[2]] += 1
    assert min(said.values()) > 50


def test_what_can_pay_is_in_the_title() -> None:
    for found in results():
        if "if-eligible" in paying(FLOW, found) and "Partner Admin Link" not in headline_of(FLOW, found).title:
            assert "can pay" in headline_of(FLOW, found).title, found


def test_a_claim_that_never_pays_does_not_whatever_the_answer_does() -> None:
    for _, step in every_path("which-claim"):
        if step.result and step.result.outcome == "all-three-claims" and step.result.claims != UNKNOWN:
            assert worth.pays(FLOW, "usage-recognition", step.result) == "none"
            assert worth.pays(FLOW, "build-intent", step.result) == step.result.pays


def test_what_each_claim_counts_for_adds_up_to_what_the_answer_counts_for() -> None:
    for _, step in every_path("which-claim"):
        found = step.result
        if found is None or isinstance(found.claims, str):
            continue
        named = (*found.claims, *found.keeps, *found.routes)
        fed = {id for one in named for id, state in worth.metrics(FLOW, one, found).items() if state == "fed"}
        assert fed == {id for id, state in found.metrics.items() if state == "fed"}, step.answers


def test_a_case_is_told_where_its_condition_holds() -> None:
    for _, step in every_path("which-claim"):
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
