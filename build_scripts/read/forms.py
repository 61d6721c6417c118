"""Forms: the keys of each kind of mapping, declared once for the reader of files and for decision_tree/FORMAT.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any, Generic, TypeAlias, TypeVar

from yaml.nodes import MappingNode, Node

from build_scripts.read.faults import Place
from build_scripts.read.yaml_file import Keys, YamlFile

Thing = TypeVar("Thing")

Read: TypeAlias = Callable[[YamlFile, Node | None, Place], Any]
"""Function that gives the Python value of a node; for no node, and for one with a fault, an empty value."""

Nodes: TypeAlias = Mapping[str, Node]
Values: TypeAlias = Mapping[str, Any]
Rule: TypeAlias = Callable[[YamlFile, Place, Nodes, Values], None]
"""Function that reports faults of several keys together. It gets the node of each key, and each argument of `make`."""

EMPTY = object()
"""Default of a key that has the empty value of its kind where it is left out: an empty text, list or mapping."""


@dataclass(frozen=True, slots=True)
class Value:
    """Kind of value that a key can have."""

    words: str
    """What authors write, for FORMAT.md: `text`, `list of {}`, where `{}` stands for the titles of `forms`."""
    read: Read
    forms: tuple[Form[Any], ...] = ()
    """Forms of the mappings inside the value."""
    shape: str = "…"
    """What help shows behind a key that is missing: `[{on: …, what: …}]`."""


@dataclass(frozen=True, slots=True)
class Key:
    """Key that a mapping may have. `required` and `optional` make one."""

    name: str
    value: Value | Form[Any]
    means: str
    """Explanation for authors, one sentence; empty for keys that nobody should write, which FORMAT.md does not list."""
    required: bool = field(kw_only=True)
    required_when: str = field(default="", kw_only=True)
    """Condition under which a rule requires the key, in words: `unless the grade is unknown`."""
    default: Any = field(default=EMPTY, kw_only=True)
    goes_to: str = field(default="", kw_only=True)
    """Name of the value among the arguments of `Form.make`; empty: that of the key, with underscores."""
    rule: Rule | None = field(default=None, kw_only=True)
    """Function that reports faults of this key together with others."""


required, optional = partial(Key, required=True), partial(Key, required=False)


class Form(Generic[Thing]):
    """Kind of mapping: its keys in the order of the file, and the Python value that is made of it."""

    words = "{}"
    """What authors write where such a mapping stands, as in `Value`."""

    def __init__(
        self,
        make: Callable[..., Thing],
        title: str,
        means: str,
        *keys: Key,
        rules: Iterable[Rule] = (),
        instead: Mapping[str, str] = MappingProxyType({}),
        besides: Iterable[str] = (),
    ) -> None:
        """Form.

        :param make: function or class that gets the value of each key.
        :param title: heading in FORMAT.md.
        :param means: explanation for authors, one sentence.
        :param rules: functions that report faults of the whole mapping, beside the rules of keys.
        :param instead: help for keys that people look for here and that are none.
        :param besides: keys of other kinds of this mapping, which help names with those of this one.
        """
        self.make, self.title, self.means, self.keys = make, title, means, keys
        self.rules = [*rules, *(key.rule for key in keys if key.rule)]
        self.arguments = [(key.goes_to or key.name.replace("-", "_"), key) for key in keys]
        self.forms = (self,)
        wanted = (key for key in keys if key.required or key.required_when)
        self.shape: str = f"{{{', '.join(f'{key.name}: {key.value.shape}' for key in wanted)}}}"
        """What help shows where such a mapping is missing."""
        self.names = Keys(
            needs=tuple(key.name for key in keys if key.required),
            takes=tuple(key.name for key in keys if not key.required),
            instead=instead,
            besides=tuple(besides),
            shapes={key.name: key.value.shape for key in keys},
            shape=self.shape,
        )

    def read(self, yaml: YamlFile, node: Node | None, place: Place) -> Thing:
        """Python value of a mapping. Every key that is unknown, missing or wrong is a fault."""
        yaml.forms[place] = self
        nodes = yaml.record(node, place, self.names)
        values = {}
        for name, key in self.arguments:
            found = nodes.get(key.name)
            left_out = found is None and key.default is not EMPTY
            values[name] = key.default if left_out else key.value.read(yaml, found, (*place, key.name))
        for rule in self.rules if node is None or isinstance(node, MappingNode) else ():  # else it is told already
            rule(yaml, place, nodes, values)
        return self.made(place, values)

    def made(self, _place: Place, values: Values) -> Thing:
        """Python value from the value of each key."""
        return self.make(**values)


class Entry(Form[Thing]):
    """Kind of mapping that stands under an id, which `make` gets beside the values of the keys."""

    def made(self, place: Place, values: Values) -> Thing:
        """Python value from the id and the value of each key."""
        return self.make(id=place[-1], **values)
