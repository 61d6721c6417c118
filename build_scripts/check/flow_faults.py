"""Checks of a flow that could be read. A check is a generator of faults, and has the name of its fault.

Checks come in groups. Each group runs only when the one before found nothing, so that no consequence is reported beside
its cause: first names that lead nowhere, then the shape of the graph, then what answers can reach.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations, islice, takewhile
from typing import TypeAlias, TypeVar

from build_scripts.check.amounts import unknown_questions
from build_scripts.check.contradictions import says_otherwise, texts_of_questions
from build_scripts.check.headlines import headline_tests, headlined, headlines_in
from build_scripts.check.impossible import met, readers_at, unmet
from build_scripts.check.own_facts import no_last_day, nothing_told, taken_id, unknown_fact, unknown_list
from build_scripts.check.value_faults import (
    band_never_met,
    depends_on,
    limit_not_known,
    limits,
    unknown_value,
    uses,
    value_not_known,
    wrong_limit,
    wrong_value,
)
from build_scripts.check.walk import MOST_NAMED, Situation, Situations, Walk, named_ahead, named_options, targets
from build_scripts.read.evidence import list_help, support_faults, unknown_in_text
from build_scripts.read.faults import Fault, Place, did_you_mean, fault
from build_scripts.read.flow import conditions, conditions_at
from build_scripts.read.knowledge import Knowledge, statements_of
from build_scripts.read.texts import html_faults, mark_faults, unread_marks
from decision_tree import links
from decision_tree.engine import offered_options
from decision_tree.kinds import kind_of
from decision_tree.model import (
    TODAY,
    Chosen,
    Clause,
    Condition,
    Flow,
    Headline,
    Moved,
    Note,
    Outcome,
    Question,
    Revision,
    Statement,
    Table,
    Test,
)
from decision_tree.values import MARK

MOST_EFFECTS = 12
"""Most notes with effects that one outcome may meet, because its page is made for every subset of them."""

MOST_COUNTED = 1_000
"""Most situations that are searched to count those with the same fault."""

Check: TypeAlias = Callable[[Flow], Iterable[Fault]]
Subject = TypeVar("Subject")
Item = TypeVar("Item")


def check(walk: Walk, knowledge: Knowledge, *, former: bool = False, contradicted: bool = False) -> list[Fault]:
    """Every fault of the first group that has any. Situations are searched only in a flow whose shape allows it.

    :param former: check only the names and the shape, without which a walk might not end.
    :param contradicted: whether sentences may say the opposite of the rules.
    """
    found = check_names(walk.flow, knowledge) or first(SHAPE, walk.flow)
    if found or former:
        return found
    return first(REACH, walk) or ([] if contradicted else list(says_otherwise(walk, knowledge)))


def first(groups: Iterable[tuple[Callable[[Subject], Iterable[Fault]], ...]], subject: Subject) -> list[Fault]:
    """Every fault of the first of these groups that has any."""
    found = ([fault for one in group for fault in one(subject)] for group in groups)
    return next(filter(None, found), [])


def check_names(flow: Flow, knowledge: Knowledge) -> list[Fault]:
    """Every fault of the first group: names that do not exist."""
    return [
        *(fault for one in NAMES for fault in one(flow)),
        *(fault for one in KNOWN for fault in one(flow, knowledge)),
    ]


# ---------- names


def unknown_start(flow: Flow) -> Iterator[Fault]:
    """The flow begins at a node that is not in it."""
    if flow.start and flow.start not in flow.questions:
        yield fault(
            "unknown-start",
            f"the flow starts at '{flow.start}', which is not a question",
            ("start",),
            help=did_you_mean(flow.start, flow.questions),
        )


def unknown_target(flow: Flow) -> Iterator[Fault]:
    """An answer leads to a question, table or outcome that is not in the flow."""
    nodes = {*flow.questions, *flow.tables, *flow.outcomes}
    for said, goto, place in gotos(flow):
        if goto and goto not in nodes:
            yield fault(
                "unknown-target",
                f"{said} leads to '{goto}', which does not exist",
                place,
                help=did_you_mean(goto, nodes),
            )
    for outcome in flow.outcomes.values():
        if outcome.ask_again and outcome.ask_again not in flow.questions:
            yield fault(
                "unknown-target",
                f"outcome '{outcome.id}' asks '{outcome.ask_again}' again, which is not a question",
                ("outcomes", outcome.id, "ask-again"),
                help=did_you_mean(outcome.ask_again, flow.questions),
            )


def unknown_question(flow: Flow) -> Iterator[Fault]:
    """A condition names a question that is not in the flow."""
    for test, place in tests_of(flow):
        value = flow.values.get(test.question)
        if value and not value.bands:
            yield fault(
                "unknown-question",
                f"the condition names the value '{value.id}', which has no bands",
                place,
                at_key=True,
                help=f"give it 'short:' and 'bands:', which stand under 'values: {value.id}:'",
            )
        elif value is None and test.question not in (*flow.questions, TODAY):
            yield fault(
                "unknown-question",
                f"the condition names '{test.question}', which is not a question",
                place,
                at_key=True,
                help=did_you_mean(
                    test.question, [*flow.questions, *(id for id, it in flow.values.items() if it.bands)]
                ),
            )


def unknown_subject(flow: Flow) -> Iterator[Fault]:
    """A plan takes the product of an answer from a question that is not in the flow. Reported as `unknown-question`."""
    for index, id in enumerate(flow.plans.subject if flow.plans else ()):
        if id not in flow.questions:
            yield fault(
                "unknown-question",
                f"the product of a plan is told by '{id}', which is not a question",
                ("plan", "subject", index),
                help=did_you_mean(id, flow.questions),
            )


def unknown_of_customer(flow: Flow) -> Iterator[Fault]:
    """A plan takes over an answer that is not in the flow. Reported as `unknown-question` and `unknown-option`."""
    if flow.plans is None:
        return
    places: list[tuple[str, Place]] = [
        *((id, ("plan", "as-before", index)) for index, id in enumerate(flow.plans.as_before)),
        *((id, ("plan", "for-all", id)) for id in flow.plans.for_all),
    ]
    for id, place in places:
        if id not in flow.questions:
            yield fault(
                "unknown-question",
                f"a plan takes over the answer to '{id}', which is not a question",
                place,
                at_key="for-all" in place,
                help=did_you_mean(id, flow.questions),
            )
    for question, number, id in held_for_all(flow):
        if id not in question.answers:
            yield fault(
                "unknown-option",
                f"question '{question.id}' has no option '{id}' to hold for all products",
                ("plan", "for-all", question.id, number),
                help=did_you_mean(id, question.answers),
            )


def cannot_be_taken_over(flow: Flow) -> Iterator[Fault]:
    """The next product of a plan is to take over an answer that cannot be chosen beforehand."""
    for index, id in enumerate(flow.plans.as_before if flow.plans else ()):
        if id in flow.questions and not kind_of(flow.questions[id]).named:
            yield fault(
                "cannot-be-taken-over",
                f"question '{id}' asks for {kind_of(flow.questions[id]).words}, and only options are chosen beforehand",
                ("plan", "as-before", index),
                help="remove it",
            )
    for question, number, id in held_for_all(flow):
        many = kind_of(question).many
        if not many or id in question.alone:
            reason = "goes with no other option" if many else "is not one of several choices"
            yield fault(
                "cannot-be-taken-over",
                f"option '{id}' of question '{question.id}' {reason}, so that it cannot be added for other products",
                ("plan", "for-all", question.id, number),
                help="remove it" if many else "name the question under 'as-before:' instead",
            )


def held_for_all(flow: Flow) -> Iterator[tuple[Question, int, str]]:
    """Options under `for-all` of a plan: the question of each, its index in the list, and its id."""
    for id, options in (flow.plans.for_all if flow.plans else {}).items():
        for number, option in enumerate(options if id in flow.questions else ()):
            yield flow.questions[id], number, option


def unknown_option(flow: Flow) -> Iterator[Fault]:
    """A condition names an option that its question does not have."""
    for test, place in tests_of(flow):
        if test.question in flow.questions or test.question in flow.values:
            question = flow.tested(test.question)
            what = "question" if test.question in flow.questions else "value"
            for id in sorted(test.options - set(question.answers)):
                yield fault(
                    "unknown-option",
                    f"{what} '{question.id}' has no {'option' if what == 'question' else 'band'} '{id}'",
                    place,
                    help=option_help(id, question),
                    words=id,
                )
    for question in flow.questions.values():
        for id in sorted(question.alone - set(question.answers)):
            yield fault(
                "unknown-option",
                f"question '{question.id}' has no option '{id}' to stand alone",
                ("questions", question.id, "alone"),
                help=did_you_mean(id, question.answers),
                words=id,
            )


def option_help(id: str, question: Question) -> str:
    """Help for an option in a condition that its question does not have."""
    if id.startswith("!"):
        return f"to say 'not', write {question.id}: {{none-of: [{id[1:].strip()}]}}"
    return list_help(id) or did_you_mean(id, question.answers)


def unknown_taken(flow: Flow) -> Iterator[Fault]:
    """Older links are taken to have an answer that the question does not have. Reported as `unknown-option`."""
    for question in flow.questions.values():
        for index, since in enumerate(question.since):
            for number, id in enumerate(since.taken or ()):
                if id not in question.answers:
                    yield fault(
                        "unknown-option",
                        f"question '{question.id}' has no option '{id}' for older links",
                        ("questions", question.id, "since", index, "taken", number),
                        help=did_you_mean(id, question.answers),
                    )


def unknown_assumed(flow: Flow) -> Iterator[Fault]:
    """A question assumes an option that it does not have, or that it offers to some readers only."""
    for question in flow.questions.values():
        if question.assumed is None:
            continue
        option = question.option(question.assumed)
        if option is None or option.only_when:
            offered = [it.id for it in question.options if not it.only_when]
            what = "is no option of it" if option is None else "is not offered to everybody"
            yield fault(
                "unknown-assumed",
                f"question '{question.id}' assumes '{question.assumed}', which {what}",
                ("questions", question.id, "assumed"),
                help=did_you_mean(question.assumed, offered),
            )


def still_there(flow: Flow) -> Iterator[Fault]:
    """Something is called gone that the flow still has."""
    for kind, moved, known, place in former_kinds(flow):
        for id in sorted(set(moved) & set(known)):
            yield fault(
                "still-there",
                f"{kind} '{id}' is called gone, and the flow has it",
                (*place, id),
                at_key=True,
                help="remove it from one of the two places",
            )


def unknown_successor(flow: Flow) -> Iterator[Fault]:
    """A former id has a successor that never existed, or is its own successor in the end."""
    for question in sorted(set(flow.former.options) - set(flow.questions)):
        yield fault(
            "unknown-question",
            f"options of '{question}' are called gone, which is not a question",
            ("former", "options", question),
            at_key=True,
            help=did_you_mean(question, flow.questions),
        )
    for kind, moved, known, place in former_kinds(flow):
        for id, one in moved.items():
            for index, now in enumerate(one.now):
                if now not in known and now not in moved:
                    yield fault(
                        "unknown-successor",
                        f"{kind} '{id}' is said to be '{now}' now, which does not exist",
                        (*place, id, "now", index),
                        help=did_you_mean(now, known),
                    )
            if id not in known and leads_to(id, id, moved):
                yield fault(
                    "unknown-successor",
                    f"{kind} '{id}' is said to be itself in the end",
                    (*place, id),
                    at_key=True,
                    help="name what took its place, or leave 'now' out",
                )


def leads_to(start: str, end: str, moved: Mapping[str, Moved]) -> bool:
    """Whether the successors of the id `start`, or theirs in turn, include the id `end`."""
    waiting, seen = list(moved[start].now), set[str]()
    while waiting:
        id = waiting.pop()
        if id == end:
            return True
        if id in moved and id not in seen:
            seen.add(id)
            waiting += moved[id].now
    return False


def former_kinds(flow: Flow) -> Iterator[tuple[str, Mapping[str, Moved], Collection[str], Place]]:
    """Former ids by kind: the kind in words, the former ids, today's ids, and the place of the former ids."""
    former = flow.former
    yield "question", former.questions, flow.questions, ("former", "questions")
    for id, moved in former.options.items():
        if id in flow.questions:
            yield "option", moved, flow.questions[id].answers, ("former", "options", id)
    yield "outcome", former.outcomes, flow.outcomes, ("former", "outcomes")
    yield "note", former.notes, flow.notes, ("former", "notes")


