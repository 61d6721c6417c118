"""The address says everything: back, forward, reload, bookmarks, and links of every kind, whatever was done to them."""

import re
from collections.abc import Sequence
from urllib.parse import quote

import pytest
from ours import OURS
from playwright.sync_api import expect
from served import GENERATOR, Site

from browser.conftest import Open
from browser.reader import ZENSICAL_STUMBLES, Reader

DYNAMICS = "area=business-applications&product=dynamics-365&channel=volume-licensing"
ALL_THREE = f"{DYNAMICS}&work=presales,adoption&goal=both&circumstances="
ALL_CLAIMS = "build-intent influenced-revenue usage-recognition"
OWN_CSP = "area=azure&channel=csp-own&circumstances="

INJECTED = """() => ({
  ran: window.hit !== undefined,
  elements: document.querySelectorAll("[data-part=problems] li *, [data-part=path] img, [onerror], iframe").length,
  polluted: ({}).polluted !== undefined,
})"""

TODAY = "() => new Intl.DateTimeFormat('sv-SE').format()"
"""The reader's own date, in ISO's form."""

SCROLLED = 500
"""Milliseconds after which the theme has saved, or gone back to, a position."""


# ---------- changing an answer


def test_a_change_of_an_early_answer_keeps_the_later_ones(warm: Reader) -> None:
    warm.follow(f"/which-claim/#{ALL_THREE}").sees_answer("all-three-claims", ALL_CLAIMS)
    warm.change("Product").click()
    warm.sees_question("product")
    assert warm.chosen() == ["dynamics-365"]
    warm.choose("power-platform").go_on()
    warm.sees_answer(
        "power-platform-or-insights-build-intent-influenced-revenue-and-pal", "build-intent influenced-revenue"
    )
    warm.sees_address(f"/which-claim/#{ALL_THREE.replace('dynamics-365', 'power-platform')}")


def test_an_answer_changed_there_and_back_leads_where_it_led_before(warm: Reader) -> None:
    warm.follow(f"/which-claim/#{ALL_THREE}").sees_answer("all-three-claims", ALL_CLAIMS)
    warm.change("Product area").click()
    warm.answer("area", "azure").sees_answer("azure-dpor-and-pal", "")
    warm.sees_address("/which-claim/#area=azure&channel=volume-licensing&circumstances=")
    warm.change("Product area").click()
    warm.answer("area", "business-applications").sees_answer("all-three-claims", ALL_CLAIMS)
    warm.sees_address(f"/which-claim/#{ALL_THREE}")


def test_answers_off_the_path_are_chosen_again_when_their_question_comes_back(warm: Reader) -> None:
    warm.answer("area", "business-applications").answer("product", "dynamics-365").answer("channel", "volume-licensing")
    warm.answer("work", "presales", "adoption").answer("goal", "both").answer("circumstances")
    warm.sees_answer("all-three-claims", ALL_CLAIMS)
    warm.follow("/which-claim/").answer("area", "azure").answer("channel", "csp-own").answer("circumstances")
    warm.sees_answer("azure-csp", "")
    warm.follow("/which-claim/").answer("area", "business-applications")
    for question, options in (
        ("product", ["dynamics-365"]),
        ("channel", ["csp-own"]),
        ("work", ["presales", "adoption"]),
        ("goal", ["both"]),
        ("circumstances", []),
    ):
        warm.sees_question(question)
        assert warm.chosen() == options
        if question == "channel":  # the newest answer given to it
            warm.choose("volume-licensing")
        warm.go_on()
    warm.sees_answer("all-three-claims", ALL_CLAIMS)


def test_start_again_forgets_every_answer(warm: Reader) -> None:
    warm.follow(f"/which-claim/#{ALL_THREE}")
    warm.tool("start-again").click()
    warm.sees_question("area").sees_address("/which-claim/")
    assert warm.chosen() == []
    warm.answer("area", "business-applications").sees_question("product")
    assert warm.chosen() == []


