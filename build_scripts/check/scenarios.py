"""Case files: answers with what must come of them, compared key by key with the results of the engine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from build_scripts.read.evidence import PAYS
from build_scripts.read.faults import BadFile, Diagnostic, Fault, Place, Spot, did_you_mean, locate, read_text, relative
from build_scripts.read.flow import METRIC_STATES
from build_scripts.read.forms import Form, Value, optional, required
from build_scripts.read.knowledge import COUNTS
from build_scripts.read.values import DAY, FLAG, ID, IDS, TEXT, mapping_of
from build_scripts.read.yaml_file import YamlFile
from decision_tree import lists
from decision_tree.dates import iso_day
from decision_tree.engine import Answers, Step, question_at, result_json, settle
from decision_tree.model import UNKNOWN, Flow
from decision_tree.values import words_of

Expected: TypeAlias = str | tuple[str, ...] | Mapping[str, str]
"""A word, ids, or metric ids with their states."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseFile:
    """A case file, and the positions of everything in it."""

    file: str
    text: str
    spots: dict[Place, Spot]


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A case: answers of a reader, and the parts of the result that are expected."""

    id: str
    flow: str
    title: str
    answers: Answers
    today: date | None
    expect: Mapping[str, Expected]
    sources: tuple[str, ...] = ()
    example: bool = False
    """Whether the site shows it to readers as a worked example."""
    origin: CaseFile | None = field(default=None, compare=False)
    """File that the case stands in; None for a case that stands in no file."""
    number: int = field(default=0, compare=False)
    """Number of the case in its file, from 0."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """Difference between what a case expects and what the engine says."""

    key: str
    """Key of `expect`; empty where the difference concerns the whole case."""
    words: str
    at: Place = ()
    """Place in the case of what cannot be tried; empty where another answer is expected."""
    help: str = ""

    def __str__(self) -> str:
        return f"{self.key}: {self.words}" if self.key and not self.at else self.words


IF_RIGHT = (
    "if the answer is right now, write it here; what an edit did to readers is told by 'python -m build_scripts diff'"
)
"""Help for a situation that gets another answer than it expects."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """Verdict on a case: it passed if there are no differences."""

    case: Case
    differences: tuple[Difference, ...]

    def __str__(self) -> str:
        if not self.differences:
            return f"passed {self.case.id}: {self.case.title}"
        return f"FAILED {self.case.id}: {self.case.title}: " + "; ".join(map(str, self.differences))

    def diagnostics(self) -> Iterator[Diagnostic]:
        """Diagnostics of the differences, each at what the case expects."""
        for one in self.differences:
            at = one.at or (("expect", one.key) if one.key else ("expect",))
            fault = Fault(
                name="failed-scenario",
                message=f"situation '{self.case.id}' {'cannot be tried' if one.at else 'gets another answer'}: {one}",
                place=(self.case.number, *at),
                at="key" if at[0] == "expect" and (one.at or not one.key) else "value",
                help=one.help if one.at else IF_RIGHT,
            )
            if self.case.origin:
                yield locate(fault, self.case.origin.file, self.case.origin.text, self.case.origin.spots)


# ---------- reading


def read_cases(path: Path) -> list[Case]:
    """Cases of a file. Raises BadFile where the file cannot be read, or with every fault of its form."""
    text = read_text(path)
    yaml = YamlFile(text)
    node = yaml._composed()  # noqa: SLF001 - a case file is a list, every other file a mapping
    cases = []
    origin = CaseFile(file=relative(path), text=text, spots=yaml.spots)
    if isinstance(node, SequenceNode):
        read = ((CASE.read(yaml, item, here), int(here[0])) for here, item in yaml.items(node, ()))
        cases = [replace(case, origin=origin, number=number) for case, number in read]
    elif not yaml.faults:
        yaml.fault("wrong-type", "a case file is a list of cases", ())
    if yaml.faults:
        raise BadFile(locate(fault, origin.file, text, yaml.spots) for fault in yaml.faults)
    return cases


def read_folder(folder: Path) -> tuple[Case, ...]:
    """Cases of all files of a folder, in the order of their names. Raises BadFile."""
    return tuple(case for path in sorted(folder.glob("*.yml")) for case in read_cases(path))


def read_values(yaml: YamlFile, node: Node | None, place: Place) -> tuple[str, ...]:
    """Answer to a question: ids of options, or one date as text."""
    if isinstance(node, MappingNode):
        yaml.fault("wrong-type", "an answer is an option, a list of options or a date", place)
        return ()
    return yaml.texts(node, place)


def read_expected(yaml: YamlFile, node: Node | None, place: Place) -> Expected:
    """Word, ids or states of metrics that the result is expected to have."""
    if place[-1] in STATES:
        return STATES[str(place[-1])].read(yaml, node, place)  # type: ignore[no-any-return]
    return yaml.text_of(node, place) if isinstance(node, ScalarNode) else read_values(yaml, node, place)


STATES = {key: mapping_of(replace(ID, shape=such), kebab=False) for key, such in (("metrics", "fed"), ("values", "…"))}
"""Key of `expect` whose value is a mapping → how it is read."""


def read_today(yaml: YamlFile, node: Node | None, place: Place) -> date | None:
    """Day that the engine takes for today in a case; None, with a fault, where the text is no date."""
    said = yaml.text_of(node, place)
    day = iso_day(said)
    if said and day is None:
        yaml.fault("wrong-type", f"'{said}' is not a date", place, help="write year-month-day")
    return day


CASE = Form(
    Case,
    "`scenarios/<name>.yml`",
    "A list of situations, each with the answer that it must get. `check` says which get another one.",
    required("id", ID, "Its id."),
    required("flow", ID, "The flow that is asked."),
    required("title", TEXT, "The situation in words."),
    required(
        "answers",
        mapping_of(
            Value("option, list of options, or day", read_values), "mapping of questions to answers", kebab=False
        ),
        "The reader's answers.",
    ),
    optional("today", Value(DAY.words, read_today), "The day on which they are given; left out: the day of the check."),
    required(
        "expect",
        mapping_of(
            Value("word, list of ids, or states of metrics", read_expected),
            "mapping of facts to words, lists of ids, or states of metrics",
            kebab=False,
        ),
        "What the answer must be: `outcome`, `claims`, `routes`, `pays` and `counts` are exactly these; "
        "`keeps`, `alternatives` and `notes` are among others, and so are `metrics` with their states, "
        "such as `{customers: not-fed}`, and `values` with their words, such as `{pay-by: 4 December 2026}`; "
        "`not` are claims, and `notes-not` notes, that it lacks. "
        "A fact of the flow's own is exactly this word, a list of its own has exactly these notes, and `deadline` is "
        "the last day of the first note that has one. "
        "Where the answers end at a question: `question`, what it `asks`, and its `problem` in words or `none`.",
    ),
    optional("sources", IDS, "Where it was read that this is the answer."),
    optional("example", FLAG, "Whether the page of worked examples shows it, by its title.", default=False),
)


# ---------- comparing


def run(cases: Iterable[Case], flows: Mapping[str, Flow], today: date) -> Iterator[Verdict]:
    """Verdict on each case, in order."""
    for case in cases:
        if case.flow in flows:
            yield Verdict(case=case, differences=tuple(differences(case, flows[case.flow], case.today or today)))
        else:
            help = did_you_mean(case.flow, flows)
            unknown = Difference(key="", words=f"there is no flow '{case.flow}'", at=("flow",), help=help)
            yield Verdict(case=case, differences=(unknown,))


def failed(folder: Path, flows: Mapping[str, Flow], today: date) -> list[Verdict]:
    """Verdicts on the cases of a folder's files that get another answer than they must. Raises BadFile."""
    return [verdict for verdict in run(read_folder(folder), flows, today) if verdict.differences]


