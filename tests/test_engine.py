"""What the engine says to answers, rule by rule, on a small flow of its own."""

import copy
from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ours import our_knowledge
from walks import TODAY, Given, anything, modest

from build_scripts.check.flow_faults import check
from build_scripts.check.walk import Walk
from build_scripts.read.flow import read_flow
from decision_tree.engine import Result, Step, resolve, result, settle
from decision_tree.model import Claims, Condition, Designation, Effect, Flow, Metric, Note, Outcome, StatedValue, Test

WORKSHOP = """
flow: workshop
title: What can be done about it?
start: thing
questions:
  thing:
    ask: What is it?
    short: Thing
    options:
      bicycle: {label: A bicycle}
      boat: {label: A boat}
      clock: {label: A clock, goto: bought}
      other: {label: Something else, goto: not-here}
    goto: damage
  damage:
    ask: What is broken?
    short: Damage
    choose: several
    alone: [nothing]
    options:
      wheel: {label: A wheel, only-when: {thing: bicycle}}
      brake: {label: A brake, only-when: {thing: bicycle}}
      sail: {label: A sail, only-when: {thing: boat}}
      paint: {label: The paint}
      nothing: {label: Nothing}
    goto: sort
  bought:
    ask: When was it bought?
    short: Bought
    date: {bands: {just-now: {within: 10 business-days}, lately: {within: 12 months}, long-ago: otherwise}}
    goto: speed
  speed:
    ask: How fast?
    short: Speed
    options:
      at-once: {label: At once, only-when: [{thing: bicycle}, {thing: clock, bought: just-now}]}
      soon: {label: Soon}
    goto: extras
  extras:
    ask: Anything else?
    short: Extras
    choose: several
    empty: true
    options:
      guest: {label: A guest}
      heavy: {label: It is heavy}
      sunk: {label: It sank, only-when: {thing: boat}}
    goto: sort-out
tables:
  sort:
    hit: first
    rows:
      - {when: [{damage: sail}, {thing: bicycle, damage: {all-of: [wheel, brake]}}], goto: extras}
      - {when: {thing: bicycle, damage: {any-of: [wheel, brake], none-of: [paint]}}, goto: speed}
      - {when: {}, goto: painted}
  sort-out:
    hit: unique
    rows:
      - {when: {thing: [bicycle, boat]}, goto: mended}
      - {when: {thing: clock, bought: [just-now, lately]}, goto: mended}
      - {when: {thing: clock, bought: long-ago}, goto: painted}
outcomes:
  mended:
    title: We mend it
    answer: We mend it.
    claims: {are: build-intent, because: Made up., grade: inferred, sources: [S04]}
    pays: {is: if-eligible, because: Made up., grade: inferred, sources: [S04]}
    credit: dynamics-365
    revisions: [{on: 2026-11-23, what: First published.}]
  painted:
    title: We paint it
    answer: We paint it.
    claims: {are: [], because: Made up., grade: inferred, sources: [S04]}
    pays: {is: none, because: Made up., grade: inferred, sources: [S04]}
    credit: dynamics-365
    revisions: [{on: 2026-11-23, what: First published.}]
  not-here:
    title: Not here
    answer: Nobody knows.
    claims: {are: unknown, because: Made up., grade: unknown}
    pays: {is: unknown, because: Made up., grade: unknown}
    revisions: [{on: 2026-11-23, what: First published.}]
notes:
  guest: {title: A guest, when: {extras: guest}, text: Made up., grade: unknown}
  slow: {title: A slow clock, when: {thing: clock, speed: soon, extras: heavy}, text: Made up., grade: unknown}
  no-guest: {title: No guest, when: {extras: {none-of: [guest]}}, text: Made up., grade: unknown}
"""


@pytest.fixture(scope="module")
def workshop() -> Flow:
    """A flow with one question of each kind."""
    known = our_knowledge()
    reading = read_flow(WORKSHOP, known.designations)
    assert reading.flow is not None and not reading.faults
    assert check(Walk(reading.flow), known) == []
    return reading.flow


