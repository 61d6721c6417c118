"""The reason that a page gives for its answer holds for nobody who gets another one."""

import pytest
import walks

from build_scripts.check.compiler import Compiled
from build_scripts.pages.reasons import rows_to, whole_condition
from decision_tree.engine import unasked
from decision_tree.model import Condition, Outcome, Row, Table, Test


@pytest.mark.parametrize("name", walks.NAMES)
def test_no_reason_holds_for_somebody_with_another_answer(name: str) -> None:
    compiled = walks.compiled(name)
    ends = [
        (step.result.outcome, {**unasked(compiled.flow), **{hop.question: hop.chosen for hop in step.path}})
        for _, step in walks.every_path(name)
        if step.result
    ]
    reasons = [
        (outcome, table.id, number, whole(compiled, table, row))
        for outcome in compiled.flow.outcomes
        for table, number, row in rows_to(compiled.flow, outcome)
        if table.hit == "unique"
    ]
    false = [
        (outcome, table, number, at)
        for outcome, table, number, reason in reasons
        for at, seen in ends
        if at != outcome and reason.holds(seen)
    ]
    assert false == []


def whole(compiled: Compiled, table: Table, row: Row) -> Condition:
    return whole_condition(compiled.walk, table, row)


def test_only_what_is_needed_is_added(filing: Compiled) -> None:
    flow = filing.flow
    added = [
        test.question
        for outcome in flow.outcomes.values()
        for table, _, row in rows_to(flow, outcome.id)
        for clause, own in zip(whole(filing, table, row).clauses, row.when.clauses, strict=True)
        for test in clause
        if test not in own
    ]
    assert added == [], "the rows of this flow state all that is needed"


def test_what_leads_to_the_table_is_added_where_the_row_does_not_say_it(filing: Compiled) -> None:
    """The row for small customers, without the seats."""
    flow, outcome = filing.flow, "modern-work-small-use-or-consume"
    [(table, number, row)] = rows_to(flow, outcome)
    short = Row(
        when=Condition(clauses=(tuple(it for it in row.when.clauses[0] if it.question != "seats"),)),
        goto=outcome,
    )
    table = Table(id=table.id, hit=table.hit, rows=(*table.rows[:number], short, *table.rows[number + 1 :]))
    [clause] = whole_condition(filing.walk, table, short).clauses
    assert {test.question: test.any_of for test in clause if isinstance(test, Test)} == {
        "area": {"modern-work"},
        "seats": {"up-to-300"},
        "work": {"adoption"},
    }
    assert isinstance(flow.node(outcome), Outcome)
