"""Sections that pages no longer have: what readers of older links are told, and what the lock accepts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from markdown import Markdown
from ours import OURS, made_up_knowledge

from build_scripts.check.compiler import Compiled
from build_scripts.check.published import compare, publish, read_lock
from build_scripts.pages.former import with_former
from build_scripts.pages.written import HandWritten
from build_scripts.read.faults import BadFile, terminal
from build_scripts.staging import gone, published

PAGE = """\
---
title: Templates
description: All about them.
checked: 2026-11-23
former:
  trial: {on: 2026-11-20, why: "Microsoft ended it, <so> it says.", now: "#evidence"}
  forms: {on: 2026-11-21, why: It has a page of its own., now: ../other.md#short-answer}
---

# Templates

## Evidence

None.
"""
OTHER = (
    "---\ntitle: Other\ndescription: Another.\nchecked: 2026-11-23\n---\n\n# Other\n\n## In short { #short-answer }\n"
)
NAME = "reference/templates.md"


def page(text: str, name: str = NAME) -> HandWritten:
    """A hand-written page."""
    return HandWritten(OURS.docs / name, text, {}, made_up_knowledge(), OURS.today)


def told(text: str) -> list[str]:
    """What is told of a page, without file and line."""
    one = page(text)
    one.check()
    return [found.message for found in one.diagnostics]


class Staged:
    """What `gone` and `published` read of a staging: its pages."""

    def __init__(self, pages: Mapping[str, HandWritten]) -> None:
        known: Any = type("Known", (), {"events": {}, "terms": {}, "sources": {}, "eras": {}})
        self.site: Any = type(
            "Site", (), {"written": pages, "knowledge": known, "compiled": {}, "cases": (), "papers": ()}
        )
        self.repository = OURS


def lock_of(text: str, file: Path, *, was: str = "") -> list[str]:
    """What is told when the text of a published page is replaced by another, one line each."""
    before = page(was or PAGE.replace("\n## Evidence", "\n## Trial\n\n## Forms\n\n## Evidence"))
    staging: Any = Staged({NAME: before})
    if not file.exists():
        publish(published(staging), {}, file)
    staging = Staged({NAME: page(text)})
    return [one.message for one in compare(published(staging), {}, file, gone(staging)).faults]


def without_former(text: str) -> str:
    """Page without `former:`."""
    return "\n".join(line for line in text.split("\n") if not line.startswith(("former:", "  trial", "  forms")))


# ---------- what readers see


def test_a_link_to_a_former_section_finds_a_sentence_that_says_what_became_of_it_without_a_script() -> None:
    titles = {("reference/templates.md", "evidence"): "Evidence", ("other.md", "short-answer"): "In short"}
    text = with_former(PAGE, NAME, page(PAGE).front.former, lambda *at: titles[at])
    html = Markdown(extensions=["attr_list", "md_in_html"]).convert(text.partition("\n---\n")[2])
    assert html.startswith(
        "<h1>Templates</h1>\n"
        '<p class="cpor-gone" id="trial" data-search-exclude>The section that your link names was taken out on '
        "20 November 2026. Microsoft ended it, &lt;so&gt; it says. "
        'Read on: <a href="../../reference/templates/#evidence">Evidence</a>.</p>\n'
    )
    assert 'id="forms"' in html and '<a href="../../other/#short-answer">In short</a>' in html
    style = (OURS.docs / "assets/stylesheets/pages.css").read_text(encoding="utf-8")
    assert ".cpor-gone:not(:target) { display: none; }" in style


def test_a_page_without_former_sections_stays_as_it_is() -> None:
    assert with_former(OTHER, "other.md", {}, lambda *_: "") == OTHER


def test_a_section_is_named_by_its_heading_and_a_page_by_its_own() -> None:
    assert page(OTHER, "other.md").title_of("short-answer") == "In short"
    assert page(OTHER, "other.md").title_of("") == "Other"


# ---------- messages to authors


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("## Evidence", "## Trial\n\n## Evidence", "section 'trial' is called gone, and the page has it"),
        ("None.", "None. { #trial }", "section 'trial' is called gone, and the page has it"),
        (", why: It has a page of its own.", "", "'former.forms' has no 'why'"),
        ("on: 2026-11-21", "on: 2027-11-21", "'on' says 2027-11-21, which is still to come"),
        ("Microsoft ended it, <so> it says.", "See [^S01].", "readers would see '[^S01]' as it is written"),
    ],
)
def test_what_cannot_be_said_of_a_former_section_is_told(old: str, new: str, message: str) -> None:
    text = PAGE.replace("<so>", "so")
    assert told(text) == []
    assert told(PAGE.replace(old, new).replace("<so>", "so")) == [message]


# ---------- what the lock accepts


def test_the_lock_accepts_a_section_that_is_gone_and_no_other(tmp_path: Path) -> None:
    file = tmp_path / "published.txt"
    lost = [f"'anchor /reference/templates/#{id}' was published and is gone: links to it would break"
            for id in ("forms", "trial")]  # fmt: skip
    assert lock_of(without_former(PAGE), file) == lost
    assert lock_of(PAGE.replace("  forms", "#  forms"), file) == lost[:1]
    assert lock_of(PAGE, file) == []


def test_a_section_that_was_never_published_cannot_be_gone(tmp_path: Path) -> None:
    file = tmp_path / "published.txt"
    never = "section '{}' is said to be gone, and was never published"
    assert lock_of(PAGE.replace("  trial:", "  trail:"), file) == [never.format("trail")]
    assert lock_of(PAGE.replace("  trial:", "  opening-hours:"), file) == [
        "'anchor /reference/templates/#trial' was published and is gone: links to it would break",
        never.format("opening-hours"),
    ]
    staging: Any = Staged({NAME: page(PAGE.replace("  trial:", "  trail:"))})
    with pytest.raises(BadFile) as caught:
        publish(published(staging), {}, file, gone(staging))
    assert "did you mean 'trial'?" in terminal(caught.value.diagnostics[-1])
    assert caught.value.diagnostics[-1].span.line == 6


def test_a_former_section_stays_published_at_every_address_of_its_page(tmp_path: Path) -> None:
    file = tmp_path / "published.txt"
    moved = PAGE.replace("former:", "was: [/old/]\nformer:")
    before = moved.replace("\n## Evidence", "\n## Trial\n\n## Forms\n\n## Evidence")
    assert lock_of(before, file, was=before) == []
    assert "anchor /old/#trial" in read_lock(file).ids
    assert lock_of(moved, file) == []


def test_publishing_keeps_the_line_of_a_section_that_is_gone(tmp_path: Path, everything: Compiled) -> None:
    file = tmp_path / "published.txt"
    lock_of(PAGE, file)
    staging: Any = Staged({NAME: page(PAGE)})
    publish(published(staging), {everything.flow.id: everything}, file, gone(staging))
    assert "anchor /reference/templates/#trial" in read_lock(file).ids
