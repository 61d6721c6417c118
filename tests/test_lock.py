"""What has been published stays: the list of ids and addresses that links out there rely on."""

from dataclasses import replace
from pathlib import Path

import pytest

from build_scripts.diagnostics import BadSource, terminal
from build_scripts.lock import check_lock, publish, published_by, read_lock
from decision_tree.model import Flow


@pytest.fixture
def flow(everything) -> Flow:
    return everything.flow


@pytest.fixture
def file(flow: Flow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lock that holds everything, seen from the folder it is in."""
    monkeypatch.chdir(tmp_path)
    publish(published_by(flow), tmp_path / "published.txt")
    return tmp_path / "published.txt"


def told(flow: Flow, file: Path) -> list[str]:
    """What is told of a flow, as the terminal shows it."""
    with pytest.raises(BadSource) as caught:
        check_lock(published_by(flow), file)
    return [terminal(found) for found in caught.value.diagnostics]


def renamed(flow: Flow, old: str, new: str) -> Flow:
    """The flow with one note renamed."""
    notes = {new if id == old else id: replace(note, id=new if id == old else id) for id, note in flow.notes.items()}
    return replace(flow, notes=notes)


def without_options(flow: Flow, question: str, *options: str) -> Flow:
    """The flow without some options of a question."""
    asked = flow.questions[question]
    kept = tuple(option for option in asked.options if option.id not in options)
    return replace(flow, questions={**flow.questions, question: replace(asked, options=kept)})


def test_every_id_and_address_is_published(flow: Flow) -> None:
    lines = set(published_by(flow))
    assert {
        "flow everything",
        "page /everything/",
        "question everything sure",
        "option everything sure half",
        "outcome everything nothing-counts",
        "page /answers/everything/nothing-counts/",
        "note everything held",
    } <= lines
    options = [option for question in flow.questions.values() for option in question.options]
    assert len(lines) == 3 + len(flow.questions) + len(options) + 2 * len(flow.outcomes) + len(flow.notes)


def test_what_is_published_and_there_passes(flow: Flow, file: Path) -> None:
    check_lock(published_by(flow), file)


def test_an_id_that_vanished_is_named_with_its_line_and_what_it_may_be_called_now(flow: Flow, file: Path) -> None:
    number = next(number for number, line in read_lock(file) if line == "note everything late-or-stale")
    margin = " " * len(str(number))
    [said] = told(renamed(flow, "late-or-stale", "old-or-stale"), file)
    what = "'note everything late-or-stale' was published and is gone: links to it would break [vanished]"
    assert said.splitlines() == [
        f"published.txt:{number}:1: error: {what}",
        f"{margin} |",
        f"{number} | note everything late-or-stale",
        f"{margin} | {'^' * 29}",
        f"{margin} = help: bring it back under its old id; was it renamed to 'note everything old-or-stale'?",
    ]


def test_everything_that_vanished_is_told_at_once(flow: Flow, file: Path) -> None:
    faults = told(without_options(flow, "circumstances", "held", "quiet"), file)
    assert ["held" in faults[0], "quiet" in faults[1], len(faults)] == [True, True, 2]


def test_what_vanished_without_a_new_name_is_wanted_back(flow: Flow, file: Path) -> None:
    assert "ids stay for good" in told(without_options(flow, "sure", "half"), file)[0]


def test_a_new_id_is_told_until_it_is_published(flow: Flow, file: Path) -> None:
    file.write_text(file.read_text().replace("note everything held\n", ""))
    [said] = told(flow, file)
    assert "error: 'note everything held' is new [unpublished]" in said
    assert "run 'python -m build_scripts publish'" in said
    assert publish(published_by(flow), file) == ["note everything held"]
    check_lock(published_by(flow), file)


def test_new_ids_are_counted(flow: Flow, tmp_path: Path) -> None:
    [said] = told(flow, tmp_path / "nothing-published-yet.txt")
    assert f"error: 'flow everything' is new, and {len(set(published_by(flow))) - 1} more [unpublished]" in said


def test_publishing_adds_what_is_new(flow: Flow, file: Path) -> None:
    before = [line for _, line in read_lock(file)]
    assert publish([*published_by(flow), "note everything another"], file) == ["note everything another"]
    assert [line for _, line in read_lock(file)] == sorted([*before, "note everything another"])


def test_nothing_is_published_while_something_has_vanished(flow: Flow, file: Path) -> None:
    before = file.read_text()
    renamed = [line.replace("held", "kept") for line in published_by(flow)]
    with pytest.raises(BadSource, match="'note everything held' was published and is gone"):
        publish(renamed, file)
    assert file.read_text() == before


def test_publishing_again_leaves_the_file_alone(flow: Flow, file: Path) -> None:
    before = file.stat().st_mtime_ns
    assert publish(published_by(flow), file) == []
    assert file.stat().st_mtime_ns == before


def test_remarks_and_empty_lines_of_the_list_are_no_ids(file: Path) -> None:
    lines = read_lock(file)
    file.write_text(file.read_text() + "\n# a remark\n\n")
    assert read_lock(file) == lines