def unknown_claim(flow: Flow, knowledge: Knowledge) -> Iterator[Fault]:
    """An outcome or a note names a claim that knowledge/claims.yml does not have, or the site has none at all."""
    for outcome in flow.outcomes.values():
        if outcome.about_claims and not knowledge.words.pays:
            help = "give the flow facts of its own ('facts:', 'says:'), or declare claims in knowledge/claims.yml"
            message = f"outcome '{outcome.id}' says which claims to file, and this site declares no claims"
            yield fault("unknown-claim", message, ("outcomes", outcome.id, "claims"), at_key=True, help=help)
        are = () if isinstance(outcome.claims.are, str) else outcome.claims.are
        yield from strangers("claim", are, knowledge.claims, ("outcomes", outcome.id, "claims", "are"))
    for note in flow.notes.values():
        yield from strangers("claim", note.effect.keep, knowledge.claims, ("notes", note.id, "effect", "keep"))


def unknown_case(flow: Flow, knowledge: Knowledge) -> Iterator[Fault]:
    """A case is named in the flow and not in knowledge/, or the other way round."""
    used: dict[str, str] = {it.case: "every claim" for it in knowledge.now if it.case}
    for association in (*knowledge.claims.values(), *knowledge.routes.values()):
        for statement, place in statements_of(association, ()):
            if statement.case:
                used.setdefault(statement.case, f"'{association.id}' under '{place[0]}'")
    for case, told_of in used.items() if flow.cases else ():
        if case not in flow.cases:
            yield fault(
                "unknown-case",
                f"what is told of {told_of} names the case '{case}', which the flow does not have",
                ("cases",),
                at_key=True,
                help=did_you_mean(case, flow.cases) or f"add '{case}: …' with its condition",
            )
    for case in flow.cases:
        if case not in used:
            yield fault(
                "unknown-case",
                f"nothing that is told of a claim or a route is for the case '{case}' alone",
                ("cases", case),
                at_key=True,
                help=did_you_mean(case, used.keys() - flow.cases.keys())
                or "remove it, or add a text for it to a claim or route",
            )


