"""Figures that pages, flows and knowledge state, compared with those that words.yml declares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from build_scripts.places import Repository
from build_scripts.read.faults import Diagnostic, at_part, read_text
from build_scripts.read.figures import Figure, Value, is_spoken_of, judging, values_in
from build_scripts.read.texts import sentences


def misstated(repository: Repository, figures: Mapping[str, Figure]) -> Iterator[Diagnostic]:
    """Diagnostics of figures that no figure of words.yml allows where they stand."""
    if figures:
        lines = lines_of(figures, repository.knowledge / "words.yml")
        for path in files_of(repository):
            yield from misstated_in(path, figures, lines)


def lines_of(figures: Mapping[str, Figure], words: Path) -> dict[str, int]:
    """Figure id → line of words.yml in which it is declared."""
    before, _, declared = read_text(words).partition("\nfigures:")
    begins = before.count("\n") + 2
    found = {id: re.search(rf"^ +{re.escape(id)}:", declared, re.MULTILINE) for id in figures}
    return {id: begins + declared.count("\n", 0, match.start()) for id, match in found.items() if match}


def files_of(repository: Repository) -> list[Path]:
    """Files whose texts readers see. words.yml is none, because it declares the figures."""
    rules = [*repository.flows.glob("*.yml"), *repository.knowledge.glob("*.yml")]
    return sorted([*repository.pages, *(path for path in rules if path.name != "words.yml")])


def misstated_in(path: Path, figures: Mapping[str, Figure], lines: Mapping[str, int]) -> Iterator[Diagnostic]:
    """Diagnostics of the figures in one file that are not allowed where they stand.

    :param lines: figure id → line of words.yml.
    """
    text = read_text(path)
    for start, sentence in sentences(text):
        for value, span in values_in(sentence):
            allowed = judging(list(figures.values()), sentence, value)
            if allowed and not any(value in one.values for one in allowed):
                spoken_of = is_spoken_of(allowed[0], sentence)
                shown = allowed if spoken_of else nearest(allowed, sentence, value)
                each = [f"'{one.id}' is {' or '.join(map(str, one.values))}" for one in shown]
                message = f"'{value}' is stated, and {' and '.join(each)}"
                if not spoken_of:
                    message = f"'{value}' is stated, which no figure is; the nearest: {', '.join(each)}"
                declared = [f"'{one.id}' in line {lines[one.id]}" for one in shown if one.id in lines]
                help = f"{HELP} ({', '.join(declared)})" if declared else HELP
                at = (start + span[0], start + span[1])
                yield at_part(path, text, *at, name="other-figure", message=message, help=help)


HELP = "mend the number; where it is another fact, declare it under 'figures:' in knowledge/words.yml"

MOST_SHOWN = 3
"""Most figures that a message shows where no words of the sentence tell which one it means."""


def nearest(figures: Sequence[Figure], sentence: str, value: Value) -> list[Figure]:
    """The few figures that a sentence is likeliest to mean: by shared words, then by unit, then by the number."""

    def distance(figure: Figure) -> tuple[int, bool, int]:
        shared = words_of(f"{figure.id} {figure.where.pattern if figure.where else ''}") & words_of(sentence)
        same = [it.number for it in figure.values if it.unit == value.unit]
        return -len(shared), not same, min(abs(number - value.number) for number in same or [0])

    return sorted(figures, key=distance)[:MOST_SHOWN]


def words_of(text: str) -> set[str]:
    """Beginnings of the longer words of a text, so that “signed” is like “signature”."""
    return {word[:LIKE] for word in re.findall(rf"[a-z]{{{LIKE},}}", text.lower())}


LIKE = 4
"""Letters at their beginning by which two words are alike."""
