"""Reader of the knowledge that flows draw on: sources, grades, claims, routes, designations and words for values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from yaml.nodes import Node

from build_scripts.read.evidence import (
    DATE_IN_WORDS,
    FACT,
    FORUM,
    LOOKS,
    OWN_WORD,
    PAYS,
    PAYS_FACT,
    REPORTED,
    SECOND_HAND,
    WEIGHTS,
    Grade,
    Source,
    SourceKind,
    day_of,
    support_faults,
    unknown_in_text,
)
from build_scripts.read.faults import (
    JUDGED_SINCE,
    BadFile,
    Diagnostic,
    Fault,
    Place,
    did_you_mean,
    fault,
    locate,
    read_text,
    relative,
)
from build_scripts.read.figures import UNITS, Figure, values_in
from build_scripts.read.figures import Value as FigureValue
from build_scripts.read.flow import METRIC_STATES, Reading, read_flow
from build_scripts.read.forms import Entry, Form, Key, Nodes, Value, Values, optional, required
from build_scripts.read.listings import Listing, ListWords, Topic, contradicted
from build_scripts.read.page_words import PAGES, PageWords
from build_scripts.read.passages import Passage
from build_scripts.read.reference import (
    ERA,
    EVENT,
    TERM,
    Era,
    Event,
    Term,
    date_faults,
    former_faults,
    order_faults,
    term_faults,
)
from build_scripts.read.sayings import MetricWords, Phrases, Said, pattern_of, states_anywhere
from build_scripts.read.score import TRACK, faults_of
from build_scripts.read.see import WAYS_ON
from build_scripts.read.texts import faults_in_file
from build_scripts.read.values import (
    DAY,
    ID,
    ID_SET,
    LENGTH,
    MARKDOWN,
    TEXT,
    TEXTS,
    WHOLE,
    list_of,
    mapping_of,
    not_empty,
    or_unknown,
    word,
)
from build_scripts.read.yaml_file import Keys, YamlFile, named
from decision_tree.dates import later
from decision_tree.model import (
    UNKNOWN,
    ClaimType,
    Counting,
    Designation,
    Edition,
    Limit,
    Metric,
    See,
    SiteWords,
    Statement,
)
from decision_tree.reach import reach_sentence
from decision_tree.reply import CONFLICTING
from decision_tree.score import Track

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
    """Name where it is filed."""
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
    limits_at: tuple[int, ...] = field(default=(), compare=False)
    """Number of each limit in the file, from 0, because they can stand there in another order."""
    see: tuple[See, ...] = ()
    """Links to where readers of an answer with the claim go on."""
    also: tuple[str, ...] = field(default=(), compare=False)
    """Other names in sentences, for `says-listed`."""
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
    """Series of texts that come in editions. The reach of a fact is the newest edition it rests on."""

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
    says_pays: Phrases
    """Value of `pays` → words of titles and first sentences that say so, by which `check` finds contradictions."""
    says_counts: Phrases
    """State of a metric → words of sentences that say so."""
    says_listed: Phrases
    """`listed`, `not-listed` or `unknown` → words of sentences that say so of a claim or route and a designation."""
    figures: Mapping[str, Figure]
    """Figures that texts may state, by id."""
    site: SiteWords
    """The sentences that the site says of itself, wherever it says them."""
    pages: PageWords
    """What single pages, pictures and files for programs say of the site's subject."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Knowledge:
    """Everything in decision_tree/knowledge, by id."""

    sources: Mapping[str, Source]
    kinds: Mapping[str, SourceKind]
    """Kinds of sources."""
    series: Mapping[str, Series]
    """Series of texts that come in editions."""
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
    tracks: Mapping[str, Track]
    """Tracks in which designations are scored, for the rough calculator; empty where there is no score.yml."""
    words: Labels
    metric_words: MetricWords = field(compare=False)
    """Finder of what sentences say of metrics."""
    list_words: ListWords = field(compare=False)
    """Finder of what sentences say of whole designations."""
    eras: Mapping[str, Era]
    events: Mapping[str, Event]
    """Events in order of time."""
    terms: Mapping[str, Term]
    checked: Mapping[str, date]
    """File name without `.yml` → day on which somebody last compared the file with its sources, where it says so."""
    contradictions: tuple[Diagnostic, ...] = field(default=(), compare=False)
    """Sentences about claims and routes that say of a metric what no designation says. Flows compile in spite of them,
    so that one run tells these and those of flows."""

    @property
    def editions(self) -> dict[str, Edition]:
        """Source id → edition of a series, for sources that have one."""
        return {id: source.edition for id, source in self.sources.items() if source.edition}

    def reach_sentence(self, sources: Iterable[str]) -> str:
        """Sentence that says how recent the texts are that facts with these sources rest on."""
        return reach_sentence(sources, self.editions, self.words.site)

    def reading_of(self, text: str) -> Reading:
        """Flow and faults of the text of a flow file, which can name what is known here."""
        return read_flow(text, self.designations, self.counting, self.editions, self.grades, self.words.site)


