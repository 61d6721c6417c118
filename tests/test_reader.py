"""A flow file is read as somebody wrote it, and what cannot be read is told in words: all of it, in order, once."""

import re
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ours import made_up_knowledge

from build_scripts.check.compiler import Compiled, compile_flow
from build_scripts.read.faults import WIDEST, BadFile, Diagnostic, Span, terminal
from build_scripts.read.flow import read_flow
from build_scripts.read.knowledge import Knowledge
from decision_tree import artefact

FLOWS = Path(__file__).parent / "flows"
SMALL = (FLOWS / "small.yml").read_text(encoding="utf-8")
BOM = b"\xef\xbb\xbf"


@pytest.fixture
def compiled(tmp_path: Path, knowledge: Knowledge):
    """Compiles a text or bytes as a flow file."""

    def run(content: str | bytes) -> Compiled:
        path = tmp_path / "small.yml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return compile_flow(path, knowledge)

    return run


@pytest.fixture
def told(compiled):
    """What is told of a text or bytes as a flow file."""

    def run(content: str | bytes) -> list[Diagnostic]:
        with pytest.raises(BadFile) as caught:
            compiled(content)
        return caught.value.diagnostics

    return run


def small(old: str, new: str) -> str:
    """The small flow with one thing changed."""
    assert old in SMALL
    return SMALL.replace(old, new, 1)


def places(diagnostics: list[Diagnostic]) -> list[tuple[int, int, str]]:
    return [(found.span.line, found.span.column, found.name) for found in diagnostics]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize("path", sorted(FLOWS.glob("*.yml")), ids=lambda path: path.stem)
def test_the_flows_of_the_tests_have_no_faults(path: Path) -> None:
    assert compile_flow(path, made_up_knowledge()).flow.id == path.stem


# ---------- as it was written


@pytest.mark.parametrize(
    "written",
    ["yes", "no", "on", "off", "true", "null", "1.10", "007", "1_000", "12:30:45", "2026-11-23", "0x1F", ".5"],
)
def test_a_text_stays_what_was_written(written: str, compiled) -> None:
    assert compiled(small("title: A small flow", f"title: {written}")).flow.title == written


def test_yes_and_no_and_on_can_be_options(everything: Compiled, compiled) -> None:
    assert everything.flow.questions["sure"].answers == ("yes", "no", "half")
    switch = compiled(SMALL.replace("azure", "on").replace("other", "off")).flow
    assert switch.questions["area"].answers == ("on", "off")


def test_white_space_around_a_text_does_not_count(compiled) -> None:
    assert compiled(small("title: A small flow", "title: >\n    A small\n    flow\n\n")).flow.title == "A small flow"


def test_one_value_counts_as_a_list_of_one(compiled) -> None:
    assert compiled(small("are: [build-intent]", "are: build-intent")).flow == compiled(SMALL).flow


def test_aliases_stand_for_what_they_name(compiled) -> None:
    aliased = SMALL.replace("revisions: [", "revisions: &first [", 1)
    start = aliased.rindex("revisions: [")
    aliased = aliased[:start] + "revisions: *first" + aliased[aliased.index("\n", start) :]
    assert compiled(aliased).flow == compiled(SMALL).flow


# ---------- bytes


def test_a_byte_order_mark_is_no_part_of_the_text(compiled) -> None:
    assert compiled(BOM + SMALL.encode()).flow == compiled(SMALL).flow


def test_a_byte_order_mark_moves_no_column(told) -> None:
    text = SMALL.partition("\n")[2].replace("flow: small", "flwo: small")
    with_mark, without = told(BOM + text.encode()), told(text)
    assert places(with_mark) == places(without) == [(1, 1, "unknown-key")]
    assert list(map(terminal, with_mark)) == list(map(terminal, without))


def test_windows_line_ends_are_no_part_of_the_text(compiled) -> None:
    assert compiled(SMALL.replace("\n", "\r\n")).flow == compiled(SMALL).flow


def test_windows_line_ends_move_no_line_and_no_column(told) -> None:
    text = small("goto: claim", "goto: clam")
    unix, windows = told(text), told(text.replace("\n", "\r\n"))
    assert places(windows) == places(unix) == [(line_of(text, "goto: clam"), 40, "unknown-target")]
    assert "\r" not in terminal(windows[0])


