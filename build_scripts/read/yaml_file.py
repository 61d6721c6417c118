"""YAML text as nodes that remember where they stand; what cannot be read is a fault and stands empty.

`yaml.compose` builds no object and resolves no value: `yes`, `on` and `1.10` stay what somebody wrote.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from build_scripts.read.faults import Fault, Place, Span, Spot, did_you_mean
from decision_tree.kinds import shortened
from decision_tree.links import RESERVED
from decision_tree.model import Unit

MOST_NODES = 50_000
"""Nodes that aliases may add to a file when they are written out; ours have none."""

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
"""Kebab-case: what a public id looks like."""

WITHIN = re.compile(r"(\d{1,4}) (days|business-days|months)")
"""How a band or a limit says how long it lasts."""

ENTITIES = tuple(sorted(name for name in html.entities.html5 if not name.endswith(";") and name.islower()))
"""Names that HTML reads as a character after `&` even without a semicolon: `&copy`, `&reg`, `&not`."""

UNCLOSED = "found unexpected end of stream"
"""What the YAML parser says, at the end of the file, of quotes that were opened somewhere before."""

UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""Characters that YAML lets somebody write as an escape, and that no page or file can hold."""

PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}" for kind in ["str", "bool", "int", "float", "null", "timestamp", "seq", "map"]
)


DEEPEST = 200
"""Nested values that are left to libyaml, which reads each in a call within the call before and has no bound."""


