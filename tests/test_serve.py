"""`make serve`: an edit is on every page that it changes; a fault is told, and the site stays as it was.

Only what an edit changes is built again, so each kind of edit is made here, and looked for where it must also show.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from ours import our_knowledge

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent

PATIENCE = 120
"""Seconds that a build may take on a busy machine."""


class Served:
    """A copy of the repository under `mkdocs serve`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.said = folder, folder / "said.txt"
        (folder / "tmp").mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "mkdocs", "serve", "--dirty", "--dev-addr", f"127.0.0.1:{self.port}"]
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                command,
                cwd=folder,
                stdout=said,
                stderr=subprocess.STDOUT,
                env={
                    **os.environ,
                    "PYTHONPATH": str(folder),
                    "PYTHONUTF8": "1",
                    "NO_MKDOCS_2_WARNING": "1",
                    "STAGED_DIR": "staged",
                    "TMPDIR": str(folder / "tmp"),  # where the server builds
                },
            )

    def page(self, address: str) -> str:
        """What the server answers, after the build that it is at; empty while there is none."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{address}", timeout=PATIENCE) as answer:
                return str(answer.read().decode())
        except OSError:
            return ""

    def found(self) -> dict[str, str]:
        """What the search can find: text by address."""
        index = json.loads(self.page("/search/search_index.json"))
        return {entry["location"]: entry["text"] for entry in index["docs"]}

    def edit(self, path: str, old: str, new: str) -> None:
        """Change a file as an editor does."""
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert self.process.poll() is None, self.said.read_text()
            assert time.monotonic() < end, self.said.read_text()
            time.sleep(0.3)

    def stop(self) -> None:
        """End the server."""
        self.process.terminate()
        self.process.wait(timeout=20)


def bar_of(page: str) -> str:
    """Words of the bar at the top of a page; empty where it has none. It is the first thing in the body."""
    body = BeautifulSoup(page, "html.parser").body
    assert body, page
    first = body.find(True)
    aside = first.find("aside", recursive=False) if isinstance(first, Tag) else None
    return aside.get_text(" ") if aside else ""


TEMPLATE_PAGE = "/questions/must-i-use-the-template/"


def said_in(file: str, key: str) -> str:
    """What a file of the site says first behind a key, without quotes."""
    [found] = re.findall(rf"^ *{key}: (.+)$", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)[:1]
    return str(found).strip('"')


def plain_part(title: str) -> str:
    """The beginning of a title, up to the first mark that HTML may write in another way."""
    return re.split(r"['\"&<>’]", title)[0]


FLOW = "decision_tree/flows/which-claim.yml"

LABEL = said_in(FLOW, "label")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of this module's own, after its first build."""
    folder = tmp_path_factory.mktemp("served")
    for name in ("build_scripts", "decision_tree", "docs", "overrides"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("mkdocs.yml", "package.json"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "staged").mkdir()
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    served = Served(folder)
    served.until(lambda: LABEL in served.page("/which-claim/"))
    yield served
    served.stop()
    assert "Traceback" not in served.said.read_text()


def test_a_rule_shows_and_a_fault_in_it_leaves_the_site_as_it_was(server: Served) -> None:
    flow = FLOW
    server.edit(flow, f"label: {LABEL}", "label: Another label")
    server.until(lambda: "Another label" in server.page("/which-claim/"))
    assert "Another label" in server.page("/answers/which-claim/all-three-claims/")

    server.edit(flow, "goto: after-channel", "goto: after-chanel")
    server.until(lambda: "'after-chanel', which does not exist [unknown-target]" in server.said.read_text())
    assert "did you mean 'after-channel'?" in server.said.read_text()
    told = bar_of(server.page("/which-claim/"))
    assert "Another label" in server.page("/which-claim/")
    assert told.startswith("check refuses 1 thing. The site stays as it was until this is mended.")
    assert f"{flow}:" in told
    assert "leads to 'after-chanel', which does not exist; did you mean 'after-channel'?" in told
    server.edit(flow, "goto: after-chanel", "goto: after-channel")
    server.until(lambda: bar_of(server.page("/which-claim/")) == "")


def test_what_a_check_would_refuse_is_told_while_the_site_is_served(server: Served) -> None:
    scenarios = "decision_tree/scenarios/which-claim.yml"
    server.edit(scenarios, "counts: full}", "counts: none }")  # as nobody else writes it
    server.until(lambda: "counts: expected none, got full [failed-scenario]" in server.said.read_text())
    assert "'python -m build_scripts check' refuses it" in server.said.read_text()
    for address in ("/", TEMPLATE_PAGE):
        told = bar_of(server.page(address))
        assert re.match(r"check refuses \d+ things?\.", told), address
        assert f"{scenarios}:" in told
        assert "counts: expected none, got full" in told
    built = list((server.folder / "tmp").rglob("*.html"))
    assert len(built) > 50
    assert not [path for path in built if "check refuses" in path.read_text(encoding="utf-8")], "only what is sent"
    server.edit(scenarios, "counts: none }", "counts: full}")
    server.until(lambda: bar_of(server.page(TEMPLATE_PAGE)) == "")


def test_a_build_that_stops_leaves_the_site_as_it_was_and_says_why(server: Served) -> None:
    server.edit("mkdocs.yml", "site_name: CPOR Answers", "site_name: [CPOR Answers")
    server.until(lambda: "The site cannot be built." in server.page(TEMPLATE_PAGE))
    assert "mkdocs.yml" in bar_of(server.page(TEMPLATE_PAGE))
    server.edit("mkdocs.yml", "site_name: [CPOR Answers", "site_name: CPOR Answers")
    server.until(lambda: bar_of(server.page(TEMPLATE_PAGE)) == "")


def test_a_sentence_shows_on_its_page_and_in_the_search_beside_all_others(server: Served) -> None:
    before = server.found()
    server.edit("docs/questions/must-i-use-the-template.md", "## Related", "A sentence just written.\n\n## Related")
    server.until(lambda: "A sentence just written." in server.page(TEMPLATE_PAGE))
    assert plain_part(said_in("docs/questions/which-claims-do-i-make.md", "title")) in server.page(TEMPLATE_PAGE), (
        "menu"
    )
    after = server.found()
    assert [place for place in before if place not in after] == []
    assert [place for place in after if "A sentence just written." in after[place]] != []
    assert len(after) == len(before)


def test_a_title_shows_in_the_navigation_of_other_pages(server: Served) -> None:
    page = "docs/questions/must-i-use-the-template.md"
    title = said_in(page, "title")
    server.edit(page, f"title: {title}", "title: Do I need that template?")
    server.until(lambda: "Do I need that template?" in server.page(TEMPLATE_PAGE))
    menu = server.page("/about/")
    assert "Do I need that template?" in menu
    assert plain_part(title) not in menu


def test_a_source_shows_in_the_footnotes_of_pages_that_cite_it(server: Served) -> None:
    old, new = our_knowledge().sources["S04"].title, "Submitting a claim, as of October 2023"
    citing = "/questions/another-partner-holds-it/"
    assert old in server.page(citing)
    server.edit("decision_tree/knowledge/sources.yml", f'title: "{old}"', f'title: "{new}"')
    server.until(lambda: new in server.page("/sources/"))
    assert new in server.page(citing)
    assert old not in server.page(citing)


@pytest.mark.parametrize(
    ("file", "old", "new", "address"),
    [
        ("docs/assets/stylesheets/parts.css", "/* What more", "/* All that more", "/assets/stylesheets/parts.css"),
        ("docs/assets/questionnaire/index.js", "import", "/* seen */ import", "/assets/questionnaire/index.js"),
        ("overrides/partials/copyright.html", "<", "<!-- seen --><", "/about/"),
        (
            "build_scripts/pages/templates/answers-index.md.j2",
            '"all-answers">All',
            '"all-answers">Each',
            "/answers/which-claim/",
        ),
    ],
)
def test_a_file_of_the_pages_shows(file: str, old: str, new: str, address: str, server: Served) -> None:
    server.edit(file, old, new)
    server.until(lambda: new in server.page(address))


def test_a_page_that_is_removed_is_gone(server: Served) -> None:
    config, page = "mkdocs.yml", "docs/reference/deadlines.md"
    server.edit(config, "      - reference/deadlines.md\n", "")
    server.until(lambda: "[unlisted-page]" in server.said.read_text())
    assert server.page("/reference/deadlines/")
    (server.folder / page).rename(server.folder / "deadlines.md")
    for path in (server.folder / "docs").rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        if "deadlines.md" in text:
            path.write_text(re.sub(r"\[([^\]]*)\]\([^)]*deadlines\.md[^)]*\)", r"\1", text), encoding="utf-8")
    server.until(lambda: not server.page("/reference/deadlines/"))
