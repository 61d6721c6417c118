"""Edits of YAML as text: everything that an edit does not concern stays as its author wrote it, comments included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from build_scripts.read.faults import Place
from build_scripts.read.yaml_file import children, composed_fast

INDENT = "  "
"""Indentation of one level, as our files have it."""


def composed(text: str) -> Node:
    """Root node of a YAML text; an empty scalar where nothing is in it."""
    return composed_fast(text) or yaml.compose(text, Loader=yaml.SafeLoader) or ScalarNode("", "")


def with_item(text: str, place: Place, key: str, item: str) -> str:
    """Text with one more item in the list under a key of the mapping at a place; the list is made where it is missing.

    :param item: item in YAML, on one line.
    """
    entry = node_at(composed(text), place)
    assert isinstance(entry, MappingNode)
    before = value_of(entry, key)
    if before is None:
        if entry.flow_style:
            return inserted(text, closing(entry), f", {key}: [{item}]")
        column = " " * entry.start_mark.column
        return inserted(text, end_of(entry, text), f"\n{column}{key}:\n{column}{INDENT}- {item}")
    if not isinstance(before, SequenceNode):  # a single item may be written without a list
        start, end = before.start_mark.index, before.end_mark.index
        return f"{text[:start]}[{text[start:end]}, {item}]{text[end:]}"
    if before.flow_style:
        return inserted(text, closing(before), f", {item}" if before.value else item)
    return inserted(text, end_of(before, text), f"\n{' ' * before.start_mark.column}- {item}")


def with_entry(text: str, place: Place, entry: str) -> str:
    """Text with one more entry in the mapping at a place; that mapping and those around it are made where missing.

    :param entry: key and value in YAML, on one line.
    """
    found: Node = composed(text)
    there = 0
    for key in place:
        inner = value_of(found, str(key)) if isinstance(found, MappingNode) else found.value[key]
        if not isinstance(inner, MappingNode):
            break
        found, there = inner, there + 1
    assert isinstance(found, MappingNode)
    keys = [*map(str, place[there:])]
    if found.flow_style:
        for key in reversed(keys):
            entry = f"{key}: {{{entry}}}"
        return inserted(text, closing(found), f", {entry}" if found.value else entry)
    column = " " * found.start_mark.column
    lines = [f"{column}{INDENT * depth}{line}" for depth, line in enumerate([*(f"{key}:" for key in keys), entry])]
    return inserted(text, end_of(found, text), "".join(f"\n{line}" for line in lines))


def with_words(text: str, nodes: Iterable[ScalarNode], word: str) -> str:
    """Text with another word in the place of these scalars, which are written as they are read."""
    starts = [(node, int(node.start_mark.index) + (node.style in ("'", '"'))) for node in nodes]
    assert all(text.startswith(node.value, start) for node, start in starts)
    return replaced(text, [(start, start + len(node.value), word) for node, start in starts])


def replaced(text: str, parts: Iterable[tuple[int, int, str]]) -> str:
    """Text with other words between these indexes, none of which lie within others."""
    for start, end, words in sorted(parts, reverse=True):
        text = text[:start] + words + text[end:]
    return text


def lists_in(node: Node) -> Iterator[tuple[Node, SequenceNode]]:
    """Pairs of a list item and the list that it stands in, for all lists of a YAML tree."""
    for part in children(node):
        if isinstance(node, SequenceNode):
            yield part, node
        yield from lists_in(part)


def without_items(text: str, items: Iterable[tuple[SequenceNode, Node]]) -> str:
    """Text without some items, each in a list that keeps another."""
    cuts = (cut([(it, it) for it in those.value], those.value.index(item)) for those, item in items)
    return replaced(text, [(start, end, "") for start, end in cuts])


def cut(parts: Sequence[tuple[Node, Node]], number: int) -> tuple[int, int]:
    """Indexes of a part of a list or a mapping, with the comma or the line that parts it from its neighbour.

    :param parts: first and last node of each part; there are at least two.
    """
    first, last = parts[number]
    if number + 1 < len(parts):
        return int(first.start_mark.index), int(parts[number + 1][0].start_mark.index)
    return int(parts[number - 1][1].end_mark.index), int(last.end_mark.index)


def without_entry(text: str, place: Place) -> str:
    """Text without the entry of a mapping at a place and its comments. A mapping that it leaves empty goes as well."""
    around = node_at(composed(text), place[:-1])
    assert isinstance(around, MappingNode)
    if len(around.value) == 1 and place[:-1]:
        return without_entry(text, place[:-1])
    number = [key.value for key, _ in around.value].index(place[-1])
    if around.flow_style:
        return replaced(text, [(*cut(around.value, number), "")])
    start, end = lines_of(text, *around.value[number])
    before, after = text[:start], text[end:]
    if number == 0 or before.endswith("\n\n"):  # an empty line after it would be one too many
        after = after.lstrip("\n")
    return before + after if after else f"{before.rstrip()}\n"


def lines_of(text: str, key: Node, value: Node) -> tuple[int, int]:
    """Indexes of the lines of an entry, with the comments directly above it, and those below that are indented more."""
    column = key.start_mark.column
    start, end = text.rfind("\n", 0, key.start_mark.index) + 1, end_of(value, text) + 1
    for line in reversed(text[:start].splitlines(keepends=True)):
        if not line.startswith(" " * column + "#"):
            break
        start -= len(line)
    for line in text[end:].splitlines(keepends=True):
        if not line.lstrip(" ").startswith("#") or len(line) - len(line.lstrip(" ")) <= column:
            break
        end += len(line)
    return start, end


def scalars(node: Node | None, keys: tuple[str, ...] = ()) -> Iterator[tuple[ScalarNode, tuple[str, ...], bool]]:
    """Scalars of a YAML tree, the keys that lead to each, and whether it is itself the last of these keys.

    Items of a list have the keys of the list.
    """
    if isinstance(node, ScalarNode):
        yield node, keys, False
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            below = (*keys, key.value if isinstance(key, ScalarNode) else "?")
            if isinstance(key, ScalarNode):
                yield key, below, True
            yield from scalars(value, below)
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from scalars(item, keys)


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
