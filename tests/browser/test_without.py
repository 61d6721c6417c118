"""Without JavaScript, without WebAssembly, without the runtime's files: every reader still reaches the answer."""

import re
from collections import defaultdict

import pytest
from playwright.sync_api import Locator, expect
from served import Site
from walks import every_path

from browser.conftest import Open
from browser.reader import Reader
from build_scripts.check.compiler import Compiled

OWN_CSP = "area=azure&channel=csp-own&circumstances="

WAYS = """() => [...document.querySelectorAll("#flow-document .cpor-section:not(.cpor-section--rules)")].flatMap(
  section => [...section.querySelectorAll("a.cpor-way")].map(link => ({
    section: section.querySelector("h2").id,
    when: link.querySelector(".cpor-way__when").textContent.replace(/\\s+/g, " ").trim(),
    origin: link.closest(".cpor-origin")?.querySelector("h3")?.textContent.trim() ?? "",
    to: link.hash ? link.hash.slice(1) : link.pathname.split("/").at(-2),
    stays: link.pathname === location.pathname,
    visible: link.checkVisibility(),
  })))"""


# ---------- without JavaScript


@pytest.fixture
def plain(open_context: Open) -> Reader:
    """A reader whose browser runs no JavaScript."""
    return open_context(java_script_enabled=False)


def test_without_javascript_links_lead_from_the_first_question_to_every_outcome(
    plain: Reader, which_claim: Compiled
) -> None:
    plain.open("/which-claim/")
    leads = defaultdict(set)
    for way in plain.evaluate(WAYS):
        assert way["visible"]
        leads[way["section"]].add(way["to"])
    reached, waiting = set(), [which_claim.flow.start]
    while waiting:
        place = waiting.pop()
        if place not in reached:
            reached.add(place)
            waiting += leads[place]
    assert set(which_claim.flow.outcomes) - reached == set()
    assert reached <= {*which_claim.flow.outcomes, *which_claim.flow.questions}


def test_without_javascript_a_links_text_states_its_whole_condition(plain: Reader) -> None:
    plain.open("/which-claim/")
    said: dict[tuple[str, str], str] = {}
    for way in plain.evaluate(WAYS):
        before = way["origin"].removeprefix("If ")
        assert way["when"].startswith(before), way
        assert way["when"].removeprefix(before).strip(" ;"), "the link does not say what was answered here"
        assert said.setdefault((way["section"], way["when"]), way["to"]) == way["to"], "two ways with one condition"


def test_without_javascript_every_table_states_all_its_rows(plain: Reader, which_claim: Compiled) -> None:
    plain.open("/which-claim/")
    for id, table in which_claim.flow.tables.items():
        rows = plain.page.locator(f"#{id} + ul > li")
        expect(rows).to_have_count(len(table.rows))
        conditions = rows.locator(".cpor-way__when").all_inner_texts()
        assert all(conditions)
        assert len(set(conditions)) == len(table.rows)


def test_without_javascript_a_reader_walks_by_links_to_an_answer(plain: Reader) -> None:
    plain.open("/")
    plain.page.get_by_role("link", name="Business Applications").first.click()
    plain.sees_address("/which-claim/#product")
    follow_way(plain, "product", r"^Dynamics 365 Next")
    plain.sees_address("/which-claim/#channel")
    follow_way(plain, "channel", r"Product: Dynamics 365 or Copilot Studio; Web Direct Next")
    plain.sees_address("/which-claim/#work")
    expect(plain.page.locator("#work")).to_be_in_viewport()


def test_without_javascript_the_home_page_leads_on_from_every_choice(plain: Reader, which_claim: Compiled) -> None:
    plain.open("/")
    links = plain.page.locator("cpor-questionnaire [data-part=fallback] a")
    options = which_claim.flow.questions[which_claim.flow.start].options
    expect(links).to_have_count(len(options))
    for link, option in zip(links.all(), options, strict=True):
        expect(link).to_be_visible()
        expect(link).to_contain_text(option.label)


def follow_way(reader: Reader, section: str, text: str) -> None:
    """Follow the link of this section whose text fits."""
    ways = reader.page.locator(".cpor-section", has=reader.page.locator(f"h2#{section}")).locator("a.cpor-way")
    ways.filter(has_text=re.compile(text)).first.click()


def test_without_javascript_every_anchor_of_the_flow_page_is_there(plain: Reader) -> None:
    plain.open("/which-claim/")
    lost = plain.evaluate(
        """() => [...document.querySelectorAll("#flow-document a[href]")]
          .filter(link => link.pathname === location.pathname && link.hash)
          .map(link => link.hash.slice(1)).filter(id => !document.getElementById(id))"""
    )
    assert lost == []


