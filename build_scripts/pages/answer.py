"""Content of an answer page: each fact in every form that some answers of a reader can give it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from build_scripts.check.compiler import Compiled
from build_scripts.check.headlines import Cases, headlines_by_case
from build_scripts.check.walk import named_options
from build_scripts.pages.reasons import left_over, passes, rows_to, whole_condition
from build_scripts.pages.words import capital, clause_words, condition_words
from build_scripts.read.knowledge import Association, Knowledge
from decision_tree import worth
from decision_tree.browser import facts, pays_form, worth_form
from decision_tree.engine import days_come, result
from decision_tree.model import (
    TODAY,
    UNKNOWN,
    AnswerList,
    Claims,
    Clause,
    Condition,
    Designation,
    Effect,
    Flow,
    Metric,
    Note,
    Outcome,
    Statement,
)
from decision_tree.reach import in_a_sentence, reach_sentence
from decision_tree.reply import LESS_SURE, STILL_TO_FILE, pays_words, reach_words
from decision_tree.why import row_anchor


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """Value that a fact can take on a page; the default is shown while the reader's answers are not known."""

    value: str
    label: str
    default: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class AssociationStates:
    """Claim or route that the page can name, with each form that a reader's answers can give its facts."""

    id: str
    association: Association
    states: tuple[State, ...]
    pays: tuple[State, ...]
    """Whether the claim or route can pay, in each form."""
    worth: tuple[State, ...]
    """Metrics that the claim or route counts for, in each form."""
    disputed: bool
    """Whether sources disagree about one of these metrics, in the default form."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PayState:
    """Value of the fact “pays”, with its support. `note` is the note that set it, None for the outcome's own value."""

    value: str
    form: str
    """Value and the id of the note that set it, as the attribute `data-is` has them."""
    label: str
    because: str
    grade: str
    sources: tuple[str, ...]
    default: bool
    note: Note | None


