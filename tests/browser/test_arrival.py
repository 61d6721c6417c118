"""Browser tests of arriving on a page: nothing moves, a question opens at its heading, and the title names it."""

import re

import pytest
from playwright.sync_api import expect

from browser.conftest import Open
from browser.reader import Reader

STILL = 0.02
"""Layout shifts of a page, summed up, that nobody notices; web.dev calls 0.1 good."""

NOTE_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput, sources } of list.getEntries()) {
    const told = ({ node, previousRect: { x, y }, currentRect: to }) =>
      `${node?.className || node?.textContent?.slice(0, 30) || node?.nodeName}: ${x},${y} to ${to.x},${to.y}`;
    if (!hadRecentInput) shifts.push([value, ...sources.map(told)]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""

THREE = "area=business-applications&product=dynamics-365&channel=volume-licensing&work=presales,adoption&goal=both"
OWN_CSP = "area=azure&channel=csp-own&circumstances="

TEMPLATES = {
    "home": "/",
    "question page": "/questions/must-i-use-the-template/",
    "list of questions": "/questions/",
    "reference": "/reference/claim-types/",
    "sources": "/sources/",
    "list of answers": "/answers/which-claim/",
    "worked examples": "/examples/which-claim/",
    "answer": "/answers/which-claim/all-three-claims/",
    "questionnaire": "/which-claim/",
    "answer with lists": "/answers/evidence/mend-first/",
    "questionnaire that begins with a claim": "/evidence/",
    "high-water mark": "/reference/high-water-mark/",
    "score": "/reference/score/",
}

SIGNED = "signed-on=2024-01-15&products=none-named&activities=not-described"
SIX_FIXES = (
    f"role=usage-recognition&document=signed-sow&signature=partner-only&{SIGNED}&public-sector=us-without-disclosure"
)

HELD = f"{THREE}&circumstances=we-hold-build-intent"


def visitor(open_context: Open, width: int) -> Reader:
    """Somebody who comes for the first time, with a window of this width; what moves is noted."""
    reader = open_context(viewport={"width": width, "height": 740 if width < 500 else 800})
    reader.page.add_init_script(NOTE_SHIFTS)
    return reader


def moved(reader: Reader) -> str:
    """The layout shifts of a page as text, for the message of a test; empty where their sum is at most STILL."""
    reader.page.wait_for_timeout(800)
    shifts = reader.evaluate("shifts")
    return "" if sum(value for value, *_ in shifts) <= STILL else str(shifts)


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_on_any_template(width: int, open_context: Open) -> None:
    found = {}
    for name, address in TEMPLATES.items():
        reader = visitor(open_context, width).open(address)
        reader.page.wait_for_load_state("load")
        found[name] = moved(reader)
    assert {name: shifts for name, shifts in found.items() if shifts} == {}


def test_a_font_that_comes_after_the_first_paint_is_not_taken(open_context: Open) -> None:
    reader = visitor(open_context, 1280)
    font, theme = reader.site.hold("/assets/fonts/*"), reader.site.hold("/assets/javascripts/bundle*")
    reader.page.goto(reader.site.url + TEMPLATES["list of questions"], wait_until="commit")
    reader.page.wait_for_function("() => performance.getEntriesByType('paint').length")
    font.set()
    reader.page.wait_for_function("() => document.fonts.status === 'loaded'")
    theme.set()
    reader.with_theme()
    assert moved(reader) == ""


@pytest.mark.parametrize("late", [0, 60, 120, 180, 250, 400])
def test_from_the_home_page_the_next_question_opens_at_its_heading_however_soon_it_is_tapped(
    late: int, open_context: Open
) -> None:
    reader = open_context(viewport={"width": 360, "height": 740}, has_touch=True).open("/")
    page = reader.site.hold("/which-claim/")
    reader.choose("azure")
    # the theme notes the position 100 ms after the scrolling; the page comes before that, or after
    button = reader.page.locator("cpor-questionnaire form button")
    button.evaluate("button => { button.scrollIntoView(false); button.click(); }")
    reader.page.wait_for_timeout(late)
    page.set()
    reader.sees_question("channel").page.wait_for_timeout(400)
    heading, header = reader.heading.bounding_box(), reader.page.locator("header.md-header").bounding_box()
    assert heading and header
    assert header["y"] + header["height"] <= heading["y"] < 740


def test_on_a_phone_the_home_page_has_its_question_and_an_option_in_the_first_screen(open_context: Open) -> None:
    reader = open_context(viewport={"width": 360, "height": 740}).open("/")
    first = reader.page.locator("cpor-questionnaire .cpor-option").first.bounding_box()
    assert first is not None
    assert first["y"] + first["height"] <= 740


def test_back_on_the_home_page_the_reader_is_where_they_were(open_context: Open) -> None:
    reader = open_context(viewport={"width": 360, "height": 740}, has_touch=True).open("/")
    reader.choose("azure")
    reader.evaluate("scrollTo(0, 300)")
    reader.page.wait_for_timeout(300)
    before = reader.evaluate("scrollY")
    reader.page.locator("cpor-questionnaire form button").evaluate("button => button.click()")
    reader.sees_question("channel").page.wait_for_timeout(300)
    reader.page.go_back()
    expect(reader.page.locator("[data-at=home] form")).to_be_visible()
    reader.page.wait_for_timeout(300)
    assert abs(reader.evaluate("scrollY") - before) < 5


def test_the_title_is_the_question_then_the_answer_and_says_that_there_is_an_error(reader: Reader) -> None:
    site = " - CPOR Answers"
    page = reader.open("/").page
    expect(page).to_have_title("CPOR Answers")
    reader.go_on()
    expect(page).to_have_title("Error: CPOR Answers")
    reader.choose("azure")
    expect(page).to_have_title("CPOR Answers")
    reader.go_on().sees_question("channel")
    expect(page).to_have_title("How the customer buys" + site)
    reader.go_on()
    expect(page).to_have_title("Error: How the customer buys" + site)
    reader.choose("csp-own").go_on().sees_question("circumstances")
    expect(page).to_have_title("Circumstances" + site)
    reader.go_on().sees_answer("azure-csp", "")
    answer = page.locator(".cpor-verdict__title").inner_text()
    expect(page).to_have_title(answer + site)
    page.go_back()
    expect(page).to_have_title("Circumstances" + site)
    page.go_forward()
    expect(page).to_have_title(answer + site)
    reader.tool("show-document").click()
    expect(page).to_have_title("Which CPOR claim do I make?" + site)
    reader.follow("/about/").sees_address("/about/")
    expect(page).to_have_title("About this site" + site)
    page.go_back()
    reader.sees_address("/which-claim/#circumstances")
    expect(page).to_have_title("Which CPOR claim do I make?" + site)
    page.go_back()
    expect(page).to_have_title(answer + site)


def test_the_title_of_an_answers_page_is_the_headline_of_the_case(warm: Reader) -> None:
    warm.follow(f"/answers/which-claim/all-three-claims/#{HELD}")
    expect(warm.page).to_have_title(re.compile("^Keep Build intent, and file two more claims.* - CPOR Answers$"))
    warm.follow("/answers/which-claim/all-three-claims/")
    expect(warm.page).to_have_title(re.compile("^(?!Keep).+ - CPOR Answers$"))


def test_the_page_says_why_the_copied_link_is_another_than_the_address(open_context: Open) -> None:
    reader = open_context(permissions=["clipboard-read", "clipboard-write"])
    reader.open(f"/which-claim/#{OWN_CSP}").sees_answer("azure-csp", "")
    reader.tool("copy-answer").click()
    said = reader.page.get_by_text("It opens this answer’s own page, also without JavaScript")
    expect(said.locator("visible=true")).to_have_count(1)
    reader.follow("/which-claim/#area=azure").sees_question("channel").tool("copy-question").click()
    expect(reader.page.get_by_text("Link copied.", exact=True).locator("visible=true")).to_have_count(1)
    expect(said.locator("visible=true")).to_have_count(0)


def test_answers_of_a_link_are_not_called_the_readers(reader: Reader) -> None:
    link = "/answers/which-claim/azure-csp/#" + OWN_CSP
    reader.open(link).sees_answer("azure-csp", "")
    title, case = reader.part("path-title"), reader.part("for-whom")
    expect(title).to_have_text("This link was made for", use_inner_text=True)
    expect(case).to_have_text("This link was made for", use_inner_text=True)
    reader.follow(f"/which-claim/#{OWN_CSP}&at=channel").sees_question("channel")
    expect(title).to_have_text("This link was made for", use_inner_text=True)
    reader.choose("csp-own").go_on().sees_answer("azure-csp", "")
    expect(title).to_have_text("Your answers", use_inner_text=True)
    reader.follow(link).sees_answer("azure-csp", "")
    expect(title).to_have_text("Your answers", use_inner_text=True)
    expect(case).to_have_text("This answer is for", use_inner_text=True)
    reader.follow("/which-claim/#area=azure&channel=volume-licensing").sees_question("circumstances")
    expect(title).to_have_text("This link was made for", use_inner_text=True)


def test_answers_given_from_the_home_page_on_are_the_readers(reader: Reader) -> None:
    reader.open("/").choose("azure").go_on().sees_question("channel")
    expect(reader.part("path-title")).to_have_text("Your answers", use_inner_text=True)


def test_who_has_waited_is_told_that_the_answer_can_be_read_meanwhile(open_context: Open) -> None:
    reader = visitor(open_context, 360)
    reader.site.hold("/assets/runtime/*")
    reader.open("/answers/which-claim/azure-csp/#" + OWN_CSP)
    words, late = reader.page.locator("[data-is=checking]"), reader.page.locator(".cpor-status__late")
    expect(words).to_be_visible()
    assert late.bounding_box() is None or late.evaluate("it => getComputedStyle(it).fontSize") == "0px"
    before = reader.page.locator(".cpor-verdict__title").bounding_box()
    expect(late).to_have_css("font-size", re.compile(r"^[1-9]"))
    assert reader.page.locator(".cpor-verdict__title").bounding_box() == before
    assert moved(reader) == ""


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "link",
    [
        f"which-claim/azure-csp/#{OWN_CSP}",
        f"which-claim/all-three-claims/#{THREE}&circumstances=",
        f"which-claim/all-three-claims/#{HELD}",
        f"which-claim/all-three-claims/#{THREE}&circumstances=&purchased=2026-11-02",
        f"evidence/mend-first/#{SIX_FIXES}",
        f"evidence/mend-first/#role=build-intent&document=signed-sow&signature=customer&{SIGNED}&public-sector=none",
        "claim-status/answer-the-reviewer/#status=partner-action-required&problem=none&asked-on=2026-11-25",
        "claim-status/review-wait/#status=under-review&problem=none",
    ],
    ids=["no claim", "three claims", "one is held", "with a day", "six fixes", "four fixes", "a last day", "two steps"],
)
def test_nothing_moves_when_the_engine_has_read_a_shared_link(link: str, width: int, open_context: Open) -> None:
    reader = visitor(open_context, width).open(f"/answers/{link}")
    expect(reader.page.locator("[data-is=checked]")).to_be_visible()
    expect(reader.part("for")).to_be_visible()
    assert moved(reader) == ""


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "link",
    [
        f"which-claim/#{THREE}&circumstances=",
        f"which-claim/#{HELD}",
        f"which-claim/#{OWN_CSP}",
        "which-claim/#area=azure&channel=csp-own",
        f"which-claim/#{HELD}&at=area",
        "which-claim/#channel",
        "which-claim/#rules",
        "which-claim/#area=nowhere",
        "which-claim/#area=azure&channel=perpetual",
        f"evidence/#{SIX_FIXES}",
    ],
    ids=[
        "three claims",
        "one is held",
        "no claim",
        "question",
        "changed answer",
        "section",
        "rules",
        "no option",
        "not offered",
        "six fixes",
    ],
)
def test_nothing_moves_when_the_questionnaire_opens_a_link(link: str, width: int, open_context: Open) -> None:
    reader = visitor(open_context, width)
    views = reader.site.hold("/assets/answers/*")
    reader.open(f"/{link}").page.wait_for_timeout(300)
    views.set()
    reader.wait_for_engine()
    assert moved(reader) == ""


