"""The pictures beside pasted links: each says what its page says, everything in it has room, and pages name it."""

import doctest
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path

import jinja2
import pytest
import yaml
from ours import OURS, ROOT
from PIL import Image

from build_scripts.pages.page import Page
from build_scripts.pages.replies import page_reply, short_answer
from build_scripts.previews import cards as cards_module
from build_scripts.previews import draw
from build_scripts.previews.cards import (
    HOME,
    OPTION,
    Badge,
    Card,
    Fact,
    answer_card,
    cards,
    picture_of,
    preview,
    said,
)
from build_scripts.previews.draw import (
    BADGES,
    COLOURS,
    ELLIPSIS,
    FAINT,
    NO_ROOM,
    VALUES,
    Words,
    drawable,
    drawn,
    laid,
    lines_of,
)
from build_scripts.staging import Staging
from decision_tree import reply
from decision_tree.dates import day_words
from decision_tree.markup import Line

TOKENS = ROOT / "docs" / "assets" / "stylesheets" / "tokens.css"

MOST_BYTES = 40_000

OWN = re.compile(r"(answers/[\w-]+|questions)/(?!index)[\w-]+\.md|which-claim/index\.md|index\.md")
"""Pages with pictures of their own."""


@cache
def staging() -> Staging:
    """The site."""
    return Staging(OURS)


@cache
def staged() -> dict[str, bytes | Path]:
    """Every file of the site."""
    return staging().files


CARDS = cards(staging().site)

EACH_CARD = pytest.mark.parametrize("card", CARDS.values(), ids=list(CARDS))

LONG = "The claim that somebody makes for a customer whom nobody else has ever made a claim for " * 9
UNBREAKABLE = "Usagerecognition" * 40
MANY_FACTS = tuple(Fact(name=f"Part {number}:", words="Known") for number in range(40))
GRADE = Badge(words="sources disagree", look="conflicting")

HOSTILE = {
    "a long title": Card(eyebrow="One", title=LONG, text="So it is.", footing="So."),
    "a word as a title": Card(eyebrow="One", title=UNBREAKABLE, facts=(Fact(name="So:", grade=GRADE),), footing="So."),
    "no title": Card(eyebrow="", title=""),
    "long words everywhere": Card(
        eyebrow=UNBREAKABLE,
        title=UNBREAKABLE,
        text=UNBREAKABLE,
        facts=(Fact(name=UNBREAKABLE, words=UNBREAKABLE, grade=Badge(words=UNBREAKABLE, look="unknown")),),
        badges=(Badge(words=UNBREAKABLE, look=OPTION),) * 3,
        footing=UNBREAKABLE,
    ),
    "long texts everywhere": Card(
        eyebrow=LONG,
        title=LONG,
        text=LONG,
        facts=(Fact(name=LONG, words=LONG, grade=Badge(words=LONG, look="microsoft-one")),),
        badges=(Badge(words=LONG, look=OPTION),) * 30,
        footing=LONG,
    ),
    "an endless footing": Card(eyebrow="One", title="Two", facts=MANY_FACTS[:3], footing=LONG * 9),
    "many facts": Card(eyebrow="One", title="Two", facts=MANY_FACTS, footing="So."),
}

EVERY_CARD = pytest.mark.parametrize("card", [*CARDS.values(), *HOSTILE.values()], ids=[*CARDS, *HOSTILE])


def strings(card: Card) -> list[str]:
    """Everything that a card says, apart from each other."""
    facts = [part for fact in card.facts for part in (fact.name, fact.words, fact.grade.words if fact.grade else "")]
    return [card.eyebrow, card.title, card.text, *facts, *(badge.words for badge in card.badges), card.footing]


def words_on(card: Card) -> list[Words]:
    """The lines of its picture."""
    return [mark for mark in laid(card).marks if isinstance(mark, Words) and mark.text]


# ---------- what is drawn


@EACH_CARD
def test_a_picture_has_the_size_that_pages_say_and_is_small(card: Card) -> None:
    picture = drawn(card)
    with Image.open(io.BytesIO(picture)) as image:
        assert (image.format, image.size) == ("PNG", (1200, 630))
    assert len(picture) < MOST_BYTES


@EACH_CARD
def test_every_word_of_a_card_is_on_its_picture_once(card: Card) -> None:
    wanted = Counter(" ".join(["CPOR Answers", *strings(card)]).casefold().split())
    assert Counter(" ".join(words.text for words in words_on(card)).casefold().split()) == wanted


