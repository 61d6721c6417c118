"""What can be wrong with the `matrix:` of a flow: names, and answers that its tables would drop without a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from build_scripts.diagnostics import Fault, Place, did_you_mean
from build_scripts.matrix import NO_DAY, Answers, Layout, Leaf, leaves, picked
from decision_tree.engine import resolve
from decision_tree.model import Flow

HOME: Place = ("matrix",)


def check_matrix(flow: Flow, layout: Layout) -> list[Fault]:
    """Every fault of a matrix: names first, then what cannot be shown, then what has no place, or is no answer."""
    for check in (unknown_names, unshowable, unpicturable, placeless, unreachable):
        if found := list(check(flow, layout)):
            return found
    return []


def unknown_names(flow: Flow, layout: Layout) -> Iterator[Fault]:
    """The matrix names a question or an option that the flow does not have: `unknown-question`, `unknown-option`."""
    for id, place in questions_named(layout):
        if id not in flow.questions:
            yield fault(
                "unknown-question",
                f"the matrix names '{id}', which is not a question",
                place,
                help=did_you_mean(id, flow.questions),
                at_key="answers" in place,
            )
    for question, id, place in options_named(layout):
        if question in flow.questions and id not in flow.questions[question].answers:
            yield fault(
                "unknown-option",
                f"the matrix names option '{id}', which question '{question}' does not have",
                place,
                help=did_you_mean(id, flow.questions[question].answers),
            )


def unshowable(flow: Flow, layout: Layout) -> Iterator[Fault]:
    """The matrix has no place for some answer: `cannot-be-shown`."""
    for id, place in questions_named(layout):
        kind = flow.questions[id].kind
        if kind == "date" or (kind == "several") != (id == layout.kinds):
            said = {"date": "a date", "several": "several options", "one": "one option"}[kind]
            yield fault(
                "cannot-be-shown",
                f"the answer to '{id}' is {said}, which the matrix cannot show there",
                place,
                help="'kinds' is a question of several options; all others are answered with one",
                at_key="answers" in place,
            )
    for id in dict.fromkeys(id for id in layout.questions if layout.questions.count(id) > 1):
        yield fault(
            "cannot-be-shown",
            f"the matrix names '{id}' twice, and a question has one place in it",
            HOME,
            help="remove one of the two",
            at_key=True,
        )
    for id, question in flow.questions.items():
        if id not in layout.questions and not question.empty:
            yield fault(
                "cannot-be-shown",
                f"the flow asks '{id}', which the matrix does not name, so that it could show one of its answers only",
                HOME,
                help=f"add '{id}' to 'tables' or 'ways', or remove the matrix",
                at_key=True,
            )
    for number, answer in enumerate(layout.shown):
        if not answer or set(answer) in map(set, layout.shown[:number]):
            yield fault(
                "cannot-be-shown",
                "an answer that is shown stands there twice" if answer else "an answer that is shown has no option",
                (*HOME, "shown", number),
                help="remove it",
            )


def unpicturable(_: Flow, layout: Layout) -> Iterator[Fault]:
    """The picture is for too few answers, or for one that the tables do not show: `cannot-be-shown`."""
    for id in (*layout.tables, layout.ways[0]):
        if id in layout.picture.answers:
            yield fault(
                "cannot-be-shown",
                f"the picture has a line or a column for each answer to '{id}', so that it cannot be for one of them",
                (*HOME, "picture", "answers", id),
                help="remove it",
                at_key=True,
            )
    if set(layout.picture.answers.get(layout.kinds, ())) not in [set(), *map(set, layout.shown)]:
        yield fault(
            "cannot-be-shown",
            f"the picture is for an answer to '{layout.kinds}' that the tables do not show",
            (*HOME, "picture", "answers", layout.kinds),
            help="name one of those under 'shown'",
        )
    for id in (*layout.ways[1:], layout.kinds, layout.columns):
        if id not in layout.picture.answers:
            yield fault(
                "cannot-be-shown",
                f"a field of the picture is for one answer to '{id}', and the picture does not say for which",
                (*HOME, "picture", "answers"),
                help=f"add '{id}: [option]'",
                at_key=True,
            )


def placeless(flow: Flow, layout: Layout) -> Iterator[Fault]:
    """Some answers belong to no table, no row or no column, or two have the same place: `cannot-be-shown`."""
    first, *others = layout.ways
    found = list(leaves(flow, layout))
    lost = next((leaf for leaf in found if not picked(leaf, layout.tables)), None)
    if lost:
        yield fault(
            "cannot-be-shown",
            f"after {written(lost.answers)} no question of a table has been asked",
            (*HOME, "tables"),
            help="add a question that everybody is asked",
        )
    lost = next((leaf for leaf in found if picked(leaf, others) and first not in leaf.answers), None)
    if lost:
        yield fault(
            "cannot-be-shown",
            f"after {written(lost.answers)} a row has no head, because '{first}' was not asked",
            (*HOME, "ways"),
            help="begin with a question that is asked wherever one of the others is",
        )
    tables = {picked(leaf, layout.tables) for leaf in found}
    ids = [leaf.id for leaf in found]
    if len({table[-1] for table in tables if table}) < len(set(filter(None, tables))) or len(set(ids)) < len(ids):
        yield fault(
            "cannot-be-shown",
            "two tables, or two combinations of answers, would have the same address",
            (*HOME, "tables"),
            help="end 'tables' with the question that tells its tables apart, each of whose options is in one table",
        )
    lost = next((leaf for leaf in found if lacks_columns(flow, layout, leaf)), None)
    if lost:
        yield fault(
            "cannot-be-shown",
            f"after {written(before(lost, layout.columns))} some columns are missing: not all options are offered",
            (*HOME, "columns"),
            help="name a question whose options are offered wherever it is asked",
        )


def unreachable(flow: Flow, layout: Layout) -> Iterator[Fault]:
    """Nobody is offered an answer that the matrix is to show: `cannot-be-shown`."""
    met = {leaf.answers.get(layout.kinds) for leaf in leaves(flow, layout)}
    for number, answer in enumerate(layout.shown):
        if answer not in met:
            yield fault(
                "cannot-be-shown",
                f"no combination of answers has {listed(answer)} as the answer to '{layout.kinds}'",
                (*HOME, "shown", number),
                help="remove it, or name an answer that can be given",
            )
    for id, answer in layout.picture.answers.items():
        if lost := missing(flow, layout, id, answer):
            yield fault(
                "cannot-be-shown",
                f"the picture is for {listed(answer)}, and after {lost} that is no answer to '{id}'",
                (*HOME, "picture", "answers", id),
                help="name an answer that can be given wherever the question is asked",
            )


def lacks_columns(flow: Flow, layout: Layout, leaf: Leaf) -> bool:
    """Whether the question of the columns is asked on the way to a combination, and not all its options are offered."""
    if layout.columns not in leaf.answers:
        return False
    opened = resolve(flow, before(leaf, layout.columns), NO_DAY).opened
    return opened is not None and set(opened.offered) != set(flow.questions[layout.columns].answers)


def before(leaf: Leaf, question: str) -> Answers:
    """The answers of a combination that were given before this question."""
    ids = list(leaf.answers)
    return {id: leaf.answers[id] for id in ids[: ids.index(question)]}


def missing(flow: Flow, layout: Layout, question: str, answer: Sequence[str]) -> str:
    """The answers after which this question is asked, and this answer to it is not offered; empty if there are none."""
    for leaf in leaves(flow, layout):
        if question in leaf.answers:
            given = before(leaf, question)
            opened = resolve(flow, {**given, question: tuple(answer)}, NO_DAY).opened
            asked = resolve(flow, given, NO_DAY).opened
            if (opened and opened.question == question) or (asked and not set(answer) <= set(asked.offered)):
                return written(given)
    return ""


# ---------- what is named where


def questions_named(layout: Layout) -> Iterator[tuple[str, Place]]:
    """Every question that the matrix names, with its place in the file."""
    yield from ((id, (*HOME, "tables", number)) for number, id in enumerate(layout.tables))
    yield from ((id, (*HOME, "ways", number)) for number, id in enumerate(layout.ways))
    yield layout.kinds, (*HOME, "kinds")
    yield layout.columns, (*HOME, "columns")
    yield from ((id, (*HOME, "picture", "answers", id)) for id in layout.picture.answers)


def options_named(layout: Layout) -> Iterator[tuple[str, str, Place]]:
    """Every option that the matrix names: its question, its id, and its place in the file."""
    for number, answer in enumerate(layout.shown):
        yield from ((layout.kinds, id, (*HOME, "shown", number, place)) for place, id in enumerate(answer))
    for key, ids in (("without-pay", layout.without_pay), ("without-credit", layout.without_credit)):
        yield from ((layout.columns, id, (*HOME, key)) for id in sorted(ids))
    for question, answer in layout.picture.answers.items():
        place = (*HOME, "picture", "answers", question)
        yield from ((question, id, (*place, number)) for number, id in enumerate(answer))


def written(answers: Answers) -> str:
    """Answers in a message."""
    return ", ".join(f"{id}={','.join(given)}" for id, given in answers.items()) or "nothing"


def listed(answer: Sequence[str]) -> str:
    """An answer in a message."""
    return " with ".join(f"'{id}'" for id in answer) or "nothing"


def fault(name: str, message: str, place: Place, *, help: str, at_key: bool = False) -> Fault:
    """A fault of a matrix."""
    return Fault(name=name, message=message, place=place, at="key" if at_key else "value", help=help)
