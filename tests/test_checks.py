"""Every fault by its name: a broken file in tests/checks, and beside it the exact words of the terminal.

A case `NAME.yml` is a flow; `NAME.designations.yml` stands for the file of that name in knowledge/, and
`NAME.sources.yml` for the first sources of it, since other files cite the rest. To add one, write the file and run
`pytest tests/test_checks.py --update-goldens`.
"""

import ast
import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from ours import OURS

from build_scripts.check import flow_faults
from build_scripts.check.compiler import compile_flow
from build_scripts.read.faults import BadFile
from build_scripts.read.knowledge import Knowledge, read_knowledge

ROOT = Path(__file__).parent.parent
CASES = sorted((ROOT / "tests" / "checks").glob("*.yml"), key=lambda path: path.name)
SOURCES = (
    "check/flow_faults", "check/own_facts", "check/value_faults", "check/contradictions", "check/matrix_faults",
    "check/compiler",
    "read/yaml_file", "read/values", "read/flow", "read/knowledge", "read/texts",
)  # fmt: skip


def faults_of(case: Path, knowledge: Knowledge, folder: Path, monkeypatch: pytest.MonkeyPatch) -> BadFile:
    """What is wrong with a case, said as to somebody in the folder of the repository."""
    _, *part, _ = case.name.split(".")
    if part:
        shutil.copytree(OURS.knowledge, folder / "knowledge")
        broken = folder / "knowledge" / f"{part[0]}.yml"
        if part[0] == "sources":
            before, key, after = broken.read_text(encoding="utf-8").partition("\nsources:\n")
            # first, so that its lines have the same numbers whatever the site's own sources are
            broken.write_text(key.lstrip() + case.read_text(encoding="utf-8") + after + before, encoding="utf-8")
        else:
            shutil.copy(case, broken)
    monkeypatch.chdir(folder if part else ROOT)
    with pytest.raises(BadFile) as caught:
        read_knowledge(folder / "knowledge") if part else compile_flow(case, knowledge)
    return caught.value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.removesuffix(".yml"))
def test_each_fault_is_told_in_these_words(
    case: Path,
    knowledge: Knowledge,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    bad = faults_of(case, knowledge, tmp_path, monkeypatch)
    said, golden = f"{bad}\n", case.with_suffix(".txt")
    if request.config.getoption("--update-goldens"):
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8"), "if the new words are better, run with --update-goldens"
    assert bad.diagnostics[0].name == fault_of(case), "a case shows the fault that it is named for"


def test_every_fault_has_a_case() -> None:
    assert names_in_code() - {fault_of(case) for case in CASES} == set()


def test_no_expected_words_are_left_without_their_case() -> None:
    assert {path.stem for path in ROOT.glob("tests/checks/*.txt")} == {path.stem for path in CASES}


def test_every_check_says_what_is_wrong_in_a_sentence() -> None:
    for check in all_checks():
        assert re.match(r"[A-Z][^.]+\.", check.__doc__ or ""), check.__name__


def test_a_message_has_no_full_stop_and_help_is_no_sentence() -> None:
    for case in CASES:
        for line in case.with_suffix(".txt").read_text(encoding="utf-8").splitlines():
            assert not re.search(r"\. \[[a-z-]+\]$|= help: .*\.$", line), f"{case.name}: {line}"


# ---------- the names


def fault_of(case: Path) -> str:
    """The fault that a case is named for: `unreachable-table` is a case of `unreachable`."""
    stem = case.name.split(".")[0]
    return max((name for name in names_in_code() if f"{stem}-".startswith(f"{name}-")), key=len, default=stem)


@cache
def names_in_code() -> frozenset[str]:
    """Every fault that these modules can tell: the names they give, and the checks that are called like them."""
    modules = [ast.parse((ROOT / "build_scripts" / f"{name}.py").read_text(encoding="utf-8")) for name in SOURCES]
    given = {
        name for module in modules for call in ast.walk(module) if isinstance(call, ast.Call) for name in named_in(call)
    }
    return frozenset(given | {name for check in all_checks() for name in named_by(check)})


def named_in(call: ast.Call) -> list[str]:
    """The fault names in a call that makes a fault or a diagnostic."""
    makes = ast.unparse(call.func).rpartition(".")[2] in ("fault", "Fault", "Diagnostic")
    name = (
        next((keyword.value for keyword in call.keywords if keyword.arg == "name"), *call.args[:1]) if makes else None
    )
    return [
        part.value
        for part in ast.walk(name or ast.Pass())
        if isinstance(part, ast.Constant)
        and isinstance(part.value, str)
        and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", part.value)
    ]


def named_by(check: object) -> list[str]:
    """The faults of a check: those that its docstring names, or the one that is called as it is."""
    return re.findall(r"`(unknown-\w+)`", check.__doc__ or "") or [check.__name__.replace("_", "-")]


def all_checks() -> list[object]:
    """Every check of a flow that can be read."""
    return [
        *flow_faults.NAMES,
        *flow_faults.KNOWN,
        *(check for group in (*flow_faults.SHAPE, *flow_faults.REACH) for check in group),
    ]
