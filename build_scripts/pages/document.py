"""Document of a whole flow, to read without scripts: where each question leads, with every condition in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from build_scripts.check.compiler import Compiled
from build_scripts.check.walk import Situation, Walk
from build_scripts.pages.reasons import left_over, whole_condition
from build_scripts.pages.words import Box, answers_words, box_words, condition_words, label, merge_boxes, whole
from decision_tree.kinds import kind_of
from decision_tree.model import Chosen, Flow, Outcome, Question, Table

Leads: TypeAlias = tuple[tuple[str, str], ...]
"""Answer in words, and the id of the next question or outcome, for each answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WayOn:
    """Way on from a question or a table row to the next question or outcome."""

    when: str
    """Whole condition in words: the answers before the question, and the answer itself."""
    answer: str
    """Answer in words, without earlier answers; empty for a table row."""
    to: str
    """The id of the next question or outcome."""
    title: str
    is_outcome: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Answers before a question, with the ways on from the question after them."""

    words: str
    """Answers before the question; empty where it always leads to the same places."""
    links: tuple[WayOn, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """Section of the document about a question."""

    question: Question
    offered_where: tuple[tuple[str, str], ...]
    """Options that are offered only under a condition: label, condition in words."""
    origins: tuple[Origin, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TableRows:
    """Table of the document, with its rows as ways on."""

    table: Table
    rows: tuple[WayOn, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """Content of the flow page for readers without JavaScript."""

    sections: tuple[Section, ...]
    tables: tuple[TableRows, ...]


def document(compiled: Compiled) -> Document:
    """Document of a compiled flow, with questions and tables in the order of the file."""
    flow, walk = compiled.flow, compiled.walk
    return Document(
        sections=tuple(section(walk, question) for question in flow.questions.values()),
        tables=tuple(table_rows(walk, table) for table in flow.tables.values()),
    )


def section(walk: Walk, question: Question) -> Section:
    """Section about a question, its origins grouped by where the answers lead."""
    situations = walk.unmerged.at_node(question.id)
    every = whole(box_of(situation) for situation in situations)
    groups: dict[Leads, list[Situation]] = defaultdict(list)
    for situation in situations:
        groups[leads(walk, question, situation)].append(situation)
    origins = [
        origin(walk.flow, ways, box_words(walk.flow, box, every))
        for ways, group in groups.items()
        for box in merge_boxes([box_of(situation) for situation in group])
    ]
    only_where = [(option.label, option.only_when) for option in question.options if option.only_when]
    return Section(
        question=question,
        offered_where=tuple((label, condition_words(walk.flow, when)) for label, when in only_where),
        origins=tuple(origins),
    )


def leads(walk: Walk, question: Question, situation: Situation) -> Leads:
    """Ways on from a situation by answer; for a several choice, answers that lead to the same place share one."""
    exits = list(walk.exits(situation))
    if not kind_of(question).many:
        ways = ((label(question, id), way.to) for way in exits for id in way.chosen)
        return tuple(on for words, to in ways for on in destinations(walk, words, to))
    every = frozenset(way.chosen for way in exits)
    together: dict[str, set[Chosen]] = defaultdict(set)
    for way in exits:
        for _, to in destinations(walk, "", way.to):
            together[to].add(way.chosen)
    return tuple((answers_words(question, frozenset(chosen), every), to) for to, chosen in together.items())


def destinations(walk: Walk, words: str, situation: Situation) -> Iterator[tuple[str, str]]:
    """The question or outcome that follows a situation, past any tables, with the words for what leads there.

    There are several where the band of a value decides.
    """
    value = walk.flow.values.get(situation.node)
    exits = list(walk.exits(situation)) if value or situation.node in walk.flow.tables else []
    if not exits:
        yield words, situation.node
    for way in exits:
        band = "".join(label(value.asked, id) for id in way.chosen) if value else ""
        more = f"{value.short}: {band}" if value and len(exits) > 1 else ""
        yield from destinations(walk, "; ".join(filter(None, (words, more))), way.to)


def box_of(situation: Situation) -> Box:
    """Box that holds only the answers of one situation."""
    return {id: frozenset({chosen}) for id, chosen in situation.chosen.items()}


def origin(flow: Flow, ways: Leads, words: str) -> Origin:
    """Origin with its ways on; `words` are the answers before the question."""
    return Origin(words=words, links=tuple(way_on(flow, words, answer, to) for answer, to in ways))


def way_on(flow: Flow, words: str, answer: str, to: str) -> WayOn:
    """Way on whose condition joins the earlier answers (`words`) and the answer."""
    node = flow.node(to)
    title = node.title if isinstance(node, Outcome) else node.ask if isinstance(node, Question) else to
    when = f"{words}; {answer}" if words and answer else words or answer
    return WayOn(when=when, answer=answer, to=to, title=title, is_outcome=isinstance(node, Outcome))


def table_rows(walk: Walk, table: Table) -> TableRows:
    """Table of the document, each row with its whole condition in words."""
    words = [
        f"{condition_words(walk.flow, whole_condition(walk, table, row))}{left_over(table, row)}" for row in table.rows
    ]
    rows = zip(words, table.rows, strict=True)
    return TableRows(table=table, rows=tuple(way_on(walk.flow, said, "", row.goto) for said, row in rows))