def opened_at(step: Step, question: str) -> str | None:
    """The problem told at this question, which must be the open one."""
    assert step.result is None and step.opened is not None and step.opened.question == question
    return step.opened.problem


def reached(step: Step) -> Result:
    """The result, which must be there."""
    assert step.opened is None and step.result is not None
    return step.result


# ---------- the path


def test_without_answers_the_first_question_is_open(workshop: Flow) -> None:
    step = resolve(workshop, {}, TODAY)
    assert opened_at(step, "thing") is None
    assert step.path == () and step.decisions == () and step.ignored == ()


def test_an_answer_opens_the_question_that_follows(workshop: Flow) -> None:
    step = resolve(workshop, {"thing": ("boat",)}, TODAY)
    assert opened_at(step, "damage") is None
    assert step.answers == {"thing": ("boat",)}


def test_an_option_with_a_way_of_its_own_leads_there_and_the_others_where_their_question_says(workshop: Flow) -> None:
    assert opened_at(resolve(workshop, {"thing": ("clock",)}, TODAY), "bought") is None
    assert opened_at(resolve(workshop, {"thing": ("bicycle",)}, TODAY), "damage") is None
    assert reached(resolve(workshop, {"thing": ("other",)}, TODAY)).outcome == "not-here"


def test_answers_off_the_path_are_kept_and_change_nothing(workshop: Flow) -> None:
    bare: Given = {"thing": ("bicycle",), "damage": ("paint",)}
    full: Given = {"bought": ("2026-11-20",), **bare, "speed": ("at-once",), "extras": ("guest",)}
    step = resolve(workshop, full, TODAY)
    assert step.ignored == ("bought", "speed", "extras")
    assert replace(step, ignored=()) == resolve(workshop, bare, TODAY)
    assert "guest" not in reached(step).notes


def test_answers_behind_the_open_question_wait_for_it(workshop: Flow) -> None:
    step = resolve(workshop, {"speed": ("soon",), "extras": ()}, TODAY)
    assert opened_at(step, "thing") is None
    assert step.ignored == ("speed", "extras")


def test_an_answer_to_a_question_that_does_not_exist_is_ignored(workshop: Flow) -> None:
    step = resolve(workshop, {"colour": ("red",), "thing": ("boat",)}, TODAY)
    assert opened_at(step, "damage") is None
    assert step.ignored == ("colour",)


def test_an_early_answer_that_changes_keeps_the_later_ones_that_still_fit(workshop: Flow) -> None:
    answers: Given = {"thing": ("boat",), "damage": ("sail", "wheel", "brake"), "extras": ("guest",)}
    assert reached(resolve(workshop, answers, TODAY)).notes == ("guest",)
    changed = resolve(workshop, {**answers, "thing": ("bicycle",)}, TODAY)
    assert changed.answers == {"thing": ("bicycle",), "damage": ("wheel", "brake"), "extras": ("guest",)}


def test_only_options_whose_condition_holds_are_offered(workshop: Flow) -> None:
    offered = {
        thing: resolve(workshop, {"thing": (thing,)}, TODAY).opened.offered  # type: ignore[union-attr]
        for thing in ("bicycle", "boat")
    }
    assert offered == {"bicycle": ("wheel", "brake", "paint", "nothing"), "boat": ("sail", "paint", "nothing")}


def test_an_option_is_offered_where_any_of_its_conditions_holds(workshop: Flow) -> None:
    fresh = resolve(workshop, {"thing": ("clock",), "bought": ("2026-11-20",)}, TODAY)
    stale = resolve(workshop, {"thing": ("clock",), "bought": ("2026-01-20",)}, TODAY)
    wheel = resolve(workshop, {"thing": ("bicycle",), "damage": ("wheel",)}, TODAY)
    assert [step.opened and step.opened.offered for step in (fresh, wheel, stale)] == [
        ("at-once", "soon"), ("at-once", "soon"), ("soon",),
    ]  # fmt: skip


def test_an_open_date_offers_no_options(workshop: Flow) -> None:
    opened = resolve(workshop, {"thing": ("clock",)}, TODAY).opened
    assert opened is not None and opened.offered == ()


