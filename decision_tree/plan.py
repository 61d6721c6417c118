"""The plan of claims for one customer with several products, added up from the answers for each product."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from decision_tree import worth
from decision_tree.arrival import arrive, revised, revised_json, since
from decision_tree.engine import Answers, Result, Step, headline_of, note_title, offered_options, question_at, seen
from decision_tree.kinds import Hop
from decision_tree.links import PlanLink, ProductLink, link_of, parse_plan, write, write_product
from decision_tree.markup import Block, Line, Run, paragraph
from decision_tree.model import UNKNOWN, ClaimType, Counting, Flow, Outcome, Plans, Revision, Statement
from decision_tree.reach import reach_sentence
from decision_tree.reply import (
    Places,
    Reply,
    Support,
    answer_supports,
    carried,
    claims_by,
    claims_to_file,
    closing,
    common_proof,
    fact_words,
    in_brief,
    labelled,
    labels,
    note_line,
    pays_of_claim,
    proof_line,
    supports_of_task,
    task_line,
    told_notes,
)
from decision_tree.wording import Wording, count_words


@dataclass(frozen=True, kw_only=True, slots=True)
class Product:
    """One product of the customer, with the step that its answers lead to."""

    number: int
    """Counted from 1."""
    title: str
    """Name of the product, taken from its answers."""
    step: Step
    given: Answers
    """The answers for the product, including those to questions that are not reached yet."""
    made_for: str | None = None
    """Id of the outcome that the answers led to when the link was written, if that was another one."""
    revised: tuple[Revision, ...] = ()
    """Revisions of the outcome and its notes since the link was copied."""
    news: tuple[str, ...] = ()
    """Messages about questions that are asked only since the link was copied."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """The worth of a claim for one of its products."""

    product: Product
    pays: str
    metrics: Mapping[str, str]
    """Metric id → state of the metrics that the claim feeds or may feed: `fed`, `disputed`, `not-fed` or `unknown`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedClaim:
    """A kind of claim, with the products to file it for and those for which it is held already."""

    type: ClaimType
    shares: tuple[Share, ...]
    held: tuple[Product, ...]

    @property
    def most(self) -> int:
        """Number of claims of this kind where each product has a subscription of its own."""
        return len(self.shares) if self.type.per == "subscription" else min(1, len(self.shares))


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """An option that holds for all products of a customer, and is chosen for some of those that were asked."""

    question: str
    option: str
    having: tuple[Product, ...]
    lacking: tuple[Product, ...]
    agreed: tuple[Product, ...]
    """All products of the plan, with the option chosen for those that lack it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The claims to file for one customer, with the products behind them."""

    counting: Counting
    """The rules by which the claims add up."""
    products: tuple[Product, ...]
    claims: tuple[PlannedClaim, ...]
    routes: Mapping[str, tuple[Product, ...]]
    """Route id → the products that it serves. A route is an association without a claim."""
    alternatives: Mapping[str, tuple[Product, ...]]
    differences: tuple[Difference, ...] = ()
    revised: tuple[Revision, ...] = ()
    """Revisions of these rules since the link was copied."""

    @property
    def fewest(self) -> int:
        """Number of claims to file where products share all claims that they can."""
        return sum(1 for claim in self.claims if claim.shares)

    @property
    def most(self) -> int:
        """Number of claims to file where each product has a subscription of its own."""
        return sum(claim.most for claim in self.claims)

    @property
    def because(self) -> Mapping[str, Statement]:
        """The rules that `fewest` and `most` rest on, by their names."""
        rules = {
            "role": (self.counting.role, self.fewest > 0),
            "shared": (self.counting.shared, any(len(claim.shares) > 1 for claim in self.claims)),
            "apart": (self.counting.apart, self.most > self.fewest),
        }
        return {name: rule for name, (rule, needed) in rules.items() if needed}

    @property
    def unknown(self) -> tuple[Product, ...]:
        """Products for which it is not publicly known whether there is a claim."""
        return tuple(one for one, found in each_result(self.products) if found.claims == UNKNOWN)

    @property
    def unfinished(self) -> tuple[Product, ...]:
        """The products whose answers lead to no outcome yet."""
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
        differences=tuple(differences(flow, flow.plans, products, today)),
        revised=tuple(since(flow.plans.revisions, link.on)),
    )


