"""What a flow is: frozen data that the compiler makes, the artefact carries and the engine replays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

UNKNOWN: Literal["unknown"] = "unknown"
"""Said of a fact that nobody outside Microsoft knows."""

Unknown: TypeAlias = Literal["unknown"]
Unit: TypeAlias = Literal["days", "business-days", "months"]
Chosen: TypeAlias = frozenset[str]
"""What an answer comes to: the ids of the chosen options, or of the band that a date falls into."""


# ---------- conditions


@dataclass(frozen=True, kw_only=True, slots=True)
class Test:
    """What one question's answer must be: some, all and none of these options."""

    __test__ = False  # pytest collects classes of this name

    question: str
    any_of: frozenset[str] = frozenset()
    """At least one of them was chosen; empty: no matter."""
    all_of: frozenset[str] = frozenset()
    none_of: frozenset[str] = frozenset()

    @property
    def options(self) -> frozenset[str]:
        """Every option that the test names."""
        return self.any_of | self.all_of | self.none_of

    def holds(self, chosen: Chosen) -> bool:
        """Whether an answer of these options passes."""
        return (
            (not self.any_of or not self.any_of.isdisjoint(chosen))
            and self.all_of <= chosen
            and self.none_of.isdisjoint(chosen)
        )


Clause: TypeAlias = tuple[Test, ...]
"""Tests that must all hold. A question stands in a clause once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """Holds when one of its clauses does. A condition without clauses never holds; an empty clause always does."""

    clauses: tuple[Clause, ...]

    def tests(self) -> Iterator[Test]:
        """Every test of every clause."""
        for clause in self.clauses:
            yield from clause

    def holds(self, chosen: Mapping[str, Chosen]) -> bool:
        """Whether the answers meet the condition. A test of a question that was not asked fails."""
        return self.deciding(chosen) is not None

    def deciding(self, chosen: Mapping[str, Chosen]) -> Clause | None:
        """The first clause that holds, or None."""
        for clause in self.clauses:
            for test in clause:  # a loop, not all(): this is where resolving an answer spends most of its time
                options = chosen.get(test.question)
                if options is None or not test.holds(options):
                    break
            else:
                return clause
        return None


ALWAYS = Condition(clauses=((),))
"""Holds for everybody."""


# ---------- questions


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One choice of a question."""

    id: str
    label: str
    hint: str = ""
    brief: str = ""
    """The label where answers stand in one line, such as in a reply; empty: the label itself."""
    goto: str | None = None
    """The node that follows; None: the question says."""
    only_when: Condition | None = None
    """The option is offered only where this holds; None: always."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """A part of the calendar, seen from the day of asking: within so many units after the date, or otherwise."""

    id: str
    within: int | None = None
    """How many units; None: every other day."""
    unit: Unit = "days"


@dataclass(frozen=True, kw_only=True, slots=True)
class Since:
    """That a question is asked on some paths only since a day: links from before carry no answer to it."""

    on: date
    why: str
    """In words for the reader: plain text."""
    where: Condition | None = None
    """The paths; None: all of them."""
    taken: tuple[str, ...] | None = None
    """What older links are taken to answer; None: the reader is asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Something the reader is asked: to choose one option, several, or to give a date."""

    id: str
    kind: str
    """Name of its kind, as `kinds.KINDS` has it."""
    ask: str
    short: str
    help: str = ""
    options: tuple[Option, ...] = ()
    bands: tuple[Band, ...] = ()
    """In the order in which they are tried; the last one is otherwise."""
    alone: frozenset[str] = frozenset()
    """Options that exclude all others."""
    empty: bool = False
    """Whether choosing nothing is an answer. Where such a question is not asked, nothing is chosen."""
    goto: str | None = None
    since: tuple[Since, ...] = ()
    """Where it was not asked from the beginning."""

    def option(self, id: str) -> Option | None:
        """The option of that id, or None."""
        return next((option for option in self.options if option.id == id), None)

    @property
    def answers(self) -> tuple[str, ...]:
        """The ids that a condition may name: the options', or the bands'."""
        return tuple(band.id for band in self.bands) or tuple(option.id for option in self.options)


# ---------- tables


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of a table: when this holds, go there."""

    when: Condition
    goto: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Asked of nobody: decides over the answers so far."""

    id: str
    hit: Literal["unique", "first"]
    """Whether one row must match each reachable combination, or the first matching one counts."""
    rows: tuple[Row, ...]


# ---------- answers


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """A sentence of fact, with how sure it is and who says so."""

    text: str
    """Markdown."""
    grade: str
    sources: tuple[str, ...]
    case: str = ""
    """The id of the flow's case in which it is shown; empty: in every case."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """A time after the purchase within which a claim is to be filed, as some sources have it."""

    within: int
    """How many units."""
    unit: Unit
    said_by: str
    """Who says so and when, inside a sentence: `a Microsoft page of 2019`."""
    grade: str
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Claims:
    """Which claims an answer names."""

    are: tuple[str, ...] | Unknown
    because: str
    grade: str
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pays:
    """Whether what an answer names pays: `if-eligible`, `none`, `not-applicable` or `unknown`."""

    value: str
    because: str
    grade: str
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """What changed in an answer, and when."""

    on: date
    what: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Headline:
    """The title and the lead of an answer for one case, shown instead of the outcome's own."""

    title: str
    """An instruction in a few words: plain text."""
    answer: str
    """The lead, one or two sentences of plain text."""
    when: Condition = ALWAYS
    """The condition of the case. A note's headline has none of its own: it holds where the note does."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """An answer of the flow, before the reader's circumstances have had their effect."""

    id: str
    title: str
    """The answer in a few words, for readers whose answers nobody knows: lists, search, previews."""
    answer: str
    """One or two sentences of plain text: search, previews, forum replies."""
    claims: Claims
    pays: Pays
    routes: tuple[str, ...] = ()
    credit: str | None = None
    """The designation whose metrics the claims and routes feed; None where the claims are unknown."""
    ask_again: str | None = None
    """The question whose answer was "I don't know": the way back drops it."""
    body: str = ""
    checked: date | None = None
    """When somebody last compared it with its sources; a revision is such a comparison as well."""
    revisions: tuple[Revision, ...] = ()
    headlines: tuple[Headline, ...] = ()
    """Headlines for one case each: the compiler shows that each reachable case has exactly one. None: no case has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """What a note does to the answer where it holds. Empty: nothing."""

    keep: tuple[str, ...] = ()
    """Claims already held: kept, not filed again."""
    claims_unknown: bool = False
    claims_less_sure: bool = False
    """The claims stay, and are as sure as the note."""
    routes: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    pays: Mapping[str, str] = field(default_factory=dict)
    """From value to value; `any` stands for every value."""
    metrics: Mapping[str, str] = field(default_factory=dict)
    """What becomes of a metric: `fed`, `disputed`, `not-fed` or `unknown`."""

    def __bool__(self) -> bool:
        return self != Effect()


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """Something that an answer says if, and only if, its condition holds."""

    id: str
    title: str
    when: Condition
    text: str
    grade: str
    sources: tuple[str, ...]
    effect: Effect = field(default_factory=Effect)
    headline: Headline | None = None
    """The headline of every answer on which the note holds, before the outcome's own; None: that one stays."""
    revisions: tuple[Revision, ...] = ()
    """What changed in it since it was first published."""