def read_knowledge(folder: Path, *, former: bool = False) -> Knowledge:
    """Knowledge from the files of a folder. Raises BadFile with all their faults.

    :param former: whether it is of an earlier revision, which newer checks do not judge. What only pages tell readers
        may have other keys there, or be missing: no rule rests on it.
    """
    files = {name: KnowledgeFile(folder / f"{name}.yml", former=former) for name in FILES}
    judged = [file for name, file in files.items() if not (former and name in FOR_PAGES)]
    if unreadable := [file for file in judged if file.root is None]:  # all that they define would be unknown
        raise BadFile(found for file in unreadable for found in file.diagnostics())
    values = {name: file.values for name, file in files.items()}
    checked = {name: it["checked"] for name, it in values.items() if it["checked"]}
    grades, series = values["grades"]["grades"], values["sources"]["series"]
    sources = files["sources"].register(former=former)
    claims, now, proof = (values["claims"][key] for key in ("claims", "now", "proof"))
    counting = files["claims"].counting(former=former)
    routes = values["routes"]["routes"]
    names = values["designations"]["metrics"]
    designations = {id: it for id, (it, _) in values["designations"]["designations"].items()}
    metrics = {id: label for id, (label, *_) in names.items()}
    eras, events, terms = values["timeline"]["eras"], values["timeline"]["events"], values["glossary"]["terms"]
    for key, statements in (("now", now), ("proof", proof)):
        placed = ((it, (key, index)) for index, it in enumerate(statements))
        files["claims"].check_statements(placed, grades, sources)
    if not files["timeline"].yaml.faults:  # an unreadable date counts as the earliest, and would be out of order
        files["timeline"].yaml.faults.extend(list(order_faults(eras, events)) or date_faults(events))
    for name, key, things in (("timeline", "events", events), ("glossary", "terms", terms)):
        files[name].check_statements(statements_of_each(key, things), grades, sources)
        files[name].yaml.faults.extend(former_faults(key, things))
    files["glossary"].yaml.faults.extend(term_faults(terms))
    if counting:
        misspelt = files["claims"].yaml.misspelt
        files["claims"].yaml.faults.extend(it for it in uncounted(claims) if (*it.place, "counted") not in misspelt)
        files["claims"].check_statements(statements_of_counting(counting), grades, sources)
    associations = {**claims, **routes}
    for name, group in (("claims", claims), ("routes", routes)):
        for id, association in group.items():
            files[name].check_statements(statements_of(association, (name, id)), grades, sources)
    for id, designation in designations.items():
        files["designations"].check_statements(statements_of_metrics(designation, id), grades, sources)
        files["designations"].check_metrics(designation, metrics, associations)
    tracks = values["score"]["tracks"]
    sound = {} if files["designations"].yaml.faults else tracks  # what else lacks is a consequence of these faults
    files["score"].yaml.faults.extend(faults_of(sound, designations, metrics, grades, sources))
    files["words"].check_words(values)
    words = Labels(**{key: it for key, it in values["words"].items() if key != "checked"})
    called = {id: names_of(it) for id, it in associations.items()}
    metric_words = MetricWords(words.says_counts, names, called)
    list_words = ListWords(
        words.says_listed,
        {id: (it.label, *also) for id, (it, also) in values["designations"]["designations"].items()},
        {id: (*called[id], *it.also) for id, it in associations.items()},
    )
    hidden = {*(JUDGED_SINCE if former else ()), *consequences(files)}
    diagnostics = [found for file in judged for found in file.diagnostics() if found.name not in hidden]
    if diagnostics:
        raise BadFile(diagnostics)
    known = Knowledge(
        sources=sources,
        kinds=values["sources"]["kinds"],
        series=series,
        grades=grades,
        claims=claims,
        counting=counting,
        now=now,
        proof=proof,
        routes=routes,
        designations=designations,
        metrics=metrics,
        tracks=tracks,
        words=words,
        metric_words=metric_words,
        list_words=list_words,
        eras=eras,
        events=events,
        terms=terms,
        checked=checked,
    )
    contradictions = (
        files[name].diagnostic(fault)
        for name, group in (("claims", claims), ("routes", routes))
        for id, association in group.items()
        for otherwise in (counts_otherwise, lists_otherwise)
        for fault in otherwise(association, (name, id), known)
    )
    beside = (
        files[name].diagnostic(fault)
        for name, found in (
            ("glossary", terms_otherwise(known)),
            ("timeline", events_otherwise(known)),
            ("designations", metrics_otherwise(known)),
        )
        for fault in found
    )
    return replace(known, contradictions=() if former else (*contradictions, *beside))


def consequences(files: Mapping[str, KnowledgeFile]) -> Iterator[str]:
    """Names of faults that say nothing, because the file with what they rest on could not be read as a whole."""
    for name, hidden in (("grades", "unknown-grade"), ("sources", "unknown-source")):
        yaml = files[name].yaml
        if yaml.hides or any(it.name in ("missing-key", "wrong-type") for it in yaml.faults):
            yield hidden
    sources = files["sources"].yaml.faults
    if any("kinds" in it.place[:1] or "kind" in it.place[-1:] or "'kinds'" in it.message for it in sources):
        yield "grade-too-strong"  # nobody knows what these sources weigh


FORUMS_OF_FORMER = ("community-answer",)
"""Kinds of sources that were answers in forums until 1 December 2026, when a site began to declare its kinds."""

