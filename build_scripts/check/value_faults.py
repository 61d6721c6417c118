"""Checks of derived values: what they are derived from, where texts name them, and whether they are known there.

As in `flow_faults`, a check is a generator of faults, and has the name of its fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf

from build_scripts.check.amounts import limits_of, needed_by, terms_of, unknown_questions
from build_scripts.check.walk import Situation, Situations, Walk, named_options
from build_scripts.read.faults import Fault, Place, did_you_mean, fault
from build_scripts.read.flow import conditions, kind_of_value
from decision_tree.dates import iso_day
from decision_tree.kinds import kind_of
from decision_tree.model import ALWAYS, TODAY, Band, Chosen, Condition, Flow, Headline, Outcome, Question, Test, Value
from decision_tree.values import MARK, fraction, is_number

WORDS_THEMSELVES = "write the words themselves"

NAME_BEFORE = "name something that is known before"

DECLARE = f"declare it under 'values:', or {WORDS_THEMSELVES}"

ONE_DATE = ("end-of", "later", "earlier", "month-end", "year-end")
TWO_DATES = ("each-day", "days-between", "months-between", "years-between")
NUMBERS = ("sum", "difference", "product", "quotient")

COUNTS: Mapping[str, tuple[int, float, str]] = {
    **dict.fromkeys(ONE_DATE, (1, 1, "one date")),
    **dict.fromkeys(TWO_DATES, (2, 2, "two dates")),
    **dict.fromkeys(("difference", "quotient", "larger", "smaller"), (2, inf, "two or more")),
    "look-up": (1, 1, "one question, or one value with bands"),
}
"""Arithmetic → the fewest and the most terms that it takes, and the same in words."""


# ---------- names


def wrong_value(flow: Flow) -> Iterator[Fault]:
    """A value is derived from something that does not exist, comes after it, or is of another kind."""
    kinds = {id: kind for id, it in flow.questions.items() if (kind := kind_of_question(it))}
    for id, value in flow.values.items():
        if id in flow.questions or id == TODAY:
            what = "the day on which readers answer" if id == TODAY else "the id of a question"
            yield fault(
                "wrong-value", f"'{id}' is {what}", ("values", id), at_key=True, help="give the value another id"
            )
        else:
            yield from wrong_terms(flow, value, kinds)
            kinds[id] = kind_of_value(value, kinds)
            yield from wrong_format(value, kinds[id])


def wrong_format(value: Value, kind: str) -> Iterator[Fault]:
    """The fault of a value that is to be shown in the form of another kind, or in two forms.

    :param kind: whether it is a `date` or a `number`.
    """
    forms = {"money": value.money, "count": value.count, "shown-as": value.shown_as}
    declared = [key for key, form in forms.items() if form]
    dates = value.shown_as in ("date", "month")
    for key in declared:
        wanted = "date" if key == "shown-as" and dates else "number"
        if wanted != kind:
            said = f"'{value.id}' is a {kind}, and '{key}' is how a {wanted} is shown"
            if key == "shown-as":
                said = f"'{value.id}' is a {kind}, and cannot be shown as a {value.shown_as}"
            yield fault("wrong-value", said, ("values", value.id, key), help="leave it out")
            return
    if len(declared) > 1:
        said = f"'{value.id}' has {' and '.join(map(repr, declared))}"
        yield fault("wrong-value", said, ("values", value.id, declared[1]), help="one of them says how it is shown")


def kind_of_question(question: Question) -> str:
    """What a value can make of an answer: `date`, `number`, or empty where options are chosen."""
    if kind_of(question).named:
        return ""
    return "date" if question.kind in ("date", "month") else "number"


def kind_of_term(term: str, kinds: Mapping[str, str]) -> str:
    """What a term is: `date`, `number`, or empty where it is nothing.

    :param kinds: the same of questions and of the values before it.
    """
    if is_number(term):
        return "number"
    return "date" if term == TODAY or iso_day(term) else kinds.get(term, "")


def wrong_terms(flow: Flow, value: Value, kinds: Mapping[str, str]) -> Iterator[Fault]:
    """Faults of the terms of a value. `kinds` maps questions and earlier values to `date` or `number`."""
    here: Place = ("values", value.id, value.how)
    least, most, takes = COUNTS.get(value.how, (1, inf, ""))
    if not least <= len(value.of) <= most:
        yield fault("wrong-value", f"'{value.how}' takes {takes}", here)
        return
    if value.how == "look-up":
        yield from wrong_entries(flow, value, kinds)
        return
    wanted = "date" if value.how in (*ONE_DATE, *TWO_DATES) else "number" if value.how in NUMBERS else ""
    wanted = wanted or kind_of_term(value.of[0], kinds) or "number"
    for index, term in enumerate(value.of):
        place = (*here, index) if len(value.of) > 1 else here
        if value.how == "end-of" and term in kinds and term not in flow.questions:
            help = did_you_mean(term, [id for id, it in flow.questions.items() if kind_of_question(it) == "date"])
            yield fault("wrong-value", f"'{term}' is no question, and only answers are in a band", place, help=help)
        else:
            takes = f"a {wanted}" if value.how in ONE_DATE else f"{wanted}s"
            faults = [*wrong_term(flow, f"'{value.how}' takes {takes}", term, wanted, kinds, place)]
            yield from faults or (wrong_divisor(term, place) if value.how == "quotient" and index else ())


def wrong_divisor(term: str, place: Place) -> Iterator[Fault]:
    """Fault of a divisor that is 0, or that could be: an answer or a value."""
    if not is_number(term):
        help = f"divide by a number in digits; '{term}' can be divided itself"
        yield fault("wrong-value", f"'{term}' could be 0, and nothing is divided by 0", place, help=help)
    elif fraction(term)[0] == 0:
        yield fault("wrong-value", f"nothing is divided by '{term}'", place, help="write another number")


def wrong_term(
    flow: Flow, takes: str, term: str, wanted: str, kinds: Mapping[str, str], place: Place
) -> Iterator[Fault]:
    """The fault of a term that does not exist yet, or is of another kind than the wanted one."""
    kind = kind_of_term(term, kinds)
    fitting = [id for id, it in kinds.items() if it == wanted]
    if not kind:
        later = term in flow.values
        number = "write a number such as 12, 0.05 or 1/366" if term[:1].isdigit() else ""
        said = f"value '{term}' comes after it" if later else f"'{term}' is no question for a value, and no value"
        help = "move that value before this one" if later else number or did_you_mean(term, fitting)
        yield fault("wrong-value", said, place, help=help)
    elif kind != wanted:
        yield fault("wrong-value", f"'{term}' is a {kind}, and {takes}", place, help=did_you_mean(term, fitting))


def wrong_entries(flow: Flow, value: Value, kinds: Mapping[str, str]) -> Iterator[Fault]:
    """Faults of a look-up: of what is looked up, of entries that are missing or too many, and of their terms."""
    [subject] = value.of
    before = {*flow.questions, *kinds}
    asked = (
        flow.tested(subject)
        if subject in before and (subject in flow.questions or flow.values[subject].bands)
        else None
    )
    if asked is None or kind_of(asked).many:
        fitting = [id for id in before if id in flow.questions or flow.values[id].bands]
        said = f"'{subject}' is no question with one answer, and no value with bands before it"
        yield fault("wrong-value", said, ("values", value.id, "look-up"), help=did_you_mean(subject, fitting))
        return
    here: Place = ("values", value.id, "in")
    if missing := [id for id in asked.answers if id not in value.entries]:
        said = f"nothing stands for {listed(missing)} of '{subject}'"
        yield fault("wrong-value", said, here, at_key=True, help=f"add '{missing[0]}: …'")
    wanted = next((kind for it in value.entries.values() if (kind := kind_of_term(it, kinds))), "number")
    for id, entry in value.entries.items():
        if id not in asked.answers:
            said, help = f"'{subject}' has no '{id}'", did_you_mean(id, asked.answers)
            yield fault("wrong-value", said, (*here, id), at_key=True, help=help)
        else:
            yield from wrong_term(flow, f"the entries before it are {wanted}s", entry, wanted, kinds, (*here, id))


def listed(ids: Sequence[str]) -> str:
    """Ids in a message, each in quotes."""
    return ", ".join(f"'{id}'" for id in ids)


def wrong_limit(flow: Flow) -> Iterator[Fault]:
    """A question, or a band, has a limit that is no day, or that its own answer would decide."""
    kinds: dict[str, str] = {id: kind for id, it in flow.questions.items() if (kind := kind_of_question(it))}
    for id, value in flow.values.items():
        kinds[id] = kind_of_value(value, kinds)
    for tested, place, limit in limits(flow):
        wanted = kinds[tested]
        if kind_of_term(limit, kinds) != wanted:
            other = f"'{limit}' is a {kinds.get(limit)}, and '{tested}' is a {wanted}"
            said = other if limit in kinds else f"'{limit}' is no question for a {wanted}, and no value"
            fitting = [id for id, kind in kinds.items() if kind == wanted and id != tested]
            yield fault("wrong-limit", said, place, help=did_you_mean(limit, fitting))
        elif tested in depends_on(flow, limit):
            said = f"what limits '{tested}' depends on its own answer"
            yield fault("wrong-limit", said, place, help=NAME_BEFORE)


def limits(flow: Flow) -> Iterator[tuple[str, Place, str]]:
    """Triples for each limit that is a day or an id: the id of the question or value it limits, its place, and it."""
    for id, question in flow.questions.items():
        dates = question.kind in ("date", "month")
        ends = (question.first_day, question.last_day) if dates else (question.least, question.most)
        yield from (
            (id, ("questions", id, key), end) for key, end in zip(("at-least", "at-most"), ends, strict=True) if end
        )
        yield from ((id, ("questions", id, question.kind, *place), end) for place, end in ends_of_bands(question.bands))
    for id, value in flow.values.items():
        yield from ((id, ("values", id, *place), end) for place, end in ends_of_bands(value.bands))


def ends_of_bands(bands: Iterable[Band]) -> Iterator[tuple[Place, str]]:
    """Place of each last day of a band, within what has the bands, with the day."""
    return ((("bands", band.id, "until"), band.until) for band in bands if band.until)


def depends_on(flow: Flow, term: str) -> set[str]:
    """Ids of the questions and values that decide what a term comes to, with itself."""
    found: set[str] = set()
    waiting = [term]
    while waiting:
        id = waiting.pop()
        if id not in found and id != TODAY and (id in flow.questions or id in flow.values):
            found.add(id)
            waiting += limits_of(flow.questions[id]) if id in flow.questions else terms_of(flow.values[id])
            waiting += [band.until for band in flow.values[id].bands] if id in flow.values else []
    return found


def unknown_value(flow: Flow) -> Iterator[Fault]:
    """A text names a value that the flow does not have, or no text names one that it has."""
    named = {term for value in flow.values.values() for term in terms_of(value)}
    named |= {limit for _, _, limit in limits(flow)} | {
        test.question for it, _ in conditions(flow) for test in it.tests()
    }
    strays = []
    for text, place, _, _ in uses(flow):
        for mark in MARK.finditer(text):
            named.add(mark[1])
            if mark[1] not in flow.values:
                help = did_you_mean(mark[1], flow.values) or DECLARE
                strays.append(fault("unknown-value", f"there is no value '{mark[1]}'", place, help=help, words=mark[0]))
    yield from strays
    for id in [] if strays else flow.values:
        if id not in named:
            help = f"write '{{{id}}}' in a headline, in a note or in a later question, or remove it"
            yield fault("unknown-value", f"no text names the value '{id}'", ("values", id), at_key=True, help=help)


def uses(flow: Flow) -> Iterator[tuple[str, Place, Condition, Outcome | None]]:
    """Texts that can name values, with their places, the condition under which they are shown, and their outcome."""
    for outcome in flow.outcomes.values():
        for number, headline in enumerate(outcome.headlines):
            yield from of_headline(headline, ("outcomes", outcome.id, "headlines", number), headline.when, outcome)
    for question in flow.questions.values():
        yield from of_question(question)
    for note in flow.notes.values():
        yield note.title, ("notes", note.id, "title"), note.when, None
        yield note.text, ("notes", note.id, "text"), note.when, None
        if note.headline:
            yield from of_headline(note.headline, ("notes", note.id, "headline"), note.when, None)


TOLD_AFTER = ("if-below", "if-above")
"""Keys of messages that readers get after they have answered, when the engine runs and knows the day."""


def of_question(question: Question) -> Iterator[tuple[str, Place, Condition, Outcome | None]]:
    """The texts of a question and of its options that can name values, as `uses` gives them."""
    here: Place = ("questions", question.id)
    texts = {**question.patterns, **dict(zip(TOLD_AFTER, (question.if_below, question.if_above), strict=True))}
    yield from ((text, (*here, key), ALWAYS, None) for key, text in texts.items())
    for option in question.options:
        for key, text in option.patterns.items():
            yield text, (*here, "options", option.id, key), option.only_when or ALWAYS, None


def of_headline(
    headline: Headline, place: Place, when: Condition, outcome: Outcome | None
) -> Iterator[tuple[str, Place, Condition, Outcome | None]]:
    """The two texts of a headline, as `uses` gives them."""
    yield headline.title, (*place, "title"), when, outcome
    yield headline.answer, (*place, "answer"), when, outcome


# ---------- what answers can reach


def value_not_known(walk: Walk) -> Iterator[Fault]:
    """A text names a value where a question that it is derived from is not asked on every path, or not yet."""
    flow = walk.flow
    for text, place, when, outcome in uses(flow):
        for id in dict.fromkeys(mark[1] for mark in MARK.finditer(text)):
            if place[0] == "questions":
                ends, here = situations_at(walk, str(place[1]), id, when)
                if place[1] == flow.start and place[-1] not in TOLD_AFTER:
                    said = f"'{{{id}}}' stands in the first question, before which nothing is answered"
                    yield fault("value-not-known", said, place, help=WORDS_THEMSELVES, words=f"{{{id}}}")
                    continue
            else:
                ends = walk.told_apart([*when.tests(), *tests_of_all(flow, needed_by(flow, [id]))])
                here = [one for node, one in ends.here(Outcome) if outcome is None or node is outcome]
            seen_here = (seen for one in here if when.holds(seen := ends.seen(one)))
            lacks = ((min(unknown_questions(flow, id, seen), default=""), seen) for seen in seen_here)
            lacking, seen = next((pair for pair in lacks if pair[0]), ("", {}))
            if lacking:
                asked = str(place[1]) if place[0] == "questions" else None
                said, help = why_not_known(id, lacking, seen, asked)
                yield fault("value-not-known", said, place, help=help, words=f"{{{id}}}")


def why_not_known(value: str, question: str, seen: Mapping[str, Chosen], asked: str | None) -> tuple[str, str]:
    """Why a value is not known after these answers, and help.

    :param asked: the question in whose texts it stands; None where it stands in a text with a condition.
    """
    if question == asked:
        return f"'{{{value}}}' depends on the answer to '{question}' itself", f"{NAME_BEFORE}, or {WORDS_THEMSELVES}"
    if question in seen:
        said = f"'{{{value}}}' is not known where '{question}' is in band '{min(seen[question])}', which never ends"
        return said, f"add to its condition the bands of '{question}' that end"
    said = f"'{{{value}}}' is not known where question '{question}' is not asked"
    if asked:
        return said, f"ask that before, or {WORDS_THEMSELVES}"
    return said, "add to its condition what leads to that question"


def limit_not_known(walk: Walk) -> Iterator[Fault]:
    """A question has a limit that is not known on every path to it."""
    flow = walk.flow
    for tested, place, limit in limits(flow):
        if tested in flow.questions and limit != TODAY and not iso_day(limit):
            found, here = situations_at(walk, tested, limit)
            asked = (min(unknown_questions(flow, limit, found.seen(one)), default="") for one in here)
            if lacking := next(filter(None, asked), ""):
                said = f"'{limit}' is not known where question '{lacking}' is not asked before '{tested}'"
                if lacking == limit:
                    said = f"question '{limit}' is not asked before '{tested}' on every path"
                yield fault("limit-not-known", said, place, help=f"ask '{lacking}' before, on every path")


def situations_at(
    walk: Walk, question: str, term: str, when: Condition = ALWAYS
) -> tuple[Situations, Sequence[Situation]]:
    """Situations at a question, told apart by a condition and by what decides whether a term is known."""
    named = named_options([*when.tests(), *tests_of_all(walk.flow, needed_by(walk.flow, [term]))])
    found = Situations(walk, walk.detailed(named, (Question,)))
    return found, found.at_node(question)


def tests_of_all(flow: Flow, ids: Iterable[str]) -> Iterator[Test]:
    """For each of these questions and values a test that every answer passes, by which situations are told apart."""
    return (Test(question=id, any_of=frozenset(flow.tested(id).answers)) for id in sorted(ids))


def band_never_met(walk: Walk) -> Iterator[Fault]:
    """No answers lead to a band of a value, or to one that is limited by a day."""
    flow = walk.flow
    met: dict[str, set[str]] = {}
    for _, exits in walk.found.values():
        for way in exits:
            met.setdefault(way.question, set()).update(way.chosen)
    dated = [it for it in flow.questions.values() if any(band.until for band in it.bands)]
    for tested in (*dated, *(it.asked for it in flow.values.values() if it.bands)):
        for band in tested.bands:
            if tested.id in met and band.id not in met[tested.id]:
                of_value = tested.id in flow.values
                place: Place = ("values", tested.id) if of_value else ("questions", tested.id, tested.kind)
                said = f"no answers lead to band '{band.id}' of '{tested.id}'"
                help = "mend its limit or one before it, or remove the band"
                yield fault("band-never-met", said, (*place, "bands", band.id), at_key=True, help=help)
