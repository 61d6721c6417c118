"""The packed library: bytecode of the Python that runs it, the same bytes each time, and sentences where it fails."""

import zipfile
from pathlib import Path

import pytest

from build_scripts import packer, toolchain
from build_scripts.packer import NotPacked, compile_library, kept, packed_library, pick
from build_scripts.runtime import NoRuntime, runtime_files


def names(archive: Path) -> list[str]:
    """What a zip holds."""
    with zipfile.ZipFile(archive) as opened:
        return opened.namelist()


def test_the_library_is_bytecode_of_what_is_kept_and_nothing_else() -> None:
    assert names(packed_library()) == [f"{name}.pyc" for name in sorted(kept())]
    with zipfile.ZipFile(packed_library()) as opened:
        assert len({opened.read(name)[:4] for name in opened.namelist()}) == 1  # the number of one Python's bytecode
    assert packed_library().stat().st_size < packer.LIBRARY.stat().st_size * 0.7


def test_two_packings_give_the_same_bytes(tmp_path: Path) -> None:
    compiled, again = tmp_path / "compiled.zip", tmp_path / "again.zip"
    compile_library(compiled)
    pick(compiled, again, kept())
    assert again.read_bytes() == packed_library().read_bytes()


def test_what_is_kept_and_is_not_there_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "whole.zip", "w") as whole:
        whole.writestr("abc.pyc", b"x")
    with pytest.raises(NotPacked, match=r"library\.txt keeps json/nothing\.pyc, which this Pyodide does not have"):
        pick(tmp_path / "whole.zip", tmp_path / "packed.zip", ["abc", "json/nothing"])


def test_a_library_that_cannot_be_compiled_is_a_sentence_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.mjs"
    broken.write_text("throw new Error('no such thing');\n")
    monkeypatch.setattr(packer, "SCRIPT", broken)
    monkeypatch.setattr(packer, "CACHE", tmp_path / "cache")
    with pytest.raises(NoRuntime, match=r"^the standard library could not be compiled: Error: no such thing$"):
        list(runtime_files())
    assert list((tmp_path / "cache").iterdir()) == []


def test_without_node_a_sentence_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_node() -> Path:
        raise toolchain.UnavailableError(toolchain.GET_NODE)

    monkeypatch.setattr(packer, "CACHE", tmp_path)
    monkeypatch.setattr(toolchain, "node", no_node)
    with pytest.raises(NotPacked, match=r"^Node 20 or newer is neither on this machine"):
        packed_library()