# ---------- one choice


def test_an_option_that_is_not_offered_is_refused_in_words(workshop: Flow) -> None:
    answers: Given = {"thing": ("clock",), "bought": ("2020-01-01",), "speed": ("at-once",)}
    problem = opened_at(resolve(workshop, answers, TODAY), "speed")
    assert problem == "“At once” does not go with your answers before. Please choose again."


def test_an_option_that_does_not_exist_is_refused_in_words(workshop: Flow) -> None:
    problem = opened_at(resolve(workshop, {"thing": ("car",)}, TODAY), "thing")
    assert problem == "“car” is not one of the choices here. Please choose again."


def test_what_a_stranger_wrote_is_quoted_in_short(workshop: Flow) -> None:
    problem = opened_at(resolve(workshop, {"thing": ("c" * 100_000,)}, TODAY), "thing")
    assert problem is not None and len(problem) < 120


def test_of_a_single_choice_two_are_refused_in_words(workshop: Flow) -> None:
    problem = opened_at(resolve(workshop, {"thing": ("boat", "clock")}, TODAY), "thing")
    assert problem == "Only one of these can be so. Please choose one."


def test_the_same_choice_twice_is_one(workshop: Flow) -> None:
    assert resolve(workshop, {"thing": ("boat", "boat")}, TODAY) == resolve(workshop, {"thing": ("boat",)}, TODAY)


def test_of_a_single_choice_none_is_refused_in_words(workshop: Flow) -> None:
    assert opened_at(resolve(workshop, {"thing": ()}, TODAY), "thing") == "Please choose one."


# ---------- several choices


def test_of_several_choices_those_that_are_not_offered_are_left_out(workshop: Flow) -> None:
    step = resolve(workshop, {"thing": ("boat",), "damage": ("wheel", "sail")}, TODAY)
    assert step.answers["damage"] == ("sail",)
    assert opened_at(step, "extras") is None


def test_choices_of_which_none_is_offered_are_an_empty_answer(workshop: Flow) -> None:
    problem = opened_at(resolve(workshop, {"thing": ("boat",), "damage": ("wheel",)}, TODAY), "damage")
    assert problem == "Please choose at least one."


def test_several_choices_stand_in_the_order_of_the_question_however_they_came(workshop: Flow) -> None:
    step = resolve(workshop, {"thing": ("bicycle",), "damage": ("paint", "brake", "wheel", "brake")}, TODAY)
    assert step.answers["damage"] == ("wheel", "brake", "paint")


def test_an_option_that_excludes_all_others_is_refused_beside_another(workshop: Flow) -> None:
    problem = opened_at(resolve(workshop, {"thing": ("boat",), "damage": ("nothing", "paint")}, TODAY), "damage")
    assert problem == "“Nothing” goes with no other choice. Please choose either that or the others."


def test_an_option_that_excludes_all_others_is_an_answer_alone_or_beside_what_is_not_offered(workshop: Flow) -> None:
    for damage in (("nothing",), ("nothing", "wheel")):
        step = resolve(workshop, {"thing": ("boat",), "damage": damage}, TODAY)
        assert reached(step).outcome == "painted"
        assert step.answers["damage"] == ("nothing",)


def test_an_unknown_option_among_several_is_refused_in_words(workshop: Flow) -> None:
    problem = opened_at(resolve(workshop, {"thing": ("boat",), "damage": ("sail", "mast")}, TODAY), "damage")
    assert problem == "“mast” is not one of the choices here. Please choose again."


def test_choosing_nothing_is_an_answer_only_where_the_question_allows_it(workshop: Flow) -> None:
    assert (
        opened_at(resolve(workshop, {"thing": ("boat",), "damage": ()}, TODAY), "damage")
        == "Please choose at least one."
    )
    step = resolve(workshop, {"thing": ("boat",), "damage": ("sail",), "extras": ()}, TODAY)
    assert reached(step).outcome == "mended"
    assert step.answers["extras"] == ()


