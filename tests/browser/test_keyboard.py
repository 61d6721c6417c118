"""By keyboard alone, and as it is read out: focus, its visibility, and what live regions say."""

import base64
import re

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect
from served import Site

from browser.reader import Reader

FOCUSED = """() => {
  const { tagName, type, value, innerText } = document.activeElement;
  return [tagName.toLowerCase(), type ?? "", tagName === "INPUT" ? value : innerText?.trim() ?? ""];
}"""

DIFFERENT_PIXELS = """async pictures => {
  const [one, other] = await Promise.all(pictures.map(async picture => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height).data;
  }));
  const differs = at => [0, 1, 2].some(channel => Math.abs(one[at + channel] - other[at + channel]) > 64);
  return Array.from({ length: one.length / 4 }, (_, pixel) => differs(4 * pixel)).filter(Boolean).length;
}"""
"""How many pixels of two pictures are clearly different; runs on an empty page."""

LEAST_PIXELS = 80
"""Fewer are not seen: the outline of the smallest control has more."""

SCHEMES = {"light": "default", "dark": "slate"}
"""Of the system, and what Material calls it."""

MOST_STOPS = 40
"""Stops between a question's heading and everything else that one needs there."""


def tab_to(reader: Reader, target: Locator, key: str = "Tab") -> None:
    """Press Tab, or Shift and Tab, until the target has the focus."""
    for _ in range(MOST_STOPS):
        if target.evaluate("target => target === document.activeElement"):
            return
        reader.page.keyboard.press(key)
    raise AssertionError(f"{key} does not reach {target}; the focus is on {reader.evaluate(FOCUSED)}")


def press(reader: Reader, *keys: str) -> None:
    for key in keys:
        reader.page.keyboard.press(key)


def sees_focused_heading(reader: Reader, words: str) -> None:
    """The heading has the focus and is on screen, clear of the header."""
    expect(reader.heading).to_have_text(words)
    expect(reader.heading).to_be_focused()
    expect(reader.heading).to_be_in_viewport(ratio=1)


def test_a_whole_walk_by_keyboard_moves_the_focus_to_each_new_heading(warm: Reader) -> None:
    tab_to(warm, warm.option("business-applications"))
    press(warm, "ArrowDown")
    assert warm.chosen() == ["modern-work"]
    press(warm, "ArrowUp")
    assert warm.chosen() == ["business-applications"]
    press(warm, "Tab")  # the whole group is one stop
    expect(warm.form.get_by_role("button", name="Continue")).to_be_focused()
    press(warm, "Enter")
    sees_focused_heading(warm, "Which product?")
    press(warm, "Tab")
    while warm.evaluate(FOCUSED)[0] == "a":  # sources in the help
        press(warm, "Tab")
    press(warm, "Space", "Enter")  # a form may be sent from any of its fields
    sees_focused_heading(warm, "How does the customer buy these licences or this service?")
    tab_to(warm, warm.option("volume-licensing"))
    press(warm, "Space", "Enter")
    sees_focused_heading(warm, "What did you do, or are you doing, for this customer?")
    tab_to(warm, warm.option("presales"))
    press(warm, "Space", "Tab", "Space")
    assert warm.chosen() == ["presales", "adoption"]
    press(warm, "Enter")
    sees_focused_heading(warm, "What do you want to get from it?")
    tab_to(warm, warm.option("incentive"))
    press(warm, "ArrowDown", "ArrowDown", "Enter")
    sees_focused_heading(warm, "Does any of this apply?")
    tab_to(warm, warm.form.get_by_role("button", name="Continue"))
    press(warm, "Space")
    warm.sees_answer("all-three-claims", "build-intent influenced-revenue usage-recognition")
    expect(warm.heading).to_be_focused()


def test_the_first_question_can_be_answered_by_keyboard_on_the_home_page(warm: Reader) -> None:
    warm.follow("/")
    expect(warm.page.locator(".cpor-hero h1")).to_be_visible()
    tab_to(warm, warm.option("business-applications"))
    press(warm, "ArrowDown", "Enter")
    warm.sees_question("channel").sees_address("/which-claim/#area=modern-work")
    sees_focused_heading(warm, "How does the customer buy these licences or this service?")


def test_back_change_and_start_again_move_the_focus_to_the_heading(warm: Reader) -> None:
    warm.follow("/which-claim/#area=azure&channel=csp-own&circumstances=").sees_answer("azure-csp", "")
    expect(warm.heading).to_be_focused()
    tab_to(warm, warm.change("Product area"), "Shift+Tab")
    press(warm, "Enter")
    sees_focused_heading(warm, "Which product area is the work in?")
    press(warm, "Shift+Tab")  # from the heading there is a way back, and it is no trap
    assert warm.evaluate("document.activeElement !== document.body")
    warm.follow("/which-claim/#area=azure")
    tab_to(warm, warm.tool("back"))
    press(warm, "Enter")
    sees_focused_heading(warm, "Which product area is the work in?")
    warm.follow("/which-claim/#area=azure")
    tab_to(warm, warm.tool("start-again"))
    press(warm, "Space")
    sees_focused_heading(warm, "Which product area is the work in?")


def test_browser_back_and_forward_move_the_focus_to_the_heading(warm: Reader) -> None:
    warm.answer("area", "azure").sees_question("channel")
    warm.page.go_back()
    sees_focused_heading(warm, "Which product area is the work in?")
    warm.page.go_forward()
    sees_focused_heading(warm, "How does the customer buy these licences or this service?")


