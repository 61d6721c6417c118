"""Somebody who reads the site in a browser: what they do, what they see, and what a page must not do to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, WebError, Worker, expect
from served import GENERATOR, Site

ENGINE = re.compile(r"/assets/questionnaire\.\w+/worker\.js$")
"""Where the worker comes from in which Python runs. Material's search has a worker, too."""

BOOT_STAGE = """async () => {
  const { src } = document.querySelector("script[src*='/questionnaire.']");
  return (await import(src)).bootStage().name;
}"""

THEME_RUNS = "() => window.document$ !== undefined || document.querySelector('link[data-is=theme]') === null"
"""Where the theme's script is not named, because it is broken or because it is in the page, nothing is waited for."""

FOLLOWS_LINKS = """() => document.querySelector("meta[name=generator][content^=mkdocs]") === null ||
  performance.getEntriesByType("resource").some(it => it.name.endsWith("/sitemap.xml") && it.responseEnd > 0)"""
"""Test whether instant navigation takes a link: Material's does once it has the sitemap; until then, a click loads the
whole page."""

FOLLOW = """href => {
  const page = document.querySelector("[data-md-component=container]");
  if (page && new URL(href, location).pathname !== location.pathname) page.dataset.left = "";
  const link = document.createElement("a");
  link.href = href;
  document.body.append(link);
  link.click();
  link.remove();
}"""


TO_THE_TOP = """async () => {
  const moment = () => new Promise((done) => setTimeout(done, 20));
  await moment();
  scrollTo(0, 0);
  for (let moments = 0; moments < 50 && history.state?.y; moments++) await moment();
}"""
"""Scrolls up, and waits until the navigation, which notes the position now and then, has noted that. Else it would note
the former one for the page that is followed next, and scroll that one down."""

ZENSICAL_STUMBLES = (r"^page error: URI malformed$", r"(?s)^page error: .*'\[id=.* is not a valid selector\.$")
"""What the script of Zensical throws at a fragment with a quotation mark, or a percent sign that encodes nothing."""


def differs(reason: str) -> pytest.MarkDecorator:
    """Marks a test that fails on what Zensical builds, because Zensical itself is not like Material there; once it is,
    the test says so.
    """
    return pytest.mark.xfail(GENERATOR == "zensical", reason=f"Zensical 0.0.73: {reason}")


