"""Revisions that changed facts still need, and their lines in flow files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, SequenceNode

from build_scripts.check.compiler import Compiled
from build_scripts.check.published import read_lock, unrevised
from build_scripts.read.faults import Diagnostic, Place
from build_scripts.read.yaml_file import children, composed_fast

INDENT = "  "
"""Indentation of the items of a list below its key, as flow files have it."""


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
        for fault in unrevised(read_lock(lock), one)
    ]


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
    revision = f"{{on: {day}, what: {json.dumps(what, ensure_ascii=False)}}}"
    root = composed_fast(text) or yaml.compose(text, Loader=yaml.SafeLoader)
    assert root is not None
    entry = node_at(root, place)
    assert isinstance(entry, MappingNode)
    before = value_of(entry, "revisions")
    if before is None:
        if entry.flow_style:
            return inserted(text, closing(entry), f", revisions: [{revision}]")
        column = " " * entry.start_mark.column
        return inserted(text, end_of(entry, text), f"\n{column}revisions:\n{column}{INDENT}- {revision}")
    if not isinstance(before, SequenceNode):  # a single revision may be written without a list
        end = before.end_mark.index
        return f"{text[: before.start_mark.index]}[{text[before.start_mark.index : end]}, {revision}]{text[end:]}"
    if before.flow_style:
        return inserted(text, closing(before), f", {revision}" if before.value else revision)
    return inserted(text, end_of(before, text), f"\n{' ' * before.start_mark.column}- {revision}")


def inserted(text: str, index: int, words: str) -> str:
    """Text with these words at an index."""
    return text[:index] + words + text[index:]


def closing(node: Node) -> int:
    """Index of the bracket that closes a list or a mapping written between brackets."""
    return int(node.end_mark.index) - 1


def end_of(node: Node, text: str) -> int:
    """Index of the end of the last line of a node, behind a comment and without the empty lines that follow."""
    *_, last = leaves(node)
    words_end = len(text[: last.end_mark.index].rstrip())
    line_end = text.find("\n", words_end)
    return line_end if line_end >= 0 else len(text)


def leaves(node: Node) -> Iterator[Node]:
    """Innermost nodes, and lists and mappings written between brackets, in the order of the file."""
    parts = children(node)
    if not parts or (isinstance(node, CollectionNode) and node.flow_style):
        yield node
    else:
        for part in parts:
            yield from leaves(part)


def node_at(node: Node, place: Place) -> Node:
    """Node at a place of a YAML tree."""
    for key in place:
        found = value_of(node, str(key)) if isinstance(node, MappingNode) else node.value[key]
        assert found is not None
        node = found
    return node


def value_of(node: MappingNode, key: str) -> Node | None:
    """Value of a key of a mapping; None where it has no such key."""
    return next((value for name, value in node.value if name.value == key), None)
