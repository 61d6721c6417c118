"""The snapshot and what it is made of: the same bytes each time, bytecode of one Python, sentences where it fails."""

import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from ours import OURS

from build_scripts import toolchain
from build_scripts.places import Repository
from build_scripts.python import files, packer
from build_scripts.python.files import NoRuntime, runtime_files
from build_scripts.python.packer import (
    LIBRARY,
    PYODIDE,
    SCRIPT,
    WASM,
    NotPacked,
    compiled_library,
    make_library,
    make_snapshot,
    snapshot,
    stand_ins,
    trim,
    trimmed,
    with_stand_ins,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def copy(tmp_path: Path) -> Repository:
    """A repository with our engine and Pyodide, either of which a test may change, and nothing in its cache."""
    root = tmp_path / "repository"
    shutil.copytree(OURS.engine, root / "decision_tree", ignore=shutil.ignore_patterns("*.yml", "__pycache__"))
    shutil.copytree(OURS.packages / PYODIDE, root / "node_modules" / PYODIDE)
    for name in packer.TRIMMERS:
        (root / "node_modules" / name).symlink_to(OURS.packages / name)
    return replace(OURS, root=root)


@pytest.fixture
def warm(copy: Repository) -> Repository:
    """The same, with everything in its cache that ours has."""
    assert snapshot(OURS).is_file()
    copy.cache.parent.mkdir()
    copy.cache.symlink_to(OURS.cache)
    return copy


PYODIDE_HERE = OURS.packages / PYODIDE


def test_the_library_is_bytecode_but_for_the_stand_ins() -> None:
    with zipfile.ZipFile(compiled_library(OURS)) as library:
        source = {name for name in library.namelist() if name.endswith(".py")}
        numbers = {library.read(name)[:4] for name in library.namelist() if name.endswith(".pyc")}
    assert {name.removesuffix(".py").removesuffix("/__init__") for name in source} == set(stand_ins())
    assert len(numbers) == 1, "the number of one Python's bytecode"


def test_everything_is_made_twice_in_the_same_bytes_wherever_it_is_made(tmp_path: Path) -> None:
    library, again = tmp_path / "somewhere" / "library.zip", tmp_path / "else" / "deeper" / "snapshot.bin"
    pyodide = tmp_path / "pyodide"
    for path in (library, again):
        path.parent.mkdir(parents=True)
    make_library(PYODIDE_HERE / LIBRARY, library)
    assert library.read_bytes() == compiled_library(OURS).read_bytes()
    trim(PYODIDE_HERE, pyodide)
    assert bytes_of(pyodide) == bytes_of(trimmed(OURS))
    make_snapshot(pyodide, library, OURS.engine, again)
    assert again.read_bytes() == snapshot(OURS).read_bytes()


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_nothing_here_can_call_is_left_out_of_pyodide() -> None:
    before, after = (folder / SCRIPT for folder in (PYODIDE_HERE, trimmed(OURS)))
    assert after.stat().st_size < before.stat().st_size / 3
    gone, kept = "SDL_CreateRGBSurface", "restoreSnapshot"
    assert gone in before.read_text()
    assert gone not in after.read_text()
    assert kept in after.read_text()
    assert after.read_text().startswith("// pyodide ")
    assert (trimmed(OURS) / WASM).stat().st_size < (PYODIDE_HERE / WASM).stat().st_size * 0.92


def test_what_the_webassembly_imports_the_script_has_and_what_the_script_uses_is_exported() -> None:
    exports, imports, script = ends_of(trimmed(OURS))
    given = re.search(r"wasmImports=\{(.*?)\}", script)
    assert given is not None
    assert imports <= set(re.findall(r"(?:^|,)\"?([\w$]+)", given[1]))
    used = set(re.findall(r'wasmExports\["([\w$]+)"\](?!=)', script))
    assert used - exports <= used - ends_of(PYODIDE_HERE)[0], "nothing is missed that Pyodide itself has"
    assert "malloc" in exports & used


def ends_of(pyodide: Path) -> tuple[set[str], set[str], str]:
    """What the WebAssembly of a Pyodide exports, the functions that it imports, and the script beside it."""
    code = """
    const module = await WebAssembly.compile((await import("node:fs")).readFileSync(process.argv[1]));
    const { exports, imports } = WebAssembly.Module;
    const functions = imports(module).filter((one) => one.kind === "function");
    console.log(JSON.stringify([exports(module), functions].map((ends) => ends.map((one) => one.name))));
    """
    command = [toolchain.node() / "node", "--input-type=module", "--eval", code, pyodide / WASM]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    exports, imports = json.loads(done.stdout)
    return set(exports), set(imports), (pyodide / SCRIPT).read_text()


def test_the_snapshot_and_what_it_needs_are_less_than_what_pyodide_ships() -> None:
    assert snapshot(OURS).stat().st_size < 6_000_000
    assert {name.split(".")[0] for name, _ in runtime_files(OURS)} == {
        "runtime/pyodide",
        "runtime/python",
        "questionnaire/runtime",
    }


def test_a_change_of_the_engine_is_another_snapshot_under_another_name(warm: Repository) -> None:
    before = {name for name, _ in runtime_files(warm)}
    assert before == {name for name, _ in runtime_files(OURS)}
    module = warm.engine / "browser.py"
    module.write_text(module.read_text().replace("def load(", "def load_(", 1) + "\nload = load_\n")
    after = {name for name, _ in runtime_files(warm)}
    assert [name.split(".")[0] for name in after - before] == ["runtime/python"]


def test_a_stand_in_for_what_is_not_there_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "whole.zip", "w") as whole:
        whole.writestr("abc.pyc", b"x")
    with pytest.raises(NotPacked, match=r"stand-ins\.txt names nothing, which this Pyodide does not have"):
        with_stand_ins(tmp_path / "whole.zip", tmp_path / "packed.zip", ["abc", "nothing"])


