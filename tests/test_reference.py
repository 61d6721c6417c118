"""The timeline and the glossary: faults at their place, and pictures that show every event once, none on another."""

import shutil
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from ours import OURS, made_up_knowledge
from walks import TODAY, modest

from build_scripts.figures.drawings import DOT, LETTER, MARGIN, WIDTH, Mark, Strip, feeding, limits, overview, strip
from build_scripts.pages.render import one_line
from build_scripts.read.faults import BadFile, terminal
from build_scripts.read.knowledge import Knowledge, read_knowledge
from build_scripts.read.reference import LONGEST_TOOLTIP, Era, Event, Term
from build_scripts.staging import Staging

TIMELINE = """\
eras:
  old:
    label: Old
    from: 2019-01-01
    to: 2019-12-31
    text: "So it was."
  new:
    label: New
    from: 2020-01-01
    text: "So it is."
events:
  start:
    date: "2019"
    from: 2019-05-01
    to: 2019-05-31
    title: "It starts"
    text: "It did [^S04]."
    grade: inferred
    sources: [S04]
  change:
    date: "2020"
    from: 2020-06-01
    title: "It changes"
    text: "It does."
    grade: unknown
"""

GLOSSARY = """\
terms:
  acr:
    label: "ACR"
    short: "Money."
    text: "It is money."
    words: ["ACR", "revenue"]
    grade: inferred
    sources: [S04]
  rev:
    label: "Rev"
    short: "More money."
    text: "It is more."
    words: ["Rev", "revenues"]
    grade: unknown
"""


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What is told of a folder of knowledge in which one file has other words: the first line of each diagnostic."""
    shutil.copytree(OURS.knowledge, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)

    def first_lines(name: str, old: str, new: str) -> list[str]:
        for file, text in (("timeline.yml", TIMELINE), ("glossary.yml", GLOSSARY)):
            assert file != name or text.count(old) == 1
            Path(file).write_text(text.replace(old, new) if file == name else text)
        try:
            read_knowledge(tmp_path)
        except BadFile as bad:
            return [terminal(found).splitlines()[0] for found in bad.diagnostics]
        return []

    return first_lines


# ---------- faults


def test_a_timeline_and_a_glossary_in_order_have_no_faults(told) -> None:
    assert told("timeline.yml", "It does.", "It does so.") == []


@pytest.mark.parametrize(("old", "new", "said"), [
    ("from: 2020-06-01", "from: 2019-04-30", ["22:11: error: 'change' is before 'start' [out-of-order]"]),
    ("to: 2019-05-31", "to: 2019-04-30", ["15:9: error: 'start' ends before it begins [out-of-order]"]),
    ('date: "2020"', 'date: "May 2020"',
     ["22:11: error: the event is drawn at 2020-06-01, and readers are told 'May 2020' [date-differs]"]),
    ('date: "2020"', 'date: "2 June 2020"',
     ["22:11: error: the event is drawn at 2020-06-01, and readers are told '2 June 2020' [date-differs]"]),
    ('date: "2020"', 'date: "2021"',
     ["22:11: error: the event is drawn at 2020-06-01, and readers are told '2021' [date-differs]"]),
    ('date: "2020"', 'date: "mid-2021"',
     ["22:11: error: the event is drawn at 2020-06-01, and readers are told 'mid-2021' [date-differs]"]),
    ('date: "2020"', 'date: "31 June 2020"',
     ["21:12: error: no calendar has the day '31 June 2020' [impossible-day]"]),
    ('date: "2020"', 'date: "June 2020"', []),
    ('date: "2020"', 'date: "1 June 2020"', []),
    ('date: "2020"', 'date: "before May 2020"', []),
    ('date: "2020"', 'date: "mid-2020"', []),
    ("from: 2019-05-01", "from: 2018-12-31", ["14:11: error: 'start' is in no era [out-of-order]"]),
    ("from: 2020-01-01", "from: 2020-06-02", ["22:11: error: 'change' is in no era [out-of-order]"]),
    ("from: 2020-01-01", "from: 2019-12-31",
     ["9:11: error: the era 'new' begins before 'old' has ended [out-of-order]"]),
    ("    to: 2019-12-31\n", "", ["8:11: error: the era 'new' begins before 'old' has ended [out-of-order]"]),
    ("[S04]", "[S04, S404]", ["19:20: error: source 'S404' is not in the register [unknown-source]"]),
    ("[^S04]", "[^S404]", ["17:19: error: the text cites 'S404', which is not in the register [unknown-source]"]),
    ("inferred", "certain", ["18:12: error: no grade is called 'certain' [unknown-grade]"]),
    ("    grade: inferred\n", "", ["12:3: error: 'events.start' does not say how sure it is [unsupported-fact]"]),
    ("    title: \"It starts\"\n", "", ["12:3: error: 'events.start' has no 'title' [missing-key]"]),
    ("label: New", "lable: New", ["8:5: error: 'eras.new' has no key 'lable' [unknown-key]"]),
    ("grade: unknown", "grade: unknown\n    was: [start, old, Old, old]",
     ["26:11: error: the id 'start' leads to 'start' already [id-twice]",
      "26:23: error: 'Old' cannot have been an id [malformed-id]",
      "26:28: error: the id 'old' leads to 'change' already [id-twice]"]),
    ("grade: unknown", "grade: unknown\n    major: yes",
     ["26:12: error: 'events.change.major' cannot be 'yes' [unknown-word]"]),
])  # fmt: skip
def test_a_fault_of_the_timeline_is_told_at_its_place(old: str, new: str, said: list[str], told) -> None:
    assert told("timeline.yml", old, new) == [f"timeline.yml:{line}" for line in said]


@pytest.mark.parametrize(("old", "new", "said"), [
    ("from: 2020-06-01", "from: soon", "22:11: error: 'events.change.from' must be a date, not 'soon' [wrong-type]"),
    ("to: 2019-12-31", "to: soon", "5:9: error: 'eras.old.to' must be a date, not 'soon' [wrong-type]"),
    ("    from: 2020-01-01\n", "", "7:3: error: 'eras.new' has no 'from' [missing-key]"),
])  # fmt: skip
def test_a_date_that_cannot_be_read_is_not_told_to_be_out_of_order_as_well(old: str, new: str, said, told) -> None:
    assert told("timeline.yml", old, new) == [f"timeline.yml:{said}"]


@pytest.mark.parametrize("name", ["sources", "grades", "claims"])
def test_a_file_that_cannot_be_parsed_is_told_alone_and_nothing_that_others_miss_of_it(
    name: str, tmp_path: Path
) -> None:
    shutil.copytree(OURS.knowledge, tmp_path, dirs_exist_ok=True)
    file = tmp_path / f"{name}.yml"
    file.write_text(f"{file.read_text(encoding='utf-8')}\nbroken: one: two\n", encoding="utf-8")
    with pytest.raises(BadFile) as bad:
        read_knowledge(tmp_path)
    assert [(found.name, Path(found.file).stem) for found in bad.value.diagnostics] == [("yaml-syntax", name)]


def test_an_event_can_be_on_the_first_and_on_the_last_day_of_an_era_and_with_another_on_one_day(told) -> None:
    assert told("timeline.yml", "from: 2020-06-01", "from: 2020-01-01") == []
    assert told("timeline.yml", "from: 2019-05-01\n    to: 2019-05-31", "from: 2019-12-31") == []
    assert told("timeline.yml", 'date: "2020"\n    from: 2020-06-01', 'date: "2019"\n    from: 2019-05-01') == []


@pytest.mark.parametrize(("old", "new", "said"), [
    ("Money.", "m" * (LONGEST_TOOLTIP + 1),
     ["4:12: error: the tooltip of 'acr' has 161 characters; at most 160 fit [too-long]"]),
    ("Money.", "m" * LONGEST_TOOLTIP, []),
    ("revenues", "revenue", ["13:20: error: the word 'revenue' leads to 'acr' already [word-twice]"]),
    ("grade: unknown", "grade: unknown\n    was: [acr]",
     ["15:11: error: the id 'acr' leads to 'acr' already [id-twice]"]),
    ("[S04]", "[S404]", ["8:15: error: source 'S404' is not in the register [unknown-source]"]),
    ("grade: unknown", "grade: sure", ["9:3: error: 'terms.rev' has no sources [unsupported-fact]",
                                       "14:12: error: no grade is called 'sure' [unknown-grade]"]),
    ("    text: \"It is more.\"\n", "", ["9:3: error: 'terms.rev' has no 'text' [missing-key]"]),
    ("    label: \"Rev\"\n", "    labels: [Rev]\n", ["10:5: error: 'terms.rev' has no key 'labels' [unknown-key]"]),
])  # fmt: skip
def test_a_fault_of_the_glossary_is_told_at_its_place(old: str, new: str, said: list[str], told) -> None:
    assert told("glossary.yml", old, new) == [f"glossary.yml:{line}" for line in said]


def test_a_timeline_without_eras_is_told(told) -> None:
    said = told("timeline.yml", TIMELINE.partition("events:")[0], "")
    assert said[0] == "timeline.yml:1:1: error: the file has no 'eras' [missing-key]"


# ---------- words


@pytest.mark.parametrize(("long", "short", "tooltip"), [
    ("", "Money.", "Money."),
    ("Azure consumed revenue", "Money.", "Azure consumed revenue: Money."),
    ("Azure consumed revenue", "azure Consumed revenue: money.", "azure Consumed revenue: money."),
])  # fmt: skip
def test_a_tooltip_says_once_what_an_abbreviation_stands_for(long: str, short: str, tooltip: str) -> None:
    term = Term(id="acr", label="ACR", short=short, text="", grade="", sources=(), long=long)
    assert term.tooltip == tooltip


# ---------- pictures


def drawn(mark: Mark, labelled: bool) -> tuple[float, float]:
    """From where to where a mark reaches on its row: its dot, and its label or the line to where it ends."""
    left, right = mark.x - DOT / 2 + 1, mark.x + DOT / 2 - 1
    if not labelled:
        return left, max(right, mark.to)
    label = len(mark.event.title) * LETTER
    return (mark.x - DOT / 2 - label, right) if mark.before else (left, mark.x + DOT / 2 + label)


def check_marks(picture: Strip, events: list[Event], labelled: bool) -> None:
    """Every event is drawn once and in its order, inside the picture, and none reaches into another on its row."""
    assert [mark.event for mark in picture.marks] == events
    assert [mark.number for mark in picture.marks] == list(range(1, len(events) + 1))
    for mark in picture.marks:
        left, right = drawn(mark, labelled)
        assert 0 <= left < right <= WIDTH, mark
        assert MARGIN <= mark.x <= mark.to <= WIDTH - MARGIN
        assert 0 <= mark.lane < picture.lanes
    for one, other in combinations(picture.marks, 2):
        if one.lane == other.lane:
            first, second = sorted((drawn(one, labelled), drawn(other, labelled)))
            assert first[1] < second[0], (one, other)


def check_ticks(picture: Strip, first: date, last: date, months: tuple[int, ...]) -> None:
    """The axis has a line for the first day of each of these months that is in the picture, in order and inside."""
    days = [date(year, month, 1) for year in range(1990, 2060) for month in months]
    labels = [f"{day:%b}" if day.month > 1 else str(day.year) for day in days if first <= day <= last]
    assert [tick.label for tick in picture.ticks] == labels
    places = [tick.x for tick in picture.ticks]
    assert places == sorted(set(places))
    assert all(MARGIN <= x <= WIDTH - MARGIN for x in places)


def end_of(events: list[Event]) -> date:
    """Where a picture of these ends."""
    return max(event.last for event in events) + timedelta(days=60)


def check_pictures(knowledge: Knowledge | SimpleNamespace) -> None:
    """Every picture of the timeline is as it should be."""
    eras, events = list(knowledge.eras.values()), list(knowledge.events.values())
    for era in eras:
        inside = [event for event in events if era.first <= event.first <= (era.last or date.max)]
        last = era.last or end_of(inside)
        picture = strip(era, knowledge, TODAY)
        check_marks(picture, inside, labelled=False)
        check_ticks(picture, era.first, last, (1, 4, 7, 10) if (last - era.first).days < 1095 else (1,))
    whole, end = overview(knowledge, TODAY), end_of(events)
    check_marks(whole, [event for event in events if event.major], labelled=True)
    check_ticks(whole, eras[0].first, end, (1,))
    assert [band.era for band in whole.bands] == eras
    assert all(MARGIN <= band.x <= band.x + band.width <= WIDTH - MARGIN + 0.1 for band in whole.bands)


def test_every_event_of_the_site_is_drawn_once_and_none_on_another(knowledge: Knowledge) -> None:
    check_pictures(knowledge)
    shown = [mark.event.id for era in knowledge.eras.values() for mark in strip(era, knowledge, TODAY).marks]
    assert shown == list(knowledge.events)


def test_events_that_have_room_stand_on_one_row() -> None:
    days = [date(2020 + number, 1, 1) for number in range(5)]
    made = {"id": "", "when": "", "title": "", "text": "", "grade": "", "sources": (), "major": True}
    events = {str(day): Event(first=day, last=day, **made) for day in days}
    era = Era(id="", label="", first=days[0], last=None, text="")
    timeline = SimpleNamespace(eras={"": era}, events=events)
    assert (strip(era, timeline, TODAY).lanes, overview(timeline, TODAY).lanes) == (1, 1)


@st.composite
def timelines(draw: st.DrawFn) -> SimpleNamespace:
    """Eras without a gap, the last with an event and without an end, and events in order of time."""
    day = draw(st.dates(date(2014, 1, 1), date(2020, 12, 31)))
    eras, events = {}, {}
    offsets = sorted({0} | draw(st.sets(st.integers(30, 3000), max_size=4)))
    starts = [day + timedelta(days=days) for days in offsets]
    for number, (first, after) in enumerate(zip(starts, [*starts[1:], None], strict=True)):
        last = after - timedelta(days=1) if after else None
        eras[f"era-{number}"] = Era(id=f"era-{number}", label="Era", first=first, last=last, text="")
    begins = sorted([offsets[-1], *draw(st.lists(st.integers(0, 4000), max_size=25))])
    for number, days in enumerate(begins):
        first = day + timedelta(days=days)
        events[f"event-{number}"] = Event(
            id=f"event-{number}",
            when="",
            first=first,
            last=first + timedelta(days=draw(st.sampled_from([0, 0, 0, 1, 30, 400]))),
            title="t" * draw(st.integers(1, 60)),
            text="",
            grade="",
            sources=(),
            major=draw(st.booleans()),
        )
    return SimpleNamespace(eras=eras, events=events)


@modest
@given(timelines())
def test_whatever_happened_every_event_is_drawn_once_and_none_on_another(timeline: SimpleNamespace) -> None:
    check_pictures(timeline)


def test_the_picture_of_metrics_says_what_the_file_says(knowledge: Knowledge) -> None:
    text = (OURS.knowledge / "designations.yml").read_text(encoding="utf-8")
    file = yaml.load(text, yaml.BaseLoader)
    columns = [*knowledge.claims, *knowledge.routes]
    rows = iter(feeding(knowledge, columns))
    for designation in file["designations"].values():
        for index, (id, metric) in enumerate(designation["metrics"].items()):
            row = next(rows)
            assert row.metric == file["metrics"][id]["label"]
            assert row.designation == ("" if index else designation["label"])
            said = {
                state: {id for id, is_ in zip(columns, row.states, strict=True) if is_ == state} for state in row.states
            }
            disputed = set(metric.get("disputed", []))
            qualified = set(metric.get("qualified", [])) - disputed
            plain = set(columns) - disputed - qualified
            if metric["fed-by"] == "unknown":
                expected = {"unknown": plain}
            else:
                fed = set(metric["fed-by"])
                expected = {"fed": plain & fed, "not-fed": plain - fed}
            expected |= {"disputed": disputed, "qualified": qualified}
            assert said == {state: ids for state, ids in expected.items() if ids}
    assert next(rows, None) is None


# ---------- the picture of deadlines


def test_bars_for_filing_are_as_long_as_the_limits_of_the_claims() -> None:
    knowledge = made_up_knowledge()
    id, claim = next((id, one) for id, one in knowledge.claims.items() if one.limits)
    reported = next(one for one in claim.limits if one.grade == "community")
    assert [(bar.days, bar.length, bar.reported) for bar in limits(knowledge)] == [
        (90, "90 days", False),
        (120, "120 days", True),
    ]
    changed = (
        replace(claim.limits[0], within=45),
        replace(reported, within=10, unit="business-days", said_by="a neighbour", sources=("S04",)),
    )
    one_edit = replace(knowledge, claims={**knowledge.claims, id: replace(claim, limits=changed)})
    assert [(bar.days, bar.length, bar.said_by, bar.sources) for bar in limits(one_edit)] == [
        (45, "45 days", claim.limits[0].said_by, claim.limits[0].sources),
        (14, "10 business days", "a neighbour", ("S04",)),
    ]


def test_the_picture_of_deadlines_grows_with_its_bars() -> None:
    pages = Staging(OURS).pages
    text = (OURS.pictures / "deadlines.html.j2").read_text(encoding="utf-8")
    bars = list(limits(pages.site.knowledge))
    assert pages.pictures("reference/deadlines.md")["deadlines"]() == one_line(
        pages.render_text(text, "reference/deadlines.md", limits=bars)
    )
    usual, fewer = (
        BeautifulSoup(pages.render_text(text, "reference/deadlines.md", limits=shown), "html.parser")
        for shown in (bars, [])
    )
    for words in ("90 days: Microsoft, 2019", "120 days on EA: community, about mid-2024"):
        assert words in usual.get_text()
    heights = []
    for drawn in (usual, fewer):
        assert drawn.svg
        *_, height = map(int, str(drawn.svg["viewbox"]).split())
        lowest = max(float(str(bar["y"])) + float(str(bar["height"])) for bar in drawn.find_all("rect"))
        assert 0 < height - lowest < 26
        heights.append(height)
    assert heights[0] - heights[1] == 26 * len(list(limits(pages.site.knowledge))) + 8
