"""Every situation that answers can lead to, found by walking the flow with the engine's own rules.

Two questions are answered here. *Which situations reach this node?* For the checks: each with the shortest answers
that lead there. *Which of them agree on everything still to come?* For the page: the state graph that it follows
before Python is there.

An answer is remembered only as long as some condition still ahead names its question, and of a several choice only
the options that such conditions name. That keeps the walk small: eleven circumstances that decide nothing on the
way are one situation, not two thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from heapq import heappop, heappush
from itertools import combinations, count, islice
from typing import Any, TypeAlias, TypeVar

from decision_tree.engine import offered_options, target, unasked
from decision_tree.model import Chosen, Clause, Condition, Flow, Outcome, Question, Table, Test

Named: TypeAlias = Mapping[str, frozenset[str]]
"""Question id → the options of it that some condition names."""

Key: TypeAlias = tuple[str, frozenset[tuple[str, Chosen]]]
"""What makes two situations one: the node, and what is remembered there."""

Node = TypeVar("Node", bound=Hashable)

MOST_NAMED = 12
"""Options of one several choice that conditions may name together: every subset of them is a situation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Situation:
    """A node with what is remembered there, and the shortest answers that lead there."""

    node: str
    chosen: Mapping[str, Chosen]
    """Question id → what was chosen, as far as it still matters. What was not asked is not here."""
    answers: Mapping[str, tuple[str, ...]]
    """A witness: real answers, as a link writes them. Dates are given by their band."""

    @property
    def key(self) -> Key:
        """What makes two situations one."""
        return self.node, frozenset(self.chosen.items())


@dataclass(frozen=True, kw_only=True, slots=True)
class Exit:
    """One way on from a situation at a question: an answer, or all answers that come to the same."""

    chosen: Chosen
    """The option, the band, or those named options of a several choice that were chosen."""
    left_out: frozenset[str]
    """Of a several choice: the named options that were not chosen."""
    answer: tuple[str, ...]
    """The shortest such answer."""
    to: Situation


