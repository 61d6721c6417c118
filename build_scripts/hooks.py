"""The only module that knows MkDocs: stages the site before each build, and lets a server rebuild only what changed."""

from __future__ import annotations

import gc
import hashlib
import logging
import os
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from build_scripts import staging
from build_scripts.places import PROGRAM, Refusal, Repository
from build_scripts.read.faults import BadFile, read_text, terminal
from build_scripts.read.knowledge import Knowledge, read_knowledge
from build_scripts.refused import MOST_SHOWN, bar, stopped, with_bar
from build_scripts.review import beside_pages

LOG = logging.getLogger("mkdocs.plugins.cpor")

MARKDOWN = "build_scripts.pages.markdown"
"""Name of our Markdown extension in mkdocs.yml."""

SEARCH = "material/search"
"""Name of the plugin that writes the search index."""

TITLE = re.compile(r"^(?:title: |# ).+$", re.MULTILINE)
"""Line of a staged page that gives its title."""


@dataclass
class Session:
    """State that this process keeps from one build to the next."""

    serving: bool = False
    partial: bool = False
    """Whether MkDocs builds only pages whose staged file is newer than the built one: `mkdocs serve --dirty`."""
    staged: staging.Staging | None = None
    """Last staging; None before the first."""
    frame: str = ""
    """Digest of the frame around the text of every page, as `frame_of` gives it."""
    pages: dict[str, Page] = field(default_factory=dict)
    """Pages by the name of their staged file, each as it was built last."""
    built: set[str] = field(default_factory=set)
    """Addresses of the pages that this build renders."""
    refused: Markup = field(default_factory=Markup)
    """Bar at the top of served pages, with what a check refuses; empty where it refuses nothing."""
    searched: list[dict[str, Any]] = field(default_factory=list)
    """Entries of the search index, with those kept from earlier builds."""


session = Session()


def on_startup(command: str, dirty: bool = False, **_: Any) -> None:
    """Remember whether this is a server, and whether it builds only what changed."""
    session.serving, session.partial = command == "serve", dirty
    gc.set_threshold(100_000, 50, 50)  # most objects of staging live on; collecting garbage took a fifth of its time
    if dirty:  # MkDocs warns of each partial build, because without this module navigation and search would be wrong
        builder = logging.getLogger("mkdocs.commands.build")
        builder.addFilter(lambda record: "'dirty' build" not in record.getMessage())


def on_config(config: MkDocsConfig, **_: Any) -> MkDocsConfig:
    """Stage the site before anything else, so that a fault leaves the former site as it was."""
    if session.serving and session.staged is None:
        refuse_used_port(config.dev_addr.host, config.dev_addr.port)
    repository = repository_of(config)
    try:
        session.staged = staging.stage(repository, session.staged)
        knowledge = session.staged.site.knowledge
        if session.serving:
            say_the_rest(session.staged)
    except (BadFile, Refusal) as fault:
        knowledge = knowledge_while_serving(repository, fault)
    config.mdx_configs[MARKDOWN] = {"knowledge": knowledge}
    if session.partial:
        begin_partial_build(repository)
    return config


def say_the_rest(staged: staging.Staging) -> None:
    """Say what a check would refuse although the site can be built, while its author is still at it."""
    found = BadFile(beside_pages(staged)).diagnostics
    session.refused = bar(found)
    if found:
        shown = "\n\n".join(map(terminal, found[:MOST_SHOWN]))
        more = f"\n\nand {len(found) - MOST_SHOWN} more" if len(found) > MOST_SHOWN else ""
        LOG.warning("the site is served, and 'python -m build_scripts check' refuses it:\n\n%s%s", shown, more)


