"""The site's font for programs that read no WOFF2, and what they draw for characters that it has not."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from functools import cached_property
from pathlib import Path

from build_scripts.places import kept

ELLIPSIS = "…"

UNSEEN = ("Cc", "Cf", "Mn")
"""Unicode's categories of what shows nothing by itself."""


class Font:
    """A font in WOFF2, unpacked into a cache when it is first needed."""

    def __init__(self, woff2: bytes, cache: Path) -> None:
        self.woff2 = woff2
        self.cache = cache

    @cached_property
    def folder(self) -> Path:
        """Folder of the font as TTF, with nothing else in it."""
        ttf = self.cache / "fonts" / hashlib.sha256(self.woff2).hexdigest() / "font.ttf"
        return kept(ttf, lambda: unpacked(self.woff2)).parent

    @cached_property
    def characters(self) -> frozenset[str]:
        """Characters that the font has. For another it has a box."""
        from fontTools.ttLib import TTFont  # noqa: PLC0415 - most checks open no font

        with TTFont(self.folder / "font.ttf", lazy=True) as font:
            return frozenset(map(chr, font.getBestCmap()))

    def drawable(self, text: str) -> str:
        """A text in what the font can draw, with single spaces.

        For what it has not, an ellipsis stands: without a sign, a rule may be another.
        """
        composed = " ".join(unicodedata.normalize("NFC", text).split())
        return re.sub(f"{ELLIPSIS}+", ELLIPSIS, "".join(map(self.instead_of, composed)))

    def instead_of(self, character: str) -> str:
        """What is drawn for a character: where the font has not that letter, the simpler ones in it."""
        if character in self.characters:
            return character
        if unicodedata.category(character) in UNSEEN:
            return ""
        simpler = unicodedata.normalize("NFKD", character) if character.isalpha() else ""
        return "".join(one for one in simpler if one in self.characters) or ELLIPSIS


def unpacked(woff2: bytes) -> bytes:
    """A font as TTF."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    file = io.BytesIO()
    with TTFont(io.BytesIO(woff2), recalcTimestamp=False) as font:
        font.flavor = None
        font.save(file)
    return file.getvalue()
