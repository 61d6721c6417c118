"""The link contract: answers in a fragment, what forums do to links undone, what is unknown named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import unquote

from decision_tree.engine import Step, shown
from decision_tree.model import Flow, Question

LONGEST = 8_192
"""Characters of a fragment that are read; ours have a few hundred."""

RESERVED = frozenset({"on", "at"})
"""Keys with a meaning of their own: the day the link was copied, and the question to show again."""

MOST_PROBLEMS = 5
"""Problems told in words; further ones are counted."""

SPOILING = " \t\r\n.,;:!?)>]}'\"*_`\\|<(["
"""What writing around a link leaves at its ends. No id begins or ends with any of it."""

TRACKING = re.compile(
    r"utm_\w+|[fgd]clid|g?wbraid|gbraid|msclkid|mc_[ce]id|yclid|igshid|si|_hs\w+|ocid|wt\.mc_id|ref_?src"
)
"""What mail programs and networks append."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """What a fragment says, as far as the flow understands it."""

    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Question id → option ids, or one date as it was written."""
    partly: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Several-choice questions of which a part was understood: to be asked again with this part chosen."""
    on: date | None = None
    """The day on which the link was copied."""
    at: str | None = None
    """The question to show, although it is answered."""
    problems: tuple[str, ...] = ()
    """What could not be used, in words for the reader."""


def parse(fragment: str, flow: Flow) -> Link:
    """Read a fragment. What it cannot use is named in `problems`, and the rest is kept. Never raises."""
    problems: list[str] = []
    pairs = split(mend(cut(fragment, problems)))
    answers: dict[str, tuple[str, ...]] = {}
    partly: dict[str, tuple[str, ...]] = {}
    on: date | None = None
    at: str | None = None
    for key, value in pairs:
        if key == "on":
            on = day(value, problems)
        elif key == "at":
            at = value if value in flow.questions else None
        elif key not in flow.questions:
            if not TRACKING.fullmatch(key.lower()):
                problems.append(f"The link speaks of “{shown(key)}”, which this questionnaire does not ask.")
        elif key in answers or key in partly:
            if values(flow.questions[key], value) != answers.get(key, partly.get(key)):
                problems.append(f"The link answers “{flow.questions[key].short}” twice; the first answer was kept.")
        else:
            understand(flow.questions[key], value, answers, partly, problems)
    return Link(answers=answers, partly=partly, on=on, at=at, problems=few(problems))


def cut(fragment: str, problems: list[str]) -> str:
    """The part of a fragment that is read, ending between two answers."""
    if len(fragment) <= LONGEST:
        return fragment
    problems.append(f"The link is too long to be one of ours: only its first {LONGEST:,} characters were read.")
    return fragment[:LONGEST].rpartition("&")[0]


def mend(fragment: str) -> str:
    """Undo what forums, mail programs and chat windows do to a link as a whole.

    >>> mend("#area%3Dazure%26channel%3Dcsp-own")
    'area=azure&channel=csp-own'
    >>> mend("area=azure&amp;amp;channel=csp-own")
    'area=azure&channel=csp-own'
    """
    for _ in range(3):  # each round undoes one more layer of encoding
        if "=" in fragment or "%" not in fragment:
            break
        fragment = unquote(fragment)
    while "&amp;" in fragment.lower() or "&#38;" in fragment:
        fragment = re.sub(r"&(amp|#38);", "&", fragment, flags=re.IGNORECASE)
    return fragment.lstrip("#/? ").replace("?", "&").replace("#", "&")


def split(fragment: str) -> list[tuple[str, str]]:
    """Keys and values, each decoded and without what writing left at its ends."""
    pairs = []
    for part in fragment.split("&"):
        key, equals, value = part.partition("=")
        key, value = (unquote(text).strip(SPOILING) for text in (key, value))
        if key and equals:
            pairs.append((key, value))
    return pairs


def day(value: str, problems: list[str]) -> date | None:
    """The day a link was copied on, or None with a problem."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        problems.append(f"The link says that it was copied on “{shown(value)}”, which is not a date.")
        return None


def values(question: Question, value: str) -> tuple[str, ...]:
    """The values of one answer: one, or several with commas, or with what some forum made of them."""
    if question.kind != "several":
        return (value,)
    return tuple(id for id in re.split(r"[,+;\s]+", value) if id)


def understand(
    question: Question,
    value: str,
    answers: dict[str, tuple[str, ...]],
    partly: dict[str, tuple[str, ...]],
    problems: list[str],
) -> None:
    """Put one answer where it belongs; what the question does not know is named and not guessed at."""
    given = values(question, value)
    if question.kind == "date":
        answers[question.id] = given
        return
    strangers = [id for id in given if question.option(id) is None]
    for id in strangers:
        said = f"“{shown(id)}”" if id else "nothing"
        problems.append(f"The link answers “{question.short}” with {said}, which is not one of its choices.")
    if not strangers:
        answers[question.id] = given
    elif question.kind == "several":
        partly[question.id] = tuple(id for id in given if id not in strangers)


def few(problems: list[str]) -> tuple[str, ...]:
    """The first problems, and how many there are beside them."""
    told = list(dict.fromkeys(problems))
    if len(told) > MOST_PROBLEMS:
        told[MOST_PROBLEMS:] = [f"And {len(told) - MOST_PROBLEMS} more things that could not be used."]
    return tuple(told)


def write(answers: Mapping[str, tuple[str, ...]]) -> str:
    """The fragment, without `#`, that carries these answers.

    >>> write({"area": ("azure",), "work": ("presales", "adoption"), "circumstances": ()})
    'area=azure&work=presales,adoption&circumstances='
    """
    return "&".join(f"{question}={','.join(answer)}" for question, answer in answers.items())


def link_of(step: Step) -> str:
    """The fragment of the answers on the path."""
    return write(step.answers)
