"""Searching finds today's page by yesterday's names; what is not there any more can be searched for."""

from collections.abc import Iterable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from browser.reader import Reader, differs

SEARCHED = {
    "OSA": ("/questions/what-old-names-mean/", "/reference/glossary/#osa"),
    "OSU": ("/questions/what-old-names-mean/", "/reference/glossary/#osu"),
    "RevRec": ("/questions/what-old-names-mean/", "/reference/glossary/#revrec"),
    "influenced": ("/questions/influenced-revenue-or-usage/",),
    "POE template": ("/questions/must-i-use-the-template/",),
    "SoW rejected": ("/questions/why-was-my-signed-sow-refused/",),
    "three claims": ("/questions/three-claims-per-customer/",),
    "Pre-sales": ("/questions/what-old-names-mean/", "/reference/glossary/#build-intent"),
    "HWM": ("/questions/what-is-a-high-water-mark/", "/reference/glossary/#hwm"),
    "MPN ID": ("/questions/what-old-names-mean/", "/reference/glossary/#partner-id"),
    "another partner already claimed": ("/questions/another-partner-holds-it/",),
    "how long does review take": ("/questions/how-long-does-it-take/",),
    "customer opt out": ("/questions/what-the-customer-sees/",),
    "PAL once per tenant": ("/questions/how-do-i-set-partner-admin-link/",),
    "PAL hand over to another partner": ("/questions/how-do-i-set-partner-admin-link/",),
    "ownership power platform": ("/questions/how-do-i-set-partner-admin-link/",),
    "copilot studio": ("/questions/copilot-and-copilot-studio/",),
    "microsoft 365 copilot": ("/questions/copilot-and-copilot-studio/",),
    "csp security designation": ("/questions/security-for-a-csp/",),
    "on-premises migration": ("/questions/from-on-premises-to-the-cloud/",),
    "MCV": ("/reference/thresholds/", "/reference/glossary/#mcv"),
    "score not updated": ("/questions/when-does-the-score-show-it/",),
    "approved but points missing": ("/questions/when-does-the-score-show-it/",),
    "subcontractor": ("/reference/not-known/",),
    "distributor": ("/reference/not-known/",),
    "API to file claims": ("/reference/not-known/",),
    "contract clause": ("/reference/not-known/",),
    "consent by a click": ("/reference/not-known/",),
    "education": ("/reference/not-known/",),
    "government": ("/questions/mca-e-government-nce-perpetual/", "/reference/not-known/"),
}
"""What people type, and the pages of which one must be among the first three."""

NOT_WITHOUT_BOOST = (
    "influenced", "copilot studio", "approved but points missing", "another partner already claimed", "rejected",
)  # fmt: skip
"""Words for which Zensical finds other pages first, because it knows no `boost` by which a question's page is first."""


def searched(words: Iterable[str]) -> list[Any]:
    """Words as parameters of a test, which differs under Zensical for some."""
    return [pytest.param(one, marks=differs("it knows no boost") if one in NOT_WITHOUT_BOOST else ()) for one in words]


FOUND_FIRST = {
    "MCAE": "/questions/mca-e-government-nce-perpetual/",
    "rejected": "/questions/why-was-my-signed-sow-refused/",
    "does it pay": "/questions/incentive-or-recognition/",
    "120 days": "/reference/deadlines/",
    "how many claims per customer": "/questions/three-claims-per-customer/",
}
"""What people type in their own words, and the page that must be the first."""

TEASERS = {
    "rejected": "Probably because something is missing in it",
    "does it pay": "Build intent and Use or consume can pay",
    "how many claims per customer": "Up to three for a Dynamics 365 subscription",
    "SoW rejected": "Probably because something is missing in it",
}
"""What people type, and how the first page found begins, under its title."""

FIRST = 3


@pytest.mark.parametrize("words", searched(SEARCHED))
def test_a_search_finds_the_right_page_among_the_first_three(words: str, warm: Reader) -> None:
    warm.follow("/about/")
    expect(warm.page.get_by_role("heading", name="About this site")).to_be_visible()
    warm.search(words)
    pages = list(dict.fromkeys(link.split("#")[0] for link in warm.found_addresses()))  # and their sections
    warm.search_box.press("Escape")
    assert set(pages[:FIRST]) & {page.split("#")[0] for page in SEARCHED[words]}, pages[:FIRST]


@pytest.mark.parametrize("words", searched(FOUND_FIRST))
def test_a_search_in_the_words_of_partners_finds_the_right_page_first(words: str, warm: Reader) -> None:
    warm.follow("/about/")
    expect(warm.page.get_by_role("heading", name="About this site")).to_be_visible()
    warm.search(words)
    found = warm.found_addresses()
    warm.search_box.press("Escape")
    assert found[0].split("#")[0] == FOUND_FIRST[words], found


