"""Conditions in words, as a reader of the flow page and the answer pages sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product

from decision_tree.dates import day_words, iso_day, length_words, month_words
from decision_tree.kinds import kind_of, range_of, written_number
from decision_tree.model import TODAY, Band, Chosen, Clause, Condition, Flow, Question, Test

Box = Mapping[str, frozenset[Chosen]]
"""Question id → answers, each a set of options; a box holds every combination of these answers."""

MOST_COVERED = 6
"""Most options of a several choice for which short words are searched, because n options mean 3 ** n tries."""


def condition_words(flow: Flow, condition: Condition) -> str:
    """Words of a whole condition: its clauses joined by "or"."""
    return "; or ".join(clause_words(flow, clause) for clause in condition.clauses)


def clause_words(flow: Flow, clause: Clause) -> str:
    """Words of a clause: its tests, which must all hold, joined by ";", that of the day first."""
    days = [time_words(test.all_of, test.none_of) for test in clause if test.question == TODAY]
    asked = [test_words(flow.tested(test.question), test) for test in clause if test.question != TODAY]
    return "; ".join([*days, *asked]) or "always"


def time_words(come: Iterable[str], not_come: Iterable[str]) -> str:
    """Words of a time: the days, as ISO dates, that have come and those that have not.

    >>> time_words(["2027-01-01"], ["2027-03-01"])
    'from 1 January 2027 until 28 February 2027'
    """
    first, end = max(come, default=""), min(not_come, default="")
    parts = []
    if first:
        parts.append(f"from {day_words(date.fromisoformat(first))}")
    if end:
        parts.append(f"until {day_words(date.fromisoformat(end) - timedelta(days=1))}")
    return " ".join(parts)


def test_words(question: Question, test: Test) -> str:
    """Words of a test: `How the customer buys: Volume Licensing or Web Direct`."""
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
    """Words of a box, question by question in the flow's order.

    `every` holds all answers that come this far. A question with all of them in the box is no condition, and left out.
    """
    asked = [flow.tested(id) for id in (*flow.questions, *flow.values) if id in box and box[id] != every[id]]
    times = box.get(TODAY, frozenset()), every.get(TODAY, frozenset())
    return "; ".join(
        [
            *([" or ".join(times_words(*times))] if times[0] != times[1] else []),
            *(
                f"{question.short}: {answers_words(question, box[question.id], every[question.id])}"
                for question in asked
            ),
        ]
    )


def times_words(times: frozenset[Chosen], every: frozenset[Chosen]) -> Iterator[str]:
    """Words of some of the times that days divide, those that follow each other as one.

    A time is given by the days that have come.
    """
    days = sorted(frozenset().union(*every))
    numbers = [number for number in range(len(days) + 1) if frozenset(days[:number]) in times]
    firsts = [number for number in numbers if number - 1 not in numbers]
    lasts = [number for number in numbers if number + 1 not in numbers]
    for first, last in zip(firsts, lasts, strict=True):
        yield time_words(days[:first][-1:], days[last:][:1])


def answers_words(question: Question, answers: frozenset[Chosen], every: frozenset[Chosen]) -> str:
    """Words of several answers: options joined by "or"; of a several choice, those chosen and those not chosen."""
    if not kind_of(question).many:
        return listed([label(question, id) for id in question.answers if frozenset({id}) in answers], "or")
    if answers == every:
        return "whatever you choose"
    return ", or ".join(cube_words(question, *cube) for cube in cover(question, answers, every))


def cube_words(question: Question, chosen: frozenset[str], left_out: frozenset[str]) -> str:
    """Words of a pair: the options that were chosen, and options that were not."""
    without = listed(quoted(question, left_out), "nor")
    if not chosen:
        return f"not {without}"
    return listed(quoted(question, chosen), "and") + (f", but not {without}" if left_out else "")


def quoted(question: Question, ids: frozenset[str]) -> list[str]:
    """Labels of these options in quotation marks, in the question's order."""
    return [f"“{words}”" for words in labels(question, ids)]


def cover(
    question: Question, answers: frozenset[Chosen], every: frozenset[Chosen]
) -> list[tuple[frozenset[str], frozenset[str]]]:
    """Few and short pairs (chosen, left out) that hold for these answers and for no other, by a greedy search."""
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
    """Label of an option; of a band of numbers, its range; of a band of dates, how long ago they are."""
    option = question.option(id)
    if option:
        return option.label
    if question.kind in ("date", "month"):
        return age_words(question, id)
    return range_words(question, *range_of(question, id))


def age_words(question: Question, id: str) -> str:
    """Words of a band of dates: `at most 30 days ago`, `longer ago, at most 12 months`, `longer ago`."""
    number = next(number for number, band in enumerate(question.bands) if band.id == id)
    band = question.bands[number]
    before = question.bands[number - 1] if number else None
    if len(question.bands) == 1:
        return f"any {'month' if question.kind == 'month' else 'day'}"
    if band.until:
        words = f"until {day_limit_words(question, band)}"
        return f"later, {words}" if before else words
    if band.within is None:
        return f"after {day_limit_words(question, before)}" if before and before.until else "longer ago"
    length = length_words(band.within, band.unit)
    return f"longer ago, at most {length}" if number else f"at most {length} ago"


def day_limit_words(question: Question, band: Band) -> str:
    """Words of the last day of a band."""
    day = iso_day(band.until)
    if day is None:
        return band.until_words or band.until
    return month_words(day) if question.kind == "month" else day_words(day)


def range_words(question: Question, first: int, last: int) -> str:
    """Words of a range of numbers: `up to 10`, `11 to 300`, `301 or more`."""
    first_words, last_words = (number_words(question, number) for number in (first, last))
    if last >= question.at_most:
        return f"{first_words} or more"
    return f"up to {last_words}" if first <= question.at_least else f"{first_words} to {last_words}"


def number_words(question: Question, number: int) -> str:
    """A number as readers write it, from its smallest unit."""
    return kind_of(question).shown(question, written_number(question, number))


def listed(words: Sequence[str], joiner: str) -> str:
    """Words as a list in a sentence: `a, b or c`."""
    return f" {joiner} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


# ---------- boxes


def whole(boxes: Iterable[Box]) -> Box:
    """Box with every answer that some of these boxes holds."""
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
    """One box for two that differ in a single question at most; None for others."""
    if one.keys() != other.keys():
        return None
    differing = [id for id in one if one[id] != other[id]]
    if len(differing) > 1:
        return None
    return {**one, **{id: one[id] | other[id] for id in differing}}


def capital(words: str) -> str:
    """Words that begin with a capital."""
    return words[:1].upper() + words[1:]
