"""One customer with several products: the answers to each, put together to one plan of claims."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from decision_tree import worth
from decision_tree.arrival import arrive, revised, revised_json, since
from decision_tree.engine import Answers, Result, Step, headline_of
from decision_tree.links import PlanLink, ProductLink, link_of, parse_plan, write, write_product
from decision_tree.markup import Block, Line, Span, paragraph
from decision_tree.model import UNKNOWN, ClaimType, Counting, Flow, Outcome, Plans, Revision, Statement
from decision_tree.reach import reach_sentence
from decision_tree.reply import (
    Places,
    Reply,
    Support,
    carried,
    claims_by,
    evidence,
    facts_of,
    footing,
    in_one_line,
    labelled,
    labels,
    told,
)
from decision_tree.wording import Wording


@dataclass(frozen=True, kw_only=True, slots=True)
class Product:
    """One product of the customer, and where its answers lead."""

    number: int
    """Counted from 1."""
    title: str
    """What it is called."""
    step: Step
    given: Answers
    """Its answers, also those to questions that are not reached yet."""
    made_for: str | None = None
    """The answer to which they led when the link was written, if that was another one."""
    revised: tuple[Revision, ...] = ()
    """What changed in the answer since the link was copied."""
    news: tuple[str, ...] = ()
    """What is asked only since the link was copied, in words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """What a claim is worth for one of its products."""

    product: Product
    pays: str
    metrics: Mapping[str, str]
    """Of the metrics that the claim feeds, or may feed: `fed`, `disputed`, `not-fed` or `unknown`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedClaim:
    """A kind of claim, with the products to file it for and those for which it is held already."""

    type: ClaimType
    shares: tuple[Share, ...]
    held: tuple[Product, ...]

    @property
    def most(self) -> int:
        """How many claims it comes to where each product has a subscription of its own."""
        return len(self.shares) if self.type.per == "subscription" else min(1, len(self.shares))


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What to file for one customer."""

    counting: Counting
    """How the claims add up."""
    products: tuple[Product, ...]
    claims: tuple[PlannedClaim, ...]
    routes: Mapping[str, tuple[Product, ...]]
    """Ways of being associated that are no claim, with the products that they serve."""
    alternatives: Mapping[str, tuple[Product, ...]]
    revised: tuple[Revision, ...] = ()
    """What changed in how claims add up since the link was copied."""

    @property
    def fewest(self) -> int:
        """Claims to file where products share what they can."""
        return sum(1 for claim in self.claims if claim.shares)

    @property
    def most(self) -> int:
        """Claims to file where each product has a subscription of its own."""
        return sum(claim.most for claim in self.claims)

    @property
    def because(self) -> Mapping[str, Statement]:
        """What these numbers rest on: the rules that were needed, by their names."""
        rules = {
            "role": (self.counting.role, self.fewest > 0),
            "shared": (self.counting.shared, any(len(claim.shares) > 1 for claim in self.claims)),
            "apart": (self.counting.apart, self.most > self.fewest),
        }
        return {name: rule for name, (rule, needed) in rules.items() if needed}

    @property
    def unknown(self) -> tuple[Product, ...]:
        """The products of which nobody outside Microsoft knows whether they can be claimed."""
        return tuple(one for one, found in each_result(self.products) if found.claims == UNKNOWN)

    @property
    def unfinished(self) -> tuple[Product, ...]:
        """The products that are not answered to the end."""
        return tuple(one for one in self.products if one.step.result is None)


# ---------- adding up


def plan_of(flow: Flow, link: PlanLink, today: date) -> Plan:
    """The plan for the products of a link. Raises ValueError where the flow has no plans."""
    if flow.plans is None:
        raise ValueError(f"flow '{flow.id}' has no plans")
    counting = flow.plans.counting
    products = tuple(
        product(flow, flow.plans, number, one, link.on, today) for number, one in enumerate(link.products, start=1)
    )
    planned = (planned_claim(flow, kind, products) for kind in counting.kinds.values())
    return Plan(
        counting=counting,
        products=products,
        claims=tuple(one for one in planned if one.shares or one.held),
        routes=served(products, lambda found: found.routes),
        alternatives=served(products, lambda found: found.alternatives),
        revised=tuple(since(flow.plans.revisions, link.on)),
    )


