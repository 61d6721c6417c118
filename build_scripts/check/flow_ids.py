"""Ids of a flow, and the places that name them: in its file, in scenarios, and in links to its answers.

Which keys of a flow file name what is listed here once, as patterns: `*` stands for any id, `Q` for the question of an
option.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from build_scripts.check.yaml_edit import scalars, value_of, with_entry
from build_scripts.places import Refusal, Repository
from build_scripts.read.evidence import ANSWER
from build_scripts.read.faults import BadFile, did_you_mean, locate, read_text, relative
from build_scripts.read.flow import ARITHMETIC
from build_scripts.read.knowledge import Knowledge
from build_scripts.read.question_forms import FORMS, OPTIONS
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
)
"""Keys whose value is what follows: a question, a table or an outcome."""

ASK_AGAIN: Pattern = ("outcomes", "*", "ask-again")

ANY_OF: Sequence[Pattern] = tuple(
    (*condition, "Q", *test) for condition in CONDITIONS for test in ((), ("any-of",), ("none-of",))
)
"""Keys of conditions whose values are options of which one is enough, to hold or to fail."""

TAKEN: Pattern = ("questions", "Q", "since", "taken")
FOR_ALL: Pattern = ("plan", "for-all", "Q")
ALONE: Pattern = ("questions", "Q", "alone")

AS_KEY: Mapping[Kind, Sequence[Pattern]] = {
    "question": (
        ("questions", "*"), ("plan", "for-all", "*"), ("matrix", "picture", "answers", "*"), ("former", "options", "*"),
        *((*condition, "*") for condition in CONDITIONS),
    ),
    "option": (("questions", "Q", "options", "*"),
               *(("questions", "Q", form.key, "bands", "*") for form in FORMS.values() if form.key != OPTIONS)),
    "outcome": (("outcomes", "*"),),
    "note": (("notes", "*"),),
}  # fmt: skip
"""Kind of id → keys that are such an id."""

AS_VALUE: Mapping[Kind, Sequence[Pattern]] = {
    "question": (
        *GOTO, ASK_AGAIN, ("plan", "subject"), ("plan", "as-before"), ("former", "questions", "*", "now"),
        *(("matrix", key) for key in ("tables", "ways", "kinds", "columns")),
        *(("values", "*", key) for key in (*ARITHMETIC, "in")),
        *(("questions", "*", key) for key in ("at-least", "at-most")),
        ("questions", "*", "date", "bands", "*", "until"), ("questions", "*", "month", "bands", "*", "until"),
    ),
    "option": (
        ALONE, TAKEN, FOR_ALL, *ANY_OF, *((*condition, "Q", "all-of") for condition in CONDITIONS),
        ("matrix", "picture", "answers", "Q"), ("former", "options", "Q", "*", "now"),
    ),
    "outcome": (*GOTO, ("former", "outcomes", "*", "now")),
    "note": (("former", "notes", "*", "now"),),
}  # fmt: skip
"""Kind of id → keys whose values are such ids."""

OF_MATRIX = {"shown": "kinds", "without-pay": "columns", "without-credit": "columns"}
"""Key of `matrix:` with options → key that names their question."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Id:
    """Id of something in a flow."""

    flow: str
    kind: Kind
    id: str
    question: str = ""
    """Question of an option; empty for other kinds."""

    def __str__(self) -> str:
        return f"{self.kind} '{self.question}.{self.id}'" if self.question else f"{self.kind} '{self.id}'"

    @property
    def lock_line(self) -> str:
        """Line of the list of what was published."""
        return " ".join(filter(None, (self.kind, self.flow, self.question, self.id)))

    @property
    def place(self) -> tuple[str, ...]:
        """Keys that lead to its entry in the flow file. A band of a date has none of these."""
        return ("questions", self.question, "options", self.id) if self.question else (f"{self.kind}s", self.id)

    @property
    def former(self) -> tuple[str, ...]:
        """Keys under which the flow file says what became of ids that are gone."""
        return ("former", "options", self.question) if self.question else ("former", f"{self.kind}s")


