"""Packer of Python for the browser: a smaller Pyodide, and a snapshot of its memory with our engine in it.

Pyodide ships Python's library as source, which every visitor's browser would compile and run at every visit. The packer
does that once, under Pyodide itself in Node, and readers get the result. Pyodide also offers thousands of functions to
packages that are linked later; those are left out. Each step takes seconds, so the results are cached beside the npm
packages, under names with a digest of everything that they depend on.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from importlib.metadata import version
from inspect import getsource
from pathlib import Path

from build_scripts import toolchain
from build_scripts.places import PROGRAM, NoRepository, Repository, root_above

PACK = PROGRAM / "python" / "pack"
"""Folder of the scripts that run in Node and under Pyodide."""

PYODIDE, LIBRARY = "pyodide", "python_stdlib.zip"
"""Name of Pyodide's npm package, and of the zip in it that holds Python's standard library."""

TRIMMERS = ("acorn", "binaryen")
"""The npm packages that read JavaScript and WebAssembly for pack/trim.mjs."""

SCRIPT, WASM = "pyodide.asm.mjs", "pyodide.asm.wasm"
UNTOUCHED = ("pyodide.mjs", "pyodide-lock.json", "package.json")
"""Pyodide's files: those that are trimmed, and the others that it starts from."""

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""Date of every file in a zip, so that equal files give equal bytes."""


class NotPacked(Exception):
    """The snapshot could not be made. The message is one sentence for whoever builds."""


def snapshot(repository: Repository) -> Path:
    """Path of the snapshot, from the cache or made now. Raises NotPacked."""
    library, pyodide = compiled_library(repository), trimmed(repository)
    engine = repository.engine
    made_of = [library, *sorted(pyodide.iterdir()), *sorted(PACK.iterdir()), *sorted(engine.glob("*.py"))]
    return kept(repository, "snapshot", ".bin", made_of, partial(make_snapshot, pyodide, library, engine))


def trimmed(repository: Repository) -> Path:
    """Folder with Pyodide as the site serves it, without functions that nothing here can call. Raises NotPacked."""
    pyodide = repository.packages / PYODIDE
    users = [PACK / "trim.mjs", PACK / "snapshot.mjs"]
    trimmers = [repository.packages / name / "package.json" for name in TRIMMERS]
    made_of = [*trimmers, *users, *(pyodide / name for name in (*UNTOUCHED, SCRIPT, WASM))]
    return kept(repository, "pyodide", "", made_of, partial(trim, pyodide))


def compiled_library(repository: Repository) -> Path:
    """Zip of Python's library as bytecode, with stand-ins for modules that the engine never uses. Raises NotPacked."""
    library = repository.packages / PYODIDE / LIBRARY
    made_of = [library, PACK / "compile.mjs", PACK / "stand-ins.txt", PACK / "stand_in.py"]
    return kept(repository, "library", ".zip", made_of, partial(make_library, library))


def kept(repository: Repository, name: str, suffix: str, made_of: Sequence[Path], make: Callable[[Path], None]) -> Path:
    """File or folder from the cache, or made now. Its name has a digest of its input and code. Raises NotPacked."""
    if missing := [path for path in made_of if not path.is_file()]:
        raise NotPacked(f"{missing[0].relative_to(repository.root)} is not there: run 'make build', or 'npm ci'")
    digest = hashlib.sha256(version("pyodide-build").encode() + getsource(sys.modules[__name__]).encode())
    for file in made_of:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    path = repository.cache / f"{name}-{digest.hexdigest()[:16]}{suffix}"
    if not path.exists():
        toolchain.say(f"Making Python's {name} for the browser …")
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            part = Path(folder, path.name)
            make(part)
            part.replace(path)
    return path


def make_library(library: Path, target: Path) -> None:
    """Compile the library with pyodide-build, under Pyodide. Raises NotPacked."""
    found = importlib.util.find_spec("pyodide_build")
    if found is None or found.origin is None:
        raise NotPacked("pyodide-build is not installed: run 'make build'")
    compiled = target.with_name("compiled.zip")
    node(
        "the standard library could not be compiled", "compile.mjs", Path(found.origin).parent.parent, library, compiled
    )
    with_stand_ins(compiled, target, stand_ins())