def test_the_answer_to_i_do_not_know_leads_back_without_that_answer(warm: Reader) -> None:
    known = "area=business-applications&product=dynamics-365"
    warm.follow(f"/which-claim/#{known}&channel=not-sure").sees_answer("channel-not-sure", "unknown")
    warm.page.locator("[data-part=stage] [data-again]").click()
    warm.sees_question("channel").sees_address(f"/which-claim/#{known}")


# ---------- back, forward, reload


def test_back_and_forward_show_each_question_with_its_answer(warm: Reader) -> None:
    warm.answer("area", "azure").answer("channel", "csp-own").answer("circumstances").sees_answer("azure-csp", "")
    warm.page.go_back()
    warm.sees_question("circumstances").page.go_back()
    warm.sees_question("channel").sees_address("/which-claim/#area=azure")
    assert warm.chosen() == ["csp-own"]
    warm.page.go_back()
    warm.sees_question("area").sees_address("/which-claim/")
    assert warm.chosen() == ["azure"]
    for _ in range(3):
        warm.page.go_forward()
    warm.sees_answer("azure-csp", "").sees_address(f"/which-claim/#{OWN_CSP}")


def test_the_back_button_goes_back_where_the_reader_came_from(warm: Reader) -> None:
    warm.answer("area", "azure").sees_question("channel")
    entries = warm.evaluate("history.length")
    warm.tool("back").click()
    warm.sees_question("area").sees_address("/which-claim/")
    assert warm.evaluate("history.length") == entries


def test_the_back_button_of_a_page_opened_by_a_link_shows_the_question_before(reader: Reader, site: Site) -> None:
    site.hold("/assets/runtime/*")
    reader.open("/which-claim/#area=azure").sees_question("channel")
    reader.tool("back").click()
    reader.sees_question("area")
    assert reader.chosen() == ["azure"]


def test_a_reload_shows_the_same_question_and_back_still_leads_to_the_one_before(reader: Reader, site: Site) -> None:
    site.hold("/assets/runtime/*")
    reader.open("/which-claim/").answer("area", "modern-work").answer("channel", "csp-own").sees_question("seats")
    reader.page.reload()
    reader.sees_question("seats").sees_address("/which-claim/#area=modern-work&channel=csp-own")
    reader.page.go_back()
    reader.sees_question("channel")
    assert reader.path() == [("Product area", "Modern Work")]


def test_a_reloaded_answer_is_checked_again_and_the_same(reader: Reader) -> None:
    reader.open(f"/which-claim/#{OWN_CSP}").sees_answer("azure-csp", "")
    reader.page.reload()
    reader.sees_answer("azure-csp", "").sees_address(f"/which-claim/#{OWN_CSP}")


# ---------- deep links


def test_a_link_to_a_question_opens_it_with_the_answers_before_it(reader: Reader, site: Site) -> None:
    site.hold("/assets/runtime/*")
    reader.open(f"/which-claim/#{DYNAMICS}").sees_question("work")
    assert reader.path() == [
        ("Product area", "Business Applications"),
        ("Product", "Dynamics 365"),
        ("How the customer buys", "Enterprise Agreement or other Volume Licensing"),
    ]


def test_a_link_to_an_answer_says_that_it_checks_until_the_engine_has(reader: Reader, site: Site) -> None:
    held = site.hold("/assets/runtime/pyodide.asm.*.wasm")
    reader.open(f"/answers/which-claim/all-three-claims/#{ALL_THREE}")
    expect(reader.page.locator("[data-is=checking]")).to_be_visible()
    expect(reader.part("for")).to_be_visible()
    expect(reader.page.locator("[data-static]:visible")).to_have_count(0)  # that is for those without answers
    held.set()
    reader.sees_answer("all-three-claims", ALL_CLAIMS)
    expect(reader.page.locator("[data-is=checking]")).to_be_hidden()
    expect(reader.page.locator("[data-static]:visible")).to_have_count(0)
    assert [answer for _, answer in reader.path()][-2:] == ["Money and recognition", "none of these"]


