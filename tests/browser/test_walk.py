"""From the first question to the answer, by clicking: the right answer for each set of claims that there is."""

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.reader import Reader
from build_scripts.check.compiler import Compiled
from build_scripts.check.scenarios import Case, read_cases
from build_scripts.read.knowledge import Knowledge
from decision_tree import links
from decision_tree.engine import Result, resolve

SCENARIOS = Path(__file__).parents[2] / "decision_tree" / "scenarios" / "which-claim.yml"

CASES = {case.id: case for case in read_cases(SCENARIOS)}
"""Situations with the answers that were worked out by hand."""

WALKED = [
    "azure-own-csp",  # none; the shortest way, which ends without the last question
    "azure-ea",  # none, two routes
    "power-platform-own-csp-adoption",  # none, the route of an own sale beside one that is set up
    "d365-held-all",  # none left to file: all three are kept
    "d365-mca-e",  # unknown
    "d365-government-and-more",  # unknown because of a circumstance, with one kept
    "d365-ea-presales-money",  # Build intent
    "d365-held-influenced-revenue",  # Build intent and Usage recognition
    "power-platform-ea-everything",  # Build intent and Influenced Revenue, and a route
    "d365-ea-everything",  # all three
    "d365-contested",  # Influenced Revenue
    "d365-reseller",  # Influenced Revenue and Usage recognition, and another accepted association
    "d365-renewed",  # Usage recognition
    "modern-work-large-already-used",  # Use or consume, and a metric that is not fed
    "security-m365-own-csp",  # Use or consume, without money
]

CIRCUMSTANCES_OF_AZURE = "/which-claim/#area=azure&channel=web-direct"
WORK_OF_DYNAMICS = "/which-claim/#area=business-applications&product=dynamics-365&channel=volume-licensing"

SEEN_FACTS = """() => Object.fromEntries(["pays", "counts", "claims"].map(name => {
  const fact = document.querySelector(`[data-part=stage] :is(.cpor-part, .cpor-do) [data-fact="${name}"]`);
  return [name, [...fact.children].filter(form => !form.hidden).map(form => form.dataset.is.split(":")[0])];
}))"""
"""Of each fact the values shown where its fold is open. What pays may name the note that decides it after a colon."""


def claims_of(case: Case) -> str:
    """The claims as data-claims carries them."""
    claims = case.expect["claims"]
    return claims if isinstance(claims, str) else " ".join(claims)


def result_of(which_claim: Compiled, case: Case) -> tuple[str, Result]:
    """The fragment that carries the answers, an empty choice of circumstances included, and where it leads."""
    answers = {**case.answers, "circumstances": case.answers.get("circumstances", ())}
    step = resolve(which_claim.flow, answers, date.today())  # noqa: DTZ011 - the page asks the same clock
    assert step.result is not None
    return links.link_of(step), step.result


def test_every_set_of_claims_that_was_worked_out_by_hand_is_walked() -> None:
    walked = {frozenset(claims_of(CASES[id]).split()) for id in WALKED}
    assert {frozenset(claims_of(case).split()) for case in CASES.values()} - walked == set()


@pytest.mark.parametrize("id", WALKED)
def test_a_walk_by_clicking_ends_at_the_answer_that_was_worked_out_by_hand(
    id: str, warm: Reader, which_claim: Compiled
) -> None:
    case = CASES[id]
    fragment, result = result_of(which_claim, case)
    warm.walk(links.parse(fragment, which_claim.flow).answers)
    warm.sees_answer(result.outcome, claims_of(case))
    warm.sees_address(f"/which-claim/#{fragment}")
    # claims are told by their rows; that there are none, or that nobody knows, by a line
    claims = ["unknown"] if case.expect["claims"] == "unknown" else [] if case.expect["claims"] else ["none"]
    assert warm.evaluate(SEEN_FACTS) == {
        "pays": [case.expect["pays"]],
        "counts": [case.expect["counts"]],
        "claims": claims,
    }
    sees_the_notes_that_hold_and_no_others(warm, which_claim, case, result)


def sees_the_notes_that_hold_and_no_others(warm: Reader, which_claim: Compiled, case: Case, result: Result) -> None:
    """The notes of the answer are shown without their conditions, and no note beside them."""
    titles = warm.page.locator("[data-part=stage] .cpor-note__title:visible").all_text_contents()
    notes = {note.title: id for id, note in which_claim.flow.notes.items()}
    shown = [notes[title] for title in titles]
    assert set(case.expect.get("notes", ())) <= set(shown)
    assert set(case.expect.get("notes-not", ())).isdisjoint(shown)
    assert sorted(shown) == sorted(result.notes)
    assert warm.page.locator("[data-static]:visible").count() == 0


