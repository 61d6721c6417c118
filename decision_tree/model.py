"""Data model of a flow: frozen dataclasses that the compiler builds, the artefact serialises and the engine replays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

UNKNOWN: Literal["unknown"] = "unknown"
"""Value of a fact that is not publicly known."""

Unknown: TypeAlias = Literal["unknown"]
Unit: TypeAlias = Literal["days", "business-days", "months"]
Chosen: TypeAlias = frozenset[str]
"""The ids that conditions test for an answer: those of the chosen options, or of the band that a date is in."""

TODAY: Literal["today"] = "today"
"""The name under which conditions test the day, as if it were a question with several choices: its options are the days
that the flow names, as ISO dates, and those that have come are chosen."""


MOST = 999_999_999
"""Largest number that readers can give, unless the question has a smaller limit."""


# ---------- conditions


@dataclass(frozen=True, kw_only=True, slots=True)
class Test:
    """A test of the answer to one question: it must have one of `any_of`, all of `all_of` and none of `none_of`."""

    __test__ = False  # pytest collects classes of this name

    question: str
    any_of: frozenset[str] = frozenset()
    """At least one of these was chosen; empty: no such requirement."""
    all_of: frozenset[str] = frozenset()
    none_of: frozenset[str] = frozenset()

    @property
    def options(self) -> frozenset[str]:
        """Ids of all options that the test names."""
        return self.any_of | self.all_of | self.none_of

    def holds(self, chosen: Chosen) -> bool:
        """Whether an answer of these options passes."""
        return (
            (not self.any_of or not self.any_of.isdisjoint(chosen))
            and self.all_of <= chosen
            and self.none_of.isdisjoint(chosen)
        )


Clause: TypeAlias = tuple[Test, ...]
"""Tests that must all hold. A clause has at most one test for each question."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """Clauses of which one must hold. A condition without clauses never holds; an empty clause always does."""

    clauses: tuple[Clause, ...]

    def tests(self) -> Iterator[Test]:
        """The tests of all clauses."""
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
"""The condition that holds for everybody."""


# ---------- questions


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One choice of a question."""

    id: str
    label: str
    hint: str = ""
    brief: str = ""
    """A shorter label for answers that stand in one line, such as in a reply; empty: `label` is used."""
    goto: str | None = None
    """Id of the next node; None: the `goto` of the question applies."""
    only_when: Condition | None = None
    """The condition under which the option is offered; None: always."""
    patterns: Mapping[str, str] = field(default_factory=dict)
    """As `Question.patterns`: `label`, `hint` or `brief` → that text with its values in braces."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """A range of values: of the time between a given date and today, or of numbers.

    A band without a limit takes every value that no band before takes.
    """

    id: str
    within: int | None = None
    """The most units between the date and today; None in a band of numbers, and in one without a limit."""
    unit: Unit = "days"
    up_to: int | None = None
    """The largest number, in the smallest unit that is asked for; None in a band of dates, and in one without a
    limit."""
    until: str = ""
    """The last day: an ISO date, `today`, or the id of a question or a value before it; empty: the day is not limited
    by another one."""
    until_words: str = ""
    """The words for the last day where it is that of a question or a value."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Since:
    """A day since which some paths ask a question. Links from before that day carry no answer to it."""

    on: date
    why: str
    """The reason for the reader, as plain text."""
    where: Condition | None = None
    """The condition that holds on these paths; None: all paths."""
    taken: tuple[str, ...] | None = None
    """The answer that is assumed for older links; None: the reader is asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question to the reader, who chooses one option or several, or gives a value such as a date."""

    id: str
    kind: str
    """Key of its kind in `kinds.KINDS`."""
    ask: str
    short: str
    help: str = ""
    options: tuple[Option, ...] = ()
    bands: tuple[Band, ...] = ()
    """The bands in the order in which they are tried; the last one takes every value that is left."""
    at_least: int = 0
    """The smallest number that is accepted, in the smallest unit."""
    at_most: int = MOST
    """The largest number that is accepted, in the smallest unit."""
    least: str = ""
    """Id of the question or value before it below which no number is accepted; empty: `at_least` says it."""
    most: str = ""
    """Id of the question or value before it above which no number is accepted; empty: `at_most` says it."""
    decimals: int = 0
    """Digits behind the point: a number of 2 decimals is asked for and kept in hundredths."""
    money: str = ""
    """The currency of an amount of money, such as `USD`; empty: it is none."""
    first_day: str = ""
    """The earliest day that is accepted, as in `Band.until`; empty: any."""
    last_day: str = TODAY
    """The latest day that is accepted, as in `Band.until`; empty: any."""
    month_ends: bool = False
    """Whether only the last day of a month is accepted."""
    if_below: str = ""
    """What a reader is told who gives less, or an earlier day; empty: words that fit every question."""
    if_above: str = ""
    """What a reader is told who gives more, or a later day."""
    alone: frozenset[str] = frozenset()
    """Options that exclude all others."""
    empty: bool = False
    """Whether choosing nothing is an answer. Conditions see it as the answer where the question is not asked."""
    assumed: str | None = None
    """The option that is taken where nobody can be asked, as on the command line; None: the question stays open."""
    goto: str | None = None
    since: tuple[Since, ...] = ()
    """Paths that ask the question only since a certain day."""
    patterns: Mapping[str, str] = field(default_factory=dict)
    """`ask`, `short` or `help` → that text with its values in braces, where it names some.

    The field of that name itself then has the words that stand for the values where no answers are known.
    """

    def option(self, id: str) -> Option | None:
        """The option of that id, or None."""
        return next((option for option in self.options if option.id == id), None)

    @property
    def answers(self) -> tuple[str, ...]:
        """The ids that a condition may test: those of the bands if there are any, otherwise those of the options."""
        return tuple(band.id for band in self.bands) or tuple(option.id for option in self.options)

    @property
    def names_values(self) -> bool:
        """Whether a text of the question or of its options names a value."""
        return bool(self.patterns) or any(option.patterns for option in self.options)


