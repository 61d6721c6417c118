"""Renames of the ids of a flow, as edits of text: in its file, its scenarios, and links to its answers.

Which keys of a flow file name what is listed here once, as patterns: `*` stands for any id, `Q` for the question of an
option.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from build_scripts.check.compiler import Compiled
from build_scripts.check.yaml_edit import composed, scalars, value_of, with_entry, with_words
from build_scripts.places import Refusal, Repository
from build_scripts.read.evidence import ANSWER
from build_scripts.read.faults import did_you_mean, read_text
from build_scripts.read.yaml_file import ID
from decision_tree.model import Flow

Kind: TypeAlias = Literal["question", "option", "outcome", "note"]
Pattern: TypeAlias = tuple[str, ...]

CONDITIONS: Sequence[Pattern] = (
    ("cases", "*"),
    ("tables", "*", "rows", "when"),
    ("questions", "*", "options", "*", "only-when"),
    ("questions", "*", "since", "where"),
    ("outcomes", "*", "headlines", "when"),
    ("notes", "*", "when"),
)
"""Keys that lead to conditions, in which questions are keys and options values."""

GOTO: Sequence[Pattern] = (
    ("start",),
    ("questions", "*", "goto"),
    ("questions", "*", "options", "*", "goto"),
    ("tables", "*", "rows", "goto"),
    ("outcomes", "*", "ask-again"),
)
"""Keys whose value is what follows: a question, a table or an outcome."""

TESTS = ("any-of", "all-of", "none-of")

AS_KEY: Mapping[Kind, Sequence[Pattern]] = {
    "question": (
        ("questions", "*"), ("plan", "for-all", "*"), ("matrix", "picture", "answers", "*"), ("former", "options", "*"),
        *((*condition, "*") for condition in CONDITIONS),
    ),
    "option": (("questions", "Q", "options", "*"), ("questions", "Q", "date", "bands", "*"),
               ("questions", "Q", "number", "bands", "*")),
    "outcome": (("outcomes", "*"),),
    "note": (("notes", "*"),),
}  # fmt: skip
"""Kind of id → keys that are such an id."""

AS_VALUE: Mapping[Kind, Sequence[Pattern]] = {
    "question": (
        *GOTO, ("plan", "subject"), ("plan", "as-before"), ("former", "questions", "*", "now"),
        *(("matrix", key) for key in ("tables", "ways", "kinds", "columns")),
    ),
    "option": (
        ("questions", "Q", "alone"), ("questions", "Q", "since", "taken"), ("plan", "for-all", "Q"),
        ("matrix", "picture", "answers", "Q"), ("former", "options", "Q", "*", "now"),
        *((*condition, "Q") for condition in CONDITIONS),
        *((*condition, "Q", test) for condition in CONDITIONS for test in TESTS),
    ),
    "outcome": (*GOTO, ("former", "outcomes", "*", "now")),
    "note": (("former", "notes", "*", "now"),),
}  # fmt: skip
"""Kind of id → keys whose values are such ids."""

OF_MATRIX = {"shown": "kinds", "without-pay": "columns", "without-credit": "columns"}
"""Key of `matrix:` with options → key that names their question."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rename:
    """Rename of one id of a flow."""

    flow: str
    kind: Kind
    old: str
    new: str
    question: str = ""
    """Question of an option; empty for other kinds."""

    @property
    def lock_line(self) -> str:
        """Line of the list of what was published, under the old id."""
        return " ".join(filter(None, (self.kind, self.flow, self.question, self.old)))


def rename_of(flow: Flow, said: str, new: str) -> Rename:
    """Rename from what somebody typed: `channel.csp-own` is an option, `note:held` a note. Raises Refusal."""
    if not ID.fullmatch(new):
        raise Refusal(f"'{new}' cannot be an id: ids are small letters and digits, joined by single hyphens")
    question, dot, option = said.partition(".")
    if dot:
        if question not in flow.questions or option not in flow.questions[question].answers:
            known = (f"{one.id}.{id}" for one in flow.questions.values() for id in one.answers)
            raise Refusal(f"flow '{flow.id}' has no option '{said}'; {did_you_mean(said, known)}".rstrip("; "))
        if new in flow.questions[question].answers:
            raise Refusal(f"question '{question}' has an option '{new}' already")
        return Rename(flow=flow.id, kind="option", question=question, old=option, new=new)
    named, _, id = said.rpartition(":")
    ids: Mapping[Kind, Mapping[str, object]] = {
        "question": flow.questions, "outcome": flow.outcomes, "note": flow.notes,
    }  # fmt: skip
    kinds = [kind for kind, known in ids.items() if id in known and named in ("", kind)]
    if not kinds:
        everything = (one for known in ids.values() for one in known)
        raise Refusal(f"flow '{flow.id}' has nothing called '{said}'; {did_you_mean(id, everything)}".rstrip("; "))
    if len(kinds) > 1:
        raise Refusal(f"'{id}' is {' and '.join(kinds)}: write '{kinds[0]}:{id}'")
    if new in ids[kinds[0]] or (kinds[0] != "note" and flow.node(new)):
        raise Refusal(f"flow '{flow.id}' has something called '{new}' already")
    return Rename(flow=flow.id, kind=kinds[0], old=id, new=new)


