"""A new question before something of a flow, as an edit of text, with situations and links on pages led through it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from yaml.nodes import MappingNode

from build_scripts.check.flow_ids import (
    GOTO,
    FlowText,
    files_with_links,
    namings,
    new_node,
    pairs_of,
    quoted,
    well_formed,
    with_pairs,
)
from build_scripts.check.scenarios import read_cases
from build_scripts.check.yaml_edit import INDENT, composed, end_of, inserted, lines_of, node_at, with_entry, with_words
from build_scripts.places import Refusal, Repository
from build_scripts.read.evidence import ANSWER
from build_scripts.read.faults import did_you_mean, read_text
from build_scripts.read.knowledge import Knowledge
from build_scripts.read.values import PLACEHOLDERS
from build_scripts.read.yaml_file import reserved_reason
from decision_tree import links
from decision_tree.engine import Answers, Step, settle
from decision_tree.model import Flow

TO_WRITE = PLACEHOLDERS[0]


@dataclass(frozen=True, kw_only=True, slots=True)
class NewQuestion:
    """A question that a flow is to ask."""

    id: str
    kind: str
    """`one` or `several`, as `choose:` has it."""
    before: str
    """Id of the question, table or outcome that readers come to after it."""
    taken: str
    """Option that older links are taken to have."""
    why: str
    on: date

    def lines(self) -> list[str]:
        """Lines of its entry in the flow file, with texts that are left to be written."""
        other = "other" if self.taken != "other" else "another"
        return [
            f"{self.id}:",
            f"{INDENT}ask: {TO_WRITE}",
            f"{INDENT}short: {TO_WRITE}",
            *([f"{INDENT}choose: several"] if self.kind == "several" else []),
            f"{INDENT}options:",
            *(f"{INDENT}{INDENT}{id}: {{label: {TO_WRITE}}}" for id in (self.taken, other)),
            f"{INDENT}since:",
            f"{INDENT}{INDENT}- {{on: {self.on}, why: {quoted(self.why)}, taken: [{self.taken}]}}",
            f"{INDENT}goto: {self.before}",
        ]


def check_new(flow: Flow, new: NewQuestion) -> None:
    """Raise Refusal where a flow cannot have this question there."""
    well_formed(new.taken)
    if reason := reserved_reason(new_node(flow, new.id)):
        raise Refusal(f"a question cannot be called '{new.id}': {reason}")
    if not flow.node(new.before):
        nodes = (*flow.questions, *flow.tables, *flow.outcomes)
        said = f"flow '{flow.id}' has nothing called '{new.before}' to ask before; {did_you_mean(new.before, nodes)}"
        raise Refusal(said.rstrip("; "))


def inserted_texts(repository: Repository, flow: FlowText, new: NewQuestion, knowledge: Knowledge) -> dict[Path, str]:
    """File → its text with the new question, for the flow and for everything of ours that leads through it."""
    text = in_flow(flow.text, new)
    after = knowledge.reading_of(text).flow
    assert after is not None
    texts = {flow.file: in_links(text, after, new)}
    for file in sorted(repository.scenarios.glob("*.yml")):
        texts[file] = in_scenarios(file, after, new)
    for file in files_with_links(repository):
        texts.setdefault(file, in_links(read_text(file), after, new))
    return texts


def in_flow(text: str, new: NewQuestion) -> str:
    """Text of the flow file with the question before a node: what led there leads to the question, which leads on."""
    leading = [it.node for it in namings(composed(text), new.before) if not it.is_key and it.stands_in(GOTO)]
    text = with_words(text, leading, new.id)
    questions = node_at(composed(text), ("questions",))
    assert isinstance(questions, MappingNode)
    if questions.flow_style:
        raise Refusal("a question cannot be put into 'questions: {…}': write that without braces")
    column = " " * questions.start_mark.column
    entry = "\n".join(f"{column}{line}" for line in new.lines())
    for key, value in questions.value:
        if key.value == new.before:
            start, _ = lines_of(text, key, value)
            return inserted(text, start, f"{entry}\n\n")
    return inserted(text, end_of(questions, text), f"\n\n{entry}")


def opens(answers: Answers, flow: Flow, new: NewQuestion, today: date) -> Step | None:
    """Step at which these answers open the new question; None where they do not."""
    step, _ = settle(flow, answers, today)
    return step if step.opened and step.opened.question == new.id else None


def in_scenarios(file: Path, flow: Flow, new: NewQuestion) -> str:
    """Text of a scenario file in which situations that meet the question answer it."""
    text = read_text(file)
    for case in read_cases(file):
        if case.flow == flow.id and opens(case.answers, flow, new, case.today or new.on):
            text = with_entry(text, (case.number, "answers"), f"{new.id}: {new.taken}")
    return text


def in_links(text: str, flow: Flow, new: NewQuestion) -> str:
    """Markdown in which links to answers that meet the question answer it."""
    return ANSWER.sub(lambda link: led_through(link, flow, new), text)


def led_through(link: re.Match[str], flow: Flow, new: NewQuestion) -> str:
    """A link to an answer, with the answer to the question where it is asked."""
    pairs = pairs_of(link, flow.id)
    fragment = "&".join(f"{key}={','.join(options)}" for key, options in pairs)
    step = opens(links.parse(fragment, flow).answers, flow, new, new.on) if pairs else None
    if step is None:
        return link[0]
    before = next((number for number, (key, _) in enumerate(pairs) if key in step.ignored), len(pairs))
    return with_pairs(link, [*pairs[:before], (new.id, [new.taken]), *pairs[before:]])
