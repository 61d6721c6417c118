"""The link contract: reads answers from a fragment, undoes what forums do to links, and names what it does not know."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate
from typing import TypeAlias

from decision_tree.dates import day_words, iso_day
from decision_tree.engine import Result, Step
from decision_tree.kinds import kind_of, shortened
from decision_tree.model import Flow, Moved, Question

LONGEST = 131_072
"""Longest fragment we parse. Ours have a few hundred characters; the rest leaves room for junk that others insert."""

MOST_LAYERS = 5
"""Most rounds of percent-encoding that we undo. Each program that passes a link on may add one."""

RESERVED = frozenset({"on", "at", "purchased"})
"""Keys with a meaning of their own: the day the link was copied, the question to show again, the day of the purchase.

No question may have one of them as its id.
"""

NUMBERED = re.compile(r"([1-9])(?:\.([a-z0-9]+(?:-[a-z0-9]+)*))?")
"""Key of one product of a plan: `2.area` for an answer, `2` for the outcome when the link was written."""

ID_OR_VALUE = re.compile(r"(?:[a-z0-9-]|\.[0-9])+")

GAP = re.compile(r"[\s+\u00ad\u200b-\u200d\u2060\ufeff]+")
"""Characters with which forums and mail programs break long words: spaces, line breaks, soft hyphens, characters
of zero width; and `+`, which is a space in forms. No id and no date has any of them inside.
"""

MOST_PRODUCTS = 9
"""Most products of one plan. Their numbers are single digits, see `NUMBERED`."""

MOST_PROBLEMS = 5
"""Most problems that are told in words; further ones are only counted."""

SPOILING = " \t\r\n\u00a0\u200b\u2060\ufeff.,;:!?)>]}'\"*_`\\|<(+[{“”„‘’‚«»‹›…–—"
"""Punctuation and spaces that the text around a link leaves at its ends. No id begins or ends with any of them."""

TRACKING = re.compile(
    r"utm_\w+|(?:fb|g|d|y|tt|tw)clid|msclkid|gclsrc|gad_\w+|[gw]braid|srsltid|mc_[ce]id|mkt_tok|igshi?d?|li_fat_id|si"
    r"|_hs\w+|hs\w+tracking|_g[al]|ocid|wt\.mc_id|ref(?:_?src)?|trk\w*",
    re.ASCII,
)
"""Names of tracking parameters that mail programs and social networks append."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """The content of a fragment, as far as the flow knows its ids."""

    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Question id → option ids, or one date as it was written."""
    partly: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Question id → the known options of an answer that has unknown ones, too: asked again with these preselected."""
    on: date | None = None
    """The day on which the link was copied."""
    at: str | None = None
    """The question to show, although it is answered."""
    purchased: str = ""
    """The day of the purchase as it was written, if the link has it. Checked later, by code that knows today's date."""
    carried: str = ""
    """The other products of a plan, as a fragment that is only passed on and decides nothing."""
    problems: tuple[str, ...] = ()
    """Messages for the reader about parts that could not be used."""


Pairs: TypeAlias = list[tuple[str, str]]
"""Keys and values of a fragment, as they were written."""


def parse(fragment: str, flow: Flow) -> Link:
    """The content of a fragment. Parts that cannot be used are named in `problems`. Never raises."""
    problems: list[str] = []
    pairs, strays = split(mend(cut(fragment, problems)))
    own, numbered = apart(pairs)
    link = read_answers(own, flow, problems)
    others = [pair for group in numbered.values() for pair in group]
    carried = "&".join(f"{key}={','.join(ids(key, value, flow))}" for key, value in others)
    problems += unread(pairs, strays)
    return replace(link, carried=carried, problems=few(problems))


def unread(pairs: Pairs, strays: Iterable[str]) -> list[str]:
    """Messages about parts that are not pairs. A fragment without any pair has none: it is the anchor of a section."""
    return [f"The link holds “{shortened(stray)}”, which answers no question." for stray in strays] if pairs else []


def apart(pairs: Pairs) -> tuple[Pairs, dict[int, Pairs]]:
    """The pairs without a number, and the pairs of each number, whose keys keep that number."""
    own: Pairs = []
    numbered: dict[int, Pairs] = {}
    for said, value in pairs:
        key = unbroken(said)
        match = NUMBERED.fullmatch(key)
        if match:
            numbered.setdefault(int(match[1]), []).append((key, value))
        else:
            own.append((said, value))
    return own, dict(sorted(numbered.items()))


