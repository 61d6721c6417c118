"""Revisions written into flow files: one more in each entry, and nothing else changes."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Copy
from ours import OURS, our_knowledge

from build_scripts.check.revisions import with_revision
from build_scripts.read.flow import read_flow
from decision_tree.model import Flow, Revision

DAY = date(2026, 11, 30)
WHAT = 'Deadline corrected: "90 days" – not 120.'
NEW = Revision(on=DAY, what=WHAT)

FORMS = """\
notes:
  a:
    title: x # behind a value
    revisions:
      - {on: 2026-01-01, what: y} # behind an item
      # below the items

  b: {title: x}
  c: {title: x, revisions: [{on: 2026-01-01, what: y}]}
  d:
    text: >-
      of several
      lines

  # above the next entry
  e:
    revisions: {on: 2026-01-01, what: y}
  f: {revisions: []}
  g:
    revisions:
    - on: 2026-01-01
      what: >-
        of several
        lines"""


def read(text: str) -> Flow:
    """Flow of a text, whatever else is wrong with it."""
    known = our_knowledge()
    flow = read_flow(text, known.designations, known.counting).flow
    assert flow is not None
    return flow


def with_more(things: dict[str, Any], id: str) -> dict[str, Any]:
    """Things with one more revision of one of them."""
    return {**things, id: replace(things[id], revisions=(*things[id].revisions, NEW))}


def test_each_way_to_write_revisions_gets_one_more_and_nothing_else_changes() -> None:
    text = FORMS
    for id in "abcdefg":
        before = read(text)
        text = with_revision(text, ("notes", id), DAY, WHAT)
        assert read(text).notes == with_more(dict(before.notes), id), text
    comments = [line.partition("#")[2] for line in FORMS.splitlines() if "#" in line]
    assert [line.partition("#")[2] for line in text.splitlines() if "#" in line] == comments


def test_every_entry_of_our_flows_can_get_one_more() -> None:
    for path in sorted(OURS.flows.glob("*.yml")):
        text = path.read_text(encoding="utf-8")
        before = read(text)
        for kind in ("outcomes", "notes"):
            for id in list(getattr(before, kind))[::15]:
                after = read(with_revision(text, (kind, id), DAY, WHAT))
                assert after == replace(before, **{kind: with_more(dict(getattr(before, kind)), id)}), id


def edited(repository: Copy) -> Path:
    """The flow of a repository after a change of what its notes and answers say."""
    flow = repository.root / "decision_tree" / "flows" / "everything.yml"
    text = flow.read_text(encoding="utf-8")
    assert "grade: inferred" in text
    flow.write_text(text.replace("grade: inferred", "grade: unknown"), encoding="utf-8")
    return flow


def test_revise_writes_what_changed_to_all_that_changed_and_publishes(repository: Copy) -> None:
    edited(repository)
    asked = repository.run("check")
    due = asked.stderr.count("[unrevised]")
    assert due > 1, asked.stderr
    done = repository.run("revise", "--what", WHAT)
    assert done.returncode == 0, done.stderr
    assert sum(line.startswith("revised ") for line in done.stdout.splitlines()) == due
    assert done.stdout.count(": its line is written\n") == due
    assert repository.run("check").returncode == 0
    again = repository.run("revise", "--what", WHAT)
    assert again.stderr == "error: nothing that was published says something else, so there is nothing to write down\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--what", " … "], "error: --what says nothing: write a sentence for readers"),
        (["--what", "x", "--on", "2999-01-01"], "error: --on is '2999-01-01', which is not a day"),
        (["--what", "x", "--on", "soon"], "error: --on is 'soon', which is not a day"),
    ],
)
def test_what_readers_could_not_use_is_refused(repository: Copy, arguments: list[str], said: str) -> None:
    assert repository.run("revise", *arguments).stderr.startswith(said)


def test_a_file_is_as_it_was_where_something_else_is_wrong(repository: Copy) -> None:
    flow = edited(repository)
    (repository.root / "docs" / "index.md").write_text("# Home\n\nSee [this](answer:nowhere).\n", encoding="utf-8")
    before = flow.read_text(encoding="utf-8")
    done = repository.run("revise", "--what", WHAT)
    assert done.returncode == 1
    assert "there is no flow 'nowhere'" in done.stderr
    assert flow.read_text(encoding="utf-8") == before


def test_where_only_a_source_is_new_it_is_published_and_no_line_is_written(repository: Copy) -> None:
    sources = repository.root / "decision_tree" / "knowledge" / "sources.yml"
    text = sources.read_text(encoding="utf-8")
    start = text.index("\n  S94:")
    end = text.find("\n  S", start + 1)
    entry = text[start : end if end > 0 else len(text)].rstrip()
    sources.write_text(f"{text.rstrip()}\n{entry.replace('S94', 'S190', 1).strip(chr(10))}\n", encoding="utf-8")
    flow = repository.flow.read_text(encoding="utf-8")
    done = repository.run("revise", "--what", WHAT)
    assert done.returncode == 0, done.stderr
    assert "published source S190: new, needs no line\n" in done.stdout
    assert done.stdout.endswith("no line was written: what is new says nothing else than before\n")
    assert repository.flow.read_text(encoding="utf-8") == flow
    assert repository.run("check").returncode == 0
