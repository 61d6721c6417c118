"""The generated pages: what each template is given, and the Markdown that comes of it."""

from __future__ import annotations

import json
import textwrap
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import combinations
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from build_scripts.changes import PLANS, address_of, changes, feed, site_address
from build_scripts.compiler import Compiled
from build_scripts.document import document
from build_scripts.headlines import Cases, headlines_by_case
from build_scripts.knowledge import Association, Knowledge
from build_scripts.markdown import render, render_inline
from build_scripts.matrix import Layout, grids
from build_scripts.pictures import feeding, lines, overview, strip, way_heads
from build_scripts.reasons import left_over, rows_to, whole_condition
from build_scripts.reference import Term
from build_scripts.replies import reply_file, reply_files, wording_of
from build_scripts.report import report_address, report_host
from build_scripts.words import capital, clause_words, condition_words
from build_scripts.written import HandWritten
from decision_tree import artefact, worth
from decision_tree.browser import facts, pays_form, worth_form
from decision_tree.deadline import EARLIEST
from decision_tree.engine import empty_problem, result
from decision_tree.links import MOST_PRODUCTS
from decision_tree.model import (
    UNKNOWN,
    Claims,
    Clause,
    Condition,
    Designation,
    Effect,
    Flow,
    Metric,
    Moved,
    Note,
    Outcome,
    Statement,
    Test,
)
from decision_tree.reach import joined, reach_sentence, times
from decision_tree.reply import CONFLICTING, LESS_SURE, STILL_TO_FILE, pays_words, reach_of
from decision_tree.why import row_anchor, table_words
from decision_tree.wording import CITATION, Wording

TEMPLATES = Path(__file__).parent / "templates"

NOTES = "assets/notes.json"
"""The file of what is shown beside citations and terms, fetched when the first of them is opened."""


# ---------- what an answer page shows


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """One form that a fact can take on a page; the default one is shown without answers."""

    value: str
    label: str
    default: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class AssociationStates:
    """A claim or route that the page can name."""

    id: str
    it: Association
    states: tuple[State, ...]
    pays: tuple[State, ...]
    """Whether it can pay, in each form."""
    worth: tuple[State, ...]
    """The metrics that it counts for, in each form."""
    disputed: bool
    """Whether sources disagree about one of them, without answers."""

    @property
    def claim(self) -> Association:
        """The same, where it is a claim."""
        return self.it

    @property
    def route(self) -> Association:
        """The same, where it is a route."""
        return self.it


@dataclass(frozen=True, kw_only=True, slots=True)
class PayState:
    """One value of what pays, with its support; `note` changed it, or None where the outcome says so itself."""

    value: str
    form: str
    """The value, and the note that made it so: what `data-is` says."""
    label: str
    because: str
    grade: str
    sources: tuple[str, ...]
    default: bool
    note: Note | None


@dataclass(frozen=True, kw_only=True, slots=True)
class MetricStates:
    """A metric of the designation."""

    metric: Metric
    label: str
    states: tuple[State, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PageNote:
    """A note that can hold on the page, under its condition in words; None where it always holds there."""

    note: Note
    when: str | None
    effect: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerPage:
    """Everything that an answer page shows, in every form that answers can give it."""

    cases: Mapping[str, str]
    """The cases of the flow that can hold here, each in words; empty words: it always does."""
    claims: tuple[AssociationStates, ...]
    routes: tuple[AssociationStates, ...]
    claims_states: tuple[State, ...]
    sure: tuple[tuple[State, Claims | Note], ...]
    """What says how sure the claims are, in each form."""
    pays: tuple[PayState, ...]
    counts: tuple[State, ...]
    metrics: tuple[MetricStates, ...]
    notes: tuple[PageNote, ...]
    designation: Designation | None
    default_claims: str
    """For data-claims: the claims named without answers, or `unknown`."""
    usual: tuple[str, ...]
    """The notes that are applied without answers."""
    reach: str
    """How far its facts reach without answers, as a sentence."""
    headlines: Cases
    """The headline for each case, for links whose answers are known before the engine runs."""
    ways: tuple[tuple[str, str], ...]
    """The rules that lead to it, in words, each with its anchor on the flow's page."""

    def told(self, statements: Iterable[Statement]) -> list[Statement]:
        """The statements that the page contains: all but those of cases that never hold at its outcome."""
        return [it for it in statements if not it.case or it.case in self.cases]


def answer_page(compiled: Compiled, outcome: Outcome, knowledge: Knowledge) -> AnswerPage:
    """What the page of an outcome shows."""
    flow = compiled.flow
    notes = list(page_notes(compiled, outcome))
    always = [it.note for it in notes if it.when is None]
    sometimes = [it.note for it in notes if it.when is not None]
    shown = FormsOf(flow, outcome, always, sometimes, usual_notes(compiled, outcome, sometimes))
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
        pays=tuple(pay_states(shown, outcome, knowledge)),
        counts=shown.states("counts", knowledge.words.counts),
        metrics=tuple(
            MetricStates(
                metric=metric,
                label=knowledge.metrics[metric.id],
                states=shown.states(f"metric:{metric.id}", knowledge.words.metric),
            )
            for metric in (designation.metrics if designation and shown.feeds_something else ())
        ),
        notes=tuple(sorted(notes, key=lambda it: (it.when is not None, it.note.effect.claims_unknown))),
        designation=designation,
        default_claims=are if isinstance(are, str) else " ".join(are),
        usual=shown.results[0].notes,
        reach=reach_of(flow, shown.results[0]),
        headlines=headlines_by_case(compiled.walk, outcome),
        ways=tuple(ways_to(compiled, outcome)),
    )