def test_a_question_that_may_be_left_empty_is_asked_all_the_same(workshop: Flow) -> None:
    assert opened_at(resolve(workshop, {"thing": ("boat",), "damage": ("sail",)}, TODAY), "extras") is None


def test_where_a_question_that_may_be_empty_is_not_asked_nothing_is_chosen(workshop: Flow) -> None:
    step = resolve(workshop, {"thing": ("other",), "extras": ("guest",)}, TODAY)
    assert reached(step).notes == ("no-guest",)


def test_settling_leaves_empty_what_may_be_empty_and_says_so(workshop: Flow) -> None:
    step, assumed = settle(workshop, {"thing": ("boat",), "damage": ("sail",)}, TODAY)
    assert reached(step).outcome == "mended" and assumed == {"extras": ()}
    step, assumed = settle(workshop, {"thing": ("boat",)}, TODAY)
    assert opened_at(step, "damage") is None and assumed == {}
    step, assumed = settle(workshop, {"thing": ("boat",), "damage": ("sail",), "extras": ("ghost",)}, TODAY)
    assert opened_at(step, "extras") is not None and assumed == {}


# ---------- dates


def bought(day: str, today: date) -> tuple[str, date | None]:
    """The band of a date in the workshop, and its last day there."""
    flow = read_flow(WORKSHOP, our_knowledge().designations).flow
    assert flow is not None
    step = resolve(flow, {"thing": ("clock",), "bought": (day,)}, today)
    assert step.answers["bought"] == (day,)
    return next(iter(step.path[1].chosen)), step.deadlines.get("bought")


@pytest.mark.parametrize(
    ("day", "today", "band", "last"),
    [
        ("2026-11-23", date(2026, 11, 23), "just-now", date(2026, 12, 7)),
        ("2026-11-09", date(2026, 11, 23), "just-now", date(2026, 11, 23)),
        ("2026-11-06", date(2026, 11, 23), "lately", date(2027, 11, 6)),
        ("2025-11-23", date(2026, 11, 23), "lately", date(2026, 11, 23)),
        ("2025-11-22", date(2026, 11, 23), "long-ago", None),
        ("2024-02-29", date(2025, 2, 28), "lately", date(2025, 2, 28)),
        ("2024-02-29", date(2025, 3, 1), "long-ago", None),
        ("2023-02-28", date(2024, 2, 28), "lately", date(2024, 2, 28)),
        ("2023-02-28", date(2024, 2, 29), "long-ago", None),
        ("0001-01-01", date(2026, 11, 23), "long-ago", None),
        ("9999-12-31", date(9999, 12, 31), "just-now", date.max),
    ],
)
def test_a_date_is_in_the_first_band_that_reaches_today(day: str, today: date, band: str, last: date | None) -> None:
    assert bought(day, today) == (band, last)


def test_bands_decide_as_options_do(workshop: Flow) -> None:
    ends = {
        day: reached(
            resolve(workshop, {"thing": ("clock",), "bought": (day,), "speed": ("soon",), "extras": ()}, TODAY)
        ).outcome
        for day in ("2026-11-20", "2026-01-01", "2020-01-01")
    }
    assert list(ends.values()) == ["mended", "mended", "painted"]


def test_a_date_after_today_is_refused_in_words(workshop: Flow) -> None:
    problem = opened_at(resolve(workshop, {"thing": ("clock",), "bought": ("2026-11-24",)}, TODAY), "bought")
    assert problem == "24 November 2026 is after today, 23 November 2026. Please check the date."


NOT_DATES = (
    "yesterday", "2026-02-30", "2025-02-29", "26-11-01", "2026-11-1", "20261101", "2026-W47-1", "2026-11-01T00",
    "２０２６-11-01", "-026-11-01", "2026-11-01 ",
)  # fmt: skip


@pytest.mark.parametrize("said", NOT_DATES)
def test_what_is_not_a_date_of_the_form_year_month_day_is_refused_in_words(workshop: Flow, said: str) -> None:
    problem = opened_at(resolve(workshop, {"thing": ("clock",), "bought": (said,)}, TODAY), "bought")
    assert (
        problem == f"“{said}” is not a date. Please give a day of the calendar with its year, such as 23 November 2026."
    )


