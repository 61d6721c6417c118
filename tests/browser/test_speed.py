"""Every hop of single choices is on screen in the same frame, before Python is there. No clock is read here."""

import pytest
from playwright.sync_api import expect
from served import Site

from browser.reader import Reader
from build_scripts.check.compiler import Compiled

HOP = """option => {
  const asked = [];
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message, ...rest) {
    asked.push(message.type);
    return postMessage.call(this, message, ...rest);
  };
  const host = document.querySelector("cpor-questionnaire");
  const form = host.querySelector("form");
  form.querySelector(`input[value="${option}"]`).click();
  form.requestSubmit();
  const stage = host.querySelector("[data-part=stage]");
  const heading = stage.querySelector("legend h2, .cpor-verdict__title");
  Worker.prototype.postMessage = postMessage;
  return {
    heading: heading?.textContent.trim(),
    focused: document.activeElement === heading,
    hash: location.hash,
    asked: asked.includes("view"),
  };
}"""
"""Answers a question, and tells what is on the page when the submit returns, and whether Python was asked by then."""

WALKS = {
    "a table that leads to an answer": [
        ("azure", "channel"),
        ("csp-own", "circumstances"),
        ("government-cloud", "azure-government"),
    ],
    "a table that leads to a question": [("modern-work", "channel"), ("csp-own", "seats"), ("under-11", "work")],
    "an option that leads to an answer": [("not-listed", "not-listed")],
    "a table that leads past other questions": [
        ("business-applications", "product"),
        ("dynamics-365", "channel"),
        ("csp-own", "circumstances"),
    ],
    "a question, a table and a question": [
        ("business-applications", "product"),
        ("dynamics-365", "channel"),
        ("web-direct", "work"),
        ("adoption", "goal"),
        ("both", "circumstances"),
    ],
}


@pytest.fixture
def waiting(reader: Reader, site: Site) -> Reader:
    """A reader at the first question, with the flow there and Python not."""
    site.hold("/assets/runtime/*")
    with (
        reader.page.expect_response("**/assets/flows/*.json"),
        reader.page.expect_response("**/assets/answers/*.json") as views,
    ):
        reader.open("/which-claim/").sees_question("area")
    views.value.finished()
    return reader


@pytest.mark.parametrize("name", WALKS)
def test_a_hop_is_on_the_page_before_the_submit_returns(name: str, waiting: Reader, which_claim: Compiled) -> None:
    flow = which_claim.flow
    for option, to in WALKS[name]:
        hop = waiting.evaluate(HOP, option)
        shown = flow.questions[to].ask if to in flow.questions else flow.outcomes[to].title
        assert hop == {"heading": shown, "focused": True, "hash": hop["hash"], "asked": False}
        assert option in hop["hash"]
    expect(waiting.page.locator("[data-part=boot] [data-is=download]")).to_be_visible()


def test_what_comes_next_is_laid_out_but_neither_seen_nor_reached_before_it_is_asked(waiting: Reader) -> None:
    ahead = waiting.page.locator("[data-ahead]")
    waiting.option("azure").check()
    expect(ahead.locator("input[name=channel]")).not_to_have_count(0)
    assert ahead.locator("form").evaluate("form => form.getBoundingClientRect().height") > 100
    waiting.option("not-listed").check()
    expect(ahead.locator("[data-outcome=not-listed]")).to_be_attached()
    waiting.option("azure").check()
    expect(ahead.locator("input[name=channel]")).not_to_have_count(0)
    assert "sold" not in waiting.element.aria_snapshot()
    shown = set()
    for _ in range(30):
        waiting.page.keyboard.press("Tab")
        shown.add(waiting.page.evaluate("document.activeElement.name ?? ''"))
    assert "area" in shown
    assert "channel" not in shown
    waiting.page.locator("[data-part=stage] [type=submit]").click()
    waiting.sees_question("channel")
    expect(waiting.element.locator("form")).to_have_count(1)


def test_what_follows_an_answer_that_was_given_before_is_laid_out_as_well(waiting: Reader) -> None:
    waiting.option("azure").check()
    waiting.page.locator("[data-part=stage] [type=submit]").click()
    waiting.sees_question("channel")
    waiting.page.go_back()
    waiting.sees_question("area")
    expect(waiting.page.locator("[data-ahead] input[name=channel]")).not_to_have_count(0)


def test_the_questionnaire_does_not_wait_for_the_engine_to_be_shown(reader: Reader, site: Site) -> None:
    site.hold("/assets/runtime/*")
    site.hold("/assets/flows/*")
    reader.open("/which-claim/").sees_question("area")
    expect(reader.option("azure")).to_be_enabled()


def test_the_flow_page_is_small_enough_for_a_telephone(reader: Reader, site: Site) -> None:
    site.hold("/assets/runtime/*")
    response = reader.page.goto(f"{site.url}/which-claim/")
    assert response is not None
    assert len(response.body()) < 400_000


def test_who_answers_before_the_flow_has_come_goes_on_as_soon_as_it_has(reader: Reader, site: Site) -> None:
    site.hold("/assets/runtime/*")
    flow = site.hold("/assets/flows/which-claim.*.json")
    reader.open("/which-claim/").answer("area", "azure")
    reader.sees_question("area")
    flow.set()
    reader.sees_question("channel").sees_address("/which-claim/#area=azure")