def where_it_holds(compiled: Compiled, outcome: Outcome, condition: Condition) -> str | None:
    """What must be so beside the outcome for a condition to hold, in words; empty: nothing; None: it never holds."""
    walk = compiled.walk.ends(condition)
    seen = [walk.seen(situation) for situation in walk.at_node(outcome.id)]
    holding = [one for one in seen if condition.holds(one)]
    if not holding:
        return None
    return "" if len(holding) == len(seen) else condition_words(compiled.flow, simplified(condition, seen))


def cases_at(compiled: Compiled, outcome: Outcome) -> dict[str, str]:
    """The cases of the flow that can hold at an outcome, each in words; empty where it always does."""
    found = {id: where_it_holds(compiled, outcome, condition) for id, condition in compiled.flow.cases.items()}
    return {id: words for id, words in found.items() if words is not None}


def association_states(shown: FormsOf, kind: str, id: str, it: Association, knowledge: Knowledge) -> AssociationStates:
    """A claim or route with every form of what is said of it."""
    counted = {worth_form(states): states for states in shown.worth(id)}
    usual = next(iter(counted.values()), {})
    return AssociationStates(
        id=id,
        it=it,
        states=shown.states(f"{kind}:{id}", {}, "no"),
        pays=tuple(state for state in shown.states(f"pays:{id}", knowledge.words.pays_claim, "") if state.value),
        worth=tuple(
            State(value=form, label=worth_words(states, knowledge), default=states is usual)
            for form, states in counted.items()
        ),
        disputed="disputed" in usual.values(),
    )


def worth_words(states: Mapping[str, str], knowledge: Knowledge) -> str:
    """The metrics that one claim or route counts for, in words; what is less than sure stands behind its metric."""
    if not states:
        return "No customer metric"
    fed = [knowledge.metrics[id] for id, state in states.items() if state == "fed"]
    others = [
        f"{knowledge.metrics[id]}: {knowledge.words.metric[state].lower()}"
        for id, state in states.items()
        if state != "fed"
    ]
    whole = "All three customer metrics" if len(fed) == len(knowledge.metrics) else capital(joined(fed).lower())
    return "; ".join(words for words in (whole, *others) if words)


