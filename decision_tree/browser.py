"""Functions that the worker calls: JSON text in, JSON text out, so that no object crosses between the languages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from decision_tree import artefact, deadline, high_water, links, lists, plan, reply, score, why, worth
from decision_tree.arrival import arrive, revised, revised_json
from decision_tree.dates import day_words, iso_day
from decision_tree.engine import Answers, Opened, Result, Step, headline_of, question_at, resolve, result_json
from decision_tree.model import Flow, Note
from decision_tree.turns import turns
from decision_tree.values import words_of
from decision_tree.wording import Wording

FLOWS: dict[str, Flow] = {}
"""The flows of this tab, by id."""

WORDINGS: dict[str, Wording] = {}
"""The words of the flows' answers, by the flow's id."""


def load(text: str) -> None:
    """Parse an artefact and keep its flow or wording for later calls. Raises artefact.ArtefactError."""
    loaded = artefact.load(text)
    if isinstance(loaded, Wording):
        WORDINGS[loaded.flow] = loaded
    else:
        FLOWS[loaded.id] = loaded


def view(request: str) -> str:
    """The view for a link, as JSON. The request is `{flow, fragment, today, answers?, page?}` as JSON.

    `page` is the id of the outcome on whose page the link was opened.
    """
    asked = json.loads(request)
    kept = {id: value for id, value in asked.get("answers", {}).items() if isinstance(value, str)}
    today = date.fromisoformat(asked["today"])
    shown = view_of(FLOWS[asked["flow"]], asked["fragment"], today, kept, page=asked.get("page"))
    return json.dumps(shown, ensure_ascii=False)


def view_of(
    flow: Flow, fragment: str, today: date, kept: Mapping[str, str] | None = None, *, page: str | None = None
) -> dict[str, Any]:
    """The data of everything that the page shows for a fragment.

    `kept` are answers that the reader gave before and that the fragment does not carry. They are preselected when
    their question comes up, and decide nothing; so are those of other products of the customer, which the fragment
    carries. `page` is the id of the outcome on whose page the link was opened.
    """
    link = links.parse(fragment, flow)
    purchased, slips = purchase_of(link, today)
    arrival = arrive(flow, link.answers, link.on, today, for_answer=page is not None)
    step = arrival.step
    step_answers, whole = step.answers, links.link_of(step)
    beside = plan.beside(flow, link.carried)
    as_for = plan.as_for(flow, beside)
    if link.at and link.at in step.answers:
        step = reopened(flow, step, link.at, today)
    return {
        "flow": flow.id,
        "problems": [*link.problems, *slips],
        "purchased": purchased.isoformat() if purchased else None,
        "news": list(arrival.news),
        "changed": changed(flow, link.answers, step.result, link.on, today, page),
        "turns": [{"on": one.when, "what": one.what} for one in turns(flow, step, today, link.on)]
        if step.result
        else [],
        "path": path_of(flow, step, f"{whole}&{link.carried}" if link.carried else whole),
        "fragment": whole,
        "carried": link.carried,
        "beside": [title for title, _ in beside],
        "as-for": as_for,
        "given": links.write({**step_answers, **{id: it for id, it in link.answers.items() if id not in step_answers}}),
        "to-here": links.link_of(step),
        "on": link.on.isoformat() if link.on else None,
        "due": lists.due_json(flow, step, today),
        "values": words_of(flow, step.known),
        "asks": question_at(flow, step, step.opened.question).ask if step.opened else "",
        "short": question_at(flow, step, step.opened.question).short if step.opened else "",
        **question_of(
            step.opened, {**taken_over(step.opened, as_for), **memory(kept or {}, flow), **link.partly, **link.answers}
        ),
        **outcome_json(flow, step.result),
    }


def purchase_of(link: links.Link, today: date) -> tuple[date | None, list[str]]:
    """The day of the purchase that a link carries, or None; and messages for the reader if it is not acceptable."""
    try:
        return (deadline.purchase_day(link.purchased, today) if link.purchased else None), []
    except deadline.NoPurchase as problem:
        return None, [str(problem)]


def changed(
    flow: Flow, answers: Answers, found: Result | None, on: date | None, today: date, page: str | None
) -> list[dict[str, str]]:
    """The days and revisions that explain why a link leads to another answer than its page; empty where it does not."""
    if found is None or page in (None, found.outcome):
        return []
    return [*ended(flow, answers, on, today), *revised_json(revised(flow, found, on, elsewhere=True))]


def ended(flow: Flow, answers: Answers, on: date | None, today: date) -> Iterator[dict[str, str]]:
    """The last days that have passed since a link was copied, because of which its dates are in other bands now.

    Where the day of copying is not known, the latest date in the link stands for it.
    """
    dates = [day for id, given in answers.items() if id in flow.questions and flow.questions[id].kind == "date"
             for day in map(iso_day, given) if day]  # fmt: skip
    if dates:
        step = resolve(flow, answers, on or max(dates))
        for id, last in step.deadlines.items():
            if last < today:
                what = f"That was the last day, counted from “{question_at(flow, step, id).short}”."
                yield {"on": day_words(last), "what": what}


def reply_to(request: str) -> str:
    """The reply to paste, as JSON. The request is `{flow, fragment, outcome, today, carry, places}` as JSON.

    If the fragment carries the day of the purchase, the reply has deadlines as days.

    `places` are the addresses of the flow's page and of its answers. Where the fragment does not lead to `outcome`, the
    reply has `outcome` as its page shows it to everybody. A null `outcome` asks for the answer or open question of the
    fragment.
    """
    asked = json.loads(request)
    made = reply_of(
        FLOWS[asked["flow"]],
        WORDINGS[asked["flow"]],
        asked["fragment"],
        asked["outcome"],
        date.fromisoformat(asked["today"]),
        reply.Places(**asked["places"]),
        carry=asked["carry"],
    )
    return json.dumps(reply.reply_json(made), ensure_ascii=False)


def deadlines_of(request: str) -> str:
    """The last days for filing the claims of an answer, as JSON; see deadline.deadlines_json for the form.

    The request is `{flow, fragment, purchased, today, address}` as JSON: `purchased` is the day of the purchase as the
    reader gave it, `address` the link that the calendar file carries. Null where the fragment leads to no answer.
    """
    asked = json.loads(request)
    flow, today = FLOWS[asked["flow"]], date.fromisoformat(asked["today"])
    found = step_of(flow, links.parse(asked["fragment"], flow), today).result
    if found is None:
        return "null"
    claims, wording = reply.claims_to_file(found), WORDINGS[flow.id]
    told = deadline.deadlines_json(wording, claims, asked["purchased"], today, asked["address"])
    return json.dumps(told, ensure_ascii=False)


def calendar_of(request: str) -> str:
    """A calendar file with the last day for what a note of an answer says, as JSON text; null where it has none.

    The request is `{flow, fragment, note, today, address}` as JSON: `address` is the link that the file carries.
    """
    asked = json.loads(request)
    flow, today = FLOWS[asked["flow"]], date.fromisoformat(asked["today"])
    step = step_of(flow, links.parse(asked["fragment"], flow), today)
    return json.dumps(lists.calendar_of(flow, step, asked["note"], today, asked["address"]), ensure_ascii=False)


def high_water_of(request: str) -> str:
    """The high-water marks of the counts in a text, as high_water.told has them. Request: `{text}`."""
    return json.dumps(high_water.told(json.loads(request)["text"], "yours"), ensure_ascii=False)


def score_of(request: str) -> str:
    """An estimate of a partner score, as score.told has it. Request: `{track, counts, rest, needed}`."""
    return json.dumps(score.told(json.loads(request)), ensure_ascii=False)


def why_of(request: str) -> str:
    """The reasons for an answer, see why.why_json; null where there is none. Request: `{flow, fragment, today}`."""
    asked = json.loads(request)
    flow, today = FLOWS[asked["flow"]], date.fromisoformat(asked["today"])
    step = step_of(flow, links.parse(asked["fragment"], flow), today)
    found = why.why_json(flow, WORDINGS[asked["flow"]], step, today) if step.result else None
    return json.dumps(found, ensure_ascii=False)


def plan_of(request: str) -> str:
    """The plan for several products of a customer, as plan.plan_json has it. Request: `{flow, fragment, today}`."""
    asked = json.loads(request)
    flow, link, found = planned(asked)
    told = plan.plan_json(flow, WORDINGS[flow.id], found)
    return json.dumps({**told, "problems": list(link.problems)}, ensure_ascii=False)


def plan_reply_to(request: str) -> str:
    """The reply about a plan, as JSON. The request is `{flow, fragment, today, places}` as JSON."""
    asked = json.loads(request)
    flow, _, found = planned(asked)
    today, places = date.fromisoformat(asked["today"]), reply.Places(**asked["places"])
    made = plan.reply_with(flow, WORDINGS[flow.id], found, today, places)
    return json.dumps(reply.reply_json(made), ensure_ascii=False)


def planned(asked: Mapping[str, Any]) -> tuple[Flow, links.PlanLink, plan.Plan]:
    """The flow, the link and the plan that a request asks for."""
    flow = FLOWS[asked["flow"]]
    link = links.parse_plan(asked["fragment"], flow)
    return flow, link, plan.plan_of(flow, link, date.fromisoformat(asked["today"]))


def reply_of(
    flow: Flow, wording: Wording, fragment: str, outcome: str | None, today: date, places: reply.Places, *, carry: bool
) -> reply.Reply:
    """The reply with the answer that a fragment leads to, with `outcome` if that is another, or the open question."""
    link = links.parse(fragment, flow)
    step = step_of(flow, link, today)
    if step.result and outcome in (None, step.result.outcome):
        purchased, _ = purchase_of(link, today)
        return reply.of_answer(flow, wording, step, today, places, carry=carry, purchased=purchased)
    if outcome is not None:
        return reply.of_outcome(flow, wording, flow.outcomes[outcome], f"{places.answers}{outcome}/")
    assert step.opened is not None
    return reply.of_question(flow, step, step.opened.question, places, carry=carry)


def step_of(flow: Flow, link: links.Link, today: date) -> Step:
    """The step to which a link leads: an answer or an open question."""
    return arrive(flow, link.answers, link.on, today).step


def reopened(flow: Flow, step: Step, question: str, today: date) -> Step:
    """The step at which that question was open, although it is answered by now."""
    before = {}
    for hop in step.path:
        if hop.question == question:
            break
        before[hop.question] = hop.answer
    return replace(resolve(flow, before, today), ignored=step.ignored)


def memory(kept: Mapping[str, str], flow: Flow) -> dict[str, tuple[str, ...]]:
    """Answers that the page has kept, without those that the flow no longer accepts."""
    return dict(links.parse(links.write({id: (value,) for id, value in kept.items()}), flow).answers)


def taken_over(opened: Opened | None, as_for: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    """Id of the open question → options that other products of the customer have, if they are offered here, too."""
    if opened is None:
        return {}
    return {opened.question: tuple(id for id in as_for.get(opened.question, ()) if id in opened.offered)}


def path_of(flow: Flow, step: Step, whole: str) -> list[dict[str, Any]]:
    """The answers so far, in words, each with the link that changes it and keeps the rest."""
    asked = ((hop, question_at(flow, step, hop.question)) for hop in step.path)
    return [
        {
            "question": hop.question,
            "short": question.short,
            "ask": question.ask,
            "answer": list(hop.answer),
            "labels": reply.labels(question, hop.answer),
            "change": f"{whole}&at={hop.question}",
        }
        for hop, question in asked
    ]


def question_of(opened: Opened | None, before: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """The open question, with the options that were chosen there before."""
    if opened is None:
        return {"question": None, "offered": [], "chosen": [], "problem": None}
    return {
        "question": opened.question,
        "offered": list(opened.offered),
        "chosen": list(before.get(opened.question, ())),
        "problem": opened.problem,
    }


def outcome_json(flow: Flow, result: Result | None) -> dict[str, Any]:
    """The answer, with the words that pages of other answers show of it, and the form of each fact."""
    if result is None:
        return {"outcome": None}
    outcome, headline = flow.outcomes[result.outcome], headline_of(flow, result)
    return {
        "outcome": result.outcome,
        "title": headline.title,
        "answer": headline.answer,
        "reach": reply.reach_words(flow, result),
        **result_json(result),
        "facts": facts(flow, result),
        "again": outcome.ask_again,
    }


def pays_form(result: Result) -> str:
    """The form of the fact `pays`: its value and the note that changed it, as the page has words for each such note."""
    return f"{result.pays}:{result.pays_by}" if result.pays_by else result.pays


def sure_form(flow: Flow, result: Result) -> str:
    """The form of the fact `sure`: the id of the note that sets the grade of the claims, or `outcome`."""
    by = reply.claims_by(flow, result)
    return by.id if isinstance(by, Note) else "outcome"


def worth_form(metrics: Mapping[str, str]) -> str:
    """The form of the fact `worth:…`: `none`, or each metric that a claim or route counts for with its state."""
    return " ".join(f"{id}={state}" for id, state in metrics.items()) or "none"


def facts(flow: Flow, result: Result) -> dict[str, str]:
    """Name of a fact → the form of it that the page is to show; see facts.js."""
    claims = () if isinstance(result.claims, str) else result.claims
    associations = (*claims, *result.keeps, *result.routes)
    state = "unknown" if isinstance(result.claims, str) else ("some" if claims else "none")
    return {
        "claims": state,
        "pays": pays_form(result),
        "counts": result.counts,
        "sure": sure_form(flow, result),
        "headline": "own" if result.headline else "general",
        **{f"claim:{id}": "file" for id in claims},
        **{f"claim:{id}": "keep" for id in result.keeps},
        **{f"route:{id}": "alternative" for id in result.alternatives},
        **{f"route:{id}": "use" for id in result.routes},
        **{f"pays:{id}": worth.pays(flow, id, result) for id in claims},
        **{f"worth:{id}": worth_form(worth.metrics(flow, id, result)) for id in associations},
        **{f"metric:{id}": state for id, state in result.metrics.items()},
        **{f"case:{id}": "yes" if id in result.cases else "no" for id in flow.cases},
        **{f"list:{id}": "some" if some else "none" for id, some in lists.have_entries(flow, result)},
        **{f"note:{id}": "yes" if id in result.notes else "no" for id in flow.notes},
    }
