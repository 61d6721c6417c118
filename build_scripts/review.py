"""Everything that is wrong with a repository, in one run: rules, pages, published ids, situations and pasted links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from build_scripts.check import pasted_links, paths, published, scenarios, stated
from build_scripts.check.compiler import Compiled, compile_flow
from build_scripts.places import Repository
from build_scripts.read.faults import BadFile, Diagnostic, Fault, Place, at_words
from build_scripts.read.knowledge import read_knowledge
from build_scripts.staging import Staging
from build_scripts.staging import gone as sections_gone
from build_scripts.staging import published as published_of
from decision_tree.model import Flow, Revision


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """Review of a repository whose rules can be compiled."""

    compiled: Mapping[str, Compiled]
    faults: tuple[Diagnostic, ...]
    warnings: tuple[Diagnostic, ...]


def review(repository: Repository) -> Review:
    """Review of a repository. Raises BadFile where its rules cannot be compiled: everything else rests on them."""
    staging = Staging(repository)
    if gone := flows_gone(staging):
        return Review(compiled=staging.site.compiled, faults=gone, warnings=())
    faults = (*of_pages(staging), *beside_pages(staging))
    return Review(compiled=staging.site.compiled, faults=faults, warnings=tuple(staging.warnings()))


def flows_gone(staging: Staging) -> tuple[Diagnostic, ...]:
    """Faults of published flows that are gone. Whatever else is wrong then can be a consequence."""
    repository = staging.repository
    return tuple(published.flows_gone(repository.lock, staging.site.compiled, repository.flows))


def beside_pages(staging: Staging) -> Iterator[Diagnostic]:
    """Faults that pages do not show: of published ids, changed facts and ways, situations and pasted links.

    New ids are reported only where no published one has vanished, because each may be the new name of one of these.
    """
    if gone := flows_gone(staging):
        yield from gone
        return
    compiled, repository = staging.site.compiled, staging.repository
    files = published_of(staging)
    compared = published.compare(files, compiled, repository.lock, sections_gone(staging))
    situations = list(of_situations(staging))
    whole = not situations
    yield from of_days(staging, compiled)
    if compared.faults:
        yield from (found for found in compared.faults if whole or not of_examples(found))
    else:
        yield from published.unpublished(compared.new, files, compiled)
    yield from situations
    yield from paths.changed(compiled, repository.paths)
    yield from stated.misstated(repository, staging.site.knowledge.words.figures)
    yield from of_links(compiled, repository)


def of_examples(found: Diagnostic) -> bool:
    """Whether a page of worked examples has vanished, which can be the consequence of a wrong situation."""
    return found.name == "vanished" and found.line.startswith("page /examples/")


def review_of_flows(files: Iterable[Path], repository: Repository) -> Review:
    """Review of flow files that lie anywhere, with the knowledge of a repository. Raises BadFile for the knowledge."""
    knowledge = read_knowledge(repository.knowledge)
    compiled: dict[str, Compiled] = {}
    faults: list[Diagnostic] = []
    for file in files:
        try:
            found = compile_flow(file, knowledge)
            compiled[found.flow.id] = found
        except BadFile as bad:
            faults += bad.every
    return Review(compiled=compiled, faults=tuple(faults), warnings=())


def of_pages(staging: Staging) -> list[Diagnostic]:
    """Faults of hand-written pages and of the addresses of all pages."""
    try:
        staging.rehearse()
    except BadFile as bad:
        return bad.diagnostics
    return []


def of_days(staging: Staging, compiled: Mapping[str, Compiled]) -> Iterator[Diagnostic]:
    """Faults of days in rules and knowledge that are still to come, although they say what was done."""
    repository = staging.repository
    for name, day in staging.site.knowledge.checked.items():
        if day > repository.today:
            file = repository.knowledge / f"{name}.yml"
            yield at_words(
                file, f"checked: {day}", name="future-date", message=to_come("checked", day), help=MEND_THE_DAY
            )
    for one in compiled.values():
        for place, day in days_of(one.flow):
            if day > repository.today:
                key = str(place[-1])
                yield one.diagnostic(
                    Fault(name="future-date", message=to_come(key, day), place=place, help=MEND_THE_DAY)
                )


MEND_THE_DAY = "mend the day: it is the one on which it was done"


def to_come(key: str, day: date) -> str:
    """Message about a day that is still to come."""
    return f"'{key}' says {day}, which is still to come"


def days_of(flow: Flow) -> Iterator[tuple[Place, date]]:
    """Days of checks and revisions in a flow, each with its place."""
    revised: list[tuple[Place, tuple[Revision, ...]]] = [
        *((("outcomes", it.id), it.revisions) for it in flow.outcomes.values()),
        *((("notes", it.id), it.revisions) for it in flow.notes.values()),
        (("plan",), flow.plans.revisions if flow.plans else ()),
    ]
    for outcome in flow.outcomes.values():
        if outcome.checked:
            yield ("outcomes", outcome.id, "checked"), outcome.checked
    for place, revisions in revised:
        yield from (((*place, "revisions", index, "on"), one.on) for index, one in enumerate(revisions))


def of_situations(staging: Staging) -> Iterator[Diagnostic]:
    """Faults of the case files of a repository, and of situations that get another answer than they must."""
    try:
        cases = staging.site.cases
    except BadFile as bad:
        yield from bad.diagnostics
        return
    flows = {id: one.flow for id, one in staging.site.compiled.items()}
    for verdict in scenarios.run(cases, flows, staging.site.today):
        yield from verdict.diagnostics()


def of_links(compiled: Mapping[str, Compiled], repository: Repository) -> list[Diagnostic]:
    """Faults of the files of pasted links, and of links that lead elsewhere than they did."""
    try:
        links = pasted_links.read_corpus(sorted(repository.pasted_links.glob("*.txt")))
    except BadFile as bad:
        return bad.diagnostics
    return list(pasted_links.unlike(links, {id: one.flow for id, one in compiled.items()}, repository.today))
