"""Form of score.yml: thresholds and points of the tracks in which a designation is scored, for the rough calculator."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from build_scripts.read.evidence import FACT, Grade, Source, unknown_support
from build_scripts.read.faults import Fault, Place, did_you_mean
from build_scripts.read.forms import Entry, Nodes, Values, optional, required
from build_scripts.read.values import IDS, MARKDOWN, TEXT, WHOLE, mapping_of, not_empty, word
from build_scripts.read.yaml_file import YamlFile
from decision_tree.model import Designation
from decision_tree.score import BEST, SUM, Measure, Track, Way


def step_with_points(yaml: YamlFile, place: Place, _nodes: Nodes, values: Values) -> None:
    """Report a way without any number, and a step without its points or the other way round."""
    if bool(values["step"]) != bool(values["brings"]):
        message = f"way '{place[-1]}' has a step and no points for it, or points and no step"
        yaml.fault("missing-key", message, place, at_key=True, help="write both: 'step: 125' and 'brings: 1'")
    elif not values["step"] and not values["full"]:
        message = f"way '{place[-1]}' says neither what all points take nor how they grow"
        yaml.fault("missing-key", message, place, at_key=True, help="add 'full: …', or 'step: …' and 'points: …'")


WAY = Entry(
    Way,
    "Way",
    "Something that is counted for a metric of a track.",
    required("label", TEXT, "What is counted, as the label of a field."),
    optional("full", WHOLE, "The count that brings all points; left out where no page says.", default=0),
    optional("step", WHOLE, "The count that brings points; left out where it is not known how they grow.", default=0),
    optional("brings", WHOLE, "The points of each step.", default=0),
    required("text", MARKDOWN, "The same as a sentence."),
    *FACT,
    rules=(step_with_points,),
)

MEASURE = Entry(
    lambda id, ways, **values: Measure(id=id, ways=tuple(ways.values()), **values),
    "Measure",
    "The points of one metric in a track. Its id is that of the metric.",
    required("most", WHOLE, "The points that it brings at most."),
    required("text", MARKDOWN, "The same as a sentence."),
    *FACT,
    optional("together", word((BEST, SUM), BEST), "Whether the best way counts, or all are added up.", default=BEST),
    required("ways", not_empty(mapping_of(WAY), "write one or more"), "The ways to its points, by their ids."),
)

TRACK = Entry(
    lambda id, measures, designations, **values: Track(
        id=id, measures=tuple(measures.values()), designations=tuple(designations), **values
    ),
    "Track",
    "A designation in one size of customers, as it is scored.",
    required("label", TEXT, "Its name."),
    required("designations", IDS, "Ids of `knowledge/designations.yml`: they say which associations count."),
    required("rest", WHOLE, "The points that are not about customers: skilling, or certifications."),
    required("text", MARKDOWN, "What these are, and how the track is told from others, as a sentence."),
    *FACT,
    required("measures", not_empty(mapping_of(MEASURE), "write one or more"), "Its customer metrics, by their ids."),
)


def faults_of(
    tracks: Mapping[str, Track],
    designations: Mapping[str, Designation],
    metrics: Collection[str],
    grades: Mapping[str, Grade],
    sources: Mapping[str, Source],
) -> Iterator[Fault]:
    """Designations, metrics, grades and sources that tracks name and that do not exist."""
    for track in tracks.values():
        place: Place = ("tracks", track.id)
        for id in track.designations:
            if id not in designations:
                help = did_you_mean(id, designations)
                message = f"there is no designation '{id}'"
                yield Fault(name="unknown-designation", message=message, place=(*place, "designations"), help=help)
        for measure in track.measures:
            if measure.id not in metrics:
                at = (*place, "measures", measure.id)
                message = f"metric '{measure.id}' has no label"
                help = did_you_mean(measure.id, metrics)
                yield Fault(name="unknown-metric", message=message, place=at, at="key", help=help)
        for fact, at in facts_of(track):
            yield from unknown_support(fact.grade, fact.sources, (*place, *at), grades, sources)


def facts_of(track: Track) -> Iterator[tuple[Any, Place]]:
    """Every fact of a track, with its place below it."""
    yield track, ()
    for measure in track.measures:
        yield measure, ("measures", measure.id)
        for way in measure.ways:
            yield way, ("measures", measure.id, "ways", way.id)
