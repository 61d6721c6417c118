"""What holds for every flow and all answers: of every path, and of paths and links drawn at random.

The file of a flow is read here a second time, by the shortest means there are and with nothing of the engine:
what this second reading says must be what the engine says.
"""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from walks import (
    NAMES,
    PLACES,
    TODAY,
    Given,
    anything,
    beginnings,
    compiled,
    every_path,
    every_path_of_all_times,
    flow_of,
    modest,
    some_answer,
    walks,
)

from decision_tree.browser import facts, view_of
from decision_tree.engine import resolve
from decision_tree.links import link_of, parse

flows = pytest.mark.parametrize("name", NAMES)


# ---------- a second reading


@cache
def written(name: str) -> dict:
    """The file of a flow as mappings, lists and words."""
    return yaml.load(PLACES[name].read_text(encoding="utf-8"), yaml.BaseLoader)


def said(when: object, chosen: Mapping[str, set[str]]) -> bool:
    """Whether a condition, as it is written, holds."""
    clauses = when if isinstance(when, list) else [when]
    return any(all(passes(test, chosen.get(question)) for question, test in clause.items()) for clause in clauses)


def passes(test: object, chosen: set[str] | None) -> bool:
    """Whether a question's test, as it is written, passes. What was not asked passes none."""
    if chosen is None:
        return False
    if isinstance(test, dict) and test.keys() & {"from", "until"}:
        return all(test.get("from", day) <= day <= test.get("until", day) for day in chosen)
    if isinstance(test, dict):
        some, every, none = (listed(test.get(key, [])) for key in ("any-of", "all-of", "none-of"))
        return (not some or bool(some & chosen)) and not every - chosen and not none & chosen
    return bool(listed(test) & chosen)


def listed(words: str | list[str]) -> set[str]:
    """One word or several."""
    return {words} if isinstance(words, str) else set(words)


@cache
def band(name: str, question: str, answer: str) -> str:
    """The band of a date or a number. That today is a Monday, and no day near the end of a month, keeps this short."""
    if "number" in written(name)["questions"][question]:
        bands = written(name)["questions"][question]["number"]["bands"]
        return next(id for id, rule in bands.items() if rule == "otherwise" or int(answer) <= int(rule["up-to"]))
    day = date.fromisoformat(answer)
    since = [day + timedelta(days=1 + days) for days in range((TODAY - day).days)]
    gone = {
        "days": len(since),
        "business-days": sum(one.isoweekday() <= 5 for one in since),
        "months": (TODAY.year - day.year) * 12 + TODAY.month - day.month + (TODAY.day > day.day),
    }
    for id, rule in written(name)["questions"][question]["date"]["bands"].items():
        if rule == "otherwise":
            return id
        number, unit = rule["within"].split()
        if gone[unit] <= int(number):
            return id
    raise AssertionError("the last band is for every day")


def second_reading(name: str, given: Given, rules: date = TODAY) -> tuple[list[str], str | None, set[str]]:
    """The questions asked, the outcome if there is one, and the notes that hold for these acceptable answers."""
    flow = written(name)
    chosen = {id: set() for id, question in flow["questions"].items() if question.get("empty") == "true"}
    chosen["today"] = {rules.isoformat()}
    path, node = [], flow["start"]
    while node not in flow["outcomes"]:
        if node in flow.get("tables", {}):
            node = next(row["goto"] for row in flow["tables"][node]["rows"] if said(row["when"], chosen))
            continue
        question = flow["questions"][node]
        path.append(node)
        if node not in given:
            return path, None, set()
        if question.keys() & {"date", "number"}:
            chosen[node] = {band(name, node, given[node][0])}
        else:
            chosen[node] = set(given[node])
        only = (
            question["options"][given[node][0]] if question.get("choose") != "several" and "options" in question else {}
        )
        node = only.get("goto") or question["goto"]
    return path, node, {id for id, note in flow.get("notes", {}).items() if said(note["when"], chosen)}


