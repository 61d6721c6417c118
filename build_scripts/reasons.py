"""Why a row of a table decides: its condition, with what leads to the table where that is needed for it to be true.

A row is looked at only by those who come to its table, and of a table whose first matching row counts only where none
before it matched. Whoever reads the row alone does not know that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from build_scripts.states import Walk
from decision_tree.model import Chosen, Clause, Condition, Flow, Outcome, Question, Row, Table, Test

Seen = Mapping[str, Chosen]
"""What conditions see: question id → what was chosen."""


def whole_condition(walk: Walk, table: Table, row: Row) -> Condition:
    """The condition of a row that holds for nobody who does not get what the row leads to.

    Where no single choice tells the two apart, the row's own words stay.
    """
    return Condition(clauses=tuple(whole_clause(walk, table, row, clause) for clause in row.when.clauses))


def whole_clause(walk: Walk, table: Table, row: Row, clause: Clause) -> Clause:
    """One clause, with the fewest tests of single choices, in the order in which they are asked, that make it true."""
    here = [seen for seen in met(walk, table, row) if holds(clause, seen)]
    strangers = [seen for seen in ends_elsewhere(walk, row) if holds(clause, seen)]
    added: list[Test] = []
    for question in (it for it in walk.flow.questions.values() if it.kind == "one"):
        test = shared(question, here)
        left = [seen for seen in strangers if test is None or holds((test,), seen)]
        if test and len(left) < len(strangers) and question.id not in {one.question for one in clause}:
            added.append(test)
            strangers = left
    return (*added, *clause)


def met(walk: Walk, table: Table, row: Row) -> Iterator[Seen]:
    """What those have answered for whom the row decides."""
    for situation in walk.full.at_node(table.id):
        seen = walk.full.seen(situation)
        deciding = next((one for one in table.rows if one.when.holds(seen)), None)
        if deciding is row:
            yield seen


def ends_elsewhere(walk: Walk, row: Row) -> Iterator[Seen]:
    """What those have answered who end at another outcome than the row leads to."""
    if row.goto in walk.flow.outcomes:
        yield from (walk.full.seen(it) for outcome, it in walk.full.here(Outcome) if outcome.id != row.goto)


def shared(question: Question, seen: Iterable[Seen]) -> Test | None:
    """What all of these have chosen there, if everybody was asked and some choice was made by nobody."""
    answers = [one.get(question.id) for one in seen]
    chosen = frozenset().union(*(answer for answer in answers if answer))
    if None in answers or not chosen or chosen == frozenset(question.answers):
        return None
    return Test(question=question.id, any_of=chosen)


def holds(clause: Clause, seen: Seen) -> bool:
    """Whether a clause holds of what was chosen."""
    return Condition(clauses=(clause,)).holds(seen)


def left_over(table: Table, row: Row) -> str:
    """What is said behind the condition of a row before which others are tried; empty for all other rows."""
    return "; where no row above it holds" if table.hit == "first" and row is not table.rows[0] else ""


def rows_to(flow: Flow, outcome: str) -> Iterator[tuple[Table, int, Row]]:
    """The rows that lead to an outcome, each with its table and its number."""
    for table in flow.tables.values():
        yield from ((table, number, row) for number, row in enumerate(table.rows) if row.goto == outcome)
