"""Pictures of cards, drawn by Typst as card.typ lays them out, in the site's own colours and type.

A card gives the same bytes wherever these releases of Typst and Pillow draw it, which use nothing of the machine.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from dataclasses import asdict
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Literal, TypeAlias, cast

import typst
from PIL import Image

from build_scripts.places import PROGRAM, Refusal, Repository, kept
from build_scripts.previews import font
from build_scripts.previews.cards import Card
from build_scripts.previews.font import Font

TEMPLATE = PROGRAM / "previews" / "card.typ"

WIDTH, HEIGHT = 1200, 630
"""Pixels, as forums and chats ask for. They often show it a third as wide."""

COLOURS = (
    *("band", "on-band", "on-band-muted", "mark", "primary", "surface", "sunk", "ink", "muted", "line", "edge"),
    *("conflict", "conflict-tint", "unknown", "unknown-tint", "community", "community-tint", "inferred"),
)
"""Names of the colours that the template uses; in tokens.css, with `--cpor-` before them."""

COLOUR = re.compile(r"--cpor-([\w-]+): (#[0-9a-f]{6});")

DARK = '[data-md-color-scheme="slate"]'
"""Where the colours of dark pages begin in tokens.css."""

MOST_COLOURS, APART = 40, 10
"""Colours of a picture at most, and how far one is from all others in red, green or blue."""

Colour: TypeAlias = tuple[int, ...]
"""Red, green and blue."""


class Pictures:
    """Pictures of the cards of a repository, kept in its cache. Raises Refusal where tokens.css lacks a colour."""

    def __init__(self, repository: Repository) -> None:
        self.cache = repository.cache / "previews"
        self.font = Font(repository.font.read_bytes(), self.cache)
        self.colours = json.dumps(colours(repository.tokens))
        self.logo = repository.logo.read_text(encoding="utf-8")

    def of(self, card: Card) -> Path:
        """Path of the picture of a card, under a name made of all that it depends on."""
        return kept(self.cache / f"{self.digest(card)}.png", lambda: self.drawn(card))

    def digest(self, card: Card) -> str:
        """Digest of a card and of everything that draws it."""
        return hashlib.sha256(self.drawn_with + repr(card).encode()).hexdigest()

    @cached_property
    def drawn_with(self) -> bytes:
        """Digests of the programs, the template, the font, the colours, the logo and the releases of what draws."""
        code = [path.read_bytes() for path in (Path(__file__), Path(font.__file__), TEMPLATE)]
        given = (self.colours, self.logo, version("typst"), version("pillow"))
        parts = (*code, self.font.woff2, *(one.encode() for one in given))
        return b"".join(hashlib.sha256(part).digest() for part in parts)

    def drawn(self, card: Card) -> bytes:
        """A card as PNG."""
        with Image.open(io.BytesIO(self.laid_out(card, "png"))) as image:
            return as_png(image.convert("RGB"))

    def laid_out(self, card: Card, form: Literal["png", "pdf"]) -> bytes:
        """A card as Typst has it: as PNG, a point of the template a pixel, or as PDF, which also holds the words.

        What a card says comes there as data, never as markup.
        """
        inputs = {"card": json.dumps(self.drawable(asdict(card))), "colours": self.colours, "logo": self.logo}
        page = self.compiler.compile(format=form, ppi=72, sys_inputs=inputs)
        assert isinstance(page, bytes), "a card has one page"
        return page

    @cached_property
    def compiler(self) -> typst.Compiler:
        """Compiler of the template, with the site's font alone."""
        return typst.Compiler(TEMPLATE, font_paths=[self.font.folder], ignore_system_fonts=True)

    def drawable(self, value: object) -> object:
        """A value for JSON, its texts in what the font can draw."""
        if isinstance(value, dict):
            return {name: self.drawable(one) for name, one in value.items()}
        if isinstance(value, tuple):
            return [self.drawable(one) for one in value]
        return self.font.drawable(value) if isinstance(value, str) else value


def colours(tokens: Path) -> dict[str, str]:
    """Colours of light pages, by name. Raises Refusal where one is missing."""
    light = dict(COLOUR.findall(tokens.read_text(encoding="utf-8").partition(DARK)[0]))
    for name in COLOURS:
        if name not in light:
            raise Refusal(
                f"{tokens} does not say what '--cpor-{name}' is, such as #00564d, which pictures are drawn in"
            )
    return {name: light[name] for name in COLOURS}


def as_png(image: Image.Image) -> bytes:
    """A picture in its most frequent colours, which has a quarter of the bytes."""
    file, few = io.BytesIO(), Image.new("P", (1, 1))
    few.putpalette([channel for colour in most_frequent(image) for channel in colour])
    image.quantize(palette=few, dither=Image.Dither.NONE).save(
        file, "PNG", compress_level=7
    )  # 9 takes seven times as long
    return file.getvalue()


def most_frequent(image: Image.Image) -> list[Colour]:
    """Colours that a picture has most of, each clearly another than those before."""
    found: list[Colour] = []
    counted = cast("list[tuple[int, Colour]]", image.getcolors(WIDTH * HEIGHT))
    for _, colour in sorted(counted, reverse=True)[: 10 * MOST_COLOURS]:
        if all(max(abs(a - b) for a, b in zip(colour, one, strict=True)) >= APART for one in found):
            found.append(colour)
    return found[:MOST_COLOURS]