@flows
def test_on_every_path_the_engine_asks_and_answers_what_the_file_says(name: str) -> None:
    for answers, step, day in every_path_of_all_times(name):
        asked, outcome, _ = second_reading(name, answers, day)
        assert [hop.question for hop in step.path] == asked, answers
        assert step.result is not None and step.result.outcome == outcome, answers


@flows
def test_on_every_path_a_note_shows_if_and_only_if_its_condition_holds(name: str) -> None:
    for answers, step, day in every_path_of_all_times(name):
        assert step.result is not None
        assert set(step.result.notes) == second_reading(name, answers, day)[2], answers


@flows
@modest
@given(data=st.data())
def test_a_note_shows_if_and_only_if_its_condition_holds_however_many_circumstances_meet(
    name: str, data: st.DataObject
) -> None:
    answers = data.draw(walks(flow_of(name)))
    step = resolve(flow_of(name), answers, TODAY)
    asked, outcome, notes = second_reading(name, answers)
    assert step.result is not None
    assert ([hop.question for hop in step.path], step.result.outcome) == (asked, outcome)
    assert set(step.result.notes) == notes
    assert list(step.result.notes) == [id for id in written(name).get("notes", {}) if id in notes], (
        "in the order of the file"
    )


@flows
def test_on_every_path_the_options_offered_are_those_whose_condition_holds(name: str) -> None:
    seen = set()
    for answers, _, day in every_path_of_all_times(name):
        given: Given = {}
        for question, answer in answers.items():
            if (key := (day, *given.items())) not in seen:
                seen.add(key)
                opened = resolve(flow_of(name), given, TODAY, rules=day).opened
                assert opened is not None and opened.question == question
                assert list(opened.offered) == offered(name, question, given, day)
            given[question] = answer


def offered(name: str, question: str, given: Given, rules: date) -> list[str]:
    """The options of a question, as they are written, after these answers."""
    flow = written(name)
    chosen = {"today": {rules.isoformat()}, **{id: set(answer) for id, answer in given.items()}}
    for id, answer in given.items():
        if flow["questions"][id].keys() & {"date", "number"}:
            chosen[id] = {band(name, id, answer[0])}
    options = flow["questions"][question].get("options", {})
    return [id for id, option in options.items() if "only-when" not in option or said(option["only-when"], chosen)]


# ---------- getting on


@flows
@modest
@given(data=st.data())
def test_answering_the_open_question_always_moves_on(name: str, data: st.DataObject) -> None:
    flow = flow_of(name)
    answers = data.draw(beginnings(flow))
    step = resolve(flow, answers, TODAY)
    if step.opened is not None:
        question = flow.questions[step.opened.question]
        answers[question.id] = data.draw(some_answer(question, step.opened.offered))
        then = resolve(flow, answers, TODAY)
        assert then.path[:-1] == step.path and then.path[-1].question == question.id
        assert then.opened is None or then.opened.question != question.id


@flows
def test_every_path_ends_within_the_number_of_questions_and_asks_none_twice(name: str) -> None:
    for _, step in every_path(name):
        asked = [hop.question for hop in step.path]
        assert len(set(asked)) == len(asked) <= len(flow_of(name).questions)


@flows
def test_every_outcome_is_reached_and_every_note_shows(name: str) -> None:
    results = [step.result for _, step, _ in every_path_of_all_times(name) if step.result is not None]
    assert {result.outcome for result in results} == set(flow_of(name).outcomes)
    assert {note for result in results for note in result.notes} == set(flow_of(name).notes)


@flows
def test_every_question_offers_something_wherever_it_is_asked(name: str) -> None:
    for state in compiled(name).states:
        if state.get("kind") in ("one", "several"):
            assert state["offered"]


@flows
def test_every_row_of_every_table_decides_somewhere(name: str) -> None:
    steps = [step for _, step, _ in every_path_of_all_times(name)]
    decided = {(decision.table, decision.row) for step in steps for decision in step.decisions}
    assert decided == {(table.id, row) for table in flow_of(name).tables.values() for row in range(len(table.rows))}


def test_nobody_is_asked_more_than_seven_questions_before_an_answer() -> None:
    longest = max((step for _, step in every_path("which-claim")), key=lambda step: len(step.path))
    assert len(longest.path) <= 7, f"too many to stay for: {', '.join(hop.question for hop in longest.path)}"


