"""Serves the built site and whom it is compared with, as a good static host does, over a network as slow as wanted.

Every file that gets smaller by it is sent as brotli 11, compressed once and kept. Files may be kept for ten minutes
and are told apart by an ETag, which is what GitHub Pages says of them. What is counted are the bytes that go into the
sockets, headers included.

The network is slow here and not in the browser, so that it is slow for workers too, whatever the browser's own
emulation reaches. All connections share one bandwidth; a new connection and every request cost a round trip. TCP's
slow start, TLS and lost packets are left out, and so is HTTP/2: a browser opens at most six connections. That is the
same for all contestants.
"""

import hashlib
import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import unquote, urlsplit

from ours import OURS
from served import TYPES, Handler, Site, answering, build

from build_scripts.deliver.delivery import compressed

PIECE = 4096
"""Bytes that a slow connection is given at a time."""

LATE = 0.02
"""Seconds by which a thread may wake up late and still send what it could have sent meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Network:
    """How fast bytes go to the browser."""

    name: str
    rate: float = 0
    """Bytes a second for all connections together; 0: as fast as it goes."""
    round_trip: float = 0
    """Seconds."""


LOOPBACK = Network(name="loopback")
TEN_MEGABIT = Network(name="10 Mbit/s, 40 ms", rate=10e6 / 8, round_trip=0.04)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """An answer that was sent: for which path, and how many bytes, headers included."""

    path: str
    size: int


class Host(Site):
    """The site, with other folders beside it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.RequestHandlerClass = HostHandler
        self.folders: dict[str, Path] = {}
        """Beginning of a path → the folder that is served there; the longest that fits counts."""
        self.extra: dict[str, dict[str, str]] = {}
        """Beginning of a path → headers that all its files get."""
        self.network = LOOPBACK
        self.sent: list[Sent] = []
        """What was sent to the end, in order."""
        self.bytes = 0
        """How many bytes were given to sockets, those of unfinished answers too."""
        self._next = 0.0
        self._lock = threading.Lock()

    def place(self, path: str) -> tuple[Path, str]:
        """The folder that serves a path, and what remains of the path there."""
        fitting = [start for start in self.folders if path.startswith(start)]
        start = max(fitting, key=len, default="/")
        return self.folders.get(start, self.folder), path.removeprefix(start)

    def forget(self) -> None:
        """Count from nothing again."""
        with self._lock:
            self.bytes = 0
        self.sent.clear()

    def add(self, size: int) -> None:
        """Count bytes that are sent now."""
        with self._lock:
            self.bytes += size

    def wait_for(self, size: int) -> None:
        """Wait until so many bytes have gone over the network, after all that were waited for before."""
        if not self.network.rate:
            return
        with self._lock:
            self._next = max(self._next, time.monotonic() - LATE) + size / self.network.rate
            until = self._next
        time.sleep(max(0.0, until - time.monotonic()))


class Wire(io.BufferedIOBase):
    """What a handler writes into: counts, and takes its time."""

    def __init__(self, wire: BinaryIO, host: Host) -> None:
        self.wire, self.host, self.count = wire, host, 0

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Send everything, in pieces where the network is slow."""
        step = PIECE if self.host.network.rate else len(data)
        for start in range(0, len(data), step or 1):
            piece = data[start : start + step]
            self.host.wait_for(len(piece))
            self.count += len(piece)
            self.host.add(len(piece))  # first: whoever has received them may read at once how many they were
            self.wire.write(piece)
        return len(data)

    def writable(self) -> bool:
        return True


class HostHandler(Handler):
    """Answers with compressed files, and keeps connections open."""

    server: Host
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are two packets, and the second must not wait

    def setup(self) -> None:
        super().setup()
        self.wire = Wire(cast(BinaryIO, self.wfile), self.server)
        self.wfile = self.wire
        time.sleep(self.server.network.round_trip)

    def do_GET(self) -> None:  # noqa: N802 (the name that http.server calls)
        time.sleep(self.server.network.round_trip)
        before = self.wire.count
        super().do_GET()
        self.server.sent.append(Sent(path=urlsplit(self.path).path, size=self.wire.count - before))

    def file(self, path: str) -> Path | None:
        """The file of a path in its folder."""
        folder, rest = self.server.place(unquote(path))
        file = (folder / rest.lstrip("/")).resolve()
        if not file.is_relative_to(folder.resolve()):
            return None
        if path.endswith("/"):
            file /= "index.html"
        return file if file.exists() else None

    def send(self, status: HTTPStatus, file: Path) -> None:
        """The file, compressed if that makes it smaller, or that the browser has it."""
        plain, small, tag = contents(file, file.stat().st_mtime_ns)
        encoded = "br" in self.headers.get("Accept-Encoding", "") and len(small) < len(plain)
        body = small if encoded else plain
        known = self.headers.get("If-None-Match") == tag
        self.send_response(HTTPStatus.NOT_MODIFIED if known else status)
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("ETag", tag)
        self.send_header("Vary", "Accept-Encoding")
        for start, headers in self.server.extra.items():
            for name, value in headers.items() if self.path.startswith(start) else ():
                self.send_header(name, value)
        if not known:
            self.send_header("Content-Type", TYPES.get(file.suffix, "application/octet-stream"))
            self.send_header("Content-Length", str(len(body)))
            if encoded:
                self.send_header("Content-Encoding", "br")
        self.end_headers()
        if not known:
            self.wfile.write(body)


@cache
def contents(file: Path, changed: int) -> tuple[bytes, bytes, str]:  # noqa: ARG001 (a changed file is another)
    """A file as it is, as brotli 11, and its ETag. Compressing is slow, so that it is done once for all runs."""
    plain = file.read_bytes()
    return plain, compressed(plain, "br", OURS.cache), f'"{hashlib.sha256(plain).hexdigest()[:32]}"'


@contextmanager
def hosted(folder: Path) -> Iterator[Host]:
    """Build the site into a folder, for the address at which it is then served."""
    with Host(folder) as host:
        build(folder, host.url)
        with answering(host):
            yield host
