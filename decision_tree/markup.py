"""A small document in the languages of forums. Whatever its words are, they stay words in each of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """Words of one kind."""

    text: str
    href: str = ""
    """An absolute address of ours or of a source, percent-encoded where need be."""
    strong: bool = False
    """The words then begin and end with something other than a blank."""


Line: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A paragraph of one line, or a list of one line an item."""

    lines: tuple[Line, ...]
    listed: bool = False


Document: TypeAlias = tuple[Block, ...]


def paragraph(*spans: Run) -> Block:
    """One paragraph."""
    return Block(lines=(spans,))


# ---------- Markdown (CommonMark 0.31)

MARKDOWN_MARKS = re.compile(r"([\\`*_\[\]<>|~])|&(?=#?\w+;)")
MARKDOWN_BEGINS = re.compile(r"^(\s*)([#>+-]|\d+(?=[.)]))")
"""What makes a heading, a quotation or a list of a line that begins with it."""


def markdown(document: Document) -> str:
    r"""The document in Markdown.

    >>> print(markdown((paragraph(Run(text="2 * 3", strong=True), Run(text=" [so]")),)))
    **2 \* 3** \[so\]
    """
    return "\n\n".join(
        "\n".join(("- " if block.listed else "") + markdown_line(line) for line in block.lines) for block in document
    )


def markdown_line(line: Line) -> str:
    """A line whose beginning begins nothing."""
    text = "".join(map(markdown_span, line))
    begins = MARKDOWN_BEGINS.match(text)
    if begins is None:
        return text
    if begins[2].isdigit():  # the point or bracket behind the number is what has to be taken literally
        return f"{text[: begins.end()]}\\{text[begins.end() :]}"
    return f"{begins[1]}\\{text[begins.end(1) :]}"


def markdown_span(span: Run) -> str:
    """Words in Markdown."""
    text = MARKDOWN_MARKS.sub(lambda mark: f"\\{mark[0]}", span.text)
    if span.href:
        text = f"[{text}](<{span.href}>)"
    return f"**{text}**" if span.strong else text  # a blank at either end would make it no emphasis; see Span.strong


# ---------- HTML

HTML_MARKS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def html(document: Document) -> str:
    """The document in HTML, with nothing but paragraphs, lists, strong words and links.

    >>> html((paragraph(Run(text="a < b", href="https://example.org/?a=1&b=2")),))
    '<p><a href="https://example.org/?a=1&amp;b=2">a &lt; b</a></p>'
    """
    return "".join(html_block(block) for block in document)


def html_block(block: Block) -> str:
    """A paragraph or a list."""
    tag, around = ("li", "<ul>{}</ul>") if block.listed else ("p", "{}")
    return around.format("".join(f"<{tag}>{''.join(map(html_span, line))}</{tag}>" for line in block.lines))


def html_span(span: Run) -> str:
    """Words in HTML."""
    text = span.text.translate(HTML_MARKS)
    if span.href:
        text = f'<a href="{span.href.translate(HTML_MARKS)}">{text}</a>'
    return f"<strong>{text}</strong>" if span.strong else text


# ---------- BBCode

JOINER = "\u2060"
"""A character that nobody sees: BBCode knows no other way to write a bracket that begins no tag."""


def bbcode(document: Document) -> str:
    """The document in BBCode, with the four tags that every board knows: b, url, list and [*].

    >>> bbcode((paragraph(Run(text="here", href="https://example.org/", strong=True)),))
    '[b][url=https://example.org/]here[/url][/b]'
    """
    return "\n\n".join(bbcode_block(block) for block in document)


def bbcode_block(block: Block) -> str:
    """A paragraph or a list."""
    lines = ["".join(map(bbcode_span, line)) for line in block.lines]
    if not block.listed:
        return "\n".join(lines)
    return "\n".join(["[list]", *(f"[*]{line}" for line in lines), "[/list]"])


def bbcode_span(span: Run) -> str:
    """Words in BBCode."""
    text = span.text.replace("[", f"[{JOINER}")
    if span.href:
        text = f"[url={span.href}]{text}[/url]"
    return f"[b]{text}[/b]" if span.strong else text


# ---------- plain text


def plain(document: Document) -> str:
    """The document as text. An address stands behind its words, where a forum finds its end.

    >>> plain((paragraph(Run(text="See "), Run(text="here", href="https://example.org/")),))
    'See here: https://example.org/'
    """
    return "\n\n".join(
        "\n".join(("- " if block.listed else "") + plain_line(line) for line in block.lines) for block in document
    )


def plain_line(line: Line) -> str:
    """A line; one that is a link altogether has its address below."""
    between = "\n" if len(line) == 1 else ": "
    return "".join(f"{span.text}{between}{span.href}" if span.href else span.text for span in line)


FORMATS: Mapping[str, Callable[[Document], str]] = MappingProxyType(
    {"html": html, "markdown": markdown, "bbcode": bbcode, "text": plain}
)
"""By public id."""