def test_no_date_or_two_are_refused_in_words(workshop: Flow) -> None:
    for nothing in ((), ("",)):
        assert (
            opened_at(resolve(workshop, {"thing": ("clock",), "bought": nothing}, TODAY), "bought")
            == "Please give a date."
        )
    both = resolve(workshop, {"thing": ("clock",), "bought": ("2026-11-01", "2026-11-02")}, TODAY)
    assert (opened_at(both, "bought") or "").startswith("“2026-11-01,2026-11-02” is not a date")


# ---------- tables


def test_a_table_names_the_row_that_decided(workshop: Flow) -> None:
    rows = {
        damage: resolve(workshop, {"thing": ("bicycle",), "damage": damage}, TODAY).decisions[0].row
        for damage in [("wheel", "brake"), ("wheel",), ("wheel", "paint")]
    }
    assert list(rows.values()) == [0, 1, 2]


def test_a_table_names_which_condition_of_the_row_held(workshop: Flow) -> None:
    def clause(thing: str, *damage: str) -> set[str]:
        decision = resolve(workshop, {"thing": (thing,), "damage": damage}, TODAY).decisions[0]
        assert decision.row == 0 and decision.table == "sort"
        return {test.question for test in decision.clause}

    assert clause("boat", "sail") == {"damage"}
    assert clause("bicycle", "wheel", "brake") == {"thing", "damage"}


def test_every_table_on_the_way_is_named_in_order(workshop: Flow) -> None:
    step = resolve(workshop, {"thing": ("bicycle",), "damage": ("wheel",), "speed": ("soon",), "extras": ()}, TODAY)
    assert [decision.table for decision in step.decisions] == ["sort", "sort-out"]


def test_a_condition_on_a_question_that_was_not_asked_fails_even_if_it_only_excludes() -> None:
    condition = Condition(clauses=((Test(question="bought", none_of=frozenset({"just-now"})),),))
    assert not condition.holds({})
    assert condition.holds({"bought": frozenset({"lately"})})


def test_a_condition_with_an_empty_clause_always_holds_and_one_without_clauses_never() -> None:
    assert Condition(clauses=((),)).holds({})
    assert not Condition(clauses=()).holds({})


@pytest.mark.parametrize(
    ("chosen", "holds"), [("ac", True), ("abc", True), ("a", False), ("c", False), ("acd", False), ("", False)]
)
def test_a_test_asks_for_some_all_and_none(chosen: str, holds: bool) -> None:
    test = Test(question="x", any_of=frozenset("ab"), all_of=frozenset("c"), none_of=frozenset("d"))
    assert test.holds(frozenset(chosen)) is holds


# ---------- effects


def metric(id: str, *fed_by: str, disputed: str = "", unknown: bool = False) -> Metric:
    """A metric that these claims and routes feed."""
    return Metric(
        id=id,
        fed_by="unknown" if unknown else frozenset(fed_by),
        disputed=frozenset(disputed.split()),
        text="",
        grade="inferred",
        sources=(),
    )


def answer(
    *notes: Effect,
    claims: tuple[str, ...] | str = (),
    routes: tuple[str, ...] = (),
    pays: str = "if-eligible",
    metrics: tuple[Metric, ...] | None = (),
) -> Result:
    """The result of an outcome when notes with these effects hold."""
    credit = None if metrics is None else "credit"
    designations = {} if metrics is None else {"credit": Designation(id="credit", label="", metrics=metrics)}
    support: dict[str, object] = {"because": "", "grade": "inferred", "sources": ()}
    outcome = Outcome(
        id="end",
        title="",
        answer="",
        claims=Claims(are=claims, **support),  # type: ignore[arg-type]
        pays=StatedValue(value=pays, **support),  # type: ignore[arg-type]
        routes=routes,
        credit=credit,
    )
    flow = Flow(
        id="",
        title="",
        start="",
        questions={},
        tables={},
        outcomes={"end": outcome},
        notes={},
        designations=designations,
    )
    always = Condition(clauses=((),))
    return result(flow, outcome, [
        Note(id=f"note-{number}", title="", when=always, text="", grade="inferred", sources=(), effect=effect)
        for number, effect in enumerate(notes, 1)
    ])  # fmt: skip


