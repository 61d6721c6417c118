"""Compiler of flow files: the flow with its walk and its artefact, or every diagnostic."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from build_scripts.check.flow_faults import check, check_names
from build_scripts.check.matrix_faults import check_matrix
from build_scripts.check.walk import Walk, state_graph
from build_scripts.read.faults import (
    JUDGED_SINCE,
    BadFile,
    Diagnostic,
    Fault,
    Place,
    Span,
    Spot,
    locate,
    read_text,
    relative,
)
from build_scripts.read.knowledge import Knowledge
from build_scripts.read.matrix_layout import Layout
from decision_tree import artefact
from decision_tree.model import Flow, Limit

LOCAL = frozenset(
    (
        *("duplicate-key", "placeholder", "stray-sign", "unknown-key", "unknown-word"),
        *("unquoted-comma", "unsupported-fact"),
    )
)
"""Names of faults of form that do not disturb the checks of names, so that one run can report both."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Compiled:
    """A flow that passed every check."""

    flow: Flow
    walk: Walk
    states: list[dict[str, Any]]
    artefact: str
    matrix: Layout | None
    """Layout of the tables of all answers; None where the flow has none."""
    file: Path
    spots: Mapping[Place, Spot]
    limits: Mapping[str, tuple[Limit, ...]] = field(default_factory=dict)
    """Claim id → its deadlines, for the claims that outcomes name: facts of the knowledge that answers tell."""

    @property
    def version(self) -> str:
        """Content hash of the artefact, ten hexadecimal digits: part of its delivered name, and of readers' reports."""
        return hashlib.sha256(self.artefact.encode()).hexdigest()[:10]

    def diagnostic(self, fault: Fault) -> Diagnostic:
        """Diagnostic of a fault of this flow, at its position in the file."""
        return locate(fault, relative(self.file), read_text(self.file), self.spots)


def compile_flows(
    folder: Path, knowledge: Knowledge, *, only: str = "", former: bool = False, contradicted: bool = False
) -> dict[str, Compiled]:
    """Compiled flows of a folder, by id.

    :param only: name of the only file that is read, without its ending. Empty, or no such file: all are.

    :param former: whether they are of an earlier revision, as for `compile_flow`.
    :param contradicted: whether sentences may say the opposite of the rules, as for `compile_flow`.

    Raises BadFile with the faults of all flows, and with what the knowledge says against itself.
    """
    compiled: dict[str, Compiled] = {}
    diagnostics = [] if contradicted else [*knowledge.contradictions]
    paths = sorted(folder.glob("*.yml"))
    for path in [path for path in paths if path.stem == only] or paths:
        try:
            found = compile_flow(path, knowledge, former=former, contradicted=contradicted)
            if found.flow.id in compiled:
                raise BadFile([same_flow(path, found.flow.id)])
            compiled[found.flow.id] = found
        except BadFile as bad:
            diagnostics.extend(bad.every)
    if diagnostics:
        raise BadFile(diagnostics)
    return compiled


def compile_flow(path: Path, knowledge: Knowledge, *, former: bool = False, contradicted: bool = False) -> Compiled:
    """Compiled flow of a file. Raises BadFile with all its faults.

    :param former: whether the flow is of an earlier revision. It was checked when it was committed, so that only what a
        walk needs is checked, newer checks do not judge it, and no artefact is made.
    :param contradicted: whether sentences may say the opposite of the rules, because `diff` says what an edit does
        before they are mended.
    """
    file = relative(path)
    text = read_text(path)
    reading = knowledge.reading_of(text)
    faults = list(reading.faults)
    walk = Walk(reading.flow) if reading.flow else None
    if walk and {fault.name for fault in faults} <= LOCAL and not reading.hides:
        faults += (
            check_names(walk.flow, knowledge)
            if faults
            else check(walk, knowledge, former=former, contradicted=contradicted)
        )
        if reading.matrix and not faults and not former:
            faults += check_matrix(walk.flow, reading.matrix)
    faults = [fault for fault in faults if not (former and fault.name in JUDGED_SINCE)]
    if faults or walk is None:
        raise BadFile(locate(fault, file, text, reading.spots) for fault in faults)
    states = [] if former else state_graph(walk)
    return Compiled(
        flow=walk.flow,
        walk=walk,
        states=states,
        artefact="" if former else artefact.dump(walk.flow, states),
        matrix=reading.matrix,
        file=path,
        spots=reading.spots,
        limits=limits_of(walk.flow, knowledge),
    )


def limits_of(flow: Flow, knowledge: Knowledge) -> dict[str, tuple[Limit, ...]]:
    """Claim id → its deadlines, for the claims that the outcomes of a flow name."""
    named = {id for outcome in flow.outcomes.values() if not isinstance(outcome.claims.are, str)
             for id in outcome.claims.are}  # fmt: skip
    return {id: claim.limits for id, claim in knowledge.claims.items() if id in named and claim.limits}


def same_flow(path: Path, id: str) -> Diagnostic:
    """Diagnostic of a flow whose id a flow in another file has already."""
    return Diagnostic(
        file=relative(path),
        span=Span(line=1, column=1),
        name="id-twice",
        message=f"another file has a flow '{id}' already",
        help="a flow's id is its address: give this one another",
        line=read_text(path).split("\n", 1)[0],
    )