# ---------- what an answer says


@flows
def test_what_an_answer_says_hangs_together(name: str) -> None:
    for answers, step in every_path(name):
        result = step.result
        assert result is not None
        claims = set() if result.claims == "unknown" else set(result.claims)
        assert claims.isdisjoint(result.keeps), answers
        assert set(result.alternatives).isdisjoint(result.routes), answers
        assert result.pays in ("if-eligible", "none", "not-applicable", "unknown"), answers
        assert result.counts in ("full", "partly", "none", "conflicting", "unknown"), answers
        assert not (result.claims == "unknown" and result.counts != "unknown"), answers
        assert not (result.pays == "if-eligible" and not claims), f"nothing is filed that could pay: {answers}"


@flows
def test_the_page_is_told_of_every_note_and_metric_and_of_each_claim_and_route_that_is_named(name: str) -> None:
    flow = flow_of(name)
    for _, step in every_path(name)[::7]:
        assert step.result is not None
        told, result = facts(flow, step.result), step.result
        assert {id for id, state in told.items() if id.startswith("note:") and state == "yes"} == {
            f"note:{id}" for id in result.notes
        }
        assert {id for id in told if id.startswith("note:")} == {f"note:{id}" for id in flow.notes}
        assert {f"metric:{id}": state for id, state in result.metrics.items()}.items() <= told.items()
        assert told["claims"] == ("unknown" if result.claims == "unknown" else "some" if result.claims else "none")
        filed = () if result.claims == "unknown" else result.claims
        said = {**{f"claim:{id}": "file" for id in filed}, **{f"claim:{id}": "keep" for id in result.keeps}}
        assert {id: state for id, state in told.items() if id.startswith("claim:")} == said


# ---------- the state graph


def follow(states: list[dict], chosen: list[tuple[str, ...]], rules: date) -> dict:
    """Where answers lead by the state graph alone; a date is given by its band."""
    state = states[0]
    if "from" in state:
        state = states[state["from"][max(day for day in state["from"] if day <= rules.isoformat())]]
    for answer in chosen:
        if state["kind"] == "several":
            fits = [
                one["to"]
                for one in state["classes"]
                if set(one["with"]) <= set(answer) and set(one["without"]).isdisjoint(answer)
            ]
            assert len(fits) == 1, "every answer belongs to one class"
            to = fits[0]
        else:
            to = state["bands" if "bands" in state else "to"][answer[0]]
        state = states[to]
    return state


@flows
def test_on_every_path_the_state_graph_leads_where_the_engine_does(name: str) -> None:
    states = json.loads(compiled(name).artefact)["states"]
    values = {question.id for question in flow_of(name).questions.values() if question.bands}
    seen = set()
    for _, step, day in every_path_of_all_times(name):
        chosen = [tuple(hop.chosen) if hop.question in values else hop.answer for hop in step.path]
        assert step.result is not None
        assert follow(states, chosen, day) == {"outcome": step.result.outcome}
        for number in range(len(chosen)):
            if (key := (day, *chosen[:number])) not in seen:
                seen.add(key)
                opened = resolve(flow_of(name), dict(list(step.answers.items())[:number]), TODAY, rules=day).opened
                state = follow(states, chosen[:number], day)
                assert opened is not None and opened.question == state["question"]
                assert list(opened.offered) == state.get("offered", [])


@flows
def test_no_two_states_are_the_same_and_each_can_be_reached(name: str) -> None:
    states = compiled(name).states
    assert len({json.dumps(state) for state in states}) == len(states)
    reached, waiting = set(), [0]
    while waiting:
        number = waiting.pop()
        if number not in reached:
            reached.add(number)
            state = states[number]
            waiting += [to for key in ("from", "to", "bands") for to in state.get(key, {}).values()]
            waiting += [one["to"] for one in state.get("classes", ())]
    assert reached == set(range(len(states)))


# ---------- links and views


