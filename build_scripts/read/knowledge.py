"""Reader of the knowledge that flows draw on: sources, grades, claims, routes, designations and words for values."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from yaml.nodes import Node

from build_scripts.read.evidence import (
    COMMUNITY,
    OF_MICROSOFT,
    SECOND_HAND,
    Grade,
    Source,
    day_of,
    impossible_days,
    read_day,
    read_pays,
    read_support,
    unknown_in_text,
    unknown_support,
)
from build_scripts.read.faults import BadFile, Diagnostic, Fault, Place, did_you_mean, locate, read_text, relative
from build_scripts.read.reference import (
    Era,
    Event,
    Term,
    date_faults,
    former_faults,
    order_faults,
    read_era,
    read_event,
    read_term,
    term_faults,
)
from build_scripts.read.texts import faults_in_file
from build_scripts.read.yaml_file import YamlFile
from decision_tree.dates import later
from decision_tree.model import UNKNOWN, ClaimType, Counting, Designation, Edition, Limit, Metric, Statement

Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True, slots=True)
class Association:
    """A claim or a route: what it is, what to prepare, what to do, and what to look out for."""

    id: str
    label: str
    summary: Statement
    prepare: tuple[Statement, ...]
    steps: tuple[Statement, ...]
    traps: tuple[Statement, ...]
    role: str = ""
    """Name in Partner Center."""
    engagement: str = ""
    formerly: str = ""
    brief: str = ""
    """Shorter name, for places with little room; empty where the label is short enough."""
    type: ClaimType | None = None
    """Rule by which plans count the claim for several products; None for a route."""
    aim: str = ""
    """The purpose in a few words, shown behind the name, such as `for your presales work`."""
    by_when: tuple[Statement, ...] = ()
    """Statements about the deadline, a few words each. A page shows those whose case holds."""
    proof: tuple[Statement, ...] = ()
    """Statements about the evidence that the customer signs, a few words each. A page shows those whose case holds."""
    limits: tuple[Limit, ...] = ()
    """Deadlines for filing, as times after the purchase, the shortest first. There are several if sources disagree."""
    now: tuple[Statement, ...] = ()
    """Statements about the first steps of a route, three at most. A page shows those whose case holds.

    The first steps of claims are in `Knowledge.now`, because they are the same for all claims.
    """

    @property
    def name(self) -> str:
        """Shorter name where there is one, otherwise the label."""
        return self.brief or self.label


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """Series of Microsoft's texts that come in editions. The reach of a fact is the newest edition it rests on."""

    id: str
    label: str
    """Name of the texts, for the middle of a sentence."""
    means: str
    """Subject of the texts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Labels:
    """Words that readers see for the values of facts."""

    pays: Mapping[str, str]
    pays_claim: Mapping[str, str]
    """The words for the payment of one claim, short enough for a cell of a table."""
    counts: Mapping[str, str]
    metric: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Knowledge:
    """Everything in decision_tree/knowledge, by id."""

    sources: Mapping[str, Source]
    series: Mapping[str, Series]
    """Series of Microsoft's texts that come in editions."""
    grades: Mapping[str, Grade]
    """Grades, the strongest first."""
    claims: Mapping[str, Association]
    counting: Counting | None
    """Rules by which the claims for several products of one customer add up; None: there are no rules, and no plans."""
    now: tuple[Statement, ...]
    """First steps that all claims share, so that they are written once."""
    proof: tuple[Statement, ...]
    """Evidence for several claims at once. It replaces the first statement of each claim's own `proof`."""
    routes: Mapping[str, Association]
    designations: Mapping[str, Designation]
    metrics: Mapping[str, str]
    """Metric id → label."""
    words: Labels
    eras: Mapping[str, Era]
    events: Mapping[str, Event]
    """Events in order of time."""
    terms: Mapping[str, Term]
    checked: Mapping[str, date]
    """File name without `.yml` → day on which somebody last compared the file with its sources, where it says so."""

    @property
    def editions(self) -> dict[str, Edition]:
        """Source id → edition of a series, for sources that have one."""
        return {id: source.edition for id, source in self.sources.items() if source.edition}


