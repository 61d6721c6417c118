"""JSON Schemas of the files for programs, made from schemas/, which leave out whatever can be derived."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from build_scripts.places import PROGRAM
from build_scripts.read.evidence import PAYS
from build_scripts.read.flow import METRIC_STATES
from build_scripts.read.knowledge import COUNTS, Knowledge

FOLDER = PROGRAM / "programs" / "schemas"

DRAFT = "https://json-schema.org/draft/2020-12/schema"

ONE_OF = "one-of-the"
"""Key of ours: `{one-of-the: grades}` in schemas/ becomes an `enum` of the grades that the knowledge has."""

Data = dict[str, Any]


def schema(name: str, knowledge: Knowledge, site_address: str) -> Data:
    """JSON Schema that is served under this name."""
    own, shared = read((FOLDER / name).with_suffix(".yml")), read(FOLDER / "shared.yml")
    title = f"{own['title']} of {knowledge.words.site.name}"
    whole = {**own, "title": title, "$defs": {**shared, **own["$defs"]}}
    return {"$schema": DRAFT, "$id": f"{site_address}{name}", **strict(whole, words_of(knowledge))}


def read(path: Path) -> Data:
    """Data of a YAML file."""
    data: Data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


def words_of(knowledge: Knowledge) -> dict[str, list[str]]:
    """Kind of words, such as `grades` → words of this kind that a property may have."""
    return {
        "grades": list(knowledge.grades),
        "kinds": list(knowledge.kinds),
        "pays": list(PAYS),
        "counts": list(COUNTS),
        "metric": list(METRIC_STATES),
    }


def strict(part: Any, words: Mapping[str, list[str]]) -> Any:
    """Part of a schema with each `one-of-the` as an `enum`; every property is required, and no other is allowed."""
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
