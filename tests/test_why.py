"""Why an answer is what it is, and what would change it: nothing is missing, and each link leads where it says."""

from collections.abc import Iterator
from datetime import date

import pytest
from filing import FILING, THREE, words
from hypothesis import given
from walks import NAMES, TODAY, Given, every_path, flow_of, modest, walks

from decision_tree.engine import Step, resolve
from decision_tree.links import parse
from decision_tree.model import Question
from decision_tree.why import change_words, changes, differs, reasons, table_words, why_json


def some_paths(name: str) -> Iterator[tuple[Given, Step]]:
    """A hundred paths, evenly spread."""
    paths = every_path(name)
    return iter(paths[:: max(1, len(paths) // 100)])


def one_other(question: Question, given: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every answer with one thing different, by a way of our own: all options, whether they are offered or not."""
    options = [option.id for option in question.options]
    if question.kind == "one":
        yield from ((id,) for id in options if (id,) != given)
    for id in options if question.kind == "several" else ():
        if id in given:
            yield tuple(one for one in given if one != id)
        elif id in question.alone:
            yield (id,)
        else:
            yield tuple(one for one in options if (one in given or one == id) and one not in question.alone)


@pytest.mark.parametrize("name", NAMES)
def test_every_single_different_answer_that_leads_elsewhere_is_told(name: str) -> None:
    flow = flow_of(name)
    for _, step in some_paths(name):
        told = {(change.question, change.answer) for change in changes(flow, step, TODAY)}
        for hop in step.path:
            for answer in one_other(flow.questions[hop.question], hop.answer):
                led = resolve(flow, {**step.answers, hop.question: answer}, TODAY)
                if led.opened and led.opened.problem:
                    continue  # not offered there
                if led.answers.get(hop.question) == answer and differs(flow, step, led):
                    assert (hop.question, answer) in told, (step.answers, hop.question, answer)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_told_that_is_not_so(name: str) -> None:
    flow, wording = flow_of(name), words(name)
    for _, step in some_paths(name):
        found = list(changes(flow, step, TODAY))
        for change, told in zip(found, why_json(flow, wording, step, TODAY)["changes"], strict=True):
            assert change.answer != step.answers[change.question]
            for id, answer in change.step.answers.items():
                same = id == change.question or set(answer) <= set(
                    step.answers[id]
                )  # what is not offered there is left out
                assert same, "one answer is another, and all others stay"
            there = resolve(flow, parse(told["fragment"], flow).answers, TODAY)
            assert there.result == change.step.result
            assert told["outcome"] == (there.result.outcome if there.result else None)
            assert told["words"] and told["title"]
            assert told["facts"] or told["outcome"] != step.result.outcome


def test_other_facts_in_the_same_answer_are_elsewhere_and_a_note_that_only_adds_something_is_not() -> None:
    told = {change.answer for change in changes(FILING, resolve(FILING, THREE, TODAY), TODAY)}
    assert ("we-hold-build-intent",) in told
    assert ("us-public-sector",) not in told


def test_a_date_is_moved_into_each_other_band() -> None:
    flow = flow_of("everything")
    dates = [question.id for question in flow.questions.values() if question.kind == "date"]
    seen = set()
    for _, step in every_path("everything"):
        for change in changes(flow, step, TODAY):
            if change.question in dates:
                hop = next(hop for hop in change.step.path if hop.question == change.question)
                seen.add((change.question, *hop.chosen))
                assert date.fromisoformat(change.answer[0]) <= TODAY
    assert seen == {("signed", band.id) for band in flow.questions["signed"].bands} | {("asked", "late")}


@modest
@given(walks(flow_of("which-claim")))
def test_every_rule_and_every_effect_on_the_way_has_an_answer_that_it_rests_on(answers: Given) -> None:
    flow = flow_of("which-claim")
    step = resolve(flow, answers, TODAY)
    if step.result is None:
        return
    found = list(reasons(flow, step))
    asked = [hop.question for hop in step.path]
    assert [asked.index(reason.hop.question) for reason in found] == sorted(
        asked.index(reason.hop.question) for reason in found
    )
    assert {rule.table for reason in found for rule in reason.rules} == {one.table for one in step.decisions}
    effects = {id for id in step.result.notes if flow.notes[id].effect}
    assert {id for reason in found for id in reason.notes} == effects


@pytest.mark.parametrize("name", NAMES)
def test_what_the_answers_did_led_along_the_path(name: str) -> None:
    flow, wording = flow_of(name), words(name)
    tables = {f"then “{table_words(id)}”" for id in flow.tables}
    for _, step in some_paths(name):
        asked = {f"then “{flow.questions[hop.question].short}”" for hop in step.path}
        because = why_json(flow, wording, step, TODAY)["because"]
        assert {rule["words"] for one in because for rule in one["rules"]} <= asked | tables | {"then this answer"}


@pytest.mark.parametrize(("before", "after", "said"), [
    (("presales",), ("presales", "adoption"), "Also “Drove use”"),
    (("presales", "adoption"), ("adoption",), "Without “Shaped the choice”"),
    (("presales",), ("none-of-these",), "“None of these” instead"),
])  # fmt: skip
def test_a_different_choice_of_several_says_what_is_different(
    before: tuple[str, ...], after: tuple[str, ...], said: str
) -> None:
    assert change_words(FILING.questions["work"], before, after) == said


def test_the_words_say_what_each_answer_did_with_the_row_that_says_so_and_its_sources() -> None:
    held = {**THREE, "circumstances": ("we-hold-build-intent",)}
    told = why_json(FILING, words(), resolve(FILING, held, TODAY), TODAY)["because"]
    assert [reason["short"] for reason in told] == [
        "Product area", "Product", "How the customer buys", "Your work", "What you want", "Circumstances",
    ]  # fmt: skip
    assert told[0]["rules"] == [
        {"words": "then “Product”", "at": "area"},
        {"words": "then “Your work”", "at": "after-channel-4"},
        {"words": "then “What you want”", "at": "after-work-1"},
        {"words": "then this answer", "at": "decide-9"},
    ]
    assert told[4]["rules"] == [{"words": "then this answer", "at": "decide-9"}]
    assert told[4]["sources"] == ["S04", "S06"]
    assert told[5]["notes"][0]["title"] == "Keep your Build intent claim; do not file it again"
    assert told[5]["notes"][0]["grade"] == "Microsoft, on more than one page"
