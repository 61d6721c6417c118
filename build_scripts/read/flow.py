"""Reader of flow files: a Flow, with the position of everything in its file and every fault of its form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, partial
from types import MappingProxyType
from typing import Any, TypeVar, cast

from yaml.nodes import MappingNode, Node, ScalarNode

from build_scripts.read.evidence import FACT, PAYS, PAYS_FACT, REVISIONS
from build_scripts.read.faults import Fault, Place, Spot
from build_scripts.read.forms import Entry, Form, Key, Nodes, Rule, Value, Values, optional, required
from build_scripts.read.matrix_layout import MATRIX, Layout
from build_scripts.read.question_forms import FORMS, MOST_MONEY, OPTIONS, QuestionForm, kind_of_values
from build_scripts.read.see import WAYS_ON
from build_scripts.read.values import (
    DAY,
    DAY_LIMIT,
    FLAG,
    HUNDREDTHS,
    ID,
    ID_SET,
    IDS,
    KEBAB_ID,
    LENGTH,
    MARKDOWN,
    TEXT,
    WHOLE,
    list_of,
    mapping_of,
    not_empty,
    or_unknown,
    word,
)
from build_scripts.read.yaml_file import YamlFile, children, named, reserved_reason
from decision_tree.dates import iso_day
from decision_tree.model import (
    ALWAYS,
    MOST,
    NO_CLAIMS,
    NO_PAYMENT,
    TODAY,
    UNKNOWN,
    AnswerList,
    Band,
    Claims,
    Condition,
    Counting,
    Designation,
    Edition,
    Effect,
    Fact,
    FactWord,
    Flow,
    Former,
    Headline,
    How,
    Moved,
    Note,
    Option,
    Outcome,
    Plans,
    Question,
    Row,
    Since,
    SiteWords,
    StatedValue,
    Table,
    Test,
    Unit,
)
from decision_tree.model import Value as DerivedValue
from decision_tree.values import MARK, NUMBER, fraction

METRIC_STATES = ("fed", "disputed", "not-fed", UNKNOWN)

LESS_SURE = "less-sure"
"""Value of `claims:` in the effect of a note that weakens the evidence for the claims."""

NOTHING = Condition(clauses=())
"""Condition that never holds, in place of one that cannot be read."""


# ---------- conditions


ANSWER_TEST: Form[dict[str, Any]] = Form(
    dict,
    "Test of several choices",
    "What the answer to a question with several choices must be.",
    optional("any-of", ID_SET, "At least one of these is chosen."),
    optional("all-of", ID_SET, "All of these are chosen."),
    optional("none-of", ID_SET, "None of these is chosen."),
    instead={
        "or": "write 'any-of: […]', or simply a list of options",
        "and": "write 'all-of: […]'",
        "not": "write 'none-of: […]'",
    },
)


def make_day_test(*, first: date | None, last: date | None) -> Test:
    """Test of the day: `first` has come, and the day after `last` has not."""
    end = last + timedelta(days=1) if last and last < date.max else None
    return Test(question=TODAY, all_of=frozenset(iso(first)), none_of=frozenset(iso(end)))


def iso(day: date | None) -> Iterator[str]:
    """A day as ISO date; nothing for None."""
    if day:
        yield day.isoformat()


def some_time(yaml: YamlFile, place: Place, _nodes: Nodes, values: Values) -> None:
    """Report a time that ends before it begins, because the condition would never hold."""
    first, last = values["first"], values["last"]
    if first and last and last < first:
        yaml.fault(
            "wrong-type",
            f"{named(place)} ends before it begins",
            (*place, "until"),
            help="'until' is the last day on which it holds",
        )


DAY_TEST: Form[Test] = Form(
    make_day_test,
    "Test of the day",
    "From or until which day a condition holds, under `today` in place of a question. Readers are told beforehand.",
    optional("from", DAY, "The first day on which it holds.", default=None, goes_to="first"),
    optional("until", DAY, "The last day on which it holds.", default=None, goes_to="last", rule=some_time),
)


def read_day_test(yaml: YamlFile, node: Node, place: Place) -> Test:
    """Test of the day, from a mapping with `from`, `until` or both."""
    if isinstance(node, MappingNode) and node.value:
        return DAY_TEST.read(yaml, node, place)
    help = "write {from: …} for the first day on which it holds, {until: …} for the last, or both"
    yaml.fault("wrong-type", f"{named(place)} says neither 'from' nor 'until'", place, help=help)
    return Test(question=TODAY)


ONE_OF_SEVERAL = "write a list of conditions, one of which must hold: [{question: option}, {other: option}]"

JOINED: Mapping[str, str] = {
    "or": ONE_OF_SEVERAL,
    "any": ONE_OF_SEVERAL,
    "and": "write all in one mapping, each question once: {question: option, other: option}",
    "all": "write all in one mapping, each question once: {question: option, other: option}",
    "not": "write what must not be chosen behind the question: {question: {none-of: [option]}}",
}
"""Word by which people join conditions, although it is none → what to write instead."""


def read_test(question: str, yaml: YamlFile, node: Node, place: Place) -> Test:
    """Test of an answer: an option, a list one of which was chosen, or `any-of`, `all-of` and `none-of`.

    Under `today` it is a test of the day.
    """
    if question == TODAY:
        return read_day_test(yaml, node, place)
    if not isinstance(node, ScalarNode) and not children(node):
        yaml.fault("wrong-type", f"{named(place)} names no option", place, help="name one or more")
    if not isinstance(node, MappingNode):
        return Test(question=question, any_of=frozenset(yaml.texts(node, place)))
    return Test(question=question, **ANSWER_TEST.read(yaml, node, place))


def read_condition(yaml: YamlFile, node: Node | None, place: Place) -> Condition:
    """Condition from a mapping of questions to tests, or from a list of such mappings, one of which must hold."""
    if node is None:
        return NOTHING
    clauses = []
    for here, item in yaml.items(node, place):
        entries = [it for it in yaml.entries(item, here, "write {question: option}") if not joined(yaml, *it, here)]
        clauses.append(tuple([read_test(question, yaml, test, (*here, question)) for question, test in entries]))
        if here == place:  # a single clause may be written without a list; checks look for it at index 0
            for test in clauses[-1]:
                yaml.spots[(*place, 0, test.question)] = yaml.spots[(*place, test.question)]
    return Condition(clauses=tuple(clauses))


def joined(yaml: YamlFile, key: str, node: Node, place: Place) -> bool:
    """Whether a key of a condition is a word that joins conditions, which is a fault, and no question."""
    word = key in JOINED and (key == "not" or any(isinstance(it, MappingNode) for it in children(node)))
    if word:
        yaml.fault("unknown-word", f"a condition has no '{key}'", (*place, key), at_key=True, help=JOINED[key])
    return word


CONDITION = Value("condition", read_condition, forms=(ANSWER_TEST, DAY_TEST), shape="{question: option}")


def conditions(flow: Flow) -> Iterator[tuple[Condition, Place]]:
    """Every condition of a flow, with its place."""
    for node in (*flow.tables, *flow.questions):
        yield from conditions_at(flow, node)
    for note in flow.notes.values():
        yield note.when, ("notes", note.id, "when")
    for id, condition in flow.cases.items():
        yield condition, ("cases", id)
    for outcome in flow.outcomes.values():
        for number, headline in enumerate(outcome.headlines):
            yield headline.when, ("outcomes", outcome.id, "headlines", number, "when")
    for question in flow.questions.values():
        for number, since in enumerate(question.since):
            if since.where:
                yield since.where, ("questions", question.id, "since", number, "where")


def conditions_at(flow: Flow, node: str) -> Iterator[tuple[Condition, Place]]:
    """Conditions that are evaluated at a node, with their places."""
    if node in flow.tables:
        for number, row in enumerate(flow.tables[node].rows):
            yield row.when, ("tables", node, "rows", number, "when")
    elif node in flow.questions:
        for option in flow.questions[node].options:
            if option.only_when is not None:
                yield option.only_when, ("questions", node, "options", option.id, "only-when")


def days_named(flow: Flow) -> tuple[str, ...]:
    """Days that conditions of a flow test, as ISO dates, the earliest first."""
    tests = (test for condition, _ in conditions(flow) for test in condition.tests())
    return tuple(sorted({day for test in tests if test.question == TODAY for day in test.options}))


# ---------- questions


OTHERWISE = "otherwise"
"""The last band, and the entry of a look-up for all options or bands that have none."""

COUNTED_BACK = "leave it out: a band always counts back from the day on which readers answer"


def make_band(id: str, within: tuple[int, Unit] | None, until: str) -> Band:
    """Band of dates, limited by the time that has passed or by its last day."""
    return Band(id=id, within=within[0], unit=within[1]) if within else Band(id=id, until=until)


def one_limit(yaml: YamlFile, place: Place, nodes: Nodes, _values: Values) -> None:
    """Report a band of dates without a limit, or with two."""
    limits = [key for key in ("within", "until") if key in nodes or yaml.meant(place, key)]
    if len(limits) != 1 and (place in yaml.spots or nodes):
        said = "has both 'within' and 'until'" if limits else "has neither 'within' nor 'until'"
        help = "keep one of them" if limits else "write {within: 12 months}, {until: 2027-01-01} or 'otherwise'"
        yaml.fault("missing-key", f"{named(place)} {said}", place, at_key=True, help=help)


BAND = Entry(
    make_band,
    "Band",
    "What a date counts as: `{within: …}`, `{until: …}`, or `otherwise` for the last band.",
    optional(
        "within",
        LENGTH,
        "How much time has passed since the date, at most, seen from today; a day to come is within any time.",
        default=None,
        required_when="unless it has `until`",
    ),
    optional(
        "until",
        DAY_LIMIT,
        "Its last day: a day, `today`, or the id of a question or a value before. The earliest bands come first.",
        required_when="unless it has `within`",
    ),
    rules=(one_limit,),
    instead={"relative-to": COUNTED_BACK},
)


def band_value(form: Form[Band], such: str) -> Value:
    """Kind of value that is a band: limits as a form reads them, or `otherwise`. `such` is an example for authors."""

    def read(yaml: YamlFile, node: Node | None, place: Place) -> Band:
        if not isinstance(node, ScalarNode):
            return form.read(yaml, node, place)
        if yaml.text_of(node, place) != "otherwise":
            help = f"write '{such}' or 'otherwise'"
            yaml.fault("unknown-word", f"{named(place)} cannot be '{node.value}'", place, help=help)
        return Band(id=str(place[-1]))

    return Value("", read, forms=(form,))


NUMBER_BAND = Entry(
    Band,
    "Band of numbers",
    "What a number counts as: `{up-to: …}`, or `otherwise` for the last band.",
    required("up-to", WHOLE, "The largest number of the band; the smallest follows the band before."),
    instead={"from": "leave it out: a band begins after the one before", "at-most": "write 'up-to: …'"},
)


MONEY_BAND = Entry(
    Band,
    "Band of amounts",
    "What an amount of money counts as: `{up-to: …}`, or `otherwise` for the last band.",
    required("up-to", HUNDREDTHS, "The largest amount of the band; the smallest follows the band before."),
    instead={"from": "leave it out: a band begins after the one before", "at-most": "write 'up-to: …'"},
)


def faulty(yaml: YamlFile, place: Place) -> bool:
    """Whether something within a place has a fault, whose consequence another one would be."""
    return any(fault.place[: len(place)] == place for fault in yaml.faults)


def said_limit(place: Place, limit: int) -> str:
    """A limit as authors write it: amounts of money, and limits of values, are read in hundredths."""
    if place[-1] != "money" and place[0] != "values":
        return str(limit)
    return f"{limit / 100:.2f}".removesuffix(".00")


def rising(yaml: YamlFile, place: Place, _nodes: Nodes, values: Values) -> None:
    """Report a band of numbers that no number can fall into, because it ends before it begins."""
    last, ends = (None if place[0] == "values" else -1), ""
    if faulty(yaml, place):
        return
    for id, band in values["bands"].items():
        end = band.until if iso_day(band.until) else ""
        if end and end <= ends:
            help = f"write a day after {ends}, or move the band"
            said = f"no day falls into band '{id}': one before it goes until {ends}"
            yaml.fault("wrong-bands", said, (*place, "bands", id, "until"), help=help)
        ends = max(ends, end)
        if band.up_to is not None and last is not None and band.up_to <= last:
            at, before = (*place, "bands", id, "up-to"), said_limit(place, last)
            help = f"write a number above {before}, or move the band"
            said = f"no number falls into band '{id}': the one before goes up to {before}"
            yaml.fault("wrong-bands", said, at, help=help)
        last = band.up_to if last is None else max(last, band.up_to or last)


def limited(band: Band) -> bool:
    """Whether a band has a limit, so that it does not take all that is left."""
    return band.within is not None or band.up_to is not None or bool(band.until)


def ends_otherwise(yaml: YamlFile, place: Place, nodes: Nodes, values: Values) -> None:
    """Report bands of which not the last one, and only that, is `otherwise`: every date has to fall into a band."""
    if not isinstance(nodes.get("bands"), MappingNode):
        return
    if not values["bands"]:
        help = "write one or more, and end with a line such as 'stale: otherwise'"
        yaml.fault("wrong-bands", "there is no band", (*place, "bands"), at_key=True, help=help)
        return
    *before, last = values["bands"].values()
    for band in before:
        if not limited(band) and not faulty(yaml, (*place, "bands", band.id)):
            message = f"band '{band.id}' takes all that is left, so that no other can follow"
            help = f"move it behind '{last.id}', or give it a limit"
            yaml.fault("wrong-bands", message, (*place, "bands", band.id), help=help)
    if limited(last):
        message = f"the last band, '{last.id}', has a limit, so that what is beyond it falls into no band"
        help = f"write '{last.id}: otherwise', or add a line such as 'more: otherwise' behind it"
        yaml.fault("wrong-bands", message, (*place, "bands", last.id), at_key=True, help=help)


VALUES_IN_BANDS = Form(
    lambda bands: tuple(bands.values()),
    "Date",
    "The bands into which a date can fall.",
    required(
        "bands",
        mapping_of(band_value(BAND, "{within: 12 months}"), "mapping of ids to {}, or `otherwise`"),
        "The bands by their ids, which conditions name as if they were options. The first that fits counts.",
        rule=ends_otherwise,
    ),
    rules=(rising,),
    instead={"relative-to": COUNTED_BACK},
)


NUMBERS_IN_BANDS = Form(
    lambda bands: tuple(bands.values()),
    "Number",
    "The bands into which a number can fall.",
    required(
        "bands",
        mapping_of(band_value(NUMBER_BAND, "{up-to: 300}"), "mapping of ids to {}, or `otherwise`"),
        "The bands by their ids, which conditions name as if they were options, the smallest numbers first.",
        rule=ends_otherwise,
    ),
    rules=(rising,),
)

AMOUNTS_IN_BANDS = Form(
    lambda bands: tuple(bands.values()),
    "Money",
    "The bands into which an amount of money can fall.",
    required(
        "bands",
        mapping_of(band_value(MONEY_BAND, "{up-to: 6002}"), "mapping of ids to {}, or `otherwise`"),
        "The bands by their ids, which conditions name as if they were options, the smallest amounts first.",
        rule=ends_otherwise,
    ),
    rules=(rising,),
)

BANDS = {"number": NUMBERS_IN_BANDS, "year": NUMBERS_IN_BANDS, "money": AMOUNTS_IN_BANDS}
"""Kind of question → the form of its bands; all other kinds have those of a date."""


def option_form(title: str, means: str, *goto: Key, instead: Mapping[str, str] = MappingProxyType({})) -> Form[Option]:
    """Form of an option."""
    return Entry(
        Option,
        title,
        means,
        required("label", TEXT, "What readers see."),
        optional("hint", TEXT, "What is said beside it."),
        optional("brief", TEXT, "Its label where answers stand in one line, such as in a reply."),
        optional("only-when", CONDITION, "When it is offered; left out: always.", default=None),
        *goto,
        instead=instead,
    )


OPTION = option_form(
    "Option of a single choice",
    "One of the answers, of which readers choose one.",
    optional(
        "goto", ID, "What follows: a question, a table or an outcome; left out: what the question says.", default=None
    ),
)

CHOICE = option_form(
    "Option of several",
    "One of the answers, of which readers choose several.",
    instead={
        "goto": "leave it out: several can be chosen, so that none of them leads on; let the question's 'goto' name a "
        "table, with a row whose 'when' names this option"
    },
)

SINCE = Form(
    Since,
    "Since",
    "A day since which a question is asked. Links that were copied before that day carry no answer to it.",
    required("on", DAY, "The day."),
    optional("where", CONDITION, "The paths on which it is new; left out: all.", default=None),
    required("why", TEXT, "Why it is asked now, for the readers of older links."),
    optional("taken", IDS, "What older links are taken to answer; left out: readers are asked.", default=None),
)


def of_several(yaml: YamlFile, place: Place, nodes: Nodes, _values: Values) -> None:
    """Report keys for several choices in a question with a single choice, because they have no meaning there."""
    if getattr(nodes.get("choose"), "value", "one") != "one":  # misspelt, which is reported already
        return
    for key in ("alone", "empty"):
        if key in nodes:
            yaml.fault(
                "unknown-key",
                f"{named(place)} has no key '{key}', since one option is chosen there",
                (*place, key),
                at_key=True,
                help="add 'choose: several', or remove it",
            )


def single_option(yaml: YamlFile, place: Place, nodes: Nodes, values: Values) -> None:
    """Report a single choice with one option, because readers have nothing to choose."""
    if len(values["options"]) == 1 and len(children(nodes["options"])) == 2 and not yaml.hides:
        yaml.fault(
            "single-option",
            f"question '{place[-1]}' has a single option, so that there is nothing to choose",
            (*place, OPTIONS),
            at_key=True,
            help="give it another option, or leave the question out",
        )


def possible_id(yaml: YamlFile, place: Place, _nodes: Nodes, _values: Values) -> None:
    """Report the id of a question that links cannot have."""
    if reason := reserved_reason(str(place[-1])):
        yaml.fault(
            "reserved-id",
            f"a question cannot be called '{place[-1]}': {reason}",
            place,
            at_key=True,
            help="choose another id; it stands in every link",
        )


def in_range(kind: str, yaml: YamlFile, place: Place, _nodes: Nodes, values: Values) -> None:
    """Report bands of numbers that the question does not accept, and a range without any number."""
    first, last = values["at_least"], values["at_most"]
    if faulty(yaml, place) or isinstance(first, str) or isinstance(last, str):
        return
    if first > last:
        yaml.fault(
            "wrong-bands", f"no number is at least {first} and at most {last}", (*place, "at-most"), help="mend one"
        )
        return
    for band in values["bands"]:
        if band.up_to is not None and not first <= band.up_to < last:
            said = f"up to {band.up_to}, and the question accepts {first:,} to {last:,}"
            help = "mend the number, or 'at-least' and 'at-most'"
            at = (*place, kind, "bands", band.id, "up-to")
            yaml.fault(
                "wrong-bands", f"band '{band.id}' or the one behind it is never met: it goes {said}", at, help=help
            )


RULES: Mapping[str, tuple[Rule, ...]] = {
    "one": (of_several, single_option),
    **{kind: (partial(in_range, kind),) for kind in BANDS},
}
"""Kind of question → the rules of its own."""


MOST_OF = {"money": MOST_MONEY, "year": 9999}
"""Kind → the largest number that readers can give, in the smallest unit, where it is not that of all numbers."""


def make_question(kind: str, **values: Any) -> Question:
    """Question from the values of its keys. `choose` is not among its fields, because the kind says the same."""
    values.pop("choose", None)
    for key, of, all_of_them in (("at_least", "least", 0), ("at_most", "most", MOST_OF.get(kind, MOST))):
        if isinstance(values.get(key), str):
            values.update({of: values[key], key: all_of_them})
    if kind == "money":
        values["decimals"] = 2
    elif values.get("decimals"):  # its limits are written in whole numbers
        units = 10 ** values["decimals"]
        values.update(at_least=values["at_least"] * units, at_most=values["at_most"] * units)
        bands = (replace(it, up_to=None if it.up_to is None else it.up_to * units) for it in values["bands"])
        values["bands"] = tuple(bands)
    return Question(kind=kind, options=tuple(values.pop("options", {}).values()), **values)


@cache
def question_form(kind: str, form: QuestionForm) -> Form[Question]:
    """Form of a question of one kind."""
    options = mapping_of(CHOICE if kind == "several" else OPTION)
    if form.key == OPTIONS:
        answers = required(
            OPTIONS, not_empty(options, help="give it two options or more"), "The options, by their ids."
        )
    else:
        bands = BANDS.get(kind, VALUES_IN_BANDS)
        answers = required(form.key, bands, "The bands into which the value can fall.", goes_to="bands")
    return Entry(
        partial(make_question, kind),
        form.title,
        form.means,
        required("ask", TEXT, "The question."),
        required("short", TEXT, "What it is called where there is little room, such as in a list of answers."),
        optional("help", MARKDOWN, "What helps to answer it."),
        *form.takes,
        answers,
        optional(
            "goto",
            ID,
            "What follows: a question, a table or an outcome.",
            default=None,
            required_when="unless each option has one" if kind == "one" else "always",
        ),
        optional("since", list_of(SINCE), "Where it was not asked from the beginning."),
        rules=(possible_id, *RULES.get(kind, ())),
        besides=() if form.key != OPTIONS else tuple(it.key for it in FORMS.values() if it.key != OPTIONS),
    )


def read_question(yaml: YamlFile, node: Node | None, place: Place) -> Question:
    """Question of the kind that its keys tell."""
    kind = kind_of(node)
    return question_form(kind, FORMS[kind]).read(yaml, node, place)


def kind_of(node: Node | None) -> str:
    """Name of the kind of a question: by the key of its values, or by how many options are chosen."""
    entries = node.value if isinstance(node, MappingNode) else []
    choose = next((value for key, value in entries if key.value == "choose"), None)
    several = isinstance(choose, ScalarNode) and choose.value.strip() == "several"
    return kind_of_values([key.value for key, _ in entries]) or ("several" if several else "one")


QUESTION = Value("", read_question, forms=tuple(question_form(*item) for item in FORMS.items()))


# ---------- tables

ROW = Form(
    Row,
    "Row",
    "A rule of a table.",
    required("when", CONDITION, "The answers for which it holds; `{}` holds for all."),
    required("goto", ID, "What follows: a question, a table or an outcome."),
)

TABLE = Entry(
    Table,
    "Table",
    "Rules that choose what follows by the answers so far, without asking readers.",
    required(
        "hit",
        word(("unique", "first"), "unique"),
        "`unique`: exactly one row holds, whatever readers answer. `first`: the first row that holds counts.",
    ),
    required("rows", list_of(ROW), "The rules."),
)


# ---------- outcomes

CLAIMS_FACT = Form(
    Claims,
    "Claims",
    "The fact which claims to file.",
    required("are", or_unknown(IDS), "Ids of `knowledge/claims.yml`; `[]` for none."),
    required("because", MARKDOWN, "The reason, shown beside it."),
    *FACT,
)

TITLE = required("title", TEXT, "What to do, in a few words.")
ANSWER = required("answer", TEXT, "The answer in one or two sentences of plain text.")

HEADLINE = Form(
    Headline,
    "Headline",
    "What stands first on an answer for one case, instead of its title and answer.",
    optional("when", CONDITION, "The case; left out: always.", default=ALWAYS),
    TITLE,
    ANSWER,
)


def own_page(yaml: YamlFile, place: Place, _nodes: Nodes, _values: Values) -> None:
    """Report an outcome whose page would be another one."""
    if place[-1] == "index":
        yaml.fault(
            "reserved-id",
            "an outcome cannot be called 'index': its page would be the list of all answers",
            place,
            at_key=True,
            help="choose another id; it stands in the address",
        )


def names_credit(yaml: YamlFile, place: Place, nodes: Nodes, values: Values) -> None:
    """Report an outcome that names no designation to feed, or names one although its claims are unknown.

    One that says nothing of payment or routes either is about no claims, or lacks more than this.
    """
    nothing = not values["credit"]
    if yaml.meant(place, "credit") or (nothing and not {"pays", "routes"} & {*nodes}):
        return
    if nothing != (values["claims"].are == UNKNOWN) and (*place, "claims", "are") in yaml.spots:
        said = "has no 'credit'" if nothing else "has a 'credit', although its claims are unknown"
        yaml.fault(
            "missing-key" if nothing else "unknown-key",
            f"{named(place)} {said}",
            (*place, "credit"),
            at_key=True,
            help="add 'credit: …', the id of a designation; only claims that are unknown have none"
            if nothing
            else "remove it; only known claims feed a designation",
        )


SAID = Form(
    StatedValue,
    "Value of a fact",
    "What an outcome states under one of the flow's `facts`.",
    required("is", ID, "One of the fact's `words`.", goes_to="value"),
    required("because", MARKDOWN, "The reason, shown beside it."),
    *FACT,
)


OUTCOME = Entry(
    Outcome,
    "Outcome",
    "An answer that the flow leads to. It has a page of its own, and its id is part of the address.",
    required("title", TEXT, "The answer in a few words, for lists, search and previews."),
    ANSWER,
    optional(
        "headlines",
        not_empty(list_of(HEADLINE), help="write one, or remove the key: title and answer then hold in every case"),
        "What stands first instead, for one case each. Exactly one must hold in each case that leads here.",
    ),
    optional(
        "claims",
        CLAIMS_FACT,
        "Which claims to file.",
        default=NO_CLAIMS,
        required_when="unless no outcome of the flow is about claims",
    ),
    optional(
        "says",
        mapping_of(SAID, "mapping of facts to {}"),
        "What it states under the flow's `facts`; each outcome states all of them.",
    ),
    optional("routes", IDS, "Other ways of being associated: ids of `knowledge/routes.yml`."),
    optional("pays", PAYS_FACT, "Whether they pay.", default=NO_PAYMENT, required_when="where it has `claims`"),
    optional(
        "credit",
        ID,
        "The designation that claims and routes feed: an id of `knowledge/designations.yml`.",
        default=None,
        required_when="where it has `claims`, unless they are `unknown`",
        rule=names_credit,
    ),
    optional(
        "ask-again",
        ID,
        "The question that “I don't know” was the answer to. A link leads back to it.",
        default=None,
    ),
    optional("body", MARKDOWN, "More about it."),
    optional("checked", DAY, "The day on which somebody last compared it with its sources.", default=None),
    required("revisions", REVISIONS, "What changed in it, from “First published.” on."),
    rules=(own_page,),
)


# ---------- notes


def read_change(yaml: YamlFile, node: Node | None, place: Place) -> dict[str, str]:
    """Value of `pays` → value that a note makes of it; a single word in the file replaces any value."""
    if node is None:
        return {}
    if isinstance(node, ScalarNode):
        return {"any": yaml.word_of(node, place, PAYS, UNKNOWN)}
    changed = {}
    for value, item in yaml.entries(node, place):
        if value not in PAYS:
            yaml.fault(
                "unknown-word",
                f"{named(place)} cannot change '{value}'",
                (*place, value),
                at_key=True,
                help="known are " + ", ".join(f"'{word}'" for word in PAYS),
            )
        changed[value] = yaml.word_of(item, (*place, value), PAYS, UNKNOWN)
    return changed


def make_effect(*, claims: str, **values: Any) -> Effect:
    """Effect from the values of its keys."""
    return Effect(claims_unknown=claims == UNKNOWN, claims_less_sure=claims == LESS_SURE, **values)


EFFECT = Form(
    make_effect,
    "Effect",
    "What a note changes about the outcome where it holds.",
    optional("keep", IDS, "Claims that are held already, so that they are kept and not filed again."),
    optional(
        "claims",
        word((UNKNOWN, LESS_SURE), ""),
        "`unknown`: nobody knows which claims. `less-sure`: the same claims, at best as sure as the note.",
    ),
    optional("routes", IDS, "Other ways of being associated, beside those of the outcome."),
    optional("alternatives", IDS, "Other ways of being associated that are accepted as well."),
    optional(
        "pays",
        Value(f"{word(PAYS, '').words}; or a mapping of these to these", read_change),
        "Whether the claims pay: one word whatever it was, or what becomes of which word.",
    ),
    optional(
        "metrics",
        mapping_of(replace(word(METRIC_STATES, UNKNOWN), shape=UNKNOWN), "mapping of metrics to states", kebab=False),
        "What becomes of a metric: " + word(METRIC_STATES, "").words + ".",
    ),
)

NOTE = Entry(
    Note,
    "Note",
    "A remark that is shown on an answer if, and only if, its condition holds.",
    required("title", TEXT, "Its heading."),
    required("when", CONDITION, "When it holds."),
    required("text", MARKDOWN, "What it says."),
    *FACT,
    optional("effect", EFFECT, "What it changes about the outcome.", default=Effect()),
    optional(
        "headline",
        Form(Headline, "Headline of a note", HEADLINE.means, TITLE, ANSWER),
        "What stands first on an answer where the note holds, before the outcome's own headlines.",
        default=None,
    ),
    optional(
        "list", ID, "The list of the answer in which it stands; left out: it is under “Also note”.", goes_to="in_list"
    ),
    optional(
        "deadline",
        ID,
        "A question of a date. The last day on which that date is in its band is the last day for what the note says.",
    ),
    WAYS_ON,
    optional("revisions", REVISIONS, "What changed in it since it was first published."),
)


# ---------- facts and lists

FACT_WORD = Entry(
    FactWord,
    "Word of a fact",
    "A value that a fact can have.",
    required("label", TEXT, "What readers see."),
    optional("look", word(("good", "caution", "bad"), ""), "How it looks; left out: like any words.", default=None),
)

DECLARED_FACT = Entry(
    Fact,
    "Fact of a flow",
    "A fact that every outcome of the flow states under `says`.",
    required("title", TEXT, "What readers see before its value."),
    required(
        "words",
        not_empty(mapping_of(FACT_WORD), help="give it the values that it can have"),
        "The values that it can have, by their ids.",
    ),
)

LIST = Entry(
    AnswerList,
    "List",
    "A list in the answers, such as the next steps. The notes that name it under `list` and that hold are its entries.",
    required("title", TEXT, "Its heading."),
    optional("if-empty", TEXT, "What stands in place of an empty list; left out: then the list is not shown."),
    optional(
        "ordered",
        FLAG,
        "Whether the entries are to be done in their order. Replies then have their texts, too.",
        default=False,
    ),
    optional("in-replies", FLAG, "Whether replies name the entries; left out: they do.", default=True),
)


# ---------- values

TERMS = Value("list of terms", YamlFile.texts, shape="[…]")


def make_value(
    id: str,
    by: tuple[int, Unit] | None,
    rounded: tuple[str, str],
    looked_up: dict[str, str],
    daily: dict[str, str],
    **values: Any,
) -> DerivedValue:
    """Value from the key of its arithmetic, which is the only one that has terms."""
    terms = {key: values.pop(key.replace("-", "_")) for key in ARITHMETIC}
    how, of = next(((key, of) for key, of in terms.items() if of), ("sum", ()))
    number, unit = by or (0, "days")
    how_rounded, step = rounded
    bands = tuple(values.pop("bands").values())
    whole = all(band.up_to is None or band.up_to % 100 == 0 for band in bands)
    if whole:
        bands = tuple(replace(it, up_to=None if it.up_to is None else it.up_to // 100) for it in bands)
    return DerivedValue(
        id=id,
        how=cast(How, how),
        of=of,
        number=number,
        unit=unit,
        rounded=cast(Any, how_rounded),
        step=step,
        bands=bands,
        decimals=0 if whole else 2,
        entries=looked_up or daily,
        **values,
    )


def read_noun(yaml: YamlFile, node: Node | None, place: Place) -> tuple[str, ...]:
    """Noun for one thing and for several; without a second, the first with an `s`."""
    nouns = yaml.texts(node, place)
    if len(nouns) > 2:
        help = "write the noun for one and the noun for several: [company, companies]"
        yaml.fault("wrong-type", f"{named(place)} has {len(nouns)} nouns", place, help=help)
    return (*nouns, *(f"{noun}s" for noun in nouns))[:2]


def read_rounding(yaml: YamlFile, node: Node | None, place: Place) -> tuple[str, str]:
    """How a value is rounded, and to multiples of what: `down to 1` is `down` and `1`."""
    said = yaml.text_of(node, place)
    how, to, step = (*said.split(), "", "", "")[:3]
    if how in ("up", "down", "nearest") and to == "to" and NUMBER.fullmatch(step) and fraction(step)[0] > 0:
        return how, step
    if said:
        help = "write 'up to 1', 'down to 1', 'nearest to 0.01', or another number behind 'to'"
        yaml.fault("unknown-word", f"{named(place)} cannot be '{said}'", place, help=help)
    return "", "1"


def read_daily(yaml: YamlFile, node: Node | None, place: Place) -> dict[str, str]:
    """Mapping of days to numbers, the earliest day first; what is none is left out, with a fault."""
    found: dict[str, str] = {}
    for day, item in yaml.entries(node, place, "write a day before each: '2026-01-01: 0.05'"):
        here, number = (*place, day), yaml.text_of(item, (*place, day))
        if iso_day(day) is None:
            yaml.fault("wrong-type", f"'{day}' is no day", here, at_key=True, help="write year-month-day")
        elif found and day <= max(found):
            yaml.fault("wrong-type", f"'{day}' stands behind a later day", here, at_key=True, help="the earliest first")
        elif not NUMBER.fullmatch(number):
            help = "write digits such as 12, 0.05 or 1/366"
            yaml.fault("wrong-type", f"what counts from {day} is no number: '{number}'", here, help=help)
        else:
            found[day] = number
    return found


def read_signed(yaml: YamlFile, node: Node | None, place: Place) -> int:
    """Number in hundredths, which may be negative; 0, with a fault, for anything else."""
    said = yaml.text_of(node, place)
    found = re.fullmatch(r"(-?[0-9]{1,9})(?:\.([0-9]{2}))?", said)
    if found:
        return int(found[1] + (found[2] or "00"))
    if said:
        help = "write digits alone, such as 30, -1 or 0.05"
        yaml.fault("wrong-type", f"{named(place)} must be a number, not '{said}'", place, help=help)
    return 0


VALUE_BAND = Entry(
    Band,
    "Band of values",
    "What a value counts as: `{up-to: …}` a number, `{until: …}` a day, or `otherwise` for the last band.",
    optional(
        "up-to",
        Value("number in digits, whole or with two decimals", read_signed),
        "The largest number of the band; the smallest numbers come first.",
        default=None,
        required_when="unless it has `until`",
    ),
    optional(
        "until",
        DAY_LIMIT,
        "The last day of the band; the earliest days come first.",
        required_when="unless it has `up-to`",
    ),
    instead={"within": "write 'until: …' with a value that is counted from today: {earlier: today, by: 12 months}"},
)


def bands_of_value(yaml: YamlFile, place: Place, nodes: Nodes, values: Values) -> None:
    """Report bands of a value that no amount falls into, or that leave some out, and a value with bands and no name."""
    if "bands" in nodes:
        ends_otherwise(yaml, place, nodes, values)
        rising(yaml, place, nodes, values)
        if not values["short"]:
            yaml.missing(place, "short")


def one_arithmetic(yaml: YamlFile, place: Place, nodes: Nodes, _values: Values) -> None:
    """Report a value with no arithmetic or with several, and one whose length of time is missing or has no meaning."""
    if place not in yaml.spots or any(yaml.meant(place, key) for key in (*ARITHMETIC, "by", "in", "from")):
        return
    named_here = [key for key in ARITHMETIC if key in nodes]
    if len(named_here) != 1:
        said = (
            f"has {' and '.join(repr(key) for key in named_here)}" if named_here else "does not say how it is derived"
        )
        yaml.fault("wrong-type", f"{named(place)} {said}", place, at_key=True, help=f"give it one of {list_of_keys()}")
    elif (named_here[0] in ("later", "earlier")) != ("by" in nodes):
        said = "has no 'by'" if "by" not in nodes else f"has a 'by', which '{named_here[0]}' does not take"
        help = "write 'by: 14 business-days'" if "by" not in nodes else "leave it out"
        yaml.fault("missing-key", f"{named(place)} {said}", place, at_key=True, help=help)
    for key, arithmetic, such in (("in", "look-up", "{option: 12}"), ("from", "each-day", "{2026-01-01: 0.05}")):
        if len(named_here) == 1 and (named_here[0] == arithmetic) != (key in nodes):
            said = f"has no '{key}'" if key not in nodes else f"has a '{key}', which '{named_here[0]}' does not take"
            help = f"write '{key}: {such}'" if key not in nodes else "leave it out"
            yaml.fault("missing-key", f"{named(place)} {said}", place, at_key=True, help=help)


ARITHMETIC: Mapping[str, str] = {
    "end-of": "A question of a date: the last day on which that date stays in its band.",
    "later": "A date, from which the length of time `by` is counted forwards.",
    "earlier": "A date, from which the length of time `by` is counted backwards.",
    "month-end": "A date: the last day of its month.",
    "year-end": "A date: the last day of its year.",
    "each-day": "Two dates: for each day from the first to the last, with both, what counts by `from`, added up.",
    "days-between": "Two dates: how many days the second is after the first; negative where it is before.",
    "months-between": "Two dates: how many whole months lie between them.",
    "years-between": "Two dates: how many whole years lie between them, such as an age.",
    "sum": "Numbers that are added.",
    "difference": "A number, and the numbers that are taken from it.",
    "product": "Numbers that are multiplied.",
    "quotient": "A number, and the numbers by which it is divided, in digits.",
    "larger": "Numbers of which the largest counts, or dates of which the latest does.",
    "smaller": "Numbers of which the smallest counts, or dates of which the earliest does.",
    "look-up": "A question, or a value with bands: its option or band is looked up under `in`.",
}
"""Key of the arithmetic → its explanation for authors."""


def list_of_keys() -> str:
    """Keys of the arithmetic, for a message."""
    return ", ".join(f"'{key}: …'" for key in ARITHMETIC)


VALUE: Form[DerivedValue] = Entry(
    make_value,
    "Value",
    "A value derived from the reader's answers. Headlines, titles and answers of outcomes without headlines, notes, "
    "and questions with their options name it in braces: `{answer-by}`; a question those values that are known before "
    "it is asked. A *term* is the id of a question for a "
    "value or of a value before, `today`, a day, or a number such as `12`, `0.05` or `1/366`.",
    *(optional(key, TERMS, means, required_when="unless it has another of these") for key, means in ARITHMETIC.items()),
    optional("by", LENGTH, "How much time, for `later` and `earlier`.", default=None),
    optional(
        "in",
        mapping_of(replace(ID, shape="12"), "mapping of options or bands to terms"),
        "What counts for which option or band, for `look-up`; `otherwise` stands for all that have no entry.",
        goes_to="looked_up",
    ),
    optional(
        "from",
        Value("mapping of days to numbers", read_daily, shape="{2026-01-01: 0.05}"),
        "From which day on which number counts, the earliest first, for `each-day`. Before the first day none does.",
        goes_to="daily",
    ),
    optional(
        "rounded",
        Value("`up to 1`, `down to 1` or `nearest to 1`, or another number", read_rounding),
        "How it is rounded; left out: not at all, and words have two decimals at most.",
        default=("", "1"),
    ),
    required("unknown", TEXT, "The words that stand for it where the answers are not known."),
    optional("money", TEXT, "The currency, such as `USD`, where it is an amount of money."),
    optional(
        "count",
        Value("text, or list of two texts", read_noun, shape="[day, days]"),
        "What is counted, where it is a count: the noun for one, and for several if that is not the same with an `s`.",
    ),
    optional(
        "shown-as",
        word(("date", "month", "number"), ""),
        "`month`: of a day, its month and year. `date` and `number` are what it is shown as anyway.",
    ),
    optional("short", TEXT, "What it is called where conditions test it.", required_when="where it has `bands`"),
    optional(
        "bands",
        mapping_of(band_value(VALUE_BAND, "{up-to: 30}"), "mapping of ids to {}, or `otherwise`"),
        "Bands that conditions name under the id of the value, as if it were a question; the first that fits counts.",
    ),
    rules=(one_arithmetic, bands_of_value),
)


def with_own_headlines(yaml: YamlFile, flow: Flow) -> Flow:
    """Flow in which each outcome whose title or answer names a value has these as a headline.

    Everybody else then sees the words that stand for the values, in lists, in the search and in previews.
    """
    if not flow.values:
        return flow
    outcomes = {}
    for id, outcome in flow.outcomes.items():
        outcomes[id] = outcome
        if not outcome.headlines and any(MARK.search(text) for text in (outcome.title, outcome.answer)):
            place: Place = ("outcomes", id)
            for ending in ((), ("title",), ("answer",)):
                yaml.spots[(*place, "headlines", 0, *ending)] = yaml.spots[(*place, *ending)]
            title, answer = (for_everybody(flow, text) for text in (outcome.title, outcome.answer))
            own = Headline(title=outcome.title, answer=outcome.answer)
            outcomes[id] = replace(outcome, title=title, answer=answer, headlines=(own,))
    return replace(flow, outcomes=outcomes)


def for_everybody(flow: Flow, text: str) -> str:
    """Text in which the words for its values stand, as those see it whose answers are not known."""
    return MARK.sub(lambda mark: flow.values[mark[1]].unknown if mark[1] in flow.values else mark[1], text)


def with_patterns(flow: Flow) -> Flow:
    """Flow whose questions and options have the texts that name values as patterns, and otherwise those for everybody.

    So nothing that shows a question has to know of values, unless it knows the reader's answers.
    """
    if not flow.values:
        return flow
    questions = {}
    for id, question in flow.questions.items():
        options = tuple(with_own_patterns(flow, option, ("label", "hint", "brief")) for option in question.options)
        questions[id] = with_own_patterns(flow, replace(question, options=options), ("ask", "short", "help"))
    return replace(flow, questions=questions)


Asked = TypeVar("Asked", Question, Option)


def with_own_patterns(flow: Flow, asked: Asked, keys: tuple[str, ...]) -> Asked:
    """Question or option with patterns for those of its texts that name values."""
    patterns = {key: text for key in keys if MARK.search(text := getattr(asked, key))}
    said: Any = {key: for_everybody(flow, text) for key, text in patterns.items()}
    return replace(asked, patterns=patterns, **said) if patterns else asked


def with_kinds(flow: Flow) -> Flow:
    """Flow whose values with bands know whether they are days or numbers, and whose bands have words for their ends."""
    kinds = {id: ("date" if it.kind == "month" else it.kind) for id, it in flow.questions.items()}
    values, questions = {}, {}
    for id, value in flow.values.items():
        kinds[id] = kind_of_value(value, kinds)
        bands = worded_bands(flow, value.bands)
        entries = every_entry(flow, value) if value.how == "look-up" else value.entries
        values[id] = replace(value, bands=bands, entries=entries, kind=kinds[id] if bands else value.kind)
    for id, question in flow.questions.items():
        bands = worded_bands(flow, question.bands)
        questions[id] = replace(question, bands=bands) if bands != question.bands else question
    return replace(flow, values=values, questions=questions)


def every_entry(flow: Flow, value: DerivedValue) -> Mapping[str, str]:
    """Entries of a look-up, with that under `otherwise` in place of each one that is left out."""
    subject = value.of[0]
    asked = flow.tested(subject).answers if subject in flow.questions or subject in flow.values else ()
    rest = value.entries.get(OTHERWISE)
    if rest is None or OTHERWISE in asked:
        return value.entries
    strays = {id: entry for id, entry in value.entries.items() if id not in (*asked, OTHERWISE)}
    return {**{id: value.entries.get(id, rest) for id in asked}, **strays}


def kind_of_value(value: DerivedValue, kinds: Mapping[str, str]) -> str:
    """Whether a value is a `date` or a `number`.

    :param kinds: the same of questions and of the values before it.
    """
    if value.how in ("end-of", "later", "earlier", "month-end", "year-end"):
        return "date"
    if value.how in ("larger", "smaller", "look-up"):
        terms = value.entries.values() if value.how == "look-up" else value.of
        return "date" if any(iso_day(it) or it == TODAY or kinds.get(it) == "date" for it in terms) else "number"
    return "number"


def worded_bands(flow: Flow, bands: tuple[Band, ...]) -> tuple[Band, ...]:
    """Bands with words for their last days where these are answers or values."""
    return tuple(replace(band, until_words=words_for(flow, band.until)) for band in bands)


def words_for(flow: Flow, limit: str) -> str:
    """Words for the day of a question or a value; empty for any other limit."""
    if limit in flow.questions:
        return f"“{flow.questions[limit].short}”"
    return (flow.values[limit].short or flow.values[limit].unknown) if limit in flow.values else ""


# ---------- former ids


def says_why(yaml: YamlFile, place: Place, nodes: Nodes, values: Values) -> None:
    """Report an id that is gone without a reason. Only a plain rename needs none."""
    if place in yaml.spots and "why" not in nodes and (len(values["now"]) != 1 or values["in_error"]):
        yaml.fault(
            "missing-key",
            f"{named(place)} does not say why it is gone",
            place,
            at_key=True,
            help="add 'why: …', a sentence for the reader whose link still names it",
        )


def moved_form(title: str, means: str, *own: Key) -> Form[Moved]:
    """Form of a former id, with the keys that only some kinds have."""
    return Form(
        Moved,
        title,
        means,
        required("on", DAY, "The day since which it is gone."),
        *own,
        optional("now", IDS, "What took its place: one id after a rename, several after a split; left out: nothing."),
        optional(
            "why", TEXT, "Why, for the readers of older links.", required_when="unless `now` is one id", rule=says_why
        ),
        optional("in-error", FLAG, "Whether it should never have been published."),
    )


MOVED = mapping_of(moved_form("Former id", "What became of an id that links may still name."))

MOVED_OUTCOMES = mapping_of(
    moved_form(
        "Former outcome",
        "What became of an outcome. Its page leads on if it was only renamed; otherwise it stays, and says why.",
        required("title", TEXT, "The last title that it had."),
    )
)

FORMER = Form(
    Former,
    "Former",
    "What was published and is gone.",
    optional("questions", MOVED, "Questions, by their former ids."),
    optional(
        "options",
        mapping_of(MOVED, "mapping of questions to mappings of ids to {}"),
        "Options, by the ids of their questions of today and their own former ids.",
    ),
    optional("outcomes", MOVED_OUTCOMES, "Outcomes, by their former ids."),
    optional("notes", MOVED, "Notes, by their former ids."),
)


# ---------- the file

PLAN: Form[dict[str, Any]] = Form(
    dict,
    "Plan",
    "How the flow adds up the answers for several products of one customer.",
    required("subject", IDS, "Questions. The last one that was answered names a product."),
    optional("as-before", IDS, "Questions whose answer is chosen already for the customer's next product."),
    optional(
        "for-all",
        mapping_of(IDS, "mapping of questions to options"),
        "Options that hold for all products where they hold for one: chosen already, and compared.",
    ),
    optional("revisions", REVISIONS, "What changed in how claims are counted."),
)


FLOW: Form[dict[str, Any]] = Form(
    dict,
    "`flows/<id>.yml`",
    "A questionnaire.",
    required("flow", KEBAB_ID, "The id, which is its address. It stays for good.", goes_to="id"),
    required("title", TEXT, "What it answers, as a question."),
    optional("intro", MARKDOWN, "What is said before the first question."),
    required("start", ID, "The first question."),
    optional("plan", PLAN, "How several products are added up; left out: they are not.", default=None),
    optional("matrix", MATRIX, "How all answers are laid out in tables; left out: they are not.", default=None),
    optional(
        "cases",
        mapping_of(CONDITION, "mapping of ids to conditions"),
        "Conditions with a name, for `case` in `knowledge/`.",
    ),
    required("questions", mapping_of(QUESTION), "The questions, by their ids."),
    optional("tables", mapping_of(TABLE), "The tables, by their ids."),
    required("outcomes", mapping_of(OUTCOME), "The outcomes, by their ids."),
    optional("notes", mapping_of(NOTE), "The notes, by their ids. Their effects are applied in this order."),
    optional("facts", mapping_of(DECLARED_FACT), "Facts that all outcomes state, beside claims or instead of them."),
    optional("lists", mapping_of(LIST), "Lists of the answers, in their order, whose entries are notes."),
    optional("values", mapping_of(VALUE), "Values for texts, each after those that it is derived from."),
    optional("former", FORMER, "What was published and is gone.", default=Former()),
    optional("reach", Value("", lambda *_: None), ""),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A flow file as values: its flow, the layout of its matrix, faults, and positions."""

    flow: Flow | None
    """Flow, as far as it could be read; None where the file is no mapping."""
    matrix: Layout | None
    """Layout of the matrix; None where the flow has no `matrix:`."""
    faults: tuple[Fault, ...]
    spots: Mapping[Place, Spot]
    hides: bool = False
    """Whether something was not read that other parts of the file may name."""