def product(flow: Flow, plans: Plans, number: int, link: ProductLink, on: date | None, today: date) -> Product:
    """Where the answers for one product lead today."""
    arrival = arrive(flow, link.answers, on, today, for_answer=link.made_for is not None)
    step = arrival.step
    now = step.result.outcome if step.result else None
    elsewhere = link.made_for if link.made_for != now else None
    given = step.answers if step.result else {**step.answers, **link.answers}
    return Product(
        number=number,
        title=title_of(flow, plans, given),
        step=step,
        given=given,
        made_for=elsewhere,
        revised=tuple(revised(flow, step.result, on, elsewhere=elsewhere is not None)) if step.result else (),
        news=arrival.news,
    )


def title_of(flow: Flow, plans: Plans, given: Answers) -> str:
    """What a product is called: the last answer that says what it is about."""
    said = [question for question in plans.subject if given.get(question)]
    return "; ".join(labels(flow.questions[said[-1]], given[said[-1]])) if said else "A product"


def beside(flow: Flow, carried: str) -> list[str]:
    """What the products are called that ride along in the fragment of another one."""
    if flow.plans is None or not carried:
        return []
    return [title_of(flow, flow.plans, one.answers) for one in parse_plan(carried, flow).products]


def each_result(products: Iterable[Product]) -> Iterator[tuple[Product, Result]]:
    """The products that are answered to the end, with their answers."""
    return ((one, one.step.result) for one in products if one.step.result)


def planned_claim(flow: Flow, kind: ClaimType, products: Iterable[Product]) -> PlannedClaim:
    """What of the products one kind of claim is filed for, and what it is held for."""
    found = list(each_result(products))
    return PlannedClaim(
        type=kind,
        shares=tuple(share(flow, kind, one, result) for one, result in found if kind.id in filed(result)),
        held=tuple(one for one, result in found if kind.id in result.keeps),
    )


def filed(found: Result) -> tuple[str, ...]:
    """The claims to file; none where nobody knows them."""
    return () if isinstance(found.claims, str) else found.claims


def share(flow: Flow, kind: ClaimType, one: Product, found: Result) -> Share:
    """What a claim is worth for a product."""
    return Share(product=one, pays=worth.pays(flow, kind.id, found), metrics=worth.metrics(flow, kind.id, found))


def served(products: Iterable[Product], ways: Callable[[Result], Iterable[str]]) -> dict[str, tuple[Product, ...]]:
    """Routes, each with the products that it serves."""
    found: dict[str, tuple[Product, ...]] = {}
    for one, result in each_result(products):
        for id in ways(result):
            found[id] = (*found.get(id, ()), one)
    return found


# ---------- as a link


def plan_link(products: Iterable[Product]) -> str:
    """The fragment that carries these products, numbered anew."""
    return joined(enumerate(products, start=1))


def others(plan: Plan, one: Product) -> str:
    """The fragment of all products but one, each with the number that it has."""
    return joined((other.number, other) for other in plan.products if other is not one)


def joined(products: Iterable[tuple[int, Product]]) -> str:
    """The fragment of products under these numbers."""
    parts = (write_product(number, one.given, one.step.result) for number, one in products)
    return "&".join(part for part in parts if part)


# ---------- as JSON


def plan_json(flow: Flow, wording: Wording, plan: Plan) -> dict[str, Any]:
    """A plan by the public words for its parts, and in the words of readers."""
    return {
        "fragment": plan_link(plan.products),
        "fewest": plan.fewest,
        "most": plan.most,
        "because": list(plan.because),
        "weakest": wording.grades[grade] if (grade := weakest(flow, wording, plan)) else "",
        "revised": revised_json(plan.revised),
        "reach": reach_of_plan(flow, plan),
        "claims": [claim_json(claim) for claim in plan.claims],
        "routes": ways_json(plan.routes),
        "alternatives": ways_json(plan.alternatives),
        "unknown": [one.number for one in plan.unknown],
        "unfinished": [one.number for one in plan.unfinished],
        "products": [product_json(flow, wording, plan, one) for one in plan.products],
    }


def claim_json(claim: PlannedClaim) -> dict[str, Any]:
    """A kind of claim with its products."""
    return {
        "claim": claim.type.id,
        "most": claim.most,
        "products": [{**named(one.product), "pays": one.pays, "metrics": dict(one.metrics)} for one in claim.shares],
        "held": [named(one) for one in claim.held],
    }


def named(one: Product) -> dict[str, Any]:
    """A product as lists name it."""
    return {"number": one.number, "title": one.title}