def unknown_route(flow: Flow, knowledge: Knowledge) -> Iterator[Fault]:
    """An outcome or a note names a route that knowledge/routes.yml does not have."""
    for outcome in flow.outcomes.values():
        yield from strangers("route", outcome.routes, knowledge.routes, ("outcomes", outcome.id, "routes"))
    for note in flow.notes.values():
        for key, ids in (("routes", note.effect.routes), ("alternatives", note.effect.alternatives)):
            yield from strangers("route", ids, knowledge.routes, ("notes", note.id, "effect", key))


def unknown_designation(flow: Flow, knowledge: Knowledge) -> Iterator[Fault]:
    """An outcome feeds a designation, or a note a metric, that knowledge/designations.yml does not have."""
    for outcome in flow.outcomes.values():
        if outcome.credit and outcome.credit not in knowledge.designations:
            yield fault(
                "unknown-designation",
                f"no designation is called '{outcome.credit}'",
                ("outcomes", outcome.id, "credit"),
                help=one_of_file(outcome.credit, knowledge.designations, "designations"),
            )
    for note in flow.notes.values():
        for metric in note.effect.metrics:
            if metric not in knowledge.metrics:
                yield fault(
                    "unknown-designation",
                    f"no metric is called '{metric}'",
                    ("notes", note.id, "effect", "metrics", metric),
                    at_key=True,
                    help=one_of_file(metric, knowledge.metrics, "designations"),
                )


def unknown_grade_or_source(flow: Flow, knowledge: Knowledge) -> Iterator[Fault]:
    """A fact names a grade or a source that does not exist, or cites one that is not among its sources.

    The faults are `unknown-grade`, `unknown-source` and `unlisted-source`.
    """
    for outcome in flow.outcomes.values():
        for at, fact in outcome.stated():
            place: Place = ("outcomes", outcome.id, *at)
            told = Statement(text=fact.because, grade=fact.grade, sources=fact.sources)
            yield from support_faults(told, place, "because", knowledge.grades, knowledge.sources)
    for note in flow.notes.values():
        place = ("notes", note.id)
        told = Statement(text=note.text, grade=note.grade, sources=note.sources)
        yield from support_faults(told, place, "text", knowledge.grades, knowledge.sources)


def unknown_in_texts(flow: Flow, knowledge: Knowledge) -> Iterator[Fault]:
    """A text names something unknown. Reported as `unknown-source`, `unknown-grade`, `answer-link`, `page-link`."""
    for text, place in texts_of(flow):
        yield from unknown_in_text(text, place, knowledge.grades, knowledge.sources)


def html_in_text(flow: Flow) -> Iterator[Fault]:
    """A text has HTML, which readers would see as it is written."""
    for texts, markdown in ((texts_of, True), (plain_texts_of, False)):
        for text, place in texts(flow):
            yield from html_faults(text, place, markdown=markdown)


def unknown_mark(flow: Flow) -> Iterator[Fault]:
    """A text in Markdown has something that looks like a mark and is none, so that readers would see it as it is."""
    filled_in = {place for _, place, _, _ in uses(flow)}
    for text, place in texts_of(flow):
        yield from unread_marks(MARK.sub("value", text) if place in filled_in else text, place)


