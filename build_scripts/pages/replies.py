"""Words of a flow's answers for replies, and the replies that quote question pages and events of the timeline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from build_scripts.pages.markdown import Fragments
from build_scripts.pages.written import HandWritten
from build_scripts.places import address_of
from build_scripts.read.evidence import FORUM, Source, day_of
from build_scripts.read.knowledge import Association, Knowledge
from build_scripts.read.reference import Event
from decision_tree import reply
from decision_tree.model import Flow, Statement
from decision_tree.reply import Places, Quoted, Reply
from decision_tree.wording import CITATION, Citation, Task, Wording

CITATIONS = re.compile(rf"(?:{CITATION.pattern})+")
"""Citations that stand side by side."""

TIMELINE = "reference/timeline/"


def places_of(flow: Flow, site_address: str) -> Places:
    """Addresses of a flow's pages."""
    plan = f"{site_address}plans/{flow.id}/" if flow.plans else ""
    return Places(flow=f"{site_address}{flow.id}/", answers=f"{site_address}answers/{flow.id}/", plan=plan)


# ---------- words


def wording_of(flow: Flow, knowledge: Knowledge, usual: Mapping[str, tuple[str, ...]]) -> Wording:
    """Words of a flow's answers. `usual`: outcome id → ids of the notes that its page applies without answers."""
    associations, fragments = {**knowledge.claims, **knowledge.routes}, Fragments(knowledge)
    tasks = {id: task(it, fragments) for id, it in associations.items()}
    proof = plain_statements(knowledge.proof, fragments)
    supports = [
        *(fact.sources for outcome in flow.outcomes.values() for _, fact in outcome.stated()),
        *(note.sources for note in flow.notes.values()),
        *(metric.sources for designation in flow.designations.values() for metric in designation.metrics),
        *(fact.sources for fact in (flow.plans.counting.statements() if flow.plans else ())),
        *(it.sources for one in tasks.values() for it in (*one.by_when, *one.proof)),
        *(limit.sources for one in tasks.values() for limit in one.limits),
        *(it.sources for it in proof),
    ]
    cited = {id for sources in supports for id in sources}
    return Wording(
        flow=flow.id,
        claims={id: claim.label for id, claim in knowledge.claims.items()},
        routes={id: route.label for id, route in knowledge.routes.items()},
        grades=grade_words(knowledge),
        pays=knowledge.words.pays,
        counts=knowledge.words.counts,
        sources=citations(knowledge, cited),
        tasks=tasks,
        shared_proof=proof,
        site=knowledge.words.site,
        usual={id: notes for id, notes in usual.items() if notes},
    )


def task(it: Association, fragments: Fragments) -> Task:
    """Claim or route as a task, with its deadlines and proof in plain text."""
    by_when, proof = (plain_statements(statements, fragments) for statements in (it.by_when, it.proof))
    return Task(aim=it.aim, by_when=by_when, proof=proof, limits=it.limits)


def plain_statements(statements: tuple[Statement, ...], fragments: Fragments) -> tuple[Statement, ...]:
    """Statements with plain text in the place of Markdown."""
    return tuple(replace(it, text=fragments.plain(it.text)) for it in statements)


def grade_words(knowledge: Knowledge) -> dict[str, str]:
    """Grade id → label for replies, the surest first. None has “our”, which would mean whoever pastes a reply."""
    return {id: grade.in_replies for id, grade in knowledge.grades.items()}


def citations(knowledge: Knowledge, ids: set[str]) -> dict[str, Citation]:
    """Citations of these sources by id, as replies name them."""
    return {id: citation(source) for id, source in knowledge.sources.items() if id in ids}


def citation(source: Source) -> Citation:
    """Citation of a source, as a reply names it."""
    return Citation(
        title=source.title,
        publisher=source.publisher,
        dated=source.date,
        newest=day_of(source.date),
        url=source.url,
        see=source.see,
        language=source.language,
        quotes=source.quotes,
        community=source.kind.weight == FORUM,
    )


# ---------- question pages and events


CITED = "\ue000"
"""Placeholder character for citations: no text contains it, and Markdown leaves it as it is."""


def short_answer(page: HandWritten, fragments: Fragments) -> str:
    """The short answer of a question page, as plain text."""
    return fragments.plain(" ".join(page.short_answer()))


def sources_of_short_answer(page: HandWritten) -> list[str]:
    """Ids of the sources that the short answer of a question page cites, each once."""
    return list(dict.fromkeys(CITATION.findall(" ".join(page.short_answer()))))


def quoted(text: str, fragments: Fragments) -> list[Quoted]:
    """Plain text of Markdown in pieces, each with the sources that are cited behind it."""
    cited = [tuple(CITATION.findall(run[0])) for run in CITATIONS.finditer(text)]
    pieces = fragments.plain(CITATIONS.sub(CITED, text)).split(CITED)
    return [Quoted(text=piece.strip(), sources=ids) for piece, ids in zip_longest(pieces, cited, fillvalue=()) if piece]


def sure(page: HandWritten, words: Mapping[str, str]) -> str:
    """How sure the short answer of a page is, in words: `When: reported · Why: not known`."""
    return " · ".join(f"{part}: {words[of]}" if part else words[of] for part, of in page.front.grades.items())


def page_reply(name: str, page: HandWritten, fragments: Fragments, site_address: str) -> Reply:
    """Reply that quotes a question page. `name` is its path below the staged folder."""
    knowledge, ids = fragments.knowledge, sources_of_short_answer(page)
    return reply.of_page(
        page.question(),
        quoted(" ".join(page.short_answer()), fragments),
        f"{site_address}{address_of(Path(name))}",
        sure(page, grade_words(knowledge)),
        page.front.checked,
        citations(knowledge, set(ids)),
        knowledge.words.site,
        knowledge.reach_sentence(ids),
    )


def event_reply(event: Event, fragments: Fragments, site_address: str) -> Reply:
    """Reply that quotes an event of the timeline."""
    knowledge = fragments.knowledge
    return reply.of_page(
        f"{event.when}: {event.title}",
        [Quoted(text=fragments.plain(event.text), sources=event.sources)],
        f"{site_address}{TIMELINE}#{event.id}",
        grade_words(knowledge)[event.grade],
        knowledge.checked.get("timeline"),
        citations(knowledge, set(event.sources)),
        knowledge.words.site,
    )


def reply_file(name: str) -> str:
    """Path of the file with the replies of a page, below the site's root."""
    return f"assets/replies/{Path(name).stem}.json"


def reply_files(
    written: Mapping[str, HandWritten], fragments: Fragments, site_address: str
) -> Iterator[tuple[str, str]]:
    """Files of the replies that the build makes, one for each page: path, and JSON of the replies by id."""
    for name, page in written.items():
        if page.is_question:
            yield reply_file(name), as_text({"page": page_reply(name, page, fragments, site_address)})
    events = {id: event_reply(event, fragments, site_address) for id, event in fragments.knowledge.events.items()}
    yield reply_file("reference/timeline.md"), as_text(events)


def as_text(replies: Mapping[str, Reply]) -> str:
    """JSON of replies by id, as a page fetches it."""
    made = {id: reply.reply_json(one) for id, one in replies.items()}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))
