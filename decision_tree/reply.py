"""What somebody pastes into a forum: an answer in a few lines, with what it rests on and the link that opens it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from decision_tree.dates import day_words
from decision_tree.engine import Hop, Result, Step, headline_of, result
from decision_tree.links import link_of
from decision_tree.markup import FORMATS, Block, Document, Line, Span, paragraph
from decision_tree.model import UNKNOWN, Claims, Effect, Flow, Note, Outcome, Question, Test
from decision_tree.reach import reach_sentence
from decision_tree.wording import Citation, Wording

MOST_SOURCES = 2
"""Sources that a reply names. The page behind the link has all of them."""

MORE = "More may hold in your case; the page says what."

NOBODY = "CPOR Answers is not Microsoft, and Microsoft decides on every claim."


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """Where a flow is on the site: absolute addresses, each with a slash at its end."""

    flow: str
    """The flow's page."""
    answers: str
    """The folder of its answers."""
    plan: str = ""
    """The page of its plans; empty where it has none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """Something to paste."""

    address: str
    text: Document
    carries: tuple[tuple[str, str], ...] = ()
    """The answers that the address carries: the question in a few words, and what was chosen."""


Support = tuple[str, tuple[str, ...]]
"""The grade of a fact, and its sources."""


# ---------- an answer


def of_answer(flow: Flow, wording: Wording, step: Step, today: date, places: Places, *, carry: bool) -> Reply:
    """The answer that a step has come to.

    With `carry`, the reply says which answers it rests on, and its link opens exactly this answer, from today's rules
    on. Without, it says what holds for everybody whom this answer is given, and its link leads there.
    """
    assert step.result is not None, "only a step with an answer can be replied with"
    outcome = flow.outcomes[step.result.outcome]
    address = f"{places.answers}{outcome.id}/"
    if not carry:
        return of_outcome(flow, wording, outcome, address)
    address += f"#{link_of(step)}&on={today.isoformat()}"
    carries = tuple(carried(flow, step.path))
    rests = paragraph(*labelled("For:", in_one_line(carries)))
    return Reply(
        address=address, text=answer_text(flow, wording, outcome, step.result, address, [rests]), carries=carries
    )


def of_outcome(flow: Flow, wording: Wording, outcome: Outcome, address: str) -> Reply:
    """An answer as its page shows it to everybody."""
    found = usual_result(flow, wording, outcome)
    text = answer_text(flow, wording, outcome, found, address, [paragraph(Span(text=MORE))])
    return Reply(address=address, text=text)


def usual_result(flow: Flow, wording: Wording, outcome: Outcome) -> Result:
    """What an answer comes to while nobody's answers are known."""
    return result(flow, outcome, [flow.notes[id] for id in wording.usual.get(outcome.id, ())])


def answer_text(
    flow: Flow, wording: Wording, outcome: Outcome, found: Result, address: str, more: Sequence[Block]
) -> Document:
    """An answer in a few lines. What the circumstances take back of it stands before it."""
    headline = headline_of(flow, found)
    return (
        paragraph(Span(text=headline.title, href=address, strong=True)),
        *(paragraph(Span(text=words, strong=True)) for words in taken_back(outcome, found)),
        paragraph(Span(text=headline.answer)),
        Block(lines=tuple(answer_lines(flow, wording, outcome, found)), listed=True),
        *more,
        *evidence(list(facts_of(flow, outcome, found)), wording.grades, wording.sources),
        paragraph(Span(text=footing(outcome.checked, reach_of(flow, found)))),
    )


def taken_back(outcome: Outcome, found: Result) -> Iterator[str]:
    """That the answer is not so in this case."""
    if found.headline:
        return  # the headline says it
    if found.claims == UNKNOWN and outcome.claims.are != UNKNOWN:
        yield "In this case it is not publicly known. What is known for other cases:"
    elif not found.claims and outcome.claims.are:
        yield "In this case nothing is left to file. What holds otherwise:"


def answer_lines(flow: Flow, wording: Wording, outcome: Outcome, found: Result) -> Iterator[Line]:
    """What to claim, whether it pays and counts, and what the circumstances make of it."""
    for name, words, grade in graded(flow, wording, outcome, found):
        yield labelled(name, f"{words} ({wording.grades[grade]})" if grade else words)


def graded(flow: Flow, wording: Wording, outcome: Outcome, found: Result) -> Iterator[tuple[str, str, str]]:
    """The parts of an answer, each with its name, its words, and how sure it is where that is told of it alone."""
    pays = flow.notes[found.pays_by] if found.pays_by else outcome.pays
    grades = {CLAIMS: claims_by(flow, found).grade, PAYS: pays.grade}
    for name, words in told(wording, found):
        yield name, words, grades.get(name, "")
    for note in (flow.notes[id] for id in found.notes):
        if is_told(flow, note, found):
            yield "In this case:", note.title, note.grade


