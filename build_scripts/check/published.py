"""The lock, a list of all published ids and addresses, because links elsewhere rely on them, and of what answers said.

`python -m build_scripts publish` adds what is new. An id that is gone needs an entry under `former:` in its flow that
says where it went; facts that changed need a dated revision that says so. Facts are compared by digests of claims,
deadlines, routes, pay and credit with the grades that readers see, and of effects of notes. Words and sources may be
improved at any time.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from build_scripts.check.compiler import Compiled
from build_scripts.check.contradictions import changes_counts
from build_scripts.read.faults import (
    BadFile,
    Diagnostic,
    Fault,
    Place,
    Span,
    at_words,
    did_you_mean,
    read_text,
    relative,
    similar,
)
from decision_tree.artefact import encode
from decision_tree.engine import result
from decision_tree.links import current
from decision_tree.model import Counting, Effect, Flow, Limit, Metric, Note, Outcome, Revision
from decision_tree.reply import claims_by

HEADER = """\
# Every id and address that has been published, and digests of what answers said. Links in forum replies rely on them.
# 'python -m build_scripts publish' adds what is new; never change a line to make a check pass.
"""

FACTS = "facts "
"""Beginning of a line that holds digests."""

FEEDS = "feeds"
"""Kind of the digest of what the designation of an outcome says. Locks of before December 2026 have none."""

COUNTING = "counting"
"""Id under which the lock keeps the facts of plans."""


LINE = re.compile(
    r"(?:page|file|anchor|flow|event|term|source|era) \S+|(?:question|outcome|note) \S+ \S+|option \S+ \S+ \S+"
    r"|facts \S+ (?:outcome|note|plan) \S+ \d+(?: [a-z]+=[0-9a-f]{8})+"
)
"""Form of a line of the lock."""


# ---------- ids and addresses


def published_by(flow: Flow) -> Iterator[str]:
    """Every id and address of a flow, as lines of the lock. Former outcomes keep their pages."""
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

    An option needs no entry of its own where its question is gone as well.
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
    """Former ids of a flow, as lines that the lock must have, each with its place in the flow file."""
    former = flow.former
    for kind, ids in (("question", former.questions), ("outcome", former.outcomes), ("note", former.notes)):
        yield from ((f"{kind} {flow.id} {id}", ("former", f"{kind}s", id)) for id in ids)
    for question, ids in former.options.items():
        yield from ((f"option {flow.id} {question} {id}", ("former", "options", question, id)) for id in ids)


# ---------- facts


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """Digests of the facts of an outcome, of a note or of how plans are counted, by which `check` notices changes."""

    name: tuple[str, str, str]
    """Id of the flow, then `outcome`, `note` or `plan`, then an id."""
    revisions: int
    digests: Mapping[str, str]
    """Kind of fact, such as `claims` → digest of the fact."""

    def __str__(self) -> str:
        digests = " ".join(f"{kind}={digest}" for kind, digest in sorted(self.digests.items()))
        return f"{FACTS}{' '.join(self.name)} {self.revisions} {digests}"

    @classmethod
    def read(cls, line: str) -> Facts:
        """Facts from a line of the lock."""
        flow, kind, id, revisions, *digests = line.removeprefix(FACTS).split()
        named = dict(digest.split("=", 1) for digest in digests)
        return cls(name=(flow, kind, id), revisions=int(revisions), digests=named)

    def changed(self, before: Facts) -> list[str]:
        """Kinds of fact whose digests differ from those that were published.

        What counts may change by a note, whose own revision says so. It is a change of the outcome as well only if its
        designation has changed in the same edit.
        """
        kinds = sorted(self.digests.keys() | before.digests.keys())
        changed = {kind for kind in kinds if self.digests.get(kind) != before.digests.get(kind)}
        by_a_note = "by" in changed and not (FEEDS in changed and FEEDS in before.digests)
        return sorted(changed - {"by", FEEDS} - ({"counts"} if by_a_note else set()))


def facts_by(compiled: Compiled) -> Iterator[Facts]:
    """Facts of the outcomes, notes and plans of a flow."""
    flow, together = compiled.flow, notes_together(compiled)
    for id, outcome in flow.outcomes.items():
        facts = facts_of_outcome(compiled, outcome, together.get(id, ()))
        yield digested((flow.id, "outcome", id), facts, outcome.revisions)
    for id, note in flow.notes.items():
        yield digested((flow.id, "note", id), facts_of_note(note), note.revisions)
    if flow.plans:
        yield digested((flow.id, "plan", COUNTING), facts_of_counting(flow.plans.counting), flow.plans.revisions)


def all_facts(compiled: Mapping[str, Compiled]) -> Iterator[Facts]:
    """Facts of the outcomes, notes and plans of all flows."""
    for one in compiled.values():
        yield from facts_by(one)


def notes_together(compiled: Compiled) -> Mapping[str, set[tuple[str, ...]]]:
    """Outcome id → each set of notes that hold together there for some reader; of those that change what counts."""
    notes = [note for note in compiled.flow.notes.values() if changes_counts(note.effect)]
    ends = compiled.walk.told_apart(test for note in notes for test in note.when.tests())
    found: dict[str, set[tuple[str, ...]]] = {}
    for outcome, situation in ends.here(Outcome):
        seen = ends.seen(situation)
        found.setdefault(outcome.id, set()).add(tuple(note.id for note in notes if note.when.holds(seen)))
    return found


def deadline_of(limits: Mapping[str, Sequence[Limit]], claim: str) -> list[tuple[int, str, str]]:
    """Deadlines of a claim, each with its grade; none for a claim without."""
    return [(one.within, one.unit, one.grade) for one in limits.get(claim, ())]


def facts_of_outcome(compiled: Compiled, outcome: Outcome, together: Collection[tuple[str, ...]]) -> dict[str, Any]:
    """Facts of an outcome by kind, as some reader sees them: values, and how sure they are.

    The grade of a metric is among them where the page shows it: where the metric is fed or not. Sources are not: where
    others say the same and no grade changes, readers are told nothing new; nor does another order of claims and routes
    tell them anything. `by` is what notes do to the metrics, and `feeds` what its designation says of them.

    :param together: sets of notes that hold together for some reader, of those that change what counts.
    """
    flow, are = compiled.flow, outcome.claims.are
    designation = flow.designations[outcome.credit] if outcome.credit else None
    grades = {metric.id: metric.grade for metric in designation.metrics} if designation else {}
    counts, by = [], []
    for notes in sorted(together):
        effects = [flow.notes[id] for id in notes]
        states = result(flow, outcome, effects).metrics
        counts.append(sorted((id, state, grades[id] if state in GRADED else "") for id, state in states.items()))
        by.append([in_any_order(note.effect) for note in effects])
    return {
        "claims": (are if isinstance(are, str) else sorted(are), outcome.claims.grade),
        "deadlines": [(id, deadline_of(compiled.limits, id)) for id in (() if isinstance(are, str) else sorted(are))],
        "routes": sorted(outcome.routes),
        "pays": (outcome.pays.value, outcome.pays.grade),
        "counts": counts,
        "by": by,
        **({"says": sorted((id, it.value, it.grade) for id, it in outcome.says.items())} if outcome.says else {}),
        FEEDS: sorted(feeding(metric) for metric in designation.metrics) if designation else [],
    }


def feeding(metric: Metric) -> tuple[str, str, Any, list[str]]:
    """Id of a metric, its grade, and what feeds it and is disputed."""
    fed_by = metric.fed_by if isinstance(metric.fed_by, str) else sorted(metric.fed_by)
    return metric.id, metric.grade, fed_by, sorted(metric.disputed)


GRADED = ("fed", "not-fed")
"""States of a metric beside which a page shows a grade. The others, `disputed` and `unknown`, say it themselves."""


def facts_of_note(note: Note) -> dict[str, Any]:
    """Facts of a note: its effect, its grade, and whether it has a last day. Its condition is routing and left out."""
    until = {"until": note.deadline} if note.deadline else {}
    return {"does": in_any_order(note.effect), "rests": note.grade, **until}


def in_any_order(effect: Effect) -> dict[str, Any]:
    """JSON data of an effect with its lists sorted, because their order tells readers nothing."""
    return {part: sorted(value) if isinstance(value, list) else value for part, value in encode(effect).items()}


def facts_of_counting(counting: Counting) -> dict[str, Any]:
    """Facts about how claims add up, by kind, with their grades. The order of claims is none."""
    kinds = sorted(counting.kinds.values(), key=lambda kind: kind.id)
    rules = (counting.role, counting.shared, counting.apart, *(kind.holds for kind in kinds))
    return {
        "adds": [rule.grade for rule in rules],
        "per": [(kind.id, kind.per) for kind in kinds],
        "pays": [(kind.id, kind.pays.value, kind.pays.grade) for kind in kinds],
    }


def digested(name: tuple[str, str, str], facts: Mapping[str, Any], revisions: tuple[Revision, ...]) -> Facts:
    """Facts as the lock keeps them: a digest for each kind, and the number of revisions."""
    texts = {kind: json.dumps(fact, sort_keys=True) for kind, fact in facts.items()}
    digests = {kind: hashlib.sha256(text.encode()).hexdigest()[:8] for kind, text in texts.items()}
    return Facts(name=name, revisions=len(revisions), digests=digests)


# ---------- the lock


@dataclass(frozen=True, kw_only=True)
class Lock:
    """The lock as values, with the line number of each id."""

    ids: Mapping[str, int]
    facts: Mapping[tuple[str, str, str], Facts]
    file: Path


def read_lock(file: Path) -> Lock:
    """Lock from a file, empty where there is no file. Raises BadFile with every line that `publish` cannot write."""
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
    )


def damaged_line(file: Path, number: int, line: str) -> Diagnostic:
    """Diagnostic of a line that `publish` cannot have written."""
    return Diagnostic(
        file=relative(file),
        span=Span(line=number, column=1, length=len(line)),
        name="damaged-lock",
        message="this line is no id, no address and no digest",
        help="where two changes met, keep the lines of both, else take it as git has it; then run 'publish'",
        line=line,
    )


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Comparison of the lock with what the repository would publish."""

    faults: Sequence[Diagnostic]
    """Published ids that vanished without an entry under `former:`, and published facts that changed without a
    revision."""
    new: Sequence[str]
    """Lines that are new to the lock: ids, addresses and digests."""


