"""The walk merges situations: what the checks say of made-up flows is what looking at every single reader says."""

from collections.abc import Iterator
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from walks import modest

from build_scripts.check.flow_faults import gap, not_always_asked, overlap, row_never_matches
from build_scripts.check.walk import Walk
from build_scripts.read.faults import Place
from build_scripts.read.flow import read_flow
from decision_tree.engine import offered_options, target
from decision_tree.model import Chosen, Flow, Outcome, Question, Table

OPTIONS = ("a", "b", "c")

Seen = dict[str, Chosen]

HEAD = "flow: made-up\ntitle: Made up\nintro: Made up.\nstart: q0\nquestions:\n"

OUTCOMES = "outcomes:\n" + "".join(
    f"  {id}:\n    title: T\n    answer: A.\n"
    "    claims: {are: unknown, because: So., grade: unknown}\n"
    "    pays: {is: unknown, because: So., grade: unknown}\n"
    "    revisions: [{on: 2026-11-23, what: First published.}]\n"
    for id in ("yes", "no")
)


# ---------- made-up flows


@st.composite
def conditions(draw: st.DrawFn, ids: list[str]) -> str:
    """A condition on some of these questions, in YAML."""
    asked = draw(st.lists(st.sampled_from(ids), unique=True, max_size=3))
    kinds = st.sampled_from(("", "all-of", "none-of"))
    options = st.lists(st.sampled_from(OPTIONS), unique=True, min_size=1, max_size=2)
    tests = []
    for id in asked:
        kind, named = draw(kinds), ", ".join(draw(options))
        tests.append(f"{id}: {{{kind}: [{named}]}}" if kind else f"{id}: [{named}]")
    return f"{{{', '.join(tests)}}}"


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """A flow of four questions, some of which are passed by, with a table in the middle and one at the end."""
    ids = ["q0", "q1", "q2", "q3"]
    follows = ["q1", "q2", "middle", "end"]
    text = HEAD
    for place, id in enumerate(ids):
        later = follows[place:]
        if draw(st.booleans()):
            empty = draw(st.booleans())
            text += f"  {id}: {{ask: A, short: S, choose: several, empty: {str(empty).lower()}, goto: {later[0]},"
            text += " options: {a: {label: A}, b: {label: B}, c: {label: C}}}\n"
        else:
            gotos = [draw(st.sampled_from(later)) for _ in OPTIONS]
            options = (f"{option}: {{label: L, goto: {goto}}}" for option, goto in zip(OPTIONS, gotos, strict=True))
            text += f"  {id}: {{ask: A, short: S, options: {{{', '.join(options)}}}}}\n"
    text += "tables:\n"
    for table, known, ends in (("middle", ids[:3], ["q3", "end", "yes"]), ("end", ids, ["yes", "no"])):
        rows = draw(st.lists(st.tuples(conditions(known), st.sampled_from(ends)), min_size=1, max_size=4))
        text += f"  {table}:\n    hit: {draw(st.sampled_from(('first', 'unique')))}\n    rows:\n"
        text += "".join(f"      - {{when: {when}, goto: {goto}}}\n" for when, goto in rows)
    reading = read_flow(text + OUTCOMES, {}, None, {}, {})
    assert reading.flow is not None and not reading.faults, reading.faults
    return reading.flow


# ---------- every reader


def readers(flow: Flow, node: str, seen: Seen) -> Iterator[tuple[str, Seen]]:
    """Every table that somebody comes to, with their answers: one by one, and none left out."""
    question, table = flow.questions.get(node), flow.tables.get(node)
    if question:
        for chosen in choices(question, offered_options(question, seen)):
            yield from readers(flow, target(question, chosen), {**seen, node: chosen})
    elif table:
        yield node, seen
        for row in matching(flow, table, seen)[: 1 if table.hit == "first" else None]:
            yield from readers(flow, table.rows[row].goto, seen)


def choices(question: Question, offered: tuple[str, ...]) -> Iterator[Chosen]:
    """Every answer to a question."""
    sizes = [1] if question.kind == "one" else range(0 if question.empty else 1, len(offered) + 1)
    for size in sizes:
        yield from map(frozenset, combinations(offered, size))


