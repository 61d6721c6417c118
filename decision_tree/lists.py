"""Lists of an answer, such as its next steps, and the deadlines of their entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from decision_tree.dates import business_days_left, day_words, length_words, weekday_words
from decision_tree.engine import Result, Step, note_title
from decision_tree.ics import LastDay, calendar_file
from decision_tree.model import Flow, Note

HOLIDAYS = "Counted from Monday to Friday; which holidays are left out is not known."


def entries(flow: Flow, found: Result, id: str) -> tuple[Note, ...]:
    """The notes of a list that hold, in the flow's order."""
    return tuple(note for one in found.notes if (note := flow.notes[one]).in_list == id)


def last_days(flow: Flow, step: Step) -> dict[str, date]:
    """Note id → the last day for what it says, for the notes of an answer that have one."""
    held = [flow.notes[id] for id in step.result.notes] if step.result else []
    return {note.id: step.deadlines[note.deadline] for note in held if note.deadline in step.deadlines}


def first_last_day(flow: Flow, step: Step) -> date | None:
    """The last day of the first note of an answer that has one, in the flow's order."""
    return next(iter(last_days(flow, step).values()), None)


def last_day_words(flow: Flow, note: Note, step: Step, last: date, today: date) -> tuple[str, str]:
    """The last day for what a note says, with the time that is left; and a remark how days are counted, or nothing.

    Business days are told apart from days, because nobody outside knows which holidays are counted.
    """
    chosen = next(hop.chosen for hop in step.path if hop.question == note.deadline)
    band = next(band for band in flow.questions[note.deadline].bands if band.id in chosen)
    business = band.unit == "business-days"
    left = business_days_left(today, last) if business else (last - today).days
    said = f"{length_words(left, band.unit if business else 'days')} left" if left else "that is today"
    return f"{weekday_words(last)}, {day_words(last)}: {said}", HOLIDAYS if business else ""


def due_json(flow: Flow, step: Step, today: date) -> dict[str, dict[str, str]]:
    """Note id → `{day, words, remark}`: the last day for what it says, as ISO date and in words; how it is counted."""
    found = {}
    for id, last in last_days(flow, step).items():
        words, remark = last_day_words(flow, flow.notes[id], step, last, today)
        found[id] = {"day": last.isoformat(), "words": words, "remark": remark}
    return found


def calendar_of(flow: Flow, step: Step, id: str, today: date, address: str) -> str | None:
    """A calendar file with the last day for what a note says; None where it has none.

    :param address: link of the answer, which the file carries.
    """
    last = last_days(flow, step).get(id)
    if last is None:
        return None
    note = flow.notes[id]
    title = flow.outcomes[step.result.outcome].title if step.result else flow.title
    about = "\n".join(line for line in (title, flow.site.decides, address) if line)
    summary = f"Last day: {note_title(flow, note, step.result)}"
    entry = LastDay(id=f"{flow.id}-{id}-{last.isoformat()}", day=last, summary=summary, about=about)
    return calendar_file([entry], today, flow.site.name)


def expected(flow: Flow, step: Step) -> dict[str, Any]:
    """What an answer says by the flow's own names: the value of each fact, the entries of each list, the last day."""
    assert step.result is not None, "only an answer says something"
    says: Mapping[str, Any] = flow.outcomes[step.result.outcome].says
    last = first_last_day(flow, step)
    ends = any(note.deadline for note in flow.notes.values())
    return {
        **{id: said.value for id, said in says.items()},
        **{id: [note.id for note in entries(flow, step.result, id)] for id in flow.lists},
        **({"deadline": last.isoformat() if last else "none"} if ends else {}),
    }


def have_entries(flow: Flow, found: Result) -> Iterator[tuple[str, bool]]:
    """Id of each list of a flow, and whether the list has entries in an answer."""
    return ((id, bool(entries(flow, found, id))) for id in flow.lists)
