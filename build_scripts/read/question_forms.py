"""Forms of questions: the keys of each kind in a flow file, and its prompt in a terminal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from yaml.nodes import Node

from build_scripts.read.faults import Place
from build_scripts.read.forms import Key, Value, optional, required
from build_scripts.read.values import DAY_LIMIT, DECIMALS, FLAG, HUNDREDTHS, ID, ID_SET, TEXT, WHOLE, word
from build_scripts.read.yaml_file import ID as KEBAB_CASE
from build_scripts.read.yaml_file import YamlFile
from decision_tree.model import MOST, TODAY

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

OWN_WORDS = (
    optional("if-below", TEXT, "What readers are told who give less; left out: words that fit every question."),
    optional("if-above", TEXT, "What readers are told who give more."),
)

OR_ID = ", or the id of a question or a value before"
"""Words for authors: a limit may be what was answered or derived."""


def limit(number: Value) -> Value:
    """Limit of numbers: a number, or the id of a question or a value."""

    def read(yaml: YamlFile, node: Node | None, place: Place) -> int | str:
        said = yaml.text_of(node, place)
        return said if KEBAB_CASE.fullmatch(said) else int(number.read(yaml, node, place))

    return Value(f"{number.words}, or id", read)


MOST_MONEY = MOST * 100 + 99
"""Largest amount of money that readers can give, in hundredths."""


def days_accepted(what: str) -> tuple[Key, ...]:
    """Keys for the days or months that a question accepts, and for what readers are told who give others."""
    limit = "a day, `today`, or the id of a question or a value before"
    return (
        optional("at-least", DAY_LIMIT, f"The earliest {what} that is accepted: {limit}; left out: any.",
                 goes_to="first_day"),
        optional("at-most", DAY_LIMIT, f"The latest {what}: {limit}, or `none`; left out: `today`.",
                 default=TODAY, goes_to="last_day"),
        optional("if-below", TEXT, f"What readers are told who give an earlier {what}; values can stand in it."),
        optional("if-above", TEXT, f"What readers are told who give a later {what}; values can stand in it."),
    )  # fmt: skip


def read_only(yaml: YamlFile, node: Node | None, place: Place) -> bool:
    """Whether only the ends of months are accepted."""
    return yaml.word_of(node, place, ("month-ends",), "month-ends") == "month-ends"


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
        means="A question that readers answer with a day, by default one that is not after today.",
        key="date",
        takes=(
            *days_accepted("day"),
            optional(
                "only",
                Value("`month-ends`", read_only),
                "`month-ends`: only the last day of a month is accepted; left out: every day.",
                default=False,
                goes_to="month_ends",
            ),
        ),
        prompt="Type a date as year-month-day",
    ),
    "month": QuestionForm(
        title="Question for a month",
        means="A question that readers answer with a month. Its first day counts, for bands and for values.",
        key="month",
        takes=days_accepted("month"),
        prompt="Type a month as year-month",
    ),
    "number": QuestionForm(
        title="Question for a number",
        means="A question that readers answer with a whole number, with or without signs between the thousands.",
        key="number",
        takes=(
            optional("at-least", limit(WHOLE), f"The smallest number that is accepted{OR_ID}; left out: 0.", default=0),
            optional("at-most", limit(WHOLE), f"The largest{OR_ID}; left out: {MOST:,}.", default=MOST),
            *OWN_WORDS,
            optional("decimals", DECIMALS, "How many digits behind the point are accepted; left out: none.", default=0),
        ),
        prompt="Type a number",
    ),
    "money": QuestionForm(
        title="Question for an amount of money",
        means="A question that readers answer with an amount, as people write it in many countries: `1,250.50`, "
        "`1.250,50` or `£1250`.",
        key="money",
        takes=(
            required("currency", TEXT, "The currency, such as `USD`.", goes_to="money"),
            optional(
                "at-least", limit(HUNDREDTHS), f"The smallest amount that is accepted{OR_ID}; left out: 0.", default=0
            ),
            optional(
                "at-most",
                limit(HUNDREDTHS),
                f"The largest{OR_ID}; left out: {MOST_MONEY // 100:,}.",
                default=MOST_MONEY,
            ),
            *OWN_WORDS,
        ),
        prompt="Type an amount",
    ),
    "year": QuestionForm(
        title="Question for a year",
        means="A question that readers answer with a year of four digits.",
        key="year",
        takes=(
            optional("at-least", limit(WHOLE), f"The earliest year that is accepted{OR_ID}; left out: 0.", default=0),
            optional("at-most", limit(WHOLE), f"The latest{OR_ID}; left out: 9999.", default=9999),
            *OWN_WORDS,
        ),
        prompt="Type a year",
    ),
}
"""Form of each kind, by its name in `decision_tree.kinds`."""


def kind_of_values(keys: Collection[str]) -> str | None:
    """Name of the kind whose own key is among these; None where the question has options."""
    return next((kind for kind, form in FORMS.items() if form.key != OPTIONS and form.key in keys), None)
