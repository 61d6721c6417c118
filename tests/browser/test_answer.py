"""Browser tests of the answer page: the first screen says what to do, and no other case than the reader's is shown."""

import json

import pytest
from playwright.sync_api import expect

from browser.reader import Reader, differs

DYNAMICS = "area=business-applications&product=dynamics-365&channel=volume-licensing&work=presales,adoption&goal=both"
THREE = f"/answers/which-claim/all-three-claims/#{DYNAMICS}&circumstances="
CLAIMS = ["build-intent", "influenced-revenue", "usage-recognition"]

TALLEST = {1280: 2300, 360: 3800}
"""Pixels of the whole page by the width of the window, with everything folded."""

FIRST_SCREEN = 900

MOST_STOPS = 40

TAB_STOPS = """() => [...document.querySelectorAll("main :is(a[href], button, input, summary)")]
  .filter(it => it.checkVisibility() && it.tabIndex >= 0).length"""


def rows(reader: Reader) -> list[list[str]]:
    """The visible rows of the table, as the words of their cells but for the mark."""
    found = reader.page.locator(".cpor-do__row:visible")
    return [[cell.inner_text() for cell in row.locator("th, .cpor-do__said").all()] for row in found.all()]


@pytest.mark.parametrize("width", [1280, pytest.param(360, marks=differs("its frame is 61 px taller"))])
def test_three_claims_fit_the_screens_that_they_may_take(width: int, warm: Reader) -> None:
    warm.page.set_viewport_size({"width": width, "height": FIRST_SCREEN})
    warm.follow(THREE).sees_answer("all-three-claims", CLAIMS)
    expect(warm.part("path")).to_be_visible()
    assert warm.evaluate("document.documentElement.scrollHeight") <= TALLEST[width]


def test_which_pays_by_when_and_what_proof_stand_in_the_first_screen(warm: Reader) -> None:
    warm.page.set_viewport_size({"width": 1280, "height": FIRST_SCREEN})
    warm.follow(THREE).sees_answer("all-three-claims", CLAIMS)
    expect(warm.page.get_by_role("heading", level=1)).to_have_text("File three claims. Build intent can pay.")
    box = warm.page.locator(".cpor-do__table").bounding_box()
    assert box and box["y"] + box["height"] <= FIRST_SCREEN
    told = rows(warm)
    assert [row[1] for row in told] == ["Can pay", "No", "No\nsources disagree"]
    assert "Build intent - Advisor" in told[0][0] and "for your presales work" in told[0][0]
    assert "90 days" in told[0][3] and "120" in told[0][3]
    assert told[1][2] == "Net customer adds" and told[2][2] == "Usage growth and deployments"
    assert "Microsoft's template" in told[2][4]


def test_on_a_phone_the_first_claim_and_whether_it_pays_stand_in_the_first_screen(warm: Reader) -> None:
    """Of every answer with something to file, for readers with answers and for those without."""
    warm.page.set_viewport_size({"width": 360, "height": 740})
    answers = json.loads(warm.page.request.get(f"{warm.site.url}/answers.json").text())
    outcomes = [it["id"] for flow in answers["flows"] if flow["id"] == "which-claim" for it in flow["outcomes"]]
    low = {}
    for address in (THREE, *(f"/answers/which-claim/{id}/" for id in outcomes)):
        warm.follow(address)
        expect(warm.page.locator(f".cpor-answer[data-outcome='{address.split('/')[3]}']")).to_have_count(1)
        first = warm.page.locator(".cpor-do__row:visible .cpor-do__said:visible").first
        box = first.bounding_box() if first.count() else None
        if box and box["y"] + warm.evaluate("scrollY") + box["height"] > 740:
            low[address] = box["y"] + box["height"]
    assert low == {}


def test_at_most_so_many_stops_of_the_tabulator_before_a_fold_is_opened(warm: Reader) -> None:
    warm.follow(THREE).sees_answer("all-three-claims", CLAIMS)
    assert warm.evaluate(TAB_STOPS) <= MOST_STOPS


def test_how_sure_a_row_is_opens_and_closes_by_keyboard_and_by_touch(warm: Reader) -> None:
    warm.follow(THREE).sees_answer("all-three-claims", CLAIMS)
    mark = warm.page.get_by_role("button", name="How sure is that of Build intent?")
    words = warm.page.locator("#sure-all-three-claims-build-intent-file")
    expect(words).to_be_hidden()
    mark.focus()
    warm.page.keyboard.press("Enter")
    expect(words).to_be_visible()
    expect(words).to_contain_text("Sources disagree")
    warm.page.keyboard.press("Escape")
    expect(words).to_be_hidden()
    expect(mark).to_be_focused()
    mark.click()
    words.get_by_role("button", name="Close").click()
    expect(words).to_be_hidden()


