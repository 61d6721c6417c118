"""What changed and when: days in order, and a feed that every reader can read."""

from datetime import date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
import walks
from walks import TODAY

from build_scripts.pages.changes import MOST_DAYS, Changed, DayOfChanges, changes, feed
from build_scripts.pages.written import HandWritten
from build_scripts.places import LOCAL, Repository
from build_scripts.read.knowledge import Knowledge

ROOT = Path(__file__).parent.parent
SITE = "https://example.org/cpor/"
ATOM, HTML = "{http://www.w3.org/2005/Atom}", "{http://www.w3.org/1999/xhtml}"

FIRST = DayOfChanges(on=date(2026, 11, 23), what={"First published.": (Changed(title="A page", address="a/"),)})
HOSTILE = "<b>&amp; \"it\"</b> ]]> <script>alert('1')</script>"


@pytest.fixture
def pages(knowledge: Knowledge):
    """Hand-written pages, by their names; of each its revisions."""
    return lambda **revisions: {
        f"questions/{name}.md": HandWritten(
            ROOT / "docs" / "questions" / f"{name}.md",
            f"---\nrevisions: {said}\n---\n\n# Is it {name}?\n",
            {},
            knowledge,
            TODAY,
        )
        for name, said in revisions.items()
    }


def read(days: list[DayOfChanges], site_address: str = SITE) -> ElementTree.Element:
    """The feed, as a reader reads it."""
    return ElementTree.fromstring(feed(days, site_address, "Answers"))


def only(parent: ElementTree.Element, tag: str) -> str:
    """The text of the one element of this name."""
    [found] = parent.findall(f"{ATOM}{tag}")
    assert found.text and found.text.strip()
    return found.text


def links(parent: ElementTree.Element) -> dict[str | None, str | None]:
    """The addresses that an element of the feed links to, by what they are."""
    return {link.get("rel"): link.get("href") for link in parent.findall(f"{ATOM}link")}


def days_back(number: int) -> list[DayOfChanges]:
    """So many days with a change, the newest first."""
    return [DayOfChanges(on=FIRST.on - timedelta(days=back), what=FIRST.what) for back in range(number)]


# ---------- days


def test_the_newest_day_stands_first_and_pages_that_changed_alike_stand_together(pages) -> None:
    new, old, more = (f"{{on: {on}, what: {what}}}" for on, what in [
        ("2026-11-23", "New."), ("2025-01-02", "Old."), ("2026-11-23", "More."),
    ])  # fmt: skip
    days = changes({}, pages(a=f"[{old}, {new}]", b=f"[{new}, {more}]", c="[]"))
    a, b = (Changed(title=f"Is it {name}?", address=f"questions/{name}/") for name in "ab")
    assert [(day.on, dict(day.what)) for day in days] == [
        (date(2026, 11, 23), {"New.": (a, b), "More.": (b,)}),
        (date(2025, 1, 2), {"Old.": (a,)}),
    ]


def test_every_revision_of_an_answer_is_a_change_of_its_page() -> None:
    [day] = changes({"small": walks.compiled("small")}, {})
    assert (day.on, dict(day.what)) == (
        date(2026, 11, 23),
        {
            "First published.": (
                Changed(title="File a claim", address="answers/small/claim/"),
                Changed(title="File nothing", address="answers/small/nothing/"),
            )
        },
    )


def test_a_revision_of_the_counting_is_a_change_of_the_page_with_plans() -> None:
    days = changes({"everything": walks.compiled("everything")}, {})
    assert days[0].on == date(2026, 11, 24)
    assert days[0].what["Counted otherwise."] == (
        Changed(title="One customer, several products", address="plans/everything/"),
    )


def test_pages_that_nobody_has_revised_change_nothing(pages) -> None:
    assert changes({}, pages(a="[]")) == []


# ---------- the feed


@pytest.mark.parametrize("days", [[], [FIRST], days_back(3)])
def test_the_feed_has_what_the_standard_of_atom_demands(days: list[DayOfChanges]) -> None:
    top = read(days)
    assert top.tag == f"{ATOM}feed"
    assert only(top, "title")
    assert only(top.find(f"{ATOM}author"), "name")
    entries = top.findall(f"{ATOM}entry")
    assert len(entries) == len(days)
    for element in (top, *entries):
        assert datetime.fromisoformat(only(element, "updated")).tzinfo
        assert only(element, "id").startswith("https://")
        assert only(element, "title")
        assert links(element)["alternate"]
    assert len({only(element, "id") for element in (top, *entries)}) == 1 + len(days)


def test_the_feed_says_where_it_is_and_is_as_new_as_its_newest_day() -> None:
    top = read(days_back(3))
    assert links(top) == {"alternate": SITE, "self": f"{SITE}feed.xml"}
    assert only(top, "updated") == "2026-11-23T00:00:00Z"
    assert [only(entry, "updated")[:10] for entry in top.findall(f"{ATOM}entry")] == [
        "2026-11-23", "2026-11-22", "2026-11-21"
    ]  # fmt: skip


def test_a_day_of_the_feed_opens_that_day_and_its_pages() -> None:
    [entry] = read([FIRST]).findall(f"{ATOM}entry")
    assert only(entry, "title") == "Changes of 23 November 2026"
    assert links(entry) == {"alternate": f"{SITE}changes/#2026-11-23"}
    [box] = entry.find(f"{ATOM}content")
    assert box.tag == f"{HTML}div"
    assert box.find(f"{HTML}p").text == "First published."
    assert [(anchor.get("href"), anchor.text) for anchor in box.iter(f"{HTML}a")] == [(f"{SITE}a/", "A page")]


@pytest.mark.parametrize(("said", "site"), [
    ("https://example.org/cpor", "https://example.org/cpor/"),
    ("https://example.org", "https://example.org/"),
])  # fmt: skip
def test_the_feed_has_the_address_that_the_site_generator_takes(said: str, site: str) -> None:
    built = Repository.at(ROOT, {"SITE_URL": said}, TODAY)
    assert links(read([FIRST], built.site_address)) == {"alternate": site, "self": f"{site}feed.xml"}


@pytest.mark.parametrize("environment", [{}, {"SITE_URL": ""}])
def test_without_an_address_the_feed_has_that_of_the_settings(environment: dict[str, str]) -> None:
    assert only(read([], Repository.at(ROOT, environment, TODAY).site_address), "id") == LOCAL
    assert f'site_url: !ENV [SITE_URL, "{LOCAL}"]' in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


def test_text_in_the_feed_is_shown_and_not_obeyed() -> None:
    day = DayOfChanges(on=FIRST.on, what={HOSTILE: (Changed(title=HOSTILE, address="a/?b&c"),)})
    [entry] = read([day]).findall(f"{ATOM}entry")
    assert entry.find(f".//{HTML}p").text == HOSTILE
    anchor = entry.find(f".//{HTML}a")
    assert (anchor.text, anchor.get("href")) == (HOSTILE, f"{SITE}a/?b&c")
    assert not {"b", "script"} & {element.tag.removeprefix(HTML) for element in entry.iter()}


def test_the_feed_tells_of_the_newest_days_and_of_no_more_than_a_reader_keeps() -> None:
    told = read(days_back(MOST_DAYS + 5)).findall(f"{ATOM}entry")
    assert [only(entry, "updated")[:10] for entry in told] == [day.on.isoformat() for day in days_back(MOST_DAYS)]
