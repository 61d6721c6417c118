"""What the site knows besides its flows: sources, grades, claims, routes, designations and the words for values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from yaml.nodes import Node

from build_scripts.diagnostics import BadSource, Diagnostic, Fault, Place, did_you_mean, locate, read_text, relative
from build_scripts.nodes import Source, named
from decision_tree.model import UNKNOWN, Designation, Metric, Statement

FOLDER = Path(__file__).parent.parent / "decision_tree" / "knowledge"

Item = TypeVar("Item")

CITATION = re.compile(r"\[\^(S\w+)\]")
"""`[^S04]`: a source of the register."""

GRADE = re.compile(r"\{grade:([\w-]*)\}")
"""`{grade:conflicting}`: how sure the statement before it is."""

ANSWER = re.compile(r"\[([^\[\]]+)\]\(answer:([^)\s]*)\)")
"""`[text](answer:which-claim?area=azure&channel=csp-own)`: a link to an answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """A source: what was read, from whom, of when."""

    id: str
    title: str
    publisher: str
    kind: str
    date: str
    read: str
    """What kind of copy was read, and how much of it."""
    url: str = ""
    """Only where a reader may be sent to what was read."""
    see: str = ""
    """The current official page instead."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Grade:
    """How sure a fact is."""

    id: str
    label: str
    means: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Association:
    """A claim, or a route that is none: what it is, what to prepare, what to do, what to look out for."""

    id: str
    label: str
    summary: Statement
    prepare: tuple[Statement, ...]
    steps: tuple[Statement, ...]
    traps: tuple[Statement, ...]
    role: str = ""
    """What Partner Center calls it."""
    engagement: str = ""
    formerly: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What readers see for the values of facts."""

    pays: Mapping[str, str]
    counts: Mapping[str, str]
    metric: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Knowledge:
    """Everything in decision_tree/knowledge, by id."""

    sources: Mapping[str, Evidence]
    grades: Mapping[str, Grade]
    """The strongest first."""
    claims: Mapping[str, Association]
    routes: Mapping[str, Association]
    designations: Mapping[str, Designation]
    metrics: Mapping[str, str]
    """Metric id → label."""
    words: Words


def read_knowledge(folder: Path = FOLDER) -> Knowledge:
    """Read and check the folder. Raises BadSource with everything that is wrong in it."""
    files = {name: KnowledgeFile(folder / f"{name}.yml") for name in NAMES}
    grades = files["grades"].group("grades", read_grade)
    sources = files["sources"].group("sources", read_evidence)
    claims = files["claims"].group("claims", read_association)
    routes = files["routes"].group("routes", read_association)
    metrics = files["designations"].group("metrics", read_label)
    designations = files["designations"].group("designations", read_designation)
    words = files["words"].words()
    associations = {**claims, **routes}
    for name, group in (("claims", claims), ("routes", routes)):
        for id, association in group.items():
            files[name].check_statements(statements_of(association, (name, id)), grades, sources)
    for id, designation in designations.items():
        files["designations"].check_statements(statements_of_metrics(designation, id), grades, sources)
        files["designations"].check_metrics(designation, metrics, associations)
    diagnostics = [found for file in files.values() for found in file.diagnostics()]
    if diagnostics:
        raise BadSource(diagnostics)
    return Knowledge(
        sources=sources,
        grades=grades,
        claims=claims,
        routes=routes,
        designations=designations,
        metrics=metrics,
        words=words,
    )


KINDS = ("microsoft-docs", "microsoft-guide", "microsoft-employee", "community-answer", "partner-blog", "press")
"""Who publishes a source."""

NAMES = ("grades", "sources", "claims", "routes", "designations", "words")


