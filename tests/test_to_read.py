"""Places to read after an edit of what counts: those that speak of both names, each at its line, and no others."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Copy
from ours import made_up_knowledge
from test_impact import run

from build_scripts.check.differences import Edit
from build_scripts.impact.to_read import Pair, pairs_of, places_to_read
from build_scripts.places import Repository

PAGE = """\
---
title: What counts for Azure
description: It is CSP, by itself.
revisions: [{on: 2026-11-28, what: "CSP, by itself, is said to count for Azure."}]
---

# Azure

CSP, by itself, is
here. So is DPOR.

## Related

- [CSP, by itself](another.md)

| Work | CSP, by itself |
|---|---|
| Azure | Yes |
"""

FLOW = """\
outcomes:
  one:
    title: One
    body: |
      Text, and then
      CSP, by itself.
    credit: azure
    revisions: [{on: 2026-11-28, what: "CSP, by itself"}]
  other:
    title: Another
    answer: CSP, by itself, and
      Azure.
    claims: {because: "CSP, by itself."}
  third:
    title: "Azure: CSP, by itself"
    credit: dynamics-365
notes:
  azure-note:
    title: Azure
    text: CSP, by itself.
"""


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Lines to read in a page and a flow that speak of CSP and Azure."""
    monkeypatch.chdir(tmp_path)
    for path, text in (("docs/page.md", PAGE), ("decision_tree/flows/flow.yml", FLOW), ("mkdocs.yml", "")):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    repository = Repository.at(tmp_path, {}, date(2026, 11, 28))

    def found(*pairs: Pair, told: tuple[tuple[str, int], ...] = ()) -> dict[str, list[int]]:
        lines: dict[str, list[int]] = {}
        for one in places_to_read(pairs, made_up_knowledge(), repository, told):
            lines.setdefault(Path(one.file).name, []).append(one.line)
        return lines

    return found


CSP_AND_AZURE = Pair("csp-automatic", "azure")


def test_a_place_speaks_of_both_names_in_itself_or_by_what_stands_around_it(places) -> None:
    assert places(CSP_AND_AZURE) == {"page.md": [3, 9, 18], "flow.yml": [6, 11, 15, 20]}


def test_what_is_told_already_is_left_out(places) -> None:
    assert places(CSP_AND_AZURE, told=(("docs/page.md", 9),)) == {"page.md": [3, 18], "flow.yml": [6, 11, 15, 20]}


def test_nothing_is_to_be_read_for_what_is_no_claim_and_no_route(places) -> None:
    assert places(Pair("unknown", "azure")) == places() == {}


def test_pairs_are_those_whose_count_changed() -> None:
    place = ("designations", "azure", "metrics", "usage-growth")
    edits = [
        Edit(path=(*place, "fed_by"), before="csp-automatic, pal", now="pal, dpor"),
        Edit(path=(*place, "disputed"), before="(nothing)", now="dpor"),
        Edit(path=(*place, "text"), before="csp-automatic", now="pal"),
        Edit(path=("outcomes", "one", "title"), before="csp-automatic", now="pal"),
    ]
    assert pairs_of(edits) == [CSP_AND_AZURE, Pair("dpor", "azure"), Pair("(nothing)", "azure")]


@pytest.mark.parametrize("wanted", ["text", "markdown", "html", "json"])
def test_diff_names_the_places_after_an_edit_of_a_designation(versioned: Copy, wanted: str) -> None:
    designations = versioned.root / "decision_tree" / "knowledge" / "designations.yml"
    text = designations.read_text(encoding="utf-8")
    assert "fed-by: [influenced-revenue, csp-automatic, dpor]" in text
    designations.write_text(
        text.replace("[influenced-revenue, csp-automatic, dpor]", "[csp-automatic, dpor]", 1), "utf-8"
    )
    said = run(versioned, "--format", wanted)
    assert "designations.yml" in said and "Influenced Revenue, own CSP sales and DPOR count." in said
    assert {"text": "read these: ", "markdown": "<b>To read:</b> ", "html": "<h2>To read</h2>", "json": '"to_read"'}[
        wanted
    ] in said


def test_a_line_that_was_edited_is_not_to_be_read_any_more(versioned: Copy) -> None:
    designations = versioned.root / "decision_tree" / "knowledge" / "designations.yml"
    text = designations.read_text(encoding="utf-8")
    designations.write_text(
        text.replace("[influenced-revenue, csp-automatic, dpor]", "[csp-automatic, dpor]", 1), "utf-8"
    )
    first, *others = places_of(versioned)
    lines = (file := versioned.root / first["file"]).read_text(encoding="utf-8").splitlines(keepends=True)
    lines[first["line"] - 1] = lines[first["line"] - 1].rstrip("\n") + " # read\n"
    file.write_text("".join(lines), "utf-8")
    assert places_of(versioned) == others


def places_of(versioned: Copy) -> list[dict[str, Any]]:
    """Places that `diff` names to read."""
    told: list[dict[str, Any]] = json.loads(run(versioned, "--format", "json"))["to_read"]
    return told