def read_flow(
    text: str,
    designations: Mapping[str, Designation],
    counting: Counting | None = None,
    editions: Mapping[str, Edition] | None = None,
    grades: Iterable[str] = (),
    site: SiteWords | None = None,
) -> Reading:
    """Flow, matrix layout, faults and positions from the text of a flow file. No mistake of an author raises."""
    yaml = YamlFile(text)
    root = yaml.root()
    if root is None:
        return Reading(flow=None, matrix=None, faults=tuple(yaml.faults), spots=yaml.spots)
    values = FLOW.read(yaml, root, ())
    matrix, plan, _ = (values.pop(key) for key in ("matrix", "plan", "reach"))
    report_ids_used_twice(yaml, values)
    report_missing_claims(yaml, values)
    outcomes, notes = values["outcomes"], values["notes"]
    fed = {outcome.credit for outcome in outcomes.values()}
    flow = Flow(
        **values,
        plans=plans(yaml, plan, counting, claims_named(outcomes, notes)) if plan else None,
        designations={id: it for id, it in designations.items() if id in fed},
        editions=editions or {},
        grades=tuple(grades),
        site=site or SiteWords(),
    )
    flow = with_kinds(replace(flow, days=days_named(flow)))
    flow = with_patterns(with_own_headlines(yaml, flow))
    return Reading(flow=flow, matrix=matrix, faults=tuple(yaml.faults), spots=yaml.spots, hides=yaml.hides)


