"""Draws cards as pictures of one size, in the site's own colours and type, and keeps what it has drawn.

A card gives the same bytes wherever this release of Pillow draws it, which brings its own FreeType and zlib.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise, product, takewhile
from pathlib import Path
from threading import get_ident
from typing import TypeAlias

import PIL
from PIL import Image, ImageDraw, ImageFont

from build_scripts.pages.words import capital
from build_scripts.places import PROGRAM
from build_scripts.previews.cards import NAME, OPTION, Badge, Card, Fact

FONT = PROGRAM.parent / "docs" / "assets" / "fonts" / "atkinson-hyperlegible-next.woff2"

WIDTH, HEIGHT = 1200, 630
"""Pixels, as forums and chats ask for. They often show it a third as wide."""

MARGIN = 56
RIGHT = WIDTH - MARGIN
MEASURE = RIGHT - MARGIN

COLOURS = {
    "band": "#05332e",
    "on-band": "#f2faf7",
    "on-band-muted": "#b9d3cb",
    "mark": "#ffb81c",
    "primary": "#00564d",
    "surface": "#ffffff",
    "sunk": "#e9efec",
    "ink": "#14231f",
    "muted": "#4b5b56",
    "line": "#d2dcd8",
    "edge": "#6b7d77",
    "conflict": "#9c3a00",
    "conflict-tint": "#fdeee3",
    "unknown": "#5b3a94",
    "unknown-tint": "#f1ebfa",
    "community": "#1c5288",
    "community-tint": "#e6f0f9",
    "inferred": "#4b5b56",
}
"""As tokens.css has them for light pages."""

FAINT = "#25442c"
"""The mark on the band, 13 parts of 100, as the verdict of an answer page has it."""

VALUES = {
    "file": "primary",
    "if-eligible": "primary",
    "full": "primary",
    "partly": "primary",
    "conflicting": "conflict",
    "unknown": "unknown",
}
"""What a fact says → the colour of its words, as `.cpor-state` has it. All others have the colour of text."""

BADGES = {
    "community": ("community", "community-tint", "community"),
    "conflicting": ("conflict", "conflict-tint", "conflict"),
    "inferred": ("inferred", "surface", "inferred"),
    "unknown": ("unknown", "unknown-tint", "unknown"),
    OPTION: ("ink", "surface", "edge"),
}
"""A look → the colours of words, ground and edge. What Microsoft says itself has neither ground nor edge."""

STEPS = ((72, 36), (68, 34), (64, 32), (60, 31), (56, 30), (52, 28), (48, 26), (44, 25), (42, 22))
"""Sizes of the title, and the least that what stands below it then has, in pixels."""

LARGEST = 40
"""The size of what stands below the title, at most."""

MOST_LINES = 3
"""Of a title and of the words of a fact. A title has two, if they can be large enough."""

MOST_OF_FOOTING = 4
"""The most lines of small print: five series of Microsoft's texts, and who says it, need four."""

REGULAR, SEMIBOLD, BOLD = 400, 600, 750
"""Weights of the font."""

HEAD = 26
"""The size of what stands above the title, in pixels."""

FOOTING, SMALLEST = 20, 21
"""The size of the small print, and the smallest of everything else, in pixels."""

FIRST_LINE, TITLE_TOP, BAR = 60, 86, 10
"""The base line of what stands above the title, where the title begins, and how high the bar is below its band."""

NAMES = 236
"""How wide the names of facts may be, with the room behind them."""

ROOM = 22
"""Above and below what stands between the bar and the small print."""

GAP, WIDEST_GAP = 12, 40
"""Between two things that stand below the title: at least and at most."""

BETWEEN = 24
"""Between a badge and what stands before it on its line."""

LEADING = 1.3
"""The height of a line, as a multiple of its size."""

NOWHERE = "\uffff"
"""A character that no font has: what is drawn for it is drawn for each that this font does not have."""

ELLIPSIS = "…"

UNSEEN = ("Cc", "Cf", "Mn")
"""Unicode's categories of what shows nothing by itself."""