def ways_json(ways: Mapping[str, tuple[Product, ...]]) -> list[dict[str, Any]]:
    """Routes with their products."""
    return [{"route": id, "products": [named(one) for one in found]} for id, found in ways.items()]


def product_json(flow: Flow, wording: Wording, plan: Plan, one: Product) -> dict[str, Any]:
    """A product with its own answer, or with the question that is still open."""
    result, opened = one.step.result, one.step.opened
    return {
        **named(one),
        "answers": write(one.given),
        "others": others(plan, one),
        "without": plan_link(other for other in plan.products if other is not one),
        "carries": [list(pair) for pair in carried(flow, one.step.path)],
        "outcome": result.outcome if result else None,
        "claims": result.claims if result else (),
        "answer": headline_of(flow, result).title if result else "",
        "told": [list(pair) for pair in told(wording, result)] if result else [],
        "grade": wording.grades[claims_by(flow, result).grade] if result else "",
        "notes": [flow.notes[id].title for id in result.notes] if result else [],
        "question": flow.questions[opened.question].ask if opened else "",
        "problem": opened.problem if opened else None,
        "made-for": former_title(flow, one.made_for) if one.made_for else None,
        "revised": revised_json(one.revised),
        "news": list(one.news),
    }


def former_title(flow: Flow, outcome: str) -> str:
    """What an answer of today is called, or one that is gone was."""
    found: Outcome | None = flow.outcomes.get(outcome)
    return found.title if found else flow.former.outcomes[outcome].title


# ---------- as a reply


def reply_with(flow: Flow, wording: Wording, plan: Plan, today: date, places: Places) -> Reply:
    """The plan, to be pasted: what to file in all, and what each product's answer is. It always carries the answers."""
    address = f"{places.plan}#{plan_link(plan.products)}&on={today.isoformat()}"
    heading = f"{counted(len(plan.products), 'product')} of one customer: {in_all(plan)}"
    common = answers_of_all(flow, plan)
    return Reply(
        address=address,
        text=(
            paragraph(Span(text=heading, href=address, strong=True)),
            *(paragraph(Span(text=words)) for words in reservations(wording, plan)),
            *how_sure(flow, wording, plan),
            *listed(claim_lines(wording, plan)),
            paragraph(Span(text="Each product with its own answer:", strong=True)),
            *listed(product_line(flow, wording, one, places, common) for one in plan.products),
            *([paragraph(*labelled("For all of them:", in_one_line(common)))] if common else []),
            *also(flow, wording, plan),
            *evidence(list(supports(flow, plan)), wording.grades, wording.sources),
            paragraph(Span(text=footing(oldest_check(flow, plan), reach_of_plan(flow, plan)))),
        ),
        carries=tuple(pair for one in plan.products for pair in numbered(flow, one)),
    )


def listed(lines: Iterable[Line]) -> Iterator[Block]:
    """A list, unless it would be empty."""
    found = tuple(lines)
    if found:
        yield Block(lines=found, listed=True)


def counted(number: int, thing: str) -> str:
    """A number of things.

    >>> counted(1, "claim"), counted(3, "claim")
    ('1 claim', '3 claims')
    """
    return f"{number} {thing}{'' if number == 1 else 's'}"


def in_all(plan: Plan) -> str:
    """How many claims to file."""
    if plan.most > plan.fewest:
        return f"{plan.fewest} to {plan.most} claims in all"
    if plan.fewest:
        return f"{counted(plan.fewest, 'claim')} in all"
    return "no claim so far" if plan.unknown or plan.unfinished else "no CPOR claim to file"


def reservations(wording: Wording, plan: Plan) -> Iterator[str]:
    """How the number comes about, and what of it is not known."""
    rules = (f"{rule.text} ({wording.grades[rule.grade]})" for rule in plan.because.values())
    if words := " ".join(rules):
        yield words
    if plan.unknown:
        yield f"For {counted(len(plan.unknown), 'product')} it is not publicly known whether there is a claim."
    if plan.unfinished:
        yield f"For {counted(len(plan.unfinished), 'product')} there is no answer yet."


def weakest(flow: Flow, wording: Wording, plan: Plan) -> str | None:
    """The grade of what is least sure of the claims and of their number; None where there is no answer."""
    claims = (claims_by(flow, found).grade for _, found in each_result(plan.products))
    rules = (rule.grade for rule in plan.because.values())
    return max((*claims, *rules), key=list(wording.grades).index, default=None)


