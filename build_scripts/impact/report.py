"""Impact of an edit as values: the repository of today beside an earlier revision in git."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from build_scripts.check import pasted_links
from build_scripts.check.compiler import compile_flows
from build_scripts.check.contradictions import says_otherwise
from build_scripts.check.differences import Difference, Edit, difference, edits_of
from build_scripts.check.pasted_links import LinkChange
from build_scripts.check.revision import lines_since, rules_at
from build_scripts.check.revisions import ToRevise, to_revise
from build_scripts.check.scenarios import Verdict, failed
from build_scripts.impact.to_read import ToRead, pairs_of, places_to_read
from build_scripts.impact.unrevised import unrevised_pages
from build_scripts.impact.wording import Names, names_of
from build_scripts.places import Repository
from build_scripts.read.faults import BadFile, Diagnostic, relative
from build_scripts.read.knowledge import read_knowledge

if TYPE_CHECKING:
    from build_scripts.impact.site_changes import SiteChanges


@dataclass(frozen=True, kw_only=True, slots=True)
class Impact:
    """Impact of the edits since a revision."""

    revision: str
    address: str
    """Address of the site, for links."""
    names: Mapping[str, Names]
    """Flow id → names of everything in either edition."""
    flows: Sequence[Difference]
    new: Sequence[str]
    """Ids of flows that the revision does not have."""
    gone: Sequence[str]
    """Ids of flows that only the revision has."""
    knowledge: Sequence[Edit]
    sentences: Sequence[Diagnostic]
    """Sentences that say the opposite of the rules as they are now. No site is made before they are mended."""
    to_read: Sequence[ToRead]
    """Other places that speak of both a claim or route and a designation for which it came to count, or ceased to."""
    site: SiteChanges | None = None
    """Changes of pages, pictures and replies; None where nobody asked for them, because they take seconds."""
    links: Sequence[LinkChange]
    """Pasted links that mean something else."""
    pasted: int
    """Number of pasted links that were compared."""
    scenarios: Sequence[Verdict]
    """Scenarios that get another answer than they must."""
    revisions: Sequence[ToRevise]
    """Entries that still need a revision."""
    pages: Sequence[str]
    """Hand-written pages whose words changed, and whose `revisions:` did not."""


def impact_of(repository: Repository, revision: str) -> Impact:
    """Impact of the edits since a git revision, without changes of the site. Raises NoRevision and BadFile."""
    knowledge = read_knowledge(repository.knowledge)
    known, before = rules_at(revision, repository.root, knowledge)
    now = compile_flows(repository.flows, knowledge, contradicted=True)
    former, flows = ({id: one.flow for id, one in rules.items()} for rules in (before, now))
    kept = pasted_links.read_corpus(sorted(repository.pasted_links.glob("*.txt")))
    found = [difference(before[id], one, repository.today) for id, one in now.items() if id in before]
    of_flows = {edit for one in found for edit in one.edits}  # what a designation counts is part of a flow, too
    names = {
        id: names_of([rules[id] for rules in (former, flows) if id in rules], (known, knowledge))
        for id in (*former, *flows)
    }
    unmended = (one.diagnostic(fault) for one in now.values() for fault in says_otherwise(one.walk, knowledge))
    sentences = BadFile([*knowledge.contradictions, *unmended]).diagnostics
    pairs = pairs_of(edit for one in found for edit in one.edits)
    told = [(it.file, it.span.line) for it in sentences]
    told += [(relative(file), line) for file, line in (lines_since(revision, repository.root) if pairs else ())]
    return Impact(
        revision=revision,
        address=repository.site_address,
        names=names,
        flows=found,
        new=sorted(now.keys() - before.keys()),
        gone=sorted(before.keys() - now.keys()),
        knowledge=[edit for edit in edits_of(known, knowledge, ()) if edit not in of_flows],
        sentences=sentences,
        to_read=places_to_read(pairs, knowledge, repository, told),
        links=pasted_links.link_changes(kept, former, flows, repository.today),
        pasted=len(kept),
        scenarios=failed(repository.scenarios, flows, repository.today),
        revisions=to_revise(now, repository.lock),
        pages=unrevised_pages(repository, revision),
    )