@dataclass(frozen=True, kw_only=True)
class Gone:
    """A section that a page no longer has, and says so."""

    lines: Sequence[str]
    """Lines of the lock that it can have: one for each address that the page has or had."""
    at: Diagnostic
    """Diagnostic without a message, at the place where the page says so."""


def compare(
    others: Iterable[str], compiled: Mapping[str, Compiled], file: Path, gone: Sequence[Gone] = ()
) -> Comparison:
    """Comparison of the lock in a file with the flows, and with lines for ids and addresses that belong to no flow.

    :param gone: sections of pages that are gone, of which links lead to the page and are told why.
    """
    lock = read_lock(file)
    there = {*others, *(line for one in compiled.values() for line in published_by(one.flow))}
    never = list(never_there(lock, gone))
    accounted = {*(line for one in gone for line in one.lines), *(meant for _, meant in never)} & lock.ids.keys()
    faults = [*vanished(lock, there | accounted, compiled), *(found for found, _ in never)]
    facts = list(all_facts(compiled))
    for one in compiled.values():
        found = [*never_published(lock, one), *unexplained(lock, one), *unrevised(lock, one, facts)]
        faults += map(one.diagnostic, found)
    ids = sorted(there - lock.ids.keys(), key=lambda line: (line.startswith("anchor "), line))
    changed = sorted(str(one) for one in facts if lock.facts.get(one.name) != one)
    return Comparison(faults=faults, new=[*ids, *changed])