def mark_in_plain_text(flow: Flow) -> Iterator[Fault]:
    """A text that is no Markdown has a citation, a grade or a link, which readers would see as it is written."""
    filled_in = {place for _, place, _, _ in uses(flow)}
    for text, place in plain_texts_of(flow):
        yield from mark_faults(MARK.sub("value", text) if place in filled_in else text, place)


# ---------- shape


def dead_end(flow: Flow) -> Iterator[Fault]:
    """An answer leads nowhere: neither its option nor its question has a goto."""
    for question in flow.questions.values():
        place = ("questions", question.id)
        leads = kind_of(question).options_lead
        if not leads and question.goto is None:
            yield fault(
                "dead-end",
                f"question '{question.id}' leads nowhere",
                place,
                at_key=True,
                help="add 'goto: …' to it",
            )
        for option in question.options if leads else ():
            if option.goto is None and question.goto is None:
                yield fault(
                    "dead-end",
                    f"option '{option.id}' of question '{question.id}' leads nowhere",
                    (*place, "options", option.id),
                    at_key=True,
                    help=f"add 'goto: …' to the option, or to '{question.id}' for all its options",
                )


def circle(flow: Flow) -> Iterator[Fault]:
    """Questions lead round in a circle, so that a reader could go on answering for ever."""
    done: set[str] = set()
    for start in [flow.start, *flow.questions, *flow.tables]:
        path: dict[str, None] = {}
        waiting = [iter((start,))]  # depth-first search: the followers of each node of the path
        while waiting:
            node = next(waiting[-1], None)
            if node is None:
                waiting.pop()
                if path:
                    done.add(path.popitem()[0])
            elif node in path:
                before = list(path)
                yield fault(
                    "circle",
                    "questions lead in a circle: " + " → ".join([*before[before.index(node) :], node]),
                    ("tables" if before[-1] in flow.tables else "questions", before[-1]),
                    at_key=True,
                    help="no answer and no row may lead back, even where its condition never holds; "
                    "\"I don't know\" leads to an outcome with 'ask-again'",
                )
            elif node not in done:
                path[node] = None
                waiting.append(iter(targets(flow, node)))


def unreachable(flow: Flow) -> Iterator[Fault]:
    """Nothing leads to a question, a table or an outcome."""
    reached = {flow.start} | following(flow, flow.start)
    # a node that only unreachable nodes lead to is a consequence of theirs, and not reported
    known = reached | {id for node in [*flow.questions, *flow.tables] for id in targets(flow, node)}
    for group, kind, ids in (
        ("questions", "question", flow.questions),
        ("tables", "table", flow.tables),
        ("outcomes", "outcome", flow.outcomes),
    ):
        for id in ids:
            if id not in known:
                yield fault(
                    "unreachable",
                    f"nothing leads to {kind} '{id}'",
                    (group, id),
                    at_key=True,
                    help="let an answer go there; if a row or an option that did is gone, bring it back",
                )


def row_twice(flow: Flow) -> Iterator[Fault]:
    """Two rows of a table that must match alone have the same condition.

    It is told before the walk, which would go on by both, and meet what no reader meets.
    """
    for table in (it for it in flow.tables.values() if it.hit == "unique"):
        first: dict[frozenset[Clause], int] = {}
        for number, row in enumerate(table.rows):
            same = first.setdefault(frozenset(row.when.clauses), number)
            if same != number:
                yield fault(
                    "row-twice",
                    f"rows {same + 1} and {number + 1} of table '{table.id}' have the same condition",
                    ("tables", table.id, "rows", number, "when"),
                    help="remove one of them, or change its condition",
                )


def too_many_named(flow: Flow) -> Iterator[Fault]:
    """Tables, or tables and a note, name so many options of one several choice that not every case can be checked."""
    ahead = named_ahead(flow)
    by_notes = [named_options(note.when.tests()) for note in flow.notes.values()]
    by_notes += [named_options(condition.tests()) for condition in flow.cases.values()]
    by_notes += [named_options(headline_tests(flow, outcome)) for outcome in flow.outcomes.values()]
    for question in flow.questions.values():
        on_the_way = ahead[question.goto or question.id].get(question.id, frozenset())
        most = max(len(on_the_way | named.get(question.id, frozenset())) for named in [{}, *by_notes])
        if kind_of(question).many and most > MOST_NAMED:
            yield fault(
                "too-many-named",
                f"conditions name {most} options of '{question.id}' together; at most {MOST_NAMED} can be checked",
                ("questions", question.id),
                at_key=True,
                help="ask two questions instead of one",
            )


# ---------- reach


def gap(walk: Walk) -> Iterator[Fault]:
    """No row of a table matches some combination of answers."""
    for table in walk.flow.tables.values():
        if any(not matching(walk, table, it) for it in walk.situations.at_node(table.id)):
            missed = all_missed(walk, table)
            yield fault(
                "gap",
                f"no row of table '{table.id}' matches {answers(missed[0])}{and_more(missed)}",
                ("tables", table.id),
                at_key=True,
                help="add a row for it, or, with 'hit: first', a last row '{when: {}, goto: …}' for all that is left; "
                f"{try_it(walk, missed[0])}",
            )


def overlap(walk: Walk) -> Iterator[Fault]:
    """Two rows of a table that must match alone both match some combination of answers."""
    for table in (it for it in walk.flow.tables.values() if it.hit == "unique"):
        for situation, first, second in twice_met(walk.situations.at_node(table.id), partial(matching, walk, table)):
            yield fault(
                "overlap",
                f"rows {first + 1} and {second + 1} of table '{table.id}' both match {answers(situation)}",
                ("tables", table.id, "rows", second, "when"),
                help=f"narrow one of them, or write 'hit: first'; {try_it(walk, situation)}",
            )