def id_of(flow: Flow, said: str) -> Id:
    """Id from what somebody typed: `channel.csp-own` is an option, `note:held` a note. Raises Refusal."""
    question, dot, option = said.partition(".")
    if dot:
        if question not in flow.questions or option not in flow.questions[question].answers:
            known = (f"{one.id}.{id}" for one in flow.questions.values() for id in one.answers)
            raise Refusal(f"flow '{flow.id}' has no option '{said}'; {did_you_mean(said, known)}".rstrip("; "))
        return Id(flow=flow.id, kind="option", question=question, id=option)
    named, _, id = said.rpartition(":")
    ids = ids_of(flow)
    kinds = [kind for kind, known in ids.items() if id in known and named in ("", kind)]
    if not kinds:
        everything = (one for known in ids.values() for one in known)
        raise Refusal(f"flow '{flow.id}' has nothing called '{said}'; {did_you_mean(id, everything)}".rstrip("; "))
    if len(kinds) > 1:
        raise Refusal(f"'{id}' is {' and '.join(kinds)}: write '{kinds[0]}:{id}'")
    return Id(flow=flow.id, kind=kinds[0], id=id)


def linked_id(flow: Flow, said: str) -> Id:
    """Id that links or addresses can name, from what somebody typed. Raises Refusal, also for a band of a date."""
    id = id_of(flow, said)
    if id.question and not flow.questions[id.question].option(id.id):
        raise Refusal(f"'{said}' is a band of a date, which no link names: change it in the flow file")
    return id


def ids_of(flow: Flow) -> dict[Kind, Mapping[str, object]]:
    """Kind of id → everything of that kind in a flow, without options."""
    return {"question": flow.questions, "outcome": flow.outcomes, "note": flow.notes}


def new_option(flow: Flow, question: str, new: str) -> str:
    """Id of an option to be added to a question, as somebody typed it. Raises Refusal if it is malformed or taken."""
    if new in flow.questions[question].answers:
        raise Refusal(f"question '{question}' has an option '{new}' already")
    return well_formed(new)


def new_node(flow: Flow, new: str) -> str:
    """Id of a question or outcome to be added, as somebody typed it. Raises Refusal if it is malformed or taken."""
    if flow.node(new):
        raise Refusal(f"flow '{flow.id}' has something called '{new}' already")
    return well_formed(new)


def well_formed(new: str) -> str:
    """Id, as somebody typed it. Raises Refusal if it is malformed."""
    if not ID.fullmatch(new):
        raise Refusal(f"'{new}' cannot be an id: ids are small letters and digits, joined by single hyphens")
    return new


# ---------- the flow file

