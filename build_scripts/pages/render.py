"""Generated pages: the context of each template, and the Markdown rendered from it."""

from __future__ import annotations

import json
import re
import textwrap
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import jinja2
from markupsafe import Markup, escape

from build_scripts.check.combinations import as_of
from build_scripts.check.compiler import Compiled
from build_scripts.figures.drawings import feeding, limits, lines, overview, strip, way_heads
from build_scripts.figures.matrix import grids
from build_scripts.pages import ways_on
from build_scripts.pages.answer import reach_of_flow
from build_scripts.pages.calculators import high_water_context, score_context
from build_scripts.pages.changes import DayOfChanges, feed
from build_scripts.pages.changes import changes as changes_by_day
from build_scripts.pages.document import document
from build_scripts.pages.examples import example_groups, shown
from build_scripts.pages.page import Page
from build_scripts.pages.replies import reply_file, reply_files
from build_scripts.pages.report import refuse, report_host
from build_scripts.pages.site import Site, contents
from build_scripts.pages.words import capital, label
from build_scripts.pages.written import HandWritten
from build_scripts.places import PROGRAM, root_of
from build_scripts.read.faults import BadFile, at_part, did_you_mean, read_text
from build_scripts.read.knowledge import Association
from build_scripts.read.matrix_layout import Layout
from build_scripts.read.reference import Term
from decision_tree import artefact, model
from decision_tree.deadline import EARLIEST
from decision_tree.kinds import kind_of
from decision_tree.links import MOST_PRODUCTS
from decision_tree.model import (
    UNKNOWN,
    Flow,
    Moved,
    Option,
    Outcome,
    Question,
    Statement,
)
from decision_tree.reach import times
from decision_tree.reply import CONFLICTING
from decision_tree.values import MARK, filled
from decision_tree.why import row_anchor, table_words
from decision_tree.wording import CITATION

TEMPLATES = PROGRAM / "pages" / "templates"

Kept = TypeVar("Kept")

TEMPLATE = ".html.j2"
"""Ending of the names of HTML templates."""

NOTES = "assets/notes.json"
"""File of the HTML shown beside citations and terms; a page fetches it when the first of them is opened."""


Make: TypeAlias = Callable[[], Page]
"""Function that renders a page. A check never calls it, because it needs only the names of pages."""