def row_never_matches(walk: Walk) -> Iterator[Fault]:
    """A row of a table can never be the one that decides."""
    for table in walk.flow.tables.values():
        hit: set[int] = set()
        for situation in walk.situations.at_node(table.id):
            rows = matching(walk, table, situation)
            hit.update(rows[:1] if table.hit == "first" else rows)
        for number, row in enumerate(table.rows):
            if number not in hit:
                place: Place = ("tables", table.id, "rows")
                said = f"row {number + 1} of table '{table.id}', to '{row.goto}', can never match"
                earlier = rows_before(walk, table, number)
                if earlier is None:
                    help = (
                        "rows before it take all its cases, or no answers meet its condition: move it up, or remove it"
                    )
                    yield fault("row-never-matches", said, (*place, number, "when"), help=help)
                elif earlier:
                    takes = "row {} before it takes" if len(earlier) == 1 else "rows {} before it take"
                    yield fault(
                        "row-never-matches",
                        f"{said}: {takes.format(listed(earlier))} all its cases",
                        (*place, number, "when"),
                        help=f"move it above row {earlier[0] + 1}, or remove it",
                        also=[(f"row {other + 1} stands", (*place, other)) for other in earlier],
                    )
                else:
                    part = unmet(walk.flow, row.when, readers_at(walk, row.when, Table, table.id))
                    yield fault(
                        "row-never-matches",
                        f"{said}: no answers that come here meet {part.words}",
                        (*place, number, "when", *part.at),
                        at_key=bool(part.at),
                        help="mend its condition, or remove the row",
                    )


def rows_before(walk: Walk, table: Table, number: int) -> list[int] | None:
    """Numbers of the rows that decide, in a table with `hit: first`, where a row further down matches as well.

    Situations are searched anew, because the walk does not tell apart what rows after a matching one would treat
    otherwise. None where they are too many.
    """
    if table.hit != "first" or number == 0:
        return []
    here = Condition(clauses=tuple(clause for row in table.rows[: number + 1] for clause in row.when.clauses))
    readers = readers_at(walk, here, Table, table.id)
    if readers is None:
        return None
    matched = [one for one in readers if table.rows[number].when.holds(one)]
    return sorted({next(at for at, row in enumerate(table.rows) if row.when.holds(one)) for one in matched})


def listed(rows: Sequence[int]) -> str:
    """Numbers of rows in a message, from 1: `1, 2 and 4`."""
    *before, last = [str(number + 1) for number in rows]
    return f"{', '.join(before)} and {last}" if before else last


def not_always_asked(walk: Walk) -> Iterator[Fault]:
    """A condition names a question that is not asked on every path that meets the rest of the condition.

    Only paths on which the condition is evaluated count: a table with `hit: first` stops at its first matching row.
    """
    for node in (*walk.flow.tables, *walk.flow.questions):
        situations = walk.situations.at_node(node)
        table = walk.flow.tables.get(node)
        for condition, place in conditions_at(walk.flow, node):
            yield from unasked_in(walk.situations, condition, place, situations)
            if table and table.hit == "first":  # rows after one that holds are not evaluated
                situations = [it for it in situations if not condition.holds(walk.seen(it))]
    for note in walk.flow.notes.values():
        ends = walk.told_apart(note.when.tests())
        yield from unasked_in(ends, note.when, ("notes", note.id, "when"), [it for _, it in ends.here(Outcome)])
    for ends, outcome, there in headlined(walk):
        for number, headline in enumerate(outcome.headlines):
            yield from unasked_in(ends, headline.when, ("outcomes", outcome.id, "headlines", number, "when"), there)


def unreachable_case(walk: Walk) -> Iterator[Fault]:
    """No answers meet the condition of a case."""
    for id, condition in walk.flow.cases.items():
        if not is_met(walk, condition):
            part = unmet(walk.flow, condition, readers_at(walk, condition, Outcome))
            yield fault(
                "unreachable-case",
                f"case '{id}' never holds: no answers meet {part.words}",
                ("cases", id, *part.at),
                at_key=True,
                help="mend that, or remove the case",
            )


def unreachable_note(walk: Walk) -> Iterator[Fault]:
    """A note can never show, since no answers meet its condition."""
    for note in walk.flow.notes.values():
        if not is_met(walk, note.when):
            part = unmet(walk.flow, note.when, readers_at(walk, note.when, Outcome))
            yield fault(
                "unreachable-note",
                f"note '{note.id}' can never show: no answers meet {part.words}",
                ("notes", note.id, "when", *part.at),
                at_key=True,
                help="mend that, or remove the note",
            )


def too_many_effects(walk: Walk) -> Iterator[Fault]:
    """An outcome can meet more notes with effects than its page can show all combinations of."""
    for outcome in walk.flow.outcomes.values():
        changing = [
            note.id for note in walk.flow.notes.values() if note.effect and sometimes_holds(walk, note, outcome)
        ]
        if (over := len(changing) - MOST_EFFECTS) > 0:
            yield fault(
                "too-many-effects",
                f"outcome '{outcome.id}' can meet {len(changing)} notes with an effect, and at most {MOST_EFFECTS} are "
                "shown in every combination",
                ("outcomes", outcome.id),
                at_key=True,
                help=f"divide the outcome, or take the effect from {over} of {', '.join(sorted(changing))}",
            )


def sometimes_holds(walk: Walk, note: Note, outcome: Outcome) -> bool:
    """Whether some answers that lead to an outcome meet the condition of a note, and others do not."""
    ends = walk.told_apart(note.when.tests())
    return len({note.when.holds(ends.seen(situation)) for situation in ends.at_node(outcome.id)}) > 1


def decides_nothing(walk: Walk) -> Iterator[Fault]:
    """Readers are asked a question whose answer changes nothing.

    Being named in `matrix:` does not count, because the matrix has to name every question.
    """
    flow = walk.flow
    named = {test.question for test, place in tests_of(flow) if "since" not in place}
    named |= set(flow.plans.subject if flow.plans else ())
    named |= {id for value in flow.values.values() for id in depends_on(flow, value.id)}
    named |= {id for _, _, limit in limits(flow) for id in depends_on(flow, limit)}
    for question in flow.questions.values():
        options = question.options if kind_of(question).options_lead else ()
        ways = {option.goto or question.goto for option in options} or {question.goto}
        if question.id not in named and len(ways) == 1:
            follows = ways.pop()
            yield fault(
                "decides-nothing",
                f"question '{question.id}' decides nothing: every answer leads to '{follows}', and no condition "
                "names it",
                ("questions", question.id),
                at_key=True,
                help="name it in a condition, let its options lead to different places, or remove it "
                f"and let {leading_to(flow, question.id)} lead to '{follows}'",
            )


