"""Replies to paste into a forum: an answer in a few lines, with its sources and the link that opens it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from decision_tree import worth
from decision_tree.dates import day_words
from decision_tree.deadline import due_of, short
from decision_tree.engine import Result, Step, headline_of, note_title, question_at, result
from decision_tree.kinds import Amount, Hop, kind_of
from decision_tree.links import link_of
from decision_tree.lists import entries, last_days
from decision_tree.markup import FORMATS, Block, Document, Line, Run, paragraph
from decision_tree.model import (
    UNKNOWN,
    AnswerList,
    Claims,
    Effect,
    Flow,
    Note,
    Outcome,
    Question,
    SiteWords,
    StatedValue,
    Statement,
    Test,
)
from decision_tree.reach import Reach, part, reach_sentence, reaches
from decision_tree.turns import turns
from decision_tree.values import as_asked, filled
from decision_tree.wording import Citation, Wording

MOST_SOURCES = 2
"""Most sources that a reply lists. The page behind its link has all of them."""

MORE = "More may hold in your case; the page says what."


NO_DAYS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """The absolute addresses of a flow's pages, each with a slash at its end."""

    flow: str
    """The flow's page."""
    answers: str
    """The folder of its answers."""
    plan: str = ""
    """The page of its plans; empty where it has none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """A reply to paste: its text, and the address that it links to."""

    address: str
    text: Document
    carries: tuple[tuple[str, str], ...] = ()
    """The answers that the address carries: the question in a few words, and what was chosen."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Quoted:
    """A piece of a text that a reply quotes, up to where its sources stand."""

    text: str
    sources: tuple[str, ...] = ()
    """Ids of the sources that the piece rests on."""


Support = tuple[str, tuple[str, ...]]
"""The grade of a fact, and its sources."""


# ---------- an answer


def of_answer(
    flow: Flow, wording: Wording, step: Step, today: date, places: Places, *, carry: bool, purchased: date | None = None
) -> Reply:
    """A reply with the answer that a step has reached.

    With `carry`, the reply names the reader's answers, and its link carries them with today's date, so that it opens
    exactly this result. Without, the reply has what holds for everybody with this outcome, and links to its page.
    `purchased` is the day of the purchase: with it, the reply has deadlines as days.
    """
    assert step.result is not None, "only a step with an answer can be replied with"
    outcome = flow.outcomes[step.result.outcome]
    address = f"{places.answers}{outcome.id}/"
    if not carry:
        return of_outcome(flow, wording, outcome, address)
    address += f"#{link_of(step)}{purchase_in_link(purchased)}&on={today.isoformat()}"
    carries = tuple(carried(flow, step.path, step.known))
    if purchased:
        carries += (("Bought on", day_words(purchased)),)
    rests = paragraph(*labelled("For:", in_brief(flow, step.path, step.known)))
    due = due_of(wording, claims_to_file(step.result), purchased) if purchased else ()
    days = {id: short(days, today) for id, days in due} or {
        id: day_words(last) for id, last in last_days(flow, step).items()
    }
    later = [paragraph(*labelled(f"{turn.when}:", turn.what)) for turn in turns(flow, step, today)]
    text = answer_text(flow, wording, outcome, step.result, address, [*later, rests], days)
    return Reply(address=address, text=text, carries=carries)


def purchase_in_link(purchased: date | None) -> str:
    """The part of a fragment that carries the day of the purchase; empty where it is not to be carried."""
    return f"&purchased={purchased.isoformat()}" if purchased else ""


def of_outcome(flow: Flow, wording: Wording, outcome: Outcome, address: str) -> Reply:
    """A reply with an outcome as its page shows it to everybody."""
    found = usual_result(flow, wording, outcome)
    text = answer_text(flow, wording, outcome, found, address, [paragraph(Run(text=MORE))])
    return Reply(address=address, text=text)


def usual_result(flow: Flow, wording: Wording, outcome: Outcome) -> Result:
    """The result of an outcome while the reader's answers are not known."""
    return result(flow, outcome, [flow.notes[id] for id in wording.usual.get(outcome.id, ())])