def differences(case: Case, flow: Flow, today: date) -> Iterator[Difference]:
    """Differences between the result that a case expects and that of the engine, as words for a message."""
    step, _ = settle(flow, case.answers, today)
    said, comparing = said_at(flow, step), comparisons(flow)
    if step.result is None and "question" not in case.expect:
        why = f" ({said['problem']})" if said["problem"] != NOTHING else ""
        ends = f"the answers end at question '{said['question']}'{why}"
        id = str(said["question"])
        if id in case.answers and said["problem"] != NOTHING:
            known = flow.questions[id].answers
            wrong = next((it for it in case.answers[id] if it not in known), "")
            yield Difference(
                key="", words=ends, at=("answers", id), help=did_you_mean(wrong, known) if wrong else "mend the answer"
            )
        else:
            yield Difference(key="", words=ends)
        return
    values = values_of(flow)
    for key, wanted in case.expect.items():
        if unknown := next(unknown_in(key, wanted, values, comparing), None):
            yield unknown
            continue
        compare, got = comparing[key], said.get("claims" if key == "not" else key.removesuffix("-not"), NOTHING)
        if not compare(wanted, got):
            got = {id: got.get(id, NOTHING) for id in wanted} if key == "values" else got
            yield Difference(key=key, words=f"expected {words(wanted)}, got {words(got)}")


def unknown_in(
    key: str, wanted: Expected, known: Mapping[str, Collection[str]], comparing: Collection[str]
) -> Iterator[Difference]:
    """Differences for a key or a value in `expect` that no answer of the flow can have, such as a misspelt one.

    :param known: values of each key, as `values_of` gives them.
    :param comparing: keys that `expect` can have.
    """
    if key not in comparing:
        help = did_you_mean(key, comparing)
        yield Difference(key=key, words=f"no answer has a '{key}'", at=("expect", key), help=help)
    elif key in known:
        for value in as_ids(wanted):
            if value not in known[key]:
                words = f"'{value}' is no value of '{key}'"
                yield Difference(key=key, words=words, at=("expect", key), help=did_you_mean(value, known[key]))
    for metric, state in wanted.items() if key == "metrics" and isinstance(wanted, Mapping) else ():
        if state not in METRIC_STATES:
            words, help = f"'{state}' is no state of a metric", did_you_mean(state, METRIC_STATES)
            yield Difference(key=key, words=words, at=("expect", key, metric), help=help)


