"""What has been published stays: the list of ids and addresses that links out there rely on."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import walks

from build_scripts.check.compiler import Compiled
from build_scripts.check.differences import difference
from build_scripts.check.published import (
    Lock,
    compare,
    facts_by,
    publish,
    published_by,
    read_lock,
    unpublished,
    unrevised,
)
from build_scripts.check.revisions import to_revise
from build_scripts.check.walk import Walk
from build_scripts.read.faults import BadFile, terminal
from decision_tree.arrival import revised as revised_since
from decision_tree.model import Effect, Former, Moved, Revision

FLOW = "everything"


@pytest.fixture
def file(everything: Compiled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lock that holds everything, seen from the folder it is in."""
    monkeypatch.chdir(tmp_path)
    publish(OTHERS, {FLOW: everything}, tmp_path / "published.txt")
    return tmp_path / "published.txt"


OTHERS = ("page /about/", "term workload")


def check_lock(others: Iterable[str], compiled: dict[str, Compiled], file: Path) -> None:
    """Raise BadFile with what `check` says of the lock; for this test, the lock itself has what belongs to no flow."""
    compared = compare(others, compiled, file)
    faults = compared.faults or unpublished(compared.new, dict.fromkeys(others, file), compiled)
    if faults:
        raise BadFile(faults)


def changed(compiled: Compiled, **parts: Any) -> Compiled:
    """The same file with another flow in it."""
    return replace(compiled, flow=replace(compiled.flow, **parts))


def told(compiled: Compiled, file: Path, others: Iterable[str] = OTHERS) -> list[str]:
    """What is told of a flow, as the terminal shows it."""
    with pytest.raises(BadFile) as caught:
        check_lock(others, {FLOW: compiled}, file)
    return [terminal(found) for found in caught.value.diagnostics]


def with_note(compiled: Compiled, old: str, new: str, **parts: Any) -> Compiled:
    """With one note under another id, or with other parts."""
    notes = compiled.flow.notes
    return changed(
        compiled,
        notes={
            new if id == old else id: replace(note, id=new, **parts) if id == old else note
            for id, note in notes.items()
        },
    )


def with_outcome(compiled: Compiled, id: str, **parts: Any) -> Compiled:
    """With other parts of one answer."""
    outcomes = compiled.flow.outcomes
    return changed(compiled, outcomes={**outcomes, id: replace(outcomes[id], **parts)})


def without(compiled: Compiled, kind: str, *ids: str, former: Former | None = None) -> Compiled:
    """Without some questions, answers or notes."""
    kept = {id: one for id, one in getattr(compiled.flow, kind).items() if id not in ids}
    return changed(compiled, **{kind: kept}, former=former or Former())


def without_options(compiled: Compiled, question: str, *options: str, former: Former | None = None) -> Compiled:
    """Without some options of a question."""
    asked = compiled.flow.questions[question]
    kept = tuple(option for option in asked.options if option.id not in options)
    questions = {**compiled.flow.questions, question: replace(asked, options=kept)}
    return changed(compiled, questions=questions, former=former or Former())


LATER = date(2027, 1, 10)
RENAMED = Moved(on=LATER, now=("half",))
GONE = Moved(on=LATER, why="It was never asked for.", title="Gone")


# ---------- ids


def test_every_id_and_address_is_published(everything: Compiled) -> None:
    flow = everything.flow
    lines = set(published_by(flow))
    assert {
        "flow everything",
        "file /flows/everything.json",
        "page /everything/",
        "page /plans/everything/",
        "question everything sure",
        "option everything sure half",
        "outcome everything nothing-counts",
        "page /answers/everything/nothing-counts/",
        "note everything held",
    } <= lines
    options = [option for question in flow.questions.values() for option in question.options]
    assert len(lines) == 5 + len(flow.questions) + len(options) + 2 * len(flow.outcomes) + len(flow.notes)


