"""Case for a scenario file from a link that somebody copied: its answers, and what the engine says to them today."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from build_scripts.check.pasted_links import ADDRESS
from build_scripts.check.scenarios import Case, Expected, said_at
from build_scripts.places import Refusal
from build_scripts.read.faults import did_you_mean
from decision_tree import links
from decision_tree.engine import Step, settle
from decision_tree.kinds import kind_of
from decision_tree.model import Flow
from decision_tree.reply import in_brief

TO_CHECK = "# what the engine said when this was added: compare it with the sources before you keep it"
"""Line above a new case, because a case is to say what must come of the answers, and not what happens to come."""


def case_of(link: str, flows: Mapping[str, Flow], today: date, taken: Collection[str]) -> Case:
    """Case from a link to an answer or into a questionnaire. Raises Refusal where the link cannot be one.

    :param taken: ids that other cases have.
    """
    found = ADDRESS.fullmatch(link.strip())
    if found is None or found["plan"]:
        raise Refusal(f"'{link}' is no link to an answer: copy it from the address bar, with everything behind its #")
    name = found["flow"] or found["page"]
    if name not in flows:
        raise Refusal(f"there is no flow '{name}'; {did_you_mean(name, flows)}".rstrip("; "))
    flow = flows[name]
    read = links.parse(found["fragment"], flow)
    if read.problems:
        raise Refusal(f"the link is no whole situation: {read.problems[0]}")
    step, _ = settle(flow, read.answers, today)
    outcome = flow.outcomes[step.result.outcome] if step.result else None
    named = outcome.id if outcome else f"{flow.id}-{step.opened.question if step.opened else ''}"
    dated = bool(flow.days) or any(not kind_of(flow.questions[hop.question]).named for hop in step.path)
    return Case(
        id=free(named, taken),
        flow=flow.id,
        title=in_brief(flow, step.path, step.known).replace(" · ", ", ") or f"The start of {flow.id}",
        answers={hop.question: hop.answer for hop in step.path},
        today=today if dated else None,
        expect=expected(flow, step),
        sources=tuple(dict.fromkeys(id for _, fact in outcome.stated() for id in fact.sources)) if outcome else (),
    )


def expected(flow: Flow, step: Step) -> dict[str, Expected]:
    """Everything that the engine says at a step."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in said_at(flow, step).items()}


def free(id: str, taken: Collection[str]) -> str:
    """Id that no other case has: this one, or this one with a number."""
    numbers = range(2, len(taken) + 3)
    return next(one for one in (id, *(f"{id}-{number}" for number in numbers)) if one not in taken)


def yaml_of(case: Case) -> str:
    """Case as an entry of a case file, with a line above that says what is to be done with it."""
    return "\n".join(lines(case)) + "\n"


def lines(case: Case) -> Iterator[str]:
    """Lines of a case in a file."""
    yield TO_CHECK
    yield f"- id: {case.id}"
    yield f"  flow: {case.flow}"
    yield f"  title: {json.dumps(case.title, ensure_ascii=False)}"
    yield f"  answers: {mapping({id: shortest(answer) for id, answer in case.answers.items()})}"
    if case.today:
        yield f"  today: {case.today}"
    yield f"  expect: {mapping(case.expect)}"
    if case.sources:
        yield f"  sources: {value(case.sources)}"


def shortest(answer: Sequence[str]) -> str | tuple[str, ...]:
    """Answer as authors write it: a single option without a list."""
    return answer[0] if len(answer) == 1 else tuple(answer)


def mapping(entries: Mapping[str, Expected]) -> str:
    """Mapping in YAML, on one line."""
    return "{" + ", ".join(f"{key}: {value(item)}" for key, item in entries.items()) + "}"


def value(item: Expected | Sequence[str]) -> str:
    """Word, list or mapping of words in YAML, on one line; a sentence in quotes."""
    if isinstance(item, Mapping):
        return mapping(item)
    if isinstance(item, str):
        return item if item.replace("-", "").isalnum() else json.dumps(item, ensure_ascii=False)
    return "[" + ", ".join(map(value, item)) + "]"
