"""The layout of the matrix of a flow, and how its file gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from build_scripts.read.forms import Form, optional, required
from build_scripts.read.values import ID, ID_SET, IDS, TEXT, list_of, mapping_of, not_empty

Answers = Mapping[str, tuple[str, ...]]
"""Question id → ids of the options chosen."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """Overview above the tables: a line for each table, a column for each option of the first question of `ways`."""

    answers: Answers
    """Question id → the one answer that the overview is drawn for; of every other question, all answers are drawn."""
    shows: str
    """The same answers in words, which follow "For" below the overview: `a partner who …`."""
    name: str
    """What the overview is called for those who hear it."""
    rows: str
    """What the rows are, in the plural: `ways of buying`."""
    tells: str
    """What its fields say, as words before those of `shows`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """Layout of the matrix, as `matrix:` of a flow file gives it: which questions are tables, rows and columns."""

    tables: tuple[str, ...]
    """Ids of questions. Each combination of their answers has a table."""
    ways: tuple[str, ...]
    """Ids of the questions whose answers head the rows. A row names the first answer, and the others only where they
    change the outcome."""
    any_way: str
    """Heading of a row that holds for all answers to `ways`."""
    kinds: str
    """Id of the question with several choices whose answers divide the rows."""
    any_kind: str
    """Heading of a row that holds for all answers to `kinds`."""
    shown: tuple[tuple[str, ...], ...]
    """Answers to `kinds` that have a row. There are too many combinations to show them all."""
    columns: str
    """Id of the question whose options are the columns."""
    without_pay: frozenset[str]
    """Ids of columns whose cells do not say that a claim does not pay, because these readers do not ask for pay."""
    without_credit: frozenset[str]
    """Ids of columns whose cells do not say that credit is unsure, because these readers do not ask for credit."""
    picture: Picture
    says: tuple[str, ...] = ()
    """Ids of the facts whose words stand in the cells, the first of which decides their colours; empty: the cells name
    claims and routes."""

    @property
    def questions(self) -> tuple[str, ...]:
        """Ids of the questions of tables, rows and columns."""
        return (*self.tables, *self.ways, self.kinds, self.columns)


NAME, ROWS, TELLS = "all answers at a glance", "answers", "The answer for"
"""Words of an overview that has none of its own."""

PICTURE = Form(
    Picture,
    "Picture of the matrix",
    "The overview above the tables.",
    required(
        "answers",
        mapping_of(IDS, "mapping of questions to options"),
        "The one answer to a question that it is drawn for; of other questions, all answers are drawn.",
    ),
    required("shows", TEXT, "The same in words, which follow “For”: `a partner who …`."),
    optional("name", TEXT, f"What it is called for those who hear it; left out: `{NAME}`.", default=NAME),
    optional("rows", TEXT, f"What the rows are, in the plural: `ways of buying`; left out: `{ROWS}`.", default=ROWS),
    optional(
        "tells",
        TEXT,
        f"What its fields say, as words before those of `shows`: `What is claimed by`; left out: `{TELLS}`.",
        default=TELLS,
    ),
)

ONE_OR_MORE = "name one or more"

MATRIX = Form(
    Layout,
    "Matrix",
    "How all answers are laid out in tables. A page shows these by `{{ picture:<id of the flow> }}`.",
    required("tables", not_empty(IDS, ONE_OR_MORE), "Questions. Each combination of their answers has a table."),
    required(
        "ways",
        not_empty(IDS, ONE_OR_MORE),
        "Questions whose answers head the rows; those after the first only where they change the outcome.",
    ),
    required("any-way", TEXT, "The heading of a row for all answers to `ways`."),
    required("kinds", ID, "The question with several choices whose answers divide the rows."),
    required("any-kind", TEXT, "The heading of a row for all answers to `kinds`."),
    required(
        "shown",
        not_empty(list_of(IDS, "list of lists of ids"), ONE_OR_MORE),
        "The answers to `kinds` that have a row.",
    ),
    required("columns", ID, "The question whose options are the columns."),
    optional("without-pay", ID_SET, "Columns whose cells do not say that a claim does not pay."),
    optional("without-credit", ID_SET, "Columns whose cells do not say that credit is unsure."),
    required("picture", PICTURE, "The overview above the tables."),
    optional(
        "says",
        IDS,
        "The facts whose words stand in the cells. The look of the first is the colour of a cell.",
        required_when="in a flow that is about no claims",
    ),
)
