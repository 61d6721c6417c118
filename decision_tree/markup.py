"""A small document in the markup languages of forums. Its words are escaped, so that none of them becomes markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A piece of text with one format."""

    text: str
    href: str = ""
    """An absolute address of this site or of a source, percent-encoded where necessary."""
    strong: bool = False
    """Whether the text is strong. It must then neither begin nor end with a space, see `markdown_span`."""


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
"""Characters that make a line that begins with them a heading, a quotation or a list."""


def markdown(document: Document) -> str:
    r"""The document in Markdown.

    >>> print(markdown((paragraph(Run(text="2 * 3", strong=True), Run(text=" [so]")),)))
    **2 \* 3** \[so\]
    """
    return "\n\n".join(
        "\n".join(("- " if block.listed else "") + markdown_line(line) for line in block.lines) for block in document
    )


def markdown_line(line: Line) -> str:
    """A line in Markdown, escaped so that its beginning makes it no heading, quotation or list."""
    text = "".join(map(markdown_span, line))
    begins = MARKDOWN_BEGINS.match(text)
    if begins is None:
        return text
    if begins[2].isdigit():  # escape the dot or bracket behind the number
        return f"{text[: begins.end()]}\\{text[begins.end() :]}"
    return f"{begins[1]}\\{text[begins.end(1) :]}"


def markdown_span(span: Run) -> str:
    """A piece of text in Markdown."""
    text = MARKDOWN_MARKS.sub(lambda mark: f"\\{mark[0]}", span.text)
    if span.href:
        text = f"[{text}](<{span.href}>)"
    return f"**{text}**" if span.strong else text  # a space at either end would prevent the emphasis


# ---------- HTML

HTML_MARKS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def html(document: Document) -> str:
    """The document in HTML, with nothing but paragraphs, lists, strong words and links.

    >>> html((paragraph(Run(text="a < b", href="https://example.org/?a=1&b=2")),))
    '<p><a href="https://example.org/?a=1&amp;b=2">a &lt; b</a></p>'
    """
    return "".join(html_block(block) for block in document)


def html_block(block: Block) -> str:
    """A paragraph or a list in HTML."""
    tag, around = ("li", "<ul>{}</ul>") if block.listed else ("p", "{}")
    return around.format("".join(f"<{tag}>{''.join(map(html_span, line))}</{tag}>" for line in block.lines))


def html_span(span: Run) -> str:
    """A piece of text in HTML."""
    text = span.text.translate(HTML_MARKS)
    if span.href:
        text = f'<a href="{span.href.translate(HTML_MARKS)}">{text}</a>'
    return f"<strong>{text}</strong>" if span.strong else text


# ---------- BBCode

JOINER = "\u2060"
"""An invisible character to put behind a bracket, because BBCode has no other way to write one that begins no tag."""


def bbcode(document: Document) -> str:
    """The document in BBCode, with the four tags that every board knows: b, url, list and [*].

    >>> bbcode((paragraph(Run(text="here", href="https://example.org/", strong=True)),))
    '[b][url=https://example.org/]here[/url][/b]'
    """
    return "\n\n".join(bbcode_block(block) for block in document)


def bbcode_block(block: Block) -> str:
    """A paragraph or a list in BBCode."""
    lines = ["".join(map(bbcode_span, line)) for line in block.lines]
    if not block.listed:
        return "\n".join(lines)
    return "\n".join(["[list]", *(f"[*]{line}" for line in lines), "[/list]"])


def bbcode_span(span: Run) -> str:
    """A piece of text in BBCode."""
    text = span.text.replace("[", f"[{JOINER}")
    if span.href:
        text = f"[url={span.href}]{text}[/url]"
    return f"[b]{text}[/b]" if span.strong else text


# ---------- plain text


def plain(document: Document) -> str:
    """The document as plain text. An address stands behind its words, where forums recognise its end.

    >>> plain((paragraph(Run(text="See "), Run(text="here", href="https://example.org/")),))
    'See here: https://example.org/'
    """
    return "\n\n".join(
        "\n".join(("- " if block.listed else "") + plain_line(line) for line in block.lines) for block in document
    )


def plain_line(line: Line) -> str:
    """A line as plain text. If it is a single link, its address is on a line of its own below."""
    between = "\n" if len(line) == 1 else ": "
    return "".join(f"{span.text}{between}{span.href}" if span.href else span.text for span in line)


FORMATS: Mapping[str, Callable[[Document], str]] = MappingProxyType(
    {"html": html, "markdown": markdown, "bbcode": bbcode, "text": plain}
)
"""Public id of a format → the function that writes a document in it."""