ADDRESS = re.compile(r"https://[\w.-]+\.\w+(?:[/?#]\S*)?")
"""Address of a public page."""

FOR_PAGES = ("words", "timeline", "glossary", "score")
"""Files on which no rule rests."""

MAY_BE_MISSING = {
    "claims": "claims: {}\n",
    "routes": "routes: {}\n",
    "designations": "metrics: {}\ndesignations: {}\n",
    "score": "tracks: {}\n",
}
"""Name of each file that a site may do without → the text that stands for it."""

ABOUT_CLAIMS = ("claims", "routes", "designations")
"""Files, each with a key of its name, of which a site without claims has none."""

WORDS_OF_CLAIMS = ("pays", "pays-claim", "counts", "metric")
"""Keys of words.yml that a site without claims does not need."""

LISTS, SHORT_LISTS = ("prepare", "steps", "traps"), ("by-when", "proof")
"""Keys of statements about a claim or route: required ones, and those for its row in the table of an answer."""

PER = ("subscription", "workload")
"""Units that a claim can be filed for."""


def text_of(path: Path, *, former: bool) -> str:
    """Text of a file; what stands for it where the file may be missing. Raises BadFile."""
    if path.exists() or not (path.stem in MAY_BE_MISSING or (former and path.stem in FOR_PAGES)):
        return read_text(path)
    return MAY_BE_MISSING.get(path.stem, "")


class KnowledgeFile:
    """One file of the folder while it is read and checked."""

    def __init__(self, path: Path, *, former: bool) -> None:
        self.path = path
        self.text = text_of(path, former=former)
        self.yaml = YamlFile(self.text)
        self.root = self.yaml.root()
        """The mapping that the file is; None where its YAML cannot be parsed."""
        self.values = FILES[path.stem].read(self.yaml, self.root, ())
        """Field → value of each key of the file."""
        self.yaml.faults.extend(faults_in_file(self.root))

    def register(self, *, former: bool) -> dict[str, Source]:
        """Sources by id, numbered, with their kinds, and with the names of series in their editions.

        Unknown kinds and series, and what does not fit the kind of a source, are reported.
        """
        sources, series, kinds = {}, self.values["series"], self.values["kinds"]
        if self.root and not self.yaml.has((), "kinds") and not former:  # sites did not declare them before
            self.yaml.missing((), "kinds")
        for number, (id, it) in enumerate(self.values["sources"].items(), start=1):
            edition, place = it.edition, ("sources", id)
            if not kinds:
                kind: SourceKind | None = replace(it.kind, weight=FORUM if it.kind.id in FORUMS_OF_FORMER else REPORTED)
            else:
                kind = kinds.get(self.yaml.known_word(it.kind.id, (*place, "kind"), tuple(kinds), ""))
                self.yaml.faults.extend(misfits(it, kind, kinds.values(), place) if kind else ())
            if edition:
                name = self.yaml.known_word(edition.series, (*place, "edition", "series"), tuple(series), "")
                edition = replace(edition, series=series[name].label, quoted=bool(it.quotes)) if name else None
            sources[id] = replace(it, number=number, edition=edition, kind=kind or it.kind)
        return sources

    def counting(self, *, former: bool) -> Counting | None:
        """Rules by which claims add up; None where the file has no `counting:`."""
        if former:  # until 24 November 2026 the reasons why claims add up were a list; no link rests on them
            self.yaml.faults = [it for it in self.yaml.faults if it.place != ("counting",)]
        if self.values["counting"] is None:
            return None
        kinds = {id: claim.type for id, claim in self.values["claims"].items() if claim.type}
        return Counting(**self.values["counting"], kinds=kinds)

    def check_words(self, values: Mapping[str, Values]) -> None:
        """Report missing words for values of claims, routes and designations, such as whether a claim pays.

        :param values: values of the keys of each file, by its name.
        """
        about_claims = any(values[name][name] for name in ABOUT_CLAIMS)
        for key in WORDS_OF_CLAIMS if self.root and about_claims else ():
            if not self.yaml.has((), key):
                self.yaml.missing((), key)

    def check_statements(
        self,
        statements: Iterable[tuple[Statement, Place]],
        grades: Mapping[str, Grade],
        sources: Mapping[str, Source],
    ) -> None:
        """Report unknown grades and sources that statements have, or name in their texts."""
        for statement, place in statements:
            self.yaml.faults.extend(support_faults(statement, place, "text", grades, sources))
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
                    at_key=True,
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
        return [self.diagnostic(fault) for fault in self.yaml.faults]

    def diagnostic(self, fault: Fault) -> Diagnostic:
        """Diagnostic of a fault of the file, with line and column."""
        return locate(fault, relative(self.path), self.text, self.yaml.spots)


# ---------- forms


def read_address_start(yaml: YamlFile, node: Node | None, place: Place) -> str:
    """Beginning of addresses; empty, with a fault, where it does not end with a language."""
    said = yaml.text_of(node, place)
    if said and not re.fullmatch(r"https://[\w.-]+\.\w+/(?:\S*/)?[a-z]{2}-[a-z]{2}/", said):
        help = "write it with the language at its end, such as 'https://docs.example.org/en-us/'"
        yaml.fault("wrong-type", f"{named(place)} must be the beginning of an address, not '{said}'", place, help=help)
        return ""
    return said