def test_what_is_published_and_there_passes(everything: Compiled, file: Path) -> None:
    check_lock(OTHERS, {FLOW: everything}, file)


def test_an_id_that_vanished_is_named_with_its_line_and_what_it_may_be_called_now(
    everything: Compiled, file: Path
) -> None:
    number = read_lock(file).ids["note everything late-or-stale"]
    margin = " " * len(str(number))
    [said] = told(with_note(everything, "late-or-stale", "old-or-stale"), file)
    what = "'note everything late-or-stale' was published and is gone: links to it would break [vanished]"
    back = "bring it back under its old id, or say under 'former' where it went"
    assert said.splitlines() == [
        f"published.txt:{number}:1: error: {what}",
        f"{margin} |",
        f"{number} | note everything late-or-stale",
        f"{margin} | {'^' * 29}",
        f"{margin} = help: {back}; was it renamed to 'note everything old-or-stale'?",
    ]


def test_everything_that_vanished_is_told_at_once(everything: Compiled, file: Path) -> None:
    faults = told(without_options(everything, "circumstances", "held", "quiet"), file, ["page /about/"])
    assert [any(word in fault for fault in faults) for word in ("held", "quiet", "term workload")] == [True] * 3
    assert len(faults) == 3


@pytest.mark.parametrize(
    ("line", "help"),
    {
        "anchor /about/#who": "write '{ #who }' behind the heading that has its place, or say under 'former:' at the "
        "top of the page what became of it",
        "page /old/": "let the page that has its place say 'was: [/old/]' at its top",
        "term old": "let the term that has its place say 'was: [old]'",
        "event old": "let the event that has its place say 'was: [old]'",
        "source S99": "bring it back under its old id",
        "era old": "bring it back under its old id",
    }.items(),
)
def test_what_to_do_depends_on_what_vanished(everything: Compiled, file: Path, line: str, help: str) -> None:
    publish([*OTHERS, line], {FLOW: everything}, file)
    [said] = told(everything, file)
    assert f"error: '{line}' was published and is gone" in said
    assert said.endswith(f"= help: {help}")


def test_a_new_id_is_told_until_it_is_published(everything: Compiled, file: Path) -> None:
    file.write_text(file.read_text().replace("note everything held\n", ""))
    [said] = told(everything, file)
    assert "everything.yml" in said.splitlines()[0], "it is told where the note stands"
    assert said.splitlines()[2].endswith("|   held:")
    assert "error: note 'held' is new and not published [unpublished]" in said
    assert "run 'python -m build_scripts publish'" in said
    assert publish(OTHERS, {FLOW: everything}, file) == ["note everything held"]
    check_lock(OTHERS, {FLOW: everything}, file)


def test_what_is_new_with_a_new_flow_is_not_told_beside_it(everything: Compiled, tmp_path: Path) -> None:
    [said] = told(everything, tmp_path / "nothing-published-yet.txt", [])
    assert "error: flow 'everything' is new and not published [unpublished]" in said


@pytest.mark.parametrize(
    ("new", "words"),
    {
        ("outcome everything nothing-counts",): "outcome 'nothing-counts' is new and not published [unpublished]",
        ("question everything sure",): "question 'sure' is new and not published [unpublished]",
        ("note everything held", "note everything quiet"): "note 'held' is new and not published; also note 'quiet' [",
        (
            "question everything sure",
            "option everything paper mail",
            "note everything held",
            "note everything quiet",
            "note everything late-or-stale",
            "outcome everything nothing-counts",
        ): "option 'mail' of question 'paper' is new and not published; also question 'sure', "
        "outcome 'nothing-counts', note 'held' and 2 more in this file [unpublished]",
    }.items(),
)
def test_new_ids_are_told_once_for_each_file_with_the_next_ones(
    everything: Compiled, file: Path, new: tuple[str, ...], words: str
) -> None:
    kept = [line for line in file.read_text().splitlines() if not any(belongs(line, one) for one in new)]
    file.write_text("\n".join(kept))
    [said] = told(everything, file)
    assert f"error: {words}" in said


