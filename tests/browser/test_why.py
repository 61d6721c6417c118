"""Why this answer, and what would change it: on the answer's page and in the questionnaire, by the engine's word."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from served import Site

from browser.reader import Reader

THREE = (
    "area=business-applications&product=dynamics-365&channel=volume-licensing"
    "&work=presales,adoption&goal=both&circumstances="
)
CLAIMS = ["build-intent", "influenced-revenue", "usage-recognition"]


@pytest.fixture
def answered(warm: Reader) -> Reader:
    """A reader who has come to three claims."""
    warm.follow(f"/answers/which-claim/all-three-claims/#{THREE}").sees_answer("all-three-claims", CLAIMS)
    expect(warm.unfold("Why this answer").part("why")).to_be_visible()
    return warm


def test_the_answers_that_decided_are_told_in_order_with_their_rules(answered: Reader) -> None:
    items = answered.part("why").locator(".cpor-why__item")
    expect(items).to_have_count(5)
    expect(items.first).to_contain_text("Product area: Business Applications")
    expect(items.nth(3).get_by_role("link", name="then this answer")).to_be_visible()
    expect(answered.part("why-static")).to_be_hidden()
    items.nth(3).get_by_role("link", name="then this answer").click()
    expect(answered.page).to_have_url(re.compile(r"/which-claim/#decide-\d+$"))
    row = answered.page.locator(f"[id='{urlsplit(answered.page.url).fragment}']")
    expect(row).to_be_in_viewport()
    expect(row).to_contain_text("Three claims for Dynamics 365")


def test_a_single_different_answer_is_a_link_that_leads_where_it_says(answered: Reader) -> None:
    changes = answered.part("changes")
    changes.get_by_text("What you want").click()
    changes.get_by_role("link", name="Money Answer: File one claim: Build intent. It can pay.").click()
    answered.sees_answer("build-intent", ["build-intent"])
    answered.sees_address(f"/answers/which-claim/build-intent/#{THREE.replace('goal=both', 'goal=incentive')}")


def test_an_answer_that_asks_for_more_leads_to_the_question(answered: Reader) -> None:
    changes = answered.part("changes")
    changes.get_by_text("Product area").click()
    changes.get_by_role("link", name="Modern Work Asks first: How many seats").click()
    answered.sees_question("seats")


def test_what_only_changes_facts_says_which(answered: Reader) -> None:
    changes = answered.part("changes")
    changes.get_by_text("Circumstances").click()
    but = "The same answer, but: Claims to file: Influenced Revenue; Usage recognition"
    changes.get_by_role("link", name=f"Also “We already hold Build intent” {but}").click()
    answered.sees_answer("all-three-claims", ["influenced-revenue", "usage-recognition"])


def test_in_the_questionnaire_it_is_told_as_well(warm: Reader) -> None:
    warm.answer("area", "azure").answer("channel", "csp-own").answer("circumstances").sees_answer("azure-csp", [])
    expect(warm.unfold("Why this answer").part("why")).to_be_visible()
    expect(warm.part("why").locator(".cpor-why__item")).to_have_count(3)


def test_without_answers_the_rules_that_lead_there_are_told(reader: Reader) -> None:
    reader.open("/answers/which-claim/azure-csp/")
    expect(reader.part("why-static")).to_contain_text("Product area: Azure; How the customer buys: CSP: we are the CSP")
    expect(reader.part("why")).to_be_hidden()


def test_where_the_words_cannot_be_had_the_rules_stay(reader: Reader, site: Site) -> None:
    reader.watch.expects("404", "did not say why")
    site.missing.add("/assets/words/*")
    reader.open(f"/answers/which-claim/all-three-claims/#{THREE}").sees_answer("all-three-claims", CLAIMS)
    expect(reader.unfold("Why this answer").part("why-static")).to_be_visible()
    expect(reader.part("why")).to_be_hidden()
