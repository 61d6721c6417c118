"""The rough score: ranges where it is not known how points grow, laws about counts, and rules that name what exists."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ours import our_knowledge

from build_scripts.pages.calculators import NEEDED, track_json
from build_scripts.read.faults import Fault
from build_scripts.read.score import TRACK, facts_of, faults_of
from build_scripts.read.yaml_file import YamlFile
from decision_tree.score import BEST, SUM, Measure, Track, Way, measure_span, told, way_span

OURS = our_knowledge()
FACT: dict[str, Any] = {"text": "", "grade": "inferred", "sources": ()}

WAYS = st.builds(
    lambda full, step, brings: Way(id="w", label="", full=full, step=step, brings=brings, **FACT),
    st.integers(0, 50), st.integers(1, 20), st.integers(1, 5),
)  # fmt: skip


def measure(*ways: Way, together: str = BEST) -> Measure:
    """A metric of 20 points."""
    return Measure(id="m", most=20, ways=ways, together=together, **FACT)


@given(WAYS, st.integers(0, 10_000), st.integers(0, 10_000))
def test_more_never_brings_fewer_points_and_never_more_than_all(way: Way, one: int, more: int) -> None:
    low, high = way_span(way, one, 20)
    assert 0 <= low <= high <= 20
    then = way_span(way, one + more, 20)
    assert then[0] >= low
    assert then[1] >= high or way.step == 0


def test_where_steps_are_not_known_anything_below_the_threshold_is_a_range() -> None:
    way = Way(id="w", label="", full=30, **FACT)
    assert [way_span(way, count, 20) for count in (0, 1, 29, 30, 31)] == [(0, 0), (0, 20), (0, 20), (20, 20), (20, 20)]


def test_the_best_way_counts_or_all_together() -> None:
    one, other = (Way(id=id, label="", step=10, brings=1, **FACT) for id in ("a", "b"))
    counts = {"a": 50, "b": 30}
    assert measure_span(measure(one, other), counts) == (5, 5)
    assert measure_span(measure(one, other, together=SUM), counts) == (8, 8)
    assert measure_span(measure(one, other, together=SUM), {"a": 500, "b": 500}) == (20, 20)


def asked(track: dict[str, Any], rest: str = "", **counts: str) -> dict[str, Any]:
    """What is told of these counts."""
    return told({"track": track, "counts": counts, "rest": rest, "needed": NEEDED})


@pytest.fixture
def track() -> dict[str, Any]:
    """A made-up track with 60 points of customers and 40 others."""
    ways = [{"id": "added", "full": 5, "step": 1, "brings": 6}]
    grown = [{"id": "grown", "full": 30, "step": 0, "brings": 0}]
    return {
        "rest": 40,
        "measures": [
            {"id": "a", "label": "Adds", "most": 30, "together": BEST, "adds": ["X: a claim."], "ways": ways},
            {"id": "g", "label": "Growth", "most": 30, "together": BEST, "adds": ["X: a route."], "ways": grown},
        ],
    }


def test_what_is_missing_is_told_as_a_number_where_it_is_known_and_else_as_a_range(track: dict[str, Any]) -> None:
    assert asked(track, added="4", grown="0")["missing"].endswith("has to bring 30 of the 70: 6 are missing.")
    assert "nothing is missing" in asked(track, added="5", grown="30")["missing"]
    assert "up to 6 are missing, or none" in asked(track, added="4", grown="5")["missing"]
    assert "12 to 42 are missing" in asked(track, rest="10", added="3", grown="5")["missing"]
    assert "has to bring 60 of the 70" in asked(track, rest="10", added="3")["missing"]
    assert "more than its 60" in asked(track, rest="5", added="5")["missing"]


def test_metrics_at_zero_and_what_would_add_points_are_named(track: dict[str, Any]) -> None:
    found = asked(track, added="5")
    assert found["zero"] == "Still at zero, where each has to be above it: Growth."
    assert [metric["adds"] for metric in found["metrics"]] == [[], ["X: a route."]]
    assert found["total"] == "Customer side, estimated: 30 of 60 points."
    assert asked(track, added="5", grown="1")["zero"] == ""
    assert asked(track, grown="10 %")["metrics"][1]["words"].startswith("Between 0 and 30 points")


@pytest.mark.parametrize(
    ("field", "said", "words"),
    [("added", "-5", "sign"), ("added", "1E3", "exponent"), ("grown", "12.5", "decimals"), ("rest", "41", "more than")],
)
def test_a_number_that_cannot_be_is_told_at_its_field(field: str, said: str, words: str, track: dict[str, Any]) -> None:
    counts = {field: said} if field != "rest" else {}
    [problem] = asked(track, rest=said if field == "rest" else "", **counts)["problems"]
    assert problem["field"] == field
    assert words in problem["words"]


# ---------- our rules


def test_each_track_of_ours_has_a_hundred_points() -> None:
    assert OURS.tracks
    for one in OURS.tracks.values():
        assert one.rest + sum(measure.most for measure in one.measures) == 100, one.id


def test_each_track_of_ours_says_which_associations_add_points_to_each_metric() -> None:
    for one in OURS.tracks.values():
        data = track_json(one, OURS)
        assert all(measure["adds"] for measure in data["measures"]), one.id
        full = {way.id: str(way.full or 10**6) for measure in one.measures for way in measure.ways}
        found = asked(data, **full)
        assert "nothing is missing" in found["missing"] or "are missing" in found["missing"]
        assert f"of {sum(measure.most for measure in one.measures)} points" in found["total"]
        assert all(fact.sources and fact.grade for fact, _ in facts_of(one))


# ---------- the form


def read(text: str) -> tuple[Track, list[Fault]]:
    """A track from YAML, with the faults of its file."""
    yaml = YamlFile(text)
    return TRACK.read(yaml, yaml.root(), ("tracks", "one")), yaml.faults


WRITTEN = """\
label: One
designations: [nowhere]
rest: 40
text: One.
grade: inferred
sources: [S01]
measures:
  nothing:
    most: 60
    text: Sixty.
    grade: inferred
    sources: [S01]
    ways:
      w: {label: W, WAY, text: T., grade: inferred, sources: [S01]}
"""


@pytest.mark.parametrize(
    ("way", "message"), [("step: 5", "no points for it"), ("full: 0", "neither what all points take")]
)
def test_a_way_without_its_numbers_is_told(way: str, message: str) -> None:
    _, faults = read(WRITTEN.replace("WAY", way))
    assert message in faults[0].message


def test_what_a_track_names_and_nobody_has_is_told() -> None:
    track, faults = read(WRITTEN.replace("WAY", "full: 5"))
    assert faults == []
    found = faults_of({"one": track}, OURS.designations, OURS.metrics, OURS.grades, OURS.sources)
    assert [fault.name for fault in found] == ["unknown-designation", "unknown-metric"]