def test_without_javascript_nothing_is_offered_that_needs_it(plain: Reader) -> None:
    plain.open("/which-claim/")
    expect(plain.page.locator("cpor-questionnaire :is(button, input):visible")).to_have_count(0)
    expect(plain.page.locator(".cpor-waiting")).to_be_hidden()
    plain.open("/answers/which-claim/azure-csp/")
    expect(plain.page.get_by_role("button", name="Copy link")).to_be_hidden()


def test_without_javascript_every_answer_is_readable_with_each_note_under_its_condition(
    plain: Reader, which_claim: Compiled
) -> None:
    holding: dict[str, list[set[str]]] = defaultdict(list)
    for _, step in every_path("which-claim"):
        assert step.result is not None
        holding[step.result.outcome].append(set(step.result.notes))
    for id, outcome in which_claim.flow.outcomes.items():
        plain.open(f"/answers/which-claim/{id}/")
        expect(plain.page.get_by_role("heading", level=1, name=outcome.title)).to_be_visible()
        expect(plain.page.get_by_text(outcome.answer, exact=True)).to_be_visible()
        expect(plain.shown_answer).to_have_count(1)
        for name in ("pays", "counts"):
            expect(plain.page.locator(f"[data-fact={name}] > :not([hidden])")).to_have_count(1)
        told = plain.page.locator(".cpor-note:visible")
        unconditional = told.filter(has_not=plain.page.locator(".cpor-note__when"))
        assert titles(told) == {which_claim.flow.notes[note].title for note in set().union(*holding[id])}
        assert titles(unconditional) == {which_claim.flow.notes[note].title for note in set.intersection(*holding[id])}


def titles(notes: Locator) -> set[str]:
    """What these notes are called."""
    return set(notes.locator(".cpor-note__title").all_text_contents())


# ---------- without a part of the runtime

TROUBLES = {
    "the worker is missing": ("missing", "/assets/questionnaire.*/worker.js"),
    "the worker breaks off": ("broken", "/assets/questionnaire.*/worker.js"),
    "Pyodide's loader is missing": ("missing", "/assets/runtime/pyodide.??????????.mjs"),
    "the WebAssembly is missing": ("missing", "/assets/runtime/pyodide.asm.*.wasm"),
    "the WebAssembly breaks off": ("broken", "/assets/runtime/pyodide.asm.*.wasm"),
    "something else comes for the WebAssembly": ("garbled", "/assets/runtime/pyodide.asm.*.wasm"),
    "Pyodide's module is missing": ("missing", "/assets/runtime/pyodide.asm.*.mjs"),
    "something else comes for Pyodide's module": ("garbled", "/assets/runtime/pyodide.asm.*.mjs"),
    "the snapshot is missing": ("missing", "/assets/runtime/python.*.bin"),
    "something else comes for the snapshot": ("garbled", "/assets/runtime/python.*.bin"),
    "the snapshot breaks off": ("broken", "/assets/runtime/python.*.bin"),
    "the WebAssembly has lost its end": ("truncated", "/assets/runtime/pyodide.asm.*.wasm"),
    "a byte of the WebAssembly is another": ("altered", "/assets/runtime/pyodide.asm.*.wasm"),
    "a byte of Pyodide's module is another": ("altered", "/assets/runtime/pyodide.asm.*.mjs"),
    "a byte of the snapshot is another": ("altered", "/assets/runtime/python.*.bin"),
    "the network is gone": ("broken", "/assets/runtime/*"),
}

EXPECTED = (
    "Python has failed and is started once more",
    "started once more",
    "goes on without Python",
    "did not say where this leads",
    "Failed to load resource",
)
"""What the console may say then."""

NOT_THERE = {
    "no WebAssembly": "delete window.WebAssembly",
    "no workers": "delete window.Worker",
    "workers that may not start": "window.Worker = class { constructor() { throw new Error('not allowed') } }",
}


def walks_to_the_unchecked_answer(reader: Reader) -> None:
    """The state graph leads on, the page says that the rest is not to be had, and the document is there as well."""
    with reader.page.expect_response("**/which-claim.*.json"):
        reader.open("/which-claim/").sees_question("area")
    reader.answer("area", "azure").answer("channel", "csp-own").answer("circumstances")
    expect(reader.shown_answer).to_have_attribute("data-outcome", "azure-csp")
    expect(reader.page.locator("[data-part=boot] [data-is=failed]")).to_be_visible()
    expect(reader.page.get_by_text("could not be checked here")).to_be_visible()
    expect(reader.shown_answer).to_have_count(1)
    expect(reader.shown_document).to_be_visible()
    reader.tool("back").click()
    reader.sees_question("circumstances")
    reader.page.locator("[data-part=document-link]").click()
    expect(reader.shown_document.locator("#circumstances")).to_be_in_viewport()


