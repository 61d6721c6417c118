"""What became of older links: where they lead, what they are taken to answer, and what changed since their day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from decision_tree.dates import day_words
from decision_tree.engine import Answers, Result, Step, resolve, seen
from decision_tree.model import Flow, Revision, Since


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """Where a link leads."""

    step: Step
    assumed: Mapping[str, tuple[str, ...]]
    """The answers that it does not carry and is taken to have."""
    news: tuple[str, ...] = ()
    """What is asked only since it was copied, in words for the reader."""


def arrive(flow: Flow, answers: Answers, on: date | None, today: date, *, for_answer: bool = False) -> Arrival:
    """Replay the answers of a link that was copied on a day; None: nobody knows when.

    `for_answer`: the link was made for an answer, so that it has all answers of its day.
    """
    assumed: dict[str, tuple[str, ...]] = {}
    news: list[str] = []
    while True:
        step = resolve(flow, {**answers, **assumed}, today)
        since = asked_since(flow, step, on, for_answer=for_answer)
        if since is None:
            return Arrival(step=step, assumed=assumed, news=tuple(news))
        assert step.opened is not None, "only an open question stops a link"
        news.append(since_words(flow, step.opened.question, since))
        if since.taken is None:
            return Arrival(step=step, assumed=assumed, news=tuple(news))
        assumed[step.opened.question] = since.taken


def asked_since(flow: Flow, step: Step, on: date | None, *, for_answer: bool) -> Since | None:
    """What made the open question stop an older link; None where the link is not older, or stops for another reason.

    A link without a day is older where it was made for an answer, or answers questions that come after the open one.
    """
    if step.opened is None or step.opened.problem:
        return None
    chosen = seen(flow, step)
    for since in flow.questions[step.opened.question].since:
        older = on < since.on if on else for_answer or bool(step.ignored)
        if older and (since.where is None or since.where.holds(chosen)):
            return since
    return None


def since_words(flow: Flow, question: str, since: Since) -> str:
    """That a question is asked since a day, why, and what the link is taken to answer."""
    asked = flow.questions[question]
    labels = [option.label for option in asked.options if since.taken and option.id in since.taken]
    taken = "; ".join(f"“{label}”" for label in labels) or "none of these"
    said = f" For this link it is taken to be {taken}." if since.taken is not None else ""
    return f"“{asked.short}” is asked here since {day_words(since.on)}. {since.why}{said}"


def revised(flow: Flow, found: Result, on: date | None, *, elsewhere: bool = False) -> Iterator[Revision]:
    """What changed in an answer and in its notes since a link was copied; nothing where nobody knows the day.

    `elsewhere`: the link was made for another answer. Then it is news as well that this one was first published since.
    """
    first, *later = flow.outcomes[found.outcome].revisions or (None,)
    if elsewhere and first and on and first.on > on:
        yield first
    yield from since(later, on)
    for id in found.notes:
        yield from since(flow.notes[id].revisions, on)


def since(revisions: Iterable[Revision], on: date | None) -> Iterator[Revision]:
    """The revisions of that day and later ones: nobody knows whether a link of the same day was copied before."""
    return (one for one in revisions if on is not None and one.on >= on)


def revised_json(revisions: Iterable[Revision]) -> list[dict[str, str]]:
    """What changed, and when, in words."""
    return [{"on": day_words(one.on), "what": one.what} for one in revisions]