def test_a_link_to_an_answer_shows_the_facts_of_these_answers(warm: Reader) -> None:
    held = ALL_THREE.replace("circumstances=", "circumstances=we-hold-build-intent")
    warm.follow(f"/answers/which-claim/all-three-claims/#{held}")
    warm.sees_answer("all-three-claims", "influenced-revenue usage-recognition")
    expect(
        warm.page.get_by_role("heading", level=1, name="Keep Build intent, and file two more claims")
    ).to_be_visible()
    warm.unfold("Money and points in detail")
    expect(warm.page.locator("[data-fact=pays] > :visible")).to_have_attribute("data-is", re.compile("^none"))


def test_without_answers_the_page_of_an_answer_stays_as_it_was_built(warm: Reader) -> None:
    warm.follow("/answers/which-claim/all-three-claims/")
    expect(warm.shown_answer).to_have_attribute("data-claims", ALL_CLAIMS)
    expect(warm.page.locator("[data-part=status] > :visible")).to_have_count(0)
    expect(warm.part("banner")).to_be_hidden()
    assert warm.page.locator("[data-static]:visible").count() > 0


def test_a_change_link_on_the_page_of_an_answer_opens_the_question_with_the_rest_kept(warm: Reader) -> None:
    warm.follow(f"/answers/which-claim/azure-csp/#{OWN_CSP}").sees_answer("azure-csp", "")
    warm.change("How the customer buys").click()
    warm.sees_question("channel")
    assert warm.chosen() == ["csp-own"]


def test_answers_that_end_elsewhere_are_told_and_led_to_their_answer(warm: Reader) -> None:
    warm.follow(f"/answers/which-claim/azure-pal/#{OWN_CSP}")
    banner = warm.part("banner")
    expect(banner).to_contain_text("These answers lead to another answer today")
    expect(banner.locator("[data-part=title]")).to_have_text("No CPOR claim: your own CSP sale counts for Azure")
    expect(warm.shown_answer).to_have_count(1)
    expect(warm.shown_answer).to_have_attribute("data-outcome", "azure-csp")
    expect(warm.shown_answer).to_have_attribute("data-claims", "")
    former = warm.page.locator("[data-former-outcome]:visible")
    expect(former).to_have_count(1)
    expect(former).to_have_attribute("data-former-outcome", "azure-pal")
    banner.get_by_role("link", name="Open that answer").click()
    warm.sees_answer("azure-csp", "").sees_address(f"/answers/which-claim/azure-csp/#{OWN_CSP}")


def test_answers_that_reach_no_answer_yet_are_told_and_led_to_the_open_question(warm: Reader) -> None:
    warm.follow("/answers/which-claim/azure-pal/#area=azure&channel=web-direct")
    banner = warm.part("banner")
    expect(banner).to_contain_text("do not reach an answer yet")
    banner.get_by_role("link").locator("visible=true").click()
    warm.sees_question("circumstances").sees_address("/which-claim/#area=azure&channel=web-direct")


# ---------- sections of the document


def test_a_plain_anchor_shows_that_section_of_the_document(reader: Reader, site: Site) -> None:
    site.hold("/assets/runtime/*")
    reader.open("/which-claim/#channel")
    expect(reader.shown_document).to_be_visible()
    expect(reader.shown_document.locator("#channel")).to_be_in_viewport()
    expect(reader.form).to_be_hidden()
    reader.tool("show-questionnaire").click()
    reader.sees_question("area")
    expect(reader.shown_document).to_be_hidden()


@pytest.mark.parametrize("address", ["/reference/glossary/#poe", "/sources/#S40", "/which-claim/#work"])
def test_a_link_to_a_section_opens_there(address: str, reader: Reader) -> None:
    reader.open(address).page.wait_for_load_state("load")
    reader.page.wait_for_timeout(SCROLLED)
    expect(reader.page.locator(f"[id='{address.partition('#')[2]}']")).to_be_in_viewport()


