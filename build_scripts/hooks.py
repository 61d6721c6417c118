"""The only module that knows MkDocs: stages the site before each build and watches what it is made of."""

from __future__ import annotations

import logging
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer

from build_scripts import staging
from build_scripts.diagnostics import BadSource
from build_scripts.report import NotAReportAddress
from build_scripts.runtime import NoRuntime

LOG = logging.getLogger("mkdocs.plugins.cpor")

running: set[str] = set()
"""The command that MkDocs was started with."""


def on_startup(command: str, **_: Any) -> None:
    """Remember whether this is a build or a server."""
    running.add(command)


def on_config(config: MkDocsConfig, **_: Any) -> MkDocsConfig:
    """Stage before anything else, so that a fault leaves the former site as it was.

    While serving, the last good pages are built again: a rebuild that fails would leave every request waiting.
    """
    try:
        staging.stage()
    except (BadSource, NoRuntime, NotAReportAddress) as fault:
        if "serve" not in running or not (staging.STAGED / staging.HOME).exists():
            raise Abort(f"\n{fault}\n") from None
        LOG.error("\n%s\n\nThe site stays as it was until this is mended.\n", fault)
    return config


def on_serve(server: LiveReloadServer, config: MkDocsConfig, **_: Any) -> LiveReloadServer:
    """Watch the pages and the flows, and not the staged copies of them."""
    server.unwatch(config.docs_dir)
    for folder in (
        staging.DOCS,
        staging.ROOT / "decision_tree",
        staging.ROOT / "build_scripts" / "templates",
    ):
        server.watch(str(folder))
    return server
