"""What can be wrong with the `matrix:` of a flow: names, and answers that its tables would drop without a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from build_scripts.diagnostics import Fault, Place, did_you_mean
from build_scripts.matrix import NO_DAY, Answers, Layout, leaves, picked
from decision_tree.engine import resolve
from decision_tree.model import Flow

HOME: Place = ("matrix",)


def check_matrix(flow: Flow, layout: Layout) -> list[Fault]:
    """Every fault of a matrix: names first, then what cannot be shown, then what has no place, or is no answer."""
    for check in (unknown_names, unshowable, placeless, unreachable):
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
    """Some answers belong to no table, or to no row: `cannot-be-shown`."""
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


def missing(flow: Flow, layout: Layout, question: str, answer: Sequence[str]) -> str:
    """The answers after which this question is asked, and this answer to it is not offered; empty if there are none."""
    for leaf in leaves(flow, layout):
        before = dict(leaf.answers)
        if question in before:
            while question in before:
                before.popitem()
            opened = resolve(flow, {**before, question: tuple(answer)}, NO_DAY).opened
            if opened and opened.question == question:
                return written(before)
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
    return " with ".join(f"'{id}'" for id in answer)


def fault(name: str, message: str, place: Place, *, help: str, at_key: bool = False) -> Fault:
    """A fault of a matrix."""
    return Fault(name=name, message=message, place=place, at="key" if at_key else "value", help=help)