def answer_text(
    flow: Flow,
    wording: Wording,
    outcome: Outcome,
    found: Result,
    address: str,
    more: Sequence[Block],
    days: Mapping[str, str] = NO_DAYS,
) -> Document:
    """Text of a reply with an answer: a line for each claim to file; where there is none, a line for each fact.

    A warning that the answer does not hold in this case comes first. The answer's sentences are left out where there
    are several claims, because their lines say the same. `days` are the last days in words, by claim or note.
    """
    headline = headline_of(flow, found)
    claims = claims_to_file(found)
    if not outcome.about_claims:
        said = list(own_lines(flow, wording, found, days))
    else:
        said = list(task_lines(flow, wording, found, days)) if claims else list(told_lines(flow, wording, found))
    lines = [*said, *note_lines(flow, wording, found)]
    return (
        paragraph(Run(text=headline.title, href=address, strong=True)),
        *(paragraph(Run(text=words, strong=True)) for words in taken_back(outcome, found)),
        *([paragraph(Run(text=headline.answer))] if len(claims) < 2 else []),
        Block(lines=tuple(lines), listed=True),
        *([paragraph(Run(text=summary(flow, wording, found)))] if claims else []),
        *more,
        *closing(flow, wording, list(reply_supports(flow, wording, outcome, found)), outcome.checked),
    )


def claims_to_file(found: Result) -> tuple[str, ...]:
    """Ids of the claims to file; none where they are unknown."""
    return () if isinstance(found.claims, str) else found.claims


def taken_back(outcome: Outcome, found: Result) -> Iterator[str]:
    """A warning that the answer does not hold in this case, where that is so."""
    if found.headline:
        return  # the headline says it
    if found.claims == UNKNOWN and outcome.claims.are != UNKNOWN:
        yield "In this case it is not publicly known. What is known for other cases:"
    elif not found.claims and outcome.claims.are:
        yield "In this case nothing is left to file. What holds otherwise:"


# ---------- the lines of an answer


def task_lines(flow: Flow, wording: Wording, found: Result, days: Mapping[str, str]) -> Iterator[Line]:
    """A line for each claim to file; behind them the proof that all need, what is held already, and the routes."""
    claims = claims_to_file(found)
    common = common_proof(wording, claims, found.cases)
    for id in claims:
        pays = pays_of_claim(flow, wording, id, worth.pays(flow, id, found))
        yield task_line(wording, id, "", pays, found.cases, common, days.get(id, ""))
    yield from proof_line(common)
    yield from (labelled(name, words) for name, words in beside_claims(wording, found))


def task_line(
    wording: Wording,
    claim: str,
    products: str,
    pays: str,
    cases: Container[str],
    common: Sequence[str],
    day: str = "",
) -> Line:
    """A line for a claim to file: its purpose, whether it pays, its deadline, and the proof that only this claim needs.

    `products` are those of a plan, in words; `common` is the proof that all claims need, which has a line of its own;
    `day` is the last day for filing, in words.
    """
    task = wording.tasks[claim]
    proof = [it.text for it in statements_for(task.proof, cases) if it.text not in common]
    sentences = [
        f"{pays}.",
        *([f"{day}."] if day else []),
        *(it.text for it in statements_for(task.by_when, cases)),
        *(proof[1:] if common else proof),  # the shared proof stands for the first sentence
    ]
    about = (f", {task.aim}" if task.aim else "") + (f" ({products})" if products else "")
    return Run(text=wording.claims[claim], strong=True), Run(text=f"{about}: {' '.join(sentences)}")


def pays_of_claim(flow: Flow, wording: Wording, claim: str, pays: str) -> str:
    """Words whether one claim pays, to stand inside a sentence; with the grade where sources disagree."""
    words = PAYS_IN_BRIEF.get(pays) or lowered(wording.pays[pays])
    kind = flow.plans.counting.kinds.get(claim) if flow.plans else None
    disputed = kind is not None and kind.pays.value == pays and kind.pays.grade == CONFLICTING
    return f"{words} ({wording.grades[CONFLICTING]})" if disputed else words


def common_proof(wording: Wording, claims: Sequence[str], cases: Container[str]) -> list[str]:
    """The proof that several claims have in common, so that a reply states it once; empty where there is one claim."""
    each = [[it.text for it in statements_for(wording.tasks[id].proof, cases)] for id in claims]
    shared = [it.text for it in statements_for(wording.shared_proof, cases)]
    if len(each) < 2 or not shared:
        return []
    return [*shared, *(text for text in each[0] if all(text in one for one in each))]