NO_ROOM = "More than there is room for here: the page says it."

SENTENCE_ENDS = re.compile(r"(?<=[.?!]) ")

FINE = 4
"""Shapes are drawn so many times as large and made smaller, which makes their edges smooth."""

MOST_COLOURS = 64

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """A line of text: where it begins, and its base line."""

    x: float
    y: float
    text: str
    size: int
    weight: int = REGULAR
    colour: str

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + width_of(self.text, self.size, self.weight)


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A ground, with an edge if it names a colour for one."""

    x: float
    y: float
    right: float
    bottom: float
    fill: str
    edge: str = ""
    radius: float = 0


Mark: TypeAlias = Words | Box


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """Something that stands below the title: what is drawn, from its own top on, and how high it is."""

    marks: tuple[Mark, ...]
    height: float
    ruled: bool = False
    """Whether a line parts it from what stands above it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """Where everything stands."""

    marks: tuple[Mark, ...]
    band: int
    """Where the band ends that the title stands on."""
    foot: int
    """Where the ground of the small print begins."""
    fits: bool

    @property
    def whole(self) -> bool:
        """Whether everything has room, with all of its words."""
        return self.fits and not any(isinstance(one, Words) and one.text.endswith(ELLIPSIS) for one in self.marks)


# ---------- pictures


def picture(card: Card, cache: Path) -> Path:
    """Where the picture of a card is, in the cache; it is drawn where it is not there yet.

    It comes there whole or not at all, under a name made of all that it depends on.
    """
    kept = cache / "previews" / f"{digest(card)}.png"
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(f".{os.getpid()}-{get_ident()}.part")
        part.write_bytes(drawn(card))
        part.replace(kept)
    return kept


def digest(card: Card) -> str:
    """What stands for a card and for everything that draws it."""
    return hashlib.sha256(drawn_with() + repr(card).encode()).hexdigest()


@cache
def drawn_with() -> bytes:
    """What stands for this module, the font and Pillow."""
    parts = (Path(__file__).read_bytes(), FONT.read_bytes(), PIL.__version__.encode())
    return b"".join(hashlib.sha256(part).digest() for part in parts)


def drawn(card: Card) -> bytes:
    """A card as PNG."""
    layout = laid(card)
    image = Image.new("RGB", (WIDTH, HEIGHT), COLOURS["band"])
    draw_fork(image, (860, 8), 15, FAINT, FAINT)
    draw_grounds(image, layout)
    draw_logo(image)
    for mark in layout.marks:
        draw_words(image, mark) if isinstance(mark, Words) else draw_box(image, mark)
    return as_png(image)


