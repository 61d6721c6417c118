"""Several products of one customer: what is filed for each is filed in the plan, and nothing else; links keep it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import combinations
from urllib.parse import quote

import pytest
from filing import FILING, PLACES, THREE, words
from hypothesis import given
from hypothesis import strategies as st
from test_markup import Seen
from test_reply import word_count
from walks import TODAY, Given, anything, flow_of, modest, walks

from decision_tree import artefact, browser, links, plan, worth
from decision_tree.engine import Result, resolve
from decision_tree.links import MOST_PRODUCTS, PlanLink, ProductLink, parse, parse_plan, write
from decision_tree.markup import html, plain
from decision_tree.model import UNKNOWN, ClaimType, Flow, Moved, Plans, Revision, StatedValue, Statement
from decision_tree.plan import Plan, plan_json, plan_link, plan_of, reply_with

FLOW = FILING
assert FLOW.plans is not None
PLANS: Plans = FLOW.plans
KINDS = PLANS.counting.kinds

POWER: Given = {**THREE, "product": ("power-platform",)}
MODERN: Given = {
    "area": ("modern-work",), "channel": ("csp-own",), "seats": ("over-300",), "work": ("adoption",),
    "goal": ("both",), "circumstances": (),
}  # fmt: skip
AZURE: Given = {"area": ("azure",), "channel": ("csp-own",), "circumstances": ()}
HELD: Given = {**THREE, "circumstances": ("we-hold-build-intent",)}
GOVERNMENT: Given = {**THREE, "circumstances": ("government-cloud",)}
PUBLIC: Given = {**THREE, "circumstances": ("we-hold-build-intent", "us-public-sector")}


def planned(*products: Given, flow: Flow = FLOW) -> Plan:
    """The plan for these answers."""
    return plan_of(flow, PlanLink(products=tuple(ProductLink(answers=one) for one in products)), TODAY)


def claims(found: Plan) -> dict[str, list[int]]:
    """The products of each claim to file."""
    return {one.type.id: [share.product.number for share in one.shares] for one in found.claims if one.shares}


def results(found: Plan) -> list[Result]:
    """The answers of the products."""
    return [one.step.result for one in found.products if one.step.result]


def several(flow: Flow) -> st.SearchStrategy[list[Given]]:
    """One to four products."""
    return st.lists(walks(flow), min_size=1, max_size=4)


flows = pytest.mark.parametrize("flow", [FLOW, flow_of("which-claim")], ids=lambda flow: flow.id)
"""What holds for any answers, of the questionnaire of the site too."""


# ---------- adding up


def test_a_claim_of_one_role_holds_all_products_that_need_it() -> None:
    assert claims(planned(THREE, POWER, MODERN, AZURE)) == {
        "build-intent": [1, 2],
        "influenced-revenue": [1, 2],
        "usage-recognition": [1],
        "use-or-consume": [3],
    }


def test_the_threads_three_claims_are_three_for_one_product_and_three_to_five_with_a_second() -> None:
    assert (planned(THREE).fewest, planned(THREE).most) == (3, 3)
    assert (planned(THREE, POWER).fewest, planned(THREE, POWER).most) == (3, 5)


def test_workloads_of_a_tenant_share_one_claim_whatever_their_subscriptions() -> None:
    security: Given = {
        "area": ("security-microsoft-365",),
        "work": ("adoption",),
        "goal": ("both",),
        "circumstances": (),
    }
    assert (planned(MODERN, security).fewest, planned(MODERN, security).most) == (1, 1)


def test_what_is_held_already_is_kept_and_not_counted() -> None:
    found = planned(HELD, POWER)
    kept = {one.type.id: [product.number for product in one.held] for one in found.claims if one.held}
    assert kept == {"build-intent": [1]}
    assert claims(found)["build-intent"] == [2]
    assert planned(HELD).fewest == 2


def test_a_product_that_nobody_knows_is_named_and_not_counted() -> None:
    found = planned(GOVERNMENT, MODERN)
    assert [one.number for one in found.unknown] == [1]
    assert claims(found) == {"use-or-consume": [2]}


def test_a_product_that_is_not_answered_to_the_end_is_named_and_not_counted() -> None:
    found = planned({"area": ("modern-work",)}, THREE)
    assert [one.number for one in found.unfinished] == [1]
    assert found.fewest == 3


@flows
@modest
@given(data=st.data())
def test_every_claim_of_every_answer_is_filed_for_its_product_and_no_other(flow: Flow, data: st.DataObject) -> None:
    products = data.draw(several(flow))
    found = planned(*products, flow=flow)
    filed = {(claim, number) for claim, numbers in claims(found).items() for number in numbers}
    wanted = {
        (claim, number)
        for number, one in enumerate(results(found), start=1)
        if one.claims != UNKNOWN
        for claim in one.claims
    }
    assert filed == wanted
    assert len({one.type.id for one in found.claims}) == len(found.claims)
    assert found.fewest == len({claim for claim, _ in wanted}) <= found.most <= len(wanted)
    served = {(id, one.number) for id, products in found.routes.items() for one in products}
    assert served == {(id, number) for number, one in enumerate(results(found), start=1) for id in one.routes}


@flows
@modest
@given(data=st.data())
def test_no_claim_is_worth_more_than_its_answer_says(flow: Flow, data: st.DataObject) -> None:
    products = data.draw(several(flow))
    for claim in planned(*products, flow=flow).claims:
        for one in claim.shares:
            whole = one.product.step.result
            assert whole is not None
            assert one.pays in (whole.pays, "none")
            assert (one.pays == whole.pays) or claim.type.pays.value == "none"
            for metric, state in one.metrics.items():
                assert worth.SURENESS.index(state) <= worth.SURENESS.index(whole.metrics[metric])


@flows
@modest
@given(data=st.data())
def test_what_feeds_a_metric_in_an_answer_is_one_of_its_claims_or_routes(flow: Flow, data: st.DataObject) -> None:
    answers = data.draw(walks(flow))
    [one] = planned(answers, flow=flow).products
    result = one.step.result
    assert result is not None
    fed = {
        id
        for claim in planned(answers, flow=flow).claims
        for share in claim.shares
        for id, is_ in share.metrics.items()
        if is_ == "fed"
    }
    for metric, state in result.metrics.items():
        if state == "fed" and not result.routes and not result.keeps:
            assert metric in fed


def test_what_pays_is_said_of_the_claim_that_pays() -> None:
    pays = {one.type.id: one.shares[0].pays for one in planned(THREE).claims}
    assert pays == {"build-intent": "if-eligible", "influenced-revenue": "none", "usage-recognition": "none"}
    [use] = planned({**MODERN, "goal": ("recognition",)}).claims
    assert use.shares[0].pays == "none"


def test_what_a_claim_of_the_site_pays_is_what_the_answer_with_that_claim_alone_says() -> None:
    ours = flow_of("which-claim")
    assert ours.plans is not None
    for id, claim in ours.plans.counting.kinds.items():
        if (outcome := ours.outcomes.get(id)) and outcome.claims.are == (id,):
            told = f"'{id}' pays otherwise under 'counted:' in claims.yml than under 'outcomes:' in the flow"
            assert (claim.pays.value, claim.pays.grade) == (outcome.pays.value, outcome.pays.grade), told


def test_a_product_is_called_by_the_last_answer_that_says_what_it_is() -> None:
    assert [one.title for one in planned(THREE, MODERN, {}).products] == [
        "Dynamics 365",
        "Modern Work",
        "A product",
    ]


# ---------- what the numbers rest on


SECURITY: Given = {
    "area": ("security-microsoft-365",), "channel": ("volume-licensing",), "work": ("adoption",), "goal": ("both",),
    "circumstances": (),
}  # fmt: skip


@pytest.mark.parametrize(
    ("products", "rules"),
    [
        ([AZURE], []),
        ([THREE], ["role"]),
        ([THREE, MODERN], ["role"]),
        ([MODERN, SECURITY], ["role", "shared"]),
        ([THREE, POWER], ["role", "shared", "apart"]),
    ],
)
def test_the_rules_that_were_needed_are_told_with_how_sure_they_are_and_no_others(
    products: list[Given], rules: list[str]
) -> None:
    found = planned(*products)
    assert plan_json(FLOW, words(), found)["because"] == rules
    text = html(reply_with(FLOW, words(), found, TODAY, PLACES).text)
    for name in ("role", "shared", "apart"):
        rule: Statement = getattr(PLANS.counting, name)
        assert (rule.text in text) == (name in rules)
        order = list(words().grades).index
        assert name not in rules or order(plan.weakest(FLOW, words(), found)) >= order(rule.grade)
        assert ((rule.grade, rule.sources) in list(plan.supports(FLOW, found))) == (name in rules)


def test_a_rule_that_is_less_sure_makes_the_plan_less_sure() -> None:
    assert plan.weakest(FLOW, words(), planned(MODERN, SECURITY)) == "microsoft-one"
    counting = replace(PLANS.counting, role=replace(PLANS.counting.role, grade="community"))
    flow = replace(FLOW, plans=replace(PLANS, counting=counting))
    found = plan_of(flow, PlanLink(products=(ProductLink(answers=MODERN),)), TODAY)
    assert plan.weakest(flow, words(), found) == "community"


def test_a_flow_without_plans_adds_nothing_up() -> None:
    with pytest.raises(ValueError, match="flow 'filing' has no plans"):
        plan_of(replace(FLOW, plans=None), PlanLink(products=()), TODAY)


# ---------- links


@flows
@modest
@given(data=st.data())
def test_the_link_of_a_plan_opens_the_same_plan(flow: Flow, data: st.DataObject) -> None:
    products = data.draw(several(flow))
    found = planned(*products, flow=flow)
    link = parse_plan(f"#{plan_link(found.products)}&on=2026-11-23", flow)
    assert link.problems == () and link.on == TODAY
    again = plan_of(flow, link, TODAY)
    assert [one.step for one in again.products] == [one.step for one in found.products]
    assert not any(one.made_for for one in again.products)


@flows
@modest
@given(data=st.data())
def test_numbered_answers_ride_along_and_decide_nothing(flow: Flow, data: st.DataObject) -> None:
    products = data.draw(several(flow))
    *others, last = products
    carried = plan_link(planned(*others, flow=flow).products)
    alone, beside = parse(write(last), flow), parse(f"{carried}&{write(last)}", flow)
    assert replace(beside, carried="") == alone
    assert parse(beside.carried, flow).carried == beside.carried
    assert parse_plan(beside.carried, flow).products == parse_plan(carried, flow).products
    view = browser.view_of(flow, f"{carried}&{write(last)}", TODAY)
    assert view["carried"] == beside.carried
    assert view["fragment"] == browser.view_of(flow, write(last), TODAY)["fragment"]
    assert view["beside"] == [one.title for one in planned(*others, flow=flow).products]
    for hop in view["path"]:
        assert parse(hop["change"], flow).carried == beside.carried, "who changes an answer keeps the plan"


# ---------- what holds for the customer


def differing(found: Plan) -> dict[str, tuple[list[int], list[int]]]:
    """The options that some products have and others lack, with the numbers of both."""
    return {
        one.option: ([having.number for having in one.having], [lacking.number for lacking in one.lacking])
        for one in found.differences
    }


def agreed(found: Plan) -> Plan:
    """The plan that the first offer to take something over leads to."""
    return plan_of(FLOW, parse_plan(plan_json(FLOW, words(), found)["differences"][0]["agreed"], FLOW), TODAY)


def test_what_holds_for_the_customer_and_is_chosen_for_some_products_only_is_told() -> None:
    assert differing(planned(PUBLIC, POWER, MODERN)) == {"us-public-sector": ([1], [2, 3])}
    assert differing(planned(POWER, GOVERNMENT, PUBLIC)) == {
        "government-cloud": ([2], [1, 3]),
        "us-public-sector": ([3], [1, 2]),
    }
    [told] = plan_json(FLOW, words(), planned(PUBLIC, POWER))["differences"]
    assert (told["label"], told["having"], told["lacking"]) == ("The customer is US public sector", [1], [2])


def test_what_is_the_same_or_was_not_asked_or_belongs_to_one_product_is_no_difference() -> None:
    assert differing(planned(PUBLIC, PUBLIC)) == {}
    assert differing(planned(PUBLIC, AZURE)) == {}, "the public sector makes no difference to Azure and is not asked"
    assert differing(planned(PUBLIC, {"area": ("modern-work",)}, {})) == {}, "not asked yet"
    assert differing(planned(HELD, POWER)) == {}, "a claim is held for one product"
    assert differing(planned(THREE, {**POWER, "channel": ("web-direct",)})) == {}, "bought in two ways"


def test_what_is_taken_over_is_chosen_for_the_others_and_nothing_else_changes() -> None:
    found = planned(PUBLIC, {**POWER, "circumstances": ("several-subscriptions",)}, AZURE)
    after = agreed(found)
    assert after.differences == ()
    assert after.products[1].given["circumstances"] == ("several-subscriptions", "us-public-sector")
    assert [after.products[n].given for n in (0, 2)] == [found.products[n].given for n in (0, 2)]
    told = plan_json(FLOW, words(), found)["differences"][0]["agreed"]
    assert "2=two-claims-and-pal&" in told, "the link says where it leads"
    assert parse_plan(told, FLOW).problems == ()


def test_what_goes_with_no_other_option_gives_way_to_what_is_taken_over() -> None:
    work = replace(PLANS, for_all={"work": ("presales",)})
    flow = replace(FLOW, plans=work)
    nothing: Given = {**{id: POWER[id] for id in ("area", "product", "channel")}, "work": ("none-of-these",)}
    links_ = tuple(ProductLink(answers=one) for one in (THREE, nothing))
    [one] = plan_of(flow, PlanLink(products=links_), TODAY).differences
    assert one.agreed[1].given["work"] == ("presales",)
    assert one.agreed[1].step.opened is not None and one.agreed[1].step.opened.problem is None


@flows
@modest
@given(data=st.data())
def test_after_taking_over_nothing_of_that_differs(flow: Flow, data: st.DataObject) -> None:
    products = data.draw(several(flow))
    found = planned(*products, flow=flow)
    for one in found.differences:
        link = parse_plan(plan_link(one.agreed), flow)
        assert link.problems == ()
        assert one.option not in differing(plan_of(flow, link, TODAY))


# ---------- preselection for the next product


def chosen(question: str, *products: Given, before: Given | None = None) -> list[str]:
    """The preselected options of the question that these answers open, with these products beside."""
    view = browser.view_of(FLOW, f"{plan_link(planned(*products).products)}&{write(before or {})}", TODAY)
    assert view["question"] == question
    return list(view["chosen"])


def test_how_the_customer_buys_and_what_is_wanted_are_chosen_as_for_the_first_product_that_answers_it() -> None:
    assert chosen("channel", THREE, AZURE, before={"area": ("modern-work",)}) == ["volume-licensing"]
    assert chosen("channel", AZURE, THREE, before={"area": ("modern-work",)}) == ["csp-own"]
    asked = {**POWER, "channel": ("web-direct",)}
    del asked["goal"], asked["circumstances"]
    assert chosen("goal", AZURE, MODERN, before=asked) == ["both"], "the first one was not asked"


def test_what_is_said_of_one_product_alone_is_not_chosen_for_another() -> None:
    assert chosen("area", THREE) == []
    assert chosen("product", THREE, before={"area": ("business-applications",)}) == []
    asked = {id: POWER[id] for id in ("area", "product", "channel")}
    assert chosen("work", THREE, before=asked) == []
    asked = {id: POWER[id] for id in ("area", "product", "channel", "work", "goal")}
    assert chosen("circumstances", PUBLIC, before=asked) == ["us-public-sector"], "the claim is held for the first one"


def test_what_holds_for_the_customer_is_chosen_as_soon_as_one_product_has_it() -> None:
    asked = {id: POWER[id] for id in ("area", "product", "channel", "work", "goal")}
    assert chosen("circumstances", AZURE, GOVERNMENT, PUBLIC, before=asked) == ["government-cloud", "us-public-sector"]


def test_what_does_not_exist_for_the_next_product_is_not_chosen() -> None:
    bought: Given = {**THREE, "channel": ("perpetual",)}
    assert chosen("channel", bought, before={"area": ("azure",)}) == []
    assert chosen("channel", bought, before={"area": ("modern-work",)}) == ["perpetual"]
    assert chosen("circumstances", PUBLIC, before={"area": ("azure",), "channel": ("csp-own",)}) == []


def test_what_the_reader_chose_goes_before_what_other_products_have() -> None:
    carried = plan_link(planned(THREE).products)
    for kept, is_chosen in (({"channel": "csp-own"}, ["csp-own"]), ({}, ["volume-licensing"])):
        assert browser.view_of(FLOW, f"{carried}&area=azure", TODAY, kept)["chosen"] == is_chosen
    again = browser.view_of(FLOW, f"{carried}&area=azure&channel=mca-e&at=channel", TODAY)
    assert again["chosen"] == ["mca-e"]


def test_each_option_that_is_chosen_already_says_as_for_which_product() -> None:
    carried = plan_link(planned(AZURE, PUBLIC, GOVERNMENT).products)
    assert browser.view_of(FLOW, f"{carried}&area=modern-work", TODAY)["as-for"] == {
        "channel": {"csp-own": "Azure"},
        "goal": {"both": "Dynamics 365"},
        "circumstances": {"us-public-sector": "Dynamics 365", "government-cloud": "Dynamics 365"},
    }
    assert browser.view_of(FLOW, "area=modern-work", TODAY)["as-for"] == {}


def test_a_flow_that_takes_nothing_over_chooses_nothing() -> None:
    flow = replace(FLOW, plans=replace(PLANS, as_before=(), for_all={}))
    view = browser.view_of(flow, f"{plan_link(planned(THREE).products)}&area=azure", TODAY)
    assert (view["chosen"], view["as-for"]) == ([], {})


@modest
@given(st.dictionaries(st.sampled_from(["1", "2", "x"]), anything(FLOW), max_size=3), walks(FLOW))
def test_whatever_rides_along_only_options_that_are_offered_are_chosen(others: dict[str, Given], last: Given) -> None:
    junk = "&".join(
        f"{number}.{quote(question)}={quote(','.join(answer))}"
        for number, given in others.items()
        for question, answer in given.items()
    )
    for place in range(len(last)):
        answers = dict(list(last.items())[:place])
        alone, view = (browser.view_of(FLOW, f"{write(answers)}&{beside}", TODAY) for beside in ("", junk))
        assert (view["question"], view["to-here"]) == (alone["question"], alone["to-here"])
        assert set(view["chosen"]) <= set(view["offered"])


def test_answers_without_a_number_are_one_product_more() -> None:
    link = parse_plan(f"2=azure-csp&2.area=azure&2.channel=csp-own&2.circumstances=&{write(THREE)}", FLOW)
    assert [one.answers for one in link.products] == [AZURE, THREE]


def test_a_plan_holds_nine_products_and_says_what_it_leaves_out() -> None:
    nine = plan_link(planned(*[AZURE] * MOST_PRODUCTS).products)
    link = parse_plan(f"{nine}&{write(THREE)}", FLOW)
    assert [one.answers for one in link.products] == [AZURE] * MOST_PRODUCTS
    assert link.problems == ("A plan holds 9 products. The answers that are not numbered were left out.",)


def test_answers_behind_an_open_question_are_kept_and_say_what_product_it_is() -> None:
    lacking = {id: answer for id, answer in THREE.items() if id != "channel"}
    found = planned(lacking)
    [one] = found.products
    assert one.step.opened is not None and one.step.opened.question == "channel"
    assert one.title == "Dynamics 365"
    again = parse_plan(plan_link(found.products), FLOW)
    assert dict(again.products[0].answers) == lacking
    assert parse(plan_json(FLOW, words(), found)["products"][0]["answers"], FLOW).answers == lacking
    assert "no claim so far" in html(reply_with(FLOW, words(), found, TODAY, PLACES).text)


def test_taking_a_product_out_numbers_the_others_anew_and_opening_one_does_not() -> None:
    first, second, third = plan_json(FLOW, words(), planned(AZURE, MODERN, THREE))["products"]
    assert first["without"].startswith("1=modern-work-use-or-consume&1.area=modern-work&")
    assert "&2=all-three-claims&" in first["without"]
    assert second["others"].startswith(
        "1=azure-csp&1.area=azure&1.channel=csp-own&1.circumstances=&3=all-three-claims&3.area="
    )
    assert third["answers"] == write(THREE)


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda link: link.replace("&", "&amp;"),
        lambda link: quote(link, safe=""),
        lambda link: quote(quote(link, safe=""), safe=""),
        lambda link: f"{link}.",
        lambda link: f"{link}).",
        lambda link: f"{link}&utm_source=forum&fbclid=x1",
        lambda link: "&".join(reversed(link.split("&"))),
    ],
)
def test_what_forums_do_to_the_link_of_a_plan_is_undone(spoilt: Callable[[str], str]) -> None:
    link = plan_link(planned(THREE, AZURE).products)
    read = parse_plan(spoilt(link), FLOW)
    assert read.problems == ()
    assert [dict(one.answers) for one in read.products] == [THREE, AZURE]
    assert [one.made_for for one in read.products] == ["all-three-claims", "azure-csp"]


def test_what_is_not_understood_is_told_with_the_number_of_its_product_and_the_rest_is_kept() -> None:
    link = parse_plan("1=nowhere&1.area=azure&1.channel=boat&2.colour=red&2.area=azure&x", FLOW)
    assert link.problems == (
        "Product 1: The link answers “How the customer buys” with “boat”, which is not one of its choices.",
        "Product 1: The link speaks of the answer “nowhere”, which is none of ours.",
        "Product 2: The link speaks of “colour”, which this questionnaire does not ask.",
        "The link holds “x”, which answers no question.",
    )
    assert [one.answers for one in link.products] == [{"area": ("azure",)}, {"area": ("azure",)}]


@modest
@given(st.lists(anything(FLOW), max_size=12), st.text(max_size=30))
def test_no_plan_of_a_stranger_is_an_exception(products: list[Given], text: str) -> None:
    fragment = "&".join(f"{n}.{key}={','.join(it)}" for n, one in enumerate(products) for key, it in one.items()) + text
    link = parse_plan(fragment, FLOW)
    found = plan_of(FLOW, link, TODAY)
    assert len(found.products) <= MOST_PRODUCTS
    json.dumps(plan_json(FLOW, words(), found))
    reply_with(FLOW, words(), found, TODAY, PLACES)
    browser.view_of(FLOW, fragment, TODAY)


def test_a_hundred_kilobytes_are_read_in_moments() -> None:
    link = parse_plan("&".join(f"{number % 11}.area=azure" for number in range(8000)), FLOW)
    assert len(link.products) == MOST_PRODUCTS
    assert len(link.problems) <= links.MOST_PROBLEMS + 1


# ---------- what changed since


def test_answers_that_lead_elsewhere_than_when_the_link_was_written_say_so() -> None:
    found = plan_of(FLOW, parse_plan("1=all-three-claims&1.area=azure&1.channel=csp-own", FLOW), TODAY)
    [one] = plan_json(FLOW, words(), found)["products"]
    assert one["made-for"] == FLOW.outcomes["all-three-claims"].title
    assert one["outcome"] == "azure-csp"


def test_an_answer_that_has_another_name_is_the_same_and_one_that_is_gone_is_told_by_its_title() -> None:
    day = date(2027, 1, 10)
    moved = {
        "old-name": Moved(on=day, now=("azure-csp",), title="Old name"),
        "gone": Moved(on=day, now=("azure-csp",), why="No more.", title="What it was"),
    }
    flow = replace(FLOW, former=replace(FLOW.former, outcomes=moved))
    read = parse_plan("1=old-name&1.area=azure&1.channel=csp-own&2=gone&2.area=azure&2.channel=csp-own", flow)
    assert read.problems == ()
    products = plan_json(flow, words(), plan_of(flow, read, TODAY))["products"]
    assert [one["made-for"] for one in products] == [None, "What it was"]


def test_what_was_revised_since_the_link_was_copied_is_told_and_what_was_before_is_not() -> None:
    outcome = FLOW.outcomes["azure-csp"]
    revisions = (*outcome.revisions, Revision(on=date(2027, 2, 1), what="Now it is so."))
    flow = replace(FLOW, outcomes={**FLOW.outcomes, "azure-csp": replace(outcome, revisions=revisions)})
    earlier = outcome.revisions[-1].what
    cases = ("2026-11-23", [earlier, "Now it is so."]), ("2027-02-01", ["Now it is so."]), ("2027-02-02", [])
    for on, told in cases:
        link = parse_plan(f"1=azure-csp&1.area=azure&1.channel=csp-own&1.circumstances=&on={on}", flow)
        [one] = plan_of(flow, link, date(2027, 3, 1)).products
        assert [revision.what for revision in one.revised] == told


def test_counting_that_was_revised_since_the_link_was_copied_is_told_of_the_whole_plan() -> None:
    flow = replace(FLOW, plans=replace(PLANS, revisions=(Revision(on=date(2027, 2, 1), what="Counted otherwise."),)))
    for since, told in (
        ("&on=2027-02-01", [{"on": "1 February 2027", "what": "Counted otherwise."}]),
        ("&on=2027-02-02", []),
        ("", []),
    ):
        link = parse_plan(f"1=azure-csp&1.area=azure&1.channel=csp-own&1.circumstances={since}", flow)
        found = plan_json(flow, words(), plan_of(flow, link, date(2027, 3, 1)))
        assert found["revised"] == told
        assert found["products"][0]["revised"] == []


# ---------- as a reply


def test_a_reply_with_a_plan_says_how_many_how_that_comes_about_and_what_each_product_is() -> None:
    made = reply_with(FLOW, words(), planned(THREE, POWER), TODAY, PLACES)
    text = html(made.text)
    seen = Seen(text)
    assert "2 products of one customer: 3 to 5 claims in all" in text
    assert "inferred by CPOR Answers" in text
    assert "for your adoption work (Dynamics 365): does not pay (sources disagree). No deadline found." in text
    assert "for your presales work (Dynamics 365; Power Platform): can pay. Within 90 days of purchase" in text
    assert text.count("Proof:") == 1
    assert made.address in seen.links
    for one in (THREE, POWER):
        outcome = resolve(FLOW, one, TODAY).result
        assert outcome is not None
        assert f"{PLACES.answers}{outcome.outcome}/#{write(one)}" in seen.links


def test_a_plan_says_how_sure_its_weakest_point_is_and_what_else_holds() -> None:
    one = plan_json(FLOW, words(), planned(MODERN))
    assert one["weakest"] == "Microsoft, on one page", "whose own CSP sale it is rests on one guide"
    volume = plan_json(FLOW, words(), planned({**MODERN, "channel": ("volume-licensing",)}))
    assert volume["weakest"] == "Microsoft, on more than one page"
    assert plan_json(FLOW, words(), planned(MODERN, THREE))["weakest"] == "inferred by CPOR Answers"
    assert plan_json(FLOW, words(), planned({}))["weakest"] == ""
    influenced: Given = {**THREE, "work": ("presales",), "goal": ("incentive",)}
    two = planned(influenced, {**influenced, "product": ("customer-insights",)})
    assert (two.fewest, two.most) == (1, 2)
    text = html(reply_with(FLOW, words(), planned(MODERN, THREE), TODAY, PLACES).text)
    assert "<strong>How sure, weakest part:</strong> inferred by CPOR Answers." in text
    licence = FLOW.notes["licence-by-one-guide"]
    assert f"<strong>{licence.title}</strong> ({words().grades[licence.grade]})" in text


def test_answers_that_products_have_in_common_are_said_once() -> None:
    text = html(reply_with(FLOW, words(), planned(THREE, POWER), TODAY, PLACES).text)
    assert "<strong>For all:</strong> EA or Volume Licensing · presales · adoption · both goals" in text
    assert text.count("EA or Volume Licensing") == 1
    alone = html(reply_with(FLOW, words(), planned(THREE), TODAY, PLACES).text)
    assert "<strong>For:</strong> EA or Volume Licensing · " in alone
    other: Given = {"area": ("not-listed",)}
    assert "<strong>For" not in html(reply_with(FLOW, words(), planned(THREE, other), TODAY, PLACES).text)


def test_a_reply_with_a_plan_of_two_products_has_at_most_200_words() -> None:
    for one, other in combinations([THREE, POWER, MODERN, SECURITY, AZURE], 2):
        text = plain(reply_with(FLOW, words(), planned(one, other), TODAY, PLACES).text)
        assert word_count(text) <= 200, text


def test_an_older_link_of_a_plan_is_taken_to_have_what_was_not_asked_then_and_says_so() -> None:
    link = parse_plan(
        "1=azure-csp&1.area=azure&1.channel=csp-own&2=azure-pal&2.area=security-azure&on=2026-11-23", FLOW
    )
    first, second = plan_json(FLOW, words(), plan_of(FLOW, link, TODAY))["products"]
    assert (first["outcome"], first["answers"]) == ("azure-csp", "area=azure&channel=csp-own&circumstances=")
    assert first["news"] and "taken to be none of these" in first["news"][0]
    assert (second["outcome"], second["question"]) == (None, FLOW.questions["channel"].ask)
    assert second["news"] and "error of ours" in second["news"][0]


def test_how_sure_an_answer_is_stands_behind_it_and_is_the_notes_word_where_nobody_knows() -> None:
    text = html(reply_with(FLOW, words(), planned(THREE, GOVERNMENT), TODAY, PLACES).text)
    assert "How sure, weakest part:</strong> not known outside Microsoft." in text
    assert ">1. Dynamics 365</a> (inferred by CPOR Answers)</li>" in text
    assert ">2. Dynamics 365: Not known: government clouds</a>: The tenant is in a government cloud" in text
    assert [one["grade"] for one in plan_json(FLOW, words(), planned(THREE, GOVERNMENT))["products"]] == [
        "inferred by CPOR Answers",
        words().grades["unknown"],
    ]


def test_a_plan_is_as_old_as_the_answer_that_was_compared_first_and_rests_on_how_claims_are_counted() -> None:
    def checked(**days: date | None) -> Flow:
        outcomes = {id.replace("_", "-"): day for id, day in days.items()}
        return replace(
            FLOW, outcomes={id: replace(it, checked=outcomes.get(id, it.checked)) for id, it in FLOW.outcomes.items()}
        )

    older, never = checked(azure_csp=date(2026, 1, 2)), checked(azure_csp=None)
    assert plan.oldest_check(older, planned(THREE, AZURE)) == date(2026, 1, 2)
    assert plan.oldest_check(never, planned(THREE, AZURE)) is None
    holds = KINDS["build-intent"].holds
    assert (holds.grade, holds.sources) in list(plan.supports(FLOW, planned(THREE)))


def test_a_plan_without_claims_says_so() -> None:
    assert "no CPOR claim to file" in html(reply_with(FLOW, words(), planned(AZURE), TODAY, PLACES).text)


# ---------- what it comes in


def test_how_claims_are_counted_comes_with_the_flow() -> None:
    back = artefact.load(artefact.dump(FLOW, []))
    assert back.plans == FLOW.plans  # type: ignore[union-attr]
    assert PLANS.subject == ("area", "product")


def test_a_kind_of_claim_that_takes_one_product_a_subscription_is_counted_so() -> None:
    statement = Statement(text="", grade="inferred", sources=())
    pays = StatedValue(value="none", because="", grade="inferred", sources=())
    kinds = {"build-intent": ClaimType(id="build-intent", per="workload", holds=statement, pays=pays)}
    flow = replace(FLOW, plans=replace(PLANS, counting=replace(PLANS.counting, kinds=kinds)))
    found = plan_of(flow, PlanLink(products=(ProductLink(answers=THREE), ProductLink(answers=POWER))), TODAY)
    assert (found.fewest, found.most) == (1, 1)
    assert [one.pays for one in found.claims[0].shares] == ["none", "none"]
