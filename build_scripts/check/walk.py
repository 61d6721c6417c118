"""Every situation that answers can lead to, found by walking the flow with the engine's own rules.

The walk answers two questions. *Which situations reach this node?* For the checks: each with the shortest answers
that lead there. *Which of them agree on everything still to come?* For the page: the state graph that it follows
before Python has started.

An answer is remembered only as long as some condition still ahead names its question, and of a several choice only
the options that such conditions name. Situations are merged where the conditions ahead treat their answers alike: the
same clauses can no longer hold, and the same tests of the other clauses are met. Merging keeps the walk small: twenty
yes/no questions before one table are some two hundred situations, not a million.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import combinations
from typing import Any, NamedTuple, TypeAlias, TypeVar

from build_scripts.check.amounts import is_known, limits_of, needed_by, possible_bands
from build_scripts.read.flow import conditions
from decision_tree.engine import offered_options, target, unasked
from decision_tree.kinds import kind_of
from decision_tree.model import TODAY, Chosen, Clause, Condition, Flow, Outcome, Question, Table, Test

Named: TypeAlias = Mapping[str, frozenset[str]]
"""Question id → those of its options that some condition names."""

Status: TypeAlias = tuple[str, int, int, frozenset[str] | None]
"""Node, number of the condition, number of the clause, and questions whose answers meet it; None: it cannot hold."""

Key: TypeAlias = tuple[str, frozenset[Status]]
"""Identity of a situation: the node, and the status of every clause that can still matter there or later."""

Node = TypeVar("Node", bound=Hashable)

Memory: TypeAlias = frozenset[tuple[str, Chosen]]
"""Pairs of question id and chosen options, for questions that are remembered to the end."""

Lead: TypeAlias = "tuple[int, Memory, Trail | None]"
"""Number of a situation that a search has still to visit, with what is remembered there, and the answers so far."""

MOST_NAMED = 12
"""Most options of one several choice that conditions may name together, because every subset of them is a situation."""


class TooManySituations(Exception):
    """Reason why a search was given up: it would take longer than a message is worth."""


class Trail(NamedTuple):
    """Linked list of the answers on the way to a situation, the last one first, so that none are copied."""

    question: str
    answer: tuple[str, ...]
    before: Trail | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Situation:
    """A node with the answers that are remembered there, and the shortest answers that lead there."""

    node: str
    chosen: Mapping[str, Chosen]
    """Question id → chosen options, as far as they still matter. Questions that were not asked are left out. A merged
    situation has the answers of the first one that was found."""
    trail: Trail | None = field(compare=False)
    """A witness: real answers that lead there; None at the start."""
    then: str = ""
    """Id of the node that follows, where the band of a value is decided; empty elsewhere."""
    answered: str = ""
    """Id of the question whose answer decides the band of a value; empty elsewhere, and at the start."""
    key: Key = ("", frozenset())
    """Identity: situations with the same key are merged. Those of `told_apart` are not, and have an empty key."""

    @property
    def answers(self) -> dict[str, tuple[str, ...]]:
        """Answers of the witness by question, as a link writes them, with the band in place of a date."""
        answers = [(step.question, step.answer) for step in steps(self.trail) if step.question != TODAY]
        return dict(reversed(answers))

    @property
    def day(self) -> str:
        """The last day of the flow that has come, as an ISO date; empty before the first, and where it has none."""
        return next((step.answer[0] for step in steps(self.trail) if step.question == TODAY), "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Exit:
    """One way on from a situation: an answer to its question, several that come to the same, or a row of its table."""

    question: str
    """Id of the question, or of the value whose band is decided; empty at a table."""
    chosen: Chosen = frozenset()
    """The option, the band, or those named options of a several choice that were chosen."""
    left_out: frozenset[str] = frozenset()
    """Named options of a several choice that were not chosen."""
    answer: tuple[str, ...] = ()
    """Shortest answer that makes this choice."""
    to: Situation
    """The situation that follows, with the answers on this way to it, which need not be the fewest."""


class Edge(NamedTuple):
    """Exit of a numbered situation."""

    question: str
    """Id of the question; empty at a table."""
    chosen: Chosen
    answer: tuple[str, ...]
    to: int
    """Number of the situation that follows."""


class Situations:
    """Situations that were found, by node. Checks need not know how these were told apart."""

    def __init__(self, walk: Walk, found: Iterable[Situation]) -> None:
        self.walk = walk
        self.flow = walk.flow
        self.by_node: dict[str, list[Situation]] = {}
        for situation in found:
            self.by_node.setdefault(situation.node, []).append(situation)

    def at_node(self, node: str) -> Sequence[Situation]:
        """The situations at a node; none where it cannot be reached."""
        return self.by_node.get(node, ())

    def here(self, kind: type[Question] | type[Table] | type[Outcome]) -> Iterator[tuple[Any, Situation]]:
        """Every situation at a node of this kind, with the node."""
        for id, situations in self.by_node.items():
            node = self.flow.node(id)
            if isinstance(node, kind):
                for situation in situations:
                    yield node, situation

    def seen(self, situation: Situation) -> dict[str, Chosen]:
        """Chosen options by question, as conditions see them in a situation."""
        return self.walk.seen(situation)


class Walk:
    """A walk over every situation of a flow."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.unasked = unasked(flow)
        self._told_apart: dict[frozenset[tuple[str, frozenset[str]]], Situations] = {}
        self._clauses_on: dict[str, Sequence[tuple[frozenset[str], Clause]]] = {}
        self._divided: dict[tuple[int, frozenset[str]], Sequence[Edge]] = {}
        self._offered: dict[int, tuple[tuple[str, ...], frozenset[str]]] = {}

    @cached_property
    def ahead(self) -> Mapping[str, Named]:
        """Node id → options that are remembered there. Never ends where questions lead in a circle."""
        return named_ahead(self.flow)

    @cached_property
    def conditional(self) -> Mapping[str, tuple[str, ...]]:
        """Node id → ids of the nodes with conditions, of itself and of those that can follow."""
        return conditional_ahead(self.flow)

    @cached_property
    def conditions(self) -> Mapping[str, Sequence[Condition]]:
        """Node id → conditions that are evaluated there, for the nodes that have some."""
        every = {id: tuple(conditions_of(self.flow, id)) for id in (*self.flow.questions, *self.flow.tables)}
        return {id: conditions for id, conditions in every.items() if conditions}

    def statuses(self, node: str, chosen: Mapping[str, Chosen]) -> Iterator[Status]:
        """Status of each clause of a node that tests a question asked so far.

        In a table with `hit: first`, rows after one that holds already are left out, because they are never evaluated.
        """
        table = self.flow.tables.get(node)
        first = table is not None and table.hit == "first"
        for place, condition in enumerate(self.conditions[node]):
            holds = False
            for number, clause in enumerate(condition.clauses):
                met = met_so_far(clause, chosen)
                if met is None or met:
                    yield node, place, number, met
                    holds |= met is not None and len(met) == len(clause)
            if holds and first:
                return

    @cached_property
    def start(self) -> Situation:
        """Situation in which every walk begins. Where rules depend on the day, its exits are the times between days."""
        if self.flow.days:
            return Situation(node=TODAY, chosen={}, trail=None, key=(TODAY, frozenset()))
        return self.after(self.flow.start, {}, None)

    def times(self) -> Iterator[Exit]:
        """Exits to the first question: before the first day on which rules change, and from each of these days on."""
        for number in range(len(self.flow.days) + 1):
            come = frozenset(self.flow.days[:number])
            answer = self.flow.days[number - 1 : number] if number else ("",)
            to = self.after(self.flow.start, {TODAY: come}, Trail(TODAY, answer, None))
            yield Exit(question=TODAY, chosen=come, answer=answer, to=to)

    @cached_property
    def found(self) -> Mapping[Key, tuple[Situation, Sequence[Exit]]]:
        """Every situation that can be reached, with its exits, those with fewer answers first.

        Each has the fewest answers that lead there.
        """
        return {situation.key: (situation, exits) for situation, exits in self.search(lambda it: it.key)}

    def search(self, key: Callable[[Situation], Hashable]) -> Iterator[tuple[Situation, Sequence[Exit]]]:
        """Situations that can be reached, with their exits, those with fewer answers first.

        :param key: gives the identity of a situation. Only the first situation with each key is kept.
        """
        met: set[Hashable] = set()
        waiting, further_on = deque([self.start]), deque[Situation]()
        while waiting:
            situation = waiting.popleft()
            if key(situation) not in met:
                met.add(key(situation))
                exits = tuple(self.exits(situation))
                yield situation, exits
                for way in exits:
                    (further_on if way.question in self.flow.questions else waiting).append(way.to)
            if not waiting:
                waiting, further_on = further_on, waiting

    @cached_property
    def graph(self) -> Sequence[tuple[Situation, Sequence[Edge]]]:
        """Situations of `found` by number, each with its exits as edges between numbers. The start is 0."""
        numbers = {key: number for number, key in enumerate(self.found)}
        return [
            (situation, [Edge(way.question, way.chosen, way.answer, numbers[way.to.key]) for way in exits])
            for situation, exits in self.found.values()
        ]

    @cached_property
    def situations(self) -> Situations:
        """Every situation that a reader can reach from the first question."""
        return Situations(self, [situation for situation, _ in self.found.values()])

    @cached_property
    def unmerged(self) -> Situations:
        """Situations told apart by the answers themselves, for a page that names every answer."""
        found = self.search(lambda it: (it.node, it.then, it.answered, frozenset(it.chosen.items())))
        return Situations(self, [situation for situation, _ in found])

    def told_apart(self, tests: Iterable[Test]) -> Situations:
        """Situations at outcomes, told apart by the options that these tests name. Memoised by these options."""
        named = named_options(tests)
        key = frozenset(named.items())
        if key not in self._told_apart:
            self._told_apart[key] = Situations(self, self.detailed(named, (Outcome,)))
        return self._told_apart[key]

    @cached_property
    def full(self) -> Situations:
        """Situations at tables and outcomes, told apart by all single choices and by the options that tables test."""
        singles = (question for question in self.flow.questions.values() if kind_of(question).options_lead)
        rows = (row for table in self.flow.tables.values() for row in table.rows)
        asked = [Test(question=it.id, any_of=frozenset(it.answers)) for it in singles]
        named = named_options([*asked, *(test for row in rows for test in row.when.tests())])
        return Situations(self, self.detailed(named, (Table, Outcome)))

    @cached_property
    def readers_of_rows(self) -> Mapping[tuple[str, int], Sequence[Mapping[str, Chosen]]]:
        """Table id and row number → answers of the readers whom the row decides, one set for each situation."""
        found: dict[tuple[str, int], list[Mapping[str, Chosen]]] = {}
        for table, situation in self.full.here(Table):
            seen = self.full.seen(situation)
            number = next((number for number, row in enumerate(table.rows) if row.when.holds(seen)), None)
            if number is not None:
                found.setdefault((table.id, number), []).append(seen)
        return found

    @cached_property
    def ends(self) -> Sequence[tuple[str, Mapping[str, Chosen]]]:
        """Outcome id and answers of the readers who reach it, one pair for each situation of `full`."""
        return [(outcome.id, self.full.seen(situation)) for outcome, situation in self.full.here(Outcome)]

    def detailed(self, named: Named, kinds: tuple[type, ...], most: int | None = None) -> Iterator[Situation]:
        """Every situation at a node of these kinds with the answers to some questions, the fewest answers first.

        The search follows the edges that the walk has found, because walking the flow anew for each condition took four
        fifths of the time of all checks.

        :param named: question id → the options that are told apart.
        :param most: number of situations after which the search raises TooManySituations; None: it goes on to the end.
        """
        wanted = {id for id in (*self.flow.questions, *self.flow.tables, *self.flow.outcomes)
                  if isinstance(self.flow.node(id), kinds)}  # fmt: skip
        several = {id for id in named if id != TODAY and kind_of(self.flow.tested(id)).many}
        fewest: dict[tuple[int, Memory], int] = {(0, frozenset()): 0}  # answers that lead there
        given, waiting, further_on = 0, deque[Lead]([(0, frozenset(), None)]), deque[Lead]()
        while waiting:
            number, memory, trail = waiting.popleft()
            if fewest[number, memory] == given:  # otherwise fewer answers lead there as well
                if most is not None and len(fewest) > most:
                    raise TooManySituations
                here, edges = self.graph[number]
                if here.node in wanted:
                    yield Situation(node=here.node, chosen=dict(memory), trail=trail)
                if here.node in several:
                    edges = self.divided(number, named[here.node])
                for question, chosen, answer, to in edges:
                    told = chosen if question in self.flow.values else chosen & named.get(question, frozenset())
                    keeps = memory if question not in named else memory | {(question, told)}
                    asked = question in self.flow.questions
                    then = given + 1 if asked else given
                    if fewest.get((to, keeps), then + 1) > then:
                        fewest[to, keeps] = then
                        there = Trail(question, answer, trail) if asked or question == TODAY else trail
                        (waiting if then == given else further_on).append((to, keeps, there))
            if not waiting:
                given, waiting, further_on = given + 1, further_on, waiting

    def divided(self, number: int, options: frozenset[str]) -> Sequence[Edge]:
        """Edges from a several choice, divided by which of these options were chosen. Memoised."""
        if (number, options) not in self._divided:
            situation, edges = self.graph[number]
            question = self.flow.questions[situation.node]
            if number not in self._offered:
                offered = offered_options(question, self.seen(situation))
                self._offered[number] = offered, self.matters(question, situation)
            offered, matters = self._offered[number]
            follows = {edge.chosen: edge.to for edge in edges}
            self._divided[number, options] = [
                Edge(question.id, chosen & options, answer, follows[chosen & matters])
                for chosen, _, answer in self.several(question, offered, matters | options)
            ]
        return self._divided[number, options]

    def seen(self, situation: Situation) -> dict[str, Chosen]:
        """Chosen options by question, as conditions see them; none for an unasked question that may be left empty."""
        return {**self.unasked, **situation.chosen}

    def exits(self, situation: Situation) -> Iterator[Exit]:
        """Exits of a situation, one for each answer or row that makes a difference, the smallest answer first.

        A table with a gap has no exit there; with an overlap, every matching row is an exit.
        """
        node = self.flow.node(situation.node)
        seen = self.seen(situation)
        if situation.node == TODAY:
            yield from self.times()
        elif isinstance(node, Question):
            for chosen, left_out, answer in self.choices(node, offered_options(node, seen), situation):
                trail = Trail(node.id, answer, situation.trail)
                to = self.after(target(node, chosen), {**situation.chosen, node.id: chosen}, trail, node.id)
                yield Exit(question=node.id, chosen=chosen, left_out=left_out, answer=answer, to=to)
        elif isinstance(node, Table):
            matching = [row for row in node.rows if row.when.holds(seen)]
            for row in matching[:1] if node.hit == "first" else matching:
                yield Exit(question="", to=self.at(row.goto, situation.chosen, situation.trail))
        elif situation.node in self.flow.values:
            for band in possible_bands(self.flow, situation.node, situation.chosen):
                chosen = frozenset({band})
                known = {**situation.chosen, situation.node: chosen}
                to = self.after(situation.then, known, situation.trail, situation.answered)
                yield Exit(question=situation.node, chosen=chosen, to=to)

    def choices(
        self, question: Question, offered: tuple[str, ...], situation: Situation
    ) -> Iterator[tuple[Chosen, frozenset[str], tuple[str, ...]]]:
        """Triples: the chosen options that matter, those that matter and were not chosen, and a real answer."""
        kind = kind_of(question)
        if kind.many:
            yield from self.several(question, offered, self.matters(question, situation))
        else:
            bands = possible_bands(self.flow, question.id, situation.chosen) if limits_of(question) else None
            for id in offered if kind.named else bands or question.answers:
                yield frozenset({id}), frozenset(), (id,)

    def matters(self, question: Question, situation: Situation) -> frozenset[str]:
        """The options of a several choice that can still make a difference: those of clauses that may still hold."""
        chosen = situation.chosen
        found: frozenset[str] = frozenset()
        for options, others in self.clauses_on(question):
            if all(test.holds(chosen[test.question]) for test in others if test.question in chosen):
                found |= options
        return found

    def clauses_on(self, question: Question) -> Sequence[tuple[frozenset[str], Clause]]:
        """The clauses behind a several choice that ask for it: the options they name, and their other tests."""
        if question.id not in self._clauses_on:
            self._clauses_on[question.id] = [
                (test.options, tuple(other for other in clause if other is not test))
                for node in self.conditional[self.flow_after(question)]
                for condition in conditions_of(self.flow, node)
                for clause in condition.clauses
                for test in clause
                if test.question == question.id
            ]
        return self._clauses_on[question.id]

    def several(
        self, question: Question, offered: tuple[str, ...], matters: frozenset[str]
    ) -> Iterator[tuple[Chosen, frozenset[str], tuple[str, ...]]]:
        """Triples as in `choices`, one for each subset of the options that matter which a reader can choose."""
        free = [id for id in offered if id not in question.alone]
        named = [id for id in free if id in matters]
        others = [id for id in free if id not in matters]
        for size in range(len(named) + 1):
            for subset in combinations(named, size):
                if subset or others or question.empty:
                    answer = subset or (() if question.empty else (others[0],))
                    yield frozenset(subset), matters - set(subset), answer
        for id in offered:
            if id in question.alone:
                yield frozenset({id}) & matters, matters - {id}, (id,)

    def flow_after(self, question: Question) -> str:
        """The node that follows a several choice or a date."""
        return question.goto or question.id

    @cached_property
    def derived(self) -> Mapping[str, frozenset[str]]:
        """Value id → ids from which its band is derived, for the values whose bands conditions or look-ups name."""
        return named_values(self.flow)

    @cached_property
    def needed(self) -> Mapping[str, frozenset[str]]:
        """Node id → ids of the questions and values from which bands and limits there, or ahead, are derived."""
        return needed_ahead(self.flow, self.derived)

    def after(self, node: str, chosen: Mapping[str, Chosen], trail: Trail | None, answered: str = "") -> Situation:
        """Situation after an answer: at the next node, or before it, where the answer decides the band of a value.

        :param answered: id of the question; empty at the start.
        """
        for value, ids in self.derived.items():
            if value not in chosen and (not answered or answered in ids) and is_known(self.flow, value, chosen):
                return self.at(node, chosen, trail, (value, answered))
        return self.at(node, chosen, trail)

    def at(
        self, node: str, chosen: Mapping[str, Chosen], trail: Trail | None, decides: tuple[str, str] | None = None
    ) -> Situation:
        """Situation at a node, in which only what conditions, bands and limits ahead name is remembered.

        :param decides: the value whose band is decided before the node is entered, and the question that was answered.
        """
        ahead = self.ahead.get(node, {})
        value, answered = decides or ("", "")
        needed = self.needed.get(node, frozenset())
        if decides:
            needed = needed.union(*(ids for ids in self.derived.values() if not answered or answered in ids))
        remembered = {}
        for id, options in chosen.items():
            if id in ahead or id in needed:
                many = id == TODAY or kind_of(self.flow.tested(id)).many
                remembered[id] = options & ahead[id] if many else options
        statuses = (status for id in self.conditional.get(node, ()) for status in self.statuses(id, remembered))
        terms = ((f"{id}={option}", 0, 0, None) for id in needed for option in remembered.get(id, ()))
        decided = frozenset((*statuses, *terms))
        if not decides:
            return Situation(node=node, chosen=remembered, trail=trail, key=(node, decided))
        key = f"{value} {node} {answered}", decided
        return Situation(node=value, chosen=remembered, trail=trail, then=node, answered=answered, key=key)


