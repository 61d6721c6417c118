"""What several test modules share: flows, a repository to break, and the switch that rewrites expected output."""

import os
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

if "PYTEST_XDIST_WORKER" in os.environ:  # each process builds the site from a folder of its own
    os.environ["STAGED_DIR"] = f".staged-{os.environ['PYTEST_XDIST_WORKER']}"  # before `ours` reads it
    (Path(__file__).parent.parent / os.environ["STAGED_DIR"]).mkdir(exist_ok=True)

import walks
from ours import OURS, ROOT, our_knowledge
from served import build

from build_scripts.__main__ import main
from build_scripts.check.compiler import Compiled, compile_flow
from build_scripts.places import Repository
from build_scripts.read.knowledge import Knowledge, read_knowledge


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens", action="store_true", help="write what is said now into the files of expected output"
    )


SLOW = {"built_site", "whole_repository", "repository"}
"""Fixtures that build a site, or run the program in processes of its own."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes long, so that `make test-fast` leaves it out; a module that is slow as a whole says so itself."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "browser" in item.path.parent.parts or SLOW & fixtures:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The sources, grades, claims, routes and designations of the site."""
    return our_knowledge()


@pytest.fixture(scope="session")
def everything() -> Compiled:
    """The flow that uses everything the format has; its facts are made up."""
    return walks.compiled("everything")


@pytest.fixture(scope="session")
def filing() -> Compiled:
    """The flow like that of the site, with plans; its facts are made up."""
    return walks.compiled("filing")


@pytest.fixture(scope="session")
def which_claim() -> Compiled:
    """The flow that the site is for."""
    return walks.compiled("which-claim")


SITE = "https://example.org/cpor/"
"""The site lies in a folder, so that a link from the root of the address differs from one from the root of the site."""


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site, built by MkDocs for SITE and made ready. Not to be changed."""
    folder = tmp_path_factory.mktemp("built")
    build(folder, SITE.rstrip("/"), "mkdocs")
    return folder


@dataclass
class Copy:
    """A copy of the code, with flows, pages and a list of published ids that a test may break."""

    root: Path

    @property
    def flow(self) -> Path:
        """The small flow."""
        return self.root / "decision_tree" / "flows" / "small.yml"

    def run(self, *arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        """`python -m build_scripts …` in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "build_scripts", *arguments],
            cwd=self.root,
            env={"PYTHONUTF8": "1", **environment},
            input=typed,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )


HOME_PAGE = """\
# Home

What [somebody with nothing](answer:everything?paper=nothing&sure=no&circumstances=) files, or [ask](answer:small).
"""


@pytest.fixture(scope="session")
def whole_repository(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A repository with two flows of the tests, the knowledge made up for them, and one page; not to be changed.

    Everything in it is published. Font, logo and colours are the site's, since pictures are drawn with them.
    """
    here, root = ROOT, tmp_path_factory.mktemp("whole") / "repository"
    ignored = shutil.ignore_patterns("flows", "knowledge", "scenarios", "paths", "published.txt")
    for package in ("build_scripts", "decision_tree"):
        shutil.copytree(here / package, root / package, ignore=ignored)
    shutil.rmtree(root / "decision_tree" / "papers")  # they rest on the site's own sources
    for part, left_out in (("flows", ("filing.yml", "dated.yml", "counted.yml", "returns.yml")), ("knowledge", ())):
        made_up = root / "decision_tree" / part
        shutil.copytree(here / "tests" / part, made_up, ignore=shutil.ignore_patterns(*left_out))
    (root / "node_modules").symlink_to(here / "node_modules")
    for drawn_with in (OURS.font, OURS.logo, OURS.tokens):
        copy = root / drawn_with.relative_to(here)
        copy.parent.mkdir(parents=True)
        shutil.copy(drawn_with, copy)
    (root / "docs" / "index.md").write_text(HOME_PAGE, encoding="utf-8")
    repository = Copy(root)
    assert repository.run("publish").returncode == 0
    return repository


@pytest.fixture
def repository(whole_repository: Copy, tmp_path: Path) -> Copy:
    """A repository of the test's own."""
    return Copy(copied(whole_repository.root, tmp_path))


@dataclass
class Here:
    """A repository with all flows of the tests, for commands that are run in this process, as of a day of its own."""

    root: Path
    day: date = date(2027, 1, 10)

    @property
    def repository(self) -> Repository:
        """The repository as commands get it."""
        return Repository.at(self.root, {}, self.day)

    def flow(self, name: str) -> Path:
        """File of a flow."""
        return self.repository.flows / f"{name}.yml"

    def compiled(self, name: str) -> Compiled:
        """A flow as it is now."""
        return compile_flow(self.flow(name), read_knowledge(self.repository.knowledge))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`python -m build_scripts …`, without a process."""
        out, error = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(error):
            code = main(arguments, self.repository)
        return subprocess.CompletedProcess(arguments, code, out.getvalue(), error.getvalue())

    def files(self) -> dict[Path, bytes]:
        """Content of every file."""
        return {path: path.read_bytes() for path in self.root.rglob("*") if path.is_file()}

    def replace(self, file: Path, *pairs: tuple[str, str]) -> None:
        """Write other words in a file, each where the file has them once."""
        text = file.read_text(encoding="utf-8")
        for old, new in pairs:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def published_here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    """A repository in which everything is published; not to be changed."""
    here = Here(tmp_path_factory.mktemp("here") / "repository")
    for part in ("flows", "knowledge"):
        shutil.copytree(ROOT / "tests" / part, here.root / "decision_tree" / part)
    (here.root / "docs").mkdir()
    (here.root / "docs" / "index.md").write_text(HOME_PAGE, encoding="utf-8")
    assert here.run("publish").returncode == 0
    return here


@pytest.fixture
def here(published_here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Here:
    """A repository of the test's own, which is the working folder."""
    root = copied(published_here.root, tmp_path)
    monkeypatch.chdir(root)
    return Here(root)


@pytest.fixture
def versioned(repository: Copy) -> Copy:
    """A repository of the test's own whose rules and pages git knows as HEAD."""
    for command in (["init", "-q"], ["add", "decision_tree", "docs"], ["commit", "-q", "-m", "before"]):
        git(repository, *command)
    return repository


def git(repository: Copy, *arguments: str) -> None:
    """Run git in a repository, as somebody."""
    who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    subprocess.run(["git", *who, *arguments], cwd=repository.root, check=True, capture_output=True)


def copied(root: Path, folder: Path) -> Path:
    """A copy in a folder, files with their dates."""
    return Path(shutil.copytree(root, folder / "repository", symlinks=True))
