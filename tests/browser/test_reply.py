"""Copied for a reply: in every format, with and without answers, from every kind of page, as the clipboard has it."""

import re
from typing import Any

import bbcode as boards
import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Locator, expect
from served import Site

from browser.conftest import Open
from browser.reader import Reader

ANSWERS = (
    "area=business-applications&product=dynamics-365&channel=volume-licensing"
    "&work=presales,adoption&goal=both&circumstances=we-hold-build-intent"
)
ANSWER = f"/answers/which-claim/all-three-claims/#{ANSWERS}"

READ = """async () => Object.fromEntries(await Promise.all((await navigator.clipboard.read())[0].types.map(
  async (type, place, types) => [type, await (await (await navigator.clipboard.read())[0].getType(type)).text()])))"""
"""What is on the clipboard, by type."""

BLOCKED = "navigator.clipboard.write = navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'));"
NO_COMMAND = "document.execCommand = () => false;"

SHARES = "window.shared = []; navigator.share = async (data) => { shared.push(data); };"
"""No share sheet opens in a browser without a window; what it would be given is kept."""


@pytest.fixture
def writer(open_context: Open, site: Site) -> Reader:
    """Somebody whose browser lets pages use the clipboard, as browsers do after a click."""
    reader = open_context()
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    return reader


def dialog(reader: Reader) -> Locator:
    """The open dialog."""
    return reader.page.locator("dialog[open]")


def opens(reader: Reader, button: Locator | None = None) -> Reader:
    """Open the dialog and wait until the reply is written."""
    (button or reader.page.locator("[data-do=reply]:visible").first).click()
    expect(dialog(reader)).to_be_visible()
    expect(reader.part("preview")).to_have_attribute("data-rich", "")
    return reader


def copied(reader: Reader, kind: str) -> dict[str, str]:
    """Choose a format, copy, and read the clipboard."""
    dialog(reader).locator(f"input[value={kind}]").check()
    dialog(reader).get_by_role("button", name="Copy", exact=True).click()
    expect(reader.part("reply-status").get_by_text("Copied.")).to_be_visible()
    found: dict[str, str] = reader.evaluate(READ)
    return found


def links_in(html: str) -> list[str]:
    """Where the links of HTML lead."""
    return [found.replace("&amp;", "&") for found in re.findall(r'href="([^"]*)"', html)]


# ---------- formats


def test_an_answer_is_copied_in_every_format_with_the_link_that_opens_it(writer: Reader) -> None:
    writer.open(ANSWER).sees_answer("all-three-claims", ["influenced-revenue", "usage-recognition"])
    opens(writer)
    today = writer.evaluate("new Date().toLocaleDateString('sv')")
    address = f"{writer.site.url}{ANSWER}&on={today}"

    formatted = copied(writer, "html")
    assert links_in(formatted["text/html"])[0] == address
    for line in ("<strong>Usage recognition</strong>, for your adoption work: ", "How sure: inferred by CPOR Answers."):
        assert line in formatted["text/html"]
    preview = writer.evaluate(
        "document.querySelector('[data-part=preview]').innerHTML.replaceAll(' tabindex=\"-1\"', '')"
    )
    assert formatted["text/html"].partition("<body>")[2].partition("<!--EndFragment-->")[0] in ("", preview) or (
        preview in formatted["text/html"]
    ), "what is shown is what is copied"

    text = copied(writer, "text")
    assert set(text) == {"text/plain"} and formatted["text/plain"] == text["text/plain"]
    assert address in text["text/plain"].splitlines()

    markdown = copied(writer, "markdown")["text/plain"]
    assert links_in(MarkdownIt("commonmark").render(markdown))[0] == address
    bbcode = copied(writer, "bbcode")["text/plain"]
    assert links_in(boards.render_html(bbcode))[0] == address
    assert copied(writer, "link") == {"text/plain": address}

    writer.open("/").open(address.removeprefix(writer.site.url))
    writer.sees_answer("all-three-claims", ["influenced-revenue", "usage-recognition"])


def test_the_preview_says_which_answers_the_link_carries_and_one_tick_leaves_them_out(writer: Reader) -> None:
    opens(writer.open(ANSWER).sees_answer("all-three-claims", ["influenced-revenue", "usage-recognition"]))
    carried = writer.part("carried")
    expect(carried.locator("li")).to_have_count(6)
    expect(carried.locator("li").last).to_have_text("Circumstances: We already hold Build intent")
    dialog(writer).get_by_label("Include my answers").uncheck()
    expect(carried).to_be_hidden()
    expect(writer.part("preview")).to_contain_text("Build intent, for your presales work: can pay.")
    assert copied(writer, "link") == {"text/plain": f"{writer.site.url}/answers/which-claim/all-three-claims/"}
    dialog(writer).get_by_label("Include my answers").check()
    expect(carried.locator("li")).to_have_count(6)


