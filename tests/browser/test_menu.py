"""The menu on narrow screens: on every template it opens, leads on, and closes, by touch and by keyboard."""

import pytest
from playwright.sync_api import Locator, expect

from browser.conftest import Open
from browser.reader import Reader
from browser.test_keyboard import tab_to

WIDTHS = (360, 768, 1024, 1219)
"""From 1,220 px on the navigation stands beside the text or above it."""

TEMPLATES = (
    "/",
    "/which-claim/",
    "/answers/which-claim/",
    "/answers/which-claim/all-three-claims/",
    "/plans/which-claim/",
    "/questions/",
    "/questions/which-claims-do-i-make/",
    "/reference/",
    "/reference/claim-types/",
    "/reference/timeline/",
    "/reference/glossary/",
    "/sources/",
    "/changes/",
    "/about/",
    "/no-such-page/",
)
"""One page of each template."""

STOPS = """() => [...document.querySelectorAll(".md-sidebar--primary :is(a[href], label[tabindex])")]
  .filter(stop => stop.checkVisibility({ visibilityProperty: true })).map(stop => stop.textContent.trim())"""
"""What of the menu can be seen and take the focus, in words."""


def menu(reader: Reader) -> Locator:
    return reader.page.locator(".md-sidebar--primary")


def opener(reader: Reader) -> Locator:
    return reader.page.get_by_role("button", name="Menu")


def level(reader: Reader, words: str) -> Locator:
    """What opens the next level of the menu."""
    return menu(reader).locator("label.md-nav__link[tabindex]:visible", has_text=words)


def narrow(open_context: Open, width: int) -> Reader:
    return open_context(viewport={"width": width, "height": 800}, has_touch=True)


@pytest.mark.parametrize("width", WIDTHS)
def test_on_every_template_the_menu_opens_by_touch_and_shows_something_to_follow(
    width: int, open_context: Open
) -> None:
    reader = narrow(open_context, width)
    reader.watch.expects("404")
    closed, empty = [], []
    for address in TEMPLATES:
        reader.open(address)
        opener(reader).tap()
        try:
            expect(menu(reader)).to_be_in_viewport(ratio=0.9, timeout=3000)
        except AssertionError:
            closed.append(address)
            continue
        if len(reader.evaluate(STOPS)) < 2:
            empty.append(address)
    assert (closed, empty) == ([], [])


def test_the_menu_opens_at_its_top_with_the_section_of_the_page_marked(open_context: Open) -> None:
    reader = narrow(open_context, 360).open("/questions/must-i-use-the-template/")
    opener(reader).tap()
    section = level(reader, "Questions")
    expect(section).to_be_visible()
    expect(level(reader, "Reference")).to_be_visible()
    colours = [it.evaluate("it => getComputedStyle(it).color") for it in (section, level(reader, "Reference"))]
    assert colours[0] != colours[1]
    tab_to(reader, section)
    reader.page.keyboard.press("Enter")
    level(reader, "Proof").tap()
    expect(menu(reader).get_by_text("Must I use Microsoft's template?").locator("visible=true")).not_to_have_count(0)


def test_the_menu_leads_to_another_page_and_is_closed_there(open_context: Open) -> None:
    reader = narrow(open_context, 360).open("/which-claim/")
    opener(reader).tap()
    level(reader, "Questions").tap()
    level(reader, "Proof").tap()
    menu(reader).get_by_role("link", name="Must I use Microsoft's template?").tap()
    reader.sees_address("/questions/must-i-use-the-template/")
    expect(menu(reader)).not_to_be_in_viewport()
    opener(reader).tap()
    expect(menu(reader)).to_be_in_viewport()


def test_by_keyboard_the_menu_opens_walks_its_levels_and_gives_the_focus_back(open_context: Open) -> None:
    reader = narrow(open_context, 768).open("/")
    keyboard = reader.page.keyboard
    opener(reader).focus()
    keyboard.press("Enter")
    expect(menu(reader)).to_be_in_viewport()
    assert opener(reader).evaluate("button => button.closest('[inert]') !== null")  # it lies under the menu
    tab_to(reader, level(reader, "Questions"))
    keyboard.press("Enter")
    keyboard.press("Tab")
    expect(menu(reader).locator(".md-nav__title:visible")).to_be_focused()
    keyboard.press("Enter")  # the way back
    expect(menu(reader).get_by_role("link", name="Which claim?")).to_be_visible()
    keyboard.press("Escape")
    expect(menu(reader)).not_to_be_in_viewport()
    expect(opener(reader)).to_be_focused()


def test_a_closed_menu_takes_no_focus(open_context: Open) -> None:
    reader = narrow(open_context, 360).open("/questions/must-i-use-the-template/")
    opener(reader).focus()
    for _ in range(12):
        reader.page.keyboard.press("Tab")
        assert not reader.evaluate("document.activeElement.closest('.md-sidebar--primary') !== null")


def test_a_wide_screen_needs_no_menu_button_and_keeps_its_links(open_context: Open) -> None:
    reader = narrow(open_context, 1280).open("/questions/must-i-use-the-template/")
    expect(opener(reader)).to_be_hidden()
    assert "Why was my signed SoW rejected?" in reader.evaluate(STOPS)


def test_without_scripts_the_menu_still_opens_by_touch(open_context: Open) -> None:
    reader = open_context(viewport={"width": 360, "height": 800}, has_touch=True, java_script_enabled=False)
    reader.open("/which-claim/")
    reader.page.locator(".md-header label[for=__drawer]").tap()
    expect(menu(reader)).to_be_in_viewport()
