"""From a flow file to what the site is made of: the flow, its walk and its artefact, or every diagnostic."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build_scripts.checks import check, check_names
from build_scripts.diagnostics import BadSource, Diagnostic, Span, locate, relative
from build_scripts.knowledge import Knowledge, read_knowledge
from build_scripts.reader import read_flow
from build_scripts.states import Walk, state_graph
from decision_tree import artefact
from decision_tree.model import Flow

FOLDER = Path(__file__).parent.parent / "decision_tree" / "flows"

LOCAL = frozenset({"duplicate-key", "unknown-key", "unknown-word", "unsupported-fact", "malformed-id", "reserved-id"})
"""Faults of form that hide nothing: names can be checked beside them without telling consequences as causes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Compiled:
    """A flow that passed every check."""

    flow: Flow
    walk: Walk
    states: list[dict[str, Any]]
    artefact: str


def compile_flows(folder: Path = FOLDER, knowledge: Knowledge | None = None) -> dict[str, Compiled]:
    """Compile every flow of a folder. Raises BadSource with the faults of all of them."""
    known = knowledge or read_knowledge()
    compiled: dict[str, Compiled] = {}
    diagnostics: list[Diagnostic] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            found = compile_flow(path, known)
            compiled[found.flow.id] = found
        except BadSource as bad:
            diagnostics.extend(bad.diagnostics)
    if diagnostics:
        raise BadSource(diagnostics)
    return compiled


def compile_flow(path: Path, knowledge: Knowledge) -> Compiled:
    """Compile one flow. Raises BadSource with everything that is wrong with it."""
    file = relative(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadSource([not_utf8(file, error)]) from None
    reading = read_flow(text, knowledge.designations)
    faults = list(reading.faults)
    walk = Walk(reading.flow) if reading.flow else None
    if walk and {fault.name for fault in faults} <= LOCAL:
        faults += check_names(walk.flow, knowledge) if faults else check(walk, knowledge)
    if faults or walk is None:
        raise BadSource(locate(fault, file, text, dict(reading.spots)) for fault in faults)
    states = state_graph(walk)
    return Compiled(flow=walk.flow, walk=walk, states=states, artefact=artefact.dump(walk.flow, states))


def not_utf8(file: str, error: UnicodeDecodeError) -> Diagnostic:
    """A file that is not UTF-8, at the first byte that shows it."""
    before = error.object[: error.start]
    span = Span(line=before.count(b"\n") + 1, column=len(before) - before.rfind(b"\n"))
    message = f"byte 0x{error.object[error.start]:02X} is not UTF-8"
    return Diagnostic(file=file, span=span, name="not-utf-8", message=message, help="save the file as UTF-8")