class FormsOf:
    """Every form that the notes which can hold at an outcome give it, worked out by the engine itself."""

    def __init__(
        self, flow: Flow, outcome: Outcome, always: list[Note], sometimes: list[Note], usual: frozenset[str]
    ) -> None:
        self.flow, self.outcome = flow, outcome
        self.notes = {note.id: note for note in (*always, *sometimes)}
        effectful = [note for note in sometimes if note.effect]  # at most MOST_EFFECTS of checks.py
        order = list(flow.notes)
        subsets = [subset for size in range(len(effectful) + 1) for subset in combinations(effectful, size)]
        subsets.sort(key=lambda subset: {note.id for note in subset} != usual)  # what is usual comes first
        self.results = [
            result(flow, outcome, sorted([*always, *subset], key=lambda note: order.index(note.id)))
            for subset in subsets
        ]
        self.facts = [facts(flow, one) for one in self.results]

    @property
    def feeds_something(self) -> bool:
        """Whether some metric is fed or disputed in some form.

        Otherwise the metrics are not shown: their grades tell what is on Microsoft's lists, and not that an answer
        with nothing to file counts for none of it. That is as sure as the answer.
        """
        return any(state in ("fed", "disputed") for one in self.results for state in one.metrics.values())

    def worth(self, association: str) -> Iterator[Mapping[str, str]]:
        """The metrics that a claim or route counts for, with their states, in every form that names it."""
        forms = zip(self.results, self.facts, strict=True)
        return (worth.metrics(self.flow, association, one) for one, fact in forms if f"worth:{association}" in fact)

    def states(self, name: str, labels: Mapping[str, str], absent: str = UNKNOWN) -> tuple[State, ...]:
        """The values that a fact can take, the default first."""
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


def usual_notes(compiled: Compiled, outcome: Outcome, notes: list[Note]) -> frozenset[str]:
    """Of the notes with effects, those that hold for most who come here with no circumstances of their own.

    One that only makes claims less sure stands under its condition: most who come here need not be in that case.
    """
    flow, effectful = compiled.flow, [note for note in notes if note.effect not in (Effect(), LESS_SURE)]
    tests = [test for note in effectful for test in note.when.tests() if not flow.questions[test.question].empty]
    if not tests:
        return frozenset()
    walk = compiled.walk.ends(Condition(clauses=(tuple(tests),)))
    held = Counter(
        frozenset(note.id for note in effectful if note.when.holds(walk.seen(situation)))
        for situation in walk.at_node(outcome.id)
    )
    return min(held, key=lambda ids: (-held[ids], len(ids), sorted(ids)), default=frozenset())


def pay_states(shown: FormsOf, outcome: Outcome, knowledge: Knowledge) -> Iterator[PayState]:
    """What pays, in every form: the outcome's own, and those that notes make of it."""
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
    """The notes that can hold at an outcome, each with what must be so there beside the outcome itself."""
    for note in compiled.flow.notes.values():
        words = where_it_holds(compiled, outcome, note.when)
        if words is not None:
            yield PageNote(note=note, when=words or None, effect=tuple(effect_words(note)))


def simplified(condition: Condition, seen: list[dict[str, frozenset[str]]]) -> Condition:
    """The condition without tests that every situation here meets, and without clauses that none does."""
    clauses: list[Clause] = []
    for clause in condition.clauses:
        left = tuple(test for test in clause if not all(passes(test, one) for one in seen))
        if any(all(passes(test, one) for test in left) for one in seen) and left not in clauses:
            clauses.append(left)
    return Condition(clauses=tuple(clauses))


def passes(test: Test, seen: Mapping[str, frozenset[str]]) -> bool:
    """Whether a test holds of what was chosen."""
    return test.question in seen and test.holds(seen[test.question])


def effect_words(note: Note) -> Iterator[str]:
    """What the note does to the answer, for somebody who reads the page without answers."""
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


# ---------- templates