FLOW_ID = re.compile(r"^flow: *([\w-]+)", re.MULTILINE)
"""The line that names a flow, also in a file that cannot be parsed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FlowText:
    """A flow file that can be read, whatever checks would say of the flow."""

    file: Path
    text: str
    flow: Flow


def flow_text(name: str, repository: Repository, knowledge: Knowledge) -> FlowText:
    """Flow file with this id, which may be halfway through an edit. Raises Refusal, and BadFile for faults of form."""
    files = sorted(repository.flows.glob("*.yml"))
    found = {said[1]: file for file in files if (said := FLOW_ID.search(read_text(file)))}
    if name not in found:
        raise Refusal(f"there is no flow '{name}'; {did_you_mean(name, found)}".rstrip("; "))
    file, text = found[name], read_text(found[name])
    reading = knowledge.reading_of(text)
    if reading.faults or reading.flow is None:
        raise BadFile(locate(fault, relative(file), text, reading.spots) for fault in reading.faults)
    return FlowText(file=file, text=text, flow=reading.flow)


@dataclass(frozen=True, kw_only=True, slots=True)
class Naming:
    """A scalar of a YAML file that is an id."""

    node: ScalarNode
    keys: Pattern
    """Keys that lead to it. Items of a list have the keys of the list."""
    is_key: bool

    @property
    def line(self) -> int:
        """Line of the file, from 1."""
        return int(self.node.start_mark.line) + 1

    def stands_in(self, patterns: Iterable[Pattern], question: str = "") -> bool:
        """Whether its keys are what one of these patterns stands for.

        :param question: what `Q` stands for.
        """
        return any(
            len(self.keys) == len(one) and all(map(fits, one, self.keys, [question] * len(one))) for one in patterns
        )


def fits(part: str, key: str, question: str) -> bool:
    """Whether a key is what a part of a pattern stands for."""
    return part in ("*", key) or (part == "Q" and key == question)


def named_in_flow(root: Node, id: Id) -> list[Naming]:
    """Places of a flow file that name an id, its own entry included."""
    matrix = value_of(root, "matrix") if isinstance(root, MappingNode) else None
    found = ((it, AS_KEY if it.is_key else AS_VALUE) for it in namings(root, id.id))
    return [it for it, kinds in found if it.stands_in(kinds[id.kind], id.question) or of_matrix(it, id, matrix)]


def named_outside(root: Node, id: Id) -> list[Naming]:
    """Places of a flow file, outside its own entry and `former:`, that name an id."""
    named = named_in_flow(root, id)
    return [it for it in named if it.keys[: len(id.place)] != id.place and it.keys[0] != "former"]


def namings(node: Node, word: str) -> Iterator[Naming]:
    """Scalars that are this word."""
    for scalar, keys, is_key in scalars(node):
        if scalar.value == word:
            yield Naming(node=scalar, keys=keys, is_key=is_key)


def of_matrix(naming: Naming, id: Id, matrix: object) -> bool:
    """Whether a scalar is an option in the matrix, of the question of this one."""
    keys = naming.keys
    if id.kind != "option" or len(keys) != 2 or keys[0] != "matrix" or not isinstance(matrix, MappingNode):
        return False
    asked = value_of(matrix, OF_MATRIX.get(keys[1], ""))
    return isinstance(asked, ScalarNode) and asked.value == id.question


def with_former(text: str, flow: Flow, id: Id, day: date, now: Sequence[str], why: str = "") -> str:
    """Text of the flow file with an id under `former:`, so that links to it are followed.

    :param flow: the flow as it still has the id.
    """
    keys = {
        "on": str(day),
        "title": quoted(flow.outcomes[id.id].title) if id.kind == "outcome" else "",
        "now": now[0] if len(now) == 1 else f"[{', '.join(now)}]" if now else "",
        "why": quoted(why) if why else "",
    }
    return with_entry(text, id.former, f"{id.id}: {{{', '.join(f'{key}: {it}' for key, it in keys.items() if it)}}}")


def quoted(text: str) -> str:
    """Text in YAML, in quotes."""
    return "'" + text.replace("'", "''") + "'"


# ---------- scenarios and links

KEYS_OF_SCENARIO: Mapping[Kind, Sequence[Pattern]] = {"question": [("answers", "*")]}
"""Kind of id → keys of a situation that are such an id."""

VALUES_OF_SCENARIO: Mapping[Kind, Sequence[Pattern]] = {
    "question": [("expect", "question")],
    "option": [("answers", "Q")],
    "outcome": [("expect", "outcome")],
    "note": [("expect", "notes"), ("expect", "notes-not")],
}
"""Kind of id → keys of a situation whose values are such ids."""


def named_in_scenarios(root: Node, id: Id) -> list[Naming]:
    """Places of a scenario file that name an id, in the situations of its flow."""
    named = (it for case in cases_of(root, id.flow) for it in namings(case, id.id))
    found = ((it, KEYS_OF_SCENARIO if it.is_key else VALUES_OF_SCENARIO) for it in named)
    return [it for it, kinds in found if it.stands_in(kinds.get(id.kind, ()), id.question)]


def cases_of(root: Node, flow: str) -> Iterator[MappingNode]:
    """Situations of a flow in a scenario file."""
    for case in root.value if isinstance(root, SequenceNode) else ():
        of = value_of(case, "flow") if isinstance(case, MappingNode) else None
        if isinstance(of, ScalarNode) and of.value == flow:
            yield case


Pairs: TypeAlias = list[tuple[str, list[str]]]
"""Questions of a link, each with the options that it answers."""


def pairs_of(link: re.Match[str], flow: str) -> Pairs:
    """Answers of a link in Markdown, `[words](answer:which-claim?area=azure)`; none for a link to another flow."""
    named, _, answers = link[2].partition("?")
    pairs = (pair.partition("=") for pair in answers.split("&") if answers and named == flow)
    return [(key, value.split(",")) for key, _, value in pairs]


def with_pairs(link: re.Match[str], pairs: Pairs) -> str:
    """A link in Markdown, with other answers."""
    answers = "&".join(f"{question}={','.join(options)}" for question, options in pairs)
    return f"[{link[1]}](answer:{link[2].partition('?')[0]}?{answers})"


def named_in_links(text: str, id: Id) -> Iterator[re.Match[str]]:
    """Links to answers in a text that name an id."""
    for link in ANSWER.finditer(text):
        named = {("question", "", key) for key, _ in pairs_of(link, id.flow)}
        named |= {("option", key, one) for key, options in pairs_of(link, id.flow) for one in options}
        if (id.kind, id.question, id.id) in named:
            yield link


def files_with_links(repository: Repository) -> list[Path]:
    """Files whose Markdown can link to answers: flows, knowledge and hand-written pages."""
    found = (repository.flows.glob("*.yml"), repository.knowledge.glob("*.yml"), repository.docs.rglob("*.md"))
    return sorted(file for files in found for file in files)