ADDRESS_START = Value("beginning of an address, with a language at its end", read_address_start)


def label_means(title: str, means: str, make: Callable[..., Item], *own: Key) -> Form[Item]:
    """Form of a thing that has a name and an explanation, and keys of its own."""
    keys = (required("label", TEXT, "Its name, as readers see it."), required("means", TEXT, "What it is."))
    return Entry(make, title, means, *keys, *own)


GRADE_FORM = label_means(
    "Grade",
    "How sure a fact is. Grades stand in order, the strongest first.",
    Grade,
    optional(
        "own-words", WHOLE, f"How many sources with the weight `{OWN_WORD}` such a fact needs at least.", default=0
    ),
    optional(
        "look",
        word(LOOKS, ""),
        "How its badge looks, from the surest on; left out: as the stylesheet draws its id, or as `reported`.",
    ),
    optional(
        "label-in-replies",
        TEXT,
        "What replies say instead, where the label has a word such as *our* that would mean whoever pastes them.",
    ),
)

SERIES = label_means("Series", "Texts that are kept up, of which we have editions of several days.", Series)

SOURCE_KIND = Entry(
    SourceKind,
    "Kind of sources",
    "By whom sources are, and what that weighs as evidence.",
    required("label", TEXT, "Its name, as the register of sources shows it."),
    required(
        "weight",
        word(WEIGHTS, REPORTED),
        "`own-word` is of those whose rules the site describes; `second-hand` has somebody else quote their words; "
        "`reported` has somebody else say so; `forum` is the same where replies are pasted, which name it only where "
        "there is nothing else.",
    ),
    optional(
        "in-english",
        ADDRESS_START,
        "The beginning of the addresses of its pages in English, where each has one: an address with another language "
        "or country in the place of its last part is refused.",
    ),
)


def names_a_time(yaml: YamlFile, place: Place, _nodes: Nodes, values: Values) -> None:
    """Report an edition whose date in words names no time."""
    of = values["of"]
    if of and day_of(of) == date.min:
        yaml.fault(
            "wrong-type",
            f"'{of}' names no time",
            (*place, "of"),
            help="write a month and a year, such as October 2023, or mid-2026",
        )


EDITION = Form(
    lambda series, of: Edition(series=series, of=of, day=day_of(of)),
    "Edition",
    "Which edition of a series a source is. How far the facts of an answer reach is worked out from it.",
    required("series", ID, "An id under `series`."),
    required(
        "of", TEXT, "The date of the edition, in words: a month and a year, or the middle of a year.", rule=names_a_time
    ),
)


def right_addresses(yaml: YamlFile, place: Place, _nodes: Nodes, values: Values) -> None:
    """Report addresses that readers cannot be sent to."""
    for key in ("url", "see"):
        if values[key] and not ADDRESS.fullmatch(values[key]):
            message = f"'{values[key]}' is no address that readers can be sent to"
            yaml.fault("no-address", message, (*place, key), help="write it whole, from 'https://' on")


def misfits(source: Source, kind: SourceKind, kinds: Iterable[SourceKind], place: Place) -> Iterator[Fault]:
    """Faults of a source that wrongly quotes something or nothing, and of addresses of pages that exist in English."""
    second_hand = kind.weight == SECOND_HAND
    if second_hand != bool(source.quotes):
        wrong = "quotes nothing" if second_hand else f"quotes something, and its kind '{kind.id}' is not second-hand"
        help = f"say under 'quotes' which texts it quotes if the weight of its kind is '{SECOND_HAND}', and only then"
        yield fault("second-hand", f"source '{source.id}' {wrong}", place, at_key=True, help=help)
    for key, address in (("url", source.url), ("see", source.see)):
        if foreign := next((it for it in kinds if it.is_foreign(address)), None):
            yield fault(
                "foreign-address",
                f"'{address}' is a page for another country",
                (*place, key),
                help=f"take the English page, at {foreign.in_english}…; where another was read, say so under 'read'",
            )


SOURCE = Entry(
    lambda kind, **values: Source(kind=SourceKind(id=kind), **values),
    "Source",
    "A text that was read. Its id, such as `S04`, stays for good; readers see the number that it has in the list.",
    required("title", TEXT, "Its title."),
    required("publisher", TEXT, "Who published it."),
    required("kind", ID, "By whom it is: an id under `kinds`."),
    required("date", DATE_IN_WORDS, "The day that it is of, in words; `undated` where it has none."),
    required("read", TEXT, "Which copy was read, and how much of it."),
    optional("url", TEXT, "Its address; left out where readers should not be sent there."),
    optional(
        "see",
        TEXT,
        "The address of the official page of today on the same subject, where `url` is missing or not in English.",
    ),
    optional("language", TEXT, "The language of the text at `url`, such as `Italian`; left out where it is English."),
    optional(
        "quotes",
        TEXT,
        "Which texts it quotes, with their dates.",
        required_when=f"if the weight of its kind is `{SECOND_HAND}`",
    ),
    optional("edition", EDITION, "Which edition of a series it is, or quotes.", default=None),
    rules=(right_addresses,),
)

