"""An id gets another name in every file that has it; no reader is told anything else, and links out there lead on."""

import re
from datetime import date
from pathlib import Path

import pytest
import walks
from conftest import Copy
from ours import ROOT

from build_scripts.check.compiler import Compiled, compile_flow
from build_scripts.check.differences import difference
from build_scripts.check.flow_ids import Id, with_former
from build_scripts.check.rename import in_flow, in_links, in_scenarios, renamed_id
from build_scripts.places import Refusal

DAY = date(2026, 11, 30)
EXAMPLES = ROOT / "decision_tree" / "examples"


def all_ids(one: Compiled) -> list[str]:
    """Everything in a flow that can be renamed, as it is typed."""
    flow = one.flow
    options = [f"{question.id}.{id}" for question in flow.questions.values() for id in question.answers]
    kinds = (("question", flow.questions), ("outcome", flow.outcomes), ("note", flow.notes))
    return options + [f"{kind}:{id}" for kind, known in kinds for id in known]


def flows() -> list[Compiled]:
    """The flow of the tests that uses everything, and the site's own."""
    return [walks.compiled("everything"), walks.compiled("which-claim")]


def test_no_reader_is_told_anything_else_when_an_id_has_another_name(tmp_path: Path) -> None:
    for one in flows():
        text = one.file.read_text(encoding="utf-8")
        every = 5 if one.flow.id == "everything" else 60  # each takes a second with the large flow
        for said in all_ids(one)[::every]:
            id = renamed_id(one.flow, said, "another-name")
            file = tmp_path / f"{one.flow.id}.yml"
            edited = with_former(in_flow(text, id, "another-name"), one.flow, id, DAY, ["another-name"])
            file.write_text(edited, encoding="utf-8")
            after = compile_flow(file, walks.knowledge_of(one.flow.id))
            told = difference(one, after, DAY)
            assert told.effects == (), (one.flow.id, said)
            assert {edit.path[0] for edit in told.edits} <= {"former", "notes"}, (one.flow.id, said, told.edits)


def test_only_the_renamed_words_and_the_former_id_differ() -> None:
    one = walks.compiled("which-claim")
    text = one.file.read_text(encoding="utf-8")
    id = renamed_id(one.flow, "channel.csp-own", "our-csp")
    before, after = text.splitlines(), in_flow(text, id, "our-csp").splitlines()
    assert len(before) == len(after)
    for line, now in zip(before, after, strict=True):
        assert now == line or now == re.sub(r"\bcsp-own\b", "our-csp", line), line
    assert not re.search(r"\bchannel: (?:\[[^]]*)?\bcsp-own\b", "\n".join(after))


def test_the_same_word_that_means_something_else_stays() -> None:
    id = Id(flow="f", kind="option", question="size", id="large")
    text = (
        "questions:\n  size: {options: {large: {label: large}, small: {label: s}}}\n"
        "  other: {options: {large: {label: l}}}\n"
        "tables:\n  t: {rows: [{when: {size: [large], other: large}, goto: large}]}\n"
        "  u: {rows: [{when: {size: {none-of: large}}, goto: x}]}\n"
        "notes: {large: {when: {size: large}, text: 'See [this](answer:f?size=large,small&other=large).'}}\n"
    )
    assert in_flow(text, id, "big") == (
        "questions:\n  size: {options: {big: {label: large}, small: {label: s}}}\n"
        "  other: {options: {large: {label: l}}}\n"
        "tables:\n  t: {rows: [{when: {size: [big], other: large}, goto: large}]}\n"
        "  u: {rows: [{when: {size: {none-of: big}}, goto: x}]}\n"
        "notes: {large: {when: {size: big}, text: 'See [this](answer:f?size=big,small&other=large).'}}\n"
    )
    assert in_links("[a](answer:g?size=large)", id, "big") == "[a](answer:g?size=large)", "another flow"


def test_situations_of_the_flow_have_the_new_id_and_no_others() -> None:
    case = "- {{id: a, flow: {}, title: large, answers: {{size: large, other: [large]}}, expect: {{notes: [large]}}}}\n"
    other = case.format("g")
    text = case.format("f") + other
    option = Id(flow="f", kind="option", question="size", id="large")
    assert in_scenarios(text, option, "big") == case.format("f").replace("size: large", "size: big") + other
    note = Id(flow="f", kind="note", id="large")
    assert in_scenarios(text, note, "big") == case.format("f").replace("notes: [large]", "notes: [big]") + case.format(
        "g"
    )


@pytest.mark.parametrize(
    ("said", "new", "words"),
    [
        ("nowhere", "new", "flow 'everything' has nothing called 'nowhere'"),
        ("paper.leter", "new", "has no option 'paper.leter'; did you mean 'paper.letter'?"),
        ("paper", "New", "'New' cannot be an id"),
        ("paper.letter", "mail", "question 'paper' has an option 'mail' already"),
        ("paper", "sure", "flow 'everything' has something called 'sure' already"),
        ("outcome:nothing-counts", "sure", "flow 'everything' has something called 'sure' already"),
    ],
)
def test_what_cannot_be_renamed_is_a_sentence(said: str, new: str, words: str) -> None:
    with pytest.raises(Refusal, match=re.escape(words)):
        renamed_id(walks.flow_of("everything"), said, new)


def test_the_command_renames_everywhere_and_links_out_there_lead_on(repository: Copy) -> None:
    links = repository.root / "tests" / "links" / "pasted.txt"
    links.parent.mkdir(parents=True)
    links.write_text(
        "# a remark\n/answers/everything/nothing-counts/#paper=nothing&sure=no&circumstances=   nothing-counts\n"
    )
    assert repository.run("scenario", "add", "/everything/#paper=nothing&sure=no&circumstances=").returncode == 0
    for what, new in (("paper.nothing", "none-at-all"), ("nothing-counts", "zero"), ("sure", "certain")):
        done = repository.run("rename", "everything", what, new)
        assert done.returncode == 0, done.stderr
        assert "changed decision_tree/flows/everything.yml" in done.stdout
    done = repository.run("check")
    assert done.returncode == 0, done.stderr
    assert links.read_text().splitlines()[1].split(maxsplit=1)[1] == "zero !"
    home = (repository.root / "docs" / "index.md").read_text(encoding="utf-8")
    assert "answer:everything?paper=none-at-all&certain=no" in home
    scenario = (repository.root / "decision_tree" / "scenarios" / "everything.yml").read_text(encoding="utf-8")
    assert "answers: {paper: none-at-all, certain: no" in scenario and "outcome: zero" in scenario


def test_a_rename_that_fails_leaves_every_file_as_it_was(repository: Copy) -> None:
    (repository.root / "docs" / "broken.md").write_text("# Broken\n\nSee [this](answer:nowhere).\n", encoding="utf-8")
    files = {path: path.read_bytes() for path in repository.root.rglob("*.yml")}
    assert repository.run("rename", "everything", "paper.nothing", "none-at-all").returncode == 1
    assert {path: path.read_bytes() for path in repository.root.rglob("*.yml")} == files
