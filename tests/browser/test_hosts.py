"""The site on real servers, configured as the build has written it: nginx and Caddy, at `/` and below it."""

import gzip
import http.client
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
import pytest
from playwright.sync_api import Browser
from served import build_for

from browser.conftest import SECONDS
from browser.reader import Reader, Watch
from build_scripts import toolchain

BASES = ("/", "/cpor/")

SERVERS = ("nginx", "caddy")

MAIN = """\
daemon off;
user root;
worker_processes 2;
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {config};
}}
"""
"""What surrounds a server of nginx on a machine."""


@dataclass
class Host:
    """A site on a running server."""

    name: str
    folder: Path
    port: int
    base: str

    @property
    def url(self) -> str:
        """The address of the server, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        """One answer, as it came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()

    def file(self, pattern: str) -> str:
        """The path of the one file that fits."""
        [found] = [path for path in self.folder.glob(pattern) if path.suffix not in (".br", ".gz")]
        return self.base + found.relative_to(self.folder).as_posix()


@pytest.fixture(scope="module", params=BASES)
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int, str]]:
    """A folder with a site and the configurations for it, the port that it is built for, and its base."""
    folder, port = tmp_path_factory.mktemp("host"), free_port()
    build_for(folder / "site", f"http://127.0.0.1:{port}{request.param}", folder / "hosting")
    yield folder, port, request.param
    shutil.rmtree(folder, ignore_errors=True)  # large


@pytest.fixture(scope="module", params=SERVERS)
def host(request: pytest.FixtureRequest, place: tuple[Path, int, str]) -> Iterator[Host]:
    """Each server with each base."""
    folder, port, base = place
    try:
        program = toolchain.server(request.param)
    except toolchain.UnavailableError as sentence:
        pytest.skip(str(sentence))
    with running(request.param, program, folder, port):
        yield Host(request.param, folder / "site", port, base)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(name: str, program: Path, folder: Path, port: int) -> Iterator[None]:
    """A server, from its start until it has ended."""
    if name == "nginx":
        config = folder / "hosting" / "nginx.conf"
        config.write_text(replaced(config.read_text(), "listen 80;", f"listen 127.0.0.1:{port};"))
        main = folder / "main.conf"
        main.write_text(MAIN.format(folder=folder, config=config))
        command = [program, "-p", folder, "-c", main]
    else:
        config = folder / "hosting" / "Caddyfile"
        alone = "{\n\tadmin off\n}\n"
        config.write_text(alone + replaced(config.read_text(), ":80 {", f"http://127.0.0.1:{port} {{"))
        command = [program, "run", "--config", config, "--adapter", "caddyfile"]
    log = folder / "log"
    environment = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "PATH": "/usr/bin"}
    with log.open("w") as told, subprocess.Popen(command, stdout=told, stderr=told, env=environment) as process:
        try:
            wait_for(port, process, log)
            yield
        finally:
            process.terminate()
            process.wait(20)


def replaced(text: str, old: str, new: str) -> str:
    """The text with the one place changed that a maintainer changes as well."""
    assert text.count(old) == 1
    return text.replace(old, new)


def wait_for(port: int, process: subprocess.Popen[Any], log: Path) -> None:
    """Until the server answers."""
    for _ in range(200):
        assert process.poll() is None, log.read_text()
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"no answer: {log.read_text()}")


# ---------- what is served


def test_every_kind_of_file_has_its_type(host: Host) -> None:
    types = {
        "index.html": "text/html",
        "assets/questionnaire.*/worker.js": "text/javascript",
        "assets/runtime/pyodide.asm.*.mjs": "text/javascript",
        "assets/runtime/*.wasm": "application/wasm",
        "assets/runtime/*.bin": "application/octet-stream",
        "assets/flows/which-claim.*.json": "application/json",
        "assets/stylesheets/all.*.css": "text/css",
        "assets/fonts/*next.woff2": "font/woff2",
        "assets/images/logo.svg": "image/svg+xml",
        "feed.xml": ("application/xml", "text/xml"),
        "about/index.html.md": "text/markdown",
        "llms.txt": "text/plain",
        "answers.json": "application/json",
    }
    for pattern, expected in types.items():
        response, body = host.get(host.file(pattern))
        assert response.status == 200
        told = response.headers["Content-Type"].split(";")[0]
        assert told in expected, f"{pattern}: {told}"
        assert body == (host.folder / host.file(pattern).removeprefix(host.base)).read_bytes()