def belongs(line: str, one: str) -> bool:
    """Whether a line of the lock is that of an id, or of what it brings along."""
    kind, flow, *ids = one.split()
    brought = {
        "outcome": (f"page /answers/{flow}/{ids[0]}/", f"facts {flow} outcome {ids[0]} "),
        "question": (f"option {flow} {ids[0]} ",),
    }
    return line == one or line.startswith(brought.get(kind, ("-",)))


def test_every_new_line_has_a_place(everything: Compiled, tmp_path: Path) -> None:
    new = compare(OTHERS, {FLOW: everything}, tmp_path / "nothing.txt").new
    for line in new:
        [found] = unpublished([line], dict.fromkeys(OTHERS, everything.file), {FLOW: everything})
        last = line.split()[3 if line.startswith("facts") else -1].strip("/").split("/")[-1].removesuffix(".json")
        assert last in found.message or "counting" in line, line


def test_publishing_adds_what_is_new_and_leaves_the_rest(everything: Compiled, file: Path) -> None:
    before = read_lock(file)
    assert publish([*OTHERS, "term another"], {FLOW: everything}, file) == ["term another"]
    after = read_lock(file)
    assert after.ids.keys() == {*before.ids, "term another"}
    assert after.facts == before.facts


def test_nothing_is_published_while_something_has_vanished(everything: Compiled, file: Path) -> None:
    before = file.read_text()
    with pytest.raises(BadFile, match="'note everything held' was published and is gone"):
        publish(OTHERS, {FLOW: with_note(everything, "held", "kept")}, file)
    assert file.read_text() == before


def test_publishing_again_leaves_the_file_alone(everything: Compiled, file: Path) -> None:
    before = file.stat().st_mtime_ns
    assert publish(OTHERS, {FLOW: everything}, file) == []
    assert file.stat().st_mtime_ns == before


def test_remarks_and_empty_lines_of_the_list_are_no_ids(file: Path) -> None:
    before = read_lock(file)
    file.write_text(file.read_text() + "\n# a remark\n\n")
    assert read_lock(file).ids == before.ids


@pytest.mark.parametrize("line", ["<<<<<<< HEAD", "=======", "facts everything note held", "note everything", "page"])
def test_a_line_that_nobody_published_is_a_fault_of_the_list(everything: Compiled, file: Path, line: str) -> None:
    file.write_text(f"{file.read_text()}{line}\n")
    number = len(file.read_text().splitlines())
    for ask in (check_lock, publish):
        with pytest.raises(BadFile) as caught:
            ask(OTHERS, {FLOW: everything}, file)
        [found] = caught.value.diagnostics
        assert (found.name, found.span.line, found.line) == ("damaged-lock", number, line)
        assert "where two changes met, keep the lines of both" in found.help


# ---------- what is gone, with a word


def test_an_option_that_is_told_of_may_be_gone(everything: Compiled, file: Path) -> None:
    for former in (RENAMED, GONE, replace(GONE, now=("half", "yes"))):
        gone = Former(options={"sure": {"no": former}})
        check_lock(OTHERS, {FLOW: without_options(everything, "sure", "no", former=gone)}, file)


def test_a_question_that_has_another_name_answers_for_its_options(everything: Compiled, file: Path) -> None:
    questions = dict(everything.flow.questions)
    questions["certain"] = replace(questions.pop("sure"), id="certain")
    former = Former(questions={"sure": Moved(on=LATER, now=("certain",))})
    renamed = changed(everything, questions=questions, former=former)
    publish(OTHERS, {FLOW: renamed}, file)
    check_lock(OTHERS, {FLOW: renamed}, file)
    options = replace(questions["certain"], options=questions["certain"].options[1:])
    [said] = told(changed(renamed, questions={**questions, "certain": options}), file)[:1]
    assert "was published and is gone" in said