class KnowledgeFile:
    """One file of the folder while it is read and checked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = read_text(path)
        self.source = Source(self.text)
        takes = {"designations": ("metrics", "designations"), "words": ("pays", "counts", "metric")}
        self.record = self.source.record(self.source.root(), (), needs=takes.get(path.stem, (path.stem,)))

    def group(self, key: str, read: Callable[[Source, str, Node, Place], Item]) -> dict[str, Item]:
        """One mapping from ids to things."""
        node = self.record.get(key)
        return {id: read(self.source, id, item, (key, id)) for id, item in self.source.entries(node, (key,))}

    def words(self) -> Words:
        """The words for values."""
        pays, counts, metric = (self.group(key, read_word) for key in ("pays", "counts", "metric"))
        return Words(pays=pays, counts=counts, metric=metric)

    def check_statements(
        self,
        statements: Iterable[tuple[Statement, Place]],
        grades: Mapping[str, Grade],
        sources: Mapping[str, Evidence],
    ) -> None:
        """Every statement has a known grade and known sources."""
        for statement, place in statements:
            self.source.faults.extend(unknown_support(statement.grade, statement.sources, place, grades, sources))
            self.source.faults.extend(unknown_in_text(statement.text, (*place, "text"), grades, sources))

    def check_metrics(
        self, designation: Designation, metrics: Mapping[str, str], associations: Mapping[str, Association]
    ) -> None:
        """Every metric has a label, and is fed by claims and routes that exist."""
        for metric in designation.metrics:
            place: Place = ("designations", designation.id, "metrics", metric.id)
            if metric.id not in metrics:
                self.source.fault(
                    "unknown-metric",
                    f"metric '{metric.id}' has no label",
                    place,
                    help=did_you_mean(metric.id, metrics),
                )
            fed_by = () if isinstance(metric.fed_by, str) else metric.fed_by
            for id in sorted({*fed_by, *metric.disputed} - set(associations)):
                self.source.fault(
                    "unknown-claim",
                    f"'{id}' is neither a claim nor a route",
                    place,
                    help=did_you_mean(id, associations),
                )

    def diagnostics(self) -> list[Diagnostic]:
        """What is wrong with the file, at its lines."""
        file = relative(self.path)
        return [locate(fault, file, self.text, self.source.spots) for fault in self.source.faults]


# ---------- reading things


def read_grade(source: Source, id: str, node: Node, place: Place) -> Grade:
    """One grade."""
    record = source.record(node, place, needs=("label", "means"))
    return Grade(id=id, **{key: source.text_of(record.get(key), (*place, key)) for key in ("label", "means")})


def read_evidence(source: Source, id: str, node: Node, place: Place) -> Evidence:
    """One source."""
    needs, takes = ("title", "publisher", "kind", "date", "read"), ("url", "see")
    record = source.record(node, place, needs=needs, takes=takes)
    texts = {key: source.text_of(record.get(key), (*place, key)) for key in (*needs, *takes)}
    source.word_of(record.get("kind"), (*place, "kind"), KINDS, "")
    return Evidence(id=id, **texts)


def read_association(source: Source, id: str, node: Node, place: Place) -> Association:
    """One claim or route."""
    lists, texts = ("prepare", "steps", "traps"), ("role", "engagement", "formerly")
    record = source.record(node, place, needs=("label", "summary", *lists), takes=texts)
    prepare, steps, traps = (read_statements(source, record.get(key), (*place, key)) for key in lists)
    role, engagement, formerly = (source.text_of(record.get(key), (*place, key)) for key in texts)
    return Association(
        id=id,
        label=source.text_of(record.get("label"), (*place, "label")),
        summary=read_statement(source, record.get("summary"), (*place, "summary")),
        prepare=prepare,
        steps=steps,
        traps=traps,
        role=role,
        engagement=engagement,
        formerly=formerly,
    )


def read_statements(source: Source, node: Node | None, place: Place) -> tuple[Statement, ...]:
    """A list of statements."""
    return tuple(read_statement(source, item, here) for here, item in source.items(node, place))


def read_statement(source: Source, node: Node | None, place: Place) -> Statement:
    """A text with its grade and sources."""
    record = source.record(node, place, needs=("text",), takes=("grade", "sources"))
    grade, sources = read_support(source, record, place)
    return Statement(text=source.text_of(record.get("text"), (*place, "text")), grade=grade, sources=sources)


def read_support(source: Source, record: Mapping[str, Node], place: Place) -> tuple[str, tuple[str, ...]]:
    """Grade and sources of a fact. A fact without them is a fault, but what nobody knows needs no source."""
    grade = source.text_of(record.get("grade"), (*place, "grade"))
    sources = source.texts(record.get("sources"), (*place, "sources"))
    if place in source.spots and "grade" not in record:
        source.fault(
            "unsupported-fact",
            f"{named(place)} does not say how sure it is",
            place,
            at_key=True,
            help="add 'grade: …', one of the ids in knowledge/grades.yml",
        )
    if place in source.spots and not sources and grade != UNKNOWN:
        source.fault(
            "unsupported-fact",
            f"{named(place)} has no sources",
            place,
            at_key=True,
            help="add 'sources: […]', ids of knowledge/sources.yml",
        )
    return grade, sources


def read_designation(source: Source, id: str, node: Node, place: Place) -> Designation:
    """One designation with its metrics."""
    record = source.record(node, place, needs=("label", "metrics"))
    metrics = source.entries(record.get("metrics"), (*place, "metrics"))
    return Designation(
        id=id,
        label=source.text_of(record.get("label"), (*place, "label")),
        metrics=tuple(read_metric(source, key, item, (*place, "metrics", key)) for key, item in metrics),
    )


def read_metric(source: Source, id: str, node: Node, place: Place) -> Metric:
    """One metric: what feeds it."""
    record = source.record(node, place, needs=("fed-by", "text"), takes=("disputed", "grade", "sources"))
    grade, sources = read_support(source, record, place)
    fed_by = frozenset(source.texts(record.get("fed-by"), (*place, "fed-by")))
    return Metric(
        id=id,
        fed_by=UNKNOWN if fed_by == {UNKNOWN} else fed_by,
        disputed=frozenset(source.texts(record.get("disputed"), (*place, "disputed"))),
        text=source.text_of(record.get("text"), (*place, "text")),
        grade=grade,
        sources=sources,
    )


def read_label(source: Source, id: str, node: Node, place: Place) -> str:
    """The label of a metric."""
    record = source.record(node, place, needs=("label",))
    return source.text_of(record.get("label"), (*place, "label"))


def read_word(source: Source, id: str, node: Node, place: Place) -> str:
    """A word for a value."""
    return source.text_of(node, place)


# ---------- checking things


def statements_of(association: Association, place: Place) -> Iterator[tuple[Statement, Place]]:
    """Every statement about a claim or route, with its place."""
    yield association.summary, (*place, "summary")
    for key in ("prepare", "steps", "traps"):
        for index, statement in enumerate(getattr(association, key)):
            yield statement, (*place, key, index)


def statements_of_metrics(designation: Designation, id: str) -> Iterator[tuple[Statement, Place]]:
    """What is said about each metric, with its place."""
    for metric in designation.metrics:
        statement = Statement(text=metric.text, grade=metric.grade, sources=metric.sources)
        yield statement, ("designations", id, "metrics", metric.id)


def unknown_support(
    grade: str,
    sources: Iterable[str],
    place: Place,
    grades: Mapping[str, Grade],
    known: Mapping[str, Evidence],
) -> Iterator[Fault]:
    """A fact names a grade or a source that does not exist."""
    if grade and grade not in grades:
        yield Fault(
            name="unknown-grade",
            message=f"no grade is called '{grade}'",
            place=(*place, "grade"),
            help=did_you_mean(grade, grades),
        )
    for index, id in enumerate(sources):
        if id not in known:
            yield Fault(
                name="unknown-source",
                message=f"source '{id}' is not in the register",
                place=(*place, "sources", index),
                help=did_you_mean(id, known) or "add it to knowledge/sources.yml",
            )


def unknown_in_text(
    text: str, place: Place, grades: Mapping[str, Grade], known: Mapping[str, Evidence]
) -> Iterator[Fault]:
    """A text in YAML cites a source or shows a grade that does not exist, or links to an answer as only pages can."""
    for id in sorted(set(CITATION.findall(text)) - set(known)):
        yield Fault(
            name="unknown-source",
            message=f"the text cites '{id}', which is not in the register",
            place=place,
            words=f"[^{id}]",
            help=did_you_mean(id, known),
        )
    for id in sorted(set(GRADE.findall(text)) - set(grades)):
        yield Fault(
            name="unknown-grade",
            message=f"the text shows the grade '{id}', which does not exist",
            place=place,
            words=f"{{grade:{id}}}",
            help=did_you_mean(id, grades),
        )
    for _, answer in ANSWER.findall(text):
        yield Fault(
            name="answer-link",
            message=f"the text links to 'answer:{answer}', which only pages in docs/ can",
            place=place,
            words=f"answer:{answer}",
            help="name the answer in words, or link to it from a page",
        )
