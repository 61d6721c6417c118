"""The hook of MkDocs: what a server watches, so that every edit is seen."""

from pathlib import Path

from mkdocs.config import load_config
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