STATEMENT = Form(
    Statement,
    "Statement",
    "A sentence of fact.",
    required("text", MARKDOWN, "The sentence."),
    *FACT,
    optional("case", ID, "The case of the flow in which it is told: an id under `cases`; left out: in every case."),
)

STATEMENTS = list_of(STATEMENT)

TYPE: Form[dict[str, Any]] = Form(
    dict,
    "Counted",
    "How claims of this kind are counted in plans for several products.",
    required("per", word(PER, "subscription"), "What one claim is filed for."),
    required("holds", STATEMENT, "How much one claim can hold."),
    required("pays", PAYS_FACT, "Whether such a claim can pay at all."),
)

LIMIT = Form(
    lambda within, **values: Limit(within=within[0], unit=within[1], **values),
    "Limit",
    "A time after the purchase within which a claim is to be filed, as some sources give it.",
    required("within", LENGTH, "The time. `by-when` has to name the number."),
    required("said-by", TEXT, "Who says so, and of when, to stand inside a sentence: `a page of 2019`."),
    *FACT,
)


def limits_told(yaml: YamlFile, _place: Place, _nodes: Nodes, values: Values) -> None:
    """Report limits of nothing, limits that stand twice, and limits that the words of `by-when` do not tell.

    Pages show these words beside the day that is computed from the limit.
    """
    told = re.findall(r"\d+", " ".join(it.text for it in values["by_when"]))
    before: set[tuple[int, str]] = set()
    for here, limit in values["limits"]:
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


def read_limits(yaml: YamlFile, node: Node | None, place: Place) -> list[tuple[Place, Limit]]:
    """Limits of a claim, each with its place, because several keys are compared there."""
    return [(here, LIMIT.read(yaml, item, here)) for here, item in yaml.items(node, place)]


def make_claim(
    *, id: str, limits: list[tuple[Place, Limit]], counted: dict[str, Any] | None, **values: Any
) -> Association:
    """Claim from the values of its keys, with its limits from the shortest on."""
    ordered = sorted(limits, key=lambda it: later(date.min, it[1].within, it[1].unit))
    return Association(
        id=id,
        limits=tuple(limit for _, limit in ordered),
        limits_at=tuple(int(place[-1]) for place, _ in ordered),
        type=ClaimType(id=id, **counted) if counted else None,
        **values,
    )


def association(title: str, means: str, make: Callable[..., Association], *own: Key) -> Form[Association]:
    """Form of a claim or a route.

    :param own: keys that only claims, or only routes, have.
    """
    return Entry(
        make,
        title,
        means,
        required("label", TEXT, "Its name."),
        optional("brief", TEXT, "A shorter name, for places with little room."),
        optional("role", TEXT, "Its name where it is filed."),
        optional("engagement", TEXT, "The name of the engagement where it is filed."),
        optional("formerly", TEXT, "Its former names."),
        required("summary", STATEMENT, "What it is."),
        optional(
            "also", TEXTS, "Other names of it in sentences, for `says-listed`. Several claims and routes can share one."
        ),
        optional("aim", TEXT, "What it is for, to stand behind its name: `for your presales work`."),
        optional("by-when", STATEMENTS, "Until when it is to be filed, in a few words."),
        *own,
        optional("proof", STATEMENTS, "What the customer signs, in a few words."),
        required("prepare", STATEMENTS, "What to have ready."),
        required("steps", STATEMENTS, "What to do, step by step."),
        required("traps", STATEMENTS, "What goes wrong."),
    )


CLAIM = association(
    "Claim",
    "What readers file to be paid or counted.",
    make_claim,
    optional("counted", TYPE, "How plans count it.", default=None, required_when="where the file has `counting`"),
    optional(
        "limits",
        Value("list of {}", read_limits, forms=(LIMIT,)),
        "The same as `by-when` in numbers: the page works out the days from them.",
        rule=limits_told,
    ),
    WAYS_ON,
)

ROUTE = association(
    "Route",
    "A way of being associated with a customer that is no claim.",
    Association,
    optional(
        "now", STATEMENTS, "What to do first, three statements at most. What to do first for claims is told once."
    ),
)

COUNTING: Form[dict[str, Any]] = Form(
    dict,
    "Counting",
    "Why the claims for several products of one customer add up as they do. Plain texts, since they are pasted.",
    required("role", STATEMENT, "Why two roles are two claims."),
    required("shared", STATEMENT, "Why products that need the same role may share a claim."),
    required("apart", STATEMENT, "Why they may need a claim each."),
)

METRIC_LABEL = Form(
    lambda label, also: (label, *also),
    "Name of a metric",
    "The name of a metric, which is the same in all designations.",
    required("label", TEXT, "Its name."),
    optional("also", TEXTS, "Other names of it in sentences, for `says-counts`. Several metrics can share one."),
)

METRIC = Entry(
    Metric,
    "Metric",
    "What counts for one metric of a designation. What an answer counts for is worked out from it.",
    required("fed-by", or_unknown(ID_SET), "The claims and routes that count."),
    optional("disputed", ID_SET, "Claims and routes on which the sources disagree."),
    optional(
        "qualified", ID_SET, "Claims and routes of which the text says more than yes or no; in answers, notes do."
    ),
    required("text", MARKDOWN, "The same as a sentence."),
    *FACT,
    optional("besides", STATEMENTS, "What is less sure than the text, graded by itself."),
)