def how_sure(flow: Flow, wording: Wording, plan: Plan) -> Iterator[Block]:
    """How sure the least sure of it is."""
    grade = weakest(flow, wording, plan)
    if grade:
        yield paragraph(*labelled("How sure, at the weakest point:", f"{wording.grades[grade]}."))


def also(flow: Flow, wording: Wording, plan: Plan) -> Iterator[Block]:
    """What else holds: the notes of all products, each once, with how sure it is."""
    ids = dict.fromkeys(id for _, found in each_result(plan.products) for id in found.notes)
    if ids:
        yield paragraph(Span(text="What else holds:", strong=True))
        notes = (flow.notes[id] for id in ids)
        yield from listed((Span(text=f"{note.title} ({wording.grades[note.grade]})"),) for note in notes)


def claim_lines(wording: Wording, plan: Plan) -> Iterator[Line]:
    """The claims and routes, each with its products."""
    for claim in plan.claims:
        label = wording.claims[claim.type.id]
        if claim.shares:
            disputed = claim.type.pays.grade == "conflicting"
            said = " · ".join(share_words(wording, one) for one in claim.shares)
            yield labelled(f"{label}:", f"{said}. On its pay sources disagree" if disputed else said)
        if claim.held:
            yield labelled(f"{label}, already held, to keep:", all_in_short(claim.held))
    for id, products in plan.routes.items():
        yield labelled(f"No claim, but {wording.routes[id]}:", all_in_short(products))
    for id, products in plan.alternatives.items():
        yield labelled(f"Accepted as well, {wording.routes[id]}:", all_in_short(products))


def share_words(wording: Wording, one: Share) -> str:
    """A product with what a claim is worth for it."""
    worth = [
        f"counts for {wording.metrics[id].lower()}"
        if state == "fed"
        else f"{wording.metrics[id].lower()}: {wording.states[state].lower()}"
        for id, state in one.metrics.items()
    ]
    return f"{in_short(one.product)} ({'; '.join([wording.pays[one.pays].lower(), *worth])})"


def in_short(one: Product) -> str:
    """A product with its number, since two may have the same name."""
    return f"{one.number}. {one.title}"


def all_in_short(products: Iterable[Product]) -> str:
    """Products in one line."""
    return "; ".join(map(in_short, products))


def answers_of_all(flow: Flow, plan: Plan) -> tuple[tuple[str, str], ...]:
    """The answers that several products have in common, in words, so that they are said once."""
    each = [tuple(carried(flow, one.step.path)) for one in plan.products]
    return tuple(pair for pair in each[0] if all(pair in one for one in each)) if len(each) > 1 else ()


def product_line(
    flow: Flow, wording: Wording, one: Product, places: Places, common: Collection[tuple[str, str]]
) -> Line:
    """A product with the link to its own answer and how sure that is, or with what is missing."""
    if one.step.result is None:
        return (Span(text=f"{in_short(one)}: not answered to the end"),)
    outcome = flow.outcomes[one.step.result.outcome]
    own = in_one_line(pair for pair in carried(flow, one.step.path) if pair not in common)
    return (
        Span(text=f"{in_short(one)}: "),
        Span(text=headline_of(flow, one.step.result).title, href=f"{places.answers}{outcome.id}/#{link_of(one.step)}"),
        Span(text=f" ({wording.grades[claims_by(flow, one.step.result).grade]}){f'. For: {own}' if own else ''}"),
    )


def numbered(flow: Flow, one: Product) -> Iterator[tuple[str, str]]:
    """The answers for a product, in words, each with its number."""
    yield from ((f"{one.number}. {short}", chosen) for short, chosen in carried(flow, one.step.path))


def supports(flow: Flow, plan: Plan) -> Iterator[Support]:
    """What the plan rests on."""
    yield from ((rule.grade, rule.sources) for rule in plan.because.values())
    for claim in plan.claims:
        yield claim.type.holds.grade, claim.type.holds.sources
    for _, found in each_result(plan.products):
        yield from facts_of(flow, flow.outcomes[found.outcome], found)


def reach_of_plan(flow: Flow, plan: Plan) -> str:
    """How far what the plan rests on reaches, as a sentence."""
    return reach_sentence((id for _, ids in supports(flow, plan) for id in ids), flow.editions)


def oldest_check(flow: Flow, plan: Plan) -> date | None:
    """Since when every answer of the plan has been compared with its sources; None where one never was."""
    days = [flow.outcomes[found.outcome].checked for _, found in each_result(plan.products)]
    known = [day for day in days if day]
    return min(known) if known and len(known) == len(days) else None
