"""Material's instant navigation replaces the page: the worker lives on, and nothing is left behind that listens."""

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from served import Site, is_runtime

from browser.conftest import Open
from browser.reader import Reader

WITH_ENGINE = re.compile(r"/((which-claim|evidence|claim-status)/)?|/answers/[\w-]+/(?!all-three-claims/).+")
"""The home page, the questionnaires, and the answers, of which one stands for all."""

COUNT_MOVES = """() => {
  window.moves = 0;
  const apply = (pushState, history, args) => {
    moves += 1;
    return Reflect.apply(pushState, history, args);
  };
  history.pushState = new Proxy(History.prototype.pushState, { apply });
}"""

IDLE = "() => new Promise(done => requestIdleCallback(() => setTimeout(done, 200)))"


def test_away_and_back_the_worker_lives_on_and_each_submit_moves_one_step(reader: Reader) -> None:
    reader.open("/which-claim/").sees_question("area").wait_for_engine()
    reader.evaluate("window.stillHere = true")
    for address in ("/about/", "/which-claim/", "/questions/three-claims-per-customer/", "/", "/which-claim/"):
        reader.follow(address).sees_address(address)
        expect(reader.page.locator("main h1")).to_be_visible()
    reader.sees_question("area")
    expect(reader.form).to_have_count(1)
    entries = reader.evaluate("history.length")
    reader.answer("area", "azure").sees_question("channel")
    assert reader.evaluate("history.length") == entries + 1
    reader.answer("channel", "csp-own").answer("circumstances").sees_answer("azure-csp", "")
    assert reader.evaluate("history.length") == entries + 3
    assert reader.evaluate("window.stillHere") is True, "instant navigation is off"
    assert len(reader.engines) == 1
    assert reader.engines[0] in reader.page.workers
    assert len([path for path in reader.site.requested if path.endswith(".wasm")]) == 1


def test_back_and_forward_across_pages_keep_the_worker(warm: Reader) -> None:
    engines = len(warm.engines)
    warm.evaluate("window.stillHere = true")
    warm.answer("area", "azure").sees_question("channel")
    warm.follow("/about/").sees_address("/about/")
    expect(warm.page.get_by_role("heading", level=1, name="About")).to_be_visible()
    warm.page.go_back()
    warm.sees_question("channel").sees_address("/which-claim/#area=azure")
    warm.page.go_back()
    warm.sees_question("area").sees_address("/which-claim/")
    warm.page.go_forward()
    warm.sees_question("channel")
    warm.page.go_forward()
    expect(warm.page.get_by_role("heading", level=1, name="About")).to_be_visible()
    assert warm.evaluate("window.stillHere") is True, "instant navigation is off"
    assert len(warm.engines) == engines


def test_one_answer_makes_one_move_however_often_the_page_was_left(warm: Reader) -> None:
    warm.answer("area", "azure").sees_question("channel")
    for _ in range(3):
        away_and_back(warm)
    warm.evaluate(COUNT_MOVES)
    warm.choose("csp-own").go_on().sees_question("circumstances")
    assert warm.evaluate("moves") == 1
    warm.go_on().sees_answer("azure-csp", "")
    assert warm.evaluate("moves") == 2
    expect(warm.element.locator("[data-part=stage]")).to_have_count(1)
    warm.change("How the customer buys").click()
    warm.sees_question("channel")
    assert warm.evaluate("moves") == 3
    warm.page.go_back()
    warm.sees_answer("azure-csp", "")
    warm.page.go_back()
    warm.sees_question("circumstances").page.go_back()
    warm.sees_question("channel").sees_address("/which-claim/#area=azure")
    warm.evaluate("delete history.pushState")


def test_nothing_of_a_page_that_was_left_goes_on_listening(warm: Reader) -> None:
    away_and_back(warm)
    before = listeners(warm)
    assert before["click"] > 0
    for _ in range(3):
        away_and_back(warm)
    assert listeners(warm) == before


def away_and_back(reader: Reader) -> None:
    """To a page without questionnaire, and back to the second question."""
    reader.follow("/about/").sees_address("/about/")
    expect(reader.page.get_by_role("heading", level=1, name="About")).to_be_visible()
    reader.follow("/which-claim/#area=azure").sees_question("channel")


