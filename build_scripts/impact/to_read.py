"""Places to read after an edit of what counts for a designation, because they name that and the claim or route.

What they say no machine knows. YAML is read by its lines, so that the list takes next to no time.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from build_scripts.check.differences import Edit
from build_scripts.check.where import around
from build_scripts.pages.page import FRONT_MATTER, text_begins
from build_scripts.places import Repository
from build_scripts.read.faults import read_text, relative
from build_scripts.read.knowledge import Knowledge
from build_scripts.read.listings import is_listed
from build_scripts.read.passages import passages
from build_scripts.read.sayings import Names

COUNTS = ("fed_by", "disputed", "qualified")
"""Fields of a metric that name claims and routes."""

KEY = re.compile(r"(?P<before> *(?:- +)*)(?P<key>[\w-]+):(?: +(?P<value>.*))?$")
"""Regular expression for a line of YAML with a key, or with a list item that begins with one."""

OF_READERS = frozenset(
    {"answer", "ask", "because", "body", "brief", "description", "grade", "help", "hint", "intro", "label", "short"}
    | {"text", "title", "why"}
)
"""Keys of texts that readers see."""


OF_CREDIT = ("counts", "count", "credit", "points")
"""Words of sentences about what counts that name no metric."""

LINE_END = re.compile(r"\n")

LINK_ALONE = re.compile(r"\[[^\]]*\]\s*$|\{\{")
"""Regular expression for a passage that is only a link, which says nothing."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim or route, and a designation for which it came to count or ceased to."""

    association: str
    designation: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ToRead:
    """Place that names both sides of a pair."""

    file: str
    line: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """Text of a file, with its context."""

    line: int
    words: str
    around: str
    """Headings, labels and titles that say what the text speaks of."""
    ids: tuple[str, ...] = ()
    """Ids of the entry that it stands in: its own, and the designation that it feeds."""


def pairs_of(edits: Iterable[Edit]) -> list[Pair]:
    """Pairs for which a claim or route came to count for a designation, or ceased to, in the order of the edits."""
    found: dict[Pair, None] = {}
    for edit in edits:
        match edit.path:
            case ("designations", designation, "metrics", _, field) if field in COUNTS:
                changed = {*edit.before.split(", ")} ^ {*edit.now.split(", ")}
                found |= {Pair(id, designation): None for id in sorted(changed)}
    return list(found)


def places_to_read(
    pairs: Sequence[Pair], knowledge: Knowledge, repository: Repository, told: Iterable[tuple[str, int]]
) -> list[ToRead]:
    """Places that name both sides of a pair, file by file.

    :param told: file and line of places that are told for another reason.
    """
    matchers = [matcher_of(it, knowledge) for it in pairs if it.association in {*knowledge.claims, *knowledge.routes}]
    yaml, pages = (yaml_files(repository), repository.pages) if matchers else ([], [])
    files: list[tuple[Path, Callable[[str, Set[int]], Iterator[Text]]]] = []
    files += [*((path, texts_of_yaml) for path in yaml), *((path, texts_of_page) for path in pages)]
    left_out = set(told)
    found: list[ToRead] = []
    for path, texts in files:
        whole = read_text(path)
        lines = whole.splitlines()
        for it, named in ((it, it.lines_in(whole)) for it in matchers):
            for text in texts(whole, named):
                for hit in it.hits(text):
                    file, line = relative(path), text.line + text.words.count("\n", 0, hit.start())
                    if (file, line) not in left_out:
                        left_out.add((file, line))
                        written = lines[line - 1].strip()
                        shown = re.search(re.escape(hit[0]), written, re.IGNORECASE)
                        found.append(ToRead(file=file, line=line, text=around(written, shown) if shown else written))
    return sorted(found, key=lambda it: (it.file, it.line))


@dataclass(frozen=True, slots=True)
class Matcher:
    """Matcher for the names of a pair."""

    pair: Pair
    associations: Names
    designations: Names
    either: Names
    others: frozenset[str]
    """Ids of all other designations."""
    own: Names
    """Names that no other designation has."""
    metrics: Names
    implied: bool
    """Whether the claim or route is listed only where all designations share a name, so that sentences about its
    metrics need not say it."""

    def lines_in(self, whole: str) -> set[int]:
        """Numbers of the lines in which one of these names begins."""
        ends = line_ends(whole)
        return {bisect_left(ends, name.start()) + 1 for name in self.either.found_in(whole)}

    def hits(self, text: Text) -> list[re.Match[str]]:
        """Names of the claim or route in a text that speaks of both; where it stands around the text, of the other."""
        if self.others.intersection(text.ids) and not self.own.found_in(text.words):
            return []
        associations, designations = self.associations.found_in(text.words), self.designations.found_in(text.words)
        about = self.pair.designation in text.ids or bool(self.designations.found_in(text.around))
        if associations and not (designations or about):
            return [it for it in associations if self.implied and self.metrics.found_in(line_around(text.words, it))]
        if associations:
            return associations
        of_it = self.pair.association in text.ids or bool(self.associations.found_in(text.around))
        return designations if of_it and self.own.found_in(text.words) else []


