"""Conditions in words say what the conditions say: no answer more, and none less."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_scripts.check.compiler import Compiled
from build_scripts.pages import words
from decision_tree.model import Condition, Flow, Option, Question, Test

ANSWERS = [frozenset(chosen) for size in range(5) for chosen in combinations(("a", "b", "c", "d"), size)]
OPTIONS = tuple(Option(id=id, label=id) for id in "abcd")
some_answers = st.frozensets(st.sampled_from(ANSWERS), min_size=1)
modest = settings(max_examples=200, deadline=None, derandomize=True, database=None)


@pytest.fixture
def flow(everything: Compiled) -> Flow:
    return everything.flow


def test_options_of_which_one_was_chosen_are_joined_by_or(flow: Flow) -> None:
    test = Test(question="paper", any_of=frozenset({"mail", "nothing", "letter"}))
    assert words.test_words(flow.questions["paper"], test) == "What you have: A letter, A mail or Nothing"


def test_of_several_choices_the_options_stand_in_quotes(flow: Flow) -> None:
    test = Test(question="work", any_of=frozenset({"presales"}), none_of=frozenset({"adoption", "talked"}))
    assert words.test_words(flow.questions["work"], test) == (
        "Your work: “Shaped the choice”, and not “Drove use” nor “Talked about it”"
    )


def test_a_band_of_dates_is_called_by_their_age(flow: Flow) -> None:
    test = Test(question="asked", any_of=frozenset({"in-time"}))
    assert words.test_words(flow.questions["asked"], test) == "Asked: at most 14 business days ago"


def test_tests_that_must_all_hold_and_conditions_of_which_one_must_are_told_apart(flow: Flow) -> None:
    assert words.condition_words(flow, flow.notes["late-or-stale"].when) == (
        "What you have: A letter; Signed: longer ago; or What you have: A mail; Asked: longer ago"
    )


def test_a_condition_that_always_holds_says_so(flow: Flow) -> None:
    assert words.condition_words(flow, Condition(clauses=((),))) == "always"


@pytest.mark.parametrize(
    ("several", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")]
)
def test_a_list_reads_like_one(several: list[str], said: str) -> None:
    assert words.listed(several, "or") == said


@modest
@given(every=some_answers, data=st.data())
def test_the_words_for_several_choices_hold_for_these_answers_and_for_no_other(
    every: frozenset[frozenset[str]], data: st.DataObject
) -> None:
    answers = data.draw(st.frozensets(st.sampled_from(sorted(every, key=sorted)), min_size=1))
    question = Question(id="q", kind="several", ask="", short="", options=OPTIONS)
    pairs = words.cover(question, answers, every)
    held = {one for one in every if any(chosen <= one and left_out.isdisjoint(one) for chosen, left_out in pairs)}
    assert held == answers


@modest
@given(st.lists(st.tuples(some_answers, some_answers), min_size=1, max_size=5))
def test_boxes_that_are_merged_hold_the_answers_they_held(pairs: list[tuple[frozenset, frozenset]]) -> None:
    boxes = [{"one": one, "two": two} for one, two in pairs]
    merged = words.merge_boxes(boxes)
    assert held(merged) == held(boxes)
    assert len(merged) <= len(boxes)


def held(boxes: list[words.Box]) -> set[tuple[frozenset[str], frozenset[str]]]:
    """Every pair of answers that some box holds."""
    return {(one, two) for box in boxes for one in box["one"] for two in box["two"]}


def test_a_question_of_which_every_answer_is_in_the_box_is_no_condition(flow: Flow) -> None:
    letter, mail = frozenset({"letter"}), frozenset({"mail"})
    box = {"paper": frozenset({letter}), "sure": frozenset({frozenset({"yes"})})}
    assert words.box_words(flow, box, words.whole([box, {"paper": frozenset({mail})}])) == "What you have: A letter"
