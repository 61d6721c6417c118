"""After one visit the site is there without a network, one version at a time, and can be taken back."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from served import Site

from browser.conftest import Open
from browser.reader import Reader

KEPT = (
    "async () => (await Promise.all((await caches.keys()).map(async name => "
    "(await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)))).flat()"
)

CACHES = "async () => await caches.keys()"


@pytest.fixture
def visitor(open_context: Open) -> Reader:
    """A reader whose browser lets the site keep things."""
    return open_context(service_workers="allow")


@pytest.fixture
def own_site(site: Site, tmp_path: Path) -> Iterator[Site]:
    """The site from a folder that the test may change."""
    folder = site.folder
    site.folder = Path(shutil.copytree(folder, tmp_path / "site"))
    yield site
    site.folder = folder


def keeps(reader: Reader, *patterns: str) -> Reader:
    """Wait until files that fit these are kept."""
    for pattern in patterns:
        comes(reader, KEPT, lambda paths, pattern=pattern: any(re.search(pattern, path) for path in paths))
    return reader


def comes(reader: Reader, script: str, wanted: Callable[[Any], bool]) -> None:
    """Wait until a script says what is wanted. The policy forbids the page what Playwright waits with."""
    for _ in range(300):
        if wanted(said := reader.evaluate(script)):
            return
        reader.page.wait_for_timeout(100)
    raise AssertionError(f"{script} says {said}")


def visit(reader: Reader) -> Reader:
    """One visit to the questionnaire, long enough for Python to start."""
    reader.open("/which-claim/").wait_for_engine()
    return keeps(reader, r"\.wasm$", r"python\.\w+\.bin$", r"pyodide\.\w+\.mjs$", r"answers/which-claim\.\w+\.json$")


def cut_off(site: Site) -> None:
    """The network is gone."""
    site.broken.add("/*")


def another_version(site: Site) -> None:
    """What is served from now on is another version: other pages, other scripts."""
    worker = site.folder / "service-worker.js"
    version = re.search(r'"version": "(\w+)"', worker.read_text())
    scripts = next(site.folder.glob("assets/questionnaire.*"))
    assert version is not None
    scripts.rename(scripts.with_name("questionnaire.0123456789"))
    for path in [worker, *site.folder.rglob("*.html")]:
        text = path.read_text(encoding="utf-8").replace(version[1], "ffffffffff")
        path.write_text(text.replace(scripts.name, "questionnaire.0123456789"), encoding="utf-8")


def test_after_one_visit_the_questionnaire_answers_without_a_network(visitor: Reader, site: Site) -> None:
    visit(visitor).open("/questions/must-i-use-the-template/")
    cut_off(site)
    visitor.open("/which-claim/").sees_question("area").wait_for_engine()
    visitor.answer("area", "azure").answer("channel", "csp-own").answer("circumstances").sees_answer("azure-csp", "")
    visitor.open("/questions/must-i-use-the-template/")
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("template")
    assert site.requested.count("/questions/must-i-use-the-template/") >= 1


def test_a_page_that_was_never_read_says_so_and_leads_to_the_questionnaire(visitor: Reader, site: Site) -> None:
    visit(visitor)
    cut_off(site)
    visitor.watch.expects("503", "favicon.ico")
    visitor.open("/reference/glossary/")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(re.compile("^There is no network"))
    expect(visitor.page).to_have_title("No network")
    visitor.page.get_by_role("main").get_by_role("link", name="Which CPOR claim do I make?").click()
    visitor.sees_question("area")


def test_a_link_to_an_answer_opens_without_a_network_where_its_page_was_read(visitor: Reader, site: Site) -> None:
    visit(visitor).open("/answers/which-claim/azure-csp/#area=azure&channel=csp-own&circumstances=").sees_answer(
        "azure-csp", ""
    )
    cut_off(site)
    visitor.page.reload()
    visitor.sees_answer("azure-csp", "")


def test_a_new_version_takes_over_whole_when_the_old_one_is_closed(visitor: Reader, own_site: Site) -> None:
    visit(visitor).open("/about/").evaluate("window.stillHere = true")
    [before] = visitor.evaluate(CACHES)
    another_version(own_site)
    visitor.follow("/how-sure-are-we/").sees_address("/how-sure-are-we/")
    expect(visitor.page.locator("script[src*='questionnaire.0123456789']")).to_have_count(1)
    assert visitor.evaluate("window.stillHere") is None, "old scripts ran on a new page"
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
    comes(visitor, CACHES, lambda names: len(names) == 2)
    assert before in visitor.evaluate(CACHES), "what an open page may still need"
    again = visitor
    for _ in range(30):  # a browser takes its time to notice that no page of the old version is open
        again.page.close()
        (blank := again.page.context.new_page()).wait_for_timeout(500)
        again = Reader(blank.context.new_page(), own_site, visitor.watch)
        blank.close()
        again.open("/which-claim/").sees_question("area")
        if again.evaluate(CACHES) == ["cpor-answers ffffffffff"]:
            break
    assert again.evaluate(CACHES) == ["cpor-answers ffffffffff"]
    keeps(again, r"^/about/$", r"\.wasm$")  # a page that was read, and Python, which has not changed
    cut_off(own_site)
    again.open("/about/")
    assert again.page.locator("script[src*='questionnaire.0123456789']").count() == 1


def test_a_site_without_a_service_worker_takes_back_what_the_former_one_kept(visitor: Reader, own_site: Site) -> None:
    visit(visitor)
    source = Path(__file__).parents[2] / "docs" / "service-worker-gone.js"
    shutil.copyfile(source, own_site.folder / "service-worker.js")
    visitor.open("/about/")
    gone = "async () => (await navigator.serviceWorker.getRegistrations()).length + (await caches.keys()).length"
    comes(visitor, gone, lambda count: count == 0)


def test_who_saves_data_keeps_nothing(visitor: Reader) -> None:
    visitor.page.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } });")
    visitor.open("/which-claim/").answer("area", "azure").wait_for_engine()
    visitor.page.wait_for_timeout(1500)
    assert visitor.evaluate(CACHES) == []
    assert visitor.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
