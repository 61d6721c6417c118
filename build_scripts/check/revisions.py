"""Revisions that changed facts still need, and their lines in flow files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from build_scripts.check.compiler import Compiled
from build_scripts.check.published import FACTS, facts_by, read_lock, unrevised
from build_scripts.check.yaml_edit import with_item
from build_scripts.read.faults import Diagnostic, Place


@dataclass(frozen=True, kw_only=True, slots=True)
class ToRevise:
    """An entry of a flow that needs a revision, because its facts changed since they were published."""

    at: Diagnostic
    """Where the entry stands in its file."""
    file: Path
    place: Place
    """Keys that lead to the entry."""

    @property
    def entry(self) -> str:
        """Keys that lead to the entry in words, such as `notes.held-build-intent`."""
        return ".".join(map(str, self.place))


def to_revise(compiled: Mapping[str, Compiled], lock: Path) -> list[ToRevise]:
    """Entries that need a revision."""
    return [
        ToRevise(at=one.diagnostic(fault), file=one.file, place=fault.place[:-1])
        for one in compiled.values()
        for fault in unrevised(read_lock(lock), one, facts_by(one))
    ]


def of_its_line(published: str, revised: Iterable[ToRevise]) -> str:
    """Remark on a new line of the lock: that its revision has been written, or that it needs none."""
    if not published.startswith(FACTS):
        return "new, needs no line"
    flow, kind, id, *_ = published.removeprefix(FACTS).split()
    place = {"plan": ("plan",)}.get(kind, (f"{kind}s", id))
    written = any(one.file.stem == flow and one.place == place for one in revised)
    return "its line is written" if written else "needs no line, or has one"


def revise(entries: Iterable[ToRevise], day: date, what: str) -> None:
    """Write a revision of that day into each of these entries, in their files."""
    by_file: dict[Path, list[Place]] = {}
    for entry in entries:
        by_file.setdefault(entry.file, []).append(entry.place)
    for file, places in by_file.items():
        text = file.read_bytes().decode("utf-8-sig")
        for place in places:
            text = with_revision(text, place, day, what)
        file.write_bytes(text.encode())


def with_revision(text: str, place: Place, day: date, what: str) -> str:
    """Text of a flow file with one more revision in the entry at a place, behind those that it has."""
    return with_item(text, place, "revisions", f"{{on: {day}, what: {json.dumps(what, ensure_ascii=False)}}}")