def listeners(reader: Reader) -> Counter[str]:
    """What the window and the document listen to, and how often."""
    devtools = reader.page.context.new_cdp_session(reader.page)
    found: Counter[str] = Counter()
    for name in ("window", "document"):
        target = devtools.send("Runtime.evaluate", {"expression": name})["result"]["objectId"]
        heard = devtools.send("DOMDebugger.getEventListeners", {"objectId": target})
        found.update(listener["type"] for listener in heard["listeners"])
    devtools.detach()
    return found


def test_links_between_answers_and_the_questionnaire_need_no_second_start(warm: Reader) -> None:
    engines = len(warm.engines)
    warm.follow("/which-claim/#area=azure&channel=csp-own&circumstances=").sees_answer("azure-csp", "")
    warm.page.get_by_role("link", name="Open this answer’s own page").click()
    warm.sees_address("/answers/which-claim/azure-csp/#area=azure&channel=csp-own&circumstances=").sees_answer(
        "azure-csp", ""
    )
    warm.change("Product area").click()
    warm.sees_question("area")
    assert warm.chosen() == ["azure"]
    assert len(warm.engines) == engines


def test_on_the_home_page_the_engine_starts_with_the_first_touch_and_lives_on(reader: Reader) -> None:
    reader.open("/").option("azure").wait_for()
    reader.evaluate(IDLE)
    reader.page.wait_for_timeout(1500)
    assert reader.engines == []
    assert [url for url in reader.watch.requested if is_runtime(urlsplit(url).path)] == []
    reader.evaluate("window.stillHere = true")
    reader.choose("azure")
    reader.go_on().sees_question("channel")
    reader.choose("csp-own").go_on().answer("circumstances").sees_answer("azure-csp", "")
    assert reader.evaluate("window.stillHere") is True, "instant navigation is off"
    assert len(reader.engines) == 1
    assert reader.engines[0] in reader.page.workers


@pytest.mark.parametrize("touch", ["pointer", "focus"])
def test_a_touch_alone_starts_the_engine(touch: str, reader: Reader) -> None:
    reader.site.hold("/assets/runtime/*")
    reader.open("/").option("azure").wait_for()
    with reader.page.expect_worker(lambda worker: worker.url.endswith("/worker.js")):
        if touch == "focus":
            reader.option("azure").focus()
        else:
            reader.form.locator("h2").click()


def test_who_saves_data_gets_the_engine_with_the_first_touch_only(reader: Reader) -> None:
    reader.page.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } });")
    reader.open("/which-claim/").sees_question("area")
    reader.evaluate(IDLE)
    reader.page.wait_for_timeout(4000)  # longer than a page that is never idle waits
    graph = [path for url in reader.watch.requested if is_runtime(path := urlsplit(url).path)]
    assert [path.split(".")[0] for path in graph] == ["/assets/flows/which-claim"], "without it no answer leads on"
    reader.answer("area", "azure").sees_question("channel").wait_for_engine()
    reader.answer("channel", "csp-own").answer("circumstances").sees_answer("azure-csp", "")
    assert len(reader.engines) == 1


def test_pages_without_the_questionnaire_load_nothing_of_the_engine(open_context: Open, site: Site) -> None:
    reader = open_context()
    addresses = [address for address in sitemap(site) if not WITH_ENGINE.fullmatch(address)]
    for address in addresses:
        reader.open(address)
        reader.page.wait_for_load_state("load")
        reader.evaluate(IDLE)
    reader.watch.expects("404")
    reader.open("/no-such-page/").evaluate(IDLE)
    expect(reader.page.get_by_role("heading", level=1, name="This page is not here")).to_be_visible()
    assert [url for url in reader.watch.requested if is_runtime(urlsplit(url).path)] == []
    assert reader.engines == []
    assert set(addresses) <= set(reader.site.requested)
    assert {"/questions/", "/reference/glossary/", "/answers/which-claim/all-three-claims/"} <= set(addresses)


def sitemap(site: Site) -> list[str]:
    """The address of every page, below the site's root."""
    text = (site.folder / "sitemap.xml").read_text(encoding="utf-8")
    return [address.removeprefix(site.url) for address in re.findall("<loc>(.+?)</loc>", text)]
