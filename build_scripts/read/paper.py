"""Papers that partners fill in, such as a cover sheet that a customer signs: their words, as authors write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from build_scripts.read.evidence import FACT, Grade, Source, unknown_support
from build_scripts.read.faults import BadFile, Diagnostic, Place, locate, read_text, relative
from build_scripts.read.forms import Form, Nodes, Values, optional, required
from build_scripts.read.values import DAY, TEXT, TEXTS, WHOLE, list_of, not_empty
from build_scripts.read.yaml_file import YamlFile, named


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Part of a paper: in this order its text, boxes to tick, a table to fill in, and lines to fill in."""

    title: str
    help: str = ""
    text: str = ""
    boxes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: int = 0
    fields: tuple[str, ...] = ()
    signature: str = ""
    """Name of the last line, which is signed; empty: nothing is."""

    @property
    def lines(self) -> tuple[str, ...]:
        """Names of the lines to fill in, the one to be signed last."""
        return (*self.fields, self.signature) if self.signature else self.fields


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """Paper to fill in and to sign, with what it rests on."""

    title: str
    disclaimer: str
    parts: tuple[Part, ...]
    grade: str
    sources: tuple[str, ...]
    checked: date | None = None
    id: str = ""
    """Name of its file, and of the files that readers get."""

    @property
    def word(self) -> str:
        """Path of its Word file below the root of the site."""
        return f"papers/{self.id}.docx"

    @property
    def pdf(self) -> str:
        """Path of its PDF below the root of the site."""
        return f"papers/{self.id}.pdf"


def rows_and_columns(yaml: YamlFile, place: Place, nodes: Nodes, _values: Values) -> None:
    """Report a table without rows, and rows without a table."""
    for key, other in (("columns", "rows"), ("rows", "columns")):
        if key in nodes and not yaml.has(place, other):
            yaml.missing(place, other)
    if place in yaml.spots and not {"text", "boxes", "columns", "fields", "signature"} & {*nodes}:
        help = "add 'fields: […]', 'boxes: […]', 'columns: […]' or a text"
        yaml.fault("wrong-type", f"{named(place)} has nothing to fill in or to read", place, help=help)


PART = Form(
    Part,
    "Part of a paper",
    "A part of a paper. What it has stands there in this order.",
    required("title", TEXT, "Its heading."),
    optional("help", TEXT, "What helps to fill it in, in small type."),
    optional("text", TEXT, "What the one who signs confirms."),
    optional("boxes", TEXTS, "Boxes to tick, each with its words."),
    optional("columns", TEXTS, "Heads of a table to fill in.", required_when="where it has `rows`"),
    optional("rows", WHOLE, "Empty rows of the table.", default=0, required_when="where it has `columns`"),
    optional("fields", TEXTS, "Lines to fill in, each with its name."),
    optional("signature", TEXT, "The last line, with its name: it is signed, and takes no typing."),
    rules=(rows_and_columns,),
)

PAPER = Form(
    Paper,
    "`papers/<name>.yml`",
    "A paper that readers get as a Word file and as a PDF, to fill in and to have signed.",
    required("title", TEXT, "Its title."),
    required("disclaimer", TEXT, "Who made it, and whose form it is not."),
    required("parts", not_empty(list_of(PART), help="add '- title: …'"), "Its parts."),
    optional("checked", DAY, "The day on which somebody last compared it with its sources.", default=None),
    *FACT,
)


def read_papers(folder: Path, grades: Mapping[str, Grade], sources: Mapping[str, Source]) -> tuple[Paper, ...]:
    """Papers of a folder, in the order of their names. Raises BadFile with all their faults."""
    papers: list[Paper] = []
    diagnostics: list[Diagnostic] = []
    for path in sorted(folder.glob("*.yml")):
        text = read_text(path)
        yaml = YamlFile(text)
        root = yaml.root()
        if root is not None:
            paper = PAPER.read(yaml, root, ())
            if not yaml.faults:
                yaml.faults.extend(unknown_support(paper.grade, paper.sources, (), grades, sources))
            papers.append(replace(paper, id=path.stem))
        diagnostics += [locate(fault, relative(path), text, yaml.spots) for fault in yaml.faults]
    if diagnostics:
        raise BadFile(diagnostics)
    return tuple(papers)
