"""Edits that break a file: each is told, by the right name, at the right line, without its consequences.

`broken_edits.yml` has the edits, `broken_edits.txt` the messages, one after the other, to be read as somebody who does
not program. `pytest tests/test_broken_edits.py --update-goldens` writes the messages; read the difference.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml
from ours import OURS, ROOT

from build_scripts.check import published
from build_scripts.places import Repository
from build_scripts.read.faults import BadFile, Diagnostic, terminal
from build_scripts.review import review
from build_scripts.staging import Staging, gone
from build_scripts.staging import published as published_of

EXAMPLES = ROOT / "decision_tree" / "examples"
MESSAGES = Path(__file__).parent / "broken_edits.txt"
MOST_TOLD = 3
"""Most faults of one mistake, because a consequence is not told beside its cause."""

FORMER = ("question example product", "option example area services", "outcome example file-both",
          "note example overseas", "anchor /how-to/#papers")  # fmt: skip
"""Ids of the examples that were published and are gone."""

PAGES = {
    "docs/index.md": '# Home\n\n{{ flows["example"].flow.title }}\n',
    "docs/questions/index.md": "---\ntitle: All\ndescription: All.\nchecked: 2026-11-28\n---\n\n# All questions\n\n"
    "- {{ question:must-i-use-the-template }}\n",
    "docs/questions/must-i-use-the-template.md": "---\ntitle: May it be another paper?\ndescription: It may.\n"
    "checked: 2026-11-28\ngrade: inferred\n---\n\n# May it be another paper?\n\n## Short answer\n\nYes.\n\n"
    "## The details\n\nNo page names one.\n\n## Evidence\n\nOne page [^S01].\n\n"
    "## What is not publicly known\n\nNothing.\n\n## Related\n\nNothing.\n",
    "docs/how-to.md": "---\ntitle: How to\ndescription: How to file.\nchecked: 2026-11-28\n"
    "former:\n  papers: {on: 2026-11-28, why: They have a page., now: questions/must-i-use-the-template.md#evidence}\n"
    "---\n\n# How to file\n\n"
    "You need a paper [^S01]. {grade:inferred}\n\n[Not sure](answer:example?area=not-sure) what it is?\n"
    "See [another paper](questions/must-i-use-the-template.md#evidence) and the [words](reference/glossary.md#poe).\n",
}
"""Pages that the examples need, and one to break."""

Edit = Mapping[str, str]

EDITS: list[Edit] = yaml.safe_load((Path(__file__).parent / "broken_edits.yml").read_text(encoding="utf-8"))


# ---------- a repository to break


def repository_in(root: Path) -> Repository:
    """Repository of the examples in a folder, with everything published."""
    for part in ("flows", "knowledge", "scenarios"):
        shutil.copytree(EXAMPLES / part, root / "decision_tree" / part)
    for name, text in PAGES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    for drawn_with in (OURS.font,):
        (root / drawn_with.relative_to(ROOT)).parent.mkdir(parents=True)
        shutil.copy(drawn_with, root / drawn_with.relative_to(ROOT))
    repository = Repository.at(root, {}, date(2026, 11, 30))
    repository.lock.write_text("\n".join(FORMER) + "\n", encoding="utf-8")
    staging = Staging(repository)
    published.publish(published_of(staging), staging.site.compiled, repository.lock, gone(staging))
    return repository


def told(repository: Repository) -> list[Diagnostic]:
    """Everything that is said of a repository, sorted by place."""
    try:
        found = review(repository)
    except BadFile as bad:
        return bad.diagnostics
    return BadFile([*found.faults, *found.warnings]).diagnostics


def path_of(name: str) -> Path:
    """Path of a file that an edit names, below the root of a repository."""
    return Path(name) if name.startswith("docs/") else Path("decision_tree", name)


@cache
def text_of(name: str) -> str:
    """Text of a file that an edit names, before any edit."""
    return PAGES.get(name) or (EXAMPLES / name).read_text(encoding="utf-8")


def texts_of(edit: Edit) -> tuple[str, str]:
    """Text of a file before an edit and after it."""
    before = text_of(edit["file"])
    return before, before.replace(edit["was"], edit["now"])


@contextmanager
def edited(root: Path, edit: Edit) -> Iterator[None]:
    """Make an edit in a repository, and take it back."""
    path, (before, after) = root / path_of(edit["file"]), texts_of(edit)
    saved_as = edit.get("saved-as", "utf-8")
    if saved_as == "windows":
        path.write_bytes(after.replace("\n", "\r\n").encode())
    else:
        path.write_bytes(after.encode(saved_as))
    yield
    path.write_text(before, encoding="utf-8")


def line_of(edit: Edit) -> int:
    """Line number of the fault that an edit must cause, from 1."""
    before, after = texts_of(edit)
    if "at" in edit:
        after = text_of(edit["in"]) if "in" in edit else after
        assert edit["at"] in after, f"{edit['mistake']}: '{edit['at']}' is in no line"
        return after[: after.index(edit["at"])].count("\n") + 1
    pairs = zip(before.splitlines(), after.splitlines(), strict=False)
    return next(number for number, (old, new) in enumerate(pairs, start=1) if old != new)


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Diagnostic]]:
    """What is told of each edit, beyond what is told of the examples. Anything that is raised fails every test."""
    root = tmp_path_factory.mktemp("edited")
    repository, here = repository_in(root), Path.cwd()
    os.chdir(root)
    try:
        usual = {(one.file, one.name, one.message) for one in told(repository)}
        found = {}
        for edit in EDITS:
            with edited(root, edit):
                try:
                    said = told(repository)
                except Exception as error:
                    raise AssertionError(f"{edit['mistake']}: {error!r}") from error
            found[edit["mistake"]] = [one for one in said if (one.file, one.name, one.message) not in usual]
    finally:
        os.chdir(here)
    return found


# ---------- the edits


def test_each_edit_changes_one_place() -> None:
    wrong = [edit["mistake"] for edit in EDITS if texts_of(edit)[0].count(edit["was"]) != 1]
    assert wrong == []
    assert len({edit["mistake"] for edit in EDITS}) == len(EDITS) > 90


def test_each_mistake_is_told_first_by_its_name_and_at_its_line(messages: Mapping[str, list[Diagnostic]]) -> None:
    wrong = []
    for edit in EDITS:
        first = next(iter(messages[edit["mistake"]]), None)
        said = f"{first.name} at {first.file}:{first.span.line}" if first else "nothing"
        expected = edit["tells"]
        if expected != "nothing":
            expected += f" at {path_of(edit.get('in', edit['file']))}:{line_of(edit)}"
        if said != expected:
            wrong.append(f"{edit['mistake']}: {said}, not {expected}")
    assert not wrong, "\n".join(wrong)


def test_no_consequences_are_told(messages: Mapping[str, list[Diagnostic]]) -> None:
    many = [f"{mistake}: {len(said)}" for mistake, said in messages.items() if len(said) > MOST_TOLD]
    assert not many, "\n".join(many)


def test_the_messages_are_these(messages: Mapping[str, list[Diagnostic]], request: pytest.FixtureRequest) -> None:
    said = "\n".join(section(edit, messages[edit["mistake"]]) for edit in EDITS)
    if request.config.getoption("--update-goldens"):
        MESSAGES.write_text(said, encoding="utf-8")
    assert said == MESSAGES.read_text(encoding="utf-8"), "if the new words are better, run with --update-goldens"


def section(edit: Edit, said: list[Diagnostic]) -> str:
    """Messages about an edit, below its name."""
    shown = [terminal(one) for one in said] or ["Nothing is told: this is fine."]
    return "\n\n".join([f"# {edit['mistake']}", *shown]) + "\n"