def met_so_far(clause: Clause, chosen: Mapping[str, Chosen]) -> frozenset[str] | None:
    """Questions of a clause that were asked and whose answers meet it; None where an answer does not."""
    asked = []
    for test in clause:
        options = chosen.get(test.question)
        if options is not None:
            if not test.holds(options):
                return None
            asked.append(test.question)
    return frozenset(asked)


def steps(trail: Trail | None) -> Iterator[Trail]:
    """Answers of a trail, the last one first."""
    while trail:
        yield trail
        trail = trail.before


# ---------- options that conditions name


def conditions_of(flow: Flow, node: str) -> Iterator[Condition]:
    """Conditions that are evaluated at a node."""
    if node in flow.tables:
        for row in flow.tables[node].rows:
            yield row.when
    elif node in flow.questions:
        for option in flow.questions[node].options:
            if option.only_when is not None:
                yield option.only_when


def targets(flow: Flow, node: str) -> tuple[str, ...]:
    """Ids of the nodes that a node can lead to, each once."""
    if node in flow.tables:
        return tuple(dict.fromkeys(row.goto for row in flow.tables[node].rows))
    if node in flow.questions:
        question = flow.questions[node]
        gotos = [option.goto or question.goto for option in question.options] or [question.goto]
        return tuple(dict.fromkeys(goto for goto in gotos if goto))
    return ()