def product(flow: Flow, plans: Plans, number: int, link: ProductLink, on: date | None, today: date) -> Product:
    """One product of the plan, with the step that its answers lead to today."""
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
    """Title of a product: the label of its last answer that names the product."""
    said = [question for question in plans.subject if given.get(question)]
    return "; ".join(labels(flow.questions[said[-1]], given[said[-1]])) if said else "A product"


def beside(flow: Flow, carried: str) -> list[tuple[str, Answers]]:
    """Title and answers of each other product of the plan, from the part of a fragment that is only passed on."""
    if flow.plans is None or not carried:
        return []
    return [(title_of(flow, flow.plans, one.answers), one.answers) for one in parse_plan(carried, flow).products]


def as_for(flow: Flow, products: Iterable[tuple[str, Answers]]) -> dict[str, dict[str, str]]:
    """Question id → option id → title of the product because of which the option is preselected for one more.

    For questions under `as_before`, this is the first product that answers the question. Options under `for_all` are
    preselected as soon as one product has them, because some products may not have been asked for them.
    """
    found: dict[str, dict[str, str]] = {}
    for title, answers in products:
        for question in flow.plans.as_before if flow.plans else ():
            if answers.get(question):
                found.setdefault(question, dict.fromkeys(answers[question], title))
        for question, options in flow.plans.for_all.items() if flow.plans else ():
            for id in options:
                if id in answers.get(question, ()):
                    found.setdefault(question, {}).setdefault(id, title)
    return found


def each_result(products: Iterable[Product]) -> Iterator[tuple[Product, Result]]:
    """The products whose answers lead to an outcome, each with its result."""
    return ((one, one.step.result) for one in products if one.step.result)


def planned_claim(flow: Flow, kind: ClaimType, products: Iterable[Product]) -> PlannedClaim:
    """One kind of claim, with the products for which it is filed and those for which it is held."""
    found = list(each_result(products))
    return PlannedClaim(
        type=kind,
        shares=tuple(share(flow, kind, one, result) for one, result in found if kind.id in filed(result)),
        held=tuple(one for one, result in found if kind.id in result.keeps),
    )


def filed(found: Result) -> tuple[str, ...]:
    """Ids of the claims to file; none where they are unknown."""
    return () if isinstance(found.claims, str) else found.claims


def share(flow: Flow, kind: ClaimType, one: Product, found: Result) -> Share:
    """The worth of a claim for a product."""
    return Share(product=one, pays=worth.pays(flow, kind.id, found), metrics=worth.metrics(flow, kind.id, found))


def served(products: Iterable[Product], ways: Callable[[Result], Iterable[str]]) -> dict[str, tuple[Product, ...]]:
    """Route id → the products that it serves. `ways` gives the routes of a result."""
    found: dict[str, tuple[Product, ...]] = {}
    for one, result in each_result(products):
        for id in ways(result):
            found[id] = (*found.get(id, ()), one)
    return found


def differences(flow: Flow, plans: Plans, products: Iterable[Product], today: date) -> Iterator[Difference]:
    """The options under `for-all` that some products of the customer have and others lack."""
    each = [(one, offered(flow, one)) for one in products]
    for question, options in plans.for_all.items():
        for option in options:
            asked = [one for one, choices in each if option in choices.get(question, ())]
            having = tuple(one for one in asked if option in one.step.answers[question])
            lacking = tuple(one for one in asked if one not in having)
            if having and lacking:
                agreed = (
                    agreeing(flow, plans, one, question, option, today) if one in lacking else one for one, _ in each
                )
                yield Difference(question=question, option=option, having=having, lacking=lacking, agreed=tuple(agreed))


def offered(flow: Flow, one: Product) -> dict[str, tuple[str, ...]]:
    """Question id → options that were offered when the question was asked for a product."""
    chosen = seen(flow, one.step)
    return {hop.question: offered_options(flow.questions[hop.question], chosen) for hop in one.step.path}


def agreeing(flow: Flow, plans: Plans, one: Product, question: str, option: str, today: date) -> Product:
    """A product with one option more. Options that exclude all others are dropped for it."""
    kept = (id for id in one.step.answers[question] if id not in flow.questions[question].alone)
    link = ProductLink(answers={**one.given, question: (*kept, option)})
    return product(flow, plans, one.number, link, None, today)


