"""What maintainers do to a flow that is published: each edit with the word that its former ids need."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from build_scripts.check.earlier_names import everywhere
from decision_tree.model import Flow, Former, Moved, Option, Question, Test

LATER = date(2027, 1, 10)
WHY = "It was asked for in another way."


def with_former(flow: Flow, kind: str, moved: Mapping[str, Any]) -> Flow:
    """The flow with more of one kind that is gone."""
    return replace(flow, former=replace(flow.former, **{kind: {**getattr(flow.former, kind), **moved}}))


def rename_option(flow: Flow, asked: str, old: str, *new: str) -> Flow:
    """An option has another name; with two new names it is split into two that mean the same to every rule."""

    def named(ids: frozenset[str]) -> frozenset[str]:
        return (ids - {old}) | set(new) if old in ids else ids

    def change(value: Any) -> Any:
        if isinstance(value, Test) and value.question == asked:
            return replace(value, any_of=named(value.any_of), all_of=named(value.all_of), none_of=named(value.none_of))
        if isinstance(value, Question) and value.id == asked:
            options = (
                replace(option, id=id) for option in value.options for id in (new if option.id == old else (option.id,))
            )
            return replace(value, options=tuple(options), alone=named(value.alone))
        return value

    why = WHY if len(new) > 1 else ""
    moved = {**flow.former.options.get(asked, {}), old: Moved(on=LATER, now=new, why=why)}
    return with_former(everywhere(flow, change), "options", {asked: moved})


def rename_question(flow: Flow, old: str, new: str) -> Flow:
    """A question has another name."""

    def change(value: Any) -> Any:
        if isinstance(value, Test):
            return replace(value, question=new) if value.question == old else value
        if isinstance(value, Question) and value.id == old:
            value = replace(value, id=new)
        named = {
            field.name: new
            for field in fields(value)
            if field.name in ("goto", "start", "ask_again") and getattr(value, field.name) == old
        }
        return replace(value, **named)

    changed: Flow = everywhere(flow, change)
    options = {new if id == old else id: moved for id, moved in flow.former.options.items()}
    questions = {new if id == old else id: question for id, question in changed.questions.items()}
    changed = replace(changed, questions=questions, former=replace(flow.former, options=options))
    return with_former(changed, "questions", {old: Moved(on=LATER, now=(new,))})


def rename_outcome(flow: Flow, old: str, new: str) -> Flow:
    """An answer has another name."""
    outcomes = {
        new if id == old else id: replace(one, id=new if id == old else id) for id, one in flow.outcomes.items()
    }
    changed = replace(leading(flow, old, new), outcomes=outcomes)
    return with_former(changed, "outcomes", {old: Moved(on=LATER, now=(new,), title="Former")})


def retire_outcome(flow: Flow, old: str, instead: str) -> Flow:
    """An answer is not given any more; what led to it leads to another."""
    outcomes = {id: one for id, one in flow.outcomes.items() if id != old}
    changed = replace(leading(flow, old, instead), outcomes=outcomes)
    return with_former(changed, "outcomes", {old: Moved(on=LATER, why=WHY, title="Former")})


def retire_option(flow: Flow, asked: str, old: str, *now: str, in_error: bool = False) -> Flow:
    """An option is not offered any more; with another one named it was merged into that."""

    def change(value: Any) -> Any:
        if isinstance(value, Question) and value.id == asked:
            kept = tuple(option for option in value.options if option.id != old)
            return replace(value, options=kept, alone=value.alone - {old})
        return value

    moved = {**flow.former.options.get(asked, {}), old: Moved(on=LATER, now=now, why=WHY, in_error=in_error)}
    return with_former(everywhere(flow, change), "options", {asked: moved})


def leading(flow: Flow, old: str, new: str) -> Flow:
    """The flow in which everything that led to one node leads to another."""

    def change(value: Any) -> Any:
        return replace(value, goto=new) if getattr(value, "goto", None) == old else value

    changed: Flow = everywhere(flow, change)
    return changed


def insert_first(flow: Flow, id: str) -> Flow:
    """Another question is asked before all others."""
    options = tuple(Option(id=word, label=word.title()) for word in ("yes", "no"))
    first = Question(id=id, kind="one", ask="Is there a customer?", short="Customer", options=options, goto=flow.start)
    return replace(flow, start=id, questions={id: first, **flow.questions})


def unpublished(flow: Flow) -> Flow:
    """The flow as if nothing had ever gone."""
    return replace(flow, former=Former())