def read_knowledge(folder: Path, forgive: Collection[str] = ()) -> Knowledge:
    """Knowledge from the files of a folder. Raises BadFile with all their faults, except those that `forgive` names."""
    files = {name: KnowledgeFile(folder / f"{name}.yml") for name in NAMES}
    if unreadable := [file for file in files.values() if file.root is None]:  # all that they define would be unknown
        raise BadFile(found for file in unreadable for found in file.diagnostics())
    grades = files["grades"].group("grades", read_grade)
    series = files["sources"].group("series", read_series)
    register = files["sources"].group("sources", partial(read_source, series))
    sources = {id: replace(it, number=number) for number, (id, it) in enumerate(register.items(), start=1)}
    claims = files["claims"].group("claims", read_claim)
    counting = files["claims"].counting(claims)
    now, proof = (files["claims"].statements(key, grades, sources) for key in ("now", "proof"))
    routes = files["routes"].group("routes", read_route)
    metrics = files["designations"].group("metrics", read_label)
    designations = files["designations"].group("designations", read_designation)
    words = files["words"].words()
    eras = files["timeline"].group("eras", read_era)
    events = files["timeline"].group("events", read_event)
    terms = files["glossary"].group("terms", read_term)
    if not files["timeline"].yaml.faults:  # an unreadable date counts as the earliest, and would be out of order
        files["timeline"].yaml.faults.extend(list(order_faults(eras, events)) or date_faults(events))
    for name, key, things in (("timeline", "events", events), ("glossary", "terms", terms)):
        files[name].check_statements(statements_of_each(key, things), grades, sources)
        files[name].yaml.faults.extend(former_faults(key, things))
    files["glossary"].yaml.faults.extend(term_faults(terms))
    if counting:
        files["claims"].yaml.faults.extend(uncounted(claims))
        files["claims"].check_statements(statements_of_counting(counting), grades, sources)
    associations = {**claims, **routes}
    for name, group in (("claims", claims), ("routes", routes)):
        for id, association in group.items():
            files[name].check_statements(statements_of(association, (name, id)), grades, sources)
    for id, designation in designations.items():
        files["designations"].check_statements(statements_of_metrics(designation, id), grades, sources)
        files["designations"].check_metrics(designation, metrics, associations)
    diagnostics = [found for file in files.values() for found in file.diagnostics() if found.name not in forgive]
    if diagnostics:
        raise BadFile(diagnostics)
    return Knowledge(
        sources=sources,
        series=series,
        grades=grades,
        claims=claims,
        counting=counting,
        now=now,
        proof=proof,
        routes=routes,
        designations=designations,
        metrics=metrics,
        words=words,
        eras=eras,
        events=events,
        terms=terms,
        checked={name: file.checked for name, file in files.items() if file.checked},
    )


KINDS = (*OF_MICROSOFT, SECOND_HAND, COMMUNITY, "partner-blog", "press")
"""Kinds of sources, by who publishes them."""

MAY_HAVE: Mapping[str, tuple[str, ...]] = {"claims": ("counting", "now", "proof"), "sources": ("series",)}
"""File name without `.yml` → keys that the file may have besides its groups."""

FOREIGN = re.compile(r"https://learn\.microsoft\.com/(?!en-us/)[a-z]{2}-[a-z]{2}/")
"""Address of Microsoft's documentation in another language or for another country: every page exists in English."""

ADDRESS = re.compile(r"https://[\w.-]+\.\w+(?:[/?#]\S*)?")
"""Address of a public page."""

LISTS, SHORT_LISTS = ("prepare", "steps", "traps"), ("by-when", "proof")
"""Keys of statements about a claim or route: required ones, and those for its row in the table of an answer."""

PER = ("subscription", "workload")
"""Units that a claim can be filed for."""

NAMES = ("grades", "sources", "claims", "routes", "designations", "words", "timeline", "glossary")