def test_a_shared_link_has_its_headline_and_its_case_before_the_engine_runs(open_context: Open) -> None:
    reader = visitor(open_context, 360)
    reader.site.hold("/assets/runtime/*")
    reader.open(f"/answers/which-claim/all-three-claims/#{HELD}")
    expect(reader.page.locator(".cpor-verdict__title")).to_have_text(re.compile("^Keep Build intent, and file two"))
    expect(reader.part("for")).to_contain_text("Dynamics 365 · Enterprise Agreement")
    expect(reader.page.locator(".cpor-do__row:visible", has_text="Build intent")).to_contain_text(
        "do not file it again"
    )


def test_the_days_and_numbers_of_a_link_are_worded_before_the_engine_runs_as_by_it(open_context: Open) -> None:
    reader = visitor(open_context, 1280)
    runtime = reader.site.hold("/assets/runtime/*")
    reader.open(f"/answers/evidence/mend-first/#{SIX_FIXES}")
    case = reader.part("for-words")
    expect(case).to_contain_text("Only our company · 15 January 2024 · No product by name")
    before = case.inner_text()
    runtime.set()
    reader.sees_answer("mend-first", "")
    assert case.inner_text() == before


def test_the_entries_of_a_link_are_there_when_the_engine_has_read_it_or_with_their_conditions_after_a_while(
    open_context: Open,
) -> None:
    reader = visitor(open_context, 360)
    runtime = reader.site.hold("/assets/runtime/*")
    reader.open(f"/answers/evidence/mend-first/#{SIX_FIXES}")
    entry = reader.page.locator("#entry-provide-document")
    condition = entry.locator("[data-static]")
    expect(reader.page.locator(".cpor-fact")).to_be_visible()
    expect(entry).not_to_be_visible()
    expect(condition).to_be_visible(timeout=8000)
    runtime.set()
    reader.sees_answer("mend-first", "")
    expect(entry).not_to_be_visible()
    expect(reader.page.locator("#entry-customer-signature")).to_be_visible()


