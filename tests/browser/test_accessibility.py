"""axe-core finds nothing on any page in any state, with no rule switched off; nothing is wider than the screen."""

import pytest
from playwright.sync_api import expect
from served import ROOT, Site

from browser.conftest import Open
from browser.reader import Reader, differs

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")

RUN_AXE = """async () => {
  // on top of what runs by default; WCAG 2.2 asks for it
  const { violations } = await axe.run(document, { rules: { "target-size": { enabled: true } } });
  return violations.map(({ id, nodes }) => [id, ...nodes.slice(0, 5).map(({ html, failureSummary }) =>
    `${html.slice(0, 160)} — ${failureSummary.replace(/\\s+/g, " ").slice(0, 240)}`)]);
}"""

OWN_CSP = "area=azure&channel=csp-own&circumstances="

REPLIED = {
    "with a question page": "/questions/is-build-intent-only-money/",
    "with an answer": f"/answers/which-claim/azure-csp/#{OWN_CSP}",
}
"""Pages on which the dialog for replies is open."""

DYNAMICS = "area=business-applications&product=dynamics-365&channel=volume-licensing"
EVERYTHING = f"{DYNAMICS}&work=presales,adoption&goal=both"

STATIC = {
    "the home page": "/",
    "a page of questions": "/questions/",
    "an answered question": "/questions/which-claims-do-i-make/",
    "the list of answers": "/answers/which-claim/",
    "an answer with three claims": "/answers/which-claim/all-three-claims/",
    "an answer with routes only": "/answers/which-claim/azure-dpor-and-pal/",
    "an answer that nobody knows": "/answers/which-claim/mca-e-unknown/",
    "an answer with a claim and a route": "/answers/which-claim/modern-work-small-csp-and-use-or-consume/",
    "the claims side by side": "/reference/claim-types/",
    "what feeds a designation": "/reference/designation-metrics/",
    "the statuses": "/reference/claim-statuses/",
    "the deadlines": "/reference/deadlines/",
    "the checklist": "/reference/evidence-checklist/",
    "the high-water mark": "/reference/high-water-mark/",
    "the score": "/reference/score/",
    "the timeline": "/reference/timeline/",
    "the glossary": "/reference/glossary/",
    "what changed": "/changes/",
    "how sure we are": "/how-sure-are-we/",
    "the sources": "/sources/",
    "about": "/about/",
    "a plan without products": "/plans/which-claim/",
    "a page that is not there": "/no-such-page/",
}
"""Kinds of pages on which no engine runs."""

STATES = {
    "one of several": "/which-claim/",
    "a product": "/which-claim/#area=business-applications",
    "a channel": "/which-claim/#area=modern-work",
    "a number of seats": "/which-claim/#area=modern-work&channel=csp-own",
    "several of several": f"/which-claim/#{DYNAMICS}",
    "a goal": f"/which-claim/#{DYNAMICS}&work=presales,adoption",
    "circumstances": f"/which-claim/#{EVERYTHING}",
    "an answer": f"/which-claim/#{EVERYTHING}&circumstances=we-hold-build-intent,us-public-sector",
    "an answer that nobody knows": "/which-claim/#area=business-applications&product=dynamics-365&channel=mca-e",
    "a link with problems": "/which-claim/#area=azure&channel=barter&colour=red",
    "an answer's page with answers": f"/answers/which-claim/azure-csp/#{OWN_CSP}",
    "an answer's page with problems": f"/answers/which-claim/azure-csp/#{OWN_CSP}&colour=red",
    "an answer's page with answers that end elsewhere": f"/answers/which-claim/azure-pal/#{OWN_CSP}",
    "an answer's page with answers that end nowhere": "/answers/which-claim/azure-pal/#area=azure",
}
"""What the questionnaire and the pages of answers come to look like once the engine has had its say."""

WIDTHS = (320, 360, 768, 1440, 3840)