def unasked(flow: Flow) -> Seen:
    """What conditions see of questions that may be left empty and were not asked."""
    return {id: frozenset() for id, question in flow.questions.items() if question.empty}


def matching(flow: Flow, table: Table, seen: Seen) -> list[int]:
    """Rows that match, by number."""
    return [number for number, row in enumerate(table.rows) if row.when.holds({**unasked(flow), **seen})]


def missing_tests(flow: Flow, table: Table, seen: Seen) -> Iterator[Place]:
    """Tests of rows that a reader was not asked for, although the rest of their clause holds."""
    whole = {**unasked(flow), **seen}
    looked = matching(flow, table, seen)[:1] if table.hit == "first" else []
    for number, row in enumerate(table.rows[: looked[0] + 1] if looked else table.rows):
        for place, clause in enumerate(row.when.clauses):
            for test in clause:
                others = [other for other in clause if other is not test]
                rest = all(it.question in whole and it.holds(whole[it.question]) for it in others)
                if test.question not in whole and rest:
                    yield ("tables", table.id, "rows", number, "when", place, test.question)


# ---------- the law


@settings(modest, max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(flows())
def test_the_checks_say_what_every_single_reader_would(flow: Flow) -> None:
    walk = Walk(flow)
    everybody = list(readers(flow, flow.start, {}))
    rows = [(flow.tables[id], matching(flow, flow.tables[id], seen)) for id, seen in everybody]
    reached = {table.id for table, _ in rows}
    assert {fault.place[1] for fault in gap(walk)} == {table.id for table, found in rows if not found}
    assert {(fault.place[1], fault.place[3]) for fault in overlap(walk)} == {
        (table.id, second) for table, found in rows if table.hit == "unique" for _, second in combinations(found, 2)
    }
    hit = {(table.id, row) for table, found in rows for row in (found[:1] if table.hit == "first" else found)}
    never = {(fault.place[1], fault.place[3]) for fault in row_never_matches(walk) if fault.place[1] in reached}
    assert never == {(id, row) for id in reached for row in range(len(flow.tables[id].rows))} - hit
    assert {fault.place for fault in not_always_asked(walk) if fault.place[0] == "tables"} == {
        place for id, seen in everybody for place in missing_tests(flow, flow.tables[id], seen)
    }


def test_each_situation_is_found_once_after_the_fewest_answers() -> None:
    text = (
        f"{HEAD}"
        "  q0: {ask: Q, short: Q, options: {a: {label: A, goto: q1}, b: {label: B, goto: t}}}\n"
        "  q1: {ask: Q, short: Q, options: {a: {label: A, goto: 'yes'}, b: {label: B, goto: 'no'}}}\n"
        "tables: {t: {hit: first, rows: [{when: {q0: a}, goto: 'no'}, {when: {}, goto: 'yes'}]}}\n"
    )
    reading = read_flow(text + OUTCOMES, {}, None, {}, {})
    assert reading.flow is not None and not reading.faults, reading.faults
    found = [(one.node, one.answers) for one in Walk(reading.flow).detailed({}, (Outcome,))]
    assert found == [("yes", {"q0": ("b",)}), ("no", {"q0": ("a",), "q1": ("b",)})]


def test_twenty_questions_before_one_table_are_few_situations() -> None:
    ids = [f"q{number}" for number in range(20)]
    questions = "".join(
        f"  {id}: {{ask: A, short: S, options: {{a: {{label: A}}, b: {{label: B}}}}, goto: {follower}}}\n"
        for id, follower in zip(ids, [*ids[1:], "end"], strict=True)
    )
    rows = "".join(f"      - {{when: {{{id}: a}}, goto: yes}}\n" for id in ids)
    table = f"tables:\n  end:\n    hit: first\n    rows:\n{rows}      - {{when: {{}}, goto: no}}\n"
    flow = read_flow(HEAD + questions + table + OUTCOMES, {}, None, {}, {}).flow
    assert flow is not None
    assert len(Walk(flow).found) < 300
