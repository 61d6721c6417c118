"""Files with which Python runs in the reader's browser: Pyodide's, and the snapshot that it starts from.

Their names carry a content hash. `runtime.js`, which the worker imports, lists them with size and SHA-256, so that a
file that is damaged, or from another build, is rejected before it runs.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from build_scripts.places import Refusal, Repository
from build_scripts.python.packer import PYODIDE, SCRIPT, WASM, NotPacked, snapshot, trimmed

FILES = {"loader": "pyodide.mjs", "module": SCRIPT, "wasm": WASM}
"""Role in the worker → file of Pyodide that the site serves. Python's library is in the snapshot."""

LOCK = "pyodide-lock.json"

MANIFEST = "questionnaire/runtime.js"
"""Path of the manifest below assets/, beside the worker that imports it."""


class NoRuntime(Refusal):
    """A package from npm is not installed, or failed."""


@dataclass(frozen=True)
class RuntimeFile:
    """A file of the runtime, with its path."""

    name: str
    """Name without a content hash: Pyodide's, or our own for the snapshot."""
    path: Path

    @cached_property
    def told(self) -> dict[str, str | int]:
        """Entry of the manifest: `name` on the site, `size` in bytes, and `sha256` in base64."""
        data = self.path.read_bytes()
        return {"name": with_digest(self.name, data), "size": len(data), "sha256": sha256(data)}


def with_digest(name: str, data: bytes) -> str:
    """File name with a content hash: pyodide.asm.wasm → pyodide.asm.1a2b3c4d5e.wasm."""
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:10]}.{suffix}"


def sha256(data: bytes) -> str:
    """SHA-256 of the bytes in base64, as browsers write digests."""
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def files(repository: Repository) -> dict[str, RuntimeFile]:
    """Role in the worker → file of the runtime. Raises NoRuntime."""
    for name in (*FILES.values(), LOCK):
        if not (repository.packages / PYODIDE / name).is_file():
            raise NoRuntime(f"{PYODIDE} is not installed with its file {name}: run 'make build', or 'npm ci'")
    try:
        pyodide, made = trimmed(repository), snapshot(repository)
    except NotPacked as sentence:
        raise NoRuntime(str(sentence)) from None
    found = {role: RuntimeFile(name, pyodide / name) for role, name in FILES.items()}
    return {**found, "snapshot": RuntimeFile("python.bin", made)}


def runtime_files(repository: Repository) -> Iterator[tuple[str, Path | bytes]]:
    """Path below assets/ of each file of the runtime, with the file to copy or the bytes to write. Raises NoRuntime."""
    found = files(repository)
    for file in found.values():
        yield f"runtime/{file.told['name']}", file.path
    yield MANIFEST, manifest(found, repository.packages / PYODIDE).encode()


def manifest(found: dict[str, RuntimeFile], pyodide: Path) -> str:
    """JavaScript module that tells the worker which files to fetch, and their sizes and digests."""
    described = {role: file.told for role, file in found.items()}
    return (
        "/** Written by the build: the files that Python starts from, and the lock file that Pyodide asks for. */\n"
        f"export const FILES = {json.dumps(described, indent=2)};\n"
        f"export const LOCK = {json.dumps(lock_file(pyodide))};\n"
    )


def lock_file(pyodide: Path) -> str:
    """Pyodide's lock file as JSON text, without packages, because the site installs none."""
    info = json.loads((pyodide / LOCK).read_text(encoding="utf-8"))["info"]
    release = json.loads((pyodide / "package.json").read_text(encoding="utf-8"))["version"]
    lock = {"info": {"version": release, **info}, "packages": {}}
    return json.dumps(lock, sort_keys=True, separators=(",", ":"))
