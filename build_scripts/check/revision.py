"""Rules of an earlier revision in git, read by today's code."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from build_scripts.check.compiler import Compiled, compile_flows
from build_scripts.places import Refusal
from build_scripts.read.faults import JUDGED_SINCE, BadFile
from build_scripts.read.knowledge import Knowledge, read_knowledge


class NoRevision(Refusal):
    """The rules of another revision cannot be read."""


def rules_at(revision: str, root: Path) -> tuple[Knowledge, dict[str, Compiled]]:
    """Knowledge and compiled flows of a git revision. Raises NoRevision."""
    if revision.startswith("-"):
        raise NoRevision(f"'{revision}' is no revision")
    command = ["git", "archive", "--format=tar", revision, "decision_tree/flows", "decision_tree/knowledge"]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    except OSError as error:
        raise NoRevision(f"git cannot be run: {(error.strerror or str(error)).lower()}") from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        said = lines[0].removeprefix("fatal: ") if lines else "git does not say why"
        raise NoRevision(f"the rules of '{revision}' cannot be had: {said}")
    with TemporaryDirectory() as folder, tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
        tree = Path(folder) / "decision_tree"
        try:
            knowledge = read_knowledge(tree / "knowledge", forgive=JUDGED_SINCE)
            compiled = compile_flows(tree / "flows", knowledge, forgive=JUDGED_SINCE)
        except BadFile as bad:
            first = bad.diagnostics[0]
            said = f"today's code does not read the rules of '{revision}': {first.message} ({Path(first.file).name})"
            raise NoRevision(said) from None
    return knowledge, compiled
