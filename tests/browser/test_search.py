"""Searching finds today's page by yesterday's names; what is not there any more can be searched for."""

import pytest
from playwright.sync_api import expect

from browser.reader import Reader

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
}
"""What people type, and the pages of which one must be among the first three."""

FIRST = 3

SETTLED = """async () => {
  const shown = () => [...document.querySelectorAll("a.md-search-result__link")].map(link => link.href).join(" ");
  const before = shown();
  await new Promise(done => setTimeout(done, 300));
  return before !== "" && shown() === before;
}"""
"""The results are there, and those for the letters typed so far have made way for those for all of them."""


@pytest.mark.parametrize("words", SEARCHED)
def test_a_search_finds_the_right_page_among_the_first_three(words: str, warm: Reader) -> None:
    warm.follow("/about/")
    expect(warm.page.get_by_role("heading", name="About this site")).to_be_visible()
    box = warm.page.get_by_role("textbox", name="Search")
    box.fill("")
    box.press_sequentially(words)
    warm.page.wait_for_function(SETTLED)
    links = warm.page.locator("a.md-search-result__link").evaluate_all("links => links.map(link => link.href)")
    pages = list(dict.fromkeys(link.removeprefix(warm.site.url).split("#")[0] for link in links))  # and their sections
    box.press("Escape")
    assert set(pages[:FIRST]) & {page.split("#")[0] for page in SEARCHED[words]}, pages[:FIRST]


def test_a_missing_page_offers_to_search_for_the_words_of_its_address(reader: Reader) -> None:
    reader.watch.expects("404")
    reader.open("/questions/signed-sow-refused.html")
    field = reader.page.get_by_label("Search this site for")
    expect(field).to_have_value("signed sow refused")
    field.press("Enter")
    link = reader.page.locator(".md-search-result__item a").first
    expect(link).to_have_attribute("href", f"{reader.site.url}/questions/why-was-my-signed-sow-refused/")


def test_a_missing_address_that_is_no_text_is_searched_for_as_it_stands(reader: Reader) -> None:
    reader.watch.expects("404")
    reader.open("/%E0%A4%A")
    expect(reader.page.get_by_label("Search this site for")).to_have_value("E0 A4 A")