@EVERY_CARD
def test_everything_has_room(card: Card) -> None:
    layout = laid(card)
    assert layout.fits
    assert 0 < layout.band < layout.foot <= 630
    for mark in layout.marks:
        assert mark.x >= draw.MARGIN - 1 and mark.right <= draw.RIGHT + 1, mark
    for words in words_on(card):
        band = words.colour.startswith("on-band")
        small_print = words.size == draw.FOOTING
        top, bottom = (0, layout.band) if band else (layout.foot, 630) if small_print else (layout.band, layout.foot)
        assert words.y - 0.7 * words.size > top and words.y + 0.2 * words.size < bottom, words


@EVERY_CARD
def test_no_words_stand_on_others(card: Card) -> None:
    for one, other in combinations(words_on(card), 2):
        beside = one.right < other.x or other.right < one.x
        upper, lower = sorted((one, other), key=lambda words: words.y)
        assert beside or upper.y + 0.15 * upper.size < lower.y - 0.7 * lower.size, (one, other)


@pytest.mark.parametrize("card", HOSTILE.values(), ids=list(HOSTILE))
def test_whatever_a_card_says_it_is_drawn(card: Card) -> None:
    with Image.open(io.BytesIO(drawn(card))) as image:
        assert image.size == (1200, 630)


def test_a_title_that_is_too_long_ends_behind_a_word_and_says_so() -> None:
    title = " ".join(words.text for words in words_on(HOSTILE["a long title"]) if words.weight == draw.BOLD)
    shown = title.removeprefix("CPOR Answers ").removesuffix(ELLIPSIS)
    assert title.endswith(ELLIPSIS)
    assert LONG.startswith(f"{shown} "), shown
    assert len(shown) > 60


@pytest.mark.parametrize("width", range(250, 700, 30))
def test_what_is_cut_ends_behind_a_word_at_every_width(width: int) -> None:
    lines = lines_of(LONG, 40, draw.REGULAR, width)
    assert len(lines) == draw.MOST_LINES
    assert all(draw.width_of(line, 40, draw.REGULAR) <= width for line in lines)
    assert LONG.startswith(" ".join(lines).removesuffix(ELLIPSIS) + " ")


def test_a_text_that_is_too_long_ends_behind_a_sentence_and_says_so() -> None:
    sentences = [f"This is what number {number} of many sentences says." for number in range(40)]
    card = Card(eyebrow="One", title="Two", text=" ".join(sentences), facts=(Fact(name="How sure:", grade=GRADE),))
    lines = [words.text for words in words_on(card)]
    text = " ".join(line for line in lines if line not in ("CPOR Answers", "One", "Two", "How sure:"))
    shown = text.partition(f" {ELLIPSIS}")[0]
    assert 5 < len(shown.split(". ")) < 40
    assert " ".join(sentences).startswith(f"{shown} This")
    assert "Sources disagree" in lines, "how sure it is stays"


def test_facts_that_have_no_room_are_left_to_the_page_all_of_them() -> None:
    lines = [words.text for words in words_on(HOSTILE["many facts"])]
    assert NO_ROOM in lines
    assert not any("Part" in line or "Known" in line for line in lines), "the last of them may be the 'but'"


def test_options_that_have_no_room_are_told_as_more() -> None:
    options = tuple(Badge(words=f"The option {number}", look=OPTION) for number in range(80))
    lines = [words.text for words in words_on(Card(eyebrow="One", title="Two", badges=options))]
    assert lines[-1] == ELLIPSIS
    assert 10 < sum("The option" in line for line in lines) < 80


@EACH_CARD
def test_the_font_has_every_character_of_the_site(card: Card) -> None:
    assert [text for text in strings(card) if drawable(text) != text] == []


@pytest.mark.parametrize(("text", "shown"), [
    ("more than ≠ 300", "more than … 300"),  # without its stroke it would be "=" and say the opposite
    ("你好", "…"),
    ("\U0001f600 so", "… so"),
    ("e\u0301te\u0301", "été"),
    ("a\u200bb\u00adc\u0007", "abc"),
    ("ﬁne", "fine"),
    ("ạ", "a"),
])  # fmt: skip
def test_a_character_that_the_font_does_not_have_is_no_box(text: str, shown: str) -> None:
    assert drawable(text) == shown
    card = Card(eyebrow="", title=text)
    assert drawn(card) == drawn(replace(card, title=shown))


@pytest.mark.parametrize("module", [cards_module, draw], ids=["cards", "draw"])
def test_the_examples_are_true(module) -> None:
    found = doctest.testmod(module)
    assert found.attempted > 0 and found.failed == 0


# ---------- colours