def unpublished(new: Collection[str], files: Mapping[str, Path], compiled: Mapping[str, Compiled]) -> list[Diagnostic]:
    """Diagnostics of what is not published yet: one for each file, at the first id in it.

    :param files: line of the lock → file that has it, for ids and addresses that belong to no flow.
    """
    found: dict[str, list[Diagnostic]] = {}
    for line in new:
        if belongs_to(line) not in new:
            at = in_flow(line, compiled) if line not in files else in_file(line, files[line])
            found.setdefault(at.file, []).append(at)
    each = (sorted(those, key=lambda one: one.span) for those in found.values())
    return [with_others(first, rest) for first, *rest in each]


def belongs_to(line: str) -> str:
    """Line of the lock for what a line belongs to: the page of an anchor, the question of an option; empty for none.

    What is new with a new outcome, such as its page and its digests, is not told beside it.
    """
    match line.split():
        case ["facts", flow, kind, id, *_]:
            return f"flow {flow}" if kind == "plan" else f"{kind} {flow} {id}"
        case ["option", flow, question, _]:
            return f"question {flow} {question}"
        case ["file", address]:
            return f"flow {address.rpartition('/')[2].removesuffix('.json')}"
        case ["anchor", address]:
            return f"page {address.partition('#')[0]}"
        case ["page", address] if address.startswith(("/answers/", "/plans/")):
            return outcome_of(line) or f"flow {address.split('/')[2]}"
        case ["page", address]:
            return f"flow {address.strip('/')}"
        case ["question" | "outcome" | "note", flow, _]:
            return f"flow {flow}"
    return ""