DESIGNATION = Entry(
    lambda id, label, also, metrics: (Designation(id=id, label=label, metrics=tuple(metrics.values())), also),
    "Designation",
    "What counts for the metrics of a designation.",
    required("label", TEXT, "Its name, with the kind of product if that makes a difference."),
    optional(
        "also",
        TEXTS,
        "Other names of it in sentences, for `says-listed`. What is said by a name that several share must be so of "
        "each.",
    ),
    required("metrics", mapping_of(METRIC, kebab=False), "Its metrics, by their ids."),
)


def knowledge_file(name: str, means: str, *keys: Key) -> Form[dict[str, Any]]:
    """Form of a file in `decision_tree/knowledge/`."""
    checked = optional(
        "checked", DAY, "The day on which somebody last compared the file with its sources.", default=None
    )
    return Form(dict, f"`knowledge/{name}.yml`", means, checked, *keys)


def words_for(name: str, values: tuple[str, ...], means: str) -> Key:
    """Key of words.yml: texts for all of these values, because readers may be shown each of them."""

    def read(yaml: YamlFile, node: Node | None, place: Place) -> dict[str, str]:
        nodes = yaml.record(node, place, Keys(needs=values))
        return {value: TEXT.read(yaml, it, (*place, value)) for value, it in nodes.items()}

    value = Value("mapping of values to texts", read, shape="{value: …}")
    return optional(name, value, means, default={}, required_when="where the site has claims, routes or designations")


def phrases_for(name: str, values: tuple[str, ...], of: str, means: str) -> Key:
    """Key of words.yml: for some of these values, words by which sentences say it."""

    def read(yaml: YamlFile, node: Node | None, place: Place) -> dict[str, tuple[str, ...]]:
        nodes = yaml.record(node, place, Keys(needs=(), takes=values))
        return {value: TEXTS.read(yaml, it, (*place, value)) for value, it in nodes.items()}

    return optional(name, Value(f"mapping of {of} to lists of words", read), means)


LISTED = ("listed", "not-listed", UNKNOWN)
"""Values for whether a claim or route is among what counts for a designation."""

COUNTS = ("full", "partly", "none", CONFLICTING, UNKNOWN)
"""Values for what an answer counts for, as `decision_tree.engine.credit_of` gives them."""


def shown_grades(yaml: YamlFile, _place: Place, nodes: Nodes, values: Values) -> None:
    """Report that a grade is missing which pages show although no fact has to name it."""
    for id in (CONFLICTING, UNKNOWN):
        if "grades" in nodes and id not in values["grades"]:
            help = f"add '{id}: {{label: …, means: …}}'"
            yaml.fault(
                "missing-key", f"there is no grade '{id}', which pages show", ("grades",), at_key=True, help=help
            )


AT_LEAST_ONE = "write one or more"


def read_figure_value(yaml: YamlFile, node: Node | None, place: Place) -> FigureValue:
    """Value of a figure; 0 days, with a fault, where the text is none."""
    said = yaml.text_of(node, place)
    found = list(values_in(said))
    if len(found) == 1 and found[0][1] == (0, len(said)):
        return found[0][0]
    if said:
        help = f"write a number and a unit, such as '14 business days'; units are {', '.join(UNITS)}"
        yaml.fault("wrong-type", f"'{said}' is no figure", place, help=help)
    return FigureValue(number=0, unit="days")


def make_figure(id: str, values: tuple[FigureValue, ...], where: tuple[str, ...]) -> Figure:
    """Figure from the values of its keys."""
    return Figure(id=id, values=values, where=pattern_of(where) if where else None)


FIGURE = Entry(
    make_figure,
    "Figure",
    "A figure that many texts state, such as a limit. `check` refuses another one of the same kind of units.",
    required(
        "values",
        not_empty(
            list_of(Value("", read_figure_value), "list of numbers with units, such as `14 business days`"),
            AT_LEAST_ONE,
        ),
        "The values that texts may state of it, also those of former days.",
    ),
    optional(
        "where",
        TEXTS,
        "Words by which a sentence speaks of it: its numbers must be these. A sentence with none of the words of any "
        "figure may state every value of such units.",
    ),
)


SITE = Form(
    SiteWords,
    "Site",
    "What the site says of itself and of whose rules it describes. Each is said nowhere where it is left out.",
    optional("name", TEXT, f"Its name, as in mkdocs.yml; left out: `{SiteWords().name}`.", default=SiteWords().name),
    optional("decides", TEXT, "Who decides in the end, as a sentence."),
    optional("independent", TEXT, "Who the site is not and who decides, as a sentence for replies and copies."),
    optional("unofficial", TEXT, "The same in the fewest words, for replies that have to be short."),
    optional("for-whom", TEXT, "The line at the top of preview pictures."),
    optional(
        "texts-of", TEXT, "Whose the texts under `series` of sources.yml are, with an apostrophe: `the carrier's`."
    ),
    optional("no-texts", TEXT, "What is said of facts that rest on none of these texts, as a sentence."),
    optional(
        "no-claim",
        TEXT,
        f"An answer without a claim, to stand inside a sentence; left out: `{SiteWords().no_claim}`.",
        default=SiteWords().no_claim,
    ),
    optional(
        "last-day",
        TEXT,
        f"What stands before a claim in calendar files; left out: `{SiteWords().last_day}`.",
        default=SiteWords().last_day,
    ),
)


