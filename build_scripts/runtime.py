"""The files that let Python run in the reader's browser: Pyodide's own, and our engine as one zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYODIDE = ROOT / "node_modules" / "pyodide"
ENGINE = ROOT / "decision_tree"

FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
"""What Pyodide loads of its npm package."""

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the zip, so that equal engines give equal bytes."""


class NoRuntime(Exception):
    """The browser packages are not there. The message is one sentence for whoever builds."""


def runtime_files() -> Iterator[tuple[str, Path | bytes]]:
    """Every file of the runtime: its name on the site, and where it is or what it holds. Raises NoRuntime."""
    for name in FILES:
        if not (PYODIDE / name).is_file():
            raise NoRuntime(f"{PYODIDE.name} is not installed with its file {name}: run 'make build', or 'npm ci'")
        yield name, PYODIDE / name
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