def test_the_titles_of_many_entries_stand_in_the_first_screen_and_lead_to_them(open_context: Open) -> None:
    reader = visitor(open_context, 360).open(f"/answers/evidence/mend-first/#{SIX_FIXES}").sees_answer("mend-first", "")
    titles = reader.page.locator(".cpor-entries__index a:visible")
    expect(titles).to_have_count(6)
    last = titles.last.bounding_box()
    assert last is not None
    assert last["y"] + last["height"] <= 740
    address = reader.page.url
    titles.last.click()
    expect(reader.page.locator(".cpor-advice:focus .cpor-advice__title")).to_have_text(titles.last.inner_text())
    expect(reader.page.locator(".cpor-advice:focus")).to_be_in_viewport()
    assert reader.page.url == address
    reader.follow("/answers/claim-status/review-wait/#status=under-review&problem=none").sees_answer("review-wait", "")
    expect(reader.page.locator(".cpor-entries__index")).not_to_be_visible()


def test_a_link_that_leads_elsewhere_leaves_the_page_with_its_general_headline(warm: Reader) -> None:
    page = "/answers/which-claim/all-three-claims/"
    warm.follow(page)
    title, case = warm.page.locator(".cpor-answer .cpor-verdict__title"), warm.part("for")
    general = title.inner_text()
    warm.follow(f"{page}#{HELD.replace('presales,adoption', 'presales')}")
    expect(warm.part("banner")).to_be_visible()
    expect(title).to_have_text(general)
    expect(case).to_be_hidden()