class Watch:
    """Collects what no page of the site may do."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.origin = origin
        self.found: list[str] = []
        self.expected: list[re.Pattern[str]] = []
        self.requested: list[str] = []
        """Every address asked for, by pages and by their workers."""
        context.on("weberror", self.saw_error)
        context.on("console", self.saw_message)
        context.on("request", self.saw_request)

    def saw_error(self, error: WebError) -> None:
        self.found.append(f"page error: {error.error}")

    def saw_message(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "assert"):
            self.found.append(f"console: {message.text} ({message.location.get('url', '')})")

    def saw_request(self, request: Request) -> None:
        self.requested.append(request.url)
        if not request.url.startswith((f"{self.origin}/", "data:", "blob:")):
            self.found.append(f"request to another origin: {request.url}")

    def expects(self, *patterns: str) -> None:
        """These are no faults in this test."""
        self.expected += [re.compile(pattern) for pattern in patterns]

    def unexpected(self) -> list[str]:
        """What was found that the test did not expect."""
        return [line for line in self.found if not any(pattern.search(line) for pattern in self.expected)]

    def clear(self) -> None:
        """Forget everything, for the next test on the same page."""
        for memory in (self.found, self.expected, self.requested):
            memory.clear()


class Reader:
    """One page, and everything a reader does there. What leads on returns the reader."""

    def __init__(self, page: Page, site: Site, watch: Watch, *, scripts: bool = True) -> None:
        self.page, self.site, self.watch, self.scripts = page, site, watch, scripts
        self.engines: list[Worker] = []
        """Every worker in which Python was started, also those that are gone."""
        page.on("worker", self.saw_worker)

    def saw_worker(self, worker: Worker) -> None:
        if ENGINE.search(worker.url):
            self.engines.append(worker)

    def close(self) -> None:
        """Close the context with all its pages."""
        self.page.context.close()

    # ---------- going somewhere

    def open(self, address: str) -> Reader:
        """Type an address, below the site's root, into the address bar."""
        self.page.goto(self.site.url + address, wait_until="domcontentloaded")
        return self.with_theme()

    def with_theme(self) -> Reader:
        """This reader, once the theme's script runs and follows links; it starts when the page has been painted."""
        if self.scripts:
            self.page.wait_for_function(THEME_RUNS)
            self.page.wait_for_function(FOLLOWS_LINKS)
        return self

    def follow(self, address: str) -> Reader:
        """Click a link to this address; between pages, instant navigation takes it."""
        self.page.evaluate(FOLLOW, self.site.url + address)
        return self

    def begin(self) -> Reader:
        """Stand at the first question, with nothing answered and nothing remembered."""
        self.page.set_viewport_size({"width": 1280, "height": 720})
        self.follow("/which-claim/#area=azure")
        self.sees_question("channel")
        self.tool("start-again").click()
        self.sees_question("area")
        self.page.mouse.move(0, 0)
        self.page.evaluate(TO_THE_TOP)
        return self

    def wait_for_engine(self) -> Reader:
        """Wait until Python answers."""
        return self.wait_for_stage("ready")

    def wait_for_stage(self, name: str) -> Reader:
        """Wait until the boot has come to this stage."""
        self.page.wait_for_function(f"async () => (await ({BOOT_STAGE})()) === '{name}'", polling=50)
        return self

    # ---------- answering

    def choose(self, *options: str) -> Reader:
        """Choose these options of the question."""
        for option in options:
            self.option(option).check()
        return self

    def go_on(self) -> Reader:
        """Press Continue."""
        self.form.get_by_role("button", name="Continue").click()
        return self

    def answer(self, question: str, *options: str) -> Reader:
        """Answer the question, which must be the one that is shown."""
        return self.sees_question(question).choose(*options).go_on()

    def walk(self, answers: Mapping[str, Sequence[str]]) -> Reader:
        """Answer one question after the other."""
        for question, options in answers.items():
            self.answer(question, *options)
        return self

    # ---------- searching

    @property
    def search_box(self) -> Locator:
        """The field for words. Zensical's is in a dialog, and names its results."""
        return self.page.get_by_role("combobox" if GENERATOR == "zensical" else "textbox", name="Search", exact=True)

    @property
    def found(self) -> Locator:
        """Links to what the search has found, best first."""
        return self.page.locator("a.md-search-result__link, [role=listbox] a[role=option]")

    def search(self, words: str) -> Reader:
        """Enter words into the search, and wait until the results are those for all of them.

        They are entered at once, because after each letter the search shows what it finds for a part of them,
        and on a busy machine for so long that it looks like the end.
        """
        if GENERATOR == "zensical":
            self.page.locator("button.md-search__button").click()
        self.search_box.fill("")
        self.search_box.press("End")  # the theme reads the field when a key is let go
        expect(self.found).to_have_count(0)
        self.search_box.fill(words)
        self.search_box.press("End")
        return self.sees_found()

    def sees_found(self) -> Reader:
        """Something is found and stays what it is; the navigation may have closed the search meanwhile."""
        expect(self.found).not_to_have_count(0)
        before, now = [""], self.found_addresses()
        while before != now:
            self.page.wait_for_timeout(300)
            before, now = now, self.found_addresses()
        return self

    def found_addresses(self) -> list[str]:
        """Where the links to what is found lead, below the site's root."""
        links = self.found.evaluate_all("links => links.map(link => link.href)")
        return [link.removeprefix(self.site.url) for link in links]

    # ---------- seeing

    @property
    def element(self) -> Locator:
        """The questionnaire."""
        return self.page.locator("cpor-questionnaire")

    @property
    def form(self) -> Locator:
        """The question's form."""
        return self.element.locator("form:not([data-ahead] *)")

    @property
    def heading(self) -> Locator:
        """The heading of the question, or of the answer in the questionnaire."""
        return self.element.locator("[data-part=stage] :is(legend h2, .cpor-verdict__title)")

    @property
    def shown_answer(self) -> Locator:
        """Everything visible that says which answer it is."""
        return self.page.locator("[data-outcome]:visible")

    @property
    def shown_document(self) -> Locator:
        """The whole flow as one page."""
        return self.page.locator("#flow-document")

    def option(self, id: str) -> Locator:
        """The radio button or check box of an option."""
        return self.form.locator(f"input[value='{id}']")

    def tool(self, name: str) -> Locator:
        """A button below the question or answer, by its data-do."""
        return self.page.locator(f"[data-do='{name}']:visible")

    def unfold(self, title: str) -> Reader:
        """Open a fold of the answer by its title."""
        self.page.locator("summary", has_text=title).locator("visible=true").click()
        return self

    def change(self, short: str) -> Locator:
        """The link that changes an answer, by its question in two or three words."""
        return self.part("path").get_by_role("link", name=re.compile(rf"^Change ?: {short}$"))

    def part(self, name: str) -> Locator:
        """A part of the page by its name in the contract between build and JavaScript."""
        return self.page.locator(f"[data-part='{name}']")

    def sees_question(self, question: str) -> Reader:
        """The question is shown, and nothing else is."""
        expect(self.form.locator("input").first).to_have_attribute("name", question)
        expect(self.form).to_be_visible()
        expect(self.shown_answer).to_have_count(0)
        return self

    def sees_answer(self, outcome: str, claims: Iterable[str] | str) -> Reader:
        """One visible element carries the answer, and the engine has had its say."""
        expect(self.page.locator("[data-is=checked]")).to_be_visible()
        expect(self.shown_answer).to_have_count(1)
        expect(self.shown_answer).to_have_attribute("data-outcome", outcome)
        expect(self.shown_answer).to_have_attribute(
            "data-claims", claims if isinstance(claims, str) else " ".join(claims)
        )
        return self

    def sees_address(self, address: str) -> Reader:
        """The address bar says this, below the site's root, and the page that was there before a link is gone."""
        expect(self.page).to_have_url(self.site.url + address)
        expect(self.page.locator("[data-left]")).to_have_count(0)
        return self

    def chosen(self) -> list[str]:
        """The options that are chosen."""
        return self.form.locator("input:checked").evaluate_all("inputs => inputs.map(input => input.value)")

    def problems(self) -> list[str]:
        """What the page says of the link that could not be used."""
        return [text.strip() for text in self.page.locator("[data-part=problems]:visible li").all_inner_texts()]

    def path(self) -> list[tuple[str, str]]:
        """The answers so far as the page lists them: question and answer in words."""
        items = self.page.locator("[data-part=path]:visible li")
        return [
            (item.locator("[data-part=short]").inner_text(), item.locator("[data-part=labels]").inner_text())
            for item in items.all()
        ]

    def evaluate(self, script: str, argument: Any = None) -> Any:
        """What JavaScript finds."""
        return self.page.evaluate(script, argument)