MOST_OTHERS = 3
"""Most other new ids of a file that a message names."""


def with_others(found: Diagnostic, others: Sequence[Diagnostic]) -> Diagnostic:
    """Diagnostic of the first new id in a file, with the names of the next ones and the number of the rest."""
    if not others:
        return found
    named = [one.message.partition(" is ")[0] for one in others[:MOST_OTHERS]]
    more = [f"{len(others) - MOST_OTHERS} more in this file"] if len(others) > MOST_OTHERS else []
    *before, last = [*named, *more]
    return replace(found, message=f"{found.message}; also {', '.join(before)}{' and ' if before else ''}{last}")


PUBLISH = (
    "what is published stays for good, because links name it: if it is right, run 'python -m build_scripts publish'"
)
"""Help for everything that is not published yet."""


def in_flow(line: str, compiled: Mapping[str, Compiled]) -> Diagnostic:
    """Diagnostic of a line of the lock that a flow adds, at the id that it names."""
    place: Place
    match line.split():
        case ["question", flow, id]:
            place, what = ("questions", id), f"question '{id}' is new and not published"
        case ["option", flow, question, id]:
            place, what = (
                ("questions", question, "options", id),
                f"option '{id}' of question '{question}' is new and not published",
            )
        case ["outcome" | "note" as kind, flow, id]:
            place, what = (f"{kind}s", id), f"{kind} '{id}' is new and not published"
        case ["facts", flow, "plan", *_]:
            place, what = ("plan",), "how claims add up is not published as it is now"
        case ["facts", flow, kind, id, *_]:
            place, what = (f"{kind}s", id, "revisions"), f"{kind} '{id}' is not published as it is now"
        case [kind, address]:
            flow = next(id for id in compiled if id in address.replace(".json", "").split("/") or id == address)
            place, what = ("flow",), f"{kind} '{address}' is new and not published"
    return compiled[flow].diagnostic(Fault(name="unpublished", message=what, place=place, at="key", help=PUBLISH))


def in_file(line: str, file: Path) -> Diagnostic:
    """Diagnostic of a line of the lock that belongs to no flow, at its id in a file of the knowledge or in a page."""
    kind, id = line.split()
    return at_words(
        file,
        f"#{id.rpartition('#')[2]}" if kind == "anchor" else f"  {id}:",
        name="unpublished",
        message=f"{kind} '{id}' is new and not published",
        help=PUBLISH,
    )


def publish(
    others: Iterable[str], compiled: Mapping[str, Compiled], file: Path, gone: Sequence[Gone] = ()
) -> Sequence[str]:
    """New lines, after adding them to the lock. Raises BadFile where something has vanished or changed."""
    compared = compare(others, compiled, file, gone)
    if compared.faults:
        raise BadFile(compared.faults)
    if compared.new:
        lines = sorted({*read_lock(file).ids, *(line for line in compared.new if not line.startswith(FACTS))})
        facts = sorted(map(str, all_facts(compiled)))
        file.write_text(HEADER + "\n".join([*lines, *facts]) + "\n", encoding="utf-8")
    return compared.new


def shown(line: str) -> str:
    """Line of the lock in a message, without digests, because they say nothing to people."""
    return " ".join(line.split()[:4]) if line.startswith(FACTS) else line