class Pages:
    """Renders the templates of one site."""

    def __init__(
        self, compiled: Mapping[str, Compiled], knowledge: Knowledge, written: Mapping[str, HandWritten]
    ) -> None:
        self.compiled, self.knowledge, self.written = compiled, knowledge, written
        self.report_address = report_address()
        self.environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.answers = {
            flow.id: {outcome.id: answer_page(one, outcome, knowledge) for outcome in flow.outcomes.values()}
            for one in compiled.values()
            for flow in [one.flow]
        }

    def render(self, template: str, at: str, **context: Any) -> str:
        """One page. `at` is its path below the staged folder, which says how far it is to the root."""
        shared = self.shared(at)
        return self.environment.get_template(template).render(**shared, **context)

    def render_text(self, source: str, at: str, **context: Any) -> str:
        """A hand-written page that is itself a template."""
        shared = self.shared(at)
        return self.environment.from_string(source).render(**shared, **context)

    def shared(self, at: str) -> dict[str, Any]:
        """What all templates are given; their filters are set for this page."""
        root = root_of(at)
        seen: set[str] = set()
        self.environment.filters |= {
            "md": lambda text: Markup(one_line(render(text, self.knowledge, root, seen))),
            "mdi": lambda text: Markup(one_line(render_inline(text, self.knowledge, root, seen))),
            "capital": capital,
            "iso": lambda day: day.isoformat(),
            "wrap": textwrap.wrap,
        }
        return {
            "knowledge": self.knowledge,
            "root": root,
            "site": site_address(),
            "empty_problem": empty_problem,
            "row_anchor": row_anchor,
            "table_words": table_words,
            "weakest": self.weakest,
            "earliest": EARLIEST,
            "reach_times": lambda ids: times(ids, self.knowledge.editions),
            "flow_reach": reach_of_flow,
            "why_sources": why_sources,
            "begin_terms": partial(begin_terms, seen),
            "answers_of": self.answers,
            "report_address": self.report_address,
            "report_host": report_host(self.report_address),
        }

    def weakest(self, statements: Iterable[Statement], *, disputed: bool) -> str:
        """The grade of the least sure of these statements, and `conflicting` at most where something is disputed.

        A statement that something is unknown counts for nothing here, because its own words say it.
        """
        order = list(self.knowledge.grades)
        grades = [it.grade for it in statements if it.grade != UNKNOWN]
        return max([*grades, CONFLICTING] if disputed else grades, key=order.index, default=UNKNOWN)

    def generated(self) -> Iterator[tuple[str, str]]:
        """Every generated page: its path below the staged folder, and its text."""
        for one in self.compiled.values():
            yield from self.flow_pages(one)
        yield "sources.md", self.render("sources.md.j2", "sources.md", uses=self.uses)
        yield NOTES, json.dumps(self.notes(), ensure_ascii=False)
        strips = {era.id: strip(era, self.knowledge) for era in self.knowledge.eras.values()}
        at = "reference/timeline.md"
        yield at, self.render("timeline.md.j2", at, strips=strips, overview=overview(self.knowledge))
        at = "reference/glossary.md"
        yield at, self.render("glossary.md.j2", at, letters=by_letter(self.knowledge.terms.values()))
        days = changes(self.compiled, self.written)
        yield "changes.md", self.render("changes.md.j2", "changes.md", days=days)
        yield "feed.xml", feed(days)
        yield from reply_files(self.written, self.knowledge)

    @cached_property
    def uses(self) -> dict[str, list[Use]]:
        """Where each source is used."""
        return source_uses(self.compiled, self.knowledge, self.written)

    def pictures(self, at: str) -> dict[str, Callable[[], str]]:
        """What can be drawn on a hand-written page, each by its name."""
        columns = {**self.knowledge.claims, **self.knowledge.routes}
        rows = list(feeding(self.knowledge, list(columns)))
        draw: dict[str, Callable[[], str]] = {
            "claim-statuses": partial(self.picture, "claim-statuses", at),
            "deadlines": partial(self.picture, "deadlines", at),
            "designation-metrics": partial(self.picture, "designation-metrics", at, columns=columns, rows=rows),
            "reports": partial(self.picture, "reports", at),
        }
        flows = self.compiled.items()
        return draw | {id: partial(self.matrix, one.flow, one.matrix, at) for id, one in flows if one.matrix}

    def picture(self, name: str, at: str, **context: Any) -> str:
        """One picture, as HTML without blank lines."""
        return one_line(self.render(f"pictures/{name}.html.j2", at, **context))

    def reply_button(self, name: str) -> str:
        """What opens the dialog for replies on a question page."""
        return one_line(self.render("reply-button.html.j2", name))

    def reply_dialog(self, name: str, page: HandWritten) -> str:
        """The dialog for replies on a hand-written page."""
        replies = reply_file(name) if page.is_question else ""
        flow = next((one.flow for one in self.compiled.values() if one.matrix), None)  # its cells are replied with
        dialog = self.render("reply.html.j2", name, flow=flow, replies=replies)
        return f"<div>\n{one_line(dialog)}\n</div>"  # Markdown knows no element of ours, but a div

    def matrix(self, flow: Flow, layout: Layout, at: str) -> str:
        """HTML of the matrix of a flow: the overview, and the tables."""
        tables = list(grids(flow, layout))
        return self.picture(
            "matrix",
            at,
            flow=flow,
            layout=layout,
            grids=tables,
            heads_of_columns=way_heads(flow, layout),
            lines=list(lines(flow, layout, tables, self.knowledge)),
        )

    def notes(self) -> dict[str, str]:
        """HTML by the id of a source or of a term of the glossary: what is shown where one is cited or named."""
        sources = {it.id: self.render("note.html.j2", NOTES, source=it) for it in self.knowledge.sources.values()}
        terms = {
            it.id: self.render("note.html.j2", NOTES, source=None, term=it) for it in self.knowledge.terms.values()
        }
        return {**sources, **terms}

    def flow_pages(self, one: Compiled) -> Iterator[tuple[str, str]]:
        """The pages of one flow."""
        flow, pages = one.flow, self.answers[one.flow.id]
        at = f"{flow.id}/index.md"
        yield at, self.render("flow-page.md.j2", at, flow=flow, document=document(one))
        views = {
            id: self.render("answer.html.j2", at, flow=flow, outcome=outcome, page=pages[id])
            for id, outcome in flow.outcomes.items()
        }
        yield f"assets/answers/{flow.id}.json", json.dumps(views, ensure_ascii=False)
        yield f"assets/words/{flow.id}.json", artefact.dump_wording(self.wording(flow))
        if flow.plans:
            at = f"plans/{flow.id}.md"
            yield (
                at,
                self.render("plan-page.md.j2", at, flow=flow, routes=self.routes_of(flow), most_products=MOST_PRODUCTS),
            )
        at = f"answers/{flow.id}/index.md"
        yield at, self.render("answers-index.md.j2", at, flow=flow, groups=outcome_groups(one))
        for outcome in flow.outcomes.values():
            at = f"answers/{flow.id}/{outcome.id}.md"
            yield (
                at,
                self.render("answer-page.md.j2", at, flow=flow, id=outcome.id, outcome=outcome, page=pages[outcome.id]),
            )
        for id, moved in flow.former.outcomes.items():
            yield self.former_page(flow, id, moved)

    def routes_of(self, flow: Flow) -> list[Association]:
        """The routes that answers of a flow can name, in the order of the register."""
        effects = [note.effect for note in flow.notes.values()]
        named = {id for outcome in flow.outcomes.values() for id in outcome.routes}
        named |= {id for effect in effects for id in (*effect.routes, *effect.alternatives)}
        return [route for id, route in self.knowledge.routes.items() if id in named]

    def wording(self, flow: Flow) -> Wording:
        """The words of a flow's answers, for replies."""
        usual = {id: page.usual for id, page in self.answers[flow.id].items()}
        return wording_of(flow, self.knowledge, usual)

    def moved_page(self, at: str, title: str, address: str) -> tuple[str, str]:
        """A page that leads on to one with another address, below the root."""
        return at, self.render("moved-page.md.j2", at, title=title, to=f"{root_of(at)}{address}")

    def former_page(self, flow: Flow, id: str, moved: Moved) -> tuple[str, str]:
        """The page of an answer that is gone: it leads on to the one with another name, or tells what there is now."""
        at = f"answers/{flow.id}/{id}.md"
        successors = [flow.outcomes[now] for now in successors_of(id, flow.outcomes, flow.former.outcomes)]
        if len(moved.now) == 1 and len(successors) == 1 and not moved.why:
            return self.moved_page(at, successors[0].title, f"answers/{flow.id}/{successors[0].id}/")
        return at, self.render("former-page.md.j2", at, flow=flow, id=id, moved=moved, successors=successors)


