"""The walk over every situation, and the state graph that comes of it; test_laws.py holds the graph to the engine."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import walks

from build_scripts.check.compiler import Compiled, compile_flow
from build_scripts.check.walk import Situation, Walk
from build_scripts.read.faults import BadFile
from build_scripts.read.knowledge import Knowledge
from decision_tree.engine import Opened, resolve, seen
from decision_tree.kinds import kind_of
from decision_tree.model import Chosen, Condition, Outcome, Question

ROOT = Path(__file__).parent.parent
State = dict[str, Any]


@pytest.fixture(params=walks.NAMES)
def compiled(request: pytest.FixtureRequest) -> Compiled:
    """Each flow of the site and of the tests."""
    return walks.compiled(request.param)


# ---------- length


LENGTH = 1_100
"""Questions, more than Python's stack has room for when each takes one call."""


def long_flow(last: str) -> str:
    """A flow of questions one after the other, of which the last leads there."""
    ids = [f"q{number}" for number in range(LENGTH)]
    questions = "".join(
        f"  {id}: {{ask: Which, short: Which, options: {{a: {{label: A}}, b: {{label: B, goto: claim}}}}, "
        f"goto: {follower}}}\n"
        for id, follower in zip(ids, [*ids[1:], last], strict=True)
    )
    several = "short: Which, choose: several,"  # its clauses are looked for
    questions = questions.replace("short: Which,", several, 1).replace(", goto: claim", "", 1)
    text = (ROOT / "tests" / "flows" / "small.yml").read_text(encoding="utf-8")
    head, _, rest = text.partition("start: area\n")
    end = rest[rest.index("outcomes:") :].replace("when: {area: other, work: presales}", "when: {q0: a}")
    return f"{head}start: q0\nquestions:\n{questions}{end}"


def test_a_flow_may_be_longer_than_the_stack(knowledge: Knowledge, tmp_path: Path) -> None:
    file = tmp_path / "long.yml"
    file.write_text(long_flow("nothing"), encoding="utf-8")
    assert len(compile_flow(file, knowledge).states) == LENGTH + 2


