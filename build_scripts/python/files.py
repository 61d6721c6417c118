"""The files that let Python run in the reader's browser: Pyodide's, and the snapshot that it starts from.

Their names carry a digest of what they hold, and `runtime.js`, which the worker imports, names them with their size and
SHA-256: what came broken, or from another build, is found out before it runs.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from inspect import signature
from pathlib import Path

from pyodide_lock import InfoSpec, PyodideLockSpec

from build_scripts.places import Refusal, Repository
from build_scripts.python.packer import PYODIDE, SCRIPT, WASM, NotPacked, snapshot, trimmed

FILES = {"loader": "pyodide.mjs", "module": SCRIPT, "wasm": WASM}
"""What the site has of Pyodide, by what the worker calls it. Its library is in the snapshot."""

LOCK = "pyodide-lock.json"

MANIFEST = "questionnaire/runtime.js"
"""Below assets/, beside the worker that imports it."""


class NoRuntime(Refusal):
    """The browser packages are not there."""


@dataclass(frozen=True)
class RuntimeFile:
    """A file of the runtime, and where it is."""

    name: str
    """As Pyodide calls it, or we."""
    path: Path

    @cached_property
    def told(self) -> dict[str, str | int]:
        """What the worker is told of it: its name on the site, how many bytes it has, and their SHA-256."""
        data = self.path.read_bytes()
        return {"name": with_digest(self.name, data), "size": len(data), "sha256": sha256(data)}


def with_digest(name: str, data: bytes) -> str:
    """A file's name with a digest of what it holds: pyodide.asm.wasm → pyodide.asm.1a2b3c4d5e.wasm."""
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:10]}.{suffix}"


def sha256(data: bytes) -> str:
    """A digest as browsers write it, in base64."""
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def files(repository: Repository) -> dict[str, RuntimeFile]:
    """The files by what the worker calls them. Raises NoRuntime."""
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
    """Every file of the runtime: its path below assets/, and where it is or what it holds. Raises NoRuntime."""
    found = files(repository)
    for file in found.values():
        yield f"runtime/{file.told['name']}", file.path
    yield MANIFEST, manifest(found, repository.packages / PYODIDE).encode()


def manifest(found: dict[str, RuntimeFile], pyodide: Path) -> str:
    """The module that tells the worker what to fetch, and what it must be."""
    described = {role: file.told for role, file in found.items()}
    return (
        "/** Written by the build: the files that Python starts from, and the lock file that Pyodide asks for. */\n"
        f"export const FILES = {json.dumps(described, indent=2)};\n"
        f"export const LOCK = {json.dumps(lock_file(pyodide))};\n"
    )


def lock_file(pyodide: Path) -> str:
    """Pyodide's lock file without its packages, of which the site installs none, as JSON text.

    pyodide-lock checks and writes it. What its release does not know of this Pyodide stays as Pyodide has it.
    """
    told = json.loads((pyodide / LOCK).read_text(encoding="utf-8"))["info"]
    release = json.loads((pyodide / "package.json").read_text(encoding="utf-8"))["version"]
    known = {
        name: value for name, value in {"version": release, **told}.items() if name in signature(InfoSpec).parameters
    }
    spec = json.loads(PyodideLockSpec(info=InfoSpec(**known), packages={}).json())
    return json.dumps({**spec, "info": {**told, **spec["info"]}}, sort_keys=True, separators=(",", ":"))
