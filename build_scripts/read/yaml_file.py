"""Reader of YAML as nodes that keep their positions; a value that cannot be read is a fault, and counts as empty.

`yaml.compose` builds no object and resolves no value, so that `yes`, `on` and `1.10` stay as somebody wrote them.
"""

from __future__ import annotations

import html.entities
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from build_scripts.read.faults import Fault, Place, Span, Spans, Spot, did_you_mean, similar
from build_scripts.read.texts import IN_MARKDOWN, key_of, no_citation
from build_scripts.read.yaml_syntax import AS_FAR, explained
from decision_tree.dates import iso_day
from decision_tree.kinds import shortened
from decision_tree.links import RESERVED
from decision_tree.model import TODAY, Unit

MOST_NODES = 50_000
"""Most nodes that the aliases of a file may add when they are expanded. Our own files have no aliases."""

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
"""Form of a public id: kebab-case."""

WITHIN = re.compile(r"(\d{1,4}) (days|business-days|months)")
"""Length of a band or a limit, such as `12 months`."""

ENTITIES = tuple(sorted(name for name in html.entities.html5 if not name.endswith(";") and name.islower()))
"""Names that HTML reads as a character after `&` even without a semicolon: `&copy`, `&reg`, `&not`."""


UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""Characters that YAML allows as escapes, although no page or file can hold them."""

ANCHOR = re.compile(r"&(?<!\w&)\S")
"""Pattern of a name for aliases. In a link, `&` follows a letter or a digit, as it cannot before such a name."""

PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}" for kind in ["str", "bool", "int", "float", "null", "timestamp", "seq", "map"]
)


DEEPEST = 200
"""Most levels of nesting that libyaml is given, because it recurses into each level without a limit."""


class ContainsItself(Exception):
    """Reason why a file is not read: an alias contains itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Keys:
    """Keys that a mapping must and may have, with what help says about them."""

    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()
    instead: Mapping[str, str] = field(default_factory=dict)
    """Key that people look for and that is none → what to write instead."""
    besides: tuple[str, ...] = ()
    """Keys of other kinds of the mapping, which help names, too."""
    shapes: Mapping[str, str] = field(default_factory=dict)
    """Key → what stands behind it, in short: `[{on: …, what: …}]`."""
    shape: str = ""
    """The whole mapping, in short."""

    @property
    def all(self) -> tuple[str, ...]:
        """Every key that the mapping can have."""
        return (*self.needs, *self.takes)


class NodeSpot:
    """A spot of two nodes. Its positions are worked out when they are asked for, because few are."""

    __slots__ = ("_key", "_value")

    def __init__(self, key: Node, value: Node) -> None:
        self._key, self._value = key, value

    @property
    def key(self) -> Span:
        """Position of the key."""
        return span_of(self._key)

    @property
    def value(self) -> Span:
        """Position of the value."""
        return span_of(self._value)


