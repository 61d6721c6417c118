"""`make serve`: an edit of Markdown or YAML is on the page soon; a fault is told, and the site stays as it was."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent

PATIENCE = 120
"""Seconds that a build may take on a busy machine."""


class Served:
    """A copy of the repository under `mkdocs serve`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.said = folder, folder / "said.txt"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{self.port}"]
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
                },
            )

    def page(self, address: str) -> str:
        """What the server answers, after the build that it is at; empty while there is none."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{address}", timeout=PATIENCE) as answer:
                return str(answer.read().decode())
        except OSError:
            return ""

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


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    """A server of the test's own."""
    for name in ("build_scripts", "decision_tree", "docs", "overrides"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("mkdocs.yml", "package.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "staged").mkdir()
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    served = Served(tmp_path)
    yield served
    served.stop()


def test_edits_show_by_themselves_and_faults_leave_the_site_as_it_was(server: Served) -> None:
    flow, page = "decision_tree/flows/which-claim.yml", "docs/questions/must-i-use-the-template.md"
    server.until(lambda: "Enterprise Agreement or other Volume Licensing" in server.page("/which-claim/"))

    server.edit(flow, "label: Enterprise Agreement or other Volume Licensing", "label: Any Volume Licensing")
    server.until(lambda: "Any Volume Licensing" in server.page("/which-claim/"))

    server.edit(flow, "goto: after-channel", "goto: after-chanel")
    server.until(lambda: "'after-chanel', which does not exist [unknown-target]" in server.said.read_text())
    assert "did you mean 'after-channel'?" in server.said.read_text()
    assert "Any Volume Licensing" in server.page("/which-claim/")

    server.edit(flow, "goto: after-chanel", "goto: after-channel")
    server.edit(page, "## Related", "A sentence that somebody has just written.\n\n## Related")
    server.until(lambda: "has just written" in server.page("/questions/must-i-use-the-template/"))
    assert "Traceback" not in server.said.read_text()