def test_a_question_that_is_gone_takes_its_options_with_it(everything: Compiled, file: Path) -> None:
    check_lock(OTHERS, {FLOW: without(everything, "questions", "sure", former=Former(questions={"sure": GONE}))}, file)


def test_an_answer_and_a_note_that_are_told_of_may_be_gone_and_the_answer_keeps_its_page(
    everything: Compiled, file: Path
) -> None:
    gone = without(everything, "outcomes", "nothing-counts", former=Former(outcomes={"nothing-counts": GONE}))
    check_lock(OTHERS, {FLOW: gone}, file)
    assert "page /answers/everything/nothing-counts/" in set(published_by(gone.flow))
    without_note = without(everything, "notes", "held", former=Former(notes={"held": GONE}))
    assert revisions_due(without_note, file) == set(), "the note says itself that it is gone"
    publish(OTHERS, {FLOW: without_note}, file)
    check_lock(OTHERS, {FLOW: without_note}, file)


def test_what_is_said_to_be_gone_was_published(everything: Compiled, file: Path) -> None:
    former = Former(
        questions={"shure": GONE}, options={"sure": {"hlaf": RENAMED}}, outcomes={"x": GONE}, notes={"y": GONE}
    )
    faults = told(changed(everything, former=former), file)
    assert {fault.splitlines()[0].partition("error: ")[2] for fault in faults} == {
        f"'{line}' is said to be gone, and was never published [never-published]"
        for line in (
            "note everything y",
            "option everything sure hlaf",
            "outcome everything x",
            "question everything shure",
        )
    }
    assert any("did you mean 'option everything sure half'?" in fault for fault in faults)


def test_an_answer_that_is_gone_is_told_once_and_not_with_its_page_as_well(everything: Compiled, file: Path) -> None:
    [said] = told(without(everything, "outcomes", "nothing-counts"), file)
    assert "'outcome everything nothing-counts' was published and is gone" in said


def test_another_answer_is_no_other_name(everything: Compiled, file: Path) -> None:
    other = next(id for id in everything.flow.outcomes if id != "nothing-counts")
    moved = Moved(on=LATER, now=(other,), title="Gone")
    [said] = told(
        without(everything, "outcomes", "nothing-counts", former=Former(outcomes={"nothing-counts": moved})), file
    )
    assert f"outcome 'nothing-counts' is said to be '{other}' now, which is another answer [unexplained]" in said
    explained = replace(moved, why="They were the same.")
    gone = without(everything, "outcomes", "nothing-counts", former=Former(outcomes={"nothing-counts": explained}))
    check_lock(OTHERS, {FLOW: gone}, file)


# ---------- facts


FIRST = date(2026, 11, 23)


def revised(compiled: Compiled, outcome: str) -> tuple[Revision, ...]:
    """The revisions of an answer, and one more."""
    return (*compiled.flow.outcomes[outcome].revisions, Revision(on=LATER, what="It pays nothing now."))


@pytest.mark.parametrize(
    ("kind", "parts"),
    {
        "claims": {"claims": {"grade": "conflicting"}},
        "payment": {"pays": {"grade": "community"}},
        "routes": {"routes": ("another-route",)},
    }.items(),
)
def test_facts_that_changed_are_told_until_a_revision_says_so(
    everything: Compiled, file: Path, kind: str, parts: dict[str, Any]
) -> None:
    outcome = next(iter(everything.flow.outcomes.values()))
    new = {
        name: replace(getattr(outcome, name), **part) if isinstance(part, dict) else part
        for name, part in parts.items()
    }
    other = with_outcome(everything, outcome.id, **new)
    [said] = told(other, file)
    assert (
        f"error: outcome '{outcome.id}' says something else than was published, and no revision says so: {kind}" in said
    )
    assert "[unrevised]" in said
    assert "run 'python -m build_scripts revise --what" in said
    with pytest.raises(BadFile):
        publish(OTHERS, {FLOW: other}, file)
    whole = with_outcome(other, outcome.id, revisions=revised(everything, outcome.id))
    [said] = told(whole, file)
    assert f"outcome '{outcome.id}' is not published as it is now" in said
    assert len(publish(OTHERS, {FLOW: whole}, file)) == 1
    check_lock(OTHERS, {FLOW: whole}, file)
    again = with_outcome(whole, outcome.id, routes=("yet-another",))
    assert "[unrevised]" in told(again, file)[0], "one revision tells of one change"


