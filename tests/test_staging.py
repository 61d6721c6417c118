"""Staging: links to answers are replayed, faults of pages are told with their place, and only changes are written."""

import os
from datetime import date
from pathlib import Path

import pytest
import yaml
from conftest import Copy, copied
from ours import OURS, made_up_knowledge, our_flows
from walks import compiled

from build_scripts.check.compiler import Compiled
from build_scripts.read.faults import terminal
from build_scripts.read.knowledge import Knowledge
from build_scripts.staging import HandWritten, remove_others, write
from decision_tree.dates import day_words

ROOT = Path(__file__).parent.parent
TODAY = date.today()  # noqa: DTZ011 - links in pages are replayed on the day of the build


@pytest.fixture
def page(everything: Compiled, monkeypatch: pytest.MonkeyPatch):
    """A hand-written page in docs/questions, seen from the folder of the repository."""
    monkeypatch.chdir(ROOT)
    flows, path = {"filing": compiled("filing"), "everything": everything}, ROOT / "docs" / "questions" / "page.md"
    return lambda text: HandWritten(path, text, flows, made_up_knowledge(), OURS.today)


def told(page: HandWritten) -> list[str]:
    """What is told of a page: the first line of each diagnostic, without the file."""
    page.with_links("../../")
    return [terminal(found).splitlines()[0].removeprefix("docs/questions/page.md:") for found in page.diagnostics]


# ---------- links to answers


def test_a_link_with_answers_opens_the_answer_they_lead_to(page) -> None:
    said = page("See [MCA-E](answer:filing?area=business-applications&product=dynamics-365&channel=mca-e).")
    assert said.with_links("../../") == (
        'See <a class="cpor-answer-link" href="../../answers/filing/mca-e-unknown/'
        '#area=business-applications&amp;product=dynamics-365&amp;channel=mca-e">MCA-E</a>.'
    )
    assert said.diagnostics == []


def test_a_link_without_answers_opens_the_questionnaire(page) -> None:
    said = page("[Ask](answer:filing)")
    assert said.with_links("../") == '<a class="cpor-answer-link" href="../filing/">Ask</a>'
    assert said.diagnostics == []


def test_a_link_is_written_with_the_answers_in_the_order_they_are_asked(page) -> None:
    said = page("[x](answer:everything?circumstances=quiet,held&sure=no&paper=nothing)").with_links("")
    assert 'href="answers/everything/nothing-counts/#paper=nothing&amp;sure=no&amp;circumstances=held,quiet"' in said


def test_an_ampersand_that_is_written_for_html_is_one(page) -> None:
    said = page("[x](answer:filing?area=azure&amp;channel=csp-own&amp;circumstances=)")
    assert "azure-csp/#area=azure&amp;channel=csp-own&amp;circumstances=" in said.with_links("")
    assert said.diagnostics == []


def test_links_to_other_places_are_left_alone(page) -> None:
    text = "[a](https://example.com/?answer:x) [b](other.md) `answer:` <answer:filing>"
    assert page(text).with_links("") == text


@pytest.mark.parametrize(("link", "said"), [
    ("answer:filin?area=azure", "there is no flow 'filin' [unknown-flow]"),
    ("answer:", "there is no flow '' [unknown-flow]"),
    ("answer:filing?area=azur",
     "the link answers “Product area” with “azur”, which is not one of its choices [broken-answer-link]"),
    ("answer:filing?area=azure&chanel=csp-own",
     "the link speaks of “chanel”, which this questionnaire does not ask [broken-answer-link]"),
    ("answer:filing?area=azure",
     "the link reaches no answer: question 'channel' is still open [broken-answer-link]"),
    ("answer:filing?area=azure&channel=csp-own&channel=csp-other&circumstances=",
     "the link answers “How the customer buys” twice; the first answer was kept [broken-answer-link]"),
    ("answer:everything?paper=letter&signed=2999-12-31",
     ("the link reaches no answer: 31 December 2999 is after today, "
     f"{day_words(TODAY)}. Please check the date [broken-answer-link]")),
    ("answer:filing?area=azure&channel=csp-other",
     "the link does not answer circumstances [broken-answer-link]"),
    ("answer:filing?area=azure&channel=csp-own&seats=over-300&circumstances=",
     "the link answers seats, which is not asked there [broken-answer-link]"),
])  # fmt: skip
def test_a_link_that_leads_nowhere_is_told_with_its_place(link: str, said: str, page) -> None:
    assert told(page(f"One line.\n\nSee [this]({link}).\n")) == [f"3:5: error: {said}"]


