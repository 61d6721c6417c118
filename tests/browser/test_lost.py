"""A lost path with answers behind it: what they lead to is offered, also where a `#` was encoded on the way."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, expect
from served import Site

from browser.reader import Reader
from browser.test_addresses import ALL_CLAIMS, ALL_THREE, DYNAMICS, HOSTILE, INJECTED, OWN_CSP, may_stumble

ANSWER = f"/answers/which-claim/all-three-claims/#{ALL_THREE}"


@pytest.fixture
def lost(reader: Reader) -> Reader:
    """A reader who is about to open an address that is not there."""
    reader.watch.expects("404")
    may_stumble(reader)
    return reader


def offered(reader: Reader, kind: str) -> Locator:
    """What the page offers, once it does: `answer`, `question` or `plan`."""
    found = reader.part("lost").locator(f"[data-is={kind}]")
    expect(found).to_be_visible()
    expect(reader.page.get_by_role("heading", name="This page is not here")).to_be_visible()
    return found


@pytest.mark.parametrize(
    "address",
    [
        f"/answers/which-claim/all-the-claims/#{ALL_THREE}",
        f"/nowhere#{ALL_THREE}",
        f"/which-claim/%23{ALL_THREE}",
        f"/which-claim/%2523{quote(ALL_THREE, safe='')}",
        f"/answers/which-claim/all-three-claims/%23{ALL_THREE}/",
        f"/which-claim/%23{DYNAMICS}#{ALL_THREE.removeprefix(f'{DYNAMICS}&')}",
        f"/which-claim/%23{ALL_THREE.replace('volume-', 'volume-%0A').replace('area', 'AREA')}",
    ],
)
def test_answers_behind_a_lost_path_lead_to_their_answer_by_its_title(address: str, lost: Reader) -> None:
    answer = offered(lost.open(address), "answer")
    title = lost.part("title").inner_text()
    expect(answer.locator("[data-outcome=all-three-claims]")).to_have_attribute("data-claims", ALL_CLAIMS)
    answer.get_by_role("link").click()
    lost.sees_answer("all-three-claims", ALL_CLAIMS)
    expect(lost.page.get_by_role("heading", level=1)).to_have_text(title)
    assert lost.problems() == []


def test_answers_that_reach_no_answer_yet_open_the_questionnaire_where_they_lead(lost: Reader) -> None:
    offered(lost.open(f"/which-klaim/#{DYNAMICS}&on=2026-11-23"), "question").get_by_role("link").click()
    lost.sees_question("work").sees_address(f"/which-claim/#{DYNAMICS}&on=2026-11-23")


def test_the_state_graph_offers_the_questionnaire_before_the_engine_is_there(lost: Reader, site: Site) -> None:
    held = site.hold("/assets/runtime/*")
    offered(lost.open(f"/nowhere/#{OWN_CSP}"), "question")
    held.set()
    offered(lost, "answer")


def test_without_the_engine_the_questionnaire_is_still_offered(lost: Reader, site: Site) -> None:
    lost.watch.expects("once more", "without Python", "did not say")
    site.missing.add("/assets/runtime/*")
    link = offered(lost.open(f"/nowhere/#{OWN_CSP}"), "question").get_by_role("link")
    lost.wait_for_stage("failed")
    expect(link).to_have_attribute("href", re.compile(rf"/which-claim/#{OWN_CSP}$"))


def test_what_is_unknown_behind_a_lost_path_is_named_where_the_rest_leads(lost: Reader) -> None:
    offered(lost.open(f"/nowhere/#{OWN_CSP}&colour=red"), "answer").get_by_role("link").click()
    lost.sees_answer("azure-csp", "")
    assert lost.problems() == ["The link speaks of “colour”, which this questionnaire does not ask."]


def test_several_products_behind_a_lost_path_open_their_plan(lost: Reader) -> None:
    fragment = "1=azure-csp&1.area=azure&1.channel=csp-own&2.area=modern-work"
    offered(lost.open(f"/plans/wich-claim/#{fragment}"), "plan").get_by_role("link").click()
    lost.sees_address(f"/plans/which-claim/#{fragment}")


@pytest.mark.parametrize("fragment", ["colour=red", "area=nothing&=", "%23", "area", "x=" + "y" * 100_000])
def test_behind_a_lost_path_what_answers_nothing_is_offered_nothing(fragment: str, lost: Reader) -> None:
    lost.open(f"/nowhere/#{fragment}")
    if "=" in fragment:
        lost.wait_for_engine()
    lost.page.wait_for_timeout(300)
    expect(lost.part("lost")).to_be_hidden()


def test_a_lost_path_without_answers_starts_no_engine(lost: Reader, site: Site) -> None:
    lost.open("/questions/lost.html#area").page.wait_for_timeout(500)
    assert lost.engines == []
    assert [path for path in site.requested if "/assets/runtime/" in path] == []


@pytest.mark.parametrize("name", ["a script", "percent signs that encode nothing", "a prototype as an option"])
def test_hostile_answers_behind_a_lost_path_run_nothing(name: str, lost: Reader) -> None:
    offered(lost.open(f"/nowhere/#{HOSTILE[name][0]}").wait_for_engine(), "question")
    assert lost.evaluate(INJECTED) == {"ran": False, "elements": 0, "polluted": False}


def test_the_words_to_search_for_are_those_before_an_encoded_hash(lost: Reader) -> None:
    lost.open(f"/questions/signed-sow-refused/%23{OWN_CSP}")
    expect(lost.page.get_by_label("Search this site for")).to_have_value("signed sow refused")