@flows
def test_every_path_is_written_as_a_link_that_leads_there_again(name: str) -> None:
    for _, step in every_path(name)[::3]:
        link = parse(link_of(step), flow_of(name))
        assert link.problems == () and resolve(flow_of(name), link.answers, TODAY) == step


@flows
@modest
@given(data=st.data())
def test_any_fragment_has_a_view_that_can_be_sent_as_json(name: str, data: st.DataObject) -> None:
    flow = flow_of(name)
    wild = st.text() | anything(flow).map(
        lambda given: "&".join(f"{question}={','.join(answer)}" for question, answer in given.items())
    )
    memory = data.draw(
        st.dictionaries(st.sampled_from(list(flow.questions)) | st.text(max_size=5), st.text(max_size=9))
    )
    view = view_of(flow, data.draw(wild), data.draw(st.dates()), memory)
    assert json.loads(json.dumps(view)) == view
    assert (view["question"] is None) != (view["outcome"] is None)
    again = parse(view["fragment"], flow)
    assert again.problems == () and resolve(flow, again.answers, date.max).ignored == (), "only answers on the path"


@flows
@modest
@given(data=st.data())
def test_the_view_of_a_walk_tells_the_path_in_words_and_how_to_change_it(name: str, data: st.DataObject) -> None:
    flow = flow_of(name)
    answers = data.draw(beginnings(flow))
    fragment = link_of(resolve(flow, answers, TODAY))
    view = view_of(flow, fragment, TODAY)
    assert [hop["question"] for hop in view["path"]] == list(answers) and view["fragment"] == view[
        "to-here"
    ] == fragment
    for number, hop in enumerate(view["path"]):
        assert hop["ask"] == written(name)["questions"][hop["question"]]["ask"]
        changing = view_of(flow, hop["change"], TODAY)
        assert (changing["question"], changing["outcome"]) == (hop["question"], None)
        assert changing["chosen"] == hop["answer"]
        assert changing["fragment"] == fragment, "the rest is kept"
        assert [before["question"] for before in changing["path"]] == list(answers)[:number]


@flows
@modest
@given(data=st.data())
def test_changing_an_early_answer_and_changing_it_back_changes_nothing(name: str, data: st.DataObject) -> None:
    flow = flow_of(name)
    answers = data.draw(walks(flow))
    before = resolve(flow, answers, TODAY)
    question = data.draw(st.sampled_from(list(answers)))
    at = resolve(flow, dict(list(answers.items())[: list(answers).index(question)]), TODAY).opened
    assert at is not None
    other = data.draw(some_answer(flow.questions[question], at.offered))
    changed = {**answers, question: other}
    assert set(resolve(flow, changed, TODAY).answers[question]) == set(other)
    assert resolve(flow, {**changed, question: answers[question]}, TODAY) == before


@flows
@modest
@given(data=st.data())
def test_answers_kept_by_the_page_are_shown_as_chosen_and_decide_nothing(name: str, data: st.DataObject) -> None:
    flow = flow_of(name)
    kept = {id: ",".join(answer) for id, answer in data.draw(walks(flow)).items()}
    fragment = link_of(resolve(flow, data.draw(beginnings(flow)), TODAY))
    bare, remembering = view_of(flow, fragment, TODAY), view_of(flow, fragment, TODAY, kept)
    assert {**remembering, "chosen": bare["chosen"]} == bare
    if bare["question"] in kept and "," not in kept[bare["question"]]:
        assert remembering["chosen"] == [one for one in [kept[bare["question"]]] if one]


@flows
@modest
@given(data=st.data())
def test_answers_off_the_path_change_nothing_but_what_is_ignored(name: str, data: st.DataObject) -> None:
    flow = flow_of(name)
    answers = data.draw(beginnings(flow))
    step = resolve(flow, answers, TODAY)
    asked = {*answers, step.opened.question if step.opened else None}
    strange = {id: it for id, it in data.draw(anything(flow)).items() if id not in asked}
    then = resolve(flow, {**strange, **answers}, TODAY)
    assert (then.path, then.opened, then.result, then.decisions) == (
        step.path,
        step.opened,
        step.result,
        step.decisions,
    )
    assert set(then.ignored) == set(strange)