def as_png(image: Image.Image) -> bytes:
    """A picture with few colours, in few bytes."""
    file = io.BytesIO()
    few = image.quantize(MOST_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(file, "PNG", compress_level=7)  # 9 takes seven times as long for a twentieth
    return file.getvalue()


# ---------- where it stands


def laid(card: Card) -> Layout:
    """Where everything stands, as large as there is room for. At the smallest size, what has no room is left out."""
    for most, (title, least) in product((2, MOST_LINES), STEPS):
        for size in range(LARGEST, least - 1, -1):
            found = layout(card, title, size, most)
            if found.whole:
                return found
    while not found.fits:
        card = less(card)
        found = layout(card, *STEPS[-1])
    return found


def less(card: Card) -> Card:
    """A card that says less: first of its text, then of its badges. Facts are told all or none: one is the "but"."""
    if card.text:
        return replace(card, text=shorter(card.text))
    if card.badges:
        return replace(card, badges=fewer(card.badges))
    return replace(card, facts=(Fact(name=ELLIPSIS, words=NO_ROOM),))


def fewer(badges: Sequence[Badge]) -> tuple[Badge, ...]:
    """Badges without the last of them; an ellipsis stands for what is missing."""
    kept = [one for one in badges if one.words != ELLIPSIS][:-1]
    return (*kept, Badge(words=ELLIPSIS, look=OPTION)) if kept else ()


def shorter(text: str) -> str:
    """A text without its last sentence, or where it is one, without its last word.

    >>> shorter("It is so. And so. But not so."), shorter("It is …"), shorter("So")
    ('It is so. And so. …', 'It …', '')
    """
    rest = text.removesuffix(ELLIPSIS).rstrip()
    kept = SENTENCE_ENDS.split(rest)[:-1] or rest.split()[:-1]
    return " ".join([*kept, ELLIPSIS]) if kept else ""


def layout(card: Card, title: int, size: int, most: int = MOST_LINES) -> Layout:
    """Where everything stands: the title in one size, in so many lines, and what stands below it in another."""
    titles = title_of(card, title, most)
    footing = footing_of(card)
    band = round(titles[-1].y + title * 0.25 + ROOM)
    foot = round(footing[0].y - FOOTING - 16)
    blocks = list(blocks_of(card, size))
    top, bottom = band + BAR + ROOM, foot - ROOM
    marks = (*head_of(card), *titles, *stacked(blocks, top, bottom), *footing)
    return Layout(marks=marks, band=band, foot=foot, fits=least_height(blocks) <= bottom - top)


def head_of(card: Card) -> Iterator[Words]:
    """What stands above the title: the name of the site, and at the right what the card is."""
    name = Words(x=MARGIN + 62, y=FIRST_LINE, text=NAME, size=HEAD + 4, weight=BOLD, colour="on-band")
    yield name
    for line in lines_of(card.eyebrow, HEAD, REGULAR, RIGHT - name.right - ROOM, most=1):
        x = RIGHT - width_of(line, HEAD, REGULAR)
        yield Words(x=x, y=FIRST_LINE, text=line, size=HEAD, colour="on-band-muted")


def title_of(card: Card, size: int, most: int) -> list[Words]:
    """The title, in lines of like length."""
    lines = lines_of(card.title, size, BOLD, balanced(card.title, size, BOLD, MEASURE), most)
    return column(lines, MARGIN, TITLE_TOP + round(size * 0.9), size, BOLD, "on-band", 1.1)


def footing_of(card: Card) -> list[Words]:
    """The small print, down to the lower edge. A line ends with a sentence where it can."""
    sentences = SENTENCE_ENDS.split(card.footing)
    parts = [line for sentence in sentences for line in wrapped(sentence, FOOTING, REGULAR, MEASURE)]
    lines = cut(filled(parts, FOOTING, REGULAR, MEASURE), FOOTING, REGULAR, MEASURE, MOST_OF_FOOTING)
    first = HEIGHT - 22 - (len(lines) - 1) * FOOTING * LEADING
    return column(lines, MARGIN, first, FOOTING, REGULAR, "muted")


def column(
    lines: Sequence[str], x: float, first: float, size: int, weight: int, colour: str, leading: float = LEADING
) -> list[Words]:
    """Lines one below the other, the first of them on this base line. Where there is none, an empty one."""
    return [
        Words(x=x, y=first + number * leading * size, text=line, size=size, weight=weight, colour=colour)
        for number, line in enumerate(lines or [""])
    ]


# ---------- what stands below the title


def blocks_of(card: Card, size: int) -> Iterator[Block]:
    """The text, each fact, and the badges."""
    if card.text:
        yield text_block(card.text, size)
    for fact in card.facts:
        yield fact_block(fact, size)
    if card.badges:
        yield badges_block(card.badges, size)


def text_block(text: str, size: int) -> Block:
    """Sentences, across the card."""
    lines = column(wrapped(text, size, REGULAR, MEASURE), MARGIN, size, size, REGULAR, "ink")
    return Block(marks=tuple(lines), height=(len(lines) * LEADING + 0.2) * size)


def fact_block(fact: Fact, size: int) -> Block:
    """A part of an answer: its name, its words beside it, and how sure it is behind them or below."""
    small, x, colour = small_of(size), MARGIN + NAMES, VALUES.get(fact.look, "ink")
    names = column(lines_of(fact.name, small, REGULAR, NAMES - BETWEEN), MARGIN, size, small, REGULAR, "muted", 1.2)
    words = column(lines_of(capital(fact.words), size, BOLD, RIGHT - x), x, size, size, BOLD, colour)
    grade = grade_marks(fact.grade, words[-1], size) if fact.grade else ()
    marks = (*names, *words, *grade)
    return Block(marks=marks, height=max(lowest(mark) for mark in marks), ruled=True)


def grade_marks(grade: Badge, last: Words, size: int) -> Iterator[Mark]:
    """How sure a fact is: behind the last line of its words, or where it has no room there, below."""
    behind = last.right + BETWEEN if last.text else last.x
    if behind + badge_width(grade, size) <= RIGHT:
        return badge_marks(grade, behind, last.y, size)
    return badge_marks(grade, last.x, last.y + 1.35 * size, size)


def badges_block(badges: Sequence[Badge], size: int) -> Block:
    """Badges one behind the other, in as many lines as they take."""
    marks: list[Mark] = []
    x, y = float(MARGIN), float(size)
    for badge in badges:
        width = badge_width(badge, size)
        if x > MARGIN and x + width > RIGHT:
            x, y = MARGIN, y + 1.6 * size
        marks += badge_marks(badge, x, y, size)
        x += width + 1.5 * BETWEEN
    return Block(marks=tuple(marks), height=y + 0.4 * size)


def badge_marks(badge: Badge, x: float, y: float, size: int) -> Iterator[Mark]:
    """A badge that begins here, no wider than there is room."""
    small, pad, weight = badge_form(badge, size)
    colour, fill, edge = BADGES.get(badge.look, ("muted", "", ""))
    for line in lines_of(capital(badge.words), small, weight, RIGHT - x - 2 * pad, most=1):
        words = Words(x=x + pad, y=y, text=line, size=small, weight=weight, colour=colour)
        if fill:
            corners = {"x": x, "y": y - 1.12 * small, "right": words.right + pad, "bottom": y + 0.5 * small}
            yield Box(**corners, fill=fill, edge=edge, radius=small * (0.3 if badge.look == OPTION else 0.81))
        yield words


def badge_width(badge: Badge, size: int) -> float:
    """How wide a badge is that has room."""
    small, pad, weight = badge_form(badge, size)
    return width_of(drawable(capital(badge.words)), small, weight) + 2 * pad


def badge_form(badge: Badge, size: int) -> tuple[int, float, int]:
    """The size of a badge beside words of some size, the room at both its ends, and its weight."""
    small = small_of(size)
    return (small, 0.65 * small, SEMIBOLD) if badge.look in BADGES else (small, 0, REGULAR)


def small_of(size: int) -> int:
    """The size of what stands beside words of some size."""
    return max(SMALLEST, round(size * 0.78))


def stacked(blocks: Sequence[Block], top: float, bottom: float) -> Iterator[Mark]:
    """Blocks in the middle of their room."""
    left = bottom - top - sum(block.height for block in blocks)
    gap = min(left / (len(blocks) + 1), WIDEST_GAP)
    y = top + (left - gap * (len(blocks) - 1)) / 2
    for number, block in enumerate(blocks):
        if number and block.ruled:
            yield Box(x=MARGIN, y=y - gap / 2 - 1, right=RIGHT, bottom=y - gap / 2 + 1, fill="line")
        yield from (lowered(mark, y) for mark in block.marks)
        y += block.height + gap


def least_height(blocks: Sequence[Block]) -> float:
    """The height of blocks that stand as near to each other as they may."""
    return sum(block.height for block in blocks) + GAP * (len(blocks) - 1)


def lowered(mark: Mark, by: float) -> Mark:
    """The same, further down."""
    if isinstance(mark, Words):
        return replace(mark, y=mark.y + by)
    return replace(mark, y=mark.y + by, bottom=mark.bottom + by)


def lowest(mark: Mark) -> float:
    """Where something ends below."""
    return mark.y + 0.3 * mark.size if isinstance(mark, Words) else mark.bottom


# ---------- words and their widths


def lines_of(text: str, size: int, weight: int, width: float, most: int = MOST_LINES) -> Sequence[str]:
    """The first lines of a text."""
    return cut(wrapped(text, size, weight, width), size, weight, width, most)


def cut(lines: Sequence[str], size: int, weight: int, width: float, most: int = MOST_LINES) -> Sequence[str]:
    """The first of these lines. Where there are more, they end with an ellipsis, behind a word where that can be."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width_of(last + ELLIPSIS, size, weight) > width:
        last = last.rpartition(" ")[0] or last[:-1]
    return [*lines[: most - 1], last + ELLIPSIS]


def balanced(text: str, size: int, weight: int, width: int) -> int:
    """The least width at which a text has no more lines than at this one: they are then of like length."""
    lines = len(wrapped(text, size, weight, width))
    narrower = range(width, width // 2, -24)
    return min(takewhile(lambda one: len(wrapped(text, size, weight, one)) == lines, narrower), default=width)


@lru_cache(1000)
def wrapped(text: str, size: int, weight: int, width: float) -> Sequence[str]:
    """A text in lines that are at most so many pixels wide."""
    words = drawable(text).split()
    return filled((part for word in words for part in broken(word, size, weight, width)), size, weight, width)


def filled(parts: Iterable[str], size: int, weight: int, width: float) -> list[str]:
    """Lines with as many of these parts as have room in each."""
    lines: list[str] = []
    for part in parts:
        if lines and width_of(f"{lines[-1]} {part}", size, weight) <= width:
            lines[-1] += f" {part}"
        else:
            lines.append(part)
    return lines


def broken(word: str, size: int, weight: int, width: float) -> Iterator[str]:
    """A word in parts that have room in a line: nearly always the word."""
    begin = 0
    for end in range(1, len(word)):
        if width_of(word[begin : end + 1], size, weight) > width:
            yield word[begin:end]
            begin = end
    yield word[begin:]


@lru_cache(10_000)
def width_of(text: str, size: int, weight: int) -> float:
    """How wide a line is, in pixels."""
    return font_of(size, weight).getlength(text)


@cache
def font_of(size: int, weight: int) -> ImageFont.FreeTypeFont:
    """The site's font. Pillow sets it by itself: a library of the machine would do so in its own way."""
    font = ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([weight])
    return font


def drawable(text: str) -> str:
    """A text in what the font can draw. For what it has not, an ellipsis stands: without a sign, a rule may be another.

    >>> drawable("ﬁne; ≠ 300; 你好")
    'fine; … 300; …'
    """
    composed = unicodedata.normalize("NFC", text)
    return re.sub(f"{ELLIPSIS}+", ELLIPSIS, "".join(one if is_drawn(one) else instead_of(one) for one in composed))


def instead_of(character: str) -> str:
    """What is drawn for a character that the font has not: of a letter, the simpler ones in it."""
    if unicodedata.category(character) in UNSEEN:
        return ""
    simpler = unicodedata.normalize("NFKD", character) if character.isalpha() else ""
    return "".join(filter(is_drawn, simpler)) or ELLIPSIS


@cache
def is_drawn(character: str) -> bool:
    """Whether the font has a character: for one that it has not, it draws a box."""
    font = font_of(SMALLEST, REGULAR)
    return character.isspace() or bytes(font.getmask(character)) != bytes(font.getmask(NOWHERE))


# ---------- how it is drawn


class Pen:
    """Draws a shape of one colour with smooth edges, in units of its own."""

    def __init__(self, size: Point, unit: float) -> None:
        self.scale = unit * FINE
        width, height = size
        self.image = Image.new("L", (round(width * unit) * FINE, round(height * unit) * FINE))
        self.draw = ImageDraw.Draw(self.image)

    def at(self, points: Iterable[Point]) -> list[Point]:
        """Places in fine pixels."""
        return [(x * self.scale, y * self.scale) for x, y in points]

    def spot(self, centre: Point, radius: float, ink: int = 255) -> None:
        """A round spot, or without ink a hole."""
        x, y = centre
        self.draw.ellipse(self.at([(x - radius, y - radius), (x + radius, y + radius)]), ink)

    def box(self, first: Point, last: Point, radius: float) -> None:
        """A box with rounded corners, from its upper left to its lower right one."""
        left_top, (right, bottom) = self.at([first, last])
        self.draw.rounded_rectangle([left_top, (right - 1, bottom - 1)], radius * self.scale, 255)

    def area(self, corners: Iterable[Point]) -> None:
        """An area with straight sides."""
        self.draw.polygon(self.at(corners), 255)

    def onto(self, image: Image.Image, place: tuple[int, int], colour: str) -> None:
        """Put the shape on a picture, in a colour."""
        image.paste(colour, place, self.image.reduce(FINE))


def draw_grounds(image: Image.Image, layout: Layout) -> None:
    """What lies below the band: the bar, the ground of what is said, and that of the small print."""
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, layout.band, WIDTH, HEIGHT), COLOURS["surface"])
    draw.rectangle((0, layout.band, WIDTH, layout.band + BAR - 1), COLOURS["mark"])
    draw.rectangle((0, layout.foot, WIDTH, HEIGHT), COLOURS["sunk"])