def refuse_used_port(host: str, port: int) -> None:
    """Raise Abort where another program listens already, before a build that takes seconds."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        try:
            tried.bind((host, port))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise Abort(
                f"\nerror: nothing can be served at {host}:{port}: {reason}\n"
                f"Most often another 'make serve' runs; end it, or take another port: PORT={port + 1} make serve\n"
            ) from None


def begin_partial_build(repository: Repository) -> None:
    """Make every staged page look new where the frame of all pages has changed."""
    session.built = set()
    frame = frame_of(repository)
    if frame != session.frame:
        session.frame = frame
        for page in repository.staged.rglob("*.md"):
            page.touch()


def frame_of(repository: Repository) -> str:
    """Digest of the frame around the text of every page: configuration, theme, titles in the navigation."""
    digest = hashlib.sha256(repository.config.read_bytes())
    for file in sorted(path for path in repository.overrides.rglob("*") if path.is_file()):
        digest.update(file.read_bytes())
    for name in staging.named_in(read_text(repository.config).splitlines()):
        page = repository.staged / name
        if page.suffix == ".md" and page.is_file():
            title = TITLE.search(read_text(page))
            digest.update(f"{name} {title and title[0]}".encode())
    return digest.hexdigest()


def on_nav(nav: Navigation, files: Files, **_: Any) -> Navigation:
    """Give the navigation the titles of pages that are not built again, because MkDocs reads them as it builds."""
    if session.partial:
        for page in nav.pages:
            former = session.pages.get(page.file.src_uri)
            if former and not page.file.is_modified():
                page.title, page.meta = former.title, former.meta
                page.present_anchor_ids = former.present_anchor_ids
        for name in session.pages.keys() - {file.src_uri for file in files.documentation_pages()}:
            Path(session.pages.pop(name).file.abs_dest_path).unlink(missing_ok=True)
    return nav


def on_page_context(context: dict[str, Any], page: Page, **_: Any) -> dict[str, Any]:
    """Remember a page that is built."""
    if session.partial:
        session.pages[page.file.src_uri] = page
        session.built.add(page.url)
    return context


@event_priority(100)
def on_post_build(config: MkDocsConfig, **_: Any) -> None:
    """Keep the search entries of pages that were not built again, before the plugin writes its index.

    The plugin itself keeps them only where one page was built, but an edit of a flow changes several.
    """
    if session.partial:
        search: Any = config.plugins[SEARCH]
        there = {page.url for page in session.pages.values()} - session.built
        kept = [entry for entry in session.searched if entry["location"].partition("#")[0] in there]
        session.searched = search.search_index.entries = [*kept, *search.search_index.entries]
        search.search_index_prev = None


def on_serve(server: LiveReloadServer, config: MkDocsConfig, **_: Any) -> LiveReloadServer:
    """Watch the pages, flows and templates, and not the staged copies, which the build itself writes.

    Show what a check refuses at the top of each page.
    """
    repository = repository_of(config)
    server.unwatch(config.docs_dir)
    folders = (repository.docs, repository.engine, repository.overrides, PROGRAM / "pages" / "templates")
    for path in (*folders, *PROGRAM.rglob("*.typ")):
        server.watch(str(path))
    server.set_app(with_bar(server.serve_request, lambda: session.refused))
    server.builder = kept_up(server.builder)
    return server


def repository_of(config: MkDocsConfig) -> Repository:
    """Repository of mkdocs.yml, as it is today."""
    return Repository.at(Path(config.config_file_path).parent, os.environ, date.today())  # noqa: DTZ011


def knowledge_while_serving(repository: Repository, fault: Exception) -> Knowledge:
    """Knowledge for the last good pages. Raises Abort where there are none.

    A server builds these pages again, because a rebuild that fails would leave every request waiting.
    """
    if not session.serving or not (repository.staged / staging.HOME).exists():
        raise Abort(f"\n{fault}\n") from None
    try:
        knowledge = session.staged.site.knowledge if session.staged else read_knowledge(repository.knowledge)
    except BadFile:
        raise Abort(f"\n{fault}\n") from None
    LOG.error("\n%s\n\n%s\n", fault, STAYS)
    session.refused = bar(fault.diagnostics, STAYS) if isinstance(fault, BadFile) else stopped(str(fault))
    return knowledge


STAYS = "The site stays as it was until this is mended."


def kept_up(build: Callable[[], None]) -> Callable[[], None]:
    """Build of a server that never fails, because MkDocs lets every request wait for the next build that does not."""

    def run() -> None:
        try:
            build()
        except (Exception, SystemExit) as error:
            LOG.error("\n%s\n\n%s\n", error, STAYS, exc_info=not isinstance(error, SystemExit | MkDocsException))
            session.refused = stopped(str(error))

    return run