def proof_line(common: Sequence[str]) -> Iterator[Line]:
    """A line with the proof that all claims need, if there is any."""
    if common:
        yield labelled("Proof:", lowered(" ".join(common)))


def statements_for(statements: Iterable[Statement], cases: Container[str]) -> list[Statement]:
    """The statements that hold in these cases of the flow: those that name none, and those that name one of them."""
    return [it for it in statements if not it.case or it.case in cases]


def lowered(words: str) -> str:
    """Words with a small first letter, to stand inside a sentence."""
    return words[:1].lower() + words[1:]


def summary(flow: Flow, wording: Wording, found: Result) -> str:
    """A line with the credit of all claims, and the weaker grade of two facts: which claims they are, and what pays."""
    grades = (claims_by(flow, found).grade, pays_by(flow, found).grade)
    sure = wording.grades[max(grades, key=list(wording.grades).index)]
    return f"{DESIGNATION} {lowered(wording.counts[found.counts])}. {HOW_SURE} {sure}."


def pays_by(flow: Flow, found: Result) -> StatedValue | Note:
    """The fact on the payment of an answer: the outcome's own, or the note that changed it."""
    return flow.notes[found.pays_by] if found.pays_by else flow.outcomes[found.outcome].pays


def own_lines(flow: Flow, wording: Wording, found: Result, days: Mapping[str, str]) -> Iterator[Line]:
    """The lines of an answer about no claims: one for each fact, then one for each entry of its lists."""
    for id, said in flow.outcomes[found.outcome].says.items():
        fact = flow.facts[id]
        weak = f" ({wording.grades[said.grade]})" if said.grade in flow.grades[SUREST:] else ""
        yield labelled(name_of(fact.title), f"{fact.words[said.value].label}{weak}")
    for one in filter(in_reply, flow.lists.values()):
        listed = entries(flow, found, one.id)
        for note in listed:
            title = Run(text=note_title(flow, note, found), strong=True)
            yield title, Run(text=said_of(flow, wording, note, found, days, one))
        if one.if_empty and not listed:
            yield labelled(name_of(one.title), one.if_empty)


def in_reply(one: AnswerList) -> bool:
    """Whether replies name the entries of a list."""
    return one.in_replies


def said_of(flow: Flow, wording: Wording, note: Note, found: Result, days: Mapping[str, str], of: AnswerList) -> str:
    """Words behind the title of an entry: its last day, its grade if it is weak; of a step also its text."""
    until = f", until {days[note.id]}" if note.id in days else ""
    weak = f" ({wording.grades[note.grade]})" if note.grade in flow.grades[SUREST:] else ""
    ends = "" if note.title.endswith(("?", ".")) else "."
    text = f" {plain_words(filled(flow, note.text, found.values))}" if of.ordered else ""
    return f"{until}{weak}{ends if text else ''}{text}"


SUREST = 2
"""Grades that stand without a word behind an entry: the surest."""

NOT_READ_OUT = re.compile(r"\s*\[\^S\w+\]|\s*\{grade:[\w-]+\}|\*+")
"""Citations, grades and emphasis in Markdown, which a reply has no use for."""


def plain_words(text: str) -> str:
    """Markdown without citations, grades and emphasis, in one line."""
    return " ".join(NOT_READ_OUT.sub("", text).split())


def name_of(title: str) -> str:
    """Title to stand before words, such as `Will it pass?` or `What to do now:`."""
    return title if title.endswith("?") else f"{title}:"


def told_lines(flow: Flow, wording: Wording, found: Result) -> Iterator[Line]:
    """The lines of an answer without a claim to file: one for each fact, with its grade."""
    for name, words, grade in parts(flow, wording, found):
        yield labelled(name, f"{words} ({wording.grades[grade]})" if grade else words)


def note_lines(flow: Flow, wording: Wording, found: Result) -> Iterator[Line]:
    """A line for each note that a reply names."""
    titled = ((note_title(flow, note, found), note.grade) for note in told_notes(flow, found))
    return (note_line(title, wording.grades[grade]) for title, grade in titled)


