"""The files that let Python run in the reader's browser: Pyodide's, its library packed anew, our engine as a zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from build_scripts.packer import LIBRARY, LONG_AGO, NotPacked, packed_library

ROOT = Path(__file__).parent.parent
PYODIDE = ROOT / "node_modules" / "pyodide"
ENGINE = ROOT / "decision_tree"

FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json")
"""What the site has of Pyodide's npm package, beside the library."""


class NoRuntime(Exception):
    """The browser packages are not there. The message is one sentence for whoever builds."""


def runtime_files() -> Iterator[tuple[str, Path | bytes]]:
    """Every file of the runtime: its name on the site, and where it is or what it holds. Raises NoRuntime."""
    for name in FILES:
        if not (PYODIDE / name).is_file():
            raise NoRuntime(f"{PYODIDE.name} is not installed with its file {name}: run 'make build', or 'npm ci'")
        yield name, PYODIDE / name
    try:
        yield LIBRARY.name, packed_library()
    except NotPacked as sentence:
        raise NoRuntime(str(sentence)) from None
    yield "engine.zip", engine_zip()


def engine_zip() -> bytes:
    """The package decision_tree, the modules only: the same bytes for the same modules."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(ENGINE.glob("*.py")):
            entry = zipfile.ZipInfo(f"decision_tree/{path.name}", LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return buffer.getvalue()