# ---------- as a link


def plan_link(products: Iterable[Product]) -> str:
    """The fragment that carries these products, numbered anew."""
    return fragment_of(enumerate(products, start=1))


def others(plan: Plan, one: Product) -> str:
    """The fragment of all products but one, each with the number that it has."""
    return fragment_of((other.number, other) for other in plan.products if other is not one)


def fragment_of(products: Iterable[tuple[int, Product]]) -> str:
    """The fragment of products under these numbers."""
    parts = (write_product(number, one.given, one.step.result) for number, one in products)
    return "&".join(part for part in parts if part)


# ---------- as JSON


def plan_json(flow: Flow, wording: Wording, plan: Plan) -> dict[str, Any]:
    """JSON for a plan, by the public names of its parts, with words for readers."""
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
        "differences": [difference_json(flow, one) for one in plan.differences],
        "unknown": [one.number for one in plan.unknown],
        "unfinished": [one.number for one in plan.unfinished],
        "products": [product_json(flow, wording, plan, one) for one in plan.products],
    }


def claim_json(claim: PlannedClaim) -> dict[str, Any]:
    """JSON for a kind of claim with its products."""
    return {
        "claim": claim.type.id,
        "most": claim.most,
        "products": [
            {**named_json(one.product), "pays": one.pays, "metrics": dict(one.metrics)} for one in claim.shares
        ],
        "held": [named_json(one) for one in claim.held],
    }


def difference_json(flow: Flow, one: Difference) -> dict[str, Any]:
    """A difference between products, as JSON, with the link that gives the option to all of them."""
    return {
        "label": "; ".join(labels(flow.questions[one.question], (one.option,))),
        "having": [product.number for product in one.having],
        "lacking": [product.number for product in one.lacking],
        "agreed": plan_link(one.agreed),
    }


def named_json(one: Product) -> dict[str, Any]:
    """Number and title of a product, as lists name it."""
    return {"number": one.number, "title": one.title}


def ways_json(ways: Mapping[str, tuple[Product, ...]]) -> list[dict[str, Any]]:
    """JSON for routes with their products."""
    return [{"route": id, "products": [named_json(one) for one in found]} for id, found in ways.items()]


def product_json(flow: Flow, wording: Wording, plan: Plan, one: Product) -> dict[str, Any]:
    """JSON for a product with its own answer, or with the question that is still open."""
    result, opened = one.step.result, one.step.opened
    return {
        **named_json(one),
        "answers": write(one.given),
        "others": others(plan, one),
        "without": plan_link(other for other in plan.products if other is not one),
        "carries": [list(pair) for pair in carried(flow, one.step.path, one.step.known)],
        "outcome": result.outcome if result else None,
        "claims": result.claims if result else (),
        "answer": headline_of(flow, result).title if result else "",
        "told": [list(pair) for pair in fact_words(flow, wording, result)] if result else [],
        "grade": wording.grades[claims_by(flow, result).grade] if result else "",
        "notes": [note_title(flow, flow.notes[id], result) for id in result.notes] if result else [],
        "question": question_at(flow, one.step, opened.question).ask if opened else "",
        "problem": opened.problem if opened else None,
        "made-for": former_title(flow, one.made_for) if one.made_for else None,
        "revised": revised_json(one.revised),
        "news": list(one.news),
    }


def former_title(flow: Flow, outcome: str) -> str:
    """Title of an outcome, or the last title of an outcome that is gone."""
    found: Outcome | None = flow.outcomes.get(outcome)
    return found.title if found else flow.former.outcomes[outcome].title


# ---------- as a reply


