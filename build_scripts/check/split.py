"""Split of an option into several, as an edit of text: until somebody writes more, rules treat each as the old one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from yaml.nodes import MappingNode, Node, SequenceNode

from build_scripts.check.flow_ids import (
    ALONE,
    ANY_OF,
    FOR_ALL,
    FlowText,
    Id,
    files_with_links,
    named_outside,
    new_option,
    with_former,
)
from build_scripts.check.rename import in_links, in_scenarios
from build_scripts.check.retire import said_at, still_needed
from build_scripts.check.yaml_edit import composed, end_of, lists_in, node_at, replaced
from build_scripts.places import Refusal, Repository
from build_scripts.read.faults import read_text
from build_scripts.read.values import PLACEHOLDERS
from decision_tree.model import Flow

EACH = (*ANY_OF, ALONE, FOR_ALL, ("matrix", "without-pay"), ("matrix", "without-credit"))
"""Keys of lists of options in which all new ones together mean what the old one did."""

FIRST = "if all of several have to be chosen, write '{any-of: [this], all-of: [the others]}' there first"
"""Help for places that cannot name several options in place of one."""

FOR_READERS = ("label", "hint", "brief")
"""Keys of an option whose texts are to be written for each new one."""


def new_options(flow: Flow, id: Id, new: Sequence[str]) -> Sequence[str]:
    """Ids of the options that another becomes, from what somebody typed. Raises Refusal where they cannot be."""
    if id.kind != "option":
        raise Refusal(f"only an option can be split, and '{id.id}' is {id.kind}: write 'question.option'")
    if len({*new}) < max(2, len(new)):
        raise Refusal(f"{id} is split into two options or more, each with an id of its own")
    return [new_option(flow, id.question, one) for one in new]


def split_texts(
    repository: Repository, flow: FlowText, id: Id, new: Sequence[str], why: str, taken: str, *, former: bool
) -> dict[Path, str]:
    """File → its text with the new options. Raises Refusal with every place where somebody has to choose first.

    :param taken: the new option that situations and links on pages get; empty: they keep the old one.
    :param former: whether links may name the option, so that the flow has to say what became of it.
    """
    text = in_flow(flow, id, new)
    texts = {flow.file: with_former(text, flow.flow, id, repository.today, new, why) if former else text}
    if taken:
        texts[flow.file] = in_links(texts[flow.file], id, taken)
        for file in sorted(repository.scenarios.glob("*.yml")):
            texts[file] = in_scenarios(read_text(file), id, taken)
        for file in files_with_links(repository):
            texts.setdefault(file, in_links(read_text(file), id, taken))
    return texts


def in_flow(flow: FlowText, id: Id, new: Sequence[str]) -> str:
    """Text of the flow file in which the option is several, alike but for their labels. Raises Refusal."""
    root = composed(flow.text)
    lists = dict(lists_in(root))
    named = named_outside(root, id)
    if unclear := [said_at(flow.file, flow.text, it) for it in named if not it.stands_in(EACH, id.question)]:
        raise still_needed(f"{id} cannot be split", unclear, FIRST)
    parts = [part(it.node, new, lists.get(it.node)) for it in named]
    return replaced(flow.text, [copies(flow.text, root, id, new), *parts])


def part(node: Node, new: Sequence[str], among: SequenceNode | None) -> tuple[int, int, str]:
    """Indexes of an id in a text, and the new ids in its place.

    :param among: the list that it stands in; None: it stands alone.
    """
    if among is None:
        words = f"[{', '.join(new)}]"
    else:
        words = (", " if among.flow_style else f"\n{' ' * among.start_mark.column}- ").join(new)
    return int(node.start_mark.index), int(node.end_mark.index), words


def copies(text: str, root: Node, id: Id, new: Sequence[str]) -> tuple[int, int, str]:
    """Indexes of the entry of an option, and a copy for each new one, with texts for readers left to be written."""
    options = node_at(root, id.place[:-1])
    assert isinstance(options, MappingNode)
    key, value = next(pair for pair in options.value if pair[0].value == id.id)
    start, end = int(key.start_mark.index), int(value.end_mark.index) if options.flow_style else end_of(value, text)
    said = [it for name, it in value.value if name.value in FOR_READERS]
    texts = [(int(it.start_mark.index), index_behind(it, text), PLACEHOLDERS[0]) for it in said]
    between = ", " if options.flow_style else f"\n{' ' * key.start_mark.column}"
    each = (replaced(text[:end], [(start, int(key.end_mark.index), one), *texts])[start:] for one in new)
    return start, end, between.join(each)


def index_behind(node: Node, text: str) -> int:
    """Index behind a scalar. A text of several lines ends, for the parser, only where the next key begins."""
    return len(text[: node.end_mark.index].rstrip())
