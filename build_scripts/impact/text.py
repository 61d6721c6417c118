"""Impact of an edit as text for a terminal, and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING

from build_scripts.check.differences import NOTHING, Difference, Edit
from build_scripts.impact.report import Impact
from build_scripts.impact.to_read import ToRead
from build_scripts.impact.wording import Block, blocks
from build_scripts.read.faults import Diagnostic
from decision_tree.wording import count_words

if TYPE_CHECKING:
    from build_scripts.impact.site_changes import PageChange, SiteChanges

LINE_FOR_PAGE = "write one where readers are told something else"

LONGEST = 160
"""Most characters of a value in a line of text or in a cell of a table."""

REVISE = 'python -m build_scripts revise --what "…"'


# ---------- text


def text(impact: Impact) -> str:
    """Impact for a terminal."""
    return "\n".join(lines(impact))


def lines(impact: Impact) -> Iterator[str]:
    """Lines for a terminal: the rules, readers, pages, links out there, scenarios, and what is still to be written."""
    for found in impact.flows:
        yield from flow_lines(impact, found)
    yield from (f"{id}: a new flow" for id in impact.new)
    yield from (f"{id}: the flow is gone" for id in impact.gone)
    edits = len(impact.knowledge)
    yield ""
    yield f"knowledge: {count_words(edits, 'value')} changed" if edits else "knowledge: the same"
    yield from (f"  {edit_words(edit)}" for edit in impact.knowledge)
    if impact.sentences:
        yield ""
        yield f"sentences: {len(impact.sentences)} say the opposite of these rules; mend them:"
        yield from (f"  {sentence_words(one)}" for one in impact.sentences)
    yield from reading_lines(impact.to_read)
    if impact.site:
        yield from site_lines(impact.site)
    yield ""
    yield f"links: {len(impact.links)} of {count_words(impact.pasted, 'pasted one')} mean something else"
    yield from map(str, impact.links)
    yield ""
    yield f"scenarios: {len(impact.scenarios)} get another answer than they must"
    yield from map(str, impact.scenarios)
    if impact.revisions:
        yield ""
        yield "revisions still to write, for readers whose links are older:"
        yield from (f"  {one.entry}, {one.at.file}:{one.at.span.line}" for one in impact.revisions)
        yield f"with: {REVISE}"
    if impact.pages:
        yield ""
        yield f"pages with other words and no new line under 'revisions:'; {LINE_FOR_PAGE}:"
        yield from (f"  {page}" for page in impact.pages)


def reading_lines(places: Sequence[ToRead]) -> Iterator[str]:
    """Lines that name the places to read, under their files."""
    if places:
        yield ""
        yield f"read these: {count_words(len(places), 'place')} more speak of both names that an edit concerns;"
        yield "lines that you have edited are left out"
    for file, of_file in groupby(places, key=lambda it: it.file):
        yield f"  {file}"
        yield from (f"    {it.line:4}  {it.text}" for it in of_file)


def flow_lines(impact: Impact, found: Difference) -> Iterator[str]:
    """Lines that say what changed in a flow, and for whom."""
    if not found.edits:
        yield f"{found.flow}: the rules are the same"
        return
    yield f"{found.flow}: {count_words(len(found.edits), 'value')} changed in the rules"
    yield from (f"  {edit_words(edit)}" for edit in found.edits)
    yield ""
    if not found.effects:
        compared = count_words(found.situations, "situation")
        yield f"readers: no claim, payment, credit, note or title differs ({compared} compared)"
        return
    of_all = count_words(found.situations, "distinct situation")
    yield f"readers: {concerned(found)} of {of_all} are told something else"
    before = ""
    for block in blocks(found, impact.names[found.flow]):
        if block.outcome != before:
            yield f"  {block.title} {block.outcome}"
        before = block.outcome
        yield f"    {count_words(len(block.links), 'situation')}{block.when}, such as {link_of(impact, found, block)}"
        for line in block.lines:
            said = f"{line.part}: {line.before} → {line.now}" if line.part else f"leads to {line.now}"
            yield f"      {said}"


def site_lines(site: SiteChanges) -> Iterator[str]:
    """Lines that say which pages, pictures and replies say something else, each with its first difference."""
    if site.made_by:
        yield from ("", site.made_by)
    for name, found in (("pages", site.pages), ("preview pictures", site.pictures), ("replies", site.replies)):
        yield ""
        yield f"{name}: {len(found)} say something else" if found else f"{name}: the same"
        for one in found:
            more = f", and {len(one.hunks) - 1} more" if len(one.hunks) > 1 else ""
            yield f"  {one.name}"
            before, now = (shortened_around(words) for words in differing_words(one))
            yield f"    {before} → {now}{more}"


def differing_words(change: PageChange) -> tuple[str, str]:
    """Words of the first difference of a page, before and now, with a few words around.

    What is only new, such as the line of a revision, comes after what reads otherwise.
    """
    first = next((hunk for hunk in change.hunks if hunk.before and hunk.now), change.hunks[0])
    before, now = first.before.split(), first.now.split()
    parts = [it for it in SequenceMatcher(None, before, now, autojunk=False).get_opcodes() if it[0] != "equal"]
    _, i1, i2, j1, j2 = parts[0]
    around = 3
    return (
        " ".join(before[max(0, i1 - around) : i2 + around]) or NOTHING,
        " ".join(now[max(0, j1 - around) : j2 + around]) or NOTHING,
    )


def shortened_around(words: str) -> str:
    """Words on a line, cut where they are too many."""
    flat = " ".join(words.split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1]}…"


def edit_words(edit: Edit) -> str:
    """Edit on a line."""
    return f"{'.'.join(edit.path).replace('_', '-')}: {edit.before} → {edit.now}"


def sentence_words(found: Diagnostic) -> str:
    """Sentence that says the opposite of the rules, on a line."""
    return f"{found.file}:{found.span.line}: {found.message}"


def concerned(found: Difference) -> int:
    """Number of situations in which a reader is told something else."""
    return len({(link, effect.day) for effect in found.effects for link in effect.links})


def link_of(impact: Impact, found: Difference, block: Block) -> str:
    """Link that opens the questionnaire for one of the readers whom a block concerns."""
    return f"{impact.address}{found.flow}/#{block.links[0]}"


# ---------- JSON


def as_json(impact: Impact) -> str:
    """Impact for programs."""
    told = {
        "revision": impact.revision,
        "flows": [asdict(one) for one in impact.flows],
        "new": impact.new,
        "gone": impact.gone,
        "knowledge": [asdict(edit) for edit in impact.knowledge],
        "sentences": [sentence_words(one) for one in impact.sentences],
        "to_read": [asdict(one) for one in impact.to_read],
        "site": asdict(impact.site) if impact.site else None,
        "links": [str(link) for link in impact.links],
        "scenarios": [str(verdict) for verdict in impact.scenarios],
        "revisions": [{"entry": one.entry, "file": one.at.file, "line": one.at.span.line} for one in impact.revisions],
        "pages": list(impact.pages),
    }
    return json.dumps(told, ensure_ascii=False, indent=1)
