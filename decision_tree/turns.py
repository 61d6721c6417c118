"""Days on which the same answers get another result, because rules hold from a day or until one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from decision_tree.dates import day_words
from decision_tree.engine import Step, headline_of, note_title, question_at, resolve
from decision_tree.model import Flow


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """A day from which on the answers get another result."""

    when: str
    """The day in words: `From 1 January 2027`, or `Since …` where it has come."""
    what: str
    """The titles of what is said from then on."""


def turns(flow: Flow, step: Step, today: date, since: date | None = None) -> Iterator[Turn]:
    """The days to come on which the answers of a step get another result, and those that came after `since`.

    `since` is the day on which a link was copied; None: it is not known.
    """
    begin = min(since or today, today)
    times = [begin, *(on for on in map(date.fromisoformat, flow.days) if on > begin)]
    if len(times) > 1:  # for most flows there is nothing to resolve
        steps = [resolve(flow, step.answers, today, rules=on) for on in times]
        for on, before, after in zip(times[1:], steps, steps[1:], strict=False):
            if titles := list(new_titles(flow, before, after)):
                when = f"{'From' if on > today else 'Since'} {day_words(on)}"
                yield Turn(when=when, what=" · ".join(titles))


def new_titles(flow: Flow, before: Step, after: Step) -> Iterator[str]:
    """Titles of what the later of two steps says and the earlier does not; of notes also the other way round."""
    if after.result is None:
        assert after.opened is not None
        if before.opened is None or before.opened.question != after.opened.question:
            yield question_at(flow, after, after.opened.question).ask
        return
    title = headline_of(flow, after.result).title
    if before.result is None or title != headline_of(flow, before.result).title:
        yield title
    was = before.result.notes if before.result else ()
    notes, led = flow.notes, after.result
    yield from (note_title(flow, notes[id], led) for id in led.notes if id not in was)
    yield from (f"no longer: {note_title(flow, notes[id], before.result)}" for id in was if id not in led.notes)