SIDEWAYS = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  const beside = ".md-search, .md-sidebar, .cpor-visually-hidden";  // there on purpose, and out of sight
  const scrolls = element => /auto|scroll/.test(getComputedStyle(element).overflowX);
  const scrolled = element => element && (scrolls(element) || scrolled(element.parentElement));
  const wide = [...document.querySelectorAll("main *, header *, footer *")]
    .filter(element => element.checkVisibility() && !element.closest(beside) && !scrolled(element.parentElement))
    .filter(element => element.getBoundingClientRect().right > clientWidth + 1)
    .map(element => element.outerHTML.slice(0, 120));
  return [scrollWidth > clientWidth ? scrollWidth : 0, ...wide.slice(0, 3)];
}"""


def faults(reader: Reader) -> list[list[str]]:
    """What axe finds. The source is evaluated, which no content security policy forbids."""
    if not reader.evaluate("typeof axe === 'object'"):
        reader.evaluate(AXE)
    return reader.evaluate(RUN_AXE)


def faults_in_both_schemes(reader: Reader) -> dict[str, list[list[str]]]:
    """What axe finds in light and in dark colours, which the page takes over as the system changes."""
    found = {}
    for scheme, name in (("dark", "slate"), ("light", "default")):
        reader.page.emulate_media(color_scheme=scheme)
        expect(reader.page.locator("body")).to_have_attribute("data-md-color-scheme", name)
        found[scheme] = faults(reader)
    return {scheme: lines for scheme, lines in found.items() if lines}


def sees(reader: Reader, address: str) -> None:
    """The page of this address, with the engine's word where there is one."""
    reader.follow(address)
    path, _, fragment = address.partition("#")
    if path == "/which-claim/":
        expect(reader.element.locator("[data-part=stage] :is(form, .cpor-answer)")).to_be_visible()
        reader.page.wait_for_function(
            "fragment => [location.hash, document.querySelector('cpor-questionnaire').fragment]"
            ".every(shown => shown === fragment)",
            arg=f"#{fragment}" if fragment else "",
        )
    else:
        expect(reader.page.locator("cpor-answer [data-part=path]")).to_be_visible()
    expect(reader.page.locator("[data-is=checking]:visible")).to_have_count(0)


@pytest.mark.parametrize("name", STATIC)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen_on(name: str, reader: Reader) -> None:
    reader.watch.expects("404")
    reader.open(STATIC[name]).page.wait_for_load_state("load")
    assert (faults_in_both_schemes(reader), too_wide(reader)) == ({}, {})


@pytest.mark.parametrize(
    "name",
    [
        "the home page",
        "an answered question",
        "an answer with three claims",
        "the claims side by side",
        "the timeline",
        "the sources",
    ],
)
def test_axe_finds_nothing_on_a_telephone_on(name: str, open_context: Open) -> None:
    reader = open_context(viewport={"width": 360, "height": 740})
    reader.open(STATIC[name]).page.wait_for_load_state("load")
    assert faults(reader) == []


@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen_at(name: str, warm: Reader) -> None:
    sees(warm, STATES[name])
    assert (faults_in_both_schemes(warm), too_wide(warm)) == ({}, {})


@pytest.mark.parametrize("name", ["one of several", "several of several", "an answer"])
def test_axe_finds_nothing_on_a_telephone_at(name: str, warm: Reader) -> None:
    warm.page.set_viewport_size({"width": 360, "height": 740})
    sees(warm, STATES[name])
    assert faults(warm) == []


PAPER = {
    "an answer": STATES["an answer"],
    "an answer that circumstances make unknown": f"/which-claim/#{EVERYTHING}&circumstances=government-cloud",
    "a plan": "/plans/which-claim/#"
    + "&".join(f"{n}.{pair}" for n in (1, 2) for pair in f"{EVERYTHING}&circumstances=".split("&")),
}


@pytest.mark.parametrize("name", PAPER)
def test_everything_can_be_read_on_paper(name: str, warm: Reader) -> None:
    warm.follow(PAPER[name])
    expect(warm.page.locator(".cpor-verdict__title").locator("visible=true")).to_have_count(1)
    expect(warm.page.locator("[data-is=checking]:visible")).to_have_count(0)
    warm.page.emulate_media(media="print")
    assert [found for found in faults(warm) if found[0] == "color-contrast"] == []
    warm.page.emulate_media(media="screen")


