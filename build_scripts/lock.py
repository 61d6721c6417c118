"""The list of what has been published: ids and addresses that links out there rely on, one a line.

`python -m build_scripts publish` adds what is new. Nothing removes a line but a person who has said where it went.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from build_scripts.diagnostics import BadSource, Diagnostic, Span, did_you_mean, read_text, relative
from decision_tree.model import Flow

FILE = Path(__file__).parent.parent / "decision_tree" / "published.txt"

HEADER = """\
# Every id and address that has been published. Links in forum replies rely on them.
# 'python -m build_scripts publish' adds new ones; never remove a line to make a check pass.
"""


def published_by(flow: Flow) -> Iterator[str]:
    """Every id and address of a flow, as lines of the lock."""
    yield f"page /{flow.id}/"
    yield f"page /answers/{flow.id}/"
    yield f"flow {flow.id}"
    for question in flow.questions.values():
        yield f"question {flow.id} {question.id}"
        for option in question.options:
            yield f"option {flow.id} {question.id} {option.id}"
    for outcome in flow.outcomes:
        yield f"outcome {flow.id} {outcome}"
        yield f"page /answers/{flow.id}/{outcome}/"
    for note in flow.notes:
        yield f"note {flow.id} {note}"


def read_lock(file: Path = FILE) -> list[tuple[int, str]]:
    """The lines of the lock, with their numbers."""
    if not file.exists():
        return []
    lines = enumerate(read_text(file).splitlines(), start=1)
    return [(number, line.strip()) for number, line in lines if line.strip() and not line.startswith("#")]


def check_lock(now: Iterable[str], file: Path = FILE) -> None:
    """Raise BadSource where something published has vanished, or something new has not been published yet."""
    present = set(now)
    check_vanished(present, file)
    lock = read_lock(file)
    new = sorted(present - {line for _, line in lock})
    if new:
        number, last = lock[-1] if lock else (1, "")
        unpublished = Diagnostic(
            file=relative(file),
            span=Span(line=number, column=1, length=len(last)),
            name="unpublished",
            message=f"'{new[0]}' is new" + (f", and {len(new) - 1} more" if len(new) > 1 else ""),
            help="once published an id stays for good: run 'python -m build_scripts publish' to add what is new",
            line=last,
        )
        raise BadSource([unpublished])


def check_vanished(present: set[str], file: Path = FILE) -> None:
    """Raise BadSource where something published has vanished."""
    lock = read_lock(file)
    locked = {line for _, line in lock}
    diagnostics = [
        Diagnostic(
            file=relative(file),
            span=Span(line=number, column=1, length=len(line)),
            name="vanished",
            message=f"'{line}' was published and is gone: links to it would break",
            help="bring it back under its old id; " + near(line, present - locked),
            line=line,
        )
        for number, line in lock
        if line not in present
    ]
    if diagnostics:
        raise BadSource(diagnostics)


def near(line: str, new: set[str]) -> str:
    """What the vanished line may have become."""
    guess = did_you_mean(line, {one for one in new if one.split()[0] == line.split(maxsplit=1)[0]})
    return (
        guess.replace("did you mean", "was it renamed to") if guess.startswith("did you mean") else "ids stay for good"
    )


def publish(now: Iterable[str], file: Path = FILE) -> list[str]:
    """Add what is new to the lock, and return it. Raises BadSource where something has vanished."""
    present = set(now)
    check_vanished(present, file)
    locked = [line for _, line in read_lock(file)]
    new = sorted(present - set(locked))
    if new:
        file.write_text(HEADER + "\n".join(sorted({*locked, *new})) + "\n", encoding="utf-8")
    return new