def reply_with(flow: Flow, wording: Wording, plan: Plan, today: date, places: Places) -> Reply:
    """A reply with the plan: the claims in all, and the answer of each product. Its link always carries the answers."""
    address = f"{places.plan}#{plan_link(plan.products)}&on={today.isoformat()}"
    heading = f"{count_words(len(plan.products), 'product')} of one customer: {in_all(flow, plan)}"
    common, names, least = answers_of_all(flow, plan), names_of(plan.products), weakest(flow, wording, plan)
    known = plan.products[0].step.known if len(plan.products) == 1 else {}  # values may differ between products
    return Reply(
        address=address,
        text=(
            paragraph(Run(text=heading, href=address, strong=True)),
            *(paragraph(Run(text=words)) for words in reservations(plan)),
            *how_sure(flow, wording, plan),
            *list_block(claim_lines(flow, wording, plan, names)),
            paragraph(Run(text="Product by product:", strong=True)),
            *list_block(product_line(flow, wording, one, places, common, names, least) for one in plan.products),
            *(
                [paragraph(*labelled("For all:" if len(plan.products) > 1 else "For:", in_brief(flow, common, known)))]
                if common
                else []
            ),
            *also(flow, wording, plan),
            *closing(flow, wording, list(plan_supports(flow, wording, plan)), oldest_check(flow, plan)),
        ),
        carries=tuple(pair for one in plan.products for pair in numbered(flow, one)),
    )


def list_block(lines: Iterable[Line]) -> Iterator[Block]:
    """A list, unless it would be empty."""
    found = tuple(lines)
    if found:
        yield Block(lines=found, listed=True)


def in_all(flow: Flow, plan: Plan) -> str:
    """Number of claims to file, in words."""
    if plan.most > plan.fewest:
        return f"{plan.fewest} to {plan.most} claims in all"
    if plan.fewest:
        return f"{count_words(plan.fewest, 'claim')} in all"
    return "no claim so far" if plan.unknown or plan.unfinished else flow.site.no_claim


def reservations(plan: Plan) -> Iterator[str]:
    """Sentences that explain the number of claims, and say for how many products it is not known."""
    if words := " ".join(rule.text for rule in plan.because.values()):
        yield words
    if plan.unknown:
        yield f"For {count_words(len(plan.unknown), 'product')} it is not publicly known whether there is a claim."
    if plan.unfinished:
        yield f"For {count_words(len(plan.unfinished), 'product')} there is no answer yet."


def weakest(flow: Flow, wording: Wording, plan: Plan) -> str | None:
    """The weakest grade of the claims and of the rules for their number; None where there is no answer."""
    claims = (claims_by(flow, found).grade for _, found in each_result(plan.products))
    rules = (rule.grade for rule in plan.because.values())
    return max((*claims, *rules), key=list(wording.grades).index, default=None)


def how_sure(flow: Flow, wording: Wording, plan: Plan) -> Iterator[Block]:
    """A line with the weakest grade of the plan; none where there is no answer."""
    grade = weakest(flow, wording, plan)
    if grade:
        yield paragraph(*labelled("How sure, weakest part:", f"{wording.grades[grade]}."))


def also(flow: Flow, wording: Wording, plan: Plan) -> Iterator[Block]:
    """A list of the notes that a reply names for these products, each once, with its grade."""
    told = (
        (note, note_title(flow, note, found))
        for _, found in each_result(plan.products)
        for note in told_notes(flow, found)
    )
    notes = {(note.id, title): note.grade for note, title in told}
    if notes:
        yield paragraph(Run(text="Also note:", strong=True))
        yield from list_block(note_line(title, wording.grades[grade]) for (_, title), grade in notes.items())


def claim_lines(flow: Flow, wording: Wording, plan: Plan, names: Mapping[int, str]) -> Iterator[Line]:
    """A line for each claim and each route, with its products."""
    cases = {id for _, found in each_result(plan.products) for id in found.cases}
    filed = [claim for claim in plan.claims if claim.shares]
    common = common_proof(wording, [claim.type.id for claim in filed], cases)
    for claim in filed:
        pays = share_pays(flow, wording, claim, names)
        of = all_in_short((one.product for one in claim.shares), names)
        yield task_line(wording, claim.type.id, of, pays, cases, common)
    yield from proof_line(common)
    for claim in plan.claims:
        if claim.held:
            yield labelled(f"{wording.claims[claim.type.id]}, already held, to keep:", all_in_short(claim.held, names))
    for id, products in plan.routes.items():
        yield labelled(f"No claim, but {wording.routes[id]}:", all_in_short(products, names))
    for id, products in plan.alternatives.items():
        yield labelled(f"Accepted as well, {wording.routes[id]}:", all_in_short(products, names))


def share_pays(flow: Flow, wording: Wording, claim: PlannedClaim, names: Mapping[int, str]) -> str:
    """Words whether a claim pays: once where it is the same for all its products, else for each product."""
    words = [(names[one.product.number], pays_of_claim(flow, wording, claim.type.id, one.pays)) for one in claim.shares]
    if len({said for _, said in words}) == 1:
        return words[0][1]
    return "; ".join(f"{name}: {said}" for name, said in words)