@dataclass(slots=True)
class YamlFile:
    """One YAML file while it is read: what was found wrong, and where everything stands."""

    text: str
    faults: list[Fault] = field(default_factory=list)
    spots: dict[Place, Spot] = field(default_factory=dict)

    # ---------- the file

    def root(self) -> MappingNode | None:
        """The mapping that the file is, or None with the reason among the faults."""
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
        self.spots[()] = Spot(key=span_of(node), value=span_of(node))
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
            unclosed = error.problem == UNCLOSED and error.context_mark
            mark = unclosed or error.problem_mark or error.context_mark
            span = Span(line=mark.line + 1, column=mark.column + 1) if mark else Span(line=1, column=1)
            self._syntax(span, syntax_words(error), syntax_help(error, self.text, span))
            return None
        except yaml.reader.ReaderError as error:
            before = self.text[: error.position]
            span = Span(line=before.count("\n") + 1, column=len(before) - before.rfind("\n"))
            self._syntax(span, f"character U+{ord(self.text[error.position]):04X} may not stand in YAML", "remove it")
            return None
        except RecursionError:
            self._syntax(Span(line=1, column=1), "the file is nested too deeply to be read", "write it flatter")
            return None
        return node

    def _syntax(self, span: Span, message: str, help: str) -> None:
        self.spots[()] = Spot(key=span, value=span)
        self.fault("yaml-syntax", message, (), help=help)

    def _bounded(self, root: Node) -> bool:
        """Whether the file stays small when its aliases are written out, and none contains itself."""
        sizes: dict[int, int] = {}
        inside: set[int] = set()

        def size(node: Node) -> int:
            if id(node) in inside:
                raise RecursionError
            if id(node) not in sizes:
                inside.add(id(node))
                sizes[id(node)] = 1 + sum(size(child) for child in children(node))
                inside.discard(id(node))
            return sizes[id(node)]

        try:
            total = size(root)
        except RecursionError:
            self.fault(
                "alias-bomb",
                "an alias contains itself, or the file is nested without end",
                (),
                help="write out what the alias stands for",
            )
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
        """Note something wrong at a place."""
        self.faults.append(Fault(name=name, message=message, place=place, at="key" if at_key else "value", help=help))

    # ---------- values

    def entries(self, node: Node | None, place: Place) -> Iterator[tuple[str, Node]]:
        """The keys and values of a mapping. A key that stands twice, or is no word, is a fault."""
        if node is None:
            return
        if not isinstance(node, MappingNode):
            self.fault(
                "wrong-type",
                f"{named(place)} must be a mapping of keys to values, not {kind_of(node)}",
                place,
            )
            return
        seen: set[str] = set()
        for number, (key_node, value) in enumerate(node.value, start=1):
            key = key_node.value if isinstance(key_node, ScalarNode) else None
            if key is None or key in seen:
                again = (*place, -number)  # a place that no key and no index has
                self.spots[again] = Spot(key=span_of(key_node), value=span_of(key_node))
            if key is None:
                self.fault("wrong-type", f"a key must be a word, not {kind_of(key_node)}", again)
            elif key in seen:
                self.fault(
                    "duplicate-key",
                    f"'{key}' stands twice in {named(place)}",
                    again,
                    help=f"the first one is in line {self.spots[(*place, key)].key.line}: keep one of them",
                )
            else:
                seen.add(key)
                here = (*place, key)
                self.spots[here] = Spot(key=span_of(key_node), value=span_of(value))
                if self._plain(key_node, here) and self._plain(value, here):
                    yield key, value

    def record(
        self, node: Node | None, place: Place, *, needs: Sequence[str] = (), takes: Sequence[str] = ()
    ) -> dict[str, Node]:
        """The values of a mapping with known keys. Unknown and missing keys are faults."""
        if node is None:
            return {}
        found: dict[str, Node] = {}
        for key, value in self.entries(node, place):
            if key in needs or key in takes:
                found[key] = value
            else:
                self.fault(
                    "unknown-key",
                    f"{named(place)} has no key '{key}'",
                    (*place, key),
                    at_key=True,
                    help="merge keys are not read: write the keys out"
                    if key == "<<"
                    else did_you_mean(key, [*needs, *takes]),
                )
        if isinstance(node, MappingNode):
            for key in needs:
                if key not in found and (*place, key) not in self.spots:
                    self.fault(
                        "missing-key",
                        f"{named(place)} has no '{key}'",
                        place,
                        at_key=True,
                        help=f"add '{key}: …'",
                    )
        return found

    def text_of(self, node: Node | None, place: Place) -> str:
        """A scalar as it was written, without white space around it; empty with a fault where it is no scalar."""
        if node is None:
            return ""
        if not isinstance(node, ScalarNode):
            self.fault("wrong-type", f"{named(place)} must be text, not {kind_of(node)}", place)
            return ""
        text = str(node.value).strip()
        if not text:
            self.fault("wrong-type", f"{named(place)} has no value", place, at_key=True, help="write one behind it")
        for character in sorted(set(UNSHOWABLE.findall(text))):
            code = f"U+{ord(character):04X}"
            self.fault("wrong-type", f"{named(place)} has the character {code}, which cannot be shown", place)
        return text

    def word_of(self, node: Node | None, place: Place, known: Iterable[str], default: str) -> str:
        """A scalar that is one of these words."""
        if node is None:
            return default
        word = self.text_of(node, place)
        if word in known:
            return word
        if word:
            self.fault("unknown-word", f"{named(place)} cannot be '{word}'", place, help=did_you_mean(word, known))
        return default

    def within(self, node: Node | None, place: Place) -> tuple[int, Unit]:
        """A length of time, such as `12 months`; no days with a fault where it is none."""
        said = self.text_of(node, place)
        match = WITHIN.fullmatch(said)
        if said and not match:
            self.fault(
                "unknown-word",
                f"{named(place)} cannot be '{said}'",
                place,
                help="write a number and 'days', 'business-days' or 'months', such as '12 months'",
            )
        return (int(match[1]), match[2]) if match else (0, "days")  # type: ignore[return-value]

    def items(self, node: Node | None, place: Place) -> Iterator[tuple[Place, Node]]:
        """The items of a list, with their places. A single value counts as a list of one."""
        if node is None:
            return
        if not isinstance(node, SequenceNode):
            self.spots[(*place, 0)] = Spot(key=span_of(node), value=span_of(node))
            yield place, node
            return
        for index, item in enumerate(node.value):
            here = (*place, index)
            self.spots[here] = Spot(key=span_of(item), value=span_of(item))
            if self._plain(item, here):
                yield here, item

    def texts(self, node: Node | None, place: Place) -> tuple[str, ...]:
        """A list of scalars, or one scalar as a list of one."""
        return tuple(text for here, item in self.items(node, place) if (text := self.text_of(item, here)))

    def names(self, node: Node | None, place: Place) -> Iterator[tuple[str, Node]]:
        """The entries of a mapping from ids to things. An id that is not kebab-case is a fault."""
        for id, value in self.entries(node, place):
            if not ID.fullmatch(id):
                self.malformed_id(id, (*place, id), at_key=True)
            yield id, value

    def malformed_id(self, id: str, place: Place, *, at_key: bool = False) -> None:
        """Say that this cannot be an id."""
        self.fault(
            "malformed-id",
            f"'{id}' cannot be an id",
            place,
            at_key=at_key,
            help="ids are kebab-case: small letters and digits, joined by single hyphens, a letter first",
        )

    def _plain(self, node: Node, place: Place) -> bool:
        """Whether the value is text, a list or a mapping. A tag that would build an object is a fault."""
        if node.tag in PLAIN_TAGS or node.tag.endswith((":merge", ":value")):
            return True
        tag = node.tag.replace("tag:yaml.org,2002:", "!!")
        self.spots[place] = Spot(key=self.spots[place].key, value=span_of(node))
        self.fault(
            "object-tag",
            f"the tag '{tag}' would build an object",
            place,
            help="remove the tag: a flow is made of text, lists and mappings",
        )
        return False