@pytest.mark.parametrize(("circumstances", "told"), [("", False), ("us-public-sector", True)])
def test_what_is_for_one_case_is_told_in_that_case_only(circumstances: str, told: bool, warm: Reader) -> None:
    warm.follow(f"{THREE}{circumstances}").sees_answer("all-three-claims", CLAIMS)
    warm.unfold("What to prepare")
    disclosure = warm.page.locator(".cpor-answer").get_by_text("Public Sector Disclosure").locator("visible=true")
    assert (disclosure.count() > 0) is told


def test_a_claim_that_is_held_is_kept_and_the_title_says_what_is_left(warm: Reader) -> None:
    warm.follow(f"{THREE}we-hold-build-intent").sees_answer("all-three-claims", CLAIMS[1:])
    expect(warm.page.get_by_role("heading", level=1)).to_have_text(
        "Keep Build intent, and file two more claims, which do not pay."
    )
    told = rows(warm)
    assert [row[0].split("\n")[0] for row in told] == ["Keep", "File", "File"]
    assert "do not file it again" in told[0][3]


def test_a_note_that_makes_the_claims_unknown_brings_its_own_title(warm: Reader) -> None:
    warm.follow(f"{THREE}government-cloud").sees_answer("all-three-claims", "unknown")
    expect(warm.page.get_by_role("heading", level=1)).to_have_text("Not known: government clouds and China")
    assert rows(warm) == []
    expect(warm.page.get_by_text("Not known which claim, if any")).to_be_visible()


@pytest.mark.parametrize("address", [THREE, THREE.replace("/answers/which-claim/all-three-claims/", "/which-claim/")])
def test_the_case_stands_under_the_title_and_the_answers_at_the_end(address: str, warm: Reader) -> None:
    warm.follow(address).sees_answer("all-three-claims", CLAIMS)
    line = warm.part("for").locator("visible=true")
    expect(line).to_contain_text("Business Applications · Dynamics 365 · Enterprise Agreement")
    path = warm.part("path").bounding_box()
    answer = warm.page.locator(".cpor-answer:visible").bounding_box()
    assert path and answer and path["y"] >= answer["y"] + answer["height"] - 1
    line.get_by_role("link").click()
    warm.sees_question("area")
    assert warm.chosen() == ["business-applications"]


def test_without_answers_the_page_says_for_which_cases_it_holds(reader: Reader) -> None:
    reader.open("/answers/which-claim/all-three-claims/")
    expect(reader.page.get_by_text("It holds where: Product area: Business Applications")).to_be_visible()
    reader.page.get_by_role("link", name="Is it yours? Answer the questions").click()
    reader.sees_question("area")


@pytest.mark.parametrize("address", ["/answers/which-claim/", "/changes/", "/plans/which-claim/"])
def test_the_parts_of_other_pages_keep_their_titles_in_a_column(address: str, reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 1280, "height": FIRST_SCREEN})
    part = reader.open(address).page.locator("section.cpor-part:visible").first
    title, content = (
        part.locator(".cpor-part__title").bounding_box(),
        part.locator(".cpor-part__content").bounding_box(),
    )
    assert title and content and title["x"] + title["width"] < content["x"]


ONE_FRAME = """() => {
  const frames = [];
  window.requestAnimationFrame = (callback) => frames.push(callback);
  window.nextFrame = () => frames.splice(0).forEach((callback) => callback(performance.now()));
}"""
"""Holds frames back until `nextFrame` is called."""


def test_the_first_screen_of_an_answer_comes_before_the_rest_and_all_at_once_for_who_comes_back(reader: Reader) -> None:
    reader.open(f"/which-claim/#{DYNAMICS}").sees_question("circumstances").wait_for_engine()
    reader.evaluate(ONE_FRAME)
    reader.go_on()
    late = [reader.page.locator(".cpor-answer .cpor-part").first, reader.part("path")]
    expect(reader.page.locator(".cpor-do__row:visible")).to_have_count(3)
    for part in late:
        expect(part).to_be_hidden()
    reader.evaluate("nextFrame()")
    reader.sees_answer("all-three-claims", CLAIMS)
    for part in late:
        expect(part).to_be_visible()
    reader.page.go_back()
    reader.sees_question("circumstances").page.go_forward()
    expect(reader.page.locator(".cpor-do__row:visible")).to_have_count(3)
    for part in late:
        expect(part).to_be_visible()
    reader.evaluate("nextFrame()")
    reader.sees_answer("all-three-claims", CLAIMS)