class Pages:
    """Renders the templates of a site."""

    def __init__(self, site: Site, before: Pages | None = None) -> None:
        """Renderer of a site, with the cache of `before` if its inputs are the same. Raises NotAReportAddress."""
        refuse(site.repository.reports)
        self.site = site
        compiled_templates = site.repository.cache / "templates"
        compiled_templates.mkdir(parents=True, exist_ok=True)
        templates = [*sorted(TEMPLATES.rglob("*")), *self.own_pictures]
        self.templates = {path: path.stat().st_mtime_ns for path in templates}
        same = before is not None and before.inputs() == self.inputs()
        self.kept: dict[str, Any] = before.kept if before and same else {}
        self.environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            bytecode_cache=jinja2.FileSystemBytecodeCache(str(compiled_templates)),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        # YAML reads an escape such as \ud83c as half a character, which no file can hold
        self.environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
        self.environment.filters |= {
            "md": self.block,
            "mdi": self.inline,
            "filled": without_answers,
            "slots": with_slots,
            "asked": asked,
            "capital": capital,
            "iso": lambda day: day.isoformat(),
            "wrap": textwrap.wrap,
        }

    def inputs(self) -> tuple[Any, ...]:
        """Inputs of the cached pages. While these are equal, such a page need not be rendered again."""
        return id(self.site.rules), self.site.repository, self.templates, contents(self.site.repository.scenarios)

    def once(self, name: str, make: Callable[[], Kept]) -> Kept:
        """Value memoised under this name. `make` may use `inputs` alone, because the value lives until these change."""
        if name not in self.kept:
            self.kept[name] = make()
        kept: Kept = self.kept[name]
        return kept

    @jinja2.pass_context
    def block(self, context: jinja2.runtime.Context, text: str) -> Markup:
        """HTML of Markdown, for the page that is being rendered: its links are relative, and it links a term once."""
        html = one_line(self.site.fragments.block(text, context["root"], context["linked_terms"]))
        return Markup(with_values(html, context.get("flow")))

    @jinja2.pass_context
    def inline(self, context: jinja2.runtime.Context, text: str) -> Markup:
        """HTML of Markdown as `block` gives it, without the `<p>` of a single paragraph."""
        return Markup(one_line(self.site.fragments.inline(text, context["root"], context["linked_terms"])))

    def render(self, template: str, at: str, **context: Any) -> str:
        """Text rendered from a template. `at` is the page's path below the staged folder, for relative links."""
        return self.environment.get_template(template).render(**self.shared(at), **context)

    def render_text(self, source: str, at: str, **context: Any) -> str:
        """Text rendered from a hand-written page that is itself a template."""
        return self.environment.from_string(source).render(**self.shared(at), **context)

    def shared(self, at: str) -> dict[str, Any]:
        """Context that all templates get, for the page with this path below the staged folder."""
        linked: set[str] = set()
        knowledge, reports = self.site.knowledge, self.site.repository.reports
        return {
            "knowledge": knowledge,
            "told": knowledge.words.pages,
            "root": root_of(at),
            "linked_terms": linked,
            "site": self.site.address,
            "kind_of": kind_of,
            "row_anchor": row_anchor,
            "table_words": table_words,
            "weakest": self.weakest,
            "earliest": EARLIEST,
            "reach_times": lambda ids: times(ids, knowledge.editions),
            "flow_reach": reach_of_flow,
            "why_sources": why_sources,
            "way_on": ways_on.address,
            "begin_terms": partial(begin_terms, linked),
            "report_address": reports,
            "report_host": report_host(reports),
        }

    def weakest(self, statements: Iterable[Statement], *, disputed: bool) -> str:
        """Grade of the least sure of these statements; where something is disputed, no surer than `conflicting`.

        Statements of the grade `unknown` are left out, because their own words say that something is unknown.
        """
        order = list(self.site.knowledge.grades)
        grades = [it.grade for it in statements if it.grade != UNKNOWN]
        return max([*grades, CONFLICTING] if disputed else grades, key=order.index, default=UNKNOWN)

    def page(self, template: str, name: str, **context: Any) -> Page:
        """Page from a template with front matter. `name` is its path below the staged folder."""
        return Page.of(name, self.render(template, name, **context))

    def generated(self) -> Iterator[tuple[str, Make]]:
        """Generated pages: path below the staged folder, and the function that renders the page."""
        for one in self.site.compiled.values():
            for name, make in self.flow_pages(one):
                yield name, partial(self.once, name, make)
        registers = {
            "sources.md": self.sources,
            "reference/timeline.md": self.timeline,
            "reference/glossary.md": self.glossary,
            "changes.md": self.changes,
        }
        yield from ((name, partial(register, name)) for name, register in registers.items())

    def sources(self, name: str) -> Page:
        """Page with the register of sources, each with its uses."""
        return self.page("sources.md.j2", name, uses=self.site.uses)

    def timeline(self, name: str) -> Page:
        """Page with the events of the timeline, and pictures of them."""
        knowledge, today = self.site.knowledge, self.site.today
        strips = {era.id: strip(era, knowledge, today) for era in knowledge.eras.values()}
        return self.page("timeline.md.j2", name, strips=strips, overview=overview(knowledge, today))

    def glossary(self, name: str) -> Page:
        """Page with the terms of the glossary, by first letter."""
        return self.page("glossary.md.j2", name, letters=by_letter(self.site.knowledge.terms.values()))

    def changes(self, name: str) -> Page:
        """Page with the changes of the site, day by day."""
        return self.page("changes.md.j2", name, days=self.days)

    def fetched(self) -> Iterator[tuple[str, str]]:
        """Files that pages fetch, and the feed: path below the staged folder, and text."""
        for one in self.site.compiled.values():
            flow = one.flow
            name = f"assets/answers/{flow.id}.json"
            yield name, self.once(name, partial(self.views, flow))
            yield f"assets/words/{flow.id}.json", artefact.dump_wording(self.site.wording(flow))
        yield NOTES, self.once(NOTES, self.notes)
        yield "feed.xml", feed(self.days, self.site.address, self.site.knowledge.words.site.name)
        yield from reply_files(self.site.written, self.site.fragments, self.site.address)

    @cached_property
    def days(self) -> list[DayOfChanges]:
        """Days on which something changed."""
        return changes_by_day(self.site.compiled, self.site.written)

    def pictures(self, at: str) -> dict[str, Callable[[], str]]:
        """Pictures that a hand-written page can have: name → function that draws the picture, as HTML."""
        columns = {**self.site.knowledge.claims, **self.site.knowledge.routes}
        rows = list(feeding(self.site.knowledge, list(columns)))
        draw: dict[str, Callable[[], str]] = {
            "designation-metrics": partial(self.picture, "designation-metrics", at, columns=columns, rows=rows),
            "high-water": lambda: self.picture("high-water", at, **high_water_context()),
            "high-water-example": lambda: self.picture("high-water-example", at, **high_water_context()),
            "reports": partial(self.picture, "reports", at),
            "score": lambda: self.picture("score", at, **score_context(self.site.knowledge)),
            "score-rules": lambda: self.picture("score-rules", at, **score_context(self.site.knowledge)),
        }
        for paper in self.site.papers:
            draw[paper.id] = partial(self.picture, "paper", at, paper=paper)
        for path in self.own_pictures:
            draw[path.name.removesuffix(TEMPLATE)] = partial(self.own_picture, path, at)
        flows = self.site.compiled.items()
        matrices = {id: partial(self.matrix, one.flow, one.matrix, at) for id, one in flows if one.matrix}
        return draw | {id: partial(self.once, f"{at}#{id}", make) for id, make in matrices.items()}

    def picture(self, name: str, at: str, **context: Any) -> str:
        """Picture as HTML without blank lines."""
        return one_line(self.render(f"pictures/{name}.html.j2", at, **context))

    @property
    def own_pictures(self) -> list[Path]:
        """Templates of the pictures that are the site's own."""
        return sorted(self.site.repository.pictures.glob(f"*{TEMPLATE}"))

    def own_picture(self, path: Path, at: str) -> str:
        """A picture of the site's own as HTML without blank lines. Raises BadFile where its template is wrong."""
        text = read_text(path)
        try:
            return one_line(self.render_text(text, at, limits=list(limits(self.site.knowledge))))
        except WRONG_IN_TEMPLATE as error:
            message, help, part = template_fault(error, text)
            broken = f"the picture cannot be drawn: {message}"
            raise BadFile([at_part(path, text, *part, name="broken-template", message=broken, help=help)]) from None

    def reply_button(self, name: str) -> str:
        """Button that opens the dialog for replies on a question page, as HTML."""
        return one_line(self.render("reply-button.html.j2", name))

    def reply_dialog(self, name: str, page: HandWritten) -> str:
        """Dialog for replies on a hand-written page, as HTML."""
        replies = reply_file(name) if page.is_question else ""
        shown = page.pictures()
        flow = next((one.flow for id, one in self.site.compiled.items() if id in shown), None)  # of the matrix here
        dialog = self.render("reply.html.j2", name, flow=flow, replies=replies)
        return f"<div>\n{one_line(dialog)}\n</div>"  # Markdown takes a div for HTML, but none of our elements

    def matrix(self, flow: Flow, layout: Layout, at: str) -> str:
        """HTML of the matrix of a flow by the rules of the build's day: the overview, and the tables."""
        flow = as_of(flow, self.site.today)
        tables = list(grids(flow, layout))
        return self.picture(
            "matrix",
            at,
            flow=flow,
            layout=layout,
            grids=tables,
            heads_of_columns=way_heads(flow, layout),
            lines=list(lines(flow, layout, tables, self.site.knowledge)),
        )

    def notes(self) -> str:
        """JSON object: id of a source or term → HTML to show beside a citation of the source or a link of the term."""
        sources = {it.id: self.render("note.html.j2", NOTES, source=it) for it in self.site.knowledge.sources.values()}
        terms = {
            it.id: self.render("note.html.j2", NOTES, source=None, term=it) for it in self.site.knowledge.terms.values()
        }
        return json.dumps({**sources, **terms}, ensure_ascii=False)

    def flow_pages(self, one: Compiled) -> Iterator[tuple[str, Make]]:
        """Pages of one flow: path below the staged folder, and the function that renders the page."""
        flow = one.flow
        name = f"{flow.id}/index.md"
        yield name, partial(self.flow_page, one, name)
        if flow.plans:
            name = f"plans/{flow.id}.md"
            yield name, partial(self.plan_page, flow, name)
        name = f"answers/{flow.id}/index.md"
        yield name, partial(self.answers_index, one, name)
        if shown(self.site.cases, flow):
            name = f"examples/{flow.id}.md"
            yield name, partial(self.examples_page, flow, name)
        for outcome in flow.outcomes.values():
            name = f"answers/{flow.id}/{outcome.id}.md"
            yield name, partial(self.answer_page, flow, outcome, name)
        for id, moved in flow.former.outcomes.items():
            name = f"answers/{flow.id}/{id}.md"
            yield name, partial(self.former_page, flow, id, moved, name)

    def flow_page(self, one: Compiled, name: str) -> Page:
        """Page with the questionnaire, and with the flow as a document for readers without scripts."""
        return self.page("flow-page.md.j2", name, flow=one.flow, document=document(one))

    def plan_page(self, flow: Flow, name: str) -> Page:
        """Page that adds up the answers for several products."""
        routes, more = self.routes_of(flow), self.site.written.get(self.site.knowledge.words.pages.on_plans)
        return self.page("plan-page.md.j2", name, flow=flow, routes=routes, more=more, most_products=MOST_PRODUCTS)

    def answers_index(self, one: Compiled, name: str) -> Page:
        """Page that lists all answers of a flow."""
        examples = bool(shown(self.site.cases, one.flow))
        return self.page("answers-index.md.j2", name, flow=one.flow, groups=outcome_groups(one), examples=examples)

    def examples_page(self, flow: Flow, name: str) -> Page:
        """Page with worked examples of a flow."""
        return self.page(
            "examples.md.j2", name, flow=flow, groups=example_groups(flow, self.site.cases, self.site.today)
        )

    def answer_page(self, flow: Flow, outcome: Outcome, name: str) -> Page:
        """Page of an answer."""
        page = self.site.answers[flow.id][outcome.id]
        return self.page("answer-page.md.j2", name, flow=flow, id=outcome.id, outcome=outcome, page=page)

    def views(self, flow: Flow) -> str:
        """JSON object: outcome id → HTML of the answer, as the questionnaire shows it."""
        at, pages = f"{flow.id}/index.md", self.site.answers[flow.id]
        views = {
            id: self.render("answer.html.j2", at, flow=flow, outcome=outcome, page=pages[id])
            for id, outcome in flow.outcomes.items()
        }
        return json.dumps(views, ensure_ascii=False)

    def routes_of(self, flow: Flow) -> list[Association]:
        """The routes that answers of a flow can name, in the order of the register."""
        effects = [note.effect for note in flow.notes.values()]
        named = {id for outcome in flow.outcomes.values() for id in outcome.routes}
        named |= {id for effect in effects for id in (*effect.routes, *effect.alternatives)}
        return [route for id, route in self.site.knowledge.routes.items() if id in named]

    def moved_page(self, name: str, title: str, address: str) -> Page:
        """Page that leads on to another page. `address` is the address of that page below the root."""
        return self.page("moved-page.md.j2", name, title=title, to=f"{root_of(name)}{address}")

    def former_page(self, flow: Flow, id: str, moved: Moved, name: str) -> Page:
        """Page of an answer that is gone: it leads on to the renamed answer, or lists the answers that replaced it."""
        successors = [flow.outcomes[now] for now in successors_of(id, flow.outcomes, flow.former.outcomes)]
        if len(moved.now) == 1 and len(successors) == 1 and not moved.why:
            return self.moved_page(name, successors[0].title, f"answers/{flow.id}/{successors[0].id}/")
        return self.page("former-page.md.j2", name, flow=flow, id=id, moved=moved, successors=successors)