def ids(key: str, value: str, flow: Flow) -> list[str]:
    """The ids or dates in the value of a numbered key; whether they are known is checked when its product is read."""
    id, _ = current(key.partition(".")[2], flow.questions, flow.former.questions)
    if id:
        given = written_values(flow.questions[id], value, flow.former.options.get(id, {}))
    else:
        given = pieces(value, flow.outcomes.keys() | flow.former.outcomes.keys())
    return [part for one in given for part in re.split("[,;]", one) if ID_OR_VALUE.fullmatch(part)]


def unbroken(said: str) -> str:
    """An id as we write it: lower case, without gaps, and without punctuation at its ends.

    >>> unbroken("Volume- licensing).")
    'volume-licensing'
    """
    return GAP.sub("", said.strip(SPOILING)).lower()


def pieces(value: str, known: Collection[str]) -> dict[str, str]:
    """Id → its original spelling, for each id of a text. Gaps separate ids, unless they are inside a known one.

    >>> pieces("Pre- sales adoption,other", {"pre-sales", "adoption"})
    {'pre-sales': 'Pre- sales', 'adoption': 'adoption', 'other': 'other'}
    """
    found: dict[str, str] = {}
    longest = max(map(len, known), default=0)
    for text in re.split("[,;]", value):
        words = [(id, word) for word in GAP.split(text) if (id := unbroken(word))]
        place = 0
        while place < len(words):
            id, count = longest_known([id for id, _ in words[place : place + longest]], known)
            found.setdefault(id, " ".join(word for _, word in words[place : place + count]))
            place += count
    return found


def longest_known(parts: list[str], known: Collection[str]) -> tuple[str, int]:
    """The longest known id that the first parts make, and the number of these parts; else the first part and 1."""
    made = {id: count for count, id in enumerate(accumulate(parts), 1) if id in known}
    id = next(reversed(made), parts[0])
    return id, made.get(id, 1)


def read_answers(pairs: Pairs, flow: Flow, problems: list[str]) -> Link:
    """The answers of one product, with the reserved keys beside them. Problems are appended to `problems`."""
    answers: dict[str, tuple[str, ...]] = {}
    partly: dict[str, tuple[str, ...]] = {}
    on: date | None = None
    at: str | None = None
    purchased = ""
    for said, value in pairs:
        key = unbroken(said)
        question, moved = current(key, flow.questions, flow.former.questions)
        if key == "on":
            on = on or copied_on(value, problems)
        elif key == "purchased":
            purchased = purchased or unbroken(value)
        elif key == "at" and (again := current(unbroken(value), flow.questions, flow.former.questions)[0]):
            at = at or again
        elif question:
            former = flow.former.options.get(question, {})
            take_answer(flow.questions[question], value, former, answers, partly, problems)
        elif moved:
            problems.append(gone_question(key, moved, flow))
        elif not TRACKING.fullmatch(GAP.sub("", said).lower()):
            stranger = value if key == "at" else said
            problems.append(f"The link speaks of “{shortened(stranger)}”, which this questionnaire does not ask.")
    return Link(answers=answers, partly=partly, on=on, at=at, purchased=purchased)


# ---------- several products of one customer


@dataclass(frozen=True, kw_only=True, slots=True)
class ProductLink:
    """The answers for one product of a plan, as a fragment has them."""

    answers: Mapping[str, tuple[str, ...]]
    made_for: str | None = None
    """Id of the outcome that the answers led to when the link was written: today's id, or the last one it had."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanLink:
    """The content of a fragment with several products."""

    products: tuple[ProductLink, ...] = ()
    on: date | None = None
    """The day on which the link was copied."""
    problems: tuple[str, ...] = ()


def parse_plan(fragment: str, flow: Flow) -> PlanLink:
    """The products in a fragment. Answers without a number are one product more. Never raises."""
    problems: list[str] = []
    pairs, strays = split(mend(cut(fragment, problems)))
    own, numbered = apart(pairs)
    last = read_answers(own, flow, problems)
    products = [read_product(number, group, flow, problems) for number, group in numbered.items()]
    if last.answers and len(products) < MOST_PRODUCTS:
        products.append(ProductLink(answers=last.answers))
    elif last.answers:
        problems.append(f"A plan holds {MOST_PRODUCTS} products. The answers that are not numbered were left out.")
    problems += unread(pairs, strays)
    return PlanLink(products=tuple(products), on=last.on, problems=few(problems))


def read_product(number: int, pairs: Pairs, flow: Flow, problems: list[str]) -> ProductLink:
    """One product of a plan. Its problems are appended to `problems`, each after the product's number."""
    own: list[str] = []
    said = {unbroken(value): value for key, value in pairs if "." not in key}
    known = [id for id in said if id in flow.outcomes or id in flow.former.outcomes]
    link = read_answers([(key.partition(".")[2], value) for key, value in pairs if "." in key], flow, own)
    own += [
        f"The link speaks of the answer “{shortened(it)}”, which is none of ours."
        for id, it in said.items()
        if id not in known
    ]
    problems.extend(f"Product {number}: {problem}" for problem in own)
    return ProductLink(answers=link.answers, made_for=renamed(known[0], flow) if known else None)