def test_the_format_chosen_last_is_chosen_next_time(writer: Reader) -> None:
    writer.open("/questions/is-build-intent-only-money/")
    opens(writer)
    copied(writer, "markdown")
    dialog(writer).get_by_role("button", name="Close").click()
    expect(dialog(writer)).to_have_count(0)
    writer.page.locator("[data-do=reply]:visible").first.click()
    expect(dialog(writer).locator("input[value=markdown]")).to_be_checked()


# ---------- pages


def test_a_question_page_is_replied_with_without_python(writer: Reader) -> None:
    opens(writer.open("/questions/is-build-intent-only-money/"))
    said = copied(writer, "text")["text/plain"]
    assert said.startswith("Is Build intent only for incentives?\n")
    assert "/questions/is-build-intent-only-money/" in said.splitlines()[1]
    assert "How sure: sources disagree." in said and "As checked on" in said
    expect(writer.part("carry")).to_be_hidden()
    assert writer.engines == []


def test_an_event_of_the_timeline_is_replied_with(writer: Reader) -> None:
    writer.open("/reference/timeline/")
    event = writer.page.locator(".cpor-event", has=writer.page.locator("h3", has_text="CPOR starts"))
    opens(writer, event.locator("[data-do=reply]"))
    said = copied(writer, "text")["text/plain"]
    assert said.startswith("1 October 2019: CPOR starts\n") and "/reference/timeline/#" in said
    assert writer.engines == []


def test_a_cell_of_the_matrix_is_replied_with_its_own_answers(writer: Reader) -> None:
    writer.open("/reference/which-claim-where/")
    cell = writer.page.locator("td", has=writer.page.locator("[href*='product=dynamics-365'][href*='goal=both']")).first
    leads = cell.locator("a").first.get_attribute("href") or ""
    cell.hover()
    opens(writer, cell.locator("[data-do=reply]"))
    address = copied(writer, "link")["text/plain"]
    assert leads.replace("../", "") in address and "&on=" in address


def test_the_open_question_is_replied_with_and_so_is_the_answer_in_the_questionnaire(warm: Reader) -> None:
    warm.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=warm.site.url)
    warm.answer("area", "azure").sees_question("channel")
    opens(warm, warm.tool("reply"))
    asked = copied(warm, "text")["text/plain"]
    assert asked.startswith("How does the customer buy") and "/which-claim/#area=azure" in asked
    assert "So far: Azure" in asked
    warm.page.keyboard.press("Escape")
    warm.answer("channel", "csp-own").answer("circumstances").sees_answer("azure-csp", [])
    warm.tool("reply").click()
    expect(warm.part("carried").locator("li")).to_have_count(3)
    assert (
        "/answers/which-claim/azure-csp/#area=azure&channel=csp-own&circumstances=&on="
        in copied(warm, "link")["text/plain"]
    )


# ---------- when something is in the way


@pytest.mark.parametrize("kind", ["html", "markdown"])
def test_where_the_clipboard_is_blocked_the_old_way_copies(writer: Reader, kind: str) -> None:
    writer.page.add_init_script(BLOCKED)
    opens(writer.open("/questions/is-build-intent-only-money/"))
    found = copied(writer, kind)
    assert "Is Build intent only for incentives?" in found["text/plain"]
    assert ("text/html" in found and "<strong" in found["text/html"]) or kind == "markdown"


def test_where_nothing_copies_the_reply_is_selected_and_the_page_says_so(writer: Reader) -> None:
    writer.page.add_init_script(BLOCKED + NO_COMMAND)
    opens(writer.open("/questions/is-build-intent-only-money/"))
    dialog(writer).get_by_role("button", name="Copy", exact=True).click()
    expect(writer.part("reply-status").get_by_text("press Ctrl+C")).to_be_visible()
    assert "Is Build intent only for incentives?" in writer.evaluate("getSelection().toString()")


def test_without_an_engine_there_is_the_address(writer: Reader, site: Site) -> None:
    writer.watch.expects("404", "without Python", "once more", "said not|did not say|wrote no")
    site.missing.add("/assets/runtime/*")
    writer.open("/answers/which-claim/azure-csp/")
    writer.page.locator("[data-do=reply]:visible").click()
    expect(writer.part("reply-status").get_by_text("could not be written")).to_be_visible()
    address = f"{site.url}/answers/which-claim/azure-csp/"
    expect(writer.part("preview")).to_have_text(address)
    expect(dialog(writer).locator("input:disabled")).to_have_count(4)
    dialog(writer).locator("input[value=link]").check()
    expect(writer.part("reply-status").get_by_text("could not be written")).to_be_visible()
    dialog(writer).get_by_role("button", name="Copy", exact=True).click()
    expect(writer.part("reply-status").get_by_text("Copied.")).to_be_visible()
    assert writer.evaluate(READ) == {"text/plain": address}