def test_other_sources_for_the_same_facts_need_no_revision(everything: Compiled, file: Path) -> None:
    for outcome in everything.flow.outcomes.values():
        claims = replace(outcome.claims, sources=("S05",))
        pays = replace(outcome.pays, sources=("S05",))
        check_lock(OTHERS, {FLOW: with_outcome(everything, outcome.id, claims=claims, pays=pays)}, file)


def with_metric(compiled: Compiled, designation: str, metric: str, **parts: Any) -> Compiled:
    """With other parts of one metric of a designation."""
    designations = compiled.flow.designations
    metrics = [replace(it, **parts) if it.id == metric else it for it in designations[designation].metrics]
    other = replace(designations[designation], metrics=tuple(metrics))
    return changed(compiled, designations={**designations, designation: other})


def metric_edits(compiled: Compiled) -> Iterator[tuple[str, Compiled]]:
    """Editions in which a metric of a designation changed, each with what was changed."""
    for id, designation in compiled.flow.designations.items():
        for metric in designation.metrics:
            for grade in ("community", "microsoft-one"):
                yield f"{id} {metric.id} {grade}", with_metric(compiled, id, metric.id, grade=grade)
            for claim in metric.fed_by if not isinstance(metric.fed_by, str) else ():
                fed = {"fed_by": metric.fed_by - {claim}}
                yield f"{id} {metric.id} without {claim}", with_metric(compiled, id, metric.id, **fed)
                yield (
                    f"{id} {metric.id} disputed {claim}",
                    with_metric(compiled, id, metric.id, **fed, disputed=metric.disputed | {claim}),
                )


@pytest.mark.parametrize("name", ["everything", "which-claim"])
def test_a_metric_that_changed_needs_a_revision_of_the_answers_that_tell_some_reader_so(
    name: str, tmp_path: Path
) -> None:
    compiled = changed(walks.compiled(name), former=Former())
    publish((), {name: compiled}, tmp_path / "published.txt")
    every = {"everything": 1, "which-claim": 40}[name]  # each edit of the large flow takes a second
    for what, edition in list(metric_edits(compiled))[::every]:
        told = {effect.outcome for effect in difference(compiled, edition, LATER).effects}
        assert revisions_due(edition, tmp_path / "published.txt") == told, what


def test_a_deadline_that_changed_needs_a_revision_of_the_answers_that_tell_it(tmp_path: Path) -> None:
    compiled = changed(walks.compiled("which-claim"), former=Former())
    publish((), {"which-claim": compiled}, tmp_path / "published.txt")
    assert compiled.limits
    for claim, (first, *others) in compiled.limits.items():
        for edited in (replace(first, within=first.within - 30), replace(first, grade="community")):
            edition = replace(compiled, limits={**compiled.limits, claim: (edited, *others)})
            told = {effect.outcome for effect in difference(compiled, edition, LATER).effects}
            naming = {it.id for it in compiled.flow.outcomes.values() if claim in it.claims.are}
            assert revisions_due(edition, tmp_path / "published.txt") == naming == told, claim
        reworded = replace(compiled, limits={**compiled.limits, claim: (replace(first, said_by="x"), *others)})
        assert revisions_due(reworded, tmp_path / "published.txt") == set()