def reach_of_flow(flow: Flow) -> str:
    """How far the facts of a whole flow reach, as a sentence."""
    facts = [
        *(fact for outcome in flow.outcomes.values() for fact in (outcome.claims, outcome.pays)),
        *(metric for designation in flow.designations.values() for metric in designation.metrics),
        *flow.notes.values(),
    ]
    return reach_sentence((id for fact in facts for id in fact.sources), flow.editions)


def successors_of(id: str, known: Mapping[str, Outcome], former: Mapping[str, Moved]) -> list[str]:
    """What took the place of something that is gone, past what is gone itself by now."""
    found: dict[str, None] = {}
    for now in former[id].now:
        found |= dict.fromkeys([now] if now in known else successors_of(now, known, former))
    return list(found)


def why_sources(flow: Flow) -> list[str]:
    """The ids of the sources that "Why this answer" can name: of the questions' help, and of the notes; each once."""
    helps = (id for question in flow.questions.values() for id in CITATION.findall(question.help))
    notes = (id for note in flow.notes.values() for id in note.sources)
    return list(dict.fromkeys([*helps, *notes]))


def begin_terms(seen: set[str], *ids: str) -> str:
    """Begin a part in which terms are linked anew, apart from these. For templates: it writes nothing."""
    seen.clear()
    seen.update(ids)
    return ""