def leading_to(flow: Flow, id: str) -> str:
    """What leads to a question, in a message: `start:`, questions and tables."""
    found = ["'start:'"] if flow.start == id else []
    found += [f"question '{one}'" for one in flow.questions if id in targets(flow, one)]
    found += [f"table '{one}'" for one in flow.tables if id in targets(flow, one)]
    return " and ".join(found) if len(found) <= MOST_LEADING else "all that leads to it"


MOST_LEADING = 2
"""Most of what leads to a question that help names one by one."""


def no_headline(walk: Walk) -> Iterator[Fault]:
    """An outcome has headlines, and some answers that lead to it meet the condition of none."""
    for ends, outcome, situations in headlined(walk):
        missed = [it for it in situations if not headlines_in(ends, outcome, it)]
        if missed:
            yield fault(
                "no-headline",
                f"no headline of outcome '{outcome.id}' is for {answers(missed[0])}{and_more(missed)}",
                ("outcomes", outcome.id, "headlines"),
                at_key=True,
                help=f"add one for it; {try_it(walk, missed[0])}",
            )


def two_headlines(walk: Walk) -> Iterator[Fault]:
    """Some answers meet the conditions of two headlines: of one outcome, or of two notes."""
    for (first, second), (outcome, situation) in headlines_that_meet(walk).items():
        yield fault(
            "two-headlines",
            f"two headlines are for {answers(situation)}, at outcome '{outcome.id}': "
            f"{headline_words(first)} and {headline_words(second)}",
            second,
            at_key=True,
            help=f"narrow one of them; {try_it(walk, situation)}",
        )


def headlines_that_meet(walk: Walk) -> dict[tuple[Place, Place], tuple[Outcome, Situation]]:
    """Places of two headlines → the first outcome and situation for which both are. Notes can meet at many outcomes."""
    found: dict[tuple[Place, Place], tuple[Outcome, Situation]] = {}
    for ends, outcome, situations in headlined(walk):
        for situation, *pair in twice_met(situations, partial(headlines_in, ends, outcome)):
            found.setdefault((pair[0], pair[1]), (outcome, situation))
    return found


def headline_never_shows(walk: Walk) -> Iterator[Fault]:
    """No answers that lead to an outcome meet the condition of one of its headlines, or all of them meet that of notes.

    Notes whose headlines meet are left out, because that is what has to be mended first.
    """
    hidden: dict[tuple[str, ...], list[tuple[str, Place]]] = {}
    for ends, outcome, situations in headlined(walk):
        shown = {place for situation in situations for place in headlines_in(ends, outcome, situation)}
        for number, headline in enumerate(outcome.headlines):
            place: Place = ("outcomes", outcome.id, "headlines", number)
            if place in shown:
                continue
            words = f"{headline_words(place)} of outcome '{outcome.id}'"
            before = [it for it in situations if headline.when.holds(ends.seen(it))]
            if by := sorted({str(note) for it in before for _, note, *_ in headlines_in(ends, outcome, it)}):
                hidden.setdefault(tuple(by), []).append((words, place))
            else:
                part = unmet(walk.flow, headline.when, readers_at(walk, headline.when, Outcome, outcome.id))
                yield fault(
                    "headline-never-shows",
                    f"{words} can never show: no answers that lead there meet {part.words}",
                    (*place, "when", *part.at),
                    at_key=True,
                    help="mend that, or remove the headline",
                )
    meeting = {
        place[1] for pair in (headlines_that_meet(walk) if hidden else ()) for place in pair if place[0] == "notes"
    }
    for notes, (first, *others) in hidden.items():
        if meeting.isdisjoint(notes):
            yield fault(
                "headline-never-shows",
                f"{first[0]}{f' and {len(others)} more' if others else ''} can never show: "
                f"that of note {' or '.join(map(repr, notes))} goes before",
                ("notes", notes[0], "headline"),
                at_key=True,
                help="narrow the condition of the note, or remove the headline that never shows",
                also=[(f"{first[0]} stands", first[1])],
            )


def no_option_left(walk: Walk) -> Iterator[Fault]:
    """On some path every option of a question is ruled out by its `only-when`."""
    told: set[str] = set()
    for question, situation in walk.situations.here(Question):
        nothing = kind_of(question).named and not offered_options(question, walk.seen(situation))
        if nothing and question.id not in told:
            told.add(question.id)
            yield fault(
                "no-option-left",
                f"question '{question.id}' has no option left {after(situation.answers)}",
                ("questions", question.id),
                at_key=True,
                help=f"offer an option there, or do not ask; {try_it(walk, situation)}",
            )


def never_offered(walk: Walk) -> Iterator[Fault]:
    """An option is offered on no path."""
    offered: dict[str, set[str]] = {}
    for question, situation in walk.situations.here(Question):
        offered.setdefault(question.id, set()).update(offered_options(question, walk.seen(situation)))
    for question in walk.flow.questions.values():
        for option in question.options:
            if question.id in offered and option.id not in offered[question.id] and option.only_when:
                part = unmet(walk.flow, option.only_when, readers_at(walk, option.only_when, Question, question.id))
                yield fault(
                    "never-offered",
                    f"option '{option.id}' of question '{question.id}' is never offered: no answers that come there "
                    f"meet {part.words}",
                    ("questions", question.id, "options", option.id, "only-when", *part.at),
                    at_key=True,
                    help="mend that, or remove the option",
                )