def renamed_texts(repository: Repository, flow: Compiled, rename: Rename, *, former: bool) -> dict[Path, str]:
    """File → its text with the new id, for every file of the repository that has the old one.

    :param former: whether links may name the old id, so that the flow has to say where it went.
    """
    texts = {flow.file: in_flow(read_text(flow.file), rename)}
    if former:
        title = flow.flow.outcomes[rename.old].title if rename.kind == "outcome" else ""
        texts[flow.file] = with_former(texts[flow.file], rename, repository.today, title)
    for file in sorted(repository.scenarios.glob("*.yml")):
        texts[file] = in_scenarios(read_text(file), rename)
    with_links = [*repository.flows.glob("*.yml"), *repository.knowledge.glob("*.yml"), *repository.docs.rglob("*.md")]
    for file in sorted({*with_links} - texts.keys()):
        texts[file] = in_links(read_text(file), rename)
    for file in sorted(repository.pasted_links.glob("*.txt")):
        texts[file] = in_corpus(read_text(file), rename)
    return {file: text for file, text in texts.items() if text != read_text(file)}


def in_corpus(text: str, rename: Rename) -> str:
    """Text of a list of pasted links with the new id where links lead to; the links themselves stay as they are."""
    if rename.kind not in ("outcome", "question"):
        return text
    mark = r"\?" if rename.kind == "question" else ""
    target = re.compile(rf"(?<=[ +]){mark}{re.escape(rename.old)}(?=[ +]|$)")
    lines = (re.split(r"( {2,})", line, maxsplit=1) for line in text.split("\n"))
    new = rename.new if rename.kind == "outcome" else f"?{rename.new}"
    return "\n".join(
        f"{first}{''.join(rest[:1])}{target.sub(new, ' ' + ''.join(rest[1:]))[1:]}" for first, *rest in lines
    )


def in_flow(text: str, rename: Rename) -> str:
    """Text of the flow file with the new id wherever the old one stands for the same thing."""
    root = composed(text)
    matrix = value_of(root, "matrix") if isinstance(root, MappingNode) else None
    found = [
        node
        for node, keys, is_key in scalars(root)
        if node.value == rename.old and (names(rename, keys, is_key) or of_matrix(rename, keys, matrix))
    ]
    return in_links(with_words(text, found, rename.new), rename)


def names(rename: Rename, keys: Pattern, is_key: bool) -> bool:
    """Whether a scalar with these keys is an id of the kind that is renamed."""
    patterns = (AS_KEY if is_key else AS_VALUE)[rename.kind]
    return any(len(keys) == len(one) and all(map(fits, one, keys, [rename] * len(one))) for one in patterns)


def fits(part: str, key: str, rename: Rename) -> bool:
    """Whether a key is what a part of a pattern stands for."""
    return part in ("*", key) or (part == "Q" and key == rename.question)


def of_matrix(rename: Rename, keys: Pattern, matrix: object) -> bool:
    """Whether a scalar with these keys is an option in the matrix, of the question that is renamed."""
    if rename.kind != "option" or len(keys) != 2 or keys[0] != "matrix" or not isinstance(matrix, MappingNode):
        return False
    asked = value_of(matrix, OF_MATRIX.get(keys[1], ""))
    return isinstance(asked, ScalarNode) and asked.value == rename.question


def with_former(text: str, rename: Rename, day: date, title: str) -> str:
    """Text of the flow file with the old id under `former:`, so that links to it are followed.

    :param title: last title of an outcome.
    """
    place = ("former", "options", rename.question) if rename.kind == "option" else ("former", f"{rename.kind}s")
    said = f", title: {quoted(title)}" if rename.kind == "outcome" else ""
    return with_entry(text, place, f"{rename.old}: {{on: {day}{said}, now: {rename.new}}}")


def quoted(text: str) -> str:
    """Text in YAML, in quotes."""
    return "'" + text.replace("'", "''") + "'"


def in_scenarios(text: str, rename: Rename) -> str:
    """Text of a scenario file with the new id in the situations of the flow."""
    root = composed(text)
    found: list[ScalarNode] = []
    for case in root.value if isinstance(root, SequenceNode) else ():
        of = value_of(case, "flow") if isinstance(case, MappingNode) else None
        if isinstance(of, ScalarNode) and of.value == rename.flow:
            found += (node for node, keys, is_key in scalars(case) if node.value == rename.old
                      and in_scenario(rename, keys, is_key))  # fmt: skip
    return with_words(text, found, rename.new)


def in_scenario(rename: Rename, keys: Pattern, is_key: bool) -> bool:
    """Whether a scalar with these keys of a situation is an id of the kind that is renamed."""
    if rename.kind == "option":
        return keys == ("answers", rename.question) and not is_key
    if rename.kind == "question":
        return (keys[0] == "answers" and is_key and len(keys) == 2) or keys == ("expect", "question")
    wanted = {"outcome": [("expect", "outcome")], "note": [("expect", "notes"), ("expect", "notes-not")]}[rename.kind]
    return keys in wanted and not is_key


def in_links(text: str, rename: Rename) -> str:
    """Markdown with the new id in links to answers of the flow: `[words](answer:which-claim?area=azure)`."""
    return ANSWER.sub(lambda link: "".join(renamed_link(link, rename)), text)


def renamed_link(link: re.Match[str], rename: Rename) -> Iterator[str]:
    """Parts of a link to an answer, with the new id."""
    flow, mark, answers = link[2].partition("?")
    if flow != rename.flow or not mark:
        yield link[0]
        return
    pairs = (pair.partition("=") for pair in answers.split("&"))
    renamed = "&".join(f"{asked_as(key, rename)}{sign}{answered_as(key, value, rename)}" for key, sign, value in pairs)
    yield f"[{link[1]}](answer:{flow}?{renamed})"


def asked_as(question: str, rename: Rename) -> str:
    """Id of a question in a link."""
    return rename.new if rename.kind == "question" and question == rename.old else question


def answered_as(question: str, answer: str, rename: Rename) -> str:
    """Answer in a link: ids of options with commas between."""
    if rename.kind != "option" or question != rename.question:
        return answer
    return ",".join(rename.new if id == rename.old else id for id in answer.split(","))
