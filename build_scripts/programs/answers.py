"""Data for programs: all questions and answers in one file, each flow in a file, and the schemas of both.

The data come from the same values as the pages. Addresses and format are public and stay; the schemas describe them. A
change that a program for the old format would misunderstand needs a new format number and a new address.
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
from decision_tree.model import NO_CLAIMS, NO_PAYMENT, Flow, Outcome, Revision, StatedValue, Statement
from decision_tree.reach import reaches
from decision_tree.reply import answer_supports, claims_by
from decision_tree.values import filled

FORMAT = 1
"""Format number, which answers.json and the flows share."""

LICENCE = "MIT"
"""SPDX identifier of the licence in LICENSE."""


def machine_files(site: Site) -> Iterator[tuple[str, str]]:
    """Files of data for programs: path below the root, and text."""
    yield ANSWERS, as_text(all_answers(site))
    for one in site.compiled.values():
        yield flow_file(one.flow.id), as_text(whole_flow(one, site.address))
    for name in (ANSWERS_SCHEMA, FLOWS_SCHEMA):
        yield name, as_text(schema(name, site.knowledge, site.address))


def as_text(data: Data) -> str:
    """JSON text of data, indented so that people can read it, too."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


# ---------- questions and answers


def all_answers(site: Site) -> Data:
    """Questions and answers of the site, with the grades, sources, claims and routes that they name."""
    knowledge, questions = site.knowledge, question_pages(site.written)
    days = changes(site.compiled, site.written)
    outcomes = [outcome for one in site.compiled.values() for outcome in one.flow.outcomes.values()]
    checked = [day for day in (page.front.checked for page in questions.values()) if day]
    checked += [outcome.checked for outcome in outcomes if outcome.checked]
    return {
        "$schema": f"{site.address}{ANSWERS_SCHEMA}",
        "format": FORMAT,
        "site": site.address,
        "independent": knowledge.words.site.independent,
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
    """Pages that answer one question each, by path below the staged folder."""
    return {name: page for name, page in written.items() if page.is_question}


def question(name: str, page: HandWritten, site: Site) -> Data:
    """Question page as JSON data: the question and its short answer."""
    knowledge = site.knowledge
    return {
        "id": page.path.stem,
        "question": page.question(),
        "answer": short_answer(page, site.fragments),
        "grade": page.front.grade,
        "grades": [{"of": part, "grade": of} for part, of in page.front.grades.items() if part],
        "sources": list(page.cited()),
        "reach": reach_json(page.cited(), knowledge),
        "checked": day_json(page.front.checked),
        "revisions": revisions(page.front.revisions),
        **places(address_of(Path(name)), site.address),
    }


def flow_answers(one: Compiled, site: Site) -> Data:
    """Questionnaire as JSON data, with all its answers."""
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
    """Answer as JSON data, as its page shows it while no answers of the reader are known."""
    flow, knowledge = one.flow, site.knowledge
    found = result(flow, outcome, [flow.notes[id] for id in page.usual])
    pays = next((state for state in page.pays if state.default), None)
    return {
        "id": outcome.id,
        "title": outcome.title,
        "answer": outcome.answer,
        "claims": {
            "are": told(found.claims),
            "because": outcome.claims.because,
            **support_json(claims_by(flow, found)),
        }
        if outcome.about_claims
        else None,
        "says": [fact_json(flow, id, it) for id, it in outcome.says.items()],
        "keeps": list(found.keeps),
        "routes": list(found.routes),
        "alternatives": list(found.alternatives),
        "pays": {"is": pays.value, "words": pays.label, "because": pays.because, **support_json(pays)}
        if pays
        else None,
        "counts": counts(page, found.counts, knowledge) if outcome.about_claims else None,
        "notes": [note(it, page, flow) for it in (*page.notes, *(it for one in page.lists for it in one.entries))],
        "body": outcome.body,
        "ways": [words for words, _ in page.ways],
        "reach": reach_json((id for _, ids in answer_supports(flow, outcome, found) for id in ids), knowledge),
        "checked": day_json(outcome.checked),
        "revisions": revisions(outcome.revisions),
        **places(f"answers/{flow.id}/{outcome.id}/", site.address),
    }


def fact_json(flow: Flow, id: str, said: StatedValue) -> Data:
    """Value of a fact of the flow's own as JSON data."""
    fact = flow.facts[id]
    return {
        "id": id,
        "title": fact.title,
        "is": said.value,
        "words": fact.words[said.value].label,
        "because": said.because,
        **support_json(said),
    }


def counts(page: AnswerPage, value: str, knowledge: Knowledge) -> Data:
    """Value of what an answer counts for, with the designation and the default state of its metrics, as JSON data."""
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


def note(it: PageNote, page: AnswerPage, flow: Flow) -> Data:
    """Note of an answer as JSON data; `when` is its condition in words, or None."""
    return {
        "id": it.note.id,
        "list": it.note.in_list or None,
        "title": filled(flow, it.note.title, {}),
        "when": it.when,
        "applied": it.note.id in page.usual,
        "text": filled(flow, it.note.text, {}),
        "effect": list(it.effect),
        **support_json(it.note),
        "revisions": revisions(it.note.revisions),
    }


# ---------- sources, claims, statements


def source(it: Source, site_address: str) -> Data:
    """Source as JSON data. `url` is None for a text that was read as somebody's upload."""
    return {
        "id": it.id,
        "title": it.title,
        "publisher": it.publisher,
        "kind": it.kind.id,
        "date": it.date,
        "read": it.read,
        "url": it.url or None,
        "see": it.see or None,
        "language": it.language or None,
        "quotes": it.quotes or None,
        "edition": {"series": it.edition.series, "of": it.edition.of} if it.edition else None,
        "address": f"{site_address}sources/#{it.id}",
    }


def association(it: Association) -> Data:
    """Claim or route as JSON data."""
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
    """Statement as JSON data: text, grade, source ids."""
    return {"text": it.text, **support_json(it)}


def support_json(fact: Any) -> Data:
    """Grade and source ids of a fact, as JSON data."""
    return {"grade": fact.grade, "sources": list(fact.sources)}


def reach_json(sources: Iterable[str], knowledge: Knowledge) -> list[Data]:
    """Newest edition that facts with these sources rest on, for each series of texts, as JSON data."""
    return [
        {"series": one.series, "of": one.of or None, "quoted": one.quoted or None}
        for one in reaches(sources, knowledge.editions)
    ]


def revisions(them: Iterable[Revision]) -> list[Data]:
    """Revisions as JSON data: day, and what changed."""
    return [{"on": day_json(it.on), "what": it.what} for it in them]


def day_json(it: date | None) -> str | None:
    """Day in the form of ISO 8601; None for None."""
    return it.isoformat() if it else None


def places(below: str, site_address: str) -> dict[str, str]:
    """Addresses of a page and of its Markdown twin; `below` is the address of the page below the root."""
    return {"address": f"{site_address}{below}", "markdown": f"{site_address}{below}{TWIN}"}


# ---------- flows


IN_ORDER = ("questions", "tables", "outcomes", "notes", "designations", "lists", "values")
"""Mappings of a flow that become lists, because their order matters; each member has its id in it."""


def whole_flow(one: Compiled, site_address: str) -> Data:
    """Flow with all its rules as JSON data, without the state graph, which pages use before the engine runs."""
    flow = told(one.flow)
    del flow["site"]  # its words stand under `independent`
    return {
        "$schema": f"{site_address}{FLOWS_SCHEMA}",
        "format": FORMAT,
        "independent": one.flow.site.independent,
        "licence": LICENCE,
        "address": f"{site_address}{one.flow.id}/",
        "reach": reach_of_flow(one.flow),
        **flow,
        **{name: list(flow[name].values()) for name in IN_ORDER},
        "facts": [{**fact, "words": list(fact["words"].values())} for fact in flow["facts"].values()],
    }


def told(value: Any) -> Any:
    """Value of the model as JSON data, with nothing left out; None for claims where a flow is about none."""
    if value in (NO_CLAIMS, NO_PAYMENT):
        return None
    if is_dataclass(value):
        return {one.name: told(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {key: told(it) for key, it in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [told(it) for it in value]
    return value.isoformat() if isinstance(value, date) else value
