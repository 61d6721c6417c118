"""The list of what has been published: ids and addresses that links out there rely on, and what answers said.

`python -m build_scripts publish` adds what is new. An id that is gone needs a word under `former:` in its flow that
says where it went; facts that changed need a dated revision that says so. What a fact is made of is compared by
digests: claims, routes, money and credit with their grades and sources, and effects of notes. Words may be bettered.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build_scripts.check.compiler import Compiled
from build_scripts.read.faults import BadFile, Diagnostic, Fault, Place, Span, did_you_mean, read_text, relative
from decision_tree.artefact import encode
from decision_tree.engine import metric_states
from decision_tree.links import current
from decision_tree.model import Counting, Designation, Flow, Note, Outcome, Revision

HEADER = """\
# Every id and address that has been published, and digests of what answers said. Links in forum replies rely on them.
# 'python -m build_scripts publish' adds what is new; never change a line to make a check pass.
"""

FACTS = "facts "
"""How a line begins that holds digests."""

COUNTING = "counting"
"""What the facts of plans are called."""


LINE = re.compile(
    r"(?:page|file|anchor|flow|event|term|source|era) \S+|(?:question|outcome|note) \S+ \S+|option \S+ \S+ \S+"
    r"|facts \S+ (?:outcome|note|plan) \S+ \d+(?: [a-z]+=[0-9a-f]{8})+"
)
"""What a line of the lock looks like."""


# ---------- what there is


def published_by(flow: Flow) -> Iterator[str]:
    """Every id and address of a flow, as lines of the lock. Answers that are gone keep their pages."""
    yield f"page /{flow.id}/"
    yield f"page /answers/{flow.id}/"
    if flow.plans:
        yield f"page /plans/{flow.id}/"
    yield f"file /flows/{flow.id}.json"
    yield f"flow {flow.id}"
    for question in flow.questions.values():
        yield f"question {flow.id} {question.id}"
        for option in question.options:
            yield f"option {flow.id} {question.id} {option.id}"
    for outcome in flow.outcomes:
        yield f"outcome {flow.id} {outcome}"
    for outcome in (*flow.outcomes, *flow.former.outcomes):
        yield f"page /answers/{flow.id}/{outcome}/"
    for note in flow.notes:
        yield f"note {flow.id} {note}"


def is_told(line: str, flow: Flow) -> bool:
    """Whether the flow says where a published id went.

    That an option is gone need not be said where its question is.
    """
    former = flow.former
    match line.split():
        case ["question", flow.id, id]:
            return id in former.questions
        case ["outcome", flow.id, id]:
            return id in former.outcomes
        case ["note", flow.id, id]:
            return id in former.notes
        case ["option", flow.id, asked, id]:
            question, moved = current(asked, flow.questions, former.questions)
            if question is None:
                return moved is not None
            return flow.questions[question].option(id) is not None or id in former.options.get(question, {})
    return False


def lines_of_former(flow: Flow) -> Iterator[tuple[str, Place]]:
    """What a flow says is gone, as the lock must have it, and where the flow says so."""
    former = flow.former
    for kind, ids in (("question", former.questions), ("outcome", former.outcomes), ("note", former.notes)):
        yield from ((f"{kind} {flow.id} {id}", ("former", f"{kind}s", id)) for id in ids)
    for question, ids in former.options.items():
        yield from ((f"option {flow.id} {question} {id}", ("former", "options", question, id)) for id in ids)


# ---------- facts


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What an answer, a note or the counting of plans says, as the lock keeps it."""

    name: tuple[str, str, str]
    """Flow, `outcome`, `note` or `plan`, and id."""
    revisions: int
    digests: Mapping[str, str]
    """By kind of fact, such as `claims`."""

    def __str__(self) -> str:
        digests = " ".join(f"{kind}={digest}" for kind, digest in sorted(self.digests.items()))
        return f"{FACTS}{' '.join(self.name)} {self.revisions} {digests}"

    @classmethod
    def read(cls, line: str) -> Facts:
        """From a line of the lock."""
        flow, kind, id, revisions, *digests = line.removeprefix(FACTS).split()
        named = dict(digest.split("=", 1) for digest in digests)
        return cls(name=(flow, kind, id), revisions=int(revisions), digests=named)

    def changed(self, before: Facts) -> list[str]:
        """The kinds of fact in which this differs from what was published."""
        kinds = sorted(self.digests.keys() | before.digests.keys())
        return [kind for kind in kinds if self.digests.get(kind) != before.digests.get(kind)]


def facts_by(flow: Flow) -> Iterator[Facts]:
    """What a flow's answers, notes and plans say."""
    for id, outcome in flow.outcomes.items():
        facts = facts_of_outcome(outcome, flow.designations)
        yield digested((flow.id, "outcome", id), facts, outcome.revisions)
    for id, note in flow.notes.items():
        yield digested((flow.id, "note", id), facts_of_note(note), note.revisions)
    if flow.plans:
        yield digested((flow.id, "plan", COUNTING), facts_of_counting(flow.plans.counting), flow.plans.revisions)