FILES: Mapping[str, Form[dict[str, Any]]] = {
    "grades": knowledge_file(
        "grades",
        "How sure facts can be.",
        required("grades", mapping_of(GRADE_FORM, kebab=False), "The grades, the strongest first.", rule=shown_grades),
    ),
    "sources": knowledge_file(
        "sources",
        "What was read.",
        optional("series", mapping_of(SERIES, kebab=False), "Texts that come in editions."),
        optional(
            "kinds",
            not_empty(mapping_of(SOURCE_KIND), AT_LEAST_ONE),
            "The kinds of sources, by their ids.",
            default={},
            required_when="always",
        ),
        required("sources", mapping_of(SOURCE, kebab=False), "The sources. Each keeps its position."),
    ),
    "claims": knowledge_file(
        "claims",
        "The claims: what to prepare, what to do, what goes wrong.",
        optional("counting", COUNTING, "How claims add up; left out: no flow can have a plan.", default=None),
        optional(
            "proof",
            STATEMENTS,
            "The proof where a reply names several claims, for the first sentence of each one's own.",
        ),
        optional("now", STATEMENTS, "What to do first, whatever the claims are."),
        required("claims", mapping_of(CLAIM, kebab=False), "The claims, by their ids."),
    ),
    "routes": knowledge_file(
        "routes",
        "Ways of being associated that are no claim.",
        required("routes", mapping_of(ROUTE, kebab=False), "The routes, by their ids."),
    ),
    "designations": knowledge_file(
        "designations",
        "What counts for which metric of which designation.",
        required("metrics", mapping_of(METRIC_LABEL, kebab=False), "The names of all metrics, by their ids."),
        required("designations", mapping_of(DESIGNATION, kebab=False), "The designations, by their ids."),
    ),
    "score": knowledge_file(
        "score",
        "Thresholds and points for the rough calculator of scores. The file may be missing.",
        required("tracks", mapping_of(TRACK), "The tracks, by their ids."),
    ),
    "words": knowledge_file(
        "words",
        "What readers see for the values of facts, and what the site says of itself.",
        words_for("pays", PAYS, "Whether the claims of an answer pay."),
        words_for("pays-claim", PAYS, "Whether one claim pays, for a cell of a table."),
        words_for("counts", COUNTS, "What an answer counts for."),
        words_for("metric", METRIC_STATES, "Whether an answer counts for one metric."),
        phrases_for(
            "says-pays",
            PAYS,
            "values of `pays`",
            "Words by which titles and first sentences say whether claims pay; `check` compares them with `pays`. "
            "`…` stands for any words of the same sentence.",
        ),
        phrases_for(
            "says-counts",
            METRIC_STATES,
            "values of `metric`",
            "Words by which sentences of answers, notes, claims and routes say whether something counts for a metric; "
            "`check` compares them with the designations. `METRIC` stands for names of metrics; words without it mean "
            "some metric. The same words can stand under several values.",
        ),
        phrases_for(
            "says-listed",
            LISTED,
            "`listed`, `not-listed` or `unknown`",
            "Words by which sentences of pages, answers, notes and the knowledge say whether a claim or route is among "
            "what counts for a designation; `check` compares them with the designations. `DESIGNATION` and "
            "`ASSOCIATION` stand for names, those under `also`. Words without `DESIGNATION` speak of the one that is "
            "named nearest: in the sentence, before it, by the row, column, heading or title above it, or by the "
            "`credit` of the answer. Cells of tables are read with their row and column. Without `ASSOCIATION` it is "
            "the claim or route that the sentence names, or, in what is said of one, that one.",
        ),
        optional("figures", mapping_of(FIGURE), "Figures that many texts state, by their ids."),
        optional("site", SITE, "What the site says of itself.", default=SiteWords()),
        optional(
            "pages", PAGES, "What pages, pictures and files for programs say of its subject.", default=PageWords()
        ),
    ),
    "timeline": knowledge_file(
        "timeline",
        "What happened when.",
        required(
            "eras",
            mapping_of(ERA, kebab=False),
            "The eras, in the order of time, without overlaps; `{}` for none.",
        ),
        required("events", mapping_of(EVENT, kebab=False), "The events, in the order of time; `{}` for none."),
    ),
    "glossary": knowledge_file(
        "glossary",
        "The words of the subject, and those of this site.",
        required("terms", mapping_of(TERM, kebab=False), "The terms, by their ids, in the order of their labels."),
    ),
}
"""File name without `.yml` → form of the file."""


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
    for index, limit in zip(association.limits_at, association.limits, strict=True):
        yield Statement(text=limit.said_by, grade=limit.grade, sources=limit.sources), (*place, "limits", index)
    if association.type:
        pays = association.type.pays
        yield association.type.holds, (*place, "counted", "holds")
        yield Statement(text=pays.because, grade=pays.grade, sources=pays.sources), (*place, "counted", "pays")