def is_told(flow: Flow, note: Note, found: Result) -> bool:
    """Whether a reply names a note that holds: it changes the answer, or something that was ticked brought it.

    What is kept is told with the claims, and what would change the payment is told only where it did.
    """
    effect = note.effect
    if effect.keep:
        return False
    if effect == Effect(pays=effect.pays) and effect.pays:
        return found.pays_by == note.id
    return bool(effect) or all(any(ticks(flow, test) for test in clause) for clause in note.when.clauses)


def ticks(flow: Flow, test: Test) -> bool:
    """Whether a test requires an option of a question that may be left empty, such as a circumstance."""
    return flow.questions[test.question].empty and bool(test.any_of or test.all_of)


def claims_by(flow: Flow, found: Result) -> Claims | Note:
    """What says how sure the claims of an answer are: the least sure of the answer itself and of the notes on them."""
    own, notes = flow.outcomes[found.outcome].claims, [flow.notes[id] for id in found.notes]
    if unknown := next((note for note in notes if note.effect.claims_unknown), None):
        return unknown
    said: list[Claims | Note] = [own] if found.claims or not own.are else []
    said += [note for note in notes if (note.effect.claims_less_sure if found.claims else note.effect.keep)]
    return max(said or [own], key=lambda fact: flow.grades.index(fact.grade) if fact.grade in flow.grades else 0)


LESS_SURE = Effect(claims_less_sure=True)
"""What a note does that weakens the evidence for the claims and changes nothing else."""

STILL_TO_FILE = "The claims you have yet to file do not pay"
"""Said where claims are held already: those are another matter."""

NOTHING_TO_FILE = "Nothing is left to file; whether the claim you hold pays is decided separately"

COUNTED, MAYBE_COUNTED = "Counted through:", "Counted through, if at all:"

CLAIMS, PAYS, COUNTS = "Claims to file:", "Does it pay?", "Does it count for the designation?"


def told(wording: Wording, found: Result) -> Iterator[tuple[str, str]]:
    """The parts of an answer, each with its name, in the words of readers."""
    if isinstance(found.claims, str):
        yield CLAIMS, "not publicly known"
    else:
        yield CLAIMS, "; ".join(wording.claims[id] for id in found.claims) or "none"
    for name, ids, names in (
        ("Already held, to keep:", found.keeps, wording.claims),
        (COUNTED if isinstance(found.claims, tuple) else MAYBE_COUNTED, found.routes, wording.routes),
        ("Accepted as well:", found.alternatives, wording.routes),
    ):
        if ids:
            yield name, "; ".join(names[id] for id in ids)
    yield PAYS, pays_words(found, wording.pays)
    yield COUNTS, wording.counts[found.counts]


def pays_words(found: Result, pays: Mapping[str, str]) -> str:
    """Whether an answer pays. What is held already may pay, so that "no" is said of the rest alone."""
    if found.keeps and not found.claims:
        return NOTHING_TO_FILE
    return STILL_TO_FILE if found.pays == "none" and found.keeps else pays[found.pays]


def labelled(name: str, words: str) -> Line:
    """What something is, and the words for it."""
    return Span(text=name, strong=True), Span(text=f" {words}")


def facts_of(flow: Flow, outcome: Outcome, found: Result) -> Iterator[Support]:
    """What an answer rests on: its claims, what pays, what counts, and the notes that hold."""
    yield outcome.claims.grade, outcome.claims.sources
    yield outcome.pays.grade, outcome.pays.sources
    for metric in flow.designations[outcome.credit].metrics if outcome.credit else ():
        yield metric.grade, metric.sources
    for id in found.notes:
        yield flow.notes[id].grade, flow.notes[id].sources


def reach_of(flow: Flow, found: Result) -> str:
    """How far the facts of an answer reach, as a sentence."""
    facts = facts_of(flow, flow.outcomes[found.outcome], found)
    return reach_sentence((id for _, ids in facts for id in ids), flow.editions)


def carried(flow: Flow, path: Iterable[Hop]) -> Iterator[tuple[str, str]]:
    """The answers of a path, in words."""
    for hop in path:
        question = flow.questions[hop.question]
        yield question.short, "; ".join(labels(question, hop.answer)) or "none of these"


