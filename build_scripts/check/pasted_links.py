"""Links that were pasted somewhere, replayed: what they show today, and what they showed at an earlier revision.

A file of links has one link a line, and after it its target: an outcome, or `?` and the question that is asked next.
The target of a plan is that of each of its products, joined by `+`.
`!` at the end means that the page tells its reader something: which part of the link it could not use, that the answers
now lead elsewhere, or that a question is asked only since the link was copied.

    /answers/which-claim/azure-csp/#area=azure&channel=csp-own   azure-csp
    /which-claim/#area=azure                                     ?channel
    /plans/which-claim/#1=azure-csp&1.area=azure&1.channel=csp-own&2.area=azure   azure-csp+?channel
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from build_scripts.read.faults import BadFile, Diagnostic, Span, read_text, relative
from decision_tree.browser import view_of
from decision_tree.links import link_of, parse_plan, write
from decision_tree.model import Flow
from decision_tree.plan import plan_of

ADDRESS = re.compile(
    r"(?:https?://[^/\s]+)?/(?:[^#\s]*?/)??"
    r"(?:answers/(?P<flow>[\w-]+)/(?P<outcome>[\w-]+)|plans/(?P<plan>[\w-]+)|(?P<page>[\w-]+))/#(?P<fragment>\S*)"
)
"""A link to an answer, to a plan or into a questionnaire."""

COMPARED = ("outcome", "question", "claims", "keeps", "routes", "alternatives", "pays", "counts", "notes")
"""Parts of an answer that are compared. If one of them differs, a reader would call it another answer."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A link of a file, with the target that it must have."""

    file: Path
    line: int
    text: str
    """Link as it was pasted."""
    flow: str
    page: str | None
    """Id of the outcome whose page the link opens; None: it opens the questionnaire, or a plan."""
    is_plan: bool
    fragment: str
    wanted: str


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """View that a link shows when it is replayed."""

    view: Mapping[str, Any]
    place: str
    """Target, as a file of links has it."""
    tells: bool
    """Whether the page tells its reader that something is not as the link has it."""

    def __str__(self) -> str:
        return f"{self.place} !" if self.tells else self.place


def read_corpus(files: Iterable[Path]) -> list[Kept]:
    """Links of these files. Raises BadFile with every line that is not a link with its target."""
    kept: list[Kept] = []
    faults: list[Diagnostic] = []
    for file in files:
        for number, line in enumerate(read_text(file).splitlines(), start=1):
            words = line.split(maxsplit=1)
            if not words or line.startswith("#"):
                continue
            found = ADDRESS.fullmatch(words[0])
            if found is None or len(words) < 2:
                faults.append(not_a_link(file, number, line))
                continue
            kept.append(
                Kept(
                    file=file, line=number, text=words[0], flow=found["flow"] or found["plan"] or found["page"],
                    page=found["outcome"], is_plan=found["plan"] is not None, fragment=found["fragment"],
                    wanted=words[1].strip(),
                )
            )  # fmt: skip
    if faults:
        raise BadFile(faults)
    return kept


def not_a_link(file: Path, number: int, line: str) -> Diagnostic:
    """Diagnostic of a line that is not a link with its target."""
    return Diagnostic(
        file=relative(file),
        span=Span(line=number, column=1, length=len(line)),
        name="not-a-link",
        message="this line is no link to an answer and what it leads to",
        help="write '/answers/which-claim/azure-csp/#area=azure&channel=csp-own   azure-csp', or begin with '#'",
        line=line,
    )


def replay(link: Kept, flows: Mapping[str, Flow], today: date) -> Replayed | None:
    """View that a link opens. None if its flow does not exist, or if it is the link of a plan and its flow has none."""
    flow = flows.get(link.flow)
    if flow is None or (link.is_plan and flow.plans is None):
        return None
    if link.is_plan:
        return replay_plan(flow, link.fragment, today)
    view = view_of(flow, link.fragment, today, page=link.page)
    tells = bool(view["problems"] or view["news"]) or (link.page is not None and view["outcome"] != link.page)
    return Replayed(view=view, place=place_of(view), tells=tells)


def replay_plan(flow: Flow, fragment: str, today: date) -> Replayed:
    """View that the link of a plan shows: each part that is compared, as a list with an entry for each product."""
    link = parse_plan(fragment, flow)
    found = plan_of(flow, link, today)
    views = [view_of(flow, link_of(one.step) if one.step.result else write(one.given), today) for one in found.products]
    view = {name: [one.get(name) for one in views] for name in COMPARED}
    tells = bool(link.problems) or any(one.made_for or one.news for one in found.products)
    return Replayed(view=view, place="+".join(map(place_of, views)), tells=tells)


def place_of(view: Mapping[str, Any]) -> str:
    """Target of one view, as a file of links has it: an outcome, or `?` and a question."""
    return view["outcome"] or f"?{view['question']}"


def unlike(links: Iterable[Kept], flows: Mapping[str, Flow], today: date) -> Iterator[Diagnostic]:
    """Diagnostics of links that lead elsewhere than their file says."""
    for link in links:
        found = replay(link, flows, today)
        if str(found) != link.wanted:
            missing = (
                f"'{link.flow}' has no plans" if link.flow in flows else f"there is no questionnaire '{link.flow}'"
            )
            said = missing if found is None else f"it leads to '{found}'"
            yield Diagnostic(
                file=relative(link.file),
                span=Span(line=link.line, column=1, length=len(link.text)),
                name="link-changed",
                message=f"this link led to '{link.wanted}', and now {said}",
                help="if that is meant, write it behind the link; readers who kept it are told by the page",
                line=f"{link.text}   {link.wanted}",
            )


def with_marks(links: Iterable[Kept], flows: Mapping[str, Flow], today: date) -> dict[Path, str]:
    """File → its text with the mark `!` behind those links, and only those, of which the page tells its reader."""
    texts: dict[Path, str] = {}
    for link in links:
        found = replay(link, flows, today)
        if found and str(found) != link.wanted and found.place == link.wanted.removesuffix(" !"):
            lines = texts.get(link.file, read_text(link.file)).split("\n")
            lines[link.line - 1] = lines[link.line - 1].removesuffix(link.wanted) + str(found)
            texts[link.file] = "\n".join(lines)
    return texts


# ---------- since a revision


@dataclass(frozen=True, kw_only=True)
class LinkChange:
    """A link that shows something else than it did."""

    link: Kept
    what: Mapping[str, tuple[Any, Any]]
    """Name of a part that differs → its value before and its value now."""

    def __str__(self) -> str:
        said = (f"  {name}: {shown(before)} → {shown(now)}" for name, (before, now) in self.what.items())
        return "\n".join([self.link.text, *said])


def link_changes(
    links: Iterable[Kept], former: Mapping[str, Flow], flows: Mapping[str, Flow], today: date
) -> list[LinkChange]:
    """Changes of links that showed something else under former flows."""
    return [
        change for link in links if (change := changed(link, replay(link, former, today), replay(link, flows, today)))
    ]


def changed(link: Kept, before: Replayed | None, now: Replayed | None) -> LinkChange | None:
    """Change of a link between two replays; None where nothing differs."""
    one, other = (found.view if found else {} for found in (before, now))
    both = {name: (one.get(name), other.get(name)) for name in COMPARED}
    what = {name: pair for name, pair in both.items() if shown(pair[0]) != shown(pair[1])}
    return LinkChange(link=link, what=what) if what else None


def shown(value: Any) -> str:
    """Part of an answer as text on one line."""
    if isinstance(value, list):
        return ", ".join(map(shown, value)) or "none"
    return str(value) if value else "none"