@pytest.mark.parametrize("name", TROUBLES)
def test_whatever_file_of_the_runtime_fails_a_reader_walks_to_the_answer(name: str, reader: Reader, site: Site) -> None:
    how, path = TROUBLES[name]
    reader.watch.expects(*EXPECTED)
    getattr(site, how).add(path)
    walks_to_the_unchecked_answer(reader)


@pytest.mark.parametrize("name", NOT_THERE)
def test_whatever_the_browser_lacks_a_reader_walks_to_the_answer(name: str, reader: Reader) -> None:
    reader.watch.expects(*EXPECTED)
    reader.page.add_init_script(NOT_THERE[name])
    walks_to_the_unchecked_answer(reader)


def test_without_the_engine_an_answer_given_before_the_flow_has_come_is_not_lost(reader: Reader, site: Site) -> None:
    reader.watch.expects(*EXPECTED)
    reader.page.add_init_script(NOT_THERE["no workers"])
    flow = site.hold("/assets/flows/which-claim.*.json")
    reader.open("/which-claim/").answer("area", "azure")
    flow.set()
    reader.sees_question("channel")


def test_without_the_engine_an_answer_with_circumstances_says_what_they_change(reader: Reader, site: Site) -> None:
    reader.watch.expects(*EXPECTED)
    site.missing.add("/assets/runtime/*")
    answers = "area=modern-work&channel=volume-licensing&seats=over-300&work=adoption&goal=both"
    reader.open(f"/which-claim/#{answers}").sees_question("circumstances")
    reader.choose("government-cloud").go_on()
    expect(reader.shown_answer).to_have_attribute("data-outcome", "modern-work-use-or-consume")
    expect(reader.page.get_by_text("could not be checked here")).to_be_visible()
    note = reader.page.locator("[data-part=stage] [data-fact='note:government-cloud-unknown'] .cpor-note")
    expect(note).to_be_visible()
    note.locator("summary").click()
    expect(note.locator("[data-static]")).to_be_visible()


def test_without_the_engine_a_link_to_an_answer_shows_the_answer_as_it_was_built(reader: Reader, site: Site) -> None:
    reader.watch.expects(*EXPECTED)
    site.missing.add("/assets/runtime/*")
    reader.open(f"/answers/which-claim/azure-csp/#{OWN_CSP}")
    expect(reader.page.get_by_text("could not be checked here")).to_be_visible()
    expect(reader.page.get_by_text("Checking this answer")).to_be_hidden()
    expect(reader.shown_answer).to_have_count(1)
    expect(reader.shown_answer).to_have_attribute("data-outcome", "azure-csp")


def test_without_the_state_graph_the_engine_leads_on_alone_where_it_has_its_flow(reader: Reader, site: Site) -> None:
    reader.watch.expects(*EXPECTED, "has no state graph")
    site.missing.add("/assets/flows/which-claim.*.json")
    reader.open("/which-claim/").answer("area", "azure")
    expect(reader.shown_document).to_be_visible()
    expect(reader.form).to_be_hidden()
    reader.shown_document.locator("#area").scroll_into_view_if_needed()
    ways = reader.shown_document.locator("a.cpor-way")
    ways.filter(has_text=re.compile("^Something else")).click()
    expect(reader.shown_answer).to_have_attribute("data-outcome", "not-listed")


def test_without_the_views_of_the_answers_the_answers_own_page_is_opened(reader: Reader, site: Site) -> None:
    reader.watch.expects("Failed to load resource")
    site.missing.add("/assets/answers/*.json")
    reader.open("/which-claim/").answer("area", "azure").answer("channel", "csp-own").answer("circumstances")
    reader.sees_address(f"/answers/which-claim/azure-csp/#{OWN_CSP}").sees_answer("azure-csp", "")


def test_while_the_runtime_does_not_come_everything_works_and_says_that_it_is_not_checked(
    reader: Reader, site: Site
) -> None:
    site.hold("/assets/runtime/*")
    reader.open("/which-claim/").answer("area", "azure").answer("channel", "csp-own").answer("circumstances")
    expect(reader.shown_answer).to_have_attribute("data-outcome", "azure-csp")
    expect(reader.page.get_by_text("Checking this answer")).to_be_visible()
    expect(reader.page.locator("[data-part=boot] [data-is=download]")).to_be_visible()