class KnowledgeFile:
    """One file of the folder while it is read and checked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = read_text(path)
        self.yaml = YamlFile(self.text)
        takes = {
            "designations": ("metrics", "designations"),
            "words": ("pays", "pays-claim", "counts", "metric"),
            "timeline": ("eras", "events"),
            "glossary": ("terms",),
        }
        needs = takes.get(path.stem, (path.stem,))
        self.root = self.yaml.root()
        """The mapping that the file is; None where its YAML cannot be parsed."""
        self.record = self.yaml.record(self.root, (), needs=needs, takes=("checked", *MAY_HAVE.get(path.stem, ())))
        self.checked = read_day(self.yaml, self.record.get("checked"), ("checked",))
        self.yaml.faults.extend(faults_in_file(self.root))

    def group(self, key: str, read: Callable[[YamlFile, str, Node, Place], Item]) -> dict[str, Item]:
        """Id → thing, for the entries under a key of the file, each read by `read`."""
        node = self.record.get(key)
        return {id: read(self.yaml, id, item, (key, id)) for id, item in self.yaml.entries(node, (key,))}

    def counting(self, claims: Mapping[str, Association]) -> Counting | None:
        """Rules by which claims add up; None where the file has no `counting:`."""
        node, place = self.record.get("counting"), ("counting",)
        if node is None:
            return None
        record = self.yaml.record(node, place, needs=("role", "shared", "apart"))
        role, shared, apart = (
            read_statement(self.yaml, record.get(key), (*place, key)) for key in ("role", "shared", "apart")
        )
        kinds = {id: claim.type for id, claim in claims.items() if claim.type}
        return Counting(role=role, shared=shared, apart=apart, kinds=kinds)

    def statements(self, key: str, grades: Mapping[str, Grade], sources: Mapping[str, Source]) -> tuple[Statement, ...]:
        """Statements under a top-level key of the file. Their grades, sources and texts are checked."""
        found = read_statements(self.yaml, self.record.get(key), (key,))
        self.check_statements(((it, (key, index)) for index, it in enumerate(found)), grades, sources)
        return found

    def words(self) -> Labels:
        """Words for the values of facts."""
        pays, pays_claim, counts, metric = (
            self.group(key, read_word) for key in ("pays", "pays-claim", "counts", "metric")
        )
        return Labels(pays=pays, pays_claim=pays_claim, counts=counts, metric=metric)

    def check_statements(
        self,
        statements: Iterable[tuple[Statement, Place]],
        grades: Mapping[str, Grade],
        sources: Mapping[str, Source],
    ) -> None:
        """Report unknown grades and sources that statements have, or name in their texts."""
        for statement, place in statements:
            self.yaml.faults.extend(unknown_support(statement.grade, statement.sources, place, grades, sources))
            self.yaml.faults.extend(unknown_in_text(statement.text, (*place, "text"), grades, sources))

    def check_metrics(
        self, designation: Designation, metrics: Mapping[str, str], associations: Mapping[str, Association]
    ) -> None:
        """Report metrics without a label, and metrics with claims or routes that do not exist."""
        for metric in designation.metrics:
            place = metric_place(designation.id, metric)
            if metric.id not in metrics:
                self.yaml.fault(
                    "unknown-metric",
                    f"metric '{metric.id}' has no label",
                    place,
                    help=did_you_mean(metric.id, metrics),
                )
            fed_by = () if isinstance(metric.fed_by, str) else metric.fed_by
            for id in sorted({*fed_by, *metric.disputed, *metric.qualified} - set(associations)):
                self.yaml.fault(
                    "unknown-claim",
                    f"'{id}' is neither a claim nor a route",
                    place,
                    help=did_you_mean(id, associations),
                )

    def diagnostics(self) -> list[Diagnostic]:
        """Diagnostics of all faults of the file, with line and column."""
        file = relative(self.path)
        return [locate(fault, file, self.text, self.yaml.spots) for fault in self.yaml.faults]


# ---------- reading things


def read_grade(yaml: YamlFile, id: str, node: Node, place: Place) -> Grade:
    """One grade."""
    record = yaml.record(node, place, needs=("label", "means"))
    return Grade(id=id, **{key: yaml.text_of(record.get(key), (*place, key)) for key in ("label", "means")})


def read_series(yaml: YamlFile, id: str, node: Node, place: Place) -> Series:
    """One series of texts."""
    record = yaml.record(node, place, needs=("label", "means"))
    return Series(id=id, **{key: yaml.text_of(record.get(key), (*place, key)) for key in ("label", "means")})


def read_source(series: Mapping[str, Series], yaml: YamlFile, id: str, node: Node, place: Place) -> Source:
    """One source."""
    needs, takes = ("title", "publisher", "kind", "date", "read"), ("url", "see", "quotes")
    record = yaml.record(node, place, needs=needs, takes=(*takes, "edition"))
    texts = {key: yaml.text_of(record.get(key), (*place, key)) for key in (*needs, *takes)}
    yaml.faults.extend(impossible_days(texts["date"], (*place, "date")))
    kind = yaml.word_of(record.get("kind"), (*place, "kind"), KINDS, "")
    if (kind == SECOND_HAND) != bool(texts["quotes"]) and kind:
        wrong = "quotes nothing" if kind == SECOND_HAND else "quotes something, and is not called second-hand"
        yaml.fault(
            "second-hand",
            f"source '{id}' {wrong}",
            place,
            at_key=True,
            help="say under 'quotes' which pages of Microsoft's it quotes if its kind is 'second-hand', and only then",
        )
    for key in ("url", "see"):
        if texts[key] and not ADDRESS.fullmatch(texts[key]):
            message = f"'{texts[key]}' is no address that readers can be sent to"
            yaml.fault("no-address", message, (*place, key), help="write it whole, from 'https://' on")
        if FOREIGN.match(texts[key]):
            yaml.fault(
                "foreign-address",
                f"'{texts[key]}' is Microsoft's page for another country",
                (*place, key),
                help="take the English page, with /en-us/; where another was read, say so under 'read'",
            )
    edition = read_edition(series, yaml, record.get("edition"), (*place, "edition"), quoted=kind == SECOND_HAND)
    return Source(id=id, number=0, **texts, edition=edition)  # `read_knowledge` numbers the sources


def read_edition(
    series: Mapping[str, Series], yaml: YamlFile, node: Node | None, place: Place, *, quoted: bool
) -> Edition | None:
    """Edition of a series that a source has; None where the source names no series."""
    if node is None:
        return None
    record = yaml.record(node, place, needs=("series", "of"))
    name = yaml.word_of(record.get("series"), (*place, "series"), tuple(series), "")
    of = yaml.text_of(record.get("of"), (*place, "of"))
    day = day_of(of)
    if of and day == date.min:
        yaml.fault(
            "wrong-type",
            f"'{of}' names no time",
            (*place, "of"),
            help="write a month and a year, such as October 2023, or mid-2026",
        )
    return Edition(series=series[name].label, of=of, day=day, quoted=quoted) if name else None


def read_claim(yaml: YamlFile, id: str, node: Node, place: Place) -> Association:
    """A claim, with the keys that routes do not have: how plans count it, and its deadlines after the purchase."""
    return read_association(yaml, id, node, place, takes=("counted", "limits"))


def read_route(yaml: YamlFile, id: str, node: Node, place: Place) -> Association:
    """A route, with the key that claims do not have: its first steps, because all claims share theirs."""
    return read_association(yaml, id, node, place, takes=("now",))


def read_association(yaml: YamlFile, id: str, node: Node, place: Place, takes: tuple[str, ...]) -> Association:
    """One claim or route. `takes` are the keys that only claims, or only routes, may have."""
    texts = ("role", "engagement", "formerly", "brief", "aim")
    record = yaml.record(node, place, needs=("label", "summary", *LISTS), takes=(*texts, *SHORT_LISTS, *takes))
    prepare, steps, traps, by_when, proof, now = (
        read_statements(yaml, record.get(key), (*place, key)) for key in (*LISTS, *SHORT_LISTS, "now")
    )
    said = {key: yaml.text_of(record.get(key), (*place, key)) for key in texts}
    return Association(
        id=id,
        label=yaml.text_of(record.get("label"), (*place, "label")),
        summary=read_statement(yaml, record.get("summary"), (*place, "summary")),
        prepare=prepare,
        steps=steps,
        traps=traps,
        by_when=by_when,
        proof=proof,
        now=now,
        limits=read_limits(yaml, record.get("limits"), (*place, "limits"), by_when),
        type=read_type(yaml, id, record["counted"], (*place, "counted")) if "counted" in record else None,
        **said,
    )


def read_type(yaml: YamlFile, id: str, node: Node, place: Place) -> ClaimType:
    """Rule by which plans count claims of one kind."""
    record = yaml.record(node, place, needs=("per", "holds", "pays"))
    return ClaimType(
        id=id,
        per=yaml.word_of(record.get("per"), (*place, "per"), PER, "subscription"),  # type: ignore[arg-type]
        holds=read_statement(yaml, record.get("holds"), (*place, "holds")),
        pays=read_pays(yaml, record.get("pays"), (*place, "pays")),
    )


def read_limits(yaml: YamlFile, node: Node | None, place: Place, by_when: Iterable[Statement]) -> tuple[Limit, ...]:
    """Deadlines of a claim after the purchase, the shortest first.

    The words of `by-when` must name each deadline, because pages show them beside the day computed from it.
    """
    limits = {here: read_limit(yaml, item, here) for here, item in yaml.items(node, place)}
    told = re.findall(r"\d+", " ".join(it.text for it in by_when))
    before: set[tuple[int, str]] = set()
    for here, limit in limits.items():
        spot = (*here, "within")
        length = f"{limit.within} {limit.unit}"
        if any(fault.place == spot for fault in yaml.faults) or spot not in yaml.spots:
            continue
        if limit.within == 0:
            message = f"a limit of {length} leaves no time to file"
            yaml.fault("limit-of-nothing", message, spot, help="write how long after the purchase one may file")
        elif (limit.within, limit.unit) in before:
            message = f"there are two limits of {length}"
            yaml.fault("limit-twice", message, spot, help="name both sources in one of them")
        elif str(limit.within) not in told:
            message = f"'by-when' does not tell the limit of {length}"
            yaml.fault("limit-not-told", message, spot, help="say it there, or remove the limit")
        before.add((limit.within, limit.unit))
    return tuple(sorted(limits.values(), key=lambda limit: later(date.min, limit.within, limit.unit)))


def read_limit(yaml: YamlFile, node: Node, place: Place) -> Limit:
    """One deadline after the purchase, with its sources and a name for them."""
    record = yaml.record(node, place, needs=("within", "said-by"), takes=("grade", "sources"))
    within, unit = yaml.within(record.get("within"), (*place, "within"))
    grade, sources = read_support(yaml, record, place)
    said_by = yaml.text_of(record.get("said-by"), (*place, "said-by"))
    return Limit(within=within, unit=unit, said_by=said_by, grade=grade, sources=sources)


def read_statements(yaml: YamlFile, node: Node | None, place: Place) -> tuple[Statement, ...]:
    """A list of statements."""
    return tuple(read_statement(yaml, item, here) for here, item in yaml.items(node, place))


def read_statement(yaml: YamlFile, node: Node | None, place: Place) -> Statement:
    """Statement: a text with its grade, its sources, and the case in which it is shown."""
    record = yaml.record(node, place, needs=("text",), takes=("grade", "sources", "case"))
    grade, sources = read_support(yaml, record, place)
    return Statement(
        text=yaml.text_of(record.get("text"), (*place, "text")),
        grade=grade,
        sources=sources,
        case=yaml.text_of(record.get("case"), (*place, "case")),
    )


def read_designation(yaml: YamlFile, id: str, node: Node, place: Place) -> Designation:
    """One designation with its metrics."""
    record = yaml.record(node, place, needs=("label", "metrics"))
    metrics = yaml.entries(record.get("metrics"), (*place, "metrics"))
    return Designation(
        id=id,
        label=yaml.text_of(record.get("label"), (*place, "label")),
        metrics=tuple(read_metric(yaml, key, item, (*place, "metrics", key)) for key, item in metrics),
    )


def read_metric(yaml: YamlFile, id: str, node: Node, place: Place) -> Metric:
    """One metric, with the claims and routes that feed it."""
    takes = ("disputed", "qualified", "besides", "grade", "sources")
    record = yaml.record(node, place, needs=("fed-by", "text"), takes=takes)
    grade, sources = read_support(yaml, record, place)
    fed_by = frozenset(yaml.texts(record.get("fed-by"), (*place, "fed-by")))
    return Metric(
        id=id,
        fed_by=UNKNOWN if fed_by == {UNKNOWN} else fed_by,
        disputed=frozenset(yaml.texts(record.get("disputed"), (*place, "disputed"))),
        qualified=frozenset(yaml.texts(record.get("qualified"), (*place, "qualified"))),
        besides=read_statements(yaml, record.get("besides"), (*place, "besides")),
        text=yaml.text_of(record.get("text"), (*place, "text")),
        grade=grade,
        sources=sources,
    )


def read_label(yaml: YamlFile, id: str, node: Node, place: Place) -> str:
    """The label of a metric."""
    record = yaml.record(node, place, needs=("label",))
    return yaml.text_of(record.get("label"), (*place, "label"))


def read_word(yaml: YamlFile, id: str, node: Node, place: Place) -> str:
    """A word for a value."""
    return yaml.text_of(node, place)


# ---------- checking things


def uncounted(claims: Mapping[str, Association]) -> Iterator[Fault]:
    """Faults of claims that do not say how plans count them."""
    for id, claim in claims.items():
        if claim.type is None:
            yield Fault(
                name="missing-key",
                message=f"claim '{id}' does not say how plans count it",
                place=("claims", id),
                at="key",
                help="add 'counted: {per: …, holds: …, pays: …}'; see CONTRIBUTING.md, 'Plans for several products'",
            )


def statements_of(association: Association, place: Place) -> Iterator[tuple[Statement, Place]]:
    """Every statement about a claim or route, with its place."""
    yield association.summary, (*place, "summary")
    for key in (*LISTS, *SHORT_LISTS, "now"):
        for index, statement in enumerate(getattr(association, key.replace("-", "_"))):
            yield statement, (*place, key, index)
    for index, limit in enumerate(association.limits):
        yield Statement(text=limit.said_by, grade=limit.grade, sources=limit.sources), (*place, "limits", index)
    if association.type:
        pays = association.type.pays
        yield association.type.holds, (*place, "counted", "holds")
        yield Statement(text=pays.because, grade=pays.grade, sources=pays.sources), (*place, "counted", "pays")


def statements_of_counting(counting: Counting) -> Iterator[tuple[Statement, Place]]:
    """Statements about how claims add up, each with its place."""
    for key in ("role", "shared", "apart"):
        yield getattr(counting, key), ("counting", key)


def statements_of_each(key: str, things: Mapping[str, Event] | Mapping[str, Term]) -> Iterator[tuple[Statement, Place]]:
    """Statement about each event or term, with its place."""
    for id, it in things.items():
        yield Statement(text=it.text, grade=it.grade, sources=it.sources), (key, id)


def statements_of_metrics(designation: Designation, id: str) -> Iterator[tuple[Statement, Place]]:
    """Statements about the metrics of a designation, each with its place."""
    for metric in designation.metrics:
        place = metric_place(id, metric)
        yield Statement(text=metric.text, grade=metric.grade, sources=metric.sources), place
        yield from ((one, (*place, "besides", index)) for index, one in enumerate(metric.besides))


def metric_place(designation: str, metric: Metric) -> Place:
    """Place of a metric of a designation in the file."""
    return ("designations", designation, "metrics", metric.id)