def renamed(outcome: str, flow: Flow) -> str:
    """Today's id of an outcome after plain renames. One replaced with a `why` is another answer, so its id stays."""
    names = {id: moved for id, moved in flow.former.outcomes.items() if not moved.why}
    return current(outcome, flow.outcomes, names)[0] or outcome


def write_product(number: int, answers: Mapping[str, tuple[str, ...]], led: Result | None) -> str:
    """The part of a fragment that carries one product of a plan, and the outcome that its answers led to.

    >>> write_product(2, {"area": ("azure",)}, None)
    '2.area=azure'
    """
    keys = {f"{number}.{question}": answer for question, answer in answers.items()}
    return write({**({str(number): (led.outcome,)} if led else {}), **keys})


def cut(fragment: str, problems: list[str]) -> str:
    """The part of a fragment that we parse: at most `LONGEST` characters, ending between two answers."""
    if len(fragment) <= LONGEST:
        return fragment
    problems.append(f"The link is too long to be one of ours: only its first {LONGEST:,} characters were read.")
    return fragment[:LONGEST].rpartition("&")[0]


def mend(fragment: str) -> str:
    """A fragment without the encodings that forums, mail programs and chat windows add. No id needs any encoding.

    >>> mend("#area%3Dazure%26channel%3Dcsp-own")
    'area=azure&channel=csp-own'
    >>> mend("area=azure&amp;amp;channel=csp-own")
    'area=azure&channel=csp-own'
    """
    for _ in range(MOST_LAYERS):
        fragment = unquote(fragment)
    fragment = re.sub(r"&(?:(?:amp|#38|#x26);)+", "&", fragment, flags=re.IGNORECASE)
    fragment = re.sub(r"&(?:quot|apos|[lg]t|nbsp|#\d{1,7}|#x[0-9a-f]{1,6});", " ", fragment, flags=re.IGNORECASE)
    return fragment.lstrip("#/? ").replace("?", "&").replace("#", "&")


