"""What programs read: llms.txt, all questions and answers in one file, each flow as data, and the schemas of both.

Everything comes from what the pages are made of. The addresses are public and stay, and so does the form of what lies
there, which the schemas tell: one that a reader of this form would misunderstand gets another number and address.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

from build_scripts.check.compiler import Compiled
from build_scripts.pages.answer import AnswerPage, PageNote, reach_of_flow
from build_scripts.pages.changes import changes
from build_scripts.pages.replies import short_answer
from build_scripts.pages.site import Site
from build_scripts.pages.written import HandWritten
from build_scripts.places import ANSWERS, ANSWERS_SCHEMA, FLOWS_SCHEMA, TWIN, address_of, flow_file
from build_scripts.programs.schema import Data, schema
from build_scripts.read.evidence import Source
from build_scripts.read.knowledge import Association, Knowledge
from decision_tree.engine import result
from decision_tree.model import Outcome, Revision, Statement
from decision_tree.reach import reaches
from decision_tree.reply import NOBODY, answer_supports, claims_by

FORMAT = 1
"""Of answers.json and of the flows, which have one number together."""

LICENCE = "MIT"
"""As LICENSE says; an identifier of SPDX."""


def machine_files(site: Site) -> Iterator[tuple[str, str]]:
    """Every file of data for programs: its path below the root, and its text."""
    yield ANSWERS, as_text(all_answers(site))
    for one in site.compiled.values():
        yield flow_file(one.flow.id), as_text(whole_flow(one, site.address))
    for name in (ANSWERS_SCHEMA, FLOWS_SCHEMA):
        yield name, as_text(schema(name, site.knowledge, site.address))


def as_text(data: Data) -> str:
    """Data as JSON that people can read, too."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


# ---------- questions and answers


def all_answers(site: Site) -> Data:
    """Every question and every answer, with what they rest on."""
    knowledge, questions = site.knowledge, question_pages(site.written)
    days = changes(site.compiled, site.written)
    outcomes = [outcome for one in site.compiled.values() for outcome in one.flow.outcomes.values()]
    checked = [day for day in (page.front.checked for page in questions.values()) if day]
    checked += [outcome.checked for outcome in outcomes if outcome.checked]
    return {
        "$schema": f"{site.address}{ANSWERS_SCHEMA}",
        "format": FORMAT,
        "site": site.address,
        "independent": NOBODY,
        "licence": LICENCE,
        "updated": day_json(days[0].on if days else None),
        "checked": day_json(min(checked, default=None)),
        "grades": [{"id": it.id, "label": it.label, "means": it.means} for it in knowledge.grades.values()],
        "sources": [source(it, site.address) for it in knowledge.sources.values()],
        "claims": [association(it) for it in knowledge.claims.values()],
        "routes": [association(it) for it in knowledge.routes.values()],
        "questions": [question(name, page, site) for name, page in questions.items()],
        "flows": [flow_answers(one, site) for one in site.compiled.values()],
    }


def question_pages(written: Mapping[str, HandWritten]) -> dict[str, HandWritten]:
    """The pages that answer one question each."""
    return {name: page for name, page in written.items() if page.is_question}


def question(name: str, page: HandWritten, site: Site) -> Data:
    """A question page: the question and its short answer."""
    knowledge = site.knowledge
    return {
        "id": page.path.stem,
        "question": page.question(),
        "answer": short_answer(page, site.fragments),
        "grade": page.front.grade,
        "sources": list(page.cited()),
        "reach": reach_json(page.cited(), knowledge),
        "checked": day_json(page.front.checked),
        "revisions": revisions(page.front.revisions),
        **places(address_of(Path(name)), site.address),
    }


def flow_answers(one: Compiled, site: Site) -> Data:
    """A questionnaire with all its answers."""
    flow = one.flow
    return {
        "id": flow.id,
        "title": flow.title,
        "reach": reach_of_flow(flow),
        "rules": f"{site.address}{flow_file(flow.id)}",
        **places(f"{flow.id}/", site.address),
        "outcomes": [
            answer(one, outcome, site.answers[flow.id][outcome.id], site) for outcome in flow.outcomes.values()
        ],
    }


