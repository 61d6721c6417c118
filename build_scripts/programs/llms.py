"""Content of llms.txt, as llmstxt.org proposes: every page with its description, in the order of the navigation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build_scripts.check.compiler import Compiled
from build_scripts.pages.page import Page
from build_scripts.pages.replies import sure
from build_scripts.pages.site import Site
from build_scripts.pages.structured import HOME
from build_scripts.places import TWIN, address_of
from decision_tree import links

SECTIONS = {"questions": "Questions", "reference": "Reference", "answers": "Answers"}
"""First folder of a page → the section that lists it."""

FIRST, OPTIONAL = "Start here", "Optional"

LESS = ("about.md", "changes.md")
"""Pages under “Optional”, which programs that are short of context can leave out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """Entry of llms.txt for a page."""

    title: str
    address: str
    """Address of the page's Markdown twin."""
    about: str
    reach: str
    """Sentence that says how recent the texts are that the page rests on; empty for pages that state no facts."""


def listed(site: Site, staged: Mapping[str, Page]) -> dict[str, Any]:
    """Context of the template of llms.txt. `staged`: all pages by name, in the order of the navigation."""
    sections: dict[str, list[Listed]] = defaultdict(list)
    for name, page in staged.items():
        meta = page.meta
        if "moved" not in meta:
            title, about = question(site, name) or (meta.get("title", HOME[0]), meta.get("description", ""))
            address = f"{site.address}{address_of(Path(name))}{TWIN}"
            reach = reach_of_page(site, name)
            sections[section_of(name)].append(Listed(title=title, address=address, about=about, reach=reach))
    return {
        "sections": {title: sections.pop(title) for title in (FIRST, *SECTIONS.values()) if title in sections},
        "optional": sections[OPTIONAL],
        "flows": [one.flow for one in site.compiled.values()],
        "examples": [example(one, site.address) for one in site.compiled.values()],
        "twin": TWIN,
        "site_reach": site.knowledge.reach_sentence(site.knowledge.sources),
    }


def reach_of_page(site: Site, name: str) -> str:
    """Sentence that says how recent the texts are that a page rests on; empty for pages that state no facts."""
    parts = Path(name).parts
    if parts[0] == "answers" and Path(name).stem in site.answers.get(parts[1], {}):
        return site.answers[parts[1]][Path(name).stem].reach
    cited = list(site.written[name].cited()) if name in site.written else []
    return site.knowledge.reach_sentence(cited) if cited else ""


def section_of(name: str) -> str:
    """The section that lists a page."""
    return OPTIONAL if name in LESS else SECTIONS.get(Path(name).parts[0], FIRST)


def question(site: Site, name: str) -> tuple[str, str] | None:
    """Question of a question page, and the beginning of its short answer with the grade; None for other pages."""
    page = site.written.get(name)
    if page is None or not page.is_question:
        return None
    grades = sure(page, {id: it.label for id, it in site.knowledge.grades.items()})
    return page.question(), f"{site.fragments.plain(page.begins())} ({grades})"


def example(one: Compiled, site_address: str) -> str:
    """Example of a link with answers: it leads to the first outcome that takes the most answers."""
    ends = {id: one.walk.situations.at_node(id)[0].answers for id in one.flow.outcomes}
    outcome = max(ends, key=lambda id: len(ends[id]))
    return f"{site_address}answers/{one.flow.id}/{outcome}/#{links.write(ends[outcome])}"
