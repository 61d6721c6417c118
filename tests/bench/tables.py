"""What was measured: rows of values in tables, beside what they are compared with and what they should reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from statistics import median, quantiles
from typing import Any, Literal

WIDTH = 56
"""Characters for the name of a row on a terminal."""

START, END = "<!-- bench -->", "<!-- /bench -->"
"""Between these the README has the newest figures."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a row should reach: at most, or at least, this much of its median, its p95, or its ratio."""

    limit: float
    of: Literal["ratio", "median", "p95"] = "ratio"
    at_least: bool = False

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"{'' if self.of == 'ratio' else f'{self.of} '}{sign} {self.limit:g}"

    def reached(self, value: float) -> bool:
        """Whether a value is good enough."""
        return value >= self.limit if self.at_least else value <= self.limit


@dataclass(frozen=True, kw_only=True)
class Row:
    """Every value of one thing."""

    what: str
    values: tuple[float, ...]
    target: Target | None = None

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def p95(self) -> float:
        """Of a handful of values it is the largest or near it."""
        return quantiles(self.values, n=20, method="inclusive")[-1] if len(self.values) > 1 else self.values[0]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows that may be compared with each other. Tables of a group have the same rows, under other conditions."""

    group: str
    """What is measured, with the unit."""
    title: str
    """Under which conditions."""
    rows: tuple[Row, ...]
    baseline: str = ""
    """The row by whose median those of all others are divided; empty: they are not compared."""
    digits: int = 1
    p95: bool = False
    """Whether the 95th percentile is worth telling where there is little room."""
    details: dict[str, Any] = field(default_factory=dict)
    """What else a reader of the JSON might want to know."""

    def ratio(self, row: Row) -> float | None:
        """A row's median in medians of the baseline."""
        base = next((base.median for base in self.rows if base.what == self.baseline), 0)
        return row.median / base if base else None

    def aimed_at(self, row: Row) -> float | None:
        """The value that the row's target is about."""
        if row.target is None:
            return None
        return {"ratio": self.ratio(row), "median": row.median, "p95": row.p95}[row.target.of]

    def reached(self, row: Row) -> bool | None:
        """Whether a row has reached its target; None where it has none."""
        value = self.aimed_at(row)
        return None if value is None or row.target is None else row.target.reached(value)

    def number(self, value: float) -> str:
        return f"{value:,.{self.digits}f}"

    def __str__(self) -> str:
        head = f"{self.title:<{WIDTH}}{'runs':>6}{'median':>13}{'p95':>13}{'max':>13}{'ratio':>8}  target"
        return "\n".join([head, *map(self.line, self.rows)])

    def line(self, row: Row) -> str:
        """A row, for the terminal."""
        numbers = "".join(f"{self.number(value):>13}" for value in (row.median, row.p95, max(row.values)))
        ratio = self.ratio(row)
        compared = f"{ratio:>8.2f}" if ratio is not None else " " * 8
        return f"  {row.what:<{WIDTH - 2}}{len(row.values):>6}{numbers}{compared}  {self.verdict(row)}".rstrip()

    def verdict(self, row: Row) -> str:
        """The target, and whether it was reached."""
        return f"{row.target} {'✓' if self.reached(row) else '✗ missed'}" if row.target else ""

    def to_json(self) -> dict[str, Any]:
        """Everything, every value included."""
        rows = [
            {
                "what": row.what,
                "median": row.median,
                "p95": row.p95,
                "ratio": self.ratio(row),
                "target": vars(row.target) if row.target else None,
                "reached": self.reached(row),
                "values": list(row.values),
            }
            for row in self.rows
        ]
        head = {name: value for name, value in vars(self).items() if name != "rows"}
        return {**head, "rows": rows}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Table:
        """The table that was written."""
        rows = tuple(
            Row(
                what=row["what"],
                values=tuple(row["values"]),
                target=Target(**row["target"]) if row["target"] else None,
            )
            for row in told["rows"]
        )
        return cls(**{**told, "rows": rows})


def text(tables: Sequence[Table]) -> str:
    """Tables for the terminal."""
    groups = groupby(tables, key=lambda table: table.group)
    return "\n\n".join("\n".join([group, *map(str, members)]) for group, members in groups)


# ---------- Markdown


def markdown(tables: Sequence[Table]) -> str:
    """Tables for the README: one for each group, a line for each condition."""
    return "\n\n".join(
        "\n".join(lines(group, list(of))) for group, of in groupby(tables, key=lambda table: table.group)
    )


def lines(group: str, tables: list[Table]) -> Iterator[str]:
    """A group of tables as one: what was measured goes across, the conditions go down."""
    first = tables[0]
    head = [group, *(row.what for row in first.rows)]
    head += [f"ratio to {first.baseline}"] if first.baseline else []
    head += ["target"] if any(row.target for table in tables for row in table.rows) else []
    yield cells(head)
    yield cells(["---", *["---:"] * (len(head) - 1)])
    for table in tables:
        line = [table.title, *(cell(table, row) for row in table.rows)]
        line += [ratio_cell(table)] if first.baseline else []
        line += [target_cell(table)]
        yield cells(line[: len(head)])


def cells(texts: Sequence[str]) -> str:
    return f"| {' | '.join(texts)} |"


def cell(table: Table, row: Row) -> str:
    """The median, and the 95th percentile where that is told."""
    return table.number(row.median) + (f" (p95 {table.number(row.p95)})" if table.p95 else "")


def ratio_cell(table: Table) -> str:
    """Ours in terms of the baseline: the first row is ours."""
    ratio = table.ratio(table.rows[0])
    return "" if ratio is None else f"**{ratio:.2f}**"


def target_cell(table: Table) -> str:
    """What was aimed at; where rows have different targets, all of them."""
    aims: dict[str, list[str]] = {str(row.target): [] for row in table.rows if row.target}
    for row in table.rows:
        if row.target and not table.reached(row):
            aims[str(row.target)].append(row.what)
    return "; ".join(f"{aim} ✗ {', '.join(missed)}" if missed else f"{aim} ✓" for aim, missed in aims.items())