def successors_of(id: str, known: Mapping[str, Outcome], former: Mapping[str, Moved]) -> list[str]:
    """Ids that replaced an id that is gone; where a replacement is gone as well, the ids that replaced that one."""
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
    """Let all terms but these be linked again where they are named next; return "", because templates print it."""
    seen.clear()
    seen.update(ids)
    return ""


def one_line(html: str) -> str:
    """HTML without blank lines, which would end an HTML block of a Markdown page."""
    return "\n".join(line for line in html.splitlines() if line.strip())


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeGroup:
    """Outcomes that are reached from the same answer to the first question."""

    title: str
    outcomes: tuple[Outcome, ...]


def outcome_groups(one: Compiled) -> list[OutcomeGroup]:
    """Outcomes grouped by the first answer that leads to them; if several do, only by the first of these."""
    flow = one.flow
    start = flow.questions[flow.start]
    by_answer: dict[str, list[Outcome]] = defaultdict(list)
    for id, outcome in flow.outcomes.items():
        chosen = one.walk.situations.at_node(id)[0].answers[start.id]
        by_answer[chosen[0] if chosen else ""].append(outcome)
    titles = {**{id: capital(label(start, id)) for id in start.answers}, "": "Nothing chosen"}
    return [OutcomeGroup(title=title, outcomes=tuple(by_answer[id])) for id, title in titles.items() if id in by_answer]


