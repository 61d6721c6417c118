"""Form fields of a paper's PDF, put over the blanks that Typst draws, because Typst has no form fields.

Each field has its name for a screen reader and stands in the structure of the document where its blank is drawn.
ISO 32000-1, 12.7 and 14.7, says what such fields are made of.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pypdf import PageObject, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

MULTILINE, PRINTED = 1 << 12, 1 << 2
"""Flags of a field whose text wraps, and of one that is printed as well."""

CROSS = "0.8 w 1.5 1.5 m {0} {1} l 1.5 {1} m {0} 1.5 l S"
"""PDF operators that draw a cross, with the coordinates of its upper right corner to fill in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Blank:
    """A blank of a paper: the rectangle in which something is to be written, in points from the top left."""

    kind: Literal["line", "cell", "box", "signature"]
    page: int
    x: float
    y: float
    width: float
    height: float


def fillable(pdf: bytes, names: Sequence[str], blanks: Sequence[Blank]) -> bytes:
    """The PDF with a field over each blank, named in the same order; a signature is left to pen or tools.

    Raises ValueError where the names, the blanks and the places for them in the document's structure are not as many.
    """
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    root, fields, add = writer.root_object, ArrayObject(), writer._add_object  # noqa: SLF001 - there is no other way
    structure: Any = root["/StructTreeRoot"]
    numbered: Any = structure["/ParentTree"]["/Nums"]
    for name, blank, place in zip(names, blanks, places_of(structure["/K"]), strict=True):
        if blank.kind == "signature":
            continue
        page, key = writer.pages[blank.page - 1], NumberObject(len(numbered) // 2)
        field = add(field_of(writer, blank, name, page, key))
        reference = named({"Type": "/OBJR", "Obj": field, "Pg": page.indirect_reference})
        element = add(named({"Type": "/StructElem", "S": "/Form", "P": place.indirect_reference, "K": reference}))
        place.setdefault(NameObject("/K"), ArrayObject()).insert(0, element)
        page.setdefault(NameObject("/Annots"), ArrayObject()).append(field)
        page[NameObject("/Tabs")] = NameObject("/S")
        numbered.extend([key, element])
        fields.append(field)
    structure[NameObject("/ParentTreeNextKey")] = NumberObject(len(numbered) // 2)
    letters = named({"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica", "Encoding": "/WinAnsiEncoding"})
    root[NameObject("/AcroForm")] = add(named({"Fields": fields, "DR": named({"Font": named({"Helv": letters})})}))
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def places_of(element: Any) -> Iterator[DictionaryObject]:
    """Elements of the structure in which a blank is drawn, in reading order: empty cells of tables, items of lists."""
    found = element.get_object()
    if isinstance(found, ArrayObject):
        for one in found:
            yield from places_of(one)
    elif isinstance(found, DictionaryObject):
        inside = found.get("/K", ArrayObject())
        if found.get("/S") == "/LI" or (found.get("/S") == "/TD" and not inside):
            yield found
        else:
            yield from places_of(inside)


def field_of(writer: PdfWriter, blank: Blank, name: str, page: PageObject, key: NumberObject) -> DictionaryObject:
    """A field over a blank, with its name for a screen reader. `key` is its number in the structure."""
    bottom = float(page.mediabox.height) - blank.y - blank.height
    corners = (blank.x, bottom, blank.x + blank.width, bottom + blank.height)
    rectangle = ArrayObject([FloatObject(round(corner, 2)) for corner in corners])
    words = {"T": TextStringObject(f"{key}"), "TU": TextStringObject(name)}
    where = {"P": page.indirect_reference, "StructParent": key, "Rect": rectangle, "F": NumberObject(PRINTED)}
    field = named({"Type": "/Annot", "Subtype": "/Widget", **words, **where})
    if blank.kind == "box":
        drawn = {"Off": "", "Yes": CROSS.format(round(blank.width - 1.5, 2), round(blank.height - 1.5, 2))}
        looks = {state: appearance(writer, drawing, blank) for state, drawing in drawn.items()}
        field.update(named({"FT": "/Btn", "V": "/Off", "AS": "/Off", "AP": named({"N": named(looks)})}))
    else:
        size, flags = (7.5, MULTILINE) if blank.kind == "cell" else (10, 0)  # two lines of 7.5 points fit into a cell
        field.update(named({"FT": "/Tx", "Ff": NumberObject(flags), "DA": TextStringObject(f"/Helv {size} Tf 0 g")}))
    return field


def appearance(writer: PdfWriter, drawing: str, blank: Blank) -> Any:
    """Reference of a drawing that fills a blank."""
    stream = DecodedStreamObject()
    stream.set_data(drawing.encode("ascii"))
    frame = ArrayObject([FloatObject(round(it, 2)) for it in (0, 0, blank.width, blank.height)])
    stream.update(named({"Type": "/XObject", "Subtype": "/Form", "BBox": frame}))
    return writer._add_object(stream)  # noqa: SLF001


def named(entries: dict[str, Any]) -> DictionaryObject:
    """A dictionary of PDF, whose keys are names; values that begin with a slash are names, too."""
    return DictionaryObject(
        {NameObject(f"/{key}"): NameObject(it) if type(it) is str else it for key, it in entries.items()}
    )