def test_what_pays_and_what_counts_is_told_in_words_with_grade_and_sources(warm: Reader, knowledge: Knowledge) -> None:
    warm.follow("/which-claim/#area=azure&channel=csp-own&circumstances=").sees_answer("azure-csp", "")
    warm.unfold("Money and points in detail")
    glance = warm.page.locator("[data-part=stage] .cpor-glance")
    expect(glance.locator("[data-fact=pays] .cpor-state:visible")).to_have_text(knowledge.words.pays["not-applicable"])
    expect(glance.locator("[data-fact=counts] .cpor-state:visible")).to_have_text(knowledge.words.counts["full"])
    expect(glance.locator("[data-fact=pays] .cpor-grade:visible")).to_have_count(1)
    assert glance.locator("[data-fact=pays] .cpor-sources a:visible").count() > 0


def test_claims_that_are_held_are_to_be_kept_and_not_filed(warm: Reader, which_claim: Compiled) -> None:
    fragment, result = result_of(which_claim, CASES["d365-held-all"])
    warm.follow(f"/which-claim/#{fragment}").sees_answer("all-three-claims", "")
    rows = warm.page.locator("[data-part=stage] .cpor-do__row:visible")
    assert [row.get_attribute("data-is") for row in rows.all()] == ["keep"] * len(result.keeps)
    expect(warm.page.get_by_role("heading", name="Nothing left to file: keep your three claims.")).to_be_visible()


def test_the_way_from_the_home_page_keeps_what_was_chosen_there(warm: Reader) -> None:
    warm.follow("/")
    expect(warm.page.locator(".cpor-hero h1")).to_be_visible()
    warm.answer("area", "azure").answer("channel", "csp-own").answer("circumstances").sees_answer("azure-csp", "")
    warm.sees_address("/which-claim/#area=azure&channel=csp-own&circumstances=")
    assert warm.path() == [
        ("Product area", "Azure"),
        ("How the customer buys", "CSP: we are the CSP partner"),
        ("Circumstances", "none of these"),
    ]


def test_nothing_may_be_chosen_where_a_question_allows_it(warm: Reader) -> None:
    warm.follow(CIRCUMSTANCES_OF_AZURE).sees_question("circumstances").go_on()
    warm.sees_answer("azure-pal", "").sees_address(f"{CIRCUMSTANCES_OF_AZURE}&circumstances=")
    assert warm.path()[-1] == ("Circumstances", "none of these")


def test_an_option_that_stands_alone_takes_back_the_others_and_the_other_way_round(warm: Reader) -> None:
    warm.follow(WORK_OF_DYNAMICS).sees_question("work").choose("presales", "adoption", "none-of-these")
    assert warm.chosen() == ["none-of-these"]
    warm.choose("adoption")
    assert warm.chosen() == ["adoption"]
    warm.choose("none-of-these").go_on().sees_answer("only-licences-nothing", "")


@pytest.mark.parametrize("address", ["/which-claim/", WORK_OF_DYNAMICS])
def test_who_chooses_nothing_is_told_and_led_to_the_message(address: str, warm: Reader) -> None:
    warm.follow(address)
    question = "work" if "#" in address else "area"
    warm.sees_question(question).go_on()
    problem = warm.form.locator("[data-part=problem]")
    expect(problem).to_be_visible()
    expect(problem).to_be_focused()
    expect(problem).to_have_text(re.compile(r"^[A-Z].+\.$"))
    expect(warm.form.get_by_role("group")).to_have_attribute("aria-invalid", "true")
    expect(warm.form.get_by_role("group")).to_have_accessible_description(problem.inner_text())
    warm.sees_address(address).sees_question(question)


def test_the_message_goes_away_with_the_first_choice(warm: Reader) -> None:
    warm.follow(WORK_OF_DYNAMICS).sees_question("work").go_on()
    expect(warm.form.locator("[data-part=problem]")).to_be_visible()
    warm.choose("adoption")
    expect(warm.form.locator("[data-part=problem]")).to_be_hidden()
    assert warm.form.get_by_role("group").get_attribute("aria-invalid") is None


def test_only_options_that_exist_after_these_answers_are_offered(warm: Reader) -> None:
    warm.follow("/which-claim/#area=azure").sees_question("channel")
    expect(warm.option("perpetual")).to_be_hidden()
    expect(warm.option("perpetual")).to_be_disabled()
    warm.follow("/which-claim/#area=modern-work").sees_question("channel")
    expect(warm.option("perpetual")).to_be_visible()