@dataclass(slots=True)
class YamlFile:
    """One YAML file while it is read, with the faults that were found and the positions of its values."""

    text: str
    faults: list[Fault] = field(default_factory=list)
    spots: dict[Place, Spot] = field(default_factory=dict)
    forms: dict[Place, object] = field(default_factory=dict)
    """Place of each mapping → the `Form` by which it was read, so that examples can be found in a file."""
    keys: dict[Place, Keys] = field(default_factory=dict)
    """Place of each mapping → the keys that it can have."""
    misspelt: set[Place] = field(default_factory=set)
    """Places of keys that stand there misspelt, so that they are not called missing as well."""
    hides: bool = False
    """Whether something was not read that other parts of the file may name."""

    # ---------- the file

    def root(self) -> MappingNode | None:
        """Root mapping of the file; None, with the reason among the faults, where it has none."""
        node = self._composed()
        if node is None or is_nothing(node):
            if not self.faults:
                self.fault(
                    "empty-file",
                    "the file is empty",
                    (),
                    help="a file begins with a key, such as 'flow: name'",
                )
            return None
        self.spots[()] = NodeSpot(node, node)
        if not self._bounded(node) or not self._plain(node, ()):
            return None
        if not isinstance(node, MappingNode):
            self.fault("wrong-type", f"the file is {kind_of(node)}, not a mapping of keys to values", ())
            return None
        return node

    def _composed(self) -> Node | None:
        try:
            node: Node | None = composed_fast(self.text) or yaml.compose(self.text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            self._syntax(*explained(error, self.text))
            return None
        except yaml.reader.ReaderError as error:
            before = self.text[: error.position]
            span = Span(line=before.count("\n") + 1, column=len(before) - before.rfind("\n"))
            self._syntax(span, f"character U+{ord(self.text[error.position]):04X} may not stand in YAML", "remove it")
            return None
        except RecursionError:
            self._too_deep()
            return None
        return node

    def _too_deep(self) -> None:
        self._syntax(Span(line=1, column=1), "the file is nested too deeply to be read", "write it flatter")

    def _syntax(self, span: Span, message: str, help: str) -> None:
        self.spots[()] = Spans(key=span, value=span)
        self.fault("yaml-syntax", message, (), help=help)

    def _bounded(self, root: Node) -> bool:
        """Whether the file stays small when its aliases are written out, and none contains itself."""
        if not ANCHOR.search(self.text):
            return True
        sizes: dict[int, int] = {}
        inside: set[int] = set()

        def size(node: Node) -> int:
            if id(node) in inside:
                raise ContainsItself
            if id(node) not in sizes:
                inside.add(id(node))
                sizes[id(node)] = 1 + sum(size(child) for child in children(node))
                inside.discard(id(node))
            return sizes[id(node)]

        try:
            total = size(root)
        except ContainsItself:
            self.fault("alias-bomb", "an alias contains itself", (), help="write out what the alias stands for")
            return False
        except RecursionError:
            self._too_deep()
            return False
        fits = total - len(sizes) <= MOST_NODES
        if not fits:
            self.fault(
                "alias-bomb",
                f"the aliases of this file add {counted(total - len(sizes))} values; at most {MOST_NODES:,} are read",
                (),
                help="write out what the aliases repeat, or repeat less",
            )
        return fits

    # ---------- faults

    def fault(self, name: str, message: str, place: Place, *, at_key: bool = False, help: str = "") -> None:
        """Add a fault at a place."""
        self.faults.append(Fault(name=name, message=message, place=place, at="key" if at_key else "value", help=help))

    # ---------- values

    def has(self, place: Place, key: str) -> bool:
        """Whether a mapping has a key, or a misspelling of it."""
        return (*place, key) in self.spots or self.meant(place, key)

    def meant(self, place: Place, key: str) -> bool:
        """Whether a key stands in a mapping misspelt."""
        return (*place, key) in self.misspelt

    def entries(self, node: Node | None, place: Place, help: str = "") -> Iterator[tuple[str, Node]]:
        """Keys and values of a mapping. A key that occurs twice, or is not a scalar, is a fault.

        :param help: what to write where the node is no mapping.
        """
        if node is None:
            return
        if is_nothing(node):
            self.fault("wrong-type", f"{named(place)} has no entries", place, at_key=True, help=help)
            return
        if not isinstance(node, MappingNode):
            self.fault(
                "wrong-type",
                f"{named(place)} must be a mapping of keys to values, not {kind_of(node)}",
                place,
                help=self.belongs(place) or help,
            )
            return
        seen: set[str] = set()
        twice: list[tuple[str, Place]] = []
        before: Node | None = None
        for number, (key_node, value) in enumerate(node.value, start=1):
            key = key_node.value if isinstance(key_node, ScalarNode) else None
            if key is not None and is_cut(key_node, value):
                self.cut_text(before, key_node, (*place, -number))
                continue
            before = value
            if key is None or key in seen:
                again = (*place, -number)  # a place that no other key or index uses
                self.spots[again] = NodeSpot(key_node, key_node)
            if key is None:
                self.fault("wrong-type", f"a key must be a word, not {kind_of(key_node)}", again)
            elif key in seen:
                self.hides |= not isinstance(value, ScalarNode)
                twice.append((key, again))
            else:
                seen.add(key)
                here = (*place, key)
                self.spots[here] = NodeSpot(key_node, value)
                if self._plain(key_node, here) and self._plain(value, here):
                    yield key, value
        self.keys_twice(twice, place)

    def cut_text(self, before: Node | None, rest: Node, place: Place) -> None:
        """Report a text without quotes that ends at its own comma, because it stands within braces."""
        self.spots[place] = NodeSpot(rest, rest)
        if isinstance(before, ScalarNode) and not before.style:
            whole = self.text[before.start_mark.index : rest.end_mark.index]
            both = all(map(ID.fullmatch, (str(before.value), str(rest.value))))
            self.spots[place] = NodeSpot(before, before)
            said = shortened(" ".join(whole.split())).strip("“”„‘’")
            write = f"write [{said}] for a list" if both else f'put the text in quotes: "{said}"'
            self.fault("unquoted-comma", f"'{before.value}' ends at the comma, within braces", place, help=write)
        else:
            help = "write a value behind it, or a list in brackets: [one, other]"
            self.fault("unquoted-comma", f"'{rest.value}' stands within braces and has no value", place, help=help)

    def keys_twice(self, twice: Sequence[tuple[str, Place]], place: Place) -> None:
        """Report keys that a mapping has twice. Several keys are told together: two entries have run into one."""
        different = dict.fromkeys(key for key, _ in twice)
        for key, again in twice if len(different) == 1 else twice[:1]:
            help = f"the first one is in line {self.spots[(*place, key)].key.line}: keep one of them"
            said = f"'{key}' stands"
            if len(different) > 1:
                help += "; if two entries have run into one, mend the indentation where the second begins"
                said = f"'{key}' and {len(different) - 1} more of its keys stand"
            self.fault("duplicate-key", f"{said} twice in {named(place)}", again, help=help)

    def record(self, node: Node | None, place: Place, keys: Keys) -> dict[str, Node]:
        """The values of a mapping with known keys. Unknown and missing keys are faults."""
        self.keys[place] = keys
        if node is None:
            return {}
        found: dict[str, Node] = {}
        unknown: list[tuple[str, Node]] = []
        for key, value in self.entries(node, place, f"write {keys.shape}" if keys.shape else ""):
            if key in keys.all:
                found[key] = value
            else:
                unknown.append((key, value))
        for key, value in unknown:
            guess = "" if key in keys.instead else similar(key, {*keys.all} - {*found})
            self.misspelt |= {(*place, guess)} if guess else set()
            self.hides |= bool(guess in keys.needs or not isinstance(value, ScalarNode))
            self.fault(
                "unknown-key",
                f"{named(place)} has no key '{key}'",
                (*place, key),
                at_key=True,
                help=f"did you mean '{guess}'?" if guess else self.key_help(key, value, place, keys),
            )
        if isinstance(node, MappingNode):
            for key in keys.needs:
                if not self.has(place, key):
                    self.missing(place, key)
        return found

    def missing(self, place: Place, key: str) -> None:
        """Report a key that a mapping read by `record` lacks."""
        help = f"add '{key}: {self.keys[place].shapes.get(key, '…')}'"
        self.fault("missing-key", f"{named(place)} has no '{key}'", place, at_key=True, help=help)

    def key_help(self, key: str, value: Node, place: Place, keys: Keys) -> str:
        """Help for a key that a mapping cannot have and that is no misspelling."""
        if key == "<<":
            return "merge keys are not read: write the keys out"
        if " " in key:
            return f"{did_you_mean(key, keys.all)}; {AS_FAR}".lstrip("; ")
        further_in = "; check the indentation" if isinstance(value, MappingNode) or is_nothing(value) else ""
        known = did_you_mean(key, {*keys.all, *keys.besides})
        return keys.instead.get(key) or self.belongs((*place, key)) or f"{known}{further_in}".lstrip("; ")

    def belongs(self, place: Place) -> str:
        """Help for a key at the wrong level: the nearest mapping around it that can have it; empty where none can."""
        for end in reversed(range(len(place) - 1)):
            keys = self.keys.get(place[:end])
            if keys and place[-1] in keys.all:
                return f"'{place[-1]}' is a key of {named(place[:end])}: write it there"
        return ""

    def text_of(self, node: Node | None, place: Place) -> str:
        """Text of a scalar, without white space around it; empty, with a fault, where the node is no scalar."""
        if node is None:
            return ""
        if not isinstance(node, ScalarNode):
            help = "put the text in quotes, or write it without brackets"
            key = key_of(place)
            if self.text.startswith("[^", node.start_mark.index) and key not in IN_MARKDOWN:
                help = no_citation(key)
            self.fault("wrong-type", f"{named(place)} must be text, not {kind_of(node)}", place, help=help)
            return ""
        text = str(node.value).strip()
        if not text:
            comment = "; what stands behind '#' is a comment" if "#" in self._line(node) else ""
            self.fault(
                "wrong-type", f"{named(place)} has no value", place, at_key=True, help=f"write one behind it{comment}"
            )
        for character in sorted(set(UNSHOWABLE.findall(text))) if UNSHOWABLE.search(text) else ():
            code = f"U+{ord(character):04X}"
            self.fault("wrong-type", f"{named(place)} has the character {code}, which cannot be shown", place)
        return text

    def _line(self, node: Node) -> str:
        """Line in which a node begins."""
        lines = self.text.splitlines()
        return lines[node.start_mark.line] if node.start_mark.line < len(lines) else ""

    def word_of(self, node: Node | None, place: Place, known: Iterable[str], default: str) -> str:
        """Text of a scalar that is a known word; `default` where there is no node, or, with a fault, another word."""
        return default if node is None else self.known_word(self.text_of(node, place), place, known, default)

    def known_word(self, word: str, place: Place, known: Iterable[str], default: str) -> str:
        """The word if it is known; `default`, with a fault unless it is empty, if it is not."""
        if word in known:
            return word
        if word:
            self.fault("unknown-word", f"{named(place)} cannot be '{word}'", place, help=did_you_mean(word, known))
        return default

    def within(self, node: Node | None, place: Place) -> tuple[int, Unit]:
        """Number and unit of a length of time, such as `12 months`; 0 days, with a fault, for anything else."""
        said = self.text_of(node, place)
        match = WITHIN.fullmatch(said)
        if said and not match:
            self.fault(
                "unknown-word",
                f"{named(place)} cannot be '{said}'",
                place,
                help=length_help(said),
            )
        return (int(match[1]), match[2]) if match else (0, "days")  # type: ignore[return-value]

    def day(self, node: Node | None, place: Place) -> date | None:
        """Date written as year-month-day; None where there is no node, or, with a fault, where it is something else."""
        said = self.text_of(node, place)
        day = iso_day(said)
        if said and day is None:
            self.fault(
                "wrong-type",
                f"{named(place)} must be a date, not '{said}'",
                place,
                help="no calendar has this day: mend the day or the month"
                if re.fullmatch(r"\d{4}-\d\d-\d\d", said)
                else "write year-month-day, such as 2026-11-23",
            )
        return day

    def items(self, node: Node | None, place: Place) -> Iterator[tuple[Place, Node]]:
        """Places and nodes of the items of a list. A single value counts as a list of one."""
        if node is None:
            return
        if not isinstance(node, SequenceNode):
            self.spots[(*place, 0)] = NodeSpot(node, node)
            yield place, node
            return
        for index, item in enumerate(node.value):
            here = (*place, index)
            self.spots[here] = NodeSpot(item, item)
            if self._plain(item, here):
                yield here, item

    def texts(self, node: Node | None, place: Place) -> tuple[str, ...]:
        """Texts of a list of scalars. A single scalar counts as a list of one."""
        return tuple(text for here, item in self.items(node, place) if (text := self.text_of(item, here)))

    def names(self, node: Node | None, place: Place, help: str = "") -> Iterator[tuple[str, Node]]:
        """The entries of a mapping from ids to things. An id that is not kebab-case is a fault."""
        for id, value in self.entries(node, place, help):
            if not ID.fullmatch(id):
                self.malformed_id(id, (*place, id), at_key=True)
            yield id, value

    def malformed_id(self, id: str, place: Place, *, at_key: bool = False) -> None:
        """Report a text that cannot be an id."""
        letters = unicodedata.normalize("NFKD", id.lower()).encode("ascii", "ignore").decode()
        likely = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
        instead = f"write '{likely}': " if ID.fullmatch(likely) else "ids are "
        self.fault(
            "malformed-id",
            f"'{id}' cannot be an id",
            place,
            at_key=at_key,
            help=f"{instead}small letters and digits, joined by single hyphens, a letter first",
        )

    def _plain(self, node: Node, place: Place) -> bool:
        """Whether the value is text, a list or a mapping. A tag that would build an object is a fault."""
        if node.tag in PLAIN_TAGS or node.tag.endswith((":merge", ":value")):
            return True
        tag = node.tag.replace("tag:yaml.org,2002:", "!!")
        self.spots[place] = Spans(key=self.spots[place].key, value=span_of(node))
        self.fault(
            "object-tag",
            f"'{tag}' is read as a tag, which would build an object",
            place,
            help="put the text in quotes; a tag has to go: files are made of text, lists and mappings",
        )
        return False


# ---------- words


def reserved_reason(id: str) -> str:
    """Reason why a question may not have this id; empty where it may."""
    if id in RESERVED:
        return f"'{id}' has a meaning of its own in links"
    if id == TODAY:
        return "conditions test the day under this name"
    entity = next((name for name in ENTITIES if id.startswith(name)), None)
    return f"HTML reads '&{entity}' in a link as a character" if entity else ""


def length_help(said: str) -> str:
    """Help for a length of time that is written otherwise."""
    number, _, unit = said.partition(" ")
    if number.isdecimal() and unit in ("day", "business-day", "month"):
        return f"write the unit in the plural, '{number} {unit}s', for one as well"
    if number.isdecimal() and unit in ("year", "years"):
        return f"write it in months: '{int(number) * 12} months'"
    if number.isdecimal() and unit in ("week", "weeks"):
        return f"write it in days: '{int(number) * 7} days'"
    return "write a number in digits and 'days', 'business-days' or 'months', such as '12 months'"


def is_cut(key: Node, value: Node) -> bool:
    """Whether a key within braces is what a comma has cut from the text before it: it has no colon behind it."""
    return is_nothing(value) and bool(value.start_mark.index == key.end_mark.index)


def named(place: Place) -> str:
    """Place in a message: the path of keys in quotes, with indexes counted from 1."""
    if not place:
        return "the file"
    if len(place) == 1 and isinstance(place[0], int):
        return f"entry {place[0] + 1}"
    return "'" + ".".join(str(part + 1) if isinstance(part, int) else part for part in place) + "'"


def kind_of(node: Node) -> str:
    """Kind of a node in a message, with its article."""
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    return f"the text '{shortened(' '.join(node.value.split()))}'" if node.value else "nothing"


def is_nothing(node: Node) -> bool:
    """Whether nothing was written where a value could stand."""
    return isinstance(node, ScalarNode) and not node.value and not node.style


def span_of(node: Node) -> Span:
    """Position of a node; only the first character of a node that covers several lines."""
    start, end = node.start_mark, node.end_mark
    length = end.column - start.column if end.line == start.line else 1
    return Span(line=start.line + 1, column=start.column + 1, length=max(1, length))


def children(node: Node) -> list[Node]:
    """Nodes directly inside another: the keys and values of a mapping, or the items of a list."""
    if isinstance(node, MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, SequenceNode) else []


def counted(number: int) -> str:
    """Number in a message; words in place of one that is too long to read."""
    return f"{number:,}" if number < 10**9 else "more than a thousand million"


def composed_fast(text: str) -> Node | None:
    """Root node as libyaml reads it, ten times as fast as PyYAML's own parser; None where PyYAML must read the file.

    PyYAML must where libyaml is missing, could recurse too deeply, or refuses the file: messages use PyYAML's words.
    """
    if not yaml.__with_libyaml__ or deepest(text) > DEEPEST:
        return None
    try:
        node: Node | None = yaml.compose(text, Loader=Untold)
    except yaml.YAMLError:
        return None
    return node


def deepest(text: str) -> int:
    """Upper bound for the levels of nesting in a text: its open brackets, and the longest indentation of a line."""
    depth = most = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        most = max(most, depth)
    return most + max(map(len, re.findall(r"^[ ?-]*", text, re.MULTILINE)))


TAGS: Mapping[type[Node], str] = {
    kind: f"tag:yaml.org,2002:{name}"
    for kind, name in zip((ScalarNode, SequenceNode, MappingNode), ("str", "seq", "map"), strict=True)
}
"""Kind of a node → the tag that its value has where the file gives none."""


if yaml.__with_libyaml__:

    class Untold(yaml.CSafeLoader):
        """Loader that takes each value for a text, a list or a mapping, because nobody reads what else it could be.

        Looking for numbers, dates and the like took a third of the time in which libyaml reads a file.
        """

        def resolve(self, kind: type[Node], *_: object) -> str:
            """Tag of a node to which the file gives none."""
            return TAGS[kind]

        def descend_resolver(self, *_: object) -> None:
            """Do nothing, because no tags are given by path."""

        def ascend_resolver(self) -> None:
            """Do nothing, because no tags are given by path."""
