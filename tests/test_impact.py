"""What an edit does to pages, pictures and replies, and how reviewers are told."""

import json
import re

import markdown
import pytest
from bs4 import BeautifulSoup
from conftest import Copy, git
from ours import made_up_knowledge
from walks import compiled, every_path, flow_of

from build_scripts.check.differences import NOT_SHOWN, NOTHING, Difference, Effect
from build_scripts.check.differences import told as told_at
from build_scripts.impact.wording import Line, blocks, line_of, names_of

LABEL = "label: A letter"


def edit(repository: Copy) -> None:
    """Change a label, a fact and a page; the label holds what would be a mark in Markdown and in HTML."""
    flow = repository.flow.with_name("everything.yml")
    text = flow.read_text(encoding="utf-8")
    assert LABEL in text and "grade: inferred" in text
    text = text.replace(LABEL, "label: A | 2 * 3 & 3 < 4", 1).replace("grade: inferred", "grade: unknown")
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
    assert told["site"] == {"pages": [], "pictures": [], "replies": [], "made_by": ""}
    assert [flow["effects"] for flow in told["flows"]] == [[], []]


def test_every_page_that_says_something_else_is_told_with_both_texts(versioned: Copy) -> None:
    edit(versioned)
    site = json.loads(run(versioned, "--pages", "--format", "json"))["site"]
    pages = {page["name"]: page["hunks"] for page in site["pages"]}
    [home] = [hunk for hunk in pages["/"] if "somebody with nothing" in hunk["before"]]
    assert "files, or" in home["before"] and "does, or" in home["now"]
    labels = [hunk for hunk in pages["/everything/"] if "A letter" in hunk["before"]]
    assert labels and all("A | 2 * 3 & 3 < 4" in hunk["now"] for hunk in labels)
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
    assert "A | 2 * 3 &amp; 3 &lt; 4" in shown
    assert "python -m build_scripts revise" in comment


def test_a_page_has_both_texts_side_by_side_and_runs_nothing(versioned: Copy) -> None:
    edit(versioned)
    page = BeautifulSoup(run(versioned, "--format", "html"), "html.parser")
    elements = {element.name for element in page.find_all(True)}
    assert not {"script", "link", "img", "iframe"} & elements
    assert {"ins", "del", "details"} <= elements
    assert "A letter" in page.text and "A | 2 * 3 & 3 < 4" in " ".join(page.text.split())


TEMPLATE = "build_scripts/pages/templates/answers-index.md.j2"


def test_an_edited_template_is_told_on_each_page_that_it_makes(versioned: Copy) -> None:
    git(versioned, "add", "build_scripts")
    git(versioned, "commit", "-qm", "with code")
    template = versioned.root / TEMPLATE
    template.write_text(
        template.read_text(encoding="utf-8").replace('"all-answers">All', '"all-answers">Each'), encoding="utf-8"
    )
    site = json.loads(run(versioned, "--pages", "--format", "json"))["site"]
    assert {page["name"] for page in site["pages"]} == {"/answers/everything/", "/answers/small/"}
    for page in site["pages"]:
        [hunk] = page["hunks"]
        assert (hunk["before"].replace("All", "Each", 1), hunk["before"][:13]) == (hunk["now"], "All answers: ")
    said = "templates or code changed: earlier pages are as their own made them"
    assert site["made_by"].startswith(said)
    for wanted in ("text", "markdown", "html"):
        assert said in run(versioned, "--pages", "--format", wanted)


def test_where_earlier_code_does_not_run_it_is_said_that_todays_made_both(versioned: Copy) -> None:
    template, module = versioned.root / TEMPLATE, versioned.root / "build_scripts" / "staging.py"
    code = module.read_text(encoding="utf-8")
    module.write_text("import nothing_of_this_name\n", encoding="utf-8")
    git(versioned, "add", "build_scripts")
    git(versioned, "commit", "-qm", "with code that does not run")
    module.write_text(code, encoding="utf-8")
    template.write_text(template.read_text(encoding="utf-8").replace("All answers", "Each answer"), encoding="utf-8")
    said = run(versioned, "--pages")
    assert (
        "\ntemplates or code changed, and the earlier ones do not run here: all is compared as today's make it" in said
    )
    assert "pages: the same" in said


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


# ---------- in the words of readers

FLOW = flow_of("everything")
NAMES = names_of([FLOW], [made_up_knowledge()])
HERE, ASKED = FLOW.outcomes["nothing-counts"], FLOW.questions["sure"]


