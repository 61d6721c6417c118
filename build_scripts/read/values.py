"""Values of keys: how text, lists, mappings, days and words are read, and what authors are told to write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from build_scripts.read.faults import Fault, Place
from build_scripts.read.forms import Form, Value
from build_scripts.read.yaml_file import ID as KEBAB_CASE
from build_scripts.read.yaml_file import YamlFile, is_nothing, named
from build_scripts.read.yaml_syntax import LONGEST_ADVICE
from decision_tree.dates import iso_day
from decision_tree.model import UNKNOWN


def word(known: tuple[str, ...], default: str) -> Value:
    """Value that is one of the known words."""

    def read(yaml: YamlFile, node: Node | None, place: Place) -> str:
        return yaml.word_of(node, place, known, default)

    return Value(alternatives(f"`{one}`" for one in known), read)


def alternatives(words: Iterable[str]) -> str:
    """Words of which one is chosen: `a, b or c`."""
    *before, last = words
    return f"{', '.join(before)} or {last}" if before else last


def list_of(value: Value | Form[Any], words: str = "list of {}") -> Value:
    """Tuple of values. A single one may be written without a list."""

    def read(yaml: YamlFile, node: Node | None, place: Place) -> tuple[Any, ...]:
        return tuple([value.read(yaml, item, here) for here, item in yaml.items(node, place)])

    return Value(words, read, forms=value.forms, shape=f"[{value.shape}]")


def mapping_of(value: Value | Form[Any], words: str = "mapping of ids to {}", *, kebab: bool = True) -> Value:
    """Dict of ids to values.

    :param kebab: whether an id that is not kebab-case is reported.
    """

    def read(yaml: YamlFile, node: Node | None, place: Place) -> dict[str, Any]:
        help = entries_help(node, value.shape, "an id" if value.forms else "a key")
        entries = list(yaml.names(node, place, help) if kebab else yaml.entries(node, place, help))
        kept: dict[str, Node] = {}
        for id, item in entries:
            if too_far_left(yaml, id, item, place):
                yaml.misspelt.add((*place, *[*kept][-1:], id))  # the entry before it is what it belongs to
            else:
                kept[id] = item
        return {id: value.read(yaml, item, (*place, id)) for id, item in kept.items()}

    inner = value.forms[0].names.all if value.forms else ()

    def too_far_left(yaml: YamlFile, id: str, node: Node, place: Place) -> bool:
        here = (*place, id)
        keys = {key.value for key, _ in node.value} if isinstance(node, MappingNode) else set()
        found = id in inner and keys.isdisjoint(inner)
        if found:
            help = yaml.belongs(here) or f"indent it further: it is a key of one entry of {named(place)}"
            yaml.fault("wrong-type", f"'{id}' is no entry of {named(place)}", here, at_key=True, help=help)
        return found

    return Value(words, read, forms=value.forms, shape=f"{{id: {value.shape}}}")


def entries_help(node: Node | None, shape: str, ids: str) -> str:
    """Help for somebody who wrote something else than a mapping of ids: its entries, written out where they are few.

    :param shape: an entry without its id, in short.
    :param ids: what an id is called, with its article.
    """
    if node is not None and is_nothing(node):
        return f"write one or more below it: 'id: {shape}'"
    items = node.value if isinstance(node, SequenceNode) else []
    if items and all(isinstance(item, ScalarNode) and KEBAB_CASE.fullmatch(item.value) for item in items):
        entries = f"{{{', '.join(f'{item.value}: {shape}' for item in items)}}}"
        if len(entries) <= LONGEST_ADVICE:
            return f"write {entries}"
    return f"write {ids} before each: 'id: {shape}'"


def not_empty(value: Value, help: str) -> Value:
    """The same kind of value, with a fault for a list or a mapping without entries."""

    def read(yaml: YamlFile, node: Node | None, place: Place) -> Any:
        if isinstance(node, MappingNode | SequenceNode) and not node.value:
            yaml.fault("wrong-type", f"{named(place)} has no entries", place, at_key=True, help=help)
        return value.read(yaml, node, place)

    return replace(value, read=read)


def or_unknown(value: Value) -> Value:
    """Collection of ids, or UNKNOWN where that word stands instead of them."""

    def read(yaml: YamlFile, node: Node | None, place: Place) -> Any:
        ids = value.read(yaml, node, place)
        return UNKNOWN if len(ids) == 1 and UNKNOWN in ids else ids

    return Value(f"{value.words}, or `{UNKNOWN}`", read, shape=value.shape)


def read_kebab(yaml: YamlFile, node: Node | None, place: Place) -> str:
    """Text of a scalar, with a fault where it is not kebab-case."""
    id = yaml.text_of(node, place)
    if id and not KEBAB_CASE.fullmatch(id):
        yaml.malformed_id(id, place)
    return id


PLACEHOLDERS = ("…", "...")
"""Texts that stand where an author still has something to write; `diff` prints the first."""


def read_words(yaml: YamlFile, node: Node | None, place: Place) -> str:
    """Text for readers. A placeholder, and quotes that do not quote, are faults."""
    words = yaml.text_of(node, place)
    if words in PLACEHOLDERS:
        yaml.fault("placeholder", f"readers would be shown '{words}'", place, help="write what belongs here")
    elif isinstance(node, ScalarNode) and not node.style:
        yaml.faults.extend(stray_signs(words, place))
    return words


def read_texts(yaml: YamlFile, node: Node | None, place: Place) -> tuple[str, ...]:
    """Texts of a list. A single one may be written without a list."""
    return tuple(text for here, item in yaml.items(node, place) if (text := read_words(yaml, item, here)))


def stray_signs(words: str, place: Place) -> Iterator[Fault]:
    """Fault of a text without quotes that has signs of YAML: curly quotes, or a quote or bracket at its end alone."""
    inside = words[1:-1]
    if words[:1] + words[-1:] in ("“”", "„“", "‘’") and not set("“”„‘’") & set(inside):
        message, help = "curly quotes do not quote in YAML: readers would see them", f'write "{inside}"'
    elif words.endswith('"') and words.count('"') == 1:
        message, help = "the text ends with a quote, and does not begin with one", f'write "{words}'
    elif words.endswith("]") and "[" not in words:
        message, help = "the text ends with ']', and does not begin with '['", f"write [{words}, or remove it"
    else:
        return
    help = help if len(words) <= LONGEST_ADVICE else "begin and end the text with straight quotes"
    yield Fault(name="stray-sign", message=message, place=place, help=help)


def read_whole(yaml: YamlFile, node: Node | None, place: Place) -> int:
    """Whole number; 0, with a fault, for anything else."""
    said = yaml.text_of(node, place)
    if re.fullmatch("[0-9]{1,9}", said):
        return int(said)
    if said:
        help = "write digits alone, such as 300, at most nine of them"
        yaml.fault("wrong-type", f"{named(place)} must be a whole number, not '{said}'", place, help=help)
    return 0


def read_hundredths(yaml: YamlFile, node: Node | None, place: Place) -> int:
    """Amount of money in hundredths; 0, with a fault, for anything else."""
    said = yaml.text_of(node, place)
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{2})?", said):
        return int(f"{said}00" if "." not in said else said.replace(".", ""))
    if said:
        help = "write digits alone, such as 6002 or 0.01"
        yaml.fault("wrong-type", f"{named(place)} must be an amount of money, not '{said}'", place, help=help)
    return 0


def read_decimals(yaml: YamlFile, node: Node | None, place: Place) -> int:
    """Number of decimals: 1 or 2, because `1.250` is a thousand in some countries; 0, with a fault, for others."""
    said = yaml.text_of(node, place)
    if said not in ("1", "2"):
        help = "write 1 or 2, or leave it out for whole numbers"
        yaml.fault("wrong-type", f"{named(place)} must be 1 or 2, not '{said}'", place, help=help)
        return 0
    return int(said)


def read_day_limit(yaml: YamlFile, node: Node | None, place: Place) -> str:
    """Limit of a date question: an ISO date (of a month the first day), `today`, or an id; empty for `none`."""
    said = yaml.text_of(node, place)
    if said == "none":
        return ""
    month = iso_day(f"{said}-01")
    if month:
        return month.isoformat()
    if said and iso_day(said) is None and (said[0].isdigit() or not KEBAB_CASE.fullmatch(said)):
        help = "write a day such as 2026-11-23, 'today', or the id of a question or a value"
        yaml.fault("wrong-type", f"{named(place)} must be a day, not '{said}'", place, help=help)
        return ""
    return said


TEXT = Value("text", read_words)
MARKDOWN = Value("text in Markdown", read_words)
ID = Value("id", YamlFile.text_of)
KEBAB_ID = Value("id: small letters and digits, joined by single hyphens", read_kebab)
TEXTS = Value("list of texts", read_texts, shape="[…]")
IDS = Value("list of ids", YamlFile.texts, shape="[…]")
ID_SET = Value("list of ids", lambda yaml, node, place: frozenset(yaml.texts(node, place)), shape="[…]")
FLAG = Value(
    "`true` or `false`",
    lambda yaml, node, place: yaml.word_of(node, place, ("true", "false"), "false") == "true",
)
DAY = Value("day, such as `2026-11-23`", lambda yaml, node, place: yaml.day(node, place) or date.min)
"""An unreadable day counts as the earliest."""
WHOLE = Value("whole number in digits", read_whole)
HUNDREDTHS = Value("amount of money in digits, such as `6002` or `0.01`", read_hundredths)
DECIMALS = Value("`1` or `2`", read_decimals)
DAY_LIMIT = Value("day, `today`, or id", read_day_limit)
LENGTH = Value("length of time: a number and `days`, `business-days` or `months`", YamlFile.within)
