"""Conditions of table rows, extended with the conditions under which the table is reached, because a row is read alone.

A row is evaluated only for readers who reach its table and, in a table where the first matching row counts, only if no
row above it matched. A row that is read alone does not show that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from build_scripts.check.walk import Walk
from decision_tree.kinds import kind_of
from decision_tree.model import Chosen, Clause, Condition, Flow, Question, Row, Table, Test

Seen = Mapping[str, Chosen]
"""Chosen options by question id, on which conditions are evaluated."""


def whole_condition(walk: Walk, table: Table, row: Row) -> Condition:
    """The condition of a row, extended until it holds only for readers who get what the row leads to.

    Where no answer to a single choice excludes other readers, the row's own condition is returned.
    """
    return Condition(clauses=tuple(whole_clause(walk, table, row, clause) for clause in row.when.clauses))


def whole_clause(walk: Walk, table: Table, row: Row, clause: Clause) -> Clause:
    """Clause of a row, extended with tests of earlier single choices.

    A test is added only where it excludes readers who meet the clause and end at another outcome, because each added
    test is one more thing to read. Questions are tried in the order of the flow.
    """
    number = next(number for number, one in enumerate(table.rows) if one is row)
    here = [seen for seen in walk.readers_of_rows.get((table.id, number), ()) if holds(clause, seen)]
    ends = walk.ends if row.goto in walk.flow.outcomes else ()
    strangers = [seen for outcome, seen in ends if outcome != row.goto and holds(clause, seen)]
    added: list[Test] = []
    for question in (it for it in walk.flow.questions.values() if kind_of(it).options_lead):
        test = shared(question, here)
        left = [seen for seen in strangers if test is None or holds((test,), seen)]
        if test and len(left) < len(strangers) and question.id not in {one.question for one in clause}:
            added.append(test)
            strangers = left
    return (*added, *clause)


def shared(question: Question, seen: Iterable[Seen]) -> Test | None:
    """Test of a question that all of these readers pass; None where some were not asked, or it excludes nobody."""
    answers = [one.get(question.id) for one in seen]
    chosen = frozenset().union(*(answer for answer in answers if answer))
    if None in answers or not chosen or chosen == frozenset(question.answers):
        return None
    return Test(question=question.id, any_of=chosen)


def holds(clause: Clause, seen: Seen) -> bool:
    """Whether answers meet a clause."""
    return all(passes(test, seen) for test in clause)


def passes(test: Test, seen: Seen) -> bool:
    """Whether answers pass a test; those of readers who were not asked do not."""
    return test.question in seen and test.holds(seen[test.question])


def left_over(table: Table, row: Row) -> str:
    """Words behind the condition of a row that counts only where no row above it does; empty for all other rows."""
    return "; where no row above it holds" if table.hit == "first" and row is not table.rows[0] else ""


def rows_to(flow: Flow, outcome: str) -> Iterator[tuple[Table, int, Row]]:
    """Each row that leads to an outcome, with its table and its index in the table, counted from 0."""
    for table in flow.tables.values():
        yield from ((table, number, row) for number, row in enumerate(table.rows) if row.goto == outcome)
