"""Manual for authors, decision_tree/FORMAT.md: every key of every file, from the forms and from files with examples.

``python -m build_scripts.manual`` writes it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yaml.nodes import CollectionNode, MappingNode, Node

from build_scripts.check.scenarios import CASE
from build_scripts.places import root_above
from build_scripts.read.faults import Place
from build_scripts.read.flow import FLOW
from build_scripts.read.forms import Form, Key, Value
from build_scripts.read.knowledge import FILES
from build_scripts.read.paper import PAPER
from build_scripts.read.values import alternatives, list_of
from build_scripts.read.yaml_file import YamlFile, composed_fast

MANUAL = Path("decision_tree", "FORMAT.md")

EXAMPLES = Path("decision_tree", "examples")
"""Folder of files that use every key, with made-up facts. Tests compile them."""

MOST_LINES = 3
"""Most lines that a mapping with a section of its own takes in an example of the mapping around it."""

WHOLE: Mapping[str, Form[Any]] = {
    "flows": FLOW,
    **{f"knowledge/{name}": form for name, form in FILES.items()},
    "papers": PAPER,
    "scenarios": CASE,
}
"""Beginning of a file's path below `EXAMPLES` → form of the file, in the order of the manual."""

COMMAND = "python -m build_scripts.manual"

HEAD = f"""\
<!-- `{COMMAND}` writes this page, from the declarations in build_scripts/read/ and the files in examples/. -->

# What can be written in decision_tree/

Every key of every file here that maintainers write.
[CONTRIBUTING.md](../CONTRIBUTING.md) tells how to change a rule or add a flow, step by step;
`.venv/bin/python -m build_scripts check` says what is wrong in a file, and where.

The files are YAML:

- A *mapping* has a line `key: value` for each key, or is written `{{key: value, other: value}}`.
- A *list* has a line `- value` for each item, or is written `[value, other]`.
  A list of one may be written without brackets.
- A *text* needs quotes if it contains `: ` or ` #`, or begins with a special character such as `[`, `*`, `&` or `!`.
- A *text in Markdown* may cite sources, `[^S04]`, and show a grade, `{{grade:conflicting}}`. Every other text is plain.
- An *id* is made of small letters and digits, joined by single hyphens: `csp-own`.
  What is published keeps its id for good.
- A *condition* is a mapping of questions to answers: `{{area: software, size: [small, large]}}` holds where `area` was
  answered with `software`, and `size` with one of the two. A list of such mappings holds where one of them does,
  and `{{}}` holds always. A question for a value, such as a date, is answered with one of its bands, and a value that
  is derived can have some, too.
  What the answer to several choices must have is written as
  [`any-of`, `all-of` and `none-of`](#test-of-several-choices), and [`today`](#test-of-the-day) in place of a question
  tests the day.

The examples are lines of [the files in examples/](examples/), which are complete, and whose facts are made up.
`…` stands for something that has a section of its own.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """Mapping in a file with examples."""

    keys: frozenset[str]
    lines: tuple[str, ...]


def manual(root: Path) -> str:
    """Text of FORMAT.md, for the repository at a folder."""
    examples = all_examples(root)
    parts = [HEAD, "\n".join(f"- {link(form)}: {form.means}" for form in WHOLE.values()) + "\n"]
    for level, form in sections():
        parts.append(section(level, form, examples.get(form, [])))
    return "\n".join(parts)


def sections() -> Iterator[tuple[int, Form[Any]]]:
    """Forms with the levels of their headings: that of each file, followed by those inside that are new in it."""
    seen: set[Form[Any]] = set()
    for whole in WHOLE.values():
        for form in forms_in(whole):
            if form not in seen:
                yield 2 if form is whole else 3, form
            seen.add(form)


def forms_in(form: Form[Any]) -> Iterator[Form[Any]]:
    """A form, and all forms of the mappings inside."""
    yield form
    for key in explained(form):
        for inner in key.value.forms:
            yield from forms_in(inner)


def explained(form: Form[Any]) -> list[Key]:
    """Keys of a form that authors should write."""
    return [key for key in form.keys if key.means]


# ---------- Markdown


def section(level: int, form: Form[Any], examples: Sequence[Example]) -> str:
    """Section about one form: what it is, its keys, and examples that have all of them."""
    rows = [f"| `{key.name}` | {needed(key)} | {words(key.value)} | {key.means} |" for key in explained(form)]
    blocks = [f"```yaml\n{chr(10).join(one.lines)}\n```\n" for one in chosen(form, examples)]
    table = "\n".join(["| Key | Required | Value | Meaning |", "|---|---|---|---|", *rows])
    return "\n".join([f"{'#' * level} {form.title}\n", f"{form.means}\n", f"{table}\n", *blocks])


def needed(key: Key) -> str:
    """Words for when a key is required."""
    return "yes" if key.required else key.required_when.replace("always", "yes")


def words(value: Value | Form[Any]) -> str:
    """Words for what is written under a key, with links to the sections about what is inside."""
    return value.words.replace("{}", alternatives(link(form) for form in value.forms)) if value.forms else value.words


def link(form: Form[Any]) -> str:
    """Link in Markdown to the section about a form."""
    anchor = "".join(char for char in form.title.lower().replace(" ", "-") if char.isalnum() or char in "-_")
    return f"[{form.title}](#{anchor})"


# ---------- examples


def chosen(form: Form[Any], examples: Iterable[Example]) -> list[Example]:
    """Fewest examples that together have all keys of a form, as far as examples have them; the first of equals."""
    missing = {key.name for key in explained(form)}
    found = []
    while best := max(examples, key=lambda one: len(one.keys & missing), default=None):
        if not best.keys & missing:
            break
        found.append(best)
        missing -= best.keys
    return found


def all_examples(root: Path) -> dict[Form[Any], list[Example]]:
    """Form → mappings of that form in the example files."""
    found: dict[Form[Any], list[Example]] = {}
    for path in sorted((root / EXAMPLES).rglob("*.yml")):
        file = path.relative_to(root / EXAMPLES.parent).as_posix()
        whole = next(form for start, form in WHOLE.items() if file.startswith(f"{EXAMPLES.name}/{start}"))
        for form, example in examples_in(file, path.read_text(encoding="utf-8"), whole):
            found.setdefault(form, []).append(example)
    return found


def examples_in(file: str, text: str, whole: Form[Any]) -> Iterator[tuple[Form[Any], Example]]:
    """Each mapping of a file as an example, with its form."""
    yaml, root = YamlFile(text), composed_fast(text)
    assert root is not None, f"{file} is no YAML"
    reader = whole if isinstance(root, MappingNode) else list_of(whole)
    reader.read(yaml, root, ())
    for place, form in yaml.forms.items():
        node, first = found_at(root, place)
        if isinstance(form, Form) and isinstance(node, MappingNode) and node.value:
            keys = frozenset(str(key.value) for key, _ in node.value)
            yield form, Example(keys=keys, lines=tuple(quoted(text.splitlines(), form, node, first)))


def found_at(root: Node, place: Place) -> tuple[Node | None, int]:
    """Node at a place, and the number of the line where it begins, with its key."""
    node: Node | None = root
    first = root.start_mark.line
    for part in place:
        if isinstance(node, MappingNode):
            key, node = next(((key, value) for key, value in node.value if key.value == part), (None, None))
            first = key.start_mark.line if key else first
        elif node is not None and isinstance(part, int):
            node = node.value[part]
            first = node.start_mark.line if node else first
    return node, first


def quoted(lines: Sequence[str], form: Form[Any], node: MappingNode, first: int) -> list[str]:
    """Lines of a mapping, and `…` for long values that have a section of their own."""
    if node.flow_style:
        said = list(lines[first : end_of(node, lines)])
    else:
        said = list(lines[first : node.value[0][0].start_mark.line])
        for key, value in node.value:
            own = lines[key.start_mark.line : end_of(value, lines)]
            short = len(own) <= MOST_LINES or key.value not in [it.name for it in form.keys if it.value.forms]
            said += own if short else [f"{own[0][: key.end_mark.column]}: …"]
    return textwrap.dedent("\n".join(said)).splitlines()


def end_of(node: Node, lines: Sequence[str]) -> int:
    """Number of the line after the last one of a node."""
    last: Node = node
    while isinstance(last, CollectionNode) and last.value and not last.flow_style:
        last = last.value[-1][1] if isinstance(last, MappingNode) else last.value[-1]
    end = last.end_mark
    return end.line + 1 if end.line < len(lines) and lines[end.line][: end.column].strip() else end.line


if __name__ == "__main__":
    root = root_above(Path.cwd())
    (root / MANUAL).write_text(manual(root), encoding="utf-8")
