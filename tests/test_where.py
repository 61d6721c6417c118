"""Where something stands: every place that a person would have to look at, and no longer id that only contains it."""

import re
from pathlib import Path

import pytest
from conftest import Copy
from ours import OURS, site_of
from walks import compiled

from build_scripts.check.where import in_page, in_yaml, pattern_of, places
from build_scripts.pages.sources import source_uses


def test_every_citation_of_a_source_on_a_page_is_found_with_its_line() -> None:
    pages = [path for path in OURS.docs.rglob("*.md") if "decisions" not in path.parts]
    for id in ("S04", "S10", "S104"):
        cited = {
            (path, number)
            for path in pages
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
            if f"[^{id}]" in line
        }
        found = {(one.file, one.line) for one in places(id, OURS) if one.file.suffix == ".md"}
        assert cited <= found, id
        assert all(re.search(rf"\b{id}\b", path.read_text(encoding="utf-8")) for path, _ in found), id


def test_every_use_of_a_source_in_rules_and_knowledge_is_among_its_places() -> None:
    site = site_of(compiled("which-claim"))
    uses_of = source_uses(site.compiled, site.knowledge, {})
    for id, uses in list(uses_of.items())[::12]:
        files = {one.file.name for one in places(id, OURS) if one.file.suffix == ".yml"}
        assert "sources.yml" in files, id
        assert len(files) > 1 or not uses, id


def test_what_a_picture_of_the_site_says_is_found_there() -> None:
    assert {one.file.name for one in places("Partner action required", OURS)} >= {"claim-statuses.html.j2"}


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("14 business days", "within 14\n  business days of it", True),
        ("14 business days", "within 14 Business Days", True),
        ("S10", "[^S104] S101", False),
        ("S10", "[^S10].", True),
        ("claim:build-intent", "[build-intent]", True),
        ("claim:build-intent", "build-intent-only", False),
        ("build-intent", "build-intent-only", True),
        ("counts by mid-2026.", "*counts* by [mid-2026](#x) [^S94][^S08].", True),
        ("counts by mid-2026", "counts. By mid-2026", False),
    ],
)
def test_a_text_is_found_across_lines_and_an_id_only_as_a_whole(words: str, text: str, found: bool) -> None:
    assert bool(pattern_of(words).search(text)) is found


def test_a_value_is_named_by_the_keys_that_lead_to_it_and_has_its_own_line(tmp_path: Path) -> None:
    file = tmp_path / "flow.yml"
    file.write_text("a:\n  b:\n    text: |\n      one\n      two words\n  list: [x, two words]\n", encoding="utf-8")
    found = [(one.line, one.where) for one in in_yaml(file, pattern_of("two words"))]
    assert found == [(5, "a.b.text"), (6, "a.list")]


def test_words_that_must_stand_beside_may_be_in_the_keys_or_the_heading_above(tmp_path: Path) -> None:
    file, page = tmp_path / "flow.yml", tmp_path / "page.md"
    file.write_text("a:\n  sea: {text: one two}\n  land: {text: one two}\n  air: {text: one sea}\n", encoding="utf-8")
    page.write_text("# Sea\n\none\n\n# Land\n\none\n\nsea, and\none\n", encoding="utf-8")
    patterns = pattern_of("one"), pattern_of("sea")
    assert [one.where for one in in_yaml(file, *patterns)] == ["a.sea.text", "a.air.text"]
    assert [one.line for one in in_page(page, *patterns)] == [3, 10]


def test_a_file_that_cannot_be_parsed_is_searched_by_lines(tmp_path: Path) -> None:
    file = tmp_path / "flow.yml"
    file.write_text("a: [\nb: two words\n", encoding="utf-8")
    assert [(one.line, one.where) for one in in_yaml(file, pattern_of("two words"))] == [(2, "")]


def test_the_command_counts_places_and_says_where_there_are_none(repository: Copy) -> None:
    done = repository.run("where", "S04")
    assert done.returncode == 0
    assert re.match(r"\d+ places in \d+ files\n\n", done.stdout)
    assert "decision_tree/flows/everything.yml:" in done.stdout
    assert repository.run("where", "nobody", "says", "this").stdout.strip() == (
        "nothing says 'nobody says this', and nothing is called so"
    )


def test_a_sentence_of_several_lines_on_a_page_is_found_under_its_heading(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Title\n\n## One\n\nIt *counts*\nby the list [^S94].\n\n## Two\n\nIt counts by the list.\n")
    found = [(one.line, one.where, one.text) for one in in_page(page, pattern_of("It counts by the list."))]
    assert found == [(5, "“One”", "It *counts* by the list [^S94]."), (10, "“Two”", "It counts by the list.")]


def test_of_a_sentence_that_is_made_of_parts_the_longest_is_found(repository: Copy) -> None:
    done = repository.run("where", "Asked before: What did you do? And more")
    assert done.stdout.startswith("no place says all of it; these say 'What did you do?'\n")
    assert "decision_tree/flows/small.yml:" in done.stdout
    counted = repository.run("where", "--files", "What did you do?").stdout.splitlines()
    assert any(re.fullmatch(r" +1  decision_tree/flows/small\.yml", line) for line in counted)


def test_of_a_label_and_its_value_the_value_is_found(repository: Copy) -> None:
    done = repository.run("where", "Usage growth: Does not count")
    assert done.stdout.startswith("no place says all of it; these say 'Does not count'\n")
    assert "decision_tree/knowledge/words.yml:" in done.stdout
    assert "nothing says" in repository.run("where", "Usage growth: Counts not").stdout


NAMES = {"sales-badge": ["Sales", "Sale: the badge"], "sales-abroad": ["Abroad", "Sales"], "azure": ["Azure", "Abroad"]}


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("designation:sales-badge", "credit: sales-badge", True),
        ("designation:sales-badge", "It is a Sale:\n*the* badge.", True),
        ("designation:sales-badge", "Sales", False),
        ("designation:sales", "Sales", True),
        ("designation:sales", "Presales, sales, and Abroad", False),
        ("designation:sales", "sales-badge-old", False),
        ("designation:sea", "the sea", True),
        ("claim:sales", "Sales", False),
        ("table:by-work", "by-work", True),
    ],
)
def test_a_designation_is_found_by_its_ids_and_by_names_of_its_own(words: str, text: str, found: bool) -> None:
    assert bool(pattern_of(words, NAMES).search(text)) is found


def test_the_names_of_designations_are_those_of_their_file(repository: Copy) -> None:
    done = repository.run("where", "designation:azure")
    assert "designations.azure.label" in done.stdout
    assert "nothing says" in repository.run("where", "case:not-there-at-all").stdout


def test_a_kind_of_id_that_there_is_not_is_told_with_those_that_there_are(repository: Copy) -> None:
    done = repository.run("where", "badge:azure")
    assert done.returncode == 1
    assert "no kind of id is called 'badge'; the kinds are source, series, claim, route, designation, " in done.stderr