@pytest.mark.parametrize("pattern", ["assets/runtime/*.wasm", "which-claim/index.html", "assets/runtime/*.bin"])
def test_the_files_that_the_build_has_compressed_are_what_is_sent(host: Host, pattern: str) -> None:
    path = host.file(pattern)
    file = host.folder / path.removeprefix(host.base)
    way, unpack = ("gzip", gzip.decompress) if host.name == "nginx" else ("br", brotli.decompress)
    response, body = host.get(path, accept_encoding="gzip, br" if way == "br" else "gzip")
    assert response.headers["Content-Encoding"] == way
    assert body == file.with_name(f"{file.name}.{'br' if way == 'br' else 'gz'}").read_bytes()
    assert unpack(body) == file.read_bytes()
    assert "accept-encoding" in response.headers["Vary"].lower()


def test_what_has_a_digest_in_its_address_is_kept_for_ever_and_pages_are_asked_for_again(host: Host) -> None:
    for pattern in ("assets/runtime/*.wasm", "assets/flows/which-claim.*.json", "assets/questionnaire.*/index.js"):
        assert host.get(host.file(pattern))[0].headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for path in ("", "which-claim/", "questions/", "service-worker.js", "feed.xml"):
        response, _ = host.get(host.base + path)
        assert response.headers["Cache-Control"] == "no-cache", path
        told = {"if_none_match": response.headers["ETag"]} if "ETag" in response.headers else {}
        again, body = host.get(host.base + path, **told, if_modified_since=response.headers["Last-Modified"])
        assert (again.status, body) == (304, b""), path


def test_what_is_for_programs_may_be_read_from_other_sites_and_twins_are_not_shown_by_search_engines(
    host: Host,
) -> None:
    for path in ("index.html.md", "answers/which-claim/azure-csp/index.html.md"):
        headers = host.get(host.base + path)[0].headers
        assert headers.get_all("Content-Type") == ["text/markdown; charset=utf-8"], path
        assert headers.get_all("X-Robots-Tag") == ["noindex"]
    for path in ("index.html.md", "answers.json", "answers.schema.json", "flows/which-claim.json", "llms.txt"):
        headers = host.get(host.base + path)[0].headers
        assert headers.get_all("Access-Control-Allow-Origin") == ["*"], path
        assert headers.get_all("Cache-Control") == ["no-cache"], path
    headers = host.get(host.base)[0].headers
    assert headers["X-Robots-Tag"] is None and headers["Access-Control-Allow-Origin"] is None


def test_what_is_not_there_is_answered_by_our_own_page(host: Host) -> None:
    for path in ("nowhere/", "which-claim/nothing", "which-claim/%23area=azure", "assets/runtime/none.wasm"):
        response, body = host.get(host.base + path)
        assert response.status == 404
        assert b"This page is not here" in body
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_folder_without_its_slash_leads_to_it(host: Host) -> None:
    response, _ = host.get(f"{host.base}which-claim")
    assert response.status in (301, 302, 307, 308)
    assert response.headers["Location"].removeprefix(host.url) in (f"{host.base}which-claim/", "which-claim/")
    if host.base != "/":
        response, _ = host.get("/")
        assert (response.status, response.headers["Location"]) == (302, host.base)


def test_every_page_has_the_policy_and_only_the_worker_of_python_may_compile(host: Host) -> None:
    worker = host.file("assets/questionnaire.*/worker.js")
    for path in (host.base, f"{host.base}which-claim/", f"{host.base}answers/which-claim/azure-csp/"):
        headers = host.get(path)[0].headers
        [policy] = headers.get_all("Content-Security-Policy")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "camera=()" in headers["Permissions-Policy"]
    [policy] = host.get(worker)[0].headers.get_all("Content-Security-Policy")
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert "default-src 'none'" in policy


def test_a_reader_answers_and_follows_links_there(host: Host, browser: Browser) -> None:
    context = browser.new_context(reduced_motion="reduce", service_workers="block")
    context.set_default_timeout(SECONDS * 1000)
    watch = Watch(context, host.url)
    reader = Reader(context.new_page(), host, watch)  # type: ignore[arg-type]
    try:
        reader.open(f"{host.base}which-claim/").wait_for_engine()
        reader.evaluate("window.stillHere = true")
        reader.answer("area", "azure").answer("channel", "csp-own").answer("circumstances").sees_answer("azure-csp", "")
        reader.page.get_by_role("link", name="Open this answer’s own page").click()
        reader.sees_address(f"{host.base}answers/which-claim/azure-csp/#area=azure&channel=csp-own&circumstances=")
        assert reader.evaluate("window.stillHere") is True, "instant navigation is off"
        assert watch.unexpected() == []
    finally:
        reader.close()
