"""Reader of flow files: a Flow, with the position of everything in its file and every fault of its form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from build_scripts.read.evidence import PAYS, read_day, read_pays, read_revisions, read_support
from build_scripts.read.faults import Fault, Place, Spot
from build_scripts.read.matrix_layout import Layout, Picture
from build_scripts.read.question_forms import FORMS, kind_of_values
from build_scripts.read.yaml_file import ID, YamlFile, children, named, reserved_reason
from decision_tree.model import (
    ALWAYS,
    UNKNOWN,
    Band,
    Claims,
    Condition,
    Counting,
    Designation,
    Edition,
    Effect,
    Flow,
    Former,
    Headline,
    Moved,
    Note,
    Option,
    Outcome,
    Plans,
    Question,
    Row,
    Since,
    Table,
    Test,
)

METRIC_STATES = ("fed", "disputed", "not-fed", UNKNOWN)

LESS_SURE = "less-sure"
"""Value of `claims:` in the effect of a note that weakens the evidence for the claims."""

FORMER_KEYS = ("reach",)
"""Keys that flows once had, accepted so that `links --since` can read older revisions."""

NOTHING = Condition(clauses=())
"""Condition that never holds, in place of one that cannot be read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A flow file as values: its flow, the layout of its matrix, faults, and positions."""

    flow: Flow | None
    """Flow, as far as it could be read; None where the file is no mapping."""
    matrix: Layout | None
    """Layout of the matrix; None where the flow has no `matrix:`."""
    faults: tuple[Fault, ...]
    spots: Mapping[Place, Spot]


def read_flow(
    text: str,
    designations: Mapping[str, Designation],
    counting: Counting | None = None,
    editions: Mapping[str, Edition] | None = None,
    grades: Iterable[str] = (),
) -> Reading:
    """Flow, matrix layout, faults and positions from the text of a flow file. No mistake of an author raises."""
    yaml = YamlFile(text)
    root = yaml.root()
    flow, matrix = FlowReader(yaml, designations, counting).file(root) if root is not None else (None, None)
    if flow:
        flow = replace(flow, editions=editions or {}, grades=tuple(grades))
    return Reading(flow=flow, matrix=matrix, faults=tuple(yaml.faults), spots=yaml.spots)


class FlowReader:
    """Reader of the parts of a flow, with one method for each part, in the order of the file."""

    def __init__(self, yaml: YamlFile, designations: Mapping[str, Designation], counting: Counting | None) -> None:
        self.yaml = yaml
        self.designations = designations
        self.counting = counting
        self.text = yaml.text_of
        self.texts = yaml.texts

    def file(self, root: MappingNode) -> tuple[Flow, Layout | None]:
        """Flow, and separately the layout of its matrix, because the engine in the browser does not use it."""
        record = self.yaml.record(
            root,
            (),
            needs=("flow", "title", "start", "questions", "outcomes"),
            takes=("intro", "cases", "tables", "notes", "plan", "matrix", "former", *FORMER_KEYS),
        )
        questions = {
            id: self.question(id, node) for id, node in self.yaml.names(record.get("questions"), ("questions",))
        }
        tables = {id: self.table(id, node) for id, node in self.yaml.names(record.get("tables"), ("tables",))}
        outcomes = {id: self.outcome(id, node) for id, node in self.yaml.names(record.get("outcomes"), ("outcomes",))}
        notes = {id: self.note(id, node) for id, node in self.yaml.names(record.get("notes"), ("notes",))}
        self.twice([("questions", questions), ("tables", tables), ("outcomes", outcomes)])
        named_credits = {outcome.credit for outcome in outcomes.values()}
        matrix = self.matrix(record["matrix"]) if "matrix" in record else None
        flow = self.text(record.get("flow"), ("flow",))
        if flow and not ID.fullmatch(flow):
            self.yaml.malformed_id(flow, ("flow",))
        whole = Flow(
            id=flow,
            title=self.text(record.get("title"), ("title",)),
            start=self.text(record.get("start"), ("start",)),
            intro=self.text(record.get("intro"), ("intro",)),
            cases={
                id: self.condition(node, ("cases", id)) for id, node in self.yaml.names(record.get("cases"), ("cases",))
            },
            questions=questions,
            tables=tables,
            outcomes=outcomes,
            notes=notes,
            designations={id: it for id, it in self.designations.items() if id in named_credits},
            plans=self.plans(record.get("plan"), claims_named(outcomes, notes)),
            former=self.former(record.get("former")),
        )
        return whole, matrix

    def plans(self, node: Node | None, claims: Set[str]) -> Plans | None:
        """Rules of plans for several products; None where the flow has no `plan:`, or nothing says how claims count."""
        if node is None:
            return None
        record = self.yaml.record(node, ("plan",), needs=("subject",), takes=("as-before", "for-all", "revisions"))
        if self.counting is None:
            self.yaml.fault(
                "missing-key",
                "the flow adds up products, and nothing says how claims are counted",
                ("plan",),
                at_key=True,
                help="add 'counting:' to knowledge/claims.yml, or take 'plan:' out",
            )
            return None
        kinds = {id: it for id, it in self.counting.kinds.items() if id in claims}
        return Plans(
            subject=self.texts(record.get("subject"), ("plan", "subject")),
            counting=replace(self.counting, kinds=kinds),
            as_before=self.texts(record.get("as-before"), ("plan", "as-before")),
            for_all={
                id: self.texts(item, ("plan", "for-all", id))
                for id, item in self.yaml.names(record.get("for-all"), ("plan", "for-all"))
            },
            revisions=read_revisions(self.yaml, record.get("revisions"), ("plan", "revisions")),
        )

    def matrix(self, node: Node) -> Layout:
        """Layout of the matrix."""
        place: Place = ("matrix",)
        needs = ("tables", "ways", "any-way", "kinds", "any-kind", "shown", "columns", "picture")
        record = self.yaml.record(node, place, needs=needs, takes=("without-pay", "without-credit"))
        picture = self.yaml.record(record.get("picture"), (*place, "picture"), needs=("answers", "shows"))
        answers, shown = (*place, "picture", "answers"), (*place, "shown")
        for key in ("tables", "ways", "shown"):
            self.has_entries(record.get(key), (*place, key), help="name one or more")
        return Layout(
            tables=self.texts(record.get("tables"), (*place, "tables")),
            ways=self.texts(record.get("ways"), (*place, "ways")),
            any_way=self.text(record.get("any-way"), (*place, "any-way")),
            kinds=self.text(record.get("kinds"), (*place, "kinds")),
            any_kind=self.text(record.get("any-kind"), (*place, "any-kind")),
            shown=tuple(self.texts(item, here) for here, item in self.yaml.items(record.get("shown"), shown)),
            columns=self.text(record.get("columns"), (*place, "columns")),
            without_pay=frozenset(self.texts(record.get("without-pay"), (*place, "without-pay"))),
            without_credit=frozenset(self.texts(record.get("without-credit"), (*place, "without-credit"))),
            picture=Picture(
                answers={
                    id: self.texts(item, (*answers, id))
                    for id, item in self.yaml.names(picture.get("answers"), answers)
                },
                shows=self.text(picture.get("shows"), (*place, "picture", "shows")),
            ),
        )

    def twice(self, groups: list[tuple[str, Mapping[str, object]]]) -> None:
        """Report ids used twice among questions, tables and outcomes, because a `goto` can name any of these."""
        seen: dict[str, str] = {}
        for group, ids in groups:
            for id in ids:
                if id in seen:
                    line = self.yaml.spots[(seen[id], id)].key.line
                    self.yaml.fault(
                        "id-twice",
                        f"'{id}' is used twice: under {seen[id]} and under {group}",
                        (group, id),
                        at_key=True,
                        help=f"the first one is in line {line}: rename one of them",
                    )
                seen.setdefault(id, group)

    # ---------- questions

    def question(self, id: str, node: Node) -> Question:
        """One question, with options, or with values in bands."""
        place: Place = ("questions", id)
        if reason := reserved_reason(id):
            self.yaml.fault(
                "reserved-id",
                f"a question cannot be called '{id}': {reason}",
                place,
                at_key=True,
                help="choose another id; it stands in every link",
            )
        valued = kind_of_values([key.value for key, _ in node.value] if isinstance(node, MappingNode) else [])
        form = FORMS[valued or "one"]
        needs, takes = ("ask", "short", form.key), ("help", "goto", "since", *form.takes)
        record = self.yaml.record(node, place, needs=needs, takes=takes)
        several = self.word(record, place, "choose", ("one", "several")) == "several"
        self.only_of_several(record, place, several=several)
        options = self.options(record.get("options"), place, several=several)
        alone = self.texts(record.get("alone"), (*place, "alone"))
        return Question(
            id=id,
            kind=valued or ("several" if several else "one"),
            ask=self.text(record.get("ask"), (*place, "ask")),
            short=self.text(record.get("short"), (*place, "short")),
            help=self.text(record.get("help"), (*place, "help")),
            options=options,
            bands=self.bands(record.get(form.key), (*place, form.key)) if valued else (),
            alone=frozenset(alone),
            empty=self.word(record, place, "empty", ("false", "true")) == "true",
            goto=self.optional(record, place, "goto"),
            since=tuple(
                self.since(item, here) for here, item in self.yaml.items(record.get("since"), (*place, "since"))
            ),
        )

    def since(self, node: Node, place: Place) -> Since:
        """Day since which a question is asked, the reason, on which paths, and what older links are taken to answer."""
        record = self.yaml.record(node, place, needs=("on", "why"), takes=("where", "taken"))
        return Since(
            on=read_day(self.yaml, record.get("on"), (*place, "on")) or date.min,
            why=self.text(record.get("why"), (*place, "why")),
            where=self.condition(record["where"], (*place, "where")) if "where" in record else None,
            taken=self.texts(record["taken"], (*place, "taken")) if "taken" in record else None,
        )

    def only_of_several(self, record: Mapping[str, Node], place: Place, *, several: bool) -> None:
        """Report keys for several choices in a question with a single choice, because they have no meaning there."""
        misspelt = not several and getattr(record.get("choose"), "value", "one") != "one"
        for key in ("alone", "empty"):
            if key in record and not several and not misspelt:
                self.yaml.fault(
                    "unknown-key",
                    f"{named(place)} has no key '{key}', since one option is chosen there",
                    (*place, key),
                    at_key=True,
                    help="add 'choose: several', or remove it",
                )

    def options(self, node: Node | None, question: Place, *, several: bool) -> tuple[Option, ...]:
        """Options of a question. Only those of a single choice may have a `goto` of their own."""
        place = (*question, "options")
        options = tuple(self.option(id, item, (*place, id), several) for id, item in self.yaml.names(node, place))
        self.has_entries(node, place, help="give it two options or more")
        return options

    def has_entries(self, node: Node | None, place: Place, *, help: str) -> None:
        """Report a mapping or a list that is in the file but empty."""
        if isinstance(node, MappingNode | SequenceNode) and not node.value:
            self.yaml.fault("wrong-type", f"{named(place)} has no entries", place, at_key=True, help=help)

    def option(self, id: str, node: Node, place: Place, several: bool) -> Option:
        """One option."""
        takes = ("hint", "brief", "only-when", *(() if several else ("goto",)))
        record = self.yaml.record(node, place, needs=("label",), takes=takes)
        return Option(
            id=id,
            label=self.text(record.get("label"), (*place, "label")),
            hint=self.text(record.get("hint"), (*place, "hint")),
            brief=self.text(record.get("brief"), (*place, "brief")),
            goto=self.optional(record, place, "goto"),
            only_when=self.condition(record["only-when"], (*place, "only-when")) if "only-when" in record else None,
        )

    def bands(self, node: Node | None, place: Place) -> tuple[Band, ...]:
        """Bands of a date. The last one must be `otherwise`, so that every date falls into a band."""
        record = self.yaml.record(node, place, needs=("bands",))
        here = (*place, "bands")
        bands = tuple(self.band(id, item, (*here, id)) for id, item in self.yaml.names(record.get("bands"), here))
        ends = [band.within is None for band in bands]
        if isinstance(record.get("bands"), MappingNode) and ends != [False] * (len(bands) - 1) + [True]:
            self.yaml.fault(
                "wrong-bands",
                "the last band, and only that one, must be 'otherwise'",
                here,
                at_key=True,
                help="end with a line such as 'stale: otherwise'",
            )
        return bands

    def band(self, id: str, node: Node, place: Place) -> Band:
        """One band: within a number of days, business days or months, or `otherwise`."""
        if isinstance(node, ScalarNode):
            if self.text(node, place) != "otherwise":
                self.yaml.fault(
                    "unknown-word",
                    f"{named(place)} cannot be '{node.value}'",
                    place,
                    help="write '{within: 12 months}' or 'otherwise'",
                )
            return Band(id=id)
        record = self.yaml.record(node, place, needs=("within",))
        number, unit = self.yaml.within(record.get("within"), (*place, "within"))
        return Band(id=id, within=number, unit=unit)

    # ---------- tables and conditions

    def table(self, id: str, node: Node) -> Table:
        """One table."""
        place: Place = ("tables", id)
        record = self.yaml.record(node, place, needs=("hit", "rows"))
        rows = self.yaml.items(record.get("rows"), (*place, "rows"))
        return Table(
            id=id,
            hit=self.yaml.word_of(record.get("hit"), (*place, "hit"), ("unique", "first"), "unique"),  # type: ignore[arg-type]
            rows=tuple(self.row(item, here) for here, item in rows),
        )

    def row(self, node: Node, place: Place) -> Row:
        """One row."""
        record = self.yaml.record(node, place, needs=("when", "goto"))
        return Row(
            when=self.condition(record.get("when"), (*place, "when")),
            goto=self.text(record.get("goto"), (*place, "goto")),
        )

    def condition(self, node: Node | None, place: Place) -> Condition:
        """Condition from a mapping of questions to tests, or from a list of such mappings, one of which must hold."""
        if node is None:
            return NOTHING
        clauses = []
        for here, item in self.yaml.items(node, place):
            entries = self.yaml.entries(item, here)
            clauses.append(tuple(self.test(question, test, (*here, question)) for question, test in entries))
            if here == place:  # a single clause may be written without a list; checks look for it at index 0
                for test in clauses[-1]:
                    self.yaml.spots[(*place, 0, test.question)] = self.yaml.spots[(*place, test.question)]
        return Condition(clauses=tuple(clauses))

    def test(self, question: str, node: Node, place: Place) -> Test:
        """Test of an answer: an option, a list one of which was chosen, or `any-of`, `all-of` and `none-of`."""
        if not isinstance(node, ScalarNode) and not children(node):
            self.yaml.fault("wrong-type", f"{named(place)} names no option", place, help="name one or more")
        if not isinstance(node, MappingNode):
            return Test(question=question, any_of=frozenset(self.texts(node, place)))
        keys = ("any-of", "all-of", "none-of")
        record = self.yaml.record(node, place, takes=keys)
        sets = {key.replace("-", "_"): frozenset(self.texts(record.get(key), (*place, key))) for key in keys}
        return Test(question=question, **sets)

    # ---------- outcomes and notes

    def outcome(self, id: str, node: Node) -> Outcome:
        """One outcome."""
        place: Place = ("outcomes", id)
        if id == "index":
            self.yaml.fault(
                "reserved-id",
                "an outcome cannot be called 'index': its page would be the list of all answers",
                place,
                at_key=True,
                help="choose another id; it stands in the address",
            )
        record = self.yaml.record(
            node,
            place,
            needs=("title", "answer", "claims", "pays", "revisions"),
            takes=("headlines", "routes", "credit", "ask-again", "body", "checked"),
        )
        self.has_entries(
            record.get("headlines"),
            (*place, "headlines"),
            help="write one, or remove the key: title and answer then hold in every case",
        )
        claims = self.claims(record.get("claims"), (*place, "claims"))
        credit = self.optional(record, place, "credit")
        self.credit(credit, claims, place)
        return Outcome(
            id=id,
            title=self.text(record.get("title"), (*place, "title")),
            answer=self.text(record.get("answer"), (*place, "answer")),
            headlines=tuple(
                self.headline(item, here)
                for here, item in self.yaml.items(record.get("headlines"), (*place, "headlines"))
            ),
            claims=claims,
            pays=read_pays(self.yaml, record.get("pays"), (*place, "pays")),
            routes=self.texts(record.get("routes"), (*place, "routes")),
            credit=credit,
            ask_again=self.optional(record, place, "ask-again"),
            body=self.text(record.get("body"), (*place, "body")),
            checked=read_day(self.yaml, record.get("checked"), (*place, "checked")),
            revisions=read_revisions(self.yaml, record.get("revisions"), (*place, "revisions")),
        )

    def headline(self, node: Node, place: Place, takes: tuple[str, ...] = ("when",)) -> Headline:
        """Headline of an outcome or a note. That of a note has no `when`, because the note has a condition already."""
        record = self.yaml.record(node, place, needs=("title", "answer"), takes=takes)
        return Headline(
            title=self.text(record.get("title"), (*place, "title")),
            answer=self.text(record.get("answer"), (*place, "answer")),
            when=self.condition(record["when"], (*place, "when")) if "when" in record else ALWAYS,
        )

    def credit(self, credit: str | None, claims: Claims, place: Place) -> None:
        """Report an outcome that names no designation to feed, or names one although its claims are unknown."""
        if (credit is None) != (claims.are == UNKNOWN) and (*place, "claims", "are") in self.yaml.spots:
            said = "has no 'credit'" if credit is None else "has a 'credit', although its claims are unknown"
            self.yaml.fault(
                "missing-key" if credit is None else "unknown-key",
                f"{named(place)} {said}",
                (*place, "credit"),
                at_key=True,
                help="an outcome says which designation it feeds, except where its claims are unknown",
            )

    def claims(self, node: Node | None, place: Place) -> Claims:
        """Claims of an outcome, with their reason, grade and sources."""
        record = self.yaml.record(node, place, needs=("are", "because"), takes=("grade", "sources"))
        grade, sources = read_support(self.yaml, record, place)
        are = self.texts(record.get("are"), (*place, "are"))
        return Claims(
            are=UNKNOWN if are == (UNKNOWN,) else are,
            because=self.text(record.get("because"), (*place, "because")),
            grade=grade,
            sources=sources,
        )

    def note(self, id: str, node: Node) -> Note:
        """One note."""
        place: Place = ("notes", id)
        record = self.yaml.record(
            node, place, needs=("title", "when", "text"), takes=("grade", "sources", "effect", "headline", "revisions")
        )
        grade, sources = read_support(self.yaml, record, place)
        return Note(
            id=id,
            title=self.text(record.get("title"), (*place, "title")),
            when=self.condition(record.get("when"), (*place, "when")),
            text=self.text(record.get("text"), (*place, "text")),
            grade=grade,
            sources=sources,
            effect=self.effect(record.get("effect"), (*place, "effect")),
            headline=self.headline(record["headline"], (*place, "headline"), ()) if "headline" in record else None,
            revisions=read_revisions(self.yaml, record.get("revisions"), (*place, "revisions")),
        )

    def effect(self, node: Node | None, place: Place) -> Effect:
        """Effect of a note on the outcome; an empty one where the note has none."""
        if node is None:
            return Effect()
        record = self.yaml.record(node, place, takes=("keep", "claims", "routes", "alternatives", "pays", "metrics"))
        claims = self.yaml.word_of(record.get("claims"), (*place, "claims"), (UNKNOWN, LESS_SURE), "")
        return Effect(
            keep=self.texts(record.get("keep"), (*place, "keep")),
            claims_unknown=claims == UNKNOWN,
            claims_less_sure=claims == LESS_SURE,
            routes=self.texts(record.get("routes"), (*place, "routes")),
            alternatives=self.texts(record.get("alternatives"), (*place, "alternatives")),
            pays=self.change(record.get("pays"), (*place, "pays")),
            metrics=self.metric_change(record.get("metrics"), (*place, "metrics")),
        )

    def change(self, node: Node | None, place: Place) -> dict[str, str]:
        """Value of `pays` → value that a note makes of it; a single word in the file replaces any value."""
        if node is None:
            return {}
        if isinstance(node, ScalarNode):
            return {"any": self.yaml.word_of(node, place, PAYS, UNKNOWN)}
        changed = {}
        for value, item in self.yaml.entries(node, place):
            if value not in PAYS:
                self.yaml.fault(
                    "unknown-word",
                    f"{named(place)} cannot change '{value}'",
                    (*place, value),
                    at_key=True,
                    help="known are " + ", ".join(f"'{word}'" for word in PAYS),
                )
            changed[value] = self.yaml.word_of(item, (*place, value), PAYS, UNKNOWN)
        return changed

    def metric_change(self, node: Node | None, place: Place) -> dict[str, str]:
        """Metric id → state that a note gives it."""
        return {
            metric: self.yaml.word_of(item, (*place, metric), METRIC_STATES, UNKNOWN)
            for metric, item in self.yaml.entries(node, place)
        }

    # ---------- former ids

    def former(self, node: Node | None) -> Former:
        """Former ids that links may still name, by kind, each with its successors."""
        place: Place = ("former",)
        record = self.yaml.record(node, place, takes=("questions", "options", "outcomes", "notes"))
        options = {
            question: self.all_moved(item, (*place, "options", question))
            for question, item in self.yaml.names(record.get("options"), (*place, "options"))
        }
        outcomes = self.all_moved(record.get("outcomes"), (*place, "outcomes"), titled=True)
        questions, notes = (self.all_moved(record.get(kind), (*place, kind)) for kind in ("questions", "notes"))
        return Former(questions=questions, options=options, outcomes=outcomes, notes=notes)

    def all_moved(self, node: Node | None, place: Place, *, titled: bool = False) -> dict[str, Moved]:
        """Former id → its successors."""
        return {id: self.moved(item, (*place, id), titled=titled) for id, item in self.yaml.names(node, place)}

    def moved(self, node: Node, place: Place, *, titled: bool) -> Moved:
        """Successors of one former id. A plain rename needs no reason; everything else does."""
        takes = ("now", "why", "in-error")
        record = self.yaml.record(node, place, needs=("on", "title") if titled else ("on",), takes=takes)
        now = self.texts(record.get("now"), (*place, "now"))
        in_error = self.word(record, place, "in-error", ("false", "true")) == "true"
        why = self.text(record.get("why"), (*place, "why"))
        if place in self.yaml.spots and "why" not in record and (len(now) != 1 or in_error):
            self.yaml.fault(
                "missing-key",
                f"{named(place)} does not say why it is gone",
                place,
                at_key=True,
                help="add 'why: …', a sentence for the reader whose link still names it",
            )
        return Moved(
            on=read_day(self.yaml, record.get("on"), (*place, "on")) or date.min,
            now=now,
            why=why,
            title=self.text(record.get("title"), (*place, "title")),
            in_error=in_error,
        )

    # ---------- single values

    def optional(self, record: Mapping[str, Node], place: Place, key: str) -> str | None:
        """Text under a key; None where the key is left out."""
        return self.text(record[key], (*place, key)) or None if key in record else None

    def word(self, record: Mapping[str, Node], place: Place, key: str, known: tuple[str, ...]) -> str:
        """Word under a key, one of the known ones; the first of these where the key is left out."""
        return self.yaml.word_of(record.get(key), (*place, key), known, known[0])


def claims_named(outcomes: Mapping[str, Outcome], notes: Mapping[str, Note]) -> set[str]:
    """Ids of all claims that outcomes name, or that notes say to keep."""
    are = (outcome.claims.are for outcome in outcomes.values() if not isinstance(outcome.claims.are, str))
    return {claim for ids in (*are, *(note.effect.keep for note in notes.values())) for claim in ids}
