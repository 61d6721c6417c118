"""What is published stays: links from before any number of edits end nowhere else without a word."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from edits import (
    WHY,
    insert_first,
    rename_option,
    rename_outcome,
    rename_question,
    retire_option,
    retire_outcome,
)
from hypothesis import given
from hypothesis import strategies as st
from walks import NAMES, TODAY, Given, flow_of, modest, walks

from build_scripts.pages.render import successors_of
from decision_tree import artefact
from decision_tree.browser import view_of
from decision_tree.engine import resolve
from decision_tree.links import Link, current, parse, parse_plan, write, write_product
from decision_tree.model import Flow
from decision_tree.plan import plan_of

# ---------- one edit


@pytest.fixture
def flow() -> Flow:
    return flow_of("filing")


DPOR = {"area": ("azure",), "channel": ("csp-own",)}


def told(link: Link) -> str:
    """The one problem of a link."""
    [problem] = link.problems
    return problem


def test_an_option_with_another_name_is_translated(flow: Flow) -> None:
    once = rename_option(flow, "channel", "csp-own", "our-csp")
    twice = rename_option(once, "channel", "our-csp", "csp-ours")
    for changed, now in ((once, "our-csp"), (twice, "csp-ours")):
        link = parse(write(DPOR), changed)
        assert link.answers == {"area": ("azure",), "channel": (now,)}
        assert link.problems == ()


def test_a_question_with_another_name_is_translated_with_its_options_and_when_it_is_shown_again(flow: Flow) -> None:
    changed = rename_question(rename_option(flow, "channel", "csp-own", "our-csp"), "channel", "bought-by")
    link = parse(f"{write(DPOR)}&at=channel", changed)
    assert link.answers == {"area": ("azure",), "bought-by": ("our-csp",)}
    assert link.at == "bought-by"
    assert link.problems == ()


def test_an_option_that_was_split_is_asked_again_and_told_with_what_it_is_now(flow: Flow) -> None:
    link = parse(write(DPOR), rename_option(flow, "channel", "csp-own", "csp-direct", "csp-indirect"))
    assert link.answers == {"area": ("azure",)}
    said = told(link)
    assert said.startswith(
        "The link answers “How the customer buys” with “csp-own”, which has been gone since 10 January 2027. "
    )
    assert WHY in said
    assert "Please choose again: it is now “CSP: we are the CSP partner” or “CSP: we are the CSP partner”." in said


def test_an_option_that_is_gone_is_told_and_asked_again(flow: Flow) -> None:
    link = parse(write(DPOR), retire_option(flow, "channel", "csp-own"))
    assert link.answers == {"area": ("azure",)}
    assert told(link).endswith(
        "which has been gone since 10 January 2027. It was asked for in another way. Please choose again."
    )


def test_what_was_published_in_error_is_called_so(flow: Flow) -> None:
    link = parse(write(DPOR), retire_option(flow, "channel", "csp-own", in_error=True))
    assert "which was published in error until 10 January 2027." in told(link)


def test_of_several_choices_the_ones_that_are_still_there_are_kept(flow: Flow) -> None:
    changed = rename_option(retire_option(flow, "work", "presales"), "work", "adoption", "usage-work")
    link = parse("area=business-applications&product=power-platform&work=presales,adoption", changed)
    assert link.partly == {"work": ("usage-work",)}
    assert "presales" in told(link)


def test_options_that_became_one_are_chosen_once(flow: Flow) -> None:
    changed = retire_option(flow, "work", "presales", "adoption")
    link = parse("area=business-applications&product=power-platform&work=presales,adoption", changed)
    assert link.answers["work"] == ("adoption",)
    assert link.problems == ()


def test_a_question_that_is_gone_is_told_and_the_rest_is_kept(flow: Flow) -> None:
    renamed = rename_question(flow, "channel", "bought-by")
    moved = renamed.former.questions["channel"]
    gone = replace(renamed, former=replace(renamed.former, questions={"channel": replace(moved, now=(), why=WHY)}))
    link = parse(write(DPOR), gone)
    assert link.answers == {"area": ("azure",)}
    assert told(link) == f"The link answers “channel”, which has been gone since 10 January 2027. {WHY}"
    instead = replace(gone, former=replace(gone.former, questions={"channel": replace(moved, now=("area", "work"))}))
    assert told(parse(write(DPOR), instead)).endswith("Asked instead: “Product area” or “Your work”.")


def test_the_artefact_carries_what_is_gone(flow: Flow) -> None:
    changed = retire_outcome(rename_option(flow, "channel", "csp-own", "our-csp"), "azure-csp", "azure-other")
    assert artefact.load(artefact.dump(changed, [])).former == changed.former


# ---------- any sequence of edits


@st.composite
def edited(draw: st.DrawFn, flow: Flow) -> Flow:
    """The flow after some edits."""
    for number in range(draw(st.integers(1, 6))):
        flow = draw(st.sampled_from(list(edits(flow, number))))()
    return flow


def edits(flow: Flow, number: int) -> Iterator[Callable[[], Flow]]:
    """What can be done to a flow now."""
    new = f"new-{number}"
    choices = [(question.id, option.id) for question in flow.questions.values() for option in question.options]
    for asked, option in choices:
        many = len(flow.questions[asked].options) > 2
        yield lambda asked=asked, option=option: rename_option(flow, asked, option, new)
        if flow.questions[asked].kind == "one":
            yield lambda asked=asked, option=option: rename_option(flow, asked, option, f"{new}-a", f"{new}-b")
        if many and flow.questions[asked].kind == "one":
            yield lambda asked=asked, option=option: retire_option(flow, asked, option)
    for question in flow.questions:
        yield lambda question=question: rename_question(flow, question, new)
    for outcome in flow.outcomes:
        yield lambda outcome=outcome: rename_outcome(flow, outcome, new)
    if len(flow.outcomes) > 2:
        one, other, *_ = flow.outcomes
        yield lambda: retire_outcome(flow, one, other)
    yield lambda: insert_first(flow, new)


@st.composite
def aged(draw: st.DrawFn, name: str) -> tuple[Flow, Given, Flow]:
    """A flow, answers that lead to an answer of it, and the flow after some edits."""
    flow = flow_of(name)
    return flow, draw(walks(flow)), draw(edited(flow))


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@modest
def test_after_any_edits_a_link_ends_where_it_did_or_says_why_not(name: str, data: st.DataObject) -> None:
    flow, answers, changed = data.draw(aged(name))
    before = resolve(flow, answers, TODAY).result
    assert before is not None
    page, gone = before.outcome, changed.former
    assert page in changed.outcomes or page in gone.outcomes, "its address still shows something"
    view = view_of(changed, write(answers), TODAY)
    if view["outcome"] is None:
        answered = {current(id, changed.questions, gone.questions)[0] for id in answers}
        assert view["problems"] or view["question"] not in answered, "asked again what was answered, without a word"
        return
    ends = [page] if page in changed.outcomes else successors_of(page, changed.outcomes, gone.outcomes)
    if view["outcome"] not in ends:
        assert view["problems"] or page in gone.outcomes, "another answer, and neither the link nor the page says so"


@pytest.mark.parametrize("name", ["everything", "which-claim"])
@given(data=st.data())
@modest
def test_after_any_edits_a_plan_has_the_same_answer_for_a_product_or_says_so_there(
    name: str, data: st.DataObject
) -> None:
    flow, answers, changed = data.draw(aged(name))
    before = resolve(flow, answers, TODAY)
    assert before.result is not None
    page, gone = before.result.outcome, changed.former
    link = parse_plan(write_product(3, before.answers, before.result), changed)
    [one] = plan_of(changed, link, TODAY).products
    if one.step.result is None:
        return  # told as not answered to the end
    same = one.step.result.outcome == page
    was_renamed = page in gone.outcomes and not gone.outcomes[page].why
    assert same or was_renamed or one.made_for or link.problems
    assert not (same and one.made_for)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@modest
def test_every_answer_of_a_link_is_kept_under_its_name_of_today_or_named(name: str, data: st.DataObject) -> None:
    _, answers, changed = data.draw(aged(name))
    link = parse(write(answers), changed)
    gone = sum(len(answer) for answer in answers.values()) - sum(
        len(kept) for kept in (*link.answers.values(), *link.partly.values())
    )
    assert (gone > 0) == bool(link.problems)
    assert set(link.answers) | set(link.partly) <= set(changed.questions)
    for id, answer in (*link.answers.items(), *link.partly.items()):
        question = changed.questions[id]
        assert question.bands or all(question.option(option) for option in answer)