def test_other_words_another_order_and_other_sources_of_a_metric_need_no_revision(
    everything: Compiled, file: Path
) -> None:
    for id, designation in everything.flow.designations.items():
        for metric in designation.metrics:
            reworded = with_metric(everything, id, metric.id, text="Other words.", besides=(), sources=("S05",))
            assert revisions_due(reworded, file) == set(), (id, metric.id)
        mirrored = {**everything.flow.designations, id: replace(designation, metrics=designation.metrics[::-1])}
        assert revisions_due(changed(everything, designations=mirrored), file) == set()


def with_both_changed(everything: Compiled) -> tuple[Compiled, set[str]]:
    """Everything with another effect of a note and another metric, and ids of the entries that need a revision."""
    note = next(note for note in everything.flow.notes.values() if note.effect.metrics)
    metrics = dict.fromkeys(note.effect.metrics, "unknown")
    by_a_note = with_note(everything, note.id, note.id, effect=replace(note.effect, metrics=metrics))
    assert revisions_due_of(everything, by_a_note) == {note.id}
    for _, edition in metric_edits(everything):
        if by_a_metric := revisions_due_of(everything, edition):
            return changed(edition, notes=by_a_note.flow.notes), {note.id, *by_a_metric}
    raise AssertionError("no metric makes a difference")


def revisions_due_of(before: Compiled, now: Compiled) -> set[str]:
    """Ids of the entries that need a revision after an edit."""
    published = {one.name: one for one in facts_by(before)}
    found = unrevised(Lock(ids={}, facts=published, file=Path()), now, facts_by(now))
    return {str(fault.place[1]) for fault in found}


def test_a_note_and_a_metric_that_change_in_one_edit_need_a_revision_each(everything: Compiled) -> None:
    both, due = with_both_changed(everything)
    assert len(due) > 1
    assert revisions_due_of(everything, both) == due


def test_a_lock_from_before_digests_of_designations_demands_no_more(everything: Compiled, file: Path) -> None:
    file.write_text(re.sub(r" feeds=\w+", "", file.read_text(encoding="utf-8")), encoding="utf-8")
    assert revisions_due(everything, file) == set()
    both, due = with_both_changed(everything)
    assert revisions_due(both, file) < due
    publish(OTHERS, {FLOW: everything}, file)
    assert " feeds=" in file.read_text(encoding="utf-8")


def revisions_due(compiled: Compiled, file: Path) -> set[str]:
    """Ids of the entries that need a revision."""
    return {str(one.place[-1]) for one in to_revise({compiled.flow.id: compiled}, file)}


def test_words_may_be_bettered_without_a_revision(everything: Compiled, file: Path) -> None:
    outcome = next(iter(everything.flow.outcomes.values()))
    better = with_outcome(everything, outcome.id, title="Better", answer="Better.", body="Better.")
    check_lock(OTHERS, {FLOW: better}, file)
    check_lock(OTHERS, {FLOW: with_note(everything, "held", "held", text="Better.", title="Better")}, file)


def test_a_note_that_does_something_else_needs_a_revision_as_well(everything: Compiled, file: Path) -> None:
    [said] = told(with_note(everything, "held", "held", grade="conflicting"), file)
    assert "error: note 'held' says something else than was published, and no revision says so: how sure it is" in said
    revisions = (Revision(on=LATER, what="Sources disagree."),)
    [said] = told(with_note(everything, "held", "held", grade="conflicting", revisions=revisions), file)
    assert "note 'held' is not published as it is now" in said


