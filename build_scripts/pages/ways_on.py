"""Links from answers to other questionnaires and pages: their addresses, and the faults of those that lead nowhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path
from typing import TypeAlias

from build_scripts.check.compiler import Compiled
from build_scripts.pages.site import Site
from build_scripts.places import address_of
from build_scripts.read.faults import Diagnostic, Fault, Place, at_words, did_you_mean
from decision_tree import links
from decision_tree.model import See

BELOW = "write its path below docs/, such as 'questions/index.md'"

Report: TypeAlias = Callable[[str, str, str, str], Diagnostic]
"""Function that makes a diagnostic of a link: from the key of the wrong part, its name, the message and the help."""


def address(see: See) -> str:
    """Address of a link below the root of the site."""
    if see.flow:
        answers = links.write(see.answers)
        return f"{see.flow}/{f'#{answers}' if answers else ''}"
    page, _, anchor = see.page.partition("#")
    return f"{address_of(Path(page))}{f'#{anchor}' if anchor else ''}"


def leading_nowhere(site: Site, pages: Collection[str]) -> Iterator[Diagnostic]:
    """Diagnostics of links that name a questionnaire, an answer or a page that does not exist.

    :param pages: paths of all pages below the staged folder.
    """
    for see, report in each(site):
        page = see.page.partition("#")[0]
        if page and page not in pages:
            yield report("page", "page-link", f"there is no page '{page}'", did_you_mean(page, pages) or BELOW)
        elif see.flow and see.flow not in site.compiled:
            help = did_you_mean(see.flow, site.compiled)
            yield report("flow", "unknown-flow", f"there is no questionnaire '{see.flow}'", help)
        elif see.flow:
            read = links.parse(links.write(see.answers), site.compiled[see.flow].flow)
            for problem in read.problems[:1]:
                yield report("answers", "broken-answer-link", problem, "mend the answers of the link")


def each(site: Site) -> Iterator[tuple[See, Report]]:
    """Every such link of flows, of claims and of pages, with the function that reports its faults."""
    for one in site.compiled.values():
        for note in one.flow.notes.values():
            for number, see in enumerate(note.see):
                yield see, partial(fault_in_flow, one, ("notes", note.id, "see", number))
    file = site.repository.knowledge / "claims.yml"
    for claim in site.knowledge.claims.values():
        yield from ((see, partial(fault_in_knowledge, file, see)) for see in claim.see)
    told, file = site.knowledge.words.pages, site.repository.knowledge / "words.yml"
    on_plans = [See(text=told.on_plans, page=told.on_plans)] if told.on_plans else []
    yield from ((see, partial(fault_in_knowledge, file, see)) for see in (*told.timeline.see, *on_plans))


def fault_in_flow(one: Compiled, place: Place, key: str, name: str, message: str, help: str) -> Diagnostic:
    """Diagnostic of a link in a flow, at one of its keys."""
    return one.diagnostic(Fault(name=name, message=message, place=(*place, key), help=help))


def fault_in_knowledge(file: Path, see: See, _key: str, name: str, message: str, help: str) -> Diagnostic:
    """Diagnostic of a link of a claim or a page, at its text."""
    return at_words(file, see.text, name=name, message=message, help=help)
