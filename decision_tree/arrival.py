"""Replay of older links: the step that they lead to, the answers assumed for them, and the changes since their day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from decision_tree.dates import day_words
from decision_tree.engine import Answers, Result, Step, question_at, resolve, seen
from decision_tree.model import Flow, Question, Revision, Since


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """The step that a link leads to, with the answers that were assumed for it."""

    step: Step
    assumed: Mapping[str, tuple[str, ...]]
    """The answers that the link does not carry and that are assumed for it."""
    news: tuple[str, ...] = ()
    """Messages for the reader about questions that are asked only since the link was copied."""


def arrive(flow: Flow, answers: Answers, on: date | None, today: date, *, for_answer: bool = False) -> Arrival:
    """The step that the answers of a link lead to. `on` is the day on which the link was copied; None: it is not known.

    `for_answer`: the link was made for an answer page, so it has answers to all questions that were asked on its day.
    """
    assumed: dict[str, tuple[str, ...]] = {}
    news: list[str] = []
    while True:
        step = resolve(flow, {**answers, **assumed}, today)
        since = asked_since(flow, step, on, for_answer=for_answer)
        if since is None:
            return Arrival(step=step, assumed=assumed, news=tuple(news))
        assert step.opened is not None, "only an open question stops a link"
        news.append(since_words(question_at(flow, step, step.opened.question), since))
        if since.taken is None:
            return Arrival(step=step, assumed=assumed, news=tuple(news))
        assumed[step.opened.question] = since.taken


def asked_since(flow: Flow, step: Step, on: date | None, *, for_answer: bool) -> Since | None:
    """The change of the flow that makes an older link stop at the open question; None where there is no such change.

    A link without a day counts as older if it was made for an answer, or answers questions after the open one.
    """
    if step.opened is None or step.opened.problem:
        return None
    chosen = seen(flow, step)
    for since in flow.questions[step.opened.question].since:
        older = on < since.on if on else for_answer or bool(step.ignored)
        if older and (since.where is None or since.where.holds(chosen)):
            return since
    return None


def since_words(asked: Question, since: Since) -> str:
    """A message that a question is asked only since a day, with the reason and the answer assumed for the link."""
    labels = [option.label for option in asked.options if since.taken and option.id in since.taken]
    taken = "; ".join(f"“{label}”" for label in labels) or "none of these"
    said = f" For this link it is taken to be {taken}." if since.taken is not None else ""
    return f"“{asked.short}” is asked here since {day_words(since.on)}. {since.why}{said}"


def revised(flow: Flow, found: Result, on: date | None, *, elsewhere: bool = False) -> Iterator[Revision]:
    """Revisions of an answer and of its notes since a link was copied; none where that day is not known.

    `elsewhere`: the link was made for another answer. Then a first publication of this one since that day counts, too.
    """
    first, *later = flow.outcomes[found.outcome].revisions or (None,)
    if elsewhere and first and on and first.on > on:
        yield first
    yield from since(later, on)
    for id in found.notes:
        yield from since(flow.notes[id].revisions, on)


def since(revisions: Iterable[Revision], on: date | None) -> Iterator[Revision]:
    """Revisions of that day and later: a link of the same day may have been copied before the revision."""
    return (one for one in revisions if on is not None and one.on >= on)


def revised_json(revisions: Iterable[Revision]) -> list[dict[str, str]]:
    """Revisions as JSON data, with the day in words."""
    return [{"on": day_words(one.on), "what": one.what} for one in revisions]