def test_without_notes_an_outcome_is_what_it_says() -> None:
    said = answer(claims=("a", "b"), routes=("r",), pays="none", metrics=(metric("m", "a"),))
    assert (said.claims, said.keeps, said.routes, said.alternatives) == (("a", "b"), (), ("r",), ())
    assert (said.pays, said.pays_by, said.counts, said.notes) == ("none", None, "full", ())


def test_a_claim_that_is_held_is_kept_and_not_filed_again() -> None:
    said = answer(Effect(keep=("b",)), claims=("a", "b", "c"))
    assert said.claims == ("a", "c") and said.keeps == ("b",)


def test_a_claim_that_is_held_is_kept_even_where_it_would_not_be_filed() -> None:
    said = answer(Effect(keep=("b",)), Effect(keep=("b", "d")), claims=("a",))
    assert said.claims == ("a",) and said.keeps == ("b", "d")


def test_a_claim_that_is_kept_feeds_what_it_would_feed_if_it_were_filed() -> None:
    metrics = (metric("m", "a"), metric("n", "b"))
    assert answer(claims=("a",), metrics=metrics).counts == "partly"
    assert answer(Effect(keep=("b",)), claims=("a",), metrics=metrics).counts == "full"


def test_claims_once_unknown_stay_unknown_whatever_else_holds() -> None:
    for notes in (
        [Effect(claims_unknown=True), Effect(keep=("a",))],
        [Effect(keep=("a",)), Effect(claims_unknown=True)],
    ):
        said = answer(*notes, claims=("a", "b"), metrics=(metric("m", "a"),))
        assert said.claims == "unknown" and said.keeps == ("a",) and said.counts == "unknown"


def test_an_outcome_whose_claims_are_unknown_counts_unknown() -> None:
    said = answer(claims="unknown", pays="unknown", metrics=None)
    assert (said.claims, said.pays, said.counts, said.metrics) == ("unknown", "unknown", "unknown", {})


def test_what_pays_changes_only_from_the_value_that_the_note_names() -> None:
    effect = Effect(pays={"if-eligible": "none"})
    assert [answer(effect, pays=value).pays for value in ("if-eligible", "not-applicable", "none")] == [
        "none", "not-applicable", "none",
    ]  # fmt: skip


def test_what_pays_changes_from_every_value_where_the_note_names_none() -> None:
    for value in ("if-eligible", "not-applicable", "none", "unknown"):
        assert answer(Effect(pays={"any": "unknown"}), pays=value).pays == "unknown"


def test_what_pays_is_changed_by_one_note_after_the_other() -> None:
    held, unsure = Effect(pays={"if-eligible": "none"}), Effect(pays={"if-eligible": "unknown"})
    assert (answer(held, unsure).pays, answer(held, unsure).pays_by) == ("none", "note-1")
    assert (answer(unsure, held).pays, answer(unsure, held).pays_by) == ("unknown", "note-1")


def test_what_pays_stays_unknown_once_it_is() -> None:
    said = answer(Effect(pays={"any": "unknown"}), Effect(pays={"any": "none"}))
    assert (said.pays, said.pays_by) == ("unknown", "note-1")


def test_a_note_that_leaves_what_pays_as_it_was_is_not_named_for_it() -> None:
    assert answer(Effect(pays={"any": "none"}), pays="none").pays_by is None


def test_routes_of_notes_come_behind_those_of_the_outcome_each_once() -> None:
    said = answer(Effect(routes=("s", "r")), Effect(routes=("t", "s")), routes=("r",))
    assert said.routes == ("r", "s", "t")


def test_an_alternative_that_is_a_route_already_is_no_alternative() -> None:
    said = answer(Effect(alternatives=("s", "r")), routes=("r",))
    assert said.alternatives == ("s",)
    assert answer(Effect(alternatives=("s",), routes=("s",))).alternatives == ()


