"""The pictures beside pasted links: each says what its page says, everything in it has room, and pages name it."""

import ctypes
import doctest
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path

import jinja2
import pypdfium2
import pypdfium2.raw as raw
import pytest
import yaml
from filing import FILING
from filing import words as wording_of_filing
from ours import OURS, ROOT, made_up_knowledge
from PIL import Image

from build_scripts.pages.page import Page
from build_scripts.pages.replies import page_reply, short_answer
from build_scripts.places import Refusal, Repository
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
from build_scripts.previews.draw import Pictures, colours
from build_scripts.previews.font import ELLIPSIS, Font
from build_scripts.staging import Staging
from decision_tree import reply
from decision_tree.dates import day_words
from decision_tree.markup import Line
from decision_tree.model import Outcome

TOKENS = colours(OURS.tokens)

MOST_BYTES = 55_000

FLOWS = "|".join(path.stem for path in OURS.flows.glob("*.yml"))

NUMBERS = re.compile(r" \[[\d, ]+\]")
"""Numbers of sources in a reply."""

OWN = re.compile(rf"(answers/[\w-]+|questions)/(?!index)[\w-]+\.md|({FLOWS})/index\.md|index\.md")
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

PICTURES = Pictures(OURS)

LONG = "The claim that somebody makes for a customer whom nobody else has ever made a claim for " * 9
UNBREAKABLE = "Usagerecognition" * 40
MANY_FACTS = tuple(Fact(name=f"Part {number}:", words="Known") for number in range(40))
GRADE = Badge(words="sources disagree", look="conflicting")
OPTIONS = tuple(Badge(words=f"The option {number}", look=OPTION) for number in range(80))
SENTENCES = [f"This is what number {number} of many sentences says." for number in range(40)]
NO_ROOM = "More than there is room for here: the page says it."

HOSTILE = {
    "a long title": Card(name="CPOR Answers", eyebrow="One", title=LONG, text="So it is.", footing="So."),
    "a word as a title": Card(
        name="CPOR Answers", eyebrow="One", title=UNBREAKABLE, facts=(Fact(name="So:", grade=GRADE),), footing="So."
    ),
    "no title": Card(name="CPOR Answers", eyebrow="", title=""),
    "long words everywhere": Card(
        name="CPOR Answers",
        eyebrow=UNBREAKABLE,
        title=UNBREAKABLE,
        text=UNBREAKABLE,
        facts=(Fact(name=UNBREAKABLE, words=UNBREAKABLE, grade=Badge(words=UNBREAKABLE, look="unknown")),),
        badges=(Badge(words=UNBREAKABLE, look=OPTION),) * 3,
        footing=UNBREAKABLE,
    ),
    "long texts everywhere": Card(
        name="CPOR Answers",
        eyebrow=LONG,
        title=LONG,
        text=LONG,
        facts=(Fact(name=LONG, words=LONG, grade=Badge(words=LONG, look="microsoft-one")),),
        badges=(Badge(words=LONG, look=OPTION),) * 30,
        footing=LONG,
    ),
    "long words that have room": Card(
        name="CPOR Answers",
        eyebrow="One",
        title="Two",
        text=UNBREAKABLE[:200],
        facts=(Fact(name="Internationalisation:", words=UNBREAKABLE[:90], grade=GRADE),),
    ),
    "an endless footing": Card(name="CPOR Answers", eyebrow="One", title="Two", facts=MANY_FACTS[:3], footing=LONG * 9),
    "many sentences": Card(
        name="CPOR Answers",
        eyebrow="One",
        title="Two",
        text=" ".join(SENTENCES),
        facts=(Fact(name="How sure:", grade=GRADE),),
    ),
    "many facts": Card(name="CPOR Answers", eyebrow="One", title="Two", facts=MANY_FACTS, footing="So."),
    "many options": Card(name="CPOR Answers", eyebrow="One", title="Two", badges=OPTIONS),
    "every look": Card(
        name="CPOR Answers",
        eyebrow="One",
        title="A title that is long enough to reach the fork of the logo",
        facts=tuple(Fact(name="So:", words=f"Is {look}", look=look) for look in ("full", "unknown", "conflicting")),
        badges=tuple(Badge(words=f"It is {look}", look=look) for look in (*staging().site.knowledge.grades, OPTION)),
        footing="So.",
    ),
}