def labels(question: Question, answer: Iterable[str]) -> list[str]:
    """An answer as readers know it: the labels of the options, or the date itself."""
    return [option.label if (option := question.option(id)) else id for id in answer]


def in_one_line(carries: Iterable[tuple[str, str]]) -> str:
    """Answers in words, one after the other."""
    return " · ".join(f"{short}: {chosen}" for short, chosen in carries)


# ---------- a question


def of_question(flow: Flow, step: Step, question: str, places: Places, *, carry: bool) -> Reply:
    """A question of the flow, asked of somebody else: with the answers before it, or as one reads it on the page."""
    asked = flow.questions[question]
    before = step.path if carry else ()
    address = places.flow + (f"#{link_of(step)}" if before else f"#{question}" if step.path else "")
    carries = tuple(carried(flow, before))
    lines = [paragraph(Span(text=asked.ask, href=address, strong=True))]
    if asked.options:
        offered = step.opened.offered if before and step.opened else [option.id for option in asked.options]
        lines.append(Block(lines=tuple((Span(text=label),) for label in labels(asked, offered)), listed=True))
    if carries:
        lines.append(paragraph(*labelled("So far:", in_one_line(carries))))
    lines.append(paragraph(Span(text=f"The link opens this question in “{flow.title}”. {NOBODY}")))
    return Reply(address=address, text=tuple(lines), carries=carries)


# ---------- anything else with a short answer


def of_page(
    title: str,
    sentences: str,
    address: str,
    grade: str,
    facts: Sequence[Support],
    checked: date | None,
    grades: Mapping[str, str],
    sources: Mapping[str, Citation],
    reaches: str = "",
) -> Reply:
    """A page, or a part of one, that says one thing: how sure that is, how far it reaches, and what it rests on."""
    return Reply(
        address=address,
        text=(
            paragraph(Span(text=title, href=address, strong=True)),
            paragraph(Span(text=sentences)),
            paragraph(*labelled("How sure:", f"{grades[grade]}.")),
            *evidence(facts, grades, sources),
            paragraph(Span(text=footing(checked, reaches))),
        ),
    )


# ---------- evidence


def evidence(facts: Sequence[Support], grades: Iterable[str], sources: Mapping[str, Citation]) -> Iterator[Block]:
    """The sources that matter most, and how many more there are."""
    ids = strongest(facts, list(grades), sources)
    if not ids:
        return
    shown = ids[:MOST_SOURCES]
    heading = (
        f"Sources ({len(shown)} of {len(ids)}):"
        if len(ids) > len(shown)
        else "Source:"
        if len(ids) == 1
        else "Sources:"
    )
    yield paragraph(Span(text=heading, strong=True))
    yield Block(lines=tuple(tuple(cited(sources[id])) for id in shown), listed=True)


def strongest(facts: Iterable[Support], grades: list[str], sources: Mapping[str, Citation]) -> list[str]:
    """The sources of these facts: those of the surest fact first, and of these the newest."""
    best: dict[str, int] = {}
    for grade, ids in facts:
        for id in ids:
            best[id] = min(best.get(id, len(grades)), grades.index(grade))
    return sorted(best, key=lambda id: (best[id], -sources[id].newest.toordinal(), id))


def cited(source: Citation) -> Iterator[Span]:
    """A source in one line. What was read is linked only where readers may be sent there."""
    if source.quotes:
        yield Span(text=f"{source.quotes}, as quoted by ")
    yield Span(text=f"{source.publisher}, {source.dated}, ")
    yield Span(text=f"“{source.title}”", href=source.url)
    if source.see and not source.url:
        yield Span(text="; ")
        yield Span(text="the current page", href=source.see)


def footing(checked: date | None, reaches: str = "") -> str:
    """Of when this is, how far its facts reach, and who says it."""
    as_of = f"As checked on {day_words(checked)}." if checked else ""
    return " ".join(said for said in (as_of, reaches, NOBODY) if said)


# ---------- as JSON


def reply_json(reply: Reply) -> dict[str, Any]:
    """A reply in every format, and as the page shows it before it is copied."""
    return {
        "address": reply.address,
        "carries": [list(pair) for pair in reply.carries],
        "formats": {"link": reply.address, **{id: write(reply.text) for id, write in FORMATS.items()}},
        "blocks": [
            {"listed": block.listed, "lines": [[span_json(span) for span in line] for line in block.lines]}
            for block in reply.text
        ],
    }


def span_json(span: Span) -> dict[str, Any]:
    """Words, with what is not usual about them."""
    return {
        "text": span.text,
        **({"href": span.href} if span.href else {}),
        **({"strong": True} if span.strong else {}),
    }