# ---------- designations


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    """One metric of a designation, and which claims and routes feed it."""

    id: str
    fed_by: frozenset[str] | Unknown
    disputed: frozenset[str]
    """Claims and routes of which sources disagree whether they feed it."""
    text: str
    grade: str
    sources: tuple[str, ...]
    qualified: frozenset[str] = frozenset()
    """Claims and routes of which the text says more than yes or no; in answers, notes do."""
    besides: tuple[Statement, ...] = ()
    """What is less sure than the text, each with a grade of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Designation:
    """The customer metrics of a designation, as far as one kind of product feeds them."""

    id: str
    label: str
    metrics: tuple[Metric, ...]


# ---------- claims


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimType:
    """What is so of every claim of a kind, whoever files it: several products of a customer are counted by it."""

    id: str
    per: Literal["subscription", "workload"]
    """What it is filed for."""
    holds: Statement
    """How much one claim can hold."""
    pays: Pays
    """Whether it can pay at all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Counting:
    """How the claims for several products of one customer add up."""

    role: Statement
    """Why two roles are two claims."""
    shared: Statement
    """Why products that need the same role are one claim at the fewest."""
    apart: Statement
    """Why they may be one each at the most."""
    kinds: Mapping[str, ClaimType]

    def statements(self) -> Iterator[Statement]:
        """Everything that it says, but for what claims pay."""
        yield from (self.role, self.shared, self.apart)
        yield from (kind.holds for kind in self.kinds.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Plans:
    """What a flow needs to add up the answers for several products."""

    subject: tuple[str, ...]
    """The questions whose answers say what product an answer is about: the last one on the path."""
    counting: Counting
    """Its kinds are those that outcomes and notes name."""
    as_before: tuple[str, ...] = ()
    """Questions that are most often answered alike for all products of a customer: chosen already for one more."""
    for_all: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Question id → the options that hold for all products of a customer where they hold for one."""
    revisions: tuple[Revision, ...] = ()
    """What changed in the counting since it was first published."""


# ---------- evidence


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """A text of which Microsoft has published several editions, as far as one source has it."""

    series: str
    """What these texts are called, such as `score lists`."""
    of: str
    """Of when this one is, in words."""
    day: date
    """The first day that these words can mean: editions are compared by it."""
    quoted: bool = False
    """Somebody else quotes it; it was not read itself."""


# ---------- what was published and is gone


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """Where something went that links out there still name, and since when."""

    on: date
    now: tuple[str, ...] = ()
    """What took its place: one id where it only has another name; none where nothing did."""
    why: str = ""
    """In words for the reader: plain text."""
    title: str = ""
    """What an answer was called; empty for everything else."""
    in_error: bool = False
    """It should never have been published."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Former:
    """Everything that a flow has published and no longer has, by the former id."""

    questions: Mapping[str, Moved] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Moved]] = field(default_factory=dict)
    """By question first, under the name that it has today."""
    outcomes: Mapping[str, Moved] = field(default_factory=dict)
    notes: Mapping[str, Moved] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self != Former()


# ---------- the whole


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """A questionnaire: questions and tables lead to outcomes, and notes say what else is so."""

    id: str
    title: str
    start: str
    questions: Mapping[str, Question]
    tables: Mapping[str, Table]
    outcomes: Mapping[str, Outcome]
    notes: Mapping[str, Note]
    designations: Mapping[str, Designation]
    """Those that outcomes name."""
    plans: Plans | None = None
    """None: the answers for several products are not added up."""
    intro: str = ""
    cases: Mapping[str, Condition] = field(default_factory=dict)
    """Named conditions, by id. Statements about claims and routes name them, because knowledge knows no questions."""
    grades: tuple[str, ...] = ()
    """How sure facts can be, the surest first."""
    editions: Mapping[str, Edition] = field(default_factory=dict)
    """Source id → what it has of Microsoft's texts: how far facts reach is worked out from it."""
    former: Former = field(default_factory=Former)

    def node(self, id: str) -> Question | Table | Outcome | None:
        """The question, table or outcome of that id."""
        return self.questions.get(id) or self.tables.get(id) or self.outcomes.get(id)