NAMES: tuple[Check, ...] = (
    unknown_start,
    unknown_target,
    unknown_question,
    unknown_subject,
    unknown_of_customer,
    cannot_be_taken_over,
    unknown_option,
    unknown_taken,
    unknown_assumed,
    still_there,
    unknown_successor,
    taken_id,
    unknown_list,
    unknown_fact,
    no_last_day,
    wrong_value,
    wrong_limit,
    unknown_value,
    html_in_text,
    unknown_mark,
    mark_in_plain_text,
)
KNOWN = (unknown_claim, unknown_route, unknown_case, unknown_designation, unknown_grade_or_source, unknown_in_texts)
SHAPE: tuple[tuple[Check, ...], ...] = ((dead_end, circle, row_twice), (unreachable,), (too_many_named,))
REACH = (
    (not_always_asked, limit_not_known),
    (band_never_met,),
    (gap, overlap, no_option_left, never_offered),
    (
        row_never_matches,
        unreachable_note,
        unreachable_case,
        too_many_effects,
        nothing_told,
        value_not_known,
        decides_nothing,
        no_headline,
        two_headlines,
        headline_never_shows,
    ),
)


# ---------- helpers that several checks share


def strangers(kind: str, ids: Iterable[str], known: Iterable[str], place: Place) -> Iterator[Fault]:
    """Faults of ids that are not among the known ones."""
    names = list(known)
    for index, id in enumerate(ids):
        if id not in names:
            yield fault(
                f"unknown-{kind}",
                f"no {kind} is called '{id}'",
                (*place, index),
                help=list_help(id) or one_of_file(id, names, f"{kind}s"),
            )


def one_of_file(id: str, known: Iterable[str], file: str) -> str:
    """Help for an id that a file of knowledge does not have."""
    guess = did_you_mean(id, known)
    return (
        guess if guess.startswith("did you mean") else f"{guess}; a new one goes into knowledge/{file}.yml".lstrip("; ")
    )


def gotos(flow: Flow) -> Iterator[tuple[str, str | None, Place]]:
    """Every `goto`: its owner in words, the id that it names (None where it is left out), and its place."""
    for question in flow.questions.values():
        place: Place = ("questions", question.id)
        yield f"question '{question.id}'", question.goto, (*place, "goto")
        for option in question.options:
            yield f"option '{option.id}'", option.goto, (*place, "options", option.id, "goto")
    for table in flow.tables.values():
        for number, row in enumerate(table.rows):
            yield f"row {number + 1}", row.goto, ("tables", table.id, "rows", number, "goto")


def texts_of(flow: Flow) -> Iterator[tuple[str, Place]]:
    """Every text in Markdown, with its place."""
    yield flow.intro, ("intro",)
    for question in flow.questions.values():
        yield question.help, ("questions", question.id, "help")
    for outcome in flow.outcomes.values():
        yield outcome.body, ("outcomes", outcome.id, "body")
        for at, fact in outcome.stated():
            yield fact.because, ("outcomes", outcome.id, *at, "because")
    for note in flow.notes.values():
        yield note.text, ("notes", note.id, "text")


def plain_texts_of(flow: Flow) -> Iterator[tuple[str, Place]]:
    """Every text that readers see and that is no Markdown, with its place."""
    yield flow.title, ("title",)
    yield from texts_of_questions(flow)
    yield from texts_declared(flow)
    for outcome in flow.outcomes.values():
        place: Place = ("outcomes", outcome.id)
        yield from headline_texts(outcome, place)
        for index, headline in enumerate(outcome.headlines):
            yield from headline_texts(headline, (*place, "headlines", index))
        yield from revision_texts(outcome.revisions, place)
    for note in flow.notes.values():
        place = ("notes", note.id)
        yield note.title, (*place, "title")
        if note.headline:
            yield from headline_texts(note.headline, (*place, "headline"))
        yield from revision_texts(note.revisions, place)
    yield from revision_texts(flow.plans.revisions if flow.plans else (), ("plan",))
    for _, moved, _, place in former_kinds(flow):
        for id, one in moved.items():
            yield from ((getattr(one, key), (*place, id, key)) for key in ("title", "why"))


def texts_declared(flow: Flow) -> Iterator[tuple[str, Place]]:
    """Texts of the facts, lists and values that a flow declares, with their places."""
    yield from ((value.short, ("values", value.id, "short")) for value in flow.values.values())
    for fact in flow.facts.values():
        yield fact.title, ("facts", fact.id, "title")
        yield from ((word.label, ("facts", fact.id, "words", word.id, "label")) for word in fact.words.values())
    for one in flow.lists.values():
        yield one.title, ("lists", one.id, "title")
        yield one.if_empty, ("lists", one.id, "if-empty")


def headline_texts(said: Outcome | Headline, place: Place) -> Iterator[tuple[str, Place]]:
    """Title and first sentence of an outcome or of a headline, with their places."""
    yield said.title, (*place, "title")
    yield said.answer, (*place, "answer")


def revision_texts(revisions: Iterable[Revision], place: Place) -> Iterator[tuple[str, Place]]:
    """What each revision says, with its place."""
    yield from ((one.what, (*place, "revisions", index, "what")) for index, one in enumerate(revisions))


def tests_of(flow: Flow) -> Iterator[tuple[Test, Place]]:
    """Every test of every condition, with its place."""
    for condition, place in conditions(flow):
        for number, clause in enumerate(condition.clauses):
            yield from ((test, (*place, number, test.question)) for test in clause)


def headline_words(place: Place) -> str:
    """Name of a headline in a message, from its place."""
    return f"that of note '{place[1]}'" if place[0] == "notes" else f"headline {int(place[-1]) + 1}"


def is_met(walk: Walk, condition: Condition) -> bool:
    """Whether some answers that lead to an outcome meet a condition."""
    ends = walk.told_apart(condition.tests())
    return any(condition.holds(ends.seen(situation)) for _, situation in ends.here(Outcome))


def twice_met(
    situations: Iterable[Situation], met: Callable[[Situation], Iterable[Item]]
) -> Iterator[tuple[Situation, Item, Item]]:
    """Pairs of items that one situation meets, each pair once and after the first situation that meets both."""
    told: set[tuple[Item, Item]] = set()
    for situation in situations:
        for pair in combinations(met(situation), 2):
            if pair not in told:
                told.add(pair)
                yield situation, *pair


