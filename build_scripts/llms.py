"""What llms.txt lists, as llmstxt.org proposes: every page with what it is about, in the order of the navigation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build_scripts.changes import address_of, site_address
from build_scripts.compiler import Compiled
from build_scripts.pages import Pages
from build_scripts.replies import plain_words
from build_scripts.structured import HOME, said_of
from build_scripts.twins import NAME as TWIN
from decision_tree import links
from decision_tree.reach import reach_sentence

SECTIONS = {"questions": "Questions", "reference": "Reference", "answers": "Answers"}
"""First folder of a page → the section that lists it."""

FIRST, OPTIONAL = "Start here", "Optional"

LESS = ("about.md", "changes.md")
"""Pages that who is short of room can leave out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A page of the list."""

    title: str
    address: str
    """Of its twin."""
    about: str
    reach: str
    """How far its facts reach; empty for pages that state none."""


def listed(pages: Pages, staged: Mapping[str, str]) -> dict[str, Any]:
    """What the template is given. `staged` are all pages, in the order of the navigation."""
    sections: dict[str, list[Listed]] = defaultdict(list)
    for name, text in staged.items():
        said = said_of(text)
        if "moved" not in said:
            title, about = question(pages, name) or (said.get("title", HOME[0]), said.get("description", ""))
            address = f"{site_address()}{address_of(Path(name))}{TWIN}"
            reach = reach_of_page(pages, name)
            sections[section_of(name)].append(Listed(title=title, address=address, about=about, reach=reach))
    return {
        "sections": {title: sections.pop(title) for title in (FIRST, *SECTIONS.values()) if title in sections},
        "optional": sections[OPTIONAL],
        "flows": [one.flow for one in pages.compiled.values()],
        "examples": [example(one) for one in pages.compiled.values()],
        "twin": TWIN,
        "site_reach": reach_sentence(pages.knowledge.sources, pages.knowledge.editions),
    }


def reach_of_page(pages: Pages, name: str) -> str:
    """How far the facts of a page reach, as a sentence; empty for pages that state none."""
    parts = Path(name).parts
    if parts[0] == "answers" and Path(name).stem in pages.answers.get(parts[1], {}):
        return pages.answers[parts[1]][Path(name).stem].reach
    cited = list(pages.written[name].cited()) if name in pages.written else []
    return reach_sentence(cited, pages.knowledge.editions) if cited else ""


def section_of(name: str) -> str:
    """The section that lists a page."""
    return OPTIONAL if name in LESS else SECTIONS.get(Path(name).parts[0], FIRST)


def question(pages: Pages, name: str) -> tuple[str, str] | None:
    """The question of a page, with how its short answer begins and how sure that is; None of other pages."""
    page = pages.written.get(name)
    if page is None or not page.is_question:
        return None
    grade = pages.knowledge.grades[page.front.grade].label
    return page.question(), f"{plain_words(page.begins(), pages.knowledge)} ({grade})"


def example(one: Compiled) -> str:
    """A link with answers: of the flow's answers, to the first that takes most of them."""
    ends = {id: one.walk.at_node(id)[0].answers for id in one.flow.outcomes}
    outcome = max(ends, key=lambda id: len(ends[id]))
    return f"{site_address()}answers/{one.flow.id}/{outcome}/#{links.write(ends[outcome])}"
