"""What may know what: the engine nothing but itself, one module the site generator, one the terminal."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENGINE = sorted((ROOT / "decision_tree").rglob("*.py"))
BUILD = sorted((ROOT / "build_scripts").rglob("*.py"))


def by_name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> set[str]:
    """The top-level packages that a module imports, inside functions too; a relative import is of its own package."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0] if not node.level else path.parent.name)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            found.add(ast.unparse(node))
    return found


def calls(path: Path) -> Iterator[str]:
    """What a module calls, by name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


@pytest.mark.parametrize("path", ENGINE, ids=by_name)
def test_the_engine_imports_nothing_but_itself_and_the_standard_library(path: Path) -> None:
    assert imports(path) - sys.stdlib_module_names == imports(path) & {"decision_tree"}


@pytest.mark.parametrize("path", ENGINE, ids=by_name)
def test_the_engine_knows_neither_the_clock_nor_files_nor_the_terminal(path: Path) -> None:
    outside = {"print", "input", "open", "date.today", "datetime.now", "time.time"}
    assert outside.isdisjoint(calls(path))
    assert imports(path).isdisjoint({"os", "pathlib", "io", "sys", "socket", "urllib.request", "subprocess", "random"})


def test_one_module_knows_the_site_generator() -> None:
    assert [path.name for path in BUILD if "mkdocs" in imports(path)] == ["hooks.py"]


def test_one_module_prints_and_so_does_the_one_that_runs_before_anything_is_set_up() -> None:
    assert {path.name for path in BUILD if {"print", "input"} & {*calls(path)}} <= {"__main__.py", "toolchain.py"}


DOORS = {"__main__.py", "hooks.py", "packer.py", "toolchain.py"}
"""Modules with which a process begins."""


def test_only_where_a_process_begins_the_day_and_the_environment_are_asked_for() -> None:
    asking = {path.name for path in BUILD if re.search(r"\bdate\.today\(|\bos\.environ\b", path.read_text())}
    assert asking == DOORS


def test_the_checks_know_neither_files_nor_lines() -> None:
    [path] = (path for path in BUILD if path.name == "flow_faults.py")
    text = path.read_text(encoding="utf-8")
    assert imports(path).isdisjoint({"pathlib", "os", "yaml"})
    assert not {"Span", "Spot", "Diagnostic", "Path", "open"} & {
        node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)
    }


@pytest.mark.parametrize("path", ENGINE + BUILD, ids=by_name)
def test_every_module_says_in_one_sentence_what_it_is_for(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    first = docstring.splitlines()[:1]
    assert first, "a module's docstring is its place in the flow of data"
    assert first[0].endswith("."), first