def vanished(lock: Lock, there: set[str], compiled: Mapping[str, Compiled]) -> Iterator[Diagnostic]:
    """Diagnostics of published lines that are gone without an entry that says where they went."""
    new = there - lock.ids.keys()
    for line, number in lock.ids.items():
        if line in there or any(is_told(line, one.flow) for one in compiled.values()):
            continue
        if belongs_to(line) in lock.ids and belongs_to(line) not in there:  # of which it is told already
            continue
        yield Diagnostic(
            file=relative(lock.file),
            span=Span(line=number, column=1, length=len(line)),
            name="vanished",
            message=f"'{line}' was published and is gone: links to it would break",
            help=back(line, new),
            line=line,
        )


def flows_gone(file: Path, compiled: Mapping[str, Compiled], folder: Path) -> list[Diagnostic]:
    """Diagnostics of published flows that are gone, because everything else that names them is a consequence.

    :param file: the lock.
    :param folder: the folder of flows.
    """
    lock = read_lock(file)
    published = {line.partition(" ")[2] for line in lock.ids if line.startswith("flow ")}
    new = compiled.keys() - published
    return [flow_gone(id, lock, new, compiled, folder) for id in sorted(published - compiled.keys())]


def flow_gone(id: str, lock: Lock, new: Collection[str], compiled: Mapping[str, Compiled], folder: Path) -> Diagnostic:
    """Diagnostic of a published flow that is gone: at its new name where it has one, else in the lock."""
    known = sum(1 for line in lock.ids if re.search(rf"[ /]{re.escape(id)}(?:[ /.]|$)", line))
    message = f"flow '{id}' was published and is gone, and with it {known} ids and addresses that links name"
    renamed = next(iter(new)) if len(new) == 1 else similar(id, new)
    if renamed:
        help = f"write 'flow: {id}': the id of a flow is its address and stays for good; its title can be another"
        return compiled[renamed].diagnostic(Fault(name="vanished", message=message, place=("flow",), help=help))
    misnamed = next((it.name for it in sorted(folder.glob(f"{id}.*")) if it.suffix != ".yml"), "")
    help = f"rename {misnamed} to {id}.yml: flows are files of that ending" if misnamed else "bring its file back"
    line = f"flow {id}"
    span = Span(line=lock.ids[line], column=1, length=len(line))
    return Diagnostic(file=relative(lock.file), span=span, name="vanished", message=message, help=help, line=line)


def outcome_of(page: str) -> str:
    """Line of the outcome whose answer page a line names; empty for other lines."""
    parts = page.removeprefix("page ").strip("/").split("/")
    return f"outcome {parts[1]} {parts[2]}" if page.startswith("page /answers/") and len(parts) == 3 else ""


def back(line: str, new: set[str]) -> str:
    """Help for a line that has vanished: how to bring it back, and the new name that it may have."""
    kind, id = line.split(maxsplit=1)
    guess = did_you_mean(line, {one for one in new if one.split()[0] == kind})
    renamed = guess.replace("did you mean", "; was it renamed to") if guess.startswith("did you mean") else ""
    if kind == "anchor":
        section = id.rpartition("#")[2]
        return (
            f"write '{{ #{section} }}' behind the heading that has its place, or say under 'former:' at the top of the "
            f"page what became of it{renamed}"
        )
    if kind == "page":
        return f"let the page that has its place say 'was: [{id}]' at its top{renamed}"
    if kind == "file":
        return f"bring it back under its old address{renamed}: programs ask for it"
    if kind in ("event", "term"):
        return f"let the {kind} that has its place say 'was: [{id}]'{renamed}"
    if kind in ("source", "era", "flow"):
        return f"bring it back under its old id{renamed}"
    return f"bring it back under its old id, or say under 'former' where it went{renamed}"


def never_published(lock: Lock, compiled: Compiled) -> Iterator[Fault]:
    """Faults of former ids that were never published. An option may have been published under a former question."""
    flow = compiled.flow
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


def never_there(lock: Lock, gone: Iterable[Gone]) -> Iterator[tuple[Diagnostic, str]]:
    """Diagnostics of former sections that were never published, each with the line that is meant, or an empty one."""
    for one in gone:
        if lock.ids.keys().isdisjoint(one.lines):
            page, _, id = one.lines[0].partition("#")
            near = similar(id, [line.partition("#")[2] for line in lock.ids if line.startswith(f"{page}#")])
            message = f"section '{id}' is said to be gone, and was never published"
            help = f"did you mean '{near}'?" if near else "remove it: no link names it"
            yield replace(one.at, name="never-published", message=message, help=help), f"{page}#{near}" if near else ""