def note_line(title: str, sure: str) -> Line:
    """A line with the title of a note and its grade, unless the title names the grade itself."""
    return Run(text=title, strong=True), Run(text="" if sure in lowered(title) else f" ({sure})")


def graded(flow: Flow, wording: Wording, found: Result) -> Iterator[tuple[str, str, str]]:
    """Name, words and grade of each part of an answer, and of each note that a reply names."""
    yield from parts(flow, wording, found)
    yield from ((IN_THIS_CASE, note_title(flow, note, found), note.grade) for note in told_notes(flow, found))


def parts(flow: Flow, wording: Wording, found: Result) -> Iterator[tuple[str, str, str]]:
    """Name, words and grade of each part of an answer; the grade is empty where a part has none of its own."""
    grades = {CLAIMS: claims_by(flow, found).grade, PAYS: pays_by(flow, found).grade}
    for name, words in fact_words(flow, wording, found):
        yield name, words, grades.get(name, "")


def told_notes(flow: Flow, found: Result) -> Iterator[Note]:
    """The notes that a reply names."""
    return (note for note in (flow.notes[id] for id in found.notes) if is_told(flow, note, found))


def is_told(flow: Flow, note: Note, found: Result) -> bool:
    """Whether a reply names a note that holds: it changes the answer, or depends on an option that the reader ticked.

    Notes about claims to keep are left out, because the line “Already held” has these claims, and so are entries of
    lists, which have lines of their own. Notes that change nothing but the payment are named only where they did so.
    """
    effect = note.effect
    if effect.keep or note.in_list:
        return False
    if effect == Effect(pays=effect.pays) and effect.pays:
        return found.pays_by == note.id
    return bool(effect) or all(any(ticks(flow, test) for test in clause) for clause in note.when.clauses)


def ticks(flow: Flow, test: Test) -> bool:
    """Whether a test requires an option of a question that may be left empty, such as a circumstance."""
    asked = flow.questions.get(test.question)  # none for a test of the day
    return asked is not None and asked.empty and bool(test.any_of or test.all_of)


def claims_by(flow: Flow, found: Result) -> Claims | Note:
    """The fact or note that sets the grade of the claims: the least sure of the outcome's own and the notes on them."""
    own, notes = flow.outcomes[found.outcome].claims, [flow.notes[id] for id in found.notes]
    if unknown := next((note for note in notes if note.effect.claims_unknown), None):
        return unknown
    said: list[Claims | Note] = [own] if found.claims or not own.are else []
    said += [note for note in notes if (note.effect.claims_less_sure if found.claims else note.effect.keep)]
    return max(said or [own], key=lambda fact: flow.grades.index(fact.grade) if fact.grade in flow.grades else 0)


LESS_SURE = Effect(claims_less_sure=True)
"""The effect of a note that weakens the evidence for the claims and changes nothing else."""

STILL_TO_FILE = "The claims you have yet to file do not pay"
"""Words for claims that do not pay where others are held already, because those may pay."""

NOTHING_TO_FILE = "Nothing is left to file; whether the claim you hold pays is decided separately"

COUNTED, MAYBE_COUNTED = "Counted through:", "Counted through, if at all:"

CONFLICTING = "conflicting"
"""The grade of a fact on which sources disagree."""

IN_THIS_CASE = "In this case:"

HOW_SURE, DESIGNATION = "How sure:", "Designation:"

PAYS_IN_BRIEF = {"if-eligible": "can pay", UNKNOWN: "not known whether it pays"}
"""Words for the payment of one claim, where those for a whole answer are too long or say too little."""

CLAIMS, PAYS, COUNTS = "Claims to file:", "Does it pay?", "Does it count for the designation?"


def own_words(flow: Flow, found: Result) -> Iterator[tuple[str, str]]:
    """Title and words of each fact that an answer states, and of each list with the titles of its entries."""
    for id, said in flow.outcomes[found.outcome].says.items():
        fact = flow.facts[id]
        yield name_of(fact.title), fact.words[said.value].label
    for id, one in flow.lists.items():
        words = "; ".join(note_title(flow, note, found) for note in entries(flow, found, id)) or one.if_empty
        if words:
            yield name_of(one.title), words


