"""What an edit does to pages, pictures and replies, and how reviewers are told."""

import json
import re

import markdown
import pytest
from bs4 import BeautifulSoup
from conftest import Copy, git

LABEL = "label: A letter"


def edit(repository: Copy) -> None:
    """Change a label, a fact and a page; the label holds what would be a mark in Markdown and in HTML."""
    flow = repository.flow.with_name("everything.yml")
    text = flow.read_text(encoding="utf-8")
    assert LABEL in text and "grade: inferred" in text
    text = text.replace(LABEL, "label: A | *letter* & 3 < 4", 1).replace("grade: inferred", "grade: unknown")
    flow.write_text(text, encoding="utf-8")
    home = repository.root / "docs" / "index.md"
    home.write_text(home.read_text(encoding="utf-8").replace("files, or", "does, or"), encoding="utf-8")


def run(repository: Copy, *arguments: str) -> str:
    """What `diff` prints."""
    done = repository.run("diff", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_nothing_is_told_where_nothing_was_edited(versioned: Copy) -> None:
    told = json.loads(run(versioned, "--pages", "--format", "json"))
    assert told["site"] == {"pages": [], "pictures": [], "replies": []}
    assert [flow["effects"] for flow in told["flows"]] == [[], []]


def test_every_page_that_says_something_else_is_told_with_both_texts(versioned: Copy) -> None:
    edit(versioned)
    site = json.loads(run(versioned, "--pages", "--format", "json"))["site"]
    pages = {page["name"]: page["hunks"] for page in site["pages"]}
    [home] = [hunk for hunk in pages["/"] if "somebody with nothing" in hunk["before"]]
    assert "files, or" in home["before"] and "does, or" in home["now"]
    labels = [hunk for hunk in pages["/everything/"] if "A letter" in hunk["before"]]
    assert labels and all("A | *letter* & 3 < 4" in hunk["now"] for hunk in labels)
    assert any(name.startswith("/answers/everything/") for name in pages)
    assert "/small/" not in pages, "a page that says the same is not told"
    assert site["pictures"] and site["replies"]


def test_a_comment_on_a_pull_request_is_markdown_that_shows_what_files_say(versioned: Copy) -> None:
    edit(versioned)
    comment = run(versioned, "--format", "markdown")
    assert len(comment) < 65_536
    for table in re.findall(r"(?:^\|.*\n)+", comment, re.MULTILINE):
        columns = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
        assert len(columns) == 1, table
    as_on_github = comment.replace("<details>", '<details markdown="1">')
    shown = markdown.markdown(as_on_github, extensions=["tables", "md_in_html"])
    assert "A | *letter* &amp; 3 &lt; 4" in shown
    assert "python -m build_scripts revise" in comment


def test_a_page_has_both_texts_side_by_side_and_runs_nothing(versioned: Copy) -> None:
    edit(versioned)
    page = BeautifulSoup(run(versioned, "--format", "html"), "html.parser")
    elements = {element.name for element in page.find_all(True)}
    assert not {"script", "link", "img", "iframe"} & elements
    assert {"ins", "del", "details"} <= elements
    assert "A letter" in page.text and "A | *letter* & 3 < 4" in " ".join(page.text.split())


def test_pages_that_todays_code_cannot_make_are_a_sentence(versioned: Copy) -> None:
    home = versioned.root / "docs" / "index.md"
    before = home.read_text(encoding="utf-8")
    home.write_text("# Home\n\nSee [this](answer:nowhere).\n", encoding="utf-8")
    git(versioned, "commit", "-qam", "broken")
    home.write_text(before, encoding="utf-8")
    done = versioned.run("diff", "--pages")
    assert done.returncode == 1
    assert done.stderr == (
        "error: today's code does not make the pages of 'HEAD': there is no flow 'nowhere' (index.md:3)\n"
    )


@pytest.mark.parametrize("wanted", ["text", "markdown", "html", "json"])
def test_a_new_flow_and_one_that_is_gone_are_told_in_every_format(versioned: Copy, wanted: str) -> None:
    text = versioned.flow.read_text(encoding="utf-8")
    versioned.flow.with_name("other.yml").write_text(text.replace("flow: small", "flow: other", 1), encoding="utf-8")
    versioned.flow.unlink()
    home = versioned.root / "docs" / "index.md"
    home.write_text(home.read_text(encoding="utf-8").replace("answer:small", "answer:other"), encoding="utf-8")
    said = run(versioned, "--format", wanted)
    assert "other" in said and "small" in said