def values_of(flow: Flow) -> dict[str, Collection[str]]:
    """Key of `expect` → values that it can have in a flow, where these are not just any words."""
    metrics = [metric for designation in flow.designations.values() for metric in designation.metrics]
    effects = [note.effect for note in flow.notes.values()]
    named = {
        *(id for outcome in flow.outcomes.values() for id in (*as_ids(outcome.claims.are), *outcome.routes)),
        *(id for effect in effects for id in (*effect.keep, *effect.routes, *effect.alternatives)),
        *(id for metric in metrics for id in (*as_ids(metric.fed_by), *metric.disputed)),
        *(flow.plans.counting.kinds if flow.plans else ()),
    }
    return {
        **{key: {*named, UNKNOWN} for key in ("claims", "not", "keeps", "routes", "alternatives")},
        "outcome": flow.outcomes.keys(),
        "question": {*flow.questions, NOTHING},
        "pays": PAYS,
        "counts": COUNTS,
        "metrics": {metric.id for metric in metrics},
        "notes": flow.notes.keys(),
        "notes-not": flow.notes.keys(),
        "values": flow.values.keys(),
        **{fact.id: fact.words.keys() for fact in flow.facts.values()},
        **{id: {note.id for note in flow.notes.values() if note.in_list == id} for id in flow.lists},
    }


def comparisons(flow: Flow) -> dict[str, Callable[[Any, Any], bool]]:
    """Key of `expect` → how its value is compared with the result, for one flow: with its own facts and lists."""
    of_lists = {it.id: same_list if it.ordered else same_set for it in flow.lists.values()}
    return {**COMPARE, **dict.fromkeys(flow.facts, equal), **of_lists}


def said_at(flow: Flow, step: Step) -> dict[str, Any]:
    """Everything that a case may expect at a step, by key: the open question and its problem, or the result."""
    if step.opened:
        asks, values = question_at(flow, step, step.opened.question).ask, words_of(flow, step.known)
        return {
            "question": step.opened.question,
            "asks": asks,
            "problem": step.opened.problem or NOTHING,
            "values": values,
        }
    assert step.result is not None
    about = result_json(step.result)
    if not flow.outcomes[step.result.outcome].about_claims:
        about = {"notes": about["notes"]}
    return {"outcome": step.result.outcome, "values": step.result.values, **about, **lists.expected(flow, step)}


def same_set(wanted: Any, got: Any) -> bool:
    """Whether a scenario and a result name the same ids in any order, or the same word."""
    return set(as_ids(wanted)) == set(as_ids(got))


def same_list(wanted: Any, got: Any) -> bool:
    """Whether a scenario and a result name the same ids in the same order, because steps are numbered."""
    return as_ids(wanted) == as_ids(got)


def subset(wanted: Any, got: Any) -> bool:
    """Whether all wanted ids are among those of the result."""
    return set(as_ids(wanted)) <= set(as_ids(got))


def none_of(wanted: Any, got: Any) -> bool:
    """Whether none of these ids is among those of the result."""
    return set(as_ids(wanted)).isdisjoint(as_ids(got))


def equal(wanted: Any, got: Any) -> bool:
    """Whether both are the same word."""
    return bool(wanted == got)


def among(wanted: Any, got: Any) -> bool:
    """Whether every expected metric, or value, has the expected content in the result."""
    return bool(got != NOTHING and wanted.items() <= got.items())


def as_ids(said: Any) -> list[str]:
    """List of ids; a single word is a list of one."""
    return [said] if isinstance(said, str) else list(said or ())


NOTHING = "none"
"""Stands for a part that a step does not have, such as the problem of an answer that is accepted."""

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "outcome": equal,
    "question": equal,
    "asks": equal,
    "problem": equal,
    "claims": same_set,
    "not": none_of,
    "keeps": subset,
    "routes": same_set,
    "alternatives": subset,
    "pays": equal,
    "counts": equal,
    "metrics": among,
    "notes": subset,
    "notes-not": none_of,
    "deadline": equal,
    "values": among,
}
"""Key of `expect` → how its value is compared with the result, as the shared vocabulary of case files defines it."""


def words(said: Any) -> str:
    """Text for a terminal: a word, ids in brackets, or states in braces."""
    if isinstance(said, Mapping):
        return "{" + ", ".join(f"{id}: {state}" for id, state in said.items()) + "}"
    return said if isinstance(said, str) else "[" + ", ".join(as_ids(said)) + "]"