def test_routes_feed_metrics_and_alternatives_do_not() -> None:
    metrics = (metric("m", "s"),)
    assert answer(Effect(routes=("s",)), metrics=metrics).counts == "full"
    assert answer(Effect(alternatives=("s",)), metrics=metrics).counts == "none"


def test_credit_is_full_partly_or_none_by_the_metrics_that_are_fed() -> None:
    metrics = (metric("m", "a"), metric("n", "b"))
    assert [answer(claims=claims, metrics=metrics).counts for claims in (("a", "b"), ("b",), ("c",))] == [
        "full", "partly", "none",
    ]  # fmt: skip


def test_credit_is_conflicting_where_sources_disagree_about_a_metric_that_nothing_else_feeds() -> None:
    metrics = (metric("m", "a", disputed="b"), metric("n", "c"))
    assert answer(claims=("b", "c"), metrics=metrics).counts == "conflicting"
    assert answer(claims=("a", "b", "c"), metrics=metrics).counts == "full"


def test_credit_is_unknown_where_nobody_knows_what_feeds_a_metric() -> None:
    metrics = (metric("m", unknown=True), metric("n", "a"), metric("o", "b", disputed="a"))
    assert answer(claims=("a",), metrics=metrics).counts == "unknown"


def test_a_note_can_say_what_becomes_of_a_metric() -> None:
    metrics = (metric("m", "a"), metric("n", "a"))
    said = answer(Effect(metrics={"n": "not-fed"}), claims=("a",), metrics=metrics)
    assert said.metrics == {"m": "fed", "n": "not-fed"} and said.counts == "partly"
    assert answer(Effect(metrics={"n": "disputed"}), claims=("a",), metrics=metrics).counts == "conflicting"


def test_what_a_note_says_of_a_metric_that_the_designation_has_not_changes_nothing() -> None:
    said = answer(Effect(metrics={"other": "unknown"}), claims=("a",), metrics=(metric("m", "a"),))
    assert said.metrics == {"m": "fed"} and said.counts == "full"


def test_what_a_note_says_of_a_metric_does_not_count_where_the_claims_are_unknown() -> None:
    said = answer(Effect(metrics={"m": "fed"}), Effect(claims_unknown=True), claims=("a",), metrics=(metric("m", "a"),))
    assert said.metrics == {"m": "unknown"}


def test_notes_are_named_in_the_order_of_the_flow() -> None:
    assert answer(Effect(), Effect(keep=("a",)), Effect()).notes == ("note-1", "note-2", "note-3")


# ---------- always


@modest
@given(data=st.data())
def test_whatever_is_given_is_answered_with_a_question_or_an_outcome_and_never_with_an_exception(
    workshop: Flow, data: st.DataObject
) -> None:
    step = resolve(workshop, data.draw(anything(workshop)), data.draw(st.dates()))
    assert (step.opened is None) != (step.result is None)
    assert step.opened is None or step.opened.problem is None or step.opened.problem.endswith(".")


@modest
@given(data=st.data())
def test_the_same_answers_give_the_same_step_and_are_left_as_they_were(workshop: Flow, data: st.DataObject) -> None:
    answers = data.draw(anything(workshop))
    before, flow_before = copy.deepcopy(answers), copy.deepcopy(workshop)
    first, second = (resolve(workshop, answers, TODAY) for _ in range(2))
    assert first == second and repr(first) == repr(second)
    assert answers == before and list(answers) == list(before) and workshop == flow_before


def test_a_step_cannot_be_changed(workshop: Flow) -> None:
    step = resolve(workshop, {"thing": ("other",)}, TODAY)
    with pytest.raises(FrozenInstanceError):
        step.path = ()  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        step.result.pays = "none"  # type: ignore[misc, union-attr]


def test_answers_handed_out_by_a_step_are_not_its_own(workshop: Flow) -> None:
    step = resolve(workshop, {"thing": ("other",)}, TODAY)
    step.answers.clear()
    assert step.answers == {"thing": ("other",)}
