"""Kinds of sources are the site's: their words are shown, and their weights decide what rests on a source."""

import shutil
from pathlib import Path

import pytest
from ours import ROOT, made_up_knowledge

from build_scripts.pages.replies import citations
from build_scripts.read.evidence import SourceKind
from build_scripts.read.faults import BadFile
from build_scripts.read.knowledge import Knowledge, read_knowledge


def knowledge_with(folder: Path, *pairs: tuple[str, str], former: bool = False) -> Knowledge:
    """The made-up knowledge with other words in sources.yml, each of which it has."""
    shutil.copytree(ROOT / "tests" / "knowledge", folder, dirs_exist_ok=True)
    path = folder / "sources.yml"
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return read_knowledge(folder, former=former)


KINDS = "kinds:\n" + (ROOT / "tests" / "knowledge" / "sources.yml").read_text().split("kinds:\n")[1].split("\n\n")[0]


def test_the_weight_of_a_kind_decides_and_not_its_name(tmp_path: Path) -> None:
    forum = {id for id, it in citations(made_up_knowledge(), set(made_up_knowledge().sources)).items() if it.community}
    assert forum == {"S01", "S72"}
    known = knowledge_with(tmp_path, ("label: Community, weight: forum", "label: Community, weight: reported"))
    assert not [id for id, it in citations(known, set(known.sources)).items() if it.community]
    said = "label: Microsoft documentation, weight: own-word"
    with pytest.raises(BadFile) as refused:
        knowledge_with(tmp_path, (said, said.replace("own-word", "reported")))
    assert {found.name for found in refused.value.every} == {"grade-too-strong"}


def test_a_site_without_kinds_is_told_once_and_nothing_that_follows_from_it(tmp_path: Path) -> None:
    with pytest.raises(BadFile) as refused:
        knowledge_with(tmp_path, (KINDS, ""))
    assert [found.message for found in refused.value.every] == ["the file has no 'kinds'"]


def test_an_earlier_revision_without_kinds_is_read_as_it_was(tmp_path: Path) -> None:
    known = knowledge_with(tmp_path, (KINDS, ""), former=True)
    assert known.sources["S01"].kind.weight == "forum"
    assert known.editions == made_up_knowledge().editions


@pytest.mark.parametrize(("address", "foreign"), [
    ("https://learn.microsoft.com/en-us/page", False),
    ("https://learn.microsoft.com/de-de/page", True),
    ("https://learn.microsoft.com/page", False),
    ("https://other.example.org/de-de/page", False),
])  # fmt: skip
def test_a_page_that_exists_in_english_is_foreign_in_another_language(address: str, foreign: bool) -> None:
    assert SourceKind(id="docs", in_english="https://learn.microsoft.com/en-us/").is_foreign(address) == foreign
    assert not SourceKind(id="docs").is_foreign(address)