def all_facts(compiled: Mapping[str, Compiled]) -> Iterator[Facts]:
    """What the answers, notes and plans of all flows say."""
    for one in compiled.values():
        yield from facts_by(one.flow)


def facts_of_outcome(outcome: Outcome, designations: Mapping[str, Designation]) -> dict[str, Any]:
    """The facts of an answer by kind, without the words that tell them."""
    designation = designations[outcome.credit] if outcome.credit else None
    are = outcome.claims.are
    feeding = [
        (metric.id, metric.grade, metric.sources, *((one.grade, one.sources) for one in metric.besides))
        for metric in (designation.metrics if designation else ())
    ]
    return {
        "claims": (are, outcome.claims.grade, outcome.claims.sources),
        "routes": outcome.routes,
        "pays": (outcome.pays.value, outcome.pays.grade, outcome.pays.sources),
        "counts": (metric_states(designation, are, set(outcome.routes), ()), feeding),
    }


def facts_of_note(note: Note) -> dict[str, Any]:
    """What a note does, and what it rests on. When it is said is routing, as tables are."""
    return {"does": encode(note.effect), "rests": (note.grade, note.sources)}


def facts_of_counting(counting: Counting) -> dict[str, Any]:
    """How claims add up, and what that rests on."""
    kinds = counting.kinds.values()
    return {
        "adds": [(fact.grade, fact.sources) for fact in counting.statements()],
        "per": [(kind.id, kind.per) for kind in kinds],
        "pays": [(kind.id, kind.pays.value, kind.pays.grade, kind.pays.sources) for kind in kinds],
    }


def digested(name: tuple[str, str, str], facts: Mapping[str, Any], revisions: tuple[Revision, ...]) -> Facts:
    """Facts as the lock keeps them."""
    texts = {kind: json.dumps(fact, sort_keys=True) for kind, fact in facts.items()}
    digests = {kind: hashlib.sha256(text.encode()).hexdigest()[:8] for kind, text in texts.items()}
    return Facts(name=name, revisions=len(revisions), digests=digests)


# ---------- the lock


@dataclass(frozen=True, kw_only=True)
class Lock:
    """What has been published, with the lines of the file."""

    ids: Mapping[str, int]
    facts: Mapping[tuple[str, str, str], Facts]
    file: Path
    last: tuple[int, str]
    """The number of the last line, and the line."""


def read_lock(file: Path) -> Lock:
    """The lock. A file that is not there is an empty one. Raises BadFile where a line is none of ours."""
    lines = read_text(file).splitlines() if file.exists() else []
    numbered = [(number, line.strip()) for number, line in enumerate(lines, start=1)]
    kept = [(number, line) for number, line in numbered if line and not line.startswith("#")]
    damaged = [damaged_line(file, number, line) for number, line in kept if not LINE.fullmatch(line)]
    if damaged:
        raise BadFile(damaged)
    facts = (Facts.read(line) for _, line in kept if line.startswith(FACTS))
    return Lock(
        ids={line: number for number, line in kept if not line.startswith(FACTS)},
        facts={one.name: one for one in facts},
        file=file,
        last=kept[-1] if kept else (1, ""),
    )


def damaged_line(file: Path, number: int, line: str) -> Diagnostic:
    """A line that `publish` has not written."""
    return Diagnostic(
        file=relative(file),
        span=Span(line=number, column=1, length=len(line)),
        name="damaged-lock",
        message="this line is no id, no address and no digest",
        help="where two changes met, keep the lines of both, else take it as git has it; then run 'publish'",
        line=line,
    )


def compare(others: Iterable[str], compiled: Mapping[str, Compiled], file: Path) -> list[str]:
    """Return what there is and has not been published, as lines of the lock.

    `others` are lines of what belongs to no flow. Raises BadFile where something published has vanished or changed
    without a word.
    """
    lock = read_lock(file)
    there = {*others, *(line for one in compiled.values() for line in published_by(one.flow))}
    check_published(lock, there, compiled)
    ids = sorted(there - lock.ids.keys(), key=lambda line: (line.startswith("anchor "), line))
    facts = (str(one) for one in all_facts(compiled) if lock.facts.get(one.name) != one)
    return [*ids, *sorted(facts)]


def refuse_new(new: Sequence[str], file: Path) -> None:
    """Raise BadFile where something is not published yet."""
    if not new:
        return
    number, last = read_lock(file).last
    unpublished = Diagnostic(
        file=relative(file),
        span=Span(line=number, column=1, length=len(last)),
        name="unpublished",
        message=f"'{shown(new[0])}' is new" + (f", and {len(new) - 1} more" if len(new) > 1 else ""),
        help="once published it stays for good: run 'python -m build_scripts publish' to add what is new",
        line=last,
    )
    raise BadFile([unpublished])


def publish(others: Iterable[str], compiled: Mapping[str, Compiled], file: Path) -> list[str]:
    """Add what is new to the lock, and return it. Raises BadFile where something has vanished or changed."""
    new = compare(others, compiled, file)
    if new:
        lines = sorted({*read_lock(file).ids, *(line for line in new if not line.startswith(FACTS))})
        facts = sorted(map(str, all_facts(compiled)))
        file.write_text(HEADER + "\n".join([*lines, *facts]) + "\n", encoding="utf-8")
    return new


