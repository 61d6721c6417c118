"""Uses of each source: the pages, answers, terms and events that cite it or rest on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from build_scripts.check.compiler import Compiled
from build_scripts.pages.answer import page_notes
from build_scripts.pages.changes import PLANS
from build_scripts.pages.written import HandWritten
from build_scripts.places import address_of
from build_scripts.read.knowledge import Knowledge
from build_scripts.read.paper import Paper
from build_scripts.read.score import facts_of
from decision_tree.wording import CITATION


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """Page, answer, term or event that rests on a source."""

    kind: str
    """Heading under which such uses are listed."""
    title: str
    address: str
    """Address below the site's root."""


def source_uses(
    compiled: Mapping[str, Compiled],
    knowledge: Knowledge,
    written: Mapping[str, HandWritten],
    papers: Iterable[Paper] = (),
) -> dict[str, list[Use]]:
    """Source id → uses of the source, each once."""
    uses: dict[str, dict[Use, None]] = {id: {} for id in knowledge.sources}
    for kind, title, address, sources in each_use(compiled, knowledge, written, papers):
        use = Use(kind=kind, title=title, address=address)
        for id in uses.keys() & set(sources):
            uses[id][use] = None
    return {id: list(each) for id, each in uses.items()}


def each_use(
    compiled: Mapping[str, Compiled],
    knowledge: Knowledge,
    written: Mapping[str, HandWritten],
    papers: Iterable[Paper] = (),
) -> Iterator[tuple[str, str, str, list[str]]]:
    """Uses of sources: kind, title, address below the root, ids of the sources."""
    for name, page in written.items():
        yield "Pages", page.question(), address_of(Path(name)), list(page.cited())
    for one in compiled.values():
        for outcome in one.flow.outcomes.values():
            notes = [it.note for it in page_notes(one, outcome)]
            facts = [fact for _, fact in outcome.stated()]
            texts = [*(fact.because for fact in facts), outcome.body, *(note.text for note in notes)]
            support = [id for fact in (*facts, *notes) for id in fact.sources]
            cited = [*support, *CITATION.findall(" ".join(texts))]
            yield "Answers", outcome.title, f"answers/{one.flow.id}/{outcome.id}/", cited
        if one.flow.plans:
            cited = [id for fact in one.flow.plans.counting.statements() for id in fact.sources]
            yield "Plans", PLANS, f"plans/{one.flow.id}/", cited
    yield from (("Papers", paper.title, paper.pdf, list(paper.sources)) for paper in papers)
    for association in (*knowledge.claims.values(), *knowledge.routes.values()):
        statements = [association.summary, *association.prepare, *association.steps, *association.traps]
        cited = [id for one in statements for id in (*one.sources, *CITATION.findall(one.text))]
        yield "Claims and routes", association.label, "reference/claim-types/", cited
    for event in knowledge.events.values():
        yield "Timeline", event.title, f"reference/timeline/#{event.id}", list(event.sources)
    for term in knowledge.terms.values():
        yield "Glossary", term.label, f"reference/glossary/#{term.id}", list(term.sources)
    for designation in knowledge.designations.values():
        cited = [id for metric in designation.metrics for id in (*metric.sources, *CITATION.findall(metric.text))]
        yield "Designations", designation.label, "reference/designation-metrics/", cited
    for track in knowledge.tracks.values():
        cited = [id for fact, _ in facts_of(track) for id in (*fact.sources, *CITATION.findall(fact.text))]
        yield "Score, roughly", track.label, "reference/score/", cited
