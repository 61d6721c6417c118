"""The snapshot and what it is made of: the same bytes each time, bytecode of one Python, sentences where it fails."""

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from build_scripts import packer, runtime, toolchain
from build_scripts.packer import (
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
from build_scripts.runtime import NoRuntime, runtime_files


def test_the_library_is_bytecode_but_for_the_stand_ins() -> None:
    with zipfile.ZipFile(compiled_library()) as library:
        source = {name for name in library.namelist() if name.endswith(".py")}
        numbers = {library.read(name)[:4] for name in library.namelist() if name.endswith(".pyc")}
    assert {name.removesuffix(".py").removesuffix("/__init__") for name in source} == set(stand_ins())
    assert len(numbers) == 1, "the number of one Python's bytecode"


def test_everything_is_made_twice_in_the_same_bytes_wherever_it_is_made(tmp_path: Path) -> None:
    library, again = tmp_path / "somewhere" / "library.zip", tmp_path / "else" / "deeper" / "snapshot.bin"
    pyodide = tmp_path / "pyodide"
    for path in (library, again):
        path.parent.mkdir(parents=True)
    make_library(library)
    assert library.read_bytes() == compiled_library().read_bytes()
    trim(pyodide)
    assert bytes_of(pyodide) == bytes_of(trimmed())
    make_snapshot(pyodide, library, again)
    assert again.read_bytes() == snapshot().read_bytes()


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_nothing_here_can_call_is_left_out_of_pyodide() -> None:
    before, after = (folder / SCRIPT for folder in (PYODIDE, trimmed()))
    assert after.stat().st_size < before.stat().st_size / 3
    gone, kept = "SDL_CreateRGBSurface", "restoreSnapshot"
    assert gone in before.read_text()
    assert gone not in after.read_text()
    assert kept in after.read_text()
    assert after.read_text().startswith("// pyodide ")
    assert (trimmed() / WASM).stat().st_size < (PYODIDE / WASM).stat().st_size * 0.92


def test_what_the_webassembly_imports_the_script_has_and_what_the_script_uses_is_exported() -> None:
    exports, imports, script = ends_of(trimmed())
    given = re.search(r"wasmImports=\{(.*?)\}", script)
    assert given is not None
    assert imports <= set(re.findall(r"(?:^|,)\"?([\w$]+)", given[1]))
    used = set(re.findall(r'wasmExports\["([\w$]+)"\](?!=)', script))
    assert used - exports <= used - ends_of(PYODIDE)[0], "nothing is missed that Pyodide itself has"
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
    assert snapshot().stat().st_size < 6_000_000
    assert {name.split(".")[0] for name, _ in runtime_files()} == {
        "runtime/pyodide",
        "runtime/python",
        "questionnaire/runtime",
    }


def test_a_change_of_the_engine_is_another_snapshot_under_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = tmp_path / "decision_tree"
    shutil.copytree(packer.ENGINE, engine, ignore=shutil.ignore_patterns("*.yml", "__pycache__"))
    before = {name for name, _ in runtime_files()}
    (engine / "browser.py").write_text(
        (engine / "browser.py").read_text().replace("def load(", "def load_(", 1) + "\nload = load_\n"
    )
    monkeypatch.setattr(packer, "ENGINE", engine)
    after = {name for name, _ in runtime_files()}
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
    script: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(packer.PACK, tmp_path / "pack")
    (tmp_path / "node_modules").symlink_to(packer.ROOT / "node_modules")
    (tmp_path / "pack" / script).write_text("throw new Error('no such thing');\n")
    monkeypatch.setattr(packer, "PACK", tmp_path / "pack")
    monkeypatch.setattr(packer, "CACHE", tmp_path / "cache")
    with pytest.raises(NoRuntime, match=f"^{sentence}$"):
        list(runtime_files())
    assert [path for path in (tmp_path / "cache").iterdir() if path.name.startswith(("snapshot", "tmp"))] == []


def test_a_pyodide_in_which_nothing_is_where_it_was_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pyodide = tmp_path / "node_modules" / "pyodide"
    shutil.copytree(packer.PYODIDE, pyodide)
    script = pyodide / SCRIPT
    script.write_text(script.read_text().replace("function assignWasmExports(", "function takeWasmExports("))
    monkeypatch.setattr(packer, "PYODIDE", pyodide)
    with pytest.raises(NotPacked, match=r"Pyodide: Error: this Pyodide has no assignWasmExports"):
        trim(tmp_path / "trimmed")


def test_an_engine_that_cannot_be_imported_is_told_as_python_tells_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = tmp_path / "decision_tree"
    shutil.copytree(packer.ENGINE, engine, ignore=shutil.ignore_patterns("*.yml", "__pycache__"))
    (engine / "browser.py").write_text("import nowhere\n")
    monkeypatch.setattr(packer, "ENGINE", engine)
    with pytest.raises(NotPacked, match=r"could not be made: ModuleNotFoundError: No module named 'nowhere'$"):
        snapshot()


def test_without_node_a_sentence_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_node() -> Path:
        raise toolchain.UnavailableError(toolchain.GET_NODE)

    monkeypatch.setattr(packer, "CACHE", tmp_path)
    monkeypatch.setattr(toolchain, "node", no_node)
    with pytest.raises(NotPacked, match=r"^Node 20 or newer is neither on this machine"):
        snapshot()


@pytest.mark.parametrize("name", ["pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"])
def test_without_a_file_of_the_npm_package_a_sentence_says_what_to_do(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(packer.PYODIDE, tmp_path / "pyodide")
    (tmp_path / "pyodide" / name).unlink()
    monkeypatch.setattr(packer, "ROOT", tmp_path)
    monkeypatch.setattr(packer, "LIBRARY", tmp_path / "pyodide" / "python_stdlib.zip")
    for module in (packer, runtime):
        monkeypatch.setattr(module, "PYODIDE", tmp_path / "pyodide")
    with pytest.raises(NoRuntime, match=rf"{name}.*: run 'make build', or 'npm ci'$"):
        list(runtime_files())


def test_the_lock_file_names_the_abi_that_pyodide_asks_for_and_no_package() -> None:
    lock = runtime.json.loads(runtime.lock_file())
    assert lock["packages"] == {}
    told = runtime.json.loads((packer.PYODIDE / "pyodide-lock.json").read_text())["info"]
    assert told.items() <= lock["info"].items()
