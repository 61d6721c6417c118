"""The hook of MkDocs: what a server watches, so that every edit is seen."""

import socket
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from ours import OURS, ROOT

from build_scripts import hooks
from build_scripts.places import PROGRAM


def test_a_server_watches_whatever_is_staged_from_and_not_what_is_staged(tmp_path: Path) -> None:
    config = load_config(str(ROOT / "mkdocs.yml"))
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(tmp_path))
    try:
        server.watch(config.docs_dir)  # as MkDocs does before it calls hooks
        hooks.on_serve(server, config)
        watched = [Path(path) for path in server._watched_paths]
    finally:
        server.server_close()
    assert Path(config.docs_dir) not in watched
    templates = [folder for folder in PROGRAM.rglob("templates") if folder.parent.name not in ("deliver", "impact")]
    assert templates
    for folder in (OURS.docs, OURS.flows, OURS.knowledge, *templates, *PROGRAM.rglob("*.typ")):
        assert any(folder.is_relative_to(path) for path in watched), folder


def test_a_port_that_is_in_use_is_told_in_words_before_anything_is_built() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Abort, match=f"PORT={port + 1} make serve"):
            hooks.refuse_used_port("127.0.0.1", port)
    hooks.refuse_used_port("127.0.0.1", port)