@pytest.mark.parametrize("name", ["everything", "filing"])
def test_a_new_note_needs_a_revision_where_its_effect_changes_what_some_reader_was_told(
    name: str, tmp_path: Path
) -> None:
    compiled, file = changed(walks.compiled(name), former=Former()), tmp_path / "published.txt"
    found = {}
    every = {"everything": 1, "filing": 7}[name]  # each edit of the larger flow takes a while
    for id, note in list(compiled.flow.notes.items())[::every]:
        earlier = without(compiled, "notes", id)
        file.unlink(missing_ok=True)
        publish((), {name: earlier}, file)
        for effect in (note.effect, Effect(), NO_MORE_PAY, Effect(claims_less_sure=True), Effect(keep=("x",))):
            parts = {"effect": effect, "revisions": (), "headline": None, "grade": "unknown"}
            edition = with_note(compiled, id, id, **parts)
            edition = replace(edition, walk=Walk(edition.flow))
            effects = difference(earlier, edition, LATER).effects
            tells = {it.part for it in effects} - {f"note {id}", "title", "answer"}
            found[id, str(effect)] = bool(tells)
            assert revisions_due(edition, file) == ({id} if tells else set()), (id, effect)
    assert {True, False} == set(found.values())


NO_MORE_PAY = Effect(pays={"if-eligible": "none"})


def test_the_first_revision_of_a_new_note_is_told_to_readers_with_older_links(
    everything: Compiled, tmp_path: Path
) -> None:
    file = tmp_path / "published.txt"
    publish((), {FLOW: without(everything, "notes", "held")}, file)
    assert revisions_due(everything, file) == {"held"}
    revisions = (Revision(on=LATER, what="New: what you hold is kept."),)
    edition = with_note(everything, "held", "held", revisions=revisions)
    assert revisions_due(edition, file) == set()
    step = next(step for _, step in walks.every_path(FLOW) if step.result and "held" in step.result.notes)
    assert step.result
    assert revisions[0] in set(revised_since(edition.flow, step.result, FIRST))
    assert revisions_due(with_note(everything, "held", "kept"), file) == {"kept"}
    publish((), {FLOW: edition}, file)
    assert revisions_due(with_note(everything, "held", "kept"), file) == set(), "another name is told as such"


def test_a_new_note_on_new_answers_needs_no_revision(everything: Compiled, tmp_path: Path) -> None:
    file = tmp_path / "published.txt"
    publish((), {FLOW: without(everything, "notes", "held")}, file)
    kept = [line for line in file.read_text().splitlines() if " outcome " not in line]
    file.write_text("\n".join(kept))
    assert revisions_due(everything, file) == set()


@pytest.mark.parametrize("kind", ["adds", "per", "pays"])
def test_counting_that_is_another_needs_a_revision_of_the_plan(everything: Compiled, file: Path, kind: str) -> None:
    plans = everything.flow.plans
    assert plans is not None
    counting = plans.counting
    id, claim = next(iter(counting.kinds.items()))
    new = {
        "adds": replace(counting, apart=replace(counting.apart, grade="community")),
        "per": replace(counting, kinds={**counting.kinds, id: replace(claim, per="workload")}),
        "pays": replace(counting, kinds={**counting.kinds, id: replace(claim, pays=replace(claim.pays, value="none"))}),
    }
    assert counting != new[kind]
    [said] = told(changed(everything, plans=replace(plans, counting=new[kind])), file)
    words = {"adds": "how sure it is that claims add up so", "per": "what one claim is for", "pays": "payment"}[kind]
    assert f"plan 'counting' says something else than was published, and no revision says so: {words}" in said
    assert "plan: {subject: [paper], revisions:" in said, "it is told where the flow has its revisions"
    revisions = (*plans.revisions, Revision(on=LATER, what="Counted otherwise."))
    [said] = told(changed(everything, plans=replace(plans, counting=new[kind], revisions=revisions)), file)
    assert "how claims add up is not published as it is now" in said


def test_another_name_hides_no_change(everything: Compiled, file: Path) -> None:
    former = Former(notes={"held": Moved(on=LATER, now=("kept",))})
    renamed = with_note(everything, "held", "kept")
    assert "note 'kept' is new" in told(changed(renamed, former=former), file)[0]
    both = with_note(everything, "held", "kept", grade="conflicting")
    assert "note 'kept' says something else" in told(changed(both, former=former), file)[0]
