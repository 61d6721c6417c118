"""The built site and one Chromium for all browser tests; a new context for each, and one page that stays warm.

Starting Python takes seconds. Tests that need it only to answer share the warm page, whose engine runs already;
those about starting, loading or failing get a page of their own. Whatever a page throws, complains of, or asks of
another origin fails the test, unless the test has said what it expects.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import TimeoutError as TooSlow
from served import Site, chromium, served

from browser.reader import Reader, Watch

Open = Callable[..., Reader]
"""Opens a new context, with Playwright's own options, and gives its reader."""

SECONDS = 30
"""How long anything on a page may take. Machines that are busy with other things start Python slowly."""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site, built and served once."""
    with served(Path(tmp_path_factory.mktemp("site"))) as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser."""
    expect.set_options(timeout=SECONDS * 1000)
    with chromium() as browser:
        yield browser


@pytest.fixture
def site(built: Site) -> Iterator[Site]:
    """The site's server, which a test may break: afterwards it is whole again."""
    built.heal()
    yield built
    built.heal()


@pytest.fixture
def open_context(browser: Browser, site: Site) -> Iterator[Open]:
    """Opens contexts, closes them after the test, and fails it for what their pages must not do."""
    opened: list[Reader] = []

    def open_one(**options: Any) -> Reader:
        opened.append(new_reader(browser, site, **options))
        return opened[-1]

    yield open_one
    found = [line for reader in opened for line in reader.watch.unexpected()]
    for reader in opened:
        reader.close()
    assert found == []


@pytest.fixture
def reader(open_context: Open) -> Reader:
    """A reader who has just come: nothing is open, nothing is kept."""
    return open_context()


class Warm:
    """The page whose engine runs: opened when it is first wanted, and anew after a test has failed on it."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser, self.site = browser, site
        self.kept: Reader | None = None

    def reader(self) -> Reader:
        """Its reader."""
        if self.kept is None:
            self.kept = new_reader(self.browser, self.site)
            self.kept.open("/which-claim/").wait_for_engine()
        return self.kept

    def close(self) -> None:
        """Keep it no longer."""
        if self.kept is not None:
            self.kept.close()
        self.kept = None


@pytest.fixture(scope="session")
def kept_warm(browser: Browser, built: Site) -> Iterator[Warm]:
    """The warm page."""
    kept = Warm(browser, built)
    yield kept
    kept.close()


@pytest.fixture
def warm(kept_warm: Warm, site: Site, request: pytest.FixtureRequest) -> Iterator[Reader]:  # noqa: ARG001
    """A reader at the first question, with the engine running, no answers, and the window as it comes."""
    failed = request.session.testsfailed
    try:
        reader = kept_warm.reader().begin()
    except TooSlow:
        # once in thousands of tests a headless page that has been 3840 px wide paints no more, and nothing on it counts
        # as still enough to be clicked; a new page must do
        kept_warm.close()
        reader = kept_warm.reader().begin()
    yield reader
    found = reader.watch.unexpected()
    threw = any(line.startswith("page error") for line in reader.watch.found)  # expected or not, it is whole no more
    reader.watch.clear()
    if found or threw or request.session.testsfailed > failed:
        kept_warm.close()
    assert found == []


def new_reader(browser: Browser, site: Site, **options: Any) -> Reader:
    """A context with its first page, watched from the start."""
    options = {"reduced_motion": "reduce", "service_workers": "block", **options}
    context = browser.new_context(**options)
    context.set_default_timeout(SECONDS * 1000)
    watch = Watch(context, site.url)
    return Reader(context.new_page(), site, watch, scripts=options.get("java_script_enabled", True))