def names_of(association: Association) -> tuple[str, ...]:
    """Names by which sentences call a claim or route; also without what stands in brackets behind its label."""
    return association.label, association.label.partition(" (")[0], association.brief, association.role


def counts_otherwise(association: Association, place: Place, known: Knowledge) -> Iterator[Fault]:
    """Faults of statements about a claim or route that say of a metric what no designation says that lists it."""
    texts = [(statement.text, (*at, "text")) for statement, at in statements_of(association, place)]
    for text, at in [*texts, (association.aim, (*place, "aim"))]:
        for said in known.metric_words.said_in(text):
            ids = said.associations or (association.id,)
            if told := miscounted(said, ids, known):
                yield Fault(name="says-otherwise", message=told, place=at, words=said.words, help=MEND_THE_LIST)


def miscounted(said: Said, ids: Sequence[str], known: Knowledge) -> str:
    """Message that a statement about a metric contradicts every designation that lists what it names; else empty."""
    states = {state for id in ids for state in states_anywhere(known.designations.values(), id, said.metric)}
    if not states.isdisjoint(said.states):
        return ""
    told = f"{known.metrics[said.metric]}: {known.words.metric[min(states)]}"
    return f"'{said.words}' is said of '{ids[0]}', for which designations.yml comes to '{told}'"


def lists_otherwise(association: Association, place: Place, known: Knowledge) -> Iterator[Fault]:
    """Faults of statements about a claim or route that say otherwise than a designation whether something counts."""
    for statement, at in statements_of(association, place):
        yield from listed_otherwise(statement.text, (*at, "text"), known, association.id)


def terms_otherwise(known: Knowledge) -> Iterator[Fault]:
    """Faults of terms that contradict a designation on what counts for it."""
    for id, term in known.terms.items():
        for key, text in (("text", term.text), ("short", term.short)):
            yield from listed_otherwise(text, ("terms", id, key), known, topics=(term.label,))


def events_otherwise(known: Knowledge) -> Iterator[Fault]:
    """Faults of events that contradict a designation on what counts for it today."""
    for id, event in known.events.items():
        yield from listed_otherwise(event.title, ("events", id, "title"), known)
        yield from listed_otherwise(event.text, ("events", id, "text"), known, topics=(event.title,))


def metrics_otherwise(known: Knowledge) -> Iterator[Fault]:
    """Faults of texts of a metric that contradict its own lists of what counts."""
    for id, designation in known.designations.items():
        for metric in designation.metrics:
            of_it = replace(designation, metrics=(metric,))
            alone = replace(known, designations={**known.designations, id: of_it})
            for statement, place in statements_of_metrics(of_it, id):
                yield from listed_otherwise(statement.text, (*place, "text"), alone, topics=((id,),))


def listed_otherwise(
    text: str, place: Place, known: Knowledge, about: str = "", topics: Sequence[Topic] = ()
) -> Iterator[Fault]:
    """Faults of a text that contradicts a designation on whether a claim or route counts for it.

    :param about: id of the claim or route of which the text says what it says of none by name; empty: of none.
    :param topics: what stands around the text and can name its designation, or its ids; the nearest first.
    """
    for said, message in otherwise(known.list_words.said_in(text, topics), known.designations, about):
        yield Fault(name="says-otherwise", message=message, place=place, words=said.words, help=MEND_THE_LIST)


def otherwise_on_page(passage: Passage, known: Knowledge) -> Iterator[tuple[int, str, str]]:
    """Contradictions in a passage of a page: the index of the words, the words, and a message."""
    of_lists = known.list_words
    found = list(of_lists.said_in(passage.text, (*passage.beside, *passage.topics)))
    if len(passage.beside) == len(("label", "head")):
        found += of_lists.said_in_cell(passage.text, *passage.beside)
    elif not passage.beside:
        for line in LABELLED.finditer(passage.text):
            found += (replace(it, at=line.start(2) + it.at) for it in of_lists.said_in_cell(line[2], line[1], ""))
    yield from ((said.at, said.words, message) for said, message in otherwise(found, known.designations))
    for said in known.metric_words.said_in(passage.text):
        told = miscounted(said, said.associations, known) if said.associations else ""
        if told and known.words.metric["disputed"] not in told:  # a page tells the one side here, the other there
            yield passage.text.index(said.words), said.words, told


LABELLED = re.compile(r"^([^.:;?!|\n]+):[ ]([^.:\n]+)", re.MULTILINE)
"""Regular expression for a line that begins with a label and a colon, up to the end of its first sentence."""


def otherwise(
    found: Iterable[Listing], designations: Mapping[str, Designation], about: str = ""
) -> Iterator[tuple[Listing, str]]:
    """Pairs of a statement that contradicts a designation, and a message.

    :param about: as for `listed_otherwise`.
    """
    for said in found:
        ids = said.associations or ((about,) if about else ())
        if wrong := contradicted(said, ids, designations):
            told, joint = ("lists it", " and ") if said.value == "not-listed" else ("does not list it", " or ")
            named = joint.join(f"'{id}'" for id in wrong)
            yield said, f"'{said.words}' is said of '{ids[0]}', and designations.yml {told} for {named}"


MEND_THE_LIST = "mend the words, or what counts in designations.yml"


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
