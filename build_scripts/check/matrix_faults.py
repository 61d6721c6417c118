"""Checks of the `matrix:` of a flow. Without them a table would leave answers out, or show one in the wrong place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from build_scripts.check.combinations import NO_DAY, Leaf, accepted, leaves, picked
from build_scripts.check.flow_faults import after
from build_scripts.read.faults import Fault, Place, did_you_mean, fault
from build_scripts.read.matrix_layout import Layout
from decision_tree.kinds import Asked, kind_of
from decision_tree.model import Flow

HOME: Place = ("matrix",)


def check_matrix(flow: Flow, layout: Layout) -> list[Fault]:
    """Faults in how a layout arranges the questions of a flow in tables, by the rules of each time.

    A group of checks runs only where those before it found nothing, since it relies on them.
    """
    found = (
        [*unknown_names(flow, layout)]
        or [*wordless(flow, layout), *unshowable(flow, layout)]
        or [*unpicturable(layout)]
    )
    if found:
        return found
    for day in ("", *flow.days):
        shown = list(leaves(replace(flow, days=tuple(one for one in flow.days if one <= day)), layout))
        found = list(placeless(flow, layout, shown)) or list(unreachable(flow, layout, shown))
        if found:
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
    for number, id in enumerate(layout.says):
        if id not in flow.facts:
            message, place = f"the matrix names '{id}', which is no fact of the flow", (*HOME, "says", number)
            yield fault("unknown-fact", message, place, help=did_you_mean(id, flow.facts))


def wordless(flow: Flow, layout: Layout) -> Iterator[Fault]:
    """Faults `cannot-be-shown`: keys of a matrix that do not fit what its cells hold, claims or facts."""
    about_claims = any(outcome.about_claims for outcome in flow.outcomes.values())
    wrong = "cannot-be-shown"
    if not about_claims and not layout.says:
        help = f"add 'says: [{next(iter(flow.facts), '…')}]', with facts of the flow"
        yield fault(wrong, "the matrix does not say which facts stand in its cells", HOME, help=help, at_key=True)
    for key, ids in (("says", layout.says if about_claims else ()),
                     ("without-pay", () if about_claims else layout.without_pay),
                     ("without-credit", () if about_claims else layout.without_credit)):  # fmt: skip
        if ids:
            said = "claims and routes" if about_claims else "no claims"
            message = f"the cells name {said}, so that '{key}' says nothing"
            yield fault(wrong, message, (*HOME, key), help="remove it", at_key=True)


def unshowable(flow: Flow, layout: Layout) -> Iterator[Fault]:
    """The matrix has no place for some answer: `cannot-be-shown`."""
    for id, place in questions_named(layout):
        kind = kind_of(flow.questions[id])
        if not kind.named or kind.many != (id == layout.kinds):
            yield fault(
                "cannot-be-shown",
                f"the answer to '{id}' is {kind.words}, which the matrix cannot show there",
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


def unpicturable(layout: Layout) -> Iterator[Fault]:
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


def placeless(flow: Flow, layout: Layout, shown: Sequence[Leaf]) -> Iterator[Fault]:
    """Some answers belong to no table, no row or no column, or two have the same place: `cannot-be-shown`."""
    first, *others = layout.ways
    lost = next((leaf for leaf in shown if not picked(leaf, layout.tables)), None)
    if lost:
        yield fault(
            "cannot-be-shown",
            f"{after(lost.answers)} no question of a table has been asked",
            (*HOME, "tables"),
            help="add a question that everybody is asked",
        )
    lost = next((leaf for leaf in shown if picked(leaf, others) and first not in leaf.answers), None)
    if lost:
        yield fault(
            "cannot-be-shown",
            f"{after(lost.answers)} a row has no head, because '{first}' was not asked",
            (*HOME, "ways"),
            help="begin with a question that is asked wherever one of the others is",
        )
    tables = {table for leaf in shown if (table := picked(leaf, layout.tables))}
    if len({table[-1] for table in tables}) < len(tables) or len({leaf.id for leaf in shown}) < len(shown):
        yield fault(
            "cannot-be-shown",
            "two tables, or two combinations of answers, would have the same address",
            (*HOME, "tables"),
            help="end 'tables' with the question that tells its tables apart, each of whose options is in one table",
        )
    every = set(flow.questions[layout.columns].answers)
    lost = next((leaf for leaf in shown if set(leaf.offered.get(layout.columns, every)) != every), None)
    if lost:
        yield fault(
            "cannot-be-shown",
            f"{after(before(lost, layout.columns))} some columns are missing: not all options are offered",
            (*HOME, "columns"),
            help="name a question whose options are offered wherever it is asked",
        )


def unreachable(flow: Flow, layout: Layout, shown: Sequence[Leaf]) -> Iterator[Fault]:
    """Nobody can give an answer that the matrix is to show: `cannot-be-shown`."""
    given = {leaf.answers.get(layout.kinds) for leaf in shown}
    for number, answer in enumerate(layout.shown):
        if answer not in given:
            yield fault(
                "cannot-be-shown",
                f"no combination of answers has {quoted(answer)} as the answer to '{layout.kinds}'",
                (*HOME, "shown", number),
                help="remove it, or name an answer that can be given",
            )
    for id, answer in layout.picture.answers.items():
        lost = next(
            (leaf for leaf in shown if id in leaf.offered and not fits(flow, id, answer, leaf.offered[id])), None
        )
        if lost:
            yield fault(
                "cannot-be-shown",
                f"the picture is for {quoted(answer)}, and {after(before(lost, id))} that is no answer to '{id}'",
                (*HOME, "picture", "answers", id),
                help="name an answer that can be given wherever the question is asked",
            )


def fits(flow: Flow, question: str, answer: tuple[str, ...], offered: tuple[str, ...]) -> bool:
    """Whether the engine takes the whole answer where these options are offered."""
    hop = accepted(Asked(flow.questions[question], offered, NO_DAY), answer)
    return hop is not None and set(hop.answer) == set(answer)


def before(leaf: Leaf, question: str) -> dict[str, tuple[str, ...]]:
    """Answers on the way to a combination, up to this question."""
    ids = list(leaf.answers)
    return {id: leaf.answers[id] for id in ids[: ids.index(question)]}


# ---------- names and their places


def questions_named(layout: Layout) -> Iterator[tuple[str, Place]]:
    """Ids of the questions that the matrix names, each with its place in the file."""
    yield from ((id, (*HOME, "tables", number)) for number, id in enumerate(layout.tables))
    yield from ((id, (*HOME, "ways", number)) for number, id in enumerate(layout.ways))
    yield layout.kinds, (*HOME, "kinds")
    yield layout.columns, (*HOME, "columns")
    yield from ((id, (*HOME, "picture", "answers", id)) for id in layout.picture.answers)


def options_named(layout: Layout) -> Iterator[tuple[str, str, Place]]:
    """Ids of the options that the matrix names, each after its question's id, with its place in the file."""
    for number, answer in enumerate(layout.shown):
        yield from ((layout.kinds, id, (*HOME, "shown", number, place)) for place, id in enumerate(answer))
    for key, ids in (("without-pay", layout.without_pay), ("without-credit", layout.without_credit)):
        yield from ((layout.columns, id, (*HOME, key)) for id in sorted(ids))
    for question, answer in layout.picture.answers.items():
        place = (*HOME, "picture", "answers", question)
        yield from ((question, id, (*place, number)) for number, id in enumerate(answer))


def quoted(answer: Sequence[str]) -> str:
    """Options of an answer, in a message."""
    return " with ".join(f"'{id}'" for id in answer) or "nothing"