def test_axe_finds_nothing_where_a_choice_is_missing(warm: Reader) -> None:
    warm.sees_question("area").go_on()
    expect(warm.form.locator("[data-part=problem]")).to_be_visible()
    assert faults_in_both_schemes(warm) == {}


def test_axe_finds_nothing_where_a_link_was_copied(warm: Reader) -> None:
    warm.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=warm.site.url)
    sees(warm, STATES["an answer"])
    warm.tool("copy-answer").click()
    expect(warm.page.get_by_text("Link copied").locator("visible=true")).to_have_count(1)
    warm.evaluate("scrollTo(0, 0)")  # a row half under the header that stays is no fault
    assert faults_in_both_schemes(warm) == {}


@pytest.mark.parametrize("page", REPLIED)
def test_axe_finds_nothing_where_a_reply_is_chosen(page: str, open_context: Open) -> None:
    reader = open_context(viewport={"width": 360, "height": 740})
    reader.open(REPLIED[page]).page.locator("[data-do=reply]:visible").first.click()
    expect(reader.part("preview")).to_have_attribute("data-rich", "")
    assert faults_in_both_schemes(reader) == {}


def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen_in_the_document(reader: Reader, site: Site) -> None:
    site.hold("/assets/runtime/*")
    reader.open("/which-claim/#channel")
    expect(reader.shown_document).to_be_visible()
    assert (faults_in_both_schemes(reader), too_wide(reader)) == ({}, {})


def test_axe_finds_nothing_while_the_engine_starts_and_after_it_has_failed(reader: Reader, site: Site) -> None:
    reader.watch.expects("started once more", "goes on without Python", "did not say", "Failed to load resource")
    held = site.hold("/assets/runtime/*")
    site.missing.add("/assets/runtime/*")
    reader.open("/which-claim/#area=azure&channel=csp-own&circumstances=")
    expect(reader.page.locator("[data-part=boot] [data-is=download]")).to_be_visible()
    expect(reader.shown_answer).to_have_count(1)
    assert faults(reader) == []
    held.set()
    expect(reader.page.locator("[data-part=boot] [data-is=failed]")).to_be_visible()
    assert faults(reader) == []


@differs("the path above a result has a contrast of 3.3, and the name of a result is not all of its words")
def test_axe_finds_nothing_in_the_search(reader: Reader) -> None:
    reader.open("/about/").search("build intent")
    expect(reader.found.first).to_be_visible()
    assert faults(reader) == []


def test_axe_finds_nothing_where_an_answer_is_taken_over_from_another_product(reader: Reader) -> None:
    reader.open("/which-claim/#1.area=azure&1.channel=csp-own&1.circumstances=&area=modern-work")
    expect(reader.page.locator(".cpor-option__as-for").first).to_be_visible()
    assert faults_in_both_schemes(reader) == {}


@differs("it draws its search by itself")
def test_axe_finds_nothing_where_the_search_found_nothing(reader: Reader) -> None:
    reader.open("/about/").search_box.press_sequentially("zzqqx")
    expect(reader.page.locator(".cpor-nothing").get_by_role("link").first).to_be_visible()
    assert faults_in_both_schemes(reader) == {}


def test_axe_finds_nothing_on_a_lost_page_with_answers(reader: Reader) -> None:
    reader.watch.expects("404")
    reader.open(f"/no-such-page/#{OWN_CSP}")
    expect(reader.part("lost").locator("[data-outcome=azure-csp]")).to_be_visible()
    assert faults_in_both_schemes(reader) == {}


def too_wide(reader: Reader) -> dict[int, object]:
    """Widths at which the page, or something on it, is wider: how wide, and what."""
    found = {}
    for width in WIDTHS:
        reader.page.set_viewport_size({"width": width, "height": 800})
        sideways = reader.evaluate(SIDEWAYS)
        if sideways != [0]:
            found[width] = sideways
    return found