def line_around(words: str, hit: re.Match[str]) -> str:
    """Line of a text in which a name stands."""
    return words[words.rfind("\n", 0, hit.start()) + 1 :].partition("\n")[0]


def matcher_of(pair: Pair, knowledge: Knowledge) -> Matcher:
    """Matcher for a pair, with the names by which sentences call its sides."""
    words = knowledge.list_words
    listed = {id for id, it in knowledge.designations.items() if is_listed(it, pair.association) == "listed"}
    listed.add(pair.designation)
    of_it, of_other = (
        [name for name, ids in group.items() if id in ids]
        for group, id in ((words.associations, pair.association), (words.designations, pair.designation))
    )
    return Matcher(
        pair=pair,
        associations=Names(of_it),
        designations=Names(of_other),
        either=Names([*of_it, *of_other]),
        others=frozenset(knowledge.designations) - {pair.designation},
        own=Names(name for name, ids in words.designations.items() if ids == [pair.designation]),
        metrics=Names([*knowledge.metric_words.ids, *OF_CREDIT]),
        implied=any(listed <= set(ids) for ids in words.designations.values()),
    )


def yaml_files(repository: Repository) -> list[Path]:
    """Files of flows and knowledge, without the register of sources, which says what is in texts of others."""
    files = [*repository.flows.glob("*.yml"), *repository.knowledge.glob("*.yml")]
    return sorted(path for path in files if path.name not in ("sources.yml", "words.yml", "grades.yml"))


# ---------- texts of files


def texts_of_page(whole: str, lines: Set[int]) -> Iterator[Text]:
    """Texts of a hand-written page with one of these lines: what its front matter says of it, and its passages."""
    front = FRONT_MATTER.match(whole)
    title = ""
    for text in texts_of_yaml(front[1], range(whole.count("\n"))) if front else ():
        title = title or text.words
        if not lines.isdisjoint(lines_of(text.line + 1, text.words)):
            yield Text(line=text.line + 1, words=text.words, around=title)
    begins, ends = text_begins(whole), line_ends(whole)
    for passage in passages(whole[begins:], title):
        line = bisect_left(ends, begins + passage.at) + 1
        words = " ".join((*passage.beside[:-1], passage.text))  # a cell with the first one of its row
        if not lines.isdisjoint(lines_of(line, passage.text)) and not LINK_ALONE.match(passage.text):
            yield Text(line=line, words=words, around="\n".join((*passage.beside, *passage.topics)))


def texts_of_yaml(whole: str, lines: Container[int]) -> Iterator[Text]:
    """Texts with one of these lines that readers see of a file of YAML, each with the title and ids of its entry."""
    keys: list[tuple[int, str]] = []
    entry: dict[str, str] = {}
    held: list[tuple[int, str]] = []
    line, words = 0, list[str]()
    for number, row in enumerate([*whole.splitlines(), "end: end"], start=1):
        found = KEY.match(row)
        if words and (found or row.lstrip().startswith("- ")):
            held += [(line, "\n".join(words))] if any(it in lines for it in range(line, number)) else []
            words = []
        if found:
            indent = len(found["before"])
            keys = [*(it for it in keys if it[0] < indent), (indent, found["key"])]
            if len(keys) <= len(("group", "id")):
                yield from (text_of(it, entry) for it in held)
                entry, held = {"id": found["key"]}, []
            if found["key"] in ("credit", "title", "label") and len(keys) == len(("group", "id", "key")):
                entry[found["key"]] = found["value"] or ""
        if is_read(keys):
            line = line if words else number
            words.append((found["value"] or "") if found else row.strip())


def text_of(held: tuple[int, str], entry: Mapping[str, str]) -> Text:
    """Text of a file of YAML, with what its entry says of it."""
    line, words = held
    around = f"{entry.get('title', '')} {entry.get('label', '')}"
    return Text(line=line, words=words, around=around, ids=(entry.get("id", ""), entry.get("credit", "")))


def line_ends(whole: str) -> list[int]:
    """Index of the end of each line."""
    return [end.start() for end in LINE_END.finditer(whole)]


def lines_of(line: int, words: str) -> range:
    """Numbers of the lines of a text that begins in a line."""
    return range(line, line + words.count("\n") + 1)


def is_read(keys: Sequence[tuple[int, str]]) -> bool:
    """Whether these keys lead to a text that readers see; lines under `revisions:` tell of former days, and do not."""
    return any(key in OF_READERS for _, key in keys[-2:]) and all(key != "revisions" for _, key in keys)
