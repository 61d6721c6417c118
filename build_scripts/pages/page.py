"""A page for the staged folder: its front matter as data, and its Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import yaml

FRONT_MATTER = re.compile(r"\A---\n((?:.*\n)*?)---\n")
"""Data about a page, in YAML, before its text begins."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Page with its front matter as data, so that no code edits it as text; `dump` serialises the page."""

    name: str
    """Path below the staged folder."""
    meta: Mapping[str, Any]
    """Front matter; empty where the page has none."""
    body: str
    """Markdown behind the front matter."""

    @classmethod
    def of(cls, name: str, text: str) -> Page:
        """Page from Markdown that may begin with front matter."""
        block = FRONT_MATTER.match(text)
        meta = yaml.safe_load(block[1]) if block else None
        return cls(name=name, meta=meta or {}, body=text[text_begins(text) :])

    def with_meta(self, more: Mapping[str, Any]) -> Page:
        """Copy of the page with more front matter."""
        return replace(self, meta={**self.meta, **more})

    def dump(self) -> str:
        """Markdown with the front matter before it.

        Each value is written as JSON, which is YAML on one line: no text in it can look like the end of the block.
        """
        lines = [f"{key}: {yaml_value(value)}\n" for key, value in self.meta.items()]
        return f"---\n{''.join(lines)}---\n{self.body}" if lines else self.body


def yaml_value(value: Any) -> str:
    """YAML of a value of front matter, on one line."""
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False, default=str)


def text_begins(text: str) -> int:
    """Index at which the text of a page begins, behind its front matter."""
    block = FRONT_MATTER.match(text)
    return block.end() if block else 0