@jinja2.pass_context
def without_answers(context: jinja2.runtime.Context, text: str) -> str:
    """Plain text with the words that stand for its values while no answers are known."""
    return filled(context["flow"], text, {})


@jinja2.pass_context
def with_slots(context: jinja2.runtime.Context, text: str) -> Markup:
    """Plain text as HTML in which the engine can fill in the values."""
    return Markup(with_values(str(escape(text)), context["flow"]))


@jinja2.pass_context
def asked(context: jinja2.runtime.Context, of: Question | Option, key: str) -> Markup:
    """A text of a question or an option as HTML in which the engine can fill in the values that it names."""
    return with_slots(context, of.patterns[key]) if key in of.patterns else Markup(escape(getattr(of, key)))


def with_values(html: str, flow: Flow | None) -> str:
    """HTML in which the engine can fill in the values; until then the words that stand for them are there."""
    if not flow or not flow.values:
        return html
    slot = '<span data-value="{}">{}</span>'
    return MARK.sub(
        lambda mark: slot.format(mark[1], escape(flow.values[mark[1]].unknown)) if mark[1] in flow.values else mark[0],
        html,
    )


def by_letter(terms: Iterable[Term]) -> dict[str, list[Term]]:
    """First letter, as a capital → terms, sorted by label."""
    letters: dict[str, list[Term]] = defaultdict(list)
    for term in sorted(terms, key=lambda term: term.label.casefold()):
        letters[term.label[0].upper()].append(term)
    return letters


