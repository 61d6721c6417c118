"""Rooms: which folder of `build_scripts/` and of the browser's modules may import which, and what a wheel has."""

import ast
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from ours import ROOT

BUILD = ROOT / "build_scripts"

FLOORS = (
    {"places", "toolchain"},
    {"read", "python"},
    {"check"},
    {"figures", "deliver"},
    {"pages"},
    {"previews", "programs", "papers"},
    {"staging", "ask", "manual", "refused"},
    {"review", "impact"},
    {"__main__", "hooks"},
)
"""Rooms from the ground up: folders, and the modules that lie beside them. Each may import those below it."""

FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}


def rooms_imported(path: Path) -> set[str]:
    """Rooms that a module imports from, inside functions too."""
    tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    names = [
        f"{node.module}.{alias.name}" for node in tree if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    ]  # fmt: skip
    return {name.split(".")[1] for name in names if name.startswith("build_scripts.")}


def test_each_room_imports_only_rooms_below_it() -> None:
    for path in BUILD.rglob("*.py"):
        room = path.relative_to(BUILD).parts[0].removesuffix(".py")
        if room != "__init__":
            above = {other for other in rooms_imported(path) - {room} if FLOOR[other] >= FLOOR[room]}
            assert not above, (
                f"{path.relative_to(ROOT)} imports from {', '.join(sorted(above))}, which is no room below"
            )


BROWSER = ROOT / "docs" / "assets" / "questionnaire"

BROWSER_FLOORS = ("page", "address", "python", "parts", "elements")
"""Folders of the browser's modules, from the ground up. `index.js` and `worker.js` are the doors above them."""

IMPORT = re.compile(r"""^(?:import|export)\b[^;]*?["'](\.[^"']+)["'];""", re.MULTILINE)


def test_each_folder_of_the_browser_imports_only_folders_below_it() -> None:
    modules = list(BROWSER.glob("*/*.js"))
    assert {path.parent.name for path in modules} == set(BROWSER_FLOORS)
    for path in modules:
        for name in IMPORT.findall(path.read_text(encoding="utf-8")):
            folder = (path.parent / name).resolve().parent
            if folder != BROWSER:  # what lies beside the doors is known to all
                above = BROWSER_FLOORS.index(folder.name) > BROWSER_FLOORS.index(path.parent.name)
                assert not above, f"{path.relative_to(BROWSER)} imports {name}, which is above it"


def test_a_wheel_has_every_file_of_the_program(tmp_path: Path) -> None:
    source = tmp_path / "source"  # pip leaves its work in the folder that it builds
    for name in ("build_scripts", "decision_tree"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    files = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()}
    files -= {"build_scripts/README.md", "decision_tree/FORMAT.md"}
    shutil.copy(ROOT / "pyproject.toml", source)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", tmp_path, source], check=True)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    assert files - packed == set()


def test_the_map_has_every_module_in_its_room() -> None:
    text = (BUILD / "README.md").read_text(encoding="utf-8")
    build, rest = text.split("## The rules")
    rules, browser = rest.split("## The page")
    for path in BUILD.rglob("*.py"):
        if path.stem != "__init__" and "pack" not in path.relative_to(BUILD).parts:
            room = path.parent.name
            row = next((line for line in build.splitlines() if line.startswith(f"| `{room}/`")), build)
            assert f"`{path.stem}`" in row, f"the map has no '{path.stem}' in its line of {room}"
    for path in (ROOT / "decision_tree").glob("[a-z]*.py"):
        assert f"`{path.stem}`" in rules, path.stem
    for path in BROWSER.glob("*/*.js"):
        [row] = [line for line in browser.splitlines() if line.startswith(f"| `{path.parent.name}/`")]
        assert f"`{path.stem}`" in row, f"the map has no '{path.stem}' in its line of {path.parent.name}"