def shown(line: str) -> str:
    """A line of the lock in a sentence: digests say nothing to people."""
    return " ".join(line.split()[:4]) if line.startswith(FACTS) else line


def check_published(lock: Lock, there: set[str], compiled: Mapping[str, Compiled]) -> None:
    """Raise BadFile where links out there would break, or would say something else without a word."""
    faults = [*vanished(lock, there, compiled)]
    for one in compiled.values():
        for check in (never_published, unexplained, unrevised):
            faults += map(one.diagnostic, check(lock, one.flow))
    if faults:
        raise BadFile(faults)


def vanished(lock: Lock, there: set[str], compiled: Mapping[str, Compiled]) -> Iterator[Diagnostic]:
    """What was published and is gone without a word."""
    new = there - lock.ids.keys()
    for line, number in lock.ids.items():
        if line in there or any(is_told(line, one.flow) for one in compiled.values()):
            continue
        if outcome_of(line) in lock.ids:  # its own line reports it already
            continue
        yield Diagnostic(
            file=relative(lock.file),
            span=Span(line=number, column=1, length=len(line)),
            name="vanished",
            message=f"'{line}' was published and is gone: links to it would break",
            help=back(line, new),
            line=line,
        )


def outcome_of(page: str) -> str:
    """The line of the answer whose page a line is about; empty for other lines."""
    parts = page.removeprefix("page ").strip("/").split("/")
    return f"outcome {parts[1]} {parts[2]}" if page.startswith("page /answers/") and len(parts) == 3 else ""


def back(line: str, new: set[str]) -> str:
    """What to do where something has vanished, and what it may have become."""
    kind, id = line.split(maxsplit=1)
    guess = did_you_mean(line, {one for one in new if one.split()[0] == kind})
    renamed = guess.replace("did you mean", "; was it renamed to") if guess.startswith("did you mean") else ""
    if kind == "anchor":
        return f"write '{{ #{id.rpartition('#')[2]} }}' behind the heading that has its place{renamed}"
    if kind == "page":
        return f"let the page that has its place say 'was: [{id}]' at its top{renamed}"
    if kind == "file":
        return f"bring it back under its old address{renamed}: programs ask for it"
    if kind in ("event", "term"):
        return f"let the {kind} that has its place say 'was: [{id}]'{renamed}"
    if kind in ("source", "era", "flow"):
        return f"bring it back under its old id{renamed}"
    return f"bring it back under its old id, or say under 'former' where it went{renamed}"


def never_published(lock: Lock, flow: Flow) -> Iterator[Fault]:
    """What is said to be gone and was never there. Options may have been published under a former question."""
    known = {today(line, flow) for line in lock.ids} | lock.ids.keys()
    for line, place in lines_of_former(flow):
        if line not in known:
            guess = did_you_mean(line, known)
            yield Fault(
                name="never-published",
                message=f"'{line}' is said to be gone, and was never published",
                place=place,
                at="key",
                help="remove it: no link names it" + (f"; {guess}" if guess.startswith("did") else ""),
            )


def today(line: str, flow: Flow) -> str:
    """A line of the lock with the name that its question has today."""
    match line.split():
        case ["option", flow.id, asked, id]:
            question, _ = current(asked, flow.questions, flow.former.questions)
            return f"option {flow.id} {question or asked} {id}"
    return line


def unexplained(lock: Lock, flow: Flow) -> Iterator[Fault]:
    """Renames between two outcomes published at the same time: they cannot be the same, so a reason is needed."""
    for id, moved in flow.former.outcomes.items():
        both = [(flow.id, "outcome", one) in lock.facts for one in (id, *moved.now)]
        if len(moved.now) == 1 and not moved.why and all(both):
            yield Fault(
                name="unexplained",
                message=f"outcome '{id}' is said to be '{moved.now[0]}' now, which is another answer",
                place=("former", "outcomes", id),
                at="key",
                help="add 'why: …': readers with a link to it are shown that, and then what there is now",
            )


def unrevised(lock: Lock, flow: Flow) -> Iterator[Fault]:
    """Facts that changed since they were published, without a revision that says so."""
    before = dict(lock.facts)
    for kind, moved in (("outcome", flow.former.outcomes), ("note", flow.former.notes)):
        for old, one in moved.items():
            if len(one.now) == 1 and (found := lock.facts.get((flow.id, kind, old))):
                before.setdefault((flow.id, kind, one.now[0]), found)  # with another name it says the same
    for now in facts_by(flow):
        published = before.get(now.name)
        changed = now.changed(published) if published else []
        if published and changed and now.revisions <= published.revisions:
            _, kind, id = now.name
            facts = ", ".join(changed)
            yield Fault(
                name="unrevised",
                message=f"{kind} '{id}' says something else than was published, and no revision tells: {facts}",
                place=("plan", "revisions") if kind == "plan" else (f"{kind}s", id, "revisions"),
                at="key",
                help="add '{on: <today>, what: …}' to its revisions: readers whose links are older are shown it",
            )
