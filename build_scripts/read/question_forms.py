"""Forms of questions: the keys of each kind in a flow file, and its prompt in a terminal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

OPTIONS = "options"
"""Key under which a question lists its options."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionForm:
    """Form of one kind of question: its keys in a flow file, and its prompt in a terminal."""

    key: str = OPTIONS
    """Key of the possible answers in a flow file: `options`, or a key of the kind's own, with bands below it."""
    takes: tuple[str, ...] = ()
    """Further keys that a question of this kind may have."""
    prompt: str
    """Sentence that says what to type, without a full stop."""
    prompt_empty: str = ""
    """Words that follow the prompt where an empty answer is accepted."""


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