def all_missed(walk: Walk, table: Table) -> list[Situation]:
    """Situations that no row of a table matches, told apart by all options that its rows test.

    They are searched anew because a message says how many they are, and the walk has merged those that the rows treat
    alike. The search ends after MOST_COUNTED situations.
    """
    named = named_options(test for row in table.rows for test in row.when.tests())
    merged = [it for it in walk.situations.at_node(table.id) if not matching(walk, table, it)]
    found = [it for it in islice(walk.detailed(named, (Table,)), MOST_COUNTED) if it.node == table.id]
    return [it for it in found if not matching(walk, table, it)] or merged


def and_more(missed: Sequence[Situation]) -> str:
    """Number of situations in a message, beside the one that it shows; empty where there is no other."""
    return f" (and {len(missed) - 1} more)" if len(missed) > 1 else ""


def matching(walk: Walk, table: Table, situation: Situation) -> list[int]:
    """Numbers of the rows of a table that match a situation, from 0."""
    seen = walk.seen(situation)
    return [number for number, row in enumerate(table.rows) if row.when.holds(seen)]


def unasked_in(
    found: Situations, condition: Condition, place: Place, situations: Sequence[Situation]
) -> Iterator[Fault]:
    """Faults of tests whose question was not asked in some situation that meets the rest of the clause."""
    known = [(it, found.seen(it)) for it in situations]
    for number, clause in enumerate(condition.clauses):
        for test in (it for it in clause if it.question not in found.walk.unasked):
            missed = next((it for it, seen in known if misses(clause, test, seen)), None)
            if missed is not None:
                asked = next((it for it, seen in known if is_asked(clause, test, seen)), None)
                why, help = unasked_because(found.walk, test.question, place, missed, asked)
                value = test.question in found.flow.values
                stands = ("values" if value else "questions", test.question)
                yield fault(
                    "not-always-asked",
                    f"{'value' if value else 'question'} '{test.question}' {why}",
                    (*place, number, test.question),
                    at_key=True,
                    help=help,
                    also=[(f"'{test.question}' stands", stands)] if asked is None else (),
                )


def unasked_because(
    walk: Walk, question: str, place: Place, missed: Situation, asked: Situation | None
) -> tuple[str, str]:
    """What is wrong with naming a question in the condition at a place, in words that follow it, and help.

    :param missed: a situation in which it was not asked.
    :param asked: one in which it was, and that meets the rest of the condition; None where there is none.
    """
    if question in walk.flow.values:
        lacking = next(unknown_questions(walk.flow, question, walk.seen(missed)), question)
        return (
            f"is not known on every path here, such as {after(missed.answers)}",
            f"add to the condition what leads to '{lacking}', from whose answer it is derived",
        )
    if asked is not None:
        return (
            f"is not asked on every path here: not {after(missed.answers)}",
            f"add to the condition what leads to the question: it is asked {after(before(asked.answers, question))}",
        )
    node = str(place[1])
    if node == question:
        return (
            "is not answered yet where its own options are offered",
            "leave it out; options that exclude others stand under 'alone:'",
        )
    if place[0] in ("questions", "tables") and question in following(walk.flow, node):
        kind = "question" if place[0] == "questions" else "table"
        return (
            f"is asked later than {kind} '{node}', so that nobody has answered it here",
            f"let a condition behind '{question}' test it, such as that of a note, or ask '{question}' before '{node}'",
        )
    return (
        f"is never asked where the rest of the condition holds, such as {after(missed.answers)}",
        "take it out of the condition, or mend the rest",
    )


def misses(clause: Clause, test: Test, seen: Mapping[str, Chosen]) -> bool:
    """Whether answers meet the rest of a clause without this question having been asked."""
    return test.question not in seen and meets_rest(clause, test, seen)


def is_asked(clause: Clause, test: Test, seen: Mapping[str, Chosen]) -> bool:
    """Whether answers meet the rest of a clause and this question was asked."""
    return test.question in seen and meets_rest(clause, test, seen)


def meets_rest(clause: Clause, test: Test, seen: Mapping[str, Chosen]) -> bool:
    """Whether answers meet all tests of a clause but this one."""
    return met([other for other in clause if other is not test], seen)


def following(flow: Flow, node: str) -> set[str]:
    """Ids of the nodes that can follow a node."""
    found, waiting = set[str](), [node]
    while waiting:
        for id in targets(flow, waiting.pop()):
            if id not in found:
                found.add(id)
                waiting.append(id)
    return found


def try_it(walk: Walk, situation: Situation) -> str:
    """Help with a link that opens the questionnaire in a situation, without values: the walk knows only their bands."""
    given, questions = situation.answers.items(), walk.flow.questions
    named = {id: answer for id, answer in given if kind_of(questions[id]).named}
    return f"try it: /{walk.flow.id}/#{links.write(named)}"


def answers(situation: Situation) -> str:
    """Shortest answers that lead to a situation, in a message, and the time where it matters."""
    decided = {id: tuple(chosen) for id, chosen in situation.chosen.items() if id not in (TODAY, *situation.answers)}
    given = answer_words({**situation.answers, **decided})
    if TODAY not in situation.chosen:
        return given
    return f"{given}, " + (f"from {situation.day} on" if situation.day else "before the first day that the flow names")


def answer_words(given: Mapping[str, tuple[str, ...]]) -> str:
    """Answers in a message, each as links write it."""
    return links.write(given).replace("&", ", ")


def before(given: Mapping[str, tuple[str, ...]], question: str) -> dict[str, tuple[str, ...]]:
    """The answers that were given before a question was asked."""
    return dict(takewhile(lambda one: one[0] != question, given.items()))


def after(given: Mapping[str, tuple[str, ...]]) -> str:
    """Words for the moment at which these answers have been given, in a message."""
    return f"after {answer_words(given)}" if given else "at the start"