EVERY_CARD = {**CARDS, **HOSTILE}


@cache
def drawn(card: Card) -> bytes:
    """The picture of a card."""
    return PICTURES.drawn(card)


def strings(card: Card) -> list[str]:
    """Everything that a card says, apart from each other."""
    facts = [part for fact in card.facts for part in (fact.name, fact.words, fact.grade.words if fact.grade else "")]
    return [card.eyebrow, card.title, card.text, *facts, *(badge.words for badge in card.badges), card.footing]


# ---------- what is drawn, as the PDF of the same layout tells it


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Something on a page: its edges in pixels from the upper left corner, and its colour."""

    left: float
    top: float
    right: float
    bottom: float
    colour: str

    def holds(self, other: "Shape") -> bool:
        """Whether something lies on it."""
        across = self.left <= other.left + 1 and other.right - 1 <= self.right
        return across and self.top <= other.top + 1 and other.bottom - 1 <= self.bottom


@dataclass(frozen=True, kw_only=True)
class Words(Shape):
    """A line of text, or a part of it."""

    text: str
    size: float
    base: float
    """Where its base line is."""
    ground: str
    """The colour of what it stands on."""


@cache
def shapes(card: Card) -> list[Shape]:
    """Everything on the picture of a card, in the order in which it is drawn."""
    with pypdfium2.PdfDocument(PICTURES.laid_out(card, "pdf")) as document:
        [page] = document
        assert page.get_size() == (1200, 630)
        found: list[Shape] = []
        for item in page.get_objects(textpage=page.get_textpage()):
            left, bottom, right, top = item.get_bounds()
            edges = {"left": left, "top": 630 - top, "right": right, "bottom": 630 - bottom, "colour": colour_of(item)}
            if item.type == raw.FPDF_PAGEOBJ_PATH and is_filled(item):
                found.append(Shape(**edges))
            elif item.type == raw.FPDF_PAGEOBJ_TEXT and (text := re.sub("[\u200b\u2060]", "", item.extract()).strip()):
                ground = next(shape.colour for shape in reversed(found) if shape.holds(Shape(**edges)))
                found.append(
                    Words(**edges, text=text, size=size_of(item), base=630 - item.get_matrix().f, ground=ground)
                )
    return found


def is_filled(item: pypdfium2.PdfObject) -> bool:
    filled, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, filled, stroked)
    return filled.value != raw.FPDF_FILLMODE_NONE


def colour_of(item: pypdfium2.PdfObject) -> str:
    channels = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(item, *channels)
    return "#" + "".join(f"{channel.value:02x}" for channel in channels[:3])


def size_of(item: pypdfium2.PdfObject) -> float:
    size = ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(item, size)
    return size.value


def lines(card: Card) -> list[Words]:
    """The lines of text on the picture of a card."""
    return [shape for shape in shapes(card) if isinstance(shape, Words)]


def texts(card: Card) -> list[str]:
    return [line.text for line in lines(card)]


def test_every_word_of_a_card_is_on_its_picture_once() -> None:
    for name, card in CARDS.items():
        wanted = Counter(" ".join(["CPOR Answers", *strings(card)]).casefold().split())
        assert Counter(" ".join(texts(card)).casefold().split()) == wanted, name


def test_nothing_is_cut_off_and_nothing_is_too_small() -> None:
    for name, card in EVERY_CARD.items():
        for line in lines(card):
            assert line.left >= 55 and line.right <= 1145, (name, line)
            assert line.top >= 20 and line.bottom <= 620, (name, line)
            assert line.size >= 20, (name, line)


def test_words_keep_to_the_ground_of_their_part() -> None:
    colour = TOKENS["sunk"], TOKENS["band"], TOKENS["mark"]
    for name, card in EVERY_CARD.items():
        grounds = [shape for shape in shapes(card) if (shape.left, shape.right) == (0, 1200)]
        [foot, band, bar] = [next(shape for shape in grounds if shape.colour == one) for one in colour]
        for line in lines(card):
            parts = [(5, band.bottom - 5), (bar.bottom + 20, foot.top - 20), (foot.top + 5, 625)]
            assert [part for part in parts if part[0] < line.top and line.bottom < part[1]], (name, line)


def test_no_words_stand_on_others() -> None:
    for name, card in EVERY_CARD.items():
        assert not [pair for pair in combinations(lines(card), 2) if touch(*pair)], name


def test_words_stand_wholly_in_their_badge_and_no_badge_on_another() -> None:
    tints = {TOKENS[name] for name in ("community-tint", "conflict-tint", "unknown-tint")}
    for name, card in EVERY_CARD.items():
        badges = [shape for shape in shapes(card) if shape.colour in tints and not isinstance(shape, Words)]
        for badge in badges:
            assert badge.left >= 54 and badge.right <= 1146, (name, badge)
            held = [line for line in lines(card) if badge.holds(line)]
            others = [line for line in lines(card) if line not in held and touch(badge, line)]
            assert held and not others, (name, badge, others)
        assert not [pair for pair in combinations(badges, 2) if touch(*pair)], name


def touch(one: Shape, other: Shape) -> bool:
    across = one.left < other.right and other.left < one.right
    return across and one.top < other.bottom and other.top < one.bottom


def test_a_title_has_three_lines_at_most_and_small_print_four() -> None:
    for name, card in EVERY_CARD.items():
        title = {round(line.base) for line in lines(card) if line.colour == TOKENS["on-band"] and line.size > 40}
        small_print = {round(line.base) for line in lines(card) if line.ground == TOKENS["sunk"]}
        assert len(title) <= 3 and len(small_print) <= 4, name


def test_a_title_that_is_too_long_ends_behind_a_word_and_says_so() -> None:
    title = " ".join(line.text for line in lines(HOSTILE["a long title"]) if line.size == 42)
    shown = title.removesuffix(ELLIPSIS)
    assert title.endswith(ELLIPSIS)
    assert LONG.startswith(f"{shown} "), shown
    assert len(shown) > 60


def test_small_print_that_is_too_long_ends_behind_a_word_and_says_so() -> None:
    footing = " ".join(line.text for line in lines(HOSTILE["an endless footing"]) if line.ground == TOKENS["sunk"])
    assert footing.endswith(ELLIPSIS) and len(footing) > 300
    assert LONG.startswith(footing.removesuffix(ELLIPSIS)[:-40]) and f"{footing[-20:-1]} " in LONG


def test_a_text_that_is_too_long_ends_behind_a_sentence_and_says_so() -> None:
    shown = texts(HOSTILE["many sentences"])
    text = " ".join(line for line in shown if line not in ("CPOR Answers", "One", "Two", "How sure:"))
    kept = text.partition(f" {ELLIPSIS}")[0]
    assert 5 < len(kept.split(". ")) < 40
    assert " ".join(SENTENCES).startswith(f"{kept} This")
    assert "Sources disagree" in shown, "how sure it is stays"


def test_facts_that_have_no_room_are_left_to_the_page_all_of_them() -> None:
    shown = texts(HOSTILE["many facts"])
    assert NO_ROOM in shown
    assert not any("Part" in line or "Known" in line for line in shown), "the last of them may be the 'but'"


def test_options_that_have_no_room_are_told_as_more() -> None:
    shown = texts(HOSTILE["many options"])
    assert shown[-1] == ELLIPSIS
    assert 10 < sum("The option" in line for line in shown) < 80


def test_a_word_that_is_longer_than_its_line_is_told_whole() -> None:
    shown = "".join(texts(HOSTILE["long words that have room"]))
    assert UNBREAKABLE[:200] in shown and f"Internationalisation:{UNBREAKABLE[:90]}" in shown


def test_a_hostile_title_is_drawn_as_words() -> None:
    title = '#panic("a") $x$ *b* _c_ `d` @e <f> // g /* h \\ ~ -- "i" \'j\' ... #{1 + 1}'
    assert " ".join(texts(Card(name="CPOR Answers", eyebrow="", title=title))) == f"CPOR Answers {title}"


# ---------- the picture


def opened(picture: bytes) -> Image.Image:
    """A picture with its colours."""
    with Image.open(io.BytesIO(picture)) as image:
        assert image.format == "PNG"
        return image.convert("RGB")


def test_a_picture_has_the_size_that_pages_say_and_is_small() -> None:
    for name, card in EVERY_CARD.items():
        assert opened(drawn(card)).size == (draw.WIDTH, draw.HEIGHT), name
    for name, card in CARDS.items():
        assert len(drawn(card)) < MOST_BYTES, name


def test_the_font_has_every_character_of_the_site() -> None:
    for name, card in CARDS.items():
        assert [text for text in strings(card) if PICTURES.font.drawable(text) != text] == [], name


@pytest.mark.parametrize(("text", "shown"), [
    ("more than ≠ 300", "more than … 300"),  # without its stroke it would be "=" and say the opposite
    ("你好", "…"),
    ("\U0001f600 so", "… so"),
    ("e\u0301te\u0301", "été"),
    ("a\u200bb\u00adc\u0007", "abc"),
    ("a\n b\u2028c\td", "a b c d"),
    ("ﬁne", "fine"),
    ("ạ", "a"),
])  # fmt: skip
def test_a_character_that_the_font_does_not_have_is_no_box(text: str, shown: str) -> None:
    assert PICTURES.font.drawable(text) == shown
    for card in (
        Card(name="CPOR Answers", eyebrow="", title=text),
        Card(name="CPOR Answers", eyebrow="", title="", badges=(Badge(words=text, look=OPTION),)),
    ):
        said = replace(card, title=shown) if card.title else replace(card, badges=(Badge(words=shown, look=OPTION),))
        assert drawn(card) == drawn(said)


def test_the_examples_are_true() -> None:
    found = doctest.testmod(cards_module)
    assert found.attempted > 0 and found.failed == 0


# ---------- colours


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


def test_words_can_be_read_on_their_ground() -> None:
    for name, card in EVERY_CARD.items():
        for line in lines(card):
            assert contrast(line.colour, line.ground) >= 4.5, (name, line)
    faint = fork_colour()
    assert min(contrast(TOKENS[words], faint) for words in ("on-band", "on-band-muted")) >= 4.5


def fork_colour() -> str:
    """The colour of the large fork on the band, from the picture itself."""
    image = opened(drawn(HOSTILE["no title"]))
    return "#{:02x}{:02x}{:02x}".format(*image.getpixel((1140, 150)))


def test_the_fork_on_the_band_is_a_little_of_the_mark() -> None:
    band, mark = channels(TOKENS["band"]), channels(TOKENS["mark"])
    mixed = [0.87 * one + 0.13 * other for one, other in zip(band, mark, strict=True)]
    assert channels(fork_colour()) == pytest.approx(mixed, abs=1)


def test_the_logo_of_the_site_is_on_a_picture_in_its_colours() -> None:
    logo = opened(drawn(CARDS[HOME])).crop((53, 23, 105, 75))
    shades = [shade for _, shade in logo.getcolors(3000) or []]
    used = set(re.findall(r'(?:fill|stroke)="(#\w+)"', OURS.logo.read_text()))
    assert used == {TOKENS["primary"], TOKENS["mark"], "#fff"}, "card.typ gives its colours to the fork by name"
    for colour in used:
        assert min(distance(shade, colour.replace("#fff", "#ffffff")) for shade in shades) <= 13, colour


def test_what_is_on_a_picture_has_the_colours_of_the_site() -> None:
    assert {line.colour for card in CARDS.values() for line in lines(card)} <= set(TOKENS.values())
    for name, card in CARDS.items():
        shades = [shade for _, shade in opened(drawn(card)).getcolors(1000) or []]
        for colour in {line.colour for line in lines(card)}:
            assert min(distance(shade, colour) for shade in shades) <= 3, (name, colour, "few colours are enough")


def distance(shade: object, colour: str) -> int:
    """How far a colour of a picture is from one of ours."""
    return max(abs(one - other) for one, other in zip(shade, channels(colour), strict=True))


@pytest.mark.parametrize(("card", "words", "colour"), [
    ("not-listed", "Not publicly known", "unknown"),
    ("not-listed", "Not known outside Microsoft", "unknown"),
    ("build-intent", "Sources disagree", "conflict"),
    ("build-intent", "Build intent", "primary"),
    ("nothing-to-file", "None", "ink"),
    (HOSTILE["many sentences"], "Sources disagree", "conflict"),
])  # fmt: skip
def test_what_nobody_knows_and_what_is_disputed_looks_so_and_says_so(card: Card | str, words: str, colour: str) -> None:
    if isinstance(card, str):  # the id of an outcome
        card = answer_card(FILING, wording_of_filing(), FILING.outcomes[card], made_up_knowledge().grades)
    [*_, found] = [line for line in lines(card) if line.text == words]
    assert found.colour == TOKENS[colour]


def repository_with(tmp_path: Path, tokens: str) -> Repository:
    """A repository with what draws pictures, and these tokens."""
    repository = replace(OURS, root=tmp_path)
    for path in (repository.font, repository.logo, repository.tokens):
        path.parent.mkdir(parents=True)
        shutil.copy(OURS.root / path.relative_to(tmp_path), path)
    repository.tokens.write_text(tokens)
    return repository


def test_a_colour_that_light_pages_do_not_name_is_told(tmp_path: Path) -> None:
    tokens = OURS.tokens.read_text().replace("--cpor-conflict: ", "--cpor-dispute: ", 1)
    with pytest.raises(Refusal, match=r"tokens.css does not say what '--cpor-conflict' is"):
        Pictures(repository_with(tmp_path, tokens))


def test_another_colour_in_the_stylesheet_is_another_on_the_picture(tmp_path: Path) -> None:
    pictures = Pictures(repository_with(tmp_path, OURS.tokens.read_text().replace("#ffb81c", "#123456")))
    assert (0x12, 0x34, 0x56) in {shade for _, shade in opened(pictures.drawn(CARD)).getcolors(1000) or []}


# ---------- what it says


def text_of(line: Line) -> str:
    return "".join(span.text for span in line)


FLOW = staging().site.compiled["which-claim"].flow
WORDING = staging().site.wording(FLOW)


def test_the_cards_of_answers_say_what_the_replies_say() -> None:
    for outcome in FLOW.outcomes.values():
        says_what_the_reply_says(outcome)


def says_what_the_reply_says(outcome: Outcome) -> None:
    """Compare the card of an answer with its reply."""
    card = CARDS[f"answers/which-claim/{outcome.id}.md"]
    blocks = reply.of_outcome(FLOW, WORDING, outcome, "https://example.org/").text
    paragraphs = [text_of(block.lines[0]) for block in blocks if not block.listed]
    listed = next([text_of(line) for line in block.lines] for block in blocks if block.listed)
    facts = [f"{fact.name} {fact.words}{f' ({fact.grade.words})' if fact.grade else ''}" for fact in card.facts]
    found = reply.usual_result(FLOW, WORDING, outcome)
    claims = [WORDING.claims[id] for id in reply.claims_to_file(found)]
    assert card.title == paragraphs[0], outcome.id
    if claims:
        assert facts[0].startswith(f"{reply.CLAIMS} {'; '.join(claims)} ("), outcome.id
        assert [line.partition(",")[0] for line in listed[: len(claims)]] == claims, outcome.id
    else:
        assert facts == listed, outcome.id
    checked = day_words(outcome.checked)
    assert checked in paragraphs[-1] and checked in card.footing, outcome.id
    footing = reply.footing(outcome.checked, FLOW.site, reply.reach_words(FLOW, found))
    assert card.footing == f"{reply.MORE} {footing}", outcome.id
    assert reply.MORE in paragraphs, outcome.id
    if card.text:
        assert card.text in paragraphs, outcome.id
    elif len(claims) < 2:
        assert outcome.answer == paragraphs[1], f"nothing stands before it: {outcome.id}"


def test_a_card_says_before_anything_else_that_an_answer_is_taken_back() -> None:
    outcome = FLOW.outcomes["all-three-claims"]
    note = next(note for note in FLOW.notes.values() if note.effect.claims_unknown)
    wording = replace(WORDING, usual={outcome.id: (note.id,)})
    card = answer_card(FLOW, wording, outcome, staging().site.knowledge.grades)
    assert card.text == "In this case it is not publicly known. What is known for other cases:"
    assert (card.facts[0].words, card.facts[0].look) == ("not publicly known", "unknown")


def test_the_cards_of_questions_say_what_their_replies_say() -> None:
    fragments = staging().site.fragments
    for name, page in staging().site.written.items():
        if page.is_question:
            card, blocks = CARDS[name], page_reply(name, page, fragments, OURS.site_address).text
            paragraphs = [text_of(block.lines[0]) for block in blocks if not block.listed]
            short = [page.question(), short_answer(page, fragments)]
            assert [paragraphs[0], NUMBERS.sub("", paragraphs[1])] == [card.title, card.text] == short, name
            for fact, (part, grade) in zip(card.facts, page.front.grades.items(), strict=True):
                assert fact.grade is not None and fact.grade.look == grade, name
                assert f"{part}: {fact.grade.words}" in paragraphs[2] if part else fact.grade.words in paragraphs[2], (
                    name
                )
            assert card.footing == paragraphs[-1], name


def test_the_card_of_the_questionnaire_shows_its_first_question() -> None:
    card = CARDS["which-claim/index.md"]
    start = FLOW.questions[FLOW.start]
    assert (card.title, card.text) == (FLOW.title, start.ask)
    assert [badge.words for badge in card.badges] == [option.label for option in start.options]


def test_the_card_of_the_site_shows_every_grade() -> None:
    grades = list(staging().site.knowledge.grades)
    assert [badge.look for badge in CARDS[HOME].badges] == grades


def test_whoever_does_not_see_a_picture_is_told_all_that_it_says() -> None:
    for name, card in CARDS.items():
        told = said(card)
        assert [text for text in strings(card) if text not in told] == [], name
        assert told.index(card.title) < told.index(card.footing), name
        assert not re.search(r"\.\.|\?\.|\(\)|  ", told), name


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
    card = Card(name="CPOR Answers", eyebrow="One", title=HOSTILE_TITLE)
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
        "import hashlib, json, sys; from ours import OURS; from build_scripts.previews.cards import cards;"
        "from build_scripts.previews.draw import Pictures; from build_scripts.staging import Staging;"
        "drawn, found = Pictures(OURS).drawn, cards(Staging(OURS).site);"
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


CARD = Card(name="CPOR Answers", eyebrow="One", title="Two")


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    """Pictures with a cache of the test's own, that is not there yet."""
    return with_cache(tmp_path / "cache")