@dataclass(frozen=True, kw_only=True, slots=True)
class MetricStates:
    """Metric of the designation, with the values that it can take."""

    metric: Metric
    label: str
    states: tuple[State, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PageNote:
    """Note that can hold at the outcome. `when` is its condition in words, None where it always holds there."""

    note: Note
    when: str | None
    effect: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ListOnPage:
    """List of an answer with every entry that it can have there."""

    list: AnswerList
    entries: tuple[PageNote, ...]
    always: bool
    """Whether some entry always holds there, so that the list is never empty."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerPage:
    """Content of an answer page, each fact in every form that answers can give it."""

    cases: Mapping[str, str]
    """Case id → its condition in words, for the cases that can hold here; empty words: the case always holds."""
    claims: tuple[AssociationStates, ...]
    routes: tuple[AssociationStates, ...]
    claims_states: tuple[State, ...]
    sure: tuple[tuple[State, Claims | Note], ...]
    """Forms of how sure the claims are, each with its support: the claims of the outcome, or a note."""
    pays: tuple[PayState, ...]
    counts: tuple[State, ...]
    metrics: tuple[MetricStates, ...]
    notes: tuple[PageNote, ...]
    """Notes that stand in no list."""
    lists: tuple[ListOnPage, ...]
    designation: Designation | None
    default_claims: str
    """Value of the attribute `data-claims`: ids of the claims named without answers, or `unknown`."""
    usual: tuple[str, ...]
    """Ids of the notes that are applied while no answers are known."""
    reach: str
    """Sentence that says how recent the texts are that the facts rest on, while no answers are known."""
    headlines: Cases
    """The headline for each case, for links whose answers are known before the engine runs."""
    ways: tuple[tuple[str, str], ...]
    """Rules that lead to the outcome, in words, each with its anchor on the flow's page."""

    def told(self, statements: Iterable[Statement]) -> list[Statement]:
        """The statements that the page contains: all but those of cases that never hold at its outcome."""
        return [it for it in statements if not it.case or it.case in self.cases]


def answer_page(compiled: Compiled, outcome: Outcome, knowledge: Knowledge, today: date) -> AnswerPage:
    """Content of the page of an outcome. `today` is the day of the build."""
    flow = compiled.flow
    notes = list(page_notes(compiled, outcome))
    always = [it.note for it in notes if it.when is None]
    sometimes = [it.note for it in notes if it.when is not None]
    shown = FormsOf(flow, outcome, always, sometimes, usual_notes(compiled, outcome, sometimes, today))
    are = outcome.claims.are
    named = () if isinstance(are, str) else are
    kept = [claim for it in notes for claim in it.note.effect.keep]
    routes = [
        *outcome.routes,
        *(id for it in notes for id in (*it.note.effect.routes, *it.note.effect.alternatives)),
    ]
    designation = flow.designations[outcome.credit] if outcome.credit else None
    return AnswerPage(
        cases=cases_at(compiled, outcome),
        claims=tuple(
            association_states(shown, "claim", id, knowledge.claims[id], knowledge)
            for id in dict.fromkeys([*named, *kept])
        ),
        routes=tuple(
            association_states(shown, "route", id, knowledge.routes[id], knowledge) for id in dict.fromkeys(routes)
        ),
        claims_states=shown.states("claims", {}),
        sure=tuple((state, shown.notes.get(state.value, outcome.claims)) for state in shown.states("sure", {})),
        pays=tuple(pay_states(shown, outcome, knowledge)) if outcome.about_claims else (),
        counts=shown.states("counts", knowledge.words.counts),
        metrics=tuple(
            MetricStates(
                metric=metric,
                label=knowledge.metrics[metric.id],
                states=shown.states(f"metric:{metric.id}", knowledge.words.metric),
            )
            for metric in (designation.metrics if designation and shown.feeds_something else ())
        ),
        notes=tuple(
            sorted(
                (it for it in notes if not it.note.in_list),
                key=lambda it: (it.when is not None, it.note.effect.claims_unknown),
            )
        ),
        lists=tuple(lists_on_page(flow, notes)),
        designation=designation,
        default_claims=are if isinstance(are, str) else " ".join(are),
        usual=shown.results[0].notes,
        reach=reach_words(flow, shown.results[0]),
        headlines=headlines_by_case(compiled.walk, outcome),
        ways=tuple(ways_to(compiled, outcome)),
    )


def lists_on_page(flow: Flow, notes: Iterable[PageNote]) -> Iterator[ListOnPage]:
    """Lists that can have entries at an outcome, or that say something where they are empty."""
    for id, one in flow.lists.items():
        entries = tuple(it for it in notes if it.note.in_list == id)
        if entries or one.if_empty:
            yield ListOnPage(list=one, entries=entries, always=any(it.when is None for it in entries))


def where_it_holds(compiled: Compiled, outcome: Outcome, condition: Condition) -> str | None:
    """Words for what a condition asks beyond the outcome; empty: it always holds there; None: it never does."""
    walk = compiled.walk.told_apart(condition.tests())
    seen = [walk.seen(situation) for situation in walk.at_node(outcome.id)]
    holding = [one for one in seen if condition.holds(one)]
    if not holding:
        return None
    return "" if len(holding) == len(seen) else condition_words(compiled.flow, simplified(condition, seen))


def cases_at(compiled: Compiled, outcome: Outcome) -> dict[str, str]:
    """Case id → its condition in words, for the cases that can hold at an outcome; empty words: it always holds."""
    found = {id: where_it_holds(compiled, outcome, condition) for id, condition in compiled.flow.cases.items()}
    return {id: words for id, words in found.items() if words is not None}


def association_states(shown: FormsOf, kind: str, id: str, it: Association, knowledge: Knowledge) -> AssociationStates:
    """Claim or route with each form that a reader's answers can give its facts. `kind` is `claim` or `route`."""
    counted = {worth_form(states): states for states in shown.worth(id)}
    usual = next(iter(counted.values()), {})
    return AssociationStates(
        id=id,
        association=it,
        states=shown.states(f"{kind}:{id}", {}, "no"),
        pays=tuple(state for state in shown.states(f"pays:{id}", knowledge.words.pays_claim, "") if state.value),
        worth=tuple(
            State(value=form, label=worth_words(states, knowledge), default=states is usual)
            for form, states in counted.items()
        ),
        disputed="disputed" in usual.values(),
    )


def worth_words(states: Mapping[str, str], knowledge: Knowledge) -> str:
    """Words for the metrics that a claim or route counts for; any state but `fed` stands behind its metric."""
    if not states:
        return "No customer metric"
    fed = [knowledge.metrics[id] for id, state in states.items() if state == "fed"]
    others = [
        f"{knowledge.metrics[id]}: {knowledge.words.metric[state].lower()}"
        for id, state in states.items()
        if state != "fed"
    ]
    whole = "All three customer metrics" if len(fed) == len(knowledge.metrics) else capital(in_a_sentence(fed).lower())
    return "; ".join(words for words in (whole, *others) if words)


class FormsOf:
    """Results of an outcome, computed by the engine: one for each set of notes with effects that can hold there."""

    def __init__(
        self, flow: Flow, outcome: Outcome, always: list[Note], sometimes: list[Note], usual: frozenset[str]
    ) -> None:
        self.flow, self.outcome = flow, outcome
        self.notes = {note.id: note for note in (*always, *sometimes)}
        effectful = [
            note for note in sometimes if note.effect
        ]  # at most flow_faults.MOST_EFFECTS, or the page would be too large
        order = list(flow.notes)
        subsets = [subset for size in range(len(effectful) + 1) for subset in combinations(effectful, size)]
        subsets.sort(key=lambda subset: {note.id for note in subset} != usual)  # the usual set comes first
        self.results = [
            result(flow, outcome, sorted([*always, *subset], key=lambda note: order.index(note.id)))
            for subset in subsets
        ]
        self.facts = [facts(flow, one) for one in self.results]

    @property
    def feeds_something(self) -> bool:
        """Whether some metric is fed or disputed in some form.

        Otherwise the metrics are not shown, because their grades say how sure the lists are. An answer with
        nothing to file counts for no metric anyway, which is as sure as the answer itself.
        """
        return any(state in ("fed", "disputed") for one in self.results for state in one.metrics.values())

    def worth(self, association: str) -> Iterator[Mapping[str, str]]:
        """Mappings from metric id to state for a claim or route, one for each form that names it."""
        forms = zip(self.results, self.facts, strict=True)
        return (worth.metrics(self.flow, association, one) for one, fact in forms if f"worth:{association}" in fact)

    def states(self, name: str, labels: Mapping[str, str], absent: str = UNKNOWN) -> tuple[State, ...]:
        """Values that the fact `name` can take, the default first. A form without this fact counts as `absent`."""
        values = list(dict.fromkeys(one.get(name, absent) for one in self.facts))
        return tuple(State(value=value, label=labels.get(value, value), default=value == values[0]) for value in values)


def ways_to(compiled: Compiled, outcome: Outcome) -> Iterator[tuple[str, str]]:
    """The choices and rows that lead to an outcome, in words, each with its anchor on the flow's page."""
    flow = compiled.flow
    for question in flow.questions.values():
        if question.goto == outcome.id:
            yield f"{question.short}: every answer that leads no other way", question.id
        for option in question.options:
            if option.goto == outcome.id:
                yield f"{question.short}: {option.label}", question.id
    for table, number, row in rows_to(flow, outcome.id):
        at, left = row_anchor(table.id, number), left_over(table, row)
        for clause in whole_condition(compiled.walk, table, row).clauses:
            yield f"{clause_words(flow, clause)}{left}", at


def usual_notes(compiled: Compiled, outcome: Outcome, notes: list[Note], today: date) -> frozenset[str]:
    """Ids of the notes with effects that hold for most readers who get the outcome and name no special circumstances.

    :param today: day of the build, by whose rules they get it.

    A note that only makes claims less sure is left out, because most of these readers need not be in its case.
    """
    flow, effectful = compiled.flow, [note for note in notes if note.effect not in (Effect(), LESS_SURE)]
    empty = {question.id for question in flow.questions.values() if question.empty}
    tests = [test for note in effectful for test in note.when.tests() if test.question not in empty]
    if not tests:
        return frozenset()
    walk, now = compiled.walk.told_apart(tests), days_come(flow, today) & named_options(tests).get(TODAY, frozenset())
    held = Counter(
        frozenset(note.id for note in effectful if note.when.holds(seen))
        for seen in map(walk.seen, walk.at_node(outcome.id))
        if seen.get(TODAY, now) == now
    )
    return min(held, key=lambda ids: (-held[ids], len(ids), sorted(ids)), default=frozenset())


def pay_states(shown: FormsOf, outcome: Outcome, knowledge: Knowledge) -> Iterator[PayState]:
    """Values of the fact “pays”, each once: the outcome's own, and those that notes set; the default first."""
    seen: set[str] = set()
    for one in shown.results:
        if pays_form(one) in seen:
            continue
        seen.add(pays_form(one))
        note = shown.notes[one.pays_by] if one.pays_by else None
        support = note or outcome.pays
        yield PayState(
            value=one.pays,
            form=pays_form(one),
            label=pays_words(one, knowledge.words.pays),
            because=note.text if note else outcome.pays.because,
            grade=support.grade,
            sources=support.sources,
            default=len(seen) == 1,
            note=note,
        )


def page_notes(compiled: Compiled, outcome: Outcome) -> Iterator[PageNote]:
    """Notes that can hold at an outcome, each with the part of its condition that the outcome does not imply."""
    for note in compiled.flow.notes.values():
        words = where_it_holds(compiled, outcome, note.when)
        if words is not None:
            yield PageNote(note=note, when=words or None, effect=tuple(effect_words(note)))


def simplified(condition: Condition, seen: list[dict[str, frozenset[str]]]) -> Condition:
    """Condition without the tests that every one of these situations passes, and the clauses that none meets."""
    clauses: list[Clause] = []
    for clause in condition.clauses:
        left = tuple(test for test in clause if not all(passes(test, one) for one in seen))
        if any(all(passes(test, one) for test in left) for one in seen) and left not in clauses:
            clauses.append(left)
    return Condition(clauses=tuple(clauses))


def effect_words(note: Note) -> Iterator[str]:
    """Sentences about the effect of a note, for readers whose answers are not known."""
    if note.effect.claims_unknown:
        yield "Then it is not publicly known whether a claim is possible, what it pays and what it counts for."
    elif UNKNOWN in note.effect.pays.values():
        yield "Then it is not known whether it pays."
    elif "none" in note.effect.pays.values():
        yield f"{STILL_TO_FILE}." if note.effect.keep else "Then this does not pay."
    if note.effect.claims_less_sure:
        yield "Then the claims are only as sure as this note."
    if note.effect.keep:
        yield "Keep that claim; do not file it again."
    for state in note.effect.metrics.values():
        yield {
            "not-fed": "Then it does not count for one metric of the designation.",
            "disputed": "Then sources disagree about one metric of the designation.",
        }.get(state, "Then one metric of the designation is not known.")


def reach_of_flow(flow: Flow) -> str:
    """Sentence that says how recent the texts are that the facts of a whole flow rest on."""
    facts = [
        *(fact for outcome in flow.outcomes.values() for _, fact in outcome.stated()),
        *(metric for designation in flow.designations.values() for metric in designation.metrics),
        *flow.notes.values(),
    ]
    return reach_sentence((id for fact in facts for id in fact.sources), flow.editions, flow.site)