def test_a_circle_may_be_longer_than_the_stack(knowledge: Knowledge, tmp_path: Path) -> None:
    file = tmp_path / "long.yml"
    file.write_text(long_flow("q0"), encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        compile_flow(file, knowledge)
    assert [fault.name for fault in caught.value.diagnostics] == ["circle"]


# ---------- the graph


def test_every_way_through_the_graph_is_one_that_the_engine_goes(compiled: Compiled) -> None:
    starts = compiled.states[0].get("from", {"": 0})
    for day in walks.times(compiled.flow.id):
        start = starts[max(one for one in starts if one <= day.isoformat())]
        for given, state in graph_paths(compiled, start, {}):
            step = resolve(compiled.flow, given, walks.TODAY, rules=day)
            if step.result is not None:
                assert state == {"outcome": step.result.outcome}, given
            else:
                assert step.opened == Opened(question=state["question"], offered=tuple(state.get("offered", ()))), given


def test_no_class_of_answers_stands_twice(compiled: Compiled) -> None:
    for state in compiled.states:
        classes = [(tuple(one["with"]), tuple(one["without"])) for one in state.get("classes", ())]
        assert len(set(classes)) == len(classes), state


def test_answers_that_decide_nothing_make_no_states(everything: Compiled) -> None:
    circumstances = [state for state in everything.states if state.get("question") == "circumstances"]
    assert all(len(state["classes"]) == 1 for state in circumstances), "notes look at them, and tables do not"


def test_two_builds_give_the_same_bytes() -> None:
    script = """if True:
        import sys; from pathlib import Path
        from build_scripts.check.compiler import Walk, artefact, state_graph
        from build_scripts.read.knowledge import read_knowledge
        for path in sys.argv[1:]:
            folder = Path("tests" if "tests" in Path(path).parts else "decision_tree") / "knowledge"
            known, text = read_knowledge(folder), Path(path).read_text(encoding="utf-8")
            flow = known.reading_of(text).flow
            print(artefact.dump(flow, state_graph(Walk(flow))))
    """
    command = [sys.executable, "-c", script, *map(str, walks.PLACES.values())]
    builds = [
        subprocess.Popen(command, env={"PYTHONHASHSEED": seed}, cwd=ROOT, stdout=subprocess.PIPE) for seed in "12"
    ]
    one, other = (build.communicate()[0] for build in builds)
    assert one == other
    assert set(one.decode().splitlines()) == {walks.compiled(name).artefact for name in walks.NAMES}


# ---------- witnesses


def test_the_answers_that_lead_to_a_situation_are_the_fewest(compiled: Compiled) -> None:
    assert {key: len(it.answers) for key, (it, _) in compiled.walk.found.items()} == brute_force(compiled.walk)


DETOUR = """
flow: detour
title: The way with more tables has fewer answers
start: way
questions:
  way:
    ask: Which way?
    short: Way
    options: {asked: {label: With a question, goto: more}, tables: {label: With tables, goto: one-table}}
  more:
    ask: What more?
    short: More
    options: {this: {label: This}, that: {label: That}}
    goto: last
  last:
    ask: What last?
    short: Last
    options: {this: {label: This}, that: {label: That}}
    goto: end
tables:
  one-table: {hit: unique, rows: [{when: {way: tables}, goto: another-table}]}
  another-table: {hit: unique, rows: [{when: {way: tables}, goto: last}]}
outcomes:
  end:
    title: The end
    answer: The end.
    claims: {are: unknown, because: Made up., grade: unknown}
    pays: {is: unknown, because: Made up., grade: unknown}
    revisions: [{on: 2026-11-23, what: First published.}]
notes:
  both:
    title: Both
    when: [{way: asked, more: this}, {last: this}]
    text: So.
    grade: unknown
"""


def test_a_way_with_more_tables_and_fewer_answers_is_the_shorter_one(tmp_path: Path, knowledge: Knowledge) -> None:
    path = tmp_path / "detour.yml"
    path.write_text(DETOUR, encoding="utf-8")
    [last] = [it for _, it in compile_flow(path, knowledge).walk.situations.here(Question) if it.node == "last"]
    assert last.answers == {"way": ("tables",)}


def test_the_answers_that_lead_to_a_situation_do_lead_there(compiled: Compiled) -> None:
    for node, situation in compiled.walk.situations.here(Question):
        given = {id: given_as(compiled, id, answer) for id, answer in situation.answers.items()}
        opened = resolve(compiled.flow, given, walks.TODAY, rules=rules_of(situation)).opened
        assert opened is not None
        assert (opened.question, opened.problem) == (node.id, None)


# ---------- walking


def graph_paths(compiled: Compiled, number: int, given: walks.Given) -> Iterator[tuple[walks.Given, State]]:
    """Every way through the graph: the answers so far, and the state they lead to."""
    state = compiled.states[number]
    yield given, state
    for answer, to in exits(compiled, state):
        yield from graph_paths(compiled, to, {**given, state["question"]: answer})


def exits(compiled: Compiled, state: State) -> Iterator[tuple[tuple[str, ...], int]]:
    """The exits of a state, each with an answer that takes it."""
    for option, to in state.get("to", {}).items():
        yield (option,), to
    for band, to in state.get("bands", {}).items():
        yield given_as(compiled, state["question"], (band,)), to
    for one in state.get("classes", ()):
        question = compiled.flow.questions[state["question"]]
        others = [id for id in state["offered"] if id not in one["without"]]
        yield tuple(one["with"] or others[: not question.empty]), one["to"]


def given_as(compiled: Compiled, question: str, answer: tuple[str, ...]) -> tuple[str, ...]:
    """An answer as a reader gives it: a date for a band."""
    asked = compiled.flow.questions[question]
    if kind_of(asked).named:
        return answer
    value = kind_of(asked).value_in(asked, answer[0], walks.TODAY)
    assert value is not None
    return (value,)


def rules_of(situation: Situation) -> date:
    """A day on which the rules that lead to a situation hold."""
    return date.fromisoformat(situation.day) if situation.day else walks.TODAY


Truth = tuple[bool | None, ...]
"""For each test of a condition, whether it holds; None where its question was not asked."""


def truth(when: Condition, chosen: Mapping[str, Chosen]) -> Truth:
    """What tests make of answers."""
    return tuple(test.holds(chosen[test.question]) if test.question in chosen else None for test in when.tests())


def test_told_apart_are_all_readers_that_a_note_tells_apart_and_no_others(compiled: Compiled) -> None:
    flow = compiled.flow
    for note in flow.notes.values():
        situations = compiled.walk.told_apart(note.when.tests())
        found = {(it.node, truth(note.when, situations.seen(it))): it for _, it in situations.here(Outcome)}
        for _, step, _ in walks.every_path_of_all_times(flow.id):
            assert step.result is not None
            assert (step.result.outcome, truth(note.when, seen(flow, step))) in found, (note.id, step.answers)
        for (outcome, values), situation in found.items():
            given = {id: given_as(compiled, id, answer) for id, answer in situation.answers.items()}
            step = resolve(flow, given, walks.TODAY, rules=rules_of(situation))
            assert step.result is not None
            assert (step.result.outcome, truth(note.when, seen(flow, step))) == (outcome, values), (note.id, given)


def brute_force(walk: Walk) -> dict[object, int]:
    """The fewest answers that lead to each situation, found by taking every way."""
    fewest: dict[object, int] = {}

    def take(situation: Situation) -> None:
        answers = len(situation.answers)
        if answers < fewest.get(situation.key, answers + 1):
            fewest[situation.key] = answers
            for way in walk.exits(situation):
                take(way.to)

    take(walk.start)
    return fewest
