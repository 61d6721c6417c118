"""The schemas of what programs read, as JSON Schema: made from schemas/, where what can be worked out is left out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from build_scripts.places import PROGRAM
from build_scripts.read.knowledge import KINDS, Knowledge

FOLDER = PROGRAM / "programs" / "schemas"

DRAFT = "https://json-schema.org/draft/2020-12/schema"

ONE_OF = "one-of-the"
"""`{one-of-the: grades}` in a schema of ours: the words that the knowledge has."""

Data = dict[str, Any]


def schema(name: str, knowledge: Knowledge, site_address: str) -> Data:
    """The schema that is served under this name."""
    own, shared = read((FOLDER / name).with_suffix(".yml")), read(FOLDER / "shared.yml")
    whole = {**own, "$defs": {**shared, **own["$defs"]}}
    return {"$schema": DRAFT, "$id": f"{site_address}{name}", **strict(whole, words_of(knowledge))}


def read(path: Path) -> Data:
    """A file of the folder."""
    data: Data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


def words_of(knowledge: Knowledge) -> dict[str, list[str]]:
    """The words that a property may have, by what they are."""
    words = knowledge.words
    return {
        "grades": list(knowledge.grades),
        "kinds": list(KINDS),
        "pays": list(words.pays),
        "counts": list(words.counts),
        "metric": list(words.metric),
    }


def strict(part: Any, words: Mapping[str, list[str]]) -> Any:
    """A part of a schema with its words written out. Every property has to be there, and no other may."""
    if isinstance(part, list):
        return [strict(item, words) for item in part]
    if not isinstance(part, dict):
        return part
    filled = {key: strict(item, words) for key, item in part.items()}
    if isinstance(part.get(ONE_OF), str):
        filled["enum"] = words[filled.pop(ONE_OF)]
    if part.get("type") == "object" and "properties" in part:
        filled |= {"required": list(part["properties"]), "additionalProperties": False}
    return filled