# ---------- tables


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A row of a table: a condition, and the node to go to where it holds."""

    when: Condition
    goto: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A decision table: chooses the next node by the answers so far, without asking the reader."""

    id: str
    hit: Literal["unique", "first"]
    """Hit policy: exactly one row matches each reachable combination, or the first matching row counts."""
    rows: tuple[Row, ...]


# ---------- answers


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """A sentence of fact with its grade and its sources."""

    text: str
    """Markdown."""
    grade: str
    sources: tuple[str, ...]
    case: str = ""
    """The id of the flow's case in which it is shown; empty: in every case."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """Time limit for filing a claim, counted from the purchase, as some sources give it."""

    within: int
    """Number of units."""
    unit: Unit
    said_by: str
    """Author and date of the rule, worded to stand inside a sentence: `a page of 2019`."""
    grade: str
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Claims:
    """The fact which claims an outcome names: their ids, or `unknown`."""

    are: tuple[str, ...] | Unknown
    because: str
    grade: str
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class StatedValue:
    """The value of a fact in an outcome, with its support: whether claims pay, or a fact of the flow's own."""

    value: str
    because: str
    grade: str
    sources: tuple[str, ...]


NO_CLAIMS = Claims(are=(), because="", grade="", sources=())
"""The claims of an outcome whose flow is not about claims."""

NO_PAYMENT = StatedValue(value="not-applicable", because="", grade="", sources=())
"""The payment of an outcome whose flow is not about claims."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FactWord:
    """A value that a fact of the flow's own can have, in words."""

    id: str
    label: str
    look: Literal["good", "caution", "bad"] | None = None
    """Its look where readers see it; None: that of any words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """A fact that the answers of a flow state, such as a verdict, which is `ready` or `will-fail`."""

    id: str
    title: str
    words: Mapping[str, FactWord]
    """The values that it can have."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerList:
    """A list in the answers of a flow, such as the next steps. Its entries are the notes that name it and that hold."""

    id: str
    title: str
    if_empty: str = ""
    """The sentence in place of an empty list; empty: then the list is not shown."""
    ordered: bool = False
    """Whether the entries are to be done in their order, so that they are numbered."""
    in_replies: bool = True
    """Whether replies name its entries."""


