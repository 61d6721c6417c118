"""How each kind of question is written in a flow file, and what somebody types to answer it in a terminal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

OPTIONS = "options"
"""Key of the answers of a question that names them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionForm:
    """How a kind of question is written and asked."""

    key: str = OPTIONS
    """Key under which a flow file says which answers there are: `options`, or the kind's own, with bands below."""
    takes: tuple[str, ...] = ()
    """Other keys of this kind alone."""
    prompt: str
    """What to type."""
    prompt_empty: str = ""
    """What stands behind that where nothing may be typed."""


HOW_MANY = ("choose", "alone", "empty")

FORMS: Mapping[str, QuestionForm] = {
    "one": QuestionForm(takes=HOW_MANY, prompt="Type a number"),
    "several": QuestionForm(
        takes=HOW_MANY, prompt="Type numbers, with spaces between", prompt_empty=", or nothing if none applies"
    ),
    "date": QuestionForm(key="date", prompt="Type a date as year-month-day"),
}
"""Form of each kind, by its name in `decision_tree.kinds`."""


def kind_of_values(keys: Collection[str]) -> str | None:
    """Name of the kind whose own key is among these; None where the question has options."""
    return next((kind for kind, form in FORMS.items() if form.key != OPTIONS and form.key in keys), None)