def test_a_column_counts_characters_and_not_bytes(told) -> None:
    [found] = told(small("other: {label: Other, goto: work}", "other: {label: Ärger 😀, goto: wrok}"))
    assert terminal(found).splitlines()[2:4] == [
        "11 |       other: {label: Ärger 😀, goto: wrok}",
        "   |                                     ^^^^",
    ]
    assert found.span.column == 37


def test_the_caret_stands_below_its_column_after_a_tab(told) -> None:
    [found] = told(small("other: {label: Other, goto: work}", 'other: {label: "Ot\ther", goto: wrok}'))
    line, caret = terminal(found).splitlines()[2:4]
    before = line.removeprefix("11 |").partition("wrok")[0]
    assert caret == "   |" + re.sub(r"[^\t]", " ", before) + "^^^^"


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"# nothing yet\n", b"---\n", b"--- \n...\n", BOM, BOM + b"# nothing\r\n"]
)
def test_a_file_with_nothing_in_it_is_called_empty(content: bytes, told) -> None:
    assert places(told(content)) == [(1, 1, "empty-file")]


@pytest.mark.parametrize(("content", "place"), [
    (b"flow: sm\x00all\n", (1, 9, "yaml-syntax")),
    (b"flow: small\ntitle: \x1b[31mred\n", (2, 8, "yaml-syntax")),
    ("flow: small\n".encode("utf-16"), (1, 1, "not-utf-8")),
    (b"flow: small\r\ntitle: Caf\xe9\r\n", (2, 11, "not-utf-8")),
])  # fmt: skip
def test_what_is_no_text_is_told_at_its_place(content: bytes, place: tuple[int, int, str], told) -> None:
    found = told(content)
    assert places(found) == [place]
    assert terminal(found[0]).replace("\n", "").isprintable(), "a terminal obeys some characters"


# ---------- faults


MANY_FAULTS = """\
flow: Small
titel: A small flow
start: area
start: work
questions:
  area:
    ask: [Which, area]
    short: Area
    options:
      azure: {label: Azure, goto: nothing, hnit: x}
      Other: {goto: nothing}
outcomes:
  nothing:
    title: File nothing
    answer: Do not.
    claims: {are: [], because: So., sources: [S04]}
    pays: {is: nothing, because: So., grade: inferred}
    credit: dynamics-365
    revisions: [{on: yesterday, what: First published.}]
"""


def test_every_fault_of_a_run_is_told_in_the_order_of_the_file(told) -> None:
    assert places(told(MANY_FAULTS)) == [
        (1, 7, "malformed-id"),
        (2, 1, "unknown-key"),
        (4, 1, "duplicate-key"),
        (7, 10, "wrong-type"),
        (10, 44, "unknown-key"),
        (11, 7, "malformed-id"),
        (11, 7, "missing-key"),
        (16, 5, "unsupported-fact"),
        (17, 5, "unsupported-fact"),
        (17, 16, "unknown-word"),
        (19, 22, "wrong-type"),
    ]


def test_names_are_checked_beside_faults_that_hide_none(told) -> None:
    text = small("choose: several", "choose: several\n    hlep: x").replace("goto: claim", "goto: clam")
    assert [found.name for found in told(text)] == ["unknown-key", "unknown-target"]


def test_names_are_not_checked_beside_faults_that_may_hide_one(told) -> None:
    text = small("  claim:\n    title: File a claim", "  claim: [oops]\n  clam:\n    title: File a claim")
    assert [found.name for found in told(text)] == ["wrong-type"]


def test_faults_at_one_place_are_told_in_the_same_order_in_every_run(tmp_path: Path) -> None:
    path = tmp_path / "bare.yml"
    path.write_text("reach: None of what a flow needs is here.\n", encoding="utf-8")
    script = (
        "import sys; from pathlib import Path; from build_scripts.check.compiler import *\n"
        "from build_scripts.read.knowledge import read_knowledge\n"
        "try: compile_flow(Path(sys.argv[1]), read_knowledge(Path('decision_tree/knowledge')))\n"
        "except BadFile as bad: print([found.message for found in bad.diagnostics])"
    )
    said = {run(script, str(path), seed=seed) for seed in ("1", "2", "3")}
    keys = ("flow", "title", "start", "questions", "outcomes")
    assert said == {f"{[f'the file has no {key!r}' for key in keys]}\n"}