def named_options(tests: Iterable[Test]) -> dict[str, frozenset[str]]:
    """Question id → options that these tests name."""
    named: dict[str, frozenset[str]] = {}
    for test in tests:
        named[test.question] = named.get(test.question, frozenset()) | test.options
    return named


def merged(parts: Iterable[Named]) -> dict[str, frozenset[str]]:
    """Question id → options that any of these parts names."""
    named: dict[str, frozenset[str]] = {}
    for part in parts:
        for question, options in part.items():
            named[question] = named.get(question, frozenset()) | options
    return named


def ends_first(start: Node, followers: Callable[[Node], Iterable[Node]]) -> list[Node]:
    """Post-order of a depth-first search: the nodes of a graph without circles, each after all that can follow it.

    It does not recurse, because a flow may be longer than Python's stack.
    """
    order: list[Node] = []
    seen = {start}
    waiting = [(start, iter(followers(start)))]
    while waiting:
        node, rest = waiting[-1]
        follower = next((it for it in rest if it not in seen), None)
        if follower is None:
            order.append(node)
            waiting.pop()
        else:
            seen.add(follower)
            waiting.append((follower, iter(followers(follower))))
    return order


def named_ahead(flow: Flow) -> dict[str, dict[str, frozenset[str]]]:
    """Node id → options that conditions name there or in nodes that can follow. The flow must have no circle."""
    ahead: dict[str, dict[str, frozenset[str]]] = {}
    for node in ends_first(flow.start, partial(targets, flow)):
        here = named_options(test for condition in conditions_of(flow, node) for test in condition.tests())
        ahead[node] = merged([here, *(ahead[follower] for follower in targets(flow, node))])
    return ahead