def plans(yaml: YamlFile, plan: Mapping[str, Any], counting: Counting | None, claims: Set[str]) -> Plans | None:
    """Rules of plans for several products; None, with a fault, where nothing says how claims count."""
    if counting is None:
        yaml.fault(
            "missing-key",
            "the flow adds up products, and nothing says how claims are counted",
            ("plan",),
            at_key=True,
            help="add 'counting:' to knowledge/claims.yml, or take 'plan:' out",
        )
        return None
    kinds = {id: it for id, it in counting.kinds.items() if id in claims}
    return Plans(**plan, counting=replace(counting, kinds=kinds))


def report_missing_claims(yaml: YamlFile, values: Values) -> None:
    """Report outcomes without claims or their payment. Only a flow whose facts are all its own needs none."""
    mappings = {place[:2] for place in yaml.spots if len(place) == 3}
    places = [place for id in values["outcomes"] if (place := ("outcomes", id)) in mappings]
    about = [place for place in places if yaml.has(place, "claims") or yaml.has(place, "pays")]
    if (values["facts"] or values["lists"]) and len(about) < len(places):
        for place in about[:1]:
            said = f"outcome '{place[-1]}' is about claims, and other outcomes of the flow are not"
            help = "give all outcomes 'claims:' and 'pays:', or none"
            yaml.fault("missing-key", said, (*place, "claims"), at_key=True, help=help)
        return
    for place in places:
        for key in ("claims", "pays"):
            if not yaml.has(place, key):
                yaml.missing(place, key)


def report_ids_used_twice(yaml: YamlFile, values: Values) -> None:
    """Report ids used twice among questions, tables and outcomes, because a `goto` can name any of these."""
    seen: dict[str, str] = {}
    for group in ("questions", "tables", "outcomes"):
        for id in values[group]:
            if id in seen:
                line = yaml.spots[(seen[id], id)].key.line
                yaml.fault(
                    "id-twice",
                    f"'{id}' is used twice: under {seen[id]} and under {group}",
                    (group, id),
                    at_key=True,
                    help=f"the first one is in line {line}: rename one of them",
                )
            seen.setdefault(id, group)


def claims_named(outcomes: Mapping[str, Outcome], notes: Mapping[str, Note]) -> set[str]:
    """Ids of all claims that outcomes name, or that notes say to keep."""
    are = (outcome.claims.are for outcome in outcomes.values() if not isinstance(outcome.claims.are, str))
    return {claim for ids in (*are, *(note.effect.keep for note in notes.values())) for claim in ids}