def draw_words(image: Image.Image, words: Words) -> None:
    """A line of text."""
    place, font = (round(words.x), round(words.y)), font_of(words.size, words.weight)
    ImageDraw.Draw(image).text(place, words.text, COLOURS[words.colour], font, anchor="ls")


def draw_box(image: Image.Image, box: Box) -> None:
    """A ground, with its edge if it has one, two pixels wide."""
    size = width, height = round(box.right - box.x), round(box.bottom - box.y)
    for inset, colour in ((0, box.edge), (2, box.fill)) if box.edge else ((0, box.fill),):
        pen = Pen(size, 1)
        pen.box((inset, inset), (width - inset, height - inset), max(0, box.radius - inset))
        pen.onto(image, (round(box.x), round(box.y)), COLOURS[colour])


LOGO = (32, 32)
"""The units in which docs/assets/images/logo.svg is drawn."""


def draw_logo(image: Image.Image) -> None:
    """The mark of the site."""
    place, unit = (MARGIN - 3, 23), 1.6
    bubble = Pen(LOGO, unit)
    bubble.box((2, 2), (30, 26), 6)
    bubble.area([(7.4, 24), (7.4, 30.6), (8.4, 31.3), (9.2, 31), (16, 25.6)])
    bubble.onto(image, place, COLOURS["primary"])
    draw_fork(image, place, unit, COLOURS["on-band"], COLOURS["mark"])


