"""No copy of an id: with every id of a flow renamed at once, pages, tables and pictures say the same as before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from walks import PLACES
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from build_scripts.compiler import Compiled, compile_flow
from build_scripts.knowledge import Knowledge
from build_scripts.pages import Pages

MARK = "zz-"
"""Put before each id: the order of ids stays, and what is renamed can be found again in a page."""

WORDS = {"label", "brief", "hint", "short", "title", "ask", "help", "answer", "text", "because", "body", "what", "why"}
WORDS |= {"intro", "any-way", "any-kind", "shows"}
KNOWLEDGE = {"grade", "sources", "are", "keep", "routes", "alternatives", "credit", "pays", "metrics", "revisions"}
"""Keys of a flow below which no id of the flow stands: words, and ids of knowledge/."""

ANSWER = re.compile(r"\]\(answer:([\w-]+)((?:\?[^)\s]*)?)\)")


def ids_of(one: Compiled) -> frozenset[str]:
    """Every id that stands in the flow alone: its own, and those of questions, options, tables, outcomes and notes."""
    flow = one.flow
    options = {id for question in flow.questions.values() for id in question.answers}
    gone = flow.former
    former = {*gone.questions, *gone.outcomes, *gone.notes, *(id for ids in gone.options.values() for id in ids)}
    return frozenset({flow.id, *flow.questions, *options, *flow.tables, *flow.outcomes, *flow.notes, *former})


def places(node: Node, ids: frozenset[str], key: str = "") -> Iterator[int]:
    """Where in the text each scalar begins that is one of these ids."""
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
    """A flow file with the mark before each id, in links to answers as well."""
    root = yaml.compose(text)
    assert root is not None
    for at in sorted(places(root, ids), reverse=True):
        text = text[:at] + MARK + text[at:]
    return ANSWER.sub(lambda link: f"](answer:{MARK}{link[1]}{re.sub(r'(?<=[?&=,])(?=[a-z])', MARK, link[2])})", text)


def facts(one: Compiled, knowledge: Knowledge) -> dict[str, str]:
    """Every page of a flow, its table and its picture, each with the ids that it had before they were renamed."""
    pages = Pages({one.flow.id: one}, knowledge, {})
    pages.render_text("", "index.md")  # as in staging, where the home page comes first: templates get their filters
    made = {**dict(pages.flow_pages(one)), "matrix": pages.matrix(one, "reference/matrix.md")}
    return {name.replace(MARK, ""): unmarked(text) for name, text in made.items()}


def unmarked(text: str) -> str:
    """A page with the ids of before, also where the words of a table or a band are made of its id."""
    text = text.replace(MARK, "").replace(f"{MARK.replace('-', ' ')}", "")
    return re.sub(rf"{MARK.replace('-', ' ').capitalize()}(\w)", lambda word: word[1].upper(), text)


@pytest.mark.parametrize("name", PLACES)
def test_every_id_of_a_flow_may_have_another_name(name: str, knowledge: Knowledge, tmp_path: Path) -> None:
    before = compile_flow(PLACES[name], knowledge)
    text = renamed(PLACES[name].read_text(encoding="utf-8"), ids_of(before))
    assert text.count(MARK) > len(ids_of(before))
    file = tmp_path / f"{name}.yml"
    file.write_text(text, encoding="utf-8")
    after = compile_flow(file, knowledge)
    assert ids_of(after) == {MARK + id for id in ids_of(before)}
    then, now = facts(before, knowledge), facts(after, knowledge)
    assert then.keys() == now.keys()
    for page in then:
        assert then[page] == now[page], page