@pytest.mark.parametrize(
    ("script", "sentence"),
    {
        "trim.mjs": "nothing could be left out of Pyodide: Error: no such thing",
        "compile.mjs": "the standard library could not be compiled: Error: no such thing",
        "snapshot.mjs": "the snapshot of Python could not be made: Error: no such thing",
    }.items(),
)
def test_what_node_cannot_make_is_a_sentence_and_leaves_nothing(
    script: str, sentence: str, copy: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = copy.root / "pack"  # beside node_modules, where Node looks for what a script imports
    shutil.copytree(packer.PACK, pack)
    (pack / script).write_text("throw new Error('no such thing');\n")
    monkeypatch.setattr(packer, "PACK", pack)
    with pytest.raises(NoRuntime, match=f"^{sentence}$"):
        list(runtime_files(copy))
    assert [path for path in copy.cache.iterdir() if path.name.startswith(("snapshot", "tmp"))] == []


def test_a_pyodide_in_which_nothing_is_where_it_was_is_told(copy: Repository, tmp_path: Path) -> None:
    script = copy.packages / PYODIDE / SCRIPT
    script.write_text(script.read_text().replace("function assignWasmExports(", "function takeWasmExports("))
    with pytest.raises(NotPacked, match=r"Pyodide: Error: this Pyodide has no assignWasmExports"):
        trim(copy.packages / PYODIDE, tmp_path / "trimmed")


def test_an_engine_that_cannot_be_imported_is_told_as_python_tells_it(warm: Repository) -> None:
    (warm.engine / "browser.py").write_text("import nowhere\n")
    with pytest.raises(NotPacked, match=r"could not be made: ModuleNotFoundError: No module named 'nowhere'$"):
        snapshot(warm)


def test_without_node_a_sentence_says_what_to_do(copy: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_node() -> Path:
        raise toolchain.UnavailableError(toolchain.GET_NODE)

    monkeypatch.setattr(toolchain, "node", no_node)
    with pytest.raises(NotPacked, match=r"^Node 20 or newer is neither on this machine"):
        snapshot(copy)


@pytest.mark.parametrize("name", ["pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"])
def test_without_a_file_of_the_npm_package_a_sentence_says_what_to_do(name: str, copy: Repository) -> None:
    (copy.packages / PYODIDE / name).unlink()
    with pytest.raises(NoRuntime, match=rf"{name}.*: run 'make build', or 'npm ci'$"):
        list(runtime_files(copy))


def test_the_lock_file_names_the_abi_that_pyodide_asks_for_and_no_package() -> None:
    lock = json.loads(files.lock_file(PYODIDE_HERE))
    assert lock["packages"] == {}
    told = json.loads((PYODIDE_HERE / "pyodide-lock.json").read_text())["info"]
    assert told.items() <= lock["info"].items()