def test_help_says_what_is_missing_in_a_link(page) -> None:
    short = page("[x](answer:filing?area=azure&channel=csp-other)")
    told(short)
    assert short.diagnostics[0].help == "add '&circumstances='"


def test_a_source_and_a_grade_that_do_not_exist_are_told_with_their_place(page) -> None:
    assert told(page("So [^S04].\nAnd so [^S404], {grade:certain}.")) == [
        "2:8: error: source 'S404' is not in the register [unknown-source]",
        "2:17: error: no grade is called 'certain' [unknown-grade]",
    ]


def test_everything_wrong_in_a_page_is_told(page) -> None:
    assert len(told(page("[a](answer:x) [^S404]\n[b](answer:y) [^S404]\n"))) == 4


def test_every_link_of_the_site_leads_to_an_answer(knowledge: Knowledge) -> None:
    for path in (ROOT / "docs").rglob("*.md"):
        if "decisions" not in path.parts:
            text = path.read_text(encoding="utf-8")
            assert told(HandWritten(path, text, our_flows(), knowledge, OURS.today)) == [], path


# ---------- files


def test_a_file_that_has_not_changed_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a" / "page.md"
    write(path, b"one")
    os.utime(path, (1, 1))
    write(path, b"one")
    assert path.stat().st_mtime == 1
    write(path, b"two")
    assert (path.read_bytes(), path.stat().st_mtime > 1) == (b"two", True)
    assert [file.name for file in path.parent.iterdir()] == ["page.md"]


def test_what_is_no_longer_made_is_removed_with_its_folders(tmp_path: Path) -> None:
    for name in ("kept/page.md", "kept/old.md", "old/deep/page.md", ".gitignore", "old.md"):
        write(tmp_path / name, b"x")
    remove_others(tmp_path, {"kept/page.md"})
    left = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*"))
    assert left == [".gitignore", "kept", "kept/page.md"]


# ---------- the whole

NEW_PAGE = """---
title: New
description: A new page.
checked: 2026-11-23
---

# New
"""


def staged(repository: Copy) -> dict[str, tuple[bytes, int]]:
    """Every staged file: what it holds, and when it was written."""
    folder = repository.root / "staged"
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


