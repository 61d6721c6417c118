"""Tables of all answers of a flow that is about no claims: its facts stand in the cells, and colour them."""

import re
from itertools import product
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from ours import ROOT, site_of

from build_scripts.check.compiler import Compiled, compile_flow
from build_scripts.pages.render import Pages
from build_scripts.read.faults import BadFile, terminal
from build_scripts.read.knowledge import Knowledge, read_knowledge
from decision_tree.engine import resolve
from decision_tree.model import Flow

EXAMPLES = ROOT / "decision_tree" / "examples"
FILE = EXAMPLES / "flows" / "with-tables.yml"


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return read_knowledge(EXAMPLES / "knowledge")


@pytest.fixture(scope="module")
def one(known: Knowledge) -> Compiled:
    return compile_flow(FILE, known)


@pytest.fixture(scope="module")
def drawn(one: Compiled, known: Knowledge) -> BeautifulSoup:
    assert one.matrix
    pages = Pages(site_of(one, knowledge=known))
    pages.render_text("", "index.md")
    return BeautifulSoup(pages.matrix(one.flow, one.matrix, "reference/tables.md"), "html.parser")


def said(flow: Flow, answers: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Look and words of each fact of the answer that the engine gives."""
    step = resolve(flow, answers, None)
    assert step.result
    says = flow.outcomes[step.result.outcome].says
    words = [flow.facts[id].words[says[id].value] for id in ("sent", "price")]
    return [(it.look or "said", it.label) for it in words]


def test_each_cell_has_the_words_and_the_look_of_its_facts(one: Compiled, drawn: BeautifulSoup) -> None:
    assert one.matrix
    every = list(product(("letter", "parcel"), ("near", "far"), one.matrix.shown, ("noon", "night")))
    cells = drawn.select("table td")
    anchors = {anchor["id"]: cell for cell in cells for anchor in cell.select("span[id]")}
    assert len(anchors) == len(every)
    for what, where, extras, until in every:
        answers = {"what": (what,), "where": (where,), "with": extras, "until": (until,)}
        found = [cell for id, cell in anchors.items() if id == f"{what}-{where}-{'-'.join(extras)}-{until}"]
        assert len(found) == 1, sorted(anchors)
        chips = [(it["data-kind"], it.get_text()) for it in found[0].select(".cpor-chip")]
        assert chips == said(one.flow, answers), answers
        weak = [it.get_text() for it in found[0].select(".cpor-matrix__but")]
        assert weak == (["our inference"] if ("caution", "Perhaps") in chips else [])


def test_picture_and_key_are_of_the_first_fact(drawn: BeautifulSoup) -> None:
    kinds = [it["data-kind"] for it in drawn.select(".cpor-drawing__field")]
    assert kinds == ["good", "good", "bad", "bad"]
    key = drawn.select_one("figcaption")
    assert key
    assert [(it["data-key"], it.get_text()) for it in key.select("[data-key]")] == [
        ("good", "Yes"), ("caution", "Perhaps"), ("bad", "No"),
    ]  # fmt: skip
    assert drawn.select_one("[role=group]")["aria-label"] == "Picture: what can be sent where"  # type: ignore[index]
    assert drawn.title and drawn.title.get_text().startswith("The answer for somebody who insures it.")
    assert not re.search("claim|route|buying|pay", drawn.get_text(), re.IGNORECASE)


@pytest.mark.parametrize(("old", "new", "told"), [
    ("says: [sent, price]", "says: [sent, prise]",
     "13:16: error: the matrix names 'prise', which is no fact of the flow [unknown-fact]"),
    ("  says: [sent, price]\n", "",
     "5:1: error: the matrix does not say which facts stand in its cells [cannot-be-shown]"),
    ("  columns: until\n", "  columns: until\n  without-pay: [noon]\n",
     "13:3: error: the cells name no claims, so that 'without-pay' says nothing [cannot-be-shown]"),
])  # fmt: skip
def test_facts_that_the_matrix_cannot_show_are_told(
    old: str, new: str, told: str, known: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = FILE.read_text(encoding="utf-8")
    assert text.count(old) == 1
    Path("with-tables.yml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        compile_flow(tmp_path / "with-tables.yml", known)
    assert [terminal(it).splitlines()[0].partition(".yml:")[2] for it in refused.value.diagnostics] == [told]