# ---------- words


def reserved_reason(id: str) -> str:
    """Why a question may not have this id; empty where it may."""
    if id in RESERVED:
        return f"'{id}' has a meaning of its own in links"
    entity = next((name for name in ENTITIES if id.startswith(name)), None)
    return f"HTML reads '&{entity}' in a link as a character" if entity else ""


def named(place: Place) -> str:
    """A place in words: the path of keys, as somebody would say it."""
    if not place:
        return "the file"
    return "'" + ".".join(str(part + 1) if isinstance(part, int) else part for part in place) + "'"


def kind_of(node: Node) -> str:
    """What a node is, with its article."""
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    return f"the text '{shortened(' '.join(node.value.split()))}'" if node.value else "nothing"


def is_nothing(node: Node) -> bool:
    """Whether nothing was written where a value could stand."""
    return isinstance(node, ScalarNode) and not node.value and not node.style


def span_of(node: Node) -> Span:
    """Where a node stands. Of one that goes over several lines, the first character."""
    start, end = node.start_mark, node.end_mark
    length = end.column - start.column if end.line == start.line else 1
    return Span(line=start.line + 1, column=start.column + 1, length=max(1, length))


def children(node: Node) -> list[Node]:
    """The nodes directly inside."""
    if isinstance(node, MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, SequenceNode) else []


def counted(number: int) -> str:
    """A number in words that stays readable when it is astronomical."""
    return f"{number:,}" if number < 10**9 else "more than a thousand million"


def syntax_words(error: yaml.MarkedYAMLError) -> str:
    """What the YAML parser said, on one line."""
    if error.problem == UNCLOSED:
        return "a quoted text begins here and never ends"
    said = error.problem or error.context or "this is not YAML"
    if said.startswith("but found") and error.context:
        said = f"{error.context}, {said}"
    return " ".join(said.split())


def syntax_help(error: yaml.MarkedYAMLError, text: str, span: Span) -> str:
    """What to do about a syntax error."""
    if error.problem == UNCLOSED:
        return "close the quotes; inside of single quotes, write a quote twice"
    lines = text.splitlines()
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    if "'\\t'" in (error.problem or "") or line[: span.column].strip(" ").startswith("\t"):
        return "YAML is indented with spaces: replace the tab"
    if "mapping values are not allowed" in (error.problem or "") or "but got ':'" in (error.problem or ""):
        return "put the text in quotes if it contains ': ', or check the indentation"
    if "another document" in (error.problem or ""):
        return "a file holds one document: remove the '---'"
    if "undefined alias" in (error.problem or ""):
        return "an alias '*name' needs an anchor '&name' before it"
    if error.context_mark and (error.context or "").startswith("while "):
        return f"it began {str(error.context).removeprefix('while ')} in line {error.context_mark.line + 1}"
    return "check quotes, brackets and indentation here and in the line before"


def composed_fast(text: str) -> Node | None:
    """Root node as libyaml reads it, ten times as fast as PyYAML's own parser; None where that must read the file.

    Its own parser has to where libyaml is missing or refuses the file, since the words of messages are those of one.
    """
    if not yaml.__with_libyaml__ or deepest(text) > DEEPEST:
        return None
    try:
        node: Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return None
    return node


def deepest(text: str) -> int:
    """Most levels that values can be nested in: open brackets, and the longest beginning of a line."""
    depth = most = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        most = max(most, depth)
    return most + max(map(len, re.findall(r"^[ ?-]*", text, re.MULTILINE)))
