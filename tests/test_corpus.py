"""Links that were pasted somewhere: they lead where they led, and what an edit does to them is told."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Copy, git
from ours import OURS
from walks import TODAY, flow_of

from build_scripts.check.pasted_links import link_changes, read_corpus, replay, unlike
from build_scripts.read.faults import BadFile, terminal

FILES = sorted(OURS.pasted_links.glob("*.txt"))
WHICH_CLAIM = {"which-claim": flow_of("which-claim")}


def test_every_link_out_there_leads_where_it_led() -> None:
    assert [terminal(found) for found in unlike(read_corpus(FILES), WHICH_CLAIM, TODAY)] == []


def test_there_is_a_link_to_every_answer() -> None:
    pages = {link.page for link in read_corpus([OURS.pasted_links / "answers.txt"])}
    lacking = set(WHICH_CLAIM["which-claim"].outcomes) - pages
    assert lacking == set(), "add a link to each, as the button on its page copies it, to tests/links/answers.txt"


def test_a_link_that_leads_elsewhere_is_named_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "links.txt"
    link = "/answers/filing/azure-csp/#area=azure&channel=web-direct"
    file.write_text(f"# a remark\n\n{link}   azure-csp\n/no-such-flow/#a=b   x\n")
    told = [terminal(found).splitlines() for found in unlike(read_corpus([file]), {"filing": flow_of("filing")}, TODAY)]
    assert told[0][0] == (
        "links.txt:3:1: error: this link led to 'azure-csp', and now it leads to '?circumstances !' [link-changed]"
    )
    assert "there is no questionnaire 'no-such-flow'" in told[1][0]


@pytest.mark.parametrize("line", ["azure", "/answers/filing/azure-csp/#area=azure", "/filing/   ?area"])
def test_a_line_that_is_no_link_is_a_fault(line: str, tmp_path: Path) -> None:
    file = tmp_path / "links.txt"
    file.write_text(f"/filing/#area=azure   ?channel\n{line}\n")
    with pytest.raises(BadFile, match=r"links\.txt:2:1: error: this line is no link"):
        read_corpus([file])


# ---------- since a revision


@pytest.fixture
def linked(versioned: Copy) -> Copy:
    """A repository that git knows, with a file of links to the small flow."""
    folder = versioned.root / "tests" / "links"
    folder.mkdir(parents=True)
    lines = [
        "/answers/small/nothing/#area=azure   nothing",
        "/answers/small/claim/#area=other&work=presales   claim",
        "/small/#area=other   ?work",
    ]
    (folder / "small.txt").write_text("\n".join(lines) + "\n")
    return versioned


def test_nothing_has_changed_since_a_revision_with_the_same_rules(linked: Copy) -> None:
    done = linked.run("links", "--since", "HEAD")
    assert (done.returncode, done.stdout) == (0, "0 of 3 links mean something else than in HEAD\n")
    assert linked.run("links").stdout == (
        "3 links lead where they led; links --since REVISION says whose answers say something else\n"
    )


def test_what_an_edit_does_to_every_link_out_there_is_told(linked: Copy) -> None:
    text = linked.flow.read_text()
    linked.flow.write_text(
        text.replace("when: {work: presales}, goto: claim", "when: {work: presales}, goto: nothing").replace(
            "{when: {work: {none-of: [presales]}}, goto: nothing}", "{when: {work: {none-of: [presales]}}, goto: claim}"
        )
    )
    done = linked.run("links", "--since", "HEAD")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "/answers/small/claim/#area=other&work=presales",
        "  outcome: claim → nothing",
        "  claims: build-intent → none",
        "  pays: if-eligible → none",
        "  counts: conflicting → none",
        "1 of 3 links mean something else than in HEAD",
    ]
    told = linked.run("links")
    assert told.returncode == 1
    assert (
        "small.txt:2:1: error: this link led to 'claim', and now it leads to 'nothing !' [link-changed]" in told.stderr
    )


@pytest.mark.parametrize(
    ("revision", "sentence"),
    {
        "nowhere": "error: the rules of 'nowhere' cannot be had: not a valid object name: nowhere",
        "--output=x": "error: '--output=x' is no revision",
    }.items(),
)
def test_a_revision_that_cannot_be_had_is_a_sentence(linked: Copy, revision: str, sentence: str) -> None:
    done = linked.run("links", f"--since={revision}")
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert not (linked.root / "x").exists()


def test_rules_that_todays_code_does_not_read_are_a_sentence(linked: Copy) -> None:
    text = linked.flow.read_text()
    linked.flow.write_text(text.replace("ask: Which area?", "aks: Which area?"))
    git(linked, "commit", "-qam", "broken")
    linked.flow.write_text(text)
    done = linked.run("links", "--since", "HEAD")
    assert done.returncode == 1
    assert done.stderr.startswith("error: today's code does not read the rules of 'HEAD': ")
    assert "(small.yml)" in done.stderr


def test_the_first_revision_that_can_be_read_is_named(linked: Copy) -> None:
    text = linked.flow.read_text()
    for number in range(3):
        linked.flow.write_text(f"{text}# {number}\n".replace("ask: Which", "aks: Which"))
        git(linked, "commit", "-qam", "broken")
    for number in range(4):
        linked.flow.write_text(f"{text}# {number}\n")
        git(linked, "commit", "-qam", f"mended {number}")
    for command in (["links", "--since", "HEAD~6"], ["diff", "HEAD~6"]):
        done = linked.run(*command)
        assert done.returncode == 1
        *progress, said = done.stderr.splitlines()
        assert "(small.yml); the first revision after it that can be read is " in said
        assert said.endswith(", “mended 0”")
        assert progress and all(line.startswith("looking for the first revision") for line in progress)
    assert linked.run("links", "--since", "HEAD~3").returncode == 0
    linked.flow.write_text(text.replace("ask: Which", "aks: Which"))
    git(linked, "commit", "-qam", "broken again")
    linked.flow.write_text(text)
    assert linked.run("links", "--since", "HEAD").stderr.endswith("(small.yml)\n"), "there is none after it"


def test_what_only_pages_tell_may_have_had_other_keys_or_no_file(linked: Copy) -> None:
    knowledge = linked.root / "decision_tree" / "knowledge"
    now = {path: path.read_text() for path in knowledge.glob("*.yml")}
    (knowledge / "words.yml").write_text(now[knowledge / "words.yml"].replace("pays-claim:", "other-key:"))
    (knowledge / "timeline.yml").unlink()
    git(linked, "commit", "-qam", "before")
    for path, text in now.items():
        path.write_text(text)
    for command in (["links", "--since", "HEAD"], ["diff"]):
        done = linked.run(*command)
        assert (done.returncode, done.stderr) == (0, "")


def test_a_link_of_a_plan_showed_nothing_before_there_were_plans(tmp_path: Path) -> None:
    (tmp_path / "plans.txt").write_text(
        "/plans/everything/#1.paper=nothing&1.sure=no&1.circumstances=   nothing-counts\n"
    )
    [link] = read_corpus([tmp_path / "plans.txt"])
    flow = flow_of("everything")
    before = replace(flow, plans=None)
    assert replay(link, {flow.id: before}, TODAY) is None
    [change] = link_changes([link], {flow.id: before}, {flow.id: flow}, TODAY)
    assert change.what["outcome"] == (None, ["nothing-counts"])
    [told] = unlike([link], {flow.id: before}, TODAY)
    assert told.message == "this link led to 'nothing-counts', and now 'everything' has no plans"


def test_a_file_that_is_none_is_a_sentence(linked: Copy) -> None:
    assert linked.run("links", "none.txt").stderr == "error: none.txt cannot be read: No such file or directory\n"
    assert linked.run("links", "tests").stderr == "error: tests cannot be read: Is a directory\n"