def test_without_the_words_the_engine_lives_on_and_the_next_try_may_do(writer: Reader, site: Site) -> None:
    writer.watch.expects("404", "wrote no reply")
    site.missing.add("/assets/words/*")
    writer.open("/answers/which-claim/azure-csp/")
    writer.page.locator("[data-do=reply]:visible").click()
    expect(writer.part("reply-status").get_by_text("could not be written")).to_be_visible()
    writer.page.keyboard.press("Escape")
    site.missing.clear()
    opens(writer)
    assert len(writer.engines) == 1


def test_without_the_build_s_replies_there_is_the_address(writer: Reader, site: Site) -> None:
    writer.watch.expects("404")
    site.missing.add("/assets/replies/*")
    writer.open("/questions/is-build-intent-only-money/")
    writer.page.locator("[data-do=reply]:visible").click()
    expect(writer.part("preview")).to_have_text(f"{site.url}/questions/is-build-intent-only-money/")


# ---------- who else reads


def test_by_keyboard_alone_a_reply_is_opened_chosen_copied_and_left(writer: Reader) -> None:
    writer.open("/questions/is-build-intent-only-money/")
    button = writer.page.locator("[data-do=reply]:visible").first
    button.focus()
    writer.page.keyboard.press("Enter")
    expect(writer.part("preview")).to_have_attribute("data-rich", "")
    keys = writer.page.keyboard
    expect(dialog(writer).get_by_role("heading")).to_be_focused()
    keys.press("Tab")
    expect(dialog(writer).get_by_role("button", name="Close")).to_be_focused()
    keys.press("Tab")
    keys.press("ArrowDown")
    expect(dialog(writer).locator("input[value=markdown]")).to_be_checked()
    keys.press("Tab")
    expect(writer.part("preview")).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    expect(writer.part("reply-status").get_by_text("Copied.")).to_be_visible()
    keys.press("Escape")
    expect(dialog(writer)).to_have_count(0)
    expect(button).to_be_focused()


def test_the_share_sheet_gets_what_the_preview_shows(writer: Reader) -> None:
    writer.page.add_init_script(SHARES)
    opens(writer.open("/questions/is-build-intent-only-money/"))
    share = dialog(writer).get_by_role("button", name="Share")
    share.click()
    dialog(writer).locator("input[value=link]").check()
    share.click()
    rich, link = writer.evaluate("shared")
    assert rich["text"].startswith("Is Build intent only for incentives?")
    assert set(link) == {"url"} and link["url"].endswith("/questions/is-build-intent-only-money/")


def test_at_360_pixels_nothing_is_wider_than_the_screen(open_context: Open) -> None:
    reader = open_context(viewport={"width": 360, "height": 740})
    opens(reader.open(ANSWER).sees_answer("all-three-claims", ["influenced-revenue", "usage-recognition"]))
    for kind in ("html", "markdown", "bbcode", "text", "link"):
        dialog(reader).locator(f"input[value={kind}]").check()
        widths: Any = reader.evaluate("(([d]) => [d.scrollWidth, d.clientWidth])(document.querySelectorAll('dialog'))")
        assert widths[0] <= widths[1] <= 360
        expect(dialog(reader).get_by_role("button", name="Copy", exact=True)).to_be_in_viewport()
        heights: Any = reader.evaluate(
            "(p => [p.scrollHeight, p.clientHeight])(document.querySelector('[data-part=preview]'))"
        )
        assert heights[0] <= heights[1], "the preview is as high as what it shows"


def test_without_scripts_no_button_promises_anything(open_context: Open) -> None:
    reader = open_context(java_script_enabled=False)
    for page in ("/questions/is-build-intent-only-money/", "/answers/which-claim/azure-csp/", "/reference/timeline/"):
        reader.open(page)
        expect(reader.page.locator("[data-do]:visible")).to_have_count(0)


# ---------- on paper


def test_without_scripts_an_answer_prints_on_two_sheets(open_context: Open) -> None:
    reader = open_context(java_script_enabled=False).open("/answers/which-claim/all-three-claims/")
    assert len(re.findall(rb"/Type\s*/Page\b", reader.page.pdf(format="A4"))) <= 2


def test_the_button_prints_what_the_menu_of_the_browser_does(writer: Reader) -> None:
    writer.page.add_init_script("window.print = () => { window.printed = true; };")
    writer.open("/answers/which-claim/all-three-claims/").page.locator("[data-do=print]:visible").click()
    assert writer.evaluate("window.printed") is True


@pytest.mark.parametrize("answer", [ANSWER, "/answers/which-claim/all-three-claims/"])
def test_an_answer_prints_on_two_sheets_with_its_link_spelled_out(answer: str, writer: Reader) -> None:
    writer.open(answer)
    if "#" in answer:
        writer.sees_answer("all-three-claims", ["influenced-revenue", "usage-recognition"])
    sheet = writer.page.pdf(format="A4")  # by the browser's own menu
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) <= 2
    assert writer.part("spelled").text_content() == (
        f"{writer.site.url}{answer}"
        + (f"&on={writer.evaluate('new Date().toLocaleDateString(`sv`)')}" if "#" in answer else "")
    )