def fact_words(flow: Flow, wording: Wording, found: Result) -> Iterator[tuple[str, str]]:
    """Name and words of each part of an answer, as readers know them."""
    if not flow.outcomes[found.outcome].about_claims:
        yield from own_words(flow, found)
        return
    if isinstance(found.claims, str):
        yield CLAIMS, "not publicly known"
    else:
        yield CLAIMS, "; ".join(wording.claims[id] for id in found.claims) or "none"
    yield from beside_claims(wording, found)
    yield PAYS, pays_words(found, wording.pays)
    yield COUNTS, wording.counts[found.counts]


def beside_claims(wording: Wording, found: Result) -> Iterator[tuple[str, str]]:
    """Name and words of the parts of an answer beside the claims to file: the claims that are held, and the routes."""
    for name, ids, names in (
        ("Already held, to keep:", found.keeps, wording.claims),
        (COUNTED if isinstance(found.claims, tuple) else MAYBE_COUNTED, found.routes, wording.routes),
        ("Accepted as well:", found.alternatives, wording.routes),
    ):
        if ids:
            yield name, "; ".join(names[id] for id in ids)


def pays_words(found: Result, pays: Mapping[str, str]) -> str:
    """Words whether an answer pays. Claims that are held already may pay, so that "no" is said of the others alone."""
    if found.keeps and not found.claims:
        return NOTHING_TO_FILE
    return STILL_TO_FILE if found.pays == "none" and found.keeps else pays[found.pays]


def labelled(name: str, words: str) -> Line:
    """Line of a reply: a name in bold, then the words for it."""
    return Run(text=name, strong=True), Run(text=f" {words}")


def answer_supports(flow: Flow, outcome: Outcome, found: Result) -> Iterator[Support]:
    """Grade and sources of each fact that an answer rests on: claims, payment, metrics, and the notes that hold."""
    yield from ((fact.grade, fact.sources) for _, fact in outcome.stated())
    for metric in flow.designations[outcome.credit].metrics if outcome.credit else ():
        yield metric.grade, metric.sources
    for id in found.notes:
        yield flow.notes[id].grade, flow.notes[id].sources


def reply_supports(flow: Flow, wording: Wording, outcome: Outcome, found: Result) -> Iterator[Support]:
    """Grade and sources of each fact that a reply states, and of no others."""
    if not outcome.about_claims:
        yield from ((said.grade, said.sources) for said in outcome.says.values())
        for one in filter(in_reply, flow.lists.values()):
            yield from ((note.grade, note.sources) for note in entries(flow, found, one.id))
        return
    claims, pays = claims_by(flow, found), pays_by(flow, found)
    yield claims.grade, claims.sources
    yield pays.grade, pays.sources
    for id in claims_to_file(found):
        yield from supports_of_task(wording, id, found.cases)
    for metric in flow.designations[outcome.credit].metrics if outcome.credit else ():
        yield metric.grade, metric.sources
    yield from ((note.grade, note.sources) for note in told_notes(flow, found))


def supports_of_task(wording: Wording, claim: str, cases: Container[str]) -> Iterator[Support]:
    """Grade and sources of each statement in a claim's line: on its deadline and on its proof."""
    task = wording.tasks[claim]
    return ((it.grade, it.sources) for it in (*statements_for(task.by_when, cases), *statements_for(task.proof, cases)))


def reach_words(flow: Flow, found: Result) -> str:
    """Sentence that says how recent the texts are that an answer rests on."""
    facts = answer_supports(flow, flow.outcomes[found.outcome], found)
    return reach_sentence((id for _, ids in facts for id in ids), flow.editions, flow.site)


def carried(flow: Flow, path: Iterable[Hop], known: Mapping[str, Amount]) -> Iterator[tuple[str, str]]:
    """The question and the answer of each hop of a path, in words. `known` is that of the step."""
    for hop in path:
        question = as_asked(flow, flow.questions[hop.question], known)
        yield question.short, "; ".join(labels(question, hop.answer)) or "none of these"


def labels(question: Question, answer: Iterable[str]) -> list[str]:
    """An answer as readers know it: the labels of the options, or the value."""
    return [option.label if (option := question.option(id)) else kind_of(question).shown(question, id) for id in answer]