def test_a_message_is_one_line_whatever_it_quotes(told) -> None:
    [found] = told(re.sub(r"options: .*", "options: |\n      presales and\n      much else that goes on and on", SMALL))
    assert found.message == (
        "'questions.work.options' must be a mapping of keys to values, "
        "not the text 'presales and much else that goes on and…'"
    )


def test_a_name_of_several_lines_is_quoted_on_one(told) -> None:
    [found] = told(small("    goto: decide", "    goto: |\n      decide\n      or not"))
    assert found.message == "question 'work' leads to 'decide or not', which does not exist"


def test_a_long_line_is_shown_around_the_fault(told) -> None:
    [found] = told(small("title: A small flow", f"title: {{{'x: y, ' * 1000}}}"))
    assert found.span.length > WIDEST
    assert max(map(len, terminal(found).splitlines()[1:])) <= WIDEST + len("3 | ")
    far = replace(found, line="a" * 5000 + "here" + "b" * 5000, span=Span(line=3, column=5001, length=4))
    window, caret = terminal(far).splitlines()[2:4]
    assert window[caret.index("^") : caret.rindex("^") + 1] == "here"


def test_a_fault_is_told_once(told) -> None:
    found = told(MANY_FAULTS)
    assert BadFile([*found, *found]).diagnostics == found


# ---------- hostile files


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefghijklmnopqrstuvwx", "bcdefghijklmnopqrstuvwxy", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [LAUGHS, "a: &a\n" + "  - x\n" * 2_000 + "b: [" + "*a, " * 2_000 + "]\n", "a: &a {b: *a}\n", "&a [*a]\n"],
    ids=["laughs", "quadratic", "mapping in itself", "list in itself"],
)
def test_an_alias_bomb_takes_little_time_and_memory(text: str, tmp_path: Path) -> None:
    path = tmp_path / "bomb.yml"
    path.write_text(text, encoding="utf-8")
    script = (
        "import sys, tracemalloc; from pathlib import Path; from build_scripts.read.flow import read_flow\n"
        "text = Path(sys.argv[1]).read_text(); tracemalloc.start(); faults = read_flow(text, {}).faults\n"
        "print([fault.name for fault in faults], tracemalloc.get_traced_memory()[1] < 20_000_000)"
    )
    assert run(script, str(path), timeout=30) == "['alias-bomb'] True\n"


@pytest.mark.parametrize(
    "text",
    ["[" * 10_000, "[" * 100_000 + "]" * 100_000, "a: " + "{a: " * 5_000, "- " * 5_000, "- " * 100_000 + "a"],
    ids=["lists", "whole lists", "mappings", "blocks", "whole blocks"],
)
def test_a_file_that_is_nested_without_end_is_told_in_words(text: str) -> None:
    [fault] = read_flow(text, {}).faults
    assert (fault.name, fault.message) == ("yaml-syntax", "the file is nested too deeply to be read")


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_whatever_is_done_to_a_flow_it_compiles_or_says_why_not(data: st.DataObject, compiled) -> None:
    lines = SMALL.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        cut = data.draw(st.integers(0, len(line)))
        part = data.draw(st.sampled_from(["", *PIECES, *SMALL.split()]))
        lines[at] = data.draw(st.sampled_from([line[:cut] + part + line[cut:], line[:cut], line[cut:], part]))
    with suppress(BadFile):
        found = compiled("\n".join(lines))
        assert artefact.load(found.artefact.encode().decode()) == found.flow


PIECES = ("{}", "[]", ":", "- ", "&a ", "*a", "!!set ", "<<: ", '"', "\t", "~", "? ", "|", "\\ud800", "\x00", "date: ")
"""What often goes wrong in YAML."""


def run(script: str, *arguments: str, seed: str = "0", timeout: float = 60) -> str:
    """What a fresh Python prints."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True, text=True, check=True, timeout=timeout, cwd=FLOWS.parent.parent,
        env={"PYTHONHASHSEED": seed},
    )  # fmt: skip
    return done.stdout


def test_plans_need_words_for_how_claims_are_counted(knowledge: Knowledge) -> None:
    text = "flow: small\nplan: {subject: [area]}\n"
    assert "plan" not in {fault.place[0] for fault in read_flow(text, {}, knowledge.counting).faults if fault.place}
    [fault] = [fault for fault in read_flow(text, {}, None).faults if fault.place == ("plan",)]
    assert fault.message == "the flow adds up products, and nothing says how claims are counted"
    assert "take 'plan:' out" in fault.help