def root_of(page: str) -> str:
    """The way from a page's address to the root: `a/b.md` is served as `/a/b/`."""
    path = Path(page)
    depth = len(path.parts) - (1 if path.name == "index.md" else 0)
    return "../" * depth or "./"


def one_line(html: str) -> str:
    """HTML without blank lines, which would end an HTML block of a Markdown page."""
    return "\n".join(line for line in html.splitlines() if line.strip())


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeGroup:
    """Outcomes that are reached from the same answer to the first question."""

    title: str
    outcomes: tuple[Outcome, ...]


def outcome_groups(one: Compiled) -> list[OutcomeGroup]:
    """The outcomes by the first answer that leads to them; those that several lead to stand with the first."""
    flow = one.flow
    start = flow.questions[flow.start]
    by_option: dict[str, list[Outcome]] = defaultdict(list)
    for id, outcome in flow.outcomes.items():
        by_option[one.walk.at_node(id)[0].answers[start.id][0]].append(outcome)
    return [
        OutcomeGroup(title=option.label, outcomes=tuple(by_option[option.id]))
        for option in start.options
        if option.id in by_option
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """Something that rests on a source."""

    kind: str
    """What it is, for a heading."""
    title: str
    address: str
    """Below the root."""


def source_uses(
    compiled: Mapping[str, Compiled], knowledge: Knowledge, written: Mapping[str, HandWritten]
) -> dict[str, list[Use]]:
    """For each source, what rests on it."""
    uses: dict[str, list[Use]] = {id: [] for id in knowledge.sources}
    for kind, title, address, sources in each_use(compiled, knowledge, written):
        use = Use(kind=kind, title=title, address=address)
        for id in sources:
            if id in uses and use not in uses[id]:
                uses[id].append(use)
    return uses


def each_use(
    compiled: Mapping[str, Compiled], knowledge: Knowledge, written: Mapping[str, HandWritten]
) -> Iterator[tuple[str, str, str, list[str]]]:
    """Everything that cites: what it is, its title, its address and what it cites."""
    for name, page in written.items():
        yield "Pages", page.question(), address_of(Path(name)), list(page.cited())
    for one in compiled.values():
        for outcome in one.flow.outcomes.values():
            notes = [it.note for it in page_notes(one, outcome)]
            texts = [outcome.claims.because, outcome.pays.because, outcome.body, *(note.text for note in notes)]
            support = [*outcome.claims.sources, *outcome.pays.sources, *(id for note in notes for id in note.sources)]
            cited = [*support, *CITATION.findall(" ".join(texts))]
            yield "Answers", outcome.title, f"answers/{one.flow.id}/{outcome.id}/", cited
        if one.flow.plans:
            cited = [id for fact in one.flow.plans.counting.statements() for id in fact.sources]
            yield "Plans", PLANS, f"plans/{one.flow.id}/", cited
    for association in (*knowledge.claims.values(), *knowledge.routes.values()):
        statements = [association.summary, *association.prepare, *association.steps, *association.traps]
        cited = [id for one in statements for id in (*one.sources, *CITATION.findall(one.text))]
        yield "Claims and routes", association.label, "reference/claim-types/", cited
    for event in knowledge.events.values():
        yield "Timeline", event.title, f"reference/timeline/#{event.id}", list(event.sources)
    for term in knowledge.terms.values():
        yield "Glossary", term.label, f"reference/glossary/#{term.id}", list(term.sources)
    for designation in knowledge.designations.values():
        cited = [id for metric in designation.metrics for id in (*metric.sources, *CITATION.findall(metric.text))]
        yield "Designations", designation.label, "reference/designation-metrics/", cited


def by_letter(terms: Iterable[Term]) -> dict[str, list[Term]]:
    """The glossary by first letters."""
    letters: dict[str, list[Term]] = defaultdict(list)
    for term in sorted(terms, key=lambda term: term.label.casefold()):
        letters[term.label[0].upper()].append(term)
    return letters