def test_after_a_reload_the_page_stands_where_it_was_left(reader: Reader) -> None:
    reader.open("/reference/glossary/#poe").page.wait_for_load_state("load")
    reader.page.wait_for_timeout(SCROLLED)
    reader.evaluate("scrollTo(0, 900)")
    reader.page.wait_for_timeout(SCROLLED)
    reader.page.reload()
    reader.page.wait_for_timeout(SCROLLED)
    assert abs(reader.evaluate("scrollY") - 900) < 100  # the header is there or not


def test_the_document_opens_at_the_question_and_leads_back_to_it(warm: Reader) -> None:
    warm.follow(f"/which-claim/#{DYNAMICS}").sees_question("work")
    warm.tool("show-document").click()
    warm.sees_address("/which-claim/#work")
    expect(warm.shown_document.locator("#work")).to_be_in_viewport()
    warm.tool("show-questionnaire").click()
    warm.sees_question("work").sees_address(f"/which-claim/#{DYNAMICS}")


# ---------- what forums do to links


@pytest.mark.parametrize(
    "fragment",
    [
        "area=azure&amp;channel=csp-own&amp;circumstances=",
        "area=azure&amp;amp;channel=csp-own&amp;amp;circumstances=",
        quote(OWN_CSP, safe=""),
        quote(quote(OWN_CSP, safe=""), safe=""),
        f"{OWN_CSP}.",
        f"{OWN_CSP}),",
        f"{OWN_CSP}>",
        f"{OWN_CSP}&utm_source=forum&fbclid=x1",
        f"{OWN_CSP}?utm_source=forum",
        f"on=2026-11-23&{OWN_CSP}",
    ],
)
@pytest.mark.parametrize("page", ["/which-claim/", "/answers/which-claim/azure-csp/"])
def test_what_forums_do_to_links_is_undone(page: str, fragment: str, warm: Reader) -> None:
    warm.follow(f"{page}#{fragment}").sees_answer("azure-csp", "")
    assert warm.problems() == []


def test_a_plus_for_a_comma_is_understood(warm: Reader) -> None:
    warm.follow(f"/which-claim/#{ALL_THREE.replace(',', '+')}")
    warm.sees_answer("all-three-claims", ALL_CLAIMS)
    assert warm.problems() == []


# ---------- hostile links