def with_cache(cache: Path, **files: bytes | str) -> Pictures:
    """Pictures that are kept there, drawn with some other files."""
    pictures = Pictures(OURS)
    pictures.cache = cache
    pictures.font = Font(files.pop("font", PICTURES.font.woff2), cache)
    for name, content in files.items():
        setattr(pictures, name, content)
    return pictures


def test_a_card_is_drawn_once(pictures: Pictures, monkeypatch: pytest.MonkeyPatch) -> None:
    first = pictures.of(CARD)
    assert first.is_relative_to(pictures.cache)
    assert first.read_bytes() == drawn(CARD)
    monkeypatch.setattr(Pictures, "drawn", lambda *_: pytest.fail("it is drawn again"))
    assert with_cache(pictures.cache).of(Card(name="CPOR Answers", eyebrow="One", title="Two")) == first


def test_the_font_is_unpacked_once_and_the_same_whenever_it_is(pictures: Pictures, tmp_path: Path) -> None:
    folder = pictures.font.folder
    unpacked = (folder / "font.ttf").read_bytes()
    assert [path.name for path in folder.iterdir()] == ["font.ttf"] and folder.is_relative_to(pictures.cache)
    assert (with_cache(tmp_path / "another").font.folder / "font.ttf").read_bytes() == unpacked
    (folder / "font.ttf").write_bytes(b"as it was kept")
    assert (with_cache(pictures.cache).font.folder / "font.ttf").read_bytes() == b"as it was kept"


def test_another_card_or_way_of_drawing_is_another_picture(
    pictures: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"other")
    digests = [pictures.digest(CARD), pictures.digest(replace(CARD, footing="Three."))]
    digests += [with_cache(tmp_path, **{name: "other"}).digest(CARD) for name in ("colours", "logo")]
    digests.append(with_cache(tmp_path, font=b"other").digest(CARD))
    for name, value in (("__file__", other), ("TEMPLATE", other), ("version", str.upper)):
        with monkeypatch.context() as changed:
            changed.setattr(draw, name, value)
            digests.append(with_cache(tmp_path).digest(CARD))
    assert len(set(digests)) == len(digests) == 8
    assert with_cache(tmp_path).digest(CARD) == digests[0]


def test_a_picture_that_could_not_be_drawn_whole_is_drawn_the_next_time(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pictures.font.folder.is_dir()
    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("the power is gone")))
        with pytest.raises(OSError, match="the power is gone"):
            pictures.of(CARD)
    assert list(pictures.cache.rglob("*.png")) == []
    assert pictures.of(CARD).read_bytes() == drawn(CARD)
