"""Ids of a flow stand in its file alone: with all of them renamed at once, pages, tables and pictures stay the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from ours import site_of
from walks import PLACES, knowledge_of
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from build_scripts.check.compiler import Compiled, compile_flow
from build_scripts.pages.render import Pages
from build_scripts.read.knowledge import Knowledge

PREFIX = "zz-"
"""Prefix of each renamed id. A prefix keeps the order of ids, and can be taken out of a page again."""

WORDS = {"label", "brief", "hint", "short", "title", "ask", "help", "answer", "text", "because", "body", "what", "why"}
WORDS |= {"intro", "any-way", "any-kind", "shows"}
KNOWLEDGE = {"grade", "sources", "are", "keep", "routes", "alternatives", "credit", "pays", "metrics", "revisions"}
"""Keys of a flow file below which there are ids of knowledge/, as below `WORDS` there are words for readers."""

ADDRESS = re.compile(r"""(?:href|data-given|data-of|data-flow|data-artefact)=\\?["']([^"'\\]*)""")
"""Addresses and ids in the attributes of a page, also of one inside JSON."""

ANSWER = re.compile(r"\]\(answer:([\w-]+)((?:\?[^)\s]*)?)\)")


def ids_of(one: Compiled) -> frozenset[str]:
    """Ids that a flow defines, former ones included: its own, and of questions, options, tables, outcomes and notes."""
    flow = one.flow
    options = {id for question in flow.questions.values() for id in question.answers}
    gone = flow.former
    former = {*gone.questions, *gone.outcomes, *gone.notes, *(id for ids in gone.options.values() for id in ids)}
    return frozenset({flow.id, *flow.questions, *options, *flow.tables, *flow.outcomes, *flow.notes, *former})


def places(node: Node, ids: frozenset[str], key: str = "") -> Iterator[int]:
    """Offsets in the text at which one of these ids begins."""
    if isinstance(node, ScalarNode):
        if node.value in ids:
            yield node.start_mark.index + (node.style in ("'", '"'))
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from places(item, ids, key)
    elif isinstance(node, MappingNode):
        for name, item in node.value:
            if name.value in ids and key != "cases":  # those are ids of knowledge/
                yield name.start_mark.index
            if name.value not in WORDS | KNOWLEDGE:
                yield from places(item, ids, name.value)


def renamed(text: str, ids: frozenset[str]) -> str:
    """Text of a flow file with the prefix before each id, also inside links to answers."""
    root = yaml.compose(text)
    assert root is not None
    for at in sorted(places(root, ids), reverse=True):
        text = text[:at] + PREFIX + text[at:]
    return ANSWER.sub(
        lambda link: f"](answer:{PREFIX}{link[1]}{re.sub(r'(?<=[?&=,])(?=[a-z])', PREFIX, link[2])})", text
    )


def pages_of(one: Compiled, knowledge: Knowledge) -> dict[str, str]:
    """Pages of a flow, and its matrix where it has one, by name."""
    site = site_of(one, knowledge=knowledge)
    vars(site)["cases"] = ()  # examples come from scenarios, which are not renamed here
    pages = Pages(site)
    drawn = {"matrix": pages.matrix(one.flow, one.matrix, "reference/matrix.md")} if one.matrix else {}
    staged = {name: make().dump() for name, make in pages.flow_pages(one)}
    return {**staged, **dict(pages.fetched()), **drawn}


def without_prefix(text: str) -> str:
    """Text with the ids of before, also where a table or a band has no words but its id ("Zz signed")."""
    text = text.replace(PREFIX, "").replace(f"{PREFIX.replace('-', ' ')}", "")
    return re.sub(rf"{PREFIX.replace('-', ' ').capitalize()}(\w)", lambda word: word[1].upper(), text)


def ids_in_links(text: str, flow: str) -> set[str]:
    """Parts of the addresses of a flow's pages. Others are left out, because a term may be called like an option."""
    addresses = [address for address in ADDRESS.findall(text) if flow in address]
    return {part for address in addresses for part in re.split(r"[/#?&=,.]|%2C", address)}


@pytest.mark.parametrize("name", PLACES)
def test_every_id_of_a_flow_may_have_another_name(name: str, tmp_path: Path) -> None:
    knowledge = knowledge_of(name)
    before = compile_flow(PLACES[name], knowledge)
    text = renamed(PLACES[name].read_text(encoding="utf-8"), ids_of(before))
    assert text.count(PREFIX) > len(ids_of(before))
    file = tmp_path / f"{name}.yml"
    file.write_text(text, encoding="utf-8")
    after = compile_flow(file, knowledge)
    assert ids_of(after) == {PREFIX + id for id in ids_of(before)}
    then, now = pages_of(before, knowledge), pages_of(after, knowledge)
    assert list(then) == [without_prefix(page) for page in now]
    for page, text in now.items():
        assert ids_in_links(text, before.flow.id) & ids_of(before) == set(), (
            f"{page} links to an id that is not the flow's any more"
        )
        assert without_prefix(text) == then[without_prefix(page)], page
