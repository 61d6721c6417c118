"""An earlier edition of a flow under today's ids, so that what only got another name does not differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from decision_tree.model import Flow, Moved, Option, Outcome, Plans, Question, Row, Test


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """Ids that only got another name: the former one → that of today."""

    questions: Mapping[str, str]
    outcomes: Mapping[str, str]
    notes: Mapping[str, str]
    options: Mapping[tuple[str, str], str]
    """Former ids of question and option → id of the option today."""

    def of_options(self, question: str, ids: frozenset[str]) -> frozenset[str]:
        """Options of a question, given by its former id, under today's ids."""
        return frozenset(self.options.get((question, id), id) for id in ids)

    def of_node(self, id: str | None) -> str | None:
        """Id of a question, an outcome or a table today; None stays."""
        return self.questions.get(id, self.outcomes.get(id, id)) if id else id


def names_since(before: Flow, now: Flow) -> Names:
    """Names that ids of an edition have got since."""
    questions = plain(now.former.questions, before.questions)
    asked = {today: was for was, today in questions.items()}
    options = {
        (asked.get(question, question), was): today
        for question, moved in now.former.options.items()
        if (there := before.questions.get(asked.get(question, question)))
        for was, today in plain(moved, there.answers).items()
    }
    return Names(
        questions=questions,
        outcomes=plain(now.former.outcomes, before.outcomes),
        notes=plain(now.former.notes, before.notes),
        options=options,
    )


def plain(moved: Mapping[str, Moved], there: Mapping[str, Any] | tuple[str, ...]) -> dict[str, str]:
    """Former id → id of today, for plain renames of ids that an edition has."""
    return {was: it.now[0] for was, it in moved.items() if was in there and len(it.now) == 1 and not it.why}


def under_todays_names(before: Flow, now: Flow) -> Flow:
    """The earlier edition under today's ids; itself where nothing was renamed."""
    names = names_since(before, now)
    if not (names.questions or names.outcomes or names.notes or names.options):
        return before
    flow: Flow = everywhere(before, lambda value: renamed(value, names))
    return replace(
        flow,
        start=names.questions.get(flow.start, flow.start),
        questions={it.id: it for it in flow.questions.values()},
        outcomes={it.id: it for it in flow.outcomes.values()},
        notes={names.notes.get(id, id): replace(it, id=names.notes.get(id, id)) for id, it in flow.notes.items()},
        former=before.former,
    )


def renamed(value: Any, names: Names) -> Any:
    """A part of a flow under today's ids."""
    if isinstance(value, Test):
        sets = {
            name: names.of_options(value.question, getattr(value, name)) for name in ("any_of", "all_of", "none_of")
        }
        return replace(value, question=names.questions.get(value.question, value.question), **sets)
    if isinstance(value, Question):
        options = (replace(it, id=names.options.get((value.id, it.id), it.id)) for it in value.options)
        bands = (replace(it, id=names.options.get((value.id, it.id), it.id)) for it in value.bands)
        return replace(
            value,
            id=names.questions.get(value.id, value.id),
            options=tuple(options),
            bands=tuple(bands),
            alone=names.of_options(value.id, value.alone),
            goto=names.of_node(value.goto),
        )
    if isinstance(value, Option):
        return replace(value, goto=names.of_node(value.goto))
    if isinstance(value, Row):
        return replace(value, goto=names.of_node(value.goto) or "")
    if isinstance(value, Outcome):
        return replace(value, id=names.outcomes.get(value.id, value.id), ask_again=names.of_node(value.ask_again))
    if isinstance(value, Plans):
        subject, as_before = (
            tuple(names.questions.get(id, id) for id in ids) for ids in (value.subject, value.as_before)
        )
        for_all = {
            names.questions.get(id, id): tuple(names.options.get((id, one), one) for one in options)
            for id, options in value.for_all.items()
        }
        return replace(value, subject=subject, as_before=as_before, for_all=for_all)
    return value


def everywhere(value: Any, change: Callable[[Any], Any]) -> Any:
    """A value in which every dataclass was changed, the innermost first."""
    if is_dataclass(value) and not isinstance(value, type):
        new = {field.name: everywhere(getattr(value, field.name), change) for field in fields(value)}
        return change(replace(value, **new))
    if isinstance(value, tuple):
        return tuple(everywhere(item, change) for item in value)
    if isinstance(value, Mapping):
        return {key: everywhere(item, change) for key, item in value.items()}
    return value