def test_the_colours_are_those_of_the_site() -> None:
    light = TOKENS.read_text(encoding="utf-8").partition("/* ---------- dark")[0]
    tokens = dict(re.findall(r"--cpor-([\w-]+): (#[0-9a-f]{6});", light))
    assert {name: tokens.get(name) for name in COLOURS} == COLOURS
    band, mark = (channels(COLOURS[name]) for name in ("band", "mark"))
    mixed = [0.87 * one + 0.13 * other for one, other in zip(band, mark, strict=True)]
    assert channels(FAINT) == pytest.approx(mixed, abs=1)


def channels(colour: str) -> list[int]:
    """Red, green and blue."""
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [part / 255 for part in channels(colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


GROUNDS = [
    *((COLOURS[words], ground) for words in ("on-band", "on-band-muted") for ground in (COLOURS["band"], FAINT)),
    *((COLOURS[words], COLOURS["surface"]) for words in ("ink", "muted", *VALUES.values())),
    *((COLOURS[words], COLOURS[ground]) for words, ground, _ in BADGES.values()),
    (COLOURS["muted"], COLOURS["sunk"]),
]


@pytest.mark.parametrize(("words", "ground"), GROUNDS)
def test_words_can_be_read_on_their_ground(words: str, ground: str) -> None:
    assert contrast(words, ground) >= 4.5


@pytest.mark.parametrize(("name", "words", "colour"), [
    ("answers/which-claim/not-listed.md", "Not publicly known", "unknown"),
    ("answers/which-claim/not-listed.md", "Not known outside Microsoft", "unknown"),
    ("answers/which-claim/build-intent.md", "Sources disagree", "conflict"),
    ("answers/which-claim/build-intent.md", "Build intent", "primary"),
    ("answers/which-claim/perpetual-nothing.md", "None", "ink"),
    ("questions/is-build-intent-only-money.md", "Sources disagree", "conflict"),
])  # fmt: skip
def test_what_nobody_knows_and_what_is_disputed_looks_so_and_says_so(name: str, words: str, colour: str) -> None:
    [*_, found] = [one for one in words_on(CARDS[name]) if one.text == words]
    assert found.colour == colour
    with Image.open(io.BytesIO(drawn(CARDS[name]))) as image:
        shades = {shade for _, shade in image.convert("RGB").getcolors(1000) or []}
    assert min(distance(shade, COLOURS[colour]) for shade in shades) <= 3, "few colours are enough for it"


def distance(shade: object, colour: str) -> int:
    """How far a colour of a picture is from one of ours."""
    return max(abs(one - other) for one, other in zip(shade, channels(colour), strict=True))


# ---------- what it says


def text_of(line: Line) -> str:
    return "".join(span.text for span in line)


FLOW = staging().site.compiled["which-claim"].flow
WORDING = staging().site.wording(FLOW)


@pytest.mark.parametrize("outcome", FLOW.outcomes.values(), ids=lambda outcome: outcome.id)
def test_the_card_of_an_answer_says_what_the_reply_says(outcome) -> None:
    card = CARDS[f"answers/which-claim/{outcome.id}.md"]
    blocks = reply.of_outcome(FLOW, WORDING, outcome, "https://example.org/").text
    paragraphs = [text_of(block.lines[0]) for block in blocks if not block.listed]
    listed = next([text_of(line) for line in block.lines] for block in blocks if block.listed)
    facts = [f"{fact.name} {fact.words}{f' ({fact.grade.words})' if fact.grade else ''}" for fact in card.facts]
    found = reply.usual_result(FLOW, WORDING, outcome)
    claims = [WORDING.claims[id] for id in reply.claims_to_file(found)]
    assert card.title == paragraphs[0]
    if claims:
        assert facts[0].startswith(f"{reply.CLAIMS} {'; '.join(claims)} (")
        assert [line.partition(",")[0] for line in listed[: len(claims)]] == claims
    else:
        assert facts == listed
    checked = day_words(outcome.checked)
    assert checked in paragraphs[-1] and checked in card.footing
    assert card.footing == f"{reply.MORE} {reply.footing(outcome.checked, reply.reach_words(FLOW, found))}"
    assert reply.MORE in paragraphs
    if card.text:
        assert card.text in paragraphs
    elif len(claims) < 2:
        assert outcome.answer == paragraphs[1], "nothing stands before it"


def test_a_card_says_before_anything_else_that_an_answer_is_taken_back() -> None:
    outcome = FLOW.outcomes["all-three-claims"]
    note = next(note for note in FLOW.notes.values() if note.effect.claims_unknown)
    wording = replace(WORDING, usual={outcome.id: (note.id,)})
    card = answer_card(FLOW, wording, outcome)
    assert card.text == "In this case it is not publicly known. What is known for other cases:"
    assert (card.facts[0].words, card.facts[0].look) == ("not publicly known", "unknown")


@pytest.mark.parametrize("name", [name for name in CARDS if name.startswith("questions/")])
def test_the_card_of_a_question_says_what_its_reply_says(name: str) -> None:
    card, page, fragments = CARDS[name], staging().site.written[name], staging().site.fragments
    paragraphs = [
        text_of(block.lines[0])
        for block in page_reply(name, page, fragments, OURS.site_address).text
        if not block.listed
    ]
    [sure] = card.facts
    assert paragraphs[:2] == [card.title, card.text] == [page.question(), short_answer(page, fragments)]
    assert sure.grade is not None and f"{sure.name} {sure.grade.words}." in paragraphs
    assert sure.grade.look == page.front.grade
    assert card.footing == paragraphs[-1]


def test_the_card_of_the_questionnaire_shows_its_first_question() -> None:
    card = CARDS["which-claim/index.md"]
    start = FLOW.questions[FLOW.start]
    assert (card.title, card.text) == (FLOW.title, start.ask)
    assert [badge.words for badge in card.badges] == [option.label for option in start.options]


def test_the_card_of_the_site_shows_every_grade() -> None:
    grades = list(staging().site.knowledge.grades)
    assert [badge.look for badge in CARDS[HOME].badges] == grades


@EACH_CARD
def test_whoever_does_not_see_a_picture_is_told_all_that_it_says(card: Card) -> None:
    told = said(card)
    assert [text for text in strings(card) if text not in told] == []
    assert told.index(card.title) < told.index(card.footing)
    assert not re.search(r"\.\.|\?\.|\(\)|  ", told)


# ---------- what pages say of it


def front_matter(text: bytes | Path) -> dict[str, dict[str, str]]:
    """What a staged page says of itself."""
    assert isinstance(text, bytes)
    return yaml.safe_load(text.decode().split("---\n")[1])


def test_every_page_names_a_picture_that_there_is_and_says_what_is_on_it() -> None:
    for name, content in staged().items():
        if name.endswith(".md"):
            own = name if OWN.fullmatch(name) else HOME
            preview = front_matter(content)["preview"]
            assert preview == {"image": f"http://127.0.0.1:8000/{picture_of(own)}", "says": said(CARDS[own])}, name
            assert picture_of(own) in staged()


def test_every_answer_and_question_has_a_picture_of_its_own() -> None:
    wanted = {name for name in staged() if OWN.fullmatch(name)}
    pictures = {name: path for name, path in staged().items() if name.startswith("assets/previews/")}
    assert set(pictures) == {picture_of(name) for name in wanted}
    assert len(wanted) > 55
    assert len({path.read_bytes() for path in pictures.values() if isinstance(path, Path)}) == len(wanted)


def test_a_page_that_leads_on_has_the_picture_of_the_site() -> None:
    page = Page(name="answers/which-claim/gone.md", meta={"title": "Gone", "moved": "../azure-csp/"}, body="")
    assert preview(page, CARDS, OURS.site_address)["preview"]["image"].endswith("/assets/previews/index.png")


def test_the_address_of_a_picture_is_that_of_the_site() -> None:
    about = Page(name="about.md", meta={"title": "About"}, body="")
    found = preview(about, CARDS, "https://example.org/cpor/")["preview"]
    assert found["image"] == "https://example.org/cpor/assets/previews/index.png"


HOSTILE_TITLE = 'A </title><script>alert("1")</script> & "quoted": {{ 7 * 7 }} \'é\' \U0001f600\n---\n'


class Metas(HTMLParser):
    """Collects what the head of a page says."""

    def __init__(self) -> None:
        super().__init__()
        self.told: dict[str, str] = {}
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.told[given.get("property") or given.get("name") or ""] = given.get("content") or ""


def head(meta: dict[str, object]) -> Metas:
    """What overrides/main.html makes of what a page says of itself."""
    base = "{% block htmltitle %}{% endblock %}{% block extrahead %}{% endblock %}"
    loaders = [jinja2.FileSystemLoader(ROOT / "overrides"), jinja2.DictLoader({"base.html": base})]
    environment = jinja2.Environment(loader=jinja2.ChoiceLoader(loaders), autoescape=False)  # as MkDocs has it
    environment.filters["url"] = str
    page = {"meta": meta, "canonical_url": "", "url": "a/"}
    html = environment.get_template("main.html").render(page=page, config={"site_name": "CPOR Answers"}, nav={})
    metas = Metas()
    metas.feed(html)
    return metas


def test_a_hostile_title_stays_words() -> None:
    card = Card(eyebrow="One", title=HOSTILE_TITLE)
    found = {HOME: card}
    page = Page(name="a.md", meta={"title": "A"}, body="")
    meta = Page.of("a.md", page.with_meta(preview(page, found, OURS.site_address)).dump()).meta
    assert meta["preview"]["says"] == said(card)
    metas = head(meta)
    for name in ("og:image:alt", "twitter:image:alt"):
        assert metas.told[name] == said(card)
    assert set(metas.tags) == {"meta", "link", "style"}
    assert metas.tags.count("style") == 1, "the font"
    assert len(drawn(card)) < MOST_BYTES


def test_the_head_of_a_page_shows_its_picture_large() -> None:
    image = "https://example.org/cpor/assets/previews/index.png"
    told = head({"title": "A", "preview": {"image": image, "says": "So."}}).told
    assert told["og:image"] == told["twitter:image"] == image
    assert (told["og:image:width"], told["og:image:height"]) == (str(draw.WIDTH), str(draw.HEIGHT))
    assert (told["og:image:type"], told["twitter:card"]) == ("image/png", "summary_large_image")


def test_a_page_without_a_picture_names_none() -> None:
    told = head({"title": "A"}).told
    assert not [name for name in told if "image" in name]
    assert told["twitter:card"] == "summary"


# ---------- the same twice, and once


def test_a_picture_is_the_same_bytes_twice_in_another_process_too() -> None:
    names = [HOME, "answers/which-claim/build-intent.md"]
    code = (
        "import hashlib, json, sys; from build_scripts.previews.cards import cards;"
        "from build_scripts.previews.draw import drawn;"
        "from ours import OURS; from build_scripts.staging import Staging; found = cards(Staging(OURS).site);"
        "print(json.dumps([hashlib.sha256(drawn(found[name])).hexdigest() for name in sys.argv[1:]]))"
    )
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Tokyo",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}",
    }
    done = subprocess.run(
        [sys.executable, "-c", code, *names], env=environment, capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert json.loads(done.stdout) == [hashlib.sha256(drawn(CARDS[name])).hexdigest() for name in names]


def test_a_picture_says_nothing_of_when_and_with_what_it_was_made() -> None:
    picture = drawn(CARDS[HOME])
    kinds, at = [], 8
    while at < len(picture):
        kinds.append(picture[at + 4 : at + 8])
        at += 12 + int.from_bytes(picture[at : at + 4], "big")
    assert set(kinds) == {b"IHDR", b"PLTE", b"IDAT", b"IEND"}


@pytest.fixture
def cache_folder(tmp_path: Path) -> Path:
    """A cache of the test's own, that is not there yet."""
    return tmp_path / "cache"


CARD = Card(eyebrow="One", title="Two")


def test_a_card_is_drawn_once(cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = draw.picture(CARD, cache_folder)
    assert first.is_relative_to(cache_folder)
    assert first.read_bytes() == drawn(CARD)
    monkeypatch.setattr(draw, "drawn", lambda _: pytest.fail("it is drawn again"))
    assert draw.picture(Card(eyebrow="One", title="Two"), cache_folder) == first


def test_another_card_or_way_of_drawing_is_another_picture(cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [draw.picture(CARD, cache_folder), draw.picture(replace(CARD, footing="Three."), cache_folder)]
    monkeypatch.setattr(draw, "drawn_with", lambda: b"another font")
    paths.append(draw.picture(CARD, cache_folder))
    assert len(set(paths)) == len(list(cache_folder.rglob("*.png"))) == 3


@pytest.mark.parametrize("what", ["FONT", "__file__", "PIL"])
def test_the_font_the_module_and_pillow_count(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = draw.digest(CARD)
    other = tmp_path / "other"
    other.write_bytes(b"other")
    if what == "PIL":
        monkeypatch.setattr(draw.PIL, "__version__", "12.0.0")
    else:
        monkeypatch.setattr(draw, what, other)
    draw.drawn_with.cache_clear()
    changed = draw.digest(CARD)
    monkeypatch.undo()
    draw.drawn_with.cache_clear()
    assert changed != before == draw.digest(CARD)


def test_a_picture_that_could_not_be_drawn_whole_is_drawn_the_next_time(
    cache_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("the power is gone")))
        with pytest.raises(OSError, match="the power is gone"):
            draw.picture(CARD, cache_folder)
    assert list(cache_folder.rglob("*.png")) == []
    assert draw.picture(CARD, cache_folder).read_bytes() == drawn(CARD)
