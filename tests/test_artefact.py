"""The artefact carries a flow from the build to the browser: whole, the same every time, or with a sentence why not."""

import json
import random
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from walks import NAMES, PLACES, TODAY, compiled, flow_of, knowledge_of, modest, walks

from build_scripts.check.compiler import compile_flow
from decision_tree.artefact import VERSION, ArtefactError, dump, load
from decision_tree.engine import resolve
from decision_tree.model import UNKNOWN, Effect, Flow, Metric


def parts(value: object) -> list[object]:
    """A model value as nested lists, in which the order of mappings and the type of everything show."""
    if is_dataclass(value):
        return [type(value), *(parts(getattr(value, item.name)) for item in fields(value))]
    if isinstance(value, Mapping):
        return ["mapping", *([key, parts(item)] for key, item in value.items())]
    if isinstance(value, tuple):
        return ["tuple", *map(parts, value)]
    return [type(value), value]


@pytest.mark.parametrize("name", NAMES)
def test_a_flow_comes_back_as_it_was(name: str) -> None:
    flow = flow_of(name)
    back = load(dump(flow, []))
    assert back == flow
    assert parts(back) == parts(flow), "order and types included"


@pytest.mark.parametrize("name", NAMES)
def test_the_artefact_of_the_build_holds_the_flow_and_its_states(name: str) -> None:
    found = json.loads(compiled(name).artefact)
    assert set(found) == {"artefact", "flow", "states"}
    assert found["artefact"] == VERSION
    assert found["states"] == compiled(name).states
    assert load(compiled(name).artefact) == flow_of(name)


@pytest.mark.parametrize("name", ["everything", "small"])
def test_the_same_flow_gives_the_same_bytes(name: str) -> None:
    again = compile_flow(PLACES[name], knowledge_of(name))
    assert again.artefact == compiled(name).artefact
    assert dump(load(again.artefact), again.states) == again.artefact


def test_a_changed_flow_gives_other_bytes() -> None:
    flow = flow_of("everything")
    changed = replace(flow, notes=dict(reversed(flow.notes.items())))
    assert dump(changed, []) != dump(flow, []), "the order of notes is the order of their effects"


@modest
@given(
    effect=st.builds(
        Effect,
        keep=st.lists(st.text(max_size=3)).map(tuple),
        claims_unknown=st.booleans(),
        routes=st.lists(st.text(max_size=3)).map(tuple),
        pays=st.dictionaries(st.text(max_size=3), st.text(max_size=3)),
    ),
    text=st.text(),
    day=st.dates(),
)
def test_any_text_set_and_date_comes_back(effect: Effect, text: str, day: date) -> None:
    flow = flow_of("everything")
    note = replace(flow.notes["held"], effect=effect, text=text)
    end = flow.outcomes["everything-counts"]
    end = replace(end, revisions=(replace(end.revisions[0], on=day),))
    changed = replace(flow, notes={**flow.notes, "held": note}, outcomes={**flow.outcomes, "everything-counts": end})
    assert parts(load(dump(changed, []))) == parts(changed)


@pytest.mark.parametrize("fed_by", [UNKNOWN, frozenset(), frozenset({"unknown"}), frozenset({"pal", "dpor"})])
def test_what_is_unknown_is_told_apart_from_what_is_nothing(fed_by: frozenset[str]) -> None:
    flow = flow_of("everything")
    metric = Metric(id="m", fed_by=fed_by, disputed=frozenset(), text="", grade="unknown", sources=())
    credit = replace(flow.designations["dynamics-365"], metrics=(metric,))
    back = load(dump(replace(flow, designations={"dynamics-365": credit}), []))
    assert back.designations["dynamics-365"].metrics[0].fed_by == fed_by


@modest
@given(data=st.data())
def test_the_flow_that_comes_back_resolves_as_the_one_that_went(data: st.DataObject) -> None:
    flow = flow_of("everything")
    answers = data.draw(walks(flow))
    assert resolve(load(compiled("everything").artefact), answers, TODAY) == resolve(flow, answers, TODAY)


# ---------- what cannot be read


@pytest.mark.parametrize("version", [0, VERSION - 1, VERSION + 1, 99, "1", None, [1]])
def test_an_older_or_newer_artefact_is_refused_in_words(version: object) -> None:
    text = json.dumps({**json.loads(compiled("everything").artefact), "artefact": version})
    with pytest.raises(ArtefactError) as caught:
        load(text)
    assert str(caught.value) == (
        f"the artefact is of version {version!r}, and this engine reads version 1: "
        "build the site again, so that both come from one build"
    )


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[]", "7", '"flow"', "{}", "<!doctype html><title>404</title>", "[" * 100_000]
)
def test_what_is_no_artefact_is_refused_in_words(text: str) -> None:
    with pytest.raises(ArtefactError, match="the artefact is"):
        load(text)


@pytest.mark.parametrize("flow", [None, [], "x", 7, {}, {"id": "x"}, {"questions": 5}, {"colour": "red"}])
def test_an_artefact_whose_flow_is_damaged_is_refused_in_words(flow: object) -> None:
    with pytest.raises(ArtefactError, match="the artefact is damaged"):
        load(json.dumps({"artefact": VERSION, "flow": flow, "states": []}))


def test_an_artefact_without_its_flow_is_refused_in_words() -> None:
    with pytest.raises(ArtefactError, match="the artefact is damaged"):
        load(json.dumps({"artefact": VERSION}))


def test_an_artefact_that_was_cut_off_is_refused_in_words() -> None:
    text = compiled("everything").artefact
    for end in random.Random(1).sample(range(len(text)), 60):
        with pytest.raises(ArtefactError, match="the artefact is not JSON"):
            load(text[:end])


@modest
@given(data=st.data())
def test_an_artefact_with_a_part_torn_out_is_refused_in_words_or_is_a_flow(data: st.DataObject) -> None:
    whole = json.loads(compiled("everything").artefact)
    at: object = whole
    for _ in range(data.draw(st.integers(1, 6))):
        if not isinstance(at, dict | list) or not at:
            break
        key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        holder, at = at, at[key]
    holder[key] = data.draw(st.sampled_from([None, 7, "x", [], {}, [[]], True]))
    try:
        said = type(load(json.dumps(whole))).__name__
    except ArtefactError as error:
        said = str(error)
    assert said == Flow.__name__ or said.startswith("the artefact is")