def draw_fork(image: Image.Image, place: tuple[int, int], unit: float, colour: str, end: str) -> None:
    """The fork in the mark of the site: a way, an end that was not taken, and the one that was."""
    fork, taken = Pen(LOGO, unit), Pen(LOGO, unit)
    for point in (*STEM, *LEFT, *RIGHT_HAND):
        fork.spot(point, 1.3)
    fork.spot((9.8, 8.8), 3.5)
    fork.spot((9.8, 8.8), 1.5, ink=0)
    fork.onto(image, place, colour)
    taken.spot((22.2, 9), 4)
    taken.onto(image, place, end)


def curve(*points: Point) -> list[Point]:
    """Places on a cubic Bézier curve, so near to each other that spots there make a line."""
    return [part_way(points, step / 80) for step in range(81)]


def part_way(points: Sequence[Point], part: float) -> Point:
    """The place on a curve after a part of its way (by de Casteljau)."""
    while len(points) > 1:
        points = [(x + (to_x - x) * part, y + (to_y - y) * part) for (x, y), (to_x, to_y) in pairwise(points)]
    return points[0]


STEM = curve((16, 22), (16, 21), (16, 19), (16, 18))
LEFT = curve((16, 18.5), (16, 14), (9.8, 15), (9.8, 10.6))
RIGHT_HAND = curve((16, 18.5), (16, 14), (22.2, 15), (22.2, 10.6))
"""The lines of the fork."""