class Walk:
    """A walk over every situation of a flow. `also` names tests whose answers are remembered to the end."""

    def __init__(self, flow: Flow, also: Iterable[Test] = ()) -> None:
        self.flow = flow
        self.also = named_options(also)
        self.unasked = unasked(flow)
        self._ends: dict[object, Walk] = {}

    @cached_property
    def ahead(self) -> Mapping[str, Named]:
        """For each node, what is remembered there. Never ends where questions lead in a circle."""
        return {id: merged([named, self.also]) for id, named in named_ahead(self.flow).items()}

    @cached_property
    def full(self) -> Walk:
        """The same walk, remembering to the end every answer to a single choice, and whatever tables look at."""
        singles = (question for question in self.flow.questions.values() if question.kind == "one")
        rows = (row for table in self.flow.tables.values() for row in table.rows)
        asked = [Test(question=it.id, any_of=frozenset(it.answers)) for it in singles]
        return Walk(self.flow, also=[*asked, *(test for row in rows for test in row.when.tests())])

    @cached_property
    def clauses_ahead(self) -> Mapping[str, tuple[Clause, ...]]:
        """For each node, the clauses of the conditions in it and in everything that can follow."""
        return clauses_ahead(self.flow)

    @cached_property
    def start(self) -> Situation:
        """Where every walk begins."""
        return self.at(self.flow.start, {}, {})

    @cached_property
    def situations(self) -> tuple[Situation, ...]:
        """Every situation that can be reached, those with fewer answers first; each with the fewest that lead there."""
        found: dict[object, Situation] = {}
        order = count()
        waiting = [(0, next(order), self.start)]
        while waiting:
            _, _, situation = heappop(waiting)
            if situation.key not in found:
                found[situation.key] = situation
                for follower in self.next(situation):
                    heappush(waiting, (len(follower.answers), next(order), follower))
        return tuple(found.values())

    @cached_property
    def by_node(self) -> Mapping[str, tuple[Situation, ...]]:
        """The situations at each node that can be reached."""
        found: dict[str, list[Situation]] = {}
        for situation in self.situations:
            found.setdefault(situation.node, []).append(situation)
        return {node: tuple(there) for node, there in found.items()}

    def at_node(self, node: str) -> tuple[Situation, ...]:
        """The situations at a node; none where it cannot be reached."""
        return self.by_node.get(node, ())

    def here(self, kind: type[Question] | type[Table] | type[Outcome]) -> Iterator[tuple[Any, Situation]]:
        """Every situation at a node of this kind, with the node."""
        for id, situations in self.by_node.items():
            node = self.flow.node(id)
            if isinstance(node, kind):
                for situation in situations:
                    yield node, situation

    def ends(self, condition: Condition) -> Walk:
        """The same walk, remembering to the end what a condition asks. Walked once for each condition."""
        key = tuple(frozenset((test.question, test.options) for test in clause) for clause in condition.clauses)
        if key not in self._ends:
            self._ends[key] = Walk(self.flow, also=condition.tests())
        return self._ends[key]

    def seen(self, situation: Situation) -> dict[str, Chosen]:
        """What conditions see in a situation."""
        return {**self.unasked, **situation.chosen}

    def next(self, situation: Situation) -> Iterator[Situation]:
        """What can follow. From a table with a gap nothing does; with an overlap every matching row counts."""
        node = self.flow.node(situation.node)
        if isinstance(node, Question):
            for way in self.exits(node, situation):
                yield way.to
        elif isinstance(node, Table):
            seen = self.seen(situation)
            matching = [row for row in node.rows if row.when.holds(seen)]
            for row in matching[:1] if node.hit == "first" else matching:
                yield self.at(row.goto, situation.chosen, situation.answers)

    def exits(self, question: Question, situation: Situation) -> Iterator[Exit]:
        """Every answer that makes a difference, the smallest first."""
        offered = offered_options(question, self.seen(situation))
        for chosen, left_out, answer in self.choices(question, offered, situation):
            to = self.at(
                target(question, chosen),
                {**situation.chosen, question.id: chosen},
                {**situation.answers, question.id: answer},
            )
            yield Exit(chosen=chosen, left_out=left_out, answer=answer, to=to)

    def choices(
        self, question: Question, offered: tuple[str, ...], situation: Situation
    ) -> Iterator[tuple[Chosen, frozenset[str], tuple[str, ...]]]:
        """What was chosen as far as it matters, what of that was not, and a real answer."""
        if question.kind == "one":
            for id in offered:
                yield frozenset({id}), frozenset(), (id,)
        elif question.kind == "date":
            for band in question.bands:
                yield frozenset({band.id}), frozenset(), (band.id,)
        else:
            yield from self.several(question, offered, self.matters(question, situation))

    def matters(self, question: Question, situation: Situation) -> frozenset[str]:
        """The options of a several choice that can still make a difference: those of clauses that may still hold."""
        also = self.also.get(question.id, frozenset())
        clauses = self.clauses_ahead[self.flow_after(question)]
        tests = [
            test
            for clause in clauses
            if all(test.holds(situation.chosen[test.question]) for test in clause if test.question in situation.chosen)
            for test in clause
        ]
        return also | named_options(tests).get(question.id, frozenset())

    def several(
        self, question: Question, offered: tuple[str, ...], matters: frozenset[str]
    ) -> Iterator[tuple[Chosen, frozenset[str], tuple[str, ...]]]:
        """Every subset of the options that matter which somebody can choose."""
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

    def at(self, node: str, chosen: Mapping[str, Chosen], answers: Mapping[str, tuple[str, ...]]) -> Situation:
        """The situation at a node, remembering only what conditions ahead name."""
        ahead = self.ahead.get(node, self.also)
        remembered = {}
        for id, options in chosen.items():
            if id in ahead:
                several = self.flow.questions[id].kind == "several"
                remembered[id] = options & ahead[id] if several else options
        return Situation(node=node, chosen=remembered, answers=answers)


# ---------- what conditions name


def conditions_of(flow: Flow, node: str) -> Iterator[Condition]:
    """The conditions that are looked at in a node."""
    if node in flow.tables:
        for row in flow.tables[node].rows:
            yield row.when
    elif node in flow.questions:
        for option in flow.questions[node].options:
            if option.only_when is not None:
                yield option.only_when


def targets(flow: Flow, node: str) -> tuple[str, ...]:
    """The nodes that a node can lead to, each once."""
    if node in flow.tables:
        return tuple(dict.fromkeys(row.goto for row in flow.tables[node].rows))
    if node in flow.questions:
        question = flow.questions[node]
        gotos = [option.goto or question.goto for option in question.options] or [question.goto]
        return tuple(dict.fromkeys(goto for goto in gotos if goto))
    return ()


