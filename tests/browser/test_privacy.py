"""Answers stay with the reader: nothing goes to anybody else, nothing is kept but the colour scheme."""

import re

from playwright.sync_api import expect

from browser.reader import Reader

ALLOWED_KEYS = re.compile(r"^/\.__palette$")
"""Material keeps the chosen colours, under the site's path."""

KEPT = """async () => ({
  cookies: document.cookie,
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map(({ name }) => name),
  caches: await caches.keys(),
  serviceWorkers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


def test_a_whole_visit_asks_nobody_else_tells_nobody_and_keeps_only_the_colours(reader: Reader) -> None:
    reader.open("/").answer("area", "business-applications").answer("product", "dynamics-365")
    reader.answer("channel", "web-direct").answer("work", "presales", "adoption").answer("goal", "recognition")
    reader.answer("circumstances", "us-public-sector")
    reader.sees_answer("influenced-revenue-and-usage-recognition", "influenced-revenue usage-recognition")
    reader.page.get_by_role("link", name="Open this answer’s own page").click()
    reader.sees_answer("influenced-revenue-and-usage-recognition", "influenced-revenue usage-recognition")
    reader.follow("/questions/must-i-use-the-template/")
    expect(reader.page.locator("main h1")).to_contain_text("template")
    reader.page.wait_for_timeout(500)  # instant navigation closes the search when it is done
    reader.search("influenced revenue").found.first.click()
    expect(reader.page.locator("main h1")).to_be_visible()
    reader.page.locator("label[for^=__palette]:visible").click()

    elsewhere = [url for url in reader.watch.requested if not url.startswith(f"{reader.site.url}/")]
    assert elsewhere == []
    assert len([url for url in reader.watch.requested if "/assets/runtime/" in url]) >= 4, "workers are watched, too"
    told = [path for path in reader.site.requested if re.search(r"[?=&]|dynamics|web-direct|public-sector", path)]
    assert told == []

    kept = reader.evaluate(KEPT)
    assert [key for key in kept.pop("local") if not ALLOWED_KEYS.match(key)] == []
    assert kept == {"cookies": "", "session": [], "databases": [], "caches": [], "serviceWorkers": 0}
    assert reader.page.context.cookies() == []


def test_the_page_names_no_address_of_anybody_that_a_browser_would_fetch(reader: Reader) -> None:
    for address in ("/", "/which-claim/", "/answers/which-claim/all-three-claims/", "/sources/"):
        reader.site.hold("/assets/runtime/*")
        reader.open(address)
        foreign = reader.evaluate(
            """() => [...document.querySelectorAll("[src], link[href]:not([rel=canonical])")]
              .map(element => element.src || element.href)
              .filter(url => url && new URL(url).origin !== location.origin)"""
        )
        assert foreign == []
