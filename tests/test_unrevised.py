"""Pages whose words an edit changed without a line that says what: those, and no page that only cites otherwise."""

import pytest
from conftest import Copy, git
from test_impact import run

from build_scripts.impact.unrevised import is_unrevised

PAGE = """\
---
title: A page
checked: 2026-11-28
revisions:
  - {on: 2026-11-23, what: First published.}
description: About it.
---

It *is* so.[^S04] {grade:inferred} See [that](there.md).
"""


@pytest.mark.parametrize(
    ("was", "now", "unrevised"),
    [
        ("It *is* so", "It is not so", True),
        ("title: A page", "title: Another page", True),
        ("description: About it.", "description: About that.", True),
        ("It *is* so", "It\nis so", False),
        ("[^S04] {grade:inferred}", "[^S05] {grade:unknown}", False),
        ("there.md", "elsewhere.md", False),
        ("checked: 2026-11-28", "checked: 2026-11-29", False),
        ("First published.}", "First published.}\n  - {on: 2026-11-29, what: Not so.}", False),
        ("it", "it", False),
    ],
)
def test_other_words_need_a_line(was: str, now: str, unrevised: bool) -> None:
    assert was in PAGE
    assert is_unrevised(PAGE, PAGE.replace(was, now)) is unrevised
    assert not is_unrevised(PAGE, PAGE.replace("so.", "not so.").replace("First published.}", "So.}")), "a line is new"


def test_a_page_without_revisions_needs_none() -> None:
    bare = "---\ntitle: A page\n---\n\nIt is so.\n"
    assert not is_unrevised(bare, bare.replace("so", "not so"))
    assert not is_unrevised("It is so.", "It is not so.")


@pytest.mark.parametrize("wanted", ["text", "markdown", "html", "json"])
def test_diff_names_a_page_with_other_words(versioned: Copy, wanted: str) -> None:
    page = versioned.root / "docs" / "index.md"
    text = "---\ntitle: Home\nrevisions: [{on: 2026-11-23, what: First published.}]\n---\n\n" + page.read_text("utf-8")
    page.write_text(text, encoding="utf-8")
    git(versioned, "commit", "-qam", "a page with revisions")
    assert "docs/index.md" not in run(versioned, "--format", "text")
    page.write_text(f"{text}\nIt is so.\n", encoding="utf-8")
    assert "docs/index.md" in run(versioned, "--format", wanted)