def named_options(tests: Iterable[Test]) -> dict[str, frozenset[str]]:
    """The questions of these tests, with all options they name."""
    named: dict[str, frozenset[str]] = {}
    for test in tests:
        named[test.question] = named.get(test.question, frozenset()) | test.options
    return named


def merged(parts: Iterable[Named]) -> dict[str, frozenset[str]]:
    """What any of them names."""
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
    """For each node, what conditions name in it and in everything that can follow. The flow has no circle."""
    ahead: dict[str, dict[str, frozenset[str]]] = {}
    for node in ends_first(flow.start, partial(targets, flow)):
        here = named_options(test for condition in conditions_of(flow, node) for test in condition.tests())
        ahead[node] = merged([here, *(ahead[follower] for follower in targets(flow, node))])
    return ahead


def clauses_ahead(flow: Flow) -> dict[str, tuple[Clause, ...]]:
    """For each node, the clauses of the conditions in it and in everything that can follow. The flow has no circle."""
    ahead: dict[str, tuple[Clause, ...]] = {}
    for node in ends_first(flow.start, partial(targets, flow)):
        here = [clause for condition in conditions_of(flow, node) for clause in condition.clauses]
        after = [clause for follower in targets(flow, node) for clause in ahead[follower]]
        ahead[node] = tuple(dict.fromkeys([*here, *after]))
    return ahead


# ---------- the state graph


def state_graph(walk: Walk) -> list[dict[str, Any]]:
    """The states, merged where they agree on everything still to come; tables are passed on the way. 0 is the start."""
    numbers: dict[str, int] = {}
    states: list[dict[str, Any]] = []
    known: dict[Key, int] = {}
    situations = {walk.start.key: walk.start}
    exits: dict[Key, list[Exit]] = {}

    def followers(key: Key) -> Iterator[Key]:
        situation = situations[key]
        node = walk.flow.node(situation.node)
        if isinstance(node, Question):
            exits[key] = list(walk.exits(node, situation))
            following = [way.to for way in exits[key]]
        else:
            following = list(islice(walk.next(situation), 1))
        situations.update((one.key, one) for one in reversed(following) if one.key not in situations)
        return (one.key for one in following)

    for key in ends_first(walk.start.key, followers):
        situation = situations[key]
        if situation.node in walk.flow.tables:
            known[key] = known[next(walk.next(situation)).key]
            continue
        ways = [(way, known[way.to.key]) for way in exits.get(key, ())]
        found = state(walk, situation, ways)
        text = repr(found)
        if text not in numbers:
            numbers[text] = len(states)
            states.append(found)
        known[key] = numbers[text]
    return renumbered(states)


def state(walk: Walk, situation: Situation, ways: list[tuple[Exit, int]]) -> dict[str, Any]:
    """State of the graph: an outcome, or a question with its options.

    :param ways: the exits of the question, each with the number of the state that follows.
    """
    if situation.node in walk.flow.outcomes:
        return {"outcome": situation.node}
    question = walk.flow.questions[situation.node]
    offered = offered_options(question, walk.seen(situation))
    shape = {"question": question.id, "kind": question.kind}
    if question.kind == "date":
        return {**shape, "bands": {next(iter(way.chosen)): to for way, to in ways}}
    if question.kind == "one":
        return {**shape, "offered": list(offered), "to": {way.answer[0]: to for way, to in ways}}
    return {**shape, "offered": list(offered), "classes": classes(ways)}


def classes(ways: list[tuple[Exit, int]]) -> list[dict[str, Any]]:
    """A several choice's answers by where they lead. One that always leads to the same place has one class."""
    if len({to for _, to in ways}) == 1:
        return [{"with": [], "without": [], "to": ways[0][1]}]
    found = [{"with": sorted(way.chosen), "without": sorted(way.left_out), "to": to} for way, to in ways]
    return [one for number, one in enumerate(found) if one not in found[:number]]


def renumbered(states: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same graph with the start first: states were entered from the ends backwards."""
    last = len(states) - 1

    def turned(value: Any) -> Any:
        return last - value

    result = []
    for state in reversed(states):
        moved = dict(state)
        for key in ("to", "bands"):
            if key in moved:
                moved[key] = {option: turned(to) for option, to in moved[key].items()}
        if "classes" in moved:
            moved["classes"] = [{**one, "to": turned(one["to"])} for one in moved["classes"]]
        result.append(moved)
    return result
