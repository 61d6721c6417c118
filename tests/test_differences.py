"""What an edit does, in the words of the command. That it names every reader is tried in test_edit_law."""

import json
import re
from dataclasses import replace

import pytest
from conftest import Copy
from walks import TODAY, compiled, flow_of

from build_scripts.check.differences import NOTHING, difference, edits_of
from decision_tree.model import Row


def test_the_same_rules_are_not_compared_at_all() -> None:
    found = difference(compiled("everything"), compiled("everything"), TODAY)
    assert (found.edits, found.effects, found.situations) == ((), (), 0)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([0, 1, 3], [("3 (before)", False)]),
        ([0, 1, 4, 2, 3], [("3", True)]),
        ([0, 4, 2, 3], [("2.goto", True), ("2.when", True)]),
    ],
)
def test_a_row_that_comes_or_goes_moves_no_other(rows: list[int], told: list[tuple[str, bool]]) -> None:
    flow = flow_of("filing")
    every = [*flow.tables["after-work"].rows, Row(when=flow.cases["us-public-sector"], goto="not-listed")]
    table = replace(flow.tables["after-work"], rows=tuple(every[number] for number in rows))
    found = list(edits_of(flow, replace(flow, tables={**flow.tables, "after-work": table}), ()))
    places = [(".".join(one.path).removeprefix("tables.after-work.rows."), one.now != NOTHING) for one in found]
    assert sorted(places) == told


# ---------- the command


def test_without_an_edit_nothing_is_told(versioned: Copy) -> None:
    done = versioned.run("diff")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "everything: the rules are the same",
        "small: the rules are the same",
        "",
        "knowledge: the same",
        "",
        "links: 0 of 0 pasted ones mean something else",
        "",
        "scenarios: 0 get another answer than they must",
    ]


def test_an_edit_is_told_with_whom_it_concerns_and_what_is_still_to_write(versioned: Copy) -> None:
    text = versioned.flow.read_text(encoding="utf-8")
    pays = "pays: {is: if-eligible"
    assert pays in text
    versioned.flow.write_text(text.replace(pays, "pays: {is: unknown"), encoding="utf-8")
    lines = versioned.run("diff").stdout.splitlines()
    assert "small: 1 value changed in the rules" in lines
    assert "  outcomes.claim.pays.value: if-eligible → unknown" in lines
    at = lines.index("  “File a claim” claim")
    assert lines[at + 1] == "    1 situation, such as http://127.0.0.1:8000/small/#area=other&work=presales"
    assert lines[at + 2] == "      Payment: Pays, if you are eligible → Not known"
    at = lines.index('with: python -m build_scripts revise --what "…"')
    assert re.fullmatch(r"  outcomes\.claim, decision_tree/flows/small\.yml:\d+", lines[at - 1])
    assert "readers: 1 of 2 distinct situations are told something else" in lines
    told = json.loads(versioned.run("diff", "--format", "json").stdout)
    [small] = [flow for flow in told["flows"] if flow["flow"] == "small"]
    assert [effect["part"] for effect in small["effects"]] == ["pays"]
    assert [one["entry"] for one in told["revisions"]] == ["outcomes.claim"]


def test_a_flow_that_is_new_and_one_that_is_gone_are_told(versioned: Copy) -> None:
    text = versioned.flow.read_text(encoding="utf-8")
    versioned.flow.with_name("other.yml").write_text(text.replace("flow: small", "flow: other", 1), encoding="utf-8")
    versioned.flow.unlink()
    lines = versioned.run("diff").stdout.splitlines()
    assert lines[:3] == ["everything: the rules are the same", "other: a new flow", "small: the flow is gone"]
    told = json.loads(versioned.run("diff", "--format", "json").stdout)
    assert (told["new"], told["gone"]) == (["other"], ["small"])


def test_a_revision_that_nobody_has_is_a_sentence(versioned: Copy) -> None:
    done = versioned.run("diff", "nowhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: the rules of 'nowhere' cannot be had")