@differs("it draws its search by itself")
@pytest.mark.parametrize("words", TEASERS)
def test_what_is_found_begins_with_the_short_answer(words: str, warm: Reader) -> None:
    warm.follow("/about/")
    expect(warm.page.get_by_role("heading", name="About this site")).to_be_visible()
    warm.search(words)
    warm.search_box.blur()  # the navigation before may have closed the search, and what is not shown has no lines
    warm.search_box.focus()
    expect(warm.found.first).to_be_visible()
    title, *teaser = warm.found.first.inner_text().split("\n")
    everything = " ".join(warm.found.all_inner_texts())
    warm.search_box.press("Escape")
    assert " ".join(teaser).strip().startswith(TEASERS[words]), title
    assert [said for said in ("Missing:", "Checked 2", "Rests on", "Checking this") if said in everything] == []


# ---------- nothing is found


@pytest.fixture
def in_vain(reader: Reader) -> Reader:
    """A reader who has searched for what is nowhere."""
    reader.open("/reference/deadlines/").search_box.fill("")
    reader.search_box.press_sequentially("zzqqx")
    expect(offered(reader)).not_to_have_count(0)
    return reader


def offered(reader: Reader) -> Locator:
    """What the search offers where it has found nothing."""
    return reader.page.locator(".cpor-nothing").get_by_role("link")


@differs("it draws its search by itself")
def test_where_nothing_is_found_the_questionnaire_and_questions_are_offered(in_vain: Reader) -> None:
    leads = offered(in_vain).evaluate_all("links => links.map(link => link.href)")
    assert leads[0] == f"{in_vain.site.url}/which-claim/" and leads[-1] == f"{in_vain.site.url}/questions/"
    assert len(leads) <= 8 and all(one.startswith(f"{in_vain.site.url}/questions/") for one in leads[1:])
    offered(in_vain).nth(2).click()
    in_vain.sees_address(leads[2].removeprefix(in_vain.site.url))
    expect(in_vain.page.locator("#__search")).not_to_be_checked()


@differs("it draws its search by itself")
def test_what_is_offered_is_reached_with_the_keys_that_reach_what_is_found(in_vain: Reader) -> None:
    keyboard = in_vain.page.keyboard
    keyboard.press("Enter")
    expect(offered(in_vain).first).to_be_focused()
    in_vain.sees_address("/reference/deadlines/")
    keyboard.press("ArrowDown")
    expect(offered(in_vain).nth(1)).to_be_focused()
    keyboard.press("ArrowUp")
    keyboard.press("ArrowUp")
    expect(in_vain.search_box).to_be_focused()
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    in_vain.sees_address("/which-claim/").sees_question("area")


@differs("it draws its search by itself")
def test_what_is_offered_leads_to_the_same_pages_after_the_page_has_changed(in_vain: Reader) -> None:
    in_vain.search_box.press("Escape")
    in_vain.follow("/answers/which-claim/azure-csp/").sees_address("/answers/which-claim/azure-csp/")
    in_vain.page.wait_for_timeout(500)  # 125 ms after a navigation the theme closes the search
    in_vain.search_box.press_sequentially("q")
    offered(in_vain).last.click()
    in_vain.sees_address("/questions/")


@differs("it draws its search by itself")
def test_nothing_is_offered_where_something_is_found_or_nothing_was_asked(in_vain: Reader) -> None:
    in_vain.search("HWM")
    expect(offered(in_vain)).to_have_count(0)
    in_vain.search_box.fill("")
    in_vain.search_box.press("Backspace")
    in_vain.page.wait_for_timeout(500)
    expect(offered(in_vain)).to_have_count(0)


# ---------- a page that is missing


@differs("it knows no boost")
def test_a_missing_page_offers_to_search_for_the_words_of_its_address(reader: Reader) -> None:
    reader.watch.expects("404")
    reader.open("/questions/signed-sow-refused.html")
    field = reader.page.get_by_label("Search this site for")
    expect(field).to_have_value("signed sow refused")
    field.press("Enter")
    expect(reader.sees_found().search_box).to_have_value("signed sow refused")
    assert reader.found_addresses()[0] == "/questions/why-was-my-signed-sow-refused/"


@differs("it knows no boost")
def test_who_is_faster_than_the_index_of_the_search_finds_as_much(reader: Reader) -> None:
    reader.watch.expects("404")
    index = reader.site.hold("/search*.json")
    reader.open("/questions/signed-sow-refused.html").page.get_by_label("Search this site for").press("Enter")
    reader.page.wait_for_timeout(500)
    index.set()
    assert reader.sees_found().found_addresses()[0] == "/questions/why-was-my-signed-sow-refused/"


def test_a_missing_address_that_is_no_text_is_searched_for_as_it_stands(reader: Reader) -> None:
    reader.watch.expects("404")
    reader.open("/%E0%A4%A")
    expect(reader.page.get_by_label("Search this site for")).to_have_value("E0 A4 A")
