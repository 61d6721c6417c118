"""Renames of the ids of a flow, as edits of text: in its file, its scenarios, and links to its answers."""

from __future__ import annotations

import re
from pathlib import Path

from build_scripts.check.compiler import Compiled
from build_scripts.check.flow_ids import (
    Id,
    files_with_links,
    id_of,
    named_in_flow,
    named_in_scenarios,
    new_node,
    new_option,
    pairs_of,
    well_formed,
    with_former,
    with_pairs,
)
from build_scripts.check.yaml_edit import composed, with_words
from build_scripts.places import Refusal, Repository
from build_scripts.read.evidence import ANSWER
from build_scripts.read.faults import read_text
from decision_tree.model import Flow


def renamed_id(flow: Flow, said: str, new: str) -> Id:
    """Id that is to be called otherwise, from what somebody typed. Raises Refusal where the new id cannot be one."""
    well_formed(new)
    id = id_of(flow, said)
    if id.kind == "option":
        new_option(flow, id.question, new)
    elif id.kind != "note":
        new_node(flow, new)
    elif new in flow.notes:
        raise Refusal(f"flow '{flow.id}' has something called '{new}' already")
    return id


def renamed_texts(repository: Repository, flow: Compiled, id: Id, new: str, *, former: bool) -> dict[Path, str]:
    """File → its text with the new id, for every file of the repository that has the old one.

    :param former: whether links may name the old id, so that the flow has to say where it went.
    """
    texts = {flow.file: in_flow(read_text(flow.file), id, new)}
    if former:
        texts[flow.file] = with_former(texts[flow.file], flow.flow, id, repository.today, [new])
    for file in sorted(repository.scenarios.glob("*.yml")):
        texts[file] = in_scenarios(read_text(file), id, new)
    for file in files_with_links(repository):
        texts.setdefault(file, in_links(read_text(file), id, new))
    for file in sorted(repository.pasted_links.glob("*.txt")):
        texts[file] = in_corpus(read_text(file), id, new)
    return {file: text for file, text in texts.items() if text != read_text(file)}


def in_corpus(text: str, id: Id, new: str) -> str:
    """Text of a list of pasted links with the new id where links lead to; the links themselves stay as they are."""
    if id.kind not in ("outcome", "question"):
        return text
    mark = r"\?" if id.kind == "question" else ""
    target = re.compile(rf"(?<=[ +]){mark}{re.escape(id.id)}(?=[ +]|$)")
    lines = (re.split(r"( {2,})", line, maxsplit=1) for line in text.split("\n"))
    now = new if id.kind == "outcome" else f"?{new}"
    return "\n".join(
        f"{first}{''.join(rest[:1])}{target.sub(now, ' ' + ''.join(rest[1:]))[1:]}" for first, *rest in lines
    )


def in_flow(text: str, id: Id, new: str) -> str:
    """Text of the flow file with the new id wherever the old one stands for the same thing."""
    found = [it.node for it in named_in_flow(composed(text), id)]
    return in_links(with_words(text, found, new), id, new)


def in_scenarios(text: str, id: Id, new: str) -> str:
    """Text of a scenario file with the new id in the situations of the flow."""
    return with_words(text, [it.node for it in named_in_scenarios(composed(text), id)], new)


def in_links(text: str, id: Id, new: str) -> str:
    """Markdown with the new id in links to answers of the flow: `[words](answer:which-claim?area=azure)`."""
    return ANSWER.sub(lambda link: renamed_link(link, id, new), text)


def renamed_link(link: re.Match[str], id: Id, new: str) -> str:
    """A link to an answer, with the new id."""
    pairs = pairs_of(link, id.flow)
    if id.kind == "question":
        renamed = [(new if key == id.id else key, options) for key, options in pairs]
    else:
        renamed = [
            (key, [new if key == id.question and one == id.id else one for one in options]) for key, options in pairs
        ]
    return with_pairs(link, renamed) if renamed != pairs else link[0]