def conditional_ahead(flow: Flow) -> dict[str, tuple[str, ...]]:
    """Node id → ids of the nodes with conditions, of itself and of those that can follow. The flow has no circle."""
    ahead: dict[str, tuple[str, ...]] = {}
    for node in ends_first(flow.start, partial(targets, flow)):
        here = [node] if any(conditions_of(flow, node)) else []
        after = (id for follower in targets(flow, node) for id in ahead[follower])
        ahead[node] = tuple(dict.fromkeys([*here, *after]))
    return ahead


def named_values(flow: Flow) -> dict[str, frozenset[str]]:
    """Value id → ids from which its band is derived, for the values whose bands conditions or look-ups name."""
    if not flow.values:
        return {}
    named = {test.question for condition, _ in conditions(flow) for test in condition.tests()}
    named |= {value.of[0] for value in flow.values.values() if value.how == "look-up"}
    return {id: frozenset(needed_by(flow, [id])) for id, it in flow.values.items() if it.bands and id in named}


def needed_ahead(flow: Flow, derived: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Node id → ids from which the limits of questions and the bands of values there, or ahead, are derived.

    The flow must have no circle.
    """
    if not derived and not any(limits_of(question) for question in flow.questions.values()):
        return {}
    ahead: dict[str, frozenset[str]] = {}
    for node in ends_first(flow.start, partial(targets, flow)):
        here = needed_by(flow, limits_of(flow.questions[node])) if node in flow.questions else set()
        here = here.union(*(ids for ids in derived.values() if node in ids))
        ahead[node] = frozenset(here).union(*(ahead[follower] for follower in targets(flow, node)))
    return ahead


# ---------- the state graph


def state_graph(walk: Walk) -> list[dict[str, Any]]:
    """States for the page, merged where they agree on everything still to come, without tables. 0 is the start.

    Where the way depends on the day, 0 is a choice by the day instead: day from which → the state where readers begin.
    """
    numbers: dict[str, int] = {}
    states: list[dict[str, Any]] = []
    known: dict[Key, int] = {}

    def followers(key: Key) -> Iterator[Key]:
        situation, exits = walk.found[key]
        return (way.to.key for way in (exits[:1] if situation.node in walk.flow.tables else exits))

    for key in ends_first(walk.start.key, followers):
        situation, exits = walk.found[key]
        decided = situation.node == TODAY or situation.node in walk.flow.values
        if situation.node in walk.flow.tables or (decided and same_state(exits, known)):
            known[key] = known[exits[0].to.key]
            continue
        found = state(walk, situation, [(way, known[way.to.key]) for way in exits])
        text = repr(found)
        if text not in numbers:
            numbers[text] = len(states)
            states.append(found)
        known[key] = numbers[text]
    return renumbered(states)


def same_state(exits: Sequence[Exit], known: Mapping[Key, int]) -> bool:
    """Whether all exits lead to one state."""
    return len({known[way.to.key] for way in exits}) == 1


def state(walk: Walk, situation: Situation, ways: list[tuple[Exit, int]]) -> dict[str, Any]:
    """State of the graph: an outcome, or a question with its options.

    :param ways: the exits of the question, each with the number of the state that follows.
    """
    if situation.node in walk.flow.outcomes:
        return {"outcome": situation.node}
    if situation.node == TODAY:
        return {"from": {way.answer[0]: to for way, to in ways}}
    if situation.node in walk.flow.values:
        return {"value": situation.node, "bands": {next(iter(way.chosen)): to for way, to in ways}}
    question = walk.flow.questions[situation.node]
    offered = offered_options(question, walk.seen(situation))
    shape = {"question": question.id, "kind": question.kind}
    kind = kind_of(question)
    if not kind.named:
        return {**shape, "bands": {next(iter(way.chosen)): to for way, to in ways}}
    if kind.many:
        return {**shape, "offered": list(offered), "classes": classes(ways)}
    return {**shape, "offered": list(offered), "to": {way.answer[0]: to for way, to in ways}}


def classes(ways: list[tuple[Exit, int]]) -> list[dict[str, Any]]:
    """Answers to a several choice, grouped by the state that follows; one group where all lead to the same."""
    if len({to for _, to in ways}) == 1:
        return [{"with": [], "without": [], "to": ways[0][1]}]
    found = [{"with": sorted(way.chosen), "without": sorted(way.left_out), "to": to} for way, to in ways]
    return [one for number, one in enumerate(found) if one not in found[:number]]


def renumbered(states: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Same graph with the start as number 0, because `state_graph` numbers the states from the ends backwards."""
    last = len(states) - 1

    def turned(value: Any) -> Any:
        return last - value

    result = []
    for state in reversed(states):
        moved = dict(state)
        for key in ("to", "bands", "from"):
            if key in moved:
                moved[key] = {option: turned(to) for option, to in moved[key].items()}
        if "classes" in moved:
            moved["classes"] = [{**one, "to": turned(one["to"])} for one in moved["classes"]]
        result.append(moved)
    return result