HOSTILE = {
    "a script": ("area=azure&channel=<script>hit=1</script>", ["<script>hit=1</script>"]),
    "an image": ('area=azure&channel="><img src=x onerror=hit=1>', ["<img src=x onerror=hit=1>"]),
    "a script for a question": ("area=azure&<script>hit=1</script>=x", ["<script>hit"]),
    "a javascript address": ("area=azure&channel=javascript:hit=1", ["javascript:hit=1"]),
    "prototypes": ("__proto__=polluted&constructor=x&toString=y&area=azure", ["__proto__", "constructor", "toString"]),
    "a prototype as an option": ("area=azure&channel=__proto__", ["__proto__"]),
    "percent signs that encode nothing": ("area=azure&channel=%E0%A4%A&%zz=%", ["%zz"]),
    "an answer given twice": ("area=azure&area=modern-work", ["Product area"]),
    "an unknown question": ("area=azure&colour=red", ["colour"]),
    "an unknown option": ("area=azure&channel=barter", ["barter"]),
    "something without a value": ("area=azure&huh", ["huh"]),
    "a null character": ("area=azure&channel=%00", []),
    "100 kB in one value": (f"area=azure&channel={'x' * 100_000}", ["xxx"]),
    "100 kB of unknown questions": (f"area=azure&{'&'.join(f'x{n}=1' for n in range(12_000))}", ["x0", "more things"]),
    "far more than is read": (f"area=azure&x={'y' * 300_000}", ["too long"]),
    "markup at several choices": (
        "area=azure&circumstances=<script>hit=1</script>,government-cloud",
        ["script>hit=1</script"],
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_link_is_named_as_text_and_the_rest_is_kept(name: str, warm: Reader) -> None:
    may_stumble(warm)
    fragment, named = HOSTILE[name]
    warm.page.evaluate("fragment => { location.hash = fragment }", fragment)
    warm.sees_question("channel")
    sees_problems(warm, named)
    assert warm.path() == [("Product area", "Azure")]
    assert warm.evaluate(INJECTED) == {"ran": False, "elements": 0, "polluted": False}
    warm.choose("csp-own").go_on().answer("circumstances").sees_answer("azure-csp", "")
    assert warm.problems() == []


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_link_to_an_answer_is_named_as_text_and_the_rest_is_kept(name: str, warm: Reader) -> None:
    may_stumble(warm)
    fragment, named = HOSTILE[name]
    warm.follow("/answers/which-claim/azure-pal/")
    expect(warm.part("banner")).to_be_attached()
    warm.page.evaluate("fragment => { location.hash = fragment }", fragment)
    expect(warm.part("banner")).to_contain_text("do not reach an answer yet")
    sees_problems(warm, named)
    assert warm.evaluate(INJECTED) == {"ran": False, "elements": 0, "polluted": False}


@pytest.mark.parametrize("page", ["/which-claim/", "/answers/which-claim/azure-csp/"])
def test_a_hostile_link_that_is_opened_first_starts_nothing_but_the_engine(page: str, reader: Reader) -> None:
    may_stumble(reader)
    reader.open(f"{page}#{OWN_CSP}&work=<script>hit=1</script>&__proto__=polluted&%zz=%E0")
    reader.sees_answer("azure-csp", "")
    sees_problems(reader, ["script>hit=1</script", "__proto__"])
    assert reader.evaluate(INJECTED) == {"ran": False, "elements": 0, "polluted": False}


def test_of_several_choices_with_an_unknown_one_nothing_is_shown_before_the_engine_has_read_them(
    reader: Reader, site: Site
) -> None:
    held = site.hold("/assets/runtime/*")
    with reader.page.expect_response("**/assets/flows/*.json"):
        reader.open("/which-claim/#area=security-microsoft-365&channel=csp-other&work=presales,deploying")
    reader.page.wait_for_timeout(500)
    expect(reader.form).to_have_count(0)
    held.set()
    reader.sees_question("work")
    assert reader.chosen() == ["presales"]
    sees_problems(reader, ["deploying"])


@pytest.mark.skipif(GENERATOR != "zensical", reason="Material does not stumble")
@pytest.mark.parametrize("value", ['"x', "50%"])
def test_zensical_stumbles_over_a_fragment_and_nothing_of_ours_does(value: str, reader: Reader) -> None:
    may_stumble(reader)
    reader.open(f"/which-claim/#area=azure&channel={value}").sees_question("channel")
    sees_problems(reader, [value])
    assert reader.watch.found, "Zensical stumbles no more: nothing needs to be expected any longer"


def may_stumble(reader: Reader) -> None:
    """The script of the theme may throw, if it is Zensical's."""
    if GENERATOR == "zensical":
        reader.watch.expects(*ZENSICAL_STUMBLES)


def sees_problems(reader: Reader, named: Sequence[str]) -> None:
    """The page names these, in at most six sentences that a reader can take in."""
    expect(reader.part("problems")).to_be_visible()
    problems = reader.problems()
    assert 1 <= len(problems) <= 6
    assert [name for name in named if not any(name in problem for problem in problems)] == []
    assert [problem for problem in problems if len(problem) > 400 or not problem.endswith(".")] == []


# ---------- copying links


def test_the_copied_link_to_a_question_opens_this_question(warm: Reader, open_context: Open, site: Site) -> None:
    warm.follow(f"/which-claim/#{DYNAMICS}").sees_question("work")
    copied = copy(warm, "copy-question")
    assert copied == f"{site.url}/which-claim/#{DYNAMICS}"
    site.hold("/assets/runtime/*")
    other = open_context().open(copied.removeprefix(site.url)).sees_question("work")
    assert other.path() == warm.path()


def test_the_link_to_a_question_that_is_shown_again_ends_before_it(warm: Reader, site: Site) -> None:
    warm.follow(f"/which-claim/#{ALL_THREE}&at=channel").sees_question("channel")
    copied = copy(warm, "copy-question")
    assert copied == f"{site.url}/which-claim/#area=business-applications&product=dynamics-365"


def test_the_copied_link_to_an_answer_opens_the_page_of_this_answer(
    warm: Reader, open_context: Open, site: Site
) -> None:
    warm.follow(f"/which-claim/#{OWN_CSP}").sees_answer("azure-csp", "")
    copied = copy(warm, "copy-answer")
    address = f"/answers/which-claim/azure-csp/#{OWN_CSP}&on={warm.evaluate(TODAY)}"
    assert copied == site.url + address
    other = open_context().open(address).sees_answer("azure-csp", "")
    assert other.path() == [
        ("Product area", "Azure"),
        ("How the customer buys", "CSP: we are the CSP partner"),
        ("Circumstances", "none of these"),
    ]
    assert copy(other, "copy-answer") == copied


def test_the_link_copied_from_a_page_without_answers_has_none(warm: Reader, site: Site) -> None:
    warm.follow("/answers/which-claim/azure-csp/")
    expect(warm.page.locator("cpor-answer")).to_be_visible()
    assert copy(warm, "copy-answer") == f"{site.url}/answers/which-claim/azure-csp/"


def test_where_the_clipboard_is_refused_the_link_can_be_taken_by_hand(open_context: Open, site: Site) -> None:
    site.hold("/assets/runtime/*")
    reader = open_context()
    reader.page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    reader.open("/which-claim/#area=azure").sees_question("channel").tool("copy-question").click()
    field = reader.page.get_by_role("textbox", name="Link", exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_value(f"{site.url}/which-claim/#area=azure")
    reader.choose("csp-own").go_on()
    expect(field).to_be_hidden()


def copy(reader: Reader, tool: str) -> str:
    """What is in the clipboard after a press on this button."""
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=reader.site.url)
    reader.page.bring_to_front()
    reader.tool(tool).click()
    expect(reader.page.get_by_text("Link copied").locator("visible=true")).to_have_count(1)
    return reader.evaluate("navigator.clipboard.readText()")


# ---------- anchors


def test_every_anchor_that_was_published_is_on_its_page(site: Site) -> None:
    published = [line.split()[1] for line in OURS.lock.read_text().splitlines() if line.startswith("anchor ")]
    assert len(published) > 200
    pages: dict[str, set[str]] = {}
    for address in published:
        page, _, anchor = address.partition("#")
        if page not in pages:
            pages[page] = set(re.findall(r'\bid="?([^">\s]+)', (site.folder / f".{page}index.html").read_text()))
        assert anchor in pages[page], address


def test_an_answer_in_whose_link_something_is_unknown_is_still_the_reader_s(warm: Reader) -> None:
    warm.follow("/answers/which-claim/azure-csp/#area=azure&channel=csp-own&circumstances=&on=2026-11-2").sees_answer(
        "azure-csp", []
    )
    assert warm.problems() == ["The link says that it was copied on “2026-11-2”, which is not a date."]
    verdict = "getComputedStyle(document.querySelector('.cpor-verdict')).borderTopStyle"
    assert warm.evaluate(verdict) == "solid", "a dashed one is for an answer that these answers do not lead to"


def test_a_link_to_a_cell_of_the_matrix_leads_to_the_page_where_it_is_now(reader: Reader) -> None:
    reader.open("/reference/which-claim-where/")
    cell = reader.page.locator(".cpor-matrix td span[id]").first.get_attribute("id")
    reader.open(f"/reference/claim-types/#{cell}").sees_address(f"/reference/which-claim-where/#{cell}")
    expect(reader.page.locator(f"[id='{cell}']")).to_be_attached()
    reader.open("/reference/claim-types/#matrix")
    expect(reader.page.locator("#matrix")).to_be_in_viewport()
    expect(reader.page.get_by_role("link", name="Which claim where").last).to_be_visible()
    reader.sees_address("/reference/claim-types/#matrix")
