"""The site as readers get it: built for the address of a small server of ours, served there, opened in Chromium."""

import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fnmatch import fnmatchcase
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, sync_playwright

from build_scripts import toolchain

ROOT = Path(__file__).parent.parent

GENERATOR = os.environ.get("GENERATOR", "mkdocs")
"""What builds the site that is tested: mkdocs or zensical."""

BUILT = os.environ.get("BUILT", "")
"""A port for which `make build` has built site/ already, so that one test needs no build: see CONTRIBUTING.md."""

REPORTS = "https://reports.example/new?title={title}&body={body}"
"""Where the tested site sends readers who report a wrong answer. Nobody is there, and nothing asks."""

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".zip": "application/zip",
}

PATIENCE = 60
"""Seconds for which the server waits: for the rest of a request, and for a held file to be let go."""


class Site(ThreadingHTTPServer):
    """Serves a folder on 127.0.0.1, remembers what was asked for, and can be told to fail."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128  # a browser opens many connections at once; where they do not fit, it waits for seconds

    def __init__(self, folder: Path, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.folder = folder
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.requested: list[str] = []
        """Paths with their queries, in order; the site itself has no queries."""
        self.missing: set[str] = set()
        """Patterns of paths that are answered with 404."""
        self.broken: set[str] = set()
        """Patterns of paths on which the connection breaks."""
        self.garbled: set[str] = set()
        """Patterns of paths for which a page comes instead, as from a network that wants a login first."""
        self.truncated: set[str] = set()
        """Patterns of paths whose files lack their last tenth."""
        self.altered: set[str] = set()
        """Patterns of paths in whose files one byte is another."""
        self.altered_once: set[str] = set()
        """The same, but only in the next answer."""
        self.keeps = False
        """Whether browsers may keep files as long as `_headers` says. Else they keep nothing, and every use is seen."""
        self.rules: list[tuple[str, dict[str, str]]] = []
        """Patterns of paths and the headers that the site's own `_headers` wants for them."""
        self.held: dict[str, threading.Event] = {}
        """Patterns of paths whose answer waits until the event is set."""

    def hold(self, pattern: str) -> threading.Event:
        """Let these paths wait for the event."""
        return self.held.setdefault(pattern, threading.Event())

    def heal(self) -> None:
        """Serve everything again, and forget what was asked for."""
        for event in self.held.values():
            event.set()
        for trouble in (
            self.requested,
            self.missing,
            self.broken,
            self.garbled,
            self.truncated,
            self.altered,
            self.held,
        ):
            trouble.clear()
        self.altered_once.clear()
        self.keeps = False

    def altered_now(self, path: str) -> bool:
        """Whether the answer to a request that comes now is altered."""
        once = {pattern for pattern in self.altered_once if fnmatchcase(path, pattern)}
        self.altered_once -= once
        return bool(once) or matches(path, self.altered)

    def headers_of(self, path: str) -> dict[str, str]:
        """What `_headers` says of a path."""
        found: dict[str, str] = {}
        for pattern, headers in self.rules:
            if fnmatchcase(path, pattern):
                assert found.keys().isdisjoint(headers), f"hosts would join the values of {path}"
                found |= headers
        return found if self.keeps else {**found, "Cache-Control": "no-store"}

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that leaves before it has everything is no error."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Answers as a plain static host does: folders by their index.html, what is missing by 404.html."""

    server: Site
    timeout = PATIENCE

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.server.requested.append(self.path)
        # now, and not when the answer is sent: what an earlier test's page still waits for must not have it
        self.altered = self.server.altered_now(path)
        for pattern, event in list(self.server.held.items()):
            if fnmatchcase(path, pattern):
                event.wait(PATIENCE)
        if matches(path, self.server.broken):
            return self.break_off()
        if matches(path, self.server.garbled):
            return self.send(HTTPStatus.OK, self.server.folder / "404.html")
        file = None if matches(path, self.server.missing) else self.file(path)
        if file is not None and file.is_dir():
            return self.lead_on(f"{path}/")
        if file is None:
            return self.send(HTTPStatus.NOT_FOUND, self.server.folder / "404.html")
        return self.send(HTTPStatus.OK, file)

    def file(self, path: str) -> Path | None:
        """The file of a path, or a folder whose slash was left out; None where there is none."""
        file = (self.server.folder / path.lstrip("/")).resolve()
        if not file.is_relative_to(self.server.folder.resolve()):
            return None
        if path.endswith("/"):
            file /= "index.html"
        return file if file.exists() else None

    def send(self, status: HTTPStatus, file: Path) -> None:
        """The whole file, with the headers that the site wants."""
        path = urlsplit(self.path).path
        body = file.read_bytes()
        if matches(path, self.server.truncated):
            body = body[: len(body) * 9 // 10]
        if self.altered:
            middle = len(body) // 2
            body = body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]
        self.send_response(status)
        headers = {"Content-Type": TYPES.get(file.suffix, "application/octet-stream"), **self.server.headers_of(path)}
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def lead_on(self, path: str) -> None:
        """To the address with its slash."""
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def break_off(self) -> None:
        """Reset the connection, as a network that fails does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, *_: object) -> None:
        """Keep quiet: what was asked for is in `requested`."""


def rules_of(file: Path) -> list[tuple[str, dict[str, str]]]:
    """The patterns and headers of a `_headers` file, as hosts read it: a path, then its headers, further in."""
    rules: list[tuple[str, dict[str, str]]] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("/"):
            rules.append((line.strip(), {}))
        elif line.strip():
            name, _, value = line.partition(":")
            rules[-1][1][name.strip()] = value.strip()
    return rules


def matches(path: str, patterns: set[str]) -> bool:
    """Whether one of the patterns fits the path."""
    return any(fnmatchcase(path, pattern) for pattern in patterns)


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """Build the site into a folder, for the address at which it is then served."""
    with Site(ROOT / "site", int(BUILT)) if BUILT else Site(folder) as site:
        folder = site.folder
        if not BUILT:
            build(folder, site.url)
        site.rules = rules_of(folder / "_headers")
        with answering(site):
            yield site


@contextmanager
def answering(site: Site) -> Iterator[None]:
    """Let a server answer, in a thread of its own, until this is left."""
    thread = threading.Thread(target=site.serve_forever, name="site", kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        site.heal()
        site.shutdown()
        thread.join(PATIENCE)


def build(folder: Path, url: str, generator: str = GENERATOR) -> None:
    """Build the site for the server at this address."""
    build_for(folder, f"{url}/", generator=generator)


def build_for(
    folder: Path, url: str, hosting: Path | None = None, generator: str = GENERATOR, *, small: bool = False
) -> None:
    """Build the site and make it ready. Instant navigation is on only where the address is the one it was built for.

    :param small: whether files are compressed small, which takes minutes, and not fast, where the bytes are measured.
    """
    environment = {"SITE_URL": url, "REPORT_ADDRESS": REPORTS}
    {"mkdocs": build_with_mkdocs, "zensical": build_with_zensical}[generator](folder, environment)
    options = [*(["--hosting", str(hosting)] if hosting else []), *([] if small else ["--quick"])]
    run("build_scripts", "deliver", str(folder), *options)


def build_with_mkdocs(folder: Path, environment: Mapping[str, str]) -> None:
    """MkDocs stages by its hook."""
    run("mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder), **environment)


def build_with_zensical(folder: Path, environment: Mapping[str, str]) -> None:
    """Zensical builds what was staged before, and only into a folder of the repository."""
    run("build_scripts", "stage", **environment)
    with TemporaryDirectory(prefix=".site-", dir=ROOT) as here:
        run("zensical", "build", "--strict", "--clean", SITE_DIR=Path(here).name, **environment)
        shutil.copytree(here, folder, dirs_exist_ok=True)


def run(module: str, *arguments: str, **environment: str) -> None:
    """Run a module in a process of its own. Raises RuntimeError with what it says where it fails."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the site does not build:\n{done.stdout}{done.stderr}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(toolchain.chromium()), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def is_runtime(path: str) -> bool:
    """Whether a path is one that only Python in the browser needs."""
    return re.match(r"/assets/(runtime|flows)/", path) is not None or path.endswith("/worker.js")