def trim(pyodide: Path, target: Path) -> None:
    """Write Pyodide into a folder, without what its loader and our script cannot call. Raises NotPacked."""
    target.mkdir()
    for name in UNTOUCHED:
        shutil.copy(pyodide / name, target)
    users = (pyodide / "pyodide.mjs", PACK / "snapshot.mjs")
    node("nothing could be left out of Pyodide", "trim.mjs", pyodide, target / SCRIPT, target / WASM, *users)


def make_snapshot(pyodide: Path, library: Path, engine: Path, target: Path) -> None:
    """Import the engine under Pyodide and write its memory. Raises NotPacked."""
    with tempfile.TemporaryDirectory() as folder:
        for path in engine.glob("*.py"):
            Path(folder, path.name).write_text(without_types(path.read_text(encoding="utf-8")), encoding="utf-8")
        arguments = (pyodide, library, Path(folder), PACK / "warm_up.py", target)
        node("the snapshot of Python could not be made", "snapshot.mjs", *arguments)


def without_types(source: str) -> str:
    """Python source without the types of arguments, results and module variables, its lines where they were.

    Python keeps them with every function, nobody asks for them in a browser, and they take a thirtieth of the snapshot.
    The types of the fields of classes stay, because artefacts are read by them.
    """
    lines = [line.encode() for line in source.split("\n")]
    for first, last in sorted(typed_parts(ast.parse(source), lines), reverse=True):
        (row, column), (end_row, end_column) = first, last
        kept = lines[row][:column], lines[end_row][end_column:]
        lines[row : end_row + 1] = (
            [b"".join(kept)] if row == end_row else [kept[0], *[b""] * (end_row - row - 1), kept[1]]
        )
    return b"\n".join(lines).decode()


def typed_parts(tree: ast.Module, lines: Sequence[bytes]) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Begin and end, as line and column from 0, of each type with its colon or arrow that may be left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation:
            begin = node.lineno - 1, node.col_offset + len(node.arg.encode())
            yield begin, end_of(node.annotation)
        elif isinstance(node, ast.FunctionDef) and node.returns:
            row = node.returns.lineno - 1
            yield (row, lines[row].rindex(b"->", 0, node.returns.col_offset)), end_of(node.returns)
    for statement in tree.body:
        if isinstance(statement, ast.AnnAssign) and statement.value:
            yield end_of(statement.target), end_of(statement.annotation)


def end_of(node: ast.expr) -> tuple[int, int]:
    """Line and column, from 0, at which an expression ends."""
    assert node.end_lineno is not None and node.end_col_offset is not None, "the parser gives every node its end"
    return node.end_lineno - 1, node.end_col_offset


def node(failed: str, script: str, *arguments: Path) -> None:
    """Run a script of pack/ in Node. Raises NotPacked."""
    try:
        done = toolchain.run_node(PACK / script, *arguments)
    except toolchain.UnavailableError as error:
        raise NotPacked(str(error)) from None
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if "Error" in line] or ["Node does not say why"]
        raise NotPacked(f"{failed}: {lines[-1].strip()[:300]}")


def stand_ins() -> list[str]:
    """Names of the modules that a stand-in replaces."""
    lines = (PACK / "stand-ins.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def with_stand_ins(library: Path, target: Path, names: Iterable[str]) -> None:
    """Write the library with a stand-in for each of these modules; the other files of a replaced package are left out.

    Raises NotPacked where the library does not have one of the modules.
    """
    stand_in = (PACK / "stand_in.py").read_bytes()
    with zipfile.ZipFile(library) as whole, zipfile.ZipFile(target, "w") as written:
        entries = set(whole.namelist())
        for name in names:
            module = next((path for path in (f"{name}.pyc", f"{name}/__init__.pyc") if path in entries), None)
            if module is None:
                raise NotPacked(
                    f"build_scripts/python/pack/stand-ins.txt names {name}, which this Pyodide does not have"
                )
            entries -= {entry for entry in entries if entry == module or entry.startswith(f"{name}/")}
            written.writestr(zipfile.ZipInfo(module.removesuffix("c"), LONG_AGO), stand_in)
        for entry in sorted(entries):
            written.writestr(zipfile.ZipInfo(entry, LONG_AGO), whole.read(entry))


def main() -> int:
    """Exit code for the Makefile: 0 when the snapshot is there, 1 after a sentence that says why it is not."""
    try:
        snapshot(Repository.at(root_above(Path.cwd()), os.environ, date.today()))  # noqa: DTZ011
    except (NoRepository, NotPacked) as sentence:
        toolchain.say(f"make: {sentence}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