def names_of(products: Sequence[Product]) -> dict[int, str]:
    """The names of products, by number. A name that two products share begins with the number, to tell them apart."""
    titles = [one.title for one in products]
    return {one.number: one.title if titles.count(one.title) == 1 else f"{one.number}. {one.title}" for one in products}


def all_in_short(products: Iterable[Product], names: Mapping[int, str]) -> str:
    """Names of products in one line."""
    return "; ".join(names[one.number] for one in products)


def answers_of_all(flow: Flow, plan: Plan) -> tuple[Hop, ...]:
    """The answers that all products have in common, so that they are said once.

    Empty choices are left out, because they say nothing; so is what names a product, because each line begins with it.
    """
    paths = [[hop for hop in one.step.path if hop.answer and not names_product(flow, hop)] for one in plan.products]
    first = next(iter(paths), [])
    return tuple(hop for hop in first if all(hop in path for path in paths))


def product_line(
    flow: Flow,
    wording: Wording,
    one: Product,
    places: Places,
    common: Collection[Hop],
    names: Mapping[int, str],
    weakest: str | None,
) -> Line:
    """A line for a product, linked to its own answer, with the grade where that is not the weakest of the plan.

    Where there is nothing to file, the line has the title of the outcome and the product's own answers, too, because no
    claim's line names the product then.
    """
    found = one.step.result
    if found is None:
        return (Run(text=f"{names[one.number]}: not answered to the end"),)
    grade = claims_by(flow, found).grade
    sure = "" if grade == weakest else f" ({wording.grades[grade]})"
    there = f"{places.answers}{found.outcome}/#{link_of(one.step)}"
    if claims_to_file(found):
        return Run(text=names[one.number], href=there), Run(text=sure)
    own = in_brief(
        flow, [hop for hop in one.step.path if hop not in common and not names_product(flow, hop)], one.step.known
    )
    told = f"{names[one.number]}: {headline_of(flow, found).title}"
    return Run(text=told, href=there), Run(text=f"{sure}{f': {own}' if own else ''}")


def names_product(flow: Flow, hop: Hop) -> bool:
    """Whether an answer gives a product its name in the plan."""
    return flow.plans is not None and hop.question in flow.plans.subject


def numbered(flow: Flow, one: Product) -> Iterator[tuple[str, str]]:
    """The answers for a product, in words, each with its number."""
    yield from ((f"{one.number}. {short}", chosen) for short, chosen in carried(flow, one.step.path, one.step.known))


def supports(flow: Flow, plan: Plan) -> Iterator[Support]:
    """Grade and sources of each fact that the plan rests on."""
    yield from ((rule.grade, rule.sources) for rule in plan.because.values())
    for claim in plan.claims:
        yield claim.type.holds.grade, claim.type.holds.sources
    for _, found in each_result(plan.products):
        yield from answer_supports(flow, flow.outcomes[found.outcome], found)


def plan_supports(flow: Flow, wording: Wording, plan: Plan) -> Iterator[Support]:
    """Grade and sources of each fact that a reply states about a plan, and of no others."""
    yield from ((rule.grade, rule.sources) for rule in plan.because.values())
    for _, found in each_result(plan.products):
        claims = claims_by(flow, found)
        yield claims.grade, claims.sources
        yield from ((note.grade, note.sources) for note in told_notes(flow, found))
        for id in claims_to_file(found):
            pays = plan.counting.kinds[id].pays
            yield pays.grade, pays.sources
            yield from supports_of_task(wording, id, found.cases)


def reach_of_plan(flow: Flow, plan: Plan) -> str:
    """Sentence that says how recent the texts are that a plan rests on."""
    return reach_sentence((id for _, ids in supports(flow, plan) for id in ids), flow.editions, flow.site)


def oldest_check(flow: Flow, plan: Plan) -> date | None:
    """The oldest day on which an outcome of the plan was compared with its sources; None where one never was."""
    days = [flow.outcomes[found.outcome].checked for _, found in each_result(plan.products)]
    known = [day for day in days if day]
    return min(known) if known and len(known) == len(days) else None
