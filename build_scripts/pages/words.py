"""Conditions in words, as a reader of the flow page and the answer pages sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from decision_tree.kinds import kind_of
from decision_tree.model import Chosen, Clause, Condition, Flow, Question, Test

Box = Mapping[str, frozenset[Chosen]]
"""Question id → the answers that count as one there: each a set of options."""

MOST_COVERED = 6
"""Options of a several choice for which the shortest words are looked for: three to their power are tried."""


def condition_words(flow: Flow, condition: Condition) -> str:
    """A whole condition: its clauses joined by "or"."""
    return "; or ".join(clause_words(flow, clause) for clause in condition.clauses)


def clause_words(flow: Flow, clause: Clause) -> str:
    """Tests that must all hold."""
    return "; ".join(test_words(flow.questions[test.question], test) for test in clause) or "always"


def test_words(question: Question, test: Test) -> str:
    """One test: `How the customer buys: Volume Licensing or Web Direct`."""
    named = quoted if kind_of(question).many else labels
    parts = []
    if test.all_of:
        parts.append(listed(named(question, test.all_of), "and"))
    if test.any_of:
        parts.append(listed(named(question, test.any_of), "or"))
    if test.none_of:
        parts.append(f"not {listed(named(question, test.none_of), 'nor')}")
    return f"{question.short}: {', and '.join(parts)}"


def box_words(flow: Flow, box: Box, every: Box) -> str:
    """Which answers lead here, question by question in the flow's order.

    `every` holds all answers that come this far: a question of which all of them are in the box is no condition.
    """
    asked = [flow.questions[id] for id in flow.questions if id in box and box[id] != every[id]]
    return "; ".join(
        f"{question.short}: {answers_words(question, box[question.id], every[question.id])}" for question in asked
    )


def answers_words(question: Question, answers: frozenset[Chosen], every: frozenset[Chosen]) -> str:
    """Answers that count as one: options joined by "or"; of a several choice, what was and was not chosen."""
    if not kind_of(question).many:
        return listed([label(question, id) for id in question.answers if frozenset({id}) in answers], "or")
    if answers == every:
        return "whatever you choose"
    return ", or ".join(cube_words(question, *cube) for cube in cover(question, answers, every))


def cube_words(question: Question, chosen: frozenset[str], left_out: frozenset[str]) -> str:
    """Options that were chosen, and options that were not."""
    without = listed(quoted(question, left_out), "nor")
    if not chosen:
        return f"not {without}"
    return listed(quoted(question, chosen), "and") + (f", but not {without}" if left_out else "")


def quoted(question: Question, ids: frozenset[str]) -> list[str]:
    """Labels that stand out from the words around them."""
    return [f"“{words}”" for words in labels(question, ids)]


def cover(
    question: Question, answers: frozenset[Chosen], every: frozenset[Chosen]
) -> list[tuple[frozenset[str], frozenset[str]]]:
    """The fewest and shortest pairs (chosen, left out) that hold for these answers and for no other."""
    options = [id for id in question.answers if any(id in chosen for chosen in every)]
    if len(options) > MOST_COVERED:
        return [(chosen, frozenset(options) - chosen) for chosen in sorted(answers, key=sorted)]
    fitting = []
    for literals in product((None, True, False), repeat=len(options)):
        chosen = frozenset(id for id, literal in zip(options, literals, strict=True) if literal)
        left_out = frozenset(id for id, literal in zip(options, literals, strict=True) if literal is False)
        held = frozenset(one for one in every if chosen <= one and left_out.isdisjoint(one))
        if held and held <= answers:
            fitting.append((chosen, left_out, held))
    found, missing = [], set(answers)
    while missing:
        best = min(fitting, key=lambda cube: (-len(cube[2] & missing), len(cube[0] | cube[1]), len(cube[1])))
        found.append(best[:2])
        missing -= best[2]
    return found


def labels(question: Question, ids: frozenset[str]) -> list[str]:
    """The labels of these options or bands, in the question's order."""
    return [label(question, id) for id in question.answers if id in ids]


def label(question: Question, id: str) -> str:
    """What a reader calls an option; a band is called by its id."""
    option = question.option(id)
    return option.label if option else id.replace("-", " ")


def listed(words: Sequence[str], joiner: str) -> str:
    """`a, b or c`."""
    return f" {joiner} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


# ---------- boxes


def whole(boxes: Iterable[Box]) -> Box:
    """Every answer that some box holds."""
    every: dict[str, frozenset[Chosen]] = {}
    for box in boxes:
        for id, answers in box.items():
            every[id] = every.get(id, frozenset()) | answers
    return every


def merge_boxes(boxes: Sequence[Box]) -> list[Box]:
    """Fewer boxes that hold the same answers: two that differ in one question become one."""
    merged = list(boxes)
    changed = True
    while changed:
        changed = False
        for i, one in enumerate(merged):
            for j in range(i + 1, len(merged)):
                together = join_boxes(one, merged[j])
                if together is not None:
                    merged[i : i + 1], merged[j : j + 1] = [together], []
                    changed = True
                    break
            if changed:
                break
    return merged


def join_boxes(one: Box, other: Box) -> Box | None:
    """Both boxes as one, where they differ in a single question."""
    if one.keys() != other.keys():
        return None
    differing = [id for id in one if one[id] != other[id]]
    if len(differing) > 1:
        return None
    return {**one, **{id: one[id] | other[id] for id in differing}}


def capital(words: str) -> str:
    """Words that begin with a capital."""
    return words[:1].upper() + words[1:]