@dataclass(frozen=True, kw_only=True, slots=True)
class See:
    """A link to where readers go on: to a questionnaire, with answers it begins with, or to a page of the site."""

    text: str
    flow: str = ""
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    page: str = ""
    """The path of the page below `docs/`, with an anchor if need be; empty where the link leads to a questionnaire."""


How: TypeAlias = Literal[
    "end-of",
    "later",
    "earlier",
    "month-end",
    "year-end",
    "each-day",
    "days-between",
    "months-between",
    "years-between",
    "sum",
    "difference",
    "product",
    "quotient",
    "larger",
    "smaller",
    "look-up",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """A value that is derived from the reader's answers, and that texts name in braces: `{answer-by}`."""

    id: str
    how: How
    """The arithmetic. `end-of` is the last day on which a date stays in its band."""
    of: tuple[str, ...]
    """Its terms: ids of questions and of values before it, `today`, days as ISO dates, and numbers in digits.

    A number may be whole, such as `12`, have decimals, `0.05`, or be a fraction, `1/366`.
    """
    unknown: str
    """The words that stand for it where the answers are not known."""
    number: int = 0
    """Number of units, for `later` and `earlier`."""
    unit: Unit = "days"
    money: str = ""
    """The currency of an amount of money, such as `USD`; empty: it is a number or a day."""
    count: tuple[str, ...] = ()
    """The noun of what is counted, for one and for several: `("day", "days")`; empty: words are of the number alone."""
    shown_as: Literal["", "date", "month", "number"] = ""
    """Its form in words: of a day the date or the month; empty: the date."""
    entries: Mapping[str, str] = field(default_factory=dict)
    """Of a `look-up`: option or band → the term that counts for it; of `each-day`: day as ISO date → the number that
    counts for each day from then on."""
    rounded: Literal["", "up", "down", "nearest"] = ""
    """How the amount is rounded; empty: it is exact, and only its words have two decimals at most."""
    step: str = "1"
    """To multiples of which number it is rounded."""
    short: str = ""
    """What it is called where conditions test it."""
    kind: str = "number"
    """The kind of question that would have such an answer: `number` or `date`."""
    decimals: int = 0
    """Digits behind the point in the limits of its bands, as in `Question.decimals`."""
    bands: tuple[Band, ...] = ()
    """The bands that conditions can test, as those of a question; none where no condition does."""

    @property
    def asked(self) -> Question:
        """The question that the value would be the answer to, for words and checks of conditions that test it."""
        return Question(
            id=self.id,
            kind=self.kind,
            ask=self.short,
            short=self.short,
            bands=self.bands,
            at_least=-MOST,
            decimals=self.decimals,
            last_day="",
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """A change of something published, such as an outcome or a note, and its day."""

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
    """An answer that the flow leads to, before the effects of notes are applied."""

    id: str
    title: str
    """The answer in a few words, for places where the reader's answers are not known: lists, search, previews."""
    answer: str
    """One or two sentences of plain text, for search, previews and forum replies."""
    claims: Claims = NO_CLAIMS
    pays: StatedValue = NO_PAYMENT
    """Whether the claims pay: `if-eligible`, `none`, `not-applicable` or `unknown`."""
    says: Mapping[str, StatedValue] = field(default_factory=dict)
    """Id of a fact of the flow → its value in this answer."""
    routes: tuple[str, ...] = ()
    credit: str | None = None
    """The designation whose metrics the claims and routes feed; None where the claims are unknown."""
    ask_again: str | None = None
    """The question that was answered with "I don't know". The link back to it drops that answer."""
    body: str = ""
    checked: date | None = None
    """The day on which somebody last compared the outcome with its sources; a revision counts as a comparison."""
    revisions: tuple[Revision, ...] = ()
    headlines: tuple[Headline, ...] = ()
    """Headlines for one case each: the compiler proves that each reachable case has exactly one. Empty: no case has."""

    @property
    def about_claims(self) -> bool:
        """Whether the outcome says which claims to file. All outcomes of a flow do, or none does."""
        return self.claims != NO_CLAIMS

    def stated(self) -> Iterator[tuple[tuple[str, ...], Claims | StatedValue]]:
        """Each fact that the outcome states, with its keys below the outcome in the flow's file."""
        if self.about_claims:
            yield ("claims",), self.claims
            yield ("pays",), self.pays
        for id, said in self.says.items():
            yield ("says", id), said


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """The changes that a note makes to an outcome where the note holds; with all defaults, none."""

    keep: tuple[str, ...] = ()
    """Claims that are held already, so that they are kept and not filed again."""
    claims_unknown: bool = False
    claims_less_sure: bool = False
    """The claims stay, but their grade is at best that of the note."""
    routes: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    pays: Mapping[str, str] = field(default_factory=dict)
    """Old value of `pays` → new value; the key `any` stands for every old value."""
    metrics: Mapping[str, str] = field(default_factory=dict)
    """Metric id → new state: `fed`, `disputed`, `not-fed` or `unknown`."""

    def __bool__(self) -> bool:
        return self != Effect()


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """A remark that is part of a result if, and only if, its condition holds."""

    id: str
    title: str
    when: Condition
    text: str
    grade: str
    sources: tuple[str, ...]
    effect: Effect = field(default_factory=Effect)
    headline: Headline | None = None
    """The headline of every answer on which the note holds, before the outcome's own; None: that one stays."""
    in_list: str = ""
    """The list of the answer in which the note stands; empty: it stands among the remarks."""
    deadline: str = ""
    """Id of the date question that gives the note's deadline, which is the last day on which the answer stays in its
    band; empty: no deadline."""
    see: tuple[See, ...] = ()
    """Links to where readers of the note go on."""
    revisions: tuple[Revision, ...] = ()
    """Changes of the note since it was first published."""


# ---------- designations


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    """A metric of a designation, with the claims and routes that feed it."""

    id: str
    fed_by: frozenset[str] | Unknown
    disputed: frozenset[str]
    """Claims and routes for which the sources disagree on whether they feed the metric."""
    text: str
    grade: str
    sources: tuple[str, ...]
    qualified: frozenset[str] = frozenset()
    """Claims and routes about which the text says more than yes or no; in answers, notes say it instead."""
    besides: tuple[Statement, ...] = ()
    """Statements that are less sure than `text`, each with a grade of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Designation:
    """The customer metrics of a designation, as far as one kind of product feeds them."""

    id: str
    label: str
    metrics: tuple[Metric, ...]


# ---------- claims


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimType:
    """The rules for every claim of one kind, whoever files it. Claims for several products are counted by them."""

    id: str
    per: Literal["subscription", "workload"]
    """The unit that one claim is filed for."""
    holds: Statement
    """The statement how much one claim can hold."""
    pays: StatedValue
    """The fact whether such a claim can pay at all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Counting:
    """The rules by which the claims for several products of one customer add up."""

    role: Statement
    """The reason why two roles need two claims."""
    shared: Statement
    """The reason for the lower bound: products that need the same role may share one claim."""
    apart: Statement
    """The reason for the upper bound: each of these products may need a claim of its own."""
    kinds: Mapping[str, ClaimType]

    def statements(self) -> Iterator[Statement]:
        """All statements of these rules. The facts whether claims pay are not among them."""
        yield from (self.role, self.shared, self.apart)
        yield from (kind.holds for kind in self.kinds.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Plans:
    """The settings by which a flow adds up the answers for several products."""

    subject: tuple[str, ...]
    """The questions whose answers name the product. The last one that was answered gives the title."""
    counting: Counting
    """The rules for adding up. Their kinds of claims are those that outcomes and notes name."""
    as_before: tuple[str, ...] = ()
    """Questions that are most often answered alike for all products: the answer is preselected for one more."""
    for_all: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Question id → options that hold for all products of a customer if they hold for one."""
    revisions: tuple[Revision, ...] = ()
    """Changes of the counting since it was first published."""


# ---------- evidence


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """The edition of a series of texts that one source is or quotes."""

    series: str
    """Name of the series, such as `score lists`."""
    of: str
    """Date of the edition in words, such as `mid-2026`."""
    day: date
    """The first day that these words can mean; editions are compared by it."""
    quoted: bool = False
    """Whether the source only quotes the edition, so that the edition itself was not read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteWords:
    """The sentences that a site says of itself and of whose rules it describes. An empty one is said nowhere."""

    name: str = "Answers"
    """Name of the site."""
    decides: str = ""
    """Sentence that says who has the last word: `The carrier decides on every claim.`"""
    independent: str = ""
    """Sentence for copies of a page that says who the site is not and who decides."""
    unofficial: str = ""
    """The same in the fewest words, for replies that have to be short: `Not by the carrier.`"""
    texts_of: str = ""
    """The publisher of the texts in `editions`, as a possessive: `the carrier's`."""
    no_texts: str = ""
    """Sentence instead of a reach, where facts rest on no such text."""
    no_claim: str = "no claim to file"
    """Words for an answer without a claim, to stand inside a sentence: `no claim to file`."""
    last_day: str = "Last day to file"
    """Words before the name of a claim in a calendar: `Last day to file the claim`."""
    for_whom: str = ""
    """Line at the top of preview pictures: whom the site is for, and who it is not."""


# ---------- what was published and is gone


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """The successors of an id that published links still name, and the day since which the id is gone."""

    on: date
    now: tuple[str, ...] = ()
    """Ids that took its place: a single one after a rename; none where nothing did."""
    why: str = ""
    """The reason for the reader, as plain text."""
    title: str = ""
    """The last title of an outcome; empty for everything else."""
    in_error: bool = False
    """Whether it should never have been published."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Former:
    """Questions, options, outcomes and notes that were published and removed since, by the ids that they had."""

    questions: Mapping[str, Moved] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Moved]] = field(default_factory=dict)
    """Today's id of the question → former id of the option → its successors."""
    outcomes: Mapping[str, Moved] = field(default_factory=dict)
    notes: Mapping[str, Moved] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self != Former()


# ---------- the whole


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """A questionnaire: questions and tables lead to outcomes, and notes add remarks to them and change them."""

    id: str
    title: str
    start: str
    questions: Mapping[str, Question]
    tables: Mapping[str, Table]
    outcomes: Mapping[str, Outcome]
    notes: Mapping[str, Note]
    designations: Mapping[str, Designation]
    """The designations that outcomes name."""
    plans: Plans | None = None
    """The settings for plans; None: the answers for several products are not added up."""
    intro: str = ""
    cases: Mapping[str, Condition] = field(default_factory=dict)
    """Named conditions, by id. Statements about claims and routes name them, because knowledge knows no questions."""
    grades: tuple[str, ...] = ()
    """The grades of facts, the surest first."""
    editions: Mapping[str, Edition] = field(default_factory=dict)
    """Source id → the edition of a series of texts that it has. The reach of facts is derived from it."""
    former: Former = field(default_factory=Former)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """The facts that its outcomes state beside claims."""
    lists: Mapping[str, AnswerList] = field(default_factory=dict)
    """The lists that its notes can be entries of."""
    values: Mapping[str, Value] = field(default_factory=dict)
    """The values that texts can name, each after those that it is derived from."""
    site: SiteWords = field(default_factory=SiteWords)
    days: tuple[str, ...] = ()
    """The days that its conditions name, as ISO dates, the earliest first. On each of them rules may change."""

    def tested(self, id: str) -> Question:
        """The question of that id, or that which a value of that id would be the answer to."""
        return self.questions.get(id) or self.values[id].asked

    def node(self, id: str) -> Question | Table | Outcome | None:
        """The question, table or outcome of that id."""
        return self.questions.get(id) or self.tables.get(id) or self.outcomes.get(id)
