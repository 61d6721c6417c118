"""Forms of questions: the keys of each kind in a flow file, and its prompt in a terminal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from build_scripts.read.forms import Key, optional
from build_scripts.read.values import FLAG, ID, ID_SET, WHOLE, word
from decision_tree.model import MOST

OPTIONS = "options"
"""Key under which a question lists its options."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionForm:
    """Form of one kind of question: its keys in a flow file, and its prompt in a terminal."""

    key: str = OPTIONS
    """Key of the possible answers in a flow file: `options`, or a key of the kind's own, with bands below it."""
    takes: tuple[Key, ...] = ()
    """Further keys that a question of this kind may have."""
    title: str = "Question"
    """Heading in FORMAT.md."""
    means: str = ""
    """Explanation for authors, one sentence."""
    prompt: str
    """Sentence that says what to type, without a full stop."""
    prompt_empty: str = ""
    """Words that follow the prompt where an empty answer is accepted."""


CHOOSE = optional("choose", word(("one", "several"), "one"), "How many options readers choose; left out: `one`.")

OF_SEVERAL = (
    optional("alone", ID_SET, "Options that exclude all others."),
    optional("empty", FLAG, "Whether choosing nothing is an answer. Where it is not asked, nothing counts as chosen."),
)

ASSUMED = "The option that is taken where nobody can be asked: in scenarios, in links on pages, on the command line."

FORMS: Mapping[str, QuestionForm] = {
    "one": QuestionForm(
        title="Question with a single choice",
        means="A question of which readers choose one option.",
        takes=(
            CHOOSE,
            optional("assumed", ID, ASSUMED, default=None),
            *(replace(key, means="") for key in OF_SEVERAL),  # reported in words of their own
        ),
        prompt="Type a number",
    ),
    "several": QuestionForm(
        title="Question with several choices",
        means="A question of which readers choose any number of options.",
        takes=(CHOOSE, *OF_SEVERAL),
        prompt="Type numbers, with spaces between",
        prompt_empty=", or nothing if none applies",
    ),
    "date": QuestionForm(
        title="Question for a date",
        means="A question that readers answer with a day that is not after today.",
        key="date",
        prompt="Type a date as year-month-day",
    ),
    "number": QuestionForm(
        title="Question for a number",
        means="A question that readers answer with a whole number, with or without signs between the thousands.",
        key="number",
        takes=(
            optional("at-least", WHOLE, "The smallest number that is accepted; left out: 0.", default=0),
            optional("at-most", WHOLE, f"The largest; left out: {MOST:,}.", default=MOST),
        ),
        prompt="Type a whole number",
    ),
}
"""Form of each kind, by its name in `decision_tree.kinds`."""


def kind_of_values(keys: Collection[str]) -> str | None:
    """Name of the kind whose own key is among these; None where the question has options."""
    return next((kind for kind, form in FORMS.items() if form.key != OPTIONS and form.key in keys), None)