def in_brief(flow: Flow, path: Sequence[Hop], known: Mapping[str, Amount]) -> str:
    """The answers of a path in one line, without the questions. `known` is that of the step.

    An empty choice is left out, and of several questions that name the product, all but the last.
    """
    subjects = [hop.question for hop in path if flow.plans and hop.question in flow.plans.subject]
    told = [hop for hop in path if hop.question not in subjects[:-1]]
    asked = {hop.question: as_asked(flow, flow.questions[hop.question], known) for hop in told}
    return " · ".join(brief_label(asked[hop.question], id) for hop in told for id in hop.answer)


def brief_label(question: Question, id: str) -> str:
    """The shorter label of an option, or the value."""
    option = question.option(id)
    return (option.brief or option.label) if option else kind_of(question).shown(question, id)


# ---------- a question


def of_question(flow: Flow, step: Step, question: str, places: Places, *, carry: bool) -> Reply:
    """A reply that asks somebody a question of the flow. With `carry`, its link keeps the answers given before."""
    before = step.path if carry else ()
    asked = question_at(flow, step, question) if carry else flow.questions[question]
    address = places.flow + (f"#{link_of(step)}" if before else f"#{question}" if step.path else "")
    carries = tuple(carried(flow, before, step.known))
    lines = [paragraph(Run(text=asked.ask, href=address, strong=True))]
    if asked.options:
        offered = step.opened.offered if before and step.opened else [option.id for option in asked.options]
        lines.append(Block(lines=tuple((Run(text=label),) for label in labels(asked, offered)), listed=True))
    if carries:
        lines.append(paragraph(*labelled("So far:", in_brief(flow, before, step.known))))
    lines.append(
        paragraph(Run(text=f"The link opens this question in “{flow.title}”. {flow.site.unofficial}".rstrip()))
    )
    return Reply(address=address, text=tuple(lines), carries=carries)


# ---------- anything else with a short answer


def of_page(
    title: str,
    quoted: Sequence[Quoted],
    address: str,
    sure: str,
    checked: date | None,
    sources: Mapping[str, Citation],
    site: SiteWords,
    reaches: str = "",
) -> Reply:
    """A reply with a page, or a part of one: what it says, each piece with its sources, how sure it is, its reach.

    `sure` is the grade in words, or that of each part ("When: …").
    The sources are numbered, since their names would part the sentences.
    """
    numbers = numbered(quoted, sources)
    listed = [(Run(text=f"[{number}] "), *cited_in_brief(sources[id])) for id, number in numbers.items()]
    return Reply(
        address=address,
        text=(
            paragraph(Run(text=title, href=address, strong=True)),
            paragraph(Run(text=" ".join(with_numbers(one, numbers) for one in quoted))),
            paragraph(*labelled("How sure?" if ": " in sure else "How sure:", f"{sure}.")),
            *([Block(lines=tuple(listed), listed=True)] if listed else []),
            paragraph(Run(text=footing(checked, site, reaches))),
        ),
    )


def numbered(quoted: Iterable[Quoted], sources: Mapping[str, Citation]) -> dict[str, int]:
    """Numbers of the sources that a reply names, from 1, in the order of its sentences.

    Answers in forums are left out where there is anything else, because the reply may go into that very thread.
    """
    ids = list(dict.fromkeys(id for one in quoted for id in one.sources))
    named = [id for id in ids if not sources[id].community] or ids
    return {id: number for number, id in enumerate(named, start=1)}


def with_numbers(quoted: Quoted, numbers: Mapping[str, int]) -> str:
    """A piece of text with the numbers of its sources behind it."""
    of_these = ", ".join(str(numbers[id]) for id in quoted.sources if id in numbers)
    return f"{quoted.text} [{of_these}]" if of_these else quoted.text


# ---------- evidence


def closing(flow: Flow, wording: Wording, facts: Sequence[Support], checked: date | None) -> Iterator[Block]:
    """The last lines of a reply that has to be short: when it was checked, and the series of texts that it rests on.

    Each series of texts is linked to the edition that was read. Where the facts rest on no such text, the strongest
    sources are listed.
    """
    ids = strongest(facts, list(wording.grades), wording.sources)
    known = reaches(ids, flow.editions)
    if not known:
        yield from evidence(facts, wording.grades, wording.sources)
    said = [reach_line(flow, wording, ids, known, "on" if checked else "On")] if known else []
    yield paragraph(
        *([Run(text=f"Checked {day_words(checked)}{', ' if known else '. '}")] if checked else []),
        *(span for spans in said for span in spans),
        Run(text=flow.site.unofficial),
    )


