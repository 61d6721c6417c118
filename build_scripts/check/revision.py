"""Files of an earlier revision in git, read by today's code."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from build_scripts.check.compiler import Compiled, compile_flows
from build_scripts.places import Refusal
from build_scripts.read.faults import BadFile
from build_scripts.read.knowledge import Knowledge, read_knowledge

RULES = ("decision_tree/flows", "decision_tree/knowledge")
"""Folders of flows and knowledge, below the root of a repository."""


HISTORY = ("git", "rev-list", "--first-parent", "--reverse")
"""Command that lists the revisions of the main line, the oldest first."""


class NoRevision(Refusal):
    """The files of another revision cannot be read."""


@contextmanager
def unpacked(revision: str, root: Path, paths: Sequence[str]) -> Iterator[Path]:
    """Temporary folder with these paths of a git revision. Raises NoRevision."""
    if revision.startswith("-"):
        raise NoRevision(f"'{revision}' is no revision")
    command = ["git", "archive", "--format=tar", revision, *paths]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    except OSError as error:
        raise NoRevision(f"git cannot be run: {(error.strerror or str(error)).lower()}") from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        said = lines[0].removeprefix("fatal: ") if lines else "git does not say why"
        raise NoRevision(f"the rules of '{revision}' cannot be had: {said}")
    with TemporaryDirectory() as folder, tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # none in Debian 12's Python 3.11.2
        archive.extractall(folder)
        yield Path(folder)


def rules_at(revision: str, root: Path, today: Knowledge | None = None) -> tuple[Knowledge, dict[str, Compiled]]:
    """Knowledge and compiled flows of a git revision. Raises NoRevision.

    :param today: knowledge of the working copy, taken where its files are still the same.
    """
    with unpacked(revision, root, RULES) as folder:
        flows, known = (folder / path for path in RULES)
        try:
            same = today if contents(known) == contents(root / RULES[1]) else None
            knowledge = same or read_knowledge(known, former=True)
            return knowledge, compile_flows(flows, knowledge, former=True)
        except BadFile as bad:
            raise not_read(revision, bad) from None


def git(root: Path, *arguments: str) -> str:
    """Output of a git command; empty where it fails."""
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    return done.stdout.decode(errors="replace") if not done.returncode else ""


CHANGED = re.compile(r"^\+\+\+ b/(?P<file>.+)$|^@@ \S+ \+(?P<first>\d+)(?:,(?P<count>\d+))? @@", re.MULTILINE)
"""Regular expression for the lines of a git diff that name a file or the range of a hunk in it."""


def lines_since(revision: str, root: Path) -> set[tuple[Path, int]]:
    """Pairs of file and number of the lines of pages and rules changed since a git revision; none where git fails."""
    options = ["--unified=0", "--no-color", "--no-ext-diff", "--relative", "--src-prefix=a/", "--dst-prefix=b/"]
    found: set[tuple[Path, int]] = set()
    file = root
    for line in CHANGED.finditer(git(root, "diff", *options, revision, "--", "docs", "decision_tree")):
        if line["file"]:
            file = root / line["file"]
        else:
            first = int(line["first"])
            found |= {(file, number) for number in range(first, first + int(line["count"] or 1))}
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """Name of each file in a folder → what is in it."""
    return {path.name: path.read_bytes() for path in folder.glob("*.yml")}


def not_read(revision: str, bad: BadFile) -> NoRevision:
    """Refusal for a revision that today's code does not read, with its first fault."""
    first = bad.diagnostics[0]
    return NoRevision(
        f"today's code does not read the rules of '{revision}': {first.message} ({Path(first.file).name})"
    )


def first_read(revision: str, root: Path, tell: Callable[[str], None]) -> str:
    """First revision after another whose rules today's code reads, in words; empty where there is none.

    Between the two it is found by halving: once a revision is read, those after it are, since they are nearer to today.

    :param tell: takes a line of progress, because each revision that is tried takes a part of a second.
    """
    listed = subprocess.run([*HISTORY, f"{revision}..HEAD"], cwd=root, capture_output=True, text=True, check=False)
    later = listed.stdout.split()
    if listed.returncode or not later or not is_read(later[-1], root):
        return ""
    before, read = -1, len(later) - 1
    while read - before > 1:
        middle = (before + read) // 2
        tell(f"looking for the first revision that can be read: {read - before} left")
        before, read = (before, middle) if is_read(later[middle], root) else (middle, read)
    named = ["git", "log", "-1", "--date=short", "--format=%h of %ad, “%s”", later[read]]
    return subprocess.run(named, cwd=root, capture_output=True, text=True, check=True).stdout.strip()


def is_read(revision: str, root: Path) -> bool:
    """Whether today's code reads the rules of a git revision."""
    try:
        rules_at(revision, root)
    except NoRevision:
        return False
    return True
