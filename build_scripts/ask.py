"""The questionnaire in a terminal, as text; the functions that read and show lines are arguments."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from datetime import date

from build_scripts.pages.replies import wording_of
from build_scripts.read.knowledge import Knowledge
from build_scripts.read.question_forms import FORMS
from decision_tree import reply
from decision_tree.engine import Opened, Result, headline_of, note_title, question_at, resolve
from decision_tree.kinds import kind_of
from decision_tree.links import link_of
from decision_tree.model import Flow, Question

BACK = "b"
"""Input by which somebody goes back to the answer before."""


def ask(flow: Flow, knowledge: Knowledge, today: date, read: Callable[[str], str], show: Callable[[str], None]) -> str:
    """Ask until the answers lead to an outcome, show it, and return the fragment of the link to it.

    Raises EOFError when `read` does, since nobody is there any more.
    """
    answers: dict[str, tuple[str, ...]] = {}
    while True:
        step = resolve(flow, answers, today)
        if step.result is not None:
            show(answer_text(flow, knowledge, step.result))
            return link_of(step)
        assert step.opened is not None
        if step.opened.problem:
            show(f"\n  {step.opened.problem}")
            answers.pop(step.opened.question, None)
        show(question_text(question_at(flow, step, step.opened.question), step.opened))
        typed = read("> ").strip().lower()
        if typed == BACK:
            if step.path:
                del answers[step.path[-1].question]
        else:
            answers[step.opened.question] = chosen(flow.questions[step.opened.question], step.opened, typed)


def question_text(question: Question, opened: Opened) -> str:
    """Text of a question: its numbered options, and a prompt that says what may be typed."""
    lines = ["", question.ask]
    for number, id in enumerate(opened.offered, start=1):
        option = question.option(id)
        assert option is not None
        lines.append(f"  {number}  {option.label}" + (f" ({option.hint})" if option.hint else ""))
    form = FORMS[question.kind]
    lines.append(f"{form.prompt}{form.prompt_empty if question.empty else ''}; '{BACK}' goes back.")
    return "\n".join(lines)


def chosen(question: Question, opened: Opened, typed: str) -> tuple[str, ...]:
    """Answer from what was typed: numbers or ids of options become ids, a value stays. The engine checks the answer."""
    if not kind_of(question).named:
        return (typed,)
    words = typed.replace(",", " ").split()
    return tuple(opened.offered[int(word) - 1] if is_number(word, opened) else word for word in words)


def is_number(word: str, opened: Opened) -> bool:
    """Whether a word is the number of an offered option."""
    return word.isascii() and word.isdigit() and len(word) < 4 and 1 <= int(word) <= len(opened.offered)


def answer_text(flow: Flow, knowledge: Knowledge, result: Result) -> str:
    """Text of a result: its headline, what to claim, what it pays and counts for, and the notes that hold."""
    headline = headline_of(flow, result)
    told = reply.fact_words(flow, wording_of(flow, knowledge, {}), result)
    lines = ["", headline.title, "", *textwrap.wrap(headline.answer, 100), ""]
    lines += [f"{name} {words}" for name, words in told]
    for id in result.notes:
        note = flow.notes[id]
        lines += ["", f"* {note_title(flow, note, result)} [{knowledge.grades[note.grade].label}]"]
    lines += ["", reply.reach_words(flow, result)]
    return "\n".join(lines)