def told(*effects: tuple[str, str, str, tuple[str, ...]]) -> list[tuple[str, int, tuple[Line, ...]]]:
    """Title, number of links and lines of each block that these effects on one answer give."""
    made = tuple(Effect(outcome=HERE.id, part=part, before=one, now=two, links=of) for part, one, two, of in effects)
    found = blocks(Difference(flow=FLOW.id, edits=(), effects=made, situations=9), NAMES)
    return [(block.title, len(block.links), block.lines) for block in found]


@pytest.mark.parametrize(
    ("effect", "line"),
    {
        ("title", "Old (x)", "New"): ("Title", "Old (x)", "New"),
        ("pays", "if-eligible", "none"): ("Payment", "Pays, if you are eligible", "Does not pay"),
        ("counts", "conflicting", "unknown"): ("What it counts for", "Sources disagree", "Not known"),
        ("metric usage-growth", "fed", NOT_SHOWN): ("Usage growth", "Counts", "not shown"),
        ("metric usage-growth sure", "inferred", "conflicting"): (
            "“Usage growth”: how sure",
            "our inference",
            "sources disagree",
        ),
        ("claims sure", NOT_SHOWN, "inferred"): ("Claims to file: how sure", "not shown", "our inference"),
        ("claims", "build-intent, usage-recognition", NOTHING): (
            "Claims to file",
            "Build intent, Usage recognition",
            "nothing",
        ),
        ("claims", "unknown", "build-intent"): ("Claims to file", "Not known", "Build intent"),
        ("deadline build-intent", "5 business-days (inferred), 9 days (conflicting)", NOT_SHOWN): (
            "Deadline of Build intent",
            "5 business days (our inference), 9 days (sources disagree)",
            "not shown",
        ),
        ("note held", NOT_SHOWN, "shown"): (f"Note “{FLOW.notes['held'].title}”", "not shown", "shown"),
        ("ends", HERE.id, f"?{ASKED.id}"): ("", f"“{HERE.title}”", f"the question “{ASKED.ask}”"),
    }.items(),
)
def test_what_is_told_otherwise_is_said_in_the_words_of_readers(
    effect: tuple[str, str, str], line: tuple[str, str, str]
) -> None:
    part, before, now = line
    assert told((*effect, ("a",))) == [(f"“{HERE.title}”", 1, (Line(part=part, before=before, now=now),))]


def test_every_part_of_an_answer_has_a_name_for_readers() -> None:
    found = {
        part
        for name in ("everything", "filing")
        for _, step in every_path(name)
        for part in told_at(compiled(name), step)
    }
    assert {"claims", "pays", "counts", "title"} <= found
    assert [part for part in found if line_of(effect_on(part), NAMES).part in ("", part)] == ["ends"]


def effect_on(part: str) -> Effect:
    """An effect on a part of an answer."""
    return Effect(outcome=HERE.id, part=part, before="x", now="y", links=("a",))


def test_parts_that_are_other_ones_for_the_same_readers_are_told_together() -> None:
    found = told(("pays", "none", "unknown", ("a", "b")), ("title", "x", "y", ("a",)), ("answer", "x", "y", ("a", "b")))
    assert [(number, [line.part for line in lines]) for _, number, lines in found] == [
        (2, ["Payment", "First sentences"]),
        (1, ["Title"]),
    ]


@pytest.mark.parametrize("wanted", ["text", "markdown", "html", "json"])
def test_sentences_that_say_the_opposite_of_an_edit_are_told_beside_it(versioned: Copy, wanted: str) -> None:
    words = versioned.root / "decision_tree" / "knowledge" / "words.yml"
    words.write_text(words.read_text(encoding="utf-8") + "says-pays: {if-eligible: [file a claim]}\n", encoding="utf-8")
    text = versioned.flow.read_text(encoding="utf-8")
    assert "title: File a claim\n" in text and "pays: {is: if-eligible" in text
    versioned.flow.write_text(text.replace("pays: {is: if-eligible", "pays: {is: none"), encoding="utf-8")
    said = run(versioned, "--pages", "--format", wanted)
    assert "small.yml:26: " in said and "is shown where" in said
    if wanted == "text":
        assert "sentences: 1 say the opposite of these rules; mend them:" in said
        assert "Payment: Pays, if you are eligible → Does not pay" in said
