"""A report that an answer is wrong: seen whole, answers only where they are ticked, sent by nobody but the reader."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect
from walks import compiled

from browser.conftest import Open
from browser.reader import Reader
from browser.test_accessibility import AXE, RUN_AXE
from browser.test_reply import READ, writer

__all__ = ["writer"]

OWN_CSP = "area=azure&channel=csp-own&circumstances="


def opened(reader: Reader) -> Reader:
    """The dialog, opened by the button in the last fold of the answer."""
    button = reader.page.get_by_role("button", name="This answer is wrong")
    if not button.is_visible():
        reader.unfold("How current is this?")
    button.click()
    expect(reader.page.get_by_role("dialog", name="This answer is wrong")).to_be_visible()
    return reader


def report(reader: Reader) -> str:
    """The report as it is shown."""
    return reader.part("report").inner_text()


def sent(reader: Reader) -> dict[str, str]:
    """What the link would take along."""
    address = urlsplit(reader.part("report-link").get_attribute("href") or "")
    assert (address.scheme, address.netloc) == ("https", "reports.example")
    return {key: values[0] for key, values in parse_qs(address.query).items()}


def test_a_report_says_which_answer_it_is_about_and_nothing_of_the_customer(warm: Reader) -> None:
    warm.follow(f"/answers/which-claim/azure-csp/#{OWN_CSP}").sees_answer("azure-csp", "")
    opened(warm)
    assert report(warm).startswith("Answer: No CPOR claim: your own CSP sale counts for Azure\nPage: http")
    assert f"/answers/which-claim/azure-csp/\nVersion: rules {compiled('which-claim').version}, " in report(warm)
    changed = compiled("which-claim").flow.outcomes["azure-csp"].revisions[-1].on
    assert f"answer last changed {changed}" in report(warm)
    assert "area=" not in report(warm) and "How the customer buys" not in report(warm)
    assert report(warm).count("(not said)") == 3


def test_answers_are_in_it_only_where_they_are_ticked_and_the_tick_is_not_kept(warm: Reader) -> None:
    warm.follow(f"/answers/which-claim/azure-csp/#{OWN_CSP}").sees_answer("azure-csp", "")
    opened(warm).part("report-carries").check()
    assert f"/azure-csp/#{OWN_CSP}&on=" in report(warm)
    assert (
        "My answers: Product area: Azure · How the customer buys: CSP: we are the CSP partner · Circumstances: –"
        in report(warm)
    )
    warm.page.get_by_role("button", name="Close").click()
    opened(warm)
    assert "area=" not in report(warm)


def test_what_is_opened_is_exactly_what_is_shown(warm: Reader) -> None:
    warm.follow(f"/answers/which-claim/azure-csp/#{OWN_CSP}").sees_answer("azure-csp", "")
    opened(warm)
    hostile = "<b>x</b> & {title} 100% “so” #1 😀\nsecond line"
    warm.page.get_by_label("What is wrong?").fill(hostile)
    warm.page.get_by_label("What should it say?").fill("Otherwise.")
    assert hostile in report(warm), "what somebody wrote is not looked at again"
    assert sent(warm)["title"] == "Wrong answer: No CPOR claim: your own CSP sale counts for Azure"
    assert sent(warm)["body"].strip() == report(warm).strip()
    link = warm.part("report-link")
    assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener noreferrer")
    assert warm.page.locator("cpor-report b").count() == 0


def test_in_the_questionnaire_it_is_the_same(warm: Reader) -> None:
    warm.begin().answer("area", "azure").answer("channel", "csp-own").answer("circumstances").sees_answer(
        "azure-csp", ""
    )
    opened(warm)
    assert "/answers/which-claim/azure-csp/\n" in report(warm)
    expect(warm.part("report-carry")).to_be_visible()


def test_without_answers_there_are_none_to_tick(reader: Reader) -> None:
    opened(reader.open("/answers/which-claim/azure-csp/"))
    expect(reader.part("report-carry")).to_be_hidden()


def test_answers_that_lead_elsewhere_are_not_reported_with_this_answer(warm: Reader) -> None:
    warm.follow("/answers/which-claim/azure-csp/#area=not-listed")
    expect(warm.page.get_by_text("These answers lead to another answer today:")).to_be_visible()
    opened(warm)
    assert "/answers/which-claim/azure-csp/\n" in report(warm)
    expect(warm.part("report-carry")).to_be_hidden()


def test_it_is_copied_where_nobody_wants_to_open_anything(writer: Reader) -> None:
    opened(writer.open("/answers/which-claim/azure-csp/"))
    writer.page.get_by_label("What is wrong?").fill("All of it.")
    writer.page.locator("[data-do=copy-report]").click()
    expect(writer.part("report-status").get_by_text("Copied.")).to_be_visible()
    assert "What is wrong:\nAll of it.\n" in writer.evaluate(READ)["text/plain"]


def test_the_keyboard_reaches_all_of_it_and_comes_back(reader: Reader) -> None:
    opened(reader.open("/answers/which-claim/azure-csp/"))
    reader.page.keyboard.press("Escape")
    expect(reader.page.locator("dialog[open]")).to_have_count(0)
    assert reader.evaluate("document.activeElement.dataset.do") == "report"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dialog_has_no_fault_that_axe_finds_and_fits_a_telephone(reader: Reader, scheme: str) -> None:
    reader.page.set_viewport_size({"width": 360, "height": 740})
    reader.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    opened(reader.open(f"/answers/which-claim/azure-csp/#{OWN_CSP}"))
    reader.evaluate(AXE)
    assert reader.evaluate(RUN_AXE) == []
    assert reader.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_javascript_no_button_promises_a_report(open_context: Open) -> None:
    plain = open_context(java_script_enabled=False)
    plain.open("/answers/which-claim/azure-csp/")
    expect(plain.page.locator("[data-do=report]")).to_be_hidden()
