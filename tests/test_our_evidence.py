"""Laws of the questionnaire about proof: they hold whatever its rules are, as long as it tells all at once."""

from functools import cache

import pytest
from walks import TODAY, every_path, flow_of

from decision_tree.engine import resolve
from decision_tree.lists import expected

FLOW = "evidence"
WORST_LAST = ("ready", "at-risk", "will-fail")

MENDED = {
    "provide-document": {"document": ("template",)},
    "customer-signature": {"signature": ("customer",), "signed-on": (TODAY.isoformat(),)},
    "fresh-acknowledgement": {"signed-on": (TODAY.isoformat(),)},
    "name-every-product": {"products": ("all-named",)},
    "describe-activities": {"activities": ("per-product",)},
    "public-sector-disclosure": {"public-sector": ("us-with-disclosure",)},
    "add-template": {"document": ("template",)},
}
"""What mends a fix → the answers that are given then."""

GOOD = {
    "document": ("template",),
    "signature": ("customer",),
    "signed-on": (TODAY.isoformat(),),
    "products": ("all-named",),
    "activities": ("per-product",),
    "public-sector": ("none",),
}


@cache
def said(answers: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[str, frozenset[str]]:
    """The verdict and the fixes for these answers."""
    told = expected(flow_of(FLOW), resolve(flow_of(FLOW), dict(answers), TODAY))
    return told["verdict"], frozenset(told["fixes"])


def told_for(answers: dict[str, tuple[str, ...]]) -> tuple[str, frozenset[str]]:
    """The verdict and the fixes for these answers, remembered."""
    return said(tuple(sorted(answers.items())))


def test_every_fix_that_can_be_told_has_answers_that_mend_it() -> None:
    assert {note.id for note in flow_of(FLOW).notes.values() if note.in_list == "fixes"} == set(MENDED)


def test_after_every_fix_that_is_told_the_proof_is_ready() -> None:
    for answers, _ in every_path(FLOW):
        _, fixes = told_for(answers)
        mended = {**GOOD, **answers} if "provide-document" in fixes and "products" not in answers else dict(answers)
        for fix in fixes:
            mended |= MENDED[fix]
        assert told_for(mended) == ("ready", frozenset()), (answers, fixes)


def test_a_verdict_is_ready_if_and_only_if_nothing_is_to_be_mended() -> None:
    for answers, _ in every_path(FLOW):
        verdict, fixes = told_for(answers)
        assert (verdict == "ready") == (not fixes), answers


@pytest.mark.parametrize("question", [*GOOD])
def test_a_better_answer_to_one_question_never_makes_the_verdict_worse(question: str) -> None:
    for answers, step in every_path(FLOW):
        if question in step.answers:
            before, fixes = told_for(answers)
            after, left = told_for({**GOOD, **answers, question: GOOD[question]})
            if answers["document"] != ("none",):
                assert WORST_LAST.index(after) <= WORST_LAST.index(before), (answers, question)
                assert left <= fixes, (answers, question)