def test_the_document_is_reached_and_left_by_keyboard(warm: Reader) -> None:
    warm.follow("/which-claim/#area=azure").sees_question("channel")
    tab_to(warm, warm.tool("show-document"))
    press(warm, "Enter")
    expect(warm.shown_document.locator("#channel")).to_be_focused()
    tab_to(warm, warm.tool("show-questionnaire"), "Shift+Tab")
    press(warm, "Enter")
    sees_focused_heading(warm, "How does the customer buy these licences or this service?")


def test_a_page_that_was_typed_into_the_address_bar_leaves_the_focus_alone(reader: Reader, site: Site) -> None:
    site.hold("/assets/runtime/*")
    reader.open("/which-claim/#area=azure").sees_question("channel")
    assert reader.evaluate("document.activeElement === document.body")


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/which-claim/#area=azure",
        "/which-claim/#area=azure&channel=csp-own&circumstances=",
        "/answers/which-claim/azure-csp/",
    ],
)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_whatever_has_the_focus_looks_different_from_when_it_has_not(address: str, scheme: str, warm: Reader) -> None:
    warm.page.emulate_media(color_scheme=scheme)
    expect(warm.page.locator("body")).to_have_attribute("data-md-color-scheme", SCHEMES[scheme])
    warm.follow(address).sees_address(address)
    expect(warm.page.locator("main h1")).to_be_visible()
    expect(
        warm.page.locator("cpor-questionnaire form, cpor-answer [data-part=path], .cpor-answer").first
    ).to_be_attached()
    warm.page.wait_for_timeout(500)
    assert warm.evaluate("scrollY") == 0
    judge = warm.page.context.new_page()
    unseen = []
    for _ in range(14):
        warm.page.keyboard.press("Tab")
        if warm.evaluate("document.activeElement === document.body"):
            break
        if not changes_its_look(warm, judge):
            unseen.append(warm.evaluate(FOCUSED))
    judge.close()
    warm.page.emulate_media(color_scheme="light")
    assert unseen == []


def changes_its_look(reader: Reader, judge: Page) -> bool:
    """Whether a picture of the focused element, with its label and what is around, differs from one without focus."""
    focused = reader.page.evaluate_handle("document.activeElement").as_element()
    shown = reader.page.evaluate_handle(
        "document.activeElement.closest('label') ?? document.activeElement"
    ).as_element()
    assert focused is not None
    assert shown is not None
    box = shown.bounding_box()
    assert box is not None
    width, height = (reader.page.viewport_size or {}).values()
    left, top = max(box["x"] - 8, 0), max(box["y"] - 8, 0)
    clip: FloatRect = {
        "x": left,
        "y": top,
        "width": min(box["width"] + 16, width - left, 600),
        "height": min(box["height"] + 16, height - top, 200),
    }
    with_focus = picture(reader, clip)
    focused.evaluate("element => element.blur()")
    without = picture(reader, clip)
    focused.evaluate("element => element.focus({ preventScroll: true, focusVisible: true })")
    return judge.evaluate(DIFFERENT_PIXELS, [with_focus, without]) >= LEAST_PIXELS


def picture(reader: Reader, clip: FloatRect) -> str:
    """A part of the screen, in base64."""
    return base64.b64encode(reader.page.screenshot(clip=clip)).decode()


# ---------- read out


def test_every_question_is_a_group_named_by_its_heading_and_every_choice_by_its_label(warm: Reader) -> None:
    group = warm.form.get_by_role("group", name="Which product area is the work in?")
    expect(group).to_be_visible()
    expect(group.get_by_role("heading", name="Which product area is the work in?")).to_be_visible()
    expect(group.get_by_role("radio", name=re.compile("^Azure"))).to_have_count(1)
    expect(group.get_by_role("radio")).to_have_count(6)
    warm.follow("/which-claim/#area=security-microsoft-365&channel=csp-own").sees_question("work")
    expect(warm.form.get_by_role("checkbox")).to_have_count(4)


def test_that_an_answer_was_checked_is_announced(warm: Reader) -> None:
    warm.follow("/which-claim/#area=azure&channel=csp-own&circumstances=").sees_answer("azure-csp", "")
    status = warm.page.get_by_role("status").filter(has_text="Checked")
    expect(status).to_have_count(1)
    expect(status.get_by_text("Checked: this is the answer for what you chose.")).to_be_visible()


def test_a_start_that_takes_long_is_announced_with_bytes_and_so_is_its_failure(reader: Reader, site: Site) -> None:
    reader.watch.expects("started once more", "goes on without Python", "Failed to load resource")
    held = site.hold("/assets/runtime/pyodide.asm.*.wasm")
    site.missing.add("/assets/runtime/pyodide.asm.*.wasm")
    reader.open("/which-claim/").sees_question("area")
    live = reader.part("live")
    expect(live).to_have_attribute("role", "status")
    expect(live).to_have_text(re.compile(r"Fetching the rules engine: \d+\.\d.MB"))
    expect(reader.page.locator("[data-part=boot] [data-is=download]")).to_be_visible()
    held.set()
    expect(live).to_have_text(re.compile("could not start here"))
    expect(reader.page.locator("[data-part=boot] [data-is=failed]")).to_be_visible()


def test_a_start_that_is_soon_over_is_not_spoken_of(warm: Reader) -> None:
    warm.answer("area", "azure").answer("channel", "csp-own").answer("circumstances").sees_answer("azure-csp", "")
    expect(warm.part("live")).to_have_text("")
    expect(warm.page.locator("[data-part=boot] > :visible")).to_have_count(0)
