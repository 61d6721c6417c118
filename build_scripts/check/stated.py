"""Figures that pages, flows and knowledge state, compared with those that words.yml declares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from build_scripts.places import Repository
from build_scripts.read.faults import Diagnostic, read_text, relative, span_at
from build_scripts.read.figures import Figure, judging, values_in

SENTENCE_END = re.compile(r"[.;:?!](?:\[\^[\w-]+\])*\s|\||\n\s*(?:\n|[-*] |#)")
"""Pattern of what ends a sentence, a cell, an item or a paragraph, in Markdown and in YAML."""


def misstated(repository: Repository, figures: Mapping[str, Figure]) -> Iterator[Diagnostic]:
    """Diagnostics of figures that no figure of words.yml allows where they stand."""
    if figures:
        for path in files_of(repository):
            yield from misstated_in(path, figures)


def files_of(repository: Repository) -> list[Path]:
    """Files whose texts readers see. words.yml is none, because it declares the figures."""
    rules = [*repository.flows.glob("*.yml"), *repository.knowledge.glob("*.yml")]
    return sorted([*repository.pages, *(path for path in rules if path.name != "words.yml")])


def misstated_in(path: Path, figures: Mapping[str, Figure]) -> Iterator[Diagnostic]:
    """Diagnostics of the figures in one file that are not allowed where they stand."""
    text = read_text(path)
    for start, sentence in sentences(text):
        for value, span in values_in(sentence):
            allowed = judging(list(figures.values()), sentence, value)
            if allowed and not any(value in one.values for one in allowed):
                said = ", ".join(dict.fromkeys(str(it) for one in allowed for it in one.values))
                named = " or ".join(f"'{one.id}'" for one in allowed)
                yield diagnostic(
                    path, text, start + span[0], start + span[1], f"'{value}' is stated, and {named} is {said}"
                )


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Sentences of a text, each with the index at which it begins."""
    start = 0
    for end in (*(found.start() for found in SENTENCE_END.finditer(text)), len(text)):
        yield start, text[start:end]
        start = end


def diagnostic(path: Path, text: str, start: int, end: int, message: str) -> Diagnostic:
    """Diagnostic at a part of a text."""
    span = span_at(text, start, end)
    line = text.splitlines()[span.line - 1]
    span = replace(span, length=min(span.length, len(line) - span.column + 1))  # the rest is in the next line
    help = "mend the number; where it is another fact, declare it under 'figures:' in knowledge/words.yml"
    return Diagnostic(file=relative(path), span=span, name="other-figure", message=message, help=help, line=line)