def is_published(lock: Lock, line: str, flow: Flow) -> bool:
    """Whether an id was published. An option may have been under a former id of its question."""
    return any(today(one, flow) == line for one in lock.ids)


def today(line: str, flow: Flow) -> str:
    """Line of the lock, in which the question of an option has today's id."""
    match line.split():
        case ["option", flow.id, asked, id]:
            question, _ = current(asked, flow.questions, flow.former.questions)
            return f"option {flow.id} {question or asked} {id}"
    return line


def unexplained(lock: Lock, compiled: Compiled) -> Iterator[Fault]:
    """Faults of renames between two outcomes published together: these cannot be the same, so a reason is needed."""
    flow = compiled.flow
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


IN_WORDS = {
    "adds": "how sure it is that claims add up so",
    "counts": "what counts",
    "does": "its effect",
    "pays": "payment",
    "per": "what one claim is for",
    "rests": "how sure it is",
    "says": "what it states",
    "until": "its last day",
}
"""Kind of fact as the lock names it → words for authors, where these are others."""

REVISE = (
    "if it is meant, run 'python -m build_scripts revise --what \"…\"': readers with older links are told what changed"
)
"""Help for facts that changed."""


def unrevised(lock: Lock, compiled: Compiled, facts: Iterable[Facts]) -> Iterator[Fault]:
    """Faults of facts that changed since they were published, and of new notes that change them, without a revision.

    The first revision of a note is told to readers with older links, unlike that of an answer.

    :param facts: what the flow says now, and perhaps other flows, from `facts_by`.
    """
    flow = compiled.flow
    before = dict(lock.facts)
    for kind, moved in (("outcome", flow.former.outcomes), ("note", flow.former.notes)):
        for old, one in moved.items():
            if len(one.now) == 1 and (found := lock.facts.get((flow.id, kind, old))):
                before.setdefault((flow.id, kind, one.now[0]), found)  # a plain rename must not change facts
    for now in (one for one in facts if one.name[0] == flow.id):
        published = before.get(now.name)
        changed = now.changed(published) if published else []
        if published and changed and now.revisions <= published.revisions:
            _, kind, id = now.name
            named = ", ".join(IN_WORDS.get(fact, fact) for fact in changed)
            yield Fault(
                name="unrevised",
                message=f"{kind} '{id}' says something else than was published, and no revision says so: {named}",
                place=("plan", "revisions") if kind == "plan" else (f"{kind}s", id, "revisions"),
                at="key",
                help=REVISE,
            )
    for note in new_notes(flow, before):
        if note.effect and not note.revisions and changes_published(compiled, note, before):
            yield Fault(
                name="unrevised",
                message=f"note '{note.id}' is new and changes answers that were published, and no revision says so",
                place=("notes", note.id, "revisions"),
                at="key",
                help=REVISE,
            )


def new_notes(flow: Flow, before: Mapping[tuple[str, str, str], Facts]) -> list[Note]:
    """Notes that were not published; none where a published one has vanished, because each may be its new name."""
    published = {id for of, kind, id in before if (of, kind) == (flow.id, "note")}
    if published - flow.notes.keys() - flow.former.notes.keys():
        return []
    return [note for id, note in flow.notes.items() if id not in published]


def changes_published(compiled: Compiled, new: Note, before: Mapping[tuple[str, str, str], Facts]) -> bool:
    """Whether the effect of a note changes what some reader of a published answer is told."""
    flow = compiled.flow
    notes = [note for note in flow.notes.values() if note.effect]
    ends = compiled.walk.told_apart(test for note in notes for test in note.when.tests())
    for outcome, situation in ends.here(Outcome):
        seen = ends.seen(situation)
        if (flow.id, "outcome", outcome.id) in before and new.when.holds(seen):
            hold = [note for note in notes if note.when.holds(seen)]
            if told_by(flow, outcome, hold) != told_by(flow, outcome, [note for note in hold if note is not new]):
                return True
    return False


def told_by(flow: Flow, outcome: Outcome, notes: Sequence[Note]) -> tuple[Any, ...]:
    """What an answer says with some notes, beside these notes themselves."""
    found = result(flow, outcome, notes)
    sure = claims_by(flow, found).grade
    return found.claims, found.keeps, found.routes, found.alternatives, found.pays, found.metrics, sure