def reach_line(flow: Flow, wording: Wording, ids: Sequence[str], known: Sequence[Reach], begins: str) -> Iterator[Run]:
    """The series of texts that a reply rests on, each with its reach and a link to the edition read."""
    yield Run(text=f"{begins} {flow.site.texts_of} " if flow.site.texts_of else f"{begins} ")
    for index, one in enumerate(known):
        if index:
            yield Run(text=" and " if index == len(known) - 1 else ", ")
        yield from edition_read(one, [wording.sources[id] for id in ids if is_edition(flow, id, one)])
    yield Run(text=". ")


def is_edition(flow: Flow, id: str, reach: Reach) -> bool:
    """Whether a source is the edition up to which a series was read in full."""
    edition = flow.editions.get(id)
    return edition is not None and (edition.series, edition.of, edition.quoted) == (reach.series, reach.of, False)


def edition_read(reach: Reach, sources: Sequence[Citation]) -> Iterator[Run]:
    """A series of texts in a reply, linked to the edition that was read, or else to today's page."""
    linked = next((one.read_at for one in sources if one.read_at), "")
    today = "" if linked else next((one.today for one in sources if one.today), "")
    yield Run(text=part(replace(reach, quoted="") if reach.of else reach), href=linked)
    if today:
        yield Run(text=" (")
        yield Run(text="now", href=today)
        yield Run(text=")")
    if reach.of and reach.quoted:
        yield Run(text=f" (second-hand: {reach.quoted})")


def evidence(facts: Sequence[Support], grades: Iterable[str], sources: Mapping[str, Citation]) -> Iterator[Block]:
    """A list of the strongest sources, with a heading that says how many there are."""
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
    yield paragraph(Run(text=heading, strong=True))
    yield Block(lines=tuple(tuple(cited(sources[id])) for id in shown), listed=True)


def strongest(facts: Iterable[Support], grades: list[str], sources: Mapping[str, Citation]) -> list[str]:
    """Ids of the sources of these facts: those of the surest fact first, and within one grade the newest.

    Answers in forums are left out where there is anything else, because the reply may go into that very thread.
    """
    best: dict[str, int] = {}
    for grade, ids in facts:
        for id in ids:
            best[id] = min(best.get(id, len(grades)), grades.index(grade))
    best = {id: rank for id, rank in best.items() if not sources[id].community} or best
    return sorted(best, key=lambda id: (best[id], -sources[id].newest.toordinal(), id))


def cited(source: Citation) -> Iterator[Run]:
    """A source in one line. The text that was read is linked only where readers may be sent there."""
    if source.quotes:
        yield Run(text=f"{source.quotes}, as quoted by ")
    yield Run(text=f"{source.publisher}, {source.dated}, ")
    yield Run(text=f"“{source.title}”", href=source.read_at)
    if source.today:
        yield Run(text="; ")
        yield Run(text="the current page", href=source.today)
    elif source.language:
        yield Run(text=f" (in {source.language})")


def cited_in_brief(source: Citation) -> Iterator[Run]:
    """A source by publisher and date, with a link; by its title as well where it has no date or no link."""
    if source.quotes:
        yield Run(text=f"{source.quotes}, as quoted by ")
    named = "" if source.newest > date.min and (source.read_at or source.today) else f", “{source.title}”"
    yield Run(text=f"{source.publisher}, {source.dated}{named}", href=source.read_at)
    if source.today:
        yield from (Run(text=" ("), Run(text="now", href=source.today), Run(text=")"))
    elif source.read_at and source.language:
        yield Run(text=f" (in {source.language})")


def footing(checked: date | None, site: SiteWords, reaches: str = "") -> str:
    """The last line of a reply: when it was checked, the reach of its facts, and who the site is not."""
    as_of = f"As checked on {day_words(checked)}." if checked else ""
    return " ".join(said for said in (as_of, reaches, site.independent) if said)


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


def span_json(span: Run) -> dict[str, Any]:
    """JSON for a piece of text; `href` and `strong` are left out where they do not apply."""
    return {
        "text": span.text,
        **({"href": span.href} if span.href else {}),
        **({"strong": True} if span.strong else {}),
    }
