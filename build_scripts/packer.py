"""Repacks Python's standard library for the browser: as bytecode, and what the engine needs of it.

Pyodide ships it as source, which every visitor's browser would compile. What is kept is listed in library.txt; a test
of the parity with CPython measures it. Packing takes seconds, so its result is kept beside the packages that it is
made of.
"""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
import tempfile
import zipfile
from importlib.metadata import version
from pathlib import Path

from build_scripts import toolchain

ROOT = Path(__file__).parent.parent
LIBRARY = ROOT / "node_modules" / "pyodide" / "python_stdlib.zip"
SCRIPT = Path(__file__).with_name("pack.mjs")
KEPT = Path(__file__).with_name("library.txt")
CACHE = ROOT / "node_modules" / ".cache" / "cpor-answers"

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every file in a zip, so that equal files give equal bytes."""


class NotPacked(Exception):
    """The library could not be packed. The message is one sentence for whoever builds."""


def packed_library() -> Path:
    """The packed library, made where it is not there yet. Raises NotPacked."""
    packed = CACHE / f"python_stdlib-{key()}.zip"
    if not packed.exists():
        toolchain.say("Compiling Python's standard library for the browser …")
        packed.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=packed.parent) as folder:
            compiled, part = Path(folder, "compiled.zip"), Path(folder, "packed.zip")
            compile_library(compiled)
            pick(compiled, part, kept())
            part.replace(packed)
    return packed


def key() -> str:
    """A name for everything that the packed library is made of."""
    digest = hashlib.sha256(version("pyodide-build").encode())
    for file in (LIBRARY, SCRIPT, KEPT, Path(__file__)):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def kept() -> list[str]:
    """The modules of the library that are kept, as paths in it without their endings."""
    lines = KEPT.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def compile_library(target: Path) -> None:
    """Compile the whole library under Pyodide. Raises NotPacked."""
    found = importlib.util.find_spec("pyodide_build")
    if found is None or found.origin is None:
        raise NotPacked("pyodide-build is not installed: run 'make build'")
    try:
        node = toolchain.node() / "node"
    except toolchain.UnavailableError as error:
        raise NotPacked(str(error)) from None
    site = Path(found.origin).parent.parent
    command = [node, SCRIPT, site, LIBRARY, target]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if "Error" in line] or ["Node does not say why"]
        raise NotPacked(f"the standard library could not be compiled: {lines[-1].strip()[:300]}")


def pick(compiled: Path, target: Path, names: list[str]) -> None:
    """Write the modules that are kept, always the same bytes. Raises NotPacked where one is not in the library."""
    with zipfile.ZipFile(compiled) as whole, zipfile.ZipFile(target, "w") as packed:
        missing = sorted({f"{name}.pyc" for name in names} - set(whole.namelist()))
        if missing:
            what = f"{missing[0]}" + (f" and {len(missing) - 1} more" if len(missing) > 1 else "")
            raise NotPacked(
                f"build_scripts/library.txt keeps {what}, which this Pyodide does not have: see its first lines"
            )
        for name in sorted(names):
            entry = zipfile.ZipInfo(f"{name}.pyc", LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, whole.read(entry.filename), compresslevel=9)


def main() -> int:
    """Pack, for the Makefile: a sentence where that fails."""
    try:
        packed_library()
    except NotPacked as sentence:
        toolchain.say(f"make: {sentence}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
