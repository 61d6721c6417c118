"""The only module that knows MkDocs: stages the site before each build and watches what it is made of."""

from __future__ import annotations

import logging
import os
from datetime import date
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer

from build_scripts import staging
from build_scripts.places import PROGRAM, Refusal, Repository
from build_scripts.read.faults import BadSource
from build_scripts.read.knowledge import Knowledge, read_knowledge

LOG = logging.getLogger("mkdocs.plugins.cpor")

MARKDOWN = "build_scripts.pages.markdown"
"""Our extension of Markdown, as mkdocs.yml names it."""

running: set[str] = set()
"""The command that MkDocs was started with."""

last_good: list[Knowledge] = []
"""Knowledge of the pages that this process staged last; none before it has staged any."""


def on_startup(command: str, **_: Any) -> None:
    """Remember whether this is a build or a server."""
    running.add(command)


def on_config(config: MkDocsConfig, **_: Any) -> MkDocsConfig:
    """Stage before anything else, so that a fault leaves the former site as it was."""
    repository = repository_of(config)
    try:
        last_good[:] = [staging.stage(repository).site.knowledge]
    except (BadSource, Refusal) as fault:
        last_good[:] = [knowledge_while_serving(repository, fault)]
    config.mdx_configs[MARKDOWN] = {"knowledge": last_good[0]}
    return config


def on_serve(server: LiveReloadServer, config: MkDocsConfig, **_: Any) -> LiveReloadServer:
    """Watch the pages and the flows, and not the staged copies of them."""
    repository = repository_of(config)
    server.unwatch(config.docs_dir)
    for folder in (repository.docs, repository.engine, PROGRAM / "pages" / "templates"):
        server.watch(str(folder))
    return server


def repository_of(config: MkDocsConfig) -> Repository:
    """Repository of mkdocs.yml, as it is today."""
    return Repository.at(Path(config.config_file_path).parent, os.environ, date.today())  # noqa: DTZ011


def knowledge_while_serving(repository: Repository, fault: Exception) -> Knowledge:
    """Knowledge for the last good pages. Raises Abort where there are none.

    A server builds them again, because a rebuild that fails would leave every request waiting.
    """
    if "serve" not in running or not (repository.staged / staging.HOME).exists():
        raise Abort(f"\n{fault}\n") from None
    try:
        knowledge = last_good[0] if last_good else read_knowledge(repository.knowledge)
    except BadSource:
        raise Abort(f"\n{fault}\n") from None
    LOG.error("\n%s\n\nThe site stays as it was until this is mended.\n", fault)
    return knowledge
