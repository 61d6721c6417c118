"""Paths of each flow, one on a line of a file, so that no way changes by accident and a review shows which did.

`publish` writes the files; `check` refuses paths that they do not have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Any

from build_scripts.check.compiler import Compiled
from build_scripts.read.faults import Diagnostic, Span, read_text, relative

HEADER = """\
# Where the answers to this questionnaire lead, path by path; options that lead the same way share a line.
# 'python -m build_scripts publish' writes it: read what changed here before you commit it.
"""

PUBLISH = "if that is right, run 'python -m build_scripts publish', and read what it changed in this file"


def file_of(folder: Path, flow: str) -> Path:
    """File with the paths of a flow."""
    return folder / f"{flow}.txt"


def text_of(one: Compiled) -> str:
    """Content of the file with the paths of a flow."""
    return HEADER + "".join(f"{' · '.join(said)} → {outcome}\n" for said, outcome in paths(one.states, 0, ()))


def paths(states: Sequence[Mapping[str, Any]], number: int, said: tuple[str, ...]) -> Iterator[tuple[list[str], str]]:
    """Answers in words and the outcome they lead to, for each path through the state graph from a state on.

    A question is left out where it makes no difference to the way.
    """
    state = states[number]
    if "outcome" in state:
        yield list(said), state["outcome"]
        return
    ways = ways_from(state)
    for words, to in ways:
        yield from paths(states, to, (*said, words) if len(ways) > 1 else said)


def ways_from(state: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Answers of a state, or bands of its value, as words such as `area: azure`, each with the number of the next."""
    if "from" in state:
        return [(f"from {day}" if day else "at first", to) for day, to in state["from"].items()]
    if "classes" in state:
        chosen = [([*one["with"], *(f"not {id}" for id in one["without"])], one["to"]) for one in state["classes"]]
        return [(f"{state['question']}: {', '.join(ids)}", to) for ids, to in chosen]
    together: dict[int, list[str]] = {}
    for id, to in (state.get("to") or state["bands"]).items():
        together.setdefault(to, []).append(id)
    asked = state.get("question") or state["value"]
    return [(f"{asked}: {' or '.join(ids)}", to) for to, ids in together.items()]


def changed(compiled: Mapping[str, Compiled], folder: Path) -> Iterator[Diagnostic]:
    """Diagnostics of flows that lead readers another way than their file says, each at the first line that differs.

    A flow without a file is new, and has not been published.
    """
    for one in compiled.values():
        file = file_of(folder, one.flow.id)
        before = read_text(file).splitlines() if file.exists() else []
        lines = unified_diff(before, text_of(one).splitlines(), lineterm="", n=0)
        differing = [line for line in lines if " → " in line]
        gone = [line[1:] for line in differing if line.startswith("-")]
        new = [line[1:] for line in differing if line.startswith("+")]
        if before and differing:
            said = f"now '{new[0]}'" if new else "it is gone"
            more = f", and {len(new) - 1} more" if len(new) > 1 else ""
            number = before.index(gone[0]) + 1 if gone else len(before)
            yield diagnostic(file, number, before[number - 1], f"answers lead another way than here: {said}{more}")


def diagnostic(file: Path, line: int, text: str, message: str) -> Diagnostic:
    """Diagnostic at a line of a file of paths."""
    span = Span(line=line, column=1, length=max(1, len(text)))
    return Diagnostic(file=relative(file), span=span, name="changed-paths", message=message, help=PUBLISH, line=text)


def texts(compiled: Mapping[str, Compiled], folder: Path) -> dict[Path, str]:
    """Path of a file → its content, for the files that `publish` has to write: those missing or out of date."""
    found = {file_of(folder, one.flow.id): text_of(one) for one in compiled.values()}
    return {file: text for file, text in found.items() if not file.exists() or read_text(file) != text}
