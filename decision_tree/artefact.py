"""Versioned JSON for the browser: a flow with its state graph, and the words of its answers.

Serialised with sorted keys and without defaults, so that equal flows give equal bytes. Its shape: docs/decisions/.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from decision_tree.model import Flow
from decision_tree.wording import Wording

Kind = TypeVar("Kind")

VERSION = 1
"""Version of the format, raised when older code would misunderstand a newer artefact."""


class ArtefactError(ValueError):
    """An artefact that this version cannot read. Its message is for whoever deploys the site."""


def dump(flow: Flow, states: list[dict[str, Any]]) -> str:
    """The artefact of a flow, as JSON text: the same text for the same flow."""
    return text_of({"flow": encode(flow), "states": states})


def dump_wording(wording: Wording) -> str:
    """The artefact of the words of a flow's answers, as JSON text."""
    return text_of({"wording": encode(wording)})


def text_of(parts: dict[str, Any]) -> str:
    """JSON text of an artefact of this version with these parts."""
    return json.dumps({"artefact": VERSION, **parts}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load(text: str) -> Flow | Wording:
    """The flow or the wording that an artefact carries.

    Raises ArtefactError where the text is not an artefact, or not of this version.
    """
    try:
        artefact = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ArtefactError(f"the artefact is not JSON: {error}") from error
    version = artefact.get("artefact") if isinstance(artefact, dict) else None
    if version != VERSION:
        raise ArtefactError(
            f"the artefact is of version {version!r}, and this engine reads version {VERSION}: "
            "build the site again, so that both come from one build"
        )
    return decoded(Wording, artefact["wording"]) if "wording" in artefact else decoded(Flow, artefact.get("flow"))


def decoded(kind: type[Kind], data: Any) -> Kind:
    """A part of an artefact as a model value. Raises ArtefactError."""
    try:
        found: Kind = decode(kind, data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ArtefactError(f"the artefact is damaged: {error!r}") from error
    return found


def encode(value: Any) -> Any:
    """A model value as JSON data. Fields that hold their default are left out; sets are sorted."""
    if is_dataclass(value):
        return {
            name: encode(getattr(value, name))
            for name, default in defaults(value.__class__).items()
            if getattr(value, name) != default
        }
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, Mapping):
        return [[key, encode(item)] for key, item in value.items()]
    return value


def decode(kind: Any, data: Any) -> Any:
    """JSON data as a model value of this type. Mappings are lists of pairs in JSON, because their order counts."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return decode_union(args, data)
    if origin is Literal:
        return data
    if is_dataclass(kind):
        types = hints(kind)  # type: ignore[arg-type]
        return kind(**{name: decode(types[name], item) for name, item in data.items()})  # type: ignore[operator]
    if origin is tuple:
        return tuple(decode(args[0], item) for item in data)
    if origin is frozenset:
        return frozenset(data)
    if origin is not None and issubclass(origin, Mapping):
        return {key: decode(args[1], item) for key, item in data}
    if kind is date:
        return date.fromisoformat(data)
    return data


def decode_union(kinds: tuple[Any, ...], data: Any) -> Any:
    """JSON data as a value of a union: None, a literal word, or a value of the member that is neither."""
    if data is None or (isinstance(data, str) and any(get_origin(kind) is Literal for kind in kinds)):
        return data
    return decode(next(kind for kind in kinds if kind is not NoneType and get_origin(kind) is not Literal), data)


@cache
def hints(kind: type) -> dict[str, Any]:
    """Field name → type, for a dataclass. Memoised."""
    return get_type_hints(kind)


@cache
def defaults(kind: type) -> dict[str, Any]:
    """Field name → default, for a dataclass. Memoised. A required field has `MISSING`, which equals no value."""
    return {
        item.name: item.default_factory() if item.default_factory is not MISSING else item.default
        for item in fields(kind)
    }