@pytest.fixture(scope="module")
def whole_once(whole_repository: Copy, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A repository whose site has been staged. Not to be changed."""
    once = Copy(copied(whole_repository.root, tmp_path_factory.mktemp("once")))
    done = once.run("stage")
    assert (done.returncode, done.stderr) == (0, "")
    return once


@pytest.fixture
def once(whole_once: Copy, tmp_path: Path) -> Copy:
    """Such a repository of the test's own."""
    return Copy(copied(whole_once.root, tmp_path))


def test_everything_that_the_site_is_made_of_is_staged(whole_once: Copy) -> None:
    files = staged(whole_once)
    assert {
        "index.md",
        "everything/index.md",
        "answers/everything/index.md",
        "answers/everything/nothing-counts.md",
        "sources.md",
        "assets/flows/everything.json",
        "assets/questionnaire/runtime.js",
    } <= set(files)
    assert {name.split(".")[0] for name in files if name.startswith("assets/runtime/")} == {
        "assets/runtime/pyodide",
        "assets/runtime/python",
    }
    assert not [name for name in files if name.endswith(".d.ts")]
    assert b'href="./answers/everything/nothing-counts/#paper=nothing&amp;sure=no' in files["index.md"][0]


def test_staging_again_writes_only_what_changed_and_removes_what_is_gone(once: Copy) -> None:
    before = staged(once)
    flow = once.flow
    flow.write_text(flow.read_text().replace("File a claim", "File the claim").replace("  evidence:", "  proof:"))
    (once.root / "docs" / "new.md").write_text(NEW_PAGE)
    (once.root / "staged" / "stale.md").write_text("# Stale\n")
    assert once.run("stage").returncode == 0
    after = staged(once)
    changed = {name for name in after if after[name] != before.get(name)}
    of_the_flow = {"small/index.md", "answers/small/index.md", "answers/small/claim.md"}
    for_the_browser = {f"assets/{kind}/small.json" for kind in ("flows", "answers", "words")}  # a note has another id
    by_its_title = {"sources.md", "changes.md", "feed.xml"}  # they name each answer, and its title is another
    for_programs = {"answers.json", "flows/small.json", "llms.txt"}
    picture = "assets/previews/answers/small/claim.png"
    assert changed == {"new.md", *of_the_flow, *for_the_browser, *by_its_title, *for_programs, picture}
    assert all(b"File the claim" in after[name][0] and b"File a claim" in before[name][0] for name in by_its_title)
    assert "stale.md" not in after


def test_words_that_stand_on_one_page_change_that_page_and_what_browsers_and_programs_have_of_it(
    once: Copy,
) -> None:
    before = staged(once)
    once.flow.write_text(once.flow.read_text().replace("Have it signed.", "Have it signed twice."))
    assert once.run("stage").returncode == 0
    after = staged(once)
    assert {name for name in after if after[name] != before[name]} == {
        "answers/small/claim.md",
        "assets/flows/small.json",
        "assets/answers/small.json",
        "flows/small.json",
        "answers.json",
    }


@pytest.mark.parametrize(("path", "old", "new", "said"), [
    ("decision_tree/flows/small.yml", "goto: claim", "goto: clam", "small.yml:22:40: error: row 1 leads to 'clam'"),
    ("docs/index.md", "sure=no", "sure=nope", "docs/index.md:3:6: error: the link answers “Sure” with “nope”"),
    ("docs/index.md", "files", "fil\xe9s", "docs/index.md:3:89: error: byte 0xE9 is not UTF-8 [not-utf-8]"),
    ("decision_tree/knowledge/grades.yml", "  inferred:", "  infered:", "error: no grade is called 'inferred'"),
])  # fmt: skip
def test_a_fault_leaves_what_was_staged_as_it_was(path: str, old: str, new: str, said: str, once: Copy) -> None:
    before = staged(once)
    file = once.root / path
    file.write_bytes(file.read_bytes().replace(old.encode(), new.encode("latin-1")))
    (once.root / "docs" / "new.md").write_text("# New\n")
    done = once.run("stage")
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert staged(once) == before


QUESTION_PAGE = """\
---
title: So
description: So it is.
checked: 2026-11-23
grade: nope
---

# So?

## Short answer

It is so.{grade:neither}[^S999]
"""


def test_a_question_page_that_names_what_there_is_not_is_told_before_its_reply_is_written(once: Copy) -> None:
    (once.root / "docs" / "questions").mkdir()
    (once.root / "docs" / "questions" / "so.md").write_text(QUESTION_PAGE)
    done = once.run("stage")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for said in (
        "so.md:5:8: error: 'grade' cannot be 'nope'",
        "no grade is called 'neither'",
        "source 'S999' is not in",
    ):
        assert said in done.stderr


def test_two_stagings_give_the_same_bytes(once: Copy) -> None:
    before = staged(once)
    for path in sorted((once.root / "staged").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert once.run("stage", PYTHONHASHSEED="7").returncode == 0
    assert {name: held[0] for name, held in staged(once).items()} == {name: held[0] for name, held in before.items()}


def test_without_the_browser_packages_a_sentence_says_what_to_do(once: Copy) -> None:
    before = staged(once)
    (once.root / "node_modules").unlink()
    done = once.run("stage")
    assert (done.returncode, done.stderr.splitlines()) == (
        1, ["error: pyodide is not installed with its file pyodide.mjs: run 'make build', or 'npm ci'"]
    )  # fmt: skip
    assert staged(once) == before


def test_two_pages_with_one_address_are_told(once: Copy) -> None:
    for name in ("new.md", "new/index.md"):
        path = once.root / "docs" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(NEW_PAGE)
    done = once.run("stage")
    assert done.returncode == 1
    assert "error: the pages 'new/index.md' and 'new.md' have the same address [page-twice]" in done.stderr


def test_windows_line_ends_are_read_like_others(once: Copy) -> None:
    (once.root / "docs" / "new.md").write_bytes(NEW_PAGE.replace("\n", "\r\n").encode())
    done = once.run("stage")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_page_that_leads_on_shows_the_picture_of_the_site(once: Copy) -> None:
    (once.root / "docs" / "new.md").write_text(NEW_PAGE.replace("checked:", "was: [/old/]\nchecked:"))
    assert once.run("stage").returncode == 0
    files = staged(once)
    for name in ("old.md", "new.md"):
        assert b'"image": "http://127.0.0.1:8000/assets/previews/index.png"' in files[name][0]
    assert files["assets/previews/index.png"][0].startswith(b"\x89PNG")
    assert files["assets/previews/answers/small/claim.png"][0] != files["assets/previews/index.png"][0]


def test_a_page_that_the_navigation_does_not_lead_to_is_told(once: Copy) -> None:
    answers = "  - answers/everything/index.md\n  - answers/small/index.md\n"
    nav = f"site_name: CPOR Answers\nnav:\n  - index.md\n  - everything/index.md\n{answers}"
    (once.root / "mkdocs.yml").write_text(nav)
    assert once.run("stage").stderr.splitlines()[0] == (
        "mkdocs.yml:2:1: error: the page 'small/index.md' is not in the navigation [unlisted-page]"
    )
    (once.root / "mkdocs.yml").write_text(f"{nav}  - small/index.md\n")
    assert once.run("stage").returncode == 0
    (once.root / "docs" / "new.md").write_text(NEW_PAGE)
    done = once.run("stage")
    assert "mkdocs.yml:2:1: error: the page 'new.md' is not in the navigation [unlisted-page]" in done.stderr
    assert "add '- new.md' where readers would look for it" in done.stderr


def test_a_page_that_the_navigation_leads_to_and_nobody_wrote_is_told(once: Copy) -> None:
    (once.root / "mkdocs.yml").write_text("site_name: x\nnav:\n  - index.md\n  - New: abuot.md\n")
    (once.root / "docs" / "about.md").write_text(NEW_PAGE)
    done = once.run("check")
    assert (
        "mkdocs.yml:4:3: error: the navigation leads to 'abuot.md', which does not exist [broken-link]" in done.stderr
    )
    assert "did you mean 'about.md'?" in done.stderr


def test_what_mkdocs_yml_says_otherwise_than_the_site_is_told(once: Copy) -> None:
    right = "site_name: CPOR Answers\nextra:\n  flow: small\n  asks: Small\n  plans: false # none\n"
    title = yaml.safe_load(once.flow.read_text())["title"]
    (once.root / "mkdocs.yml").write_text(right.replace("Small", f"'{title}'"))
    assert "says-otherwise" not in once.run("check").stderr
    wrong = right.replace("CPOR Answers", "Parcels").replace("Small", f'"{title}!" # so').replace("false", "true")
    (once.root / "mkdocs.yml").write_text(wrong)
    done = once.run("check")
    assert [line for line in done.stderr.splitlines() if "says-otherwise" in line] == [
        "mkdocs.yml:1:1: error: 'site_name' is 'Parcels', and 'name' of words.yml is 'CPOR Answers' [says-otherwise]",
        f"mkdocs.yml:4:3: error: 'asks' is '{title}!', and the title of the flow 'small' is '{title}' [says-otherwise]",
        "mkdocs.yml:5:3: error: 'plans' is 'true', and whether the flow 'small' has plans is 'false' [says-otherwise]",
    ]
    assert "write 'site_name: CPOR Answers'" in done.stderr


def test_a_flow_that_mkdocs_yml_names_and_nobody_has_is_told(once: Copy) -> None:
    (once.root / "mkdocs.yml").write_text("site_name: x\nextra:\n  flow: smal\nnav:\n  - Home: index.md\n")
    done = once.run("check")
    assert "mkdocs.yml:3:9: error: there is no flow 'smal' [unknown-flow]" in done.stderr
    assert "did you mean 'small'?" in done.stderr


def test_a_page_that_the_words_of_pages_name_and_nobody_wrote_is_told(once: Copy) -> None:
    words = once.root / "decision_tree" / "knowledge" / "words.yml"
    words.write_text(f"{words.read_text()}  on-plans: many.md\n  timeline: {{see: {{text: When?, page: when.md}}}}\n")
    said = [line for line in once.run("check").stderr.splitlines() if "page-link" in line]
    assert [line.partition(": error: ")[2] for line in said] == [
        "there is no page 'many.md' [page-link]",
        "there is no page 'when.md' [page-link]",
    ]