def unquote(text: str) -> str:
    """Text with its percent-encoded characters decoded, as `urllib.parse.unquote` does.

    Written here, because that module takes a fortieth of the snapshot that every reader fetches.

    >>> unquote("volume%2Dlicensing %E2%82%AC %zz")
    'volume-licensing € %zz'
    """
    return ENCODED.sub(lambda found: bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace"), text)


ENCODED = re.compile("(?:%[0-9A-Fa-f]{2})+")


def split(fragment: str) -> tuple[Pairs, list[str]]:
    """Pairs of key and value; and the other parts, without those that are only punctuation around the link."""
    pairs, strays = [], []
    for part in fragment.split("&"):
        key, equals, value = (text.strip() for text in part.partition("="))
        if key.strip(SPOILING) and equals:
            pairs.append((key, value))
        elif part.strip(SPOILING + "="):
            strays.append(part.strip())
    return pairs, strays


def copied_on(value: str, problems: list[str]) -> date | None:
    """The day on which a link was copied, or None with a message appended to `problems`."""
    found = iso_day(unbroken(value))
    if found is None:
        problems.append(f"The link says that it was copied on “{shortened(value)}”, which is not a date.")
    return found


def current(id: str, known: Container[str], former: Mapping[str, Moved]) -> tuple[str | None, Moved | None]:
    """Today's id for an id of a link, or None where it is unknown; and the last move that was followed, if any.

    >>> from decision_tree.model import Moved
    >>> former = {"old": Moved(on=date(2027, 1, 10), now=("new",)), "gone": Moved(on=date(2027, 1, 10))}
    >>> current("old", {"new"}, former)[0], current("gone", {"new"}, former)[0], current("new", {"new"}, former)
    ('new', None, ('new', None))
    """
    moved = None
    seen: set[str] = set()
    while id not in known and id in former and id not in seen:
        seen.add(id)
        moved = former[id]
        if len(moved.now) != 1:
            return None, moved
        (id,) = moved.now
    return (id if id in known else None), moved


def gone_question(key: str, moved: Moved, flow: Flow) -> str:
    """A message that a question of a link is no longer asked."""
    asked = [flow.questions[id].short for id in moved.now if id in flow.questions]
    instead = f" Asked instead: {choices_words(asked)}." if asked else ""
    return f"The link answers “{shortened(key)}”, which {gone(moved)} {moved.why}{instead}"


def gone_option(id: str, moved: Moved, question: Question) -> str:
    """A message that an option of a link is no longer offered."""
    offered = [option.label for now in moved.now if (option := question.option(now))]
    instead = f" Please choose again: it is now {choices_words(offered)}." if offered else " Please choose again."
    return f"The link answers “{question.short}” with “{shortened(id)}”, which {gone(moved)} {moved.why}{instead}"


def gone(moved: Moved) -> str:
    """The end of a sentence that says since when something is gone."""
    day = day_words(moved.on)
    return f"was published in error until {day}." if moved.in_error else f"has been gone since {day}."


def choices_words(labels: list[str]) -> str:
    """Labels in quotation marks, joined with commas and “or”."""
    *most, last = (f"“{label}”" for label in labels)
    return f"{', '.join(most)} or {last}" if most else last


def written_values(question: Question, value: str, former: Iterable[str]) -> dict[str, str]:
    """Value → its original spelling, for each value of an answer: one, or several with commas or gaps between them."""
    kind = kind_of(question)
    if kind.many:
        return pieces(value, {option.id for option in question.options} | set(former))
    id = unbroken(value)
    return {id if kind.named or kind.is_value(id) else value.strip(SPOILING): value}


def names_of_today(
    question: Question, given: Iterable[str], former: Mapping[str, Moved]
) -> dict[str, tuple[str | None, Moved | None]]:
    """Value → today's id, or None if unknown, and its last move, if any. Values other than ids, such as dates, stay."""
    if not kind_of(question).named:
        return {id: (id, None) for id in given}
    options = {option.id for option in question.options}
    return {id: current(id, options, former) for id in given}


def known_of(names: Mapping[str, tuple[str | None, Moved | None]]) -> tuple[str, ...]:
    """Today's ids of the values that are known, each once."""
    return tuple(dict.fromkeys(now for now, _ in names.values() if now is not None))


def take_answer(
    question: Question,
    value: str,
    former: Mapping[str, Moved],
    answers: dict[str, tuple[str, ...]],
    partly: dict[str, tuple[str, ...]],
    problems: list[str],
) -> None:
    """Add an answer to `answers`, or to `partly` if some options are unknown, unless the question has one already."""
    given = written_values(question, value, former)
    names = names_of_today(question, given, former)
    known = known_of(names)
    unknown = [id for id, (now, _) in names.items() if now is None]
    if question.id in answers or question.id in partly:
        if unknown or known != answers.get(question.id, partly.get(question.id)):
            problems.append(f"The link answers “{question.short}” twice; the first answer was kept.")
        return
    problems.extend(unusable(question, id, given[id], names[id][1]) for id in unknown)
    if not unknown:
        answers[question.id] = known
    elif kind_of(question).many:
        partly[question.id] = known


def unusable(question: Question, id: str, written: str, moved: Moved | None) -> str:
    """A message that an answer has a value that the question does not know, quoted as written."""
    if moved:
        return gone_option(id, moved, question)
    said = f"“{shortened(written)}”" if id else "nothing"
    return f"The link answers “{question.short}” with {said}, which is not one of its choices."


def few(problems: list[str]) -> tuple[str, ...]:
    """The first `MOST_PROBLEMS` problems, each once, and the number of those left out."""
    told = list(dict.fromkeys(problems))
    if len(told) > MOST_PROBLEMS:
        told[MOST_PROBLEMS:] = [f"And {len(told) - MOST_PROBLEMS} more things that could not be used."]
    return tuple(told)


def write(answers: Mapping[str, tuple[str, ...]]) -> str:
    """The fragment, without `#`, that carries these answers.

    >>> write({"area": ("azure",), "work": ("presales", "adoption"), "circumstances": ()})
    'area=azure&work=presales,adoption&circumstances='
    """
    return "&".join(f"{question}={','.join(answer)}" for question, answer in answers.items())


def link_of(step: Step) -> str:
    """The fragment of the answers on the path."""
    return write(step.answers)