# ---------- templates that cannot be filled in

NO_ATTRIBUTE = re.compile(r"'(?:decision_tree\.model\.)?(?P<of>[\w.]+) object' has no attribute '(?P<name>\w+)'")
"""Message of Jinja about a name that its object does not have."""

UNDEFINED = re.compile(r"'(?P<name>\w+)' is undefined")
"""Message of Jinja about a name that nothing has."""


def line_of(error: Exception) -> int:
    """Line number in the template at which an exception was raised."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno or 1 for frame in reversed(frames) if frame.filename == "<template>"), 1)


WRONG_IN_TEMPLATE = (jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""Exceptions that a mistake in a template can raise, because its expressions are evaluated as in Python."""


def template_fault(error: Exception, text: str) -> tuple[str, str, tuple[int, int]]:
    """Message, help, and start and end index of what is wrong with a page that is a template."""
    help = "it is a template of Jinja: mend what stands in '{{ }}' and '{% %}'"
    message = (error.message if isinstance(error, jinja2.TemplateError) else str(error)) or type(error).__name__
    found = NO_ATTRIBUTE.search(message) or UNDEFINED.search(message)
    if isinstance(error, jinja2.TemplateSyntaxError) or not found:
        lines = text.splitlines(keepends=True)[: line_of(error)]
        end = sum(map(len, lines))
        return message, help, (end - len(lines[-1]), max(end - 1, 1)) if lines else (0, 1)
    name, of = found["name"], found.groupdict().get("of")
    place = re.search(rf"(?<=\.){name}\b" if of else rf"\b{name}\b", text)
    known = [field.name for field in fields(getattr(model, of))] if of and hasattr(model, of) else []
    meant = did_you_mean(name, known) or help
    message = f"its {of.lower()} has no '{name}'" if of else f"nothing is called '{name}'"
    return message, meant, place.span() if place else (0, 1)
