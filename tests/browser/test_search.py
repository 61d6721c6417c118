"""Searching finds today's page by yesterday's names; what is not there any more can be searched for."""

import pytest
from playwright.sync_api import expect

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

NOT_WITHOUT_BOOST = ("Pre-sales", "another partner already claimed")
"""Zensical knows no `boost` by which a question's page comes before others: it does not find these."""

FIRST = 3


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(words, marks=differs("it knows no boost") if words in NOT_WITHOUT_BOOST else ())
        for words in SEARCHED
    ],
)
def test_a_search_finds_the_right_page_among_the_first_three(words: str, warm: Reader) -> None:
    warm.follow("/about/")
    expect(warm.page.get_by_role("heading", name="About this site")).to_be_visible()
    warm.search(words)
    pages = list(dict.fromkeys(link.split("#")[0] for link in warm.found_addresses()))  # and their sections
    warm.search_box.press("Escape")
    assert set(pages[:FIRST]) & {page.split("#")[0] for page in SEARCHED[words]}, pages[:FIRST]


def test_a_missing_page_offers_to_search_for_the_words_of_its_address(reader: Reader) -> None:
    reader.watch.expects("404")
    reader.open("/questions/signed-sow-refused.html")
    field = reader.page.get_by_label("Search this site for")
    expect(field).to_have_value("signed sow refused")
    field.press("Enter")
    expect(reader.sees_found().search_box).to_have_value("signed sow refused")
    assert reader.found_addresses()[0] == "/questions/why-was-my-signed-sow-refused/"


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