def answer(one: Compiled, outcome: Outcome, page: AnswerPage, site: Site) -> Data:
    """An answer as its page shows it to somebody who has given none."""
    flow, knowledge = one.flow, site.knowledge
    found = result(flow, outcome, [flow.notes[id] for id in page.usual])
    pays = next(state for state in page.pays if state.default)
    return {
        "id": outcome.id,
        "title": outcome.title,
        "answer": outcome.answer,
        "claims": {
            "are": told(found.claims),
            "because": outcome.claims.because,
            **support_json(claims_by(flow, found)),
        },
        "keeps": list(found.keeps),
        "routes": list(found.routes),
        "alternatives": list(found.alternatives),
        "pays": {"is": pays.value, "words": pays.label, "because": pays.because, **support_json(pays)},
        "counts": counts(page, found.counts, knowledge),
        "notes": [note(it, page) for it in page.notes],
        "body": outcome.body,
        "ways": [words for words, _ in page.ways],
        "reach": reach_json((id for _, ids in answer_supports(flow, outcome, found) for id in ids), knowledge),
        "checked": day_json(outcome.checked),
        "revisions": revisions(outcome.revisions),
        **places(f"answers/{flow.id}/{outcome.id}/", site.address),
    }


def counts(page: AnswerPage, value: str, knowledge: Knowledge) -> Data:
    """Whether an answer counts for a designation, and which of its metrics it feeds."""
    designation = page.designation if page.metrics else None
    return {
        "is": value,
        "words": knowledge.words.counts[value],
        "designation": {"id": designation.id, "label": designation.label} if designation else None,
        "metrics": [
            {
                "id": it.metric.id,
                "label": it.label,
                "is": state.value,
                "words": state.label,
                "text": it.metric.text,
                **support_json(it.metric),
            }
            for it in page.metrics
            for state in it.states
            if state.default
        ],
    }


def note(it: PageNote, page: AnswerPage) -> Data:
    """What an answer says where a condition holds."""
    return {
        "id": it.note.id,
        "title": it.note.title,
        "when": it.when,
        "applied": it.note.id in page.usual,
        "text": it.note.text,
        "effect": list(it.effect),
        **support_json(it.note),
        "revisions": revisions(it.note.revisions),
    }


# ---------- what they rest on


def source(it: Source, site_address: str) -> Data:
    """A source. What was read as somebody's upload is named and has no address of its own."""
    return {
        "id": it.id,
        "title": it.title,
        "publisher": it.publisher,
        "kind": it.kind,
        "date": it.date,
        "read": it.read,
        "url": it.url or None,
        "see": it.see or None,
        "quotes": it.quotes or None,
        "edition": {"series": it.edition.series, "of": it.edition.of} if it.edition else None,
        "address": f"{site_address}sources/#{it.id}",
    }


def association(it: Association) -> Data:
    """A claim, or a route that is none."""
    return {
        "id": it.id,
        "label": it.label,
        "role": it.role,
        "engagement": it.engagement,
        "formerly": it.formerly,
        "summary": statement(it.summary),
        "prepare": [statement(one) for one in it.prepare],
        "steps": [statement(one) for one in it.steps],
        "traps": [statement(one) for one in it.traps],
    }


def statement(it: Statement) -> Data:
    """A fact with how sure it is and who says so."""
    return {"text": it.text, **support_json(it)}


def support_json(fact: Any) -> Data:
    """How sure a fact is, and who says so."""
    return {"grade": fact.grade, "sources": list(fact.sources)}


def reach_json(sources: Iterable[str], knowledge: Knowledge) -> list[Data]:
    """How far facts with these sources reach, by series of texts."""
    return [
        {"series": one.series, "of": one.of or None, "quoted": one.quoted or None}
        for one in reaches(sources, knowledge.editions)
    ]


def revisions(them: Iterable[Revision]) -> list[Data]:
    """What changed, and when."""
    return [{"on": day_json(it.on), "what": it.what} for it in them]


def day_json(it: date | None) -> str | None:
    """A day as programs write it."""
    return it.isoformat() if it else None


def places(below: str, site_address: str) -> dict[str, str]:
    """Where a page is, and where the same is as Markdown."""
    return {"address": f"{site_address}{below}", "markdown": f"{site_address}{below}{TWIN}"}


# ---------- flows


IN_ORDER = ("questions", "tables", "outcomes", "notes", "designations")
"""What a flow has by id, in an order that counts: each is a list, and its members say their ids themselves."""


def whole_flow(one: Compiled, site_address: str) -> Data:
    """A flow with all its rules: what the engine replays, and not how the page finds its way before the engine runs."""
    flow = told(one.flow)
    return {
        "$schema": f"{site_address}{FLOWS_SCHEMA}",
        "format": FORMAT,
        "independent": NOBODY,
        "licence": LICENCE,
        "address": f"{site_address}{one.flow.id}/",
        "reach": reach_of_flow(one.flow),
        **flow,
        **{name: list(flow[name].values()) for name in IN_ORDER},
    }


def told(value: Any) -> Any:
    """A value of the model as JSON data, with nothing left out."""
    if is_dataclass(value):
        return {one.name: told(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {key: told(it) for key, it in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [told(it) for it in value]
    return value.isoformat() if isinstance(value, date) else value
