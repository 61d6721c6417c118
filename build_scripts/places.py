"""The repository that a command works on, and the addresses of pages.

Settings outside its files (the day, the site's address, the address for reports) are read once, where a command begins,
and passed on from there, so that a test builds any folder for any day and address in its own process.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from threading import get_ident

LOCAL = "http://127.0.0.1:8000/"
"""Address of the site where nobody has given another; mkdocs.yml says the same."""

ANSWERS, ANSWERS_SCHEMA, FLOWS_SCHEMA, LLMS = "answers.json", "answers.schema.json", "flows.schema.json", "llms.txt"

PUBLIC_FILES = (ANSWERS, ANSWERS_SCHEMA, FLOWS_SCHEMA, LLMS)
"""Files for programs at the site's root. Their addresses are published and stay."""

FLOWS = "flows"
"""Folder of the flows as data, below the site's root."""

TWIN = "index.html.md"
"""File name of a page's Markdown twin, beside the page; llmstxt.org proposes it for addresses without a file name."""

KNOWLEDGE = Path("decision_tree", "knowledge")
"""Folder of sources, grades, claims, terms and events, below the root of a repository."""

SITE_URL, REPORT_ADDRESS, STAGED_DIR = "SITE_URL", "REPORT_ADDRESS", "STAGED_DIR"
"""Environment variables: the site's address, the address that takes reports, and the folder of staged files."""

PROGRAM = Path(str(files("build_scripts")))
"""Folder of the files that come with the program: templates, schemas, settings of tools."""


class Refusal(Exception):
    """Reason why a command cannot go on: one sentence for the person who ran it and can fix the cause."""


class NoRepository(Refusal):
    """Folder that is in no repository."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Repository:
    """Repository with flows, knowledge and pages, and the settings of a build."""

    root: Path
    today: date
    """Day that counts as today where dates are judged and links are followed."""
    site_address: str = LOCAL
    """Address of the site, with a slash at its end."""
    reports: str = ""
    """Address that takes readers' reports, as `report.py` describes it; empty: no report is offered."""
    staged: Path
    """Folder of the staged files, which the site generator reads."""

    @classmethod
    def at(cls, root: Path, environment: Mapping[str, str], today: date) -> Repository:
        """Repository at a folder; environment variables give the addresses and the staged folder."""
        return cls(
            root=root,
            today=today,
            site_address=with_slash(environment.get(SITE_URL) or LOCAL),
            reports=environment.get(REPORT_ADDRESS, "").strip(),
            staged=root / (environment.get(STAGED_DIR) or "staged"),
        )

    @property
    def engine(self) -> Path:
        """Folder of the Python that also runs in browsers."""
        return self.root / "decision_tree"

    @property
    def pages(self) -> list[Path]:
        """Files of the hand-written pages, without the decisions, which are about the code."""
        return sorted(path for path in self.docs.rglob("*.md") if "decisions" not in path.parts)

    @property
    def flows(self) -> Path:
        """Folder of the flow files."""
        return self.engine / "flows"

    @property
    def knowledge(self) -> Path:
        """Folder of sources, grades, claims, terms and events."""
        return self.root / KNOWLEDGE

    @property
    def papers(self) -> Path:
        """Folder of the papers that readers fill in."""
        return self.engine / "papers"

    @property
    def pictures(self) -> Path:
        """Folder of the pictures that are the site's own: templates of HTML, with facts that nothing else draws."""
        return self.engine / "pictures"

    @property
    def scenarios(self) -> Path:
        """Folder of our own case files."""
        return self.engine / "scenarios"

    @property
    def paths(self) -> Path:
        """Folder of the files that say where the answers of each flow lead."""
        return self.engine / "paths"

    @property
    def lock(self) -> Path:
        """List of the ids and addresses that have been published."""
        return self.engine / "published.txt"

    @property
    def docs(self) -> Path:
        """Folder of the hand-written pages and the files for browsers."""
        return self.root / "docs"

    @property
    def font(self) -> Path:
        """The site's font, as browsers load it."""
        return self.docs / "assets" / "fonts" / "atkinson-hyperlegible-next.woff2"

    @property
    def logo(self) -> Path:
        """Logo of the site."""
        return self.docs / "assets" / "images" / "logo.svg"

    @property
    def tokens(self) -> Path:
        """Stylesheet that names the site's colours."""
        return self.docs / "assets" / "stylesheets" / "tokens.css"

    @property
    def overrides(self) -> Path:
        """Folder of templates that take the place of the theme's."""
        return self.root / "overrides"

    @property
    def config(self) -> Path:
        """Configuration of the site generators, with the navigation."""
        return self.root / "mkdocs.yml"

    @property
    def pasted_links(self) -> Path:
        """Folder of lists of links that were pasted somewhere."""
        return self.root / "tests" / "links"

    @property
    def packages(self) -> Path:
        """Folder of the npm packages."""
        return self.root / "node_modules"

    @property
    def cache(self) -> Path:
        """Folder of the cache: results that take seconds to compute, named by a digest of their inputs."""
        return self.packages / ".cache" / "cpor-answers"


def root_above(folder: Path) -> Path:
    """Root folder of the repository: the nearest folder above that has decision_tree/. Raises NoRepository."""
    for root in (folder, *folder.parents):
        if (root / "decision_tree").is_dir():
            return root
    raise NoRepository(f"{folder} is in no repository with a folder decision_tree/: go into one")


def kept(path: Path, make: Callable[[], bytes]) -> Path:
    """Path of a cached file, which is made where it is missing. It is complete or not there, whoever else makes it."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}-{get_ident()}.part")
        part.write_bytes(make())
        part.replace(path)
    return path


def with_slash(address: str) -> str:
    """Address with one slash at its end, which MkDocs adds as well."""
    return f"{address.rstrip('/')}/"


def address_of(page: Path) -> str:
    """Address of a page below the site's root, from its path below the staged folder.

    >>> address_of(Path("questions/index.md")), address_of(Path("about.md"))
    ('questions/', 'about/')
    """
    folder = page.parent if page.name == "index.md" else page.with_suffix("")
    return "" if folder == Path() else f"{folder.as_posix()}/"


def flow_file(id: str) -> str:
    """Path of a flow as data, below the site's root."""
    return f"{FLOWS}/{id}.json"


def root_of(page: str) -> str:
    """Relative address of the site's root, from the page with this path below the staged folder.

    >>> root_of("index.md"), root_of("questions/index.md"), root_of("about.md")
    ('./', '../', '../')
    """
    return "../" * address_of(Path(page)).count("/") or "./"
