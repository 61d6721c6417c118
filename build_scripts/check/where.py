"""Places that say something or rest on it: in flows, knowledge, scenarios, hand-written pages, templates and code.

A text is found across line breaks and in any capitals. An id is found where it is named as a whole: a source also where
it is cited. What is generated from these places is not listed, since it follows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from build_scripts.check.yaml_edit import scalars
from build_scripts.places import PROGRAM, Repository
from build_scripts.read.faults import read_text, relative
from build_scripts.read.yaml_file import composed_fast

KINDS = ("source", "series", "claim", "route", "designation", "metric", "grade", "term", "event", "era", "track",
         "figure", "outcome", "question", "option", "note", "table", "case", "fact", "list", "value")  # fmt: skip
"""Kinds of ids, as in `claim:build-intent`."""

AN_ID = re.compile(rf"(?:(?P<kind>{'|'.join(KINDS)}):)?(?P<id>[\w-]+)")
"""What is taken for an id where a flow or the knowledge names it as a whole: `S08`, or `claim:usage-recognition`."""

NO_KIND = re.compile(rf"(?!(?:{'|'.join(KINDS)}):)([a-z-]+):[\w-]+")
"""Regular expression for an id with an unknown kind, such as `clam:build-intent`."""

HEADING = re.compile(r"#+ (.+?)(?: *\{.*\})?$")

SHOWN = 90
"""Characters of a place that are shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A place that says what was searched for."""

    file: Path
    line: int
    where: str
    """Keys that lead there in a YAML file, or the heading in a page; empty elsewhere."""
    text: str
    """Words there, cut around what was searched for."""

    def __str__(self) -> str:
        where = f"  {self.where}" if self.where else ""
        return f"{relative(self.file)}:{self.line}{where}\n    {self.text}"


def places(words: str, repository: Repository, beside: Iterable[str] = ()) -> Iterator[Found]:
    """Places that say these words, file by file.

    :param beside: words that have to stand in the same value, paragraph or line, or above it, as well.
    """
    sought = (words, *beside)
    of_designations = any(one.startswith("designation:") for one in sought)
    designations = designation_names(repository) if of_designations else {}
    patterns = [pattern_of(one, designations) for one in sought]
    data, pages, code = searched(repository)
    for path in data:
        yield from in_yaml(path, *patterns)
    for path in pages:
        yield from in_page(path, *patterns)
    for path in code:
        yield from in_lines(path, *patterns)


def searched(repository: Repository) -> tuple[list[Path], list[Path], list[Path]]:
    """Files in which words are searched: YAML, hand-written pages, and templates with code."""
    data = [*repository.flows.glob("*.yml"), *repository.knowledge.glob("*.yml"), *repository.scenarios.glob("*.yml")]
    code = [
        *repository.pictures.glob("*.j2"),
        *PROGRAM.rglob("*.j2"),
        *PROGRAM.rglob("*.py"),
        *repository.engine.glob("*.py"),
    ]
    return sorted(data), repository.pages, sorted({path for path in code if "__pycache__" not in path.parts})


def longest_part(words: str, repository: Repository) -> str:
    """The most words in a row of a sentence that some place says; empty where these are fewer than FEWEST.

    A sentence on a page is often made of several texts, so that no place says all of it. Behind a colon, as between a
    label and its value, a place may say fewer.
    """
    texts = (read_text(path) for group in searched(repository) for path in group)
    everything = f" {' '.join(MARKS.sub(' ', ' '.join(texts)).casefold().split())} "
    each = words.split()
    best: list[str] = []
    for start in range(len(each)):
        while (
            start + len(best) < len(each)
            and f" {' '.join(each[start : start + len(best) + 1])}".casefold() in everything
        ):
            best = each[start : start + len(best) + 1]
    labelled = [part for part in words.split(": ")[1:] if f" {part} ".casefold() in everything]
    return " ".join(best) if len(best) >= FEWEST else max(labelled, key=len, default="")


FEWEST = 4
"""Fewest words in a row by which a place is recognised; fewer stand in many places."""

MARKS = re.compile(r"\[\^[\w-]+\]|\{grade:[\w-]*\}|\]\([^)\s]*\)|[*_`\[]")
"""Marks of Markdown, which pages do not show."""

BETWEEN = rf"(?:\s|{MARKS.pattern})"
"""Pattern of a part of what can stand between two words in a file and is one space on a page."""


def pattern_of(words: str, designations: Mapping[str, Sequence[str]] | None = None) -> re.Pattern[str]:
    """Pattern that finds an id as a whole, or a text, with any white space and marks of Markdown between its words.

    :param designations: designation id → its names. Pages know it by these alone, so that those of its own are found
        as well. The beginning of several ids, such as `security`, stands for all of them.
    """
    named = AN_ID.fullmatch(words)
    if named and (named["kind"] or re.fullmatch(r"S\d+", words)):
        id = named["id"]
        ids = {it: of for it, of in (designations or {}).items() if it == id or it.startswith(f"{id}-")}
        if named["kind"] == "designation" and ids:
            others = {name for it, of in (designations or {}).items() if it not in ids for name in of}
            names = dict.fromkeys(name for of in ids.values() for name in of if name not in others)
            either = "|".join([*map(re.escape, ids), *map(in_page_words, names)])
            return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])")
        return re.compile(rf"(?<![\w-]){re.escape(id)}(?![\w-])")
    return re.compile(in_page_words(words), re.IGNORECASE)


def in_page_words(words: str) -> str:
    """Pattern of words, with any white space and marks of Markdown between them."""
    return f"{BETWEEN}+".join(map(word_pattern, words.split()))


def designation_names(repository: Repository) -> dict[str, list[str]]:
    """Designation id → its label and other names; empty where their file cannot be parsed."""
    file = repository.knowledge / "designations.yml"
    try:
        root = composed_fast(read_text(file)) if file.exists() else None
    except yaml.YAMLError:
        return {}
    found: dict[str, list[str]] = {}
    for node, keys, _ in scalars(root) if root else ():
        match keys:
            case ("designations", id, "label" | "also", *_):
                found.setdefault(id, []).append(node.value)
    return found


def word_pattern(word: str) -> str:
    """Pattern of a word; before the sign at its end, a citation may stand in the file."""
    bare = word.rstrip(".,;:?!")
    sign = word[len(bare) :]
    return f"{re.escape(bare)}{BETWEEN}*{re.escape(sign)}" if bare and sign else re.escape(word)


def in_yaml(path: Path, pattern: re.Pattern[str], *beside: re.Pattern[str]) -> Iterator[Found]:
    """Values and keys of a YAML file; its lines where it cannot be parsed, so that a mistake hides nothing."""
    text = read_text(path)
    try:
        root = composed_fast(text) or yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        yield from in_lines(path, pattern, *beside)
        return
    for node, keys, _ in scalars(root):
        if (hit := pattern.search(node.value)) and all_say(beside, f"{' '.join(keys)} {node.value}"):
            written = text[node.start_mark.index : node.end_mark.index]
            as_written = pattern.search(written)  # an escape or a dash at the end of a line can hide it there
            line = node.start_mark.line + 1 + (written[: as_written.start()].count("\n") if as_written else 0)
            yield Found(file=path, line=line, where=".".join(keys), text=around(node.value, hit))


def in_page(path: Path, pattern: re.Pattern[str], *beside: re.Pattern[str]) -> Iterator[Found]:
    """Places of a hand-written page, each under its heading and once a line."""
    text, told = read_text(path), 0
    for hit in pattern.finditer(text):
        line = text.count("\n", 0, hit.start()) + 1
        before = text[: hit.end()].splitlines()
        heading = next((found[1] for row in reversed(before) if (found := HEADING.match(row))), "")
        start, end = text.rfind("\n\n", 0, hit.start()) + 1, text.find("\n\n", hit.end())
        block = text[start : end if end >= 0 else len(text)]
        if line > told and all_say(beside, f"{heading} {block}"):
            told = line
            found = pattern.search(block, hit.start() - start)
            assert found
            yield Found(file=path, line=line, where=f"“{heading}”" if heading else "", text=around(block, found))


def in_lines(path: Path, pattern: re.Pattern[str], *beside: re.Pattern[str]) -> Iterator[Found]:
    """Lines of a template or of code."""
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if (hit := pattern.search(line)) and all_say(beside, line):
            yield Found(file=path, line=number, where="", text=around(line, hit))


def all_say(patterns: Iterable[re.Pattern[str]], text: str) -> bool:
    """Whether a text has a match of every pattern."""
    return all(one.search(text) for one in patterns)


def around(text: str, hit: re.Match[str]) -> str:
    """Text around a hit, on one line."""
    start = max(0, min(hit.start() - SHOWN // 3, len(text) - SHOWN))
    end = min(len(text), start + SHOWN)
    cut = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{cut}{'…' if end < len(text) else ''}"
